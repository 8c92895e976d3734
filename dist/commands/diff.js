import "../chunks/rolldown-runtime.js";
import { appRisk, compareApps, digestsOf, gravest, isBrokenByChange, isQuiet, isUnknown, reportRisk, review, weight } from "../rooms/review.js";
import { FairleadError, FaultCollector, contained, describeFault, inputError } from "../rooms/errors.js";
import { failureSummary } from "../chunks/failure.js";
import { appKey, fromJson, toJson } from "../chunks/json.js";
import { fence, htmlName, isPlainAddress, link, name, prose, shorten } from "../rooms/text.js";
import { DIGEST_MEANING, RISK_MARKS, appName, appsOf as appsOf$1, artifactWord, count, digestName, duration, headline, imageMove, isListed, kindWord, lastPart, mergeSayingsOf, movesOf, objectName, placeText, quietCharts, rerendered, restartLines, sectionsOf, shortCommit, shownObjects, tally, thousands, toldFailures, valueLines, whereText, withoutDigest, words } from "../chunks/rerendered.js";
import { RISK_LEVELS } from "../rooms/risks.js";
import { markdownItem } from "../rooms/doctor.js";
import { pageLink } from "../chunks/page-keys.js";
import { CONFIG_FILE, configOf } from "../rooms/config.js";
import { groupBy, mergeWords } from "../rooms/inventory.js";
import { causeOf, notedApps, progress, terminal } from "../chunks/terminal.js";
import { listingOf } from "../rooms/tree.js";
import { chooser, describeChoice, unknownName } from "../chunks/chosen.js";
import { SourceChange, unchangedSides } from "../rooms/affected.js";
import { bases, defineCommand, inputs, pick, programInputs, requestOf } from "../chunks/define.js";
import { outputs } from "../chunks/outputs.js";
import { described } from "../chunks/describe.js";
import { writeOutputs } from "../rooms/files.js";
import { commits, isTracked, modifiedFiles, openCheckout, originOf, resolveSide, resolveSides } from "../rooms/git.js";
import { cacheFor, renderingFor } from "../chunks/rendering.js";
import { folderOf, gitAt, gitIn, originAddress, refuseLink } from "../chunks/folder.js";
import { connectToGithub } from "../chunks/connect.js";
import { connect, forgeOf } from "../chunks/forges.js";
import { isOneOf, plainAddress } from "../rooms/net.js";
import { authorizationFor } from "../chunks/tokens.js";
import { ownAuthorities } from "../chunks/gitlab.js";
import { inventoriesFor } from "../chunks/inventories.js";
import { addressesIn, eventSides, jobCheckout, wantedSides } from "../chunks/job.js";
import { readReport } from "../chunks/reports.js";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { performance } from "node:perf_hooks";
import { realpath, stat } from "node:fs/promises";

// src/report/markdown/capped.ts
function capped(items, options) {
	const { room, separator = "\n", most = Infinity, more } = options;
	const sizes = items.map((item) => item.length + separator.length);
	const whole = sizes.reduce((sum, size) => sum + size, 0);
	if (items.length <= most && whole <= room) return items.join(separator);
	let left = room - longest(more, items.length) - separator.length;
	let shown = 0;
	while (shown < Math.min(items.length, most) && (sizes[shown] ?? 0) <= left) left -= sizes[shown++] ?? 0;
	if (shown === items.length) return items.join(separator);
	return [...items.slice(0, shown), more(items.length - shown, shown)].join(separator);
}
function longest(more, items) {
	return Math.max(more(items, 0).length, more(1, items - 1).length) + String(items).length * 2;
}

// src/report/markdown/objects.ts
const GAP = "\n\n";
function blocksOf(sections, page) {
	const blocks = /* @__PURE__ */ new Map();
	return sections.flatMap((section) => section.parts.map((part) => {
		const sameAs = part.sameAs && blocks.get(part.sameAs);
		const { risks } = part.places[0].object;
		const block = {
			section,
			part,
			level: gravest(risks.map((risk) => risk.level)),
			text: partText(section, part, page),
			sameAs
		};
		blocks.set(part.places[0], block);
		return block;
	})).toSorted((a, b) => RISK_LEVELS.indexOf(b.level) - RISK_LEVELS.indexOf(a.level) || weight(a.part.places[0].object.id) - weight(b.part.places[0].object.id));
}
function partText(section, { places, sameAs }, page) {
	const [{ object, change }] = places;
	const { id, renamedFrom, action, diff, risks } = object;
	const was = renamedFrom === void 0 ? "" : `, was ${name(objectName(renamedFrom))}`;
	const noise = places.reduce((sum, place) => sum + place.object.noise, 0);
	const hidden = noise === 0 ? "" : ` (and ${count(noise, "ignored field")})`;
	const more = places.length === 1 ? "" : ` and ${thousands(places.length - 1)} more`;
	const onPage = pageLink(page, change, object);
	const head = `**${action}** ${name(objectName(id))}${was}${more}${whereOf(section, places)}${hidden}${onPage === void 0 ? "" : ` ([on the page](${onPage}))`}`;
	const reasons = risks.map((risk) => markdownItem(risk, RISK_MARKS[risk.level]));
	const same = sameAs && `Same diff as ${name(objectName(sameAs.object.id))} in ${name(appName(sameAs.change.app))}.`;
	return [
		head,
		...reasons.length > 0 ? [reasons.join("\n")] : [],
		same ?? (diff === "" ? "No fields differ." : fence(diff, "diff"))
	].join("\n\n");
}
const NAMED$1 = 10;
function whereOf({ changes }, places) {
	if (changes.length === 1) return "";
	const own = appsOf$1({ places });
	if (own.length === changes.length) return `, the same in ${own.length === 2 ? "both" : `all ${thousands(own.length)}`} apps`;
	const others = changes.filter((change) => !own.includes(change));
	if (others.length < own.length && others.length <= 3) return `, the same in all apps but ${others.map(({ app }) => name(appName(app))).join(", ")}`;
	return ` in ${named$1(own)}${own.length === 1 ? " alone" : ""}`;
}
function named$1(changes, most = NAMED$1) {
	const left = changes.length - most;
	return `${changes.slice(0, most).map(({ app }) => name(appName(app))).join(", ")}${left > 0 ? ` and ${thousands(left)} more` : ""}`;
}
function opening(section, shown) {
	const { changes } = section;
	const [{ app }] = changes;
	const objects = changes.reduce((sum, change) => sum + shownObjects(change).length, 0);
	const sums = tally(changes);
	const level = gravest(changes.map(appRisk));
	const where = words(app.environment, app.cluster, app.toldApartBy);
	const parts = [
		changes.length > 1 ? `<b>${thousands(changes.length)} apps, the same change</b>${moved(section)}` : `${kindWord(app) === "" ? "" : `${kindWord(app)} `}${htmlName(app.name)}${where.length > 0 ? ` (${where.map((part) => htmlName(part)).join(", ")})` : ""}`,
		`${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${thousands(sums.removed)} removed`,
		...level === "none" ? [] : [`risk ${RISK_MARKS[level]} ${level === "high" ? "<b>high</b>" : level}`],
		...shown < objects ? [`${thousands(shown)} of ${count(objects, "object")} shown here`] : []
	];
	const who = changes.length > 1 ? `${"\n\n"}In ${named$1(changes, 40)}.` : "";
	return `<details>\n<summary>${parts.join("; ")}</summary>${who}`;
}
function moved(section) {
	const moves = movesOf(section).map((image) => `${artifactWord(image)}${htmlName(`${lastPart(image.repository)} ${imageMove(image)}`)}`);
	return moves.length === 0 ? "" : `: ${capped(moves, {
		room: 600,
		separator: ", ",
		most: 3,
		more: (left) => `${left} more`
	})}`;
}
const CLOSING = "</details>";
function objectsIn(blocks) {
	return blocks.reduce((sum, { part }) => sum + part.places.length, 0);
}
function foldedApps(sections, blocks) {
	const own = new Map(blocks.map((block) => [block.part, block]));
	return sections.flatMap((section) => {
		const shown = section.parts.flatMap((part) => own.get(part) ?? []);
		if (shown.length === 0) return [];
		return [[
			opening(section, objectsIn(shown)),
			...shown.map(({ text }) => text),
			CLOSING
		].join("\n\n")];
	}).join("\n\n");
}

