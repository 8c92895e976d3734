import "../chunks/rolldown-runtime.js";
import { configOf } from "../rooms/config.js";
import { declarationsOf, defaultBranch, discover, planConvention, plannerFor, progress, renderPairs, renderingFor } from "../chunks/diff.js";
import { FairleadError, describeFault, inputError, suggestion } from "../rooms/errors.js";
import { openInventory } from "../rooms/inventory.js";
import { defineCommand, folderOf, identityOf, inputs, outputs, pick } from "../chunks/folder.js";
import { require_dist } from "../packages/yaml.js";
import { createGit, resolveBase, resolveSide } from "../rooms/git.js";
import { dirname, join, resolve } from "node:path";
import { mkdir, readdir, writeFile } from "node:fs/promises";

// src/commands/render-files.ts
var import_dist = require_dist();
function manifestFiles(apps) {
	const taken = /* @__PURE__ */ new Set();
	return apps.map(({ app, manifests }) => {
		const stem = [...[app.environment ?? "no-environment", ...app.cluster === void 0 || app.cluster === app.environment ? [] : [app.cluster]].map(plainName), plainName(app.name)].join("/");
		let path = `${stem}.yaml`;
		for (let i = 2; taken.has(path.toLowerCase()); i++) path = `${stem}-${i}.yaml`;
		taken.add(path.toLowerCase());
		return {
			path,
			text: manifests.map(documentOf).join("")
		};
	});
}
function plainName(name) {
	const plain = name.replaceAll(/[^A-Za-z0-9._-]/g, "-").replace(/^\.+/, (dots) => "_".repeat(dots.length)).slice(0, 100);
	return plain === "" ? "_" : plain;
}
function documentOf({ content }) {
	return `---\n${(0, import_dist.stringify)(content, {
		version: "1.1",
		aliasDuplicateObjects: false,
		lineWidth: 0,
		defaultStringType: "QUOTE_DOUBLE",
		defaultKeyType: "PLAIN"
	})}`;
}

