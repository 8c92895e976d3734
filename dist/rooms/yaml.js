import { FairleadError, FaultCollector, contained, inputError, refusal, suggestion } from "./errors.js";
import { followLinks, isLfsPointer, lfsError, listingOf } from "./tree.js";
import { COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE, YAMLException, getScalarValue, parseEvents } from "../packages/js-yaml.js";
import { require_dist } from "../packages/yaml.js";
import { posix } from "node:path";
import { setImmediate } from "node:timers/promises";

// src/yaml/keys.ts
function parseKeyPath(text) {
	return parseKeyParts(text).map((part) => {
		if (isSelector(part)) throw inputError(`the key ${JSON.stringify(text)} selects an item by a field, which is not supported here`, { hint: "Use the position of the item, such as images[0].tag." });
		return part;
	});
}
function isSelector(part) {
	return typeof part === "object";
}
function parseKeyParts(text) {
	const fault = (message) => inputError(`the key ${JSON.stringify(text)} ${message}`, { hint: String.raw`Write it like image.tag, images[0].tag, releases[name=docs].version or labels.app\.kubernetes\.io/name.` });
	const path = [];
	let name = "";
	let named = false;
	let i = 0;
	const finish = () => {
		if (name === "") throw fault("has an empty name");
		path.push(name);
		name = "";
	};
	if (text.trim() === "") throw fault("is empty");
	while (i < text.length) {
		const character = text[i] ?? "";
		if (character === "\\" && i + 1 < text.length) {
			name += text[i + 1];
			named = true;
			i += 2;
		} else if (character === ".") {
			if (named || path.length === 0) finish();
			named = true;
			i++;
			if (i === text.length) throw fault("ends with a dot");
		} else if (character === "[") {
			if (named) finish();
			const close = text.indexOf("]", i);
			if (close < 0) throw fault("has an unclosed bracket");
			const inside = text.slice(i + 1, close);
			const quoted = /^(["'])([^]*)\1$/.exec(inside);
			if (quoted?.[2] !== void 0) path.push(quoted[2]);
			else if (/^\d+$/.test(inside)) path.push(Number(inside));
			else if (selectorIn(inside)) path.push(selectorIn(inside));
			else throw fault(`has no number in its bracket [${inside}]`);
			named = false;
			i = close + 1;
		} else {
			if (!named && path.length > 0) throw fault("has no dot after its bracket");
			name += character;
			named = true;
			i++;
		}
	}
	if (named) finish();
	return path;
}
function selectorIn(text) {
	const [, field = "", value = ""] = /^([A-Za-z_][\w./\\-]*)==?(.+)$/.exec(text) ?? [];
	if (field === "") return void 0;
	return {
		field,
		value: /^(["'])(.*)\1$/.exec(value)?.[2] ?? value
	};
}
function formatKeyPath(path) {
	const [only, ...more] = path;
	if (typeof only === "string" && more.length === 0 && only.trim() === "") return `["${only}"]`;
	return path.map((segment, i) => {
		if (typeof segment === "number") return `[${segment}]`;
		if (segment === "") return "[\"\"]";
		return (i === 0 ? "" : ".") + segment.replaceAll(/[\\.[]/g, String.raw`\$&`);
	}).join("");
}

// src/yaml/nodes.ts
function resolve$1(node) {
	let current = node;
	while (current?.kind === "alias") current = current.target;
	return current;
}
function entryValue(node, key) {
	const map = resolve$1(node);
	if (map?.kind !== "map") return void 0;
	for (let i = map.entries.length - 1; i >= 0; i--) {
		const entry = map.entries[i];
		if (entry && (entry.key.kind === "scalar" ? entry.key.value : keyText(entry.key)) === key) return entry.value;
	}
}
function keyText(key) {
	const scalar = resolve$1(key);
	return scalar?.kind === "scalar" ? scalar.value : void 0;
}

// src/yaml/position.ts
let last = {
	text: "",
	starts: [0],
	next: -1
};
function position(text, offset) {
	if (last.text !== text) last = {
		text,
		starts: [0],
		next: text.indexOf("\n")
	};
	const { starts } = last;
	for (; last.next >= 0 && last.next < offset; last.next = text.indexOf("\n", last.next + 1)) starts.push(last.next + 1);
	const line = lineOf(starts, offset);
	const lineStart = starts[line - 1] ?? 0;
	const mark = lineStart === 0 && text.startsWith("﻿") ? 1 : 0;
	return {
		line,
		column: Math.max(1, offset - lineStart + 1 - mark)
	};
}
function lineOf(starts, offset) {
	let [low, high] = [0, starts.length];
	while (high - low > 1) {
		const middle = low + high >>> 1;
		if ((starts[middle] ?? 0) <= offset) low = middle;
		else high = middle;
	}
	return low + 1;
}
function locate(file, offset) {
	return {
		file: file.path,
		...position(file.text, offset)
	};
}

// src/yaml/scalars.ts
const NULL = /^(~|null|Null|NULL)?$/;
const BOOL_11 = /^(y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const TRUE_11 = /^(y|yes|true|on)$/i;
const INT_11 = /^[-+]?(0b[01_]+|0o?[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(:[0-5]?[0-9])+)$/;
const DIGITS = /^[-+]?[0-9][0-9_]*$/;
const FLOAT = /^[-+]?(\.[0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$/;
const SEXAGESIMAL_FLOAT = /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*$/;
const SPECIAL_FLOAT = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;
const TIMESTAMP = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:?[0-9]{2})?))?)?$/;
const MERGE_OR_DEFAULT = /^(<<|=)$/;
function isTyped(text) {
	const bare = text.replaceAll("_", "");
	return [
		text,
		bare,
		bare.replace(/^([-+]?0)([XBO])/, (_, zero, letter) => zero + letter.toLowerCase())
	].some(isTypedForm);
}
function isTypedForm(text) {
	return [
		NULL,
		BOOL_11,
		INT_11,
		DIGITS,
		FLOAT,
		SEXAGESIMAL_FLOAT,
		SPECIAL_FLOAT,
		TIMESTAMP,
		MERGE_OR_DEFAULT
	].some((rule) => rule.test(text));
}
function evaluatePlain(text) {
	if (NULL.test(text)) return null;
	if (BOOL_11.test(text)) return TRUE_11.test(text);
	if (SPECIAL_FLOAT.test(text)) {
		if (/nan/i.test(text)) return NaN;
		return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
	}
	if (text.includes(":")) return text;
	const digits = text.replaceAll("_", "");
	if (INT_11.test(text)) return evaluateInteger(digits);
	if (FLOAT.test(text) || DIGITS.test(text)) return Number.isNaN(Number(digits)) ? text : Number(digits);
	return text;
}
function evaluateInteger(digits) {
	const sign = digits.startsWith("-") ? -1 : 1;
	const body = digits.replace(/^[-+]/, "");
	if (/^0o?[0-7]+$/.test(body)) return sign * Number.parseInt(body.replace(/^0o?/, ""), 8);
	return sign * Number(body);
}
function isPlainSafe(text, context) {
	if (text === "" || text !== text.trim()) return false;
	if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\uFEFF\uFFFE\uFFFF]/.test(text) || hasLoneSurrogate(text)) return false;
	if (/^[,[\]{}#&*!|>'"%@`]/.test(text) || /^[-?:]($|[\s,[\]{}])/.test(text)) return false;
	if (/^(---|\.\.\.)/.test(text)) return false;
	if (/:(\s|$)|\s#/.test(text)) return false;
	return !(context.flow && /[,[\]{}]|:$|^[-?:]/.test(text));
}
function singleQuoted(text) {
	return text.replaceAll("'", "''");
}
function doubleQuoted(text) {
	return text.replaceAll(/["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\uFEFF\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, (character) => {
		if (character === "\"" || character === "\\") return `\\${character}`;
		if (character === "\n") return String.raw`\n`;
		if (character === "	") return String.raw`\t`;
		return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
	});
}
function isSingleQuotable(text) {
	return !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\uFEFF\uFFFE\uFFFF]/.test(text) && !hasLoneSurrogate(text);
}
function hasLoneSurrogate(text) {
	return !text.isWellFormed();
}

// src/yaml/at.ts
function at(node, ...path) {
	let current = resolve$1(node);
	for (const segment of path) current = resolve$1(typeof segment === "number" ? current?.kind === "sequence" ? current.items[segment] : void 0 : entryValue(current, segment));
	return current;
}
function stringAt(node, ...path) {
	const scalar = at(node, ...path);
	return scalar?.kind === "scalar" && !(scalar.style === "plain" && isNothing(scalar.value)) ? scalar.value : void 0;
}
function isNothing(text) {
	return text === "" || text === "~" || text === "null";
}
function isTrueAt(node, ...path) {
	return stringAt(node, ...path) === "true";
}
function stringsAt(node, ...path) {
	const list = at(node, ...path);
	return list?.kind === "sequence" ? list.items.flatMap((item) => stringAt(item) ?? []) : [];
}
function itemsAt(node, ...path) {
	const list = at(node, ...path);
	return list?.kind === "sequence" ? list.items : [];
}
function recordAt(node, ...path) {
	const map = at(node, ...path);
	if (map?.kind !== "map") return {};
	return Object.fromEntries(map.entries.flatMap((entry) => {
		const key = stringAt(entry.key);
		const value = stringAt(entry.value);
		return key === void 0 || value === void 0 ? [] : [[key, value]];
	}));
}

// src/yaml/ambiguous.ts
const SEEN_DIFFERENTLY = /[\u0085\u2028\u2029]|^%TAG[ \t]|[&*][\w-]+[?:,\]}%@`]|[{[,\s]\?\S|(?:^|\s)[^\s!]*!\S*[,[\]{}]/m;
const ITS_CHARACTERS = /[\u0085\u2028\u2029%&*?!]/;
function maySeemDifferent(text) {
	return ITS_CHARACTERS.test(text) && SEEN_DIFFERENTLY.test(text);
}
function refuseAmbiguous(file) {
	const tag = /^%TAG[ \t]/m.exec(file.text);
	if (tag) throw inputError("the directive %TAG is not supported", {
		at: locate(file, tag.index),
		hint: "Write tags in full: !!str."
	});
	const quoted = [];
	for (const { root } of file.documents) checkNode(root, file, quoted);
	quoted.sort(([a], [b]) => a - b);
	let next = 0;
	for (const { index, 0: character } of file.text.matchAll(/[\u0085\u2028\u2029]/g)) {
		while (next < quoted.length && (quoted[next]?.[1] ?? 0) <= index) next++;
		if ((quoted[next]?.[0] ?? Infinity) <= index) continue;
		const code = character.charCodeAt(0).toString(16).padStart(4, "0");
		throw inputError(`there is an invisible character, U+${code.toUpperCase()}, which ends a line for controllers`, {
			at: locate(file, index),
			hint: `Remove it. If a string needs it, write "\\u${code}" within double quotes.`
		});
	}
}
function checkNode(root, file, quoted) {
	const pending = [{
		node: root,
		flow: false
	}];
	for (let next = pending.pop(); next; next = pending.pop()) {
		const { node, flow } = next;
		const name = node.kind === "alias" ? node.name : node.anchor;
		if (name !== void 0 && !/^[^?:,\]}%@`]+$/.test(name)) throw inputError("controllers do not read the whole name of an anchor here", {
			at: locate(file, node.start),
			hint: "Use only letters, digits, \"-\" and \"_\" in its name."
		});
		if (node.kind === "sequence") for (const item of node.items) pending.push({
			node: item,
			flow: node.flow
		});
		else if (node.kind === "map") for (const { key, value } of node.entries) pending.push({
			node: key,
			flow: node.flow
		}, {
			node: value,
			flow: node.flow
		});
		else if (node.kind === "scalar") {
			if (node.style === "single" || node.style === "double") quoted.push([node.start, node.end]);
			if (flow && node.empty && node.tag !== void 0) throw inputError("controllers do not read the whole tag here", {
				at: locate(file, node.start),
				hint: "Put a space after it."
			});
			if (flow && node.style === "plain" && node.value.startsWith("?")) throw inputError("controllers read \"?\" within brackets as a key indicator, not as part of the string", {
				at: locate(file, node.start),
				hint: "Put the string in quotes."
			});
		}
	}
}