// src/report/markdown/pack.ts
function pack(blocks, room, most) {
	const bins = [];
	const open = () => bins.push({
		room: bins.length === 0 ? room.first : room.further,
		apps: /* @__PURE__ */ new Set(),
		blocks: []
	});
	open();
	const frames = /* @__PURE__ */ new Map();
	const frameOf = (section) => {
		const known = frames.get(section) ?? frameSize(section);
		frames.set(section, known);
		return known;
	};
	const left = [];
	const isLeft = /* @__PURE__ */ new Set();
	for (const block of blocks) {
		if (block.sameAs && isLeft.has(block.sameAs)) {
			left.push(block);
			continue;
		}
		const own = block.text.length + "\n\n".length;
		const frame = frameOf(block.section);
		if (own + frame <= room.further && !bins.some((bin) => fits(bin, block, own, frame)) && bins.length < most) open();
		const bin = bins.find((candidate) => fits(candidate, block, own, frame));
		if (!bin) {
			left.push(block);
			isLeft.add(block);
			continue;
		}
		bin.room -= own + (bin.apps.has(block.section) ? 0 : frame);
		bin.apps.add(block.section);
		bin.blocks.push(block);
	}
	return {
		comments: bins.map((bin) => bin.blocks),
		left
	};
}
function fits(bin, { section }, own, frame) {
	return own + (bin.apps.has(section) ? 0 : frame) <= bin.room;
}
function frameSize(section) {
	const objects = section.changes.reduce((sum, change) => sum + change.objects.length, 0);
	return opening(section, -objects).length + CLOSING.length + 2 * "\n\n".length + 4;
}

