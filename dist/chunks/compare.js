import { diffChars } from "../packages/diff.js";
import { isObject, listAt, textAt as textAt$1, valueAt } from "../rooms/yaml.js";
import { describeId, digestOfApp, idIn, idOf, isEqual, keyOf as keyOf$2, stableText } from "./inputs2.js";
import { containersOf, imageChanges, imagesOf, podSpec, podTemplate, registryOf, templatePath } from "./convention.js";
import { groupBy, starred } from "../rooms/inventory.js";
import { BuiltIn, clusterScope } from "./discover.js";
import { RISK_LEVELS, appRisk } from "./level.js";
import { compareTags, isFloating, parseReference } from "../rooms/images.js";
import { toYaml, unified } from "./text.js";
import { createHash } from "node:crypto";

// src/render/flux/applied.ts
const GROUP = "kustomize.toolkit.fluxcd.io";
function applyNotes(app, objects) {
	const notes = [];
	const note = (found, text) => {
		if (found.length > 0) notes.push(text(listed(found)));
	};
	if (textAt$1(app, "kind") !== "Kustomization") return notes;
	note(objects.filter(({ action, after }) => action !== "removed" && isLeftAlone(after)), (names) => `Flux is told to leave this alone, so it is not applied: ${names}`);
	note(objects.filter(({ action, after }) => action === "changed" && mark(after, "ssa") === "IfNotPresent"), (names) => `Flux creates this only where it is not there, so nothing changes in the cluster: ${names}`);
	return notes;
}
function isLeftAlone(object) {
	return mark(object, "reconcile") === "disabled" || mark(object, "ssa") === "Ignore";
}
function mark(object, name) {
	const [annotation, label] = ["annotations", "labels"].map((key) => textAt$1(object, "metadata", key, `${GROUP}/${name}`));
	return annotation ?? label;
}
const SHOWN$2 = 10;
function listed(objects) {
	return `${objects.slice(0, SHOWN$2).map(({ label }) => label).join(", ")}${objects.length > SHOWN$2 ? ` and ${objects.length - SHOWN$2} more` : ""}`;
}

