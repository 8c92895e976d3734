import "../chunks/rolldown-runtime.js";
import { bumpByKey } from "../rooms/bump-by-key.js";
import { CONFIG_FILE } from "../rooms/config.js";
import { chainOf, filtered, groupBy, guessesOf, inventoryNotes, namedRevisions, openInventory, parentsOf, passedOver, withContradictions } from "../rooms/inventory.js";
import { calledAs } from "../rooms/images.js";
import { dump } from "../packages/js-yaml.js";
import { listAt, valueAt } from "../rooms/yaml.js";
import { visibleLine } from "../rooms/text.js";
import { folderOf } from "../rooms/tree.js";
import { defineCommand, inputs, inventoryFilters, parentInputs, pick } from "../chunks/define.js";
import { outputs } from "../chunks/outputs.js";
import { described } from "../chunks/describe.js";
import { worktree } from "../rooms/files.js";
import { folderOf as folderOf$1, gitIn } from "../chunks/folder.js";
import { addressesIn, jobCheckout } from "../chunks/job.js";
import { aroundCheckout, completionFor, renderingAround } from "../chunks/parents.js";

// src/report/inventory/data.ts
function inventoryData({ apps, projects, unresolved }, parents) {
	return {
		apps: apps.map((app) => ({
			...appData(app),
			parent: parentData(parents.get(app))
		})),
		projects,
		unresolved: unresolved.map(unresolvedData)
	};
}
function appData(app) {
	return {
		name: app.name,
		environment: app.environment ?? null,
		production: app.production,
		controlPlane: app.controlPlane ?? null,
		ownNamespace: app.ownNamespace ?? null,
		cluster: app.cluster ?? null,
		clusterName: app.clusterName ?? null,
		namespace: app.namespace ?? null,
		controller: app.controller,
		kind: app.kind,
		project: app.project ?? null,
		autoSync: app.autoSync ?? null,
		assumed: app.assumed ?? null,
		declaredAt: app.declaredAt,
		madeFrom: app.madeFrom ?? null,
		generatedBy: app.generatedBy ?? null,
		sources: app.sources.map((source) => ({
			type: source.type,
			repoURL: source.repoURL ?? null,
			path: source.path ?? null,
			chart: source.chart ?? null,
			targetRevision: source.targetRevision ?? null,
			inThisRepository: source.inThisRepository
		})),
		valuesFiles: app.valuesFiles,
		images: app.images.filter(({ artifact }) => artifact !== "git").map(imageData),
		gitRevisions: app.images.filter(({ artifact }) => artifact === "git").map(imageData),
		notes: inventoryNotes(app),
		guessed: guessesOf(app)
	};
}
function parentData(parent) {
	if (!parent) return null;
	const { kind, name, environment, declaredAt } = parent;
	return {
		kind,
		name,
		environment: environment ?? null,
		declaredAt
	};
}
function unresolvedData({ file, line, kind, name, reason, count, hint }) {
	return {
		file,
		line: line ?? null,
		kind,
		name: name ?? null,
		reason,
		count: count ?? 1,
		hint: hint ?? null
	};
}
function imageData(use) {
	return {
		kind: use.artifact,
		repository: use.repository ?? null,
		name: calledAs(use),
		tag: use.tag ?? null,
		digest: use.digest ?? null,
		container: use.container ?? null,
		setBy: use.setBy,
		place: use.place ? placeData(use.place) : null,
		digestPlace: use.digestPlace ? placeData(use.digestPlace) : null
	};
}
function placeData({ file, document, key, line, column }) {
	return {
		file,
		document,
		key,
		line,
		column
	};
}

