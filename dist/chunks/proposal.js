import { inputError } from "../rooms/errors.js";
import { escapeAround, oneLine } from "../rooms/text.js";
import { readNamed } from "../rooms/files.js";
import { mask } from "../rooms/git.js";
import { inputs, pick } from "./define.js";
import { outputs } from "./outputs.js";
import { registries } from "./registry.js";
import { repositoryOf } from "./origin.js";
import { isOfGithub } from "./tokens.js";
import { connect } from "./forges.js";
import { withoutRecords } from "../rooms/proposal.js";

// src/commands/proposals.ts
const pullRequestInputs = pick(inputs, "base", "branch", "commit-message", "title", "body", "body-path", "labels", "assignees", "reviewers", "team-reviewers", "milestone", "draft", "delete-branch", "auto-merge", "merge-method");
const pullRequestOutputs = pick(outputs, "pull-request-number", "pull-request-url", "pull-request-operation", "pull-request-head-sha", "pull-request-branch", "pull-requests");
function openingOf(values, dryRun) {
	return {
		metadata: metadataOf(values),
		asDraft: values.draft,
		deleteBranch: values["delete-branch"],
		autoMerge: values["auto-merge"] ? values["merge-method"] : void 0,
		dryRun
	};
}
async function textsOf(values, ports) {
	const intro = given(await introOf(values, ports));
	return {
		title: given(values.title),
		message: given(values["commit-message"]),
		intro
	};
}
async function introOf(values, ports) {
	if (values["body-path"] === void 0) return values.body;
	if (values.body !== void 0) throw inputError("body and body-path are both set", { hint: "Set only one of them." });
	return ports.readText(values["body-path"]);
}
function metadataOf(values) {
	return {
		labels: values.labels,
		assignees: values.assignees,
		reviewers: values.reviewers,
		teamReviewers: values["team-reviewers"],
		milestone: values.milestone
	};
}
function silentChecks(results) {
	if (!results.some(({ operation, pullRequest }) => (operation === "created" || operation === "updated") && pullRequest?.startsWorkflows === false)) return [];
	return ["The pull request was created with the job's own token, so GitHub starts no workflows for it. With the token of a GitHub App its checks run automatically."];
}
function given(text) {
	const left = text === void 0 ? "" : withoutRecords(text);
	return left.trim() === "" ? void 0 : left;
}
function proposedMarkdown(line, results) {
	return escapeAround(line, results.flatMap(({ pullRequest }) => pullRequest?.url ?? []));
}
function proposalOutputs(done) {
	const results = done.map(({ result }) => result);
	const concerned = results.filter((result) => result.operation !== void 0 || result.head !== void 0);
	const join = (values) => [...new Set(values.filter((value) => value !== void 0 && value !== ""))].join(",");
	return {
		"pull-request-number": join(concerned.map((result) => result.pullRequest?.number)),
		"pull-request-url": join(concerned.map((result) => result.pullRequest?.url)),
		"pull-request-operation": join(results.map((result) => result.operation)),
		"pull-request-head-sha": join(concerned.map((result) => result.head)),
		"pull-request-branch": join(concerned.map((result) => result.operation === void 0 && result.pullRequest === void 0 && result.head === void 0 ? void 0 : result.branch)),
		"pull-requests": JSON.stringify(done.flatMap(({ result: { pullRequest, operation, branch, head }, label }) => pullRequest === void 0 || operation === void 0 ? [] : [{
			label,
			number: pullRequest.number,
			url: pullRequest.url,
			operation,
			branch,
			headSha: head ?? null
		}]))
	};
}
function describeProposed(result, label, { request }, dryRun = false) {
	const { operation, pullRequest, branch, head, draft } = result;
	const where = pullRequest ? ` ${pullRequest.url}` : "";
	const why = draft.reasons.map((reason) => ` ${reason}.`).join("");
	const superseded = `Skipped: a newer version is already there for ${label}${where ? `, see${where}` : ""}.${why} To roll back, set allow-downgrade: true.`;
	const sentences = {
		created: dryRun ? `Would open a ${request} on ${branch} for ${label}.` : `Opened${where} for ${label}.`,
		updated: `${dryRun ? "Would update" : "Updated"}${where} for ${label}.`,
		unchanged: `No change: ${pullRequest?.url ?? branch} already contains this update.`,
		closed: `${dryRun ? "Would close" : "Closed"}${where}: the base branch already contains all of it.`,
		superseded
	};
	if (draft.leftAlone && (operation === "unchanged" || draft.changes.length === 0)) return oneLine(`Not changed: ${label}${where ? `, see${where}` : ""}.`);
	if (operation) return oneLine(sentences[operation]);
	if (draft.superseded) return oneLine(superseded);
	if (draft.changes.length === 0) return oneLine(`Nothing to do for ${label}: the base branch already contains this change.`);
	return oneLine(dryRun ? `Would push to ${branch} for ${label}.` : `Pushed ${head?.slice(0, 12) ?? ""} to ${branch} for ${label}.`);
}

