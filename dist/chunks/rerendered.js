import { listingOf } from "../rooms/git.js";
import { isObject } from "../rooms/yaml.js";
import { groupBy, identityOf } from "../rooms/inventory.js";
import { groupOf } from "./manifests.js";
import { appName, isQuiet, shownObjects, unknownIn } from "./text.js";
import { createHash, scryptSync } from "node:crypto";

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
function keyOf({ group, kind, namespace, name }) {
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

// src/diff/digest.ts
const SCRYPT = {
	N: 2 ** 15,
	r: 8,
	p: 1,
	maxmem: 2 ** 26
};
function digestOfApp(objects, restarts = []) {
	if (objects.length + restarts.length === 0) return void 0;
	const sorted = objects.toSorted((a, b) => keyOf(a.id) < keyOf(b.id) ? -1 : 1);
	const texts = (side) => stableText([...sorted.map((object) => [keyOf(object.id), ...object[side].map((json) => json ?? null)]), ...restarts]);
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

// src/report/same-change.ts
function sectionsOf(changes) {
	const groups = groupsOf(changes);
	const first = /* @__PURE__ */ new Map();
	const done = /* @__PURE__ */ new Set();
	return changes.flatMap((change) => {
		if (done.has(change)) return [];
		const group = groups.get(change) ?? [change];
		for (const one of group) done.add(one);
		const ordered = group.toSorted((a, b) => Number(b.app.production) - Number(a.app.production));
		const [head = change, ...rest] = ordered;
		return [{
			changes: [head, ...rest],
			parts: partsOf(ordered, first)
		}];
	});
}
function movesOf({ changes: [first] }) {
	return first.images;
}
function appsOf({ places }) {
	return [...new Set(places.map(({ change }) => change))];
}
function partsOf(changes, first) {
	const places = changes.flatMap((change) => shownObjects(change).map((object) => ({
		change,
		object
	})));
	return [...groupBy(places, changes.length > 1 ? signatureOf : (place) => String(places.indexOf(place))).values()].flatMap(([head, ...rest]) => head ? [{ places: [head, ...rest] }] : []).toSorted((a, b) => appsOf(b).length - appsOf(a).length).map(({ places: all }) => {
		const key = sameLines(all[0].object);
		const sameAs = key === void 0 ? void 0 : first.get(key);
		if (key !== void 0 && !sameAs) first.set(key, all[0]);
		return {
			places: all,
			sameAs
		};
	});
}
function groupsOf(changes) {
	const found = /* @__PURE__ */ new Map();
	const signatures = new Map(changes.map((change) => [change, new Set(shownObjects(change).map((object) => signatureOf({
		change,
		object
	})))]));
	const of = (change) => signatures.get(change) ?? /* @__PURE__ */ new Set();
	const candidates = changes.filter((change) => change.status === "changed" && of(change).size > 0);
	const alike = groupBy(candidates, (change) => change.images.length > 0 ? JSON.stringify(change.images) : JSON.stringify([...of(change)].toSorted()));
	for (const some of alike.values()) {
		const owners = /* @__PURE__ */ new Map();
		for (const change of some) for (const one of of(change)) owners.set(one, (owners.get(one) ?? 0) + 1);
		const group = some.filter((change) => [...of(change)].some((one) => (owners.get(one) ?? 0) > 1));
		if (group.length > 1) for (const change of group) found.set(change, group);
	}
	return found;
}
function sameLines({ id, action, diff }) {
	return diff === "" ? void 0 : JSON.stringify([
		id.kind,
		action,
		withoutPlaces(diff)
	]);
}
function withoutPlaces(diff) {
	return diff.replaceAll(/^@@.*@@$/gm, "@@");
}
function signatureOf({ change: { app }, object }) {
	const { id, renamedFrom, action, diff, risks } = object;
	const own = namesIn([
		id.name,
		id.namespace,
		app.name,
		app.namespace
	]);
	const lines = withoutPlaces(diff).replaceAll(/^ .*$/gm, (line) => own(line));
	const rules = risks.map(({ rule, level }) => [rule, level]);
	return JSON.stringify([
		id.group,
		id.kind,
		own(id.name),
		action,
		renamedFrom && [renamedFrom.kind, own(renamedFrom.name)],
		lines,
		rules
	]);
}
const MAX_NAME = 253;
function namesIn(all) {
	const isName = (name) => name !== void 0 && name !== "" && name.length <= MAX_NAME;
	const names = [...new Set(all.filter(isName))];
	if (names.length === 0) return (text) => text;
	const words = names.toSorted((a, b) => b.length - a.length).map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
	const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${words.join("|")})(?![A-Za-z0-9])`, "g");
	return (text) => text.replaceAll(pattern, "…");
}

// src/report/rerendered.ts
function rerendered(all) {
	const byConditions = /* @__PURE__ */ new Map();
	for (const change of all.filter(isQuiet)) {
		const files = change.files.toSorted((a, b) => Number(isCode(b)) - Number(isCode(a)));
		const conditions = conditionText(change.conditions);
		const groups = byConditions.get(conditions) ?? /* @__PURE__ */ new Map();
		byConditions.set(conditions, groups);
		const key = JSON.stringify(files);
		const group = groups.get(key) ?? {
			files,
			apps: []
		};
		groups.set(key, group);
		group.apps.push(appName(change.app));
	}
	return [...byConditions].map(([conditions, groups]) => {
		const changes = [...groups.values()].toSorted((a, b) => Number(hasCode(b)) - Number(hasCode(a)));
		return {
			apps: changes.reduce((sum, { apps }) => sum + apps.length, 0),
			conditions,
			changes
		};
	});
}
function hasCode({ files }) {
	return files.some(isCode);
}
function conditionText(conditions) {
	if (!conditions) return "";
	const { tools, kubernetes, apiVersions, time } = conditions;
	const names = { helm: "Helm" };
	return [
		...Object.entries(tools).map(([tool, version]) => `${names[tool] ?? tool} ${version}`),
		...kubernetes === void 0 ? [] : [`Kubernetes ${kubernetes}`, apiVersions.length === 0 ? "no additional API versions" : `API versions ${apiVersions.slice(0, 5).join(", ")}${apiVersions.length > 5 ? ` and ${apiVersions.length - 5} more` : ""}`],
		...time === void 0 ? [] : [`time ${time}`]
	].join(", ");
}

export { appsOf, codeDigest, describeId, digestOf, digestOfApp, idIn, idOf$1 as idOf, idsOf, inputDigest, isEqual, joinedDigest, keyOf, movesOf, namesIn, rerendered, sectionsOf, stableText, unchangedFiles };