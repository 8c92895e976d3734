import { CONFIG_FILE, configOf, emptyConfig, matchesGlob } from "./config.js";
import { applyLayer, applyParameter, emptyValues, findImages, imageUse, parseReference, placeOf } from "./images.js";
import { decodeText, enterBlock, entryValue, keyText, lookUp, parseKeyPath, parseYaml, position, resolve as resolve$1, wholeFile } from "./yaml.js";
import { FairleadError } from "./errors.js";
import { posix } from "node:path";

// src/inventory/environments.ts
const WORDS = [
	[
		"prod",
		"production",
		"prd",
		"live"
	],
	[
		"staging",
		"stage",
		"stg"
	],
	["preprod", "preproduction"],
	["nonprod", "nonproduction"],
	[
		"dev",
		"develop",
		"development"
	],
	[
		"test",
		"testing",
		"tst"
	],
	["qa"],
	["uat"],
	["int", "integration"],
	["sandbox", "sbx"],
	["demo"],
	["preview"],
	[
		"perf",
		"performance",
		"perftest"
	],
	["local"],
	["canary"]
];
const LABELS = [
	"environment",
	"env",
	"app.kubernetes.io/environment",
	"fairlead.dev/environment"
];
const CLUSTER_FOLDERS = ["clusters", "cluster"];
const ENVIRONMENT_FOLDERS = [
	"environments",
	"environment",
	"envs",
	"env",
	"overlays",
	"stages"
];
function isEnvironmentWord(word) {
	return WORDS.some((spellings) => spellings.includes(word.toLowerCase()));
}
function isSameEnvironment(a, b) {
	if (a.toLowerCase() === b.toLowerCase()) return true;
	return WORDS.some((spellings) => spellings.includes(a.toLowerCase()) && spellings.includes(b.toLowerCase()));
}
function isProduction(environment, config) {
	if (environment === void 0) return false;
	const name = Object.keys(config.environments).find((known) => isSameEnvironment(known, environment));
	const declared = name === void 0 ? void 0 : config.environments[name]?.production;
	if (declared !== void 0) return declared;
	const [spellings] = WORDS;
	return words(environment).some((word) => spellings?.includes(word) || word.endsWith("prod") && !/^(non|pre)/.test(word));
}
function clusterOf(app, config) {
	for (const [name, cluster] of Object.entries(config.clusters)) {
		if (app.server !== void 0 && cluster.server === app.server) return name;
		if (cluster.paths?.some((pattern) => app.paths.some((path) => matchesGlob(path, pattern)))) return name;
	}
	const named = app.cluster ?? (isInCluster(app.server) ? void 0 : app.server);
	if (named !== void 0 && named !== "in-cluster") return named;
	for (const path of app.paths) {
		const folder = childOf(path, CLUSTER_FOLDERS);
		if (folder !== void 0) return folder;
	}
	return named;
}
function environmentByPath(path, config) {
	return Object.entries(config.environments).find(([, rule]) => rule.paths?.some((pattern) => matchesGlob(path, pattern)))?.[0];
}
function environmentOf(app, cluster, config) {
	for (const [name, rule] of Object.entries(config.environments)) {
		const labels = Object.entries(rule.labels ?? {});
		if (labels.length > 0 && labels.every(([key, value]) => app.labels[key] === value)) return name;
		if (cluster !== void 0 && rule.clusters?.includes(cluster)) return name;
		if (rule.paths?.some((pattern) => app.paths.some((path) => matchesGlob(path, pattern)))) return name;
	}
	const found = LABELS.map((label) => app.labels[label]).find((value) => value !== void 0) ?? first(app.paths, (path) => childOf(path, ENVIRONMENT_FOLDERS)) ?? first(app.paths, (path) => environmentInPath(path, app.name)) ?? (cluster === void 0 || cluster === app.server ? void 0 : wordIn(cluster)) ?? (app.namespace === void 0 ? void 0 : affixIn(app.namespace)) ?? suffixOf(app.name) ?? first(app.paths, (path) => childOf(path, CLUSTER_FOLDERS));
	return (found === void 0 ? void 0 : Object.keys(config.environments).find((name) => isSameEnvironment(name, found))) ?? found;
}
function environmentInPath(path, app) {
	const folders = path.split("/");
	const file = folders.pop() ?? "";
	const whole = folders.findLast((folder) => isEnvironmentWord(folder));
	if (whole !== void 0) return whole;
	const name = file.replace(/\.(ya?ml|json)$/, "");
	if (name !== app) {
		const word = wordIn(name.replace(app, ""));
		if (word !== void 0) return word;
	}
	return first(folders.filter((folder) => folder !== app).toReversed(), affixIn);
}
function wordIn(name) {
	return words(name).find(isEnvironmentWord);
}
function affixIn(name) {
	const parts = words(name);
	if (parts.length < 2) return parts.find(isEnvironmentWord);
	return [parts.at(-1), parts[0]].find((word) => word !== void 0 && isEnvironmentWord(word));
}
function suffixOf(name) {
	const last = words(name).at(-1);
	return last !== void 0 && last !== name && isEnvironmentWord(last) ? last : void 0;
}
function words(name) {
	return name.toLowerCase().replaceAll(/(pre|non)[-_.]?(prod)/g, "$1$2").split(/[^a-z0-9]+/).filter((word) => word !== "");
}
function childOf(path, parents) {
	const parts = path.split("/");
	const i = parts.findIndex((part, index) => parents.includes(part.toLowerCase()) && index < parts.length - 2);
	return i < 0 ? void 0 : parts[i + 1];
}
function isInCluster(server) {
	return server === void 0 || server === "https://kubernetes.default.svc";
}
function first(values, find) {
	for (const value of values) {
		const found = find(value);
		if (found !== void 0) return found;
	}
}