// src/report/markdown/sections.ts
const MESSAGE_LENGTH = 1500;
const APPS = 5;
const FILES = 10;
function riskList(changes, ofChange, room) {
	const found = /* @__PURE__ */ new Map();
	const add = (risk, ...place) => {
		const key = JSON.stringify([
			risk.rule,
			risk.level,
			risk.message
		]);
		const same = found.get(key) ?? {
			risk,
			places: []
		};
		found.set(key, same);
		same.places.push(place.map((part) => name(part)).join(" "));
	};
	for (const risk of ofChange) add(risk, CONFIG_FILE);
	for (const { app, risks, objects } of changes) {
		for (const risk of risks) add(risk, appName(app));
		for (const { id, risks: own } of objects) for (const risk of own) add(risk, appName(app), objectName(id));
	}
	return section("**Risks**\n\n", [...found.values()].toSorted((a, b) => RISK_LEVELS.indexOf(b.risk.level) - RISK_LEVELS.indexOf(a.risk.level)).map(({ risk, places }) => markdownItem(risk, RISK_MARKS[risk.level], firstOf(places))), {
		room,
		more: (left) => `- and ${count(left, "more risk")}`
	});
}
function nameList(all, most = APPS) {
	return firstOf(all.map((one) => name(one)), most);
}
function firstOf(all, most = APPS) {
	const left = all.length - most;
	return `${all.slice(0, most).join(", ")}${left > 0 ? ` and ${thousands(left)} more` : ""}`;
}
function warningList(warnings, room) {
	return section("**Warnings**\n\n", warnings.map((warning) => `- ${prose(warning)}`), {
		room,
		more: (left) => `- and ${count(left, "more warning")}`
	});
}
function failureList(changes, room) {
	const all = changes.flatMap((change) => toldFailures(change).map((failure) => ({
		change,
		failure
	})));
	return section("**Could not be compared**\n\n", [...groupBy(all, ({ change, failure }) => causeOf(change, failure)).values()].flatMap((some) => {
		const [first] = some;
		if (!first) return [];
		const { when, message, hint } = first.failure;
		const places = [...new Set(some.map(({ failure }) => placeText(failure.at)))].filter((place) => place !== "");
		const where = places.length === 0 ? "" : `, at ${nameList(places)}`;
		const apps = [...new Set(some.map(({ change }) => appName(change.app)))];
		const head = `${apps.length > 1 ? `${count(apps.length, "app")}, same cause: ` : ""}${nameList(apps)}, ${when}${where}:`;
		const rest = message.length - MESSAGE_LENGTH;
		const cut = rest > 0 ? `\n\n(${count(rest, "more character")} in the report)` : "";
		const help = hint === void 0 || hint === "" ? "" : `\n\n${prose(hint)}`;
		return [`${head}\n\n${fence(shorten(message, MESSAGE_LENGTH), "text")}${cut}${help}`];
	}), {
		room,
		separator: "\n\n",
		more: (left) => `And ${count(left, "more failure")}.`
	});
}
function valueList(changes, room) {
	const found = /* @__PURE__ */ new Map();
	for (const change of changes) for (const one of valueLines(change)) {
		const key = JSON.stringify(one);
		const same = found.get(key) ?? {
			...one,
			apps: []
		};
		found.set(key, same);
		same.apps.push(appName(change.app));
	}
	return section("**Changes in files that could not be rendered**\n\n", [...found.values()].flatMap(({ file, changes: all, apps }) => all.map((text) => `- ${nameList(apps)}, ${name(file)}: ${name(text)}`)), {
		room,
		more: (left) => `- and ${count(left, "more key")}`
	});
}
function noteList(changes, room) {
	return section("**Notes**\n\n", [...notedApps(changes)].map(([note, apps]) => `- ${nameList(apps)}: ${prose(note)}`), {
		room,
		more: (left) => `- and ${count(left, "more note")}`
	});
}
function restartList(changes, room) {
	const found = /* @__PURE__ */ new Map();
	for (const { app, restarts } of changes) for (const text of restartLines(restarts)) found.set(text, [...found.get(text) ?? [], appName(app)]);
	return section("**Restarts**\n\n", [...found].map(([text, apps]) => `- ${nameList(apps)}: ${prose(text)}`), {
		room,
		more: (left) => `- and ${count(left, "more line")}`
	});
}
function mergeList(changes, room) {
	return section("**After the merge**\n\n", mergeSayingsOf(changes).map(({ environment, isWhole, apps, effect }) => {
		const where = environment === void 0 ? "" : ` in ${name(environment)}`;
		return `- ${isWhole ? name(environment ?? "") : `${nameList(apps)}${where}`} ${mergeWords(effect, isWhole || apps.length === 1)}.`;
	}), {
		room,
		more: (left) => `- and ${count(left, "more line")}`
	});
}
function rerenderedLines(changes, room) {
	const all = rerendered(changes);
	return all.map((one) => {
		const { apps, conditions, changes: groups } = one;
		const items = groups.map(({ files, apps: readers }) => `${files.length === 0 ? "another declaration" : nameList(files, FILES)} in ${nameList(readers)}`);
		return inline(`Re-rendered, no changes (${[count(apps, "app"), ...conditions === "" ? [] : [prose(conditions)]].join("; ")}): `, items, room / all.length, "; ");
	}).join("\n\n");
}
function chartLine(changes, room) {
	return inline("Charts whose version changes without any other change: ", quietCharts(changes).map(([chart, apps]) => `${name(chart)} in ${count(apps, "app")}`), room);
}
function noiseLine(changes, room) {
	const fields = changes.reduce((sum, change) => sum + change.noise, 0);
	if (fields === 0) return "";
	const apps = changes.filter(({ noise }) => noise > 0).map(({ app }) => name(appName(app)));
	return inline(`${count(fields, "ignored field")} in `, apps, room);
}
function unclaimedLine(files, room) {
	const shown = files.map((file) => name(file));
	return inline(`Changed files that no app uses (${thousands(files.length)}): `, shown, room);
}
function digestTable(report, room) {
	const digests = Object.entries(report.digests).map(([environment, digest]) => [environment, name(digest, "table")]);
	const none = withoutDigest(report).map(([environment, why]) => [environment, prose(`no digest, ${why}`)]);
	return section("| Environment | Digest of the changes |\n| --- | --- |\n", [...digests, ...none].toSorted(([a], [b]) => a < b ? -1 : 1).map(([environment, cell]) => `| ${environment === "" ? digestName(environment) : name(environment, "table")} | ${cell} |`), {
		room,
		more: (left) => `| and ${thousands(left)} more | |`
	});
}
function footer({ versions, took, shard }, room) {
	const tools = Object.entries(versions).toSorted(([a], [b]) => a < b ? -1 : 1).map(([tool, version]) => name(`${tool} ${version}`));
	const time = `${duration(took.total)} in total: ${duration(took.inventory)} to find apps, ${duration(took.rendering)} to render`;
	const part = shard === void 0 ? "" : ` Part ${shard.index} of ${shard.count}.`;
	const rendered = capped(tools, {
		room: room - time.length - part.length - 30,
		separator: ", ",
		more: (left) => `and ${left} more`
	});
	return `${rendered === "" ? "" : `Rendered with ${rendered}. `}Took ${time}.${part}`;
}
function section(head, items, options) {
	if (items.length === 0) return "";
	return `${head}${capped(items, {
		...options,
		room: options.room - head.length
	})}`;
}
function inline(head, items, room, separator = ", ") {
	if (items.length === 0) return "";
	return head + capped(items, {
		room: room - head.length - 1,
		separator,
		most: 40,
		more: (left) => `and ${thousands(left)} more`
	}) + ".";
}

// src/report/markdown/table.ts
const IMAGES = 3;
function appTable(changes, room, page) {
	const head = ["| App | Environment | Cluster | Added | Changed | Removed | Images | Risk |", "| --- | --- | --- | ---: | ---: | ---: | --- | --- |"].join("\n");
	return `${head}\n${capped(changes.map((change) => appRow(change, page)), {
		room: room - head.length - 1,
		more: (left, shown) => {
			const sums = tally(changes.slice(shown));
			return `| and ${count(left, "more app")} | | | ${sums.added} | ${sums.changed} | ${sums.removed} | | |`;
		}
	})}`;
}
function appRow(change, page) {
	const { app, status, images } = change;
	const failed = status === "failed";
	const sums = tally([change]);
	const word = status === "added" ? " (new)" : status === "removed" ? " (removed)" : isQuiet(change) ? " (re-rendered)" : "";
	return `| ${[
		[...nameLinks(change, pageLink(page, change)), kindWord(app)].filter((part) => part !== "").join(" ") + word,
		name(app.environment ?? "", "table"),
		name(whereText(app), "table"),
		...[
			sums.added,
			sums.changed,
			sums.removed
		].map((n) => failed && n === 0 ? "?" : thousands(n)),
		imageCell(images),
		riskCell(change)
	].join(" | ")} |`;
}
function imageCell(images) {
	const shown = images.slice(0, IMAGES).map((image) => `${artifactWord(image)}${name(lastPart(image.repository), "table")} ${name(imageMove(image), "table")}`);
	const left = images.length - shown.length;
	return [...shown, ...left > 0 ? [`and ${thousands(left)} more`] : []].join("<br>");
}
function nameLinks({ app, url }, page) {
	const shown = name(app.name, "table");
	if (page === void 0) return [linked(shown, url)];
	return [linked(shown, page), ...url === void 0 ? [] : [linked("(Argo CD)", url)]];
}
function linked(shown, url) {
	return url !== void 0 && isPlainAddress(url) ? `[${shown}](${url})` : shown;
}
function riskCell(change) {
	const level = appRisk(change);
	const word = level === "high" ? "**high**" : level;
	const what = change.status === "failed" ? `${word}, not compared` : isUnknown(change) ? `${word}, only partly compared` : word;
	return [RISK_MARKS[level], what].filter((part) => part !== "").join(" ");
}