// src/yaml/lenient.ts
var import_dist = require_dist();
const styles$1 = {
	[import_dist.Scalar.PLAIN]: "plain",
	[import_dist.Scalar.QUOTE_SINGLE]: "single",
	[import_dist.Scalar.QUOTE_DOUBLE]: "double",
	[import_dist.Scalar.BLOCK_LITERAL]: "literal",
	[import_dist.Scalar.BLOCK_FOLDED]: "folded"
};
function parseLeniently(text, path) {
	const lineCounter = new import_dist.LineCounter();
	const mark = text.startsWith("﻿") ? 1 : 0;
	const documents = (0, import_dist.parseAllDocuments)(text.slice(mark), {
		version: "1.1",
		uniqueKeys: false,
		lineCounter,
		keepSourceTokens: false,
		prettyErrors: false
	});
	if ("empty" in documents) return [];
	const [fault] = documents.flatMap((document) => document.errors);
	if (fault) {
		const { line, col } = lineCounter.linePos(fault.pos[0]);
		throw inputError(`this is not valid YAML: ${fault.message.split("\n")[0] ?? ""}`, { at: {
			file: path,
			line,
			column: col
		} });
	}
	const result = [];
	for (const { contents } of documents) {
		if (!contents || (0, import_dist.isScalar)(contents) && contents.source === "" && contents.type === import_dist.Scalar.PLAIN) continue;
		const reader = new Reader(text, mark);
		const root = reader.node(contents);
		result.push({
			index: result.length,
			root,
			aliases: reader.aliases
		});
	}
	return result;
}
var Reader = class {
	aliases = [];
	#text;
	#shift;
	#anchors = /* @__PURE__ */ new Map();
	constructor(text, shift) {
		this.#text = text;
		this.#shift = shift;
	}
	node(source) {
		const [from = 0, to = 0] = source?.range ?? [];
		const [start, end] = [from + this.#shift, to + this.#shift];
		if ((0, import_dist.isAlias)(source)) {
			const alias = {
				kind: "alias",
				name: source.source,
				start,
				end,
				target: this.#anchors.get(source.source)
			};
			this.aliases.push(alias);
			return alias;
		}
		const anchor = source && "anchor" in source && source.anchor !== void 0 ? { anchor: source.anchor } : {};
		if ((0, import_dist.isMap)(source)) {
			const entries = [];
			const map = {
				kind: "map",
				flow: source.flow === true,
				start,
				end: this.#collectionEnd(source.flow === true, end),
				entries,
				...anchor
			};
			this.#keep(map);
			for (const pair of source.items) entries.push({
				key: this.node(pair.key),
				value: this.node(pair.value)
			});
			return map;
		}
		if ((0, import_dist.isSeq)(source)) {
			const items = [];
			const sequence = {
				kind: "sequence",
				flow: source.flow === true,
				start,
				end: this.#collectionEnd(source.flow === true, end),
				items,
				...anchor
			};
			this.#keep(sequence);
			for (const item of source.items) items.push(this.node(item));
			return sequence;
		}
		const scalar = this.#scalar((0, import_dist.isScalar)(source) ? source : void 0, start, end, anchor);
		this.#keep(scalar);
		return scalar;
	}
	#scalar(source, start, end, anchor) {
		const style = styles$1[source?.type ?? import_dist.Scalar.PLAIN] ?? "plain";
		const common = {
			kind: "scalar",
			style,
			value: source?.source ?? "",
			...source?.tag === void 0 || source.tag.startsWith("tag:") ? {} : { tag: source.tag },
			...anchor
		};
		if (style === "single" || style === "double") return {
			...common,
			start: start + 1,
			end: end - 1,
			empty: false
		};
		if (style === "plain" && start === end) {
			let place = start;
			while (" 	".includes(this.#text[place - 1] ?? ".")) place--;
			return {
				...common,
				start: place,
				end: place,
				empty: true
			};
		}
		if (style === "plain") return {
			...common,
			start,
			end,
			empty: false
		};
		const newline = this.#text.indexOf("\n", start);
		return {
			...common,
			start: newline < 0 ? end : Math.min(newline + 1, end),
			end,
			empty: false
		};
	}
	#collectionEnd(flow, end) {
		return flow ? end : this.#text.slice(0, end).trimEnd().length;
	}
	#keep(node) {
		if (node.anchor !== void 0) this.#anchors.set(node.anchor, node);
	}
};

