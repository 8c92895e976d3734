import "../chunks/rolldown-runtime.js";
import { FairleadError, inputError, refusal, remoteError, suggestion } from "./errors.js";
import { withTrailer } from "./text.js";
import { fileMode, once, pathFault } from "./tree.js";
import { cureOfUnreachable, reasonOfUnreachable } from "./net-unreachable.js";
import { branchRef, makeTemporary, mask, parseLocation, pushRefs, removeTemporary, revisionTree } from "./git.js";
import { cureOfRule, explainedBy, explaining, inParallel as inParallel$1, platformCure } from "./forge-github.js";
import { array, boolean, literal, nullable, nullish, number, object, optional, string } from "../packages/valibot.js";
import { anything, held, ifHeld } from "./shapes.js";
import { fetchFor } from "./net.js";
import { createStore, isRevision, mergeRequestWords, milestoneLeftOut, planComments, remoteName, writeCommit } from "./forge-local.js";
import { rootCertificates } from "node:tls";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { readFile, writeFile } from "node:fs/promises";

// src/forge/gitlab/api.ts
const ProjectInfo = object({
	id: number(),
	path_with_namespace: string(),
	default_branch: nullish(string()),
	archived: optional(boolean()),
	empty_repo: optional(boolean()),
	merge_method: optional(string()),
	only_allow_merge_if_pipeline_succeeds: nullish(boolean()),
	remove_source_branch_after_merge: nullish(boolean()),
	permissions: optional(object({
		project_access: nullish(object({ access_level: number() })),
		group_access: nullish(object({ access_level: number() }))
	}))
});
const User = object({
	id: number(),
	username: string(),
	name: string(),
	email: nullish(string()),
	commit_email: nullish(string())
});
const Person = object({
	id: number(),
	username: string()
});
const Commit = object({
	id: string(),
	parent_ids: array(string()),
	message: string(),
	title: string(),
	author_name: string(),
	author_email: string(),
	web_url: nullish(string())
});
const Branch = object({
	name: string(),
	commit: Commit,
	protected: nullish(boolean()),
	developers_can_push: nullish(boolean())
});
const Comparison = object({
	commits: array(Commit),
	web_url: nullish(string())
});
const TreeEntry = object({
	id: string(),
	name: string(),
	path: string(),
	mode: string()
});
const FileAnswer = object({
	content: string(),
	encoding: string(),
	last_commit_id: string()
});
const MergeRequest = object({
	iid: number(),
	web_url: string(),
	state: string(),
	title: string(),
	description: nullish(string()),
	draft: optional(boolean()),
	author: nullish(object({ id: number() })),
	source_branch: string(),
	source_project_id: nullish(number()),
	target_branch: string(),
	sha: nullish(string()),
	labels: array(string()),
	assignees: nullish(array(Person)),
	reviewers: nullish(array(Person)),
	milestone: nullish(object({ title: string() })),
	detailed_merge_status: nullish(string()),
	merge_when_pipeline_succeeds: nullish(boolean())
});
const Note = object({
	id: number(),
	body: string(),
	system: boolean(),
	author: object({ id: number() })
});
const Milestone = object({ title: string() });
const ApprovalRule = object({
	name: string(),
	approvals_required: number()
});
const TokenFacts = object({
	scopes: array(string()),
	expires_at: nullable(string())
});
const Version = object({ version: string() });

// src/forge/gitlab/failures.ts
var GitlabFailure = class extends Error {
	status;
	reason;
	headers;
	code;
	constructor(status, data, headers, options) {
		const reason = oneLine(reasonOf(data));
		super(reason, options);
		this.status = status;
		this.reason = reason;
		this.headers = headers;
		const { error } = typeof data === "object" && data !== null ? data : {};
		this.code = typeof error === "string" && /^[a-z_]+$/.test(error) ? error : void 0;
	}
};
function isLost({ status }) {
	return status === void 0 || status >= 500 || status < 300;
}
function isRace({ status, reason }) {
	return (status === 400 || status === 409 || status === 422) && /changed since you started editing|incorrect old value|could not update refs\/|please refresh and try again|branch called .* already exists|branch already exists|cannot lock ref|failed to lock|reference already exists|file with this name (already exists|doesn't exist)|only create or edit files when you are on a branch/i.test(reason);
}
function reasonFor(error) {
	return error instanceof Error ? error.message : String(error);
}
function reasonOf(data) {
	if (typeof data === "string") return data;
	if (Array.isArray(data)) return data.map(reasonOf).join(", ");
	if (typeof data !== "object" || data === null) return "";
	const { message, error, error_description: description } = data;
	if (message !== void 0) return reasonOf(message);
	if (description !== void 0) return reasonOf(description);
	if (error !== void 0) return reasonOf(error);
	return Object.entries(data).map(([field, problems]) => field === "base" ? reasonOf(problems) : `${field} ${reasonOf(problems)}`).join(", ");
}
function oneLine(text) {
	const line = (text.trimStart().startsWith("<") ? /<title>([^<]*)/i.exec(text)?.[1] ?? "a page of HTML" : text).replaceAll(/\s+/g, " ").trim();
	return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}

// src/forge/gitlab/token.ts
function isJobToken(token, jobToken) {
	return token.startsWith("glcbt-") || jobToken !== void 0 && token === jobToken;
}
const writerNeed = {
	input: "token",
	doing: "open merge requests",
	role: "Developer"
};
const commenterNeed = {
	input: "comment-token",
	doing: "write notes",
	role: "Reporter"
};
function refuseToken({ name, token, isJobToken: isJob }, need) {
	if (token === void 0 || token.trim() === "") throw noToken(name, need);
	if (isJob) throw noJobToken(name, need);
}
function noJobToken(project, need) {
	return inputError(`CI_JOB_TOKEN cannot ${need.doing}, whatever the project allows it`, { hint: cure(project, need) });
}
function noToken(project, need) {
	return inputError(`there is no token for ${project}`, { hint: `${cure(project, need)} A protected variable is empty in the jobs of branches that are not protected.` });
}
function cure(project, { input, role }) {
	return `Make an access token of ${project} (Settings > Access tokens) with the role ${role} and the scope api, store it ${role === "Developer" ? "as a variable that is masked and protected" : "as a variable that is masked, and not protected, since jobs of merge requests get no others"}, and give that as ${input}.`;
}

// src/forge/gitlab/quick-actions.ts
function withoutCommands(body) {
	const lines = body.split("\n");
	let end = -1;
	return lines.map((line, i) => {
		if (i > end && /^```[^`]*$/.test(line)) {
			let next = i + 1;
			while (next < lines.length && lines[next]?.startsWith("```") !== true) next++;
			if (lines[next] === "```") end = next;
		}
		return i <= end ? line : line.replace(/^(\s*)\/(?=[a-z])/i, String.raw`$1\/`);
	}).join("\n");
}

// src/forge/gitlab/headers.ts
function waitOf(headers, tries = 1) {
	const after = Number(headers["retry-after"]);
	if (after > 0) return Math.ceil(after);
	const reset = Number(headers["ratelimit-reset"]);
	return reset > 0 ? Math.max(1, Math.ceil(reset - Date.now() / 1e3)) : 10 * 2 ** (tries - 1);
}
function nextPage(headers, query) {
	const page = Number(headers["x-next-page"]);
	if (page > 0) return {
		...query,
		page
	};
	const link = /<([^<>]*)>;\s*rel="next"/.exec(headers["link"] ?? "")?.[1];
	if (link === void 0 || !URL.canParse(link)) return void 0;
	return Object.fromEntries(new URL(link).searchParams);
}

