import "../chunks/rolldown-runtime.js";
import { FairleadError, inputError, refusal, remoteError, suggestion } from "./errors.js";
import { escapeMarkdown, withTrailer } from "./text.js";
import { fileMode, inFolder, once } from "./tree.js";
import { cureOfUnreachable, reasonOfUnreachable } from "./net-unreachable.js";
import { branchRef, makeTemporary, mask, parseLocation, pushRefs, pushersOf, removeTemporary, revisionTree } from "./git.js";
import { cureOfRule, explainedBy, explaining, inParallel as inParallel$1, inspectAll, no, platformCure, teamsRead, timeOfForge, unread, yes } from "./forge-github.js";
import { array, boolean, literal, nullable, nullish, number, object, optional, string } from "../packages/valibot.js";
import { anything, parseAnswer, parseJsonIfValid } from "./shapes.js";
import { bodyUpTo, fetchFor } from "./net.js";
import { starred } from "./inventory.js";
import { checkFileChange, compareFirst, createStore, mergeRequestWords, milestoneLeftOut, ownMerge, putComments, reachOf, remoteName, writeCommit } from "./forge-local.js";
import { j } from "../packages/croner.js";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

// src/forge/approvals.ts
function isSameName(a, b) {
	return a.toLowerCase() === b.toLowerCase();
}
function isAmong(name, names) {
	return names.some((one) => isSameName(one, name));
}

