import { error, getInput, info, setOutput, setSecret, summary, warning } from "../packages/actions-core.js";
import { describeFault, nearest, remoteError } from "../rooms/errors.js";
import { Mask, clean, cleanLine, secretsIn, withoutReferences } from "./run.js";
import { readContext } from "./context.js";
import { githubEvent, readPayload } from "./github-event.js";

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
const NOTE = "\n\n_The rest is left out: a step summary may not be longer._\n";
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
			if (fault) throw fault;
			const given = new Map(namesIn(command).map((name) => [name, [getInput(name)]]));
			for (const name of mistyped(given.keys(), Object.keys(process.env))) given.set(name, [""]);
			const { texts, notes } = withoutReferences(command.inputs, given, {
				label: (name) => name,
				cure: "Inputs of an action know no variables of a shell: write ${{ secrets.NAME }}."
			});
			for (const note of notes) warn(note);
			hide(secretsIn(command.inputs, texts));
			return {
				texts,
				faults: [],
				label: (name) => name
			};
		},
		async report(result) {
			for (const line of result.text) print(line);
			for (const warning of result.warnings) warn(warning);
			for (const fault of result.failure?.faults ?? []) annotate(fault, mask);
			try {
				for (const [name, value] of Object.entries(result.outputs)) setOutput(name, value);
				await writeSummary(result, mask);
			} catch (error) {
				throw remoteError(`the runner takes no outputs or summary: ${error.message}`, {
					cause: error,
					hint: "GITHUB_OUTPUT and GITHUB_STEP_SUMMARY have to name files that are there, and writable for the user of this job."
				});
			}
		},
		fail({ faults, stack }) {
			for (const fault of faults) annotate(fault, mask);
			if (stack !== void 0) print(stack);
		}
	};
}
function namesIn({ inputs }) {
	return Object.entries(inputs).filter(([, input]) => input.surface !== "command line").flatMap(([name, { alias }]) => alias === void 0 ? [name] : [name, alias]);
}
function mistyped(known, variables) {
	const names = [...known];
	return variables.filter((variable) => variable.startsWith("INPUT_")).map((variable) => variable.slice(6).toLowerCase()).filter((name) => name.length > 4 && !names.includes(name) && nearest(name, names) !== void 0);
}
async function writeSummary({ summary: summary$1 }, mask) {
	if (summary$1 === "" || !process.env["GITHUB_STEP_SUMMARY"]) return;
	await summary.addRaw(cutSummary(mask.text(summary$1)), true).write();
}
function annotate(fault, mask) {
	const { text, file, ...place } = annotationOf(fault);
	error(clean(mask.text(text)), {
		...file === void 0 ? {} : { file: cleanLine(mask.text(file)) },
		...place
	});
}

export { actionsSurface };