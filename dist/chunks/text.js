// src/diff/model.ts
const RISK_LEVELS = [
	"none",
	"low",
	"medium",
	"high"
];

// src/diff/level.ts
function gravest(levels) {
	return RISK_LEVELS[Math.max(0, ...[...levels].map((level) => RISK_LEVELS.indexOf(level)))] ?? "none";
}
function appRisk({ status, risks, objects }) {
	if (status === "failed") return "high";
	return gravest([...risks, ...objects.flatMap((object) => object.risks)].map(({ level }) => level));
}
function reportRisk({ apps }) {
	return gravest(apps.map(appRisk));
}

// src/report/text.ts
const invisible = /(?!\n|\t|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
function visible(text) {
	return text.replaceAll(invisible, (found) => {
		const point = (found.codePointAt(0) ?? 0).toString(16);
		return point.length > 4 ? `\\u{${point}}` : `\\u${point.padStart(4, "0")}`;
	});
}
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
	const more = [app.environment, app.cluster].filter((part) => part !== void 0 && part !== "");
	return more.length > 0 ? `${name} (${more.join(", ")})` : name;
}
function kindWord({ kind }) {
	return kind === "Kustomization" || kind === "HelmRelease" ? kind : "";
}
function tally(changes) {
	const sums = {
		added: 0,
		changed: 0,
		removed: 0
	};
	for (const { objects } of changes) for (const { action } of objects) sums[action] += 1;
	return sums;
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
function isListed({ status, objects, risks, images }) {
	return !(["noise", "unchanged"].includes(status) && objects.length === 0 && risks.length === 0 && images.every(({ artifact }) => artifact === "chart"));
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
function mayBeDeployed(file) {
	return /\.(ya?ml|tpl)$/.test(file) && !file.split("/").some((part) => part.startsWith("."));
}
function headline(report, request) {
	const listed = report.apps.filter(isListed);
	const failed = listed.filter(({ status }) => status === "failed").length;
	const changed = listed.length - failed;
	const sums = tally(report.apps);
	return [changed > 0 ? `This ${request} changes ${count(changed, "app")}: ${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${count(sums.removed, "removed object", "removed objects")}.` : failed > 0 ? "" : report.unclaimed.length > 0 && report.warnings.length > 0 ? `This ${request} changes nothing in the apps that were looked at; see the warnings for what was not.` : report.unclaimed.some(mayBeDeployed) ? `This ${request} changes nothing in the apps that this repo declares; what else may deploy the changed files is not known.` : `This ${request} changes nothing in a cluster.`, failed > 0 ? `${count(failed, "app")} could not be compared.` : ""].filter((part) => part !== "").join(" ");
}

export { BOTH, RISK_LEVELS, appName, appRisk, artifactWord, count, duration, gravest, headline, imageMove, isListed, kindWord, objectName, placeText, quietCharts, reportRisk, shortCommit, sideName, tally, thousands, toldFailures, visible, visibleLine };