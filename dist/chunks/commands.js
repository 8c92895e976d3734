import { inputError, nearest } from "../rooms/errors.js";

// src/entries/commands.ts
const commands = /* @__PURE__ */ new Map([
	["update", async () => (await import("../commands/update.js")).command],
	["bump", async () => (await import("../commands/bump.js")).command],
	["pull-request", async () => (await import("../commands/pull-request.js")).command],
	["inventory", async () => (await import("../commands/inventory.js")).command],
	["diff", async () => (await import("../commands/diff.js")).command],
	["render", async () => (await import("../commands/render.js")).command],
	["sync", async () => (await import("../commands/sync.js")).command],
	["gate", async () => (await import("../commands/gate.js")).command],
	["doctor", async () => (await import("../commands/doctor.js")).command]
]);
const terminalCommands = /* @__PURE__ */ new Map([["show", async () => (await import("../commands/show.js")).command], ["renderers", async () => (await import("../commands/renderers.js")).command]]);
const otherNames = /* @__PURE__ */ new Map([["merge-request", "pull-request"]]);
async function loadCommand(name) {
	const load = commands.get(otherNames.get(name) ?? name) ?? terminalCommands.get(name);
	if (!load) throw inputError(`there is no command ${JSON.stringify(name)}`, { hint: hintFor(name) });
	return load();
}
function hintFor(name) {
	const near = nearest(name, [
		...commands.keys(),
		...terminalCommands.keys(),
		...otherNames.keys()
	]);
	return near === void 0 ? "Run fairlead help for a list of commands." : `Did you mean ${JSON.stringify(near)}?`;
}

export { commands, loadCommand, terminalCommands };