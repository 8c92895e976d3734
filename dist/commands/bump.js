import "../chunks/rolldown-runtime.js";
import { bumpCommand, runBump } from "../chunks/bump.js";
import { worktree, writeFiles } from "../rooms/tree.js";
import { defineCommand, folderOf, identityOf } from "../chunks/folder.js";
import { registries } from "../chunks/registry.js";

// src/entries/wire/bump.ts
const command = defineCommand(bumpCommand, async (values, wiring) => {
	const { context } = wiring;
	const folder = await folderOf(values.path, context);
	return runBump(values, {
		tree: worktree(folder),
		identity: await identityOf(folder, context),
		write: (changes) => writeFiles(folder, changes),
		registry: registries(wiring)
	});
});

export { command };