import { CONFIG_FILE } from "./config.js";
import { refusal } from "./errors.js";
import { isSameEnvironment } from "./inventory.js";

// src/policy/production.ts
function refuseForProduction(moves, way, config) {
	for (const { environment, production } of moves) {
		if (!production || environment === void 0) continue;
		if ((Object.entries(config.environments).find(([name]) => isSameEnvironment(name, environment))?.[1])?.allow?.includes(way)) continue;
		throw refusal(`${way === "push" ? "method: push" : "auto-merge"} is not allowed for the production environment ${environment}`, { hint: `Use a pull request that somebody merges; or allow it in ${CONFIG_FILE} on the base branch: environments: {${environment}: {production: true, allow: [${way}]}}.` });
	}
}

export { refuseForProduction };