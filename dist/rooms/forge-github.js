import "../chunks/rolldown-runtime.js";
import { FairleadError, inputError, refusal, remoteError, suggestion } from "./errors.js";
import { array, boolean, exactOptional, is, nullable, nullish, number, object, objectWithRest, optional, picklist, record, string, union, unknown as unknown$1 } from "../packages/valibot.js";
import { retry } from "../packages/octokit-plugin-retry.js";
import { throttling } from "../packages/octokit-plugin-throttling.js";
import { Octokit } from "../packages/octokit-rest.js";
import { branchRef, mask, pushersOf } from "./git.js";
import { anything, held } from "./shapes.js";
import { cureOfUnreachable, reasonOfUnreachable } from "./net-unreachable.js";
import { fetchFor } from "./net.js";
import { isRevision, milestoneLeftOut, planComments, pullRequestWords } from "./forge-local.js";
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

// src/forge/github/approvals/words.ts
async function lookAt$1(checks, place) {
	const found = [];
	for (const { id, look } of checks) found.push(...(await look(place)).map((finding) => ({
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
function unread(what, { needs, fault }) {
	return {
		word: "unread",
		message: `Could not be read, needs ${needs}: ${what} (${fault.message}).`,
		cure: `Give a token with ${needs}.`
	};
}
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
function check$1(id, description, look) {
	return {
		id,
		description,
		async look(place) {
			const { data } = await place.facts.environment(place.name);
			const found = data && await look(data, place);
			return found === void 0 ? [] : [found];
		}
	};
}
const isThere = {
	id: "environment",
	description: "The environment is there, under exactly this name: GitHub makes a new one without any protection of a name that is misspelt.",
	async look({ facts, name }) {
		const answer = await facts.environment(name);
		if (answer.data !== void 0) return [yes(`${facts.repository.name} has the environment ${name}.`)];
		if (answer.status !== 404) return [unread(`whether the environment ${name} is protected`, answer)];
		return [no(`${facts.repository.name} has no environment ${JSON.stringify(name)}: a job that names it waits for nobody.`, `Make it, or mend its name in the workflow and in protected-environment: ${pages(facts).environments}`)];
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
const reviewers = check$1("reviewers", "Somebody has to approve a job of the environment. Private repositories have that on GitHub Enterprise alone.", async (environment, { facts, name }) => {
	const { reviewers: found } = reviewersOf(environment);
	if (found.length > 0) return yes(`One of ${found.length} ${found.length === 1 ? "reviewer" : "reviewers"} has to approve a job for ${name}.`);
	const { private: isPrivate } = await facts.itself();
	return no(`The environment ${name} has no required reviewers: a job for it waits for nobody.${isPrivate ? " Private repositories have required reviewers on GitHub Enterprise alone: with another plan this way only advises." : ""}`, `Tick "Required reviewers": ${pages(facts).environments}${isPrivate ? " Without that plan let what holds the key to the cluster decide: see the table at the top of docs/gate.md." : ""}`);
});
const selfReview = check$1("self-review", "Who starts a run cannot approve it.", (environment, { facts, name }) => {
	const { reviewers: found, preventsSelfReview } = reviewersOf(environment);
	if (found.length === 0) return void 0;
	return preventsSelfReview ? yes(`Who starts a run cannot approve its job for ${name}.`) : no(`Who starts a run may approve its job for ${name} themselves.`, `Tick "Prevent self-review": ${pages(facts).environments}`);
});
const administrators = check$1("administrators", "Administrators cannot let a job through without an approval.", (environment, { facts, name }) => {
	const bypass = environment.can_admins_bypass;
	if (bypass === false) return yes(`Administrators cannot let a job for ${name} through.`);
	if (bypass === void 0) return unread(`whether administrators can let a job for ${name} through`, {
		needs: "a GitHub that tells it (can_admins_bypass)",
		fault: { message: "the answer lacks it" }
	});
	return no(`Administrators can let a job for ${name} through without an approval.`, `Clear "Allow administrators to bypass configured protection rules": ${pages(facts).environments}`);
});
const branches = check$1("branches", "Only workflows of protected branches reach the environment: a change brings its own workflow on its own branch.", async ({ deployment_branch_policy: policy }, { facts, name, base }) => {
	const page = pages(facts).environments;
	if (!policy) return no(`A job of any branch may use the environment ${name}, and a change can bring such a job.`, `Choose "Selected branches and tags" with the default branch alone, or "Protected branches only": ${page}`);
	const { default_branch: standard } = await facts.itself();
	if (policy.custom_branch_policies) {
		const answer = await facts.branchPolicies(name);
		if (answer.data === void 0) return unread(`which branches may use the environment ${name}`, answer);
		const foreign = answer.data.filter(({ name: branch, type }) => type === "tag" || branch !== standard && branch !== base);
		const named = foreign.slice(0, 3).map(({ name: one = "", type = "branch" }) => `${type} ${one}`);
		if (foreign.length > 0) return no(`Jobs of other refs than ${standard} may use the environment ${name} (${named.join(", ")}), and whoever may push one brings such a job.`, `Leave ${standard} alone in "Deployment branches and tags": ${page}`);
		return yes(`Only jobs of ${standard} may use the environment ${name}.`);
	}
	const isProtected = await protectedBranch(facts, standard);
	if (isProtected === true) return yes(`Only jobs of protected branches may use the environment ${name}.`);
	if (isProtected === false) return no(`The environment ${name} is for protected branches, and ${standard} is none: where no branch is protected, all may use it.`, `Protect ${standard}: ${pages(facts).rules}`);
	return unread(`whether ${standard} is protected`, isProtected);
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
	async persist(work, { find, again }) {
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

// src/forge/github/approvals/facts.ts
async function asked(repository, attempt, work) {
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
	itself() {
		return this.#once("itself", async () => (await this.#look()).data);
	}
	async date() {
		return (await this.#look()).headers.date;
	}
	#look() {
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
		return this.#once(attempt.doing, () => asked(repository, attempt, () => ask(repository.client, repository.at)));
	}
	#once(question, ask) {
		const answer = this.#answers.get(question) ?? ask();
		this.#answers.set(question, answer);
		return answer;
	}
};

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
		else if (users.includes(name)) throw inputError(`the policy names ${JSON.stringify(name)}, and ${answer.status === 404 ? "GitHub has no such account" : `their account cannot be read: ${answer.fault.message}`}`, { hint: "Mend the name in fairlead.yaml of the base branch: an account that is renamed leaves its name to anybody." });
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
	return asked(repository, attempt, async () => {
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
	const at = body.indexOf(`[this run](${serverUrl}/`);
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
	const { data } = await asked(repository, attempt, async () => {
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
	description: "The workflow that ran is the one of the default branch: under pull_request a change's own would, which may leave out what it likes.",
	async look({ facts, run }) {
		const { event, head_branch: branch, path } = await facts.run(run);
		const { default_branch: standard } = await facts.itself();
		if (event === "pull_request_target" || !OWN_WORKFLOW.test(event) && branch === standard) return [yes(`The workflow that ran is that of ${standard}.`)];
		return [no(`The workflow that ran (${path}, on ${event}) is the one of the change or of ${branch ?? "another branch"}, and not of ${standard}.`, "Let it run on pull_request_target: actions/gate/README.md has a workflow to paste.")];
	}
};
const firstAttempt = {
	id: "first-attempt",
	description: "The run is its first attempt: GitHub's list of who approved a run does not say which attempt they approved.",
	async look({ facts, run }) {
		const { run_attempt: attempt = 1 } = await facts.run(run);
		return [attempt === 1 ? yes("The run was started once.") : no(`This is attempt ${attempt} of the run, and who approved it may have approved an earlier one.`, NEW_RUN)];
	}
};
const waited = {
	id: "waited",
	description: "Somebody approved this very run for each of the environments: one that runs without was let through.",
	async look(place) {
		const found = [];
		for (const name of place.environments) {
			const reviews = await reviewsOf(place, name);
			if (reviews === void 0) continue;
			found.push(reviews.some(({ state }) => state === "approved") ? yes(`This run was approved for ${name}.`) : no(`Nobody approved this run for ${name}: it was let through, by an administrator or for want of reviewers.`, `Let one of its reviewers approve a new run. What can let a job through: ${pages(place.facts).environments}`));
		}
		return found;
	}
};
const newest = {
	id: "newest",
	description: "The request is open, and at the commit that it was at when the run began: an old run that is approved late counts for nothing.",
	async look({ facts, request, head }) {
		const { state, draft, head: now } = await facts.request(request);
		if (state !== "open") return [no(`The request #${request} is ${state}.`, "Open it again.")];
		if (draft === true) return [no(`The request #${request} is a draft.`, "Say that it is ready for review.")];
		if (head !== void 0 && head !== now.sha) return [no(`The request #${request} is at ${now.sha.slice(0, 12)} now, and this run began with ${head.slice(0, 12)}: it was approved late.`, "Approve the run of the newest commit.")];
		return [yes(`The request #${request} is at the commit that this run began with.`)];
	}
};
const asItIsNow = {
	id: "tips",
	description: "What is judged is the tip of the base and the commit of the request as GitHub has them now: a checkout may be old, and so may its rules be.",
	async look({ facts, request, judged }) {
		const { base, head } = await facts.request(request);
		const tip = await facts.branch(base.ref);
		if (tip.data === void 0) return [unread(`where ${base.ref} is now`, tip)];
		const stale = [...judged.base === tip.data.commit.sha ? [] : [`${base.ref} at ${judged.base.slice(0, 12)}, which is at ${tip.data.commit.sha.slice(0, 12)} now`], ...judged.head === head.sha ? [] : [`the request at ${judged.head.slice(0, 12)}, which is at ${head.sha.slice(0, 12)} now`]];
		if (stale.length === 0) return [yes(`What is judged is ${base.ref} and the request as they are now.`)];
		return [no(`The checkout has ${stale.join(", and ")}.`, "Check out anew, with the whole history (fetch-depth: 0), and render again.")];
	}
};
const starterIsKnown = {
	id: "starter",
	description: "Where a program opened the request from a run that it names, who started that run can be read.",
	async look({ facts, request }) {
		const starter = await starterOf(facts, await facts.request(request));
		return starter.fault === void 0 ? [] : [unread("who started the run that made the request", starter)];
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
			atFrom: "the start of the job that it let go"
		};
	}
	return {
		at: Date.parse(begun),
		atFrom: "the start of the run: its deployment tells no time"
	};
}

// src/forge/github/approvals/setup.ts
const baseIsProtected = {
	id: "base",
	description: "Changes reach the base branch by pull requests alone: who may push to it gets past every gate.",
	async look({ facts, base }) {
		const rules = await facts.rules(base);
		if (rules.data?.some(({ type }) => type === "pull_request" || type === "merge_queue") === true) return [yes(`Changes reach ${base} by pull requests alone.`)];
		const branch = await facts.branch(base);
		if (branch.data === void 0) return [unread(`whether ${base} is protected`, branch)];
		const classic = branch.data.protected ? await facts.protection(base) : void 0;
		if (classic?.data?.required_pull_request_reviews !== void 0) return [yes(`Changes reach ${base} by pull requests alone.`)];
		if (classic?.data === void 0 && classic !== void 0) return [unread(`whether the classic protection of ${base} asks for pull requests`, classic)];
		if (rules.data === void 0) return [unread(`which rules hold for ${base}`, rules)];
		return [no(`Who may push may push to ${base}, past the gate.`, `Make a ruleset for ${base} with "Require a pull request before merging": ${pages(facts).rules}/new?target=branch. Private repositories have rulesets from GitHub Pro and Team on.`)];
	}
};
const rulesetsAreActive = {
	id: "evaluate",
	description: "No ruleset of branches only evaluates: it stops nothing, and looks as if it did.",
	async look({ facts }) {
		const rulesets = await facts.rulesets();
		if (rulesets.data === void 0) return [unread("which rulesets there are", rulesets)];
		const found = rulesets.data.filter(({ target, enforcement }) => (target ?? "branch") === "branch" && enforcement === "evaluate");
		if (found.length === 0) return [yes("No ruleset of branches only evaluates.")];
		return found.map(({ id, name }) => no(`The ruleset ${name} only evaluates: it stops nothing.`, `Set it to "Active": ${rulesetPage(facts, id)}`));
	}
};
const nobodyBypasses = {
	id: "bypass",
	description: "Nobody may bypass the rules of the base branch. GitHub tells that only to who may change them, so that with another token it is unread.",
	async look({ facts, base }) {
		const rules = await facts.rules(base);
		if (rules.data === void 0) return [unread(`which rules hold for ${base}`, rules)];
		const ids = new Set(rules.data.flatMap(({ ruleset_id: id }) => id ?? []));
		const rulesets = ids.size === 0 ? void 0 : await facts.rulesets();
		if (rulesets !== void 0 && rulesets.data === void 0) return [unread("who may bypass the rulesets", rulesets)];
		const holding = rulesets?.data?.filter(({ id }) => ids.has(id)) ?? [];
		const lost = ids.size > holding.length ? [lostRulesets(ids.size - holding.length)] : [];
		return [
			...holding.map((ruleset) => bypassOf(facts, ruleset)),
			...lost,
			...await classicBypass(facts, base)
		];
	}
};
function bypassOf(facts, { id, name, bypass_actors: actors }) {
	const needs = "administration: write, in settings-token";
	if (actors === void 0) return unread(`who may bypass the ruleset ${name}`, {
		needs,
		fault: { message: "GitHub tells it to who may write the ruleset" }
	});
	if (actors.length === 0) return yes(`Nobody may bypass the ruleset ${name}.`);
	const named = actors.map(({ actor_type: type, actor_id: actor, bypass_mode: mode }) => `${type}${actor ? ` ${actor}` : ""} (${mode ?? "always"})`);
	return no(`The ruleset ${name} may be bypassed by ${named.join(", ")}.`, `Take them off its bypass list: ${rulesetPage(facts, id)}`);
}
const lostRulesets = (count) => unread(`who may bypass ${count} more of the rulesets that hold`, {
	needs: "organization administration: read, in settings-token",
	fault: { message: "they are of the organization" }
});
async function classicBypass(facts, base) {
	if ((await facts.branch(base)).data?.protected !== true) return [];
	const classic = await facts.protection(base);
	if (classic.data === void 0) return classic.status === 404 && /not protected/i.test(classic.fault.message) ? [] : [unread(`whether administrators bypass the classic protection of ${base}`, classic)];
	const page = pages(facts).branches;
	const bypass = classic.data.required_pull_request_reviews?.bypass_pull_request_allowances;
	const people = [
		...bypass?.users ?? [],
		...bypass?.teams ?? [],
		...bypass?.apps ?? []
	];
	return [classic.data.enforce_admins?.enabled === true ? yes(`Administrators are bound by the classic protection of ${base}.`) : no(`Administrators are not bound by the classic protection of ${base}.`, `Tick "Do not allow bypassing the above settings": ${page}`), ...people.length === 0 ? [] : [no(`${people.length} of the classic protection of ${base} may bypass pull requests.`, `Take them off its list: ${page}`)]];
}
const teamsAreRead = {
	id: "teams",
	description: "The members of the teams that the policy names can be read.",
	async look({ facts, policy }) {
		const found = [];
		for (const team of policy.teams) {
			const members = await facts.members(team);
			if (members.data === void 0) found.push(unread(`who is a member of ${team}`, members));
			else if (members.data.length === 0) found.push(no(`The team ${team} has no members.`, `Add some: ${teamPage(facts, team)}`));
			else found.push(yes(`The team ${team} has ${members.data.length} members.`));
		}
		return found;
	}
};
const canBeSatisfied = {
	id: "satisfiable",
	description: "Enough of those whom the policy names are reviewers of the environments: else nobody could satisfy it. One reviewer is all that an environment asks, so that each approval takes an environment of its own.",
	async look({ facts, environments, policy }) {
		const page = pages(facts).environments;
		if (environments.length < policy.approvals) return [no(`The policy asks for ${policy.approvals} approvals, and the run waits for ${environments.length}: one reviewer is all that an environment asks.`, `Name ${policy.approvals} environments in protected-environment, each in a job of its own: ${page}`)];
		const named = await namedBy(facts, policy);
		const found = [];
		for (const name of environments) {
			const { data } = await facts.environment(name);
			if (data === void 0) continue;
			const { people, unreadTeams } = await reviewersIn(facts, data);
			const both = people.filter((id) => named.ids.has(id));
			const isOpen = unreadTeams.length > 0 || named.isOpen;
			if (both.length > 0) found.push(yes(`${both.length} of the reviewers of ${name} are named by the policy.`));
			else if (isOpen) found.push(unread(`whether a reviewer of ${name} is named by the policy`, {
				needs: "members: read (of the organization), in settings-token",
				fault: { message: `of ${[...unreadTeams, ...policy.teams].join(", ")}` }
			}));
			else found.push(no(`No reviewer of ${name} is named by the policy, so nobody can satisfy it.`, `Let them be the same people: ${page}`));
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
	description: "The token has no more rights than the gate needs: it reads, and writes nothing.",
	async look({ facts }) {
		const { permissions } = await facts.itself();
		if (permissions === void 0) return [unread("what the token may write", {
			needs: "a token of an App or a user",
			fault: { message: "GitHub leaves its permissions out" }
		})];
		const { push, maintain, admin } = permissions;
		return [push || maintain === true || admin ? no(`The token may ${admin ? "administer" : "write to"} ${facts.repository.name}, and the gate only reads.`, "Give the job's own token with permissions: {contents: read, actions: read, deployments: read, pull-requests: read}.") : yes("The token writes no contents.")];
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

// src/forge/github/approvals/source.ts
const gateChecks = {
	run: runChecks,
	environment: environmentChecks,
	setup: setupChecks
};
function openGitHubApprovals(repository, settings = repository, checks = gateChecks) {
	const facts = new GateFacts(repository, settings);
	const environmentsOf = async (names, base) => {
		const all = [];
		for (const name of names) all.push(...await lookAt$1(checks.environment, {
			facts,
			name,
			base
		}));
		return all;
	};
	return {
		async request(number) {
			if (!/^[1-9]\d{0,9}$/.test(number)) throw inputError(`${JSON.stringify(number)} is no number of a pull request`);
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
				protections: async () => [...await environmentsOf(change.environments, base.ref), ...await lookAt$1(checks.run, place)],
				now: () => clockOf(facts)
			};
		},
		setup: async (place) => [...await environmentsOf(place.environments, place.base), ...await lookAt$1(checks.setup, {
			facts,
			...place
		})]
	};
}
async function clockOf(facts) {
	const date = await facts.date();
	const now = date === void 0 ? NaN : Date.parse(date);
	if (Number.isNaN(now)) throw remoteError("GitHub does not tell the time (Date), so that no window and no age can be judged", { hint: "Check whether a proxy takes that header away." });
	return now;
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
const attempts$1 = {
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
		return this.#explained(attempts$1.look, async () => {
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
		return this.#explained(attempt, () => {
			if (!this.#isArchived) return work();
			throw inputError(`${this.repository} is archived, so nothing can be changed in it`, { hint: "Unarchive it in its settings, or use the repository that has taken its place." });
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
	if (repository.token === void 0 || repository.token.trim() === "") throw inputError(`there is no token for ${repository.name}`, { hint: "Give one with the permission contents: write." });
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
		ledger: async (branch) => openGitHubLedger(repository, branch),
		approvals: (settings, checks) => openGitHubApprovals(repository, settings, checks),
		pullRequestOf: (run, base) => pullRequestOfRun(repository, run, base),
		close: () => Promise.resolve()
	};
}

export { connectGitHub, cureOfRule, explain, explainedBy, explaining, failureOf, inParallel$1 as inParallel, isOurs, openGitHubApprovals, platformCure, vouchesFor };