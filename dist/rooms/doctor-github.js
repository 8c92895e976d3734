import "../chunks/rolldown-runtime.js";
import { FairleadError, remoteError, suggestion } from "./errors.js";
import { cureOfUnreachable, reasonOfUnreachable } from "./net-unreachable.js";
import { explain, failureOf } from "./forge-github.js";
import { atMost, fault, note, ok, orOk, part, sentence, unknown, warning } from "./doctor-check.js";

// src/doctor/github/github-api.ts
const patience = 3e4;
var GitHubApi = class {
	repository;
	owner;
	serverUrl;
	#repository;
	#at;
	#answers = /* @__PURE__ */ new Map();
	#closed;
	constructor(repository) {
		this.repository = repository.name;
		this.owner = repository.at.owner;
		this.serverUrl = repository.serverUrl;
		this.#repository = repository;
		this.#at = repository.at;
	}
	getRepository() {
		return this.#ask("repository", "metadata: read", (rest) => rest.repos.get(this.#at));
	}
	getUser() {
		return this.#ask("user", "metadata: read", (rest) => rest.users.getAuthenticated());
	}
	getBranch(branch) {
		return this.#ask(`branch ${branch}`, "contents: read", (rest) => rest.repos.getBranch({
			...this.#at,
			branch
		}));
	}
	getProtection(branch) {
		return this.#ask(`protection ${branch}`, "administration: read", (rest) => rest.repos.getBranchProtection({
			...this.#at,
			branch
		}));
	}
	listBranches() {
		return this.#ask("branches", "contents: read", (rest) => rest.repos.listBranches({
			...this.#at,
			per_page: 100
		}));
	}
	getRules(branch) {
		return this.#ask(`rules ${branch}`, "metadata: read", (rest) => rest.repos.getBranchRules({
			...this.#at,
			branch,
			per_page: 100
		}));
	}
	getWorkflowPermissions() {
		return this.#ask("workflow permissions", "administration: read", (rest) => rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(this.#at));
	}
	getEnvironment(name) {
		return this.#ask(`environment ${name}`, "actions: read", (rest) => rest.repos.getEnvironment({
			...this.#at,
			environment_name: name
		}));
	}
	listBranchesFrom(prefix) {
		return this.#ask(`refs ${prefix}`, "contents: read", (rest) => rest.git.listMatchingRefs({
			...this.#at,
			ref: `heads/${prefix}`
		}));
	}
	listPullRequests(branch) {
		return this.#ask(`pulls ${branch}`, "pull requests: read", (rest) => rest.pulls.list({
			...this.#at,
			state: "open",
			per_page: 1,
			...branch === void 0 ? {} : { head: `${this.owner}:${branch}` }
		}));
	}
	getCommit(revision) {
		return this.#ask(`commit ${revision}`, "contents: read", (rest) => rest.repos.getCommit({
			...this.#at,
			ref: revision,
			per_page: 1
		}));
	}
	async refusesPush(name) {
		const { serverUrl, token = "", client } = this.#repository;
		const url = new URL(`${serverUrl}/${name}.git/info/refs?service=git-receive-pack`);
		const ask = client.fetchFor(url);
		const authorization = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
		let response;
		try {
			response = await ask(url.href, {
				headers: {
					authorization,
					"user-agent": "fairlead"
				},
				redirect: "manual",
				signal: AbortSignal.timeout(patience)
			});
		} catch (error) {
			const reason = reasonOfUnreachable(error);
			throw remoteError(`${serverUrl} cannot be reached: ${reason}`, {
				hint: cureOfUnreachable(reason),
				cause: error
			});
		}
		const { status } = response;
		if (status === 200) {
			await response.body?.cancel();
			return;
		}
		const text = (await response.text()).replaceAll(/\s+/g, " ").trim().slice(0, 300);
		if (status >= 500 || status === 429) throw remoteError(`${serverUrl} does not answer whether the token may push (${status})`, { hint: "Try again later." });
		return {
			status,
			reason: text.startsWith("<") ? "" : text
		};
	}
	async #ask(name, needs, ask) {
		const answer = this.#answers.get(name) ?? this.#askNow(name, needs, ask);
		this.#answers.set(name, answer);
		return answer;
	}
	async #askNow(name, needs, ask) {
		if (this.#closed !== void 0) throw this.#closed;
		try {
			const { data, headers } = await ask(this.#repository.client.rest);
			return {
				given: true,
				data,
				headers
			};
		} catch (error) {
			const { serverUrl, token } = this.#repository;
			const place = {
				repository: this.repository,
				serverUrl,
				token,
				isKnown: name !== "repository"
			};
			const explained = explain(error, place, {
				doing: `read the ${name}`,
				needs
			});
			const failure = failureOf(error);
			if (!(explained instanceof FairleadError) || !failure) throw explained;
			if (failure.status === void 0 || failure.isRateLimit) this.#closed = explained;
			if (failure.status === void 0 || failure.isRateLimit || failure.status >= 500) throw explained;
			const { status, headers, isSaml } = failure;
			return {
				given: false,
				status,
				headers,
				isSaml,
				fault: explained.faults[0]
			};
		}
	}
};

