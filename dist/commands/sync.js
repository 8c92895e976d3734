import "../chunks/rolldown-runtime.js";
import { FairleadError, inputError, suggestion } from "../rooms/errors.js";
import { configOf } from "../rooms/config.js";
import { Lanes } from "../rooms/render-engine.js";
import { fetchFor, isOneOf } from "../rooms/net.js";
import { code, escapeMarkdown, link, visibleLine, wrap } from "../rooms/text.js";
import { shortCommit } from "../chunks/rerendered.js";
import { review } from "../rooms/review.js";
import { Ancestry, Watch, awaitCommit, expectedApps, firstParent, isGood } from "../rooms/sync.js";
import { defineCommand, inputs, pick, programInputs, range } from "../chunks/define.js";
import { isChosen } from "../chunks/chosen.js";
import { outputs } from "../chunks/outputs.js";
import { commitSides, findCommit } from "../rooms/git.js";
import { progress } from "../chunks/terminal.js";
import { ArgocdServer, readServers } from "../rooms/controllers.js";
import { isOfGithub } from "../chunks/tokens.js";
import { cacheFor, renderingFor } from "../chunks/rendering.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { inventoriesFor } from "../chunks/inventories.js";
import { identityIn, jobCheckout } from "../chunks/job.js";
import { performance } from "node:perf_hooks";
import { resolve } from "node:path";
import process from "node:process";
import { readFile } from "node:fs/promises";

// src/report/sync/json.ts
function syncJson({ outcome, base, revision, waitedSeconds, apps }) {
	return {
		outcome,
		base,
		revision,
		waitedSeconds: rounded(waitedSeconds),
		apps: apps.map((one) => ({
			app: one.app.name,
			kind: one.app.kind,
			namespace: one.app.ownNamespace ?? null,
			environment: one.app.environment ?? null,
			controlPlane: one.app.controlPlane ?? null,
			cluster: one.app.cluster ?? null,
			outcome: one.outcome,
			reason: one.reason,
			rule: one.rule ?? null,
			revision,
			observed: one.observed ?? null,
			supersededBy: one.supersededBy ?? null,
			sync: one.sync ?? null,
			health: one.health ?? null,
			images: one.images,
			url: one.url ?? null,
			notes: one.notes,
			details: one.details,
			phases: Object.fromEntries([
				"noticed",
				"synced",
				"healthy",
				"ended"
			].map((name) => {
				const value = one.phases[name];
				return [name, value === void 0 ? null : rounded(value)];
			}))
		}))
	};
}
function rounded(value) {
	return Math.round(value * 1e3) / 1e3;
}

// src/report/sync/text.ts
function stateLine(app, state) {
	return `${placeOf(app)}: ${visibleLine(state)}.`;
}
function syncText(result, width) {
	const { outcome, revision, base, apps } = result;
	return [`${shortCommit(revision)} (since ${shortCommit(base)}): ${outcome}${apps.length === 0 ? ", for the commits touch no app" : ""}, after ${seconds(result.waitedSeconds)}.`, ...apps.flatMap((app) => linesOf(app, width))];
}
function linesOf(one, width) {
	const states = [one.sync, one.health].filter((state) => state !== void 0).join(", ");
	return [`  ${one.outcome.padEnd(10)} ${placeOf(one.app)}${states === "" ? "" : ` (${states})`}`, ...[
		`${one.reason}.`,
		...one.notes,
		...one.details
	].flatMap((text) => wrap(visibleLine(text), Math.max(20, width - 6)).map((line) => `      ${line}`))];
}
function placeOf({ name, environment, cluster, toldApartBy }) {
	const where = [environment, cluster].filter((part) => part !== void 0);
	const place = where.length === 0 ? name : `${name} in ${[...new Set(where)].join(" on ")}`;
	return visibleLine(toldApartBy === void 0 ? place : `${place} (${toldApartBy})`);
}
function seconds(value) {
	return value < 10 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
}

// src/report/sync/markdown.ts
function syncMarkdown(result) {
	const { revision, base, outcome, apps, waitedSeconds } = result;
	const head = `**${outcome}**: ${code(shortCommit(revision))} since ${code(shortCommit(base))}, after ${seconds(waitedSeconds)}`;
	if (apps.length === 0) return `${head}\n\nThe commits touch no app.\n`;
	return `${head}\n\n| App | Outcome | Reason | Sync | Health | Images | Noticed | Synced | Healthy | Ended |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n${apps.map(rowOf).join("\n")}\n`;
}
function rowOf({ app, outcome, reason, sync, health, images, phases, url }) {
	const name = escapeMarkdown(placeOf(app));
	const time = (value) => value === void 0 ? "" : seconds(value);
	return `| ${[
		link(name, url),
		outcome,
		escapeMarkdown(reason),
		escapeMarkdown(sync ?? ""),
		escapeMarkdown(health ?? ""),
		images.map((image) => code(image)).join(" "),
		...[
			phases.noticed,
			phases.synced,
			phases.healthy,
			phases.ended
		].map(time)
	].join(" | ")} |`;
}

