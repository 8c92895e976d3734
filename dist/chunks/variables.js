import { isOn, namesOf, ownNames } from "./describe.js";
import { nearest } from "../rooms/errors.js";

// src/runtime/variables.ts
function inputVariable(name) {
	return `FAIRLEAD_INPUT_${name.toUpperCase().replaceAll("-", "_")}`;
}
function secretVariable(name) {
	return `FAIRLEAD_${name.toUpperCase().replaceAll("-", "_")}`;
}
function componentInputs(inputs) {
	return Object.entries(inputs).flatMap(([name, input]) => !isOn(input, "components") || input.secret === true ? [] : namesOf(name, input));
}
function missedSecrets(inputs, environment) {
	return Object.keys(inputs).flatMap((name) => {
		const variable = secretVariable(name);
		const value = inputs[name]?.secret === true ? environment[variable] : void 0;
		return value === void 0 || !isUnexpanded(value) ? [] : [`${variable} is the text ${value.trim()}, not a token, so it is treated as not set: this job does not have that variable. Protected variables are only available in pipelines for protected branches and tags, and never in pipelines of a fork.`];
	});
}
function isUnexpanded(text) {
	return /^\s*\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}|\{\{[^{}]*\}\}|\([A-Za-z_][\w.]*\))\s*$/.test(text);
}
function withoutReferences(inputs, texts, { label, cure }) {
	const own = ownNames(inputs);
	const found = [...texts].filter(([name, values]) => inputs[own.get(name) ?? ""]?.secret === true && values.some(isUnexpanded));
	const names = new Set(found.map(([name]) => name));
	return {
		texts: new Map([...texts].filter(([name]) => !names.has(name))),
		notes: found.map(([name, values]) => `${label(name)} is the text ${values.join(", ").trim()}, not a token, so it is treated as not set. ${cure}`)
	};
}
function secretTexts(inputs, environment, standard = () => void 0) {
	const names = Object.keys(inputs).filter((name) => inputs[name]?.secret === true);
	return new Map(names.flatMap((name) => {
		const given = environment[secretVariable(name)];
		const value = (given !== void 0 && isUnexpanded(given) ? void 0 : given) || standard(name);
		return value ? [[name, [value]]] : [];
	}));
}
function readVariables(names, environment, secrets) {
	const texts = /* @__PURE__ */ new Map();
	const faults = [];
	const notes = [];
	for (const name of names) {
		const text = environment[inputVariable(name)] ?? "";
		const [, bare, braced] = /^\s*\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})\s*$/.exec(text) ?? [];
		const variable = bare ?? braced;
		const value = variable === void 0 ? text : environment[variable];
		if (value === void 0) {
			const near = nearest(variable ?? "", Object.keys(environment));
			faults.push({
				message: `${name} refers to the variable $${variable}, which does not exist in this job`,
				hint: near === void 0 ? "If the dotenv report of another job sets it, this job must depend on that job (needs: or an earlier stage)." : `Did you mean $${near}?`
			});
		} else if (variable !== void 0 && secrets.has(value.trim())) faults.push({
			message: `${name} refers to the variable $${variable}, which is a secret`,
			hint: "Inputs are visible to everyone who can read the log or the merge request."
		});
		else texts.set(name, [value]);
		const inside = variable === void 0 ? namesIn(text).find((found) => environment[found] !== void 0) : void 0;
		if (inside !== void 0) notes.push(`$${inside} in ${name} is not expanded: an input refers to a variable only if it is nothing but the name of the variable. Put the whole text into a pipeline variable and use that.`);
	}
	return {
		texts,
		faults,
		notes
	};
}
function namesIn(text) {
	return [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
}

export { componentInputs, missedSecrets, readVariables, secretTexts, secretVariable, withoutReferences };