// src/yaml/parse.ts
const MAX_TEXT = 2e7;
const MAX_LENIENT = 3e5;
const LENIENT = "deficient indentation";
const styles = {
	[SCALAR_STYLE.PLAIN]: "plain",
	[SCALAR_STYLE.SINGLE_QUOTED]: "single",
	[SCALAR_STYLE.DOUBLE_QUOTED]: "double",
	[SCALAR_STYLE.LITERAL_BLOCK]: "literal",
	[SCALAR_STYLE.FOLDED_BLOCK]: "folded"
};
function parseYaml(text, path) {
	if (text.length > MAX_TEXT) throw inputError(`the file is too large (${text.length} characters)`, { at: { file: path } });
	const file = {
		path,
		text,
		documents: parseDocuments(text, path)
	};
	if (maySeemDifferent(text)) refuseAmbiguous(file);
	return file;
}
function parseDocuments(text, path) {
	try {
		return new Builder(text, parseEvents(text, { filename: path })).documents();
	} catch (error) {
		if (!(error instanceof YAMLException)) throw error;
		if (error.reason.startsWith("nesting exceeded")) throw inputError("the YAML is nested more than 100 levels deep, which is the limit", { at: {
			file: path,
			...error.mark ? { line: error.mark.line + 1 } : {}
		} });
		try {
			if (text.length > MAX_LENIENT || error.reason !== LENIENT) throw error;
			return parseLeniently(text, path);
		} catch {
			const at = error.mark ? {
				file: path,
				line: error.mark.line + 1,
				column: error.mark.column + 1
			} : { file: path };
			throw inputError(`this is not valid YAML: ${withoutNames(error.reason)}`, {
				at,
				...hintFor(error.reason, text)
			});
		}
	}
}
function withoutNames(reason) {
	return reason.replace(/ "[^]*"/, "").replace(/(cannot contain such characters): [^]*$/, "$1");
}
function hintFor(reason, text) {
	if (text.includes("{{") && /\{\{[-\s]*(if|range|with|define|include|\.|\$|template)/.test(text)) return { hint: "It looks like a template ({{ … }}). Set the values file that the template reads instead." };
	if (reason.includes("tab characters")) return { hint: "Indent with spaces." };
	return {};
}
var Builder = class {
	#text;
	#events;
	#next = 0;
	#position = 0;
	#anchors;
	#aliases;
	#entries = [];
	#items = [];
	constructor(text, events) {
		this.#text = text;
		this.#events = events;
	}
	documents() {
		const documents = [];
		while (this.#next < this.#events.length) {
			this.#next++;
			this.#anchors = void 0;
			this.#aliases = void 0;
			let root;
			while (this.#events[this.#next]?.type !== EVENT_ID.POP) root = this.#node("root");
			this.#next++;
			if (root && !(root.kind === "scalar" && root.empty)) documents.push({
				index: documents.length,
				root,
				aliases: this.#aliases ?? NO_ALIASES
			});
		}
		return documents.slice();
	}
	#node(role) {
		const event = this.#events[this.#next++];
		if (!event) throw new Error("the parser ended inside a document");
		switch (event.type) {
			case EVENT_ID.SCALAR: return this.#scalar(event, role);
			case EVENT_ID.ALIAS: {
				const name = this.#text.slice(event.anchorStart, event.anchorEnd);
				const alias = {
					kind: "alias",
					name,
					start: event.anchorStart - 1,
					end: event.anchorEnd,
					target: this.#anchors?.get(name)
				};
				this.#aliases ??= [];
				this.#aliases.push(alias);
				this.#position = event.anchorEnd;
				return alias;
			}
			case EVENT_ID.MAPPING: {
				const shell = {
					kind: "map",
					flow: event.style === COLLECTION_STYLE.FLOW,
					start: event.start,
					end: 0,
					entries: NO_ENTRIES
				};
				this.#open(event, shell);
				const first = this.#entries.length;
				while (this.#events[this.#next]?.type !== EVENT_ID.POP) {
					const key = this.#node("key");
					this.#entries.push({
						key,
						value: this.#node("value")
					});
				}
				shell.entries = this.#entries.splice(first);
				return this.#close(shell, "}");
			}
			case EVENT_ID.SEQUENCE: {
				const shell = {
					kind: "sequence",
					flow: event.style === COLLECTION_STYLE.FLOW,
					start: event.start,
					end: 0,
					items: NO_ITEMS
				};
				this.#open(event, shell);
				const first = this.#items.length;
				while (this.#events[this.#next]?.type !== EVENT_ID.POP) this.#items.push(this.#node("item"));
				shell.items = this.#items.splice(first);
				return this.#close(shell, "]");
			}
			default: throw new Error("the parser returned an unexpected event");
		}
	}
	#open(event, shell) {
		this.#position = Math.max(this.#position, event.start);
		this.#anchor(event, shell);
		if (shell.flow) this.#position = event.start + 1;
	}
	#close(shell, bracket) {
		this.#next++;
		shell.end = shell.flow ? this.#closing(bracket) : this.#position;
		return shell;
	}
	#scalar(event, role) {
		const style = styles[event.style] ?? "plain";
		const empty = event.valueStart < 0;
		const start = empty ? this.#emptyPlace(event, role) : event.valueStart;
		const end = empty ? start : event.valueEnd;
		const node = {
			kind: "scalar",
			style,
			value: empty ? "" : getScalarValue(this.#text, event),
			start,
			end,
			empty
		};
		if (event.tagStart >= 0) node.tag = this.#text.slice(event.tagStart, event.tagEnd);
		this.#anchor(event, node);
		this.#position = style === "single" || style === "double" ? end + 1 : end;
		return node;
	}
	#emptyPlace(event, role) {
		const decorated = Math.max(event.anchorEnd, event.tagEnd);
		if (decorated >= 0) return decorated;
		const mark = role === "value" ? ":" : role === "item" ? "-" : void 0;
		if (!mark) return this.#position;
		const found = this.#skipTo(mark);
		return found < 0 ? this.#position : found + 1;
	}
	#closing(bracket) {
		const found = this.#skipTo(bracket);
		return found < 0 ? this.#position : this.#position = found + 1;
	}
	#skipTo(mark) {
		for (let i = this.#position; i < this.#text.length; i++) {
			const character = this.#text[i];
			if (character === mark) return i;
			if (character === "#") {
				const newline = this.#text.indexOf("\n", i);
				if (newline < 0) return -1;
				i = newline;
			} else if (!/[\s,:]/.test(character ?? "")) return -1;
		}
		return -1;
	}
	#anchor(event, node) {
		if (event.anchorStart < 0) return;
		node.anchor = this.#text.slice(event.anchorStart, event.anchorEnd);
		this.#anchors ??= /* @__PURE__ */ new Map();
		this.#anchors.set(node.anchor, node);
	}
};
const NO_ALIASES = [];
const NO_ENTRIES = [];
const NO_ITEMS = [];

// src/yaml/embedded.ts
function parseEmbedded(outer, block) {
	if (block.style !== "literal") return void 0;
	const lines = blockLines(outer.text, block);
	if (lines.length === 0) return void 0;
	const indent = lines.find((line) => line.text.trim() !== "")?.text.match(/^ */)?.[0] ?? "";
	const starts = [];
	let inner = "";
	for (const line of lines) {
		const cut = line.text.startsWith(indent) ? indent.length : line.text.length;
		starts.push({
			inner: inner.length,
			outer: line.start + cut
		});
		inner += `${line.text.slice(cut)}\n`;
	}
	const outwardOffset = (offset) => {
		const line = starts.findLast((candidate) => candidate.inner <= offset) ?? {
			inner: 0,
			outer: block.start
		};
		return line.outer + (offset - line.inner);
	};
	return {
		file: parseYaml(inner, outer.path),
		outwardOffset,
		outward: (edit) => ({
			start: outwardOffset(edit.start),
			end: outwardOffset(edit.end),
			text: edit.text.replaceAll("\n", `${lines[0]?.eol ?? "\n"}${indent}`)
		})
	};
}
function blockLines(text, block) {
	const lines = [];
	const pattern = /([^\r\n]*)(\r\n|\n|\r|$)/y;
	pattern.lastIndex = block.start;
	while (pattern.lastIndex < block.end) {
		const start = pattern.lastIndex;
		const match = pattern.exec(text);
		if (!match) break;
		lines.push({
			start,
			text: match[1] ?? "",
			eol: match[2] ?? ""
		});
		if (match[2] === "") break;
	}
	return lines;
}

