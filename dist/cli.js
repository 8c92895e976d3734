#!/usr/bin/env node
import "./chunks/rolldown-runtime.js";
import { describeFault, inputError, suggestion } from "./rooms/errors.js";
import { ownNames } from "./chunks/describe.js";
import { Mask, clean, cleanColoured, cleanLine, guard, runCommand, safeJsonPieces, secretsIn } from "./chunks/run.js";
import { readContext } from "./chunks/context.js";
import { githubEvent, readPayload } from "./chunks/github-event.js";
import { missedSecrets, secretTexts, secretVariable, withoutReferences } from "./chunks/variables.js";
import { version } from "./chunks/version.js";
import { commands, loadCommand, terminalCommands } from "./chunks/commands.js";

// src/runtime/arguments.ts
function parseArguments(args, inputs) {
	const texts = /* @__PURE__ */ new Map();
	const faults = [];
	let help = false;
	const add = (name, text) => texts.set(name, [...texts.get(name) ?? [], text]);
	const names = new Names(inputs);
	const rest = [...args];
	let flag;
	for (let arg = rest.shift(); arg !== void 0; arg = rest.shift()) {
		const [, dashedName, equals, text = ""] = /^--([^=]+)(?:(=)([\s\S]*))?$/.exec(arg) ?? [];
		const before = flag;
		flag = void 0;
		if (arg === "--help" || arg === "-h") help = true;
		else if (dashedName === void 0) faults.push(unexpected(arg, before));
		else {
			const { name, isNegated, others } = names.find(dashedName);
			const type = names.typeOf(name);
			if (others.length > 0) {
				faults.push(ambiguous(dashedName, others));
				if (equals === void 0 && rest[0] !== void 0 && !isOption(rest[0])) rest.shift();
			} else if (name === HELP) help = true;
			else if (isNegated && equals === void 0) add(name, "false");
			else if (equals !== void 0) add(isNegated ? dashedName : name, text);
			else if (type === "flag") add(flag = name, "true");
			else if (rest[0] === void 0 || isOption(rest[0])) {
				if (type === void 0) add(name, "");
				else faults.push(withoutValue(name, rest[0]));
			} else add(name, rest.shift() ?? "");
		}
	}
	return {
		texts,
		faults,
		help
	};
}
const HELP = "help";
var Names = class {
	#own;
	#inputs;
	constructor(inputs) {
		this.#own = ownNames(inputs);
		this.#inputs = inputs;
	}
	typeOf(name) {
		return this.#inputs[this.#own.get(name) ?? ""]?.type;
	}
	find(given) {
		const flag = given.startsWith("no-") ? given.slice(3) : void 0;
		const exact = {
			name: given,
			isNegated: false,
			others: []
		};
		if (this.#own.has(given)) return exact;
		if (flag !== void 0 && this.typeOf(flag) === "flag") return {
			name: flag,
			isNegated: true,
			others: []
		};
		const whole = this.#beginning(given, [...this.#own.keys(), HELP]);
		if (whole.length === 1) return {
			...exact,
			name: whole[0] ?? given
		};
		if (whole.length > 1) return {
			...exact,
			others: whole
		};
		const flags = [...this.#own.keys()].filter((name) => this.typeOf(name) === "flag");
		const negated = flag === void 0 || flag === "" ? [] : this.#beginning(flag, flags);
		if (negated.length === 1) return {
			name: negated[0] ?? flag ?? "",
			isNegated: true,
			others: []
		};
		return negated.length > 1 ? {
			...exact,
			others: negated.map((name) => `no-${name}`)
		} : exact;
	}
	#beginning(text, names) {
		const found = /* @__PURE__ */ new Map();
		for (const name of names.filter((one) => one.startsWith(text))) {
			const own = this.#own.get(name) ?? name;
			if (!found.has(own)) found.set(own, name);
		}
		return [...found.values()];
	}
};
function unexpected(word, flag) {
	return {
		message: `${JSON.stringify(word)} is not expected`,
		hint: flag === void 0 ? "Options are written --name value or --name=value." : `--${flag} takes no value of its own. Write --${flag}, or --${flag}=true or --${flag}=false.`
	};
}
function ambiguous(given, names) {
	return {
		message: `--${given} matches several options`,
		hint: `Use one of: ${names.map((name) => `--${name}`).join(", ")}.`
	};
}
function isOption(arg) {
	return /^--[a-z]/i.test(arg);
}
function withoutValue(name, next) {
	const message = `--${name} has no value`;
	return next === void 0 ? { message } : {
		message,
		hint: `If ${JSON.stringify(next)} is the value, write it after an equals sign: --${name}=…`
	};
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
	let json = wantsJson(process.argv);
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
			words: wordsOf(rest),
			help: first === "--help" || first === "-h",
			version: first === "--version" || first === "-V"
		},
		asksForHelp: (command) => parseArguments(rest, command?.inputs ?? {}).help,
		read({ name, inputs }) {
			if (fault) throw fault;
			const { texts: given, faults } = parseArguments(rest, inputs);
			json ||= given.get("output")?.includes("json") === true;
			const { texts, notes } = withoutReferences(inputs, given, {
				label: (name) => `--${name}`,
				cure: "The shell expands variables in double quotes, but not in single quotes."
			});
			for (const note of notes) warn(note);
			const own = ownNames(inputs);
			for (const name of texts.keys()) if (inputs[own.get(name) ?? ""]?.secret === true) warn(`--${name} is visible to everyone who can list processes. Set ${secretVariable(own.get(name) ?? name)} instead.`);
			for (const missed of missedSecrets(inputs, process.env)) warn(missed);
			const standard = (name) => inputs[name]?.actionDefault === void 0 ? void 0 : process.env["GITHUB_TOKEN"];
			const all = new Map([...secretTexts(inputs, process.env, standard), ...texts]);
			mask.hide(secretsIn(inputs, all));
			return {
				texts: all,
				faults,
				label: (given) => `--${given}`,
				noun: "option",
				listedBy: `Run fairlead ${name} --help for a list of options.`
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
function wordsOf(args) {
	const end = args.findIndex((arg) => arg.startsWith("-"));
	return args.slice(0, end === -1 ? args.length : end);
}

// src/entries/summaries.json
var summaries_default = [
	{
		"name": "update",
		"summary": "Bumps an image in the GitOps repository of an app and opens the pull request, in one step and without a clone."
	},
	{
		"name": "bump",
		"summary": "Writes a new image tag or digest to the file that sets it for an app, in a local folder. No other byte changes."
	},
	{
		"name": "pull-request",
		"summary": "Opens one pull request for the changes in a checkout of the infra repo, and updates it on the next run."
	},
	{
		"name": "inventory",
		"summary": "Lists the apps of an infra repo: where each app runs, its files, and the line that sets each image."
	},
	{
		"name": "diff",
		"summary": "Renders every app that a change affects, before and after it, and shows what changes in the cluster and how risky it is."
	},
	{
		"name": "render",
		"summary": "Renders the manifests of apps as their controllers would, for kubeconform, conftest and other checks."
	},
	{
		"name": "sync",
		"summary": "Waits until a commit is live and healthy in every app that it touches. Fails with the reason if it is not."
	},
	{
		"name": "gate",
		"summary": "Decides whether a change may reach an environment: only if the right people have approved its exact effect there."
	},
	{
		"name": "doctor",
		"summary": "Checks tokens, branch protection, environments, controllers and versions, and reports what is missing and how to fix it."
	},
	{
		"name": "show",
		"summary": "Shows a pull request of a plain git remote (forge: local) with its comments, as a forge would show it."
	},
	{
		"name": "renderers",
		"summary": "Installs helm and kustomize into a folder, downloaded and verified in the same way as diff and render do: for container images and machines without internet access."
	}
];

// src/entries/cli.ts
const terminal = terminalSurface();
await guard(terminal, async () => {
	const { command: name, words, help, version: asksForVersion } = terminal.request;
	if (asksForVersion) return terminal.print([version]);
	if (help) return terminal.print(await helpFor([]));
	if (name === void 0) throw inputError("no command is given", { hint: "Run fairlead --help for a list of commands." });
	if (name === "help") return terminal.print(await helpFor(words));
	if (name === "completion") return terminal.print(terminal.asksForHelp() ? await helpFor([name]) : await completion(words));
	const command = await loadCommand(name);
	if (terminal.asksForHelp(command.description)) return terminal.print(await helpFor([name]));
	await runCommand(command, terminal);
});
async function helpFor([name]) {
	const { commandHelp, generalHelp, HELPERS } = await import("./chunks/help.js");
	if (name === void 0 || HELPERS.some((helper) => helper.name === name)) return generalHelp(summaries_default);
	return commandHelp((await loadCommand(name)).description);
}
async function completion([word]) {
	const { completionScript, SHELLS } = await import("./chunks/completion.js");
	const { HELPERS } = await import("./chunks/help.js");
	const shell = SHELLS.find((one) => one === word);
	if (word === void 0) throw inputError("no shell is given", { hint: "Run fairlead completion bash, zsh or fish." });
	if (shell === void 0) throw inputError(`there is no completion for the shell ${JSON.stringify(word)}`, { hint: suggestion(word, SHELLS) });
	const described = await Promise.all([...commands.values(), ...terminalCommands.values()].map(async (load) => (await load()).description));
	const words = /* @__PURE__ */ new Map([["help", described.map(({ name }) => name)], ["completion", SHELLS]]);
	return completionScript(shell, described, HELPERS.map((helper) => ({
		...helper,
		words: words.get(helper.name) ?? []
	})));
}

export {  };