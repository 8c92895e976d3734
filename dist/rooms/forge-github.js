import "../chunks/rolldown-runtime.js";
import { FairleadError, inputError, refusal, remoteError, suggestion } from "./errors.js";
import { isRevision, milestoneLeftOut, planComments, pullRequestWords } from "./forge-local.js";
import { retry } from "../packages/octokit-plugin-retry.js";
import { throttling } from "../packages/octokit-plugin-throttling.js";
import { Octokit } from "../packages/octokit-rest.js";
import { branchRef, mask } from "./git.js";
import { array, boolean, exactOptional, is, nullable, nullish, number, object, objectWithRest, optional, picklist, record, string, union, unknown as unknown$1 } from "../packages/valibot.js";
import { anything, held } from "./shapes.js";
import { cureOfUnreachable, reasonOfUnreachable } from "./net-unreachable.js";
import { fetchFor } from "./net.js";
import { blobId, once as once$1, pathFault, readTar } from "./tree.js";
import { withTrailer } from "./text.js";
import { Readable } from "node:stream";
import { createHash, randomUUID } from "node:crypto";

// src/forge/explanation.ts
function explainedBy(explanations, { failure, cause }, place, attempt) {
	const found = explanations.find(({ fits }) => fits(failure, place));
	if (found === void 0) return void 0;
	const secrets = place.token === void 0 ? [] : [place.token];
	const message = mask(found.message(failure, place, attempt), secrets);
	const hint = mask(found.hint(failure, place, attempt), secrets);
	return new FairleadError(found.kind, [{
		message,
		...hint !== "" && { hint }
	}], { cause });
}
async function explaining(work, explain) {
	try {
		return await work();
	} catch (error) {
		throw explain(error);
	}
}

