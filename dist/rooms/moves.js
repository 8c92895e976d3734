import { code, oneLine } from "./text.js";
import { once } from "./tree.js";
import { decodeText, encodeText, lookUp, parseKeyPath, parseYaml, setValues, wholeFile } from "./yaml.js";
import { compareTags } from "./images.js";

// src/moves/order.ts
function orderOf(from, fromDigest, version) {
	const { tag, digest } = version;
	if (from === void 0 || tag === void 0) return digest !== void 0 && digest === fromDigest ? "same" : "unknown";
	const order = compareTags(tag, from);
	if (order === void 0) return "unknown";
	if (order === 0) return digest !== void 0 && fromDigest !== void 0 && digest !== fromDigest ? "unknown" : "same";
	return order < 0 ? "older" : "newer";
}

// src/moves/text.ts
function movesTable(moves) {
	const shown = [
		["App", (move) => move.app ?? ""],
		["Environment", (move) => move.environment ?? ""],
		["Image", (move) => move.image ?? ""],
		["From", (move) => version(move.from, move.fromDigest)],
		["To", (move) => version(move.to, move.digest)],
		["Location", (move) => `${move.file}:${move.line} ${move.key}`]
	].filter(([, cell]) => moves.some((move) => cell(move) !== ""));
	if (shown.length === 0) return "";
	const row = (cells) => `| ${cells.join(" | ")} |`;
	return [
		row(shown.map(([title]) => title)),
		row(shown.map(() => "---")),
		...moves.map((move) => row(shown.map(([, cell]) => code(cell(move)))))
	].join("\n");
}
function version(tag, digest) {
	if (digest === void 0 || digest === tag) return tag ?? "";
	return `${tag ?? ""}@${digest.slice(0, 19)}`;
}
function describeMove(move) {
	const who = [move.app, move.environment].filter((part) => part !== void 0).join(" in ");
	const from = move.from ?? move.fromDigest ?? "(nothing)";
	const what = from === move.to ? `${move.to}${move.digest === void 0 ? "" : " (digest)"}` : `${from} -> ${move.to}`;
	const unknown = move.order === "unknown" && move.from !== void 0 && move.from !== move.to ? " (the tags do not show which of the two is newer)" : "";
	return oneLine(`${move.file}:${move.line} ${move.key}: ${what}${who ? ` for ${who}` : ""}${unknown}`);
}
function moveData(move) {
	return {
		...move,
		set: void 0,
		notes: void 0
	};
}

// src/moves/values.ts
function isSamePlace(a, b) {
	return a.file === b.file && a.document === b.document && a.key === b.key;
}
function valueAt(content, place) {
	if (!content) return void 0;
	try {
		const file = parseYaml(decodeText(content, place.file), place.file);
		const document = file.documents.find((candidate) => candidate.index === place.document);
		const lookup = document && lookUp(wholeFile(file, document), parseKeyPath(place.key));
		return lookup?.found === "scalar" ? lookup.node.value : void 0;
	} catch {
		return;
	}
}
async function filesWith(tree, values, parsed) {
	const paths = [...new Set(values.map((value) => value.file))];
	if (paths.length === 0) return [];
	const files = await tree.read(paths);
	return paths.flatMap((path) => {
		const file = files.get(path);
		if (!file) return [];
		const before = decodeText(file.content, path);
		const known = parsed?.get(path);
		const yaml = known?.text === before ? known : parseYaml(before, path);
		const assignments = values.filter((value) => value.file === path).map(({ key, document, value, was }) => ({
			path: parseKeyPath(key),
			document,
			value,
			create: was === void 0,
			allowShared: true
		}));
		const { text } = setValues(yaml, assignments);
		return text === before ? [] : [{
			path,
			content: encodeText(text),
			mode: file.mode
		}];
	});
}

// src/moves/reverts.ts
async function withoutReverted(moves, past) {
	const histories = /* @__PURE__ */ new Map();
	const held = /* @__PURE__ */ new Map();
	const unseen = /* @__PURE__ */ new Set();
	for (const move of moves) {
		const place = move.set.find(({ value, was }) => String(value) !== was);
		if (!place) continue;
		const read = histories.get(place.file) ?? once(() => past.of(place.file));
		histories.set(place.file, read);
		const history = await read();
		const revert = history && await revertOfValue(history, place);
		if (revert) held.set(move, heldByRevert(revert, move));
		else if (history?.isCut === true) unseen.add(move.to);
	}
	return {
		moves: moves.filter((move) => !held.has(move)),
		held: [...new Set(held.values())],
		unseen: unseen.size === 0 ? void 0 : `Could not check whether ${[...unseen].join(", ")} was reverted: the history of this checkout is incomplete. ${past.cure}`
	};
}
async function revertOfValue({ commits, contentAt }, place) {
	const wanted = String(place.value);
	for (const { sha, message } of commits) {
		const [after, before] = await Promise.all([contentAt(sha, "itself"), contentAt(sha, "its parent")]);
		const isSet = valueAt(after, place) === wanted;
		const wasSet = valueAt(before, place) === wanted;
		if (isSet === wasSet) continue;
		return wasSet && isRevert(message) ? {
			sha,
			subject: subjectOf(message)
		} : void 0;
	}
}
function heldByRevert({ sha, subject }, { to, file, from }) {
	const stays = from === void 0 ? "is not changed" : `stays at ${from}`;
	return `${to} was reverted by ${sha.slice(0, 12)} (${subject}), so ${file} ${stays}. To apply it again, revert that commit, or set allow-downgrade: true`;
}
function isRevert(message) {
	return /^revert\b/i.test(message) || /^This reverts (?:commit|merge request) /m.test(message);
}
function subjectOf(message) {
	return message.split("\n", 1)[0]?.trim() ?? "";
}

export { describeMove, filesWith, heldByRevert, isRevert, isSamePlace, moveData, movesTable, orderOf, subjectOf, valueAt, withoutReverted };