import { contained, inputError } from "../rooms/errors.js";
import { once } from "../rooms/tree.js";
import { isObject, listAt, textAt, valueAt } from "../rooms/yaml.js";
import { canonicalRepository, parseReference } from "../rooms/images.js";
import { CONFIG_FILE } from "../rooms/config.js";
import { ControlPlanesApart, Files, KeptInventory, destinationOf, groupBy, identityOf, isInput, isThisRepository, isTold, joinPath, keepInventory, keptKey, leavesStructure, nameIn, openInventory, targetPlane } from "../rooms/inventory.js";
import { inputDigest, isEqual } from "./inputs2.js";
import { capabilitiesOf, carryOut, directoryJob, followsBranch, locate, pathIn, placeOf as placeOf$1, siblingsOf, thisPlace } from "./discover.js";

// src/diff/app-ref.ts
function refOf(app) {
	const { name, kind, namespace, cluster, environment, production, declaredAt } = app;
	const { controlPlane, ownNamespace } = app;
	return {
		name,
		kind,
		controlPlane,
		ownNamespace,
		toldApartBy: void 0,
		namespace,
		cluster,
		environment,
		production,
		declaredAt
	};
}
function childRef(child, parent, object, config) {
	const { content } = child;
	const namespace = textAt(content, "spec", "destination", "namespace") ?? textAt(content, "spec", "targetNamespace") ?? child.namespace;
	return {
		name: child.name,
		kind: child.kind,
		controlPlane: planeBelow(parent, object, config),
		ownNamespace: child.namespace,
		toldApartBy: void 0,
		namespace,
		cluster: textAt(content, "spec", "destination", "name") ?? parent.cluster,
		environment: parent.environment,
		production: parent.production,
		declaredAt: void 0
	};
}
function planeBelow(app, object, config) {
	const read = (...path) => textAt(object, ...path);
	return targetPlane(destinationOf(read, app.kind, config), app.controlPlane);
}
function isSamePlace(a, b) {
	return [
		"kind",
		"name",
		"controlPlane",
		"ownNamespace",
		"environment",
		"cluster",
		"namespace"
	].every((key) => a[key] === b[key]);
}

// src/diff/risks/app.ts
const APP_SIDE_RULES = [
	{
		id: "app-removed",
		level: "high",
		description: "An app is removed: the controller deletes what it deployed, too."
	},
	{
		id: "app-orphaned",
		level: "medium",
		description: "An app is removed or no longer declared, and what it deployed stays without an owner."
	},
	{
		id: "app-renamed",
		level: "high",
		description: "An app gets another name: it is uninstalled and installed anew."
	},
	{
		id: "app-reinstalled",
		level: "high",
		description: "The release, namespace or cluster of an app changes: it is uninstalled and installed anew."
	},
	{
		id: "production",
		level: "low",
		description: "The change reaches production."
	}
];
function risk(rule, reason) {
	return {
		rule,
		level: APP_SIDE_RULES.find(({ id }) => id === rule)?.level ?? "high",
		reason
	};
}
function appRisks(before, after, changes) {
	const risks = [];
	if (before?.isKnown === true && !after) risks.push(before.stays !== void 0 ? risk("app-orphaned", `${before.ref.name} is no longer declared, but stays in the cluster with what it deployed: ${before.stays}.`) : before.kept === void 0 ? risk("app-removed", `${before.ref.name} is removed, and all that it deployed is deleted, too.`) : risk("app-orphaned", `${before.ref.name} is removed; what it deployed stays without an owner: ${before.kept}.`));
	if (before?.isKnown === true && after?.isKnown === true) {
		const old = `What was deployed${before.kept === void 0 ? " is deleted" : " stays without an owner"}, and the app is installed anew`;
		if (before.ref.name !== after.ref.name) risks.push(risk("app-renamed", `${before.ref.name} becomes ${after.ref.name}. ${old}.`));
		const moves = [
			[
				"release",
				before.release,
				after.release
			],
			[
				"namespace",
				before.targetNamespace,
				after.targetNamespace
			],
			[
				"cluster",
				before.ref.cluster,
				after.ref.cluster
			]
		];
		for (const [what, was, is] of moves) if (was !== is) risks.push(risk("app-reinstalled", `Its ${what} goes from ${was ?? "none"} to ${is ?? "none"}. ${old}.`));
	}
	const ref = after?.ref ?? before?.ref;
	if (changes && ref?.production) risks.push(risk("production", `It changes ${ref.environment ?? "production"}.`));
	return risks;
}
function movedApps(removed, added, identity) {
	const only = (apps) => {
		const byIdentity = /* @__PURE__ */ new Map();
		for (const app of apps) byIdentity.set(identity(app), [...byIdentity.get(identity(app)) ?? [], app]);
		return byIdentity;
	};
	const next = only(added);
	return [...only(removed)].flatMap(([key, [before, ...others]]) => {
		const [after, ...more] = next.get(key) ?? [];
		return before && after && others.length === 0 && more.length === 0 ? [{
			before,
			after
		}] : [];
	});
}

