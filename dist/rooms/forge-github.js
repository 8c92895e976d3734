import "../chunks/rolldown-runtime.js";
import { array, boolean, exactOptional, is, nullable, nullish, number, object, objectWithRest, optional, picklist, record, string, union, unknown as unknown$1 } from "../packages/valibot.js";
import { FairleadError, inputError, refusal, remoteError, suggestion } from "./errors.js";
import { retry } from "../packages/octokit-plugin-retry.js";
import { throttling } from "../packages/octokit-plugin-throttling.js";
import { Octokit } from "../packages/octokit-rest.js";
import { branchRef, mask, pushersOf } from "./git.js";
import { anything, parseAnswer } from "./shapes.js";
import { cureOfUnreachable, reasonOfUnreachable } from "./net-unreachable.js";
import { fetchFor } from "./net.js";
import { checkFileChange, compareFirst, milestoneLeftOut, ownMerge, pullRequestWords, putComments, reachOf } from "./forge-local.js";
import { blobId, once as once$1, readTar } from "./tree.js";
import { escapeMarkdown, withTrailer } from "./text.js";
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
		cure: "Set commit-message to a message that the rule accepts."
	},
	{
		words: /branch name (does not follow|must|.*does not match)|branch_name_pattern|creations being restricted/i,
		cure: "Set branch to a name that the rule accepts."
	},
	{
		words: /(author|committer)('s)? e-?mail .*(does not follow|must|is not a verified)|only push commits if the committer email|(author|committer)_email_pattern|is not a member of team|cannot push commits for/i,
		cure: "The rule requires a different author email: use the token of an account whose email it accepts, or exempt the account of the token from the rule."
	},
	{
		words: /commit must be signed|unsigned commit|reject unsigned|verified signatures?|required_signatures/i,
		cure: "The rule requires signed commits: on GitHub use the token of a GitHub App, whose commits GitHub signs; on GitLab configure the instance to sign commits made through its API, or exempt the account of the token."
	},
	{
		words: /workflows? permission|without `?workflows?`? (permission|scope)/i,
		cure: "Files under .github/workflows require the permission workflows: write. Give it to the GitHub App, or exclude these files."
	},
	{
		words: /ip allow ?list|ip address .*(not allowed|not permitted)|ip restriction/i,
		cure: "The organization allows only certain IP addresses: run the job on a runner whose address is on the IP allow list, or add the address of the runner."
	},
	{
		words: /file name .*(prohibited|blacklisted|denied)|file (path|extension)s? .*restricted|file_path_restriction|secrets? (was|were)? ?(detected|found)|secret_scanning|push protection|GH009/i,
		cure: "The rule forbids these files or their content: exclude them with add-paths, or remove the secret."
	},
	{
		words: /larger than|exceeds .*(file size|limit)|file_size|GH001/i,
		cure: "A file is larger than the rule allows: store it in Git LFS, or exclude it with add-paths."
	}
];
const protection = {
	words: /changes must be made through a (pull|merge) request|GH006|GH013|repository rule violations|protected branch hook declined|not allowed to push/i,
	cure: "The branch is protected: set method: pull-request, or allow the account of the token to push to it."
};
const hook = {
	words: /GL-HOOK-ERR|pre-receive hook declined|PRE-RECEIVE:/,
	cure: "A hook of the server rejected the change; its message says what it requires."
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
	const answer = parseAnswer(ErrorsAnswer, data);
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
const appHint = "GITHUB_TOKEN, the job's own token, only works for its own repository; use a GitHub App that is installed on this one.";
const explanations = [
	{
		fits: ({ status }) => status !== void 0 && status < 300,
		kind: "remote",
		message: ({ reason }, { serverUrl }, { doing }) => `the response of ${serverUrl} to ${doing} is not from GitHub: ${essence(reason)}`,
		hint: () => "Check the address of the server, and whether a proxy or a login page in front of it answers."
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
		hint: ({ headers }) => `Try again ${resetTime(headers)}, run fewer jobs at the same time, or use a GitHub App, which has its own limit.`
	},
	{
		fits: ({ status }) => (status ?? 500) >= 500,
		kind: "remote",
		message: ({ status, reason }, _, { doing }) => `GitHub failed to ${doing} (${status}: ${essence(reason)})`,
		hint: () => "Try again later. See https://www.githubstatus.com for incidents."
	},
	{
		fits: ({ status }) => status === 401,
		kind: "input",
		message: (_, { serverUrl }) => `${serverUrl} does not accept the token`,
		hint: () => "The token may be expired, revoked, or issued by another server. Create a new one."
	},
	{
		fits: ({ isSaml }) => isSaml,
		kind: "input",
		message: (_, { repository }) => `the organization of ${repository} requires single sign-on for this token`,
		hint: ({ headers }, place) => `Authorize the token: ${ssoUrl(headers) ?? ssoPage(place)}`
	},
	{
		fits: ({ reason }) => /not permitted to create or approve pull requests/.test(reason),
		kind: "input",
		message: (_, { repository }) => `workflows of ${repository} are not allowed to open pull requests with their own token`,
		hint: () => "Select \"Allow GitHub Actions to create and approve pull requests\" in Settings > Actions > General, or use a GitHub App."
	},
	{
		fits: ({ status, reason }) => status === 403 && /archived/.test(reason),
		kind: "input",
		message: (_, { repository }) => `${repository} is archived, so nothing can be changed in it`,
		hint: () => "Unarchive it in its settings, or use the repository that replaces it."
	},
	{
		fits: ({ status, reason }) => status === 422 && /draft pull requests are not supported/i.test(reason),
		kind: "input",
		message: (_, { repository }) => `${repository} does not support draft pull requests: its plan does not include them`,
		hint: () => "Remove draft."
	},
	{
		fits: ({ status, reason }) => [
			403,
			409,
			422
		].includes(status ?? 0) && platformCure(reason) !== void 0,
		kind: "refused",
		message: ({ reason }, { repository }, { doing }) => `a rule of ${repository} does not allow the token to ${doing}: ${essence(reason)}`,
		hint: ({ reason }) => platformCure(reason) ?? ""
	},
	{
		fits: ({ status, reason }) => status === 403 && /\blocked\b/.test(reason),
		kind: "input",
		message: ({ reason }) => `the conversation is locked: ${essence(reason)}`,
		hint: () => "To allow comments, unlock the conversation of the pull request."
	},
	{
		fits: ({ status }) => status === 403,
		kind: "input",
		message: ({ reason }, { repository }, { doing }) => `the token has no permission to ${doing} in ${repository}: ${essence(reason)}`,
		hint: ({ headers }, { token }, { needs, all }) => {
			const accepted = headers["x-accepted-github-permissions"];
			const right = `Give it the permission ${accepted === void 0 ? needs : readable(String(accepted))}.${inAll(all)}`;
			return isInstallationToken(token) ? `${right} ${appHint}` : right;
		}
	},
	{
		fits: ({ status }, { isKnown }) => status === 404 && isKnown,
		kind: "input",
		message: (_, { repository }, { doing }) => `GitHub did not find what is needed to ${doing} in ${repository}, or the token has no permission for it`,
		hint: (_, __, { needs, all }) => `Give the token the permission ${needs}, or check what was deleted in the meantime.${inAll(all)}`
	},
	{
		fits: ({ status, path }) => status === 404 && path.length < 2,
		kind: "input",
		message: (_, { repository, serverUrl }) => `the repository ${repository} was not found at ${serverUrl}, or the token has no access to it`,
		hint: (_, { token }) => isInstallationToken(token) ? `Check the name. ${appHint}` : "Check the name, and that the token has access to this repository."
	},
	{
		fits: ({ status }) => status === 422 || status === 409,
		kind: "remote",
		message: ({ reason }, { repository }, { doing }) => `GitHub refused to ${doing} in ${repository}: ${reason}`,
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
function inAll(permissions) {
	return permissions === void 0 ? "" : ` In total, this command needs ${permissions}.`;
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
	return reason.startsWith("<") ? /<title>([^<]*)/.exec(reason)?.[1] ?? "an HTML page" : reason;
}

// src/forge/github/client.ts
const once = { request: { retries: 0 } };
const silent = () => {};
const GithubOctokit = Octokit.plugin(recogniseLimits, retry, throttling);
const attempts$2 = 5;
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
	async retry(work, { find, again }) {
		for (let attempt = 1;; attempt++) try {
			return await work();
		} catch (error) {
			const failure = failureOf(error);
			if (failure === void 0 || failure.status === 401) throw error;
			const found = await find?.();
			if (found !== void 0) return found;
			if (attempt === attempts$2 || !again(failure)) throw error;
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
	const read = parseAnswer(shape, data);
	if ("fault" in read) throw new StrangeAnswer(read.fault, headers);
	return read.data;
}
function isNoJson(data) {
	return typeof data === "string" && data !== "";
}
function parseUrl(url) {
	if (URL.canParse(url) && /^https?:/.test(url)) return new URL(url);
	throw inputError(`"${url}" is not a valid address of the GitHub API`, { hint: "Write it like https://api.github.com." });
}

// src/forge/github/repository.ts
const ARCHIVE_FROM = 400;
function openRepository(options) {
	const { repository: name, token, serverUrl, jobToken, archiveFrom = ARCHIVE_FROM } = options;
	const [owner, repo, ...rest] = name.split("/");
	if (!owner || !repo || rest.length > 0) throw inputError(`"${name}" is not a valid GitHub repository`, { hint: "Write it as owner/name." });
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

// src/forge/github/approvals/facts.ts
async function answerOrRefusal(repository, attempt, work) {
	try {
		return { data: await explained(repository, attempt, work, true) };
	} catch (error) {
		if (!(error instanceof FairleadError) || error.kind === "remote") throw error;
		return {
			status: failureOf(error.cause)?.status,
			fault: error.faults[0],
			needs: attempt.needs
		};
	}
}
async function allPages(page) {
	const all = [];
	for (let number = 1;; number++) {
		const items = await page(number);
		all.push(...items);
		if (items.length < 100) return all;
	}
}
const PER_PAGE = 100;
const EDITOR = `query($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) { author { login } editor { login } } }
}`;
const someone = nullable(object({ login: string() }));
const EditorAnswer = object({ repository: nullable(object({ pullRequest: nullable(object({
	author: someone,
	editor: someone
})) })) });
var GateFacts = class {
	repository;
	settings;
	#answers = /* @__PURE__ */ new Map();
	constructor(repository, settings = repository) {
		this.repository = repository;
		this.settings = settings;
	}
	request(number) {
		return this.#once(`request ${number}`, async () => {
			const { client, at } = this.repository;
			const attempt = {
				doing: `read the pull request #${number}`,
				needs: "pull requests: read"
			};
			return explained(this.repository, attempt, async () => (await client.rest.pulls.get({
				...at,
				pull_number: Number(number)
			})).data, true);
		});
	}
	editor(number) {
		return this.#ask(this.repository, {
			doing: `read who edited the pull request #${number}`,
			needs: "pull requests: read"
		}, async (client, { owner, repo }) => {
			const variables = {
				owner,
				repo,
				number: Number(number)
			};
			const { repository } = await client.graphql(EditorAnswer, EDITOR, variables);
			const { author, editor } = repository?.pullRequest ?? {};
			return editor && editor.login !== author?.login ? editor.login : void 0;
		});
	}
	itself() {
		return this.#once("itself", async () => (await this.#repositoryNow()).data);
	}
	async date() {
		return (await this.#repositoryNow()).headers.date;
	}
	#repositoryNow() {
		const { client, at } = this.repository;
		return explained(this.repository, {
			doing: "read the repository",
			needs: "metadata: read"
		}, () => client.rest.repos.get(at));
	}
	run(id) {
		return this.#once(`run ${id}`, async () => {
			const { client, at } = this.repository;
			const attempt = {
				doing: `read the run ${id}`,
				needs: "actions: read"
			};
			return explained(this.repository, attempt, async () => (await client.rest.actions.getWorkflowRun({
				...at,
				run_id: id
			})).data, true);
		});
	}
	reviewsOf(run) {
		return this.#once(`reviews ${run}`, async () => {
			const { client, at } = this.repository;
			const attempt = {
				doing: `read who approved the run ${run}`,
				needs: "actions: read"
			};
			return explained(this.repository, attempt, async () => (await client.rest.actions.getReviewsForRun({
				...at,
				run_id: run
			})).data, true);
		});
	}
	environment(name) {
		return this.#ask(this.repository, {
			doing: `read the environment ${name}`,
			needs: "actions: read"
		}, async ({ rest }, at) => (await rest.repos.getEnvironment({
			...at,
			environment_name: name
		})).data);
	}
	branchPolicies(name) {
		return this.#ask(this.repository, {
			doing: `read the branches of the environment ${name}`,
			needs: "actions: read"
		}, ({ rest }, at) => allPages(async (page) => {
			const paging = {
				environment_name: name,
				per_page: 100,
				page
			};
			return (await rest.repos.listDeploymentBranchPolicies({
				...at,
				...paging
			})).data.branch_policies;
		}));
	}
	deployments(environment) {
		return this.#ask(this.repository, {
			doing: `read the deployments to ${environment}`,
			needs: "deployments: read"
		}, async ({ rest }, at) => (await rest.repos.listDeployments({
			...at,
			environment,
			per_page: 100
		})).data);
	}
	statusesOf(deployment) {
		return this.#ask(this.repository, {
			doing: `read the statuses of the deployment ${deployment}`,
			needs: "deployments: read"
		}, async ({ rest }, at) => (await rest.repos.listDeploymentStatuses({
			...at,
			deployment_id: deployment,
			per_page: 100
		})).data);
	}
	branch(name) {
		return this.#ask(this.repository, {
			doing: `read the branch ${name}`,
			needs: "contents: read"
		}, async ({ rest }, at) => (await rest.repos.getBranch({
			...at,
			branch: name
		})).data);
	}
	rules(branch) {
		return this.#ask(this.repository, {
			doing: `read the rules of ${branch}`,
			needs: "metadata: read"
		}, ({ rest }, at) => allPages(async (page) => (await rest.repos.getBranchRules({
			...at,
			branch,
			per_page: 100,
			page
		})).data));
	}
	rulesets() {
		return this.#ask(this.settings, {
			doing: "read the rulesets",
			needs: "metadata: read"
		}, async ({ rest }, at) => {
			const list = await allPages(async (page) => (await rest.repos.getRepoRulesets({
				...at,
				per_page: 100,
				page
			})).data);
			return Promise.all(list.map(async ({ id }) => (await rest.repos.getRepoRuleset({
				...at,
				ruleset_id: id
			})).data));
		});
	}
	protection(branch) {
		return this.#ask(this.settings, {
			doing: `read the branch protection of ${branch}`,
			needs: "administration: read"
		}, async ({ rest }, at) => (await rest.repos.getBranchProtection({
			...at,
			branch
		})).data);
	}
	user(name) {
		return this.#ask(this.repository, {
			doing: `read the account ${name}`,
			needs: "metadata: read"
		}, async ({ rest }) => (await rest.users.getByUsername({ username: name })).data);
	}
	members(team) {
		const [org = "", slug = ""] = team.split("/");
		return this.#ask(this.settings, {
			doing: `read the members of ${team}`,
			needs: "members: read (of the organization)"
		}, ({ rest }) => allPages(async (page) => (await rest.teams.listMembersInOrg({
			org,
			team_slug: slug,
			per_page: 100,
			page
		})).data));
	}
	#ask(repository, attempt, ask) {
		return this.#once(attempt.doing, () => answerOrRefusal(repository, attempt, () => ask(repository.client, repository.at)));
	}
	#once(question, ask) {
		const answer = this.#answers.get(question) ?? ask();
		this.#answers.set(question, answer);
		return answer;
	}
};

