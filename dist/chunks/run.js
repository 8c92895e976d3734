import { FairleadError, REPORT_AT, exitCodeOf, nearest } from "../rooms/errors.js";
import { wrap } from "../rooms/text.js";
import { clearOutputs, isBelow } from "../rooms/files.js";
import { splitList } from "./inputs.js";
import { resolve } from "node:path";
import process from "node:process";

// src/runtime/clean.ts
const invisible = /(?![\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const lineBreaks = /\r\n?|[\u0085\u2028\u2029]/g;
function clean(text) {
	return text.replace(lineBreaks, "\n").replace(invisible, "").replace(/^([^\S\n\r\u2028\u2029]*:)(?=:)/gm, "$1 ").replace(/##(?=\[)/g, "# #");
}
function cleanColoured(text) {
	return text.split(/(\u001B\[[0-9;]*m)/).map((part, i) => i % 2 === 1 ? part : clean(part)).join("");
}
function cleanLine(text) {
	return clean(text.replace(/[\r\n\u0085\u2028\u2029]+/g, " "));
}
function safeJson(value) {
	const text = JSON.stringify(value, void 0, 2) ?? "null";
	const visible = Buffer.byteLength(text) === text.length && !text.includes("") ? text : text.replace(invisible, escapeUnits).replace(/[\u2028\u2029]/g, escapeUnits);
	return visible.includes("##[") ? visible.replace(/##(?=\[)/g, String.raw`#\u0023`) : visible;
}
const ITEMS_AT_ONCE = 100;
function* safeJsonPieces(value) {
	if (typeof value !== "object" || value === null || Array.isArray(value) || "toJSON" in value) return yield safeJson(value);
	let lead = "{\n  ";
	for (const [key, field] of Object.entries(value)) {
		if (field === void 0 || typeof field === "function") continue;
		yield `${lead}${safeJson(key)}: `;
		lead = ",\n  ";
		if (Array.isArray(field) && field.length > ITEMS_AT_ONCE) yield* piecesOf(field);
		else yield safeJson([field]).slice(4, -2);
	}
	yield lead.startsWith("{") ? "{}" : "\n}";
}
function* piecesOf(list) {
	for (let start = 0; start < list.length; start += ITEMS_AT_ONCE) {
		const items = safeJson([list.slice(start, start + ITEMS_AT_ONCE)]);
		yield `${start === 0 ? "[" : ","}\n${items.slice(6, -6)}`;
	}
	yield "\n  ]";
}
function escapeUnits(text) {
	return text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// src/runtime/secrets.ts
const userAndPassword = /\b[a-z][a-z0-9+.-]{0,30}:\/\/([^\s/:@]*):([^\s/?#'"]+)@/gi;
const passwordInUrl = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/:@]*:[^\s/?#'"]+@/gi;
const knownToken = /\b(?:gh[a-z]_|github_pat_|glpat-|gl[a-z]{2,4}-)[\w.-]{16,}/g;
function secretsIn(inputs, texts) {
	const secrets = /* @__PURE__ */ new Set();
	for (const [name, values] of texts) {
		const isSecret = Object.hasOwn(inputs, name) && inputs[name]?.secret === true;
		for (const text of values) {
			if (isSecret) secrets.add(text.trim());
			for (const [, user = "", password = ""] of text.matchAll(userAndPassword)) {
				secrets.add(password).add(decode(password));
				if (user.length >= 20) secrets.add(user);
			}
			for (const [token] of text.matchAll(knownToken)) secrets.add(token);
		}
	}
	secrets.delete("");
	return [...secrets];
}
function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
var Mask = class {
	#secrets = /* @__PURE__ */ new Set();
	hide(secrets) {
		for (const secret of secrets) if (secret.length > 3) this.#secrets.add(secret);
	}
	text(text) {
		let masked = text.includes("@") ? text.replace(passwordInUrl, "$1***@") : text;
		for (const secret of this.#secrets) masked = masked.replaceAll(secret, "***");
		return masked;
	}
	data(value) {
		if (typeof value === "string") return this.text(value);
		if (typeof value !== "object" || value === null) return value;
		if (Array.isArray(value)) {
			let masked;
			for (const [i, item] of value.entries()) {
				const own = this.data(item);
				if (own !== item) masked ??= value.slice(0, i);
				masked?.push(own);
			}
			return masked ?? value;
		}
		const keys = Object.keys(value);
		let masked;
		for (const [i, key] of keys.entries()) {
			const item = value[key];
			const [name, own] = [this.text(key), this.data(item)];
			if (name !== key || own !== item) masked ??= Object.entries(value).slice(0, i);
			masked?.push([name, own]);
		}
		return masked ? Object.fromEntries(masked) : value;
	}
};

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
	return /^\s*\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}|\{\{[^{}]*\}\}|\([A-Za-z_][\w.]*\))\s*$/.test(text);
}
function withoutReferences(inputs, texts, { label, cure }) {
	const found = [...texts].filter(([name, values]) => Object.hasOwn(inputs, name) && inputs[name]?.secret === true && values.some(isUnexpanded));
	const names = new Set(found.map(([name]) => name));
	return {
		texts: new Map([...texts].filter(([name]) => !names.has(name))),
		notes: found.map(([name, values]) => `${label(name)} is the text ${values.join(", ").trim()} and not a token, so it counts as not given. ${cure}`)
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
				message: `${name} is the variable $${variable}, which this job does not have`,
				hint: near === void 0 ? "Where the dotenv report of another job sets it, this job needs that one (needs: or an earlier stage)." : `Did you mean $${near}?`
			});
		} else if (variable !== void 0 && secrets.has(value.trim())) faults.push({
			message: `${name} is the variable $${variable}, which is a secret`,
			hint: "An input is shown to everybody who sees the log or the merge request."
		});
		else texts.set(name, [value]);
		const inside = variable === void 0 ? namesIn$1(text).find((found) => environment[found] !== void 0) : void 0;
		if (inside !== void 0) notes.push(`${name} keeps its $${inside} as it is: an input stands for a variable only where it is nothing but the variable's name. Put the whole text into a variable of the pipeline, and give that.`);
	}
	return {
		texts,
		faults,
		notes
	};
}
function namesIn$1(text) {
	return [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
}

// src/runtime/surface.ts
function failureOf(error, debug) {
	const exitCode = exitCodeOf(error);
	if (error instanceof FairleadError) return {
		kind: error.kind,
		exitCode,
		faults: error.faults
	};
	const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	const stack = error instanceof Error ? error.stack : void 0;
	return {
		kind: "bug",
		exitCode,
		faults: [{
			message: `this is a bug of Fairlead: ${message}`,
			hint: debug ? `Please report it with the lines below: ${REPORT_AT}` : `Please report it: ${REPORT_AT}. With debug logging (FAIRLEAD_DEBUG=1, or "Enable debug logging" of a rerun) it says where it happened.`
		}],
		...debug && stack !== void 0 ? { stack } : {}
	};
}

// src/entries/run.ts
async function run(load, surface) {
	await guard(surface, async () => {
		if (surface.leaves) await clearOutputs([surface.leaves], clearing(surface));
		await runCommand(await load(), surface);
	});
}
async function guard(surface, work) {
	const fail = (error) => {
		const failure = failureOf(error, surface.context.debug);
		process.exitCode = failure.exitCode;
		surface.fail(failure);
	};
	process.once("uncaughtException", (error) => {
		fail(error);
		process.exit();
	});
	try {
		await work();
	} catch (error) {
		fail(error);
	}
}
async function runCommand(command, surface) {
	const closers = [];
	try {
		const raw = surface.read(command.description);
		await clearOutputs(...outputsOf(command.description, raw, surface));
		const result = await command.run(raw, {
			context: surface.context,
			say: (message) => surface.say(message),
			warn: (message) => surface.warn(message),
			width: surface.width ?? 100,
			progress: (lines) => surface.progress?.(lines),
			screen: () => surface.screen?.(),
			hide: (secrets) => surface.hide(secrets),
			atEnd: (close) => closers.push(close)
		});
		await surface.report(result);
		if (result.failure) process.exitCode = exitCodeOf(result.failure);
		const more = await result.afterwards?.();
		for (const warning of more?.warnings ?? []) surface.warn(warning);
		if (!more?.failure) return;
		const failure = failureOf(more.failure, surface.context.debug);
		surface.fail(failure);
		process.exitCode ??= failure.exitCode;
	} finally {
		await Promise.allSettled(closers.toReversed().map((close) => close()));
	}
}
function outputsOf({ inputs }, { texts }, surface) {
	const given = (name) => (texts.get(name) ?? []).map((text) => text.trim()).filter(Boolean);
	const outputs = Object.entries(inputs).flatMap(([name, { writes }]) => writes === void 0 ? [] : given(name).map((folder) => ({
		folder,
		...namesIn(folder, writes, surface)
	})));
	const read = Object.entries(inputs).flatMap(([name, { reads }]) => reads ? given(name).flatMap(splitList) : []);
	return [outputs, {
		...clearing(surface),
		inputs: read
	}];
}
function namesIn(folder, writes, { leaves, context }) {
	if (writes !== "everything") return { names: writes };
	const own = leaves && resolve(context.workspace, leaves.folder);
	const real = resolve(context.workspace, folder);
	return {
		names: [],
		isOurs: own !== void 0 && real !== own && isBelow(real, own)
	};
}
function clearing(surface) {
	const { workspace, job, environment } = surface.context;
	return {
		workspace,
		job,
		inputs: [],
		isTracked: async (path) => (await import("./tracked.js")).isTracked(path, environment),
		warn: (message) => surface.warn(message)
	};
}

export { Mask, clean, cleanColoured, cleanLine, commandHelp, componentInputs, generalHelp, guard, missedSecrets, readVariables, run, runCommand, safeJson, safeJsonPieces, secretTexts, secretVariable, secretsIn, withoutReferences };