// src/forge/gitlab/api.ts
const ProjectInfo = object({
	id: number(),
	path_with_namespace: string(),
	default_branch: nullish(string()),
	archived: optional(boolean()),
	empty_repo: optional(boolean()),
	merge_method: optional(string()),
	squash_option: nullish(string()),
	automatic_rebase_enabled: nullish(boolean()),
	merge_trains_enabled: nullish(boolean()),
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
const AccountInfo = object({
	id: number(),
	username: string(),
	bot: nullish(boolean())
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
	developers_can_push: nullish(boolean()),
	can_push: nullish(boolean())
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
	merge_when_pipeline_succeeds: nullish(boolean()),
	merge_commit_sha: nullish(string()),
	squash_commit_sha: nullish(string())
});
const Note = object({
	id: number(),
	body: string(),
	system: boolean(),
	author: object({ id: number() })
});
const SystemNote = object({
	system: boolean(),
	body: string(),
	author: Person
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
const GatedRequestInfo = object({
	iid: number(),
	state: string(),
	draft: optional(boolean()),
	description: nullish(string()),
	author: nullish(Person),
	source_branch: string(),
	source_project_id: nullish(number()),
	target_branch: string(),
	sha: nullish(string())
});
const ProjectSettings = object({
	id: number(),
	path_with_namespace: string(),
	default_branch: nullish(string()),
	restrict_user_defined_variables: nullish(boolean()),
	ci_pipeline_variables_minimum_override_role: nullish(string()),
	allow_pipeline_trigger_approve_deployment: nullish(boolean())
});
const JobInfo = object({
	id: number(),
	name: string(),
	ref: string(),
	tag: nullish(boolean()),
	status: string(),
	started_at: nullish(string()),
	user: nullish(Person),
	pipeline: object({ id: number() })
});
const PipelineInfo = object({
	id: number(),
	project_id: number(),
	source: nullish(string()),
	user: nullish(Person)
});
const EnvironmentInfo = object({
	name: string(),
	tier: nullish(string())
});
const Deployment = object({
	id: number(),
	status: string(),
	environment: object({ name: string() }),
	deployable: nullish(JobInfo),
	approvals: nullish(array(object({
		user: Person,
		status: string(),
		created_at: string(),
		comment: nullish(string())
	}))),
	approval_summary: nullish(object({ rules: nullish(array(object({
		access_level: nullish(number()),
		user_id: nullish(number()),
		group_id: nullish(number()),
		required_approvals: nullish(number())
	}))) }))
});
const ProtectedEnvironmentInfo = object({
	name: string(),
	deploy_access_levels: nullish(array(object({
		access_level: nullish(number()),
		user_id: nullish(number()),
		group_id: nullish(number())
	}))),
	required_approval_count: nullish(number()),
	approval_rules: nullish(array(object({
		access_level: nullish(number()),
		user_id: nullish(number()),
		group_id: nullish(number()),
		required_approvals: nullish(number())
	})))
});
const ProtectedBranchInfo = object({
	name: string(),
	push_access_levels: nullish(array(object({
		access_level: nullish(number()),
		user_id: nullish(number()),
		group_id: nullish(number())
	}))),
	merge_access_levels: nullish(array(object({
		access_level: nullish(number()),
		user_id: nullish(number()),
		group_id: nullish(number())
	})))
});
const FreezePeriod = object({
	freeze_start: string(),
	freeze_end: string(),
	cron_timezone: nullish(string())
});
const PushEvent = object({
	author: Person,
	push_data: nullish(object({
		ref_type: nullish(string()),
		ref: nullish(string()),
		commit_from: nullish(string()),
		commit_to: nullish(string()),
		commit_count: nullish(number())
	}))
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
	const line = (text.trimStart().startsWith("<") ? /<title>([^<]*)/i.exec(text)?.[1] ?? "an HTML page" : text).replaceAll(/\s+/g, " ").trim();
	return line.length > 500 ? `${line.slice(0, 500)}…` : line;
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
		if (!URL.canParse(apiUrl) || !/^https?:/.test(apiUrl)) throw inputError(`"${apiUrl}" is not a valid address of the GitLab API`, { hint: "Write it like https://gitlab.com/api/v4." });
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
	async graphql(query, variables, shape) {
		const options = { body: {
			query,
			variables
		} };
		return (await this.request("POST", "/../graphql", shape, options)).data;
	}
	async retry(work, { find, again }) {
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
	async #send(method, path, shape, { query = {}, body, text: plain }) {
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
			text = plain ? (await bodyUpTo(response, plain.most))?.toString() : await response.text();
		} catch (error) {
			throw new GitlabFailure(void 0, this.#clean(reasonOfUnreachable(error)), {}, { cause: error });
		}
		const answered = Object.fromEntries(response.headers);
		if (text === void 0) throw new GitlabFailure(response.status, `the response is longer than ${plain?.most} bytes`, answered);
		const data = plain !== void 0 && response.ok ? text : parse$1(text);
		const said = response.headers.get("location") ?? data;
		if (!response.ok) throw new GitlabFailure(response.status, this.#clean(said), answered);
		const read = parseAnswer(shape, data);
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
		message: ({ reason }, { serverUrl }, { doing }) => `the response of ${serverUrl} to ${doing} is not from GitLab: ${reason}`,
		hint: () => "Check the address of the server, and whether a proxy or a login page in front of it answers."
	},
	{
		fits: ({ status }) => status !== void 0 && status >= 300 && status < 400,
		kind: "input",
		message: ({ reason }, { project, serverUrl }) => `${project} is no longer at ${serverUrl}: it has moved to ${reason}`,
		hint: () => "Use its new path, or the new address of the server."
	},
	{
		fits: ({ status }) => status === 429,
		kind: "remote",
		message: ({ reason }) => `GitLab's rate limit is reached: ${reason}`,
		hint: () => "Try again later, or run fewer jobs at the same time."
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
		message: ({ reason }, { project }, { doing }) => `a rule of ${project} does not allow the token to ${doing}: ${reason}`,
		hint: ({ reason }) => platformCure(reason) ?? ""
	},
	{
		fits: ({ status }) => status === 401,
		kind: "input",
		message: (_, { serverUrl }) => `${serverUrl} does not accept the token`,
		hint: () => "The token may be expired, revoked, or issued by another server. Create a new one."
	},
	{
		fits: ({ status, code }) => status === 403 && code === "insufficient_scope",
		kind: "input",
		message: (_, __, { doing }) => `the scopes of the token do not allow it to ${doing}`,
		hint: (_, __, { role, scope }) => `Create a token with the role ${role} or above and the scope ${scope}.`
	},
	{
		fits: ({ status }) => status === 403,
		kind: "input",
		message: ({ reason }, { project }, { doing }) => `the token has no permission to ${doing} in ${project}: ${reason}`,
		hint: (_, __, { role, scope }) => `Use a token with the role ${role} or above and the scope ${scope}.`
	},
	{
		fits: ({ status }, { isKnown }) => status === 404 && isKnown,
		kind: "input",
		message: (_, { project }, { doing }) => `GitLab did not find what is needed to ${doing} in ${project}, or the token has no permission for it`,
		hint: (_, __, { role, scope }) => `Use a token with the role ${role} or above and the scope ${scope}, or check what was deleted or turned off in the meantime.`
	},
	{
		fits: ({ status }) => status === 404,
		kind: "input",
		message: (_, { project, serverUrl }) => `the project ${project} was not found at ${serverUrl}, or the token has no access to it`,
		hint: () => "Check the path, including all groups, and that the token is a member of the project."
	},
	{
		fits: () => true,
		kind: "remote",
		message: ({ reason }, { project }, { doing }) => `GitLab refused to ${doing} in ${project}: ${reason}`,
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
			ensureBlobs: store.ensureBlobs && ((ids) => this.#retried(async () => store.ensureBlobs?.(ids))),
			prepare: () => this.#retried(() => store.bring([commit]))
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
		if (parent !== void 0) await this.#retried(() => store.bring([parent]));
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
		return this.#retried(() => pushRefs(store.git, remoteName, [{
			ref: branchRef(branch),
			from,
			to
		}]), async () => {
			const tip = await readTip();
			if (tip === to) return "moved";
			return tip === from ? void 0 : "lost";
		});
	}
	async reach() {
		const { certificates, environment = {}, address } = this.#options;
		const url = await address();
		const directory = certificates.length === 0 ? void 0 : makeTemporary();
		const trusted = directory === void 0 ? {} : await trust(directory, certificates, environment);
		return reachOf(url, {
			url,
			value: this.#authorization()
		}, trusted);
	}
	#authorization() {
		const { token, isJobToken } = this.#options;
		const user = isJobToken ? "gitlab-ci-token" : "oauth2";
		return `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
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
		const { certificates, environment = {} } = this.#options;
		const location = parseLocation(await this.#options.address());
		const authorization = this.#authorization();
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
	async #retried(work, find) {
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
	return inputError(`CI_JOB_TOKEN cannot ${need.doing}, whatever the settings of the project allow`, { hint: cure(project, need) });
}
function noToken(project, need) {
	return inputError(`there is no token for ${project}`, { hint: `${cure(project, need)} A protected variable is empty in jobs for branches that are not protected.` });
}
function cure(project, { input, role }) {
	return `Create an access token of ${project} (Settings > Access tokens) with the role ${role} and the scope api, store it ${role === "Developer" ? "in a masked and protected variable" : "in a variable that is masked but not protected, since merge request jobs get no protected variables"}, and pass it as ${input}.`;
}

// src/forge/gitlab/project.ts
function openProject(options) {
	const { token, serverUrl, jobToken, certificates = [], environment } = options;
	const name = options.repository.replace(/\.git$/, "").replaceAll(/^\/+|(?<!\/)\/+$/g, "");
	if (!/^\d+$/.test(name) && !/^[^/\s]+(\/[^/\s]+)+$/.test(name)) throw inputError(`"${options.repository}" is not a valid GitLab project`, { hint: "Write it as group/project or group/subgroup/project, or use the number of the project." });
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
async function peopleOf$1(project, { assignees = [], reviewers = [], teamReviewers = [] }) {
	const names = [...new Set([...assignees, ...reviewers].map(plainName))];
	const found = new Map(await inParallel(names, async (name) => [name, await findMember(project, name)]));
	const warnings = names.filter((name) => found.get(name) === void 0).map((name) => `${name} was not added: not a member of ${project.name}, or no such user`);
	if (teamReviewers.length > 0) warnings.push(`no review was requested from ${teamReviewers.join(", ")}: GitLab requests reviews from groups by its approval rules and code owners, not by name`);
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
	if (assignees.length > 0) warnings.push(`not assigned: ${assignees.join(", ")}. GitLab Free allows only one assignee`);
	const reviewers = missing(made.reviewers, people.reviewers);
	if (reviewers.length > 0) warnings.push(`no review was requested from ${reviewers.join(", ")}: GitLab Free allows only one reviewer`);
	const { milestone } = wanted;
	if (milestone !== void 0 && milestone !== "" && made.milestone?.title !== milestone) warnings.push(milestoneLeftOut(project.name, milestone));
	const labels = (wanted.labels ?? []).filter((label) => !made.labels.includes(label));
	if (labels.length > 0) warnings.push(`labels not added: ${labels.join(", ")}`);
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
	await client.retry(async () => {
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
	const people = await peopleOf$1(project, request);
	let isFound = false;
	const mergeRequest = await client.retry(async () => {
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
	const people = await peopleOf$1(project, change);
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
	if (method === "rebase" && merge_method === "merge") throw inputError(`${project.name} uses merge commits, so the merge method "rebase" is not possible`, { hint: "Choose merge or squash, or another merge method in Settings > Merge requests of the project." });
	const current = await untilKnown(project, number);
	const status = current.detailed_merge_status ?? "";
	if (isDone(current)) return;
	if (current.draft) throw inputError(`merge request !${number} is a draft, and GitLab does not auto-merge drafts`, { hint: "Remove auto-merge or draft." });
	if (status === "mergeable" || unknown.has(status) && needsPipeline !== true) throw refusal(`"${current.target_branch}" requires nothing more before the merge of !${number}, so it would be merged immediately`, { hint: "Require a pipeline or an approval (Settings > Merge requests), or remove auto-merge." });
	if (stuck[status] !== void 0) throw refusal(`GitLab cannot auto-merge !${number}: ${stuck[status]}`);
	const body = {
		auto_merge: true,
		merge_when_pipeline_succeeds: true,
		sha: pullRequest.head,
		squash: method === "squash"
	};
	try {
		await client.retry(async () => {
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
		throw asRefusal$2(error, number);
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
function asRefusal$2(error, number) {
	if (!(error instanceof GitlabFailure)) return error;
	const { status, reason } = error;
	if (status === 401 || status === 403) return inputError(`the token has no permission to merge !${number}: ${reason}`, { hint: "Allow its role to merge into this branch (Settings > Repository > Protected branches)." });
	if (status === 405 || status === 409 || status === 422) return refusal(`GitLab refused to enable auto-merge for !${number}: ${reason}`);
	return error;
}

// src/forge/gitlab/committer.ts
async function committerOf(project) {
	const { name, username, email, commit_email } = await currentUser(project);
	return {
		name,
		email: commit_email || email || `${username}@users.noreply`
	};
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
		const inside = await changedFolder(list, inFolder(folder, name), some, like);
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
		if (blobId(content, entry.id) !== entry.id) throw remoteError(`the content that GitLab returned for ${path} does not match its blob ${entry.id}`, { hint: "Try again." });
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

// src/forge/gitlab/merging.ts
const reading$1 = {
	doing: "read the merge request",
	role: "Reporter",
	scope: "read_api"
};
const merging = {
	doing: "merge",
	role: "Developer",
	scope: "api"
};
function openGitLabMerging(project, { number, base, git }) {
	const { client, at } = project;
	const iid = Number(number);
	const request = `!${number}`;
	const seen = (work) => explained(project, reading$1, work, true);
	return {
		request,
		base,
		rules: () => mergeRulesOf(project, base),
		standing: () => seen(async () => {
			const found = await readMergeRequest(project, iid);
			return {
				tip: (await readBranch(project, base))?.id,
				request: standingOf(found)
			};
		}),
		commit: (id) => seen(async () => {
			const found = await client.find(`${at}/repository/commits/${part(id)}`, Commit);
			return found && {
				id: found.id,
				parents: found.parent_ids,
				tree: await treeOf(project, id).id()
			};
		}),
		contains: (tip, commit) => seen(async () => {
			try {
				const query = {
					from: tip,
					to: commit
				};
				return (await client.get(`${at}/repository/compare`, Comparison, query)).commits.length === 0;
			} catch (error) {
				if (error instanceof GitlabFailure && error.status === 404) return false;
				throw error;
			}
		}),
		merge: (head, method) => explained(project, merging, async () => {
			const { detailed_merge_status: status } = await untilKnown(project, iid);
			const squash = method === "squash";
			const body = {
				...head !== void 0 && { sha: head },
				squash
			};
			try {
				await client.request("PUT", `${at}/merge_requests/${iid}/merge`, anything, {
					body,
					once: true
				});
			} catch (error) {
				throw asRefusal$1(error, {
					request,
					base,
					status: status ?? ""
				});
			}
		}, true),
		...ownMerge({
			git,
			branch: base,
			reach: () => project.lease.reach(),
			author: () => seen(() => committerOf(project)),
			message: () => seen(async () => {
				const { source_branch: source } = await readMergeRequest(project, iid);
				return `Merge branch '${source}' into '${base}'\n\nSee merge request ${(await projectInfo(project)).path_with_namespace}${request}`;
			})
		}),
		now: () => seen(async () => {
			const { headers } = await client.request("GET", at, ProjectInfo);
			const now = Date.parse(headers["date"] ?? "");
			if (!Number.isNaN(now)) return now;
			throw remoteError("the response of GitLab has no Date header", { hint: "Check whether a proxy removes this header." });
		})
	};
}
async function mergeRulesOf(project, base) {
	const { client, at, name } = project;
	const settings = "Settings > Merge requests";
	const { merge_method: merges, merge_trains_enabled: trains, squash_option: squashes, automatic_rebase_enabled: rebases } = await client.get(at, ProjectInfo);
	const isForward = merges === "ff" || merges === "rebase_merge";
	const own = merges === "ff" ? "fast-forward" : "merge";
	const mayPush = (await client.find(`${at}/repository/branches/${part(base)}`, Branch))?.can_push;
	return {
		queue: trains === true ? {
			message: `${name} uses merge trains, which decide what a request is merged onto. The gate cannot lock that.`,
			cure: `Remove merge: true and let the train merge, or clear "Enable merge trains" at ${settings}.`
		} : void 0,
		upToDate: isForward ? await straightOf(client, {
			rebases,
			base,
			method: merges === "ff" ? FORWARD : SEMI_LINEAR,
			name
		}) : {
			word: "no",
			message: `The merge method of ${name} also accepts branches that are behind ${base}.`
		},
		methods: squashes === "always" ? ["squash"] : [own],
		push: {
			word: mayPush === true ? "yes" : mayPush === false ? "no" : "unread",
			message: mayPush === true ? `This token can push to ${base}.` : mayPush === false ? `This token cannot push to ${base}.` : `GitLab does not report whether this token can push to ${base}.`,
			cure: `Choose the merge method "Merge commit with semi-linear history" or "Fast-forward merge" at ${settings}, or allow the account of this token to push to ${base} (Settings > Repository > Protected branches).`
		}
	};
}
const FORWARD = "fast-forward";
const SEMI_LINEAR = "merge commit with semi-linear history";
async function straightOf(client, { rebases, base, method, name }) {
	if (rebases === true) return {
		word: "no",
		message: `GitLab automatically rebases branches that are behind ${base} when it merges them: "Automatic rebase" of ${name} is on.`
	};
	if (typeof rebases !== "boolean" && mayRebase((await client.get("/version", Version)).version)) return {
		word: "unread",
		message: `This GitLab does not report whether it automatically rebases branches that are behind ${base} when it merges them.`
	};
	return {
		word: "yes",
		message: `GitLab merges into ${base} only branches that contain its newest commit: the merge method of ${name} is ${method}.`
	};
}
function mayRebase(version) {
	const [major = 0, minor = 0] = version.split(".").map(Number);
	return !(major < 18 || major === 18 && minor < 9);
}
function standingOf(found) {
	const { state, draft, sha, target_branch: base } = found;
	const merged = found.merge_commit_sha ?? found.squash_commit_sha ?? sha ?? void 0;
	return {
		state: state === "merged" ? "merged" : state !== "opened" && state !== "locked" ? "closed" : draft === true ? "draft" : "open",
		head: sha ?? void 0,
		base,
		merged: state === "merged" ? merged : void 0
	};
}
function asRefusal$1(error, { request, base, status }) {
	if (!(error instanceof GitlabFailure)) return error;
	const why = status === "" || status === "mergeable" ? "" : ` (${status})`;
	switch (error.status) {
		case 401:
		case 403: return inputError(`the token has no permission to merge ${request} into ${base}: ${error.reason}`, { hint: "Allow its role to merge into this branch: Settings > Repository > Protected branches." });
		case 405: return refusal(`GitLab does not merge ${request} at the moment${why}: ${error.reason}`, { hint: "The merge request is behind its target, is a draft, or waits for a pipeline, a thread or an approval. See its page, and start a new run." });
		case 406:
		case 422: return refusal(`GitLab cannot merge ${request}${why}: ${error.reason}`, { hint: `The merge request conflicts with ${base} or is behind it. Rebase it, and start a new run.` });
		case 409: return refusal(`GitLab did not merge ${request} because its head is now another commit: ${error.reason}`, { hint: "Start a new run: it judges the newest commit." });
		default: return error;
	}
}

// src/forge/gitlab/approvals/artifacts.ts
async function artifactOf(facts, job, path, most) {
	if (path === "" || path.split("/").some((name) => name === "" || name === "." || name === "..")) throw inputError(`${JSON.stringify(path)} is not the path of a file in artifacts`, { hint: "Write it as artifacts: paths has it, such as .fairlead/report/report.json." });
	const own = await facts.ownJob();
	if (own.data === void 0) throw inputError(`the job ${job} of this pipeline cannot be found: ${own.fault.message}`, { hint: "Run the gate in a job of GitLab CI, or pass the file itself." });
	const jobs = await facts.jobsOf(own.data.pipeline.id);
	if (jobs.data === void 0) throw inputError(`the jobs of this pipeline cannot be read: ${jobs.fault.message}`, { hint: `The token needs ${jobs.needs}.` });
	const [newest] = jobs.data.filter(({ name }) => name === job).toSorted((a, b) => b.id - a.id);
	if (newest === void 0) throw inputError(`this pipeline has no job ${job}`, { hint: `It has: ${[...new Set(jobs.data.map(({ name }) => name))].join(", ") || "none"}.` });
	if (newest.status !== "success") throw inputError(`the job ${job} of this pipeline has not succeeded: its status is ${newest.status}`, { hint: "Let this job need it (needs: [{job: …, artifacts: false}]), and start a new pipeline." });
	const { project } = facts;
	const attempt = {
		doing: `read ${path} in the artifacts of ${job}`,
		role: "Reporter",
		scope: "read_api"
	};
	const encoded = path.split("/").map(encodeURIComponent).join("/");
	return explained(project, attempt, async () => (await project.client.request("GET", `${project.at}/jobs/${newest.id}/artifacts/${encoded}`, string(), { text: { most } })).data, true);
}

// src/forge/gitlab/approvals/pages.ts
async function pages(facts) {
	const { path_with_namespace: path } = await facts.itself();
	const own = `${facts.project.serverUrl}/${path}`;
	return {
		cicd: `${own}/-/settings/ci_cd`,
		environments: `${own}/-/settings/ci_cd#js-protected-environments-settings`,
		variables: `${own}/-/settings/ci_cd#js-cicd-variables-settings`,
		branches: `${own}/-/settings/repository#js-protected-branches-settings`,
		pipelines: `${own}/-/pipelines`,
		members: `${own}/-/project_members`
	};
}
const groupPage = ({ project: { serverUrl } }, group) => `${serverUrl}/groups/${group}/-/group_members`;

// src/forge/gitlab/approvals/environment.ts
const isThere = {
	id: "environment",
	description: "The environment exists under exactly this name: for a misspelled name GitLab creates a new environment without any protection.",
	async inspect({ facts, name }) {
		const { path_with_namespace: path } = await facts.itself();
		const { data, ...refused } = await facts.environments(name);
		if (data === void 0) return [unread(`whether there is an environment ${name}`, refused)];
		const [environment] = data.filter((one) => one.name === name);
		if (environment === void 0) return [no(`${path} has no environment ${JSON.stringify(name)}.`, `Create it, or fix its name in the pipeline and in protected-environment: ${facts.project.serverUrl}/${path}/-/environments`)];
		return [yes(`${path} has the environment ${name} (of the tier ${environment.tier ?? "other"}).`)];
	}
};
async function protectionOf({ facts, name }) {
	const answer = await facts.protectedEnvironment(name);
	return answer.data === void 0 && answer.status === 404 ? "none" : answer;
}
const DEVELOPER = 30;
const holds = {
	id: "holds",
	description: "Not everyone with push access can start the job of the environment: on Premium because of a protected environment with approvals, or one that Developers cannot deploy to; otherwise because Developers cannot merge into the base branch, since anyone who can merge into it can start its jobs. In either case they cannot push to it: the rules come from there.",
	async inspect(place) {
		const { facts, name, base } = place;
		const protection = await protectionOf(place);
		if (protection !== "none") {
			if (protection.data === void 0) return [unread(`whether the environment ${name} is protected`, protection)];
			const { data } = protection;
			const rules = await noDevelopers(facts, base, ["push"]);
			if (approvalsOf$1(data) > 0) return [yes(`A job for ${name} waits for the approval of ${approvalsOf$1(data)}.`), ...rules];
			const open = (data.deploy_access_levels ?? []).some(({ access_level: level, user_id: user, group_id: group }) => level === DEVELOPER && !user && !group);
			const page = (await pages(facts)).environments;
			return [open ? no(`Every Developer can start a job for ${name}, and it requires no approval.`, `Add approval rules, or remove Developers from "Allowed to deploy": ${page}`) : yes(`Only those named in the environment ${name} can start a job for it.`), ...rules];
		}
		return noDevelopers(facts, base);
	}
};
function approvalsOf$1({ required_approval_count: count, approval_rules: rules }) {
	const asked = (rules ?? []).reduce((sum, { required_approvals: one }) => sum + (one ?? 0), 0);
	return asked > 0 ? asked : count ?? 0;
}
async function noDevelopers(facts, base, ways = ["push", "merge"]) {
	const page = (await pages(facts)).branches;
	const branch = await facts.branch(base);
	if (branch.data === void 0) return [unread(`whether ${base} is protected`, branch)];
	if (branch.data.protected !== true) return [no(`${base} is not protected: every Developer can push to it and start its jobs.`, `Protect it, with "Allowed to merge: Maintainers" and "Allowed to push and merge: No one": ${page}`)];
	const all = await facts.protectedBranches();
	if (all.data === void 0) return [unread(`who can merge into ${base}`, all)];
	const rules = all.data.filter(({ name }) => starred(name, true).test(base));
	if (rules.length === 0) return [{
		word: "unread",
		message: `Could not read who can merge into ${base}: GitLab returns no rule that protects it.`,
		cure: `Protect it with a rule of the project itself: ${page}`
	}];
	const may = (way) => ways.includes(way) && rules.some((rule) => (rule[`${way}_access_levels`] ?? []).some(({ access_level: level, user_id: user, group_id: group }) => level === DEVELOPER && !user && !group));
	const found = [];
	if (may("push")) found.push(no(`Developers can push to ${base} and bypass the gate.`, `Set "Allowed to push and merge" to "No one": ${page}`));
	if (may("merge")) found.push(no(`Developers can merge into ${base}, bypass the gate, and start its jobs.`, `Set "Allowed to merge" to "Maintainers": ${page}`));
	if (found.length > 0) return found;
	return [yes(ways.includes("merge") ? `Developers can neither push to ${base} nor merge into it.` : `Developers cannot push to ${base}.`)];
}
const ownApproval = {
	id: "self-approval",
	description: "If deployments require approval, the person who starts a pipeline cannot approve its deployment.",
	async inspect(place) {
		const { facts, name } = place;
		const protection = await protectionOf(place);
		if (protection === "none" || protection.data === void 0 || approvalsOf$1(protection.data) === 0) return [];
		const { allow_pipeline_trigger_approve_deployment: allowed } = await facts.itself();
		if (allowed === void 0 || allowed === null) return [unread("whether the person who starts a pipeline can approve its deployment", {
			needs: "the role Maintainer and the scope read_api",
			fault: { message: "GitLab does not return the setting" }
		})];
		return [allowed ? no(`The person who starts a pipeline can approve its deployment to ${name}.`, `Clear "Allow pipeline triggerer to approve deployment": ${(await pages(facts)).environments}`) : yes(`The person who starts a pipeline cannot approve its deployment to ${name}.`)];
	}
};
const environmentChecks = [
	isThere,
	holds,
	ownApproval
];

// src/forge/gitlab/approvals/accounts.ts
function accountIn({ id, username, bot }) {
	const hasName = /^((project|group)_\d+_bot(_|\d|$)|service_account_|(ghost|support-bot|alert-bot)\d*$)/i.test(username);
	return {
		id: String(id),
		name: username,
		isBot: hasName || bot === true
	};
}

// src/forge/gitlab/approvals/facts.ts
const REFUSALS = /* @__PURE__ */ new Set([
	400,
	401,
	403,
	404
]);
const MOST_PUSHES = 1e4;
const MANUAL_JOBS = `query($project: ID!, $pipeline: CiPipelineID!) {
  project(fullPath: $project) { pipeline(id: $pipeline) { jobs(whenExecuted: ["manual"]) { nodes { id } } } }
}`;
const ManualJobs = object({ data: object({ project: nullable(object({ pipeline: nullable(object({ jobs: object({ nodes: array(object({ id: string() })) }) })) })) }) });
var GateFacts = class {
	project;
	settings;
	job;
	#answers = /* @__PURE__ */ new Map();
	constructor(project, settings = project, job) {
		this.project = project;
		this.settings = settings;
		this.job = job;
	}
	request(iid) {
		const attempt = {
			doing: `read the merge request !${iid}`,
			role: "Reporter",
			scope: "read_api"
		};
		return this.#once(attempt.doing, () => explained(this.project, attempt, () => this.project.client.get(`${this.project.at}/merge_requests/${part(iid)}`, GatedRequestInfo), true));
	}
	editor(iid) {
		const { client, at } = this.project;
		return this.#ask(this.project, {
			doing: `read who edited the merge request !${iid}`,
			...reporter
		}, async () => {
			const { author } = await this.request(iid);
			const last = (await client.list(`${at}/merge_requests/${part(iid)}/notes`, SystemNote, {
				sort: "desc",
				order_by: "created_at"
			})).find(({ system, body }) => system && /^changed the description\b/.test(body));
			return last && last.author.id !== author?.id ? last.author.username : void 0;
		});
	}
	itself() {
		const attempt = {
			doing: "read the project",
			role: "Reporter",
			scope: "read_api"
		};
		return this.#once(attempt.doing, () => explained(this.settings, attempt, () => this.settings.client.get(this.settings.at, ProjectSettings)));
	}
	async date() {
		const { client, at } = this.project;
		return (await explained(this.project, {
			doing: "read the project",
			role: "Reporter",
			scope: "read_api"
		}, () => client.request("GET", at, ProjectSettings))).headers["date"];
	}
	ownJob() {
		const { job } = this;
		if (job === void 0) return Promise.resolve({
			status: 401,
			fault: { message: "there is no CI_JOB_TOKEN" },
			needs: "a job of GitLab CI"
		});
		return this.#ask(job, {
			doing: "read the job itself",
			...reporter
		}, () => job.client.get("/job", JobInfo));
	}
	pipeline(id) {
		return this.#get(`read the pipeline ${id}`, reporter, `/pipelines/${id}`, PipelineInfo);
	}
	jobsOf(pipeline) {
		return this.#list(`read the jobs of the pipeline ${pipeline}`, reporter, `/pipelines/${pipeline}/jobs`, JobInfo, { include_retried: true });
	}
	manualJobs(pipeline) {
		const { client } = this.project;
		return this.#ask(this.project, {
			doing: `read which jobs of the pipeline ${pipeline} wait`,
			...reporter
		}, async () => {
			const { path_with_namespace: project } = await this.itself();
			const variables = {
				project,
				pipeline: `gid://gitlab/Ci::Pipeline/${pipeline}`
			};
			const { data } = await client.graphql(MANUAL_JOBS, variables, ManualJobs);
			const nodes = data.project?.pipeline?.jobs.nodes;
			if (nodes === void 0) throw new GitlabFailure(404, "the pipeline is not there", {});
			return nodes.map(({ id }) => Number(id.slice(id.lastIndexOf("/") + 1)));
		});
	}
	pipelineOf(path, id) {
		const { client } = this.project;
		return this.#ask(this.project, {
			doing: `read the pipeline ${id} of ${path}`,
			...reporter
		}, () => client.get(`/projects/${part(path)}/pipelines/${id}`, PipelineInfo));
	}
	environments(name) {
		return this.#list(`read the environment ${name}`, reporter, "/environments", EnvironmentInfo, { name });
	}
	deployments(environment) {
		const query = {
			environment,
			order_by: "id",
			sort: "desc",
			per_page: 20
		};
		return this.#list(`read the deployments to ${environment}`, reporter, "/deployments", Deployment, query, 20);
	}
	deployment(id) {
		return this.#get(`read the deployment ${id}`, reporter, `/deployments/${id}`, Deployment);
	}
	protectedEnvironment(name) {
		return this.#get(`read the protection of the environment ${name}`, maintainer, `/protected_environments/${part(name)}`, ProtectedEnvironmentInfo, this.settings);
	}
	branch(name) {
		return this.#get(`read the branch ${name}`, reporter, `/repository/branches/${part(name)}`, Branch);
	}
	protectedBranches() {
		return this.#list("read the protected branches", maintainer, "/protected_branches", ProtectedBranchInfo, {}, Infinity, this.settings);
	}
	freezePeriods() {
		return this.#list("read the freeze periods", reporter, "/freeze_periods", FreezePeriod);
	}
	pushes(project) {
		const attempt = {
			doing: `read the pushes to the project ${project}`,
			...reporter
		};
		const query = {
			action: "pushed",
			sort: "desc"
		};
		return this.#ask(this.project, attempt, () => this.project.client.list(`/projects/${project}/events`, PushEvent, query, MOST_PUSHES));
	}
	users(name) {
		return this.#ask(this.project, {
			doing: `read the account ${name}`,
			...reporter
		}, () => this.project.client.list("/users", Person, { username: name }));
	}
	account({ id, username }) {
		const attempt = {
			doing: `read the account ${username} (${id})`,
			...reporter
		};
		return this.#once(attempt.doing, async () => {
			const { client } = this.project;
			const ask = () => client.get(`/users/${id}`, AccountInfo);
			return accountIn(await explained(this.project, attempt, ask, true));
		});
	}
	members(group) {
		const { client } = this.settings;
		return this.#ask(this.settings, {
			doing: `read the members of ${group}`,
			...reporter
		}, () => client.list(`/groups/${part(group)}/members`, Person));
	}
	#get(doing, needs, path, shape, project = this.project) {
		return this.#ask(project, {
			doing,
			...needs
		}, () => project.client.get(`${project.at}${path}`, shape));
	}
	#list(doing, needs, path, shape, query = {}, most = Infinity, project = this.project) {
		return this.#ask(project, {
			doing,
			...needs
		}, () => project.client.list(`${project.at}${path}`, shape, query, most));
	}
	#ask(project, attempt, ask) {
		return this.#once(attempt.doing, async () => {
			try {
				return { data: await ask() };
			} catch (error) {
				if (error instanceof GitlabFailure && REFUSALS.has(error.status)) {
					const needs = `the role ${attempt.role} and the scope ${attempt.scope}`;
					return {
						status: error.status ?? 0,
						fault: { message: error.reason },
						needs
					};
				}
				return explained(project, attempt, () => Promise.reject(error), true);
			}
		});
	}
	#once(question, ask) {
		const answer = this.#answers.get(question) ?? ask();
		this.#answers.set(question, answer);
		return answer;
	}
};
const reporter = {
	role: "Reporter",
	scope: "read_api"
};
const maintainer = {
	role: "Maintainer",
	scope: "read_api"
};

