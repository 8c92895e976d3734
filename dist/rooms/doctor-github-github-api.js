import "../chunks/rolldown-runtime.js";
import { cureOfUnreachable, reasonOfUnreachable } from "./net-unreachable.js";
import { FairleadError, remoteError } from "./errors.js";
import { GateFacts, explain, failureOf, openGitHubApprovals, rulesOfMerge } from "./forge-github.js";

// src/doctor/github/github-api.ts
const patience = 3e4;
var GitHubApi = class {
	repository;
	owner;
	serverUrl;
	#repository;
	#at;
	gateSetup;
	mergeRules;
	#answers = /* @__PURE__ */ new Map();
	#closed;
	constructor(repository) {
		this.repository = repository.name;
		this.owner = repository.at.owner;
		this.serverUrl = repository.serverUrl;
		this.#repository = repository;
		this.#at = repository.at;
		const { setup } = openGitHubApprovals(repository);
		this.gateSetup = setup;
		this.mergeRules = (base) => rulesOfMerge(new GateFacts(repository), base);
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
		if (status >= 500 || status === 429) throw remoteError(`${serverUrl} did not report whether the token may push (${status})`, { hint: "Try again later." });
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

export { GitHubApi };