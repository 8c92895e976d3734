// src/text/visible.ts
const invisible = /(?!\n|\t|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
function visible(text) {
	return text.replaceAll(invisible, (found) => {
		const point = (found.codePointAt(0) ?? 0).toString(16);
		return point.length > 4 ? `\\u{${point}}` : `\\u${point.padStart(4, "0")}`;
	});
}
function visibleLine(text) {
	return visible(text.replaceAll(/[\r\n\t]+/g, " ")).trim();
}

// src/text/markdown.ts
function escapeMarkdown(text) {
	return oneLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(/[\\`*_{}[\]()+!|~]/g, String.raw`\$&`).replaceAll(/@|(?:[#!~%$]|&amp;)(?=\w)/g, "$&&#8203;").replaceAll(/^#/g, String.raw`\#`).replaceAll(/(https?|ftp):\/\//gi, "$1:&#8203;//").replaceAll(/\bwww\./gi, "www&#8203;.").replaceAll(/\b(GH-)(?=\d)/gi, "$1&#8203;");
}
function code(text) {
	const clean = oneLine(text).replaceAll("<!--", "<! --");
	if (clean === "") return "";
	const longest = longestRun(clean);
	const fence = "`".repeat(longest + 1);
	const pad = clean.startsWith("`") || clean.endsWith("`") ? " " : "";
	return `${fence}${pad}${clean.replaceAll(/(?<=\\)\|/g, String.raw`\u007c`).replaceAll("|", String.raw`\|`)}${pad}${fence}`;
}
function link(text, url) {
	const shown = escapeMarkdown(text);
	return url !== void 0 && isPlainAddress(url) ? `[${shown}](${url})` : shown;
}
function escapeAround(text, addresses) {
	const [address, ...others] = [...new Set(addresses)].filter(isPlainAddress).toSorted((a, b) => b.length - a.length);
	if (address === void 0) return escapeMarkdown(text);
	return oneLine(text).split(address).map((part) => spaced(part, (inner) => escapeAround(inner, others))).join(`<${address}>`);
}
function spaced(part, form) {
	const inner = part.trim();
	return inner === "" ? part : part.replace(inner, () => form(inner));
}
function markdownHint(hint, addresses = []) {
	return hint.split("\n").map((line) => `${"&nbsp;".repeat(/^ */.exec(line)?.[0].length ?? 0)}${escapeAround(line.trim(), addresses)}`).join("<br>");
}
function isPlainAddress(url) {
	return /^https?:\/\/[^\s()<>"|\\]+$/.test(url);
}
function oneLine(text) {
	return visible(text.replaceAll(/[\t-\r\u0085\u2028\u2029]+/g, " ")).trim();
}
function longestRun(text) {
	let longest = 0;
	for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
	return longest;
}
const NAME_LENGTH = 160;
const SENTENCE_LENGTH = 600;
function prose(text) {
	return escapeMarkdown(shorten(visibleLine(text), SENTENCE_LENGTH)).replaceAll("$", "&#36;").replaceAll(/(?:\\[!~]|%|&#36;|&amp;)(?=\w)/g, "$&&#8203;").replace(/^[-=]/, String.raw`\$&`).replace(/^(\d+)([.)])/, String.raw`$1\$2`);
}
function name(text, where = "text") {
	const shown = code(shorten(visibleLine(text), NAME_LENGTH));
	return where === "table" ? shown : shown.replaceAll(String.raw`\|`, "|");
}
function htmlName(text) {
	return `<code>${htmlText(shorten(visibleLine(text), NAME_LENGTH))}</code>`;
}
function htmlText(text) {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;").replaceAll("'", "&#39;");
}
function fence(text, language) {
	const shown = visible(text.replace(/\n$/, ""));
	const longest = Math.max(2, longestRun(shown));
	const marks = "`".repeat(longest + 1);
	return `${marks}${language}\n${shown}\n${marks}`;
}
function shorten(text, length) {
	if (text.length <= length) return text;
	return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

// src/text/reduced.ts
const LEFT_OUT = "…";
function phrase(source, show) {
	return {
		pattern: new RegExp(source, "y"),
		...show ? { show } : {}
	};
}
function reduced(whole, phrases) {
	const message = shortened(whole);
	const parts = [];
	for (let at = 0; at < message.length;) {
		const part = known(message, at, phrases) ?? next(message, at);
		parts.push(part);
		at += part.length;
	}
	return shown(parts);
}
const LONGEST = 6e3;
function shortened(text) {
	const half = LONGEST / 2;
	return text.length <= LONGEST ? text : `${text.slice(0, half)}\n${"…"}\n${text.slice(-3e3)}`;
}
function known(message, at, phrases) {
	if (/\w/.test(message[at - 1] ?? "") && /\w/.test(message[at] ?? "")) return void 0;
	for (const { pattern, show } of phrases) {
		pattern.lastIndex = at;
		const match = pattern.exec(message);
		if (!match?.[0]) continue;
		return {
			length: match[0].length,
			text: show ? show(match) : match[0],
			isWord: false
		};
	}
}
const BLANKS = /\s+/y;
const QUOTED = /"(?:[^"\\\n]|\\.)*(?:"|$|(?=\n))|`[^`]*(?:`|$)|'[^'\n]*(?:'|$|(?=\n))/y;
const WORD = /([(]*)([^\s"'`()[\]{}:;,]*(?:'[a-z]+\b)?)([):;,.]*)/y;
const CLOSING = {
	"[": "]",
	"{": "}",
	"<": ">"
};
function next(message, at) {
	const blanks = matched(BLANKS, message, at);
	if (blanks) return {
		length: blanks[0].length,
		text: blanks[0],
		isWord: false
	};
	const quoted = matched(QUOTED, message, at);
	if (quoted) return {
		length: quoted[0].length,
		text: void 0,
		isWord: false
	};
	if (Object.hasOwn(CLOSING, message[at] ?? "")) return {
		length: bracketed(message, at),
		text: void 0,
		isWord: false
	};
	const word = matched(WORD, message, at);
	if (!word?.[0]) return {
		length: 1,
		text: void 0,
		isWord: false
	};
	const [all, open = "", plain = "", close = ""] = word;
	const core = plain.replace(/\.$/, "");
	if (core === "") return {
		length: all.length,
		text: `${open}${close}`,
		isWord: false
	};
	return {
		length: all.length,
		text: WORDS.has(core.toLowerCase()) ? all : void 0,
		isWord: true
	};
}
function matched(pattern, message, at) {
	pattern.lastIndex = at;
	return pattern.exec(message) ?? void 0;
}
function bracketed(message, at) {
	const [open = "", close = ""] = [message[at], CLOSING[message[at] ?? ""]];
	let depth = 0;
	for (let i = at; i < message.length; i++) if (message[i] === open) depth++;
	else if (message[i] === close && --depth === 0) return i - at + 1;
	return message.length - at;
}
function shown(parts) {
	return parts.map((part, i) => {
		const isBlank = (text) => text !== void 0 && text.trim() === "";
		const beside = (step) => {
			let j = i + step;
			while (isBlank(parts[j]?.text)) j += step;
			return parts[j];
		};
		const [before, after] = [beside(-1), beside(1)];
		return part.isWord && before && after && before.text === void 0 && after.text === void 0 ? void 0 : part.text;
	}).map((text) => text ?? "\0").join("").replaceAll(/\u0000(?:[\s\u0000]*\u0000)?/g, "…").replaceAll(new RegExp(`${"…"}(?:[ .,:;()]*${"…"})+`, "g"), "…");
}
const WORDS = new Set([
	"a accumulating actual add additional after all allof allow allowed already also an and anchor another any anyof apiversion",
	"apply are argument arguments array as assigned associated at bad base64 be because been before beginning behavior",
	"between block boolean bool both bounds but bytes call called calling can cannot can't certificate character",
	"characters chart charts close closed closing collection comment comparable comparison comparing compare",
	"condition configuration configuring conflict conflicts connection contain contains content contents context",
	"control converting could couldn't create creating cycle data date decode decoding defined definition deficient",
	"dependencies dependency destination detected did didn't different digit dir directory divide division do doc",
	"document documents does doesn't don't double duplicate duplicated during each element elements empty encoded",
	"encoding end entry eof equal error errors escape evaluate evaluating evalsymlink exceeded execute executing",
	"execution exist exists expected expression extension extra fail failed fails failure false field fields file",
	"files find first float float64 flow following for format found from function functions generator generators",
	"generating get given got greater group has have header hex id identifier illegal illegally in incompatible",
	"incorrect indent indentation index indicator infinite inside input int int64 integer interface invalid is isn't",
	"it item items iterate job json key keys kind kustomization kv label last leading least len length less line list",
	"literal load loading longer looking lookup malformed map mapping marshal match matched matches matching maximum",
	"may member memory merge merging message metadata method minimum missing mode more most multiple must name names",
	"namespace negative nested nesting new newline nil no node nodes non none not nothing null number object octet of",
	"offset on one oneof only open opening operand operation operator option options or origin other out outside over",
	"overflow pairs panic parameter parse parsing part patch path paths pattern permission plugin pointer position",
	"prefix property propertyname propertynames props quote quoted range ranges read reading reference referenced",
	"regexp release remaining removing repeats replace replacement required requires reserved resolve resource",
	"resources result return returned root rule runtime scalar scan scanning schema schemas selected selector semantic",
	"sequence set should signed single size slice source sources space spaces spec specifications start started",
	"starting starts static stream strconv.atoi strconv.parsebool strconv.parsefloat strconv.parseint string strings",
	"struct strvals subschema subschemas succeed successful such supported syntax tab table tag target template",
	"templates term terminate terminated test testing than that the then there they time to token too trailing",
	"transformation transformer transformers true type types unable unclosed undefined unexpected unhandled unique",
	"unknown unmarshal unmarshaling unresolved unsupported unterminated until url uri use used using utf-8 valid",
	"validate validation validating value values variable version versions was when where which while whitespace with",
	"within without word wrong yaml zero malformedyamlerror error calling --set --set-string --set-json --set-file",
	"e-mail email hostname ipv4 ipv6 uuid regex date-time uniqueitems equals failing goroutine stack depth deep large",
	"by this if rendered action command pipeline block comment brace bracket dot numeric mark escaped clause empty remove has tpl strategic considering processing plugins mapped known produces registered config utf8 open api loaded",
	"parents circular transform transforming components bases crds below above security found: undefined: either cluster",
	"limit maximum-depth library installable installed invalid: unit must unrecognized divided supplied"
].flatMap((line) => line.split(" ")));

// src/text/go-phrases.ts
const NAME = String.raw`[\w./-]{1,100}`;
const TYPE = String.raw`(?:\[\]|\*|map\[\w+\])*(?:interface \{\}|[A-Za-z][\w.]*)`;
const TEXT = /(\b(?:include|template|required|fail|dig|(?:index|hasKey|get)\s+[\w.$]+)\s+)?("(?:[^"\\]|\\.)*(?:"|$)|`[^`]*(?:`|$))/g;
const GO_PHRASES = [
	phrase(String.raw`executing "([\w./-]{0,100})" at <((?:"(?:[^"\\\n]|\\.)*"|[^"\n])*?)>(?=:|\s|$)`, ([, name, expression = ""]) => `executing "${name}" at <${shownExpression(expression, name === "gotpl")}>`),
	phrase(`nil pointer evaluating ${TYPE}\\.[\\w.]+`),
	phrase(`can't evaluate field \\w+ in type ${TYPE}`),
	phrase(`map has no entry for key "${NAME}"`),
	phrase(`wrong type for value; expected ${TYPE}; got ${TYPE}`),
	phrase(String.raw`wrong number of args for \w+: want (?:at least )?\d+ got \d+`),
	phrase(`incompatible types for comparison(?:: ${TYPE} and ${TYPE})?`),
	phrase(`interface conversion: ${TYPE} is ${TYPE}, not ${TYPE}`),
	phrase(`(?:len|index|item|argument|slice) of type ${TYPE}`),
	phrase(`cannot index slice/array with type ${TYPE}`),
	phrase(String.raw`index out of range:? \[?-?\d{1,6}\]?(?: with length \d+)?`),
	phrase(String.raw`error calling \w+(?=:)`),
	phrase(String.raw`(?<!gotpl:\d{1,6}: )function "\w+" not defined`),
	phrase(String.raw`(?<!gotpl:\d{1,6}: )undefined variable "\$\w+"`),
	phrase(`no template "(${NAME})" associated with template "${NAME}"`, (match) => `no template ${isWritten(match.input, match[1] ?? "") ? `"${match[1]}"` : "…"}`),
	phrase(`template "${NAME}" not defined`),
	phrase(String.raw`json: unknown field "[A-Za-z][\w-]*"`),
	phrase(`json: cannot unmarshal (string|array|object|number|bool)[^\\n]*? into Go (struct field [\\w.]+|value) of type (${TYPE})(?: \\{[^\\n]*\\})?`, ([, what, field, type]) => `json: cannot unmarshal ${what} into Go ${field} of type ${type}`),
	phrase(String.raw`(?:template: )?(?:base)?:\d+(?::\d+)?:`),
	phrase(String.raw`(?:together )?(?:took )?longer than [\d.]+ (?:MiB|s)`),
	phrase(String.raw`all \d+(?= together)`),
	phrase(String.raw`yaml: (?:line \d+:)?`),
	phrase(String.raw`\(?(?:line|column) \d+(?:, column \d+)?\)?:?`),
	phrase(String.raw`(?:template: )?gotpl:\d+(?::\d+)?:?`)
];
function isWritten(message, name) {
	const parts = message.split(`template "${name}"`).slice(0, -1);
	return message.includes(`include "${name}"`) || parts.some((before) => /\{\{-? {0,20}$/.test(before.slice(-25)));
}
function shownExpression(expression, isOfValue) {
	if (isOfValue) return /^[.$][\w.]*$/.test(expression) ? expression : "…";
	return expression.replaceAll(TEXT, (all, naming) => naming === void 0 ? `"${"…"}"` : all);
}

// src/text/capitalised.ts
function capitalised(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

// src/text/latin1.ts
function latin1(content) {
	return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("latin1");
}

// src/text/trailer.ts
function withTrailer(message, name, value) {
	const text = message.trimEnd();
	const paragraphs = text.split(/\n[ \t]*\n/);
	return `${text}${paragraphs.length > 1 && isTrailerBlock(paragraphs.at(-1) ?? "") ? "\n" : "\n\n"}${name}: ${value}\n`;
}
function isTrailerBlock(paragraph) {
	const all = paragraph.split("\n");
	const lines = all.filter((line) => !/^\s/.test(line));
	const named = lines.filter((line) => /^[A-Za-z0-9-]+: /.test(line));
	const isGits = lines.some((line) => /^(Signed-off-by: |\(cherry picked from commit )/.test(line));
	return named.length > 0 && all[0] === lines[0] && (named.length === lines.length || isGits && named.length * 4 >= lines.length);
}

// src/text/wrap.ts
function wrap(text, width) {
	const lines = [];
	let line = "";
	for (const word of text.split(" ")) if (line !== "" && line.length + 1 + word.length > width) {
		lines.push(line);
		line = word;
	} else line = line === "" ? word : `${line} ${word}`;
	return [...lines, line];
}

// src/text/columns.ts
function columnsOf(text) {
	let columns = 0;
	for (const character of text) columns += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
	return columns;
}
function isWide(point) {
	return point >= 4352 && (point < 8192 || point > 8959);
}
function cutTo(text, columns) {
	if (text.length <= columns && columnsOf(text) <= columns) return text;
	let [kept, taken] = ["", 0];
	for (const character of text.slice(0, columns)) {
		taken += columnsOf(character);
		if (taken >= columns) break;
		kept += character;
	}
	return columns <= 0 ? "" : `${kept}…`;
}
function padTo(text, columns) {
	return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}
function alignedRows(rows) {
	const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => columnsOf(row[i] ?? ""))));
	return rows.map((row) => row.map((cell, i) => padTo(cell, widths[i] ?? 0)).join("  ").trimEnd());
}

export { GO_PHRASES, alignedRows, capitalised, code, cutTo, escapeAround, escapeMarkdown, fence, htmlName, isPlainAddress, isTrailerBlock, latin1, link, markdownHint, name, oneLine, phrase, prose, reduced, shorten, visible, visibleLine, withTrailer, wrap };