// src/forge/platform-rules.ts
const rules = [
	{
		words: /commit message (does not follow|contains the forbidden pattern)|commit_message_pattern|commit message (must|does not match|.*matching pattern)/i,
		cure: "Give a message that the rule takes with commit-message."
	},
	{
		words: /branch name (does not follow|must|.*does not match)|branch_name_pattern|creations being restricted/i,
		cure: "Give a name that the rule takes with branch."
	},
	{
		words: /(author|committer)('s)? e-?mail .*(does not follow|must|is not a verified)|only push commits if the committer email|(author|committer)_email_pattern|is not a member of team|cannot push commits for/i,
		cure: "The rule wants another author's email: use the token of an account whose email it takes, or exempt the token's account from the rule."
	},
	{
		words: /commit must be signed|unsigned commit|reject unsigned|verified signatures?|required_signatures/i,
		cure: "The rule wants signed commits: on GitHub use a GitHub App's token, whose commits GitHub signs; on GitLab let the instance sign what its API commits, or exempt the token's account."
	},
	{
		words: /workflows? permission|without `?workflows?`? (permission|scope)/i,
		cure: "Files below .github/workflows take the permission workflows: write. Give it to the GitHub App, or leave these files out."
	},
	{
		words: /ip allow ?list|ip address .*(not allowed|not permitted)|ip restriction/i,
		cure: "The organization allows certain addresses only: run the job on a runner whose address is on its IP allow list, or add the runner's address."
	},
	{
		words: /file name .*(prohibited|blacklisted|denied)|file (path|extension)s? .*restricted|file_path_restriction|secrets? (was|were)? ?(detected|found)|secret_scanning|push protection|GH009/i,
		cure: "The rule forbids these files or what is in them: leave them out with add-paths, or remove the secret."
	},
	{
		words: /larger than|exceeds .*(file size|limit)|file_size|GH001/i,
		cure: "A file is larger than the rule allows: keep it in Git LFS, or leave it out with add-paths."
	}
];
const protection = {
	words: /changes must be made through a (pull|merge) request|GH006|GH013|repository rule violations|protected branch hook declined|not allowed to push/i,
	cure: "The branch is protected: set method: pull-request, or allow the account of the token to push to it."
};
const hook = {
	words: /GL-HOOK-ERR|pre-receive hook declined|PRE-RECEIVE:/,
	cure: "A hook of the server decides that, and its own words say what it wants."
};
function platformCure(reason) {
	return [
		...rules,
		protection,
		hook
	].find(({ words }) => words.test(reason))?.cure;
}
function cureOfRule(reason) {
	return rules.find(({ words }) => words.test(reason))?.cure;
}

// src/forge/github/limits.ts
function throttleOptions(patience, second, log) {
	let waited = 0;
	const decide = (seconds, _options, _octokit, tries) => {
		if (tries >= patience.tries || waited + seconds > patience.seconds) return false;
		waited += seconds;
		log(`GitHub's rate limit is reached: waiting ${seconds} s`);
		return true;
	};
	return {
		onRateLimit: decide,
		onSecondaryRateLimit: decide,
		retryAfterBaseValue: second,
		write: pace(second),
		notifications: pace(second)
	};
}
const burst = 20;
function pace(second) {
	let passed = 0;
	let next = 0;
	const schedule = async (_options, task) => {
		passed += 1;
		if (passed > burst) {
			const now = Date.now();
			next = Math.max(next + second, now);
			await new Promise((resolve) => setTimeout(resolve, next - now));
		}
		return task();
	};
	return { key: () => ({ schedule }) };
}
function recogniseLimits(octokit) {
	octokit.hook.after("request", (response, options) => {
		const message = limitInBody(response.data);
		if (message === void 0) return;
		throw Object.assign(new Error(message), {
			status: 403,
			response,
			request: options
		});
	});
	octokit.hook.error("request", (error) => {
		const limited = error;
		if (isRateLimit(limited) && !isPrimary(limited) && !/secondary rate/i.test(limited.message)) limited.message = `secondary rate limit: ${limited.message}`;
		throw error;
	});
	return {};
}
function isRateLimit(error) {
	if (error.status === 429) return true;
	if (error.status !== 403) return false;
	const headers = error.response?.headers ?? {};
	return isPrimary(error) || headers["retry-after"] !== void 0 || /\brate limit\b/i.test(error.message);
}
function isPrimary(error) {
	return String(error.response?.headers["x-ratelimit-remaining"]) === "0";
}
const ErrorsAnswer = object({ errors: array(object({
	type: exactOptional(string()),
	message: exactOptional(string())
})) });
function limitInBody(data) {
	const answer = held(ErrorsAnswer, data);
	if ("fault" in answer) return void 0;
	const found = answer.data.errors.find(({ type, message }) => type === "RATE_LIMITED" || /secondary rate limit/i.test(message ?? ""));
	return found && (found.message ?? "API rate limit exceeded");
}

// src/forge/github/failures.ts
var GraphqlFailure = class extends Error {
	problems;
	headers;
	constructor(problems, headers) {
		super(problems.map(({ message }) => message).join("; "));
		this.problems = problems;
		this.headers = headers;
	}
};
var StrangeAnswer = class extends Error {
	status = 200;
	response;
	constructor(reason, headers) {
		super(reason);
		this.response = {
			headers,
			data: void 0
		};
	}
};
const statuses = {
	NOT_FOUND: 404,
	FORBIDDEN: 403,
	STALE_DATA: 409
};
function failureOf(error) {
	if (error instanceof GraphqlFailure) {
		const { type = "", path = [] } = error.problems[0] ?? {};
		const isSaml = error.problems.some(({ extensions }) => extensions?.saml_failure === true);
		return {
			status: statuses[type] ?? 422,
			reason: oneLine(error.message),
			headers: error.headers,
			isRateLimit: false,
			isSaml: isSaml || isSamlText(error.message),
			path
		};
	}
	if (!isRequestError(error)) return void 0;
	const { response } = error;
	const reason = oneLine(response === void 0 ? reasonOfUnreachable(error) : reasonOf(response.data) ?? error.message);
	return {
		status: response === void 0 ? void 0 : error.status,
		reason,
		headers: response?.headers ?? {},
		isRateLimit: isRateLimit(error),
		isSaml: response?.headers["x-github-sso"] !== void 0 || isSamlText(reason),
		path: []
	};
}
function isLost(failure) {
	return failure.status === void 0 || failure.status >= 500 || failure.status < 300;
}
function isLag(failure) {
	return /could not resolve to a|does not exist|head (sha|is invalid)|already exists/i.test(failure.reason);
}
function isRequestError(error) {
	return error instanceof Error && "status" in error && typeof error.status === "number";
}
function reasonOf(data) {
	if (typeof data !== "object" || data === null) return void 0;
	const { message, errors = [] } = data;
	const details = (Array.isArray(errors) ? errors : []).map((problem) => {
		if (typeof problem === "string") return problem;
		return problem.message ?? `${problem.field} is ${problem.code?.replaceAll("_", " ")}`;
	});
	if (details.length === 0) return message;
	return message === "Validation Failed" ? details.join(", ") : `${message}: ${details.join(", ")}`;
}
function isSamlText(text) {
	return /SAML enforcement/i.test(text);
}
function oneLine(text) {
	const line = text.replaceAll(/\s+/g, " ").trim();
	return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
function reasonFor(error) {
	return failureOf(error)?.reason ?? (error instanceof Error ? error.message : String(error));
}

// src/forge/github/explain.ts
const appHint = "If this is a job's own token (GITHUB_TOKEN): it reaches only its own repository; use a GitHub App that is installed here.";
const explanations = [
	{
		fits: ({ status }) => status !== void 0 && status < 300,
		kind: "remote",
		message: ({ reason }, { serverUrl }, { doing }) => `what ${serverUrl} answered to ${doing} is no answer of GitHub: ${essence(reason)}`,
		hint: () => "Check the address of the server, and whether a proxy or a page to log in at stands before it."
	},
	{
		fits: ({ status }) => status === void 0,
		kind: "remote",
		message: ({ reason }, { serverUrl }) => `${serverUrl} cannot be reached: ${reason}`,
		hint: ({ reason }) => cureOfUnreachable(reason)
	},
	{
		fits: ({ isRateLimit }) => isRateLimit,
		kind: "remote",
		message: ({ reason }) => `GitHub's rate limit is reached: ${reason}`,
		hint: ({ headers }) => `Try again ${resetTime(headers)}, run fewer jobs at once, or use a GitHub App: it has a limit of its own.`
	},
	{
		fits: ({ status }) => (status ?? 500) >= 500,
		kind: "remote",
		message: ({ status, reason }, _, { doing }) => `GitHub failed to ${doing} (${status}: ${essence(reason)})`,
		hint: () => "Try again later; https://www.githubstatus.com may know more."
	},
	{
		fits: ({ status }) => status === 401,
		kind: "input",
		message: (_, { serverUrl }) => `${serverUrl} does not accept the token`,
		hint: () => "It may be expired, revoked or of another server: make a new one."
	},
	{
		fits: ({ isSaml }) => isSaml,
		kind: "input",
		message: (_, { repository }) => `the organization of ${repository} wants single sign-on for this token`,
		hint: ({ headers }, place) => `Authorize the token: ${ssoUrl(headers) ?? ssoPage(place)}`
	},
	{
		fits: ({ reason }) => /not permitted to create or approve pull requests/.test(reason),
		kind: "input",
		message: (_, { repository }) => `workflows of ${repository} may not open pull requests with their own token`,
		hint: () => "Tick \"Allow GitHub Actions to create and approve pull requests\" in Settings > Actions > General, or use a GitHub App."
	},
	{
		fits: ({ status, reason }) => status === 403 && /archived/.test(reason),
		kind: "input",
		message: (_, { repository }) => `${repository} is archived, so nothing can be changed in it`,
		hint: () => "Unarchive it in its settings, or use the repository that has taken its place."
	},
	{
		fits: ({ status, reason }) => status === 422 && /draft pull requests are not supported/i.test(reason),
		kind: "input",
		message: (_, { repository }) => `${repository} has no drafts: its plan does not include them`,
		hint: () => "Leave draft out."
	},
	{
		fits: ({ status, reason }) => [
			403,
			409,
			422
		].includes(status ?? 0) && platformCure(reason) !== void 0,
		kind: "refused",
		message: ({ reason }, { repository }, { doing }) => `a rule of ${repository} does not let this ${doing}: ${essence(reason)}`,
		hint: ({ reason }) => platformCure(reason) ?? ""
	},
	{
		fits: ({ status, reason }) => status === 403 && /\blocked\b/.test(reason),
		kind: "input",
		message: ({ reason }) => `the conversation is locked: ${essence(reason)}`,
		hint: () => "Unlock the conversation of the pull request if comments are wanted there."
	},
	{
		fits: ({ status }) => status === 403,
		kind: "input",
		message: ({ reason }, { repository }, { doing }) => `the token may not ${doing} in ${repository}: ${essence(reason)}`,
		hint: ({ headers }, { token }, { needs }) => {
			const accepted = headers["x-accepted-github-permissions"];
			const right = `Give it the permission ${accepted === void 0 ? needs : readable(String(accepted))}.`;
			return isInstallationToken(token) ? `${right} ${appHint}` : right;
		}
	},
	{
		fits: ({ status }, { isKnown }) => status === 404 && isKnown,
		kind: "input",
		message: (_, { repository }, { doing }) => `GitHub does not find what it takes to ${doing} in ${repository}, or the token may not do it`,
		hint: (_, __, { needs }) => `Give the token the permission ${needs}, or look what was deleted meanwhile.`
	},
	{
		fits: ({ status, path }) => status === 404 && path.length < 2,
		kind: "input",
		message: (_, { repository, serverUrl }) => `there is no ${repository} at ${serverUrl}, or the token may not see it`,
		hint: (_, { token }) => isInstallationToken(token) ? `Check the name. ${appHint}` : "Check the name, and that the token has access to this repository."
	},
	{
		fits: ({ status }) => status === 422 || status === 409,
		kind: "remote",
		message: ({ reason }, { repository }, { doing }) => `GitHub refuses to ${doing} in ${repository}: ${reason}`,
		hint: () => ""
	},
	{
		fits: () => true,
		kind: "remote",
		message: ({ status, reason }, _place, { doing }) => `GitHub failed to ${doing} (${status}: ${reason})`,
		hint: () => ""
	}
];
function explain(error, place, attempt) {
	const failure = failureOf(error);
	return failure === void 0 ? error : explainedBy(explanations, {
		failure,
		cause: error
	}, place, attempt);
}
function isInstallationToken(token) {
	return token?.startsWith("ghs_") === true;
}
function readable(permissions) {
	return permissions.split(/;\s*/).map((all) => all.replaceAll("=", ": ").replaceAll("_", " ").replaceAll(",", " and ")).join(", or ");
}
function resetTime(headers) {
	const after = Number(headers["retry-after"]);
	if (after > 0) return `in ${after} s`;
	const reset = Number(headers["x-ratelimit-reset"]);
	return reset > 0 ? `after ${(/* @__PURE__ */ new Date(reset * 1e3)).toISOString()}` : "later";
}
function ssoUrl(headers) {
	return /url=(https?:\S+)/.exec(String(headers["x-github-sso"] ?? ""))?.[1];
}
function ssoPage({ repository, serverUrl }) {
	return `${serverUrl}/orgs/${repository.split("/")[0]}/sso`;
}
function essence(reason) {
	return reason.startsWith("<") ? /<title>([^<]*)/.exec(reason)?.[1] ?? "a page of HTML" : reason;
}

// src/forge/github/client.ts
const once = { request: { retries: 0 } };
const silent = () => {};
const GithubOctokit = Octokit.plugin(recogniseLimits, retry, throttling);
const attempts$1 = 5;
var Client = class Client {
	rest;
	say;
	#options;
	#octokit;
	#graphqlUrl;
	#second;
	#random;
	constructor(options) {
		const { token, apiUrl, graphqlUrl = "", second = 1e3 } = options;
		const log = (message) => options.log?.(mask(message, token === void 0 ? [] : [token]));
		this.say = log;
		this.#options = options;
		const url = parseUrl(apiUrl);
		this.#octokit = new GithubOctokit({
			baseUrl: apiUrl.replace(/(?<!\/)\/+$/, ""),
			userAgent: options.userAgent ?? "fairlead",
			...token === void 0 ? {} : { auth: token },
			request: { fetch: options.fetch ?? fetchFor(url, options.environment) },
			log: {
				debug: silent,
				info: silent,
				warn: log,
				error: silent
			},
			retry: {
				doNotRetry: Array.from({ length: 100 }, (_, i) => 400 + i),
				retryAfterBaseValue: second
			},
			throttle: throttleOptions(options.patience ?? {
				tries: 5,
				seconds: 300
			}, second, log)
		});
		this.#octokit.hook.before("request", (request) => {
			request.headers["x-github-api-version"] = "2022-11-28";
		});
		this.#octokit.hook.after("request", ({ data, headers }, { request }) => {
			if (request?.parseSuccessResponseBody !== false && isNoJson(data)) throw new StrangeAnswer(data, headers);
		});
		this.rest = this.#octokit.rest;
		this.#graphqlUrl = graphqlUrl;
		this.#second = second;
		this.#random = options.random ?? Math.random;
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
	fetchFor(url) {
		return this.#options.fetch ?? fetchFor(url, this.#options.environment);
	}
	async graphql(shape, query, variables, { request, tolerate = () => false } = {}) {
		const body = {
			query,
			variables,
			...request && { request }
		};
		const { data: answer, headers } = await this.#octokit.request(`POST ${this.#graphqlUrl}`, body);
		const { data, errors } = readShape(Envelope, answer, headers);
		const grave = (errors ?? []).filter((problem) => !tolerate(problem));
		if (grave.length > 0) throw new GraphqlFailure(grave, headers);
		return readShape(shape, data, headers);
	}
	async persist(work, { find, again }) {
		for (let attempt = 1;; attempt++) try {
			return await work();
		} catch (error) {
			const failure = failureOf(error);
			if (failure === void 0 || failure.status === 401) throw error;
			const found = await find?.();
			if (found !== void 0) return found;
			if (attempt === attempts$1 || !again(failure)) throw error;
			await this.#backOff(attempt);
		}
	}
	async #backOff(attempt) {
		const milliseconds = this.#second * 2 ** (attempt - 2) * (.5 + this.#random());
		await new Promise((resolve) => setTimeout(resolve, milliseconds));
	}
};
const Envelope = object({
	data: optional(unknown$1()),
	errors: nullish(array(object({
		type: exactOptional(string()),
		message: string(),
		path: exactOptional(array(union([string(), number()]))),
		extensions: exactOptional(object({ saml_failure: exactOptional(boolean()) }))
	})))
});
function readShape(shape, data, headers) {
	const read = held(shape, data);
	if ("fault" in read) throw new StrangeAnswer(read.fault, headers);
	return read.data;
}
function isNoJson(data) {
	return typeof data === "string" && data !== "";
}
function parseUrl(url) {
	if (URL.canParse(url) && /^https?:/.test(url)) return new URL(url);
	throw inputError(`"${url}" is no address of GitHub's API`, { hint: "It looks like https://api.github.com." });
}

