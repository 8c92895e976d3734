// src/commands/describe.ts
function isOn({ surface }, on) {
	return surface === void 0 || surface === on;
}
function optionsOf({ options, otherOptions = {} }) {
	return [...options, ...Object.keys(otherOptions)];
}
const outcome = { description: "done, or failed if the step fails." };
function outputsOf({ outputs }) {
	return Object.hasOwn(outputs, "outcome") ? outputs : {
		...outputs,
		outcome
	};
}
function givenOutputs({ outputs, failure }) {
	return {
		...outputs,
		outcome: failure ? FAILED : outputs["outcome"] ?? "done"
	};
}
const FAILED = "failed";
function namesOf(name, { aliases = [], formerNames = [] }) {
	return [
		name,
		...aliases,
		...formerNames
	];
}
function ownNames(inputs) {
	return new Map(Object.entries(inputs).flatMap(([name, input]) => namesOf(name, input).map((other) => [other, name])));
}
function described(all, descriptions) {
	const entries = Object.entries(all).map(([name, one]) => {
		const description = descriptions[name];
		return [name, description === void 0 ? one : {
			...one,
			description
		}];
	});
	return Object.fromEntries(entries);
}

export { FAILED, described, givenOutputs, isOn, namesOf, optionsOf, outputsOf, ownNames };