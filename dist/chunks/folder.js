import { inputError } from "../rooms/errors.js";
import { wayFrom } from "../rooms/files.js";
import { checkoutCure, createGit, originOf } from "../rooms/git.js";
import { resolve } from "node:path";
import { stat } from "node:fs/promises";

// src/entries/wire/folder.ts
async function folderOf(path, context) {
	refuseLink("path", path, context);
	const folder = resolve(context.workspace, path);
	const found = await stat(folder).catch(() => void 0);
	if (!found?.isDirectory()) throw inputError(`the path ${JSON.stringify(path)} is ${found ? "no folder" : "not there"}`, { hint: `It is the folder of the infra repo, from the current folder. ${checkoutCure("checkout", context.environment)}` });
	return folder;
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
function addressOnHost(address) {
	return /^(https?|ssh|git|git\+ssh|ssh\+git):\/\/|^[^/\\:]{2,}:(?!\/\/)/.test(address) ? address : void 0;
}

export { addressOnHost, folderOf, gitAt, gitIn, identityOf, refuseLink };