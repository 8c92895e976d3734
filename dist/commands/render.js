import "../chunks/rolldown-runtime.js";
import { configOf, withoutMirror } from "../rooms/config.js";
import { nothingRendered } from "../rooms/review.js";
import { renderRevision } from "../rooms/affected.js";
import { FairleadError, describeFault, inputError } from "../rooms/errors.js";
import { isCalled } from "../rooms/inventory.js";
import { declaredFluxVersions } from "../rooms/render.js";
import { rendererNotes } from "../rooms/render-engine.js";
import { failureSummary } from "../chunks/failure.js";
import { ONLY_ENVIRONMENTS, bases, defineCommand, inputs, pick } from "../chunks/define.js";
import { outputs } from "../chunks/outputs.js";
import { chooser, unknownName } from "../chunks/chosen.js";
import { described } from "../chunks/describe.js";
import { require_dist } from "../packages/yaml.js";
import { wayFrom, writeOutputs } from "../rooms/files.js";
import { resolveBase, resolveSide } from "../rooms/git.js";
import { progress } from "../chunks/terminal.js";
import { cacheFor, renderingFor } from "../chunks/rendering.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { addressesIn, eventSides, jobCheckout, wantedSides } from "../chunks/job.js";
import { trustedConfig } from "../chunks/trusted-config.js";
import { readdirSync } from "node:fs";

