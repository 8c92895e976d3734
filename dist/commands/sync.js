import "../chunks/rolldown-runtime.js";
import { FairleadError, inputError, remoteError } from "../rooms/errors.js";
import { configOf } from "../rooms/config.js";
import { Lanes } from "../rooms/forge-local.js";
import { addressesOf, fetchFor, isLoopback, isOneOf } from "../rooms/net.js";
import { onceEach } from "../rooms/tree.js";
import { Ancestry, CANCELLED, OUTCOMES, Ranges, Watch, aborted, awaitCommit, defaultBase, isGood, isSameFolderAt, namedApplications, notTouched, pause, touchedBy, worstOf } from "../rooms/sync.js";
import { alignedRows, code, cutTo, fence, link, name, oneLine, prose, shorten, visibleLine, wrap } from "../rooms/text.js";
import { appName, count, shortCommit, words } from "../chunks/rerendered.js";
import { NONE_RECORDED, record, recordText, recordedIn, recordsFor } from "../chunks/records.js";
import { ONLY_ENVIRONMENTS, defineCommand, inputs, pick, programInputs, range, recordsAt, waitDefaults } from "../chunks/define.js";
import { described } from "../chunks/describe.js";
import { outputs } from "../chunks/outputs.js";
import { groupBy, isCalled, isOnCluster, isSameEnvironment } from "../rooms/inventory.js";
import { chooser, unknownName } from "../chunks/chosen.js";
import { branchesWith, bringObjects, bringTrees, commitSides, findCommit, missingCommit, revisionTree } from "../rooms/git.js";
import { progress } from "../chunks/terminal.js";
import { ArgocdServer, MintedToken, exchangeAtDex, givenToken, readServers } from "../rooms/controllers.js";
import { nonEmpty, object, pipe, string } from "../packages/valibot.js";
import { cureOfUnreachable, reasonOfUnreachable } from "../rooms/net-unreachable.js";
import { parseJsonIfValid } from "../rooms/shapes.js";
import { isOfGithub } from "../chunks/tokens.js";
import { cacheFor, renderingFor } from "../chunks/rendering.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { inventoriesFor } from "../chunks/inventories.js";
import { addressesIn, checkedOutBranch, jobCheckout } from "../chunks/job.js";
import { trustedConfig } from "../chunks/trusted-config.js";
import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { X509Certificate } from "node:crypto";
import process from "node:process";
import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { setInterval } from "node:timers";

// src/report/sync/json.ts
function syncJson({ outcome, reason, base, revision, waitedSeconds, apps }, recorded) {
	return {
		outcome,
		reason: reason ?? null,
		base: base || null,
		revision: revision || null,
		waitedSeconds: rounded(waitedSeconds),
		recorded: recorded ?? null,
		apps: apps.map((one) => ({
			app: one.app.name,
			kind: one.app.kind,
			application: one.application ?? null,
			namespace: one.app.ownNamespace ?? null,
			environment: one.app.environment ?? null,
			controlPlane: one.app.controlPlane ?? null,
			cluster: one.app.cluster ?? null,
			outcome: one.outcome,
			reason: one.reason,
			rule: one.rule ?? null,
			revision: revision || null,
			observed: one.observed ?? null,
			supersededBy: one.supersededBy ?? null,
			sync: one.sync ?? null,
			health: one.health ?? null,
			images: [...one.images],
			digests: one.evidence?.images.map(({ image, digest }) => ({
				image,
				digest: digest ?? null
			})) ?? null,
			url: one.url ?? null,
			notes: [...one.notes],
			details: [...one.details],
			phases: {
				noticed: ifKnown(one.phases.noticed),
				synced: ifKnown(one.phases.synced),
				healthy: ifKnown(one.phases.healthy),
				ended: rounded(one.phases.ended)
			}
		}))
	};
}
function ifKnown(value) {
	return value === void 0 ? null : rounded(value);
}
function rounded(value) {
	return Math.round(value * 1e3) / 1e3;
}

// src/report/sync/words.ts
const MOST = {
	name: 120,
	sentence: 600
};
function placeOf(app) {
	return shorten(visibleLine(appName(app)), MOST.name);
}
function seconds(value) {
	if (value < 10) return `${value.toFixed(1)} s`;
	const whole = Math.round(value);
	return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
const ENDED = {
	failed: "failed",
	reverted: "was reverted",
	unknown: "is unknown",
	superseded: "is live in a later commit",
	verified: "is live",
	nothing: "is not touched"
};
function worstFirst(apps) {
	return apps.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome));
}
function tallyOf(outcomes) {
	return OUTCOMES.flatMap((outcome) => {
		const number = outcomes.filter((one) => one === outcome).length;
		return number === 0 ? [] : [`${number} ${outcome}`];
	}).join(", ");
}
function headOf(result, shown = (commit) => commit) {
	const { outcome, revision, base, reason, apps, waitedSeconds } = result;
	if (revision === "") return `${outcome}: ${visibleLine(reason ?? "the commit is not known")}.`;
	const since = base === "" ? "" : ` (since ${shown(shortCommit(base))})`;
	const range = `${shown(shortCommit(revision))}${since}`;
	if (reason !== void 0) return `${outcome}: ${range}: ${visibleLine(reason)}.`;
	if (apps.length === 0) return `${outcome}: ${range} touches no app.`;
	const all = apps.length === 1 ? "" : ` (${tallyOf(apps.map((one) => one.outcome))})`;
	return `${outcome}: ${range} in ${count(apps.length, "app")}${all}, after ${seconds(waitedSeconds)}.`;
}

