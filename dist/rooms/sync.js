import { FairleadError, FaultCollector, describeFault, describeLocation, inputError, remoteError } from "./errors.js";
import { isObjectId } from "./git-object-id.js";
import { visibleLine } from "./text.js";
import { overlayTree } from "./tree.js";
import { commits, fetchFromOrigin, findCommit, isSameFolder, isShallow, isWithin, short } from "./git.js";
import { array, fallback, object, optional, safeParse, string } from "../packages/valibot.js";
import { some } from "./shapes.js";
import { isObject, textAt, valueAt } from "./yaml.js";
import { appliersOf, isInput, mergeWords, nameIn as nameIn$1, noSuch, openInventory } from "./inventory.js";
import { describeId, keyOf as keyOf$2 } from "./render-engine.js";
import { isSamePlace, refOf } from "./affected.js";
import { isEqual, keptWithoutApp } from "./compare.js";
import { isUnknown, review, untold } from "./review.js";
import { LASTS, ServerRefusal, diagnose, hasCommit, hasNoNode, idOf as idOf$1, isAutomated, isForGood, isHidden, isNamed, isPassing as isPassing$1, isUnauthenticated, mayRefer, notFollowing, objectionsTo, observedAt, oneLine, operated, operationEnd, otherCommits, reasonOf, refuseExpired, restartsIn, rootsIn, sourcesOf, stepHolds, versionNote, versionOf as versionOf$1, windowHolds } from "./controllers.js";
import { Lanes } from "./forge-local.js";
import "./records.js";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";

// src/sync/record/record.ts
function recordOf(result, facts) {
	const { outcome, revision, base, apps, clock } = result;
	const { id, version, branch, selection, run } = facts;
	if (outcome === "nothing") return void 0;
	return {
		version: 1,
		kind: "sync",
		id,
		commit: revision,
		base,
		branch,
		outcome,
		selection,
		apps: apps.map(appOf),
		begun: clock && timeOf(clock.begun),
		ended: clock && timeOf(clock.ended),
		run,
		tool: {
			name: "fairlead",
			version
		}
	};
}
function appOf(one) {
	const { app, outcome, reason, rule, observed, supersededBy, evidence } = one;
	return {
		app: app.name,
		kind: app.kind,
		namespace: app.ownNamespace,
		environment: app.environment,
		controlPlane: app.controlPlane,
		cluster: app.cluster,
		application: evidence && {
			name: evidence.application.name,
			namespace: evidence.application.namespace
		},
		controller: evidence?.controller,
		outcome,
		reason,
		rule,
		observed,
		supersededBy,
		images: [...evidence?.images ?? []],
		charts: [...evidence?.charts ?? []],
		ended: evidence?.ended === void 0 ? void 0 : timeOf(evidence.ended)
	};
}
function timeOf(milliseconds) {
	return (/* @__PURE__ */ new Date(Math.floor(milliseconds / 1e3) * 1e3)).toISOString().replace(".000Z", "Z");
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
const CANCELLED = "the job was cancelled";
function isGood(outcome) {
	return outcome === "verified" || outcome === "superseded" || outcome === "nothing";
}
function worstOf(outcomes) {
	return OUTCOMES.find((one) => outcomes.includes(one)) ?? "nothing";
}

// src/sync/aborted.ts
function aborted(signal) {
	return new Promise((resolve) => {
		if (signal.aborted) resolve(void 0);
		signal.addEventListener("abort", () => resolve(void 0), { once: true });
	});
}
async function pause(milliseconds, signal) {
	await setTimeout(milliseconds, void 0, { signal }).catch(() => void 0);
}

// src/sync/range/expected.ts
function expectedOf(change, pair, among) {
	const { before, after } = pair?.known ?? {};
	if (!pair || !before || !after || change.status === "failed" || isOneObject(before, after)) return [expectedAs(change, pair, {
		status: change.status,
		among
	})];
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
	return [expectedAs(change, made, {
		status: "added",
		among
	}), expectedAs(old, gone, {
		status: "removed",
		among
	})];
}
function isOneObject(before, after) {
	if (before.kind === "Convention" || after.kind === "Convention") return true;
	const areKnown = before.isControlPlaneKnown && after.isControlPlaneKnown;
	return nameIn$1(before) === nameIn$1(after) && (!areKnown || before.controlPlane === after.controlPlane);
}
function expectedAs({ app, objects, restarts, failures, onMerge }, pair, { status, among }) {
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
		...specOf(before, after, declared),
		project: declared?.project ?? textAt(after ?? before, "spec", "project"),
		doubt: isUnknown({
			status,
			failures
		}) ? doubts[0] ?? "it cannot be compared" : void 0,
		by: byWhom({
			status,
			onMerge
		}, pair, among),
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
	if (!isObject(is) || isEqual(was, is)) return { spec: void 0 };
	if (declared?.generatedBy === void 0) return {
		spec: is,
		specBefore: was
	};
	const withoutPolicy = (spec) => isObject(spec) ? Object.fromEntries(Object.entries(spec).filter(([key]) => key !== "syncPolicy")) : void 0;
	return {
		spec: withoutPolicy(is),
		specBefore: withoutPolicy(was)
	};
}
function byWhom({ status, onMerge }, pair, among) {
	if (status !== "added" && status !== "removed") return void 0;
	const app = status === "added" ? pair?.known.after : pair?.known.before;
	const word = status === "added" ? "create it" : "delete it";
	if (app === void 0) return void 0;
	const { generatedBy } = app;
	if (onMerge === "deleted-by-hand" || onMerge === "stays" || onMerge === "left") return `it ${mergeWords(onMerge, true)}`;
	if (generatedBy !== void 0) return `the ApplicationSet ${generatedBy} has to ${word}`;
	const [applier] = appliersOf(app, among);
	if (applier === void 0) return `nothing in the repo applies ${app.declaredAt.file}, so someone has to ${word}`;
	return `the app ${applier.name} has to ${word}${applier.autoSync === false ? ", but does not sync automatically" : ""}`;
}
function keptOf(pair) {
	const reason = keptWithoutApp(pair?.declarations.before);
	const set = pair?.known.before?.generatedBy;
	return reason !== void 0 && set !== void 0 ? `${reason} (preserveResourcesOnDeletion or the template of the ApplicationSet ${set})` : reason;
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
		...nothing,
		status: app.status === "removed" ? "rerendered" : app.status
	};
}
function isReverted(earlier, later) {
	if (!earlier.isChanged) return false;
	const still = new Set([...later?.changed ?? [], ...later?.removed ?? []].map(keyOf$2));
	return ![...earlier.changed, ...earlier.removed].some((id) => still.has(keyOf$2(id)));
}

