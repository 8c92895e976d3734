import { __toESM } from "../chunks/rolldown-runtime.js";
import { FairleadError, contained, inputError, nearest as nearest$1, remoteError, suggestion } from "./errors.js";
import { GO_PHRASES, reduced } from "./text.js";
import { folderOf as folderOf$1, inFolder, isBelow, joinPath, once } from "./tree.js";
import { array, boolean, exactOptional, integer, literal as literal$1, nullable, number, object, picklist, pipe, safeParse, string } from "../packages/valibot.js";
import { any, map, maybe } from "./shapes.js";
import { addressesOf, isOneOf, plainAddress } from "./net.js";
import { Files, at, enterBlock, entryValue, evaluate, formatKeyPath, isObject, isTrueAt, itemsAt, keyText, listAt, lookUp, parseYaml, pathOfKey, position, recordAt, resolve as resolve$1, sideBySide, stringAt, stringsAt, textAt, valueAt, wholeFile } from "./yaml.js";
import { applyLayer, applyParameter, emptyValues, findImages, formatReference, imageUse, isRepository, isSameRepository, noteUnending, parseReference, placeOf as placeOf$3 } from "./images.js";
import { CONFIG_FILE, configOf, emptyConfig } from "./config.js";
import { dump } from "../packages/js-yaml.js";
import { require_fast_json_patch } from "../packages/fast-json-patch.js";
import { existsSync } from "node:fs";
import { posix } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { readFile } from "node:fs/promises";

// src/group-by.ts
function groupBy(items, key) {
	const groups = /* @__PURE__ */ new Map();
	for (const item of items) {
		const name = key(item);
		const group = groups.get(name);
		if (group) group.push(item);
		else groups.set(name, [item]);
	}
	return groups;
}

// src/patterns/pattern.ts
const NO_PATTERN = { test: () => false };
const LONGEST_PATTERN = 4096;
function checkedPattern(pattern) {
	if (pattern.length <= 4096) return pattern;
	throw inputError(`the pattern "${pattern.slice(0, 40)}…" has ${pattern.length} characters; the limit is ${LONGEST_PATTERN}`, { hint: "Use a shorter pattern, or several." });
}
function tokensOf(pattern, expression) {
	const tokens = [];
	for (const [token] of pattern.matchAll(expression)) {
		if (token === "[" || token === "\\") return void 0;
		tokens.push(token);
	}
	return tokens;
}
function ofParts(...rows) {
	const known = rows.map((row) => ({
		row,
		start: fixed(row).join(""),
		end: fixed(row.toReversed()).toReversed().join("")
	}));
	return { test(text) {
		const characters = [...text];
		return known.some(({ row, start, end }) => text.startsWith(start) && text.endsWith(end) && endsOf(row, characters)[characters.length] === 1);
	} };
}
function fixed(row) {
	const characters = [];
	for (const part of row) {
		if (part.kind !== "one" || part.is === void 0) break;
		characters.push(part.is);
	}
	return characters;
}
function endsOf(row, characters) {
	const start = new Uint8Array(characters.length + 1);
	start[0] = 1;
	return follow(row, start, characters);
}
function follow(parts, from, text) {
	let places = from;
	for (const part of parts) {
		if (!places.includes(1)) return places;
		if (part.kind === "choice") {
			const all = new Uint8Array(places.length);
			for (const choice of part.choices) for (const [i, is] of follow(choice, places, text).entries()) if (is === 1) all[i] = 1;
			places = all;
		} else places = step(part, places, text);
	}
	return places;
}
function step(part, places, text) {
	const next = new Uint8Array(places.length);
	let running = false;
	for (let i = 0; i <= text.length; i++) {
		const before = text[i - 1] ?? "";
		const here = places[i] === 1;
		if (part.kind === "one") {
			if (i > 0 && places[i - 1] === 1 && part.fits(before)) next[i] = 1;
		} else if (part.kind === "any") {
			running = here || running && (part.crosses || before !== "/");
			if (running) next[i] = 1;
		} else {
			if (here || running && before === "/" && text[i - 2] !== "/") next[i] = 1;
			running ||= here;
		}
	}
	return next;
}
function literal(token) {
	const is = token.length > 1 && token.startsWith("\\") ? token.slice(1) : token;
	return {
		kind: "one",
		is,
		fits: (character) => character === is
	};
}
function literals(text) {
	return [...text].map((is) => ({
		kind: "one",
		is,
		fits: (character) => character === is
	}));
}

// src/patterns/own.ts
function matchesGlob(path, pattern) {
	return compiled(pattern).test(path);
}
const cache = /* @__PURE__ */ new Map();
function compiled(pattern) {
	let known = cache.get(pattern);
	if (!known) {
		const whole = checkedPattern(pattern).replace(/^\.?\//, "").replace(/\/$/, "/**");
		known = ofParts((whole.match(/\*\*\/|\*\*|[*?]|\{[^{}]*\}|[^]/gu) ?? []).flatMap(partOf$2));
		cache.set(pattern, known);
	}
	return known;
}
function partOf$2(token) {
	if (token === "**/") return [{ kind: "folders" }];
	if (token === "**" || token === "*") return [{
		kind: "any",
		crosses: token === "**"
	}];
	if (token === "?") return [{
		kind: "one",
		fits: (character) => character !== "/"
	}];
	if (token.startsWith("{") && token.length > 1) return [{
		kind: "choice",
		choices: token.slice(1, -1).split(",").map(literals)
	}];
	return literals(token);
}
function starred(pattern, crosses) {
	const names = (crosses ? [checkedPattern(pattern)] : checkedPattern(pattern).split("/")).map((name) => name.split("*"));
	return { test(text) {
		const own = crosses ? [text] : text.split("/");
		return own.length === names.length && own.every((name, i) => isMadeOf(name, names[i] ?? []));
	} };
}
function isMadeOf(text, [first = "", ...others]) {
	const last = others.pop();
	if (last === void 0) return text === first;
	if (!text.startsWith(first)) return false;
	let at = first.length;
	for (const piece of others) {
		const found = text.indexOf(piece, at);
		if (found < 0) return false;
		at = found + piece.length;
	}
	return text.length - last.length >= at && text.endsWith(last);
}

// src/inventory/environments/judge.ts
const WORDS$1 = [
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
const GROUPS$1 = new Map(WORDS$1.flatMap((spellings, i) => spellings.map((word) => [word, i])));
const ANY = new RegExp(WORDS$1.flat().join("|"), "i");
const LABEL = /(?:^|[./])env(?:ironment)?$/i;
const CLUSTER_FOLDERS = /(?:^|\/)clusters?\/(?!(?:apps|applications|bootstrap|common|components|environments?|envs?|overlays?)\/|(?<=cluster\/)(?:config|configs|core|crds|flux|infra|infrastructure|manifests|namespaces|system)\/)([^/]*)\//i;
const ENVIRONMENT_FOLDERS = /(?:^|\/)(?:environments?|envs?|overlays|stages)\/([^/]*)\//i;
function isEnvironmentWord(word) {
	return GROUPS$1.has(word.toLowerCase());
}
function environmentOfFile(path, config) {
	const where = {
		labels: {},
		paths: [path],
		cluster: void 0,
		server: void 0,
		namespace: void 0,
		name: ""
	};
	return environmentOf(where, clusterOf(where, config), config);
}
function isSameEnvironment(a, b) {
	const [one, other] = [a.toLowerCase(), b.toLowerCase()];
	if (one === other) return true;
	const group = GROUPS$1.get(one);
	return group !== void 0 && group === GROUPS$1.get(other);
}
function isProduction(environment, config) {
	if (environment === void 0) return false;
	const name = Object.keys(config.environments).find((known) => isSameEnvironment(known, environment));
	const declared = name === void 0 ? void 0 : config.environments[name]?.production;
	if (declared !== void 0) return declared;
	const [spellings] = WORDS$1;
	return words(environment).some((word) => spellings?.includes(word) || word.endsWith("prod") && !/^(non|pre)/.test(word));
}
function clusterOf(app, config) {
	const server = app.server === void 0 ? void 0 : plainServer(app.server);
	for (const [name, cluster] of Object.entries(config.clusters)) {
		if (server !== void 0 && cluster.server !== void 0 && plainServer(cluster.server) === server) return name;
		if (cluster.paths?.some((pattern) => app.paths.some((path) => matchesGlob(path, pattern)))) return name;
	}
	const named = app.cluster ?? (isInCluster(app.server) ? void 0 : app.server);
	if (named !== void 0 && named !== "in-cluster") return named;
	for (const path of app.clusterPaths ?? app.paths) {
		const folder = childOf(path, CLUSTER_FOLDERS);
		if (folder !== void 0) return folder;
	}
	return named;
}
function plainServer(server) {
	return server.trim().toLowerCase().replace(/(?<!\/)\/+$/, "").replace(/^(https:\/\/[^/]+?):443(?=\/|$)/, "$1");
}
function environmentByPath(path, config) {
	return Object.entries(config.environments).find(([, rule]) => rule.paths?.some((pattern) => matchesGlob(path, pattern)))?.[0];
}
function environmentByLabel(labels) {
	return labelOfEnvironment(labels, {})?.value;
}
function labelOfEnvironment(...kinds) {
	for (const labels of kinds) {
		const [key] = Object.keys(labels).filter((key) => LABEL.test(key) && labels[key] !== "").toSorted((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1));
		const value = key === void 0 ? void 0 : labels[key];
		if (key !== void 0 && value !== void 0) return {
			key,
			value
		};
	}
}
function environmentByRule(app, cluster, config) {
	for (const [name, rule] of Object.entries(config.environments)) {
		const labels = Object.entries(rule.labels ?? {});
		if (labels.length > 0 && labels.every(([key, value]) => app.labels[key] === value)) return name;
		if (cluster !== void 0 && rule.clusters?.includes(cluster)) return name;
		if (rule.paths?.some((pattern) => app.paths.some((path) => matchesGlob(path, pattern)))) return name;
	}
}
function environmentOf(app, cluster, config) {
	const rule = environmentByRule(app, cluster, config);
	if (rule !== void 0) return rule;
	const found = environmentByLabel(app.labels) ?? first(app.paths, (path) => childOf(path, ENVIRONMENT_FOLDERS)) ?? first(app.paths, (path) => environmentInPath(path, app.name)) ?? (cluster === void 0 || cluster === app.server ? void 0 : wordIn(cluster)) ?? (app.namespace === void 0 ? void 0 : affixIn(app.namespace)) ?? suffixOf(app.name) ?? first(app.clusterPaths ?? app.paths, (path) => childOf(path, CLUSTER_FOLDERS));
	return (found === void 0 ? void 0 : Object.keys(config.environments).find((name) => isSameEnvironment(name, found))) ?? found;
}
function environmentInPath(path, app) {
	return strongInPath(path, app) ?? weakInPath(path, app);
}
function strongInPath(path, app) {
	if (!ANY.test(path)) return void 0;
	const folders = path.split("/");
	const file = folders.pop() ?? "";
	const whole = folders.findLast((folder) => isEnvironmentWord(folder));
	if (whole !== void 0) return whole;
	const name = file.replace(/\.(ya?ml|json)$/, "");
	return name === app ? void 0 : wordIn(name.replace(app, ""));
}
function weakInPath(path, app) {
	if (!ANY.test(path)) return void 0;
	return first(path.split("/").slice(0, -1).filter((folder) => folder !== app).toReversed(), affixIn);
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
	if (!ANY.test(name)) return [];
	return name.toLowerCase().replaceAll(/(pre|non)[-_.]?(prod)/g, "$1$2").match(/[a-z0-9]+/g) ?? [];
}
function childOf(path, parents) {
	return parents.exec(path)?.[1];
}
const IN_CLUSTER_NAME = "in-cluster";
function isInCluster(server) {
	return server === void 0 || /^https:\/\/kubernetes(\.default(\.svc(\.cluster\.local\.?)?)?)?(:443)?\/?$/i.test(server.trim());
}
function first(values, find) {
	for (const value of values) {
		const found = find(value);
		if (found !== void 0) return found;
	}
}

// src/inventory/control-planes/identity.ts
const ARGOCD_NAMESPACE = "argocd";
function nameIn({ kind, name, ownNamespace }) {
	return JSON.stringify([
		kind,
		ownNamespace ?? (kind === "Application" ? ARGOCD_NAMESPACE : ""),
		name
	]);
}
function identityOf(app) {
	return JSON.stringify([app.controlPlane ?? "", nameIn(app)]);
}
function placeOf$2(app) {
	const { cluster, environment, namespace, declaredAt } = app;
	return JSON.stringify([
		identityOf(app),
		cluster,
		environment,
		namespace,
		declaredAt
	]);
}
var ControlPlanesApart = class ControlPlanesApart {
	#others = /* @__PURE__ */ new Map();
	constructor(groups = []) {
		for (const group of groups) for (const one of group) {
			const others = this.#others.get(one) ?? /* @__PURE__ */ new Set();
			for (const other of group) if (other !== one) others.add(other);
			this.#others.set(one, others);
		}
	}
	static of(sides) {
		return new ControlPlanesApart(sides.flatMap(groupsApart));
	}
	areApart(a, b) {
		if (a.controlPlane === b.controlPlane) return false;
		const labels = labelsOf(b);
		return labelsOf(a).some((label) => {
			const others = this.#others.get(label);
			return others !== void 0 && labels.some((other) => others.has(other));
		});
	}
};
const CLUSTERS = /(?:^|\/)clusters\//i;
function haveClusterFolders(a, b) {
	const [one, other] = [a, b].map(({ controlPlane = "" }) => CLUSTERS.test(controlPlane) ? childOf(`${controlPlane}/`, CLUSTER_FOLDERS) : void 0);
	return one !== void 0 && other !== void 0 && one !== other;
}
function labelsOf(place) {
	const folders = (place.controlPlane ?? "").split("/");
	const below = folders.map((_, i) => `below:${folders.slice(0, i + 1).join("/")}`);
	return [
		place.controlPlane ?? "",
		...below,
		environment(place)
	];
}
const NOWHERE$1 = "env:";
function environment(app) {
	return `${NOWHERE$1}${app.environment ?? ""}`;
}
function groupsApart(apps) {
	const groups = /* @__PURE__ */ new Map();
	for (const same of groupBy(apps.filter(({ controlPlane }) => controlPlane !== void 0), nameIn).values()) {
		const planes = [...new Set(same.map(({ controlPlane }) => controlPlane ?? ""))];
		if (planes.length < 2) continue;
		const environments = [...new Set(same.map(environment))];
		const each = planes.length === environments.length && !environments.includes(NOWHERE$1) ? environments : [];
		for (const group of [
			planes,
			branches(planes),
			each
		]) if (group.length > 1) groups.set(JSON.stringify(group.toSorted()), group.toSorted());
	}
	return [...groups.values()];
}
function branches(planes) {
	const parts = planes.map((plane) => plane.split("/"));
	const [first = []] = parts;
	const shared = first.findIndex((folder, i) => parts.some((folders) => folders[i] !== folder));
	const ends = parts.map((folders) => folders.length > shared ? folders.slice(0, shared + 1).join("/") : void 0);
	return shared < 0 || ends.includes(void 0) ? [] : [...new Set(ends)].map((folder) => `below:${folder}`);
}

// src/inventory/leading/assumed.ts
function assumedNote({ name, environment, assumed }) {
	if (!assumed) return void 0;
	return `${environment === void 0 ? name : `${name} in ${environment}`} is assumed: nothing in this repo deploys ${wayOf(assumed)}. To confirm it, add the entry ("roots") that "fairlead inventory" prints to ${CONFIG_FILE}`;
}
function collisions(apps) {
	const found = /* @__PURE__ */ new Map();
	for (const same of groupBy(apps.filter(({ assumed }) => assumed), identityOf).values()) {
		const ways = [...new Set(same.flatMap(({ assumed }) => assumed ? [wayOf(assumed)] : []))].toSorted();
		const [first] = same;
		if (ways.length < 2 || !first) continue;
		const sentence = `two assumptions lead to ${first.environment === void 0 ? first.name : `${first.name} in ${first.environment}`}: ${ways.join(", and ")}`;
		for (const app of same) found.set(app, sentence);
	}
	return found;
}
function wayOf({ path, values = [] }) {
	return values.length > 0 ? `${path} with ${values.join(", ")}` : path;
}

// src/inventory/followed.ts
function followedFolders({ sources }) {
	return sources.flatMap(({ repoURL, path, chart, targetRevision, inThisRepository, type }) => {
		const named = path ?? (chart?.includes("/") ? chart : void 0);
		if (inThisRepository || repoURL === void 0 || named === void 0 || type === "ref") return [];
		if (/^oci:/i.test(repoURL) || !isBranch(targetRevision)) return [];
		const folder = joinPath("", named.replace(/^\/+/, ""));
		if (folder === void 0 || folder === "") return [];
		return [{
			repoURL,
			folder,
			branch: targetRevision === void 0 || targetRevision === "" || targetRevision === "HEAD" ? void 0 : targetRevision
		}];
	});
}
function isRepositoryOf(repoURL, repository, serverUrl) {
	const own = plainAddress(repoURL);
	return own === plainAddress(repository) || serverUrl !== void 0 && own === plainAddress(`${serverUrl.replace(/(?<!\/)\/+$/, "")}/${repository}`);
}
function isBranch(revision) {
	if (revision === void 0 || revision === "") return true;
	return !/^(?:[0-9a-f]{7,64}|[\^~>=<v]*\s*\d+(?:[.x*].*)?|refs\/tags\/.*|.*\*.*)$/i.test(revision);
}

// src/inventory/on-cluster.ts
function isOnCluster({ cluster, clusterName }, wanted) {
	if (cluster === void 0) return false;
	return cluster === wanted || clusterName === wanted || isAddress(cluster) && plainServer(wanted) === plainServer(cluster);
}
function calledCluster({ cluster, clusterName }) {
	return clusterName ?? cluster;
}
function isAddress(cluster) {
	return cluster !== void 0 && /^https?:\/\//i.test(cluster);
}

// src/inventory/follows.ts
const UNKNOWN_BRANCH = {
	names: ["main", "master"],
	isDefault: true
};
function followsOtherBranch(app, file, branch) {
	for (const { targetRevision = "" } of readAt(app, file)) {
		const revision = targetRevision.replace(/^refs\/heads\//, "");
		if (revision === "" || revision === "HEAD") {
			if (!branch.isDefault && app.controller === "argocd") return "HEAD";
			continue;
		}
		if (app.controller === "flux" && revision === "master") continue;
		if (!branch.names.includes(revision)) return revision;
	}
}
function namedRevisions({ sources }) {
	const revisions = sources.flatMap(({ inThisRepository, targetRevision = "" }) => inThisRepository ? [targetRevision.replace(/^refs\/heads\//, "")] : []);
	return [...new Set(revisions)].filter((revision) => ![
		"",
		"HEAD",
		...UNKNOWN_BRANCH.names
	].includes(revision));
}
function readAt(app, file) {
	if (file === app.declaredAt.file) return [];
	const here = app.sources.filter((source) => source.inThisRepository);
	const around = here.filter(({ path }) => path !== void 0 && isBelow(file, path));
	if (around.length > 0) return around;
	const isValues = app.valuesFiles.includes(file);
	const lent = isValues ? app.sources.filter(({ type }) => type === "ref") : [];
	if (lent.length > 0) return lent;
	return isValues || app.generatedBy === void 0 ? here : [];
}

// src/inventory/inputs.ts
var InputCollector = class {
	files = /* @__PURE__ */ new Set();
	folders = /* @__PURE__ */ new Set();
	add({ files, folders }) {
		for (const file of files) this.files.add(file);
		for (const folder of folders) this.folders.add(folder);
	}
};
function isInput({ files, folders }, path) {
	if (files.has(path) || folders.has("")) return true;
	for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) if (folders.has(path.slice(0, end))) return true;
	return false;
}
function throughLinks(files, inputs) {
	followLinks(files, inputs);
	if (files.submodulesBelow("").length === 0) return inputs;
	for (const path of [...inputs.files, ...inputs.folders]) {
		const submodule = files.submoduleOf(path);
		if (submodule !== void 0) inputs.files.add(submodule);
	}
	return inputs;
}
function followLinks(files, inputs) {
	if (!files.hasLinks) return;
	const follow = (path) => {
		const followed = files.follow(path);
		if (followed.kind !== "inside") {
			if (followed.kind === "outside" && followed.link !== void 0) inputs.files.add(followed.link);
			return;
		}
		for (const link of followed.links) inputs.files.add(link.path);
		return followed.path;
	};
	for (const file of inputs.files) inputs.files.add(follow(file) ?? file);
	const folders = [...inputs.folders];
	for (let folder = folders.pop(); folder !== void 0; folder = folders.pop()) {
		const real = follow(folder);
		if (real === void 0) continue;
		inputs.folders.add(real);
		for (const link of files.linksBelow(real)) {
			const target = follow(link);
			if (target === void 0) continue;
			if (!files.isFolder(target)) inputs.files.add(target);
			else if (!inputs.folders.has(target)) {
				inputs.folders.add(target);
				folders.push(target);
			}
		}
	}
}
function* noting(reading, inputs) {
	for (;;) {
		const step = reading.next();
		if (step.done) return step.value;
		for (const path of step.value) inputs.files.add(path);
		yield step.value;
	}
}
function chartFolders(files, chart, found = /* @__PURE__ */ new Set()) {
	if (found.has(chart)) return found;
	found.add(chart);
	const manifest = joinPath(chart, "Chart.yaml") ?? "";
	const root = files.isLoaded(manifest) ? files.yaml(manifest)?.documents[0]?.root : void 0;
	for (const dependency of itemsAt(root, "dependencies")) {
		const repository = stringAt(dependency, "repository") ?? "";
		const folder = repository.startsWith("file://") ? joinPath(chart, repository.slice(7)) : void 0;
		if (folder !== void 0) chartFolders(files, folder, found);
	}
	return found;
}
const PATH_LISTS = [
	"resources",
	"bases",
	"components",
	"patchesStrategicMerge",
	"generators",
	"transformers",
	"validators",
	"configurations",
	"crds"
];
const PATH_MAPS = [
	"patches",
	"patchesJson6902",
	"replacements"
];
function namedPaths(node, folder) {
	const generators = ["configMapGenerator", "secretGenerator"].flatMap((field) => itemsAt(node, field));
	return [
		...PATH_LISTS.flatMap((field) => stringsAt(node, field)),
		...PATH_MAPS.flatMap((field) => itemsAt(node, field).flatMap((item) => stringAt(item, "path") ?? [])),
		...generators.flatMap((generator) => [
			...stringsAt(generator, "files").map((entry) => entry.slice(entry.indexOf("=") + 1)),
			...stringsAt(generator, "envs"),
			...[stringAt(generator, "env") ?? []].flat()
		]),
		...itemsAt(node, "helmCharts").flatMap((chart) => [...[stringAt(chart, "valuesFile") ?? []].flat(), ...stringsAt(chart, "additionalValuesFiles")]),
		...[stringAt(node, "openapi", "path") ?? []].flat()
	].filter((name) => !name.includes("\n") && !/^[a-z][a-z0-9+.-]*:\/\/|^git@/i.test(name)).flatMap((name) => joinPath(folder, name) ?? []);
}

// src/inventory/on-merge.ts
const MERGE_EFFECTS = [
	"deploys",
	"manual",
	"suspended",
	"applied",
	"deleted",
	"deleted-by-hand",
	"stays",
	"left"
];
function onMerge(app, merge) {
	const isOn = merge.isOn ?? app.autoSync;
	if (isOn === void 0 || app.controller === "none") return void 0;
	const own = isOn ? "deploys" : heldBy(app);
	if (!merge.isDeclarationChanged && !(app.kind === "HelmRelease" && app.parent)) return own;
	const root = appliersOf(app, merge.among).at(-1);
	if (root && merge.isThere?.(root) === false) return "applied";
	const above = onMergeAbove(app, merge.among);
	return above === void 0 ? "applied" : above === "deploys" ? own : above;
}
function onMergeAbove(app, among) {
	const parents = appliersOf(app, among);
	const held = parents.find(({ autoSync }) => autoSync !== true);
	return parents.length === 0 ? void 0 : held ? heldBy(held) : "deploys";
}
function whenGone(app, among) {
	switch (onMergeAbove(app, among)) {
		case void 0: return "left";
		case "deploys": return "deleted";
		case "manual": return "deleted-by-hand";
		default: return "stays";
	}
}
function appliersOf(app, among) {
	return app.parent ? parentsOf$2(app) : among.filter((one) => applies(one, app));
}
function parentsOf$2(app) {
	const found = /* @__PURE__ */ new Set();
	for (let above = app.parent; above && !found.has(above); above = above.parent) found.add(above);
	return [...found];
}
function applies({ controller, inputs, declaredAt }, app) {
	const { file } = app.declaredAt;
	return controller === "argocd" && declaredAt.file !== file && isInput(inputs, file);
}
function heldBy({ controller }) {
	return controller === "flux" ? "suspended" : "manual";
}
const GOING = /* @__PURE__ */ new Set([
	"deleted",
	"deleted-by-hand",
	"stays",
	"left"
]);
const WORDS = {
	deploys: ["deploys as soon as this is merged", "deploy as soon as this is merged"],
	manual: ["waits for a manual sync", "wait for a manual sync"],
	suspended: ["is suspended: it stays as it is until it is resumed", "are suspended: they stay as they are until they are resumed"],
	applied: ["waits until its declaration is applied, which nothing in this repo does", "wait until their declarations are applied, which nothing in this repo does"],
	deleted: ["is deleted as soon as this is merged", "are deleted as soon as this is merged"],
	"deleted-by-hand": ["is deleted when its parent is synced manually with pruning", "are deleted when their parents are synced manually with pruning"],
	stays: ["stays in the cluster, although nothing declares it any longer", "stay in the cluster, although nothing declares them any longer"],
	left: ["stays until someone deletes it, because nothing in this repo applied its declaration", "stay until someone deletes them, because nothing in this repo applied their declarations"]
};
function mergeWords(effect, isOne) {
	return WORDS[effect][isOne ? 0 : 1];
}
function mergeSayings(all) {
	const ordered = all.toSorted((a, b) => Number(b.production) - Number(a.production));
	return [...new Set(ordered.map(({ environment }) => environment))].flatMap((environment) => {
		const own = ordered.filter((one) => one.environment === environment);
		const effects = [...new Set(own.map(({ effect }) => effect))];
		return MERGE_EFFECTS.filter((effect) => effects.includes(effect)).map((effect) => ({
			environment,
			isWhole: environment !== void 0 && effects.length === 1 && !GOING.has(effect),
			apps: [...new Set(own.filter((one) => one.effect === effect).map(({ name }) => name))],
			effect
		}));
	});
}

// src/inventory/helm/layers.ts
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
	if (!block) return quotedLayer(holder, value, path, kind);
	return {
		kind,
		scope: block,
		document: holder.document,
		node: block.document.root,
		path,
		block: path
	};
}
function quotedLayer({ scope }, value, path, kind) {
	if (value.style === "literal" || !value.value.includes(":")) return void 0;
	try {
		const file = parseYaml(value.value, scope.file.path);
		const [document] = file.documents;
		if (document?.root.kind !== "map") return void 0;
		const { line } = position(scope.outerText, scope.outwardOffset(value.start));
		const notEditable = `it is in a quoted string at ${scope.file.path}:${line}, which cannot be edited; write the string as a block (${String(path.at(-1))}: |)`;
		return {
			kind,
			scope: wholeFile(file, document),
			document: document.index,
			node: document.root,
			path,
			block: path,
			notEditable
		};
	} catch (error) {
		if (error instanceof FairleadError) return void 0;
		throw error;
	}
}
function* applyChart(files, chart, values, notes) {
	applyDefaults(files, yield* readDefaults(files, chart), values, notes);
}
function* readDefaults(files, chart, prefix = []) {
	if (prefix.length > 4) return [];
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
	const defaults = [];
	for (const { name, alias, repository } of dependencies) {
		const folder = repository.startsWith("file://") ? joinPath(chart, repository.slice(7)) : joinPath(chart, `charts/${name}`);
		if (folder !== void 0 && alias && files.isFolder(folder)) defaults.push(...yield* readDefaults(files, folder, [...prefix, alias]));
	}
	return files.has(own) ? [...defaults, {
		file: own,
		prefix
	}] : defaults;
}
function applyDefaults(files, defaults, values, notes) {
	for (const { file, prefix } of defaults) for (const layer of fileLayers(files, file, "chart defaults")) applyLayer(descend(values, prefix), layer, notes);
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
	const place = placeOf$3(wholeFile(yaml, document), document.index, node, ["appVersion"]);
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
		const name = use.repository ?? "its image";
		if (!isOfChart(use)) {
			notes.add(`the tag of ${name} is not set; the templates of its chart determine it`);
			return use;
		}
		notes.add(`the tag of ${name} is not set; the chart's appVersion ${version.tag} is assumed (${version.file}:${version.line})`);
		return {
			...use,
			tag: version.tag
		};
	});
}
function isOfChart({ addPath }) {
	return /^(?:image\.\w+|image[-_]?tag)$/i.test((addPath ?? []).join("."));
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
function containersOf(object, notes) {
	if (WITHOUT_IMAGES.has(object.kind)) return [];
	const uses = [];
	let budget = 2e5;
	walk(object.node, object.path, void 0);
	return uses;
	function walk(raw, path, container) {
		const node = resolve$1(raw);
		if (--budget < 0) return noteUnending(object.file, notes);
		if (!node || path.length - object.path.length > 20) return;
		if (node.kind === "sequence") {
			const named = /containers$/i.test(String(path.at(-1)));
			for (const [i, item] of node.items.entries()) walk(item, path.concat(i), named ? stringAt(item, "name") : container);
		}
		if (node.kind !== "map") return;
		for (const entry of node.entries) {
			const key = keyText(entry.key);
			if (key === void 0 || path.length === object.path.length && key === "metadata") continue;
			const value = resolve$1(entry.value);
			const reference = key === "image" && value?.kind === "scalar" ? parseReference(value.value) : void 0;
			if (reference && value?.kind === "scalar") {
				const aliases = entry.value.kind === "alias" ? [entry.value] : [];
				const place = placeOf$3(object.scope, object.document, value, [...path, key], aliases);
				uses.push({
					...imageUse(reference, place),
					container: container ?? stringAt(node, "name")
				});
			} else if (key === "image" && value?.kind === "scalar" && value.value.includes("${")) {
				const aliases = entry.value.kind === "alias" ? [entry.value] : [];
				const [name = ""] = value.value.split(":${");
				uses.push({
					...imageUse({ repository: "" }, void 0),
					repository: isRepository(name) ? name : void 0,
					template: placeOf$3(object.scope, object.document, value, [...path, key], aliases),
					withoutPlace: `${value.value} has variables that are not set here`,
					setBy: `variables: ${value.value}`,
					container: container ?? stringAt(node, "name")
				});
			} else walk(entry.value, path.concat(key), container);
		}
	}
}

// src/kube/objects.ts
function standsAt(object) {
	return object.madeOf ?? `${object.file}#${object.document}#${object.path.join(".")}`;
}
function specOf$2({ node, inValues }) {
	return inValues?.isSpec === true ? resolve$1(node) : at(node, "spec");
}
function specPath({ path, inValues }) {
	return inValues?.isSpec === true ? path : [...path, "spec"];
}
function isChanged({ overlay, inValues }) {
	return (overlay ?? inValues?.made) !== void 0;
}
function objectsOf$1(file) {
	return file.documents.flatMap((document) => objectsIn$2(document.root, {
		scope: wholeFile(file, document),
		document: document.index,
		path: [],
		block: []
	}));
}
function objectsInBlock(parent, block, path) {
	const scope = block.kind === "scalar" ? enterBlock(parent.scope, block) : void 0;
	return scope ? objectsIn$2(scope.document.root, {
		scope,
		document: parent.document,
		path,
		block: path
	}) : [];
}
function objectsIn$2(node, where) {
	const { scope, path } = where;
	const apiVersion = stringAt(node, "apiVersion");
	const kind = stringAt(node, "kind");
	if (apiVersion === void 0 || kind === void 0) return [];
	if (kind === "List") {
		const items = at(node, "items");
		if (items?.kind !== "sequence") return [];
		return items.items.flatMap((item, i) => objectsIn$2(item, {
			...where,
			path: [
				...path,
				"items",
				i
			]
		}));
	}
	return [{
		apiVersion,
		kind,
		name: stringAt(node, "metadata", "name") ?? "",
		namespace: stringAt(node, "metadata", "namespace"),
		file: scope.file.path,
		line: position(scope.outerText, scope.outwardOffset(node.start)).line,
		node,
		...where
	}];
}

// src/inventory/kustomize/images.ts
function applyImage(entry, holder, state) {
	const name = stringAt(entry, "name");
	if (name === void 0) return;
	const { fits, change } = readImage(entry, holder, name, state.notes);
	let used = false;
	for (const draft of state.drafts) draft.images = draft.images.map((use) => {
		if (!fits?.(use)) return use;
		used = true;
		return change(use);
	});
	if (!used) {
		const reference = parseReference(name) ?? { repository: name };
		state.unused.push(change({
			...imageUse(reference, void 0),
			form: "tag",
			setBy: "kustomize images"
		}));
	}
}
function withImage(uses, entry, notes) {
	const name = stringAt(entry.node, "name");
	if (name === void 0) return {
		images: uses,
		isUsed: true
	};
	const { fits, change } = readImage(entry.node, entry, name, notes);
	const isUsed = uses.some((use) => fits?.(use));
	return {
		images: uses.map((use) => fits?.(use) ? change(use) : use),
		isUsed
	};
}
function readImage(entry, holder, name, notes) {
	const fits = matcher(name);
	if (!fits) notes.add(`the images entry ${name} at ${holder.scope.file.path} is a pattern that is not supported; it may change more`);
	return {
		fits,
		change: changeOf(entry, holder, parseReference(name)?.repository ?? name)
	};
}
function changeOf(entry, holder, name) {
	const place = (key) => {
		const node = resolve$1(entryValue(entry, key));
		return node?.kind === "scalar" ? placeOf$3(holder.scope, holder.document, node, [...holder.path, key]) : void 0;
	};
	const newName = stringAt(entry, "newName");
	const suffix = stringAt(entry, "tagSuffix");
	const newTag = place("newTag");
	const digest = place("digest");
	const isSet = (one) => one !== void 0 && one.text !== "";
	return (use) => {
		const renamed = {
			...use,
			repository: newName ?? use.repository,
			alsoKnownAs: [...use.alsoKnownAs, name]
		};
		if (!isSet(newTag) && !isSet(digest) && suffix !== void 0) return {
			...renamed,
			tag: `${use.tag ?? ""}${suffix}`,
			digest: void 0,
			place: void 0,
			digestPlace: void 0,
			withoutPlace: `${holder.scope.file.path} adds the suffix ${suffix} to its tag`
		};
		if (!newTag && !digest) return renamed;
		const [tag = "", inline] = (newTag?.text ?? "").split("@");
		return {
			...renamed,
			tag: tag === "" ? isSet(digest) ? void 0 : use.tag : tag,
			digest: inline ?? (isSet(digest) ? digest?.text : isSet(newTag) ? void 0 : use.digest),
			place: newTag,
			form: "tag",
			digestPlace: digest,
			digestPath: [...holder.path, "digest"],
			setBy: "kustomize images",
			addPath: [...holder.path, "newTag"]
		};
	};
}
function matcher(name) {
	const parts = name.replace(/^\^/, "").replace(/\$$/, "").replaceAll(String.raw`\.`, ".").split(".*");
	if (parts.some((part) => /[\\^$*+?()[\]|]/.test(part))) return void 0;
	return ({ repository, tag, digest, template }) => {
		if (repository === void 0 || template) return false;
		const whole = {
			repository,
			...tag === void 0 ? {} : { tag },
			...digest === void 0 ? {} : { digest }
		};
		const { digest: _, ...tagged } = whole;
		return [
			repository,
			formatReference(tagged),
			formatReference(whole)
		].some((text) => fitsParts(parts, text));
	};
}
function fitsParts(parts, text) {
	const [start = "", ...more] = parts;
	const end = more.pop();
	if (end === void 0) return text === start;
	if (text.length < start.length + end.length || !text.startsWith(start) || !text.endsWith(end)) return false;
	let at = start.length;
	for (const part of more) {
		const found = text.slice(0, text.length - end.length).indexOf(part, at);
		if (found < 0) return false;
		at = found + part.length;
	}
	return at <= text.length - end.length;
}

// src/inventory/kustomize/changes.ts
var import_fast_json_patch = /* @__PURE__ */ __toESM(require_fast_json_patch(), 1);
function quotedIn(file) {
	return `${file}\0quoted`;
}
function fileOf$1(change) {
	const path = change.kind === "merge" ? change.patch.file : change.list.scope.file.path;
	return path.split("\0")[0] ?? path;
}
function changedContent(object, changes, hook) {
	const written = evaluate(object.node, hook?.(object.scope, object.document), object.path);
	let content = object.inValues?.made?.(written) ?? written;
	for (const change of changes) {
		if (change.kind === "operations") {
			const { scope, document, node, path } = change.list;
			content = operated(content, evaluate(node, hook?.(scope, document), path), object, fileOf$1(change));
			continue;
		}
		const { patch, mayRename } = change;
		const by = evaluate(patch.node, hook?.(patch.scope, patch.document), patch.path);
		if (isObject(by) && by["$patch"] === "delete") return void 0;
		const merged = mergePatch(content, by);
		content = mayRename ? merged : named$2(merged, nameOf$2(content));
	}
	return content;
}
function operated(content, operations, { kind, name }, file) {
	try {
		let copied = 0;
		let result = content;
		for (const operation of listAt(operations)) {
			if (textAt(operation, "op") === "copy") copied += sizeOf(import_fast_json_patch.default.getValueByPointer(result, textAt(operation, "from") ?? ""));
			if (copied > MOST_COPIED) throw inputError(`its patches copy more than ${MOST_COPIED} characters`);
			result = import_fast_json_patch.default.applyOperation(result, operation, true, false).newDocument;
		}
		return result;
	} catch (error) {
		if (error instanceof FairleadError) throw inputError(`a patch of the ${kind} ${name} is rejected: ${error.faults[0].message}`, { at: { file } });
		const [reason = ""] = error instanceof Error ? error.message.split("\n") : [];
		throw inputError(`a patch does not apply to the ${kind} ${name}: ${reason}`, { at: { file } });
	}
}
const MOST_COPIED = 16e6;
function sizeOf(value) {
	if (typeof value === "string") return value.length + 2;
	if (typeof value !== "object" || value === null) return 5;
	let size = 2;
	for (const [key, inner] of Object.entries(value)) size += key.length + 4 + sizeOf(inner);
	return size;
}
function mergePatch(base, patch) {
	if (!isObject(patch)) return patch;
	const { $patch: directive, ...rest } = patch;
	const merged = new Map(isObject(base) && directive !== "replace" ? Object.entries(base) : []);
	for (const [key, value] of Object.entries(rest)) if (value === null || isObject(value) && value["$patch"] === "delete") merged.delete(key);
	else merged.set(key, mergePatch(merged.get(key), value));
	return Object.fromEntries(merged);
}
function nameOf$2(content) {
	const metadata = isObject(content) ? content["metadata"] : void 0;
	return isObject(metadata) ? metadata["name"] : void 0;
}
function named$2(content, name) {
	if (!isObject(content) || name === void 0) return content;
	const metadata = content["metadata"];
	return {
		...content,
		metadata: {
			...isObject(metadata) ? metadata : {},
			name
		}
	};
}

// src/inventory/kustomize/target.ts
function namesOf({ object, name }) {
	return [name, object.name];
}
function isTarget(draft, target) {
	const { object } = draft;
	const [group = "", version = ""] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : ["", object.apiVersion];
	const wants = (key, value) => {
		const wanted = stringAt(target, key);
		return wanted === void 0 || wanted === value || wanted === ".*";
	};
	const names = stringAt(target, "name")?.replace(/^\^/, "").replace(/\$$/, "").split("|");
	return (names === void 0 || names.some((wanted) => namesOf(draft).some((name) => fitsName(wanted, name)))) && wants("kind", object.kind) && wants("group", group) && wants("version", version) && wants("namespace", object.namespace ?? "") && fitsSelector(stringAt(target, "labelSelector"), recordAt(object.node, "metadata", "labels")) && fitsSelector(stringAt(target, "annotationSelector"), recordAt(object.node, "metadata", "annotations"));
}
function fitsName(pattern, name) {
	const [start = "", ...parts] = pattern.split(".*");
	const end = parts.pop();
	if (end === void 0) return name === start;
	if (!name.startsWith(start) || !name.endsWith(end) || name.length < start.length + end.length) return false;
	let rest = name.slice(start.length, name.length - end.length);
	for (const part of parts) {
		const found = rest.indexOf(part);
		if (found < 0) return false;
		rest = rest.slice(found + part.length);
	}
	return true;
}
function fitsSelector(selector, labels) {
	return ((selector ?? "").match(/(?:[^,()]|\([^()]*\)|[()])+/g) ?? []).map((requirement) => requirement.trim()).every((requirement) => requirement === "" || fitsRequirement(requirement, labels));
}
function fitsRequirement(requirement, labels) {
	const has = (key) => Object.hasOwn(labels, key);
	const [, key = "", operator, list = ""] = /^([^\s=!()]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(requirement) ?? [];
	if (operator !== void 0) {
		const isOne = has(key) && list.split(",").some((value) => value.trim() === labels[key]);
		return operator === "in" ? isOne : !isOne;
	}
	const [, name = "", sign, value = ""] = /^([^\s=!()]+)\s*(==?|!=)\s*(\S*)$/.exec(requirement) ?? [];
	if (sign !== void 0) return (has(name) && labels[name] === value) === (sign !== "!=");
	const [, not, alone = ""] = /^(!?)\s*([^\s=!()]+)$/.exec(requirement) ?? [];
	return not !== void 0 && has(alone) === (not === "");
}

// src/inventory/kustomize/patches.ts
const noOptions = {
	target: void 0,
	mayRename: false
};
function applyPatch(files, folder, patch, holder, state) {
	const target = at(patch, "target");
	const options = {
		target,
		mayRename: isTrueAt(patch, "options", "allowNameChange")
	};
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
		} else mergePatches(objectsOf$1(yaml), options, state);
	} else if (inline?.kind === "scalar") {
		const block = enterBlock(holder.scope, inline);
		const where = [...holder.path, "patch"];
		if (!block) applyQuoted(inline.value, holder, options, state);
		else if (block.document.root.kind === "sequence") applyOperations(block.document.root.items, {
			scope: block,
			document: holder.document,
			node: block.document.root,
			path: where
		}, target, state);
		else mergePatches(objectsInBlock(holder, inline, where), options, state);
	}
}
function applyQuoted(text, holder, options, state) {
	const file = readQuoted(text, holder, state);
	const document = file?.documents[0];
	if (!file || !document) return;
	const list = {
		scope: wholeFile(file, document),
		document: document.index,
		node: document.root,
		path: []
	};
	const patches = document.root.kind === "sequence" ? [] : objectsOf$1(file);
	for (const draft of state.drafts) {
		if (document.root.kind === "sequence" && options.target && isTarget(draft, options.target)) draft.changes.push({
			kind: "operations",
			list
		});
		for (const patch of patches) if (isMeant(draft, patch, options)) reach(draft, patch, options);
	}
}
function readQuoted(text, { scope }, state) {
	try {
		return parseYaml(text, quotedIn(scope.file.path));
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		state.notes.add(`a patch in ${scope.file.path} cannot be read: ${error.faults[0].message}`);
		return;
	}
}
function mergePatches(patches, options, state) {
	for (const patch of patches) for (const draft of state.drafts) {
		if (!isMeant(draft, patch, options)) continue;
		draft.patches.push(patch);
		reach(draft, patch, options);
		for (const image of containersOf(patch, state.notes)) {
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
function isMeant(draft, patch, { target }) {
	if (target) return isTarget(draft, target);
	return draft.object.kind === patch.kind && namesOf(draft).includes(patch.name);
}
function reach(draft, patch, { mayRename }) {
	draft.changes.push({
		kind: "merge",
		patch,
		mayRename
	});
	if (stringAt(patch.node, "$patch") === "delete") {
		draft.isDeleted = true;
		draft.images = [];
	}
	if (mayRename && patch.name !== "") draft.name = patch.name;
}
function applyOperations(operations, holder, target, state) {
	for (const draft of state.drafts) if (target && isTarget(draft, target)) draft.changes.push({
		kind: "operations",
		list: holder
	});
	for (const [i, operation] of operations.entries()) {
		const pointer = stringAt(operation, "path") ?? "";
		const value = resolve$1(entryValue(operation, "value"));
		if (!/^(replace|add)$/.test(stringAt(operation, "op") ?? "") || value?.kind !== "scalar" || !pointer.endsWith("/image")) continue;
		const reference = parseReference(value.value);
		if (!reference) continue;
		for (const draft of state.drafts) {
			if (!target || !isTarget(draft, target)) continue;
			const index = draft.images.findIndex((use) => use.place && `/${use.place.path.join("/")}`.endsWith(pointer));
			const place = placeOf$3(holder.scope, holder.document, value, [
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

// src/inventory/kustomize/fields.ts
function* applyFields(files, folder, holder, state) {
	const { node } = holder;
	for (const path of namedPaths(node, folder)) if (!files.isFolder(path)) state.inputs.files.add(path);
	for (const field of [
		"generators",
		"transformers",
		"validators"
	]) for (const name of stringsAt(node, field)) {
		const path = joinPath(folder, name);
		if (path !== void 0 && files.isFolder(path)) state.inputs.folders.add(path);
	}
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
		]), noOptions, state);
		else if (path !== void 0 && files.has(path)) mergePatches(objectsIn$1(files, path, state), noOptions, state);
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
function objectsIn$1(files, path, state) {
	const yaml = files.yaml(path);
	if (yaml) return objectsOf$1(yaml);
	state.notes.add(`${path} cannot be read: ${files.fault(path)?.message ?? "it does not exist"}`);
	return [];
}

// src/inventory/kustomize/kustomization.ts
function deployedBy(built) {
	return (built?.items ?? []).filter(({ isDeleted }) => isDeleted !== true);
}
function unbuilt(object) {
	return {
		object,
		name: object.name,
		patches: [],
		changes: [],
		images: [],
		namespace: void 0
	};
}
const KUSTOMIZATION_FILES = [
	"kustomization.yaml",
	"kustomization.yml",
	"Kustomization"
];
function kustomizationOf(files, folder) {
	for (const name of KUSTOMIZATION_FILES) {
		const path = joinPath(folder, name) ?? "";
		if (files.has(path)) return path;
	}
}
function* build(files, folder, outer) {
	const state = {
		drafts: [],
		unused: [],
		configMaps: /* @__PURE__ */ new Map(),
		namespace: void 0,
		notes: /* @__PURE__ */ new Set(),
		patchFiles: /* @__PURE__ */ new Set(),
		inputs: new InputCollector(),
		chain: []
	};
	yield* buildFolder(files, folder, state);
	if (outer) {
		yield* applyComponents(files, folder, outer, state);
		yield* applyFields(files, folder, outer, state);
	}
	const complete = state.notes.size === 0;
	for (const use of complete ? state.unused : []) if (use.place && use.setBy === "kustomize images") state.notes.add(`the images entry ${use.alsoKnownAs.at(-1) ?? use.repository} at ${use.place.file}:${use.place.line} does not match any container`);
	const unused = state.unused.filter((use) => !complete || use.setBy !== "kustomize images");
	return {
		...state,
		unused,
		items: state.drafts,
		notes: [...state.notes]
	};
}
function* buildFolder(files, named, outer) {
	const folder = files.real(named) ?? named;
	if (folder !== named) outer.inputs.files.add(named);
	if (outer.chain.includes(folder)) return;
	const state = {
		...outer,
		chain: [...outer.chain, folder]
	};
	const file = kustomizationOf(files, folder);
	if (file) {
		for (const name of KUSTOMIZATION_FILES) state.inputs.files.add(joinPath(folder, name) ?? "");
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
	} else {
		state.inputs.folders.add(folder);
		yield* addManifests(files, manifestsBelow(files, folder), state);
	}
	outer.namespace = state.namespace;
}
function manifestsBelow(files, folder) {
	return files.children(folder).flatMap((child) => {
		if (files.isLink(child)) return [];
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
	}
	const [namespace, ...others] = new Set(parts.flatMap((part) => part.namespace ?? []));
	if (namespace !== void 0) state.namespace = others.length === 0 ? namespace : void 0;
}
function* addManifest(files, path, state) {
	if (!files.has(path)) return yield* buildFolder(files, path, state);
	yield [path];
	state.inputs.files.add(path);
	for (const object of objectsIn$1(files, path, state)) state.drafts.push(draftOf(object, state));
}
function draftOf(object, { notes }) {
	const images = containersOf(object, notes);
	return {
		object,
		name: object.name,
		patches: [],
		changes: [],
		images,
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
		else state.notes.add(`${path} is listed in a kustomization but does not exist`);
	}
	yield* addManifests(files, resources, inner);
	yield* applyHelmCharts(files, folder, holder, inner);
	yield* applyComponents(files, folder, holder, inner);
	yield* applyFields(files, folder, holder, inner);
	rename$1(node, inner);
	state.namespace = inner.namespace;
	state.drafts.push(...inner.drafts);
	state.unused.push(...inner.unused);
}
function rename$1(node, state) {
	const namespace = stringAt(node, "namespace");
	const [prefix = "", suffix = ""] = [stringAt(node, "namePrefix"), stringAt(node, "nameSuffix")];
	for (const draft of state.drafts) {
		draft.namespace = namespace ?? draft.namespace;
		draft.name = `${prefix}${draft.name}${suffix}`;
	}
	state.namespace = namespace ?? state.namespace;
}
function* applyComponents(files, folder, holder, state) {
	for (const name of stringsAt(holder.node, "components")) {
		const named = joinPath(folder, name);
		if (named === void 0) {
			state.notes.add(`the component ${name} is not in this repo; it is not read`);
			continue;
		}
		const path = files.real(named) ?? named;
		if (path !== named) state.inputs.files.add(named);
		for (const file of KUSTOMIZATION_FILES) state.inputs.files.add(joinPath(path, file) ?? "");
		const component = kustomizationOf(files, path);
		if (component === void 0) state.notes.add(`the component ${name} is not in this repo; it is not read`);
		if (component === void 0 || state.chain.includes(path)) continue;
		yield [component];
		const yaml = files.yaml(component);
		const document = yaml?.documents[0];
		if (!yaml || !document) continue;
		const inner = {
			...state,
			chain: [...state.chain, path]
		};
		const own = {
			scope: wholeFile(yaml, document),
			document: document.index,
			node: document.root,
			path: []
		};
		for (const resource of stringsAt(document.root, "resources")) {
			const below = joinPath(path, resource);
			if (below !== void 0 && (files.has(below) || files.isFolder(below))) yield* addManifests(files, [below], inner);
		}
		yield* applyComponents(files, path, own, inner);
		yield* applyFields(files, path, own, inner);
		rename$1(document.root, inner);
		state.namespace = inner.namespace;
	}
}
function* applyHelmCharts(files, folder, holder, state) {
	for (const [i, chart] of itemsAt(holder.node, "helmCharts").entries()) {
		const name = stringAt(chart, "name") ?? `helmCharts[${i}]`;
		const home = stringAt(holder.node, "helmGlobals", "chartHome") ?? "charts";
		const own = joinPath(folder, `${home}/${name}`);
		if (own !== void 0) state.inputs.folders.add(own);
		state.notes.add(`the chart ${name} is inflated by kustomize; its default values are not read`);
		const file = joinPath(folder, stringAt(chart, "valuesFile") ?? "");
		const values = emptyValues();
		if (file !== void 0 && files.has(file)) {
			yield [file];
			for (const layer of fileLayers(files, file, "values file")) applyLayer(values, layer, state.notes);
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
		}, state.notes);
		state.unused.push(...findImages(values, state.notes));
	}
}

// src/inventory/flux/kinds.ts
const KUSTOMIZE_GROUP = "kustomize.toolkit.fluxcd.io/";
const HELM_GROUP = "helm.toolkit.fluxcd.io/";
function isFluxKustomization(object) {
	return object.kind === "Kustomization" && object.apiVersion.startsWith(KUSTOMIZE_GROUP);
}
function isHelmRelease(object) {
	return object.kind === "HelmRelease" && object.apiVersion.startsWith(HELM_GROUP);
}
function isWhole(release) {
	return (at(release.node, "spec", "chart") ?? at(release.node, "spec", "chartRef")) !== void 0;
}

// src/inventory/flux/builds.ts
var Builds = class {
	#built = /* @__PURE__ */ new Map();
	#files;
	#other;
	constructor(files, other) {
		this.#files = files;
		const isAlike = other && [files, other.files].every((one) => !one.hasLinks && hasAll(one, other.changed));
		this.#other = isAlike ? other : void 0;
	}
	*of(object, path) {
		const key = `${standsAt(object)} ${path}`;
		const known = this.#built.get(key);
		if (known) return known.built;
		const same = this.#same(key, object);
		if (same) yield [...same.inputs.files];
		const built = same ?? (yield* build(this.#files, path, specOf$1(object)));
		this.#built.set(key, {
			file: object.file,
			built
		});
		return built;
	}
	#same(key, { file }) {
		const other = this.#other;
		if (!other) return void 0;
		const found = other.builds.#built.get(key);
		if (!found || found.file !== file || other.changed.has(file)) return void 0;
		const { inputs } = found.built;
		return [...other.changed].some((path) => isInput(inputs, path)) ? void 0 : found.built;
	}
};
function hasAll(files, paths) {
	return [...paths].every((path) => files.has(path));
}
function specOf$1(object) {
	const node = at(object.node, "spec");
	return node && {
		scope: object.scope,
		document: object.document,
		node,
		path: [...object.path, "spec"]
	};
}

// src/patterns/doublestar.ts
function doublestar(pattern) {
	if (!isValid(checkedPattern(pattern)) || pattern.includes(START)) return NO_PATTERN;
	const rows = [];
	for (const choice of chooseEach(pattern) ?? []) {
		const row = isValid(choice) ? wholePath(choice) : void 0;
		if (!row) break;
		rows.push(row);
	}
	return rows.length > 0 ? ofParts(...rows) : NO_PATTERN;
}
const START = "\0";
const MOST_CHOICES = 1e3;
function isValid(pattern) {
	const tokens = tokensOf(pattern, TOKENS);
	let depth = 0;
	for (const token of tokens ?? []) {
		if (EMPTY_CLASS.test(token)) return false;
		if (token === "{") depth++;
		else if (token === "}" && --depth < 0) return false;
	}
	return tokens !== void 0 && depth === 0;
}
function openBrace(pattern) {
	let at = 0;
	for (const token of tokensOf(pattern, TOKENS) ?? []) {
		if (token === "{") return at;
		at += token.length;
	}
}
function chooseEach(pattern) {
	const start = openBrace(pattern);
	if (start === void 0) return [pattern];
	const tokens = [pattern.slice(0, start), ...pattern.slice(start).match(/\\[^]|[^]/g) ?? []];
	const open = 1;
	const ends = [open];
	let depth = 0;
	for (let i = open; i < tokens.length; i++) if (tokens[i] === "{") depth++;
	else if (tokens[i] === "," && depth === 1) ends.push(i);
	else if (tokens[i] === "}" && --depth === 0) {
		ends.push(i);
		break;
	}
	const close = ends.at(-1) ?? open;
	if (depth > 0) return void 0;
	const [before, after] = [tokens.slice(0, open).join(""), tokens.slice(close + 1).join("")];
	const all = [];
	for (const [i, end] of ends.slice(1).entries()) {
		const inner = tokens.slice((ends[i] ?? 0) + 1, end).join("");
		const more = chooseEach(`${before}${START}${inner}${after}`);
		if (!more || all.length + more.length > MOST_CHOICES) return void 0;
		all.push(...more);
	}
	return all;
}
function piecesOf(tokens) {
	const pieces = [{
		hasSlash: false,
		tokens: []
	}];
	for (const token of tokens) if (token === "/" || token === "\\/") pieces.push({
		hasSlash: true,
		tokens: []
	});
	else if (token === START) pieces.push({
		hasSlash: false,
		tokens: []
	});
	else pieces.at(-1)?.tokens.push(token);
	return pieces;
}
function wholePath(pattern) {
	const tokens = tokensOf(pattern, TOKENS);
	if (!tokens) return void 0;
	const pieces = piecesOf(tokens);
	const parts = [];
	let isParted = true;
	for (const [i, piece] of pieces.entries()) {
		const before = piece.hasSlash && !isParted ? [literal("/")] : [];
		const next = pieces[i + 1];
		const isAny = piece.tokens.length === 1 && piece.tokens[0] === "**" && (!next || next.hasSlash);
		const isLast = !next || i === pieces.length - 2 && next.tokens.length === 0 && next.hasSlash;
		const endsWithAny = isLast && piece.tokens.at(-1) === "**";
		const own = isAny ? [...before, next ? { kind: "folders" } : {
			kind: "any",
			crosses: true
		}] : [...before, ...piece.tokens.map(partOf$1)];
		if (isAny) parts.push(...isLast && before.length > 0 ? [{
			kind: "choice",
			choices: [[], own]
		}] : own);
		else if (endsWithAny && next) return [
			...parts,
			...own.slice(0, -1),
			{
				kind: "choice",
				choices: [[], [...own.slice(-1), literal("/")]]
			}
		];
		else parts.push(...own);
		isParted = isAny || piece.tokens.length === 0 && !piece.hasSlash && isParted && i > 0;
	}
	return parts;
}
function partOf$1(token) {
	if (token.startsWith("*")) return {
		kind: "any",
		crosses: false
	};
	if (token === "?") return {
		kind: "one",
		fits: (character) => character !== "/"
	};
	return token.length > 1 && token.startsWith("[") ? {
		kind: "one",
		fits: classOf$1(token)
	} : literal(token);
}
const TOKENS = /\\[^]|\*+|\[[!^]?(?:\\[^]|[^\]\\])+\]|\[[!^]?\]|[^]/g;
const EMPTY_CLASS = /^\[[!^]?\]$/;
function classOf$1(token) {
	const negated = /^\[[!^]/.test(token);
	const ranges = [...token.slice(negated ? 2 : 1, -1).matchAll(/(\\[^]|[^])(?:-(\\[^]|[^]))?/g)];
	const plain = (text) => text.replace(/^\\/, "");
	return (character) => ranges.some(([, low = "", high = low]) => character === plain(low) || character >= plain(low) && character <= plain(high)) !== negated;
}
function filesFirst(a, b) {
	const [one, two] = [a.split("/"), b.split("/")];
	const apart = one.findIndex((name, i) => name !== two[i]);
	if (apart < 0) return one.length - two.length;
	const isFile = (names) => names.length === apart + 1;
	if (isFile(one) !== isFile(two)) return isFile(one) ? -1 : 1;
	return (one[apart] ?? "") < (two[apart] ?? "") ? -1 : 1;
}

// src/patterns/git.ts
function pathspec(pattern) {
	const [, signature, rest = pattern] = /^:\((glob|top|literal)\)([^]*)$/.exec(checkedPattern(pattern)) ?? [];
	const bare = trimmed(rest);
	const isBelow = (path) => path === bare || bare === "" || path.startsWith(`${bare}/`);
	const wild = signature === "literal" ? NO_PATTERN : wildmatch(bare, signature === "glob");
	return { test: (path) => isBelow(path) || wild.test(path) };
}
function trimmed(path) {
	let [start, end] = [0, path.length];
	if (path.startsWith("./")) for (start = 1; path[start] === "/";) start++;
	while (end > start && path[end - 1] === "/") end--;
	return path.slice(start, end);
}
function wildmatch(pattern, names) {
	const characters = [...pattern];
	const parts = [];
	for (let i = 0; i < characters.length; i++) {
		const character = characters[i] ?? "";
		if (character === "*") {
			let end = i;
			while (characters[end] === "*") end++;
			const isWhole = end - i === 2 && (i === 0 || characters[i - 1] === "/") && (end === characters.length || characters[end] === "/");
			if (names && isWhole && characters[end] === "/") {
				parts.push({
					kind: "choice",
					choices: [[], [{
						kind: "any",
						crosses: true
					}, ...literals("/")]]
				});
				i = end;
			} else {
				parts.push({
					kind: "any",
					crosses: !names || isWhole
				});
				i = end - 1;
			}
		} else if (character === "?") parts.push({
			kind: "one",
			fits: (other) => !names || other !== "/"
		});
		else if (character === "[") {
			const found = classAt$1(characters, i + 1);
			if (!found) return NO_PATTERN;
			parts.push({
				kind: "one",
				fits: (other) => !(names && other === "/") && found.fits(other)
			});
			i = found.end;
		} else if (character === "\\") {
			const escaped = characters[++i];
			if (escaped === void 0) return NO_PATTERN;
			parts.push(...literals(escaped));
		} else parts.push(...literals(character));
	}
	return ofParts(parts);
}
const POSIX = {
	alnum: /[A-Za-z0-9]/,
	alpha: /[A-Za-z]/,
	blank: /[ \t]/,
	cntrl: /[\0-\x1f\x7f]/,
	digit: /\d/,
	graph: /[!-~]/,
	lower: /[a-z]/,
	print: /[ -~]/,
	punct: /[!-/:-@[-`{-~]/,
	space: /[\t-\r ]/,
	upper: /[A-Z]/,
	xdigit: /[0-9A-Fa-f]/
};
function classAt$1(characters, start) {
	const negated = characters[start] === "!" || characters[start] === "^";
	const tests = [];
	let at = negated ? start + 1 : start;
	const first = at;
	while (characters[at] !== "]" || at === first) {
		let low = characters[at++];
		if (low === void 0) return void 0;
		if (low === "[" && characters[at] === ":") {
			const end = characters.indexOf("]", at);
			const name = characters.slice(at + 1, end - 1).join("");
			if (end < 0) return void 0;
			if (characters[end - 1] === ":") {
				const known = POSIX[name];
				if (!known) return void 0;
				tests.push((character) => known.test(character));
				at = end + 1;
				continue;
			}
		}
		if (low === "\\") low = characters[at++];
		if (low === void 0) return void 0;
		let high = low;
		if (characters[at] === "-" && characters[at + 1] !== "]" && characters[at + 1] !== void 0) {
			high = characters[at + 1] ?? "";
			at += 2;
			if (high === "\\") high = characters[at++] ?? "";
		}
		const [from, to] = [low, high];
		tests.push((character) => from <= character && character <= to);
	}
	return {
		fits: (character) => tests.some((test) => test(character)) !== negated,
		end: at
	};
}

// src/patterns/go-path.ts
function goPath(pattern) {
	const characters = [...checkedPattern(pattern)];
	const parts = [];
	for (let i = 0; i < characters.length; i++) {
		const character = characters[i] ?? "";
		if (character === "*") parts.push({
			kind: "any",
			crosses: false
		});
		else if (character === "?") parts.push({
			kind: "one",
			fits: (other) => other !== "/"
		});
		else if (character === "[") {
			const found = classAt(characters, i + 1);
			if (!found) return NO_PATTERN;
			parts.push({
				kind: "one",
				fits: found.fits
			});
			i = found.end;
		} else if (character === "\\") {
			const escaped = characters[++i];
			if (escaped === void 0) return NO_PATTERN;
			parts.push(...literals(escaped));
		} else parts.push(...literals(character));
	}
	return ofParts(parts);
}
function classAt(characters, start) {
	const negated = characters[start] === "^";
	const ranges = [];
	let at = negated ? start + 1 : start;
	const next = () => {
		const character = characters[at++];
		if (character === "-" || character === "]") return void 0;
		return character === "\\" ? characters[at++] : character;
	};
	while (characters[at] !== "]" || ranges.length === 0) {
		const low = next();
		if (low === void 0) return void 0;
		const isRange = characters[at] === "-";
		if (isRange) at++;
		const high = isRange ? next() : low;
		if (high === void 0) return void 0;
		ranges.push([low, high]);
	}
	const inRange = (character) => ranges.some(([low, high]) => low <= character && character <= high);
	return {
		fits: (character) => inRange(character) !== negated,
		end: at
	};
}

// src/inventory/context.ts
function isThisRepository(context, repoURL) {
	if (context.addresses === void 0 || repoURL === void 0 || isFilledInLater(repoURL)) return void 0;
	return isOneOf(context.addresses, repoURL);
}
function isFilledInLater(text) {
	return /\{\{|\$\{|\$\(|<[A-Za-z_%]|\[\[|%%/.test(text);
}

// src/inventory/applicationset/params.ts
var Unresolvable = class extends Error {
	hint;
	constructor(message, hint) {
		super(message);
		this.hint = hint;
	}
};
var Refused = class extends Unresolvable {};
function goText(value) {
	if (value === null) return "<nil>";
	if (typeof value === "number") return goNumber(value);
	if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
	if (isObject(value)) return `map[${Object.keys(value).toSorted().map((key) => `${key}:${goText(value[key] ?? null)}`).join(" ")}]`;
	return String(value);
}
function goNumber(value) {
	const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
	const power = Number(exponent);
	if (power >= -4 && power < 6) return String(value);
	return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
function flatten(value) {
	const flat = {};
	const visit = (current, key) => {
		const entries = Array.isArray(current) ? current.map((item, i) => [String(i), item]) : isObject(current) ? Object.entries(current) : void 0;
		if (!entries) flat[key] = goText(current);
		else for (const [name, inner] of entries) visit(inner, key === "" ? name : `${key}.${name}`);
	};
	visit(value, "");
	return flat;
}
function mergeDeep(base, over) {
	const result = { ...base };
	for (const [key, value] of Object.entries(over)) {
		const current = result[key];
		result[key] = isObject(value) && isObject(current) ? mergeDeep(current, value) : value;
	}
	return result;
}
function normalize$1(name) {
	return name.toLowerCase().replaceAll(/[^-a-z0-9.]/g, "-").slice(0, 253).replaceAll(/^[-.]+|(?<![-.])[-.]+$/g, "");
}

// src/inventory/applicationset/git.ts
async function gitParams(spec, expansion) {
	const repoURL = textAt(spec, "repoURL");
	const folders = entriesOf(spec, "directories");
	const files = entriesOf(spec, "files");
	if (isThisRepository(expansion.context, repoURL) === false) throw new Unresolvable(`its git generator reads another repository, ${repoURL}`);
	if (folders.length === 0 && files.length === 0) throw new Refused("its git generator has neither directories nor files");
	const found = folders.length > 0 ? foldersOf(folders, expansion) : await filesOf(files, expansion);
	if (found.length === 0 && expansion.context.addresses === void 0) throw new Unresolvable(`its git generator finds nothing here; it reads ${repoURL ?? "(no repoURL)"}, which may be another repository`);
	return Promise.all(found.map((one) => withPath(one, spec, expansion)));
}
function entriesOf(spec, key) {
	return listAt(spec, key).map((entry) => ({
		path: textAt(entry, "path") ?? "",
		exclude: valueAt(entry, "exclude") === true
	}));
}
function foldersOf(entries, { context }) {
	const rules = entries.map(({ path, exclude }) => ({
		pattern: goPath(path),
		exclude
	}));
	return context.files.folders().filter((folder) => !folder.split("/").some((part) => part.startsWith("."))).filter((folder) => {
		const hits = rules.filter(({ pattern }) => pattern.test(folder));
		return hits.length > 0 && !hits.some(({ exclude }) => exclude);
	}).toSorted(inByteOrder).map((folder) => ({
		folder,
		content: {}
	}));
}
async function filesOf(entries, expansion) {
	const { files } = expansion.context;
	const isNew = expansion.context.config.argocd?.newGitFileGlobbing === true;
	const rules = entries.map(({ path, exclude }) => ({
		pattern: isNew ? newFileGlob(path, expansion) : fileGlob(path),
		exclude
	}));
	const paths = files.entries.map(({ path }) => path).filter((path) => {
		const hits = rules.filter(({ pattern }) => pattern.test(path));
		return hits.length > 0 && !hits.some(({ exclude }) => exclude);
	}).toSorted(inByteOrder);
	await expansion.load(paths);
	return paths.flatMap((path) => {
		const folder = posix.dirname(path);
		return objectsOf(path, expansion).map((content) => ({
			folder,
			file: path,
			content
		}));
	});
}
function fileGlob(path) {
	if (path.startsWith("/")) throw new Refused(`its git generator names ${path}, which git considers outside the repo`);
	return pathspec(path);
}
function newFileGlob(path, { context }) {
	const pattern = doublestar(posix.join("/", path).slice(1).replace(/\/$/, ""));
	if (pattern === NO_PATTERN) throw new Refused(`its git generator names ${path}, which is not a valid pattern`);
	const folder = context.files.folders().find((one) => pattern.test(one));
	if (folder !== void 0) throw new Refused(`its git generator names ${path}, which matches the folder ${folder}, and Argo CD cannot read a folder as a file`);
	return pattern;
}
function objectsOf(path, expansion) {
	let value;
	try {
		value = expansion.valueOf(path) ?? {};
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		throw new Refused(`its git generator cannot read ${path}: ${error.faults[0].message}`);
	}
	if (isObject(value)) return [value];
	const items = Array.isArray(value) ? value : [];
	if (!Array.isArray(value) || !items.every(isObject)) throw new Refused(`its git generator reads ${path}, which is neither a map nor a list of maps`);
	return items.filter(isObject);
}
async function withPath(found, spec, expansion) {
	const { goTemplate } = expansion.templating;
	const prefix = textAt(spec, "pathParamPrefix") ?? "";
	const facts = {
		basename: posix.basename(found.folder),
		basenameNormalized: normalize$1(posix.basename(found.folder)),
		...found.file === void 0 ? {} : {
			filename: posix.basename(found.file),
			filenameNormalized: normalize$1(posix.basename(found.file))
		}
	};
	const segments = found.folder.split("/");
	let set;
	if (goTemplate) {
		const path = {
			path: found.folder,
			...facts,
			segments
		};
		set = {
			params: {
				...found.content,
				...prefix === "" ? { path } : { [prefix]: { path } }
			},
			strings: [[
				...prefix === "" ? [] : [prefix],
				"path",
				"segments"
			]]
		};
	} else {
		const name = prefix === "" ? "path" : `${prefix}.path`;
		const parts = [
			[name, found.folder],
			...Object.entries(facts).map(([key, value]) => [`${name}.${key}`, value]),
			...segments.map((segment, i) => [`${name}[${i}]`, segment])
		];
		set = {
			params: {
				...flatten(found.content),
				...Object.fromEntries(parts)
			},
			strings: []
		};
	}
	return withValues(set, valueAt(spec, "values"), expansion);
}
async function withValues(set, values, { templates, templating }) {
	if (!isObject(values) || Object.keys(values).length === 0) return set;
	const entries = await Promise.all(Object.entries(values).map(async ([key, value]) => [key, await templates.text(goText(value), set, templating)]));
	return templating.goTemplate ? {
		params: {
			...set.params,
			values: Object.fromEntries(entries)
		},
		strings: [...set.strings, ["values"]]
	} : {
		...set,
		params: {
			...set.params,
			...Object.fromEntries(entries.map(([key, value]) => [`values.${key}`, value]))
		}
	};
}
function inByteOrder(a, b) {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

// src/inventory/applicationset/selector.ts
function fits(selector, labels) {
	const exact = valueAt(selector, "matchLabels");
	return (isObject(exact) ? Object.entries(exact) : []).every(([key, value]) => labels[key] === goText(value)) && listAt(selector, "matchExpressions").every((expression) => fitsExpression(expression, labels));
}
function isEmptySelector(selector) {
	const exact = valueAt(selector, "matchLabels");
	return !(isObject(exact) && Object.keys(exact).length > 0) && listAt(selector, "matchExpressions").length === 0;
}
function fitsExpression(expression, labels) {
	const key = textAt(expression, "key") ?? "";
	const values = listAt(expression, "values").map(goText);
	const has = Object.hasOwn(labels, key);
	const operator = textAt(expression, "operator");
	switch (operator) {
		case "In": return has && values.includes(labels[key] ?? "");
		case "NotIn": return !has || !values.includes(labels[key] ?? "");
		case "Exists": return has;
		case "DoesNotExist": return !has;
		default: throw new Refused(`its selector has the unknown operator ${operator ?? "(none)"}`);
	}
}

// src/inventory/applicationset/clusters.ts
const IN_CLUSTER = "https://kubernetes.default.svc";
const SECRET_TYPE = { "argocd.argoproj.io/secret-type": "cluster" };
async function clusterParams(spec, expansion) {
	const named = Object.entries(expansion.context.config.clusters);
	const selector = valueAt(spec, "selector");
	if (named.length === 0) throw new Unresolvable(`its apps come from the clusters registered in Argo CD; list them in ${CONFIG_FILE} (clusters, with server and labels)`, lineFor(selector));
	const chosen = named.filter((cluster) => !isLocal(cluster) || hasSecret(cluster)).filter(([, cluster]) => fits(selector, {
		...SECRET_TYPE,
		...cluster.labels
	}));
	const lacking = chosen.find(([name, { server }]) => server === void 0 && name !== "in-cluster");
	if (lacking) throw new Unresolvable(`${CONFIG_FILE} does not set the server of the cluster ${lacking[0]}`);
	const sets = chosen.map(([name, cluster]) => paramsOf(name, cluster, expansion));
	if (isEmptySelector(selector) && !chosen.some(isLocal)) sets.push({
		params: {
			name: "in-cluster",
			nameNormalized: "in-cluster",
			server: IN_CLUSTER,
			project: ""
		},
		strings: []
	});
	const all = await Promise.all(sets.map((set) => withValues(set, valueAt(spec, "values"), expansion)));
	if (valueAt(spec, "flatList") !== true) return all;
	const strings = [...new Set(all.flatMap((set) => set.strings.map((place) => place.join("\0"))))];
	return [{
		params: { clusters: all.map(({ params }) => params) },
		strings: strings.map((place) => [
			"clusters",
			"*",
			...place.split("\0")
		])
	}];
}
function isLocal([name, { server }]) {
	return server === IN_CLUSTER || name === "in-cluster";
}
function hasSecret([, { labels, annotations, project }]) {
	return labels !== void 0 || annotations !== void 0 || project !== void 0;
}
function lineFor(selector) {
	const exact = valueAt(selector, "matchLabels");
	const labels = isObject(exact) ? Object.entries(exact).map(([key, value]) => [key, goText(value)]) : [];
	for (const expression of listAt(selector, "matchExpressions")) {
		const [key, operator] = [textAt(expression, "key"), textAt(expression, "operator")];
		const [value] = listAt(expression, "values");
		if (key === void 0 || operator !== "In" && operator !== "Exists") continue;
		labels.push([key, value === void 0 ? "VALUE" : goText(value)]);
	}
	const cluster = {
		server: "https://ADDRESS",
		...labels.length > 0 ? { labels: Object.fromEntries(labels) } : {}
	};
	return dump({ clusters: { NAME: cluster } }, {
		flowLevel: 1,
		lineWidth: -1
	}).trimEnd();
}
function paramsOf(name, cluster, { templating }) {
	const { annotations = {}, project = "" } = cluster;
	const labels = {
		...SECRET_TYPE,
		...cluster.labels
	};
	const server = cluster.server ?? IN_CLUSTER;
	const facts = {
		name,
		nameNormalized: normalize$1(name),
		server,
		project
	};
	if (!templating.goTemplate) {
		const flat = (key, entries) => Object.entries(entries).map(([label, value]) => [`metadata.${key}.${label}`, value]);
		return {
			params: {
				...facts,
				...Object.fromEntries([...flat("annotations", annotations), ...flat("labels", labels)])
			},
			strings: []
		};
	}
	const metadata = {
		labels,
		...Object.keys(annotations).length > 0 ? { annotations } : {}
	};
	return {
		params: {
			...facts,
			metadata
		},
		strings: [["metadata", "labels"], ["metadata", "annotations"]]
	};
}

// src/inventory/applicationset/list.ts
function listParams(spec, { templating }) {
	return [...listAt(spec, "elements").map((given) => {
		const element = given ?? {};
		if (!isObject(element)) throw new Refused("an element of its list generator is not a map");
		return {
			params: templating.goTemplate ? element : textsOf(element),
			strings: []
		};
	}), ...yamlElements(textAt(spec, "elementsYaml"))];
}
function textsOf(element) {
	const texts = {};
	for (const [key, value] of Object.entries(element)) {
		if (key === "values" && !isObject(value)) throw new Refused("values in its list generator is not a map");
		const entries = key === "values" && isObject(value) ? Object.entries(value) : [[void 0, value]];
		for (const [name, text] of entries) {
			if (typeof text !== "string") throw new Refused(`${name === void 0 ? key : `values.${name}`} in its list generator is not a string, which only goTemplate: true allows`);
			texts[name === void 0 ? key : `values.${name}`] = text;
		}
	}
	return texts;
}
function yamlElements(text) {
	if (text === void 0 || text.trim() === "") return [];
	const root = parseYaml(text, "elementsYaml").documents[0]?.root;
	const elements = (root && evaluate(root)) ?? [];
	if (!Array.isArray(elements)) throw new Refused("the elementsYaml of its list generator is not a list");
	return elements.map((given) => {
		const element = given ?? {};
		if (!isObject(element)) throw new Refused("an element of its elementsYaml is not a map");
		return {
			params: element,
			strings: []
		};
	});
}

// src/inventory/applicationset/generators.ts
const GENERATORS = {
	list: listParams,
	git: gitParams,
	clusters: clusterParams,
	matrix: matrixParams,
	merge: mergeParams
};
const ELSEWHERE = {
	scmProvider: "the repositories of a forge (scmProvider)",
	pullRequest: "open pull requests (pullRequest)",
	clusterDecisionResource: "an object in the cluster (clusterDecisionResource)",
	plugin: "a plugin"
};
function generatorKinds(generator) {
	return [...Object.keys(GENERATORS), ...Object.keys(ELSEWHERE)].filter((kind) => isObject(valueAt(generator, kind)));
}
function separated(generator) {
	const kinds = generatorKinds(generator);
	if (kinds.length < 2) return [generator];
	const selector = valueAt(generator, "selector") ?? null;
	return kinds.map((kind) => ({
		[kind]: valueAt(generator, kind) ?? null,
		selector
	}));
}
async function generate(generator, expansion, parent) {
	const [kind] = generatorKinds(generator);
	const run = kind === void 0 ? void 0 : GENERATORS[kind];
	if (kind === void 0) throw new Unresolvable("one of its generators has an unknown kind");
	if (!run) throw new Unresolvable(`its apps come from ${ELSEWHERE[kind] ?? kind}, which is not in Git`);
	const spec = valueAt(generator, kind) ?? {};
	const interpolated = parent && Object.keys(parent.params).length > 0 ? await interpolate(spec, kind, expansion, parent) : spec;
	const sets = await attempted$1(() => run(interpolated, expansion));
	expansion.count(sets.length);
	const selector = valueAt(generator, "selector");
	return selector === void 0 || selector === null ? sets : sets.filter(({ params }) => fits(selector, flatten(params)));
}
async function attempted$1(work) {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		throw new Refused(`one of its generators cannot be read: ${error.faults[0].message}`);
	}
}
async function interpolate(spec, kind, expansion, parent) {
	const { templates, templating } = expansion;
	const values = valueAt(spec, "values");
	if (!isObject(spec) || !isObject(values) || !["git", "clusters"].includes(kind)) return templates.value(spec, parent, templating);
	const { values: _, ...rest } = spec;
	const strict = {
		...templating,
		options: [...templating.options.filter((option) => !option.startsWith("missingkey=")), "missingkey=error"]
	};
	const resolved = Object.entries(values).map(async ([key, value]) => {
		try {
			return [key, await templates.value(value, parent, strict)];
		} catch (error) {
			if (!(error instanceof Unresolvable && /map has no entry for key|can't evaluate field/.test(error.message))) throw error;
			return [key, value];
		}
	});
	const rendered = await templates.value(rest, parent, templating);
	return {
		...isObject(rendered) ? rendered : {},
		values: Object.fromEntries(await Promise.all(resolved))
	};
}
async function matrixParams(spec, expansion) {
	const [first, second, ...more] = listAt(spec, "generators");
	if (first === void 0 || second === void 0 || more.length > 0) throw new Refused("its matrix generator does not have exactly two generators");
	const combined = (await inner(first, expansion)).map(async (a) => {
		expansion.count(0);
		return (await inner(second, expansion, a)).map((b) => combine(a, b, expansion));
	});
	return (await Promise.all(combined)).flat();
}
function inner(generator, expansion, parent) {
	if (generatorKinds(generator).length === 1) return generate(generator, expansion, parent);
	throw new Refused("a generator in its matrix or merge generator has an unknown kind, or several kinds");
}
function combine(a, b, { templating }) {
	if (templating.goTemplate) return mergeSets(b, a);
	const params = Object.fromEntries(Object.entries(a.params).map(([key, value]) => [key, goText(value)]));
	for (const [key, value] of Object.entries(b.params)) {
		const text = goText(value);
		if (Object.hasOwn(params, key) && params[key] !== text) throw new Refused(`its matrix generator has two values for ${key}`);
		params[key] = text;
	}
	return {
		params,
		strings: []
	};
}
function mergeSets(base, over) {
	return {
		params: mergeDeep(base.params, over.params),
		strings: [...base.strings, ...over.strings]
	};
}
async function mergeParams(spec, expansion) {
	const generators = listAt(spec, "generators");
	const keys = listAt(spec, "mergeKeys").map(goText);
	if (generators.length < 2) throw new Refused("its merge generator has fewer than two generators");
	if (keys.length === 0) throw new Refused("its merge generator has no mergeKeys");
	const [base = [], ...others] = await Promise.all(generators.map((generator) => inner(generator, expansion)));
	const merged = byKeys(base, keys);
	for (const sets of others) {
		const over = byKeys(sets, keys);
		for (const [key, set] of merged) {
			const more = over.get(key);
			if (!more) continue;
			merged.set(key, expansion.templating.goTemplate ? mergeSets(set, more) : {
				params: {
					...set.params,
					...more.params
				},
				strings: []
			});
		}
	}
	return [...merged.values()];
}
function byKeys(sets, keys) {
	const result = /* @__PURE__ */ new Map();
	for (const set of sets) {
		const key = JSON.stringify(keys.toSorted().map((name) => [name, ordered(set.params[name] ?? null)]));
		if (result.has(key)) throw new Refused(`its merge generator gets two sets of parameters for the same ${keys.join(", ")}`);
		result.set(key, set);
	}
	return result;
}
function ordered(value) {
	if (Array.isArray(value)) return value.map(ordered);
	if (!isObject(value)) return value;
	const keys = Object.keys(value).toSorted();
	return Object.fromEntries(keys.map((key) => [key, ordered(value[key] ?? null)]));
}
function ownTemplate(generator) {
	const [kind] = generatorKinds(generator);
	return kind === void 0 ? void 0 : valueAt(generator, kind, "template");
}

// src/inventory/applicationset/patch.ts
function fillIn(own, base) {
	if (isObject(own) && isObject(base)) {
		const keys = /* @__PURE__ */ new Set([...Object.keys(base), ...Object.keys(own)]);
		return Object.fromEntries([...keys].map((key) => {
			return [key, (key === "valuesObject" ? own[key] ?? base[key] : fillIn(own[key], base[key])) ?? null];
		}));
	}
	return isEmpty(own) ? base : own;
}
function isEmpty(value) {
	if (value === void 0 || value === null || value === "" || value === 0 || value === false) return true;
	return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
function patched(application, patch) {
	const change = readPatch(patch);
	if (change === void 0) return application;
	const result = merge(application, change, []);
	refuseOtherThanTexts(result);
	const project = valueAt(application, "spec", "project");
	const spec = valueAt(result, "spec");
	if (!isObject(result) || !isObject(spec)) return result;
	const { project: _, ...rest } = spec;
	return {
		...result,
		spec: {
			...project === void 0 ? {} : { project },
			...rest
		}
	};
}
function refuseOtherThanTexts(application) {
	for (const field of ["labels", "annotations"]) {
		const found = Object.entries(objectAt(application, "metadata", field)).find(([, value]) => typeof value !== "string");
		if (found) throw new Refused(`its templatePatch sets metadata.${field}.${found[0]} to a value that is not a string: put it in quotes`);
	}
}
function objectAt(value, ...path) {
	const found = valueAt(value, ...path);
	return isObject(found) ? found : {};
}
function readPatch(text) {
	if (text.trimStart().startsWith("{") && !isJson(text)) throw new Refused("its templatePatch begins with \"{\", so Argo CD reads it as JSON, but it is not valid JSON");
	try {
		const root = parseYaml(text, "templatePatch").documents[0]?.root;
		const value = root ? evaluate(root) : void 0;
		if (value === void 0 || value === null || isObject(value)) return value ?? void 0;
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		throw new Refused(`its templatePatch cannot be read: ${error.faults[0].message}`);
	}
	throw new Refused("its templatePatch is not a map");
}
function isJson(text) {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
function merge(base, change, path) {
	if (path.slice(0, -1).includes("valuesObject") && (isObject(change) ? isObject(base) : Array.isArray(change) && Array.isArray(base))) throw new Refused(`its templatePatch changes ${path.join(".")}, which already exists: Argo CD cannot merge maps or lists in valuesObject`);
	if (Array.isArray(change) && path.join(".") === "metadata.finalizers") return [.../* @__PURE__ */ new Set([...change, ...listAt(base)])];
	if (!isObject(change)) return change;
	if (change["$patch"] === "delete") return {};
	const { $patch: directive, ...rest } = change;
	const kept = isObject(base) && directive !== "replace" ? base : {};
	const entries = new Map(Object.entries(kept));
	for (const [key, value] of Object.entries(rest)) if (key === "$deleteFromPrimitiveList/finalizers") entries.set("finalizers", without$1(entries.get("finalizers"), value));
	else if (key.startsWith("$setElementOrder/")) continue;
	else if (value === null) entries.delete(key);
	else entries.set(key, merge(entries.get(key), value, [...path, key]));
	return Object.fromEntries(entries);
}
function without$1(list, gone) {
	return listAt(list).filter((item) => !listAt(gone).includes(item));
}

// src/inventory/applicationset/expansion.ts
const MOST_SETS = 5e4;
const MOST_CHARACTERS = 1e8;
async function expand$1(set, shared, probe) {
	let spec;
	try {
		const content = contentOf(set, probe);
		if (content === void 0) return {
			applications: [],
			problems: []
		};
		spec = valueAt(content, "spec") ?? {};
	} catch (error) {
		return {
			applications: [],
			problems: [{ reason: contained(error).faults[0].message }]
		};
	}
	const templating = {
		goTemplate: valueAt(spec, "goTemplate") === true,
		options: listAt(spec, "goTemplateOptions").map(goText),
		spend: counter(MOST_CHARACTERS, "characters of text")
	};
	const expansion = {
		...shared,
		templating,
		valueOf: (path) => valueOfFile(path, shared.context, probe),
		count: counter(MOST_SETS, "sets of parameters")
	};
	const problems = /* @__PURE__ */ new Map();
	const tell = (reason, hint) => problems.set(reason, {
		reason,
		hint
	});
	let refused;
	const generators = listAt(spec, "generators");
	if (generators.length === 0) tell("it has no generators");
	const parts = generators.flatMap((entry, i) => separated(entry).map((generator) => ({
		generator,
		i
	}))).map(async ({ generator, i }) => {
		const attempt = async (work) => {
			try {
				return await work();
			} catch (error) {
				if (error instanceof Refused) refused ??= error.message;
				if (error instanceof Unresolvable) tell(error.message, error.hint);
				else tell(contained(error).faults[0].message);
				return;
			}
		};
		const sets = await attempt(() => generate(generator, expansion)) ?? [];
		const template = fillIn(ownTemplate(generator), valueAt(spec, "template"));
		const made = sets.map((params) => attempt(async () => ({
			application: await applicationOf(set, spec, template, params, expansion),
			generator: i,
			...toldBy(params)
		})));
		return (await Promise.all(made)).filter((one) => one !== void 0);
	});
	return {
		applications: withoutDoubles((await Promise.all(parts)).flat(), tell),
		problems: [...problems.values()],
		...refused !== void 0 && { refused }
	};
}
function toldBy({ params }) {
	const first = (...keys) => keys.map((key) => params[key] ?? valueAt(params, ...key.split("."))).find((value) => typeof value === "string" && value !== "");
	const environment = first("environment", "env", "values.environment", "values.env", "stage");
	const cluster = first("cluster", "clusterName", "values.cluster", "values.clusterName");
	return {
		...typeof environment === "string" && { environment },
		...typeof cluster === "string" && { cluster }
	};
}
function counter(most, what) {
	let counted = 0;
	return (more) => {
		counted += more;
		if (counted > most) throw new Unresolvable(`its generators and templates produce more than ${most.toLocaleString("en")} ${what}, which is the limit`);
	};
}
function valueOfFile(path, { files }, probe) {
	const text = files.text(path);
	const yaml = files.yaml(path) ?? (text === void 0 ? void 0 : parseYaml(text, path));
	const document = yaml?.documents[0];
	if (!yaml || !document) return void 0;
	return evaluate(document.root, probe?.hook(wholeFile(yaml, document), document.index));
}
async function applicationOf(set, spec, template, params, { templates, templating }) {
	const filled = Object.keys(params.params).length === 0 ? template ?? {} : withFinalizer(await templates.value(template ?? {}, params, templating), spec);
	const patch = textAt(spec, "templatePatch");
	const result = patch === void 0 ? filled : patched(filled, await templates.text(patch, params, templating));
	const metadata = valueAt(result, "metadata");
	return {
		apiVersion: "argoproj.io/v1alpha1",
		kind: "Application",
		metadata: {
			...isObject(metadata) ? metadata : {},
			...set.namespace === void 0 ? {} : { namespace: set.namespace }
		},
		spec: valueAt(result, "spec") ?? {}
	};
}
function withFinalizer(application, spec) {
	const keeps = valueAt(spec, "syncPolicy", "preserveResourcesOnDeletion") === true;
	const metadata = valueAt(application, "metadata");
	if (keeps || listAt(metadata, "finalizers").length > 0) return application;
	return {
		...isObject(application) ? application : {},
		metadata: {
			...isObject(metadata) ? metadata : {},
			finalizers: ["resources-finalizer.argocd.argoproj.io"]
		}
	};
}
function withoutDoubles(applications, tell) {
	const counts = /* @__PURE__ */ new Map();
	return applications.filter(({ application }) => {
		const name = textAt(application, "metadata", "name") ?? "";
		if (name.length > 253 || !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) {
			const isTemplate = /\{\{|\$\{|<\w/.test(name);
			tell(`it generates an Application with the name ${JSON.stringify(name)}, which ${isTemplate ? "another tool fills in" : "is not valid"}`);
			return false;
		}
		counts.set(name, (counts.get(name) ?? 0) + 1);
		return counts.get(name) === 1;
	}).map((one) => (counts.get(textAt(one.application, "metadata", "name") ?? "") ?? 0) > 1 ? {
		...one,
		isTwice: true
	} : one);
}
function generatedPath(source) {
	return `${source.file}\0${source.name}`;
}
function objectOf$1(source, application) {
	const file = parseYaml(dump(application, {
		lineWidth: -1,
		noRefs: true
	}), generatedPath(source));
	const [document] = file.documents;
	if (!document) throw new Error("a generated Application has no document");
	return {
		...source,
		madeOf: standsAt(source),
		kind: textAt(application, "kind") ?? "Application",
		name: textAt(application, "metadata", "name") ?? "",
		node: document.root,
		scope: wholeFile(file, document),
		document: document.index,
		path: [],
		block: []
	};
}
function contentOf(object, probe) {
	const hook = probe && ((scope, document) => scope.file.path.includes("\0") ? (value) => value : probe.hook(scope, document));
	const content = changedContent(object, object.overlay?.changes ?? [], hook);
	return content !== void 0 && object.overlay ? named$2(content, object.name) : content;
}

// src/inventory/control-planes/destination.ts
function destinationOf(read, kind, config) {
	if (kind !== "Application") {
		const secret = read("spec", "kubeConfig", "secretRef", "name") ?? read("spec", "kubeConfig", "configMapRef", "name");
		return secret === void 0 ? {} : { kubeConfig: secret };
	}
	const [name, server] = [read("spec", "destination", "name"), read("spec", "destination", "server")];
	if (name !== void 0 && name !== "in-cluster") {
		const known = Object.hasOwn(config.clusters, name) ? config.clusters[name]?.server : void 0;
		return known !== void 0 && isInCluster(known) ? {} : { cluster: name };
	}
	if (server === void 0 || isInCluster(server)) return {};
	const own = plainServer(server);
	return { cluster: Object.entries(config.clusters).find(([, cluster]) => cluster.server !== void 0 && plainServer(cluster.server) === own)?.[0] ?? own };
}
function clusterKey(destination, app, config) {
	const { controlPlane = "", cluster } = app;
	if (destination.cluster !== void 0) return { cluster: destination.cluster };
	if (cluster !== void 0 && Object.hasOwn(config.clusters, cluster) && cluster !== "in-cluster") return { cluster };
	if (destination.kubeConfig !== void 0) return { cluster: remotePlane(controlPlane, destination.kubeConfig) };
	const home = Object.hasOwn(config.controlPlanes, controlPlane) ? config.controlPlanes[controlPlane]?.cluster : void 0;
	if (home !== void 0) return { cluster: home };
	return Object.hasOwn(config.clusters, controlPlane) ? { cluster: controlPlane } : { controlPlane };
}
function targetPlane({ cluster, kubeConfig }, controlPlane = ".") {
	return cluster ?? (kubeConfig === void 0 ? controlPlane : remotePlane(controlPlane, kubeConfig));
}
function remotePlane(controlPlane, kubeConfig) {
	return `${controlPlane}:${kubeConfig}`;
}
function clusterBehind({ kubeConfig }) {
	return kubeConfig?.replace(/[-.]?kube-?config$/i, "") || kubeConfig;
}

// src/inventory/control-planes/lineage.ts
function lineageOf(object, { applies, destination }) {
	const taken = object.overlay?.folder ?? object.takenBy;
	const kustomization = taken === void 0 ? [] : [posix.join(taken, "kustomization.yaml")];
	return {
		place: standsAt(object),
		ownNamespace: object.namespace,
		folder: taken ?? folderOf$1(object.file),
		takenBy: object.takenBy,
		overlay: object.overlay?.folder,
		paths: [...kustomization, object.file],
		applies,
		destination
	};
}
const NOWHERE = /* @__PURE__ */ new Set();
function leadsAmong(objects) {
	const places = [...objects].filter(leads$1).map(standsAt);
	return places.length === 0 ? NOWHERE : new Set(places);
}
function leads$1({ apiVersion, kind }) {
	return apiVersion.startsWith("argoproj.io/") && (kind === "Application" || kind === "ApplicationSet") || /^(kustomize|helm)\.toolkit\.fluxcd\.io\//.test(apiVersion) && (kind === "Kustomization" || kind === "HelmRelease");
}

// src/inventory/environments/signs.ts
function judgeEnvironment(app, config) {
	const { overlay, sources, valuesFiles, declared } = app;
	const paths = [
		...overlay === void 0 ? [] : [`${overlay}/`],
		...declared === void 0 ? [] : [declared],
		...sources,
		...valuesFiles
	];
	const rule = environmentByRule({
		labels: app.labels,
		paths
	}, app.cluster, config);
	if (rule !== void 0) return {
		environment: rule,
		production: isProduction(rule, config)
	};
	const label = labelOfEnvironment(app.labels, app.annotations);
	if (label) {
		const environment = spelled(label.value, config);
		return {
			environment,
			production: isProduction(environment, config)
		};
	}
	const signs = signsOf(app);
	const [first] = signs;
	if (!first) return {
		environment: void 0,
		production: false
	};
	const environment = spelled(first.environment, config);
	const isProd = (sign) => sign.isProduction ?? isProduction(spelled(sign.environment, config), config);
	const isFirst = isProd(first);
	const other = isFirst ? signs.find((sign) => sign.isOwn && sign.isStrong && !isProd(sign)) : signs.find((sign) => sign.isStrong && isProd(sign));
	if (first.isOwn && !other) return {
		environment,
		production: isFirst
	};
	return {
		environment,
		production: isFirst || other !== void 0,
		...first.isOwn ? {} : { by: who(first) },
		...other ? { contradiction: `${who(first)} says ${environment}, and ${who(other)} says ${other.environment}: it counts as production. Set the label "environment" on it to decide` } : {}
	};
}
function who({ what, subject }) {
	return what === "" ? subject : `${what} ${subject}`.trimEnd();
}
function spelled(environment, config) {
	return Object.keys(config.environments).find((name) => isSameEnvironment(name, environment)) ?? environment;
}
const KINDS$1 = /* @__PURE__ */ new Set([
	"canary",
	"demo",
	"preview",
	"local",
	"sandbox",
	"perf",
	"test"
]);
function signsOf(app) {
	const signs = [];
	addOwnPaths(app, signs);
	addOwnNames(app, signs);
	if (app.isBesideParent) addParent(app, signs);
	addCluster(app, signs);
	if (!app.isBesideParent) addParent(app, signs);
	if (signs.length === 0) for (const path of [...ownPaths(app), app.declared ?? ""]) add(signs, childOf(path, CLUSTER_FOLDERS), path, {
		isOwn: false,
		isStrong: false
	});
	return signs;
}
function add(signs, environment, subject, more = {}) {
	if (environment === void 0) return false;
	signs.push({
		what: "",
		isOwn: true,
		isStrong: true,
		isProduction: void 0,
		...more,
		environment,
		subject
	});
	return true;
}
function ownPaths({ overlay, sources, valuesFiles }) {
	return overlay === void 0 ? [...sources, ...valuesFiles] : [
		`${overlay}/`,
		...sources,
		...valuesFiles
	];
}
function addOwnPaths(app, signs) {
	const { sources, declared, name, element } = app;
	const own = ownPaths(app);
	const stated = declared !== void 0 && childOf(declared, CLUSTER_FOLDERS) !== void 0 ? void 0 : declared;
	if (!own.some((path) => add(signs, childOf(path, ENVIRONMENT_FOLDERS), path))) own.some((path) => add(signs, strong(path, sources.includes(path), name), path));
	add(signs, element, "", { what: "the element that generated it" });
	if (stated !== void 0) add(signs, childOf(stated, ENVIRONMENT_FOLDERS) ?? strongInPath(stated, name), stated);
	own.some((path) => add(signs, weakInPath(sources.includes(path) ? `${path}/` : path, name), path, { isStrong: false }));
	if (stated !== void 0) add(signs, weakInPath(stated, name), stated, { isStrong: false });
}
function strong(path, isFolder, app) {
	return isFolder ? path.split("/").findLast((folder) => folder !== app && isEnvironmentWord(folder)) : strongInPath(path, app);
}
function addOwnNames({ name, namespace, parent }, signs) {
	const named = suffixOf(name);
	if (!(parent?.environment !== void 0 && named !== void 0 && KINDS$1.has(named))) add(signs, named, name, { what: "its name" });
	if (namespace !== void 0) add(signs, affixIn(namespace), namespace, { what: "its namespace" });
}
function addParent({ parent, isBesideParent }, signs) {
	if (parent) add(signs, parent.environment, parent.name, {
		what: "its parent",
		isOwn: false,
		isStrong: isBesideParent,
		isProduction: parent.production
	});
}
function addCluster({ declared, name, cluster, server }, signs) {
	if (declared !== void 0 && childOf(declared, CLUSTER_FOLDERS) !== void 0) add(signs, childOf(declared, ENVIRONMENT_FOLDERS) ?? strongInPath(declared, name) ?? weakInPath(declared, name), declared, { isOwn: false });
	if (cluster !== void 0 && cluster !== server) add(signs, wordIn(cluster), cluster, {
		what: "its cluster",
		isOwn: false
	});
}

// src/inventory/guarded.ts
function* guarded(reading, failed) {
	try {
		return yield* reading();
	} catch (error) {
		return failed(contained(error));
	}
}
function attempted(work, failed) {
	try {
		return work();
	} catch (error) {
		return failed(contained(error));
	}
}
function asUnresolved({ file, line, kind, name }, into) {
	return (error) => {
		into.push({
			file,
			line,
			kind,
			name,
			reason: error.faults[0].message
		});
	};
}

// src/inventory/with-fields.ts
const LATE = Symbol("what is found when it is asked for");
const ACCESSORS = {
	images: {
		enumerable: true,
		configurable: true,
		get() {
			return this[LATE].images();
		}
	},
	notes: {
		enumerable: true,
		configurable: true,
		get() {
			return this[LATE].notes();
		}
	}
};
function withLate(app, late) {
	return withAccessors(app, late, ["images", "notes"]);
}
function withFields(app, fields) {
	const late = app[LATE];
	if (!late) return {
		...app,
		...fields
	};
	const isLate = (key) => Object.hasOwn(ACCESSORS, key) && Object.getOwnPropertyDescriptor(app, key)?.get !== void 0;
	const result = {};
	const kept = [];
	for (const key of Object.keys(app)) {
		if (Object.hasOwn(fields, key)) continue;
		if (isLate(key)) kept.push(key);
		else result[key] = app[key];
	}
	return withAccessors(Object.assign(result, fields), late, kept);
}
function withAccessors(app, late, keys) {
	Object.defineProperty(app, LATE, { value: late });
	for (const key of keys) Object.defineProperty(app, key, ACCESSORS[key]);
	return app;
}

// src/inventory/argocd/normal.ts
const FIELDS = {
	kustomize: "namePrefix nameSuffix version namespace images replicas commonLabels commonAnnotations patches components kubeVersion apiVersions ignoreMissingComponents",
	helm: "version releaseName valueFiles parameters fileParameters values passCredentials ignoreMissingValueFiles skipCrds skipTests skipSchemaValidation kubeVersion apiVersions namespace",
	directory: "recurse exclude include"
};
function saysNothing(type, block) {
	if (!isObject(block)) return block === void 0 || block === null;
	if (type !== "kustomize" && type !== "helm" && type !== "directory") return false;
	const isSet = (value) => value !== void 0 && ![
		null,
		false,
		""
	].includes(value) && (typeof value !== "object" || Object.keys(value).length > 0);
	if (type === "helm" && isObject(block["valuesObject"])) return false;
	const { jsonnet } = block;
	if (type === "directory" && isObject(jsonnet) && Object.values(jsonnet).some(isSet)) return false;
	return !FIELDS[type].split(" ").some((field) => isSet(block[field]));
}

// src/inventory/plugin-inputs.ts
function* readByPlugin(files, folder) {
	const inputs = new InputCollector();
	inputs.folders.add(folder);
	for (const part of chartFolders(files, folder)) inputs.folders.add(part);
	if (kustomizationOf(files, folder) !== void 0) {
		const built = yield* guarded(() => build(files, folder), () => void 0);
		if (built) inputs.add(built.inputs);
	}
	return inputs;
}

// src/inventory/argocd/helm.ts
function* readHelm(context, source) {
	const { files } = context;
	const { layers, path, chart, here, notes } = source;
	const defaults = here && path !== void 0 ? yield* readDefaults(files, path) : void 0;
	if (!defaults) notes.add(`the defaults of its chart ${chart ?? path ?? ""} are not in this repo`);
	const holderOf = (key) => layers.find((layer) => at(layer.node, "helm", key) !== void 0);
	const filesHolder = holderOf("valueFiles");
	const entries = stringsAt(filesHolder?.node, "helm", "valueFiles").flatMap((name) => fileNamed(context, source, name, "values file") ?? []);
	const parameters = holderOf("fileParameters");
	const parameterFiles = itemsAt(parameters?.node, "helm", "fileParameters").flatMap((item) => fileNamed(context, source, stringAt(item, "path") ?? "", "file of a parameter") ?? []);
	const named = expandPatterns(files, entries);
	yield [...named, ...parameterFiles];
	const ignoreMissing = layers.some((layer) => isTrueAt(layer.node, "helm", "ignoreMissingValueFiles"));
	const valuesFiles = named.filter((file) => {
		if (!files.has(file) && !ignoreMissing) notes.add(`the values file ${file} does not exist`);
		return files.has(file);
	});
	return {
		valuesFiles,
		images
	};
	function images() {
		const values = emptyValues();
		applyDefaults(files, defaults ?? [], values, notes);
		for (const file of valuesFiles) {
			if (files.yaml(file) === void 0) notes.add(`the values file ${file} cannot be read: ${files.fault(file)?.message}`);
			for (const layer of fileLayers(files, file, "values file")) applyLayer(values, layer, notes);
		}
		applyInline(holderOf, values, notes);
		return withAppVersion(findImages(values, notes), files, here ? path : void 0, notes);
	}
}
function applyInline(holderOf, values, notes) {
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
		if (inline) applyLayer(values, inline, notes);
	}
	const parameters = holderOf("parameters");
	if (parameters) applyParameters(parameters, values, notes);
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
		})) notes.add(`the parameter ${name} sets a list item, which is not supported; the images in that list are unknown`);
	}
}
function isForced(item) {
	const map = resolve$1(item);
	if (map?.kind !== "map") return false;
	return map.entries.some((entry) => keyText(entry.key)?.toLowerCase() === "forcestring" && stringAt(entry.value) === "true");
}
function expandPatterns(files, entries) {
	const isPattern = (entry) => /[*?[]/.test(entry);
	const named = entries.flatMap((entry) => {
		if (!isPattern(entry)) return [entry];
		const pattern = doublestar(entry);
		return files.entries.flatMap(({ path }) => pattern.test(path) && !entries.includes(path) ? [path] : []).toSorted(filesFirst);
	});
	return [...new Set(named)];
}
function fileNamed(context, source, name, what) {
	const { application, path, here, refs, notes } = source;
	const [head = "", ...rest] = name.split("/");
	const expand = (text) => text.replaceAll(/\$\{?(\w+)\}?/g, (_, variable) => environmentVariable(application, variable) ?? "");
	let target;
	if (head.startsWith("$") && refs.size > 0) {
		const ref = refs.get(head.slice(1));
		if (!ref) {
			notes.add(`the ${what} ${name} names the unknown source ${head}`);
			return;
		}
		target = joinPath("", expand(rest.join("/")));
		if (isThisRepository(context, stringAt(ref.node, "repoURL")) === false) {
			notes.add(`the ${what} ${name} is in ${stringAt(ref.node, "repoURL")}`);
			return;
		}
	} else if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) {
		notes.add(`the ${what} ${name} is not in this repo`);
		return;
	} else if (here && path !== void 0) {
		const expanded = expand(name);
		target = expanded.startsWith("/") ? joinPath("", expanded.slice(1)) : joinPath(path, expanded);
	} else {
		notes.add(`the ${what} ${name} is not in this repo`);
		return;
	}
	if (target === void 0) notes.add(`the ${what} ${name} leaves the repo`);
	return target;
}
function environmentVariable(object, name) {
	if (name === "ARGOCD_APP_NAME") return object.name;
	if (name === "ARGOCD_APP_NAMESPACE") return stringAt(object.node, "spec", "destination", "namespace");
	if (name === "ARGOCD_APP_PROJECT_NAME") return stringAt(object.node, "spec", "project") ?? "default";
}

// src/patterns/gobwas.ts
function gobwas(pattern) {
	const token = /\\[^]|\*+|\[(?:!|(?!!))(?:[^]-[^]\]|(?![^]-)(?:\\[^]|[^\]\\])+\])|[^]/g;
	const whole = [];
	const open = [];
	let current = whole;
	for (const [text] of checkedPattern(pattern).matchAll(token)) {
		const last = open.at(-1);
		if (text === "{") {
			const choices = [[]];
			current.push({
				kind: "choice",
				choices
			});
			open.push({
				outer: current,
				choices
			});
			current = choices[0] ?? [];
		} else if (text === "}" && last) {
			current = last.outer;
			open.pop();
		} else if (text === "," && last) {
			current = [];
			last.choices.push(current);
		} else {
			const part = partOf(text);
			if (!part) return NO_PATTERN;
			current.push(part);
		}
	}
	return open.length > 0 ? NO_PATTERN : ofParts(whole);
}
function partOf(text) {
	if (text.startsWith("*")) return {
		kind: "any",
		crosses: true
	};
	if (text === "?") return {
		kind: "one",
		fits: () => true
	};
	if (text === "[" || text === "\\") return void 0;
	if (!text.startsWith("[")) return literal(text);
	const fits = classOf(text);
	return fits && {
		kind: "one",
		fits
	};
}
function classOf(token) {
	const negated = token.startsWith("[!");
	const inside = token.slice(negated ? 2 : 1, -1);
	const [low = "", dash, high = ""] = inside;
	const isRange = inside.length === 3 && dash === "-";
	if (isRange && high < low) return void 0;
	const fits = isRange ? (character) => character >= low && character <= high : (character) => inside.replaceAll(/\\([^])/g, "$1").includes(character);
	return (character) => fits(character) !== negated;
}

// src/inventory/argocd/manifests.ts
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
			place: placeOf$3(holder.scope, holder.document, scalar, [
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
function* readDirectory(files, layers, path, notes) {
	const option = (key) => layers.map((layer) => stringAt(layer.node, "directory", key)).find((value) => value !== void 0);
	const all = option("recurse") === "true" ? files.below(path) : files.children(path).filter((file) => files.has(file));
	const pattern = (key) => {
		const text = option(key);
		return text === void 0 ? void 0 : gobwas(text);
	};
	const [include, exclude] = [pattern("include"), pattern("exclude")];
	const fits = (file, pattern) => pattern.test(path === "" ? file : file.slice(path.length + 1));
	const taken = all.filter((file) => /\.(?:ya?ml|json|jsonnet)$/.test(file) && !(exclude && fits(file, exclude)) && (include === void 0 || fits(file, include)));
	const manifests = taken.filter((file) => !file.endsWith(".jsonnet"));
	const others = taken.length - manifests.length;
	if (others > 0) notes.add(`${others === 1 ? "a file of it is" : `${others} files of it are`} Jsonnet, such as ${taken.find((file) => file.endsWith(".jsonnet"))}; their output is not read`);
	yield manifests;
	const objects = manifests.flatMap((file) => {
		const yaml = files.yaml(file);
		const fault = files.fault(file);
		if (!yaml && fault) notes.add(`${file} cannot be read: ${fault.message}`);
		return yaml ? objectsOf$1(yaml) : [];
	});
	return {
		images: objects.flatMap((object) => containersOf(object, notes)),
		objects
	};
}

// src/inventory/argocd/application-source.ts
function* readSource(context, source, { object, refs, notes, inputs }) {
	const { files } = context;
	const { node } = source;
	const repoURL = stringAt(node, "repoURL");
	const chart = givenAt(node, "chart");
	const rawPath = givenAt(node, "path");
	const path = rawPath === void 0 ? void 0 : joinPath("", rawPath.replace(/^\//, ""));
	const known = isThisRepository(context, repoURL);
	const inThisRepository = chart === void 0 && path !== void 0 && known !== false && files.isFolder(path);
	const targetRevision = stringAt(node, "targetRevision");
	const isMissing = chart === void 0 && path !== void 0 && known === true && ["", "HEAD"].includes(targetRevision ?? "") && !inThisRepository && files.submoduleOf(path) === void 0;
	const summary = (type) => ({
		type,
		repoURL,
		path,
		chart,
		targetRevision,
		inThisRepository,
		...isMissing ? { isMissing } : {}
	});
	const artifact = inThisRepository || chart === void 0 && known === true ? [] : artifactOf(source, chart, repoURL);
	if (givenAt(node, "ref") !== void 0 && chart === void 0 && path === void 0) return {
		source: summary("ref"),
		valuesFiles: [],
		images: () => artifact
	};
	const overrides = [];
	if (inThisRepository && path !== void 0) {
		const candidates = [
			".argocd-source.yaml",
			`.argocd-source-${object.name}.yaml`,
			...object.namespace ? [`.argocd-source-${object.namespace}_${object.name}.yaml`] : []
		].flatMap((name) => joinPath(path, name) ?? []);
		for (const file of candidates) inputs.files.add(file);
		const paths = candidates.filter((file) => files.has(file));
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
	const type = typeOf(files, layers, {
		chart,
		folder: inThisRepository ? path : void 0
	});
	if (type === "helm") {
		if (isMissing) notes.add(`its path ${path} is not in this repo at this revision`);
		const helm = yield* readHelm(context, {
			application: object,
			layers,
			path,
			chart,
			here: inThisRepository,
			refs,
			notes
		});
		if (inThisRepository && path !== void 0) for (const folder of chartFolders(files, path)) inputs.folders.add(folder);
		const { valuesFiles } = helm;
		const applies = passedOnBy(context, object, [...valuesFiles, ...inThisRepository && path !== void 0 ? [joinPath(path, "values.yaml") ?? ""] : []]);
		return {
			source: summary("helm"),
			valuesFiles,
			images: () => [...helm.images(), ...artifact],
			applies
		};
	}
	if (!inThisRepository || path === void 0) {
		const submodule = path === void 0 || known === false ? void 0 : files.submoduleOf(path);
		if (submodule !== void 0 && path !== void 0) {
			inputs.folders.add(path);
			notes.add(`its path ${path} is in the submodule ${submodule}; its images are not read`);
		} else if (chart === void 0) notes.add(known === true ? `its path ${path ?? "(none)"} is not in this repo at this revision` : `its path ${path ?? "(none)"} is not in this repo${repoURL === void 0 ? "" : ` but in ${repoURL}`}; its images are not read`);
		const given = [...kustomizeArguments(layers), ...artifact];
		return {
			source: summary(type),
			valuesFiles: [],
			images: () => given
		};
	}
	if (type === "kustomize") {
		const built = yield* build(files, path, kustomizeBlock(layers));
		inputs.add(built.inputs);
		for (const note of built.notes) notes.add(note);
		const images = overridden([...built.items.flatMap((item) => item.images), ...built.unused], kustomizeArguments(layers));
		const applies = {
			folder: path,
			places: leadsAmong(deployedBy(built).map((item) => item.object))
		};
		return {
			source: summary(type),
			valuesFiles: [],
			images: () => images,
			applies
		};
	}
	inputs.folders.add(path);
	if (type === "plugin") {
		notes.add("a plugin renders it; its images cannot be determined from Git alone");
		inputs.add(yield* readByPlugin(files, path));
	}
	const { images, objects } = yield* readDirectory(files, layers, path, notes);
	const applies = {
		folder: void 0,
		places: leadsAmong(objects)
	};
	return {
		source: summary(type),
		valuesFiles: [],
		images: () => images,
		applies
	};
}
function givenAt(node, key) {
	const text = stringAt(node, key);
	return text === "" ? void 0 : text;
}
function passedOnBy({ passedOn }, object, files) {
	const own = (passedOn?.get(object.file) ?? []).filter((one) => object.madeOf === void 0 && one.document === object.document && one.path.length > object.path.length && object.path.every((key, i) => key === one.path[i]));
	const inFiles = files.flatMap((file) => passedOn?.get(file) ?? []);
	return {
		folder: void 0,
		places: leadsAmong([...own, ...inFiles])
	};
}
function kustomizeBlock(layers) {
	const holder = layers.find((layer) => at(layer.node, "kustomize", "patches") ?? at(layer.node, "kustomize", "components"));
	const node = at(holder?.node, "kustomize");
	return holder && node && {
		...holder,
		node,
		path: [...holder.path, "kustomize"]
	};
}
function typeOf(files, layers, { chart, folder }) {
	for (const type of [
		"kustomize",
		"helm",
		"directory",
		"plugin"
	]) if (layers.some((layer) => isExplicit(type, at(layer.node, type)))) return type;
	if (chart !== void 0) return "helm";
	if (folder === void 0) return "unknown";
	if (kustomizationOf(files, folder)) return "kustomize";
	if (files.children(folder).some((file) => file.endsWith("Chart.yaml"))) return "helm";
	return "directory";
}
function isExplicit(type, node) {
	return node !== void 0 && !saysNothing(type, evaluate(node));
}
function artifactOf(source, chart, repoURL) {
	const revision = at(source.node, "targetRevision");
	if (revision?.kind !== "scalar" || revision.value === "" || revision.value === "HEAD" || repoURL === void 0) return [];
	return [{
		artifact: chart !== void 0 ? "chart" : repoURL.startsWith("oci://") ? "oci" : "git",
		repository: chart === void 0 ? repoURL : `${repoURL.replace(/(?<!\/)\/+$/, "")}/${chart}`,
		alsoKnownAs: [],
		tag: revision.value,
		digest: void 0,
		place: placeOf$3(source.scope, source.document, revision, [...source.path, "targetRevision"]),
		form: "tag",
		digestPlace: void 0,
		setBy: "targetRevision",
		addPath: void 0
	}];
}

// src/inventory/argocd/application.ts
function* readApplication(context, object, origin = {}) {
	const { node } = object;
	const { generatedBy, fault, parent, isRendered } = origin;
	const isMade = generatedBy !== void 0 || isRendered === true;
	const notes = /* @__PURE__ */ new Set();
	const sources = sourcesOf(object);
	if (at(node, "spec", "sourceHydrator")) notes.add("its manifests are hydrated: the synced branch is not the edited branch");
	const refs = new Map(sources.flatMap((source) => givenAt(source.node, "ref") === void 0 ? [] : [[givenAt(source.node, "ref") ?? "", source]]));
	const inputs = new InputCollector();
	inputs.files.add(object.file);
	for (const file of object.overlay?.files ?? []) inputs.files.add(file);
	const found = [];
	for (const source of sources) found.push(yield* noting(readSource(context, source, {
		object,
		refs,
		notes,
		inputs
	}), inputs));
	if (sources.length === 0) notes.add("it has no source");
	const valuesFiles = found.flatMap((part) => part.valuesFiles);
	const server = stringAt(node, "spec", "destination", "server");
	const own = [...found.flatMap((part) => part.source.path ?? []), ...valuesFiles.toReversed()];
	const overlays = object.overlay ? [`${object.overlay.folder}/`] : [];
	const declared = isRendered === true ? void 0 : object.file;
	const paths = [...own, ...declared === void 0 ? [] : [declared]];
	const labels = recordAt(node, "metadata", "labels");
	const namespace = stringAt(node, "spec", "destination", "namespace");
	const name = stringAt(node, "spec", "destination", "name");
	const stated = clusterOf({
		name: object.name,
		labels,
		paths: [...overlays, ...isMade ? paths : paths.toReversed()],
		cluster: name,
		server,
		namespace
	}, context.config);
	const isBesideParent = parent !== void 0 && (stated === void 0 || stated === "in-cluster" || stated === parent.cluster);
	const cluster = isBesideParent ? parent.cluster : stated;
	const place = judgeEnvironment({
		name: object.name,
		namespace,
		labels,
		annotations: recordAt(node, "metadata", "annotations"),
		overlay: object.overlay?.folder,
		sources: found.flatMap((part) => part.source.path ?? []),
		valuesFiles: valuesFiles.toReversed(),
		declared,
		element: origin.element,
		cluster: isBesideParent ? void 0 : stated,
		server,
		parent,
		isBesideParent
	}, context.config);
	const images = once(() => attempted(() => found.flatMap((part) => part.images()), (error) => {
		notes.add(`its images cannot be read: ${error.faults[0].message}`);
		return [];
	}));
	if (fault !== void 0) notes.add(fault);
	const app = {
		name: object.name,
		kind: "Application",
		controller: "argocd",
		declaredAt: {
			file: object.file,
			line: object.line
		},
		...generatedBy === void 0 ? {} : { generatedBy },
		...object.overlay ? { overlaidBy: object.overlay.folder } : {},
		...object.inValues ? { inValues: true } : {},
		...fault === void 0 ? {} : { fault },
		...object.unlistedBy === void 0 ? {} : { unlistedBy: object.unlistedBy },
		controlPlane: void 0,
		isControlPlaneKnown: false,
		ownNamespace: object.namespace,
		namespace,
		cluster,
		...nameOfCluster(cluster, origin.clusterName),
		environment: place.environment,
		production: place.production,
		...place.by === void 0 ? {} : { environmentBy: place.by },
		...place.contradiction === void 0 ? {} : { contradiction: place.contradiction },
		project: stringAt(node, "spec", "project") ?? "default",
		autoSync: autoSyncs(node),
		sources: found.map((part) => part.source),
		valuesFiles,
		inputs: throughLinks(context.files, inputs),
		declaration: () => evaluate(node),
		lineage: lineageOf(object, {
			applies: found.flatMap(({ applies }) => applies ?? []),
			destination: destinationOf((...path) => stringAt(node, ...path), "Application", context.config)
		})
	};
	return withLate(app, {
		images,
		notes: () => {
			images();
			return [...notes];
		}
	});
}
function nameOfCluster(cluster, name) {
	return isAddress(cluster) && name !== void 0 && !isAddress(name) ? { clusterName: name } : {};
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

// src/gotemplate/wasm.ts
const memorySection = 5;
const preamble = 8;
function withMemoryLimit(wasm, pages) {
	let at = preamble;
	while (at < wasm.length) {
		const [size, content] = readNumber(wasm, at + 1);
		if (wasm[at] === memorySection) {
			if (wasm[content] !== 1 || wasm[content + 1] !== 0) throw new Error("not one memory without a limit");
			const [initial] = readNumber(wasm, content + 2);
			const limited = [
				1,
				1,
				...encodeNumber(initial),
				...encodeNumber(pages)
			];
			const section = [
				memorySection,
				...encodeNumber(limited.length),
				...limited
			];
			return joined([
				wasm.subarray(0, at),
				Uint8Array.from(section),
				wasm.subarray(content + size)
			]);
		}
		at = content + size;
	}
	throw new Error("not a module with a memory");
}
function joined(parts) {
	const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
function readNumber(bytes, from) {
	let value = 0;
	for (let at = from, shift = 0; shift < 35; at++, shift += 7) {
		const byte = bytes[at] ?? 0;
		value += (byte & 127) * 2 ** shift;
		if (byte < 128) return [value, at + 1];
	}
	throw new Error("not a number of WebAssembly");
}
function encodeNumber(value) {
	return value < 128 ? [value] : [value & 127 | 128, ...encodeNumber(Math.floor(value / 128))];
}

// src/gotemplate/artifact.ts
const places = [
	"gotemplate.wasm.br",
	"../gotemplate.wasm.br",
	"../../dist/gotemplate.wasm.br"
];
const modules = /* @__PURE__ */ new Map();
async function goTemplateModule(memoryMiB) {
	const known = modules.get(memoryMiB);
	if (known !== void 0) return await known;
	const compiling = compile(memoryMiB);
	modules.set(memoryMiB, compiling);
	return await compiling;
}
async function compile(memoryMiB) {
	const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
	const file = files.find((file) => existsSync(file));
	if (file === void 0) throw new Error(`The renderer of Go templates is missing: ${files.join(", ")}`);
	const wasm = await promisify(brotliDecompress)(await readFile(file));
	return await WebAssembly.compile(withMemoryLimit(wasm, memoryMiB * 16));
}

// src/gotemplate/guest.ts
function guest() {
	const { parentPort, workerData } = process.getBuiltinModule("node:worker_threads");
	const { WASI } = process.getBuiltinModule("node:wasi");
	const { module, input } = workerData;
	const [success, badDescriptor] = [0, 8];
	let read = 0;
	const post = (message) => {
		parentPort?.postMessage(message);
	};
	function buffers(pointer, count) {
		const view = new DataView(memory.buffer);
		return Array.from({ length: count }, (_, i) => {
			const at = (pointer >>> 0) + i * 8;
			return new Uint8Array(memory.buffer, view.getUint32(at, true), view.getUint32(at + 4, true));
		});
	}
	function setLength(pointer, length) {
		new DataView(memory.buffer).setUint32(pointer >>> 0, length, true);
		return success;
	}
	function readInput(descriptor, pointer, count, length) {
		if (descriptor !== 0) return badDescriptor;
		const from = read;
		for (const buffer of buffers(pointer, count)) {
			const part = input.subarray(read, read + buffer.length);
			buffer.set(part);
			read += part.length;
		}
		return setLength(length, read - from);
	}
	function writeOutput(descriptor, pointer, count, length) {
		if (descriptor !== 1 && descriptor !== 2) return badDescriptor;
		let written = 0;
		for (const buffer of buffers(pointer, count)) {
			post({
				kind: descriptor === 1 ? "output" : "log",
				bytes: buffer.slice()
			});
			written += buffer.length;
		}
		return setLength(length, written);
	}
	const wasi = new WASI({
		version: "preview1",
		returnOnExit: true
	});
	const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: {
		...wasi.wasiImport,
		fd_read: readInput,
		fd_write: writeOutput
	} });
	const memory = instance.exports["memory"];
	try {
		post({
			kind: "end",
			code: wasi.start(instance)
		});
	} catch (error) {
		post({
			kind: "crash",
			fault: String(error)
		});
	}
}

// src/gotemplate/run.ts
const pulse = 50;
const resourceLimits = {
	maxOldGenerationSizeMb: 64,
	maxYoungGenerationSizeMb: 16,
	stackSizeMb: 32
};
async function run(module, requests, limits) {
	const workerData = {
		module,
		input: new TextEncoder().encode(`{"requests":[${requests.join(",")}]}`)
	};
	const worker = new Worker(`(${guest.toString()})()`, {
		eval: true,
		workerData,
		env: {},
		execArgv: ["--no-warnings"],
		stdout: true,
		stderr: true,
		resourceLimits
	});
	const output = new Output();
	let end;
	let seen = performance.now();
	worker.on("message", (message) => {
		seen = performance.now();
		const crash = output.take(message);
		end ??= crash;
	});
	worker.on("error", (error) => {
		end ??= {
			kind: "crash",
			fault: String(error)
		};
	});
	function check() {
		const now = performance.now();
		if (end !== void 0 || output.results.length === requests.length) return;
		if (now > limits.until) end = { kind: "late" };
		else if (output.started && now - seen > limits.templateMs) end = { kind: "slow" };
		if (end !== void 0) worker.terminate();
	}
	const timer = setInterval(() => setImmediate(check), pulse);
	try {
		await new Promise((resolve) => {
			worker.once("exit", () => resolve());
		});
	} finally {
		clearInterval(timer);
	}
	return {
		results: output.results,
		started: output.started,
		end: end ?? { kind: "done" }
	};
}
var Output = class {
	results = [];
	started = false;
	#decoder = new TextDecoder();
	#pending = "";
	#log = "";
	take(message) {
		switch (message.kind) {
			case "output":
				this.#read(this.#decoder.decode(message.bytes, { stream: true }));
				return;
			case "log":
				this.#log += Buffer.from(message.bytes).toString();
				return;
			case "end": return message.code === 0 ? void 0 : {
				kind: "crash",
				fault: this.#log
			};
			case "crash": return {
				kind: "crash",
				fault: `${message.fault}\n${this.#log}`
			};
		}
	}
	#read(text) {
		const lines = (this.#pending + text).split("\n");
		this.#pending = lines.pop() ?? "";
		for (const line of lines) if (line.startsWith("{\"results\"")) this.started = true;
		else if (/^,?\{/.test(line)) this.results.push(JSON.parse(line.replace(/^,/, "")));
	}
};

// src/gotemplate/render.ts
async function renderGoTemplates(requests, { deadlineMs = 1e4, memoryMiB = 256 } = {}) {
	const results = [];
	if (requests.length === 0) return results;
	const module = await goTemplateModule(memoryMiB);
	const lines = requests.map((request) => JSON.stringify(request));
	const templateMs = deadlineMs / 4;
	const until = performance.now() + deadlineMs;
	while (results.length < requests.length) {
		const { results: more, started, end } = await run(module, lines.slice(results.length), {
			templateMs,
			until
		});
		results.push(...more);
		if (results.length === requests.length) break;
		if (end.kind === "late") {
			const error = `the template was not rendered: all ${requests.length} together took longer than ${deadlineMs / 1e3} s`;
			while (results.length < requests.length) results.push({ error });
		} else {
			if (!started || end.kind === "done") throw new Error(`The renderer of Go templates failed: ${faultOf$1(end)}`);
			results.push({ error: blame(end, templateMs, memoryMiB) });
		}
	}
	return results;
}
function blame(end, templateMs, memoryMiB) {
	if (end.kind === "slow") return `the template did not end within ${templateMs / 1e3} s`;
	const fault = faultOf$1(end);
	if (/out of memory|cannot allocate memory/.test(fault)) return `the template needs more than ${memoryMiB} MiB of memory`;
	if (/call stack|stack overflow|stack exceeds/.test(fault)) return "the template calls itself too deeply";
	return `the template crashed its renderer: ${fault}`;
}
function faultOf$1(end) {
	return end.kind === "crash" ? end.fault.trim().split("\n")[0] ?? "" : `it ended as ${end.kind}`;
}

// src/inventory/applicationset/template.ts
const RUN = 5e3;
const RUN_MS = 6e4;
const ALL_MS = 18e4;
var Templates = class {
	#waiting = [];
	#left = ALL_MS;
	async text(text, set, templating) {
		if (!templating.goTemplate) return replaceTags(text, set, templating);
		if (!text.includes("{{")) return text;
		const result = await this.#go({
			template: text,
			params: set.params,
			options: templating.options,
			strings: set.strings
		});
		if ("error" in result) throw new Refused(`its template cannot be rendered: ${shownError(result.error, text)}`);
		templating.spend(result.text.length);
		return result.text;
	}
	async value(value, set, templating) {
		const texts = [...templatesIn(value)];
		if (texts.length === 0) return value;
		const rendered = await Promise.all(texts.map((text) => this.text(text, set, templating)));
		return replaced(value, new Map(texts.map((text, i) => [text, rendered[i] ?? text])));
	}
	#go(request) {
		return new Promise((done, fail) => {
			if (this.#waiting.length === 0) setImmediate(() => void this.#flush());
			this.#waiting.push({
				request,
				done,
				fail
			});
		});
	}
	async #flush() {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (let start = 0; start < waiting.length; start += RUN) {
			const run = waiting.slice(start, start + RUN);
			const began = performance.now();
			try {
				const requests = run.map(({ request }) => request);
				const deadlineMs = Math.max(1, Math.min(RUN_MS, this.#left));
				const results = await renderGoTemplates(requests, { deadlineMs });
				for (const [i, { done }] of run.entries()) done(results[i] ?? { error: "the template was not rendered" });
			} catch (error) {
				for (const { fail } of run) fail(error);
			} finally {
				this.#left -= performance.now() - began;
			}
		}
	}
};
function templatesIn(value, found = /* @__PURE__ */ new Set()) {
	if (typeof value === "string") {
		if (value.includes("{{")) found.add(value);
	} else if (Array.isArray(value)) for (const item of value) templatesIn(item, found);
	else if (isObject(value)) for (const [key, inner] of Object.entries(value)) {
		templatesIn(key, found);
		templatesIn(inner, found);
	}
	return found;
}
function replaced(value, texts) {
	if (typeof value === "string") return texts.get(value) ?? value;
	if (Array.isArray(value)) return value.map((item) => replaced(item, texts));
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [texts.get(key) ?? key, replaced(inner, texts)]));
}
function replaceTags(text, { params }, templating) {
	if (!hasTag(text)) return text;
	let result = "";
	for (let position = 0;;) {
		const open = text.indexOf("{{", position);
		if (open < 0) return result + text.slice(position);
		const close = text.indexOf("}}", open + 2);
		if (close < 0) throw new Refused("its template has a \"{{\" without \"}}\"");
		const tag = text.slice(open + 2, close);
		const key = tag.trim();
		const value = Object.hasOwn(params, key) ? params[key] : void 0;
		const filled = key !== "" && typeof value === "string" ? value : `{{${tag}}}`;
		templating.spend(filled.length);
		result += text.slice(position, open) + filled;
		position = close + 2;
	}
}
function shownError(message, template) {
	const begin = [`failed to execute go template ${template}: `, `failed to parse template ${template}: `].find((text) => message.startsWith(text)) ?? "";
	return reduced(message.slice(begin.length), GO_PHRASES);
}
function hasTag(text) {
	return text.split("\n").some((line) => {
		const open = line.indexOf("{{");
		return open >= 0 && line.includes("}}", open + 2);
	});
}

// src/inventory/applicationset/probe.ts
const MARK = /-fairlead(\d+)x/g;
var Probe = class {
	#wanted;
	#marks = [];
	constructor(wanted) {
		this.#wanted = wanted;
	}
	hook(scope, document) {
		return (value, node, path) => {
			if (typeof value !== "string" && typeof value !== "number") return value;
			const shown = (typeof value === "number" ? [goText(value), String(value)] : [value]).find((text) => this.#wanted.has(text));
			if (shown === void 0) return value;
			const text = `${shown}-fairlead${this.#marks.length}x`;
			this.#marks.push({
				text,
				value: shown,
				place: placeOf$3(scope, document, node, path)
			});
			return text;
		};
	}
	marksIn(after, before) {
		const marks = [...after.matchAll(MARK)].map((match) => this.#marks[Number(match[1])]);
		if (marks.some((mark) => mark === void 0)) return void 0;
		return after.replaceAll(MARK, "") === before ? marks.filter((mark) => mark !== void 0) : void 0;
	}
};

// src/inventory/applicationset/trace.ts
function trace(set, apps, shared) {
	return traceImages(apps, {
		made: `the ApplicationSet ${set.name}`,
		virtual: generatedPath(set),
		template: new Template(set),
		again: async (probe) => (await expand$1(set, shared, probe)).applications
	});
}
async function traceOverlaid(object, application, app) {
	const [traced = app] = await traceImages([{
		generated: {
			application,
			generator: 0
		},
		app
	}], {
		made: `the Application ${object.name} as ${object.overlay?.folder ?? object.file} has it`,
		virtual: generatedPath(object),
		template: object.overlay ? void 0 : new LiteralApplication(object),
		again: (probe) => [{
			application: contentOf(object, probe) ?? null,
			generator: 0
		}]
	});
	return traced;
}
async function traceImages(apps, making) {
	const { virtual, template } = making;
	const isVirtual = (place) => place?.file === virtual;
	const wanted = apps.flatMap(({ generated, app }) => app.images.filter((use) => [use.place, use.digestPlace].some((place) => place && isVirtual(place) && !template?.placeOf(generated, place)))).flatMap((use) => [
		use.place?.text,
		use.digestPlace?.text,
		use.tag,
		use.digest,
		...referencesOf(use)
	].filter((text) => text !== void 0));
	const probe = new Probe(new Set(wanted.filter((text) => text !== "")));
	const again = wanted.length > 0 ? await making.again(probe) : void 0;
	const marked = again?.length === apps.length ? again : void 0;
	return apps.map(({ generated, app }, i) => {
		if (!app.images.some((use) => isVirtual(use.place) || isVirtual(use.digestPlace))) return app;
		const find = (place) => {
			const literal = template?.placeOf(generated, place);
			if (literal) return { place: literal };
			const text = textAtPath(marked?.[i]?.application, place.path);
			const marks = text === void 0 ? void 0 : probe.marksIn(text, place.text);
			return text === void 0 || !marks ? void 0 : {
				marks,
				text
			};
		};
		const notes = new Set(app.notes);
		const images = app.images.map((use) => {
			const found = traced(use, isVirtual, find);
			if (found) return found;
			const withoutPlace = `the tag of ${use.repository ?? "an image"} comes from ${making.made}, but not from a single value there`;
			notes.add(withoutPlace);
			return {
				...use,
				place: void 0,
				digestPlace: void 0,
				withoutPlace
			};
		});
		return {
			...app,
			images,
			notes: [...notes]
		};
	});
}
function textAtPath(value, path) {
	let current = value;
	for (const [depth, segment] of path.entries()) {
		if (typeof current === "string") {
			const inner = attempt(() => parseYaml(current, "").documents[0]);
			return inner && textAtPath(attempt(() => evaluate(inner.root)), path.slice(depth));
		}
		current = valueAt(current, segment);
	}
	return current === void 0 || isObject(current) || Array.isArray(current) ? void 0 : String(current);
}
function traced(use, isVirtual, find) {
	const digest = use.digestPlace && isVirtual(use.digestPlace) ? find(use.digestPlace) : void 0;
	const digestPlace = !isVirtual(use.digestPlace) ? use.digestPlace : wholePlace$1(digest);
	if (use.digestPlace && !digestPlace) return void 0;
	if (!use.place || !isVirtual(use.place)) return {
		...use,
		digestPlace
	};
	const found = find(use.place);
	const whole = wholePlace$1(found);
	if (whole) return {
		...use,
		place: whole,
		digestPlace
	};
	if (!found || !("marks" in found)) return void 0;
	const [mark, ...more] = found.marks;
	if (mark && more.length === 0 && referencesOf(use).includes(mark.value)) return {
		...use,
		form: "reference",
		place: mark.place,
		digestPlace
	};
	const tag = found.marks.find((mark) => mark.value === use.tag);
	const pinned = found.marks.find((mark) => mark.value === use.digest);
	const hasDigest = use.place.text.includes("@");
	if (!tag || found.marks.length > (pinned ? 2 : 1) || hasDigest && !pinned) return void 0;
	return {
		...use,
		form: "tag",
		place: tag.place,
		digestPlace: pinned?.place ?? digestPlace
	};
}
function referencesOf({ repository, alsoKnownAs, tag, digest }) {
	const version = `${tag === void 0 ? "" : `:${tag}`}${digest === void 0 ? "" : `@${digest}`}`;
	return version === "" || repository === void 0 ? [] : [repository, ...alsoKnownAs].map((name) => `${name}${version}`);
}
function wholePlace$1(found) {
	if (!found) return void 0;
	if ("place" in found) return found.place;
	const [mark, ...more] = found.marks;
	return mark && more.length === 0 && mark.text === found.text ? mark.place : void 0;
}
var LiteralApplication = class {
	#object;
	constructor(object) {
		this.#object = object;
	}
	placeOf(_generated, place) {
		const [first, ...below] = place.path;
		if (first !== "spec" || place.text.includes("{{")) return void 0;
		const found = scalarAt(this.#object, [...specPath(this.#object), ...below]);
		return found?.text === place.text ? found : void 0;
	}
};
var Template = class {
	#set;
	#isPatched;
	#known = /* @__PURE__ */ new Map();
	constructor(set) {
		this.#set = set;
		this.#isPatched = set.overlay !== void 0 || stringAt(specOf$2(set), "templatePatch") !== void 0;
	}
	placeOf({ generator }, place) {
		if (this.#isPatched || place.text.includes("{{")) return void 0;
		const key = `${generator} ${place.key}`;
		if (!this.#known.has(key)) this.#known.set(key, this.#literalAt(generator, place.path));
		const found = this.#known.get(key);
		return found?.text === place.text ? found : void 0;
	}
	#literalAt(generator, below) {
		const set = this.#set;
		const own = at(specOf$2(set), "generators", generator);
		const kinds = own ? generatorKinds(evaluate(own)) : [];
		if (kinds.length > 1) return void 0;
		const templates = [...kinds.map((kind) => [
			"generators",
			generator,
			kind,
			"template"
		]), ["template"]];
		for (const template of templates) {
			const found = scalarAt(set, [
				...specPath(set),
				...template,
				...below
			]);
			if (found) return found;
		}
	}
};
function scalarAt({ scope, document }, path) {
	const lookup = attempt(() => lookUp(scope, path));
	return lookup?.found === "scalar" ? placeOf$3(lookup.scope, document, lookup.node, path) : void 0;
}
function attempt(step) {
	try {
		return step();
	} catch (error) {
		if (error instanceof FairleadError) return void 0;
		throw error;
	}
}

// src/inventory/applicationset/read.ts
async function readApplicationSets(context, sets, parent) {
	const generating = /* @__PURE__ */ new Set();
	const shared = {
		context,
		templates: new Templates(),
		load: (paths) => {
			for (const path of paths) generating.add(path);
			return context.files.load(paths);
		}
	};
	const expanded = await Promise.all(sets.map((set) => expand$1(set, shared)));
	const generated = expanded.flatMap(({ applications, refused }, i) => {
		const set = sets[i];
		return set ? applications.map((application) => ({
			set,
			application,
			refused
		})) : [];
	});
	const unresolved = expanded.flatMap(({ problems }, i) => {
		const set = sets[i];
		return set ? problems.map((problem) => unresolvedSet$1(set, problem)) : [];
	});
	return {
		readings: generated.map(({ set, application, refused }) => guarded(function* () {
			const fault = faultOf(set, application, refused);
			const object = objectOf$1(set, application.application);
			return yield* readApplication(context, object, {
				generatedBy: set.name,
				element: application.environment,
				clusterName: application.cluster,
				...parent ? {
					parent,
					isRendered: true
				} : {},
				...fault === void 0 ? {} : { fault }
			});
		}, asUnresolved(set, unresolved))),
		unresolved,
		generating,
		async trace(apps) {
			const bySet = /* @__PURE__ */ new Map();
			for (const [i, { set, application }] of generated.entries()) {
				const app = apps[i];
				if (app) bySet.set(set, [...bySet.get(set) ?? [], {
					generated: application,
					app: stepped(app, set)
				}]);
			}
			const traced = [...bySet].map(async ([set, own]) => {
				try {
					return await trace(set, own, shared);
				} catch (error) {
					const note = `the locations of its images cannot be determined: ${contained(error).faults[0].message}`;
					return own.map(({ app }) => ({
						...app,
						images: [],
						notes: [...app.notes, note]
					}));
				}
			});
			return (await Promise.all(traced)).flat();
		}
	};
}
function faultOf(set, { application, isTwice }, refused) {
	if (refused !== void 0) return `the ApplicationSet ${set.name} generates nothing because ${refused}: Argo CD reports an error and leaves all its Applications unchanged`;
	if (!isTwice) return void 0;
	const name = textAt(application, "metadata", "name") ?? "";
	return `the ApplicationSet ${set.name} generates two Applications with the name ${name}: Argo CD reports an error and leaves the Application of that name unchanged`;
}
function stepped(app, set) {
	if (at(specOf$2(set), "strategy", "rollingSync") === void 0) return app;
	return {
		...app,
		notes: [...app.notes, `${set.name} rolls changes out in steps (RollingSync)`]
	};
}
function unresolvedSet$1(set, { reason, hint }) {
	const isPatch = at(specOf$2(set), "generators") === void 0;
	const { file, line, kind, name } = set;
	return {
		file,
		line,
		kind,
		name,
		reason,
		...hint === void 0 ? {} : { hint },
		...isPatch ? { isPatch } : {}
	};
}

// src/inventory/argocd/overlays.ts
function* overlaidObjects(files, objects) {
	const tops = yield* outermost(files, objects);
	const builds = yield* sideBySide(tops.map((folder) => build(files, folder)));
	const patchFiles = new Set(builds.flatMap((built) => [...built.patchFiles]));
	const taken = /* @__PURE__ */ new Map();
	for (const [i, built] of builds.entries()) for (const item of built.items) {
		const place = placeOf$1(item.object);
		const others = taken.get(place) ?? [];
		taken.set(place, [...others, {
			built,
			item,
			folder: tops[i] ?? ""
		}]);
	}
	const beside = /* @__PURE__ */ new Map();
	for (const folder of new Set(objects.map(({ file }) => folderOf$1(file)))) beside.set(folder, kustomizationOf(files, folder));
	return objects.flatMap((object) => {
		const ways = taken.get(placeOf$1(object)) ?? [];
		if (ways.length === 0) return patchFiles.has(object.file) ? [] : [unlisted(object, beside.get(folderOf$1(object.file)))];
		const variants = ways.filter(({ item }) => item.changes.length > 0 || item.name !== object.name).map(({ built, item, folder }) => ({
			...object,
			name: item.name,
			namespace: item.namespace ?? object.namespace,
			overlay: {
				folder,
				changes: item.changes,
				files: changingFiles(built, item)
			}
		}));
		return [...ways.filter(({ item }) => item.changes.length === 0 && item.name === object.name).map(({ item, folder }) => ({
			...object,
			namespace: item.namespace ?? object.namespace,
			takenBy: folder
		})), ...variants];
	});
}
function unlisted(object, beside) {
	return beside === void 0 || object.inValues !== void 0 ? object : {
		...object,
		unlistedBy: beside
	};
}
function placeOf$1({ file, document, path }) {
	return `${file}#${document}#${path.join(".")}`;
}
function changingFiles(built, { changes }) {
	const kustomizations = [...built.inputs.files].filter((file) => isKustomization(file));
	return [.../* @__PURE__ */ new Set([...kustomizations, ...changes.map(fileOf$1)])];
}
function isKustomization(file) {
	return KUSTOMIZATION_FILES.includes(posix.basename(file));
}
function* outermost(files, objects) {
	const found = /* @__PURE__ */ new Set();
	const seen = /* @__PURE__ */ new Set();
	for (const { file } of objects) for (let folder = folderOf$1(file); !seen.has(folder); folder = folderOf$1(folder)) {
		seen.add(folder);
		if (kustomizationOf(files, folder) !== void 0) found.add(folder);
	}
	if (found.size === 0) return [];
	const all = files.entries.map(({ path }) => path).filter((path) => isKustomization(path));
	yield all;
	const taken = /* @__PURE__ */ new Set();
	for (const folder of found) for (const path of all) {
		const own = folderOf$1(path);
		if (own === folder || !names(files, path, folder)) continue;
		taken.add(folder);
		found.add(own);
	}
	return [...found].filter((folder) => !taken.has(folder) && !isComponent(files, folder));
}
function names(files, kustomization, folder) {
	if (!files.text(kustomization)?.includes(posix.basename(folder)) && folder !== "") return false;
	const root = files.yaml(kustomization)?.documents[0]?.root;
	return [
		"resources",
		"bases",
		"components"
	].some((field) => stringsAt(root, field).some((name) => {
		const path = joinPath(folderOf$1(kustomization), name);
		return path !== void 0 && (files.real(path) ?? path) === folder;
	}));
}
function isComponent(files, folder) {
	const file = kustomizationOf(files, folder);
	const root = file === void 0 ? void 0 : files.yaml(file)?.documents[0]?.root;
	return root !== void 0 && stringAt(root, "kind") === "Component";
}

// src/inventory/by-place.ts
function sortedByPlace(apps) {
	const keyed = apps.map((app) => ({
		app,
		key: keyOf$1(app)
	}));
	keyed.sort((a, b) => a.key === b.key ? 0 : a.key < b.key ? -1 : 1);
	return keyed.map(({ app }) => app);
}
function keyOf$1(app) {
	return [
		app.environment ?? "",
		app.name,
		app.cluster ?? "",
		app.controlPlane ?? "",
		app.declaredAt.file,
		String(app.declaredAt.line).padStart(8, "0")
	].join("\0");
}

// src/inventory/conventions/charts.ts
const PLACES = [
	"helm/{app}",
	"charts/{app}",
	"chart",
	"deploy/{app}"
];
function conventionChart(context, app, beside) {
	const named = context.config.charts.find((rule) => matchesGlob(app.name, rule.app) && (rule.environment === void 0 || app.environment !== void 0 && isSameEnvironment(rule.environment, app.environment)));
	if (named) return configured(context, named, app);
	const { files } = context;
	const own = beside.find((folder) => hasChart(files, folder));
	if (own !== void 0) return {
		source: local(own),
		folder: own,
		note: void 0
	};
	const places = PLACES.map((place) => fill(place, app));
	const found = [...new Set(beside.flatMap(foldersAbove$1))].flatMap((folder) => places.map((place) => joinPath(folder, place) ?? folder)).find((folder) => hasChart(files, folder));
	if (found === void 0) return {
		source: local(beside[0] ?? ""),
		folder: void 0,
		note: void 0
	};
	const note = `its chart is assumed to be ${found}, from the layout of the repo; to use another one, set it in ${CONFIG_FILE} (charts)`;
	return {
		source: local(found),
		folder: found,
		note
	};
}
function configured(context, rule, app) {
	const [repoURL, path, chart, targetRevision] = [
		rule.repo,
		rule.path,
		rule.chart,
		rule.revision ?? rule.version
	].map((text) => text === void 0 ? void 0 : fill(text, app));
	const isHere = repoURL === void 0 || isThisRepository(context, repoURL) === true;
	const source = {
		type: "helm",
		repoURL,
		path,
		chart,
		targetRevision,
		inThisRepository: isHere
	};
	const folder = isHere ? joinPath("", path ?? ".") : void 0;
	return {
		source,
		folder: folder !== void 0 && hasChart(context.files, folder) ? folder : void 0,
		note: `${CONFIG_FILE} names its chart: ${[
			repoURL,
			path ?? chart,
			targetRevision
		].filter((part) => part !== void 0).join(" ")}`
	};
}
function local(path) {
	return {
		type: "helm",
		repoURL: void 0,
		path,
		chart: void 0,
		targetRevision: void 0,
		inThisRepository: true
	};
}
function fill(text, app) {
	return text.replaceAll("{app}", () => app.name).replaceAll("{environment}", () => app.environment ?? "");
}
function hasChart(files, folder) {
	return files.has(joinPath(folder, "Chart.yaml") ?? "");
}
function foldersAbove$1(folder) {
	const above = [];
	for (let path = folder; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) above.push(path);
	return [...above, ""];
}

// src/inventory/conventions/layouts.ts
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
		pattern: /^(?:.+\/)?(?<app>[^/]+)\/(?:environments?|envs?)\/(?<env>[^/]+)$/,
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
	{
		pattern: /^(?:environments?|envs?)\/(?<env>[^/]+)$/,
		anyWord: true,
		isWhole: true
	},
	{ pattern: /^(?:.+\/)?(?<app>[^/]+)\/(?<env>[^/]+)$/ },
	{ pattern: /^(?:.+\/)?(?<env>[^/]+)\/(?<app>[^/]+)$/ }
];
const ONLY_VALUES = /^(?:.+\/)?(?:apps|applications|services)\/(?<nested>(?:.+\/)?)(?<app>[^./][^/]*)\/values\.ya?ml$/;
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
function onlyValues({ files }, claimed, places) {
	return files.entries.flatMap(({ path }) => {
		const { app, nested = "" } = ONLY_VALUES.exec(path)?.groups ?? {};
		if (app === void 0 || claimed.has(path) || isInsideChart(files, path)) return [];
		if (NO_APP.has(app) || SHARED_WORDS.has(app.toLowerCase())) return [];
		const folder = folderOf$1(path);
		if (nested !== "" && files.has(inFolder(folder, "Chart.yaml"))) return [];
		if (places.some((place) => place === folder || place.startsWith(`${folder}/`))) return [];
		return [{
			found: {
				app,
				environment: void 0
			},
			path
		}];
	});
}
function foundBy(rules, context, path) {
	for (const { pattern, anyWord, isWhole = false } of rules) {
		const groups = pattern.exec(path)?.groups;
		const { env, app = appOfRoot(context), cluster } = groups ?? {};
		if (!groups || env === void 0 || NO_APP.has(app) || SHARED_WORDS.has(env.toLowerCase())) continue;
		const configured = Object.keys(context.config.environments).find((name) => isSameEnvironment(name, env));
		if (!anyWord && configured === void 0 && !isEnvironmentWord(env)) continue;
		if (isEnvironmentWord(app) && !isEnvironmentWord(env)) continue;
		return {
			app,
			environment: configured ?? env,
			...cluster === void 0 ? {} : { cluster },
			isWhole
		};
	}
}
function appOfRoot(context) {
	return context.addresses?.[0]?.replace(/\.git$/, "").split("/").pop() || "app";
}
function isInsideChart(files, path) {
	for (let folder = folderOf$1(path); folder !== ""; folder = folderOf$1(folder)) if (files.has(`${folder}/Chart.yaml`)) return /^(templates|charts|crds|ci|tests?)\//.test(path.slice(folder.length + 1)) || isInsideChart(files, folder);
	return false;
}

// src/inventory/conventions/apps.ts
function* helmApp(context, found, path) {
	const { files } = context;
	const notes = /* @__PURE__ */ new Set();
	const folder = found.environment !== void 0 && /\/values\.ya?ml$/.test(path) ? folderOf$1(folderOf$1(path)) : folderOf$1(path);
	const { source, folder: chart, note } = conventionChart(context, whereOf(context, found, path), [folder, folderOf$1(path)]);
	const layers = [...[
		"values.yaml",
		"values.yml",
		...[...SHARED_WORDS].flatMap((word) => [`values-${word}.yaml`, `values.${word}.yaml`])
	].map((name) => inFolder(folder, name)).filter((file) => files.has(file) && file !== path).filter((file) => file !== inFolder(chart ?? "", "values.yaml")), path];
	if (note !== void 0) notes.add(note);
	return yield* chartApp(context, found, path, {
		source,
		chart,
		layers,
		notes
	});
}
function* chartApp(context, found, path, parts) {
	const { files } = context;
	const { source, chart, layers, notes } = parts;
	const values = emptyValues();
	if (chart !== void 0) yield* applyChart(files, chart, values, notes);
	else notes.add("its chart is not in this repo, so its default values are unknown");
	yield layers;
	for (const file of layers) {
		if (files.yaml(file) === void 0 && files.fault(file)) notes.add(`the values file ${file} cannot be read: ${files.fault(file)?.message}`);
		for (const layer of fileLayers(files, file, "values file")) applyLayer(values, layer, notes);
	}
	const inputs = new InputCollector();
	for (const file of layers) inputs.files.add(file);
	if (chart !== void 0) for (const part of chartFolders(files, chart)) inputs.folders.add(part);
	return conventionApp(context, found, path, {
		source,
		valuesFiles: layers,
		images: withAppVersion(findImages(values, notes), files, chart, notes),
		inputs,
		notes
	});
}
function* folderApp(context, found, folder) {
	const { files } = context;
	const kustomization = kustomizationOf(files, folder);
	if (kustomization !== void 0) {
		yield [kustomization];
		const root = files.yaml(kustomization)?.documents[0]?.root;
		if (root && stringAt(root, "kind") === "Component") return void 0;
	} else {
		const manifests = manifestsIn(files, folder);
		if (manifests.length === 0 || manifests.length !== files.children(folder).length) return void 0;
	}
	const app = yield* builtApp(context, found, folder);
	return app.sources[0]?.type === "directory" && app.images.length === 0 ? void 0 : app;
}
function manifestsIn(files, folder) {
	return files.children(folder).filter((path) => files.has(path) && /\.ya?ml$/.test(path));
}
function* builtApp(context, found, folder) {
	const { files } = context;
	const notes = /* @__PURE__ */ new Set();
	const kustomization = kustomizationOf(files, folder);
	if (kustomization !== void 0) {
		const built = yield* build(files, folder);
		for (const note of built.notes) notes.add(note);
		const images = [...built.items.flatMap((item) => item.images), ...built.unused];
		return conventionApp(context, found, kustomization, {
			source: folderSource("kustomize", folder),
			valuesFiles: [],
			images,
			inputs: built.inputs,
			notes
		});
	}
	const manifests = manifestsIn(files, folder);
	yield manifests;
	const images = manifests.flatMap((path) => {
		const yaml = files.yaml(path);
		return yaml ? objectsOf$1(yaml) : [];
	}).flatMap((object) => containersOf(object, notes));
	const inputs = new InputCollector();
	inputs.folders.add(folder);
	return conventionApp(context, found, manifests[0] ?? folder, {
		source: folderSource("directory", folder),
		valuesFiles: [],
		images,
		inputs,
		notes
	});
}
function folderSource(type, path) {
	return {
		type,
		path,
		repoURL: void 0,
		chart: void 0,
		targetRevision: void 0,
		inThisRepository: true
	};
}
function whereOf({ config }, found, path) {
	const byPath = found.isSaid ? void 0 : environmentByPath(path, config);
	return {
		name: found.app,
		environment: byPath ?? found.environment
	};
}
function conventionApp(context, found, path, parts) {
	const { source, valuesFiles, images, inputs, notes, by = found.isSaid ? `no controller object declares it; ${CONFIG_FILE} does (folders)` : "no controller object declares it; its name and environment come from the layout of the repo" } = parts;
	const { environment } = whereOf(context, found, path);
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
		controlPlane: void 0,
		isControlPlaneKnown: false,
		ownNamespace: void 0,
		namespace: void 0,
		cluster,
		environment,
		production: isProduction(environment, context.config),
		project: void 0,
		autoSync: void 0,
		sources: [source],
		valuesFiles,
		images,
		inputs: throughLinks(context.files, inputs),
		declaration: () => void 0,
		notes: [...notes, by]
	};
}

// src/inventory/configured/folders.ts
function* readFolders(context, unresolved) {
	const readings = (context.config.folders ?? []).map((rule) => guarded(() => readFolder(context, rule, unresolved), asUnresolved(unresolvedOf(rule, CONFIG_FILE), unresolved)));
	return (yield* sideBySide(readings)).filter((app) => app !== void 0);
}
function* readFolder(context, rule, unresolved) {
	const { files } = context;
	const { app, environment, values = [] } = rule;
	const path = joinPath("", rule.path);
	if (path === void 0 || !files.isFolder(path)) {
		const reason = `${CONFIG_FILE} says that ${rule.path} is the folder of ${app}, but there is no such folder`;
		unresolved.push({
			...unresolvedOf(rule, CONFIG_FILE),
			reason
		});
		return;
	}
	const found = {
		app,
		environment,
		isSaid: true
	};
	const chart = joinPath(path, "Chart.yaml") ?? "";
	if (!files.has(chart)) return yield* builtApp(context, found, path);
	const layers = values.flatMap((file) => joinPath("", file) ?? []);
	const source = {
		type: "helm",
		path,
		repoURL: void 0,
		chart: void 0,
		targetRevision: void 0,
		inThisRepository: true
	};
	const notes = new Set(layers.filter((file) => !files.has(file)).map((file) => `its values file ${file} is not in the repo`));
	return yield* chartApp(context, found, chart, {
		source,
		chart: path,
		layers,
		notes
	});
}
function unresolvedOf({ app }, file) {
	return {
		file,
		line: void 0,
		kind: "Convention",
		name: app
	};
}

// src/inventory/configured/apps.ts
function configuredApps(context, apps) {
	const made = /* @__PURE__ */ new Map();
	for (const rule of context.config.images) for (const { environment, file } of placesOf(context, rule)) {
		const known = apps.filter(({ name }) => name === rule.app);
		const isKnown = environment === void 0 ? known.length > 0 : known.some((app) => isIn$1(app, environment));
		const key = JSON.stringify([rule.app, environment]);
		if (!isKnown && !made.has(key)) made.set(key, configuredApp(context, rule.app, environment, file));
	}
	return [...made.values()];
}
function isIn$1(app, environment) {
	return app.environment !== void 0 && isSameEnvironment(app.environment, environment);
}
function placesOf({ files }, rule) {
	const pattern = rule.file.replaceAll("{app}", () => rule.app);
	if (rule.environment !== void 0 || !pattern.includes("{environment}")) {
		const file = pattern.replaceAll("{environment}", () => rule.environment ?? "");
		const environment = rule.environment ?? environmentInPath(file, rule.app);
		return files.has(file) ? [{
			environment,
			file
		}] : [];
	}
	const [before = ""] = pattern.split("{environment}");
	return files.entries.flatMap(({ path }) => {
		if (!path.startsWith(before)) return [];
		const [rest = ""] = path.slice(before.length).split("/");
		const environment = Array.from({ length: rest.length }, (_, i) => rest.slice(0, i + 1)).find((name) => pattern.replaceAll("{environment}", () => name) === path);
		return environment === void 0 ? [] : [{
			environment,
			file: path
		}];
	});
}
function configuredApp(context, name, environment, file) {
	const found = {
		app: name,
		environment
	};
	const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
	const chart = conventionChart(context, whereOf(context, found, file), [folder]);
	const inputs = new InputCollector();
	inputs.files.add(file);
	if (chart.folder !== void 0) for (const part of chartFolders(context.files, chart.folder)) inputs.folders.add(part);
	return conventionApp(context, found, file, {
		source: chart.source,
		valuesFiles: [file],
		images: [],
		inputs,
		notes: new Set(chart.note === void 0 ? [] : [chart.note]),
		by: `no controller object declares it; ${CONFIG_FILE} names a location of its image (images)`
	});
}

// src/inventory/configured/images.ts
async function withConfiguredApps(context, apps) {
	return [...apps, ...await addConfiguredImages(context, configuredApps(context, apps))];
}
async function addConfiguredImages(context, apps) {
	if (context.config.images.length === 0) return [...apps];
	const added = await context.files.run(apps.map((app) => configuredImages(context, app)));
	return apps.map((app, i) => {
		const { images, notes, files } = added[i] ?? {
			images: [],
			notes: [],
			files: []
		};
		if (files.length + notes.length === 0) return app;
		const others = app.images.filter((use) => !images.some((own) => own.repository === use.repository));
		const inputs = new InputCollector();
		inputs.add(app.inputs);
		for (const file of files) inputs.files.add(file);
		return {
			...app,
			images: [...images, ...others],
			inputs: throughLinks(context.files, inputs),
			notes: [...app.notes, ...notes]
		};
	});
}
function* configuredImages(context, app) {
	const images = [];
	const notes = [];
	const files = [];
	for (const rule of context.config.images) {
		if (rule.app !== app.name) continue;
		if (rule.environment !== void 0 && !(app.environment !== void 0 && isSameEnvironment(rule.environment, app.environment))) continue;
		const path = rule.file.replaceAll("{app}", () => app.name).replaceAll("{environment}", () => app.environment ?? "");
		files.push(path);
		if (!context.files.has(path)) {
			notes.push(`${CONFIG_FILE} names the file ${path} for ${rule.image}, but it does not exist`);
			continue;
		}
		yield [path];
		const yaml = context.files.yaml(path);
		const key = rule.key.replaceAll("{app}", () => app.name).replaceAll("{environment}", () => app.environment ?? "");
		const keyPath = yaml && attempted(() => pathOfKey(yaml, key), () => void 0);
		const [hit] = (yaml?.documents ?? []).flatMap((document) => {
			const lookup = yaml && keyPath ? lookUp(wholeFile(yaml, document), keyPath) : void 0;
			return lookup?.found === "scalar" ? [{
				document,
				lookup
			}] : [];
		});
		if (!hit || !keyPath) {
			notes.push(`${CONFIG_FILE} names the key ${key} of ${path} for ${rule.image}, but it does not exist`);
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
			place: placeOf$3(hit.lookup.scope, hit.document.index, hit.lookup.node, keyPath),
			form: isReference ? "reference" : "tag",
			digestPlace: void 0,
			setBy: CONFIG_FILE,
			addPath: void 0
		});
	}
	return {
		images,
		notes,
		files
	};
}

// src/inventory/control-planes/resolve.ts
function withControlPlanes(apps, config) {
	const resolver = new Resolver(apps, config);
	const seen = /* @__PURE__ */ new Set();
	return apps.flatMap((app) => {
		if (!app.lineage) return [app];
		if (seen.has(app.lineage)) return [];
		seen.add(app.lineage);
		return resolver.copiesOf(app);
	});
}
var Resolver = class {
	#config;
	#appliers = /* @__PURE__ */ new Map();
	#copies = /* @__PURE__ */ new Map();
	#given = /* @__PURE__ */ new Map();
	constructor(apps, config) {
		this.#config = config;
		for (const app of apps) {
			if (!app.lineage || this.#given.has(app.lineage)) continue;
			this.#given.set(app.lineage, app);
			for (const { folder, places } of app.lineage.applies) for (const place of places) {
				const known = this.#appliers.get(place);
				if (known) known.push({
					app,
					folder
				});
				else this.#appliers.set(place, [{
					app,
					folder
				}]);
			}
		}
	}
	copiesOf(app) {
		const { lineage } = app;
		return lineage ? this.#copiesOf(this.#given.get(lineage) ?? app, lineage) : [app];
	}
	#copiesOf(app, lineage) {
		const known = this.#copies.get(lineage);
		if (known) return known;
		this.#copies.set(lineage, []);
		const parent = parentOf(app);
		const copies = parent ? this.#below(app, lineage, parent) : this.#alone(app, lineage);
		this.#copies.set(lineage, copies);
		return copies;
	}
	#below(app, lineage, parent) {
		const said = this.#said(lineage).map(known$1);
		const [only] = said;
		const parents = this.copiesOf(parent);
		return onePerPlane((parents.length > 0 ? parents : [parent]).map((above) => placed$2(app, only && said.length === 1 ? only : targetOf(above), app.parent && above)));
	}
	#alone(app, lineage) {
		const said = this.#said(lineage).map(known$1);
		const [only] = said;
		if (only && said.length === 1) return [placed$2(app, only)];
		const planes = this.#appliersOf(lineage).flatMap((one) => this.copiesOf(one).map(targetOf));
		if (planes.length === 0 && only) planes.push(only);
		if (planes.length === 0) planes.push({
			name: folderName(lineage.root ?? lineage.folder),
			isKnown: lineage.root !== void 0
		});
		return onePerPlane(planes.map((plane) => placed$2(app, plane)));
	}
	#appliersOf(lineage) {
		const { place, overlay } = lineage;
		return (this.#appliers.get(place) ?? []).filter(({ folder }) => overlay === void 0 || folder !== void 0 && isBelow(overlay, folder)).map(({ app }) => app).filter((app) => !isBroughtBy(app, lineage));
	}
	#said({ paths }) {
		const planes = Object.entries(this.#config.controlPlanes);
		for (const path of planes.length > 0 ? paths : []) {
			const found = planes.filter(([, plane]) => plane.paths?.some((pattern) => matchesGlob(path, pattern)));
			if (found.length > 0) return found.map(([name]) => name);
		}
		return [];
	}
};
function isBroughtBy(app, lineage) {
	const met = /* @__PURE__ */ new Set();
	for (let above = parentOf(app); above && !met.has(above); above = parentOf(above)) {
		if (above.lineage === lineage) return true;
		met.add(above);
	}
	return false;
}
function parentOf({ parent, lineage }) {
	return parent ?? lineage?.madeBy;
}
const known$1 = (name) => ({
	name,
	isKnown: true
});
function targetOf(app) {
	const { lineage, controlPlane, isControlPlaneKnown } = app;
	const name = targetPlane(lineage?.destination ?? {}, controlPlane);
	return {
		name,
		isKnown: isControlPlaneKnown || name !== controlPlane,
		...namespaceOf(app)
	};
}
function namespaceOf({ kind, namespace }) {
	return kind === "Application" && namespace !== void 0 ? { namespace } : {};
}
function folderName(folder) {
	return folder === "" ? "." : folder;
}
function onePerPlane(copies) {
	return copies.length < 2 ? copies : [...new Map(copies.map((app) => [identityOf(app), app])).values()];
}
function placed$2(app, { name, isKnown, namespace }, parent) {
	const ownNamespace = (app.kind === "Application" ? app.lineage?.ownNamespace : app.ownNamespace) ?? namespace;
	if (app.controlPlane === name && app.isControlPlaneKnown === isKnown && app.ownNamespace === ownNamespace && app.parent === parent) return app;
	const own = {
		controlPlane: name,
		isControlPlaneKnown: isKnown,
		ownNamespace
	};
	return withFields(app, parent ? {
		...own,
		parent
	} : own);
}

// src/inventory/flux/instances.ts
function isFluxInstance({ kind, apiVersion }) {
	return kind === "FluxInstance" && apiVersion.startsWith("fluxcd.controlplane.io/");
}
function syncOf(instance) {
	const sync = at(specOf$2(instance), "sync");
	const [url, path] = [stringAt(sync, "url"), stringAt(sync, "path")];
	if (!isFluxInstance(instance) || url === void 0) return [];
	const namespace = instance.namespace ?? "flux-system";
	const metadata = {
		name: stringAt(sync, "name") ?? namespace,
		namespace
	};
	const kind = stringAt(sync, "kind") ?? "GitRepository";
	const source = {
		apiVersion: "source.toolkit.fluxcd.io/v1",
		kind,
		metadata,
		spec: {
			url,
			bucketName: url,
			interval: "1m",
			ref: refOf(kind, stringAt(sync, "ref") ?? "")
		}
	};
	const kustomization = {
		apiVersion: "kustomize.toolkit.fluxcd.io/v1",
		kind: "Kustomization",
		metadata,
		spec: {
			path: path ?? "./",
			prune: true,
			interval: "10m",
			sourceRef: {
				kind,
				name: metadata.name
			}
		}
	};
	const { file, line } = instance;
	return [source, kustomization].flatMap((content) => {
		const yaml = parseYaml(dump(content, {
			lineWidth: -1,
			noRefs: true
		}), `${file}\0sync`);
		return objectsOf$1(yaml).map((object, i) => ({
			...object,
			file,
			line,
			scope: wholeFile(yaml, yaml.documents[i] ?? yaml.documents[0] ?? never$1()),
			inValues: { isSpec: false },
			madeOf: `${standsAt(instance)}#sync#${object.kind}`
		}));
	});
}
function refOf(kind, ref) {
	return kind === "GitRepository" ? { name: ref } : { tag: ref };
}
function never$1() {
	throw new Error("an object has no document");
}

// src/inventory/kustomize/generated-data.ts
const NAMES = new Set(KUSTOMIZATION_FILES);
const GENERATES$1 = /^(?:configMap|secret)Generator:/m;
function generatedData(files) {
	const kustomizations = files.entries.flatMap(({ path }) => NAMES.has(path.slice(path.lastIndexOf("/") + 1)) && files.isLoaded(path) ? [path] : []);
	const data = /* @__PURE__ */ new Set();
	for (const path of kustomizations.filter((one) => GENERATES$1.test(files.text(one) ?? ""))) {
		const root = files.yaml(path)?.documents[0]?.root;
		for (const field of ["configMapGenerator", "secretGenerator"]) for (const generator of itemsAt(root, field)) for (const entry of stringsAt(generator, "files")) for (const file of named$1(path, entry.slice(entry.indexOf("=") + 1))) data.add(file);
	}
	for (const path of data.size > 0 ? kustomizations : []) for (const name of stringsAt(files.yaml(path)?.documents[0]?.root, "resources")) for (const file of named$1(path, name)) data.delete(file);
	return data;
}
function named$1(kustomization, name) {
	const path = joinPath(folderOf$1(kustomization), name);
	return path === void 0 ? [] : [path];
}

// src/inventory/leading/templates.ts
const TEMPLATE = /(^|\/)templates\/.*\.(ya?ml|tpl)$/;
const LEADS = /^[ \t]*(?:-[ \t]*)?kind:[ \t]*["']?(Application|ApplicationSet|HelmRelease|Kustomization)["']?[ \t\r]*(#.*)?$/gm;
const GROUPS = {
	Application: "argoproj.io/",
	ApplicationSet: "argoproj.io/",
	HelmRelease: "helm.toolkit.fluxcd.io/",
	Kustomization: "kustomize.toolkit.fluxcd.io/"
};
const CONTROLLER_WORDS = /argoproj\.io\/|fluxcd\.(controlplane\.)?io\//;
const CHART$1 = /(^|\/)Chart\.yaml$/;
const WORKLOAD = /(^|[-_./])(deployment|statefulset|daemonset|cronjob)s?[^/]*$/i;
function isTemplateFile(files, path) {
	if (!TEMPLATE.test(path)) return false;
	const folders = path.split("/");
	return folders.some((folder, i) => folder === "templates" && files.has([...folders.slice(0, i), "Chart.yaml"].join("/")));
}
function unrenderedTemplate(path, text, isOfChart = true) {
	const kind = (CONTROLLER_WORDS.test(text) ? [...text.matchAll(LEADS)].map(([, kind = ""]) => kind) : []).find((one) => text.includes(GROUPS[one] ?? ""));
	return kind === void 0 ? void 0 : {
		file: path,
		line: void 0,
		kind,
		name: void 0,
		...isOfChart ? {
			reason: "it is a template of a chart; its declarations are known only when the chart is rendered",
			isTemplate: true
		} : { reason: "it is a template without a Chart.yaml next to its templates folder; its declarations are known only to the tool that fills it in" }
	};
}
function isTemplate$1({ isTemplate: is }) {
	return is === true;
}
function isArgoTemplate({ isTemplate: is, kind }) {
	return is === true && (kind === "Application" || kind === "ApplicationSet");
}
async function withLeadingTemplates(open) {
	const { inventory, context } = open;
	const { files } = context;
	if (!files.costly) return open;
	const wanted = files.entries.flatMap(({ path }) => CHART$1.test(path) ? [path.replace(CHART$1, "")] : []).map((chart) => files.below(chart === "" ? "templates" : `${chart}/templates`)).filter((templates) => !templates.some((path) => WORKLOAD.test(path))).flat().filter((path) => TEMPLATE.test(path) && !files.isLoaded(path));
	if (wanted.length === 0) return open;
	await files.load(wanted);
	const found = [...new Set(wanted)].flatMap((path) => unrenderedTemplate(path, files.text(path) ?? "") ?? []);
	if (found.length === 0) return open;
	const templates = [...open.templates, ...found.filter(isTemplate$1).map(({ file }) => file)];
	return {
		...open,
		templates: new Set(templates),
		inventory: {
			...inventory,
			unresolved: [...inventory.unresolved, ...found]
		}
	};
}

// src/inventory/helm/values-objects.ts
const IN_VALUES = /argoproj\.io\/|fluxcd\.(?:controlplane\.)?io\/|\b(?:additional)?applications?(?:sets)?["']?\s*:|\bitemTemplates["']?\s*:|\bsync["']?\s*:/i;
const KINDS = [
	[/^(?:applications|additionalApplications)$/, "Application"],
	[/^(?:applicationsets|applicationSets)$/, "ApplicationSet"],
	[/^(?:projects|additionalProjects)$/, "AppProject"]
];
const OBJECT_TEXT = /^[ \t]*apiVersion:[ \t]*["']?(?:argoproj|[a-z.]+\.fluxcd|fluxcd\.controlplane)\.io\//m;
const KIND_IN_TEXT = /^[ \t]*kind:[ \t]*["']?(\w+)/m;
const MOST_DEPTH = 6;
function objectsInValues(values, isArgocdApps) {
	const objects = [];
	const parts = [];
	const unresolved = [];
	let budget = 5e4;
	visit(values.node, values);
	return {
		objects,
		unresolved,
		parts
	};
	function visit(raw, { scope, path }) {
		const node = resolve$1(raw);
		if (--budget < 0 || path.length - values.path.length > MOST_DEPTH) return;
		const inner = (key) => ({
			...values,
			scope,
			node: raw,
			path: [...path, key]
		});
		if (node?.kind === "sequence") for (const [i, item] of node.items.entries()) held(item, inner(i));
		if (node?.kind !== "map" || isOff(node)) return;
		if (isKubeObject(node)) return;
		for (const entry of node.entries) {
			const key = keyText(entry.key) ?? "";
			const kind = KINDS.find(([pattern]) => pattern.test(key))?.[1];
			const found = kind && isArgocdApps(path) ? ofChart(kind, entry, inner(key)) : [];
			if (found.length > 0) objects.push(...found);
			else if (key === "itemTemplates" && isArgocdApps(path)) made(entry, inner(key));
			else if (key === "instance" && at(entry.value, "sync", "url")) objects.push(fluxInstance(entry, inner(key)));
			else held(entry.value, inner(key));
		}
	}
	function held(item, holder) {
		const node = resolve$1(item);
		const text = node?.kind === "scalar" && OBJECT_TEXT.test(node.value) ? node : void 0;
		if (!text) {
			if (!objectFrom(item, holder)) visit(item, holder);
			return;
		}
		const failed = () => {
			const { scope } = holder;
			const line = position(scope.outerText, scope.outwardOffset(text.start)).line;
			const kind = KIND_IN_TEXT.exec(text.value)?.[1] ?? "object";
			unresolved.push({
				file: scope.file.path,
				line,
				kind,
				name: void 0,
				reason: "it is a string in the values of a chart that is not valid YAML until the chart fills it in"
			});
		};
		const block = attempted(() => enterBlock(holder.scope, text), failed);
		if (block) objectFrom(block.document.root, {
			...holder,
			scope: block
		}, holder.path);
	}
	function objectFrom(raw, holder, block = []) {
		const node = resolve$1(raw);
		if (node?.kind !== "map" || !isController(node)) return false;
		const object = objectAt(node, node.start, holder, block);
		if (object.name === "" || isTemplate(object.name)) unresolved.push({
			...placed$1(object),
			reason: "it is in values, and only its chart gives it a name"
		});
		else objects.push({
			...object,
			inValues: holder.scope.file.text.includes("{{") ? ESCAPING : AS_IT_IS
		});
		return true;
	}
	function ofChart(kind, { value }, holder) {
		const node = resolve$1(value);
		const one = (name, raw, start, key) => {
			const spec = resolve$1(raw);
			if (name === void 0 || spec?.kind !== "map") return [];
			const own = {
				...holder,
				path: [...holder.path, key]
			};
			if (!hasForm(kind, spec)) {
				if (!isOff(spec)) parts.push({
					...placed$1(objectAt(spec, start, own, [])),
					kind,
					name
				});
				return [];
			}
			return [{
				...objectAt(spec, start, own, []),
				apiVersion: "argoproj.io/v1alpha1",
				kind,
				name,
				namespace: stringAt(spec, "namespace"),
				inValues: {
					isSpec: true,
					made: (written) => objectOfChart(kind, name, written)
				}
			}];
		};
		if (node?.kind === "sequence") return node.items.flatMap((item, i) => one(stringAt(item, "name"), item, item.start, i));
		if (node?.kind !== "map") return [];
		return node.entries.flatMap(({ key, value: item }) => {
			const name = keyText(key);
			return one(name, item, key.start, name ?? "");
		});
	}
	function fluxInstance({ key, value }, holder) {
		const object = objectAt(value, key.start, holder, []);
		const type = {
			apiVersion: "fluxcd.controlplane.io/v1",
			kind: "FluxInstance",
			name: "flux"
		};
		return {
			...object,
			...type,
			namespace: void 0,
			inValues: { isSpec: true }
		};
	}
	function made({ key, value }, holder) {
		for (const item of itemsAt(value)) {
			const reason = "the chart argocd-apps creates objects from it with its templates; they are known only when the chart is rendered";
			const kind = stringAt(item, "template", "kind") ?? "itemTemplates";
			unresolved.push({
				...placed$1(objectAt(item, key.start, holder, [])),
				kind,
				name: void 0,
				reason
			});
		}
	}
	function objectAt(node, start, { scope, document, path }, block) {
		return {
			apiVersion: stringAt(node, "apiVersion") ?? "",
			kind: stringAt(node, "kind") ?? "",
			name: stringAt(node, "metadata", "name") ?? "",
			namespace: plain(stringAt(node, "metadata", "namespace")),
			file: scope.file.path,
			line: position(scope.outerText, scope.outwardOffset(start)).line,
			node,
			scope,
			document,
			path,
			block
		};
	}
}
function objectOfChart(kind, name, written) {
	const { name: _, namespace, finalizers, additionalLabels, additionalAnnotations, ...spec } = isObject(written) ? written : {};
	const given = Object.entries({
		name,
		namespace,
		finalizers,
		labels: additionalLabels,
		annotations: additionalAnnotations
	}).filter(([, value]) => value !== void 0 && value !== null);
	return {
		apiVersion: "argoproj.io/v1alpha1",
		kind,
		metadata: Object.fromEntries(given),
		spec: Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== null))
	};
}
function hasForm(kind, node) {
	if (isOff(node)) return false;
	if (kind === "AppProject") return at(node, "sourceRepos") !== void 0 || at(node, "destinations") !== void 0;
	if (kind === "ApplicationSet") return at(node, "generators")?.kind === "sequence" && at(node, "template")?.kind === "map";
	return at(node, "destination")?.kind === "map" && (at(node, "source")?.kind === "map" || at(node, "sources")?.kind === "sequence" || at(node, "sourceHydrator")?.kind === "map");
}
function isOff(node) {
	return stringAt(node, "enabled") === "false" || isTrueAt(node, "disabled");
}
function isKubeObject(node) {
	return stringAt(node, "apiVersion") !== void 0 && stringAt(node, "kind") !== void 0;
}
function isController(node) {
	const apiVersion = stringAt(node, "apiVersion") ?? "";
	return isKubeObject(node) && /^argoproj\.io\/|\.fluxcd\.io\/|^fluxcd\.controlplane\.io\//.test(apiVersion);
}
function placed$1({ file, line, kind, name }) {
	return {
		file,
		line,
		kind,
		name: name === "" ? void 0 : name
	};
}
const ESCAPED = /\{\{-?\s*(?:`([^`]*)`|"((?:[^"\\]|\\.)*)")\s*-?\}\}/g;
function isTemplate(text) {
	return text.replaceAll(ESCAPED, "").includes("{{");
}
function plain(text) {
	return text === void 0 || isTemplate(text) ? void 0 : text;
}
const AS_IT_IS = { isSpec: false };
const ESCAPING = {
	isSpec: false,
	made: unescaped
};
function unescaped(written) {
	if (typeof written === "string") return written.replaceAll(ESCAPED, (_, raw, quoted) => raw ?? (quoted ?? "").replaceAll(/\\(.)/g, "$1"));
	if (Array.isArray(written)) return written.map(unescaped);
	if (!isObject(written)) return written;
	return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, unescaped(value)]));
}

// src/inventory/helm/values-files.ts
const ARGOCD_APPS = "argocd-apps";
const FOR_TESTS = /^(?:ci|tests?|examples?)\//;
function objectsFromValues(files, paths, objects, templates) {
	const named = namedByApplications(objects);
	const values = [...paths.flatMap((path) => ofFile(files, path, {
		named,
		templates
	})), ...objects.flatMap(inline)];
	const unresolved = [];
	const parts = [];
	const found = values.flatMap(({ holder, argocdApps }) => {
		const reads = (path) => argocdApps === void 0 ? templates.length === 0 : isSamePath(path, argocdApps);
		const part = attempted(() => objectsInValues(holder, reads), () => void 0);
		unresolved.push(...part?.unresolved ?? []);
		parts.push(...part?.parts ?? []);
		return part?.objects ?? [];
	});
	return {
		objects: found,
		unresolved: [...unresolved, ...laidOver(files, parts, found)]
	};
}
function laidOver(files, parts, objects) {
	return parts.flatMap((part) => {
		const chart = chartAbove(files, part.file) ?? posix.dirname(part.file);
		const base = objects.find(({ file, kind, name }) => kind === part.kind && name === part.name && file !== part.file && (chartAbove(files, file) ?? posix.dirname(file)) === chart);
		if (!base) return [];
		return [{
			...part,
			reason: `it is layered over ${base.file}, and the two are not merged: its changes to the app are unknown`,
			hint: "To bump a value in it, use values-file and key."
		}];
	});
}
function isSamePath(a, b) {
	return a.length === b.length && a.every((key, i) => key === b[i]);
}
function ofFile(files, path, { named, templates }) {
	const text = files.text(path);
	if (text === void 0 || !IN_VALUES.test(text)) return [];
	const isKustomization = KUSTOMIZATION_FILES.includes(posix.basename(path));
	const yaml = files.yaml(path);
	if (!yaml || !isKustomization && yaml.documents.every(({ root }) => stringAt(root, "kind") !== void 0)) return [];
	const chart = chartAbove(files, path);
	if (chart !== void 0 && FOR_TESTS.test(path.slice(chart === "" ? 0 : chart.length + 1))) return [];
	const alias = chart === void 0 ? void 0 : aliasIn(files, chart);
	if (chart !== void 0 && templates.some((file) => file.startsWith(joinPath(chart, "templates") ?? "")) && alias === void 0) return [];
	return yaml.documents.flatMap((document) => {
		const { root, index } = document;
		const holder = {
			scope: wholeFile(yaml, document),
			document: index,
			node: root,
			path: []
		};
		if (isKustomization) return inflated(holder);
		if (stringAt(root, "kind") === "HelmChart") return objectsOf$1(yaml).filter((object) => object.document === index).flatMap(inline);
		if (resolve$1(root)?.kind !== "map" || stringAt(root, "kind") !== void 0) return [];
		return [{
			holder,
			argocdApps: named.has(path) ? [] : alias
		}];
	});
}
function chartAbove(files, path) {
	for (let folder = posix.dirname(path);; folder = posix.dirname(folder)) {
		const name = folder === "." ? "" : folder;
		if (files.has(joinPath(name, "Chart.yaml") ?? "")) return name;
		if (name === "") return void 0;
	}
}
function aliasIn(files, chart) {
	const root = files.yaml(joinPath(chart, "Chart.yaml") ?? "")?.documents[0]?.root;
	if (stringAt(root, "name") === ARGOCD_APPS && itemsAt(root, "dependencies").length === 0) return [];
	const taken = [root, files.yaml(joinPath(chart, "requirements.yaml") ?? "")?.documents[0]?.root].flatMap((node) => itemsAt(node, "dependencies")).find((dependency) => stringAt(dependency, "name") === ARGOCD_APPS);
	return taken && [stringAt(taken, "alias") ?? ARGOCD_APPS];
}
function inflated({ scope, document, node }) {
	return itemsAt(node, "helmCharts").flatMap((chart, i) => {
		const inner = at(chart, "valuesInline");
		const holder = inner && {
			scope,
			document,
			node: inner,
			path: [
				"helmCharts",
				i,
				"valuesInline"
			]
		};
		return holder ? [{
			holder,
			argocdApps: prefixOf(holder.path, stringAt(chart, "name"))
		}] : [];
	});
}
const IN_INLINE = /apiVersion[^]*?apiVersion|\b(?:additional)?(?:applications?(?:sets)?|projects)["']?\s*:|\b(?:itemTemplates|instance)["']?\s*:/i;
function inline(object) {
	const { scope, document, path, apiVersion, kind, inValues } = object;
	const spec = specOf$2(object);
	const specPath = inValues?.isSpec === true ? path : [...path, "spec"];
	const valuesAt = (node, way, chart) => {
		const layer = node && IN_INLINE.test(scope.outerText) && attempted(() => inlineLayer({
			scope,
			document,
			node,
			path: way
		}, node, way), () => void 0);
		if (!layer || layer.notEditable !== void 0) return [];
		return [{
			holder: {
				scope: layer.scope,
				document,
				node: layer.node,
				path: way
			},
			argocdApps: prefixOf(way, chart)
		}];
	};
	if (kind === "HelmChart" && apiVersion.startsWith("helm.cattle.io/")) return valuesAt(at(spec, "valuesContent"), [...specPath, "valuesContent"], stringAt(spec, "chart"));
	if (kind === "HelmRelease") return valuesAt(at(spec, "values"), [...specPath, "values"], stringAt(spec, "chart", "spec", "chart"));
	if (kind !== "Application") return [];
	return [[at(spec, "source"), ["source"]], ...itemsAt(spec, "sources").map((source, i) => [source, ["sources", i]])].flatMap(([source, way]) => ["valuesObject", "values"].flatMap((key) => valuesAt(at(source, "helm", key), [
		...specPath,
		...way,
		"helm",
		key
	], stringAt(source, "chart"))));
}
function prefixOf(path, chart) {
	return chart === ARGOCD_APPS ? path : chart === void 0 ? void 0 : [...path, ARGOCD_APPS];
}
function namedByApplications(objects) {
	return new Set(objects.flatMap((object) => {
		if (object.kind !== "Application") return [];
		return itemsAt(specOf$2(object), "sources").flatMap((source) => stringAt(source, "chart") === ARGOCD_APPS ? stringsAt(source, "helm", "valueFiles").flatMap((name) => joinPath("", name.replace(/^\$[^/]+\//, "")) ?? []) : []);
	}));
}

// src/inventory/manifest-files.ts
const NOT_APPLIED = /(^|\/)(\.[^/]+|node_modules|crds)\//;
function isPassedOver(path) {
	return NOT_APPLIED.test(path);
}
function isManifest(path) {
	return /\.ya?ml$/.test(path) && !isPassedOver(path) && !/(^|\/)templates\//.test(path);
}

// src/inventory/controller-objects.ts
const UNLIKELY = /(^|\/)([^/]*values[^/]*|kustomization|Chart|\.[^/]+)\.ya?ml$/i;
const MAY_HOLD_APPS = /argo|app-?of-?apps|applications?|bootstrap/i;
const CHART = /(^|\/)Chart\.yaml$/;
const LEAD_KINDS = /* @__PURE__ */ new Set([
	"Application",
	"ApplicationSet",
	"HelmRelease",
	"Kustomization"
]);
async function readObjects(files, unresolved) {
	const candidates = files.entries.filter(({ mode }) => mode !== "120000").map((entry) => entry.path).filter((path) => /\.(ya?ml|tpl)$/.test(path) && !isPassedOver(path));
	const templates = new Set(candidates.filter((path) => isTemplateFile(files, path)));
	const isUnlikely = (path) => UNLIKELY.test(path) && !MAY_HOLD_APPS.test(path.split("/").slice(-2).join("/"));
	const wanted = candidates.filter((path) => templates.has(path) ? !files.costly : !path.endsWith(".tpl") && !(files.costly && isUnlikely(path)));
	const charts = files.costly ? umbrellas(files, candidates) : [];
	await files.load([...wanted, ...charts]);
	const known = new Set(charts.length > 0 ? wanted : []);
	const more = charts.length > 0 ? candidates.filter((path) => !known.has(path) && isOfArgocdApps(files, charts, path)) : [];
	await files.load(more);
	const objects = objectsIn(files, [...wanted, ...more], templates, unresolved);
	if (!files.costly || objects.some(({ kind }) => LEAD_KINDS.has(kind))) return objects;
	const read = new Set(more);
	const others = candidates.filter((path) => !templates.has(path) && isUnlikely(path) && !read.has(path));
	await files.load(others);
	return [...objects, ...objectsIn(files, others, templates, unresolved)];
}
const MOST_UMBRELLAS = 50;
function umbrellas(files, paths) {
	const own = paths.filter((path) => CHART.test(path) && !files.isFolder(path.replace(CHART, "$1templates")));
	return own.length > MOST_UMBRELLAS ? [] : own;
}
function isOfArgocdApps(files, charts, path) {
	if (!/values[^/]*\.ya?ml$/.test(path)) return false;
	return charts.some((chart) => path.startsWith(chart.replace(CHART, "$1")) && files.text(chart)?.includes("argocd-apps") === true);
}
function objectsIn(files, paths, templates, unresolved) {
	const objects = paths.flatMap((path) => {
		const text = files.text(path);
		if (text === void 0 || !CONTROLLER_WORDS.test(text)) return [];
		if (templates.has(path) || /(^|\/)templates\//.test(path) && text.includes("{{")) {
			const template = unrenderedTemplate(path, text, templates.has(path));
			if (template) unresolved.push(template);
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
		const objects = attempted(() => objectsOf$1(yaml), asUnresolved({
			file: path,
			line: void 0,
			kind: "file",
			name: void 0
		}, unresolved));
		if (!objects) return [];
		unresolved.push(...objects.filter(isResourceSet).map(unresolvedSet));
		return objects.filter((object) => isArgo(object) || /\.fluxcd\.io\/|^fluxcd\.controlplane\.io\//.test(object.apiVersion));
	});
	const plain = paths.filter((path) => !templates.has(path));
	const own = unresolved.filter(isArgoTemplate).map(({ file }) => file);
	const inValues = objectsFromValues(files, plain, objects, own);
	unresolved.push(...inValues.unresolved);
	const data = generatedData(files);
	const all = [...objects.filter(({ file }) => !data.has(file)), ...inValues.objects];
	return [...all, ...withoutDeclared(all.flatMap(syncOf), all)];
}
function withoutDeclared(made, declared) {
	const key = ({ kind, name, namespace }) => JSON.stringify([
		kind,
		name,
		namespace
	]);
	const known = new Set(declared.map(key));
	return made.filter((object) => !known.has(key(object)));
}
function isResourceSet({ apiVersion, kind }) {
	return kind === "ResourceSet" && apiVersion.startsWith("fluxcd.controlplane.io/");
}
function unresolvedSet({ file, line, kind, name }) {
	return {
		file,
		line,
		kind,
		name,
		reason: "the Flux Operator creates objects from its templates in the cluster; they are not checked"
	};
}
function isArgo(object) {
	return object.apiVersion.startsWith("argoproj.io/");
}

// src/inventory/conventions/read.ts
function* readConventions(context, claimed, unresolved) {
	const { files } = context;
	const taken = /* @__PURE__ */ new Set();
	const placed = /* @__PURE__ */ new Set();
	const failed = ({ app }, file) => asUnresolved({
		file,
		line: void 0,
		kind: "Convention",
		name: app
	}, unresolved);
	const byValues = files.entries.flatMap(({ path }) => {
		if (claimed.has(path) || isInsideChart(files, path)) return [];
		const found = foundBy(VALUES_RULES, context, path);
		if (!found) return [];
		taken.add(folderOf$1(path));
		return [guarded(() => helmApp(context, found, path), failed(found, path))];
	});
	const claimedFolders = new Set([...claimed].map(folderOf$1));
	const folders = [...new Set(files.entries.map(({ path }) => folderOf$1(path)))].toSorted();
	const isFree = (folder) => !taken.has(folder) && !claimedFolders.has(folder) && !isInsideChart(files, `${folder}/x`);
	const inFolders = folders.flatMap((folder) => {
		const found = isFree(folder) ? foundBy(FOLDER_RULES, context, folder) : void 0;
		return found ? [{
			folder,
			found
		}] : [];
	});
	const others = [...taken, ...inFolders.flatMap(({ found, folder }) => found.isWhole ? [] : [folder])];
	const byFolder = inFolders.flatMap(({ folder, found }) => {
		if (found.isWhole && others.some((other) => other.startsWith(`${folder}/`))) return [];
		placed.add(folder);
		return [guarded(() => folderApp(context, found, folder), failed(found, folder))];
	});
	const shared = onlyValues(context, claimed, [...taken, ...placed]).map(({ found, path }) => guarded(() => helmApp(context, found, path), failed(found, path)));
	return withoutParts((yield* sideBySide([
		...byValues,
		...byFolder,
		...shared
	])).filter((app) => app !== void 0));
}
function withoutParts(apps) {
	const wholes = apps.flatMap((app) => {
		const path = folderOfApp(app);
		return app.sources[0]?.type === "kustomize" && path?.split("/").includes(app.name) ? [{
			app,
			path
		}] : [];
	});
	return apps.filter((part) => {
		const own = folderOfApp(part);
		if (own === void 0) return true;
		return !wholes.some(({ app, path }) => own.startsWith(`${path}/`) && isInput(app.inputs, part.declaredAt.file));
	});
}
function folderOfApp({ sources: [source], valuesFiles }) {
	return source && source.type !== "helm" && valuesFiles.length === 0 ? source.path : void 0;
}

// src/inventory/environments/contradictions.ts
function withContradictions(inventory) {
	if (new Set(inventory.apps.map(({ environment }) => environment)).size < 2 || inventory.apps.every(({ contradiction }) => contradiction === void 0)) return inventory;
	const apps = inventory.apps.map((app) => {
		const { contradiction } = app;
		return contradiction === void 0 ? app : withFields(app, { notes: [...app.notes, `its environment: ${contradiction}`] });
	});
	return {
		...inventory,
		apps
	};
}

// src/inventory/flux/artifacts.ts
function keyOf({ name, namespace }) {
	return JSON.stringify([namespace, name]);
}
function artifactFolder(config, { name, namespace }) {
	const names = namespace === void 0 ? [name] : [`${namespace}/${name}`, name];
	const found = config.artifacts?.find(({ source }) => namespace === void 0 ? source === name || source.endsWith(`/${name}`) : names.includes(source));
	return found && joinPath("", found.path.replace(/^\/+/, "") || ".");
}
function artifactHint({ name, namespace }) {
	const source = namespace === void 0 ? name : `${namespace}/${name}`;
	return `If a folder of this repo is pushed as this artifact, declare it in ${CONFIG_FILE}: artifacts: [{source: ${source}, path: FOLDER}].`;
}

// src/inventory/flux/folders.ts
function pathOf(layers, substitutions) {
	const filled = substitute(layers.map((layer) => stringAt(layer.node, "spec", "path")).find((path) => path !== void 0) ?? "", substitutions);
	return filled.includes("${") ? void 0 : joinPath("", filled.replace(/^\/+/, ""));
}
function pathPattern(layers, substitutions) {
	const path = substitute(layers.map((layer) => stringAt(layer.node, "spec", "path")).find((path) => path !== void 0) ?? "", substitutions).replaceAll(/\$\{[^{}]*\}/g, "*").split("/").filter((name) => name !== "" && name !== ".");
	if (!path.some((name) => name.includes("*"))) return void 0;
	const fits = starred(path.join("/"), false);
	return (file) => {
		const folders = file.split("/").slice(0, -1);
		const folder = folders.slice(0, path.length).join("/");
		return folders.length >= path.length && fits.test(folder) ? folder : void 0;
	};
}
function substitute(text, values) {
	return text.replaceAll(/\$\{(\w+)(?::?[-=]([^{}]*))?\}/g, (whole, name, fallback) => values[name] ?? fallback ?? whole);
}
function folderBuilt(context, sources, object, declared, above = []) {
	const written = stringAt(object.node, "spec", "path") ?? "(none)";
	if (declared === void 0) return { note: `its path ${written} has a variable that cannot be determined from Git alone` };
	const raw = written.includes("${") ? `./${declared}` : written;
	const reference = at(object.node, "spec", "sourceRef");
	const source = sources.find(reference, object, above);
	const slip = sources.slipOf(reference);
	const found = {
		...source ? { source } : {},
		...slip === void 0 ? {} : { note: slip }
	};
	const named = sourceName(reference, object);
	const artifact = sources.artifact(context.config, named);
	if (artifact) {
		const { folder: root, guess } = artifact;
		const path = joinPath(root, declared || ".");
		if (path !== void 0 && context.files.isFolder(path)) return {
			...found,
			path,
			...guess === void 0 ? {} : { note: guess }
		};
		return {
			...found,
			note: `its path ${raw} is not in ${root || "the root"}, which is its source`
		};
	}
	const generated = sources.generatedFrom(reference, object, declared);
	if (generated !== void 0 && context.files.isFolder(generated)) return {
		...found,
		path: generated
	};
	const url = stringAt(source?.node, "spec", "url");
	const isForeign = declared === "" && source?.kind === "OCIRepository";
	if (isThisRepository(context, url) !== false && !isForeign && !sources.isElsewhere(source, declared) && context.files.isFolder(declared)) return {
		...found,
		path: declared
	};
	const isArtifact = (source?.kind ?? stringAt(reference, "kind")) === "OCIRepository";
	const wanted = generated ?? (isArtifact ? declared : void 0);
	if (wanted?.includes("/")) {
		const folders = context.files.foldersEnding(wanted);
		const [only] = folders;
		if (only !== void 0 && folders.length === 1) return {
			...found,
			path: only,
			note: `its path ${raw}${url === void 0 ? "" : ` of ${url}`} is assumed to be ${only} in this repo`
		};
	}
	const isOwn = isThisRepository(context, url) === true || sources.isHome(source);
	const near = isOwn || source === void 0 && !isArtifact ? nearestFolder(context.files, declared) : void 0;
	const meant = near === void 0 ? "" : `. Is ./${near} meant?`;
	const elsewhere = url === void 0 || isOwn ? "" : ` but in ${url}`;
	return {
		...found,
		note: `${slip === void 0 ? "" : `${slip}, and `}its path ${raw} is not in this repo${elsewhere}; the objects that it deploys are not read${isArtifact ? `. ${artifactHint(named)}` : meant}`
	};
}
function nearestFolder(files, path) {
	const names = path.split("/");
	const first = names.findIndex((_, i) => !files.isFolder(names.slice(0, i + 1).join("/")));
	if (first < 0) return void 0;
	const above = names.slice(0, first).join("/");
	const beside = files.children(above).filter((child) => files.isFolder(child)).map((child) => child.slice(child.lastIndexOf("/") + 1));
	const near = nearest$1(names[first] ?? "", beside);
	const meant = near === void 0 ? void 0 : joinPath(above, [near, ...names.slice(first + 1)].join("/"));
	return meant !== void 0 && files.isFolder(meant) ? meant : void 0;
}
function sourceName(reference, from) {
	return {
		name: stringAt(reference, "name") ?? "",
		namespace: stringAt(reference, "namespace") ?? from.namespace
	};
}

// src/inventory/flux/pushes.ts
const PUSHERS = /(?:^|\/)\.(?:github|gitea|forgejo)\/(?:workflows|actions)\/.*\.ya?ml$|(?:^|\/)\.gitlab-ci\.ya?ml$|(?:^|\/)\.(?:gitlab|circleci|woodpecker|taskfiles)\/.*\.ya?ml$|(?:^|\/)(?:\.woodpecker\.ya?ml|azure-pipelines\.ya?ml|Jenkinsfile|Makefile|[Jj]ustfile|\.justfile|Taskfile\.ya?ml)$|\.(?:sh|mk|just)$/;
const VARIABLE$1 = /\$\{\{[^{}]*\}\}|\{\{[^{}]*\}\}|\$\([^()]*\)|\$\{[^{}]*\}|\$\w+/g;
function pushesIn(text) {
	if (!/push\s+artifact|\b(?:aws\s+s3|gsutil|gcloud\s+storage|mc|rclone)\s/.test(text)) return [];
	return text.replaceAll(/\\\r?\n\s*/g, " ").split("\n").filter((line) => !/^\s*#/.test(line)).flatMap((line) => [...artifact(line), ...bucket(line)]);
}
function artifact(line) {
	const [, rest] = /\bflux\s+push\s+artifact\s(.*)/.exec(line) ?? [];
	if (rest === void 0) return [];
	const words = wordsOf(rest);
	const to = words.find((word) => /^oci:\/\/|^\*/.test(word));
	const folder = folderOf(words.flatMap((word, i) => {
		const [, value] = /^(?:--path|-f)=(.*)$/.exec(word) ?? [];
		return value ?? (word === "--path" || word === "-f" ? words[i + 1] ?? [] : []);
	})[0] ?? ".");
	return to === void 0 || folder === void 0 ? [] : [{
		to: withoutTag(to),
		folder
	}];
}
function bucket(line) {
	const [, rest] = /\b(?:aws\s+s3\s+(?:sync|cp)|gsutil\b.*\brsync|gcloud\s+storage\s+rsync|mc\s+(?:mirror|cp)|rclone\s+(?:sync|copy))\s(.*)/.exec(line) ?? [];
	if (rest === void 0) return [];
	const [from, to] = wordsOf(rest).filter((word) => !word.startsWith("-"));
	const [, name] = /^(?:s3:\/\/|gs:\/\/|[\w-]+[:/])([^/]+)/.exec(to ?? "") ?? [];
	const folder = folderOf(from ?? "");
	return name === void 0 || folder === void 0 || from === void 0 ? [] : [{
		to: name,
		folder
	}];
}
function wordsOf(command) {
	return command.replaceAll(VARIABLE$1, "*").replaceAll(/["']/g, "").split(/\s+/).filter((word) => word !== "");
}
function folderOf(path) {
	return path.includes("*") ? void 0 : joinPath("", path.replace(/^\/+/, "") || ".");
}
function withoutTag(url) {
	const slash = url.lastIndexOf("/");
	const colon = url.indexOf(":", slash + 1);
	return colon < 0 ? url : url.slice(0, colon);
}
function goesTo({ to }, address) {
	const plain = (text) => text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").toLowerCase();
	const parts = plain(to).split("*");
	const text = plain(address);
	if (parts.length === 1) return text === parts[0];
	const [first = "", ...rest] = parts;
	if (!text.startsWith(first)) return false;
	let position = first.length;
	for (const [i, part] of rest.entries()) {
		const found = i === rest.length - 1 ? text.length - part.length : text.indexOf(part, position);
		if (found < position || !text.startsWith(part, found)) return false;
		position = found + part.length;
	}
	return true;
}

// src/inventory/flux/artifact-folders.ts
const OWNED = /^oci:\/\/(?:ghcr\.io|docker\.io|registry\.gitlab\.com|quay\.io)\/([^/]+)\//i;
function* artifactFolders(context, sources, kustomizations) {
	const { files, config } = context;
	const wanted = /* @__PURE__ */ new Map();
	for (const object of kustomizations) {
		const reference = at(object.node, "spec", "sourceRef");
		if (!["OCIRepository", "Bucket"].includes(stringAt(reference, "kind") ?? "")) continue;
		const named = sourceName(reference, object);
		const key = keyOf(named);
		const one = wanted.get(key) ?? {
			named,
			source: sources.find(reference, object),
			paths: /* @__PURE__ */ new Set()
		};
		const path = pathOf([object], {});
		if (path !== void 0) one.paths.add(path);
		wanted.set(key, one);
	}
	const found = /* @__PURE__ */ new Map();
	if (wanted.size === 0) return found;
	const pushers = files.entries.map(({ path }) => path).filter((path) => PUSHERS.test(path));
	yield pushers;
	const pushes = pushers.flatMap((path) => pushesIn(files.text(path) ?? ""));
	for (const [key, { named, source, paths }] of wanted) {
		const folder = artifactFolder(config, named);
		const pushed = folder === void 0 ? pushedAs(pushes, source) : void 0;
		const known = folder ?? pushed;
		const guessed = known === void 0 && isMaybeOurs(context, source) ? folderWith(context, paths) : void 0;
		if (known !== void 0) found.set(key, { folder: known });
		else if (guessed !== void 0) found.set(key, {
			folder: guessed,
			guess: `the artifact ${named.name} is assumed to be ${guessed === "" ? "the root of this repo" : guessed}, which contains everything that its Kustomizations build`
		});
	}
	return found;
}
function pushedAs(pushes, source) {
	const address = stringAt(source?.node, "spec", source?.kind === "Bucket" ? "bucketName" : "url");
	if (address === void 0) return void 0;
	const own = [...new Set(pushes.filter((push) => goesTo(push, address)).map(({ folder }) => folder))];
	return own.length === 1 ? own[0] : void 0;
}
function isMaybeOurs({ addresses }, source) {
	const [, owner] = OWNED.exec(stringAt(source?.node, "spec", "url") ?? "") ?? [];
	if (owner === void 0 || addresses === void 0) return true;
	return addresses.some((own) => own.toLowerCase().split(/[/:]/).includes(owner.toLowerCase()));
}
function folderWith({ files }, paths) {
	const telling = [...paths].filter((path) => path !== "");
	const [first] = telling;
	if (first === void 0 || telling.length === 1 && !first.includes("/")) return void 0;
	if (telling.every((path) => files.isFolder(path))) return "";
	const folders = files.foldersEnding(first).map((folder) => folder.slice(0, -first.length - 1)).filter((folder) => telling.every((path) => files.isFolder(joinPath(folder, path) ?? "")));
	return folders.length === 1 ? folders[0] : void 0;
}

// src/inventory/flux/chain.ts
function whereabouts(chain, item) {
	const { object, namespace } = item;
	const ownNamespace = ownNamespaceOf(chain, item);
	return {
		name: nameOf$1(chain, item),
		labels: recordAt(object.node, "metadata", "labels"),
		paths: [...chain.paths.toReversed(), object.file],
		...chain.clusterPaths ? { clusterPaths: chain.clusterPaths } : {},
		cluster: chain.cluster,
		server: void 0,
		namespace: stringAt(object.node, "spec", "targetNamespace") ?? namespace ?? object.namespace,
		ownNamespace,
		suspended: chain.suspended,
		variables: chain.variables
	};
}
function nameOf$1({ substitutions }, { name }) {
	return substitute(name, substitutions);
}
function ownNamespaceOf({ targetNamespace }, { object, namespace }) {
	return targetNamespace ?? namespace ?? object.namespace;
}
function rootedIn({ parent, home }, path, lineage) {
	if (parent) return lineage;
	return {
		...lineage,
		...home === void 0 ? {} : { root: home },
		paths: [...lineage.paths, ...path === void 0 ? [] : [`${path}/`]]
	};
}

// src/inventory/flux/variables.ts
function* variablesOf(files, sources, layers, outer, above) {
	const inPost = layers.filter((layer) => at(layer.node, "spec", "postBuild") !== void 0);
	if (inPost.length === 0) return void 0;
	const known = /* @__PURE__ */ new Map();
	const untold = [];
	const from = inPost.findLast((layer) => at(layer.node, "spec", "postBuild", "substituteFrom"));
	for (const reference of itemsAt(from?.node, "spec", "postBuild", "substituteFrom")) {
		const [kind = "", name = ""] = [stringAt(reference, "kind"), stringAt(reference, "name")];
		const found = from && kind === "ConfigMap" ? yield* configMap(files, sources, reference, from, above) : void 0;
		if (found) for (const [key, variable] of found) known.set(key, variable);
		else if (!isTrueAt(reference, "optional") || kind === "Secret") untold.push(`the ${kind} ${name}`);
	}
	for (const layer of inPost) for (const [name, variable] of scalarsOf(layer, "spec", "postBuild", "substitute")) {
		const filled = outer && variable.value.includes("${") ? expand(variable.value, outer) : void 0;
		const [only, ...more] = filled?.segments ?? [];
		known.set(name, filled ? {
			value: filled.text,
			place: more.length === 0 ? only?.variable?.place : void 0
		} : variable);
	}
	return {
		known,
		untold
	};
}
function* configMap(files, sources, reference, from, above) {
	const paths = sources.filesOf(reference);
	yield paths;
	const name = stringAt(reference, "name");
	const objects = paths.flatMap((path) => {
		const yaml = files.has(path) ? files.yaml(path) : void 0;
		return yaml ? objectsOf$1(yaml) : [];
	}).filter((object) => object.kind === "ConfigMap" && object.name === name);
	const object = sources.nearest(from, objects, above);
	return object && scalarsOf(object, "data");
}
function scalarsOf(object, ...path) {
	const map = at(object.node, ...path);
	if (map?.kind !== "map") return [];
	return map.entries.flatMap((entry) => {
		const name = keyText(entry.key);
		const value = at(entry.value);
		if (name === void 0 || value?.kind !== "scalar") return [];
		const aliases = entry.value.kind === "alias" ? [entry.value] : [];
		const place = placeOf$3(object.scope, object.document, value, [
			...object.path,
			...path,
			name
		], aliases);
		return [[name, {
			value: value.value.trim(),
			place: {
				...place,
				text: value.value
			}
		}]];
	});
}
const VARIABLE = /\$\$|\$\{([A-Za-z_]\w*)(?:(:?[-=])([^{}]*))?\}/g;
function expand(text, { known, untold }) {
	const segments = [];
	let end = 0;
	const literal = (to) => {
		if (to > end) segments.push({
			text: text.slice(end, to),
			variable: void 0,
			from: end
		});
	};
	for (const match of text.matchAll(VARIABLE)) {
		const [whole, name, sign = "", fallback] = match;
		if (name === void 0) return void 0;
		literal(match.index);
		end = match.index + whole.length;
		const variable = known.get(name);
		const isSet = variable !== void 0 && (variable.value !== "" || !sign.startsWith(":"));
		if (variable && (isSet || fallback === void 0)) {
			segments.push({
				text: variable.value,
				variable,
				from: void 0
			});
			continue;
		}
		if (fallback === void 0 || untold.length > 0) return void 0;
		segments.push({
			text: fallback,
			variable: void 0,
			from: end - 1 - fallback.length
		});
	}
	literal(text.length);
	const filled = segments.map((segment) => segment.text).join("");
	return filled.includes("${") ? void 0 : {
		text: filled,
		segments
	};
}
function filling(variables) {
	return (text) => text.includes("${") ? expand(text, variables)?.text ?? text : text;
}
function isSubstituted({ node }) {
	const key = "kustomize.toolkit.fluxcd.io/substitute";
	return !["labels", "annotations"].some((field) => recordAt(node, "metadata", field)[key] === "disabled");
}
function substituted(use, variables) {
	const raw = use.template ?? (use.place?.text.includes("${") ? use.place : void 0);
	const digestPlace = use.digestPlace?.text.includes("${") ? wholePlace(use.digestPlace, variables) : use.digestPlace;
	if (!raw) return digestPlace === use.digestPlace ? use : {
		...use,
		digestPlace
	};
	const expanded = expand(raw.text, variables);
	const isTag = use.template === void 0 && use.form === "tag";
	const [tag = "", digest] = expanded?.text.split("@") ?? [];
	const reference = expanded && !isTag ? parseReference(expanded.text) : void 0;
	if (!expanded || !isTag && !reference) return {
		...use,
		place: void 0,
		withoutPlace: why(raw, variables)
	};
	const { template, ...known } = use;
	const filled = isTag ? {
		...known,
		tag: tag === "" ? void 0 : tag,
		digest: digest ?? use.digest
	} : {
		...known,
		repository: template ? reference?.repository : use.repository,
		tag: reference?.tag,
		digest: reference?.digest,
		setBy: template ? "manifest" : use.setBy
	};
	const start = isTag ? 0 : versionStart(expanded.text);
	const found = start === void 0 ? void 0 : placeWithin(raw, expanded, start);
	return found ? {
		...filled,
		...found,
		digestPlace
	} : {
		...filled,
		place: void 0,
		digestPlace,
		withoutPlace: `${raw.text} is composed of several values`
	};
}
function why({ text }, { untold }) {
	return `${text} has variables that cannot be determined from Git alone${untold.length > 0 ? `, which ${untold.join(" and ")} may set` : ""}`;
}
function wholePlace(place, variables) {
	const [only, ...more] = expand(place.text, variables)?.segments ?? [];
	return more.length === 0 ? only?.variable?.place : void 0;
}
function versionStart(reference) {
	const colon = reference.split("@")[0]?.indexOf(":", reference.lastIndexOf("/") + 1) ?? -1;
	return colon < 0 ? void 0 : colon + 1;
}
function placeWithin(raw, { text, segments }, start) {
	let offset = 0;
	for (const segment of segments) {
		const end = offset + segment.text.length;
		if (start >= offset && start < end && end === text.length) {
			const before = segment.text.slice(0, start - offset);
			if (segment.variable) {
				const { place } = segment.variable;
				if (!place) return void 0;
				return before === "" ? {
					place,
					form: "tag"
				} : {
					place,
					form: "reference"
				};
			}
			const from = (segment.from ?? 0) + before.length;
			const to = (segment.from ?? 0) + segment.text.length;
			return {
				place: {
					...raw,
					around: [raw.text.slice(0, from), raw.text.slice(to)]
				},
				form: "tag"
			};
		}
		offset = end;
	}
}

// src/inventory/flux/source-ref.ts
const GIT_REF = [
	"commit",
	"name",
	"semver",
	"tag",
	"branch"
];
const OCI_REF = [
	"digest",
	"semver",
	"tag"
];
function sourceArtifact(context, source) {
	if (!source || source.madeOf !== void 0) return [];
	const url = stringAt(source.node, "spec", "url");
	if (url === void 0 || source.kind !== "GitRepository" && source.kind !== "OCIRepository") return [];
	if (source.kind === "GitRepository" && isThisRepository(context, url) === true) return [];
	const key = (source.kind === "GitRepository" ? GIT_REF : OCI_REF).find((name) => stringAt(source.node, "spec", "ref", name) !== void 0);
	const semver = stringAt(source.node, "spec", "ref", "semver");
	const isExact = key === "semver" && /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(semver ?? "");
	const name = isExact ? "semver" : "tag";
	const tag = at(source.node, "spec", "ref", name);
	const digest = at(source.node, "spec", "ref", "digest");
	if (tag?.kind !== "scalar" || !(isExact || key === "tag" || key === "digest")) return [];
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
		place: placeOf$3(source.scope, source.document, tag, [...ref, name]),
		form: "tag",
		digestPlace: digest?.kind === "scalar" ? placeOf$3(source.scope, source.document, digest, [...ref, "digest"]) : void 0,
		setBy: `ref of the ${source.kind} ${source.name}`,
		addPath: void 0
	}];
}
function gitRevision(source) {
	if (source?.kind !== "GitRepository") return void 0;
	return GIT_REF.map((key) => stringAt(source.node, "spec", "ref", key)).find((revision) => revision !== void 0 && revision !== "") ?? "master";
}
function addressOf({ node }) {
	const ref = GIT_REF.map((key) => stringAt(node, "spec", "ref", key) ?? "");
	return {
		url: plainAddress(stringAt(node, "spec", "url") ?? ""),
		ref: ref.join(" ")
	};
}

// src/inventory/flux/helmrelease.ts
function* readHelmRelease(context, sources, item, built, where, parent) {
	const { object } = item;
	const variables = isSubstituted(object) ? where.variables : void 0;
	const layers = [object, ...item.patches];
	const notes = /* @__PURE__ */ new Set();
	const values = emptyValues();
	const outermost = (...path) => layers.map((layer) => stringAt(layer.node, ...path)).findLast((value) => value !== void 0);
	const chartRef = at(object.node, "spec", "chartRef");
	const declared = sources.find(chartRef ?? at(object.node, "spec", "chart", "spec", "sourceRef"), object);
	const helmChart = declared?.kind === "HelmChart" ? declared : void 0;
	const chartSpec = at(helmChart?.node, "spec") ?? at(object.node, "spec", "chart", "spec");
	const source = helmChart ? sources.find(at(chartSpec, "sourceRef"), helmChart) : declared;
	const slip = sources.slipOf(chartRef ?? at(chartSpec, "sourceRef"));
	if (slip !== void 0) notes.add(slip);
	const chart = helmChart ? stringAt(chartSpec, "chart") : outermost("spec", "chart", "spec", "chart");
	const url = stringAt(source?.node, "spec", "url");
	const fromGit = stringAt(chartSpec, "sourceRef", "kind") === "GitRepository";
	const pushed = sources.artifact(context.config, sourceName(at(chartSpec, "sourceRef") ?? chartRef, chartSpec && helmChart ? helmChart : object))?.folder;
	const chartPath = pushed !== void 0 ? joinPath(pushed, chart ?? ".") : fromGit && chart !== void 0 && isThisRepository(context, url) !== false ? joinPath("", chart) : void 0;
	const here = chartPath !== void 0 && context.files.isFolder(chartPath);
	const valuesFiles = here ? stringsAt(chartSpec, "valuesFiles").flatMap((file) => joinPath(pushed ?? "", file) ?? []) : [];
	if (here) {
		if (valuesFiles.length === 0) yield* applyChart(context.files, chartPath, values, notes);
		yield valuesFiles;
		for (const file of valuesFiles.filter((path) => context.files.has(path))) for (const layer of fileLayers(context.files, file, "values file")) applyLayer(values, layer, notes);
	} else notes.add(`the defaults of its chart ${chart ?? stringAt(chartRef, "name") ?? ""} are not in this repo`);
	const inputs = new InputCollector();
	for (const layer of layers) inputs.files.add(layer.file);
	for (const part of [declared, source]) if (part) inputs.files.add(part.file);
	if (chartPath !== void 0) inputs.files.add(chartPath);
	for (const layer of layers) for (const reference of itemsAt(layer.node, "spec", "valuesFrom")) for (const file of sources.filesOf(reference)) inputs.files.add(file);
	if (here) for (const folder of chartFolders(context.files, chartPath)) inputs.folders.add(folder);
	const fromFiles = yield* applyValuesFrom(context, {
		layers,
		built,
		sources
	}, values, notes);
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
		}, notes);
	}
	for (const file of [...valuesFiles, ...fromFiles]) inputs.files.add(file);
	const destination = destinationOf(outermost, "HelmRelease", context.config);
	const remote = clusterBehind(destination);
	const cluster = clusterOf(remote === void 0 ? where : {
		...where,
		cluster: remote
	}, context.config);
	const environment = environmentOf(where, cluster, context.config);
	return {
		name: where.name,
		kind: "HelmRelease",
		controller: "flux",
		declaredAt: {
			file: object.file,
			line: object.line
		},
		controlPlane: void 0,
		isControlPlaneKnown: false,
		ownNamespace: where.ownNamespace,
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
			targetRevision: gitRevision(source) ?? outermost("spec", "chart", "spec", "version"),
			inThisRepository: here
		}],
		valuesFiles: [...valuesFiles, ...fromFiles],
		images: [
			...withAppVersion(postRendered(findImages(values, notes, variables && filling(variables)), layers, notes), context.files, here ? chartPath : void 0, notes),
			...chartArtifact(layers, chart, url),
			...chartRef && !helmChart ? sourceArtifact(context, source) : []
		].map((use) => variables ? substituted(use, variables) : use),
		inputs: throughLinks(context.files, inputs),
		...object.inValues ? { inValues: true } : {},
		lineage: lineageOf(object, {
			applies: [],
			destination
		}),
		declaration: () => evaluate(object.node),
		...parent ? { parent } : {},
		notes: [...notes]
	};
}
function postRendered(uses, layers, notes) {
	const layer = layers.findLast((one) => at(one.node, "spec", "postRenderers") !== void 0);
	if (!layer) return uses;
	const path = [
		...layer.path,
		"spec",
		"postRenderers"
	];
	return itemsAt(layer.node, "spec", "postRenderers").flatMap((renderer, i) => itemsAt(renderer, "kustomize", "images").map((entry, j) => ({
		...layer,
		node: entry,
		path: [
			...path,
			i,
			"kustomize",
			"images",
			j
		]
	}))).reduce((current, entry) => {
		const { images, isUsed } = withImage(current, entry, notes);
		if (!isUsed) notes.add(`a post-renderer at ${entry.scope.file.path} sets the image ${stringAt(entry.node, "name") ?? ""}, which is not in its values`);
		return images;
	}, uses);
}
function* applyValuesFrom(context, from, values, notes) {
	const { layers, built, sources } = from;
	const used = [];
	const holder = layers.findLast((layer) => at(layer.node, "spec", "valuesFrom") !== void 0);
	for (const reference of itemsAt(holder?.node, "spec", "valuesFrom")) {
		const [kind, name = ""] = [stringAt(reference, "kind"), stringAt(reference, "name")];
		const key = stringAt(reference, "valuesKey") ?? "values.yaml";
		const targetPath = stringAt(reference, "targetPath");
		const generated = built?.configMaps.get(name)?.find((entry) => entry.key === key)?.file;
		const written = built?.items.find((candidate) => candidate.object.kind === "ConfigMap" && candidate.object.name === name)?.object ?? (holder && sources.configMap(reference, holder));
		if (kind === "ConfigMap" && targetPath === void 0 && generated !== void 0 && context.files.has(generated)) {
			yield [generated];
			for (const layer of fileLayers(context.files, generated, "values file")) applyLayer(values, layer, notes);
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
			else if (layer) applyLayer(values, layer, notes);
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
		repository: `${url.replace(/(?<!\/)\/+$/, "")}/${chart}`,
		alsoKnownAs: [],
		tag: version.value,
		digest: void 0,
		place: placeOf$3(layer.scope, layer.document, version, [
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

// src/inventory/flux/homes.ts
function homesOf(roots, objects) {
	const ofFolder = /* @__PURE__ */ new Map();
	for (const root of roots) {
		const folder = folderOf$1(root.file);
		const path = pathOf([root], {});
		if (path === void 0 || !isAbove(path, folder) || stringAt(root.node, "spec", "path") === void 0) continue;
		const known = ofFolder.get(folder);
		if (known === void 0 || path.length < known.length) ofFolder.set(folder, path);
	}
	const instances = objects.filter(isFluxInstance).flatMap((instance) => {
		const path = stringAt(specOf$2(instance), "sync", "path");
		return path === void 0 ? [] : joinPath("", path.replace(/^\/+/, "")) ?? [];
	}).toSorted((a, b) => b.length - a.length);
	const homes = /* @__PURE__ */ new Map();
	for (const root of roots) {
		const folder = folderOf$1(root.file);
		const home = ofFolder.get(folder) ?? instances.find((path) => isAbove(path, folder));
		if (home !== void 0) homes.set(root, home);
	}
	return homes;
}
function doubtfulRoots(roots) {
	const isOwn = (root) => {
		const path = pathOf([root], {});
		return root.madeOf !== void 0 || path !== void 0 && isAbove(path, folderOf$1(root.file));
	};
	const others = roots.filter((root) => !isOwn(root));
	if (others.length === roots.length) return /* @__PURE__ */ new Map();
	const doubt = "it is assumed to be a root: no known Kustomization includes it, so it may be disabled";
	return new Map(others.map((root) => [root, doubt]));
}
function isAbove(path, folder) {
	return isBelow(folder, path);
}
function rootsOf(all, leads, taken) {
	const included = new Set([...leads.values()].flat());
	const roots = all.filter((object) => !included.has(standsAt(object)) && !taken.has(standsAt(object)));
	const reached = /* @__PURE__ */ new Set();
	const reach = (ids) => {
		for (const rest = [...ids]; rest.length > 0;) {
			const id = rest.pop() ?? "";
			if (reached.has(id)) continue;
			reached.add(id);
			rest.push(...leads.get(id) ?? []);
		}
	};
	reach([...roots.map(standsAt), ...taken]);
	const left = all.filter((object) => !reached.has(standsAt(object)));
	const isHome = (object) => {
		const path = pathOf([object], {});
		return path !== void 0 && path !== "" && isAbove(path, folderOf$1(object.file));
	};
	for (const object of left.toSorted((a, b) => Number(isHome(b)) - Number(isHome(a)))) {
		if (reached.has(standsAt(object))) continue;
		roots.push(object);
		reach([standsAt(object)]);
	}
	return roots;
}

// src/inventory/flux/kustomization-inputs.ts
function inputsOf({ files }, sources, layers, { path, pattern }, built) {
	const inputs = new InputCollector();
	if (path === void 0 && pattern) for (const entry of files.entries) {
		const folder = pattern(entry.path);
		if (folder !== void 0) inputs.folders.add(folder);
	}
	for (const layer of layers) {
		inputs.files.add(layer.file);
		const reference = at(layer.node, "spec", "sourceRef");
		for (const object of [sources.find(reference, layer), sources.generatorOf(reference, layer)]) if (object) inputs.files.add(object.file);
		for (const variables of itemsAt(layer.node, "spec", "postBuild", "substituteFrom")) for (const file of sources.filesOf(variables)) inputs.files.add(file);
	}
	for (let folder = path; folder !== void 0; folder = folder === "" ? void 0 : joinPath(folder, "..")) inputs.files.add(joinPath(folder, ".sourceignore") ?? "");
	if (built) inputs.add(built.inputs);
	else if (path !== void 0 && files.submoduleOf(path) !== void 0) inputs.folders.add(path);
	return throughLinks(files, inputs);
}

// src/inventory/flux/overlays.ts
function* outsideOverlays(context, sources, kustomizations, releases) {
	if (kustomizations.length === 0 && !releases) return {
		overlays: [],
		releases: [],
		takenBy: /* @__PURE__ */ new Map()
	};
	const { files } = context;
	const names = new Set(KUSTOMIZATION_FILES);
	const found = files.entries.map((entry) => entry.path).filter((path) => names.has(path.split("/").pop() ?? ""));
	yield found;
	const folderOf = (path) => path.split("/").slice(0, -1).join("/");
	const rootOf = (path) => files.yaml(path)?.documents[0]?.root;
	const taken = new Set(found.flatMap((path) => {
		return [
			"resources",
			"bases",
			"components"
		].flatMap((field) => stringsAt(rootOf(path), field)).flatMap((name) => joinPath(folderOf(path), name) ?? []);
	}));
	const named = new Set(kustomizations.flatMap((object) => {
		const path = pathOf([object], {});
		return [path, folderBuilt(context, sources, object, path).path].filter((one) => one !== void 0);
	}));
	const isBuilt = (folder) => named.has(folder) || folder !== "" && isBuilt(folderOf(folder));
	const folders = found.filter((path) => stringAt(rootOf(path), "kind") !== "Component").map(folderOf).filter((folder) => folder !== "" && !taken.has(folder) && !isBuilt(folder));
	const built = yield* sideBySide(folders.map((folder) => build(files, folder)));
	const overlays = [];
	const taking = [];
	const takenBy = /* @__PURE__ */ new Map();
	for (const [i, whole] of built.entries()) {
		const folder = folders[i] ?? "";
		for (const item of deployedBy(whole)) {
			if (isHelmRelease(item.object)) taking.push({
				item,
				built: whole,
				folder
			});
			if (!isFluxKustomization(item.object)) continue;
			if (item.object.file.startsWith(`${folder}/`)) takenBy.set(standsAt(item.object), folder);
			else overlays.push({
				item,
				folder
			});
		}
	}
	return {
		overlays,
		releases: taking,
		takenBy
	};
}

// src/inventory/flux/standing.ts
function standingOf(walks) {
	const standing = new Set(walks);
	for (const walk of walks) {
		const id = standsAt(walk.item.object);
		const folder = walk.item.object.takenBy;
		const others = [...standing].filter((other) => other !== walk);
		const isReached = others.some(({ chain }) => chain.reached.has(id));
		const isBuilt = others.some(({ apps }) => apps.some((app) => folder !== void 0 && builds(app, folder)));
		if (folder === void 0 ? isReached : isReached && isBuilt) standing.delete(walk);
	}
	return [...standing];
}
function builds({ kind, sources: [source] }, folder) {
	return kind === "Kustomization" && source?.inThisRepository === true && source.path === folder;
}

// src/inventory/kustomize/generators.ts
const GENERATES = /(configMap|secret)Generator/;
function generatedObjects(kustomization, folder) {
	const isPlain = isTrueAt(kustomization, "generatorOptions", "disableNameSuffixHash");
	return ["ConfigMap", "Secret"].flatMap((kind) => {
		return itemsAt(kustomization, kind === "ConfigMap" ? "configMapGenerator" : "secretGenerator").flatMap((entry) => {
			const name = stringAt(entry, "name");
			const isNamed = at(entry, "options", "disableNameSuffixHash") ? isTrueAt(entry, "options", "disableNameSuffixHash") : isPlain;
			if (name === void 0 || !isNamed) return [];
			const files = stringsAt(entry, "files").flatMap((text) => {
				const [first = "", ...rest] = text.split("=");
				const path = joinPath(folder, rest.length > 0 ? rest.join("=") : first);
				return path === void 0 ? [] : [{
					key: rest.length > 0 ? first : posix.basename(first),
					path
				}];
			});
			const envs = [...stringsAt(entry, "envs"), ...[stringAt(entry, "env") ?? []].flat()];
			return [{
				kind,
				name,
				namespace: stringAt(entry, "namespace") ?? stringAt(kustomization, "namespace"),
				literals: stringsAt(entry, "literals"),
				files,
				envs: envs.flatMap((path) => joinPath(folder, path) ?? [])
			}];
		});
	});
}

// src/inventory/flux/sources.ts
const SOURCE_GROUP = "source.toolkit.fluxcd.io/";
const DECLARES = /kind:\s*["']?(ConfigMap|Secret)/;
const REFERENCES = /^[ \t]*-[ \t]+kind:[ \t]*["']?(?:ConfigMap|Secret)["']?[ \t]*(?:#.*)?$/gm;
const HAS_LIST = /kind:\s*["']?\w*List\b/;
function mayDeclare(text) {
	return DECLARES.test(HAS_LIST.test(text) ? text : text.replaceAll(REFERENCES, ""));
}
var Sources = class {
	#files;
	#byName = /* @__PURE__ */ new Map();
	#generators;
	#homes = /* @__PURE__ */ new Map();
	#artifacts = /* @__PURE__ */ new Map();
	#plain;
	#filesByName = /* @__PURE__ */ new Map();
	constructor(objects, files) {
		this.#files = files;
		this.#generators = objects.filter(({ kind }) => kind === "ArtifactGenerator");
		for (const object of objects.filter(({ apiVersion }) => apiVersion.startsWith(SOURCE_GROUP))) {
			const key = `${object.kind}/${object.name}`;
			this.#byName.set(key, [...this.#byName.get(key) ?? [], object]);
		}
	}
	find(ref, from, above = []) {
		const candidates = this.#byName.get(`${stringAt(ref, "kind") ?? ""}/${stringAt(ref, "name") ?? ""}`) ?? [];
		const namespace = stringAt(ref, "namespace") ?? from.namespace;
		const inNamespace = candidates.filter((object) => object.namespace === namespace);
		return nearness(from, inNamespace.length > 0 ? inNamespace : candidates, above)[0]?.object;
	}
	slipOf(ref) {
		const [kind, name] = [stringAt(ref, "kind"), stringAt(ref, "name")];
		if (kind === void 0 || name === void 0 || this.#byName.has(`${kind}/${name}`)) return void 0;
		const others = [...this.#byName.keys()].flatMap((key) => key.startsWith(`${kind}/`) ? [key.slice(kind.length + 1)] : []);
		const near = nearest$1(name, others);
		return near === void 0 ? void 0 : `its sourceRef names the ${kind} ${name}, which no file here declares (is ${near} meant?)`;
	}
	isHome(source) {
		if (!source) return false;
		const { url, ref } = addressOf(source);
		return this.#homes.get(url)?.has(ref) === true;
	}
	learnHomes(kustomizations) {
		const pathOf = ({ node }) => joinPath("", (stringAt(node, "spec", "path") ?? "").replace(/^\/+/, "")) ?? "";
		const sourceOf = (object) => this.find(at(object.node, "spec", "sourceRef"), object);
		for (const object of kustomizations) {
			const path = pathOf(object);
			const source = path !== "" && object.file.startsWith(`${path}/`) ? sourceOf(object) : void 0;
			if (source) this.#isHome(source);
		}
		if (this.#homes.size > 0) return;
		const counts = /* @__PURE__ */ new Map();
		for (const object of kustomizations) {
			const path = pathOf(object);
			const source = sourceOf(object);
			if (source?.kind === "GitRepository" && path !== "" && this.#files.isFolder(path)) counts.set(source, (counts.get(source) ?? 0) + 1);
		}
		const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
		if (most) this.#isHome(most[0]);
	}
	#isHome(source) {
		const { url, ref } = addressOf(source);
		this.#homes.set(url, (this.#homes.get(url) ?? /* @__PURE__ */ new Set()).add(ref));
	}
	learnArtifacts(folders) {
		this.#artifacts = folders;
	}
	artifact(config, named) {
		const folder = artifactFolder(config, named);
		return folder === void 0 ? this.#artifacts.get(keyOf(named)) : { folder };
	}
	isElsewhere(source, path) {
		if (!source || this.#homes.size === 0) return false;
		const { url, ref } = addressOf(source);
		const refs = this.#homes.get(url);
		return refs ? !refs.has(ref) : path === "";
	}
	filesOf(reference) {
		const name = stringAt(reference, "name");
		if (name === void 0) return [];
		this.#plain ??= this.#files.entries.flatMap(({ path }) => {
			if (!isManifest(path) || !this.#files.isLoaded(path)) return [];
			const text = this.#files.text(path);
			return text !== void 0 && (mayDeclare(text) || GENERATES.test(text)) ? [{
				path,
				text
			}] : [];
		});
		const known = this.#filesByName.get(name);
		if (known) return known;
		const found = this.#plain.flatMap(({ path, text }) => {
			if (!text.includes(name)) return [];
			return (GENERATES.test(text) ? this.#generatedFrom(path, name) : void 0) ?? (mayDeclare(text) ? [path] : []);
		});
		this.#filesByName.set(name, found);
		return found;
	}
	dataOf(reference, from, above) {
		const near = this.configMap(reference, from, above);
		return near ? recordAt(near.node, "data") : {};
	}
	configMap(reference, from, above = []) {
		const [kind, name] = [stringAt(reference, "kind"), stringAt(reference, "name")];
		if (kind !== "ConfigMap") return void 0;
		return nearness(from, this.filesOf(reference).flatMap((path) => {
			const yaml = this.#files.yaml(path);
			return (yaml ? objectsOf$1(yaml) : []).filter((object) => object.kind === kind && object.name === name);
		}), above)[0]?.object;
	}
	#generatedFrom(path, name) {
		const root = this.#files.yaml(path)?.documents[0]?.root;
		const folder = posix.dirname(path);
		const named = (root ? generatedObjects(root, folder === "." ? "" : folder) : []).filter((object) => object.name === name);
		if (named.length === 0) return void 0;
		return [path, ...named.flatMap(({ files, envs }) => [...files.map((file) => file.path), ...envs])];
	}
	nearest(from, objects, above) {
		const [first, second] = nearness(from, objects, above);
		return first && second && compareNearness(first, second) === 0 ? void 0 : first?.object;
	}
	generatorOf(ref, from) {
		if (stringAt(ref, "kind") !== "ExternalArtifact") return void 0;
		const name = stringAt(ref, "name");
		return nearestTo(from, this.#generators.filter((generator) => itemsAt(generator.node, "spec", "artifacts").some((artifact) => stringAt(artifact, "name") === name)));
	}
	generatedFrom(ref, from, path) {
		const name = stringAt(ref, "name");
		const generator = this.generatorOf(ref, from);
		const artifact = itemsAt(generator?.node, "spec", "artifacts").find((candidate) => stringAt(candidate, "name") === name);
		for (const copy of itemsAt(artifact, "copy")) {
			const source = /^@[^/]+\/(.*?)\/?(?:\*\*)?$/.exec(stringAt(copy, "from") ?? "")?.[1];
			const target = /^@artifact\/(.*?)\/?$/.exec(stringAt(copy, "to") ?? "")?.[1];
			if (source === void 0 || target === void 0) continue;
			if (isBelow(path, target)) return joinPath(source, path.slice(target.length).replace(/^\//, "") || ".");
		}
	}
};
function nearestTo(from, candidates) {
	return nearness(from, candidates)[0]?.object;
}
function nearness(from, candidates, above = []) {
	const shared = (a, b) => {
		const end = a.findIndex((part, i) => part !== b[i]);
		return end < 0 ? a.length : end;
	};
	const files = [from.file, ...above].map((file) => file.split("/"));
	return candidates.map((object) => {
		const own = object.file.split("/");
		return {
			object,
			shared: files.map((file) => shared(own, file))
		};
	}).toSorted(compareNearness);
}
function compareNearness(a, b) {
	const first = a.shared.findIndex((number, i) => number !== b.shared[i]);
	return first < 0 ? 0 : (b.shared[first] ?? 0) - (a.shared[first] ?? 0);
}

// src/inventory/flux/read.ts
function* readFlux(context, objects, unresolved, builds = new Builds(context.files)) {
	const sources = new Sources(objects, context.files);
	const kustomizations = objects.filter((object) => isFluxKustomization(object) && (at(object.node, "spec", "sourceRef") ?? at(object.node, "spec", "path")));
	sources.learnHomes(kustomizations);
	sources.learnArtifacts(yield* artifactFolders(context, sources, kustomizations));
	const built = yield* sideBySide(kustomizations.map((object) => guarded(() => buildAlone(context, sources, object, builds), () => void 0)));
	const patchFiles = new Set(built.flatMap((part) => [...part?.patchFiles ?? []]));
	const isOwn = (object, i) => !patchFiles.has(object.file) || stringAt(object.node, "spec", "path") !== void 0 && built[i]?.items.some((item) => item.patches.some((patch) => standsAt(patch) === standsAt(object)));
	const own = new Set(kustomizations.filter(isOwn));
	const leads = new Map(kustomizations.map((owner, i) => [standsAt(owner), own.has(owner) ? deployedBy(built[i]).map((item) => item.object).filter((object) => isFluxKustomization(object) && standsAt(object) !== standsAt(owner)).map(standsAt) : []]));
	const start = {
		paths: [],
		substitutions: {},
		suspended: false,
		visited: /* @__PURE__ */ new Set(),
		reached: /* @__PURE__ */ new Set(),
		releases: /* @__PURE__ */ new Set(),
		builds,
		patchFiles,
		unresolved
	};
	const outside = yield* outsideOverlays(context, sources, kustomizations, objects.some(isHelmRelease));
	const { overlays, takenBy } = outside;
	const overlaid = new Set(overlays.map(({ item }) => standsAt(item.object)));
	const used = rootsOf([...own], leads, overlaid);
	const homes = homesOf(used, objects);
	const doubts = doubtfulRoots(used);
	const walks = [...used.map((object) => {
		const taken = takenBy.get(standsAt(object));
		return {
			item: unbuilt(taken === void 0 ? object : {
				...object,
				takenBy: taken
			}),
			paths: [],
			home: homes.get(object),
			doubt: doubts.get(object)
		};
	}), ...overlays.map(({ item, folder }) => ({
		item: {
			...item,
			object: {
				...item.object,
				takenBy: folder
			}
		},
		paths: [`${folder}/`],
		home: void 0,
		doubt: void 0
	}))].map(({ item, paths, home, doubt }) => {
		const own = {
			visited: /* @__PURE__ */ new Set(),
			reached: /* @__PURE__ */ new Set(),
			unresolved: []
		};
		return {
			item,
			chain: {
				...start,
				...own,
				paths,
				home,
				doubt
			}
		};
	});
	const found = yield* sideBySide(walks.map(({ item, chain }) => visit(context, sources, item, chain)));
	const standing = standingOf(walks.map(({ item, chain }, i) => ({
		item,
		chain,
		apps: found[i] ?? []
	})));
	const apps = standing.flatMap((walk) => walk.apps);
	unresolved.push(...standing.flatMap(({ chain }) => chain.unresolved));
	const isAllKnown = kustomizations.length > 0 && apps.every(({ kind, sources: [source] }) => kind !== "Kustomization" || source?.path !== void 0);
	const isAlone = (object) => !isAllKnown && isHelmRelease(object) && isWhole(object) && !start.releases.has(standsAt(object)) && !patchFiles.has(object.file);
	const taken = outside.releases.filter(({ item }) => isAlone(item.object));
	const byOverlay = new Set(taken.map(({ item }) => standsAt(item.object)));
	const alone = objects.filter((object) => isAlone(object) && !byOverlay.has(standsAt(object)));
	const ofOverlays = taken.map(({ item, built: whole, folder }) => ({
		item: {
			...item,
			object: {
				...item.object,
				takenBy: folder
			}
		},
		whole,
		chain: {
			...start,
			paths: [`${folder}/`]
		}
	}));
	const others = yield* sideBySide([...ofOverlays, ...alone.map((object) => ({
		item: unbuilt(object),
		whole: void 0,
		chain: start
	}))].map(({ item, whole, chain }) => guarded(() => readHelmRelease(context, sources, item, whole, whereabouts(chain, item)), asUnresolved(item.object, unresolved))));
	return [...apps, ...others.filter((app) => app !== void 0)];
}
function* readBelow(context, sources, items, parent, unresolved) {
	const paths = [parent.declaredAt.file, ...parent.valuesFiles];
	const chain = {
		paths,
		substitutions: {},
		suspended: false,
		cluster: parent.cluster,
		clusterPaths: paths.toReversed(),
		parent,
		visited: /* @__PURE__ */ new Set(),
		reached: /* @__PURE__ */ new Set(),
		releases: /* @__PURE__ */ new Set(),
		builds: new Builds(context.files),
		patchFiles: /* @__PURE__ */ new Set(),
		unresolved
	};
	const read = items.map((item) => isHelmRelease(item.object) ? readRelease(context, sources, item, void 0, chain) : visit(context, sources, item, chain));
	return (yield* sideBySide(read)).flat();
}
function* buildAlone(context, sources, object, builds) {
	const { path } = folderBuilt(context, sources, object, pathOf([object], {}));
	return path === void 0 ? void 0 : yield* builds.of(object, path);
}
function* visit(context, sources, item, chain) {
	return (yield* guarded(() => visitOne(context, sources, item, chain), asUnresolved(item.object, chain.unresolved))) ?? [];
}
function* visitOne(context, sources, item, chain) {
	const { object } = item;
	const name = nameOf$1(chain, item);
	const visited = `${standsAt(object)} ${name}`;
	if (chain.visited.has(visited)) return [];
	chain.visited.add(visited);
	if (chain.parent) chain.reached.add(standsAt(object));
	const layers = [...item.patches.toReversed(), object];
	const above = chain.paths.toReversed();
	const substitutions = { ...chain.substitutions };
	for (const layer of layers.toReversed()) for (const reference of itemsAt(layer.node, "spec", "postBuild", "substituteFrom")) Object.assign(substitutions, sources.dataOf(reference, object, above));
	for (const layer of layers.toReversed()) for (const [name, value] of Object.entries(recordAt(layer.node, "spec", "postBuild", "substitute"))) substitutions[name] = substitute(value, chain.substitutions).replace(/^"(.*)"$/, "$1");
	const variables = yield* variablesOf(context.files, sources, [object, ...item.patches], chain.variables, above);
	const declared = pathOf(layers, substitutions);
	const { path, source, note } = folderBuilt(context, sources, object, declared, above);
	const built = path === void 0 ? void 0 : yield* chain.builds.of(object, path);
	const paths = [
		...chain.paths,
		object.file,
		...path ? [`${path}/`] : []
	];
	const read = (...keys) => layers.map((layer) => stringAt(layer.node, ...keys)).find((text) => text !== void 0);
	const filled = (text) => text && substitute(text, chain.substitutions);
	const destination = destinationOf(read, "Kustomization", context.config);
	const next = {
		...chain,
		paths,
		substitutions,
		suspended: chain.suspended || layers.some((layer) => isTrueAt(layer.node, "spec", "suspend")),
		cluster: clusterBehind(destination) ?? chain.cluster,
		clusterPaths: chain.clusterPaths ?? paths.toReversed()
	};
	const where = {
		...whereabouts(next, item),
		name
	};
	const cluster = clusterOf(where, context.config);
	const environment = environmentOf(where, cluster, context.config);
	for (const file of built?.patchFiles ?? []) chain.patchFiles.add(file);
	const isItself = ({ patches }) => patches.some((patch) => standsAt(patch) === standsAt(object));
	const inner = deployedBy(built).filter((candidate) => isFluxKustomization(candidate.object) && !isItself(candidate));
	const taken = (built?.items ?? []).filter((candidate) => isHelmRelease(candidate.object));
	for (const release of taken) chain.releases.add(standsAt(release.object));
	const releases = taken.filter(({ isDeleted }) => isDeleted !== true);
	const app = {
		name,
		kind: "Kustomization",
		controller: "flux",
		declaredAt: {
			file: object.file,
			line: object.line
		},
		controlPlane: void 0,
		isControlPlaneKnown: false,
		ownNamespace: ownNamespaceOf(chain, item),
		namespace: stringAt(object.node, "spec", "targetNamespace") ?? built?.namespace,
		cluster,
		environment,
		production: isProduction(environment, context.config),
		project: void 0,
		autoSync: !next.suspended,
		sources: [{
			type: "kustomize",
			repoURL: filled(stringAt(source?.node, "spec", "url")),
			path: path ?? declared,
			chart: void 0,
			targetRevision: filled(gitRevision(source)),
			inThisRepository: path !== void 0
		}],
		valuesFiles: [],
		images: [
			...deployedBy(built).filter((candidate) => !isHelmRelease(candidate.object)).flatMap(({ object: own, images }) => variables && isSubstituted(own) ? images.map((use) => substituted(use, variables)) : images),
			...(built?.unused ?? []).map((use) => variables ? substituted(use, variables) : use),
			...sourceArtifact(context, source)
		],
		inputs: inputsOf(context, sources, layers, {
			path: path ?? declared,
			pattern: pathPattern(layers, substitutions)
		}, built),
		declaration: () => evaluate(object.node),
		...object.inValues ? { inValues: true } : {},
		...chain.parent ? { parent: chain.parent } : {},
		notes: [
			...note === void 0 ? [] : [note],
			...chain.parent || chain.doubt === void 0 ? [] : [chain.doubt],
			...built?.notes ?? []
		],
		lineage: rootedIn(chain, path, { ...lineageOf(object, {
			applies: [{
				folder: path,
				places: leadsAmong(deployedBy(built).map((one) => one.object))
			}],
			destination
		}) })
	};
	const onwards = {
		...next,
		parent: app,
		variables,
		cluster,
		targetNamespace: read("spec", "targetNamespace")
	};
	return [app, ...(yield* sideBySide([...inner.map((candidate) => visit(context, sources, candidate, onwards)), ...releases.map((release) => readRelease(context, sources, release, built, onwards))])).flat()];
}
function* readRelease(context, sources, release, built, chain) {
	const where = whereabouts(chain, release);
	const app = yield* guarded(() => readHelmRelease(context, sources, release, built, where, chain.parent), asUnresolved(release.object, chain.unresolved));
	return app ? [app] : [];
}

// src/inventory/leading/root-charts.ts
function hasUnledTemplates({ inventory }) {
	return unledTemplates(inventory).length > 0;
}
function unledTemplates({ unresolved, apps }) {
	return unresolved.flatMap(({ file, kind, isTemplate }) => isTemplate === true && (kind === "Application" || kind === "ApplicationSet") && !isLed(file, apps) ? [file] : []);
}
async function rootCharts({ context, inventory }) {
	const { files } = context;
	const templates = unledTemplates(inventory);
	if (templates.length === 0) return [];
	const own = new Set(templates.flatMap((file) => chartOf(files, file) ?? []));
	const manifests = files.entries.map(({ path }) => path).filter((path) => /(^|\/)Chart\.yaml$/.test(path));
	await files.load(manifests);
	const users = /* @__PURE__ */ new Map();
	for (const manifest of manifests) {
		const folder = folderOf$1(manifest);
		for (const dependency of itemsAt(files.yaml(manifest)?.documents[0]?.root, "dependencies")) {
			const repository = stringAt(dependency, "repository") ?? "";
			const used = repository.startsWith("file://") ? joinPath(folder, repository.slice(7)) : void 0;
			if (used !== void 0) users.set(used, [...users.get(used) ?? [], folder]);
		}
	}
	const found = /* @__PURE__ */ new Set();
	for (const chart of own) {
		const isLibrary = stringAt(files.yaml(joinPath(chart, "Chart.yaml") ?? "")?.documents[0]?.root, "type") === "library";
		const others = users.get(chart) ?? [];
		if (others.length === 0 && !isLibrary) found.add(chart);
		for (const other of others) if (!isLed(joinPath(other, "Chart.yaml") ?? "", inventory.apps)) found.add(other);
	}
	return [...found];
}
async function topmost(charts, { files }) {
	if (charts.length < 2) return charts;
	const texts = charts.map((chart) => files.below(chart).filter((path) => /\/templates\/|\/values[^/]*\.ya?ml$/.test(`/${path}`)));
	await files.load(texts.flat());
	const isNamed = (chart) => charts.some((other, i) => other !== chart && !chart.startsWith(`${other}/`) && texts[i]?.some((path) => namesPath(files.text(path) ?? "", chart)));
	const top = charts.filter((chart) => !isNamed(chart));
	return top.length > 0 ? top : charts;
}
function namesPath(text, path) {
	if (path === "") return false;
	for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
		const [before = "", after = ""] = [text[at - 1], text[at + path.length]];
		if ((/[\s"':=]/.test(before || " ") || before === "/" && /[\s"'.]/.test(text[at - 2] ?? " ")) && /[\s"',/}]/.test(after || " ")) return true;
	}
	return false;
}
function chartOf(files, template) {
	const folders = template.split("/");
	for (let i = 0; i < folders.length; i += 1) {
		const folder = folders.slice(0, i).join("/");
		if (!files.has(joinPath(folder, "Chart.yaml") ?? "")) continue;
		const rest = folders.slice(i);
		if (rest[0] === "templates" || rest[0] === "charts") return folder;
	}
}
function isLed(file, apps) {
	return apps.some(({ kind, inputs }) => kind !== "Convention" && isInput(inputs, file));
}

// src/inventory/leading/root-ways.ts
const NO_PLACE = /^(examples?|samples?|templates?|schema|defaults?|common|base|global|shared|all|ci|override|secrets?)$/i;
const SHARED = /^(defaults?|common|base|global|shared|all)$/i;
const BESIDE = /^(?:values[-_.](.+)|(.+)[-_.]values)\.ya?ml$/;
const FOLDERS = [
	"values",
	"envs",
	"env",
	"environments",
	"clusters",
	"overlays"
];
function valuesBeside(files, chart) {
	return [chart, ...FOLDERS.flatMap((name) => joinPath(chart, name) ?? [])].flatMap((folder) => files.children(folder)).filter((path) => files.has(path) && /\.ya?ml$/.test(path));
}
function waysOf({ files, config }, chart) {
	const beside = files.children(chart).filter((path) => files.has(path));
	const below = FOLDERS.flatMap((name) => files.children(joinPath(chart, name) ?? "").filter((path) => files.has(path)));
	const all = [...beside.flatMap((path) => named(path, wordBeside(posix.basename(path)))), ...below.flatMap((path) => named(path, /^(?:values[-_.])?(.+)\.ya?ml$/.exec(posix.basename(path))?.[1]))].filter(({ word }) => word !== "values");
	const ways = all.filter(({ path, word }) => !NO_PLACE.test(word) || SHARED.test(word) && saysItself(files, path, word));
	if (ways.length === 0) return [{ path: chart }];
	const shared = all.filter((one) => SHARED.test(one.word) && !ways.includes(one)).map(({ path }) => path);
	return ways.map(({ path, word }) => {
		const environment = placeOfWord(word, config);
		return {
			path: chart,
			values: [...shared, path],
			environment: environment ?? word,
			...word === environment ? { controlPlane: word } : { cluster: word }
		};
	});
}
function saysItself(files, path, word) {
	const root = files.isLoaded(path) ? files.yaml(path)?.documents[0]?.root : void 0;
	return Object.values(recordAt(root)).includes(word);
}
function wordBeside(name) {
	const [, after, before] = BESIDE.exec(name) ?? [];
	return after ?? before;
}
function named(path, word) {
	return word === void 0 ? [] : [{
		path,
		word
	}];
}
function placeOfWord(word, config) {
	return Object.keys(config.environments).find((name) => name === word) ?? environmentInPath(`values-${word}.yaml`, "");
}

// src/inventory/leading/roots.ts
async function declaredRoots(context, unresolved) {
	const { roots = [] } = context.config;
	if (roots.length === 0) return [];
	await context.files.load([CONFIG_FILE]);
	const file = context.files.yaml(CONFIG_FILE);
	const entries = itemsAt(file?.documents[0]?.root, "roots");
	return readRoots(context, roots.map((config, i) => {
		const start = entries[i]?.start;
		const line = file === void 0 || start === void 0 ? 1 : position(file.text, start).line;
		return {
			config,
			declaredAt: {
				file: CONFIG_FILE,
				line
			},
			isAssumed: false
		};
	}), unresolved);
}
async function withAssumedRoots(known, failed = /* @__PURE__ */ new Set(), done = /* @__PURE__ */ new Set()) {
	const { context } = known;
	const isVain = ({ assumed, lineage }) => assumed !== void 0 && failed.has(lineage);
	const led = known.inventory.apps.filter((app) => !isVain(app));
	const unled = await rootCharts({
		...known,
		inventory: {
			...known.inventory,
			apps: led
		}
	});
	const charts = await topmost(unled.filter((chart) => !done.has(chart)), context);
	if (charts.length === 0) return known;
	for (const chart of charts) done.add(chart);
	await context.files.load(charts.flatMap((chart) => valuesBeside(context.files, chart)));
	const inventory = {
		...known.inventory,
		apps: known.inventory.apps.filter((app) => !isVain(app) || !app.sources.some(({ path }) => path !== void 0 && charts.includes(path)))
	};
	const roots = charts.flatMap((chart) => waysOf(context, chart).map((config) => ({
		config,
		declaredAt: {
			file: joinPath(chart, "Chart.yaml") ?? "",
			line: 1
		},
		isAssumed: true
	})));
	const unresolved = [];
	const found = await readRoots(context, roots, unresolved);
	return {
		...known,
		inventory: {
			...inventory,
			apps: [...inventory.apps, ...found],
			unresolved: [...inventory.unresolved, ...unresolved]
		}
	};
}
async function readRoots(context, roots, unresolved) {
	return (await context.files.run(roots.map((root, i) => {
		const object = objectOf(context, root, i);
		return guarded(() => readApplication(context, object, { isRendered: true }), asUnresolved({
			...root.declaredAt,
			kind: "Application",
			name: object.name
		}, unresolved));
	}))).flatMap((app, i) => {
		const root = roots[i];
		return app && root ? [asRoot(app, root, context)] : [];
	});
}
function objectOf(context, { config, declaredAt }, index) {
	const { path, values = [], parameters = {} } = config;
	const { files, addresses } = context;
	const folder = joinPath("", path.replace(/^\//, "")) ?? path;
	const isChart = files.has(joinPath(folder, "Chart.yaml") ?? "");
	const helm = {
		valueFiles: values.map((file) => `/${fileOf(files, folder, file)}`),
		parameters: Object.entries(parameters).map(([name, value]) => ({
			name,
			value
		}))
	};
	const namespace = config.namespace ?? context.config.argocd?.namespace ?? "argocd";
	const content = {
		apiVersion: "argoproj.io/v1alpha1",
		kind: "Application",
		metadata: {
			name: config.name ?? rootName(folder),
			namespace
		},
		spec: {
			project: "default",
			source: {
				repoURL: addresses?.[0] ?? "",
				path: folder === "" ? "." : folder,
				...isChart ? { helm } : {}
			},
			destination: {
				server: "https://kubernetes.default.svc",
				namespace
			}
		}
	};
	const file = parseYaml(dump(content, { lineWidth: -1 }), `${declaredAt.file}\0root${index}`);
	const [document] = file.documents;
	if (!document) throw new Error("a root has no document");
	const { metadata } = content;
	return {
		apiVersion: content.apiVersion,
		kind: content.kind,
		name: metadata.name,
		namespace: metadata.namespace,
		...declaredAt,
		node: document.root,
		scope: wholeFile(file, document),
		document: document.index,
		path: [],
		block: [],
		madeOf: file.path
	};
}
function fileOf(files, chart, name) {
	const beside = joinPath(chart, name);
	return beside !== void 0 && files.has(beside) ? beside : joinPath("", name) ?? name;
}
function asRoot(app, { config, isAssumed }, context) {
	const environment = isAssumed ? app.environment ?? config.environment : config.environment ?? app.environment;
	const cluster = config.cluster ?? app.cluster;
	const plane = config.controlPlane ?? config.cluster ?? config.environment;
	return withFields(app, {
		environment,
		production: isProduction(environment, context.config),
		cluster,
		controlPlane: plane ?? app.lineage?.folder,
		...isAssumed ? { assumed: environment === void 0 ? config : {
			...config,
			environment
		} } : {},
		...app.lineage && { lineage: {
			...app.lineage,
			...plane === void 0 ? {} : isAssumed ? { folder: plane } : { root: plane },
			paths: [...config.values ?? [], ...app.lineage.paths]
		} }
	});
}
const GENERIC = /^(install(ation)?|charts?|helm|deploy(ment)?|argo-?cd|argo|base|manifests|kubernetes|k8s|config|templates|src|main)$/i;
function rootName(folder) {
	const own = nameOf(folder);
	const above = nameOf(folderOf$1(folder));
	return !GENERIC.test(own) && !isEnvironmentWord(own) || folderOf$1(folder) === "" ? own : `${above}-${own}`;
}
function nameOf(path) {
	return path.slice(path.lastIndexOf("/") + 1) || "root";
}

// src/inventory/own-address.ts
function usedAddresses(objects, { charts }, addresses) {
	const isOwn = (url) => url !== void 0 && isOneOf(addresses, url);
	return objects.some((object) => addressesIn(object).some(isOwn)) || charts.some(({ repo }) => isOwn(repo)) ? addressesOf(addresses) : void 0;
}
function addressesIn(object) {
	const spec = specOf$2(object);
	return [
		stringAt(spec, "source", "repoURL"),
		stringAt(spec, "url"),
		stringAt(spec, "template", "spec", "source", "repoURL"),
		...itemsAt(spec, "sources").map((source) => stringAt(source, "repoURL")),
		...itemsAt(spec, "generators").flatMap(generatorURLs)
	];
}
function generatorURLs(generator) {
	const nested = ["matrix", "merge"].flatMap((kind) => itemsAt(generator, kind, "generators"));
	return [stringAt(generator, "git", "repoURL"), ...nested.flatMap(generatorURLs)];
}

// src/inventory/read.ts
async function readInventory(tree, options = {}) {
	const open = await openInventory(tree, options);
	return withContradictions((options.completion ? await options.completion(open, tree) : open).inventory);
}
async function openInventory(tree, options = {}) {
	const { known } = options;
	const files = await Files.open(tree, known && {
		files: known.other.context.files,
		changed: known.changed
	});
	const config = options.config ?? (files.has("fairlead.yaml") ? await configOf(tree) : emptyConfig);
	const unresolved = [];
	const objects = await readObjects(files, unresolved);
	const context = {
		files,
		config,
		addresses: usedAddresses(objects, config, options.addresses),
		passedOn: groupBy(objects.filter(({ inValues }) => inValues !== void 0), ({ file }) => file)
	};
	const ofKind = (kind) => objects.filter((object) => object.kind === kind && isArgo(object));
	const [overlaidOnes = []] = await files.run([overlaidObjects(files, [...ofKind("Application"), ...ofKind("ApplicationSet")])]);
	const deployed = withoutTemplates(overlaidOnes, unresolved);
	const sets = await readApplicationSets(context, deployed.filter(({ kind }) => kind === "ApplicationSet"));
	unresolved.push(...sets.unresolved);
	const reading = (object) => guarded(() => readApplication(context, object), asUnresolved(object, unresolved));
	const same = known ? sameApplications(context, known.other, known.changed) : /* @__PURE__ */ new Map();
	const applications = deployed.filter((object) => object.kind === "Application" && !isChanged(object)).map((object) => {
		const app = same.get(placeOfObject(object.file, object.line, object.name, object.takenBy));
		return app && app.unlistedBy === void 0 && object.unlistedBy === void 0 ? done(app) : reading(object);
	});
	const overlaid = changedObjects(deployed.filter((object) => object.kind === "Application" && isChanged(object)), unresolved);
	const [plain, changed, generated] = await inParts(files, [
		applications,
		overlaid.map(({ virtual }) => reading(virtual)),
		sets.readings
	]);
	const traced = overlaid.map(async ({ object, content }, i) => {
		const app = changed?.[i];
		if (!app) return [];
		return traceOverlaid(object, content, app).then((one) => [one]).catch((error) => {
			asUnresolved(object, unresolved)(contained(error));
			return [];
		});
	});
	const argo = withoutApplied([
		...(plain ?? []).filter((app) => app !== void 0),
		...(await Promise.all(traced)).flat(),
		...await sets.trace(generated ?? [])
	]);
	const builds = new Builds(files, known?.other.builds && {
		files: known.other.context.files,
		builds: known.other.builds,
		changed: known.changed
	});
	const [flux = []] = await files.run([readFlux(context, objects, unresolved, builds)]);
	const roots = await declaredRoots(context, unresolved);
	const declared = withControlPlanes([
		...roots,
		...argo,
		...flux
	], config);
	const [found = []] = declared.length === 0 ? await files.run([readConventions(context, claimedBy(objects), unresolved)]) : [[]];
	const [named = []] = await files.run([readFolders(context, unresolved)]);
	const others = found.filter(({ declaredAt }) => !named.some(({ inputs }) => isInput(inputs, declaredAt.file)));
	const all = await addConfiguredImages(context, [
		...declared,
		...named,
		...others
	]);
	const apps = await withConfiguredApps(context, all);
	const inventory = {
		apps: distinct(sortedByPlace(apps)),
		projects: [...ofKind("AppProject").filter((object) => !isChanged(object)), ...changedObjects(ofKind("AppProject").filter(isChanged), unresolved).map(({ virtual }) => virtual)].map(readProject),
		unresolved
	};
	const leads = new Set([...ofKind("Application"), ...ofKind("ApplicationSet")].flatMap(({ file, inValues }) => inValues ? [] : [file]));
	const templates = new Set(unresolved.filter(isTemplate$1).map(({ file }) => file));
	return {
		inventory,
		context,
		generating: sets.generating,
		leads,
		templates,
		builds
	};
}
function sameApplications(context, other, changed) {
	const { files, config, addresses } = context;
	const same = /* @__PURE__ */ new Map();
	if (other.context.config !== config || config.images.length > 0 || !isDeepStrictEqual(other.context.addresses, addresses)) return same;
	const paths = [...changed];
	if (!paths.every((path) => files.has(path) && other.context.files.has(path))) return same;
	const twice = /* @__PURE__ */ new Set();
	for (const app of other.inventory.apps) {
		if (app.kind !== "Application" || (app.generatedBy ?? app.overlaidBy) !== void 0) continue;
		if (paths.some((path) => isInput(app.inputs, path))) continue;
		const { file, line } = app.declaredAt;
		const place = placeOfObject(file, line, app.name, app.lineage?.takenBy);
		if (same.has(place) && same.get(place)?.lineage !== app.lineage) twice.add(place);
		same.set(place, app);
	}
	for (const place of twice) same.delete(place);
	return same;
}
function withoutApplied(apps) {
	const appliers = apps.filter(({ sources }) => sources.some(({ type }) => type === "directory"));
	return apps.map((app) => {
		const { file } = app.declaredAt;
		const isApplied = (one) => one.declaredAt.file !== file && isInput(one.inputs, file);
		if (app.unlistedBy === void 0 || !appliers.some(isApplied)) return app;
		return withFields(app, { unlistedBy: void 0 });
	});
}
function placeOfObject(file, line, name, takenBy) {
	return JSON.stringify([
		file,
		line,
		name,
		takenBy
	]);
}
function withoutTemplates(objects, unresolved) {
	return objects.filter((object) => {
		const path = object.kind === "Application" ? pathsIn(object).find(isFilledInLater) : void 0;
		const reason = isFilledInLater(object.name) ? `another tool fills in its name, ${object.name}; it is known only then` : path === void 0 ? void 0 : `another tool fills in its path, ${path}; the objects that it deploys are known only then`;
		if (reason !== void 0) asUnresolved(object, unresolved)(inputError(reason));
		return reason === void 0;
	});
}
function pathsIn(object) {
	const spec = specOf$2(object);
	return [at(spec, "source"), ...itemsAt(spec, "sources")].flatMap((source) => stringAt(source, "path") ?? []);
}
function changedObjects(objects, unresolved) {
	return objects.flatMap((object) => {
		return attempted(() => {
			const content = contentOf(object);
			return content === void 0 ? void 0 : {
				object,
				content,
				virtual: objectOf$1(object, content)
			};
		}, asUnresolved(object, unresolved)) ?? [];
	});
}
async function inParts(files, lists) {
	const results = await files.run(lists.flat());
	let start = 0;
	return lists.map(({ length }) => results.slice(start, start += length));
}
function* done(value) {
	return value;
}
function claimedBy(objects) {
	return new Set(objects.filter((object) => isArgo(object) || isFluxKustomization(object) || isHelmRelease(object)).map((object) => object.file));
}
function distinct(apps) {
	const known = /* @__PURE__ */ new Map();
	return apps.filter((app) => {
		const { file, line } = app.declaredAt;
		const place = `${file}:${line}:${app.name}`;
		const others = known.get(place);
		if (!others) return known.set(place, [app]);
		return !others.some((other) => isSame(other, app)) && others.push(app);
	});
}
function isSame(a, b) {
	const key = (app) => JSON.stringify([
		identityOf(app),
		app.environment,
		app.cluster,
		app.namespace,
		app.declaredAt
	]);
	return key(a) === key(b) && imagesKey(a) === imagesKey(b);
}
function imagesKey({ images }) {
	return images.map((use) => [
		use.repository,
		use.tag,
		use.digest,
		use.place?.file,
		use.place?.key
	].join(" ")).join("\0");
}

// src/inventory/unseen/other-tools.ts
const DEPLOYS = "it deploys on its own, and its files are not read";
const SCRIPTS = /\.(?:sh|bash|ps1|mk|py)$|(?:^|\/)(?:Makefile|makefile|GNUmakefile|[Jj]ustfile|\.justfile|Taskfile\.ya?ml|Jenkinsfile|\.gitlab-ci\.ya?ml|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml)$|(?:^|\/)\.(?:github\/workflows|gitea\/workflows|forgejo\/workflows|circleci|taskfiles|tekton)\/.*\.ya?ml$/;
const TOOLS$1 = [
	{
		tool: "Helmfile",
		files: /(?:^|\/)(?:helmfile[^/]*\.ya?ml(?:\.gotmpl)?|helmfile\.d\/[^/]+\.ya?ml(?:\.gotmpl)?)$/,
		reason: DEPLOYS
	},
	{
		tool: "Fleet",
		files: /(?:^|\/)fleet\.ya?ml$/,
		reason: DEPLOYS
	},
	{
		tool: "Tanka",
		files: /(?:^|\/)environments\/(?:[^/]+\/)+spec\.json$/,
		text: /tanka\.dev\//,
		reason: DEPLOYS
	},
	{
		tool: "Helmwave",
		files: /(?:^|\/)helmwave\.ya?ml$/,
		reason: DEPLOYS
	},
	{
		tool: "Skaffold",
		files: /(?:^|\/)skaffold\.ya?ml$/,
		reason: DEPLOYS
	},
	{
		tool: "werf",
		files: /(?:^|\/)werf\.ya?ml$/,
		reason: DEPLOYS
	},
	{
		tool: "Kluctl",
		files: /(?:^|\/)\.kluctl\.ya?ml$/,
		reason: DEPLOYS
	},
	{
		tool: "Timoni",
		files: /\.cue$/,
		reason: "the output of CUE is known only when it is evaluated"
	},
	{
		tool: "Pulumi",
		files: /(?:^|\/)Pulumi\.ya?ml$/,
		reason: DEPLOYS
	},
	{
		tool: "cdk8s",
		files: /(?:^|\/)cdk8s\.ya?ml$/,
		reason: "the output of its program is known only when it runs"
	},
	{
		tool: "Jsonnet",
		files: /\.(?:jsonnet|libsonnet)$/,
		reason: "the output of Jsonnet is known only when it is evaluated"
	},
	{
		tool: "Terraform argocd_application",
		files: /\.(?:tf|tf\.json|tofu)$/,
		text: /"argocd_application(?:_set)?"/,
		reason: "Terraform creates these Applications, and its files are not read"
	},
	{
		tool: "Terraform with objects of Argo CD or Flux",
		files: /\.(?:tf|tf\.json|tofu|tftpl|tpl)$/,
		text: /argoproj\.io\/v1|\.fluxcd\.io\/v|"argocd-apps"|\bflux_bootstrap_git\b/,
		reason: "Terraform applies objects of Argo CD or Flux, and its files are not read"
	},
	{
		tool: "argocd app create",
		files: SCRIPTS,
		line: /\bargocd\s+(?:app|appset)\s+create\b/,
		reason: "a script creates these Applications, and no file declares them"
	},
	{
		tool: "flux create",
		files: SCRIPTS,
		line: /\bflux\s+create\s+(?:kustomization|helmrelease|ks|hr)\b/,
		reason: "a script creates these objects, and no file declares them"
	},
	{
		tool: "script with objects of Argo CD or Flux",
		files: SCRIPTS,
		text: /^[ \t]*["']?apiVersion:[ \t]*["']?(?:argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io)\//m,
		reason: "a script applies objects from its own text, which is not read"
	},
	{
		tool: "JSON with objects of Argo CD or Flux",
		files: /(?:^|\/)[^/]*(?:app|argo|flux|release|kustomiz)[^/]*\.json$/i,
		text: /"apiVersion"\s*:\s*"(?:argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io)\//,
		reason: "Argo CD also applies JSON below a path, but it is not read. Use YAML instead"
	},
	{
		tool: "Ansible tasks with objects of Argo CD or Flux",
		files: /(?:^|\/)(?:tasks|handlers|playbooks?|roles)\/.*\.ya?ml$|(?:^|\/)(?:playbook|site)[^/]*\.ya?ml$/,
		text: /^[ \t]+["']?(?:apiVersion|api_version):[ \t]*["']?(?:argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io)\//m,
		reason: "Ansible reads or applies these objects when it runs, and its files are not read"
	},
	{
		tool: "template of another tool",
		files: /\.(?:j2|jinja2?|tmpl|tftpl|gotmpl|erb|mustache|njk|hbs|ejs|envsubst|template|in)$|\.tpl\.ya?ml$|\.ya?ml\.tpl$/,
		text: /^[ \t]*apiVersion:[ \t]*["']?(?:argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io)\//m,
		reason: "another tool fills it in; its declarations are known only then"
	}
];
const CONTROLLERS = [
	[
		"Fleet",
		"fleet.cattle.io",
		[
			"GitRepo",
			"Bundle",
			"HelmOp"
		]
	],
	[
		"Helm controller of k3s",
		"helm.cattle.io",
		["HelmChart"]
	],
	[
		"kapp-controller",
		"kappctrl.k14s.io",
		["App"]
	],
	[
		"kapp-controller",
		"packaging.carvel.dev",
		["PackageInstall"]
	],
	[
		"Config Sync",
		"configsync.gke.io",
		["RootSync", "RepoSync"]
	],
	[
		"KubeVela",
		"core.oam.dev",
		["Application"]
	],
	[
		"Sveltos",
		"config.projectsveltos.io",
		["ClusterProfile", "Profile"]
	],
	[
		"Open Cluster Management",
		"apps.open-cluster-management.io",
		["Subscription"]
	],
	[
		"Crossplane",
		"helm.crossplane.io",
		["Release"]
	]
];
const CONTROLLER_TEXT = /^[ \t]*apiVersion:[ \t]*["']?(?:fleet\.cattle\.io|helm\.cattle\.io|kappctrl\.k14s\.io|packaging\.carvel\.dev|configsync\.gke\.io|core\.oam\.dev|config\.projectsveltos\.io|apps\.open-cluster-management\.io|helm\.crossplane\.io)\//m;
const ANY_TOOL = new RegExp(TOOLS$1.map(({ files }) => files.source).join("|"), "i");
const PASSED$1 = /(?:^|\/)(?:node_modules|vendor|\.terraform|templates)\//;
async function otherTools(files, isRead) {
	const paths = files.entries.map(({ path }) => path).filter((path) => ANY_TOOL.test(path) && !PASSED$1.test(path));
	const named = TOOLS$1.map((tool) => ({
		tool,
		paths: paths.filter((path) => tool.files.test(path))
	}));
	if (!files.costly) await files.load(named.flatMap(({ tool, paths }) => tool.text ?? tool.line ? paths : []));
	return [...named.flatMap(({ tool, paths }) => {
		return perFolder(paths.filter((path) => !isRead(path) && isOf(tool, files, path))).map((part) => ({
			tool: tool.tool,
			reason: tool.reason,
			...part
		}));
	}), ...otherControllers(files, isRead)];
}
function isOf({ text, line }, files, path) {
	if (text === void 0 && line === void 0) return true;
	const content = files.text(path);
	if (content === void 0 || text?.test(content) === false) return false;
	return line === void 0 || line.test(content) && content.split("\n").some((one) => !/^\s*(?:#|\/\/|--)/.test(one) && line.test(one));
}
function otherControllers(files, isRead) {
	const byTool = /* @__PURE__ */ new Map();
	for (const { path } of files.entries) {
		if (!/\.ya?ml$/.test(path) || PASSED$1.test(path) || !files.isLoaded(path)) continue;
		const text = files.text(path);
		if (text === void 0 || !CONTROLLER_TEXT.test(text) || isRead(path)) continue;
		for (const object of attempted(() => objectsOf$1(files.yaml(path) ?? NOTHING), () => [])) {
			const [group = ""] = object.apiVersion.split("/");
			const tool = CONTROLLERS.find(([, api, kinds]) => api === group && kinds.includes(object.kind))?.[0];
			if (tool !== void 0) byTool.set(tool, (byTool.get(tool) ?? /* @__PURE__ */ new Set()).add(path));
		}
	}
	const reason = "its objects are deployed by a controller other than Argo CD or Flux, and they are not read";
	return [...byTool].flatMap(([tool, paths]) => perFolder([...paths]).map((part) => ({
		tool,
		reason,
		...part
	})));
}
const NOTHING = {
	path: "",
	text: "",
	documents: []
};
const MOST_FOLDERS = 10;
function perFolder(paths) {
	const deepest = paths.reduce((most, path) => Math.max(most, path.split("/").length - 1), 0);
	for (let depth = deepest;; depth--) {
		const groups = /* @__PURE__ */ new Map();
		for (const path of paths) {
			const folder = path.split("/").slice(0, -1).slice(0, depth).join("/");
			const own = groups.get(folder);
			if (own) own.push(path);
			else groups.set(folder, [path]);
		}
		if (groups.size <= MOST_FOLDERS || depth <= 1) return [...groups].map(([folder, own]) => ({
			folder,
			file: own[0] ?? "",
			count: own.length
		}));
	}
}

// src/inventory/unseen/unreached.ts
function unreachedFiles(files, { apps, unresolved }, isRead) {
	const told = new Set(unresolved.map(({ file }) => file));
	const makers = new Set(apps.flatMap((app) => app.generatedBy === void 0 ? [] : [app.declaredAt.file]));
	const byKind = /* @__PURE__ */ new Map();
	for (const { path, mode } of files.entries) {
		if (mode === "120000" || !/\.ya?ml$/.test(path) || isPassedOver(path) || !files.isLoaded(path)) continue;
		const text = files.text(path);
		if (text === void 0 || told.has(path)) continue;
		if (isRead(path) ? !text.includes("ApplicationSet") : !CONTROLLER_WORDS.test(text)) continue;
		if (isTemplateFile(files, path)) continue;
		const yaml = files.yaml(path);
		const objects = yaml ? attempted(() => objectsOf$1(yaml), () => []) : [];
		const isTaken = ({ kind }) => kind === "ApplicationSet" ? makers.has(path) : isRead(path);
		const lost = objects.filter((object) => leads(object) && !isTaken(object));
		for (const kind of new Set(lost.map((object) => object.kind))) {
			const own = byKind.get(kind);
			if (own) own.push(path);
			else byKind.set(kind, [path]);
		}
	}
	return byKind;
}
function unreached(byKind) {
	return [...byKind].flatMap(([kind, paths]) => perFolder(paths).map(({ file, count }) => ({
		file,
		line: void 0,
		kind,
		name: void 0,
		reason: kind === "ApplicationSet" ? "its generators produce no Application from this repo" : "no known Kustomization includes it, so it is not deployed from here unless something else deploys it",
		...count > 1 ? { count } : {}
	})));
}
function leads(object) {
	if (isHelmRelease(object)) return isWhole(object);
	if (isFluxKustomization(object)) return at(object.node, "spec", "sourceRef") !== void 0;
	return object.kind === "ApplicationSet" && object.apiVersion.startsWith("argoproj.io/") && at(object.node, "spec", "generators") !== void 0;
}

// src/inventory/unseen/unread-values.ts
const VALUES$1 = /(?:^|\/)(?:[^/]*values[^/]*|values\/(?:.+\/)?[^/]+)\.ya?ml$/i;
const PASSED = /(?:^|\/)(?:\.[^/]+|node_modules|vendor|templates|crds|ci|tests?|examples?)\//;
const MOST_NAMED = 20;
function unreadValues({ files, addresses }, apps, isRead) {
	const usesArgo = apps.every(({ controller }) => controller !== "flux");
	const found = files.entries.flatMap(({ path, mode }) => {
		if (mode === "120000" || !VALUES$1.test(path) || PASSED.test(path) || !files.isLoaded(path)) return [];
		if (isRead(path)) return [];
		const yaml = files.yaml(path);
		if (!yaml || yaml.documents.some(({ root }) => stringAt(root, "kind") !== void 0)) return [];
		const values = emptyValues();
		const notes = /* @__PURE__ */ new Set();
		for (const layer of fileLayers(files, path, "values file")) applyLayer(values, layer, notes);
		const [image] = findImages(values, notes).filter(({ repository }) => repository !== void 0);
		if (!image) return [];
		const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
		const isDefault = /(?:^|\/)values\.ya?ml$/.test(path) && files.has(inFolder(folder, "Chart.yaml"));
		if (isDefault && insideChart(folder)) return [];
		return [{
			file: path,
			line: image.place?.line,
			kind: isDefault ? "chart" : "values file",
			name: void 0,
			reason: isDefault ? `its values set ${image.repository}, and no known app deploys this chart` : `it sets ${image.repository}, and no known app reads it`,
			...isDefault || !usesArgo ? {} : { hint: wiring(path, ownAddress(apps) ?? addresses?.[0]) }
		}];
	});
	const left = found.slice(MOST_NAMED);
	const [next] = left;
	if (!next) return found;
	const more = {
		file: next.file,
		line: void 0,
		kind: "values files",
		name: void 0,
		reason: "they set images, and no known app reads them",
		count: left.length
	};
	return [...found.slice(0, MOST_NAMED), more];
	function insideChart(folder) {
		return /(?:^|\/)charts\/[^/]+$/.test(folder) && files.has(inFolder(folder.replace(/(?:^|\/)charts\/[^/]+$/, ""), "Chart.yaml"));
	}
	function ownAddress(all) {
		return all.flatMap(({ sources }) => sources).find(({ inThisRepository, repoURL }) => inThisRepository && (repoURL ?? "") !== "")?.repoURL;
	}
}
function wiring(path, address) {
	return [
		"An Application reads it with:",
		"  sources:",
		"    - # its chart, as it is now",
		`      helm: {valueFiles: [$values/${path}]}`,
		`    - {repoURL: ${address ?? "THE ADDRESS OF THIS REPO"}, targetRevision: HEAD, ref: values}`
	].join("\n");
}

// src/inventory/configured/unused-artifacts.ts
function unusedArtifacts({ files, config }) {
	const { artifacts = [] } = config;
	if (artifacts.length === 0) return [];
	const names = sourceNames(files);
	return artifacts.flatMap(({ source, path }) => {
		const folder = joinPath("", path.replace(/^\/+/, "") || ".");
		if (folder === void 0 || !files.isFolder(folder)) return [{
			message: `artifacts names the path ${path} for ${source}, but there is no such folder`,
			hint: "Check the path. It is relative to the root of the repo."
		}];
		if (names.has(source.split("/").at(-1) ?? source)) return [];
		return [{
			message: `artifacts names the source ${source}, but no Flux object references it`,
			hint: `Name an OCIRepository or Bucket in ${CONFIG_FILE}, as in the sourceRef of a Kustomization.`
		}];
	});
}
function sourceNames(files) {
	const names = /* @__PURE__ */ new Set();
	for (const { path } of files.entries) {
		if (!/\.ya?ml$/.test(path) || !files.isLoaded(path)) continue;
		if (!CONTROLLER_WORDS.test(files.text(path) ?? "")) continue;
		const yaml = files.yaml(path);
		const objects = yaml ? attempted(() => objectsOf$1(yaml), () => []) : [];
		for (const object of objects) {
			if (object.kind === "OCIRepository" || object.kind === "Bucket") names.add(object.name);
			if (object.kind === "FluxInstance") names.add(stringAt(object.node, "spec", "sync", "name") ?? "flux-system");
			const name = stringAt(at(object.node, "spec", "sourceRef"), "name");
			if (name !== void 0) names.add(name);
		}
	}
	return names;
}

// src/inventory/configured/unused.ts
function isDeployedHome({ kind, lineage }) {
	return kind === "Application" && lineage !== void 0 && lineage.destination.cluster === void 0;
}
function unusedConfig({ config, files }, apps) {
	const hasApp = (name) => apps.some(({ environment }) => environment !== void 0 && isSameEnvironment(environment, name));
	const unused = [];
	for (const name of Object.keys(config.environments)) if (!hasApp(name)) unused.push({
		message: `the environment ${name} has no apps`,
		hint: "Compare its paths, labels and clusters with the output of `fairlead inventory`."
	});
	for (const name of Object.keys(config.clusters)) if (!apps.some((app) => app.cluster === name || name === "in-cluster" && isDeployedHome(app))) unused.push({
		message: `the cluster ${name} is not the destination of any app`,
		hint: "Compare its server and paths with the destinations of the apps."
	});
	for (const { app, environment, file } of config.images) if (!apps.some(({ name }) => name === app)) unused.push({
		message: `images names the app ${app}, but there is no such app`,
		hint: `Check its name, or its file ${file}: if the file exists, the app is known.`
	});
	else if (environment !== void 0 && !hasApp(environment)) unused.push({
		message: `images names the environment ${environment}, but there is no such environment`,
		hint: "Check its name."
	});
	for (const { app } of config.charts) if (!apps.some(({ kind, name }) => kind === "Convention" && matchesGlob(name, app))) unused.push({
		message: `charts names the app ${app}, but no app without a controller object has that name`,
		hint: `Only name charts in ${CONFIG_FILE} for apps that no object declares; an Application names its own chart.`
	});
	return [
		...unused,
		...unusedRoots({
			config,
			files
		}),
		...unusedArtifacts({
			config,
			files
		})
	];
}
function unusedRoots({ config, files }) {
	const { roots = [], folders = [] } = config;
	const isThere = (path, folder) => [joinPath(folder, path), joinPath("", path)].some((file) => file !== void 0 && files.has(file));
	const unused = [];
	for (const { path, values = [] } of roots) {
		const folder = joinPath("", path.replace(/^\//, "")) ?? path;
		if (!files.isFolder(folder)) unused.push({
			message: `roots names the path ${path}, but there is no such folder`,
			hint: "Check the path. It is relative to the root of the repo."
		});
		else for (const file of values) if (!isThere(file, folder)) unused.push({
			message: `roots names the values file ${file} for ${path}, but there is no such file`,
			hint: "Check its path. It is relative to the root of the repo, or to the folder of the root."
		});
	}
	for (const { app, path, values = [] } of folders) {
		const folder = joinPath("", path);
		if (folder === void 0 || !files.isFolder(folder) || values.length === 0) continue;
		if (!files.has(joinPath(folder, "Chart.yaml") ?? "")) unused.push({
			message: `folders names values files for ${app}, but ${path} is not a chart`,
			hint: "Remove them, or set the folder of the chart."
		});
		else for (const file of values) if (!isThere(file, "")) unused.push({
			message: `folders names the values file ${file} for ${app}, but there is no such file`,
			hint: "Check its path. It is relative to the root of the repo."
		});
	}
	return unused;
}

// src/inventory/unseen/passed-over.ts
async function passedOver({ inventory, context }) {
	const { files } = context;
	const { apps } = inventory;
	const inputs = new InputCollector();
	for (const app of apps) inputs.add(app.inputs);
	const isRead = (path) => isInput(inputs, path);
	const tools = await otherTools(files, isRead);
	const lost = unreachedFiles(files, inventory, isRead);
	const beside = [...lost.values()].flat().map((file) => file.slice(0, file.lastIndexOf("/") + 1));
	return [
		...tools.map(({ tool, file, count, reason }) => ({
			file,
			line: void 0,
			kind: tool,
			name: void 0,
			reason,
			...count > 1 ? { count } : {}
		})),
		...unreached(lost),
		...unreadValues(context, apps, isRead).filter(({ file }) => !beside.some((folder) => folder !== "" && file.startsWith(folder))),
		...unusedConfig(context, apps).map(({ message, hint }) => ({
			file: CONFIG_FILE,
			line: void 0,
			kind: "entry",
			name: void 0,
			reason: message,
			hint
		}))
	];
}

// src/inventory/leading/as-written.ts
async function asWritten(found, read) {
	const byPlace = groupBy(read, placeOf);
	return Promise.all(found.map(async (app) => {
		const candidates = (byPlace.get(placeOf(app)) ?? []).filter(({ lineage }) => lineage !== app.lineage);
		if (candidates.length === 0) return app;
		const spec = await specOf(app);
		for (const written of candidates) if (isDeepStrictEqual(await specOf(written), spec)) return withPlacesOf(app, written);
		return app;
	}));
}
function placeOf({ declaredAt: { file, line }, kind, name, generatedBy = "" }) {
	return JSON.stringify([
		file,
		line,
		kind,
		name,
		generatedBy
	]);
}
async function specOf(app) {
	return valueAt(await app.declaration() ?? null, "spec");
}
function withPlacesOf(app, written) {
	const others = Object.keys(app).filter((key) => key !== "images" && key !== "notes");
	const fields = Object.fromEntries(others.map((key) => [key, app[key]]));
	return withLate(fields, {
		images: () => written.images,
		notes: () => written.notes
	});
}

// src/inventory/flux/declared.ts
async function readDeclaredFlux(context, declared, parent) {
	const objects = declared.flatMap((object) => isFluxKustomization(object) || isHelmRelease(object) ? [{
		...object,
		madeOf: [
			object.scope.file.path,
			object.kind,
			object.namespace,
			object.name
		].join("\0")
	}] : []);
	if (objects.length === 0) return {
		apps: [],
		unresolved: []
	};
	const unresolved = [];
	const sources = new Sources([...await readObjects(context.files, []), ...declared], context.files);
	const [read = []] = await context.files.run([readBelow(context, sources, objects.map(unbuilt), parent, unresolved)]);
	return {
		apps: read.map((app) => placedIn(app, parent, context)),
		unresolved
	};
}
function placedIn(app, parent, { config }) {
	const environment = app.environment ?? parent.environment;
	const production = parent.production || isProduction(environment, config);
	if (environment === app.environment && production === app.production) return app;
	return withFields(app, {
		environment,
		production,
		...app.environment === void 0 ? { environmentBy: `its parent ${parent.name}` } : {}
	});
}

// src/inventory/leading/template-line.ts
const KIND = /^[ \t]*(?:-[ \t]+)?kind:[ \t]*["']?(\w+)["']?[ \t\r]*(?:#.*)?$/;
const NAME = /^[ \t]*(?:metadata:[ \t]*\{[ \t]*)?name:[ \t]*(.+?)[ \t\r]*$/;
function lineInTemplate(text, kind, name) {
	const lines = text.split("\n");
	const starts = lines.flatMap((line, i) => KIND.exec(line)?.[1] === kind ? [i] : []);
	const at = starts.find((start, i) => {
		const end = starts[i + 1] ?? lines.length;
		return lines.slice(start, end).some((line) => {
			const found = NAME.exec(line)?.[1];
			return found !== void 0 && couldBe(found, name);
		});
	}) ?? starts[0] ?? 0;
	return /^[ \t]*(?:-[ \t]+)?apiVersion:/.test(lines[at - 1] ?? "") ? at : at + 1;
}
function scalarIn(template) {
	const end = template.replaceAll(/\{\{[^{}]*\}\}/g, (inner) => " ".repeat(inner.length)).search(/[,}]/);
	return (end < 0 ? template : template.slice(0, end)).trimEnd().replace(/^["']/, "").replace(/["']$/, "");
}
function couldBe(template, text) {
	const [first = "", ...others] = outsideOfBraces(scalarIn(template));
	if (others.length === 0) return first.trim() === text;
	const last = others.at(-1) ?? "";
	return text.length >= first.length + last.length && text.startsWith(first.trim()) && text.endsWith(last.trim());
}
function outsideOfBraces(text) {
	const parts = [];
	let from = 0;
	for (let open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", from)) {
		const close = text.indexOf("}}", open + 2);
		if (close < 0) break;
		parts.push(text.slice(from, open));
		from = close + 2;
	}
	return [...parts, text.slice(from)];
}

// src/inventory/leading/rendered.ts
function parentsOf$1({ inventory, leads, templates }) {
	const files = [...templates];
	return inventory.apps.filter((app) => {
		if (app.kind !== "Application" && app.kind !== "HelmRelease") return false;
		return app.sources.some(({ type, inThisRepository }) => {
			if (!inThisRepository) return false;
			if (type !== "helm" && type !== "kustomize") return false;
			if (files.some((file) => isInput(app.inputs, file))) return true;
			return type === "kustomize" && [...app.inputs.files].some((file) => leads.has(file) && !isOwn(app, file));
		});
	});
}
function isTold(open) {
	return parentsOf$1(open).length === 0 && !hasUnledTemplates(open);
}
async function withRendered(open, declarations) {
	const { inventory, leads, templates } = open;
	const inValues = inventory.apps.flatMap((app) => app.inValues ? [app.declaredAt.file] : []);
	const replaced = new Set([
		...leads,
		...templates,
		...inValues
	].filter((file) => declarations.some(({ parent }) => !isOwn(parent, file) && isInput(parent.inputs, file))));
	const there = new Set(inventory.apps.map(({ lineage }) => lineage));
	const apps = inventory.apps.filter((app) => app.kind !== "Convention" && !replaced.has(app.declaredAt.file) || isMadeBy(app, there) || app.overlaidBy !== void 0 && !declarations.some(({ parent }) => isInput(parent.inputs, `${app.overlaidBy}/kustomization.yaml`)));
	const unresolved = inventory.unresolved.filter(({ file }) => !replaced.has(file));
	const found = await Promise.all(declarations.map(async (one) => {
		try {
			return await readDeclared(open, one);
		} catch (error) {
			const { declaredAt, kind, name } = one.parent;
			const lost = [];
			asUnresolved({
				...declaredAt,
				kind,
				name
			}, lost)(contained(error));
			return {
				apps: [],
				unresolved: lost
			};
		}
	}));
	const declared = await addConfiguredImages(open.context, await asWritten(found.flatMap((part) => part.apps), inventory.apps));
	const known = withoutUnled(onlyNew(withControlPlanes([...apps, ...declared], open.context.config), new Set(declared.map(({ lineage }) => lineage))), found.flatMap((part) => part.apps));
	return {
		...open,
		inventory: {
			...inventory,
			apps: sortedByPlace(await withConfiguredApps(open.context, known)),
			unresolved: [...unresolved, ...found.flatMap((part) => part.unresolved)]
		}
	};
}
function isMadeBy({ lineage }, apps) {
	const maker = lineage?.madeBy?.lineage;
	return maker !== void 0 && apps.has(maker);
}
async function readDeclared({ context, leads }, { parent, objects }) {
	const origins = new Map([...parent.inputs.files].filter((file) => leads.has(file) && !isOwn(parent, file)).flatMap((file) => originsIn(context.files, file)));
	const templates = objects.flatMap(({ template }) => template ?? []).filter((file) => context.files.has(file));
	await context.files.load(templates);
	const declared = objects.flatMap((object) => kubeObject(object, parent, origins, context.files));
	const ofKind = (kind) => declared.filter((object) => object.kind === kind);
	const sets = await readApplicationSets(context, ofKind("ApplicationSet"), parent);
	const applications = ofKind("Application");
	const flux = await readDeclaredFlux(context, declared, parent);
	const unresolved = [...flux.unresolved];
	const own = (await context.files.run([...applications.map((object) => guarded(() => readApplication(context, object, {
		isRendered: true,
		parent
	}), asUnresolved(object, unresolved))), ...sets.readings])).flatMap((app, i) => app ? [withFields(placed(app, parent), {
		...i < applications.length ? { parent } : {},
		...app.lineage ? { lineage: below(app.lineage, parent) } : {}
	})] : []);
	const fluxApps = flux.apps.map((app) => app.parent === parent ? withFields(placed(app, parent), app.lineage ? { lineage: below(app.lineage, parent) } : {}) : app);
	return {
		apps: [...own, ...fluxApps],
		unresolved: [...sets.unresolved, ...unresolved]
	};
}
function originsIn(files, file) {
	const yaml = files.isLoaded(file) ? files.yaml(file) : void 0;
	return (yaml ? objectsOf$1(yaml) : []).map(({ kind, name, line }) => [`${kind}/${name}`, {
		file,
		line
	}]);
}
function kubeObject({ content, template }, parent, origins, files) {
	const yaml = parseYaml(dump(content, {
		lineWidth: -1,
		noRefs: true
	}), renderedPath(parent));
	return objectsOf$1(yaml).map((object) => ({
		...object,
		...origins.get(`${object.kind}/${object.name}`) ?? inTemplate(files, template, object) ?? renamed(origins, object) ?? parent.declaredAt,
		namespace: stringAt(object.node, "metadata", "namespace") ?? parent.namespace,
		scope: wholeFile(yaml, yaml.documents[object.document] ?? yaml.documents[0] ?? never())
	}));
}
function renderedPath(parent) {
	return `${parent.declaredAt.file}\0${parent.name}`;
}
function renamed(origins, { kind, name }) {
	const found = [...origins].filter(([key]) => key.startsWith(`${kind}/`) && name.includes(key.slice(kind.length + 1)));
	const [only] = found;
	return only && found.length === 1 ? only[1] : void 0;
}
function inTemplate(files, template, { kind, name }) {
	const text = template !== void 0 && files.has(template) ? files.text(template) : void 0;
	return template === void 0 || text === void 0 ? void 0 : {
		file: template,
		line: lineInTemplate(text, kind, name)
	};
}
function never() {
	throw new Error("an object has no document");
}
function below(lineage, parent) {
	return {
		...lineage,
		place: `${lineage.place}\0${parent.name}`,
		paths: [],
		madeBy: parent,
		overlay: void 0,
		takenBy: void 0
	};
}
function placed(app, parent) {
	const files = new Set(app.inputs.files);
	files.delete(app.declaredAt.file);
	return withFields(app, {
		inputs: {
			files,
			folders: app.inputs.folders
		},
		...parent.assumed === void 0 ? {} : { assumed: parent.assumed }
	});
}
function onlyNew(apps, rendered) {
	const isRendered = ({ lineage }) => lineage !== void 0 && rendered.has(lineage);
	const known = new Set(apps.filter((app) => !isRendered(app)).map(placeAndName));
	return apps.filter((app) => !isRendered(app) || !(known.has(placeAndName(app)) || isOneAbove(app)));
}
function isOneAbove(app) {
	const own = identityOf(app);
	for (let above = app.lineage?.madeBy; above; above = above.lineage?.madeBy) if (identityOf(above) === own) return true;
	return false;
}
function withoutUnled(apps, found) {
	const placeOf = ({ declaredAt: { file, line }, kind, name }) => JSON.stringify([
		file,
		line,
		kind,
		name
	]);
	const led = new Set(found.flatMap((app) => app.parent && !app.lineage?.madeBy ? [placeOf(app)] : []));
	if (led.size === 0) return apps;
	return apps.filter((app) => app.controller !== "flux" || app.parent || !led.has(placeOf(app)));
}
function placeAndName(app) {
	return JSON.stringify([
		app.declaredAt.file,
		app.declaredAt.line,
		identityOf(app)
	]);
}
function isOwn(app, file) {
	return file === app.declaredAt.file;
}

// src/inventory/unseen/deployable.ts
const DEPLOYABLE = /(?:^|\/)\.argocd-source[^/]*\.yaml$|\.(?:ya?ml|json|tpl|gotmpl|jsonnet|libsonnet|cue|pkl|k|tf|tfvars|hcl|properties|env)$|(?:^|\/)kustomization$/i;
const TOOLING = new RegExp([
	String.raw`(?:package|package-lock|composer|renovate|tsconfig[\w.-]*|jsconfig|biome|lerna|nx|turbo|cspell|release-please-[\w-]+)\.json5?`,
	String.raw`(?:mkdocs|codecov|pnpm-lock|pnpm-workspace|taskfile|ct|cr|lefthook|fairlead|catalog-info|antora|_config)\.ya?ml`,
	String.raw`(?:azure-pipelines|bitbucket-pipelines|appveyor|cloudbuild|buildspec|docker-compose[\w.-]*|compose)\.ya?ml`
].map((names) => `(?:^|/)(?:${names})$`).join("|"), "i");
const HIDDEN = /(?:^|\/)\.(?:argocd-source[^/]*\.yaml|kluctl\.ya?ml)$/;
function mayBeDeployed(file) {
	return DEPLOYABLE.test(file) && !isTooling(file);
}
function isTooling(file) {
	if (HIDDEN.test(file)) return false;
	const names = file.split("/");
	return TOOLING.test(file) || [names.at(0), names.at(-1)].some((name) => name?.startsWith("."));
}
function isDocument(file) {
	return /\.(?:md|mdx|markdown|rst|adoc|txt|png|jpe?g|gif|svg|webp|ico|pdf|drawio)$/i.test(file) || /(?:^|\/)(?:LICEN[CS]E|NOTICE|CODEOWNERS|OWNERS|AUTHORS|MAINTAINERS)(?:\.[^/]*)?$/.test(file);
}

// src/inventory/unseen/tool-files.ts
const VALUES = /\.(?:ya?ml|json|gotmpl|tpl|properties|env)$/;
const CODE = /\.(?:[cm]?[jt]sx?|py|go|cs|fs|java|kts?|ya?ml|json)$/;
const TOOLS = [
	{
		tool: "Helmfile",
		file: /(?:^|\/)(?:helmfile[^/]*\.ya?ml(?:\.gotmpl)?|helmfile(?:\.d)?\/[^/]+\.ya?ml(?:\.gotmpl)?)$/,
		reads: VALUES
	},
	{
		tool: "Fleet",
		file: /(?:^|\/)fleet\.ya?ml$/,
		reads: VALUES
	},
	{
		tool: "Jsonnet",
		file: /\.(?:jsonnet|libsonnet)$/
	},
	{
		tool: "Tanka",
		file: /(?:^|\/)jsonnetfile\.json$/,
		reads: VALUES
	},
	{
		tool: "Helmwave",
		file: /(?:^|\/)helmwave\.ya?ml(?:\.tpl)?$/,
		reads: VALUES
	},
	{
		tool: "Skaffold",
		file: /(?:^|\/)skaffold\.ya?ml$/,
		reads: VALUES
	},
	{
		tool: "werf",
		file: /(?:^|\/)werf\.ya?ml$/,
		reads: VALUES
	},
	{
		tool: "Terraform",
		file: /\.(?:tf|tofu|tfvars|tf\.json|tfvars\.json)$/,
		reads: /\.(?:hcl|tftpl|tpl|ya?ml)$/
	},
	{
		tool: "Terragrunt",
		file: /(?:^|\/)terragrunt\.hcl$/,
		reads: /\.hcl$/
	},
	{
		tool: "Pulumi",
		file: /(?:^|\/)Pulumi\.ya?ml$/,
		reads: CODE
	},
	{
		tool: "cdk8s",
		file: /(?:^|\/)cdk8s\.ya?ml$/,
		reads: CODE
	},
	{
		tool: "Kluctl",
		file: /(?:^|\/)\.kluctl\.ya?ml$/,
		reads: VALUES
	},
	{
		tool: "CUE",
		file: /\.cue$/
	},
	{
		tool: "KCL",
		file: /(?:^|\/)kcl\.mod$/,
		reads: /\.k$/
	},
	{
		tool: "Pkl",
		file: /\.pkl$/
	},
	{
		tool: "Ansible",
		file: /(?:^|\/)ansible\.cfg$/,
		reads: /\.(?:ya?ml|j2|ini)$/
	}
];
function toolsAmong(paths) {
	return TOOLS.flatMap(({ tool, file: pattern }) => {
		const file = paths.find((path) => pattern.test(path));
		return file === void 0 ? [] : [{
			tool,
			file
		}];
	});
}
function filesOfTools(files, paths) {
	const found = /* @__PURE__ */ new Map();
	const homes = TOOLS.map((one) => ({
		...one,
		folders: new Set(one.reads ? paths.filter((path) => one.file.test(path)).map(posix.dirname) : [])
	}));
	for (const file of files) {
		const tool = TOOLS.find((one) => one.file.test(file))?.tool ?? (isDocument(file) || isTooling(file) ? void 0 : nearest(file, homes));
		if (tool !== void 0) found.set(tool, [...found.get(tool) ?? [], file]);
	}
	return found;
}
function nearest(file, homes) {
	for (let folder = posix.dirname(file);; folder = posix.dirname(folder)) {
		const home = homes.find(({ folders, reads }) => folders.has(folder) && reads?.test(file));
		if (home) return home.tool;
		if (folder === "." || folder === "/") return void 0;
	}
}

// src/inventory/object-in-file.ts
async function objectInFile(files, { kind, name, declaredAt }) {
	if (kind === "Convention") return void 0;
	await files.load([declaredAt.file]);
	const yaml = files.yaml(declaredAt.file);
	const there = (yaml ? objectsOf$1(yaml) : []).filter((one) => one.kind === kind && one.line === declaredAt.line);
	const object = there.find((one) => one.name === name) ?? (there.length === 1 ? there[0] : void 0);
	return object && evaluate(object.node);
}

// src/inventory/inner-change.ts
const TAKEN = "\0taken";
const KUSTOMIZATION = /(^|\/)(kustomization\.ya?ml|Kustomization)$/;
function changesValuesAlone({ path, before, after }) {
	let sides;
	try {
		sides = [before, after].map((text) => outside(parseYaml(text, path)));
	} catch {
		return false;
	}
	const [was, is] = sides;
	return was !== void 0 && is !== void 0 && isDeepStrictEqual(was, is);
}
function outside(file) {
	const taken = [];
	const documents = file.documents.map(({ root }) => without(evaluate(root), file.path, taken));
	const text = (value) => typeof value === "string" ? value : JSON.stringify(value);
	if (taken.some((value) => IN_VALUES.test(text(value)))) return void 0;
	const lines = objectsOf$1(file).map(({ kind, name, line }) => [
		kind,
		name,
		line
	]);
	return taken.length === 0 ? void 0 : [documents, lines];
}
function without(object, path, taken) {
	const take = (value) => {
		taken.push(value ?? null);
		return [TAKEN, value === null ? "null" : typeof value];
	};
	const at = (map, key, change) => {
		const value = isObject(map) ? map[key] : void 0;
		return isObject(map) && value !== void 0 ? {
			...map,
			[key]: change(value)
		} : map ?? null;
	};
	const all = (list, change) => Array.isArray(list) ? list.map(change) : list;
	const source = (value) => at(value, "helm", (helm) => [
		"values",
		"valuesObject",
		"parameters"
	].reduce((rest, key) => at(rest, key, take), helm));
	if (!isObject(object)) return object;
	if (KUSTOMIZATION.test(path) && isOfKustomize(object)) return at(object, "images", (images) => all(images, (image) => at(at(image, "newTag", take), "digest", take)));
	switch (object["kind"]) {
		case "HelmRelease": return at(object, "spec", (spec) => at(spec, "values", take));
		case "Application": return at(object, "spec", (spec) => at(at(spec, "source", source), "sources", (sources) => all(sources, source)));
		case "List": return at(object, "items", (items) => all(items, (item) => without(item, path, taken)));
		default: return object;
	}
}
function isOfKustomize({ apiVersion }) {
	return typeof apiVersion !== "string" || apiVersion.startsWith("kustomize.config.k8s.io/");
}

// src/inventory/structure.ts
const LEADING_FILES = /(^|\/)(kustomization\.ya?ml|Kustomization|Chart\.yaml|requirements\.yaml|\.argocd-source[^/]*\.yaml|\.sourceignore|\.helmignore)$/;
const LEADING_TEXT = /argoproj\.io|fluxcd\.io|^[ \t]*(-[ \t]*)?["']?kind["']?[ \t]*:[ \t]*["']?(Application|ApplicationSet|AppProject|HelmRelease|Kustomization|Component)\b|["']?\bop["']?\s*:|^[ \t]*["']?(additionalA|a)pplication(set)?s["']?\s*:|["']?itemTemplates["']?\s*:/im;
const NAMING_LINE = /^.*\b(kind|name|namespace|nameSuffix|namePrefix)["']?\s*:.*$/gm;
function isPlain({ path, before, after }) {
	if (LEADING_FILES.test(path) || LEADING_TEXT.test(before) || LEADING_TEXT.test(after)) return false;
	const [was, is] = [before, after].map((text) => text.match(NAMING_LINE) ?? []);
	return was?.length === is?.length && was?.every((line, i) => line === is?.[i]) === true;
}
const MOST_FILES = 500;
async function leavesStructure(before, after, differences) {
	if (differences.length > MOST_FILES || !differences.every(({ isEdited }) => isEdited)) return void 0;
	const paths = differences.map(({ path }) => path);
	const [old, now] = await Promise.all([before.read(paths), after.read(paths)]);
	const text = (content) => Buffer.from(content ?? []).toString();
	const redeclared = /* @__PURE__ */ new Set();
	for (const path of paths) {
		const change = {
			path,
			before: text(old.get(path)?.content),
			after: text(now.get(path)?.content)
		};
		if (isPlain(change)) continue;
		if (!changesValuesAlone(change)) return void 0;
		redeclared.add(path);
	}
	return redeclared;
}

// src/inventory/kept-shape.ts
const text = string();
const texts = array(text);
const line = pipe(number(), integer());
const yes = literal$1(true);
const place = object({
	file: text,
	line
});
const unresolved = object({
	file: text,
	line: maybe(line),
	kind: text,
	name: maybe(text),
	reason: text,
	count: exactOptional(line),
	hint: exactOptional(text),
	isTemplate: exactOptional(yes),
	isPatch: exactOptional(yes),
	isUnrendered: exactOptional(yes)
});
const keptHead = object({
	identity: nullable(texts),
	apps: line,
	unresolved: array(unresolved),
	generating: texts,
	registries: texts,
	apart: array(texts)
});
const root = object({
	path: text,
	values: exactOptional(texts),
	parameters: exactOptional(map("By key.", text)),
	name: exactOptional(text),
	namespace: exactOptional(text),
	controlPlane: exactOptional(text),
	cluster: exactOptional(text),
	environment: exactOptional(text)
});
const source = object({
	type: picklist([
		"helm",
		"kustomize",
		"directory",
		"plugin",
		"ref",
		"unknown"
	]),
	repoURL: maybe(text),
	path: maybe(text),
	chart: maybe(text),
	targetRevision: maybe(text),
	inThisRepository: boolean(),
	isMissing: exactOptional(yes)
});
const asItIs = {
	name: text,
	kind: picklist([
		"Application",
		"HelmRelease",
		"Kustomization",
		"Convention"
	]),
	controller: picklist([
		"argocd",
		"flux",
		"none"
	]),
	declaredAt: place,
	madeFrom: exactOptional(object({
		...place.entries,
		key: text
	})),
	generatedBy: exactOptional(text),
	overlaidBy: exactOptional(text),
	unlistedBy: exactOptional(text),
	inValues: exactOptional(yes),
	controlPlane: maybe(text),
	isControlPlaneKnown: boolean(),
	ownNamespace: maybe(text),
	namespace: maybe(text),
	cluster: maybe(text),
	clusterName: exactOptional(text),
	environment: maybe(text),
	production: boolean(),
	environmentBy: exactOptional(text),
	contradiction: exactOptional(text),
	assumed: exactOptional(root),
	project: maybe(text),
	autoSync: maybe(boolean()),
	sources: array(source),
	valuesFiles: texts,
	fault: exactOptional(text)
};
const keptApp = object({
	...asItIs,
	inputs: object({
		files: texts,
		folders: texts
	}),
	declaration: exactOptional(any("The object.")),
	parent: exactOptional(line)
});
function keptAsItIs(app) {
	const keys = Object.keys(asItIs);
	return Object.fromEntries(keys.map((key) => [key, app[key]]));
}

// src/inventory/kept.ts
const FORMAT = "inventory-9";
function keptKey({ tree, addresses, version }) {
	return createHash("sha256").update(JSON.stringify([
		FORMAT,
		tree,
		addressesOf(addresses),
		version
	])).digest("hex");
}
const MOST_NEEDLES = 60;
var KeptInventory = class KeptInventory {
	#text;
	#head;
	#files;
	#starts;
	#apps = /* @__PURE__ */ new Map();
	constructor(text, head, files) {
		this.#text = text;
		this.#head = head;
		this.#files = files;
	}
	static open(text, files) {
		const head = read(keptHead, text.slice(0, text.indexOf("\n")));
		return head && new KeptInventory(text, head, files);
	}
	get addresses() {
		return this.#head.identity ?? void 0;
	}
	get size() {
		return this.#head.apps;
	}
	get unresolved() {
		return this.#head.unresolved;
	}
	get generating() {
		return this.#head.generating;
	}
	get registries() {
		return this.#head.registries;
	}
	get apart() {
		return this.#head.apart;
	}
	madeOf(paths) {
		const places = new Set(paths.flatMap((path) => [path, ...foldersAbove(path)]));
		return (places.size > MOST_NEEDLES ? this.#lineStarts().map((start) => this.#app(start)) : this.#linesWith([...places].map((place) => JSON.stringify(place)))).filter(({ inputs }) => paths.some((path) => isInput(inputs, path)));
	}
	named(kind, name) {
		return this.#linesWith([JSON.stringify(name)]).filter((app) => app.kind === kind && app.name === name);
	}
	madeBy(set) {
		return this.#linesWith([`"generatedBy":${JSON.stringify(set)}`]);
	}
	#linesWith(needles) {
		const found = /* @__PURE__ */ new Set();
		for (const needle of needles) for (let at = this.#text.indexOf(needle); at >= 0;) {
			const start = this.#text.lastIndexOf("\n", at) + 1;
			if (start > 0) found.add(start);
			const end = this.#text.indexOf("\n", at);
			at = end < 0 ? -1 : this.#text.indexOf(needle, end);
		}
		return [...found].toSorted((a, b) => a - b).map((start) => this.#app(start));
	}
	#lineStarts() {
		if (this.#starts) return this.#starts;
		const starts = [];
		for (let at = this.#text.indexOf("\n") + 1; starts.length < this.size && at > 0;) {
			starts.push(at);
			at = this.#text.indexOf("\n", at) + 1;
		}
		return this.#starts = starts;
	}
	#app(start) {
		const known = this.#apps.get(start);
		if (known) return known;
		const line = read(keptApp, this.#text.slice(start, this.#text.indexOf("\n", start)));
		if (!line) throw remoteError("the cache of the apps from an earlier run is corrupted", { hint: "Empty the folder set with cache-path, or use another one." });
		const { inputs, declaration, parent, ...rest } = line;
		const parentStart = parent === void 0 ? void 0 : this.#lineStarts()[parent];
		const app = {
			...rest,
			inputs: {
				files: new Set(inputs.files),
				folders: new Set(inputs.folders.map(fromPlace))
			},
			declaration: async () => declaration === void 0 ? objectInFile(await this.#files(), app) : declaration,
			...parentStart === void 0 ? {} : { parent: this.#app(parentStart) }
		};
		this.#apps.set(start, app);
		return app;
	}
};
async function keepInventory({ inventory, context, generating }, registries) {
	const head = {
		identity: context.addresses ?? null,
		apps: inventory.apps.length,
		unresolved: inventory.unresolved,
		generating: [...generating],
		registries: [...registries],
		apart: groupsApart(inventory.apps)
	};
	const lineOf = new Map(inventory.apps.map((app, i) => [app, i]));
	const byPlace = new Map(inventory.apps.map((app, i) => [placeOf$2(app), i]));
	const lines = await Promise.all(inventory.apps.map(async (app) => {
		const { generatedBy, overlaidBy, inValues, inputs, parent } = app;
		const declaration = (generatedBy ?? overlaidBy ?? inValues) === void 0 ? void 0 : await app.declaration();
		const above = parent && (lineOf.get(parent) ?? byPlace.get(placeOf$2(parent)));
		return JSON.stringify({
			...keptAsItIs(app),
			inputs: {
				files: [...inputs.files],
				folders: [...inputs.folders].map(toPlace)
			},
			...declaration === void 0 ? {} : { declaration },
			...above === void 0 ? {} : { parent: above }
		});
	}));
	return [
		JSON.stringify(head),
		...lines,
		""
	].join("\n");
}
function read(schema, line) {
	try {
		const { success, output } = safeParse(schema, JSON.parse(line), { abortEarly: true });
		return success ? output : void 0;
	} catch {
		return;
	}
}
const toPlace = (folder) => folder === "" ? "." : folder;
const fromPlace = (place) => place === "." ? "" : place;
function foldersAbove(path) {
	const folders = ["."];
	for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) folders.push(path.slice(0, end));
	return folders;
}

// src/inventory/unseen/unlisted.ts
function unlistedNote({ unlistedBy, declaredAt }) {
	return unlistedBy === void 0 ? void 0 : `${unlistedBy} does not list ${declaredAt.file}, which declares it: what builds that folder does not apply it, so it exists only if something else applied it`;
}
function inventoryNotes(app) {
	const unlisted = unlistedNote(app);
	return [...unlisted === void 0 ? [] : [unlisted], ...app.notes];
}

// src/inventory/control-planes/shorten.ts
function shortened(names) {
	const parts = [...new Set(names)].map((name) => name.split("/"));
	const most = Math.min(...parts.map(({ length }) => length)) - 1;
	const shared = (at, limit) => {
		let count = 0;
		while (count < limit && parts.every((folders) => at(folders, count) === at(parts[0] ?? [], count))) count += 1;
		return count;
	};
	const start = parts.length < 2 ? 0 : shared((folders, i) => folders[i], most);
	const end = parts.length < 2 ? 0 : shared((folders, i) => folders.at(-1 - i), most - start);
	return new Map(parts.map((folders) => [folders.join("/"), folders.slice(start, folders.length - end).join("/")]));
}

// src/inventory/filter.ts
function filtered(apps, wanted, lost = 0) {
	const chosen = apps.filter((app) => isAny(wanted.apps, (name) => isCalled(app, name)) && isAny(wanted.environments, (name) => isIn(app, name)) && isAny(wanted.clusters, (name) => isOnCluster(app, name)) && isAny(wanted.images, (name) => uses(app, name)));
	if (chosen.length > 0 || apps.length === 0) return withoutOthers(chosen, wanted.apps);
	const kinds = [
		[
			"app",
			wanted.apps,
			isCalled,
			({ name }) => [name]
		],
		[
			"environment",
			wanted.environments,
			isIn,
			({ environment }) => some(environment)
		],
		[
			"cluster",
			wanted.clusters,
			isOnCluster,
			(app) => some(calledCluster(app))
		],
		[
			"image",
			wanted.images,
			uses,
			repositories
		]
	];
	for (const [kind, names, fits, known] of kinds) for (const name of names) if (!apps.some((app) => fits(app, name))) throw noSuch(kind, name, apps.flatMap(known), lost);
	return [];
}
function noSuch(kind, name, known, lost = 0) {
	const more = lost > 0 ? ` ${lost} could not be resolved; run "fairlead inventory --unresolved" to list them.` : "";
	return inputError(`there is no ${kind} ${JSON.stringify(name)}`, {
		isNotFound: true,
		hint: `${suggestion(name, known)}${more}`.trim()
	});
}
function withoutOthers(apps, names) {
	return names.length === 0 ? [...apps] : apps.filter(calledOneOf(names, apps));
}
function calledOneOf(names, known) {
	const placeOf = ({ environment, cluster }, name) => JSON.stringify([
		environment,
		cluster,
		name
	]);
	const exact = new Set(known.flatMap((app) => names.flatMap((name) => matches(app.name, name) ? [placeOf(app, name)] : [])));
	return (app) => names.some((name) => matches(app.name, name) || isCalled(app, name) && !exact.has(placeOf(app, name)));
}
function isAny(names, fits) {
	return names.length === 0 || names.some(fits);
}
function isCalled(app, wanted) {
	const { name, environment, namespace } = app;
	return matches(name, wanted) || [
		environment,
		calledCluster(app),
		namespace
	].some((part) => part !== void 0 && [`${wanted}-${part}`, `${part}-${wanted}`].includes(name));
}
function isIn({ environment }, wanted) {
	return environment !== void 0 && isSameEnvironment(environment, wanted);
}
function uses(app, wanted) {
	return repositories(app).some((name) => isSameRepository(name, wanted) || matches(name, wanted));
}
function repositories({ images }) {
	return images.flatMap(({ repository, alsoKnownAs }) => [...some(repository), ...alsoKnownAs]);
}
function some(text) {
	return text === void 0 ? [] : [text];
}
function matches(text, pattern) {
	return starred(pattern, true).test(text);
}

// src/inventory/leading/parents.ts
function parentsOf(apps) {
	const all = new Set(apps);
	const byPlace = once(() => new Map(apps.map((app) => [placeOf$2(app), app])));
	const appliers = /* @__PURE__ */ new Map();
	for (const app of apps) for (const { places } of app.lineage?.applies ?? []) for (const place of places) {
		const known = appliers.get(place);
		if (known) known.push(app);
		else appliers.set(place, [app]);
	}
	const parents = /* @__PURE__ */ new Map();
	for (const app of apps) {
		const above = app.parent ?? app.lineage?.madeBy;
		const said = above && (all.has(above) ? above : byPlace().get(placeOf$2(above)) ?? above);
		const others = (said ? [said] : appliers.get(app.lineage?.place ?? "") ?? []).filter((one) => one !== app);
		const parent = others.find((one) => targetPlane(one.lineage?.destination ?? {}, one.controlPlane) === app.controlPlane) ?? others[0];
		if (parent && all.has(parent)) parents.set(app, parent);
	}
	return parents;
}
function chainOf(app, parents) {
	const chain = [];
	for (let above = parents.get(app); above && above !== app && !chain.includes(above); above = parents.get(above)) chain.push(above);
	return chain;
}

// src/inventory/guesses.ts
const GUESS = /\bis assumed (?:to be\b|\()|\bcome from the layout of the repo\b/;
function guessesOf({ notes }) {
	return notes.filter((note) => GUESS.test(note));
}

// src/inventory/leading/loop-entry.ts
const DEEPEST = 6;
function loopEntryOf(file, name) {
	const fitting = candidatesOf(file).filter(({ text }) => `-${name}-`.includes(`-${text}-`));
	const [best, second] = [...groupBy(fitting, ({ path }) => formatKeyPath(path))].map(([key, [first, ...others]]) => {
		const texts = new Set([first, ...others].map((one) => one?.text ?? ""));
		return {
			key,
			start: first?.start ?? 0,
			told: [...texts].join("").length
		};
	}).toSorted((a, b) => b.told - a.told);
	if (!best) return void 0;
	return second?.told === best.told && !isWithin(second.key, best.key) ? void 0 : {
		file: file.path,
		line: position(file.text, best.start).line,
		key: best.key
	};
}
function isWithin(key, other) {
	return key.startsWith(`${other}.`) || key.startsWith(`${other}[`);
}
const known = /* @__PURE__ */ new WeakMap();
function candidatesOf(file) {
	const found = known.get(file);
	if (found) return found;
	const candidates = [];
	for (const { root } of file.documents) collect(root, [], candidates);
	known.set(file, candidates);
	return candidates;
}
function collect(node, path, into) {
	const target = resolve$1(node);
	if (path.length > DEEPEST || !target || target.kind === "scalar") return;
	if (target.kind === "sequence") {
		for (const [i, item] of target.items.entries()) {
			const inner = resolve$1(item);
			const way = [...path, i];
			if (inner?.kind === "scalar") into.push({
				path: way,
				start: item.start,
				text: inner.value
			});
			if (inner?.kind === "map") for (const { value } of inner.entries) {
				const text = resolve$1(value);
				if (text?.kind === "scalar" && text.value !== "") into.push({
					path: way,
					start: item.start,
					text: text.value
				});
			}
			collect(item, way, into);
		}
		return;
	}
	for (const { key, value } of target.entries) {
		const text = keyText(key);
		const inner = resolve$1(value);
		if (text === void 0) continue;
		const way = [...path, text];
		if (inner?.kind === "map" && path.length > 0) into.push({
			path: way,
			start: key.start,
			text
		});
		collect(value, way, into);
	}
}

export { ControlPlanesApart, GENERATES, IN_CLUSTER_NAME, KUSTOMIZATION_FILES, KeptInventory, MERGE_EFFECTS, NO_PATTERN, Templates, UNKNOWN_BRANCH, appliersOf, artifactFolder, artifactHint, assumedNote, attempted, build, calledCluster, calledOneOf, chainOf, checkedPattern, clusterKey, clusterOf, collisions, deployedBy, destinationOf, doublestar, endsOf, environmentOf, environmentOfFile, expand$1 as expand, fileLayers, filesFirst, filesOfTools, filtered, followedFolders, followsOtherBranch, generatedObjects, generatedPath, goPath, gobwas, groupBy, guessesOf, hasUnledTemplates, haveClusterFolders, identityOf, inlineLayer, inventoryNotes, isAny, isCalled, isDocument, isEnvironmentWord, isInCluster, isInput, isManifest, isOnCluster, isProduction, isRepositoryOf, isSameEnvironment, isTemplate$1 as isTemplate, isThisRepository, isTold, keepInventory, keptKey, kubeObject, kustomizationOf, leavesStructure, literal, loopEntryOf, matchesGlob, mayBeDeployed, mergeSayings, mergeWords, nameIn, namedRevisions, noSuch, objectInFile, objectsOf$1 as objectsOf, onMerge, openInventory, parentsOf, parentsOf$1, passedOver, plainServer, readByPlugin, readDeclared, readInventory, renderedPath, saysNothing, shortened, starred, targetPlane, tokensOf, toolsAmong, traceImages, unbuilt, unlistedNote, unusedConfig, whenGone, withAssumedRoots, withContradictions, withFields, withLeadingTemplates, withRendered };