import { FairleadError, inputError, refusal, remoteError, suggestion } from "./errors.js";
import { folderOf, isBelow, listingOf } from "./tree.js";
import { array, object, optional, string } from "../packages/valibot.js";
import { parseJsonAnswer } from "./shapes.js";
import { decodeText } from "./yaml.js";
import { canonicalRepository, formatReference, isDigest, parseReference } from "./images.js";
import { CONFIG_FILE, isCalendarDay } from "./config.js";
import { IN_CLUSTER_NAME, isEnvironmentWord, isInCluster, isProduction, isSameEnvironment, matchesGlob, plainServer } from "./inventory.js";
import { OWNERS_FILES, readCodeOwners } from "./policy.js";
import { digestOfGroup, environmentsOf, idsOf, isUnknown, unknownIn as unknownIn$1 } from "./review.js";
import { Lanes } from "./forge-local.js";
import { isAmong, isSameName } from "./forge-gitlab.js";
import { linkOf, mergeEntry, readChain, syncOf } from "./records.js";
import { createHash } from "node:crypto";

// src/gate/merge/lock.ts
function lockOf({ queue, upToDate, methods, push }, { hasBase, request, base }) {
	if (queue !== void 0) return {
		by: "none",
		isSetup: true,
		...queue
	};
	const [method] = methods;
	if (upToDate.word === "yes") {
		if (!hasBase) return {
			by: "none",
			isSetup: false,
			message: `${request} does not contain the latest commits of ${base}, which its settings require.`,
			cure: `Update the branch of ${request} with ${base}. That starts a new run. If the result stays the same, its approvals stay valid.`
		};
		if (method === void 0) return {
			by: "none",
			isSetup: true,
			message: `The settings of ${base} allow no way to merge ${request}.`,
			cure: "Allow merge commits, squash merges or rebase merges for it."
		};
		return {
			by: "up-to-date",
			method,
			message: upToDate.message
		};
	}
	if (push.word === "no") return {
		by: "none",
		isSetup: true,
		message: push.message,
		cure: push.cure
	};
	return {
		by: "lease",
		message: `The gate pushes its own merge commit, only if ${base} is still at the commit that was judged. ${upToDate.message}`
	};
}
function lockOfSetup({ queue, upToDate, push }, { base, merges }) {
	const id = "lock";
	if (queue !== void 0) {
		if (merges) return {
			id,
			word: "no",
			...queue
		};
		return {
			id,
			word: "yes",
			message: `Requests reach ${base} through a queue, which tests each of them on top of those before it: make the gate a required check there.`,
			cure: void 0
		};
	}
	if (upToDate.word === "yes") return {
		id,
		word: "yes",
		message: upToDate.message,
		cure: void 0
	};
	const strict = `Require branches to be up to date with ${base} before merging.`;
	if (!merges) return {
		id,
		word: upToDate.word,
		message: `Nothing is known to prevent ${base} from changing between the decision and the merge. ${upToDate.message}`,
		cure: `${strict} Or let the gate merge (merge: true).`
	};
	const message = `The gate creates its own merge commit, and pushes it only if ${base} has not moved. ${push.message}`;
	return {
		id,
		word: push.word,
		message,
		cure: push.word === "yes" ? void 0 : push.cure
	};
}

// src/gate/policy.ts
const DAY = 864e5;
function policyOf(environment, config) {
	const name = spelled(environment, config);
	const written = name === void 0 ? void 0 : config.environments[name]?.gate;
	if (written === void 0) throw noPolicy(environment, config);
	const { approvals, from, after, override } = written;
	const policy = {
		environment: name,
		approvals,
		users: distinct$2(from.users ?? []),
		teams: distinct$2(from.teams ?? []),
		codeOwners: written.codeOwners ?? false,
		bots: written.bots ?? [],
		after: after && {
			environment: spelled(after.environment, config),
			soak: milliseconds(after.soak ?? "0m")
		},
		windows: written.windows ?? [],
		freezes: written.freezes ?? [],
		maxAge: written.maxAge === void 0 ? void 0 : milliseconds(written.maxAge),
		immutable: written.immutable ?? [],
		allow: written.allow ?? [],
		override: override && {
			by: override.by,
			reviewWithin: override.reviewWithin === void 0 ? 3 * DAY : milliseconds(override.reviewWithin)
		}
	};
	refuseUnsatisfiable(policy, Object.keys(config.environments));
	return policy;
}
function spelled(environment, { environments }) {
	const [name, ...others] = Object.keys(environments).filter((known) => isSameEnvironment(known, environment));
	if (others.length > 0) throw inputError(`${CONFIG_FILE} of the base branch has the environments ${[name, ...others].join(" and ")}, which are names of the same environment`, { hint: "Define it once." });
	return name ?? environment;
}
function gatedEnvironments({ environments }) {
	return Object.keys(environments).filter((name) => environments[name]?.gate);
}
function noPolicy(environment, config) {
	const gated = gatedEnvironments(config);
	const word = isProduction(environment, config) ? "production " : "";
	const nearest = suggestion(environment, gated);
	return inputError(`the ${word}environment ${JSON.stringify(environment)} has no gate in ${CONFIG_FILE} of the base branch`, { hint: [nearest, `Define there who can approve: environments: {${environment}: {gate: {approvals: 1, from: {users: [NAME]}}}}.`].filter(Boolean).join(" ") });
}
function refuseUnsatisfiable({ environment, approvals, users, teams, bots, after }, known) {
	const where = `environments.${environment}.gate in ${CONFIG_FILE}`;
	const people = users.filter((user) => !isAmong(user, bots) && !isBotName(user));
	if (teams.length === 0 && people.length < approvals) throw inputError(`${where} requires ${approvals} approval${approvals === 1 ? "" : "s"} but names ${people.length === 0 ? "nobody" : `only ${people.length === 1 ? "1 person" : `${people.length} people`} who can approve`}, so no change can pass`, { hint: "Add people or teams under from, or require fewer approvals." });
	if (after !== void 0 && isSameEnvironment(after.environment, environment)) throw inputError(`${where} sets after to the environment itself`, { hint: "Set it to the environment that a change must pass first." });
	if (after !== void 0 && !known.includes(after.environment) && !isEnvironmentWord(after.environment)) throw inputError(`${where} sets after to ${JSON.stringify(after.environment)}, which is not an environment in the file`, { hint: suggestion(after.environment, known) });
}
function milliseconds(text) {
	const units = {
		s: 1e3,
		m: 6e4,
		h: 36e5,
		d: DAY,
		w: 7 * DAY
	};
	return [...text.matchAll(/(\d{1,5})([smhdw])/g)].reduce((sum, [, number = "0", unit = "s"]) => sum + Number(number) * (units[unit] ?? 0), 0);
}
function isBotName(name) {
	return name.toLowerCase().endsWith("[bot]");
}
function distinct$2(names) {
	return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}