// src/report/markdown/comments.ts
const MARK = 200;
const LEAST = 1e4;
function comments(report, options) {
	const { limit, most } = options;
	if (limit < LEAST || most < 1) throw new Error(`the limit of a comment must be at least ${LEAST}`);
	const size = limit - MARK;
	const listed = report.apps.filter(isListed);
	const before = beginning(report, options, size);
	const after = ending(report, size);
	const sections = sectionsOf(listed);
	const blocks = blocksOf(sections, options.page);
	const named = roomOfLists(size) * NAMED.share;
	const note = leftOutNote(blocks, options, named);
	const room = {
		first: size - (named + [
			...before,
			note,
			...after
		].reduce((sum, part) => sum + part.length + "\n\n".length, 0)),
		further: size - further(report, most, most).length - "\n\n".length
	};
	const packed = pack(blocks, room, most);
	return packed.comments.map((own, index) => {
		const folded = foldedApps(sections, own);
		if (index > 0) return join$1([further(report, index + 1, packed.comments.length), folded]);
		const more = packed.comments.length - 1;
		return join$1([
			...before,
			...packed.left.length > 0 ? [leftOutNote(packed.left, options, named, more)] : followsNote(more),
			folded,
			...after
		]);
	});
}
const SENTENCES = 2600;
function roomOfLists(size) {
	return Math.max(0, size - SENTENCES);
}
function beginning(report, options, size) {
	const lists = roomOfLists(size);
	const listed = report.apps.filter(isListed);
	const risk = reportRisk(report);
	return [
		`### ${title(report)}`,
		`${headline(report, options.request)}${risk === "none" ? "" : ` Highest risk: **${risk}**.`}`,
		options.isForeign === true ? `An unprivileged job rendered this report from the files of this ${options.request}. Its content, including the digests, is only as trustworthy as that job.` : report.told ?? "",
		warningList([...report.comparedInstead === void 0 ? [] : [report.comparedInstead], ...report.warnings], lists * .05),
		listed.length === 0 ? lookedAt(report) : appTable(listed, lists * .22, options.page),
		mergeList(listed, lists * .03),
		restartList(listed, lists * .06),
		riskList(listed, report.risks, lists * .1)
	].filter((part) => part !== "");
}
function ending(report, size) {
	const lists = roomOfLists(size);
	return [
		failureList(report.apps, lists * .12),
		valueList(report.apps, lists * .06),
		noteList(report.apps, lists * .06),
		rerenderedLines(report.apps, lists * .06),
		chartLine(report.apps, lists * .02),
		noiseLine(report.apps, lists * .03),
		unclaimedLine(report.unclaimed, lists * .04),
		digestTable(report, lists * .08),
		Object.keys(report.digests).length === 0 ? "" : DIGEST_MEANING,
		footer(report, lists * .03)
	].filter((part) => part !== "");
}
function lookedAt({ apps, unclaimed }) {
	if (apps.length === 0 && unclaimed.length === 0) return "No files differ between the base and the head.";
	const files = (/* @__PURE__ */ new Set([...apps.flatMap((change) => change.files), ...unclaimed])).size;
	const them = files === 1 ? "it" : "them";
	const touched = apps.length === 0 ? `No app uses ${them}.` : apps.length === 1 ? `1 app uses ${them}; its manifests do not change.` : `${count(apps.length, "app")} use ${them}; their manifests do not change.`;
	return `Checked ${count(files, "changed file")}. ${touched}`;
}
function title({ base, head }) {
	const side = ({ name: ref, commit }) => commit === void 0 ? name(ref) : commit.startsWith(ref) ? name(shortCommit(commit)) : `${name(ref)} (${name(shortCommit(commit))})`;
	return `Deployment preview: ${side(base)} → ${side(head)}`;
}
function further(report, index, all) {
	return `### ${title(report)}, continued (${index} of ${all})`;
}
function followsNote(more) {
	return more === 0 ? [] : [`More diffs are in ${count(more, "further comment")}.`];
}
const NAMED = {
	most: 10,
	share: .03
};
function leftOutNote(left, { whole }, room, more = 999) {
	const places = left.flatMap(({ part }) => part.places);
	const apps = new Set(places.map(({ change }) => change)).size;
	const level = gravest(left.map((block) => block.level));
	const where = whole === void 0 ? "the report" : link(whole.text, whole.url);
	const names = capped(places.map(({ object, change }) => `${name(objectName(object.id))} in ${name(appName(change.app))}`), {
		room,
		most: NAMED.most,
		separator: ", ",
		more: (rest) => `${thousands(rest)} more`
	});
	const also = followsNote(more).map((sentence) => ` ${sentence}`);
	return `**${count(places.length, "object")} of ${count(apps, "app")} did not fit in the comments. See ${where}**: ${names}. Highest risk among them: ${level}.${also.join("")}`;
}
function join$1(parts) {
	return parts.filter((part) => part !== "").join("\n\n");
}

// src/report/markdown/summary.ts
const SUMMARY_BYTES = 9e5;
function summary(report, request, bytes = SUMMARY_BYTES) {
	for (const limit of [bytes, Math.floor(bytes / 3)]) {
		const [text = ""] = comments(report, {
			limit,
			most: 1,
			request
		});
		if (Buffer.byteLength(text) <= bytes) return `${text}\n`;
	}
	throw new Error("the summary is longer than its limit");
}