// src/diff/pair-apps.ts
function pairApps(before, after, apart) {
	const partners = /* @__PURE__ */ new Map();
	const gone = new Set(before);
	const added = new Set(after);
	const join = (old, now) => {
		partners.set(now, old);
		gone.delete(old);
		added.delete(now);
	};
	for (const key of [
		exactly,
		byDeclaration,
		identityIn
	]) {
		const waiting = groupBy([...gone], key);
		for (const now of added) {
			const old = waiting.get(key(now))?.shift();
			if (old) join(old, now);
		}
	}
	const ofFile = groupBy([...gone], byFile);
	for (const now of added) {
		const old = ofFile.get(byFile(now))?.find((one) => gone.has(one) && mayBeOne(one, now, apart));
		if (old) join(old, now);
	}
	const [names, nextNames] = [groupBy(before, nameAlone), groupBy(after, nameAlone)];
	for (const now of added) {
		const [old] = names.get(nameAlone(now)) ?? [];
		const isOnly = names.get(nameAlone(now))?.length === 1 && nextNames.get(nameAlone(now))?.length === 1;
		if (old && gone.has(old) && isOnly && mayBeOne(old, now, apart)) join(old, now);
	}
	const moved = movedApps([...gone], [...added], content).filter(({ before: old, after: now }) => nameAlone(old) !== nameAlone(now) && mayBeOne(old, now, apart));
	for (const { before: old, after: now } of moved) join(old, now);
	return [...after.map((now) => ({
		before: partners.get(now),
		after: now
	})), ...[...gone].map((old) => ({
		before: old,
		after: void 0
	}))];
}
function mayBeOne(a, b, apart) {
	if (a.controlPlane === b.controlPlane) return true;
	return !(a.isControlPlaneKnown && b.isControlPlaneKnown) && !apart.areApart(a, b);
}
function exactly(app) {
	const { environment, cluster, namespace } = app;
	return JSON.stringify([
		byDeclaration(app),
		environment,
		cluster,
		namespace
	]);
}
function byDeclaration(app) {
	const { parent, declaredAt, generatedBy, overlaidBy } = app;
	const above = parent && [identityOf(parent), parent.declaredAt.file];
	return JSON.stringify([
		identityIn(app),
		declaredAt.file,
		above,
		generatedBy,
		overlaidBy
	]);
}
function byFile(app) {
	const { declaredAt, generatedBy, overlaidBy } = app;
	return JSON.stringify([
		nameAlone(app),
		declaredAt.file,
		generatedBy,
		overlaidBy
	]);
}
function identityIn(app) {
	if (app.kind !== "Convention") return identityOf(app);
	const { environment, cluster, namespace, sources } = app;
	return JSON.stringify([
		identityOf(app),
		environment,
		cluster,
		namespace,
		sources[0]?.path
	]);
}
function nameAlone(app) {
	return app.kind === "Convention" ? identityIn(app) : nameIn(app);
}
function content(app) {
	const sources = app.sources.map(({ repoURL, path, chart }) => [
		repoURL,
		path,
		chart
	]);
	return JSON.stringify([
		app.kind,
		app.environment,
		sources,
		app.valuesFiles
	]);
}

