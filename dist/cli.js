#!/usr/bin/env node
import "./chunks/rolldown-runtime.js";
import { describeFault, inputError } from "./rooms/errors.js";
import { Mask, clean, cleanColoured, cleanLine, commandHelp, generalHelp, guard, missedSecrets, runCommand, safeJsonPieces, secretTexts, secretVariable, secretsIn, withoutReferences } from "./chunks/run.js";
import { readContext } from "./chunks/context.js";
import { githubEvent, readPayload } from "./chunks/github-event.js";
import { version } from "./chunks/version.js";
import { loadCommand } from "./chunks/commands.js";

// src/runtime/arguments.ts
function parseArguments(args, inputs) {
	const texts = /* @__PURE__ */ new Map();
	const faults = [];
	let help = false;
	const add = (name, text) => texts.set(name, [...texts.get(name) ?? [], text]);
	const types = typesOf(inputs);
	const rest = [...args];
	for (let arg = rest.shift(); arg !== void 0; arg = rest.shift()) {
		const [, dashedName, equals, text = ""] = /^--([^=]+)(?:(=)([\s\S]*))?$/.exec(arg) ?? [];
		const name = dashedName ?? "";
		const negated = name.startsWith("no-") ? name.slice(3) : void 0;
		if (arg === "--help" || arg === "-h") help = true;
		else if (dashedName === void 0) faults.push({
			message: `${JSON.stringify(arg)} is not expected`,
			hint: "Options are written --name value or --name=value."
		});
		else if (equals !== void 0) add(name, text);
		else if (types.get(name) === "flag") add(name, "true");
		else if (!types.has(name) && negated !== void 0 && types.get(negated) === "flag") add(negated, "false");
		else if (rest[0] === void 0 || isOption(rest[0])) {
			if (types.has(name)) faults.push(withoutValue(name, rest[0]));
			else add(name, "");
		} else add(name, rest.shift() ?? "");
	}
	return {
		texts,
		faults,
		help
	};
}
function isOption(arg) {
	return /^--[a-z]/i.test(arg);
}
function withoutValue(name, next) {
	const message = `--${name} has no value`;
	return next === void 0 ? { message } : {
		message,
		hint: `If ${JSON.stringify(next)} is the value, write it behind an equals sign: --${name}=…`
	};
}
function typesOf(inputs) {
	return new Map(Object.entries(inputs).flatMap(([name, { type, alias }]) => alias === void 0 ? [[name, type]] : [[name, type], [alias, type]]));
}

// src/runtime/live.ts
var LiveLines = class {
	#terminal;
	#shown = [];
	constructor(terminal) {
		this.#terminal = terminal;
	}
	show(text) {
		const lines = text === void 0 ? [] : text.split("\n").map((line) => cleanLine(line));
		this.#terminal.write(`${this.#erased()}${lines.join("\n")}`);
		this.#shown = lines;
	}
	above(write) {
		const { length } = this.#shown;
		if (length > 0) this.#terminal.write(this.#erased());
		write();
		if (length > 0) this.#terminal.write(this.#shown.join("\n"));
	}
	#erased() {
		const up = this.#shown.length - 1;
		return `\r${up > 0 ? `\u001B[${up}A` : ""}\u001B[J`;
	}
};

