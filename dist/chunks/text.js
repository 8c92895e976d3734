// src/diff/model.ts
const RISK_LEVELS = [
	"none",
	"low",
	"medium",
	"high"
];

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
	const more = [app.environment, app.cluster].filter((part) => part !== void 0 && part !== "");
	return more.length > 0 ? `${app.name} (${more.join(", ")})` : app.name;
}
function gravest(levels) {
	return RISK_LEVELS[Math.max(0, ...[...levels].map((level) => RISK_LEVELS.indexOf(level)))] ?? "none";
}
function appRisk(change) {
	return gravest([...change.risks, ...change.objects.flatMap(({ risks }) => risks)].map(({ level }) => level));
}
function reportRisk(report) {
	return gravest(report.apps.map(appRisk));
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
function isListed({ status, objects, risks, images }) {
	return !(["noise", "unchanged"].includes(status) && objects.length === 0 && risks.length === 0 && images.length === 0);
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
function headline(report, request) {
	const listed = report.apps.filter(isListed);
	const failed = listed.filter(({ status }) => status === "failed").length;
	const changed = listed.length - failed;
	const sums = tally(report.apps);
	return [changed > 0 ? `This ${request} changes ${count(changed, "app")}: ${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${count(sums.removed, "removed object", "removed objects")}.` : failed > 0 ? "" : report.unclaimed.length > 0 && report.warnings.length > 0 ? `This ${request} changes nothing in the apps that were looked at; see the warnings for what was not.` : `This ${request} changes nothing in a cluster.`, failed > 0 ? `${count(failed, "app")} could not be compared.` : ""].filter((part) => part !== "").join(" ");
}

export { RISK_LEVELS, appName, appRisk, count, duration, gravest, headline, imageMove, isListed, objectName, reportRisk, shortCommit, tally, thousands, visible, visibleLine };