// src/diff/affected.ts
async function affectedApps(before, after, changed, apart = ControlPlanesApart.of([before, after]), reaches = () => void 0) {
	const affected = [];
	for (const { before: old, after: now } of pairApps(before, after, apart)) {
		const sides = [old, now].filter((app) => app !== void 0);
		const reached = sides.map(reaches).filter((one) => one !== void 0);
		const inputs = changed.filter((path) => sides.some((app) => isInput(app.inputs, path)));
		const files = [.../* @__PURE__ */ new Set([...inputs, ...reached.flat()])];
		if (!(old && now && isAsItWas(old, now)) || files.length + reached.length > 0 || await isDeclaredAnew(old, now)) affected.push({
			before: old,
			after: now,
			files
		});
	}
	return affected;
}
function isAsItWas(old, now) {
	const was = !old.isControlPlaneKnown || !now.isControlPlaneKnown ? {
		...refOf(old),
		controlPlane: now.controlPlane
	} : refOf(old);
	return isSamePlace(was, refOf(now)) && old.fault === now.fault;
}
function unclaimed(pairsOfApps, changed) {
	const claimed = new Set(pairsOfApps.flatMap(({ files }) => files));
	return changed.filter((path) => !claimed.has(path));
}
async function isDeclaredAnew(old, now) {
	const isMade = ({ generatedBy, overlaidBy }) => (generatedBy ?? overlaidBy) !== void 0;
	if (!isMade(old) && !isMade(now)) return false;
	return JSON.stringify(await old.declaration()) !== JSON.stringify(await now.declaration());
}

// src/diff/workload.ts
const TEMPLATES = {
	Pod: [],
	PodTemplate: ["template"],
	Deployment: ["spec", "template"],
	StatefulSet: ["spec", "template"],
	DaemonSet: ["spec", "template"],
	ReplicaSet: ["spec", "template"],
	ReplicationController: ["spec", "template"],
	Job: ["spec", "template"],
	CronJob: [
		"spec",
		"jobTemplate",
		"spec",
		"template"
	],
	Rollout: ["spec", "template"]
};
function templatePath(kind) {
	return Object.hasOwn(TEMPLATES, kind) ? TEMPLATES[kind] : void 0;
}
function podTemplate(content) {
	const path = templatePath(textAt(content, "kind") ?? "");
	return path ? valueAt(content, ...path) : void 0;
}
function podSpec(content) {
	return valueAt(podTemplate(content), "spec");
}
function containersOf(content) {
	const pod = podSpec(content);
	return [
		"containers",
		"initContainers",
		"ephemeralContainers"
	].flatMap((list) => listAt(pod, list).flatMap((item) => isObject(item) ? {
		list,
		name: textAt(item, "name") ?? "",
		content: item
	} : []));
}

// src/diff/images.ts
function imagesOf(objects) {
	const images = /* @__PURE__ */ new Map();
	for (const object of objects) for (const { content } of containersOf(object)) {
		const reference = parseReference(textAt(content, "image") ?? "");
		if (!reference) continue;
		const versions = images.get(reference.repository) ?? /* @__PURE__ */ new Set();
		versions.add(versionOf(reference));
		images.set(reference.repository, versions);
	}
	return images;
}
function versionOf({ tag, digest }) {
	if (tag !== void 0 && digest !== void 0) return `${tag}@${digest}`;
	return tag ?? digest ?? "latest";
}
function imageChanges(before, after) {
	return versionChanges(imagesOf(before), imagesOf(after));
}
function declaredImageChanges(before, after) {
	const versions = (uses) => {
		const images = /* @__PURE__ */ new Map();
		for (const { artifact, repository, tag, digest } of uses) {
			if (artifact !== "image" || repository === void 0 || tag === void 0 && digest === void 0) continue;
			const known = images.get(repository) ?? /* @__PURE__ */ new Set();
			images.set(repository, known.add(versionOf({
				...tag && { tag },
				...digest && { digest }
			})));
		}
		return images;
	};
	return versionChanges(versions(before), versions(after));
}
function versionChanges(old, next) {
	return [.../* @__PURE__ */ new Set([...old.keys(), ...next.keys()])].toSorted().flatMap((repository) => {
		const [was, is] = [old.get(repository) ?? /* @__PURE__ */ new Set(), next.get(repository) ?? /* @__PURE__ */ new Set()];
		const [from, to] = [[...was].filter((v) => !is.has(v)), [...is].filter((v) => !was.has(v))];
		return Array.from({ length: Math.max(from.length, to.length) }, (_, i) => ({
			artifact: "image",
			repository,
			from: from[i],
			to: to[i]
		}));
	});
}
function registryOf(repository) {
	return canonicalRepository(repository).split("/")[0] ?? "";
}