// src/gate/brings.ts
function broughtBy(apps) {
	return apps.flatMap(({ app, images }) => images.flatMap(({ artifact, repository, to }) => to === void 0 ? [] : [{
		app: app.name,
		artifact,
		repository,
		version: to
	}]));
}
function distinct$1(brought) {
	return [...new Map(brought.map((one) => [shownArtifact(one), one])).values()];
}
function digestOf({ version }) {
	const digest = version.slice(version.lastIndexOf("@") + 1);
	return isDigest(digest) ? digest : void 0;
}
function recordedName(one, pinned) {
	const reference = `${one.repository}:${one.version}`;
	if (one.artifact === "chart") return reference;
	const digest = digestOf(one) ?? pinned.get(reference);
	return digest === void 0 ? void 0 : imageName(one.repository, digest);
}
function imageName(repository, digest) {
	return `${canonicalRepository(repository)}@${digest}`;
}
function shownArtifact(brought) {
	const { artifact, repository, version } = brought;
	if (artifact === "chart") return `the chart ${repository} ${version}`;
	const digest = digestOf(brought);
	if (digest === void 0) return `${repository}:${version}`;
	const [tag] = version === digest ? [] : [version.slice(0, -digest.length - 1)];
	return formatReference({
		repository,
		...tag && { tag },
		digest
	});
}
function isWholeVersion(version) {
	return /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(version);
}

