import "../chunks/rolldown-runtime.js";
import { bumpCommand, runBump } from "../chunks/bump.js";
import { worktree, writeFiles } from "../rooms/files.js";
import { defineCommand } from "../chunks/define.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { checkedOutBranch, identityIn, jobCheckout } from "../chunks/job.js";
import { aroundCheckout, completionFor, provingWith, renderingAround } from "../chunks/parents.js";
import { registries } from "../chunks/registry.js";

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
		write: async (changes) => writeFiles(folder, changes),
		registry: registries(wiring)
	});
});

export { command };