// src/forge/gate-checks.ts
async function inspectAll(checks, place) {
	const found = [];
	for (const { id, inspect } of checks) found.push(...(await inspect(place)).map((finding) => ({
		id,
		...finding
	})));
	return found;
}
const yes = (message) => ({
	word: "yes",
	message,
	cure: void 0
});
const no = (message, cure) => ({
	word: "no",
	message,
	cure
});
function unread$1(what, { needs, fault }) {
	return {
		word: "unread",
		message: `Could not read ${what}, which requires ${needs} (${fault.message}).`,
		cure: `Use a token with ${needs}.`
	};
}
function timeOfForge(forge, date) {
	const now = date === void 0 ? NaN : Date.parse(date);
	if (Number.isNaN(now)) throw remoteError(`${forge} does not return the time (Date header), so windows and ages cannot be judged`, { hint: "Check whether a proxy removes that header." });
	return now;
}
async function teamsRead(teams, word, members, page) {
	const found = [];
	for (const team of teams) {
		const answer = await members(team);
		if (answer.data === void 0) found.push(unread$1(`who is a member of ${team}`, answer));
		else if (answer.data.length === 0) found.push(no(`The ${word} ${team} has no members.`, `Add some: ${page(team)}`));
		else found.push(yes(`The ${word} ${team} has ${answer.data.length} member${answer.data.length === 1 ? "" : "s"}.`));
	}
	return found;
}

// src/forge/github/approvals/pages.ts
function pages({ repository: { serverUrl, name } }) {
	const settings = `${serverUrl}/${name}/settings`;
	return {
		environments: `${settings}/environments`,
		rules: `${settings}/rules`,
		branches: `${settings}/branches`,
		actions: `${serverUrl}/${name}/actions`
	};
}

