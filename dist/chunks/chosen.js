import { inputError } from "../rooms/errors.js";
import { calledCluster, calledOneOf, isAny, isCalled, isOnCluster, isSameEnvironment, noSuch } from "../rooms/inventory.js";

// src/commands/chosen.ts
function chooser({ app: names, environment, cluster = [] }, known) {
	const isCalledSo = names.length === 0 ? () => true : calledOneOf(names, known);
	return (app) => isCalledSo(app) && isAny(environment, (name) => isIn(app, name)) && isAny(cluster, (name) => isOnCluster(app, name));
}
function describeChoice({ app, environment, cluster = [] }) {
	const parts = Object.entries({
		app,
		environment,
		cluster
	}).filter(([, names]) => names.length > 0).map(([kind, names]) => `${kind}: ${names.join(", ")}`);
	return parts.length === 0 ? void 0 : parts.join("; ");
}
function unknownName(chosen, known, lost = 0) {
	const { app: names, environment, cluster = [] } = chosen;
	const some = (values) => values.filter((value) => value !== void 0);
	const environments = some(known.map((app) => app.environment));
	const clusters = some(known.map(calledCluster));
	const faultOf = (kind, wanted, all, fits = equal) => {
		const name = wanted.find((one) => !all.some((other) => fits(other, one)));
		return name === void 0 ? void 0 : noSuch(kind, name, all, lost);
	};
	const fault = faultOf("environment", environment, environments, isSameEnvironment) ?? faultOf("cluster", cluster.filter((name) => !known.some((app) => isOnCluster(app, name))), clusters) ?? unknownApp(names, known, lost);
	if (fault) return fault;
	const nowhere = names.find((name) => !known.some(chooser({
		...chosen,
		app: [name]
	}, known)));
	if (nowhere === void 0) return void 0;
	const where = [environment.length > 0 ? ` in ${environment.join(", ")}` : "", cluster.length > 0 ? ` on ${cluster.join(", ")}` : ""].join("");
	const places = known.flatMap((app) => isCalled(app, nowhere) ? [[app.environment, calledCluster(app)].filter((part) => part !== void 0).join(" on ") || "(no environment)"] : []);
	return inputError(`there is no app ${JSON.stringify(nowhere)}${where}`, {
		isNotFound: true,
		hint: `It exists in: ${[...new Set(places)].join(", ")}.`
	});
}
function unknownApp(names, known, lost) {
	const name = names.find((one) => !known.some((app) => isCalled(app, one)));
	if (name === void 0) return void 0;
	return noSuch("app", name, known.map((app) => app.name), lost);
}
function isIn({ environment }, wanted) {
	return environment !== void 0 && isSameEnvironment(environment, wanted);
}
function equal(one, other) {
	return one === other;
}

export { chooser, describeChoice, unknownName };