// src/forge/gitlab/approvals/freezes.ts
async function freezesIn(facts, now) {
	const { data = [] } = await facts.freezePeriods();
	return data.flatMap((period) => {
		const end = endOf(period, now);
		if (typeof end !== "object") return [];
		return [{
			what: `GitLab's freeze period from ${shown(period)}`,
			until: end.until
		}];
	});
}
const freezesAreRead = {
	id: "freeze-periods",
	description: "The gate can read the project's freeze periods.",
	async inspect({ facts }) {
		const periods = await facts.freezePeriods();
		if (periods.data === void 0) return [unread("whether a freeze period is active", periods)];
		return periods.data.flatMap((period) => endOf(period, Date.now()) === "unknown" ? [unread(`whether the freeze period from ${shown(period)} is active`, {
			needs: "times in cron format, in an IANA time zone",
			fault: { message: "it is not valid" }
		})] : []);
	}
};
function shown({ freeze_start: start, freeze_end: end, cron_timezone: zone }) {
	return `${JSON.stringify(start)} to ${JSON.stringify(end)} (${zone ?? "UTC"})`;
}
function endOf({ freeze_start: start, freeze_end: end, cron_timezone: zone }, now) {
	try {
		const at = new Date(now);
		const [from, to] = [start, end].map((pattern) => new j(pattern, {
			timezone: zone ?? "UTC",
			paused: true
		}));
		const [began] = from?.previousRuns(1, at) ?? [];
		const [ended] = to?.previousRuns(1, at) ?? [];
		if (began === void 0 || ended !== void 0 && ended >= began) return "off";
		return { until: to?.nextRun(at)?.getTime() };
	} catch {
		return "unknown";
	}
}