// src/forge/github/approvals/environment.ts
function check(id, description, find) {
	return {
		id,
		description,
		async inspect(place) {
			const { data } = await place.facts.environment(place.name);
			const found = data && await find(data, place);
			return found === void 0 ? [] : [found];
		}
	};
}
const isThere = {
	id: "environment",
	description: "The environment exists under exactly this name: for a misspelled name GitHub creates a new environment without any protection.",
	async inspect({ facts, name }) {
		const answer = await facts.environment(name);
		if (answer.data !== void 0) return [yes(`${facts.repository.name} has the environment ${name}.`)];
		if (answer.status !== 404) return [unread$1(`whether the environment ${name} is protected`, answer)];
		return [no(`${facts.repository.name} has no environment ${JSON.stringify(name)}: a job that names it does not wait for an approval.`, `Create it, or fix its name in the workflow and in protected-environment: ${pages(facts).environments}`)];
	}
};
function reviewersOf({ protection_rules: rules = [] }) {
	const rule = rules.find(({ type }) => type === "required_reviewers");
	if (rule === void 0 || !("reviewers" in rule)) return {
		reviewers: [],
		preventsSelfReview: false
	};
	return {
		reviewers: rule.reviewers ?? [],
		preventsSelfReview: rule.prevent_self_review === true
	};
}
const reviewers = check("reviewers", "A job of the environment requires an approval. For private repositories this requires GitHub Enterprise.", async (environment, { facts, name }) => {
	const { reviewers: found } = reviewersOf(environment);
	if (found.length > 0) return yes(`One of ${found.length} ${found.length === 1 ? "reviewer" : "reviewers"} must approve a job for ${name}.`);
	const { private: isPrivate } = await facts.itself();
	return no(`The environment ${name} has no required reviewers: a job for it does not wait for an approval.${isPrivate ? " For private repositories, required reviewers need GitHub Enterprise: with another plan the gate is only advisory." : ""}`, `Select "Required reviewers": ${pages(facts).environments}${isPrivate ? " Without that plan, whatever holds the cluster credentials must decide: see the table at the top of docs/gate.md." : ""}`);
});
const selfReview = check("self-review", "The person who starts a run cannot approve it.", (environment, { facts, name }) => {
	const { reviewers: found, preventsSelfReview } = reviewersOf(environment);
	if (found.length === 0) return void 0;
	return preventsSelfReview ? yes(`The person who starts a run cannot approve its job for ${name}.`) : no(`The person who starts a run can approve its job for ${name}.`, `Select "Prevent self-review": ${pages(facts).environments}`);
});
const administrators = check("administrators", "Administrators cannot let a job through without an approval.", (environment, { facts, name }) => {
	const bypass = environment.can_admins_bypass;
	if (bypass === false) return yes(`Administrators cannot let a job for ${name} through.`);
	if (bypass === void 0) return unread$1(`whether administrators can let a job for ${name} through`, {
		needs: "a GitHub version that returns can_admins_bypass",
		fault: { message: "it is missing in the response" }
	});
	return no(`Administrators can let a job for ${name} through without an approval.`, `Clear "Allow administrators to bypass configured protection rules": ${pages(facts).environments}`);
});
const branches = check("branches", "Only workflows of protected branches can use the environment: a change contains its own workflow, on its own branch.", async ({ deployment_branch_policy: policy }, { facts, name, base }) => {
	const page = pages(facts).environments;
	if (!policy) return no(`A job of any branch can use the environment ${name}, and a change can contain such a job.`, `Choose "Selected branches and tags" with the default branch only, or "Protected branches only": ${page}`);
	const { default_branch: standard } = await facts.itself();
	if (policy.custom_branch_policies) {
		const answer = await facts.branchPolicies(name);
		if (answer.data === void 0) return unread$1(`which branches can use the environment ${name}`, answer);
		const foreign = answer.data.filter(({ name: branch, type }) => type === "tag" || branch !== standard && branch !== base);
		const named = foreign.slice(0, 3).map(({ name: one = "", type = "branch" }) => `${type} ${one}`);
		if (foreign.length > 0) return no(`Jobs of refs other than ${standard} can use the environment ${name} (${named.join(", ")}), and whoever can push such a ref can add such a job.`, `Keep only ${standard} in "Deployment branches and tags": ${page}`);
		return yes(`Only jobs of ${standard} can use the environment ${name}.`);
	}
	const isProtected = await protectedBranch(facts, standard);
	if (isProtected === true) return yes(`Only jobs of protected branches can use the environment ${name}.`);
	if (isProtected === false) return no(`The environment ${name} is for protected branches, but ${standard} is not protected: if no branch is protected, all branches can use it.`, `Protect ${standard}: ${pages(facts).rules}`);
	return unread$1(`whether ${standard} is protected`, isProtected);
});
async function protectedBranch(facts, name) {
	const branch = await facts.branch(name);
	if (branch.data?.protected === true) return true;
	const rules = await facts.rules(name);
	if (rules.data !== void 0 && rules.data.length > 0) return true;
	if (branch.data === void 0) return branch;
	return rules.data === void 0 ? rules : false;
}
const environmentChecks = [
	isThere,
	reviewers,
	selfReview,
	administrators,
	branches
];

// src/forge/github/approvals/people.ts
function accountIn({ id, login, type }) {
	return {
		id: String(id),
		name: login,
		isBot: type !== "User"
	};
}
async function peopleOf({ facts, request: number, commits }, people) {
	const request = await facts.request(number);
	return {
		author: accountIn(request.user),
		starter: (await starterOf(facts, request)).data,
		pushers: await pushers(facts, request, await commits()),
		teams: await Promise.all(people.teams.map(async (name) => ({
			name,
			members: (await facts.members(name)).data?.map(accountIn)
		}))),
		users: await usersOf(facts, people)
	};
}
async function usersOf(facts, { users, owners }) {
	const known = [];
	for (const name of /* @__PURE__ */ new Set([...users, ...owners])) {
		const answer = await facts.user(name);
		if (answer.data !== void 0) known.push(accountIn(answer.data));
		else if (users.includes(name)) throw inputError(`the policy names ${JSON.stringify(name)}, but ${answer.status === 404 ? "GitHub has no such account" : `their account cannot be read: ${answer.fault.message}`}`, { hint: "Fix the name in fairlead.yaml of the base branch: after an account is renamed, anyone can take its old name." });
	}
	return known;
}
async function starterOf(facts, { user, body }) {
	if (user.type === "User") return { data: void 0 };
	const { repository } = facts;
	const run = runIn(body ?? "", repository.serverUrl);
	if (run === void 0) return { data: void 0 };
	const { owner, repo, id } = run;
	const attempt = {
		doing: `read the run ${id} of ${owner}/${repo}`,
		needs: `actions: read in ${owner}/${repo}`
	};
	return answerOrRefusal(repository, attempt, async () => {
		const { data } = await repository.client.rest.actions.getWorkflowRun({
			owner,
			repo,
			run_id: id
		});
		const actor = data.triggering_actor ?? data.actor;
		return actor && accountIn(actor);
	});
}
function runIn(body, serverUrl) {
	const at = body.lastIndexOf(`[this run](${serverUrl}/`);
	const rest = at < 0 ? "" : body.slice(at + `[this run](${serverUrl}/`.length);
	const [, owner, repo, id] = /^([\w.-]+)\/([\w.-]+)\/actions\/runs\/(\d{1,15})\)/.exec(rest) ?? [];
	return owner === void 0 || repo === void 0 ? void 0 : {
		owner,
		repo,
		id: Number(id)
	};
}
async function pushers(facts, request, commits) {
	const moves = await activityOf(facts, request);
	const known = moves && pushersOf(commits, moves);
	if (known === void 0 || known.includes(void 0)) return void 0;
	const plain = new Set(commits.filter(({ isPlainMerge }) => isPlainMerge).map(({ commit }) => commit));
	const written = await authorsOf(facts, request.number, plain);
	return [...new Map([...known, ...written].flatMap((one) => one ? [[one.id, one]] : [])).values()];
}
async function activityOf(facts, { head }) {
	const { repository } = facts;
	const at = head.repo && {
		owner: head.repo.owner.login,
		repo: head.repo.name
	};
	if (!at) return void 0;
	const attempt = {
		doing: "read the activity of the branch",
		needs: `contents: read in ${head.repo?.full_name}`
	};
	const accounts = /* @__PURE__ */ new Map();
	const { data } = await answerOrRefusal(repository, attempt, async () => {
		const all = [];
		for (let after;;) {
			const { data: items, headers } = await repository.client.rest.repos.listActivities({
				...at,
				ref: `refs/heads/${head.ref}`,
				per_page: 100,
				...after !== void 0 && { after }
			});
			for (const { actor, before, after: to } of items) {
				const by = actor === null ? void 0 : accounts.get(actor.id) ?? accountIn(actor);
				if (by !== void 0 && actor !== null) accounts.set(actor.id, by);
				all.push({
					by,
					before,
					after: to
				});
			}
			after = nextIn(headers.link);
			if (after === void 0) return all;
		}
	});
	return data;
}
function nextIn(link = "") {
	const [, address = ""] = /<([^<>]*)>; {0,4}rel="next"/.exec(link) ?? [];
	return URL.canParse(address) ? new URL(address).searchParams.get("after") ?? void 0 : void 0;
}
async function authorsOf({ repository }, number, without) {
	const { client, at } = repository;
	const attempt = {
		doing: `read the commits of the pull request #${number}`,
		needs: "pull requests: read"
	};
	return (await explained(repository, attempt, () => allPages(async (page) => (await client.rest.pulls.listCommits({
		...at,
		pull_number: number,
		per_page: 100,
		page
	})).data), true)).filter(({ sha }) => !without.has(sha)).flatMap(({ author, committer }) => [author, committer]).flatMap((user) => isUser(user) && user.login !== "web-flow" ? [accountIn(user)] : []);
}
function isUser(user) {
	return user !== null && user !== void 0 && "id" in user && "login" in user && "type" in user;
}