// src/diff/long-lines.ts
const LONG = 400;
const AROUND = 60;
const SHOWN$1 = 240;
const MOST = 12;
const ALONE = 1e3;
const MAX_EDITS = 400;
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
		const key = keyOf$1(lines[before] ?? "");
		const after = key === "" ? void 0 : [...free].find((one) => keyOf$1(lines[one] ?? "") === key);
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
function keyOf$1(line) {
	return /^.(\s*(?:- )?["']?[\w./-]{1,253}["']?:) /.exec(line)?.[1] ?? "";
}
function shown(before, after) {
	if (!isLong(before ?? "") && !isLong(after ?? "")) return [before ?? "", after ?? ""];
	if (before === void 0 || after === void 0) return [alone$1(before ?? ""), alone$1(after ?? "")];
	return jsonLines(before, after) ?? windows(before, after);
}
function alone$1(line) {
	return line.length <= ALONE ? line : `${keep(line, [[0, ALONE]])} ${fingerprint(line)}`;
}
function windows(before, after) {
	const [old, added] = differences(before.slice(1), after.slice(1));
	return [windowed(before, old), windowed(after, added)];
}
function windowed(line, ranges) {
	if (!isLong(line)) return line;
	const isCut = ranges.length > MOST || ranges.some(([from, to]) => to - from > SHOWN$1);
	const parts = ranges.slice(0, MOST).flatMap(([from, to]) => {
		const [start, end] = [from + 1 - AROUND, to + 1 + AROUND];
		return to - from <= SHOWN$1 ? [[start, end]] : [[start, from + 1 + SHOWN$1 / 2], [to + 1 - SHOWN$1 / 2, end]];
	});
	const text = keep(line, [[0, AROUND], ...parts]);
	return isCut ? `${text} ${fingerprint(line)}` : text;
}
function differences(before, after) {
	const start = commonStart(before, after);
	const end = commonEnd(before.slice(start), after.slice(start));
	const middle = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
	const edits = diffChars(middle[0], middle[1], { maxEditLength: MAX_EDITS });
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
	const [old, added] = [jsonOf$1(before), jsonOf$1(after)];
	if (!old || !added || isEqual(old.value, added.value)) return void 0;
	const found = [];
	collect(old.value, added.value, "", found);
	const told = found.slice(0, MOST);
	const more = found.length - told.length;
	const isCut = more > 0 || found.some(({ before: a, after: b }) => [a, b].some((value) => isLongValue(value)));
	const line = (text, head, pick) => [
		`${head}${gap(text.length - head.length).trim()} `,
		told.map((leaf) => `${leaf.path === "" ? "all of it" : leaf.path}: ${valueText(pick(leaf))}`).join("; "),
		more > 0 ? `; ${more} more values differ` : "",
		isCut ? ` ${fingerprint(text)}` : ""
	].join("");
	return [line(before, old.head, (leaf) => leaf.before), line(after, added.head, (leaf) => leaf.after)];
}
function jsonOf$1(line) {
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
	return value !== void 0 && JSON.stringify(value).length > SHOWN$1;
}
function valueText(value) {
	if (value === void 0) return "(none)";
	const text = JSON.stringify(value);
	return isLongValue(value) ? keep(text, [[0, SHOWN$1]]) : text;
}

// src/diff/lists.ts
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
	const found = pod && isInPod ? own$1(POD_LISTS, path.slice(pod.length + 1).join(".")) : own$1(own$1(LISTS, kind) ?? {}, path.join("."));
	if (!found) return void 0;
	if (path.at(-1) === "env" && list.some((item) => textAt$1(item, "value")?.includes("$("))) return void 0;
	const keys = list.map((item) => {
		const parts = found.map((key) => isObject(item) ? item[key] ?? DEFAULTS[key] : void 0);
		return parts.some((part) => typeof part !== "string" && typeof part !== "number") ? "" : stableText(parts);
	});
	return keys.includes("") || new Set(keys).size < keys.length ? void 0 : keys;
}
function own$1(map, key) {
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

// src/diff/noise.ts
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

// src/diff/moves.ts
const NO_MOVES = {
	to: /* @__PURE__ */ new Map(),
	from: /* @__PURE__ */ new Map()
};
function movesBetween(movers) {
	const leaving = /* @__PURE__ */ new Map();
	const coming = /* @__PURE__ */ new Map();
	for (const mover of movers) {
		if (!mover.before || !mover.after) continue;
		const [old, next] = [placesOf$1(mover, mover.before), placesOf$1(mover, mover.after)];
		for (const [place, manifest] of old) if (!next.has(place)) add$1(leaving, place, {
			mover,
			manifest
		});
		for (const [place, manifest] of next) if (!old.has(place)) add$1(coming, place, {
			mover,
			manifest
		});
	}
	const found = /* @__PURE__ */ new Map();
	const movesOf = (app) => {
		const own = found.get(app) ?? {
			to: /* @__PURE__ */ new Map(),
			from: /* @__PURE__ */ new Map()
		};
		found.set(app, own);
		return own;
	};
	for (const [place, [from, ...others]] of leaving) {
		const [to, ...more] = coming.get(place) ?? [];
		if (!from || !to || others.length + more.length > 0) continue;
		const isSame = isEqual(withoutNamespace(from.manifest), withoutNamespace(to.manifest));
		movesOf(from.mover.app).to.set(keyOf$2(idOf(from.manifest)), {
			app: to.mover.app,
			isSame
		});
		movesOf(to.mover.app).from.set(keyOf$2(idOf(to.manifest)), {
			app: from.mover.app,
			isSame
		});
	}
	return found;
}
function add$1(map, key, item) {
	const items = map.get(key);
	if (items) items.push(item);
	else map.set(key, [item]);
}
function placesOf$1({ app, target }, manifests) {
	const isClusterWide = clusterScope(manifests);
	return new Map(manifests.map((manifest) => {
		const id = idOf(manifest);
		const namespace = isClusterWide(manifest) ? void 0 : id.namespace ?? app.namespace;
		return [JSON.stringify([target, keyOf$2({
			...id,
			namespace
		})]), manifest];
	}));
}
function withoutNamespace({ content }) {
	const { metadata, ...rest } = content;
	if (!isObject(metadata)) return content;
	const { namespace: _namespace, ...own } = metadata;
	return {
		...rest,
		metadata: own
	};
}
function moveNotes(app, { to, from }) {
	return [...grouped(to).map(([other, moves]) => `${amount(moves)} from ${app.name} to ${other.name}. If ${app.name} syncs first, they are deleted and created anew; if ${other.name} syncs first, they stay as they are.`), ...grouped(from).map(([other, moves]) => `${amount(moves)} here from ${other.name}.`)];
}
function grouped(moves) {
	const groups = /* @__PURE__ */ new Map();
	for (const move of moves.values()) groups.set(move.app, [...groups.get(move.app) ?? [], move]);
	return [...groups];
}
function amount(moves) {
	const same = moves.filter(({ isSame }) => isSame).length;
	const changed = moves.length - same;
	const text = moves.length === 1 ? "1 object moves" : `${moves.length} objects move`;
	return changed === 0 ? `${text} unchanged` : `${text} (${changed} of them changed)`;
}

// src/diff/order.ts
function compareApps(a, b) {
	const level = (change) => RISK_LEVELS.indexOf(appRisk(change));
	const key = ({ app }) => [
		app.environment ?? "",
		app.name,
		app.cluster ?? "",
		app.controlPlane ?? "",
		app.declaredAt?.file ?? "",
		app.namespace ?? "",
		app.kind
	];
	const [left, right] = [key(a), key(b)];
	const at = left.findIndex((part, index) => part !== right[index]);
	return level(b) - level(a) || (at === -1 ? 0 : (left[at] ?? "") < (right[at] ?? "") ? -1 : 1);
}
function weight({ kind }) {
	return kind === "CustomResourceDefinition" ? 1 : 0;
}

// src/diff/generated.ts
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

// src/diff/renames.ts
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
			leaves: leavesOf$1(item),
			nameless: leavesOf$1(item, item.id.name)
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
function leavesOf$1({ content }, name = "") {
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

// src/diff/pairs.ts
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
		byKey.set(keyOf$2(id), {
			id,
			content: quiet.content,
			quiet
		});
	}
	return [...byKey.values()];
}
function numbered(id, counts) {
	const count = (counts.get(keyOf$2(id)) ?? 0) + 1;
	counts.set(keyOf$2(id), count);
	return count === 1 ? id : {
		...id,
		name: `${id.name} (${count})`
	};
}
function findPairs(before, after) {
	const next = new Map(after.map((side) => [keyOf$2(side.id), side]));
	const old = new Map(before.map((side) => [keyOf$2(side.id), side]));
	const removed = before.filter(({ id }) => !next.has(keyOf$2(id)));
	const added = after.filter(({ id }) => !old.has(keyOf$2(id)));
	const renames = findRenames(removed, added);
	const hashed = renames.filter(({ byHash }) => byHash);
	const [oldNames, newNames] = ["before", "after"].map((side) => new Map(hashed.map((rename) => [nameKey(rename[side].id), stemOf(rename[side].id)])));
	const taken = new Set(renames.flatMap((rename) => [rename.before, rename.after]));
	return [
		...before.filter((side) => !taken.has(side)).map((side) => [side, next.get(keyOf$2(side.id))]),
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

// src/diff/risks/quantity.ts
const FACTORS = {
	n: 1e-9,
	u: 1e-6,
	m: .001,
	"": 1,
	k: 1e3,
	M: 1e6,
	G: 1e9,
	T: 0xe8d4a51000,
	P: 0x38d7ea4c68000,
	E: 0xde0b6b3a7640000,
	Ki: 1024,
	Mi: 2 ** 20,
	Gi: 2 ** 30,
	Ti: 2 ** 40,
	Pi: 2 ** 50,
	Ei: 2 ** 60
};
function quantity(value) {
	if (typeof value === "number") return value;
	if (typeof value !== "string") return void 0;
	const [, digits, suffix = ""] = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]|[KMGTPE]i)?$/.exec(value) ?? [];
	return digits === void 0 ? void 0 : Number(digits) * (FACTORS[suffix] ?? 1);
}

// src/diff/risks/immutable.ts
const IMMUTABLE = {
	Deployment: ["spec.selector"],
	DaemonSet: ["spec.selector"],
	ReplicaSet: ["spec.selector"],
	StatefulSet: [
		"spec.selector",
		"spec.serviceName",
		"spec.podManagementPolicy",
		"spec.volumeClaimTemplates"
	],
	Job: [
		"spec.selector",
		"spec.template",
		"spec.completionMode"
	],
	Service: ["spec.clusterIP", "spec.clusterIPs"],
	RoleBinding: ["roleRef"],
	ClusterRoleBinding: ["roleRef"],
	StorageClass: [
		"provisioner",
		"parameters",
		"reclaimPolicy",
		"volumeBindingMode"
	],
	PersistentVolumeClaim: [
		"spec.accessModes",
		"spec.storageClassName",
		"spec.volumeName",
		"spec.volumeMode",
		"spec.selector",
		"spec.dataSource",
		"spec.dataSourceRef"
	],
	IngressClass: ["spec.controller"],
	PriorityClass: ["value", "preemptionPolicy"],
	CustomResourceDefinition: [
		"spec.group",
		"spec.scope",
		"spec.names.kind",
		"spec.names.plural"
	],
	Secret: ["type"]
};
const fields = {
	id: "immutable-field",
	level: "high",
	description: `A field that Kubernetes lets nobody change is changed; the apply would fail: ${Object.entries(IMMUTABLE).map(([kind, paths]) => `${kind} ${paths.join(", ")}`).join("; ")}; all data of a ConfigMap or Secret that is \`immutable\`.`,
	find: (change) => {
		if (!isSameObject(change) || isHook(change.after)) return [];
		const force = isForced(change.after);
		if (force && change.id.kind === "Job") return [];
		return (Object.hasOwn(IMMUTABLE, change.id.kind) && IMMUTABLE[change.id.kind] || []).filter((path) => differs(change, path)).map((path) => force ? `${path} cannot be changed: the ${change.id.kind} is deleted and created anew.` : `${path} cannot be changed: the apply fails until the ${change.id.kind} is deleted.`);
	}
};
const data = {
	id: "immutable-data",
	level: "high",
	description: "The data of a ConfigMap or Secret with `immutable: true` change; the apply would fail.",
	kinds: ["ConfigMap", "Secret"],
	find: (change) => {
		if (!isSameObject(change) || valueAt(change.before, "immutable") !== true) return [];
		return [
			"data",
			"binaryData",
			"stringData",
			"immutable"
		].filter((path) => differs(change, path)).length > 0 ? ["It is immutable: the apply fails until it is deleted."] : [];
	}
};
const shrunk = {
	id: "pvc-shrunk",
	level: "high",
	description: "A PersistentVolumeClaim, or the template of one, asks for less than before; the apply would fail.",
	kinds: ["PersistentVolumeClaim"],
	find: (change) => {
		const path = [
			"spec",
			"resources",
			"requests",
			"storage"
		];
		const [was, is] = [quantity(valueAt(change.before, ...path)), quantity(valueAt(change.after, ...path))];
		return isSameObject(change) && was !== void 0 && is !== void 0 && is < was ? ["A volume cannot shrink: the apply fails."] : [];
	}
};
function isHook(content) {
	const annotation = (key) => textAt$1(content, "metadata", "annotations", key);
	return annotation("helm.sh/hook") !== void 0 || (annotation("argocd.argoproj.io/hook") ?? "Skip").split(",").some((phase) => phase.trim() !== "Skip");
}
function isForced(content) {
	const annotation = (key) => textAt$1(content, "metadata", "annotations", key) ?? "";
	return annotation("argocd.argoproj.io/sync-options").split(",").some((option) => option.trim() === "Force=true") || annotation("kustomize.toolkit.fluxcd.io/force").toLowerCase() === "enabled";
}
function isSameObject({ action, renamedFrom }) {
	return action === "changed" && renamedFrom === void 0;
}
function differs({ before, after }, path) {
	const [was, is] = [before, after].map((side) => valueAt(side, ...path.split(".")));
	if (path === "spec.clusterIP" && (was === void 0 || is === void 0 || is === "")) return false;
	if (path === "spec.volumeClaimTemplates") return !isEqual(withoutLabels(was), withoutLabels(is));
	return !isEqual(was, is);
}
function withoutLabels(templates) {
	if (!Array.isArray(templates)) return [];
	return templates.map((item) => {
		if (!isObject(item)) return item;
		const { apiVersion: _version, kind: _kind, status: _status, ...rest } = item;
		return rest;
	});
}
const immutableRules = [
	fields,
	data,
	shrunk
];

// src/diff/restarts.ts
function restartsOf(pairs) {
	return pairs.flatMap(({ before, after }) => {
		if (!before || !after || keyOf$2(before.id) !== keyOf$2(after.id)) return [];
		const path = templatePath(after.id.kind);
		if (!path || path.length === 0) return [];
		const prefix = `/${path.map(escapePointer).join("/")}/`;
		const quiet = quietDifferences(before, after, prefix);
		const differs = !isEqual(templateOf(before, path) ?? null, templateOf(after, path) ?? null);
		if (quiet.length === 0 && !differs) return [];
		const effect = effectOf(after.id.kind, before.content, after.content);
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
			key: keyOf$2(id),
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
function effectOf(kind, before, after) {
	if ([before, after].some((side) => valueAt(side, "spec", "replicas") === 0)) return void 0;
	if (kind === "CronJob") return "next-run";
	if (kind === "Job") return isHook(after) || isForced(after) ? "job-runs" : "job-fails";
	if (kind === "ReplicaSet" || kind === "ReplicationController" || kind === "PodTemplate") return kind === "PodTemplate" ? void 0 : "on-delete";
	if (valueAt(after, "spec", "paused") === true) return "paused";
	if (textAt$1(after, "spec", "strategy", "type") === "Recreate") return "recreate";
	if (textAt$1(after, "spec", "updateStrategy", "type") === "OnDelete") return "on-delete";
	const partition = valueAt(after, "spec", "updateStrategy", "rollingUpdate", "partition");
	return typeof partition === "number" && partition > 0 ? "partition" : "restart";
}

// src/diff/risks/deletion.ts
const LOSSES = [
	{
		kind: "PersistentVolumeClaim",
		id: "pvc-deleted",
		what: "its volume and the data on it are deleted, too, unless the volume is retained"
	},
	{
		kind: "PersistentVolume",
		id: "pv-deleted",
		what: "what it holds can be lost"
	},
	{
		kind: "StatefulSet",
		id: "statefulset-deleted",
		what: "its pods stop; claims with a retention policy of Delete go, too"
	},
	{
		kind: "Namespace",
		id: "namespace-deleted",
		what: "everything in it is deleted, too"
	},
	{
		kind: "CustomResourceDefinition",
		id: "crd-deleted",
		what: "every object of its kind in the cluster is deleted, too"
	}
];
const losses = LOSSES.map(({ kind, id, what }) => ({
	id,
	level: "high",
	description: `A ${kind} is removed: ${what}.`,
	kinds: [kind],
	find: ({ action, id }, _all, options) => action === "removed" && movesTo(id, options) === void 0 ? [`The ${kind} is removed: ${what}.`] : []
}));
function movesTo(id, { movesTo: target }) {
	return target?.(id);
}
const moved$1 = {
	id: "object-moved",
	level: "high",
	description: `A ${LOSSES.map(({ kind }) => kind).join(", ")} moves to another app: whichever of the two syncs first decides whether it is deleted and created anew.`,
	kinds: LOSSES.map(({ kind }) => kind),
	find: ({ action, id }, _all, options) => {
		const target = action === "removed" ? movesTo(id, options) : void 0;
		if (target === void 0) return [];
		return [`It moves to ${target}. If ${target} syncs first, it stays; else it is deleted and created anew: ${LOSSES.find(({ kind }) => kind === id.kind)?.what ?? ""}.`];
	}
};
const renamed = {
	id: "object-renamed",
	level: "low",
	description: "An object gets another name or namespace: the old one is deleted and a new one created.",
	find: ({ renamedFrom, id }) => renamedFrom && !/-[bcdfghkmt2456789]{10}$/.test(id.name) ? [`${id.kind} ${renamedFrom.name} is deleted and ${id.name} is created in its place.`] : []
};
const others = [{
	id: "pdb-removed",
	level: "medium",
	description: "A PodDisruptionBudget is removed: a drained node may take all pods at once.",
	kinds: ["PodDisruptionBudget"],
	find: ({ action, id }, _all, options) => action === "removed" && movesTo(id, options) === void 0 ? ["Nothing keeps the draining of nodes from stopping all pods at once."] : []
}, {
	id: "network-policy-removed",
	level: "high",
	description: "A NetworkPolicy is removed: traffic that it denied is allowed.",
	kinds: [
		"NetworkPolicy",
		"CiliumNetworkPolicy",
		"CiliumClusterwideNetworkPolicy"
	],
	find: ({ action, id }, _all, options) => action === "removed" && movesTo(id, options) === void 0 ? ["Traffic that it denied is allowed."] : []
}];
const MANY = 10;
const FEW = 3;
const manyDeleted = {
	id: "many-deleted",
	level: "high",
	description: `At least ${MANY} objects are removed at once, or at least ${FEW} that are half of the app.`,
	find: (changes, { before, after }, options) => {
		const count = changes.filter(({ action, id }) => action === "removed" && movesTo(id, options) === void 0).length;
		const isMany = count >= MANY || count >= FEW && count * 2 >= before.length;
		const share = Math.round(count / before.length * 100);
		return isMany && after.length > 0 ? [`${count} of ${before.length} objects are removed (${share} %).`] : [];
	}
};
const deletionRules = [
	...losses,
	moved$1,
	...others,
	renamed
];
const deletionAppRules = [manyDeleted];

// src/diff/risks/gained.ts
function gained(change, find) {
	if (change.after === void 0) return [];
	const old = new Set(change.before === void 0 ? [] : find(change.before));
	return [...new Set(find(change.after))].filter((reason) => !old.has(reason));
}
function some(names) {
	const more = names.length - 5;
	return names.slice(0, 5).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

// src/diff/risks/exposure.ts
const exposed = {
	id: "service-exposed",
	level: "medium",
	description: "A Service becomes reachable from outside of the cluster (LoadBalancer, NodePort, externalIPs).",
	kinds: ["Service"],
	find: (change) => gained(change, (content) => {
		const type = textAt$1(content, "spec", "type") ?? "";
		return [...type === "LoadBalancer" || type === "NodePort" ? [`It is a ${type}.`] : [], ...listAt(content, "spec", "externalIPs").map((ip) => `It takes the traffic to ${String(ip)}.`)];
	})
};
const webhook = {
	id: "webhook-fails-closed",
	level: "medium",
	description: "A webhook comes to refuse requests where it does not answer (`failurePolicy: Fail`, the default).",
	kinds: ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
	find: (change) => gained(change, (content) => listAt(content, "webhooks").filter((item) => (textAt$1(item, "failurePolicy") ?? "Fail") === "Fail").map((item) => `Requests are refused while ${textAt$1(item, "name") ?? "it"} does not answer.`))
};
const open = {
	id: "webhook-fails-open",
	level: "medium",
	description: "A webhook comes to be passed over where it does not answer (`failurePolicy: Ignore`).",
	kinds: ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
	find: (change) => change.action === "changed" ? gained(change, (content) => listAt(content, "webhooks").filter((item) => textAt$1(item, "failurePolicy") === "Ignore").map((item) => `${textAt$1(item, "name") ?? "It"} is passed over while it does not answer.`)) : []
};
const storage = {
	id: "storage-class-changed",
	level: "medium",
	description: "The default storage class or the reclaim policy of a volume changes.",
	kinds: ["StorageClass", "PersistentVolume"],
	find: ({ before, after, action }) => {
		if (action !== "changed") return [];
		const isDefault = (side) => textAt$1(side, "metadata", "annotations", "storageclass.kubernetes.io/is-default-class") === "true";
		const policy = (side) => textAt$1(side, "spec", "persistentVolumeReclaimPolicy");
		return [...isDefault(before) !== isDefault(after) ? ["It becomes, or stops to be, the default storage class."] : [], ...policy(before) !== policy(after) && policy(after) === "Delete" ? ["Its data are deleted with its claim."] : []];
	}
};
const exposureRules = [
	exposed,
	webhook,
	open,
	storage
];

// src/diff/risks/generated.ts
const DECIDING = /* @__PURE__ */ new Set([
	"image",
	"command",
	"args",
	"securityContext",
	"hostPath",
	"hostNetwork",
	"hostPID",
	"hostIPC",
	"serviceAccountName",
	"rules",
	"roleRef",
	"subjects",
	"kind"
]);
const generatedRules = [{
	id: "generated-code",
	level: "high",
	description: "An image, a command, a security context or a permission is another one at each run, so nobody can review it.",
	find: (change) => gained(change, (content) => placesOf(content).map((place) => `${place} is another value at each run, so it cannot be reviewed.`))
}];
function placesOf(content) {
	const places = [];
	const visit = (value, path, decides) => {
		if (value === "(generated)" && decides) places.push(path.join("."));
		else if (Array.isArray(value)) value.forEach((item, i) => visit(item, [...path, String(i)], decides));
		else if (isObject(value)) for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key], decides || DECIDING.has(key));
	};
	if (isObject(content)) {
		for (const [key, value] of Object.entries(content)) if (key !== "metadata" && key !== "data" && key !== "stringData") visit(value, [key], DECIDING.has(key));
	}
	return places;
}

// src/diff/kept.ts
function keptWhenPruned(app, object) {
	switch (textAt$1(app, "kind")) {
		case "Application": {
			const option = syncOption(object, app, "Prune");
			if (option === "false") return "it has Prune=false";
			if (option === "confirm") return "its pruning has to be confirmed (Prune=confirm)";
			const automated = valueAt(app, "spec", "syncPolicy", "automated");
			return automated !== void 0 && automated !== null && valueAt(automated, "enabled") !== false && valueAt(automated, "prune") !== true ? "the app syncs by itself and does not prune" : void 0;
		}
		case "HelmRelease": return isSuspended(app) ? "the release is suspended" : helmKeeps(object);
		case "Kustomization":
			if (isSuspended(app)) return "the Kustomization is suspended";
			if (valueAt(app, "spec", "prune") !== true) return "prune is off";
			return isMarked(object) ? "it is marked so" : void 0;
		default: return;
	}
}
function keptWithoutApp(app, object) {
	switch (textAt$1(app, "kind")) {
		case "Application": {
			if (!listAt(app, "metadata", "finalizers").some((item) => String(item).startsWith("resources-finalizer.argocd.argoproj.io"))) return "the Application has no finalizer";
			if (object === void 0) return syncOption(void 0, app, "Delete") === "false" ? "it has Delete=false" : void 0;
			if (textAt$1(object, "kind") === "CustomResourceDefinition") return "Argo CD deletes no CRD with an Application";
			const option = syncOption(object, app, "Delete");
			if (option === "false") return "it has Delete=false";
			if (option === "confirm") return "its deletion has to be confirmed (Delete=confirm)";
			return helmKeeps(object);
		}
		case "ApplicationSet": return valueAt(app, "spec", "syncPolicy", "preserveResourcesOnDeletion") === true ? "preserveResourcesOnDeletion is set" : void 0;
		case "HelmRelease": return isSuspended(app) ? "the release is suspended, so it is not uninstalled" : helmKeeps(object);
		case "Kustomization": {
			if (isSuspended(app)) return "the Kustomization is suspended";
			const policy = textAt$1(app, "spec", "deletionPolicy") ?? "MirrorPrune";
			if (policy === "Orphan") return "its deletionPolicy is Orphan";
			if (policy === "MirrorPrune" && valueAt(app, "spec", "prune") !== true) return "prune is off";
			return isMarked(object) ? "it is marked so" : void 0;
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

// src/diff/risks/gitops.ts
const CONTROLLERS = [
	"Application",
	"ApplicationSet",
	"HelmRelease",
	"Kustomization"
];
function appSpec(content) {
	return textAt$1(content, "kind") === "ApplicationSet" ? valueAt(content, "spec", "template", "spec") : valueAt(content, "spec");
}
const removed = {
	id: "app-object-removed",
	level: "high",
	description: "An Application, ApplicationSet, HelmRelease or Flux Kustomization is removed: what it deployed goes, too.",
	kinds: CONTROLLERS,
	find: ({ action, id, before }) => {
		if (action !== "removed" || id.kind === "Kustomization" && !id.group.endsWith("fluxcd.io")) return [];
		return keptWithoutApp(before) === void 0 ? ["What it deployed is deleted, too."] : [];
	}
};
const orphaned = {
	id: "app-object-orphaned",
	level: "medium",
	description: "An Application, ApplicationSet, HelmRelease or Flux Kustomization is removed, and what it deployed stays without an owner.",
	kinds: CONTROLLERS,
	find: ({ action, id, before }) => {
		if (action !== "removed" || id.kind === "Kustomization" && !id.group.endsWith("fluxcd.io")) return [];
		const reason = keptWithoutApp(before);
		return reason === void 0 ? [] : [`What it deployed stays without an owner: ${reason}.`];
	}
};
const automated = {
	id: "prune-on",
	level: "medium",
	description: "A controller comes to delete what is no longer in Git (`prune`), or to undo what is done by hand (`selfHeal`).",
	kinds: CONTROLLERS,
	find: (change) => change.action === "changed" ? gained(change, (content) => {
		const spec = appSpec(content);
		return [...valueAt(spec, "syncPolicy", "automated", "prune") === true || valueAt(spec, "prune") === true ? ["What is no longer in Git is deleted (prune)."] : [], ...valueAt(spec, "syncPolicy", "automated", "selfHeal") === true ? ["What is done by hand is undone (selfHeal)."] : []];
	}) : []
};
const cascade = {
	id: "cascade-on",
	level: "medium",
	description: "An Application gets the finalizer by which its resources are deleted with it.",
	kinds: ["Application"],
	find: ({ action, before, after }) => action === "changed" && keptWithoutApp(before) !== void 0 && keptWithoutApp(after) === void 0 ? ["Its resources will be deleted with it."] : []
};
const moved = {
	id: "revision-moved",
	level: "low",
	description: "A controller follows another revision of its source: what that changes is not in this repo.",
	kinds: CONTROLLERS,
	find: ({ action, before, after }) => {
		if (action !== "changed") return [];
		const [was, is] = [before, after].map(revisions);
		return was !== is ? [`Its revision goes from ${was || "none"} to ${is || "none"}.`] : [];
	}
};
function revisions(content) {
	const spec = appSpec(content);
	return [...[valueAt(spec, "source") ?? null, ...listAt(spec, "sources")].map((source) => textAt$1(source, "targetRevision")), textAt$1(spec, "chart", "spec", "version")].filter((text) => text !== void 0).join(", ");
}
const IDENTITY = {
	Application: ["destination", "source.helm.releaseName"],
	HelmRelease: [
		"releaseName",
		"targetNamespace",
		"storageNamespace"
	],
	Kustomization: ["kubeConfig"]
};
const reinstalled = {
	id: "app-moved",
	level: "high",
	description: "The release name, namespace or cluster of an app changes: it is uninstalled and installed anew.",
	kinds: [
		"Application",
		"HelmRelease",
		"Kustomization"
	],
	find: (change) => identityChanges(change).map((path) => `${path} changes: the app is uninstalled and installed anew.`)
};
function identityChanges({ action, id, before, after }) {
	if (action !== "changed") return [];
	return (IDENTITY[id.kind] ?? []).filter((path) => {
		const [was, is] = [before, after].map((side) => valueAt(side, "spec", ...path.split(".")));
		return !isEqual(was, is);
	});
}
const suspended = {
	id: "suspended",
	level: "low",
	description: "A Flux object or a CronJob is suspended: nothing happens any more until somebody resumes it.",
	find: (change) => gained(change, (content) => valueAt(content, "spec", "suspend") === true ? ["It is suspended."] : [])
};
const CLUSTER_WIDE = /^(Namespace|Node|PersistentVolume|StorageClass|CustomResourceDefinition|IngressClass|PriorityClass|RuntimeClass|APIService|CSIDriver|CSINode|VolumeAttachment|FlowSchema|PriorityLevelConfiguration|GatewayClass|CertificateSigningRequest|ClusterTrustBundle|DeviceClass|Cluster.*|.*Webhook(Configuration)?|ValidatingAdmissionPolicy(Binding)?|MutatingAdmissionPolicy(Binding)?)$/;
const BUILT_IN = /^$|^(apps|batch|autoscaling|policy)$|\.k8s\.io$/;
const namespaceless = {
	id: "namespace-missing",
	level: "low",
	description: "In an app of Flux, a namespaced object has no namespace: the apply fails, or it lands in the default one.",
	find: ({ action, id }, _all, { controller }) => controller === "flux" && action === "added" && id.namespace === void 0 && BUILT_IN.test(id.group) && !CLUSTER_WIDE.test(id.kind) ? [`${id.kind} ${id.name} has no namespace.`] : []
};
const LEFTOVER = /<no value>|\{\{[^{}]*\}\}|\$\{[A-Za-z_][A-Za-z0-9_]*(?::?[=-][^{}]*)?\}/;
const unresolved = {
	id: "unresolved-text",
	level: "medium",
	description: "Names, labels, images, hosts or addresses hold text that a template should have replaced: `{{ }}`, `<no value>`, `${VAR}`.",
	find: (change) => gained(change, (content) => {
		const found = [];
		const visit = (value, path, key) => {
			if (Array.isArray(value)) for (const item of value) visit(item, path, key);
			else if (isObject(value)) for (const [name, inner] of Object.entries(value).filter(([key]) => !isGivenToHelm(`${path}.${key}`, change.id.kind))) visit(inner, `${path}.${name}`, name);
			else if (typeof value === "string" && (value.includes("<no value>") || isPlain$1(path, key) && LEFTOVER.test(value))) found.push(`${path.slice(1)} holds text that was not replaced.`);
		};
		if (![
			"ConfigMap",
			"Secret",
			"ApplicationSet"
		].includes(change.id.kind)) visit(content, "", "");
		return found;
	})
};
function isGivenToHelm(path, kind) {
	return kind === "HelmRelease" && path === ".spec.values" || kind === "Application" && /^\.spec\.sources?\.helm$/.test(path);
}
function isPlain$1(path, key) {
	return path.startsWith(".metadata.labels") || /^(name|namespace|image|host|hosts|hostname|hostnames|serviceAccountName|secretName|repoURL|targetRevision|path|server|url)$/.test(key);
}
const gitopsRules = [
	removed,
	orphaned,
	reinstalled,
	automated,
	cascade,
	unresolved,
	moved,
	suspended,
	namespaceless
];

// src/diff/risks/rule.ts
function once(find) {
	const known = /* @__PURE__ */ new WeakMap();
	return (all) => {
		const found = known.get(all) ?? { value: find(all) };
		known.set(all, found);
		return found.value;
	};
}

// src/diff/risks/images.ts
const lower = {
	id: "image-lower",
	level: "medium",
	description: "A container gets an older version of its image, as far as the tags tell it.",
	find: ({ before, after }) => containersOf(after).flatMap(({ list, name, content }) => {
		const [was, is] = [containersOf(before).find((other) => other.list === list && other.name === name)?.content, content].map((side) => parseReference(textAt$1(side, "image") ?? ""));
		if (!was?.tag || !is?.tag || was.repository !== is.repository) return [];
		return compareTags(is.tag, was.tag) === -1 ? [`${is.repository} goes back from ${was.tag} to ${is.tag} in ${name}.`] : [];
	})
};
const floating = {
	id: "image-floating",
	level: "medium",
	description: "In production, a container gets an image without a tag or with one that names no fixed build (`latest`, `main` …).",
	find: (change, _all, { production }) => production ? gained(change, (content) => containersOf(content).flatMap(({ name, content: container }) => {
		const image = textAt$1(container, "image") ?? "";
		const reference = parseReference(image);
		if (!reference || reference.digest !== void 0) return [];
		return reference.tag === void 0 || isFloating(reference.tag) ? [`${image} in ${name} names no fixed build.`] : [];
	})) : []
};
const registry = {
	id: "registry-new",
	level: "medium",
	description: "An image comes from a registry that no image of the app came from.",
	find: (change, all, { registries }) => {
		const own = registriesBefore(all);
		return gained(change, (content) => [...registriesOf([content])].filter((name) => !own.has(name)).filter((name) => {
			const others = registries?.() ?? /* @__PURE__ */ new Set();
			return own.size + others.size > 0 && !others.has(name);
		}).map((name) => `Images come from ${name}, which is new here.`));
	}
};
const registriesBefore = once(({ before }) => registriesOf(before));
function registriesOf(objects) {
	return new Set([...imagesOf(objects).keys()].map(registryOf));
}
const exponent = {
	id: "image-tag-number",
	level: "high",
	description: "A tag is a number that YAML read and wrote in another form (`1.234567e+06`): it needs quotes.",
	find: (change) => gained(change, (content) => containersOf(content).flatMap(({ name, content: container }) => {
		const image = textAt$1(container, "image") ?? "";
		return /:\d(\.\d+)?e\+\d+$/.test(image) ? [`The tag of ${image} in ${name} was read as a number: put it in quotes.`] : [];
	}))
};
const invalid = {
	id: "image-invalid",
	level: "high",
	description: "A container has no image, or one that is no image reference: its pods cannot start.",
	find: (change) => gained(change, (content) => containersOf(content).flatMap(({ name, content: container }) => {
		const image = textAt$1(container, "image") ?? "";
		if (parseReference(image) || /:\d(\.\d+)?e\+\d+$/.test(image)) return [];
		return [image === "" ? `${name} has no image.` : `${image} in ${name} is no image reference.`];
	}))
};
const imageRules = [
	exponent,
	invalid,
	lower,
	floating,
	registry
];

// src/diff/risks/rbac.ts
const ROLES = ["Role", "ClusterRole"];
function grants(content) {
	const texts = (rule, key) => listAt(rule, key).map(String);
	return listAt(content, "rules").map((rule) => ({
		verbs: texts(rule, "verbs"),
		resources: texts(rule, "resources"),
		groups: texts(rule, "apiGroups")
	}));
}
const wildcard = {
	id: "rbac-wildcard",
	level: "high",
	description: "A Role or ClusterRole allows all verbs, resources or API groups (`*`).",
	kinds: ROLES,
	find: (change) => gained(change, (content) => grants(content).flatMap(({ verbs, resources, groups }) => [
		...verbs.includes("*") ? [`It allows every verb on ${resources.join(", ") || "some addresses"}.`] : [],
		...resources.includes("*") ? [`It allows ${verbs.join(", ")} on every resource.`] : [],
		...groups.includes("*") ? [`It reaches ${resources.join(", ")} of every API group.`] : []
	]))
};
const escalation = {
	id: "rbac-escalation",
	level: "high",
	description: "A Role or ClusterRole allows `escalate`, `bind` or `impersonate`: a way to any right.",
	kinds: ROLES,
	find: (change) => gained(change, (content) => grants(content).flatMap(({ verbs, resources }) => verbs.filter((verb) => [
		"escalate",
		"bind",
		"impersonate"
	].includes(verb)).map((verb) => `It allows ${verb} on ${resources.join(", ")}.`)))
};
const secrets = {
	id: "rbac-secrets",
	level: "high",
	description: "A ClusterRole allows to read Secrets.",
	kinds: ["ClusterRole"],
	find: (change) => gained(change, (content) => grants(content).some(({ verbs, resources, groups }) => resources.some((name) => name === "secrets" || name === "*") && groups.some((name) => name === "" || name === "*") && verbs.some((verb) => [
		"get",
		"list",
		"watch",
		"*"
	].includes(verb))) ? ["It allows to read Secrets, of the whole cluster where it is bound so."] : [])
};
const bound = {
	id: "rbac-cluster-admin",
	level: "high",
	description: "A binding to `cluster-admin` (or `admin` of the whole cluster) is new or gets a subject.",
	kinds: ["ClusterRoleBinding", "RoleBinding"],
	find: (change) => gained(change, (content) => {
		const role = textAt$1(content, "roleRef", "name") ?? "";
		if (!(role === "cluster-admin" || role === "admin" && change.id.kind === "ClusterRoleBinding")) return [];
		return listAt(content, "subjects").map((subject) => `${textAt$1(subject, "kind") ?? "Subject"} ${textAt$1(subject, "name") ?? ""} becomes ${role}.`);
	})
};
const everyone = {
	id: "rbac-everyone",
	level: "high",
	description: "A binding gives rights to all users, all service accounts or those who are not logged in.",
	kinds: ["ClusterRoleBinding", "RoleBinding"],
	find: (change) => gained(change, (content) => listAt(content, "subjects").map((subject) => textAt$1(subject, "name") ?? "").filter((name) => /^system:(authenticated|unauthenticated|anonymous|serviceaccounts)$/.test(name)).map((name) => `${name} gets ${textAt$1(content, "roleRef", "name") ?? "a role"}.`))
};
const rbacRules = [
	wildcard,
	escalation,
	secrets,
	bound,
	everyone
];

// src/diff/risks/references.ts
function referredTo(content, kind) {
	const names = /* @__PURE__ */ new Set();
	const keys = kind === "Secret" ? [
		"secret",
		"secretRef",
		"secretKeyRef"
	] : [
		"configMap",
		"configMapRef",
		"configMapKeyRef"
	];
	const visit = (value) => {
		if (Array.isArray(value)) for (const item of value) visit(item);
		else if (isObject(value)) for (const [key, inner] of Object.entries(value)) {
			if (keys.includes(key) && isObject(inner) && inner["optional"] !== true) {
				const name = textAt$1(inner, "name") ?? textAt$1(inner, "secretName");
				if (name !== void 0) names.add(name);
			}
			visit(inner);
		}
	};
	visit(podSpec(content) ?? null);
	if (kind === "Secret") for (const item of listAt(podSpec(content), "imagePullSecrets")) names.add(textAt$1(item, "name") ?? "");
	return names;
}
const namespaceOf = (content) => textAt$1(content, "metadata", "namespace") ?? "";
const nameOf = (content) => `${textAt$1(content, "kind") ?? ""} ${textAt$1(content, "metadata", "name") ?? ""}`;
const place = (kind, namespace, name) => JSON.stringify([
	kind,
	namespace,
	name
]);
const usersOf = once(({ after }) => {
	const users = /* @__PURE__ */ new Map();
	for (const object of after) for (const kind of ["ConfigMap", "Secret"]) for (const name of referredTo(object, kind)) {
		const key = place(kind, namespaceOf(object), name);
		users.set(key, [...users.get(key) ?? [], object]);
	}
	return users;
});
const missing = {
	id: "reference-removed",
	level: "high",
	description: "A ConfigMap or Secret is removed or renamed that a workload of the app still uses: its pods cannot start.",
	kinds: ["ConfigMap", "Secret"],
	find: ({ id, renamedFrom, action }, all, { movesTo }) => {
		const gone = action === "removed" ? id : renamedFrom;
		if (!gone || movesTo?.(gone) !== void 0) return [];
		const users = usersOf(all).get(place(gone.kind, gone.namespace ?? "", gone.name)) ?? [];
		return users.length > 0 ? [`${some(users.map(nameOf))} still uses ${gone.kind} ${gone.name}.`] : [];
	}
};
function selects(service, objects) {
	const selector = valueAt(service, "spec", "selector");
	if (!isObject(selector) || Object.keys(selector).length === 0) return void 0;
	return objects.some((object) => namespaceOf(object) === namespaceOf(service) && podTemplate(object) !== void 0 && Object.entries(selector).every(([key, value]) => valueAt(podTemplate(object), "metadata", "labels", key) === value));
}
const cutOff = once(({ before, after }) => {
	const services = (objects) => objects.filter((object) => textAt$1(object, "kind") === "Service");
	const id = (service) => place("Service", namespaceOf(service), textAt$1(service, "metadata", "name") ?? "");
	const old = new Map(services(before).map((service) => [id(service), service]));
	return services(after).flatMap((service) => {
		const was = old.get(id(service));
		return was && selects(service, after) === false && selects(was, before) === true ? [{
			was,
			name: textAt$1(service, "metadata", "name") ?? ""
		}] : [];
	});
});
const endpoints = {
	id: "service-without-endpoints",
	level: "high",
	description: "A Service that chose pods of a workload of the app chooses none any more.",
	find: ({ id, before }, all) => cutOff(all).filter(({ was, name }) => id.kind === "Service" && id.name === name || before !== void 0 && selects(was, [before]) === true).map(({ name }) => `Service ${name} chooses no pod any more.`)
};
function backends(content, kind) {
	const names = /* @__PURE__ */ new Set();
	const add = (name) => name !== void 0 && names.add(name);
	if (kind === "Ingress") {
		add(textAt$1(content, "spec", "defaultBackend", "service", "name"));
		for (const rule of listAt(content, "spec", "rules")) for (const path of listAt(rule, "http", "paths")) add(textAt$1(path, "backend", "service", "name"));
	} else for (const rule of listAt(content, "spec", "rules")) for (const ref of listAt(rule, "backendRefs")) if ((textAt$1(ref, "kind") ?? "Service") === "Service" && textAt$1(ref, "namespace") === void 0) add(textAt$1(ref, "name"));
	return names;
}
const ROUTES = [
	"Ingress",
	"HTTPRoute",
	"GRPCRoute",
	"TLSRoute",
	"TCPRoute"
];
const routesIn = once(({ after }) => after.filter((object) => ROUTES.includes(textAt$1(object, "kind") ?? "")));
const servicesIn = once(({ after }) => new Set(after.filter((object) => textAt$1(object, "kind") === "Service").map((object) => textAt$1(object, "metadata", "name") ?? "")));
const routes = {
	id: "route-without-service",
	level: "high",
	description: "An Ingress or route sends traffic to a Service that this change removes from the app.",
	kinds: ["Service"],
	find: ({ id, renamedFrom, action, before }, all, { movesTo }) => {
		const gone = action === "removed" ? id : renamedFrom;
		if (!gone || movesTo?.(gone) !== void 0) return [];
		const users = routesIn(all).filter((object) => namespaceOf(object) === namespaceOf(before) && backends(object, textAt$1(object, "kind") ?? "").has(gone.name));
		return users.length > 0 ? [`${some(users.map(nameOf))} still sends traffic to ${gone.name}.`] : [];
	}
};
const unknown = {
	id: "route-to-unknown-service",
	level: "low",
	description: "An Ingress or route gets a backend that is no Service of the app.",
	kinds: ROUTES,
	find: ({ id, before, after }, all) => {
		const services = servicesIn(all);
		const old = backends(before, id.kind);
		return [...backends(after, id.kind)].filter((name) => !old.has(name) && !services.has(name)).map((name) => `It sends traffic to ${name}, which is no Service of the app.`);
	}
};
const referenceRules = [
	missing,
	endpoints,
	routes,
	unknown
];

// src/diff/risks/restarts.ts
const labelOf = ({ id }) => `${id.kind} ${id.name}`;
function restarting(id, level, texts) {
	return {
		id,
		level,
		description: texts.description,
		find: (_, { restarts }) => {
			const found = restarts.filter(texts.is);
			return found.length === 0 ? [] : [texts.sentence(some(found.map(labelOf)), found.length === 1)];
		}
	};
}
const restartAppRules = [
	restarting("job-template-changed", "high", {
		description: "Labels or annotations in the pod template of a Job change, which Kubernetes does not allow: the apply fails until the Job is deleted.",
		is: ({ effect, isShown }) => effect === "job-fails" && !isShown,
		sentence: (names, isOne) => `The pod template of ${names} cannot be changed: the apply fails until ${isOne ? "it is" : "they are"} deleted.`
	}),
	restarting("restart-on-delete", "medium", {
		description: "A pod template changes, but the pods stay as they are until somebody deletes them (OnDelete).",
		is: ({ effect }) => effect === "on-delete",
		sentence: (names) => `${names}: the pods keep the old template until somebody deletes them.`
	}),
	restarting("restart-with-downtime", "low", {
		description: "A Deployment with the strategy Recreate restarts: all its pods stop before new ones start.",
		is: ({ effect }) => effect === "recreate",
		sentence: (names) => `${names}: all pods stop before the new ones start (Recreate).`
	}),
	restarting("restart-statefulset", "low", {
		description: "The pods of a StatefulSet are replaced, one after the other.",
		is: ({ effect, id }) => id.kind === "StatefulSet" && (effect === "restart" || effect === "partition"),
		sentence: (names) => `${names}: the pods are replaced one after the other.`
	})
];
const KEYS = {
	ConfigMap: {
		env: ["configMapRef", "configMapKeyRef"],
		volume: "configMap",
		name: "name"
	},
	Secret: {
		env: ["secretRef", "secretKeyRef"],
		volume: "secret",
		name: "secretName"
	}
};
const RUNNING = [
	"Deployment",
	"StatefulSet",
	"DaemonSet",
	"ReplicaSet",
	"Rollout"
];
const workloads = once(({ after }) => after.filter((object) => RUNNING.includes(textAt$1(object, "kind") ?? "") && podSpec(object) !== void 0));
function wayOf(workload, kind, name) {
	const { env, volume, name: key } = KEYS[kind];
	const containers = containersOf(workload).map(({ content }) => content);
	if (containers.some((container) => [...listAt(container, "env").map((item) => valueAt(item, "valueFrom")), ...listAt(container, "envFrom")].some((from) => env.some((ref) => textAt$1(from, ref, "name") === name)))) return "env";
	const volumes = listAt(podSpec(workload), "volumes").flatMap((item) => {
		const own = textAt$1(item, volume, key) === name;
		const projected = listAt(item, "projected", "sources").some((from) => textAt$1(from, volume, "name") === name);
		return own || projected ? textAt$1(item, "name") ?? [] : [];
	});
	const mounts = containers.flatMap((container) => listAt(container, "volumeMounts")).filter((mount) => volumes.includes(textAt$1(mount, "name") ?? ""));
	if (mounts.length === 0) return void 0;
	return mounts.some((mount) => isObject(mount) && (mount["subPath"] ?? mount["subPathExpr"]) !== void 0) ? "env" : "mount";
}
function isReloaded(workload, object, kind, name) {
	const annotations = [valueAt(workload, "metadata", "annotations"), valueAt(podTemplate(workload), "metadata", "annotations")];
	const read = (key) => annotations.map((map) => textAt$1(map, `${key}`)).find((value) => value !== void 0);
	const word = kind.toLowerCase();
	const isNamed = (key) => (read(key) ?? "").split(",").some((item) => item.trim() === name);
	return read("reloader.stakater.com/auto") === "true" || read(`${word}.reloader.stakater.com/auto`) === "true" || isNamed(`${word}.reloader.stakater.com/reload`) || read("reloader.stakater.com/search") === "true" && textAt$1(object, "metadata", "annotations", "reloader.stakater.com/match") === "true";
}
function readersLeft(way) {
	return ({ id, renamedFrom, action, before, after }, all) => {
		if (action !== "changed" || renamedFrom !== void 0) return [];
		const kind = id.kind;
		if ([
			"data",
			"binaryData",
			"stringData"
		].every((key) => isEqual(valueAt(before, key) ?? null, valueAt(after, key) ?? null))) return [];
		const restarted = new Set(all.restarts.map(labelOf));
		const left = workloads(all).flatMap((content) => {
			const label = `${textAt$1(content, "kind") ?? ""} ${textAt$1(content, "metadata", "name") ?? ""}`;
			const found = (textAt$1(content, "metadata", "namespace") ?? "") === (id.namespace ?? "") ? wayOf(content, kind, id.name) : void 0;
			return found === void 0 ? [] : [{
				label,
				way: found,
				content
			}];
		}).filter((reader) => reader.way === way && !restarted.has(reader.label) && !isReloaded(reader.content, after, kind, id.name));
		if (left.length === 0) return [];
		const [names, isOne] = [some(left.map(({ label }) => label)), left.length === 1];
		return [way === "env" ? `${names} ${isOne ? "reads" : "read"} it at start and ${isOne ? "does" : "do"} not restart: the old value stays until the pods are replaced.` : `${names} ${isOne ? "mounts" : "mount"} it and ${isOne ? "does" : "do"} not restart: the files change within a minute or so.`];
	};
}
const restartRules = [{
	id: "config-without-restart",
	level: "medium",
	description: "A ConfigMap or Secret changes whose readers take it at their start only (variables, `subPath`), and they do not restart: they keep the old value.",
	kinds: Object.keys(KEYS),
	find: readersLeft("env")
}, {
	id: "config-reread",
	level: "low",
	description: "A ConfigMap or Secret changes that running pods mount: they get the new files within a minute or so, without a restart.",
	kinds: Object.keys(KEYS),
	find: readersLeft("mount")
}];

// src/diff/risks/scaling.ts
const SCALED = [
	"Deployment",
	"StatefulSet",
	"ReplicaSet",
	"Rollout"
];
const zero = {
	id: "replicas-zero",
	level: "high",
	description: "A workload is scaled to 0 replicas, or its autoscaler may do so.",
	kinds: [...SCALED, "HorizontalPodAutoscaler"],
	find: (change) => change.action === "added" ? [] : gained(change, (content) => valueAt(content, "spec", "replicas") === 0 || valueAt(content, "spec", "minReplicas") === 0 ? ["Nothing runs any more with 0 replicas."] : [])
};
const fewer = {
	id: "scaled-down",
	level: "low",
	description: "A workload gets fewer replicas, or its autoscaler a lower limit.",
	kinds: [...SCALED, "HorizontalPodAutoscaler"],
	find: ({ before, after }) => [
		"replicas",
		"minReplicas",
		"maxReplicas"
	].flatMap((key) => {
		const [was, is] = [before, after].map((side) => valueAt(side, "spec", key));
		return typeof was === "number" && typeof is === "number" && is < was && is > 0 ? [`${key} goes from ${was} to ${is}.`] : [];
	})
};
const scaled = once(({ after }) => new Set(after.filter((object) => textAt$1(object, "kind") === "HorizontalPodAutoscaler").map((object) => valueAt(object, "spec", "scaleTargetRef")).map((target) => `${textAt$1(target, "kind") ?? ""} ${textAt$1(target, "name") ?? ""}`)));
const both = {
	id: "hpa-and-replicas",
	level: "low",
	description: "A workload sets `replicas` and has an autoscaler: each apply undoes what that did.",
	kinds: SCALED,
	find: (change, all) => {
		return scaled(all).has(`${change.id.kind} ${change.id.name}`) && typeof valueAt(change.after, "spec", "replicas") === "number" ? ["It sets replicas and has an autoscaler: each apply undoes what the autoscaler did."] : [];
	}
};
const budget = {
	id: "pdb-blocks",
	level: "medium",
	description: "A PodDisruptionBudget allows no pod to be moved: nodes cannot be drained.",
	kinds: ["PodDisruptionBudget"],
	find: (change) => gained(change, (content) => [
		0,
		"0",
		"0%"
	].includes(valueAt(content, "spec", "maxUnavailable")) || valueAt(content, "spec", "minAvailable") === "100%" ? ["No pod may be moved: nodes cannot be drained."] : [])
};
function sides({ before, after }) {
	return containersOf(after).flatMap(({ list, name, content }) => {
		const old = containersOf(before).find((other) => other.list === list && other.name === name);
		return old ? [{
			name,
			was: old.content,
			is: content
		}] : [];
	});
}
const resources = {
	id: "resources-lowered",
	level: "medium",
	description: "A container loses a request or limit, or its memory is lowered: it may be stopped for lack of it.",
	find: (change) => sides(change).flatMap(({ name, was, is }) => ["requests", "limits"].flatMap((group) => ["memory", "cpu"].flatMap((what) => {
		const [old, next] = [was, is].map((side) => valueAt(side, "resources", group, what));
		if (old === void 0) return [];
		if (next === void 0 || next === null) return [`${name} loses its ${what} ${group.slice(0, -1)}.`];
		const [a, b] = [quantity(old), quantity(next)];
		return what === "memory" && a !== void 0 && b !== void 0 && b < a ? [`The memory ${group.slice(0, -1)} of ${name} goes from ${String(old)} to ${String(next)}.`] : [];
	})))
};
const probes = {
	id: "probe-removed",
	level: "medium",
	description: "A container loses a probe: traffic reaches it before it is ready, or nothing restarts it.",
	find: (change) => sides(change).flatMap(({ name, was, is }) => [
		"readinessProbe",
		"livenessProbe",
		"startupProbe"
	].filter((probe) => isObject(valueAt(was, probe)) && !isObject(valueAt(is, probe))).map((probe) => `${name} loses its ${probe}.`))
};
const quota = {
	id: "quota-lowered",
	level: "medium",
	description: "A ResourceQuota allows less than before: new pods may be refused.",
	kinds: ["ResourceQuota"],
	find: ({ before, after }) => {
		const hard = valueAt(after, "spec", "hard");
		return Object.entries(isObject(hard) ? hard : {}).flatMap(([key, next]) => {
			const [was, is] = [quantity(valueAt(before, "spec", "hard", key)), quantity(next)];
			return was !== void 0 && is !== void 0 && is < was ? [`${key} is lowered.`] : [];
		});
	}
};
const scalingRules = [
	zero,
	budget,
	resources,
	probes,
	quota,
	fewer,
	both
];

// src/diff/risks/security.ts
function perContainer(id, level, description, find) {
	return {
		id,
		level,
		description,
		find: (change) => gained(change, (content) => containersOf(content).flatMap((container) => find(container, podSpec(content))))
	};
}
const containers = [
	perContainer("privileged", "high", "A container becomes privileged: it can do all that its node can.", ({ name, content }) => valueAt(content, "securityContext", "privileged") === true ? [`${name} is privileged.`] : []),
	perContainer("privilege-escalation", "medium", "A container sets `allowPrivilegeEscalation: true`.", ({ name, content }) => valueAt(content, "securityContext", "allowPrivilegeEscalation") === true ? [`${name} may gain privileges.`] : []),
	perContainer("capabilities-added", "medium", "A container gets Linux capabilities.", ({ name, content }) => listAt(content, "securityContext", "capabilities", "add").map((item) => `${name} gets the capability ${String(item)}.`)),
	perContainer("runs-as-root", "medium", "A container runs as user 0, or need no longer run as another.", ({ name, content }, pod) => {
		const user = valueAt(content, "securityContext", "runAsUser") ?? valueAt(pod, "securityContext", "runAsUser");
		const other = valueAt(content, "securityContext", "runAsNonRoot") ?? valueAt(pod, "securityContext", "runAsNonRoot");
		return [...user === 0 ? [`${name} runs as root.`] : [], ...other === false ? [`${name} may run as root.`] : []];
	})
];
const host = {
	id: "host-access",
	level: "high",
	description: "Pods get their node's network, processes or files (`hostNetwork`, `hostPID`, `hostIPC`, `hostPath`).",
	find: (change) => gained(change, (content) => {
		const pod = podSpec(content);
		const shared = [
			"hostNetwork",
			"hostPID",
			"hostIPC"
		].filter((key) => valueAt(pod, key) === true);
		const paths = listAt(pod, "volumes").flatMap((volume) => isObject(volume) && isObject(volume["hostPath"]) ? [textAt$1(volume, "hostPath", "path") ?? ""] : []);
		return [...shared.map((key) => `Pods have ${key}.`), ...paths.map((path) => `Pods mount ${path} of their node.`)];
	})
};
const lost = {
	id: "security-context-lost",
	level: "medium",
	description: "A container loses `runAsNonRoot`, `readOnlyRootFilesystem` or `allowPrivilegeEscalation: false`.",
	find: ({ before, after }) => containersOf(after).flatMap(({ list, name, content }) => {
		const old = containersOf(before).find((other) => other.list === list && other.name === name);
		const effective = (side, pod, key) => valueAt(side, "securityContext", key) ?? valueAt(pod, "securityContext", key);
		return [
			["runAsNonRoot", true],
			["readOnlyRootFilesystem", true],
			["allowPrivilegeEscalation", false]
		].flatMap(([key, safe]) => old && effective(old.content, podSpec(before), key) === safe && effective(content, podSpec(after), key) === void 0 ? [`${name} loses ${key}: ${safe}.`] : []);
	})
};
const securityRules = [
	...containers,
	host,
	lost
];

// src/diff/risks/registry.ts
const rules = [
	...deletionRules,
	...immutableRules,
	...imageRules,
	...scalingRules,
	...referenceRules,
	...restartRules,
	...securityRules,
	...generatedRules,
	...rbacRules,
	...exposureRules,
	...gitopsRules
];
const appRules = [...deletionAppRules, ...restartAppRules];

// src/diff/risks/run.ts
function risksOf$1(change, all, options) {
	if (isKept(change, options)) return [];
	return rules.filter(({ kinds }) => !kinds || kinds.includes(change.id.kind)).flatMap(({ id, level, find }) => find(change, all, options).map((reason) => ({
		rule: id,
		level,
		reason
	}))).toSorted(gravestFirst);
}
function risksOfAll(changes, all, options) {
	const real = changes.filter((change) => !isKept(change, options));
	return appRules.flatMap(({ id, level, find }) => find(real, all, options).map((reason) => ({
		rule: id,
		level,
		reason
	}))).toSorted(gravestFirst);
}
function isKept({ action, before }, { stays }) {
	return action === "removed" && stays?.(before) === true;
}
function byGravity(a, b) {
	for (const level of RISK_LEVELS.toReversed()) {
		const [x, y] = [a, b].map((risks) => risks.filter((risk) => risk.level === level).length);
		if (x !== y) return (y ?? 0) - (x ?? 0);
	}
	return 0;
}
function gravestFirst(a, b) {
	return rank(b.level) - rank(a.level);
}
function rank(level) {
	return RISK_LEVELS.indexOf(level);
}

// src/diff/risks/masked.ts
const MASKED_RULE = {
	id: "value-hidden",
	level: "low",
	description: "A value is hidden that stands outside of a Secret and was in one before the change. The reason names the Secret and its key."
};
function maskedRisks(origins) {
	if (origins.size === 0) return [];
	const reason = `Hides what is the value of ${some([...origins].toSorted())}.`;
	return [{
		rule: MASKED_RULE.id,
		level: MASKED_RULE.level,
		reason
	}];
}

// src/diff/secret-finder.ts
const SHORTEST = 6;
const BASE64 = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
const MAX_DEPTH$2 = 2;
const MAX_ENCODED = 1e5;
const MOST_KNOWN = 2e4;
var Finder = class {
	#byStart = /* @__PURE__ */ new Map();
	#known = /* @__PURE__ */ new Map();
	#starts = /* @__PURE__ */ new Uint8Array(65536);
	constructor(values) {
		for (const [text, sought] of values) {
			if (text.length < 6) continue;
			const start = text.slice(0, 6);
			const same = this.#byStart.get(start);
			if (same) same.push({
				text,
				sought
			});
			else this.#byStart.set(start, [{
				text,
				sought
			}]);
			this.#starts[hash(text, 0)] = 1;
		}
		for (const same of this.#byStart.values()) same.sort((a, b) => b.text.length - a.text.length);
	}
	get isEmpty() {
		return this.#byStart.size === 0;
	}
	find(text) {
		if (this.isEmpty || text.length < 6) return [];
		const known = this.#known.get(text);
		if (known) return known;
		const found = this.#search(text);
		if (text.length < 100 && this.#known.size < MOST_KNOWN) this.#known.set(text, found);
		return found;
	}
	#search(text) {
		const plain = this.#plain(text);
		const encoded = this.#encoded(text, 0);
		if (encoded.length === 0) return plain;
		const both = [...plain, ...encoded].toSorted((a, b) => a.start - b.start || b.end - a.end);
		let end = 0;
		return both.filter((found) => {
			if (found.start < end) return false;
			end = found.end;
			return true;
		});
	}
	#plain(text) {
		const found = [];
		for (let i = 0; i <= text.length - 6; i++) {
			if (this.#starts[hash(text, i)] === 0) continue;
			const match = this.#byStart.get(text.slice(i, i + 6))?.find(({ text: value, sought }) => text.startsWith(value, i) && fits$1(text, i, value.length, sought));
			if (!match) continue;
			found.push({
				start: i,
				end: i + match.text.length,
				origin: match.sought.origin
			});
			i += match.text.length - 1;
		}
		return found;
	}
	#encoded(text, depth) {
		if (text.length < 16 || !/[A-Z]/.test(text)) return [];
		const found = [];
		for (const { index, 0: run } of text.matchAll(BASE64)) {
			if (run.length > MAX_ENCODED || !/[A-Z]/.test(run)) continue;
			const decoded = Buffer.from(run, "base64").toString();
			const inner = this.#plain(decoded)[0] ?? (depth < MAX_DEPTH$2 ? this.#encoded(decoded, depth + 1)[0] : void 0);
			if (inner) found.push({
				start: index,
				end: index + run.length,
				origin: inner.origin
			});
		}
		return found;
	}
};
function hash(text, at) {
	return text.charCodeAt(at) * 31 + text.charCodeAt(at + 2) * 1021 + text.charCodeAt(at + 5) * 7919 & 65535;
}
const isPartOfWord = (character) => character !== void 0 && /[A-Za-z0-9]/.test(character);
function fits$1(text, start, length, { how }) {
	if (how === "anywhere") return true;
	if (how === "whole") return text.trim().length === length;
	return !isPartOfWord(text[start - 1]) && !isPartOfWord(text[start + length]);
}

// src/diff/secret-parts.ts
const MAX_LENGTH = 2e5;
const MAX_DEPTH$1 = 3;
const IN_URL = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"']*:([^\s/?#'"]+)@/gi;
const PAIR = /(?:^|[\s;&?,{])["']?([A-Za-z][\w.-]{0,80})["']?[ \t]*[=:][ \t]*("[^"\n]*"|'[^'\n]*'|[^\s;&,"'{}]+)/g;
function* partsOf(text, depth = 0) {
	if (text.length > MAX_LENGTH || depth > MAX_DEPTH$1) return;
	for (const [, password = ""] of text.matchAll(IN_URL)) {
		yield {
			key: "password",
			value: password
		};
		yield {
			key: "password",
			value: decoded(password)
		};
	}
	const json = jsonOf(text);
	if (json !== void 0) {
		for (const part of leavesOf(json, "")) {
			yield part;
			yield* partsOf(part.value, depth + 1);
			if (part.key === "auth") yield* partsOf(Buffer.from(part.value, "base64").toString(), depth + 1);
		}
		return;
	}
	for (const [, key = "", quoted = ""] of text.matchAll(PAIR)) {
		const value = /^["']/.test(quoted) ? quoted.slice(1, -1) : quoted;
		yield {
			key,
			value
		};
		if (value.includes("%")) yield {
			key,
			value: decoded(value)
		};
	}
	const pair = /^[^\s:/]{1,100}:([^\s/]+)$/.exec(text.trim())?.[1];
	if (pair !== void 0) yield {
		key: "password",
		value: pair
	};
}
function jsonOf(text) {
	if (!/^\s*[[{]/.test(text)) return void 0;
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function* leavesOf(value, key) {
	if (typeof value === "string") yield {
		key,
		value
	};
	else if (typeof value === "number") yield {
		key,
		value: String(value)
	};
	else if (Array.isArray(value)) for (const item of value) yield* leavesOf(item, key);
	else if (isObject(value)) for (const [name, inner] of Object.entries(value)) yield* leavesOf(inner, name);
}
function decoded(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

// src/diff/secret-values.ts
const PLAIN_KEY$1 = /^(.*[._-])?(url|uri|host|hostname|port|user|username|login|name|type|project|db|database|dbname|schema|sslmode|region|bucket|endpoint|server|insecure|enableoci|namespace|email|realm|tenant|env|environment|stage|mode|level|role|cluster|zone|driver|provider|issuer|audience|scope|domain)$/i;
const SECRET_KEY = /(pass(word|wd|phrase)?|pwd|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|secret[-_]?key|credentials?|auth|signature|\bsig)$/i;
const COMMON = new Set([
	"default production staging development testing preview sandbox enabled disabled always never require required",
	"optional allow prefer preferred verify-full verify-ca changeme change-me placeholder example localhost cluster",
	"cluster.local internal external public private primary replica secondary master worker server client frontend",
	"backend database postgres postgresql mariadb mongodb rabbitmq password secret username administrator service",
	"system kubernetes docker latest stable release warning warnings notice information verbose standard premium basic",
	"global region eu-west-1 eu-west-2 eu-central-1 us-east-1 us-east-2 us-west-1 us-west-2 opaque undefined 123456",
	"ifnotpresent loadbalancer clusterip nodeport readwriteonce recreate rollingupdate application application/json",
	"https:// http:// 127.0.0.1 0.0.0.0 1000000 100000"
].flatMap((line) => line.split(" ")));
function secretsIn(objects) {
	const values = /* @__PURE__ */ new Map();
	const texts = [];
	const names = /* @__PURE__ */ new Set();
	const secrets = [];
	for (const object of objects) gather(object, secrets, names);
	for (const secret of secrets) for (const field of ["data", "stringData"]) for (const [key, inner] of leaves(secret[field], field)) {
		const written = String(inner);
		if (written.startsWith("ENC[")) continue;
		const plain = field === "data" ? Buffer.from(written, "base64").toString("utf8") : written;
		const origin = `Secret ${[textAt$1(secret, "metadata", "namespace"), textAt$1(secret, "metadata", "name")].filter(Boolean).join("/")} (key ${key})`;
		texts.push([plain, origin]);
		if (!(PLAIN_KEY$1.test(key) && !/:\/\/[^/\s:]*:[^/\s@]*@/.test(plain))) {
			add(values, plain, origin, names);
			if (field === "data") addForm(values, written, origin, "anywhere");
		}
		for (const part of partsOf(plain)) if (isSecretPart(part.key, part.value)) add(values, part.value, origin, names);
	}
	return {
		values,
		texts
	};
}
function addGiven({ values, texts }, given) {
	if (texts.length === 0) return;
	const candidates = /* @__PURE__ */ new Map();
	const named = [];
	for (const { key, value } of given) {
		const name = key.slice(key.lastIndexOf(".") + 1);
		const plain = value.trim();
		if (!isSecretPart(name, plain)) continue;
		candidates.set(plain, {
			origin: key,
			how: "anywhere"
		});
		if (SECRET_KEY.test(name) && plain.length >= 8) named.push({
			key,
			value: plain
		});
	}
	const finder = new Finder(candidates);
	for (const [text, origin] of texts) for (const { start, end } of finder.find(text)) add(values, text.slice(start, end), origin, /* @__PURE__ */ new Set());
	for (const { key, value } of named) add(values, value, `the value ${key}`, /* @__PURE__ */ new Set());
}
function isSecretName(key) {
	return SECRET_KEY.test(key.replace(/s$/i, ""));
}
function isSecretPart(key, value) {
	if (PLAIN_KEY$1.test(key)) return false;
	return SECRET_KEY.test(key) || isRandom(value);
}
function isRandom(value) {
	return value.length >= 10 && /^[^\s./:]+$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && !/^[a-z]+(-[a-z0-9]+)+$/.test(value);
}
function isSecret(value) {
	return value["kind"] === "Secret" && value["apiVersion"] === "v1";
}
function gather(value, into, names) {
	if (Array.isArray(value)) for (const item of value) gather(item, into, names);
	if (!isObject(value)) return;
	if (isSecret(value)) into.push(value);
	for (const key of ["name", "namespace"]) {
		const name = textAt$1(value, "metadata", key);
		if (name !== void 0) names.add(name);
	}
	for (const inner of Object.values(value)) if (typeof inner === "object") gather(inner, into, names);
}
function* leaves(value, key) {
	if (value === void 0 || value === null) return;
	if (typeof value !== "object") yield [key, value];
	else for (const [name, inner] of Object.entries(value)) yield* leaves(inner, name);
}
function add(into, value, origin, names) {
	const trimmed = value.trim();
	if (trimmed.length < 6 || COMMON.has(trimmed.toLowerCase()) || names.has(trimmed)) return;
	const how = howOf(trimmed);
	for (const form of [
		trimmed,
		JSON.stringify(trimmed).slice(1, -1),
		...urlForms(trimmed)
	]) addForm(into, form, origin, how);
	for (const line of trimmed.split("\n").filter((text) => /^[A-Za-z0-9+/=_-]{40,}$/.test(text))) addForm(into, line, origin, "anywhere");
}
function addForm(into, form, origin, how) {
	if (form.length >= 6 && !into.has(form)) into.set(form, {
		origin,
		how
	});
}
function howOf(value) {
	if (value.length < 10 && /^([A-Za-z]?[a-z]+|[A-Z]+|\d+)$/.test(value)) return "whole";
	return value.length < 12 && /^[A-Za-z0-9]+$/.test(value) ? "word" : "anywhere";
}
function urlForms(value) {
	if (/^[\w.~-]*$/.test(value)) return [];
	const bytes = (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
	const escaped = (safe) => [...value].map((character) => safe.test(character) ? character : bytes(character)).join("");
	const forms = [
		/[\w.~-]/,
		/[\w.~!'()*-]/,
		/[\w.~$&+=:@-]/,
		/[\w.~!$&'()*+,;=:@-]/
	].map(escaped);
	const all = [...forms, ...forms.map((form) => form.replaceAll("%20", "+"))];
	return [...all, ...all.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

// src/kube/names.ts
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const QUANTITY$1 = /^[+-]?(\d+(\.\d*)?|\.\d+)(([numkMGTPE]|[KMGTPE]i)|[eE][+-]?\d+)?$/;
const SEGMENT_KINDS = /* @__PURE__ */ new Set([
	"Role",
	"ClusterRole",
	"RoleBinding",
	"ClusterRoleBinding",
	"APIService"
]);
const LABEL_KINDS = /* @__PURE__ */ new Set(["Namespace", "Service"]);
const RBAC = "rbac.authorization.k8s.io";
function nameFault(group, kind, name) {
	if (SEGMENT_KINDS.has(kind) && (group === RBAC || group === "apiregistration.k8s.io")) return name === "." || name === ".." || /[/%]/.test(name) ? "it may hold no \"/\" and no \"%\"" : void 0;
	if (LABEL_KINDS.has(kind) && group === "") return name.length <= 63 && LABEL.test(name) ? void 0 : "it takes at most 63 lower case letters, digits and \"-\", and begins and ends with a letter or digit";
	if (kind === "CronJob" && group === "batch" && name.length > 52) return "it takes at most 52 characters";
	return isDomain(name) ? void 0 : "it takes at most 253 lower case letters, digits, \"-\" and \".\", and begins and ends with a letter or digit";
}
function isQualifiedName(key) {
	const [name = "", prefix, ...more] = key.split("/").toReversed();
	return more.length === 0 && (prefix === void 0 || isDomain(prefix)) && name.length <= 63 && QUALIFIED.test(name);
}
function isLabelValue(value) {
	return value.length <= 63 && VALUE.test(value);
}
function isDataKey(key) {
	return key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== "." && !key.startsWith("..");
}
function isQuantity(value) {
	return QUANTITY$1.test(value);
}
function isDomain(text) {
	return text.length <= 253 && text.split(".").every((part) => LABEL.test(part));
}

// src/kube/words.ts
const WORDS = {
	string: "text",
	integer: "a whole number",
	number: "a number",
	boolean: "true or false",
	array: "a list",
	object: "a map",
	null: "empty (null)"
};
function typeOf(value) {
	if (value === null) return "null";
	if (Array.isArray(value)) return "array";
	if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
	return typeof value;
}
function mustBe(expected, value) {
	const type = typeOf(value);
	const words = expected.map((name) => WORDS[name] ?? name).join(" or ");
	const quotes = expected.includes("string") && [
		"integer",
		"number",
		"boolean"
	].includes(type) ? " (put it in quotes)" : "";
	const unquoted = type === "string" && !expected.includes("string") && isPlain(value) ? " (in quotes?)" : "";
	return `must be ${words} and is ${type === "boolean" ? "a boolean" : type === "object" ? "a map" : WORDS[type] ?? type}${quotes}${unquoted}`;
}
function isPlain(value) {
	return typeof value === "string" && /^(\d+|true|false)$/.test(value);
}
const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;
function below(path, key) {
	if (!PLAIN_KEY.test(key)) return `${path}[${JSON.stringify(key)}]`;
	return path === "" ? key : `${path}.${key}`;
}
function item(path, index, value) {
	const name = typeof value === "object" && value !== null && !Array.isArray(value) ? value["name"] : void 0;
	return typeof name === "string" && /^[\w.-]{1,63}$/.test(name) ? `${path}[${name}]` : `${path}[${index}]`;
}
function nearest(wrong, known) {
	if (wrong.length > 64) return void 0;
	return known.map((name) => ({
		name,
		distance: distance(wrong.toLowerCase(), name.toLowerCase())
	})).filter(({ name, distance: d }) => d <= Math.min(2, Math.floor(Math.min(name.length, wrong.length) / 3))).toSorted((a, b) => a.distance - b.distance)[0]?.name;
}
function distance(a, b) {
	if (Math.abs(a.length - b.length) > 2) return 3;
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
		row = next;
	}
	return row[b.length] ?? 0;
}

// src/kube/builtin-rules.ts
const META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
const SELECTOR = "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector";
const QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
const NOT_ENFORCED = /* @__PURE__ */ new Set([
	"RoleRef.apiGroup",
	"Role.rules",
	"ClusterRole.rules",
	"NetworkPolicySpec.podSelector",
	"StatefulSetSpec.serviceName",
	"PriorityClass.value",
	"EndpointSlice.endpoints",
	"ControllerRevision.revision",
	"LimitRangeSpec.limits",
	"CSIDriver.spec",
	"CSINode.spec"
]);
function isEnforced(definition, field) {
	return definition === void 0 || !NOT_ENFORCED.has(`${definition.slice(definition.lastIndexOf(".") + 1)}.${field}`);
}
function isQuantityType(definition) {
	return definition === QUANTITY;
}
function ownFaults(definition, value, path, isOpen) {
	if (definition === QUANTITY) return quantityFaults(value, path);
	if (!isObject(value)) return [];
	if (definition === SELECTOR) return labelFaults(value["matchLabels"], below(path, "matchLabels"), isOpen);
	if (definition !== "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta") return [];
	return [...labelFaults(value["labels"], below(path, "labels"), isOpen), ...keyFaults(value["annotations"], below(path, "annotations"), isOpen)];
}
function quantityFaults(value, path) {
	if (typeof value === "number") return [];
	if (typeof value !== "string") return [`${path} ${mustBe(["string", "number"], value)}`];
	return isQuantity(value) ? [] : [`${path} is no quantity (such as 500m, 2 or 1Gi)`];
}
function labelFaults(labels, path, isOpen) {
	if (!isObject(labels)) return [];
	const values = Object.entries(labels).flatMap(([key, value]) => typeof value === "string" && !isLabelValue(value) && !isOpen(value) ? [`the value of ${below(path, key)} is no label value: it takes at most 63 letters, digits, "-", "_" and ".", and begins and ends with a letter or digit`] : []);
	return [...keyFaults(labels, path, isOpen), ...values];
}
function keyFaults(map, path, isOpen) {
	if (!isObject(map)) return [];
	return Object.keys(map).flatMap((key) => isQualifiedName(key) || isOpen(key) ? [] : [`${below(path, key)} is no valid key: it is a name of at most 63 letters, digits, "-", "_" and ".", with a domain and "/" before it or not`]);
}

// src/kube/judge.ts
const MAX_MATCHED = 253;
const MAX_DEPTH = 100;
const MAX_VISITS = 2e5;
const MAX_FAULTS = 100;
function judge(value, schema, path, judging) {
	const faults = [];
	visit(value, schema, path, {
		...judging,
		faults,
		depth: 0,
		budget: { left: MAX_VISITS }
	});
	return faults;
}
function visit(value, declared, path, state) {
	if (state.depth > MAX_DEPTH || --state.budget.left < 0 || state.faults.length > MAX_FAULTS) return;
	if (typeof value === "string" && state.isOpen(value)) return;
	const { $ref } = declared;
	const schema = $ref === void 0 ? declared : state.builtIn.definition($ref);
	if (!schema) return;
	const inner = {
		...state,
		depth: state.depth + 1
	};
	if (value === null) {
		if (state.isCustom && schema.type !== void 0 && schema.nullable !== true) refuse(typeFault([schema.type]));
		return;
	}
	if ($ref !== void 0) for (const text of ownFaults($ref, value, path, state.isOpen)) refuse(text);
	if (isQuantityType($ref)) return;
	const types = typesOf(schema);
	if (types.length > 0 && !types.some((type) => fits(value, type))) return refuse(typeFault(types));
	for (const text of limitFaults(value, schema, path, state)) refuse(text);
	if (isObject(value)) visitMap(value, schema, path, $ref, inner);
	else if (Array.isArray(value) && schema.items) for (const [i, entry] of value.entries()) visit(entry, schema.items, item(path, i, entry), inner);
	for (const text of combinedFaults(value, schema, path, inner)) refuse(text);
	function refuse(text) {
		state.faults.push({
			kind: "refused",
			text
		});
	}
	function typeFault(expected) {
		return `${path} ${mustBe(expected, value)}`;
	}
}
const OBJECT_FIELDS = [
	"apiVersion",
	"kind",
	"metadata"
];
function visitMap(value, schema, path, name, state) {
	const { properties = {}, additionalProperties, required = [] } = schema;
	const isWhole = state.isCustom && (path === "" || schema["x-kubernetes-embedded-resource"] === true);
	const isOpen = schema["x-kubernetes-preserve-unknown-fields"] === true || additionalProperties === true || !state.isCustom && !schema.properties && additionalProperties === void 0 || state.isCustom && schema.type === void 0 && !schema.properties;
	for (const [key, entry] of Object.entries(value)) {
		const way = below(path, key);
		const known = Object.hasOwn(properties, key) ? properties[key] : void 0;
		if (isWhole && OBJECT_FIELDS.includes(key)) {
			if (key === "metadata") visit(entry, { $ref: META }, way, {
				...state,
				isCustom: false
			});
		} else if (path === "" && key === "status") continue;
		else if (known) visit(entry, known, way, state);
		else if (typeof additionalProperties === "object") visit(entry, additionalProperties, way, state);
		else if (!isOpen && entry !== null && !state.isOpen(key) && state.faults.length < MAX_FAULTS) {
			const meant = state.faults.length < 5 ? nearest(key, Object.keys(properties)) : void 0;
			const hint = meant === void 0 || Object.hasOwn(value, meant) ? "" : `; is ${meant} meant?`;
			state.faults.push({
				kind: "unknown",
				text: `unknown field ${way}${hint}`
			});
		}
	}
	for (const key of required) if (!Object.hasOwn(value, key) || value[key] === null && !state.isCustom) {
		if (isEnforced(name, key)) state.faults.push({
			kind: "refused",
			text: `${below(path, key)} is required and missing`
		});
	}
}
function typesOf(schema) {
	if (schema["x-kubernetes-int-or-string"] === true) return ["integer", "string"];
	if (schema.type !== void 0) return [schema.type];
	const types = (schema.oneOf ?? schema.anyOf ?? []).map(({ type }) => type);
	return types.every((type) => type !== void 0) ? types : [];
}
function fits(value, type) {
	const own = typeOf(value);
	return own === type || type === "number" && own === "integer";
}
function limitFaults(value, schema, path, state) {
	const found = [];
	const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = schema;
	if (schema.enum && !schema.enum.some((one) => JSON.stringify(one) === JSON.stringify(value))) found.push(`${path} must be one of ${schema.enum.map((one) => JSON.stringify(one)).join(", ")}`);
	if (typeof value === "number") {
		if (minimum !== void 0 && value < minimum) found.push(`${path} must be at least ${minimum}`);
		if (maximum !== void 0 && value > maximum) found.push(`${path} must be at most ${maximum}`);
	}
	if (typeof value === "string") {
		const length = [...value].length;
		if (minLength !== void 0 && length < minLength) found.push(minLength === 1 ? `${path} must not be empty` : `${path} must have ${minLength} characters`);
		if (maxLength !== void 0 && length > maxLength) found.push(`${path} must have at most ${maxLength} characters`);
		if (pattern !== void 0 && state.hasPatterns && length <= MAX_MATCHED && !matches(value, pattern)) found.push(`${path} must match ${pattern}`);
		if (schema.format === "byte" && !isBase64(value)) found.push(`${path} must be base64`);
	}
	if (Array.isArray(value)) {
		if (minItems !== void 0 && value.length < minItems) found.push(`${path} must have ${minItems} entries`);
		if (maxItems !== void 0 && value.length > maxItems) found.push(`${path} must have at most ${maxItems} entries`);
	}
	return found;
}
function matches(value, pattern) {
	try {
		return new RegExp(pattern, "u").test(value);
	} catch {
		return true;
	}
}
function isBase64(value) {
	const plain = value.replaceAll(/[\r\n]/g, "");
	return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
}
function combinedFaults(value, schema, path, state) {
	if (!state.isCustom || schema["x-kubernetes-int-or-string"] === true) return [];
	const refused = (one) => {
		const part = {
			...state,
			faults: []
		};
		visit(value, {
			...one,
			"x-kubernetes-preserve-unknown-fields": true
		}, path, part);
		return part.faults.filter(({ kind }) => kind === "refused").map(({ text }) => text);
	};
	const fitting = (list) => list.filter((one) => refused(one).length === 0).length;
	const found = (schema.allOf ?? []).flatMap(refused);
	if (schema.anyOf && fitting(schema.anyOf) === 0) found.push(`${path} is none of what its definition allows`);
	if (schema.oneOf && fitting(schema.oneOf) !== 1) found.push(`${path} must be exactly one of what its definition allows`);
	if (schema.not && refused(schema.not).length === 0) found.push(`${path} is what its definition forbids`);
	return found;
}

// src/kube/objects.ts
function objectFaults(object, api) {
	if (isObject(valueAt(object, "sops"))) return [];
	const faults = faultsIn(object, BuiltIn.of(api.version), api);
	if (faults.length === 0 || api.isCertain) return faults;
	const later = new Set(faultsIn(object, BuiltIn.newest(), api).map(keyOf));
	return faults.filter((fault) => later.has(keyOf(fault)));
}
function keyOf({ kind, text }) {
	return `${kind} ${text.replaceAll(/\b1\.\d+\b/g, "")}`;
}
function faultsIn(object, builtIn, api) {
	const [apiVersion, kind] = [textAt$1(object, "apiVersion") ?? "", textAt$1(object, "kind") ?? ""];
	const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.lastIndexOf("/")) : "";
	const { isOpen } = api;
	if (isOpen(apiVersion) || isOpen(kind) || kind.endsWith("List")) return [];
	const rest = [...nameFaults(object, group, kind, isOpen), ...dataFaults(object, group, kind, isOpen)].map((text) => ({
		kind: "refused",
		text
	}));
	const judging = {
		builtIn,
		isOpen,
		hasPatterns: true
	};
	const own = builtIn.schema(apiVersion, kind);
	if (own) return [...rest, ...known(judge(object, own, "", {
		...judging,
		isCustom: false
	}), builtIn)];
	if (builtIn.ownsGroup(group)) return builtIn.isKnown ? [goneFault(apiVersion, kind, builtIn)] : rest;
	const defined = api.definitions.find(apiVersion, kind);
	if (defined && !defined.schema) return [{
		kind: "refused",
		text: `the definition of ${kind} has no version ${apiVersion}`
	}];
	const faults = defined?.schema ? judge(object, defined.schema, "", {
		...judging,
		isCustom: true,
		hasPatterns: defined.isShipped
	}) : judge(valueAt(object, "metadata") ?? null, { $ref: META }, "metadata", {
		...judging,
		isCustom: false
	});
	return [...rest, ...faults];
}
function known(faults, { isKnown }) {
	return isKnown ? faults : faults.filter(({ kind }) => kind === "refused");
}
function goneFault(apiVersion, kind, builtIn) {
	const last = builtIn.lastWith(apiVersion, kind);
	const group = apiVersion.slice(0, Math.max(0, apiVersion.lastIndexOf("/")));
	const others = builtIn.versionsOf(group, kind);
	const now = others.length > 0 ? `; it has ${others.join(" and ")}` : "";
	return {
		kind: "refused",
		text: last === void 0 ? `Kubernetes ${builtIn.version} has no ${kind} of ${apiVersion}${now}` : `Kubernetes ${builtIn.version} has no ${kind} of ${apiVersion} any more (${last} was the last with it)${now}`
	};
}
function nameFaults(object, group, kind, isOpen) {
	const metadata = valueAt(object, "metadata");
	const [name, generated] = [valueAt(metadata, "name"), valueAt(metadata, "generateName")];
	if (typeof name === "string" && name !== "") {
		const fault = isOpen(name) ? void 0 : nameFault(group, kind, name);
		return fault === void 0 ? [] : [`metadata.name is no name for a ${kind}: ${fault}`];
	}
	if (name !== void 0 && name !== null && name !== "") return [];
	return typeof generated === "string" && generated !== "" ? [] : ["metadata.name is required and missing"];
}
function dataFaults(object, group, kind, isOpen) {
	if (group !== "" || kind !== "ConfigMap" && kind !== "Secret") return [];
	return [
		"data",
		"stringData",
		"binaryData"
	].flatMap((part) => {
		const map = valueAt(object, part);
		return Object.keys(isObject(map) ? map : {}).flatMap((key) => isDataKey(key) || isOpen(key) ? [] : [`${below(part, key)} is no valid key: it takes letters, digits, "-", "_" and "."`]);
	});
}

// src/diff/risks/api.ts
const API_RULES = [{
	id: "api-refuses",
	level: "high",
	description: "The API server refuses an object: a value of another type than the schema asks for (a number as a label, an environment variable or in a ConfigMap), an invalid name, label or quantity, a required field that is missing, an API that this version of Kubernetes does not have. By the schemas of the version that `clusters.<name>.kubeVersion` names, by definitions that the repo brings, and by those of Argo CD, Argo Rollouts and Flux."
}, {
	id: "unknown-field",
	level: "high",
	description: "An object has a field that its API does not know, such as a misspelt one. Server-side apply (Flux; Argo CD with `ServerSideApply=true`) refuses the object; otherwise the API server drops the field."
}];
function consequencesFor(app, object) {
	const kind = textAt$1(app, "kind");
	if (kind === "Kustomization") return {
		refused: "so Flux applies nothing of this app until that is mended",
		unknown: "Flux (server-side apply) refuses it, and applies nothing of this app until that is mended"
	};
	if (kind === "HelmRelease") return {
		refused: "so the release fails",
		unknown: "where Helm applies server-side (Flux 2.8 and later, releases installed by it) the release fails; otherwise the field is dropped and has no effect"
	};
	if (kind !== "Application") return {
		refused: "so applying it fails",
		unknown: "server-side apply refuses it; otherwise the field is dropped and has no effect"
	};
	const has = (option) => isSet(app, object, option);
	if (has("ServerSideApply=true")) return {
		refused: "so the sync fails",
		unknown: "server-side apply refuses it, so the sync fails"
	};
	if (has("Replace=true") && !has("Validate=false")) return {
		refused: "so the sync fails",
		unknown: "Argo CD replaces with strict validation, so the sync fails"
	};
	return {
		refused: "so the sync fails",
		unknown: has("Validate=false") ? "by Validate=false the API server drops the field, and it has no effect" : "the sync fails, or the API server drops the field without a word; it has no effect either way"
	};
}
function isSet(app, object, option) {
	const own = textAt$1(object, "metadata", "annotations", "argocd.argoproj.io/sync-options") ?? "";
	return listAt(app, "spec", "syncPolicy", "syncOptions").includes(option) || own.split(",").some((one) => one.trim() === option);
}
function riskOf(kind, faults, consequences) {
	const [refuses, unknown] = API_RULES;
	return kind === "unknown" ? {
		rule: unknown.id,
		level: unknown.level,
		reason: `${upper(faults)}: ${consequences.unknown}.`
	} : {
		rule: refuses.id,
		level: refuses.level,
		reason: `The API server refuses it, ${consequences.refused}: ${faults}.`
	};
}
function upper(text) {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}

// src/diff/refused.ts
const TOLD = 10;
function refusedObjects(before, after, { app, declared, ...api }, renamed) {
	const [old, now] = [byKey(before, declared.before), byKey(after, declared.after)];
	const found = /* @__PURE__ */ new Map();
	for (const [key, manifest] of now) {
		const [was, is] = [old.get(renamed.get(key) ?? key)?.content, manifest.content];
		if (was !== void 0 && isEqual(was, is) && hasSameSchema(manifest, api)) continue;
		const faults = objectFaults(is, api.after);
		if (faults.length === 0) continue;
		const had = new Set((was === void 0 ? [] : objectFaults(was, api.before)).map(({ text }) => text));
		const brought = faults.filter(({ text }) => !had.has(text));
		if (brought.length > 0) found.set(key, risksOf(brought, consequencesFor(manifest === declared.after ? void 0 : app, is)));
	}
	return found;
}
function byKey(manifests, declared) {
	const all = declared ? [...manifests, declared] : manifests;
	return new Map(all.map((manifest) => [keyOf$2(idOf(manifest)), manifest]));
}
function risksOf(faults, consequences) {
	return ["refused", "unknown"].flatMap((kind) => {
		const texts = faults.filter((fault) => fault.kind === kind).map(({ text }) => text);
		if (texts.length === 0) return [];
		const more = texts.length > TOLD ? `; and ${texts.length - TOLD} more` : "";
		return [riskOf(kind, texts.slice(0, TOLD).join("; ") + more, consequences)];
	});
}
function hasSameSchema({ apiVersion, kind }, { before, after }) {
	if (after.definitions.isEmpty && before.definitions.isEmpty) return true;
	const [was, is] = [before, after].map(({ definitions }) => definitions.find(apiVersion, kind)?.schema);
	return was === is || isEqual(was ?? null, is ?? null);
}

// src/diff/secrets.ts
const SECRET = "***";
const ENCRYPTED = "(encrypted)";
const SHOWN = new Set(["apiVersion kind name namespace image serviceAccountName", "securityContext capabilities hostPath rules roleRef subjects aggregationRule"].flatMap((line) => line.split(" ")));
const RUNS = new Set("command args script entrypoint cmd commands exec".split(" "));
function masker({ before, after }) {
	const finders = {
		all: new Finder(new Map([...after, ...before])),
		hidden: new Finder(before),
		fresh: new Finder(new Map([...after].filter(([value]) => !before.has(value))))
	};
	return {
		text: (text) => replaced(text, finders.all.find(text)),
		reason(text, shown) {
			const isShown = ({ start, end }) => {
				const value = JSON.stringify(text.slice(start, end)).slice(1, -1);
				return shown.some((pair) => [pair.before, pair.after].some((side) => JSON.stringify(side ?? null).includes(value)));
			};
			return replaced(text, finders.all.find(text).filter((found) => !isShown(found)));
		},
		pair(old, next) {
			const origins = /* @__PURE__ */ new Set();
			const sides = new Masking(finders, origins).pair(old, next, START);
			return {
				before: sides[0],
				after: sides[1],
				origins
			};
		}
	};
}
const START = {
	key: "",
	closed: void 0,
	inSecret: false,
	isShown: false,
	ran: void 0
};
function replaced(text, found) {
	if (found.length === 0) return text;
	let result = "";
	let end = 0;
	for (const one of found) {
		result += text.slice(end, one.start) + "***";
		end = one.end;
	}
	return result + text.slice(end);
}
var Masking = class {
	#finders;
	#origins;
	constructor(finders, origins) {
		this.#finders = finders;
		this.#origins = origins;
	}
	pair(before, after, way) {
		if (before === void 0 && after === void 0) return [void 0, void 0];
		if (Array.isArray(before) || Array.isArray(after)) {
			if (isObject(before) || isObject(after)) return this.#alone(before, after, way);
			const [a, b] = [before, after].map((side) => Array.isArray(side) ? side : []);
			const items = Array.from({ length: Math.max(a?.length ?? 0, b?.length ?? 0) }, (_, i) => this.pair(a?.[i], b?.[i], way));
			const list = (side, which) => Array.isArray(side) ? items.slice(0, side.length).map((item) => item[which]) : this.#leaves(...alone(side, which), way)[which];
			return [list(before, 0), list(after, 1)];
		}
		if (isObject(before) || isObject(after)) return this.#maps(before, after, way);
		const [a, b] = this.#leaves(before, after, way);
		return before !== void 0 && after !== void 0 && before !== after && a === b ? [marked(a, "before"), marked(b, "after")] : [a, b];
	}
	#alone(before, after, way) {
		return [this.pair(before, void 0, way)[0], this.pair(void 0, after, way)[1]];
	}
	#maps(before, after, way) {
		const [a, b] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
		const isEncrypted = [a, b].some((side) => valueAt(side, "sops", "mac") !== void 0);
		const inSecret = way.inSecret || [a, b].some(isSecret);
		const keys = /* @__PURE__ */ new Set([...Object.keys(a), ...Object.keys(b)]);
		const sides = [{}, {}];
		const shown = /* @__PURE__ */ new Map();
		for (const key of keys) {
			const pair = [own(a, key), own(b, key)];
			const inner = {
				key,
				closed: way.closed ?? closedBelow([a, b], key, isEncrypted),
				inSecret,
				isShown: way.isShown || SHOWN.has(key),
				ran: way.ran ?? (RUNS.has(key) ? new Set(textsIn(pair[0])) : void 0)
			};
			shown.set(key, this.pair(pair[0], pair[1], inner));
		}
		for (const [i, side] of [a, b].entries()) for (const key of Object.keys(side)) put(sides[i], key, shown.get(key)?.[i]);
		return [isObject(before) ? sides[0] : this.#leaves(before, void 0, way)[0], isObject(after) ? sides[1] : this.#leaves(void 0, after, way)[1]];
	}
	#leaves(before, after, way) {
		const [old, next] = [before, after].map((value) => fixed(value, way));
		if (way.closed !== void 0 || way.isShown) return [old ?? before, next ?? after];
		const a = old ?? this.#masked(before, way);
		if (next !== void 0) return [a, next];
		if (way.ran && !(typeof after === "string" && way.ran.has(after))) return [a, after];
		return [a, this.#rotated(before, after, a) ?? this.#masked(after, way)];
	}
	#masked(value, way) {
		const text = textOf(value);
		if (text === void 0) return value;
		const found = (way.inSecret ? this.#finders.all : this.#finders.hidden).find(text);
		if (found.length === 0) return value;
		if (!way.inSecret) for (const { origin } of found) this.#origins.add(origin);
		return replaced(text, found);
	}
	#rotated(before, after, masked) {
		const [old, next] = [textOf(before), textOf(after)];
		if (old === void 0 || next === void 0 || old === next || masked === before) return void 0;
		const [was, is] = [this.#finders.hidden.find(old), this.#finders.all.find(next)];
		const isSame = was.length === is.length && was.every(({ origin }, i) => is[i]?.origin === origin);
		const text = replaced(next, is);
		return isSame && text === masked ? text : void 0;
	}
};
function alone(side, which) {
	return which === 0 ? [side, void 0] : [void 0, side];
}
function fixed(value, { closed }) {
	if (value === void 0 || value === "(generated)") return value;
	if (typeof value === "string" && value.startsWith("ENC[")) return ENCRYPTED;
	return closed;
}
function textOf(value) {
	return typeof value === "string" ? value : typeof value === "number" ? String(value) : void 0;
}
function* textsIn(value) {
	if (typeof value === "string") yield value;
	else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner);
}
function put(map, key, value) {
	if (key === "__proto__") Object.defineProperty(map, key, {
		value,
		enumerable: true,
		writable: true,
		configurable: true
	});
	else map[key] = value;
}
function own(map, key) {
	return Object.hasOwn(map, key) ? map[key] : void 0;
}
function closedBelow(sides, key, isEncrypted) {
	if (isEncrypted && key === "sops") return ENCRYPTED;
	if ((key === "data" || key === "stringData") && sides.some(isSecret)) return "***";
	if (key === "encryptedData") return ENCRYPTED;
}
function marked(value, side) {
	return value === "(encrypted)" ? `(encrypted, ${side})` : `${String(value)} (${side})`;
}

// src/diff/compare.ts
function compareApp(before, after, options) {
	const filter = noiseFilter(options.noise);
	const secrets = masker(options.secrets ?? {
		before: valuesOf(before),
		after: valuesOf(after)
	});
	const selected = selectedLabels([before, after].flatMap((side) => side?.manifests.map(({ content }) => content) ?? []));
	const [old, next] = [prepare(before, filter, selected), prepare(after, filter, selected)];
	const pairs = findPairs(old, next);
	const found = restartsOf(pairs);
	const all = {
		before: pairs.flatMap((pair) => pair.before?.content ?? []),
		after: pairs.flatMap((pair) => pair.after?.content ?? []),
		restarts: found
	};
	const refused = refusedIn(before, after, pairs, options.api);
	let noise = 0;
	const changes = [];
	const objects = [];
	const digested = [];
	const masked = [];
	for (const pair of pairs) {
		const quiet = noiseIn(pair);
		noise += quiet;
		if (pair.before && pair.after && isSame(pair.before.content, pair.after.content)) continue;
		const change = changeOf(pair);
		const pairShown = secrets.pair(change.before, change.after);
		const moved = movedOf(change, options.moves);
		const own = moved?.isSame === true ? [] : refused.get(keyOf$2(change.id)) ?? [];
		refused.delete(keyOf$2(change.id));
		const shown = {
			...shownChange(change, quiet, pairShown, reasoned([...own, ...risksOf$1(change, all, options)], secrets, [pairShown])),
			moved
		};
		masked.push(pairShown);
		changes.push(change);
		objects.push(shown);
		digested.push({
			id: change.id,
			shown: [shown.before, shown.after],
			real: [change.before, change.after]
		});
	}
	return {
		objects: objects.toSorted((a, b) => byGravity(a.risks, b.risks) || weight(a.id) - weight(b.id) || (keyOf$2(a.id) < keyOf$2(b.id) ? -1 : 1)),
		images: imageChanges(all.before, all.after),
		noise,
		restarts: found.map(({ digested: _digested, ...restart }) => restart),
		notes: eachSyncNotes(old, next),
		risks: reasoned([...refusedUnshown(refused), ...risksOfAll(changes, all, options)], secrets, masked),
		digest: digestOfApp(digested, found.filter(({ isShown }) => !isShown).map((one) => [
			keyOf$2(one.id),
			one.effect,
			one.digested
		])),
		mask: secrets.text
	};
}
function refusedIn(before, after, pairs, api) {
	if (!api || !after) return /* @__PURE__ */ new Map();
	const renamed = pairs.flatMap((pair) => pair.before && pair.after ? [[keyOf$2(pair.after.id), keyOf$2(pair.before.id)]] : []);
	return refusedObjects(before?.manifests ?? [], after.manifests, api, new Map(renamed));
}
function refusedUnshown(refused) {
	return [...refused].flatMap(([key, risks]) => risks.map((risk) => ({
		...risk,
		reason: `${describeId(idIn(key))}: ${risk.reason}`
	})));
}
function eachSyncNotes(before, after) {
	const known = new Set(restartedAtEachSync(before).map(({ key }) => key));
	return restartedAtEachSync(after).map(({ key, name }) => `${name} restarts at each sync: its pod template has a value that is another one at each run${known.has(key) ? " (it had one before, too)" : ""}.`);
}
function maskerOf(...sides) {
	const all = new Map(sides.flatMap((side) => [...valuesOf(side)]));
	return masker({
		before: all,
		after: /* @__PURE__ */ new Map()
	});
}
function valuesOf(side) {
	return secretsIn(side?.manifests.map(({ content }) => content) ?? []).values;
}
function noiseIn({ before, after, hashes }) {
	if (!before || !after) return 0;
	const isReordered = isSame(before.content, after.content) && !isEqual(before.content, after.content);
	return differingNoise(before.quiet, after.quiet) + hashes + (isReordered ? 1 : 0);
}
function changeOf({ before, after }) {
	const id = after?.id ?? before?.id;
	if (!id) throw new Error("a pair has at least one side");
	return {
		id,
		renamedFrom: before && after && keyOf$2(before.id) !== keyOf$2(after.id) ? before.id : void 0,
		action: before ? after ? "changed" : "removed" : "added",
		before: before?.content,
		after: before && after ? aligned(before.content, after.content) : after?.content
	};
}
function movedOf({ action, id }, moves = NO_MOVES) {
	const move = action === "removed" ? moves.to.get(keyOf$2(id)) : moves.from.get(keyOf$2(id));
	return action === "changed" || !move ? void 0 : {
		app: move.app.name,
		isSame: move.isSame
	};
}
function shownChange(change, noise, shown, risks) {
	const { before, after, origins } = shown;
	return {
		id: change.id,
		renamedFrom: change.renamedFrom,
		action: change.action,
		before,
		after,
		diff: cutLongLines(unified(toYaml(before), toYaml(after))),
		risks: [...risks, ...maskedRisks(origins)],
		noise
	};
}
function reasoned(risks, secrets, shown) {
	return risks.map((risk) => ({
		...risk,
		reason: secrets.reason(risk.reason, shown)
	}));
}

export { NO_MOVES, addGiven, applyNotes, compareApp, compareApps, escapePointer, isSecretName, keptWhenPruned, keptWithoutApp, listed, masker, maskerOf, moveNotes, movesBetween, secretsIn, some, weight };