import { contained, inputError } from "./errors.js";
import { isBelow, joinPath, once } from "./tree.js";
import { plainAddress } from "./net.js";
import { Files } from "./yaml.js";
import { canonicalRepository } from "./images.js";
import { CONFIG_FILE } from "./config.js";
import { ControlPlanesApart, KeptInventory, groupBy, identityOf, isInput, isProduction, isThisRepository, isTold, keepInventory, keptKey, leavesStructure, nameIn, objectInFile, openInventory, shortened, withFields } from "./inventory.js";
import { maskerOf } from "./secrets.js";
import { followsBranch, renderedOf } from "./render.js";
import { Renders, childrenOf, discover } from "./parents.js";
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
	const { name, kind, namespace, cluster, clusterName, environment, production, declaredAt } = app;
	const { controlPlane, ownNamespace } = app;
	const identity = {
		name,
		kind,
		controlPlane,
		ownNamespace,
		toldApartBy: void 0
	};
	const named = clusterName === void 0 ? {} : { clusterName };
	return {
		...identity,
		namespace,
		cluster,
		...named,
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
async function affectedApps(sides, changed, apart = ControlPlanesApart.of(sides), reaches = () => void 0) {
	const affected = [];
	for (const { before: old, after: now } of pairApps(...sides, apart)) {
		const both = [old, now].filter((app) => app !== void 0);
		const reached = both.map(reaches).filter((one) => one !== void 0);
		const inputs = changed.filter((path) => both.some((app) => isInput(app.inputs, path)));
		const files = [.../* @__PURE__ */ new Set([...inputs, ...reached.flat()])];
		const listing = old && now && anotherListing([old, now], sides);
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
		note: `nothing that is known to be applied still references ${file}, which declares it, so it is removed`
	};
	if (isFlux && !old.isControlPlaneKnown && isLed(now, before)) return {
		before: void 0,
		after: now,
		note: `the change adds the reference to ${file}, which declares it`
	};
	if (old.unlistedBy === void 0 && now.unlistedBy !== void 0) return {
		before: old,
		after: void 0,
		by: now.unlistedBy,
		note: `${now.unlistedBy} no longer lists ${file}, which declares it, so whatever builds that folder removes it`
	};
	if (old.unlistedBy !== void 0 && now.unlistedBy === void 0) return {
		before: void 0,
		after: now,
		by: old.unlistedBy,
		note: `the change adds ${file}, which declares it, to ${old.unlistedBy}`
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
	const { config, addresses, reaches } = options;
	const store = reaches ? void 0 : options.store;
	const { base, head } = sides;
	const key = store && keptKey({
		tree: base.treeId,
		addresses,
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
		addresses,
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
		addresses,
		config,
		known
	});
	const renders = {
		before: options.rendersOf("base", before.context),
		after: options.rendersOf("head", after.context)
	};
	const { sides: [old, now], faults, failed } = await options.discover([{
		open: before,
		renders: renders.before
	}, {
		open: after,
		renders: renders.after
	}]);
	if (!old || !now) throw new Error("a change has two sides");
	const [oldApps, apps] = [old.open.inventory.apps, now.open.inventory.apps];
	const apart = ControlPlanesApart.of([oldApps, apps]);
	const affected = await affectedApps([oldApps, apps], sides.changed, apart, reaches);
	const generating = sides.changed.filter((path) => before.generating.has(path) || after.generating.has(path));
	return {
		before: declarationsOf(old.open),
		after: declarationsOf(now.open),
		renders,
		affected: await withGenerators(affected, generating),
		apart,
		registries,
		undiscovered: faults,
		failedParents: failed
	};
}
function isToldByObjects(open) {
	return open.inventory.apps.some(({ kind }) => kind !== "Convention") && isTold(open);
}
async function fromKept(kept, sides, steady) {
	const { config, addresses, files } = steady;
	const whole = once(() => openInventory(sides.base.tree, {
		addresses,
		config
	}));
	const base = {
		context: {
			files,
			config,
			addresses: kept.addresses
		},
		size: kept.size,
		unresolved: kept.unresolved,
		named: (kind, name) => kept.named(kind, name),
		madeBy: (set) => kept.madeBy(set),
		images: imagesIn(whole),
		all: async () => (await whole()).inventory.apps
	};
	return steadySides(sides, {
		...steady,
		base,
		apps: kept.madeOf(sides.changed),
		apart: new ControlPlanesApart(kept.apart),
		registries: () => new Set(kept.registries)
	});
}
async function steadySides({ head, changed }, { config, addresses, rendersOf, redeclared, base, apps, apart, registries }) {
	const files = await Files.open(head.tree, {
		files: base.context.files,
		changed: new Set(changed)
	});
	const after = afterChange(redeclared, files);
	const context = {
		...base.context,
		files
	};
	return {
		before: base,
		after: {
			...base,
			context,
			named: (kind, name) => base.named(kind, name).map(after),
			madeBy: (set) => base.madeBy(set).map(after),
			images: imagesIn(once(() => openInventory(head.tree, {
				addresses,
				config
			}))),
			all: async () => (await base.all()).map(after)
		},
		renders: {
			before: rendersOf("base", base.context),
			after: rendersOf("head", context)
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
		failedParents: []
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
function declarationsOf(open) {
	const { inventory, context } = open;
	const byName = once(() => groupBy(inventory.apps, ({ kind, name }) => `${kind}/${name}`));
	const bySet = once(() => groupBy(inventory.apps, ({ generatedBy = "" }) => generatedBy));
	return {
		context,
		size: inventory.apps.length,
		unresolved: inventory.unresolved,
		named: (kind, name) => byName().get(`${kind}/${name}`) ?? [],
		madeBy: (set) => bySet().get(set) ?? [],
		images: imagesIn(() => Promise.resolve(open)),
		all: () => Promise.resolve(inventory.apps)
	};
}
function registriesOf({ apps }) {
	const uses = apps.flatMap((app) => app.images.filter(({ artifact }) => artifact === "image"));
	return new Set(uses.flatMap(({ repository }) => repository === void 0 ? [] : registryOf(canonicalRepository(repository))));
}

// src/affected/lost.ts
async function lostFault(own, other, app, seen = []) {
	const fault = unreadable(own, other, app);
	if (fault) return fault;
	const { parent } = app;
	if (!parent || seen.includes(parent)) return void 0;
	const same = own.declarations.named(parent.kind, parent.name);
	const isOther = (one) => parent.isControlPlaneKnown && one?.isControlPlaneKnown === false;
	const found = same.find((one) => identityOf(one) === identityOf(parent)) ?? (same.length === 1 && !isOther(same[0]) ? same[0] : void 0);
	if (!found) return lostFault(own, other, parent, [...seen, parent]);
	const result = await own.renders.of(found);
	return "error" in result ? result.error : void 0;
}
function unreadable(own, other, app) {
	const { unresolved, named } = own.declarations;
	const { file } = app.declaredAt;
	const isSet = (one) => one.kind === "ApplicationSet" && one.name === app.generatedBy && (one.file === file || !own.declarations.context.files.has(file));
	const found = unresolved.find((one) => (isSet(one) || one.file === file && (one.kind === "file" || one.kind === app.kind && one.name === app.name)) && !other.declarations.unresolved.some((known) => isSameFault(known, one)));
	if (found) return inputError(`${found.reason}, so it is unknown whether ${app.name} still exists`, { at: {
		file,
		...found.line === void 0 ? {} : { line: found.line }
	} });
	const { parent } = app;
	return parent && named(parent.kind, parent.name).length === 0 ? unreadable(own, other, parent) : void 0;
}
function isSameFault(a, b) {
	return a.file === b.file && a.kind === b.kind && a.name === b.name && a.reason === b.reason;
}

// src/affected/moved-children.ts
function withMoved(first, below, apart) {
	const all = [...first, ...below];
	const found = new Set(below);
	const old = oneSided(all, "before");
	const now = oneSided(all, "after");
	if (old.size === 0 || now.size === 0) return all;
	const gone = /* @__PURE__ */ new Set();
	const moved = /* @__PURE__ */ new Map();
	const names = new Set([...old.keys()].filter(({ assumed }) => !assumed).map(nameIn));
	for (const [app, pair] of now) if (app.assumed && names.has(nameIn(app)) && found.has(pair)) {
		gone.add(pair);
		now.delete(app);
	}
	for (const { before, after } of pairApps([...old.keys()], [...now.keys()], apart)) {
		const [was, is] = [before && old.get(before), after && now.get(after)];
		if (!was || !is || !(found.has(was) || found.has(is))) continue;
		gone.add(was);
		moved.set(is, bothOf(was, is));
	}
	return all.filter((pair) => !gone.has(pair)).map((pair) => moved.get(pair) ?? pair);
}
function oneSided(pairs, side) {
	const other = side === "before" ? "after" : "before";
	return new Map(pairs.flatMap((pair) => {
		const app = pair.known[other] === void 0 ? pair.known[side] : void 0;
		return app ? [[app, pair]] : [];
	}));
}
function bothOf(was, is) {
	const { note: _, ...rest } = is;
	const sets = was.sets ?? is.sets;
	return {
		...rest,
		was: isSamePlace(was.app, is.app) ? void 0 : was.app,
		before: was.before,
		files: [.../* @__PURE__ */ new Set([...was.files, ...is.files])],
		declarations: {
			before: was.declarations.before,
			after: is.declarations.after
		},
		known: {
			before: was.known.before,
			after: is.known.after
		},
		...sets && { sets: {
			before: was.sets?.before,
			after: is.sets?.after
		} }
	};
}

// src/affected/pinned.ts
function pinnedRemotes({ known, declarations }, repo) {
	const { before, after } = known;
	if (!before || !after || after.kind !== "Application") return void 0;
	if (!isEqual(declarations.before ?? null, declarations.after ?? null)) return void 0;
	const own = after.sources.filter(({ inThisRepository, type, repoURL }) => inThisRepository || type === "ref" && isThisRepository(repo.context, repoURL) !== false);
	const revisions = own.map(({ targetRevision = "" }) => targetRevision);
	return own.length > 0 && revisions.every((revision) => !followsBranch(repo, revision)) ? [...new Set(revisions)] : void 0;
}

// src/affected/render-pairs.ts
const SIDES = ["before", "after"];
async function renderPairs(pairs, parts) {
	return new Run(parts).all(pairs);
}
var Run = class {
	#parts;
	#seen = {
		before: /* @__PURE__ */ new Set(),
		after: /* @__PURE__ */ new Set()
	};
	#done = 0;
	#total = 0;
	constructor(parts) {
		this.#parts = parts;
	}
	async all(pairs) {
		const all = pairs.flatMap(({ before, after, files, note }) => {
			const app = after ?? before;
			if (!app) return [];
			if (before) this.#seen.before.add(before);
			if (after) this.#seen.after.add(after);
			const was = before && after && !isSamePlace(refOf(before), refOf(after)) ? refOf(before) : void 0;
			const work = {
				ref: refOf(app),
				was,
				before,
				after,
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
		const own = all.toSorted((a, b) => a.id < b.id ? -1 : 1).filter((_, i) => i % count === index - 1).map(({ work }) => work);
		const first = await this.#wave(own);
		const below = [];
		for (let done = first, level = 1; done.length > 0; level += 1) {
			const found = (await Promise.all(done.map((pair) => this.#below(pair)))).flat().filter(({ child }) => this.#isNew(child));
			const wave = level > 20 ? found.map(unfollowed) : found;
			await Promise.all(wave.map(({ child }) => this.#take(child)));
			done = await this.#wave(wave);
			below.push(...done);
		}
		return [...withMoved(first, below, this.#parts.apart)];
	}
	#wave(wave) {
		this.#total += wave.length;
		return Promise.all(wave.map((work) => this.#pair(work)));
	}
	#isNew(child) {
		const keys = SIDES.flatMap((side) => {
			const found = child[side];
			return found ? [{
				side,
				key: found.isKnown ? found.app : identityOf(found.app)
			}] : [];
		});
		if (keys.some(({ side, key }) => this.#seen[side].has(key))) return false;
		for (const { side, key } of keys) this.#seen[side].add(key);
		return true;
	}
	async #take(child) {
		for (const side of SIDES) {
			const found = child[side];
			if (found) await this.#parts[side]?.renders.found(found.app, found.seen);
		}
	}
	async #pair(work) {
		const { ref, was, files, note, sets } = work;
		const [before, after] = await Promise.all([this.#side("before", work), this.#side("after", work)]);
		this.#parts.progress?.(++this.#done, this.#total);
		const declarations = {
			before: before?.object,
			after: after?.object
		};
		const known = {
			before: work.before,
			after: work.after
		};
		const pinned = pinnedRemotes({
			declarations,
			known
		}, this.#parts.after.renders.repo);
		return {
			app: ref,
			was,
			before: before?.result,
			after: after?.result,
			files,
			declarations,
			known,
			pinned,
			note,
			...sets && { sets }
		};
	}
	async #side(side, work) {
		const [app, own, fault] = [
			work[side],
			this.#parts[side],
			work.child?.faults[side]
		];
		if (fault) return {
			result: { error: fault },
			object: void 0
		};
		if (!own) return void 0;
		try {
			if (!app) return await this.#lost(side, work);
			const seen = await own.renders.objectOf(app);
			return {
				result: await own.renders.of(app),
				object: "error" in seen ? void 0 : seen.object
			};
		} catch (error) {
			return {
				result: { error: contained(error) },
				object: void 0
			};
		}
	}
	async #lost(side, work) {
		const other = side === "before" ? "after" : "before";
		const [own, around, app] = [
			this.#parts[side],
			this.#parts[other],
			work[other]
		];
		const fault = own && around && app && await lostFault(own, around, app);
		return fault && {
			result: { error: fault },
			object: void 0
		};
	}
	async #below(pair) {
		if ([pair.before, pair.after].some((side) => side && "error" in side)) return [];
		return (await childrenOf({
			before: this.#parent(pair, "before"),
			after: this.#parent(pair, "after")
		})).map((child) => {
			const { kind, name, sets } = child;
			const [before, after] = [child.before?.app, child.after?.app];
			const app = after ?? before;
			const { environment, declaredAt } = pair.app;
			return {
				ref: app ? refOf(app) : undeclaredRef({
					name,
					kind,
					environment,
					declaredAt
				}, this.#config),
				was: void 0,
				before,
				after,
				files: pair.files,
				...sets && { sets },
				child
			};
		});
	}
	#parent(pair, side) {
		const [app, own] = [pair.known[side], this.#parts[side]];
		if (!app || !own) return void 0;
		return {
			app,
			object: pair.declarations[side],
			result: pair[side],
			known: own.declarations,
			isDone: (one) => this.#seen[side].has(one)
		};
	}
	get #config() {
		return this.#parts.after.declarations.context.config;
	}
};
function unfollowed(work) {
	const error = inputError(`${work.ref.name} is more than ${20} levels below the objects that this change affects: the objects that it and its children deploy are not checked`, { hint: "An app that deploys its own chart under another name creates an endless chain of apps. Break the cycle." });
	const { child } = work;
	const faults = {
		...child.before && { before: error },
		...child.after && { after: error }
	};
	return {
		...work,
		child: {
			...child,
			faults
		}
	};
}

// src/affected/both-sides.ts
function declareBoth(change, parts) {
	const { sides, addresses, source } = change;
	return declaredSides(sides, {
		addresses,
		config: parts.config,
		store: parts.inventories,
		read: parts.read,
		reaches: source && ((app) => source.reaches(app)),
		rendersOf: (side, context) => new Renders(infraRepoOf(change, parts, side, context), parts.rendering.renderer),
		discover: (both) => discover(both, (message, rendered) => maskerOf(...rendered).text(message))
	});
}
function renderBoth({ affected, before, after, renders, apart }, run = { shard: void 0 }) {
	return renderPairs(affected, {
		before: {
			declarations: before,
			renders: renders.before
		},
		after: {
			declarations: after,
			renders: renders.after
		},
		apart,
		...run
	});
}
function infraRepoOf({ sides, standing, source }, { rendering: { remoteSources } }, side, context) {
	return {
		tree: sides[side].tree,
		context,
		...standing,
		remoteSources: source?.around(remoteSources, side) ?? remoteSources
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
		this.#addresses = new Set(parts.addresses.map(plainAddress));
	}
	get shown() {
		const { sides } = this.#parts;
		return {
			...sides,
			changed: sides.changed.filter((path) => path !== CONFIG_FILE)
		};
	}
	around(remoteSources, side) {
		const { sides, branch } = this.#parts;
		const { tree, commit, treeId } = sides[side];
		return {
			...remoteSources,
			git: async (url, revision) => this.#isOwn(url) && this.#follows(revision) ? {
				tree,
				commit: commit ?? treeId,
				ref: `refs/heads/${branch}`,
				isChanged: true
			} : remoteSources.git(url, revision)
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
		const { branch, addresses, infra } = this.#parts;
		if (this.#following.size + this.#others.size === 0) throw inputError(`no known app of ${infra} uses this repository (${addresses.join(", ")})`, { hint: `Run fairlead inventory in the infra repo to see which sources its apps use. If no object names the chart, add it to ${CONFIG_FILE} (charts).` });
		return [...this.#others].map(([revision, names]) => {
			const one = names.size === 1;
			return `${few([...names])} ${one ? "is" : "are"} at ${revision || "HEAD"} of this repository, not at ${branch}, so the change does not reach ${one ? "it" : "them"} automatically.`;
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
	return changed.filter((file) => folders.some((folder) => isBelow(file, folder)));
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
async function renderRevision({ side, addresses, standing }, { config, rendering: { renderer, remoteSources }, chosen, progress }) {
	const open = await openInventory(side.tree, {
		addresses,
		config
	});
	const repo = {
		tree: side.tree,
		context: open.context,
		...standing,
		remoteSources
	};
	const renders = new Renders(repo, renderer);
	const { sides: [found] } = await discover([{
		open,
		renders
	}]);
	if (!found) throw new Error("a revision is one side");
	const declarations = declarationsOf(found.open);
	const { apps } = found.open.inventory;
	const pairs = await renderPairs((chosen?.(apps) ?? apps).map((app) => ({
		before: void 0,
		after: app,
		files: []
	})), {
		before: void 0,
		after: {
			declarations,
			renders
		},
		apart: new ControlPlanesApart(),
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

export { SourceChange, declarationsOf, declareBoth, isSamePlace, isTouched, refOf, renderBoth, renderPairs, renderRevision, shownSides, toldApart, unchangedSides, unclaimed, undeclaredRef };