// src/forge/github/approvals/run.ts
const NEW_RUN = "Start a new run: close the request and open it again.";
const OWN_WORKFLOW = /^(pull_request(_review|_review_comment)?|merge_group)$/;
const trustedWorkflow = {
	id: "workflow",
	description: "The workflow that ran is the one of the default branch: with pull_request it would be the workflow of the change, which can omit anything.",
	async inspect({ facts, run }) {
		const { event, head_branch: branch, path } = await facts.run(run);
		const { default_branch: standard } = await facts.itself();
		if (event === "pull_request_target" || !OWN_WORKFLOW.test(event) && branch === standard) return [yes(`The workflow that ran is that of ${standard}.`)];
		return [no(`The workflow that ran (${path}, on ${event}) is the one of the change or of ${branch ?? "another branch"}, not of ${standard}.`, "Run it on pull_request_target: actions/gate/README.md has a workflow to paste.")];
	}
};
const firstAttempt = {
	id: "first-attempt",
	description: "The run is in its first attempt: GitHub's list of approvals of a run does not say which attempt was approved.",
	async inspect({ facts, run }) {
		const { run_attempt: attempt = 1 } = await facts.run(run);
		return [attempt === 1 ? yes("This is the first attempt of the run.") : no(`This is attempt ${attempt} of the run, and its approvals may be for an earlier attempt.`, NEW_RUN)];
	}
};
const waited = {
	id: "waited",
	description: "Someone approved this run for each of the environments: a job that runs without an approval was let through.",
	async inspect(place) {
		const found = [];
		for (const name of place.environments) {
			const reviews = await reviewsOf(place, name);
			if (reviews === void 0) continue;
			found.push(reviews.some(({ state }) => state === "approved") ? yes(`This run was approved for ${name}.`) : no(`Nobody approved this run for ${name}: it was let through by an administrator, or the environment has no reviewers.`, `Have one of its reviewers approve a new run. For what can let a job through, see ${pages(place.facts).environments}`));
		}
		return found;
	}
};
const newest = {
	id: "newest",
	description: "The request is open, and still at the commit of the start of the run: an old run that is approved late does not count.",
	async inspect({ facts, request, head }) {
		const { state, draft, head: now } = await facts.request(request);
		if (state !== "open") return [no(`The request #${request} is ${state}.`, "Reopen it.")];
		if (draft === true) return [no(`The request #${request} is a draft.`, "Mark it as ready for review.")];
		if (head !== void 0 && head !== now.sha) return [no(`The request #${request} is now at ${now.sha.slice(0, 12)}, but this run started with ${head.slice(0, 12)}: it was approved too late.`, "Approve the run of the latest commit.")];
		return [yes(`The request #${request} is at the commit that this run started with.`)];
	}
};
const asItIsNow = {
	id: "tips",
	description: "The gate judges the current tip of the base and the current commit of the request on GitHub: a checkout may be outdated, and so may its rules.",
	async inspect({ facts, request, judged }) {
		const { base, head } = await facts.request(request);
		const tip = await facts.branch(base.ref);
		if (tip.data === void 0) return [unread$1(`the current commit of ${base.ref}`, tip)];
		const stale = [...judged.base === tip.data.commit.sha ? [] : [`${base.ref} at ${judged.base.slice(0, 12)}, which is now at ${tip.data.commit.sha.slice(0, 12)}`], ...judged.head === head.sha ? [] : [`the request at ${judged.head.slice(0, 12)}, which is now at ${head.sha.slice(0, 12)}`]];
		if (stale.length === 0) return [yes(`${base.ref} and the request are judged as they are now.`)];
		return [no(`The checkout has ${stale.join(", and ")}.`, "Check out again with the full history (fetch-depth: 0), and render again.")];
	}
};
const starterIsKnown = {
	id: "starter",
	description: "If a program opened the request from a run that it names, the gate can read who started that run, and nobody else has edited the text that names it.",
	async inspect({ facts, request: number }) {
		const request = await facts.request(number);
		if (request.user.type === "User") return [];
		const editor = await facts.editor(number);
		if (editor.fault !== void 0) return [unread$1("who edited the text of the request", editor)];
		if (editor.data !== void 0) return [no(`${editor.data} has edited the text of the request #${number}, which names the run that created it, so it is no longer certain who started that run.`, "Run the program again so that it rewrites the text, or open another request.")];
		const starter = await starterOf(facts, request);
		return starter.fault === void 0 ? [] : [unread$1("who started the run that created the request", starter)];
	}
};
const runChecks = [
	trustedWorkflow,
	firstAttempt,
	waited,
	newest,
	asItIsNow,
	starterIsKnown
];
async function approvalsOf(place, digest) {
	const all = [];
	for (const name of place.environments) {
		const reviews = (await reviewsOf(place, name) ?? []).filter(({ state }) => state === "approved");
		if (reviews.length === 0) continue;
		const time = await timeOf(place, name);
		for (const { user, comment } of reviews) {
			const [said] = /\b[0-9a-f]{32,64}\b/i.exec(comment) ?? [];
			const seen = {
				digest: said ?? digest,
				head: place.head,
				note: comment === "" ? void 0 : comment
			};
			all.push({
				by: accountIn(user),
				...seen,
				...time
			});
		}
	}
	return all;
}
async function reviewsOf({ facts, run }, name) {
	const { data } = await facts.environment(name);
	if (data === void 0) return void 0;
	return (await facts.reviewsOf(run)).filter(({ environments }) => environments.some(({ id }) => id === data.id));
}
async function timeOf({ facts, run }, name) {
	const { created_at: begun } = await facts.run(run);
	const since = ((await facts.deployments(name)).data ?? []).filter(({ created_at: at }) => Date.parse(at) >= Date.parse(begun));
	for (const { id } of since) {
		const times = ((await facts.statusesOf(id)).data ?? []).filter(({ state, log_url: log = "", target_url: target = "" }) => /^(in_progress|success|failure|error)$/.test(state) && [log, target].some((url) => url.includes(`/actions/runs/${run}/`) || url.endsWith(`/actions/runs/${run}`))).map(({ created_at: at }) => Date.parse(at));
		if (times.length > 0) return {
			at: Math.min(...times),
			atFrom: "the start of the job that the approval released"
		};
	}
	return {
		at: Date.parse(begun),
		atFrom: "the start of the run: its deployment has no time"
	};
}

