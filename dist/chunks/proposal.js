import { inputError } from "../rooms/errors.js";
import { decodeText, encodeText, parseKeyPath, parseYaml, setValues } from "../rooms/yaml.js";
import { compareTags } from "../rooms/images.js";
import { bodyOf, carryOver, formatTrailers, isSameSubject, messageOf, oneLine, sharesPlace, titleOf } from "../rooms/proposal.js";
import { addressOnHost, inputs, outputs, pick } from "./folder.js";
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { readFile } from "node:fs/promises";

// src/commands/draft-update.ts
async function draftUpdate(given, from, pending, base) {
	const { values, ports } = given;
	const { plan, moves } = await given.movesOn(from);
	const onBase = from === base ? moves : (await given.movesOn(base)).moves;
	const told = (move) => onBase.find((other) => other.file === move.file && other.key === move.key && other.app === move.app) ?? move;
	const warnings = [];
	const wanted = moves.filter((move) => {
		if (values["allow-downgrade"]) return true;
		const there = pending?.changes.find((change) => isAbout(change, recordOf(plan, move, given)));
		const order = there && compareTags(move.to, there.to);
		if (told(move).order === "older" || move.order === "older" || order === -1) return false;
		if (!there || order !== void 0 || told(move).order !== "same") return true;
		warnings.push(`the base has ${move.to} already, and ${there.to} is pending; which is newer cannot be told from the tags, so the pull request was left alone`);
		return false;
	});
	const leftAlone = moves.length > 0 && wanted.length === 0 && warnings.length > 0;
	const superseded = moves.length > 0 && wanted.length === 0 && !leftAlone;
	const records = wanted.map((move) => recordOf(plan, move, given)).filter((record) => record.set.length > 0);
	const { carried, dropped } = pending ? await carryOver(pending, records, base) : {
		carried: [],
		dropped: []
	};
	const written = from === base ? [...carried, ...records] : records;
	const all = [...carried, ...records];
	const changes = superseded ? [] : await filesWith(from, written);
	if (!superseded) await given.police(base, wanted, [...new Set(all.flatMap((record) => record.set.map((value) => value.file)))]);
	const shown = (wanted.length > 0 ? wanted : moves).map(told);
	const title = values.title ?? titleOf([...shown, ...carried.map(asMove)]);
	const state = stateOf(changes);
	const trailers = formatTrailers(all, state);
	return {
		changes,
		state,
		superseded,
		leftAlone,
		title,
		message: messageOf(values["commit-message"] ?? title, [...shown, ...carried.map(asMove)], trailers),
		body: superseded ? "" : bodyOf({
			group: {
				...given.group,
				moves: shown
			},
			intro: given.intro,
			carried,
			origin: {
				...ports.origin,
				...sourceOf(given)
			},
			commits: await commitsOf(shown, given),
			notes: [...plan.notes, ...dropped],
			limit: ports.forge.bodyLimit
		}),
		warnings: [...warnings, ...dropped]
	};
}
function isAbout(change, record) {
	return sharesPlace(change, record) || isSameSubject(change, record);
}
function recordOf(plan, move, given) {
	const index = plan.moves.indexOf(move);
	const { repository, commit } = sourceOf(given);
	return {
		...move.app === void 0 ? {} : { app: move.app },
		...move.environment === void 0 ? {} : { environment: move.environment },
		...move.cluster === void 0 ? {} : { cluster: move.cluster },
		...move.image === void 0 ? {} : { image: move.image },
		...move.from === void 0 ? {} : { from: move.from },
		to: move.to,
		...move.digest === void 0 ? {} : { digest: move.digest },
		set: plan.assignments.filter((assignment) => assignment.move === index).map(({ file, document, key, value, before }) => ({
			file,
			document,
			key,
			value,
			...before === void 0 ? {} : { was: before }
		})),
		...repository === void 0 ? {} : { source: {
			repository,
			...commit === void 0 ? {} : { commit }
		} }
	};
}
function sourceOf({ values, ports }) {
	return {
		repository: values["source-repository"] ?? ports.origin.repository,
		commit: values["source-commit"] ?? ports.origin.commit
	};
}
async function filesWith(tree, records) {
	const values = records.flatMap((record) => record.set);
	const paths = [...new Set(values.map((value) => value.file))];
	if (paths.length === 0) return [];
	const files = await tree.read(paths);
	return paths.flatMap((path) => {
		const file = files.get(path);
		if (!file) return [];
		const parsed = parseYaml(decodeText(file.content, path), path);
		const assignments = values.filter((value) => value.file === path).map(({ key, document, value, was }) => ({
			path: parseKeyPath(key),
			document,
			value,
			create: was === void 0,
			allowShared: true
		}));
		const { text } = setValues(parsed, assignments);
		return text === parsed.text ? [] : [{
			path,
			content: encodeText(text),
			mode: file.mode
		}];
	});
}
function stateOf(changes) {
	const hash = createHash("sha256");
	for (const { path, mode, content } of changes.toSorted((a, b) => a.path < b.path ? -1 : 1)) hash.update(`${path}\0${mode}\0${content === void 0 ? "deleted" : createHash("sha256").update(content).digest("hex")}\0`);
	return hash.digest("hex").slice(0, 32);
}
function asMove(change) {
	const [first] = change.set;
	return {
		app: change.app,
		environment: change.environment,
		cluster: change.cluster,
		production: false,
		alsoMoves: [],
		image: change.image,
		file: first?.file ?? "",
		key: first?.key ?? "",
		document: first?.document ?? 0,
		line: 0,
		from: change.from,
		to: change.to,
		fromDigest: void 0,
		digest: change.digest,
		order: "unknown"
	};
}
async function commitsOf(moves, given) {
	const { repository, commit } = sourceOf(given);
	const from = moves.find((move) => move.from !== void 0 && move.from !== move.to)?.from;
	if (repository === void 0 || commit === void 0 || from === void 0) return void 0;
	return given.ports.sourceCommits(repository, refsOf(from), commit);
}
function refsOf(tag) {
	const commit = /(?:^|[-_.])(?:g|sha-?)?([0-9a-f]{7,40})(?:$|[-_.])/.exec(tag)?.[1];
	const named = /^\d+(\.\d+)+/.test(tag) ? [`v${tag}`, tag] : [tag];
	return commit !== void 0 && /[0-9]/.test(commit) ? [commit, ...named] : named;
}

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
function describeProposed(result, label, dryRun = false) {
	const { operation, pullRequest, branch, head, draft } = result;
	const where = pullRequest ? ` ${pullRequest.url}` : "";
	const superseded = `Superseded: something newer is there already for ${label}${where ? `, see${where}` : ""}.`;
	const sentences = {
		created: dryRun ? `Would open a pull request on ${branch} for ${label}.` : `Opened${where} for ${label}.`,
		updated: `${dryRun ? "Would refresh" : "Refreshed"}${where} for ${label}.`,
		unchanged: `${pullRequest?.url ?? branch} has this already.`,
		closed: `${dryRun ? "Would close" : "Closed"}${where}: the base has all of it.`,
		superseded
	};
	if (operation) return oneLine(sentences[operation]);
	if (draft.superseded) return oneLine(superseded);
	if (draft.changes.length === 0) return oneLine(`Nothing to change for ${label}.`);
	return oneLine(dryRun ? `Would push to ${branch} for ${label}.` : `Pushed ${head?.slice(0, 12) ?? ""} to ${branch} for ${label}.`);
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
		sourceCommits: askedOnce((...question) => sourceCommits(inputs.sourceToken, wiring, question)),
		readText: (path) => readText(path, context)
	};
}
function askedOnce(ask) {
	const answers = /* @__PURE__ */ new Map();
	return (...question) => {
		const key = JSON.stringify(question);
		const answer = answers.get(key) ?? ask(...question);
		answers.set(key, answer);
		answer.catch(() => answers.delete(key));
		return answer;
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

export { describeProposed, draftUpdate, introOf, lookAgain, metadataOf, proposalOutputs, proposalPorts, pullRequestInputs, pullRequestOutputs, stateOf };