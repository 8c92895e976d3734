import { contained, inputError } from "./errors.js";
import { joinPath, once } from "./tree.js";
import { Files, listAt, textAt, valueAt } from "./yaml.js";
import { canonicalRepository } from "./images.js";
import { CONFIG_FILE } from "./config.js";
import { ControlPlanesApart, KeptInventory, destinationOf, groupBy, identityOf, isInput, isProduction, isThisRepository, isTold, keepInventory, keptKey, leavesStructure, nameIn, objectInFile, openInventory, shortened, targetPlane, withFields } from "./inventory.js";
import { plainAddress } from "./net.js";
import { carryOut, followsBranch, planConvention, plannerFor, renderedOf, siblingsOf } from "./render.js";
import { discover, seenAmong } from "./parents.js";
import { maskerOf } from "./secrets.js";
import { isEqual, registryOf, stableText } from "./compare.js";

// src/affected/steady.ts
async function redeclaredBy(sides, known) {
	const read = new Set(known.generating);
	if (sides.changed.some((path) => read.has(path))) return void 0;
	const redeclared = await leavesStructure(sides.base.tree, sides.head.tree, sides.differences);
	if (!redeclared || redeclared.size === 0) return redeclared;
	const isMade = ({ overlaidBy, inValues, generatedBy, declaredAt }) => (overlaidBy ?? inValues) !== void 0 || generatedBy !== void 0 && redeclared.has(declaredAt.file);
	return known.madeOf([...redeclared]).some(isMade) ? void 0 : redeclared;
}
function afterChange(redeclared, files) {
	const known = /* @__PURE__ */ new Map();
	const after = (app) => {
		const found = known.get(app);
		if (found) return found;
		known.set(app, app);
		const parent = app.parent && after(app.parent);
		const isAnew = redeclared.has(app.declaredAt.file);
		if (!isAnew && parent === app.parent) return app;
		const now = withFields(app, {
			...parent && { parent },
			...isAnew && { declaration: () => objectInFile(files, app) }
		});
		known.set(app, now);
		return now;
	};
	return (app) => after(app);
}

