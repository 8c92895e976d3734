import { error, getInput, info, setOutput, setSecret, summary, warning } from "../packages/actions-core.js";
import { FAILED, givenOutputs, isOn, namesOf } from "./describe.js";
import { describeFault, nearest, remoteError } from "../rooms/errors.js";
import { Mask, clean, cleanLine, secretsIn } from "./run.js";
import { readContext } from "./context.js";
import { failureSummary } from "./failure.js";
import { githubEvent, readPayload } from "./github-event.js";
import { withoutReferences } from "./variables.js";
import { appendFileSync, existsSync } from "node:fs";
import { posix, relative, resolve, sep } from "node:path";

// src/findings/annotation.ts
function annotationOf(fault) {
	const { at } = fault;
	return {
		text: describeFault(fault),
		...at && { file: at.file },
		...at?.line !== void 0 && { startLine: at.line },
		...at?.column !== void 0 && { startColumn: at.column }
	};
}

// src/runtime/summary.ts
const LIMIT = 1e6;
const NOTE = "\n\n_The rest is omitted: the step summary has reached its maximum length._\n";
function cutSummary(markdown, limit = LIMIT) {
	const bytes = Buffer.from(markdown);
	if (bytes.length <= limit) return markdown;
	const room = limit - Buffer.byteLength(NOTE) - 4;
	const end = bytes.lastIndexOf("\n", room);
	const kept = bytes.subarray(0, Math.max(end, 0)).toString();
	return kept + ((kept.match(/^ {0,3}```/gm)?.length ?? 0) % 2 === 1 ? "\n```" : "") + NOTE;
}

// src/runtime/actions.ts
async function actionsSurface() {
	const { env } = process;
	const { payload, fault } = readPayload({
		...env,
		GITHUB_ACTIONS: "true"
	});
	if (fault) env["GITHUB_EVENT_PATH"] = "";
	const { runner } = await import("./github-runner.js");
	const event = githubEvent(payload, env);
	const context = readContext(env, env["GITHUB_WORKSPACE"] || process.cwd(), event, runner);
	const mask = new Mask();
	const print = (text) => info(clean(mask.text(text)));
	const warn = (text) => warning(clean(mask.text(text)));
	let title = "Fairlead";
	let folder = "";
	const hide = (secrets) => {
		mask.hide(secrets);
		for (const secret of secrets.filter(({ length }) => length > 3)) {
			setSecret(Buffer.from(`x-access-token:${secret}`).toString("base64"));
			setSecret(secret);
		}
	};
	return {
		context,
		hide,
		say: print,
		warn,
		read(command) {
			title = command.title;
			folder = "path" in command.inputs ? getInput("path") : "";
			if (fault) throw fault;
			const given = new Map(namesIn(command).map((name) => [name, [getInput(name)]]));
			for (const name of mistyped(given.keys(), Object.keys(process.env))) given.set(name, [""]);
			const { texts, notes } = withoutReferences(command.inputs, given, {
				label: (name) => name,
				cure: "Shell variables are not expanded in the inputs of an action. Write ${{ secrets.NAME }}."
			});
			for (const note of notes) warn(note);
			hide(secretsIn(command.inputs, texts));
			return {
				texts,
				faults: [],
				label: (name) => name,
				noun: "input"
			};
		},
		async report(result) {
			for (const line of result.text) print(line);
			for (const warning of result.warnings) warn(warning);
			for (const fault of result.failure?.faults ?? []) annotate(inWorkspace(fault, context.workspace, folder), mask);
			try {
				for (const [name, value] of Object.entries(givenOutputs(result))) setOutput(name, value);
				await writeSummary(result, mask);
			} catch (error) {
				throw remoteError(`outputs and summary could not be written: ${error.message}`, {
					cause: error,
					hint: "GITHUB_OUTPUT and GITHUB_STEP_SUMMARY must be existing files that the user of this job can write to."
				});
			}
		},
		fail({ faults, stack }) {
			for (const fault of faults) annotate(inWorkspace(fault, context.workspace, folder), mask);
			if (stack !== void 0) print(stack);
			try {
				if (env["GITHUB_OUTPUT"]) setOutput("outcome", FAILED);
				const file = env["GITHUB_STEP_SUMMARY"];
				if (file) appendFileSync(file, `${cutSummary(mask.text(failureSummary(title, faults)))}\n`);
			} catch (error) {
				warn(`outputs and summary could not be written: ${error.message}`);
			}
		}
	};
}
function namesIn({ inputs }) {
	return Object.entries(inputs).filter(([, input]) => isOn(input, "actions")).flatMap(([name, input]) => namesOf(name, input));
}
function mistyped(known, variables) {
	const names = [...known];
	return variables.filter((variable) => variable.startsWith("INPUT_")).map((variable) => variable.slice(6).toLowerCase()).filter((name) => name.length > 4 && !names.includes(name) && nearest(name, names) !== void 0);
}
async function writeSummary({ summary: summary$1 }, mask) {
	if (summary$1 === "" || !process.env["GITHUB_STEP_SUMMARY"]) return;
	await summary.addRaw(cutSummary(mask.text(summary$1)), true).write();
}
function inWorkspace(fault, workspace, folder) {
	const file = fault.at?.file;
	if (fault.at === void 0 || file === void 0 || /^\.?\/?$/.test(folder)) return fault;
	const inside = posix.join(relative(workspace, resolve(workspace, folder)).split(sep).join("/"), file);
	if (inside.startsWith("..") || !existsSync(resolve(workspace, inside))) return fault;
	return {
		...fault,
		at: {
			...fault.at,
			file: inside
		}
	};
}
function annotate(fault, mask) {
	const { text, file, ...place } = annotationOf(fault);
	error(clean(mask.text(text)), {
		...file === void 0 ? {} : { file: cleanLine(mask.text(file)) },
		...place
	});
}

export { actionsSurface };