// src/forge/gitlab/client.ts
const attempts$3 = 5;
const silence = 12e4;
var Client = class Client {
	#options;
	#fetch;
	#base;
	#second;
	#random;
	#waited = 0;
	constructor(options) {
		const { apiUrl, second = 1e3, random = Math.random, environment = {}, certificates } = options;
		if (!URL.canParse(apiUrl) || !/^https?:/.test(apiUrl)) throw inputError(`"${apiUrl}" is no address of GitLab's API`, { hint: "It looks like https://gitlab.com/api/v4." });
		this.#options = options;
		this.#fetch = options.fetch ?? fetchFor(new URL(apiUrl), environment, certificates);
		this.#base = apiUrl.replace(/(?<!\/)\/+$/, "");
		this.#second = second;
		this.#random = random;
	}
	hasty() {
		return new Client({
			...this.#options,
			patience: {
				tries: 1,
				seconds: 10
			}
		});
	}
	async request(method, path, shape, options = {}) {
		const mayRepeat = method !== "POST" && options.once !== true;
		let limits = 0;
		for (let attempt = 1;; attempt++) try {
			return await this.#send(method, path, shape, options);
		} catch (error) {
			if (!(error instanceof GitlabFailure)) throw error;
			if (error.status === 429) {
				limits += 1;
				if (!await this.#waitFor(error, limits)) throw error;
				attempt -= 1;
			} else if (mayRepeat && attempt < 4 && (error.status ?? 500) >= 500) await this.backOff(attempt);
			else throw error;
		}
	}
	async get(path, shape, query = {}) {
		return (await this.request("GET", path, shape, { query })).data;
	}
	async find(path, shape) {
		try {
			return await this.get(path, shape);
		} catch (error) {
			if (error instanceof GitlabFailure && error.status === 404) return void 0;
			throw error;
		}
	}
	async list(path, shape, query = {}, most = Infinity) {
		const page = array(shape);
		const items = [];
		let next = {
			per_page: 100,
			...query
		};
		while (next !== void 0 && items.length < most) {
			const { data, headers } = await this.request("GET", path, page, { query: next });
			items.push(...data);
			next = nextPage(headers, next);
		}
		return items;
	}
	async persist(work, { find, again }) {
		for (let attempt = 1;; attempt++) try {
			return await work();
		} catch (error) {
			if (!(error instanceof GitlabFailure) || error.status === 401) throw error;
			const found = await find?.(error);
			if (found !== void 0) return found;
			if (attempt === attempts$3 || !again(error)) throw error;
			await this.backOff(attempt);
		}
	}
	async #send(method, path, shape, { query = {}, body }) {
		const url = new URL(`${this.#base}${path}`);
		for (const [name, value] of Object.entries(query)) if (value !== void 0) url.searchParams.set(name, String(value));
		const { token, isJobToken } = this.#options;
		const headers = {
			accept: "application/json",
			"user-agent": "fairlead",
			...body && { "content-type": "application/json" },
			...token !== void 0 && { [isJobToken ? "job-token" : "private-token"]: token }
		};
		let response;
		let text;
		try {
			const signal = AbortSignal.timeout(silence);
			response = await this.#fetch(url.href, {
				method,
				headers,
				signal,
				redirect: "manual",
				...body && { body: JSON.stringify(body) }
			});
			text = await response.text();
		} catch (error) {
			throw new GitlabFailure(void 0, this.#clean(reasonOfUnreachable(error)), {}, { cause: error });
		}
		const answered = Object.fromEntries(response.headers);
		const data = parse$1(text);
		const said = response.headers.get("location") ?? data;
		if (!response.ok) throw new GitlabFailure(response.status, this.#clean(said), answered);
		const read = held(shape, data);
		if (!("fault" in read)) return {
			status: response.status,
			headers: answered,
			data: read.data
		};
		throw new GitlabFailure(response.status, this.#clean(isPage(data) ? data : read.fault), answered);
	}
	async #waitFor({ headers }, tries) {
		const { tries: most, seconds: longest } = this.#options.patience ?? {
			tries: 5,
			seconds: 300
		};
		const seconds = waitOf(headers, tries);
		if (tries > most || this.#waited + seconds > longest) return false;
		this.#waited += seconds;
		this.#options.log?.(`GitLab's rate limit is reached: waiting ${seconds} s`);
		await sleep(seconds * this.#second);
		return true;
	}
	backOff(attempt) {
		return sleep(this.#second * 2 ** (attempt - 2) * (.5 + this.#random()));
	}
	#clean(data) {
		const { token } = this.#options;
		if (token === void 0 || data === void 0) return data;
		return JSON.parse(mask(JSON.stringify(data), [token]));
	}
};
function part(text) {
	return encodeURIComponent(text).replaceAll(".", "%2E");
}
function parse$1(text) {
	try {
		return text === "" ? void 0 : JSON.parse(text);
	} catch {
		return text;
	}
}
function isPage(data) {
	return typeof data === "string" && data.trimStart().startsWith("<");
}
function sleep(milliseconds) {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// src/forge/gitlab/branches.ts
async function readBranch({ client, at }, branch) {
	return (await client.find(`${at}/repository/branches/${part(branch)}`, Branch))?.commit;
}
function moveBranch(project, move) {
	return project.lease.move(move, async () => (await readBranch(project, move.branch))?.id);
}
async function deleteBranch(project, branch, from) {
	if (await moveBranch(project, {
		branch,
		from,
		to: void 0
	}) === "moved") return "deleted";
	return await readBranch(project, branch) === void 0 ? "deleted" : "lost";
}

// src/forge/gitlab/explain.ts
const explanations = [
	{
		fits: ({ status }) => status === void 0,
		kind: "remote",
		message: ({ reason }, { serverUrl }) => `${serverUrl} cannot be reached: ${reason}`,
		hint: ({ reason }) => cureOfUnreachable(reason)
	},
	{
		fits: ({ status }) => status !== void 0 && status < 300,
		kind: "remote",
		message: ({ reason }, { serverUrl }, { doing }) => `what ${serverUrl} answered to ${doing} is no answer of GitLab: ${reason}`,
		hint: () => "Check the address of the server, and whether a proxy or a page to log in at stands before it."
	},
	{
		fits: ({ status }) => status !== void 0 && status >= 300 && status < 400,
		kind: "input",
		message: ({ reason }, { project, serverUrl }) => `${project} is no longer at ${serverUrl}: it has moved to ${reason}`,
		hint: () => "Give its new path, or the address that the server has now."
	},
	{
		fits: ({ status }) => status === 429,
		kind: "remote",
		message: ({ reason }) => `GitLab's rate limit is reached: ${reason}`,
		hint: () => "Try again later, or run fewer jobs at once."
	},
	{
		fits: ({ status }) => (status ?? 500) >= 500,
		kind: "remote",
		message: ({ status, reason }, _, { doing }) => `GitLab failed to ${doing} (${status}: ${reason})`,
		hint: () => "Try again later."
	},
	{
		fits: ({ status, reason }) => isRefused(status) && platformCure(reason) !== void 0,
		kind: "refused",
		message: ({ reason }, { project }, { doing }) => `a rule of ${project} does not let this ${doing}: ${reason}`,
		hint: ({ reason }) => platformCure(reason) ?? ""
	},
	{
		fits: ({ status }) => status === 401,
		kind: "input",
		message: (_, { serverUrl }) => `${serverUrl} does not accept the token`,
		hint: () => "It may be expired, revoked or of another server: make a new one."
	},
	{
		fits: ({ status, code }) => status === 403 && code === "insufficient_scope",
		kind: "input",
		message: (_, __, { doing }) => `the token's scopes do not let it ${doing}`,
		hint: (_, __, { scope }) => `Make one with the scope ${scope}.`
	},
	{
		fits: ({ status }) => status === 403,
		kind: "input",
		message: ({ reason }, { project }, { doing }) => `the token may not ${doing} in ${project}: ${reason}`,
		hint: (_, __, { role, scope }) => `Use one with the role ${role} or above and the scope ${scope}.`
	},
	{
		fits: ({ status }, { isKnown }) => status === 404 && isKnown,
		kind: "input",
		message: (_, { project }, { doing }) => `GitLab does not find what it takes to ${doing} in ${project}, or the token may not do it`,
		hint: (_, __, { role }) => `Use a token with the role ${role} or above, or look what was deleted or turned off meanwhile.`
	},
	{
		fits: ({ status }) => status === 404,
		kind: "input",
		message: (_, { project, serverUrl }) => `there is no ${project} at ${serverUrl}, or the token may not see it`,
		hint: () => "Check the path, with all its groups, and that the token is a member of the project."
	},
	{
		fits: () => true,
		kind: "remote",
		message: ({ reason }, { project }, { doing }) => `GitLab refuses to ${doing} in ${project}: ${reason}`,
		hint: () => ""
	}
];
const isRefused = (status) => [
	400,
	403,
	409,
	422
].includes(status ?? 0);
function explain(error, place, attempt) {
	if (!(error instanceof GitlabFailure)) return error;
	return explainedBy(explanations, {
		failure: error,
		cause: error
	}, place, attempt) ?? error;
}

// src/forge/gitlab/lease.ts
const attempts$2 = 4;
var Lease = class {
	#options;
	#store;
	constructor(options) {
		this.#options = options;
	}
	tree(commit) {
		const opened = this.#open().then((store) => revisionTree(store.git, commit, {
			ensureBlobs: store.ensureBlobs && ((ids) => this.#persist(async () => store.ensureBlobs?.(ids))),
			prepare: () => this.#persist(() => store.bring([commit]))
		}));
		opened.catch(() => {});
		return {
			name: commit.slice(0, 7),
			list: async () => (await opened).list(),
			read: async (paths) => (await opened).read(paths)
		};
	}
	async commit(commit, { name, email }) {
		const store = await this.#open();
		const { parent } = commit;
		if (parent !== void 0) await this.#persist(() => store.bring([parent]));
		const created = await writeCommit(store.git, commit, {
			GIT_AUTHOR_NAME: name,
			GIT_AUTHOR_EMAIL: email,
			GIT_COMMITTER_NAME: name,
			GIT_COMMITTER_EMAIL: email
		});
		store.keep(created.sha);
		return created;
	}
	async move(move, readTip) {
		const { branch, from, to } = move;
		const store = await this.#open();
		return this.#persist(() => pushRefs(store.git, remoteName, [{
			ref: branchRef(branch),
			from,
			to
		}]), async () => {
			const tip = await readTip();
			if (tip === to) return "moved";
			return tip === from ? void 0 : "lost";
		});
	}
	async close() {
		const store = await this.#store?.catch(() => void 0);
		if (store) await removeTemporary(store.git.directory);
	}
	#open() {
		this.#store ??= this.#create();
		this.#store.catch(() => this.#store = void 0);
		return this.#store;
	}
	async #create() {
		const { token, isJobToken, certificates, environment = {} } = this.#options;
		const location = parseLocation(await this.#options.address());
		const user = isJobToken ? "gitlab-ci-token" : "oauth2";
		const authorization = `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
		const directory = makeTemporary();
		try {
			const trusted = await trust(directory, certificates, environment);
			return await createStore(directory, {
				...location,
				authorization
			}, {
				...environment,
				...trusted
			});
		} catch (error) {
			await removeTemporary(directory);
			throw error;
		}
	}
	async #persist(work, find) {
		for (let attempt = 1;; attempt++) try {
			return await work();
		} catch (error) {
			if (!(error instanceof FairleadError) || error.kind !== "remote") throw error;
			const found = await find?.();
			if (found !== void 0) return found;
			if (attempt === attempts$2) throw error;
			await this.#options.pause(attempt);
		}
	}
};
async function trust(directory, certificates, environment) {
	if (certificates.length === 0) return {};
	const { GIT_SSL_CAINFO: own } = environment;
	const known = own ? [await readFile(own, "utf8").catch(() => "")] : rootCertificates;
	const file = join(directory, "trusted.pem");
	await writeFile(file, [...known, ...certificates].join("\n"));
	return { GIT_SSL_CAINFO: file };
}

// src/forge/gitlab/project.ts
function openProject(options) {
	const { token, serverUrl, jobToken, certificates = [], environment } = options;
	const name = options.repository.replace(/\.git$/, "").replaceAll(/^\/+|(?<!\/)\/+$/g, "");
	if (!/^\d+$/.test(name) && !/^[^/\s]+(\/[^/\s]+)+$/.test(name)) throw inputError(`"${options.repository}" is no project of GitLab`, { hint: "It looks like group/project or group/subgroup/project, or is the number of a project." });
	const isJob = token !== void 0 && isJobToken(token, jobToken);
	const client = new Client({
		...options,
		isJobToken: isJob
	});
	const project = {
		client,
		token,
		isJobToken: isJob,
		serverUrl,
		name,
		at: `/projects/${part(name)}`,
		trees: /* @__PURE__ */ new Map(),
		lease: new Lease({
			address: async () => `${serverUrl}/${(await projectInfo(project)).path_with_namespace}.git`,
			token: token ?? "",
			isJobToken: isJob,
			certificates,
			environment,
			pause: (attempt) => client.backOff(attempt)
		}),
		info: void 0,
		user: void 0
	};
	return project;
}
function explained(project, attempt, work, isKnown) {
	return explaining(work, (error) => {
		const { name, serverUrl, token, info } = project;
		return explain(error, {
			project: name,
			serverUrl,
			token,
			isKnown: isKnown ?? info !== void 0
		}, attempt);
	});
}
async function projectInfo(project) {
	project.info ??= await project.client.get(project.at, ProjectInfo);
	return project.info;
}
async function currentUser(project) {
	project.user ??= await project.client.get("/user", User);
	return project.user;
}
const inParallel = (items, work) => inParallel$1(items, 8, work);

// src/forge/gitlab/metadata.ts
async function peopleOf(project, { assignees = [], reviewers = [], teamReviewers = [] }) {
	const names = [...new Set([...assignees, ...reviewers].map(plainName))];
	const found = new Map(await inParallel(names, async (name) => [name, await findMember(project, name)]));
	const warnings = names.filter((name) => found.get(name) === void 0).map((name) => `${name} was left out: no member of ${project.name}, or no such user`);
	if (teamReviewers.length > 0) warnings.push(`${teamReviewers.join(", ")} were not asked for a review: GitLab asks groups by its approval rules and code owners, not by name`);
	const pick = (wanted) => wanted.flatMap((name) => found.get(plainName(name)) ?? []);
	return {
		assignees: pick(assignees),
		reviewers: pick(reviewers),
		warnings
	};
}
async function findMember({ client, at }, username) {
	return (await client.list(`${at}/members/all`, Person, { query: username }, 100)).find((member) => member.username.toLowerCase() === username);
}
function leftOut(project, made, wanted, people) {
	const warnings = [];
	const missing = (present, some) => some.filter(({ id }) => !(present ?? []).some((one) => one.id === id)).map(({ username }) => username);
	const assignees = missing(made.assignees, people.assignees);
	if (assignees.length > 0) warnings.push(`${assignees.join(", ")} were not assigned: GitLab Free takes one assignee`);
	const reviewers = missing(made.reviewers, people.reviewers);
	if (reviewers.length > 0) warnings.push(`${reviewers.join(", ")} were not asked for a review: GitLab Free takes one reviewer`);
	const { milestone } = wanted;
	if (milestone !== void 0 && milestone !== "" && made.milestone?.title !== milestone) warnings.push(milestoneLeftOut(project.name, milestone));
	const labels = (wanted.labels ?? []).filter((label) => !made.labels.includes(label));
	if (labels.length > 0) warnings.push(`the labels ${labels.join(", ")} were not added`);
	return warnings;
}
async function withMilestoneTitle({ client, at }, wanted) {
	const { milestone } = wanted;
	if (milestone === void 0 || !/^\d+$/.test(milestone)) return wanted;
	const find = (query) => client.list(`${at}/milestones`, Milestone, {
		...query,
		state: "active"
	}, 1);
	const [found] = [...await find({ title: milestone }), ...await find({ "iids[]": milestone })];
	return found ? {
		...wanted,
		milestone: found.title
	} : wanted;
}
function plainName(name) {
	return name.replace(/^@/, "").toLowerCase();
}

// src/forge/gitlab/notes.ts
async function ownNotes(project, number) {
	const { id } = await currentUser(project);
	const path = `${project.at}/merge_requests/${number}/notes`;
	return (await project.client.list(path, Note, {
		sort: "asc",
		order_by: "created_at"
	})).filter(({ system, author }) => !system && author.id === id);
}
async function addNote(project, number, body) {
	const { client, at } = project;
	const find = async () => {
		return (await ownNotes(project, number)).some((note) => note.body === body) ? true : void 0;
	};
	if (await find()) return;
	await client.persist(async () => {
		await client.request("POST", `${at}/merge_requests/${number}/notes`, anything, {
			body: { body },
			once: true
		});
		return true;
	}, {
		find,
		again: isLost
	});
}

// src/forge/gitlab/merge-requests.ts
const draftPrefix = "Draft: ";
async function listOf(project, query, most) {
	const { id } = await projectInfo(project);
	const path = `${project.at}/merge_requests`;
	return (await project.client.list(path, MergeRequest, {
		...query,
		order_by: "created_at",
		sort: "desc",
		per_page: Math.min(most, 100)
	}, most)).filter(({ source_project_id }) => source_project_id === id);
}
function toPullRequest(one, account) {
	return {
		number: String(one.iid),
		url: one.web_url,
		branch: one.source_branch,
		head: one.sha ?? "",
		title: one.draft ? plainTitle(one.title) : one.title,
		body: plainBody(one.description ?? ""),
		draft: one.draft === true,
		labels: one.labels,
		own: one.author?.id === account,
		startsWorkflows: true
	};
}
function plainTitle(title) {
	return title.replace(/^(\[draft\]|\(draft\)|draft:)\s*/i, "");
}
function plainBody(description) {
	return description.replaceAll(/^([^\S\n\r\u2028\u2029]*)\\\/(?=[a-z])/gim, "$1/");
}
async function openMergeRequest(project, wanted) {
	const request = await withMilestoneTitle(project, wanted);
	const { client, at } = project;
	const { branch, base, title, body, draft, labels, milestone, deleteBranch: removes } = request;
	const people = await peopleOf(project, request);
	let isFound = false;
	const mergeRequest = await client.persist(async () => {
		const fields = {
			source_branch: branch,
			target_branch: base,
			title: draft ? draftPrefix + plainTitle(title) : title,
			description: withoutCommands(body),
			...removes === true && { remove_source_branch: true },
			...labels.length > 0 && { labels },
			...milestone !== void 0 && milestone !== "" && { milestone },
			...people.assignees.length > 0 && { assignee_ids: people.assignees.map(({ id }) => id) },
			...people.reviewers.length > 0 && { reviewer_ids: people.reviewers.map(({ id }) => id) }
		};
		return (await client.request("POST", `${at}/merge_requests`, MergeRequest, {
			body: fields,
			once: true
		})).data;
	}, {
		async find() {
			const [found] = await listOf(project, {
				state: "opened",
				source_branch: branch,
				target_branch: base
			}, 20);
			isFound = found !== void 0;
			return found;
		},
		again: (failure) => isLost(failure) || failure.status === 409
	});
	const { made, warnings } = isFound ? await changeFields(project, mergeRequest, {
		labels,
		milestone
	}, people) : {
		made: mergeRequest,
		warnings: leftOut(project, mergeRequest, request, people)
	};
	const head = made.sha ?? (await readBranch(project, branch))?.id ?? "";
	return {
		...toPullRequest(made, (await currentUser(project)).id),
		head,
		warnings: [...people.warnings, ...warnings]
	};
}
async function updateMergeRequest(project, number, wanted) {
	const change = await withMilestoneTitle(project, wanted);
	const people = await peopleOf(project, change);
	const { made, warnings } = await changeFields(project, await readMergeRequest(project, number), change, people);
	return {
		state: made.state === "opened" || made.state === "locked" ? "open" : "closed",
		warnings: [...people.warnings, ...warnings]
	};
}
async function changeFields(project, current, change, people) {
	const { title, body, base, labels = [], milestone } = change;
	const missing = labels.filter((label) => !current.labels.includes(label));
	const wanted = title === void 0 ? void 0 : current.draft ? draftPrefix + plainTitle(title) : title;
	const fields = {
		...wanted !== void 0 && wanted !== current.title && { title: wanted },
		...body !== void 0 && withoutCommands(body) !== current.description && { description: withoutCommands(body) },
		...base !== void 0 && base !== current.target_branch && { target_branch: base },
		...missing.length > 0 && { add_labels: missing },
		...milestone !== void 0 && milestone !== "" && milestone !== current.milestone?.title && { milestone },
		...unionOf("assignee_ids", current.assignees, people.assignees),
		...unionOf("reviewer_ids", current.reviewers, people.reviewers)
	};
	if (Object.keys(fields).length === 0) return {
		made: current,
		warnings: []
	};
	const path = `${project.at}/merge_requests/${current.iid}`;
	const { data } = await project.client.request("PUT", path, MergeRequest, { body: fields });
	return {
		made: data,
		warnings: leftOut(project, data, change, people)
	};
}
function unionOf(field, present, added) {
	const ids = new Set((present ?? []).map(({ id }) => id));
	if (added.every(({ id }) => ids.has(id))) return {};
	for (const { id } of added) ids.add(id);
	return { [field]: [...ids] };
}
function readMergeRequest({ client, at }, number) {
	return client.get(`${at}/merge_requests/${number}`, MergeRequest);
}
async function closeMergeRequest(project, number, comment, remove) {
	const { client, at } = project;
	const { state } = await readMergeRequest(project, number);
	if (state === "closed" || state === "merged") return;
	await addNote(project, number, comment);
	if (remove) await deleteBranch(project, remove.branch, remove.from);
	await client.request("PUT", `${at}/merge_requests/${number}`, anything, { body: { state_event: "close" } });
}

// src/forge/gitlab/comments.ts
const limit$1 = 1e6;
function openGitLabComments(project) {
	refuseToken(project, commenterNeed);
	const attempt = (doing) => ({
		doing,
		role: "Reporter",
		scope: "api"
	});
	return {
		limit: limit$1,
		stateOf: (request) => explained(project, attempt("read merge requests"), async () => {
			const { state, sha, target_branch } = await readMergeRequest(project, Number(request));
			return {
				isOpen: state === "opened",
				head: sha ?? "",
				base: target_branch
			};
		}, true),
		put: (request, mark, bodies, former) => explained(project, attempt("write notes"), () => putNotes(project, Number(request), {
			mark,
			former
		}, bodies.map(withoutCommands)), true)
	};
}
async function putNotes(project, number, { mark, former }, bodies) {
	const path = `${project.at}/merge_requests/${number}/notes`;
	const { placed, surplus } = planComments(await ownNotes(project, number), mark, bodies, former);
	if (placed.some(({ body }) => body.length > limit$1)) throw inputError(`a note is longer than the ${limit$1} characters that GitLab takes`);
	const done = [];
	for (const [i, { body, present, differs }] of placed.entries()) if (present === void 0) {
		const { id } = await create$1(project, number, {
			mark,
			body,
			index: i
		});
		done.push({
			id: String(id),
			url: void 0,
			operation: "created"
		});
	} else {
		if (differs) await project.client.request("PUT", `${path}/${present.id}`, anything, { body: { body } });
		done.push({
			id: String(present.id),
			url: void 0,
			operation: differs ? "updated" : "unchanged"
		});
	}
	for (const { id } of surplus) await remove(project, `${path}/${id}`);
	return done;
}
function create$1(project, number, { mark, body, index }) {
	const { client, at } = project;
	return client.persist(async () => {
		const path = `${at}/merge_requests/${number}/notes`;
		return (await client.request("POST", path, Note, {
			body: { body },
			once: true
		})).data;
	}, {
		async find() {
			const bodies = Array.from({ length: index + 1 }, () => "");
			return planComments(await ownNotes(project, number), mark, bodies).placed[index]?.present;
		},
		again: isLost
	});
}
async function remove({ client }, path) {
	try {
		await client.request("DELETE", path, anything);
	} catch (error) {
		if (!(error instanceof GitlabFailure) || error.status !== 404) throw error;
	}
}

// src/forge/gitlab/auto-merge.ts
const unknown = /* @__PURE__ */ new Set([
	"preparing",
	"checking",
	"unchecked",
	"approvals_syncing"
]);
const stuck = {
	conflict: "it conflicts with its base",
	need_rebase: "it has to be rebased first",
	commits_status: "its branch has no commits"
};
const patience = 8;
async function enableAutoMerge(project, pullRequest, method) {
	const { client, at } = project;
	const number = Number(pullRequest.number);
	const { only_allow_merge_if_pipeline_succeeds: needsPipeline, merge_method } = await projectInfo(project);
	if (method === "rebase" && merge_method === "merge") throw inputError(`${project.name} merges by merge commits, which the merge method "rebase" does not`, { hint: "Choose merge or squash, or another method in its Settings > Merge requests." });
	const current = await untilKnown(project, number);
	const status = current.detailed_merge_status ?? "";
	if (isDone(current)) return;
	if (current.draft) throw inputError(`merge request !${number} is a draft, which GitLab does not merge by itself`, { hint: "Leave auto-merge or draft off." });
	if (status === "mergeable" || unknown.has(status) && needsPipeline !== true) throw refusal(`"${current.target_branch}" requires nothing more before the merge of !${number}, so it would happen at once`, { hint: "Require a pipeline or an approval (Settings > Merge requests), or leave auto-merge off." });
	if (stuck[status] !== void 0) throw refusal(`GitLab does not merge !${number} by itself: ${stuck[status]}`);
	const body = {
		auto_merge: true,
		merge_when_pipeline_succeeds: true,
		sha: pullRequest.head,
		squash: method === "squash"
	};
	try {
		await client.persist(async () => {
			await client.request("PUT", `${at}/merge_requests/${number}/merge`, anything, {
				body,
				once: true
			});
			return true;
		}, {
			find: async () => isDone(await readMergeRequest(project, number)) ? true : void 0,
			again: isLost
		});
	} catch (error) {
		throw asRefusal$1(error, number);
	}
}
function isDone({ merge_when_pipeline_succeeds, state }) {
	return merge_when_pipeline_succeeds === true || state === "merged";
}
async function untilKnown(project, number) {
	for (let tries = 1;; tries++) {
		const current = await readMergeRequest(project, number).catch((error) => {
			if (error instanceof GitlabFailure && error.status === 404 && tries < patience) return void 0;
			throw error;
		});
		const isKnown = current !== void 0 && !unknown.has(current.detailed_merge_status ?? "");
		if (current && (isKnown || isDone(current) || tries === patience)) return current;
		await project.client.backOff(Math.min(tries, 4));
	}
}
function asRefusal$1(error, number) {
	if (!(error instanceof GitlabFailure)) return error;
	const { status, reason } = error;
	if (status === 401 || status === 403) return inputError(`the token may not merge !${number}: ${reason}`, { hint: "Its role has to be allowed to merge into this branch (Settings > Repository > Protected branches)." });
	if (status === 405 || status === 409 || status === 422) return refusal(`GitLab does not merge !${number} by itself: ${reason}`);
	return error;
}

// src/forge/gitlab/tree-id.ts
function blobId(content, like) {
	return objectId("blob", content, like);
}
function treeId(entries, like) {
	const key = ({ name, mode }) => Buffer.from(mode === "040000" ? `${name}/` : name);
	const parts = entries.toSorted((a, b) => Buffer.compare(key(a), key(b))).map(({ name, mode, id }) => Buffer.concat([Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`), Buffer.from(id, "hex")]));
	return objectId("tree", Buffer.concat(parts), like);
}
async function changedTreeId(list, changes, like) {
	return treeId(await changedFolder(list, "", changes, like), like);
}
async function changedFolder(list, folder, changes, like) {
	const entries = new Map((await list(folder)).map((entry) => [entry.name, entry]));
	const below = /* @__PURE__ */ new Map();
	for (const [path, file] of changes) {
		const slash = path.indexOf("/");
		const name = slash < 0 ? path : path.slice(0, slash);
		if (slash >= 0) {
			const some = below.get(name) ?? /* @__PURE__ */ new Map();
			below.set(name, some.set(path.slice(slash + 1), file));
		} else if (file) entries.set(name, {
			name,
			...file
		});
		else entries.delete(name);
	}
	await Promise.all([...below].map(async ([name, some]) => {
		if (changes.get(name) !== void 0) return;
		const inside = await changedFolder(list, folder === "" ? name : `${folder}/${name}`, some, like);
		if (inside.length > 0) entries.set(name, {
			name,
			mode: "040000",
			id: treeId(inside, like)
		});
		else entries.delete(name);
	}));
	return [...entries.values()];
}
function objectId(type, content, like) {
	return createHash(like.length === 64 ? "sha256" : "sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");
}

