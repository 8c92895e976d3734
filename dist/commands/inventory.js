import "../chunks/rolldown-runtime.js";
import { CONFIG_FILE } from "../rooms/config.js";
import { groupBy, guessesOf, inventoryNotes, openInventory, parentsOf, passedOver } from "../rooms/inventory.js";
import { visibleLine } from "../chunks/text.js";
import { dump } from "../packages/js-yaml.js";
import { defineCommand, inputs, outputs, parentInputs, pick } from "../chunks/define.js";
import { worktree } from "../rooms/tree.js";
import { folderOf as folderOf$1, gitIn } from "../chunks/folder.js";
import { identityIn, jobCheckout } from "../chunks/job.js";
import { aroundCheckout, completionFor } from "../chunks/parents.js";

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
		namespace: app.namespace ?? null,
		controller: app.controller,
		kind: app.kind,
		project: app.project ?? null,
		autoSync: app.autoSync ?? null,
		assumed: app.assumed ?? null,
		declaredAt: app.declaredAt,
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
		images: app.images.map(imageData),
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
function inventoryText(inventory, parents) {
	const { apps, unresolved } = inventory;
	const planes = planesByName(apps);
	const lines = [];
	for (const [environment, own] of groupBy(apps, (app) => app.environment ?? "no environment known")) {
		const production = own.filter(({ production }) => production).length;
		const all = production === own.length;
		const words = production === 0 ? "" : all ? " (production)" : ` (${production} of ${own.length} production)`;
		lines.push(...lines.length === 0 ? [] : [""], visibleLine(`${environment}${words}`));
		lines.push(...treeOf(own, parents, planes));
	}
	return [
		...lines,
		...unresolved.length === 0 || lines.length === 0 ? [] : [""],
		...unresolvedText(unresolved)
	];
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
		const from = parent && !own.has(parent) ? [`from ${parent.name} in ${parent.environment ?? "no environment"}`] : [];
		lines.push(...appLines(app, planes, from).map((line) => visibleIndented(indent, line)));
		for (const child of children.get(app) ?? []) show(child, depth + 1);
	};
	for (const app of apps) if (!own.has(parents.get(app) ?? app) || !parents.has(app)) show(app, 0);
	for (const app of apps) show(app, 0);
	return lines;
}
function visibleIndented(indent, line) {
	return `${indent}${/^ */.exec(line)?.[0] ?? ""}${visibleLine(line)}`;
}
function appLines(app, planes, from) {
	const facts = [
		app.controller === "none" ? "by convention" : app.kind,
		(planes.get(namedAs(app))?.size ?? 0) > 1 ? `control plane ${app.controlPlane ?? ""}` : "",
		app.cluster === void 0 ? "" : `cluster ${app.cluster}`,
		app.namespace === void 0 ? "" : `namespace ${app.namespace}`,
		app.autoSync === void 0 ? "" : app.autoSync ? "auto-sync" : "manual sync",
		app.assumed ? "assumed" : "",
		...from
	].filter((fact) => fact !== "");
	const guessed = new Set(guessesOf(app));
	return [
		`${app.name} (${facts.join(", ")}) ${app.declaredAt.file}:${app.declaredAt.line}`,
		...app.images.map((use) => `  ${imageText(use)}`),
		...inventoryNotes(app).map((note) => `  ${guessed.has(note) ? "guess" : "note"}: ${note}`)
	];
}
function imageText(use) {
	const version = [use.tag ?? "", use.digest ? `@${use.digest.slice(0, 19)}` : ""].join("");
	const where = use.place ? `${use.place.file}:${use.place.line} ${use.place.key}` : "set nowhere in this repo";
	return `${use.repository ?? "(repository unknown)"}${version ? `:${version}` : ""}  ${where}`;
}
function unresolvedText(unresolved) {
	if (unresolved.length === 0) return [];
	const total = unresolved.reduce((sum, { count = 1 }) => sum + count, 0);
	const lines = [...groupBy(unresolved, ({ kind, file, reason, hint }) => JSON.stringify([
		kind,
		folderOf(file),
		reason,
		hint
	])).values()].flatMap((same) => {
		const [one] = same;
		if (!one) return [];
		const { kind, name, file, line, reason, hint } = one;
		const more = same.reduce((sum, { count = 1 }) => sum + count, 0) - 1;
		const what = [kind, more === 0 ? name : void 0].filter((part) => part !== void 0).join(" ");
		const where = `${file}${line === void 0 ? "" : `:${line}`}${more === 0 ? "" : ` and ${more} more of its folder`}`;
		return [`  ${visibleLine(`${what} ${where}: ${reason}`)}`, ...hint === void 0 ? [] : hint.split("\n").map((text) => visibleIndented("      ", text))];
	});
	return [`${total} not resolved:`, ...lines];
}
function folderOf(file) {
	return file.slice(0, Math.max(0, file.lastIndexOf("/")));
}
function planesByName(apps) {
	const planes = /* @__PURE__ */ new Map();
	for (const app of apps) if (app.controlPlane !== void 0) planes.set(namedAs(app), (planes.get(namedAs(app)) ?? /* @__PURE__ */ new Set()).add(app.controlPlane));
	return planes;
}
function namedAs({ kind, name }) {
	return `${kind}/${name}`;
}

