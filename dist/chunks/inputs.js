import { optionsOf, ownNames } from "./describe.js";
import { FairleadError, nearest, suggestion } from "../rooms/errors.js";

// src/runtime/inputs.ts
const yes = [
	"true",
	"True",
	"TRUE"
];
const no = [
	"false",
	"False",
	"FALSE"
];
function readInputs(inputs, raw) {
	const faults = [...raw.faults];
	const fault = (message, hint) => faults.push(hint ? {
		message,
		hint
	} : { message });
	const given = collect(inputs, raw, fault);
	const values = Object.entries(inputs).map(([name, input]) => {
		const { value, wrong } = valueOf(input, given.get(name) ?? []);
		if (wrong) fault(`${raw.label(name)} ${wrong.message}`, wrong.hint);
		return [name, value];
	});
	const [first, ...others] = faults;
	if (first) throw new FairleadError("input", [first, ...others]);
	return Object.fromEntries(values);
}
function collect(inputs, raw, fault) {
	const names = ownNames(inputs);
	const found = /* @__PURE__ */ new Map();
	for (const [as, all] of raw.texts) {
		const name = names.get(as);
		const texts = all.map((text) => text.trim()).filter((text) => text !== "");
		if (name === void 0) fault(`Unknown ${raw.noun ?? "input"} ${raw.label(as)}`, hintFor(as, [...names.keys()], raw));
		else if (texts.length > 0) {
			const other = found.get(name);
			if (other) fault(`${raw.label(other.as)} and ${raw.label(as)} are both set, but are the same option`, `Use only ${raw.label(name)}.`);
			else found.set(name, {
				as,
				texts
			});
		}
	}
	return new Map([...found].map(([name, { texts }]) => [name, texts]));
}
function hintFor(name, known, { label, listedBy }) {
	const near = nearest(name, known);
	return near === void 0 ? listedBy : `Did you mean ${label(near)}?`;
}
function formerNotes(inputs, { texts, label }) {
	const isGiven = (name) => (texts.get(name) ?? []).some((text) => text.trim() !== "");
	return Object.entries(inputs).flatMap(([name, { formerNames = [] }]) => formerNames.filter(isGiven).map((former) => `${label(former)} is now called ${label(name)}. The old name still works in this release and is removed in the next one.`));
}
function valueOf(input, texts) {
	if (input.type === "list") return { value: texts.flatMap(splitList) };
	if (input.type === "choices") return choicesOf(input, texts);
	const [text, ...others] = new Set(texts);
	if (others.length > 0) return wrong(`is set ${texts.length} times, with different values`);
	const shown = input.secret === true ? "what is given" : JSON.stringify(text);
	switch (input.type) {
		case "flag":
			if (text === void 0) return { value: input.default };
			if (yes.includes(text)) return { value: true };
			if (no.includes(text)) return { value: false };
			return wrong(`must be true or false, not ${shown}`);
		case "number":
			if (text === void 0) return { value: void 0 };
			if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return { value: Number(text) };
			return wrong(`must be a whole number from 0, not ${shown}`);
		case "choice": {
			if (text === void 0) return { value: input.default };
			const { options, otherOptions = {} } = input;
			const meant = Object.hasOwn(otherOptions, text) ? otherOptions[text] : text;
			if (meant !== void 0 && options.includes(meant)) return { value: meant };
			return wrong(`cannot be ${shown}`, suggestion(text, optionsOf(input)));
		}
		case "text":
			if (text === void 0 && input.required === true) return wrong("is missing", input.description);
			return { value: text ?? input.default };
	}
}
function choicesOf({ options, default: standard, alone }, texts) {
	const words = [...new Set(texts.flatMap(splitList))];
	const unknown = words.find((word) => !options.includes(word));
	if (unknown !== void 0) return wrong(`cannot be ${JSON.stringify(unknown)}`, suggestion(unknown, options));
	if (alone !== void 0 && words.length > 1 && words.includes(alone)) return wrong(`cannot combine ${alone} with other values`, `Use ${alone} alone, or remove it.`);
	return { value: words.length > 0 ? words : [standard] };
}
function wrong(message, hint) {
	return { wrong: {
		message,
		...hint ? { hint } : {}
	} };
}
function splitList(text) {
	return text.split(/[,\r\n]/).map((entry) => entry.trim()).filter((entry) => entry !== "");
}

export { formerNotes, readInputs, splitList };