// src/forge/gitlab/gitlab-tree.ts
const manyFiles = 40;
var GitlabTree = class {
	name;
	costly = true;
	#project;
	#commit;
	#folders = /* @__PURE__ */ new Map();
	#files = /* @__PURE__ */ new Map();
	#lastCommits = /* @__PURE__ */ new Map();
	#listing;
	constructor(project, commit, name) {
		this.#project = project;
		this.#commit = commit;
		this.name = name;
	}
	async read(paths) {
		const missing = [...new Set(paths)].filter((path) => !this.#files.has(path));
		if (missing.length > manyFiles) {
			const read = await this.#project.lease.tree(this.#commit).read(missing);
			for (const path of missing) this.#files.set(path, Promise.resolve(read.get(path)));
		}
		const found = await inParallel([...new Set(paths)], async (path) => [path, await this.#read(path)]);
		return new Map(found.flatMap(([path, file]) => file ? [[path, file]] : []));
	}
	async list() {
		this.#listing ??= this.#listAll();
		return (await this.#listing).flatMap(({ path, mode }) => mode === "040000" ? [] : [{
			path,
			mode: fileMode(mode)
		}]).toSorted((a, b) => a.path < b.path ? -1 : 1);
	}
	async folder(path) {
		if (this.#listing !== void 0) return below(await this.#listing, path);
		const known = this.#folders.get(path) ?? this.#listFolder(path);
		this.#folders.set(path, known);
		return known;
	}
	async entry(path) {
		const slash = path.lastIndexOf("/");
		return (await this.folder(path.slice(0, Math.max(slash, 0)))).find(({ name }) => name === path.slice(slash + 1));
	}
	async lastCommit(path) {
		const known = this.#lastCommits.get(path);
		if (known !== void 0) return known;
		const { client, at } = this.#project;
		const query = { ref: this.#commit };
		const { headers } = await client.request("HEAD", `${at}/repository/files/${part(path)}`, anything, { query });
		return headers["x-gitlab-last-commit-id"];
	}
	async id() {
		return treeId(await this.folder(""), this.#commit);
	}
	#read(path) {
		const known = this.#files.get(path) ?? this.#fetch(path);
		this.#files.set(path, known);
		known.catch(() => this.#files.delete(path));
		return known;
	}
	async #fetch(path) {
		const entry = path === "" ? void 0 : await this.entry(path);
		if (entry === void 0 || entry.mode === "040000" || entry.mode === "160000") return void 0;
		const { client, at } = this.#project;
		const query = { ref: this.#commit };
		const file = await client.get(`${at}/repository/files/${part(path)}`, FileAnswer, query);
		const content = Buffer.from(file.content, file.encoding === "base64" ? "base64" : "utf8");
		if (blobId(content, entry.id) !== entry.id) throw remoteError(`GitLab gave other bytes for ${path} than its blob ${entry.id} has`, { hint: "Try again." });
		this.#lastCommits.set(path, file.last_commit_id);
		return {
			mode: fileMode(entry.mode),
			content
		};
	}
	async #listFolder(path) {
		const { client, at } = this.#project;
		const query = {
			ref: this.#commit,
			...path === "" ? {} : { path }
		};
		try {
			return (await client.list(`${at}/repository/tree`, TreeEntry, query)).map(toEntry);
		} catch (error) {
			this.#folders.delete(path);
			if (error instanceof GitlabFailure && error.status === 404 && path !== "") return [];
			throw error;
		}
	}
	async #listAll() {
		const { client, at } = this.#project;
		const query = {
			ref: this.#commit,
			recursive: true
		};
		try {
			return await client.get(`${at}/repository/tree`, array(TreeEntry), {
				...query,
				pagination: "none"
			});
		} catch (error) {
			if (!(error instanceof GitlabFailure) || error.status !== 400) throw error;
			return client.list(`${at}/repository/tree`, TreeEntry, {
				...query,
				pagination: "keyset"
			});
		}
	}
};
function treeOf(project, commit, name = commit.slice(0, 7)) {
	const tree = project.trees.get(commit) ?? new GitlabTree(project, commit, name);
	project.trees.set(commit, tree);
	return tree;
}
function below(listing, folder) {
	const prefix = folder === "" ? "" : `${folder}/`;
	return listing.filter(({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes("/")).map(toEntry);
}
function toEntry({ name, mode, id }) {
	return {
		name,
		mode,
		id
	};
}

// src/forge/gitlab/committer.ts
async function committerOf(project) {
	const { name, username, email, commit_email } = await currentUser(project);
	return {
		name,
		email: commit_email || email || `${username}@users.noreply`
	};
}

// src/forge/gitlab/commit.ts
async function commit(project, request) {
	const { branch, from, parent, changes, message, treeTrailer } = request;
	branchRef(branch);
	for (const change of changes) check(change);
	const tree = treeOf(project, parent);
	const actions = await actionsFor(tree, changes, new Map(await inParallel(changes, async ({ path }) => [path, await tree.entry(path)])), from !== void 0);
	if (from !== void 0 && from !== parent || actions === void 0 || actions.length === 0) return commitByLease(project, request);
	const made = await treeWith(project, parent, changes);
	const text = treeTrailer === void 0 ? message : withTrailer(message, treeTrailer, made);
	const body = {
		branch,
		commit_message: text,
		actions,
		stats: false,
		...from === void 0 && { start_sha: parent }
	};
	const created = await create(project, {
		branch,
		from: from ?? parent,
		isNew: from === void 0,
		text,
		body
	});
	if (created === "lost") return "lost";
	return await judge(project, request, created) === "lost" ? "lost" : {
		sha: created.id,
		tree: made,
		verified: void 0,
		warnings: []
	};
}
function treeWith(project, revision, changes) {
	const tree = treeOf(project, revision);
	const files = changes.map(({ path, content, mode }) => {
		return [path, content === void 0 ? void 0 : {
			mode,
			id: blobId(content, revision)
		}];
	});
	return changedTreeId((folder) => tree.folder(folder), new Map(files), revision);
}
function check({ path, mode, content }) {
	const fault = pathFault(path);
	if (fault !== void 0) throw inputError(`this path cannot be committed: ${fault}`);
	if (mode === "160000" && content) throw inputError(`${path} is a submodule, which has no content`);
}
async function actionsFor(tree, changes, entries, lock) {
	const isPlain = (mode) => mode === void 0 || mode.startsWith("100");
	if (changes.some(({ path, mode }) => !isPlain(mode) || !isPlain(entries.get(path)?.mode))) return void 0;
	return (await inParallel(changes, async ({ path, content, mode }) => {
		const entry = entries.get(path);
		const place = { file_path: path };
		const isExecutable = mode === "100755";
		const text = {
			content: Buffer.from(content ?? []).toString("base64"),
			encoding: "base64"
		};
		const chmod = {
			action: "chmod",
			...place,
			execute_filemode: isExecutable
		};
		if (entry === void 0) {
			if (content === void 0) return [];
			return [{
				action: "create",
				...place,
				...text
			}, ...isExecutable ? [chmod] : []];
		}
		const last = lock ? await tree.lastCommit(path) : void 0;
		const known = last === void 0 ? {} : { last_commit_id: last };
		if (content === void 0) return [{
			action: "delete",
			...place,
			...known
		}];
		return [...blobId(content, entry.id) === entry.id ? [] : [{
			action: "update",
			...place,
			...text,
			...known
		}], ...isExecutable === (entry.mode === "100755") ? [] : [chmod]];
	})).flat();
}
async function create(project, wanted) {
	const { client, at } = project;
	const { branch, from, isNew, text, body } = wanted;
	const find = async () => {
		const tip = await readBranch(project, branch);
		if (tip === void 0) return isNew ? void 0 : "lost";
		if (tip.id === from && !isNew) return void 0;
		const query = { ref_name: `${from}..${tip.id}` };
		return (await client.list(`${at}/repository/commits`, Commit, query, 100)).find(({ message }) => message.trim() === text.trim()) ?? "lost";
	};
	try {
		return await client.persist(async () => {
			const path = `${at}/repository/commits`;
			return (await client.request("POST", path, Commit, {
				body,
				once: true
			})).data;
		}, {
			find,
			again: (failure) => isLost(failure) || isRace(failure)
		});
	} catch (error) {
		throw asRefusal(error, branch, isNew);
	}
}
async function judge(project, { branch, parent, changes }, { id, parent_ids }) {
	const [landed] = parent_ids;
	if (landed === void 0 || landed === parent) return "won";
	const [before, meanwhile] = [treeOf(project, parent), treeOf(project, landed)];
	if (!(await inParallel(changes, async ({ path }) => {
		const [a, b] = [await before.entry(path), await meanwhile.entry(path)];
		return a?.id !== b?.id || a?.mode !== b?.mode;
	})).includes(true)) return "won";
	try {
		const path = `${project.at}/repository/commits/${id}/revert`;
		await project.client.request("POST", path, anything, {
			body: { branch },
			once: true
		});
	} catch (error) {
		throw remoteError(`the commit ${id} on ${branch} has overwritten what somebody changed in the same moment, and could not be reverted: ${reasonFor(error)}`, {
			hint: `Look at ${landed} and at what came after it.`,
			cause: error
		});
	}
	return "lost";
}
async function commitByLease(project, { branch, from, ...commit }) {
	const { sha, tree } = await project.lease.commit(commit, await committerOf(project));
	return await moveBranch(project, {
		branch,
		from,
		to: sha
	}) === "lost" ? "lost" : {
		sha,
		tree,
		verified: void 0,
		warnings: []
	};
}
function asRefusal(error, branch, isNew) {
	const { status, reason } = error;
	if (status !== 400 && status !== 403) return error;
	if (!/not allowed to push|protected branch|pre-receive|GitLab:/i.test(reason ?? "")) return error;
	return refusal(`GitLab keeps the branch "${branch}" as it is: ${reason}`, { hint: cureOfRule(reason ?? "") ?? `${isNew ? "Give another name with `branch`" : "Use `method: pull-request`"}, or let the role of the token push to it (Settings > Repository > Protected branches).` });
}

// src/forge/gitlab/history.ts
const limit = 250;
async function commitsAhead(project, base, head) {
	if (base === head) return {
		commits: [],
		complete: true
	};
	const { client, at } = project;
	const query = {
		ref_name: `${base}..${head}`,
		order: "topo"
	};
	const listed = await client.list(`${at}/repository/commits`, Commit, query, 251);
	if (listed.some(({ parent_ids }) => parent_ids.length === 0)) throw inputError(`${head.slice(0, 12)} and ${base.slice(0, 12)} have no commit in common`, { hint: "Make the branch anew from its base." });
	const oldestFirst = listed.slice(0, limit).toReversed();
	return {
		commits: await inParallel(oldestFirst, (commit) => toBranchCommit(project, commit)),
		complete: listed.length <= limit
	};
}
async function toBranchCommit(project, commit) {
	const { id, message, parent_ids, author_name, author_email } = commit;
	return {
		sha: id,
		message,
		tree: /^[A-Za-z-]+-Tree: [0-9a-f]{40,64}$/m.test(message) ? await treeOf(project, id).id() : void 0,
		parents: parent_ids,
		author: `${author_name} <${author_email}>`,
		provenance: "untold"
	};
}
async function historyOf({ client, at }, revision, path) {
	return (await client.list(`${at}/repository/commits`, Commit, {
		ref_name: revision,
		path
	}, 20)).slice(0, 20).map(({ id, message }) => ({
		sha: id,
		message,
		provenance: "untold"
	}));
}

// src/forge/gitlab/look.ts
async function lookAt(project, query) {
	const info = await projectInfo(project);
	const name = query.base ?? info.default_branch ?? void 0;
	if (name === void 0 || info.empty_repo === true) throw inputError(`${project.name} is empty: it has no branch`, { hint: "Push a first commit to it." });
	const [tip, opened, tips] = await Promise.all([
		readBranch(project, name),
		listOf(project, {
			state: "opened",
			target_branch: name
		}, 100),
		inParallel(query.branches, async (branch) => [branch, await readBranch(project, branch)])
	]);
	if (tip === void 0) throw await noBase(project, name);
	const branches = new Map(tips.flatMap(([branch, commit]) => commit ? [[branch, commit.id]] : []));
	const account = opened.length + branches.size > 0 ? (await currentUser(project)).id : 0;
	const elsewhere = /* @__PURE__ */ new Map();
	const ended = await inParallel([...branches], async ([branch, head]) => {
		const all = await listOf(project, {
			state: "all",
			source_branch: branch
		}, 20);
		const isOpen = ({ state }) => state === "opened" || state === "locked";
		const other = all.find((one) => isOpen(one) && one.target_branch !== name);
		if (other) elsewhere.set(branch, {
			...toPullRequest(other, account),
			head,
			base: other.target_branch
		});
		return all.some((one) => !isOpen(one) && one.sha === head && one.author?.id === account) ? [branch] : [];
	});
	return {
		base: {
			name,
			commit: tip.id
		},
		defaultBranch: info.default_branch ?? void 0,
		branches,
		finished: new Set(ended.flat()),
		elsewhere,
		pullRequests: opened.map((one) => {
			const shown = toPullRequest(one, account);
			return {
				...shown,
				head: branches.get(shown.branch) ?? shown.head
			};
		})
	};
}
async function noBase({ client, at, name }, base) {
	const known = await client.list(`${at}/repository/branches`, Branch, {}, 100);
	return inputError(`${name} has no branch "${base}"`, { hint: suggestion(base, known.map((branch) => branch.name)) });
}

// src/forge/gitlab/gitlab-forge.ts
function openGitLabForge(project) {
	refuseToken(project, writerNeed);
	return new GitLabForge(project);
}
const writer = {
	role: "Developer",
	scope: "api"
};
const attempts$1 = {
	look: {
		doing: "read",
		role: "Reporter",
		scope: "read_api"
	},
	read: {
		doing: "read files",
		role: "Reporter",
		scope: "read_api"
	},
	commit: {
		doing: "commit",
		...writer
	},
	remove: {
		doing: "delete a branch",
		...writer
	},
	open: {
		doing: "open a merge request",
		...writer
	},
	update: {
		doing: "change a merge request",
		...writer
	},
	close: {
		doing: "close a merge request",
		...writer
	},
	merge: {
		doing: "let a merge request merge by itself",
		...writer
	}
};
var GitLabForge = class {
	kind = "gitlab";
	words = mergeRequestWords;
	shownTitle = plainTitle;
	repository;
	bodyLimit = 1e6;
	opensWhole = true;
	#project;
	#shown = /* @__PURE__ */ new Map();
	constructor(project) {
		this.repository = project.name;
		this.#project = project;
	}
	close() {
		return this.#project.lease.close();
	}
	look(query) {
		return this.#explained(attempts$1.look, async () => {
			const look = await lookAt(this.#project, query);
			const { name, commit: tip } = look.base;
			treeOf(this.#project, tip, `${name} at ${tip.slice(0, 7)}`);
			return look;
		});
	}
	tree(revision) {
		const tree = treeOf(this.#project, revision);
		const known = this.#shown.get(tree);
		if (known) return known;
		const shown = {
			name: tree.name,
			costly: true,
			isRemote: true,
			list: () => this.#explained(attempts$1.read, () => tree.list()),
			read: (paths) => this.#explained(attempts$1.read, () => tree.read(paths))
		};
		this.#shown.set(tree, shown);
		return shown;
	}
	commitsAhead(base, head) {
		return this.#explained(attempts$1.read, () => commitsAhead(this.#project, base, head));
	}
	historyOf(revision, path) {
		return this.#explained(attempts$1.read, () => historyOf(this.#project, revision, path));
	}
	treeWith(revision, changes) {
		return this.#explained(attempts$1.read, () => treeWith(this.#project, revision, changes));
	}
	commit(request) {
		return this.#write(attempts$1.commit, () => commit(this.#project, request));
	}
	deleteBranch(branch, from) {
		return this.#write(attempts$1.remove, () => deleteBranch(this.#project, branch, from));
	}
	openPullRequest(request) {
		return this.#write(attempts$1.open, () => openMergeRequest(this.#project, request));
	}
	updatePullRequest(number, change) {
		return this.#write(attempts$1.update, () => updateMergeRequest(this.#project, Number(number), change));
	}
	closePullRequest(number, comment, remove) {
		return this.#write(attempts$1.close, () => closeMergeRequest(this.#project, Number(number), comment, remove));
	}
	enableAutoMerge(pullRequest, method) {
		return this.#write(attempts$1.merge, () => enableAutoMerge(this.#project, pullRequest, method));
	}
	#write(attempt, work) {
		return this.#explained(attempt, () => {
			if (this.#project.info?.archived !== true) return work();
			throw inputError(`${this.repository} is archived, so nothing can be changed in it`, { hint: "Unarchive it in its settings, or use the project that has taken its place." });
		});
	}
	#explained(attempt, work) {
		return explained(this.#project, attempt, work);
	}
};

// src/forge/gitlab/ledger.ts
const attempts = {
	read: {
		doing: "read the records",
		role: "Reporter",
		scope: "read_api"
	},
	write: {
		doing: "write a record",
		role: "Developer",
		scope: "api"
	}
};
const need = {
	input: "token",
	doing: "write records",
	role: "Developer"
};
function openGitLabLedger(project, branch) {
	const write = (work) => {
		refuseToken(project, need);
		return explained(project, attempts.write, work);
	};
	return {
		branch,
		repository: project.name,
		tip: () => explained(project, attempts.read, async () => (await readBranch(project, branch))?.id),
		names: (commit, folder) => explained(project, attempts.read, async () => (await treeOf(project, commit).folder(folder)).map(({ name }) => name)),
		read: (commit, paths) => explained(project, attempts.read, async () => {
			const files = await treeOf(project, commit).read(paths);
			return new Map([...files].map(([path, { content }]) => [path, content]));
		}),
		vouched: async () => /* @__PURE__ */ new Set(),
		begin: ({ path, content }, message) => write(async () => {
			const root = {
				parent: void 0,
				changes: [{
					path,
					content,
					mode: "100644"
				}],
				message
			};
			const { sha } = await project.lease.commit(root, await committerOf(project));
			const tip = async () => (await readBranch(project, branch))?.id;
			return await project.lease.move({
				branch,
				from: void 0,
				to: sha
			}, tip) === "moved" ? "begun" : "lost";
		}),
		add: ({ from, path, content, message }) => write(() => {
			return commit(project, {
				branch,
				from,
				parent: from,
				changes: [{
					path,
					content,
					mode: "100644"
				}],
				message
			});
		})
	};
}

// src/forge/gitlab/source.ts
function openGitLabSource(reach) {
	const hasty = once(() => reach.client.hasty());
	return { async compare({ repository, from, to, isNeeded, path }) {
		const at = {
			...reach,
			client: isNeeded ? reach.client : hasty()
		};
		let answer = {
			order: "unknown",
			reason: "no commit to compare is known"
		};
		for (const candidate of isRevision(to) ? from.filter(isRevision) : []) {
			const result = await compare(at, {
				repository,
				from: candidate,
				to,
				path
			});
			if (result.order !== "unknown") return result;
			answer = result;
		}
		return answer;
	} };
}
async function compare({ client, token, serverUrl }, { repository, from, to, path }) {
	const address = `/projects/${part(repository)}/repository`;
	try {
		const [forth, back] = await Promise.all([client.get(`${address}/compare`, Comparison, {
			from,
			to
		}), client.get(`${address}/compare`, Comparison, {
			from: to,
			to: from
		})]);
		const commits = forth.commits.slice(0, 100).map(({ id, title, author_name, web_url }) => ({
			sha: id,
			title,
			author: author_name,
			url: web_url ?? ""
		}));
		const [ahead, behind] = [forth.commits.length > 0, back.commits.length > 0];
		const all = {
			order: ahead ? behind ? "diverged" : "ahead" : behind ? "behind" : "identical",
			from,
			to,
			commits,
			total: forth.commits.length,
			url: forth.web_url ?? ""
		};
		if (path === void 0 || commits.length === 0) return all;
		if (all.total > commits.length) return {
			order: "unknown",
			reason: `more than ${100} commits lie between`
		};
		const range = {
			ref_name: `${from}..${to}`,
			path,
			per_page: String(100)
		};
		const changing = await client.get(`${address}/commits`, array(Commit), range);
		const own = commits.filter(({ sha }) => changing.some(({ id }) => id === sha));
		return {
			...all,
			commits: own,
			total: own.length
		};
	} catch (error) {
		if (!(error instanceof GitlabFailure)) throw error;
		if (isLost(error) || error.status === 429) throw explain(error, {
			project: repository,
			serverUrl,
			token,
			isKnown: false
		}, {
			doing: `compare ${from} with ${to} in ${repository}`,
			role: "Reporter",
			scope: "read_api"
		});
		return {
			order: "unknown",
			reason: error.status === 404 ? `${repository} does not know ${from} or ${to}, or the source-token may not read it` : `the source-token may not read ${repository} (${error.status})`
		};
	}
}

// src/forge/gitlab/connect.ts
function connectGitLab(options) {
	const project = openProject(options);
	return {
		project,
		identity: async () => `${options.serverUrl}/${await pathOf(project)}`,
		pulls: async () => openGitLabForge(project),
		comments: async () => openGitLabComments(project),
		source: async () => openGitLabSource(project),
		ledger: async (branch) => openGitLabLedger(project, branch),
		close: () => project.lease.close()
	};
}
async function pathOf(project) {
	if (!/^\d+$/.test(project.name)) return project.name;
	return explained(project, {
		doing: "read",
		role: "Reporter",
		scope: "read_api"
	}, async () => (await projectInfo(project)).path_with_namespace);
}

// src/forge/gitlab/find-server.ts
const Found = object({ path_with_namespace: string() });
const NotFound = object({ message: literal("404 Project Not Found") });
const SILENCE = 3e4;
async function findServer(origin, path, options) {
	const parts = path.split("/");
	if (parts.length < 3) return {
		serverUrl: origin,
		path
	};
	const ask = options.fetch ?? fetchFor(new URL(origin), options.environment, options.certificates);
	const tried = [];
	for (let depth = 0; depth <= parts.length - 2; depth++) {
		const found = {
			serverUrl: [origin, ...parts.slice(0, depth)].join("/"),
			path: parts.slice(depth).join("/")
		};
		if (await isGitlab(found, ask)) return found;
		tried.push(`${found.serverUrl}/api/v4`);
	}
	throw inputError(`no GitLab answers at ${tried.join(", ")}`, { hint: "Check the address of the project. Where a GitLab is below a path, CI_SERVER_URL may name it: https://gitlab.example.com/path." });
}
async function isGitlab({ serverUrl, path }, ask) {
	const address = `${serverUrl}/api/v4/projects/${encodeURIComponent(path)}`;
	try {
		const answer = await ask(address, {
			redirect: "manual",
			signal: AbortSignal.timeout(SILENCE)
		});
		const text = await answer.text();
		if (answer.headers.has("x-gitlab-meta")) return true;
		const shape = answer.ok ? Found : NotFound;
		return (answer.ok || answer.status === 404) && ifHeld(shape, text) !== void 0;
	} catch (error) {
		if (error instanceof FairleadError) throw error;
		const reason = reasonOfUnreachable(error);
		throw remoteError(`${new URL(serverUrl).origin} cannot be reached: ${reason}`, {
			cause: error,
			hint: cureOfUnreachable(reason)
		});
	}
}

export { ApprovalRule, Branch, GitlabFailure, MergeRequest, ProjectInfo, TokenFacts, User, Version, connectGitLab, findServer, noJobToken, noToken, writerNeed };