// src/commands/render.ts
const renderCommand = {
	name: "render",
	title: "Fairlead render",
	summary: "Writes the manifests of the apps of an infra repo as their controllers would make them, for kubeconform, conftest and other checks.",
	inputs: {
		...pick(inputs, "path", "revision", "output-dir", "app", "environment", "base"),
		...pick(inputs, "source-token", "helm-path", "kustomize-path", "lanes", "cache-path", "output")
	},
	outputs: {
		failed: { description: "How many apps could not be rendered." },
		...pick(outputs, "apps", "manifests")
	}
};
async function runRender(values, ports) {
	const side = await ports.side(values.revision);
	const base = values.base ?? ports.base;
	const config = await configOf(base === void 0 ? side.tree : (await ports.baseSide(base)).tree);
	const open = await openInventory(side.tree, {
		identity: ports.identity,
		config
	});
	const { renderer, elsewhere } = await ports.rendering(config);
	const branch = base ?? ports.defaultBranch ?? "main";
	const isDefaultBranch = branch === (ports.defaultBranch ?? branch);
	const world = {
		tree: side.tree,
		context: open.context,
		branch,
		isDefaultBranch,
		elsewhere
	};
	const { sides: [found] } = await discover([{
		open,
		world
	}], {
		renderer,
		plannerFor
	});
	if (!found) throw new Error("a revision is one side");
	const { inventory } = found.open;
	const rendering = {
		world,
		declarations: declarationsOf(found.open, found.rendered)
	};
	const known = new Set(inventory.apps.map(({ name }) => name));
	const wanted = values.app.every((name) => known.has(name)) ? inventory.apps.filter((app) => isWanted(app, values)) : inventory.apps;
	const rendered = await renderPairs(wanted.map((app) => ({
		before: void 0,
		after: app,
		files: []
	})), {
		before: rendering,
		after: rendering,
		renderer,
		plannerFor,
		planConvention,
		shard: void 0,
		progress: ports.progress
	});
	const chosen = rendered.filter(({ app }) => isWanted(app, values)).toSorted(byPlace);
	refuseUnknown(values, rendered);
	const done = chosen.flatMap(({ app, after }) => after && "rendered" in after ? [{
		app,
		manifests: after.rendered.manifests,
		notes: after.notes,
		unrendered: after.unrendered ?? []
	}] : []);
	const failed = chosen.flatMap(({ app, after }) => after && "error" in after ? [{
		app,
		faults: after.error.faults
	}] : []);
	const files = manifestFiles(done);
	const folder = await ports.write(values["output-dir"], files);
	const manifests = done.reduce((sum, { manifests: { length } }) => sum + length, 0);
	const failure = failureOf(failed);
	const told = `${count(manifests, "manifest")} of ${count(done.length, "app")} written to ${folder}`;
	const lines = failed.flatMap(({ app, faults }) => faults.flatMap((fault) => [`${nameOf(app)} could not be rendered: ${describeFault(fault)}`].flatMap((text) => text.split("\n"))));
	return {
		outputs: {
			apps: String(done.length),
			failed: String(failed.length),
			manifests: String(manifests)
		},
		data: {
			folder,
			revision: {
				name: side.name,
				commit: side.commit ?? null
			},
			apps: done.map(({ app, manifests: { length }, notes }, i) => ({
				...place(app),
				file: files[i]?.path ?? "",
				manifests: length,
				notes
			})),
			failed: failed.map(({ app, faults }) => ({
				...place(app),
				faults: faults.map(({ message, hint, at }) => ({
					message,
					hint: hint ?? null,
					at: at ?? null
				}))
			}))
		},
		text: [...lines.map((line) => `  ${line}`), `${told}.`],
		summary: `${count(manifests, "manifest")} of ${count(done.length, "app")} written; ${count(failed.length, "app")} could not be rendered.`,
		warnings: done.flatMap(({ app, unrendered }) => unrendered.map((text) => `${nameOf(app)}: ${text}`)),
		...failure ? { failure } : {}
	};
}
function isWanted(app, values) {
	const fits = (names, name) => names.length === 0 || name !== void 0 && names.includes(name);
	return fits(values.app, app.name) && fits(values.environment, app.environment);
}
function refuseUnknown(values, rendered) {
	const apps = rendered.map(({ app }) => app);
	const refuse = (what, names, known) => {
		const name = names.find((wanted) => !known.includes(wanted));
		if (name === void 0) return;
		const found = known.filter((one) => one !== void 0);
		throw inputError(`there is no ${what} ${JSON.stringify(name)}`, { hint: suggestion(name, found) });
	};
	refuse("app", values.app, apps.map(({ name }) => name));
	refuse(values.app.length > 0 ? "chosen app in the environment" : "app in the environment", values.environment, apps.filter((app) => isWanted(app, {
		...values,
		environment: []
	})).map((app) => app.environment));
}
function failureOf(failed) {
	const [first, ...others] = failed.flatMap(({ app, faults: all }) => all.map((fault) => ({
		...fault,
		message: `${nameOf(app)} could not be rendered: ${fault.message}`
	})));
	return first && new FairleadError("refused", [first, ...others]);
}
function place({ name, environment, cluster, namespace }) {
	return {
		name,
		environment: environment ?? null,
		cluster: cluster ?? null,
		namespace: namespace ?? null
	};
}
function nameOf({ name, environment }) {
	return environment === void 0 ? name : `${name} in ${environment}`;
}
function byPlace(a, b) {
	const key = ({ app }) => [
		app.environment,
		app.cluster,
		app.name,
		app.namespace,
		app.kind
	].map((part) => part ?? "").join("\0");
	return key(a) < key(b) ? -1 : 1;
}
function count(number, noun) {
	return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

// src/entries/wire/render.ts
const command = defineCommand(renderCommand, async (values, wiring) => {
	const { context } = wiring;
	const folder = await folderOf(values.path, context);
	const git = createGit({
		directory: folder,
		environment: context.environment
	});
	const identity = await identityOf(folder, context);
	return runRender(values, {
		identity,
		base: context.request?.base,
		defaultBranch: await defaultBranch(git),
		side: (revision) => resolveSide(git, revision),
		baseSide: (base) => resolveBase(git, {
			base,
			fetch: context.job.present
		}),
		rendering: (config) => renderingFor(config, values, wiring, {
			git,
			identity
		}),
		write: (name, files) => writeManifests(resolve(context.workspace, name), files),
		progress: (done, total) => wiring.progress(done < total ? progress(done, total, "apps rendered", wiring.width) : void 0)
	});
});
async function writeManifests(folder, files) {
	await mkdir(folder, { recursive: true }).catch((error) => {
		throw inputError(`the output-dir ${folder} cannot be made: ${error.message}`);
	});
	if ((await readdir(folder)).length > 0) throw inputError(`the output-dir ${folder} is not empty`, { hint: "Name a folder that is not there yet, or empty it first." });
	for (const { path, text } of files) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await writeFile(join(folder, path), text, { flag: "wx" });
	}
	return folder;
}

export { command };