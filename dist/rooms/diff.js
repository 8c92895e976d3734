import { FairleadError, contained, inputError } from "./errors.js";
import { listingOf, once as once$1 } from "./tree.js";
import { mask } from "./git.js";
import { ControlPlanesApart, Files, KUSTOMIZATION_FILES, KeptInventory, appliersOf, attempted, clusterKey, destinationOf, environmentOf, filesOfTools, gobwas, groupBy, haveClusterFolders, identityOf, isInput, isProduction, isThisRepository, isTold, joinPath, keepInventory, keptKey, leavesStructure, mayBeDeployed, nameIn, objectsOf, onMerge, openInventory, plainAddress, readByPlugin, shortened, starred, targetPlane, toolsAmong, unlistedNote, whenGone } from "./inventory.js";
import { evaluate, formatKeyPath, isObject, listAt, textAt as textAt$1, valueAt } from "./yaml.js";
import { CONFIG_FILE, configOf } from "./config.js";
import { dump } from "../packages/js-yaml.js";
import { canonicalRepository, compareTags, isFloating, parseReference } from "./images.js";
import { RENDER_TIME, manifestOf, rendererNotes } from "./render-engine.js";
import { BuiltIn, DEFAULT_KUBE_VERSION, applyNotes, artifact, builtInApis, carryOut, clusterIn, clusterScope, declaredFluxVersions, followsBranch, groupOf, hasPlaceholder, isLeftAlone, kubeVersionOf, listed as listed$2, mark, planConvention, plannerFor, rolloutNotes, siblingsOf, withContent } from "./render.js";
import { discover } from "./parents.js";
import { createTwoFilesPatch, diffChars } from "../packages/diff.js";
import { createHash, scryptSync } from "node:crypto";
import { posix } from "node:path";

// src/diff/app-ref.ts
function refOf(app) {
	const { name, kind, namespace, cluster, environment, production, declaredAt } = app;
	const { controlPlane, ownNamespace } = app;
	return {
		name,
		kind,
		controlPlane,
		ownNamespace,
		toldApartBy: void 0,
		namespace,
		cluster,
		environment,
		production,
		declaredAt
	};
}
function undeclaredRef({ name, kind, environment, declaredAt }, config) {
	const identity = {
		name,
		kind,
		controlPlane: void 0,
		ownNamespace: void 0,
		toldApartBy: void 0
	};
	const production = isProduction(environment, config);
	return {
		...identity,
		namespace: void 0,
		cluster: void 0,
		environment,
		production,
		declaredAt
	};
}
function childRef(child, parent, object, config) {
	const { content } = child;
	const namespace = textAt$1(content, "spec", "destination", "namespace") ?? textAt$1(content, "spec", "targetNamespace") ?? child.namespace;
	return {
		name: child.name,
		kind: child.kind,
		controlPlane: planeBelow(parent, object, config),
		ownNamespace: child.namespace,
		toldApartBy: void 0,
		namespace,
		cluster: textAt$1(content, "spec", "destination", "name") ?? parent.cluster,
		environment: parent.environment,
		production: parent.production,
		declaredAt: void 0
	};
}
function planeBelow(app, object, config) {
	const read = (...path) => textAt$1(object, ...path);
	return targetPlane(destinationOf(read, app.kind, config), app.controlPlane);
}
function isSamePlace(a, b) {
	return [
		"kind",
		"name",
		"controlPlane",
		"ownNamespace",
		"environment",
		"cluster",
		"namespace"
	].every((key) => a[key] === b[key]);
}

// src/diff/risks/app.ts
const APP_SIDE_RULES = [
	{
		id: "app-removed",
		level: "high",
		description: "An app is removed: the controller deletes what it deployed, too."
	},
	{
		id: "app-orphaned",
		level: "medium",
		description: "An app is removed or no longer declared, and what it deployed stays without an owner."
	},
	{
		id: "app-renamed",
		level: "high",
		description: "An app gets another name: it is uninstalled and installed anew."
	},
	{
		id: "app-reinstalled",
		level: "high",
		description: "The release, namespace or cluster of an app changes: it is uninstalled and installed anew."
	},
	{
		id: "production",
		level: "low",
		description: "The change reaches production."
	}
];
function risk(rule, reason) {
	return {
		rule,
		level: APP_SIDE_RULES.find(({ id }) => id === rule)?.level ?? "high",
		reason
	};
}
function appRisks(before, after, changes) {
	const risks = [];
	if (before?.isKnown === true && !after) risks.push(before.stays !== void 0 ? risk("app-orphaned", `${before.ref.name} is no longer declared, but stays in the cluster with what it deployed: ${before.stays}.`) : before.kept === void 0 ? risk("app-removed", `${before.ref.name} is removed, and all that it deployed is deleted, too.`) : risk("app-orphaned", `${before.ref.name} is removed; what it deployed stays without an owner: ${before.kept}.`));
	if (before?.isKnown === true && after?.isKnown === true) {
		const old = `What was deployed${before.kept === void 0 ? " is deleted" : " stays without an owner"}, and the app is installed anew`;
		if (before.ref.name !== after.ref.name) risks.push(risk("app-renamed", `${before.ref.name} becomes ${after.ref.name}. ${old}.`));
		const moves = [
			[
				"release",
				before.release,
				after.release
			],
			[
				"namespace",
				before.targetNamespace,
				after.targetNamespace
			],
			[
				"cluster",
				before.ref.cluster,
				after.ref.cluster
			]
		];
		for (const [what, was, is] of moves) if (was !== is) risks.push(risk("app-reinstalled", `Its ${what} goes from ${was ?? "none"} to ${is ?? "none"}. ${old}.`));
	}
	const ref = after?.ref ?? before?.ref;
	if (changes && ref?.production) risks.push(risk("production", `It changes ${ref.environment ?? "production"}.`));
	return risks;
}
function movedApps(removed, added, identity) {
	const only = (apps) => {
		const byIdentity = /* @__PURE__ */ new Map();
		for (const app of apps) byIdentity.set(identity(app), [...byIdentity.get(identity(app)) ?? [], app]);
		return byIdentity;
	};
	const next = only(added);
	return [...only(removed)].flatMap(([key, [before, ...others]]) => {
		const [after, ...more] = next.get(key) ?? [];
		return before && after && others.length === 0 && more.length === 0 ? [{
			before,
			after
		}] : [];
	});
}

// src/diff/pair-apps.ts
function pairApps(before, after, apart) {
	const partners = /* @__PURE__ */ new Map();
	const gone = new Set(before);
	const added = new Set(after);
	const join = (old, now) => {
		partners.set(now, old);
		gone.delete(old);
		added.delete(now);
	};
	for (const key of [
		exactly,
		byDeclaration,
		identityIn
	]) {
		const waiting = groupBy([...gone], key);
		for (const now of added) {
			const old = waiting.get(key(now))?.shift();
			if (old) join(old, now);
		}
	}
	const ofFile = groupBy([...gone], byFile);
	for (const now of added) {
		const old = ofFile.get(byFile(now))?.find((one) => gone.has(one) && mayBeOne(one, now, apart));
		if (old) join(old, now);
	}
	const [names, nextNames] = [groupBy(before, nameAlone), groupBy(after, nameAlone)];
	for (const now of added) {
		const [old] = names.get(nameAlone(now)) ?? [];
		const isOnly = names.get(nameAlone(now))?.length === 1 && nextNames.get(nameAlone(now))?.length === 1;
		if (old && gone.has(old) && isOnly && mayBeOne(old, now, apart)) join(old, now);
	}
	const moved = movedApps([...gone], [...added], content).filter(({ before: old, after: now }) => nameAlone(old) !== nameAlone(now) && mayBeOne(old, now, apart));
	for (const { before: old, after: now } of moved) join(old, now);
	return [...after.map((now) => ({
		before: partners.get(now),
		after: now
	})), ...[...gone].map((old) => ({
		before: old,
		after: void 0
	}))];
}
function mayBeOne(a, b, apart) {
	if (a.controlPlane === b.controlPlane) return true;
	return !(a.isControlPlaneKnown && b.isControlPlaneKnown) && !apart.areApart(a, b);
}
function exactly(app) {
	const { environment, cluster, namespace } = app;
	return JSON.stringify([
		byDeclaration(app),
		environment,
		cluster,
		namespace
	]);
}
function byDeclaration(app) {
	const { parent, declaredAt, generatedBy, overlaidBy } = app;
	const above = parent && [identityOf(parent), parent.declaredAt.file];
	return JSON.stringify([
		identityIn(app),
		declaredAt.file,
		above,
		generatedBy,
		overlaidBy
	]);
}
function byFile(app) {
	const { declaredAt, generatedBy, overlaidBy } = app;
	return JSON.stringify([
		nameAlone(app),
		declaredAt.file,
		generatedBy,
		overlaidBy
	]);
}
function identityIn(app) {
	if (app.kind !== "Convention") return identityOf(app);
	const { environment, cluster, namespace, sources } = app;
	return JSON.stringify([
		identityOf(app),
		environment,
		cluster,
		namespace,
		sources[0]?.path
	]);
}
function nameAlone(app) {
	return app.kind === "Convention" ? identityIn(app) : nameIn(app);
}
function content(app) {
	const sources = app.sources.map(({ repoURL, path, chart }) => [
		repoURL,
		path,
		chart
	]);
	return JSON.stringify([
		app.kind,
		app.environment,
		sources,
		app.valuesFiles
	]);
}

// src/diff/affected.ts
async function affectedApps(before, after, changed, apart = ControlPlanesApart.of([before, after]), reaches = () => void 0) {
	const affected = [];
	for (const { before: old, after: now } of pairApps(before, after, apart)) {
		const sides = [old, now].filter((app) => app !== void 0);
		const reached = sides.map(reaches).filter((one) => one !== void 0);
		const inputs = changed.filter((path) => sides.some((app) => isInput(app.inputs, path)));
		const files = [.../* @__PURE__ */ new Set([...inputs, ...reached.flat()])];
		const listing = old && now && anotherListing([old, now], [before, after]);
		if (listing) {
			affected.push({
				...listing,
				files: [.../* @__PURE__ */ new Set([...files, ...changed.filter((path) => path === listing.by)])]
			});
			continue;
		}
		if (!(old && now && isAsItWas(old, now)) || files.length + reached.length > 0 || await isDeclaredAnew$1(old, now)) affected.push({
			before: old,
			after: now,
			files
		});
	}
	return affected;
}
async function withGenerators(pairs, generating) {
	if (generating.length === 0) return [...pairs];
	return Promise.all(pairs.map(async (pair) => {
		const { before, after, files } = pair;
		if ((before?.generatedBy ?? after?.generatedBy) === void 0) return pair;
		return before === void 0 || after === void 0 || await isDeclaredAnew$1(before, after) ? {
			...pair,
			files: [.../* @__PURE__ */ new Set([...files, ...generating])]
		} : pair;
	}));
}
function anotherListing([old, now], [before, after]) {
	const { file } = now.declaredAt;
	const isFlux = old.controller === "flux" && now.controller === "flux" && old.declaredAt.file === file;
	if (isFlux && isLed(old, after) && !now.isControlPlaneKnown) return {
		before: old,
		after: void 0,
		note: `nothing that is known to be applied leads to ${file} any more, which declares it: it is taken away`
	};
	if (isFlux && !old.isControlPlaneKnown && isLed(now, before)) return {
		before: void 0,
		after: now,
		note: `what leads to ${file}, which declares it, comes with the change`
	};
	if (old.unlistedBy === void 0 && now.unlistedBy !== void 0) return {
		before: old,
		after: void 0,
		by: now.unlistedBy,
		note: `${now.unlistedBy} no longer lists ${file}, which declares it: what builds that folder takes it away`
	};
	if (old.unlistedBy !== void 0 && now.unlistedBy === void 0) return {
		before: void 0,
		after: now,
		by: old.unlistedBy,
		note: `${old.unlistedBy} did not list ${file}, which declares it, and does now`
	};
}
function isLed(app, other) {
	if (!app.isControlPlaneKnown || !app.parent) return false;
	const seen = /* @__PURE__ */ new Set();
	let root = app.parent;
	while (root.parent && !seen.has(root)) {
		seen.add(root);
		root = root.parent;
	}
	const same = ({ kind, name, controlPlane, isControlPlaneKnown }) => kind === root.kind && name === root.name && controlPlane === root.controlPlane && isControlPlaneKnown;
	return other.some((one) => !one.parent && same(one));
}
function isAsItWas(old, now) {
	const was = !old.isControlPlaneKnown || !now.isControlPlaneKnown ? {
		...refOf(old),
		controlPlane: now.controlPlane
	} : refOf(old);
	return isSamePlace(was, refOf(now)) && old.fault === now.fault;
}
function unclaimed(pairsOfApps, changed) {
	const claimed = new Set(pairsOfApps.flatMap(({ files }) => files));
	return changed.filter((path) => !claimed.has(path));
}
async function isDeclaredAnew$1(old, now) {
	const isMade = ({ generatedBy, overlaidBy }) => (generatedBy ?? overlaidBy) !== void 0;
	if (!isMade(old) && !isMade(now)) return false;
	return JSON.stringify(await old.declaration()) !== JSON.stringify(await now.declaration());
}

// src/diff/equal.ts
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

