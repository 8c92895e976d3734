import { FaultCollector, inputError } from "./errors.js";
import { visibleLine } from "./text.js";
import { commits, fetchFromOrigin, findCommit, isShallow, isWithin, short } from "./git.js";
import { valueAt } from "./yaml.js";
import { describeId, keyOf as keyOf$2 } from "./render-engine.js";
import { isUnknown } from "./review.js";
import { ServerRefusal, explain, idOf, isHidden, isPassing, isUnauthenticated, notFollowing, objectionsTo, observedAt, oneLine, operationEnd, reasonOf, refuseExpired, rootsIn } from "./controllers.js";
import { setTimeout } from "node:timers/promises";

// src/sync/expected.ts
function expectedApps({ apps }) {
	return apps.map((change) => expectedOf(change, apps));
}
function expectedOf(change, all) {
	const { app, status, objects, restarts, failures } = change;
	const changed = objects.flatMap(({ id, action }) => action === "removed" ? [] : [id]);
	const quiet = restarts.map(({ id }) => id).filter((id) => !changed.some((one) => keyOf$2(one) === keyOf$2(id)));
	const gone = objects.flatMap(({ id, action, renamedFrom }) => action === "removed" ? [id] : renamedFrom ? [renamedFrom] : []);
	const own = ownObject(app, all);
	const doubts = failures.map(({ message }) => message);
	return {
		app,
		status,
		isChanged: status === "added" || status === "changed" && objects.length + restarts.length > 0,
		changed: [...changed, ...quiet],
		removed: gone,
		spec: own?.after === void 0 ? void 0 : valueAt(own.after, "spec"),
		project: textOf(own?.after ?? own?.before),
		doubt: isUnknown(change) ? doubts[0] ?? "it cannot be compared" : void 0
	};
}
function ownObject({ kind, name, ownNamespace }, apps) {
	const isIt = (id) => id.kind === kind && id.name === name && (ownNamespace === void 0 || id.namespace === void 0 || id.namespace === ownNamespace);
	const found = apps.flatMap(({ objects }) => objects.filter(({ id }) => isIt(id)));
	return found.length === 1 ? found[0] : void 0;
}
function textOf(object) {
	const project = object === void 0 ? void 0 : valueAt(object, "spec", "project");
	return typeof project === "string" ? project : void 0;
}
function isReverted(earlier, later) {
	if (!earlier.isChanged) return false;
	const still = new Set([...later?.changed ?? [], ...later?.removed ?? []].map(keyOf$2));
	return ![...earlier.changed, ...earlier.removed].some((id) => still.has(keyOf$2(id)));
}

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

