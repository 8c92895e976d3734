import { FaultCollector, describeLocation, inputError } from "./errors.js";
import { visibleLine } from "./text.js";
import { overlayTree } from "./tree.js";
import { commits, fetchFromOrigin, findCommit, isShallow, isWithin, short } from "./git.js";
import { isObject, textAt, valueAt } from "./yaml.js";
import { isInput, mergeWords, nameIn as nameIn$1, noSuch, openInventory } from "./inventory.js";
import { describeId, keyOf as keyOf$2 } from "./render-engine.js";
import { isSamePlace, refOf } from "./affected.js";
import { isEqual, keptWithoutApp } from "./compare.js";
import { isUnknown, review, untold } from "./review.js";
import { ServerRefusal, explain, idOf, isAutomated, isHidden, isPassing as isPassing$1, isUnauthenticated, notFollowing, objectionsTo, observedAt, oneLine, operationEnd, otherCommits, reasonOf, refuseExpired, rootsIn, sourcesOf, stepHolds, versionNote, versionOf, windowHolds } from "./controllers.js";
import { setTimeout } from "node:timers/promises";

// src/sync/model.ts
const OUTCOMES = [
	"failed",
	"reverted",
	"unknown",
	"superseded",
	"verified",
	"nothing"
];
function isGood(outcome) {
	return outcome === "verified" || outcome === "superseded" || outcome === "nothing";
}
function worstOf(outcomes) {
	return OUTCOMES.find((one) => outcomes.includes(one)) ?? "nothing";
}

// src/sync/expected.ts
function expectedOf(change, pair) {
	const { before, after } = pair?.known ?? {};
	if (!pair || !before || !after || change.status === "failed" || isOneObject(before, after)) return [expectedAs(change, pair, change.status)];
	const { declarations } = pair;
	const [gone, made] = [{
		...pair,
		known: {
			before,
			after: void 0
		},
		declarations: {
			...declarations,
			after: void 0
		}
	}, {
		...pair,
		known: {
			before: void 0,
			after
		},
		declarations: {
			...declarations,
			before: void 0
		}
	}];
	const old = {
		...change,
		app: pair.was ?? refOf(before),
		objects: [],
		restarts: [],
		onMerge: void 0
	};
	return [expectedAs(change, made, "added"), expectedAs(old, gone, "removed")];
}
function isOneObject(before, after) {
	if (before.kind === "Convention" || after.kind === "Convention") return true;
	const areKnown = before.isControlPlaneKnown && after.isControlPlaneKnown;
	return nameIn$1(before) === nameIn$1(after) && (!areKnown || before.controlPlane === after.controlPlane);
}
function expectedAs({ app, objects, restarts, failures, onMerge }, pair, status) {
	const changed = objects.flatMap(({ id, action }) => action === "removed" ? [] : [id]);
	const quiet = restarts.map(({ id }) => id).filter((id) => !changed.some((one) => keyOf$2(one) === keyOf$2(id)));
	const gone = objects.flatMap(({ id, action, renamedFrom }) => action === "removed" ? [id] : renamedFrom ? [renamedFrom] : []);
	const { before, after } = pair?.declarations ?? {};
	const declared = pair?.known.after ?? pair?.known.before;
	const doubts = failures.map(({ message }) => message);
	return {
		app,
		status,
		isChanged: status === "added" || status === "changed" && objects.length + restarts.length > 0,
		changed: [...changed, ...quiet],
		removed: gone,
		contents: objects.map(({ id, before: was, after: is }) => ({
			id,
			before: was,
			after: is
		})),
		spec: specOf(before, after, declared),
		project: declared?.project ?? textAt(after ?? before, "spec", "project"),
		doubt: isUnknown({
			status,
			failures
		}) ? doubts[0] ?? "it cannot be compared" : void 0,
		by: byWhom({
			status,
			onMerge
		}, pair),
		kept: status === "removed" ? keptOf(pair) : void 0,
		declared
	};
}
function pairOf({ app }, pairs) {
	const all = pairs.filter((pair) => isSamePlace(pair.app, app));
	return all.find(({ app: { declaredAt } }) => declaredAt?.file === app.declaredAt?.file) ?? all[0];
}
function specOf(before, after, declared) {
	const [was, is] = [before, after].map((object) => valueAt(object, "spec"));
	if (!isObject(is) || isEqual(was, is)) return void 0;
	if (declared?.generatedBy === void 0) return is;
	return Object.fromEntries(Object.entries(is).filter(([key]) => key !== "syncPolicy"));
}
function byWhom({ status, onMerge }, pair) {
	if (status !== "added" && status !== "removed") return void 0;
	const app = status === "added" ? pair?.known.after : pair?.known.before;
	const word = status === "added" ? "make it" : "delete it";
	const { generatedBy, parent } = app ?? {};
	if (onMerge === "deleted-by-hand" || onMerge === "stays" || onMerge === "left") return `it ${mergeWords(onMerge, true)}`;
	if (generatedBy !== void 0) return `the ApplicationSet ${generatedBy} has to ${word}`;
	if (parent === void 0) return status === "removed" || app === void 0 ? void 0 : `nothing in the repo applies ${app.declaredAt.file}, so somebody has to`;
	return `the app ${parent.name} has to ${word}${parent.autoSync === false ? ", and does not sync by itself" : ""}`;
}
function keptOf(pair) {
	const reason = keptWithoutApp(pair?.declarations.before);
	const set = pair?.known.before?.generatedBy;
	return reason !== void 0 && set !== void 0 ? `${reason}, by preserveResourcesOnDeletion of the ApplicationSet ${set} or by its template` : reason;
}
function untouched(app) {
	const nothing = {
		isChanged: false,
		changed: [],
		removed: [],
		contents: [],
		spec: void 0,
		doubt: void 0
	};
	return {
		...app,
		...nothing
	};
}
function isReverted(earlier, later) {
	if (!earlier.isChanged) return false;
	const still = new Set([...later?.changed ?? [], ...later?.removed ?? []].map(keyOf$2));
	return ![...earlier.changed, ...earlier.removed].some((id) => still.has(keyOf$2(id)));
}

