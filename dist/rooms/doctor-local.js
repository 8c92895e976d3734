import "../chunks/rolldown-runtime.js";
import { FairleadError } from "./errors.js";
import { fault, ok, orOk, part, sentence, unknown } from "./doctor-check.js";

// src/doctor/local/local-part.ts
const remoteIsThere = {
	id: "local/remote",
	title: "The git remote",
	async run({ open, base, repository }) {
		let look;
		try {
			look = await (await open()).look({
				base,
				branches: [],
				files: []
			});
		} catch (error) {
			if (!(error instanceof FairleadError) || error.kind !== "input") throw error;
			return orOk(error.faults.map(({ message, hint }) => fault(sentence(message), hint)), "");
		}
		return [ok(`${repository} is there, with the base branch ${look.base.name}.`)];
	}
};
const pushing = {
	id: "local/push",
	title: "Whether git may push",
	run: () => [unknown("Whether git may push to a plain remote shows only when it does.", "Run fairlead update once, and look at its branch.")]
};
function localPart(ports) {
	return part(`${ports.repository} by git`, [remoteIsThere, pushing], ports);
}

export { localPart };