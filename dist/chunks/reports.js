import { inputError } from "../rooms/errors.js";
import { readNamed } from "../rooms/files.js";
import { isTracked } from "../rooms/git.js";
import { JSON_LIMITS } from "./json.js";

// src/entries/wire/reports.ts
async function readReport(path, context) {
	const hint = "Use the report.json that a diff job wrote, from its artifact.";
	const read = await readNamed(path, JSON_LIMITS.bytes, context);
	if ("fault" in read) throw inputError(`the report ${path} cannot be read: ${read.fault}`, { hint });
	if (await isTracked(read.path, context.environment) === true) throw inputError(`the report ${path} is a file of the repository, not one that a job wrote`, { hint });
	return read.content.toString("utf8");
}

export { readReport };