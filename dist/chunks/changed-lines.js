import { structuredPatch } from "../packages/diff.js";
import { isSecretName } from "../rooms/secrets.js";
import { shorten, visibleLine } from "../rooms/text.js";

// src/report/changed-lines.ts
const MOST_LINES = 200;
const LINE_LENGTH = 300;
const MAX_EDITS = 2e3;
async function changedLines(from, changes) {
	const before = await from.read(changes.map(({ path }) => path));
	const lines = changes.flatMap((change) => fileLines(change, before.get(change.path)?.content));
	const shown = lines.slice(0, MOST_LINES).map((line) => `  ${line}`);
	const more = lines.length - shown.length;
	return more > 0 ? [...shown, `  … and ${more} more lines`] : shown;
}
function isOfSecret(line) {
	return line.trim().replaceAll(/["'\s,]/g, "") === "kind:Secret" || line.startsWith("sops:");
}
function fileLines({ path, content }, old) {
	const name = visibleLine(path);
	const [before, after] = [textOf(old), textOf(content)];
	if (before === void 0 || after === void 0) return [`${name}: not a text file`];
	const patch = structuredPatch("", "", before, after, "", "", {
		context: 0,
		maxEditLength: MAX_EDITS
	});
	if (patch === void 0) return [`${name}: rewritten`];
	const isHidden = [before, after].some((text) => text.split("\n").some(isOfSecret));
	const sides = {
		"-": before.split("\n"),
		"+": after.split("\n")
	};
	return patch.hunks.flatMap(({ oldStart, newStart, newLines, lines }) => {
		const at = {
			"-": oldStart - 1,
			"+": newStart - 1
		};
		const shown = lines.flatMap((line) => {
			const [mark] = line;
			if (mark !== "-" && mark !== "+") return [];
			const text = isHidden ? "(not shown: the file contains a Secret)" : lineOf(sides[mark], at[mark]++);
			return [`${mark} ${shorten(visibleText(text), LINE_LENGTH)}`];
		});
		return [`${name}:${newLines > 0 ? newStart : oldStart}`, ...shown];
	});
}
function textOf(content) {
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(content ?? /* @__PURE__ */ new Uint8Array());
		return text.includes("\0") ? void 0 : text;
	} catch {
		return;
	}
}
function lineOf(lines, index) {
	const line = lines[index] ?? "";
	const [, head = "", key] = KEY.exec(line) ?? [];
	if (key !== void 0 && isSecretName(key)) return `${head} ${"***"}`;
	let indent = indentOf(line);
	for (let above = index - 1; above >= 0 && indent > 0; above--) {
		const other = lines[above] ?? "";
		if (other.trim() === "" || indentOf(other) >= indent) continue;
		indent = indentOf(other);
		const [, , parent] = KEY.exec(other) ?? [];
		if (parent !== void 0 && isSecretName(parent)) return `${" ".repeat(indentOf(line))}${"***"}`;
	}
	return line;
}
const KEY = /^(\s*(?:- +)?["']?([\w./-]+)["']?\s*[:=])/;
function indentOf(line) {
	return line.length - line.trimStart().length;
}
function visibleText(line) {
	return (/^ */.exec(line)?.[0] ?? "") + visibleLine(line);
}

export { changedLines };