import "../chunks/rolldown-runtime.js";
import { bumpCommand, runBump } from "../chunks/bump.js";
import { worktree, writeFiles } from "../rooms/tree.js";
import { defineCommand, folderOf, identityOf } from "../chunks/folder.js";

// src/entries/wire/bump.ts
const command = defineCommand(bumpCommand, async (values, { context }) => {
	const folder = await folderOf(values.path, context);
	return runBump(values, {
		tree: worktree(folder),
		identity: await identityOf(folder),
		write: (changes) => writeFiles(folder, changes)
	});
});

export { command };