// src/commands/render-files.ts
var import_dist = require_dist();
function manifestFiles(apps) {
	const taken = /* @__PURE__ */ new Set();
	return apps.map(({ app, manifests }) => {
		const stem = [...[
			app.environment ?? "no-environment",
			...app.cluster === void 0 || app.cluster === app.environment ? [] : [app.cluster],
			...app.toldApartBy === void 0 || [app.environment, app.cluster].includes(app.toldApartBy) ? [] : [app.toldApartBy]
		].map(plainName), plainName(app.name)].join("/");
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
const PLAIN_KEYS = { customTags: (tags) => tags.filter((tag) => typeof tag === "string" || tag.tag !== "tag:yaml.org,2002:merge") };
function documentOf({ content, large = [] }) {
	const document = new import_dist.Document(content, {
		...PLAIN_KEYS,
		version: "1.1",
		aliasDuplicateObjects: false
	});
	for (const path of large) {
		const scalar = document.getIn(path, true);
		if ((0, import_dist.isScalar)(scalar) && /^-?\d+$/.test(String(scalar.value))) scalar.value = BigInt(String(scalar.value));
	}
	(0, import_dist.visit)(document, { Pair(_, { key }) {
		if ((0, import_dist.isScalar)(key) && key.value === "<<") key.type = "QUOTE_DOUBLE";
	} });
	return `---\n${document.toString({
		lineWidth: 0,
		defaultStringType: "QUOTE_DOUBLE",
		defaultKeyType: "PLAIN"
	})}`;
}

// src/commands/render.ts
const renderCommand = {
	name: "render",
	title: "Fairlead render",
	summary: "Renders the manifests of apps as their controllers would, for kubeconform, conftest and other checks.",
	inputs: {
		...described(pick(inputs, "path", "revision", "output-dir", "app", "environment", "base"), { environment: ONLY_ENVIRONMENTS }),
		...pick(inputs, "source-token", "helm-path", "helm-version", "helm-sha256", "kustomize-path"),
		...pick(inputs, "kustomize-version", "kustomize-sha256", "renderer-mirror", "concurrency", "cache-path", "output"),
		base: bases.change
	},
	outputs: {
		failed: { description: "The number of apps that could not be rendered." },
		...described(pick(outputs, "apps", "manifests"), { apps: "The number of apps written." })
	}
};
async function runRender(values, ports) {
	const side = await ports.side(values.revision);
	const base = values.base ?? ports.base;
	const config = base === void 0 ? await ports.trusted(await configOf(side.tree)) : await configOf((await ports.baseSide(base)).tree);
	const rendering = await ports.rendering(config);
	const branch = base ?? ports.defaultBranch ?? "main";
	const standing = {
		branch,
		isDefaultBranch: branch === (ports.defaultBranch ?? branch)
	};
	const { apps: rendered, declarations } = await renderRevision({
		side,
		addresses: ports.addresses,
		standing
	}, {
		config,
		rendering,
		chosen: (apps) => values.app.every((name) => apps.some((app) => isCalled(app, name))) ? apps.filter(chooser(values, apps)) : apps,
		progress: ports.progress
	});
	const { renderer } = rendering;
	const { files: treeFiles } = declarations.context;
	const known = [...await declarations.all(), ...rendered.map(({ app }) => app)];
	const unknown = unknownName(values, known);
	if (unknown) throw unknown;
	const isChosen = chooser(values, known);
	const chosen = rendered.filter(({ app }) => isChosen(app)).toSorted(byPlace);
	const done = chosen.flatMap(({ app, result }) => "rendered" in result && !isUnrendered(result) ? [{
		app,
		manifests: result.rendered.manifests,
		notes: result.notes
	}] : []);
	const failed = chosen.flatMap(({ app, result }) => {
		const faults = "error" in result ? result.error.faults : (result.unrendered ?? []).map(({ message, hint }) => ({
			message,
			...hint && { hint }
		}));
		return faults.length > 0 ? [{
			app,
			faults
		}] : [];
	});
	const files = manifestFiles(done);
	const folder = await ports.write(values["output-dir"], files);
	const manifests = done.reduce((sum, { manifests: { length } }) => sum + length, 0);
	const nothing = rendered.length === 0 ? nothingRendered(treeFiles.entries.map(({ path }) => path)) : void 0;
	const failure = failureOf(failed, renderer.faults[0]) ?? nothing;
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
		summary: [`${count(manifests, "manifest")} of ${count(done.length, "app")} written; ${count(failed.length, "app")} could not be rendered.`, ...failure ? [failureSummary(renderCommand.title, failure.faults)] : []].join("\n\n"),
		warnings: rendererNotes(config, renderer.versions, await declaredFluxVersions(treeFiles)),
		...failure ? { failure } : {}
	};
}
function isUnrendered({ rendered, unrendered }) {
	return rendered.manifests.length === 0 && (unrendered ?? []).length > 0;
}
function failureOf(failed, setUp) {
	const [first, ...others] = failed.flatMap(({ app, faults: all }) => all.map((fault) => ({
		...fault,
		message: `${nameOf(app)} could not be rendered: ${fault.message}`
	})));
	return first && new FairleadError(setUp?.kind ?? "refused", [first, ...others]);
}
function place({ name, kind, controlPlane, ownNamespace, environment, cluster, namespace }) {
	return {
		name,
		kind,
		controlPlane: controlPlane ?? null,
		ownNamespace: ownNamespace ?? null,
		environment: environment ?? null,
		cluster: cluster ?? null,
		namespace: namespace ?? null
	};
}
function nameOf({ name, environment, toldApartBy }) {
	const where = environment === void 0 ? name : `${name} in ${environment}`;
	return toldApartBy === void 0 ? where : `${where} (${toldApartBy})`;
}
function byPlace(a, b) {
	const key = ({ app }) => [
		app.environment,
		app.cluster,
		app.toldApartBy,
		app.name,
		app.namespace,
		app.kind,
		app.ownNamespace,
		app.declaredAt?.file
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
	const git = gitIn(folder, context);
	const own = await jobCheckout(git, context);
	const addresses = addressesIn(own);
	const wanted = wantedSides(values, own);
	const cache = await cacheFor(values["cache-path"], {
		folder,
		addresses
	}, wiring);
	const asked = {
		...values,
		base: wanted.base
	};
	return runRender(asked, {
		addresses,
		base: own.change?.isRequest === true ? own.change.base : void 0,
		defaultBranch: own.defaultBranch,
		side: (revision) => resolveSide(git, revision),
		baseSide: (base) => resolveBase(git, {
			base,
			fetch: context.job.present,
			event: eventSides(wanted, own, context)
		}),
		trusted: async (config) => context.job.present ? trustedConfig(config, {
			git,
			job: own
		}, wiring) : withoutMirror(config),
		rendering: (config) => renderingFor(config, {
			...values,
			cache
		}, wiring, {
			git,
			addresses,
			folder
		}),
		write: async (name, files) => writeManifests(name, files, context),
		progress: (done, total) => wiring.progress(done < total ? progress(done, total, "apps rendered", wiring.width) : void 0)
	});
});
function writeManifests(name, files, context) {
	const { folder, rest, obstacle } = wayFrom(name, context);
	if (!obstacle && rest.length === 0 && readdirSync(folder).length > 0) throw inputError(`the output-dir ${folder} is not empty`, { hint: "Use a folder that does not exist yet, or empty it first." });
	return writeOutputs(name, new Map(files.map(({ path, text }) => [path, text])), context);
}

export { command };