import { refusal } from "./errors.js";
import { CONFIG_FILE, configOf } from "./config.js";
import { doublestar, environmentOfFile, isInput, isProduction, isSameEnvironment } from "./inventory.js";

// src/policy/production.ts
function placeOfFile(file, config) {
	const environment = environmentOfFile(file, config);
	return {
		environment,
		production: isProduction(environment, config)
	};
}
function refuseForProduction(reached, files, way, config) {
	const input = way === "push" ? "method: push" : "auto-merge";
	if (files.includes("fairlead.yaml")) throw refusal(`${input} is not allowed for ${CONFIG_FILE}, which defines what production allows`, { hint: "Open a pull request, so that somebody merges the change." });
	for (const { environment, production } of reached) {
		if (!production || environment === void 0) continue;
		if ((Object.entries(config.environments).find(([name]) => isSameEnvironment(name, environment))?.[1])?.allow?.includes(way)) continue;
		throw refusal(`${input} is not allowed for the production environment ${environment}`, { hint: `Open a pull request, so that somebody merges the change; or allow it in ${CONFIG_FILE} on the base branch: environments: {${environment}: {production: true, allow: [${way}]}}.` });
	}
}
function crossingIntoProduction(reached) {
	const names = (some) => [...new Set(some.flatMap(({ environment }) => environment ?? []))].toSorted().join(", ");
	const production = names(reached.filter((one) => one.production));
	const others = names(reached.filter((one) => !one.production));
	if (production === "" || others === "") return void 0;
	return `this changes production (${production}) together with ${others}: the change is not tested in another environment before it reaches production`;
}
function readersOf(inventory, files) {
	return inventory.apps.filter((app) => files.some((file) => app.declaredAt.file === file || isInput(app.inputs, file) || app.valuesFiles.includes(file) || app.images.some((use) => use.place?.file === file || use.digestPlace?.file === file) || app.sources.some((source) => source.inThisRepository && source.path !== void 0 && file.startsWith(source.path === "" ? "" : `${source.path}/`))));
}

// src/policy/code-owners.ts
const OWNERS_FILES = [
	".github/CODEOWNERS",
	"CODEOWNERS",
	"docs/CODEOWNERS",
	".gitlab/CODEOWNERS"
];
function readCodeOwners(text) {
	const rules = [];
	let section = "";
	let defaults = [];
	for (const raw of text.split(/\r?\n/)) {
		const line = withoutComment(raw).trim();
		if (line === "") continue;
		const [, optional, name, rest = ""] = /^(\^?)\[([^\]]+)\](?:\[\d+\])?(.*)$/.exec(line) ?? [];
		if (name !== void 0) {
			section = name.toLowerCase();
			defaults = optional === "^" ? [] : wordsOf(rest);
			continue;
		}
		const [pattern = "", ...owners] = wordsOf(line);
		if (pattern.startsWith("!")) continue;
		rules.push({
			fits: patternOf(pattern),
			owners: owners.length > 0 ? owners : defaults,
			section
		});
	}
	return { ownersOf(path) {
		const last = /* @__PURE__ */ new Map();
		for (const { fits, owners, section: own } of rules) if (fits.test(path)) last.set(own, owners);
		return [...new Set([...last.values()].flat())];
	} };
}
function withoutComment(line) {
	const at = /^\s*#|\s#/.exec(line);
	return at ? line.slice(0, at.index) : line;
}
function wordsOf(line) {
	return (line.match(/(?:\\.|[^\s\\])+/g) ?? []).map((word) => word.replaceAll(/\\(.)/g, "$1"));
}
function patternOf(text) {
	const name = text.replace(/^\//, "");
	const isAnchored = text.startsWith("/") || name.replace(/\/$/, "").includes("/");
	const whole = `${isAnchored ? "" : "**/"}${name}`;
	const folder = whole.replace(/\/$/, "");
	const below = doublestar(`${folder}/**`);
	if (text.endsWith("/")) return below;
	const own = doublestar(whole);
	if (isAnchored && /(?:^|\/)\*$/.test(name)) return own;
	return { test: (path) => own.test(path) || below.test(path) };
}

// src/policy/unreviewed.ts
async function refuseUnreviewed(way, { base, moves, files }, inventory) {
	const config = await configOf(base);
	const known = moves.filter((move) => move.app !== void 0);
	const others = files.filter((file) => !known.some((move) => move.file === file));
	const told = [
		...moves,
		...moves.flatMap((move) => move.alsoMoves),
		...others.map((file) => placeOfFile(file, config))
	];
	refuseForProduction(told, files, way, config);
	if (others.length > 0) refuseForProduction(readersOf(await inventory(), others), files, way, config);
}

export { OWNERS_FILES, crossingIntoProduction, placeOfFile, readCodeOwners, refuseUnreviewed };