import { controllerVersion } from "./versions.js";
import { GENERATES, KUSTOMIZATION_FILES, at, generatedObjects, joinPath, objectsOf } from "../rooms/inventory.js";
import { evaluate, isObject, listAt, textAt } from "../rooms/yaml.js";
import { groupOf } from "./manifests.js";
import { posix } from "node:path";

// src/render/flux/generated.ts
const known$1 = /* @__PURE__ */ new WeakMap();
async function generatedNamed(files, kind, name) {
	const all = known$1.get(files) ?? search(files);
	known$1.set(files, all);
	return (await all).filter(({ object }) => object.kind === kind && object.name === name).map(({ file, object }) => ({
		file,
		namespace: object.namespace,
		manifest: () => manifestOf$1(files, object)
	}));
}
async function search(files) {
	const names = new Set(KUSTOMIZATION_FILES);
	const paths = files.entries.map(({ path }) => path).filter((path) => names.has(posix.basename(path)));
	if (!files.costly) await files.load(paths);
	return paths.flatMap((file) => {
		const text = files.isLoaded(file) ? files.text(file) : void 0;
		const root = text !== void 0 && GENERATES.test(text) ? files.yaml(file)?.documents[0]?.root : void 0;
		const folder = posix.dirname(file);
		return (root ? generatedObjects(root, folder === "." ? "" : folder) : []).map((object) => ({
			file,
			object
		}));
	});
}
async function manifestOf$1(files, object) {
	const { kind, name, namespace, literals } = object;
	await files.load([...object.envs, ...object.files.map(({ path }) => path)]);
	const pair = (text) => {
		const equals = text.indexOf("=");
		return equals < 0 ? [] : [[text.slice(0, equals), text.slice(equals + 1)]];
	};
	const lines = object.envs.flatMap((path) => (files.text(path) ?? "").split(/\r?\n/)).map((line) => line.trimStart()).filter((line) => line !== "" && !line.startsWith("#"));
	const data = Object.fromEntries([
		...lines.flatMap(pair),
		...literals.flatMap(pair).map(([key, value]) => [key, unquoted(value)]),
		...object.files.flatMap(({ key, path }) => {
			const text = files.text(path);
			return text === void 0 ? [] : [[key, text]];
		})
	]);
	return {
		apiVersion: "v1",
		kind,
		name,
		namespace,
		content: {
			apiVersion: "v1",
			kind,
			metadata: {
				name,
				...namespace === void 0 ? {} : { namespace }
			},
			data
		}
	};
}
function unquoted(value) {
	return /^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}