// src/forge/github/repository.ts
const ARCHIVE_FROM = 400;
function openRepository(options) {
	const { repository: name, token, serverUrl, jobToken, archiveFrom = ARCHIVE_FROM } = options;
	const [owner, repo, ...rest] = name.split("/");
	if (!owner || !repo || rest.length > 0) throw inputError(`"${name}" is no repository of GitHub`, { hint: "It looks like owner/name." });
	return {
		client: new Client(options),
		token,
		serverUrl,
		at: {
			owner,
			repo
		},
		name,
		archiveFrom,
		startsWorkflows: (author) => !startsNoWorkflows(token, {
			jobToken,
			author
		}),
		trees: /* @__PURE__ */ new Map(),
		histories: /* @__PURE__ */ new Map(),
		parents: /* @__PURE__ */ new Map(),
		merges: /* @__PURE__ */ new Map(),
		id: void 0,
		account: void 0
	};
}
function startsNoWorkflows(token, known) {
	if (!isInstallationToken(token)) return false;
	return token === known.jobToken || known.author === "github-actions[bot]";
}
function explained(repository, attempt, work, isKnown) {
	return explaining(work, (error) => {
		const { name, serverUrl, token, id } = repository;
		return explain(error, {
			repository: name,
			serverUrl,
			token,
			isKnown: isKnown ?? id !== void 0
		}, attempt);
	});
}
async function accountOf(repository) {
	repository.account ??= (await repository.client.graphql(object({ viewer: object({ databaseId: number() }) }), "query account { viewer { databaseId } }", {})).viewer.databaseId;
	return repository.account;
}
async function repositoryId(repository) {
	const { owner, repo } = repository.at;
	repository.id ??= (await repository.client.graphql(object({ repository: object({ id: string() }) }), "query repositoryId($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { id } }", {
		owner,
		repo
	})).repository.id;
	return repository.id;
}
async function treeOf(repository, commit) {
	const known = repository.trees.get(commit);
	if (known !== void 0) return known;
	const { data } = await repository.client.rest.git.getCommit({
		...repository.at,
		commit_sha: commit
	});
	repository.trees.set(commit, data.tree.sha);
	return data.tree.sha;
}

// src/forge/github/comments.ts
const limit$1 = 65536;
function openGitHubComments(repository) {
	const attempt = (doing) => ({
		doing,
		needs: "pull requests: write"
	});
	return {
		limit: limit$1,
		stateOf: (request) => explained(repository, attempt("read pull requests"), async () => {
			const { client, at } = repository;
			const { data } = await client.rest.pulls.get({
				...at,
				pull_number: Number(request)
			});
			return {
				isOpen: data.state === "open",
				head: data.head.sha,
				base: data.base.ref
			};
		}, true),
		put: (request, mark, bodies, former) => explained(repository, attempt("write comments"), () => putComments(repository, Number(request), {
			mark,
			former
		}, bodies), true)
	};
}
async function putComments(repository, number, { mark, former }, bodies) {
	const { client, at } = repository;
	const { placed, surplus } = planComments(await ownComments(repository, number), mark, bodies, former);
	if (placed.some(({ body }) => body.length > limit$1)) throw inputError(`a comment is longer than the ${limit$1} characters that GitHub takes`);
	const done = [];
	for (const [i, { body, present, differs }] of placed.entries()) {
		if (present === void 0) {
			const { id, html_url: url } = await create(repository, number, {
				mark,
				body,
				index: i
			});
			done.push({
				id: String(id),
				url,
				operation: "created"
			});
			continue;
		}
		if (differs) await client.rest.issues.updateComment({
			...at,
			comment_id: present.id,
			body
		});
		const operation = differs ? "updated" : "unchanged";
		done.push({
			id: String(present.id),
			url: present.html_url,
			operation
		});
	}
	for (const { id } of surplus) await remove(repository, id);
	return done;
}
async function ownComments(repository, number) {
	const { client, at } = repository;
	const account = await accountOf(repository);
	const own = [];
	for (let page = 1;; page++) {
		const paging = {
			issue_number: number,
			per_page: 100,
			page
		};
		const { data } = await client.rest.issues.listComments({
			...at,
			...paging
		});
		for (const { id, body, html_url, user } of data) if (user?.id === account) own.push({
			id,
			body: body ?? "",
			html_url
		});
		if (data.length < 100) return own;
	}
}
function create(repository, number, { mark, body, index }) {
	const { client, at } = repository;
	return client.persist(async () => {
		const { data } = await client.rest.issues.createComment({
			...at,
			...once,
			issue_number: number,
			body
		});
		return {
			id: data.id,
			body,
			html_url: data.html_url
		};
	}, {
		async find() {
			const bodies = Array.from({ length: index + 1 }, () => "");
			return planComments(await ownComments(repository, number), mark, bodies).placed[index]?.present;
		},
		again: (failure) => isLost(failure) || isLag(failure)
	});
}
async function remove({ client, at }, id) {
	try {
		await client.rest.issues.deleteComment({
			...at,
			comment_id: id
		});
	} catch (error) {
		if (failureOf(error)?.status !== 404) throw error;
	}
}

