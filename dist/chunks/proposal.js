import { inputError } from "../rooms/errors.js";
import { addressOnHost, inputs, outputs, pick } from "./folder.js";
import { resolve } from "node:path";
import { readFile } from "node:fs/promises";

// src/commands/proposals.ts
const pullRequestInputs = pick(inputs, "base", "branch", "commit-message", "title", "body", "body-path", "labels", "assignees", "reviewers", "team-reviewers", "milestone", "draft", "delete-branch", "auto-merge", "merge-method");
const pullRequestOutputs = pick(outputs, "pull-request-number", "pull-request-url", "pull-request-operation", "pull-request-head-sha", "pull-request-branch");
function metadataOf(values) {
	return {
		labels: values.labels,
		assignees: values.assignees,
		reviewers: values.reviewers,
		teamReviewers: values["team-reviewers"],
		milestone: values.milestone
	};
}
async function introOf(values, ports) {
	if (values["body-path"] === void 0) return values.body;
	if (values.body !== void 0) throw inputError("body and body-path are both given", { hint: "Give one of them." });
	return ports.readText(values["body-path"]);
}
function lookAgain(forge, look, branches, files) {
	return () => forge.look({
		base: look.base.name,
		branches,
		files
	});
}
function proposalOutputs(results) {
	const concerned = results.filter((result) => result.operation !== void 0 || result.head !== void 0);
	const join = (values) => [...new Set(values.filter((value) => value !== void 0 && value !== ""))].join(",");
	return {
		"pull-request-number": join(concerned.map((result) => result.pullRequest?.number)),
		"pull-request-url": join(concerned.map((result) => result.pullRequest?.url)),
		"pull-request-operation": join(results.map((result) => result.operation)),
		"pull-request-head-sha": join(concerned.map((result) => result.head)),
		"pull-request-branch": join(concerned.map((result) => result.operation === void 0 && result.pullRequest === void 0 && result.head === void 0 ? void 0 : result.branch))
	};
}
function describeProposed(result, label) {
	const { operation, pullRequest, branch, head } = result;
	const where = pullRequest ? ` ${pullRequest.url}` : "";
	const sentences = {
		created: `Opened${where} for ${label}.`,
		updated: `Refreshed${where} for ${label}.`,
		unchanged: `${pullRequest?.url ?? branch} has this already.`,
		closed: `Closed${where}: the base has all of it.`,
		superseded: `Superseded: something newer is there already for ${label}${where ? `, see${where}` : ""}.`
	};
	if (operation) return sentences[operation];
	if (result.draft.superseded) return `Superseded: something newer is there already for ${label}.`;
	if (result.draft.changes.length === 0) return `Nothing to change for ${label}.`;
	return `Pushed ${head?.slice(0, 12) ?? ""} to ${branch} for ${label}.`;
}

// src/entries/wire/forge.ts
async function openForge(inputs, wiring) {
	return inputs.forge === "local" ? openLocal(inputs, wiring) : openGithub(inputs, wiring);
}
async function openGithub({ repository, token = "" }, wiring) {
	const { context, say } = wiring;
	const { openGitHubForge, startsNoWorkflows } = await import("./github-forge.js");
	const { serverUrl, apiUrl, graphqlUrl, environment } = context;
	const forge = openGitHubForge({
		repository,
		token,
		serverUrl,
		apiUrl,
		graphqlUrl,
		environment,
		log: say
	});
	const jobToken = context.job.present ? context.githubToken : void 0;
	return {
		forge,
		identity: `${serverUrl}/${repository}`,
		tokenWarnings: () => startsNoWorkflows(token, {
			jobToken,
			author: forge.author
		}) ? ["The pull request is made with the job's own token, so GitHub starts no workflows for it; with a GitHub App's token its checks run by themselves."] : []
	};
}
async function openLocal({ repository, token }, wiring) {
	const { openLocalForge } = await import("./local-forge.js");
	const authorization = token === void 0 ? void 0 : authorizationFor(repository, token, wiring);
	if (authorization !== void 0) wiring.hide([authorization.replace("Basic ", "")]);
	const forge = await openLocalForge({
		repository,
		authorization,
		environment: wiring.context.environment
	});
	wiring.atEnd(() => forge.close());
	return {
		forge,
		identity: addressOnHost(forge.repository),
		tokenWarnings: () => []
	};
}
function authorizationFor(repository, token, { context }) {
	if (!/^https?:/i.test(repository) || !URL.canParse(repository)) return void 0;
	const url = new URL(repository);
	if (url.username !== "" || url.password !== "") return void 0;
	if ((/^(gh[a-z]|github_pat)_/.test(token) || token === context.githubToken) && url.origin !== new URL(context.serverUrl).origin) return void 0;
	return `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
}

// src/entries/wire/proposal.ts
async function proposalPorts(inputs, wiring) {
	const { context } = wiring;
	const { repository, commit, runUrl } = context.job;
	const opened = await openForge(inputs, wiring);
	return {
		forge: opened.forge,
		identity: opened.identity,
		get tokenWarnings() {
			return opened.tokenWarnings();
		},
		pace: {
			sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
			random: Math.random
		},
		origin: {
			repository,
			commit,
			runUrl,
			serverUrl: context.serverUrl
		},
		sourceCommits: (...question) => sourceCommits(inputs.sourceToken, wiring, question),
		readText: (path) => readText(path, context)
	};
}
async function sourceCommits(token, { context, say }, [repository, from, to]) {
	if (token === void 0) return void 0;
	const { openGitHubSource } = await import("./source.js");
	const { apiUrl, environment } = context;
	const found = await openGitHubSource({
		token,
		apiUrl,
		environment,
		log: say
	}).commitsBetween(repository, from, to);
	return found && {
		list: found.commits,
		total: found.total,
		url: found.url
	};
}
async function readText(path, { workspace }) {
	try {
		return await readFile(resolve(workspace, path), "utf8");
	} catch (error) {
		throw inputError(`the file ${JSON.stringify(path)} cannot be read: ${error.message}`);
	}
}

export { describeProposed, introOf, lookAgain, metadataOf, proposalOutputs, proposalPorts, pullRequestInputs, pullRequestOutputs };