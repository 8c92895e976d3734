import { __toESM } from "../chunks/rolldown-runtime.js";
import { evaluatePlain, formatKeyPath, keyText, parseKeyPath, position, resolve } from "./yaml.js";
import { require_semver } from "../packages/semver.js";

// src/images/reference.ts
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;
const REGISTRY = /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
function isTag(text) {
	return TAG.test(text);
}
function isDigest(text) {
	return DIGEST.test(text) && (!text.startsWith("sha256:") || text.length === 71);
}
function isRepository(text) {
	const parts = text.split("/");
	const [first = "", ...rest] = parts;
	const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost" || /[A-Z]/.test(first));
	const path = hasRegistry ? rest : parts;
	return path.length > 0 && path.every((part) => PATH_COMPONENT.test(part)) && (!hasRegistry || REGISTRY.test(first));
}
function parseReference(text) {
	const [name = "", digest, ...more] = text.split("@");
	if (more.length > 0 || digest !== void 0 && !isDigest(digest)) return void 0;
	const colon = name.indexOf(":", name.lastIndexOf("/") + 1);
	const repository = colon < 0 ? name : name.slice(0, colon);
	const tag = colon < 0 ? void 0 : name.slice(colon + 1);
	if (!isRepository(repository) || tag !== void 0 && !isTag(tag)) return void 0;
	return {
		repository,
		...tag === void 0 ? {} : { tag },
		...digest === void 0 ? {} : { digest }
	};
}
function formatReference({ repository, tag, digest }) {
	return `${repository}${tag === void 0 ? "" : `:${tag}`}${digest === void 0 ? "" : `@${digest}`}`;
}
function canonicalRepository(repository) {
	const bare = repository.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/^git@([^:]+):/, "$1/").replace(/(\.git)?\/*$/, "");
	const [first = "", ...rest] = bare.split("/");
	if (!(rest.length > 0 && (/[.:]/.test(first) || first === "localhost"))) return `docker.io/${rest.length === 0 ? `library/${first}` : bare}`;
	const registry = first.toLowerCase().replace(/^(index|registry-1)\.docker\.io$/, "docker.io");
	return `${registry}/${registry === "docker.io" && rest.length === 1 ? `library/${rest[0]}` : rest.join("/")}`;
}
function isSameRepository(a, b) {
	return canonicalRepository(a) === canonicalRepository(b);
}

// src/images/place.ts
function placeOf(scope, document, node, path, aliases = []) {
	return {
		file: scope.file.path,
		document,
		path,
		key: formatKeyPath(path),
		text: node.value,
		aliases,
		...scopePosition(scope, node)
	};
}
function scopePosition(scope, node) {
	return position(scope.outerText, scope.outwardOffset(node.start));
}
function placeId(place) {
	return `${place.file}#${place.document}#${place.key}`;
}
function imageUse(reference, place) {
	return {
		artifact: "image",
		repository: reference.repository,
		alsoKnownAs: [],
		tag: reference.tag,
		digest: reference.digest,
		place,
		form: "reference",
		digestPlace: void 0,
		setBy: "manifest",
		addPath: void 0
	};
}

// src/images/tags.ts
var import_semver = /* @__PURE__ */ __toESM(require_semver(), 1);
const FLOATING_TAGS = [
	"latest",
	"main",
	"master",
	"trunk",
	"head",
	"develop",
	"development",
	"dev",
	"test",
	"testing",
	"qa",
	"staging",
	"stage",
	"prod",
	"production",
	"release",
	"stable",
	"unstable",
	"edge",
	"nightly",
	"canary",
	"snapshot",
	"beta",
	"alpha",
	"rc",
	"next",
	"current",
	"lts",
	"rolling"
];
function isFloating(tag) {
	return FLOATING_TAGS.includes(tag.toLowerCase());
}
function compareTags(a, b) {
	if (a === b) return 0;
	const versions = [asVersion(a), asVersion(b)];
	if (versions[0] && versions[1]) {
		const order = import_semver.default.compare(versions[0], versions[1]);
		if (order !== 0) return order;
		return a.includes("+") || b.includes("+") ? void 0 : 0;
	}
	const numbers = [asNumbers(a), asNumbers(b)];
	if (!numbers[0] || !numbers[1]) return void 0;
	for (let i = 0; i < Math.max(numbers[0].length, numbers[1].length); i++) {
		const difference = (numbers[0][i] ?? 0) - (numbers[1][i] ?? 0);
		if (difference !== 0) return difference < 0 ? -1 : 1;
	}
	return 0;
}
function asVersion(tag) {
	const match = /^v?(\d+)(\.\d+)?(\.\d+)?([-+].*)?$/.exec(tag);
	if (!match || !tag.startsWith("v") && match[2] === void 0) return void 0;
	const [, major, minor = ".0", patch = ".0", rest = ""] = match;
	return import_semver.default.parse(`${major}${minor}${patch}${rest}`) ?? void 0;
}
function asNumbers(tag) {
	if (!/^v?\d+(\.\d+)+$/.test(tag)) return void 0;
	return tag.replace(/^v/, "").split(".").map(Number);
}

// src/images/layers.ts
function emptyValues() {
	return {
		kind: "map",
		entries: /* @__PURE__ */ new Map()
	};
}
const MAX_NODES = 2e5;
function applyLayer(base, layer) {
	const top = toMerged(layer.node, layer, layer.path, [], { nodes: MAX_NODES });
	if (top?.kind === "map") mergeInto(base, top);
}
function applyParameter(base, name, value, origin) {
	let path;
	try {
		path = parseKeyPath(name);
	} catch {
		return false;
	}
	const leaf = {
		kind: "value",
		node: value,
		layer: {
			...origin,
			node: value
		},
		path: origin.path,
		aliases: []
	};
	const last = path.at(-1);
	const index = path.findIndex((segment) => typeof segment === "number");
	if (index > 0) {
		let holder = base;
		for (const segment of path.slice(0, index - 1)) holder = holder?.kind === "map" ? holder.entries.get(String(segment)) : void 0;
		if (holder?.kind === "map") holder.entries.delete(String(path[index - 1]));
		return false;
	}
	if (last === void 0) return false;
	let map = base;
	for (const segment of path.slice(0, -1)) {
		const next = map.entries.get(String(segment));
		const inner = next?.kind === "map" ? next : emptyValues();
		map.entries.set(String(segment), inner);
		map = inner;
	}
	map.entries.set(String(last), leaf);
	return true;
}
function mergeInto(base, top) {
	for (const [key, value] of top.entries) {
		const below = base.entries.get(key);
		if (value.kind === "map" && below?.kind === "map") mergeInto(below, value);
		else if (value.kind === "value" && isNull(value)) {
			if (!below) base.entries.set(key, value);
			else if (below.kind !== "map") base.entries.set(key, value);
		} else base.entries.set(key, value);
	}
}
function isNull(value) {
	const { node } = value;
	return node.kind === "scalar" && node.style === "plain" && evaluatePlain(node.value) === null;
}
function toMerged(raw, layer, path, via, budget, depth = 0) {
	const node = resolve(raw);
	if (!node || depth > 100 || --budget.nodes < 0) return void 0;
	const aliases = raw.kind === "alias" ? [...via, raw] : via;
	if (node.kind === "scalar") return {
		kind: "value",
		node,
		layer,
		path,
		aliases
	};
	if (node.kind === "sequence") return {
		kind: "list",
		node,
		layer,
		path,
		aliases
	};
	const map = emptyValues();
	const ownKeys = new Set(node.entries.map((entry) => keyText(entry.key)));
	for (const entry of node.entries) {
		const key = keyText(entry.key);
		if (key === void 0) continue;
		if (key === "<<" && entry.key.kind === "scalar" && entry.key.style === "plain") {
			for (const source of entry.value.kind === "sequence" ? entry.value.items : [entry.value]) {
				const merged = toMerged(source, layer, path, aliases, budget, depth + 1);
				if (merged?.kind !== "map") continue;
				for (const [name, value] of merged.entries) if (!ownKeys.has(name) && !map.entries.has(name)) map.entries.set(name, value);
			}
			continue;
		}
		const value = toMerged(entry.value, layer, [...path, key], aliases, budget, depth + 1);
		if (value) map.entries.set(key, value);
	}
	return map;
}
function itemsOf(list) {
	if (list.node.kind !== "sequence") return [];
	const budget = { nodes: MAX_NODES };
	return list.node.items.flatMap((item, i) => toMerged(item, list.layer, [...list.path, i], list.aliases, budget) ?? []);
}
function textOf(merged) {
	if (merged?.kind !== "value" || merged.node.kind !== "scalar") return void 0;
	return isNull(merged) && !merged.node.empty && merged.node.value !== "" ? void 0 : merged.node.value;
}
function placeOfMerged(merged) {
	if (merged?.kind !== "value" || merged.node.kind !== "scalar") return void 0;
	const { layer, node, aliases } = merged;
	const anchored = aliases.length > 0 ? pathOfNode(layer.scope.document.root, node) : void 0;
	const path = anchored ? [...layer.block, ...anchored] : merged.path;
	return placeOf(layer.scope, layer.document, node, path, aliases);
}
function pathOfNode(root, wanted) {
	if (root === wanted) return [];
	if (root.kind === "map") for (const entry of root.entries) {
		const key = keyText(entry.key);
		const found = key === void 0 ? void 0 : pathOfNode(entry.value, wanted);
		if (found && key !== void 0) return [key, ...found];
	}
	if (root.kind === "sequence") for (const [i, item] of root.items.entries()) {
		const found = pathOfNode(item, wanted);
		if (found) return [i, ...found];
	}
}

// src/images/shapes.ts
const IMAGE_KEY = /image$/i;
const IMAGES_KEY = /images?$/i;
const REPOSITORY_KEYS = [
	"repository",
	"repo",
	"image",
	"name"
];
const TAG_KEYS = [
	"tag",
	"imageTag",
	"image_tag",
	"version"
];
const DIGEST_KEYS = [
	"digest",
	"sha",
	"sha256",
	"imageDigest"
];
const FLAT_TAG = /^(.+?)([_-]?)tag$/i;
const DEPTH = 40;
function findImages(values) {
	const globalRegistry = text(values, "global", "imageRegistry");
	const uses = [];
	let budget = 2e5;
	walk(values, "", [], 0);
	return uses;
	function walk(node, key, path, depth) {
		if (depth > DEPTH || --budget < 0) return;
		if (node.kind !== "map") {
			for (const [i, item] of itemsOf(node).entries()) walk(item, key, [...path, i], depth + 1);
			return;
		}
		const taken = /* @__PURE__ */ new Set();
		const mapImage = imageOfMap(node, key, path, taken);
		if (mapImage) uses.push(mapImage);
		for (const flat of flatImages(node, path, taken)) uses.push(flat);
		for (const [name, value] of node.entries) {
			if (taken.has(name)) continue;
			const inline = value.kind === "value" ? inlineImage(name, value) : void 0;
			if (inline) uses.push(inline);
			walk(value, name, [...path, name], depth + 1);
		}
	}
	function imageOfMap(map, key, path, taken) {
		const isImageKey = IMAGES_KEY.test(key);
		const repositoryKey = REPOSITORY_KEYS.find((name) => {
			const value = textOf(map.entries.get(name));
			if (value === void 0 || !isRepository(value)) return false;
			return name === "name" ? isImageKey : true;
		});
		const tagKey = TAG_KEYS.find((name) => {
			const entry = map.entries.get(name);
			if (entry?.kind !== "value" || entry.node.kind !== "scalar") return false;
			return name === "version" ? repositoryKey !== void 0 : true;
		});
		const digestKey = DIGEST_KEYS.find((name) => isDigestLike(textOf(map.entries.get(name))));
		if (!tagKey && !(repositoryKey !== void 0 && (repositoryKey === "repository" || isImageKey || tagKey !== void 0) && (isImageKey || digestKey || map.entries.has("pullPolicy")))) return void 0;
		for (const name of [
			repositoryKey,
			tagKey,
			digestKey
		]) if (name) taken.add(name);
		const registry = textOf(map.entries.get("registry"));
		return use({
			repository: repositoryKey ? textOf(map.entries.get(repositoryKey)) : void 0,
			registry,
			tag: tagKey ? map.entries.get(tagKey) : void 0,
			digest: digestKey ? map.entries.get(digestKey) : void 0,
			fallback: repositoryKey ? map.entries.get(repositoryKey) : void 0,
			addPath: [...path, "tag"]
		});
	}
	function* flatImages(map, path, taken) {
		for (const [name, value] of map.entries) {
			const match = taken.has(name) ? void 0 : FLAT_TAG.exec(name);
			const [, stem = "", separator = ""] = match ?? [];
			if (!match || value.kind !== "value" || value.node.kind !== "scalar") continue;
			const partner = [
				"Repository",
				"repository",
				"Repo",
				"repo",
				"Name",
				"name",
				""
			].map((end) => end ? stem + separator + end : stem).find((candidate) => isRepository(textOf(map.entries.get(candidate)) ?? "/"));
			if (!partner && !IMAGE_KEY.test(stem)) continue;
			taken.add(name);
			if (partner) taken.add(partner);
			const digestName = [`${stem}${separator}Digest`, `${stem}${separator}digest`].find((candidate) => isDigestLike(textOf(map.entries.get(candidate))));
			yield use({
				repository: partner ? textOf(map.entries.get(partner)) : void 0,
				registry: textOf(map.entries.get(`${stem}${separator}Registry`) ?? map.entries.get(`${stem}${separator}registry`)),
				tag: value,
				digest: digestName ? map.entries.get(digestName) : void 0,
				fallback: void 0,
				addPath: [...path, name]
			});
		}
	}
	function use(parts) {
		const { repository, registry } = parts;
		const spellings = repository === void 0 ? [] : [...new Set([
			globalRegistry,
			registry,
			""
		].flatMap((host) => host === void 0 ? [] : [withRegistry(host, repository)]))];
		const [tag = "", inlineDigest] = (textOf(parts.tag) ?? "").split("@");
		const place = placeOfMerged(parts.tag);
		return {
			artifact: "image",
			repository: spellings[0],
			alsoKnownAs: spellings.slice(1),
			tag: tag === "" ? void 0 : tag,
			digest: inlineDigest ?? (textOf(parts.digest) || void 0),
			place,
			form: "tag",
			digestPlace: placeOfMerged(parts.digest),
			setBy: layerOf(parts.tag ?? parts.fallback)?.kind ?? "values file",
			addPath: parts.addPath
		};
	}
}
function inlineImage(key, value) {
	if (!IMAGE_KEY.test(key)) return void 0;
	const reference = parseReference(textOf(value) ?? "");
	if (!reference || reference.tag === void 0 && reference.digest === void 0) return void 0;
	return {
		...imageUse(reference, placeOfMerged(value)),
		setBy: value.layer.kind
	};
}
function withRegistry(registry, repository) {
	return registry === "" || repository.startsWith(`${registry}/`) ? repository : `${registry.replace(/\/+$/, "")}/${repository}`;
}
function isDigestLike(value) {
	return value !== void 0 && (isDigest(value) || /^[0-9a-f]{64}$/.test(value));
}
function layerOf(merged) {
	return merged && merged.kind !== "map" ? merged.layer : void 0;
}
function text(map, ...path) {
	let node = map;
	for (const key of path) node = node?.kind === "map" ? node.entries.get(key) : void 0;
	return textOf(node) || void 0;
}

export { DIGEST_KEYS, FLOATING_TAGS, applyLayer, applyParameter, compareTags, emptyValues, findImages, formatReference, imageUse, isDigest, isFloating, isSameRepository, isTag, parseReference, placeId, placeOf, withRegistry };