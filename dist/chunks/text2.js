import { groupBy, isDocument, mayBeDeployed, mergeSayings } from "../rooms/inventory.js";
import { isQuiet, isUnknown, unknownIn } from "./level.js";
import { visible } from "../rooms/proposal.js";

// src/diff/risks/hiding.ts
const HIDING_RULES = [
	{
		id: "depends-on-time",
		on: "time",
		level: "medium",
		description: "A template uses the time (`now`, `ago`, `date` …): it can render to something else on another day.",
		because: "it may render to something else at another time"
	},
	{
		id: "depends-on-chance",
		on: "chance",
		level: "medium",
		description: "A template uses chance (`randInt`, `shuffle`, `genCA`, the order of `keys` …): it can render to something else at each run.",
		because: "it may render to something else at each run"
	},
	{
		id: "depends-on-cluster",
		on: "lookup",
		level: "medium",
		description: "A template asks the cluster or the DNS (`lookup`, `getHostByName`), which answers nothing here. Argo CD gives it no answer either; Flux does.",
		because: "it finds nothing here, and may find something in the cluster"
	},
	{
		id: "depends-on-release",
		on: "release",
		level: "medium",
		description: "A template asks whether it is installed or upgraded (`.Release.IsInstall`, `.IsUpgrade`, `.Revision`): here it is always a first installation. So it is in Argo CD; not in Flux.",
		because: "here it is rendered as a first installation"
	},
	{
		id: "depends-on-capabilities",
		on: "capabilities",
		level: "low",
		description: "A template asks for the cluster's APIs or for the version of Kubernetes or Helm (`.Capabilities`): it can render to something else in a cluster that has others than `fairlead.yaml` says.",
		because: "it may render to something else with other API versions, or another Kubernetes or Helm"
	},
	{
		id: "composed-template",
		on: "composed",
		level: "medium",
		description: "A template runs text that it puts together or decodes (`tpl` over `b64dec`, over parts of an action …): nobody can tell what it uses.",
		because: "what it runs is put together or decoded first, so nobody can tell what it depends on"
	},
	{
		id: "template-in-values",
		on: "tpl",
		level: "low",
		description: "A template runs text of values or files as a template (`tpl`): these decide what it does.",
		because: "what it runs is in values or files"
	}
];
const OUTSIDE_RULES = [{
	id: "values-from-cluster",
	level: "low",
	description: "An app of Flux comes to take values or variables from a ConfigMap or Secret that is not in Git, or not readable there (`valuesFrom`, `substituteFrom`): only the cluster knows what they are."
}, {
	id: "depends-on-commit",
	level: "low",
	description: "An app comes to take the commit (`$ARGOCD_APP_REVISION`), which nobody knows before the merge: zeros stand for it here."
}];
function outsideRisks(before, after, declarations) {
	const had = new Set(before);
	const [values, commit] = OUTSIDE_RULES;
	const taken = after.filter((one) => !had.has(one));
	const asks = (object) => (JSON.stringify(object ?? null).match(COMMIT) ?? []).length;
	return [...taken.length === 0 ? [] : [{
		rule: values.id,
		level: values.level,
		reason: `It takes values from ${taken.join(", ")}, which only the cluster knows.`
	}], ...asks(declarations.after) > asks(declarations.before) ? [{
		rule: commit.id,
		level: commit.level,
		reason: "It takes the commit that the merge makes ($ARGOCD_APP_REVISION); zeros stand for it here."
	}] : []];
}
const COMMIT = /\$\{?ARGOCD_APP_REVISION/g;
function isHidingRule(rule) {
	return [...HIDING_RULES, ...OUTSIDE_RULES].some(({ id }) => id === rule);
}
const FILES = 3;
function hidingRisks(before, after, { isKnown, fromHelm }) {
	if (before === after) return [];
	const had = /* @__PURE__ */ new Map();
	for (const { key } of before) had.set(key, (had.get(key) ?? 0) + 1);
	const brought = after.filter(({ key }) => {
		const left = had.get(key) ?? 0;
		if (left > 0) had.set(key, left - 1);
		return left === 0;
	});
	return HIDING_RULES.flatMap((rule) => {
		const own = brought.filter(({ on }) => on === rule.on);
		const isAsHere = fromHelm && (rule.on === "lookup" || rule.on === "release");
		return ["medium", "low"].flatMap((level) => {
			const uses = own.filter(({ decides, file }) => (decides && !isAsHere && !isKnown(file) ? rule.level : "low") === level);
			return uses.length === 0 ? [] : [{
				rule: rule.id,
				level,
				reason: reasonOf(uses, rule)
			}];
		});
	});
}
function reasonOf(uses, { because }) {
	const files = [...groupBy(uses, ({ file }) => file)].map(([file, own]) => `${file} (${[...new Set(own.map(({ what, line }) => `${what} in line ${line}`))].slice(0, 3).join(", ")})`);
	const more = files.length > FILES ? ` and ${files.length - FILES} more files` : "";
	return `${files.slice(0, FILES).join(", ")}${more}: ${because}.`;
}

// src/report/text.ts
function visibleLine(text) {
	return visible(text.replaceAll(/[\r\n\t]+/g, " ")).trim();
}
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
	const more = words(app.environment, app.cluster, app.toldApartBy);
	return more.length > 0 ? `${name} (${more.join(", ")})` : name;
}
function whereText({ cluster, toldApartBy }) {
	return words(cluster, toldApartBy).join(", ");
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
const DIGEST_MEANING = "An approval is bound to the digest of its environment, which stays the same as long as what changes there does.";
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
	partition: ["restarts as far as its partition allows", "restart as far as their partitions allow"],
	"on-delete": ["does not restart by itself (OnDelete)", "do not restart by themselves (OnDelete)"],
	paused: ["restarts when its rollout is resumed", "restart when their rollouts are resumed"],
	"job-runs": ["runs again", "run again"],
	"job-fails": ["cannot be changed", "cannot be changed"],
	"next-run": ["changes with its next run, no pod restarts", "change with their next runs, no pod restarts"]
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
		return [[environment, `since ${more > 0 ? `${shown.join(", ")} and ${thousands(more)} more` : listOf(shown)} could not be compared; it cannot be approved`]];
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
	const nothing = quiet > 0 ? "no rendered manifest" : "nothing";
	const restarting = restartCount(report.apps);
	const moving = report.apps.flatMap(({ objects }) => objects).filter(({ action, moved }) => action === "removed" && moved).length;
	return [
		changed > 0 ? `This ${request} changes ${count(changed, "app")}: ${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${count(sums.removed, "removed object", "removed objects")}.` : failed > 0 ? "" : report.unclaimed.length > 0 && report.warnings.length > 0 ? `This ${request} changes ${nothing} in the apps that were looked at; see the warnings for what was not.` : report.unclaimed.some(mayBeDeployed) ? `This ${request} changes ${nothing} in the apps that this repo declares; what else may deploy the changed files is not known.` : quiet > 0 ? `This ${request} changes no rendered manifest.` : report.unclaimed.every(isDocument) ? `This ${request} changes nothing in a cluster.` : `This ${request} changes nothing in the apps that this repo declares.`,
		quiet > 0 ? `${count(quiet, "app")} with changed inputs rendered the same as before.` : "",
		moving > 0 ? `${count(moving, "object moves", "objects move")} from one app to another.` : "",
		restarting > 0 ? `${count(restarting, "workload restarts", "workloads restart")}.` : "",
		failed > 0 ? `${count(failed, "app")} could not be compared.` : "",
		partly > 0 ? `${count(partly, "app")} could be compared only in part.` : ""
	].filter((part) => part !== "").join(" ");
}

export { BOTH, DIGEST_MEANING, RISK_MARKS, appName, artifactWord, count, digestName, duration, headline, hidingRisks, imageMove, isListed, kindWord, lastPart, mergeSayingsOf, objectName, outsideRisks, placeText, quietCharts, restartLines, shortCommit, shownObjects, sideName, tally, thousands, toldFailures, valueLines, visibleLine, whereText, withoutDigest, words };