// src/gate/rule-files.ts
const CI = [
	".github/workflows/",
	".github/actions/",
	".gitlab/ci/",
	".gitlab-ci/",
	".gitea/workflows/",
	".forgejo/workflows/",
	".circleci/",
	".buildkite/",
	".tekton/",
	".semaphore/",
	".woodpecker/",
	".woodpecker.yml",
	".woodpecker.yaml",
	".azure-pipelines/",
	"azure-pipelines/",
	"azure-pipelines.yml",
	"azure-pipelines.yaml",
	".cirrus.yml",
	".drone.yml",
	".travis.yml",
	"cloudbuild.yaml",
	"Jenkinsfile",
	"bitbucket-pipelines.yml"
];
const ANYWHERE = /(?:^|\/)(?:\.gitattributes|action\.ya?ml|[^/]*\.gitlab-ci\.ya?ml|Jenkinsfile)$/;
const GITLAB_FILE = ".gitlab-ci.yml";
const MOST_INCLUDED = 150;
const ACTION = /(?:^|\/)action\.ya?ml$/;
async function ruleFilesOf(base) {
	const listing = await listingOf(base);
	const included = listing.get(GITLAB_FILE) === void 0 ? [] : await includedIn(base, listing);
	const actions = listing.all().filter(({ path }) => ACTION.test(path)).map(({ path }) => folderOf(path)).filter((folder) => folder !== "");
	return (path) => isRuleFile(path) || actions.some((folder) => isBelow(path, folder)) || included.some((pattern) => matchesGlob(path, pattern));
}
function isRuleFile(path) {
	return path === "fairlead.yaml" || OWNERS_FILES.some((one) => one === path) || ANYWHERE.test(path) || CI.some((one) => one.endsWith("/") ? path.startsWith(one) : path === one);
}
async function includedIn(base, listing) {
	const found = /* @__PURE__ */ new Set();
	const read = /* @__PURE__ */ new Set();
	for (let level = [GITLAB_FILE]; level.length > 0 && read.size <= MOST_INCLUDED;) {
		for (const path of level) read.add(path);
		const patterns = [...(await base.read(level)).values()].flatMap(({ content }) => includedBy(new TextDecoder().decode(content)));
		const fresh = new Set(patterns.filter((pattern) => !found.has(pattern)));
		for (const pattern of fresh) found.add(pattern);
		level = listing.all().map(({ path }) => path).filter((path) => /\.ya?ml$/.test(path) && !read.has(path)).filter((path) => [...fresh].some((pattern) => matchesGlob(path, pattern))).slice(0, MOST_INCLUDED);
	}
	return [...found];
}
function includedBy(text) {
	const plain = text.matchAll(/[\w./*-]{1,200}\.ya?ml/g);
	const quoted = text.matchAll(/(?<=["'])[^"'\n]{1,200}\.ya?ml(?=["'])/g);
	return [...plain, ...quoted].map(([name]) => name.replace(/^\.?\//, ""));
}

// src/gate/territory.ts
var Territory = class {
	#environment;
	#isProduction;
	#clusters = /* @__PURE__ */ new Map();
	#namespaces = /* @__PURE__ */ new Map();
	#declared;
	constructor(environment, config, apps) {
		this.#environment = environment;
		this.#isProduction = isProduction(environment, config);
		this.#declared = new Set((config.environments[environment]?.clusters ?? []).map(plain$1));
		for (const app of apps) {
			add(this.#clusters, clusterKey(app), app.environment);
			add(this.#namespaces, namespaceKey(app), app.environment);
		}
	}
	has(change) {
		const own = environmentsOf(change);
		if (own.includes(this.#environment) || this.#isProduction && own.includes(void 0)) return true;
		const { app } = change;
		if (this.#declared.has(plain$1(app.cluster))) return true;
		return this.#isOnlyOurs(this.#clusters.get(clusterKey(app)), own) || this.#isOnlyOurs(this.#namespaces.get(namespaceKey(app)), own);
	}
	#isOnlyOurs(there, own) {
		return there?.has(this.#environment) === true && !own.some((environment) => there.has(environment));
	}
};
function add(map, key, environment) {
	const known = map.get(key) ?? /* @__PURE__ */ new Set();
	map.set(key, known.add(environment));
}
function clusterKey({ cluster, controlPlane }) {
	const name = plain$1(cluster);
	return name === "in-cluster" ? `the one of ${controlPlane ?? ""}` : name;
}
function namespaceKey(place) {
	return JSON.stringify([clusterKey(place), place.namespace ?? ""]);
}
function plain$1(cluster) {
	if (isInCluster(cluster)) return IN_CLUSTER_NAME;
	return cluster !== void 0 && /^https?:\/\//i.test(cluster) ? plainServer(cluster) : cluster ?? "";
}

// src/gate/change.ts
async function gatedChange(environment, { review, sides, config, apps: known }) {
	const territory = new Territory(environment, config, known);
	const own = review.apps.filter((change) => territory.has(change));
	const unknown = [.../* @__PURE__ */ new Set([...unknownIn$1(environment, review.apps), ...own.filter(isUnknown)])];
	const apps = [...own, ...unknown.filter((change) => !own.includes(change))];
	const isRule = await ruleFilesOf(sides.base.tree);
	const ruleFiles = sides.changed.filter(isRule);
	const loose = isProduction(environment, config) ? await manifestsIn(review.unclaimed, sides) : [];
	const files = [.../* @__PURE__ */ new Set([...ruleFiles, ...loose])];
	const rendered = digestOfGroup(environment, own);
	const digest = unknown.length > 0 ? void 0 : await digestWith(rendered, files, sides);
	const others = review.apps.filter((change) => !territory.has(change));
	return {
		digest,
		apps,
		ruleFiles: files,
		owned: await ownedFiles(sides),
		alsoChanges: [...new Set(others.flatMap(({ app }) => app.environment ?? []))].toSorted(),
		conflict: sides.conflict
	};
}
async function manifestsIn(unclaimed, { base, head }) {
	const candidates = unclaimed.filter((path) => /\.(?:ya?ml|json|jsonnet|libsonnet)$/i.test(path));
	if (candidates.length === 0) return [];
	const [before, after] = await Promise.all([base.tree.read(candidates), head.tree.read(candidates)]);
	const isManifest = (path, files) => {
		const text = new TextDecoder("latin1").decode(files.get(path)?.content ?? /* @__PURE__ */ new Uint8Array());
		return /sonnet$/i.test(path) || text.includes("apiVersion") && text.includes("kind");
	};
	return candidates.filter((path) => isManifest(path, before) || isManifest(path, after));
}
async function digestWith(rendered, ruleFiles, sides) {
	if (ruleFiles.length === 0) return rendered;
	const ids = await idsOf(sides);
	const rules = ruleFiles.toSorted().map((file) => [file, ids(file)]);
	return createHash("sha256").update(JSON.stringify([rendered ?? "", rules])).digest("hex");
}
async function ownedFiles({ base, changed }) {
	const files = await base.tree.read(OWNERS_FILES);
	const path = OWNERS_FILES.find((one) => files.has(one));
	const file = path === void 0 ? void 0 : files.get(path);
	if (path === void 0 || file === void 0) return [];
	if (file.mode === "120000") return { fault: `${path} of the base is a symbolic link, which no forge follows` };
	const { ownersOf } = readCodeOwners(decodeText(file.content, path));
	return changed.map((one) => ({
		file: one,
		owners: ownersOf(one)
	})).filter(({ owners }) => owners.length > 0);
}

// src/gate/rules/rule.ts
const holds = (message) => ({
	satisfied: true,
	word: "approved",
	message,
	cure: void 0
});
const pending = (message, cure) => ({
	satisfied: false,
	word: "pending",
	message,
	cure
});
const denied = (message, cure) => ({
	satisfied: false,
	word: "denied",
	message,
	cure
});

// src/gate/when.ts
const WEEKDAYS = [
	"mon",
	"tue",
	"wed",
	"thu",
	"fri",
	"sat",
	"sun"
];
const MINUTE = 6e4;
function isOpen(windows, now) {
	return windows.length === 0 || windows.some((window) => isIn(window, now));
}
function opensAt(windows, now) {
	const next = Math.floor(now / MINUTE) * MINUTE;
	for (let i = 1; i <= 11520; i++) {
		const at = next + i * MINUTE;
		if (isOpen(windows, at)) return at;
	}
}
function freezesAt(freezes, now) {
	return freezes.filter(({ from, to, timeZone = "UTC" }) => {
		const { day } = localTime(now, timeZone);
		return from <= day && day <= to;
	});
}
function isIn({ days, from, to, timeZone = "UTC" }, now) {
	const { weekday, minute } = localTime(now, timeZone);
	const [start, end] = [minuteOf(from), minuteOf(to)];
	const isOf = (day) => days === void 0 || weekdaysOf(days).has((day + 7) % 7);
	if (start < end) return isOf(weekday) && start <= minute && minute < end;
	return isOf(weekday) && minute >= start || isOf(weekday - 1) && minute < end;
}
function minuteOf(text) {
	const [hours = 0, minutes = 0] = text.split(":").map(Number);
	return hours * 60 + minutes;
}
function weekdaysOf(text) {
	const days = text.split(",").flatMap((part) => {
		const [first = 0, last = first] = part.trim().split("-").map((name) => WEEKDAYS.indexOf(name));
		return Array.from({ length: (last - first + 7) % 7 + 1 }, (_, i) => (first + i) % 7);
	});
	return new Set(days);
}
const formats = /* @__PURE__ */ new Map();
function localTime(now, timeZone) {
	const format = formats.get(timeZone) ?? new Intl.DateTimeFormat("en-US", {
		timeZone,
		calendar: "gregory",
		numberingSystem: "latn",
		hourCycle: "h23",
		weekday: "short",
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
		hour: "2-digit",
		minute: "2-digit"
	});
	formats.set(timeZone, format);
	const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
	const part = (name) => parts.get(name) ?? "";
	return {
		day: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`,
		weekday: WEEKDAYS.indexOf(part("weekday").toLowerCase()),
		minute: Number(part("hour")) * 60 + Number(part("minute"))
	};
}
function shownTime(at, timeZone = "UTC") {
	const { day, minute } = localTime(at, timeZone);
	const [hours, minutes] = [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, "0"));
	return `${day} ${hours}:${minutes} ${timeZone}`;
}
function shownSpan(span) {
	const minutes = Math.ceil(span / MINUTE);
	const [days, hours, rest] = [
		Math.floor(minutes / 1440),
		Math.floor(minutes % 1440 / 60),
		minutes % 60
	];
	return [
		days > 0 ? `${days} d` : "",
		hours > 0 ? `${hours} h` : "",
		rest > 0 ? `${rest} min` : ""
	].filter(Boolean).join(" ") || "0 min";
}

// src/gate/rules/before.ts
const verifiedBefore = {
	id: "verified-before",
	description: "Every image (by digest) and chart that the change introduces was verified in the environment of `after`, and has been there for the soak time without a failure since. A later version that runs there now does not change this.",
	judge(facts) {
		const { policy, change, verified } = facts;
		const { after } = policy;
		if (after === void 0) return [];
		const { environment } = after;
		if ("fault" in verified) return [denied(`It cannot be determined what was verified in ${environment}: ${verified.fault}.`, "See docs/records.md for how the branch fairlead-records is read and protected.")];
		const brought = distinct$1(broughtBy(change.apps));
		if (brought.length === 0) return [holds(`It introduces no image and no chart that has to be verified in ${environment}.`)];
		const faults = brought.flatMap((one) => whyUnverified(one, facts, verified) ?? []);
		if (faults.length === 0) return [holds(`Everything that it introduces was verified in ${environment}.`)];
		if (!change.alsoChanges.some((other) => isSameEnvironment(other, environment))) return faults;
		const cure = `The change also affects ${environment}, which must come first: split it into two, and merge the one for ${environment} before this one.`;
		return faults.map(({ message }) => denied(message, cure));
	}
};
function whyUnverified(one, facts, verified) {
	const { policy, now } = facts;
	const { environment = "", soak = 0 } = policy.after ?? {};
	const shown = shownArtifact(one);
	const name = recordedName(one, facts.pinned);
	if (name === void 0) return denied(`${shown} has no digest, and its registry returns none, so it cannot be determined whether it is what was verified in ${environment}.`, "Bump it with its digest (pin-digest: true), or give the job access to its registry.");
	const own = verified.filter(({ artifacts }) => artifacts.includes(name));
	const since = standsSince(own);
	if (since === void 0) {
		const last = own.toSorted((a, b) => a.at - b.at).at(-1);
		const message = last === void 0 ? `${shown} was never verified in ${environment}.` : `${shown} was ${last.outcome} in ${environment} on ${shownTime(last.at)}, and not verified after that.`;
		return pending(message, `It passes once sync has recorded it as verified in ${environment}.`);
	}
	if (now - since >= soak) return void 0;
	return pending(`${shown} was verified in ${environment} on ${shownTime(since)}, and has to stay there for ${shownSpan(soak)}.`, `It passes on ${shownTime(since + soak)}.`);
}
function standsSince(own) {
	const isFault = ({ outcome }) => outcome === "failed" || outcome === "reverted";
	const lastFault = own.findLastIndex(isFault);
	const latest = Math.max(...own.filter(isFault).map(({ at }) => at));
	return own.slice(lastFault + 1).find(({ outcome, at }) => outcome === "verified" && at >= latest)?.at;
}

// src/gate/rules/fixed.ts
const immutable = {
	id: "immutable",
	description: "Everything that it introduces is pinned, as far as `immutable` requires: images by digest, charts by a full version, other repositories by commit, because a tag can be moved.",
	judge({ policy: { immutable: kinds }, change: { apps } }) {
		if (kinds.length === 0) return [];
		const brought = distinct$1(broughtBy(apps));
		const images = brought.filter((one) => one.artifact === "image" && digestOf(one) === void 0);
		const charts = brought.filter((one) => one.artifact === "chart" && !isWholeVersion(one.version));
		const moving = new Set(apps.flatMap(({ unpinned = [] }) => unpinned.map(shownSource)));
		const loose = [
			...kinds.includes("images") ? images.map((one) => `${shownArtifact(one)} has no digest`) : [],
			...kinds.includes("charts") ? charts.map((one) => `${shownArtifact(one)} is not a full version`) : [],
			...kinds.includes("bases") ? moving : []
		];
		if (loose.length === 0) return [holds("Everything that it introduces is pinned.")];
		return loose.map((what) => denied(`${what}, so something else may be deployed than was approved.`, "Pin it in the change."));
	}
};
function shownSource({ source, revision, by }) {
	if (by === "address") return `${source} is fetched from its address, without a commit`;
	return `${source} is referenced by ${by === "tag" ? `the tag ${revision}` : revision === "" ? "its default branch" : `the branch ${revision}`}, not by a commit`;
}
const UNREVIEWABLE = /* @__PURE__ */ new Map([
	["depends-on-time", "time"],
	["depends-on-chance", "chance"],
	["generated-code", "chance"],
	["depends-on-cluster", "lookup"],
	["depends-on-release", "release"]
]);
const reproducible = {
	id: "reproducible",
	description: "It contains no template that depends on the time, on random values, on objects in the cluster or on whether it is an upgrade, unless `allow` permits it.",
	judge: ({ policy: { allow }, change: { apps } }) => apps.flatMap(({ app, risks, objects }) => [...risks, ...objects.flatMap((object) => object.risks)].flatMap(({ rule, message }) => {
		const word = UNREVIEWABLE.get(rule);
		if (word === void 0 || allow.includes(word)) return [];
		return [denied(`${app.name} may become something other than what was approved: ${message}`, `Remove it from the change, or allow it in the policy of the base branch: gate: {allow: [${word}]}.`)];
	}))
};

// src/gate/who.ts
const LEAST_DIGITS = 32;
const approvalRules = [
	{
		id: "program",
		description: "A program cannot approve: neither a bot of the forge nor an account that the policy lists as a bot.",
		isOfPerson: true,
		judge: ({ by }, { policy }) => isBot(by, policy.bots) ? "it is a program" : void 0
	},
	{
		id: "author",
		description: "The author of the change cannot approve it.",
		isOfPerson: true,
		judge: ({ by }, { people: { author } }) => author !== void 0 && isSame(by, author) ? "they wrote the change" : void 0
	},
	{
		id: "starter",
		description: "If a program opened the request, the person who started the run that created the change cannot approve it.",
		isOfPerson: true,
		judge: ({ by }, { people: { starter } }) => starter !== void 0 && isSame(by, starter) ? "they started the run that created the change" : void 0
	},
	{
		id: "pusher",
		description: "Anyone who pushed a commit of the change cannot approve it.",
		isOfPerson: true,
		judge: ({ by }, { people: { pushers = [] } }) => pushers.some((pusher) => isSame(by, pusher)) ? "they pushed a commit of the change" : void 0
	},
	{
		id: "whole-digest",
		description: `An approval names at least ${32} hexadecimal digits of the digest that was approved: fewer can be forged.`,
		isOfPerson: false,
		judge: ({ digest }) => /^[0-9a-f]*$/i.test(digest) && digest.length >= 32 ? void 0 : `it names no digest of at least ${32} hexadecimal digits`
	},
	{
		id: "same-result",
		description: "The approved result is exactly the current result of the change, for every object.",
		isOfPerson: false,
		judge({ digest: seen, head }, { change: { digest }, since }) {
			if (digest === void 0) return "the change has no digest now";
			if (digest.startsWith(seen.toLowerCase())) return void 0;
			const apps = head === void 0 ? void 0 : since.get(head);
			const why = apps === void 0 ? "" : apps.length === 0 ? ", because the base has moved since" : `, because ${apps.slice(0, 5).join(", ")}${apps.length > 5 ? " and others" : ""} changed since`;
			return `it is for another result (${seen.slice(0, 32).toLowerCase()})${why}`;
		}
	},
	{
		id: "not-ahead",
		description: "The date of the approval is not in the future.",
		isOfPerson: false,
		judge: ({ at }, { now }) => at > now ? `its date, ${shownTime(at)}, is in the future` : void 0
	},
	{
		id: "max-age",
		description: "The approval is not older than the policy allows.",
		isOfPerson: false,
		judge: ({ at }, { now, policy: { maxAge } }) => maxAge === void 0 || now - at <= maxAge ? void 0 : `it is older than ${shownSpan(maxAge)}`
	}
];
function isSame(a, b) {
	return a.id === b.id || isSameName(plain(a.name), plain(b.name));
}
function plain(name) {
	return name.normalize("NFKC").replaceAll(/[\p{Default_Ignorable_Code_Point}\s]/gu, "");
}
function isBot({ name, isBot: isMarked }, bots) {
	return isMarked || isBotName(name) || isAmong(name, bots);
}
function judgedApprovals(facts, rules) {
	const newest = [];
	for (const approval of facts.approvals.toSorted((a, b) => b.at - a.at)) if (!newest.some(({ by, digest, note }) => by.id === approval.by.id && digest === approval.digest && note === approval.note)) newest.push(approval);
	return newest.map((approval) => {
		const found = rules.flatMap(({ isOfPerson, judge }) => {
			const why = judge(approval, facts);
			return why === void 0 ? [] : [{
				isOfPerson,
				why
			}];
		});
		return {
			approval,
			isExact: found.every(({ isOfPerson }) => isOfPerson),
			why: found[0]?.why
		};
	});
}
function whyPartial(by, facts, rules = approvalRules) {
	const none = {
		by,
		digest: "",
		at: 0,
		head: void 0,
		note: void 0
	};
	return rules.flatMap(({ isOfPerson, judge }) => isOfPerson ? judge(none, facts) ?? [] : [])[0];
}
function membersOf(names, { teams }) {
	const found = names.map((name) => teams.find((team) => isSameName(team.name, name))?.members);
	return {
		members: found.flatMap((members) => members ?? []),
		unread: names.filter((_, i) => found[i] === void 0)
	};
}
function isTeamOf({ teams }, name) {
	return teams.some((team) => isSameName(team.name, name));
}
function isNamed(account, { policy, people }) {
	const { members } = membersOf(policy.teams, people);
	return [...accountsOf(policy.users, people), ...members].some(({ id }) => id === account.id);
}
function accountsOf(names, { users }) {
	return names.map((name) => users?.find((user) => isSameName(user.name, name)) ?? {
		id: name,
		name,
		isBot: false
	});
}
function approvers(judged) {
	const found = [];
	for (const { approval, why } of judged) if (why === void 0 && !found.some((one) => isSame(one, approval.by))) found.push(approval.by);
	return found;
}

// src/gate/rules/people.ts
const writersKnown = {
	id: "writers-known",
	description: "The gate can read who wrote the change and who pushed its commits.",
	judge({ people: { author, pushers } }) {
		const unread = [...author === void 0 ? ["who wrote the change"] : [], ...pushers === void 0 ? ["who pushed its commits"] : []];
		if (unread.length === 0) return [];
		return [denied(`The gate cannot determine ${unread.join(" and ")}, so an approval may come from them.`, "Give the job permission to read that from the forge. With forge: local, set author and pusher.")];
	}
};
const approved = {
	id: "approved",
	description: "At least as many people as `approvals` requires, all named in `from`, approved exactly this result.",
	judge(facts, judged) {
		const { policy, people } = facts;
		const yes = approvers(judged).filter((account) => isNamed(account, facts));
		const missing = policy.approvals - yes.length;
		if (missing <= 0) return [holds(`${listed(yes, "and")} approved exactly this (${policy.approvals} required).`)];
		const { members, unread } = membersOf(policy.teams, people);
		if (unread.length > 0) return [denied(`The gate cannot read the team${unread.length === 1 ? "" : "s"} ${unread.join(", ")}, so it cannot determine who can approve.`, "Use a token that can read the members, or name people in the policy.")];
		const left = distinct([...accountsOf(policy.users, people), ...members]).filter((one) => !yes.some((other) => isSame(one, other)));
		const able = left.filter((one) => whyPartial(one, facts) === void 0);
		const why = [...whyOthers(facts, judged), ...whyNotThem(left, facts)];
		const message = `It has ${yes.length} of ${policy.approvals} required approvals${why.map((one) => `; ${one}`).join("")}.`;
		return able.length < missing ? [denied(message, "Nobody else can approve this change. In the policy of the base branch, add people who are not involved in the change.")] : [pending(message, `${listed(able, "or")} can approve it.`)];
	}
};
const codeOwners = {
	id: "code-owners",
	description: "With `codeOwners`: for each changed file that has an owner in CODEOWNERS of the base, one of its owners approved exactly this result.",
	judge(facts, judged) {
		const { policy, change, people } = facts;
		if (!policy.codeOwners) return [];
		const { owned } = change;
		if ("fault" in owned) return [denied(`${owned.fault}.`, "Replace it with a file on the base branch.")];
		const yes = approvers(judged);
		const lacking = owned.flatMap(({ file, owners }) => {
			const isTeam = (owner) => owner.includes("/") || isTeamOf(people, bare(owner));
			const { members, unread } = membersOf(owners.filter(isTeam).map(bare), people);
			const all = [...accountsOf(owners.filter((owner) => !isTeam(owner)).map(bare), people), ...members];
			if (yes.some((one) => all.some((owner) => owner.id === one.id))) return [];
			return [{
				file,
				owners,
				unread,
				able: all.filter((one) => whyPartial(one, facts) === void 0)
			}];
		});
		const [first] = lacking;
		if (owned.length === 0) return [holds("None of its files has an owner in CODEOWNERS of the base.")];
		if (first === void 0) return [holds("The owners of its files approved exactly this.")];
		const more = lacking.length > 1 ? ` and ${lacking.length - 1} more` : "";
		const message = `No owner of ${first.file}${more} has approved it (${first.owners.join(", ")}).`;
		if (first.able.length > 0) return [pending(message, `${listed(first.able, "or")} can approve it.`)];
		return [denied(message, first.unread.length > 0 ? `The gate cannot read ${first.unread.join(", ")}: use a token that can read the members.` : "None of its owners can approve it. Add another owner in CODEOWNERS of the base branch.")];
	}
};
function whyOthers(facts, judged) {
	return judged.flatMap(({ approval: { by }, why }) => {
		if (why !== void 0) return [`the approval of ${by.name} does not count: ${why}`];
		return isNamed(by, facts) ? [] : [`the approval of ${by.name} does not count: the policy does not name them`];
	});
}
function whyNotThem(left, facts) {
	return left.flatMap((one) => {
		const why = whyPartial(one, facts);
		const hasTried = facts.approvals.some(({ by }) => isSame(by, one));
		return why === void 0 || hasTried ? [] : [`${one.name} cannot approve it: ${why}`];
	});
}
function bare(name) {
	return name.replace(/^@/, "");
}
function distinct(accounts) {
	return accounts.filter((one, i) => accounts.findIndex((other) => isSame(one, other)) === i);
}
function listed(accounts, word) {
	const names = accounts.map(({ name }) => name);
	return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${word} ${names.at(-1)}`;
}

// src/gate/rules/protected.ts
const protectedThere = {
	id: "protected",
	description: "The protections that block the change on its forge are in place: the settings are read, and what cannot be read counts as missing.",
	isHard: true,
	judge({ protections }) {
		if (protections.length === 0) return [];
		const faults = protections.filter(({ word }) => word !== "yes");
		if (faults.length === 0) return [holds(protections.map(({ message }) => message).join(" "))];
		return faults.map(({ message, cure }) => denied(message, cure ?? "fairlead gate --check-setup shows all checks."));
	}
};

// src/gate/rules/state.ts
const merges = {
	id: "merges",
	description: "The change can be merged into its base without a conflict.",
	isHard: true,
	judge: ({ change: { conflict } }) => conflict === void 0 ? [] : [denied("The change conflicts with its base, so the result of a merge is not known.", "Resolve the conflict. The result needs a new review and approval.")]
};
const known = {
	id: "known",
	description: "The complete effect on the environment is known: each of its apps could be rendered before and after the change.",
	isHard: true,
	judge({ change, policy: { environment } }) {
		const unknown = unknownIn(change, environment);
		if (unknown === void 0) return [holds("The complete effect of the change is known.")];
		return [denied(unknown, "Fix that first: fairlead diff shows why it is not known.")];
	}
};
function unknownIn({ apps, digest }, environment) {
	const failed = apps.filter(isUnknown);
	if (failed.length === 0 && digest !== void 0) return void 0;
	const names = [...new Set(failed.map(({ app }) => app.name))];
	const shown = `${names.slice(0, 5).join(", ") || environment}${names.length > 5 ? " and others" : ""}`;
	const why = failed[0]?.failures[0]?.message;
	return `The effect of the change on ${shown} cannot be determined${why === void 0 ? "" : `: ${why}`}.`;
}

// src/gate/rules/time.ts
const window = {
	id: "window",
	description: "One of the `windows` is open now.",
	judge({ policy: { windows }, now }) {
		if (windows.length === 0) return [];
		const open = windows.find((one) => isOpen([one], now));
		if (open !== void 0) return [holds(`It is ${shownTime(now, open.timeZone)}, which is in a window.`)];
		const zone = windows[0]?.timeZone;
		const time = shownTime(now, zone);
		const next = opensAt(windows, now);
		const cure = next === void 0 ? "None opens within a week." : `The next one opens on ${shownTime(next, zone)}.`;
		return [pending(`It is ${time}, and no window is open.`, cure)];
	}
};
const freeze = {
	id: "freeze",
	description: "No freeze in `freezes` is active now, and on GitLab no freeze period of the project.",
	judge({ policy: { freezes, override }, forgeFreezes, now }) {
		if (freezes.length === 0 && forgeFreezes === void 0) return [];
		const others = override === void 0 ? "" : `, or ${override.by.join(" or ")} overrides it`;
		const found = [...freezesAt(freezes, now).map(({ from, to, timeZone = "UTC" }) => pending(`A freeze is active from ${from} to ${to} (${timeZone}).`, `It passes after ${to}${others}.`)), ...(forgeFreezes ?? []).map(({ what, until }) => pending(`${what} is active.`, `It passes ${until === void 0 ? "when that is over" : `on ${shownTime(until)}`}${others}.`))];
		return found.length > 0 ? found : [holds("No freeze is active.")];
	}
};

// src/gate/table.ts
const gateRules = [
	protectedThere,
	merges,
	known,
	writersKnown,
	approved,
	codeOwners,
	window,
	freeze,
	verifiedBefore,
	immutable,
	reproducible
];

// src/gate/decide.ts
function decide(facts, rules = {
	gate: gateRules,
	approvals: approvalRules
}) {
	const { change, policy } = facts;
	const judged = judgedApprovals(facts, rules.approvals);
	const all = rules.gate.map(({ id, isHard = false, judge }) => {
		return {
			isHard,
			said: judge(facts, judged).map((one) => ({
				rule: id,
				...one
			}))
		};
	});
	const reasonsOf = (which) => which.flatMap(({ said }) => said);
	const hard = all.filter(({ isHard }) => isHard);
	const result = {
		digest: change.digest,
		approvals: judged
	};
	if (touchesNothing(change)) {
		const message = `Nothing to approve: the change does not touch ${policy.environment}.`;
		return {
			...result,
			decision: "approved",
			reasons: [reason("nothing-to-approve", message)],
			override: void 0
		};
	}
	const override = overrideOf(facts, judged);
	if (override === void 0) {
		const reasons = reasonsOf(all);
		return {
			...result,
			decision: worst(reasons),
			reasons,
			override
		};
	}
	const { by, reason: why, reviewUntil } = override;
	const told = reason("override", `${by} overrides the policy: ${why}. To be reviewed by ${shownTime(reviewUntil)}.`);
	return {
		...result,
		decision: worst(reasonsOf(hard)),
		reasons: [told, ...reasonsOf(all)],
		override
	};
}
function touchesNothing({ apps, ruleFiles, conflict }) {
	return apps.length === 0 && ruleFiles.length === 0 && conflict === void 0;
}
function overrideOf({ policy: { override, bots }, people, now }, judged) {
	if (override === void 0) return void 0;
	const named = accountsOf(override.by, people);
	for (const { approval, isExact } of judged) {
		const { by, note = "" } = approval;
		const [, why] = /^\s*override:\s*(\S[^\r\n]*)/i.exec(note) ?? [];
		if (why !== void 0 && /\p{L}/u.test(why) && isExact && named.some(({ id }) => id === by.id) && !isBot(by, bots)) return {
			by: by.name,
			reason: why.trim(),
			reviewUntil: now + override.reviewWithin
		};
	}
}
function reason(rule, message) {
	return {
		rule,
		...holds(message)
	};
}
function worst(reasons) {
	const words = reasons.map(({ word }) => word);
	return words.includes("denied") ? "denied" : words.includes("pending") ? "pending" : "approved";
}

// src/gate/pins.ts
const LANES = 10;
async function digestsNow(apps, find) {
	const loose = distinct$1(broughtBy(apps)).filter((one) => one.artifact === "image" && digestOf(one) === void 0);
	const lanes = new Lanes(LANES);
	const found = await Promise.all(loose.map(async ({ repository, version }) => {
		try {
			return [`${repository}:${version}`, await lanes.run(() => find(repository, version))];
		} catch (error) {
			if (!(error instanceof FairleadError)) throw error;
			return [`${repository}:${version}`, void 0];
		}
	}));
	return new Map(found.flatMap(([name, digest]) => digest === void 0 ? [] : [[name, digest]]));
}

// src/gate/record.ts
function decisionEntry({ decision, digest, reasons, approvals, override }, { policy, change, people, now }, { id, version, ...where }) {
	if (decision === "pending") return void 0;
	return {
		version: 1,
		kind: "gate",
		id,
		decision,
		environment: policy.environment,
		digest,
		...where,
		apps: change.apps.map((one) => ({
			app: one.app.name,
			kind: one.app.kind,
			namespace: one.app.ownNamespace,
			controlPlane: one.app.controlPlane,
			cluster: one.app.cluster,
			status: one.status,
			images: broughtBy([one]).map(({ artifact, repository, version: to }) => ({
				artifact,
				repository,
				version: to
			}))
		})),
		author: people.author && named(people.author),
		starter: people.starter && named(people.starter),
		pushers: (people.pushers ?? []).map(named),
		approvals: approvals.map(({ approval: { by, at, atFrom, digest: seen, head, note }, why }) => ({
			by: named(by),
			at: timeOf$1(at),
			atFrom,
			digest: seen,
			head,
			note,
			counts: why === void 0,
			why
		})),
		reasons: reasons.map(({ rule, satisfied, message }) => ({
			rule,
			satisfied,
			message
		})),
		override: override && {
			by: override.by,
			reason: override.reason,
			reviewUntil: timeOf$1(override.reviewUntil)
		},
		at: timeOf$1(now),
		tool: {
			name: "fairlead",
			version
		}
	};
}
function named({ id, name }) {
	return {
		id,
		name
	};
}
function timeOf$1(milliseconds) {
	return new Date(milliseconds).toISOString();
}

// src/gate/records.ts
async function verifiedIn(environment, ledger, wanted) {
	const { commit, entries, faults } = await readChain(ledger);
	if (commit === void 0) return [];
	const [broken] = faults;
	if (broken !== void 0) return { fault: `the records are not intact: ${broken.message}` };
	const running = /* @__PURE__ */ new Map();
	const found = entries.flatMap((stored) => {
		const read = syncOf(stored);
		if (read === void 0 || "fault" in read) return [];
		const [entry, { path }] = [read.data, stored];
		return entry.apps.filter((app) => isSameEnvironment(app.environment ?? "", environment)).flatMap((app) => {
			const said = ofApp(app, entry, running);
			return said === void 0 ? [] : [{
				path,
				said
			}];
		});
	});
	const asked = found.filter(({ said: { outcome, artifacts } }) => outcome === "verified" && artifacts.some((artifact) => wanted.has(artifact)));
	const vouched = await ledger.vouched?.(commit, [...new Set(asked.map(({ path }) => path))]);
	const isForged = ({ path, said }) => vouched !== void 0 && said.outcome === "verified" && !vouched.has(path);
	return found.filter((one) => !isForged(one)).map(({ said }) => said);
}
function ofApp(app, entry, running) {
	const key = JSON.stringify([
		app.app,
		app.kind,
		app.controlPlane,
		app.environment,
		app.cluster
	]);
	const before = running.get(key);
	const { outcome, images, charts } = app;
	const isFault = outcome === "failed" || outcome === "reverted";
	const told = Date.parse(app.ended ?? entry.ended ?? entry.begun ?? "");
	const at = Number.isNaN(told) ? isFault ? before?.at : void 0 : told;
	if (at === void 0) return void 0;
	const all = [...namesOf(images), ...chartNames(charts)];
	if (outcome === "verified") running.set(key, {
		images: new Set(images.map(({ image }) => image)),
		artifacts: all,
		at
	});
	if (!isFault) return {
		at,
		outcome,
		artifacts: all
	};
	const fresh = namesOf(images.filter(({ image }) => before?.images.has(image) !== true));
	return {
		at,
		outcome,
		artifacts: fresh.length > 0 ? fresh : [...all, ...before?.artifacts ?? []]
	};
}
function namesOf(images) {
	return images.flatMap(({ image, digest }) => {
		const repository = parseReference(image)?.repository;
		return repository === void 0 || digest === void 0 ? [] : [imageName(repository, digest)];
	});
}
function chartNames(charts) {
	return charts.map(({ repository, name, version }) => `${repository.replace(/(?<!\/)\/+$/, "")}/${name}:${version}`);
}

// src/gate/merge/record.ts
function mergeDraft({ base, head, tree }, { outcome, lock, commit, firstParent, tip, failure }, { id, run, environment, digest, branch, decision, now }) {
	return {
		version: 1,
		kind: "merge",
		id,
		outcome,
		environment,
		digest,
		base,
		head,
		tree,
		branch,
		request: run.request,
		decision: decision && {
			sequence: decision.sequence,
			hash: decision.hash
		},
		lock: lock?.by,
		merged: commit,
		firstParent,
		tip,
		reason: failure?.faults[0].message,
		at: new Date(now).toISOString(),
		run: run.run,
		tool: {
			name: "fairlead",
			version: run.version
		}
	};
}

// src/gate/merge/recorded.ts
async function recordedMerge(ledger, { environment, head }) {
	const { commit, entries, faults } = await readChain(ledger);
	if (commit === void 0 || faults.length > 0) return void 0;
	for (const stored of entries.toReversed()) {
		const link = linkOf(stored);
		if ("fault" in link || link.data.kind !== "merge" || link.data.version > 1) continue;
		const read = parseJsonAnswer(mergeEntry, stored.content, "it");
		if ("fault" in read) continue;
		const entry = read.data;
		if (entry.outcome !== "merged" || entry.head !== head || entry.environment !== environment) continue;
		if ((await ledger.vouched?.(commit, [stored.path]))?.has(stored.path) !== false) return {
			entry,
			sequence: stored.sequence
		};
	}
}

// src/gate/merge/judged.ts
const short = (id) => id?.slice(0, 12) ?? "no commit";
const NEW_RUN = "Start a new run: it judges the current state, and approvals of the same result stay valid.";
function isStillJudged(judged, { tip, request: now }, { request, base }) {
	if (now !== void 0 && now.base !== base) return refusal(`${request} now targets ${now.base}, but was judged for ${base}`, { hint: NEW_RUN });
	if (now?.state === "draft") return refusal(`${request} is a draft`, { hint: "Mark it as ready for review, and start a new run." });
	if (now?.state === "closed") return refusal(`${request} is closed`, { hint: "Reopen it, and start a new run." });
	if (now?.state === "merged") return refusal(`${request} was merged by someone else, as ${short(now.merged)}, and not as the gate would have merged it`, { hint: `Check ${base} now: revert that merge if it is not what was approved.` });
	if (now !== void 0 && now.head !== judged.head) return refusal(`${request} moved from ${short(judged.head)} to ${short(now.head)} since it was judged; nothing was merged`, { hint: NEW_RUN });
	if (tip !== judged.base) return refusal(`${base} moved from ${short(judged.base)} to ${short(tip)} since the change was judged; nothing was merged`, { hint: NEW_RUN });
}
function faultOfResult(judged, lock, chain) {
	const [result] = chain;
	if (result === void 0) return "could not be read";
	if (!(result.id === judged.head && lock.by === "up-to-date")) {
		const [first, second, ...more] = result.parents;
		const below = second === void 0 ? chain.at(-1)?.parents[0] : first;
		if (below !== judged.base) return `has ${short(below)} as its first parent, not ${short(judged.base)}, on which the change was judged`;
		const isOther = lock.by === "up-to-date" && (second === void 0 || lock.method === "squash");
		if (more.length > 0 || second !== judged.head && !isOther) return `merges ${[second, ...more].map(short).join(" and ")} and not ${short(judged.head)}, which was approved`;
	}
	if (result.tree !== judged.tree) return "has files other than those that were approved";
}
function judgeResult(judged, lock, { chain, isWithin, standing: { tip } }, { request, base }) {
	const [result] = chain;
	const told = {
		commit: result?.id,
		firstParent: result?.parents[0]
	};
	const wrong = faultOfResult(judged, lock, chain);
	if (wrong === void 0 && isWithin) return {
		...told,
		outcome: "merged",
		failure: void 0
	};
	const what = wrong === void 0 ? `${request} was merged as ${short(result?.id)}, and ${base}, which is at ${short(tip)}, does not contain it` : `${request} was merged as ${short(result?.id)}, which ${wrong}`;
	return {
		...told,
		outcome: "failed",
		failure: refusal(`NOT WHAT WAS APPROVED: ${what}. ${base} is now at ${short(tip)}`, { hint: `Check ${base} immediately: revert what should not be live, and find out who or what moved it.` })
	};
}

// src/gate/merge/run.ts
const mergeGuards = {
	lock: lockOf,
	before: isStillJudged,
	head: ({ head }) => head,
	lease: ({ base }) => base,
	after: judgeResult
};
const LOOKS = 5;
const MOST_REBASED = 100;
async function mergeApproved(judged, merging, { hasBase, guards = mergeGuards, pause }) {
	const { request, base } = merging;
	const lock = guards.lock(await merging.rules(), {
		hasBase,
		request,
		base
	});
	const nothing = {
		outcome: "failed",
		commit: void 0,
		firstParent: void 0,
		isAlready: false
	};
	if (lock.by === "none") {
		const failure = refusal(`${request} was approved but not merged: ${lock.message.replace(/\.$/, "")}`, { hint: lock.cure });
		return {
			...nothing,
			lock: void 0,
			tip: void 0,
			failure
		};
	}
	const found = await merging.standing();
	const obstacle = guards.before(judged, found, merging);
	if (obstacle !== void 0) {
		const there = await seek(judged, lock, found, merging);
		if (there !== void 0) return {
			...there,
			outcome: "merged",
			failure: void 0,
			isAlready: true,
			lock,
			tip: found.tip
		};
		return {
			...nothing,
			lock,
			tip: found.tip,
			failure: obstacle
		};
	}
	const seen = await readBack(judged, lock, await attempt(judged, lock, found, {
		merging,
		guards
	}), {
		merging,
		guards,
		pause
	});
	return {
		...nothing,
		...seen,
		lock
	};
}
async function attempt(judged, lock, found, { merging, guards }) {
	if (lock.by === "up-to-date") return {
		own: void 0,
		error: await failureOf(() => merging.merge(guards.head(judged), lock.method))
	};
	const own = await merging.createCommit({
		tree: judged.tree,
		parents: [judged.base, judged.head]
	});
	return {
		own,
		error: await failureOf(async () => void await merging.push(own, guards.lease(judged, found)))
	};
}
async function failureOf(work) {
	try {
		await work();
		return;
	} catch (error) {
		if (error instanceof FairleadError) return error;
		throw error;
	}
}
async function readBack(judged, lock, { own, error }, { merging, guards, pause }) {
	const nothing = {
		outcome: "failed",
		commit: void 0,
		firstParent: void 0
	};
	let standing;
	try {
		for (let tries = 1;; tries++) {
			standing = await merging.standing();
			const { tip, request } = standing;
			const result = own === void 0 ? request?.merged : await withinTip(own, tip, merging);
			if (result !== void 0) {
				const chain = await chainOf(result, judged, lock, merging);
				const isWithin = tip !== void 0 && (tip === result || await merging.contains(tip, result));
				return {
					...guards.after(judged, lock, {
						chain,
						isWithin,
						standing
					}, merging),
					tip
				};
			}
			if (error !== void 0 && error.kind !== "remote" || tip !== judged.base || tries === LOOKS) break;
			await pause(tries);
		}
	} catch (failure) {
		if (!(failure instanceof FairleadError)) throw failure;
		return {
			...nothing,
			tip: standing?.tip,
			failure: unread(merging, error ?? failure)
		};
	}
	return {
		...nothing,
		tip: standing.tip,
		failure: notMerged(judged, standing, error, {
			merging,
			guards
		})
	};
}
async function withinTip(own, tip, merging) {
	if (tip === void 0) return void 0;
	return tip === own || await merging.contains(tip, own) ? own : void 0;
}
function unread({ request, base }, { faults: [{ message, hint }] }) {
	return remoteError(`whether ${request} was merged could not be read back: ${message}`, { hint: `Check ${base} before anything else. ${hint ?? ""}`.trim() });
}
function notMerged(judged, standing, error, { merging, guards }) {
	const { request, base } = merging;
	const moved = guards.before(judged, standing, merging);
	if (moved !== void 0) return moved;
	if (error === void 0) return remoteError(`${request} was not merged: ${base} is still at ${judged.base.slice(0, 12)}`, { hint: "Check the request, and start a new run." });
	const [first, ...more] = error.faults;
	const told = {
		...first,
		message: `${first.message}; nothing was merged`
	};
	return new FairleadError(error.kind, [told, ...more], { cause: error });
}
async function seek(judged, lock, { tip, request }, merging) {
	if (request !== void 0 && request.state !== "merged") return void 0;
	const result = lock.by === "lease" ? await mergeOnto(judged.base, tip, merging) : request?.merged;
	if (result === void 0 || tip === void 0) return void 0;
	const chain = await chainOf(result, judged, lock, merging);
	if (faultOfResult(judged, lock, chain) !== void 0) return void 0;
	if (tip !== result && !await merging.contains(tip, result)) return void 0;
	return {
		commit: result,
		firstParent: chain[0]?.parents[0]
	};
}
const MOST_SOUGHT = 50;
async function mergeOnto(base, tip, merging) {
	let next = tip;
	for (let steps = 0; next !== void 0 && steps < MOST_SOUGHT; steps++) {
		const [parent] = (await merging.commit(next))?.parents ?? [];
		if (parent === base) return next;
		next = parent;
	}
}
async function chainOf(result, judged, lock, merging) {
	const chain = [];
	const most = lock.by === "up-to-date" && lock.method === "rebase" ? MOST_REBASED : 1;
	for (let next = result; next !== void 0 && chain.length < most;) {
		const commit = await merging.commit(next);
		if (commit === void 0) break;
		chain.push(commit);
		const [parent, second] = commit.parents;
		next = second === void 0 && parent !== judged.base && commit.id !== judged.head ? parent : void 0;
	}
	return chain;
}

// src/gate/approvals-file.ts
const entry = object({
	by: string(),
	digest: string(),
	at: string(),
	head: optional(string()),
	note: optional(string())
});
function readApprovals(content) {
	const answer = parseJsonAnswer(array(entry), content, "the list");
	if ("fault" in answer) throw inputError(`the file of approvals cannot be read: ${answer.fault}`, { hint: "Expected format: [{\"by\": \"bob\", \"digest\": \"…\", \"at\": \"2026-11-27T10:00:00Z\", \"head\": \"…\"}]." });
	return answer.data.map(({ by, digest, at, head, note }) => ({
		by: {
			id: by,
			name: by,
			isBot: false
		},
		digest: digest.replace(/^sha256:/, ""),
		at: timeOf(at, "at"),
		head,
		note
	}));
}
function timeOf(text, input) {
	const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text) && isCalendarDay(text.slice(0, 10)) ? Date.parse(text) : NaN;
	if (!Number.isNaN(at)) return at;
	throw inputError(`${input} is ${JSON.stringify(text.slice(0, 60))}, which is not a valid time`, { hint: "Expected format: 2026-11-27T10:00:00Z." });
}

export { broughtBy, decide, decisionEntry, digestsNow, gatedChange, gatedEnvironments, lockOfSetup, mergeApproved, mergeDraft, mergeGuards, policyOf, readApprovals, recordedMerge, recordedName, timeOf, touchesNothing, unknownIn, verifiedIn };