// src/commands/sync.ts
const syncCommand = {
	name: "sync",
	title: "Fairlead sync",
	summary: "Waits until a commit is live and healthy in every app that it touches, as Argo CD and the cluster show it, and fails with the reason if it is not.",
	inputs: {
		...pick(inputs, "path"),
		...range,
		...pick(inputs, "app", "environment", "cluster", "argocd-server", "argocd-token", "argocd-headers", "argocd-ca", "trigger", "timeout", "settle", "refresh-limit", "unrelated", "source-token", ...programInputs, "lanes", "cache-path", "output")
	},
	outputs: {
		verdict: { description: "What became of the commit: verified, superseded, nothing, failed, reverted or unknown." },
		revision: { description: "The commit that was waited for." },
		...pick(outputs, "apps"),
		"not-live": { description: "The apps in which the commit is not live and healthy, by name, one a line." }
	}
};
async function runSync(values, ports) {
	if (values.trigger === "sync") throw inputError("trigger: sync is not there yet", { hint: "With refresh, apps that sync by themselves do so at once, and for the others sync waits until somebody syncs them." });
	const { base, revision } = await ports.range();
	const { identity, standing } = ports;
	const sides = await ports.sides(base, revision);
	const config = await configOf(sides.head.tree);
	const rendering = await ports.rendering(config);
	const { inventories, progress } = ports;
	const maskers = [];
	const reviewed = async (two) => review({
		sides: two,
		identity,
		standing
	}, {
		config,
		rendering,
		inventories,
		progress,
		masks: (masker) => maskers.push(masker)
	});
	const found = await reviewed(sides);
	const all = expectedApps(found);
	const wanted = all.filter(({ app }) => isChosen(app, values));
	refuseUnknown(values, all);
	const later = /* @__PURE__ */ new Map();
	const milliseconds = (values.timeout ?? 600) * 1e3;
	const ancestry = ports.ancestry(revision);
	return resultOf(wanted.length === 0 ? {
		outcome: "nothing",
		base,
		revision,
		waitedSeconds: 0,
		apps: []
	} : await awaitCommit(wanted, {
		base,
		revision,
		servers: await ports.servers(),
		branches: [
			standing.branch,
			`refs/heads/${standing.branch}`,
			...standing.isDefaultBranch ? ["HEAD"] : [],
			revision
		],
		refreshes: values.trigger === "refresh",
		unrelated: values.unrelated,
		settle: (values.settle ?? 5) * 1e3,
		isOurs: (url) => isOneOf(identity, url),
		ancestry,
		expectedAt: async (commit, { app }) => {
			const known = later.get(commit) ?? ports.sides(base, commit).then(async (two) => expectedApps(await reviewed(two)));
			later.set(commit, known);
			return (await known).find((one) => isSame(one.app, app));
		},
		refreshLanes: new Lanes(values["refresh-limit"] ?? 10),
		mask: (text) => maskers.reduce((shown, masker) => masker.text(shown), text),
		monotonic: () => ports.monotonic(),
		tell: ({ app }, state) => ports.say(stateLine(app, state)),
		signal: ports.deadline(milliseconds)
	}), ports.width);
}
function resultOf(result, width) {
	const bad = result.apps.filter(({ outcome }) => !isGood(outcome));
	const [first, ...others] = bad.map(({ app, outcome, reason }) => ({ message: `${app.name}: ${outcome}: ${reason}` }));
	return {
		outputs: {
			verdict: result.outcome,
			revision: result.revision,
			apps: String(result.apps.length),
			"not-live": bad.map(({ app }) => app.name).join("\n")
		},
		data: syncJson(result),
		text: syncText(result, width),
		summary: syncMarkdown(result),
		warnings: result.apps.flatMap(({ notes }) => notes),
		...first && { failure: new FairleadError("refused", [first, ...others]) }
	};
}
function refuseUnknown({ app }, all) {
	const known = all.map((one) => one.app.name);
	const name = app.find((wanted) => !known.includes(wanted));
	if (name === void 0) return;
	throw inputError(`the commits touch no app ${JSON.stringify(name)}`, { hint: suggestion(name, known) });
}
function isSame(one, other) {
	return one.kind === other.kind && one.name === other.name && one.controlPlane === other.controlPlane && one.ownNamespace === other.ownNamespace;
}