// src/diff/unreached.ts
function pinnedElsewhere({ known, declarations }, world) {
	const { before, after } = known;
	if (!before || !after || after.kind !== "Application") return void 0;
	if (!isEqual(declarations.before ?? null, declarations.after ?? null)) return void 0;
	const own = after.sources.filter(({ inThisRepository }) => inThisRepository);
	const revisions = own.map(({ targetRevision = "" }) => targetRevision);
	return own.length > 0 && revisions.every((revision) => !followsBranch(world, revision)) ? [...new Set(revisions)] : void 0;
}
function unreachedChange(pair, failures, ids) {
	const { app, files, pinned } = pair;
	const of = (side) => failures.filter((failure) => failure.side === side).map(({ message }) => message);
	if (!pinned || failures.length === 0 || !isEqual(of("before"), of("after"))) return void 0;
	return {
		app,
		files,
		status: "rerendered",
		failures: [],
		objects: [],
		restarts: [],
		risks: [],
		images: [],
		values: [],
		notes: [`its source is pinned to ${pinned.join(", ")}, which a merge does not reach; it could not be rendered: ${of("after").join("; ")}`],
		noise: 0,
		digest: inputDigest(pair, ids),
		conditions: void 0
	};
}

// src/diff/declared.ts
async function declaredSides(sides, options) {
	const { config, identity, reaches } = options;
	const store = reaches ? void 0 : options.store;
	const { base, head } = sides;
	const key = store && keptKey({
		tree: base.treeId,
		identity,
		version: store.version
	});
	const text = key === void 0 ? void 0 : await store?.get(key);
	if (text !== void 0) {
		const files = once(() => Files.open(base.tree));
		const kept = KeptInventory.open(text, files);
		if (await isSteady(sides, kept.generating)) return fromKept(kept, sides, options, await files());
	}
	const before = options.read ?? await openInventory(base.tree, {
		identity,
		config
	});
	const registries = once(() => registriesOf(before.inventory));
	if (!reaches && isToldByObjects(before)) {
		if (store && key !== void 0 && text === void 0) await store.put(key, await keepInventory(before, registries()));
		if (await isSteady(sides, [...before.generating])) {
			const known = {
				files: before.context.files,
				changed: new Set(sides.changed)
			};
			const files = await Files.open(head.tree, known);
			const after = {
				...before,
				context: {
					...before.context,
					files
				}
			};
			const affected = before.inventory.apps.flatMap((app) => touched(app, sides.changed));
			const whole = once(() => openInventory(head.tree, {
				identity,
				config
			}));
			const now = {
				...declarationsOf(after),
				images: imagesIn(whole)
			};
			const apart = ControlPlanesApart.of([before.inventory.apps]);
			return {
				before: declarationsOf(before),
				after: now,
				affected,
				apart,
				registries,
				undiscovered: [],
				failedHubs: []
			};
		}
	}
	const known = {
		other: before,
		changed: new Set(sides.changed)
	};
	const after = await openInventory(head.tree, {
		identity,
		config,
		known
	});
	const { sides: [old, now], faults, failed } = await options.discover([{
		tree: base.tree,
		open: before
	}, {
		tree: head.tree,
		open: after
	}]);
	if (!old || !now) throw new Error("a change has two sides");
	const [oldApps, apps] = [old.open.inventory.apps, now.open.inventory.apps];
	const apart = ControlPlanesApart.of([oldApps, apps]);
	return {
		before: declarationsOf(old.open, old.rendered),
		after: declarationsOf(now.open, now.rendered),
		affected: await affectedApps(oldApps, apps, sides.changed, apart, reaches),
		apart,
		registries,
		undiscovered: faults,
		failedHubs: failed
	};
}
function isToldByObjects(open) {
	return open.inventory.apps.some(({ kind }) => kind !== "Convention") && isTold(open);
}
async function isSteady(sides, generating) {
	const read = new Set(generating);
	if (sides.changed.some((path) => read.has(path))) return false;
	return leavesStructure(sides.base.tree, sides.head.tree, sides.differences);
}
async function fromKept(kept, { base, head, changed }, { config, identity }, files) {
	const side = (tree, own) => ({
		context: {
			files: own,
			config,
			identity: kept.identity
		},
		size: kept.size,
		unresolved: kept.unresolved,
		named: (kind, name) => kept.named(kind, name),
		images: imagesIn(once(() => openInventory(tree, {
			identity,
			config
		}))),
		rendered: /* @__PURE__ */ new Map()
	});
	return {
		before: side(base.tree, files),
		after: side(head.tree, await Files.open(head.tree, {
			files,
			changed: new Set(changed)
		})),
		affected: kept.madeOf(changed).flatMap((app) => touched(app, changed)),
		apart: new ControlPlanesApart(kept.apart),
		registries: () => new Set(kept.registries),
		undiscovered: [],
		failedHubs: []
	};
}
function imagesIn(whole) {
	return async (app) => {
		const { inventory } = await whole();
		const wanted = placeOf(app);
		return inventory.apps.find((one) => one.name === app.name && placeOf(one) === wanted)?.images ?? [];
	};
}
function placeOf(app) {
	return JSON.stringify([
		refOf(app),
		app.generatedBy,
		app.overlaidBy
	]);
}
function touched(app, changed) {
	const files = changed.filter((path) => isInput(app.inputs, path));
	return files.length > 0 ? [{
		before: app,
		after: app,
		files
	}] : [];
}
function declarationsOf(open, rendered = /* @__PURE__ */ new Map()) {
	const { inventory, context } = open;
	const byName = once(() => groupBy(inventory.apps, ({ kind, name }) => `${kind}/${name}`));
	return {
		context,
		size: inventory.apps.length,
		unresolved: inventory.unresolved,
		named: (kind, name) => byName().get(`${kind}/${name}`) ?? [],
		images: imagesIn(() => Promise.resolve(open)),
		rendered
	};
}
function registriesOf({ apps }) {
	const uses = apps.flatMap((app) => app.images.filter(({ artifact }) => artifact === "image"));
	return new Set(uses.flatMap(({ repository }) => repository === void 0 ? [] : registryOf(canonicalRepository(repository))));
}