// src/doctor/github/ports.ts
function kindOf({ token = "", jobToken, job }) {
	if (token.startsWith("ghs_")) return job.present && token === jobToken ? "job" : "app";
	if (token.startsWith("github_pat_")) return "fine-grained";
	if (token.startsWith("ghp_")) return "classic";
	return /^gh[ou]_/.test(token) ? "oauth" : "unknown";
}
function scopesIn(headers) {
	const scopes = headers["x-oauth-scopes"];
	return typeof scopes === "string" && scopes !== "" ? scopes.split(",").map((scope) => scope.trim()) : void 0;
}
function openBecause(answer) {
	return [unknown(sentence(`This could not be looked at: ${answer.fault.message}`), answer.fault.hint)];
}
async function baseOf({ api, base }) {
	if (base !== void 0) return base.replace(/^refs\/heads\//, "");
	const answer = await api.getRepository();
	return answer.given ? answer.data.default_branch : void 0;
}

// src/doctor/github/branch.ts
const baseIsThere = {
	id: "github/base",
	title: "The base branch",
	async run(ports) {
		const { api } = ports;
		const repository = await api.getRepository();
		const base = await baseOf(ports);
		if (!repository.given || base === void 0) return [noRepository];
		const answer = await api.getBranch(base);
		if (!answer.given && answer.status === 404) {
			const branches = await api.listBranches();
			const known = branches.given ? branches.data.map(({ name }) => name) : [];
			return [known.length === 0 ? fault(`${api.repository} has no branch.`, "Push a first commit to it.") : fault(`${api.repository} has no branch "${base}".`, `Set base. ${suggestion(base, known)}`)];
		}
		if (!answer.given) return openBecause(answer);
		const { default_branch: standard } = repository.data;
		return [base === standard ? ok(`The base branch ${base} is there; it is the default branch.`) : note(`The base branch ${base} is there; the default branch is ${standard}.`, "Apps whose targetRevision is HEAD follow the default branch.")];
	}
};
const noRepository = unknown("The infra repo is not seen, so this could not be looked at.");
const baseIsProtected = {
	id: "github/protection",
	title: "What a merge has to wait for",
	async run(ports) {
		const { api } = ports;
		const base = await baseOf(ports);
		if (base === void 0) return [noRepository];
		const [rules, branch] = [await api.getRules(base), await api.getBranch(base)];
		if (!branch.given) return [unknown(`The branch ${base} is not seen, so its protection is not either.`)];
		const isClassic = branch.data.protected;
		if (!rules.given && !isClassic) return [unknown(sentence(`The rulesets of ${base} could not be read: ${rules.fault.message}`), "Look at Settings > Rules > Rulesets; the plan of a private repository may have none.")];
		const list = rules.given ? rules.data : [];
		const classicChecks = branch.data.protection.required_status_checks?.contexts ?? [];
		return [
			reviews(list, isClassic ? await approvalsOfProtection(api, base) : 0, base),
			checks$1(list, classicChecks, isClassic, base),
			...await special(ports, list)
		];
	}
};
const rulesets = "Settings > Rules > Rulesets > New branch ruleset";
async function approvalsOfProtection(api, base) {
	const answer = await api.getProtection(base);
	return answer.given ? answer.data.required_pull_request_reviews?.required_approving_review_count ?? 0 : void 0;
}
function reviews(rules, classic, base) {
	const found = rules.flatMap((rule) => rule.type === "pull_request" ? [rule.parameters] : []);
	const most = Math.max(classic ?? 0, ...found.map((parameters) => parameters?.required_approving_review_count ?? 0));
	if (most > 0 || found.some((parameters) => parameters?.require_code_owner_review === true)) return ok(`A merge into ${base} needs a review (${most} ${most === 1 ? "approval" : "approvals"}).`);
	if (classic === void 0) return note(`${base} is protected, and no ruleset asks for a review; whether a classic branch protection does, only administrators see.`, "Look at Settings > Branches: \"Require approvals\". A token with administration: read would see it.");
	return warning(found.length > 0 ? `Changes reach ${base} by pull requests, and none needs an approval.` : `Nobody has to review what reaches ${base}: who may push may push to it, and merge at once.`, `Add it at ${rulesets}: "Require a pull request before merging", with 1 approval.`);
}
function checks$1(rules, classic, isClassic, base) {
	const contexts = rules.flatMap((rule) => rule.type === "required_status_checks" ? (rule.parameters?.required_status_checks ?? []).map(({ context }) => context) : []);
	const all = [.../* @__PURE__ */ new Set([...contexts, ...classic])];
	if (all.length > 0) return ok(`A merge into ${base} waits for ${all.join(", ")}.`);
	return note(isClassic ? `${base} is protected, and is not known to wait for a status check.` : `A merge into ${base} waits for no status check.`, `With auto-merge something must be required: a review, or a check at ${rulesets}.`);
}
async function special(ports, rules) {
	const types = new Set(rules.map(({ type }) => type));
	const found = [];
	if (types.has("required_signatures")) found.push([
		"fine-grained",
		"classic",
		"oauth"
	].includes(kindOf(ports)) ? note("Commits must be signed; with a user's token Fairlead has GitHub sign them, by three more requests.") : ok("Commits must be signed, and GitHub signs those of an App."));
	if (types.has("merge_queue")) found.push(note("Merges go through a merge queue: auto-merge puts the pull request in it."));
	if (types.has("required_linear_history")) {
		const repository = await ports.api.getRepository();
		const onlyMerges = repository.given && repository.data.allow_squash_merge === false && repository.data.allow_rebase_merge === false;
		found.push(onlyMerges ? fault("The history must be linear, and the repository allows only merge commits: nothing can be merged.", "Allow squash merging in Settings > General > Pull Requests.") : note("The history must be linear: with auto-merge use merge-method squash or rebase."));
	}
	return found;
}
const branchesMayBeMade = {
	id: "github/branches",
	title: "Whether branches may be made",
	async run({ api }) {
		const answer = await api.getRules("fairlead/doctor");
		if (!answer.given) return openBecause(answer);
		const stopping = {
			creation: "Restrict creations",
			update: "Restrict updates",
			branch_name_pattern: "a pattern for branch names",
			pull_request: "Require a pull request before merging"
		};
		const hindering = {
			non_fast_forward: "Block force pushes",
			deletion: "Restrict deletions",
			commit_message_pattern: "a pattern for commit messages",
			commit_author_email_pattern: "a pattern for the address of the author",
			committer_email_pattern: "a pattern for the address of the committer"
		};
		const hint = "Leave fairlead/** out of the ruleset (\"Exclude by pattern\"), or let the App bypass it (\"Bypass list\"). GitHub does not tell whether it does already.";
		const found = [...new Set(answer.data.map(({ type }) => type))].flatMap((type) => {
			const [stops, hinders] = [stopping[type], hindering[type]];
			if (stops !== void 0) return [warning(`A ruleset holds for fairlead/** that may keep Fairlead from making branches: ${stops}.`, hint)];
			return hinders === void 0 ? [] : [note(`A ruleset holds for fairlead/** that may get in the way: ${hinders}.`, hint)];
		});
		return orOk(found, "No ruleset keeps Fairlead from making branches (fairlead/**).");
	}
};

// src/doctor/files/production.ts
async function productionIn(files) {
	const [config, { apps }] = [await files.config(), await files.inventory()];
	const declared = Object.entries(config.environments).flatMap(([name, { production }]) => production === true ? [name] : []);
	const used = apps.flatMap(({ production, environment: name }) => production && name !== void 0 ? [name] : []);
	return [.../* @__PURE__ */ new Set([...declared, ...used])].toSorted();
}

// src/doctor/github/environments.ts
const environmentsAreProtected = {
	id: "github/environments",
	title: "GitHub's environments for production",
	async run({ api, files }) {
		if (files === void 0) return [unknown("Without the infra repo's files nothing tells which environments are production.")];
		const names = await productionIn(files);
		if (names.length === 0) return [ok("No environment is production, so none needs protection.")];
		const found = [];
		for (const name of names) found.push(...await environment(api, name));
		return orOk(found, "");
	}
};
async function environment(api, name) {
	const answer = await api.getEnvironment(name);
	const place = `Settings > Environments > ${name}`;
	if (!answer.given && answer.status === 404) return [note(`${api.repository} has no GitHub environment "${name}".`, "One with required reviewers lets people approve a job; pull requests alone do without. Settings > Environments > New environment.")];
	if (!answer.given) return [unknown(sentence(`The GitHub environment "${name}" could not be read: ${answer.fault.message}`), "It takes actions: read.")];
	const { protection_rules: rules = [], deployment_branch_policy: policy } = answer.data;
	const reviewers = rules.find((rule) => rule.type === "required_reviewers");
	const found = [];
	if (reviewers === void 0 || !("reviewers" in reviewers) || (reviewers.reviewers ?? []).length === 0) found.push(warning(`The GitHub environment "${name}" has no required reviewers: a job for it waits for nobody.`, `Tick "Required reviewers" at ${place}; for private repositories it takes GitHub Enterprise.`));
	else if (!("prevent_self_review" in reviewers) || reviewers.prevent_self_review !== true) found.push(note(`Who starts a job for the GitHub environment "${name}" may approve it too.`, `Tick "Prevent self-review" at ${place}.`));
	if (policy === null || policy === void 0) found.push(note(`A job on any branch may use the GitHub environment "${name}".`, `Choose "Protected branches only" under "Deployment branches and tags" at ${place}.`));
	return found.length > 0 ? found : [ok(`The GitHub environment "${name}" has reviewers and a rule for branches.`)];
}

// src/doctor/github/leftovers.ts
const MOST = 30;
const branchesHavePullRequests = {
	id: "github/leftovers",
	title: "Branches that are left over",
	async run({ api }) {
		const answer = await api.listBranchesFrom("fairlead/");
		if (!answer.given) return openBecause(answer);
		const branches = answer.data.map(({ ref }) => ref.replace("refs/heads/", ""));
		const found = [];
		for (const branch of branches.slice(0, MOST)) {
			const pulls = await api.listPullRequests(branch);
			if (!pulls.given) return openBecause(pulls);
			if (pulls.data.length === 0) found.push(note(`The branch ${branch} has no open pull request.`, "The next run of the same bump takes it up again; otherwise delete it. With delete-branch: true, or \"Automatically delete head branches\", none stays."));
		}
		const rest = branches.length - MOST;
		if (rest > 0) found.push(note(`There are ${rest} more branches fairlead/**, which were not looked at.`));
		return orOk(atMost(found), "Each branch fairlead/** has an open pull request.");
	}
};

// src/doctor/github/rights.ts
const appHint = "For a GitHub App: its settings > Permissions, then accept the change where it is installed. For a job's own token: permissions: {contents: write, pull-requests: write} in the job.";
const tokenMayPush = {
	id: "github/push",
	title: "Whether the token may push",
	async run({ api, token }) {
		const answer = await api.getRepository();
		if (token === void 0) return [unknown("Without a token there is no right to push to look at.")];
		if (!answer.given) return openBecause(answer);
		if (answer.data.archived) return [unknown("Nobody may push to an archived repository.")];
		const refusal = await api.refusesPush(answer.data.full_name);
		if (refusal === void 0) return [ok("The token may push (contents: write).")];
		const { status, reason } = refusal;
		if (status !== 401 && status !== 403 && status !== 404) return [unknown(`GitHub answers the question for a push with ${status}, which tells nothing.`, "Run fairlead update with dry-run first, and then without.")];
		return [fault(sentence(`The token may not push to ${api.repository}${reason === "" ? "" : `: ${reason}`}`), `Give it contents: write. ${appHint}`)];
	}
};
const tokenMayOpenPullRequests = {
	id: "github/pull-requests",
	title: "Whether the token may open pull requests",
	async run(ports) {
		const { api, token } = ports;
		const repository = await api.getRepository();
		if (token === void 0) return [unknown("Without a token there is no right to look at.")];
		if (!repository.given) return openBecause(repository);
		const pulls = await api.listPullRequests();
		if (!pulls.given && pulls.status === 403) return [fault(`The token may not even read the pull requests of ${api.repository}.`, `Give it pull requests: write. ${appHint}`)];
		if (!pulls.given) return openBecause(pulls);
		const scopes = scopesIn(repository.headers) ?? [];
		if (scopes.includes("repo") && repository.data.permissions?.push === true) return [ok("The token may open pull requests (scope repo, and its owner may push).")];
		if (kindOf(ports) === "classic" && scopes.includes("public_repo") && !repository.data.private) return [ok("The token may open pull requests (scope public_repo).")];
		return [unknown("Whether the token may open pull requests shows only when it opens one: GitHub has no question for it.", `It takes pull requests: write. ${appHint}`)];
	}
};
const workflowsMayOpenPullRequests = {
	id: "github/workflow-pull-requests",
	title: "Whether workflows may open pull requests",
	async run(ports) {
		const { api } = ports;
		if (kindOf(ports) !== "job") return [ok("The token is not this job's own, so the setting for those does not matter.")];
		const place = "It is \"Allow GitHub Actions to create and approve pull requests\" in Settings > Actions > General; the organization may have switched it off for all.";
		const answer = await api.getWorkflowPermissions();
		if (!answer.given) return [unknown("Only an administrator's token sees whether workflows may open pull requests with their own token.", place)];
		return [answer.data.can_approve_pull_request_reviews ? ok("Workflows may open pull requests with their own token.") : fault(`Workflows of ${api.repository} may not open pull requests with their own token.`, `Tick it. ${place}`)];
	}
};

// src/doctor/github/settings.ts
const place = "Settings > General > Pull Requests";
const mergeSettings = {
	id: "github/merge-settings",
	title: "Settings for merges",
	async run({ api }) {
		const answer = await api.getRepository();
		if (!answer.given) return openBecause(answer);
		const { allow_auto_merge: autoMerge, delete_branch_on_merge: deletes } = answer.data;
		const found = [];
		if (autoMerge === void 0 || deletes === void 0) return [unknown("GitHub tells the settings for merges only to who may push.", `They are at ${place}.`)];
		found.push(autoMerge ? ok("Auto-merge is allowed.") : note("Auto-merge is not allowed, so auto-merge: true fails.", `Tick "Allow auto-merge" at ${place}.`), deletes ? ok("Branches are deleted when they are merged.") : note("Branches stay when their pull request is merged.", `Tick "Automatically delete head branches" at ${place}.`));
		return orOk(found, "");
	}
};

// src/doctor/github/source.ts
const sourceIsReadable = {
	id: "github/source",
	title: "The app repo",
	async run({ source }) {
		if (source === void 0) return [unknown("No app repo is known, so whether its commits can be listed was not looked at.", "Give source-repository and source-token, or run it in a job of the app repo.")];
		const hint = "Give source-token the permission contents: read there; for the job's own repository: permissions: {contents: read} in the job.";
		const repository = await source.getRepository();
		if (!repository.given) return [warning(sentence(`The commits of the app repo cannot be listed: ${repository.fault.message}`), hint)];
		const commit = await source.getCommit(repository.data.default_branch);
		if (commit.given) return [ok(`The commits of ${source.repository} can be listed.`)];
		return commit.status === 409 ? [ok(`${source.repository} is seen, and has no commit yet.`)] : [warning(sentence(`The commits of ${source.repository} cannot be listed: ${commit.fault.message}`), hint)];
	}
};

// src/doctor/github/token.ts
const names = {
	job: "the job's own token (GITHUB_TOKEN)",
	app: "an installation token of a GitHub App (or another job's GITHUB_TOKEN)",
	"fine-grained": "a fine-grained personal access token",
	classic: "a classic personal access token",
	oauth: "a token of an OAuth or GitHub App on behalf of a user",
	unknown: "of a kind that its form does not tell"
};
const SOON = 14;
const tokenIsValid = {
	id: "github/token",
	title: "The token",
	async run(ports) {
		const { api, token, now } = ports;
		if (token === void 0) return [fault(`There is no token for ${api.repository}.`, "Give token: that of a GitHub App which is installed there is best. A secret is empty where a workflow may not read it, as in pull requests from forks.")];
		const answer = await api.getRepository();
		if (!answer.given && answer.status === 401) return [fault(sentence(answer.fault.message), answer.fault.hint)];
		if (!answer.given && answer.isSaml) return [fault(sentence(answer.fault.message), answer.fault.hint)];
		const kind = kindOf(ports);
		const found = [ok(`The token is accepted; it is ${await describe(ports, kind)}.`)];
		if (kind === "job") found.push(warning("Pull requests that the job's own token opens start no workflow, so that required checks never come.", "Use a GitHub App's token: actions/create-github-app-token makes one."));
		if (kind === "app" && ports.job.present) found.push(note("If it is the job's own token after all, the pull requests that it opens start no workflow.", "Set the environment variable GITHUB_TOKEN to ${{ github.token }} at this step: then the two can be told apart."));
		if (kind === "classic") {
			const scopes = scopesIn(answer.headers) ?? [];
			const enough = scopes.includes("repo") || scopes.includes("public_repo") && isPublic(answer);
			found.push(enough ? note(`It has the scopes ${scopes.join(", ")}, which reach every repository of its owner.`, "A GitHub App's token reaches one repository and lives an hour.") : fault(`It has the scopes ${scopes.join(", ") || "(none)"}, and repo is not among them.`, "Give it the scope repo at Settings > Developer settings > Personal access tokens, or use a GitHub App."));
		}
		const expiry = expiryOf(answer.headers["github-authentication-token-expiration"], now);
		return orOk([...found, ...expiry ? [expiry] : []], "");
	}
};
async function describe({ api }, kind) {
	if (kind === "job" || kind === "app") return names[kind];
	const user = await api.getUser();
	return user.given ? `${names[kind]} of ${user.data.login}` : names[kind];
}
function isPublic(answer) {
	return answer.given && !answer.data.private;
}
function expiryOf(header, now) {
	if (typeof header !== "string") return void 0;
	const time = Date.parse(header.replace(" UTC", "Z").replace(" ", "T"));
	if (Number.isNaN(time)) return void 0;
	const days = Math.floor((time - now) / 864e5);
	const message = `The token ends on ${header.slice(0, 10)}, in ${days} days.`;
	return days <= SOON ? warning(message, "Make a new one before that day; a GitHub App's tokens need no such care.") : note(message);
}
const repositoryIsThere = {
	id: "github/repository",
	title: "The infra repo",
	async run(ports) {
		const { api, job } = ports;
		if (kindOf(ports) === "job" && job.repository?.toLowerCase() !== api.repository.toLowerCase()) return [fault(`The token is the job's own one, and reaches only ${job.repository}; the infra repo is ${api.repository}.`, `Make a GitHub App with contents: write and pull requests: write, install it in ${api.repository}, and give its token: actions/create-github-app-token makes one.`)];
		const answer = await api.getRepository();
		if (!answer.given) return answer.status === 404 ? [fault(sentence(answer.fault.message), answer.fault.hint)] : openBecause(answer);
		const { archived, disabled = false, full_name: name } = answer.data;
		const found = [];
		if (archived) found.push(fault(`${name} is archived, so nothing can be changed in it.`, "Unarchive it in its Settings > General, or use the repository that has taken its place."));
		if (disabled) found.push(fault(`${name} is disabled by GitHub.`, "Ask its owners or the support of GitHub."));
		if (name.toLowerCase() !== api.repository.toLowerCase()) found.push(warning(`${api.repository} is called ${name} now.`, `Set repository to ${name}: the old name works only until somebody takes it.`));
		return orOk(found, `${name} is there, and the token sees it.`);
	}
};
const OLDEST_SERVER = [3, 16];
const serverIsNewEnough = {
	id: "github/server",
	title: "The server",
	async run({ api }) {
		const { headers } = await api.getRepository();
		const version = headers["x-github-enterprise-version"];
		if (version === void 0) return [ok(`${api.serverUrl} says nothing of being a GitHub Enterprise Server, so its version does not matter.`)];
		const [major = 0, minor = 0] = String(version).replace(/^[^\d]*/, "").split(".").map(Number);
		return [major < OLDEST_SERVER[0] || major === OLDEST_SERVER[0] && minor < OLDEST_SERVER[1] ? fault(`${api.serverUrl} is GitHub Enterprise Server ${version}, and Fairlead needs ${OLDEST_SERVER.join(".")} or newer.`, "Upgrade it; until then use forge: local with its address, which needs git only.") : ok(`${api.serverUrl} is GitHub Enterprise Server ${version}.`)];
	}
};

// src/doctor/github/github-part.ts
const checks = [
	tokenIsValid,
	repositoryIsThere,
	serverIsNewEnough,
	tokenMayPush,
	tokenMayOpenPullRequests,
	workflowsMayOpenPullRequests,
	baseIsThere,
	baseIsProtected,
	branchesMayBeMade,
	mergeSettings,
	environmentsAreProtected,
	branchesHavePullRequests,
	sourceIsReadable
];
function githubPart(ports) {
	return part(`${ports.api.repository} on GitHub`, checks, ports);
}

export { GitHubApi, githubPart, productionIn };