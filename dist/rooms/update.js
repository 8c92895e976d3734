import { FairleadError, FaultCollector, inputError } from "./errors.js";
import { mask } from "./git.js";
import { vouchesFor } from "./forge-github.js";
import { commitIn, isTag } from "./images.js";
import { CONFIG_FILE, configOf, emptyConfig } from "./config.js";
import { isRepositoryOf, isSameEnvironment } from "./inventory.js";
import { PlannedTree, planBump } from "./bump.js";
import { filesWith, heldByRevert, isSamePlace, orderOf } from "./moves.js";
import { crossingIntoProduction, placeOfFile, refuseUnreviewed } from "./policy.js";
import { proofLines, proofsOf, teacherOf } from "./proof-proofs.js";
import { asTitle, bodyOf, branchOf, carryOver, formatTrailers, formerBranchOf, goingBack, groupMoves, isBackward, isSameSubject, judge, messageOf, namedMove, propose, pushToBase, readTrailers, recordOf, revertOf, sharesPlace, stateOf, tagOf, titleOf } from "./proposal.js";

// src/update/request.ts
function builtFrom(named, origin) {
	const repository = named.repository ?? origin.repository;
	return {
		repository: repository === void 0 ? void 0 : mask(repository),
		namedCommit: named.commit,
		jobCommit: origin.commit,
		commit: named.commit ?? origin.commit
	};
}

// src/update/choice.ts
async function choose(candidates, by) {
	const { order, base, group, noun } = by;
	const judged = [];
	for (const candidate of candidates) judged.push(await judgedOne(candidate, by));
	const back = await goingBack(counting(candidates, by.pending), base, (change, tag) => order.against(change, tag));
	const isHeld = back.some((change) => !judged.some((one) => isBackward({
		...one.move,
		order: one.order
	}, change)));
	const refused = judged.filter((one) => one.older.length > 0);
	const unsure = judged.filter((one) => one.older.length === 0 && one.leftAlone !== void 0);
	const going = isHeld ? [] : judged.filter((one) => !refused.includes(one) && !unsure.includes(one));
	const isNone = candidates.length > 0 && going.length === 0;
	const leftAlone = isNone && (isHeld || unsure.length > 0);
	return {
		judged,
		going,
		superseded: isNone && !leftAlone,
		leftAlone,
		reasons: refused.flatMap((one) => one.older),
		left: [...isHeld ? [heldBy(back, group, noun)] : [], ...unsure.flatMap((one) => one.leftAlone ?? [])]
	};
}
async function judgedOne(candidate, by) {
	const one = {
		...candidate,
		...await by.order.of(candidate, by.pending)
	};
	if (by.mayGoBack) return {
		...one,
		older: [],
		leftAlone: void 0,
		untold: [],
		diverged: []
	};
	const revert = one.older.length > 0 ? void 0 : await revertFor(candidate, by);
	return revert === void 0 ? one : {
		...one,
		leftAlone: revert
	};
}
function counting(own, pending) {
	return pending && {
		...pending,
		changes: pending.changes.filter((change) => pending.vouched || own.some(({ record }) => sharesPlace(change, record)))
	};
}
async function revertFor({ told, record }, { order, texts }) {
	const file = record.set[0]?.file;
	if (file === void 0 || told.from === void 0 || told.from === told.to) return void 0;
	const [first = ""] = (texts.message ?? texts.title ?? "").split("\n");
	const subjects = [
		first,
		titleOf([told]),
		asTitle(texts.title ?? "")
	];
	const revert = revertOf(await order.historyOf(file), {
		isOfBuild: (change) => (sharesPlace(change, record) || isSameSubject(change, record)) && change.to === record.to && (change.digest === void 0 || record.digest === void 0 || change.digest === record.digest),
		subjects: subjects.filter((subject) => subject.includes(told.to))
	});
	return revert && heldByRevert(revert, told);
}
function heldBy(back, { label }, noun) {
	return `the open ${noun} rolls ${label} back to ${[...new Set(back.map(({ to }) => to))].join(", ")} on purpose, so it was not changed: merge or close it, and run this again`;
}

