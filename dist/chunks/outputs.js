import { FaultCollector, inputError } from "../rooms/errors.js";
import { statusOf, wayTo, writeFiles } from "../rooms/tree.js";
import { realpathSync, rmSync, unlinkSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

// src/files/outputs.ts
async function clearOutputs(outputs, options) {
	const faults = new FaultCollector();
	for (const { folder, names, isOurs } of outputs) try {
		const real = await clearWay(folder, options);
		if (isOurs === true && await options.isTracked(real) === true) rmSync(real, {
			recursive: true,
			force: true
		});
		for (const name of names) {
			if (name !== basename(name)) throw inputError(`${JSON.stringify(name)} is no name of a file`);
			await clearFile(join(real, name), options);
		}
	} catch (error) {
		faults.keep(error);
	}
	faults.throwIfAny();
}
function writeOutputs(folder, texts, workspace) {
	const { base, folder: real, rest, obstacle } = wayFrom(folder, workspace);
	if (obstacle) throw inTheWay(folder, obstacle);
	const below = [...relative(base, real).split(sep).filter(Boolean), ...rest];
	const changes = [...texts].map(([name, text]) => ({
		path: [...below, name].join("/"),
		content: Buffer.from(text),
		mode: "100644"
	}));
	writeFiles(base, changes);
	return resolve(workspace.workspace, folder);
}
function wayFrom(name, { workspace, job }) {
	return wayTo(resolve(workspace, name), job.present ? [workspace] : []);
}
async function clearWay(folder, options) {
	for (;;) {
		const { obstacle, ...way } = wayFrom(folder, options);
		if (!obstacle) return join(way.folder, ...way.rest);
		if (await options.isTracked(obstacle.path) !== true) throw inTheWay(folder, obstacle);
		unlinkSync(obstacle.path);
		options.warn(`${obstacle.path} is ${obstacle.what}, and ${folder} is to be one: the repository's own was removed.`);
	}
}
async function clearFile(file, { workspace, inputs, isTracked }) {
	const status = statusOf(file);
	if (!status) return;
	if (inputs.some((input) => realPlace(resolve(workspace, input)) === file) && await isTracked(file) !== true) return;
	if (!status.isDirectory()) return unlinkSync(file);
	if (await isTracked(file) !== true) throw inputError(`${file} is a folder, and a file of this name is to be written`, { hint: "Remove it, or name another folder." });
	rmSync(file, {
		recursive: true,
		force: true
	});
}
function realPlace(file) {
	try {
		return join(realpathSync(dirname(file)), basename(file));
	} catch {
		return file;
	}
}
function inTheWay(folder, { path, what }) {
	return inputError(`nothing is written to ${folder}: ${path} is ${what}`, { hint: what === "a link" ? "In a checkout no link is followed. Name the folder by its real path." : "Name another folder, or remove it." });
}

export { clearOutputs, wayFrom, writeOutputs };