// src/sync/ports.ts
const PACE = {
	objects: 1e3,
	quiet: 1e4,
	withoutStream: 2e3,
	refresh: 2e3,
	lastRefresh: 15e3,
	render: 1e4,
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
	refreshFault;
	constructor(awaited, ports) {
		this.#awaited = awaited;
		this.#ports = ports;
	}
	get lastObjects() {
		return this.#objects?.objects;
	}
	get renderFault() {
		return this.#render?.fault;
	}
	async objects({ metadata: { resourceVersion } }) {
		const { watch, name } = this.#awaited;
		const { monotonic, signal } = this.#ports;
		const of = resourceVersion ?? "";
		const kept = this.#objects;
		if (kept !== void 0 && kept.of === of && monotonic() - kept.at < PACE.objects) return kept.objects;
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
		if (!objections.some(({ rule, word }) => rule === "renders" && word === "waits")) {
			if (objections.every(({ rule }) => rule !== "renders")) this.#render = void 0;
			return;
		}
		const { monotonic, signal } = this.#ports;
		if (this.#render !== void 0 && monotonic() - this.#render.at < PACE.render) return;
		const { watch, name } = this.#awaited;
		try {
			await watch.server.render(name, spec.sources.length > 0 ? "" : commit, signal);
			this.#render = {
				at: monotonic(),
				fault: void 0
			};
		} catch (error) {
			if (!(error instanceof ServerRefusal) || isHidden(error) || isUnauthenticated(error)) throw error;
			const said = oneLine(error.refused.message);
			this.#render = {
				at: monotonic(),
				fault: isOfServer(said) ? void 0 : said
			};
		}
	}
};
function isOfServer(message) {
	return /code = (Unavailable|DeadlineExceeded|Canceled)|connection refused|unable to resolve|context deadline|failed to (list refs|fetch)/i.test(message);
}

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
			return !(found.mayPass === true || found.word === "unknown") || now - (this.#standing.get(keyOf$1(found)) ?? now) >= settle;
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

// src/sync/follow.ts
const CUT = 1e3;
var Follower = class {
	#awaited;
	#ports;
	#asking;
	#course = new Course();
	#started;
	#expected;
	#supersededBy;
	#isReverted = false;
	#firstSeen;
	#told = "";
	#fault;
	#last = [];
	constructor(awaited, ports) {
		this.#awaited = awaited;
		this.#ports = ports;
		this.#asking = new Asking(awaited, ports);
		this.#expected = awaited.expected;
		this.#started = ports.monotonic();
	}
	async follow() {
		const outcome = await this.#until();
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
		return this.#ranOut();
	}
	get #live() {
		return this.#awaited.watch.latest(this.#awaited.name)?.live;
	}
	async #look(live) {
		if (live === void 0) {
			if (this.#expected.status !== "removed") this.#tell("its Application is not there yet");
			return;
		}
		if (this.#expected.status === "removed") return this.#lookAway(live);
		const facts = await this.#facts(live);
		const { branches, unrelated } = this.#ports;
		const elsewhere = notFollowing(facts, branches);
		if (elsewhere !== void 0) return this.#end("nothing", elsewhere);
		const first = objectionsTo(facts);
		const all = first.some(({ word, phase }) => word === "waits" && phase !== "health") ? first : objectionsTo({
			...facts,
			objects: await this.#asking.objects(live)
		});
		const counting = unrelated === "warn" ? all.filter(({ isUnrelated }) => isUnrelated !== true) : all;
		this.#last = all;
		this.#course.mark(counting, this.#seconds);
		this.#asking.refreshIf(counting);
		await this.#asking.renderIf(counting, live, this.#supersededBy ?? this.#ports.revision);
		return this.#judge(counting, live);
	}
	async #facts(live) {
		const { ancestry, isOurs } = this.#ports;
		const base = {
			live,
			isOurs: (url) => isOurs(url),
			relationOf: (commit) => ancestry.relationOf(commit),
			renderFault: this.#asking.renderFault,
			objects: void 0
		};
		const observed = observedAt(base);
		await ancestry.learn([...observed, ...otherCommits(live)].filter((one) => one !== ""));
		await this.#supersede(observed);
		const isThere = (one) => ["same", "descendant"].includes(ancestry.relationOf(one));
		if (observed.length > 0 && observed.every(isThere)) this.#firstSeen ??= live.status?.reconciledAt;
		return {
			...base,
			expected: this.#expected
		};
	}
	async #supersede(observed) {
		const { ancestry, expectedAt, revision } = this.#ports;
		const later = observed.find((one) => ancestry.relationOf(one) === "descendant");
		if (later === this.#supersededBy) return;
		const first = this.#awaited.expected;
		const expected = later === void 0 ? first : await expectedAt(later, first);
		this.#supersededBy = later;
		this.#isReverted = later !== void 0 && isReverted(first, expected);
		this.#expected = expected ?? {
			...first,
			isChanged: false,
			changed: [],
			removed: [],
			spec: void 0,
			doubt: void 0
		};
		this.#course.restart();
		this.#firstSeen = void 0;
		if (later !== void 0) this.#tell(`${short(later)} has come after ${short(revision)}`);
	}
	#judge(counting, live) {
		const { settle } = this.#ports;
		const now = this.#awaited.watch.now();
		const decided = this.#course.decided(counting, now, settle);
		if (decided !== void 0) return this.#end(decided.word === "failed" ? "failed" : "unknown", told(decided), decided);
		const [first] = counting;
		if (first === void 0 && now - this.#goodSince(live) >= settle + CUT) return this.#success();
		this.#tell(first?.reason ?? "everything holds; it has to stand for a moment");
	}
	#success() {
		const { doubt, isChanged } = this.#expected;
		if (doubt !== void 0) return this.#end("unknown", `it is Synced and Healthy, but what the commit does to it is not known: ${doubt}`);
		const later = this.#supersededBy === void 0 ? void 0 : short(this.#supersededBy);
		if (later === void 0) return this.#end("verified", isChanged ? "it is live and healthy" : "it is compared at the commit, which changes none of its objects");
		return this.#isReverted ? this.#end("reverted", `${later} is live, and what this commit changed is as it was before`) : this.#end("superseded", `${later}, which contains this commit, is live and healthy`);
	}
	#goodSince(live) {
		const times = [
			live.status?.health?.lastTransitionTime,
			operationEnd(live),
			this.#firstSeen
		];
		return Math.max(...times.filter((time) => time !== void 0));
	}
	#lookAway({ metadata: { deletionTimestamp, finalizers } }) {
		this.#tell(deletionTimestamp === void 0 ? "its Application is still there" : `its Application is being deleted; what is waited for: ${finalizers.join(", ") || "the API server"}`);
	}
	async #readIfQuiet() {
		const { watch, name } = this.#awaited;
		const { monotonic, signal } = this.#ports;
		const age = monotonic() - (watch.latest(name)?.at ?? Number.NEGATIVE_INFINITY);
		const isClose = this.#course.isClose;
		const limit = watch.isStreaming && !isClose ? PACE.quiet : isClose ? PACE.objects : PACE.withoutStream;
		const isLeaving = this.#expected.status === "removed" && this.#live === void 0;
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
			else if (this.#expected.status !== "removed") watch.took(name, {
				data: void 0,
				date: watch.now()
			});
			else if (error instanceof ServerRefusal && error.refused.status === 404) return this.#end("verified", "its Application is gone");
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
		if (!(error instanceof ServerRefusal) && !isPassing(error)) throw error;
		this.#fault = reasonOf(error);
		this.#tell(this.#fault);
		return isUnauthenticated(error) ? this.#end("unknown", this.#fault) : void 0;
	}
	#ranOut() {
		const [first] = this.#last;
		const stood = this.#fault ?? (this.#last.length === 0 ? void 0 : this.#asking.refreshFault) ?? first?.reason ?? (this.#told || "nothing was heard of it");
		const { reason } = this.#ports.signal;
		return this.#end("unknown", `${String(reason)}; what stood there: ${stood}`, first);
	}
	get #seconds() {
		return (this.#ports.monotonic() - this.#started) / 1e3;
	}
	#tell(state) {
		if (state === this.#told) return;
		this.#told = state;
		this.#ports.tell(this.#expected, this.#ports.mask(state));
	}
	#end(outcome, reason, by) {
		const { watch, name, expected } = this.#awaited;
		const live = this.#live;
		const { sync, health, summary } = live?.status ?? {};
		const isOurs = (url) => this.#ports.isOurs(url);
		const [observed] = live === void 0 ? [] : observedAt({
			live,
			isOurs
		});
		const namespace = live?.metadata.namespace ?? void 0;
		return {
			app: expected.app,
			outcome,
			reason,
			rule: by?.rule,
			observed: observed || void 0,
			supersededBy: this.#supersededBy,
			sync: sync?.status || void 0,
			health: health?.status || void 0,
			images: (summary?.images ?? []).toSorted(),
			phases: {
				...this.#course.phases,
				ended: this.#seconds
			},
			url: live === void 0 ? void 0 : watch.server.pageOf({
				name: name.name,
				namespace
			}),
			notes: this.#last.filter((found) => found !== by && found.isUnrelated === true).map(noteOf),
			details: []
		};
	}
};
function otherCommits({ status }) {
	const { operationState, history = [] } = status ?? {};
	const { syncResult, operation } = operationState ?? {};
	return [{
		revision: syncResult?.revision || operation?.sync?.revision,
		revisions: syncResult?.revisions ?? []
	}, ...history.slice(-3)].flatMap(({ revision, revisions }) => revisions.length > 0 ? revisions : [revision ?? ""]);
}
function told({ reason, isUnrelated }) {
	return isUnrelated === true ? `${reason}; the commit does not touch it (unrelated: warn lets that pass)` : reason;
}
function noteOf({ reason }) {
	return `The commit has no part in this: ${reason}.`;
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
			const { date } = await watch.server.version(signal);
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
				date: watch.now()
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

// src/sync/run.ts
async function awaitCommit(expected, ports) {
	const { servers, signal, base, revision, monotonic } = ports;
	const started = monotonic();
	refuseAmbiguous(expected, servers);
	const settled = [];
	const open = [];
	for (const one of expected) {
		const unknown = whyUnknown(one, servers);
		if (typeof unknown === "string") settled.push(notAwaited(one, unknown));
		else open.push({
			expected: one,
			name: nameOf(one),
			watch: unknown.watch
		});
	}
	const asked = servers.filter(({ watch }) => open.some((one) => one.watch === watch));
	await greet(asked, signal);
	await firstLook(open, signal);
	const streams = new AbortController();
	for (const { watch } of asked) {
		const names = open.filter((one) => one.watch === watch).map(({ name }) => name);
		watch.stream(names, AbortSignal.any([signal, streams.signal]));
	}
	try {
		const outcomes = await Promise.all(open.map((one) => new Follower(one, ports).follow()));
		const apps = [...settled, ...outcomes];
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
function whyUnknown(expected, servers) {
	if (expected.app.kind !== "Application") return expected.app.kind === "Convention" ? "no object in the repo declares it, so its name in Argo CD is not known" : `it is a ${expected.app.kind} of Flux, which sync does not wait for yet`;
	return serverOf(expected.app, servers);
}
function notAwaited({ app }, reason) {
	return {
		app,
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
		return this.#ahead === Number.NEGATIVE_INFINITY ? Date.now() : this.#monotonic() + this.#ahead;
	}
	heard(date) {
		this.#ahead = Math.max(this.#ahead, date - this.#monotonic());
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

export { Ancestry, Watch, awaitCommit, expectedApps, firstParent, isGood };