// src/yaml/lookup.ts
function unchanged(value) {
	return value;
}
function wholeFile(file, document) {
	return {
		file,
		document,
		outward: unchanged,
		outwardOffset: unchanged,
		outerText: file.text
	};
}
function lookUp(scope, path) {
	let node = scope.document.root;
	let flow = false;
	let parentEntry;
	const holders = [];
	for (let depth = 0;; depth++) {
		if (node.kind === "alias") return {
			found: "alias",
			depth,
			alias: node,
			scope
		};
		holders.push(node);
		if (depth === path.length) {
			if (node.kind === "scalar") return {
				found: "scalar",
				node,
				flow,
				scope,
				holders
			};
			return {
				found: "collection",
				node,
				flow,
				scope,
				holders
			};
		}
		const segment = path[depth];
		const missing = {
			found: "missing",
			depth,
			parent: node,
			flow,
			scope,
			...parentEntry ? { parentEntry } : {}
		};
		if (node.kind === "scalar") {
			const inside = enterBlock(scope, node);
			return inside ? shifted(lookUp(inside, path.slice(depth)), depth) : missing;
		}
		flow ||= node.flow;
		if (node.kind === "sequence") {
			const item = /^\d+$/.test(String(segment)) ? node.items[Number(segment)] : void 0;
			if (!item) return missing;
			node = item;
			parentEntry = void 0;
			continue;
		}
		const map = node;
		const entries = map.entries.filter((entry) => keyText(entry.key) === String(segment));
		if (entries.length > 1) {
			const offsets = entries.map((entry) => scope.outwardOffset(entry.key.start));
			return {
				found: "duplicate",
				depth,
				offsets,
				scope
			};
		}
		const [entry] = entries;
		if (!entry) {
			const alias = mergedFrom(map, String(segment));
			return alias ? {
				found: "alias",
				depth,
				alias,
				scope
			} : missing;
		}
		parentEntry = {
			key: entry.key,
			map
		};
		node = entry.value;
	}
}
function enterBlock(scope, node) {
	const embedded = parseEmbedded(scope.file, node);
	const document = embedded?.file.documents[0];
	if (!embedded || !document || document.root.kind === "scalar") return void 0;
	return {
		file: embedded.file,
		document,
		outward: (edit) => scope.outward(embedded.outward(edit)),
		outwardOffset: (offset) => scope.outwardOffset(embedded.outwardOffset(offset)),
		outerText: scope.outerText
	};
}
function shifted(lookup, depth) {
	return "depth" in lookup ? {
		...lookup,
		depth: lookup.depth + depth
	} : lookup;
}
function mergedFrom(map, key, seen = /* @__PURE__ */ new Set()) {
	if (seen.has(map)) return void 0;
	seen.add(map);
	for (const entry of map.entries) {
		if (keyText(entry.key) !== "<<") continue;
		const sources = entry.value.kind === "sequence" ? entry.value.items : [entry.value];
		for (const source of sources) {
			const target = resolve$1(source);
			if (source.kind !== "alias" || target?.kind !== "map") continue;
			if (target.entries.some((e) => keyText(e.key) === key) || mergedFrom(target, key, seen)) return source;
		}
	}
}
function aliasesOf(found) {
	const { scope, holders } = found;
	const near = scope.document.aliases.filter(({ target }) => target && holders.includes(target));
	if (near.length === 0) return near;
	const hidden = /* @__PURE__ */ new Set();
	forEachMerge(scope.document.root, (map, sources) => {
		const before = [map];
		for (const source of sources) {
			const target = resolve$1(source);
			const name = target && nameBelow(target, holders);
			const isSaid = name !== void 0 && before.some((other) => says(other, name, other !== map));
			if (source.kind === "alias" && isSaid) hidden.add(source);
			if (target?.kind === "map") before.push(target);
		}
	});
	return near.filter((alias) => !hidden.has(alias));
}
function nameBelow(map, way) {
	const at = way.indexOf(map);
	if (at < 0 || map.kind !== "map") return void 0;
	const entry = map.entries.find(({ value }) => value === way[at + 1]);
	return entry && keyText(entry.key);
}
function says(map, key, withMerged) {
	return map.entries.some((entry) => keyText(entry.key) === key) || withMerged && mergedFrom(map, key) !== void 0;
}
function forEachMerge(node, call) {
	if (node.kind === "sequence") for (const item of node.items) forEachMerge(item, call);
	if (node.kind !== "map") return;
	const sources = node.entries.filter((entry) => keyText(entry.key) === "<<").flatMap(({ value }) => value.kind === "sequence" ? value.items : [value]);
	if (sources.length > 0) call(node, sources);
	for (const entry of node.entries) forEachMerge(entry.value, call);
}

