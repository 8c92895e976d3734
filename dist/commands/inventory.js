import "../chunks/rolldown-runtime.js";
import { otherTools, readInventory } from "../rooms/inventory.js";
import { defineCommand, inputs, outputs, pick } from "../chunks/define.js";
import { worktree } from "../rooms/tree.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { identityIn, jobCheckout } from "../chunks/job.js";

// src/commands/inventory.ts
const inventoryCommand = {
	name: "inventory",
	title: "Fairlead inventory",
	summary: "Lists the apps of an infra repo: where each runs, from which files, and which line sets each image.",
	inputs: pick(inputs, "path", "output"),
	outputs: pick(outputs, "apps", "unresolved", "inventory")
};
async function runInventory(_values, ports) {
	const inventory = await readInventory(ports.tree, { identity: ports.identity });
	const data = toData(inventory);
	const others = inventory.apps.length === 0 ? await otherTools(ports.tree) : [];
	return {
		outputs: {
			apps: String(inventory.apps.length),
			unresolved: String(inventory.unresolved.length),
			inventory: jsonWithin(data, 1e6)
		},
		data,
		get text() {
			return toText(inventory, others);
		},
		summary: `${inventory.apps.length} apps, ${inventory.unresolved.length} objects not resolved.`,
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
function toData(inventory) {
	return {
		apps: inventory.apps.map((app) => ({
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
			declaredAt: app.declaredAt,
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
			notes: app.notes
		})),
		projects: inventory.projects,
		unresolved: inventory.unresolved.map(({ file, line, kind, name, reason }) => ({
			file,
			line: line ?? null,
			kind,
			name: name ?? null,
			reason
		}))
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
function planesByName({ apps }) {
	const planes = /* @__PURE__ */ new Map();
	for (const app of apps) if (app.controlPlane !== void 0) planes.set(namedAs(app), (planes.get(namedAs(app)) ?? /* @__PURE__ */ new Set()).add(app.controlPlane));
	return planes;
}
function namedAs({ kind, name }) {
	return `${kind}/${name}`;
}
function nothingFound(others) {
	if (others.length === 0) return ["No apps found. Is this the root of the infra repo?"];
	return [
		"No apps found. These files are of tools that Fairlead does not read:",
		...others.map(({ tool, file, count }) => `  ${tool}: ${file}${count > 1 ? ` and ${count - 1} more` : ""}`),
		"A bump by file and key works all the same:",
		"  fairlead bump --values-file FILE --key image.tag --image-tag 1.2.3"
	];
}
function toText(inventory, others) {
	const lines = [];
	let heading;
	const planes = planesByName(inventory);
	for (const app of inventory.apps) {
		const environment = app.environment ?? "no environment known";
		if (environment !== heading) lines.push(...heading === void 0 ? [] : [""], `${environment}${app.production ? " (production)" : ""}`);
		heading = environment;
		const facts = [
			app.controller === "none" ? "by convention" : app.kind,
			(planes.get(namedAs(app))?.size ?? 0) > 1 ? `control plane ${app.controlPlane ?? ""}` : "",
			app.cluster === void 0 ? "" : `cluster ${app.cluster}`,
			app.namespace === void 0 ? "" : `namespace ${app.namespace}`,
			app.autoSync === void 0 ? "" : app.autoSync ? "auto-sync" : "manual sync"
		].filter((fact) => fact !== "");
		lines.push(`  ${app.name} (${facts.join(", ")}) ${app.declaredAt.file}:${app.declaredAt.line}`);
		for (const use of app.images) {
			const version = [use.tag ?? "", use.digest ? `@${use.digest.slice(0, 19)}` : ""].join("");
			const where = use.place ? `${use.place.file}:${use.place.line} ${use.place.key}` : "set nowhere in this repo";
			lines.push(`    ${use.repository ?? "(repository unknown)"}${version ? `:${version}` : ""}  ${where}`);
		}
		for (const note of app.notes) lines.push(`    note: ${note}`);
	}
	if (inventory.unresolved.length > 0) {
		lines.push("", `${inventory.unresolved.length} not resolved:`);
		for (const { kind, name, file, line, reason } of inventory.unresolved) lines.push(`  ${[kind, name].filter(Boolean).join(" ")} ${file}${line === void 0 ? "" : `:${line}`}: ${reason}`);
	}
	if (lines.length === 0) lines.push(...nothingFound(others));
	return lines;
}

// src/entries/wire/inventory.ts
const command = defineCommand(inventoryCommand, async (values, { context }) => {
	const folder = await folderOf(values.path, context);
	const identity = identityIn(await jobCheckout(gitIn(folder, context), context));
	return runInventory(values, {
		tree: worktree(folder),
		identity
	});
});

export { command };