// src/report/merge.ts
function takeReports(parts, digestsOf) {
	const [first] = parts;
	if (!first) throw inputError("reports does not list any report");
	const told = parts.length === 1 ? "Another job rendered this report. Its content, including the commits and digests, is only as trustworthy as that job." : `${parts.length} other jobs rendered this report. Its content, including the commits and digests, is only as trustworthy as those jobs.`;
	const report = parts.length === 1 && first.shard === void 0 ? {
		...first,
		digests: digestsOf(first.apps)
	} : mergeShards(parts, digestsOf);
	return {
		...report,
		apps: report.apps.map((change) => ({
			...change,
			url: void 0
		})),
		told
	};
}
function mergeShards(parts, digestsOf) {
	const [first] = parts;
	if (!first) throw inputError("there is no report to merge");
	check(parts, first);
	const ordered = parts.toSorted((a, b) => (a.shard?.index ?? 1) - (b.shard?.index ?? 1));
	const apps = appsOf(ordered).toSorted(compareApps);
	const versions = mergeVersions(ordered);
	const slowest = (of) => Math.max(...parts.map(({ took }) => of(took)));
	return {
		...first,
		risks: [...new Map(ordered.flatMap(({ risks }) => risks).map((one) => [JSON.stringify(one), one])).values()],
		apps,
		digests: digestsOf(apps),
		unclaimed: first.unclaimed.filter((file) => parts.every(({ unclaimed }) => unclaimed.includes(file))),
		warnings: [.../* @__PURE__ */ new Set([...ordered.flatMap(({ warnings }) => warnings), ...versionWarnings(versions)])],
		versions: Object.fromEntries([...versions].map(([tool, all]) => [tool, all.join(" and ")])),
		took: {
			inventory: slowest(({ inventory }) => inventory),
			rendering: slowest(({ rendering }) => rendering),
			total: slowest(({ total }) => total)
		},
		shard: void 0
	};
}
function check(parts, first) {
	const count = first.shard?.count ?? 1;
	const seen = /* @__PURE__ */ new Set();
	for (const part of parts) {
		const { index, count: own } = part.shard ?? {
			index: 1,
			count: 1
		};
		if (own !== count) throw inputError(`one part belongs to ${count} parts, another to ${own}`, { hint: SAME_RUN });
		if (seen.has(index)) throw inputError(`part ${index} of ${count} is given twice`, { hint: SAME_RUN });
		seen.add(index);
		for (const side of ["base", "head"]) if (!isDeepStrictEqual(part[side], first[side])) throw inputError(`part ${index} of ${count} compares a different commit as ${side}`, { hint: SAME_RUN });
		if (part.comparedInstead !== first.comparedInstead) throw inputError(`part ${index} of ${count} disagrees about what was compared`, { hint: SAME_RUN });
	}
	const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !seen.has(index));
	if (missing.length > 0) throw inputError(`of ${count} parts ${missing.slice(0, 10).join(", ")} ${missing.length === 1 ? "is" : "are"} missing`, { hint: "Merge the parts only after all jobs of the matrix have succeeded." });
}
function appsOf(parts) {
	const known = /* @__PURE__ */ new Map();
	for (const { apps, shard } of parts) for (const change of apps) {
		const other = known.get(appKey(change));
		if (other && !isDeepStrictEqual(other.change, change)) throw inputError(`the parts ${other.index} and ${shard?.index} both contain the app ${JSON.stringify(change.app.name)}, with different results`, { hint: SAME_RUN });
		if (!other) known.set(appKey(change), {
			change,
			index: shard?.index
		});
	}
	return [...known.values()].map(({ change }) => change);
}
const SAME_RUN = "Merge the parts of a single run, each part once.";
function mergeVersions(parts) {
	const found = /* @__PURE__ */ new Map();
	for (const { versions } of parts) for (const [tool, version] of Object.entries(versions)) found.set(tool, (found.get(tool) ?? /* @__PURE__ */ new Set()).add(version));
	return new Map([...found].map(([tool, versions]) => [tool, [...versions]]));
}
function versionWarnings(versions) {
	return [...versions].filter(([, all]) => all.length > 1).map(([tool, all]) => `The parts were rendered with different versions of ${tool}: ${all.join(" and ")}. Objects may differ for that reason alone.`);
}

// src/commands/diff-filter.ts
function choiceOf(values) {
	const choice = describeChoice(values);
	if (choice === void 0) return void 0;
	const faults = new FaultCollector();
	const refuse = (message, hint) => faults.keep(inputError(message, { hint }));
	const inputs = "app and environment select what is shown";
	if (values.shard !== void 0) refuse(`${inputs}, so shard cannot be used`, "Each part of a matrix must contain all of its apps. Remove app and environment.");
	if (values.reports.length > 0) refuse(`${inputs}, so reports cannot be used`, "Set app and environment in the jobs that render instead.");
	if (values.comment === "required") refuse(`comment is required, but no comment is written because ${inputs}`, "A comment on part of a change would look like a comment on the whole change. Remove app and environment.");
	faults.throwIfAny();
	return choice;
}
async function onlyChosen(report, values, { choice, declared: { before, after } }) {
	const known = [...(await Promise.all([before.all(), after.all()])).flat(), ...report.apps.map(({ app }) => app)];
	const unknown = unknownName(values, known, after.unresolved.length);
	if (unknown) throw unknown;
	const isChosen = chooser(values, known);
	const apps = report.apps.filter(({ app }) => isChosen(app));
	const left = report.apps.length - apps.length;
	const others = left === 0 ? "" : ` ${left} other ${left === 1 ? "app" : "apps"} of this change ${left === 1 ? "is" : "are"} not shown.`;
	return {
		...report,
		only: choice,
		apps,
		digests: {},
		unclaimed: [],
		warnings: [`Only the selected apps are shown (${choice}).${others} Therefore there is no digest, and no comment is written.`, ...report.warnings]
	};
}

// src/commands/diff-sides.ts
async function changeFrom(base, ports) {
	const own = await ports.sides(base);
	const branch = own.branch ?? ports.base ?? "main";
	const isDefaultBranch = own.branch === void 0 || ports.isDefaultBranch(own.branch);
	if (!ports.source) return {
		addresses: ports.addresses,
		sides: own,
		standing: {
			branch,
			isDefaultBranch
		}
	};
	const infra = await ports.source.infra();
	const { addresses } = ports.source;
	return {
		addresses: infra.address,
		sides: unchangedSides(infra.side, infra.branch),
		standing: {
			branch: infra.branch,
			isDefaultBranch: true
		},
		source: new SourceChange({
			addresses,
			branch,
			isDefaultBranch,
			sides: own,
			infra: infra.address
		})
	};
}

// src/commands/comment.ts
async function writeComment(mode, find, by, bodies) {
	let cure;
	const missing = (thrown) => {
		const [fault] = thrown.faults;
		const error = cure === void 0 || thrown.kind !== "input" ? thrown : inputError(fault.message, { hint: cure });
		if (mode === "required") return {
			warnings: [],
			failure: error
		};
		return { warnings: [`No comment was written: ${error.faults.map(describeFault).join(" ")}`] };
	};
	try {
		const target = await find();
		cure = target?.cure;
		if (target === void 0) return mode === "required" ? missing(inputError(`comment is required, but this job does not run for a ${by.noun}`)) : { warnings: [] };
		const { to, request, noun, head, base } = target;
		const state = await to.stateOf(request);
		if (!state.isOpen) return { warnings: [`No comment was written: the ${noun} ${request} is no longer open.`] };
		if (head !== void 0 && state.head !== head) return { warnings: [`No comment was written: the ${noun} ${request} has a newer commit (${state.head.slice(0, 12)}) than this job (${head.slice(0, 12)}). The job for that commit writes the comment.`] };
		if (base !== void 0 && state.base !== base) return { warnings: [`No comment was written: the ${noun} ${request} targets ${state.base}, but this job compared it with ${base}. Run the job again, or set base to the target branch.`] };
		const { markOf } = await import("../chunks/comments.js");
		await to.put(request, markOf(by.name, target.id), bodies(target), by.name);
		return { warnings: [] };
	} catch (error) {
		return missing(contained(error));
	}
}