// src/report/inventory/text.ts
function inventoryText({ apps }, parents) {
	const planes = planesByName(apps);
	const lines = [];
	for (const [environment, own] of groupBy(apps, (app) => app.environment ?? "environment unknown")) {
		const production = own.filter(({ production }) => production).length;
		const all = production === own.length;
		const words = production === 0 ? "" : all ? " (production)" : ` (${production} of ${own.length} production)`;
		lines.push(...lines.length === 0 ? [] : [""], visibleLine(`${environment}${words}`));
		lines.push(...treeOf(own, parents, planes));
	}
	return lines;
}
function treeOf(apps, parents, planes) {
	const own = new Set(apps);
	const children = groupBy(apps.filter((app) => own.has(parents.get(app) ?? app) && parents.get(app) !== void 0), (app) => parents.get(app));
	const shown = /* @__PURE__ */ new Set();
	const lines = [];
	const show = (app, depth) => {
		if (shown.has(app)) return;
		shown.add(app);
		const indent = "  ".repeat(depth + 1);
		const parent = parents.get(app);
		const from = parent && !own.has(parent) ? [`from ${parent.name}${parent.environment === void 0 ? "" : ` in ${parent.environment}`}`] : [];
		lines.push(...appLines(app, planes, from).map((line) => visibleIndented(indent, line)));
		for (const child of children.get(app) ?? []) show(child, depth + 1);
	};
	for (const app of apps) if (!own.has(parents.get(app) ?? app) || !parents.has(app)) show(app, 0);
	for (const app of apps) show(app, 0);
	return lines;
}
function clusterText({ cluster, clusterName }) {
	if (cluster === void 0) return "";
	return clusterName === void 0 ? `cluster ${cluster}` : `cluster ${clusterName} (${cluster})`;
}
function visibleIndented(indent, line) {
	return `${indent}${/^ */.exec(line)?.[0] ?? ""}${visibleLine(line)}`;
}
function appLines(app, planes, from) {
	const facts = [
		app.controller === "none" ? "by convention" : app.kind,
		(planes.get(namedAs(app))?.size ?? 0) > 1 ? `control plane ${app.controlPlane ?? ""}` : "",
		clusterText(app),
		app.namespace === void 0 ? "" : `namespace ${app.namespace}`,
		app.autoSync === void 0 ? "" : app.autoSync ? "auto-sync" : "manual sync",
		...namedRevisions(app).map((revision) => `follows ${revision} of this repo`),
		app.assumed ? "assumed" : "",
		...from
	].filter((fact) => fact !== "");
	const guessed = new Set(guessesOf(app));
	const { madeFrom } = app;
	const entry = madeFrom === void 0 ? "" : `, of ${madeFrom.file}:${madeFrom.line} ${madeFrom.key}`;
	return [
		`${app.name} (${facts.join(", ")}) ${app.declaredAt.file}:${app.declaredAt.line}${entry}`,
		...app.images.map((use) => `  ${imageText(use)}`),
		...notesBeside(app).map((note) => `  ${guessed.has(note) ? "guess" : "note"}: ${note}`)
	];
}
function notesBeside(app) {
	const told = new Set(app.images.map((use) => use.place ?? use.digestPlace ? void 0 : use.withoutPlace));
	return inventoryNotes(app).filter((note) => !told.has(note));
}
function imageText(use) {
	const version = [use.tag ?? "", use.digest ? `@${use.digest.slice(0, 19)}` : ""].join("");
	const place = use.place ?? use.digestPlace;
	const where = place ? `${place.file}:${place.line} ${place.key}` : use.withoutPlace ?? "not set in this repo";
	if (use.artifact === "git") return `git repository ${calledAs(use)} at ${version}  ${where}`;
	const mark = use.tag === void 0 || use.tag === "" ? "" : ":";
	return `${calledAs(use)}${mark}${version}  ${where}`;
}
const MOST_LINES = 2;
function unresolvedText(unresolved) {
	if (unresolved.length === 0) return [];
	const advised = /* @__PURE__ */ new Set();
	const lines = [...groupBy(unresolved, ({ kind, reason }) => JSON.stringify([kind, reason])).values()].flatMap((alike) => {
		const [first] = alike;
		if (!first) return [];
		const { kind, reason } = first;
		const hint = advised.has(kind) ? void 0 : alike.find((one) => one.hint !== void 0)?.hint;
		if (hint !== void 0) advised.add(kind);
		const below = hint?.split("\n").map((text) => visibleIndented("      ", text)) ?? [];
		const folders = [...groupBy(alike, ({ file }) => folderOf(file)).values()].map(inFolder);
		if (folders.length > MOST_LINES) return [
			`  ${visibleLine(`${kind} (${countOf(alike)}): ${reason}`)}`,
			...below,
			...folders.map((where) => `    ${visibleLine(where)}`)
		];
		return [...folders.map((where) => `  ${visibleLine(`${kind} ${where}: ${reason}`)}`), ...below];
	});
	return [`${countOf(unresolved)} not resolved:`, ...lines];
}
function countOf(unresolved) {
	return unresolved.reduce((sum, { count = 1 }) => sum + count, 0);
}
function inFolder(same) {
	const [one] = same;
	const more = countOf(same) - 1;
	const place = `${one?.file ?? ""}${one?.line === void 0 ? "" : `:${one.line}`}`;
	return more === 0 ? [one?.name, place].filter((part) => part !== void 0).join(" ") : `${place} and ${more} more in its folder`;
}
function planesByName(apps) {
	const planes = /* @__PURE__ */ new Map();
	for (const app of apps) if (app.controlPlane !== void 0) planes.set(namedAs(app), (planes.get(namedAs(app)) ?? /* @__PURE__ */ new Set()).add(app.controlPlane));
	return planes;
}
function namedAs({ kind, name }) {
	return `${kind}/${name}`;
}