// src/commands/assumptions.ts
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
		`Assumed: nothing in this repo leads to ${charts.join(", ")}, so the apps of ${charts.length === 1 ? "this chart" : "these charts"} are those that it makes with each values file below.`,
		`Correct these lines and put them into ${CONFIG_FILE}, and it is certain:`,
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
	summary: "Lists the apps of an infra repo: where each runs, from which files, and which line sets each image.",
	inputs: {
		...pick(inputs, "path"),
		...parentInputs(),
		...pick(inputs, "output")
	},
	outputs: pick(outputs, "apps", "unresolved", "inventory")
};
async function runInventory(_values, ports) {
	const told = await openInventory(ports.tree, { identity: ports.identity });
	const open = ports.completion ? await ports.completion(told, ports.tree) : told;
	const unresolved = [...open.inventory.unresolved, ...await passedOver(open)];
	const inventory = {
		...open.inventory,
		unresolved
	};
	const parents = parentsOf(inventory.apps);
	const data = {
		...inventoryData(inventory, parents),
		assumedRoots: assumedRoots(inventory)
	};
	return {
		outputs: {
			apps: String(inventory.apps.length),
			unresolved: String(unresolved.length),
			inventory: jsonWithin(data, 1e6)
		},
		data,
		get text() {
			if (inventory.apps.length === 0) return nothingFound(unresolved);
			return [...inventoryText(inventory, parents), ...assumedText(inventory)];
		},
		summary: `${inventory.apps.length} apps, ${unresolved.length} objects not resolved.`,
		warnings: []
	};
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
const FOLDERS = `A folder that something outside of the repo deploys is named in ${CONFIG_FILE}: folders: [{app: NAME, path: FOLDER, environment: prod}].`;
function nothingFound(unresolved) {
	if (unresolved.length === 0) return ["No apps found. Is this the root of the infra repo?", FOLDERS];
	return [
		"No apps found. This is there, and Fairlead does not read it:",
		"",
		...unresolvedText(unresolved),
		"",
		"A bump by file and key works all the same:",
		"  fairlead bump --values-file FILE --key image.tag --image-tag 1.2.3",
		FOLDERS
	];
}

// src/entries/wire/inventory.ts
const command = defineCommand(inventoryCommand, async (values, wiring) => {
	const { context } = wiring;
	const folder = await folderOf$1(values.path, context);
	const git = gitIn(folder, context);
	const own = await jobCheckout(git, context, wiring.warn);
	const identity = identityIn(own);
	const around = {
		identity,
		...aroundCheckout(git, folder, own, wiring)
	};
	return runInventory(values, {
		tree: worktree(folder),
		identity,
		completion: completionFor(values, around, wiring)
	});
});

export { command };