// src/forge/gitlab/approvals/people.ts
async function peopleOf(place, { users, owners, teams }) {
	const { facts, request: iid, commits } = place;
	const request = await facts.request(iid);
	return {
		author: request.author ? await facts.account(request.author) : void 0,
		starter: (await starterOf(place)).data,
		pushers: await pushers(facts, iid, await commits()),
		teams: [...await Promise.all(teams.map(async (name) => ({
			name,
			members: await membersOf(facts, name)
		}))), ...await groupsAmong(facts, owners)],
		users: await usersOf(facts, users, owners)
	};
}
async function membersOf(facts, group) {
	return (await facts.members(group)).data?.map(accountIn);
}
async function groupsAmong(facts, owners) {
	const found = [];
	for (const name of owners) {
		const { data = [] } = await facts.users(name);
		const members = data.length > 0 ? void 0 : await membersOf(facts, name);
		if (members !== void 0) found.push({
			name,
			members
		});
	}
	return found;
}
async function usersOf(facts, users, owners) {
	const known = [];
	for (const name of /* @__PURE__ */ new Set([...users, ...owners])) {
		const { data = [], fault } = await facts.users(name);
		const [user] = data;
		if (user !== void 0) known.push(accountIn(user));
		else if (users.includes(name)) throw inputError(`the policy names ${JSON.stringify(name)}, but ${fault === void 0 ? "GitLab has no such account" : `their account cannot be read: ${fault.message}`}`, { hint: "Fix the name in fairlead.yaml of the base branch: after an account is renamed, anyone can take its old name." });
	}
	return known;
}
async function isByProgram({ facts, request: iid, bots }) {
	const { author } = await facts.request(iid);
	return !!author && ((await facts.account(author)).isBot || isAmong(author.username, bots));
}
async function starterOf(place) {
	const { facts, request: iid } = place;
	if (!await isByProgram(place)) return { data: void 0 };
	const { description } = await facts.request(iid);
	const made = pipelineIn(description ?? "", facts.project.serverUrl);
	if (made === void 0) return { data: void 0 };
	const { data, ...refused } = await facts.pipelineOf(made.path, made.id);
	if (data === void 0) return refused;
	return { data: data.user ? accountIn(data.user) : void 0 };
}
function pipelineIn(description, serverUrl) {
	const head = `[this run](${serverUrl}/`;
	const at = description.lastIndexOf(head);
	const rest = at < 0 ? "" : description.slice(at + head.length);
	const [, path, id] = /^([\w./-]{1,500}?)\/-\/pipelines\/(\d{1,15})\)/.exec(rest) ?? [];
	return path === void 0 ? void 0 : {
		path,
		id: Number(id)
	};
}
async function pushers(facts, iid, commits) {
	const { source_project_id: project, source_branch: branch } = await facts.request(iid);
	if (!project) return void 0;
	const { data } = await facts.pushes(project);
	const known = data && pushersOf(commits, movesOf(data, branch));
	if (known === void 0) return void 0;
	return [...new Map(known.map((one) => [one.id, one])).values()];
}
function movesOf(events, branch) {
	const accounts = /* @__PURE__ */ new Map();
	return events.toReversed().flatMap(({ author, push_data: push }) => {
		if (!push || push.ref_type !== "branch" || !push.ref) return [];
		const by = accounts.get(author.id) ?? accountIn(author);
		accounts.set(author.id, by);
		const isElsewhere = push.ref !== branch;
		return [{
			by,
			before: push.commit_from ?? "",
			after: push.commit_to ?? "",
			isElsewhere
		}];
	});
}

