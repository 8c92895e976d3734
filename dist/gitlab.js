import "./chunks/rolldown-runtime.js";
import { FairleadError, describeFault } from "./rooms/errors.js";
import { writeOutputs } from "./rooms/files.js";
import { Mask, clean, cleanLine, componentInputs, missedSecrets, readVariables, run, safeJson, secretTexts, secretsIn } from "./chunks/run.js";
import { readContext } from "./chunks/context.js";
import { loadCommand } from "./chunks/commands.js";

// src/runtime/dotenv.ts
const SIZE_LIMIT = 5e3;
const COUNT_LIMIT = 20;
function dotenvOf(outputs) {
	const lines = [];
	const leftOut = [];
	let size = 0;
	const given = outputs.filter(([, value]) => value !== "");
	for (const [name, value] of given.toSorted(([, a], [, b]) => a.length - b.length)) {
		const line = `${outputVariable(name)}=${value}\n`;
		const reason = unfit(value, size + Buffer.byteLength(line), lines.length);
		if (reason === void 0) {
			lines.push(line);
			size += Buffer.byteLength(line);
		} else leftOut.push({
			name,
			reason
		});
	}
	return {
		text: lines.join(""),
		leftOut
	};
}
function outputVariable(name) {
	return `FAIRLEAD_${name.toUpperCase().replaceAll("-", "_")}`;
}
function unfit(value, size, count) {
	if (/[\p{Cc}\u2028\u2029]/u.test(value)) return "it has more than one line";
	if (value.trim() !== value) return "it begins or ends with a space";
	if (value.includes("$")) return "GitLab would expand the $ in it";
	if (size > SIZE_LIMIT) return "a dotenv report may not be longer than 5 KB";
	return count >= COUNT_LIMIT ? `a dotenv report may not have more than ${COUNT_LIMIT} variables` : void 0;
}

// src/runtime/gitlab.ts
const ARTIFACTS = ".fairlead";
const ENDINGS = [
	"env",
	"json",
	"md"
];
const FOLDED_FROM = 40;
const OPEN_LINES = 20;
function gitlabSurface(component) {
	const { env } = process;
	const workspace = process.cwd();
	const context = readContext({
		...env,
		GITLAB_CI: "true"
	}, workspace);
	const colours = !env["NO_COLOR"];
	const mask = new Mask();
	let described = {};
	if (env["CI_JOB_TOKEN"]) mask.hide([env["CI_JOB_TOKEN"]]);
	const print = (text) => process.stdout.write(`${clean(mask.text(text))}\n`);
	const tell = (word, colour, text) => {
		const head = colours ? `\u001B[${colour};1m${word}:\u001B[0m` : `${word}:`;
		process.stdout.write(`${head} ${clean(mask.text(text))}\n`);
	};
	const warn = (text) => tell("warning", 33, text);
	const leave = (ending, text) => {
		const texts = /* @__PURE__ */ new Map([[".gitignore", "*\n"], [`${component}.${ending}`, text]]);
		writeOutputs(ARTIFACTS, texts, context);
	};
	const leaveJson = (value) => leave("json", `${safeJson(mask.data(value))}\n`);
	return {
		context,
		say: (message) => tell("note", 36, message),
		warn,
		leaves: {
			folder: ARTIFACTS,
			names: [".gitignore", ...ENDINGS.map((ending) => `${component}.${ending}`)]
		},
		hide: (secrets) => mask.hide(secrets),
		read({ inputs, outputs }) {
			described = outputs;
			const secrets = secretTexts(inputs, env);
			for (const missed of missedSecrets(inputs, env)) warn(missed);
			const hidden = new Set([...secrets.values()].flat().map((text) => text.trim()));
			if (env["CI_JOB_TOKEN"]) hidden.add(env["CI_JOB_TOKEN"]);
			const { texts, faults, notes } = readVariables(componentInputs(inputs), env, hidden);
			const all = new Map([...texts, ...secrets]);
			mask.hide(secretsIn(inputs, all));
			for (const note of notes) tell("note", 36, note);
			return {
				texts: all,
				faults,
				label: (name) => name
			};
		},
		report({ outputs, data, text, summary, warnings }) {
			for (const warning of warnings) warn(warning);
			const open = text.length > FOLDED_FROM ? OPEN_LINES : text.length;
			for (const line of text.slice(0, open)) print(line);
			const folded = text.slice(open);
			if (folded.length > 0) section("start", `${folded.length} more lines`);
			for (const line of folded) print(line);
			if (folded.length > 0) section("end", "");
			const short = Object.entries(outputs).filter(([name]) => described[name]?.long !== true);
			const { text: dotenv, leftOut } = dotenvOf(short.map(([name, value]) => [name, mask.text(value)]));
			leave("env", dotenv);
			leave("md", `${mask.text(summary)}\n`);
			leaveJson(data);
			for (const { name, reason } of leftOut) print(`The output ${name} is no variable, since ${reason}; it is in ${ARTIFACTS}/${component}.json.`);
			return Promise.resolve();
		},
		fail({ kind, exitCode, faults, stack }) {
			for (const fault of faults) tell("error", 31, describeFault(fault));
			if (stack !== void 0) tell("debug", 2, stack);
			try {
				leaveJson({ error: {
					kind,
					exitCode,
					faults
				} });
			} catch (error) {
				if (!(error instanceof FairleadError)) throw error;
				for (const fault of error.faults) tell("error", 31, describeFault(fault));
			}
		}
	};
}
function section(what, header) {
	const options = what === "start" ? "[collapsed=true]" : "";
	const mark = `\u001B[0Ksection_${what}:${Math.floor(Date.now() / 1e3)}:fairlead_result${options}\r\u001B[0K`;
	process.stdout.write(`${mark}${cleanLine(header)}\n`);
}

// src/entries/gitlab.ts
const component = process.argv[2] ?? "";
await run(async () => loadCommand(component), gitlabSurface(component));

export {  };