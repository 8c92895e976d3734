import { visible, visibleLine } from "../rooms/text.js";
import { CONFIG_FILE } from "../rooms/config.js";
import { terminalLines } from "../rooms/doctor.js";
import { appRisk, isQuiet, isUnknown, reportRisk } from "../rooms/review.js";
import { BOTH, DIGEST_MEANING, appName, appsOf, artifactWord, count, digestName, duration, headline, imageMove, isListed, mergeSayingsOf, movesOf, namesIn, objectName, placeText, quietCharts, rerendered, restartLines, sectionsOf, tally, thousands, toldFailures, valueLines, withoutDigest } from "./rerendered.js";
import { mergeWords } from "../rooms/inventory.js";

// src/report/causes.ts
function causeOf({ app }, { when, message }) {
	const own = namesIn([app.name, app.namespace]);
	return JSON.stringify([when, own(message)]);
}

// src/report/notes.ts
function notedApps(changes) {
	const found = /* @__PURE__ */ new Map();
	for (const { app, notes } of changes) for (const note of notes) found.set(note, [...found.get(note) ?? [], appName(app)]);
	return found;
}

// src/report/terminal.ts
const codes = {
	bold: [1, 22],
	dim: [2, 22],
	red: [31, 39],
	green: [32, 39],
	yellow: [33, 39],
	cyan: [36, 39]
};
const plain = (_, text) => text;
const painted = (tone, text) => `\u001B[${codes[tone][0]}m${text}\u001B[${codes[tone][1]}m`;
function terminal(report, options) {
	const paint = options.color ? painted : plain;
	const listed = report.apps.filter(isListed);
	const risk = reportRisk(report);
	const told = /* @__PURE__ */ new Map();
	const rest = [
		...rerendered(report.apps).map(rerenderedLine),
		...[...notedApps(report.apps.filter((change) => !isListed(change)))].map(([note, apps]) => `Note for ${noted(apps)}: ${line(note)}`),
		...quietCharts(report.apps).map(([chart, apps]) => `Chart ${line(chart)} has a new version without any other change in ${count(apps, "app")}.`),
		...noise(report.apps),
		...names("Changed files that no app uses", report.unclaimed),
		...Object.entries(report.digests).toSorted(([a], [b]) => a < b ? -1 : 1).map(([environment, digest]) => `Digest for ${line(digestName(environment))}: ${line(digest)}`),
		...withoutDigest(report).map(([environment, why]) => `No digest for ${line(digestName(environment))}, ${line(why)}.`),
		...Object.keys(report.digests).length === 0 ? [] : [DIGEST_MEANING],
		`Took ${duration(report.took.total)}.`
	];
	return [
		...sectionsOf(listed).flatMap((section) => [...sectionLines(section, {
			...options,
			told
		}, paint), ""]),
		...[report.told, report.comparedInstead].filter((line) => line !== void 0).map((warning) => `${paint("yellow", "warning:")} ${line(warning)}`),
		...report.risks.flatMap((risk) => riskLines(risk, `${CONFIG_FILE}: `, paint)),
		...mergeSayingsOf(report.apps).map(mergeLine),
		...rest.map((text) => paint("dim", text)),
		paint("bold", headline(report, "change").replace(/^This change changes/, "This changes")) + (risk === "none" ? "" : ` Highest risk: ${paint(toneOf(risk), risk)}.`)
	];
}
function progress(done, total, label, width) {
	const bar = Math.max(5, Math.min(30, Math.floor(width / 3)));
	const full = total === 0 ? bar : Math.floor(Math.min(done, total) / total * bar);
	return `[${"#".repeat(full)}${"-".repeat(bar - full)}] ${thousands(done)} of ${thousands(total)} ${line(label)}`.slice(0, Math.max(0, width - 1)).trimEnd();
}
function failureLines(change, { told }, paint) {
	return toldFailures(change).flatMap((failure) => {
		const { when, message, hint, at } = failure;
		const what = when === "before and after the change" ? "failed to render on both the base and the head" : `failed to render ${when}`;
		const where = at ? ` (${line(placeText(at))})` : "";
		const cause = causeOf(change, failure);
		const first = told.get(cause);
		if (first !== void 0) return [`   ${paint("red", what)}${where}, same error as in ${line(first)}`];
		told.set(cause, appName(change.app));
		return [
			`   ${paint("red", what)}${where}:`,
			...gutter(message, paint),
			...hint === void 0 || hint === "" ? [] : [`   hint: ${line(hint)}`]
		];
	});
}
function appLines(change, options, paint) {
	const { width } = options;
	const { status, app, images, restarts, risks, notes } = change;
	const sums = tally([change]);
	const level = appRisk(change);
	const parts = [
		status === "failed" ? "not compared" : isQuiet(change) ? "no changes rendered" : `${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${thousands(sums.removed)} removed`,
		...status !== "failed" && isUnknown(change) ? ["only partly compared"] : [],
		...level === "none" ? [] : [`risk ${level}`]
	];
	const title = `${line(appName(app))}${status === "added" ? " (new)" : status === "removed" ? " (removed)" : ""}`;
	const ruler = "-".repeat(Math.max(3, width - title.length - parts.join(", ").length - 8));
	return [
		`${paint("bold", `== ${title}`)} ${ruler} ${paint(toneOf(level), parts.join(", "))}`,
		...imageLines(images),
		...valueLines(change).flatMap(({ file, changes }) => [`   changes in ${line(file)} (not rendered):`, ...gutter(changes.map(visibleLine).join("\n"), paint)]),
		...restartLines(restarts).map((text) => `   ${line(text)}`),
		...risks.flatMap((risk) => riskLines(risk, "   ", paint)),
		...failureLines(change, options, paint),
		...notes.map((note) => `   note: ${line(note)}`)
	];
}
function sectionLines(section, options, paint) {
	const { changes, parts } = section;
	const isOne = changes.length === 1;
	const heads = changes.flatMap((change) => appLines(isOne ? change : {
		...change,
		images: []
	}, options, paint));
	const title = `${thousands(changes.length)} apps, the same change`;
	return [
		...heads,
		...isOne ? [] : [`   ${paint("bold", `-- ${title}:`)}`, ...imageLines(movesOf(section))],
		...parts.flatMap((part) => partLines(section, part, paint))
	];
}
function imageLines(images) {
	return images.map((image) => `   ${artifactWord(image) || "image "}${line(image.repository)}: ${line(imageMove(image))}`);
}
function partLines({ changes }, part, paint) {
	const { places, sameAs } = part;
	const { action, id, renamedFrom, risks, diff } = places[0].object;
	const tone = action === "added" ? "green" : action === "removed" ? "red" : "yellow";
	const was = renamedFrom === void 0 ? "" : `, was ${line(objectName(renamedFrom))}`;
	const own = appsOf(part);
	const who = changes.length === 1 ? "" : own.length === changes.length ? ", in all of them" : `, in ${someOf(own.map(({ app }) => appName(app)), 5)}`;
	const more = places.length === 1 ? "" : ` and ${thousands(places.length - 1)} more`;
	return [
		`   ${paint(tone, action)} ${paint("bold", line(objectName(id)))}${was}${more}${who}`,
		...risks.flatMap((risk) => riskLines(risk, "     ", paint)),
		...sameAs ? [`     same diff as ${line(objectName(sameAs.object.id))} in ${line(appName(sameAs.change.app))}`] : gutter(diff, paint)
	];
}
function gutter(text, paint) {
	if (text === "") return [];
	return visible(text.replace(/\n$/, "")).split("\n").map((content) => {
		const tone = toneOfLine(content);
		const shown = content.replaceAll("##[", "# #[");
		return `   ${paint("dim", "|")} ${tone === void 0 ? shown : paint(tone, shown)}`;
	});
}
function toneOfLine(content) {
	if (content.startsWith("+")) return "green";
	if (content.startsWith("-")) return "red";
	return content.startsWith("@@") ? "cyan" : void 0;
}
function riskLines(risk, indent, paint) {
	const head = `${paint(toneOf(risk.level), `${risk.level} ${line(risk.rule)}`)}:`;
	return terminalLines(risk, {
		head,
		indent
	});
}
function toneOf(level) {
	return level === "high" ? "red" : level === "medium" ? "yellow" : level === "low" ? "cyan" : "dim";
}
function noise(changes) {
	const fields = changes.reduce((sum, change) => sum + change.noise, 0);
	const apps = changes.filter((change) => change.noise > 0).length;
	return fields === 0 ? [] : [`${count(fields, "ignored field")} in ${count(apps, "app")}.`];
}
function rerenderedLine(all) {
	const { apps, conditions, changes } = all;
	const more = changes.length > 10 ? `; and ${count(changes.length - 10, "more set")} of files` : "";
	const parts = changes.slice(0, 10).map((one) => {
		return `${one.files.length === 0 ? "another declaration" : someOf(one.files, 20)} in ${someOf(one.apps, 5)}`;
	});
	return `Re-rendered, no changes (${[count(apps, "app"), ...conditions === "" ? [] : [line(conditions)]].join("; ")}): ${parts.join("; ")}${more}.`;
}
function someOf(all, most) {
	const more = all.length > most ? ` and ${thousands(all.length - most)} more` : "";
	return `${all.slice(0, most).map(line).join(", ")}${more}`;
}
function mergeLine({ environment, isWhole, apps, effect }) {
	const where = environment === void 0 ? "" : ` in ${line(environment)}`;
	return `When merged: ${isWhole ? line(environment ?? "") : `${someOf(apps, 5)}${where}`} ${mergeWords(effect, isWhole || apps.length === 1)}.`;
}
function names(head, all) {
	if (all.length === 0) return [];
	const more = all.length > 20 ? `, and ${thousands(all.length - 20)} more` : "";
	return [`${head} (${thousands(all.length)}): ${all.slice(0, 20).map(line).join(", ")}${more}.`];
}
function noted(apps) {
	const named = apps.slice(0, 5).map(line).join(", ");
	const more = apps.length > 5 ? ` and ${thousands(apps.length - 5)} more` : "";
	return apps.length === 1 ? named : `${count(apps.length, "app")} (${named}${more})`;
}
function line(text) {
	return visibleLine(text).replaceAll("##[", "# #[");
}

export { causeOf, notedApps, progress, terminal };