// src/forge/github/approvals/setup.ts
const baseIsProtected = {
	id: "base",
	description: "Changes reach the base branch only through pull requests: anyone who can push to it bypasses every gate.",
	async inspect({ facts, base }) {
		const rules = await facts.rules(base);
		if (rules.data?.some(({ type }) => type === "pull_request" || type === "merge_queue") === true) return [yes(`Changes reach ${base} only through pull requests.`)];
		const branch = await facts.branch(base);
		if (branch.data === void 0) return [unread$1(`whether ${base} is protected`, branch)];
		const classic = branch.data.protected ? await facts.protection(base) : void 0;
		if (classic?.data?.required_pull_request_reviews !== void 0) return [yes(`Changes reach ${base} only through pull requests.`)];
		if (classic?.data === void 0 && classic !== void 0) return [unread$1(`whether the classic branch protection of ${base} requires pull requests`, classic)];
		if (rules.data === void 0) return [unread$1(`which rules apply to ${base}`, rules)];
		return [no(`Anyone with write access can push to ${base} and bypass the gate.`, `Create a ruleset for ${base} with "Require a pull request before merging": ${pages(facts).rules}/new?target=branch. Private repositories need GitHub Pro, Team or Enterprise for rulesets.`)];
	}
};
const rulesetsAreActive = {
	id: "evaluate",
	description: "No branch ruleset is in \"Evaluate\" mode: such a ruleset looks active but blocks nothing.",
	async inspect({ facts }) {
		const rulesets = await facts.rulesets();
		if (rulesets.data === void 0) return [unread$1("which rulesets there are", rulesets)];
		const found = rulesets.data.filter(({ target, enforcement }) => (target ?? "branch") === "branch" && enforcement === "evaluate");
		if (found.length === 0) return [yes("No branch ruleset is in \"Evaluate\" mode.")];
		return found.map(({ id, name }) => no(`The ruleset ${name} is in "Evaluate" mode: it blocks nothing.`, `Set it to "Active": ${rulesetPage(facts, id)}`));
	}
};
const nobodyBypasses = {
	id: "bypass",
	description: "Nobody can bypass the rules of the base branch; with merge: true one App can, the one that merges. GitHub shows this only to those who can change the rules, so with another token it is unread.",
	async inspect({ facts, base, merges = false }) {
		const rules = await facts.rules(base);
		if (rules.data === void 0) return [unread$1(`which rules apply to ${base}`, rules)];
		const ids = new Set(rules.data.flatMap(({ ruleset_id: id }) => id ?? []));
		const rulesets = ids.size === 0 ? void 0 : await facts.rulesets();
		if (rulesets !== void 0 && rulesets.data === void 0) return [unread$1("who can bypass the rulesets", rulesets)];
		const holding = rulesets?.data?.filter(({ id }) => ids.has(id)) ?? [];
		const lost = ids.size > holding.length ? [lostRulesets(ids.size - holding.length)] : [];
		return [
			...holding.map((ruleset) => bypassOf(facts, ruleset, merges)),
			...lost,
			...await classicBypass(facts, base)
		];
	}
};
function bypassOf(facts, { id, name, bypass_actors: actors }, merges) {
	const needs = "administration: write, in settings-token";
	if (actors === void 0) return unread$1(`who can bypass the ruleset ${name}`, {
		needs,
		fault: { message: "GitHub shows it only to those who can change the ruleset" }
	});
	if (actors.length === 0) return yes(`Nobody can bypass the ruleset ${name}.`);
	const [only, ...others] = actors;
	if (merges && only?.actor_type === "Integration" && others.length === 0) return yes(`Only the App ${only.actor_id ?? ""} can bypass the ruleset ${name}: it must be the one that merges.`);
	const named = actors.map(({ actor_type: type, actor_id: actor, bypass_mode: mode }) => `${type}${actor ? ` ${actor}` : ""} (${mode ?? "always"})`);
	return no(`The ruleset ${name} can be bypassed by ${named.join(", ")}.`, `Remove them from its bypass list: ${rulesetPage(facts, id)}`);
}
const lostRulesets = (count) => unread$1(`who can bypass ${count} more of the rulesets that apply`, {
	needs: "organization administration: read, in settings-token",
	fault: { message: "they are of the organization" }
});
async function classicBypass(facts, base) {
	if ((await facts.branch(base)).data?.protected !== true) return [];
	const classic = await facts.protection(base);
	if (classic.data === void 0) return classic.status === 404 && /not protected/i.test(classic.fault.message) ? [] : [unread$1(`whether administrators can bypass the classic branch protection of ${base}`, classic)];
	const page = pages(facts).branches;
	const bypass = classic.data.required_pull_request_reviews?.bypass_pull_request_allowances;
	const people = [
		...bypass?.users ?? [],
		...bypass?.teams ?? [],
		...bypass?.apps ?? []
	];
	return [classic.data.enforce_admins?.enabled === true ? yes(`The classic branch protection of ${base} applies to administrators.`) : no(`The classic branch protection of ${base} does not apply to administrators.`, `Select "Do not allow bypassing the above settings": ${page}`), ...people.length === 0 ? [] : [no(`The classic branch protection of ${base} lets ${people.length === 1 ? "1 account" : `${people.length} accounts`} bypass pull requests.`, `Remove them from its list: ${page}`)]];
}
const teamsAreRead = {
	id: "teams",
	description: "The members of the teams that the policy names can be read.",
	inspect: ({ facts, policy }) => teamsRead(policy.teams, "team", (team) => facts.members(team), (team) => teamPage(facts, team))
};
const canBeSatisfied = {
	id: "satisfiable",
	description: "Enough people of the policy are reviewers of the environments: otherwise nobody could satisfy it. An environment requires only one reviewer, so each approval needs its own environment.",
	async inspect({ facts, environments, policy }) {
		const page = pages(facts).environments;
		if (environments.length < policy.approvals) return [no(`The policy requires ${policy.approvals} approvals, but the run waits for ${environments.length}: an environment requires only one reviewer.`, `Name ${policy.approvals} environments in protected-environment, each in its own job: ${page}`)];
		const named = await namedBy(facts, policy);
		const found = [];
		for (const name of environments) {
			const { data } = await facts.environment(name);
			if (data === void 0) continue;
			const { people, unreadTeams } = await reviewersIn(facts, data);
			const both = people.filter((id) => named.ids.has(id));
			const isOpen = unreadTeams.length > 0 || named.isOpen;
			if (both.length > 0) found.push(yes(`The policy names ${both.length === 1 ? "1 reviewer" : `${both.length} reviewers`} of ${name}.`));
			else if (isOpen) found.push(unread$1(`whether a reviewer of ${name} is named by the policy`, {
				needs: "members: read (of the organization), in settings-token",
				fault: { message: `of ${[...unreadTeams, ...policy.teams].join(", ")}` }
			}));
			else found.push(no(`No reviewer of ${name} is named by the policy, so nobody can satisfy it.`, `Use the same people in both: ${page}`));
		}
		return found;
	}
};
async function namedBy(facts, { users, teams }) {
	const ids = /* @__PURE__ */ new Set();
	let isOpen = false;
	const add = (accounts) => accounts.forEach(({ id, isBot }) => isBot ? void 0 : ids.add(id));
	for (const name of users) {
		const user = await facts.user(name);
		if (user.data !== void 0) add([accountIn(user.data)]);
	}
	for (const team of teams) {
		const members = await facts.members(team);
		if (members.data === void 0) isOpen = true;
		else add(members.data.map(accountIn));
	}
	return {
		ids,
		isOpen
	};
}
async function reviewersIn(facts, environment) {
	const people = [];
	const unreadTeams = [];
	for (const { type, reviewer } of reviewersOf(environment).reviewers) {
		if (reviewer === void 0) continue;
		if (type !== "Team") people.push(String(reviewer.id));
		else if ("slug" in reviewer) {
			const team = `${facts.repository.at.owner}/${reviewer.slug}`;
			const members = await facts.members(team);
			if (members.data === void 0) unreadTeams.push(team);
			else people.push(...members.data.map(({ id }) => String(id)));
		}
	}
	return {
		people,
		unreadTeams
	};
}
const tokenIsSmall = {
	id: "token",
	description: "The token has no more permissions than the gate needs: it reads, and writes only if it merges.",
	async inspect({ facts, merges = false }) {
		const { permissions } = await facts.itself();
		if (permissions === void 0) return [unread$1("the write permissions of the token", {
			needs: "a token of an App or a user",
			fault: { message: "GitHub does not return its permissions" }
		})];
		const { push, maintain, admin } = permissions;
		if (merges && push && !admin) return [yes("The token can write, as merge: true requires.")];
		if (merges && !admin) return [no(`The token cannot write to ${facts.repository.name}, which merge: true requires.`, "Use the token of a GitHub App with contents: write and pull-requests: write.")];
		return [push || maintain === true || admin ? no(`The token can ${admin ? "administer" : "write to"} ${facts.repository.name}, but the gate only reads.`, "Use the job's own token with permissions: {contents: read, actions: read, deployments: read, pull-requests: read}.") : yes("The token cannot write contents.")];
	}
};
const rulesetPage = (facts, id) => `${pages(facts).rules}/${id}`;
const teamPage = ({ repository: { serverUrl } }, team) => {
	const [org = "", slug = ""] = team.split("/");
	return `${serverUrl}/orgs/${org}/teams/${slug}`;
};
const setupChecks = [
	baseIsProtected,
	rulesetsAreActive,
	nobodyBypasses,
	teamsAreRead,
	canBeSatisfied,
	tokenIsSmall
];

// src/forge/github/approvals/approvals.ts
const gateChecks = {
	run: runChecks,
	environment: environmentChecks,
	setup: setupChecks
};
function openGitHubApprovals(repository, settings = repository, checks = gateChecks) {
	const facts = new GateFacts(repository, settings);
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
		async request(number) {
			if (!/^[1-9]\d{0,9}$/.test(number)) throw inputError(`${JSON.stringify(number)} is not a valid pull request number`);
			const { base, head } = await facts.request(number);
			return {
				base: base.ref,
				head: head.sha
			};
		},
		async source(change) {
			const { base } = await facts.request(change.request);
			const place = {
				facts,
				...change
			};
			return {
				approvals: () => approvalsOf(place, change.digest),
				people: (asked) => peopleOf(place, asked),
				protections: async () => [...await environmentsOf(change.environments, base.ref), ...await inspectAll(checks.run, place)],
				now: async () => timeOfForge("GitHub", await facts.date())
			};
		},
		setup: async (place) => [...await environmentsOf(place.environments, place.base), ...await inspectAll(checks.setup, {
			facts,
			...place
		})]
	};
}