// src/commands/diff-verdict.ts
function brokenBy({ apps }) {
	const broken = apps.filter(isBrokenByChange);
	if (broken.length === 0) return void 0;
	return inputError(`the change breaks rendering of ${counted(broken)}: ${named(broken)}`, { hint: "See the report for the renderer's message." });
}
function failureOf(words, report) {
	const broken = brokenBy(report);
	if (broken || words.includes("never")) return broken;
	const changing = report.apps.filter((change) => !isQuiet(change)).length;
	const unknown = report.apps.filter(isUnknown);
	const risk = reportRisk(report);
	const level = RISK_LEVELS.find((one) => one !== "none" && words.some((word) => word === one));
	const asked = `fail-on is ${words.join(", ")}. See the report for the details.`;
	const [first, ...others] = [
		...unknown.length > 0 ? [{
			message: `${counted(unknown)} could not be compared, so the changes to ${unknown.length === 1 ? "it" : "them"} are unknown: ${named(unknown)}`,
			hint: "See the report for the reason and the fix. Only fail-on: never lets such a run pass."
		}] : [],
		...words.includes("change") && changing > 0 ? [{
			message: `${changing} app${changing === 1 ? "" : "s"} would change`,
			hint: asked
		}] : [],
		...level !== void 0 && RISK_LEVELS.indexOf(risk) >= RISK_LEVELS.indexOf(level) ? [{
			message: `the change has a ${risk} risk`,
			hint: asked
		}] : []
	];
	return first && new FairleadError("refused", [first, ...others]);
}
const MOST_DETAILS = 9;
function detailed(failure, words, report) {
	if (report.told !== void 0) return failure;
	const level = RISK_LEVELS.find((one) => one !== "none" && words.some((word) => word === one));
	const grave = ({ level: own }) => level !== void 0 && RISK_LEVELS.indexOf(own) >= RISK_LEVELS.indexOf(level);
	const details = report.apps.flatMap(({ app, failures, risks, objects }) => [...failures.slice(0, 1).map(({ message, hint, at }) => ({
		message: `${app.name}: ${message}`,
		hint,
		at: at ?? app.declaredAt
	})), ...[...risks, ...objects.flatMap((object) => object.risks)].filter(grave).map(({ rule, message }) => ({
		message: `${app.name}: ${message} (${rule})`,
		at: app.declaredAt
	}))]);
	return new FairleadError(failure.kind, [...failure.faults, ...details.slice(0, MOST_DETAILS)]);
}
function counted({ length }) {
	return length === 1 ? "1 app" : `${length} apps`;
}
function named(apps) {
	const names = [...new Set(apps.map(({ app }) => app.name))];
	return `${names.slice(0, 5).join(", ")}${names.length > 5 ? " …" : ""}`;
}

// src/commands/diff.ts
const diffCommand = {
	name: "diff",
	title: "Fairlead diff",
	summary: "Renders every app that a change affects, before and after it, and shows what changes in the cluster and how risky it is.",
	inputs: {
		...pick(inputs, "path", "app", "environment", "base", "head", "forge", "repository", "comment", "pull-request", "infra-repository", "infra-token", "comment-token", "comment-id", "comment-limit", "page-url", "source-token", "fail-on", "report-path", "reports", "shard", ...programInputs, "concurrency", "cache-path", "output"),
		...described(pick(inputs, "path", "app", "environment"), {
			path: "The git checkout whose change is compared: the infra repo, or the app repo if infra-repository is set.",
			app: "Show only these apps, by name. In prod, web also matches web-prod. No comment is written and there is no digest. Default: all apps that the change affects.",
			environment: "Show only the apps of these environments. No comment is written and there is no digest."
		}),
		base: bases.change,
		repository: requestOf
	},
	outputs: described(pick(outputs, "changed", "apps", "digest", "risk", "report-path"), {
		changed: "true if anything changes in a cluster or could not be rendered.",
		apps: "Number of apps that change.",
		digest: "Digests of the changes, by environment, as JSON. An approval can be bound to them. An environment with an app that could not be compared has no digest."
	})
};
async function runDiff(values, ports) {
	const choice = choiceOf(values);
	const { report, setUp } = values.reports.length > 0 ? {
		report: await readReports(values, ports),
		setUp: void 0
	} : await compare(values, ports, choice);
	const written = await writeReport(values, report, ports).catch((error) => {
		if (error instanceof FairleadError && error.kind === "remote") return error;
		throw error;
	});
	const folder = written instanceof FairleadError ? void 0 : written;
	const changing = report.apps.filter((change) => !isQuiet(change));
	const risk = reportRisk(report);
	const outputs = {
		changed: String(changing.length > 0),
		apps: String(changing.length),
		risk,
		digest: report.only === void 0 ? JSON.stringify(report.digests) : "",
		"report-path": folder ?? ""
	};
	const unwritten = written instanceof FairleadError ? written : void 0;
	const verdict = failureOf(values["fail-on"], report);
	const failure = setUp ?? verdict ?? unwritten;
	const ending = [...folder === void 0 ? [] : [`Report: ${folder}/report.html`], ...(failure?.faults ?? []).flatMap((fault) => `This run fails: ${describeFault(fault)}`.split("\n"))];
	return {
		outputs,
		get data() {
			return JSON.parse(toJson(report));
		},
		get text() {
			return [...terminal(report, {
				color: false,
				width: ports.width
			}), ...ending];
		},
		get coloured() {
			return [...terminal(report, {
				color: true,
				width: ports.width
			}), ...ending];
		},
		get summary() {
			const shown = summary(report, ports.noun);
			return failure ? `${failureSummary(diffCommand.title, failure.faults)}\n${shown}` : shown;
		},
		warnings: [...report.warnings, ...unwritten && unwritten !== failure ? [`The report was not written: ${unwritten.faults.map(describeFault).join(" ")}`] : []],
		afterwards: values.comment === "never" || report.shard !== void 0 || report.only !== void 0 ? void 0 : () => writeComment(values.comment, () => ports.comments(), {
			name: "diff",
			noun: ports.noun
		}, (target) => comments(report, {
			limit: target.to.limit,
			most: Math.max(1, values["comment-limit"] ?? 3),
			request: target.noun,
			isForeign: target.isForeign === true,
			page: values["page-url"],
			whole: ports.runUrl === void 0 ? void 0 : {
				text: "the report of this run",
				url: ports.runUrl
			}
		})),
		...failure ? { failure: failure === verdict ? detailed(failure, values["fail-on"], report) : failure } : {}
	};
}
async function compare(values, ports, choice) {
	const base = values.base ?? ports.base;
	if (base === void 0) throw inputError("base is not set, and the target branch of the change is unknown", { hint: "Set it, e.g. fairlead diff --base main." });
	const shard = readShard(values.shard);
	const change = await changeFrom(base, ports);
	const { tree } = change.sides.base;
	await listingOf(tree);
	const config = await configOf(tree);
	const rendering = await ports.rendering(config);
	const { inventories, progress, now } = ports;
	let declared;
	const sees = (sides) => declared = sides;
	const whole = await review(change, {
		config,
		rendering,
		inventories,
		shard,
		progress,
		now,
		sees
	});
	return {
		report: choice !== void 0 && declared ? await onlyChosen(whole, values, {
			choice,
			declared
		}) : whole,
		setUp: rendering.renderer.faults[0]
	};
}
function readShard(text) {
	if (text === void 0) return void 0;
	const [, index, count] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? []).map(Number);
	if (index === void 0 || count === void 0 || index < 1 || index > count) throw inputError(`shard ${JSON.stringify(text)} is not valid`, { hint: "Write it as i/n, from 1/n to n/n. In GitLab use $CI_NODE_INDEX/$CI_NODE_TOTAL." });
	return {
		index,
		count
	};
}
async function readReports(values, ports) {
	const parts = await Promise.all(values.reports.map(async (path) => fromJson(await ports.readReport(path))));
	return takeReports(parts, digestsOf);
}
async function writeReport(values, report, ports) {
	const folder = values["report-path"];
	if (folder === void 0) return void 0;
	const { html } = await import("../chunks/html.js");
	const files = /* @__PURE__ */ new Map([
		["report.json", toJson(report)],
		["report.html", html(report, ports.noun)],
		["report.md", summary(report, ports.noun)]
	]);
	return ports.writeReport(folder, files);
}

