import { require_fastest_levenshtein } from "../packages/fastest-levenshtein.js";

// src/errors.ts
var import_fastest_levenshtein = require_fastest_levenshtein();
const exitCodes = {
	refused: 1,
	input: 2,
	remote: 3
};
var FairleadError = class extends Error {
	kind;
	faults;
	constructor(kind, faults, options) {
		super(faults.map(describeFault).join("\n"), options);
		this.name = "FairleadError";
		this.kind = kind;
		this.faults = faults;
	}
};
function inputError(message, details = {}) {
	return new FairleadError("input", [{
		message,
		...details
	}]);
}
function refusal(message, details = {}) {
	return new FairleadError("refused", [{
		message,
		...details
	}]);
}
function remoteError(message, details = {}) {
	const { cause, ...rest } = details;
	return new FairleadError("remote", [{
		message,
		...rest
	}], { cause });
}
function contained(error) {
	if (error instanceof FairleadError) return error;
	if (error instanceof RangeError) return inputError(`it is too large or too deeply nested for Fairlead (${error.message.slice(0, 80)})`, { hint: "Look for values or templates that repeat themselves." });
	const [, place] = error instanceof Error && /\n {4}at ([^\n]{1,200})/.exec(error.stack ?? "") || [];
	return remoteError(`this is a bug in Fairlead: ${error instanceof Error ? error.name : typeof error}${place === void 0 ? "" : ` at ${withoutFolders(place)}`}`, {
		cause: error,
		hint: `Please report it: ${REPORT_AT}`
	});
}
function unlessBug(error) {
	if (!(error instanceof FairleadError)) throw error;
}
function withoutFolders(frame) {
	const [before, path] = [frame.slice(0, frame.lastIndexOf("(") + 1), frame.slice(frame.lastIndexOf("(") + 1)];
	return before + (path.split(/[\\/]/).at(-1) ?? "");
}
const REPORT_AT = "https://github.com/fairlead-dev/fairlead/issues";
var FaultCollector = class {
	#errors = [];
	attempt(step) {
		try {
			return step();
		} catch (error) {
			this.keep(error);
			return;
		}
	}
	keep(error) {
		if (!(error instanceof FairleadError)) throw error;
		this.#errors.push(error);
	}
	add(...messages) {
		const [first] = this.#errors;
		for (const message of first ? messages : []) this.#errors.push(new FairleadError("refused", [{ message }]));
	}
	throwIfAny() {
		const [first, ...others] = this.#errors;
		if (!first) return;
		if (others.length === 0) throw first;
		const kind = [
			"remote",
			"input",
			"refused"
		].find((k) => this.#errors.some((e) => e.kind === k));
		const faults = this.#errors.flatMap((error) => error.faults);
		const seen = /* @__PURE__ */ new Set();
		const distinct = faults.filter((fault) => {
			const text = describeFault(fault);
			return seen.has(text) ? false : seen.add(text);
		});
		throw new FairleadError(kind ?? "input", distinct);
	}
};
function exitCodeOf(error) {
	return error instanceof FairleadError ? exitCodes[error.kind] : 3;
}
function describeLocation(at) {
	return [
		at.file,
		at.line,
		at.column
	].filter((part) => part !== void 0).join(":");
}
function describeFault(fault) {
	const where = fault.at ? `${describeLocation(fault.at)}: ` : "";
	const hint = fault.hint ? `\n  ${fault.hint}` : "";
	return `${where}${fault.message}${hint}`;
}
const MAX_WORD = 200;
const MAX_CANDIDATES = 1e4;
function nearest(name, known) {
	let best;
	let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
	let left = MAX_CANDIDATES;
	if (name.length > MAX_WORD) return void 0;
	for (const candidate of known) {
		if (left-- <= 0) break;
		if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
		const changes = (0, import_fastest_levenshtein.distance)(name.toLowerCase(), candidate.toLowerCase());
		if (changes < bestDistance) {
			best = candidate;
			bestDistance = changes;
		}
	}
	return best;
}
function suggestion(name, known) {
	const all = [...new Set(known)].toSorted();
	const near = nearest(name, all);
	if (near !== void 0) return `Did you mean "${near}"?`;
	if (all.length === 0) return "";
	return `Available: ${all.slice(0, 10).join(", ")}${all.length > 10 ? `, and ${all.length - 10} more` : ""}.`;
}

export { FairleadError, FaultCollector, REPORT_AT, contained, describeFault, describeLocation, exitCodeOf, inputError, nearest, refusal, remoteError, suggestion, unlessBug };