// src/report/sync/cells.ts
const phase = (name) => (one) => {
	const value = one.phases[name];
	return value === void 0 ? "" : seconds(value);
};
const COLUMNS = [
	{
		head: "App",
		of: ({ app }) => nameOf(app),
		goes: 0
	},
	{
		head: "Environment",
		of: ({ app }) => app.environment ?? "",
		goes: 1
	},
	{
		head: "Control plane",
		of: ({ app }) => app.controlPlane ?? "",
		goes: 7
	},
	{
		head: "Cluster",
		of: ({ app }) => app.cluster ?? "",
		goes: 2
	},
	{
		head: "Outcome",
		of: ({ outcome }) => outcome,
		goes: 0
	},
	{
		head: "Sync",
		of: ({ sync }) => sync ?? "",
		goes: 3
	},
	{
		head: "Health",
		of: ({ health }) => health ?? "",
		goes: 3
	},
	{
		head: "Revision",
		of: ({ observed }) => observed === void 0 ? "" : shortCommit(observed),
		goes: 5
	},
	{
		head: "Noticed",
		of: phase("noticed"),
		goes: 6
	},
	{
		head: "Synced",
		of: phase("synced"),
		goes: 6
	},
	{
		head: "Healthy",
		of: phase("healthy"),
		goes: 6
	},
	{
		head: "Ended",
		of: phase("ended"),
		goes: 4
	},
	{
		head: "Images",
		of: ({ images }) => images.join(" "),
		goes: 8
	},
	{
		head: "Reason",
		of: ({ reason }) => reason,
		goes: 9
	}
];
function nameOf(app) {
	const { environment, cluster, toldApartBy, ...rest } = app;
	const own = words(environment, cluster);
	const apart = toldApartBy !== void 0 && !own.includes(toldApartBy) ? { toldApartBy } : {};
	return appName({
		...rest,
		environment: void 0,
		cluster: void 0,
		toldApartBy: void 0,
		...apart
	});
}
function columnsFor(apps) {
	const isSame = apps.every(({ app }) => app.controlPlane === app.cluster);
	return COLUMNS.filter(({ head, of }) => apps.some((one) => of(one) !== "") && !(isSame && head === "Control plane"));
}

