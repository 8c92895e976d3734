import "../chunks/rolldown-runtime.js";
import { contained, inputError } from "./errors.js";
import { joinPath, overlayTree } from "./tree.js";
import { at, evaluate, isObject, itemsAt, listAt, stringAt, stringsAt, textAt, valueAt, wholeFile } from "./yaml.js";
import { KUSTOMIZATION_FILES, Templates, collisions, destinationOf, expand, generatedPath, groupBy, hasUnledTemplates, identityOf, inlineLayer, isInput, isTemplate, kubeObject, loopEntryOf, objectsOf, parentsOf$1 as parentsOf, readDeclared, renderedPath, targetPlane, traceImages, withAssumedRoots, withFields, withLeadingTemplates, withRendered } from "./inventory.js";
import { groupOf, isOfControllers } from "./render-engine.js";
import { planConvention, plannerFor, renderSide, siblingsOf } from "./render.js";
import { isDeepStrictEqual } from "node:util";

// src/parents/outputs.ts
function controllerObjects(result) {
	return siblingsOf(result).filter(({ apiVersion }) => isOfControllers(apiVersion)).map(({ content, template }) => ({
		content,
		template
	}));
}
const NONE = /* @__PURE__ */ new Set();
async function readOutput(context, parent, objects) {
	if (objects.length === 0) return {
		apps: [],
		unread: []
	};
	const above = asRead(parent.app);
	const declared = objects.map(({ content, template }) => ({
		content,
		template
	}));
	const { apps, unresolved } = await readDeclared({
		context,
		leads: NONE
	}, {
		parent: above,
		objects: declared
	});
	const place = placeBelow(parent, context);
	return {
		apps: apps.filter(({ parent, generatedBy }) => parent === above || generatedBy !== void 0).map((app) => withFields(app, {
			...place,
			parent: parent.app
		})),
		unread: unresolved.filter((one) => objects.some(({ kind, name }) => kind === one.kind && name === one.name)).map(({ kind, name = "", reason, hint }) => ({
			kind,
			name,
			error: inputError(reason, {
				at: parent.app.declaredAt,
				...hint === void 0 ? {} : { hint }
			})
		}))
	};
}
function asRead(app) {
	return withFields(app, {
		images: [],
		notes: []
	});
}
function placeBelow({ app, object }, { config }) {
	const { kind, controlPlane, isControlPlaneKnown } = app;
	const name = targetPlane(destinationOf((...path) => textAt(object, ...path), kind, config), controlPlane);
	return {
		controlPlane: name,
		isControlPlaneKnown: isControlPlaneKnown || name !== controlPlane
	};
}

// src/parents/discover.ts
const MOST_LEVELS = 20;
async function discover(sides, hide = (message) => message) {
	const faults = /* @__PURE__ */ new Map();
	const failedParents = /* @__PURE__ */ new Map();
	const states = sides.map(({ open, renders }) => ({
		open,
		renders,
		seen: /* @__PURE__ */ new Set(),
		assumed: /* @__PURE__ */ new Set(),
		rendered: /* @__PURE__ */ new Map()
	}));
	for (let level = 0; level < 20; level += 1) {
		const done = await Promise.all(states.map(async (state) => {
			const { renders, seen, rendered } = state;
			state.open = await withLeadingTemplates(state.open);
			const newParents = () => parentsOf(state.open).filter((parent) => isNew(parent, seen));
			let parents = newParents();
			const failed = new Set([...rendered].flatMap(([{ lineage }, result]) => "error" in result ? [lineage] : []));
			if (parents.length === 0 && (hasUnledTemplates(state.open) || failed.size > 0)) {
				state.open = await withAssumedRoots(state.open, failed, state.assumed);
				parents = newParents();
			}
			const results = await Promise.all(parents.map(async (parent) => [parent, await renders.of(parent)]));
			for (const [parent, result] of results) rendered.set(parent, result);
			return parents;
		}));
		if (done.flat().length === 0) break;
		const failed = /* @__PURE__ */ new Set();
		for (const [i, { rendered }] of states.entries()) for (const [parent, result] of rendered) {
			if (!("error" in result)) continue;
			failed.add(identityOf(parent));
			const others = states.flatMap((state) => renderedOf(state.rendered, identityOf(parent)));
			const [fault] = result.error.faults;
			const message = hide(fault.message, others);
			faults.set(message, (faults.get(message) ?? /* @__PURE__ */ new Set()).add(parent.name));
			const one = failedParents.get(identityOf(parent)) ?? {
				app: parent,
				messages: states.map(() => void 0)
			};
			failedParents.set(identityOf(parent), one);
			one.messages[i] = message;
		}
		await Promise.all(states.map(async (state, i) => {
			const parents = (done[i] ?? []).filter((parent) => !failed.has(identityOf(parent)));
			state.open = await withRendered(state.open, parents.map((parent) => ({
				parent,
				objects: controllerObjects(state.rendered.get(parent))
			})));
		}));
	}
	return {
		sides: states.map(({ open, rendered }) => ({
			open,
			rendered
		})),
		failed: [...failedParents.values()],
		faults: [...faults].map(([message, names]) => `${[...names].join(", ")} could not be rendered to find the apps that ${names.size === 1 ? "it declares" : "they declare"}, so only the contents of their files are known: ${message}`)
	};
}
function isNew(parent, seen) {
	const key = parent.lineage ?? parent;
	return !seen.has(key) && seen.add(key) !== void 0;
}
function renderedOf(results, id) {
	return [...results].flatMap(([parent, result]) => "rendered" in result && identityOf(parent) === id ? [result.rendered] : []);
}

