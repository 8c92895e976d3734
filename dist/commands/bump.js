import "../chunks/rolldown-runtime.js";
import { PlannedTree } from "../rooms/bump.js";
import { FairleadError } from "../rooms/errors.js";
import { UNKNOWN_BRANCH } from "../rooms/inventory.js";
import { crossingIntoProduction } from "../rooms/policy.js";
import { proofLines, proofsOf, teacherOf } from "../rooms/proof-proofs.js";
import { describeMove, filesWith, movesTable, withoutReverted } from "../rooms/moves.js";
import { changedLines } from "../chunks/changed-lines.js";
import { defineCommand, inputs, parentInputs, pick } from "../chunks/define.js";
import { bumpOutputs, settingOutputs } from "../chunks/outputs.js";
import { described } from "../chunks/describe.js";
import { readTargets, targetInputs, verificationOf } from "../chunks/targets.js";
import { worktree, writeFiles } from "../rooms/files.js";
import { fileHistory } from "../rooms/git.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { addressesIn, checkedOutBranch, jobCheckout } from "../chunks/job.js";
import { aroundCheckout, completionFor, provingWith, renderingAround } from "../chunks/parents.js";
import { registries } from "../chunks/registry.js";

// src/commands/bump.ts
const bumpCommand = {
	name: "bump",
	title: "Fairlead bump",
	summary: "Writes a new image tag or digest to the file that sets it for an app, in a local folder. No other byte changes.",
	inputs: {
		...described(pick(inputs, "path"), { path: "The folder of the infra repo. It does not have to be a git checkout." }),
		...targetInputs,
		...parentInputs(),
		...pick(inputs, "dry-run", "output")
	},
	outputs: bumpOutputs
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
	const { tree, addresses, completion } = ports;
	const verify = values["verify-render"];
	const read = new PlannedTree(tree, {
		request,
		resolve: verified?.resolve,
		addresses,
		completion,
		teacher: teacherOf(verify, ports.proving)
	});
	const { moves: planned, files: parsed } = await read.plan();
	const mayGoBack = request.allow.downgrade;
	if (!mayGoBack) refuseDowngrades(planned);
	const { moves, held, unseen } = mayGoBack || !ports.past ? {
		moves: planned,
		held: [],
		unseen: void 0
	} : await withoutReverted(planned, ports.past);
	const changes = await filesWith(tree, moves.flatMap(({ set }) => set), parsed);
	const proofs = await proofsOf(verify, {
		tree,
		moves,
		changes: new Map(changes.map(({ path, content }) => [path, content])),
		images: [],
		allowShared: request.allow.shared,
		open: read.open,
		inventory: read.known
	}, ports.proving);
	const dryRun = values["dry-run"];
	const changed = changes.length > 0;
	const lines = dryRun ? await changedLines(tree, changes) : [];
	const files = changes.map(({ path }) => path);
	if (!dryRun && changed) await ports.write(changes);
	const { outputs, data } = settingOutputs({
		outcome: !changed ? "unchanged" : dryRun ? "dry-run" : "updated",
		changed,
		files,
		moves,
		proofs
	}, planned);
	const crossing = crossingIntoProduction(moves.flatMap((move) => [move, ...move.alsoMoves]));
	const notes = [
		...held,
		...crossing === void 0 ? [] : [crossing],
		...new Set(moves.flatMap((move) => move.notes.map(({ text }) => text))),
		...new Set(proofs.flatMap(({ warnings }) => warnings))
	];
	return {
		outputs,
		data: {
			outputs,
			...data,
			notes
		},
		text: [
			...held.length > 0 && moves.length === 0 ? ["Nothing was changed."] : describeMoves(moves, {
				changed,
				dryRun
			}),
			...lines,
			...unseen === void 0 ? [] : [unseen],
			...proofLines(proofs)
		],
		summary: movesTable(moves),
		warnings: [...notes, ...verified?.warnings ?? []]
	};
}
function refuseDowngrades(moves) {
	const [first, ...others] = moves.filter((move) => move.order === "older").map((move) => ({
		message: `${move.to} is older than the current version ${move.from}`,
		at: {
			file: move.file,
			line: move.line
		},
		hint: "To roll back, set allow-downgrade: true."
	}));
	if (first) throw new FairleadError("refused", [first, ...others]);
}
function describeMoves(moves, { changed, dryRun }) {
	if (!changed) return ["Nothing to do: already at this version."];
	return [...new Set(moves.map((move) => `${dryRun ? "Would set" : "Set"} ${describeMove(move)}`))];
}

// src/entries/wire/bump.ts
const command = defineCommand(bumpCommand, async (values, wiring) => {
	const { context } = wiring;
	const folder = await folderOf(values.path, context);
	const git = gitIn(folder, context);
	const own = await jobCheckout(git, context, wiring.warn);
	const addresses = addressesIn(own);
	const branches = [
		await checkedOutBranch(git),
		own.defaultBranch,
		own.change?.base
	];
	const around = {
		addresses,
		...aroundCheckout(git, folder, own, wiring)
	};
	const rendering = renderingAround(values, around, wiring);
	return runBump(values, {
		tree: worktree(folder),
		addresses,
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