// src/report/sync/markdown.ts
const OPEN_ROWS = 10;
function syncMarkdown(result) {
	const all = worstFirst(result.apps);
	const bad = all.filter((one) => !isGood(one.outcome));
	const good = all.filter((one) => isGood(one.outcome));
	const columns = columnsFor(all);
	return [
		headOf(result, code).replace(/^\w+/, "**$&**"),
		...bad.map(faultOf),
		...bad.length > 0 ? [table$1(columns, bad)] : [],
		...good.length === 0 ? [] : [good.length > OPEN_ROWS ? folded(columns, good) : table$1(columns, good)]
	].map((part) => `${part}\n`).join("\n");
}
function faultOf({ app, outcome, reason, notes, details, url }) {
	const head = `**${link(placeOf(app), url)}** ${ENDED[outcome]}: ${prose(reason)}.`;
	const said = details.length === 0 ? [] : [fence(details.map((text) => shorten(oneLine(text), MOST.sentence)).join("\n"), "text")];
	return [
		head,
		...notes.map((note) => `- ${prose(note)}`),
		...said
	].join("\n\n");
}
function folded(columns, apps) {
	return `<details>\n<summary>${count(apps.length, "app")} without errors</summary>\n\n${table$1(columns, apps)}\n\n</details>`;
}
function table$1(columns, apps) {
	const rows = apps.map((one) => columns.map((column) => cell(column, one)));
	return [
		columns.map(({ head }) => head),
		columns.map(() => "---"),
		...rows
	].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
function cell({ head, of }, one) {
	if (head === "Images") return one.images.map((image) => name(image, "table")).join(" ");
	if (head === "Revision") return code(of(one));
	return head === "App" ? link(shorten(of(one), MOST.name), one.url) : prose(of(one));
}

// src/report/sync/text.ts
function stateLine({ app, state, outcome, seconds: after }) {
	const ended = outcome === void 0 ? "" : ` ${ENDED[outcome]}`;
	return `${placeOf(app)}${ended}, after ${seconds(after)}: ${sentence(state)}`;
}
function sentence(text) {
	return `${shorten(visibleLine(text), MOST.sentence).replace(/\.$/, "")}.`;
}
function syncText(result, room) {
	const all = worstFirst(result.apps);
	const rows = room.screen === void 0 ? Number.POSITIVE_INFINITY : room.screen.rows - 1;
	const said = [...wrapped(headOf(result), room.width, ""), ...faults(all, room, rows - Math.min(all.length, 3) - 4)];
	const shown = all.length === 0 ? [] : ["", ...table(all, {
		...room,
		rows: rows - said.length - 1
	})];
	const columns = room.screen?.columns ?? Number.POSITIVE_INFINITY;
	return [...said, ...shown].map((line) => cutTo(line, columns));
}
function faults(apps, { width }, rows) {
	const bad = apps.filter((one) => !isGood(one.outcome));
	const told = bad.slice(0, Math.max(1, Math.floor(rows / 3)));
	const each = Math.max(3, Math.floor(rows / Math.max(1, told.length)));
	const rest = bad.slice(told.length);
	const names = rest.map(({ app }) => placeOf(app)).join(", ");
	const more = rest.length === 0 ? [] : [cutTo(`  … and ${rest.length} more: ${names}`, width - 1)];
	return [...told.flatMap((one) => faultLines(one, width, each)), ...more];
}
function faultLines(one, width, most) {
	const texts = [sentence(one.reason), ...one.details];
	const lines = [
		`  ${placeOf(one.app)} ${ENDED[one.outcome]}:`,
		...texts.flatMap((text) => wrapped(shorten(visibleLine(text), MOST.sentence), width, "      ")),
		...one.url === void 0 ? [] : [`      ${one.url}`]
	];
	if (lines.length <= most) return lines;
	return [...lines.slice(0, most - 1), `      … and ${lines.length - most + 1} more lines, in --output json`];
}
function wrapped(text, width, indent) {
	const room = Math.max(20, width - indent.length);
	const words = text.split(" ").flatMap((word) => pieces([...word], room));
	return wrap(words.join(" "), room).map((line) => `${indent}${line}`);
}
function pieces(characters, most) {
	const count = Math.max(1, Math.ceil(characters.length / most));
	return Array.from({ length: count }, (_, i) => characters.slice(i * most, (i + 1) * most).join(""));
}
function table(apps, { screen, rows }) {
	const shown = apps.length + 1 <= rows ? apps : apps.slice(0, Math.max(1, rows - 2));
	const left = apps.slice(shown.length).map(({ outcome }) => outcome);
	const more = left.length === 0 ? [] : [`… and ${left.length} more: ${tallyOf(left)}`];
	return [...fitting(columnsFor(shown), shown, screen?.columns), ...more].map((line) => `  ${line}`);
}
function fitting(columns, apps, width) {
	const cells = apps.map((one) => columns.map(({ of }) => shorten(visibleLine(of(one)), MOST.sentence)));
	const lines = alignedRows([columns.map(({ head }) => head), ...cells]);
	const room = (width ?? Number.POSITIVE_INFINITY) - 3;
	if (lines.every((line) => line.length <= room)) return lines;
	const last = Math.max(...columns.map(({ goes }) => goes));
	if (last === 0) return lines.map((line) => cutTo(line, room));
	return fitting(columns.filter(({ goes }) => goes !== last), apps, width);
}

// src/commands/sync-apps.ts
async function whichApps(values, range, { config, addresses }) {
	const { before, after, undiscovered } = range.declared;
	const { apps, hiding } = await touchedBy(range, config);
	const known = [...[
		values.app,
		values.environment,
		values.cluster,
		values["argocd-app"]
	].some((names) => names.length > 0) ? (await Promise.all([before.all(), after.all()])).flat() : [], ...range.review.apps.map(({ app }) => app)];
	const fault = unknownName(values, known, after.unresolved.length + undiscovered.length);
	if (fault) throw fault;
	const isChosen = chooser(values, known);
	const wanted = await withSiblings(apps.filter(({ app }) => isChosen(app)), () => before.all());
	const others = hiding.filter(({ app }) => !wanted.some((one) => one.app === app));
	const counting = others.filter((one) => mayConcern(one, values));
	return {
		wanted,
		hiding: counting,
		warnings: others.filter((one) => !counting.includes(one)).map(({ app, failures }) => `Ignored, because it cannot belong to the selected apps: ${app.kind} ${app.name}: ${failures[0]?.message ?? "it cannot be compared"}.`),
		named: namedApplications(values["argocd-app"], wanted.map(({ app }) => app.name), known.map(({ name }) => name)),
		addresses: [...addressesOf(addresses), ...wanted.flatMap(({ declared }) => (declared?.sources ?? []).flatMap(({ inThisRepository, repoURL }) => inThisRepository && repoURL ? [repoURL] : []))]
	};
}
const SIBLINGS = 5;
async function withSiblings(apps, all) {
	const isToFind = ({ app, status }) => status === "removed" && app.kind === "Application" && app.controlPlane !== void 0;
	if (!apps.some(isToFind)) return apps;
	const known = (await all()).filter(({ kind }) => kind === "Application");
	if (new Set(known.map(({ controlPlane }) => controlPlane)).size < 2) return apps;
	const planesOf = groupBy(known, ({ name }) => name);
	return apps.map((one) => {
		if (!isToFind(one)) return one;
		const siblings = known.filter(({ name, controlPlane }) => controlPlane === one.app.controlPlane && name !== one.app.name && planesOf.get(name)?.length === 1).slice(0, SIBLINGS).map(({ name, ownNamespace }) => ({
			name,
			namespace: ownNamespace
		}));
		return {
			...one,
			siblings
		};
	});
}
function mayConcern({ app }, values) {
	const fits = (wanted, name, isSame) => wanted.length === 0 || name === void 0 || wanted.some((one) => isSame(one, name));
	return fits(values.environment, app.environment, isSameEnvironment) && (values.cluster.length === 0 || app.cluster === void 0 || values.cluster.some((name) => isOnCluster(app, name))) && (values.app.length === 0 || values.app.some((name) => isCalled(app, name)));
}

// src/commands/sync.ts
const syncCommand = {
	name: "sync",
	title: "Fairlead sync",
	summary: "Waits until a commit is live and healthy in every app that it touches. Fails with the reason if it is not.",
	inputs: {
		...pick(inputs, "path"),
		...range,
		...recordsAt,
		...described(pick(inputs, "app", "environment"), { environment: ONLY_ENVIRONMENTS }),
		...pick(inputs, "cluster", "argocd-app", "argocd-server", "argocd-token", "argocd-audience", "argocd-dex-connector", "argocd-headers", "argocd-ca", "trigger", "timeout", "settle", "refresh-limit", "unrelated", "record", "source-token", ...programInputs, "concurrency", "cache-path", "output")
	},
	outputs: {
		verdict: { description: "Outcome of the commit: verified, superseded, nothing, failed, reverted or unknown." },
		revision: { description: "The commit that was waited for." },
		...described(pick(outputs, "apps", "recorded"), { apps: "Number of apps that were waited for." }),
		"not-live": { description: "Names of the apps in which the commit is not live and healthy, one per line." }
	}
};
async function runSync(values, ports) {
	if (values.trigger === "sync") throw inputError("trigger: sync is not supported yet", { hint: "Use refresh: apps with automated sync are synced at once, and for the others Fairlead waits until someone syncs them." });
	const { base, revision, isRecorded, warnings } = await ports.range();
	const { addresses, standing, inventories, progress, shown } = ports;
	const config = await configOf((await ports.sides(base, revision)).head.tree);
	const maskers = [];
	const ranges = new Ranges({
		base,
		change: {
			addresses,
			standing
		},
		sides: (from, to) => ports.sides(from, to),
		config,
		rendering: await ports.rendering(config),
		inventories,
		progress,
		masks: (masker) => maskers.push(masker)
	});
	const which = await whichApps(values, await ranges.to(revision), {
		config,
		addresses
	});
	const { wanted, hiding, named, addresses: known } = which;
	shown.begin(wanted.map(({ app }) => app));
	const having = await ports.branchesWith(revision);
	const signal = ports.deadline((values.timeout ?? waitDefaults.timeout) * 1e3);
	const result = wanted.length === 0 ? notTouched({
		base,
		revision
	}, hiding) : await awaitCommit(wanted, hiding, {
		base,
		revision,
		servers: await ports.servers(),
		named,
		read: (applications, side) => ranges.read(revision, applications, side),
		expect: (apps) => ranges.serve(revision, apps),
		branches: [
			...[standing.branch, ...having].flatMap((branch) => [branch, `refs/heads/${branch}`]),
			...standing.isDefaultBranch || having.includes(standing.defaultBranch ?? "") ? ["HEAD"] : [],
			revision
		],
		isBranchKnown: standing.isTold || having.length > 0,
		refreshes: values.trigger === "refresh",
		unrelated: values.unrelated,
		settle: (values.settle ?? waitDefaults.settle) * 1e3,
		isOurs: (url) => isOneOf(known, url),
		ancestry: ports.ancestry(revision),
		ancestryOf: onceEach((commit) => ports.ancestry(commit)),
		expectedAt: (commit, expected) => ranges.expectedAt(commit, expected),
		isSameAt: (older, commit, expected) => ranges.isSameAt(older, commit, expected),
		isSameFolder: (path, commits) => ports.isSameFolder(path, commits),
		refreshLanes: new Lanes(values["refresh-limit"] ?? waitDefaults.refreshLimit),
		mask: (text) => maskers.reduce((shown, masker) => masker.text(shown), text),
		monotonic: () => ports.monotonic(),
		tell: ({ app }, state) => shown.tell({
			app,
			state
		}),
		ended: ({ app, outcome, reason }) => shown.tell({
			app,
			outcome,
			state: reason
		}),
		signal,
		records: isRecorded
	});
	shown.end();
	const facts = {
		warnings: [...warnings, ...which.warnings],
		room: ports.room
	};
	if (!isRecorded) return resultOf(result, void 0, facts);
	const recorded = await Promise.race([record(result, ports.records, signal.reason === CANCELLED), aborted(ports.cancelled)]);
	return resultOf(recorded === void 0 ? unrecorded(result) : result, recorded, facts);
}
function unrecorded(result) {
	const outcome = worstOf([result.outcome, "unknown"]);
	return {
		...result,
		outcome,
		reason: `${CANCELLED} while its record was written`
	};
}
function cancelledSync({ base = "", revision = "" }, room) {
	return resultOf({
		outcome: "unknown",
		reason: "the job was cancelled before the outcome of the commit was known",
		base,
		revision,
		waitedSeconds: 0,
		apps: []
	}, void 0, {
		warnings: [],
		room
	});
}
function resultOf(result, recorded, { warnings, room }) {
	const { entry, reason } = recorded ?? {};
	const bad = result.apps.filter(({ outcome }) => !isGood(outcome));
	const [first, ...others] = [...result.reason === void 0 ? [] : [`${result.outcome}: ${result.reason}`], ...bad.map(({ app, outcome, reason }) => `${placeOf(app)} ${ENDED[outcome]}: ${reason}`)].map((message) => ({ message }));
	return {
		outputs: {
			verdict: result.outcome,
			revision: result.revision,
			apps: String(result.apps.length),
			recorded: entry?.commit ?? "",
			"not-live": bad.map(({ app }) => app.name).join("\n")
		},
		data: syncJson(result, entry?.commit),
		text: [...syncText(result, room), ...recordText(entry)],
		summary: [syncMarkdown(result), ...recordText(entry)].join("\n"),
		warnings: [
			...warnings,
			...result.apps.flatMap(({ notes }) => notes),
			...entry?.warnings ?? [],
			...reason === void 0 ? [] : [reason]
		],
		...first && { failure: new FairleadError("refused", [first, ...others]) }
	};
}

// src/entries/wire/id-token.ts
const Answered = object({ value: pipe(string(), nonEmpty()) });
const PATIENCE = 15e3;
const PAUSE = 1e3;
function idTokensOf({ context, hide }) {
	const address = context.environment["ACTIONS_ID_TOKEN_REQUEST_URL"]?.trim();
	const token = context.environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]?.trim();
	if (!address || !token || !URL.canParse(address)) return void 0;
	const url = new URL(address);
	if (url.protocol !== "https:" && !isLoopback(url.hostname)) throw inputError(`ACTIONS_ID_TOKEN_REQUEST_URL does not use https (${url.host})`);
	hide([token]);
	const fetch = fetchFor(url, context.environment);
	return async (audience) => {
		const at = new URL(url);
		at.searchParams.set("audience", audience);
		const idToken = await asked(at, {
			fetch,
			token,
			userAgent: context.userAgent
		});
		hide([idToken]);
		return idToken;
	};
}
async function asked(at, asking) {
	for (let left = 2;; left--) {
		const answer = await tried(at, asking);
		if (typeof answer === "string") return answer;
		if (left === 0 || answer.kind === "input") throw answer;
		await new Promise((resolve) => setTimeout(resolve, PAUSE));
	}
}
async function tried(at, { fetch, token, userAgent }) {
	try {
		const response = await fetch(at.href, {
			headers: {
				accept: "application/json; api-version=2.0",
				authorization: `Bearer ${token}`,
				"user-agent": userAgent
			},
			redirect: "manual",
			signal: AbortSignal.timeout(PATIENCE)
		});
		const value = parseJsonIfValid(Answered, await response.text())?.value;
		if (response.ok && value !== void 0) return value;
		const isBusy = response.status >= 500 || response.status === 429;
		const message = `GitHub issued no ID token: ${response.ok ? "its response contains none" : `it responded with ${response.status}`}`;
		return isBusy ? remoteError(message, { hint: "Run the job again." }) : inputError(message, { hint: "Check that the job has permissions: id-token: write. Runs for a fork do not get this permission." });
	} catch (error) {
		const reason = reasonOfUnreachable(error);
		return remoteError(`GitHub issued no ID token: ${reason}`, {
			cause: error,
			hint: cureOfUnreachable(reason)
		});
	}
}

