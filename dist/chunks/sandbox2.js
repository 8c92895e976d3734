import "./rolldown-runtime.js";
import { onPath } from "./on-path.js";
import { promisify } from "node:util";
import { execFile } from "node:child_process";

// src/render/engine/sandbox.ts
const PATIENCE = 5e3;
async function sandboxesOf(environment) {
	if (process.platform !== "linux") return [];
	const [unshare, bwrap] = await Promise.all([onPath("unshare", environment), onPath("bwrap", environment)]);
	const isRoot = process.getuid?.() === 0;
	const candidates = [];
	if (unshare !== void 0) for (const options of isRoot ? [["-n"], ["-U", "-n"]] : [["-U", "-n"]]) candidates.push({
		name: "unshare",
		command: [
			unshare,
			...options,
			"--"
		]
	});
	if (bwrap !== void 0) candidates.push({
		name: "bwrap",
		command: [
			bwrap,
			"--unshare-net",
			"--die-with-parent",
			"--dev-bind",
			"/",
			"/",
			"--"
		]
	});
	return candidates;
}
async function findSandbox(environment) {
	for (const candidate of await sandboxesOf(environment)) if (await works(candidate)) return candidate;
}
async function works({ command: [program = "", ...options] }) {
	try {
		await promisify(execFile)(program, [
			...options,
			"/bin/sh",
			"-c",
			":"
		], {
			env: { PATH: "" },
			timeout: PATIENCE,
			killSignal: "SIGKILL"
		});
		return true;
	} catch {
		return false;
	}
}
function failedIn({ name }, stderr) {
	return stderr.startsWith(`${name}: `);
}

export { failedIn, findSandbox, sandboxesOf, works };