// src/entries/wire/argocd.ts
async function argocdServers(inputs, wiring) {
	const { context, hide } = wiring;
	const { environment } = context;
	const given = inputs["argocd-server"];
	const named = given.length > 0 ? given : [environment["ARGOCD_SERVER"]?.trim() ?? ""].filter(Boolean);
	if (named.length === 0) throw inputError("argocd-server is missing", { hint: "Give the address of Argo CD, such as https://argocd.example.com, or set ARGOCD_SERVER." });
	const servers = readServers(named);
	const tokens = tokensOf(inputs["argocd-token"] ?? environment["ARGOCD_AUTH_TOKEN"], servers);
	hide([...tokens.values()]);
	const headers = headersOf(inputs["argocd-headers"]);
	hide(Object.values(headers));
	const certificates = await authorities(inputs["argocd-ca"], context.workspace);
	return servers.map((address) => {
		const token = tokens.get(address.controlPlane) ?? "";
		if (isOfGithub(token, context)) throw inputError("argocd-token is a token of GitHub, and goes to no Argo CD", { hint: "Make one in Argo CD: argocd proj role create-token PROJECT ROLE." });
		const { url } = address;
		const fetch = fetchFor(url, environment, certificates);
		const server = new ArgocdServer({
			url,
			token,
			headers,
			fetch,
			userAgent: context.userAgent
		});
		return {
			address,
			token,
			watch: new Watch(server, () => performance.now())
		};
	});
}
function tokensOf(text, servers) {
	const given = (text ?? "").trim();
	if (given === "") throw inputError("argocd-token is missing", { hint: "Give a token that may get applications (actions/sync/README.md), or set ARGOCD_AUTH_TOKEN." });
	const [first] = servers;
	if (servers.length === 1 && first !== void 0) {
		const own = `${first.controlPlane ?? ""}=`;
		return /* @__PURE__ */ new Map([[first.controlPlane, own !== "=" && given.startsWith(own) ? given.slice(own.length) : given]]);
	}
	const tokens = /* @__PURE__ */ new Map();
	for (const line of given.split("\n").map((one) => one.trim()).filter(Boolean)) {
		const server = servers.find(({ controlPlane }) => line.startsWith(`${controlPlane}=`));
		if (server === void 0) throw inputError("a line of argocd-token does not begin with the name of a server", { hint: `Write name=token on a line for each of: ${servers.map(({ controlPlane }) => controlPlane).join(", ")}.` });
		tokens.set(server.controlPlane, line.slice(`${server.controlPlane}=`.length));
	}
	const without = servers.find(({ controlPlane }) => !tokens.has(controlPlane));
	if (without !== void 0) throw inputError(`argocd-token has no token for ${without.controlPlane}`);
	return tokens;
}
function headersOf(text) {
	const lines = (text ?? "").split("\n").map((line) => line.trim()).filter(Boolean);
	return Object.fromEntries(lines.map((line) => {
		const [, name, value] = /^([!#$%&'*+.^`|~\w-]+):\s*(.+)$/.exec(line) ?? [];
		if (name === void 0 || value === void 0) throw inputError("a line of argocd-headers is no header", { hint: "It looks like Name: value." });
		if (["authorization", "host"].includes(name.toLowerCase())) throw inputError(`argocd-headers may not set ${name}`, { hint: "The token goes into argocd-token." });
		return [name, value];
	}));
}
async function authorities(file, workspace) {
	if (file === void 0) return [];
	try {
		return [await readFile(resolve(workspace, file), "utf8")];
	} catch (error) {
		throw inputError(`argocd-ca: ${file} cannot be read: ${error.message}`);
	}
}

// src/entries/wire/sync.ts
const command = defineCommand(syncCommand, async (values, wiring) => {
	const { context } = wiring;
	const folder = await folderOf(values.path, context);
	const git = gitIn(folder, context);
	const own = await jobCheckout(git, context);
	const identity = identityIn(own);
	const cache = await cacheFor(values["cache-path"], {
		folder,
		identity
	}, wiring);
	const branch = own.change?.base ?? own.defaultBranch ?? "main";
	return runSync(values, {
		identity,
		standing: {
			branch,
			isDefaultBranch: branch === (own.defaultBranch ?? branch)
		},
		range: async () => {
			const revision = await commitOf(git, values.revision ?? own.change?.head ?? context.job.commit ?? "HEAD");
			const before = values.base ?? own.change?.from[0];
			return {
				revision,
				base: before === void 0 || /^0{40,64}$/.test(before) ? await firstParent(git, revision) : await commitOf(git, before)
			};
		},
		sides: (base, head) => commitSides(git, {
			base,
			head,
			branch
		}),
		ancestry: (commit) => new Ancestry(git, commit),
		rendering: (config) => renderingFor(config, {
			...values,
			cache
		}, wiring, {
			git,
			identity,
			folder
		}),
		inventories: inventoriesFor(cache, wiring),
		servers: () => argocdServers(values, wiring),
		deadline: (milliseconds) => deadline(milliseconds, wiring),
		monotonic: () => performance.now(),
		say: (line) => wiring.say(line),
		progress: (done, total) => wiring.progress(done < total ? progress(done, total, "apps rendered", wiring.width) : void 0),
		width: wiring.width
	});
});
async function commitOf(git, name) {
	const found = await findCommit(git, name, {
		fetch: true,
		event: void 0
	});
	if (found) return found.commit;
	throw inputError(`there is no commit ${JSON.stringify(name)} in this checkout`, { hint: git.cure("history") });
}
function deadline(milliseconds, { atEnd }) {
	const ends = new AbortController();
	const timer = setTimeout(() => ends.abort(`after ${Math.round(milliseconds / 1e3)} s`), milliseconds);
	const cancel = () => ends.abort("the job was cancelled");
	for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, cancel);
	atEnd(async () => {
		clearTimeout(timer);
		for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, cancel);
	});
	return ends.signal;
}

export { command };