// src/inventory/context.ts
function isThisRepository(context, repoURL) {
	if (context.identity === void 0 || repoURL === void 0) return void 0;
	return plainAddress(repoURL) === plainAddress(context.identity);
}
function plainAddress(url) {
	return url.trim().toLowerCase().replace(/^[a-z][a-z0-9+.-]*:\/\//, "").replace(/^[^@/]+@/, "").replace(/^(alt)?ssh\./, "").replace(/^([^/:]+):(\d+)\//, "$1/").replace(/^([^/:]+):/, "$1/").replace(/(\.git)?\/*$/, "");
}

// src/inventory/files.ts
var Files = class Files {
	entries;
	costly;
	#tree;
	#paths;
	#folders = /* @__PURE__ */ new Map();
	#texts = /* @__PURE__ */ new Map();
	#parsed = /* @__PURE__ */ new Map();
	constructor(tree, entries) {
		this.#tree = tree;
		this.entries = entries;
		this.costly = tree.costly === true;
		this.#paths = new Map(entries.map((entry) => [entry.path, entry]));
		for (const { path } of entries) {
			let child = path;
			for (let folder = posix.dirname(path);; folder = posix.dirname(folder)) {
				const known = this.#folders.get(folder);
				if (known) {
					known.push(child);
					break;
				}
				this.#folders.set(folder, [child]);
				if (folder === ".") break;
				child = folder;
			}
		}
	}
	static async open(tree) {
		return new Files(tree, await tree.list());
	}
	has(path) {
		return this.#paths.has(path);
	}
	isFolder(path) {
		return this.#folders.has(path === "" ? "." : path);
	}
	children(folder) {
		return this.#folders.get(folder === "" ? "." : folder) ?? [];
	}
	foldersEnding(path) {
		return [...this.#folders.keys()].filter((folder) => folder.endsWith(`/${path}`));
	}
	below(folder) {
		return this.children(folder).flatMap((child) => this.has(child) ? [child] : this.below(child));
	}
	async load(paths) {
		let wanted = [...new Set(paths)].filter((path) => this.has(path) && !this.#texts.has(path));
		const aliases = [];
		while (wanted.length > 0) {
			const contents = await this.#tree.read(wanted);
			const next = [];
			for (const path of wanted) {
				const file = contents.get(path);
				if (!file) this.#texts.set(path, missing(path));
				else if (file.mode === "120000") {
					const target = posix.normalize(posix.join(posix.dirname(path), new TextDecoder().decode(file.content)));
					if (aliases.length < 1e3 && this.has(target)) {
						aliases.push([path, target]);
						if (!this.#texts.has(target)) next.push(target);
					} else this.#texts.set(path, missing(path));
				} else this.#texts.set(path, attempt(() => decodeText(file.content, path)));
			}
			wanted = [...new Set(next)].filter((path) => !aliases.some(([link]) => link === path));
		}
		for (const [link, target] of aliases.toReversed()) this.#texts.set(link, this.#texts.get(target) ?? missing(link));
	}
	text(path) {
		const text = this.#texts.get(path);
		if (text === void 0 && this.has(path)) throw new Error(`${path} was not loaded`);
		return typeof text === "string" ? text : void 0;
	}
	yaml(path) {
		let parsed = this.#parsed.get(path);
		if (!parsed) {
			const text = this.text(path);
			if (text === void 0) return void 0;
			parsed = attempt(() => parseYaml(text, path));
			this.#parsed.set(path, parsed);
		}
		return parsed instanceof FairleadError ? void 0 : parsed;
	}
	fault(path) {
		const fault = [this.#texts.get(path), this.#parsed.get(path)].find((f) => f instanceof FairleadError)?.faults[0];
		return fault && {
			message: fault.message,
			line: fault.at?.line
		};
	}
	async run(readings) {
		const results = Array.from({ length: readings.length });
		let active = readings.map((reading, i) => ({
			reading,
			i
		}));
		while (active.length > 0) {
			const wishes = [];
			active = active.filter(({ reading, i }) => {
				for (;;) {
					const step = reading.next();
					if (step.done) {
						results[i] = step.value;
						return false;
					}
					const lacking = step.value.filter((path) => this.has(path) && !this.#texts.has(path));
					if (lacking.length > 0) {
						for (const path of lacking) wishes.push(path);
						return true;
					}
				}
			});
			await this.load(wishes);
		}
		return results;
	}
};
function* sideBySide(readings) {
	const results = Array.from({ length: readings.length });
	let active = readings.map((reading, i) => ({
		reading,
		i
	}));
	while (active.length > 0) {
		const wishes = [];
		active = active.filter(({ reading, i }) => {
			const step = reading.next();
			if (step.done) results[i] = step.value;
			else for (const path of step.value) wishes.push(path);
			return !step.done;
		});
		if (wishes.length > 0) yield wishes;
	}
	return results;
}
function joinPath(folder, path) {
	const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, "");
	if (joined === ".." || joined.startsWith("../") || joined.startsWith("/")) return void 0;
	return joined === "." ? "" : joined;
}
function attempt(step) {
	try {
		return step();
	} catch (error) {
		if (error instanceof FairleadError) return error;
		throw error;
	}
}
function missing(path) {
	return new FairleadError("input", [{
		message: "the file cannot be read",
		at: { file: path }
	}]);
}

// src/inventory/objects.ts
function objectsOf(file) {
	return file.documents.flatMap((document) => objectsIn$1(document.root, wholeFile(file, document), document.index, [], []));
}
function objectsInBlock(parent, block, path) {
	const scope = block.kind === "scalar" ? enterBlock(parent.scope, block) : void 0;
	return scope ? objectsIn$1(scope.document.root, scope, parent.document, path, path) : [];
}
function objectsIn$1(node, scope, document, path, block) {
	const apiVersion = stringAt(node, "apiVersion");
	const kind = stringAt(node, "kind");
	if (apiVersion === void 0 || kind === void 0) return [];
	if (kind === "List") {
		const items = at(node, "items");
		if (items?.kind !== "sequence") return [];
		return items.items.flatMap((item, i) => objectsIn$1(item, scope, document, [
			...path,
			"items",
			i
		], block));
	}
	return [{
		apiVersion,
		kind,
		name: stringAt(node, "metadata", "name") ?? "",
		namespace: stringAt(node, "metadata", "namespace"),
		file: scope.file.path,
		line: position(scope.outerText, scope.outwardOffset(node.start)).line,
		node,
		scope,
		document,
		path,
		block
	}];
}
function at(node, ...path) {
	let current = resolve$1(node);
	for (const segment of path) current = resolve$1(typeof segment === "number" ? current?.kind === "sequence" ? current.items[segment] : void 0 : entryValue(current, segment));
	return current;
}
function stringAt(node, ...path) {
	const scalar = at(node, ...path);
	return scalar?.kind === "scalar" && !(scalar.style === "plain" && /^(~|null)?$/.test(scalar.value)) ? scalar.value : void 0;
}
function isTrueAt(node, ...path) {
	return stringAt(node, ...path) === "true";
}
function stringsAt(node, ...path) {
	const list = at(node, ...path);
	return list?.kind === "sequence" ? list.items.flatMap((item) => stringAt(item) ?? []) : [];
}
function itemsAt(node, ...path) {
	const list = at(node, ...path);
	return list?.kind === "sequence" ? list.items : [];
}
function recordAt(node, ...path) {
	const map = at(node, ...path);
	if (map?.kind !== "map") return {};
	return Object.fromEntries(map.entries.flatMap((entry) => {
		const key = stringAt(entry.key);
		const value = stringAt(entry.value);
		return key === void 0 || value === void 0 ? [] : [[key, value]];
	}));
}

// src/inventory/helm.ts
function fileLayers(files, path, kind) {
	const yaml = files.yaml(path);
	return (yaml?.documents ?? []).flatMap((document) => yaml ? [{
		kind,
		scope: wholeFile(yaml, document),
		document: document.index,
		node: document.root,
		path: [],
		block: []
	}] : []);
}
function inlineLayer(holder, node, path, kind = "inline values") {
	const value = resolve$1(node);
	if (!value) return void 0;
	if (value.kind !== "scalar") return {
		kind,
		scope: holder.scope,
		document: holder.document,
		node: value,
		path,
		block: []
	};
	const block = enterBlock(holder.scope, value);
	return block && {
		kind,
		scope: block,
		document: holder.document,
		node: block.document.root,
		path,
		block: path
	};
}
function* applyChart(files, chart, values, prefix = []) {
	if (prefix.length > 4) return;
	const own = joinPath(chart, "values.yaml") ?? "";
	const manifest = joinPath(chart, "Chart.yaml") ?? "";
	yield [own, manifest].filter((path) => files.has(path));
	const root = files.has(manifest) ? files.yaml(manifest)?.documents[0]?.root : void 0;
	const dependencies = itemsAt(root, "dependencies").map((dependency) => ({
		name: stringAt(dependency, "name") ?? "",
		alias: stringAt(dependency, "alias") ?? stringAt(dependency, "name") ?? "",
		repository: stringAt(dependency, "repository") ?? ""
	}));
	const bundled = files.children(joinPath(chart, "charts") ?? "").filter((path) => !files.has(path));
	for (const path of bundled) {
		const name = path.split("/").pop() ?? "";
		if (!dependencies.some((dependency) => dependency.name === name)) dependencies.push({
			name,
			alias: name,
			repository: ""
		});
	}
	for (const { name, alias, repository } of dependencies) {
		const folder = repository.startsWith("file://") ? joinPath(chart, repository.slice(7)) : joinPath(chart, `charts/${name}`);
		if (folder !== void 0 && alias && files.isFolder(folder)) yield* applyChart(files, folder, values, [...prefix, alias]);
	}
	if (files.has(own)) for (const layer of fileLayers(files, own, "chart defaults")) applyLayer(descend(values, prefix), layer);
}
function descend(values, prefix) {
	let map = values;
	for (const segment of prefix) {
		const next = map.entries.get(String(segment));
		const inner = next?.kind === "map" ? next : {
			kind: "map",
			entries: /* @__PURE__ */ new Map()
		};
		map.entries.set(String(segment), inner);
		map = inner;
	}
	return map;
}
function appVersionOf(files, chart) {
	const path = joinPath(chart, "Chart.yaml") ?? "";
	const yaml = files.has(path) ? files.yaml(path) : void 0;
	const document = yaml?.documents[0];
	const node = resolve$1(entryValue(document?.root, "appVersion"));
	if (!yaml || !document || node?.kind !== "scalar" || node.value === "") return void 0;
	const place = placeOf(wholeFile(yaml, document), document.index, node, ["appVersion"]);
	return {
		tag: node.value,
		file: path,
		line: place.line
	};
}
function withAppVersion(uses, files, chart, notes) {
	const version = chart === void 0 ? void 0 : appVersionOf(files, chart);
	return uses.map((use) => {
		if (use.tag !== void 0 || use.digest !== void 0 || !version) return use;
		notes.add(`the tag of ${use.repository ?? "its image"} is not set; the chart's appVersion ${version.tag} applies (${version.file}:${version.line})`);
		return {
			...use,
			tag: version.tag
		};
	});
}

// src/inventory/argocd-helm.ts
function* readHelm(context, object, layers, path, chart, here, refs, notes) {
	const { files } = context;
	const values = emptyValues();
	if (here && path !== void 0) yield* applyChart(files, path, values);
	else notes.add(`the defaults of its chart ${chart ?? path ?? ""} are not in this repo`);
	const holderOf = (key) => layers.find((layer) => at(layer.node, "helm", key) !== void 0);
	const filesHolder = holderOf("valueFiles");
	const resolved = filesHolder ? stringsAt(filesHolder.node, "helm", "valueFiles").flatMap((name) => resolveValuesFile(context, object, name, path, here, refs, notes)) : [];
	const named = [...new Set(resolved)];
	yield named;
	const ignoreMissing = layers.some((layer) => isTrueAt(layer.node, "helm", "ignoreMissingValueFiles"));
	const valuesFiles = named.filter((file) => {
		if (files.has(file) && files.yaml(file) === void 0) notes.add(`the values file ${file} cannot be read: ${files.fault(file)?.message}`);
		if (!files.has(file) && !ignoreMissing) notes.add(`the values file ${file} is not there`);
		return files.has(file);
	});
	for (const file of valuesFiles) for (const layer of fileLayers(files, file, "values file")) applyLayer(values, layer);
	const objectHolder = holderOf("valuesObject");
	const textHolder = objectHolder ? void 0 : holderOf("values");
	const holder = objectHolder ?? textHolder;
	if (holder) {
		const key = objectHolder ? "valuesObject" : "values";
		const inline = inlineLayer(holder, at(holder.node, "helm", key), [
			...holder.path,
			"helm",
			key
		]);
		if (inline) applyLayer(values, inline);
		else if (at(holder.node, "helm", key)?.kind === "scalar") notes.add("its inline values are a quoted text, which cannot be edited in place");
	}
	const parameters = holderOf("parameters");
	if (parameters) applyParameters(parameters, values, notes);
	return {
		valuesFiles,
		images: withAppVersion(findImages(values), files, here ? path : void 0, notes)
	};
}
function applyParameters(holder, values, notes) {
	const items = itemsAt(holder.node, "helm", "parameters").map((item, i) => ({
		item,
		i,
		forced: isForced(item)
	}));
	for (const { item, i } of items.toSorted((a, b) => Number(a.forced) - Number(b.forced))) {
		const name = stringAt(item, "name");
		const value = at(item, "value");
		if (name === void 0 || value?.kind !== "scalar") continue;
		const path = [
			...holder.path,
			"helm",
			"parameters",
			i,
			"value"
		];
		if (!applyParameter(values, name, value, {
			kind: "parameters",
			scope: holder.scope,
			document: holder.document,
			path,
			block: []
		})) notes.add(`the parameter ${name} reaches into a list, which is not followed; the images in that list are not known`);
	}
}
function isForced(item) {
	const map = resolve$1(item);
	if (map?.kind !== "map") return false;
	return map.entries.some((entry) => keyText(entry.key)?.toLowerCase() === "forcestring" && stringAt(entry.value) === "true");
}
function resolveValuesFile(context, object, name, path, here, refs, notes) {
	const { files } = context;
	const [head = "", ...rest] = name.split("/");
	const expand = (text) => text.replaceAll(/\$\{?(\w+)\}?/g, (_, variable) => environmentVariable(object, variable) ?? "");
	let target;
	if (head.startsWith("$") && refs.size > 0) {
		const ref = refs.get(head.slice(1));
		if (!ref) {
			notes.add(`the values file ${name} names the unknown source ${head}`);
			return [];
		}
		target = joinPath("", expand(rest.join("/")));
		if (isThisRepository(context, stringAt(ref.node, "repoURL")) === false) {
			notes.add(`the values file ${name} is in ${stringAt(ref.node, "repoURL")}`);
			return [];
		}
	} else if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) {
		notes.add(`the values file ${name} is not in this repo`);
		return [];
	} else if (here && path !== void 0) {
		const expanded = expand(name);
		target = expanded.startsWith("/") ? joinPath("", expanded.slice(1)) : joinPath(path, expanded);
	} else {
		notes.add(`the values file ${name} is not in this repo`);
		return [];
	}
	if (target === void 0) {
		notes.add(`the values file ${name} leaves the repo`);
		return [];
	}
	if (!/[*?[{]/.test(target)) return [target];
	const pattern = target;
	return files.entries.flatMap((entry) => matchesGlob(entry.path, pattern) ? [entry.path] : []).toSorted();
}
function environmentVariable(object, name) {
	if (name === "ARGOCD_APP_NAME") return object.name;
	if (name === "ARGOCD_APP_NAMESPACE") return stringAt(object.node, "spec", "destination", "namespace");
	if (name === "ARGOCD_APP_PROJECT_NAME") return stringAt(object.node, "spec", "project") ?? "default";
}

// src/inventory/manifests.ts
const WITHOUT_IMAGES = /* @__PURE__ */ new Set([
	"CustomResourceDefinition",
	"ConfigMap",
	"Secret",
	"HelmRelease",
	"Application",
	"ApplicationSet",
	"ImagePolicy",
	"ImageRepository",
	"ImageUpdater"
]);
function containersOf(object) {
	if (WITHOUT_IMAGES.has(object.kind)) return [];
	const uses = [];
	let budget = 2e5;
	walk(object.node, object.path, void 0);
	return uses;
	function walk(raw, path, container) {
		const node = resolve$1(raw);
		if (!node || path.length - object.path.length > 20 || --budget < 0) return;
		if (node.kind === "sequence") {
			const named = /containers$/i.test(String(path.at(-1)));
			for (const [i, item] of node.items.entries()) walk(item, [...path, i], named ? stringAt(item, "name") : container);
		}
		if (node.kind !== "map") return;
		for (const entry of node.entries) {
			const key = keyText(entry.key);
			if (key === void 0 || path.length === object.path.length && key === "metadata") continue;
			const value = resolve$1(entry.value);
			const reference = key === "image" && value?.kind === "scalar" ? parseReference(value.value) : void 0;
			if (reference && value?.kind === "scalar") {
				const aliases = entry.value.kind === "alias" ? [entry.value] : [];
				const place = placeOf(object.scope, object.document, value, [...path, key], aliases);
				uses.push({
					...imageUse(reference, place),
					container: container ?? stringAt(node, "name")
				});
			} else if (key === "image" && value?.kind === "scalar" && value.value.includes("${")) {
				const name = container ?? stringAt(node, "name");
				uses.push({
					...imageUse({ repository: "" }, void 0),
					repository: void 0,
					setBy: `variables: ${value.value}`,
					container: name
				});
			} else walk(entry.value, [...path, key], container);
		}
	}
}

// src/inventory/argocd-manifests.ts
function kustomizeArguments(layers) {
	const holder = layers.find((layer) => at(layer.node, "kustomize", "images") !== void 0);
	if (!holder) return [];
	return itemsAt(holder.node, "kustomize", "images").flatMap((item, i) => {
		const scalar = resolve$1(item);
		if (scalar?.kind !== "scalar") return [];
		const equals = scalar.value.indexOf("=");
		const reference = parseReference(scalar.value.slice(equals + 1));
		if (!reference) return [];
		const replaces = equals < 0 ? reference.repository : scalar.value.slice(0, equals);
		return [{
			artifact: "image",
			repository: reference.repository,
			alsoKnownAs: replaces === reference.repository ? [] : [replaces],
			tag: reference.tag,
			digest: reference.digest,
			place: placeOf(holder.scope, holder.document, scalar, [
				...holder.path,
				"kustomize",
				"images",
				i
			]),
			form: "kustomize-argument",
			digestPlace: void 0,
			setBy: "kustomize images of the Application",
			addPath: void 0,
			replaces
		}];
	});
}
function overridden(inner, outer) {
	return [...inner.filter((use) => !outer.some((argument) => use.repository === argument.replaces || use.alsoKnownAs.includes(argument.replaces))), ...outer];
}
function* readDirectory(files, layers, path) {
	const option = (key) => layers.map((layer) => stringAt(layer.node, "directory", key)).find((value) => value !== void 0);
	const all = option("recurse") === "true" ? files.below(path) : files.children(path).filter((file) => files.has(file));
	const [include, exclude] = [option("include"), option("exclude")];
	const fits = (file, pattern) => {
		const relative = path === "" ? file : file.slice(path.length + 1);
		return pattern !== void 0 && (matchesGlob(relative, pattern.replaceAll("*", "**")) || matchesGlob(relative, pattern));
	};
	const manifests = all.filter((file) => /\.ya?ml$/.test(file) && !fits(file, exclude) && (include === void 0 || fits(file, include)));
	yield manifests;
	return manifests.flatMap((file) => {
		const yaml = files.yaml(file);
		return yaml ? objectsOf(yaml).flatMap(containersOf) : [];
	});
}

// src/inventory/kustomize-fields.ts
function* applyFields(files, folder, holder, state) {
	const { node } = holder;
	for (const generator of itemsAt(node, "configMapGenerator")) {
		const name = stringAt(generator, "name");
		if (name === void 0) continue;
		const made = stringsAt(generator, "files").flatMap((entry) => {
			const [key, ...rest] = entry.split("=");
			const file = joinPath(folder, rest.length > 0 ? rest.join("=") : entry);
			return file === void 0 ? [] : [{
				key: rest.length > 0 ? key ?? "" : file.split("/").pop() ?? "",
				file
			}];
		});
		state.configMaps.set(name, [...state.configMaps.get(name) ?? [], ...made]);
	}
	const patchFiles = [
		...itemsAt(node, "patches").flatMap((patch) => stringAt(patch, "path") ?? []),
		...stringsAt(node, "patchesStrategicMerge").filter((text) => !text.includes("\n")),
		...itemsAt(node, "patchesJson6902").flatMap((patch) => stringAt(patch, "path") ?? [])
	].flatMap((path) => joinPath(folder, path) ?? []);
	for (const file of patchFiles) state.patchFiles.add(file);
	yield patchFiles;
	for (const [i, patch] of itemsAt(node, "patches").entries()) applyPatch(files, folder, patch, {
		...holder,
		path: [
			...holder.path,
			"patches",
			i
		]
	}, state);
	for (const [i, patch] of itemsAt(node, "patchesJson6902").entries()) applyPatch(files, folder, patch, {
		...holder,
		path: [
			...holder.path,
			"patchesJson6902",
			i
		]
	}, state);
	for (const [i, patch] of itemsAt(node, "patchesStrategicMerge").entries()) {
		const text = stringAt(patch) ?? "";
		const path = joinPath(folder, text);
		if (text.includes("\n")) mergePatches(objectsInBlock(holder, patch, [
			...holder.path,
			"patchesStrategicMerge",
			i
		]), void 0, state);
		else if (path !== void 0 && files.has(path)) mergePatches(objectsIn(files, path, state), void 0, state);
	}
	for (const [i, entry] of itemsAt(node, "images").entries()) applyImage(entry, {
		...holder,
		path: [
			...holder.path,
			"images",
			i
		]
	}, state);
}
function applyPatch(files, folder, patch, holder, state) {
	const target = at(patch, "target");
	const path = stringAt(patch, "path");
	const inline = at(patch, "patch");
	if (path !== void 0) {
		const file = joinPath(folder, path);
		const yaml = file !== void 0 && files.has(file) ? files.yaml(file) : void 0;
		const root = yaml?.documents[0];
		if (!yaml || !root) return;
		if (root.root.kind === "sequence") {
			const scope = wholeFile(yaml, root);
			applyOperations(root.root.items, {
				scope,
				document: root.index,
				node: root.root,
				path: []
			}, target, state);
		} else mergePatches(objectsOf(yaml), target, state);
	} else if (inline?.kind === "scalar") {
		const block = enterBlock(holder.scope, inline);
		const where = [...holder.path, "patch"];
		if (block?.document.root.kind === "sequence") applyOperations(block.document.root.items, {
			scope: block,
			document: holder.document,
			node: block.document.root,
			path: where
		}, target, state);
		else mergePatches(objectsInBlock(holder, inline, where), target, state);
	}
}
function mergePatches(patches, target, state) {
	for (const patch of patches) for (const draft of state.drafts) {
		if (!(target ? isTarget(draft.object, target) : draft.object.kind === patch.kind && draft.object.name === patch.name)) continue;
		draft.patches.push(patch);
		for (const image of containersOf(patch)) {
			const same = draft.images.findIndex((known) => known.container === image.container);
			if (same >= 0) draft.images[same] = {
				...image,
				setBy: "kustomize patch"
			};
			else draft.images.push({
				...image,
				setBy: "kustomize patch"
			});
		}
	}
}
function applyOperations(operations, holder, target, state) {
	for (const [i, operation] of operations.entries()) {
		const pointer = stringAt(operation, "path") ?? "";
		const value = resolve$1(entryValue(operation, "value"));
		if (!/^(replace|add)$/.test(stringAt(operation, "op") ?? "") || value?.kind !== "scalar" || !pointer.endsWith("/image")) continue;
		const reference = parseReference(value.value);
		if (!reference) continue;
		for (const draft of state.drafts) {
			if (!target || !isTarget(draft.object, target)) continue;
			const index = draft.images.findIndex((use) => use.place && `/${use.place.path.join("/")}`.endsWith(pointer));
			const place = placeOf(holder.scope, holder.document, value, [
				...holder.path,
				i,
				"value"
			]);
			const use = {
				...imageUse(reference, place),
				setBy: "kustomize patch",
				container: draft.images[index]?.container
			};
			if (index >= 0) draft.images[index] = use;
			else draft.images.push(use);
		}
	}
}
function isTarget(object, target) {
	const [group = "", version = ""] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : ["", object.apiVersion];
	const wants = (key, value) => {
		const wanted = stringAt(target, key);
		return wanted === void 0 || wanted === value || wanted === ".*";
	};
	const name = stringAt(target, "name");
	return (name === void 0 || name === object.name || name.endsWith(".*") && object.name.startsWith(name.slice(0, -2))) && wants("kind", object.kind) && wants("group", group) && wants("version", version) && wants("namespace", object.namespace ?? "");
}
function applyImage(entry, holder, state) {
	const name = stringAt(entry, "name");
	if (name === void 0) return;
	const newName = stringAt(entry, "newName");
	const tagNode = resolve$1(entryValue(entry, "newTag"));
	const digestNode = resolve$1(entryValue(entry, "digest"));
	const place = (node, key) => node?.kind === "scalar" ? placeOf(holder.scope, holder.document, node, [...holder.path, key]) : void 0;
	const newTag = place(tagNode, "newTag");
	const digest = place(digestNode, "digest");
	const apply = (use) => {
		const renamed = {
			...use,
			repository: newName ?? use.repository,
			alsoKnownAs: [...use.alsoKnownAs, name]
		};
		if (!newTag && !digest) return renamed;
		return {
			...renamed,
			tag: newTag?.text ?? (digest ? void 0 : use.tag),
			digest: digest?.text,
			place: newTag,
			form: "tag",
			digestPlace: digest,
			setBy: "kustomize images",
			addPath: [...holder.path, "newTag"]
		};
	};
	let used = false;
	for (const draft of state.drafts) draft.images = draft.images.map((use) => {
		if (use.repository !== name) return use;
		used = true;
		return apply(use);
	});
	if (!used) state.unused.push(apply({
		...imageUse({ repository: name }, void 0),
		form: "tag",
		setBy: "kustomize images"
	}));
}
function objectsIn(files, path, state) {
	const yaml = files.yaml(path);
	if (yaml) return objectsOf(yaml);
	state.notes.add(`${path} cannot be read: ${files.fault(path)?.message ?? "it is not there"}`);
	return [];
}

// src/inventory/kustomize.ts
const KUSTOMIZATION_FILES = [
	"kustomization.yaml",
	"kustomization.yml",
	"Kustomization"
];
function kustomizationOf(files, folder) {
	return KUSTOMIZATION_FILES.map((name) => joinPath(folder, name) ?? "").find((path) => files.has(path));
}
function* build(files, folder, outer) {
	const state = {
		drafts: [],
		unused: [],
		configMaps: /* @__PURE__ */ new Map(),
		namespace: void 0,
		notes: /* @__PURE__ */ new Set(),
		patchFiles: /* @__PURE__ */ new Set(),
		chain: []
	};
	yield* buildFolder(files, folder, state);
	if (outer) yield* applyFields(files, folder, outer, state);
	const complete = state.notes.size === 0;
	for (const use of complete ? state.unused : []) if (use.place && use.setBy === "kustomize images") state.notes.add(`the images entry ${use.alsoKnownAs.at(-1) ?? use.repository} at ${use.place.file}:${use.place.line} fits no container`);
	const unused = state.unused.filter((use) => !complete || use.setBy !== "kustomize images");
	return {
		...state,
		unused,
		items: state.drafts,
		notes: [...state.notes]
	};
}
function* buildFolder(files, folder, outer) {
	if (outer.chain.includes(folder)) return;
	const state = {
		...outer,
		chain: [...outer.chain, folder]
	};
	const file = kustomizationOf(files, folder);
	if (file) {
		yield [file];
		const yaml = files.yaml(file);
		const document = yaml?.documents[0];
		if (yaml && document) yield* buildFile(files, folder, {
			scope: wholeFile(yaml, document),
			document: document.index,
			node: document.root,
			path: []
		}, state);
		else state.notes.add(`${file} cannot be read: ${files.fault(file)?.message ?? "it is empty"}`);
	} else yield* addManifests(files, manifestsBelow(files, folder), state);
	outer.namespace = state.namespace;
}
function manifestsBelow(files, folder) {
	return files.children(folder).flatMap((child) => {
		if (files.has(child)) return /\.ya?ml$/.test(child) ? [child] : [];
		return kustomizationOf(files, child) ? [child] : manifestsBelow(files, child);
	});
}
function* addManifests(files, paths, state) {
	const parts = paths.map(() => ({
		...state,
		drafts: [],
		unused: [],
		namespace: void 0
	}));
	yield* sideBySide(paths.map((path, i) => addManifest(files, path, parts[i] ?? state)));
	for (const part of parts) {
		state.drafts.push(...part.drafts);
		state.unused.push(...part.unused);
		state.namespace = part.namespace ?? state.namespace;
	}
}
function* addManifest(files, path, state) {
	if (!files.has(path)) return yield* buildFolder(files, path, state);
	yield [path];
	for (const object of objectsIn(files, path, state)) state.drafts.push(draftOf(object));
}
function draftOf(object) {
	return {
		object,
		patches: [],
		images: containersOf(object),
		namespace: void 0
	};
}
function* buildFile(files, folder, holder, state) {
	const { node } = holder;
	const inner = {
		...state,
		drafts: [],
		unused: []
	};
	const resources = [];
	for (const name of [...stringsAt(node, "resources"), ...stringsAt(node, "bases")]) {
		const path = joinPath(folder, name);
		if (path === void 0 || /^[a-z][a-z0-9+.-]*:\/\/|^git@|[?]ref=|^github\.com\//i.test(name)) state.notes.add(`${name} is not in this repo; its images are not read`);
		else if (files.has(path) || files.isFolder(path)) resources.push(path);
		else state.notes.add(`${path} is named by a kustomization and is not there`);
	}
	yield* addManifests(files, resources, inner);
	yield* applyHelmCharts(files, folder, holder, inner);
	for (const name of stringsAt(node, "components")) {
		const path = joinPath(folder, name);
		const component = path === void 0 ? void 0 : kustomizationOf(files, path);
		if (path === void 0 || component === void 0) continue;
		yield [component];
		const yaml = files.yaml(component);
		const document = yaml?.documents[0];
		if (!yaml || !document || state.chain.includes(path)) continue;
		const scope = wholeFile(yaml, document);
		for (const resource of stringsAt(document.root, "resources")) {
			const below = joinPath(path, resource);
			if (below !== void 0 && (files.has(below) || files.isFolder(below))) yield* addManifests(files, [below], inner);
		}
		yield* applyFields(files, path, {
			scope,
			document: document.index,
			node: document.root,
			path: []
		}, inner);
	}
	yield* applyFields(files, folder, holder, inner);
	const namespace = stringAt(node, "namespace");
	for (const draft of inner.drafts) draft.namespace = namespace ?? draft.namespace;
	state.namespace = namespace ?? inner.namespace;
	state.drafts.push(...inner.drafts);
	state.unused.push(...inner.unused);
}
function* applyHelmCharts(files, folder, holder, state) {
	for (const [i, chart] of itemsAt(holder.node, "helmCharts").entries()) {
		const name = stringAt(chart, "name") ?? `helmCharts[${i}]`;
		state.notes.add(`the chart ${name} is inflated by kustomize; its default values are not read`);
		const file = joinPath(folder, stringAt(chart, "valuesFile") ?? "");
		const values = emptyValues();
		if (file !== void 0 && files.has(file)) {
			yield [file];
			for (const layer of fileLayers(files, file, "values file")) applyLayer(values, layer);
		}
		const inline = entryValue(chart, "valuesInline");
		const path = [
			...holder.path,
			"helmCharts",
			i,
			"valuesInline"
		];
		if (inline) applyLayer(values, {
			kind: "inline values",
			scope: holder.scope,
			document: holder.document,
			node: inline,
			path,
			block: []
		});
		state.unused.push(...findImages(values));
	}
}

// src/inventory/argocd.ts
function* readApplication(context, object) {
	const { node } = object;
	const notes = /* @__PURE__ */ new Set();
	const sources = sourcesOf(object);
	if (at(node, "spec", "sourceHydrator")) notes.add("its manifests are hydrated: what is synced is another branch than the one that is edited");
	const refs = new Map(sources.flatMap((source) => stringAt(source.node, "ref") === void 0 ? [] : [[stringAt(source.node, "ref") ?? "", source]]));
	const found = [];
	for (const source of sources) found.push(yield* readSource(context, object, source, refs, notes));
	if (sources.length === 0) notes.add("it has no source");
	const valuesFiles = found.flatMap((part) => part.valuesFiles);
	const server = stringAt(node, "spec", "destination", "server");
	const whereabouts = {
		name: object.name,
		labels: recordAt(node, "metadata", "labels"),
		paths: [
			object.file,
			...found.flatMap((part) => part.source.path ?? []),
			...valuesFiles.toReversed()
		],
		cluster: stringAt(node, "spec", "destination", "name"),
		server,
		namespace: stringAt(node, "spec", "destination", "namespace")
	};
	const cluster = clusterOf(whereabouts, context.config);
	const environment = environmentOf(whereabouts, cluster, context.config);
	return {
		name: object.name,
		kind: "Application",
		controller: "argocd",
		declaredAt: {
			file: object.file,
			line: object.line
		},
		namespace: whereabouts.namespace,
		cluster,
		environment,
		production: isProduction(environment, context.config),
		project: stringAt(node, "spec", "project") ?? "default",
		autoSync: autoSyncs(node),
		sources: found.map((part) => part.source),
		valuesFiles,
		images: found.flatMap((part) => part.images),
		notes: [...notes]
	};
}
function autoSyncs(node) {
	const automated = at(node, "spec", "syncPolicy", "automated");
	if (automated === void 0 || automated.kind !== "map") return false;
	return stringAt(automated, "enabled") !== "false";
}
function sourcesOf(object) {
	const { scope, document, path } = object;
	const one = (node, below) => node ? [{
		scope,
		document,
		node,
		path: [
			...path,
			"spec",
			...below
		]
	}] : [];
	const dry = at(object.node, "spec", "sourceHydrator", "drySource");
	if (dry) return one(dry, ["sourceHydrator", "drySource"]);
	const many = itemsAt(object.node, "spec", "sources");
	if (many.length > 0) return many.flatMap((node, i) => one(node, ["sources", i]));
	return one(at(object.node, "spec", "source"), ["source"]);
}
function* readSource(context, object, source, refs, notes) {
	const { files } = context;
	const { node } = source;
	const repoURL = stringAt(node, "repoURL");
	const chart = stringAt(node, "chart");
	const rawPath = stringAt(node, "path");
	const path = rawPath === void 0 ? void 0 : joinPath("", rawPath.replace(/^\//, ""));
	const known = isThisRepository(context, repoURL);
	const inThisRepository = chart === void 0 && path !== void 0 && known !== false && files.isFolder(path);
	const summary = (type) => ({
		type,
		repoURL,
		path,
		chart,
		targetRevision: stringAt(node, "targetRevision"),
		inThisRepository
	});
	const artifact = artifactOf(source, chart, repoURL, inThisRepository);
	if (stringAt(node, "ref") !== void 0 && chart === void 0 && path === void 0) return {
		source: summary("ref"),
		valuesFiles: [],
		images: artifact
	};
	const overrides = [];
	if (inThisRepository && path !== void 0) {
		const paths = [
			".argocd-source.yaml",
			`.argocd-source-${object.name}.yaml`,
			...object.namespace ? [`.argocd-source-${object.namespace}_${object.name}.yaml`] : []
		].flatMap((name) => joinPath(path, name) ?? []).filter((file) => files.has(file));
		yield paths;
		for (const file of paths) {
			const yaml = files.yaml(file);
			const document = yaml?.documents[0];
			if (yaml && document) overrides.unshift({
				scope: wholeFile(yaml, document),
				document: document.index,
				node: document.root,
				path: []
			});
		}
	}
	const layers = [...overrides, source];
	const type = typeOf(files, layers, path, chart, inThisRepository);
	if (type === "helm") {
		const helm = yield* readHelm(context, object, layers, path, chart, inThisRepository, refs, notes);
		return {
			source: summary("helm"),
			valuesFiles: helm.valuesFiles,
			images: [...helm.images, ...artifact]
		};
	}
	if (!inThisRepository || path === void 0) {
		if (chart === void 0) notes.add(`its path ${path ?? "(none)"} is not in this repo${repoURL === void 0 ? "" : ` but in ${repoURL}`}; its images are not read`);
		return {
			source: summary(type),
			valuesFiles: [],
			images: [...kustomizeArguments(layers), ...artifact]
		};
	}
	if (type === "kustomize") {
		const built = yield* build(files, path);
		for (const note of built.notes) notes.add(note);
		const images = overridden([...built.items.flatMap((item) => item.images), ...built.unused], kustomizeArguments(layers));
		return {
			source: summary(type),
			valuesFiles: [],
			images
		};
	}
	if (type === "plugin") notes.add("a plugin renders it; its images cannot be known from Git alone");
	return {
		source: summary(type),
		valuesFiles: [],
		images: yield* readDirectory(files, layers, path)
	};
}
function typeOf(files, layers, path, chart, here) {
	for (const type of [
		"kustomize",
		"helm",
		"directory",
		"plugin"
	]) if (layers.some((layer) => at(layer.node, type) !== void 0 && !isEmptyNode(at(layer.node, type)))) return type;
	if (chart !== void 0) return "helm";
	if (!here || path === void 0) return "unknown";
	if (kustomizationOf(files, path)) return "kustomize";
	if (files.children(path).some((file) => file.endsWith("Chart.yaml"))) return "helm";
	return "directory";
}
function isEmptyNode(node) {
	return node?.kind === "scalar" && node.value === "";
}
function artifactOf(source, chart, repoURL, here) {
	const revision = at(source.node, "targetRevision");
	if (revision?.kind !== "scalar" || revision.value === "" || revision.value === "HEAD" || repoURL === void 0 || here) return [];
	return [{
		artifact: chart !== void 0 ? "chart" : repoURL.startsWith("oci://") ? "oci" : "git",
		repository: chart === void 0 ? repoURL : `${repoURL.replace(/\/+$/, "")}/${chart}`,
		alsoKnownAs: [],
		tag: revision.value,
		digest: void 0,
		place: placeOf(source.scope, source.document, revision, [...source.path, "targetRevision"]),
		form: "tag",
		digestPlace: void 0,
		setBy: "targetRevision",
		addPath: void 0
	}];
}
function readProject(object) {
	return {
		name: object.name,
		declaredAt: {
			file: object.file,
			line: object.line
		},
		sourceRepos: stringsAt(object.node, "spec", "sourceRepos"),
		destinations: itemsAt(object.node, "spec", "destinations").map((destination) => recordAt(destination))
	};
}

// src/inventory/conventions.ts
const VALUES_RULES = [
	{
		pattern: /^(?:.+\/)?clusters\/(?<cluster>[^/]+)\/(?:.+\/)?(?<app>[^/]+)\/values[-._](?<env>[^/]+)\.ya?ml$/,
		anyWord: true
	},
	{
		pattern: /^(?:.+\/)?(?:apps|applications|services)\/(?:.+\/)?(?<app>[^/]+)\/values[-._](?<env>[^/]+)\.ya?ml$/,
		anyWord: true
	},
	{ pattern: /^(?:.+\/)?(?<app>[^/]+)\/values[-._](?<env>[^/]+)\.ya?ml$/ },
	{ pattern: /^(?:.+\/)?(?<app>[^/]+)\/(?:(?:envs?|environments?)\/)?(?<env>[^/]+)\/values\.ya?ml$/ },
	{
		pattern: /^(?:.+\/)?(?:environments?|envs?)\/(?<env>[^/]+)\/(?:.+\/)?(?<app>[^/]+)\/values\.ya?ml$/,
		anyWord: true
	},
	{
		pattern: /^(?:.+\/)?clusters\/(?<cluster>(?<env>[^/]+))\/(?:.+\/)?(?<app>[^/]+)\/values\.ya?ml$/,
		anyWord: true
	},
	{ pattern: /^(?:.+\/)?(?<env>[^/]+)\/(?:apps\/)?(?<app>[^/]+)\/values\.ya?ml$/ }
];
const FOLDER_RULES = [
	{
		pattern: /^(?:.+\/)?(?<app>[^/]+)\/overlays\/(?<env>[^/]+)$/,
		anyWord: true
	},
	{
		pattern: /^(?:.+\/)?overlays\/(?<env>[^/]+)\/(?<app>[^/]+)$/,
		anyWord: true
	},
	{
		pattern: /^overlays\/(?<env>[^/]+)$/,
		anyWord: true
	},
	{
		pattern: /^(?:.+\/)?(?:environments?|envs?)\/(?<env>[^/]+)\/(?:.+\/)?(?<app>[^/]+)$/,
		anyWord: true
	},
	{
		pattern: /^(?:.+\/)?clusters\/(?<cluster>(?<env>[^/]+))\/(?:.+\/)?(?<app>[^/]+)$/,
		anyWord: true
	},
	{ pattern: /^(?:.+\/)?(?<app>[^/]+)\/(?<env>[^/]+)$/ },
	{ pattern: /^(?:.+\/)?(?<env>[^/]+)\/(?<app>[^/]+)$/ }
];
const SHARED_WORDS = /* @__PURE__ */ new Set([
	"base",
	"common",
	"shared",
	"default",
	"defaults",
	"global",
	"all",
	"example",
	"sample",
	"template",
	"schema",
	"components",
	"ci"
]);
const NO_APP = /* @__PURE__ */ new Set([
	"charts",
	"templates",
	"crds",
	"base",
	"overlays",
	"components",
	"apps",
	"envs",
	"env",
	"environments",
	"environment",
	"clusters",
	".github",
	"values"
]);
function* readConventions(context, claimed) {
	const { files } = context;
	const taken = /* @__PURE__ */ new Set();
	const byValues = files.entries.flatMap(({ path }) => {
		if (claimed.has(path) || isInsideChart(files, path)) return [];
		const found = find(context, path, VALUES_RULES);
		if (!found) return [];
		taken.add(folderOf(path));
		return [helmApp(context, found, path)];
	});
	const claimedFolders = new Set([...claimed].map(folderOf));
	const byFolder = [...new Set(files.entries.map(({ path }) => folderOf(path)))].toSorted().flatMap((folder) => {
		if (taken.has(folder) || claimedFolders.has(folder) || isInsideChart(files, `${folder}/x`)) return [];
		const found = find(context, folder, FOLDER_RULES);
		return found ? [folderApp(context, found, folder)] : [];
	});
	return (yield* sideBySide([...byValues, ...byFolder])).filter((app) => app !== void 0);
}
function find(context, path, rules) {
	for (const { pattern, anyWord } of rules) {
		const groups = pattern.exec(path)?.groups;
		const { env, app = appOfRoot(context), cluster } = groups ?? {};
		if (!groups || env === void 0 || NO_APP.has(app) || SHARED_WORDS.has(env.toLowerCase())) continue;
		const configured = Object.keys(context.config.environments).find((name) => isSameEnvironment(name, env));
		if (!anyWord && configured === void 0 && !isEnvironmentWord(env)) continue;
		if (isEnvironmentWord(app) && !isEnvironmentWord(env)) continue;
		return {
			app,
			environment: configured ?? env,
			...cluster === void 0 ? {} : { cluster }
		};
	}
}
function appOfRoot(context) {
	return context.identity?.split("/").pop() || "app";
}
function* helmApp(context, found, path) {
	const { files } = context;
	const folder = /\/values\.ya?ml$/.test(path) ? folderOf(folderOf(path)) : folderOf(path);
	const chart = [folder, folderOf(path)].find((place) => files.has(inside(place, "Chart.yaml")));
	const layers = [...[
		"values.yaml",
		"values.yml",
		...[...SHARED_WORDS].flatMap((word) => [`values-${word}.yaml`, `values.${word}.yaml`])
	].map((name) => inside(folder, name)).filter((file) => files.has(file) && file !== path).filter((file) => file !== inside(chart ?? "", "values.yaml")), path];
	const values = emptyValues();
	const notes = /* @__PURE__ */ new Set();
	if (chart !== void 0) yield* applyChart(files, chart, values);
	else notes.add("no chart of it is in this repo, so its default values are not known");
	yield layers;
	for (const file of layers) {
		if (files.yaml(file) === void 0 && files.fault(file)) notes.add(`the values file ${file} cannot be read: ${files.fault(file)?.message}`);
		for (const layer of fileLayers(files, file, "values file")) applyLayer(values, layer);
	}
	return conventionApp(context, found, path, "helm", layers, withAppVersion(findImages(values), files, chart, notes), notes);
}
function* folderApp(context, found, folder) {
	const { files } = context;
	const notes = /* @__PURE__ */ new Set();
	if (kustomizationOf(files, folder)) {
		const built = yield* build(files, folder);
		for (const note of built.notes) notes.add(note);
		const images = [...built.items.flatMap((item) => item.images), ...built.unused];
		return conventionApp(context, found, kustomizationOf(files, folder) ?? folder, "kustomize", [], images, notes);
	}
	const manifests = files.children(folder).filter((path) => files.has(path) && /\.ya?ml$/.test(path));
	if (manifests.length === 0 || manifests.length !== files.children(folder).length) return void 0;
	yield manifests;
	const images = manifests.flatMap((path) => {
		const yaml = files.yaml(path);
		return yaml ? objectsOf(yaml) : [];
	}).flatMap(containersOf);
	if (images.length === 0) return void 0;
	return conventionApp(context, found, manifests[0] ?? folder, "directory", [], images, notes);
}
function conventionApp(context, found, path, type, valuesFiles, images, notes) {
	const environment = environmentByPath(path, context.config) ?? found.environment;
	const cluster = found.cluster ?? clusterOf({
		labels: {},
		paths: [path],
		cluster: void 0,
		server: void 0,
		namespace: void 0,
		name: found.app
	}, context.config);
	return {
		name: found.app,
		kind: "Convention",
		controller: "none",
		declaredAt: {
			file: path,
			line: 1
		},
		namespace: void 0,
		cluster,
		environment,
		production: isProduction(environment, context.config),
		project: void 0,
		autoSync: void 0,
		sources: [{
			type,
			repoURL: void 0,
			path: folderOf(path),
			chart: void 0,
			targetRevision: void 0,
			inThisRepository: true
		}],
		valuesFiles,
		images,
		notes: [...notes, "no controller object declares it; its name and environment come from the layout of the repo"]
	};
}
function isInsideChart(files, path) {
	for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) if (files.has(`${folder}/Chart.yaml`)) return /^(templates|charts|crds|ci|tests?)\//.test(path.slice(folder.length + 1)) || isInsideChart(files, folder);
	return false;
}
function inside(folder, name) {
	return folder === "" ? name : `${folder}/${name}`;
}
function folderOf(path) {
	const slash = path.lastIndexOf("/");
	return slash < 0 ? "" : path.slice(0, slash);
}

// src/inventory/fluxsources.ts
const SOURCE_GROUP = "source.toolkit.fluxcd.io/";
var Sources = class {
	#byName = /* @__PURE__ */ new Map();
	#generators;
	constructor(objects) {
		this.#generators = objects.filter(({ kind }) => kind === "ArtifactGenerator");
		for (const object of objects.filter(({ apiVersion }) => apiVersion.startsWith(SOURCE_GROUP))) {
			const key = `${object.kind}/${object.name}`;
			this.#byName.set(key, [...this.#byName.get(key) ?? [], object]);
		}
	}
	find(ref, from) {
		const candidates = this.#byName.get(`${stringAt(ref, "kind") ?? ""}/${stringAt(ref, "name") ?? ""}`) ?? [];
		const namespace = stringAt(ref, "namespace") ?? from.namespace;
		const inNamespace = candidates.filter((object) => object.namespace === namespace);
		return nearestTo(from, inNamespace.length > 0 ? inNamespace : candidates);
	}
	generatedFrom(ref, from, path) {
		if (stringAt(ref, "kind") !== "ExternalArtifact") return void 0;
		const name = stringAt(ref, "name");
		const generator = nearestTo(from, this.#generators.filter((generator) => itemsAt(generator.node, "spec", "artifacts").some((artifact) => stringAt(artifact, "name") === name)));
		const artifact = itemsAt(generator?.node, "spec", "artifacts").find((candidate) => stringAt(candidate, "name") === name);
		for (const copy of itemsAt(artifact, "copy")) {
			const source = /^@[^/]+\/(.*?)\/?(?:\*\*)?$/.exec(stringAt(copy, "from") ?? "")?.[1];
			const target = /^@artifact\/(.*?)\/?$/.exec(stringAt(copy, "to") ?? "")?.[1];
			if (source === void 0 || target === void 0) continue;
			if (target === "" || path === target || path.startsWith(`${target}/`)) return joinPath(source, path.slice(target.length).replace(/^\//, "") || ".");
		}
	}
};
function nearestTo(from, candidates) {
	const shared = (file) => {
		const [a, b] = [file.split("/"), from.file.split("/")];
		const end = a.findIndex((part, i) => part !== b[i]);
		return end < 0 ? a.length : end;
	};
	return candidates.toSorted((a, b) => shared(b.file) - shared(a.file))[0];
}
function sourceArtifact(context, source) {
	if (!source) return [];
	const url = stringAt(source.node, "spec", "url");
	if (url === void 0 || source.kind !== "GitRepository" && source.kind !== "OCIRepository") return [];
	if (source.kind === "GitRepository" && isThisRepository(context, url) === true) return [];
	const key = [
		"digest",
		"commit",
		"tag",
		"semver"
	].find((name) => stringAt(source.node, "spec", "ref", name) !== void 0);
	const tag = at(source.node, "spec", "ref", "tag");
	const digest = at(source.node, "spec", "ref", "digest");
	if (tag?.kind !== "scalar" || key !== "tag" && key !== "digest") return [];
	const ref = [
		...source.path,
		"spec",
		"ref"
	];
	return [{
		artifact: source.kind === "GitRepository" ? "git" : "oci",
		repository: url,
		alsoKnownAs: [],
		tag: tag.value,
		digest: digest?.kind === "scalar" ? digest.value : void 0,
		place: placeOf(source.scope, source.document, tag, [...ref, "tag"]),
		form: "tag",
		digestPlace: digest?.kind === "scalar" ? placeOf(source.scope, source.document, digest, [...ref, "digest"]) : void 0,
		setBy: `ref of the ${source.kind} ${source.name}`,
		addPath: void 0
	}];
}

// src/inventory/helmrelease.ts
function* readHelmRelease(context, sources, item, built, where) {
	const { object } = item;
	const layers = [object, ...item.patches];
	const notes = /* @__PURE__ */ new Set();
	const values = emptyValues();
	const outermost = (...path) => layers.map((layer) => stringAt(layer.node, ...path)).findLast((value) => value !== void 0);
	const chartRef = at(object.node, "spec", "chartRef");
	const source = sources.find(chartRef ?? at(object.node, "spec", "chart", "spec", "sourceRef"), object);
	const chart = outermost("spec", "chart", "spec", "chart");
	const url = stringAt(source?.node, "spec", "url");
	const chartPath = stringAt(object.node, "spec", "chart", "spec", "sourceRef", "kind") === "GitRepository" && chart !== void 0 && isThisRepository(context, url) !== false ? joinPath("", chart) : void 0;
	const here = chartPath !== void 0 && context.files.isFolder(chartPath);
	const valuesFiles = here ? stringsAt(object.node, "spec", "chart", "spec", "valuesFiles").flatMap((file) => joinPath("", file) ?? []) : [];
	if (here) {
		if (valuesFiles.length === 0) yield* applyChart(context.files, chartPath, values);
		yield valuesFiles;
		for (const file of valuesFiles.filter((path) => context.files.has(path))) for (const layer of fileLayers(context.files, file, "values file")) applyLayer(values, layer);
	} else notes.add(`the defaults of its chart ${chart ?? stringAt(chartRef, "name") ?? ""} are not in this repo`);
	const fromFiles = yield* applyValuesFrom(context, layers, built, values, notes);
	for (const layer of layers) {
		const node = entryValue(at(layer.node, "spec"), "values");
		const inline = node && inlineLayer({
			...layer,
			node
		}, node, [
			...layer.path,
			"spec",
			"values"
		]);
		if (inline) applyLayer(values, {
			...inline,
			block: layer.block
		});
	}
	for (const renderer of itemsAt(object.node, "spec", "postRenderers")) if (at(renderer, "kustomize", "images") !== void 0) notes.add("its post-renderer sets images; those are not read");
	const cluster = clusterOf(where, context.config);
	const environment = environmentOf(where, cluster, context.config);
	return {
		name: object.name,
		kind: "HelmRelease",
		controller: "flux",
		declaredAt: {
			file: object.file,
			line: object.line
		},
		namespace: where.namespace ?? built?.namespace,
		cluster,
		environment,
		production: isProduction(environment, context.config),
		project: void 0,
		autoSync: !where.suspended && !layers.some((layer) => isTrueAt(layer.node, "spec", "suspend")),
		sources: [{
			type: "helm",
			repoURL: url,
			path: chartPath,
			chart: chart ?? stringAt(chartRef, "name"),
			targetRevision: outermost("spec", "chart", "spec", "version"),
			inThisRepository: here
		}],
		valuesFiles: [...valuesFiles, ...fromFiles],
		images: [
			...withAppVersion(findImages(values), context.files, here ? chartPath : void 0, notes),
			...chartArtifact(layers, chart, url),
			...chartRef ? sourceArtifact(context, source) : []
		],
		notes: [...notes]
	};
}
function* applyValuesFrom(context, layers, built, values, notes) {
	const used = [];
	const holder = layers.findLast((layer) => at(layer.node, "spec", "valuesFrom") !== void 0);
	for (const reference of itemsAt(holder?.node, "spec", "valuesFrom")) {
		const [kind, name = ""] = [stringAt(reference, "kind"), stringAt(reference, "name")];
		const key = stringAt(reference, "valuesKey") ?? "values.yaml";
		const targetPath = stringAt(reference, "targetPath");
		const generated = built?.configMaps.get(name)?.find((entry) => entry.key === key)?.file;
		const written = built?.items.find((candidate) => candidate.object.kind === "ConfigMap" && candidate.object.name === name)?.object;
		if (kind === "ConfigMap" && targetPath === void 0 && generated !== void 0 && context.files.has(generated)) {
			yield [generated];
			for (const layer of fileLayers(context.files, generated, "values file")) applyLayer(values, layer);
			used.push(generated);
			continue;
		}
		const data = kind === "ConfigMap" ? at(written?.node, "data", key) : void 0;
		if (written && data?.kind === "scalar") {
			const path = [
				...written.path,
				"data",
				key
			];
			const layer = inlineLayer(written, data, path, "values file");
			if (targetPath !== void 0) applyParameter(values, targetPath, data, {
				kind: "parameters",
				scope: written.scope,
				document: written.document,
				path,
				block: written.block
			});
			else if (layer) applyLayer(values, layer);
			continue;
		}
		notes.add(`the values from the ${kind ?? "object"} ${name} are not in this repo`);
	}
	return used;
}
function chartArtifact(layers, chart, url) {
	const layer = layers.findLast((candidate) => at(candidate.node, "spec", "chart", "spec", "version") !== void 0);
	const version = at(layer?.node, "spec", "chart", "spec", "version");
	if (!layer || version?.kind !== "scalar" || chart === void 0 || url === void 0 || /^\.?\.?\//.test(chart)) return [];
	return [{
		artifact: "chart",
		repository: `${url.replace(/\/+$/, "")}/${chart}`,
		alsoKnownAs: [],
		tag: version.value,
		digest: void 0,
		place: placeOf(layer.scope, layer.document, version, [
			...layer.path,
			"spec",
			"chart",
			"spec",
			"version"
		]),
		form: "tag",
		digestPlace: void 0,
		setBy: "chart version",
		addPath: void 0
	}];
}

// src/inventory/flux.ts
const KUSTOMIZE_GROUP = "kustomize.toolkit.fluxcd.io/";
const HELM_GROUP = "helm.toolkit.fluxcd.io/";
function isFluxKustomization(object) {
	return object.kind === "Kustomization" && object.apiVersion.startsWith(KUSTOMIZE_GROUP);
}
function isHelmRelease(object) {
	return object.kind === "HelmRelease" && object.apiVersion.startsWith(HELM_GROUP);
}
function* readFlux(context, objects) {
	const sources = new Sources(objects);
	const kustomizations = objects.filter((object) => isFluxKustomization(object) && (at(object.node, "spec", "sourceRef") ?? at(object.node, "spec", "path")));
	const built = yield* sideBySide(kustomizations.map((object) => buildAlone(context, sources, object)));
	const patchFiles = new Set(built.flatMap((part) => [...part?.patchFiles ?? []]));
	const isOwn = (object, i) => !patchFiles.has(object.file) || stringAt(object.node, "spec", "path") !== void 0 && built[i]?.items.some((item) => item.patches.some((patch) => id(patch) === id(object)));
	const own = kustomizations.filter(isOwn);
	const included = new Set(kustomizations.flatMap((owner, i) => own.includes(owner) ? (built[i]?.items ?? []).map((item) => item.object).filter((object) => isFluxKustomization(object) && id(object) !== id(owner)).map(id) : []));
	const start = {
		paths: [],
		substitutions: {},
		suspended: false,
		visited: /* @__PURE__ */ new Set(),
		releases: /* @__PURE__ */ new Set(),
		patchFiles
	};
	const overlays = yield* outsideOverlays(context, kustomizations);
	const overlaid = new Set(overlays.map(({ item }) => id(item.object)));
	const roots = own.filter((object) => !included.has(id(object)) && !overlaid.has(id(object)));
	const visits = [...(roots.length > 0 || overlays.length > 0 ? roots : own).map((object) => ({
		item: {
			object,
			patches: [],
			images: [],
			namespace: void 0
		},
		paths: []
	})), ...overlays.map(({ item, folder }) => ({
		item,
		paths: [`${folder}/`]
	}))].map(({ item, paths }) => visit(context, sources, item, {
		...start,
		paths,
		visited: /* @__PURE__ */ new Set()
	}));
	const apps = (yield* sideBySide(visits)).flat();
	const alone = objects.filter((object) => isHelmRelease(object) && isWhole(object) && !start.releases.has(id(object)) && !patchFiles.has(object.file));
	const others = yield* sideBySide(alone.map((object) => readHelmRelease(context, sources, {
		object,
		patches: [],
		images: [],
		namespace: void 0
	}, void 0, whereabouts(start, object))));
	return [...apps, ...others];
}
function* outsideOverlays(context, kustomizations) {
	if (kustomizations.length === 0) return [];
	const { files } = context;
	const names = new Set(KUSTOMIZATION_FILES);
	const found = files.entries.map((entry) => entry.path).filter((path) => names.has(path.split("/").pop() ?? ""));
	yield found;
	const folderOf = (path) => path.split("/").slice(0, -1).join("/");
	const taken = new Set(found.flatMap((path) => {
		const root = files.yaml(path)?.documents[0]?.root;
		return [
			"resources",
			"bases",
			"components"
		].flatMap((field) => stringsAt(root, field)).flatMap((name) => joinPath(folderOf(path), name) ?? []);
	}));
	const sources = kustomizations.flatMap((object) => pathOf([object], {}) ?? []);
	const isBuilt = (folder) => sources.some((path) => path === "" || folder === path || folder.startsWith(`${path}/`));
	const folders = found.map(folderOf).filter((folder) => folder !== "" && !taken.has(folder) && !isBuilt(folder));
	return (yield* sideBySide(folders.map((folder) => build(files, folder)))).flatMap(({ items }, i) => {
		const folder = folders[i] ?? "";
		return items.filter((item) => isFluxKustomization(item.object) && !item.object.file.startsWith(`${folder}/`)).map((item) => ({
			item,
			folder
		}));
	});
}
function isWhole(release) {
	return (at(release.node, "spec", "chart") ?? at(release.node, "spec", "chartRef")) !== void 0;
}
function* buildAlone(context, sources, object) {
	const place = repoPath(context, sources, object, pathOf([object], {}));
	return place.path === void 0 ? void 0 : yield* build(context.files, place.path, specOf(object));
}
function* visit(context, sources, item, chain) {
	const { object } = item;
	if (chain.visited.has(id(object))) return [];
	chain.visited.add(id(object));
	const layers = [...item.patches.toReversed(), object];
	const substitutions = { ...chain.substitutions };
	for (const layer of layers.toReversed()) for (const [name, value] of Object.entries(recordAt(layer.node, "spec", "postBuild", "substitute"))) substitutions[name] = substitute(value, chain.substitutions).replace(/^"(.*)"$/, "$1");
	const declared = pathOf(layers, substitutions);
	const { path, source, note } = repoPath(context, sources, object, declared);
	const built = path === void 0 ? void 0 : yield* build(context.files, path, specOf(object));
	const next = {
		...chain,
		paths: [
			...chain.paths,
			object.file,
			...path ? [`${path}/`] : []
		],
		substitutions,
		suspended: chain.suspended || layers.some((layer) => isTrueAt(layer.node, "spec", "suspend"))
	};
	const where = whereabouts(next, object);
	const cluster = clusterOf(where, context.config);
	const environment = environmentOf(where, cluster, context.config);
	for (const file of built?.patchFiles ?? []) chain.patchFiles.add(file);
	const inner = (built?.items ?? []).filter((candidate) => isFluxKustomization(candidate.object));
	const releases = (built?.items ?? []).filter((candidate) => isHelmRelease(candidate.object));
	for (const release of releases) chain.releases.add(id(release.object));
	return [{
		name: object.name,
		kind: "Kustomization",
		controller: "flux",
		declaredAt: {
			file: object.file,
			line: object.line
		},
		namespace: stringAt(object.node, "spec", "targetNamespace") ?? built?.namespace,
		cluster,
		environment,
		production: isProduction(environment, context.config),
		project: void 0,
		autoSync: !next.suspended,
		sources: [{
			type: "kustomize",
			repoURL: stringAt(source?.node, "spec", "url"),
			path: path ?? declared,
			chart: void 0,
			targetRevision: void 0,
			inThisRepository: path !== void 0
		}],
		valuesFiles: [],
		images: [
			...(built?.items ?? []).filter((candidate) => !isHelmRelease(candidate.object)).flatMap((candidate) => candidate.images),
			...built?.unused ?? [],
			...sourceArtifact(context, source)
		],
		notes: [...note === void 0 ? [] : [note], ...built?.notes ?? []]
	}, ...(yield* sideBySide([...inner.map((candidate) => visit(context, sources, candidate, next)), ...releases.map((release) => readRelease(context, sources, release, built, next))])).flat()];
}
function* readRelease(context, sources, release, built, chain) {
	return [yield* readHelmRelease(context, sources, release, built, whereabouts(chain, release.object, release.namespace))];
}
function whereabouts(chain, object, namespace) {
	return {
		name: object.name,
		labels: recordAt(object.node, "metadata", "labels"),
		paths: [...chain.paths.toReversed(), object.file],
		cluster: void 0,
		server: void 0,
		namespace: stringAt(object.node, "spec", "targetNamespace") ?? namespace ?? object.namespace,
		suspended: chain.suspended
	};
}
function id(object) {
	return `${object.file}#${object.document}#${object.path.join(".")}`;
}
function specOf(object) {
	const node = at(object.node, "spec");
	return node && {
		scope: object.scope,
		document: object.document,
		node,
		path: [...object.path, "spec"]
	};
}
function pathOf(layers, substitutions) {
	const filled = substitute(layers.map((layer) => stringAt(layer.node, "spec", "path")).find((path) => path !== void 0) ?? "", substitutions);
	return filled.includes("${") ? void 0 : joinPath("", filled.replace(/^\/+/, ""));
}
function substitute(text, values) {
	return text.replaceAll(/\$\{(\w+)(?::?[-=]([^}]*))?\}/g, (whole, name, fallback) => values[name] ?? fallback ?? whole);
}
function repoPath(context, sources, object, declared) {
	const raw = stringAt(object.node, "spec", "path") ?? "(none)";
	if (declared === void 0) return { note: `its path ${raw} has a variable that Git alone does not tell` };
	const reference = at(object.node, "spec", "sourceRef");
	const source = sources.find(reference, object);
	const found = source ? { source } : {};
	const generated = sources.generatedFrom(reference, object, declared);
	if (generated !== void 0 && context.files.isFolder(generated)) return {
		...found,
		path: generated
	};
	const url = stringAt(source?.node, "spec", "url");
	if (isThisRepository(context, url) !== false && context.files.isFolder(declared)) return {
		...found,
		path: declared
	};
	if (source?.kind === "OCIRepository" && declared.includes("/")) {
		const folders = context.files.foldersEnding(declared);
		const [only] = folders;
		if (only !== void 0 && folders.length === 1) return {
			...found,
			path: only,
			note: `its path ${raw} of ${url} is taken to be ${only} of this repo`
		};
	}
	return {
		...found,
		note: `its path ${raw} is not in this repo${url === void 0 ? "" : ` but in ${url}`}; what it deploys is not read`
	};
}

// src/inventory/read.ts
const NOT_APPLIED = /(^|\/)(\.[^/]+|node_modules|crds)\//;
const TEMPLATES = /(^|\/)templates\//;
const UNLIKELY = /(^|\/)([^/]*values[^/]*|kustomization|Chart|\.[^/]+)\.ya?ml$/i;
const LEADS = /^\s*kind:\s*(Application|ApplicationSet|HelmRelease|Kustomization)\s*$/m;
const CONTROLLER_WORDS = /argoproj\.io\/|fluxcd\.io\//;
async function readInventory(tree, options = {}) {
	const files = await Files.open(tree);
	const config = files.has("fairlead.yaml") ? await configOf(tree) : emptyConfig;
	const unresolved = [];
	const objects = await readObjects(files, unresolved);
	const context = {
		files,
		config,
		identity: usedIdentity(objects, options.identity)
	};
	const argo = await files.run(objects.filter((object) => object.kind === "Application" && isArgo(object)).map((object) => readApplication(context, object)));
	const [flux = []] = await files.run([readFlux(context, objects)]);
	const sets = objects.filter((object) => object.kind === "ApplicationSet" && isArgo(object));
	for (const set of sets) unresolved.push({
		file: set.file,
		line: set.line,
		kind: set.kind,
		name: set.name,
		reason: "the apps that an ApplicationSet generates are not listed yet"
	});
	const declared = [...argo, ...flux];
	const [found = []] = declared.length === 0 ? await files.run([readConventions(context, claimedBy(objects))]) : [[]];
	return {
		apps: distinct((await addConfiguredImages(context, [...declared, ...found])).toSorted(byPlace)),
		projects: objects.filter((object) => object.kind === "AppProject" && isArgo(object)).map(readProject),
		unresolved
	};
}
async function readObjects(files, unresolved) {
	const candidates = files.entries.map((entry) => entry.path).filter((path) => /\.ya?ml$/.test(path) && !NOT_APPLIED.test(path)).filter((path) => !files.costly || !(TEMPLATES.test(path) || UNLIKELY.test(path)));
	await files.load(candidates);
	return candidates.flatMap((path) => {
		const text = files.text(path);
		if (text === void 0 || !CONTROLLER_WORDS.test(text)) return [];
		if (TEMPLATES.test(path)) {
			const kind = LEADS.exec(text)?.[1];
			if (kind !== void 0) unresolved.push({
				file: path,
				line: void 0,
				kind,
				name: void 0,
				reason: "it is a template of a chart; what it declares is known only when the chart is rendered"
			});
			return [];
		}
		const yaml = files.yaml(path);
		if (!yaml) {
			const fault = files.fault(path);
			unresolved.push({
				file: path,
				line: fault?.line,
				kind: "file",
				name: void 0,
				reason: fault?.message ?? "it cannot be read"
			});
			return [];
		}
		return objectsOf(yaml).filter((object) => isArgo(object) || /\.fluxcd\.io\//.test(object.apiVersion));
	});
}
function usedIdentity(objects, identity) {
	if (identity === void 0) return void 0;
	const own = plainAddress(identity);
	return objects.flatMap(({ node }) => [
		stringAt(node, "spec", "source", "repoURL"),
		stringAt(node, "spec", "url"),
		stringAt(node, "spec", "template", "spec", "source", "repoURL"),
		...itemsAt(node, "spec", "sources").map((source) => stringAt(source, "repoURL"))
	]).some((url) => url !== void 0 && plainAddress(url) === own) ? identity : void 0;
}
function isArgo(object) {
	return object.apiVersion.startsWith("argoproj.io/");
}
function claimedBy(objects) {
	return new Set(objects.filter((object) => isArgo(object) || isFluxKustomization(object) || isHelmRelease(object)).map((object) => object.file));
}
async function addConfiguredImages(context, apps) {
	if (context.config.images.length === 0) return [...apps];
	const readings = apps.map((app) => configuredImages(context, app));
	const added = await context.files.run(readings);
	return apps.map((app, i) => {
		const { images, notes } = added[i] ?? {
			images: [],
			notes: []
		};
		const others = app.images.filter((use) => !images.some((own) => own.repository === use.repository));
		return {
			...app,
			images: [...images, ...others],
			notes: [...app.notes, ...notes]
		};
	});
}
function* configuredImages(context, app) {
	const images = [];
	const notes = [];
	for (const rule of context.config.images) {
		if (rule.app !== app.name) continue;
		if (rule.environment !== void 0 && !(app.environment !== void 0 && isSameEnvironment(rule.environment, app.environment))) continue;
		const path = rule.file.replaceAll("{app}", app.name).replaceAll("{environment}", app.environment ?? "");
		if (!context.files.has(path)) {
			notes.push(`${CONFIG_FILE} names the file ${path} for ${rule.image}, and it is not there`);
			continue;
		}
		yield [path];
		const yaml = context.files.yaml(path);
		const keyPath = parseKeyPath(rule.key);
		const [hit] = (yaml?.documents ?? []).flatMap((document) => {
			const lookup = yaml ? lookUp(wholeFile(yaml, document), keyPath) : void 0;
			return lookup?.found === "scalar" ? [{
				document,
				lookup
			}] : [];
		});
		if (!hit) {
			notes.push(`${CONFIG_FILE} names the key ${rule.key} of ${path} for ${rule.image}, and it is not there`);
			continue;
		}
		const text = hit.lookup.node.value;
		const reference = parseReference(text);
		const isReference = reference !== void 0 && text.includes("/") && reference.tag !== void 0;
		const [tag, digest] = isReference ? [reference.tag, reference.digest] : text.split("@");
		images.push({
			artifact: "image",
			repository: rule.image,
			alsoKnownAs: [],
			tag,
			digest,
			place: placeOf(hit.lookup.scope, hit.document.index, hit.lookup.node, keyPath),
			form: isReference ? "reference" : "tag",
			digestPlace: void 0,
			setBy: CONFIG_FILE,
			addPath: void 0
		});
	}
	return {
		images,
		notes
	};
}
function distinct(apps) {
	const seen = /* @__PURE__ */ new Set();
	return apps.filter((app) => {
		const images = app.images.map((use) => [
			use.repository,
			use.tag,
			use.digest,
			use.place?.file,
			use.place?.key
		].join(" "));
		const key = [
			app.kind,
			app.name,
			app.environment,
			app.cluster,
			app.namespace,
			app.declaredAt.file,
			app.declaredAt.line,
			...images
		].join("\0");
		return !seen.has(key) && seen.add(key);
	});
}
function byPlace(a, b) {
	const key = (app) => [
		app.environment ?? "",
		app.name,
		app.cluster ?? "",
		app.declaredAt.file,
		String(app.declaredAt.line).padStart(8, "0")
	].join("\0");
	return key(a) < key(b) ? -1 : 1;
}

export { clusterOf, environmentOf, isProduction, isSameEnvironment, plainAddress, readInventory };