// src/sync/range/served.ts
const FOLDER = "fairlead-applications-of-the-server";
function placeOfServed(one, all) {
	return `${FOLDER}/${all.findIndex(({ metadata: { uid } }) => uid === one.metadata.uid)}.yaml`;
}
function withServed(sides, all, isNew) {
	if (all.length === 0) return sides;
	const withFiles = (side, has) => ({
		...side,
		tree: treeWith(side.tree, all, has)
	});
	return {
		...sides,
		base: withFiles(sides.base, (one) => !isNew(one)),
		head: withFiles(sides.head, () => true)
	};
}
async function readServed(tree, all, options) {
	const { inventory } = await openInventory(treeWith(tree, all), options);
	const byFile = new Map(inventory.apps.map((app) => [app.declaredAt.file, app]));
	return all.map((one) => byFile.get(placeOfServed(one, all)));
}
function treeWith(tree, all, has = () => true) {
	const text = (one) => new TextEncoder().encode(JSON.stringify(objectOf(one)));
	const own = all.filter(has);
	return overlayTree(tree, new Map(own.map((one) => [placeOfServed(one, all), text(one)])));
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

// src/sync/range/ranges.ts
var Ranges = class Ranges {
	#parts;
	#known = /* @__PURE__ */ new Map();
	#others = /* @__PURE__ */ new Map();
	#served = [];
	#new = /* @__PURE__ */ new Set();
	constructor(parts) {
		this.#parts = parts;
	}
	to(commit) {
		return this.#once(commit, []);
	}
	async read(commit, applications, side) {
		const { base, sides, config, change } = this.#parts;
		const both = await sides(base, commit);
		return readServed(both[side].tree, applications, {
			addresses: change.addresses,
			config
		});
	}
	async serve(commit, apps) {
		for (const { served, status } of apps) if (served && status === "added") this.#new.add(idOf(served));
		const known = new Set(this.#served.map(idOf));
		const more = apps.flatMap(({ served }) => served && !known.has(idOf(served)) ? served : []);
		if (more.length > 0) this.#served = [...this.#served, ...more];
		return Promise.all(apps.map(async (app) => app.served === void 0 ? app : await this.expectedAt(commit, app) ?? untouched(app)));
	}
	async expectedAt(commit, { app, served }) {
		const range = await this.#once(commit, served === void 0 ? [] : this.#served);
		const file = served && placeOfServed(served, this.#served);
		const expected = expectedIn(range).find((one) => file === void 0 ? isSame(one.app, app) : one.app.declaredAt?.file === file);
		return served === void 0 || expected === void 0 ? expected : {
			...expected,
			app,
			served,
			spec: void 0
		};
	}
	async isSameAt(older, commit, expected) {
		const others = this.#others.get(older) ?? new Ranges({
			...this.#parts,
			base: older
		});
		this.#others.set(older, others);
		others.#served = this.#served;
		const { review: found } = await others.#once(commit, expected.served === void 0 ? [] : this.#served);
		if (found.apps.some((change) => !isApp(change) || change.hidesApps === true)) return false;
		const between = await others.expectedAt(commit, expected);
		return between === void 0 || !between.isChanged && between.doubt === void 0;
	}
	#once(commit, served) {
		const key = `${commit} ${served.length}`;
		const known = this.#known.get(key) ?? this.#review(commit, served);
		this.#known.set(key, known);
		return known;
	}
	async #review(commit, served) {
		const { base, change, sides: sidesOf, inventories, ...parts } = this.#parts;
		const sides = withServed(await sidesOf(base, commit), served, (one) => this.#new.has(idOf(one)));
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
function idOf({ metadata: { uid } }) {
	return uid ?? "";
}
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
	const among = pairs.flatMap(({ known: { before, after } }) => [after, before].filter((app) => app !== void 0));
	return apps.filter(isApp).flatMap((change) => expectedOf(change, pairOf(change, pairs), among));
}
function isApp({ app }) {
	return APPS.has(app.kind);
}
function isSame(one, other) {
	return one.kind === other.kind && one.name === other.name && one.controlPlane === other.controlPlane && one.ownNamespace === other.ownNamespace && (one.kind !== "Convention" || one.environment === other.environment && one.cluster === other.cluster);
}

// src/sync/places/match.ts
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

// src/sync/places/named.ts
function namedApplications(given, awaited, known) {
	const names = [...new Set(awaited)].toSorted();
	if (names.length === 0) return /* @__PURE__ */ new Map();
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
	throw inputError(`argocd-app: the Application ${JSON.stringify(application)} is given without its app, but ${names.length} apps are waited for: ${names.join(", ")}`, { hint: `Write app=application, such as ${only ?? "web"}=${application}, or select one app with the input app.` });
}
function nameIn(text, entry) {
	const [, namespace, name] = /^(?:([a-z0-9][a-z0-9.-]*)\/)?([a-z0-9][a-z0-9.-]*)$/.exec(text) ?? [];
	if (name !== void 0) return {
		name,
		namespace
	};
	throw inputError(`argocd-app: ${JSON.stringify(entry)} is not a valid Application name`, { hint: "Write application, app=application or app=namespace/application, with the name that Argo CD shows." });
}

// src/sync/places/lookup.ts
async function lookUp(apps, ports) {
	if (apps.length === 0) return [];
	const { named } = ports;
	const isNamed = ({ app }) => named.has(app.name);
	const wanted = new Map([...named].filter(([name]) => apps.some(({ app }) => app.name === name)));
	const mayLack = (name) => apps.some(({ app, status }) => app.name === name && (status === "added" || status === "removed"));
	const [given, others] = await Promise.all([namedOnes(wanted, mayLack, ports), apps.every(isNamed) ? [] : allOnes(ports)]);
	const ours = [...[...given.values()].flat(), ...others];
	const isGone = ({ status }) => status === "removed";
	const [head, base] = await Promise.all([readAs(ours, "head", ports), apps.some(isGone) ? readAs(ours, "base", ports) : []]);
	return apps.map((expected) => {
		const { app, declared } = expected;
		const candidates = isGone(expected) ? base : head;
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
async function readAs(all, side, ports) {
	const read = await ports.read(all.map(({ application }) => application), side);
	return all.flatMap((one, i) => {
		const app = read[i];
		return app === void 0 ? [] : [{
			...one,
			read: app
		}];
	});
}
async function allOnes({ servers, isOurs, signal }) {
	const faults = new FaultCollector();
	const lists = await Promise.all(servers.map(async (reached) => {
		const { server } = reached.watch;
		try {
			const { data, date } = await server.applications(void 0, signal);
			reached.watch.heard(date);
			return data.filter((one) => isOfRepo(one, isOurs)).map((application) => ({
				application,
				reached
			}));
		} catch (error) {
			faults.keep(await diagnose(server, error, "the list of Applications"));
			return [];
		}
	}));
	faults.throwIfAny();
	return lists.flat();
}
async function namedOnes(named, mayLack, { servers, isOurs, signal }) {
	const faults = new FaultCollector();
	const found = await Promise.all([...named].map(async ([app, names]) => {
		return [app, (await Promise.all(names.map(async (name) => {
			try {
				const all = await anywhere(name, servers, {
					signal,
					mayLack: mayLack(app)
				});
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
async function anywhere(name, servers, { signal, mayLack }) {
	const tried = await Promise.all(servers.map(async (reached) => {
		const { server } = reached.watch;
		try {
			return { one: {
				application: (await server.application(name, signal)).data,
				reached
			} };
		} catch (error) {
			const what = `the Application ${JSON.stringify(fullName(name))} of argocd-app`;
			return {
				fault: await diagnose(server, error, what, name),
				isHidden: isHidden(error)
			};
		}
	}));
	const found = tried.flatMap(({ one }) => one ?? []);
	const fault = tried.find((one) => "fault" in one && (!one.isHidden || found.length === 0 && !mayLack));
	if (fault?.fault) throw fault.fault;
	return found;
}
function refuseForeign(application, isOurs) {
	if (isOfRepo(application, isOurs)) return;
	const urls = sourcesOf(application).map(({ repoURL }) => repoURL || "(none)");
	throw inputError(`argocd-app: the Application ${JSON.stringify(application.metadata.name)} is built from ${[...new Set(urls)].join(" and ")}, not from this repository`, { hint: "Fairlead cannot determine whether a commit of this repository is live there. Name an Application with a source in this repository." });
}
function isOfRepo(application, isOurs) {
	return sourcesOf(application).some(({ repoURL }) => isOurs(repoURL ?? ""));
}

// src/sync/server/names.ts
const MANY$1 = 60;
var Names = class {
	#all;
	#quoted;
	#home;
	constructor(all) {
		this.#all = all;
		this.#quoted = [...new Set(all.map(({ name }) => name))].map((name) => Buffer.from(JSON.stringify(name)));
	}
	projects(now) {
		const projects = this.#all.map((name) => [name.project, now(name)].filter((one) => one !== void 0));
		return projects.some((some) => some.length === 0) ? void 0 : [...new Set(projects.flat())];
	}
	get all() {
		return this.#all;
	}
	learn({ namespace }, found) {
		if (namespace === void 0) this.#home = found.namespace;
	}
	isUnsure({ namespace }) {
		return namespace === void 0 && this.#home === void 0;
	}
	isOf({ name, namespace = this.#home }, found) {
		return name === found.name && namespace === found.namespace;
	}
	isWanted(found) {
		return this.#all.some((name) => this.isOf(name, found));
	}
	mayHold(json) {
		if (this.#quoted.length > MANY$1) return true;
		const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
		return this.#quoted.some((name) => bytes.includes(name));
	}
	wanted(found) {
		return this.#all.filter((name) => this.isOf(name, found));
	}
};
function keyOf$1({ name, namespace }) {
	return `${namespace ?? ""}/${name}`;
}

// src/sync/server/reach.ts
function serverOf({ controlPlane }, servers) {
	const [only] = servers;
	if (only !== void 0 && only.address.controlPlane === void 0) return only;
	return servers.find(({ address }) => address.controlPlane === controlPlane) ?? `argocd-server has no entry for the control plane ${controlPlane ?? "of the app, which has no name"}`;
}
function nameOf({ app, project }) {
	return {
		name: app.name,
		namespace: app.ownNamespace,
		...project !== void 0 && { project }
	};
}
const PAUSE$2 = {
	first: 500,
	most: 4e3
};
async function greet(all, ports) {
	const here = /* @__PURE__ */ new Set();
	await Promise.all(all.map(async (watch) => {
		try {
			await meet(watch, ports);
			here.add(watch);
		} catch (error) {
			ports.faults.keep(await unreached(error, "its version", watch, ports.signal));
		}
	}));
	return here;
}
async function firstReading(all, ports) {
	await Promise.all(all.map((one) => readFirst(one, ports).catch((error) => ports.faults.keep(error))));
}
async function meet(watch, ports) {
	const token = await persistently(() => watch.server.token(), ports);
	refuseExpired(token, void 0);
	const { data, date } = await persistently(() => watch.server.version(ports.signal), ports);
	watch.heard(date);
	watch.version = data;
	refuseExpired(token, date);
}
async function readFirst({ expected, name, watch }, ports) {
	const { signal } = ports;
	try {
		await persistently(() => watch.read(name, signal), ports);
	} catch (error) {
		if ((expected.status === "added" || expected.status === "removed") && isHidden(error) && await watch.server.mayRead(name, signal)) watch.took(name, {
			data: void 0,
			date: void 0
		});
		else throw await unreached(error, `the Application ${JSON.stringify(name.name)}`, watch, signal, name);
	}
}
async function persistently(work, { signal, monotonic, retryFor }) {
	const started = monotonic();
	let last;
	for (let wait = PAUSE$2.first;; wait = Math.min(wait * 2, PAUSE$2.most)) try {
		return await work();
	} catch (error) {
		if (signal.aborted) throw last ?? error;
		const isOver = monotonic() - started + wait > retryFor;
		if (!isPassing$1(error) || isForGood(error) || isOver) throw error;
		last = error;
		await pause(wait, signal);
	}
}
async function unreached(error, what, { server }, signal, name) {
	if (signal.aborted && !(error instanceof FairleadError) && !isPassing$1(error)) return remoteError(`Argo CD at ${server.host} has not responded yet: ${String(signal.reason)}`);
	return diagnose(server, error, what, name);
}
function refuseAmbiguous(all, servers) {
	if (servers.some(({ address }) => address.controlPlane !== void 0)) return;
	const seen = /* @__PURE__ */ new Map();
	for (const { app } of all) {
		const key = keyOf$1({
			name: app.name,
			namespace: app.ownNamespace
		});
		const other = seen.get(key);
		if (other !== void 0 && other.controlPlane !== app.controlPlane) throw inputError(`the app ${JSON.stringify(app.name)} exists in the control planes ${other.controlPlane} and ${app.controlPlane}, and argocd-server does not say which of them it serves`, { hint: `Set one server for each, as name=address: ${other.controlPlane}=https://… and ${app.controlPlane}=https://…` });
		seen.set(key, app);
	}
}

// src/sync/places/places.ts
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
		const server = kind === "Application" ? serverOf(expected.app, servers) : `it is a Flux ${kind}, which sync does not support yet`;
		if (typeof server === "string") unknown.push({
			expected,
			reason: server
		});
		else {
			const { siblings, ...known } = expected;
			const isNamed = server.address.controlPlane !== void 0 || siblings === void 0;
			open.push({
				expected: isNamed ? known : expected,
				name: nameOf(expected),
				watch: server.watch
			});
		}
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
	const none = pairs.filter(({ found }) => found.length === 0).map((pair) => ({
		expected: pair.expected,
		reason: whyNone(pair.expected, ports)
	}));
	const isComing = (one) => one.expected.status === "added";
	return {
		open,
		coming: none.filter(isComing),
		unknown: [...unknown, ...none.filter((one) => !isComing(one))]
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
	if (app.kind !== "Convention") return expected;
	const set = application.metadata.ownerReferences.find(({ kind }) => kind === "ApplicationSet")?.name;
	if (expected.status !== "removed" || !set) return {
		...expected,
		app: place,
		served: application
	};
	const { finalizers } = application.metadata;
	return {
		...expected,
		app: place,
		by: `the ApplicationSet ${set} has to delete it`,
		kept: keptWithoutApp({
			kind: "Application",
			metadata: { finalizers }
		})
	};
}
function whyNone({ app, declared }, { named, servers }) {
	const what = declared === void 0 ? "its files" : lookedFor(declared);
	const hosts = servers.map(({ watch }) => watch.server.host).join(", ");
	const given = named.get(app.name);
	return `no object in the repo declares it, and ${given === void 0 ? `no Application that the token can read on ${hosts} deploys ${what} of this repository` : `none of ${given.map(fullName).join(", ")} deploys ${what} of this repository`}; set argocd-app to ${app.name}=APPLICATION`;
}

// src/sync/ports.ts
const PACE = {
	retryFor: 2e4,
	objects: 1e3,
	objectsEarly: 3e3,
	quiet: 1e4,
	withoutStream: 2e3,
	refresh: 2e3,
	lastRefresh: 15e3,
	render: 1e4,
	holds: 5e3,
	events: 5e3,
	details: 4e3,
	detailsAtEnd: 1500
};

// src/sync/unawaited.ts
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
		...notAwaited(app, `the effect of the commit there is not known: ${reason}`),
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

// src/sync/server/rereads.ts
const GATHERED = 200;
const MANY = 4;
const WANTED = 1 / 8;
const SHARE = 1 / 10;
const PAUSE$1 = 12e3;
const SINGLE = 10;
var Rereads = class {
	#server;
	#monotonic;
	#names;
	#lanes = new Lanes(SINGLE);
	#gathering = /* @__PURE__ */ new Map();
	#listed = /* @__PURE__ */ new Map();
	#took;
	constructor(server, { monotonic, names, took }) {
		this.#server = server;
		this.#monotonic = monotonic;
		this.#names = names;
		this.#took = took;
	}
	read(name, signal) {
		const { project } = name;
		if (project === void 0) return this.#one(name, signal);
		return new Promise((resolve, reject) => {
			const wishes = this.#gathering.get(project);
			const wish = {
				name,
				signal,
				resolve,
				reject
			};
			if (wishes === void 0) {
				this.#gathering.set(project, [wish]);
				this.#answer(project, signal);
			} else wishes.push(wish);
		});
	}
	#one(name, signal) {
		return this.#lanes.run(() => this.#server.application(name, signal));
	}
	async #answer(project, signal) {
		await pause(GATHERED, signal);
		await this.#learn(this.#gathering.get(project) ?? []);
		const few = this.#isFew(project);
		if (!few) await pause(this.#pauseOf(project), signal);
		const wishes = this.#gathering.get(project) ?? [];
		this.#gathering.delete(project);
		const left = few ? wishes : await this.#byList(project, wishes);
		for (const { name, signal: own, resolve, reject } of left) this.#one(name, own).then(resolve, reject);
	}
	async #learn(wishes) {
		const unsure = wishes.length < MANY ? void 0 : wishes.find(({ name }) => this.#names().isUnsure(name));
		if (unsure === void 0) return;
		const found = await this.#one(unsure.name, unsure.signal).catch(() => void 0);
		if (found !== void 0) this.#names().learn(unsure.name, found.data.metadata);
	}
	#isFew(project) {
		const wanted = this.#gathering.get(project)?.length ?? 0;
		const count = this.#listed.get(project)?.count ?? 0;
		return wanted < MANY || wanted < count * WANTED;
	}
	#pauseOf(project) {
		const last = this.#listed.get(project);
		if (last === void 0) return 0;
		return Math.max(0, last.at + Math.min(last.took / SHARE, PAUSE$1) - this.#monotonic());
	}
	async #byList(project, wishes) {
		const at = this.#monotonic();
		const names = this.#names();
		let count = 0;
		const [first] = wishes;
		if (first === void 0) return [];
		try {
			const { data, date } = await this.#server.applications([project], first.signal, {
				isWanted: (metadata) => names.isWanted(metadata),
				mayHold: (json) => {
					count++;
					return names.mayHold(json);
				}
			});
			this.#listed.set(project, {
				at,
				took: this.#monotonic() - at,
				count
			});
			for (const application of data) this.#took({
				data: application,
				date
			});
			return wishes.filter(({ name, resolve }) => {
				const found = data.find(({ metadata }) => names.isOf(name, metadata));
				if (found === void 0) return true;
				resolve({
					data: found,
					date
				});
				return false;
			});
		} catch (error) {
			if (isUnauthenticated(error) || first.signal.aborted) {
				for (const { reject } of wishes) reject(error);
				return [];
			}
			this.#listed.set(project, {
				at,
				took: 0,
				count: Number.POSITIVE_INFINITY
			});
			return wishes;
		}
	}
};

// src/sync/server/watch.ts
const PAUSE = {
	first: 500,
	last: 15e3
};
const FEW = 4;
const ALL = "";
const LATE = 1500;
var Watch = class {
	server;
	reads = new Lanes(10);
	#rereads;
	#names = new Names([]);
	version;
	#seen = /* @__PURE__ */ new Map();
	#streamed = /* @__PURE__ */ new Map();
	#ahead = /* @__PURE__ */ new Map();
	#waiting = /* @__PURE__ */ new Map();
	#monotonic;
	#difference = Number.NEGATIVE_INFINITY;
	#running = /* @__PURE__ */ new Set();
	streamFault;
	constructor(server, monotonic) {
		this.server = server;
		this.#monotonic = monotonic;
		this.#rereads = new Rereads(server, {
			monotonic,
			names: () => this.#names,
			took: (found) => {
				for (const name of this.#names.wanted(found.data.metadata)) this.took(name, found);
			}
		});
	}
	wants(names) {
		this.#names = new Names(names);
	}
	isTold(name) {
		const key = keyOf$1(name);
		const since = this.#ahead.get(key);
		return (this.#running.has(ALL) || this.#running.has(key)) && (since === void 0 || this.#monotonic() - since < LATE);
	}
	async read(name, signal) {
		const project = this.latest(name)?.live?.spec.project || name.project;
		const answer = await this.#rereads.read({
			...name,
			project
		}, signal).catch((error) => this.#anywhere(name, error, signal));
		this.took(name, answer);
		return answer.data;
	}
	async #anywhere(name, first, signal) {
		if (!isHidden(first)) throw first;
		try {
			return await this.server.application({
				...name,
				project: void 0
			}, signal);
		} catch (error) {
			throw isHidden(error) ? first : error;
		}
	}
	now() {
		return this.#difference === Number.NEGATIVE_INFINITY ? void 0 : this.#monotonic() + this.#difference;
	}
	heard(date) {
		if (date !== void 0) this.#difference = Math.max(this.#difference, date - this.#monotonic());
	}
	latest(name) {
		return this.#seen.get(keyOf$1(name));
	}
	took(name, { data, date }) {
		this.heard(date);
		const key = keyOf$1(name);
		if (data !== void 0) {
			this.#names.learn(name, data.metadata);
			if (versionOf(data) > (this.#streamed.get(key) ?? 0)) {
				if (!this.#ahead.has(key)) this.#ahead.set(key, this.#monotonic());
			}
		}
		return this.#put(key, data);
	}
	#heardOf(name, type, application) {
		const key = keyOf$1(name);
		const version = versionOf(application);
		this.#streamed.set(key, version);
		const known = this.#seen.get(key)?.live;
		if (known === void 0 || version >= versionOf(known)) this.#ahead.delete(key);
		this.#put(key, type === "DELETED" ? void 0 : application);
	}
	#put(key, live) {
		const seen = {
			live,
			at: this.#monotonic()
		};
		const before = this.#seen.get(key)?.live;
		if (before !== void 0 && live !== void 0 && before.metadata.uid === live.metadata.uid && isOlder$1(live, before)) return this.#seen.get(key) ?? seen;
		this.#seen.set(key, seen);
		for (const wake of this.#waiting.get(key) ?? []) wake();
		return seen;
	}
	async next(name, milliseconds, signal) {
		if (signal.aborted || milliseconds <= 0) return;
		const key = keyOf$1(name);
		const waiting = this.#waiting.get(key) ?? /* @__PURE__ */ new Set();
		this.#waiting.set(key, waiting);
		const woken = new AbortController();
		const wake = () => woken.abort();
		waiting.add(wake);
		await pause(milliseconds, AbortSignal.any([signal, woken.signal]));
		waiting.delete(wake);
	}
	async stream(signal) {
		const { all } = this.#names;
		await Promise.all((all.length <= FEW ? all : [void 0]).map((name) => this.#follow(name, signal)));
	}
	async #follow(only, signal) {
		const names = this.#names;
		const running = only === void 0 ? ALL : keyOf$1(only);
		for (let wait = PAUSE.first; !signal.aborted; wait = Math.min(wait * 2, PAUSE.last)) {
			try {
				const which = only ?? names.projects((name) => this.latest(name)?.live?.spec.project);
				for await (const { type, application } of this.server.changes(which, signal, names)) {
					this.#running.add(running);
					wait = PAUSE.first;
					for (const name of names.wanted(application.metadata)) this.#heardOf(name, type, application);
				}
				this.streamFault = "the stream ended";
			} catch (error) {
				if (signal.aborted) return;
				this.streamFault = reasonOf(error);
				if (isUnauthenticated(error)) return;
			} finally {
				this.#running.delete(running);
			}
			await pause(wait, signal);
		}
	}
};
function isOlder$1(one, other) {
	return versionOf(one) < versionOf(other);
}
function versionOf({ metadata }) {
	return Number(metadata.resourceVersion);
}

// src/sync/follow/coming.ts
async function followedOnceMade({ expected, reason: first }, follow, ports) {
	const { signal, monotonic } = ports;
	let reason = first;
	while (!signal.aborted) {
		ports.tell(expected, `${reason}. It may still be created`);
		await pause(PACE.quiet, signal);
		if (signal.aborted) break;
		try {
			const { open, coming } = await placesOf([expected], ports);
			if (open.length > 0) return await Promise.all(open.map((one) => follow(apart(one, monotonic))));
			reason = coming[0]?.reason ?? reason;
		} catch (error) {
			if (!(error instanceof FairleadError)) throw error;
			reason = describeFault(error.faults[0]);
		}
	}
	return [notAwaited(expected.app, `${String(signal.reason)}; last state: ${reason}`)];
}
function apart({ expected, name, watch }, monotonic) {
	const own = new Watch(watch.server, monotonic);
	own.version = watch.version;
	own.wants([name]);
	return {
		expected,
		name,
		watch: own
	};
}

// src/sync/record/digests.ts
const MOST$2 = {
	pods: 20,
	lanes: 4
};
const containers = fallback(array(object({
	name: string(),
	image: optional(string(), ""),
	imageID: optional(string(), "")
})), []);
const Pod = some({
	spec: some({
		containers: fallback(array(object({
			name: string(),
			image: string()
		})), []),
		initContainers: fallback(array(object({
			name: string(),
			image: string()
		})), [])
	}),
	status: some({
		containerStatuses: containers,
		initContainerStatuses: containers
	})
});
async function runningDigests(live, parts) {
	const listed = (live.status?.summary?.images ?? []).toSorted();
	const seen = listed.filter((image) => digestIn(image) === void 0).length === 0 ? [] : await ofPods(parts);
	return listed.flatMap((image) => {
		const pinned = digestIn(image);
		if (pinned !== void 0) return [{
			image,
			digest: pinned,
			from: "reference"
		}];
		const digests = new Set(seen.flatMap((one) => one.image === image ? [one.digest] : []));
		return digests.size === 0 ? [{
			image,
			digest: void 0,
			from: void 0
		}] : [...digests].toSorted().map((digest) => ({
			image,
			digest,
			from: "pod"
		}));
	});
}
async function ofPods({ server, name, signal }) {
	const tree = await server.tree(name, signal).catch(() => void 0);
	const pods = tree === void 0 ? [] : onePodEach(tree.data.nodes).slice(0, MOST$2.pods);
	const lanes = new Lanes(MOST$2.lanes);
	return (await Promise.all(pods.map((pod) => lanes.run(async () => {
		const id = {
			group: "",
			kind: "Pod",
			version: "v1",
			namespace: pod.namespace ?? "",
			name: pod.name ?? ""
		};
		return digestsOf(await server.resource(name, id, signal).catch(() => void 0));
	})))).flat();
}
function onePodEach(nodes) {
	const pods = nodes.filter(({ kind, group }) => kind === "Pod" && !group);
	const sets = /* @__PURE__ */ new Map();
	for (const pod of pods.toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0))) {
		const owner = pod.parentRefs[0]?.uid || pod.uid;
		sets.set(JSON.stringify([owner, pod.images.toSorted()]), pod);
	}
	return [...sets.values()];
}
function digestsOf(object) {
	const pod = safeParse(Pod, object);
	if (!pod.success) return [];
	const { spec, status } = pod.output;
	const wanted = new Map([...spec.initContainers, ...spec.containers].map(({ name, image }) => [name, image]));
	return [...status.initContainerStatuses, ...status.containerStatuses].flatMap(({ name, imageID }) => {
		const [image, digest] = [wanted.get(name), digestIn(imageID)];
		return image === void 0 || digest === void 0 ? [] : [{
			image,
			digest
		}];
	});
}
function digestIn(reference) {
	return /[^/@]@(sha256:[0-9a-f]{64})$/.exec(reference)?.[1];
}

// src/sync/record/evidence.ts
async function evidenceOf({ name, watch }, signal) {
	const live = watch.latest(name)?.live;
	return {
		application: name,
		controller: {
			name: "argocd",
			version: watch.version,
			host: watch.server.host
		},
		charts: live === void 0 ? [] : chartsOf(live),
		images: live === void 0 ? [] : await runningDigests(live, {
			server: watch.server,
			name,
			signal
		})
	};
}
function chartsOf({ spec, status }) {
	const sources = spec.sources.length > 0 ? spec.sources : spec.source ? [spec.source] : [];
	const { revision, revisions = [] } = status?.sync ?? {};
	return sources.flatMap(({ chart, repoURL, targetRevision }, i) => {
		if (!chart) return [];
		return [{
			name: chart,
			version: (spec.sources.length > 0 ? revisions[i] : revision) || targetRevision || "",
			repository: repoURL ?? ""
		}];
	});
}

// src/sync/follow/masked.ts
function maskMessages(value, mask) {
	return masked(value, mask);
}
function masked(value, mask) {
	if (Array.isArray(value)) {
		const items = value.map((item) => masked(item, mask));
		return items.every((item, i) => item === value[i]) ? value : items;
	}
	if (typeof value !== "object" || value === null) return value;
	const changed = Object.entries(value).flatMap(([key, inner]) => {
		const other = key === "message" && typeof inner === "string" ? mask(inner) : masked(inner, mask);
		return other === inner ? [] : [[key, other]];
	});
	return changed.length === 0 ? value : {
		...value,
		...Object.fromEntries(changed)
	};
}
var MaskedOnce = class {
	#last;
	of(value, mask) {
		if (this.#last?.of !== value) this.#last = {
			of: value,
			masked: maskMessages(value, mask)
		};
		return this.#last.masked;
	}
};

// src/sync/server/readings.ts
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
function homelessBy(events) {
	const last = (...reasons) => events.findLastIndex(({ reason }) => reasons.includes(reason ?? ""));
	const [scaling, refused] = [last("TriggeredScaleUp", "Nominated"), last("NotTriggerScaleUp")];
	const isScaling = scaling > refused;
	return {
		message: events[isScaling ? scaling : last("FailedScheduling")]?.message || "it is waiting to be scheduled",
		isScaling
	};
}

// src/sync/follow/asking.ts
const MOST_PODS = 3;
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
	#homeless = {
		at: 0,
		of: /* @__PURE__ */ new Map()
	};
	refreshFault;
	constructor(awaited, ports) {
		this.#awaited = awaited;
		this.#ports = ports;
	}
	#mask = (text) => this.#ports.mask(text);
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
			return `Argo CD does not sync it automatically; its ApplicationSet ${oneLine(set)} may sync it in a later step, but the token has no permission to see that (applicationsets, get)`;
		}
	}
	async objects({ metadata: { resourceVersion } }, about) {
		const { watch, name } = this.#awaited;
		const { monotonic, signal, settle } = this.#ports;
		const { expected, isEarly, isSettling } = about;
		const of = isEarly ? "" : resourceVersion ?? "";
		const kept = this.#objects;
		const pace = isEarly ? PACE.objectsEarly : isSettling ? Math.max(PACE.objects, settle) : PACE.objects;
		if (kept !== void 0 && kept.of === of && kept.expected === expected && monotonic() - kept.at < pace) return kept.objects;
		const touched = [...expected.changed, ...expected.removed];
		const [tree, managed] = await Promise.all([watch.reads.run(() => watch.server.tree(name, signal)), watch.reads.run(() => watch.server.managed(name, signal, (one) => isNamed(touched, one) || mayRefer(one)))]);
		watch.heard(tree.date);
		const objects = {
			tree: maskMessages(tree.data, this.#mask),
			managed,
			homeless: await this.#homelessIn(tree.data)
		};
		this.#objects = {
			of,
			at: monotonic(),
			expected,
			objects
		};
		return objects;
	}
	async #homelessIn({ nodes }) {
		const { watch, name } = this.#awaited;
		const { monotonic, signal } = this.#ports;
		const pods = nodes.filter(hasNoNode).slice(0, MOST_PODS);
		const kept = this.#homeless;
		const isKept = pods.every(({ uid }) => kept.of.has(uid ?? "")) && monotonic() - kept.at < PACE.events;
		if (pods.length === 0 || isKept) return kept.of;
		const read = pods.map(async ({ uid, name: pod, namespace }) => {
			const object = {
				uid: uid ?? "",
				name: pod ?? "",
				namespace: namespace ?? ""
			};
			const events = await watch.server.events(name, object, signal).catch(() => []);
			return [object.uid, homelessBy(maskMessages(events, this.#mask))];
		});
		this.#homeless = {
			at: monotonic(),
			of: new Map(await Promise.all(read))
		};
		return this.#homeless.of;
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
				fault: renderFault(maskMessages(error.refused, this.#mask))
			};
		}
	}
};
function mayBeHeld({ rule, phase, word }, live) {
	if (rule === "allowed" || rule === "not-skipped") return true;
	const message = live.status?.operationState?.message ?? "";
	return word === "waits" && phase === "sync" && (!isAutomated(live) || /sync window/i.test(message));
}

