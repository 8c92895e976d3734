import { FairleadError, contained } from "../rooms/errors.js";
import { oneLine } from "../rooms/proposal.js";

// src/commands/proving.ts
const SECONDS = 90;
const MOST_APPS = 40;
async function proofsOf(verify, planned, proving) {
	if (verify === "never" || !proving || planned.changes.size === 0) return [];
	const must = verify === "always";
	const proofs = await attempted(planned, proving, must);
	const [first, ...others] = distinct(proofs.flatMap(({ fault }) => fault ?? []));
	if (first) throw new FairleadError("refused", [first, ...others]);
	const [missing, ...more] = must ? distinct(proofs.flatMap(faultOf)) : [];
	if (missing) throw new FairleadError("input", [missing, ...more]);
	return proofs;
}
async function attempted(planned, proving, must) {
	const unproved = (saying) => planned.moves.map((move) => ({
		move,
		verdict: "not-proved",
		saying,
		warnings: [],
		fault: void 0
	}));
	try {
		if (!must && !await proving.isAtHand()) return unproved("there is no helm, kustomize or kubectl on PATH");
		const proofs = proved(planned, proving, must);
		if (must) return await proofs;
		proofs.catch(() => void 0);
		return await within(SECONDS, proofs, () => unproved(`rendering took longer than ${SECONDS} seconds`));
	} catch (error) {
		const [fault] = contained(error).faults;
		return unproved(fault.message);
	}
}
async function proved(planned, proving, must) {
	const { prove } = await import("./prove.js");
	const own = planned.moves.flatMap(({ image }) => image ?? []);
	return prove({
		...planned,
		images: [...own, ...planned.images]
	}, {
		rendering: await proving.rendering(planned.tree),
		identity: proving.identity,
		standing: await proving.standing(),
		open: () => planned.open(),
		most: must ? void 0 : MOST_APPS
	});
}
async function within(seconds, work, otherwise) {
	let timer;
	const deadline = new Promise((resolve) => {
		timer = setTimeout(() => resolve(otherwise()), seconds * 1e3);
	});
	return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}
function faultOf({ verdict, saying, move }) {
	if (verdict !== "not-proved") return [];
	return [{
		message: `that ${move.image ?? move.key} takes effect could not be proved: ${saying}`,
		at: {
			file: move.file,
			line: move.line
		},
		hint: "verify-render: always wants a proof. Bring what is missing, or set verify-render: auto."
	}];
}
function distinct(faults) {
	return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}
function proofLines(proofs, isWhole = false) {
	const lines = proofs.map(({ verdict, saying, warnings }) => {
		const rest = isWhole ? warnings.map((warning) => `; ${warning}`).join("") : "";
		return oneLine(`${verdict === "proved" ? "Rendered" : "Not rendered"}: ${saying.replace(/\.$/, "")}${rest}.`);
	});
	return [...new Set(lines)];
}
function proofData(proofs) {
	return proofs.map(({ move, verdict, saying, warnings }) => ({
		app: move.app ?? null,
		environment: move.environment ?? null,
		image: move.image ?? null,
		verdict,
		saying,
		warnings
	}));
}

// src/entries/wire/registry.ts
function registries({ context, hide, say }) {
	return async () => {
		const { openRegistry } = await import("./registry2.js");
		return openRegistry({
			environment: context.environment,
			hide,
			log: say
		});
	};
}

export { proofData, proofLines, proofsOf, registries };