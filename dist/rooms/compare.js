import { isObject, listAt, textAt as textAt$1, valueAt } from "./yaml.js";
import { canonicalRepository, parseReference } from "./images.js";
import { CONFIG_FILE } from "./config.js";
import { gobwas, groupBy, starred } from "./inventory.js";
import { dump } from "../packages/js-yaml.js";
import { createTwoFilesPatch, diffChars } from "../packages/diff.js";
import { describeId, keyOf as keyOf$1 } from "./render-engine.js";
import { idOf, isLeftAlone, mark, withContent } from "./render.js";
import { createHash } from "node:crypto";

// src/kube/workload.ts
const TEMPLATES = {
	Pod: [],
	PodTemplate: ["template"],
	Deployment: ["spec", "template"],
	StatefulSet: ["spec", "template"],
	DaemonSet: ["spec", "template"],
	ReplicaSet: ["spec", "template"],
	ReplicationController: ["spec", "template"],
	Job: ["spec", "template"],
	CronJob: [
		"spec",
		"jobTemplate",
		"spec",
		"template"
	],
	Rollout: ["spec", "template"]
};
function templatePath(kind) {
	return Object.hasOwn(TEMPLATES, kind) ? TEMPLATES[kind] : void 0;
}
function podTemplate(content) {
	const path = templatePath(textAt$1(content, "kind") ?? "");
	return path ? valueAt(content, ...path) : void 0;
}
function podSpec(content) {
	return valueAt(podTemplate(content), "spec");
}
function containersOf(content) {
	const pod = podSpec(content);
	return [
		"containers",
		"initContainers",
		"ephemeralContainers"
	].flatMap((list) => listAt(pod, list).flatMap((item) => isObject(item) ? {
		list,
		name: textAt$1(item, "name") ?? "",
		content: item
	} : []));
}

// src/compare/images.ts
function imagesOf(objects) {
	const images = /* @__PURE__ */ new Map();
	for (const object of objects) for (const text of [...imagesOfPods(object), ...imagesOfCustom(object)]) {
		const reference = parseReference(text);
		if (!reference) continue;
		const versions = images.get(reference.repository) ?? /* @__PURE__ */ new Set();
		versions.add(versionOf(reference));
		images.set(reference.repository, versions);
	}
	return images;
}
function imagesOfPods(object) {
	const ofVolumes = listAt(podSpec(object), "volumes").map((volume) => textAt$1(volume, "image", "reference"));
	return [...containersOf(object).map(({ content }) => textAt$1(content, "image")), ...ofVolumes].filter((text) => text !== void 0);
}
const KNOWN_GROUPS = /(^|\.)(k8s\.io|argoproj\.io|toolkit\.fluxcd\.io|openshift\.io)$/;
const DEEPEST$1 = 12;
function imagesOfCustom(object) {
	const [group = "", version] = (textAt$1(object, "apiVersion") ?? "").split("/");
	if (version === void 0 || !group.includes(".") || KNOWN_GROUPS.test(group)) return [];
	if (podSpec(object) !== void 0) return [];
	const found = [];
	const visit = (value, depth) => {
		if (depth > DEEPEST$1 || value === void 0) return;
		if (Array.isArray(value)) for (const item of value) visit(item, depth + 1);
		else if (isObject(value)) for (const [key, below] of Object.entries(value)) if ((key === "image" || key === "imageName") && typeof below === "string") {
			const { tag, digest } = parseReference(below) ?? {};
			if (tag !== void 0 || digest !== void 0) found.push(below);
		} else visit(below, depth + 1);
	};
	visit(valueAt(object, "spec"), 0);
	return found;
}
function versionOf({ tag, digest }) {
	if (tag !== void 0 && digest !== void 0) return `${tag}@${digest}`;
	return tag ?? digest ?? "latest";
}
function imageChanges(before, after) {
	return versionChanges(imagesOf(before), imagesOf(after));
}
function declaredImageChanges(before, after) {
	const versions = (uses) => {
		const images = /* @__PURE__ */ new Map();
		for (const { artifact, repository, tag, digest } of uses) {
			if (artifact !== "image" || repository === void 0 || tag === void 0 && digest === void 0) continue;
			const known = images.get(repository) ?? /* @__PURE__ */ new Set();
			images.set(repository, known.add(versionOf({
				...tag && { tag },
				...digest && { digest }
			})));
		}
		return images;
	};
	return versionChanges(versions(before), versions(after));
}
function versionChanges(old, next) {
	return [.../* @__PURE__ */ new Set([...old.keys(), ...next.keys()])].toSorted().flatMap((repository) => {
		const [was, is] = [old.get(repository) ?? /* @__PURE__ */ new Set(), next.get(repository) ?? /* @__PURE__ */ new Set()];
		const [from, to] = [[...was].filter((v) => !is.has(v)), [...is].filter((v) => !was.has(v))];
		return Array.from({ length: Math.max(from.length, to.length) }, (_, i) => ({
			artifact: "image",
			repository,
			from: from[i],
			to: to[i]
		}));
	});
}
function registryOf(repository) {
	return canonicalRepository(repository).split("/")[0] ?? "";
}

// src/compare/equal.ts
function isEqual(a, b) {
	if (a === b || Object.is(a, b)) return true;
	if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
	if (!isObject(a) || !isObject(b)) return false;
	const keys = Object.keys(a);
	return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}
function stableText(value) {
	if (Array.isArray(value)) return `[${value.map(stableText).join(",")}]`;
	if (!isObject(value)) return JSON.stringify(Object.is(value, -0) ? 0 : value) ?? "null";
	return `{${Object.keys(value).toSorted().map((key) => `${JSON.stringify(key)}:${stableText(value[key])}`).join(",")}}`;
}

