import { inputError } from "../rooms/errors.js";
import { readNamed } from "../rooms/files.js";
import { isTracked } from "../rooms/git.js";
import { JSON_LIMITS } from "./json.js";

// src/entries/wire/reports.ts
async function readReport(path, context) {
	const hint = "It is the report.json that a job of diff has written, as its artifact.";
	const read = await readNamed(path, JSON_LIMITS.bytes, context);
	if ("fault" in read) throw inputError(`the report ${path} cannot be read: ${read.fault}`, { hint });
	if (await isTracked(read.path, context.environment) === true) throw inputError(`the report ${path} is a file of the repository, and not one that a job has written`, { hint });
	return read.content.toString("utf8");
}

export { readReport };