// src/diff/failures.ts
function isUnknown({ status, failures }) {
	return status === "failed" || failures.length > 0;
}
function unknownIn(environment, apps) {
	return apps.filter((change) => isUnknown(change) && ((change.app.environment ?? "") === environment || change.app.environment === void 0 && change.hidesApps === true));
}
function isBrokenByChange({ failures }) {
	return failures.filter((failure) => failure.isOutOfReach !== true).some(({ side }) => side === "after") && !failures.some(({ side }) => side === "before");
}

// src/diff/model.ts
const RISK_LEVELS = [
	"none",
	"low",
	"medium",
	"high"
];
const RESTART_EFFECTS = [
	"restart",
	"recreate",
	"partition",
	"on-delete",
	"paused",
	"job-runs",
	"job-fails",
	"next-run"
];

// src/diff/level.ts
function gravest(levels) {
	return RISK_LEVELS[Math.max(0, ...[...levels].map((level) => RISK_LEVELS.indexOf(level)))] ?? "none";
}
function isQuiet({ status }) {
	return status === "rerendered" || status === "noise";
}
function appRisk(change) {
	const { risks, objects } = change;
	if (isUnknown(change)) return "high";
	return gravest([...risks, ...objects.flatMap((object) => object.risks)].map(({ level }) => level));
}
function reportRisk({ apps, risks }) {
	return gravest([...risks.map(({ level }) => level), ...apps.map(appRisk)]);
}

export { RESTART_EFFECTS, RISK_LEVELS, appRisk, gravest, isBrokenByChange, isQuiet, isUnknown, reportRisk, unknownIn };