// src/compare/long-lines.ts
const LONG = 400;
const AROUND = 60;
const SHOWN = 240;
const MOST$1 = 12;
const ALONE = 1e3;
const MAX_EDITS$1 = 400;
const DEEPEST = 100;
function cutLongLines(patch) {
	if (patch.length <= LONG) return patch;
	const lines = patch.split("\n");
	if (!lines.some(isLong)) return patch;
	const result = [...lines];
	for (let at = 0; at < lines.length;) {
		const sign = lines[at]?.charAt(0);
		if (sign !== "-" && sign !== "+") {
			if (isLong(lines[at] ?? "")) result[at] = keep(lines[at] ?? "", [[0, LONG / 2]]);
			at += 1;
			continue;
		}
		const old = runOf(lines, at, "-");
		const added = runOf(lines, at + old.length, "+");
		for (const [before, after] of pairsOf(lines, old, added)) {
			const [shownBefore, shownAfter] = shown(textAt(lines, before), textAt(lines, after));
			if (before !== void 0) result[before] = shownBefore;
			if (after !== void 0) result[after] = shownAfter;
		}
		at += old.length + added.length;
	}
	return result.join("\n");
}
function isLong(line) {
	return line.length > LONG;
}
function textAt(lines, at) {
	return at === void 0 ? void 0 : lines[at];
}
function runOf(lines, from, sign) {
	const numbers = [];
	for (let at = from; lines[at]?.startsWith(sign) === true; at++) numbers.push(at);
	return numbers;
}
function pairsOf(lines, old, added) {
	const free = new Set(added);
	const pairs = [];
	const rest = [];
	for (const before of old) {
		const key = keyOf(lines[before] ?? "");
		const after = key === "" ? void 0 : [...free].find((one) => keyOf(lines[one] ?? "") === key);
		if (after === void 0) rest.push(before);
		else {
			free.delete(after);
			pairs.push([before, after]);
		}
	}
	const others = [...free];
	rest.forEach((before, i) => pairs.push([before, others[i]]));
	others.slice(rest.length).forEach((after) => pairs.push([void 0, after]));
	return pairs;
}
function keyOf(line) {
	return /^.(\s*(?:- )?["']?[\w./-]{1,253}["']?:) /.exec(line)?.[1] ?? "";
}
function shown(before, after) {
	if (!isLong(before ?? "") && !isLong(after ?? "")) return [before ?? "", after ?? ""];
	if (before === void 0 || after === void 0) return [alone(before ?? ""), alone(after ?? "")];
	return jsonLines(before, after) ?? windows(before, after);
}
function alone(line) {
	return line.length <= ALONE ? line : `${keep(line, [[0, ALONE]])} ${fingerprint(line)}`;
}
function windows(before, after) {
	const [old, added] = differences(before.slice(1), after.slice(1));
	return [windowed(before, old), windowed(after, added)];
}
function windowed(line, ranges) {
	if (!isLong(line)) return line;
	const isCut = ranges.length > MOST$1 || ranges.some(([from, to]) => to - from > SHOWN);
	const parts = ranges.slice(0, MOST$1).flatMap(([from, to]) => {
		const [start, end] = [from + 1 - AROUND, to + 1 + AROUND];
		return to - from <= SHOWN ? [[start, end]] : [[start, from + 1 + SHOWN / 2], [to + 1 - SHOWN / 2, end]];
	});
	const text = keep(line, [[0, AROUND], ...parts]);
	return isCut ? `${text} ${fingerprint(line)}` : text;
}
function differences(before, after) {
	const start = commonStart(before, after);
	const end = commonEnd(before.slice(start), after.slice(start));
	const middle = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
	const edits = diffChars(middle[0], middle[1], { maxEditLength: MAX_EDITS$1 });
	if (!edits) return [[[start, before.length - end]], [[start, after.length - end]]];
	const [old, added] = [[], []];
	let [a, b] = [start, start];
	for (const { added: isAdded, removed, value } of edits) {
		const [from, to] = [a, b];
		if (!isAdded) a += value.length;
		if (!removed) b += value.length;
		if (!isAdded && !removed) continue;
		joinInto(old, [from, a]);
		joinInto(added, [to, b]);
	}
	return [old, added];
}
function joinInto(ranges, next) {
	const last = ranges.at(-1);
	if (last && next[0] - last[1] < AROUND) ranges[ranges.length - 1] = [last[0], next[1]];
	else ranges.push(next);
}
function commonStart(a, b) {
	let at = 0;
	while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
	return at;
}
function commonEnd(a, b) {
	let count = 0;
	while (count < a.length && count < b.length && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)) count += 1;
	return count;
}
function keep(text, ranges) {
	const parts = [];
	let at = 0;
	for (const range of ranges.toSorted((a, b) => a[0] - b[0])) {
		const from = whole(text, Math.max(at, range[0]));
		const to = whole(text, Math.min(text.length, range[1]));
		if (to <= at) continue;
		if (from > at) parts.push(gap(from - at));
		parts.push(text.slice(from, to));
		at = to;
	}
	if (at < text.length) parts.push(gap(text.length - at));
	return parts.join("");
}
function whole(text, at) {
	return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at;
}
function gap(count) {
	return ` …(${count} characters)… `;
}
function fingerprint(line) {
	return `(line ${createHash("sha256").update(line.slice(1)).digest("hex").slice(0, 16)})`;
}
function jsonLines(before, after) {
	const [old, added] = [jsonOf(before), jsonOf(after)];
	if (!old || !added || isEqual(old.value, added.value)) return void 0;
	const found = [];
	collect(old.value, added.value, "", found);
	const told = found.slice(0, MOST$1);
	const more = found.length - told.length;
	const isCut = more > 0 || found.some(({ before: a, after: b }) => [a, b].some((value) => isLongValue(value)));
	const line = (text, head, pick) => [
		`${head}${gap(text.length - head.length).trim()} `,
		told.map((leaf) => `${leaf.path === "" ? "the whole value" : leaf.path}: ${valueText(pick(leaf))}`).join("; "),
		more > 0 ? `; ${more} more values differ` : "",
		isCut ? ` ${fingerprint(text)}` : ""
	].join("");
	return [line(before, old.head, (leaf) => leaf.before), line(after, added.head, (leaf) => leaf.after)];
}
function jsonOf(line) {
	const [, head = "", rest = ""] = /^(.\s*(?:- )?(?:["']?[\w./-]{1,253}["']?: )?)(['"[{].*)$/.exec(line) ?? [];
	try {
		const text = rest.startsWith("'") ? rest.slice(1, -1).replaceAll("''", "'") : rest.startsWith("\"") ? JSON.parse(rest) : rest;
		if (nesting(text) > DEEPEST) return void 0;
		const value = JSON.parse(text);
		if (JSON.stringify(value) !== withoutBlanks(text)) return void 0;
		return isObject(value) || Array.isArray(value) ? {
			head,
			value
		} : void 0;
	} catch {
		return;
	}
}
function withoutBlanks(text) {
	return text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
}
function nesting(text) {
	let [depth, deepest] = [0, 0];
	for (const char of text) if (char === "[" || char === "{") deepest = Math.max(deepest, ++depth);
	else if (char === "]" || char === "}") depth -= 1;
	return deepest;
}
function collect(before, after, path, found) {
	if (before !== void 0 && after !== void 0 && isEqual(before, after)) return;
	if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
		before.forEach((item, i) => collect(item, after[i], `${path}[${i}]`, found));
		return;
	}
	if (isObject(before) && isObject(after)) {
		for (const key of /* @__PURE__ */ new Set([...Object.keys(before), ...Object.keys(after)])) {
			const name = /^[\w-]+$/.test(key) ? `${path === "" ? "" : `${path}.`}${key}` : `${path}[${JSON.stringify(key)}]`;
			collect(ownValue(before, key), ownValue(after, key), name, found);
		}
		return;
	}
	found.push({
		path,
		before,
		after
	});
}
function ownValue(map, key) {
	return Object.hasOwn(map, key) ? map[key] : void 0;
}
function isLongValue(value) {
	return value !== void 0 && JSON.stringify(value).length > SHOWN;
}
function valueText(value) {
	if (value === void 0) return "(none)";
	const text = JSON.stringify(value);
	return isLongValue(value) ? keep(text, [[0, SHOWN]]) : text;
}

// src/compare/lists.ts
const POD_LISTS = {
	containers: ["name"],
	volumes: ["name"],
	imagePullSecrets: ["name"],
	hostAliases: ["ip"],
	topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
	...Object.fromEntries(["containers", "initContainers"].flatMap((list) => [
		[`${list}.*.env`, ["name"]],
		[`${list}.*.ports`, ["containerPort", "protocol"]],
		[`${list}.*.volumeMounts`, ["mountPath"]],
		[`${list}.*.volumeDevices`, ["devicePath"]]
	]))
};
const LISTS = {
	Service: { "spec.ports": ["port", "protocol"] },
	ServiceAccount: {
		imagePullSecrets: ["name"],
		secrets: ["name"]
	},
	CustomResourceDefinition: { "spec.versions": ["name"] }
};
const DEFAULTS = { protocol: "TCP" };
function itemKeys(kind, path, list) {
	const pod = templatePath(kind);
	const isInPod = pod?.every((key, i) => path[i] === key) && path[pod.length] === "spec";
	const found = pod && isInPod ? own(POD_LISTS, path.slice(pod.length + 1).join(".")) : own(own(LISTS, kind) ?? {}, path.join("."));
	if (!found) return void 0;
	if (path.at(-1) === "env" && list.some((item) => textAt$1(item, "value")?.includes("$("))) return void 0;
	const keys = list.map((item) => {
		const parts = found.map((key) => isObject(item) ? item[key] ?? DEFAULTS[key] : void 0);
		return parts.some((part) => typeof part !== "string" && typeof part !== "number") ? "" : stableText(parts);
	});
	return keys.includes("") || new Set(keys).size < keys.length ? void 0 : keys;
}
function own(map, key) {
	return Object.hasOwn(map, key) ? map[key] : void 0;
}
function canonical(content) {
	const kind = textAt$1(content, "kind") ?? "";
	const visit = (value, path) => {
		if (Array.isArray(value)) {
			const list = value;
			const items = list.map((item) => visit(item, [...path, "*"]));
			const keys = itemKeys(kind, path, list);
			if (!keys) return items;
			return keys.map((key, i) => [key, items[i]]).toSorted(([a], [b]) => a < b ? -1 : 1).map(([, item]) => item);
		}
		if (!isObject(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner, [...path, key])]));
	};
	return visit(content, []);
}
function aligned(before, after) {
	const kind = textAt$1(after, "kind") ?? "";
	if (textAt$1(before, "kind") !== kind) return after;
	const visit = (a, b, path) => {
		if (Array.isArray(b)) {
			const list = b;
			const old = Array.isArray(a) ? a : [];
			const keys = itemKeys(kind, path, list);
			const oldKeys = itemKeys(kind, path, old);
			const inner = [...path, "*"];
			if (!keys || !oldKeys) return list.map((item, i) => visit(old[i], item, inner));
			const places = new Map(keys.map((key, i) => [key, i]));
			const known = new Set(oldKeys);
			const behind = /* @__PURE__ */ new Map();
			let anchor;
			keys.forEach((key, i) => {
				if (known.has(key)) anchor = key;
				else if (behind.has(anchor)) behind.get(anchor)?.push(list[i]);
				else behind.set(anchor, [list[i]]);
			});
			const result = [...behind.get(void 0) ?? []];
			oldKeys.forEach((key, i) => {
				const at = places.get(key);
				if (at === void 0) return;
				result.push(visit(old[i], list[at], inner));
				for (const item of behind.get(key) ?? []) result.push(item);
			});
			return result;
		}
		if (!isObject(b)) return b;
		const from = isObject(a) ? a : {};
		return Object.fromEntries(Object.entries(b).map(([key, value]) => [key, visit(from[key], value, [...path, key])]));
	};
	return visit(before, after, []);
}
function isSame(before, after) {
	return isEqual(before, after) || isEqual(canonical(before), canonical(after));
}

// src/compare/noise.ts
const NOISE = [
	"checksum/*",
	"helm.sh/chart",
	"app.kubernetes.io/version",
	"app.kubernetes.io/managed-by",
	"argocd.argoproj.io/tracking-id",
	"argocd.argoproj.io/installation-id",
	"argocd.argoproj.io/refresh",
	"argocd.argoproj.io/hydrate",
	"kustomize.toolkit.fluxcd.io/name",
	"kustomize.toolkit.fluxcd.io/namespace",
	"helm.toolkit.fluxcd.io/name",
	"helm.toolkit.fluxcd.io/namespace",
	"kubectl.kubernetes.io/last-applied-configuration",
	"meta.helm.sh/*",
	"/metadata/creationTimestamp",
	"/spec/template/metadata/creationTimestamp",
	"/sops/mac",
	"/sops/lastmodified"
];
function noiseFilter(more = []) {
	const all = [...NOISE, ...more];
	const isPointer = (pattern) => pattern.startsWith("/");
	return {
		names: all.filter((pattern) => !isPointer(pattern)).map((pattern) => starred(pattern, true)),
		pointers: all.filter(isPointer).map((pattern) => starred(pattern, false))
	};
}
function withoutNoise(content, filter, selected = /* @__PURE__ */ new Set()) {
	const noise = /* @__PURE__ */ new Map();
	const visit = (value, pointer, parent, key) => {
		if (pointer !== "" && filter.pointers.some((pattern) => pattern.test(pointer))) {
			noise.set(pointer, value);
			return;
		}
		if (Array.isArray(value)) return value.map((item, i) => visit(item, `${pointer}/${i}`, key, String(i))).filter((item) => item !== void 0);
		if (!isObject(value)) return value;
		const isMeta = parent === "metadata" && (key === "labels" || key === "annotations");
		const kept = [];
		for (const [name, inner] of Object.entries(value)) {
			const at = `${pointer}/${escapePointer(name)}`;
			const isSelected = key === "labels" && selected.has(name);
			if (isMeta && !isSelected && filter.names.some((pattern) => pattern.test(name))) noise.set(at, inner);
			else {
				const result = visit(inner, at, key, name);
				if (result !== void 0) kept.push([name, result]);
			}
		}
		return isMeta && kept.length === 0 ? void 0 : Object.fromEntries(kept);
	};
	return {
		content: visit(content, "", "", "") ?? {},
		noise
	};
}
function selectedLabels(objects) {
	const found = /* @__PURE__ */ new Set();
	const visit = (value, selects) => {
		if (Array.isArray(value)) for (const item of value) visit(item, selects);
		else if (isObject(value)) for (const [key, inner] of Object.entries(value)) {
			if (selects) found.add(key);
			if (selects && key === "key" && typeof inner === "string") found.add(inner);
			if (typeof inner === "object") visit(inner, selects || /selector$/i.test(key));
		}
	};
	for (const object of objects) visit(object, false);
	return found;
}
function differingNoise(before, after) {
	const pointers = /* @__PURE__ */ new Set([...before.noise.keys(), ...after.noise.keys()]);
	let count = 0;
	for (const pointer of pointers) if (!isEqual(before.noise.get(pointer), after.noise.get(pointer))) count += 1;
	return count;
}
function escapePointer(key) {
	return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

// src/compare/generated.ts
const GENERATED = "(generated)";
function withGenerated(content, pointers) {
	if (pointers.length === 0) return content;
	const wanted = new Set(pointers);
	const visit = (value, pointer) => {
		if (wanted.has(pointer)) return GENERATED;
		if (Array.isArray(value)) return value.map((item, i) => visit(item, `${pointer}/${i}`));
		if (!isObject(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner, `${pointer}/${escapePointer(key)}`)]));
	};
	return visit(content, "");
}