// src/yaml/edit.ts
function applyEdits(text, edits) {
	const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
	let result = "";
	let position = 0;
	for (const edit of sorted) {
		if (edit.start < position) throw new Error("two edits overlap");
		result += text.slice(position, edit.start) + edit.text;
		position = edit.end;
	}
	return result + text.slice(position);
}
function replaceScalar(lookup, value) {
	const { node, flow, scope } = lookup;
	const { text } = scope.file;
	if (node.tag !== void 0 && !/^!!str$|:str>?$|^!$/.test(node.tag) && typeof value === "string") throw inputError(`the value has the explicit tag ${node.tag}, which does not accept a string`, {
		at: locate(scope.file, node.start),
		hint: "Remove the tag, or use !!str."
	});
	if (node.empty) {
		const before = text[node.start - 1] ?? "";
		if (node.anchor === void 0 && node.tag === void 0 && !/[:-]/.test(before)) throw inputError("the key has no value here that could be replaced", {
			at: locate(scope.file, node.start),
			hint: "Write it out as \"key: value\"."
		});
		return scope.outward({
			start: node.start,
			end: node.end,
			text: ` ${formatScalar(value, "plain", flow)}`
		});
	}
	if (node.style === "literal" || node.style === "folded") return scope.outward(replaceBlock(text, node, value));
	const quotes = node.style === "plain" ? 0 : 1;
	const written = formatScalar(value, node.style, flow);
	return scope.outward({
		start: node.start - quotes,
		end: node.end + quotes,
		text: written
	});
}
function formatScalar(value, style, flow) {
	const text = String(value);
	if (style === "single" && isSingleQuotable(text)) return `'${singleQuoted(text)}'`;
	const bare = typeof value !== "string" || isPlainSafe(text, { flow }) && !isTyped(text);
	return style === "plain" && bare ? text : `"${doubleQuoted(text)}"`;
}
function replaceBlock(text, node, value) {
	const headerLine = text.lastIndexOf("\n", node.start - 2) + 1;
	const header = /([|>])[-+0-9]*([ \t]*(?:#[^\r\n]*)?)\r?\n?$/.exec(text.slice(headerLine, node.start));
	if (!header) throw new Error(`no header found for the block scalar at offset ${node.start}`);
	const start = headerLine + header.index;
	const comment = header[2] ?? "";
	const lines = blockLines(text, node);
	const first = lines.find((line) => line.text.trim() !== "");
	const last = lines.findLast((line) => line.text.trim() !== "");
	const [line, ...rest] = String(value).split("\n");
	const fits = first && line && rest.join("") === "" && rest.length <= 1 && /^\S/.test(line) && isSingleQuotable(line);
	if (!first || !last || !fits) {
		const headerEnd = headerLine + header.index + header[0].replace(/\r?\n$/, "").length;
		return {
			start,
			end: last ? last.start + last.text.length : headerEnd,
			text: `"${doubleQuoted(String(value))}"${comment.trimEnd()}`
		};
	}
	const indent = /^ */.exec(first.text)?.[0] ?? "";
	const eol = /\r\n/.test(text.slice(start, node.start)) ? "\r\n" : "\n";
	const chomping = rest.length === 1 ? "" : "-";
	const body = `${header[1]}${chomping}${comment}${eol}${indent}${line}`;
	return {
		start,
		end: last.start + last.text.length,
		text: body
	};
}
function insertKey(lookup, path, value) {
	const { parent, scope, depth } = lookup;
	const { text } = scope.file;
	const names = path.slice(depth).map(String);
	const eol = text.includes("\r\n") ? "\r\n" : "\n";
	if (parent.kind === "map" && parent.flow) {
		const style = neighbourStyle(parent);
		const isJson = isWrittenAsJson(parent, scope.file.path);
		const written = !isJson ? style : typeof value === "string" ? "double" : "plain";
		const flowText = names.reduceRight((inner, name) => {
			return `${isJson || !isPlainSafe(name, { flow: true }) ? `"${doubleQuoted(name)}"` : name}: ${inner === "" ? formatScalar(value, written, true) : `{${inner}}`}`;
		}, "");
		const last = parent.entries.at(-1);
		const at = last ? closingOf(last.value) : parent.start + 1;
		return scope.outward({
			start: at,
			end: at,
			text: last ? `, ${flowText}` : flowText
		});
	}
	if (parent.kind === "map" && !text.endsWith("\n") && endsInBlock(parent) && lastInk(text, parent.end) === text.trimEnd().length) throw inputError("the file ends in a block scalar without a line break, so no key can be added after it", {
		at: locate(scope.file, parent.end),
		hint: "End the file with a line break."
	});
	if (parent.kind === "map") {
		const column = position(text, parent.entries[0]?.key.start ?? parent.start).column - 1;
		const at = lineEnd(text, lastInk(text, parent.end));
		const body = nested(names, value, {
			indent: keyColumn(text, parent, column),
			step: indentStep(scope.document.root, text),
			eol,
			style: neighbourStyle(parent)
		});
		return scope.outward({
			start: at,
			end: at,
			text: `${eol}${body}`
		});
	}
	if (parent.kind === "scalar" && parent.empty && lookup.parentEntry && !lookup.flow) {
		const step = indentStep(scope.document.root, text);
		const column = position(text, lookup.parentEntry.key.start).column - 1;
		const at = lineEnd(text, parent.start);
		const body = nested(names, value, {
			indent: column + step,
			step,
			eol,
			style: "plain"
		});
		return scope.outward({
			start: at,
			end: at,
			text: `${eol}${body}`
		});
	}
	throw inputError(parent.kind === "sequence" ? "the list has no such item, and items are not added" : "there is a value where a map is needed", { at: { ...locate(scope.file, parent.start) } });
}
function isWrittenAsJson({ entries }, file) {
	if (entries.length === 0) return /\.json$/i.test(file);
	return entries.every(({ key }) => key.kind === "scalar" && key.style === "double");
}
function formatNested(names, value, eol) {
	return nested(names, value, {
		indent: 0,
		step: 2,
		eol,
		style: "plain"
	});
}
function endsInBlock(node) {
	if (node.kind === "map" || node.kind === "sequence") {
		const last = node.kind === "map" ? node.entries.at(-1)?.value : node.items.at(-1);
		return last !== void 0 && endsInBlock(last);
	}
	return node.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}
function keyColumn(text, map, column) {
	const start = map.entries[0]?.key.start ?? map.start;
	return /["']/.test(text[start - 1] ?? "") ? column - 1 : column;
}
function nested(names, value, { indent, step, eol, style }) {
	return names.map((name, i) => {
		const key = isPlainSafe(name, { flow: false }) ? name : `"${doubleQuoted(name)}"`;
		const end = i === names.length - 1 ? ` ${formatScalar(value, style, false)}` : "";
		return `${" ".repeat(indent + step * i)}${key}:${end}`;
	}).join(eol);
}
function neighbourStyle(map) {
	const last = map.entries.findLast((entry) => entry.value.kind === "scalar" && !entry.value.empty)?.value;
	return last?.kind === "scalar" && (last.style === "single" || last.style === "double") ? last.style : "plain";
}
function indentStep(root, text) {
	const map = root;
	if (map.kind !== "map" || map.flow) return 2;
	for (const entry of map.entries) {
		const { value } = entry;
		const child = value.kind === "map" && !value.flow ? value.entries[0] : void 0;
		if (!child) continue;
		const step = position(text, child.key.start).column - position(text, entry.key.start).column;
		if (step > 0) return step;
	}
	return 2;
}
function closingOf(node) {
	return node.kind === "scalar" && (node.style === "single" || node.style === "double") ? node.end + 1 : node.end;
}
function lastInk(text, offset) {
	return text.slice(0, offset).trimEnd().length;
}
function lineEnd(text, offset) {
	const match = /\r?\n/g;
	match.lastIndex = offset;
	return match.exec(text)?.index ?? text.length;
}

// src/yaml/locate.ts
function locateKey(file, wanted) {
	const key = formatKeyPath(wanted.path);
	if (file.documents.length === 0) throw inputError("the file has no content", {
		at: { file: file.path },
		hint: `There is no key ${key} in it.`
	});
	const candidates = wanted.document === void 0 ? file.documents : file.documents.filter((d) => d.index === wanted.document);
	if (candidates.length === 0) throw inputError(`the file has no document ${wanted.document}`, {
		at: { file: file.path },
		hint: `It has ${file.documents.length}, counted from 0.`
	});
	const lookups = candidates.map((document) => ({
		document: document.index,
		lookup: lookUp(wholeFile(file, document), wanted.path)
	}));
	const hits = lookups.filter(({ lookup }) => lookup.found !== "missing");
	if (hits.length > 1) throw inputError(`the key ${key} is in more than one document (${hits.map((hit) => hit.document).join(", ")}, counted from 0)`, {
		at: { file: file.path },
		hint: "Select one with the input \"document\"."
	});
	const [hit] = hits;
	if (hit?.lookup.found === "scalar") return {
		lookup: hit.lookup,
		document: hit.document
	};
	const deepest = lookups.toSorted((a, b) => depthOf(b.lookup) - depthOf(a.lookup))[0];
	if (!hit && wanted.create && deepest?.lookup.found === "missing") {
		if (lookups.length > 1 && depthOf(deepest.lookup) === 0) throw inputError(`the file has ${lookups.length} documents`, {
			at: { file: file.path },
			hint: "Set the input \"document\" to the one that gets the new key."
		});
		return {
			lookup: deepest.lookup,
			document: deepest.document
		};
	}
	const lookup = hit?.lookup ?? deepest?.lookup;
	if (!lookup || lookup.found === "scalar") throw new Error("a lookup without an answer");
	throw notEditable(file, wanted.path, lookup);
}
function depthOf(lookup) {
	return "depth" in lookup ? lookup.depth : Number.MAX_SAFE_INTEGER;
}
function notEditable(file, path, lookup) {
	const key = formatKeyPath(path);
	const at = (offset) => ({
		file: file.path,
		...position(file.text, lookup.scope.outwardOffset(offset))
	});
	switch (lookup.found) {
		case "collection": return inputError(`the key ${key} is a ${lookup.node.kind === "map" ? "map" : "list"}, not a value`, {
			at: at(lookup.node.start),
			...hint(`Name a key inside it, such as ${key}.${firstKey(lookup.node) ?? "…"}.`)
		});
		case "duplicate": return inputError(`the key ${formatKeyPath(path.slice(0, lookup.depth + 1))} exists ${lookup.offsets.length} times`, {
			at: {
				file: file.path,
				...position(file.text, lookup.offsets[0] ?? 0)
			},
			hint: `Lines ${lookup.offsets.map((offset) => position(file.text, offset).line).join(", ")}: keep one of them.`
		});
		case "alias": {
			const anchor = lookup.alias.target;
			const where = anchor ? ` (line ${at(anchor.start).line})` : "";
			return inputError(`the key ${key} is not set here: it comes from the alias *${lookup.alias.name}`, {
				at: at(lookup.alias.start),
				hint: `Change it at the anchor &${lookup.alias.name}${where}, or set a separate value here.`
			});
		}
		case "missing": {
			const there = keysOf(lookup.parent);
			const name = String(path[lookup.depth]);
			const parent = formatKeyPath(path.slice(0, lookup.depth));
			const what = lookup.parent.kind === "scalar" && !lookup.parent.empty ? `${parent} is a value, not a map` : void 0;
			const dotted = dottedKey(path, lookup);
			if (dotted !== void 0) return inputError(`there is no key ${key}`, {
				at: at(lookup.parent.start),
				...hint(`Escape a literal dot as \\.: ${dotted}`)
			});
			return inputError(`there is no key ${key}${what ? `: ${what}` : ""}`, {
				at: at(lookup.parent.start),
				...hint(`${what ? "" : suggestion(name, there)} To add a missing key, set create: true.`.trim())
			});
		}
	}
}
function dottedKey(path, lookup) {
	const { parent, parentEntry, depth } = lookup;
	const places = [{
		map: parent,
		from: depth
	}, ...parentEntry ? [{
		map: parentEntry.map,
		from: depth - 1
	}] : []];
	for (const { map, from } of places) {
		const names = keysOf(map).toSorted((a, b) => b.length - a.length);
		for (const name of names) {
			const end = endOfName(path, from, name);
			if (end !== void 0 && end > from + 1) return formatKeyPath([
				...path.slice(0, from),
				name,
				...path.slice(end)
			]);
		}
	}
}
function endOfName(path, from, name) {
	let end = from;
	for (let length = -1; end < path.length && length < name.length; end++) length += 1 + String(path[end]).length;
	return path.slice(from, end).join(".") === name ? end : void 0;
}
function hint(text) {
	return { hint: text };
}
function keysOf(node) {
	if (node.kind === "sequence") return node.items.map((_, i) => String(i));
	return node.kind === "map" ? node.entries.flatMap((entry) => keyText(entry.key) ?? []) : [];
}
function firstKey(node) {
	return keysOf(node)[0];
}

// src/yaml/read-back.ts
function verify(file, text, assignments, assigned) {
	const edited = readBack(text, file.path);
	const same = edited.documents.length === file.documents.length;
	const wrong = assignments.find((assignment, i) => {
		const document = edited.documents[assigned[i]?.document ?? 0];
		if (!document) return true;
		const lookup = lookUp(wholeFile(edited, document), assignment.path);
		return lookup.found !== "scalar" || lookup.node.value !== String(assignment.value);
	});
	const changed = new Set(assigned.map((a) => nameOf(a.document, a.path)));
	const others = (f) => leaves(f, changed);
	if (!same || wrong || others(file) !== others(edited)) throw new Error(`refusing to write ${file.path}: reading back the edited text gave a different result${wrong ? ` at ${formatKeyPath(wrong.path)}` : ""}; this is a bug in Fairlead`);
}
function leaves(file, except) {
	const lines = [];
	const walk = (node, path, document) => {
		if (node.kind === "map") for (const entry of node.entries) walk(entry.value, [...path, keyText(entry.key) ?? "?"], document);
		else if (node.kind === "sequence") for (const [i, item] of node.items.entries()) walk(item, [...path, i], document);
		else {
			const name = nameOf(document, path);
			if (![...except].some((key) => key === name || key.startsWith(`${name}\u0000`))) lines.push(`${name} = ${node.kind === "alias" ? `*${node.name}` : `${node.style} ${JSON.stringify(node.value)}`}`);
		}
	};
	for (const document of file.documents) walk(document.root, [], document.index);
	return lines.join("\n");
}
function nameOf(document, path) {
	return [document, ...path].join("\0");
}
function readBack(text, path) {
	try {
		return parseYaml(text, path);
	} catch (error) {
		throw new Error(`refusing to write ${path}: the edited text is not valid YAML; this is a bug in Fairlead`, { cause: error });
	}
}

// src/yaml/set.ts
function editsOf(file, assignments) {
	const faults = new FaultCollector();
	const edits = [];
	const assigned = [];
	for (const assignment of assignments) faults.attempt(() => {
		const { lookup, document } = locateKey(file, assignment);
		const old = lookup.found === "scalar" ? lookup.node : void 0;
		const offset = lookup.scope.outwardOffset((old ?? (lookup.found === "missing" ? lookup.parent : void 0))?.start ?? 0);
		assigned.push({
			path: assignment.path,
			document,
			before: old?.value,
			...position(file.text, offset)
		});
		if (lookup.found === "scalar") {
			if (isAlready(lookup.node, assignment.value)) return;
			if (!assignment.allowShared) refuseSharedAnchor(file, lookup, assignment);
			edits.push({
				...replaceScalar(lookup, assignment.value),
				path: assignment.path
			});
		} else if (lookup.found === "missing") edits.push({
			...insertKey(lookup, assignment.path, assignment.value),
			path: assignment.path
		});
	});
	faults.throwIfAny();
	refuseTwoValuesForOnePlace(file, edits);
	return {
		edits,
		assigned
	};
}
function findValues(file, assignments) {
	const isNew = (assignment) => assignment.create === true && !isThere(file, assignment);
	const { edits, assigned } = editsOf(file, assignments.filter((assignment) => !isNew(assignment)));
	const known = assigned.values();
	const added = (assignment) => {
		const { path } = assignment;
		if (file.documents.length === 0) return [{
			path,
			document: 0,
			before: void 0,
			line: 1,
			column: 1
		}];
		return editsOf(file, [assignment]).assigned;
	};
	return {
		assigned: assignments.flatMap((one) => isNew(one) ? added(one) : known.next().value ?? []),
		isChange: edits.length > 0 || assignments.some(isNew)
	};
}
function setKnownValues(file, assignments) {
	const { edits, assigned } = editsOf(file, assignments);
	const text = applyEdits(file.text, distinct(edits));
	if (text !== file.text) verify(file, text, assignments, assigned);
	return {
		text,
		assigned
	};
}
function setValues(file, assignments) {
	const isNew = assignments.map((assignment) => assignment.create === true && !isThere(file, assignment));
	const known = setKnownValues(file, assignments.filter((_, i) => !isNew[i]));
	const rest = known.assigned.values();
	let text = known.text;
	const assigned = [];
	for (const [i, assignment] of assignments.entries()) {
		if (!isNew[i]) {
			const next = rest.next().value;
			if (next) assigned.push(next);
			continue;
		}
		const current = parseYaml(text, file.path);
		if (current.documents.length === 0) {
			text = appendToEmpty(text, assignment);
			assigned.push({
				path: assignment.path,
				document: 0,
				before: void 0,
				line: 1,
				column: 1
			});
			continue;
		}
		const added = setKnownValues(current, [assignment]);
		text = added.text;
		assigned.push(...added.assigned);
	}
	return {
		text,
		assigned
	};
}
function isThere(file, { path, document }) {
	return file.documents.some((candidate) => {
		if (document !== void 0 && candidate.index !== document) return false;
		return lookUp(wholeFile(file, candidate), path).found !== "missing";
	});
}
function appendToEmpty(text, { path, value }) {
	const eol = text.includes("\r\n") ? "\r\n" : "\n";
	return `${text}${text === "" || text.endsWith("\n") ? "" : eol}${formatNested(path.map(String), value, eol)}${eol}`;
}
function isAlready(node, value) {
	const typed = typeof value === "string" && node.style === "plain" && node.tag === void 0 && isTyped(node.value);
	return node.value === String(value) && !node.empty && !typed;
}
function refuseSharedAnchor(file, lookup, wanted) {
	const aliases = aliasesOf(lookup);
	if (aliases.length === 0) return;
	const anchors = [...new Set(aliases.map(({ name }) => `&${name}`))];
	const lines = [...new Set(aliases.map((alias) => position(file.text, lookup.scope.outwardOffset(alias.start)).line))];
	const readers = lines.length === 1 ? `line ${lines[0]} also reads` : `lines ${listed(lines)} also read`;
	const owners = anchors.length === 1 ? `the anchor ${anchors[0]}` : `the anchors ${listed(anchors)}`;
	throw refusal(`the key ${formatKeyPath(wanted.path)} belongs to ${owners}, which ${readers}`, {
		at: {
			file: file.path,
			...position(file.text, lookup.scope.outwardOffset(lookup.node.start))
		},
		hint: "A change here also affects them. If this is intended, set allow-shared: true. If not, set a separate value there."
	});
}
function listed(items) {
	return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${String(items.at(-1))}`;
}
function refuseTwoValuesForOnePlace(file, edits) {
	for (const [i, edit] of edits.entries()) if (edits.slice(0, i).find((e) => e.start === edit.start && e.end === edit.end && e.text !== edit.text && edit.end > edit.start)) throw inputError(`the key ${formatKeyPath(edit.path)} would get two values`, {
		at: {
			file: file.path,
			...position(file.text, edit.start)
		},
		hint: "Give each key once."
	});
}
function distinct(edits) {
	return edits.filter((edit, i) => edits.findIndex((e) => e.start === edit.start && e.end === edit.end && e.text === edit.text) === i);
}

// src/yaml/text.ts
const decoder = new TextDecoder("utf-8", {
	fatal: true,
	ignoreBOM: true
});
function decodeText(bytes, path) {
	if (bytes[0] === 255 && bytes[1] === 254) throw inputError("the file is UTF-16, not UTF-8", {
		at: { file: path },
		hint: "Save it as UTF-8."
	});
	if (bytes.includes(0)) throw inputError("the file is binary", { at: { file: path } });
	try {
		return decoder.decode(bytes);
	} catch {
		throw inputError("the file is not UTF-8", {
			at: { file: path },
			hint: "Save it as UTF-8."
		});
	}
}
function encodeText(text) {
	return new TextEncoder().encode(text);
}

// src/yaml/select.ts
function pathOfKey(file, key, document) {
	const parts = parseKeyParts(key);
	if (!parts.some(isSelector)) return parseKeyPath(key);
	const found = file.documents.filter(({ index }) => document === void 0 || index === document).map((one) => follow(file, one, parts));
	const [path, ...more] = found.flatMap((one) => "path" in one ? [one.path] : []);
	if (path && more.every((other) => formatKeyPath(other) === formatKeyPath(path))) return path;
	const fault = found.find((one) => "fault" in one);
	throw path || !fault ? inputError(`the key ${key} matches items in several documents, or in none`, {
		at: { file: file.path },
		hint: "Select one with the input \"document\"."
	}) : inputError(fault.fault, {
		at: {
			file: file.path,
			line: fault.line
		},
		hint: fault.hint
	});
}
function follow(file, document, parts) {
	const path = [];
	for (const part of parts) {
		if (!isSelector(part)) {
			path.push(part);
			continue;
		}
		const lookup = lookUp(wholeFile(file, document), path);
		const at = lookup.found === "collection" ? lookup.scope.outwardOffset(lookup.node.start) : 0;
		const { line } = position(file.text, at);
		const list = formatKeyPath(path);
		if (lookup.found !== "collection" || lookup.node.kind !== "sequence") return {
			fault: `the key ${list} is not a list`,
			line,
			hint: `[${part.field}=…] selects an item of a list.`
		};
		const values = lookup.node.items.map((item) => fieldOf(item, part.field));
		const fitting = values.flatMap((value, i) => value === part.value ? [i] : []);
		const [index, ...more] = fitting;
		if (index === void 0) return {
			fault: `no item of ${list} has ${part.field}: ${part.value}`,
			line,
			hint: suggestion(part.value, values.filter((value) => value !== void 0))
		};
		if (more.length > 0) return {
			fault: `${fitting.length} items of ${list} have ${part.field}: ${part.value}`,
			line,
			hint: `Select one by its position: ${fitting.map((i) => `${list}[${i}]`).join(", ")}.`
		};
		path.push(index);
	}
	return { path };
}
function fieldOf(item, field) {
	let node = item;
	for (const name of parseKeyPath(field)) node = entryValue(node, String(name));
	const scalar = resolve$1(node);
	return scalar?.kind === "scalar" ? scalar.value : void 0;
}

// src/yaml/files.ts
var Files = class Files {
	costly;
	#tree;
	#listing;
	#links;
	#followed = /* @__PURE__ */ new Map();
	#texts = /* @__PURE__ */ new Map();
	#parsed = /* @__PURE__ */ new Map();
	#known;
	#submodules;
	#batch;
	constructor(tree, listing, links, known) {
		this.#tree = tree;
		this.#listing = listing;
		this.#links = links;
		this.#known = known;
		this.costly = tree.costly === true;
	}
	static async open(tree, known) {
		const listing = await listingOf(tree);
		return new Files(tree, listing, await readLinks(tree, listing, known), known);
	}
	get entries() {
		return this.#listing.all();
	}
	get hasLinks() {
		return this.#links.size > 0;
	}
	real(path) {
		if (this.#links.size === 0) return path;
		const followed = this.follow(path);
		return followed.kind === "inside" ? followed.path : void 0;
	}
	follow(path) {
		let followed = this.#followed.get(path);
		if (!followed) {
			followed = followLinks(this.#links, path);
			this.#followed.set(path, followed);
		}
		return followed;
	}
	textOfLink(path) {
		return this.#links.get(path);
	}
	linksBelow(folder) {
		return [...this.#links.keys()].filter((link) => folder === "" || link.startsWith(`${folder}/`));
	}
	has(path) {
		const real = this.real(path);
		return real !== void 0 && this.#listing.get(real) !== void 0;
	}
	submoduleOf(path) {
		const all = this.#submodulePaths();
		if (all.length === 0) return void 0;
		const real = this.real(path) ?? path;
		return all.find((submodule) => real === submodule || real.startsWith(`${submodule}/`));
	}
	submodulesBelow(folder) {
		const real = this.real(folder) ?? folder;
		return this.#submodulePaths().filter((path) => real === "" || path.startsWith(`${real}/`));
	}
	#submodulePaths() {
		this.#submodules ??= this.#listing.all().flatMap(({ path, mode }) => mode === "160000" ? [path] : []);
		return this.#submodules;
	}
	isLoaded(path) {
		return this.#texts.has(this.real(path) ?? path);
	}
	isFolder(path) {
		const real = this.real(path);
		return real !== void 0 && this.#listing.isFolder(real);
	}
	isLink(path) {
		if (this.#links.size === 0) return false;
		const folder = this.real(posix.dirname(path));
		return folder !== void 0 && this.#links.has(posix.join(folder, posix.basename(path)));
	}
	children(folder) {
		const real = this.real(folder);
		const children = real === void 0 ? [] : this.#listing.children(real);
		return real === folder ? children : children.map((child) => posix.join(folder, posix.basename(child)));
	}
	folders() {
		return this.#listing.folders();
	}
	foldersEnding(path) {
		return this.#listing.folders().filter((folder) => folder.endsWith(`/${path}`));
	}
	below(folder) {
		return this.children(folder).flatMap((child) => {
			if (this.has(child)) return [child];
			return this.isLink(child) ? [] : this.below(child);
		});
	}
	async load(paths) {
		const real = [...paths].flatMap((path) => this.has(path) ? this.real(path) ?? [] : []);
		const wanted = [...new Set(real)].filter((path) => !this.#texts.has(path) && !this.#share(path));
		if (wanted.length === 0) return;
		this.#batch ??= {
			paths: /* @__PURE__ */ new Set(),
			done: this.#loadBatch()
		};
		for (const path of wanted) this.#batch.paths.add(path);
		await this.#batch.done;
	}
	async #loadBatch() {
		await setImmediate();
		const wanted = [...this.#batch?.paths ?? []];
		this.#batch = void 0;
		const atOnce = this.#tree.atOnce ?? wanted.length;
		for (let start = 0; start < wanted.length; start += atOnce) {
			const part = wanted.slice(start, start + atOnce);
			const contents = await this.#tree.read(part);
			for (const path of part) {
				const file = contents.get(path);
				this.#texts.set(path, file ? attempt(() => textOf(file, path)) : missing(path));
			}
		}
	}
	#share(path) {
		if (!this.#known) return false;
		const { files, changed } = this.#known;
		const text = files.#texts.get(path);
		if (text === void 0 || changed.has(path)) return false;
		this.#texts.set(path, text);
		const parsed = files.#parsed.get(path);
		if (parsed) this.#parsed.set(path, parsed);
		return true;
	}
	text(path) {
		const text = this.#texts.get(this.real(path) ?? path);
		if (text === void 0 && this.has(path)) throw new Error(`${path} was not loaded`);
		return typeof text === "string" ? text : void 0;
	}
	yaml(path) {
		const real = this.real(path) ?? path;
		let parsed = this.#parsed.get(real);
		if (!parsed) {
			const text = this.text(path);
			if (text === void 0) return void 0;
			parsed = attempt(() => parseYaml(text, real));
			this.#parsed.set(real, parsed);
		}
		return parsed instanceof FairleadError ? void 0 : parsed;
	}
	fault(path) {
		const real = this.real(path) ?? path;
		const fault = [this.#texts.get(real), this.#parsed.get(real)].find((f) => f instanceof FairleadError)?.faults[0];
		return fault && {
			message: fault.message,
			line: fault.at?.line
		};
	}
	async run(readings) {
		const results = Array.from({ length: readings.length });
		let active = readings.map((reading, i) => ({
			reading,
			i
		}));
		while (active.length > 0) {
			const wishes = [];
			active = active.filter(({ reading, i }) => {
				for (;;) {
					const step = reading.next();
					if (step.done) {
						results[i] = step.value;
						return false;
					}
					const lacking = step.value.filter((path) => !this.isLoaded(path) && this.has(path));
					if (lacking.length > 0) {
						for (const path of lacking) wishes.push(path);
						return true;
					}
				}
			});
			await this.load(wishes);
		}
		return results;
	}
};
function* sideBySide(readings) {
	const results = Array.from({ length: readings.length });
	let active = readings.map((reading, i) => ({
		reading,
		i
	}));
	while (active.length > 0) {
		const wishes = [];
		active = active.filter(({ reading, i }) => {
			const step = reading.next();
			if (step.done) results[i] = step.value;
			else for (const path of step.value) wishes.push(path);
			return !step.done;
		});
		if (wishes.length > 0) yield wishes;
	}
	return results;
}
async function readLinks(tree, listing, known) {
	const links = /* @__PURE__ */ new Map();
	const unknown = [];
	for (const { path } of listing.links()) {
		const text = known?.changed.has(path) ? void 0 : known?.files.textOfLink(path);
		if (text === void 0) unknown.push(path);
		else links.set(path, text);
	}
	if (unknown.length === 0) return links;
	for (const [path, { content, mode }] of await tree.read(unknown)) if (mode === "120000") links.set(path, new TextDecoder().decode(content));
	return links;
}
function textOf({ content, mode }, path) {
	if (mode !== "120000" && isLfsPointer(content)) throw lfsError({ file: path });
	return decodeText(content, path);
}
function attempt(step) {
	try {
		return step();
	} catch (error) {
		return contained(error);
	}
}
function missing(path) {
	return new FairleadError("input", [{
		message: "the file cannot be read",
		at: { file: path }
	}]);
}

// src/yaml/value.ts
const MAX_NODES$1 = 2e5;
const MAX_DEPTH$1 = 200;
function evaluate(node, hook = (value) => value, path = []) {
	let nodes = 0;
	const visit = (current, way) => {
		const target = resolve$1(current);
		if (++nodes > MAX_NODES$1 || way.length > MAX_DEPTH$1) throw inputError("the YAML expands to too many values because of its aliases");
		if (!target) return null;
		if (target.kind === "scalar") return hook(scalarValue(target), target, way);
		if (target.kind === "sequence") return target.items.map((item, i) => visit(item, [...way, i]));
		const own = /* @__PURE__ */ new Map();
		for (const { key, value } of target.entries) {
			const name = keyText(key) ?? "";
			if (isMerge(key)) for (const source of sourcesOf(value).toReversed()) {
				const from = visit(source, way);
				if (isObject(from)) for (const [k, v] of Object.entries(from)) own.set(k, v);
			}
			else own.set(keyValue(key, name), visit(value, [...way, name]));
		}
		return Object.fromEntries(own);
	};
	return visit(node, path);
}
function keyValue(key, text) {
	const scalar = resolve$1(key);
	if (scalar?.kind !== "scalar") return text;
	const value = scalarValue(scalar);
	return value === null || typeof value === "object" ? text : String(value);
}
function isMerge(key) {
	const scalar = resolve$1(key);
	if (scalar?.kind !== "scalar" || scalar.value !== "<<") return false;
	const tag = coreTag(scalar.tag);
	return tag === "merge" || tag === void 0 && scalar.style === "plain";
}
function sourcesOf(value) {
	const target = resolve$1(value);
	return target?.kind === "sequence" ? target.items : [value];
}
const TYPED = /* @__PURE__ */ new Set([
	"bool",
	"int",
	"float",
	"null"
]);
function scalarValue(node) {
	const tag = coreTag(node.tag);
	if (tag === "binary") return Buffer.from(node.value, "base64").toString();
	if (tag === void 0 ? node.style !== "plain" || node.tag === "!" : !TYPED.has(tag)) return node.value;
	const value = evaluatePlain(node.value);
	return typeof value === "number" && !Number.isFinite(value) ? node.value : value;
}
function coreTag(tag) {
	if (tag === void 0) return void 0;
	return /^(?:!!|!<tag:yaml\.org,2002:)([a-z]+)>?$/.exec(tag)?.[1] ?? "str";
}
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function valueAt(value, ...path) {
	let current = value;
	for (const segment of path) if (Array.isArray(current)) current = current[Number(segment)];
	else if (isObject(current) && Object.hasOwn(current, String(segment))) current = current[String(segment)];
	else return void 0;
	return current;
}
function textAt(value, ...path) {
	const found = valueAt(value, ...path);
	return typeof found === "string" ? found : void 0;
}
function listAt(value, ...path) {
	const found = valueAt(value, ...path);
	return Array.isArray(found) ? found : [];
}

// src/yaml/json.ts
const KINDS = [
	["Unexpected token", "no value begins with this character"],
	["Unexpected end", "the text ends too early"],
	["Unexpected non-whitespace", "something follows its end"]
];
function parseJson(text, path) {
	try {
		return JSON.parse(text);
	} catch (error) {
		const { message } = error;
		const [, told] = KINDS.find(([begin]) => message.startsWith(begin)) ?? [];
		const what = told ?? message.replace(/ in JSON\b[^]*$/, "").replace(/^[A-Z]/, (letter) => letter.toLowerCase());
		throw inputError(`this is not valid JSON: ${what}`, { at: {
			file: path,
			...position(text, faultAt(text, message))
		} });
	}
}
function faultAt(text, message) {
	const told = /at position (\d+)/.exec(message)?.[1];
	if (told !== void 0) return Number(told);
	let [valid, broken] = [0, text.length];
	while (broken - valid > 1) {
		const middle = Math.floor((valid + broken) / 2);
		if (isBeginning(text.slice(0, middle))) valid = middle;
		else broken = middle;
	}
	return valid;
}
function isBeginning(text) {
	try {
		JSON.parse(text);
		return true;
	} catch (error) {
		const { message } = error;
		const at = /at position (\d+)/.exec(message)?.[1];
		return message === "Unexpected end of JSON input" || at === String(text.length);
	}
}

// src/yaml/canonical.ts
const MAX_NODES = 2e5;
const MAX_DEPTH = 200;
const KNOWN_TAGS = new Set("binary bool float int map merge null omap pairs seq set timestamp value".split(" "));
function canonicalYaml(file, instead = /* @__PURE__ */ new Map()) {
	let nodes = 0;
	const format = (raw, depth) => {
		const node = resolve$1(raw);
		if (++nodes > MAX_NODES || depth > MAX_DEPTH) throw inputError("the YAML expands to too many values because of its aliases", { at: { file: file.path } });
		if (!node) return "null";
		if (node.kind === "sequence") return `[${node.items.map((item) => format(item, depth + 1)).join(", ")}]`;
		if (node.kind === "map") return `{${node.entries.map(({ key, value }) => `${format(key, depth + 1)}: ${format(value, depth + 1)}`).join(", ")}}`;
		const tag = coreTag(node.tag);
		if (tag !== void 0 && tag !== "str") throw inputError(`the tag ${KNOWN_TAGS.has(tag) ? `!!${tag}` : "here"} is not read`, {
			at: locate(file, node.start),
			hint: "Write the value without it."
		});
		const other = instead.get(node);
		if (other === void 0 && tag === void 0 && node.style === "plain") {
			if (node.value === "") return "null";
			if (/^(<<|~|[+-]?[\w.][\w.+/-]*)$/.test(node.value)) return node.value;
		}
		return asciiQuoted(other ?? node.value);
	};
	return file.documents.map(({ root }) => `${format(root, 0)}\n`).join("---\n");
}
function asciiQuoted(text) {
	return `"${doubleQuoted(text).replaceAll(/[^\x20-\x7e]/gu, (character) => {
		const code = character.codePointAt(0) ?? 0;
		return code > 65535 ? String.raw`\U` + code.toString(16).padStart(8, "0") : String.raw`\u` + code.toString(16).padStart(4, "0");
	})}"`;
}

export { Files, aliasesOf, at, canonicalYaml, decodeText, doubleQuoted, encodeText, enterBlock, entryValue, evaluate, evaluatePlain, findValues, formatKeyPath, isObject, isTrueAt, isTyped, itemsAt, keyText, listAt, locate, locateKey, lookUp, parseJson, parseKeyParts, parseKeyPath, parseYaml, pathOfKey, position, recordAt, resolve$1 as resolve, setValues, sideBySide, singleQuoted, stringAt, stringsAt, textAt, valueAt, wholeFile };