// src/forge/gitlab/approvals/given.ts
async function ownDeployment({ facts }, environment) {
	const own = await facts.ownJob();
	if (own.data === void 0) return { finding: unread("which job this is", own) };
	const id = own.data.pipeline.id;
	const list = await facts.deployments(environment);
	if (list.data === void 0) return { finding: unread(`who released a job for ${environment}`, list) };
	const found = list.data.find(({ deployable, environment: { name } }) => deployable?.pipeline?.id === id && name === environment);
	if (found?.deployable === void 0 || found.deployable === null) return { finding: no(`No job of this pipeline has waited for ${environment}.`, `Add a waiting job with environment: ${environment} before the job that judges: docs/gate.md has a pipeline to paste.`) };
	const whole = await facts.deployment(found.id);
	if (whole.data === void 0) return { finding: unread(`who approved the deployment to ${environment}`, whole) };
	return {
		deployment: whole.data,
		job: found.deployable
	};
}
const approvalsIn = ({ approvals }) => (approvals ?? []).filter(({ status }) => status === "approved");
function digestIn(note, { base, head }) {
	return (note.match(/\b[0-9a-f]{32,64}\b/gi) ?? []).find((one) => ![base, head].includes(one.toLowerCase()));
}
async function approvalsOf(place, digest) {
	const all = [];
	for (const name of place.environments) {
		const own = await ownDeployment(place, name);
		if ("finding" in own) continue;
		const { deployment, job } = own;
		const given = approvalsIn(deployment);
		for (const { user, created_at: at, comment } of given) {
			const note = comment ?? "";
			all.push({
				by: await place.facts.account(user),
				digest: digestIn(note, place.judged) ?? digest,
				at: Date.parse(at),
				head: void 0,
				note: note === "" ? void 0 : note
			});
		}
		if (given.length > 0 || (deployment.approval_summary?.rules ?? []).length > 0 || !job.user || !job.started_at) continue;
		if ((await place.facts.manualJobs(job.pipeline.id)).data?.includes(job.id) !== true) continue;
		all.push({
			by: await place.facts.account(job.user),
			digest,
			at: Date.parse(job.started_at),
			atFrom: "the start of the job that they released",
			head: void 0,
			note: void 0
		});
	}
	return all;
}