// src/parents/reads.ts
function readsOf(app, siblings) {
	const found = [app];
	const known = new Set(found);
	for (const object of found) for (const reference of referencesOf(object)) {
		const namespace = textAt(reference, "namespace") ?? textAt(object, "metadata", "namespace");
		for (const { kind, name, content, ...other } of siblings) if (!known.has(content) && kind === textAt(reference, "kind") && name === textAt(reference, "name") && other.namespace === namespace) {
			known.add(content);
			found.push(content);
		}
	}
	return JSON.stringify(found);
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

// src/parents/seen-object.ts
function seenAmong(siblings, app, declared) {
	const same = siblings.filter(({ kind, name }) => kind === app.kind && name === app.name);
	const namespace = textAt(declared, "metadata", "namespace");
	return {
		object: (same.find((manifest) => manifest.namespace === namespace) ?? same[0])?.content ?? declared,
		siblings
	};
}

// src/parents/renders.ts
var Renders = class {
	repo;
	renderer;
	#seen = /* @__PURE__ */ new Map();
	#results = /* @__PURE__ */ new Map();
	constructor(repo, renderer) {
		this.repo = repo;
		this.renderer = renderer;
	}
	of(app) {
		const known = this.#results.get(app);
		if (known) return known;
		const result = this.objectOf(app).then((seen) => "error" in seen ? seen : this.#render(app, seen));
		this.#results.set(app, result);
		return result;
	}
	objectOf(app) {
		const known = this.#seen.get(app);
		if (known) return known;
		const seen = this.#find(app).catch((error) => ({ error: contained(error) }));
		this.#seen.set(app, seen);
		return seen;
	}
	async found(app, seen) {
		const known = await this.#seen.get(app);
		if (known && !("error" in known) && isSame(known, seen)) return;
		this.#seen.set(app, Promise.resolve(seen));
		this.#results.delete(app);
	}
	async #find(app) {
		if (app.fault !== void 0) return { error: inputError(app.fault, { at: app.declaredAt }) };
		const declared = await app.declaration() ?? null;
		if (!app.parent || isAboveItself(app)) return {
			object: declared,
			siblings: []
		};
		const parent = await this.of(app.parent);
		return "error" in parent ? parent : seenAmong(parent.rendered.manifests, app, declared);
	}
	async #render(app, { object, siblings }) {
		const around = [...siblings, ...await this.#higher(app)];
		return renderSide((whole) => plannerOf(object, app)(object, whole, around, app.declaredAt.file), this.repo, this.renderer);
	}
	async #higher(app) {
		if (isAboveItself(app)) return [];
		const met = /* @__PURE__ */ new Set([app]);
		const higher = [];
		let below = app.parent;
		while (below?.parent && !met.has(below) && below.controlPlane === app.controlPlane) {
			met.add(below);
			const result = await this.of(below.parent);
			if ("rendered" in result) higher.push(...result.rendered.manifests);
			below = below.parent;
		}
		return higher;
	}
};
function isSame(a, b) {
	return readsOf(a.object, a.siblings) === readsOf(b.object, b.siblings);
}
function isAboveItself(app) {
	const met = /* @__PURE__ */ new Set();
	for (let above = app.parent; above && !met.has(above); above = above.parent) {
		if (above === app) return true;
		met.add(above);
	}
	return false;
}
function plannerOf(object, app) {
	const planner = app.kind === "Convention" ? planConvention(app) : plannerFor(object);
	if (planner) return planner;
	throw inputError(`it is unknown how ${textAt(object, "kind") ?? "its object"} is rendered`);
}

