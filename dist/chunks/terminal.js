import { contained, inputError } from "../rooms/errors.js";
import { isObject, listAt, textAt, valueAt } from "../rooms/yaml.js";
import { canonicalRepository, parseReference } from "../rooms/images.js";
import { ControlPlanesApart, Files, KeptInventory, destinationOf, groupBy, identityOf, isInput, isThisRepository, isTold, joinPath, keepInventory, keptKey, leavesStructure, mergeWords, nameIn, once, openInventory, shortened, targetPlane } from "../rooms/inventory.js";
import { CONFIG_FILE } from "../rooms/config.js";
import { visible } from "../rooms/proposal.js";
import { capabilitiesOf, carryOut, directoryJob, locate, pathIn, placeOf as placeOf$1, siblingsOf, thisPlace } from "./rendering.js";
import { appsOf, movesOf, namesIn, rerendered, sectionsOf } from "./rerendered.js";
import { BOTH, DIGEST_MEANING, appName, appRisk, artifactWord, count, digestName, duration, headline, imageMove, isListed, isQuiet, isUnknown, mergeSayingsOf, objectName, placeText, quietCharts, reportRisk, restartLines, tally, thousands, toldFailures, valueLines, visibleLine, withoutDigest } from "./text.js";

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

// src/diff/told-apart.ts
function toldApart(apps, namesakes) {
	const same = groupBy(apps, ({ kind, name }) => JSON.stringify([kind, name]));
	const words = /* @__PURE__ */ new Map();
	for (const [first, ...more] of same.values()) {
		if (!first) continue;
		const all = [first, ...more];
		const known = namesakes(first.kind, first.name);
		const planes = [...all, ...known].flatMap(({ controlPlane }) => controlPlane ?? []);
		const short = shortened(planes);
		for (const app of short.size > 1 ? all : []) if (app.controlPlane !== void 0) words.set(app, short.get(app.controlPlane) ?? app.controlPlane);
		for (const twice of groupBy(all, identityOf).values()) for (const app of twice.length > 1 ? twice : []) {
			const place = app.declaredAt && `${app.declaredAt.file}:${app.declaredAt.line}`;
			const both = [words.get(app), place].filter((part) => part !== void 0);
			if (app.kind !== "Convention" && both.length > 0) words.set(app, both.join(", "));
		}
	}
	return apps.map((app) => {
		const word = words.get(app);
		return word === void 0 ? app : {
			...app,
			toldApartBy: word
		};
	});
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
	const before = await openInventory(base.tree, {
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
		return {
			app: ref,
			was,
			before: before?.result,
			after: after?.result,
			files,
			declarations,
			known
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

// src/report/notes.ts
function notedApps(changes) {
	const found = /* @__PURE__ */ new Map();
	for (const { app, notes } of changes) for (const note of notes) found.set(note, [...found.get(note) ?? [], appName(app)]);
	return found;
}

// src/report/causes.ts
function causeOf({ app }, { when, message, hint = "" }) {
	const own = namesIn([app.name, app.namespace]);
	return JSON.stringify([
		when,
		own(message),
		own(hint)
	]);
}

// src/report/terminal.ts
const codes = {
	bold: [1, 22],
	dim: [2, 22],
	red: [31, 39],
	green: [32, 39],
	yellow: [33, 39],
	cyan: [36, 39]
};
const plain = (_, text) => text;
const painted = (tone, text) => `\u001B[${codes[tone][0]}m${text}\u001B[${codes[tone][1]}m`;
function terminal(report, options) {
	const paint = options.color ? painted : plain;
	const listed = report.apps.filter(isListed);
	const risk = reportRisk(report);
	const told = /* @__PURE__ */ new Map();
	const rest = [
		...rerendered(report.apps).map(rerenderedLine),
		...[...notedApps(report.apps.filter((change) => !isListed(change)))].map(([note, apps]) => `Note on ${noted(apps)}: ${line(note)}`),
		...quietCharts(report.apps).map(([chart, apps]) => `Chart ${line(chart)} changes nothing else in ${count(apps, "app")}.`),
		...noise(report.apps),
		...names("Changed files that are no app's input", report.unclaimed),
		...Object.entries(report.digests).toSorted(([a], [b]) => a < b ? -1 : 1).map(([environment, digest]) => `Digest of ${line(digestName(environment))}: ${line(digest)}`),
		...withoutDigest(report).map(([environment, why]) => `No digest of ${line(digestName(environment))}, ${line(why)}.`),
		...Object.keys(report.digests).length === 0 ? [] : [DIGEST_MEANING],
		`Took ${duration(report.took.total)}.`
	];
	return [
		...sectionsOf(listed).flatMap((section) => [...sectionLines(section, {
			...options,
			told
		}, paint), ""]),
		...[report.told, report.comparedInstead].filter((line) => line !== void 0).map((warning) => `${paint("yellow", "warning:")} ${line(warning)}`),
		...mergeSayingsOf(report.apps).map(mergeLine),
		...rest.map((text) => paint("dim", text)),
		paint("bold", headline(report, "change").replace(/^This change changes/, "This changes")) + (risk === "none" ? "" : ` The gravest risk is ${paint(toneOf(risk), risk)}.`)
	];
}
function progress(done, total, label, width) {
	const bar = Math.max(5, Math.min(30, Math.floor(width / 3)));
	const full = total === 0 ? bar : Math.floor(Math.min(done, total) / total * bar);
	return `[${"#".repeat(full)}${"-".repeat(bar - full)}] ${thousands(done)} of ${thousands(total)} ${line(label)}`.slice(0, Math.max(0, width - 1)).trimEnd();
}
function failureLines(change, { told }, paint) {
	return toldFailures(change).flatMap((failure) => {
		const { when, message, hint, at } = failure;
		const what = when === "before and after the change" ? "could be rendered neither before nor after the change" : `could not be rendered ${when}`;
		const where = at ? ` (${line(placeText(at))})` : "";
		const cause = causeOf(change, failure);
		const first = told.get(cause);
		if (first !== void 0) return [`   ${paint("red", what)}${where}, for the same reason as ${line(first)}`];
		told.set(cause, appName(change.app));
		return [
			`   ${paint("red", what)}${where}:`,
			...gutter(message, paint),
			...hint === void 0 || hint === "" ? [] : [`   hint: ${line(hint)}`]
		];
	});
}
function appLines(change, options, paint) {
	const { width } = options;
	const { status, app, images, restarts, risks, notes } = change;
	const sums = tally([change]);
	const level = appRisk(change);
	const parts = [
		status === "failed" ? "not compared" : isQuiet(change) ? "no changes rendered" : `${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${thousands(sums.removed)} removed`,
		...status !== "failed" && isUnknown(change) ? ["compared only in part"] : [],
		...level === "none" ? [] : [`risk ${level}`]
	];
	const title = `${line(appName(app))}${status === "added" ? " (new)" : status === "removed" ? " (removed)" : ""}`;
	const ruler = "-".repeat(Math.max(3, width - title.length - parts.join(", ").length - 8));
	return [
		`${paint("bold", `== ${title}`)} ${ruler} ${paint(toneOf(level), parts.join(", "))}`,
		...imageLines(images),
		...valueLines(change).flatMap(({ file, changes }) => [`   what ${line(file)} says by itself:`, ...gutter(changes.map(visibleLine).join("\n"), paint)]),
		...restartLines(restarts).map((text) => `   ${line(text)}`),
		...risks.map((risk) => `   ${riskText(risk, paint)}`),
		...failureLines(change, options, paint),
		...notes.map((note) => `   note: ${line(note)}`)
	];
}
function sectionLines(section, options, paint) {
	const { changes, parts } = section;
	const isOne = changes.length === 1;
	const heads = changes.flatMap((change) => appLines(isOne ? change : {
		...change,
		images: []
	}, options, paint));
	const title = `${thousands(changes.length)} apps, the same change`;
	return [
		...heads,
		...isOne ? [] : [`   ${paint("bold", `-- ${title}:`)}`, ...imageLines(movesOf(section))],
		...parts.flatMap((part) => partLines(section, part, paint))
	];
}
function imageLines(images) {
	return images.map((image) => `   ${artifactWord(image) || "image "}${line(image.repository)}: ${line(imageMove(image))}`);
}
function partLines({ changes }, part, paint) {
	const { places, sameAs } = part;
	const { action, id, renamedFrom, risks, diff } = places[0].object;
	const tone = action === "added" ? "green" : action === "removed" ? "red" : "yellow";
	const was = renamedFrom === void 0 ? "" : `, was ${line(objectName(renamedFrom))}`;
	const own = appsOf(part);
	const who = changes.length === 1 ? "" : own.length === changes.length ? ", in all of them" : `, in ${someOf(own.map(({ app }) => appName(app)), 5)}`;
	const more = places.length === 1 ? "" : ` and ${thousands(places.length - 1)} more`;
	return [
		`   ${paint(tone, action)} ${paint("bold", line(objectName(id)))}${was}${more}${who}`,
		...risks.map((risk) => `     ${riskText(risk, paint)}`),
		...sameAs ? [`     the same lines as ${line(objectName(sameAs.object.id))} of ${line(appName(sameAs.change.app))}`] : gutter(diff, paint)
	];
}
function gutter(text, paint) {
	if (text === "") return [];
	return visible(text.replace(/\n$/, "")).split("\n").map((content) => {
		const tone = toneOfLine(content);
		const shown = content.replaceAll("##[", "# #[");
		return `   ${paint("dim", "|")} ${tone === void 0 ? shown : paint(tone, shown)}`;
	});
}
function toneOfLine(content) {
	if (content.startsWith("+")) return "green";
	if (content.startsWith("-")) return "red";
	return content.startsWith("@@") ? "cyan" : void 0;
}
function riskText({ level, rule, reason }, paint) {
	return `${paint(toneOf(level), `${level} ${line(rule)}`)}: ${line(reason)}`;
}
function toneOf(level) {
	return level === "high" ? "red" : level === "medium" ? "yellow" : level === "low" ? "cyan" : "dim";
}
function noise(changes) {
	const fields = changes.reduce((sum, change) => sum + change.noise, 0);
	const apps = changes.filter((change) => change.noise > 0).length;
	return fields === 0 ? [] : [`Noise, not shown: ${count(fields, "field")} of ${count(apps, "app")}.`];
}
function rerenderedLine(all) {
	const { apps, conditions, changes } = all;
	const more = changes.length > 10 ? `; and ${count(changes.length - 10, "more set")} of files` : "";
	const parts = changes.slice(0, 10).map((one) => {
		return `${one.files.length === 0 ? "another declaration" : someOf(one.files, 20)} in ${someOf(one.apps, 5)}`;
	});
	return `Re-rendered, no changes (${[count(apps, "app"), ...conditions === "" ? [] : [line(conditions)]].join("; ")}): ${parts.join("; ")}${more}.`;
}
function someOf(all, most) {
	const more = all.length > most ? ` and ${thousands(all.length - most)} more` : "";
	return `${all.slice(0, most).map(line).join(", ")}${more}`;
}
function mergeLine({ environment, isWhole, apps, effect }) {
	const where = environment === void 0 ? "" : ` in ${line(environment)}`;
	return `When merged: ${isWhole ? line(environment ?? "") : `${someOf(apps, 5)}${where}`} ${mergeWords(effect, isWhole || apps.length === 1)}.`;
}
function names(head, all) {
	if (all.length === 0) return [];
	const more = all.length > 20 ? `, and ${thousands(all.length - 20)} more` : "";
	return [`${head} (${thousands(all.length)}): ${all.slice(0, 20).map(line).join(", ")}${more}.`];
}
function noted(apps) {
	const named = apps.slice(0, 5).map(line).join(", ");
	const more = apps.length > 5 ? ` and ${thousands(apps.length - 5)} more` : "";
	return apps.length === 1 ? named : `${count(apps.length, "app")} (${named}${more})`;
}
function line(text) {
	return visibleLine(text).replaceAll("##[", "# #[");
}

export { appRisks, causeOf, containersOf, declarationsOf, declaredImageChanges, declaredSides, imageChanges, imagesOf, notedApps, planConvention, podSpec, podTemplate, progress, refOf, registryOf, renderPairs, templatePath, terminal, toldApart, unclaimed };