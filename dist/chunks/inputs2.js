import { listingOf } from "../rooms/tree.js";
import { isObject } from "../rooms/yaml.js";
import { identityOf } from "../rooms/inventory.js";
import { groupOf } from "./manifests.js";
import { unknownIn } from "./level.js";
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

export { codeDigest, describeId, digestOf, digestOfApp, idIn, idOf$1 as idOf, idsOf, inputDigest, isCode, isEqual, joinedDigest, keyOf, stableText, unchangedFiles };