// src/forge/gitlab/approvals/pipeline.ts
const NEW_PIPELINE = "Start a new pipeline for the merge request.";
const BRANCH_FILE = /^(push|web|api|trigger|schedule|pipeline|chat)$/;
const ownPipeline = {
	id: "pipeline",
	description: "The job that judges belongs to a pipeline of the default branch: a merge request pipeline runs the file of the change. The job is identified by its own token, not by a variable, which anyone who starts a pipeline can set.",
	async inspect({ facts }) {
		const own = await facts.ownJob();
		if (own.data === void 0) return [unread("which job this is", own)];
		const { pipeline, ref, tag } = own.data;
		const { default_branch: standard } = await facts.itself();
		const whole = await facts.pipeline(pipeline.id);
		if (whole.data === void 0) return [unread("the source of this pipeline", whole)];
		const { project_id: project, source } = whole.data;
		if (project !== (await facts.itself()).id) return [no("This job belongs to a pipeline of another project.", "Run the gate in the infra repo.")];
		if (ref === standard && tag !== true && BRANCH_FILE.test(source ?? "")) return [yes(`This pipeline runs on ${standard}, with its file.`)];
		return [no(`This pipeline (of ${tag === true ? "the tag " : ""}${ref}, started by ${source ?? "an unknown source"}) runs the file of the change, of another branch or of a job, not that of ${standard ?? "the default branch"}.`, "Start a pipeline of the default branch for the merge request: docs/gate.md has one to paste.")];
	}
};
const variables = {
	id: "variables",
	description: "Nobody can pass variables to a pipeline or a job that they start: a variable could change what is judged, or run arbitrary code with access to the token.",
	inspect: ({ facts }) => noVariables(facts)
};
async function noVariables(facts) {
	const { ci_pipeline_variables_minimum_override_role: role, restrict_user_defined_variables: restricted } = await facts.itself();
	if (role === void 0 || role === null) return [unread("who can pass variables to a pipeline", {
		needs: "the role Maintainer and the scope read_api",
		fault: { message: "GitLab does not return the setting" }
	})];
	if (role === "no_one_allowed" && restricted !== false) return [yes("Nobody can pass variables to a pipeline.")];
	return [no(`Whoever starts a pipeline or a job can pass variables to it (${restricted === false ? "every role that can start one" : `from the role ${role} on`}), and with them change what is judged.`, `Set "Minimum role to use pipeline variables" to "No one allowed": ${(await pages(facts)).cicd}`)];
}
const ENDED_BADLY = /^(failed|canceling|canceled|skipped)$/;
const waited = {
	id: "waited",
	description: "The job of each environment waited: it was approved, or it is a job that a person must start, and was started once. Nobody has stopped it or rejected its deployment.",
	async inspect(place) {
		const found = [];
		for (const name of place.environments) {
			const own = await ownDeployment(place, name);
			if ("finding" in own) {
				found.push(own.finding);
				continue;
			}
			const { job, deployment } = own;
			const again = await place.facts.jobsOf(job.pipeline.id);
			if (again.data === void 0) found.push(unread(`whether the job ${job.name} ran before`, again));
			else if (again.data.filter((one) => one.name === job.name).length > 1) found.push(no(`The job ${job.name} was run again, so its approval may be for an earlier job.`, NEW_PIPELINE));
			else if (ENDED_BADLY.test(job.status)) found.push(no(`The job ${job.name} released nothing: its status is ${job.status}.`, NEW_PIPELINE));
			else if (approvalsIn(deployment).length > 0) found.push(yes(`The deployment to ${name} was approved.`));
			else {
				const manual = await place.facts.manualJobs(job.pipeline.id);
				if (manual.data === void 0) found.push(unread(`whether the job ${job.name} waited`, manual));
				else if (manual.data.includes(job.id)) found.push(yes(`A person started the job ${job.name}.`));
				else found.push(no(`The job ${job.name} did not wait for an approval.`, "Set when: manual for it, or require approvals for deployments to its environment."));
			}
		}
		return found;
	}
};
const newest = {
	id: "newest",
	description: "The merge request is open and not a draft, and no newer pipeline has deployed to the environment or is waiting to: an old pipeline that is approved late does not count. \"Prevent outdated deployment jobs\" does not apply to jobs that people start.",
	async inspect(place) {
		const { state, draft } = await place.facts.request(place.request);
		const found = [];
		if (state !== "opened") found.push(no(`The merge request !${place.request} is ${state}.`, "Reopen it."));
		else if (draft === true) found.push(no(`The merge request !${place.request} is a draft.`, "Mark it as ready."));
		for (const name of place.environments) {
			const own = await ownDeployment(place, name);
			if ("finding" in own) continue;
			const [last] = (await place.facts.deployments(name)).data ?? [];
			if (last !== void 0 && last.id !== own.deployment.id) found.push(no(`A newer pipeline than this one has a deployment to ${name} (${last.deployable?.pipeline?.id ?? last.id}).`, NEW_PIPELINE));
		}
		return found.length > 0 ? found : [yes("The merge request is open, and this pipeline is the newest.")];
	}
};
const asItIsNow = {
	id: "tips",
	description: "The gate judges the current tip of the base and the current commit of the merge request on GitLab: a checkout may be outdated, and so may its rules.",
	async inspect({ facts, request, judged }) {
		const { target_branch: base, sha } = await facts.request(request);
		const tip = await facts.branch(base);
		if (tip.data === void 0) return [unread(`the current commit of ${base}`, tip)];
		const stale = [...judged.base === tip.data.commit.id ? [] : [`${base} at ${judged.base.slice(0, 12)}, which is now at ${tip.data.commit.id.slice(0, 12)}`], ...judged.head === sha ? [] : [`the merge request at ${judged.head.slice(0, 12)}, which is now at ${sha?.slice(0, 12) ?? "no commit"}`]];
		if (stale.length === 0) return [yes(`${base} and the merge request are judged as they are now.`)];
		return [no(`The checkout has ${stale.join(", and ")}.`, `Render again: ${NEW_PIPELINE.charAt(0).toLowerCase()}${NEW_PIPELINE.slice(1)}`)];
	}
};
const starterIsKnown = {
	id: "starter",
	description: "If a program opened the merge request, the gate can read who started the pipeline that it names, and nobody else has edited the text that names it. If the text names no pipeline, the policy lists the program under `bots`.",
	async inspect(place) {
		const { facts, request, bots } = place;
		if (!await isByProgram(place)) return [];
		const editor = await facts.editor(request);
		if (editor.fault !== void 0) return [unread("who edited the text of the merge request", editor)];
		if (editor.data !== void 0) return [no(`${editor.data} has edited the text of the merge request !${request}, which names the pipeline that created it, so it is no longer certain who started that pipeline.`, "Run the program again so that it rewrites the text, or open another merge request.")];
		const starter = await starterOf(place);
		if (starter.fault !== void 0) return [unread("who started the pipeline that created the merge request", starter)];
		const { author } = await facts.request(request);
		if (starter.data !== void 0 || isAmong(author?.username ?? "", bots)) return [];
		return [no(`${author?.username}, a program, has opened the merge request !${request}, and its text names no pipeline, so it is not known who started it.`, `That person could approve it. Open it from a pipeline; or, if the program works on its own, list it in the policy of the base branch: gate: {bots: [${author?.username}]}.`)];
	}
};
const pushesAreRead = {
	id: "pushes",
	description: "The gate can read who pushed to the project that the merge request comes from, even if that is a fork.",
	async inspect({ facts, request }) {
		const { source_project_id: from } = await facts.request(request);
		const again = `Push its branch to ${(await facts.itself()).path_with_namespace}, and open another merge request from there.`;
		if (!from) return [no("The fork that the merge request comes from no longer exists, so it is not known who pushed to it.", again)];
		const pushes = await facts.pushes(from);
		if (pushes.fault === void 0) return [];
		if (from === (await facts.itself()).id) return [unread("who pushed to the project", pushes)];
		const where = `the fork that the merge request comes from (project ${from})`;
		return [{
			...unread(`who pushed to ${where}`, pushes),
			cure: again
		}];
	}
};
const pipelineChecks = [
	ownPipeline,
	variables,
	waited,
	newest,
	asItIsNow,
	pushesAreRead,
	starterIsKnown,
	freezesAreRead
];