// src/forge/github/finished-run.ts
async function pullRequestOfRun(repository, run, base) {
	const { client, at } = repository;
	const [headOwner = ""] = run.headRepository.split("/");
	const found = (await explained(repository, {
		doing: "list pull requests",
		needs: "pull requests: read"
	}, async () => {
		const head = `${headOwner}:${run.headBranch}`;
		return (await client.rest.pulls.list({
			...at,
			state: "open",
			head,
			per_page: 100
		})).data;
	})).filter(({ head }) => head.sha === run.headCommit && head.repo?.full_name === run.headRepository);
	const into = (branch) => found.find(({ base: { ref } }) => ref === branch);
	const [first, ...others] = found;
	const one = base !== void 0 ? into(base) : first && others.length > 0 ? into(first.base.repo.default_branch) : first;
	if (!one && base === void 0 && found.length > 0) throw inputError(`${found.length} open pull requests have this head (${found.map(({ number }) => `#${number}`).join(", ")}), and none goes into the default branch`, { hint: "Name the branch that the right one goes into with base." });
	return one && String(one.number);
}

// src/forge/github/auto-merge.ts
const State = object({
	autoMergeAllowed: boolean(),
	pullRequest: object({
		id: string(),
		state: picklist([
			"OPEN",
			"CLOSED",
			"MERGED"
		]),
		isDraft: boolean(),
		baseRefName: string(),
		autoMergeRequest: nullable(object({ mergeMethod: string() })),
		baseRef: nullable(object({
			refUpdateRule: nullable(object({
				requiredApprovingReviewCount: nullable(number()),
				requiredStatusCheckContexts: nullable(array(string())),
				requiresCodeOwnerReviews: boolean(),
				requiresConversationResolution: boolean()
			})),
			branchProtectionRule: nullable(object({
				requiresApprovingReviews: boolean(),
				requiresStatusChecks: boolean()
			}))
		}))
	})
});
const query = `query autoMergeState($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    autoMergeAllowed
    pullRequest(number: $number) {
      id state isDraft baseRefName
      autoMergeRequest { mergeMethod }
      baseRef {
        refUpdateRule {
          requiredApprovingReviewCount requiredStatusCheckContexts
          requiresCodeOwnerReviews requiresConversationResolution
        }
        branchProtectionRule { requiresApprovingReviews requiresStatusChecks }
      }
    }
  }
}`;
const mutation$2 = `mutation enableAutoMerge($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { pullRequest { number } }
}`;
const waitingRules = /* @__PURE__ */ new Set([
	"required_status_checks",
	"required_deployments",
	"merge_queue",
	"workflows",
	"code_scanning"
]);
async function enableAutoMerge(repository, pullRequest, method) {
	const { client, name } = repository;
	const number = Number(pullRequest.number);
	const { autoMergeAllowed, pullRequest: pull } = await readState(repository, number);
	if (pull.autoMergeRequest !== null || pull.state === "MERGED") return;
	if (!autoMergeAllowed) throw inputError(`${name} does not allow auto-merge`, { hint: "Tick \"Allow auto-merge\" in its Settings > General." });
	if (pull.isDraft) throw inputError(`pull request ${number} is a draft, which GitHub does not merge by itself`, { hint: "Leave auto-merge or draft off." });
	if (!isProtected(pull.baseRef) && !await hasWaitingRule(repository, pull.baseRefName)) throw refusal(`"${pull.baseRefName}" requires nothing before a merge, so it would happen at once`, { hint: "Require a review or a status check for this branch, or leave auto-merge off." });
	const input = {
		pullRequestId: pull.id,
		mergeMethod: method.toUpperCase(),
		expectedHeadOid: pullRequest.head
	};
	try {
		await client.persist(async () => {
			await client.graphql(anything, mutation$2, { input }, once);
			return true;
		}, {
			find: async () => {
				const { state, autoMergeRequest } = (await readState(repository, number)).pullRequest;
				return autoMergeRequest !== null || state === "MERGED" ? true : void 0;
			},
			again: (failure) => isLost(failure) || isLag(failure) || /unknown status/i.test(failure.reason)
		});
	} catch (error) {
		throw asRefusal$1(error, number, method);
	}
}
async function readState({ client, at }, number) {
	const ask = () => client.graphql(object({ repository: State }), query, {
		...at,
		number
	}, { tolerate: ({ path = [] }) => path.includes("branchProtectionRule") });
	return (await client.persist(ask, { again: (failure) => isLag(failure) })).repository;
}
function isProtected(base) {
	const { refUpdateRule: rule, branchProtectionRule: protection } = base ?? {};
	return (rule?.requiredApprovingReviewCount ?? 0) > 0 || (rule?.requiredStatusCheckContexts ?? []).length > 0 || rule?.requiresCodeOwnerReviews === true || rule?.requiresConversationResolution === true || protection?.requiresApprovingReviews === true || protection?.requiresStatusChecks === true;
}
async function hasWaitingRule({ client, at }, branch) {
	const { data } = await client.rest.repos.getBranchRules({
		...at,
		branch,
		per_page: 100
	});
	return data.some((rule) => {
		if (rule.type !== "pull_request") return waitingRules.has(rule.type);
		const { parameters } = rule;
		return (parameters?.required_approving_review_count ?? 0) > 0 || parameters?.require_code_owner_review === true || parameters?.required_review_thread_resolution === true;
	});
}
function asRefusal$1(error, number, method) {
	const failure = failureOf(error);
	if (failure?.status !== 422) return error;
	if (/clean status/i.test(failure.reason)) return refusal(`all that pull request ${number} has to wait for is there: it would merge at once`, { hint: "Merge it yourself." });
	if (/merge method/i.test(failure.reason)) return inputError(`this repository does not allow the merge method "${method}"`, { hint: "Choose another, or allow it in its Settings > General." });
	return refusal(`GitHub does not merge pull request ${number} by itself: ${failure.reason}`);
}

// src/forge/parallel.ts
async function inParallel$1(items, most, work) {
	const results = [];
	let next = 0;
	const worker = async () => {
		while (next < items.length) {
			const index = next++;
			results[index] = await work(items[index]);
		}
	};
	await Promise.all(Array.from({ length: most }, worker));
	return results;
}

// src/forge/github/files.ts
const fileFields = "mode type object { ... on Blob { oid text isTruncated } }";
async function filesOf(repository, nodes) {
	const files = await inParallel([...nodes], async ([path, node]) => {
		const mode = node === null ? void 0 : fileMode(node.mode);
		const { oid, text, isTruncated } = node?.object ?? {};
		if (mode === void 0 || mode === "160000" || oid === void 0) return [path, void 0];
		const content = typeof text === "string" && isTruncated !== true ? Buffer.from(text) : void 0;
		return [path, {
			mode,
			content: content !== void 0 && blobId(content) === oid ? content : await readBlob(repository, oid, path)
		}];
	});
	return new Map(files);
}
async function readBlob(repository, oid, path) {
	const { data } = await repository.client.rest.git.getBlob({
		...repository.at,
		file_sha: oid
	});
	const content = Buffer.from(data.content, data.encoding === "base64" ? "base64" : "utf8");
	if (blobId(content) === oid) return content;
	throw remoteError(`GitHub gave other bytes for ${path} than its blob ${oid} has`, { hint: "Try again." });
}
const modes = {
	33188: "100644",
	33204: "100644",
	33261: "100755",
	40960: "120000",
	57344: "160000"
};
function fileMode(mode) {
	return modes[mode];
}
const inParallel = (items, work) => inParallel$1(items, 4, work);

// src/forge/github/refs.ts
const nothing = "0".repeat(40);
const mutation$1 = `mutation moveRef($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`;
const MoveAnswer = object({ updateRefs: nullable(object({})) });
async function moveBranch(repository, move) {
	const { branch, from, to } = move;
	const ref = branchRef(branch);
	const { client, at } = repository;
	const write = async () => {
		if (from === void 0) await client.rest.git.createRef({
			...at,
			...once,
			ref,
			sha: to
		});
		else await updateRef(repository, ref, from, to);
		return "moved";
	};
	const find = async () => {
		const tip = await readBranch(repository, branch);
		if (tip === to) return "moved";
		return tip === from ? void 0 : "lost";
	};
	try {
		return await client.persist(write, {
			find,
			again: isPassing
		});
	} catch (error) {
		throw asRefusal(error, branch, from === void 0);
	}
}
async function deleteBranch(repository, branch, from) {
	const ref = branchRef(branch);
	const write = async () => {
		await updateRef(repository, ref, from, nothing);
		return "deleted";
	};
	const find = async () => {
		const tip = await readBranch(repository, branch);
		if (tip === void 0) return "deleted";
		return tip === from ? void 0 : "lost";
	};
	try {
		return await repository.client.persist(write, {
			find,
			again: isPassing
		});
	} catch (error) {
		throw asRefusal(error, branch, false);
	}
}
async function updateRef(repository, name, from, to) {
	const input = {
		repositoryId: await repositoryId(repository),
		refUpdates: [{
			name,
			beforeOid: from,
			afterOid: to,
			force: repository.parents.get(to) !== from
		}]
	};
	if ((await repository.client.graphql(MoveAnswer, mutation$1, { input }, once)).updateRefs === null) throw new GraphqlFailure([{ message: "the move was not confirmed" }], {});
}
async function readBranch({ client, at }, branch) {
	try {
		return (await client.rest.git.getRef({
			...at,
			ref: `heads/${branch}`
		})).data.object.sha;
	} catch (error) {
		const status = failureOf(error)?.status;
		if (status === 404 || status === 409) return void 0;
		throw error;
	}
}
function isPassing(failure) {
	return isLost(failure) || isLag(failure);
}
function asRefusal(error, branch, isNew) {
	const failure = failureOf(error);
	const isRule = failure?.status === 422 || /protected|rule violation|not authorized/i.test(failure?.reason ?? "");
	if (failure === void 0 || !isRule || failure.isRateLimit) return error;
	return refusal(`GitHub keeps the branch "${branch}" as it is: ${failure.reason}`, { hint: cureOfRule(failure.reason) ?? `${isNew ? "Give another name with `branch`" : "Use `method: pull-request`"}, or let the App bypass the rule.` });
}

// src/forge/github/verified-commit.ts
const Answer$1 = object({ createCommitOnBranch: object({ commit: object({
	oid: string(),
	tree: object({ oid: string() }),
	signature: nullable(object({ isValid: boolean() }))
}) }) });
const mostBytes = 2e7;
const prefix = "fairlead/tmp-";
const longest = 60;
const mutation = `mutation commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid tree { oid } signature { isValid } } }
}`;
async function commitVerified(repository, { parent, changes, message, tree }) {
	if (changes.reduce((sum, { content }) => sum + (content?.length ?? 0), 0) > mostBytes || changes.some(({ mode }) => mode !== "100644")) return { warnings: [] };
	const { client, name } = repository;
	const minute = Math.floor(Date.now() / 6e4);
	const purpose = createHash("sha256").update(`${parent} ${tree} ${message}`).digest("hex").slice(0, 16);
	const branch = `${prefix}${minute}-${purpose}-${randomUUID().slice(0, 8)}`;
	const input = {
		branch: {
			repositoryNameWithOwner: name,
			branchName: branch
		},
		expectedHeadOid: parent,
		message: splitMessage(message),
		fileChanges: {
			additions: changes.flatMap(({ path, content }) => content === void 0 ? [] : [{
				path,
				contents: Buffer.from(content).toString("base64")
			}]),
			deletions: changes.flatMap(({ path, content }) => content === void 0 ? [{ path }] : [])
		}
	};
	const warnings = [];
	await deleteLeftovers(repository, minute, purpose);
	try {
		await moveBranch(repository, {
			branch,
			from: void 0,
			to: parent
		});
		const made = await client.persist(async () => {
			const { oid, tree, signature } = (await client.graphql(Answer$1, mutation, { input }, once)).createCommitOnBranch.commit;
			return {
				sha: oid,
				tree: tree.oid,
				verified: signature?.isValid === true
			};
		}, {
			find: () => findMade(repository, branch, parent),
			again: (failure) => isLost(failure) || isLag(failure) || failure.status === 409
		});
		return {
			warnings,
			...made.tree === tree && { made }
		};
	} catch (error) {
		warnings.push(`the commit is not signed: ${reasonFor(error)}`);
		return { warnings };
	} finally {
		warnings.push(...await deleteTemporary(repository, branch));
	}
}
async function findMade(repository, branch, parent) {
	const tip = await readBranch(repository, branch);
	if (tip === void 0 || tip === parent) return void 0;
	const { data } = await repository.client.rest.git.getCommit({
		...repository.at,
		commit_sha: tip
	});
	return {
		sha: tip,
		tree: data.tree.sha,
		verified: data.verification.verified
	};
}
async function deleteLeftovers({ client, at }, minute, purpose) {
	try {
		const { data } = await client.rest.git.listMatchingRefs({
			...at,
			ref: `heads/${prefix}`
		});
		for (const { ref } of data) {
			const [since = "", what] = ref.slice(`refs/heads/${prefix}`.length).split("-");
			if (what === purpose || Number(since) < minute - longest) await client.rest.git.deleteRef({
				...at,
				ref: ref.slice(5)
			});
		}
	} catch {}
}
async function deleteTemporary({ client, at }, branch) {
	try {
		await client.rest.git.deleteRef({
			...at,
			ref: `heads/${branch}`
		});
		return [];
	} catch (error) {
		const { data } = await client.rest.git.listMatchingRefs({
			...at,
			ref: `heads/${branch}`
		});
		return data.length === 0 ? [] : [`the temporary branch ${branch} could not be deleted: ${reasonFor(error)}`];
	}
}
function splitMessage(message) {
	const [headline = "", ...rest] = message.trimEnd().split("\n");
	return {
		headline,
		body: rest.join("\n").replace(/^\n+/, "")
	};
}

// src/forge/github/commit.ts
const chunk = 100;
async function createCommit(repository, commit) {
	const { parent, changes, message, treeTrailer } = commit;
	const { client, at, trees, parents } = repository;
	const tree = await makeTree(repository, parent, changes);
	const text = treeTrailer === void 0 ? message : withTrailer(message, treeTrailer, tree);
	const { data } = await client.rest.git.createCommit({
		...at,
		message: text,
		tree,
		parents: [parent]
	});
	const plain = {
		sha: data.sha,
		tree,
		verified: data.verification.verified
	};
	const { made = plain, warnings } = plain.verified ? { warnings: [] } : await commitVerified(repository, {
		parent,
		changes,
		message: text,
		tree
	});
	trees.set(made.sha, tree);
	parents.set(made.sha, parent);
	return {
		...made,
		warnings
	};
}
async function makeTree(repository, commit, changes) {
	for (const change of changes) check(change);
	const { client, at } = repository;
	let tree = await treeOf(repository, commit);
	const entries = await inParallel(withoutImplied(changes), (change) => treeEntry(repository, change));
	for (let start = 0; start < entries.length; start += chunk) {
		const part = entries.slice(start, start + chunk);
		tree = (await client.rest.git.createTree({
			...at,
			base_tree: tree,
			tree: part
		})).data.sha;
	}
	return tree;
}
function withoutImplied(changes) {
	const written = new Set(changes.flatMap(({ path, content }) => content === void 0 ? [] : [path]));
	const parentsOf = (path) => path.split("/").slice(0, -1).map((_, i, all) => all.slice(0, i + 1).join("/"));
	const folders = new Set([...written].flatMap(parentsOf));
	return changes.filter(({ path, content }) => content !== void 0 || !(folders.has(path) || parentsOf(path).some((parent) => written.has(parent))));
}
function check({ path, mode, content }) {
	const fault = pathFault(path);
	if (fault !== void 0) throw inputError(`this path cannot be committed: ${fault}`);
	if (mode === "160000" && content) throw inputError(`${path} is a submodule, which has no content`);
}
async function treeEntry({ client, at }, { path, mode, content }) {
	const entry = {
		path,
		mode,
		type: "blob"
	};
	if (content === void 0) return {
		...entry,
		sha: null
	};
	const text = textOf(content);
	if (text !== void 0) return {
		...entry,
		content: text
	};
	const encoded = Buffer.from(content).toString("base64");
	const { data } = await client.rest.git.createBlob({
		...at,
		content: encoded,
		encoding: "base64"
	});
	return {
		...entry,
		sha: data.sha
	};
}
function textOf(content) {
	if (content.includes(0)) return void 0;
	try {
		return new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(content);
	} catch {
		return;
	}
}

// src/forge/github/archive.ts
const mostKept = 1048576;
const patience = 6e4;
function isArchiveBetter({ archiveFrom }, wanted, { size }) {
	return wanted >= archiveFrom && size <= wanted * 1e5;
}
async function readArchive({ client, at, name }, commit, { blobs, size }) {
	const found = /* @__PURE__ */ new Map();
	const limit = 2 * size + 4096 * (blobs.size + 1e3) * 2;
	try {
		const { data } = await client.rest.repos.downloadTarballArchive({
			...at,
			ref: commit,
			request: {
				retries: 0,
				parseSuccessResponseBody: false,
				signal: AbortSignal.timeout(patience)
			}
		});
		await readTar(Readable.fromWeb(data), limit, ({ type, content }) => {
			if (type !== "file" && type !== "symlink" || content.length > mostKept) return;
			const id = blobId(content);
			if (blobs.has(id)) found.set(id, content);
		});
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		client.say(`The archive of ${name} could not be read (${reason}); its files are read one by one`);
	}
	return found;
}

// src/forge/github/nodes.ts
const SignedNode = object({
	author: nullable(object({
		email: nullable(string()),
		user: nullable(object({ databaseId: nullable(number()) }))
	})),
	signature: nullable(object({
		isValid: boolean(),
		wasSignedByGitHub: boolean()
	}))
});
const HistoryNode = object({
	...SignedNode.entries,
	oid: string(),
	message: string()
});
const History = object({ nodes: array(HistoryNode) });
const Merges = object({
	totalCount: number(),
	nodes: array(object({ mergeCommit: nullable(object({ oid: string() })) }))
});
const FileNode = nullable(object({
	mode: number(),
	type: string(),
	object: nullable(object({
		oid: optional(string()),
		text: nullish(string()),
		isTruncated: optional(boolean())
	}))
}));

// src/forge/github/github-tree.ts
const batch = 100;
const ReadAnswer = object({ repository: object({ object: nullable(record(string(), FileNode)) }) });
var GithubTree = class {
	name;
	#repository;
	#commit;
	#files = /* @__PURE__ */ new Map();
	#listing;
	#blobs = /* @__PURE__ */ new Map();
	#archive;
	constructor(repository, commit, name) {
		this.#repository = repository;
		this.#commit = commit;
		this.name = name;
	}
	keep(files) {
		for (const [path, file] of files) this.#files.set(path, file);
	}
	async read(paths) {
		const wanted = [...new Set(paths)].filter((path) => !this.#files.has(path));
		await this.#unpack(wanted);
		const missing = wanted.filter((path) => !this.#files.has(path));
		const batches = Array.from({ length: Math.ceil(missing.length / batch) }, (_, i) => missing.slice(i * batch, (i + 1) * batch));
		await inParallel(batches, async (some) => this.keep(await this.#fetch(some)));
		const found = /* @__PURE__ */ new Map();
		for (const path of paths) {
			const file = this.#files.get(path);
			if (file) found.set(path, file);
		}
		return found;
	}
	list() {
		this.#listing ??= this.#walk(this.#commit, "").then((entries) => entries.toSorted((a, b) => a.path < b.path ? -1 : 1));
		return this.#listing;
	}
	async #unpack(paths) {
		if (this.#archive === void 0) {
			const blobs = /* @__PURE__ */ new Set();
			let size = 0;
			for (const blob of this.#blobs.values()) {
				blobs.add(blob.id);
				size += blob.size;
			}
			const listed = paths.filter((path) => this.#blobs.has(path)).length;
			const extent = {
				blobs,
				size
			};
			if (!isArchiveBetter(this.#repository, listed, extent)) return;
			this.#archive = readArchive(this.#repository, this.#commit, extent);
		}
		const contents = await this.#archive;
		for (const path of paths) {
			const { id = "", mode } = this.#blobs.get(path) ?? {};
			const content = contents.get(id);
			if (content !== void 0 && mode !== void 0) this.#files.set(path, {
				mode,
				content
			});
		}
	}
	async #fetch(paths) {
		const { client, at } = this.#repository;
		const query = `query readFiles($owner: String!, $repo: String!, $commit: GitObjectID!${paths.map((_, i) => `, $f${i}: String!`).join("")}) {
      repository(owner: $owner, name: $repo) {
        object(oid: $commit) { ... on Commit { ${paths.map((_, i) => fileAlias(i)).join("\n")} } }
      }
    }`;
		const { repository } = await client.graphql(ReadAnswer, query, {
			...at,
			commit: this.#commit,
			...Object.fromEntries(paths.map((path, i) => [`f${i}`, path]))
		});
		return filesOf(this.#repository, new Map(paths.map((path, i) => [path, repository.object?.[`f${i}`] ?? null])));
	}
	async #walk(tree, prefix) {
		const { client, at } = this.#repository;
		const whole = await client.rest.git.getTree({
			...at,
			tree_sha: tree,
			recursive: "true"
		});
		if (!whole.data.truncated) return this.#entriesOf(whole.data.tree, prefix);
		const { data } = await client.rest.git.getTree({
			...at,
			tree_sha: tree
		});
		const folders = data.tree.filter(({ type }) => type === "tree");
		const below = await inParallel(folders, ({ sha, path }) => this.#walk(sha, `${prefix}${path}/`));
		return [...this.#entriesOf(data.tree, prefix), ...below.flat()];
	}
	#entriesOf(listed, prefix) {
		const entries = [];
		for (const { path: name, mode: digits, sha, size } of listed) {
			const mode = fileMode(Number.parseInt(digits, 8));
			if (mode === void 0) continue;
			const path = `${prefix}${name}`;
			entries.push({
				path,
				mode
			});
			if (mode !== "160000") this.#blobs.set(path, {
				id: sha,
				size: size ?? 0,
				mode
			});
		}
		return entries;
	}
};
function fileAlias(index) {
	return `f${index}: file(path: $f${index}) { ${fileFields} }`;
}

// src/forge/github/made-by-us.ts
const signer = "web-flow";
const most = 10;
const mergesField = `merges: associatedPullRequests(first: ${most}) { totalCount nodes { mergeCommit { oid } } }`;
function isMadeByMerge(sha, { totalCount, nodes }) {
	return totalCount > nodes.length || nodes.some(({ mergeCommit }) => mergeCommit?.oid === sha);
}
async function areMadeByUs(repository, commits) {
	const signed = commits.filter(({ commit, committer, parents }) => commit.verification?.verified === true && committer?.login === signer && parents.length === 1);
	if (signed.length === 0) return /* @__PURE__ */ new Set();
	const account = await accountOf(repository);
	const ours = signed.filter(({ author }) => author?.id === account);
	await askForMerges(repository, ours.map(({ sha }) => sha));
	return new Set(ours.flatMap(({ sha }) => repository.merges.get(sha) === false ? [sha] : []));
}
function isAuthoredBy({ author, signature }, account) {
	if (signature?.isValid !== true || !signature.wasSignedByGitHub) return false;
	const [, id] = /^(\d+)\+[^@]+@users\.noreply\.[^@]+$/.exec(author?.email ?? "") ?? [];
	return author?.user ? author.user.databaseId === account : Number(id) === account;
}
const MergesAnswer = object({ repository: record(string(), nullable(object({ merges: optional(Merges) }))) });
async function askForMerges(repository, all) {
	const { client, at, merges } = repository;
	const unknown = all.filter((sha) => !merges.has(sha));
	for (let start = 0; start < unknown.length; start += 50) {
		const part = unknown.slice(start, start + 50);
		const text = `query merges($owner: String!, $repo: String!${part.map((_, i) => `, $c${i}: GitObjectID!`).join("")}) {
      repository(owner: $owner, name: $repo) {
        ${part.map((_, i) => `c${i}: object(oid: $c${i}) { ... on Commit { ${mergesField} } }`).join("\n")}
      }
    }`;
		const variables = Object.fromEntries(part.map((sha, i) => [`c${i}`, sha]));
		const answer = await client.graphql(MergesAnswer, text, {
			...at,
			...variables
		});
		part.forEach((sha, i) => {
			const found = answer.repository[`c${i}`]?.merges;
			if (found) merges.set(sha, isMadeByMerge(sha, found));
		});
	}
}

// src/forge/github/history.ts
const limit = 250;
const page = 100;
async function commitsAhead(repository, base, head) {
	if (base === head) return {
		commits: [],
		mergeBase: base,
		complete: true
	};
	const first = await compare$1(repository, base, head, 1);
	const total = first.total_commits;
	const commits = [...first.commits];
	while (commits.length < Math.min(total, limit)) {
		const next = await compare$1(repository, base, head, commits.length / page + 1);
		if (next.commits.length === 0) break;
		commits.push(...next.commits);
	}
	const listed = commits.slice(0, limit);
	const ours = await areMadeByUs(repository, listed);
	return {
		commits: listed.map((commit) => toBranchCommit(commit, ours.has(commit.sha))),
		mergeBase: first.merge_base_commit.sha,
		complete: total <= limit
	};
}
async function compare$1({ client, at }, base, head, number) {
	const basehead = `${base}...${head}`;
	try {
		const paging = {
			per_page: page,
			page: number
		};
		return (await client.rest.repos.compareCommitsWithBasehead({
			...at,
			basehead,
			...paging
		})).data;
	} catch (error) {
		if (!/no common ancestor/i.test(failureOf(error)?.reason ?? "")) throw error;
		throw inputError(`${head.slice(0, 12)} and ${base.slice(0, 12)} have no commit in common`, { hint: "Make the branch anew from its base." });
	}
}
function toBranchCommit({ sha, commit, parents }, isOurs) {
	return {
		sha,
		message: commit.message,
		tree: commit.tree.sha,
		parents: parents.map((parent) => parent.sha),
		author: `${commit.author?.name ?? ""} <${commit.author?.email ?? ""}>`,
		provenance: isOurs ? "vouched" : "unvouched"
	};
}
const historyNodes = "nodes { oid message author { email user { databaseId } } signature { isValid wasSignedByGitHub } }";
function historyKey(commit, path) {
	return `${commit}\0${path}`;
}
const historyQuery$1 = `
query historyOf($owner: String!, $repo: String!, $commit: GitObjectID!, $path: String!) {
  repository(owner: $owner, name: $repo) {
    object(oid: $commit) {
      ... on Commit {
        history(first: 20, path: $path) { ${historyNodes} }
      }
    }
  }
}`;
const HistoryAnswer$1 = object({ repository: object({ object: nullable(object({ history: optional(History) })) }) });
async function historyOf(repository, commit, path) {
	const { client, at } = repository;
	const account = await accountOf(repository);
	const ask = async () => {
		return (await client.graphql(HistoryAnswer$1, historyQuery$1, {
			...at,
			commit,
			path
		})).repository.object?.history?.nodes ?? [];
	};
	return (repository.histories.get(historyKey(commit, path)) ?? await ask()).map((node) => ({
		sha: node.oid,
		message: node.message,
		provenance: isAuthoredBy(node, account) ? "vouched" : "unvouched"
	}));
}

// src/forge/github/look-answer.ts
const target = {
	oid: string(),
	tree: optional(object({ oid: string() })),
	merges: optional(Merges)
};
const Target = object(target);
const owner = {
	viewerDidAuthor: boolean(),
	author: nullable(object({ databaseId: nullish(number()) }))
};
const PullNode = object({
	...owner,
	number: number(),
	url: string(),
	headRefName: string(),
	headRefOid: string(),
	isCrossRepository: boolean(),
	baseRefName: string(),
	title: string(),
	body: string(),
	isDraft: boolean(),
	labels: nullable(object({ nodes: array(object({ name: string() })) }))
});
const Branch = nullable(object({
	target: Target,
	ended: object({ nodes: array(object({
		...owner,
		headRefOid: string()
	})) }),
	opened: object({ nodes: array(PullNode) })
}));
const Answer = object({
	viewer: object({ databaseId: number() }),
	repository: objectWithRest({
		id: string(),
		isArchived: boolean(),
		defaultBranchRef: nullable(object({ name: string() })),
		base: nullable(object({
			name: string(),
			target: objectWithRest(target, union([History, FileNode]))
		})),
		pulls: object({
			nodes: array(PullNode),
			pageInfo: object({ hasNextPage: boolean() })
		})
	}, Branch)
});

// src/forge/github/look.ts
const authorFields = "viewerDidAuthor author { ... on User { databaseId } ... on Bot { databaseId } }";
const pullFields = `number url headRefName headRefOid isCrossRepository baseRefName title body isDraft ${authorFields}
  labels(first: 50) { nodes { name } }`;
const newestFirst = "{ field: CREATED_AT, direction: DESC }";
const mostFiles = 100;
const mostHistories = 10;
async function lookAt(repository, query) {
	const files = query.files.slice(0, mostFiles);
	const histories = (query.histories ?? []).slice(0, mostHistories);
	const answer = await ask(repository, {
		...query,
		files,
		histories
	});
	const { base, pulls, isArchived, id } = answer.repository;
	repository.id = id;
	repository.account = answer.viewer.databaseId;
	if (base === null) throw await noBase(repository, query.base);
	const account = answer.viewer.databaseId;
	const seen = /* @__PURE__ */ new Map();
	const elsewhere = /* @__PURE__ */ new Map();
	const finished = /* @__PURE__ */ new Set();
	query.branches.forEach((name, i) => {
		const branch = answer.repository[`b${i}`] ?? null;
		if (branch === null) return;
		seen.set(name, branch.target.oid);
		remember(repository, branch.target);
		if (branch.ended.nodes.filter(({ headRefOid }) => headRefOid === branch.target.oid).some((pull) => isOwn(pull, account))) finished.add(name);
		const other = branch.opened.nodes.find((pull) => pull.baseRefName !== base.name && !pull.isCrossRepository);
		if (other) elsewhere.set(name, {
			...toPullRequest$1(other, repository.startsWorkflows(), account),
			base: other.baseRefName
		});
	});
	remember(repository, base.target);
	histories.forEach((path, i) => {
		const history = base.target[`h${i}`];
		if (is(History, history)) repository.histories.set(historyKey(base.target.oid, path), history.nodes);
	});
	const all = query.base === void 0 && pulls.pageInfo.hasNextPage ? (await ask(repository, {
		base: base.name,
		branches: [],
		files: []
	})).repository.pulls : pulls;
	return {
		base: {
			name: base.name,
			commit: base.target.oid
		},
		defaultBranch: answer.repository.defaultBranchRef?.name,
		branches: seen,
		finished,
		pullRequests: pullRequestsInto(repository, base.name, all, account),
		elsewhere,
		isArchived,
		files: await filesOf(repository, new Map(files.map((path, i) => [path, fileIn(base.target[`f${i}`])])))
	};
}
function ask({ client, at }, { base, branches, files, histories = [] }) {
	const text = `query look($owner: String!, $repo: String!, $base: String${[
		...base === void 0 ? [] : ["$baseRef: String!"],
		...branches.map((_, i) => `$b${i}: String!`),
		...files.map((_, i) => `$f${i}: String!`),
		...histories.map((_, i) => `$h${i}: String!`)
	].map((one) => `, ${one}`).join("")}) {
    viewer { databaseId }
    repository(owner: $owner, name: $repo) {
      id
      isArchived
      defaultBranchRef { name }
      base: ${base === void 0 ? "defaultBranchRef" : "ref(qualifiedName: $baseRef)"} {
        name
        target { oid ... on Commit { tree { oid } ${[...files.map((_, i) => fileAlias(i)), ...histories.map((_, i) => `h${i}: history(first: 20, path: $h${i}) { ${historyNodes} }`)].join("\n")} } }
      }
      ${branches.map((_, i) => branchAlias(i)).join("\n")}
      pulls: pullRequests(first: 100, states: OPEN, baseRefName: $base, orderBy: ${newestFirst}) {
        nodes { ${pullFields} }
        pageInfo { hasNextPage }
      }
    }
  }`;
	return client.graphql(Answer, text, {
		...at,
		base,
		...base === void 0 ? {} : { baseRef: `refs/heads/${base}` },
		...Object.fromEntries(branches.map((branch, i) => [`b${i}`, `refs/heads/${branch}`])),
		...Object.fromEntries(files.map((path, i) => [`f${i}`, path])),
		...Object.fromEntries(histories.map((path, i) => [`h${i}`, path]))
	});
}
function branchAlias(index) {
	return `b${index}: ref(qualifiedName: $b${index}) {
    target { oid ... on Commit { tree { oid } ${mergesField} } }
    ended: associatedPullRequests(first: 10, states: [MERGED, CLOSED], orderBy: ${newestFirst}) {
      nodes { headRefOid ${authorFields} }
    }
    opened: associatedPullRequests(first: 10, states: OPEN, orderBy: ${newestFirst}) {
      nodes { ${pullFields} }
    }
  }`;
}
function fileIn(node) {
	return is(FileNode, node) ? node : null;
}
function remember(repository, { oid, tree, merges }) {
	if (tree) repository.trees.set(oid, tree.oid);
	if (merges) repository.merges.set(oid, isMadeByMerge(oid, merges));
}
function pullRequestsInto({ startsWorkflows }, base, pulls, account) {
	return pulls.nodes.filter((pull) => !pull.isCrossRepository && pull.baseRefName === base).map((pull) => toPullRequest$1(pull, startsWorkflows(), account));
}
function toPullRequest$1(pull, startsWorkflows, account) {
	return {
		number: String(pull.number),
		url: pull.url,
		branch: pull.headRefName,
		head: pull.headRefOid,
		title: pull.title,
		body: pull.body,
		draft: pull.isDraft,
		labels: (pull.labels?.nodes ?? []).map(({ name }) => name),
		own: isOwn(pull, account),
		startsWorkflows
	};
}
function isOwn({ viewerDidAuthor, author }, account) {
	return viewerDidAuthor || author?.databaseId === account;
}
async function noBase({ client, at, name }, base) {
	if (base === void 0) return inputError(`${name} is empty: it has no branch`, { hint: "Push a first commit to it." });
	const { data } = await client.rest.repos.listBranches({
		...at,
		per_page: 100
	});
	const known = data.map((branch) => branch.name);
	return inputError(`${name} has no branch "${base}"`, { hint: suggestion(base, known) });
}

// src/forge/github/metadata.ts
async function addMetadata({ client, at, name }, number, { labels = [], assignees = [], reviewers = [], teamReviewers = [], milestone }) {
	const warnings = [];
	const subject = {
		client,
		at,
		name,
		number,
		warnings
	};
	const issue = {
		...at,
		issue_number: number
	};
	if (assignees.length > 0) await assign(subject, assignees);
	if (reviewers.length + teamReviewers.length > 0) await requestReviews(subject, [...reviewers.map((login) => ({ reviewers: [login] })), ...teamReviewers.map((team) => ({ team_reviewers: [team.replace(/^.*\//, "")] }))]);
	if (milestone !== void 0) await attempt(subject, `the milestone ${milestone} was not set`, () => client.rest.issues.update({
		...issue,
		milestone
	}));
	return {
		labels: (labels.length === 0 ? void 0 : await attempt(subject, `the labels ${labels.join(", ")} were not added`, () => client.rest.issues.addLabels({
			...issue,
			labels: [...labels]
		})))?.data.map((label) => label.name),
		warnings
	};
}
async function assign(subject, logins) {
	const { client, at, warnings, name, number } = subject;
	const answer = await attempt(subject, `${logins.join(", ")} were not assigned`, () => client.rest.issues.addAssignees({
		...at,
		issue_number: number,
		assignees: [...logins]
	}));
	if (answer === void 0) return;
	const assigned = new Set((answer.data.assignees ?? []).map(({ login }) => login.toLowerCase()));
	for (const login of logins) if (!assigned.has(login.toLowerCase())) warnings.push(`${login} was not assigned: no collaborator of ${name}, or no such user`);
}
async function requestReviews(subject, wanted) {
	const { client, at, number } = subject;
	const ask = (some) => whenThere(subject, () => client.rest.pulls.requestReviewers({
		...at,
		pull_number: number,
		reviewers: some.flatMap((one) => "reviewers" in one ? one.reviewers : []),
		team_reviewers: some.flatMap((one) => "team_reviewers" in one ? one.team_reviewers : [])
	}));
	try {
		await ask(wanted);
	} catch (error) {
		if (!isRefusal(failureOf(error))) throw error;
		for (const one of wanted) {
			const [who] = Object.values(one).flat();
			if (wanted.length === 1) warn(subject, `${who} was not asked for a review`, error);
			else await attempt(subject, `${who} was not asked for a review`, () => ask([one]));
		}
	}
}
async function milestoneNumber({ client, at, name }, wanted) {
	if (wanted === void 0 || wanted === "") return {
		milestone: void 0,
		warnings: []
	};
	const { data } = await client.rest.issues.listMilestones({
		...at,
		state: "open",
		per_page: 100
	});
	const found = data.find(({ title }) => title === wanted) ?? data.find(({ number }) => String(number) === wanted);
	if (found) return {
		milestone: found.number,
		warnings: []
	};
	const known = suggestion(wanted, data.map(({ title }) => title));
	return {
		milestone: void 0,
		warnings: [milestoneLeftOut(name, wanted, known)]
	};
}
async function attempt(subject, otherwise, work) {
	try {
		return await whenThere(subject, work);
	} catch (error) {
		if (!isRefusal(failureOf(error))) throw error;
		warn(subject, otherwise, error);
		return;
	}
}
function warn({ warnings }, what, error) {
	warnings.push(`${what}: ${reasonFor(error)}`);
}
function isRefusal(failure) {
	return failure !== void 0 && !isLost(failure) && !failure.isRateLimit && failure.status !== 401;
}
function whenThere({ client }, work) {
	return client.persist(work, { again: (failure) => failure.status === 404 || isLag(failure) });
}

// src/forge/github/pull-requests.ts
async function openPullRequest(repository, request) {
	const { milestone, warnings: first } = await milestoneNumber(repository, request.milestone);
	const { pull, warnings } = await createOrFind(repository, request);
	const { labels, warnings: more } = await addMetadata(repository, pull.number, {
		...request,
		milestone
	});
	const made = toPullRequest(pull, repository, await accountOf(repository));
	return {
		...made,
		labels: labels ?? made.labels,
		warnings: [
			...first,
			...warnings,
			...more
		]
	};
}
async function createOrFind(repository, request) {
	const { client, at } = repository;
	const { branch: head, base, title, body } = request;
	let { draft } = request;
	const warnings = [];
	return {
		pull: await client.persist(async () => {
			const { data } = await client.rest.pulls.create({
				...at,
				...once,
				head,
				base,
				title,
				body,
				draft
			});
			repository.account ??= data.user.id;
			return data;
		}, {
			find: () => findOpen(repository, head, base),
			again: (failure) => {
				if (draft && /draft pull requests are not supported/i.test(failure.reason)) {
					warnings.push(`${repository.name} knows no draft pull requests: it is opened as ready`);
					draft = false;
					return true;
				}
				return isLost(failure) || isLag(failure);
			}
		}),
		warnings
	};
}
async function findOpen({ client, at }, branch, base) {
	const { data } = await client.rest.pulls.list({
		...at,
		state: "open",
		head: `${at.owner}:${branch}`,
		base
	});
	return data.find((pull) => pull.head.ref === branch);
}
function toPullRequest(pull, { startsWorkflows }, account) {
	return {
		number: String(pull.number),
		url: pull.html_url,
		branch: pull.head.ref,
		head: pull.head.sha,
		title: pull.title,
		body: pull.body ?? "",
		draft: pull.draft ?? false,
		labels: pull.labels.map(({ name }) => name),
		own: pull.user?.id === account,
		startsWorkflows: startsWorkflows(pull.user?.login)
	};
}
async function updatePullRequest(repository, number, change) {
	const { client, at } = repository;
	const { title, body, base } = change;
	let state = "open";
	const { milestone, warnings: first } = await milestoneNumber(repository, change.milestone);
	const { warnings } = await addMetadata(repository, number, {
		...change,
		milestone
	});
	if (title !== void 0 || body !== void 0 || base !== void 0) {
		const text = {
			...title !== void 0 && { title },
			...body !== void 0 && { body },
			...base !== void 0 && { base }
		};
		state = (await client.rest.pulls.update({
			...at,
			pull_number: number,
			...text
		})).data.state;
	}
	return {
		state,
		warnings: [...first, ...warnings]
	};
}
async function closePullRequest(repository, number, comment, remove) {
	const { client, at } = repository;
	const { data } = await client.rest.pulls.get({
		...at,
		pull_number: number
	});
	if (data.state === "closed") return;
	await addComment(repository, number, comment, data.comments);
	if (remove) await deleteBranch(repository, remove.branch, remove.from);
	await client.rest.pulls.update({
		...at,
		pull_number: number,
		state: "closed"
	});
}
async function addComment(repository, number, body, there) {
	const { client, at } = repository;
	const issue = {
		...at,
		issue_number: number,
		per_page: 100
	};
	const account = await accountOf(repository);
	const find = async (count) => {
		const { data } = await client.rest.issues.listComments({
			...issue,
			page: Math.ceil(count / 100)
		});
		return data.some((comment) => comment.user?.id === account && comment.body === body) ? true : void 0;
	};
	if (there > 0 && await find(there)) return;
	await client.persist(async () => {
		await client.rest.issues.createComment({
			...at,
			...once,
			issue_number: number,
			body
		});
		return true;
	}, {
		find: () => find(there + 1),
		again: (failure) => isLost(failure)
	});
}

// src/forge/github/github-forge.ts
function openGitHubForge(repository) {
	if (repository.token === void 0 || repository.token.trim() === "") throw inputError(`there is no token for ${repository.name}`, { hint: "Give one: a GitHub App that is installed there is best. A secret is empty where a workflow may not read it, as in pull requests from forks." });
	return new GitHubForge(repository);
}
const contents = "contents: write";
const pulls = "pull requests: write";
const attempts = {
	look: {
		doing: "read",
		needs: "contents: read and pull requests: read"
	},
	read: {
		doing: "read files",
		needs: "contents: read"
	},
	commit: {
		doing: "make a commit",
		needs: contents
	},
	move: {
		doing: "move a branch",
		needs: contents
	},
	remove: {
		doing: "delete a branch",
		needs: contents
	},
	open: {
		doing: "open a pull request",
		needs: pulls
	},
	update: {
		doing: "change a pull request",
		needs: pulls
	},
	close: {
		doing: "close a pull request",
		needs: pulls
	},
	merge: {
		doing: "let a pull request merge by itself",
		needs: `${contents} and ${pulls}`
	}
};
var GitHubForge = class {
	kind = "github";
	words = pullRequestWords;
	repository;
	bodyLimit = 65536;
	opensWhole = false;
	#repository;
	#trees = /* @__PURE__ */ new Map();
	#shown = /* @__PURE__ */ new WeakMap();
	#isArchived = false;
	constructor(repository) {
		this.repository = repository.name;
		this.#repository = repository;
	}
	look(query) {
		return this.#explained(attempts.look, async () => {
			const { isArchived, files, ...look } = await lookAt(this.#repository, query);
			this.#isArchived = isArchived;
			const { name, commit } = look.base;
			this.#tree(commit, `${name} at ${commit.slice(0, 7)}`).keep(files);
			return look;
		});
	}
	tree(commit) {
		const tree = this.#tree(commit, commit.slice(0, 7));
		const known = this.#shown.get(tree);
		if (known) return known;
		const shown = {
			name: tree.name,
			isRemote: true,
			list: () => this.#explained(attempts.read, () => tree.list()),
			read: (paths) => this.#explained(attempts.read, () => tree.read(paths))
		};
		this.#shown.set(tree, shown);
		return shown;
	}
	commitsAhead(base, head) {
		return this.#explained(attempts.read, () => commitsAhead(this.#repository, base, head));
	}
	historyOf(commit, path) {
		return this.#explained(attempts.read, () => historyOf(this.#repository, commit, path));
	}
	treeWith(commit, changes) {
		return this.#explained(attempts.commit, () => makeTree(this.#repository, commit, changes));
	}
	async commit({ branch, from, ...commit }) {
		const created = await this.createCommit(commit);
		return await this.moveBranch({
			branch,
			from,
			to: created.sha
		}) === "lost" ? "lost" : created;
	}
	createCommit(commit) {
		return this.#write(attempts.commit, () => createCommit(this.#repository, commit));
	}
	moveBranch(move) {
		return this.#write(attempts.move, () => moveBranch(this.#repository, move));
	}
	deleteBranch(branch, from) {
		return this.#write(attempts.remove, () => deleteBranch(this.#repository, branch, from));
	}
	openPullRequest(request) {
		return this.#write(attempts.open, () => openPullRequest(this.#repository, request));
	}
	updatePullRequest(number, change) {
		return this.#write(attempts.update, () => updatePullRequest(this.#repository, Number(number), change));
	}
	closePullRequest(number, comment, remove) {
		return this.#write(attempts.close, () => closePullRequest(this.#repository, Number(number), comment, remove));
	}
	enableAutoMerge(pullRequest, method) {
		return this.#write(attempts.merge, () => enableAutoMerge(this.#repository, pullRequest, method));
	}
	#tree(commit, name) {
		const tree = this.#trees.get(commit) ?? new GithubTree(this.#repository, commit, name);
		this.#trees.set(commit, tree);
		return tree;
	}
	#write(attempt, work) {
		return this.#explained(attempt, () => {
			if (!this.#isArchived) return work();
			throw inputError(`${this.repository} is archived, so nothing can be changed in it`, { hint: "Unarchive it in its settings, or use the repository that has taken its place." });
		});
	}
	#explained(attempt, work) {
		return explained(this.#repository, attempt, work);
	}
};

// src/forge/github/source.ts
function openGitHubSource(place) {
	const hasty = once$1(() => place.client.hasty());
	return { async compare({ repository, from, to, isNeeded, path }) {
		if (place.token === void 0) return unknown("the app repo cannot be asked without a source-token");
		const [owner, repo, ...rest] = repository.split("/");
		if (!owner || !repo || rest.length > 0) return unknown(`${repository} is no repository of GitHub`);
		const at = {
			...place,
			client: isNeeded ? place.client : hasty()
		};
		let answer = unknown("no commit to compare is known");
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
function unknown(reason) {
	return {
		order: "unknown",
		reason
	};
}
async function compare({ client, token, serverUrl }, { repository, from, to, path }) {
	const [owner = "", repo = ""] = repository.split("/");
	try {
		const { data } = await client.rest.repos.compareCommitsWithBasehead({
			owner,
			repo,
			basehead: `${from}...${to}`,
			per_page: 100
		});
		const commits = data.commits.map(({ sha, commit, author, html_url }) => ({
			sha,
			title: commit.message.split("\n", 1)[0] ?? "",
			author: author?.login ?? commit.author?.name ?? "",
			url: html_url
		}));
		const all = {
			order: data.status,
			from,
			to,
			commits,
			total: data.total_commits,
			url: data.html_url
		};
		if (path === void 0 || commits.length === 0) return all;
		if (all.total > commits.length) return unknown(`more than ${100} commits lie between`);
		const changing = await changingPath(client, {
			owner,
			repo,
			path,
			commit: commits.at(-1)?.sha ?? to
		});
		const own = commits.filter(({ sha }) => changing.has(sha));
		return {
			...all,
			commits: own,
			total: own.length
		};
	} catch (error) {
		const failure = failureOf(error);
		if (failure === void 0) throw error;
		if (isLost(failure) || failure.isRateLimit) throw explain(error, {
			repository,
			serverUrl,
			token,
			isKnown: false
		}, {
			doing: `compare ${from} with ${to} in ${repository}`,
			needs: "contents: read"
		});
		if (/no common ancestor/i.test(failure.reason)) return {
			order: "diverged",
			from,
			to,
			commits: [],
			total: 0,
			url: ""
		};
		return failure.status === 404 || failure.status === 422 ? unknown(`${repository} does not know ${from} or ${to}, or the source-token may not read it`) : unknown(`the source-token may not read ${repository} (${failure.status})`);
	}
}
const historyQuery = `
query changingPath($owner: String!, $repo: String!, $commit: GitObjectID!, $path: String!) {
  repository(owner: $owner, name: $repo) {
    object(oid: $commit) {
      ... on Commit { history(first: ${100}, path: $path) { nodes { oid } } }
    }
  }
}`;
const HistoryAnswer = object({ repository: nullable(object({ object: nullable(object({ history: optional(object({ nodes: array(object({ oid: string() })) })) })) })) });
async function changingPath(client, variables) {
	const answer = await client.graphql(HistoryAnswer, historyQuery, variables);
	return new Set((answer.repository?.object?.history?.nodes ?? []).map(({ oid }) => oid));
}

// src/forge/github/connect.ts
function connectGitHub(options) {
	const repository = openRepository(options);
	return {
		repository,
		identity: () => Promise.resolve(`${options.serverUrl}/${repository.name}`),
		pulls: async () => openGitHubForge(repository),
		comments: async () => openGitHubComments(repository),
		source: async () => openGitHubSource(repository),
		pullRequestOf: (run, base) => pullRequestOfRun(repository, run, base),
		close: () => Promise.resolve()
	};
}

export { connectGitHub, cureOfRule, explain, explainedBy, explaining, failureOf, inParallel$1 as inParallel, platformCure };