// src/compare/renames.ts
const NEVER = /* @__PURE__ */ new Set([
	"PersistentVolumeClaim",
	"PersistentVolume",
	"StatefulSet",
	"Namespace",
	"CustomResourceDefinition"
]);
const ALIKE = .8;
const FEWEST = 3;
const MAX_PAIRS = 1e4;
function withoutHash(id) {
	if (id.group !== "" || id.kind !== "ConfigMap" && id.kind !== "Secret") return void 0;
	return /^(.+)-[bcdfghkmt2456789]{10}$/.exec(id.name)?.[1];
}
function findRenames(removed, added) {
	const byHash = findByHash(removed, added);
	const taken = new Set(byHash.flatMap(({ before, after }) => [before, after]));
	const rest = (side) => side.filter((item) => !taken.has(item) && !NEVER.has(item.id.kind));
	return [...byHash, ...findAlike(rest(removed), rest(added))];
}
function findByHash(removed, added) {
	const stem = ({ id }) => JSON.stringify([
		id.kind,
		id.namespace ?? "",
		withoutHash(id) ?? ""
	]);
	const hashed = (side) => groupBy(side.filter(({ id }) => withoutHash(id) !== void 0), stem);
	const old = hashed(removed);
	return [...hashed(added)].flatMap(([key, next]) => {
		const [before, after] = [old.get(key) ?? [], next];
		return before.length === 1 && after.length === 1 && before[0] && after[0] ? [{
			before: before[0],
			after: after[0],
			byHash: true
		}] : [];
	});
}
function findAlike(removed, added) {
	const kind = ({ id }) => JSON.stringify([id.group, id.kind]);
	const next = groupBy(added, kind);
	const found = [];
	for (const [key, before] of groupBy(removed, kind)) {
		const after = next.get(key) ?? [];
		if (before.length * after.length > MAX_PAIRS) continue;
		const [old, fresh] = [before, after].map((side) => side.map((item) => ({
			item,
			leaves: leavesOf(item),
			nameless: leavesOf(item, item.id.name)
		})));
		const pairs = (old ?? []).flatMap((a) => (fresh ?? []).flatMap((b) => {
			const likeness = Math.max(likenessOf(a.leaves, b.leaves), likenessOf(a.nameless, b.nameless));
			return likeness >= ALIKE ? [{
				before: a.item,
				after: b.item,
				likeness
			}] : [];
		}));
		const taken = /* @__PURE__ */ new Set();
		for (const pair of pairs.toSorted((a, b) => b.likeness - a.likeness)) {
			if (taken.has(pair.before) || taken.has(pair.after)) continue;
			taken.add(pair.before).add(pair.after);
			found.push({
				before: pair.before,
				after: pair.after,
				byHash: false
			});
		}
	}
	return found;
}
function leavesOf({ content }, name = "") {
	const leaves = /* @__PURE__ */ new Set();
	const visit = (value, path) => {
		if (Array.isArray(value)) value.forEach((item) => visit(item, `${path}/*`));
		else if (isObject(value)) for (const [key, inner] of Object.entries(value)) visit(inner, `${path}/${key}`);
		else if (!/^\/(apiVersion|kind|metadata\/(name|namespace))$/.test(path)) leaves.add(`${path}=${typeof value === "string" && name !== "" ? value.replaceAll(name, "\0") : String(value)}`);
	};
	visit(content, "");
	return leaves;
}
function likenessOf(a, b) {
	if (Math.min(a.size, b.size) < FEWEST) return 0;
	let shared = 0;
	for (const leaf of a) if (b.has(leaf)) shared += 1;
	return shared / (a.size + b.size - shared);
}