// src/entries/wire/comments.ts
async function commentsFor(inputs, wiring) {
	const { context, say } = wiring;
	const named = inputs["pull-request"] ?? context.request?.number;
	if (inputs.forge === "local") return localTarget(inputs, wiring);
	if (named === void 0 && !context.finishedRun) return void 0;
	if (named !== void 0 && !/^[1-9]\d{0,9}$/.test(named)) throw inputError(`${JSON.stringify(named)} is not the number of a ${forgeOf(inputs.forge).words.request}`);
	const token = inputs["comment-token"];
	if (token === void 0) {
		if (inputs["pull-request"] !== void 0 || inputs.comment === "required") throw inputError("comment-token is missing, so no comment can be written", { hint: "Set comment-token to a token with permission to write comments, or set comment: never." });
		say("comment-token is not set, so no comment is written.");
		return;
	}
	if (named === void 0) return ofFinishedRun(inputs, token, wiring);
	const repository = await repositoryFor(inputs, wiring);
	const connection = await connect(inputs.forge, {
		repository,
		token
	}, wiring);
	const noun = forgeOf(inputs.forge).words.request;
	return {
		to: await connection.comments(),
		request: named,
		noun,
		...ofJob(inputs, wiring)
	};
}
async function repositoryFor(inputs, { context }) {
	const told = inputs.repository ?? context.request?.repository ?? context.job.repository;
	if (told !== void 0) return told;
	const kind = forgeOf(inputs.forge);
	const origin = await originAddress(gitIn(inputs.path, context)).catch(() => void 0);
	const repository = kind.nameOf(origin, context);
	if (repository !== void 0) return repository;
	throw inputError(`repository is missing, so the ${kind.words.request} is not known`, { hint: `Set repository to ${kind.naming}.` });
}
async function ofFinishedRun(inputs, token, wiring) {
	const { finishedRun } = wiring.context;
	if (inputs.forge !== "github" || finishedRun === void 0) return void 0;
	const repository = await repositoryFor(inputs, wiring);
	const connection = await connectToGithub({
		repository,
		token
	}, wiring);
	const request = await connection.pullRequestOf(finishedRun, inputs.base);
	if (request === void 0) {
		wiring.say("No open pull request has the commit of the triggering run as its head, so no comment is written.");
		return;
	}
	return {
		to: await connection.comments(),
		request,
		noun: "pull request",
		isForeign: true,
		...ofJob(inputs, wiring)
	};
}
function ofJob(inputs, { context }) {
	const { request, finishedRun, job } = context;
	const isOwn = inputs["pull-request"] === void 0 || inputs["pull-request"] === request?.number;
	const isDependabot = job.actor === "dependabot[bot]";
	const readsOnly = inputs.forge === "github" && (isDependabot || request?.isFork === true);
	return {
		id: inputs["comment-id"] ?? job.name,
		head: isOwn ? request?.head ?? finishedRun?.headCommit : void 0,
		base: isOwn ? inputs.into : void 0,
		cure: readsOnly ? `The token of a run ${isDependabot ? "that Dependabot started" : "for a fork"} is read-only, whatever its workflow allows. Comment from a second workflow: see "Pull requests from forks" in actions/diff/README.md.` : void 0
	};
}
async function localTarget(inputs, wiring) {
	const request = inputs["pull-request"];
	if (request === void 0) return void 0;
	const { context } = wiring;
	const repository = inputs.repository ?? await openCheckout(inputs.path, context.environment).origin();
	if (repository === void 0) throw inputError("repository is missing, and the checkout has no remote \"origin\"", { hint: "Set repository to the path or address of the git repository that contains the pull request." });
	return {
		to: await (await connect("local", {
			repository,
			token: void 0
		}, wiring)).comments(),
		request,
		noun: "pull request",
		id: inputs["comment-id"]
	};
}