// src/sync/follow/counted.ts
var Counted = class {
	#first;
	#ports;
	#now;
	#later;
	#isReverted = false;
	#same = /* @__PURE__ */ new Map();
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
	relationOf(commit) {
		return this.#ancestry.relationOf(commit);
	}
	isThere(commit) {
		return hasCommit(this.relationOf(commit));
	}
	get #ancestry() {
		const { ancestry, ancestryOf } = this.#ports;
		return this.#later === void 0 ? ancestry : ancestryOf(this.#later);
	}
	isAsGood(commit) {
		return this.#same.get(commit) === true;
	}
	async compareWith(commits) {
		const { isSameAt } = this.#ports;
		for (const one of new Set(commits)) {
			if (this.#same.has(one) || this.relationOf(one) !== "ancestor") continue;
			this.#same.set(one, await isSameAt(one, this.commit, this.#first).catch(() => false));
		}
	}
	async check(observed, others) {
		const names = [...observed, ...others].filter((one) => one !== "");
		await this.#ports.ancestry.learn(names);
		const told = await this.#choose(observed);
		await this.#ancestry.learn(names);
		return told;
	}
	async #choose(observed) {
		const { ancestry, expectedAt, revision } = this.#ports;
		const later = observed.find((one) => ancestry.relationOf(one) === "descendant");
		const isOwn = observed.some((one) => ancestry.relationOf(one) === "same");
		if (later === this.#later || later === void 0 && !isOwn) return void 0;
		const expected = later === void 0 ? this.#first : await expectedAt(later, this.#first);
		this.#later = later;
		this.#same.clear();
		this.#isReverted = later !== void 0 && isReverted(this.#first, expected);
		this.#now = expected ?? untouched(this.#first);
		return later === void 0 ? `Argo CD is at ${short(revision)} again` : `Argo CD is now at ${short(later)}, a later commit than ${short(revision)}`;
	}
};

