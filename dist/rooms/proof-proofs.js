import { FairleadError, contained } from "./errors.js";
import { oneLine } from "./text.js";

// src/proof/proofs.ts
const SECONDS = 90;
const MOST_APPS = 40;
async function proofsOf(verify, given, proving) {
	const planned = {
		...given,
		moves: given.moves.filter(isOfVersion)
	};
	if (verify === "never" || !proving || planned.changes.size === 0 || planned.moves.length === 0) return [];
	const must = verify === "always";
	const proofs = await attempted(planned, proving, must);
	const [first, ...others] = distinct(proofs.flatMap(({ fault }) => fault ?? []));
	if (first) throw new FairleadError("refused", [first, ...others]);
	const [missing, ...more] = must ? distinct(proofs.flatMap(faultOf)) : [];
	if (missing) throw new FairleadError("input", [missing, ...more]);
	return proofs;
}
function isOfVersion({ image, order }) {
	return image !== void 0 || order !== "none";
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
		if (!must && !await proving.isAtHand()) return unproved("helm, kustomize and kubectl are not on PATH");
		if (!must && planned.tree.isRemote === true && !planned.inventory) return unproved("finding the apps that use a given file requires all files of the repo, which are not read here; set verify-render: always to read them");
		const proofs = proved(planned, proving, must);
		if (must) return await proofs;
		proofs.catch(() => void 0);
		return await within(SECONDS, proofs, () => unproved(`rendering took longer than ${SECONDS} seconds`));
	} catch (error) {
		const [fault] = contained(error).faults;
		return unproved(fault.message);
	}
}
function teacherOf(verify, proving) {
	if (verify === "never" || !proving) return void 0;
	return async (request, tree, completed, open) => {
		if (!await proving.isAtHand()) return void 0;
		const { teach, withTrials } = await import("../chunks/teach.js");
		const lessons = teach(request, tree, completed, {
			...await partsOf(proving, tree),
			open,
			most: MOST_APPS
		});
		lessons.catch(() => void 0);
		const taught = await within(SECONDS, lessons, () => void 0);
		return taught && {
			inventory: taught.inventory,
			told: (plan) => withTrials(plan, taught)
		};
	};
}
async function partsOf(proving, tree) {
	return {
		rendering: await proving.rendering(tree),
		addresses: proving.addresses,
		standing: await proving.standing()
	};
}
async function proved(planned, proving, must) {
	const { prove } = await import("../chunks/prove.js");
	const own = planned.moves.flatMap(({ image }) => image ?? []);
	return prove({
		...planned,
		images: [...own, ...planned.images]
	}, {
		...await partsOf(proving, planned.tree),
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
		message: `could not verify that ${move.image ?? move.key} takes effect: ${saying}`,
		at: {
			file: move.file,
			line: move.line
		},
		hint: "verify-render: always requires this to be verified. Provide what is missing, or set verify-render: auto."
	}];
}
function distinct(faults) {
	return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}
function proofLines(proofs, isWhole = false) {
	const lines = proofs.map(({ verdict, saying, warnings }) => {
		const rest = isWhole ? warnings.map((warning) => `; ${warning}`).join("") : "";
		return oneLine(`${verdict === "proved" ? "Rendered" : "Not verified"}: ${saying.replace(/\.$/, "")}${rest}.`);
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

export { proofData, proofLines, proofsOf, teacherOf };