// src/report/inventory/explain.ts
async function explained(app, { parents, has }) {
	const chain = chainOf(app, parents);
	const values = valuesOf(app, await app.declaration() ?? null, has);
	const guesses = guessesOf(app);
	const notes = notesBeside(app).filter((note) => !guesses.includes(note));
	return [
		`${app.name} (${facts(app).join(", ")})`,
		...section("Declared", [
			`${at(app)}${made(app)}`,
			...chain.map((one) => `by ${one.kind} ${one.name} ${at(one)}${made(one)}`),
			end(app, chain)
		]),
		...section("Environment", environmentOf(app)),
		...section("Sources", app.sources.map(sourceText)),
		...section("Values (the last one wins)", values.map((text, i) => `${i + 1}. ${text}`)),
		...section("Images", app.images.map(imageLine)),
		...section("Assumed", app.assumed ? [`nothing in this repo deploys ${app.assumed.path}; add these lines to ${CONFIG_FILE} to confirm it:`, ...dump({ roots: [app.assumed] }, {
			flowLevel: 2,
			lineWidth: -1
		}).trimEnd().split("\n")] : []),
		...section("Guessed", guesses),
		...section("Notes", notes)
	].map((line) => `${/^ */.exec(line)?.[0] ?? ""}${visibleLine(line)}`);
}
function section(title, lines) {
	return lines.length === 0 ? [] : [`  ${title}:`, ...lines.map((line) => `    ${line}`)];
}
function facts({ kind, controller, cluster, clusterName, namespace, production, project, autoSync }) {
	return [
		controller === "none" ? "by convention" : kind,
		clusterText({
			cluster,
			...clusterName !== void 0 && { clusterName }
		}),
		namespace === void 0 ? "" : `namespace ${namespace}`,
		project === void 0 ? "" : `project ${project}`,
		production ? "production" : "",
		autoSync === void 0 ? "" : autoSync ? "auto-sync" : "manual sync"
	].filter((fact) => fact !== "");
}
function at({ declaredAt: { file, line } }) {
	return `at ${file}:${line}`;
}
function made({ generatedBy, overlaidBy, inValues, madeFrom }) {
	const ways = [
		generatedBy === void 0 ? "" : `generated by the ApplicationSet ${generatedBy}`,
		madeFrom === void 0 ? "" : `of ${madeFrom.file}:${madeFrom.line} ${madeFrom.key}`,
		overlaidBy === void 0 ? "" : `changed by the kustomization in ${overlaidBy || "."}`,
		inValues === void 0 ? "" : "in the values of a chart"
	].filter((way) => way !== "");
	return ways.length === 0 ? "" : `, ${ways.join(", ")}`;
}
function end(app, chain) {
	const root = chain.at(-1) ?? app;
	if (root.kind === "Convention") return "not declared by a controller object";
	const plane = root.isControlPlaneKnown ? ` (control plane ${root.controlPlane ?? ""})` : "";
	return `not declared by anything else in this repo: ${root === app ? "it" : root.name} is a root${plane}`;
}
function environmentOf({ environment, environmentBy, production, contradiction }) {
	if (environment === void 0) return ["unknown"];
	const by = environmentBy === void 0 ? "" : `, by ${environmentBy}`;
	return [`${environment}${production ? " (production)" : ""}${by}`, ...contradiction === void 0 ? [] : [contradiction]];
}
function sourceText({ type, path, chart, repoURL, targetRevision, inThisRepository }) {
	return `${type} ${chart ?? path ?? (type === "ref" ? "values files" : "(no path)")} of ${inThisRepository ? "this repo" : repoURL ?? "an unknown location"}${targetRevision === void 0 ? "" : ` at ${targetRevision}`}`;
}
function valuesOf(app, declaration, has) {
	const charts = app.sources.filter(({ type }) => type === "helm").map(({ path, chart, inThisRepository }) => {
		const file = `${path === void 0 || path === "" ? "" : `${path}/`}values.yaml`;
		if (inThisRepository && path !== void 0 && has(file)) return `${file} (chart defaults)`;
		return `the defaults of the chart ${chart ?? path ?? ""}, which ${inThisRepository ? "it does not have" : "are not in this repo"}`;
	});
	if (charts.length === 0) return [];
	const spec = valueAt(declaration, "spec");
	const own = [valueAt(spec, "source") ?? null, ...listAt(spec, "sources")].flatMap((source) => [
		["values", "values of the Application itself"],
		["valuesObject", "valuesObject of the Application itself"],
		["parameters", "parameters of the Application itself"]
	].flatMap(([key = "", text = ""]) => valueAt(source, "helm", key) === void 0 ? [] : [text]));
	const inline = valueAt(spec, "values") === void 0 ? [] : ["values of the HelmRelease itself"];
	const files = app.valuesFiles.map((file) => `${file} (values file)`);
	return [
		...charts,
		...files.filter((file) => !charts.includes(file.replace("values file", "chart defaults"))),
		...own,
		...inline
	];
}
function imageLine(use) {
	return `${imageText(use)} (${use.setBy})`;
}

