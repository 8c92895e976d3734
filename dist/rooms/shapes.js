import { inputError, suggestion } from "./errors.js";
import { array, boolean, custom, description, exactOptional, finite, integer, map as map$2, maxValue, minValue, number as number$2, object as object$2, optional as optional$2, picklist, pipe, regex, safeParse, strictObject, string, transform, unknown, values } from "../packages/valibot.js";
import { evaluatePlain, keyText, locate, resolve } from "./yaml.js";

// src/shapes/messages.ts
const MUST_BE = {
	text: "must be a string",
	flag: "must be true or false",
	list: "must be a list",
	map: "must be a map",
	number: (least) => `must be a number of at least ${least}`,
	count: (least) => `must be a whole number of at least ${least}`
};
const MOST_SHOWN = 100;
function shown(text) {
	return JSON.stringify(String(text).slice(0, MOST_SHOWN));
}
function aboutKeys(issue) {
	if (isUnknownKey(issue)) return `has no key ${shown(issue.input)}`;
	return issue.expected === "Object" ? MUST_BE.map : `is missing the key ${issue.expected}`;
}
function notAmong(issue) {
	return `cannot be ${shown(issue.input)}`;
}
function isUnknownKey(issue) {
	return issue.type === "strict_object" && issue.expected === "never";
}
function shapeFault(issue, root) {
	if (issue.type === "check" || issue.type === "raw_check") {
		const [sentence = "", hint] = issue.message.split("\n");
		return hint === void 0 ? { message: sentence } : {
			message: sentence,
			hint: hint.trim()
		};
	}
	const message = `${placeName(subjectKeys(issue), root)} ${issue.message}`;
	const options = issue.type === "values" ? issue.requirement : void 0;
	return Array.isArray(options) ? {
		message,
		hint: suggestion(String(issue.input), options.map(String))
	} : { message };
}
function subjectKeys({ type, expected, path }) {
	const isOfKey = type === "strict_object" && expected !== "Object";
	return (path ?? []).slice(0, isOfKey ? -1 : void 0).map(({ key }) => key);
}
function placeName(keys, root) {
	if (keys.length === 0) return root;
	return keys.map((key, i) => {
		if (typeof key === "number") return `[${key}]`;
		return /^[\w/-]{1,100}$/.test(String(key)) ? `${i === 0 ? "" : "."}${String(key)}` : `[${shown(key)}]`;
	}).join("");
}

// src/shapes/answer.ts
const anything = unknown();
function parseAnswer(shape, answer, root = "the response") {
	const read = safeParse(shape, answer, { abortEarly: true });
	if (read.success) return { data: read.output };
	const [{ path, expected, message, received }] = read.issues;
	const place = placeName((path ?? []).map(({ key }) => key), root);
	if (!message.startsWith("Invalid ")) return { fault: `${place} ${message}` };
	if (received === "undefined") return { fault: `${place} is missing` };
	return { fault: `${place} is not of the type ${expected ?? "that is expected"}` };
}
function parseJsonAnswer(shape, text, root) {
	let answer;
	try {
		answer = JSON.parse(typeof text === "string" ? text : new TextDecoder().decode(text));
	} catch {
		return { fault: "it is not valid JSON" };
	}
	return parseAnswer(shape, answer, root);
}
function parseJsonIfValid(shape, text) {
	const answer = parseJsonAnswer(shape, text);
	return "data" in answer ? answer.data : void 0;
}