// src/forge/gitlab/approvals/setup.ts
const baseIsProtected = {
	id: "base",
	description: "Developers can neither push to the base branch nor merge into it: anyone who can bypasses the gate.",
	inspect: ({ facts, base }) => noDevelopers(facts, base)
};
const nobodySetsVariables = {
	id: "variables",
	description: "Nobody can pass variables to a pipeline or a job that they start.",
	inspect: ({ facts }) => noVariables(facts)
};
const teamsAreRead = {
	id: "teams",
	description: "The gate can read the members of the groups that the policy names.",
	inspect: ({ facts, policy }) => teamsRead(policy.teams, "group", (group) => facts.members(group), (group) => groupPage(facts, group))
};
const canBeSatisfied = {
	id: "satisfiable",
	description: "As many people can approve as the policy requires: by the approvals of the environments, or each by a job of a separate environment. GitLab treats a rule that nobody can satisfy as satisfied.",
	async inspect({ facts, base, environments, policy }) {
		let most = 0;
		for (const name of environments) {
			const protection = await protectionOf({
				facts,
				name,
				base
			});
			const asked = protection !== "none" && protection.data ? approvalsOf$1(protection.data) : 0;
			most += Math.max(asked, 1);
		}
		if (most < policy.approvals) return [no(`The policy requires ${policy.approvals} approvals, but the pipeline waits for ${most}.`, `Require ${policy.approvals} approvals in the environment (Premium): ${(await pages(facts)).environments}; or name ${policy.approvals} environments in protected-environment, each in its own job.`)];
		const lost = [];
		for (const name of policy.users) if ((await facts.users(name)).data?.length === 0) lost.push(name);
		if (lost.length > 0) return [no(`The policy names ${lost.join(" and ")}, but GitLab has no such account.`, "Fix the name in fairlead.yaml of the base branch.")];
		return [yes(`The pipeline can collect ${policy.approvals === 1 ? "the approval" : `the ${policy.approvals} approvals`} that the policy requires.`)];
	}
};
const setupChecks = [
	baseIsProtected,
	nobodySetsVariables,
	teamsAreRead,
	canBeSatisfied
];

// src/forge/gitlab/approvals/approvals.ts
const gateChecks = {
	pipeline: pipelineChecks,
	environment: environmentChecks,
	setup: setupChecks
};
function openGitLabApprovals({ project, settings, job }, checks = gateChecks) {
	const facts = new GateFacts(project, settings, job);
	const environmentsOf = async (names, base) => {
		const all = [];
		for (const name of names) all.push(...await inspectAll(checks.environment, {
			facts,
			name,
			base
		}));
		return all;
	};
	return {
		async request(iid) {
			if (!/^[1-9]\d{0,9}$/.test(iid)) throw inputError(`${JSON.stringify(iid)} is not a valid merge request number`);
			const { target_branch: base, sha } = await facts.request(iid);
			if (!sha) throw remoteError(`GitLab does not know the commit of the merge request !${iid} yet`);
			return {
				base,
				head: sha
			};
		},
		source(change) {
			const place = {
				facts,
				...change
			};
			return {
				approvals: () => approvalsOf(place, change.digest),
				people: (asked) => peopleOf(place, asked),
				protections: async () => {
					const { target_branch: base } = await facts.request(change.request);
					return [...await environmentsOf(change.environments, base), ...await inspectAll(checks.pipeline, place)];
				},
				now: async () => timeOfForge("GitLab", await facts.date()) + 999,
				freezes: (now) => freezesIn(facts, now)
			};
		},
		artifact: (job, path, most) => artifactOf(facts, job, path, most),
		setup: async (place) => [...await environmentsOf(place.environments, place.base), ...await inspectAll(checks.setup, {
			facts,
			...place
		})]
	};
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
		put: (request, mark, bodies, former) => explained(project, attempt("write notes"), () => putComments(notesOf(project, Number(request)), mark, bodies.map(withoutCommands), former), true)
	};
}
function notesOf(project, number) {
	const { client, at } = project;
	const path = `${at}/merge_requests/${number}/notes`;
	return {
		limit: limit$1,
		tooLong: `a note is longer than the ${limit$1} characters that GitLab allows`,
		read: () => ownNotes(project, number),
		create: (body, find) => client.retry(async () => (await client.request("POST", path, Note, {
			body: { body },
			once: true
		})).data, {
			find,
			again: isLost
		}),
		async update(id, body) {
			await client.request("PUT", `${path}/${id}`, anything, { body: { body } });
		},
		remove: (id) => remove(project, `${path}/${id}`),
		urlOf: () => void 0
	};
}
async function remove({ client }, path) {
	try {
		await client.request("DELETE", path, anything);
	} catch (error) {
		if (!(error instanceof GitlabFailure) || error.status !== 404) throw error;
	}
}

