// src/commands/chosen.ts
function isChosen(app, { app: names, environment, cluster = [] }) {
	const fits = (wanted, name) => wanted.length === 0 || name !== void 0 && wanted.includes(name);
	return fits(names, app.name) && fits(environment, app.environment) && fits(cluster, app.cluster);
}

export { isChosen };