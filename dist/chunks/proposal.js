import { FairleadError, inputError } from "../rooms/errors.js";
import { readNamed } from "../rooms/files.js";
import { mask } from "../rooms/git.js";
import { isRepositoryOf } from "../rooms/inventory.js";
import { decodeText, encodeText, parseKeyPath, parseYaml, setValues } from "../rooms/yaml.js";
import { crossingIntoProduction } from "../rooms/policy.js";
import { oneLine } from "../rooms/text.js";
import { asTitle, bodyOf, carryOver, formatTrailers, goingBack, isBackward, isSameSubject, judge, messageOf, readTrailers, revertOf, sharesPlace, titleOf, vouchesFor, withoutRecords } from "../rooms/proposal.js";
import { inputs, pick } from "./define.js";
import { outputs } from "./outputs.js";
import { commitIn } from "../rooms/images.js";
import { orderOf } from "../rooms/bump.js";
import { proofLines, registries } from "./registry.js";
import { ownAuthorities } from "./gitlab.js";
import { authorizationFor, openForge } from "./forge.js";
import { repositoryOf } from "./origin.js";
import { createHash } from "node:crypto";

// src/commands/orders.ts
var Orders = class {
	#given;
	#commit;
	#histories = /* @__PURE__ */ new Map();
	#answers = /* @__PURE__ */ new Map();
	constructor(given, commit) {
		this.#given = given;
		this.#commit = commit;
	}
	async of(move, told, record, pending) {
		const onBase = await this.#judge(move, {
			tag: told.from,
			digest: told.fromDigest,
			recorded: () => this.#recorded(record, told.from, told.fromDigest)
		});
		this.#answers.set(placeOf(told), onBase);
		const there = pending?.changes.find((change) => sharesPlace(change, record) || pending.vouched && isSameSubject(change, record));
		const inPending = there && await this.#judge(move, standingOf(there));
		const standings = [{
			tag: told.from,
			verdict: onBase,
			where: "is there"
		}, {
			tag: there?.to,
			verdict: inPending,
			where: "is pending"
		}];
		const sentences = (fits, say) => [...new Set(standings.flatMap(({ tag, verdict, where }) => verdict && tag !== void 0 && fits(verdict) ? say(tag, verdict, where) : []))];
		const isUnsure = inPending?.order === "unknown" && told.order === "same";
		return {
			order: onBase.order,
			older: sentences(({ order }) => order === "older", (tag, { why }, where) => `${tag} ${where}, newer than ${move.to}: ${why}`),
			leftAlone: isUnsure ? `the base has ${move.to} already, and ${there?.to} is pending; which is newer cannot be told (${inPending.why}), so the ${this.#given.ports.forge.words.request} was left alone` : void 0,
			untold: sentences(({ order, hasDiverged }) => order === "unknown" && !hasDiverged, (tag, { why }) => `Which is newer, ${tag === move.to ? `what is there or the new image of ${tag}` : `${tag} or ${move.to}`}, cannot be told from the tags, and ${why}`),
			diverged: sentences(({ hasDiverged }) => hasDiverged, (tag, { why }) => `${move.to} is neither newer nor older than ${tag}: ${why}, by a force push or a build of another branch; it goes ahead`)
		};
	}
	async against(change, tag) {
		const { repository } = sourceOf(this.#given);
		const isOfAnother = change.source !== void 0 && change.source.repository !== repository;
		const build = {
			tag: change.to,
			digest: change.digest,
			repository: isOfAnother ? void 0 : repository,
			namedCommit: void 0,
			jobCommit: change.source?.commit
		};
		const recorded = () => this.#recorded(change, tag, void 0);
		return (await this.#ask(build, {
			tag,
			digest: void 0,
			recorded
		})).order;
	}
	answerFor(move) {
		const verdict = this.#answers.get(placeOf(move));
		return verdict?.wasAsked === true ? verdict : void 0;
	}
	historyOf(file) {
		const history = this.#histories.get(file) ?? this.#given.ports.forge.historyOf(this.#commit, file);
		this.#histories.set(file, history);
		return history;
	}
	#judge(move, standing) {
		const { values, ports } = this.#given;
		return this.#ask({
			tag: move.to === move.digest ? void 0 : move.to,
			digest: move.digest,
			repository: sourceOf(this.#given).repository,
			namedCommit: values["source-commit"],
			jobCommit: ports.origin.commit
		}, standing);
	}
	async #ask(build, standing) {
		try {
			return await judge(build, standing, this.#given.ports.source);
		} catch (error) {
			if (!(error instanceof FairleadError)) throw error;
			const [fault] = error.faults;
			if (this.#given.values["allow-downgrade"]) return {
				order: orderOf(standing.tag, standing.digest, build),
				why: fault.message,
				hasDiverged: false,
				comparison: void 0,
				wasAsked: false
			};
			const message = `which is newer, ${standing.tag ?? standing.digest} or ${build.tag ?? build.digest}, could not be asked: ${fault.message}`;
			throw new FairleadError(error.kind, [{
				message,
				hint: "Run the step again. With allow-downgrade: true it goes ahead without asking."
			}], { cause: error });
		}
	}
	async #recorded(record, tag, digest) {
		const file = record.set[0]?.file;
		if (file === void 0) return void 0;
		return (await this.historyOf(file)).filter(vouchesFor).flatMap(({ message }) => readTrailers(message).changes.toReversed()).find((change) => sharesPlace(change, record) && change.to === tag && (digest === void 0 || change.digest === void 0 || change.digest === digest))?.source;
	}
};
function standingOf(change) {
	return {
		tag: change.to,
		digest: change.digest,
		recorded: () => Promise.resolve(change.source)
	};
}
function placeOf(move) {
	return [
		move.app,
		move.file,
		move.document,
		move.key
	].join("\0");
}
function sourceOf({ values, ports }) {
	const repository = values["source-repository"] ?? ports.origin.repository;
	return {
		repository: repository === void 0 ? void 0 : mask(repository),
		commit: values["source-commit"] ?? ports.origin.commit
	};
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
function givenTitle({ title }) {
	return given(title);
}
function givenMessage(values) {
	return given(values["commit-message"]);
}
function given(text) {
	const left = text === void 0 ? "" : withoutRecords(text);
	return left.trim() === "" ? void 0 : left;
}
async function introOf(values, ports) {
	if (values["body-path"] === void 0) return given(values.body);
	if (values.body !== void 0) throw inputError("body and body-path are both given", { hint: "Give one of them." });
	return given(await ports.readText(values["body-path"]));
}
function lookAgain(forge, look, branches, files, histories = []) {
	return () => forge.look({
		base: look.base.name,
		branches,
		files,
		histories
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
function describeProposed(result, label, { request }, dryRun = false) {
	const { operation, pullRequest, branch, head, draft } = result;
	const where = pullRequest ? ` ${pullRequest.url}` : "";
	const why = draft.reasons.map((reason) => ` ${reason}.`).join("");
	const superseded = `Superseded: something newer is there already for ${label}${where ? `, see${where}` : ""}.${why} If going back is wanted, set allow-downgrade: true.`;
	const sentences = {
		created: dryRun ? `Would open a ${request} on ${branch} for ${label}.` : `Opened${where} for ${label}.`,
		updated: `${dryRun ? "Would refresh" : "Refreshed"}${where} for ${label}.`,
		unchanged: `${pullRequest?.url ?? branch} has this already.`,
		closed: `${dryRun ? "Would close" : "Closed"}${where}: the base has all of it.`,
		superseded
	};
	if (draft.leftAlone && (operation === "unchanged" || draft.changes.length === 0)) return oneLine(`Left as it is: ${label}${where ? `, see${where}` : ""}.`);
	if (operation) return oneLine(sentences[operation]);
	if (draft.superseded) return oneLine(superseded);
	if (draft.changes.length === 0) return oneLine(`Nothing to change for ${label}.`);
	return oneLine(dryRun ? `Would push to ${branch} for ${label}.` : `Pushed ${head?.slice(0, 12) ?? ""} to ${branch} for ${label}.`);
}

// src/commands/draft-update.ts
async function draftUpdate(given, from, pending, base, commit) {
	const { values, ports } = given;
	const { plan, moves } = await given.movesOn(from);
	const onBase = from === base ? moves : (await given.movesOn(base)).moves;
	const toldByBase = (move) => onBase.find((other) => other.file === move.file && other.key === move.key && other.app === move.app) ?? move;
	const order = new Orders(given, commit);
	const mayGoBack = values["allow-downgrade"];
	const judged = await inTurn(moves, async (move) => {
		const told = toldByBase(move);
		const record = recordOf(plan, move, given);
		const one = {
			move,
			...await order.of(move, told, record, pending)
		};
		if (mayGoBack) return {
			...one,
			older: [],
			leftAlone: void 0,
			untold: [],
			diverged: []
		};
		const revert = one.older.length > 0 ? void 0 : await revertFor(told, record, given, order);
		return revert === void 0 ? one : {
			...one,
			leftAlone: revert
		};
	});
	const own = moves.map((move) => recordOf(plan, move, given));
	const counting = pending && {
		...pending,
		changes: pending.changes.filter((change) => pending.vouched || own.some((record) => sharesPlace(change, record)))
	};
	const back = await goingBack(counting, base, (change, tag) => order.against(change, tag));
	const isHeld = back.some((change) => !judged.some(({ move, order: own }) => isBackward({
		...move,
		order: own
	}, change)));
	const refused = judged.filter((one) => one.older.length > 0);
	const unsure = judged.filter((one) => one.older.length === 0 && one.leftAlone !== void 0);
	const wanted = moves.filter((move) => !isHeld && ![...refused, ...unsure].some((one) => one.move === move));
	const told = (move) => ({
		...toldByBase(move),
		order: judged.find((one) => one.move === move)?.order ?? toldByBase(move).order
	});
	const going = judged.filter((one) => wanted.includes(one.move));
	const leftAlone = moves.length > 0 && wanted.length === 0 && (isHeld || unsure.length > 0);
	const superseded = moves.length > 0 && wanted.length === 0 && !leftAlone;
	const records = wanted.map((move) => recordOf(plan, move, given)).filter((record) => record.set.length > 0);
	const { carried, dropped } = pending ? await carryOver(pending, records, base, {
		isNewer: async (change, tag) => await order.against(change, tag) === "newer",
		isFound: (change) => given.isFound(base, change, pending.vouched)
	}) : {
		carried: [],
		dropped: []
	};
	const written = from === base ? [...carried, ...records] : records;
	const all = [...carried, ...records];
	const changes = superseded ? [] : await filesWith(from, written);
	if (!superseded) await given.police(base, wanted, [...new Set(all.flatMap((record) => record.set.map((value) => value.file)))]);
	const proofs = superseded || leftAlone ? [] : await given.proofs(from, wanted, changes, carried);
	const shown = (wanted.length > 0 ? wanted : moves).map(told);
	const title = asTitle(givenTitle(values) ?? titleOf([...shown, ...carried.map(asMove)]));
	const state = stateOf(changes);
	const trailers = formatTrailers(all, state);
	return {
		changes,
		state,
		superseded,
		leftAlone,
		reasons: refused.flatMap((one) => one.older),
		moves: moves.map(told),
		untold: going.flatMap((one) => one.untold),
		proofs,
		title,
		message: messageOf(givenMessage(values) ?? title, [...shown, ...carried.map(asMove)], trailers),
		body: superseded ? "" : bodyOf({
			group: {
				...given.group,
				moves: shown
			},
			intro: given.intro,
			carried,
			proof: proofLines(proofs, true),
			origin: {
				...ports.origin,
				...sourceOf(given)
			},
			commits: await commitsOf(shown, given, order),
			charts: await chartCommitsOf(shown, given),
			notes: [...notesOf(plan, moves), ...dropped],
			limit: ports.forge.bodyLimit
		}),
		warnings: [
			...isHeld ? [heldBy(back, given)] : [],
			...unsure.flatMap((one) => one.leftAlone ?? []),
			...going.flatMap((one) => one.diverged),
			...notesOf(plan, wanted, true),
			...dropped,
			...new Set(proofs.flatMap(({ warnings }) => warnings))
		]
	};
}
async function revertFor(told, record, given, order) {
	const file = record.set[0]?.file;
	if (file === void 0 || told.from === void 0 || told.from === told.to) return void 0;
	const { values } = given;
	const [first = ""] = (givenMessage(values) ?? givenTitle(values) ?? "").split("\n");
	const subjects = [
		first,
		titleOf([told]),
		asTitle(givenTitle(values) ?? "")
	];
	const revert = revertOf(await order.historyOf(file), {
		isOfBuild: (change) => (sharesPlace(change, record) || isSameSubject(change, record)) && change.to === record.to && (change.digest === void 0 || record.digest === void 0 || change.digest === record.digest),
		subjects: subjects.filter((subject) => subject.includes(told.to))
	});
	return revert && `${told.to} was taken back by the revert ${revert.sha.slice(0, 12)} (${revert.subject}), so ${told.file} stays at ${told.from}. To put it there again, revert that commit, or set allow-downgrade: true`;
}
function heldBy(back, { group, ports }) {
	const versions = [...new Set(back.map(({ to }) => to))].join(", ");
	return `the open ${ports.forge.words.request} takes ${group.label} back to ${versions} on purpose, so it was left alone: merge or close it, and run this again`;
}
async function inTurn(items, work) {
	const results = [];
	for (const item of items) results.push(await work(item));
	return results;
}
function notesOf(plan, moves, warnings = false) {
	const own = plan.notes.filter((note) => {
		const move = plan.moves[note.move];
		return move !== void 0 && moves.includes(move) && (!warnings || note.isWarning === true);
	});
	const crossing = crossingIntoProduction(moves.flatMap((move) => [move, ...move.alsoMoves]));
	return [...crossing === void 0 ? [] : [crossing], ...new Set(own.map((note) => note.text))];
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
async function commitsOf(moves, given, order) {
	const { repository, commit } = sourceOf(given);
	const move = moves.find((one) => one.from !== void 0 && one.from !== one.to);
	if (repository === void 0 || commit === void 0 || move?.from === void 0) return void 0;
	const known = order.answerFor(move);
	if (known) return known.comparison;
	try {
		const question = {
			repository,
			from: refsOf(move.from),
			to: commit,
			isNeeded: false
		};
		const answer = await given.ports.source.compare(question);
		return answer.order === "unknown" ? void 0 : answer;
	} catch (error) {
		if (error instanceof FairleadError) return void 0;
		throw error;
	}
}
async function chartCommitsOf(moves, given) {
	const { repository, commit } = sourceOf(given);
	const { source, origin } = given.ports;
	if (repository === void 0 || commit === void 0) return [];
	const wanted = /* @__PURE__ */ new Map();
	for (const { app, from, to, follows = [] } of moves) for (const { repoURL, folder, branch } of follows) {
		if (app === void 0 || from === void 0 || from === to) continue;
		if (!isRepositoryOf(repoURL, repository, origin.serverUrl)) continue;
		const key = JSON.stringify([
			folder,
			branch,
			from
		]);
		const known = wanted.get(key)?.chart.apps ?? [];
		const question = {
			repository,
			from: refsOf(from),
			to: commit,
			isNeeded: false,
			path: folder
		};
		wanted.set(key, {
			question,
			chart: {
				folder,
				branch,
				apps: [.../* @__PURE__ */ new Set([...known, app])]
			}
		});
	}
	return Promise.all([...wanted.values()].map(async ({ question, chart }) => ({
		...chart,
		answer: await source.compare(question).catch((error) => {
			if (!(error instanceof FairleadError)) throw error;
			return {
				order: "unknown",
				reason: "the app repo did not answer"
			};
		})
	})));
}
function refsOf(tag) {
	const commit = commitIn(tag);
	const named = /^\d+(\.\d+)+/.test(tag) ? [`v${tag}`, tag] : [tag];
	return commit === void 0 ? named : [commit, ...named];
}

// src/entries/wire/source.ts
function openSource(inputs, wiring) {
	const compare = async (question) => {
		const { repository } = question;
		const project = isInGitlab(wiring) ? projectOf(repository, wiring) : void 0;
		if (project !== void 0) return (await openGitlab(inputs, wiring)).compare({
			...question,
			repository: project
		});
		if (/^\w[\w.-]*\/[\w.-]+$/.test(repository)) return (await openGithub(inputs, wiring)).compare(question);
		return (await openLocal(inputs.repository !== void 0 && mask(inputs.repository) === repository ? inputs.repository ?? "" : repository, inputs.token, wiring)).compare(question);
	};
	return { compare: askedOnce(compare) };
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
function isInGitlab({ context }) {
	return context.environment["GITLAB_CI"] === "true";
}
function projectOf(repository, { context }) {
	if (/^\w[\w.-]*(\/[\w.-]+)+$/.test(repository)) return repository;
	return repositoryOf(repository, context.gitlab.serverUrl, true);
}
async function openGitlab({ token }, { context, say }) {
	const { environment } = context;
	const jobToken = environment["CI_JOB_TOKEN"];
	const [{ openGitLabSource }, { isJobToken }] = await Promise.all([import("./source2.js"), import("./token.js")]);
	const known = token ?? jobToken;
	return openGitLabSource({
		token: known,
		isJobToken: known !== void 0 && isJobToken(known, jobToken),
		apiUrl: context.gitlab.apiUrl,
		certificates: await ownAuthorities(environment),
		environment,
		log: say
	});
}
async function openGithub({ token }, { context, say }) {
	if (token === void 0) return { compare: () => Promise.resolve({
		order: "unknown",
		reason: "the app repo cannot be asked without a source-token"
	}) };
	const { openGitHubSource } = await import("./source.js");
	const { apiUrl, graphqlUrl, environment } = context;
	return openGitHubSource({
		token,
		apiUrl,
		graphqlUrl,
		environment,
		log: say
	});
}
async function openLocal(repository, token, wiring) {
	const { openLocalSource } = await import("./source3.js");
	const source = openLocalSource({
		repository,
		authorization: authorizationFor(repository, token, wiring),
		environment: wiring.context.environment
	});
	wiring.atEnd(() => source.close());
	return source;
}

// src/entries/wire/proposal.ts
async function proposalPorts(inputs, wiring) {
	const { context } = wiring;
	const { repository, commit, runUrl, serverUrl = context.serverUrl } = context.job;
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
			serverUrl
		},
		source: openSource(inputs.source, wiring),
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

export { describeProposed, draftUpdate, givenMessage, givenTitle, introOf, lookAgain, metadataOf, proposalOutputs, proposalPorts, pullRequestInputs, pullRequestOutputs, stateOf };