// src/compare/pairs.ts
function prepare(side, filter, selected = /* @__PURE__ */ new Set()) {
	const byKey = /* @__PURE__ */ new Map();
	const counts = /* @__PURE__ */ new Map();
	for (const manifest of side?.manifests ?? []) {
		const generated = side?.generated.get(manifest) ?? [];
		const isNamed = textAt$1(manifest.content, "metadata", "name") !== void 0;
		const isFixed = isNamed && !generated.includes("/metadata/name");
		const own = idOf(manifest);
		const id = isFixed ? own : numbered(isNamed ? {
			...own,
			name: GENERATED
		} : own, counts);
		const quiet = withoutNoise(withGenerated(manifest.content, generated), filter, selected);
		byKey.set(keyOf$1(id), {
			id,
			content: quiet.content,
			quiet
		});
	}
	return [...byKey.values()];
}
function numbered(id, counts) {
	const count = (counts.get(keyOf$1(id)) ?? 0) + 1;
	counts.set(keyOf$1(id), count);
	return count === 1 ? id : {
		...id,
		name: `${id.name} (${count})`
	};
}
function findPairs(before, after) {
	const next = new Map(after.map((side) => [keyOf$1(side.id), side]));
	const old = new Map(before.map((side) => [keyOf$1(side.id), side]));
	const removed = before.filter(({ id }) => !next.has(keyOf$1(id)));
	const added = after.filter(({ id }) => !old.has(keyOf$1(id)));
	const renames = findRenames(removed, added);
	const hashed = renames.filter(({ byHash }) => byHash);
	const [oldNames, newNames] = ["before", "after"].map((side) => new Map(hashed.map((rename) => [nameKey(rename[side].id), stemOf(rename[side].id)])));
	const taken = new Set(renames.flatMap((rename) => [rename.before, rename.after]));
	return [
		...before.filter((side) => !taken.has(side)).map((side) => [side, next.get(keyOf$1(side.id))]),
		...added.filter((side) => !taken.has(side)).map((side) => [void 0, side]),
		...renames.map((rename) => [rename.before, rename.after])
	].map(([a, b]) => {
		if (!a || !b || hashed.length === 0) return {
			before: a,
			after: b,
			hashes: 0
		};
		const [from, to] = [withStems(a, oldNames ?? /* @__PURE__ */ new Map()), withStems(b, newNames ?? /* @__PURE__ */ new Map())];
		return {
			before: from.side,
			after: to.side,
			hashes: Math.max(from.count, to.count)
		};
	});
}
function stemOf(id) {
	return `${withoutHash(id) ?? id.name}-(hash)`;
}
function nameKey({ namespace, name }) {
	return JSON.stringify([namespace ?? "", name]);
}
function withStems(side, stems) {
	let count = 0;
	const visit = (value) => {
		if (typeof value === "string") {
			const stem = stems.get(nameKey({
				namespace: side.id.namespace,
				name: value
			}));
			if (stem !== void 0) count += 1;
			return stem ?? value;
		}
		if (Array.isArray(value)) return value.map(visit);
		if (!isObject(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
	};
	const content = visit(side.content);
	return {
		side: count === 0 ? side : {
			...side,
			content
		},
		count
	};
}

// src/compare/remade.ts
function mayBe(applier, app) {
	switch (textAt$1(app, "kind")) {
		case "Application":
		case "ApplicationSet": return applier === "argocd";
		case "HelmRelease": return applier === "helm";
		case "Kustomization": return applier === "kustomize-controller";
		default: return true;
	}
}
function isHook(content, app) {
	const annotation = (key) => textAt$1(content, "metadata", "annotations", key);
	const isOfHelm = annotation("helm.sh/hook") !== void 0;
	const isOfArgocd = (annotation("argocd.argoproj.io/hook") ?? "Skip").split(",").some((phase) => phase.trim() !== "Skip");
	return mayBe("argocd", app) && (isOfHelm || isOfArgocd) || mayBe("helm", app) && isOfHelm;
}
function isForced(content, app) {
	const annotation = (key) => textAt$1(content, "metadata", "annotations", key) ?? "";
	const options = annotation("argocd.argoproj.io/sync-options").split(",").map((option) => option.trim());
	const has = (option) => options.includes(option) || listAt(app, "spec", "syncPolicy", "syncOptions").includes(option);
	const isForbidden = has("ServerSideApply=true") && !has("Replace=true");
	const isOfArgocd = options.includes("Force=true") && !isForbidden;
	const isOfFlux = annotation("kustomize.toolkit.fluxcd.io/force").toLowerCase() === "enabled" || textAt$1(app, "kind") === "Kustomization" && valueAt(app, "spec", "force") === true;
	return mayBe("argocd", app) && isOfArgocd || mayBe("kustomize-controller", app) && isOfFlux;
}

// src/compare/restarts.ts
const RESTART_EFFECTS = [
	"restart",
	"recreate",
	"partition",
	"on-delete",
	"paused",
	"job-runs",
	"job-fails",
	"next-run"
];
function restartsOf(pairs, app) {
	return pairs.flatMap(({ before, after }) => {
		if (!before || !after || keyOf$1(before.id) !== keyOf$1(after.id)) return [];
		const path = templatePath(after.id.kind);
		if (!path || path.length === 0) return [];
		const prefix = `/${path.map(escapePointer).join("/")}/`;
		const quiet = quietDifferences(before, after, prefix);
		const differs = !isEqual(templateOf(before, path) ?? null, templateOf(after, path) ?? null);
		if (quiet.length === 0 && !differs) return [];
		const effect = effectOf(after.id.kind, before.content, after.content, app);
		if (effect === void 0) return [];
		const isShown = !isSame(before.content, after.content);
		if (effect === "next-run" && !isShown) return [];
		const because = quiet.map(({ pointer }) => wordOf(pointer.slice(prefix.length)));
		if (differs) because.push(isShown ? "pod template" : hiddenReason(before, after));
		return [{
			id: after.id,
			effect,
			because: [...new Set(because)].toSorted(),
			isShown,
			digested: quiet.map(({ pointer, was, is }) => [
				pointer,
				was ?? null,
				is ?? null
			])
		}];
	});
}
function restartedAtEachSync(sides) {
	return sides.flatMap(({ id, quiet }) => {
		const path = templatePath(id.kind);
		if (!path || path.length === 0 || ["Job", "CronJob"].includes(id.kind)) return [];
		const prefix = `/${path.map(escapePointer).join("/")}/`;
		return holdsGenerated(valueAt(quiet.content, ...path)) || [...quiet.noise].some(([pointer, value]) => pointer.startsWith(prefix) && value === "(generated)") ? [{
			key: keyOf$1(id),
			name: `${id.kind} ${id.name}`
		}] : [];
	});
}
function holdsGenerated(value) {
	if (value === "(generated)") return true;
	return typeof value === "object" && value !== null && Object.values(value).some(holdsGenerated);
}
function templateOf({ quiet }, path) {
	return valueAt(quiet.content, ...path);
}
function quietDifferences(before, after, prefix) {
	return [.../* @__PURE__ */ new Set([...before.quiet.noise.keys(), ...after.quiet.noise.keys()])].toSorted().flatMap((pointer) => {
		if (!pointer.startsWith(prefix) || pointer.endsWith("/metadata/creationTimestamp")) return [];
		const [was, is] = [before.quiet.noise.get(pointer), after.quiet.noise.get(pointer)];
		return isEqual(was ?? null, is ?? null) ? [] : [{
			pointer,
			was,
			is
		}];
	});
}
function hiddenReason(before, after) {
	return isSame(before.quiet.content, after.quiet.content) ? "order of a list" : "name of a ConfigMap or Secret";
}
function wordOf(pointer) {
	const [, list, key] = /^metadata\/(labels|annotations)\/(.*)$/s.exec(pointer) ?? [];
	if (list === void 0 || key === void 0) return pointer;
	return `${list.slice(0, -1)} ${key.replaceAll("~1", "/").replaceAll("~0", "~")}`;
}
function effectOf(kind, before, after, app) {
	if ([before, after].some((side) => valueAt(side, "spec", "replicas") === 0)) return void 0;
	if (kind === "CronJob") return "next-run";
	if (kind === "Job") return isHook(after, app) || isForced(after, app) ? "job-runs" : "job-fails";
	if (kind === "ReplicaSet" || kind === "ReplicationController" || kind === "PodTemplate") return kind === "PodTemplate" ? void 0 : "on-delete";
	if (valueAt(after, "spec", "paused") === true) return "paused";
	if (textAt$1(after, "spec", "strategy", "type") === "Recreate") return "recreate";
	if (textAt$1(after, "spec", "updateStrategy", "type") === "OnDelete") return "on-delete";
	const partition = valueAt(after, "spec", "updateStrategy", "rollingUpdate", "partition");
	if (kind !== "StatefulSet" || typeof partition !== "number" || partition <= 0) return "restart";
	const replicas = valueAt(after, "spec", "replicas") ?? 1;
	return typeof replicas === "number" && partition >= replicas ? "paused" : "partition";
}

// src/compare/kept.ts
function keptWhenPruned(app, object) {
	switch (textAt$1(app, "kind")) {
		case "Application": {
			const option = syncOption(object, app, "Prune");
			if (option === "false") return "it has Prune=false";
			if (option === "confirm") return "its pruning must be confirmed (Prune=confirm)";
			const automated = valueAt(app, "spec", "syncPolicy", "automated");
			return automated !== void 0 && automated !== null && valueAt(automated, "enabled") !== false && valueAt(automated, "prune") !== true ? "the app syncs automatically without pruning" : void 0;
		}
		case "HelmRelease": return isSuspended(app) ? "the release is suspended" : helmKeeps(object);
		case "Kustomization":
			if (isSuspended(app)) return "the Kustomization is suspended";
			if (valueAt(app, "spec", "prune") !== true) return "prune is off";
			return isMarked(object) ? "it is marked to be kept" : void 0;
		default: return;
	}
}
function keptWithoutApp(app, object) {
	switch (textAt$1(app, "kind")) {
		case "Application": {
			if (!listAt(app, "metadata", "finalizers").some((item) => String(item).startsWith("resources-finalizer.argocd.argoproj.io"))) return "the Application has no finalizer";
			if (object === void 0) return syncOption(void 0, app, "Delete") === "false" ? "it has Delete=false" : void 0;
			if (textAt$1(object, "kind") === "CustomResourceDefinition") return "Argo CD does not delete CRDs with an Application";
			const option = syncOption(object, app, "Delete");
			if (option === "false") return "it has Delete=false";
			if (option === "confirm") return "its deletion must be confirmed (Delete=confirm)";
			return helmKeeps(object);
		}
		case "ApplicationSet": return valueAt(app, "spec", "syncPolicy", "preserveResourcesOnDeletion") === true ? "preserveResourcesOnDeletion is set" : void 0;
		case "HelmRelease": return isSuspended(app) ? "the release is suspended, so it is not uninstalled" : helmKeeps(object);
		case "Kustomization": {
			if (isSuspended(app)) return "the Kustomization is suspended";
			const policy = textAt$1(app, "spec", "deletionPolicy") ?? "MirrorPrune";
			if (policy === "Orphan") return "its deletionPolicy is Orphan";
			if (policy === "MirrorPrune" && valueAt(app, "spec", "prune") !== true) return "prune is off";
			return isMarked(object) ? "it is marked to be kept" : void 0;
		}
		default: return;
	}
}
function isSuspended(app) {
	return valueAt(app, "spec", "suspend") === true;
}
function helmKeeps(object) {
	return textAt$1(object, "metadata", "annotations", "helm.sh/resource-policy")?.trim() === "keep" ? "helm.sh/resource-policy is keep" : void 0;
}
function isMarked(object) {
	return mark(object, "prune")?.toLowerCase() === "disabled" || isLeftAlone(object);
}
function syncOption(object, app, name) {
	const own = (textAt$1(object, "metadata", "annotations", "argocd.argoproj.io/sync-options") ?? "").split(",");
	const defaults = listAt(app, "spec", "syncPolicy", "syncOptions").map(String);
	const valueOf = (options) => options.map((option) => option.trim().split("=")).find(([key]) => key === name)?.[1];
	return valueOf(own) ?? valueOf(defaults);
}

// src/compare/text.ts
const FIRST = [
	"apiVersion",
	"kind",
	"metadata",
	"name",
	"namespace",
	"image",
	"spec"
];
function toYaml(content) {
	if (content === void 0) return "";
	return dump(ordered(content), {
		noRefs: true,
		lineWidth: -1
	});
}
function ordered(value) {
	if (Array.isArray(value)) return value.map(ordered);
	if (!isObject(value)) return value;
	const keys = Object.keys(value).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
	return Object.fromEntries(keys.map((key) => [key, ordered(value[key])]));
}
function rank(key) {
	const at = FIRST.indexOf(key);
	return at < 0 ? FIRST.length : at;
}
const MAX_EDITS = 2e3;
function unified(before, after) {
	if (before === after) return "";
	const patch = createTwoFilesPatch("a", "b", before, after, void 0, void 0, {
		context: 3,
		maxEditLength: MAX_EDITS
	}) ?? wholly(before, after);
	return patch.slice(Math.max(0, patch.indexOf("@@")));
}
function wholly(before, after) {
	const lines = (text) => text === "" ? [] : text.replace(/\n$/, "").split("\n");
	const [old, next] = [lines(before), lines(after)];
	const range = (count) => count === 0 ? "0,0" : `1,${count}`;
	const body = [...old.map((line) => `-${line}`), ...next.map((line) => `+${line}`)].join("\n");
	return `@@ -${range(old.length)} +${range(next.length)} @@\n${body}\n`;
}

// src/compare/jq-path.ts
const LONGEST = 2e3;
function jqPath(expression) {
	if (expression.length > LONGEST) return void 0;
	const reader = new Reader(tokensOf(expression));
	const alternatives = reader.alternatives();
	if (!alternatives || !reader.isAtEnd()) return void 0;
	return (object) => alternatives.flatMap((run) => run([{
		way: [],
		value: object
	}]).map(({ way }) => way));
}
const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*|-?\d+(?:\.\d+)?|==|!=|[.[\]()|,?]|(.)/gy;
function tokensOf(text) {
	return [...text.matchAll(TOKEN)].map(([token]) => token).filter((token) => token.trim() !== "");
}
var Reader = class {
	#tokens;
	#at = 0;
	constructor(tokens) {
		this.#tokens = tokens;
	}
	isAtEnd() {
		return this.#at === this.#tokens.length;
	}
	alternatives() {
		const all = [];
		do {
			const pipe = this.#pipe();
			if (!pipe) return void 0;
			all.push(pipe);
		} while (this.#take(","));
		return all;
	}
	#pipe() {
		const steps = [];
		do {
			const step = this.#peek() === "select" ? this.#select() : this.#path();
			if (!step) return void 0;
			steps.push(step);
		} while (this.#take("|"));
		return (ways) => steps.reduce((found, step) => step(found), [...ways]);
	}
	#path() {
		if (this.#peek() !== ".") return void 0;
		const steps = [];
		for (;;) {
			const dotted = this.#take(".");
			const next = this.#peek();
			if (next === "[") {
				const step = this.#brackets();
				if (!step) return void 0;
				steps.push(step);
			} else if (dotted && next !== void 0 && (/^[A-Za-z_]/.test(next) || next.startsWith("\""))) {
				const name = this.#name();
				if (name === void 0) return void 0;
				steps.push(child(name));
			} else if (dotted && (steps.length > 0 || next === ".")) return void 0;
			else break;
			this.#take("?");
		}
		return (ways) => steps.reduce((found, step) => step(found), [...ways]);
	}
	#brackets() {
		this.#take("[");
		if (this.#take("]")) return each;
		const token = this.#peek() ?? "";
		let step;
		if (token.startsWith("\"")) {
			const name = this.#name();
			step = name === void 0 ? void 0 : child(name);
		} else if (/^-?\d+$/.test(token)) {
			this.#at += 1;
			step = child(Number(token));
		}
		return step && this.#take("]") ? step : void 0;
	}
	#name() {
		const token = this.#tokens[this.#at++] ?? "";
		return token.startsWith("\"") ? textOf(token) : token;
	}
	#select() {
		this.#at += 1;
		if (!this.#take("(")) return void 0;
		const condition = this.#condition();
		if (!condition || !this.#take(")")) return void 0;
		return (ways) => ways.filter(({ value }) => condition(value));
	}
	#condition() {
		const all = [[]];
		for (;;) {
			const test = this.#test();
			if (!test) return void 0;
			all.at(-1)?.push(test);
			if (this.#take("or")) all.push([]);
			else if (!this.#take("and")) break;
		}
		return (value) => all.some((tests) => tests.every((test) => test(value)));
	}
	#test() {
		const path = this.#path();
		if (!path) return void 0;
		const valuesOf = (value) => path([{
			way: [],
			value
		}]).map((found) => found.value);
		if (this.#take("|")) {
			const name = this.#tokens[this.#at++];
			const text = this.#take("(") ? this.#literal() : void 0;
			if (name !== "startswith" && name !== "endswith" || typeof text !== "string" || !this.#take(")")) return void 0;
			return (value) => valuesOf(value).some((one) => typeof one === "string" && (name === "startswith" ? one.startsWith(text) : one.endsWith(text)));
		}
		const operator = this.#peek();
		if (operator !== "==" && operator !== "!=") return (value) => valuesOf(value).some((one) => one !== null && one !== false);
		this.#at += 1;
		const wanted = this.#literal();
		if (wanted === void 0) return void 0;
		return (value) => (valuesOf(value)[0] ?? null) === wanted === (operator === "==");
	}
	#literal() {
		const token = this.#tokens[this.#at++] ?? "";
		if (token.startsWith("\"")) return textOf(token);
		if (token === "true" || token === "false") return token === "true";
		if (token === "null") return null;
		return /^-?\d/.test(token) ? Number(token) : void 0;
	}
	#peek() {
		return this.#tokens[this.#at];
	}
	#take(token) {
		if (this.#peek() !== token) return false;
		this.#at += 1;
		return true;
	}
};
function textOf(token) {
	if (token.includes(String.raw`\(`)) return void 0;
	try {
		return JSON.parse(token);
	} catch {
		return;
	}
}
function child(key) {
	return (ways) => ways.flatMap(({ way, value }) => {
		if (typeof key === "number") {
			if (!Array.isArray(value)) return [];
			const at = key < 0 ? value.length + key : key;
			return at in value ? [{
				way: [...way, at],
				value: value[at]
			}] : [];
		}
		return isObject(value) && Object.hasOwn(value, key) ? [{
			way: [...way, key],
			value: value[key]
		}] : [];
	});
}
const each = (ways) => ways.flatMap(({ way, value }) => Array.isArray(value) ? value.map((item, i) => ({
	way: [...way, i],
	value: item
})) : isObject(value) ? Object.entries(value).map(([key, item]) => ({
	way: [...way, key],
	value: item
})) : []);

// src/compare/ignored-fields.ts
function withIgnored(before, after, ignored) {
	if (!ignored || ignored.entries.length === 0) return {
		after,
		count: 0,
		notes: []
	};
	const entries = ignored.entries.map((entry) => new Entry(entry));
	const old = new Map(before.manifests.map((manifest) => [keyOf$1(idOf(manifest)), manifest]));
	const told = [];
	const notes = /* @__PURE__ */ new Set();
	const generated = new Map(after.generated);
	const manifests = after.manifests.map((manifest) => {
		const was = old.get(keyOf$1(idOf(manifest)));
		if (!was || isEqual(was.content, manifest.content)) return manifest;
		const own = entries.filter((entry) => entry.isFor(manifest));
		let { content } = manifest;
		for (const entry of own) {
			const { changed, result } = leftAlone(was.content, content, entry.waysIn);
			for (const note of entry.notesOf(manifest)) notes.add(note);
			for (const way of changed) told.push({
				field: fieldText(way),
				object: describeId(idOf(manifest)),
				file: entry.file
			});
			if (ignored.isRespected) content = result;
		}
		if (content === manifest.content || !isObject(content)) return manifest;
		const changed = withContent(manifest, content);
		const pointers = generated.get(manifest);
		if (pointers) generated.set(changed, pointers);
		return changed;
	});
	return {
		after: ignored.isRespected ? {
			...after,
			manifests,
			generated
		} : after,
		count: ignored.isRespected ? told.length : 0,
		notes: [...fieldNotes(told, ignored.isRespected), ...notes]
	};
}
const MOST = 5;
function fieldNotes(told, isRespected) {
	return [...groupBy(told, ({ field, file }) => JSON.stringify([field, file]))].map(([, same]) => {
		const [one] = same;
		const objects = [...new Set(same.map(({ object }) => object))];
		const named = objects.slice(0, MOST).join(", ") + (objects.length > MOST ? ` and ${objects.length - MOST} more` : "");
		const by = one?.file === void 0 ? "ignoreDifferences" : `ignoreDifferences of ${one.file}`;
		return isRespected ? `Argo CD does not apply the change of ${one?.field} of ${named}: because of ${by} with RespectIgnoreDifferences=true, a sync leaves the field as it is in the cluster. A newly created object gets it.` : `Argo CD does not see the change of ${one?.field} of ${named} (${by}), so the change alone does not start a sync; the next sync still applies it.`;
	});
}
var Entry = class {
	file;
	#entry;
	#paths;
	#unread;
	#isFor;
	constructor(entry) {
		this.#entry = entry;
		this.file = entry.file;
		const [group, kind] = [gobwas(entry.group), gobwas(entry.kind)];
		this.#isFor = (one, other) => group.test(one) && kind.test(other);
		const read = entry.jqPathExpressions.map((text) => ({
			text,
			path: jqPath(text)
		}));
		this.#unread = read.flatMap(({ text, path }) => path ? [] : [text]);
		this.#paths = [...entry.jsonPointers.map((pointer) => (object) => pointed(object, pointer)), ...read.flatMap(({ path }) => path ?? [])];
	}
	isFor(manifest) {
		const { group, kind, name, namespace } = idOf(manifest);
		const own = this.#entry;
		return this.#isFor(group, kind) && (own.name === "" || own.name === name) && (own.namespace === "" || own.namespace === (namespace ?? ""));
	}
	waysIn = (object) => this.#paths.flatMap((path) => path(object));
	notesOf(manifest) {
		const object = describeId(idOf(manifest));
		const managers = this.#entry.managedFieldsManagers;
		return [...this.#unread.map((text) => `ignoreDifferences has ${JSON.stringify(text)}, which is not a plain path and is not supported here: the fields of ${object} that it ignores are shown as changes that are applied. To ignore such a field, list it under diff.noise in ${CONFIG_FILE}.`), ...managers.length === 0 ? [] : [`ignoreDifferences ignores the fields of ${object} managed by ${managers.join(", ")}, which are known only in the cluster: they are shown as changes that are applied.`]];
	}
};
function pointed(object, pointer) {
	if (!pointer.startsWith("/")) return [];
	const way = [];
	let value = object;
	for (const part of pointer.slice(1).split("/")) {
		const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
		if (Array.isArray(value) && /^\d+$/.test(key)) {
			way.push(Number(key));
			value = value[Number(key)];
		} else if (isObject(value) && Object.hasOwn(value, key)) {
			way.push(key);
			value = value[key];
		} else return [];
		if (value === void 0) return [];
	}
	return [way];
}
function leftAlone(before, after, waysIn) {
	const was = new Map(waysIn(before).map((way) => [keyOfWay(before, way), way]));
	const is = new Map(waysIn(after).map((way) => [keyOfWay(after, way), way]));
	const changed = [.../* @__PURE__ */ new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
		const [old, now] = [was.get(key), is.get(key)];
		return old && now && isEqual(valueOf(before, old), valueOf(after, now)) ? [] : [{
			key,
			old,
			now
		}];
	});
	let result = after;
	for (const { old, now } of changed.toSorted((a, b) => lastOf(b.now) - lastOf(a.now))) if (now) result = withValue(result, now, old ? valueOf(before, old) : void 0);
	else if (old) result = put(result, before, old);
	return {
		changed: changed.map(({ old, now }) => named(before, old) ?? named(after, now) ?? []),
		result
	};
}
function lastOf(way) {
	const last = way?.at(-1);
	return typeof last === "number" ? last : -1;
}
function keyOfWay(object, way) {
	return JSON.stringify(named(object, way));
}
function named(object, way) {
	return way?.map((part, i) => {
		const item = typeof part === "number" ? valueOf(object, way.slice(0, i + 1)) : void 0;
		return isObject(item) && typeof item["name"] === "string" ? `[${item["name"]}]` : part;
	});
}
function valueOf(object, way) {
	let value = object;
	for (const part of way) value = Array.isArray(value) ? value[Number(part)] : isObject(value) ? value[String(part)] : void 0;
	return value;
}
function withValue(object, [part, ...rest], value) {
	if (Array.isArray(object)) {
		const list = object;
		const at = Number(part);
		if (rest.length === 0 && value === void 0) return list.toSpliced(at, 1);
		return list.with(at, rest.length === 0 ? value ?? null : withValue(list[at] ?? null, rest, value));
	}
	const map = isObject(object) ? object : {};
	const key = String(part);
	if (rest.length === 0 && value === void 0) {
		const { [key]: _, ...others } = map;
		return others;
	}
	return {
		...map,
		[key]: rest.length === 0 ? value ?? null : withValue(map[key] ?? {}, rest, value)
	};
}
function put(object, from, way) {
	const own = [];
	for (const [i, part] of way.entries()) {
		const parent = valueOf(object, own);
		if (typeof part === "string") own.push(part);
		else {
			const item = valueOf(from, way.slice(0, i + 1));
			const list = Array.isArray(parent) ? parent : [];
			const name = isObject(item) ? item["name"] : void 0;
			const at = name === void 0 ? part : list.findIndex((other) => isObject(other) && other["name"] === name);
			if (i === way.length - 1 && Array.isArray(parent) && (at < 0 || at >= list.length)) return withValue(object, own, [...list, item ?? null]);
			if (at < 0 || at >= list.length) return object;
			own.push(at);
		}
	}
	return withValue(object, own, valueOf(from, way));
}
function fieldText(way) {
	return `/${way.map((part) => escapePointer(String(part))).join("/")}`;
}

export { GENERATED, RESTART_EFFECTS, aligned, containersOf, cutLongLines, declaredImageChanges, differingNoise, findPairs, imageChanges, imagesOf, isEqual, isForced, isHook, isSame, keptWhenPruned, keptWithoutApp, noiseFilter, podSpec, podTemplate, prepare, registryOf, restartedAtEachSync, restartsOf, selectedLabels, stableText, templatePath, toYaml, unified, withIgnored };