import { __toESM } from "./rolldown-runtime.js";
import { keepFile, repack, unpack } from "./archive.js";
import { Files, GENERATES, KUSTOMIZATION_FILES, KeptInventory, at as at$1, clusterOf, doublestar, filesFirst, generatedObjects, gobwas, hubsOf, isInput, isThisRepository, joinPath, keepInventory, keptKey, kustomizationOf, leavesStructure, objectsOf, once as once$1, openInventory, pathMatch, plainAddress, withRendered } from "../rooms/inventory.js";
import { CONFIG_FILE, configOf } from "../rooms/config.js";
import { canonicalYaml, doubleQuoted, entryValue, evaluate, isObject, isTyped, listAt, locate as locate$2, parseYaml, position, resolve as resolve$1, singleQuoted, textAt, valueAt } from "../rooms/yaml.js";
import { BOTH, RISK_LEVELS, appName, appRisk, artifactWord, count, duration, gravest, headline, imageMove, isListed, kindWord, objectName, placeText, quietCharts, reportRisk, shortCommit, tally, thousands, toldFailures, visible, visibleLine } from "./text.js";
import { canonicalRepository, compareTags, isFloating, parseReference } from "../rooms/images.js";
import { createTwoFilesPatch } from "../packages/diff.js";
import { dump } from "../packages/js-yaml.js";
import { FairleadError, describeFault, inputError, refusal, remoteError } from "../rooms/errors.js";
import { KeptBlobs, createGit, listingOf, mask, pathFault, resolveSides, revisionTree } from "../rooms/git.js";
import { filteredTree, followLinks, memoryTree as memoryTree$1 } from "../rooms/tree.js";
import { code, escapeMarkdown, link } from "../rooms/proposal.js";
import { defineCommand, folderOf, identityOf, inputs, outputs, pick } from "./folder.js";
import { version } from "./version.js";
import { gitlabServer, ownAuthorities, repositoryOf } from "./origin.js";
import { require_semver } from "../packages/semver.js";
import { performance } from "node:perf_hooks";
import { createHash, randomBytes, scryptSync } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, posix, relative, resolve } from "node:path";
import { access, chmod, constants, mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { spawn } from "node:child_process";

// src/cache/folder-cache.ts
var FolderCache = class {
	#folder;
	#limit;
	constructor(folder, limit) {
		this.#folder = folder;
		this.#limit = limit * 1024 * 1024;
	}
	async get(key) {
		const file = this.#file(key);
		let text;
		try {
			text = await readFile(file, "utf8");
		} catch {
			return;
		}
		const end = text.indexOf("\n");
		const body = text.slice(end + 1);
		if (text.slice(0, end) !== checksum(key, body)) return void 0;
		const now = /* @__PURE__ */ new Date();
		await utimes(file, now, now).catch(() => void 0);
		return body;
	}
	put(key, body) {
		return keepFile(this.#file(key), `${checksum(key, body)}\n${body}`);
	}
	async trim() {
		const entries = [];
		for (const name of await readdir(this.#folder, { recursive: true }).catch(() => [])) {
			const file = join(this.#folder, name);
			const status = await stat(file).catch(() => void 0);
			if (status?.isFile()) entries.push({
				file,
				size: status.size,
				used: status.mtimeMs
			});
		}
		let size = 0;
		for (const entry of entries.toSorted((a, b) => b.used - a.used)) {
			size += entry.size;
			if (size > this.#limit) await rm(entry.file, { force: true }).catch(() => void 0);
		}
	}
	#file(key) {
		return join(this.#folder, key.slice(0, 2), `${key}.json`);
	}
};
function checksum(key, body) {
	return createHash("sha256").update(`${key}\n${body}`).digest("hex");
}

// src/group-by.ts
function groupBy(items, key) {
	const groups = /* @__PURE__ */ new Map();
	for (const item of items) {
		const name = key(item);
		const group = groups.get(name);
		if (group) group.push(item);
		else groups.set(name, [item]);
	}
	return groups;
}

// src/diff/risks/app.ts
const APP_SIDE_RULES = [
	{
		id: "app-removed",
		level: "high",
		description: "An app is removed: the controller deletes what it deployed, too, unless that is kept."
	},
	{
		id: "app-renamed",
		level: "high",
		description: "An app gets another name: it is uninstalled and installed anew."
	},
	{
		id: "app-reinstalled",
		level: "high",
		description: "The release, namespace or cluster of an app changes: it is uninstalled and installed anew."
	},
	{
		id: "production",
		level: "low",
		description: "The change reaches production."
	}
];
function risk$1(rule, reason) {
	return {
		rule,
		level: APP_SIDE_RULES.find(({ id }) => id === rule)?.level ?? "high",
		reason
	};
}
function appRisks(before, after, changes) {
	const risks = [];
	if (before && !after) risks.push(risk$1("app-removed", before.keepsResources ? `${before.ref.name} is removed; what it deployed stays without an owner.` : `${before.ref.name} is removed, and all that it deployed is deleted, too.`));
	if (before && after) {
		const old = `What was deployed${before.keepsResources ? " stays without an owner" : " is deleted"}, and the app is installed anew`;
		if (before.ref.name !== after.ref.name) risks.push(risk$1("app-renamed", `${before.ref.name} becomes ${after.ref.name}. ${old}.`));
		const moves = [
			[
				"release",
				before.release,
				after.release
			],
			[
				"namespace",
				before.targetNamespace,
				after.targetNamespace
			],
			[
				"cluster",
				before.ref.cluster,
				after.ref.cluster
			]
		];
		for (const [what, was, is] of moves) if (was !== is) risks.push(risk$1("app-reinstalled", `Its ${what} goes from ${was ?? "none"} to ${is ?? "none"}. ${old}.`));
	}
	const ref = after?.ref ?? before?.ref;
	if (changes && ref?.production) risks.push(risk$1("production", `It changes ${ref.environment ?? "production"}.`));
	return risks;
}
function movedApps(removed, added, identity) {
	const only = (apps) => {
		const byIdentity = /* @__PURE__ */ new Map();
		for (const app of apps) byIdentity.set(identity(app), [...byIdentity.get(identity(app)) ?? [], app]);
		return byIdentity;
	};
	const next = only(added);
	return [...only(removed)].flatMap(([key, [before, ...others]]) => {
		const [after, ...more] = next.get(key) ?? [];
		return before && after && others.length === 0 && more.length === 0 ? [{
			before,
			after
		}] : [];
	});
}

// src/diff/affected.ts
async function affectedApps(before, after, changed) {
	const affected = [];
	for (const { before: old, after: now } of pairs(before, after)) {
		const sides = [old, now].filter((app) => app !== void 0);
		const files = changed.filter((path) => sides.some((app) => isInput(app.inputs, path)));
		if (!(old && now && identity(old) === identity(now)) || files.length > 0 || await isDeclaredAnew(old, now)) affected.push({
			before: old,
			after: now,
			files
		});
	}
	return affected;
}
function unclaimed(pairsOfApps, changed) {
	const claimed = new Set(pairsOfApps.flatMap(({ files }) => files));
	return changed.filter((path) => !claimed.has(path));
}
async function isDeclaredAnew(old, now) {
	const isMade = ({ generatedBy, overlaidBy }) => (generatedBy ?? overlaidBy) !== void 0;
	if (!isMade(old) && !isMade(now)) return false;
	return JSON.stringify(await old.declaration()) !== JSON.stringify(await now.declaration());
}
function pairs(before, after) {
	const waiting = groupBy(before, identity);
	const found = after.map((now) => ({
		before: waiting.get(identity(now))?.shift(),
		after: now
	}));
	const gone = [...waiting.values()].flat();
	const added = found.flatMap(({ before: old, after: now }) => old === void 0 && now ? [now] : []);
	const moved = movedApps(gone, added, content);
	const movedFrom = new Map(moved.map(({ before: old, after: now }) => [now, old]));
	const left = new Set(moved.map(({ before: old }) => old));
	return [...found.map((pair) => ({
		...pair,
		before: pair.before ?? (pair.after && movedFrom.get(pair.after))
	})), ...gone.filter((old) => !left.has(old)).map((old) => ({
		before: old,
		after: void 0
	}))];
}
function content(app) {
	const sources = app.sources.map(({ repoURL, path, chart }) => [
		repoURL,
		path,
		chart
	]);
	return JSON.stringify([
		app.kind,
		app.environment,
		sources,
		app.valuesFiles
	]);
}
function identity(app) {
	const place = app.kind === "Convention" ? app.sources[0]?.path : void 0;
	return [
		app.kind,
		app.name,
		app.environment,
		app.cluster,
		app.namespace,
		place
	].map((part) => part ?? "").join("\0");
}

// src/render/flux/applied.ts
const GROUP = "kustomize.toolkit.fluxcd.io";
function staysWhenRemoved(app, object) {
	if (textAt(app, "kind") === "HelmRelease") return textAt(object, "metadata", "annotations", "helm.sh/resource-policy") === "keep";
	if (textAt(app, "kind") !== "Kustomization") return false;
	return valueAt(app, "spec", "prune") !== true || mark(object, "prune") === "disabled" || isLeftAlone(object);
}
function applyNotes(app, objects) {
	const notes = [];
	const note = (found, text) => {
		if (found.length > 0) notes.push(text(listed(found)));
	};
	const isKustomization = textAt(app, "kind") === "Kustomization";
	const why = isKustomization && valueAt(app, "spec", "prune") !== true ? "prune is off" : "so it is marked";
	note(objects.filter(({ action, before }) => action === "removed" && staysWhenRemoved(app, before)), (names) => `what is removed here stays in the cluster (${why}): ${names}`);
	if (!isKustomization) return notes;
	note(objects.filter(({ action, after }) => action !== "removed" && isLeftAlone(after)), (names) => `Flux is told to leave this alone, so it is not applied: ${names}`);
	note(objects.filter(({ action, after }) => action === "changed" && mark(after, "ssa") === "IfNotPresent"), (names) => `Flux creates this only where it is not there, so nothing changes in the cluster: ${names}`);
	return notes;
}
function isLeftAlone(object) {
	return mark(object, "reconcile") === "disabled" || mark(object, "ssa") === "Ignore";
}
function mark(object, name) {
	const [annotation, label] = ["annotations", "labels"].map((key) => textAt(object, "metadata", key, `${GROUP}/${name}`));
	return annotation ?? label;
}
const SHOWN = 10;
function listed(objects) {
	return `${objects.slice(0, SHOWN).map(({ label }) => label).join(", ")}${objects.length > SHOWN ? ` and ${objects.length - SHOWN} more` : ""}`;
}

// src/render/flux/rollout.ts
function rolloutNotes(before, after, changed) {
	const notes = [];
	const touched = changed.filter((file) => after.chartFiles.some((part) => file === part || part === "" || file.startsWith(`${part}/`)));
	const sameVersion = before.chartVersion === after.chartVersion && before.chart === after.chart;
	if (touched.length > 0 && sameVersion && after.reconcileStrategy === "ChartVersion") notes.push(`this does not roll out: ${touched.join(", ")} ${touched.length > 1 ? "are" : "is"} part of the chart, whose version stays ${after.chartVersion ?? "(none)"} (reconcileStrategy: ChartVersion)`);
	const definitions = touched.filter((file) => /(^|\/)crds\//.test(file));
	if (definitions.length > 0 && !after.replacesCrds) notes.push(`the definitions in ${definitions.join(", ")} change, but those in the cluster stay as they are (upgrade.crds is not CreateReplace)`);
	const moved = [
		"name",
		"namespace",
		"storageNamespace",
		"chart"
	].find((key) => before[key] !== after[key]);
	if (moved !== void 0) notes.push(`the release is uninstalled and installed anew: its ${WORDS[moved]} changes from ${before[moved]} to ${after[moved]}`);
	return notes;
}
const WORDS = {
	name: "name",
	namespace: "namespace",
	storageNamespace: "storage namespace",
	chart: "chart"
};

// src/render/versions.ts
const ARGOCD = [
	{
		version: "3.6",
		helm: "4.2",
		kustomize: "5.8"
	},
	{
		version: "3.5",
		helm: "4.2",
		kustomize: "5.8"
	},
	{
		version: "3.4",
		helm: "3.19",
		kustomize: "5.8"
	},
	{
		version: "3.3",
		helm: "3.19",
		kustomize: "5.8"
	},
	{
		version: "3.2",
		helm: "3.18",
		kustomize: "5.7"
	},
	{
		version: "3.1",
		helm: "3.18",
		kustomize: "5.7"
	},
	{
		version: "3.0",
		helm: "3.17",
		kustomize: "5.6"
	}
];
const FLUX = [
	{
		version: "2.9",
		helm: "4.2",
		kustomize: "5.8"
	},
	{
		version: "2.8",
		helm: "4.1",
		kustomize: "5.8"
	},
	{
		version: "2.7",
		helm: "3.19",
		kustomize: "5.7"
	},
	{
		version: "2.6",
		helm: "3.17",
		kustomize: "5.6"
	},
	{
		version: "2.5",
		helm: "3.17",
		kustomize: "5.6"
	}
];
const NAMES = {
	argocd: "Argo CD",
	flux: "Flux"
};
function controllerVersion(controller, config) {
	const given = config[controller]?.version;
	const newest = controller === "argocd" ? "3.5" : "2.9";
	return (given === void 0 ? void 0 : minorOf(given)) ?? newest;
}
function isAtLeast(version, other) {
	const [a, b] = [version, other].map((text) => text.replace(/^v/, "").split(".").map(Number));
	const [major = 0, minor = 0] = a ?? [];
	const [otherMajor = 0, otherMinor = 0] = b ?? [];
	return major > otherMajor || major === otherMajor && minor >= otherMinor;
}
function rendererNote(controller, config, versions) {
	const version = config[controller]?.version;
	if (version === void 0) return void 0;
	const row = (controller === "argocd" ? ARGOCD : FLUX).find((candidate) => candidate.version === minorOf(version));
	if (!row) return `it is not known which Helm and kustomize are in ${NAMES[controller]} ${version} (argocd.version and flux.version of fairlead.yaml)`;
	const others = ["helm", "kustomize"].flatMap((tool) => {
		const used = versions.get(tool);
		const minor = used === void 0 ? void 0 : minorOf(used);
		return minor === void 0 || minor === row[tool] ? [] : [`${tool} ${used?.replace(/^v/, "")} instead of ${row[tool]}`];
	});
	return others.length === 0 ? void 0 : `rendered with ${others.join(" and ")}, which is in ${NAMES[controller]} ${version}; its output may differ`;
}
function minorOf(version) {
	return /^v?(\d+\.\d+)/.exec(version.trim())?.[1];
}

// src/diff/order.ts
function compareApps(a, b) {
	const level = (change) => RISK_LEVELS.indexOf(appRisk(change));
	const key = ({ app }) => [
		app.environment ?? "",
		app.name,
		app.cluster ?? "",
		app.namespace ?? "",
		app.kind
	];
	const [left, right] = [key(a), key(b)];
	const at = left.findIndex((part, index) => part !== right[index]);
	return level(b) - level(a) || (at === -1 ? 0 : (left[at] ?? "") < (right[at] ?? "") ? -1 : 1);
}
function weight({ kind }) {
	return kind === "CustomResourceDefinition" ? 1 : 0;
}

// src/diff/charts.ts
function chartChanges(before, after) {
	const [old, next] = [chartsOf(before), chartsOf(after)];
	return [...old].flatMap(([repository, from]) => {
		const to = next.get(repository);
		return to === void 0 || to === from ? [] : [{
			artifact: "chart",
			repository,
			from,
			to
		}];
	});
}
function chartsOf({ object, release }) {
	const kind = textAt(object, "kind");
	const spec = valueAt(object, "spec");
	const entries = kind === "Application" ? [valueAt(spec, "source") ?? null, ...listAt(spec, "sources")].map((source) => [chartOf$1(textAt(source, "repoURL"), textAt(source, "chart")), textAt(source, "targetRevision")]) : kind === "HelmRelease" ? [[release?.chart ?? textAt(spec, "chart", "spec", "chart"), release?.chartVersion ?? textAt(spec, "chart", "spec", "version")]] : [];
	return new Map(entries.flatMap(([chart, version]) => chart === void 0 || version === void 0 ? [] : [[chart, version]]));
}
function chartOf$1(repository, chart) {
	if (chart === void 0) return void 0;
	return repository === void 0 ? chart : `${repository.replace(/\/+$/, "")}/${chart}`;
}

// src/render/manifests.ts
function groupOf(apiVersion) {
	const slash = apiVersion.lastIndexOf("/");
	return slash < 0 ? "" : apiVersion.slice(0, slash);
}
function objectKey(manifest) {
	const { kind, namespace, name } = manifest;
	return [
		groupOf(manifest.apiVersion),
		kind,
		namespace ?? "",
		name
	].join("\0");
}
function describeObject({ apiVersion, kind, namespace, name }) {
	const group = groupOf(apiVersion);
	return `${group === "" ? "" : `${group}/`}${kind} ${namespace === void 0 ? "" : `${namespace}/`}${name}`;
}
function withContent(manifest, content) {
	const name = textAt(content, "metadata", "name");
	return {
		apiVersion: textAt(content, "apiVersion") ?? manifest.apiVersion,
		kind: textAt(content, "kind") ?? manifest.kind,
		name: name ?? manifest.name,
		namespace: textAt(content, "metadata", "namespace") || void 0,
		content
	};
}
function inNamespace(manifest, namespace) {
	const metadata = isObject(manifest.content["metadata"]) ? manifest.content["metadata"] : {};
	const { namespace: _, ...others } = metadata;
	const placed = namespace === void 0 ? others : {
		...metadata,
		namespace
	};
	return {
		...manifest,
		namespace,
		content: {
			...manifest.content,
			metadata: placed
		}
	};
}
function withMetadata(manifest, labels, annotations) {
	const metadata = isObject(manifest.content["metadata"]) ? manifest.content["metadata"] : {};
	const merged = (key, added) => {
		const own = metadata[key];
		if (Object.keys(added).length === 0) return {};
		return { [key]: {
			...isObject(own) ? own : {},
			...added
		} };
	};
	const content = {
		...manifest.content,
		metadata: {
			...metadata,
			...merged("labels", labels),
			...merged("annotations", annotations)
		}
	};
	return {
		...manifest,
		content
	};
}
function annotation(manifest, name) {
	return textAt(manifest.content, "metadata", "annotations", name);
}
function textMap(value) {
	if (!isObject(value)) return {};
	return Object.fromEntries(Object.entries(value).flatMap(([key, text]) => typeof text === "string" ? [[key, text]] : []));
}

// src/diff/identity.ts
function idOf(manifest) {
	const { apiVersion, kind, namespace, name } = manifest;
	return {
		group: groupOf(apiVersion),
		kind,
		namespace: namespace === "" ? void 0 : namespace,
		name
	};
}
function keyOf$2({ group, kind, namespace, name }) {
	return JSON.stringify([
		group,
		kind,
		namespace ?? "",
		name
	]);
}
function describeId({ kind, namespace, name }) {
	return `${kind} ${namespace === void 0 ? "" : `${namespace}/`}${name}`;
}

// src/diff/risks/gained.ts
function gained(change, find) {
	if (change.after === void 0) return [];
	const old = new Set(change.before === void 0 ? [] : find(change.before));
	return [...new Set(find(change.after))].filter((reason) => !old.has(reason));
}
function some(names) {
	const more = names.length - 5;
	return names.slice(0, 5).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

// src/diff/collisions.ts
const COLLISION_RULE = {
	id: "owned-twice",
	level: "high",
	description: "Two apps that the change touches deploy the same object: each sync undoes the other, and with prune one deletes it."
};
function collisions(owners) {
	const byObject = /* @__PURE__ */ new Map();
	for (const { app, cluster, manifests } of owners) for (const manifest of manifests) {
		if (isShared(manifest)) continue;
		const id = idOf(manifest);
		const key = `${cluster}\0${keyOf$2(id)}`;
		const entry = byObject.get(key) ?? {
			text: describeId(id),
			apps: /* @__PURE__ */ new Set()
		};
		entry.apps.add(app);
		byObject.set(key, entry);
	}
	const found = /* @__PURE__ */ new Map();
	for (const { text, apps } of byObject.values()) for (const app of apps.size > 1 ? apps : []) for (const other of apps) {
		if (other === app) continue;
		const others = found.get(app) ?? /* @__PURE__ */ new Map();
		others.set(other, [...others.get(other) ?? [], text]);
		found.set(app, others);
	}
	return new Map([...found].map(([app, others]) => [app, [...others].map(([other, objects]) => ({
		rule: COLLISION_RULE.id,
		level: COLLISION_RULE.level,
		reason: `${other.name} deploys ${some(objects.toSorted())}, too.`
	}))]));
}
function isShared({ content }) {
	const annotation = (name) => textAt(content, "metadata", "annotations", name);
	return annotation("argocd.argoproj.io/hook") !== void 0 || annotation("helm.sh/hook") !== void 0 || annotation("kustomize.toolkit.fluxcd.io/reconcile") === "disabled" || [
		"Ignore",
		"IfNotPresent",
		"Merge"
	].includes(annotation("kustomize.toolkit.fluxcd.io/ssa") ?? "");
}

// src/diff/unresolved.ts
const MOST_FILES = 3;
const MOST_REASONS = 5;
function unresolvedWarnings(unresolved, changed) {
	const byReason = /* @__PURE__ */ new Map();
	const isChanged = ({ file }) => Number(changed.has(file));
	const telling = unresolved.filter((one) => !one.isPatch || changed.has(one.file));
	for (const one of telling.toSorted((a, b) => isChanged(b) - isChanged(a))) byReason.set(one.reason, [...byReason.get(one.reason) ?? [], one]);
	const sentences = [...byReason.values()].map(sentence);
	const left = [...byReason.values()].slice(MOST_REASONS).flat().length;
	return [...sentences.slice(0, MOST_REASONS), ...left > 0 ? [`${left} more objects are not looked at: fairlead inventory lists them.`] : []];
}
function sentence(same) {
	const files = [...new Set(same.map(({ file }) => file))];
	const shown = files.slice(0, MOST_FILES).join(", ");
	const where = files.length > MOST_FILES ? `${shown} and ${files.length - MOST_FILES} more` : shown;
	const [one] = same;
	if (one?.isTemplate) return `Not looked at: what the templates of charts that no app of this repo deploys would declare (${where}). Where something else deploys such a chart, its Application as a file in this repo makes it known.`;
	return `Not looked at: ${same.length === 1 ? `${one?.kind ?? ""} ${one?.name ?? ""}`.trim() : `${same.length} objects`} (${where}): ${one?.reason ?? ""}`;
}

// src/diff/equal.ts
function isEqual(a, b) {
	if (a === b || Object.is(a, b)) return true;
	if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
	if (!isObject(a) || !isObject(b)) return false;
	const keys = Object.keys(a);
	return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}
function stableText(value) {
	if (Array.isArray(value)) return `[${value.map(stableText).join(",")}]`;
	if (!isObject(value)) return JSON.stringify(Object.is(value, -0) ? 0 : value) ?? "null";
	return `{${Object.keys(value).toSorted().map((key) => `${JSON.stringify(key)}:${stableText(value[key])}`).join(",")}}`;
}

// src/diff/digest.ts
const SCRYPT = {
	N: 2 ** 15,
	r: 8,
	p: 1,
	maxmem: 2 ** 26
};
function digestOfApp(objects) {
	if (objects.length === 0) return void 0;
	const sorted = objects.toSorted((a, b) => keyOf$2(a.id) < keyOf$2(b.id) ? -1 : 1);
	const texts = (side) => stableText(sorted.map((object) => [keyOf$2(object.id), ...object[side].map((json) => json ?? null)]));
	const shown = texts("shown");
	const real = sorted.every(({ shown: all, real: own }) => all.every((side, i) => isEqual(side, own[i]))) ? shown : texts("real");
	const open = sha256(shown);
	return sha256(shown === real ? open : `${open}${scryptSync(real, open, 32, SCRYPT).toString("hex")}`);
}
function digestOf(environment, apps) {
	const parts = apps.filter(({ app }) => (app.environment ?? "") === environment).filter(({ status }) => status !== "unchanged" && status !== "noise").map(({ app, status, digest }) => JSON.stringify([
		app.cluster ?? "",
		app.namespace ?? "",
		app.kind,
		app.name,
		status,
		digest ?? ""
	]));
	return parts.length === 0 ? void 0 : sha256(JSON.stringify([environment, ...parts.toSorted()]));
}
function sha256(text) {
	return createHash("sha256").update(text).digest("hex");
}

// src/diff/workload.ts
const TEMPLATES = {
	Pod: [],
	PodTemplate: ["template"],
	Deployment: ["spec", "template"],
	StatefulSet: ["spec", "template"],
	DaemonSet: ["spec", "template"],
	ReplicaSet: ["spec", "template"],
	ReplicationController: ["spec", "template"],
	Job: ["spec", "template"],
	CronJob: [
		"spec",
		"jobTemplate",
		"spec",
		"template"
	],
	Rollout: ["spec", "template"]
};
function templatePath(kind) {
	return Object.hasOwn(TEMPLATES, kind) ? TEMPLATES[kind] : void 0;
}
function podTemplate(content) {
	const path = templatePath(textAt(content, "kind") ?? "");
	return path ? valueAt(content, ...path) : void 0;
}
function podSpec(content) {
	return valueAt(podTemplate(content), "spec");
}
function containersOf(content) {
	const pod = podSpec(content);
	return [
		"containers",
		"initContainers",
		"ephemeralContainers"
	].flatMap((list) => listAt(pod, list).flatMap((item) => isObject(item) ? {
		list,
		name: textAt(item, "name") ?? "",
		content: item
	} : []));
}

// src/diff/images.ts
function imagesOf(objects) {
	const images = /* @__PURE__ */ new Map();
	for (const object of objects) for (const { content } of containersOf(object)) {
		const reference = parseReference(textAt(content, "image") ?? "");
		if (!reference) continue;
		const versions = images.get(reference.repository) ?? /* @__PURE__ */ new Set();
		versions.add(versionOf(reference));
		images.set(reference.repository, versions);
	}
	return images;
}
function versionOf({ tag, digest }) {
	if (tag !== void 0 && digest !== void 0) return `${tag}@${digest}`;
	return tag ?? digest ?? "latest";
}
function imageChanges(before, after) {
	return versionChanges(imagesOf(before), imagesOf(after));
}
function declaredImageChanges(before, after) {
	const versions = (uses) => {
		const images = /* @__PURE__ */ new Map();
		for (const { artifact, repository, tag, digest } of uses) {
			if (artifact !== "image" || repository === void 0 || tag === void 0 && digest === void 0) continue;
			const known = images.get(repository) ?? /* @__PURE__ */ new Set();
			images.set(repository, known.add(versionOf({
				...tag && { tag },
				...digest && { digest }
			})));
		}
		return images;
	};
	return versionChanges(versions(before), versions(after));
}
function versionChanges(old, next) {
	return [.../* @__PURE__ */ new Set([...old.keys(), ...next.keys()])].toSorted().flatMap((repository) => {
		const [was, is] = [old.get(repository) ?? /* @__PURE__ */ new Set(), next.get(repository) ?? /* @__PURE__ */ new Set()];
		const [from, to] = [[...was].filter((v) => !is.has(v)), [...is].filter((v) => !was.has(v))];
		return Array.from({ length: Math.max(from.length, to.length) }, (_, i) => ({
			artifact: "image",
			repository,
			from: from[i],
			to: to[i]
		}));
	});
}
function registryOf(repository) {
	return canonicalRepository(repository).split("/")[0] ?? "";
}

// src/diff/lists.ts
const POD_LISTS = {
	containers: ["name"],
	volumes: ["name"],
	imagePullSecrets: ["name"],
	hostAliases: ["ip"],
	topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
	...Object.fromEntries(["containers", "initContainers"].flatMap((list) => [
		[`${list}.*.env`, ["name"]],
		[`${list}.*.ports`, ["containerPort", "protocol"]],
		[`${list}.*.volumeMounts`, ["mountPath"]],
		[`${list}.*.volumeDevices`, ["devicePath"]]
	]))
};
const LISTS = {
	Service: { "spec.ports": ["port", "protocol"] },
	ServiceAccount: {
		imagePullSecrets: ["name"],
		secrets: ["name"]
	},
	CustomResourceDefinition: { "spec.versions": ["name"] }
};
const DEFAULTS$1 = { protocol: "TCP" };
function itemKeys(kind, path, list) {
	const pod = templatePath(kind);
	const isInPod = pod?.every((key, i) => path[i] === key) && path[pod.length] === "spec";
	const found = pod && isInPod ? own$1(POD_LISTS, path.slice(pod.length + 1).join(".")) : own$1(own$1(LISTS, kind) ?? {}, path.join("."));
	if (!found) return void 0;
	if (path.at(-1) === "env" && list.some((item) => textAt(item, "value")?.includes("$("))) return void 0;
	const keys = list.map((item) => {
		const parts = found.map((key) => isObject(item) ? item[key] ?? DEFAULTS$1[key] : void 0);
		return parts.some((part) => typeof part !== "string" && typeof part !== "number") ? "" : stableText(parts);
	});
	return keys.includes("") || new Set(keys).size < keys.length ? void 0 : keys;
}
function own$1(map, key) {
	return Object.hasOwn(map, key) ? map[key] : void 0;
}
function canonical(content) {
	const kind = textAt(content, "kind") ?? "";
	const visit = (value, path) => {
		if (Array.isArray(value)) {
			const list = value;
			const items = list.map((item) => visit(item, [...path, "*"]));
			const keys = itemKeys(kind, path, list);
			if (!keys) return items;
			return keys.map((key, i) => [key, items[i]]).toSorted(([a], [b]) => a < b ? -1 : 1).map(([, item]) => item);
		}
		if (!isObject(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner, [...path, key])]));
	};
	return visit(content, []);
}
function aligned(before, after) {
	const kind = textAt(after, "kind") ?? "";
	if (textAt(before, "kind") !== kind) return after;
	const visit = (a, b, path) => {
		if (Array.isArray(b)) {
			const list = b;
			const old = Array.isArray(a) ? a : [];
			const keys = itemKeys(kind, path, list);
			const oldKeys = itemKeys(kind, path, old);
			const inner = [...path, "*"];
			if (!keys || !oldKeys) return list.map((item, i) => visit(old[i], item, inner));
			const places = new Map(keys.map((key, i) => [key, i]));
			const known = new Set(oldKeys);
			const behind = /* @__PURE__ */ new Map();
			let anchor;
			keys.forEach((key, i) => {
				if (known.has(key)) anchor = key;
				else if (behind.has(anchor)) behind.get(anchor)?.push(list[i]);
				else behind.set(anchor, [list[i]]);
			});
			const result = [...behind.get(void 0) ?? []];
			oldKeys.forEach((key, i) => {
				const at = places.get(key);
				if (at === void 0) return;
				result.push(visit(old[i], list[at], inner));
				for (const item of behind.get(key) ?? []) result.push(item);
			});
			return result;
		}
		if (!isObject(b)) return b;
		const from = isObject(a) ? a : {};
		return Object.fromEntries(Object.entries(b).map(([key, value]) => [key, visit(from[key], value, [...path, key])]));
	};
	return visit(before, after, []);
}
function isSame(before, after) {
	return isEqual(before, after) || isEqual(canonical(before), canonical(after));
}

// src/diff/noise.ts
const NOISE = [
	"checksum/*",
	"helm.sh/chart",
	"app.kubernetes.io/version",
	"app.kubernetes.io/managed-by",
	"argocd.argoproj.io/tracking-id",
	"argocd.argoproj.io/installation-id",
	"argocd.argoproj.io/refresh",
	"argocd.argoproj.io/hydrate",
	"kustomize.toolkit.fluxcd.io/name",
	"kustomize.toolkit.fluxcd.io/namespace",
	"helm.toolkit.fluxcd.io/name",
	"helm.toolkit.fluxcd.io/namespace",
	"kubectl.kubernetes.io/last-applied-configuration",
	"meta.helm.sh/*",
	"/metadata/creationTimestamp",
	"/spec/template/metadata/creationTimestamp",
	"/sops/mac",
	"/sops/lastmodified"
];
function noiseFilter(more = []) {
	const all = [...NOISE, ...more];
	const names = all.filter((pattern) => !pattern.startsWith("/")).map((pattern) => wild(pattern, ".*"));
	const pointers = all.filter((pattern) => pattern.startsWith("/")).map((pattern) => wild(pattern, "[^/]*"));
	return {
		names: names.length > 0 ? new RegExp(`^(?:${names.join("|")})$`, "s") : void 0,
		pointers: pointers.map((pointer) => new RegExp(`^${pointer}$`, "s"))
	};
}
function wild(pattern, star) {
	return pattern.split("*").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)).join(star);
}
function withoutNoise(content, filter, selected = /* @__PURE__ */ new Set()) {
	const noise = /* @__PURE__ */ new Map();
	const visit = (value, pointer, parent, key) => {
		if (pointer !== "" && filter.pointers.some((pattern) => pattern.test(pointer))) {
			noise.set(pointer, value);
			return;
		}
		if (Array.isArray(value)) return value.map((item, i) => visit(item, `${pointer}/${i}`, key, String(i))).filter((item) => item !== void 0);
		if (!isObject(value)) return value;
		const isMeta = parent === "metadata" && (key === "labels" || key === "annotations");
		const kept = [];
		for (const [name, inner] of Object.entries(value)) {
			const at = `${pointer}/${escapePointer(name)}`;
			const isSelected = key === "labels" && selected.has(name);
			if (isMeta && !isSelected && filter.names?.test(name)) noise.set(at, inner);
			else {
				const result = visit(inner, at, key, name);
				if (result !== void 0) kept.push([name, result]);
			}
		}
		return isMeta && kept.length === 0 ? void 0 : Object.fromEntries(kept);
	};
	return {
		content: visit(content, "", "", "") ?? {},
		noise
	};
}
function selectedLabels(objects) {
	const found = /* @__PURE__ */ new Set();
	const visit = (value, selects) => {
		if (Array.isArray(value)) for (const item of value) visit(item, selects);
		else if (isObject(value)) for (const [key, inner] of Object.entries(value)) {
			if (selects) found.add(key);
			if (selects && key === "key" && typeof inner === "string") found.add(inner);
			if (typeof inner === "object") visit(inner, selects || /selector$/i.test(key));
		}
	};
	for (const object of objects) visit(object, false);
	return found;
}
function differingNoise(before, after) {
	const pointers = /* @__PURE__ */ new Set([...before.noise.keys(), ...after.noise.keys()]);
	let count = 0;
	for (const pointer of pointers) if (!isEqual(before.noise.get(pointer), after.noise.get(pointer))) count += 1;
	return count;
}
function escapePointer(key) {
	return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

// src/diff/generated.ts
const GENERATED = "(generated)";
function withGenerated(content, pointers) {
	if (pointers.length === 0) return content;
	const wanted = new Set(pointers);
	const visit = (value, pointer) => {
		if (wanted.has(pointer)) return GENERATED;
		if (Array.isArray(value)) return value.map((item, i) => visit(item, `${pointer}/${i}`));
		if (!isObject(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner, `${pointer}/${escapePointer(key)}`)]));
	};
	return visit(content, "");
}

// src/diff/renames.ts
const NEVER = /* @__PURE__ */ new Set([
	"PersistentVolumeClaim",
	"PersistentVolume",
	"StatefulSet",
	"Namespace",
	"CustomResourceDefinition"
]);
const ALIKE = .8;
const FEWEST = 3;
const MAX_PAIRS = 1e4;
function withoutHash(id) {
	if (id.group !== "" || id.kind !== "ConfigMap" && id.kind !== "Secret") return void 0;
	return /^(.+)-[bcdfghkmt2456789]{10}$/.exec(id.name)?.[1];
}
function findRenames(removed, added) {
	const byHash = findByHash(removed, added);
	const taken = new Set(byHash.flatMap(({ before, after }) => [before, after]));
	const rest = (side) => side.filter((item) => !taken.has(item) && !NEVER.has(item.id.kind));
	return [...byHash, ...findAlike(rest(removed), rest(added))];
}
function findByHash(removed, added) {
	const stem = ({ id }) => JSON.stringify([
		id.kind,
		id.namespace ?? "",
		withoutHash(id) ?? ""
	]);
	const hashed = (side) => groupBy(side.filter(({ id }) => withoutHash(id) !== void 0), stem);
	const old = hashed(removed);
	return [...hashed(added)].flatMap(([key, next]) => {
		const [before, after] = [old.get(key) ?? [], next];
		return before.length === 1 && after.length === 1 && before[0] && after[0] ? [{
			before: before[0],
			after: after[0],
			byHash: true
		}] : [];
	});
}
function findAlike(removed, added) {
	const kind = ({ id }) => JSON.stringify([id.group, id.kind]);
	const next = groupBy(added, kind);
	const found = [];
	for (const [key, before] of groupBy(removed, kind)) {
		const after = next.get(key) ?? [];
		if (before.length * after.length > MAX_PAIRS) continue;
		const [old, fresh] = [before, after].map((side) => side.map((item) => ({
			item,
			leaves: leavesOf(item),
			nameless: leavesOf(item, item.id.name)
		})));
		const pairs = (old ?? []).flatMap((a) => (fresh ?? []).flatMap((b) => {
			const likeness = Math.max(likenessOf(a.leaves, b.leaves), likenessOf(a.nameless, b.nameless));
			return likeness >= ALIKE ? [{
				before: a.item,
				after: b.item,
				likeness
			}] : [];
		}));
		const taken = /* @__PURE__ */ new Set();
		for (const pair of pairs.toSorted((a, b) => b.likeness - a.likeness)) {
			if (taken.has(pair.before) || taken.has(pair.after)) continue;
			taken.add(pair.before).add(pair.after);
			found.push({
				before: pair.before,
				after: pair.after,
				byHash: false
			});
		}
	}
	return found;
}
function leavesOf({ content }, name = "") {
	const leaves = /* @__PURE__ */ new Set();
	const visit = (value, path) => {
		if (Array.isArray(value)) value.forEach((item) => visit(item, `${path}/*`));
		else if (isObject(value)) for (const [key, inner] of Object.entries(value)) visit(inner, `${path}/${key}`);
		else if (!/^\/(apiVersion|kind|metadata\/(name|namespace))$/.test(path)) leaves.add(`${path}=${typeof value === "string" && name !== "" ? value.replaceAll(name, "\0") : String(value)}`);
	};
	visit(content, "");
	return leaves;
}
function likenessOf(a, b) {
	if (Math.min(a.size, b.size) < FEWEST) return 0;
	let shared = 0;
	for (const leaf of a) if (b.has(leaf)) shared += 1;
	return shared / (a.size + b.size - shared);
}

// src/diff/pairs.ts
function prepare(side, filter, selected = /* @__PURE__ */ new Set()) {
	const byKey = /* @__PURE__ */ new Map();
	const counts = /* @__PURE__ */ new Map();
	for (const manifest of side?.manifests ?? []) {
		const generated = side?.generated.get(manifest) ?? [];
		const isNamed = textAt(manifest.content, "metadata", "name") !== void 0;
		const isFixed = isNamed && !generated.includes("/metadata/name");
		const own = idOf(manifest);
		const id = isFixed ? own : numbered(isNamed ? {
			...own,
			name: GENERATED
		} : own, counts);
		const quiet = withoutNoise(withGenerated(manifest.content, generated), filter, selected);
		byKey.set(keyOf$2(id), {
			id,
			content: quiet.content,
			quiet
		});
	}
	return [...byKey.values()];
}
function numbered(id, counts) {
	const count = (counts.get(keyOf$2(id)) ?? 0) + 1;
	counts.set(keyOf$2(id), count);
	return count === 1 ? id : {
		...id,
		name: `${id.name} (${count})`
	};
}
function findPairs(before, after) {
	const next = new Map(after.map((side) => [keyOf$2(side.id), side]));
	const old = new Map(before.map((side) => [keyOf$2(side.id), side]));
	const removed = before.filter(({ id }) => !next.has(keyOf$2(id)));
	const added = after.filter(({ id }) => !old.has(keyOf$2(id)));
	const renames = findRenames(removed, added);
	const hashed = renames.filter(({ byHash }) => byHash);
	const [oldNames, newNames] = ["before", "after"].map((side) => new Map(hashed.map((rename) => [nameKey(rename[side].id), stemOf(rename[side].id)])));
	const taken = new Set(renames.flatMap((rename) => [rename.before, rename.after]));
	return [
		...before.filter((side) => !taken.has(side)).map((side) => [side, next.get(keyOf$2(side.id))]),
		...added.filter((side) => !taken.has(side)).map((side) => [void 0, side]),
		...renames.map((rename) => [rename.before, rename.after])
	].map(([a, b]) => {
		if (!a || !b || hashed.length === 0) return {
			before: a,
			after: b,
			hashes: 0
		};
		const [from, to] = [withStems(a, oldNames ?? /* @__PURE__ */ new Map()), withStems(b, newNames ?? /* @__PURE__ */ new Map())];
		return {
			before: from.side,
			after: to.side,
			hashes: Math.max(from.count, to.count)
		};
	});
}
function stemOf(id) {
	return `${withoutHash(id) ?? id.name}-(hash)`;
}
function nameKey({ namespace, name }) {
	return JSON.stringify([namespace ?? "", name]);
}
function withStems(side, stems) {
	let count = 0;
	const visit = (value) => {
		if (typeof value === "string") {
			const stem = stems.get(nameKey({
				namespace: side.id.namespace,
				name: value
			}));
			if (stem !== void 0) count += 1;
			return stem ?? value;
		}
		if (Array.isArray(value)) return value.map(visit);
		if (!isObject(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
	};
	const content = visit(side.content);
	return {
		side: count === 0 ? side : {
			...side,
			content
		},
		count
	};
}

// src/diff/risks/deletion.ts
const losses = [
	{
		kind: "PersistentVolumeClaim",
		id: "pvc-deleted",
		what: "its volume and the data on it are deleted, too, unless the volume is retained"
	},
	{
		kind: "PersistentVolume",
		id: "pv-deleted",
		what: "what it holds can be lost"
	},
	{
		kind: "StatefulSet",
		id: "statefulset-deleted",
		what: "its pods stop; claims with a retention policy of Delete go, too"
	},
	{
		kind: "Namespace",
		id: "namespace-deleted",
		what: "everything in it is deleted, too"
	},
	{
		kind: "CustomResourceDefinition",
		id: "crd-deleted",
		what: "every object of its kind in the cluster is deleted, too"
	}
].map(({ kind, id, what }) => ({
	id,
	level: "high",
	description: `A ${kind} is removed: ${what}.`,
	kinds: [kind],
	find: ({ action }) => action === "removed" ? [`The ${kind} is removed: ${what}.`] : []
}));
const renamed = {
	id: "object-renamed",
	level: "low",
	description: "An object gets another name or namespace: the old one is deleted and a new one created.",
	find: ({ renamedFrom, id }) => renamedFrom && !/-[bcdfghkmt2456789]{10}$/.test(id.name) ? [`${id.kind} ${renamedFrom.name} is deleted and ${id.name} is created in its place.`] : []
};
const others = [{
	id: "pdb-removed",
	level: "medium",
	description: "A PodDisruptionBudget is removed: a drained node may take all pods at once.",
	kinds: ["PodDisruptionBudget"],
	find: ({ action }) => action === "removed" ? ["Nothing keeps the draining of nodes from stopping all pods at once."] : []
}, {
	id: "network-policy-removed",
	level: "high",
	description: "A NetworkPolicy is removed: traffic that it denied is allowed.",
	kinds: [
		"NetworkPolicy",
		"CiliumNetworkPolicy",
		"CiliumClusterwideNetworkPolicy"
	],
	find: ({ action }) => action === "removed" ? ["Traffic that it denied is allowed."] : []
}];
const MANY = 10;
const FEW = 3;
const manyDeleted = {
	id: "many-deleted",
	level: "high",
	description: `At least ${MANY} objects are removed at once, or at least ${FEW} that are half of the app.`,
	find: (changes, { before, after }) => {
		const count = changes.filter(({ action }) => action === "removed").length;
		const isMany = count >= MANY || count >= FEW && count * 2 >= before.length;
		const share = Math.round(count / before.length * 100);
		return isMany && after.length > 0 ? [`${count} of ${before.length} objects are removed (${share} %).`] : [];
	}
};
const deletionRules = [
	...losses,
	...others,
	renamed
];
const deletionAppRules = [manyDeleted];

// src/diff/risks/exposure.ts
const exposed = {
	id: "service-exposed",
	level: "medium",
	description: "A Service becomes reachable from outside of the cluster (LoadBalancer, NodePort, externalIPs).",
	kinds: ["Service"],
	find: (change) => gained(change, (content) => {
		const type = textAt(content, "spec", "type") ?? "";
		return [...type === "LoadBalancer" || type === "NodePort" ? [`It is a ${type}.`] : [], ...listAt(content, "spec", "externalIPs").map((ip) => `It takes the traffic to ${String(ip)}.`)];
	})
};
const webhook = {
	id: "webhook-fails-closed",
	level: "medium",
	description: "A webhook comes to refuse requests where it does not answer (`failurePolicy: Fail`, the default).",
	kinds: ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
	find: (change) => gained(change, (content) => listAt(content, "webhooks").filter((item) => (textAt(item, "failurePolicy") ?? "Fail") === "Fail").map((item) => `Requests are refused while ${textAt(item, "name") ?? "it"} does not answer.`))
};
const open = {
	id: "webhook-fails-open",
	level: "medium",
	description: "A webhook comes to be passed over where it does not answer (`failurePolicy: Ignore`).",
	kinds: ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
	find: (change) => change.action === "changed" ? gained(change, (content) => listAt(content, "webhooks").filter((item) => textAt(item, "failurePolicy") === "Ignore").map((item) => `${textAt(item, "name") ?? "It"} is passed over while it does not answer.`)) : []
};
const storage = {
	id: "storage-class-changed",
	level: "medium",
	description: "The default storage class or the reclaim policy of a volume changes.",
	kinds: ["StorageClass", "PersistentVolume"],
	find: ({ before, after, action }) => {
		if (action !== "changed") return [];
		const isDefault = (side) => textAt(side, "metadata", "annotations", "storageclass.kubernetes.io/is-default-class") === "true";
		const policy = (side) => textAt(side, "spec", "persistentVolumeReclaimPolicy");
		return [...isDefault(before) !== isDefault(after) ? ["It becomes, or stops to be, the default storage class."] : [], ...policy(before) !== policy(after) && policy(after) === "Delete" ? ["Its data are deleted with its claim."] : []];
	}
};
const exposureRules = [
	exposed,
	webhook,
	open,
	storage
];

// src/diff/risks/generated.ts
const DECIDING = /* @__PURE__ */ new Set([
	"image",
	"command",
	"args",
	"securityContext",
	"hostPath",
	"hostNetwork",
	"hostPID",
	"hostIPC",
	"serviceAccountName",
	"rules",
	"roleRef",
	"subjects",
	"kind"
]);
const generatedRules = [{
	id: "generated-code",
	level: "high",
	description: "An image, a command, a security context or a permission is another one at each run, so nobody can review it.",
	find: (change) => gained(change, (content) => placesOf(content).map((place) => `${place} is another value at each run, so it cannot be reviewed.`))
}];
function placesOf(content) {
	const places = [];
	const visit = (value, path, decides) => {
		if (value === "(generated)" && decides) places.push(path.join("."));
		else if (Array.isArray(value)) value.forEach((item, i) => visit(item, [...path, String(i)], decides));
		else if (isObject(value)) for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key], decides || DECIDING.has(key));
	};
	if (isObject(content)) {
		for (const [key, value] of Object.entries(content)) if (key !== "metadata" && key !== "data" && key !== "stringData") visit(value, [key], DECIDING.has(key));
	}
	return places;
}

// src/diff/risks/gitops.ts
const CONTROLLERS = [
	"Application",
	"ApplicationSet",
	"HelmRelease",
	"Kustomization"
];
function appSpec(content) {
	return textAt(content, "kind") === "ApplicationSet" ? valueAt(content, "spec", "template", "spec") : valueAt(content, "spec");
}
const removed = {
	id: "app-object-removed",
	level: "high",
	description: "An Application, ApplicationSet, HelmRelease or Flux Kustomization is removed: what it deployed goes, too, unless it is kept.",
	kinds: CONTROLLERS,
	find: ({ action, id, before }) => {
		if (action !== "removed" || id.kind === "Kustomization" && !id.group.endsWith("fluxcd.io")) return [];
		return [keepsResources(before) ? "What it deployed stays without an owner." : "What it deployed is deleted, too."];
	}
};
function keepsResources(content) {
	switch (textAt(content, "kind")) {
		case "Application": return !listAt(content, "metadata", "finalizers").some((item) => String(item).startsWith("resources-finalizer.argocd.argoproj.io"));
		case "ApplicationSet": return valueAt(content, "spec", "syncPolicy", "preserveResourcesOnDeletion") === true;
		case "Kustomization": {
			const policy = textAt(content, "spec", "deletionPolicy") ?? "MirrorPrune";
			return policy === "Orphan" || policy === "MirrorPrune" && valueAt(content, "spec", "prune") !== true;
		}
		default: return false;
	}
}
const automated = {
	id: "prune-on",
	level: "medium",
	description: "A controller comes to delete what is no longer in Git (`prune`), or to undo what is done by hand (`selfHeal`).",
	kinds: CONTROLLERS,
	find: (change) => change.action === "changed" ? gained(change, (content) => {
		const spec = appSpec(content);
		return [...valueAt(spec, "syncPolicy", "automated", "prune") === true || valueAt(spec, "prune") === true ? ["What is no longer in Git is deleted (prune)."] : [], ...valueAt(spec, "syncPolicy", "automated", "selfHeal") === true ? ["What is done by hand is undone (selfHeal)."] : []];
	}) : []
};
const cascade = {
	id: "cascade-on",
	level: "medium",
	description: "An Application gets the finalizer by which its resources are deleted with it.",
	kinds: ["Application"],
	find: ({ action, before, after }) => action === "changed" && keepsResources(before) && !keepsResources(after) ? ["Its resources will be deleted with it."] : []
};
const moved = {
	id: "revision-moved",
	level: "low",
	description: "A controller follows another revision of its source: what that changes is not in this repo.",
	kinds: CONTROLLERS,
	find: ({ action, before, after }) => {
		if (action !== "changed") return [];
		const [was, is] = [before, after].map(revisions);
		return was !== is ? [`Its revision goes from ${was || "none"} to ${is || "none"}.`] : [];
	}
};
function revisions(content) {
	const spec = appSpec(content);
	return [...[valueAt(spec, "source") ?? null, ...listAt(spec, "sources")].map((source) => textAt(source, "targetRevision")), textAt(spec, "chart", "spec", "version")].filter((text) => text !== void 0).join(", ");
}
const IDENTITY = {
	Application: ["destination", "source.helm.releaseName"],
	HelmRelease: [
		"releaseName",
		"targetNamespace",
		"storageNamespace"
	],
	Kustomization: [
		"targetNamespace",
		"namePrefix",
		"nameSuffix",
		"kubeConfig"
	]
};
const reinstalled = {
	id: "app-moved",
	level: "high",
	description: "The release name, namespace or cluster of an app changes: it is uninstalled and installed anew.",
	kinds: [
		"Application",
		"HelmRelease",
		"Kustomization"
	],
	find: (change) => identityChanges(change).map((path) => `${path} changes: the app is uninstalled and installed anew.`)
};
function identityChanges({ action, id, before, after }) {
	if (action !== "changed") return [];
	return (IDENTITY[id.kind] ?? []).filter((path) => {
		const [was, is] = [before, after].map((side) => valueAt(side, "spec", ...path.split(".")));
		return !isEqual(was, is);
	});
}
const suspended = {
	id: "suspended",
	level: "low",
	description: "A Flux object or a CronJob is suspended: nothing happens any more until somebody resumes it.",
	find: (change) => gained(change, (content) => valueAt(content, "spec", "suspend") === true ? ["It is suspended."] : [])
};
const CLUSTER_WIDE = /^(Namespace|Node|PersistentVolume|StorageClass|CustomResourceDefinition|IngressClass|PriorityClass|RuntimeClass|APIService|CSIDriver|CSINode|VolumeAttachment|FlowSchema|PriorityLevelConfiguration|GatewayClass|CertificateSigningRequest|ClusterTrustBundle|DeviceClass|Cluster.*|.*Webhook(Configuration)?|ValidatingAdmissionPolicy(Binding)?|MutatingAdmissionPolicy(Binding)?)$/;
const BUILT_IN = /^$|^(apps|batch|autoscaling|policy)$|\.k8s\.io$/;
const namespaceless = {
	id: "namespace-missing",
	level: "low",
	description: "In an app of Flux, a namespaced object has no namespace: the apply fails, or it lands in the default one.",
	find: ({ action, id }, _all, { controller }) => controller === "flux" && action === "added" && id.namespace === void 0 && BUILT_IN.test(id.group) && !CLUSTER_WIDE.test(id.kind) ? [`${id.kind} ${id.name} has no namespace.`] : []
};
const LEFTOVER = /<no value>|\{\{[^{}]*\}\}|\$\{[A-Za-z_][A-Za-z0-9_]*(?::?[=-][^}]*)?\}/;
const unresolved = {
	id: "unresolved-text",
	level: "medium",
	description: "Names, labels, images, hosts or addresses hold text that a template should have replaced: `{{ }}`, `<no value>`, `${VAR}`.",
	find: (change) => gained(change, (content) => {
		const found = [];
		const visit = (value, path, key) => {
			if (Array.isArray(value)) for (const item of value) visit(item, path, key);
			else if (isObject(value)) for (const [name, inner] of Object.entries(value).filter(([key]) => !isGivenToHelm(`${path}.${key}`, change.id.kind))) visit(inner, `${path}.${name}`, name);
			else if (typeof value === "string" && (value.includes("<no value>") || isPlain$1(path, key) && LEFTOVER.test(value))) found.push(`${path.slice(1)} holds text that was not replaced.`);
		};
		if (![
			"ConfigMap",
			"Secret",
			"ApplicationSet"
		].includes(change.id.kind)) visit(content, "", "");
		return found;
	})
};
function isGivenToHelm(path, kind) {
	return kind === "HelmRelease" && path === ".spec.values" || kind === "Application" && /^\.spec\.sources?\.helm$/.test(path);
}
function isPlain$1(path, key) {
	return path.startsWith(".metadata.labels") || /^(name|namespace|image|host|hosts|hostname|hostnames|serviceAccountName|secretName|repoURL|targetRevision|path|server|url)$/.test(key);
}
const gitopsRules = [
	removed,
	reinstalled,
	automated,
	cascade,
	unresolved,
	moved,
	suspended,
	namespaceless
];

// src/diff/risks/rule.ts
function once(find) {
	const known = /* @__PURE__ */ new WeakMap();
	return (all) => {
		const found = known.get(all) ?? { value: find(all) };
		known.set(all, found);
		return found.value;
	};
}

// src/diff/risks/images.ts
const lower = {
	id: "image-lower",
	level: "medium",
	description: "A container gets an older version of its image, as far as the tags tell it.",
	find: ({ before, after }) => containersOf(after).flatMap(({ list, name, content }) => {
		const [was, is] = [containersOf(before).find((other) => other.list === list && other.name === name)?.content, content].map((side) => parseReference(textAt(side, "image") ?? ""));
		if (!was?.tag || !is?.tag || was.repository !== is.repository) return [];
		return compareTags(is.tag, was.tag) === -1 ? [`${is.repository} goes back from ${was.tag} to ${is.tag} in ${name}.`] : [];
	})
};
const floating = {
	id: "image-floating",
	level: "medium",
	description: "In production, a container gets an image without a tag or with one that names no fixed build (`latest`, `main` …).",
	find: (change, _all, { production }) => production ? gained(change, (content) => containersOf(content).flatMap(({ name, content: container }) => {
		const image = textAt(container, "image") ?? "";
		const reference = parseReference(image);
		if (!reference || reference.digest !== void 0) return [];
		return reference.tag === void 0 || isFloating(reference.tag) ? [`${image} in ${name} names no fixed build.`] : [];
	})) : []
};
const registry = {
	id: "registry-new",
	level: "medium",
	description: "An image comes from a registry that no image of the app came from.",
	find: (change, all, { registries }) => {
		const own = registriesBefore(all);
		return gained(change, (content) => [...registriesOf$1([content])].filter((name) => !own.has(name)).filter((name) => {
			const others = registries?.() ?? /* @__PURE__ */ new Set();
			return own.size + others.size > 0 && !others.has(name);
		}).map((name) => `Images come from ${name}, which is new here.`));
	}
};
const registriesBefore = once(({ before }) => registriesOf$1(before));
function registriesOf$1(objects) {
	return new Set([...imagesOf(objects).keys()].map(registryOf));
}
const exponent = {
	id: "image-tag-number",
	level: "high",
	description: "A tag is a number that YAML read and wrote in another form (`1.234567e+06`): it needs quotes.",
	find: (change) => gained(change, (content) => containersOf(content).flatMap(({ name, content: container }) => {
		const image = textAt(container, "image") ?? "";
		return /:\d(\.\d+)?e\+\d+$/.test(image) ? [`The tag of ${image} in ${name} was read as a number: put it in quotes.`] : [];
	}))
};
const invalid = {
	id: "image-invalid",
	level: "high",
	description: "A container has no image, or one that is no image reference: its pods cannot start.",
	find: (change) => gained(change, (content) => containersOf(content).flatMap(({ name, content: container }) => {
		const image = textAt(container, "image") ?? "";
		if (parseReference(image) || /:\d(\.\d+)?e\+\d+$/.test(image)) return [];
		return [image === "" ? `${name} has no image.` : `${image} in ${name} is no image reference.`];
	}))
};
const imageRules = [
	exponent,
	invalid,
	lower,
	floating,
	registry
];

// src/diff/risks/quantity.ts
const FACTORS = {
	n: 1e-9,
	u: 1e-6,
	m: .001,
	"": 1,
	k: 1e3,
	M: 1e6,
	G: 1e9,
	T: 0xe8d4a51000,
	P: 0x38d7ea4c68000,
	E: 0xde0b6b3a7640000,
	Ki: 1024,
	Mi: 2 ** 20,
	Gi: 2 ** 30,
	Ti: 2 ** 40,
	Pi: 2 ** 50,
	Ei: 2 ** 60
};
function quantity(value) {
	if (typeof value === "number") return value;
	if (typeof value !== "string") return void 0;
	const [, digits, suffix = ""] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]|[KMGTPE]i)?$/.exec(value) ?? [];
	return digits === void 0 ? void 0 : Number(digits) * (FACTORS[suffix] ?? 1);
}

// src/diff/risks/immutable.ts
const IMMUTABLE = {
	Deployment: ["spec.selector"],
	DaemonSet: ["spec.selector"],
	ReplicaSet: ["spec.selector"],
	StatefulSet: [
		"spec.selector",
		"spec.serviceName",
		"spec.podManagementPolicy",
		"spec.volumeClaimTemplates"
	],
	Job: [
		"spec.selector",
		"spec.template",
		"spec.completionMode"
	],
	Service: ["spec.clusterIP", "spec.clusterIPs"],
	RoleBinding: ["roleRef"],
	ClusterRoleBinding: ["roleRef"],
	StorageClass: [
		"provisioner",
		"parameters",
		"reclaimPolicy",
		"volumeBindingMode"
	],
	PersistentVolumeClaim: [
		"spec.accessModes",
		"spec.storageClassName",
		"spec.volumeName",
		"spec.volumeMode",
		"spec.selector",
		"spec.dataSource",
		"spec.dataSourceRef"
	],
	IngressClass: ["spec.controller"],
	PriorityClass: ["value", "preemptionPolicy"],
	CustomResourceDefinition: [
		"spec.group",
		"spec.scope",
		"spec.names.kind",
		"spec.names.plural"
	],
	Secret: ["type"]
};
const fields$1 = {
	id: "immutable-field",
	level: "high",
	description: `A field that Kubernetes lets nobody change is changed; the apply would fail: ${Object.entries(IMMUTABLE).map(([kind, paths]) => `${kind} ${paths.join(", ")}`).join("; ")}; all data of a ConfigMap or Secret that is \`immutable\`.`,
	find: (change) => {
		if (!isSameObject(change) || isHook(change.after)) return [];
		const force = isForced$1(change.after);
		if (force && change.id.kind === "Job") return [];
		return (Object.hasOwn(IMMUTABLE, change.id.kind) && IMMUTABLE[change.id.kind] || []).filter((path) => differs(change, path)).map((path) => force ? `${path} cannot be changed: the ${change.id.kind} is deleted and created anew.` : `${path} cannot be changed: the apply fails until the ${change.id.kind} is deleted.`);
	}
};
const data = {
	id: "immutable-data",
	level: "high",
	description: "The data of a ConfigMap or Secret with `immutable: true` change; the apply would fail.",
	kinds: ["ConfigMap", "Secret"],
	find: (change) => {
		if (!isSameObject(change) || valueAt(change.before, "immutable") !== true) return [];
		return [
			"data",
			"binaryData",
			"stringData",
			"immutable"
		].filter((path) => differs(change, path)).length > 0 ? ["It is immutable: the apply fails until it is deleted."] : [];
	}
};
const shrunk = {
	id: "pvc-shrunk",
	level: "high",
	description: "A PersistentVolumeClaim, or the template of one, asks for less than before; the apply would fail.",
	kinds: ["PersistentVolumeClaim"],
	find: (change) => {
		const path = [
			"spec",
			"resources",
			"requests",
			"storage"
		];
		const [was, is] = [quantity(valueAt(change.before, ...path)), quantity(valueAt(change.after, ...path))];
		return isSameObject(change) && was !== void 0 && is !== void 0 && is < was ? ["A volume cannot shrink: the apply fails."] : [];
	}
};
function isHook(content) {
	const annotation = (key) => textAt(content, "metadata", "annotations", key);
	return annotation("helm.sh/hook") !== void 0 || (annotation("argocd.argoproj.io/hook") ?? "Skip").split(",").some((phase) => phase.trim() !== "Skip");
}
function isForced$1(content) {
	const annotation = (key) => textAt(content, "metadata", "annotations", key) ?? "";
	return annotation("argocd.argoproj.io/sync-options").split(",").some((option) => option.trim() === "Force=true") || annotation("kustomize.toolkit.fluxcd.io/force").toLowerCase() === "enabled";
}
function isSameObject({ action, renamedFrom }) {
	return action === "changed" && renamedFrom === void 0;
}
function differs({ before, after }, path) {
	const [was, is] = [before, after].map((side) => valueAt(side, ...path.split(".")));
	if (path === "spec.clusterIP" && (was === void 0 || is === void 0 || is === "")) return false;
	if (path === "spec.volumeClaimTemplates") return !isEqual(withoutLabels(was), withoutLabels(is));
	return !isEqual(was, is);
}
function withoutLabels(templates) {
	if (!Array.isArray(templates)) return [];
	return templates.map((item) => {
		if (!isObject(item)) return item;
		const { apiVersion: _version, kind: _kind, status: _status, ...rest } = item;
		return rest;
	});
}
const immutableRules = [
	fields$1,
	data,
	shrunk
];

// src/diff/risks/rbac.ts
const ROLES = ["Role", "ClusterRole"];
function grants(content) {
	const texts = (rule, key) => listAt(rule, key).map(String);
	return listAt(content, "rules").map((rule) => ({
		verbs: texts(rule, "verbs"),
		resources: texts(rule, "resources"),
		groups: texts(rule, "apiGroups")
	}));
}
const wildcard = {
	id: "rbac-wildcard",
	level: "high",
	description: "A Role or ClusterRole allows all verbs, resources or API groups (`*`).",
	kinds: ROLES,
	find: (change) => gained(change, (content) => grants(content).flatMap(({ verbs, resources, groups }) => [
		...verbs.includes("*") ? [`It allows every verb on ${resources.join(", ") || "some addresses"}.`] : [],
		...resources.includes("*") ? [`It allows ${verbs.join(", ")} on every resource.`] : [],
		...groups.includes("*") ? [`It reaches ${resources.join(", ")} of every API group.`] : []
	]))
};
const escalation = {
	id: "rbac-escalation",
	level: "high",
	description: "A Role or ClusterRole allows `escalate`, `bind` or `impersonate`: a way to any right.",
	kinds: ROLES,
	find: (change) => gained(change, (content) => grants(content).flatMap(({ verbs, resources }) => verbs.filter((verb) => [
		"escalate",
		"bind",
		"impersonate"
	].includes(verb)).map((verb) => `It allows ${verb} on ${resources.join(", ")}.`)))
};
const secrets = {
	id: "rbac-secrets",
	level: "high",
	description: "A ClusterRole allows to read Secrets.",
	kinds: ["ClusterRole"],
	find: (change) => gained(change, (content) => grants(content).some(({ verbs, resources, groups }) => resources.some((name) => name === "secrets" || name === "*") && groups.some((name) => name === "" || name === "*") && verbs.some((verb) => [
		"get",
		"list",
		"watch",
		"*"
	].includes(verb))) ? ["It allows to read Secrets, of the whole cluster where it is bound so."] : [])
};
const bound = {
	id: "rbac-cluster-admin",
	level: "high",
	description: "A binding to `cluster-admin` (or `admin` of the whole cluster) is new or gets a subject.",
	kinds: ["ClusterRoleBinding", "RoleBinding"],
	find: (change) => gained(change, (content) => {
		const role = textAt(content, "roleRef", "name") ?? "";
		if (!(role === "cluster-admin" || role === "admin" && change.id.kind === "ClusterRoleBinding")) return [];
		return listAt(content, "subjects").map((subject) => `${textAt(subject, "kind") ?? "Subject"} ${textAt(subject, "name") ?? ""} becomes ${role}.`);
	})
};
const everyone = {
	id: "rbac-everyone",
	level: "high",
	description: "A binding gives rights to all users, all service accounts or those who are not logged in.",
	kinds: ["ClusterRoleBinding", "RoleBinding"],
	find: (change) => gained(change, (content) => listAt(content, "subjects").map((subject) => textAt(subject, "name") ?? "").filter((name) => /^system:(authenticated|unauthenticated|anonymous|serviceaccounts)$/.test(name)).map((name) => `${name} gets ${textAt(content, "roleRef", "name") ?? "a role"}.`))
};
const rbacRules = [
	wildcard,
	escalation,
	secrets,
	bound,
	everyone
];

// src/diff/risks/references.ts
function referredTo(content, kind) {
	const names = /* @__PURE__ */ new Set();
	const keys = kind === "Secret" ? [
		"secret",
		"secretRef",
		"secretKeyRef"
	] : [
		"configMap",
		"configMapRef",
		"configMapKeyRef"
	];
	const visit = (value) => {
		if (Array.isArray(value)) for (const item of value) visit(item);
		else if (isObject(value)) for (const [key, inner] of Object.entries(value)) {
			if (keys.includes(key) && isObject(inner) && inner["optional"] !== true) {
				const name = textAt(inner, "name") ?? textAt(inner, "secretName");
				if (name !== void 0) names.add(name);
			}
			visit(inner);
		}
	};
	visit(podSpec(content) ?? null);
	if (kind === "Secret") for (const item of listAt(podSpec(content), "imagePullSecrets")) names.add(textAt(item, "name") ?? "");
	return names;
}
const namespaceOf$1 = (content) => textAt(content, "metadata", "namespace") ?? "";
const nameOf = (content) => `${textAt(content, "kind") ?? ""} ${textAt(content, "metadata", "name") ?? ""}`;
const place = (kind, namespace, name) => JSON.stringify([
	kind,
	namespace,
	name
]);
const usersOf = once(({ after }) => {
	const users = /* @__PURE__ */ new Map();
	for (const object of after) for (const kind of ["ConfigMap", "Secret"]) for (const name of referredTo(object, kind)) {
		const key = place(kind, namespaceOf$1(object), name);
		users.set(key, [...users.get(key) ?? [], object]);
	}
	return users;
});
const missing = {
	id: "reference-removed",
	level: "high",
	description: "A ConfigMap or Secret is removed or renamed that a workload of the app still uses: its pods cannot start.",
	kinds: ["ConfigMap", "Secret"],
	find: ({ id, renamedFrom, action }, all) => {
		const gone = action === "removed" ? id : renamedFrom;
		if (!gone) return [];
		const users = usersOf(all).get(place(gone.kind, gone.namespace ?? "", gone.name)) ?? [];
		return users.length > 0 ? [`${some(users.map(nameOf))} still uses ${gone.kind} ${gone.name}.`] : [];
	}
};
function selects(service, objects) {
	const selector = valueAt(service, "spec", "selector");
	if (!isObject(selector) || Object.keys(selector).length === 0) return void 0;
	return objects.some((object) => namespaceOf$1(object) === namespaceOf$1(service) && podTemplate(object) !== void 0 && Object.entries(selector).every(([key, value]) => valueAt(podTemplate(object), "metadata", "labels", key) === value));
}
const cutOff = once(({ before, after }) => {
	const services = (objects) => objects.filter((object) => textAt(object, "kind") === "Service");
	const id = (service) => place("Service", namespaceOf$1(service), textAt(service, "metadata", "name") ?? "");
	const old = new Map(services(before).map((service) => [id(service), service]));
	return services(after).flatMap((service) => {
		const was = old.get(id(service));
		return was && selects(service, after) === false && selects(was, before) === true ? [{
			was,
			name: textAt(service, "metadata", "name") ?? ""
		}] : [];
	});
});
const endpoints = {
	id: "service-without-endpoints",
	level: "high",
	description: "A Service that chose pods of a workload of the app chooses none any more.",
	find: ({ id, before }, all) => cutOff(all).filter(({ was, name }) => id.kind === "Service" && id.name === name || before !== void 0 && selects(was, [before]) === true).map(({ name }) => `Service ${name} chooses no pod any more.`)
};
function backends(content, kind) {
	const names = /* @__PURE__ */ new Set();
	const add = (name) => name !== void 0 && names.add(name);
	if (kind === "Ingress") {
		add(textAt(content, "spec", "defaultBackend", "service", "name"));
		for (const rule of listAt(content, "spec", "rules")) for (const path of listAt(rule, "http", "paths")) add(textAt(path, "backend", "service", "name"));
	} else for (const rule of listAt(content, "spec", "rules")) for (const ref of listAt(rule, "backendRefs")) if ((textAt(ref, "kind") ?? "Service") === "Service" && textAt(ref, "namespace") === void 0) add(textAt(ref, "name"));
	return names;
}
const ROUTES = [
	"Ingress",
	"HTTPRoute",
	"GRPCRoute",
	"TLSRoute",
	"TCPRoute"
];
const routesIn = once(({ after }) => after.filter((object) => ROUTES.includes(textAt(object, "kind") ?? "")));
const servicesIn = once(({ after }) => new Set(after.filter((object) => textAt(object, "kind") === "Service").map((object) => textAt(object, "metadata", "name") ?? "")));
const routes = {
	id: "route-without-service",
	level: "high",
	description: "An Ingress or route sends traffic to a Service that this change removes from the app.",
	kinds: ["Service"],
	find: ({ id, renamedFrom, action, before }, all) => {
		const gone = action === "removed" ? id : renamedFrom;
		if (!gone) return [];
		const users = routesIn(all).filter((object) => namespaceOf$1(object) === namespaceOf$1(before) && backends(object, textAt(object, "kind") ?? "").has(gone.name));
		return users.length > 0 ? [`${some(users.map(nameOf))} still sends traffic to ${gone.name}.`] : [];
	}
};
const unknown = {
	id: "route-to-unknown-service",
	level: "low",
	description: "An Ingress or route gets a backend that is no Service of the app.",
	kinds: ROUTES,
	find: ({ id, before, after }, all) => {
		const services = servicesIn(all);
		const old = backends(before, id.kind);
		return [...backends(after, id.kind)].filter((name) => !old.has(name) && !services.has(name)).map((name) => `It sends traffic to ${name}, which is no Service of the app.`);
	}
};
const referenceRules = [
	missing,
	endpoints,
	routes,
	unknown
];

// src/diff/risks/scaling.ts
const SCALED = [
	"Deployment",
	"StatefulSet",
	"ReplicaSet",
	"Rollout"
];
const zero = {
	id: "replicas-zero",
	level: "high",
	description: "A workload is scaled to 0 replicas, or its autoscaler may do so.",
	kinds: [...SCALED, "HorizontalPodAutoscaler"],
	find: (change) => change.action === "added" ? [] : gained(change, (content) => valueAt(content, "spec", "replicas") === 0 || valueAt(content, "spec", "minReplicas") === 0 ? ["Nothing runs any more with 0 replicas."] : [])
};
const fewer = {
	id: "scaled-down",
	level: "low",
	description: "A workload gets fewer replicas, or its autoscaler a lower limit.",
	kinds: [...SCALED, "HorizontalPodAutoscaler"],
	find: ({ before, after }) => [
		"replicas",
		"minReplicas",
		"maxReplicas"
	].flatMap((key) => {
		const [was, is] = [before, after].map((side) => valueAt(side, "spec", key));
		return typeof was === "number" && typeof is === "number" && is < was && is > 0 ? [`${key} goes from ${was} to ${is}.`] : [];
	})
};
const scaled = once(({ after }) => new Set(after.filter((object) => textAt(object, "kind") === "HorizontalPodAutoscaler").map((object) => valueAt(object, "spec", "scaleTargetRef")).map((target) => `${textAt(target, "kind") ?? ""} ${textAt(target, "name") ?? ""}`)));
const both = {
	id: "hpa-and-replicas",
	level: "low",
	description: "A workload sets `replicas` and has an autoscaler: each apply undoes what that did.",
	kinds: SCALED,
	find: (change, all) => {
		return scaled(all).has(`${change.id.kind} ${change.id.name}`) && typeof valueAt(change.after, "spec", "replicas") === "number" ? ["It sets replicas and has an autoscaler: each apply undoes what the autoscaler did."] : [];
	}
};
const budget = {
	id: "pdb-blocks",
	level: "medium",
	description: "A PodDisruptionBudget allows no pod to be moved: nodes cannot be drained.",
	kinds: ["PodDisruptionBudget"],
	find: (change) => gained(change, (content) => [
		0,
		"0",
		"0%"
	].includes(valueAt(content, "spec", "maxUnavailable")) || valueAt(content, "spec", "minAvailable") === "100%" ? ["No pod may be moved: nodes cannot be drained."] : [])
};
function sides({ before, after }) {
	return containersOf(after).flatMap(({ list, name, content }) => {
		const old = containersOf(before).find((other) => other.list === list && other.name === name);
		return old ? [{
			name,
			was: old.content,
			is: content
		}] : [];
	});
}
const resources = {
	id: "resources-lowered",
	level: "medium",
	description: "A container loses a request or limit, or its memory is lowered: it may be stopped for lack of it.",
	find: (change) => sides(change).flatMap(({ name, was, is }) => ["requests", "limits"].flatMap((group) => ["memory", "cpu"].flatMap((what) => {
		const [old, next] = [was, is].map((side) => valueAt(side, "resources", group, what));
		if (old === void 0) return [];
		if (next === void 0 || next === null) return [`${name} loses its ${what} ${group.slice(0, -1)}.`];
		const [a, b] = [quantity(old), quantity(next)];
		return what === "memory" && a !== void 0 && b !== void 0 && b < a ? [`The memory ${group.slice(0, -1)} of ${name} goes from ${String(old)} to ${String(next)}.`] : [];
	})))
};
const probes = {
	id: "probe-removed",
	level: "medium",
	description: "A container loses a probe: traffic reaches it before it is ready, or nothing restarts it.",
	find: (change) => sides(change).flatMap(({ name, was, is }) => [
		"readinessProbe",
		"livenessProbe",
		"startupProbe"
	].filter((probe) => isObject(valueAt(was, probe)) && !isObject(valueAt(is, probe))).map((probe) => `${name} loses its ${probe}.`))
};
const quota = {
	id: "quota-lowered",
	level: "medium",
	description: "A ResourceQuota allows less than before: new pods may be refused.",
	kinds: ["ResourceQuota"],
	find: ({ before, after }) => {
		const hard = valueAt(after, "spec", "hard");
		return Object.entries(isObject(hard) ? hard : {}).flatMap(([key, next]) => {
			const [was, is] = [quantity(valueAt(before, "spec", "hard", key)), quantity(next)];
			return was !== void 0 && is !== void 0 && is < was ? [`${key} is lowered.`] : [];
		});
	}
};
const scalingRules = [
	zero,
	budget,
	resources,
	probes,
	quota,
	fewer,
	both
];

// src/diff/risks/security.ts
function perContainer(id, level, description, find) {
	return {
		id,
		level,
		description,
		find: (change) => gained(change, (content) => containersOf(content).flatMap((container) => find(container, podSpec(content))))
	};
}
const containers = [
	perContainer("privileged", "high", "A container becomes privileged: it can do all that its node can.", ({ name, content }) => valueAt(content, "securityContext", "privileged") === true ? [`${name} is privileged.`] : []),
	perContainer("privilege-escalation", "medium", "A container sets `allowPrivilegeEscalation: true`.", ({ name, content }) => valueAt(content, "securityContext", "allowPrivilegeEscalation") === true ? [`${name} may gain privileges.`] : []),
	perContainer("capabilities-added", "medium", "A container gets Linux capabilities.", ({ name, content }) => listAt(content, "securityContext", "capabilities", "add").map((item) => `${name} gets the capability ${String(item)}.`)),
	perContainer("runs-as-root", "medium", "A container runs as user 0, or need no longer run as another.", ({ name, content }, pod) => {
		const user = valueAt(content, "securityContext", "runAsUser") ?? valueAt(pod, "securityContext", "runAsUser");
		const other = valueAt(content, "securityContext", "runAsNonRoot") ?? valueAt(pod, "securityContext", "runAsNonRoot");
		return [...user === 0 ? [`${name} runs as root.`] : [], ...other === false ? [`${name} may run as root.`] : []];
	})
];
const host = {
	id: "host-access",
	level: "high",
	description: "Pods get their node's network, processes or files (`hostNetwork`, `hostPID`, `hostIPC`, `hostPath`).",
	find: (change) => gained(change, (content) => {
		const pod = podSpec(content);
		const shared = [
			"hostNetwork",
			"hostPID",
			"hostIPC"
		].filter((key) => valueAt(pod, key) === true);
		const paths = listAt(pod, "volumes").flatMap((volume) => isObject(volume) && isObject(volume["hostPath"]) ? [textAt(volume, "hostPath", "path") ?? ""] : []);
		return [...shared.map((key) => `Pods have ${key}.`), ...paths.map((path) => `Pods mount ${path} of their node.`)];
	})
};
const lost = {
	id: "security-context-lost",
	level: "medium",
	description: "A container loses `runAsNonRoot`, `readOnlyRootFilesystem` or `allowPrivilegeEscalation: false`.",
	find: ({ before, after }) => containersOf(after).flatMap(({ list, name, content }) => {
		const old = containersOf(before).find((other) => other.list === list && other.name === name);
		const effective = (side, pod, key) => valueAt(side, "securityContext", key) ?? valueAt(pod, "securityContext", key);
		return [
			["runAsNonRoot", true],
			["readOnlyRootFilesystem", true],
			["allowPrivilegeEscalation", false]
		].flatMap(([key, safe]) => old && effective(old.content, podSpec(before), key) === safe && effective(content, podSpec(after), key) === void 0 ? [`${name} loses ${key}: ${safe}.`] : []);
	})
};
const securityRules = [
	...containers,
	host,
	lost
];

// src/diff/risks/registry.ts
const rules = [
	...deletionRules,
	...immutableRules,
	...imageRules,
	...scalingRules,
	...referenceRules,
	...securityRules,
	...generatedRules,
	...rbacRules,
	...exposureRules,
	...gitopsRules
];
const appRules = [...deletionAppRules];

// src/diff/risks/run.ts
function risksOf(change, all, options) {
	if (isKept(change, options)) return [];
	return rules.filter(({ kinds }) => !kinds || kinds.includes(change.id.kind)).flatMap(({ id, level, find }) => find(change, all, options).map((reason) => ({
		rule: id,
		level,
		reason
	}))).toSorted(gravestFirst);
}
function risksOfAll(changes, all, options) {
	const real = changes.filter((change) => !isKept(change, options));
	return appRules.flatMap(({ id, level, find }) => find(real, all, options).map((reason) => ({
		rule: id,
		level,
		reason
	}))).toSorted(gravestFirst);
}
function isKept({ action, before }, { stays }) {
	return action === "removed" && stays?.(before) === true;
}
function byGravity(a, b) {
	for (const level of RISK_LEVELS.toReversed()) {
		const [x, y] = [a, b].map((risks) => risks.filter((risk) => risk.level === level).length);
		if (x !== y) return (y ?? 0) - (x ?? 0);
	}
	return 0;
}
function gravestFirst(a, b) {
	return rank$1(b.level) - rank$1(a.level);
}
function rank$1(level) {
	return RISK_LEVELS.indexOf(level);
}

// src/diff/secrets.ts
const SECRET = "***";
const ENCRYPTED = "(encrypted)";
const SHORTEST = 6;
const PLAIN_KEY = /^(.*[._-])?(url|uri|host|hostname|port|user|username|login|name|type|project|db|database|dbname|schema|sslmode|region|bucket|endpoint|server|insecure|enableoci|namespace|email|realm|tenant)$/i;
const NAMING = /* @__PURE__ */ new Set([
	"apiVersion",
	"kind",
	"name",
	"namespace",
	"image"
]);
function masker(objects) {
	const values = /* @__PURE__ */ new Set();
	for (const object of objects) collect$1(object, values);
	const all = [...values].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
	const pattern = all.length > 0 ? new RegExp(all.map(escapeRegExp).join("|"), "g") : void 0;
	const text = (value) => pattern ? value.replace(pattern, "***") : value;
	return {
		text,
		pair: (before, after) => {
			const shown = maskPair(before, after, {
				text,
				key: "",
				closed: void 0
			});
			return {
				before: shown[0],
				after: shown[1]
			};
		}
	};
}
function escapeRegExp(text) {
	return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
function isSecret(value) {
	return value["kind"] === "Secret" && value["apiVersion"] === "v1";
}
function collect$1(value, into) {
	if (Array.isArray(value)) for (const item of value) collect$1(item, into);
	if (!isObject(value)) return;
	if (isSecret(value)) for (const field of ["data", "stringData"]) for (const [key, inner] of leaves(value[field], field)) {
		const written = String(inner);
		const plain = field === "data" ? Buffer.from(written, "base64").toString("utf8") : written;
		if (written.startsWith("ENC[")) continue;
		if (PLAIN_KEY.test(key) && !/:\/\/[^/\s]*:[^/\s]*@/.test(plain)) continue;
		add(into, written, plain);
	}
	for (const inner of Object.values(value)) if (typeof inner === "object") collect$1(inner, into);
}
function* leaves(value, key) {
	if (value === void 0 || value === null) return;
	if (typeof value !== "object") yield [key, value];
	else for (const [name, inner] of Object.entries(value)) yield* leaves(inner, name);
}
function add(into, written, plain) {
	const trimmed = plain.trim();
	const forms = [
		written,
		plain,
		trimmed,
		JSON.stringify(trimmed).slice(1, -1)
	];
	for (const text of [plain, trimmed]) forms.push(Buffer.from(text).toString("base64"));
	forms.push(...trimmed.split("\n").filter((line) => /^[A-Za-z0-9+/=_-]{40,}$/.test(line)));
	for (const form of forms) if (form.length >= SHORTEST && trimmed.length >= SHORTEST && !/^(true|false|null)$/i.test(form)) into.add(form);
}
function maskPair(before, after, way) {
	if (before === void 0 && after === void 0) return [void 0, void 0];
	if (Array.isArray(before) || Array.isArray(after)) {
		if (isObject(before) || isObject(after)) return alone(before, after, way);
		const [a, b] = [before, after].map((side) => Array.isArray(side) ? side : []);
		const items = Array.from({ length: Math.max(a?.length ?? 0, b?.length ?? 0) }, (_, i) => maskPair(a?.[i], b?.[i], way));
		const list = (side, which) => Array.isArray(side) ? items.slice(0, side.length).map((item) => item[which]) : leaf(side, way);
		return [list(before, 0), list(after, 1)];
	}
	if (isObject(before) || isObject(after)) return maskMaps(before, after, way);
	const [a, b] = [leaf(before, way), leaf(after, way)];
	return before !== void 0 && after !== void 0 && before !== after && a === b ? [marked(a, "before"), marked(b, "after")] : [a, b];
}
function alone(before, after, way) {
	return [maskPair(before, void 0, way)[0], maskPair(void 0, after, way)[1]];
}
function maskMaps(before, after, way) {
	const [a, b] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
	const isEncrypted = [a, b].some((side) => valueAt(side, "sops", "mac") !== void 0);
	const keys = /* @__PURE__ */ new Set([...Object.keys(a), ...Object.keys(b)]);
	const sides = [{}, {}];
	const shown = /* @__PURE__ */ new Map();
	for (const key of keys) {
		const closed = way.closed ?? closedBelow([a, b], key, isEncrypted);
		const pair = [own(a, key), own(b, key)];
		shown.set(key, maskPair(pair[0], pair[1], {
			...way,
			key,
			closed
		}));
	}
	for (const [i, side] of [a, b].entries()) for (const key of Object.keys(side)) put(sides[i], key, shown.get(key)?.[i]);
	return [isObject(before) ? sides[0] : leaf(before, way), isObject(after) ? sides[1] : leaf(after, way)];
}
function put(map, key, value) {
	if (key === "__proto__") Object.defineProperty(map, key, {
		value,
		enumerable: true,
		writable: true,
		configurable: true
	});
	else map[key] = value;
}
function own(map, key) {
	return Object.hasOwn(map, key) ? map[key] : void 0;
}
function closedBelow(sides, key, isEncrypted) {
	if (isEncrypted && key === "sops") return ENCRYPTED;
	if ((key === "data" || key === "stringData") && sides.some(isSecret)) return "***";
	if (key === "encryptedData") return ENCRYPTED;
}
function leaf(value, { text, key, closed }) {
	if (value === void 0 || value === "(generated)") return value;
	if (typeof value === "string" && value.startsWith("ENC[")) return ENCRYPTED;
	if (closed !== void 0) return closed;
	return typeof value === "string" && !NAMING.has(key) ? text(value) : value;
}
function marked(value, side) {
	return value === "(encrypted)" ? `(encrypted, ${side})` : `${String(value)} (${side})`;
}

// src/diff/text.ts
const FIRST$1 = [
	"apiVersion",
	"kind",
	"metadata",
	"name",
	"namespace",
	"image",
	"spec"
];
function toYaml(content) {
	if (content === void 0) return "";
	return dump(ordered(content), {
		noRefs: true,
		lineWidth: -1
	});
}
function ordered(value) {
	if (Array.isArray(value)) return value.map(ordered);
	if (!isObject(value)) return value;
	const keys = Object.keys(value).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
	return Object.fromEntries(keys.map((key) => [key, ordered(value[key])]));
}
function rank(key) {
	const at = FIRST$1.indexOf(key);
	return at < 0 ? FIRST$1.length : at;
}
const MAX_EDITS = 2e3;
function unified(before, after) {
	if (before === after) return "";
	const patch = createTwoFilesPatch("a", "b", before, after, void 0, void 0, {
		context: 3,
		maxEditLength: MAX_EDITS
	}) ?? wholly(before, after);
	return patch.slice(Math.max(0, patch.indexOf("@@")));
}
function wholly(before, after) {
	const lines = (text) => text === "" ? [] : text.replace(/\n$/, "").split("\n");
	const [old, next] = [lines(before), lines(after)];
	const range = (count) => count === 0 ? "0,0" : `1,${count}`;
	const body = [...old.map((line) => `-${line}`), ...next.map((line) => `+${line}`)].join("\n");
	return `@@ -${range(old.length)} +${range(next.length)} @@\n${body}\n`;
}

// src/diff/compare.ts
function compareApp(before, after, options) {
	const filter = noiseFilter(options.noise);
	const secrets = maskerOf(before, after);
	const selected = selectedLabels([before, after].flatMap((side) => side?.manifests.map(({ content }) => content) ?? []));
	const pairs = findPairs(prepare(before, filter, selected), prepare(after, filter, selected));
	const all = {
		before: pairs.flatMap((pair) => pair.before?.content ?? []),
		after: pairs.flatMap((pair) => pair.after?.content ?? [])
	};
	let noise = 0;
	const changes = [];
	const objects = [];
	const digested = [];
	for (const pair of pairs) {
		const quiet = noiseIn(pair);
		noise += quiet;
		if (pair.before && pair.after && isSame(pair.before.content, pair.after.content)) continue;
		const change = changeOf$1(pair);
		const shown = shownChange(change, quiet, secrets, risksOf(change, all, options));
		changes.push(change);
		objects.push(shown);
		digested.push({
			id: change.id,
			shown: [shown.before, shown.after],
			real: [change.before, change.after]
		});
	}
	return {
		objects: objects.toSorted((a, b) => byGravity(a.risks, b.risks) || weight(a.id) - weight(b.id) || (keyOf$2(a.id) < keyOf$2(b.id) ? -1 : 1)),
		images: imageChanges(all.before, all.after),
		noise,
		risks: risksOfAll(changes, all, options).map((risk) => masked(risk, secrets)),
		digest: digestOfApp(digested),
		mask: secrets.text
	};
}
function maskerOf(...sides) {
	return masker(sides.flatMap((side) => side?.manifests.map(({ content }) => content) ?? []));
}
function noiseIn({ before, after, hashes }) {
	if (!before || !after) return 0;
	const isReordered = isSame(before.content, after.content) && !isEqual(before.content, after.content);
	return differingNoise(before.quiet, after.quiet) + hashes + (isReordered ? 1 : 0);
}
function changeOf$1({ before, after }) {
	const id = after?.id ?? before?.id;
	if (!id) throw new Error("a pair has at least one side");
	return {
		id,
		renamedFrom: before && after && keyOf$2(before.id) !== keyOf$2(after.id) ? before.id : void 0,
		action: before ? after ? "changed" : "removed" : "added",
		before: before?.content,
		after: before && after ? aligned(before.content, after.content) : after?.content
	};
}
function shownChange(change, noise, secrets, risks) {
	const { before, after } = secrets.pair(change.before, change.after);
	return {
		id: change.id,
		renamedFrom: change.renamedFrom,
		action: change.action,
		before,
		after,
		diff: unified(toYaml(before), toYaml(after)),
		risks: risks.map((risk) => masked(risk, secrets)),
		noise
	};
}
function masked(risk, secrets) {
	return {
		...risk,
		reason: secrets.text(risk.reason)
	};
}

// src/render/engine/manifests.ts
function readManifests(text, name, origin) {
	refuseHidden(text, name);
	const manifests = [];
	for (const { root } of parseTolerantly(text, name).documents) {
		const value = evaluate(root, exactly);
		if (value !== null) flatten(value, manifests, () => {
			const { line } = position(text, "start" in root ? root.start : 0);
			return origin(line) ?? {
				file: name,
				line
			};
		});
	}
	return manifests;
}
function refuseHidden(text, name) {
	for (const { index } of text.matchAll(/^\.\.\.(?=\s|$)|(?<=\r)(?:---|\.\.\.)/gm)) {
		const rest = text.slice(text.indexOf("\n", index) + 1 || text.length);
		if (!(text[index] === "." && text[index - 1] !== "\r" && /^(?:[ \t]*(?:#.*)?\r?\n)*(?:---|$)/.test(rest))) throw inputError("what stands behind the end of this document is not read by controllers", {
			at: {
				file: name,
				line: position(text, index).line
			},
			hint: "Separate documents with a line of its own that is \"---\"."
		});
	}
}
function exactly(value, node) {
	return typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) ? node.value : value;
}
function flatten(value, into, where) {
	if (!isObject(value)) {
		const what = Array.isArray(value) ? "a list" : `the ${typeof value} ${JSON.stringify(value).slice(0, 40)}`;
		throw inputError(`this document is ${what}, and no Kubernetes object`, { at: where() });
	}
	if (Object.keys(value).length === 0) return;
	const kind = textAt(value, "kind");
	const apiVersion = textAt(value, "apiVersion");
	if (!kind || !apiVersion) throw inputError(`this document is no Kubernetes object: it has no ${kind ? "apiVersion" : "kind"}`, { at: where() });
	const items = value["items"];
	if (Array.isArray(items)) {
		for (const item of items) flatten(item, into, where);
		return;
	}
	const manifest = manifestOf$2(value);
	if (!manifest && isNullList(value)) return;
	if (!manifest) throw inputError(`this ${kind} has no name`, { at: where() });
	into.push(manifest);
}
function isNullList(value) {
	return value["items"] === null && !("spec" in value) && !("status" in value);
}
const MAX_LINES = 200;
const MAX_READ = 1e6;
function parseTolerantly(text, name) {
	let lines;
	for (let i = 0;; i++) try {
		return parseYaml(lines ? lines.join("\n") : text, name);
	} catch (error) {
		if (!(error instanceof FairleadError) || i >= Math.min(MAX_LINES, 1 + MAX_READ / text.length)) throw error;
		const line = error.message.includes("deficient indentation") ? error.faults[0].at?.line : void 0;
		lines ??= text.split("\n");
		const short = lines[(line ?? 0) - 1];
		if (line === void 0 || short === void 0 || DEEP.test(short)) throw error;
		lines[line - 1] = `${" ".repeat(100)}${short}`;
	}
}
const DEEP = /^ {100}/;
function manifestOf$2(content) {
	const prefix = textAt(content, "metadata", "generateName");
	const name = textAt(content, "metadata", "name") ?? (prefix === void 0 ? void 0 : `${prefix}*`);
	const kind = textAt(content, "kind");
	const apiVersion = textAt(content, "apiVersion");
	if (name === void 0 || !kind || !apiVersion) return void 0;
	return {
		apiVersion,
		kind,
		name,
		namespace: textAt(content, "metadata", "namespace") || void 0,
		content
	};
}

// src/diff/declaration.ts
const RENDERED = {
	Application: /* @__PURE__ */ new Set(["source", "sources"]),
	HelmRelease: /* @__PURE__ */ new Set([
		"chart",
		"chartRef",
		"values",
		"valuesFrom",
		"postRenderers"
	]),
	Kustomization: /* @__PURE__ */ new Set([
		"commonMetadata",
		"components",
		"images",
		"namePrefix",
		"nameSuffix",
		"patches",
		"patchesJson6902",
		"patchesStrategicMerge",
		"path",
		"postBuild",
		"sourceRef"
	])
};
function withDeclarations(sides, { declarations, known }, affected) {
	if (!known.before || !known.after || known.before.parent || known.after.parent) return sides;
	const [before, after] = [strippedOf(declarations.before), strippedOf(declarations.after)];
	if (!before || !after || isEqual(before.content, after.content)) return sides;
	const { file } = known.after.declaredAt;
	const deploys = (app) => app !== void 0 && app.kind !== "Convention" && app.declaredAt.file !== file && isInput(app.inputs, file);
	if (affected.some((pair) => deploys(pair.before) || deploys(pair.after))) return sides;
	if (keyOf$2(idOf(before)) !== keyOf$2(idOf(after))) return sides;
	const [old, next] = sides;
	const isOwn = (manifest) => keyOf$2(idOf(manifest)) === keyOf$2(idOf(before));
	if (old.manifests.some(isOwn) || next.manifests.some(isOwn)) return sides;
	return [{
		...old,
		manifests: [...old.manifests, before]
	}, {
		...next,
		manifests: [...next.manifests, after]
	}];
}
function strippedOf(object) {
	if (!isObject(object)) return void 0;
	const hidden = RENDERED[textAt(object, "kind") ?? ""];
	const { apiVersion, kind, metadata, spec } = object;
	if (!hidden || apiVersion === void 0 || kind === void 0 || metadata === void 0) return void 0;
	const rest = isObject(spec) ? Object.entries(spec).filter(([key]) => !hidden.has(key)) : [];
	return manifestOf$2({
		apiVersion,
		kind,
		metadata,
		spec: Object.fromEntries(rest)
	});
}

// src/diff/failures.ts
function isBrokenByChange({ failures }) {
	return failures.some(({ side }) => side === "after") && !failures.some(({ side }) => side === "before");
}

// src/diff/build.ts
async function buildReport(pairs, parts) {
	const owners = collisions(pairs.map(({ app, after }) => ({
		app,
		cluster: app.cluster ?? "",
		manifests: renderedOf$1(after)?.manifests ?? []
	})));
	const apps = (await Promise.all(pairs.map((pair) => changeOf(pair, parts.config, parts.declared, owners)))).toSorted(compareApps);
	const { sides } = parts;
	return {
		base: {
			name: sides.base.name,
			commit: sides.base.commit
		},
		head: {
			name: sides.head.name,
			commit: sides.head.commit
		},
		comparedInstead: sides.conflict,
		apps,
		digests: digestsOf(apps),
		unclaimed: parts.unclaimed,
		warnings: warningsOf(parts),
		versions: Object.fromEntries(parts.versions),
		took: parts.took,
		shard: parts.shard
	};
}
function digestsOf(apps) {
	const environments = [...new Set(apps.map(({ app }) => app.environment ?? ""))].toSorted();
	return Object.fromEntries(environments.flatMap((environment) => {
		const digest = digestOf(environment, apps);
		return digest === void 0 ? [] : [[environment, digest]];
	}));
}
async function changeOf(pair, config, declared, owners) {
	const { app, files } = pair;
	const [before, after] = [renderedOf$1(pair.before), renderedOf$1(pair.after)];
	const masker = maskerOf(before, after);
	const failures = [...failureOf$1("before", pair.before), ...failureOf$1("after", pair.after)].map((failure) => ({
		...failure,
		message: masker.text(failure.message)
	}));
	const [was, is] = [releaseOf(pair.before), releaseOf(pair.after)];
	const rollout = was && is ? rolloutNotes(was, is, files) : [];
	const notes = [.../* @__PURE__ */ new Set([
		...rollout,
		...notesOf(pair.before),
		...notesOf(pair.after)
	])];
	const { declarations } = pair;
	const common = {
		app,
		files,
		notes,
		failures
	};
	const charts = chartChanges({
		object: declarations.before,
		release: was
	}, {
		object: declarations.after,
		release: is
	});
	const failed = async (more) => {
		const risks = appRisks(sideOf(pair, "before"), sideOf(pair, "after"), false);
		const { before: old, after: now } = pair.known;
		const images = old && now && !isBrokenByChange({ failures }) ? declaredImageChanges(await declared.before.images(old), await declared.after.images(now)) : [];
		return {
			...common,
			failures: [...failures, ...more],
			status: "failed",
			objects: [],
			risks,
			images: [...charts, ...images],
			noise: 0,
			digest: void 0
		};
	};
	if (failures.length > 0) return failed([]);
	const [old, next] = before && after ? withDeclarations([before, after], pair, declared.affected) : [before, after];
	const found = compareApp(old, next, {
		production: app.production,
		controller: app.kind === "Application" ? "argocd" : app.kind === "Convention" ? "none" : "flux",
		registries: declared.registries,
		noise: config.diff?.noise ?? [],
		stays: (object) => pair.after ? staysWhenRemoved(declarations.after, object) : keepsResources(declarations.before)
	});
	const unknown = unknownOf(pair, found.objects.length > 0);
	if (unknown.length > 0) return failed(unknown);
	const status = !pair.before ? "added" : !pair.after ? "removed" : found.objects.length > 0 ? "changed" : found.noise > 0 ? "noise" : "unchanged";
	const { objects, noise, digest } = found;
	const images = [...charts, ...found.images];
	const applied = pair.after ? applyNotes(declarations.after, objects.map(appliedOf)) : [];
	const changes = status !== "unchanged" && status !== "noise";
	const risks = [
		...appRisks(sideOf(pair, "before"), sideOf(pair, "after"), changes),
		...found.risks,
		...owners.get(app) ?? []
	];
	return {
		...common,
		notes: [...notes, ...applied],
		status,
		objects,
		risks,
		images,
		noise,
		digest
	};
}
function appliedOf({ action, id, before, after }) {
	return {
		action,
		label: [id.kind, [id.namespace, id.name].filter((part) => part !== void 0).join("/")].join(" "),
		before,
		after
	};
}
function unknownOf({ before, after }, changes) {
	const [was, is] = [before, after].map((side) => (side && "unrendered" in side ? side.unrendered : []) ?? []);
	if (!before || !after || !was || !is || was.length + is.length === 0) return [];
	if (changes && was.join("\n") === is.join("\n")) return [];
	return [.../* @__PURE__ */ new Set([...was, ...is])].map((message) => ({
		side: "before",
		message,
		hint: void 0,
		at: void 0
	}));
}
function renderedOf$1(side) {
	return side && "rendered" in side ? side.rendered : void 0;
}
function releaseOf(side) {
	return side && "release" in side ? side.release : void 0;
}
function notesOf(side) {
	return side && "notes" in side ? side.notes : [];
}
function failureOf$1(side, result) {
	if (!result || !("error" in result)) return [];
	return result.error.faults.map(({ message, hint, at }) => ({
		side,
		message,
		hint,
		at
	}));
}
function sideOf(pair, which) {
	if (!pair[which]) return void 0;
	const object = pair.declarations[which];
	return {
		ref: which === "before" ? pair.was ?? pair.app : pair.app,
		release: textAt(object, "spec", "releaseName") ?? textAt(object, "spec", "source", "helm", "releaseName"),
		targetNamespace: textAt(object, "spec", "destination", "namespace") ?? textAt(object, "spec", "targetNamespace"),
		keepsResources: keepsResources(object)
	};
}
function warningsOf({ declared, sides, config, versions }) {
	const renderers = ["argocd", "flux"].flatMap((controller) => rendererNote(controller, config, versions) ?? []);
	return [
		...[declared.before, declared.after].some(({ size }) => size > 0) ? [] : ["No app was found in this repo, so there is nothing to compare. Run fairlead inventory to see why."],
		...renderers.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`),
		...sides.changed.includes("fairlead.yaml") ? [`${CONFIG_FILE} changes; what it says on the base was used, as always.`] : [],
		...declared.undiscovered,
		...unresolvedWarnings(declared.after.unresolved, new Set(sides.changed))
	];
}

// src/diff/declared.ts
async function declaredSides(sides, options) {
	const { config, identity, store } = options;
	const { base, head } = sides;
	const key = store && keptKey({
		tree: base.treeId,
		identity,
		version: store.version
	});
	const text = key === void 0 ? void 0 : await store?.get(key);
	if (text !== void 0) {
		const files = once$1(() => Files.open(base.tree));
		const kept = KeptInventory.open(text, files);
		if (await isSteady(sides, kept.generating)) return fromKept(kept, sides, options, await files());
	}
	const before = await openInventory(base.tree, {
		identity,
		config
	});
	const registries = once$1(() => registriesOf(before.inventory));
	if (isTold(before)) {
		if (store && key !== void 0 && text === void 0) await store.put(key, await keepInventory(before, registries()));
		if (await isSteady(sides, [...before.generating])) {
			const known = {
				files: before.context.files,
				changed: new Set(sides.changed)
			};
			const files = await Files.open(head.tree, known);
			const after = {
				...before,
				context: {
					...before.context,
					files
				}
			};
			const affected = before.inventory.apps.flatMap((app) => touched(app, sides.changed));
			const whole = once$1(() => openInventory(head.tree, {
				identity,
				config
			}));
			const now = {
				...declarationsOf(after),
				images: imagesIn(whole)
			};
			return {
				before: declarationsOf(before),
				after: now,
				affected,
				registries,
				undiscovered: []
			};
		}
	}
	const known = {
		other: before,
		changed: new Set(sides.changed)
	};
	const after = await openInventory(head.tree, {
		identity,
		config,
		known
	});
	const { sides: [old, now], faults } = await options.discover([{
		tree: base.tree,
		open: before
	}, {
		tree: head.tree,
		open: after
	}]);
	if (!old || !now) throw new Error("a change has two sides");
	return {
		before: declarationsOf(old.open, old.rendered),
		after: declarationsOf(now.open, now.rendered),
		affected: await affectedApps(old.open.inventory.apps, now.open.inventory.apps, sides.changed),
		registries,
		undiscovered: faults
	};
}
function isTold(open) {
	return open.inventory.apps.some(({ kind }) => kind !== "Convention") && hubsOf(open).length === 0;
}
async function isSteady(sides, generating) {
	const read = new Set(generating);
	if (sides.changed.some((path) => read.has(path))) return false;
	return leavesStructure(sides.base.tree, sides.head.tree, sides.differences);
}
async function fromKept(kept, { base, head, changed }, { config, identity }, files) {
	const side = (tree, own) => ({
		context: {
			files: own,
			config,
			identity: kept.identity
		},
		size: kept.size,
		unresolved: kept.unresolved,
		named: (kind, name) => kept.named(kind, name),
		images: imagesIn(once$1(() => openInventory(tree, {
			identity,
			config
		}))),
		rendered: /* @__PURE__ */ new Map()
	});
	return {
		before: side(base.tree, files),
		after: side(head.tree, await Files.open(head.tree, {
			files,
			changed: new Set(changed)
		})),
		affected: kept.madeOf(changed).flatMap((app) => touched(app, changed)),
		registries: () => new Set(kept.registries),
		undiscovered: []
	};
}
function imagesIn(whole) {
	return async (app) => {
		const { inventory } = await whole();
		return inventory.apps.find((one) => identity(one) === identity(app))?.images ?? [];
	};
}
function touched(app, changed) {
	const files = changed.filter((path) => isInput(app.inputs, path));
	return files.length > 0 ? [{
		before: app,
		after: app,
		files
	}] : [];
}
function declarationsOf(open, rendered = /* @__PURE__ */ new Map()) {
	const { inventory, context } = open;
	const byName = once$1(() => groupBy(inventory.apps, ({ kind, name }) => `${kind}/${name}`));
	return {
		context,
		size: inventory.apps.length,
		unresolved: inventory.unresolved,
		named: (kind, name) => byName().get(`${kind}/${name}`) ?? [],
		images: imagesIn(() => Promise.resolve(open)),
		rendered
	};
}
function registriesOf({ apps }) {
	const uses = apps.flatMap((app) => app.images.filter(({ artifact }) => artifact === "image"));
	return new Set(uses.flatMap(({ repository }) => repository === void 0 ? [] : registryOf(canonicalRepository(repository))));
}

// src/diff/carry-out.ts
async function carryOut(plan, renderer) {
	try {
		return await follow(await plan(), renderer);
	} catch (error) {
		if (error instanceof FairleadError) return { error };
		throw error;
	}
}
async function follow(first, renderer) {
	const notes = [];
	const warnings = [];
	let rendered;
	for (let plan = first; plan;) {
		const results = await Promise.all(plan.jobs.map((job) => renderer.render(job)));
		const manifests = plan.finish(results);
		const generated = carried(rendered ? [rendered, ...results] : results, manifests);
		warnings.push(...results.flatMap((result) => result.warnings));
		notes.push(...plan.notes);
		rendered = {
			manifests,
			generated,
			warnings
		};
		plan = plan.next?.(manifests);
	}
	if (!rendered) throw new Error("a plan gave nothing");
	return {
		rendered,
		notes: [.../* @__PURE__ */ new Set([...notes, ...warnings])],
		unrendered: first.unrendered ?? [],
		release: first.release
	};
}
function carried(results, manifests) {
	const generated = /* @__PURE__ */ new Map();
	const kept = new Set(manifests);
	const all = new Set(results.flatMap((result) => result.manifests));
	for (const [source, pointers] of results.flatMap((result) => [...result.generated])) if (kept.has(source)) generated.set(source, pointers);
	else for (const manifest of manifests) if (!all.has(manifest) && manifest.apiVersion === source.apiVersion && manifest.kind === source.kind && manifest.name === source.name && (source.namespace === void 0 || manifest.namespace === source.namespace)) generated.set(manifest, pointers);
	return generated;
}
function siblingsOf(side) {
	return side && "rendered" in side ? side.rendered.manifests : [];
}

// src/diff/discover.ts
const MOST_ROUNDS = 4;
async function discover(sides, parts) {
	const faults = /* @__PURE__ */ new Map();
	const states = sides.map(({ open, world }) => ({
		open,
		world,
		seen: /* @__PURE__ */ new Set(),
		rendered: /* @__PURE__ */ new Map()
	}));
	for (let round = 0; round < MOST_ROUNDS; round += 1) {
		const done = await Promise.all(states.map(async ({ open, world, seen, rendered }) => {
			const hubs = hubsOf(open).filter((hub) => !seen.has(identity(hub)) && seen.add(identity(hub)));
			for (const { hub, result } of await Promise.all(hubs.map((hub) => renderHub(hub, world, parts)))) rendered.set(hub, result);
			return hubs;
		}));
		if (done.flat().length === 0) break;
		const failed = /* @__PURE__ */ new Set();
		for (const { rendered } of states) for (const [hub, result] of rendered) {
			if (!("error" in result)) continue;
			failed.add(identity(hub));
			const message = maskerOf(...states.flatMap((state) => renderedOf(state.rendered, identity(hub)))).text(result.error.faults[0].message);
			faults.set(message, (faults.get(message) ?? /* @__PURE__ */ new Set()).add(hub.name));
		}
		await Promise.all(states.map(async (state, i) => {
			const hubs = (done[i] ?? []).filter((hub) => !failed.has(identity(hub)));
			state.open = await withRendered(state.open, hubs.map((hub) => ({
				hub,
				objects: argoObjects(state.rendered.get(hub))
			})));
		}));
	}
	return {
		sides: states.map(({ open, rendered }) => ({
			open,
			rendered
		})),
		faults: [...faults].map(([message, names]) => `${[...names].join(", ")} could not be rendered to find the apps that ${names.size === 1 ? "it declares" : "they declare"}, so only what their files say is known: ${message}`)
	};
}
function renderedOf(results, id) {
	return [...results].flatMap(([hub, result]) => "rendered" in result && identity(hub) === id ? [result.rendered] : []);
}
function argoObjects(result) {
	if (!result || !("rendered" in result)) return [];
	return result.rendered.manifests.filter(({ apiVersion }) => groupOf(apiVersion) === "argoproj.io").map(({ content }) => content);
}
async function renderHub(hub, world, { renderer, plannerFor }) {
	const object = await hub.declaration() ?? null;
	const planner = plannerFor(object);
	if (!planner) throw new Error(`${hub.kind} ${hub.name} has no planner`);
	return {
		hub,
		result: await carryOut(() => planner(object, world, [], hub.declaredAt.file), renderer)
	};
}

// src/diff/app-ref.ts
function refOf(app) {
	const { name, kind, namespace, cluster, environment, production, declaredAt } = app;
	return {
		name,
		kind,
		namespace,
		cluster,
		environment,
		production,
		declaredAt
	};
}
function childRef(child, parent) {
	const { content } = child;
	const namespace = textAt(content, "spec", "destination", "namespace") ?? textAt(content, "spec", "targetNamespace") ?? child.namespace;
	return {
		name: child.name,
		kind: child.kind,
		namespace,
		cluster: textAt(content, "spec", "destination", "name") ?? parent.cluster,
		environment: parent.environment,
		production: parent.production,
		declaredAt: void 0
	};
}
function isSameApp(a, b) {
	return [
		"kind",
		"name",
		"environment",
		"cluster",
		"namespace"
	].every((key) => a[key] === b[key]);
}

// src/diff/reads.ts
function readsOf(app, siblings) {
	const found = [app];
	const known = new Set(found);
	for (const manifest of found) for (const reference of referencesOf(manifest.content)) {
		const namespace = textAt(reference, "namespace") ?? manifest.namespace;
		for (const other of siblings) if (!known.has(other) && other.kind === textAt(reference, "kind") && other.name === textAt(reference, "name") && other.namespace === namespace) {
			known.add(other);
			found.push(other);
		}
	}
	return JSON.stringify(found.map(({ content }) => content));
}
function referencesOf(object) {
	return [
		valueAt(object, "spec", "chartRef"),
		valueAt(object, "spec", "chart", "spec", "sourceRef"),
		valueAt(object, "spec", "sourceRef"),
		...listAt(object, "spec", "valuesFrom"),
		...listAt(object, "spec", "postBuild", "substituteFrom")
	].filter((reference) => reference !== void 0);
}

// src/diff/worklist.ts
async function renderPairs(pairs, parts) {
	return new Run(parts).all(pairs);
}
var Run = class {
	#parts;
	#memo;
	#seen = /* @__PURE__ */ new Set();
	#done = 0;
	#total = 0;
	constructor(parts) {
		this.#parts = parts;
		const memo = ({ declarations: { rendered } }) => new Map([...rendered].map(([app, result]) => [app, Promise.resolve(result)]));
		this.#memo = {
			before: memo(parts.before),
			after: memo(parts.after)
		};
	}
	async all(pairs) {
		const all = pairs.flatMap(({ before, after, files }) => {
			const app = after ?? before;
			if (!app || !this.#isNew(identity(app))) return [];
			const was = before && after && identity(before) !== identity(after) ? refOf(before) : void 0;
			const work = {
				ref: refOf(app),
				was,
				before: subjectOf(before),
				after: subjectOf(after),
				files
			};
			return [{
				id: identity(app),
				work
			}];
		});
		const { index, count } = this.#parts.shard ?? {
			index: 1,
			count: 1
		};
		let wave = all.toSorted((a, b) => a.id < b.id ? -1 : 1).filter((_, i) => i % count === index - 1).map(({ work }) => work);
		const results = [];
		while (wave.length > 0) {
			this.#total += wave.length;
			const done = await Promise.all(wave.map((work) => this.#pair(work)));
			results.push(...done);
			wave = done.flatMap((pair) => this.#children(pair));
		}
		return results;
	}
	#isNew(key) {
		return !this.#seen.has(key) && this.#seen.add(key) !== void 0;
	}
	async #pair(work) {
		const { ref, was, files } = work;
		const [before, after] = await Promise.all([work.before ? this.#side("before", work.before) : this.#lost("before", work.after), work.after ? this.#side("after", work.after) : this.#lost("after", work.before)]);
		this.#parts.progress?.(++this.#done, this.#total);
		const declarations = {
			before: before?.object,
			after: after?.object
		};
		const known = {
			before: work.before?.app,
			after: work.after?.app
		};
		return {
			app: ref,
			was,
			before: before?.result,
			after: after?.result,
			files,
			declarations,
			known
		};
	}
	async #side(side, subject) {
		if (!subject) return void 0;
		const { app, found } = subject;
		if (app && !found) {
			const object = await this.#objectOf(side, app);
			return {
				result: await this.#rendered(side, app),
				object: "error" in object ? void 0 : object.object
			};
		}
		if (!found) return void 0;
		return {
			result: await this.#render(side, found, app),
			object: found.object
		};
	}
	async #lost(side, other) {
		const fault = other?.app && this.#unreadable(side, other.app);
		if (fault) return {
			result: { error: fault },
			object: void 0
		};
		const parent = other?.app?.parent;
		if (!parent) return void 0;
		const { kind, name, cluster, environment } = parent;
		const same = this.#parts[side].declarations.named(kind, name);
		const own = same.find((app) => app.cluster === cluster && app.environment === environment) ?? (same.length === 1 ? same[0] : void 0);
		const result = own && await this.#rendered(side, own);
		return result && "error" in result ? {
			result,
			object: void 0
		} : void 0;
	}
	#unreadable(side, app) {
		const { unresolved, named } = this.#parts[side].declarations;
		const { file } = app.declaredAt;
		const found = unresolved.find((one) => one.file === file && (one.kind === "file" || one.kind === "ApplicationSet" && one.name === app.generatedBy));
		if (found) return inputError(`${found.reason}; so nobody knows whether ${app.name} is there`, { at: {
			file,
			...found.line === void 0 ? {} : { line: found.line }
		} });
		const { parent } = app;
		return parent && named(parent.kind, parent.name).length === 0 ? this.#unreadable(side, parent) : void 0;
	}
	#rendered(side, app) {
		const memo = this.#memo[side];
		const known = memo.get(app);
		if (known) return known;
		const result = this.#objectOf(side, app).then((found) => "error" in found ? found : this.#render(side, found, app));
		memo.set(app, result);
		return result;
	}
	async #objectOf(side, app) {
		const declared = await app.declaration() ?? null;
		if (!app.parent) return {
			object: declared,
			siblings: []
		};
		const parent = await this.#rendered(side, app.parent);
		if ("error" in parent) return parent;
		const siblings = parent.rendered.manifests;
		const same = siblings.filter(({ kind, name }) => kind === app.kind && name === app.name);
		const namespace = textAt(declared, "metadata", "namespace");
		return {
			object: (same.find((manifest) => manifest.namespace === namespace) ?? same[0])?.content ?? declared,
			siblings
		};
	}
	async #render(side, { object, siblings }, app) {
		const { renderer } = this.#parts;
		const { world } = this.#parts[side];
		return carryOut(() => this.#planner(object, app)(object, world, siblings, app?.declaredAt.file), renderer);
	}
	#planner(object, app) {
		const planner = app?.kind === "Convention" ? this.#parts.planConvention(app) : this.#parts.plannerFor(object);
		if (planner) return planner;
		throw inputError(`nothing is known of how ${textAt(object, "kind") ?? "its object"} is rendered`);
	}
	#children(pair) {
		if ([pair.before, pair.after].some((side) => side && "error" in side)) return [];
		const before = this.#apps(pair.before);
		const after = this.#apps(pair.after);
		return [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
			const [old, now] = [before.get(key), after.get(key)];
			const reads = (side, app) => app && readsOf(app, siblingsOf(pair[side]));
			if (reads("before", old) === reads("after", now)) return [];
			const some = now ?? old;
			if (!some) return [];
			const known = {
				before: this.#known("before", some, pair),
				after: this.#known("after", some, pair)
			};
			const app = known.after ?? known.before;
			const id = app ? identity(app) : [
				pair.app.cluster,
				pair.app.environment,
				key
			].join("\0");
			if (!this.#isNew(id)) return [];
			const subject = (side, manifest) => manifest && {
				app: known[side],
				found: {
					object: manifest.content,
					siblings: siblingsOf(pair[side])
				}
			};
			return [{
				ref: app ? refOf(app) : childRef(some, pair.app),
				was: void 0,
				before: subject("before", old),
				after: subject("after", now),
				files: pair.files
			}];
		});
	}
	#apps(side) {
		const apps = siblingsOf(side).filter(({ content }) => this.#parts.plannerFor(content));
		return new Map(apps.map((app) => [`${app.kind}/${app.namespace ?? ""}/${app.name}`, app]));
	}
	#known(side, child, parent) {
		const same = this.#parts[side].declarations.named(child.kind, child.name).filter(({ generatedBy }) => generatedBy === void 0);
		return same.find((app) => app.parent && isSameApp(refOf(app.parent), parent.app)) ?? (same.length === 1 ? same[0] : void 0);
	}
};
function subjectOf(app) {
	return app && {
		app,
		found: void 0
	};
}

// src/render/argocd/directory.ts
async function directoryJob(source, place, path, unrendered) {
	const { files } = place;
	const directory = valueAt(source, "directory");
	const include = textAt(directory, "include");
	const exclude = textAt(directory, "exclude");
	const wanted = include ? gobwas(include) : void 0;
	const unwanted = exclude ? gobwas(exclude) : void 0;
	const candidates = (valueAt(directory, "recurse") === true ? files.below(path) : files.children(path).filter((child) => files.has(child))).filter((file) => {
		const relative = path === "" ? file : file.slice(path.length + 1);
		if (!(valueAt(directory, "disableExtensionFilter") === true) && !/\.(yaml|yml|json|jsonnet)$/.test(relative)) return false;
		return !unwanted?.test(relative) && (wanted?.test(relative) ?? true);
	});
	const jsonnet = candidates.filter((file) => file.endsWith(".jsonnet"));
	if (jsonnet.length > 0) unrendered.add(`Jsonnet is not rendered, so what ${jsonnet.join(", ")} makes is not in the comparison`);
	const manifests = candidates.filter((file) => !file.endsWith(".jsonnet"));
	await files.load(manifests);
	return {
		kind: "directory",
		tree: place.tree,
		files: manifests.filter((file) => isManifest(files, file)).toSorted(bySegments)
	};
}
function bySegments(a, b) {
	const [one, two] = [a.split("/"), b.split("/")];
	const apart = one.findIndex((name, i) => name !== two[i]);
	return (one[apart] ?? "") < (two[apart] ?? "") ? -1 : 1;
}
function isManifest(files, file) {
	const text = files.text(file);
	if (text === void 0) return true;
	if (text.includes("+argocd:skip-file-rendering")) return false;
	if (file.endsWith(".json")) return true;
	if ([
		"apiVersion:",
		"kind:",
		"metadata:"
	].every((word) => text.includes(word))) return true;
	const first = (files.yaml(file)?.documents.map(({ root }) => evaluate(root)) ?? []).find((value) => value !== null);
	return isObject(first) && textAt(first, "kind") !== void 0;
}

// src/render/cluster.ts
const DEFAULT_KUBE_VERSION = "1.34.0";
function capabilitiesOf(world, app) {
	const { config } = world.context;
	const { cluster, server } = app;
	const name = cluster !== void 0 && Object.hasOwn(config.clusters, cluster) ? cluster : clusterOf({
		labels: {},
		paths: [],
		cluster: void 0,
		server: void 0,
		namespace: void 0,
		name: "",
		cluster,
		server,
		...app
	}, config);
	const known = name !== void 0 && Object.hasOwn(config.clusters, name) ? config.clusters[name] : void 0;
	return {
		kubeVersion: kubeVersionOf(known?.kubeVersion ?? "1.34.0"),
		apiVersions: known?.apiVersions ?? []
	};
}
function kubeVersionOf(version) {
	const numbers = /^\s*v?(\d+(?:\.\d+)+)/.exec(version)?.[1];
	if (numbers === void 0) throw inputError(`"${version}" is no version of Kubernetes`, { hint: "It looks like 1.34 or 1.34.2." });
	return numbers;
}

// src/render/places.ts
const opened = /* @__PURE__ */ new WeakMap();
function thisPlace(world) {
	return {
		tree: world.tree,
		files: world.context.files,
		here: true,
		revision: void 0
	};
}
async function placeOf(tree, revision) {
	const files = opened.get(tree) ?? Files.open(tree);
	opened.set(tree, files);
	return {
		tree,
		files: await files,
		here: false,
		revision
	};
}
async function gitPlace(world, source, notes) {
	const { url, revision, follows, path } = source;
	const known = isThisRepository(world.context, url);
	const folder = joinPath("", path || ".");
	if (known ?? (folder !== void 0 && world.context.files.isFolder(folder))) {
		if (follows) return thisPlace(world);
		notes.add(`its source is pinned to ${revision}: what a merge brings into ${world.branch} does not reach it`);
	} else notes.add(`it is rendered from ${url} at ${revision}`);
	const found = await world.elsewhere.git(url, revision);
	return placeOf(found.tree, found.commit);
}

// src/render/convention.ts
function planConvention(app) {
	return async (_object, world) => {
		const notes = /* @__PURE__ */ new Set();
		const job = await jobOf(app, world, notes);
		return {
			jobs: job ? [job] : [],
			finish: (results) => results.flatMap((result) => result.manifests),
			notes: [...notes]
		};
	};
}
async function jobOf(app, world, notes) {
	const [source] = app.sources;
	const path = source?.path ?? "";
	const { tree } = world;
	const { files } = world.context;
	if (!files.isFolder(path)) return void 0;
	switch (source?.type) {
		case "helm":
			if (!files.has(path === "" ? "Chart.yaml" : `${path}/Chart.yaml`)) {
				notes.add("no chart of it is in this repo, so it is not rendered");
				return;
			}
			return {
				kind: "helm",
				chart: {
					tree,
					path
				},
				release: app.name.toLowerCase(),
				namespace: app.namespace,
				values: app.valuesFiles.filter((file) => files.has(file)).map((file) => ({
					tree,
					path: file
				})),
				set: [],
				...capabilitiesOf(world, {
					name: app.name,
					cluster: app.cluster,
					namespace: app.namespace,
					paths: [app.declaredAt.file]
				}),
				includeCrds: true,
				skipTests: true,
				skipSchemaValidation: false
			};
		case "kustomize": return {
			kind: "kustomize",
			source: {
				tree,
				path
			},
			kustomization: void 0,
			allowOutside: true,
			helm: void 0
		};
		case "directory": return directoryJob(null, thisPlace(world), path, notes);
		default: return;
	}
}

// src/render/argocd/environment.ts
const UNKNOWN_COMMIT = "0".repeat(40);
function buildEnvironment(app, source, commit) {
	const revision = commit ?? UNKNOWN_COMMIT;
	return {
		ARGOCD_APP_NAME: app.instance,
		ARGOCD_APP_NAMESPACE: app.namespace,
		ARGOCD_APP_PROJECT_NAME: app.project,
		ARGOCD_APP_REVISION: revision,
		ARGOCD_APP_REVISION_SHORT: revision.slice(0, 7),
		ARGOCD_APP_REVISION_SHORT_8: revision.slice(0, 8),
		ARGOCD_APP_SOURCE_REPO_URL: source.url,
		ARGOCD_APP_SOURCE_PATH: source.path,
		ARGOCD_APP_SOURCE_TARGET_REVISION: source.revision
	};
}
function expand(text, environment) {
	const value = (name) => name === "$" ? "$" : Object.hasOwn(environment, name) ? environment[name] ?? "" : "";
	return text.replaceAll(/\$(?:\{([*#$@!?\-0-9])\}|\{([^}]+)\}|\{\}|\{|([*#$@!?\-0-9])|([A-Za-z_][A-Za-z0-9_]*))/g, (_, special, braced, sign, name) => value(special ?? braced ?? sign ?? name ?? ""));
}

// src/render/scope.ts
const CORE = new Set(Object.entries({
	"": [
		"ComponentStatus",
		"Namespace",
		"Node",
		"PersistentVolume"
	],
	"admissionregistration.k8s.io": [
		"MutatingAdmissionPolicy",
		"MutatingAdmissionPolicyBinding",
		"MutatingWebhookConfiguration",
		"ValidatingAdmissionPolicy",
		"ValidatingAdmissionPolicyBinding",
		"ValidatingWebhookConfiguration"
	],
	"apiextensions.k8s.io": ["CustomResourceDefinition"],
	"apiregistration.k8s.io": ["APIService"],
	"authentication.k8s.io": ["SelfSubjectReview", "TokenReview"],
	"authorization.k8s.io": [
		"SelfSubjectAccessReview",
		"SelfSubjectRulesReview",
		"SubjectAccessReview"
	],
	"certificates.k8s.io": ["CertificateSigningRequest", "ClusterTrustBundle"],
	"flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
	"internal.apiserver.k8s.io": ["StorageVersion"],
	"networking.k8s.io": [
		"IngressClass",
		"IPAddress",
		"ServiceCIDR"
	],
	"node.k8s.io": ["RuntimeClass"],
	policy: ["PodSecurityPolicy"],
	"rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
	"resource.k8s.io": [
		"DeviceClass",
		"DeviceTaintRule",
		"ResourceSlice"
	],
	"scheduling.k8s.io": ["PriorityClass"],
	"storage.k8s.io": [
		"CSIDriver",
		"CSINode",
		"StorageClass",
		"VolumeAttachment",
		"VolumeAttributesClass"
	],
	"storagemigration.k8s.io": ["StorageVersionMigration"]
}).flatMap(([group, kinds]) => kinds.map((kind) => `${group}/${kind}`)));
function clusterScope(manifests) {
	const defined = new Set(manifests.filter(({ kind, content }) => kind === "CustomResourceDefinition" && textAt(content, "spec", "scope") === "Cluster").map(({ content }) => `${textAt(content, "spec", "group")}/${textAt(content, "spec", "names", "kind")}`));
	return ({ apiVersion, kind }) => {
		const key = `${groupOf(apiVersion)}/${kind}`;
		return CORE.has(key) || defined.has(key);
	};
}

// src/render/argocd/finish.ts
function finish$1(results, namespace, notes) {
	const all = results.flatMap((result) => result.manifests);
	const isInCluster = clusterScope(all);
	const placed = /* @__PURE__ */ new Map();
	for (const manifest of all.filter((object) => !isIgnoredHook(object))) {
		const wanted = isInCluster(manifest) ? void 0 : manifest.namespace || namespace || void 0;
		const object = wanted === manifest.namespace ? manifest : inNamespace(manifest, wanted);
		const key = manifest.content["metadata"] && isGenerated(manifest) ? `${objectKey(object)}\0${placed.size}` : objectKey(object);
		if (placed.has(key)) notes.add(`${describeObject(object)} is rendered more than once; the last one counts`);
		placed.delete(key);
		placed.set(key, object);
	}
	return [...placed.values()];
}
function isGenerated({ content }) {
	const { metadata } = content;
	return typeof metadata === "object" && metadata !== null && !("name" in metadata);
}
const HOOKS = /* @__PURE__ */ new Set([
	"PreSync",
	"Sync",
	"PostSync",
	"SyncFail",
	"Skip",
	"PreDelete",
	"PostDelete"
]);
const HELM_HOOKS = new Set("pre-install pre-upgrade post-upgrade post-install pre-delete post-delete".split(" "));
function isIgnoredHook(manifest) {
	const own = annotation(manifest, "argocd.argoproj.io/hook");
	const helm = annotation(manifest, "helm.sh/hook");
	if (own === void 0 && (helm === void 0 || helm === "crd-install")) return false;
	const isOne = (text, known) => text?.split(",").some((type) => known.has(type.trim())) === true;
	return !isOne(own, HOOKS) && !isOne(helm, HELM_HOOKS);
}

// src/render/argocd/value-files.ts
const WEB_FILE = "file.yaml";
async function resolveValueFiles(entries, roots, ignoreMissing) {
	const named = [];
	for (const entry of entries) named.push(await resolveFile(entry, roots));
	const isPattern = ({ path }) => roots.patterns && /[*?[]/.test(path);
	const same = (a, b) => a.place.tree === b.place.tree && a.path === b.path;
	const explicit = named.filter((name) => !isPattern(name));
	const found = [];
	for (const name of named) {
		const { files } = name.place;
		if (isPattern(name)) {
			const fits = doublestar(name.path);
			const folder = files.folders().find((path) => fits.test(path));
			if (folder !== void 0) throw inputError(`its values files ${name.entry} fit the folder ${folder}, which Helm cannot read`);
			const matches = files.entries.map((file) => file.path).filter((path) => fits.test(path));
			if (matches.length === 0 && !ignoreMissing) throw inputError(`its values files ${name.entry} fit no file`, { hint: "With ignoreMissingValueFiles that is no error." });
			const others = matches.toSorted(filesFirst).map((path) => ({
				...name,
				path
			}));
			found.push(...others.filter((match) => !explicit.some((file) => same(file, match))));
		} else if (files.has(name.path)) found.push(name);
		else if (!ignoreMissing) throw inputError(`its values file ${name.entry} is not there (${name.path})`, { hint: "With ignoreMissingValueFiles that is no error." });
	}
	return (roots.patterns ? found.filter((file, i) => found.findIndex((other) => same(file, other)) === i) : found).map(({ place, path }) => ({
		tree: place.tree,
		path
	}));
}
async function resolveFile(entry, roots) {
	const [head = "", ...rest] = entry.split("/");
	if (head.startsWith("$") && roots.refs) {
		const ref = roots.refs.get(head.slice(1));
		if (ref) {
			const path = inside(`/${expand(rest.join("/"), roots.environment)}`, "", entry);
			return {
				entry,
				place: await ref(),
				path
			};
		}
		if (!/^\$\{?ARGOCD_/.test(head)) {
			const known = [...roots.refs.keys()].map((name) => `$${name}`);
			throw inputError(`its values file ${entry} names the unknown source ${head}`, { hint: known.length > 0 ? `There is: ${known.join(", ")}.` : "No source of it has a ref." });
		}
	}
	const expanded = expand(entry, roots.environment);
	const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(expanded)?.[1];
	if (scheme !== void 0) {
		if (!/^https?$/i.test(scheme)) throw inputError(`its values file ${mask(expanded)} is at ${scheme}:, where Argo CD reads none`);
		return {
			entry,
			place: await roots.web(expanded),
			path: WEB_FILE
		};
	}
	return {
		entry,
		place: roots.place,
		path: inside(expanded, roots.path, entry)
	};
}
function inside(path, folder, entry) {
	const joined = path.startsWith("/") ? joinPath("", path.replace(/^\/+/, "") || ".") : joinPath(folder, path);
	if (joined === void 0) throw inputError(`its values file ${entry} leaves the repository`);
	if (joined === "") throw inputError(`its values file ${entry} is the root of the repository`);
	return joined;
}

// src/render/argocd/helm.ts
async function helmJob(source, app, roots, cluster, notes) {
	const helm = valueAt(source, "helm");
	const version = textAt(helm, "version");
	if (version && !["v3", "v4"].includes(version)) throw inputError(`Argo CD knows no version ${version} of Helm`, { hint: "Leave helm.version out." });
	const files = listAt(helm, "valueFiles").filter((entry) => typeof entry === "string");
	const values = await resolveValueFiles(files, roots, valueAt(helm, "ignoreMissingValueFiles") === true);
	const object = valueAt(helm, "valuesObject") ?? void 0;
	const text = object === void 0 ? textAt(helm, "values") : JSON.stringify(object);
	if (text) values.push({ text });
	return {
		kind: "helm",
		chart: {
			tree: roots.place.tree,
			path: roots.path
		},
		release: textAt(helm, "releaseName") || app.name,
		namespace: namespaceOf(source, app) || void 0,
		values,
		set: await settings(helm, roots, notes),
		...capabilities(source, cluster),
		includeCrds: valueAt(helm, "skipCrds") !== true,
		skipTests: valueAt(helm, "skipTests") === true,
		skipSchemaValidation: valueAt(helm, "skipSchemaValidation") === true
	};
}
function namespaceOf(source, app) {
	return textAt(source, "helm", "namespace") || textAt(source, "kustomize", "namespace") || app.namespace;
}
function capabilities(source, cluster) {
	const version = textAt(source, "helm", "kubeVersion") || textAt(source, "kustomize", "kubeVersion");
	const own = [listAt(source, "helm", "apiVersions"), listAt(source, "kustomize", "apiVersions")].map((list) => list.filter((entry) => typeof entry === "string")).find((list) => list.length > 0);
	return {
		kubeVersion: version ? kubeVersionOf(version) : cluster.kubeVersion,
		apiVersions: own ?? cluster.apiVersions
	};
}
async function settings(helm, roots, notes) {
	const plain = /* @__PURE__ */ new Map();
	const forced = /* @__PURE__ */ new Map();
	for (const parameter of listAt(helm, "parameters")) {
		const name = textAt(parameter, "name");
		if (name === void 0) continue;
		(isForced(parameter) ? forced : plain).set(name, escapeCommas(expand(scalarText(valueAt(parameter, "value")), roots.environment)));
	}
	const sets = [];
	const files = /* @__PURE__ */ new Set();
	for (const parameter of listAt(helm, "fileParameters")) {
		const name = textAt(parameter, "name");
		const path = textAt(parameter, "path");
		if (name === void 0 || path === void 0) continue;
		const file = await resolveFile(path, roots);
		const set = {
			how: "set-file",
			name,
			file: {
				tree: file.place.tree,
				path: file.path
			}
		};
		const known = sets.findIndex((other) => other.name === name);
		if (known >= 0) sets[known] = set;
		else sets.push(set);
		files.add(name);
	}
	for (const names of [
		plain.keys(),
		forced.keys(),
		files.values()
	]) warnOfOverlaps([...names], notes);
	return [
		...settingsOf("set", plain),
		...settingsOf("set-string", forced),
		...sets
	];
}
function settingsOf(how, values) {
	return [...values].map(([name, value]) => ({
		how,
		name,
		value
	}));
}
function warnOfOverlaps(names, notes) {
	for (const name of names) {
		const other = names.find((longer) => longer.startsWith(`${name}.`) || longer.startsWith(`${name}[`));
		if (other !== void 0) notes.add(`its parameters ${name} and ${other} set the same value; which of them wins is chance in Argo CD`);
	}
}
function isForced(parameter) {
	if (!isObject(parameter)) return false;
	return Object.entries(parameter).some(([key, value]) => key.toLowerCase() === "forcestring" && value === true);
}
function escapeCommas(value) {
	if (value.startsWith("{") && value.endsWith("}")) return value;
	return value.replaceAll(/(?<!\\),/g, String.raw`\,`);
}
function scalarText(value) {
	return value === void 0 || value === null ? "" : typeof value === "string" ? value : String(value);
}

// src/render/kustomization.ts
async function readKustomization(files, folder) {
	const path = kustomizationOf(files, folder);
	if (path === void 0) return void 0;
	await files.load([path]);
	const yaml = files.yaml(path);
	if (!yaml) {
		const fault = files.fault(path);
		throw inputError(fault?.message ?? "the file cannot be read", { at: {
			file: path,
			...fault?.line === void 0 ? {} : { line: fault.line }
		} });
	}
	const root = yaml.documents[0]?.root;
	const value = root ? evaluate(root) : {};
	if (!isObject(value)) throw inputError("a kustomization is a map", { at: { file: path } });
	return { ...value };
}
function kustomizationText(kustomization) {
	return `${JSON.stringify(kustomization, void 0, 2)}\n`;
}
function listOf(kustomization, key) {
	const list = kustomization[key];
	return Array.isArray(list) ? list : [];
}
function isThere$1(files, folder, path) {
	const target = joinPath(folder, path);
	return target !== void 0 && (files.has(target) || files.isFolder(target));
}
function isImage(entry, name) {
	return isObject(entry) && entry["name"] === name;
}

// src/render/argocd/kustomize-components.ts
function addComponents(kustomization, options, files, folder) {
	const wanted = listAt(options, "components").filter((entry) => typeof entry === "string");
	const ignoreMissing = valueAt(options, "ignoreMissingComponents") === true;
	for (const entry of wanted) {
		if (ignoreMissing && !isThere$1(files, folder, entry)) continue;
		const found = /[*?[]/.test(entry) ? foldersFitting(files, folder, entry) : [];
		for (const component of found.length > 0 ? found : [entry]) {
			const known = listOf(kustomization, "components");
			if (!known.includes(component)) kustomization["components"] = [...known, component];
		}
	}
}
function foldersFitting(files, folder, pattern) {
	const whole = joinPath(folder, pattern);
	if (whole === void 0) return [];
	const fits = doublestar(whole.replaceAll(/\*\*+/g, "*"));
	return files.folders().filter((path) => fits.test(path)).toSorted().map((path) => posix.relative(folder, path));
}

// src/render/argocd/kustomize.ts
async function kustomizeJob$1(source, place, path, environment, cluster, config, notes) {
	const options = valueAt(source, "kustomize");
	const kustomization = await readKustomization(place.files, path);
	if (!kustomization) throw inputError(`there is no kustomization in ${path || "the root"}`, { at: { file: path || "." } });
	const edited = edit({ ...kustomization }, options, environment);
	addComponents(edited, options, place.files, path);
	const version = textAt(options, "version");
	if (version) notes.add(`Argo CD renders it with kustomize ${version} of its own settings, which is not looked for here`);
	const build = buildOptions(config.argocd?.kustomizeBuildOptions ?? "", notes);
	return {
		kind: "kustomize",
		source: {
			tree: place.tree,
			path
		},
		kustomization: JSON.stringify(edited) === JSON.stringify(kustomization) ? void 0 : kustomizationText(edited),
		allowOutside: build.allowOutside,
		helm: build.helm ? capabilities(source, cluster) : void 0
	};
}
function buildOptions(text, notes) {
	const words = text.split(/\s+/).filter((word) => word !== "");
	let [allowOutside, helm] = [false, false];
	for (let i = 0; i < words.length; i++) {
		const [name = "", given] = (words[i] ?? "").split("=");
		if (name === "--enable-helm") helm = given !== "false";
		else if (name === "--load-restrictor") allowOutside = (given ?? words[++i]) === "LoadRestrictionsNone";
		else notes.add(`the option ${name} of argocd.kustomizeBuildOptions is not followed`);
	}
	return {
		allowOutside,
		helm
	};
}
function edit(kustomization, options, environment) {
	const set = (key, value) => {
		if (value) kustomization[key] = value;
	};
	set("namePrefix", textAt(options, "namePrefix"));
	set("nameSuffix", textAt(options, "nameSuffix"));
	const images = listAt(options, "images").filter((image) => typeof image === "string");
	if (images.length > 0) setImages(kustomization, images.map((image) => expand(image, environment)));
	setReplicas(kustomization, listAt(options, "replicas"));
	addLabels(kustomization, options, environment);
	const annotations = textMap(valueAt(options, "commonAnnotations"));
	const substituted = valueAt(options, "commonAnnotationsEnvsubst") === true;
	addTo(kustomization, "commonAnnotations", Object.entries(annotations).map(([name, value]) => [name, substituted ? expand(value, environment) : value]), valueAt(options, "forceCommonAnnotations") === true);
	set("namespace", textAt(options, "namespace"));
	const patches = listAt(options, "patches");
	if (patches.length > 0) kustomization["patches"] = [...listOf(kustomization, "patches"), ...patches];
	return kustomization;
}
function setImages(kustomization, args) {
	const given = new Map(args.map((arg) => [parseImage(arg).name, parseImage(arg)]));
	const known = listOf(kustomization, "images");
	const kept = (image, key) => {
		const value = image[key];
		if (value !== "*") return value ? { [key]: value } : {};
		const before = textAt(known.find((entry) => isImage(entry, image.name)) ?? null, key);
		return before ? { [key]: before } : {};
	};
	const others = known.filter((entry) => isObject(entry) && !given.has(textAt(entry, "name") ?? ""));
	const set = [...given.values()].map((image) => ({
		name: image.name,
		...kept(image, "newName"),
		...kept(image, "newTag"),
		...kept(image, "digest")
	}));
	kustomization["images"] = [...others, ...set].toSorted(byName);
}
function byName(a, b) {
	return (textAt(a, "name") ?? "") < (textAt(b, "name") ?? "") ? -1 : 1;
}
function parseImage(argument) {
	const equals = argument.indexOf("=");
	const value = argument.slice(equals + 1);
	const at = value.indexOf("@");
	const named = at < 0 ? value : value.slice(0, at);
	const digest = at < 0 ? "" : value.slice(at + 1);
	const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
	const name = colon < 0 ? named : named.slice(0, colon);
	const newTag = colon < 0 ? "" : named.slice(colon + 1);
	if (name === argument) throw inputError(`kustomize takes no image "${argument}"`, { hint: "Write it as name:tag, name@digest, or name=other:tag." });
	return equals < 0 ? {
		name,
		newTag,
		digest
	} : {
		name: argument.slice(0, equals),
		newName: name,
		newTag,
		digest
	};
}
function setReplicas(kustomization, replicas) {
	if (replicas.length === 0) return;
	const given = new Map(replicas.map((entry) => [textAt(entry, "name") ?? "", Number(valueAt(entry, "count") ?? 0)]));
	const wrong = [...given].find(([name, count]) => name === "" || !Number.isInteger(count));
	if (wrong) throw inputError(`the replicas of "${wrong[0]}" are no whole number`);
	kustomization["replicas"] = [...listOf(kustomization, "replicas").filter((entry) => !given.has(textAt(entry, "name") ?? "")), ...[...given].map(([name, count]) => ({
		name,
		count
	}))].toSorted(byName);
}
function addLabels(kustomization, options, environment) {
	const labels = Object.entries(textMap(valueAt(options, "commonLabels"))).map(([name, value]) => [name, expand(value, environment)]);
	if (labels.length === 0) return;
	const flag = (name) => valueAt(options, name) === true;
	const [force, withoutSelector, includeTemplates] = [
		flag("forceCommonLabels"),
		flag("labelWithoutSelector"),
		flag("labelIncludeTemplates")
	];
	if (!withoutSelector) {
		if (includeTemplates) throw inputError("kustomize takes labelIncludeTemplates only with labelWithoutSelector");
		return addTo(kustomization, "commonLabels", labels, force);
	}
	const known = listOf(kustomization, "labels");
	const fits = (entry) => valueAt(entry, "includeSelectors") !== true && valueAt(entry, "includeTemplates") === true === includeTemplates;
	const index = known.findIndex(fits);
	const entry = known[index];
	const holder = isObject(entry) ? { ...entry } : includeTemplates ? { includeTemplates } : {};
	addTo(holder, "pairs", labels, force);
	kustomization["labels"] = index < 0 ? [...known, holder] : known.with(index, holder);
}
function addTo(holder, key, added, force) {
	if (added.length === 0) return;
	const own = holder[key];
	const known = isObject(own) ? own : {};
	const taken = added.find(([name]) => Object.hasOwn(known, name));
	if (taken && !force) throw inputError(`${key} of the kustomization has ${taken[0]} already`, { hint: "With forceCommonLabels or forceCommonAnnotations the Application replaces it." });
	holder[key] = {
		...known,
		...Object.fromEntries(added)
	};
}

// src/render/argocd/overrides.ts
const FIXED = [
	"chart",
	"path",
	"repoURL",
	"targetRevision"
];
const FREE = /* @__PURE__ */ new Set([
	"valuesObject",
	"commonLabels",
	"commonAnnotations",
	"options"
]);
const FIELDS$1 = new Map([
	"helm kustomize directory plugin ref name path value version namespace valueFiles parameters releaseName values",
	"fileParameters passCredentials skipCrds ignoreMissingValueFiles valuesObject skipTests skipSchemaValidation",
	"forceString kubeVersion apiVersions namePrefix nameSuffix images commonLabels replicas count commonAnnotations",
	"forceCommonLabels forceCommonAnnotations commonAnnotationsEnvsubst patches patch target options components",
	"ignoreMissingComponents labelWithoutSelector labelIncludeTemplates labelSelector annotationSelector kind group",
	"recurse include exclude jsonnet extVars tlas libs code env"
].flatMap((line) => line.split(" ").map((name) => [name.toLowerCase(), name])));
async function withOverrides(source, place, path, instance) {
	const files = [".argocd-source.yaml", `.argocd-source-${instance}.yaml`].flatMap((name) => joinPath(path, name) ?? []).filter((file) => place.files.has(file));
	await place.files.load(files);
	let merged = source;
	for (const file of files) {
		const yaml = place.files.yaml(file);
		if (!yaml) throw inputError(place.files.fault(file)?.message ?? "it cannot be read", { at: { file } });
		const root = yaml.documents[0]?.root;
		const patch = root ? evaluate(root) : null;
		if (!isObject(patch)) throw inputError("it holds no overrides of a source, so Argo CD cannot render the app", {
			at: { file },
			hint: "Write what it overrides, such as \"helm: {releaseName: web}\", or delete the file."
		});
		merged = readInto(merged, mergePatch(merged, patch), "");
	}
	if (!isObject(merged) || !isObject(source)) return source;
	const others = Object.entries(merged).filter(([key]) => !FIXED.includes(key));
	return Object.fromEntries([...Object.entries(source).filter(([key]) => FIXED.includes(key)), ...others]);
}
function mergePatch(target, patch) {
	if (!isObject(patch)) return patch;
	const result = isObject(target) ? { ...target } : {};
	for (const [key, value] of Object.entries(patch)) if (value === null) delete result[key];
	else result[key] = mergePatch(result[key] ?? null, value);
	return result;
}
function readInto(known, value, field) {
	if (field === "valuesObject") return value;
	if (Array.isArray(value)) {
		const before = Array.isArray(known) ? known : [];
		return value.map((item, i) => readInto(before[i], item, field));
	}
	if (!isObject(value)) return value;
	const result = isObject(known) ? { ...known } : {};
	for (const [key, item] of Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1)) {
		const name = FREE.has(field) ? key : FIELDS$1.get(key.toLowerCase()) ?? key;
		result[name] = readInto(result[name], item, name);
	}
	return result;
}

// src/render/argocd/source.ts
function sourcesOf(application) {
	const dry = valueAt(application, "spec", "sourceHydrator", "drySource");
	if (isObject(dry)) return [dry];
	const many = valueAt(application, "spec", "sources");
	if (Array.isArray(many) && many.length > 0) return many;
	const one = valueAt(application, "spec", "source");
	return isObject(one) ? [one] : [];
}
function hasManySources(application) {
	const many = valueAt(application, "spec", "sources");
	return !isObject(valueAt(application, "spec", "sourceHydrator")) && Array.isArray(many) && many.length > 0;
}
function followsBranch(world, revision) {
	if (revision === "" || revision === "HEAD") return world.isDefaultBranch;
	return revision === world.branch || revision === `refs/heads/${world.branch}`;
}
async function locate$1(world, source, notes) {
	const url = textAt(source, "repoURL") ?? "";
	const revision = textAt(source, "targetRevision") ?? "";
	const chart = textAt(source, "chart");
	if (url.startsWith("oci://") && !chart) {
		const found = await world.elsewhere.artifact(url, revision || "latest");
		notes.add(`it is rendered from ${url} at ${revision || "latest"}`);
		return placeOf(found.tree, found.digest);
	}
	if (chart) {
		const repository = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `oci://${url}`;
		const found = await world.elsewhere.chart(repository, chart, revision || "*");
		return placeOf(found.tree, found.version);
	}
	return gitPlace(world, {
		url,
		revision: revision || "HEAD",
		follows: followsBranch(world, revision),
		path: textAt(source, "path") ?? ""
	}, notes);
}
function pathIn(place, source) {
	if (textAt(source, "chart")) return "";
	const path = textAt(source, "path") ?? "";
	if (path.startsWith("/")) throw inputError(`its path ${path} is absolute, which Argo CD refuses`, { hint: "Write it without the slash." });
	const joined = joinPath("", path || ".");
	if (joined === void 0) throw inputError(`its path ${path} leaves the repository`);
	if (!place.files.isFolder(joined)) throw inputError(`its path ${path} is no folder of ${place.tree.name}`);
	return joined;
}
function toolOf(source, place, path) {
	const explicit = [
		"kustomize",
		"helm",
		"directory",
		"plugin"
	].filter((type) => isObject(valueAt(source, type)));
	const [tool, second] = explicit;
	if (second !== void 0) throw inputError(`its source is both ${explicit.join(" and ")}, which Argo CD refuses`, { hint: "Keep one of these blocks." });
	if (tool !== void 0) return tool;
	if (place.files.isLink(path)) return "directory";
	const last = place.files.children(path).filter((child) => place.files.has(child)).map((child) => child.split("/").pop() ?? "").filter((name) => name.endsWith("Chart.yaml") || KUSTOMIZATIONS$1.has(name)).toSorted().pop();
	if (last === void 0) return "directory";
	return KUSTOMIZATIONS$1.has(last) ? "kustomize" : "helm";
}
const KUSTOMIZATIONS$1 = /* @__PURE__ */ new Set([
	"kustomization.yaml",
	"kustomization.yml",
	"Kustomization"
]);
function checkSameRevision(world, source, ref) {
	const [one, two] = [source, ref].map((part) => plainAddress(textAt(part, "repoURL") ?? ""));
	if (one !== two || textAt(source, "chart")) return;
	const [a, b] = [source, ref].map((part) => textAt(part, "targetRevision") ?? "");
	if (a === b || a === void 0 || b === void 0) return;
	const here = isThisRepository(world.context, textAt(source, "repoURL")) !== false;
	if (here && followsBranch(world, a) === followsBranch(world, b)) return;
	if (!here && [a, b].every((revision) => revision === "" || revision === "HEAD")) return;
	throw inputError(`its sources name ${textAt(ref, "repoURL")} at ${a || "HEAD"} and at ${b || "HEAD"}; Argo CD refuses two revisions of one repository`);
}

// src/render/argocd/application.ts
const planApplication = async (application, world, _siblings, declaredAt) => {
	const notes = /* @__PURE__ */ new Set();
	const unrendered = /* @__PURE__ */ new Set();
	const app = factsOf$1(application, world);
	const sources = sourcesOf(application);
	if (sources.length === 0) throw inputError(`the Application ${app.name} has no source`);
	if (isObject(valueAt(application, "spec", "sourceHydrator"))) notes.add("its manifests are hydrated: what is shown is what the hydrator will commit to the branch that is synced");
	const refs = refsOf(application, world, notes);
	const jobs = [];
	const web = filesOfWeb(world);
	for (const source of sources) {
		const job = await planSource(source, {
			application,
			app,
			world,
			refs,
			declaredAt,
			notes,
			unrendered,
			web
		});
		if (job) jobs.push(job);
	}
	if (JSON.stringify(jobs.map(textsOf)).includes(UNKNOWN_COMMIT.slice(0, 8))) notes.add("it uses the id of its commit, which is not known before the merge and shown as zeros");
	return {
		jobs,
		finish: (results) => finish$1(results, app.namespace, notes),
		get notes() {
			return [...unrendered, ...notes];
		},
		unrendered: [...unrendered]
	};
};
async function planSource(declared, parts) {
	const { application, app, world, refs, notes } = parts;
	const [path, chart, url] = [
		"path",
		"chart",
		"repoURL"
	].map((key) => textAt(declared, key) ?? "");
	if (textAt(declared, "ref") && !path && !chart) return void 0;
	const place = await locate$1(world, declared, notes);
	const folder = pathIn(place, declared);
	const source = await withOverrides(declared, place, folder, app.instance);
	const revision = textAt(source, "targetRevision") ?? "";
	const environment = buildEnvironment(app, {
		url: url ?? "",
		path: path ?? "",
		revision
	}, place.revision);
	const cluster = capabilitiesOf(world, {
		name: app.name,
		labels: textMap(valueAt(application, "metadata", "labels")),
		cluster: textAt(application, "spec", "destination", "name"),
		server: textAt(application, "spec", "destination", "server"),
		namespace: app.namespace,
		paths: [...parts.declaredAt === void 0 ? [] : [parts.declaredAt], folder]
	});
	const { config } = world.context;
	switch (toolOf(source, place, folder)) {
		case "helm": {
			const roots = {
				place,
				path: folder,
				environment,
				web: parts.web,
				patterns: isAtLeast(controllerVersion("argocd", config), "3.4"),
				refs: refs && new Map([...refs].map(([name, ref]) => [name, () => {
					checkSameRevision(world, source, ref.source);
					return ref.place();
				}]))
			};
			return helmJob(source, app, roots, cluster, notes);
		}
		case "kustomize": return kustomizeJob$1(source, place, folder, environment, cluster, config, notes);
		case "directory":
			if (!place.files.isLink(folder)) return directoryJob(source, place, folder, parts.unrendered);
			notes.add(`its path ${path} is a link, below which Argo CD finds no manifests`);
			return;
		case "plugin":
			parts.unrendered.add(`the plugin ${textAt(source, "plugin", "name") ?? ""} renders ${folder || "the root"}, which only Argo CD can run: what changes there is not in the comparison`);
			return;
	}
}
function refsOf(application, world, notes) {
	if (!hasManySources(application)) return void 0;
	const refs = /* @__PURE__ */ new Map();
	for (const source of sourcesOf(application)) {
		const name = textAt(source, "ref");
		if (!name) continue;
		if (!/^[a-zA-Z0-9_-]+$/.test(name)) throw inputError(`"${name}" is no ref of a source`);
		if (refs.has(name)) throw inputError(`two of its sources have the ref ${name}`);
		if (textAt(source, "chart")) throw inputError(`its source ${name} has both a ref and a chart`);
		let place;
		refs.set(name, {
			source,
			place: () => place ??= locate$1(world, source, notes)
		});
	}
	return refs;
}
function filesOfWeb({ elsewhere }) {
	const known = /* @__PURE__ */ new Map();
	const bring = async (url) => {
		const content = await elsewhere.file(url);
		return placeOf(memoryTree$1(mask(url), /* @__PURE__ */ new Map([[WEB_FILE, content]])), url);
	};
	return (url) => {
		const place = known.get(url) ?? bring(url);
		known.set(url, place);
		return place;
	};
}
function factsOf$1(application, world) {
	const name = textAt(application, "metadata", "name") ?? "";
	const namespace = textAt(application, "metadata", "namespace");
	const own = world.context.config.argocd?.namespace;
	return {
		name,
		instance: own !== void 0 && namespace && namespace !== own ? `${namespace}_${name}` : name,
		project: textAt(application, "spec", "project") || "default",
		namespace: textAt(application, "spec", "destination", "namespace") ?? ""
	};
}
function textsOf(job) {
	return job.kind === "helm" ? job.set.map((set) => "value" in set ? set.value : "") : job.kind === "kustomize" ? job.kustomization : "";
}

// src/render/trees.ts
function memoryTree(name, files) {
	return overlay({
		name,
		list: async () => [],
		read: async () => /* @__PURE__ */ new Map()
	}, files);
}
function overlay(tree, files) {
	const encoder = new TextEncoder();
	const own = new Map(Object.entries(files).map(([path, text]) => [path, {
		content: encoder.encode(text),
		mode: "100644"
	}]));
	return {
		name: tree.name,
		...tree.costly === void 0 ? {} : { costly: tree.costly },
		async list() {
			return [...(await tree.list()).filter(({ path }) => !own.has(path)), ...[...own.keys()].map((path) => ({
				path,
				mode: "100644"
			}))].toSorted((a, b) => a.path < b.path ? -1 : 1);
		},
		async read(paths) {
			const others = paths.filter((path) => !own.has(path));
			const found = new Map(others.length > 0 ? await tree.read(others) : []);
			for (const path of paths) {
				const file = own.get(path);
				if (file) found.set(path, file);
			}
			return found;
		}
	};
}

// src/render/flux/generated.ts
const known$1 = /* @__PURE__ */ new WeakMap();
async function generatedNamed(files, kind, name) {
	const all = known$1.get(files) ?? search(files);
	known$1.set(files, all);
	return (await all).filter(({ object }) => object.kind === kind && object.name === name).map(({ file, object }) => ({
		file,
		namespace: object.namespace,
		manifest: () => manifestOf$1(files, object)
	}));
}
async function search(files) {
	const names = new Set(KUSTOMIZATION_FILES);
	const paths = files.entries.map(({ path }) => path).filter((path) => names.has(posix.basename(path)));
	if (!files.costly) await files.load(paths);
	return paths.flatMap((file) => {
		const text = files.isLoaded(file) ? files.text(file) : void 0;
		const root = text !== void 0 && GENERATES.test(text) ? files.yaml(file)?.documents[0]?.root : void 0;
		const folder = posix.dirname(file);
		return (root ? generatedObjects(root, folder === "." ? "" : folder) : []).map((object) => ({
			file,
			object
		}));
	});
}
async function manifestOf$1(files, object) {
	const { kind, name, namespace, literals } = object;
	await files.load([...object.envs, ...object.files.map(({ path }) => path)]);
	const pair = (text) => {
		const equals = text.indexOf("=");
		return equals < 0 ? [] : [[text.slice(0, equals), text.slice(equals + 1)]];
	};
	const lines = object.envs.flatMap((path) => (files.text(path) ?? "").split(/\r?\n/)).map((line) => line.trimStart()).filter((line) => line !== "" && !line.startsWith("#"));
	const data = Object.fromEntries([
		...lines.flatMap(pair),
		...literals.flatMap(pair).map(([key, value]) => [key, unquoted(value)]),
		...object.files.flatMap(({ key, path }) => {
			const text = files.text(path);
			return text === void 0 ? [] : [[key, text]];
		})
	]);
	return {
		apiVersion: "v1",
		kind,
		name,
		namespace,
		content: {
			apiVersion: "v1",
			kind,
			metadata: {
				name,
				...namespace === void 0 ? {} : { namespace }
			},
			data
		}
	};
}
function unquoted(value) {
	return /^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}

// src/render/flux/objects.ts
const SOURCES = "source.toolkit.fluxcd.io";
const NEEDED = {
	GitRepository: ["spec", "url"],
	OCIRepository: ["spec", "url"],
	HelmRepository: ["spec", "url"],
	HelmChart: ["spec", "chart"],
	Bucket: ["spec", "bucketName"],
	ArtifactGenerator: ["spec", "artifacts"]
};
const APPLIED_AS_TEXT = /fluxcd\.io\/|kind:\s*["']?(ConfigMap|Secret)/;
const NOT_APPLIED = /(^|\/)(\.[^/]+|node_modules|crds|templates)\//;
const indexes = /* @__PURE__ */ new WeakMap();
async function findObject(world, siblings, wanted, declaredAt) {
	const same = siblings.filter((object) => isWanted(object, wanted));
	const sibling = same.find(({ namespace }) => namespace === wanted.namespace) ?? same.find(({ namespace }) => namespace === void 0);
	if (sibling) return sibling;
	const declared = (await indexOf(world.context.files)).get(`${wanted.kind}/${wanted.name}`) ?? [];
	const ofNamespace = declared.filter(({ namespace }) => namespace === wanted.namespace);
	const unplaced = declared.filter(({ namespace }) => namespace === void 0);
	const [found] = nearestFirst(ofNamespace.length > 0 ? ofNamespace : unplaced, declaredAt);
	return found ? manifestOf(found) : findGenerated(world, wanted, declaredAt);
}
async function findGenerated(world, { kind, name, namespace }, declaredAt) {
	if (kind !== "ConfigMap" && kind !== "Secret") return void 0;
	const generated = await generatedNamed(world.context.files, kind, name);
	const ofNamespace = generated.filter((object) => object.namespace === namespace);
	const unplaced = generated.filter((object) => object.namespace === void 0);
	const [found] = nearestFirst(ofNamespace.length > 0 ? ofNamespace : unplaced, declaredAt);
	return found?.manifest();
}
function isClosed({ kind, content }) {
	return kind === "Secret" || isObject(content["sops"]);
}
async function objectsOfKind(world, siblings, kind, declaredAt) {
	const declared = [...await indexOf(world.context.files)].flatMap(([key, objects]) => key.startsWith(`${kind}/`) ? objects : []);
	return [...siblings.filter((object) => object.kind === kind), ...nearestFirst(declared, declaredAt).map(manifestOf)];
}
async function generatedFrom(world, siblings, artifact, path, declaredAt) {
	const isMade = (entry) => textAt(entry, "name") === artifact;
	const generator = (await objectsOfKind(world, siblings, "ArtifactGenerator", declaredAt)).find(({ content }) => listAt(content, "spec", "artifacts").some(isMade));
	if (!generator) return void 0;
	const made = listAt(generator.content, "spec", "artifacts").find(isMade);
	for (const copy of listAt(made, "copy")) {
		const [, alias, from] = /^@([^/]+)\/(.*?)\/?(?:\*\*)?$/.exec(textAt(copy, "from") ?? "") ?? [];
		const to = /^@artifact\/(.*?)\/?$/.exec(textAt(copy, "to") ?? "")?.[1];
		if (from === void 0 || to === void 0) continue;
		if (to !== "" && path !== to && !path.startsWith(`${to}/`)) continue;
		const source = listAt(generator.content, "spec", "sources").find((entry) => textAt(entry, "alias") === alias);
		const inside = joinPath(from, path.slice(to.length).replace(/^\//, "") || ".");
		if (!source || inside === void 0) continue;
		const [kind = "", name = ""] = ["kind", "name"].map((key) => textAt(source, key));
		const namespace = textAt(source, "namespace") ?? generator.namespace;
		return {
			reference: {
				kind,
				name,
				...namespace === void 0 ? {} : { namespace }
			},
			path: inside
		};
	}
}
function isWanted(object, { kind, name }) {
	const group = groupOf(object.apiVersion);
	return object.kind === kind && object.name === name && (group === "" || group.startsWith(SOURCES));
}
async function indexOf(files) {
	const known = indexes.get(files);
	if (known) return known;
	const index = makeIndex(files);
	indexes.set(files, index);
	return index;
}
async function makeIndex(files) {
	const paths = files.entries.map((entry) => entry.path).filter((path) => /\.ya?ml$/.test(path) && !NOT_APPLIED.test(path));
	if (!files.costly) await files.load(paths);
	const index = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const text = files.isLoaded(path) ? files.text(path) : void 0;
		if (text === void 0 || !APPLIED_AS_TEXT.test(text)) continue;
		const yaml = files.yaml(path);
		for (const object of yaml ? objectsOf(yaml) : []) {
			const needed = NEEDED[object.kind];
			if (!(object.apiVersion === "v1" && ["ConfigMap", "Secret"].includes(object.kind)) && !(needed && at$1(object.node, ...needed))) continue;
			const key = `${object.kind}/${object.name}`;
			index.set(key, [...index.get(key) ?? [], object]);
		}
	}
	return index;
}
function manifestOf(object) {
	const content = evaluate(object.node);
	const { apiVersion, kind, name, namespace } = object;
	return {
		apiVersion,
		kind,
		name,
		namespace,
		content: isObject(content) ? content : {}
	};
}
function nearestFirst(objects, declaredAt) {
	if (declaredAt === void 0) return [...objects];
	const own = declaredAt.split("/");
	const shared = (file) => {
		const names = file.split("/");
		const end = names.findIndex((name, i) => name !== own[i]);
		return end < 0 ? names.length : end;
	};
	return objects.toSorted((a, b) => shared(b.file) - shared(a.file));
}

// src/render/flux/gitignore.ts
function ignorePatterns(text, folder) {
	const domain = namesOf$1(folder);
	return text.split("\n").map((line) => line.replace(/\r$/, "")).filter((line) => !line.startsWith("#") && line.trim() !== "").map((line) => {
		const isInclusion = line.startsWith("!");
		const bare = isInclusion ? line.slice(1) : line;
		const trimmed = bare.endsWith("\\ ") ? bare : bare.replace(/ +$/, "");
		const onlyFolders = trimmed.endsWith("/");
		const parts = (onlyFolders ? trimmed.slice(0, -1) : trimmed).split("/");
		return {
			domain,
			parts: parts.map((part) => ({
				text: part,
				fits: expression(part)
			})),
			isInclusion,
			onlyFolders
		};
	});
}
function isLeftOut(patterns, path, isFolder) {
	const names = namesOf$1(path);
	const last = patterns.findLast((pattern) => fits$1(pattern, names, isFolder));
	return last !== void 0 && !last.isInclusion;
}
function fits$1(pattern, path, isFolder) {
	const { domain, parts, onlyFolders } = pattern;
	if (path.length <= domain.length || domain.some((name, i) => path[i] !== name)) return false;
	const names = path.slice(domain.length);
	const [first] = parts;
	if (parts.length > 1 || !first) return fitsPath(pattern, names, isFolder);
	const at = names.findIndex((name) => first.fits.test(name));
	return at >= 0 && !(onlyFolders && !isFolder && at === names.length - 1);
}
function fitsPath({ parts, onlyFolders }, names, isFolder) {
	let at = 0;
	let matched = false;
	let skips = false;
	for (const [i, { text, fits: expected }] of parts.entries()) {
		if (text === "") {
			skips = false;
			continue;
		}
		if (text === "**") {
			if (i === parts.length - 1) break;
			skips = true;
			continue;
		}
		if (text.includes("**") || at >= names.length) return false;
		if (skips) {
			skips = false;
			const found = names.findIndex((name, j) => j >= at && expected.test(name));
			matched = found >= 0;
			at = found < 0 ? names.length : found + 1;
		} else {
			if (!expected.test(names[at] ?? "")) return false;
			matched = true;
			at++;
		}
	}
	return matched && !(onlyFolders && !isFolder && at >= names.length);
}
const NOTHING = /(?!)/;
function expression(part) {
	try {
		return pathMatch(part);
	} catch {
		return NOTHING;
	}
}
function namesOf$1(path) {
	return path === "" ? [] : path.split("/");
}

// src/render/flux/ignore.ts
const VERSION_CONTROL = `
.git/
.gitignore
.gitmodules
.gitattributes
`;
const OTHERS = `
*.jpg
*.jpeg
*.gif
*.png
*.wmv
*.flv
*.tar.gz
*.zip
.github/
.circleci/
.travis.yml
.gitlab-ci.yml
appveyor.yml
.drone.yml
cloudbuild.yaml
codeship-services.yml
codeship-steps.yml
**/.goreleaser.yml
**/.sops.yaml
**/.flux.yaml
`;
const SUSPECT = /\.(git|jpe?g|gif|png|wmv|flv|tar\.gz|zip|circleci|travis|drone|goreleaser|sops|flux)|appveyor|cloudbuild|codeship/;
async function sourceIgnore(files, specIgnore) {
	const own = files.entries.filter(({ path, mode }) => mode !== "160000" && (path === ".sourceignore" || path.endsWith("/.sourceignore"))).map(({ path }) => path).toSorted((a, b) => a.split("/").length - b.split("/").length);
	await files.load(own);
	const given = own.flatMap((path) => {
		const folder = posix.dirname(path);
		return ignorePatterns(files.text(path) ?? "", folder === "." ? "" : folder);
	});
	if (specIgnore !== void 0) given.push(...ignorePatterns(specIgnore, ""));
	const patterns = [...ignorePatterns(VERSION_CONTROL, ""), ...given.length > 0 ? given : ignorePatterns(OTHERS, "")];
	return (path, isFolder) => (given.length > 0 || SUSPECT.test(path)) && isLeftOut(patterns, path, isFolder);
}

// src/render/flux/artifact.ts
const artifacts = /* @__PURE__ */ new WeakMap();
async function artifactOf(place, spec, include) {
	const ignore = textAt(spec, "ignore");
	const sparse = listAt(spec, "sparseCheckout").filter((entry) => typeof entry === "string");
	const includes = listAt(spec, "include");
	const key = JSON.stringify([
		ignore,
		sparse,
		includes
	]);
	const known = artifacts.get(place.tree) ?? /* @__PURE__ */ new Map();
	artifacts.set(place.tree, known);
	const artifact = known.get(key) ?? make(place, {
		ignore,
		sparse,
		includes,
		include
	});
	known.set(key, artifact);
	return artifact;
}
async function make(place, options) {
	const { ignore, includes, include } = options;
	const sparse = options.sparse.map((folder) => folder.replace(/^\.\//, ""));
	const isOut = (path) => sparse.length > 0 && !sparse.some((start) => path.startsWith(start));
	const missing = sparse.find((folder) => !place.files.isFolder(folder.replace(/\/$/, "")));
	if (missing !== void 0) throw inputError(`the folder ${missing} of its sparseCheckout is not in ${place.tree.name}`);
	let { tree, files } = place;
	if (includes.length > 0) {
		if (sparse.length > 0) tree = filteredTree(tree, ({ path }) => !isOut(path), (path) => !isOut(path));
		for (const entry of includes) tree = await included(tree, entry, include);
		files = await Files.open(tree);
	}
	const isIgnored = await sourceIgnore(files, ignore);
	const alone = includes.length === 0;
	const packed = filteredTree(tree, ({ path, mode }) => mode !== "120000" && mode !== "160000" && !(alone && isOut(path)) && !isIgnored(path, false), (path) => !(alone && isOut(path)) && !isIgnored(path, true));
	return {
		...place,
		tree: packed,
		files: await Files.open(packed, {
			files,
			changed: /* @__PURE__ */ new Set()
		})
	};
}
async function included(tree, entry, include) {
	const name = textAt(entry, "repository", "name") ?? "";
	const from = cleaned(textAt(entry, "fromPath") ?? "");
	const to = cleaned(textAt(entry, "toPath") || name);
	const other = (await include(name, from)).tree;
	const entries = (await listingOf(other)).below(from);
	if (entries.length === 0) throw inputError(`its source includes ${from || "all"} of the GitRepository ${name}, where nothing is`);
	const moved = new Map(entries.map((item) => {
		const path = from === "" ? item.path : item.path.slice(from.length + 1);
		return [to === "" ? path : `${to}/${path}`, item];
	}));
	return {
		name: tree.name,
		...tree.costly === void 0 ? {} : { costly: tree.costly },
		async list() {
			const own = (await tree.list()).filter(({ path }) => !moved.has(path));
			const added = [...moved].map(([path, item]) => ({
				...item,
				path
			}));
			return [...own, ...added].toSorted((a, b) => a.path < b.path ? -1 : 1);
		},
		async read(paths) {
			const found = new Map(await tree.read(paths.filter((path) => !moved.has(path))));
			const theirs = paths.flatMap((path) => moved.get(path)?.path ?? []);
			const contents = theirs.length > 0 ? await other.read(theirs) : /* @__PURE__ */ new Map();
			for (const path of paths) {
				const item = moved.get(path);
				const content = item && contents.get(item.path);
				if (content) found.set(path, content);
			}
			return found;
		}
	};
}
function cleaned(path) {
	const names = [];
	for (const name of path.split("/")) if (name === "..") names.pop();
	else if (name !== "" && name !== ".") names.push(name);
	return names.join("/");
}

// src/render/flux/source.ts
async function locateSource(reference, path, from) {
	const { world, siblings, declaredAt, notes } = from;
	const kind = textAt(reference, "kind") ?? "GitRepository";
	const name = textAt(reference, "name") ?? "";
	const namespace = textAt(reference, "namespace") ?? from.namespace;
	if (kind === "ExternalArtifact") {
		const made = await generatedFrom(world, siblings, name, path, declaredAt);
		if (made) return locateSource(made.reference, made.path, from);
	}
	const source = await findObject(world, siblings, {
		kind,
		name,
		namespace
	}, declaredAt);
	if (!source) {
		if (!world.context.files.isFolder(path)) throw inputError(`its source, the ${kind} ${name}, is not in this repo, and its path ${path} neither`, { hint: `Declare the ${kind} in Git.` });
		notes.add(`its source, the ${kind} ${name}, is not declared in this repo; it is taken to be this repo`);
		return {
			place: await packed(thisPlace(world)),
			path,
			source
		};
	}
	switch (kind) {
		case "GitRepository": return {
			place: await gitSource(source, path, from),
			path,
			source
		};
		case "OCIRepository": return {
			...await artifactSource(source, path, from),
			source
		};
		default: throw inputError(`its source is a ${kind}, which cannot be read without the cluster`);
	}
}
function packed(place, spec) {
	return artifactOf(place, spec, async (name) => {
		throw inputError(`its source includes the GitRepository ${name}, which only a GitRepository can`);
	});
}
const MAX_INCLUDES = 8;
async function gitSource(source, path, from, depth = 0) {
	const { world, siblings, declaredAt, notes } = from;
	if (depth > MAX_INCLUDES) throw inputError(`its source, the GitRepository ${source.name}, includes itself`);
	const url = textAt(source.content, "spec", "url") ?? "";
	const ref = valueAt(source.content, "spec", "ref");
	const key = [
		"commit",
		"name",
		"semver",
		"tag",
		"branch"
	].find((field) => textAt(ref, field));
	const revision = key === void 0 ? "master" : textAt(ref, key) ?? "";
	const follows = key === "name" ? revision === `refs/heads/${world.branch}` : (key === void 0 || key === "branch") && revision === world.branch;
	const place = await gitPlace(world, {
		url,
		revision,
		follows,
		path
	}, notes);
	return artifactOf(place, source.content["spec"], async (name, fromPath) => {
		const wanted = {
			kind: "GitRepository",
			name,
			namespace: source.namespace ?? from.namespace
		};
		const other = await findObject(world, siblings, wanted, declaredAt);
		if (!other) throw inputError(`its source includes the GitRepository ${name}, which is not in this repo`);
		return gitSource(other, fromPath, from, depth + 1);
	});
}
async function artifactSource(source, path, { world, notes }) {
	const { files } = world.context;
	const url = textAt(source.content, "spec", "url") ?? "";
	const ref = valueAt(source.content, "spec", "ref");
	const folders = path === "" ? [] : files.isFolder(path) ? [path] : path.includes("/") ? files.foldersEnding(path) : [];
	const [only] = folders;
	if (only !== void 0 && folders.length === 1) {
		notes.add(`its path ${path} of ${url} is taken to be ${only} of this repo`);
		return {
			place: await packed(thisPlace(world), ignoreOf(source)),
			path: only
		};
	}
	const reference = textAt(ref, "digest") ?? textAt(ref, "semver") ?? textAt(ref, "tag") ?? "latest";
	notes.add(`it is rendered from ${url} at ${reference}`);
	const mediaType = textAt(source.content, "spec", "layerSelector", "mediaType");
	const found = await world.elsewhere.artifact(url, reference, mediaType);
	return {
		place: await packed(await placeOf(found.tree, found.digest), ignoreOf(source)),
		path
	};
}
function ignoreOf(source) {
	const ignore = textAt(source.content, "spec", "ignore");
	return ignore === void 0 ? {} : { ignore };
}
function securePath(path) {
	const names = [];
	for (const name of path.split("/")) {
		if (name === "" || name === ".") continue;
		if (name === "..") names.pop();
		else names.push(name);
	}
	return joinPath("", names.join("/") || ".") ?? "";
}

// src/render/flux/strvals.ts
const MAX_INDEX = 65536;
const MAX_NESTED = 30;
function setValues(tree, text, asText) {
	const parser = new Parser$1(text, asText);
	while (!parser.done) parser.key(tree, 0);
}
function isTree(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
var Parser$1 = class {
	#text;
	#asText;
	#at = 0;
	constructor(text, asText) {
		this.#text = text;
		this.#asText = asText;
	}
	get done() {
		return this.#at >= this.#text.length;
	}
	key(into, depth) {
		if (depth > MAX_NESTED) throw bad$1(this.#text, "it is nested too deeply");
		const { token, stop } = this.#until("=[,.");
		if (token === "__proto__") throw bad$1(this.#text, "a key cannot be __proto__");
		if (stop === void 0) {
			if (token === "") return;
			throw bad$1(this.#text, `the key ${token} has no value`);
		}
		if (stop === "[") {
			const index = this.#index();
			const known = into[token] ?? (Object.hasOwn(into, token) ? null : []);
			if (!Array.isArray(known)) throw bad$1(this.#text, `${token} is no list`);
			into[token] = this.#item(known, index, depth);
		} else if (stop === "=") into[token] = this.#value();
		else if (stop === ",") {
			into[token] = "";
			throw bad$1(this.#text, `the key ${token} has no value`);
		} else {
			const inner = Object.hasOwn(into, token) ? into[token] : {};
			if (!isTree(inner)) throw bad$1(this.#text, `${token} is no map`);
			this.key(inner, depth + 1);
			into[token] = inner;
		}
	}
	#item(items, index, depth) {
		const { token, stop } = this.#until("[.=");
		if (token !== "") throw bad$1(this.#text, `${token} is unexpected behind an index`);
		while (items.length <= index) items.push(null);
		const known = items[index];
		if (stop === "=") items[index] = this.#value();
		else if (stop === "[") {
			const next = this.#index();
			items[index] = this.#item(Array.isArray(known) ? known : [], next, depth + 1);
		} else if (stop === ".") {
			const inner = isTree(known) ? known : {};
			this.key(inner, depth + 1);
			items[index] = inner;
		} else throw bad$1(this.#text, "an index has no value");
		return items;
	}
	#index() {
		const { token, stop } = this.#until("]");
		const index = Number(token);
		if (stop !== "]" || !/^\d+$/.test(token) || index > MAX_INDEX) throw bad$1(this.#text, `[${token}] is no index`);
		return index;
	}
	#value() {
		if (this.#text[this.#at] === "{") {
			this.#at++;
			const items = [];
			for (;;) {
				const { token, stop } = this.#until(",}");
				if (stop === void 0) throw bad$1(this.#text, "a list is not closed");
				if (stop === "}" && token === "" && items.length === 0) break;
				items.push(this.#typed(token));
				if (stop === "}") break;
			}
			if (this.#text[this.#at] === ",") this.#at++;
			return items;
		}
		return this.#typed(this.#until(",").token);
	}
	#typed(token) {
		if (this.#asText) return token;
		if (token === "true") return true;
		if (token === "false") return false;
		if (token === "null") return null;
		if (token === "0") return 0;
		if (/^-?[1-9]\d*$/.test(token) && Number.isSafeInteger(Number(token))) return Number(token);
		return token;
	}
	#until(stops) {
		let token = "";
		while (!this.done) {
			const character = this.#text[this.#at++] ?? "";
			if (stops.includes(character)) return {
				token,
				stop: character
			};
			if (character === "\\" && !this.done) token += this.#text[this.#at++] ?? "";
			else token += character;
		}
		return {
			token,
			stop: void 0
		};
	}
};
function bad$1(text, why) {
	return inputError(`"${text.slice(0, 80)}" is no setting of Helm: ${why}`);
}

// src/render/flux/envsubst-functions.ts
function apply(operator, value, args) {
	const [first, second] = args;
	switch (operator) {
		case ",": return firstCharacter(value, (character) => character.toLowerCase());
		case ",,": return value.toLowerCase();
		case "^": return firstCharacter(value, (character) => character.toUpperCase());
		case "^^": return value.toUpperCase();
		case "#": return first === void 0 ? String(Buffer.byteLength(value)) : trimStart(value, first, "shortest");
		case "##": return trimStart(value, first ?? "", "longest");
		case "%": return reversed(trimStart(reversed(value), reversed(first ?? ""), "shortest"));
		case "%%": return reversed(trimStart(reversed(value), reversed(first ?? ""), "longest"));
		case ":": return part(value, first ?? "", second);
		case "/": return value.replace(first ?? "", () => second ?? "");
		case "//": return value.replaceAll(first ?? "", () => second ?? "");
		case "/#": return second !== void 0 && value.startsWith(first ?? "") ? value.replace(first ?? "", () => second) : value;
		case "/%": return second !== void 0 && value.endsWith(first ?? "") ? value.slice(0, value.length - (first ?? "").length) + second : value;
		default: return value === "" ? args.join("") : value;
	}
}
function firstCharacter(value, change) {
	const [first = "", ...rest] = value;
	return first === "" ? value : change(first) + rest.join("");
}
function part(value, offset, length) {
	const bytes = Buffer.from(value);
	if (!isInteger(offset)) return value;
	const start = Number(offset) < 0 ? Math.max(0, bytes.length + Number(offset)) : Number(offset);
	if (length === void 0) return bytes.subarray(start).toString();
	if (!isInteger(length)) return value;
	const end = Number(length) < 0 ? bytes.length + Number(length) : start + Number(length);
	return end < start ? "" : bytes.subarray(start, end).toString();
}
function isInteger(text) {
	return /^[-+]?\d+$/.test(text);
}
function trimStart(value, pattern, which) {
	const expression = shellPattern(pattern);
	if (!expression) return value;
	const characters = [...value];
	const ends = characters.map((_, i) => i + 1);
	if (which === "longest") ends.reverse();
	const end = ends.find((length) => expression.test(characters.slice(0, length).join("")));
	return end === void 0 ? value : characters.slice(end).join("");
}
function reversed(text) {
	return [...text].toReversed().join("");
}
function shellPattern(pattern) {
	const tokens = pattern.match(/\*+|\?|\\[^]|\[\^?(?:\\[^]|[^\]\\])+\]|[^]/g) ?? [];
	if (tokens.some((token) => token === "[" || token === "\\")) return void 0;
	const source = tokens.map((token) => {
		if (token.startsWith("*")) return "[^]*";
		if (token === "?") return "[^]";
		if (token.length > 1 && token.startsWith("[")) return token.replaceAll(/(?<!^)\[/g, String.raw`\[`);
		return (token.length > 1 ? token.slice(1) : token).replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
	});
	try {
		return new RegExp(`^${source.join("")}$`, "u");
	} catch {
		return;
	}
}

// src/render/flux/envsubst.ts
function substitute(text, lookup) {
	return evaluateAll(new Parser(text).all(), lookup);
}
function evaluateAll(nodes, lookup) {
	return nodes.map((node) => evaluateNode(node, lookup)).join("");
}
const DEFAULTS = /* @__PURE__ */ new Set([
	"-",
	"+",
	"=",
	"?",
	":-",
	":+",
	":=",
	":?"
]);
function evaluateNode(node, lookup) {
	if ("text" in node) return node.text;
	const args = node.args.map((argument) => evaluateNode(argument, lookup));
	const value = lookup(node.name, DEFAULTS.has(node.operator));
	if (value === void 0 && !DEFAULTS.has(node.operator)) throw inputError(`the variable ${node.name} is not set`, { hint: "Set it in postBuild, give it a default as in ${name:=value}, or write $${name} for a text that is no variable." });
	return apply(node.operator, value ?? "", args);
}
const IDENT = 1;
const OPEN = 2;
const CLOSE = 4;
const ESCAPE = 8;
const MAX_DEPTH = 200;
const notClosing = (character) => character !== "}";
const isName = (character) => /[\p{L}\p{Nd}_]/u.test(character);
var Parser = class {
	#characters;
	#at = 0;
	#token = "";
	#accept = () => true;
	#mode = 0;
	#escapes = "";
	#depth = 0;
	constructor(text) {
		this.#characters = [...text];
	}
	all() {
		const nodes = [];
		for (;;) {
			this.#accept = () => true;
			this.#mode = 11;
			this.#escapes = "$";
			const token = this.#scan();
			if (token === "end") return nodes;
			if (token === "ident") nodes.push({ text: this.#token });
			else if (token === "open") nodes.push(this.#variable());
			else throw bad();
		}
	}
	#variable() {
		if (++this.#depth > MAX_DEPTH) throw inputError("variables are nested too deeply");
		this.#escapes = "$\\";
		const node = this.#peek() === "#" ? this.#length() : this.#named();
		this.#depth--;
		return node;
	}
	#named() {
		const name = this.#expect(isName, "the name of a variable is not one");
		switch (this.#peek()) {
			case ":": {
				const next = this.#characters[this.#at + 1] ?? "";
				if (Buffer.byteLength(next) > 1) throw bad();
				return /[=\-?+]/.test(next) ? this.#default(name) : this.#part(name);
			}
			case "=": return this.#default(name);
			case ",":
			case "^": return this.#casing(name);
			case "/": return this.#replace(name);
			case "#":
			case "%": return this.#remove(name);
			default:
				this.#mode = CLOSE;
				if (this.#scan() !== "close") throw bad("a closing brace is missing");
				return {
					name,
					operator: "",
					args: []
				};
		}
	}
	#length() {
		const operator = this.#expect((character, i) => character === "#" && i === 1);
		const name = this.#expect(isName);
		return this.#closed({
			name,
			operator,
			args: []
		});
	}
	#default(name) {
		const short = this.#peek() === "=";
		const operator = this.#expect((character, i) => short ? i === 1 && character === "=" : i === 1 && character === ":" || i === 2 && /[=\-?+]/.test(character));
		const args = [];
		while (this.#peek() !== "}") args.push(this.#parameter(notClosing, IDENT));
		return this.#closed({
			name,
			operator,
			args
		});
	}
	#part(name) {
		const operator = this.#expect((character, i) => i === 1 && character === ":");
		const args = [this.#parameter((character) => character !== ":" && character !== "}", IDENT)];
		this.#accept = (character) => character === ":";
		this.#mode = 5;
		const token = this.#scan();
		if (token === "close") return {
			name,
			operator,
			args
		};
		if (token !== "ident") throw bad();
		args.push(this.#parameter(notClosing, IDENT));
		return this.#closed({
			name,
			operator,
			args
		});
	}
	#remove(name) {
		const sign = this.#peek();
		const operator = this.#expect((character, i) => character === sign && i < 3);
		return this.#closed({
			name,
			operator,
			args: [this.#parameter(notClosing, IDENT)]
		});
	}
	#replace(name) {
		const operator = this.#expect((character, i) => i === 1 && character === "/" || i === 2 && /[/#%]/.test(character));
		const args = [this.#parameter((character) => character !== "/", 9)];
		this.#expect((character) => character === "/");
		if (this.#peek() !== "}") args.push(this.#parameter(notClosing, 9));
		return this.#closed({
			name,
			operator,
			args
		});
	}
	#casing(name) {
		const operator = this.#expect((character, i) => /[,^]/.test(character) && i < 3);
		return this.#closed({
			name,
			operator,
			args: []
		});
	}
	#closed(node) {
		this.#mode = CLOSE;
		if (this.#scan() !== "close") throw bad();
		return node;
	}
	#parameter(accept, mode) {
		this.#accept = accept;
		this.#mode = mode | OPEN;
		const token = this.#scan();
		if (token === "open") return this.#variable();
		if (token === "ident" || token === "close") return { text: this.#token };
		throw bad();
	}
	#expect(accept, message) {
		this.#accept = accept;
		this.#mode = IDENT;
		if (this.#scan() !== "ident") throw bad(message);
		return this.#token;
	}
	#peek() {
		return this.#characters[this.#at];
	}
	#scan() {
		this.#token = "";
		const first = this.#peek();
		if (first === void 0 || first === "\0") return "end";
		if (this.#isOpen()) {
			this.#at += 2;
			return "open";
		}
		if (this.#mode & CLOSE && first === "}") {
			this.#take();
			return "close";
		}
		if (!(this.#mode & IDENT) || !this.#takeOne()) return "other";
		while (this.#peek() !== void 0 && this.#peek() !== "\0" && !this.#isOpen() && this.#takeOne());
		return "ident";
	}
	#takeOne() {
		const [character = "", next] = [this.#characters[this.#at], this.#characters[this.#at + 1]];
		if ((this.#mode & ESCAPE) !== 0 && this.#escapes.includes(character) && (character === "$" ? next === "$" : character === "\\" && (next === "/" || next === "\\"))) this.#at++;
		else if (!this.#accept(character, this.#token.length + 1)) return false;
		this.#take();
		return true;
	}
	#take() {
		this.#token += this.#characters[this.#at++] ?? "";
	}
	#isOpen() {
		return (this.#mode & OPEN) !== 0 && this.#peek() === "$" && this.#characters[this.#at + 1] === "{";
	}
};
function bad(message = "a variable is not written as one") {
	return inputError(message, { hint: "Write $${…} for a text that is no variable." });
}

// src/render/flux/go-yaml.ts
function goYaml(value) {
	return isObject(value) && Object.keys(value).length > 0 ? map(value, 0) : `${inline$2(value, 0)}\n`;
}
function map(value, indent) {
	return Object.entries(value).map(([key, item]) => `${" ".repeat(indent)}${text$1(key, indent, true)}:${below$1(item, indent)}`).join("");
}
function below$1(value, indent) {
	if (Array.isArray(value) && value.length > 0) return `\n${list$1(value, indent + 2)}`;
	if (isObject(value) && Object.keys(value).length > 0) return `\n${map(value, indent + 2)}`;
	return ` ${inline$2(value, indent)}\n`;
}
function list$1(items, indent) {
	return items.map((item) => {
		const dash = `${" ".repeat(indent)}-`;
		if (isObject(item) && Object.keys(item).length > 0) return `${dash} ${map(item, indent + 2).slice(indent + 2)}`;
		return `${dash}${below$1(item, indent)}`;
	}).join("");
}
function inline$2(value, indent) {
	if (typeof value === "string") return text$1(value, indent, false);
	if (Array.isArray(value)) return "[]";
	return isObject(value) ? "{}" : String(value);
}
function text$1(value, indent, isKey) {
	const special = /[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|[\u2028\u2029]/u.test(value);
	if (value.includes("\n")) return !isKey && !special && !value.endsWith(" ") && !/ \n/.test(value) ? literal(value, indent + 2) : `"${doubleQuoted(value)}"`;
	if (special || value === "" || isTyped(value)) return `"${doubleQuoted(value)}"`;
	return isPlain(value) ? value : `'${singleQuoted(value)}'`;
}
function isPlain(value) {
	return !(/^(---|\.\.\.)/.test(value) || /^ | $/.test(value) || /^[#,[\]{}&*!|>'"%@`]/.test(value) || /^[?:-]( |$)/.test(value) || /:( |$)| #/.test(value));
}
function literal(value, indent) {
	const hint = /^[ \n]/.test(value) ? "2" : "";
	const [, ends = ""] = /(\n*)$/.exec(value) ?? [];
	return `|${hint}${ends === "" ? "-" : ends.length > 1 || value === "\n" ? "+" : ""}\n${(ends === "" ? value : value.slice(0, -1)).split("\n").map((line) => line === "" ? "" : " ".repeat(indent) + line).join("\n")}`;
}

// src/render/flux/version.ts
const known = /* @__PURE__ */ new WeakMap();
async function fluxVersion(world, declaredAt) {
	const { files, config } = world.context;
	if (config.flux?.version === void 0) {
		const all = known.get(files) ?? readVersions(files);
		known.set(files, all);
		const [nearest] = nearestFirst(await all, declaredAt);
		if (nearest) return nearest.version;
	}
	return controllerVersion("flux", config);
}
async function readVersions(files) {
	const paths = files.entries.map(({ path }) => path).filter((path) => path === "gotk-components.yaml" || path.endsWith("/gotk-components.yaml"));
	if (!files.costly) await files.load(paths);
	return paths.flatMap((file) => {
		const head = files.isLoaded(file) ? (files.text(file) ?? "").slice(0, 1e3) : "";
		const version = /^# Flux Version: v?(\d+\.\d+)/im.exec(head)?.[1];
		return version === void 0 ? [] : [{
			file,
			version
		}];
	});
}

// src/render/flux/substitution.ts
const OPT_OUT = "kustomize.toolkit.fluxcd.io/substitute";
const NAME = /^[_A-Za-z][_A-Za-z0-9]*$/;
function placeholder(kind, name, key) {
	return `(${kind.toLowerCase()} ${name}/${key})`;
}
async function planSubstitution(spec, from) {
	const postBuild = valueAt(spec, "postBuild");
	if (!isObject(postBuild)) return (manifest) => manifest;
	const { variables, unknown } = await loadVariables(postBuild, from);
	const wrong = [...variables.keys()].find((name) => !NAME.test(name));
	const always = textAt(postBuild, "substituteStrategy") === "Always";
	if (variables.size === 0 && unknown.length === 0 && !always) return (manifest) => manifest;
	const { config } = from.world.context;
	const strict = config.flux?.strictSubstitution ?? isAtLeast(await fluxVersion(from.world, from.declaredAt), "2.9");
	const [source] = unknown;
	const lookup = (name, hasDefault) => {
		const value = variables.get(name);
		if (value !== void 0) return value;
		if (source !== void 0) return hasDefault ? void 0 : placeholder(source.kind, source.name, name);
		return strict ? void 0 : "";
	};
	return (manifest) => {
		if (wrong !== void 0) throw inputError(`"${wrong}" is no name of a variable, which Flux refuses`, { hint: "A name has letters, digits and underscores." });
		return inObject(manifest, lookup);
	};
}
async function loadVariables(postBuild, from) {
	const { world, siblings, namespace, declaredAt, notes } = from;
	const variables = /* @__PURE__ */ new Map();
	const unknown = [];
	for (const reference of listAt(postBuild, "substituteFrom")) {
		const [kind = "", name = ""] = ["kind", "name"].map((key) => textAt(reference, key));
		const object = await findObject(world, siblings, {
			kind,
			name,
			namespace
		}, declaredAt);
		if (!object) {
			unknown.push({
				kind,
				name
			});
			const optional = valueAt(reference, "optional") === true ? "optional " : "";
			notes.add(`the ${optional}${kind} ${name} is not in Git; the names of its variables stand for their values`);
		} else if (isClosed(object)) {
			const keys = ["data", "stringData"].flatMap((key) => Object.keys(textMap(object.content[key])));
			for (const key of keys) variables.set(key, placeholder(kind, name, key));
			notes.add(`the values of the ${kind} ${name} are not read; the names of its variables stand for them`);
		} else for (const [key, value] of Object.entries(textMap(object.content["data"]))) variables.set(key, value.replaceAll("\n", ""));
	}
	const own = valueAt(postBuild, "substitute");
	for (const [key, value] of isObject(own) ? Object.entries(own) : []) {
		if (typeof value !== "string") throw inputError(`the variable ${key} is set to no text, which Flux refuses`, { hint: "Quote it." });
		variables.set(key, value.replaceAll("\n", ""));
	}
	return {
		variables,
		unknown
	};
}
function inObject(manifest, lookup) {
	const metadata = manifest.content["metadata"];
	for (const key of ["labels", "annotations"]) if (textAt(metadata, key, OPT_OUT) === "disabled") return manifest;
	const text = goYaml(manifest.content);
	if (!/\$[{$]/.test(text)) return manifest;
	try {
		const root = parseYaml(substitute(text, lookup), describeObject(manifest)).documents[0]?.root;
		const content = root ? evaluate(root) : null;
		if (!isObject(content)) throw inputError("what the variables make of it is no object");
		return withContent(manifest, content);
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		const [{ message, hint }] = error.faults;
		throw inputError(`${describeObject(manifest)}: ${message}`, hint === void 0 ? {} : { hint });
	}
}

// src/render/flux/values.ts
async function composeValues(spec, from) {
	const inline = mutable(valueAt(spec, "values"));
	let result = {};
	for (const reference of listAt(spec, "valuesFrom")) {
		const path = textAt(reference, "targetPath");
		const text = await referred(reference, path !== void 0, from);
		if (text === void 0) continue;
		if (path) {
			result = mergeMaps(result, inline);
			setPath(result, path, text, valueAt(reference, "literal") === true);
		} else result = mergeMaps(result, valuesOf(text, reference));
	}
	return mergeMaps(result, inline);
}
async function referred(reference, isSingle, from) {
	const { world, siblings, namespace, declaredAt, notes } = from;
	const [kind = "", name = ""] = ["kind", "name"].map((key) => textAt(reference, key));
	const key = textAt(reference, "valuesKey") || "values.yaml";
	const isOptional = valueAt(reference, "optional") === true;
	const object = await findObject(world, siblings, {
		kind,
		name,
		namespace
	}, declaredAt);
	if (kind === "Secret" || object && isClosed(object)) {
		notes.add(`the values of the ${kind} ${name} are not read${isSingle ? "; its name stands for them" : ", so they are not in what is rendered"}`);
		return isSingle ? placeholder(kind, name, key) : void 0;
	}
	if (!object) {
		const isNamed = isSingle && !isOptional;
		notes.add(`the ${isOptional ? "optional " : ""}${kind} ${name} is not in Git${isNamed ? "; its name stands for its value" : ", so its values are not in what is rendered"}`);
		return isNamed ? placeholder(kind, name, key) : void 0;
	}
	const text = textMap(object.content["data"])[key];
	if (text === void 0 && !isOptional) throw inputError(`the ${kind} ${name} has no key ${key}, from which the release takes values`);
	return text;
}
function setPath(tree, path, text, isLiteral) {
	if (isLiteral) {
		const escaped = text.replaceAll(/[\\,[\]{}]/g, (character) => `\\${character}`);
		return setValues(tree, `${path}=${escaped}`, true);
	}
	const isQuoted = (mark) => text.startsWith(mark) && text.endsWith(mark);
	if (isQuoted("'") || isQuoted("\"")) return setValues(tree, `${path}=${text.replaceAll(/^['"]+|['"]+$/g, "")}`, true);
	return setValues(tree, `${path}=${text}`, false);
}
function valuesOf(text, reference) {
	const name = `${textAt(reference, "kind")} ${textAt(reference, "name")}`;
	const root = parseYaml(text, name).documents[0]?.root;
	const value = root ? evaluate(root) : {};
	if (!isObject(value)) throw inputError(`the values of the ${name} are no map`);
	return mutable(value);
}
function mutable(value) {
	const copy = structuredClone(value ?? null);
	return isTree(copy) ? copy : {};
}
function mergeMaps(a, b) {
	const result = new Map(Object.entries(a));
	for (const [key, value] of Object.entries(b)) {
		const known = result.get(key);
		result.set(key, isTree(value) && isTree(known) ? mergeMaps(known, value) : value);
	}
	return Object.fromEntries(result);
}

// src/render/flux/chart.ts
async function locateChart(spec, from) {
	const reference = valueAt(spec, "chartRef");
	if (!isObject(reference)) return chartOf(valueAt(spec, "chart", "spec"), from);
	const [kind = "", name = ""] = ["kind", "name"].map((key) => textAt(reference, key));
	const namespace = textAt(reference, "namespace") ?? from.namespace;
	if (kind === "HelmChart") {
		const chart = await findObject(from.world, from.siblings, {
			kind,
			name,
			namespace
		}, from.declaredAt);
		if (!chart) throw inputError(`its HelmChart ${name} is not in this repo`);
		return chartOf(chart.content["spec"], {
			...from,
			namespace
		});
	}
	if (kind !== "OCIRepository") {
		const { place, path } = await locateSource(reference, "", from);
		return describe(place, path, void 0);
	}
	const source = await findObject(from.world, from.siblings, {
		kind,
		name,
		namespace
	}, from.declaredAt);
	if (!source) throw inputError(`its source, the OCIRepository ${name}, is not in this repo`);
	const url = textAt(source.content, "spec", "url") ?? "";
	const ref = valueAt(source.content, "spec", "ref");
	const version = textAt(ref, "digest") ?? textAt(ref, "semver") ?? textAt(ref, "tag") ?? "latest";
	const slash = url.lastIndexOf("/");
	const found = await from.world.elsewhere.chart(url.slice(0, slash), url.slice(slash + 1), version);
	return describe(await placeOf(found.tree, found.version), "", void 0);
}
async function chartOf(spec, from) {
	const name = textAt(spec, "chart") ?? "";
	const reference = valueAt(spec, "sourceRef");
	const kind = textAt(reference, "kind") ?? "";
	if (name === "") throw inputError("the HelmRelease names no chart");
	if (kind !== "HelmRepository") {
		const { place, path } = await locateSource(reference, securePath(name), from);
		return withValuesFiles(await describe(place, path, textAt(spec, "reconcileStrategy")), spec, "", path);
	}
	const repository = await findObject(from.world, from.siblings, {
		kind,
		name: textAt(reference, "name") ?? "",
		namespace: textAt(reference, "namespace") ?? from.namespace
	}, from.declaredAt);
	const url = textAt(repository?.content ?? null, "spec", "url");
	if (url === void 0) throw inputError(`its HelmRepository ${textAt(reference, "name")} is not in this repo`, { hint: "Declare it in Git." });
	const found = await from.world.elsewhere.chart(url, name, textAt(spec, "version") || "*");
	return withValuesFiles(await describe(await placeOf(found.tree, found.version), "", void 0), spec, "", "");
}
async function describe(place, path, strategy) {
	const at = {
		tree: place.tree,
		path
	};
	const reconcileStrategy = strategy === "Revision" ? "Revision" : "ChartVersion";
	const files = place.here ? [path] : [];
	const file = joinPath(path, "Chart.yaml") ?? "";
	if (place.files.has(path)) return {
		at,
		place,
		name: path,
		version: void 0,
		reconcileStrategy,
		files
	};
	if (!place.files.has(file)) throw inputError(`there is no chart in ${path || place.tree.name}`);
	await place.files.load([file]);
	const root = place.files.yaml(file)?.documents[0]?.root;
	const meta = root ? evaluate(root) : null;
	return {
		at,
		place,
		name: textAt(meta, "name") ?? path,
		version: textAt(meta, "version"),
		reconcileStrategy,
		files
	};
}
async function withValuesFiles(chart, spec, root, path) {
	const names = listAt(spec, "valuesFiles").filter((name) => typeof name === "string");
	if (names.length === 0) return chart;
	const { files } = chart.place;
	const paths = names.map((name) => joinPath(root, securePath(name)) ?? "");
	const missing = paths.filter((file) => !files.has(file));
	if (missing.length > 0 && valueAt(spec, "ignoreMissingValuesFiles") !== true) throw inputError(`its values file ${missing.join(", ")} is not there`, { hint: "With ignoreMissingValuesFiles that is no error." });
	const there = paths.filter((file) => files.has(file));
	if (there.length === 0) return chart;
	await files.load(there);
	const values = there.reduce((merged, file) => {
		const yaml = files.yaml(file);
		if (!yaml) throw inputError(files.fault(file)?.message ?? "it cannot be read", { at: { file } });
		const node = yaml.documents[0]?.root;
		return mergeMaps(merged, mutable(node ? evaluate(node) : {}));
	}, mutable({}));
	const text = `${JSON.stringify(values, void 0, 2)}\n`;
	const tree = overlay(chart.at.tree, { [joinPath(path, "values.yaml") ?? ""]: text });
	return {
		...chart,
		at: {
			tree,
			path: chart.at.path
		},
		files: chart.place.here ? [...chart.files, ...there] : []
	};
}

// src/render/flux/post-renderer.ts
function split(manifests, strategy) {
	const isHook = (manifest) => annotation(manifest, "helm.sh/hook") !== void 0;
	const [hooks, others] = [manifests.filter(isHook), manifests.filter((manifest) => !isHook(manifest))];
	const groups = {
		combined: [manifests],
		separate: [hooks, others],
		nohooks: [others]
	}[strategy].filter((group) => group.length > 0);
	for (const group of groups) checkGroup(group);
	return {
		groups,
		left: strategy === "nohooks" ? hooks : []
	};
}
function checkGroup(group) {
	const known = /* @__PURE__ */ new Set();
	for (const manifest of group) {
		const { apiVersion, kind, name, namespace = "default", content } = manifest;
		const key = [
			apiVersion,
			kind,
			namespace,
			name
		].join("\0");
		if (known.has(key)) throw inputError(`the chart makes ${describeObject(manifest)} twice, which Flux refuses`);
		if (valueAt(content, "metadata", "name") === void 0) throw inputError(`the chart makes ${kind} ${name} without a name, which Flux refuses`);
		known.add(key);
	}
}
function postRenderer(renderers, strategy, last) {
	const [first, ...others] = renderers.filter((renderer) => isObject(valueAt(renderer, "kustomize")));
	if (first === void 0) return void 0;
	const next = postRenderer(others, strategy, last);
	return (manifests) => {
		const { groups, left } = split(manifests, strategy);
		return {
			jobs: groups.map((group) => kustomizeJob(valueAt(first, "kustomize"), group)),
			finish(results) {
				const all = [...results.flatMap((result) => result.manifests), ...left];
				return next ? all : last(all);
			},
			...next ? { next } : {},
			notes: []
		};
	};
}
function kustomizeJob(options, manifests) {
	const [patches, images] = ["patches", "images"].map((key) => listAt(options, key));
	const text = kustomizationText({
		apiVersion: "kustomize.config.k8s.io/v1beta1",
		kind: "Kustomization",
		resources: ["helm-output.yaml"],
		...patches && patches.length > 0 ? { patches } : {},
		...images && images.length > 0 ? { images } : {}
	});
	const files = {
		"helm-output.yaml": manifests.map(({ content }) => `---\n${JSON.stringify(content)}\n`).join(""),
		"kustomization.yaml": text
	};
	return {
		kind: "kustomize",
		source: {
			tree: memoryTree("the output of Helm", files),
			path: ""
		},
		kustomization: void 0,
		allowOutside: false,
		helm: void 0
	};
}

// src/render/flux/helmrelease.ts
const planHelmRelease = async (object, world, siblings, declaredAt) => {
	const notes = /* @__PURE__ */ new Set();
	const spec = valueAt(object, "spec");
	const name = textAt(object, "metadata", "name") ?? "";
	const namespace = textAt(object, "metadata", "namespace");
	if (valueAt(spec, "suspend") === true) notes.add("it is suspended: nothing of this is released before it is resumed");
	const from = {
		world,
		siblings,
		namespace,
		declaredAt,
		notes
	};
	const chart = await locateChart(spec, from);
	const values = await composeValues(spec, from);
	const target = textAt(spec, "targetNamespace") || namespace || "default";
	const facts = factsOf(spec, name, namespace ?? "default", target, chart);
	if (facts.name === "") throw inputError("the HelmRelease has no name");
	const job = {
		kind: "helm",
		inCluster: true,
		chart: chart.at,
		release: facts.name,
		namespace: target,
		values: Object.keys(values).length > 0 ? [{ text: JSON.stringify(values) }] : [],
		set: [],
		...capabilitiesOf(world, {
			name,
			labels: textMap(valueAt(object, "metadata", "labels")),
			namespace: target,
			paths: declaredAt === void 0 ? [] : [declaredAt]
		}),
		includeCrds: false,
		skipTests: valueAt(spec, "test", "enable") !== true,
		skipSchemaValidation: ["install", "upgrade"].some((action) => valueAt(spec, action, "disableSchemaValidation") === true)
	};
	const skipsHooks = ["install", "upgrade"].every((action) => valueAt(spec, action, "disableHooks") === true);
	const definitions = facts.replacesCrds ? definitionsOf(chart) : void 0;
	const labels = textMap(valueAt(spec, "commonMetadata", "labels"));
	const annotations = textMap(valueAt(spec, "commonMetadata", "annotations"));
	const strategy = strategyOf(spec, isAtLeast(await fluxVersion(world, declaredAt), "2.9"));
	const done = (manifests, crds) => {
		const { groups, left } = split(manifests, strategy);
		const labelled = groups.flat().map((manifest) => withMetadata(manifest, labels, annotations));
		return [...crds, ...placed([...labelled, ...left], target)];
	};
	let crds = [];
	const next = postRenderer(listAt(spec, "postRenderers"), strategy, (manifests) => done(manifests, crds));
	return {
		jobs: definitions ? [job, definitions] : [job],
		finish([release, ...others]) {
			crds = others.flatMap((result) => result.manifests);
			const manifests = (release?.manifests ?? []).filter((manifest) => !skipsHooks || annotation(manifest, "helm.sh/hook") === void 0);
			return next ? manifests : done(manifests, crds);
		},
		...next ? { next } : {},
		get notes() {
			return [...notes];
		},
		release: facts
	};
};
function strategyOf(spec, isCombined) {
	const strategy = textAt(spec, "postRenderStrategy");
	if (strategy === "combined" || strategy === "separate" || strategy === "nohooks") return strategy;
	return isCombined ? "combined" : "nohooks";
}
function placed(manifests, namespace) {
	const isInCluster = clusterScope(manifests);
	return manifests.map((manifest) => manifest.namespace !== void 0 || isInCluster(manifest) ? manifest : inNamespace(manifest, namespace));
}
function factsOf(spec, name, namespace, target, chart) {
	const prefix = textAt(spec, "targetNamespace");
	return {
		name: shortened$1(textAt(spec, "releaseName") || (prefix ? `${prefix}-${name}` : name)),
		namespace: target,
		storageNamespace: textAt(spec, "storageNamespace") || namespace,
		chart: chart.name,
		chartVersion: chart.version,
		chartFiles: chart.files,
		reconcileStrategy: chart.reconcileStrategy,
		replacesCrds: textAt(spec, "upgrade", "crds") === "CreateReplace"
	};
}
function shortened$1(name) {
	if (name.length <= 53) return name;
	const digest = createHash("sha256").update(name).digest("hex");
	return `${name.slice(0, 40)}-${digest.slice(0, 12)}`;
}
function definitionsOf({ at, place }) {
	const files = place.files.below(at.path).filter((path) => /^(charts\/[^/]+\/)*crds\/.+\.(ya?ml|json)$/.test(at.path === "" ? path : path.slice(at.path.length + 1)));
	return files.length > 0 ? {
		kind: "directory",
		tree: place.tree,
		files
	} : void 0;
}

// src/render/flux/generate.ts
async function generateKustomization(files, folder) {
	const resources = [];
	const manifests = [];
	const walk = (current) => {
		const names = files.children(current).toSorted();
		for (const path of names) if (files.isFolder(path)) {
			if (kustomizationOf(files, path) === void 0) walk(path);
			else resources.push(path);
		} else if (/\.ya?ml$/.test(path)) {
			manifests.push(path);
			resources.push(path);
		}
	};
	walk(folder);
	await files.load(manifests);
	for (const path of manifests) checkManifests(files, path);
	const head = {
		apiVersion: "kustomize.config.k8s.io/v1beta1",
		kind: "Kustomization"
	};
	if (resources.length === 0) return {
		...head,
		namespace: "_placeholder"
	};
	return {
		...head,
		resources: resources.map((path) => `./${posix.relative(folder || ".", path)}`)
	};
}
function checkManifests(files, path) {
	const yaml = files.yaml(path);
	const fault = files.fault(path);
	if (!yaml) throw inputError(fault?.message ?? "the file cannot be read", { at: {
		file: path,
		...fault?.line === void 0 ? {} : { line: fault.line }
	} });
	for (const { root } of yaml.documents) {
		const value = evaluate(root);
		if (value === null || isObject(value) && textAt(value, "kind") !== void 0) continue;
		throw inputError("it is no Kubernetes object, which breaks the build of Flux", {
			at: { file: path },
			hint: "Move it out of the path, name it in a .sourceignore file, or add a kustomization.yaml."
		});
	}
}

// src/render/flux/kustomization.ts
const planKustomization = async (object, world, siblings, declaredAt) => {
	const notes = /* @__PURE__ */ new Set();
	const spec = valueAt(object, "spec");
	const namespace = textAt(object, "metadata", "namespace");
	if (valueAt(spec, "suspend") === true) notes.add("it is suspended: nothing of this is applied before it is resumed");
	const from = {
		world,
		siblings,
		namespace,
		declaredAt,
		notes
	};
	const declared = textAt(spec, "path") ?? "";
	const { place, path } = await locateSource(valueAt(spec, "sourceRef"), securePath(declared), from);
	if (!place.files.isFolder(path)) throw inputError(`its path ${declared || "."} is no folder of ${place.tree.name}`, declaredAt === void 0 ? {} : { at: { file: declaredAt } });
	const own = await readKustomization(place.files, path);
	const kustomization = own ? knownFields(own) : await generateKustomization(place.files, path);
	if (own && listOf(own, "resources").length === 0) kustomization["buildMetadata"] = ["originAnnotations"];
	applySpec(kustomization, spec, place, path);
	for (const field of ["patchesStrategicMerge", "patchesJson6902"]) if (listAt(spec, field).length > 0) notes.add(`its ${field} does nothing: Flux knows patches only`);
	const substitute = await planSubstitution(spec, from);
	const labels = textMap(valueAt(spec, "commonMetadata", "labels"));
	const annotations = textMap(valueAt(spec, "commonMetadata", "annotations"));
	return {
		jobs: !own && ["resources", "components"].every((key) => listOf(kustomization, key).length === 0) ? [] : [{
			kind: "kustomize",
			source: {
				tree: place.tree,
				path
			},
			kustomization: kustomizationText(kustomization),
			allowOutside: true,
			helm: void 0
		}],
		finish(results) {
			const manifests = results.flatMap((result) => result.manifests);
			if (!isObject(valueAt(spec, "decryption"))) for (const manifest of manifests.filter(isEncrypted)) notes.add(`${describeObject(manifest)} is encrypted by SOPS, and the Kustomization has no decryption: Flux refuses to apply it`);
			return manifests.map(substitute).map((manifest) => withMetadata(manifest, labels, annotations));
		},
		get notes() {
			return [...notes];
		}
	};
};
function isEncrypted(manifest) {
	const isOptedOut = annotation(manifest, "kustomize.toolkit.fluxcd.io/decrypt")?.toLowerCase() === "disabled";
	return manifest.kind === "Secret" && isObject(manifest.content["sops"]) && !isOptedOut;
}
function knownFields(own) {
	return Object.fromEntries(Object.entries(own).filter(([key]) => FIELDS.has(key.toLowerCase())));
}
const FIELDS = new Set(`apiVersion kind metadata openapi namePrefix nameSuffix namespace commonLabels labels commonAnnotations
  patchesStrategicMerge patchesJson6902 patches images imageTags replacements replicas vars sortOptions resources
  components crds bases configMapGenerator secretGenerator helmGlobals helmCharts helmChartInflationGenerator
  generatorOptions configurations generators transformers validators buildMetadata`.toLowerCase().split(/\s+/));
function applySpec(kustomization, spec, place, path) {
	const override = (key, value) => {
		if (value) kustomization[key] = value;
	};
	const append = (key, added) => {
		if (added.length > 0) kustomization[key] = [...listOf(kustomization, key), ...added];
	};
	override("namespace", textAt(spec, "targetNamespace"));
	override("namePrefix", textAt(spec, "namePrefix"));
	override("nameSuffix", textAt(spec, "nameSuffix"));
	append("patches", listAt(spec, "patches").map(patchOf));
	const components = listAt(spec, "components").filter((entry) => typeof entry === "string");
	const remote = components.find(isRemote$1);
	if (remote !== void 0) throw inputError(`its component ${remote} is no path of its source, which Flux refuses`);
	const ignoreMissing = valueAt(spec, "ignoreMissingComponents") === true;
	append("components", components.filter((component) => !ignoreMissing || isThere$1(place.files, path, component)));
	mergeImages(kustomization, listAt(spec, "images"));
	const metadata = listAt(spec, "buildMetadata");
	if (metadata.length > 0) kustomization["buildMetadata"] = metadata;
}
function patchOf(patch) {
	const target = valueAt(patch, "target");
	const text = textAt(patch, "patch");
	return {
		...text === void 0 ? {} : { patch: text },
		...isObject(target) ? { target } : {}
	};
}
function mergeImages(kustomization, added) {
	let images = listOf(kustomization, "images");
	for (const image of added) {
		const name = textAt(image, "name") ?? "";
		const [newName, newTag, digest] = [
			"newName",
			"newTag",
			"digest"
		].map((key) => textAt(image, key) ?? "");
		const given = {
			...newName ? { newName } : {},
			...newTag ? { newTag } : {},
			...digest ? { digest } : {}
		};
		const index = images.findIndex((entry) => isImage(entry, name));
		const entry = images[index];
		if (!isObject(entry)) {
			images = [...images, {
				name,
				...given
			}];
			continue;
		}
		const { newTag: _, digest: __, ...rest } = entry;
		images = images.with(index, {
			...newTag || digest ? rest : entry,
			...given
		});
	}
	if (images.length > 0) kustomization["images"] = images;
}
function isRemote$1(path) {
	const lower = path.toLowerCase();
	return [
		"git::",
		"gh:",
		"ssh://",
		"https://",
		"http://",
		"git@",
		"github.com:",
		"github.com/"
	].some((start) => lower.length > start.length && lower.startsWith(start)) || lower.replace(/^file:\/\//, "").startsWith("/");
}

// src/render/planners.ts
const PLANNERS = {
	"argoproj.io/Application": planApplication,
	"kustomize.toolkit.fluxcd.io/Kustomization": planKustomization,
	"helm.toolkit.fluxcd.io/HelmRelease": planHelmRelease
};
function plannerFor(object) {
	const key = `${groupOf(textAt(object, "apiVersion") ?? "")}/${textAt(object, "kind") ?? ""}`;
	return Object.hasOwn(PLANNERS, key) ? PLANNERS[key] : void 0;
}

// src/report/json/limits.ts
const JSON_LIMITS = {
	bytes: 67108864,
	depth: 250,
	values: 4e6
};
function checkSize(text, limits = JSON_LIMITS) {
	if (text.length > limits.bytes || Buffer.byteLength(text) > limits.bytes) throw inputError(`it is larger than ${limits.bytes} bytes`);
	let depth = 0;
	let values = 0;
	let quoted = false;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (quoted) {
			if (unit === BACKSLASH) i++;
			else if (unit === QUOTE) quoted = false;
		} else if (unit === QUOTE) quoted = true;
		else if (unit === COMMA) values++;
		else if (unit === OPEN_LIST || unit === OPEN_MAP) {
			values++;
			if (++depth > limits.depth) throw inputError(`it is deeper than ${limits.depth} levels`);
		} else if (unit === CLOSE_LIST || unit === CLOSE_MAP) depth--;
		if (values > limits.values) throw inputError(`it holds more than ${limits.values} values`);
	}
}
const [QUOTE, BACKSLASH, COMMA] = [
	34,
	92,
	44
];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [
	91,
	93,
	123,
	125
];

// src/report/json/report-shape.ts
const text = (description) => ({
	type: "string",
	description
});
const oneOf = (description, options) => ({
	type: "string",
	description,
	options
});
const whole = (description, least = 0) => ({
	type: "integer",
	description,
	least
});
const list = (description, items) => ({
	type: "list",
	description,
	items
});
const object = (description, keys, optional = []) => ({
	type: "object",
	description,
	keys,
	optional
});
const risk = object("Something that a reviewer must not miss.", {
	rule: text("The rule's id."),
	level: oneOf("How grave it is.", RISK_LEVELS.filter((level) => level !== "none")),
	reason: text("One sentence.")
});
const objectId = (description) => object(description, {
	group: text("The API group; empty for the core group."),
	kind: text("Such as Deployment."),
	namespace: text("Lacks where there is none."),
	name: text("The name.")
}, ["namespace"]);
const objectChange = object("An object that is not as it was. Values of Secrets are masked.", {
	id: objectId("What tells objects apart."),
	renamedFrom: objectId("The id before, where it was renamed."),
	action: oneOf("What happens to it.", [
		"added",
		"removed",
		"changed"
	]),
	before: {
		type: "any",
		description: "The object before; lacks where it is new."
	},
	after: {
		type: "any",
		description: "The object after; lacks where it is removed."
	},
	diff: text("A unified diff of both as YAML, without file headers."),
	risks: list("What is dangerous about it.", risk),
	noise: whole("How many fields changed that say nothing.")
}, [
	"renamedFrom",
	"before",
	"after"
]);
const app = object("The app.", {
	name: text("Its name."),
	kind: text("Such as Application, HelmRelease or Kustomization."),
	namespace: text("The namespace of the controller object."),
	cluster: text("Where it runs."),
	environment: text("Such as prod."),
	production: {
		type: "boolean",
		description: "Whether the environment counts as production."
	},
	declaredAt: object("Where it is declared.", {
		file: text("From the root of the repository."),
		line: whole("From 1.", 1)
	})
}, [
	"namespace",
	"cluster",
	"environment",
	"declaredAt"
]);
const image = object("An image, or a chart from elsewhere, whose version changes.", {
	artifact: oneOf("Which of the two.", ["image", "chart"]),
	repository: text("Without tag and digest."),
	from: text("The tag or digest before."),
	to: text("The tag or digest after.")
}, ["from", "to"]);
const failure = object("A side that could not be rendered.", {
	side: oneOf("Which one.", ["before", "after"]),
	message: text("The renderer's message."),
	hint: text("What to try."),
	at: object("Where it failed.", {
		file: text("The file."),
		line: whole("From 1.", 1),
		column: whole("From 1.", 1)
	}, ["line", "column"])
}, ["hint", "at"]);
const appChange = object("What a change does to one app.", {
	app,
	status: oneOf("What happens to it.", [
		"added",
		"removed",
		"changed",
		"noise",
		"unchanged",
		"failed"
	]),
	objects: list("The objects that change, the gravest first.", objectChange),
	digest: text("Over what is before and after of its changed objects; lacks where none changed."),
	risks: list("Risks of the app as a whole.", risk),
	images: list("Images and charts whose version changes.", image),
	noise: whole("How many fields changed that say nothing."),
	failures: list("Why it could not be compared.", failure),
	notes: list("What a reviewer should know.", text("A sentence.")),
	files: list("The files whose change touches it.", text("From the root of the repository."))
}, ["digest"]);
const side = (description) => object(description, {
	name: text("The branch or revision."),
	commit: text("The full hash.")
}, ["commit"]);
const milliseconds = (description) => ({
	type: "number",
	description,
	least: 0
});
const reportShape = object("What a change of an infra repo does, app by app.", {
	version: whole("The version of this shape.", 1),
	base: side("What the change goes into."),
	head: side("The change."),
	comparedInstead: text("Set where the two conflict and so the merge base was compared."),
	apps: list("The gravest first, then by environment and name.", appChange),
	digests: {
		type: "map",
		description: "Digests over what is before and after, by environment.",
		values: text("A digest.")
	},
	unclaimed: list("Changed files that are no app's input.", text("From the root of the repository.")),
	warnings: list("What to know about the whole.", text("A sentence.")),
	versions: {
		type: "map",
		description: "The versions of the programs that rendered.",
		values: text("A version.")
	},
	took: object("Milliseconds.", {
		inventory: milliseconds("To find the apps."),
		rendering: milliseconds("To render them."),
		total: milliseconds("In all.")
	}),
	shard: object("Which part of a matrix this is.", {
		index: whole("From 1.", 1),
		count: whole("How many parts there are.", 1)
	})
}, ["comparedInstead", "shard"]);

// src/report/json/shape.ts
function readData(shape, value, where) {
	const wrong = (what) => inputError(`${where} must be ${what}`);
	switch (shape.type) {
		case "any": return value;
		case "string":
			if (typeof value !== "string") throw wrong("a text");
			if (shape.options && !shape.options.includes(value)) throw wrong(`one of ${shape.options.map((option) => `"${option}"`).join(", ")}`);
			return value;
		case "integer":
		case "number":
			if (!(shape.type === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value)) || value < shape.least) throw wrong(`a number of at least ${shape.least}`);
			return value;
		case "boolean":
			if (typeof value !== "boolean") throw wrong("true or false");
			return value;
		case "list":
			if (!Array.isArray(value)) throw wrong("a list");
			return value.map((item, index) => readData(shape.items, item, `${where}[${index}]`));
		case "map":
			if (!isRecord(value)) throw wrong("a map");
			return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, item]) => [key, readData(shape.values, item, `${where}[${JSON.stringify(key)}]`)]));
		case "object": {
			if (!isRecord(value)) throw wrong("a map");
			const unknown = Object.keys(value).find((key) => !Object.hasOwn(shape.keys, key));
			if (unknown !== void 0) throw inputError(`${where} has no key ${JSON.stringify(unknown.slice(0, 100))}`);
			return Object.fromEntries(Object.entries(shape.keys).flatMap(([key, inner]) => {
				const item = Object.hasOwn(value, key) ? value[key] : void 0;
				if (item !== void 0) return [[key, readData(inner, item, `${where}.${key}`)]];
				if (shape.optional?.includes(key)) return [];
				throw inputError(`${where} lacks the key "${key}"`);
			}));
		}
	}
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/report/json/undefined.ts
function withUndefined(shape, value) {
	if (shape.type === "list" && Array.isArray(value)) return value.map((item) => withUndefined(shape.items, item));
	if (shape.type !== "object" || typeof value !== "object" || value === null) return value;
	const from = value;
	return Object.fromEntries(Object.entries(shape.keys).flatMap(([key, inner]) => {
		if (Object.hasOwn(from, key)) return [[key, withUndefined(inner, from[key])]];
		return shape.optional?.includes(key) && key !== "line" && key !== "column" ? [[key, void 0]] : [];
	}));
}

// src/report/json/json.ts
function toJson(report) {
	return `${JSON.stringify(readData(reportShape, {
		version: 1,
		...report
	}, "the report"), void 0, 1)}\n`;
}
function fromJson(text, limits) {
	try {
		checkSize(text, limits);
		const { version, ...report } = readData(reportShape, parse(text), "the report");
		if (version !== 1) throw inputError(`the report is of version ${version}, this Fairlead reads version ${1}`, { hint: "Let the same version of Fairlead write and read it." });
		if (report.shard && report.shard.index > report.shard.count) throw inputError(`the report is part ${report.shard.index} of ${report.shard.count}`);
		return withUndefined(reportShape, report);
	} catch (error) {
		if (!(error instanceof FairleadError) || error.faults[0].hint !== void 0) throw error;
		throw inputError(`this is no report of Fairlead: ${error.faults[0].message}`, { hint: "It must be the file that `fairlead diff` wrote, unchanged." });
	}
}
function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		throw inputError("it is not JSON");
	}
}

// src/report/markdown/escape.ts
const NAME_LENGTH = 160;
const SENTENCE_LENGTH = 600;
function prose(text) {
	return escapeMarkdown(shorten(visibleLine(text), SENTENCE_LENGTH)).replaceAll("$", "&#36;").replaceAll(/@(?!&#8203;)/g, "@&#8203;").replaceAll(/(?:\\[!~]|%|&#36;|&amp;)(?=\w)/g, "$&&#8203;").replace(/^[-=]/, String.raw`\$&`).replace(/^(\d+)([.)])/, String.raw`$1\$2`);
}
function name(text, where = "text") {
	const shown = code(shorten(visibleLine(text), NAME_LENGTH));
	return where === "table" ? shown : shown.replaceAll(String.raw`\|`, "|");
}
function htmlName(text) {
	return `<code>${htmlText(shorten(visibleLine(text), NAME_LENGTH))}</code>`;
}
function htmlText(text) {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;").replaceAll("'", "&#39;");
}
function fence(text, language) {
	const shown = visible(text.replace(/\n$/, ""));
	const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
	const marks = "`".repeat(longest + 1);
	return `${marks}${language}\n${shown}\n${marks}`;
}
function shorten(text, length) {
	if (text.length <= length) return text;
	return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

// src/report/markdown/objects.ts
const GAP = "\n\n";
function blocksOf(changes) {
	const first = /* @__PURE__ */ new Map();
	return changes.flatMap((change) => change.objects.map((object) => ({
		change,
		object,
		level: gravest(object.risks.map(({ level }) => level))
	}))).toSorted((a, b) => RISK_LEVELS.indexOf(b.level) - RISK_LEVELS.indexOf(a.level) || weight(a.object.id) - weight(b.object.id)).map((part) => {
		const key = sameLines(part.object);
		const sameAs = key === void 0 ? void 0 : first.get(key);
		const block = {
			...part,
			text: objectText(part.object, sameAs),
			sameAs
		};
		if (key !== void 0 && !sameAs) first.set(key, block);
		return block;
	});
}
function sameLines({ id, action, diff }) {
	return diff === "" ? void 0 : JSON.stringify([
		id.kind,
		action,
		diff.replaceAll(/^@@.*@@$/gm, "@@")
	]);
}
function objectText(object, sameAs) {
	const { id, renamedFrom, action, diff, risks, noise } = object;
	const was = renamedFrom === void 0 ? "" : `, was ${name(objectName(renamedFrom))}`;
	const hidden = noise === 0 ? "" : ` (and ${count(noise, "field")} of noise)`;
	const head = `**${action}** ${name(objectName(id))}${was}${hidden}`;
	const reasons = risks.map(({ level, rule, reason }) => `- **${level}** ${name(rule)}: ${prose(reason)}`);
	const same = sameAs && `The same lines as ${name(objectName(sameAs.object.id))} of ${name(appName(sameAs.change.app))}.`;
	return [
		head,
		...reasons.length > 0 ? [reasons.join("\n")] : [],
		same ?? (diff === "" ? "No field differs." : fence(diff, "diff"))
	].join("\n\n");
}
function opening(change, shown) {
	const { app, objects } = change;
	const sums = tally([change]);
	const level = appRisk(change);
	const where = [app.environment, app.cluster].filter((part) => part !== void 0 && part !== "");
	return `<details>\n<summary>${[
		`${kindWord(app) === "" ? "" : `${kindWord(app)} `}${htmlName(app.name)}${where.length > 0 ? ` (${where.map((part) => htmlName(part ?? "")).join(", ")})` : ""}`,
		`${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${thousands(sums.removed)} removed`,
		...level === "none" ? [] : [`risk ${level === "high" ? "<b>high</b>" : level}`],
		...shown < objects.length ? [`${thousands(shown)} of ${count(objects.length, "object")} shown here`] : []
	].join("; ")}</summary>`;
}
const CLOSING = "</details>";
function foldedApps(changes, blocks) {
	const texts = new Map(blocks.map(({ object, text }) => [object, text]));
	return changes.flatMap((change) => {
		const own = change.objects.flatMap((object) => texts.get(object) ?? []);
		return own.length === 0 ? [] : [[
			opening(change, own.length),
			...own,
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
	const left = [];
	const isLeft = /* @__PURE__ */ new Set();
	for (const block of blocks) {
		if (block.sameAs && isLeft.has(block.sameAs)) {
			left.push(block);
			continue;
		}
		const own = block.text.length + "\n\n".length;
		const frame = frameSize(block.change);
		if (own + frame <= room.further && !bins.some((bin) => fits(bin, block, own, frame)) && bins.length < most) open();
		const bin = bins.find((candidate) => fits(candidate, block, own, frame));
		if (!bin) {
			left.push(block);
			isLeft.add(block);
			continue;
		}
		bin.room -= own + (bin.apps.has(block.change) ? 0 : frame);
		bin.apps.add(block.change);
		bin.blocks.push(block);
	}
	return {
		comments: bins.map((bin) => bin.blocks),
		left
	};
}
function fits(bin, { change }, own, frame) {
	return own + (bin.apps.has(change) ? 0 : frame) <= bin.room;
}
function frameSize(change) {
	return opening(change, -change.objects.length).length + CLOSING.length + 2 * "\n\n".length + 4;
}

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

// src/report/markdown/sections.ts
const MESSAGE_LENGTH = 1500;
const APPS = 5;
function riskList(changes, room) {
	const found = /* @__PURE__ */ new Map();
	const add = (risk, ...place) => {
		const key = JSON.stringify([
			risk.rule,
			risk.level,
			risk.reason
		]);
		const same = found.get(key) ?? {
			risk,
			places: []
		};
		found.set(key, same);
		same.places.push(place.map((part) => name(part)).join(" "));
	};
	for (const { app, risks, objects } of changes) {
		for (const risk of risks) add(risk, appName(app));
		for (const { id, risks: own } of objects) for (const risk of own) add(risk, appName(app), objectName(id));
	}
	return section("**Risks**", [...found.values()].toSorted((a, b) => RISK_LEVELS.indexOf(b.risk.level) - RISK_LEVELS.indexOf(a.risk.level)).map(({ risk: { level, rule, reason }, places }) => `- **${level}** ${name(rule)}: ${firstOf(places)}: ${prose(reason)}`), room, (left) => `- and ${count(left, "more risk")}`);
}
function nameList(all) {
	return firstOf(all.map((one) => name(one)));
}
function firstOf(all) {
	const left = all.length - APPS;
	return `${all.slice(0, APPS).join(", ")}${left > 0 ? ` and ${thousands(left)} more` : ""}`;
}
function warningList(warnings, room) {
	return section("**Warnings**", warnings.map((warning) => `- ${prose(warning)}`), room, (left) => `- and ${count(left, "more warning")}`);
}
function failureList(changes, room) {
	const found = /* @__PURE__ */ new Map();
	for (const change of changes) for (const failure of toldFailures(change)) {
		const key = JSON.stringify(failure);
		const same = found.get(key);
		if (same) same.apps.push(appName(change.app));
		else found.set(key, {
			failure,
			apps: [appName(change.app)]
		});
	}
	return section("**Could not be compared**", [...found.values()].map(({ failure: { when, message, hint, at }, apps }) => {
		const place = placeText(at);
		const where = place === "" ? "" : `, at ${name(place)}`;
		const head = `${nameList(apps)}, ${when}${where}:`;
		const rest = message.length - MESSAGE_LENGTH;
		const cut = rest > 0 ? `\n\n(${count(rest, "more character")} in the report)` : "";
		const help = hint === void 0 || hint === "" ? "" : `\n\n${prose(hint)}`;
		return `${head}\n\n${fence(shorten(message, MESSAGE_LENGTH), "text")}${cut}${help}`;
	}), room, (left) => `And ${count(left, "more failure")}.`, "\n\n");
}
function noteList(changes, room) {
	const found = /* @__PURE__ */ new Map();
	for (const { app, notes } of changes) for (const note of notes) found.set(note, [...found.get(note) ?? [], appName(app)]);
	return section("**Notes**", [...found].map(([note, apps]) => `- ${nameList(apps)}: ${prose(note)}`), room, (left) => `- and ${count(left, "more note")}`);
}
function unchangedLine(changes, room) {
	const apps = changes.filter((change) => change.status === "unchanged" && !isListed(change)).map(({ app }) => name(appName(app)));
	return inline$1(`Touched but unchanged (${thousands(apps.length)}): `, apps, room);
}
function chartLine(changes, room) {
	return inline$1("Charts whose new version changes nothing else: ", quietCharts(changes).map(([chart, apps]) => `${name(chart)} in ${count(apps, "app")}`), room);
}
function noiseLine(changes, room) {
	const fields = changes.reduce((sum, change) => sum + change.noise, 0);
	if (fields === 0) return "";
	const apps = changes.filter(({ noise }) => noise > 0).map(({ app }) => name(appName(app)));
	return inline$1(`Noise, not shown: ${count(fields, "field")} of `, apps, room);
}
function unclaimedLine(files, room) {
	const shown = files.map((file) => name(file));
	return inline$1(`Changed files that are no app's input (${thousands(files.length)}): `, shown, room);
}
function digestTable(digests, room) {
	return section("| Environment | Digest of what changes |\n| --- | --- |", Object.entries(digests).toSorted(([a], [b]) => a < b ? -1 : 1).map(([environment, digest]) => `| ${environment === "" ? "(none)" : name(environment, "table")} | ${name(digest, "table")} |`), room, (left) => `| and ${thousands(left)} more | |`, "\n", "\n");
}
function footer({ versions, took, shard }, room) {
	const tools = Object.entries(versions).toSorted(([a], [b]) => a < b ? -1 : 1).map(([tool, version]) => name(`${tool} ${version}`));
	const time = `${duration(took.total)} in all, ${duration(took.inventory)} to find the apps, ${duration(took.rendering)} to render`;
	const part = shard === void 0 ? "" : ` Part ${shard.index} of ${shard.count}.`;
	const rendered = capped(tools, {
		room: room - time.length - part.length - 30,
		separator: ", ",
		more: (left) => `and ${left} more`
	});
	return `${rendered === "" ? "" : `Rendered with ${rendered}. `}Took ${time}.${part}`;
}
function section(head, items, room, more, separator = "\n", gap = "\n\n") {
	if (items.length === 0) return "";
	return `${head}${gap}${capped(items, {
		room: room - head.length - gap.length,
		separator,
		more
	})}`;
}
function inline$1(head, items, room) {
	if (items.length === 0) return "";
	return head + capped(items, {
		room: room - head.length - 1,
		separator: ", ",
		most: 40,
		more: (left) => `and ${thousands(left)} more`
	}) + ".";
}

// src/report/markdown/table.ts
const IMAGES = 3;
function appTable(changes, room) {
	const head = ["| App | Environment | Cluster | Added | Changed | Removed | Images | Risk |", "| --- | --- | --- | ---: | ---: | ---: | --- | --- |"].join("\n");
	return `${head}\n${capped(changes.map(appRow), {
		room: room - head.length - 1,
		more: (left, shown) => {
			const sums = tally(changes.slice(shown));
			return `| and ${count(left, "more app")} | | | ${sums.added} | ${sums.changed} | ${sums.removed} | | |`;
		}
	})}`;
}
function appRow(change) {
	const { app, status, images } = change;
	const failed = status === "failed";
	const sums = tally([change]);
	const word = status === "added" ? " (new)" : status === "removed" ? " (removed)" : "";
	return `| ${[
		[name(app.name, "table"), kindWord(app)].filter((part) => part !== "").join(" ") + word,
		name(app.environment ?? "", "table"),
		name(app.cluster ?? "", "table"),
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
function lastPart(repository) {
	return repository.slice(repository.lastIndexOf("/") + 1);
}
function riskCell(change) {
	if (change.status === "failed") return "**high**, not compared";
	const level = appRisk(change);
	return level === "high" ? "**high**" : level;
}

// src/report/markdown/comments.ts
const MARK = 200;
const LEAST = 1e4;
function comments(report, options) {
	const { limit, most } = options;
	if (limit < LEAST || most < 1) throw new Error(`a comment needs a limit of at least ${LEAST}`);
	const size = limit - MARK;
	const listed = report.apps.filter(isListed);
	const before = beginning(report, options, size);
	const after = ending(report, size);
	const blocks = blocksOf(listed);
	const note = leftOutNote(blocks, options);
	const room = {
		first: size - [
			...before,
			note,
			...after
		].reduce((sum, part) => sum + part.length + "\n\n".length, 0),
		further: size - further(report, options, most, most).length - "\n\n".length
	};
	const packed = pack(blocks, room, most);
	return packed.comments.map((own, index) => {
		const folded = foldedApps(listed, own);
		if (index > 0) return join$1([further(report, options, index + 1, packed.comments.length), folded]);
		const more = packed.comments.length - 1;
		return join$1([
			...before,
			...packed.left.length > 0 ? [leftOutNote(packed.left, options, more)] : followsNote(more),
			folded,
			...after
		]);
	});
}
function beginning(report, options, size) {
	const listed = report.apps.filter(isListed);
	const risk = reportRisk(report);
	return [
		`### ${title(options.request, report)}`,
		`${headline(report, options.request)}${risk === "none" ? "" : ` The gravest risk is **${risk}**.`}`,
		options.isForeign === true ? `A job without rights has rendered this from the files of the ${options.request}: what it says, the digests too, is that job's word.` : "",
		warningList([...report.comparedInstead === void 0 ? [] : [report.comparedInstead], ...report.warnings], size * .05),
		listed.length === 0 ? lookedAt(report) : appTable(listed, size * .3),
		riskList(listed, size * .1)
	].filter((part) => part !== "");
}
function ending(report, size) {
	return [
		failureList(report.apps, size * .12),
		noteList(report.apps, size * .06),
		unchangedLine(report.apps, size * .04),
		chartLine(report.apps, size * .02),
		noiseLine(report.apps, size * .03),
		unclaimedLine(report.unclaimed, size * .04),
		digestTable(report.digests, size * .08),
		footer(report, size * .03)
	].filter((part) => part !== "");
}
function lookedAt({ apps, unclaimed }) {
	if (apps.length === 0 && unclaimed.length === 0) return "No file differs between the two.";
	const files = (/* @__PURE__ */ new Set([...apps.flatMap((change) => change.files), ...unclaimed])).size;
	const touched = apps.length === 0 ? "No app reads any of them." : `${count(apps.length, "app")} read them and stay the same.`;
	return `Looked at ${count(files, "changed file")}. ${touched}`;
}
function title(request, { base, head }) {
	const side = ({ name: ref, commit }) => commit === void 0 ? name(ref) : commit.startsWith(ref) ? name(shortCommit(commit)) : `${name(ref)} (${name(shortCommit(commit))})`;
	return `What this ${request} deploys: ${side(base)} → ${side(head)}`;
}
function further(report, options, index, all) {
	return `### ${title(options.request, report)}, continued (${index} of ${all})`;
}
function followsNote(more) {
	return more === 0 ? [] : [`More diffs are in ${count(more, "further comment")}.`];
}
function leftOutNote(left, { whole }, more = 999) {
	const apps = new Set(left.map(({ change }) => change)).size;
	const level = gravest(left.map((block) => block.level));
	const where = whole === void 0 ? "the report" : link(whole.text, whole.url);
	const also = followsNote(more).map((sentence) => ` ${sentence}`);
	return `**${count(left.length, "object")} of ${count(apps, "app")} did not fit and ${left.length === 1 ? "is" : "are"} only in ${where}**; the gravest risk among them is ${level}.${also.join("")}`;
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
	throw new Error("a summary is longer than its limit");
}

// src/report/merge.ts
function mergeShards(parts, digestsOf) {
	const [first] = parts;
	if (!first) throw inputError("there is no part of a report to merge");
	check(parts, first);
	const ordered = parts.toSorted((a, b) => (a.shard?.index ?? 1) - (b.shard?.index ?? 1));
	const apps = ordered.flatMap((part) => part.apps).toSorted(compareApps);
	const versions = mergeVersions(ordered);
	const slowest = (of) => Math.max(...parts.map(({ took }) => of(took)));
	return {
		...first,
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
		if (own !== count) throw inputError(`one part is of ${count}, another of ${own}`, { hint: SAME_RUN });
		if (seen.has(index)) throw inputError(`part ${index} of ${count} is there twice`, { hint: SAME_RUN });
		seen.add(index);
		for (const side of ["base", "head"]) if (part[side].commit !== first[side].commit) throw inputError(`part ${index} of ${count} compares another commit as ${side}`, { hint: SAME_RUN });
	}
	const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !seen.has(index));
	if (missing.length > 0) throw inputError(`of ${count} parts ${missing.slice(0, 10).join(", ")} ${missing.length === 1 ? "is" : "are"} missing`, { hint: "Merge only when all jobs of the matrix have succeeded." });
}
const SAME_RUN = "Merge the parts of one run, each of them once.";
function mergeVersions(parts) {
	const found = /* @__PURE__ */ new Map();
	for (const { versions } of parts) for (const [tool, version] of Object.entries(versions)) found.set(tool, (found.get(tool) ?? /* @__PURE__ */ new Set()).add(version));
	return new Map([...found].map(([tool, versions]) => [tool, [...versions]]));
}
function versionWarnings(versions) {
	return [...versions].filter(([, all]) => all.length > 1).map(([tool, all]) => `The parts rendered with different versions of ${tool}: ${all.join(" and ")}. Objects may differ for that alone.`);
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
	const rest = [
		...names("Touched but unchanged", report.apps.filter(({ status }) => status === "unchanged").map(({ app }) => appName(app))),
		...report.apps.filter((change) => !isListed(change)).flatMap(({ app, notes }) => notes.map((note) => `Note on ${line(appName(app))}: ${line(note)}`)),
		...quietCharts(report.apps).map(([chart, apps]) => `Chart ${line(chart)} changes nothing else in ${count(apps, "app")}.`),
		...noise(report.apps),
		...names("Changed files that are no app's input", report.unclaimed),
		...Object.entries(report.digests).toSorted(([a], [b]) => a < b ? -1 : 1).map(([environment, digest]) => `Digest of ${line(environment)}: ${line(digest)}`),
		`Took ${duration(report.took.total)}.`
	];
	return [
		...listed.flatMap((change) => [...appLines(change, options, paint), ""]),
		...(report.comparedInstead === void 0 ? [] : [report.comparedInstead]).map((warning) => `${paint("yellow", "warning:")} ${line(warning)}`),
		...rest.map((text) => paint("dim", text)),
		paint("bold", headline(report, "change").replace(/^This change changes/, "This changes")) + (risk === "none" ? "" : ` The gravest risk is ${paint(toneOf(risk), risk)}.`)
	];
}
function progress(done, total, label, width) {
	const bar = Math.max(5, Math.min(30, Math.floor(width / 3)));
	const full = total === 0 ? bar : Math.floor(Math.min(done, total) / total * bar);
	return `[${"#".repeat(full)}${"-".repeat(bar - full)}] ${thousands(done)} of ${thousands(total)} ${line(label)}`.slice(0, Math.max(0, width - 1)).trimEnd();
}
function appLines(change, { width }, paint) {
	const { status, app, images, risks, notes, objects } = change;
	const sums = tally([change]);
	const level = appRisk(change);
	const parts = [status === "failed" ? "not compared" : `${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${thousands(sums.removed)} removed`, ...level === "none" ? [] : [`risk ${level}`]];
	const title = `${line(appName(app))}${status === "added" ? " (new)" : status === "removed" ? " (removed)" : ""}`;
	const ruler = "-".repeat(Math.max(3, width - title.length - parts.join(", ").length - 8));
	return [
		`${paint("bold", `== ${title}`)} ${ruler} ${paint(toneOf(level), parts.join(", "))}`,
		...images.map((image) => `   ${artifactWord(image) || "image "}${line(image.repository)}: ${line(imageMove(image))}`),
		...risks.map((risk) => `   ${riskText(risk, paint)}`),
		...toldFailures(change).flatMap(({ when, message, hint, at }) => [
			`   ${paint("red", when === "before and after the change" ? "could be rendered neither before nor after the change" : `could not be rendered ${when}`)}${at ? ` (${line(placeText(at))})` : ""}:`,
			...gutter(message, paint),
			...hint === void 0 || hint === "" ? [] : [`   hint: ${line(hint)}`]
		]),
		...notes.map((note) => `   note: ${line(note)}`),
		...objects.flatMap((object) => objectLines(object, paint))
	];
}
function objectLines({ action, id, renamedFrom, risks, diff }, paint) {
	const tone = action === "added" ? "green" : action === "removed" ? "red" : "yellow";
	const was = renamedFrom === void 0 ? "" : `, was ${line(objectName(renamedFrom))}`;
	return [
		`   ${paint(tone, action)} ${paint("bold", line(objectName(id)))}${was}`,
		...risks.map((risk) => `     ${riskText(risk, paint)}`),
		...gutter(diff, paint)
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
function riskText({ level, rule, reason }, paint) {
	return `${paint(toneOf(level), `${level} ${line(rule)}`)}: ${line(reason)}`;
}
function toneOf(level) {
	return level === "high" ? "red" : level === "medium" ? "yellow" : level === "low" ? "cyan" : "dim";
}
function noise(changes) {
	const fields = changes.reduce((sum, change) => sum + change.noise, 0);
	const apps = changes.filter((change) => change.noise > 0).length;
	return fields === 0 ? [] : [`Noise, not shown: ${count(fields, "field")} of ${count(apps, "app")}.`];
}
function names(head, all) {
	if (all.length === 0) return [];
	const more = all.length > 20 ? `, and ${thousands(all.length - 20)} more` : "";
	return [`${head} (${thousands(all.length)}): ${all.slice(0, 20).map(line).join(", ")}${more}.`];
}
function line(text) {
	return visibleLine(text).replaceAll("##[", "# #[");
}

// src/commands/diff.ts
const diffCommand = {
	name: "diff",
	title: "Fairlead diff",
	summary: "Renders every app that a change of the infra repo touches, before and after, and shows what changes in the cluster and what is dangerous about it.",
	inputs: pick(inputs, "path", "base", "head", "forge", "repository", "comment", "pull-request", "comment-token", "comment-limit", "source-token", "fail-on", "report-path", "reports", "shard", "helm-path", "kustomize-path", "lanes", "cache-path", "output"),
	outputs: pick(outputs, "changed", "apps", "digest", "risk", "report-path")
};
async function runDiff(values, ports) {
	const { report, setUp } = values.reports.length > 0 ? {
		report: await readReports(values, ports),
		setUp: void 0
	} : await compare$1(values, ports);
	const folder = await writeReport$1(values, report, ports);
	const target = values.comment === "auto" && report.shard === void 0 ? await ports.comments() : void 0;
	const noun = target?.noun ?? "pull request";
	if (target) {
		const bodies = comments(report, {
			limit: target.to.limit,
			most: Math.max(1, values["comment-limit"] ?? 3),
			request: noun,
			isForeign: target.isForeign === true,
			whole: ports.runUrl === void 0 ? void 0 : {
				text: "the report of this run",
				url: ports.runUrl
			}
		});
		await target.to.put(target.request, "diff", bodies);
	}
	const changing = report.apps.filter(({ status }) => status !== "unchanged" && status !== "noise");
	const risk = reportRisk(report);
	const outputs = {
		changed: String(changing.length > 0),
		apps: String(changing.length),
		risk,
		digest: JSON.stringify(report.digests),
		"report-path": folder ?? ""
	};
	const failure = setUp ?? failureOf(values, report, changing.length);
	const reason = (failure?.faults ?? []).flatMap((fault) => `This fails: ${describeFault(fault)}`.split("\n"));
	return {
		outputs,
		get data() {
			return JSON.parse(toJson(report));
		},
		get text() {
			return [...terminal(report, {
				color: false,
				width: ports.width
			}), ...reason];
		},
		get coloured() {
			return [...terminal(report, {
				color: true,
				width: ports.width
			}), ...reason];
		},
		get summary() {
			return summary(report, noun);
		},
		warnings: report.warnings,
		...failure ? { failure } : {}
	};
}
async function compare$1(values, ports) {
	const started = ports.now();
	const base = values.base ?? ports.base;
	if (base === void 0) throw inputError("base is missing, and nothing tells which branch the change goes into", { hint: "Name it: fairlead diff --base main." });
	const shard = readShard(values.shard);
	const sides = await ports.sides(base);
	await listingOf(sides.base.tree);
	const config = await configOf(sides.base.tree);
	const { renderer, elsewhere } = await ports.rendering(config);
	const branch = sides.branch ?? ports.base ?? "main";
	const isDefaultBranch = sides.branch === void 0 || ports.isDefaultBranch(sides.branch);
	const worldOf = (tree, context) => ({
		tree,
		context,
		branch,
		isDefaultBranch,
		elsewhere
	});
	const declared = await declaredSides(sides, {
		identity: ports.identity,
		config,
		store: ports.inventories,
		discover: (both) => discover(both.map(({ tree, open }) => ({
			open,
			world: worldOf(tree, open.context)
		})), {
			renderer,
			plannerFor
		})
	});
	const { affected, before, after } = declared;
	const read = ports.now();
	const rendered = await renderPairs(affected, {
		before: {
			declarations: before,
			world: worldOf(sides.base.tree, before.context)
		},
		after: {
			declarations: after,
			world: worldOf(sides.head.tree, after.context)
		},
		renderer,
		plannerFor,
		planConvention,
		shard,
		progress: ports.progress
	});
	const done = ports.now();
	return {
		report: await buildReport(rendered, {
			sides,
			declared,
			unclaimed: unclaimed(affected, sides.changed),
			config,
			versions: renderer.versions,
			shard,
			took: {
				inventory: read - started,
				rendering: done - read,
				total: done - started
			}
		}),
		setUp: renderer.faults[0]
	};
}
function readShard(text) {
	if (text === void 0) return void 0;
	const [, index, count] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? []).map(Number);
	if (index === void 0 || count === void 0 || index < 1 || index > count) throw inputError(`the shard ${JSON.stringify(text)} is none`, { hint: "It is written i/n, from 1/n to n/n: in GitLab $CI_NODE_INDEX/$CI_NODE_TOTAL." });
	return {
		index,
		count
	};
}
async function readReports(values, ports) {
	const parts = await Promise.all(values.reports.map(async (path) => fromJson(await ports.readReport(path))));
	const [first, ...more] = parts;
	if (!first) throw inputError("reports names no report");
	return more.length === 0 && first.shard === void 0 ? first : mergeShards(parts, digestsOf);
}
async function writeReport$1(values, report, ports) {
	const folder = values["report-path"];
	if (folder === void 0) return void 0;
	const { html } = await import("./html.js");
	const files = /* @__PURE__ */ new Map([
		["report.json", toJson(report)],
		["report.html", html(report, "pull request")],
		["report.md", summary(report, "pull request")]
	]);
	return ports.writeReport(folder, files);
}
function brokenBy({ apps }) {
	const broken = apps.filter(isBrokenByChange);
	if (broken.length === 0) return void 0;
	const names = broken.slice(0, 5).map(({ app }) => app.name);
	return inputError(`after the change ${broken.length === 1 ? "an app" : `${broken.length} apps`} cannot be rendered: ${names.join(", ")}${broken.length > 5 ? " …" : ""}`, { hint: "The report has the renderer's message." });
}
function failureOf(values, report, changing) {
	const limit = values["fail-on"];
	if (limit === "never") return brokenBy(report);
	const risk = reportRisk(report);
	if (!(limit === "change" ? changing > 0 : RISK_LEVELS.indexOf(risk) >= RISK_LEVELS.indexOf(limit))) return void 0;
	const apps = (n) => `${n} app${n === 1 ? "" : "s"}`;
	const failed = report.apps.filter(({ status }) => status === "failed").length;
	const reason = failed > 0 ? `${apps(failed)} could not be rendered, so nobody knows what changes` : limit === "change" ? `${apps(changing)} would change` : `the change has a risk of level ${risk}`;
	return refusal(reason, { hint: `fail-on is ${limit}. The report says what it is.` });
}

// src/entries/wire/comments.ts
async function commentsFor(inputs, wiring) {
	const { context, say } = wiring;
	const named = inputs["pull-request"] ?? context.request?.number;
	if (inputs.forge === "local" || named === void 0 && !context.finishedRun) return void 0;
	if (named !== void 0 && !/^[1-9]\d{0,9}$/.test(named)) throw inputError(`${JSON.stringify(named)} is no number of a pull request`);
	const token = inputs["comment-token"];
	if (token === void 0) {
		if (inputs["pull-request"] !== void 0) throw inputError("comment-token is missing, so no comment can be written", { hint: "Give a token that may write comments, or set comment: never." });
		say("There is no comment-token, so no comment is written.");
		return;
	}
	const { environment, serverUrl, apiUrl, graphqlUrl } = context;
	if (inputs.forge === "gitlab") {
		const repository = inputs.repository ?? context.job.repository;
		if (repository === void 0 || named === void 0) return void 0;
		const { openGitLabComments } = await import("./comments2.js");
		const server = gitlabServer(repository, context);
		const certificates = await ownAuthorities(environment);
		return {
			to: openGitLabComments({
				repository: server.path,
				serverUrl: server.serverUrl,
				apiUrl: server.apiUrl,
				token,
				jobToken: environment["CI_JOB_TOKEN"],
				certificates,
				environment,
				log: say
			}),
			request: named,
			noun: "merge request",
			isForeign: false
		};
	}
	const origin = repositoryOf(await identityOf(inputs.path, wiring.context).catch(() => void 0), serverUrl);
	const repository = inputs.repository ?? context.job.repository ?? origin;
	if (repository === void 0) throw inputError("repository is missing, so the pull request is not known", { hint: "Give owner/name." });
	const options = {
		repository,
		token,
		apiUrl,
		graphqlUrl,
		serverUrl,
		environment,
		log: say
	};
	const [{ openGitHubComments }, { pullRequestOfRun }] = await Promise.all([import("./comments.js"), import("./finished-run.js")]);
	const number = named ?? (context.finishedRun && await pullRequestOfRun(options, context.finishedRun, inputs.base));
	if (number === void 0) {
		say("The run before is of no open pull request whose head is its commit, so no comment is written.");
		return;
	}
	const isForeign = named === void 0;
	return {
		to: openGitHubComments(options),
		request: number,
		noun: "pull request",
		isForeign
	};
}

// src/render/engine/asked.ts
function remembering(ask, cache) {
	return async (program, args) => {
		const file = await stat(program, { bigint: true }).catch(() => void 0);
		if (!file) return ask(program, args);
		const facts = [
			program,
			...args,
			file.ino,
			file.size,
			file.mtimeNs,
			file.ctimeNs
		].map(String);
		const key = createHash("sha256").update(JSON.stringify(facts)).digest("hex");
		const known = await cache.get(key);
		if (known !== void 0) return known;
		const answer = await ask(program, args);
		await cache.put(key, answer);
		return answer;
	};
}

// src/render/engine/cache.ts
const FORMAT = "render-2";
var RenderCache = class {
	#entries;
	constructor(entries) {
		this.#entries = entries;
	}
	async get(key) {
		const text = await this.#entries.get(ownKey(key));
		return text === void 0 ? void 0 : decode$1(JSON.parse(text));
	}
	async put(key, rendered) {
		await this.#entries.put(ownKey(key), JSON.stringify(encode(rendered)));
	}
};
function ownKey(key) {
	return createHash("sha256").update(`${FORMAT} ${key}`).digest("hex");
}
function encode({ manifests, warnings, generated }) {
	return {
		objects: manifests.map(({ content }) => content),
		warnings: [...warnings],
		generated: manifests.map((manifest) => [...generated.get(manifest) ?? []])
	};
}
function decode$1(value) {
	if (!isObject(value)) return void 0;
	const { objects, warnings, generated } = value;
	if (!Array.isArray(objects) || !Array.isArray(warnings) || !Array.isArray(generated)) return void 0;
	const manifests = [];
	const pointers = /* @__PURE__ */ new Map();
	for (const [i, content] of objects.entries()) {
		const manifest = isObject(content) ? manifestOf$2(content) : void 0;
		if (!manifest) return void 0;
		manifests.push(manifest);
		const own = generated[i];
		if (Array.isArray(own) && own.length > 0) pointers.set(manifest, own);
	}
	return {
		manifests,
		warnings,
		generated: pointers
	};
}

// src/render/engine/blobs.ts
function blobId(content) {
	return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
var BlobReader = class {
	#tree;
	#listing;
	#kept;
	#ids = /* @__PURE__ */ new Map();
	#waiting;
	constructor(tree, listing, kept) {
		this.#tree = tree;
		this.#listing = listing;
		this.#kept = kept;
	}
	async ids(paths) {
		const unknown = paths.filter((path) => this.#id(path) === void 0);
		if (unknown.length > 0) await this.read(unknown);
		return new Map(paths.map((path) => [path, this.#id(path) ?? ""]));
	}
	async read(paths) {
		const result = /* @__PURE__ */ new Map();
		const absent = [];
		for (const path of paths) {
			const content = this.#kept.get(this.#id(path) ?? "");
			if (content) result.set(path, content);
			else absent.push(path);
		}
		const read = absent.length > 0 ? await this.#request(absent) : /* @__PURE__ */ new Map();
		for (const path of absent) {
			const content = read.get(path);
			if (!content) throw remoteError(`the content of ${path} is missing in ${this.#tree.name}`);
			result.set(path, content);
		}
		return result;
	}
	#id(path) {
		return this.#listing.get(path)?.oid ?? this.#ids.get(path);
	}
	#request(paths) {
		if (!this.#waiting) {
			const wanted = /* @__PURE__ */ new Set();
			const answer = new Promise((resolve) => setImmediate(resolve)).then(async () => {
				this.#waiting = void 0;
				const files = await this.#tree.read([...wanted]);
				const read = /* @__PURE__ */ new Map();
				for (const [path, { content }] of files) {
					read.set(path, content);
					const id = this.#listing.get(path)?.oid ?? blobId(content);
					this.#ids.set(path, id);
					this.#kept.keep(id, content);
				}
				return read;
			});
			this.#waiting = {
				paths: wanted,
				answer
			};
		}
		for (const path of paths) this.#waiting.paths.add(path);
		return this.#waiting.answer;
	}
};

// src/render/engine/snapshot.ts
var Snapshot = class Snapshot {
	tree;
	#limits;
	#blobs;
	#listing;
	#links;
	constructor(tree, listing, links, limits, kept) {
		this.tree = tree;
		this.#limits = limits;
		this.#listing = listing;
		this.#links = links;
		this.#blobs = new BlobReader(tree, listing, kept);
	}
	static async open(tree, limits, kept) {
		const listing = await listingOf(tree);
		const links = listing.links().map(({ path }) => path);
		const texts = [...links.length > 0 ? await tree.read(links) : /* @__PURE__ */ new Map()].map(([path, { content }]) => [path, Buffer.from(content).toString()]);
		return new Snapshot(tree, listing, new Map(texts), limits, kept);
	}
	resolve(path) {
		const found = followLinks(this.#links, path);
		if (found.kind !== "inside") return found.kind === "endless" ? { kind: "missing" } : found;
		const { path: real, links } = found;
		const entry = this.#listing.get(real);
		if (entry?.mode === "160000") return {
			kind: "submodule",
			path: real
		};
		if (entry && entry.mode !== "120000") return {
			kind: "file",
			file: {
				path: real,
				mode: entry.mode
			},
			links
		};
		return this.isFolder(real) ? {
			kind: "folder",
			path: real,
			links
		} : { kind: "missing" };
	}
	isFolder(path) {
		return this.#listing.isFolder(path);
	}
	filesBelow(folder, submodules = []) {
		const files = /* @__PURE__ */ new Map();
		const visit = (real, shown, chain) => {
			const prefix = real === "" ? "" : `${real}/`;
			for (const entry of this.#listing.below(real)) {
				const staged = shown + entry.path.slice(prefix.length);
				if (entry.mode === "160000") submodules.push(entry.path);
				else if (entry.mode !== "120000") this.#put(files, staged, {
					path: entry.path,
					mode: entry.mode
				});
				else {
					const found = this.resolve(entry.path);
					if (found.kind === "file") this.#put(files, staged, found.file);
					else if (found.kind === "folder") {
						if (chain.length > 10 || [...chain, entry.path].some((place) => isBelow(place, found.path))) throw inputError(`the link ${entry.path} leads to a folder that it is in`, { at: { file: entry.path } });
						visit(found.path, `${staged}/`, [
							...chain,
							entry.path,
							found.path
						]);
					} else throw linkError(entry.path, this.#links.get(entry.path) ?? "", this.tree.name);
				}
			}
		};
		visit(folder, "", []);
		return files;
	}
	async ids(files) {
		return this.#blobs.ids([...files].map(({ path }) => path));
	}
	async read(paths) {
		return this.#blobs.read([...paths]);
	}
	#put(files, staged, file) {
		const fault = pathFault(staged);
		if (fault !== void 0) throw inputError(`this path is not allowed: ${fault}`);
		if (files.size >= this.#limits.files) throw inputError(`there are more than ${this.#limits.files} files to render from`, { hint: "Keep what belongs to no chart out of its folder." });
		files.set(staged, file);
	}
};
function isBelow(path, folder) {
	return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
function linkError(path, target, tree) {
	return inputError(`the link ${path} leads to ${JSON.stringify(target)}, which is no file of ${tree}`, {
		at: { file: path },
		hint: "Links are followed to tracked files of the same repository only."
	});
}
function resolveOrThrow(snapshot, path, what, details = {}) {
	const found = snapshot.resolve(path);
	if (found.kind === "file" || found.kind === "folder") return found;
	if (found.kind === "submodule") throw inputError(`${what} ${path} is in the submodule ${found.path}, which is not read`, details);
	if (found.kind === "missing") throw inputError(`${what} ${path} is not there in ${snapshot.tree.name}`, details);
	throw inputError(found.link === void 0 ? `${what} ${path} leaves the repository` : `${what} ${path} leaves the repository by the link ${found.link}`, {
		...details,
		hint: details.hint ?? "Only tracked files of the same repository are rendered."
	});
}
function hashFiles(files, ids) {
	const hash = createHash("sha256");
	for (const [staged, { path, mode }] of [...files].toSorted(([a], [b]) => a < b ? -1 : 1)) hash.update(`${staged}\0${mode === "100755" ? "x" : "-"}${ids.get(path) ?? ""}\n`);
	return hash.digest("hex");
}

// src/render/engine/stage.ts
var Stage = class {
	#root;
	#folders = /* @__PURE__ */ new Map();
	constructor(root) {
		this.#root = root;
	}
	folder(hash, fill) {
		let folder = this.#folders.get(hash);
		if (!folder) {
			folder = fill().then((content) => this.#write(hash, content));
			this.#folders.set(hash, folder);
			folder.catch(() => this.#folders.delete(hash));
		}
		return folder;
	}
	async file(id, content) {
		const { path } = await this.folder(`file-${id}`, async () => ({
			files: /* @__PURE__ */ new Map([["content.yaml", await content()]]),
			generates: false,
			warnings: []
		}));
		return join(path, "content.yaml");
	}
	#write(hash, { files, links, generates, asks = [], warnings }) {
		const root = join(this.#root, hash);
		rmSync(root, {
			recursive: true,
			force: true
		});
		const folders = /* @__PURE__ */ new Set();
		const place = (path) => {
			const file = join(root, path);
			const folder = dirname(file);
			if (!folders.has(folder)) {
				mkdirSync(folder, { recursive: true });
				folders.add(folder);
			}
			return file;
		};
		mkdirSync(root, { recursive: true });
		try {
			for (const [path, content] of files) writeFileSync(place(path), content, { flag: "wx" });
			for (const [path, target] of links ?? []) {
				const link = place(path);
				symlinkSync(relative(dirname(link), join(root, target)) || ".", link);
			}
		} catch (error) {
			const { code } = error;
			if (code === "EEXIST" || code === "ENOTDIR" || code === "EISDIR") throw inputError("two of the files to render from have the same name on this disk", { hint: "Their names differ in case only, or one is a folder where the other is a file." });
			throw remoteError(`cannot write to ${this.#root}: ${error.message}`, { cause: error });
		}
		return {
			path: root,
			generates,
			asks,
			warnings
		};
	}
};
async function readFiles(snapshot, files, limits) {
	const contents = await snapshot.read(new Set([...files.values()].map(({ path }) => path)));
	const result = /* @__PURE__ */ new Map();
	let size = 0;
	for (const [staged, { path }] of files) {
		const content = contents.get(path) ?? /* @__PURE__ */ new Uint8Array();
		size += content.length;
		if (size > limits.size * 1024 * 1024) throw inputError(`the files to render from hold more than ${limits.size} MiB`, {
			at: { file: path },
			hint: "Keep what belongs to no chart out of its folder."
		});
		result.set(staged, content);
	}
	return result;
}

// src/render/engine/directory.ts
async function renderDirectory(job, engine) {
	const snapshot = await engine.snapshot(job.tree);
	const manifests = [];
	const warnings = [];
	const files = new Map(job.files.flatMap((path) => {
		if (snapshot.resolve(path).kind === "missing") {
			warnings.push(`${path} is a link to nothing and is left out, as Argo CD does`);
			return [];
		}
		const found = resolveOrThrow(snapshot, path, "the file");
		return found.kind === "folder" ? [] : [[path, found.file]];
	}));
	for (const [path, content] of await readFiles(snapshot, files, engine.limits)) {
		const text = decode(content);
		if (text.includes("+argocd:skip-file-rendering")) continue;
		try {
			const found = path.endsWith(".json") ? readJson(text, path) : text;
			if (found === void 0) {
				warnings.push(`${path} is JSON, but no Kubernetes object, and is left out, as Argo CD does`);
				continue;
			}
			manifests.push(...readManifests(found, path, (line) => ({
				file: path,
				line
			})));
		} catch (error) {
			if (!(error instanceof FairleadError) || path.endsWith(".json") || !isIgnored(text, path, error)) throw error;
			warnings.push(`${path} is no YAML and is left out, as Argo CD does`);
		}
	}
	return {
		manifests,
		warnings,
		generated: /* @__PURE__ */ new Map()
	};
}
function decode(content) {
	const [first, second] = content;
	if (first === 255 && second === 254) return new TextDecoder("utf-16le").decode(content);
	if (first === 254 && second === 255) return new TextDecoder("utf-16be").decode(content);
	return Buffer.from(content).toString();
}
function readJson(text, path) {
	let value;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw inputError(`this is not valid JSON: ${error.message}`, { at: { file: path } });
	}
	return isOciManifest(value) ? void 0 : text;
}
function isOciManifest(value) {
	if (!isObject(value) || textAt(value, "kind")) return false;
	const isText = (field) => field === void 0 || field === null || typeof field === "string";
	const isMap = (field) => field === void 0 || field === null || isObject(field);
	const { schemaVersion, mediaType, artifactType, config, layers, subject, annotations } = value;
	return (schemaVersion === void 0 || schemaVersion === null || Number.isInteger(schemaVersion)) && [mediaType, artifactType].every(isText) && [
		config,
		subject,
		annotations
	].every(isMap) && (!isObject(annotations) || Object.values(annotations).every(isText)) && (layers === void 0 || layers === null || Array.isArray(layers) && layers.every(isMap));
}
function isIgnored(text, path, { faults: [{ at }] }) {
	if ([
		"apiVersion:",
		"kind:",
		"metadata:"
	].every((word) => text.includes(word))) return false;
	if (isYaml(text, path)) return false;
	const before = text.split("\n").slice(0, (at?.line ?? 1) - 1);
	const last = before.findLastIndex((line) => line.startsWith("---"));
	const whole = before.slice(0, Math.max(last, 0)).join("\n");
	return !(isYaml(whole, path) && parseYaml(whole, path).documents.length > 0);
}
function isYaml(text, path) {
	try {
		parseYaml(text, path);
		return true;
	} catch {
		return false;
	}
}

// src/render/engine/environment.ts
function rendererEnvironment(root) {
	const home = join(root, "home");
	const plugins = join(home, "plugins");
	mkdirSync(plugins, { recursive: true });
	const nowhere = "http://127.0.0.1:9";
	return {
		HOME: home,
		USERPROFILE: home,
		TMPDIR: home,
		TMP: home,
		TEMP: home,
		PATH: "",
		LC_ALL: "C",
		TZ: "UTC",
		GOGC: "400",
		HTTP_PROXY: nowhere,
		HTTPS_PROXY: nowhere,
		ALL_PROXY: nowhere,
		http_proxy: nowhere,
		https_proxy: nowhere,
		all_proxy: nowhere,
		NO_PROXY: "",
		no_proxy: "",
		KUBECONFIG: join(home, "kubeconfig"),
		KUSTOMIZE_PLUGIN_HOME: plugins,
		XDG_CACHE_HOME: join(home, "cache"),
		XDG_CONFIG_HOME: join(home, "config"),
		XDG_DATA_HOME: join(home, "data"),
		HELM_CACHE_HOME: join(home, "helm-cache"),
		HELM_CONFIG_HOME: join(home, "helm-config"),
		HELM_DATA_HOME: join(home, "helm-data"),
		HELM_PLUGINS: plugins,
		HELM_NO_PLUGINS: "1",
		...process.platform === "win32" ? { SystemRoot: String.raw`C:\Windows` } : {}
	};
}

// src/render/engine/generated.ts
const GENERATORS = /(?<![\w$."'/-])(rand(?:AlphaNum|Alpha|Ascii|Numeric|Bytes|Int)|gen(?:PrivateKey|CA|CAWithKey|SelfSignedCert|SelfSignedCertWithKey|SignedCert|SignedCertWithKey)|uuidv4|now|ago|date(?:InZone|_in_zone)?|htmlDate(?:InZone)?|htpasswd|bcrypt|shuffle|encryptAES|keys|values)(?![\w"'/:-])/g;
function usesGenerators(content) {
	return generatorsIn(textOf(content)).next().done !== true;
}
function atAnotherTime(template) {
	const text = textOf(template);
	let result = "";
	let end = 0;
	for (const { index, 0: name } of generatorsIn(text)) {
		if (name !== "now") continue;
		result += `${text.slice(end, index)}(toDate "2006-01-02" "2101-02-03")`;
		end = index + name.length;
	}
	return end === 0 ? template : Buffer.from(result + text.slice(end), "latin1");
}
function textOf(content) {
	return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("latin1");
}
function* generatorsIn(text) {
	let open = text.indexOf("{{");
	let next = open;
	let close = -1;
	if (open < 0) return;
	for (const match of text.matchAll(GENERATORS)) {
		for (; next >= 0 && next <= match.index; next = text.indexOf("{{", next + 1)) open = next;
		if (open > match.index) continue;
		if (close < open) close = indexOrEnd(text, "}}", open);
		if (close >= match.index && !/^\{\{-?\s*\/\*/.test(text.slice(open, open + 10))) yield match;
	}
}
function indexOrEnd(text, part, from) {
	const index = text.indexOf(part, from);
	return index < 0 ? text.length : index;
}
function compareRuns(first, second) {
	const generated = /* @__PURE__ */ new Map();
	const unstable = [];
	const others = queues(second, keyOf$1);
	const left = [];
	for (const manifest of first) {
		const other = others.get(keyOf$1(manifest))?.next();
		if (other) note(manifest, other);
		else left.push(manifest);
	}
	const rest = queues([...others.values()].flatMap((queue) => queue.rest()), kindOf);
	for (const manifest of left) {
		const other = rest.get(kindOf(manifest))?.next();
		if (other) note(manifest, other);
		else unstable.push(`${manifest.kind} ${manifest.name}`);
	}
	for (const queue of rest.values()) for (const { kind, name } of queue.rest()) unstable.push(`${kind} ${name}`);
	return {
		generated,
		unstable
	};
	function note(manifest, other) {
		const pointers = [];
		compare(manifest.content, other.content, "", pointers, (pointer) => unstable.push(`${pointer} of ${manifest.kind} ${manifest.name}`));
		if (pointers.length > 0) generated.set(manifest, pointers);
	}
}
function keyOf$1({ apiVersion, kind, namespace, name }) {
	return JSON.stringify([
		apiVersion,
		kind,
		namespace,
		name
	]);
}
function kindOf({ apiVersion, kind }) {
	return JSON.stringify([apiVersion, kind]);
}
function queues(manifests, key) {
	const found = /* @__PURE__ */ new Map();
	for (const manifest of manifests) {
		const queue = found.get(key(manifest)) ?? new Queue();
		found.set(key(manifest), queue);
		queue.items.push(manifest);
	}
	return found;
}
var Queue = class {
	items = [];
	#taken = 0;
	next() {
		return this.items[this.#taken++];
	}
	rest() {
		return this.items.slice(this.#taken);
	}
};
function compare(a, b, pointer, differing, differsInShape) {
	if (Array.isArray(a) && Array.isArray(b)) {
		const [x, y] = [a, b];
		if (x.length !== y.length) differsInShape(pointer);
		for (const [i, item] of x.slice(0, y.length).entries()) compare(item, y[i], `${pointer}/${i}`, differing, differsInShape);
	} else if (isObject(a) && isObject(b)) {
		const keys = Object.keys(a).filter((key) => Object.hasOwn(b, key));
		if (keys.length < Object.keys(a).length || keys.length < Object.keys(b).length) differsInShape(pointer);
		for (const key of keys) {
			const at = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
			compare(a[key], b[key], at, differing, differsInShape);
		}
	} else if (isLeaf(a) && isLeaf(b)) {
		if (a !== b) differing.push(pointer);
	} else differsInShape(pointer);
}
function isLeaf(value) {
	return typeof value !== "object" || value === null;
}

// src/render/engine/schema.ts
const DRAFTS = /^https?:\/\/json-schema\.org\/(draft-0[34567]|draft\/(2019-09|2020-12))\/(hyper-)?schema#?$/;
const REFERENCES = /* @__PURE__ */ new Set([
	"$ref",
	"$dynamicRef",
	"$recursiveRef"
]);
function foreignReference(content) {
	let schema;
	try {
		schema = JSON.parse(new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(content));
	} catch {
		return "something that cannot be read, as it is no JSON";
	}
	const pending = [schema];
	while (pending.length > 0) {
		const value = pending.pop();
		if (typeof value !== "object" || value === null) continue;
		for (const [key, item] of Object.entries(value)) {
			if (typeof item === "string") {
				if (!(key === "$schema" ? DRAFTS.test(item) : !REFERENCES.has(key) || item.startsWith("#"))) return JSON.stringify(item);
			}
			pending.push(item);
		}
	}
}

// src/render/engine/chart-files.ts
const ASKING = /(?<![\w$"'-])(lookup(?=\s+["'(.$])|IsUpgrade\b|IsInstall\b|Release\.Revision\b)/g;
async function cleanse(files, name, limits) {
	const clean = /* @__PURE__ */ new Map();
	const warnings = [];
	const asks = /* @__PURE__ */ new Set();
	let generates = false;
	const budget = {
		files: limits.files,
		size: limits.size
	};
	for (const [path, content] of files) if (/\.(tgz|tar\.gz)$/i.test(path)) {
		const packed = await repack(content, `${name}/${path}`, budget, (inner, data) => {
			return look(`${path}: ${inner}`, inner, data);
		});
		clean.set(path, packed);
	} else if (look(path, path, content)) clean.set(path, content);
	return {
		files: clean,
		generates,
		warnings,
		asks: [...asks].toSorted()
	};
	function look(shown, path, content) {
		if (/(^|\/)values\.schema\.json$/i.test(path)) {
			const reference = foreignReference(content);
			if (reference === void 0) return true;
			warnings.push(`${name}: the values are not checked by ${shown}, which refers to ${reference}: a schema may only refer to itself`);
			return false;
		}
		generates ||= usesGenerators(content);
		if (/(^|\/)templates\//.test(path) && !path.endsWith("NOTES.txt")) for (const [, what = ""] of Buffer.from(content).toString("latin1").matchAll(ASKING)) asks.add(what);
		return true;
	}
}

// src/render/engine/dependencies.ts
function dependenciesOf(text, path) {
	const root = parseYaml(text, path).documents[0]?.root;
	const list = root && resolve$1(entryValue(root, "dependencies"));
	if (list?.kind !== "sequence") return [];
	return list.items.flatMap((item) => {
		const value = evaluate(item);
		const name = textAt(value, "name");
		const target = resolve$1(item);
		if (name === void 0 || !target) return [];
		return {
			name,
			version: textAt(value, "version") ?? "",
			repository: textAt(value, "repository") ?? "",
			line: locate$2({
				path,
				text
			}, target.start).line ?? 1
		};
	});
}
function isThere(files, name, names = /* @__PURE__ */ new Map()) {
	for (const file of files) {
		if (!file.startsWith("charts/")) continue;
		const [, folder = "", ...rest] = file.split("/");
		if (rest.length > 0 && (names.get(folder) ?? folder) === name) return true;
		if (rest.length === 0 && folder.endsWith(".tgz") && [`${name}.tgz`, `${name}-`].some((start) => folder.startsWith(start))) return true;
	}
	return false;
}
function namesOf(texts) {
	const names = /* @__PURE__ */ new Map();
	for (const [path, text] of texts) {
		const folder = path.split("/").at(-2) ?? "";
		const name = /^name:\s*["']?([^"'\s#]+)/m.exec(text)?.[1];
		if (name !== void 0) names.set(folder, name);
	}
	return names;
}

// src/render/engine/chart.ts
const FIRST = "chart";
const AGAIN = "again";
async function planChart(at, engine) {
	const snapshot = await engine.snapshot(at.tree);
	const found = resolveOrThrow(snapshot, at.path, "the chart");
	if (found.kind === "file") {
		const files = /* @__PURE__ */ new Map([["chart.tgz", found.file]]);
		return finish(found.file.path, "chart.tgz", [{
			snapshot,
			files
		}], [], engine);
	}
	const name = found.path === "" ? snapshot.tree.name : found.path;
	const submodules = [];
	const files = snapshot.filesBelow(found.path, submodules);
	if (!files.has("Chart.yaml")) throw inputError(`${name} is no chart: it has no Chart.yaml`, { at: { file: joined$1(found.path, "Chart.yaml") } });
	return finish(name, "", [{
		snapshot,
		files
	}, ...await missingParts(at, found.path, snapshot, files, engine)], submodules.map((path) => `${path} is a submodule, whose files are not rendered`), engine);
}
async function missingParts(at, folder, snapshot, files, engine) {
	const declaring = ["Chart.yaml", "requirements.yaml"].flatMap((name) => files.get(name)?.path ?? []);
	const texts = await snapshot.read(declaring);
	const parts = [];
	const missing = [];
	const names = declaring.length > 0 ? await vendored(snapshot, files) : /* @__PURE__ */ new Map();
	for (const file of declaring) for (const dependency of dependenciesOf(Buffer.from(texts.get(file) ?? "").toString(), file)) {
		if (isThere(files.keys(), dependency.name, names)) continue;
		if (!dependency.repository.startsWith("file://")) missing.push({
			...dependency,
			file
		});
		else {
			const path = joined$1(folder, dependency.repository.slice(7));
			parts.push(besides(snapshot, path, dependency.name, {
				file,
				line: dependency.line
			}));
		}
	}
	const [first] = missing;
	if (!first) return parts;
	const fetched = await engine.dependencies?.(at, missing);
	if (!fetched) throw inputError(`charts/ lacks what ${first.file} depends on: ${missing.map(({ name, version }) => `${name} ${version}`.trim()).join(", ")}`, {
		at: {
			file: first.file,
			line: first.line
		},
		hint: "Run \"helm dependency build\" and commit charts/."
	});
	for (const [i, chart] of fetched.entries()) parts.push(besides(await engine.snapshot(chart.tree), chart.path, missing[i]?.name ?? "", void 0));
	return parts;
}
async function vendored(snapshot, files) {
	const paths = [...files].flatMap(([staged, file]) => /^charts\/[^/]+\/Chart\.yaml$/.test(staged) ? [[staged, file.path]] : []);
	if (paths.length === 0) return /* @__PURE__ */ new Map();
	const contents = await snapshot.read(paths.map(([, path]) => path));
	return namesOf(new Map(paths.map(([staged, path]) => [staged, Buffer.from(contents.get(path) ?? "").toString()])));
}
function besides(snapshot, path, name, at) {
	const found = resolveOrThrow(snapshot, path, `the dependency ${name},`, at ? { at } : {});
	if (found.kind === "file") return {
		snapshot,
		files: /* @__PURE__ */ new Map([[`charts/${name}.tgz`, found.file]])
	};
	const files = snapshot.filesBelow(found.path);
	return {
		snapshot,
		files: new Map([...files].map(([staged, file]) => [`charts/${name}/${staged}`, file]))
	};
}
async function finish(name, entry, parts, warnings, engine) {
	const hashes = await Promise.all(parts.map(async ({ snapshot, files }) => hashFiles(files, await snapshot.ids(files.values()))));
	const hash = createHash("sha256").update(hashes.join("\n")).digest("hex");
	const all = new Map(parts.flatMap(({ files }) => [...files]));
	return {
		name,
		hash,
		entry,
		locate(path) {
			const slash = path.indexOf("/");
			return entry === "" && slash >= 0 ? all.get(path.slice(slash + 1))?.path : void 0;
		},
		stage: () => engine.stage.folder(hash, async () => {
			const contents = await Promise.all(parts.map(({ snapshot, files }) => readFiles(snapshot, files, engine.limits)));
			const clean = await cleanse(new Map(contents.flatMap((part) => [...part])), name, engine.limits);
			const files = new Map([...clean.files].map(([path, content]) => [`${FIRST}/${path}`, content]));
			for (const [path, content] of clean.generates ? clean.files : []) files.set(`${AGAIN}/${path}`, path.includes("templates/") ? atAnotherTime(content) : content);
			return {
				files,
				generates: clean.generates,
				asks: clean.asks,
				warnings: [...warnings, ...clean.warnings]
			};
		})
	};
}
function joined$1(folder, path) {
	return folder === "" ? path : `${folder}/${path}`;
}

// src/render/engine/helm-failures.ts
function explainHelm(stderr, chart, names, folder) {
	let text = shortened(stderr).split("\n").filter((line) => !/^(WARNING: |level=|time=|Use --debug flag|walk\.go:)/.test(line)).join("\n").replace(/^Error: /m, "").trim();
	for (const [path, name] of names) text = text.replaceAll(path, name);
	text = text.replaceAll(folder, chart.name);
	const at = locate(text, chart);
	text = text.replaceAll(/[\w.-]+\/(?:[\w.-]+\/)*[\w.-]+\.(?:yaml|yml|tpl|txt|json)(?=[:)\s"]|$)/g, (path) => chart.locate(path) ?? path).trim();
	const missing = /missing in charts\/ directory: (.+)$/m.exec(text)?.[1];
	if (missing !== void 0) return inputError(`charts/ lacks what the chart ${chart.name} depends on: ${missing}`, { hint: "Run \"helm dependency build\" and commit charts/." });
	return inputError(`Helm cannot render the chart ${chart.name}: ${text || "it gave no reason"}`, at ? { at } : {});
}
const MAX_LENGTH = 6e3;
function shortened(text) {
	return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH / 2)}\n…\n${text.slice(text.length - MAX_LENGTH / 2)}`;
}
function locate(text, chart) {
	let at;
	for (const [, path = "", line, column] of text.matchAll(/([\w.-]+\/(?:[\w.-]+\/)*[\w.-]+)(?::(\d+)(?::(\d+))?)?/g)) {
		const file = chart.locate(path);
		if (file === void 0) continue;
		if (line === void 0) at ??= { file };
		else at = {
			file,
			line: Number(line),
			...column === void 0 ? {} : { column: Number(column) }
		};
	}
	return at;
}

// src/render/engine/helm.ts
async function prepareHelm(job, engine) {
	checkRelease(job.release);
	const chart = await planChart(job.chart, engine);
	const values = await Promise.all(job.values.map((value) => single(value, "the values file", engine)));
	const sets = await Promise.all(job.set.map((set) => planSet(set, engine)));
	const helm = await engine.tools.helm();
	const { chart: _, values: __, set, ...options } = job;
	const settings = set.map((entry) => entry.how === "set-file" ? [entry.how, entry.name] : entry);
	const inputs = [
		"helm",
		helm.version,
		chart.name,
		chart.hash,
		values.map(({ id }) => id),
		sets.map(({ id }) => id),
		settings,
		options
	];
	const subject = `the chart ${chart.name}`;
	return {
		subject,
		key: createHash("sha256").update(JSON.stringify(inputs)).digest("hex"),
		async stage() {
			const folder = await chart.stage();
			const files = await Promise.all(values.map(({ id, read }) => engine.stage.file(id, read)));
			const given = await Promise.all([...values, ...sets].map(({ read }) => read()));
			const names = new Map(files.map((file, i) => [file, values[i]?.name ?? ""]));
			const generates = folder.generates || given.some(usesGenerators);
			async function runIn(part) {
				const target = join(folder.path, part, chart.entry);
				const args = await helmArguments(job, target, files, sets, engine);
				const run = await engine.run({
					program: helm.path,
					args,
					subject
				});
				if (!run.ok) throw explainHelm(run.stderr, chart, names, target);
				return {
					text: run.stdout,
					name: `the output of ${subject}`,
					origin: helmOrigin(run.stdout, chart)
				};
			}
			return {
				generates,
				warnings: [...folder.warnings, ...job.inCluster === true ? askingWarning(subject, folder.asks) : []],
				run(again) {
					if (!again || !folder.generates) return runIn(FIRST);
					return runIn(AGAIN).catch(() => runIn(FIRST));
				}
			};
		}
	};
}
async function helmArguments(job, chart, values, sets, engine) {
	const args = ["template", `--kube-version=${job.kubeVersion}`];
	if (job.namespace !== void 0 && job.namespace !== "") args.push(`--namespace=${job.namespace}`);
	for (const version of job.apiVersions) args.push(`--api-versions=${version}`);
	if (job.includeCrds) args.push("--include-crds");
	if (job.skipTests) args.push("--skip-tests");
	if (job.skipSchemaValidation) args.push("--skip-schema-validation");
	for (const file of values) args.push(`--values=${file}`);
	for (const [i, set] of job.set.entries()) if (set.how !== "set-file") args.push(`--${set.how}=${set.name}=${set.value}`);
	else {
		const part = sets[i];
		if (part) args.push(`--set-file=${set.name}=${await engine.stage.file(part.id, part.read)}`);
	}
	return [
		...args,
		"--",
		job.release,
		chart
	];
}
async function planSet(set, engine) {
	if (set.how !== "set-file") return single({ text: `${set.name}=${set.value}` }, "", engine);
	checkSetName(set.name);
	return single(set.file, "the file", engine);
}
async function single(value, what, engine) {
	if ("text" in value) {
		const content = Buffer.from(value.text);
		return {
			id: blobId(content),
			name: "the values of the app",
			read: async () => content
		};
	}
	const snapshot = await engine.snapshot(value.tree);
	const found = resolveOrThrow(snapshot, value.path, what);
	if (found.kind === "folder") throw inputError(`${what} ${value.path} is a folder`);
	const { file } = found;
	return {
		id: (await snapshot.ids([file])).get(file.path) ?? "",
		name: file.path,
		read: async () => (await snapshot.read([file.path])).get(file.path) ?? /* @__PURE__ */ new Uint8Array()
	};
}
function askingWarning(subject, asks) {
	if (asks.length === 0) return [];
	return [`${subject} uses ${asks.join(", ")}: Flux renders it in the cluster, with what is there, so it may deploy something else than is shown.`];
}
function checkRelease(release) {
	if (release.length > 53 || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(release)) throw inputError(`Helm takes no release with the name ${JSON.stringify(release)}`, { hint: "It has at most 53 lower case letters, digits, \"-\" and \".\", and begins and ends with a letter or digit." });
}
function checkSetName(name) {
	const rest = name.replaceAll(/\\[^]/g, "");
	if (name === "" || /[,=\\]/.test(rest)) throw inputError(`${JSON.stringify(name)} is no name for a value that is read from a file`, { hint: String.raw`Write \, and \= for a comma and an equals sign in it.` });
}
function helmOrigin(output, chart) {
	let lines;
	return (line) => {
		lines ??= output.split("\n");
		for (let i = line - 1; i >= 0; i--) {
			const source = /^# Source: (.+)$/.exec(lines[i] ?? "")?.[1];
			if (source !== void 0) return { file: chart.locate(source) ?? source };
		}
	};
}

// src/render/engine/grafts.ts
var import_semver = /* @__PURE__ */ __toESM(require_semver(), 1);
const ROOT = ".fairlead-remote";
const MAX_REMOTES = 100;
function graftOf(path) {
	const [root, name] = path.split("/");
	return root === ROOT && name !== void 0 ? `${root}/${name}` : void 0;
}
var Grafts = class {
	notes = /* @__PURE__ */ new Set();
	#base;
	#fetching;
	#trees = /* @__PURE__ */ new Map();
	#paths = /* @__PURE__ */ new Map();
	#tree;
	#count = 0;
	constructor(base, fetching) {
		this.#base = base;
		this.#tree = base;
		this.#fetching = fetching;
	}
	get tree() {
		return this.#tree;
	}
	pathOf(from) {
		return this.#paths.get(keyOf(from));
	}
	async add(wanted) {
		this.#count += wanted.length;
		if (this.#count > MAX_REMOTES) throw inputError(`more than ${MAX_REMOTES} things from elsewhere are to be rendered`);
		const paths = await Promise.all(wanted.map((one) => this.#bring(one)));
		for (const [i, path] of paths.entries()) {
			const one = wanted[i];
			if (one) this.#paths.set(keyOf(one.from), path);
		}
		this.#tree = grafted(this.#base, this.#trees);
	}
	async #bring(wanted) {
		const { from } = wanted;
		if (wanted.kind === "chart") {
			const { repository, name, version, path } = wanted;
			const found = await at(from, () => this.#fetching.chart(repository, name, version || "*"));
			this.#trees.set(path, found.tree);
			return path;
		}
		let failure;
		for (const remote of wanted.remotes) try {
			return await (remote.kind === "git" ? this.#bringGit(remote, from) : this.#bringFile(remote.url, from));
		} catch (error) {
			failure ??= error;
		}
		throw failure;
	}
	async #bringGit(remote, from) {
		const { url, revision, path } = remote;
		const { tree, commit } = await at(from, () => this.#fetching.git(url, revision || "HEAD"));
		if (!(/^[0-9a-f]{40}$/.test(revision) || /^v?\d+(\.\d+)+/.test(revision))) this.notes.add(`${mask(url)} is rendered at ${commit.slice(0, 8)}, where ${revision || "its default branch"} is now: it may move without a change here`);
		const name = url.replace(/^[a-z+]+:\/\//i, "").replaceAll(/[^A-Za-z0-9.]+/g, "-").slice(-60);
		const root = `${ROOT}/${name}-${hashOf(`${url} ${commit}`)}`;
		this.#trees.set(root, tree);
		return path === "" ? root : posix.join(root, path);
	}
	async #bringFile(url, from) {
		const content = await at(from, () => this.#fetching.file(url));
		if (Buffer.from(content.subarray(0, 200)).toString().trimStart().startsWith("<")) throw inputError(`${mask(url)} is a page of the web, and no manifest`, { at: from.at });
		if (/\/(main|master|HEAD|latest)\//.test(url)) this.notes.add(`${mask(url)} is rendered as it is now: it may change without a change here`);
		const name = posix.basename(new URL(url).pathname).replaceAll(/[^A-Za-z0-9._-]/g, "-") || "file";
		const root = posix.join(from.folder, `${ROOT}-${hashOf(url)}`);
		const file = /\.(ya?ml|json)$/i.test(name) ? name : `${name}.yaml`;
		this.#trees.set(root, memoryTree$1(mask(url), /* @__PURE__ */ new Map([[file, content]])));
		return posix.join(root, file);
	}
};
function keyOf({ folder, text }) {
	return `${folder}\0${text}`;
}
async function at({ at: place, text }, step) {
	try {
		return await step();
	} catch (error) {
		if (!(error instanceof FairleadError) || error.faults[0].at) throw error;
		const [{ message, ...fault }, ...others] = error.faults;
		throw new FairleadError(error.kind, [{
			message: `${JSON.stringify(mask(text))} is not to be had: ${message}`,
			...fault,
			at: place
		}, ...others], { cause: error });
	}
}
function grafted(base, trees) {
	const inside = new Map(trees);
	const folderOf = (path) => [...inside.keys()].find((folder) => isBelow(path, folder));
	return {
		name: base.name,
		...base.costly === void 0 ? {} : { costly: base.costly },
		async list() {
			const own = (await base.list()).filter(({ path }) => folderOf(path) === void 0);
			const others = await Promise.all([...inside].map(async ([folder, tree]) => (await tree.list()).map((entry) => ({
				...entry,
				path: `${folder}/${entry.path}`
			}))));
			return [...own, ...others.flat()].toSorted((a, b) => a.path < b.path ? -1 : 1);
		},
		async read(paths) {
			const found = /* @__PURE__ */ new Map();
			const groups = /* @__PURE__ */ new Map();
			for (const path of paths) groups.set(folderOf(path), [...groups.get(folderOf(path)) ?? [], path]);
			for (const [folder, group] of groups) {
				const tree = folder === void 0 ? base : inside.get(folder);
				const cut = folder === void 0 ? 0 : folder.length + 1;
				const read = await tree?.read(group.map((path) => path.slice(cut)));
				for (const [path, file] of read ?? []) found.set(folder === void 0 ? path : `${folder}/${path}`, file);
			}
			return found;
		}
	};
}
function hashOf(text) {
	return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

// src/render/engine/remote.ts
function remotesOf(text, isFolder) {
	const git = readRepository(text);
	if (!/^https?:\/\//i.test(text) || isFolder || !URL.canParse(text)) return git ? [git] : [];
	const { pathname, host, searchParams } = new URL(text);
	const isFile = /\.(ya?ml|json)(\/raw)?$/i.test(pathname);
	const isRepository = /\/\/|_git\/|\.git(\/|$)/.test(pathname) || [
		"ref",
		"version",
		"submodules",
		"timeout"
	].some((key) => searchParams.has(key)) || /^(www\.)?(github|gitlab)\.com$/i.test(host);
	const file = {
		kind: "file",
		url: text
	};
	if (isFile && !/\/\//.test(pathname)) return isRepository && git ? [file, git] : [file];
	return isRepository && git ? [git] : git ? [file, git] : [file];
}
function readRepository(text) {
	if (text.startsWith("/")) return void 0;
	const [address = "", query = ""] = splitOnce(text, "?");
	const [, scheme = "", user = "", rest = ""] = /^(?:git::)?(ssh:\/\/|https:\/\/|http:\/\/)?([a-zA-Z][a-zA-Z0-9-]*@)?(.*)$/is.exec(address) ?? [];
	const isGitHub = /^github\.com[/:]/i.test(rest);
	const isScp = scheme === "" && (user !== "" || isGitHub);
	if (scheme === "" && !isScp) return void 0;
	const slash = rest.indexOf("/");
	const colon = isScp ? rest.indexOf(":") : -1;
	const end = colon > 0 && (slash < 0 || colon < slash) ? colon : slash;
	if (end <= 0) return void 0;
	const host = isGitHub && (scheme.toLowerCase() === "ssh://" || user !== "") ? `${user}github.com:` : isGitHub ? "https://github.com/" : `${scheme}${user}${rest.slice(0, end + 1)}`;
	const [repository, folder] = splitPath(rest.slice(end + 1));
	if (repository === "" || folder === void 0) return void 0;
	const path = folder.replace(/^\//, "");
	if (path.split("/").includes("..")) return void 0;
	const options = new URLSearchParams(query);
	const revision = options.get("ref") || options.get("version") || "";
	return {
		kind: "git",
		url: host + repository,
		revision,
		path
	};
}
function splitPath(path) {
	const marked = /^(.*?_git\/[^/]*)(?:\/(.*))?$/s.exec(path) ?? /^(.*?)\/\/(.*)$/s.exec(path);
	if (marked) return [marked[1] ?? "", marked[2] ?? ""];
	const suffixed = /^(.*?\.git)(.*)$/s.exec(path);
	if (suffixed) return [suffixed[1] ?? "", suffixed[2] ?? ""];
	const names = path.split("/");
	return names.length < 2 ? ["", void 0] : [names.slice(0, 2).join("/"), names.slice(2).join("/")];
}
function splitOnce(text, separator) {
	const at = text.indexOf(separator);
	return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

// src/render/engine/kustomize-closure.ts
const KUSTOMIZATIONS = [
	"kustomization.yaml",
	"kustomization.yml",
	"Kustomization"
];
var Closure = class {
	files = /* @__PURE__ */ new Map();
	links = /* @__PURE__ */ new Map();
	charts = /* @__PURE__ */ new Set();
	verbatim = /* @__PURE__ */ new Map();
	wanted = [];
	snapshot;
	#grafts;
	#rewritten = /* @__PURE__ */ new Map();
	#allowOutside;
	#limit;
	constructor(snapshot, allowOutside, limit, grafts) {
		this.snapshot = snapshot;
		this.#grafts = grafts;
		this.#allowOutside = allowOutside;
		this.#limit = limit;
	}
	take({ text, at, folder }, what, isFetched = false) {
		if (isRemote(text)) throw inputError(`${what} ${JSON.stringify(text)} is not in this repository, and is not fetched`, {
			at,
			hint: "Copy it into the repository, or render it there and commit the result."
		});
		if (text.startsWith("/") || /^[a-z]:|\\/i.test(text)) throw outside(what, text, at);
		const found = this.snapshot.resolve(joined(folder, text));
		if (found.kind === "outside") throw outside(what, text, at);
		if (found.kind === "submodule") throw inputError(`${what} ${text} is in the submodule ${found.path}, which is not read`, { at });
		if (found.kind === "missing") throw inputError(`${what} ${JSON.stringify(text)} is not there`, { at });
		const graft = graftOf(folder);
		const real = found.kind === "file" ? found.file.path : found.path;
		if (graft !== void 0 && !isFetched && !isBelow(real, graft)) throw outside(what, text, at);
		for (const link of found.links) this.links.set(link.path, link.target);
		if (found.kind === "file") {
			if ((!this.#allowOutside || graft !== void 0) && !isBelow(found.file.path, folder)) throw inputError(`${what} ${text} is outside of the kustomization's folder`, {
				at,
				hint: "kustomize reads files of its own folder only, unless the controller allows more (Flux does)."
			});
			this.add(found.file.path, found.file);
		}
		return found;
	}
	fetched(from, isFolder) {
		if (!this.#grafts || !isRemote(from.text)) return void 0;
		const path = this.#grafts.pathOf(from);
		if (path !== void 0) return { path: posix.relative(from.folder, path) || "." };
		const remotes = remotesOf(from.text, isFolder);
		if (remotes.length === 0) return void 0;
		this.wanted.push({
			kind: "remote",
			from,
			remotes
		});
		return "wanted";
	}
	wantsChart(from, repository, version, folder) {
		const path = joined(from.folder, folder);
		if (!this.#grafts || this.snapshot.resolve(path).kind !== "missing") return false;
		this.wanted.push({
			kind: "chart",
			from,
			repository,
			name: from.text,
			version,
			path
		});
		return true;
	}
	names({ text, folder }) {
		return text.startsWith("/") || this.snapshot.resolve(joined(folder, text)).kind !== "missing";
	}
	rewrite(path, text) {
		this.#rewritten.set(path, text);
	}
	rewritten() {
		for (const path of this.#rewritten.keys()) {
			const at = this.verbatim.get(path);
			if (at) throw inputError(`${path} is read by kustomize itself and is the content of an object as well`, {
				at,
				hint: "Use a copy of the file for one of the two."
			});
		}
		return this.#rewritten;
	}
	add(path, file) {
		if (this.files.size >= this.#limit) throw inputError(`there are more than ${this.#limit} files to render from`);
		this.files.set(path, file);
	}
};
function isRemote(text) {
	return /^\s*([a-z][a-z0-9+.-]*:\/\/|git::|gh:|[^/\s]*@[^/\s]*[:/]|(www\.)?github\.com[/:])/i.test(text) || /[?&](ref|version|submodules|timeout)=/.test(text);
}
function joined(folder, text) {
	return posix.normalize(folder === "" ? text : `${folder}/${text}`);
}
function outside(what, text, at) {
	return inputError(`${what} ${text} leaves the repository`, {
		at,
		hint: "Only tracked files of the same repository are rendered."
	});
}
function fields(raw, name) {
	const node = raw && resolve$1(raw);
	if (node?.kind !== "map") return [];
	const found = [];
	for (const { key, value } of node.entries) {
		const scalar = resolve$1(key);
		if (scalar?.kind !== "scalar") continue;
		if (scalar.value === "<<") {
			const merged = resolve$1(value);
			for (const source of merged?.kind === "sequence" ? merged.items : [value]) found.push(...fields(source, name));
		} else if (fold(scalar.value) === fold(name)) found.push(value);
	}
	return found;
}
function fieldNames(raw) {
	const node = raw && resolve$1(raw);
	if (node?.kind !== "map") return [];
	return node.entries.map(({ key }) => {
		const scalar = resolve$1(key);
		return scalar?.kind === "scalar" ? fold(scalar.value) : "";
	});
}
function fold(name) {
	return name.toUpperCase().toLowerCase();
}
function items(raw, name) {
	return fields(raw, name).flatMap((value) => {
		const node = resolve$1(value);
		return node?.kind === "sequence" ? [...node.items] : node ? [node] : [];
	});
}
function reference(raw, source) {
	const node = raw && resolve$1(raw);
	if (node?.kind !== "scalar" || node.value === "") return void 0;
	return {
		text: node.value,
		at: locate$2(source.yaml, node.start),
		folder: source.folder
	};
}
function inline({ text, at, folder }) {
	try {
		const yaml = parseYaml(text, at.file);
		const kinds = yaml.documents.map(({ root }) => root.kind);
		return kinds.length > 0 && kinds.every((kind) => kind === "map" || kind === "sequence") ? {
			folder,
			yaml
		} : void 0;
	} catch {
		return;
	}
}

// src/render/engine/kustomize-failures.ts
function explainKustomize(stderr, name, stage) {
	const text = stderr.split("\n").filter((line) => !/^# Warning|^Warning:/.test(line)).join("\n").replace(/^[Ee]rror: /, "").replaceAll(`${stage}/`, "").replaceAll(stage, "the repository").replaceAll(/&\{0x[0-9a-f]+ [^}]*\}/g, "it").trim();
	if (text.includes("unknown shorthand flag: 'c' in -c")) return inputError(`this version of kustomize, which is to build ${name}, does not work with this version of Helm`, { hint: "Install a newer kustomize, or Helm 3, for kustomizations with helmCharts." });
	return inputError(`kustomize cannot build ${name}: ${text || "it gave no reason"}`);
}

// src/render/engine/kustomize-charts.ts
function takeCharts(root, source, closure, enabled, only) {
	const charts = only ? [only] : [...items(root, "helmCharts"), ...items(root, "helmChartInflationGenerator")];
	const globals = [...fields(root, "helmGlobals"), ...only ? [only] : []];
	for (const home of globals.flatMap((node) => fields(node, "configHome"))) {
		const at = reference(home, source)?.at;
		throw inputError("a folder of settings for Helm (configHome) is not used", at ? { at } : {});
	}
	const homes = globals.flatMap((node) => fields(node, "chartHome")).map((node) => reference(node, source));
	for (const chart of charts) {
		const text = (name) => fields(chart, name).flatMap((node) => reference(node, source) ?? [])[0];
		const name = text("name") ?? text("chartName");
		const at = name?.at ?? { file: source.yaml.path };
		if (!enabled) throw inputError("this kustomization inflates charts (helmCharts), which is not enabled", {
			at,
			hint: "It needs \"--enable-helm\" in the kustomize options of the controller."
		});
		for (const field of [
			"name",
			"chartName",
			"version",
			"releaseName",
			"namespace",
			"nameTemplate",
			"kubeVersion",
			"repo",
			"chartRepo",
			"chartVersion"
		]) if (text(field)?.text.startsWith("-")) throw inputError(`${field} begins with "-", and Helm would take it for an option`, { at });
		const template = text("nameTemplate");
		if (template?.text.includes("{{")) throw inputError("nameTemplate is a template, and Helm lets it read the environment and ask the DNS", {
			at: template.at,
			hint: "Write the name of the release (releaseName)."
		});
		for (const item of items(chart, "apiVersions")) if (reference(item, source)?.text.startsWith("-")) throw inputError("apiVersions has an entry that begins with \"-\"", { at });
		const [version, repository] = [text("version")?.text, text("repo")?.text];
		const home = homes[0]?.text ?? "charts";
		const folder = version !== void 0 && repository !== void 0 ? `${home}/${name?.text ?? ""}-${version}/${name?.text ?? ""}` : `${home}/${name?.text ?? ""}`;
		if (name && repository !== void 0 && closure.wantsChart(name, repository, version ?? "", folder)) continue;
		const found = closure.take({
			text: folder,
			at,
			folder: source.folder
		}, repository === void 0 ? "the chart" : `the chart of ${repository}, looked for in`);
		if (found.kind === "folder") closure.charts.add(found.path);
		const files = [
			...fields(chart, "valuesFile"),
			...fields(chart, "values"),
			...items(chart, "additionalValuesFiles")
		];
		for (const file of files) {
			const from = reference(file, source);
			if (from) closure.take(from, "the values file");
		}
	}
}

// src/render/engine/kustomize-references.ts
const BUILTIN = new Set([
	"AnnotationsTransformer ConfigMapGenerator HashTransformer HelmChartInflationGenerator IAMPolicyGenerator",
	"ImageTagTransformer LabelTransformer LegacyOrderTransformer NamespaceTransformer PatchJson6902Transformer",
	"PatchStrategicMergeTransformer PatchTransformer PrefixTransformer PrefixSuffixTransformer",
	"ReplacementTransformer ReplicaCountTransformer SecretGenerator SortOrderTransformer SuffixTransformer",
	"ValueAddTransformer"
].flatMap((line) => line.split(" ")));
const PLAIN = /* @__PURE__ */ new Set([
	"apiversion",
	"kind",
	"metadata",
	"resources"
]);
function takeReferences(root, source, closure, helm, user, instead) {
	if (user) checkPlain(root, user);
	const further = {
		folders: [],
		configs: [],
		plain: []
	};
	const all = (name) => items(root, name).flatMap((item) => reference(item, source) ?? []);
	for (const [field, what] of [
		["resources", "the resource"],
		["bases", "the base"],
		["components", "the component"]
	]) for (const item of items(root, field)) {
		const node = resolve$1(item);
		const from = reference(item, source);
		if (!node || !from) continue;
		const fetched = user ? void 0 : closure.fetched(from, field === "components");
		if (fetched === "wanted") continue;
		if (fetched) instead.set(node, fetched.path);
		const found = closure.take(fetched ? {
			...from,
			text: fetched.path
		} : from, what, fetched !== void 0);
		if (found.kind === "folder") further[user ? "plain" : "folders"].push({
			path: found.path,
			from: user ?? from
		});
		else if (user) further.configs.push({
			path: found.file.path,
			from: user
		});
	}
	for (const [field, what] of [["crds", "the file of CRDs"], ["configurations", "the configuration"]]) for (const from of all(field)) takeFile(from, what, closure);
	for (const openapi of fields(root, "openapi")) for (const path of fields(openapi, "path")) takeNode(path, "the schema", source, closure);
	takePaths(root, source, closure);
	for (const field of [
		"generators",
		"transformers",
		"validators"
	]) for (const item of items(root, field)) {
		const node = resolve$1(item);
		const from = reference(item, source);
		if (!node || !from) continue;
		const text = isRemote(from.text) ? void 0 : inline(from);
		if (text) {
			instead.set(node, canonicalYaml(text.yaml));
			checkConfigs(text, closure, helm, from);
		} else {
			const found = closure.take(from, `the entry of ${field}`);
			if (found.kind === "folder") further.plain.push({
				path: found.path,
				from
			});
			else further.configs.push({
				path: found.file.path,
				from
			});
		}
	}
	takeCharts(root, source, closure, helm);
	return further;
}
function takePaths(root, source, closure) {
	for (const field of ["configMapGenerator", "secretGenerator"]) for (const generator of items(root, field)) takeGenerator(generator, source, closure);
	for (const field of [
		"patches",
		"patchesJson6902",
		"replacements",
		"patchesStrategicMerge"
	]) for (const item of items(root, field)) {
		const text = reference(item, source);
		if (text) takePatch(text, closure);
		for (const path of fields(item, "path")) takeNode(path, "the file", source, closure);
	}
}
function takeGenerator(generator, source, closure) {
	for (const item of items(generator, "files")) {
		const from = reference(item, source);
		if (from) takeFile({
			...from,
			text: from.text.slice(from.text.indexOf("=") + 1)
		}, "the file", closure, true);
	}
	for (const field of ["envs", "env"]) for (const item of items(generator, field)) takeNode(item, "the file", source, closure);
}
function takePatch(from, closure) {
	if (isRemote(from.text) || !inline(from) || closure.names(from)) takeFile(from, "the patch", closure);
}
function takeNode(node, what, source, closure) {
	const from = reference(node, source);
	if (from) takeFile(from, what, closure);
}
function takeFile(from, what, closure, isVerbatim = false) {
	const found = closure.take(from, what);
	if (found.kind === "folder") throw inputError(`${what} ${from.text} is a folder`, { at: from.at });
	if (isVerbatim) closure.verbatim.set(found.file.path, from.at);
}
function checkConfigs(source, closure, helm, from) {
	for (const { root } of source.yaml.documents) {
		const apiVersion = fields(root, "apiVersion").flatMap((node) => reference(node, source)?.text ?? []);
		const kinds = fields(root, "kind").flatMap((node) => reference(node, source)?.text ?? []);
		const isFunction = fields(root, "metadata").flatMap((node) => fields(node, "annotations")).some((node) => fieldNames(node).some((name) => name.endsWith("/function")));
		const [kind = "something without a kind"] = kinds;
		if (kinds.length !== 1 || !BUILTIN.has(kind) || apiVersion.join() !== "builtin" || isFunction) throw inputError(`${kind} is a plugin of kustomize, and plugins are not run`, {
			at: from.at,
			hint: "Only generators and transformers that are part of kustomize are rendered."
		});
		if (kind === "HelmChartInflationGenerator") takeCharts(root, source, closure, helm, root);
		takeGenerator(root, source, closure);
		takePaths(root, source, closure);
		for (const path of fields(root, "path")) takeNode(path, "the file", source, closure);
		for (const item of items(root, "paths")) {
			const text = reference(item, source);
			if (text) takePatch(text, closure);
		}
	}
}
function checkPlain(root, from) {
	const node = resolve$1(root);
	const other = fieldNames(node).find((name) => !PLAIN.has(fold(name)));
	if (other !== void 0) throw inputError(`the configurations in ${from.text} are made by a kustomization with ${other}`, {
		at: from.at,
		hint: "What they will say is not known before they are used. List their files instead."
	});
}

// src/render/engine/kustomize.ts
async function prepareKustomize(job, engine) {
	const { closure, folder: root, override, notes } = await gather(job, engine);
	const { snapshot } = closure;
	const chartFiles = new Map([...closure.charts].map((folder) => [folder, snapshot.filesBelow(folder)]));
	for (const [folder, files] of chartFiles) for (const [path, file] of files) closure.add(join(folder, path).replaceAll("\\", "/"), file);
	const tool = await engine.tools.kustomize();
	const helm = closure.charts.size > 0 ? await engine.tools.helm() : void 0;
	const ids = await snapshot.ids(closure.files.values());
	const links = [...closure.links].toSorted(([a], [b]) => a < b ? -1 : 1);
	const staged = [
		hashFiles(closure.files, ids),
		links,
		override ? [override.path, blobId(override.content)] : void 0,
		[...closure.charts]
	];
	const hash = createHash("sha256").update(JSON.stringify(staged)).digest("hex");
	const { source, kustomization: _, ...options } = job;
	const inputs = [
		"kustomize",
		tool.version,
		tool.program,
		helm?.version,
		hash,
		root,
		options
	];
	const name = source.path === "" ? source.tree.name : source.path;
	const subject = `the kustomization ${name}`;
	return {
		subject,
		key: createHash("sha256").update(JSON.stringify(inputs)).digest("hex"),
		async stage() {
			const folder = await engine.stage.folder(hash, () => fill(closure, chartFiles, engine));
			const args = tool.program === "kubectl" ? ["kustomize"] : ["build"];
			if (job.allowOutside) args.push("--load-restrictor=LoadRestrictionsNone");
			if (helm) {
				args.push("--enable-helm", `--helm-command=${helm.path}`);
				if (job.helm && (0, import_semver.gte)(tool.version, "5.3.0")) {
					args.push(`--helm-kube-version=${job.helm.kubeVersion}`);
					for (const version of job.helm.apiVersions) args.push(`--helm-api-versions=${version}`);
				}
			}
			args.push("--", join(folder.path, root));
			return {
				generates: folder.generates,
				warnings: [...folder.warnings, ...notes],
				async run() {
					const run = await engine.run({
						program: tool.path,
						args,
						subject
					});
					if (!run.ok) throw explainKustomize(run.stderr, name, folder.path);
					return {
						text: run.stdout,
						name: `the output of ${subject}`,
						origin: () => ({ file: name })
					};
				}
			};
		}
	};
}
const MAX_ROUNDS = 8;
async function gather(job, engine) {
	const grafts = engine.fetching && new Grafts(job.source.tree, engine.fetching);
	for (let round = 0;; round++) {
		const snapshot = await engine.snapshot(grafts?.tree ?? job.source.tree);
		const found = resolveOrThrow(snapshot, job.source.path, "the folder");
		if (found.kind === "file") throw inputError(`${job.source.path} is a file, and no folder with a kustomization`);
		const closure = new Closure(snapshot, job.allowOutside, engine.limits.files, grafts);
		const override = await findOverride(job, found.path, snapshot);
		await collect(found.path, closure, override, engine.kustomizeHelm && job.helm !== void 0);
		const [first] = closure.wanted;
		if (!first || !grafts) return {
			closure,
			folder: found.path,
			override,
			notes: grafts?.notes ?? []
		};
		if (round === MAX_ROUNDS) throw inputError(`repositories lead to further ones more than ${MAX_ROUNDS} times`, { at: first.from.at });
		await grafts.add(closure.wanted);
	}
}
async function findOverride(job, folder, snapshot) {
	if (job.kustomization === void 0) return void 0;
	return {
		path: below(folder, KUSTOMIZATIONS.find((name) => snapshot.resolve(below(folder, name)).kind === "file") ?? KUSTOMIZATIONS[0]),
		content: Buffer.from(job.kustomization)
	};
}
async function collect(start, closure, override, helm) {
	const seen = /* @__PURE__ */ new Set();
	const pending = [{
		path: start,
		role: "kustomization",
		from: void 0
	}];
	for (let next = pending.pop(); next; next = pending.pop()) {
		const { path: folder, role, from } = next;
		if (seen.has(`${role} ${folder}`)) continue;
		seen.add(`${role} ${folder}`);
		const names = KUSTOMIZATIONS.map((name) => below(folder, name)).filter((path) => path === override?.path || closure.snapshot.resolve(path).kind === "file");
		if (names.length === 0) throw inputError(`${folder === "" ? closure.snapshot.tree.name : folder} has no kustomization`, from ? { at: from.at } : {});
		for (const path of names) {
			const { real, text } = path === override?.path ? {
				real: path,
				text: override.content
			} : await readOne(path, folder, closure);
			const source = {
				folder,
				yaml: parseYaml(Buffer.from(text).toString(), path)
			};
			canonicalYaml(source.yaml);
			const instead = /* @__PURE__ */ new Map();
			for (const { root } of source.yaml.documents) {
				const further = takeReferences(root, source, closure, helm, role === "configurations" ? from : void 0, instead);
				for (const entry of further.folders) pending.push({
					...entry,
					role: "kustomization"
				});
				for (const entry of further.plain) pending.push({
					...entry,
					role: "configurations"
				});
				for (const config of further.configs) {
					const content = (await closure.snapshot.read([config.path])).get(config.path) ?? /* @__PURE__ */ new Uint8Array();
					const yaml = parseYaml(Buffer.from(content).toString(), config.path);
					closure.rewrite(config.path, canonicalYaml(yaml));
					checkConfigs({
						folder: config.from.folder,
						yaml
					}, closure, helm, config.from);
				}
			}
			closure.rewrite(real, canonicalYaml(source.yaml, instead));
		}
	}
}
async function readOne(path, folder, closure) {
	const name = path.slice(path.lastIndexOf("/") + 1);
	const found = closure.take({
		text: name,
		at: { file: path },
		folder
	}, "the kustomization");
	const real = found.kind === "file" ? found.file.path : path;
	return {
		real,
		text: (await closure.snapshot.read([real])).get(real) ?? /* @__PURE__ */ new Uint8Array()
	};
}
async function fill(closure, charts, engine) {
	const files = await readFiles(closure.snapshot, closure.files, engine.limits);
	for (const [path, text] of closure.rewritten()) files.set(path, Buffer.from(text));
	const warnings = [];
	let generates = false;
	for (const [folder, members] of charts) {
		const chart = new Map([...members.keys()].map((path) => [path, files.get(below(folder, path)) ?? /* @__PURE__ */ new Uint8Array()]));
		const clean = await cleanse(chart, folder, engine.limits);
		generates ||= clean.generates;
		warnings.push(...clean.warnings);
		for (const path of members.keys()) files.delete(below(folder, path));
		for (const [path, content] of clean.files) files.set(below(folder, path), content);
	}
	return {
		files,
		links: closure.links,
		generates,
		warnings
	};
}
function below(folder, path) {
	return folder === "" ? path : `${folder}/${path}`;
}

// src/render/engine/lanes.ts
var Lanes = class {
	#free;
	#waiting = [];
	constructor(count) {
		this.#free = Math.max(1, count);
	}
	async run(work) {
		if (this.#free > 0) this.#free--;
		else await new Promise((resolve) => this.#waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next) next();
			else this.#free++;
		}
	}
};

// src/render/engine/limits.ts
const defaultLimits = {
	deadline: 6e4,
	memory: 1024,
	output: 64,
	files: 2e4,
	size: 256
};

// src/render/engine/run.ts
const MAX_STDERR = 65536;
const RESERVED = 1024;
async function run(request, limits) {
	const { program, args, environment, directory } = request;
	const posix = process.platform !== "win32";
	const [file, parameters] = process.platform === "linux" ? bounded(program, args, limits) : [program, args];
	const child = spawn(file, parameters, {
		cwd: directory,
		env: {
			...environment,
			GOMEMLIMIT: `${Math.floor(limits.memory * .9)}MiB`
		},
		stdio: [
			"ignore",
			"pipe",
			"pipe"
		],
		detached: posix,
		windowsHide: true
	});
	let passed;
	const kill = (why) => {
		passed ??= why;
		if (child.pid === void 0) return;
		try {
			if (posix) process.kill(-child.pid, "SIGKILL");
			else child.kill("SIGKILL");
		} catch {}
	};
	const timer = setTimeout(() => kill("deadline"), limits.deadline);
	const stdout = [];
	const stderr = [];
	let [printed, told] = [0, 0];
	child.stdout.on("data", (chunk) => {
		printed += chunk.length;
		if (printed > limits.output * 1024 * 1024) kill("output");
		else stdout.push(chunk);
	});
	child.stderr.on("data", (chunk) => {
		if (told < MAX_STDERR) stderr.push(chunk.subarray(0, MAX_STDERR - told));
		told += chunk.length;
		if (told > limits.output * 1024 * 1024) kill("output");
	});
	try {
		const [code, signal] = await new Promise((resolve, reject) => {
			child.once("error", reject);
			child.once("close", (code, signal) => resolve([code, signal]));
		});
		const message = Buffer.concat(stderr).toString();
		if (passed === "deadline") throw exceeded(request.subject, `took longer than ${limits.deadline / 1e3} s to render`);
		if (passed === "output") throw exceeded(request.subject, `renders to more than ${limits.output} MiB`);
		if (isOutOfMemory(message)) throw exceeded(request.subject, `needs more than ${limits.memory} MiB of memory to render`);
		if (signal === "SIGXCPU" || signal === "SIGKILL") throw exceeded(request.subject, "was ended by the system while it rendered");
		return {
			ok: code === 0,
			stdout: Buffer.concat(stdout).toString(),
			stderr: message
		};
	} catch (error) {
		if (error instanceof Error && "syscall" in error) throw remoteError(`${program} does not start: ${error.message}`, { cause: error });
		throw error;
	} finally {
		clearTimeout(timer);
		child.stdout.destroy();
		child.stderr.destroy();
	}
}
function bounded(program, args, limits) {
	return ["/bin/sh", [
		"-c",
		`ulimit -c 0; ulimit -v ${Math.ceil((limits.memory + RESERVED) * 1024)}; ulimit -t ${Math.ceil(limits.deadline / 1e3) * 4}; exec "$@"`,
		"sh",
		program,
		...args
	]];
}
function isOutOfMemory(message) {
	return /^(runtime: out of memory|fatal error: .*(out of memory|cannot allocate)|runtime: cannot allocate)/m.test(message);
}
function exceeded(subject, what) {
	return inputError(`${subject} ${what}`, { hint: "A template may loop without end. What is rendered here needs seconds in a controller too." });
}

// src/render/engine/pinned.ts
const MAX_BYTES = 268435456;
const DOWNLOAD_MS = 12e4;
async function bringPinned(name, pin, target, options) {
	if (!/^\d+\.\d+\.\d+[-+.\w]*$/.test(pin.version) || !/^[0-9a-f]{64}$/i.test(pin.sha256)) throw inputError(`${name} ${pin.version} with the checksum ${JSON.stringify(pin.sha256)} cannot be pinned`, { hint: "Give a version such as 3.19.4, and the SHA-256 of the publisher for this platform." });
	const { file, address } = published(name, pin.version);
	const kept = join(options.folder, "fairlead", file);
	let packed = await readFile(kept).catch(() => void 0);
	if (!packed || !matches(packed, pin)) {
		const url = options.mirror === void 0 ? address : `${options.mirror.replace(/\/$/, "")}/${file}`;
		packed = await download(url, options.fetch ?? fetch);
		if (!matches(packed, pin)) throw inputError(`${url} is not the file that is pinned: its SHA-256 is ${digest(packed)}`, { hint: "Compare it with the checksum that the publisher gives for this version and platform." });
		await keep(kept, packed);
	}
	for (const [path, content] of await unpack(packed, file, {
		files: 100,
		size: 512
	})) if (path === name || path.endsWith(`/${name}`)) {
		const program = join(target, `${name}-${pin.version}`);
		await writeFile(program, content, { flag: "wx" });
		await chmod(program, 448);
		return program;
	}
	throw inputError(`${file} holds no ${name}`);
}
function published(name, version) {
	const architecture = {
		x64: "amd64",
		arm64: "arm64"
	}[process.arch];
	if (architecture === void 0 || process.platform !== "linux" && process.platform !== "darwin") throw inputError(`there is no pinned ${name} for ${process.platform} ${process.arch}`, { hint: `Put ${name} on PATH instead.` });
	const platform = [process.platform, architecture];
	if (name === "helm") {
		const file = `helm-v${version}-${platform.join("-")}.tar.gz`;
		return {
			file,
			address: `https://get.helm.sh/${file}`
		};
	}
	const file = `kustomize_v${version}_${platform.join("_")}.tar.gz`;
	return {
		file,
		address: `https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv${version}/${file}`
	};
}
async function download(url, fetch) {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_MS) });
		if (!response.ok || !response.body) throw new Error(`the server answers ${response.status}`);
		const chunks = [];
		let size = 0;
		for await (const chunk of response.body) {
			size += chunk.length;
			if (size > MAX_BYTES) throw new Error("it is too large");
			chunks.push(chunk);
		}
		return Buffer.concat(chunks);
	} catch (error) {
		const { message, cause } = error;
		throw remoteError(`cannot fetch ${url}: ${cause instanceof Error ? cause.message : message}`, {
			cause: error,
			hint: "Put the program on PATH instead, or name a mirror that this job can reach."
		});
	}
}
async function keep(file, content) {
	const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
	try {
		await mkdir(join(file, ".."), { recursive: true });
		await writeFile(temporary, content, { flag: "wx" });
		await rename(temporary, file);
	} catch {}
}
function matches(content, { sha256 }) {
	return digest(content) === sha256.toLowerCase();
}
function digest(content) {
	return createHash("sha256").update(content).digest("hex");
}

// src/render/engine/tools.ts
function findTools(options, folder, ask) {
	const versions = /* @__PURE__ */ new Map();
	const faults = [];
	let helm;
	let kustomize;
	async function pinned(name) {
		const pin = options.pins?.[name];
		return pin && options.pins ? bringPinned(name, pin, folder, options.pins) : void 0;
	}
	async function findHelm() {
		const path = options.helm ?? await pinned("helm") ?? await onPath("helm", options.environment);
		if (path === void 0) throw inputError("there is no helm on PATH, which is needed to render charts", { hint: "Install the version that your controller runs (on GitHub by a step with azure/setup-helm before this one), or name one with helm-path." });
		const version = versionIn(await ask(path, [
			"version",
			"--template",
			"{{.Version}}"
		]), path);
		versions.set("helm", version);
		return {
			path,
			version
		};
	}
	async function findKustomize() {
		const path = options.kustomize ?? await pinned("kustomize") ?? await onPath("kustomize", options.environment) ?? await onPath("kubectl", options.environment);
		if (path === void 0) throw inputError("there is neither kustomize nor kubectl on PATH, one of which is needed to build kustomizations", { hint: "Install the version of kustomize that your controller runs before this step, or name one with kustomize-path." });
		const isKubectl = /(^|[\\/])kubectl(\.exe)?$/.test(path);
		const version = versionIn((isKubectl ? /^Kustomize Version: (.+)$/m.exec(await ask(path, ["version", "--client"]))?.[1] : await ask(path, ["version"])) ?? "", path);
		versions.set("kustomize", version);
		return {
			path,
			version,
			program: isKubectl ? "kubectl" : "kustomize"
		};
	}
	async function noting(found) {
		try {
			return await found;
		} catch (error) {
			if (error instanceof FairleadError) faults.push(error);
			throw error;
		}
	}
	return {
		versions,
		faults,
		helm: () => helm ??= noting(findHelm()),
		kustomize: () => kustomize ??= noting(findKustomize())
	};
}
function versionIn(text, path) {
	const version = /v?(\d+\.\d+\.\d+[-+.\w]*)/.exec(text)?.[1];
	if (version === void 0) throw inputError(`${path} does not tell its version: ${text.trim().slice(0, 200)}`);
	return version;
}
async function onPath(name, environment) {
	const windows = process.platform === "win32";
	const path = environment["PATH"] ?? environment["Path"] ?? "";
	for (const folder of path.split(delimiter).filter(isAbsolute)) {
		const file = join(folder, windows ? `${name}.exe` : name);
		try {
			await access(file, constants.X_OK);
			if ((await stat(file)).isFile()) return file;
		} catch {}
	}
}

// src/render/engine/renderer.ts
function openRenderer(options) {
	const limits = {
		...defaultLimits,
		...options.limits
	};
	const root = mkdtempSync(join(realpathSync(options.temporary ?? tmpdir()), "fairlead-render-"));
	const environment = rendererEnvironment(root);
	const directory = environment["HOME"] ?? root;
	const lanes = new Lanes(options.lanes ?? availableParallelism());
	const entries = options.cache && new FolderCache(options.cache.folder, options.cache.limit ?? 256);
	const cache = entries && new RenderCache(entries);
	const kept = new KeptBlobs();
	const snapshots = /* @__PURE__ */ new WeakMap();
	const ask = async (program, args) => {
		const { stdout, stderr } = await run({
			program,
			args,
			environment,
			directory,
			subject: program
		}, limits);
		return stdout || stderr;
	};
	const tools = findTools(options, root, entries ? remembering(ask, entries) : ask);
	const engine = {
		limits,
		tools,
		stage: new Stage(root),
		kustomizeHelm: options.kustomizeHelm === true,
		fetching: options.fetching,
		dependencies: options.dependencies,
		snapshot(tree) {
			let snapshot = snapshots.get(tree);
			if (!snapshot) {
				snapshot = Snapshot.open(tree, limits, kept);
				snapshots.set(tree, snapshot);
			}
			return snapshot;
		},
		run: (request) => lanes.run(() => run({
			...request,
			environment,
			directory
		}, limits))
	};
	const underWay = /* @__PURE__ */ new Map();
	async function renderByTool(job) {
		const prepared = await (job.kind === "helm" ? prepareHelm(job, engine) : prepareKustomize(job, engine));
		const same = underWay.get(prepared.key);
		if (same) return same;
		const rendered = renderPrepared(prepared).finally(() => underWay.delete(prepared.key));
		underWay.set(prepared.key, rendered);
		return rendered;
	}
	async function renderPrepared(prepared) {
		const known = await cache?.get(prepared.key);
		if (known) return known;
		const staged = await prepared.stage();
		const [manifests = [], again] = (await Promise.all((staged.generates ? [false, true] : [false]).map((again) => staged.run(again)))).map(({ text, name, origin }) => readManifests(text, name, origin));
		const compared = again && compareRuns(manifests, again);
		const rendered = {
			manifests,
			warnings: [...staged.warnings, ...unstableWarning(prepared.subject, compared?.unstable ?? [])],
			generated: compared?.generated ?? /* @__PURE__ */ new Map()
		};
		await cache?.put(prepared.key, rendered);
		return rendered;
	}
	return {
		versions: tools.versions,
		faults: tools.faults,
		render: (job) => job.kind === "directory" ? renderDirectory(job, engine) : renderByTool(job),
		async close() {
			await rm(root, {
				recursive: true,
				force: true
			});
			await entries?.trim();
		}
	};
}
function unstableWarning(subject, unstable) {
	if (unstable.length === 0) return [];
	const more = unstable.length > 5 ? ` and ${unstable.length - 5} more` : "";
	return [`${subject} renders to something else at each run, or at another time: ${unstable.slice(0, 5).join(", ")}${more}. What is shown is one result of several; the cluster may get another.`];
}

// src/entries/wire/elsewhere.ts
function openElsewhereFor(config, inputs, wiring, own) {
	let opened;
	const open = () => opened ??= openNow(config, inputs, wiring);
	wiring.atEnd(async () => (await opened)?.close());
	return {
		git: async (url, revision) => await ownRevision(own, url, revision) ?? (await open()).git(url, revision),
		chart: async (...question) => (await open()).chart(...question),
		artifact: async (...question) => (await open()).artifact(...question),
		file: async (url) => (await open()).file(url),
		dependencies: async (...question) => (await open()).dependencies(...question)
	};
}
async function ownRevision({ git, identity }, url, revision) {
	if (identity === void 0 || plainAddress(url) !== plainAddress(identity)) return void 0;
	const names = /^[0-9a-f]{7,64}$/.test(revision) ? [revision] : [`refs/remotes/origin/${revision}`, `refs/tags/${revision}`];
	for (const name of names) {
		const found = await git.attempt([
			"rev-parse",
			"--verify",
			"--quiet",
			`${name}^{commit}`
		]);
		const commit = found.stdout.trim();
		if (found.ok) return {
			tree: revisionTree(git, commit, { name: `${revision} of ${url}` }),
			commit
		};
	}
}
async function openNow(config, inputs, { context, hide, say }) {
	const { openElsewhere } = await import("./elsewhere.js");
	const { environment, workspace, job, serverUrl } = context;
	const token = inputs["source-token"];
	const own = new URL(job.serverUrl ?? serverUrl);
	const cache = inputs["cache-path"];
	return openElsewhere({
		hosts: config.fetch?.hosts ?? {},
		environment,
		credentials: (url) => token === void 0 || url.host !== own.host ? void 0 : `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`,
		cache: cache === void 0 ? void 0 : join(resolve(workspace, cache), "fetched"),
		certificates: await ownAuthorities(environment),
		hide,
		log: say
	});
}

// src/entries/wire/rendering.ts
async function renderingFor(config, inputs, wiring, own) {
	const { context, atEnd } = wiring;
	const elsewhere = openElsewhereFor(config, inputs, wiring, own);
	const cache = inputs["cache-path"];
	const [helm, kustomize] = await Promise.all(["helm-path", "kustomize-path"].map((name) => programOf(name, inputs[name], context)));
	const renderer = openRenderer({
		environment: context.environment,
		helm,
		kustomize,
		lanes: inputs.lanes,
		fetching: elsewhere,
		dependencies: elsewhere.dependencies,
		kustomizeHelm: true,
		...cache === void 0 ? {} : { cache: { folder: join(resolve(context.workspace, cache), "rendered") } }
	});
	atEnd(() => renderer.close());
	return {
		renderer,
		elsewhere
	};
}
async function programOf(name, path, { workspace }) {
	if (path === void 0) return void 0;
	const program = resolve(workspace, path);
	if (!(await stat(program).catch(() => void 0))?.isFile()) throw inputError(`${name}: there is no program ${path}`, { hint: "Give its path, from the current folder; without one, the program on PATH is taken." });
	return program;
}

// src/entries/wire/diff.ts
const command = defineCommand(diffCommand, async (values, wiring) => {
	const { context } = wiring;
	const isOnlyReports = values.reports.length > 0;
	const folder = await folderOf(values.path, context);
	const git = createGit({
		directory: folder,
		environment: context.environment
	});
	const branch = isOnlyReports ? void 0 : await defaultBranch(git);
	const identity = isOnlyReports ? void 0 : await identityOf(folder, context);
	return runDiff(values, {
		identity,
		base: context.request?.base ?? branch,
		isDefaultBranch: (name) => branch === void 0 ? /^(main|master)$/.test(name) : name === branch,
		sides: (base) => resolveSides(git, {
			base,
			head: values.head ?? (context.job.present ? "HEAD" : void 0),
			fetch: context.job.present
		}),
		rendering: (config) => renderingFor(config, values, wiring, {
			git,
			identity
		}),
		inventories: inventoriesFor(values, wiring),
		comments: () => commentsFor(values, wiring),
		readReport: (path) => readReport(resolve(context.workspace, path)),
		writeReport: (name, files) => writeReport(resolve(context.workspace, name), files),
		runUrl: context.job.runUrl,
		progress: (done, total) => wiring.progress(done < total ? progress(done, total, "apps rendered", wiring.width) : void 0),
		now: () => performance.now(),
		width: wiring.width
	});
});
function inventoriesFor({ "cache-path": folder }, { context, atEnd }) {
	if (folder === void 0) return void 0;
	const cache = new FolderCache(join(resolve(context.workspace, folder), "inventory"), 64);
	return {
		version,
		get: (key) => cache.get(key),
		put: async (key, text) => {
			await cache.put(key, text);
			atEnd(() => cache.trim());
		}
	};
}
async function defaultBranch(git) {
	const head = await git.attempt([
		"symbolic-ref",
		"--short",
		"--quiet",
		"refs/remotes/origin/HEAD"
	]);
	return head.ok ? head.stdout.trim().replace(/^origin\//, "") : void 0;
}
async function readReport(path) {
	try {
		const { size } = await stat(path);
		if (size > JSON_LIMITS.bytes) throw inputError(`${path} is larger than any report is (${size} bytes)`);
		return await readFile(path, "utf8");
	} catch (error) {
		if (error.code === void 0) throw error;
		throw inputError(`the report ${path} cannot be read: ${error.message}`, { hint: "It is the report.json that a job of diff has written, as its artifact." });
	}
}
async function writeReport(folder, files) {
	try {
		await mkdir(folder, { recursive: true });
		for (const [name, text] of files) await writeFile(join(folder, name), text);
	} catch (error) {
		if (error.code === void 0) throw error;
		throw inputError(`the report cannot be written: ${error.message}`, { hint: "report-path is a folder; it is made where it is not there." });
	}
	return folder;
}

export { command, declarationsOf, defaultBranch, discover, planConvention, plannerFor, progress, renderPairs, renderingFor };