// src/diff/reads.ts
function readsOf(app, siblings) {
	const found = [app];
	const known = new Set(found);
	for (const manifest of found) for (const reference of referencesOf(manifest.content)) {
		const namespace = textAt(reference, "namespace") ?? manifest.namespace;
		for (const other of siblings) if (!known.has(other) && other.kind === textAt(reference, "kind") && other.name === textAt(reference, "name") && other.namespace === namespace) {
			known.add(other);
			found.push(other);
		}
	}
	return JSON.stringify(found.map(({ content }) => content));
}
function referencesOf(object) {
	return [
		valueAt(object, "spec", "chartRef"),
		valueAt(object, "spec", "chart", "spec", "sourceRef"),
		valueAt(object, "spec", "sourceRef"),
		...listAt(object, "spec", "valuesFrom"),
		...listAt(object, "spec", "postBuild", "substituteFrom")
	].filter((reference) => reference !== void 0);
}

// src/diff/worklist.ts
async function renderPairs(pairs, parts) {
	return new Run(parts).all(pairs);
}
var Run = class {
	#parts;
	#memo;
	#seen = /* @__PURE__ */ new Set();
	#done = 0;
	#total = 0;
	constructor(parts) {
		this.#parts = parts;
		const memo = ({ declarations: { rendered } }) => new Map([...rendered].map(([app, result]) => [app, Promise.resolve(result)]));
		this.#memo = {
			before: memo(parts.before),
			after: memo(parts.after)
		};
	}
	async all(pairs) {
		const all = pairs.flatMap(({ before, after, files }) => {
			const app = after ?? before;
			if (!app) return [];
			for (const side of [before, after]) if (side) this.#seen.add(side);
			const was = before && after && !isSamePlace(refOf(before), refOf(after)) ? refOf(before) : void 0;
			const work = {
				ref: refOf(app),
				was,
				before: subjectOf(before),
				after: subjectOf(after),
				files
			};
			return [{
				id: JSON.stringify([
					identityOf(app),
					app.declaredAt,
					app.environment,
					app.cluster
				]),
				work
			}];
		});
		const { index, count } = this.#parts.shard ?? {
			index: 1,
			count: 1
		};
		let wave = all.toSorted((a, b) => a.id < b.id ? -1 : 1).filter((_, i) => i % count === index - 1).map(({ work }) => work);
		const results = [];
		while (wave.length > 0) {
			this.#total += wave.length;
			const done = await Promise.all(wave.map((work) => this.#pair(work)));
			results.push(...done);
			wave = done.flatMap((pair) => this.#children(pair));
		}
		return results;
	}
	#isNew(...keys) {
		const known = keys.filter((key) => key !== void 0);
		if (known.some((key) => this.#seen.has(key))) return false;
		for (const key of known) this.#seen.add(key);
		return true;
	}
	async #pair(work) {
		const { ref, was, files } = work;
		const failed = (error) => ({
			result: { error: contained(error) },
			object: void 0
		});
		const [before, after] = await Promise.all([(work.before ? this.#side("before", work.before) : this.#lost("before", work.after)).catch(failed), (work.after ? this.#side("after", work.after) : this.#lost("after", work.before)).catch(failed)]);
		this.#parts.progress?.(++this.#done, this.#total);
		const declarations = {
			before: before?.object,
			after: after?.object
		};
		const known = {
			before: work.before?.app,
			after: work.after?.app
		};
		const pinned = pinnedElsewhere({
			declarations,
			known
		}, this.#parts.after.world);
		return {
			app: ref,
			was,
			before: before?.result,
			after: after?.result,
			files,
			declarations,
			known,
			pinned
		};
	}
	async #side(side, subject) {
		if (!subject) return void 0;
		const { app, found } = subject;
		if (app && !found) {
			const object = await this.#objectOf(side, app);
			return {
				result: await this.#rendered(side, app),
				object: "error" in object ? void 0 : object.object
			};
		}
		if (!found) return void 0;
		return {
			result: await this.#render(side, found, app),
			object: found.object
		};
	}
	async #lost(side, other, seen = []) {
		const fault = other?.app && this.#unreadable(side, other.app);
		if (fault) return {
			result: { error: fault },
			object: void 0
		};
		const parent = other?.app?.parent;
		if (!parent || seen.includes(parent)) return void 0;
		const same = this.#parts[side].declarations.named(parent.kind, parent.name);
		const own = same.find((app) => identityOf(app) === identityOf(parent)) ?? (same.length === 1 ? same[0] : void 0);
		if (!own) return this.#lost(side, {
			app: parent,
			found: void 0
		}, [...seen, parent]);
		const result = await this.#rendered(side, own);
		return "error" in result ? {
			result,
			object: void 0
		} : void 0;
	}
	#unreadable(side, app) {
		const { unresolved, named } = this.#parts[side].declarations;
		const other = this.#parts[side === "before" ? "after" : "before"].declarations;
		const { file } = app.declaredAt;
		const isSet = (one) => one.kind === "ApplicationSet" && one.name === app.generatedBy && (one.file === file || !this.#parts[side].world.context.files.has(file));
		const found = unresolved.find((one) => (isSet(one) || one.file === file && (one.kind === "file" || one.kind === app.kind && one.name === app.name)) && !other.unresolved.some((known) => isSameFault(known, one)));
		if (found) return inputError(`${found.reason}; so nobody knows whether ${app.name} is there`, { at: {
			file,
			...found.line === void 0 ? {} : { line: found.line }
		} });
		const { parent } = app;
		return parent && named(parent.kind, parent.name).length === 0 ? this.#unreadable(side, parent) : void 0;
	}
	#rendered(side, app) {
		const memo = this.#memo[side];
		const known = memo.get(app);
		if (known) return known;
		const result = this.#objectOf(side, app).then((found) => "error" in found ? found : this.#render(side, found, app));
		memo.set(app, result);
		return result;
	}
	async #objectOf(side, app) {
		if (app.fault !== void 0) return { error: inputError(app.fault, { at: app.declaredAt }) };
		const declared = await app.declaration() ?? null;
		if (!app.parent) return {
			object: declared,
			siblings: []
		};
		const parent = await this.#rendered(side, app.parent);
		if ("error" in parent) return parent;
		const siblings = parent.rendered.manifests;
		const same = siblings.filter(({ kind, name }) => kind === app.kind && name === app.name);
		const namespace = textAt(declared, "metadata", "namespace");
		return {
			object: (same.find((manifest) => manifest.namespace === namespace) ?? same[0])?.content ?? declared,
			siblings
		};
	}
	async #render(side, { object, siblings }, app) {
		const { renderer } = this.#parts;
		const { world } = this.#parts[side];
		return carryOut((whole) => this.#planner(object, app)(object, whole, siblings, app?.declaredAt.file), world, renderer);
	}
	#planner(object, app) {
		const planner = app?.kind === "Convention" ? this.#parts.planConvention(app) : this.#parts.plannerFor(object);
		if (planner) return planner;
		throw inputError(`nothing is known of how ${textAt(object, "kind") ?? "its object"} is rendered`);
	}
	#children(pair) {
		if ([pair.before, pair.after].some((side) => side && "error" in side)) return [];
		const before = this.#apps(pair.before);
		const after = this.#apps(pair.after);
		return [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
			const [old, now] = [before.get(key), after.get(key)];
			const reads = (side, app) => app && readsOf(app, siblingsOf(pair[side]));
			if (reads("before", old) === reads("after", now)) return [];
			const some = now ?? old;
			if (!some) return [];
			const known = {
				before: this.#known("before", some, pair),
				after: this.#known("after", some, pair)
			};
			const app = known.after ?? known.before;
			const ref = app ? refOf(app) : this.#childRef(some, pair);
			if (!this.#isNew(...app ? [known.before, known.after] : [identityOf(ref)])) return [];
			const subject = (side, manifest) => manifest && {
				app: known[side],
				found: {
					object: manifest.content,
					siblings: siblingsOf(pair[side])
				}
			};
			return [{
				ref,
				was: void 0,
				before: subject("before", old),
				after: subject("after", now),
				files: pair.files
			}];
		});
	}
	#apps(side) {
		const apps = siblingsOf(side).filter(({ content }) => this.#parts.plannerFor(content));
		return new Map(apps.map((app) => [`${app.kind}/${app.namespace ?? ""}/${app.name}`, app]));
	}
	#childRef(child, { app, declarations }) {
		return childRef(child, app, declarations.after ?? declarations.before, this.#config);
	}
	get #config() {
		return this.#parts.after.world.context.config;
	}
	#known(side, child, pair) {
		const same = this.#parts[side].declarations.named(child.kind, child.name).filter(({ generatedBy }) => generatedBy === void 0);
		const parent = identityOf(pair.app);
		const plane = planeBelow(pair.app, pair.declarations[side], this.#config);
		return same.find((app) => app.parent && identityOf(app.parent) === parent) ?? same.find((app) => app.controlPlane === plane) ?? (same.length === 1 ? same[0] : void 0);
	}
};
function isSameFault(a, b) {
	return a.file === b.file && a.kind === b.kind && a.name === b.name && a.reason === b.reason;
}
function subjectOf(app) {
	return app && {
		app,
		found: void 0
	};
}

