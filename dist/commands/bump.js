import "../chunks/rolldown-runtime.js";
import { bumpCommand, runBump } from "../chunks/bump.js";
import { writeFiles } from "../rooms/files.js";
import { worktree } from "../rooms/tree.js";
import { defineCommand } from "../chunks/define.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { identityIn, jobCheckout } from "../chunks/job.js";
import { aroundCheckout, completionFor } from "../chunks/parents.js";
import { registries } from "../chunks/registry.js";

// src/entries/wire/bump.ts
const command = defineCommand(bumpCommand, async (values, wiring) => {
	const { context } = wiring;
	const folder = await folderOf(values.path, context);
	const git = gitIn(folder, context);
	const own = await jobCheckout(git, context, wiring.warn);
	const identity = identityIn(own);
	const around = {
		identity,
		...aroundCheckout(git, folder, own, wiring)
	};
	return runBump(values, {
		tree: worktree(folder),
		identity,
		completion: completionFor(values, around, wiring),
		write: async (changes) => writeFiles(folder, changes),
		registry: registries(wiring)
	});
});

export { command };