// src/diff/long-lines.ts
const LONG = 400;
const AROUND = 60;
const SHOWN$1 = 240;
const MOST$5 = 12;
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
		const key = keyOf$4(lines[before] ?? "");
		const after = key === "" ? void 0 : [...free].find((one) => keyOf$4(lines[one] ?? "") === key);
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
function keyOf$4(line) {
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
	const isCut = ranges.length > MOST$5 || ranges.some(([from, to]) => to - from > SHOWN$1);
	const parts = ranges.slice(0, MOST$5).flatMap(([from, to]) => {
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
	const [old, added] = [jsonOf$1(before), jsonOf$1(after)];
	if (!old || !added || isEqual(old.value, added.value)) return void 0;
	const found = [];
	collect(old.value, added.value, "", found);
	const told = found.slice(0, MOST$5);
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

// src/diff/identity.ts
function idOf$1(manifest) {
	const { apiVersion, kind, namespace, name } = manifest;
	return {
		group: groupOf(apiVersion),
		kind,
		namespace: namespace === "" ? void 0 : namespace,
		name
	};
}
function keyOf$3({ group, kind, namespace, name }) {
	return JSON.stringify([
		group,
		kind,
		namespace ?? "",
		name
	]);
}
function idIn(key) {
	const [group, kind, namespace, name] = JSON.parse(key);
	return {
		group,
		kind,
		namespace: namespace === "" ? void 0 : namespace,
		name
	};
}
function describeId({ kind, namespace, name }) {
	return `${kind} ${namespace === void 0 ? "" : `${namespace}/`}${name}`;
}

// src/diff/failures.ts
function isUnknown({ status, failures }) {
	return status === "failed" || failures.length > 0;
}
function unknownIn(environment, apps) {
	return apps.filter((change) => isUnknown(change) && ((change.app.environment ?? "") === environment || change.app.environment === void 0 && change.hidesApps === true));
}
function isBrokenByChange({ failures }) {
	return failures.filter((failure) => failure.isOutOfReach !== true).some(({ side }) => side === "after") && !failures.some(({ side }) => side === "before");
}

// src/diff/digest.ts
const SCRYPT = {
	N: 2 ** 15,
	r: 8,
	p: 1,
	maxmem: 2 ** 26
};
function digestOfApp(objects, restarts = []) {
	if (objects.length + restarts.length === 0) return void 0;
	const sorted = objects.toSorted((a, b) => keyOf$3(a.id) < keyOf$3(b.id) ? -1 : 1);
	const texts = (side) => stableText([...sorted.map((object) => [keyOf$3(object.id), ...object[side].map((json) => json ?? null)]), ...restarts]);
	const shown = texts("shown");
	const real = sorted.every(({ shown: all, real: own }) => all.every((side, i) => isEqual(side, own[i]))) ? shown : texts("real");
	const open = sha256(shown);
	return sha256(shown === real ? open : `${open}${scryptSync(real, open, 32, SCRYPT).toString("hex")}`);
}
function digestOfInputs(inputs) {
	return sha256(JSON.stringify(inputs.toSorted(([a], [b]) => a < b ? -1 : 1)));
}
function joinedDigest(parts) {
	const [first, ...more] = parts.filter((part) => part !== void 0);
	return more.length === 0 ? first : sha256(JSON.stringify([first, ...more]));
}
function digestOf(environment, apps) {
	if (unknownIn(environment, apps).length > 0) return void 0;
	const parts = apps.filter(({ app }) => (app.environment ?? "") === environment).map(({ app, status, digest }) => JSON.stringify([
		identityOf(app),
		app.cluster ?? "",
		app.namespace ?? "",
		status,
		digest ?? ""
	]));
	return parts.length === 0 ? void 0 : sha256(JSON.stringify([environment, ...parts.toSorted()]));
}
function sha256(text) {
	return createHash("sha256").update(text).digest("hex");
}

// src/diff/workload.ts
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

// src/diff/images.ts
function imagesOf(objects) {
	const images = /* @__PURE__ */ new Map();
	for (const object of objects) for (const { content } of containersOf(object)) {
		const reference = parseReference(textAt$1(content, "image") ?? "");
		if (!reference) continue;
		const versions = images.get(reference.repository) ?? /* @__PURE__ */ new Set();
		versions.add(versionOf$1(reference));
		images.set(reference.repository, versions);
	}
	return images;
}
function versionOf$1({ tag, digest }) {
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
			images.set(repository, known.add(versionOf$1({
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
		for (const [place, manifest] of old) if (!next.has(place)) add$2(leaving, place, {
			mover,
			manifest
		});
		for (const [place, manifest] of next) if (!old.has(place)) add$2(coming, place, {
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
		movesOf(from.mover.app).to.set(keyOf$3(idOf$1(from.manifest)), {
			app: to.mover.app,
			isSame
		});
		movesOf(to.mover.app).from.set(keyOf$3(idOf$1(to.manifest)), {
			app: from.mover.app,
			isSame
		});
	}
	return found;
}
function add$2(map, key, item) {
	const items = map.get(key);
	if (items) items.push(item);
	else map.set(key, [item]);
}
function placesOf$1({ app, target }, manifests) {
	const isClusterWide = clusterScope(manifests);
	return new Map(manifests.map((manifest) => {
		const id = idOf$1(manifest);
		const namespace = isClusterWide(manifest) ? void 0 : id.namespace ?? app.namespace;
		return [JSON.stringify([target, keyOf$3({
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

// src/diff/model.ts
const RISK_LEVELS = [
	"none",
	"low",
	"medium",
	"high"
];
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

// src/diff/level.ts
function gravest(levels) {
	let most = 0;
	for (const level of levels) most = Math.max(most, RISK_LEVELS.indexOf(level));
	return RISK_LEVELS[most] ?? "none";
}
function isQuiet({ status }) {
	return status === "rerendered" || status === "noise";
}
function appRisk(change) {
	const { risks, objects } = change;
	if (isUnknown(change)) return "high";
	return gravest([...risks, ...objects.flatMap((object) => object.risks)].map(({ level }) => level));
}
function reportRisk({ apps, risks }) {
	return gravest([...risks.map(({ level }) => level), ...apps.map(appRisk)]);
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
			leaves: leavesOf$2(item),
			nameless: leavesOf$2(item, item.id.name)
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
function leavesOf$2({ content }, name = "") {
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
		const own = idOf$1(manifest);
		const id = isFixed ? own : numbered(isNamed ? {
			...own,
			name: GENERATED
		} : own, counts);
		const quiet = withoutNoise(withGenerated(manifest.content, generated), filter, selected);
		byKey.set(keyOf$3(id), {
			id,
			content: quiet.content,
			quiet
		});
	}
	return [...byKey.values()];
}
function numbered(id, counts) {
	const count = (counts.get(keyOf$3(id)) ?? 0) + 1;
	counts.set(keyOf$3(id), count);
	return count === 1 ? id : {
		...id,
		name: `${id.name} (${count})`
	};
}
function findPairs(before, after) {
	const next = new Map(after.map((side) => [keyOf$3(side.id), side]));
	const old = new Map(before.map((side) => [keyOf$3(side.id), side]));
	const removed = before.filter(({ id }) => !next.has(keyOf$3(id)));
	const added = after.filter(({ id }) => !old.has(keyOf$3(id)));
	const renames = findRenames(removed, added);
	const hashed = renames.filter(({ byHash }) => byHash);
	const [oldNames, newNames] = ["before", "after"].map((side) => new Map(hashed.map((rename) => [nameKey(rename[side].id), stemOf(rename[side].id)])));
	const taken = new Set(renames.flatMap((rename) => [rename.before, rename.after]));
	return [
		...before.filter((side) => !taken.has(side)).map((side) => [side, next.get(keyOf$3(side.id))]),
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
		if (!isSameObject$1(change) || isHook(change.after)) return [];
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
		if (!isSameObject$1(change) || valueAt(change.before, "immutable") !== true) return [];
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
		return isSameObject$1(change) && was !== void 0 && is !== void 0 && is < was ? ["A volume cannot shrink: the apply fails."] : [];
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
function isSameObject$1({ action, renamedFrom }) {
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
		if (!before || !after || keyOf$3(before.id) !== keyOf$3(after.id)) return [];
		const path = templatePath(after.id.kind);
		if (!path || path.length === 0) return [];
		const prefix = `/${path.map(escapePointer).join("/")}/`;
		const quiet = quietDifferences(before, after, prefix);
		const differs = !isEqual(templateOf(before, path) ?? null, templateOf(after, path) ?? null);
		if (quiet.length === 0 && !differs) return [];
		const effect = effectOf$1(after.id.kind, before.content, after.content);
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
			key: keyOf$3(id),
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
function effectOf$1(kind, before, after) {
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
		return gained(change, (content) => [...registriesOf$1([content])].filter((name) => !own.has(name)).filter((name) => {
			const others = registries?.() ?? /* @__PURE__ */ new Set();
			return own.size + others.size > 0 && !others.has(name);
		}).map((name) => `Images come from ${name}, which is new here.`));
	}
};
const registriesBefore = once(({ before }) => registriesOf$1(before));
function registriesOf$1(objects) {
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
	return rank$1(b.level) - rank$1(a.level);
}
function rank$1(level) {
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
		for (const part of leavesOf$1(json, "")) {
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
function* leavesOf$1(value, key) {
	if (typeof value === "string") yield {
		key,
		value
	};
	else if (typeof value === "number") yield {
		key,
		value: String(value)
	};
	else if (Array.isArray(value)) for (const item of value) yield* leavesOf$1(item, key);
	else if (isObject(value)) for (const [name, inner] of Object.entries(value)) yield* leavesOf$1(inner, name);
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
			add$1(values, plain, origin, names);
			if (field === "data") addForm(values, written, origin, "anywhere");
		}
		for (const part of partsOf(plain)) if (isSecretPart(part.key, part.value)) add$1(values, part.value, origin, names);
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
	for (const [text, origin] of texts) for (const { start, end } of finder.find(text)) add$1(values, text.slice(start, end), origin, /* @__PURE__ */ new Set());
	for (const { key, value } of named) add$1(values, value, `the value ${key}`, /* @__PURE__ */ new Set());
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
function add$1(into, value, origin, names) {
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
	const later = new Set(faultsIn(object, BuiltIn.newest(), api).map(keyOf$2));
	return faults.filter((fault) => later.has(keyOf$2(fault)));
}
function keyOf$2({ kind, text }) {
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
	return new Map(all.map((manifest) => [keyOf$3(idOf$1(manifest)), manifest]));
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
		for (const [i, side] of [a, b].entries()) for (const key of Object.keys(side)) put$1(sides[i], key, shown.get(key)?.[i]);
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
		const text = textOf$1(value);
		if (text === void 0) return value;
		const found = (way.inSecret ? this.#finders.all : this.#finders.hidden).find(text);
		if (found.length === 0) return value;
		if (!way.inSecret) for (const { origin } of found) this.#origins.add(origin);
		return replaced(text, found);
	}
	#rotated(before, after, masked) {
		const [old, next] = [textOf$1(before), textOf$1(after)];
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
function textOf$1(value) {
	return typeof value === "string" ? value : typeof value === "number" ? String(value) : void 0;
}
function* textsIn(value) {
	if (typeof value === "string") yield value;
	else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner);
}
function put$1(map, key, value) {
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

// src/diff/text.ts
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

// src/diff/compare.ts
function compareApp(before, after, options) {
	const filter = noiseFilter(options.noise);
	const secrets = masker(options.secrets ?? {
		before: valuesOf$1(before),
		after: valuesOf$1(after)
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
		const change = changeOf$2(pair);
		const pairShown = secrets.pair(change.before, change.after);
		const moved = movedOf(change, options.moves);
		const own = moved?.isSame === true ? [] : refused.get(keyOf$3(change.id)) ?? [];
		refused.delete(keyOf$3(change.id));
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
		objects: objects.toSorted((a, b) => byGravity(a.risks, b.risks) || weight(a.id) - weight(b.id) || (keyOf$3(a.id) < keyOf$3(b.id) ? -1 : 1)),
		images: imageChanges(all.before, all.after),
		noise,
		restarts: found.map(({ digested: _digested, ...restart }) => restart),
		notes: eachSyncNotes(old, next),
		risks: reasoned([...refusedUnshown(refused), ...risksOfAll(changes, all, options)], secrets, masked),
		digest: digestOfApp(digested, found.filter(({ isShown }) => !isShown).map((one) => [
			keyOf$3(one.id),
			one.effect,
			one.digested
		])),
		mask: secrets.text
	};
}
function refusedIn(before, after, pairs, api) {
	if (!api || !after) return /* @__PURE__ */ new Map();
	const renamed = pairs.flatMap((pair) => pair.before && pair.after ? [[keyOf$3(pair.after.id), keyOf$3(pair.before.id)]] : []);
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
	const all = new Map(sides.flatMap((side) => [...valuesOf$1(side)]));
	return masker({
		before: all,
		after: /* @__PURE__ */ new Map()
	});
}
function valuesOf$1(side) {
	return secretsIn(side?.manifests.map(({ content }) => content) ?? []).values;
}
function noiseIn({ before, after, hashes }) {
	if (!before || !after) return 0;
	const isReordered = isSame(before.content, after.content) && !isEqual(before.content, after.content);
	return differingNoise(before.quiet, after.quiet) + hashes + (isReordered ? 1 : 0);
}
function changeOf$2({ before, after }) {
	const id = after?.id ?? before?.id;
	if (!id) throw new Error("a pair has at least one side");
	return {
		id,
		renamedFrom: before && after && keyOf$3(before.id) !== keyOf$3(after.id) ? before.id : void 0,
		action: before ? after ? "changed" : "removed" : "added",
		before: before?.content,
		after: before && after ? aligned(before.content, after.content) : after?.content
	};
}
function movedOf({ action, id }, moves = NO_MOVES) {
	const move = action === "removed" ? moves.to.get(keyOf$3(id)) : moves.from.get(keyOf$3(id));
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

// src/diff/declared.ts
async function declaredSides(sides, options) {
	const { config, identity, reaches } = options;
	const store = reaches ? void 0 : options.store;
	const { base, head } = sides;
	const key = store && keptKey({
		tree: base.treeId,
		identity,
		version: store.version
	});
	const text = key === void 0 ? void 0 : await store?.get(key);
	if (text !== void 0) {
		const files = once$1(() => Files.open(base.tree));
		const kept = KeptInventory.open(text, files);
		if (await isSteady(sides, kept.generating)) return fromKept(kept, sides, options, await files());
	}
	const before = options.read ?? await openInventory(base.tree, {
		identity,
		config
	});
	const registries = once$1(() => registriesOf(before.inventory));
	if (!reaches && isToldByObjects(before)) {
		if (store && key !== void 0 && text === void 0) await store.put(key, await keepInventory(before, registries()));
		if (await isSteady(sides, [...before.generating])) {
			const known = {
				files: before.context.files,
				changed: new Set(sides.changed)
			};
			const files = await Files.open(head.tree, known);
			const after = {
				...before,
				context: {
					...before.context,
					files
				}
			};
			const affected = before.inventory.apps.flatMap((app) => touched(app, sides.changed));
			const whole = once$1(() => openInventory(head.tree, {
				identity,
				config
			}));
			const now = {
				...declarationsOf$1(after),
				images: imagesIn(whole)
			};
			const apart = ControlPlanesApart.of([before.inventory.apps]);
			return {
				before: declarationsOf$1(before),
				after: now,
				affected,
				apart,
				registries,
				undiscovered: [],
				failedHubs: []
			};
		}
	}
	const known = {
		other: before,
		changed: new Set(sides.changed)
	};
	const after = await openInventory(head.tree, {
		identity,
		config,
		known
	});
	const { sides: [old, now], faults, failed } = await options.discover([{
		tree: base.tree,
		open: before
	}, {
		tree: head.tree,
		open: after
	}]);
	if (!old || !now) throw new Error("a change has two sides");
	const [oldApps, apps] = [old.open.inventory.apps, now.open.inventory.apps];
	const apart = ControlPlanesApart.of([oldApps, apps]);
	const affected = await affectedApps(oldApps, apps, sides.changed, apart, reaches);
	const generating = sides.changed.filter((path) => before.generating.has(path) || after.generating.has(path));
	return {
		before: declarationsOf$1(old.open, old.rendered),
		after: declarationsOf$1(now.open, now.rendered),
		affected: await withGenerators(affected, generating),
		apart,
		registries,
		undiscovered: faults,
		failedHubs: failed
	};
}
function isToldByObjects(open) {
	return open.inventory.apps.some(({ kind }) => kind !== "Convention") && isTold(open);
}
async function isSteady(sides, generating) {
	const read = new Set(generating);
	if (sides.changed.some((path) => read.has(path))) return false;
	return leavesStructure(sides.base.tree, sides.head.tree, sides.differences);
}
async function fromKept(kept, { base, head, changed }, { config, identity }, files) {
	const side = (tree, own) => ({
		context: {
			files: own,
			config,
			identity: kept.identity
		},
		size: kept.size,
		unresolved: kept.unresolved,
		named: (kind, name) => kept.named(kind, name),
		images: imagesIn(once$1(() => openInventory(tree, {
			identity,
			config
		}))),
		rendered: /* @__PURE__ */ new Map()
	});
	return {
		before: side(base.tree, files),
		after: side(head.tree, await Files.open(head.tree, {
			files,
			changed: new Set(changed)
		})),
		affected: kept.madeOf(changed).flatMap((app) => touched(app, changed)),
		apart: new ControlPlanesApart(kept.apart),
		registries: () => new Set(kept.registries),
		undiscovered: [],
		failedHubs: []
	};
}
function imagesIn(whole) {
	return async (app) => {
		const { inventory } = await whole();
		const wanted = placeOf$1(app);
		return inventory.apps.find((one) => one.name === app.name && placeOf$1(one) === wanted)?.images ?? [];
	};
}
function placeOf$1(app) {
	return JSON.stringify([
		refOf(app),
		app.generatedBy,
		app.overlaidBy
	]);
}
function touched(app, changed) {
	const files = changed.filter((path) => isInput(app.inputs, path));
	return files.length > 0 ? [{
		before: app,
		after: app,
		files
	}] : [];
}
function declarationsOf$1(open, rendered = /* @__PURE__ */ new Map()) {
	const { inventory, context } = open;
	const byName = once$1(() => groupBy(inventory.apps, ({ kind, name }) => `${kind}/${name}`));
	return {
		context,
		size: inventory.apps.length,
		unresolved: inventory.unresolved,
		named: (kind, name) => byName().get(`${kind}/${name}`) ?? [],
		images: imagesIn(() => Promise.resolve(open)),
		rendered
	};
}
function registriesOf({ apps }) {
	const uses = apps.flatMap((app) => app.images.filter(({ artifact }) => artifact === "image"));
	return new Set(uses.flatMap(({ repository }) => repository === void 0 ? [] : registryOf(canonicalRepository(repository))));
}

// src/diff/reads.ts
function readsOf(app, siblings) {
	const found = [app];
	const known = new Set(found);
	for (const manifest of found) for (const reference of referencesOf(manifest.content)) {
		const namespace = textAt$1(reference, "namespace") ?? manifest.namespace;
		for (const other of siblings) if (!known.has(other) && other.kind === textAt$1(reference, "kind") && other.name === textAt$1(reference, "name") && other.namespace === namespace) {
			known.add(other);
			found.push(other);
		}
	}
	return JSON.stringify(found.map(({ content }) => content));
}
function referencesOf(object) {
	return [
		valueAt(object, "spec", "chartRef"),
		valueAt(object, "spec", "chart", "spec", "sourceRef"),
		valueAt(object, "spec", "sourceRef"),
		...listAt(object, "spec", "valuesFrom"),
		...listAt(object, "spec", "postBuild", "substituteFrom")
	].filter((reference) => reference !== void 0);
}

// src/diff/inputs.ts
async function idsOf({ base, differences }) {
	const before = await listingOf(base.tree);
	const after = new Map(differences.map(({ path, entry }) => [path, idOf(entry)]));
	return (file) => `${idOf(before.get(file))}..${after.get(file) ?? ""}`;
}
async function unchangedFiles({ base, changed }) {
	const listing = await listingOf(base.tree);
	const touched = new Set(changed);
	return (file) => {
		const [own = ""] = file.split(": ");
		return listing.get(own) !== void 0 && !touched.has(own);
	};
}
function idOf(entry) {
	return entry ? `${entry.mode} ${entry.oid ?? ""}` : "";
}
function inputDigest({ files, declarations }, ids) {
	if (files.length > 0) return digestOfInputs(files.map((file) => [file, ids(file)]));
	const { before, after } = declarations;
	return digestOfInputs([["", stableText([before ?? null, after ?? null])]]);
}
function codeDigest({ files }, ids) {
	const code = files.filter(isCode);
	return code.length === 0 ? void 0 : digestOfInputs(code.map((file) => [file, ids(file)]));
}
function isCode(file) {
	return /(^|\/)templates\/|\.(tpl|tgz|tar\.gz)$/i.test(file);
}

// src/diff/unreached.ts
function pinnedElsewhere({ known, declarations }, world) {
	const { before, after } = known;
	if (!before || !after || after.kind !== "Application") return void 0;
	if (!isEqual(declarations.before ?? null, declarations.after ?? null)) return void 0;
	const own = after.sources.filter(({ inThisRepository, type, repoURL }) => inThisRepository || type === "ref" && isThisRepository(world.context, repoURL) !== false);
	const revisions = own.map(({ targetRevision = "" }) => targetRevision);
	return own.length > 0 && revisions.every((revision) => !followsBranch(world, revision)) ? [...new Set(revisions)] : void 0;
}
function unreachedChange(pair, failures, ids) {
	const { app, files, pinned } = pair;
	const of = (side) => failures.filter((failure) => failure.side === side).map(({ message }) => message);
	if (!pinned || failures.length === 0 || !isEqual(of("before"), of("after"))) return void 0;
	return {
		app,
		files,
		status: "rerendered",
		failures: [],
		objects: [],
		restarts: [],
		risks: [],
		images: [],
		values: [],
		notes: [`its source is pinned to ${pinned.join(", ")}, which a merge does not reach; it could not be rendered: ${of("after").join("; ")}`],
		noise: 0,
		digest: inputDigest(pair, ids),
		conditions: void 0
	};
}

// src/diff/worklist.ts
async function renderPairs(pairs, parts) {
	return new Run(parts).all(pairs);
}
var Run = class {
	#parts;
	#memo;
	#seen = /* @__PURE__ */ new Set();
	#done = 0;
	#total = 0;
	constructor(parts) {
		this.#parts = parts;
		const memo = ({ declarations: { rendered } }) => new Map([...rendered].map(([app, result]) => [app, Promise.resolve(result)]));
		this.#memo = {
			before: memo(parts.before),
			after: memo(parts.after)
		};
	}
	async all(pairs) {
		const all = pairs.flatMap(({ before, after, files, note }) => {
			const app = after ?? before;
			if (!app) return [];
			for (const side of [before, after]) if (side) this.#seen.add(side);
			const was = before && after && !isSamePlace(refOf(before), refOf(after)) ? refOf(before) : void 0;
			const work = {
				ref: refOf(app),
				was,
				before: subjectOf(before),
				after: subjectOf(after),
				files,
				note
			};
			return [{
				id: JSON.stringify([
					identityOf(app),
					app.declaredAt,
					app.environment,
					app.cluster
				]),
				work
			}];
		});
		const { index, count } = this.#parts.shard ?? {
			index: 1,
			count: 1
		};
		let wave = all.toSorted((a, b) => a.id < b.id ? -1 : 1).filter((_, i) => i % count === index - 1).map(({ work }) => work);
		const results = [];
		while (wave.length > 0) {
			this.#total += wave.length;
			const done = await Promise.all(wave.map((work) => this.#pair(work)));
			results.push(...done);
			wave = done.flatMap((pair) => this.#children(pair));
		}
		return results;
	}
	#isNew(...keys) {
		const known = keys.filter((key) => key !== void 0);
		if (known.some((key) => this.#seen.has(key))) return false;
		for (const key of known) this.#seen.add(key);
		return true;
	}
	async #pair(work) {
		const { ref, was, files, note } = work;
		const failed = (error) => ({
			result: { error: contained(error) },
			object: void 0
		});
		const [before, after] = await Promise.all([(work.before ? this.#side("before", work.before) : this.#lost("before", work.after)).catch(failed), (work.after ? this.#side("after", work.after) : this.#lost("after", work.before)).catch(failed)]);
		this.#parts.progress?.(++this.#done, this.#total);
		const declarations = {
			before: before?.object,
			after: after?.object
		};
		const known = {
			before: work.before?.app,
			after: work.after?.app
		};
		const pinned = pinnedElsewhere({
			declarations,
			known
		}, this.#parts.after.world);
		return {
			app: ref,
			was,
			before: before?.result,
			after: after?.result,
			files,
			declarations,
			known,
			pinned,
			note
		};
	}
	async #side(side, subject) {
		if (!subject) return void 0;
		const { app, found } = subject;
		if (app && !found) {
			const object = await this.#objectOf(side, app);
			return {
				result: await this.#rendered(side, app),
				object: "error" in object ? void 0 : object.object
			};
		}
		if (!found) return void 0;
		return {
			result: await this.#render(side, found, app),
			object: found.object
		};
	}
	async #lost(side, other, seen = []) {
		const fault = other?.app && this.#unreadable(side, other.app);
		if (fault) return {
			result: { error: fault },
			object: void 0
		};
		const parent = other?.app?.parent;
		if (!parent || seen.includes(parent)) return void 0;
		const same = this.#parts[side].declarations.named(parent.kind, parent.name);
		const isOther = (app) => parent.isControlPlaneKnown && app?.isControlPlaneKnown === false;
		const own = same.find((app) => identityOf(app) === identityOf(parent)) ?? (same.length === 1 && !isOther(same[0]) ? same[0] : void 0);
		if (!own) return this.#lost(side, {
			app: parent,
			found: void 0
		}, [...seen, parent]);
		const result = await this.#rendered(side, own);
		return "error" in result ? {
			result,
			object: void 0
		} : void 0;
	}
	#unreadable(side, app) {
		const { unresolved, named } = this.#parts[side].declarations;
		const other = this.#parts[side === "before" ? "after" : "before"].declarations;
		const { file } = app.declaredAt;
		const isSet = (one) => one.kind === "ApplicationSet" && one.name === app.generatedBy && (one.file === file || !this.#parts[side].world.context.files.has(file));
		const found = unresolved.find((one) => (isSet(one) || one.file === file && (one.kind === "file" || one.kind === app.kind && one.name === app.name)) && !other.unresolved.some((known) => isSameFault(known, one)));
		if (found) return inputError(`${found.reason}; so nobody knows whether ${app.name} is there`, { at: {
			file,
			...found.line === void 0 ? {} : { line: found.line }
		} });
		const { parent } = app;
		return parent && named(parent.kind, parent.name).length === 0 ? this.#unreadable(side, parent) : void 0;
	}
	#rendered(side, app) {
		const memo = this.#memo[side];
		const known = memo.get(app);
		if (known) return known;
		const result = this.#objectOf(side, app).then((found) => "error" in found ? found : this.#render(side, found, app));
		memo.set(app, result);
		return result;
	}
	async #objectOf(side, app) {
		if (app.fault !== void 0) return { error: inputError(app.fault, { at: app.declaredAt }) };
		const declared = await app.declaration() ?? null;
		if (!app.parent) return {
			object: declared,
			siblings: []
		};
		const parent = await this.#rendered(side, app.parent);
		if ("error" in parent) return parent;
		const siblings = parent.rendered.manifests;
		const same = siblings.filter(({ kind, name }) => kind === app.kind && name === app.name);
		const namespace = textAt$1(declared, "metadata", "namespace");
		return {
			object: (same.find((manifest) => manifest.namespace === namespace) ?? same[0])?.content ?? declared,
			siblings
		};
	}
	async #render(side, { object, siblings }, app) {
		const { renderer } = this.#parts;
		const { world } = this.#parts[side];
		return carryOut((whole) => this.#planner(object, app)(object, whole, siblings, app?.declaredAt.file), world, renderer);
	}
	#planner(object, app) {
		const planner = app?.kind === "Convention" ? planConvention(app) : plannerFor(object);
		if (planner) return planner;
		throw inputError(`nothing is known of how ${textAt$1(object, "kind") ?? "its object"} is rendered`);
	}
	#children(pair) {
		if ([pair.before, pair.after].some((side) => side && "error" in side)) return [];
		const before = this.#apps(pair.before);
		const after = this.#apps(pair.after);
		return [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
			const [old, now] = [before.get(key), after.get(key)];
			const reads = (side, app) => app && readsOf(app, siblingsOf(pair[side]));
			if (reads("before", old) === reads("after", now)) return [];
			const some = now ?? old;
			if (!some) return [];
			const known = {
				before: this.#known("before", some, pair),
				after: this.#known("after", some, pair)
			};
			const app = known.after ?? known.before;
			const ref = app ? refOf(app) : this.#childRef(some, pair);
			if (!this.#isNew(...app ? [known.before, known.after] : [identityOf(ref)])) return [];
			const subject = (side, manifest) => manifest && {
				app: known[side],
				found: {
					object: manifest.content,
					siblings: siblingsOf(pair[side])
				}
			};
			return [{
				ref,
				was: void 0,
				before: subject("before", old),
				after: subject("after", now),
				files: pair.files
			}];
		});
	}
	#apps(side) {
		const apps = siblingsOf(side).filter(({ content }) => plannerFor(content));
		return new Map(apps.map((app) => [`${app.kind}/${app.namespace ?? ""}/${app.name}`, app]));
	}
	#childRef(child, { app, declarations }) {
		return childRef(child, app, declarations.after ?? declarations.before, this.#config);
	}
	get #config() {
		return this.#parts.after.world.context.config;
	}
	#known(side, child, pair) {
		const same = this.#parts[side].declarations.named(child.kind, child.name).filter(({ generatedBy }) => generatedBy === void 0);
		const parent = identityOf(pair.app);
		const plane = planeBelow(pair.app, pair.declarations[side], this.#config);
		return same.find((app) => app.parent && identityOf(app.parent) === parent) ?? same.find((app) => app.controlPlane === plane) ?? (same.length === 1 ? same[0] : void 0);
	}
};
function isSameFault(a, b) {
	return a.file === b.file && a.kind === b.kind && a.name === b.name && a.reason === b.reason;
}
function subjectOf(app) {
	return app && {
		app,
		found: void 0
	};
}

// src/diff/both-sides.ts
function declareBoth(sides, parts) {
	const { renderer } = parts;
	return declaredSides(sides, {
		...parts,
		discover: (both) => discover(both.map(({ open }, i) => ({
			open,
			world: worldOf(sides, parts, i === 0 ? "base" : "head", open.context)
		})), {
			renderer,
			hide: (message, rendered) => maskerOf(...rendered).text(message)
		})
	});
}
function renderBoth(sides, { affected, before, after }, parts, run = { shard: void 0 }) {
	return renderPairs(affected, {
		before: {
			declarations: before,
			world: worldOf(sides, parts, "base", before.context)
		},
		after: {
			declarations: after,
			world: worldOf(sides, parts, "head", after.context)
		},
		renderer: parts.renderer,
		...run
	});
}
function worldOf(sides, parts, side, context) {
	return {
		tree: sides[side].tree,
		context,
		...parts.around(side)
	};
}

// src/diff/charts.ts
function chartChanges(before, after) {
	const [old, next] = [chartsOf(before), chartsOf(after)];
	return [...old].flatMap(([repository, from]) => {
		const to = next.get(repository);
		return to === void 0 || to === from ? [] : [{
			artifact: "chart",
			repository,
			from,
			to
		}];
	});
}
function chartsOf({ object, release }) {
	const kind = textAt$1(object, "kind");
	const spec = valueAt(object, "spec");
	const entries = kind === "Application" ? [valueAt(spec, "source") ?? null, ...listAt(spec, "sources")].map((source) => [chartOf(textAt$1(source, "repoURL"), textAt$1(source, "chart")), textAt$1(source, "targetRevision")]) : kind === "HelmRelease" ? [[release?.chart ?? textAt$1(spec, "chart", "spec", "chart"), release?.chartVersion ?? textAt$1(spec, "chart", "spec", "version")]] : [];
	return new Map(entries.flatMap(([chart, version]) => chart === void 0 || version === void 0 ? [] : [[chart, version]]));
}
function chartOf(repository, chart) {
	if (chart === void 0) return void 0;
	return repository === void 0 ? chart : `${repository.replace(/(?<!\/)\/+$/, "")}/${chart}`;
}

// src/diff/crds.ts
async function withCrds({ before, after }) {
	const [was, is] = [releaseOf$1(before), releaseOf$1(after)];
	if (!was && !is) return {
		before,
		after,
		notes: []
	};
	if (!before && is) return {
		before,
		after: is.release.installsCrds ? adding(is.side, await is.crds()) : after,
		notes: []
	};
	if (!after && was) {
		const stays = await was.crds();
		return {
			before: without(was.side, stays),
			after,
			notes: stayNotes(stays, "the release is uninstalled")
		};
	}
	if (!was || !is) return {
		before,
		after,
		notes: []
	};
	const isSameChart = was.release.chart === is.release.chart && was.release.chartVersion === is.release.chartVersion;
	const policy = is.release.upgradesCrds;
	if (isSameChart && policy === was.release.upgradesCrds && policy === "Skip") return {
		before,
		after,
		notes: []
	};
	const [old, now] = await Promise.all([was.crds(), is.crds()]);
	const [bare, full] = [without(was.side, old), without(is.side, now)];
	const names = new Map(old.map((manifest) => [keyOf$3(idOf$1(manifest)), manifest]));
	const created = now.filter((manifest) => !names.has(keyOf$3(idOf$1(manifest))));
	const changed = now.filter((manifest) => {
		const known = names.get(keyOf$3(idOf$1(manifest)));
		return known && !isEqual(known.content, manifest.content);
	});
	const there = new Set(now.map((manifest) => keyOf$3(idOf$1(manifest))));
	const gone = stayNotes(old.filter((manifest) => !there.has(keyOf$3(idOf$1(manifest)))), "the chart no longer has");
	if (policy === "CreateReplace") return {
		before: adding(bare, old.filter((manifest) => there.has(keyOf$3(idOf$1(manifest))))),
		after: adding(full, now),
		notes: gone
	};
	const left = policy === "Create" ? changed : [...created, ...changed];
	return {
		before: bare,
		after: policy === "Create" ? adding(full, created) : full,
		notes: [...gone, ...left.length === 0 ? [] : [`The chart's definitions ${listed$1(left)} are new or change, and are not applied: upgrade.crds of the release is ${policy}. With CreateReplace they are.`]]
	};
}
function releaseOf$1(side) {
	if (!side || !("rendered" in side) || !side.release) return void 0;
	const { definitions, release } = side;
	return {
		side,
		release,
		crds: async () => (await definitions?.())?.manifests ?? []
	};
}
function without(side, crds) {
	const keys = new Set(crds.map((manifest) => keyOf$3(idOf$1(manifest))));
	const manifests = side.rendered.manifests.filter((manifest) => manifest.kind !== "CustomResourceDefinition" || !keys.has(keyOf$3(idOf$1(manifest))));
	return {
		...side,
		rendered: {
			...side.rendered,
			manifests
		}
	};
}
function adding(side, crds) {
	const own = new Set(side.rendered.manifests.map((manifest) => keyOf$3(idOf$1(manifest))));
	const added = crds.filter((manifest) => !own.has(keyOf$3(idOf$1(manifest))));
	return {
		...side,
		rendered: {
			...side.rendered,
			manifests: [...added, ...side.rendered.manifests]
		}
	};
}
function stayNotes(crds, reason) {
	if (crds.length === 0) return [];
	return [`${listed$1(crds)} ${crds.length === 1 ? "stays" : "stay"} in the cluster, with all objects of ${crds.length === 1 ? "its kind" : "these kinds"}: Flux deletes no definitions of crds/ (${reason}${reason.endsWith("has") ? " them" : ""}).`];
}
const MOST$4 = 5;
function listed$1(crds) {
	const names = crds.map(({ name }) => name);
	return names.slice(0, MOST$4).join(", ") + (names.length > MOST$4 ? ` and ${names.length - MOST$4} more` : "");
}

// src/diff/declared-twice.ts
const DECLARED_TWICE_RULE = {
	id: "declared-twice",
	level: "high",
	description: "Two objects of one kind, namespace and name are declared for one control plane: there is only one, and which of the two it is changes with each sync."
};
function declaredTwice(app, before, after) {
	const now = declarationsOf(app, after);
	if (app.kind === "Convention" || now.length < 2) return {
		risks: [],
		notes: []
	};
	const text = sentence$1(app, now);
	return declarationsOf(app, before).length >= now.length ? {
		risks: [],
		notes: [`Before and after the change: ${text}`]
	} : {
		risks: [{
			rule: DECLARED_TWICE_RULE.id,
			level: DECLARED_TWICE_RULE.level,
			reason: text
		}],
		notes: []
	};
}
function declarationsOf(app, named) {
	const byPlace = /* @__PURE__ */ new Map();
	for (const one of named(app.kind, app.name)) if (identityOf(one) === identityOf(app)) byPlace.set(placeOf(one), one);
	return [...byPlace.values()];
}
function placeOf(app) {
	const { declaredAt, generatedBy, overlaidBy, parent } = app;
	return JSON.stringify([
		declaredAt,
		generatedBy,
		overlaidBy,
		parent && [
			parent.kind,
			parent.name,
			parent.declaredAt
		]
	]);
}
function sentence$1(app, all) {
	const places = all.map(describe);
	const listed = `${places.slice(0, -1).join(", ")} and ${places.at(-1) ?? ""}`;
	return `${app.kind} ${app.name} is declared ${all.length === 2 ? "twice" : `${all.length} times`} for one control plane (${app.controlPlane ?? ""}): ${listed}. ${consequence(app, all)} Give each a name of its own; where these are two control planes, say so in fairlead.yaml (controlPlanes).`;
}
function describe({ declaredAt, generatedBy, parent, kind }) {
	const by = generatedBy === void 0 ? "" : ` by the ApplicationSet ${generatedBy}`;
	const above = kind === "Application" || !parent ? "" : ` in the Kustomization ${parent.name}`;
	return `${declaredAt.file}:${declaredAt.line}${by}${above}`;
}
function consequence(app, all) {
	const sets = new Set(all.flatMap(({ generatedBy }) => generatedBy ?? []));
	if (app.kind === "Application") {
		if (sets.size > 1) return "Argo CD leaves the Application to the ApplicationSet that owns it; the other one reports an error and deploys nothing under this name.";
		if (sets.size === 1) return "The ApplicationSet takes the Application over and writes its own template into it; whatever applies the file writes that back.";
		return "Where one Argo CD app deploys both, the last one wins (RepeatedResourceWarning); a kustomization of both does not build (may not add resource with an already registered id); otherwise each sync overwrites the other.";
	}
	const parents = new Set(all.map(({ parent }) => parent && identityOf(parent)));
	return parents.size > 1 || parents.has(void 0) ? "Whichever Kustomization is applied last wins: the object and its labels of the owner go back and forth, and with prune one deletes what the other deploys." : "Flux cannot build the Kustomization (may not add resource with an already registered id) and applies nothing of it.";
}

// src/kube/schema.ts
function asSchema(value) {
	return isObject(value) ? value : void 0;
}

// src/kube/definitions.ts
const SHIPPED = [[/^argoproj\.io$/, "argoproj"], [/^(helm|image|kustomize|notification|source)\.toolkit\.fluxcd\.io$/, "fluxcd"]];
const shipped = /* @__PURE__ */ new Map();
var Definitions = class {
	#own;
	constructor(objects) {
		this.#own = byKind(objects);
	}
	get isEmpty() {
		return this.#own.size === 0;
	}
	find(apiVersion, kind) {
		const slash = apiVersion.lastIndexOf("/");
		if (slash < 0) return void 0;
		const [group, version] = [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
		const own = this.#own.get(`${group}/${kind}`);
		if (own) return {
			schema: schemaOf(own, version),
			isShipped: false
		};
		const name = SHIPPED.find(([pattern]) => pattern.test(group))?.[1];
		const other = name === void 0 ? void 0 : shippedBy(name).get(`${group}/${kind}`);
		const schema = other === void 0 ? void 0 : schemaOf(other, version);
		return schema && {
			schema,
			isShipped: true
		};
	}
};
function shippedBy(name) {
	let found = shipped.get(name);
	if (!found) {
		found = byKind(artifact(name));
		shipped.set(name, found);
	}
	return found;
}
function byKind(objects) {
	const found = /* @__PURE__ */ new Map();
	for (const object of objects) {
		if (textAt$1(object, "kind") !== "CustomResourceDefinition") continue;
		if (textAt$1(object, "apiVersion") !== "apiextensions.k8s.io/v1") continue;
		const kind = textAt$1(object, "spec", "names", "kind");
		found.set(`${textAt$1(object, "spec", "group") ?? ""}/${kind ?? ""}`, object);
	}
	return found;
}
function schemaOf(definition, version) {
	const found = listAt(definition, "spec", "versions").find((one) => textAt$1(one, "name") === version && valueAt(one, "served") !== false);
	if (found === void 0) return void 0;
	const schema = asSchema(valueAt(found, "schema", "openAPIV3Schema"));
	const keeps = valueAt(definition, "spec", "preserveUnknownFields") === true;
	return schema && isObject(schema) && !keeps ? schema : { "x-kubernetes-preserve-unknown-fields": true };
}

// src/diff/declaration.ts
const RENDERED = {
	Application: /* @__PURE__ */ new Set(["source", "sources"]),
	HelmRelease: /* @__PURE__ */ new Set([
		"chart",
		"chartRef",
		"values",
		"valuesFrom",
		"postRenderers"
	]),
	Kustomization: /* @__PURE__ */ new Set([
		"commonMetadata",
		"components",
		"images",
		"namePrefix",
		"nameSuffix",
		"patches",
		"patchesJson6902",
		"patchesStrategicMerge",
		"path",
		"postBuild",
		"sourceRef"
	])
};
function withDeclarations(sides, { declarations, known }, affected) {
	if (!known.before || !known.after || known.before.parent || known.after.parent) return sides;
	const [before, after] = [strippedOf(declarations.before), strippedOf(declarations.after)];
	if (!before || !after || isEqual(before.content, after.content)) return sides;
	if (isDeployed(known.after, affected)) return sides;
	if (keyOf$3(idOf$1(before)) !== keyOf$3(idOf$1(after))) return sides;
	const [old, next] = sides;
	const isOwn = (manifest) => keyOf$3(idOf$1(manifest)) === keyOf$3(idOf$1(before));
	if (old.manifests.some(isOwn) || next.manifests.some(isOwn)) return sides;
	return [{
		...old,
		manifests: [...old.manifests, before]
	}, {
		...next,
		manifests: [...next.manifests, after]
	}];
}
function isDeployed(app, affected) {
	if (app.parent) return true;
	const { file } = app.declaredAt;
	const deploys = (other) => other !== void 0 && other.kind !== "Convention" && other.declaredAt.file !== file && isInput(other.inputs, file);
	return affected.some((pair) => deploys(pair.before) || deploys(pair.after));
}
function ownDeclarations({ declarations, known }, affected) {
	const [before, after] = [declarations.before, declarations.after].map((object) => isObject(object) && textAt$1(object, "kind") !== void 0 ? manifestOf(object) : void 0);
	return known.after !== void 0 && !isDeployed(known.after, affected) ? {
		before,
		after
	} : {
		before: void 0,
		after: void 0
	};
}
function strippedOf(object) {
	if (!isObject(object)) return void 0;
	const hidden = RENDERED[textAt$1(object, "kind") ?? ""];
	const { apiVersion, kind, metadata, spec } = object;
	if (!hidden || apiVersion === void 0 || kind === void 0 || metadata === void 0) return void 0;
	const rest = isObject(spec) ? Object.entries(spec).filter(([key]) => !hidden.has(key)) : [];
	return manifestOf({
		apiVersion,
		kind,
		metadata,
		spec: Object.fromEntries(rest)
	});
}

// src/diff/repo-definitions.ts
const MOST$3 = 500;
async function definitionsInFiles(files, wanted) {
	if (wanted.length === 0 || files.costly) return [];
	const groups = [...new Set(wanted.map(({ group }) => group))];
	const paths = files.entries.map(({ path }) => path).filter((path) => /\.(ya?ml|json)$/.test(path) && (/crd|customresourcedefinition/i.test(path) || groups.some((group) => path.includes(group)))).slice(0, MOST$3);
	await files.load(paths);
	const found = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const text = files.text(path) ?? "";
		if (!text.includes("CustomResourceDefinition") || !groups.some((group) => text.includes(group))) continue;
		for (const definition of definitionsIn(files, path)) {
			const key = keyOf$1(definition);
			if (!wanted.some(({ group, kind }) => key === `${group}/${kind}`)) continue;
			const known = found.get(key);
			const isOther = found.has(key) && (!known || specOf(known) !== specOf(definition));
			found.set(key, isOther ? void 0 : definition);
		}
	}
	return [...found.values()].filter((definition) => definition !== void 0);
}
function definitionsIn(files, path) {
	const file = files.yaml(path);
	if (!file) return [];
	return objectsOf(file).filter(({ kind }) => kind === "CustomResourceDefinition").map(({ node }) => evaluate(node));
}
function keyOf$1(definition) {
	return `${textAt$1(definition, "spec", "group") ?? ""}/${textAt$1(definition, "spec", "names", "kind") ?? ""}`;
}
function specOf(definition) {
	return stableText(valueAt(definition, "spec"));
}

// src/diff/apis.ts
function targetOf(object, app, config) {
	return clusterKey(destinationOf((...path) => textAt$1(object, ...path), app.kind, config), app, config);
}
async function apisOf(pairs, config, declared) {
	const brought = /* @__PURE__ */ new Map();
	const keyOf = ({ app, declarations }) => JSON.stringify(targetOf(declarations.after ?? declarations.before, app, config));
	for (const pair of pairs) for (const side of ["before", "after"]) for (const { kind, content } of siblingsOf(pair[side])) if (kind === "CustomResourceDefinition") {
		const own = brought.get(keyOf(pair)) ?? {
			before: [],
			after: []
		};
		brought.set(keyOf(pair), own);
		own[side].push(content);
	}
	const wanted = wantedKinds(pairs, (pair, side) => new Definitions(brought.get(keyOf(pair))?.[side] ?? []));
	const inFiles = {
		before: await definitionsInFiles(declared.before.context.files, wanted),
		after: await definitionsInFiles(declared.after.context.files, wanted)
	};
	const of = (side, own = []) => new Definitions([...inFiles[side], ...own]);
	const definitions = new Map([...brought].map(([key, { before, after }]) => [key, {
		before: of("before", before),
		after: of("after", after)
	}]));
	const none = {
		before: of("before"),
		after: of("after")
	};
	return (pair) => {
		const own = definitions.get(keyOf(pair)) ?? none;
		const version = versionOf(pair, config);
		const api = (side) => ({
			...version,
			definitions: own[side],
			isOpen: hasPlaceholder
		});
		return {
			before: api("before"),
			after: api("after"),
			app: pair.declarations.after ?? pair.declarations.before,
			declared: ownDeclarations(pair, declared.affected)
		};
	};
}
function wantedKinds(pairs, definitions) {
	const kubernetes = BuiltIn.newest();
	const wanted = /* @__PURE__ */ new Map();
	for (const pair of pairs) {
		const seen = /* @__PURE__ */ new Set();
		let known;
		for (const { apiVersion, kind } of siblingsOf(pair.after)) {
			const group = groupOf(apiVersion);
			const key = `${apiVersion}/${kind}`;
			if (seen.has(key) || kubernetes.ownsGroup(group)) continue;
			seen.add(key);
			known ??= definitions(pair, "after");
			if (!known.find(apiVersion, kind)) wanted.set(`${group}/${kind}`, {
				group,
				kind
			});
		}
	}
	return [...wanted.values()];
}
function clusterOfPair({ app, declarations }, config) {
	const object = declarations.after ?? declarations.before;
	const isNamed = app.cluster !== void 0 && Object.hasOwn(config.clusters, app.cluster);
	return clusterIn(config, {
		cluster: isNamed ? app.cluster : textAt$1(object, "spec", "destination", "name"),
		server: textAt$1(object, "spec", "destination", "server"),
		namespace: app.namespace,
		paths: app.declaredAt === void 0 ? [] : [app.declaredAt.file]
	});
}
function versionOf(pair, config) {
	const { known } = clusterOfPair(pair, config);
	const version = versionIn(pair.after) ?? versionIn(pair.before) ?? kubeVersionOf(known?.kubeVersion ?? "1.34.0");
	return {
		version,
		isCertain: known?.kubeVersion !== void 0 || version !== "1.34.0"
	};
}
function versionIn(side) {
	return side && "capabilities" in side ? side.capabilities?.kubeVersion : void 0;
}

// src/diff/asked-apis.ts
const API = /^[a-z0-9][a-z0-9.-]*\/v\d\w*(\/[A-Z]\w*)?$/;
function askedApisNote(sides, cluster) {
	const asked = [...new Set(sides.flatMap(unknownApis))].toSorted();
	if (asked.length === 0) return [];
	const name = /^[A-Za-z][\w.-]*$/.test(cluster) ? cluster : JSON.stringify(cluster);
	return [`its templates ask for ${asked.join(", ")}, which nothing says that the cluster has: they are rendered as where it is not there. If it is, say so in fairlead.yaml: clusters: {${name}: {apiVersions: [${asked.join(", ")}]}}`];
}
function unknownApis(side) {
	if (!side || !("rendered" in side) || !side.capabilities) return [];
	const { kubeVersion, apiVersions } = side.capabilities;
	const [first] = builtInApis(kubeVersion);
	if (first !== void 0 && !apiVersions.includes(first)) return [];
	const version = BuiltIn.of(kubeVersion);
	return (side.rendered.dependences ?? []).flatMap(({ api }) => api !== void 0 && API.test(api) && !apiVersions.includes(api) && !version.ownsGroup(groupIn(api)) ? [api] : []);
}
function groupIn(api) {
	return groupOf(api.split("/").slice(0, 2).join("/"));
}

// src/diff/conditions.ts
function conditionsOf(side, versions) {
	if (!side || "error" in side) return void 0;
	const tools = side.tools.flatMap((tool) => {
		const version = versions.get(tool);
		return version === void 0 ? [] : [[tool, version]];
	});
	const hasCharts = tools.some(([tool]) => tool === "helm");
	return {
		tools: Object.fromEntries(tools),
		kubernetes: hasCharts ? side.capabilities?.kubeVersion : void 0,
		apiVersions: hasCharts && side.capabilities ? furtherApis(side.capabilities) : [],
		time: hasCharts ? RENDER_TIME : void 0
	};
}
function furtherApis({ kubeVersion, apiVersions }) {
	const own = new Set(builtInApis(kubeVersion));
	return apiVersions.filter((api) => !own.has(api));
}

// src/diff/risks/moving.ts
const MOVING_RULE = {
	id: "production-follows-branch",
	level: "medium",
	description: "Production is made of a branch of another repository: every merge there deploys, without a pull request in the infra repo."
};
async function movingRisks({ sources }, isOwn, git) {
	const found = await Promise.all(sources.map(async ({ repoURL, path, chart, targetRevision = "", inThisRepository }) => {
		const isOfGit = chart === void 0 || path !== void 0 || chart.includes("/");
		if (repoURL === void 0 || inThisRepository || !isOfGit || /^oci:/i.test(repoURL) || isOwn(repoURL)) return [];
		const ref = await git(repoURL, targetRevision || "HEAD").then((answer) => answer.ref, () => void 0);
		if (ref !== "HEAD" && ref?.startsWith("refs/heads/") !== true) return [];
		const reason = `It follows ${ref === "HEAD" ? "the default branch" : `the branch ${ref.slice(11)}`} of ${mask(repoURL)}: every merge there deploys to production, without a change that is reviewed here. A tag or commit as its revision holds it.`;
		return [{
			rule: MOVING_RULE.id,
			level: MOVING_RULE.level,
			reason
		}];
	}));
	return [...new Map(found.flat().map((risk) => [risk.reason, risk])).values()];
}

// src/diff/risks/hiding.ts
const HIDING_RULES = [
	{
		id: "depends-on-time",
		on: "time",
		level: "medium",
		description: "A template uses the time (`now`, `ago`, `date` …): it can render to something else on another day.",
		because: "it may render to something else at another time"
	},
	{
		id: "depends-on-chance",
		on: "chance",
		level: "medium",
		description: "A template uses chance (`randInt`, `shuffle`, `genCA`, the order of `keys` …): it can render to something else at each run.",
		because: "it may render to something else at each run"
	},
	{
		id: "depends-on-cluster",
		on: "lookup",
		level: "medium",
		description: "A template asks the cluster or the DNS (`lookup`, `getHostByName`), which answers nothing here. Argo CD gives it no answer either; Flux does.",
		because: "it finds nothing here, and may find something in the cluster"
	},
	{
		id: "depends-on-release",
		on: "release",
		level: "medium",
		description: "A template asks whether it is installed or upgraded (`.Release.IsInstall`, `.IsUpgrade`, `.Revision`): here it is always a first installation. So it is in Argo CD; not in Flux.",
		because: "here it is rendered as a first installation"
	},
	{
		id: "depends-on-capabilities",
		on: "capabilities",
		level: "low",
		description: "A template asks for the cluster's APIs or for the version of Kubernetes or Helm (`.Capabilities`): it can render to something else in a cluster that has others than `fairlead.yaml` says.",
		because: "it may render to something else with other API versions, or another Kubernetes or Helm"
	},
	{
		id: "composed-template",
		on: "composed",
		level: "medium",
		description: "A template runs text that it puts together or decodes (`tpl` over `b64dec`, over parts of an action …): nobody can tell what it uses.",
		because: "what it runs is put together or decoded first, so nobody can tell what it depends on"
	},
	{
		id: "template-in-values",
		on: "tpl",
		level: "low",
		description: "A template runs text of values or files as a template (`tpl`): these decide what it does.",
		because: "what it runs is in values or files"
	}
];
const OUTSIDE_RULES = [{
	id: "values-from-cluster",
	level: "low",
	description: "An app of Flux comes to take values or variables from a ConfigMap or Secret that is not in Git, or not readable there (`valuesFrom`, `substituteFrom`): only the cluster knows what they are."
}, {
	id: "depends-on-commit",
	level: "low",
	description: "An app comes to take the commit (`$ARGOCD_APP_REVISION`), which nobody knows before the merge: zeros stand for it here."
}];
function outsideRisks(before, after, declarations) {
	const had = new Set(before);
	const [values, commit] = OUTSIDE_RULES;
	const taken = after.filter((one) => !had.has(one));
	const asks = (object) => (JSON.stringify(object ?? null).match(COMMIT) ?? []).length;
	return [...taken.length === 0 ? [] : [{
		rule: values.id,
		level: values.level,
		reason: `It takes values from ${taken.join(", ")}, which only the cluster knows.`
	}], ...asks(declarations.after) > asks(declarations.before) ? [{
		rule: commit.id,
		level: commit.level,
		reason: "It takes the commit that the merge makes ($ARGOCD_APP_REVISION); zeros stand for it here."
	}] : []];
}
const COMMIT = /\$\{?ARGOCD_APP_REVISION/g;
function isHidingRule(rule) {
	return [...HIDING_RULES, ...OUTSIDE_RULES].some(({ id }) => id === rule);
}
const FILES = 3;
function hidingRisks(before, after, { isKnown, fromHelm }) {
	if (before === after) return [];
	const had = /* @__PURE__ */ new Map();
	for (const { key } of before) had.set(key, (had.get(key) ?? 0) + 1);
	const brought = after.filter(({ key }) => {
		const left = had.get(key) ?? 0;
		if (left > 0) had.set(key, left - 1);
		return left === 0;
	});
	return HIDING_RULES.flatMap((rule) => {
		const own = brought.filter(({ on }) => on === rule.on);
		const isAsHere = fromHelm && (rule.on === "lookup" || rule.on === "release");
		return ["medium", "low"].flatMap((level) => {
			const uses = own.filter(({ decides, file }) => (decides && !isAsHere && !isKnown(file) ? rule.level : "low") === level);
			return uses.length === 0 ? [] : [{
				rule: rule.id,
				level,
				reason: reasonOf(uses, rule)
			}];
		});
	});
}
function reasonOf(uses, { because }) {
	const files = [...groupBy(uses, ({ file }) => file)].map(([file, own]) => `${file} (${[...new Set(own.map(({ what, line }) => `${what} in line ${line}`))].slice(0, 3).join(", ")})`);
	const more = files.length > FILES ? ` and ${files.length - FILES} more files` : "";
	return `${files.slice(0, FILES).join(", ")}${more}: ${because}.`;
}

// src/diff/jq-path.ts
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

// src/diff/ignored-fields.ts
function withIgnored(before, after, ignored) {
	if (!ignored || ignored.entries.length === 0) return {
		after,
		count: 0,
		notes: []
	};
	const entries = ignored.entries.map((entry) => new Entry(entry));
	const old = new Map(before.manifests.map((manifest) => [keyOf$3(idOf$1(manifest)), manifest]));
	const told = [];
	const notes = /* @__PURE__ */ new Set();
	const generated = new Map(after.generated);
	const manifests = after.manifests.map((manifest) => {
		const was = old.get(keyOf$3(idOf$1(manifest)));
		if (!was || isEqual(was.content, manifest.content)) return manifest;
		const own = entries.filter((entry) => entry.isFor(manifest));
		let { content } = manifest;
		for (const entry of own) {
			const { changed, result } = leftAlone(was.content, content, entry.waysIn);
			for (const note of entry.notesOf(manifest)) notes.add(note);
			for (const way of changed) told.push({
				field: fieldText(way),
				object: describeId(idOf$1(manifest)),
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
const MOST$2 = 5;
function fieldNotes(told, isRespected) {
	return [...groupBy(told, ({ field, file }) => JSON.stringify([field, file]))].map(([, same]) => {
		const [one] = same;
		const objects = [...new Set(same.map(({ object }) => object))];
		const named = objects.slice(0, MOST$2).join(", ") + (objects.length > MOST$2 ? ` and ${objects.length - MOST$2} more` : "");
		const by = one?.file === void 0 ? "ignoreDifferences" : `ignoreDifferences of ${one.file}`;
		return isRespected ? `Argo CD does not apply the change of ${one?.field} of ${named}: by ${by} with RespectIgnoreDifferences=true a sync leaves it as it is in the cluster. An object that is created anew gets it.` : `Argo CD does not see the change of ${one?.field} of ${named} (${by}), so it starts no sync by itself; the next sync applies it all the same.`;
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
		const { group, kind, name, namespace } = idOf$1(manifest);
		const own = this.#entry;
		return this.#isFor(group, kind) && (own.name === "" || own.name === name) && (own.namespace === "" || own.namespace === (namespace ?? ""));
	}
	waysIn = (object) => this.#paths.flatMap((path) => path(object));
	notesOf(manifest) {
		const object = describeId(idOf$1(manifest));
		const managers = this.#entry.managedFieldsManagers;
		return [...this.#unread.map((text) => `ignoreDifferences has ${JSON.stringify(text)}, which is more than a path and is not followed here: what it ignores of ${object} is shown as a change that is applied. Where such a field says nothing, list it under diff.noise in ${CONFIG_FILE}.`), ...managers.length === 0 ? [] : [`ignoreDifferences ignores what ${managers.join(", ")} manages of ${object}, which only the cluster knows: it is shown as a change that is applied.`]];
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

// src/diff/unknown-parts.ts
function unknownParts(pair) {
	const [was, is] = [unrenderedOf(pair.before), unrenderedOf(pair.after)];
	const isReached = (part) => isMadeOf(part, pair.files) || isDeclaredAnew(pair);
	const untouched = new Set(was.filter((part) => is.some(({ message }) => message === part.message) && !isReached(part)).map(({ message }) => message));
	const failures = (side, parts) => parts.filter(({ message }) => !untouched.has(message)).map(({ message, hint }) => ({
		side,
		message,
		hint,
		at: void 0,
		isOutOfReach: true
	}));
	return [...failures("before", was), ...failures("after", is)];
}
function isKnownInPart({ before, after }, changes) {
	if (!before || !after) return siblingsOf(before ?? after).length > 0;
	const [was, is] = [before, after].map((side) => unrenderedOf(side).map(({ message }) => message));
	return changes && isEqual(was ?? [], is ?? []);
}
function leadsToApps({ app, before, after }, { failedHubs }) {
	return [before, after].some((side) => siblingsOf(side).some(({ kind, apiVersion }) => isMaker(kind, apiVersion))) || failedHubs.some((hub) => identityOf(hub.app) === identityOf(app));
}
function isMaker(kind, apiVersion) {
	return [
		"Application",
		"ApplicationSet",
		"Kustomization",
		"HelmRelease"
	].includes(kind) && [
		"argoproj.io",
		"kustomize.toolkit.fluxcd.io",
		"helm.toolkit.fluxcd.io"
	].includes(groupOf(apiVersion));
}
function unrenderedOf(side) {
	return side && "unrendered" in side ? side.unrendered ?? [] : [];
}
function isMadeOf({ folders }, files) {
	if (!folders) return true;
	return files.some((file) => folders.some((folder) => folder === "" || file === folder || file.startsWith(`${folder}/`)));
}
function isDeclaredAnew({ declarations: { before, after } }) {
	return !isEqual(before ?? null, after ?? null);
}

// src/diff/values-said.ts
const MOST$1 = 200;
const LENGTH = 200;
const IMAGE_KEY = /(^|[.\]_-])(images?|tag|digest)($|[.[_-])|Image|Tag$/;
async function saidOf(pair, failures, declared, text) {
	if (isBrokenByChange({ failures })) return {
		images: [],
		values: [],
		notes: []
	};
	const { before: old, after: now } = pair.known;
	const images = pair.before && !old || pair.after && !now ? [] : declaredImageChanges(old ? await declared.before.images(old) : [], now ? await declared.after.images(now) : []);
	const { values, more } = await valuesSaid(pair, declared, text);
	return {
		images,
		values,
		notes: more > 0 ? [`${more} more keys of its values files change, which are not listed`] : []
	};
}
async function valuesSaid(pair, { before, after }, maskText) {
	const { known, declarations } = pair;
	const changes = [];
	const compare = (old, now, file) => {
		if (!old || !now) return;
		for (const key of /* @__PURE__ */ new Set([...old.keys(), ...now.keys()])) {
			const [from, to] = [old.get(key), now.get(key)];
			if (from?.real !== to?.real) changes.push({
				file,
				key,
				from: shownOf(from, maskText),
				to: shownOf(to, maskText)
			});
		}
	};
	const changed = new Set(pair.files);
	for (const file of new Set([known.before, known.after].flatMap((app) => app?.valuesFiles ?? []))) if (changed.has(file)) compare(await leavesOfFile(before, file), await leavesOfFile(after, file), file);
	const declaredAt = (known.after ?? known.before)?.declaredAt.file;
	const [old, now] = [declarations.before, declarations.after].map((object) => valueAt(object, "spec"));
	if (declaredAt !== void 0 && old !== void 0 && now !== void 0) compare(leavesOf(old, ["spec"]), leavesOf(now, ["spec"]), declaredAt);
	const sorted = changes.toSorted((a, b) => Number(IMAGE_KEY.test(b.key)) - Number(IMAGE_KEY.test(a.key)));
	return {
		values: sorted.slice(0, MOST$1),
		more: Math.max(0, sorted.length - MOST$1)
	};
}
async function leavesOfFile({ context: { files } }, file) {
	if (!files.has(file)) return /* @__PURE__ */ new Map();
	await files.load([file]);
	const documents = files.yaml(file)?.documents;
	return attempted(() => documents && new Map(documents.flatMap(({ root }) => [...leavesOf(evaluate(root), [])])), () => void 0);
}
function leavesOf(value, path, into = /* @__PURE__ */ new Map()) {
	if (Array.isArray(value) && value.length > 0) for (const [i, item] of value.entries()) leavesOf(item, [...path, i], into);
	else if (isObject(value) && Object.keys(value).length > 0) for (const [key, inner] of Object.entries(value)) leavesOf(inner, [...path, key], into);
	else if (path.length > 0) into.set(formatKeyPath(path), leafOf(value, path));
	return into;
}
function leafOf(value, path) {
	const real = typeof value === "string" ? value : JSON.stringify(value);
	return {
		shown: path.some((part) => typeof part === "string" && isSecretName(part)) ? "***" : real.startsWith("ENC[") ? "(encrypted)" : mask(real),
		real
	};
}
function shownOf(leaf, maskText) {
	if (!leaf) return void 0;
	const text = maskText(leaf.shown);
	return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
}

// src/diff/app-notes.ts
function keptNotes(objects, reasonOf) {
	const kept = objects.flatMap((object) => {
		const reason = object.action === "removed" ? reasonOf(object.before) : void 0;
		return reason === void 0 ? [] : [{
			object,
			reason
		}];
	});
	return [...groupBy(kept, ({ reason }) => reason)].map(([reason, group]) => `Stays in the cluster, since ${reason}: ${listed$2(group.map(({ object }) => object))}`);
}
function appliedOf({ action, id, before, after }) {
	return {
		action,
		label: [id.kind, [id.namespace, id.name].filter((part) => part !== void 0).join("/")].join(" "),
		before,
		after
	};
}
function movedNote({ known: { before, after } }) {
	if (!before || !after || before.controlPlane === after.controlPlane) return [];
	if (before.declaredAt.file === after.declaredAt.file) return [];
	return [`its object was declared in ${before.declaredAt.file} and is now in ${after.declaredAt.file}; it is taken for the same one, since nothing else has its name. Where these are two control planes, say so in fairlead.yaml (controlPlanes)`];
}
function unlistedNotes({ known: { before, after } }) {
	const app = after ?? before;
	const note = app && unlistedNote(app);
	return note === void 0 ? [] : [note];
}

// src/diff/app-change.ts
const NO_SECRETS = {
	before: /* @__PURE__ */ new Map(),
	after: /* @__PURE__ */ new Map()
};
async function changeOf$1(original, parts) {
	const { config, declared, owners, ids, versions } = parts;
	const crds = await withCrds(original);
	const pair = {
		...original,
		before: crds.before,
		after: crds.after
	};
	const moves = parts.moves.get(original.app) ?? NO_MOVES;
	const secrets = parts.secrets.get(original) ?? NO_SECRETS;
	const { app, files } = pair;
	const [before, after] = [renderedOf$1(pair.before), renderedOf$1(pair.after)];
	const { text } = masker(secrets);
	const failures = [...failureOf("before", pair.before), ...failureOf("after", pair.after)].map((failure) => ({
		...failure,
		message: text(failure.message)
	}));
	const [was, is] = [releaseOf(pair.before), releaseOf(pair.after)];
	const rollout = was && is ? rolloutNotes(was, is, files) : [];
	const twice = pair.known.after ? declaredTwice(app, declared.before.named, declared.after.named) : {
		risks: [],
		notes: []
	};
	const notes = [.../* @__PURE__ */ new Set([
		...movedNote(pair),
		...unlistedNotes(pair),
		...pair.note === void 0 ? [] : [pair.note],
		...twice.notes,
		...rollout,
		...crds.notes,
		...notesOf(pair.before),
		...notesOf(pair.after),
		...askedApisNote([pair.before, pair.after], clusterOfPair(pair, config).name)
	])];
	const { declarations } = pair;
	const stays = parts.removals.get(original)?.stays;
	const sideBefore = sideOf(pair, "before", stays);
	const common = {
		app,
		files
	};
	const charts = chartChanges({
		object: declarations.before,
		release: was
	}, {
		object: declarations.after,
		release: is
	});
	const failed = async (why) => {
		const risks = [...appRisks(sideBefore, sideOf(pair, "after"), false), ...twice.risks];
		const said = await saidOf(pair, why, declared, text);
		return {
			...common,
			...said,
			notes: [...withoutFailures(notes, why), ...said.notes],
			failures: why,
			status: "failed",
			...leadsToApps(pair, declared) ? { hidesApps: true } : {},
			objects: [],
			restarts: [],
			risks,
			images: [...charts, ...said.images],
			noise: 0,
			digest: void 0,
			conditions: void 0
		};
	};
	const unreached = unreachedChange(pair, failures, ids);
	if (unreached) return unreached;
	if (failures.length > 0) return failed(failures);
	const [old, declaredAfter] = before && after ? withDeclarations([before, after], pair, declared.affected) : [before, after];
	const ignored = old && declaredAfter && withIgnored(old, declaredAfter, ignoredOf(pair.after));
	const next = ignored?.after ?? declaredAfter;
	const keptBecause = (object) => pair.after ? keptWhenPruned(declarations.after, object) : stays ?? keptWithoutApp(declarations.before, object);
	const found = compareApp(old, next, {
		production: app.production,
		controller: app.kind === "Application" ? "argocd" : app.kind === "Convention" ? "none" : "flux",
		registries: declared.registries,
		noise: config.diff?.noise ?? [],
		secrets,
		api: parts.apiOf(original),
		stays: (object) => keptBecause(object) !== void 0,
		moves,
		movesTo: (id) => moves.to.get(keyOf$3(id))?.app.name
	});
	const unknown = unknownParts(pair);
	if (unknown.length > 0 && !isKnownInPart(pair, found.objects.length + found.restarts.length > 0)) return failed(unknown);
	const status = !pair.before ? "added" : !pair.after ? "removed" : found.objects.length + found.restarts.length > 0 ? "changed" : found.noise + (ignored?.count ?? 0) > 0 ? "noise" : "rerendered";
	const { objects, restarts } = found;
	const noise = found.noise + (ignored?.count ?? 0);
	const isSame = isQuiet({ status });
	const digest = joinedDigest([found.digest, isSame ? inputDigest(pair, ids) : codeDigest(pair, ids)]);
	const images = [...charts, ...found.images];
	const applied = [...keptNotes(objects.map(appliedOf), keptBecause), ...pair.after ? applyNotes(declarations.after, objects.map(appliedOf)) : []];
	const isKept = objects.some(({ action, before: old }) => action === "removed" && keptBecause(old) !== void 0);
	const own = appRisks(sideBefore, sideOf(pair, "after"), !isSame).map((risk) => risk.rule === "app-removed" ? {
		...risk,
		reason: removedReason(app.name, moves.to.size > 0, isKept)
	} : risk);
	const { git } = parts;
	const moving = git && app.production && !isSame && pair.after && pair.known.after ? await movingRisks(pair.known.after, (url) => isThisRepository(declared.after.context, url) === true, git) : [];
	const hiding = pair.after ? hidingOf(pair, parts) : [];
	const risks = [
		...own,
		...moving,
		...hiding,
		...twice.risks,
		...found.risks,
		...owners.get(app) ?? []
	];
	const conditions = conditionsOf(pair.after ?? pair.before, versions);
	return {
		...common,
		failures: unknown,
		values: [],
		notes: [
			...withoutFailures(notes, unknown),
			...moveNotes(app, moves),
			...found.notes,
			...ignored?.notes ?? [],
			...applied
		],
		status,
		objects,
		restarts,
		risks,
		images,
		noise,
		digest: unknown.length > 0 ? void 0 : digest,
		conditions
	};
}
function uncompared({ app, files }, error) {
	return {
		app,
		files,
		failures: failureOf("after", { error }),
		status: "failed",
		notes: [],
		objects: [],
		restarts: [],
		risks: [],
		images: [],
		values: [],
		noise: 0,
		digest: void 0,
		conditions: void 0
	};
}
function removedReason(name, isMoved, isKept) {
	const rest = [...isMoved ? ["what moves to other apps"] : [], ...isKept ? ["what stays by itself"] : []];
	return rest.length === 0 ? `${name} is removed, and all that it deployed is deleted, too.` : `${name} is removed with what it deployed, but for ${rest.join(" and ")}.`;
}
function withoutFailures(notes, failures) {
	const told = new Set(failures.map(({ message }) => message));
	return notes.filter((note) => !told.has(note));
}
function renderedOf$1(side) {
	return side && "rendered" in side ? side.rendered : void 0;
}
function hidingOf({ app, before, after, declarations }, { isKnown }) {
	const dependences = (side) => renderedOf$1(side)?.dependences ?? [];
	const outside = (side) => side && "outside" in side ? side.outside : [];
	return [...hidingRisks(dependences(before), dependences(after), {
		isKnown: (file) => !before && isKnown(file),
		fromHelm: app.kind === "Application"
	}), ...outsideRisks(outside(before), outside(after), declarations)];
}
function releaseOf(side) {
	return side && "release" in side ? side.release : void 0;
}
function ignoredOf(side) {
	return side && "ignored" in side ? side.ignored : void 0;
}
function notesOf(side) {
	return side && "notes" in side ? side.notes : [];
}
function failureOf(side, result) {
	if (!result || !("error" in result)) return [];
	return result.error.faults.map(({ message, hint, at }) => ({
		side,
		message,
		hint,
		at
	}));
}
function sideOf(pair, which, stays) {
	if (!pair[which]) return void 0;
	const object = pair.declarations[which];
	return {
		ref: which === "before" ? pair.was ?? pair.app : pair.app,
		release: textAt$1(object, "spec", "releaseName") ?? textAt$1(object, "spec", "source", "helm", "releaseName"),
		targetNamespace: textAt$1(object, "spec", "destination", "namespace") ?? (textAt$1(object, "kind") === "Kustomization" ? void 0 : textAt$1(object, "spec", "targetNamespace")),
		kept: keptWithoutApp(object),
		stays,
		isKnown: object !== void 0
	};
}

// src/diff/collisions.ts
const COLLISION_RULE = {
	id: "owned-twice",
	level: "high",
	description: "Two apps that the change touches deploy the same object: each sync undoes the other, and with prune one deletes it."
};
function collisions(owners, apart) {
	const clusters = new Clusters(owners, apart);
	const byObject = /* @__PURE__ */ new Map();
	for (const owner of owners) for (const manifest of owner.manifests) {
		if (isShared(manifest)) continue;
		const id = idOf$1(manifest);
		const key = keyOf$3(id);
		const entry = byObject.get(key) ?? {
			text: describeId(id),
			owners: /* @__PURE__ */ new Map()
		};
		byObject.set(key, entry);
		const cluster = clusters.keyOf(owner);
		entry.owners.set(cluster, (entry.owners.get(cluster) ?? /* @__PURE__ */ new Set()).add(owner));
	}
	const found = /* @__PURE__ */ new Map();
	for (const { text, owners: byCluster } of byObject.values()) {
		const near = clusters.nearIn([...byCluster.keys()]);
		for (const [cluster, own] of byCluster) {
			const others = (near.get(cluster) ?? []).flatMap((other) => [...byCluster.get(other) ?? []]);
			if (own.size + others.length < 2) continue;
			for (const { app } of own) for (const { app: other } of [...own, ...others]) {
				if (other === app || identityOf(other) === identityOf(app)) continue;
				const told = found.get(app) ?? /* @__PURE__ */ new Map();
				told.set(other, [...told.get(other) ?? [], text]);
				found.set(app, told);
			}
		}
	}
	return new Map([...found].map(([app, others]) => [app, [...others].map(([other, objects]) => ({
		rule: COLLISION_RULE.id,
		level: COLLISION_RULE.level,
		reason: `${nameAndPlace(other)} deploys ${some(objects.toSorted())}, too.${ifTwoClusters(app, other, clusters)}`
	}))]));
}
var Clusters = class {
	#named;
	#unnamed;
	#guessed;
	#apart;
	#near = /* @__PURE__ */ new Map();
	constructor(owners, apart) {
		this.#named = new Set(owners.flatMap(({ target }) => "cluster" in target ? [target.cluster] : []));
		this.#unnamed = new Map(owners.filter((owner) => !this.#isNamed(owner)).map((owner) => [this.keyOf(owner), owner.app]));
		this.#guessed = new Set(owners.filter((owner) => !this.#isNamed(owner)).map(({ app }) => app));
		this.#apart = apart;
	}
	keyOf(owner) {
		const { target, app } = owner;
		const name = "cluster" in target ? target.cluster : target.controlPlane;
		return this.#isNamed(owner) ? JSON.stringify([name]) : JSON.stringify([name, app.environment ?? ""]);
	}
	nearIn(keys) {
		if (keys.length < 2) return /* @__PURE__ */ new Map();
		const text = keys.join("\0");
		const known = this.#near.get(text);
		if (known) return known;
		const places = keys.flatMap((key) => {
			const app = this.#unnamed.get(key);
			return app ? [{
				key,
				app
			}] : [];
		});
		const near = new Map(places.map(({ key, app }) => [key, places.filter((other) => other.key !== key && !this.#apart.areApart(app, other.app) && !haveClusterFolders(app, other.app)).map((other) => other.key)]));
		this.#near.set(text, near);
		return near;
	}
	isGuess(a, b) {
		return a.controlPlane !== b.controlPlane && [a, b].every((app) => this.#guessed.has(app));
	}
	#isNamed({ target }) {
		return "cluster" in target || this.#named.has(target.controlPlane);
	}
};
function ifTwoClusters(app, other, clusters) {
	if (!clusters.isGuess(app, other)) return "";
	return ` If ${[app, other].map(({ controlPlane = "." }) => controlPlane === "." ? "the root of the repo" : controlPlane).join(" and ")} are applied to two clusters, say so in fairlead.yaml: controlPlanes: {<name>: {paths: […], cluster: <name>}}.`;
}
function nameAndPlace({ name, toldApartBy }) {
	return toldApartBy === void 0 ? name : `${name} (${toldApartBy})`;
}
function isShared({ content }) {
	const annotation = (name) => textAt$1(content, "metadata", "annotations", name);
	return annotation("argocd.argoproj.io/hook") !== void 0 || annotation("helm.sh/hook") !== void 0 || annotation("kustomize.toolkit.fluxcd.io/reconcile") === "disabled" || [
		"Ignore",
		"IfNotPresent",
		"Merge"
	].includes(annotation("kustomize.toolkit.fluxcd.io/ssa") ?? "");
}

// src/diff/told-apart.ts
function toldApart(apps, namesakes) {
	const same = groupBy(apps, ({ kind, name }) => JSON.stringify([kind, name]));
	const words = /* @__PURE__ */ new Map();
	for (const [first, ...more] of same.values()) {
		if (!first) continue;
		const all = [first, ...more];
		const known = namesakes(first.kind, first.name);
		const planes = [...all, ...known].flatMap(({ controlPlane }) => controlPlane ?? []);
		const short = shortened(planes);
		for (const app of short.size > 1 ? all : []) if (app.controlPlane !== void 0) words.set(app, short.get(app.controlPlane) ?? app.controlPlane);
		for (const twice of groupBy(all, identityOf).values()) for (const app of twice.length > 1 ? twice : []) {
			const place = app.declaredAt && `${app.declaredAt.file}:${app.declaredAt.line}`;
			const both = [words.get(app), place].filter((part) => part !== void 0);
			if (app.kind !== "Convention" && both.length > 0) words.set(app, both.join(", "));
		}
	}
	return apps.map((app) => {
		const word = words.get(app);
		return word === void 0 ? app : {
			...app,
			toldApartBy: word
		};
	});
}

// src/diff/unresolved.ts
const MOST_FILES$1 = 3;
const MOST_REASONS = 5;
function unresolvedWarnings(unresolved, changed) {
	const byReason = /* @__PURE__ */ new Map();
	const isChanged = ({ file }) => Number(changed.has(file));
	const telling = unresolved.filter((one) => !one.isPatch || changed.has(one.file));
	for (const one of telling.toSorted((a, b) => isChanged(b) - isChanged(a))) byReason.set(one.reason, [...byReason.get(one.reason) ?? [], one]);
	const sentences = [...byReason.values()].map(sentence);
	const left = [...byReason.values()].slice(MOST_REASONS).flat().length;
	return [...sentences.slice(0, MOST_REASONS), ...left > 0 ? [`${left} more objects are not looked at: fairlead inventory lists them.`] : []];
}
function submoduleWarnings({ differences }, unclaimed) {
	const changed = new Set(unclaimed);
	return differences.filter(({ path, entry }) => entry?.mode === "160000" && changed.has(path)).map(({ path }) => `Not looked at: the submodule ${path}, which changes. No app that is known here reads it.`);
}
function sentence(same) {
	const files = [...new Set(same.map(({ file }) => file))];
	const shown = files.slice(0, MOST_FILES$1).join(", ");
	const where = files.length > MOST_FILES$1 ? `${shown} and ${files.length - MOST_FILES$1} more` : shown;
	const [one] = same;
	if (one?.isTemplate) return `Not looked at: what the templates of charts that no app of this repo deploys would declare (${where}). Where something else deploys such a chart, its Application as a file in this repo makes it known.`;
	return `Not looked at: ${same.length === 1 ? `${one?.kind ?? ""} ${one?.name ?? ""}`.trim() : `${same.length} objects`} (${where}): ${one?.reason ?? ""}`;
}

// src/diff/merge-facts.ts
function mergeFacts(pair, removed, { among, config }) {
	return {
		onMerge: pair.pinned ? void 0 : pair.after ? effectOf(pair, among) : removed,
		url: pair.before ? addressOf(pair.app, config) : void 0
	};
}
function effectOf(pair, among) {
	const { known, declarations, before, files } = pair;
	const isOn = isApplied(declarations.after) ?? known.after?.autoSync;
	const isSame = before !== void 0 && isEqual(declarations.before, declarations.after);
	if (known.after) {
		const { generatedBy, declaredAt } = known.after;
		const isDeclarationChanged = generatedBy === void 0 ? !isSame : files.includes(declaredAt.file);
		return onMerge(known.after, {
			isDeclarationChanged,
			isOn,
			among
		});
	}
	if (!isSame || isOn === void 0) return void 0;
	return isOn ? "deploys" : declarations.after && kindOf(declarations.after) === "Application" ? "manual" : "suspended";
}
function isApplied(object) {
	if (!isObject(object)) return void 0;
	const { spec } = object;
	if (!isObject(spec)) return void 0;
	if (kindOf(object) !== "Application") return spec["suspend"] !== true;
	const policy = spec["syncPolicy"];
	const automated = isObject(policy) ? policy["automated"] : void 0;
	return isObject(automated) && automated["enabled"] !== false;
}
function kindOf(object) {
	return textAt$1(object, "kind");
}
function addressOf({ kind, name, ownNamespace, toldApartBy }, { argocd }) {
	if (argocd?.url === void 0 || kind !== "Application" || toldApartBy !== void 0) return void 0;
	if (!/^https?:\/\//.test(argocd.url)) return void 0;
	const parts = [ownNamespace ?? argocd.namespace ?? "argocd", name].map(encodeURIComponent);
	return `${argocd.url.replace(/(?<!\/)\/+$/, "")}/applications/${parts.join("/")}`;
}

// src/diff/pair-secrets.ts
const APPS = /* @__PURE__ */ new Set([
	"Application",
	"HelmRelease",
	"Kustomization"
]);
async function secretsOfPairs(pairs) {
	const own = /* @__PURE__ */ new Map();
	const byApp = /* @__PURE__ */ new Map();
	for (const pair of pairs) {
		own.set(pair, {
			before: await valuesOf(pair.before),
			after: await valuesOf(pair.after)
		});
		const key = keyOf(pair.app);
		byApp.set(key, [...byApp.get(key) ?? [], pair]);
	}
	return new Map(pairs.map((pair) => {
		const all = [pair, ...new Set([pair.before, pair.after].flatMap((side) => (renderedOf(side)?.manifests ?? []).filter(({ kind }) => APPS.has(kind))).flatMap((manifest) => byApp.get(keyOf(manifest)) ?? []))].flatMap((one) => own.get(one) ?? []);
		return [pair, {
			before: merged(all, "before"),
			after: merged(all, "after")
		}];
	}));
}
async function valuesOf(side) {
	const rendered = renderedOf(side);
	if (!rendered) return /* @__PURE__ */ new Map();
	const found = secretsIn(rendered.manifests.map(({ content }) => content));
	if (found.texts.length > 0 && side && "given" in side && side.given) addGiven(found, await side.given());
	return found.values;
}
function merged(all, side) {
	if (all.length === 1 && all[0]) return all[0][side];
	return new Map(all.flatMap((one) => [...one[side]]));
}
function renderedOf(side) {
	return side && "rendered" in side ? side.rendered : void 0;
}
function keyOf({ kind, name }) {
	return `${kind}/${name}`;
}

// src/diff/risks/config.ts
const COMPARED = [
	{
		id: "renderer-replaced",
		level: "high",
		description: "Jobs come to run another Helm or kustomize, or one from another place: a version, a checksum or the mirror in `render` changes.",
		find: (before, after) => keyChanges("render", before.render ?? {}, after.render ?? {})
	},
	{
		id: "credentials-widened",
		level: "high",
		description: "A host in `fetch.hosts` comes to get the job's credentials, or gets them for more paths, or may have private addresses.",
		find: (before, after) => hostChanges(before, after, widenings)
	},
	{
		id: "host-listed",
		level: "medium",
		description: "A host is new in `fetch.hosts`: jobs may ask it over http and through a proxy.",
		find: (before, after) => hostChanges(before, after, (was) => was === void 0 ? ["may be asked over http"] : [])
	},
	{
		id: "review-relaxed",
		level: "high",
		description: "An environment is no longer production, or allows more than a reviewed pull request (`allow: [push, auto-merge]`).",
		find: relaxations
	},
	{
		id: "environments-changed",
		level: "medium",
		description: "Which apps belong to which environment changes, and with it which of them are production.",
		find: (before, after) => {
			const rules = ({ environments }) => JSON.stringify(Object.entries(environments).map(([name, { paths, labels, clusters }]) => [
				name,
				paths,
				labels,
				clusters
			]));
			return rules(before) === rules(after) ? [] : ["The rules of environments change."];
		}
	},
	{
		id: "noise-widened",
		level: "medium",
		description: "A field comes to count as noise (`diff.noise`): no later change of it is shown.",
		find: ({ diff: before }, { diff: after }) => (after?.noise ?? []).filter((field) => before?.noise?.includes(field) !== true).map((field) => `A change of ${field} is no longer shown.`)
	}
];
const INVALID = {
	id: "config-invalid",
	level: "high",
	description: "`fairlead.yaml` cannot be read after the change: every later job fails."
};
const CONFIG_RULES = [...COMPARED, INVALID];
async function configRisks({ head, changed }, before) {
	if (!changed.includes("fairlead.yaml")) return [];
	try {
		return risksBetween(before, await configOf(head.tree));
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		return [{
			rule: INVALID.id,
			level: INVALID.level,
			reason: `It cannot be read after the change: ${error.faults[0].message}.`
		}];
	}
}
function risksBetween(before, after) {
	return COMPARED.flatMap(({ id, level, find }) => find(before, after).map((reason) => ({
		rule: id,
		level,
		reason
	})));
}
function keyChanges(where, before, after) {
	const [was, is] = [before, after].map((one) => new Map(Object.entries(one)));
	return [.../* @__PURE__ */ new Set([...was?.keys() ?? [], ...is?.keys() ?? []])].flatMap((key) => {
		const [from, to] = [was?.get(key), is?.get(key)];
		const shown = (value) => value === void 0 ? "not set" : mask(value);
		return from === to ? [] : [`${where}.${key} goes from ${shown(from)} to ${shown(to)}.`];
	});
}
function hostChanges(before, after, find) {
	const old = new Map(Object.entries(before.fetch?.hosts ?? {}));
	return Object.entries(after.fetch?.hosts ?? {}).flatMap(([name, is]) => find(old.get(name), is).map((what) => `The host ${name} ${what}.`));
}
function widenings(was, is) {
	const { credentials, paths } = is;
	const isNew = credentials === true && was?.credentials !== true;
	const more = credentials === true && !isNew && was?.paths !== void 0 ? (paths ?? ["all paths"]).filter((path) => was.paths?.includes(path) !== true) : [];
	const where = paths === void 0 ? "" : ` for ${paths.join(", ")}`;
	return [
		...isNew ? [`gets the job's credentials${where}`] : [],
		...more.length > 0 ? [`gets the job's credentials for ${more.join(", ")}, too`] : [],
		...is.private === true && was?.private !== true ? ["may have private addresses"] : []
	];
}
function relaxations(before, after) {
	return [.../* @__PURE__ */ new Set([...Object.keys(before.environments), ...Object.keys(after.environments)])].flatMap((name) => {
		const allowed = ({ environments }) => environments[name]?.allow ?? [];
		const more = allowed(after).filter((way) => !allowed(before).includes(way));
		return [...isProduction(name, before) && !isProduction(name, after) ? [`The environment ${name} is no longer production.`] : [], ...more.length > 0 ? [`The environment ${name} allows ${more.join(" and ")}.`] : []];
	});
}

// src/diff/unread-sets.ts
async function filesOfSet({ file, kind, name }, { context }, { changed, unclaimed }) {
	const { files } = context;
	if (kind !== "ApplicationSet" || !files.has(file) || !changed.some(mayBeDeployed)) return [];
	await files.load([file]);
	const yaml = files.yaml(file);
	const set = yaml && objectsOf(yaml).find((one) => one.kind === kind && one.name === name);
	if (!set) return [];
	const content = evaluate(set.node);
	const spec = valueAt(content, "spec", "template", "spec");
	const isHere = (source) => {
		const url = textAt$1(source, "repoURL") ?? "";
		return url.includes("{{") || isThisRepository(context, url) !== false;
	};
	const sources = [valueAt(spec, "source") ?? null, ...listAt(spec, "sources")];
	const own = sources.filter(isHere).flatMap((source) => textAt$1(source, "path") ?? []);
	const values = sources.flatMap((source) => listAt(source, "helm", "valueFiles").flatMap((path) => /^\$[^/]+\/(.+)$/.exec(String(path))?.[1] ?? []));
	const found = /* @__PURE__ */ new Set();
	const known = writtenValues(valueAt(content, "spec", "generators") ?? null);
	for (const path of new Set([...own, ...values].flatMap((one) => filledIn(one, known)))) {
		const start = path.indexOf("{{");
		if (start < 0) {
			const folder = joinPath("", path.replace(/^\/+/, ""));
			if (folder === void 0 || folder === "") continue;
			const [inputs] = await files.run([readByPlugin(files, folder)]);
			for (const one of changed) if (inputs && (one === folder || isInput(inputs, one))) found.add(one);
			continue;
		}
		const prefix = path.slice(0, start).replace(/^(?:\.?\/)+/, "").replace(/[^/]*$/, "");
		if (prefix === "") continue;
		for (const one of unclaimed) if (one.startsWith(prefix) && mayBeDeployed(one)) found.add(one);
	}
	return [...found];
}
const MOST = 200;
function writtenValues(generators, found = /* @__PURE__ */ new Map()) {
	if (Array.isArray(generators)) for (const item of generators) writtenValues(item, found);
	else if (isObject(generators)) for (const [key, value] of Object.entries(generators)) {
		if (key === "values") add(value, "values.", found);
		if (key === "elements" && Array.isArray(value)) for (const item of value) add(item, "", found);
		writtenValues(value, found);
	}
	return found;
}
function add(values, prefix, found) {
	if (!isObject(values)) return;
	for (const [key, value] of Object.entries(values)) {
		if (isObject(value)) add(value, `${prefix}${key}.`, found);
		if (typeof value === "string" && !value.includes("{{")) found.set(prefix + key, (found.get(prefix + key) ?? /* @__PURE__ */ new Set()).add(value));
	}
}
function filledIn(path, known) {
	const parameter = /^([^{]*)\{\{\s*\.?([\w.-]+)\s*\}\}(.*)$/s.exec(path);
	const [, before = "", name = "", rest = ""] = parameter ?? [];
	const values = parameter ? known.get(name) : void 0;
	if (!values) return [path];
	return [path, ...[...values].flatMap((value) => filledIn(before + value + rest, known))].slice(0, MOST);
}

// src/diff/unread.ts
async function unreadChanges({ declared, sides, config, unclaimed }, apps) {
	const { before, after } = declared;
	const changed = new Set(sides.changed);
	const told = [];
	const changes = [];
	const reached = /* @__PURE__ */ new Set();
	for (const one of after.unresolved) {
		if (one.isTemplate || one.isPatch) continue;
		const isSaid = apps.some(({ failures }) => failures.some((failure) => isAbout(failure, one)));
		const old = before.unresolved.find((other) => isSameObject(other, one));
		if (isSaid) continue;
		if (old?.reason !== one.reason || await isAnotherObject(one, declared, changed)) {
			changes.push(changeOf(one, old, config, [one.file]));
			told.push(one);
			continue;
		}
		const files = await filesOfSet(one, after, {
			changed: sides.changed,
			unclaimed
		});
		const key = JSON.stringify([one.file, one.name]);
		if (files.length > 0) told.push(one);
		if (files.length > 0 && reached.size < reached.add(key).size) changes.push(changeOf(one, old, config, files));
	}
	return {
		changes: [...changes, ...hiddenHubs(declared, unclaimed, apps)],
		told
	};
}
function hiddenHubs({ failedHubs }, unclaimed, apps) {
	if (!unclaimed.some(mayBeDeployed)) return [];
	const known = new Set(apps.map(({ app }) => identityOf(app)));
	return failedHubs.filter(({ app }) => !known.has(identityOf(app))).map(({ app, messages: [before, after] }) => notKnown(refOf(app), [...before === void 0 ? [] : [failure("before", before, app.declaredAt)], ...after === void 0 ? [] : [failure("after", after, app.declaredAt)]], []));
}
function isAbout({ at, message }, { file, reason }) {
	return at?.file === file && message.startsWith(reason);
}
function isSameObject(a, b) {
	return a.file === b.file && a.kind === b.kind && a.name === b.name;
}
async function isAnotherObject({ file, kind, name }, { before, after }, changed) {
	if (!changed.has(file) || kind === "file") return false;
	const content = async ({ context: { files } }) => {
		if (!files.has(file)) return void 0;
		await files.load([file]);
		const yaml = files.yaml(file);
		const object = yaml && objectsOf(yaml).find((one) => one.kind === kind && one.name === name);
		return object && evaluate(object.node);
	};
	return !isEqual(await content(before), await content(after));
}
function changeOf(one, old, config, files) {
	const { file, line, kind, reason } = one;
	const name = one.name ?? file;
	const environment = environmentOf({
		labels: {},
		cluster: void 0,
		server: void 0,
		namespace: void 0,
		name,
		paths: [file]
	}, void 0, config);
	const at = {
		file,
		...line === void 0 ? {} : { line }
	};
	return notKnown(undeclaredRef({
		name,
		kind,
		environment,
		declaredAt: {
			file,
			line: line ?? 1
		}
	}, config), [...old ? [failure("before", old.reason, at)] : [], failure("after", reason, at)], files);
}
function failure(side, message, at) {
	return {
		side,
		message,
		hint: void 0,
		at,
		isOutOfReach: true
	};
}
function notKnown(app, failures, files) {
	return {
		app,
		status: "failed",
		hidesApps: true,
		failures,
		files,
		objects: [],
		restarts: [],
		risks: [],
		images: [],
		values: [],
		notes: [],
		noise: 0,
		digest: void 0,
		conditions: void 0
	};
}

// src/diff/no-apps.ts
const MOST_FILES = 5;
function foldersWithoutApp({ declared, config, unclaimed }) {
	if (declared.before.size + declared.after.size > 0) return [];
	const paths = pathsOf(declared);
	const ofTools = new Set([...filesOfTools(unclaimed, paths).values()].flat());
	const files = unclaimed.filter((file) => mayBeDeployed(file) || ofTools.has(file));
	const there = new Set(paths);
	return [...groupBy(files, (file) => folderOf(file, there))].map(([folder, own]) => folderWithoutApp(folder, own, paths, config));
}
function folderWithoutApp(folder, files, paths, config) {
	const name = folder === "." ? "the root of the repo" : folder;
	const environment = environmentOf({
		labels: {},
		cluster: void 0,
		server: void 0,
		namespace: void 0,
		name: "",
		paths: files
	}, void 0, config);
	const tools = [...filesOfTools(files, paths).keys()];
	const what = `No app was found in this repo, so nobody knows what deploys ${listed(files)}`;
	const message = tools.length === 0 ? what : `${what}. ${listed(tools)} may, which Fairlead does not read`;
	const quoted = [posix.basename(folder) === "." ? "NAME" : posix.basename(folder), folder].map((text) => /^[A-Za-z][\w./-]*$/.test(text) ? text : JSON.stringify(text));
	const failure = (side) => ({
		side,
		message,
		hint: `Where an Application or a Kustomization that is not in this repo deploys the folder, say so in ${CONFIG_FILE} of the base branch: folders: [{app: ${quoted[0]}, path: ${quoted[1]}${environment === void 0 ? "" : `, environment: ${environment}`}}].`,
		at: void 0,
		isOutOfReach: true
	});
	return notKnown(undeclaredRef({
		name,
		kind: "folder",
		environment,
		declaredAt: {
			file: files[0] ?? folder,
			line: 1
		}
	}, config), [failure("before"), failure("after")], files);
}
function folderOf(file, paths) {
	const markers = ["Chart.yaml", ...KUSTOMIZATION_FILES];
	for (let folder = posix.dirname(file);; folder = posix.dirname(folder)) {
		if (markers.some((marker) => paths.has(posix.join(folder, marker)))) return folder;
		if (folder === ".") return posix.dirname(file);
	}
}
function nothingRendered(paths) {
	const tools = toolsAmong(paths);
	if (tools.length === 0 && !paths.some(mayBeDeployed)) return void 0;
	const named = listed(tools.map(({ tool, file }) => `${tool} (${file})`));
	return new FairleadError("refused", [{
		message: `no app was found in this repo, so nothing was rendered${named === "" ? "" : `. It has files of ${named}, which Fairlead does not read`}`,
		hint: `Run fairlead inventory to see why. A folder that something outside of the repo deploys is named in ${CONFIG_FILE}: folders: [{app: NAME, path: FOLDER}].`
	}]);
}
function noAppWarnings({ before, after }) {
	if (before.size + after.size > 0) return [];
	const tools = toolsAmong(pathsOf({
		before,
		after
	})).map(({ tool, file }) => `${tool} (${file})`);
	return [`No app was found in this repo, so nothing is compared. ${tools.length === 0 ? "Run fairlead inventory to see why." : `It has files of ${listed(tools)}, which Fairlead does not read.`}`];
}
function otherToolWarnings({ declared, unclaimed }) {
	if (unclaimed.length === 0 || declared.before.size + declared.after.size === 0) return [];
	return [...filesOfTools(unclaimed, pathsOf(declared))].map(([tool, files]) => `Not looked at: ${listed(files)}, which ${tool} may deploy. Fairlead does not read ${files.length === 1 ? "such a file" : "such files"}.`);
}
function pathsOf({ before, after }) {
	const all = [before, after].flatMap(({ context }) => context.files.entries.map(({ path }) => path));
	return [...new Set(all)];
}
function listed(all) {
	const shown = all.slice(0, MOST_FILES);
	if (all.length > MOST_FILES) return `${shown.join(", ")} and ${all.length - MOST_FILES} more`;
	return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

// src/diff/removal.ts
async function removalOf(app, object, { after, among, isUnlisted = false }) {
	if (app.controller === "none") return {
		stays: void 0,
		effect: void 0
	};
	const set = app.generatedBy === void 0 || isUnlisted ? void 0 : await setOf(app, app.generatedBy, after);
	if (set !== void 0) {
		const stays = keptBySet(set, app.generatedBy ?? "");
		return {
			stays,
			effect: stays === void 0 ? "deleted" : "stays"
		};
	}
	const [applier] = appliersOf(app, among);
	if (!applier || object === void 0) return {
		stays: void 0,
		effect: whenGone(app, among)
	};
	const now = after.named(applier.kind, applier.name).find((one) => identityOf(one) === identityOf(applier));
	const reason = now ? keptWhenPruned(await now.declaration(), object) : keptWithoutApp(await applier.declaration(), object);
	if (reason === void 0) return {
		stays: void 0,
		effect: whenGone(app, among)
	};
	return {
		stays: `${applier.name}, which declared it, does not delete it: ${reason}`,
		effect: "stays"
	};
}
async function setOf({ declaredAt: { file } }, name, { context: { files } }) {
	if (!files.has(file)) return void 0;
	await files.load([file]);
	const yaml = files.yaml(file);
	const set = yaml && objectsOf(yaml).find((one) => one.kind === "ApplicationSet" && one.name === name);
	return set && evaluate(set.node);
}
function keptBySet(set, name) {
	const policy = textAt$1(set, "spec", "syncPolicy", "applicationsSync");
	return policy === "create-only" || policy === "create-update" ? `the ApplicationSet ${name}, which made it, does not delete it: its applicationsSync is ${policy}` : void 0;
}

// src/diff/build.ts
async function buildReport(found, parts) {
	const { declared, config } = parts;
	const namesakes = (kind, name) => [declared.before, declared.after].flatMap((side) => side.named(kind, name));
	const refs = toldApart(found.map(({ app }) => app), namesakes);
	const pairs = found.map((pair, i) => ({
		...pair,
		app: refs[i] ?? pair.app
	}));
	const owners = collisions(pairs.map(({ app, after, declarations }) => ({
		app,
		target: targetOf(declarations.after, app, config),
		manifests: renderedOf$1(after)?.manifests ?? []
	})), declared.apart);
	const moves = movesBetween(pairs.map((pair) => {
		const { app, declarations } = pair;
		return {
			app,
			target: JSON.stringify(targetOf(declarations.after ?? declarations.before, app, config)),
			...manifestsOf(pair)
		};
	}));
	const among = pairs.flatMap(({ known: { before, after } }) => [before, after].filter((app) => app !== void 0));
	const removals = await removalsOf(pairs, {
		after: declared.after,
		among
	});
	const world = {
		...parts,
		removals,
		owners,
		moves,
		ids: await idsOf(parts.sides),
		isKnown: await unchangedFiles(parts.sides),
		secrets: await secretsOfPairs(pairs),
		apiOf: await apisOf(pairs, config, declared)
	};
	const changes = await Promise.all(pairs.map(async (pair) => {
		const facts = mergeFacts(pair, removals.get(pair)?.effect, {
			among,
			config
		});
		try {
			const change = await changeOf$1(pair, world);
			return {
				...change,
				...facts,
				...isBrokenByChange(change) ? { onMerge: void 0 } : {}
			};
		} catch (error) {
			return {
				...uncompared(pair, contained(error)),
				...facts
			};
		}
	}));
	const { sides } = parts;
	const unread = await unreadChanges(parts, changes);
	const told = [...changes, ...unread.changes];
	const named = new Set(told.flatMap(({ files }) => files));
	const without = foldersWithoutApp({
		...parts,
		unclaimed: parts.unclaimed.filter((file) => !named.has(file))
	});
	const apps = [...told, ...without].toSorted(compareApps);
	return {
		base: {
			name: sides.base.name,
			commit: sides.base.commit
		},
		head: {
			name: sides.head.name,
			commit: sides.head.commit
		},
		comparedInstead: sides.conflict,
		told: void 0,
		risks: await configRisks(sides, config),
		apps,
		digests: digestsOf(apps),
		unclaimed: parts.unclaimed,
		warnings: await warningsOf(parts, unread.told),
		versions: Object.fromEntries(parts.versions),
		took: parts.took,
		shard: parts.shard
	};
}
async function removalsOf(pairs, parts) {
	const gone = pairs.flatMap((pair) => {
		const { known, declarations, after } = pair;
		return known.before && !after ? [{
			pair,
			app: known.before,
			object: declarations.before
		}] : [];
	});
	return new Map(await Promise.all(gone.map(async ({ pair, app, object }) => [pair, await removalOf(app, object, {
		...parts,
		isUnlisted: pair.note !== void 0
	})])));
}
function manifestsOf(pair) {
	if (unknownParts(pair).length > 0) return {
		before: void 0,
		after: void 0
	};
	const { before, after } = pair;
	return {
		before: before ? renderedOf$1(before)?.manifests : [],
		after: after ? renderedOf$1(after)?.manifests : []
	};
}
function digestsOf(apps) {
	const environments = [...new Set(apps.map(({ app }) => app.environment ?? ""))].toSorted();
	return Object.fromEntries(environments.flatMap((environment) => {
		const digest = digestOf(environment, apps);
		return digest === void 0 ? [] : [[environment, digest]];
	}));
}
async function warningsOf({ declared, sides, config, versions, unclaimed, warnings = [] }, told) {
	const flux = await declaredFluxVersions(declared.after.context.files);
	return [
		...sides.warnings,
		...noAppWarnings(declared),
		...rendererNotes(config, versions, flux),
		...sides.changed.includes("fairlead.yaml") ? [`${CONFIG_FILE} changes; what it says on the base was used, as always.`] : [],
		...warnings,
		...submoduleWarnings(sides, unclaimed),
		...otherToolWarnings({
			declared,
			unclaimed
		}),
		...declared.undiscovered,
		...unresolvedWarnings(declared.after.unresolved.filter((one) => !told.includes(one)), new Set(sides.changed))
	];
}

// src/diff/source-change.ts
var SourceChange = class {
	#parts;
	#addresses;
	#following = /* @__PURE__ */ new Set();
	#others = /* @__PURE__ */ new Map();
	constructor(parts) {
		this.#parts = parts;
		this.#addresses = new Set(parts.identities.map(plainAddress));
	}
	around(elsewhere, side) {
		const { sides, branch } = this.#parts;
		const { tree, commit, treeId } = sides[side];
		return {
			...elsewhere,
			git: async (url, revision) => this.#isOwn(url) && this.#follows(revision) ? {
				tree,
				commit: commit ?? treeId,
				ref: `refs/heads/${branch}`,
				isChanged: true
			} : elsewhere.git(url, revision)
		};
	}
	reaches({ name, sources }) {
		const own = sources.filter(({ repoURL }) => repoURL !== void 0 && this.#isOwn(repoURL));
		const following = own.filter(({ targetRevision }) => this.#follows(targetRevision ?? ""));
		if (following.length > 0) {
			this.#following.add(name);
			return filesBelow(this.#parts.sides.changed, following);
		}
		for (const { targetRevision = "HEAD" } of own.slice(0, 1)) this.#others.set(targetRevision, (this.#others.get(targetRevision) ?? /* @__PURE__ */ new Set()).add(name));
	}
	warnings(infra) {
		const { branch, identities } = this.#parts;
		if (this.#following.size + this.#others.size === 0) throw inputError(`no app of ${infra} is known to be made of this repository (${identities.join(", ")})`, { hint: `The inventory of the infra repo tells what its apps are made of: run fairlead inventory there. Where no object names the chart, ${CONFIG_FILE} can (charts).` });
		return [...this.#others].map(([revision, names]) => {
			const one = names.size === 1;
			return `${few([...names])} ${one ? "is" : "are"} at ${revision || "HEAD"} of this repository and not at ${branch}, so the change does not reach ${one ? "it" : "them"} by itself.`;
		});
	}
	#isOwn(url) {
		return this.#addresses.has(plainAddress(url));
	}
	#follows(revision) {
		const { branch, isDefaultBranch } = this.#parts;
		if (revision === "" || revision === "HEAD") return isDefaultBranch;
		return revision === branch || revision === `refs/heads/${branch}`;
	}
};
function isTouched({ before, after, files }) {
	const [was, is] = [renderedOf$1(before), renderedOf$1(after)];
	if (!was || !is || files.length > 0) return true;
	const text = ({ manifests }) => stableText(manifests.map(({ content }) => content));
	return text(was) !== text(is);
}
function unchangedSides(side, branch) {
	return {
		base: side,
		head: side,
		differences: [],
		changed: [],
		branch,
		conflict: void 0,
		warnings: []
	};
}
function filesBelow(changed, sources) {
	const folders = sources.filter(({ type, path }) => type !== "ref" || path !== void 0).map(({ path, chart }) => joinPath("", path ?? chart ?? ".") ?? "");
	return changed.filter((file) => folders.some((folder) => folder === "" || file === folder || file.startsWith(`${folder}/`)));
}
function few(names) {
	const shown = names.toSorted().slice(0, 5).join(", ");
	return names.length > 5 ? `${shown} and ${names.length - 5} more apps` : shown;
}

export { RESTART_EFFECTS, RISK_LEVELS, SourceChange, appRisk, buildReport, compareApps, containersOf, declarationsOf$1 as declarationsOf, declareBoth, digestsOf, gravest, isBrokenByChange, isCode, isEqual, isHidingRule, isQuiet, isTouched, isUnknown, nothingRendered, refOf, renderBoth, renderPairs, reportRisk, templatePath, toYaml, toldApart, unchangedSides, unclaimed, unknownIn, weight };