// src/parents/side-children.ts
async function readSide(side, objects) {
	const children = /* @__PURE__ */ new Map();
	const faults = /* @__PURE__ */ new Map();
	const sets = new Map(objects.filter(isSet).map((one) => [one.name, one.content]));
	if (!side) return {
		children,
		faults,
		sets,
		made: /* @__PURE__ */ new Map()
	};
	const siblings = siblingsOf(side.result);
	const strange = [];
	for (const one of objects) {
		const app = isSet(one) ? void 0 : knownOf(one, side);
		if (app) children.set(keyOf(one), {
			app,
			isKnown: true,
			seen: {
				object: one.content,
				siblings
			}
		});
		else if (!isSet(one) || !isAllDone(one, side)) strange.push(one);
	}
	const { apps, unread } = await readOutput(side.known.context, side, strange);
	for (const one of unread) faults.set(subjectOf(one), one);
	const made = groupBy(apps.filter(({ generatedBy }) => generatedBy !== void 0), ({ generatedBy = "" }) => generatedBy);
	for (const [name, ofSet] of made) for (const app of ofSet) {
		const object = await app.declaration() ?? null;
		const known = side.known.named(app.kind, app.name).find((one) => one.generatedBy === name);
		const seen = {
			object,
			siblings: []
		};
		children.set(keyOfApp(app), {
			app: known ?? app,
			isKnown: known !== void 0,
			seen,
			set: name
		});
	}
	for (const one of strange.filter((object) => !isSet(object))) {
		const found = apps.filter((app) => app.generatedBy === void 0 && isOf(app, one));
		const app = found.find(({ ownNamespace }) => ownNamespace === one.namespace) ?? found[0];
		if (app) children.set(keyOf(one), {
			app,
			isKnown: false,
			seen: {
				object: one.content,
				siblings
			}
		});
		else if (!faults.has(subjectOf(one))) faults.set(subjectOf(one), unreadable(one, side));
	}
	return {
		children,
		faults,
		sets,
		made: new Map([...made].map(([set, ofSet]) => [set, ofSet.map(keyOfApp)]))
	};
}
function knownOf({ kind, name }, side) {
	const same = side.known.named(kind, name).filter(({ generatedBy }) => generatedBy === void 0);
	const parent = identityOf(side.app);
	const { controlPlane } = placeBelow(side, side.known.context);
	const here = same.filter((app) => app.controlPlane === controlPlane);
	return same.find((app) => app.parent && identityOf(app.parent) === parent) ?? here.find((app) => isInput(side.app.inputs, app.declaredAt.file)) ?? here[0] ?? (same.length === 1 ? same[0] : void 0);
}
function isAllDone({ name }, { known, isDone }) {
	const made = known.madeBy(name);
	return made.length > 0 && made.every(isDone);
}
function subjectOf({ kind, name }) {
	return `${kind}/${name}`;
}
function isOf(app, { kind, name }) {
	return app.kind === kind && app.name === name;
}
function keyOfApp({ kind, name, ownNamespace }) {
	return keyOf({
		kind,
		name,
		namespace: ownNamespace
	});
}
function unreadable({ kind, name }, { app }) {
	return {
		kind,
		name,
		error: inputError(`${kind} ${name} in the output of ${app.name} cannot be read`, { at: app.declaredAt })
	};
}
function keyOf({ kind, namespace = "", name }) {
	return `${kind}/${namespace}/${name}`;
}
function isSet({ apiVersion, kind }) {
	return kind === "ApplicationSet" && groupOf(apiVersion) === "argoproj.io";
}