// src/sync/served.ts
const FOLDER = "fairlead-applications-of-the-server";
function placeOfServed(one, all) {
	return `${FOLDER}/${all.findIndex(({ metadata: { uid } }) => uid === one.metadata.uid)}.yaml`;
}
function withServed(sides, all) {
	if (all.length === 0) return sides;
	const withFiles = (side) => ({
		...side,
		tree: treeWith(side.tree, all)
	});
	return {
		...sides,
		base: withFiles(sides.base),
		head: withFiles(sides.head)
	};
}
async function readServed(tree, all, options) {
	const { inventory } = await openInventory(treeWith(tree, all), options);
	const byFile = new Map(inventory.apps.map((app) => [app.declaredAt.file, app]));
	return all.map((one) => byFile.get(placeOfServed(one, all)));
}
function treeWith(tree, all) {
	const text = (one) => new TextEncoder().encode(JSON.stringify(objectOf(one)));
	return overlayTree(tree, new Map(all.map((one) => [placeOfServed(one, all), text(one)])));
}
function objectOf({ metadata: { name, namespace, annotations }, spec }) {
	const dry = spec.sourceHydrator?.drySource;
	return {
		apiVersion: "argoproj.io/v1alpha1",
		kind: "Application",
		metadata: {
			name,
			...namespace && { namespace },
			annotations
		},
		spec: withoutEmpty(dry == null ? spec : {
			...spec,
			source: dry
		})
	};
}
function withoutEmpty(value) {
	if (Array.isArray(value)) return value.map(withoutEmpty);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => {
		return inner === void 0 || inner === null || inner === "" || isEmptyList(inner) ? [] : [[key, withoutEmpty(inner)]];
	}));
}
function isEmptyList(value) {
	return Array.isArray(value) && value.length === 0;
}

// src/sync/ranges.ts
var Ranges = class {
	#parts;
	#known = /* @__PURE__ */ new Map();
	#served = [];
	constructor(parts) {
		this.#parts = parts;
	}
	to(commit) {
		return this.#once(commit, []);
	}
	async read(commit, applications) {
		const { base, sides, config, change } = this.#parts;
		const { head } = await sides(base, commit);
		return readServed(head.tree, applications, {
			identity: change.identity,
			config
		});
	}
	async serve(commit, apps) {
		this.#served = apps.flatMap(({ served }) => served ?? []);
		return Promise.all(apps.map(async (app) => app.served === void 0 ? app : await this.expectedAt(commit, app) ?? untouched(app)));
	}
	async expectedAt(commit, { app, served }) {
		const range = await this.#once(commit, served === void 0 ? [] : this.#served);
		const file = served && placeOfServed(served, this.#served);
		const expected = expectedIn(range).find((one) => file === void 0 ? isSame(one.app, app) : one.app.declaredAt?.file === file);
		return served === void 0 || expected === void 0 ? expected : {
			...expected,
			app,
			served
		};
	}
	#once(commit, served) {
		const key = `${commit} ${served.length > 0}`;
		const known = this.#known.get(key) ?? this.#review(commit, served);
		this.#known.set(key, known);
		return known;
	}
	async #review(commit, served) {
		const { base, change, sides: sidesOf, inventories, ...parts } = this.#parts;
		const sides = withServed(await sidesOf(base, commit), served);
		let seen;
		const found = await review({
			sides,
			...change
		}, {
			...parts,
			inventories: served.length > 0 ? void 0 : inventories,
			sees: (declared, pairs) => {
				seen = {
					declared,
					pairs
				};
			}
		});
		if (!seen) throw new Error("a review shows what it has seen");
		return {
			review: found,
			sides,
			...seen
		};
	}
};
const APPS = /* @__PURE__ */ new Set([
	"Application",
	"HelmRelease",
	"Kustomization",
	"Convention"
]);
async function touchedBy(range, config) {
	const { apps } = range.review;
	return {
		apps: expectedIn(range),
		hiding: [...apps.filter((change) => !isApp(change) || change.hidesApps === true), ...await untold({
			...range,
			config
		})]
	};
}
function expectedIn({ review: { apps }, pairs }) {
	return apps.filter(isApp).flatMap((change) => expectedOf(change, pairOf(change, pairs)));
}
function isApp({ app }) {
	return APPS.has(app.kind);
}
function isSame(one, other) {
	return one.kind === other.kind && one.name === other.name && one.controlPlane === other.controlPlane && one.ownNamespace === other.ownNamespace && (one.kind !== "Convention" || one.environment === other.environment && one.cluster === other.cluster);
}

// src/sync/ports.ts
const PACE = {
	objects: 1e3,
	objectsEarly: 3e3,
	quiet: 1e4,
	withoutStream: 2e3,
	refresh: 2e3,
	lastRefresh: 15e3,
	render: 1e4,
	holds: 5e3,
	details: 4e3,
	detailsAtEnd: 1500
};

