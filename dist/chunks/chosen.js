import { inputError } from "../rooms/errors.js";
import { isSameEnvironment, noSuch } from "../rooms/inventory.js";

// src/commands/chosen.ts
function isChosen(app, { app: names, environment, cluster = [] }) {
	return isAny(names, (name) => name === app.name) && isAny(environment, (name) => isIn(app, name)) && isAny(cluster, (name) => name === app.cluster);
}
function unknownName(chosen, known, lost = 0) {
	const { app: names, environment, cluster = [] } = chosen;
	const some = (values) => values.filter((value) => value !== void 0);
	const [environments, clusters] = [some(known.map((app) => app.environment)), some(known.map((app) => app.cluster))];
	const faultOf = (kind, wanted, all, fits = equal) => {
		const name = wanted.find((one) => !all.some((other) => fits(other, one)));
		return name === void 0 ? void 0 : noSuch(kind, name, all, lost);
	};
	const fault = faultOf("environment", environment, environments, isSameEnvironment) ?? faultOf("cluster", cluster, clusters) ?? faultOf("app", names, known.map(({ name }) => name));
	if (fault) return fault;
	const nowhere = names.find((name) => !known.some((app) => isChosen(app, {
		...chosen,
		app: [name]
	})));
	if (nowhere === void 0) return void 0;
	const where = [environment.length > 0 ? ` in ${environment.join(", ")}` : "", cluster.length > 0 ? ` on ${cluster.join(", ")}` : ""].join("");
	const places = known.flatMap((app) => app.name === nowhere ? [[app.environment, app.cluster].filter((part) => part !== void 0).join(" on ") || "(no environment)"] : []);
	return inputError(`there is no app ${JSON.stringify(nowhere)}${where}`, {
		isNotFound: true,
		hint: `It is in: ${[...new Set(places)].join(", ")}.`
	});
}
function isIn({ environment }, wanted) {
	return environment !== void 0 && isSameEnvironment(environment, wanted);
}
function isAny(names, fits) {
	return names.length === 0 || names.some(fits);
}
function equal(one, other) {
	return one === other;
}

export { isChosen, unknownName };