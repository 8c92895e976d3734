import "../chunks/rolldown-runtime.js";
import { PlannedTree, leavingOut } from "../rooms/bump.js";
import { FairleadError } from "../rooms/errors.js";
import { UNKNOWN_BRANCH } from "../rooms/inventory.js";
import { crossingIntoProduction } from "../rooms/policy.js";
import { proofData, proofLines, proofsOf, teacherOf } from "../rooms/proof-proofs.js";
import { describeMove, heldByRevert, movesTable, revertOfValue } from "../rooms/proposal.js";
import { encodeText } from "../rooms/yaml.js";
import { defineCommand, inputs, parentInputs, pick } from "../chunks/define.js";
import { outputs, versionOutputs } from "../chunks/outputs.js";
import { once } from "../rooms/tree.js";
import { readTargets, targetInputs, verificationOf } from "../chunks/targets.js";
import { worktree, writeFiles } from "../rooms/files.js";
import { fileHistory } from "../rooms/git.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { checkedOutBranch, identityIn, jobCheckout } from "../chunks/job.js";
import { aroundCheckout, completionFor, provingWith, renderingAround } from "../chunks/parents.js";
import { registries } from "../chunks/registry.js";

// src/commands/reverts.ts
async function withoutReverted(plan, past) {
	const histories = /* @__PURE__ */ new Map();
	const held = /* @__PURE__ */ new Map();
	const unseen = /* @__PURE__ */ new Set();
	for (const [i, move] of plan.moves.entries()) {
		const place = plan.assignments.find((one) => one.move === i && String(one.value) !== one.before);
		if (!place) continue;
		const read = histories.get(place.file) ?? once(() => past.of(place.file));
		histories.set(place.file, read);
		const history = await read();
		const revert = history && await revertOfValue(history, place);
		if (revert) held.set(move, heldByRevert(revert, move));
		else if (history?.isCut === true) unseen.add(move.to);
	}
	return {
		plan: leavingOut(plan, new Set(held.keys())),
		held: [...new Set(held.values())],
		unseen: unseen.size === 0 ? void 0 : `Whether a revert took ${[...unseen].join(", ")} back is not known: the history of this checkout is cut off. ${past.cure}`
	};
}

// src/commands/bump.ts
const bumpCommand = {
	name: "bump",
	title: "Fairlead bump",
	summary: "Writes a new image tag or digest where an app's desired state sets it, in a folder, and changes no other byte.",
	inputs: {
		...pick(inputs, "path"),
		...targetInputs,
		...parentInputs(),
		...pick(inputs, "dry-run", "output")
	},
	outputs: pick(outputs, "changed", "files-updated", "old-tag", "new-tag", "digest", "outcome")
};
async function runBump(values, ports) {
	const { branches = [] } = ports;
	const given = readTargets(values);
	const request = branches.length === 0 ? given : {
		...given,
		branch: {
			names: [...branches, ...UNKNOWN_BRANCH.names],
			isDefault: true
		}
	};
	const verified = verificationOf(values, ports.registry);
	const { tree, identity, completion } = ports;
	const verify = values["verify-render"];
	const planned = new PlannedTree(tree, {
		request,
		resolve: verified?.resolve,
		identity,
		completion,
		teacher: teacherOf(verify, ports.proving)
	});
	const whole = await planned.plan();
	const mayGoBack = request.allow.downgrade;
	if (!mayGoBack) refuseDowngrades(whole.moves);
	const { plan, held, unseen } = mayGoBack || !ports.past ? {
		plan: whole,
		held: [],
		unseen: void 0
	} : await withoutReverted(whole, ports.past);
	const proofs = await proofsOf(verify, {
		tree,
		moves: plan.moves,
		changes: new Map(plan.files.map(({ path, after }) => [path, encodeText(after)])),
		images: [],
		allowShared: request.allow.shared,
		open: planned.open,
		inventory: planned.known
	}, ports.proving);
	const dryRun = values["dry-run"];
	if (!dryRun && plan.files.length > 0) {
		const current = await ports.tree.read(plan.files.map((file) => file.path));
		await ports.write(plan.files.map((file) => ({
			path: file.path,
			content: encodeText(file.after),
			mode: current.get(file.path)?.mode ?? "100644"
		})));
	}
	const outcome = plan.files.length === 0 ? "unchanged" : dryRun ? "dry-run" : "updated";
	const outputs = {
		...versionOutputs(whole.moves),
		changed: String(plan.files.length > 0),
		"files-updated": plan.files.map((file) => file.path).join("\n"),
		outcome
	};
	const crossing = crossingIntoProduction(plan.moves.flatMap((move) => [move, ...move.alsoMoves]));
	const notes = [
		...held,
		...crossing === void 0 ? [] : [crossing],
		...new Set(plan.notes.map((note) => note.text)),
		...new Set(proofs.flatMap(({ warnings }) => warnings))
	];
	return {
		outputs,
		data: {
			outputs,
			outcome,
			changed: plan.files.length > 0,
			files: plan.files.map((file) => file.path),
			moves: plan.moves,
			proof: proofData(proofs),
			notes
		},
		text: [
			...held.length > 0 && plan.moves.length === 0 ? ["Nothing was changed."] : describePlan(plan, dryRun),
			...unseen === void 0 ? [] : [unseen],
			...proofLines(proofs)
		],
		summary: movesTable(plan.moves),
		warnings: [...notes, ...verified?.warnings ?? []]
	};
}
function refuseDowngrades(moves) {
	const [first, ...others] = moves.filter((move) => move.order === "older").map((move) => ({
		message: `${move.to} is lower than ${move.from}, which is there`,
		at: {
			file: move.file,
			line: move.line
		},
		hint: "If going back is wanted, set allow-downgrade: true."
	}));
	if (first) throw new FairleadError("refused", [first, ...others]);
}
function describePlan(plan, dryRun) {
	if (plan.files.length === 0) return ["Nothing to change: every place has the version already."];
	return [...new Set(plan.moves.map((move) => `${dryRun ? "Would set" : "Set"} ${describeMove(move)}`))];
}

// src/entries/wire/bump.ts
const command = defineCommand(bumpCommand, async (values, wiring) => {
	const { context } = wiring;
	const folder = await folderOf(values.path, context);
	const git = gitIn(folder, context);
	const own = await jobCheckout(git, context, wiring.warn);
	const identity = identityIn(own);
	const branches = [
		await checkedOutBranch(git),
		own.defaultBranch,
		own.change?.base
	];
	const around = {
		identity,
		...aroundCheckout(git, folder, own, wiring)
	};
	const rendering = renderingAround(values, around, wiring);
	return runBump(values, {
		tree: worktree(folder),
		identity,
		branches: branches.filter((branch) => branch !== void 0),
		completion: completionFor(rendering, around),
		proving: provingWith(values, rendering, around, wiring),
		past: {
			of: (path) => fileHistory(git, path),
			cure: git.cure("history")
		},
		write: async (changes) => writeFiles(folder, changes),
		registry: registries(wiring)
	});
});

export { command };