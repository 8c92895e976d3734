import "../chunks/rolldown-runtime.js";
import { bumpCommand, runBump } from "../chunks/bump.js";
import { writeFiles } from "../rooms/files.js";
import { worktree } from "../rooms/tree.js";
import { defineCommand } from "../chunks/define.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { identityIn, jobCheckout } from "../chunks/job.js";
import { registries } from "../chunks/registry.js";

// src/entries/wire/bump.ts
const command = defineCommand(bumpCommand, async (values, wiring) => {
	const { context } = wiring;
	const folder = await folderOf(values.path, context);
	return runBump(values, {
		tree: worktree(folder),
		identity: identityIn(await jobCheckout(gitIn(folder, context), context)),
		write: async (changes) => writeFiles(folder, changes),
		registry: registries(wiring)
	});
});

export { command };