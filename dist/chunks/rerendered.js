import "../rooms/text.js";
import { calledCluster, groupBy, isDocument, mayBeDeployed, mergeSayings } from "../rooms/inventory.js";
import { isCode, isQuiet, isUnknown, unknownIn } from "../rooms/review.js";
import { isHidingRule } from "../rooms/risks.js";

// src/report/text.ts
function count(n, noun, plural = `${noun}s`) {
	return `${thousands(n)} ${n === 1 ? noun : plural}`;
}
function thousands(n) {
	return String(n).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
function duration(ms) {
	if (ms < 1e3) return `${Math.round(ms)} ms`;
	if (ms < 6e4) return `${(ms / 1e3).toFixed(1)} s`;
	const seconds = Math.round(ms / 1e3);
	return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
function objectName(id) {
	return `${id.kind} ${id.namespace === void 0 ? "" : `${id.namespace}/`}${id.name}`;
}
function appName(app) {
	const kind = kindWord(app);
	const name = kind === "" ? app.name : `${kind} ${app.name}`;
	const more = words(app.environment, calledCluster(app), app.toldApartBy);
	return more.length > 0 ? `${name} (${more.join(", ")})` : name;
}
function whereText(app) {
	return words(calledCluster(app), app.toldApartBy).join(", ");
}
function words(...all) {
	return [...new Set(all.filter((part) => part !== void 0 && part !== ""))];
}
const TOLD_KINDS = /* @__PURE__ */ new Set([
	"Kustomization",
	"HelmRelease",
	"ApplicationSet",
	"ResourceSet",
	"file",
	"folder"
]);
function kindWord({ kind }) {
	return TOLD_KINDS.has(kind) ? kind : "";
}
function shownObjects({ objects }) {
	return objects.filter(({ moved, risks }) => moved?.isSame !== true || risks.length > 0);
}
function mergeSayingsOf(changes) {
	return mergeSayings(changes.filter((change) => isListed(change)).map(({ app, onMerge: effect }) => ({
		environment: app.environment,
		production: app.production,
		name: app.environment === void 0 ? appName(app) : appName({
			...app,
			environment: void 0
		}),
		effect
	})));
}
function digestName(environment) {
	return environment === "" ? "apps without an environment" : environment;
}
const DIGEST_MEANING = "An approval is bound to the digest of its environment. The digest stays the same as long as the changes in that environment do.";
const RISK_MARKS = {
	none: "",
	low: "🔵",
	medium: "🟡",
	high: "🔴"
};
function tally(changes) {
	const sums = {
		added: 0,
		changed: 0,
		removed: 0
	};
	for (const { objects } of changes) for (const { action, moved } of objects) if (!moved) sums[action] += 1;
	return sums;
}
const EFFECTS = {
	restart: ["restarts", "restart"],
	recreate: ["stops, then restarts (Recreate)", "stop, then restart (Recreate)"],
	partition: ["partly restarts (partition)", "partly restart (partition)"],
	"on-delete": ["does not restart by itself (OnDelete)", "do not restart by themselves (OnDelete)"],
	paused: ["restarts when its rollout is resumed", "restart when their rollouts are resumed"],
	"job-runs": ["runs again", "run again"],
	"job-fails": ["cannot be changed", "cannot be changed"],
	"next-run": ["changes on its next run; no pods restart", "change on their next runs; no pods restart"]
};
const NAMED = 8;
function restartLines(restarts) {
	return [...groupBy(restarts, ({ id, effect, because }) => JSON.stringify([
		id.kind,
		effect,
		because
	])).values()].flatMap((group) => {
		const [first] = group;
		if (!first) return [];
		const names = group.map(({ id }) => id.namespace === void 0 ? id.name : `${id.namespace}/${id.name}`);
		const rest = names.length > NAMED ? ` and ${thousands(names.length - NAMED)} more` : "";
		const [one, more] = EFFECTS[first.effect];
		const reasons = first.because.filter((reason) => reason !== "pod template");
		const why = reasons.length === 0 ? "" : ` (${reasons.slice(0, 4).join(", ")}${reasons.length > 4 ? " …" : ""})`;
		return [`${count(group.length, first.id.kind)} ${group.length === 1 ? one : more}: ${names.slice(0, NAMED).join(", ")}${rest}${why}`];
	});
}
function valueLines({ values }) {
	const text = (value) => value === void 0 ? "(not set)" : value === "" ? "(empty)" : value;
	return [...groupBy(values, ({ file }) => file)].map(([file, all]) => ({
		file,
		changes: all.map(({ key, from, to }) => `${key} ${text(from)} → ${text(to)}`)
	}));
}
const APPS_WITHOUT_DIGEST = 3;
function withoutDigest({ apps }) {
	return [...new Set(apps.map(({ app }) => app.environment ?? ""))].toSorted().flatMap((environment) => {
		const all = unknownIn(environment, apps);
		if (all.length === 0) return [];
		const names = [...new Set(all.map(({ app }) => app.name))];
		const more = names.length - APPS_WITHOUT_DIGEST;
		const shown = names.slice(0, APPS_WITHOUT_DIGEST);
		return [[environment, `because ${more > 0 ? `${shown.join(", ")} and ${thousands(more)} more` : listOf(shown)} could not be compared; this environment cannot be approved`]];
	});
}
function listOf(names) {
	return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
function restartCount(changes) {
	const effects = [
		"restart",
		"recreate",
		"partition"
	];
	return changes.reduce((sum, { restarts }) => sum + restarts.filter(({ effect }) => effects.includes(effect)).length, 0);
}
const BOTH = "before and after the change";
function toldFailures({ failures }) {
	const told = /* @__PURE__ */ new Map();
	for (const { side, ...failure } of failures) {
		const key = JSON.stringify(failure);
		told.set(key, {
			...failure,
			when: told.has(key) ? BOTH : `${side} the change`
		});
	}
	return [...told.values()];
}
function placeText(at) {
	return at ? [
		at.file,
		at.line,
		at.column
	].filter((part) => part !== void 0).join(":") : "";
}
function isListed({ status, objects, restarts, risks, images, failures }) {
	return !(isQuiet({ status }) && failures.length === 0 && objects.length === 0 && restarts.length === 0 && risks.length === 0 && images.every(({ artifact }) => artifact === "chart"));
}
function isOnlySuspect({ status, risks }) {
	return isQuiet({ status }) && risks.every(({ rule }) => isHidingRule(rule));
}
function quietCharts(changes) {
	const found = /* @__PURE__ */ new Map();
	for (const change of changes.filter((one) => !isListed(one))) for (const image of change.images) {
		const chart = `${image.repository.slice(image.repository.lastIndexOf("/") + 1)} ${imageMove(image)}`;
		found.set(chart, (found.get(chart) ?? 0) + 1);
	}
	return [...found];
}
function artifactWord({ artifact }) {
	return artifact === "image" ? "" : `${artifact} `;
}
function lastPart(repository) {
	return repository.slice(repository.lastIndexOf("/") + 1);
}
function imageMove({ from, to }) {
	return `${shortVersion(from)} → ${shortVersion(to)}`;
}
function shortVersion(version) {
	if (version === void 0 || version === "") return "(none)";
	return version.replace(/(sha256:[0-9a-f]{12})[0-9a-f]+/, "$1");
}
function shortCommit(commit) {
	return commit.slice(0, 12);
}
function sideName({ name, commit }) {
	if (commit === void 0) return name;
	return commit.startsWith(name) ? shortCommit(commit) : `${name} (${shortCommit(commit)})`;
}
function headline(report, request) {
	const listed = report.apps.filter((change) => isListed(change) && !isOnlySuspect(change));
	const failed = listed.filter(({ status }) => status === "failed").length;
	const partly = listed.filter((change) => change.status !== "failed" && isUnknown(change)).length;
	const changed = listed.length - failed;
	const sums = tally(report.apps);
	const quiet = report.apps.filter(isQuiet).length;
	const none = quiet === 0 ? "No changes" : `No changes to rendered manifests${report.apps.some((change) => change.noise > 0) ? ", apart from ignored fields" : ""}`;
	const restarting = restartCount(report.apps);
	const removed = report.apps.flatMap(({ objects }) => objects).filter(({ action }) => action === "removed");
	const moving = removed.filter(({ moved }) => moved).length;
	const staying = removed.filter(({ moved, stays }) => !moved && stays).length;
	const kept = staying === 0 ? "" : `, of which ${thousands(staying)} ${staying === 1 ? "stays" : "stay"} in the cluster`;
	return [
		changed > 0 ? `This ${request} changes ${count(changed, "app")}: ${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${count(sums.removed, "removed object", "removed objects")}${kept}.` : failed > 0 ? "" : report.only !== void 0 ? `${none} in the selected apps.` : report.unclaimed.length > 0 && report.warnings.length > 0 ? `${none} in the apps that were checked. See the warnings for what was not checked.` : report.unclaimed.some(mayBeDeployed) ? `${none} in the apps that this repo declares. It is unknown what else may deploy the changed files.` : quiet > 0 ? `${none}.` : report.unclaimed.every(isDocument) ? "No changes in any cluster." : `${none} in the apps that this repo declares.`,
		quiet > 0 ? `${count(quiet, "app has", "apps have")} changed inputs; ${quiet === 1 ? "its" : "their"} manifests do not change.` : "",
		moving > 0 ? `${count(moving, "object moves", "objects move")} from one app to another.` : "",
		restarting > 0 ? `${count(restarting, "workload restarts", "workloads restart")}.` : "",
		failed > 0 ? `${count(failed, "app")} could not be compared.` : "",
		partly > 0 ? `${count(partly, "app")} could only be partly compared.` : ""
	].filter((part) => part !== "").join(" ");
}

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

export { BOTH, DIGEST_MEANING, RISK_MARKS, appName, appsOf, artifactWord, count, digestName, duration, headline, imageMove, isListed, kindWord, lastPart, mergeSayingsOf, movesOf, namesIn, objectName, placeText, quietCharts, rerendered, restartLines, sectionsOf, shortCommit, shownObjects, sideName, tally, thousands, toldFailures, valueLines, whereText, withoutDigest, words };