// src/parents/children.ts
async function childrenOf(sides) {
	const [before, after] = [leadsIn(sides.before), leadsIn(sides.after)];
	const reads = (side, one) => one && readsOf(one.content, siblingsOf(side?.result));
	const all = [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])];
	const alike = all.filter((key) => reads(sides.before, before.get(key)) === reads(sides.after, after.get(key)));
	const same = new Set(alike);
	const asked = all.filter((key) => !same.has(key) || readsTree(after.get(key)));
	const [old, now] = await Promise.all([readSide(sides.before, manifestsOf(before, asked)), readSide(sides.after, manifestsOf(after, asked))]);
	return joined(old, now, new Set(manifestsOf(after, alike).map(subjectOf)));
}
function leadsIn(side) {
	return new Map(siblingsOf(side?.result).filter((one) => plannerFor(one.content) ?? isSet(one)).map((one) => [keyOf(one), one]));
}
function manifestsOf(all, keys) {
	return keys.flatMap((key) => all.get(key) ?? []);
}
function readsTree(manifest) {
	return manifest !== void 0 && isSet(manifest) && /"git":/.test(JSON.stringify(valueAt(manifest.content, "spec", "generators") ?? []));
}
function joined(before, after, alike) {
	const told = /* @__PURE__ */ new Set();
	const faultOf = (read, other, key) => {
		const app = other.children.get(key)?.app;
		const set = [...other.made].find(([, made]) => made.includes(key))?.[0];
		const subject = set === void 0 ? app && subjectOf(app) : subjectOf({
			kind: "ApplicationSet",
			name: set
		});
		const fault = read.children.has(key) || subject === void 0 ? void 0 : read.faults.get(subject);
		if (fault && subject !== void 0) told.add(subject);
		return fault?.error;
	};
	const children = [.../* @__PURE__ */ new Set([...before.children.keys(), ...after.children.keys()])].flatMap((key) => {
		const [old, now] = [before.children.get(key), after.children.get(key)];
		const app = now?.app ?? old?.app;
		const isAlike = old?.set !== void 0 && now?.set !== void 0 && isSameObject(old.seen, now.seen);
		if (!app || isAlike) return [];
		const set = now?.set ?? old?.set;
		return [{
			kind: app.kind,
			name: app.name,
			before: old,
			after: now,
			...set === void 0 ? {} : { sets: {
				before: before.sets.get(set),
				after: after.sets.get(set)
			} },
			faults: withFaults(faultOf(before, after, key), faultOf(after, before, key))
		}];
	});
	const untold = [.../* @__PURE__ */ new Set([...before.faults.keys(), ...after.faults.keys()])].filter((subject) => !told.has(subject)).flatMap((subject) => {
		const [old, now] = [before.faults.get(subject), after.faults.get(subject)];
		const one = now ?? old;
		const faults = withFaults(old?.error, now?.error);
		const isOld = alike.has(subject) && old?.error.message === now?.error.message;
		return one && !isOld ? [{
			kind: one.kind,
			name: one.name,
			before: void 0,
			after: void 0,
			faults
		}] : [];
	});
	return [...children, ...untold];
}
function withFaults(before, after) {
	return {
		...before && { before },
		...after && { after }
	};
}
function isSameObject(a, b) {
	return JSON.stringify(a.object) === JSON.stringify(b.object);
}