// src/runtime/terminal.ts
function terminalSurface() {
	const [first, ...rest] = process.argv.slice(2);
	const { payload, fault } = readPayload(process.env);
	const context = readContext(process.env, process.cwd(), githubEvent(payload, process.env));
	const mask = new Mask();
	const colours = process.stderr.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
	const json = wantsJson(process.argv);
	const coloursOut = process.stdout.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
	const isLive = process.stderr.isTTY && process.env["TERM"] !== "dumb" && !process.env["CI"];
	const live = isLive ? new LiveLines(process.stderr) : void 0;
	const above = (write) => live === void 0 ? write() : live.above(write);
	const print = (lines) => above(() => {
		for (const line of lines) process.stdout.write(`${clean(mask.text(line))}\n`);
	});
	const printJson = (value) => {
		for (const piece of safeJsonPieces(mask.data(value))) process.stdout.write(piece);
		process.stdout.write("\n");
	};
	const tell = (word, colour, text) => {
		const head = colours ? `\u001B[${colour}m${word}:\u001B[0m` : `${word}:`;
		above(() => process.stderr.write(`${head} ${clean(mask.text(text))}\n`));
	};
	const warn = (text) => tell("warning", 33, text);
	process.stdout.on("error", (error) => {
		if (error.code !== "EPIPE") throw error;
	});
	return {
		context,
		print,
		say: (message) => tell("note", 36, message),
		warn,
		width: process.stdout.columns ?? 100,
		progress: live && ((lines) => live.show(lines === void 0 ? void 0 : mask.text(lines))),
		screen: () => isLive ? {
			rows: process.stderr.rows || 24,
			columns: process.stderr.columns || 80
		} : void 0,
		hide: (secrets) => mask.hide(secrets),
		request: {
			command: first?.startsWith("-") ? void 0 : first,
			help: first === "--help" || first === "-h",
			version: first === "--version" || first === "-V"
		},
		asksForHelp: ({ inputs }) => parseArguments(rest, inputs).help,
		read({ inputs }) {
			if (fault) throw fault;
			const { texts: given, faults } = parseArguments(rest, inputs);
			const { texts, notes } = withoutReferences(inputs, given, {
				label: (name) => `--${name}`,
				cure: "A shell puts the value in its place in double quotes, and not in single ones."
			});
			for (const note of notes) warn(note);
			const secretNames = Object.keys(inputs).filter((name) => inputs[name]?.secret === true);
			for (const name of secretNames) if (texts.has(name)) warn(`--${name} is seen by everybody who can list processes; ${secretVariable(name)} is not.`);
			for (const missed of missedSecrets(inputs, process.env)) warn(missed);
			const standard = (name) => inputs[name]?.actionDefault === void 0 ? void 0 : process.env["GITHUB_TOKEN"];
			const all = new Map([...secretTexts(inputs, process.env, standard), ...texts]);
			mask.hide(secretsIn(inputs, all));
			return {
				texts: all,
				faults,
				label: (name) => `--${name}`
			};
		},
		report(result) {
			for (const warning of result.warnings) warn(warning);
			if (json) printJson(result.data);
			else if (coloursOut && result.coloured) for (const line of result.coloured) process.stdout.write(`${cleanColoured(mask.text(line))}\n`);
			else print(result.text);
			return Promise.resolve();
		},
		fail({ kind, exitCode, faults, stack }) {
			if (json) printJson({ error: {
				kind,
				exitCode,
				faults
			} });
			else for (const fault of faults) tell("error", 31, describeFault(fault));
			if (stack !== void 0) tell("debug", 2, stack);
		}
	};
}
function wantsJson(args) {
	return args.some((arg, index) => arg === "--output=json" || arg === "--output" && args[index + 1] === "json");
}

// src/entries/summaries.json
var summaries_default = [
	{
		"name": "update",
		"summary": "Bumps an image where an app's desired state sets it and opens the pull request in the infra repo, in one step and without a clone."
	},
	{
		"name": "bump",
		"summary": "Writes a new image tag or digest where an app's desired state sets it, in a folder, and changes no other byte."
	},
	{
		"name": "pull-request",
		"summary": "Turns the changes of a checked-out infra repo into one pull request, and refreshes it in the next run."
	},
	{
		"name": "inventory",
		"summary": "Lists the apps of an infra repo: where each runs, from which files, and which line sets each image."
	},
	{
		"name": "diff",
		"summary": "Renders every app that a change of the infra repo touches, before and after, and shows what changes in the cluster and what is dangerous about it."
	},
	{
		"name": "render",
		"summary": "Writes the manifests of the apps of an infra repo as their controllers would make them, for kubeconform, conftest and other checks."
	},
	{
		"name": "sync",
		"summary": "Waits until a commit is live and healthy in every app that it touches, as Argo CD and the cluster show it, and fails with the reason if it is not."
	},
	{
		"name": "gate",
		"summary": "Decides whether a change of an environment may go ahead: only if the right people approved exactly what it does to the cluster."
	},
	{
		"name": "doctor",
		"summary": "Checks a set-up (tokens and their rights, branch protections, environments, the controllers' objects, versions) and says what is missing and how to mend it."
	},
	{
		"name": "show",
		"summary": "Shows a pull request of a plain git remote (forge: local) with its comments, as a person would see it on a forge."
	},
	{
		"name": "renderers",
		"summary": "Puts helm and kustomize into a folder, fetched and checked as diff and render do it: for an image or a machine that has no way to them later."
	}
];

// src/entries/cli.ts
const terminal = terminalSurface();
await guard(terminal, async () => {
	const { command: name, help, version: asksForVersion } = terminal.request;
	if (asksForVersion) return terminal.print([version]);
	if (help) return terminal.print(generalHelp(summaries_default));
	if (name === void 0) throw inputError("no command is given", { hint: "fairlead --help lists the commands." });
	const command = await loadCommand(name);
	if (terminal.asksForHelp(command.description)) return terminal.print(commandHelp(command.description));
	await runCommand(command, terminal);
});

export {  };