// src/sync/asking.ts
var Asking = class {
	#awaited;
	#ports;
	#objects;
	#render;
	#refresh = {
		at: Number.NEGATIVE_INFINITY,
		pause: PACE.refresh,
		running: false
	};
	#hold;
	refreshFault;
	constructor(awaited, ports) {
		this.#awaited = awaited;
		this.#ports = ports;
	}
	get lastObjects() {
		return this.#objects?.objects;
	}
	renderFaultAt(commit) {
		return this.#render?.commit === commit ? this.#render.fault : void 0;
	}
	get heldBy() {
		return this.#hold?.by;
	}
	async holdIf(objections, live) {
		if (!objections.some((found) => mayBeHeld(found, live))) {
			this.#hold = void 0;
			return;
		}
		const { monotonic } = this.#ports;
		if (this.#hold !== void 0 && monotonic() - this.#hold.at < PACE.holds) return;
		this.#hold = {
			at: monotonic(),
			by: await this.#holder(live)
		};
	}
	async #holder(live) {
		const { watch, name } = this.#awaited;
		const { signal } = this.#ports;
		if (isAutomated(live)) return windowHolds(await watch.server.windows(name, signal));
		const set = live.metadata.ownerReferences.find(({ kind }) => kind === "ApplicationSet")?.name;
		if (!set) return void 0;
		try {
			return stepHolds(await watch.server.applicationSet(set, name, signal), live.metadata.name);
		} catch (error) {
			if (!isHidden(error)) throw error;
			return `Argo CD does not sync it by itself; its ApplicationSet ${oneLine(set)} may in a later step, which the token may not see (applicationsets, get)`;
		}
	}
	async objects({ metadata: { resourceVersion } }, isEarly) {
		const { watch, name } = this.#awaited;
		const { monotonic, signal } = this.#ports;
		const of = isEarly ? "" : resourceVersion ?? "";
		const kept = this.#objects;
		const pace = isEarly ? PACE.objectsEarly : PACE.objects;
		if (kept !== void 0 && kept.of === of && monotonic() - kept.at < pace) return kept.objects;
		const [tree, managed] = await Promise.all([watch.server.tree(name, signal), watch.server.managed(name, signal)]);
		watch.heard(tree.date);
		const objects = {
			tree: tree.data,
			managed
		};
		this.#objects = {
			of,
			at: monotonic(),
			objects
		};
		return objects;
	}
	refreshIf(objections) {
		const { refreshes, monotonic, refreshLanes } = this.#ports;
		const state = this.#refresh;
		if (!refreshes || state.running || !objections.some(({ needsRefresh }) => needsRefresh)) return;
		if (monotonic() - state.at < state.pause) return;
		this.#refresh = {
			at: monotonic(),
			pause: Math.min(state.pause * 1.5, PACE.lastRefresh),
			running: true
		};
		refreshLanes.run(() => this.#refreshNow());
	}
	async #refreshNow() {
		const { watch, name } = this.#awaited;
		try {
			watch.took(name, await watch.server.refreshed(name, this.#ports.signal));
			this.refreshFault = void 0;
		} catch (error) {
			this.refreshFault = reasonOf(error);
		}
		this.#refresh = {
			...this.#refresh,
			at: this.#ports.monotonic(),
			running: false
		};
	}
	async renderIf(objections, { spec }, commit) {
		if (!objections.some(({ rule }) => rule === "renders")) {
			this.#render = void 0;
			return;
		}
		const { monotonic, signal } = this.#ports;
		if (this.#render?.commit === commit && monotonic() - this.#render.at < PACE.render) return;
		const { watch, name } = this.#awaited;
		try {
			await watch.server.render(name, spec.sources.length > 0 ? "" : commit, signal);
			this.#render = {
				at: monotonic(),
				commit,
				fault: void 0
			};
		} catch (error) {
			if (!(error instanceof ServerRefusal) || isHidden(error) || isUnauthenticated(error)) throw error;
			this.#render = {
				at: monotonic(),
				commit,
				fault: renderFault(error.refused)
			};
		}
	}
};
function renderFault({ code, message }) {
	const said = oneLine(message);
	return /^(?:error (?!generating)\w+ing|failed to (?:get|list)) /.test(said) || PASSING_CODES.has(code ?? 0) || isPassing(message) ? void 0 : said;
}
const PASSING_CODES = /* @__PURE__ */ new Set([
	1,
	4,
	7,
	8,
	14,
	16
]);
function isPassing(message) {
	return /connection re(?:fused|set)|unable to resolve|context (?:deadline|canceled)|failed to (?:list refs|fetch)|dial tcp|i\/o timeout|no such host|TLS handshake|unexpected EOF|signal: killed|exit status 137|no space left|too many requests|\b(?:429|50[0234])\b|authentication required|could not read Username/i.test(message);
}
function mayBeHeld({ rule, phase, word }, live) {
	if (rule === "allowed" || rule === "not-skipped") return true;
	const message = live.status?.operationState?.message ?? "";
	return word === "waits" && phase === "sync" && (!isAutomated(live) || /sync window/i.test(message));
}