// src/render/flux/objects.ts
const SOURCES = "source.toolkit.fluxcd.io";
const NEEDED = {
	GitRepository: ["spec", "url"],
	OCIRepository: ["spec", "url"],
	HelmRepository: ["spec", "url"],
	HelmChart: ["spec", "chart"],
	Bucket: ["spec", "bucketName"],
	ArtifactGenerator: ["spec", "artifacts"]
};
const APPLIED_AS_TEXT = /fluxcd\.io\/|kind:\s*["']?(ConfigMap|Secret)/;
const NOT_APPLIED = /(^|\/)(\.[^/]+|node_modules|crds|templates)\//;
const indexes = /* @__PURE__ */ new WeakMap();
async function findObject(world, siblings, wanted, declaredAt) {
	const same = siblings.filter((object) => isWanted(object, wanted));
	const sibling = same.find(({ namespace }) => namespace === wanted.namespace) ?? same.find(({ namespace }) => namespace === void 0);
	if (sibling) return sibling;
	const declared = (await indexOf(world.context.files)).get(`${wanted.kind}/${wanted.name}`) ?? [];
	const ofNamespace = declared.filter(({ namespace }) => namespace === wanted.namespace);
	const unplaced = declared.filter(({ namespace }) => namespace === void 0);
	const [found] = nearestFirst(ofNamespace.length > 0 ? ofNamespace : unplaced, declaredAt);
	return found ? manifestOf(found) : findGenerated(world, wanted, declaredAt);
}
async function findGenerated(world, { kind, name, namespace }, declaredAt) {
	if (kind !== "ConfigMap" && kind !== "Secret") return void 0;
	const generated = await generatedNamed(world.context.files, kind, name);
	const ofNamespace = generated.filter((object) => object.namespace === namespace);
	const unplaced = generated.filter((object) => object.namespace === void 0);
	const [found] = nearestFirst(ofNamespace.length > 0 ? ofNamespace : unplaced, declaredAt);
	return found?.manifest();
}
function isClosed({ kind, content }) {
	return kind === "Secret" || isObject(content["sops"]);
}
async function objectsOfKind(world, siblings, kind, declaredAt) {
	const declared = [...await indexOf(world.context.files)].flatMap(([key, objects]) => key.startsWith(`${kind}/`) ? objects : []);
	return [...siblings.filter((object) => object.kind === kind), ...nearestFirst(declared, declaredAt).map(manifestOf)];
}
async function generatedFrom(world, siblings, artifact, path, declaredAt) {
	const isMade = (entry) => textAt(entry, "name") === artifact;
	const generator = (await objectsOfKind(world, siblings, "ArtifactGenerator", declaredAt)).find(({ content }) => listAt(content, "spec", "artifacts").some(isMade));
	if (!generator) return void 0;
	const made = listAt(generator.content, "spec", "artifacts").find(isMade);
	for (const copy of listAt(made, "copy")) {
		const [, alias, from] = /^@([^/]+)\/(.*?)\/?(?:\*\*)?$/.exec(textAt(copy, "from") ?? "") ?? [];
		const to = /^@artifact\/(.*?)\/?$/.exec(textAt(copy, "to") ?? "")?.[1];
		if (from === void 0 || to === void 0) continue;
		if (to !== "" && path !== to && !path.startsWith(`${to}/`)) continue;
		const source = listAt(generator.content, "spec", "sources").find((entry) => textAt(entry, "alias") === alias);
		const inside = joinPath(from, path.slice(to.length).replace(/^\//, "") || ".");
		if (!source || inside === void 0) continue;
		const [kind = "", name = ""] = ["kind", "name"].map((key) => textAt(source, key));
		const namespace = textAt(source, "namespace") ?? generator.namespace;
		return {
			reference: {
				kind,
				name,
				...namespace === void 0 ? {} : { namespace }
			},
			path: inside
		};
	}
}
function isWanted(object, { kind, name }) {
	const group = groupOf(object.apiVersion);
	return object.kind === kind && object.name === name && (group === "" || group.startsWith(SOURCES));
}
async function indexOf(files) {
	const known = indexes.get(files);
	if (known) return known;
	const index = makeIndex(files);
	indexes.set(files, index);
	return index;
}
async function makeIndex(files) {
	const paths = files.entries.map((entry) => entry.path).filter((path) => /\.ya?ml$/.test(path) && !NOT_APPLIED.test(path));
	if (!files.costly) await files.load(paths);
	const index = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const text = files.isLoaded(path) ? files.text(path) : void 0;
		if (text === void 0 || !APPLIED_AS_TEXT.test(text)) continue;
		const yaml = files.yaml(path);
		for (const object of yaml ? objectsOf(yaml) : []) {
			const needed = NEEDED[object.kind];
			if (!(object.apiVersion === "v1" && ["ConfigMap", "Secret"].includes(object.kind)) && !(needed && at(object.node, ...needed))) continue;
			const key = `${object.kind}/${object.name}`;
			index.set(key, [...index.get(key) ?? [], object]);
		}
	}
	return index;
}
function manifestOf(object) {
	const content = evaluate(object.node);
	const { apiVersion, kind, name, namespace } = object;
	return {
		apiVersion,
		kind,
		name,
		namespace,
		content: isObject(content) ? content : {}
	};
}
function nearestFirst(objects, declaredAt) {
	if (declaredAt === void 0) return [...objects];
	const own = declaredAt.split("/");
	const shared = (file) => {
		const names = file.split("/");
		const end = names.findIndex((name, i) => name !== own[i]);
		return end < 0 ? names.length : end;
	};
	return objects.toSorted((a, b) => shared(b.file) - shared(a.file));
}

// src/render/flux/version.ts
const known = /* @__PURE__ */ new WeakMap();
async function fluxVersion(world, declaredAt) {
	const { files, config } = world.context;
	if (config.flux?.version === void 0) {
		const all = known.get(files) ?? readVersions(files);
		known.set(files, all);
		const [nearest] = nearestFirst(await all, declaredAt);
		if (nearest) return nearest.version;
	}
	return controllerVersion("flux", config);
}
async function declaredFluxVersions(files) {
	const all = known.get(files) ?? readVersions(files);
	known.set(files, all);
	return [...new Set((await all).map(({ version }) => version))].toSorted();
}
async function readVersions(files) {
	const paths = files.entries.map(({ path }) => path).filter((path) => path === "gotk-components.yaml" || path.endsWith("/gotk-components.yaml"));
	if (!files.costly) await files.load(paths);
	return paths.flatMap((file) => {
		const head = files.isLoaded(file) ? (files.text(file) ?? "").slice(0, 1e3) : "";
		const version = /^# Flux Version: v?(\d+\.\d+)/im.exec(head)?.[1];
		return version === void 0 ? [] : [{
			file,
			version
		}];
	});
}

export { declaredFluxVersions, findObject, fluxVersion, generatedFrom, isClosed };