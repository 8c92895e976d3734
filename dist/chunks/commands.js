import { inputError, nearest, suggestion } from "../rooms/errors.js";

// src/runtime/help.ts
const WIDTH = 100;
const MARGIN = 24;
function generalHelp(commands) {
	return [
		"Usage: fairlead <command> [--option value …]",
		"",
		"Commands:",
		...commands.flatMap(({ name, summary }) => entry(name, summary)),
		"",
		"Options:",
		...entry("--help, -h", "Show this help; behind a command, its options."),
		...entry("--version", "Show the version."),
		"",
		"Exit codes: 0 done, 1 refused, 2 a fault of the input, 3 a remote or internal fault."
	];
}
function commandHelp({ name, summary, inputs }) {
	const options = Object.entries(inputs).filter(([, input]) => input.surface !== "actions");
	return [
		`Usage: fairlead ${name} [--option value …]`,
		"",
		...wrap(summary, WIDTH),
		"",
		"Options:",
		...options.flatMap(([option, input]) => entry(usage(option, input), describe(option, input)))
	];
}
function usage(name, input) {
	switch (input.type) {
		case "flag": return `--${name}`;
		case "list":
		case "choices": return `--${name} <a,b>`;
		case "number": return `--${name} <number>`;
		case "choice":
		case "text": return `--${name} <${input.type === "choice" ? "word" : "text"}>`;
	}
}
function describe(name, input) {
	const parts = [input.description];
	if (input.type === "choice") parts.push(`One of ${input.options.join(", ")}; default ${input.default}.`);
	if (input.type === "choices") parts.push(`Any of ${input.options.join(", ")}; default ${input.default}.`);
	if (input.type === "text" && input.default !== void 0) parts.push(`Default ${JSON.stringify(input.default)}.`);
	if (input.type === "text" && input.required === true) parts.push("Required.");
	if (input.alias !== void 0) parts.push(`Also --${input.alias}.`);
	if (input.secret === true) parts.push(`Better given in the environment variable ${variables(name, input)}.`);
	return parts.join(" ");
}
function variables(name, { actionDefault }) {
	return actionDefault === void 0 ? secretVariable(name) : `${secretVariable(name)} or GITHUB_TOKEN`;
}
function secretVariable(name) {
	return `FAIRLEAD_${name.toUpperCase().replaceAll("-", "_")}`;
}
function entry(name, text) {
	const [first = "", ...more] = wrap(text, 76);
	const head = `  ${name}`;
	const rest = more.map((line) => " ".repeat(MARGIN) + line);
	return head.length < MARGIN ? [head.padEnd(MARGIN) + first, ...rest] : [
		head,
		" ".repeat(MARGIN) + first,
		...rest
	];
}
function wrap(text, width) {
	const lines = [];
	let line = "";
	for (const word of text.split(" ")) if (line !== "" && line.length + 1 + word.length > width) {
		lines.push(line);
		line = word;
	} else line = line === "" ? word : `${line} ${word}`;
	return [...lines, line];
}

// src/runtime/variables.ts
function inputVariable(name) {
	return `FAIRLEAD_INPUT_${name.toUpperCase().replaceAll("-", "_")}`;
}
function componentInputs(inputs) {
	return Object.entries(inputs).flatMap(([name, { surface, secret }]) => surface === "command line" || secret === true ? [] : [name]);
}
function missedSecrets(inputs, environment) {
	return Object.keys(inputs).flatMap((name) => {
		const variable = secretVariable(name);
		const value = inputs[name]?.secret === true ? environment[variable] : void 0;
		return value === void 0 || !isUnexpanded(value) ? [] : [`${variable} is the text ${value.trim()} and not a token, so it counts as not given: that variable did not reach this job. A protected variable reaches only pipelines of protected branches and tags, and none of a fork.`];
	});
}
function isUnexpanded(text) {
	return /^\s*\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})\s*$/.test(text);
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
				message: `${name} is the variable $${variable}, which this job does not have`,
				hint: near === void 0 ? "Where the dotenv report of another job sets it, this job needs that one (needs: or an earlier stage)." : `Did you mean $${near}?`
			});
		} else if (variable !== void 0 && secrets.has(value.trim())) faults.push({
			message: `${name} is the variable $${variable}, which is a secret`,
			hint: "An input is shown to everybody who sees the log or the merge request."
		});
		else texts.set(name, [value]);
		const inside = variable === void 0 ? namesIn(text).find((found) => environment[found] !== void 0) : void 0;
		if (inside !== void 0) notes.push(`${name} keeps its $${inside} as it is: an input stands for a variable only where it is nothing but the variable's name. Put the whole text into a variable of the pipeline, and give that.`);
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

// src/entries/commands.ts
const commands = /* @__PURE__ */ new Map([
	["update", async () => (await import("../commands/update.js")).command],
	["bump", async () => (await import("../commands/bump.js")).command],
	["pull-request", async () => (await import("../commands/pull-request.js")).command],
	["inventory", async () => (await import("../commands/inventory.js")).command],
	["diff", async () => (await import("../commands/diff.js")).command],
	["render", async () => (await import("../commands/render.js")).command],
	["doctor", async () => (await import("../commands/doctor.js")).command]
]);
const terminalCommands = /* @__PURE__ */ new Map([["show", async () => (await import("../commands/show.js")).command], ["renderers", async () => (await import("../commands/renderers.js")).command]]);
const otherNames = /* @__PURE__ */ new Map([["merge-request", "pull-request"]]);
async function loadCommand(name) {
	const load = commands.get(otherNames.get(name) ?? name) ?? terminalCommands.get(name);
	if (!load) throw inputError(`there is no command ${JSON.stringify(name)}`, { hint: suggestion(name, [
		...commands.keys(),
		...terminalCommands.keys(),
		...otherNames.keys()
	]) });
	return load();
}

export { commandHelp, componentInputs, generalHelp, loadCommand, missedSecrets, readVariables, secretTexts, secretVariable };