import { FairleadError } from "./errors.js";
import { capitalised } from "./text.js";

// src/doctor/check.ts
function part(title, checks, ports) {
	return {
		title,
		async run() {
			const reports = [];
			for (const check of checks) reports.push(await runCheck(check, ports));
			return reports;
		}
	};
}
async function runCheck({ id, title, run }, ports) {
	try {
		return {
			check: id,
			title,
			findings: (await run(ports)).map((found) => ({
				rule: id,
				...found
			}))
		};
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		return {
			check: id,
			title,
			findings: error.faults.map(({ message, hint, at }) => ({
				rule: id,
				...unknown(sentence(message), hint, at)
			})),
			failure: error.kind
		};
	}
}
const ok = (message) => ({
	level: "ok",
	message
});
const note = (message, hint, at) => ({
	level: "note",
	message,
	hint,
	at
});
const warning = (message, hint, at) => ({
	level: "warning",
	message,
	hint,
	at
});
const fault = (message, hint, at) => ({
	level: "fault",
	message,
	hint,
	at
});
const unknown = (message, hint, at) => ({
	level: "unknown",
	message,
	hint,
	at
});
function orOk(found, message) {
	const [first, ...others] = found;
	return first ? [first, ...others] : [ok(message)];
}
function orOkOf(looked, found, words) {
	if (found.length === 0 && looked === 0) return [unknown(words.nothing)];
	return orOk(found, words.right);
}
function atMost(found, most = 20) {
	const [next] = found.slice(most);
	if (next === void 0) return found;
	return [...found.slice(0, most), {
		level: next.level,
		message: `${found.length - most} more like these.`
	}];
}
function sentence(message) {
	const text = message.trim().replace(/^(?:the|there|they|this|it|an?) /, capitalised);
	return /[.!?…]$/.test(text) ? text : `${text}.`;
}
const MOST_NAMES = 5;
function few(names) {
	const shown = names.slice(0, names.length > 6 ? MOST_NAMES : names.length);
	const last = shown.length < names.length ? `${names.length - shown.length} more` : shown.pop();
	return shown.length === 0 ? last ?? "" : `${shown.join(", ")} and ${last ?? ""}`;
}
function count(number, one, many = `${one}s`) {
	return `${number} ${number === 1 ? one : many}`;
}

export { atMost, count, fault, few, note, ok, orOk, orOkOf, part, sentence, unknown, warning };