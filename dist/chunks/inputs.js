import { FairleadError, suggestion } from "../rooms/errors.js";

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
	const names = namesOf(inputs);
	const found = /* @__PURE__ */ new Map();
	for (const [as, all] of raw.texts) {
		const name = names.get(as);
		const texts = all.map((text) => text.trim()).filter((text) => text !== "");
		if (name === void 0) {
			const known = [...names.keys()].map((known) => raw.label(known));
			fault(`${raw.label(as)} is not known here`, suggestion(raw.label(as), known));
		} else if (texts.length > 0) {
			const other = found.get(name);
			if (other) fault(`${raw.label(other.as)} and ${raw.label(as)} are both given, and mean the same`, `Give only ${raw.label(name)}.`);
			else found.set(name, {
				as,
				texts
			});
		}
	}
	return new Map([...found].map(([name, { texts }]) => [name, texts]));
}
function namesOf(inputs) {
	const names = /* @__PURE__ */ new Map();
	for (const [name, { alias }] of Object.entries(inputs)) {
		names.set(name, name);
		if (alias !== void 0) names.set(alias, name);
	}
	return names;
}
function valueOf(input, texts) {
	if (input.type === "list") return { value: texts.flatMap(splitList) };
	if (input.type === "choices") return choicesOf(input, texts);
	const [text, ...others] = new Set(texts);
	if (others.length > 0) return wrong(`is given ${texts.length} times, with different values`);
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
		case "choice":
			if (text === void 0) return { value: input.default };
			if (input.options.includes(text)) return { value: text };
			return wrong(`cannot be ${shown}`, suggestion(text, input.options));
		case "text":
			if (text === void 0 && input.required === true) return wrong("is missing", input.description);
			return { value: text ?? input.default };
	}
}
function choicesOf({ options, default: standard, alone }, texts) {
	const words = [...new Set(texts.flatMap(splitList))];
	const unknown = words.find((word) => !options.includes(word));
	if (unknown !== void 0) return wrong(`cannot be ${JSON.stringify(unknown)}`, suggestion(unknown, options));
	if (alone !== void 0 && words.length > 1 && words.includes(alone)) return wrong(`cannot be ${alone} and something else`, `Give ${alone} alone, or leave it out.`);
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

export { readInputs, splitList };