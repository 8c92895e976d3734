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
	if (!found?.isDirectory()) throw inputError(`the path ${JSON.stringify(path)} ${found ? "is not a folder" : "does not exist"}`, { hint: `Set path to the folder of the infra repo, relative to the current folder. ${checkoutCure("checkout", context.environment)}` });
	if (context.job.present) await refuseSubmodule(path, folder, context);
	return folder;
}
async function refuseSubmodule(path, folder, { environment }) {
	const top = checkoutAround(await realpath(folder));
	const around = top === void 0 ? void 0 : checkoutAround(dirname(top));
	if (top === void 0 || around === void 0 || await isTracked(top, environment) !== true) return;
	throw inputError(`the path ${JSON.stringify(path)} is a repository that the surrounding repository tracks, like a submodule`, { hint: "A change could replace that repository with any other. Check out the infra repo in its own step, to a folder that is not inside another repository or that the other repository does not track." });
}
function refuseLink(input, path, context) {
	const { obstacle } = context.job.present ? wayFrom(path, context) : {};
	if (obstacle?.what === "a link") throw inputError(`the ${input} ${JSON.stringify(path)} leads through a link (${obstacle.path})`, { hint: "Links in a checkout are not followed. Use the real path of the folder." });
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
async function originAddress(git) {
	const address = await originOf(git);
	return address === void 0 ? void 0 : addressOnHost(address);
}

export { folderOf, gitAt, gitIn, originAddress, refuseLink };