// src/parents/marked.ts
async function renderMarked(parent, rendered, marking) {
	const { repo, renderer } = marking.renders;
	if (parent.kind === "HelmRelease" && !await isAsDeclared(parent, marking)) return [];
	const object = await markedObject(parent, rendered, marking);
	const planner = plannerFor(object);
	if (!planner) return [];
	const result = await renderSide(async (whole) => withMarks(await planner(object, whole, [], parent.declaredAt.file), parent, marking), repo, renderer);
	return controllerObjects(result).map(({ content }) => content);
}
async function isAsDeclared(parent, { renders }) {
	const found = await renders.objectOf(parent);
	if ("error" in found) return false;
	return isDeepStrictEqual(valueAt(found.object, "spec"), valueAt(await parent.declaration() ?? null, "spec"));
}
async function markedObject(parent, rendered, marking) {
	const declared = await parent.declaration() ?? null;
	const lineage = parent.lineage?.madeBy?.lineage;
	const above = lineage && [...rendered].find(([one]) => one.lineage === lineage);
	if (above && parent.generatedBy === void 0) {
		const before = controllerObjects(above[1]);
		const again = await renderMarked(above[0], rendered, marking);
		const isOwn = (content) => textAt(content, "kind") === parent.kind && textAt(content, "metadata", "name") === parent.name;
		const index = before.findIndex(({ content }) => isOwn(content));
		return (again.length === before.length ? again[index] : void 0) ?? declared;
	}
	const object = parent.generatedBy ?? parent.overlaidBy ? void 0 : objectIn(marking.renders.repo.context.files, parent);
	return object ? markedContent(object, marking.probe) : declared;
}
function objectIn(files, { kind, name, declaredAt }) {
	const { file, line } = declaredAt;
	const yaml = files.isLoaded(file) ? files.yaml(file) : void 0;
	return (yaml ? objectsOf(yaml) : []).find((object) => object.kind === kind && object.name === name && object.line === line);
}
function markedContent(object, probe) {
	const { node, scope, document, path } = object;
	let content = evaluate(node, probe.hook(scope, document), path);
	const many = at(node, "spec", "sources");
	const sources = many?.kind === "sequence" ? many.items.map((_, i) => [
		"spec",
		"sources",
		i
	]) : [["spec", "source"]];
	for (const source of sources) {
		const way = [
			...source,
			"helm",
			"values"
		];
		const values = at(node, ...way);
		const layer = values?.kind === "scalar" ? inlineLayer(object, values, [...path, ...way]) : void 0;
		if (layer?.notEditable === void 0 && layer) content = withValue(content, way, JSON.stringify(evaluate(layer.node, probe.hook(layer.scope, layer.document), layer.path)));
	}
	return content;
}
function withValue(value, [key, ...rest], other) {
	if (key === void 0) return other;
	if (Array.isArray(value)) return value.map((item, i) => i === key ? withValue(item, rest, other) : item);
	if (!isObject(value)) return value ?? null;
	return {
		...value,
		[key]: withValue(value[key], rest, other)
	};
}
async function withMarks(plan, parent, marking) {
	const jobs = await Promise.all(plan.jobs.map(async (job) => markedJob(job, parent, marking)));
	return {
		...plan,
		jobs
	};
}
async function markedJob(job, parent, marking) {
	if (job.kind === "kustomize") return markedCharts(job, parent, marking);
	if (job.kind !== "helm") return job;
	const { chart } = job;
	const defaults = await markedFile({
		tree: chart.tree,
		path: chart.path === "" ? "values.yaml" : `${chart.path}/values.yaml`
	}, marking);
	const values = [];
	for (const value of job.values) values.push("text" in value ? value : await markedFile(value, marking) ?? value);
	return {
		...job,
		values: [...defaults ? [defaults] : [], ...values]
	};
}
async function markedCharts(job, parent, marking) {
	const { renders: { repo }, probe } = marking;
	const { files } = repo.context;
	if (job.source.tree !== repo.tree) return job;
	const kustomizations = [...parent.inputs.files].filter((path) => KUSTOMIZATION_FILES.some((name) => path === name || path.endsWith(`/${name}`)) && files.has(path));
	await files.load(kustomizations);
	const edits = /* @__PURE__ */ new Map();
	for (const path of kustomizations) {
		const yaml = files.yaml(path);
		const document = yaml?.documents[0];
		const charts = itemsAt(document?.root, "helmCharts");
		if (!yaml || !document || charts.length === 0) continue;
		const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
		const home = stringAt(document.root, "helmGlobals", "chartHome") ?? "charts";
		let content = evaluate(document.root);
		for (const [i, chart] of charts.entries()) {
			const named = [
				`${home}/${stringAt(chart, "name") ?? ""}/values.yaml`,
				stringAt(chart, "valuesFile"),
				...stringsAt(chart, "additionalValuesFiles")
			];
			for (const name of named) {
				const file = name === void 0 ? void 0 : joinPath(folder, name);
				const marked = file === void 0 ? void 0 : await markedFile({
					tree: repo.tree,
					path: file
				}, marking);
				if (file !== void 0 && marked) edits.set(file, marked.text);
			}
			const inline = at(chart, "valuesInline");
			const way = [
				"helmCharts",
				i,
				"valuesInline"
			];
			if (inline) content = withValue(content, way, evaluate(inline, probe.hook(wholeFile(yaml, document), document.index), way));
		}
		edits.set(path, JSON.stringify(content));
	}
	if (edits.size === 0) return job;
	const bytes = new Map([...edits].map(([path, text]) => [path, new TextEncoder().encode(text)]));
	return {
		...job,
		source: {
			...job.source,
			tree: overlayTree(job.source.tree, bytes)
		}
	};
}
async function markedFile({ tree, path }, { renders: { repo }, probe }) {
	const { files } = repo.context;
	if (tree !== repo.tree || !files.has(path)) return void 0;
	await files.load([path]);
	const yaml = files.yaml(path);
	const [document, ...more] = yaml?.documents ?? [];
	if (!yaml || !document || more.length > 0) return void 0;
	const value = evaluate(document.root, probe.hook(wholeFile(yaml, document), document.index));
	return isObject(value) ? { text: JSON.stringify(value) } : void 0;
}