// src/shapes/yaml.ts
const node = custom(() => true);
const ORIGIN = Symbol("where it came from");
const text$1 = (description$13) => pipe(node, transform(textOf), string(MUST_BE.text), description(description$13));
const oneOf$1 = (description$11, options) => pipe(node, transform(textOf), string(MUST_BE.text), values(options, notAmong), picklist(options), description(description$11));
const formed = (description, { pattern, words }) => pipe(text$1(description), regex(pattern, `must be ${words}`));
const flag$1 = (description$16) => pipe(node, transform(flagOf), boolean(MUST_BE.flag), description(description$16));
const count = (description$15, least) => pipe(node, transform(numberOf), number$2(MUST_BE.count(least)), integer(MUST_BE.count(least)), minValue(least, MUST_BE.count(least)), description(description$15));
const list$1 = (description$12, items) => pipe(node, transform(itemsOf), array(items, MUST_BE.list), description(description$12));
const map$1 = (description$10, values) => pipe(node, transform(entriesOf), map$2(string(), values, MUST_BE.map), transform((read) => Object.fromEntries(read)), description(description$10));
const object$1 = (description$14, entries) => pipe(node, transform((from) => recordOf(from, Object.keys(entries))), strictObject(entries, aboutKeys), description(description$14));
const optional$1 = exactOptional;
function textOf(from) {
	const target = resolve(from);
	return target?.kind === "scalar" && !target.empty ? target.value : void 0;
}
function flagOf(from) {
	const target = resolve(from);
	return target?.kind === "scalar" && target.style === "plain" ? evaluatePlain(target.value) : void 0;
}
function numberOf(from) {
	const target = resolve(from);
	return target?.kind === "scalar" && target.style === "plain" && /^\d{1,9}$/.test(target.value) ? Number(target.value) : void 0;
}
function itemsOf(from) {
	const target = resolve(from);
	return target?.kind === "sequence" ? target.items.filter((item) => resolve(item)) : void 0;
}
function entriesOf(from) {
	const target = resolve(from);
	if (target?.kind === "scalar" && target.empty) return /* @__PURE__ */ new Map();
	if (target?.kind !== "map") return void 0;
	const entries = /* @__PURE__ */ new Map();
	for (const { key, value } of target.entries) {
		const name = keyText(key) ?? "";
		if (resolve(value) && !entries.has(name)) entries.set(name, value);
	}
	return entries;
}
function recordOf(from, known) {
	const entries = entriesOf(from);
	if (!(entries instanceof Map)) return void 0;
	const record = Object.fromEntries(entries);
	const target = resolve(from);
	if (target?.kind === "map") record[ORIGIN] = {
		map: target,
		known
	};
	return record;
}
function readYaml(schema, { file, start, root }, faults) {
	const found = [...doubleKeys(start, [], root)];
	const result = safeParse(schema, start);
	for (const issue of result.issues ?? []) if (isUnknownKey(issue)) found.push(...unknownKeys(issue, root));
	else {
		const nodes = [start, ...(issue.path ?? []).map(({ value }) => value)];
		found.push({
			...shapeFault(issue, root),
			at: nodes[subjectKeys(issue).length]?.start ?? 0
		});
	}
	for (const { message, hint, at } of found.toSorted((a, b) => a.at - b.at)) faults.keep(inputError(message, {
		at: locate(file, at),
		...hint ? { hint } : {}
	}));
	return result.success && found.length === 0 ? result.output : void 0;
}
function unknownKeys(issue, root) {
	const origin = (issue.path?.at(-1)?.input)?.[ORIGIN];
	const where = placeName(subjectKeys(issue), root);
	return (origin?.map.entries ?? []).flatMap(({ key }) => {
		const name = keyText(key) ?? "";
		if (!origin || origin.known.includes(name)) return [];
		return [{
			message: `${where} has no key "${name}"`,
			hint: suggestion(name, origin.known),
			at: key.start
		}];
	});
}
function* doubleKeys(from, keys, root) {
	if (from.kind === "sequence") for (const [i, item] of from.items.entries()) yield* doubleKeys(item, [...keys, i], root);
	if (from.kind !== "map") return;
	const seen = /* @__PURE__ */ new Set();
	for (const { key, value } of from.entries) {
		const name = keyText(key) ?? "";
		if (seen.has(name)) yield {
			message: `${placeName(keys, root)} has the key ${JSON.stringify(name)} twice`,
			at: key.start
		};
		seen.add(name);
		yield* doubleKeys(value, [...keys, name], root);
	}
}

// src/shapes/json.ts
const any = (description$8) => pipe(unknown(), transform((value) => value), description(description$8));
const text = (description$4) => pipe(string(MUST_BE.text), description(description$4));
const oneOf = (description$2, options) => pipe(string(MUST_BE.text), values(options, notAmong), picklist(options), description(description$2));
const whole = (description$3, least = 0) => {
	const message = MUST_BE.number(least);
	return pipe(number$2(message), integer(message), minValue(least, message), maxValue(Number.MAX_SAFE_INTEGER, message), description(description$3));
};
const number = (description$9, least = 0) => {
	const message = MUST_BE.number(least);
	return pipe(number$2(message), finite(message), minValue(least, message), description(description$9));
};
const flag = (description$6) => pipe(boolean(MUST_BE.flag), description(description$6));
const list = (description$1, items) => pipe(array(items, MUST_BE.list), description(description$1));
const entries = (values) => pipe(unknown(), transform((value) => isRecord(value) ? new Map(Object.entries(value)) : void 0), map$2(string(), values, MUST_BE.map));
const map = (description$7, values) => pipe(unknown(), transform(sortedMap), map$2(string(), values, MUST_BE.map), transform((read) => Object.fromEntries(read)), description(description$7));
const object = (description$5, entries) => pipe(unknown(), transform(definedKeys), strictObject(entries, aboutKeys), description(description$5));
const some = (entries) => pipe(custom(isRecord, MUST_BE.map), object$2(entries));
const optional = exactOptional;
const maybe = (schema) => optional$2(schema, () => void 0);
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function sortedMap(value) {
	if (!isRecord(value)) return void 0;
	return new Map(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1));
}
function definedKeys(value) {
	if (!isRecord(value)) return void 0;
	const entries = Object.entries(value);
	return entries.some(([, inner]) => inner === void 0) ? Object.fromEntries(entries.filter(([, inner]) => inner !== void 0)) : value;
}
function readJson(schema, value, root) {
	const result = safeParse(schema, value, { abortEarly: true });
	if (result.success) return result.output;
	const { message, hint } = shapeFault(result.issues[0], root);
	throw inputError(hint === void 0 ? message : `${message}. ${hint}`);
}

export { MUST_BE, any, anything, count, entries, flag, flag$1, formed, list, list$1, map, map$1, maybe, number, object, object$1, oneOf, oneOf$1, optional, optional$1, parseAnswer, parseJsonAnswer, parseJsonIfValid, readJson, readYaml, shapeFault, some, text, text$1, whole };