// src/sync/follow/course.ts
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
		const keys = new Set(grave.map(keyOf));
		for (const key of this.#standing.keys()) if (!keys.has(key)) this.#standing.delete(key);
		for (const key of keys) if (!this.#standing.has(key)) this.#standing.set(key, now);
		return grave.find((found) => {
			if (found.mayPass === void 0 && found.word === "failed") return true;
			const least = Math.max(settle, (found.mayPass ?? LASTS.settling) * 1e3);
			return now - (this.#standing.get(keyOf(found)) ?? now) >= least;
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
function keyOf({ rule, word }) {
	return `${rule} ${word}`;
}

// src/sync/follow/details.ts
const MOST$1 = {
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
	const shown = (pods.length > 0 ? pods : wrong).slice(0, MOST$1.objects);
	const unread = /* @__PURE__ */ new Set();
	return [...(await Promise.all(shown.map((node) => ofNode(node, parts, unread)))).flat(), ...unread];
}
function isWrong({ health, kind }) {
	return ["Degraded", "Progressing"].includes(health?.status ?? "") && kind !== "ReplicaSet";
}
async function ofNode(node, { server, name, mask, signal }, unread) {
	const [uid, namespace, own] = [
		node.uid ?? "",
		node.namespace ?? "",
		node.name ?? ""
	];
	const none = (what) => (error) => {
		if (error instanceof ServerRefusal) unread.add(whyUnread(what, error, mask));
		return [];
	};
	const logs = (isPrevious) => server.logs(name, {
		name: own,
		namespace
	}, {
		lines: MOST$1.lines,
		isPrevious,
		signal
	});
	const isPod = node.kind === "Pod";
	const [events, before, now] = await Promise.all([
		server.events(name, {
			uid,
			name: own,
			namespace
		}, signal).catch(none("events")),
		isPod ? logs(true).catch(() => []) : [],
		isPod ? logs(false).catch(none("logs")) : []
	]);
	const told = events.filter(({ type }) => type !== "Normal").slice(-MOST$1.events);
	const log = before.length > 0 ? before : now;
	const line = (text) => cut(visibleLine(mask(text)));
	const id = describeId(idOf$1(node));
	return [...new Set(told.map(({ reason, message }) => `${id}: ${line(`${reason}: ${message}`)}`)), ...log.map((text) => `${id} says: ${line(text)}`)];
}
function whyUnread(what, error, mask) {
	const right = what === "logs" ? " Reading logs requires the permission logs, get." : "";
	return isHidden(error) ? `No permission to read the ${what} of pods, with this token or with the service account that the project names.${right}` : `The ${what} of pods cannot be read: ${cut(mask(reasonOf(error)))}.`;
}
function cut(text) {
	if (text.length <= MOST$1.characters) return text;
	return `${text.slice(0, MOST$1.characters).replace(/[\ud800-\udbff]$/, "")} …`;
}

// src/sync/follow/ending.ts
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
		notes: [
			...found.filter((one) => one !== by && one.isUnrelated === true).map(noteOf),
			...warningsOf(live),
			...notes
		],
		details: []
	};
}
function success({ expected, supersededBy, isReverted }) {
	const { doubt, isChanged } = expected;
	if (doubt !== void 0) return {
		outcome: "unknown",
		reason: `it is Synced and Healthy, but the effect of the commit on it is not known: ${doubt}`
	};
	if (supersededBy === void 0) return {
		outcome: "verified",
		reason: isChanged ? "it is live and healthy" : "Argo CD has compared it at the commit, which changes nothing to sync"
	};
	const later = short(supersededBy);
	return isReverted ? {
		outcome: "reverted",
		reason: `${later} is live, and it reverts the changes of this commit`
	} : {
		outcome: "superseded",
		reason: `${later}, which contains this commit, is live and healthy`
	};
}
function decision(by, { supersededBy, doubt }) {
	const { word, isUnrelated } = by;
	const reason = supersededBy === void 0 ? by.reason : `at ${short(supersededBy)}, a later commit: ${by.reason}`;
	return {
		outcome: word === "failed" ? "failed" : "unknown",
		reason: isUnrelated === true ? `${reason}; ${doubt === void 0 ? "the commit does not touch it" : `it is not known whether the commit touches it: ${doubt}`} (to ignore such errors, set unrelated: warn)` : reason,
		by
	};
}
function ranOut(why, found, fault) {
	const [first] = found;
	return {
		outcome: "unknown",
		reason: `${why}; last state: ${fault ?? first?.reason ?? "all rules held, but not for long enough yet"}${first === void 0 || fault === void 0 ? "" : `; before that: ${first.reason}`}`,
		by: first
	};
}
function noteOf({ reason, word }) {
	return word === "waits" ? `Not caused by the commit, and may be temporary: ${reason}.` : `Not caused by the commit: ${reason}.`;
}
function warningsOf(live) {
	return (live?.status?.conditions ?? []).filter(({ type }) => type === "SharedResourceWarning" || type === "RepeatedResourceWarning").map(({ type, message }) => `Argo CD warns (${type}): ${oneLine(message ?? "")}.`);
}

// src/sync/follow/leaving.ts
function absent(by, wasThere) {
	return wasThere ? "its Application was deleted" : `its Application does not exist yet${also(by)}`;
}
function leaving({ metadata: { deletionTimestamp, finalizers } }, by) {
	return deletionTimestamp === void 0 ? `its Application still exists${also(by)}` : `its Application is being deleted; waiting for: ${finalizers.join(", ") || "the API server"}`;
}
function gone(kept) {
	return `its Application is gone${kept === void 0 ? "" : `; its resources stay in the cluster, because ${kept}`}`;
}
function also(by) {
	return by === void 0 ? "" : `; ${by}`;
}

// src/sync/follow/promotion.ts
var Promotion = class {
	#ports;
	#same = /* @__PURE__ */ new Map();
	#of = "";
	constructor(ports) {
		this.#ports = ports;
	}
	has(commit) {
		return this.#same.get(`${this.#of}${commit}`) === true;
	}
	async check(live) {
		const { hydrateTo, syncSource } = live.spec.sourceHydrator ?? {};
		const hydrated = live.status?.sourceHydrator?.lastSuccessfulOperation?.hydratedSHA;
		const path = syncSource?.path;
		this.#of = JSON.stringify([hydrated, path]);
		if (hydrateTo == null || !hydrated || !path) return;
		for (const commit of /* @__PURE__ */ new Set([live.status?.sync?.revision ?? "", ...otherCommits(live)])) {
			if (this.#same.has(`${this.#of}${commit}`)) continue;
			const isSame = await this.#ports.isSameFolder(path, [hydrated, commit]).catch(() => void 0);
			if (isSame !== void 0) this.#same.set(`${this.#of}${commit}`, isSame);
		}
	}
};

// src/sync/follow/quiet.ts
var Quiet = class {
	#awaited;
	#ports;
	#project;
	wasThere = false;
	fault;
	constructor(awaited, ports) {
		this.#awaited = awaited;
		this.#ports = ports;
	}
	async read(isClose) {
		const { watch, name, expected } = this.#awaited;
		const { monotonic, signal } = this.#ports;
		const seen = watch.latest(name);
		if (seen?.live !== void 0) this.wasThere = true;
		const age = monotonic() - (seen?.at ?? Number.NEGATIVE_INFINITY);
		const limit = watch.isTold(name) && !isClose ? PACE.quiet : isClose ? PACE.objects : PACE.withoutStream;
		const isLeaving = expected.status === "removed" && seen?.live === void 0;
		if (age < limit - 50 && !isLeaving) return void 0;
		const project = name.project ?? this.#project;
		try {
			const { spec } = await watch.read({
				...name,
				project
			}, signal);
			this.#project = spec.project || void 0;
			this.fault = void 0;
			return;
		} catch (error) {
			return await this.#unread(error);
		}
	}
	async #unread(error) {
		const { watch, name, expected } = this.#awaited;
		if (!isHidden(error)) return this.troubled(error);
		if (expected.status !== "removed") {
			watch.took(name, {
				data: void 0,
				date: void 0
			});
			const isDenied = error instanceof ServerRefusal && error.refused.status === 403;
			this.fault = isDenied && this.wasThere ? "Argo CD answers 403: the token has lost its permission to read the Application, or the Application was deleted" : void 0;
			return;
		}
		if (error instanceof ServerRefusal && error.refused.status === 404) {
			if (this.wasThere || await this.#isItsServer()) return {
				outcome: "verified",
				reason: gone(expected.kept)
			};
			const { controlPlane } = expected.app;
			return {
				outcome: "unknown",
				reason: `neither it nor any other app of ${controlPlane} is on ${watch.server.host}: that server may belong to another control plane; set argocd-server to ${controlPlane}=ADDRESS`
			};
		}
		this.fault = "Argo CD answers 403: either its Application is gone, or the token has no permission to read it; its project is not known";
	}
	async #isItsServer() {
		const { watch, expected } = this.#awaited;
		const { siblings } = expected;
		if (siblings === void 0) return true;
		for (const sibling of siblings) if (await watch.server.application(sibling, this.#ports.signal).catch(() => void 0) !== void 0) return true;
		return false;
	}
	troubled(error) {
		if (this.#ports.signal.aborted) return void 0;
		this.fault = reasonOf(error);
		return isUnauthenticated(error) ? {
			outcome: "unknown",
			reason: this.fault
		} : void 0;
	}
};

// src/sync/follow/settling.ts
const CUT = 1e3;
var Settling = class {
	#key;
	#since = 0;
	#isFirst = true;
	get isRunning() {
		return this.#key !== void 0;
	}
	left(settle, monotonic) {
		return this.isRunning ? Math.max(0, this.#since + settle - monotonic) : void 0;
	}
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
function goodState(live, firstSeen, { commit, restarts }) {
	const times = [
		live.status?.health?.lastTransitionTime,
		operationEnd(live),
		firstSeen
	];
	const known = times.filter((time) => time !== void 0);
	return {
		key: JSON.stringify([
			times,
			commit,
			restarts.toSorted()
		]),
		since: known.length === 0 ? void 0 : Math.max(...known)
	};
}

// src/sync/follow/follow.ts
const LONGEST_READ = 12e4;
var Follower = class {
	#awaited;
	#ports;
	#asking;
	#course = new Course();
	#settling = new Settling();
	#quiet;
	#counted;
	#promotion;
	#started;
	#firstSeen;
	#masked = new MaskedOnce();
	#reading;
	#told = "";
	#last = [];
	constructor(awaited, ports, started) {
		this.#awaited = awaited;
		this.#ports = ports;
		this.#asking = new Asking(awaited, ports);
		this.#quiet = new Quiet(awaited, ports);
		this.#counted = new Counted(awaited.expected, ports);
		this.#promotion = new Promotion(ports);
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
		const over = aborted(signal);
		while (!signal.aborted) {
			const live = this.#live;
			const checked = this.#check(live).catch((error) => this.#troubled(error));
			const ended = await Promise.race([checked, over]);
			if (ended !== void 0) return ended;
			await watch.next(name, this.#pause(live), signal);
			const gone = signal.aborted ? void 0 : await this.#read();
			if (gone !== void 0) return gone;
		}
		const { reason } = signal;
		const unheard = this.#quiet.fault ?? (this.#last.length === 0 ? this.#asking.refreshFault : void 0);
		const isUnjudged = this.#live === void 0 || this.#awaited.expected.status === "removed";
		const stood = unheard ?? (isUnjudged ? this.#told || "Argo CD has reported nothing about it" : void 0);
		return ranOut(String(reason), this.#countingOf(this.#last), stood);
	}
	async #read() {
		const { watch, name } = this.#awaited;
		const reading = this.#reading ??= this.#quiet.read(this.#course.isClose);
		const ended = new AbortController();
		const told = watch.next(name, LONGEST_READ, AbortSignal.any([this.#ports.signal, ended.signal]));
		const read = await Promise.race([reading.then((gone) => ({ gone })), told]);
		ended.abort();
		if (read === void 0) return void 0;
		this.#reading = void 0;
		return read.gone;
	}
	#countingOf(all) {
		return this.#ports.unrelated === "warn" ? all.filter(({ isUnrelated }) => isUnrelated !== true) : all;
	}
	get #live() {
		const live = this.#awaited.watch.latest(this.#awaited.name)?.live;
		return live && this.#masked.of(live, (text) => this.#ports.mask(text));
	}
	async #check(live) {
		if (live === void 0) {
			const { status, by } = this.#awaited.expected;
			if (status !== "removed") this.#tell(this.#quiet.fault ?? absent(by, this.#quiet.wasThere));
			return;
		}
		this.#quiet.wasThere = true;
		if (this.#awaited.expected.status === "removed") return this.#lookAtLeaving(live);
		const facts = await this.#facts(live);
		const { branches } = this.#ports;
		const { spec } = this.#counted.expected;
		const elsewhere = spec === void 0 ? notFollowing(this.#repoOf(live), branches) : void 0;
		if (elsewhere !== void 0) return this.#elsewhere(elsewhere, live);
		const first = objectionsTo(await this.#withOlder(facts));
		const isBefore = first.some(({ word, phase }) => word === "waits" && phase === "commit");
		const isEarly = first.some(({ word, phase }) => word === "waits" && phase === "sync");
		const about = {
			expected: facts.expected,
			isEarly,
			isSettling: this.#settling.isRunning
		};
		const all = isBefore ? first : objectionsTo({
			...facts,
			objects: await this.#asking.objects(live, about)
		});
		const counting = this.#countingOf(all);
		this.#last = all;
		this.#course.mark(counting, this.#seconds);
		this.#asking.refreshIf(counting);
		await this.#asking.holdIf(counting, live);
		await this.#asking.renderIf(counting, live, this.#counted.commit);
		return this.#judge(counting, live);
	}
	#elsewhere(reason, live) {
		const isThere = observedAt(this.#repoOf(live)).some((one) => this.#counted.isThere(one));
		if (this.#ports.isBranchKnown && !isThere) return {
			outcome: "nothing",
			reason
		};
		return {
			outcome: "unknown",
			reason: `${reason}, and ${isThere ? "Argo CD has compared it at the commit anyway" : "the branch of this commit is not known"}: run sync with that branch checked out`
		};
	}
	async #lookAtLeaving(live) {
		const observed = observedAt(this.#repoOf(live));
		await this.#counted.check(observed, []);
		const { supersededBy, expected } = this.#counted;
		if (supersededBy !== void 0 && expected.status !== "removed") return {
			outcome: "reverted",
			reason: `${short(supersededBy)} declares it again, and its Application still exists`
		};
		if (live.metadata.deletionTimestamp === void 0 && !observed.every((one) => this.#counted.isThere(one))) this.#asking.refreshIf([{ needsRefresh: true }]);
		this.#tell(leaving(live, this.#awaited.expected.by));
	}
	#repoOf(live) {
		return {
			live,
			isOurs: (url) => this.#ports.isOurs(url)
		};
	}
	async #withOlder(facts) {
		const { live } = facts;
		if (live.status?.sync?.status === "Synced" && objectionsTo(facts).some(({ rule }) => rule === operated.id)) await this.#counted.compareWith(otherCommits(live));
		return facts;
	}
	async #facts(live) {
		const { branches } = this.#ports;
		const base = {
			live,
			expected: this.#counted.expected,
			isOurs: (url, targetRevision = "") => this.#ports.isOurs(url) && branches.includes(targetRevision || "HEAD"),
			relationOf: (commit) => this.#counted.relationOf(commit),
			isAsGood: (commit) => this.#counted.isAsGood(commit),
			isPromoted: (commit) => this.#promotion.has(commit),
			renderFault: this.#asking.renderFaultAt(this.#counted.commit),
			objects: void 0,
			heldBy: this.#asking.heldBy,
			version: versionOf$1(this.#awaited.watch.version ?? "")
		};
		await this.#promotion.check(live);
		const observed = observedAt(base);
		const another = await this.#counted.check(observed, otherCommits(live));
		if (another !== void 0) {
			this.#course.restart();
			this.#settling.interrupt();
			this.#firstSeen = void 0;
			this.#tell(another);
		}
		if (observed.length > 0 && observed.every((one) => this.#counted.isThere(one))) this.#firstSeen ??= live.status?.reconciledAt;
		return {
			...base,
			expected: this.#counted.expected
		};
	}
	#judge(counting, live) {
		const { settle, monotonic } = this.#ports;
		const now = monotonic();
		const decided = this.#course.decided(counting, now, settle);
		if (decided !== void 0) {
			const { supersededBy, expected } = this.#counted;
			return decision(decided, {
				supersededBy,
				doubt: expected.doubt
			});
		}
		const [first] = counting;
		if (first !== void 0) this.#settling.interrupt();
		else if (this.#age(live, now) >= settle) return success(this.#counted);
		this.#tell(first?.reason ?? "all rules hold; waiting until they have held for long enough");
	}
	#age(live, monotonic) {
		const objects = this.#asking.lastObjects;
		const restarts = objects === void 0 ? [] : restartsIn(objects.tree);
		const state = goodState(live, this.#firstSeen, {
			commit: this.#counted.commit,
			restarts
		});
		return this.#settling.age(state, {
			monotonic,
			server: this.#awaited.watch.now()
		});
	}
	#pause(live) {
		const { watch, name } = this.#awaited;
		if (live === void 0) return PACE.withoutStream;
		if (this.#course.isClose || this.#asking.lastObjects !== void 0) {
			const { settle, monotonic } = this.#ports;
			return Math.min(PACE.objects / 2, Math.max(20, this.#settling.left(settle, monotonic()) ?? Infinity));
		}
		if (this.#last.some(({ needsRefresh }) => needsRefresh) && this.#ports.refreshes) return PACE.objects;
		return watch.isTold(name) ? PACE.quiet : PACE.withoutStream;
	}
	#troubled(error) {
		if (!this.#ports.signal.aborted && !(error instanceof ServerRefusal) && !isPassing$1(error)) throw error;
		const ended = this.#quiet.troubled(error);
		if (this.#quiet.fault !== void 0) this.#tell(this.#quiet.fault);
		return ended;
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

// src/sync/run.ts
async function awaitCommit(expected, hiding, ports) {
	const { servers, named, signal, base, revision, monotonic } = ports;
	const started = monotonic();
	refuseAmbiguous(expected.filter((one) => !isLookedUp(one, named)), servers);
	const asked = servers.filter((server) => expected.some((one) => isLookedUp(one, named) || serverOf(one.app, servers) === server));
	const faults = new FaultCollector();
	const reaching = {
		signal,
		monotonic,
		faults,
		retryFor: PACE.retryFor
	};
	const here = await greet(asked.map(({ watch }) => watch), reaching);
	const begun = timesOf(asked);
	if (expected.some((one) => isLookedUp(one, named))) faults.throwIfAny();
	const { open, coming, unknown } = await placesOf(expected, ports);
	for (const { watch } of asked) watch.wants(open.filter((one) => one.watch === watch).map(({ name }) => name));
	await firstReading(open.filter(({ watch }) => here.has(watch)), reaching);
	faults.throwIfAny();
	const streams = new AbortController();
	for (const watch of new Set(open.map((one) => one.watch))) watch.stream(AbortSignal.any([signal, streams.signal]));
	try {
		const how = {
			started,
			lanes: new Lanes(EVIDENCE.lanes)
		};
		const follow = (one) => followed(one, ports, how);
		const [outcomes, late] = await Promise.all([Promise.all(open.map(follow)), Promise.all(coming.map((one) => followedOnceMade(one, follow, ports)))]);
		const ended = timesOf(asked);
		const apps = [
			...hiding.map(hidden),
			...unknown.map((one) => notAwaited(one.expected.app, one.reason)),
			...outcomes,
			...late.flat()
		];
		return {
			outcome: worstOf(apps.map((app) => app.outcome)),
			base,
			revision,
			waitedSeconds: (monotonic() - started) / 1e3,
			apps,
			...begun.length > 0 && { clock: {
				begun: Math.min(...begun),
				ended: Math.max(...ended)
			} }
		};
	} finally {
		streams.abort();
	}
}
function timesOf(servers) {
	return servers.flatMap(({ watch }) => watch.now() ?? []);
}
const EVIDENCE = {
	most: 5e3,
	atEnd: 500,
	lanes: 10
};
async function followed(awaited, ports, { started, lanes }) {
	const outcome = await new Follower(awaited, ports, started).follow();
	ports.ended(outcome);
	const { records, signal } = ports;
	if (!records || signal.reason === "the job was cancelled") return outcome;
	const ended = awaited.watch.now();
	const evidence = await lanes.run(() => evidenceOf(awaited, AbortSignal.timeout(signal.aborted ? EVIDENCE.atEnd : EVIDENCE.most)));
	return {
		...outcome,
		evidence: {
			...evidence,
			ended
		}
	};
}

// src/sync/range/ancestry.ts
const AGAIN = 1e4;
var Ancestry = class {
	#git;
	#commit;
	#replaced;
	#known = /* @__PURE__ */ new Map();
	#asked = /* @__PURE__ */ new Map();
	constructor(git, commit, replaced) {
		this.#git = git;
		this.#commit = commit;
		this.#replaced = replaced === commit ? void 0 : replaced;
		this.#known.set(commit, "same");
	}
	relationOf(commit) {
		return this.#known.get(commit) ?? "unknown";
	}
	async learn(names) {
		for (const name of new Set(names)) {
			const was = this.#known.get(name);
			if (was !== void 0 && was !== "unknown") continue;
			const asked = this.#asked.get(name);
			const asking = asked === void 0 || performance.now() - asked.at >= AGAIN ? {
				at: performance.now(),
				answer: this.#ask(name)
			} : asked;
			this.#asked.set(name, asking);
			await asking.answer;
		}
	}
	async #ask(name) {
		const isCommit = isObjectId(name);
		this.#known.set(name, isCommit ? await this.#find(name).catch(() => "unknown") : "apart");
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
		if (await isWithin(this.#git, this.#commit, commit)) return await this.#isTakenOff(commit) ? "apart" : "descendant";
		return await isWithin(this.#git, commit, this.#commit) ? "ancestor" : "apart";
	}
	async #isTakenOff(commit) {
		const replaced = this.#replaced;
		if (replaced === void 0 || !await isWithin(this.#git, commit, replaced)) return false;
		return isWithin(this.#git, this.#commit, replaced);
	}
};
async function isSameFolderAt(git, path, both) {
	for (const one of both) {
		if (!isObjectId(one)) return false;
		if (await findCommit(git, one, {
			fetch: true,
			event: void 0
		}) === void 0) return void 0;
	}
	return isSameFolder(git, path, both);
}
async function firstParent(git, commit) {
	return (await findCommit(git, `${commit}^1`, {
		fetch: true,
		event: void 0
	}))?.commit ?? (await commits(git, [commit])).get(commit)?.commit ?? commit;
}

// src/sync/range/base.ts
async function defaultBase(git, { revision, before, recorded }) {
	const pushed = before === void 0 || before === revision ? void 0 : await bring(git, before);
	if (pushed !== void 0 && recorded.includes(pushed)) return {
		base: pushed,
		warnings: []
	};
	const ancestry = new Ancestry(git, revision);
	const last = await lastRecorded(git, ancestry, recorded);
	if (pushed === void 0) {
		const isGone = before !== void 0 && before !== revision;
		if (last === void 0 && isGone) throw inputError(`the commit before the push, ${short(before)}, is not in this checkout and cannot be fetched`, { hint: `${git.cure("history")} Or set base.` });
		const warnings = isGone ? [`The commit before the push, ${short(before)}, no longer exists. The range starts at ${short(last)}, the last commit with a record.`] : [];
		return {
			base: last ?? await firstParent(git, revision),
			warnings
		};
	}
	await ancestry.learn([pushed]);
	if (["apart", "descendant"].includes(ancestry.relationOf(pushed))) return {
		base: pushed,
		warnings: [`The push rewrote history: ${short(revision)} does not contain ${short(pushed)}, the previous tip of the branch. Sync waits for everything that differs from that tip.`]
	};
	return {
		base: last !== void 0 && await isOlder(git, last, pushed) ? last : pushed,
		warnings: []
	};
}
const MOST = 20;
async function lastRecorded(git, ancestry, recorded) {
	let nearest;
	for (const commit of [...new Set(recorded)].slice(0, MOST)) {
		const isHere = await findCommit(git, commit, {
			fetch: false,
			event: void 0
		}) !== void 0;
		if (nearest !== void 0 && !isHere) continue;
		await ancestry.learn([commit]);
		if (ancestry.relationOf(commit) !== "ancestor") continue;
		if (nearest === void 0 || await isWithin(git, nearest, commit)) nearest = commit;
	}
	return nearest;
}
async function isOlder(git, one, other) {
	const ancestry = new Ancestry(git, other);
	await ancestry.learn([one]);
	return ancestry.relationOf(one) === "ancestor";
}
async function bring(git, commit) {
	return (await findCommit(git, commit, {
		fetch: true,
		event: void 0
	}))?.commit;
}

export { Ancestry, CANCELLED, OUTCOMES, Ranges, Watch, aborted, awaitCommit, defaultBase, isGood, isSameFolderAt, namedApplications, notTouched, pause, recordOf, touchedBy, worstOf };