// src/sync/counted.ts
var Counted = class {
	#first;
	#ports;
	#now;
	#later;
	#isReverted = false;
	constructor(first, ports) {
		this.#first = first;
		this.#ports = ports;
		this.#now = first;
	}
	get expected() {
		return this.#now;
	}
	get supersededBy() {
		return this.#later;
	}
	get commit() {
		return this.#later ?? this.#ports.revision;
	}
	get isReverted() {
		return this.#isReverted;
	}
	async look(observed) {
		const { ancestry, expectedAt, revision } = this.#ports;
		const later = observed.find((one) => ancestry.relationOf(one) === "descendant");
		if (later === this.#later) return void 0;
		const expected = later === void 0 ? this.#first : await expectedAt(later, this.#first);
		this.#later = later;
		this.#isReverted = later !== void 0 && isReverted(this.#first, expected);
		this.#now = expected ?? untouched(this.#first);
		return later === void 0 ? `${short(revision)} is there again` : `${short(later)} has come after ${short(revision)}`;
	}
};

// src/sync/course.ts
var Course = class {
	#standing = /* @__PURE__ */ new Map();
	#phases = {};
	get isClose() {
		return this.#standing.size > 0;
	}
	get phases() {
		return this.#phases;
	}
	restart() {
		this.#standing.clear();
	}
	decided(objections, now, settle) {
		const grave = objections.filter(({ word }) => word !== "waits");
		const keys = new Set(grave.map(keyOf$1));
		for (const key of this.#standing.keys()) if (!keys.has(key)) this.#standing.delete(key);
		for (const key of keys) if (!this.#standing.has(key)) this.#standing.set(key, now);
		return grave.find((found) => {
			if (found.mayPass === void 0 && found.word === "failed") return true;
			const least = Math.max(settle, (found.mayPass ?? 0) * 1e3);
			return now - (this.#standing.get(keyOf$1(found)) ?? now) >= least;
		});
	}
	mark(objections, seconds) {
		if (objections.find(({ word }) => word === "waits")?.phase === "commit") return;
		const noticed = this.#phases.noticed ?? seconds;
		const synced = this.#phases.synced ?? (objections.some(({ phase }) => phase === "sync") ? void 0 : seconds);
		const healthy = this.#phases.healthy ?? (objections.length === 0 ? seconds : void 0);
		this.#phases = {
			noticed,
			...synced !== void 0 && { synced },
			...healthy !== void 0 && { healthy }
		};
	}
};
function keyOf$1({ rule, word }) {
	return `${rule} ${word}`;
}

// src/sync/details.ts
const MOST = {
	objects: 3,
	events: 3,
	lines: 8,
	characters: 300
};
async function detailsOf(about, objects, parts) {
	const rootOf = rootsIn(objects);
	const isBelow = (node) => about === void 0 || [node, rootOf(node)].some(({ kind, name }) => kind === about.kind && name === about.name);
	const wrong = objects.tree.nodes.filter((node) => isWrong(node) && isBelow(node));
	const pods = wrong.filter(({ kind }) => kind === "Pod");
	const shown = (pods.length > 0 ? pods : wrong).slice(0, MOST.objects);
	return (await Promise.all(shown.map((node) => ofNode(node, parts)))).flat();
}
function isWrong({ health, kind }) {
	return ["Degraded", "Progressing"].includes(health?.status ?? "") && kind !== "ReplicaSet";
}
async function ofNode(node, { server, name, mask, signal }) {
	const [uid, namespace, own] = [
		node.uid ?? "",
		node.namespace ?? "",
		node.name ?? ""
	];
	const none = () => [];
	const [events, before, now] = await Promise.all([server.events(name, {
		uid,
		name: own,
		namespace
	}, signal).catch(none), ...[true, false].map((isPrevious) => node.kind === "Pod" ? server.logs(name, {
		name: own,
		namespace
	}, {
		lines: MOST.lines,
		isPrevious,
		signal
	}).catch(none) : [])]);
	const told = events.filter(({ type }) => type !== "Normal").slice(-MOST.events);
	const log = (before ?? []).length > 0 ? before : now;
	const line = (text) => {
		const whole = visibleLine(mask(text));
		return whole.length > MOST.characters ? `${whole.slice(0, MOST.characters)} …` : whole;
	};
	const id = describeId(idOf(node));
	return [...new Set(told.map(({ reason, message }) => `${id}: ${line(`${reason}: ${message}`)}`)), ...(log ?? []).map((text) => `${id} says: ${line(text)}`)];
}

// src/sync/ending.ts
function outcomeOf({ outcome, reason, by }, standing) {
	const { awaited, counted, live, found, phases, notes } = standing;
	const { watch, name, expected } = awaited;
	const { sync, health, summary } = live?.status ?? {};
	const isOurs = (url) => standing.isOurs(url);
	const [observed] = live === void 0 ? [] : observedAt({
		live,
		isOurs,
		expected
	});
	const namespace = live?.metadata.namespace ?? void 0;
	return {
		app: expected.app,
		application: name.name,
		outcome,
		reason,
		rule: by?.rule,
		observed: observed || void 0,
		supersededBy: counted.supersededBy,
		sync: sync?.status || void 0,
		health: health?.status || void 0,
		images: (summary?.images ?? []).toSorted(),
		phases,
		url: live === void 0 ? void 0 : watch.server.pageOf({
			name: name.name,
			namespace
		}),
		notes: [...found.filter((one) => one !== by && one.isUnrelated === true).map(noteOf), ...notes],
		details: []
	};
}
function success({ expected, supersededBy, isReverted }) {
	const { doubt, isChanged } = expected;
	if (doubt !== void 0) return {
		outcome: "unknown",
		reason: `it is Synced and Healthy, but what the commit does to it is not known: ${doubt}`
	};
	if (supersededBy === void 0) return {
		outcome: "verified",
		reason: isChanged ? "it is live and healthy" : "it is compared at the commit, which changes none of its objects"
	};
	const later = short(supersededBy);
	return isReverted ? {
		outcome: "reverted",
		reason: `${later} is live, and what this commit changed is as it was before`
	} : {
		outcome: "superseded",
		reason: `${later}, which contains this commit, is live and healthy`
	};
}
function decision(by) {
	const { word, reason, isUnrelated } = by;
	return {
		outcome: word === "failed" ? "failed" : "unknown",
		reason: isUnrelated === true ? `${reason}; the commit does not touch it (unrelated: warn lets that pass)` : reason,
		by
	};
}
function ranOut(why, found, fault) {
	const [first] = found;
	return {
		outcome: "unknown",
		reason: `${why}; what stood there: ${fault ?? first?.reason ?? "everything held, but not for long enough yet"}${first === void 0 || fault === void 0 ? "" : `; before that: ${first.reason}`}`,
		by: first
	};
}
function noteOf({ reason, word }) {
	return word === "waits" ? `The commit has no part in this, and it may pass: ${reason}.` : `The commit has no part in this: ${reason}.`;
}

// src/sync/leaving.ts
function absent(by) {
	return `its Application is not there yet${also(by)}`;
}
function leaving({ metadata: { deletionTimestamp, finalizers } }, by) {
	return deletionTimestamp === void 0 ? `its Application is still there${also(by)}` : `its Application is being deleted; what is waited for: ${finalizers.join(", ") || "the API server"}`;
}
function gone(kept) {
	return `its Application is gone${kept === void 0 ? "" : `; its resources stay in the cluster, since ${kept}`}`;
}
function also(by) {
	return by === void 0 ? "" : `; ${by}`;
}

// src/sync/settling.ts
const CUT = 1e3;
var Settling = class {
	#key;
	#since = 0;
	#isFirst = true;
	interrupt() {
		this.#key = void 0;
		this.#isFirst = false;
	}
	age({ key, since }, { monotonic, server }) {
		if (key !== this.#key) {
			const before = this.#isFirst && server !== void 0 && since !== void 0 ? server - since - CUT : 0;
			this.#since = monotonic - Math.max(0, before);
			this.#key = key;
			this.#isFirst = false;
		}
		return monotonic - this.#since;
	}
};

// src/sync/follow.ts
var Follower = class {
	#awaited;
	#ports;
	#asking;
	#course = new Course();
	#settling = new Settling();
	#counted;
	#started;
	#firstSeen;
	#told = "";
	#fault;
	#last = [];
	constructor(awaited, ports, started) {
		this.#awaited = awaited;
		this.#ports = ports;
		this.#asking = new Asking(awaited, ports);
		this.#counted = new Counted(awaited.expected, ports);
		this.#started = started;
	}
	async follow() {
		const outcome = this.#outcomeOf(await this.#until());
		return isGood(outcome.outcome) ? outcome : {
			...outcome,
			...await this.#detailed(outcome)
		};
	}
	async #detailed({ reason, notes }) {
		const { watch, name } = this.#awaited;
		const { mask, signal } = this.#ports;
		const patience = signal.aborted ? PACE.detailsAtEnd : PACE.details;
		const objects = this.#asking.lastObjects;
		const about = this.#last.find(({ object }) => object !== void 0)?.object;
		const parts = {
			server: watch.server,
			name,
			mask,
			signal: AbortSignal.timeout(patience)
		};
		const details = objects === void 0 ? [] : await detailsOf(about, objects, parts);
		return {
			reason: mask(reason),
			notes: notes.map((note) => mask(note)),
			details
		};
	}
	async #until() {
		const { watch, name } = this.#awaited;
		const { signal } = this.#ports;
		while (!signal.aborted) {
			const live = this.#live;
			const ended = await this.#look(live).catch((error) => this.#troubled(error));
			if (ended !== void 0) return ended;
			await watch.next(name, this.#pause(live), signal);
			const gone = signal.aborted ? void 0 : await this.#readIfQuiet();
			if (gone !== void 0) return gone;
		}
		const { reason } = signal;
		const stood = this.#fault ?? (this.#last.length === 0 ? this.#asking.refreshFault : void 0) ?? (this.#last.length === 0 && this.#live === void 0 ? this.#told || "nothing was heard of it" : void 0);
		return ranOut(String(reason), this.#last, stood);
	}
	get #live() {
		return this.#awaited.watch.latest(this.#awaited.name)?.live;
	}
	async #look(live) {
		if (live === void 0) {
			const { status, by } = this.#awaited.expected;
			if (status !== "removed") this.#tell(absent(by));
			return;
		}
		if (this.#awaited.expected.status === "removed") {
			this.#tell(leaving(live, this.#awaited.expected.by));
			return;
		}
		const facts = await this.#facts(live);
		const { branches, unrelated } = this.#ports;
		const elsewhere = notFollowing(facts, branches);
		if (elsewhere !== void 0) return {
			outcome: "nothing",
			reason: elsewhere
		};
		const first = objectionsTo(facts);
		const isBefore = first.some(({ word, phase }) => word === "waits" && phase === "commit");
		const isEarly = first.some(({ word, phase }) => word === "waits" && phase === "sync");
		const all = isBefore ? first : objectionsTo({
			...facts,
			objects: await this.#asking.objects(live, isEarly)
		});
		const counting = unrelated === "warn" ? all.filter(({ isUnrelated }) => isUnrelated !== true) : all;
		this.#last = all;
		this.#course.mark(counting, this.#seconds);
		this.#asking.refreshIf(counting);
		await this.#asking.holdIf(counting, live);
		await this.#asking.renderIf(counting, live, this.#counted.commit);
		return this.#judge(counting, live);
	}
	async #facts(live) {
		const { ancestry, isOurs } = this.#ports;
		const base = {
			live,
			expected: this.#counted.expected,
			isOurs: (url) => isOurs(url),
			relationOf: (commit) => ancestry.relationOf(commit),
			renderFault: this.#asking.renderFaultAt(this.#counted.commit),
			objects: void 0,
			heldBy: this.#asking.heldBy,
			version: versionOf(this.#awaited.watch.version ?? "")
		};
		const observed = observedAt(base);
		await ancestry.learn([...observed, ...otherCommits(live)].filter((one) => one !== ""));
		const another = await this.#counted.look(observed);
		if (another !== void 0) {
			this.#course.restart();
			this.#settling.interrupt();
			this.#firstSeen = void 0;
			this.#tell(another);
		}
		const isThere = (one) => ["same", "descendant"].includes(ancestry.relationOf(one));
		if (observed.length > 0 && observed.every(isThere)) this.#firstSeen ??= live.status?.reconciledAt;
		return {
			...base,
			expected: this.#counted.expected
		};
	}
	#judge(counting, live) {
		const { settle, monotonic } = this.#ports;
		const now = monotonic();
		const decided = this.#course.decided(counting, now, settle);
		if (decided !== void 0) return decision(decided);
		const [first] = counting;
		if (first !== void 0) this.#settling.interrupt();
		else if (this.#settling.age(this.#goodState(live), {
			monotonic: now,
			server: this.#awaited.watch.now()
		}) >= settle) return success(this.#counted);
		this.#tell(first?.reason ?? "everything holds; it has to stand for a moment");
	}
	#goodState(live) {
		const times = [
			live.status?.health?.lastTransitionTime,
			operationEnd(live),
			this.#firstSeen
		];
		const known = times.filter((time) => time !== void 0);
		return {
			key: JSON.stringify([times, this.#counted.commit]),
			since: known.length === 0 ? void 0 : Math.max(...known)
		};
	}
	async #readIfQuiet() {
		const { watch, name } = this.#awaited;
		const { monotonic, signal } = this.#ports;
		const age = monotonic() - (watch.latest(name)?.at ?? Number.NEGATIVE_INFINITY);
		const isClose = this.#course.isClose;
		const limit = watch.isStreaming && !isClose ? PACE.quiet : isClose ? PACE.objects : PACE.withoutStream;
		const isLeaving = this.#awaited.expected.status === "removed" && this.#live === void 0;
		if (age < limit - 50 && !isLeaving) return void 0;
		const project = name.project ?? this.#project;
		try {
			const answer = await watch.server.application({
				...name,
				...project && { project }
			}, signal);
			this.#project = answer.data.spec.project || void 0;
			watch.took(name, answer);
			this.#fault = void 0;
		} catch (error) {
			if (!isHidden(error)) this.#fault = reasonOf(error);
			else if (this.#awaited.expected.status !== "removed") watch.took(name, {
				data: void 0,
				date: void 0
			});
			else if (error instanceof ServerRefusal && error.refused.status === 404) return {
				outcome: "verified",
				reason: gone(this.#awaited.expected.kept)
			};
			else this.#fault = "Argo CD does not say whether its Application is gone, or the token may not read it (403): its project is not known";
		}
	}
	#project;
	#pause(live) {
		const { watch } = this.#awaited;
		if (live === void 0) return PACE.withoutStream;
		if (this.#course.isClose || this.#asking.lastObjects !== void 0) return PACE.objects / 2;
		if (this.#last.some(({ needsRefresh }) => needsRefresh) && this.#ports.refreshes) return PACE.objects;
		return watch.isStreaming ? PACE.quiet : PACE.withoutStream;
	}
	#troubled(error) {
		if (this.#ports.signal.aborted) return void 0;
		if (!(error instanceof ServerRefusal) && !isPassing$1(error)) throw error;
		this.#fault = reasonOf(error);
		this.#tell(this.#fault);
		return isUnauthenticated(error) ? {
			outcome: "unknown",
			reason: this.#fault
		} : void 0;
	}
	get #seconds() {
		return (this.#ports.monotonic() - this.#started) / 1e3;
	}
	#tell(state) {
		if (state === this.#told) return;
		this.#told = state;
		this.#ports.tell(this.#counted.expected, this.#ports.mask(state));
	}
	#outcomeOf(ending) {
		return outcomeOf(ending, {
			awaited: this.#awaited,
			counted: this.#counted,
			live: this.#live,
			found: this.#last,
			phases: {
				...this.#course.phases,
				ended: this.#seconds
			},
			notes: [versionNote(this.#awaited.watch.version ?? "")].filter((note) => note !== void 0),
			isOurs: (url) => this.#ports.isOurs(url)
		});
	}
};

// src/sync/match.ts
function matching(app, candidates) {
	const file = valuesFileOf(app);
	if (file !== void 0) return candidates.filter(({ read }) => readsValues(read, file));
	const folder = app.sources[0]?.path;
	if (folder === void 0) return [];
	const exact = candidates.filter(({ read }) => read.sources.some(({ path, type }) => path === folder && type !== "ref"));
	return exact.length > 0 ? exact : candidates.filter((one) => takes(one, app, folder));
}
function lookedFor(app) {
	const file = valuesFileOf(app);
	const { path } = app.sources[0] ?? {};
	return file === void 0 ? `the path ${path ?? app.declaredAt.file}` : `the values file ${file}`;
}
function valuesFileOf({ valuesFiles, declaredAt: { file } }) {
	return valuesFiles.includes(file) ? file : valuesFiles.at(-1);
}
function readsValues({ valuesFiles, sources, inputs }, file) {
	return valuesFiles.includes(file) || sources.some(({ type, path, inThisRepository }) => {
		if (!inThisRepository || path === void 0) return false;
		const inside = path === "" ? file : file.startsWith(`${path}/`) ? file.slice(path.length + 1) : void 0;
		return inside !== void 0 && (inside === "values.yaml" ? type === "helm" : type === "plugin");
	}) || sources.some(({ type }) => type === "kustomize") && isInput(inputs, file);
}
function takes({ application, read }, app, folder) {
	return read.sources.some(({ type, path, inThisRepository }, i) => {
		if (!inThisRepository || path === void 0) return false;
		if (type === "kustomize") return isInput(read.inputs, app.declaredAt.file);
		return (path === "" || folder.startsWith(`${path}/`)) && type === "directory" && isRecursive(application, i);
	});
}
function isRecursive(application, source) {
	const directory = sourcesOf(application)[source]?.["directory"];
	return typeof directory === "object" && directory !== null && "recurse" in directory && directory.recurse === true;
}

// src/sync/named.ts
function namedApplications(given, awaited, known) {
	const names = [...new Set(awaited)];
	const found = /* @__PURE__ */ new Map();
	for (const text of given) {
		const [, app, application = ""] = /^(?:([^=]*)=)?(.*)$/s.exec(text) ?? [];
		const whose = app === void 0 ? onlyOf(names, application) : app.trim();
		if (!known.includes(whose)) throw noSuch("app", whose, known);
		found.set(whose, [...found.get(whose) ?? [], nameIn(application.trim(), text)]);
	}
	return found;
}
function fullName({ name, namespace }) {
	return namespace === void 0 ? name : `${namespace}/${name}`;
}
function onlyOf(names, application) {
	const [only, ...others] = names;
	if (only !== void 0 && others.length === 0) return only;
	throw inputError(`argocd-app names the Application ${JSON.stringify(application)} and not the app that it is of, and ${names.length} apps are waited for: ${names.join(", ")}`, { hint: `Write app=application, such as ${only ?? "web"}=${application}, or choose one with app.` });
}
function nameIn(text, entry) {
	const [, namespace, name] = /^(?:([a-z0-9][a-z0-9.-]*)\/)?([a-z0-9][a-z0-9.-]*)$/.exec(text) ?? [];
	if (name !== void 0) return {
		name,
		namespace
	};
	throw inputError(`argocd-app: ${JSON.stringify(entry)} is no Application`, { hint: "Write application, app=application or app=namespace/application, as Argo CD shows the name." });
}

// src/sync/reach.ts
function serverOf({ controlPlane }, servers) {
	const [only] = servers;
	if (only !== void 0 && only.address.controlPlane === void 0) return only;
	return servers.find(({ address }) => address.controlPlane === controlPlane) ?? `no server of Argo CD is given for the control plane ${controlPlane ?? "that it is of, which has no name"}`;
}
function nameOf({ app, project }) {
	return {
		name: app.name,
		namespace: app.ownNamespace,
		...project !== void 0 && { project }
	};
}
async function greet(servers, signal) {
	const faults = new FaultCollector();
	await Promise.all(servers.map(async ({ watch, token }) => {
		const { host } = watch.server;
		try {
			const { data, date } = await watch.server.version(signal);
			watch.version = data;
			watch.heard(date);
			refuseExpired(token, date);
		} catch (error) {
			faults.keep(explain(error, "its version", host));
		}
	}));
	faults.throwIfAny();
}
async function firstLook(all, signal) {
	const faults = new FaultCollector();
	await Promise.all(all.map(async ({ expected, name, watch }) => {
		try {
			watch.took(name, await watch.server.application(name, signal));
		} catch (error) {
			if ((expected.status === "added" || expected.status === "removed") && isHidden(error)) watch.took(name, {
				data: void 0,
				date: void 0
			});
			else faults.keep(explain(error, `the Application ${JSON.stringify(name.name)}`, watch.server.host));
		}
	}));
	faults.throwIfAny();
}
function refuseAmbiguous(all, servers) {
	if (servers.some(({ address }) => address.controlPlane !== void 0)) return;
	const seen = /* @__PURE__ */ new Map();
	for (const { app } of all) {
		const key = `${app.ownNamespace ?? ""}/${app.name}`;
		const other = seen.get(key);
		if (other !== void 0 && other.controlPlane !== app.controlPlane) throw inputError(`there is an app ${JSON.stringify(app.name)} in the control planes ${other.controlPlane} and ${app.controlPlane}, and argocd-server does not say which it is`, { hint: `Give a server for each, as name=address: ${other.controlPlane}=https://… and ${app.controlPlane}=https://…` });
		seen.set(key, app);
	}
}

// src/sync/places.ts
function isLookedUp({ app }, named) {
	return app.kind === "Convention" || app.kind === "Application" && named.has(app.name);
}
async function placesOf(all, ports) {
	const { servers, named } = ports;
	const open = [];
	const unknown = [];
	const lookedUp = all.filter((one) => isLookedUp(one, named));
	for (const expected of all) {
		if (lookedUp.includes(expected)) continue;
		const { kind } = expected.app;
		const server = kind === "Application" ? serverOf(expected.app, servers) : `it is a ${kind} of Flux, which sync does not wait for yet`;
		if (typeof server === "string") unknown.push({
			expected,
			reason: server
		});
		else open.push({
			expected,
			name: nameOf(expected),
			watch: server.watch
		});
	}
	const pairs = await lookUp(lookedUp, ports);
	const matched = pairs.flatMap(({ expected, found }) => found.map((one) => ({
		expected,
		one
	})));
	const expected = await ports.expect(matched.map((pair) => servedBy(pair.expected, pair.one)));
	for (const [i, { one }] of matched.entries()) {
		const { name, namespace } = one.application.metadata;
		const { project } = one.application.spec;
		const own = expected[i];
		if (own) open.push({
			expected: own,
			name: {
				name,
				namespace: namespace || void 0,
				...project && { project }
			},
			watch: one.reached.watch
		});
	}
	for (const pair of pairs) if (pair.found.length === 0) unknown.push({
		expected: pair.expected,
		reason: whyNone(pair.expected, ports)
	});
	return {
		open,
		unknown
	};
}
function servedBy(expected, { application, reached }) {
	const { app } = expected;
	const { name, namespace } = application.metadata;
	const controlPlane = reached.address.controlPlane ?? app.controlPlane;
	const place = {
		...app,
		controlPlane,
		ownNamespace: namespace || void 0,
		toldApartBy: `Application ${name}`
	};
	return app.kind === "Convention" ? {
		...expected,
		app: place,
		served: application
	} : expected;
}
function whyNone({ app, declared }, { named, servers }) {
	const what = declared === void 0 ? "its files" : lookedFor(declared);
	const hosts = servers.map(({ watch }) => watch.server.host).join(", ");
	const given = named.get(app.name);
	return `no object in the repo declares it, and ${given === void 0 ? `no Application that the token may see on ${hosts} deploys ${what} of this repository` : `none of ${given.map(fullName).join(", ")} deploys ${what} of this repository`}; name it in argocd-app, as ${app.name}=APPLICATION`;
}
async function lookUp(apps, ports) {
	if (apps.length === 0) return [];
	const { named } = ports;
	const isNamed = ({ app }) => named.has(app.name);
	const wanted = new Map([...named].filter(([name]) => apps.some(({ app }) => app.name === name)));
	const [given, others] = await Promise.all([namedOnes(wanted, ports), apps.every(isNamed) ? [] : allOnes(ports)]);
	const ours = [...[...given.values()].flat(), ...others];
	const read = await ports.read(ours.map(({ application }) => application));
	const candidates = ours.flatMap((one, i) => {
		const app = read[i];
		return app === void 0 ? [] : [{
			...one,
			read: app
		}];
	});
	return apps.map((expected) => {
		const { app, declared } = expected;
		const own = isNamed(expected) ? candidates.filter(({ application }) => given.get(app.name)?.some((one) => one.application === application)) : candidates;
		const isOnly = apps.filter((other) => other.app.name === app.name).length === 1;
		if (isNamed(expected) && isOnly) return {
			expected,
			found: own
		};
		return {
			expected,
			found: declared === void 0 ? [] : matching(declared, own)
		};
	});
}
async function allOnes({ servers, isOurs, signal }) {
	const faults = new FaultCollector();
	const lists = await Promise.all(servers.map(async (reached) => {
		const { server } = reached.watch;
		try {
			const { data, date } = await server.applications([], signal);
			reached.watch.heard(date);
			return data.filter((one) => isOfRepo(one, isOurs)).map((application) => ({
				application,
				reached
			}));
		} catch (error) {
			faults.keep(explain(error, "the list of Applications", server.host));
			return [];
		}
	}));
	faults.throwIfAny();
	return lists.flat();
}
async function namedOnes(named, { servers, isOurs, signal }) {
	const faults = new FaultCollector();
	const found = await Promise.all([...named].map(async ([app, names]) => {
		return [app, (await Promise.all(names.map(async (name) => {
			try {
				const all = await anywhere(name, servers, signal);
				for (const { application } of all) refuseForeign(application, isOurs);
				return all;
			} catch (error) {
				faults.keep(error);
				return [];
			}
		}))).flat()];
	}));
	faults.throwIfAny();
	return new Map(found);
}
async function anywhere(name, servers, signal) {
	const tried = await Promise.all(servers.map(async (reached) => {
		const { server } = reached.watch;
		try {
			return { one: {
				application: (await server.application(name, signal)).data,
				reached
			} };
		} catch (error) {
			return {
				fault: explain(error, `the Application ${JSON.stringify(fullName(name))} of argocd-app`, server.host),
				isHidden: isHidden(error)
			};
		}
	}));
	const found = tried.flatMap(({ one }) => one ?? []);
	const fault = tried.find((one) => "fault" in one && (!one.isHidden || found.length === 0));
	if (fault?.fault) throw fault.fault;
	return found;
}
function refuseForeign(application, isOurs) {
	if (isOfRepo(application, isOurs)) return;
	const urls = sourcesOf(application).map(({ repoURL }) => repoURL || "(none)");
	throw inputError(`argocd-app: the Application ${JSON.stringify(application.metadata.name)} is made of ${[...new Set(urls)].join(" and ")}, and not of this repository`, { hint: "Whether a commit of this repository is live there cannot be told." });
}
function isOfRepo(application, isOurs) {
	return sourcesOf(application).some(({ repoURL }) => isOurs(repoURL ?? ""));
}

// src/sync/run.ts
async function awaitCommit(expected, hiding, ports) {
	const { servers, named, signal, base, revision, monotonic } = ports;
	const started = monotonic();
	refuseAmbiguous(expected.filter((one) => !isLookedUp(one, named)), servers);
	const asked = servers.filter((server) => expected.some((one) => isLookedUp(one, named) || serverOf(one.app, servers) === server));
	await greet(asked, signal);
	const { open, unknown } = await placesOf(expected, ports);
	await firstLook(open, signal);
	const streams = new AbortController();
	for (const { watch } of asked) {
		const names = open.filter((one) => one.watch === watch).map(({ name }) => name);
		if (names.length > 0) watch.stream(names, AbortSignal.any([signal, streams.signal]));
	}
	try {
		const outcomes = await Promise.all(open.map((one) => new Follower(one, ports, started).follow()));
		const apps = [
			...hiding.map(hidden),
			...unknown.map((one) => notAwaited(one.expected.app, one.reason)),
			...outcomes
		];
		return {
			outcome: worstOf(apps.map((app) => app.outcome)),
			base,
			revision,
			waitedSeconds: (monotonic() - started) / 1e3,
			apps
		};
	} finally {
		streams.abort();
	}
}
function notTouched(range, hiding) {
	const apps = hiding.map(hidden);
	return {
		...range,
		outcome: worstOf(apps.map(({ outcome }) => outcome)),
		waitedSeconds: 0,
		apps
	};
}
function hidden({ app, failures }) {
	const [first] = failures.toReversed();
	const at = first?.at === void 0 ? "" : ` (${describeLocation(first.at)})`;
	const reason = `${first?.message ?? "it cannot be compared"}${at}`;
	const notes = first?.hint === void 0 ? [] : [first.hint];
	return {
		...notAwaited(app, `what the commit does there is not known: ${reason}`),
		notes
	};
}
function notAwaited(app, reason) {
	return {
		app,
		application: void 0,
		outcome: "unknown",
		reason,
		rule: void 0,
		observed: void 0,
		supersededBy: void 0,
		sync: void 0,
		health: void 0,
		images: [],
		phases: { ended: 0 },
		url: void 0,
		notes: [],
		details: []
	};
}

// src/sync/ancestry.ts
var Ancestry = class {
	#git;
	#commit;
	#known = /* @__PURE__ */ new Map();
	constructor(git, commit) {
		this.#git = git;
		this.#commit = commit;
		this.#known.set(commit, "same");
	}
	relationOf(commit) {
		return this.#known.get(commit) ?? "unknown";
	}
	async learn(names) {
		for (const name of new Set(names)) {
			const was = this.#known.get(name);
			if (was !== void 0 && was !== "unknown") continue;
			this.#known.set(name, /^[0-9a-f]{40,64}$/.test(name) ? await this.#find(name) : "apart");
		}
	}
	async #find(commit) {
		const git = this.#git;
		if (await findCommit(git, commit, {
			fetch: true,
			event: void 0
		}) === void 0) return "unknown";
		const here = await this.#compare(commit);
		if (here !== "apart" || !await isShallow(git)) return here;
		for (const depth of [
			"--deepen=50",
			"--deepen=1000",
			"--unshallow"
		]) {
			await fetchFromOrigin(git, {
				options: [depth],
				wanted: [this.#commit, commit],
				thin: true
			});
			const found = await this.#compare(commit);
			if (found !== "apart") return found;
		}
		return await isShallow(git) ? "unknown" : "apart";
	}
	async #compare(commit) {
		if (await isWithin(this.#git, this.#commit, commit)) return "descendant";
		return await isWithin(this.#git, commit, this.#commit) ? "ancestor" : "apart";
	}
};
async function firstParent(git, commit) {
	return (await findCommit(git, `${commit}^1`, {
		fetch: true,
		event: void 0
	}))?.commit ?? (await commits(git, [commit])).get(commit)?.commit ?? commit;
}

// src/sync/watch.ts
const PAUSE = {
	first: 500,
	last: 15e3
};
var Watch = class {
	server;
	version;
	#seen = /* @__PURE__ */ new Map();
	#waiting = /* @__PURE__ */ new Map();
	#monotonic;
	#ahead = Number.NEGATIVE_INFINITY;
	isStreaming = false;
	streamFault;
	constructor(server, monotonic) {
		this.server = server;
		this.#monotonic = monotonic;
	}
	now() {
		return this.#ahead === Number.NEGATIVE_INFINITY ? void 0 : this.#monotonic() + this.#ahead;
	}
	heard(date) {
		if (date !== void 0) this.#ahead = Math.max(this.#ahead, date - this.#monotonic());
	}
	latest(name) {
		return this.#seen.get(keyOf(name));
	}
	took(name, { data, date }) {
		this.heard(date);
		return this.#put(keyOf(name), data);
	}
	#put(key, live) {
		const seen = {
			live,
			at: this.#monotonic()
		};
		const before = this.#seen.get(key)?.live;
		if (before !== void 0 && live !== void 0 && before.metadata.uid === live.metadata.uid && isOlder(live, before)) return this.#seen.get(key) ?? seen;
		this.#seen.set(key, seen);
		for (const wake of this.#waiting.get(key) ?? []) wake();
		return seen;
	}
	async next(name, milliseconds, signal) {
		if (signal.aborted || milliseconds <= 0) return;
		const key = keyOf(name);
		const waiting = this.#waiting.get(key) ?? /* @__PURE__ */ new Set();
		this.#waiting.set(key, waiting);
		const woken = new AbortController();
		const wake = () => woken.abort();
		waiting.add(wake);
		await pause(milliseconds, AbortSignal.any([signal, woken.signal]));
		waiting.delete(wake);
	}
	async stream(names, signal) {
		const wanted = new Set(names.map(keyOf));
		const [only] = names.length === 1 ? names : [];
		for (let wait = PAUSE.first; !signal.aborted; wait = Math.min(wait * 2, PAUSE.last)) {
			try {
				for await (const { type, application } of this.server.changes(only, signal)) {
					this.isStreaming = true;
					wait = PAUSE.first;
					const { name, namespace } = application.metadata;
					for (const key of [keyOf({
						name,
						namespace: namespace ?? void 0
					}), keyOf({
						name,
						namespace: void 0
					})]) if (wanted.has(key)) this.#put(key, type === "DELETED" ? void 0 : application);
				}
				this.streamFault = "the stream ended";
			} catch (error) {
				if (signal.aborted) return;
				this.streamFault = reasonOf(error);
				if (isUnauthenticated(error)) return;
			} finally {
				this.isStreaming = false;
			}
			await pause(wait, signal);
		}
	}
};
async function pause(milliseconds, signal) {
	await setTimeout(milliseconds, void 0, { signal }).catch(() => void 0);
}
function keyOf({ name, namespace }) {
	return `${namespace ?? ""}/${name}`;
}
function isOlder(one, other) {
	const [a, b] = [Number(one.metadata.resourceVersion), Number(other.metadata.resourceVersion)];
	return a < b;
}

export { Ancestry, Ranges, Watch, awaitCommit, firstParent, isGood, namedApplications, notTouched, touchedBy };