// src/entries/wire/infra.ts
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/|^[^/\\:]{2,}:/i;
async function appRepositoryFor(inputs, checkout, wiring) {
	const name = inputs["infra-repository"];
	if (name === void 0) return void 0;
	const addresses = await addressesOf(inputs, checkout, wiring);
	const address = addressOf(name, inputs.forge, wiring);
	if (isOneOf(addresses, address)) throw inputError(`infra-repository is ${name}, which is the repository of the checkout`, { hint: "Remove it: it is for jobs of an app repo." });
	if (!ADDRESS.test(address) && await isFolder(resolve(wiring.context.workspace, address))) return {
		source: {
			addresses,
			infra: () => ofFolder(address, wiring)
		},
		around: (rendering) => rendering
	};
	let opened;
	const open = () => opened ??= openAt(address, inputs["infra-token"], wiring);
	return {
		source: {
			addresses,
			infra: () => ofServer(address, inputs["infra-token"], open)
		},
		around: ({ remoteSources, renderer }) => ({
			renderer,
			remoteSources: {
				...remoteSources,
				git: async (url, revision) => (plainAddress(url) === plainAddress(address) ? await open() : remoteSources).git(url, revision)
			}
		})
	};
}
async function ofServer(address, token, open) {
	try {
		const { tree, commit, ref } = await (await open()).git(address, "HEAD");
		const branch = /^refs\/heads\/(.+)$/.exec(ref ?? "")?.[1] ?? "main";
		return {
			address,
			side: {
				name: branch,
				commit,
				treeId: commit,
				tree
			},
			branch
		};
	} catch (error) {
		if (!(error instanceof FairleadError) || error.kind !== "input") throw error;
		const [fault] = error.faults;
		const hint = token === void 0 ? "Set infra-token to a token with read access to the infra repo. Jobs for forks get no secrets, so they cannot read it." : "infra-token needs permission to read the infra repo (GitHub: contents: read; GitLab: Reporter, read_repository), and no other permission.";
		throw inputError(`the infra repo cannot be read: ${fault.message}`, { hint });
	}
}
async function ofFolder(path, { context }) {
	refuseLink("infra-repository", path, context);
	const folder = await realpath(resolve(context.workspace, path));
	if (await isTracked(folder, context.environment) === true) throw inputError(`infra-repository is the folder ${path}, in which the surrounding repository tracks files`, { hint: "Clone the infra repo to a folder that is not inside another repository." });
	const git = gitAt(folder, context);
	const head = await git.attempt([
		"symbolic-ref",
		"--short",
		"--quiet",
		"HEAD"
	]);
	const side = await resolveSide(git, "HEAD");
	const branch = head.ok ? head.stdout.trim() : "main";
	return {
		address: await originOf(git) ?? path,
		side: {
			...side,
			name: branch
		},
		branch
	};
}
async function openAt(address, token, wiring) {
	const { context, atEnd, hide, say } = wiring;
	const { openRemoteSources } = await import("../chunks/remote-sources2.js");
	const { environment } = context;
	const known = token ?? (address.startsWith(`${context.gitlab.serverUrl}/`) ? environment["CI_JOB_TOKEN"] : void 0);
	const authorization = authorizationFor(address, known, wiring);
	const opened = openRemoteSources({
		hosts: { [URL.canParse(address) ? new URL(address).host : /^(?:[^@]+@)?([^:/]+):/.exec(address)?.[1] ?? ""]: {
			credentials: true,
			private: true
		} },
		environment,
		credentials: () => authorization,
		certificates: await ownAuthorities(environment),
		hide,
		log: say
	});
	atEnd(() => opened.close());
	return opened;
}
function addressOf(name, forge, { context }) {
	const kind = forgeOf(forge);
	return kind.serverUrl(context) === void 0 || ADDRESS.test(name) ? name.replace(/(?<!\/)\/+$/, "") : kind.addressOf(name, "infra-repository", context);
}
async function addressesOf({ repository, forge }, { git, addresses }, { context }) {
	const serverUrl = forgeOf(forge).serverUrl(context);
	const named = repository !== void 0 && serverUrl !== void 0 && /^[\w.-]+(\/[\w.-]+)+$/.test(repository) ? `${serverUrl}/${repository}` : repository;
	const known = [...addresses, ...named === void 0 ? [] : [named]];
	const origin = known.length > 0 ? void 0 : await originOf(git);
	const all = origin === void 0 ? known : [origin];
	if (all.length > 0) return [...new Set(all)];
	throw inputError("the address of this repository is not known; the apps of the infra repo refer to it by its address", { hint: "Add a remote \"origin\" to the clone, or set repository: owner/name." });
}
async function isFolder(path) {
	return (await stat(path).catch(() => void 0))?.isDirectory() === true;
}

// src/entries/wire/diff.ts
const command = defineCommand(diffCommand, async (values, wiring) => {
	const { context } = wiring;
	const isOnlyReports = values.reports.length > 0;
	const folder = await folderOf(values.path, context);
	const git = gitIn(folder, context);
	const own = isOnlyReports ? void 0 : await jobCheckout(git, context);
	const addresses = own && addressesIn(own);
	const branch = own?.defaultBranch;
	const wanted = own ? wantedSides(values, own) : values;
	const cache = isOnlyReports ? void 0 : await cacheFor(values["cache-path"], {
		folder,
		addresses
	}, wiring);
	const app = own && await appRepositoryFor(values, {
		git,
		addresses: own.addresses
	}, wiring);
	const asked = {
		...values,
		base: wanted.base
	};
	const base = own?.change?.base ?? branch;
	if (own && (wanted.base ?? base) === void 0) await commits(git, ["HEAD"]);
	return runDiff(asked, {
		addresses,
		source: app?.source,
		base,
		isDefaultBranch: (name) => branch === void 0 ? /^(main|master)$/.test(name) : name === branch,
		sides: async (base) => {
			const sides = await resolveSides(git, {
				base,
				head: values.head,
				fetch: context.job.present,
				event: own && eventSides(wanted, own, context)
			});
			return context.job.present && values.head === void 0 && sides.changed.length === 0 ? withLeftOut(sides, await modifiedFiles(git)) : sides;
		},
		rendering: async (config) => {
			const opened = await renderingFor(config, {
				...values,
				cache
			}, wiring, {
				git,
				addresses,
				folder
			});
			return app?.around(opened) ?? opened;
		},
		inventories: inventoriesFor(cache, wiring),
		noun: forgeOf(values.forge).words.request,
		comments: () => commentsFor({
			...values,
			into: wanted.base === void 0 ? context.request?.base ?? intoOf(own) : void 0
		}, wiring),
		readReport: (path) => readReport(path, context),
		writeReport: async (name, files) => writeOutputs(name, files, context),
		runUrl: context.job.runUrl,
		progress: (done, total) => wiring.progress(done < total ? progress(done, total, "apps rendered", wiring.width) : void 0),
		now: () => performance.now(),
		width: wiring.width
	});
});
function withLeftOut(sides, files) {
	if (files.length === 0) return sides;
	const text = `Not compared: ${files.slice(0, 3).join(", ")}${files.length > 3 ? ` and ${files.length - 3} more` : ""}, which this job changed but did not commit. In a job, commits are compared. To see what these files would change, commit them in a step (git commit).`;
	return {
		...sides,
		warnings: [...sides.warnings, text]
	};
}
function intoOf(own) {
	return own?.change?.isRequest === true ? own.change.base : void 0;
}

export { command };