import { inputError } from "../rooms/errors.js";
import { checkoutAround, wayFrom } from "../rooms/files.js";
import { addressOnHost, checkoutCure, createGit, isTracked, originOf } from "../rooms/git.js";
import { dirname, resolve } from "node:path";
import { realpath, stat } from "node:fs/promises";

// src/entries/wire/folder.ts
async function folderOf(path, context) {
	refuseLink("path", path, context);
	const folder = resolve(context.workspace, path);
	const found = await stat(folder).catch(() => void 0);
	if (!found?.isDirectory()) throw inputError(`the path ${JSON.stringify(path)} is ${found ? "no folder" : "not there"}`, { hint: `It is the folder of the infra repo, from the current folder. ${checkoutCure("checkout", context.environment)}` });
	if (context.job.present) await refuseSubmodule(path, folder, context);
	return folder;
}
async function refuseSubmodule(path, folder, { environment }) {
	const top = checkoutAround(await realpath(folder));
	const around = top === void 0 ? void 0 : checkoutAround(dirname(top));
	if (top === void 0 || around === void 0 || await isTracked(top, environment) !== true) return;
	throw inputError(`the path ${JSON.stringify(path)} is a repository that the one around it tracks, as a submodule is`, { hint: "Which repository that is would be for a change to say. Check the infra repo out by a step of its own, to a folder that is in no other repository or that the other one does not track." });
}
function refuseLink(input, path, context) {
	const { obstacle } = context.job.present ? wayFrom(path, context) : {};
	if (obstacle?.what === "a link") throw inputError(`the ${input} ${JSON.stringify(path)} leads through a link (${obstacle.path})`, { hint: "In a checkout no link is followed. Name the folder by its real path." });
}
function gitIn(folder, { environment }) {
	return createGit({
		directory: folder,
		environment
	});
}
function gitAt(folder, { environment }) {
	return createGit({
		directory: folder,
		environment,
		isNamed: true
	});
}
async function identityOf(git) {
	const address = await originOf(git);
	return address === void 0 ? void 0 : addressOnHost(address);
}

export { folderOf, gitAt, gitIn, identityOf, refuseLink };