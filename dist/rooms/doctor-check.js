import { FairleadError } from "./errors.js";

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
function closedPart(title, id, reason, hint) {
	const report = {
		check: id,
		title,
		findings: [unknown(reason, hint)]
	};
	return {
		title,
		run: () => Promise.resolve([report])
	};
}
async function runCheck({ id, title, run }, ports) {
	try {
		return {
			check: id,
			title,
			findings: await run(ports)
		};
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		const [first, ...others] = error.faults.map(({ message, hint, at }) => ({
			...unknown(sentence(message), hint),
			...at ? { at } : {}
		}));
		if (!first) throw error;
		return {
			check: id,
			title,
			findings: [first, ...others],
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
const unknown = (message, hint) => ({
	level: "unknown",
	message,
	hint
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
		message: `There are ${found.length - most} more of these.`
	}];
}
function sentence(message) {
	const text = message.trim().replace(/^(?:the|there|they|this|it|an?) /, (word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
	return /[.!?…]$/.test(text) ? text : `${text}.`;
}
function count(number, one, many = `${one}s`) {
	return `${number} ${number === 1 ? one : many}`;
}

export { atMost, closedPart, count, fault, note, ok, orOk, orOkOf, part, sentence, unknown, warning };