// src/entries/wire/argocd.ts
async function argocdServers(inputs, wiring) {
	const { context, hide } = wiring;
	const { environment } = context;
	const given = inputs["argocd-server"];
	const named = given.length > 0 ? given : [environment["ARGOCD_SERVER"]?.trim() ?? ""].filter(Boolean);
	if (named.length === 0) throw inputError("argocd-server is missing", { hint: "Set argocd-server to the address of Argo CD, such as https://argocd.example.com, or set ARGOCD_SERVER." });
	const servers = readServers(named);
	const headers = headersOf(inputs["argocd-headers"]);
	hide(Object.values(headers));
	const certificates = await authorities(inputs["argocd-ca"], context.workspace);
	const tokenFor = tokensFor(servers, inputs, wiring);
	const monotonic = () => performance.now();
	return servers.map((address) => {
		const { url } = address;
		const { userAgent } = context;
		const fetch = fetchFor(url, environment, certificates);
		const own = tokenFor(address);
		const connector = inputs["argocd-dex-connector"];
		const credential = credentialOf(own, connector === void 0 ? void 0 : {
			url,
			connector,
			headers,
			fetch,
			userAgent
		}, {
			monotonic,
			hide
		});
		const server = new ArgocdServer({
			url,
			credential,
			headers,
			fetch,
			userAgent
		});
		return {
			address,
			watch: new Watch(server, monotonic)
		};
	});
}
function credentialOf(own, dex, { monotonic, hide }) {
	if (dex === void 0) return typeof own === "string" ? givenToken(own) : new MintedToken(own, monotonic);
	return new MintedToken(async () => {
		const token = await exchangeAtDex(typeof own === "string" ? own : await own(), dex);
		hide([token]);
		return token;
	}, monotonic);
}
function tokensFor(servers, inputs, wiring) {
	const { context, hide } = wiring;
	const text = (inputs["argocd-token"] ?? context.environment["ARGOCD_AUTH_TOKEN"] ?? "").trim();
	const audiences = audiencesOf(inputs["argocd-audience"], servers);
	if (text !== "") {
		const tokens = tokensOf(text, servers);
		hide([...tokens.values()]);
		for (const token of tokens.values()) if (isOfGithub(token, context)) throw inputError("argocd-token is a GitHub token, which is never sent to Argo CD", { hint: "Create a token in Argo CD: argocd proj role create-token PROJECT ROLE." });
		return ({ controlPlane }) => tokens.get(controlPlane) ?? "";
	}
	const mint = idTokensOf(wiring);
	if (mint === void 0) throw inputError("argocd-token is missing", { hint: "Set argocd-token or ARGOCD_AUTH_TOKEN to a token with permission to get applications. A GitHub job with permissions: id-token: write needs no token; in a GitLab job, id_tokens creates one (docs/argocd.md)." });
	return ({ controlPlane, url }) => {
		const audience = audiences.get(controlPlane) ?? url.href.replace(/\/$/, "");
		return () => mint(audience);
	};
}
function audiencesOf(given, servers) {
	return new Map(given.map((text) => {
		const server = servers.find(({ controlPlane }) => controlPlane && text.startsWith(`${controlPlane}=`));
		if (server !== void 0) return [server.controlPlane, text.slice(`${server.controlPlane}=`.length)];
		if (servers.length > 1 || given.length > 1) throw inputError("argocd-audience does not name the server of each audience", { hint: `Write name=audience for each of: ${servers.map(({ controlPlane }) => controlPlane ?? "(no name)").join(", ")}.` });
		return [servers[0]?.controlPlane, text];
	}));
}
function tokensOf(given, servers) {
	const [first] = servers;
	if (servers.length === 1 && first !== void 0) {
		const own = `${first.controlPlane ?? ""}=`;
		return /* @__PURE__ */ new Map([[first.controlPlane, own !== "=" && given.startsWith(own) ? given.slice(own.length) : given]]);
	}
	const tokens = /* @__PURE__ */ new Map();
	for (const line of given.split("\n").map((one) => one.trim()).filter(Boolean)) {
		const server = servers.find(({ controlPlane }) => line.startsWith(`${controlPlane}=`));
		if (server === void 0) throw inputError("a line of argocd-token does not start with the name of a server", { hint: `Write name=token on a line for each of: ${servers.map(({ controlPlane }) => controlPlane).join(", ")}.` });
		tokens.set(server.controlPlane, line.slice(`${server.controlPlane}=`.length));
	}
	const without = servers.find(({ controlPlane }) => !tokens.has(controlPlane));
	if (without !== void 0) throw inputError(`argocd-token has no token for ${without.controlPlane}`);
	return tokens;
}
const OWN_HEADERS = /* @__PURE__ */ new Set([
	"authorization",
	"host",
	"connection",
	"content-length",
	"expect",
	"keep-alive",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade"
]);
function headersOf(text) {
	const lines = (text ?? "").split("\n").map((line) => line.trim()).filter(Boolean);
	return Object.fromEntries(lines.map((line) => {
		const [, name, value] = /^([!#$%&'*+.^`|~\w-]+):\s*(.+)$/.exec(line) ?? [];
		if (name === void 0 || value === void 0) throw inputError("a line of argocd-headers is not a valid header", { hint: "Write it as Name: value." });
		if (OWN_HEADERS.has(name.toLowerCase())) throw inputError(`argocd-headers cannot set ${name}`, { hint: "Use argocd-token for the token. Headers of the connection are set automatically." });
		if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw inputError(`the value of ${name} in argocd-headers contains characters that are not valid in a header`, { hint: "Set the secret again, with the header value that the proxy expects." });
		return [name, value];
	}));
}
async function authorities(file, workspace) {
	if (file === void 0) return [];
	let text;
	try {
		text = await readFile(resolve(workspace, file), "utf8");
	} catch (error) {
		throw inputError(`argocd-ca: ${file} cannot be read: ${error.message}`);
	}
	try {
		return [new X509Certificate(text)].map(() => text);
	} catch {
		throw inputError(`argocd-ca: ${file} does not contain a certificate`, { hint: "A certificate starts with -----BEGIN CERTIFICATE-----." });
	}
}

// src/entries/wire/sync-ending.ts
const LIMITS = {
	wait: 3e3,
	exit: 4500,
	rest: 100
};
const LONGEST_TIMER = 2 ** 31 - 1;
const SIGNALS = ["SIGINT", "SIGTERM"];
var Ending = class {
	#cancelled = new AbortController();
	#wiring;
	#isWaiting = false;
	constructor(wiring) {
		this.#wiring = wiring;
		const cancel = () => this.#cancel();
		for (const signal of SIGNALS) process.on(signal, cancel);
		wiring.atEnd(async () => {
			if (this.#cancelled.signal.aborted) exitAfter(LIMITS.rest);
			else for (const signal of SIGNALS) process.off(signal, cancel);
		});
	}
	get cancelled() {
		return this.#cancelled.signal;
	}
	#cancel() {
		if (this.#cancelled.signal.aborted) return;
		this.#wiring.progress(void 0);
		this.#wiring.say("The job was cancelled; this is the state so far.");
		this.#cancelled.abort(CANCELLED);
		exitAfter(LIMITS.exit);
	}
	deadline(milliseconds) {
		this.#isWaiting = true;
		const over = new AbortController();
		const timer = setTimeout(() => over.abort(`timed out after ${Math.round(milliseconds / 1e3)} s`), Math.min(milliseconds, LONGEST_TIMER));
		this.#wiring.atEnd(async () => clearTimeout(timer));
		return AbortSignal.any([over.signal, this.#cancelled.signal]);
	}
	async either(work, otherwise) {
		const { signal } = this.#cancelled;
		const settled = new AbortController();
		const late = async () => {
			await aborted(signal);
			if (this.#isWaiting) await pause(LIMITS.wait, settled.signal);
			return otherwise();
		};
		const ended = work.catch((error) => {
			if (signal.aborted) return otherwise();
			throw error;
		});
		return Promise.race([ended, late()]).finally(() => settled.abort());
	}
};
function exitAfter(milliseconds) {
	setTimeout(() => process.exit(process.exitCode ?? 1), milliseconds).unref();
}

// src/report/sync/board.ts
var Board = class {
	#rows = /* @__PURE__ */ new Map();
	constructor(apps) {
		for (const app of apps) this.#rows.set(keyOf(app), {
			app,
			state: "nothing is known about it yet",
			seconds: 0
		});
	}
	tell(told) {
		this.#rows.set(keyOf(told.app), told);
	}
	lines(now, screen) {
		const all = [...this.#rows.values()];
		const open = all.filter(({ outcome }) => outcome === void 0);
		const ended = all.flatMap(({ outcome }) => outcome === void 0 ? [] : [outcome]);
		const head = `${seconds(now)}: ${open.length} of ${all.length} waited for${ended.length === 0 ? "" : `, ${tallyOf(ended)}`}`;
		const sorted = [...open, ...all.filter(({ outcome }) => outcome !== void 0)];
		const room = Math.max(1, screen.rows - 2);
		const shown = sorted.length <= room ? sorted : sorted.slice(0, room - 1);
		const more = sorted.length - shown.length;
		const rows = shown.map(({ app, state, outcome, seconds: since }) => [
			cutTo(placeOf(app), Math.floor(screen.columns / 3)),
			seconds(outcome === void 0 ? now - since : since),
			outcome ?? "waits",
			visibleLine(state)
		]);
		return [
			head,
			...alignedRows(rows),
			...more === 0 ? [] : [`… and ${more} more`]
		].map((line) => cutTo(line, screen.columns - 1));
	}
};
function keyOf({ kind, name, controlPlane, ownNamespace }) {
	return JSON.stringify([
		kind,
		name,
		controlPlane,
		ownNamespace
	]);
}

// src/entries/wire/sync-shown.ts
var Shown = class {
	#wiring;
	#started = performance.now();
	#board;
	constructor(wiring) {
		this.#wiring = wiring;
	}
	begin(apps) {
		this.#started = performance.now();
		if (this.#wiring.screen?.() === void 0) return;
		this.#board = new Board(apps);
		const timer = setInterval(() => this.#draw(), 1e3).unref();
		this.#wiring.atEnd(async () => clearInterval(timer));
	}
	tell(told) {
		const now = {
			...told,
			seconds: this.#seconds
		};
		this.#wiring.say(stateLine(now));
		this.#board?.tell(now);
		this.#draw();
	}
	end() {
		this.#board = void 0;
		this.#wiring.progress(void 0);
	}
	#draw() {
		const screen = this.#wiring.screen?.();
		if (screen === void 0 || this.#board === void 0) return;
		this.#wiring.progress(this.#board.lines(this.#seconds, screen).join("\n"));
	}
	get #seconds() {
		return (performance.now() - this.#started) / 1e3;
	}
};

// src/entries/wire/sync.ts
const command = defineCommand(syncCommand, async (values, wiring) => {
	takeLessMemory();
	const ending = new Ending(wiring);
	const known = {};
	return ending.either(sync(values, wiring, {
		ending,
		known
	}), () => {
		wiring.progress(void 0);
		return cancelledSync(known, { width: wiring.width });
	});
});
async function sync(values, wiring, { ending, known }) {
	const { context } = wiring;
	const folder = await folderOf(values.path, context);
	const git = gitIn(folder, context);
	const own = await jobCheckout(git, context);
	const addresses = addressesIn(own);
	const cache = await cacheFor(values["cache-path"], {
		folder,
		addresses
	}, wiring);
	const { change } = own;
	const told = (change?.isRequest === false ? change.headName : void 0) ?? change?.base ?? await checkedOutBranch(git);
	const branch = told ?? own.defaultBranch ?? "main";
	const keepsRecords = async (revision) => {
		const config = await configOf(treeAt(git, revision));
		if (config.records !== true) return false;
		if ((await trustedConfig(config, {
			git,
			job: own
		}, wiring)).records === true) return true;
		wiring.warn("Nothing is recorded: fairlead.yaml has records: true at the commit, but not on the base branch.");
		return false;
	};
	const records = recordsFor(values, {
		git,
		own,
		branch
	}, wiring);
	const baseOf = async (revision, isRecorded) => {
		if (values.base !== void 0 && !/^0{40,64}$/.test(values.base)) return {
			base: await commitOf(git, values.base),
			warnings: []
		};
		const before = change?.head === revision ? change.before : void 0;
		const { recorded, warnings } = isRecorded ? await recordedIn(records) : NONE_RECORDED;
		const found = await defaultBase(git, {
			revision,
			before,
			recorded
		});
		return {
			base: found.base,
			warnings: [...warnings, ...found.warnings]
		};
	};
	return runSync(values, {
		addresses,
		standing: {
			branch,
			isDefaultBranch: branch === (own.defaultBranch ?? branch),
			isTold: told !== void 0,
			defaultBranch: own.defaultBranch
		},
		branchesWith: (revision) => branchesWith(git, revision),
		records,
		range: async () => {
			const revision = await commitOf(git, values.revision ?? own.change?.head ?? context.job.commit ?? "HEAD");
			known.revision = revision;
			const isRecorded = values.record || await keepsRecords(revision);
			const { base, warnings } = await baseOf(revision, isRecorded);
			known.base = base;
			return {
				base,
				revision,
				isRecorded,
				warnings
			};
		},
		sides: (base, head) => commitSides(git, {
			base,
			head,
			branch
		}),
		ancestry: (commit) => new Ancestry(git, commit, commit === known.revision ? known.base : void 0),
		isSameFolder: (path, both) => isSameFolderAt(git, path, both),
		rendering: (config) => renderingFor(config, {
			...values,
			cache
		}, wiring, {
			git,
			addresses,
			folder
		}),
		inventories: inventoriesFor(cache, wiring),
		servers: () => argocdServers(values, wiring),
		deadline: (milliseconds) => ending.deadline(milliseconds),
		cancelled: ending.cancelled,
		monotonic: () => performance.now(),
		shown: new Shown(wiring),
		progress: (done, total) => wiring.progress(done < total ? progress(done, total, "apps rendered", wiring.width) : void 0),
		room: {
			width: wiring.width,
			screen: wiring.screen?.()
		}
	});
}
function treeAt(git, commit) {
	return revisionTree(git, commit, {
		ensureBlobs: (ids) => bringObjects(git, ids),
		prepare: () => bringTrees(git, [commit])
	});
}
async function commitOf(git, name) {
	const found = await findCommit(git, name, {
		fetch: true,
		event: void 0
	});
	if (found) return found.commit;
	throw await missingCommit(git, name);
}
function takeLessMemory() {
	setFlagsFromString("--optimize-for-size");
}

export { command };