// src/report/inventory/assumptions.ts
function assumedRoots({ apps }) {
	const roots = apps.flatMap(({ assumed }) => assumed ? [assumed] : []);
	return [...new Map(roots.map((root) => [JSON.stringify(root), root])).values()];
}
function assumedText(inventory) {
	const roots = assumedRoots(inventory);
	if (roots.length === 0) return [];
	const charts = [...new Set(roots.map(({ path }) => path))];
	return [
		"",
		`Assumed: nothing in this repo deploys ${charts.join(", ")}, so the apps of ${charts.length === 1 ? "this chart" : "these charts"} are assumed to be those that it renders with each values file below, or with only its own values.`,
		`To confirm this, correct these lines and add them to ${CONFIG_FILE}:`,
		...dump({ roots }, {
			flowLevel: 3,
			lineWidth: -1
		}).trimEnd().split("\n").map((line) => `  ${line}`)
	];
}

// src/commands/inventory.ts
const inventoryCommand = {
	name: "inventory",
	title: "Fairlead inventory",
	summary: "Lists the apps of an infra repo: where each app runs, its files, and the line that sets each image.",
	inputs: {
		...described(pick(inputs, "path"), { path: "The folder of the infra repo. It does not have to be a git checkout." }),
		...inventoryFilters,
		...parentInputs(),
		...pick(inputs, "output")
	},
	outputs: described(pick(outputs, "apps", "unresolved", "inventory"), { apps: "The number of apps listed." })
};
async function runInventory(values, ports) {
	const told = await openInventory(ports.tree, { addresses: ports.addresses });
	const open = ports.completion ? await ports.completion(told, ports.tree) : told;
	const unresolved = [...open.inventory.unresolved, ...await passedOver(open)];
	const whole = withContradictions({
		...open.inventory,
		unresolved
	});
	const parents = parentsOf(whole.apps);
	const inventory = {
		...whole,
		apps: values.unresolved ? [] : chosen(whole, values)
	};
	const data = {
		...inventoryData(inventory, parents),
		assumedRoots: assumedRoots(inventory)
	};
	const shown = isFiltered(values) ? "part" : "all";
	const lines = values.explain.length > 0 ? await explainedAll(inventory.apps, {
		parents,
		has: (path) => open.context.files.has(path)
	}) : void 0;
	return {
		outputs: {
			apps: String(inventory.apps.length),
			unresolved: String(unresolved.length),
			inventory: jsonWithin(data, 1e6)
		},
		data,
		get text() {
			if (lines) return lines;
			if (values.unresolved) return unresolved.length > 0 ? unresolvedText(unresolved) : [NOTHING_LEFT];
			if (whole.apps.length === 0) return nothingFound(unresolved, bumpByKey(open.context, {
				images: values.image,
				tag: void 0
			}));
			const text = inventoryText(inventory, parents);
			if (shown === "part") return [...text, ...leftOver(unresolved)];
			return [
				...text,
				...behind(unresolvedText(unresolved)),
				...assumedText(inventory)
			];
		},
		summary: `${inventory.apps.length} apps, ${unresolved.length} objects not resolved.`,
		warnings: []
	};
}
function isFiltered({ app, environment, cluster, image }) {
	return [
		app,
		environment,
		cluster,
		image
	].some((names) => names.length > 0);
}
function chosen({ apps, unresolved }, values) {
	const wanted = {
		apps: [...values.app, ...values.explain],
		environments: values.environment,
		clusters: values.cluster,
		images: values.image
	};
	return filtered(apps, wanted, unresolved.length);
}
async function explainedAll(apps, about) {
	return (await Promise.all(apps.map((app) => explained(app, about)))).flatMap((lines, i) => i === 0 ? lines : ["", ...lines]);
}
const NOTHING_LEFT = "Every object that may deploy something is resolved.";
function behind(lines) {
	return lines.length === 0 ? [] : ["", ...lines];
}
function leftOver(unresolved) {
	const total = unresolved.reduce((sum, { count = 1 }) => sum + count, 0);
	return total === 0 ? [] : ["", `${total} more could not be resolved. List them with --unresolved.`];
}
function jsonWithin(data, limit) {
	let length = 0;
	for (const app of data.apps) {
		length += JSON.stringify(app).length;
		if (length > limit) return "";
	}
	const json = JSON.stringify(data);
	return json.length <= limit ? json : "";
}
const FOLDERS = `If something outside the repo deploys a folder, add it to ${CONFIG_FILE}: folders: [{app: NAME, path: FOLDER, environment: prod}].`;
function nothingFound(unresolved, command) {
	if (unresolved.length === 0) return ["No apps found. Is this the root of the infra repo?", FOLDERS];
	return [
		"No apps found. Fairlead does not read these files:",
		"",
		...unresolvedText(unresolved),
		"",
		"You can still bump by file and key:",
		`  ${command}`,
		FOLDERS
	];
}

// src/entries/wire/inventory.ts
const command = defineCommand(inventoryCommand, async (values, wiring) => {
	const { context } = wiring;
	const folder = await folderOf$1(values.path, context);
	const git = gitIn(folder, context);
	const own = await jobCheckout(git, context, wiring.warn);
	const addresses = addressesIn(own);
	const around = {
		addresses,
		...aroundCheckout(git, folder, own, wiring)
	};
	return runInventory(values, {
		tree: worktree(folder),
		addresses,
		completion: completionFor(renderingAround(values, around, wiring), around)
	});
});

export { command };