// src/affected/app-ref.ts
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
function undeclaredRef({ name, kind, environment, declaredAt }, config) {
	const identity = {
		name,
		kind,
		controlPlane: void 0,
		ownNamespace: void 0,
		toldApartBy: void 0
	};
	const production = isProduction(environment, config);
	return {
		...identity,
		namespace: void 0,
		cluster: void 0,
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

// src/affected/pair-apps.ts
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

// src/affected/apps.ts
async function affectedApps(before, after, changed, apart = ControlPlanesApart.of([before, after]), reaches = () => void 0) {
	const affected = [];
	for (const { before: old, after: now } of pairApps(before, after, apart)) {
		const sides = [old, now].filter((app) => app !== void 0);
		const reached = sides.map(reaches).filter((one) => one !== void 0);
		const inputs = changed.filter((path) => sides.some((app) => isInput(app.inputs, path)));
		const files = [.../* @__PURE__ */ new Set([...inputs, ...reached.flat()])];
		const listing = old && now && anotherListing([old, now], [before, after]);
		if (listing) {
			affected.push({
				...listing,
				files: [.../* @__PURE__ */ new Set([...files, ...changed.filter((path) => path === listing.by)])]
			});
			continue;
		}
		if (!(old && now && isAsItWas(old, now)) || files.length + reached.length > 0 || await isDeclaredAnew(old, now)) affected.push({
			before: old,
			after: now,
			files
		});
	}
	return affected;
}
async function withGenerators(pairs, generating) {
	if (generating.length === 0) return [...pairs];
	return Promise.all(pairs.map(async (pair) => {
		const { before, after, files } = pair;
		if ((before?.generatedBy ?? after?.generatedBy) === void 0) return pair;
		return before === void 0 || after === void 0 || await isDeclaredAnew(before, after) ? {
			...pair,
			files: [.../* @__PURE__ */ new Set([...files, ...generating])]
		} : pair;
	}));
}
function anotherListing([old, now], [before, after]) {
	const { file } = now.declaredAt;
	const isFlux = old.controller === "flux" && now.controller === "flux" && old.declaredAt.file === file;
	if (isFlux && isLed(old, after) && !now.isControlPlaneKnown) return {
		before: old,
		after: void 0,
		note: `nothing that is known to be applied leads to ${file} any more, which declares it: it is taken away`
	};
	if (isFlux && !old.isControlPlaneKnown && isLed(now, before)) return {
		before: void 0,
		after: now,
		note: `what leads to ${file}, which declares it, comes with the change`
	};
	if (old.unlistedBy === void 0 && now.unlistedBy !== void 0) return {
		before: old,
		after: void 0,
		by: now.unlistedBy,
		note: `${now.unlistedBy} no longer lists ${file}, which declares it: what builds that folder takes it away`
	};
	if (old.unlistedBy !== void 0 && now.unlistedBy === void 0) return {
		before: void 0,
		after: now,
		by: old.unlistedBy,
		note: `${old.unlistedBy} did not list ${file}, which declares it, and does now`
	};
}
function isLed(app, other) {
	if (!app.isControlPlaneKnown || !app.parent) return false;
	const seen = /* @__PURE__ */ new Set();
	let root = app.parent;
	while (root.parent && !seen.has(root)) {
		seen.add(root);
		root = root.parent;
	}
	const same = ({ kind, name, controlPlane, isControlPlaneKnown }) => kind === root.kind && name === root.name && controlPlane === root.controlPlane && isControlPlaneKnown;
	return other.some((one) => !one.parent && same(one));
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

// src/affected/declared.ts
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
	const files = once(() => Files.open(base.tree));
	const kept = text === void 0 ? void 0 : KeptInventory.open(text, files);
	if (kept) {
		const redeclared = await redeclaredBy(sides, kept);
		if (redeclared) return fromKept(kept, sides, {
			...options,
			redeclared,
			files: await files()
		});
	}
	const before = options.read ?? await openInventory(base.tree, {
		identity,
		config
	});
	const registries = once(() => registriesOf(before.inventory));
	if (!reaches && isToldByObjects(before)) {
		if (store && key !== void 0 && !kept) await store.put(key, await keepInventory(before, registries()));
		const { apps } = before.inventory;
		const redeclared = await redeclaredBy(sides, {
			generating: before.generating,
			madeOf: (paths) => apps.filter(({ inputs }) => paths.some((path) => isInput(inputs, path)))
		});
		if (redeclared) return steadySides(sides, {
			...options,
			redeclared,
			base: declarationsOf(before),
			apps,
			apart: ControlPlanesApart.of([apps]),
			registries
		});
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
	const affected = await affectedApps(oldApps, apps, sides.changed, apart, reaches);
	const generating = sides.changed.filter((path) => before.generating.has(path) || after.generating.has(path));
	return {
		before: declarationsOf(old.open, old.rendered),
		after: declarationsOf(now.open, now.rendered),
		affected: await withGenerators(affected, generating),
		apart,
		registries,
		undiscovered: faults,
		failedHubs: failed
	};
}
function isToldByObjects(open) {
	return open.inventory.apps.some(({ kind }) => kind !== "Convention") && isTold(open);
}
async function fromKept(kept, sides, steady) {
	const { config, identity, files } = steady;
	const base = {
		context: {
			files,
			config,
			identity: kept.identity
		},
		size: kept.size,
		unresolved: kept.unresolved,
		named: (kind, name) => kept.named(kind, name),
		images: imagesIn(once(() => openInventory(sides.base.tree, {
			identity,
			config
		}))),
		rendered: /* @__PURE__ */ new Map()
	};
	return steadySides(sides, {
		...steady,
		base,
		apps: kept.madeOf(sides.changed),
		apart: new ControlPlanesApart(kept.apart),
		registries: () => new Set(kept.registries)
	});
}
async function steadySides({ head, changed }, { config, identity, redeclared, base, apps, apart, registries }) {
	const files = await Files.open(head.tree, {
		files: base.context.files,
		changed: new Set(changed)
	});
	const after = afterChange(redeclared, files);
	return {
		before: base,
		after: {
			...base,
			context: {
				...base.context,
				files
			},
			named: (kind, name) => base.named(kind, name).map(after),
			images: imagesIn(once(() => openInventory(head.tree, {
				identity,
				config
			})))
		},
		affected: apps.flatMap((app) => {
			const own = changed.filter((path) => isInput(app.inputs, path));
			return own.length > 0 ? [{
				before: app,
				after: after(app),
				files: own
			}] : [];
		}),
		apart,
		registries,
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

// src/affected/lost.ts
async function lostFault(own, other, app, seen = []) {
	const fault = unreadable(own.side, other, app);
	if (fault) return fault;
	const { parent } = app;
	if (!parent || seen.includes(parent)) return void 0;
	const same = own.side.declarations.named(parent.kind, parent.name);
	const isOther = (one) => parent.isControlPlaneKnown && one?.isControlPlaneKnown === false;
	const found = same.find((one) => identityOf(one) === identityOf(parent)) ?? (same.length === 1 && !isOther(same[0]) ? same[0] : void 0);
	if (!found) return lostFault(own, other, parent, [...seen, parent]);
	const result = await own.of(found);
	return "error" in result ? result.error : void 0;
}
function unreadable(own, other, app) {
	const { unresolved, named } = own.declarations;
	const { file } = app.declaredAt;
	const isSet = (one) => one.kind === "ApplicationSet" && one.name === app.generatedBy && (one.file === file || !own.world.context.files.has(file));
	const found = unresolved.find((one) => (isSet(one) || one.file === file && (one.kind === "file" || one.kind === app.kind && one.name === app.name)) && !other.declarations.unresolved.some((known) => isSameFault(known, one)));
	if (found) return inputError(`${found.reason}; so nobody knows whether ${app.name} is there`, { at: {
		file,
		...found.line === void 0 ? {} : { line: found.line }
	} });
	const { parent } = app;
	return parent && named(parent.kind, parent.name).length === 0 ? unreadable(own, other, parent) : void 0;
}
function isSameFault(a, b) {
	return a.file === b.file && a.kind === b.kind && a.name === b.name && a.reason === b.reason;
}

// src/affected/side-renders.ts
var SideRenders = class {
	side;
	#renderer;
	#known;
	constructor(side, renderer) {
		this.side = side;
		this.#renderer = renderer;
		const { rendered } = side.declarations;
		this.#known = new Map([...rendered].map(([app, result]) => [app, Promise.resolve(result)]));
	}
	of(app) {
		const known = this.#known.get(app);
		if (known) return known;
		const result = this.objectOf(app).then((found) => "error" in found ? found : this.render(found, app));
		this.#known.set(app, result);
		return result;
	}
	async objectOf(app) {
		if (app.fault !== void 0) return { error: inputError(app.fault, { at: app.declaredAt }) };
		const declared = await app.declaration() ?? null;
		if (!app.parent) return {
			object: declared,
			siblings: []
		};
		const parent = await this.of(app.parent);
		if ("error" in parent) return parent;
		return seenAmong(parent.rendered.manifests, app, declared);
	}
	async render(seen, app) {
		const { object, siblings } = seen;
		return carryOut((whole) => plannerOf(object, app)(object, whole, siblings, app?.declaredAt.file), this.side.world, this.#renderer);
	}
};
function plannerOf(object, app) {
	const planner = app?.kind === "Convention" ? planConvention(app) : plannerFor(object);
	if (planner) return planner;
	throw inputError(`nothing is known of how ${textAt(object, "kind") ?? "its object"} is rendered`);
}

// src/affected/reads.ts
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

// src/affected/pinned.ts
function pinnedElsewhere({ known, declarations }, world) {
	const { before, after } = known;
	if (!before || !after || after.kind !== "Application") return void 0;
	if (!isEqual(declarations.before ?? null, declarations.after ?? null)) return void 0;
	const own = after.sources.filter(({ inThisRepository, type, repoURL }) => inThisRepository || type === "ref" && isThisRepository(world.context, repoURL) !== false);
	const revisions = own.map(({ targetRevision = "" }) => targetRevision);
	return own.length > 0 && revisions.every((revision) => !followsBranch(world, revision)) ? [...new Set(revisions)] : void 0;
}

// src/affected/render-pairs.ts
async function renderPairs(pairs, parts) {
	return new Run(parts).all(pairs);
}
var Run = class {
	#parts;
	#sides;
	#seen = /* @__PURE__ */ new Set();
	#done = 0;
	#total = 0;
	constructor(parts) {
		this.#parts = parts;
		const { before, after, renderer } = parts;
		this.#sides = {
			before: before && new SideRenders(before, renderer),
			after: new SideRenders(after, renderer)
		};
	}
	async all(pairs) {
		const all = pairs.flatMap(({ before, after, files, note }) => {
			const app = after ?? before;
			if (!app) return [];
			for (const side of [before, after]) if (side) this.#seen.add(side);
			const was = before && after && !isSamePlace(refOf(before), refOf(after)) ? refOf(before) : void 0;
			const work = {
				ref: refOf(app),
				was,
				before: subjectOf(before),
				after: subjectOf(after),
				files,
				note
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
		const { ref, was, files, note } = work;
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
			pinned,
			note
		};
	}
	async #side(side, { app, found }) {
		const renders = this.#sides[side];
		if (!renders) return void 0;
		if (found) return {
			result: await renders.render(found, app),
			object: found.object
		};
		if (!app) return void 0;
		const object = await renders.objectOf(app);
		return {
			result: await renders.of(app),
			object: "error" in object ? void 0 : object.object
		};
	}
	async #lost(side, other) {
		const renders = this.#sides[side];
		const around = this.#sides[side === "before" ? "after" : "before"]?.side;
		const fault = renders && around && other?.app && await lostFault(renders, around, other.app);
		return fault && {
			result: { error: fault },
			object: void 0
		};
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
			const subject = (side, manifest) => {
				const own = known[side];
				const isBelow = own?.fault === void 0 && own?.parent !== void 0 && own.parent === pair.known[side];
				const found = manifest && {
					object: manifest.content,
					siblings: siblingsOf(pair[side])
				};
				return found && {
					app: own,
					found: isBelow ? void 0 : found
				};
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
		const apps = siblingsOf(side).filter(({ content }) => plannerFor(content));
		return new Map(apps.map((app) => [`${app.kind}/${app.namespace ?? ""}/${app.name}`, app]));
	}
	#childRef(child, { app, declarations }) {
		return childRef(child, app, declarations.after ?? declarations.before, this.#config);
	}
	get #config() {
		return this.#parts.after.world.context.config;
	}
	#known(side, child, pair) {
		const same = (this.#sides[side]?.side.declarations.named(child.kind, child.name) ?? []).filter(({ generatedBy }) => generatedBy === void 0);
		const parent = identityOf(pair.app);
		const plane = planeBelow(pair.app, pair.declarations[side], this.#config);
		return same.find((app) => app.parent && identityOf(app.parent) === parent) ?? same.find((app) => app.controlPlane === plane) ?? (same.length === 1 ? same[0] : void 0);
	}
};
function subjectOf(app) {
	return app && {
		app,
		found: void 0
	};
}

// src/affected/both-sides.ts
function declareBoth(change, parts) {
	const { sides, identity, source } = change;
	return declaredSides(sides, {
		identity,
		config: parts.config,
		store: parts.inventories,
		read: parts.read,
		reaches: source && ((app) => source.reaches(app)),
		discover: (both) => discover(both.map(({ open }, i) => ({
			open,
			world: worldOf(change, parts, i === 0 ? "base" : "head", open.context)
		})), {
			renderer: parts.rendering.renderer,
			hide: (message, rendered) => maskerOf(...rendered).text(message)
		})
	});
}
function renderBoth(change, { affected, before, after }, parts, run = { shard: void 0 }) {
	return renderPairs(affected, {
		before: {
			declarations: before,
			world: worldOf(change, parts, "base", before.context)
		},
		after: {
			declarations: after,
			world: worldOf(change, parts, "head", after.context)
		},
		renderer: parts.rendering.renderer,
		...run
	});
}
function worldOf({ sides, standing, source }, { rendering: { elsewhere } }, side, context) {
	return {
		tree: sides[side].tree,
		context,
		...standing,
		elsewhere: source?.around(elsewhere, side) ?? elsewhere
	};
}

// src/affected/change.ts
function shownSides({ sides, source }) {
	return source?.shown ?? sides;
}

// src/affected/source-change.ts
var SourceChange = class {
	#parts;
	#addresses;
	#following = /* @__PURE__ */ new Set();
	#others = /* @__PURE__ */ new Map();
	constructor(parts) {
		this.#parts = parts;
		this.#addresses = new Set(parts.identities.map(plainAddress));
	}
	get shown() {
		const { sides } = this.#parts;
		return {
			...sides,
			changed: sides.changed.filter((path) => path !== CONFIG_FILE)
		};
	}
	around(elsewhere, side) {
		const { sides, branch } = this.#parts;
		const { tree, commit, treeId } = sides[side];
		return {
			...elsewhere,
			git: async (url, revision) => this.#isOwn(url) && this.#follows(revision) ? {
				tree,
				commit: commit ?? treeId,
				ref: `refs/heads/${branch}`,
				isChanged: true
			} : elsewhere.git(url, revision)
		};
	}
	reaches({ name, sources }) {
		const own = sources.filter(({ repoURL }) => repoURL !== void 0 && this.#isOwn(repoURL));
		const following = own.filter(({ targetRevision }) => this.#follows(targetRevision ?? ""));
		if (following.length > 0) {
			this.#following.add(name);
			return filesBelow(this.#parts.sides.changed, following);
		}
		for (const { targetRevision = "HEAD" } of own.slice(0, 1)) this.#others.set(targetRevision, (this.#others.get(targetRevision) ?? /* @__PURE__ */ new Set()).add(name));
	}
	warnings() {
		const { branch, identities, infra } = this.#parts;
		if (this.#following.size + this.#others.size === 0) throw inputError(`no app of ${infra} is known to be made of this repository (${identities.join(", ")})`, { hint: `The inventory of the infra repo tells what its apps are made of: run fairlead inventory there. Where no object names the chart, ${CONFIG_FILE} can (charts).` });
		return [...this.#others].map(([revision, names]) => {
			const one = names.size === 1;
			return `${few([...names])} ${one ? "is" : "are"} at ${revision || "HEAD"} of this repository and not at ${branch}, so the change does not reach ${one ? "it" : "them"} by itself.`;
		});
	}
	#isOwn(url) {
		return this.#addresses.has(plainAddress(url));
	}
	#follows(revision) {
		const { branch, isDefaultBranch } = this.#parts;
		if (revision === "" || revision === "HEAD") return isDefaultBranch;
		return revision === branch || revision === `refs/heads/${branch}`;
	}
};
function isTouched({ before, after, files }) {
	const [was, is] = [renderedOf(before), renderedOf(after)];
	if (!was || !is || files.length > 0) return true;
	const text = ({ manifests }) => stableText(manifests.map(({ content }) => content));
	return text(was) !== text(is);
}
function unchangedSides(side, branch) {
	return {
		base: side,
		head: side,
		differences: [],
		changed: [],
		branch,
		conflict: void 0,
		warnings: []
	};
}
function filesBelow(changed, sources) {
	const folders = sources.filter(({ type, path }) => type !== "ref" || path !== void 0).map(({ path, chart }) => joinPath("", path ?? chart ?? ".") ?? "");
	return changed.filter((file) => folders.some((folder) => folder === "" || file === folder || file.startsWith(`${folder}/`)));
}
function few(names) {
	const shown = names.toSorted().slice(0, 5).join(", ");
	return names.length > 5 ? `${shown} and ${names.length - 5} more apps` : shown;
}

// src/affected/told-apart.ts
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

// src/affected/revision.ts
async function renderRevision({ side, identity, standing }, { config, rendering: { renderer, elsewhere }, chosen, progress }) {
	const open = await openInventory(side.tree, {
		identity,
		config
	});
	const world = {
		tree: side.tree,
		context: open.context,
		...standing,
		elsewhere
	};
	const { sides: [found] } = await discover([{
		open,
		world
	}], { renderer });
	if (!found) throw new Error("a revision is one side");
	const declarations = declarationsOf(found.open, found.rendered);
	const { apps } = found.open.inventory;
	const pairs = await renderPairs((chosen?.(apps) ?? apps).map((app) => ({
		before: void 0,
		after: app,
		files: []
	})), {
		before: void 0,
		after: {
			world,
			declarations
		},
		renderer,
		shard: void 0,
		...progress && { progress }
	});
	const refs = toldApart(pairs.map(({ app }) => app), declarations.named);
	return {
		declarations,
		apps: pairs.flatMap(({ app, after }, i) => after ? [{
			app: refs[i] ?? app,
			result: after
		}] : [])
	};
}

export { SourceChange, declarationsOf, declareBoth, isTouched, refOf, renderBoth, renderPairs, renderRevision, shownSides, toldApart, unchangedSides, unclaimed, undeclaredRef };