// src/update/commits.ts
async function commitsOf(moves, { build, appRepo }, answerFor) {
	const { repository, commit } = build;
	const move = moves.find((one) => one.from !== void 0 && one.from !== one.to);
	if (repository === void 0 || commit === void 0 || move?.from === void 0) return void 0;
	const known = answerFor(move);
	if (known) return known.comparison;
	try {
		const question = {
			repository,
			from: refsOf(move.from),
			to: commit,
			isNeeded: false
		};
		const answer = await appRepo.compare(question);
		return answer.order === "unknown" ? void 0 : answer;
	} catch (error) {
		if (error instanceof FairleadError) return void 0;
		throw error;
	}
}
async function chartCommitsOf(moves, { build, appRepo, origin }) {
	const { repository, commit } = build;
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
		answer: await appRepo.compare(question).catch((error) => {
			if (!(error instanceof FairleadError)) throw error;
			return {
				order: "unknown",
				reason: "the app repo did not respond"
			};
		})
	})));
}
function refsOf(tag) {
	const commit = commitIn(tag);
	const named = /^\d+(\.\d+)+/.test(tag) ? [`v${tag}`, tag] : [tag];
	return commit === void 0 ? named : [commit, ...named];
}

// src/update/orders.ts
var Orders = class {
	#parts;
	#histories = /* @__PURE__ */ new Map();
	#answers = /* @__PURE__ */ new Map();
	constructor(parts) {
		this.#parts = parts;
	}
	async of({ move, told, record }, pending) {
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
			where: "is the current version"
		}, {
			tag: there?.to,
			verdict: inPending,
			where: "is pending"
		}];
		const sentences = (fits, say) => [...new Set(standings.flatMap(({ tag, verdict, where }) => verdict && tag !== void 0 && fits(verdict) ? say(tag, verdict, where) : []))];
		const isUnsure = inPending?.order === "unknown" && told.order === "same";
		return {
			order: onBase.order,
			older: sentences(({ order }) => order === "older", (tag, { why }, where) => `${tag} ${where} and newer than ${move.to}: ${why}`),
			leftAlone: isUnsure ? `the base already has ${move.to}, and ${there?.to} is pending; could not determine which is newer (${inPending.why}), so the ${this.#parts.forge.words.request} was not changed` : void 0,
			untold: sentences(({ order, hasDiverged }) => order === "unknown" && !hasDiverged, (tag, { why }) => `Could not determine ${tag === move.to ? `whether the new image of ${tag} is newer than the current one` : `whether ${move.to} is newer than ${tag}`} from the tags, and ${why}`),
			diverged: sentences(({ hasDiverged }) => hasDiverged, (tag, { why }) => `${move.to} is neither newer nor older than ${tag}: ${why}, because of a force push or a build of another branch. The update is made anyway`)
		};
	}
	async against(change, tag) {
		const { repository } = this.#parts.build;
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
		const history = this.#histories.get(file) ?? this.#parts.forge.historyOf(this.#parts.commit, file);
		this.#histories.set(file, history);
		return history;
	}
	#judge(move, standing) {
		const { repository, namedCommit, jobCommit } = this.#parts.build;
		return this.#ask({
			tag: move.to === move.digest ? void 0 : move.to,
			digest: move.digest,
			repository,
			namedCommit,
			jobCommit
		}, standing);
	}
	async #ask(build, standing) {
		try {
			return await judge(build, standing, this.#parts.appRepo);
		} catch (error) {
			if (!(error instanceof FairleadError)) throw error;
			const [fault] = error.faults;
			if (this.#parts.mayGoBack) return {
				order: orderOf(standing.tag, standing.digest, build),
				why: fault.message,
				hasDiverged: false,
				comparison: void 0,
				wasAsked: false
			};
			const message = `could not check whether ${build.tag ?? build.digest} is newer than ${standing.tag ?? standing.digest}: ${fault.message}`;
			throw new FairleadError(error.kind, [{
				message,
				hint: "Run the step again. With allow-downgrade: true the update is made without this check."
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

// src/update/draft.ts
async function draftUpdate(given, on) {
	const { from, base } = on;
	const { build, texts, mayGoBack, group } = given;
	const moves = await given.movesOn(from);
	const onBase = from === base ? moves : await given.movesOn(base);
	const order = new Orders({
		...given.ports,
		build,
		mayGoBack,
		commit: on.commit
	});
	const candidates = moves.map((move) => ({
		move,
		told: onBase.find((other) => isSameMove(other, move)) ?? move,
		record: recordOf(move, build)
	}));
	const choice = await choose(candidates, {
		order,
		base,
		pending: on.pending,
		group,
		noun: given.ports.forge.words.request,
		texts,
		mayGoBack
	});
	const content = await contentOf(choice, given, on, order);
	const wanted = choice.going.map(({ move }) => move);
	const proofs = choice.superseded || choice.leftAlone ? [] : await given.proofs({
		from,
		moves: wanted,
		...content
	});
	return {
		...await tell({
			choice,
			content,
			proofs,
			order
		}, given),
		changes: content.changes,
		state: content.state,
		superseded: choice.superseded,
		leftAlone: choice.leftAlone,
		reasons: choice.reasons,
		moves: choice.judged.map(asTold),
		untold: choice.going.flatMap((one) => one.untold),
		proofs,
		warnings: [
			...choice.left,
			...choice.going.flatMap((one) => one.diverged),
			...notesOf(wanted, true),
			...content.dropped,
			...new Set(proofs.flatMap(({ warnings }) => warnings))
		]
	};
}
function isSameMove(a, b) {
	return a.file === b.file && a.key === b.key && a.app === b.app;
}
function asTold({ told, order }) {
	return {
		...told,
		order
	};
}
async function contentOf({ going, superseded }, given, { from, pending, base }, order) {
	const records = going.map(({ record }) => record).filter((record) => record.set.length > 0);
	const { carried, dropped } = pending ? await carryOver(pending, records, base, {
		isNewer: async (change, tag) => await order.against(change, tag) === "newer",
		isFound: (change) => given.isFound(base, change, pending.vouched)
	}) : {
		carried: [],
		dropped: []
	};
	const all = [...carried, ...records];
	const written = (from === base ? all : records).flatMap(({ set }) => set);
	const changes = superseded ? [] : await filesWith(from, written);
	if (!superseded) await given.checkProduction({
		base,
		moves: going.map(({ move }) => move),
		files: [...new Set(all.flatMap((record) => record.set.map((value) => value.file)))]
	});
	return {
		changes,
		state: stateOf(changes),
		records: all,
		carried,
		dropped
	};
}
async function tell({ choice, content, proofs, order }, { group, texts, build, ports }) {
	const { judged, going, superseded } = choice;
	const { carried, records, state, dropped } = content;
	const shown = (going.length > 0 ? going : judged).map(asTold);
	const all = [...shown, ...carried.map(namedMove)];
	const title = asTitle(texts.title ?? titleOf(all));
	const message = messageOf(texts.message ?? title, all, formatTrailers(records, state));
	if (superseded) return {
		title,
		message,
		body: ""
	};
	const { origin, appRepo, forge } = ports;
	const asked = {
		build,
		appRepo,
		origin
	};
	return {
		title,
		message,
		body: bodyOf({
			group: {
				...group,
				moves: shown
			},
			intro: texts.intro,
			carried,
			proof: proofLines(proofs, true),
			origin: {
				...origin,
				repository: build.repository,
				commit: build.commit
			},
			commits: await commitsOf(shown, asked, (move) => order.answerFor(move)),
			charts: await chartCommitsOf(shown, asked),
			notes: [...notesOf(judged.map(({ move }) => move)), ...dropped],
			limit: forge.bodyLimit
		})
	};
}
function notesOf(moves, warnings = false) {
	const own = moves.flatMap(({ notes }) => notes).filter((note) => !warnings || note.isWarning === true);
	const crossing = crossingIntoProduction(moves.flatMap((move) => [move, ...move.alsoMoves]));
	return [...crossing === void 0 ? [] : [crossing], ...new Set(own.map((note) => note.text))];
}

// src/update/groups.ts
function groupsOf(moves, step, config) {
	const isPushed = (move) => methodOf(move, step, config) === "push";
	const grouped = (method, some) => groupMoves(some, groupingOf(method, step), step.scope).map((group) => ({
		...group,
		method
	}));
	return [...grouped("push", moves.filter(isPushed)), ...grouped("pull-request", moves.filter((move) => !isPushed(move)))];
}
function groupingOf(method, step) {
	return method === "push" ? "all" : step.grouping;
}
function methodOf(move, step, config) {
	if (step.method !== void 0) return step.method;
	return [move, ...move.alsoMoves].every(({ environment }) => ownMethod(environment, config) === "push") ? "push" : "pull-request";
}
function ownMethod(environment, config) {
	return (environment === void 0 ? void 0 : Object.entries(config.environments).find(([name]) => isSameEnvironment(name, environment))?.[1])?.method ?? "pull-request";
}
function branchFor(group, wish, step, snapshot) {
	const [former] = wish.base === void 0 ? [] : groupMoves(group.moves, step.grouping, {
		...step.scope,
		base: step.scope.base === void 0 ? wish.base : void 0
	});
	const names = [group.key, ...former ? [former.key] : []].flatMap((key) => [branchOf(key), formerBranchOf(key)]);
	const isOpen = (branch) => snapshot.pullRequests.some((request) => request.own && request.branch === branch);
	return names.find(isOpen) ?? branchOf(group.key);
}
function isOfGroup(change, group, step) {
	const { app, environment, set } = change;
	const files = set.map(({ file }) => file);
	const grouping = groupingOf(group.method, step);
	const [own] = groupMoves([{
		app,
		environment,
		file: files[0] ?? ""
	}], grouping, step.scope);
	const named = group.moves.filter((move) => move.app === void 0).map((move) => move.file);
	return own?.key === group.key || app === void 0 && files.every((file) => named.includes(file));
}
function guessBranches(request, step) {
	const places = request.targets.flatMap((target) => {
		if (target.kind === "key") return [{
			app: void 0,
			file: target.file,
			...placeOfFile(target.file, emptyConfig)
		}];
		if (target.kind === "app") return target.apps.flatMap((app) => target.environments.map((environment) => ({
			app,
			environment,
			file: ""
		})));
		return [];
	});
	const scope = step.base === "main" || step.base === "master" ? {
		...step.scope,
		base: void 0
	} : step.scope;
	return groupMoves(places, step.grouping, scope).map((group) => branchOf(group.key));
}

// src/update/trees.ts
var PlannedTrees = class {
	#planning;
	#trees = /* @__PURE__ */ new WeakMap();
	#plans = /* @__PURE__ */ new WeakMap();
	constructor(planning) {
		this.#planning = planning;
	}
	plan(tree) {
		return remembered(this.#plans, tree, async () => {
			const [plan, config] = [await this.#of(tree).plan(), await configOf(tree)];
			return {
				...plan,
				moves: plan.moves.map((move) => move.app === void 0 ? {
					...move,
					...placeOfFile(move.file, config)
				} : move)
			};
		});
	}
	async finds(tree, change, vouched) {
		if (vouched && change.app === void 0) {
			const named = (await this.plan(tree)).moves.filter(({ app }) => app === void 0);
			if (change.set.every(({ file }) => named.some((move) => move.file === file))) return true;
		}
		const { apps } = await this.inventory(tree);
		const places = apps.flatMap(({ images }) => images.flatMap(({ place, digestPlace }) => [place, digestPlace])).filter((place) => place !== void 0);
		const planned = await this.#planAnew(tree, change);
		return change.set.every((value) => planned.some((other) => isSamePlace(other, value) && other.value === value.value) || places.some((place) => isSamePlace(place, value) && isSameImage(place.text, String(value.value))));
	}
	async #planAnew(tree, { app, environment, cluster, image, to, digest }) {
		if (app === void 0 || image === void 0) return [];
		const target = {
			kind: "app",
			apps: [app],
			environments: environment === void 0 ? [] : [environment],
			clusters: cluster === void 0 ? [] : [cluster],
			images: [{
				repository: image,
				tag: to === digest ? void 0 : to,
				digest
			}]
		};
		const allow = {
			unpin: true,
			downgrade: true,
			floating: true,
			create: true
		};
		const plans = [true, false].map(async (shared) => {
			try {
				const request = {
					targets: [target],
					allow: {
						...allow,
						shared
					}
				};
				const { moves } = await planBump(tree, request, () => this.inventory(tree));
				return moves.flatMap(({ set }) => set);
			} catch (error) {
				if (error instanceof FairleadError && error.kind !== "remote") return [];
				throw error;
			}
		});
		return (await Promise.all(plans)).flat();
	}
	inventory(tree) {
		return this.#of(tree).inventory();
	}
	open(tree) {
		return this.#of(tree).open();
	}
	#of(tree) {
		const known = this.#trees.get(tree) ?? new PlannedTree(tree, this.#planning);
		this.#trees.set(tree, known);
		return known;
	}
};
function isSameImage(a, b) {
	const [one, other] = [a, b].map((text) => {
		const end = text.lastIndexOf(tagOf(text));
		return {
			head: text.slice(0, end),
			tag: tagOf(text)
		};
	});
	return one?.head === other?.head && other !== void 0 && isTag(other.tag);
}
function remembered(known, tree, work) {
	const made = known.get(tree) ?? work();
	known.set(tree, made);
	return made;
}

// src/update/update.ts
async function update(request, ports) {
	const { forge, pace } = ports;
	const named = filesNamed(request.bump);
	const asked = {
		files: [CONFIG_FILE, ...named],
		histories: named
	};
	const wish = request.step;
	const guessed = wish.branch === void 0 ? guessBranches(request.bump, wish) : [wish.branch];
	const snapshot = await forge.snapshot({
		base: wish.base,
		branches: guessed,
		...asked
	});
	const step = stepOn(wish, snapshot);
	const config = await configOf(forge.tree(snapshot.base.commit));
	const run = new Run({
		request: {
			...request,
			step
		},
		ports,
		snapshot,
		config
	});
	const groups = await run.groups();
	const requests = groups.filter(({ method }) => method === "pull-request");
	if (step.branch !== void 0 && requests.length > 1) throw inputError(`branch names one branch, but this step opens ${requests.length} ${forge.words.request}s: ${requests.map((group) => group.label).join("; ")}`, { hint: "Remove branch, or set group: all." });
	const branchIn = (group, now) => step.branch ?? branchFor(group, wish, step, now);
	const branches = requests.map((group) => branchIn(group, snapshot));
	const again = () => forge.snapshot({
		base: snapshot.base.name,
		branches,
		...asked
	});
	let current = branches.every((branch) => guessed.includes(branch)) ? snapshot : void 0;
	const done = [];
	const faults = new FaultCollector();
	for (const group of groups) {
		try {
			const proposal = run.proposal(group, branchIn(group, snapshot));
			const to = {
				forge,
				pace,
				snapshot: current ?? await again(),
				again
			};
			const result = await (group.method === "push" ? pushToBase : propose)(proposal, to);
			done.push({
				result,
				label: group.label
			});
		} catch (error) {
			faults.keep(error);
		}
		if (!request.opening.dryRun) current = void 0;
	}
	return {
		done,
		faults
	};
}
function filesNamed({ targets }) {
	return [...new Set(targets.flatMap((target) => target.kind === "key" ? [target.file] : []))];
}
function stepOn(wish, { base, defaultBranch }) {
	return base.name === defaultBranch ? {
		...wish,
		scope: {
			...wish.scope,
			base: void 0
		}
	} : wish;
}
var Run = class {
	#request;
	#ports;
	#trees;
	#base;
	#config;
	#proving;
	#proven = /* @__PURE__ */ new Map();
	constructor({ request, ports, snapshot, config }) {
		const { base, defaultBranch } = snapshot;
		const isDefault = base.name === defaultBranch;
		const standings = ports.standingFor?.({
			branch: base.name,
			isDefaultBranch: isDefault
		});
		this.#request = request;
		this.#ports = ports;
		this.#proving = standings?.proving;
		this.#trees = new PlannedTrees({
			request: {
				...request.bump,
				branch: {
					names: [base.name],
					isDefault
				}
			},
			resolve: request.resolve,
			addresses: ports.addresses,
			completion: standings?.completion,
			teacher: teacherOf(request.verify, standings?.proving)
		});
		this.#base = ports.forge.tree(base.commit);
		this.#config = config;
	}
	async groups() {
		return this.#groupsOf(await this.#trees.plan(this.#base));
	}
	#groupsOf({ moves }) {
		return groupsOf(moves, this.#request.step, this.#config);
	}
	proposal(group, branch) {
		const { step, opening } = this.#request;
		const given = this.#draft(group);
		return {
			key: group.key,
			branch,
			isGivenBranch: step.branch !== void 0,
			draft: (on) => draftUpdate(given, on),
			isOfGroup: (change) => isOfGroup(change, group, step),
			...opening
		};
	}
	#draft(group) {
		const { step, build, texts, bump } = this.#request;
		const trees = this.#trees;
		const way = this.#wayOf(group);
		return {
			group,
			build,
			texts,
			mayGoBack: bump.allow.downgrade,
			ports: this.#ports,
			movesOn: async (tree) => {
				return this.#groupsOf(await trees.plan(tree)).find((other) => isSameGroup(other, group))?.moves ?? [];
			},
			isFound: async (base, change, vouched) => (step.branch !== void 0 || isOfGroup(change, group, step)) && trees.finds(base, change, vouched),
			checkProduction: async (arrival) => {
				if (way) await refuseUnreviewed(way, arrival, () => trees.inventory(arrival.base));
			},
			proofs: (edit) => this.#proofs(edit)
		};
	}
	#wayOf({ method }) {
		if (method === "push") return "push";
		return this.#request.opening.autoMerge === void 0 ? void 0 : "auto-merge";
	}
	#proofs(edit) {
		const key = JSON.stringify([edit.moves, stateOf(edit.changes)]);
		const known = this.#proven.get(key) ?? this.#prove(edit);
		this.#proven.set(key, known);
		return known;
	}
	async #prove({ from, moves, changes, carried }) {
		const { verify, bump } = this.#request;
		const trees = this.#trees;
		const planned = {
			tree: from,
			moves,
			changes: contentsOf(changes),
			images: carried.flatMap(({ image }) => image ?? []),
			allowShared: bump.allow.shared,
			open: () => trees.open(from),
			inventory: moves.some(({ app }) => app !== void 0) ? await trees.inventory(from) : void 0
		};
		return proofsOf(verify, planned, this.#proving);
	}
};
function isSameGroup(a, b) {
	return a.method === b.method && a.key === b.key;
}
function contentsOf(changes) {
	return new Map(changes.flatMap(({ path, content }) => content === void 0 ? [] : [[path, content]]));
}

export { builtFrom, update };