// src/parents/trace.ts
async function traceRendered(open, rendered, renders) {
	const { apps } = open.inventory;
	const traced = /* @__PURE__ */ new Map();
	for (const [parent, result] of rendered) {
		const waiting = apps.filter((app) => app.lineage?.madeBy?.lineage === parent.lineage && app.lineage !== void 0).filter((app) => app.images.some((use) => isNowhere(use.place) || isNowhere(use.digestPlace)));
		if (waiting.length === 0 || "error" in result) continue;
		const tracer = new Tracer(parent, controllerObjects(result), open, rendered, renders);
		for (const app of await tracer.trace(waiting)) if (app.lineage) traced.set(app.lineage, writtenInTemplate(app, open));
	}
	if (traced.size === 0) return open;
	const found = apps.map((app) => {
		const known = app.lineage && traced.get(app.lineage);
		return known ? withFields(app, {
			images: known.images,
			notes: known.notes
		}) : app;
	});
	return {
		...open,
		inventory: {
			...open.inventory,
			apps: found
		}
	};
}
function writtenInTemplate(app, { context: { files }, templates }) {
	const { file } = app.declaredAt;
	const text = templates.has(file) && files.has(file) && files.isLoaded(file) ? files.text(file) : void 0;
	if (text === void 0 || app.images.every(({ withoutPlace }) => withoutPlace === void 0)) return app;
	const lines = text.split("\n");
	const notes = new Set(app.notes);
	const images = app.images.map((use) => {
		const { withoutPlace, tag } = use;
		const hits = tag === void 0 ? [] : lines.flatMap((line, i) => line.includes(tag) ? [i + 1] : []);
		if (withoutPlace === void 0 || hits.length !== 1) return use;
		const told = `the tag of ${use.repository ?? "an image"} is set in a template, and templates are not edited: ${file}:${hits[0]}. Move it to a value of the chart (values.yaml)`;
		notes.delete(withoutPlace);
		notes.add(told);
		return {
			...use,
			withoutPlace: told
		};
	});
	return withFields(app, {
		images,
		notes: [...notes]
	});
}
function isNowhere(place) {
	return place?.file.includes("\0") === true;
}
var Tracer = class {
	#parent;
	#objects;
	#open;
	#again;
	constructor(parent, objects, open, rendered, renders) {
		this.#parent = parent;
		this.#objects = objects;
		this.#open = open;
		this.#again = async (probe) => {
			const made = await renderMarked(parent, rendered, {
				renders,
				probe
			}).catch(() => []);
			return made.length === objects.length ? made : [];
		};
	}
	async trace(apps) {
		const { name } = this.#parent;
		const plain = apps.filter(({ generatedBy }) => generatedBy === void 0);
		const indexes = plain.map((app) => this.#indexOf(app.kind, app.name, app.ownNamespace));
		const generated = (objects) => objects.length === 0 ? [] : indexes.map((i) => ({
			application: objects[i] ?? null,
			generator: 0
		}));
		const originals = generated(this.#objects.map(({ content }) => content));
		const own = plain.flatMap((app, i) => {
			const application = originals[i];
			return application ? [{
				generated: application,
				app
			}] : [];
		});
		const traced = await traceImages(own, {
			made: `what ${name} renders`,
			virtual: renderedPath(this.#parent),
			template: void 0,
			again: async (probe) => generated(await this.#again(probe))
		});
		const sets = new Set(apps.flatMap(({ generatedBy }) => generatedBy ?? []));
		for (const set of sets) traced.push(...await this.#traceSet(set, apps.filter(({ generatedBy }) => generatedBy === set)));
		return traced;
	}
	async #traceSet(name, apps) {
		const { context } = this.#open;
		const index = this.#indexOf("ApplicationSet", name);
		const object = this.#objects[index];
		const set = object && this.#setOf(object);
		if (!set) return [];
		const shared = {
			context,
			templates: new Templates(),
			load: (paths) => context.files.load(paths)
		};
		const { applications } = await expand(set, shared);
		const own = apps.flatMap((app) => {
			const generated = applications.find(({ application }) => nameOf(application) === app.name);
			return generated ? [{
				generated,
				app
			}] : [];
		});
		const making = {
			made: `the ApplicationSet ${name} that ${this.#parent.name} renders`,
			virtual: generatedPath(set),
			template: void 0,
			again: async (probe) => {
				const content = (await this.#again(probe))[index];
				const marked = content === void 0 ? void 0 : this.#setOf({
					content,
					template: object.template
				});
				const again = marked ? (await expand(marked, shared, probe)).applications : [];
				return again.length === applications.length ? own.flatMap(({ generated }) => again[applications.indexOf(generated)] ?? []) : [];
			}
		};
		return traceImages(own, making);
	}
	#setOf(object) {
		return kubeObject(object, this.#parent, /* @__PURE__ */ new Map(), this.#open.context.files)[0];
	}
	#indexOf(kind, name, namespace) {
		const same = this.#objects.flatMap(({ content }, i) => textAt(content, "kind") === kind && nameOf(content) === name ? [i] : []);
		const isThere = (i) => textAt(this.#objects[i]?.content, "metadata", "namespace") === namespace;
		return same.find(isThere) ?? same[0] ?? -1;
	}
};
function nameOf(object) {
	return textAt(object, "metadata", "name");
}

// src/parents/complete.ts
async function complete(open, tree, { renderer, remoteSources }, standing) {
	const repo = {
		tree,
		context: open.context,
		...standing ?? likelyBranch(open),
		remoteSources
	};
	const renders = new Renders(repo, renderer);
	const { sides: [side] } = await discover([{
		open,
		renders
	}]);
	if (!side) throw new Error("an inventory is one side");
	return withReasons(withCollisions(await withEntries(withEmpty(await traceRendered(withOwnImages(side.open, side.rendered), side.rendered, renders), side.rendered))), side.rendered);
}
function withOwnImages(open, rendered) {
	const outputs = new Map([...rendered].flatMap(([{ lineage }, result]) => lineage && "rendered" in result ? [[lineage, result.rendered.manifests]] : []));
	const apps = open.inventory.apps.map((app) => {
		const manifests = app.lineage && outputs.get(app.lineage);
		if (!manifests) return app;
		const text = JSON.stringify(manifests.filter(({ apiVersion }) => !isOfControllers(apiVersion)).map(({ content }) => content));
		const images = app.images.filter(({ artifact, repository }) => artifact !== "image" || repository !== void 0 && text.includes(repository));
		return withFields(app, { images });
	});
	return {
		...open,
		inventory: {
			...open.inventory,
			apps
		}
	};
}
function withEmpty(open, rendered) {
	const known = new Set(open.inventory.apps.map(({ lineage }) => lineage));
	const empty = [...rendered].flatMap(([parent, result]) => {
		if (!parent.assumed || !("rendered" in result) || !known.has(parent.lineage)) return [];
		const made = new Set(controllerObjects(result).map(({ template }) => template));
		if (made.size > 0) return parent.assumed.values ? [] : silentTemplates(open, parent, made);
		const { values = [] } = parent.assumed;
		const by = values.length > 0 ? values.join(", ") : "only its own values";
		return [{
			...parent.declaredAt,
			kind: parent.kind,
			name: parent.name,
			reason: `its templates declare apps, but with ${by} it renders none: its input is set elsewhere`,
			hint: ROOTS_HINT,
			isUnrendered: true
		}];
	});
	return empty.length === 0 ? open : {
		...open,
		inventory: {
			...open.inventory,
			unresolved: [...open.inventory.unresolved, ...empty]
		}
	};
}
const ROOTS_HINT = "Set its values or parameters under \"roots\" in fairlead.yaml.";
function silentTemplates({ templates }, parent, made) {
	const silent = [...templates].filter((file) => isInput(parent.inputs, file) && !made.has(file)).toSorted();
	const [first] = silent;
	if (first === void 0 || made.has(void 0)) return [];
	return [{
		file: first,
		line: void 0,
		kind: "template of apps",
		name: void 0,
		reason: "with only its chart's own values it renders no app: its input is set elsewhere",
		hint: ROOTS_HINT,
		...silent.length > 1 ? { count: silent.length } : {},
		isUnrendered: true
	}];
}
async function withEntries(open) {
	const { files } = open.context;
	const made = (app) => open.templates.has(app.declaredAt.file) ? app.lineage?.madeBy : void 0;
	const valuesOf = (parent) => [...parent.valuesFiles.toReversed(), ...parent.sources.flatMap(({ path }) => joinPath(path ?? "", "values.yaml") ?? [])];
	const parents = new Set(open.inventory.apps.flatMap((app) => made(app) ?? []));
	await files.load([...parents].flatMap(valuesOf));
	const apps = open.inventory.apps.map((app) => {
		const parent = made(app);
		const entries = parent ? valuesOf(parent).flatMap((path) => {
			const yaml = files.has(path) ? files.yaml(path) : void 0;
			return (yaml && loopEntryOf(yaml, app.generatedBy ?? app.name)) ?? [];
		}) : [];
		return entries[0] ? withFields(app, { madeFrom: entries[0] }) : app;
	});
	return {
		...open,
		inventory: {
			...open.inventory,
			apps
		}
	};
}
function withCollisions(open) {
	const told = collisions(open.inventory.apps);
	if (told.size === 0) return open;
	const apps = open.inventory.apps.map((app) => {
		const sentence = told.get(app);
		return sentence === void 0 ? app : withFields(app, { notes: [...app.notes, sentence] });
	});
	return {
		...open,
		inventory: {
			...open.inventory,
			apps
		}
	};
}
function likelyBranch({ inventory }) {
	const counts = /* @__PURE__ */ new Map();
	for (const { sources } of inventory.apps) for (const { inThisRepository, targetRevision = "HEAD" } of sources) if (inThisRepository && targetRevision !== "HEAD") counts.set(targetRevision, (counts.get(targetRevision) ?? 0) + 1);
	const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
	return {
		branch: most?.[0] ?? "main",
		isDefaultBranch: true
	};
}
function withReasons(open, rendered) {
	const known = new Set(open.inventory.apps.map(({ lineage }) => lineage));
	const failed = [...rendered].flatMap(([parent, result]) => "error" in result && known.has(parent.lineage) ? [{
		parent,
		fault: result.error.faults[0],
		templates: 0
	}] : []);
	if (failed.length === 0) return open;
	const unresolved = open.inventory.unresolved.map((one) => {
		const leading = isTemplate(one) ? failed.filter(({ parent }) => isInput(parent.inputs, one.file)) : [];
		for (const each of leading) each.templates += 1;
		const [first] = leading;
		return first ? {
			...one,
			reason: reasonOf(first),
			isUnrendered: true
		} : one;
	});
	const others = failed.filter(({ templates }) => templates === 0).map((one) => ({
		...one.parent.declaredAt,
		kind: one.parent.kind,
		name: one.parent.name,
		reason: reasonOf(one),
		isUnrendered: true
	}));
	return {
		...open,
		inventory: {
			...open.inventory,
			unresolved: [...unresolved, ...others]
		}
	};
}
function reasonOf({ parent, fault: { message, hint } }) {
	const cure = hint === void 0 ? "" : `. ${hint.replace(/\.$/, "")}`;
	return `${parent.name}, which declares other apps, could not be rendered: ${message}${cure}`;
}

export { Renders, childrenOf, complete, discover, likelyBranch };