// src/entries/wire/app-repo.ts
function openAppRepo(inputs, wiring) {
	const compare = async (question) => {
		const { forge, ...reach } = whereIs(question.repository, inputs, wiring);
		if (forge === "gitlab" && reach.token !== void 0 && isOfGithub(reach.token, wiring.context)) return {
			order: "unknown",
			reason: "the source-token is a GitHub token, which is never sent to GitLab"
		};
		return (await (await connect(forge, reach, wiring)).appRepo()).compare({
			...question,
			repository: reach.repository
		});
	};
	return { compare: askedOnce(compare) };
}
function whereIs(repository, { repository: own, token }, { context }) {
	const project = context.environment["GITLAB_CI"] === "true" ? projectOf(repository, context) : void 0;
	if (project !== void 0) return {
		forge: "gitlab",
		repository: project,
		token: token ?? context.environment["CI_JOB_TOKEN"]
	};
	if (/^\w[\w.-]*\/[\w.-]+$/.test(repository)) return {
		forge: "github",
		repository,
		token
	};
	return {
		forge: "local",
		repository: own !== void 0 && mask(own) === repository ? own : repository,
		token
	};
}
function askedOnce(ask) {
	const answers = /* @__PURE__ */ new Map();
	return (question) => {
		const key = JSON.stringify([
			question.repository,
			question.from,
			question.to,
			question.path
		]);
		const answer = answers.get(key) ?? ask(question);
		answers.set(key, answer);
		answer.catch(() => answers.delete(key));
		return answer;
	};
}
function projectOf(repository, { gitlab }) {
	if (/^\w[\w.-]*(\/[\w.-]+)+$/.test(repository)) return repository;
	return repositoryOf(repository, gitlab.serverUrl, true);
}

// src/entries/wire/proposal.ts
async function proposalPorts(inputs, wiring) {
	const { context } = wiring;
	const { repository, commit, runUrl, serverUrl = context.serverUrl } = context.job;
	const { forge, token } = inputs;
	const connection = await connect(forge, {
		repository: inputs.repository,
		token
	}, wiring);
	return {
		forge: await connection.pulls(),
		addresses: await connection.address(),
		pace: {
			sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
			random: Math.random
		},
		origin: {
			repository,
			commit,
			runUrl,
			serverUrl
		},
		appRepo: openAppRepo(inputs.source, wiring),
		registry: registries(wiring),
		readText: (path) => readText(path, context)
	};
}
const TEXT_BYTES = 1048576;
async function readText(path, context) {
	const read = await readNamed(path, TEXT_BYTES, context);
	if ("fault" in read) throw inputError(`the file ${JSON.stringify(path)} cannot be read: ${read.fault}`);
	return read.content.toString("utf8");
}

export { describeProposed, openingOf, proposalOutputs, proposalPorts, proposedMarkdown, pullRequestInputs, pullRequestOutputs, silentChecks, textsOf };