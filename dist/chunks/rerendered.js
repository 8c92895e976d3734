import { appName, isQuiet, isUnknown } from "./text.js";
import { listingOf } from "../rooms/git.js";
import { isObject } from "../rooms/yaml.js";
import { identityOf } from "../rooms/inventory.js";
import { groupOf } from "./manifests.js";
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
	const own = apps.filter(({ app }) => (app.environment ?? "") === environment);
	if (own.some(isUnknown)) return void 0;
	const parts = own.map(({ app, status, digest }) => JSON.stringify([
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

export { codeDigest, describeId, digestOf, digestOfApp, idIn, idOf$1 as idOf, idsOf, inputDigest, isEqual, joinedDigest, keyOf, rerendered, stableText, unchangedFiles };