import { createTwoFilesPatch } from "../packages/diff.js";
import { dump } from "../packages/js-yaml.js";
import { isObject } from "../rooms/yaml.js";

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

export { toYaml, unified };