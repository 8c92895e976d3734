import "./chunks/rolldown-runtime.js";
import { FAILED, givenOutputs, outputsOf } from "./chunks/describe.js";
import { FairleadError, describeFault } from "./rooms/errors.js";
import { writeOutputs } from "./rooms/files.js";
import { Mask, clean, cleanLine, run, safeJson, secretsIn } from "./chunks/run.js";
import { readContext } from "./chunks/context.js";
import { dotenvOf } from "./chunks/dotenv.js";
import { failureSummary } from "./chunks/failure.js";
import { componentInputs, missedSecrets, readVariables, secretTexts } from "./chunks/variables.js";
import { loadCommand } from "./chunks/commands.js";

// src/commands/gitlab-words.ts
const WORDS = [
	[/pull request/g, "merge request"],
	[/Pull request/g, "Merge request"],
	[/, else pull-request\./g, ", else merge-request."],
	[/the names of workflow and job/g, "the name of the job"],
	[/Jobs of one matrix need/g, "Parallel jobs need"],
	[/a matrix of jobs/g, "parallel jobs"],
	[/the parts of a matrix/g, "the parts of parallel jobs"],
	[/owner\/name or (?:as )?its address; on GitLab (?:as )?the path with all groups, the id or the address of the project/g, "the path of the project with all groups, its id or its address"],
	[/: owner\/name, or the path or address/g, ": the path of a project with all groups, or the path or address"],
	[/ and GitHub makes one for the job/g, " and the job has one"]
];
function inGitlabsWords(text) {
	return WORDS.reduce((told, [github, gitlab]) => told.replaceAll(github, gitlab), text);
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
	let title = "Fairlead";
	let left = {};
	let summarized = "";
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
	const leaveOutputs = () => {
		const short = Object.entries(left).filter(([name]) => described[name]?.long !== true).flatMap(([name, value]) => namesOnGitlab(name).map((own) => [own, value]));
		const { text, leftOut } = dotenvOf(short.map(([name, value]) => [name, mask.text(value)]));
		leave("env", text);
		return leftOut;
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
		read(command) {
			const { inputs } = command;
			described = outputsOf(command);
			title = inGitlabsWords(command.title);
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
				label: (name) => name,
				noun: "input"
			};
		},
		report(result) {
			const { data, text, summary, warnings } = result;
			left = givenOutputs(result);
			summarized = summary;
			for (const warning of warnings) warn(warning);
			const open = text.length > FOLDED_FROM ? OPEN_LINES : text.length;
			for (const line of text.slice(0, open)) print(line);
			const folded = text.slice(open);
			if (folded.length > 0) section("start", `${folded.length} more lines`);
			for (const line of folded) print(line);
			if (folded.length > 0) section("end", "");
			const leftOut = leaveOutputs();
			leave("md", `${mask.text(summary)}\n`);
			leaveJson(data);
			for (const { name, reason } of leftOut) print(`The output ${name} is not set as a variable because ${reason}; see ${ARTIFACTS}/${component}.json.`);
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
				left = {
					...left,
					outcome: FAILED
				};
				leaveOutputs();
				const failed = failureSummary(title, faults);
				leave("md", `${mask.text(summarized === "" ? failed : `${summarized}\n\n${failed}`)}\n`);
			} catch (error) {
				if (!(error instanceof FairleadError)) throw error;
				for (const fault of error.faults) tell("error", 31, describeFault(fault));
			}
		}
	};
}
function namesOnGitlab(name) {
	return [.../* @__PURE__ */ new Set([name, name.replace("pull-request", "merge-request")])];
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