import { groupBy } from "../rooms/inventory.js";
import { isCode } from "./inputs2.js";
import { isQuiet } from "./level.js";
import { appName, shownObjects } from "./text2.js";

// src/report/same-change.ts
function sectionsOf(changes) {
	const groups = groupsOf(changes);
	const first = /* @__PURE__ */ new Map();
	const done = /* @__PURE__ */ new Set();
	return changes.flatMap((change) => {
		if (done.has(change)) return [];
		const group = groups.get(change) ?? [change];
		for (const one of group) done.add(one);
		const ordered = group.toSorted((a, b) => Number(b.app.production) - Number(a.app.production));
		const [head = change, ...rest] = ordered;
		return [{
			changes: [head, ...rest],
			parts: partsOf(ordered, first)
		}];
	});
}
function movesOf({ changes: [first] }) {
	return first.images;
}
function appsOf({ places }) {
	return [...new Set(places.map(({ change }) => change))];
}
function partsOf(changes, first) {
	const places = changes.flatMap((change) => shownObjects(change).map((object) => ({
		change,
		object
	})));
	return [...groupBy(places, changes.length > 1 ? signatureOf : (place) => String(places.indexOf(place))).values()].flatMap(([head, ...rest]) => head ? [{ places: [head, ...rest] }] : []).toSorted((a, b) => appsOf(b).length - appsOf(a).length).map(({ places: all }) => {
		const key = sameLines(all[0].object);
		const sameAs = key === void 0 ? void 0 : first.get(key);
		if (key !== void 0 && !sameAs) first.set(key, all[0]);
		return {
			places: all,
			sameAs
		};
	});
}
function groupsOf(changes) {
	const found = /* @__PURE__ */ new Map();
	const signatures = new Map(changes.map((change) => [change, new Set(shownObjects(change).map((object) => signatureOf({
		change,
		object
	})))]));
	const of = (change) => signatures.get(change) ?? /* @__PURE__ */ new Set();
	const candidates = changes.filter((change) => change.status === "changed" && of(change).size > 0);
	const alike = groupBy(candidates, (change) => change.images.length > 0 ? JSON.stringify(change.images) : JSON.stringify([...of(change)].toSorted()));
	for (const some of alike.values()) {
		const owners = /* @__PURE__ */ new Map();
		for (const change of some) for (const one of of(change)) owners.set(one, (owners.get(one) ?? 0) + 1);
		const group = some.filter((change) => [...of(change)].some((one) => (owners.get(one) ?? 0) > 1));
		if (group.length > 1) for (const change of group) found.set(change, group);
	}
	return found;
}
function sameLines({ id, action, diff }) {
	return diff === "" ? void 0 : JSON.stringify([
		id.kind,
		action,
		withoutPlaces(diff)
	]);
}
function withoutPlaces(diff) {
	return diff.replaceAll(/^@@.*@@$/gm, "@@");
}
function signatureOf({ change: { app }, object }) {
	const { id, renamedFrom, action, diff, risks } = object;
	const own = namesIn([
		id.name,
		id.namespace,
		app.name,
		app.namespace
	]);
	const lines = withoutPlaces(diff).replaceAll(/^ .*$/gm, (line) => own(line));
	const rules = risks.map(({ rule, level }) => [rule, level]);
	return JSON.stringify([
		id.group,
		id.kind,
		own(id.name),
		action,
		renamedFrom && [renamedFrom.kind, own(renamedFrom.name)],
		lines,
		rules
	]);
}
const MAX_NAME = 253;
function namesIn(all) {
	const isName = (name) => name !== void 0 && name !== "" && name.length <= MAX_NAME;
	const names = [...new Set(all.filter(isName))];
	if (names.length === 0) return (text) => text;
	const words = names.toSorted((a, b) => b.length - a.length).map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
	const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${words.join("|")})(?![A-Za-z0-9])`, "g");
	return (text) => text.replaceAll(pattern, "…");
}

// src/report/rerendered.ts
function rerendered(all) {
	const byConditions = /* @__PURE__ */ new Map();
	for (const change of all.filter(isQuiet)) {
		const files = change.files.toSorted((a, b) => Number(isCode(b)) - Number(isCode(a)));
		const conditions = conditionText(change.conditions);
		const groups = byConditions.get(conditions) ?? /* @__PURE__ */ new Map();
		byConditions.set(conditions, groups);
		const key = JSON.stringify(files);
		const group = groups.get(key) ?? {
			files,
			apps: []
		};
		groups.set(key, group);
		group.apps.push(appName(change.app));
	}
	return [...byConditions].map(([conditions, groups]) => {
		const changes = [...groups.values()].toSorted((a, b) => Number(hasCode(b)) - Number(hasCode(a)));
		return {
			apps: changes.reduce((sum, { apps }) => sum + apps.length, 0),
			conditions,
			changes
		};
	});
}
function hasCode({ files }) {
	return files.some(isCode);
}
function conditionText(conditions) {
	if (!conditions) return "";
	const { tools, kubernetes, apiVersions, time } = conditions;
	const names = { helm: "Helm" };
	return [
		...Object.entries(tools).map(([tool, version]) => `${names[tool] ?? tool} ${version}`),
		...kubernetes === void 0 ? [] : [`Kubernetes ${kubernetes}`, apiVersions.length === 0 ? "no additional API versions" : `API versions ${apiVersions.slice(0, 5).join(", ")}${apiVersions.length > 5 ? ` and ${apiVersions.length - 5} more` : ""}`],
		...time === void 0 ? [] : [`time ${time}`]
	].join(", ");
}

export { appsOf, movesOf, namesIn, rerendered, sectionsOf };