// src/forge/gitlab/commit.ts
async function commit(project, request) {
	const { branch, from, parent, changes, message, treeTrailer } = request;
	branchRef(branch);
	for (const change of changes) checkFileChange(change);
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
		return await client.retry(async () => {
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
		throw remoteError(`the commit ${id} on ${branch} overwrote a change that somebody made at the same time, and could not be reverted: ${reasonFor(error)}`, {
			hint: `Check ${landed} and the commits after it.`,
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
	return refusal(`GitLab did not update the branch "${branch}": ${reason}`, { hint: cureOfRule(reason ?? "") ?? `${isNew ? "Set `branch` to another name" : "Use `method: pull-request`"}, or allow the role of the token to push to it (Settings > Repository > Protected branches).` });
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
	if (listed.some(({ parent_ids }) => parent_ids.length === 0)) throw inputError(`${head.slice(0, 12)} and ${base.slice(0, 12)} have no commit in common`, { hint: "Recreate the branch from its base." });
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

// src/forge/gitlab/snapshot.ts
async function takeSnapshot(project, query) {
	const info = await projectInfo(project);
	const name = query.base ?? info.default_branch ?? void 0;
	if (name === void 0 || info.empty_repo === true) throw inputError(`${project.name} is empty: it has no branches`, { hint: "Push a first commit to it." });
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
	const intoOtherBases = /* @__PURE__ */ new Map();
	const ended = await inParallel([...branches], async ([branch, head]) => {
		const all = await listOf(project, {
			state: "all",
			source_branch: branch
		}, 20);
		const isOpen = ({ state }) => state === "opened" || state === "locked";
		const other = all.find((one) => isOpen(one) && one.target_branch !== name);
		if (other) intoOtherBases.set(branch, {
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
		intoOtherBases,
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
	snapshot: {
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
		doing: "update a merge request",
		...writer
	},
	close: {
		doing: "close a merge request",
		...writer
	},
	merge: {
		doing: "enable auto-merge",
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
	snapshot(query) {
		return this.#explained(attempts$1.snapshot, async () => {
			const snapshot = await takeSnapshot(this.#project, query);
			const { name, commit: tip } = snapshot.base;
			treeOf(this.#project, tip, `${name} at ${tip.slice(0, 7)}`);
			return snapshot;
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
			throw inputError(`${this.repository} is archived, so nothing can be changed in it`, { hint: "Unarchive it in its settings, or use the project that replaces it." });
		});
	}
	#explained(attempt, work) {
		return explained(this.#project, attempt, work);
	}
};

// src/forge/gitlab/own-pushes.ts
const Pushes = array(PushEvent);
const MOST_PAGES = 50;
const PER_PAGE = 100;
async function pushedByUs(project, branch, commit, paths) {
	const added = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const by = await onlyCommitOf(project, commit, path);
		if (by !== void 0) added.set(by.id, path);
	}
	if (added.size === 0) return /* @__PURE__ */ new Set();
	const own = await currentUser(project);
	const { id } = await projectInfo(project);
	const found = /* @__PURE__ */ new Set();
	for (let page = 1; page <= MOST_PAGES && found.size < added.size; page++) {
		const query = {
			action: "pushed",
			sort: "desc",
			per_page: PER_PAGE,
			page
		};
		const events = (await project.client.request("GET", `/projects/${id}/events`, Pushes, { query })).data;
		for (const { author, push_data: push } of events) {
			const path = added.get(push?.commit_to ?? "");
			const isOurs = author.id === own.id && push?.ref_type === "branch" && push.ref === branch && push.commit_count === 1;
			if (path !== void 0 && isOurs) found.add(path);
		}
		if (events.length < PER_PAGE) break;
	}
	return found;
}
async function onlyCommitOf({ client, at }, revision, path) {
	const query = {
		ref_name: revision,
		path
	};
	const [added, ...more] = await client.list(`${at}/repository/commits`, Commit, query, 2);
	return more.length === 0 ? added : void 0;
}

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
		vouched: (commit, paths) => explained(project, attempts.read, () => pushedByUs(project, branch, commit, paths)),
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

// src/forge/gitlab/app-repo.ts
function openGitLabAppRepo(reach) {
	const hasty = once(() => reach.client.hasty());
	return { async compare({ repository, from, to, isNeeded, path }) {
		const at = {
			...reach,
			client: isNeeded ? reach.client : hasty()
		};
		return compareFirst({
			from,
			to
		}, (candidate) => compare(at, {
			repository,
			from: candidate,
			to,
			path
		}));
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
			reason: `there are more than ${100} commits between them`
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
			reason: error.status === 404 ? `${from} or ${to} does not exist in ${repository}, or the source-token has no access to it` : `the source-token has no access to ${repository} (${error.status})`
		};
	}
}

// src/forge/gitlab/witness.ts
function openGitLabWitness(project, request) {
	return { keep: ({ name, commit, title, lines }) => {
		const text = [
			`**${escapeMarkdown(`${name}: ${title}`)}**`,
			`Commit ${commit}.`,
			...lines.map(escapeMarkdown)
		];
		return explained(project, {
			doing: "keep the hash of the record in a note",
			role: "Reporter",
			scope: "api"
		}, () => addNote(project, request, withoutCommands(text.join("\n\n"))), true);
	} };
}

// src/forge/gitlab/connect.ts
const reading = {
	doing: "read",
	role: "Reporter",
	scope: "read_api"
};
function connectGitLab(options) {
	const project = openProject(options);
	return {
		project,
		approvals: (others, checks) => openGitLabApprovals({
			project,
			...others
		}, checks),
		address: async () => `${options.serverUrl}/${await pathOf(project)}`,
		pulls: async () => openGitLabForge(project),
		comments: async () => openGitLabComments(project),
		appRepo: async () => openGitLabAppRepo(project),
		ledger: async (branch) => openGitLabLedger(project, branch),
		merging: (merge) => openGitLabMerging(project, merge),
		witness: (request) => openGitLabWitness(project, request),
		mergeRules: (base) => explained(project, reading, () => mergeRulesOf(project, base)),
		close: () => project.lease.close()
	};
}
async function pathOf(project) {
	if (!/^\d+$/.test(project.name)) return project.name;
	return explained(project, reading, async () => (await projectInfo(project)).path_with_namespace);
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
	throw inputError(`no GitLab server responds at ${tried.join(", ")}`, { hint: "Check the address of the project. If GitLab runs below a path, set CI_SERVER_URL: https://gitlab.example.com/path." });
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
		return (answer.ok || answer.status === 404) && parseJsonIfValid(shape, text) !== void 0;
	} catch (error) {
		if (error instanceof FairleadError) throw error;
		const reason = reasonOfUnreachable(error);
		throw remoteError(`${new URL(serverUrl).origin} cannot be reached: ${reason}`, {
			cause: error,
			hint: cureOfUnreachable(reason)
		});
	}
}

export { ApprovalRule, Branch, GitlabFailure, MergeRequest, ProjectInfo, TokenFacts, User, Version, connectGitLab, findServer, isAmong, isSameName, mergeRulesOf, noJobToken, noToken, writerNeed };