// src/render/convention.ts
function planConvention(app) {
	return async (_object, world) => {
		const notes = /* @__PURE__ */ new Set();
		const [source] = app.sources;
		const made = source ? await jobOf(app, source, world, notes) : missing(app);
		return {
			jobs: "job" in made ? [made.job] : [],
			finish: (results) => results.flatMap((result) => result.manifests),
			notes: [...notes],
			unrendered: made.unrendered ?? []
		};
	};
}
async function jobOf(app, source, world, notes) {
	const { tree } = world;
	const { files } = world.context;
	const path = source.path ?? "";
	switch (source.type) {
		case "helm": {
			const chart = await chartOf(source, world, notes);
			if (!chart) return missing(app);
			if (source.repoURL === void 0 && !app.declaredAt.file.startsWith(`${path}/`) && path !== "") notes.add(`its chart is taken to be ${path}; ${CONFIG_FILE} can name another one (charts)`);
			return { job: {
				kind: "helm",
				chart,
				release: app.name.toLowerCase(),
				namespace: app.namespace,
				values: app.valuesFiles.filter((file) => files.has(file)).map((file) => ({
					tree,
					path: file
				})),
				set: [],
				...capabilitiesOf(world.context.config, {
					name: app.name,
					cluster: app.cluster,
					namespace: app.namespace,
					paths: [app.declaredAt.file]
				}),
				includeCrds: true,
				skipTests: true,
				skipSchemaValidation: false
			} };
		}
		case "kustomize": return { job: {
			kind: "kustomize",
			source: {
				tree,
				path
			},
			kustomization: void 0,
			allowOutside: true,
			helm: void 0
		} };
		case "directory": return directoryJob(null, thisPlace(world), path);
		default: return missing(app);
	}
}
async function chartOf(source, world, notes) {
	const { repoURL, path, chart, targetRevision } = source;
	const { files } = world.context;
	if (repoURL === void 0) {
		const folder = joinPath("", path ?? ".");
		return folder !== void 0 && files.has(joinPath(folder, "Chart.yaml") ?? "") ? {
			tree: world.tree,
			path: folder
		} : void 0;
	}
	const declared = {
		repoURL,
		...path === void 0 ? {} : { path },
		...chart === void 0 ? {} : { chart },
		...targetRevision === void 0 ? {} : { targetRevision }
	};
	const place = chart === void 0 && isThisRepository(world.context, repoURL) !== true ? await foreignPlace(world, repoURL, targetRevision ?? "HEAD", notes) : await locate(world, declared, notes);
	const folder = pathIn(place, declared);
	if (!place.files.has(joinPath(folder, "Chart.yaml") ?? "")) throw inputError(`${CONFIG_FILE} names ${path ?? chart ?? ""} of ${repoURL} as its chart, and there is no Chart.yaml`, { hint: "path is the folder of the chart, from the root of the repository." });
	return {
		tree: place.tree,
		path: folder
	};
}
async function foreignPlace(world, url, revision, notes) {
	const found = await world.elsewhere.git(url, revision);
	notes.add(`it is rendered from ${url} at ${revision}`);
	return placeOf$1(found.tree, found.commit);
}
function missing({ name }) {
	const app = /^[A-Za-z][\w-]*$/.test(name) ? name : JSON.stringify(name);
	return { unrendered: [{
		message: "no chart of it is in this repo, so it is not rendered",
		hint: `Name its chart in ${CONFIG_FILE} of the base branch. One in a Git repository: charts: [{app: ${app}, repo: "https://github.com/OWNER/REPO", path: chart, revision: main}]; one in a Helm repository or an OCI registry: charts: [{app: ${app}, repo: "oci://ghcr.io/OWNER/charts", chart: ${app}, revision: 1.2.3}]`
	}] };
}

export { appRisks, containersOf, declarationsOf, declaredImageChanges, declaredSides, imageChanges, imagesOf, planConvention, podSpec, podTemplate, refOf, registryOf, renderPairs, templatePath, unclaimed, unreachedChange };