// src/forge/github/merge-rules.ts
async function rulesOfMerge(facts, base) {
	const rules = await facts.rules(base);
	const list = rules.data ?? [];
	return {
		queue: list.some(({ type }) => type === "merge_queue") ? queueOf(facts, base) : void 0,
		upToDate: await upToDateOf(facts, base, rules),
		methods: await methodsOf(facts, list),
		push: await pushOf(facts, base, rules)
	};
}
function queueOf(facts, base) {
	return {
		message: `Changes reach ${base} through a merge queue, which decides what a request is merged onto. The gate cannot lock that.`,
		cure: `Remove merge: true. Make the gate a required check of the queue (on: merge_group), so that it judges each entry; or remove the rule "Require merge queue" from ${base}: ${pages(facts).rules}`
	};
}
async function upToDateOf(facts, base, rules) {
	const open = [];
	if (rules.data === void 0) open.push(unread(`the rulesets of ${base}`, rules.needs));
	for (const id of strictRulesets(rules.data ?? [])) {
		const ruleset = await rulesetOf(facts, id);
		if (ruleset.data === void 0) {
			open.push(unread(`the ruleset ${id}`, ruleset.needs));
			continue;
		}
		const { name, current_user_can_bypass: bypass } = ruleset.data;
		if (bypass === "never") return {
			word: "yes",
			message: `GitHub merges into ${base} only branches that contain its newest commit: the ruleset ${name} requires that, and this token cannot bypass it.`
		};
		open.push(bypass === void 0 ? {
			word: "unread",
			message: `GitHub does not report whether this token may bypass the ruleset ${name}`
		} : {
			word: "no",
			message: `this token may bypass the ruleset ${name}, which requires up-to-date branches`
		});
	}
	const classic = await classicOf(facts, base);
	if (classic === true) return {
		word: "yes",
		message: `GitHub merges into ${base} only branches that contain its newest commit: its classic branch protection requires that, including for administrators.`
	};
	if (classic !== void 0) open.push(classic);
	return open.length === 0 ? {
		word: "no",
		message: `No rule of ${base} requires branches to be up to date.`
	} : {
		word: open.some(({ word }) => word === "unread") ? "unread" : "no",
		message: `It is not certain that ${base} accepts only up-to-date branches: ${open.map(({ message }) => message).join("; ")}.`
	};
}
function unread(subject, needs) {
	return {
		word: "unread",
		message: notRead(subject, needs)
	};
}
function notRead(subject, needs) {
	return `${subject} could not be read, which requires ${needs}`;
}
function strictRulesets(rules) {
	return rules.flatMap((rule) => {
		if (rule.type !== "required_status_checks") return [];
		const { strict_required_status_checks_policy: isStrict, required_status_checks: checks = [] } = rule.parameters ?? {};
		return isStrict === true && checks.length > 0 && rule.ruleset_id !== void 0 ? [rule.ruleset_id] : [];
	});
}
function rulesetOf({ repository }, id) {
	return answerOrRefusal(repository, {
		doing: `read the ruleset ${id}`,
		needs: "metadata: read"
	}, async () => {
		const { data } = await repository.client.rest.repos.getRepoRuleset({
			...repository.at,
			ruleset_id: id
		});
		return data;
	});
}
async function classicOf(facts, base) {
	const branch = await facts.branch(base);
	if (branch.data?.protected !== true) return void 0;
	if ((branch.data.protection.required_status_checks?.contexts ?? []).length === 0) return void 0;
	const protection = await facts.protection(base);
	if (protection.data === void 0) return unread(`the classic branch protection of ${base}`, protection.needs);
	const { required_status_checks: checks, enforce_admins: admins } = protection.data;
	if (checks?.strict !== true || checks.contexts.length + checks.checks.length === 0) return void 0;
	return admins?.enabled === true ? true : {
		word: "no",
		message: `the classic branch protection of ${base} requires up-to-date branches, but does not apply to administrators`
	};
}
async function methodsOf(facts, rules) {
	const { allow_merge_commit, allow_squash_merge, allow_rebase_merge } = await facts.itself();
	const allowed = {
		merge: allow_merge_commit,
		squash: allow_squash_merge,
		rebase: allow_rebase_merge
	};
	const isLinear = rules.some(({ type }) => type === "required_linear_history");
	const lists = rules.flatMap((rule) => rule.type === "pull_request" ? [rule.parameters?.allowed_merge_methods ?? []] : []);
	return [
		"merge",
		"squash",
		"rebase"
	].filter((method) => allowed[method] !== false && !(isLinear && method === "merge") && lists.every((list) => list.length === 0 || list.includes(method)));
}
const STOPPING = /* @__PURE__ */ new Set([
	"update",
	"pull_request",
	"required_status_checks",
	"required_deployments",
	"workflows",
	"code_scanning"
]);
async function pushOf(facts, base, rules) {
	const strict = `Require up-to-date branches for ${base} ("Require branches to be up to date before merging"), so that GitHub merges: ${pages(facts).rules}`;
	const bypass = `Add the App of this token to the bypass list ("Always allow") of each ruleset that blocks pushes to ${base}. GITHUB_TOKEN cannot be added to it. ${strict}`;
	const list = rules.data ?? [];
	const types = new Set(list.map(({ type }) => type));
	if (types.has("required_linear_history")) return {
		word: "no",
		message: `${base} requires a linear history, so the gate cannot push a merge commit.`,
		cure: strict
	};
	if (types.has("required_signatures")) return {
		word: "no",
		message: `${base} accepts only signed commits, and a merge commit that the gate pushes is not signed.`,
		cure: strict
	};
	const open = [];
	if (rules.data === void 0) open.push(notRead(`the rulesets of ${base}`, rules.needs));
	const stopping = list.filter(({ type }) => STOPPING.has(type)).flatMap(({ ruleset_id: id }) => id ?? []);
	for (const id of new Set(stopping)) {
		const ruleset = await rulesetOf(facts, id);
		if (ruleset.data === void 0) {
			open.push(notRead(`the ruleset ${id}`, ruleset.needs));
			continue;
		}
		const { name, current_user_can_bypass: can } = ruleset.data;
		if (can === "never" || can === "pull_requests_only") return {
			word: "no",
			message: `The ruleset ${name} blocks pushes of this token to ${base}.`,
			cure: bypass
		};
		if (can === void 0) open.push(`GitHub does not report whether this token may bypass ${name}`);
	}
	if ((await facts.branch(base)).data?.protected !== false) open.push(`${base} may have a classic branch protection that blocks pushes`);
	const { permissions } = await facts.itself();
	if (permissions?.push === false) return {
		word: "no",
		message: `This token has no permission to write to ${facts.repository.name}.`,
		cure: "Give it the permission contents: write."
	};
	return open.length === 0 ? {
		word: "yes",
		message: `This token can push to ${base}.`,
		cure: ""
	} : {
		word: "unread",
		message: `It is not certain that this token can push: ${open.join("; ")}.`,
		cure: bypass
	};
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

// src/forge/provenance.ts
function vouchesFor(commit) {
	return commit.provenance === "vouched";
}
function isOurs(request) {
	return request.own;
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
		put: (request, mark, bodies, former) => explained(repository, attempt("write comments"), () => putComments(ownComments(repository, Number(request)), mark, bodies, former), true)
	};
}
function ownComments(repository, number) {
	const { client, at } = repository;
	return {
		limit: limit$1,
		tooLong: `a comment is longer than the ${limit$1} characters that GitHub allows`,
		read: () => readOwn(repository, number),
		create: (body, find) => client.retry(async () => {
			const comment = {
				...at,
				...once,
				issue_number: number,
				body
			};
			const { data } = await client.rest.issues.createComment(comment);
			return {
				id: data.id,
				body,
				html_url: data.html_url
			};
		}, {
			find,
			again: (failure) => isLost(failure) || isLag(failure)
		}),
		async update(id, body) {
			await client.rest.issues.updateComment({
				...at,
				comment_id: id,
				body
			});
		},
		remove: (id) => remove(repository, id),
		urlOf: ({ html_url }) => html_url
	};
}
async function readOwn(repository, number) {
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
	if (!one && base === void 0 && found.length > 0) throw inputError(`${found.length} open pull requests have this head commit (${found.map(({ number }) => `#${number}`).join(", ")}), and none targets the default branch`, { hint: "Set base to the target branch of the right one." });
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
	if (!autoMergeAllowed) throw inputError(`${name} does not allow auto-merge`, { hint: "Select \"Allow auto-merge\" in its Settings > General." });
	if (pull.isDraft) throw inputError(`pull request ${number} is a draft, and GitHub does not auto-merge drafts`, { hint: "Remove auto-merge or draft." });
	if (!isProtected(pull.baseRef) && !await hasWaitingRule(repository, pull.baseRefName)) throw refusal(`"${pull.baseRefName}" requires nothing before a merge, so the pull request would be merged immediately`, { hint: "Require a review or a status check for this branch, or remove auto-merge." });
	const input = {
		pullRequestId: pull.id,
		mergeMethod: method.toUpperCase(),
		expectedHeadOid: pullRequest.head
	};
	try {
		await client.retry(async () => {
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
		throw asRefusal$2(error, number, method);
	}
}
async function readState({ client, at }, number) {
	const ask = () => client.graphql(object({ repository: State }), query, {
		...at,
		number
	}, { tolerate: ({ path = [] }) => path.includes("branchProtectionRule") });
	return (await client.retry(ask, { again: (failure) => isLag(failure) })).repository;
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
function asRefusal$2(error, number, method) {
	const failure = failureOf(error);
	if (failure?.status !== 422) return error;
	if (/clean status/i.test(failure.reason)) return refusal(`pull request ${number} already meets all requirements: auto-merge would merge it immediately`, { hint: "Merge it manually." });
	if (/merge method/i.test(failure.reason)) return inputError(`this repository does not allow the merge method "${method}"`, { hint: "Choose another merge method, or allow it in Settings > General of the repository." });
	return refusal(`GitHub refused to enable auto-merge for pull request ${number}: ${failure.reason}`);
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
	throw remoteError(`the content that GitHub returned for ${path} does not match its blob ${oid}`, { hint: "Try again." });
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
		return await client.retry(write, {
			find,
			again: isPassing
		});
	} catch (error) {
		throw asRefusal$1(error, branch, from === void 0);
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
		return await repository.client.retry(write, {
			find,
			again: isPassing
		});
	} catch (error) {
		throw asRefusal$1(error, branch, false);
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
	if ((await repository.client.graphql(MoveAnswer, mutation$1, { input }, once)).updateRefs === null) throw new GraphqlFailure([{ message: "the update was not confirmed" }], {});
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
function asRefusal$1(error, branch, isNew) {
	const failure = failureOf(error);
	const isRule = failure?.status === 422 || /protected|rule violation|not authorized/i.test(failure?.reason ?? "");
	if (failure === void 0 || !isRule || failure.isRateLimit) return error;
	return refusal(`GitHub did not update the branch "${branch}": ${failure.reason}`, { hint: cureOfRule(failure.reason) ?? `${isNew ? "Set `branch` to another name" : "Use `method: pull-request`"}, or allow the App to bypass the rule.` });
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
		const made = await client.retry(async () => {
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
	for (const change of changes) checkFileChange(change);
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
		client.say(`The archive of ${name} could not be read (${reason}); reading its files one by one instead`);
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
		throw inputError(`${head.slice(0, 12)} and ${base.slice(0, 12)} have no commit in common`, { hint: "Recreate the branch from its base." });
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

// src/forge/github/snapshot-answer.ts
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

// src/forge/github/snapshot.ts
const authorFields = "viewerDidAuthor author { ... on User { databaseId } ... on Bot { databaseId } }";
const pullFields = `number url headRefName headRefOid isCrossRepository baseRefName title body isDraft ${authorFields}
  labels(first: 50) { nodes { name } }`;
const newestFirst = "{ field: CREATED_AT, direction: DESC }";
const mostFiles = 100;
const mostHistories = 10;
async function takeSnapshot(repository, query) {
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
	const intoOtherBases = /* @__PURE__ */ new Map();
	const finished = /* @__PURE__ */ new Set();
	query.branches.forEach((name, i) => {
		const branch = answer.repository[`b${i}`] ?? null;
		if (branch === null) return;
		seen.set(name, branch.target.oid);
		remember(repository, branch.target);
		if (branch.ended.nodes.filter(({ headRefOid }) => headRefOid === branch.target.oid).some((pull) => isOwn(pull, account))) finished.add(name);
		const other = branch.opened.nodes.find((pull) => pull.baseRefName !== base.name && !pull.isCrossRepository);
		if (other) intoOtherBases.set(name, {
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
		intoOtherBases,
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
	if (base === void 0) return inputError(`${name} is empty: it has no branches`, { hint: "Push a first commit to it." });
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
		labels: (labels.length === 0 ? void 0 : await attempt(subject, `labels not added: ${labels.join(", ")}`, () => client.rest.issues.addLabels({
			...issue,
			labels: [...labels]
		})))?.data.map((label) => label.name),
		warnings
	};
}
async function assign(subject, logins) {
	const { client, at, warnings, name, number } = subject;
	const answer = await attempt(subject, `not assigned: ${logins.join(", ")}`, () => client.rest.issues.addAssignees({
		...at,
		issue_number: number,
		assignees: [...logins]
	}));
	if (answer === void 0) return;
	const assigned = new Set((answer.data.assignees ?? []).map(({ login }) => login.toLowerCase()));
	for (const login of logins) if (!assigned.has(login.toLowerCase())) warnings.push(`${login} was not assigned: not a collaborator of ${name}, or no such user`);
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
			if (wanted.length === 1) warn(subject, `no review was requested from ${who}`, error);
			else await attempt(subject, `no review was requested from ${who}`, () => ask([one]));
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
	return client.retry(work, { again: (failure) => failure.status === 404 || isLag(failure) });
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
		pull: await client.retry(async () => {
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
					warnings.push(`${repository.name} does not support draft pull requests: the pull request is opened as ready for review`);
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
	await client.retry(async () => {
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
	if (repository.token === void 0 || repository.token.trim() === "") throw inputError(`there is no token for ${repository.name}`, { hint: "Set token, preferably the token of a GitHub App that is installed there. A secret is empty if the workflow has no access to it, as in pull requests from forks." });
	return new GitHubForge(repository);
}
const contents = "contents: write";
const pulls = "pull requests: write";
const all = `${contents} and ${pulls}`;
const attempts$1 = {
	snapshot: {
		doing: "read",
		needs: "contents: read and pull requests: read"
	},
	read: {
		doing: "read files",
		needs: "contents: read"
	},
	commit: {
		doing: "create a commit",
		needs: contents
	},
	move: {
		doing: "update a branch",
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
		doing: "update a pull request",
		needs: pulls
	},
	close: {
		doing: "close a pull request",
		needs: pulls
	},
	merge: {
		doing: "enable auto-merge",
		needs: all
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
	snapshot(query) {
		return this.#explained(attempts$1.snapshot, async () => {
			const { isArchived, files, ...snapshot } = await takeSnapshot(this.#repository, query);
			this.#isArchived = isArchived;
			const { name, commit } = snapshot.base;
			this.#tree(commit, `${name} at ${commit.slice(0, 7)}`).keep(files);
			return snapshot;
		});
	}
	tree(commit) {
		const tree = this.#tree(commit, commit.slice(0, 7));
		const known = this.#shown.get(tree);
		if (known) return known;
		const shown = {
			name: tree.name,
			isRemote: true,
			list: () => this.#explained(attempts$1.read, () => tree.list()),
			read: (paths) => this.#explained(attempts$1.read, () => tree.read(paths))
		};
		this.#shown.set(tree, shown);
		return shown;
	}
	commitsAhead(base, head) {
		return this.#explained(attempts$1.read, () => commitsAhead(this.#repository, base, head));
	}
	historyOf(commit, path) {
		return this.#explained(attempts$1.read, () => historyOf(this.#repository, commit, path));
	}
	treeWith(commit, changes) {
		return this.#explained(attempts$1.commit, () => makeTree(this.#repository, commit, changes));
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
		return this.#write(attempts$1.commit, () => createCommit(this.#repository, commit));
	}
	moveBranch(move) {
		return this.#write(attempts$1.move, () => moveBranch(this.#repository, move));
	}
	deleteBranch(branch, from) {
		return this.#write(attempts$1.remove, () => deleteBranch(this.#repository, branch, from));
	}
	openPullRequest(request) {
		return this.#write(attempts$1.open, () => openPullRequest(this.#repository, request));
	}
	updatePullRequest(number, change) {
		return this.#write(attempts$1.update, () => updatePullRequest(this.#repository, Number(number), change));
	}
	closePullRequest(number, comment, remove) {
		return this.#write(attempts$1.close, () => closePullRequest(this.#repository, Number(number), comment, remove));
	}
	enableAutoMerge(pullRequest, method) {
		return this.#write(attempts$1.merge, () => enableAutoMerge(this.#repository, pullRequest, method));
	}
	#tree(commit, name) {
		const tree = this.#trees.get(commit) ?? new GithubTree(this.#repository, commit, name);
		this.#trees.set(commit, tree);
		return tree;
	}
	#write(attempt, work) {
		return this.#explained({
			...attempt,
			all
		}, () => {
			if (!this.#isArchived) return work();
			throw inputError(`${this.repository} is archived, so nothing can be changed in it`, { hint: "Unarchive it in its settings, or use the repository that replaces it." });
		});
	}
	#explained(attempt, work) {
		return explained(this.#repository, attempt, work);
	}
};

// src/forge/github/ledger.ts
const attempts = {
	read: {
		doing: "read the records",
		needs: "contents: read"
	},
	write: {
		doing: "write a record",
		needs: "contents: write"
	}
};
function openGitHubLedger(repository, branch) {
	if (repository.token === void 0 || repository.token.trim() === "") throw inputError(`there is no token for ${repository.name}`, { hint: "Set a token with the permission contents: write." });
	const { client, at } = repository;
	const folders = /* @__PURE__ */ new Map();
	const folder = (tree) => {
		const known = folders.get(tree) ?? listFolder(repository, tree);
		folders.set(tree, known);
		known.catch(() => folders.delete(tree));
		return known;
	};
	return {
		branch,
		repository: repository.name,
		tip: () => explained(repository, attempts.read, () => readBranch(repository, branch)),
		names: (commit, path) => explained(repository, attempts.read, async () => {
			let tree = await treeOf(repository, commit);
			for (const part of path.split("/")) {
				const below = (await folder(tree)).find((entry) => entry.path === part && entry.type === "tree");
				if (below === void 0) return [];
				tree = below.sha;
			}
			return (await folder(tree)).map((entry) => entry.path);
		}),
		read: (commit, paths) => explained(repository, attempts.read, async () => {
			const files = await new GithubTree(repository, commit, branch).read(paths);
			return new Map([...files].map(([path, { content }]) => [path, content]));
		}),
		vouched: (commit, paths) => explained(repository, attempts.read, async () => {
			const found = /* @__PURE__ */ new Set();
			for (const path of paths) {
				const [added, ...more] = await historyOf(repository, commit, path);
				if (added !== void 0 && more.length === 0 && vouchesFor(added)) found.add(path);
			}
			return found;
		}),
		begin: ({ path, content }, message) => explained(repository, attempts.write, async () => {
			const entry = {
				path,
				mode: "100644",
				type: "blob",
				content: Buffer.from(content).toString()
			};
			const { data: tree } = await client.rest.git.createTree({
				...at,
				tree: [entry]
			});
			const { data } = await client.rest.git.createCommit({
				...at,
				message,
				tree: tree.sha,
				parents: []
			});
			return await moveBranch(repository, {
				branch,
				from: void 0,
				to: data.sha
			}) === "moved" ? "begun" : "lost";
		}),
		add: ({ from, path, content, message }) => explained(repository, attempts.write, async () => {
			const created = await createCommit(repository, {
				parent: from,
				changes: [{
					path,
					content,
					mode: "100644"
				}],
				message
			});
			return await moveBranch(repository, {
				branch,
				from,
				to: created.sha
			}) === "lost" ? "lost" : created;
		})
	};
}
async function listFolder({ client, at }, tree) {
	return (await client.rest.git.getTree({
		...at,
		tree_sha: tree
	})).data.tree;
}

// src/forge/github/merging.ts
function openGitHubMerging(repository, settings, { number, base, git }) {
	const { client, at, name, serverUrl, token = "" } = repository;
	const request = `#${number}`;
	const pull_number = Number(number);
	const read = () => client.rest.pulls.get({
		...at,
		pull_number
	});
	const reading = {
		doing: `read the pull request ${request}`,
		needs: "pull requests: read"
	};
	const contents = {
		doing: `read ${base}`,
		needs: "contents: read"
	};
	const pair = Buffer.from(`x-access-token:${token}`).toString("base64");
	return {
		request,
		base,
		rules: () => rulesOfMerge(new GateFacts(repository, settings), base),
		async standing() {
			const { data } = await explained(repository, reading, read, true);
			const { state, draft, merged, merge_commit_sha: commit, head } = data;
			return {
				tip: await explained(repository, contents, () => readBranch(repository, base), true),
				request: {
					state: merged ? "merged" : state !== "open" ? "closed" : draft === true ? "draft" : "open",
					head: head.sha,
					base: data.base.ref,
					merged: merged ? commit ?? void 0 : void 0
				}
			};
		},
		commit: (id) => explained(repository, contents, async () => {
			try {
				const { data } = await client.rest.git.getCommit({
					...at,
					commit_sha: id
				});
				return {
					id: data.sha,
					tree: data.tree.sha,
					parents: data.parents.map(({ sha }) => sha)
				};
			} catch (error) {
				if (failureOf(error)?.status === 404) return void 0;
				throw error;
			}
		}),
		contains: (tip, commit) => explained(repository, contents, async () => {
			try {
				const basehead = `${commit}...${tip}`;
				const { data } = await client.rest.repos.compareCommitsWithBasehead({
					...at,
					basehead,
					per_page: 1
				});
				return data.status === "ahead" || data.status === "identical";
			} catch (error) {
				if (failureOf(error)?.status === 404) return false;
				throw error;
			}
		}),
		merge: (head, method) => explained(repository, {
			doing: `merge ${request}`,
			needs: "contents: write"
		}, async () => {
			try {
				await client.rest.pulls.merge({
					...at,
					...once,
					pull_number,
					...head !== void 0 && { sha: head },
					merge_method: methodOf(method)
				});
			} catch (error) {
				throw asRefusal(error, request);
			}
		}, true),
		...ownMerge({
			git,
			branch: base,
			reach: async () => reachOf(`${serverUrl}/${name}.git`, {
				url: `${serverUrl}/`,
				value: `Basic ${pair}`
			}),
			message: async () => {
				const { head } = (await explained(repository, reading, read, true)).data;
				return `Merge pull request ${request} from ${head.label.replace(":", "/")}`;
			}
		}),
		async now() {
			const { headers } = await explained(repository, contents, () => client.rest.repos.get(at));
			const now = Date.parse(headers.date ?? "");
			if (!Number.isNaN(now)) return now;
			throw remoteError("the response of GitHub has no Date header", { hint: "Check whether a proxy removes this header." });
		}
	};
}
function methodOf(method) {
	return method === "fast-forward" ? "rebase" : method;
}
function asRefusal(error, request) {
	const failure = failureOf(error);
	if (failure === void 0 || failure.isRateLimit || failure.isSaml) return error;
	if (failure.status === 409) return refusal(`GitHub did not merge ${request} because its head is now another commit: ${failure.reason}`, { hint: "Start a new run: it judges the newest commit." });
	if (failure.status !== 405 && failure.status !== 422) return error;
	const waits = /status checks? .*(expected|in progress|pending|failing)/i.test(failure.reason);
	return refusal(`GitHub did not merge ${request}: ${failure.reason}`, { hint: waits ? "GitHub answers this if checks are missing or if the branch is behind its base. Update the branch, wait until its checks pass, and start a new run. The job of the gate itself cannot be a required check, because it would wait for itself." : "See the bottom of the pull request page for what it waits for, and start a new run." });
}

// src/forge/github/app-repo.ts
function openGitHubAppRepo(place) {
	const hasty = once$1(() => place.client.hasty());
	return { async compare({ repository, from, to, isNeeded, path }) {
		if (place.token === void 0) return unknown("the app repo cannot be read without source-token");
		const [owner, repo, ...rest] = repository.split("/");
		if (!owner || !repo || rest.length > 0) return unknown(`${repository} is not a GitHub repository`);
		const at = {
			...place,
			client: isNeeded ? place.client : hasty()
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
		if (all.total > commits.length) return unknown(`there are more than ${100} commits between them`);
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
		return failure.status === 404 || failure.status === 422 ? unknown(`${from} or ${to} does not exist in ${repository}, or the source-token has no access to it`) : unknown(`the source-token has no access to ${repository} (${failure.status})`);
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

// src/forge/github/witness.ts
function openGitHubWitness(repository) {
	const { client, at } = repository;
	return { keep: ({ name, commit, hash, isGood, title, lines }) => explained(repository, {
		doing: "keep the hash of the record in a check run",
		needs: "checks: write"
	}, async () => {
		await client.rest.checks.create({
			...at,
			...once,
			name,
			head_sha: commit,
			status: "completed",
			conclusion: isGood ? "success" : "failure",
			external_id: hash,
			output: {
				title,
				summary: lines.map(escapeMarkdown).join("\n\n")
			}
		});
	}, true) };
}

// src/forge/github/connect.ts
function connectGitHub(options) {
	const repository = openRepository(options);
	return {
		repository,
		address: () => Promise.resolve(`${options.serverUrl}/${repository.name}`),
		pulls: async () => openGitHubForge(repository),
		comments: async () => openGitHubComments(repository),
		appRepo: async () => openGitHubAppRepo(repository),
		ledger: async (branch) => openGitHubLedger(repository, branch),
		approvals: (settings, checks) => openGitHubApprovals(repository, settings, checks),
		merging: (merge, settings = repository) => openGitHubMerging(repository, settings, merge),
		mergeRules: (base, settings) => rulesOfMerge(new GateFacts(repository, settings), base),
		witness: () => openGitHubWitness(repository),
		pullRequestOf: (run, base) => pullRequestOfRun(repository, run, base),
		close: () => Promise.resolve()
	};
}

export { GateFacts, connectGitHub, cureOfRule, explain, explainedBy, explaining, failureOf, inParallel$1 as inParallel, inspectAll, isOurs, no, openGitHubApprovals, platformCure, rulesOfMerge, teamsRead, timeOfForge, unread$1 as unread, vouchesFor, yes };