import "../chunks/rolldown-runtime.js";
import { FolderCache, RENDER_TIME, cacheFor, manifestOf, renderingFor } from "../chunks/rendering.js";
import { appRisks, declaredImageChanges, declaredSides, planConvention, refOf, renderPairs, unclaimed, unreachedChange } from "../chunks/convention.js";
import { NO_MOVES, addGiven, applyNotes, compareApp, compareApps, escapePointer, isSecretName, keptWhenPruned, keptWithoutApp, listed as listed$2, masker, maskerOf, moveNotes, movesBetween, secretsIn, some, weight } from "../chunks/compare.js";
import { evaluate, formatKeyPath, isObject, listAt, textAt, valueAt } from "../rooms/yaml.js";
import { codeDigest, describeId, digestOf, idOf, idsOf, inputDigest, isEqual, joinedDigest, keyOf as keyOf$2, stableText, unchangedFiles } from "../chunks/inputs2.js";
import { KUSTOMIZATION_FILES, appliersOf, attempted, clusterKey, destinationOf, environmentOf, filesOfTools, gobwas, groupBy, identityOf, isInput, isOneOf, isProduction, isThisRepository, joinPath, mayBeDeployed, mergeWords, objectsOf, onMerge, plainAddress, toolsAmong, unlistedNote, whenGone } from "../rooms/inventory.js";
import { BuiltIn, DEFAULT_KUBE_VERSION, artifact, builtInApis, clusterIn, discover, hasPlaceholder, kubeVersionOf, plannerFor, siblingsOf } from "../chunks/discover.js";
import { groupOf, withContent } from "../chunks/manifests.js";
import { RISK_LEVELS, appRisk, gravest, isBrokenByChange, isQuiet, isUnknown, reportRisk } from "../chunks/level.js";
import { isTracked, mask, modifiedFiles, openCheckout, originOf, resolveSide, resolveSides } from "../rooms/git.js";
import { DIGEST_MEANING, RISK_MARKS, appName, artifactWord, count, digestName, duration, headline, hidingRisks, imageMove, isListed, kindWord, lastPart, mergeSayingsOf, objectName, outsideRisks, placeText, quietCharts, restartLines, shortCommit, shownObjects, tally, thousands, toldFailures, valueLines, visibleLine, whereText, withoutDigest, words } from "../chunks/text2.js";
import { CONFIG_FILE, configOf } from "../rooms/config.js";
import { FairleadError, contained, describeFault, inputError } from "../rooms/errors.js";
import { declaredFluxVersions } from "../chunks/version2.js";
import { rendererNotes } from "../chunks/versions.js";
import { causeOf, notedApps, progress, terminal, toldApart } from "../chunks/terminal.js";
import { JSON_LIMITS, appKey, fromJson, toJson } from "../chunks/json.js";
import { code, escapeMarkdown, isPlainAddress, link, visible } from "../rooms/proposal.js";
import { appsOf as appsOf$1, movesOf, rerendered, sectionsOf } from "../chunks/rerendered.js";
import { listingOf } from "../rooms/tree.js";
import { bases, defineCommand, inputs, outputs, pick, requestOf } from "../chunks/define.js";
import { markOf } from "../rooms/forge-local.js";
import { readNamed, writeOutputs } from "../rooms/files.js";
import { version } from "../chunks/version.js";
import { folderOf as folderOf$1, gitAt, gitIn, identityOf as identityOf$1, refuseLink } from "../chunks/folder.js";
import { authorizationFor, openLocal } from "../chunks/forge.js";
import { findGitlab, gitlabServer, ownAuthorities } from "../chunks/gitlab.js";
import { repositoryOf } from "../chunks/origin.js";
import { eventSides, identityIn, jobCheckout, wantedSides } from "../chunks/job.js";
import { isDeepStrictEqual } from "node:util";
import { performance } from "node:perf_hooks";
import { join, posix, resolve } from "node:path";
import { realpath, stat } from "node:fs/promises";

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
	const entries = kind === "Application" ? [valueAt(spec, "source") ?? null, ...listAt(spec, "sources")].map((source) => [chartOf(textAt(source, "repoURL"), textAt(source, "chart")), textAt(source, "targetRevision")]) : kind === "HelmRelease" ? [[release?.chart ?? textAt(spec, "chart", "spec", "chart"), release?.chartVersion ?? textAt(spec, "chart", "spec", "version")]] : [];
	return new Map(entries.flatMap(([chart, version]) => chart === void 0 || version === void 0 ? [] : [[chart, version]]));
}
function chartOf(repository, chart) {
	if (chart === void 0) return void 0;
	return repository === void 0 ? chart : `${repository.replace(/(?<!\/)\/+$/, "")}/${chart}`;
}

// src/diff/crds.ts
async function withCrds({ before, after }) {
	const [was, is] = [releaseOf$1(before), releaseOf$1(after)];
	if (!was && !is) return {
		before,
		after,
		notes: []
	};
	if (!before && is) return {
		before,
		after: is.release.installsCrds ? adding(is.side, await is.crds()) : after,
		notes: []
	};
	if (!after && was) {
		const stays = await was.crds();
		return {
			before: without(was.side, stays),
			after,
			notes: stayNotes(stays, "the release is uninstalled")
		};
	}
	if (!was || !is) return {
		before,
		after,
		notes: []
	};
	const isSameChart = was.release.chart === is.release.chart && was.release.chartVersion === is.release.chartVersion;
	const policy = is.release.upgradesCrds;
	if (isSameChart && policy === was.release.upgradesCrds && policy === "Skip") return {
		before,
		after,
		notes: []
	};
	const [old, now] = await Promise.all([was.crds(), is.crds()]);
	const [bare, full] = [without(was.side, old), without(is.side, now)];
	const names = new Map(old.map((manifest) => [keyOf$2(idOf(manifest)), manifest]));
	const created = now.filter((manifest) => !names.has(keyOf$2(idOf(manifest))));
	const changed = now.filter((manifest) => {
		const known = names.get(keyOf$2(idOf(manifest)));
		return known && !isEqual(known.content, manifest.content);
	});
	const there = new Set(now.map((manifest) => keyOf$2(idOf(manifest))));
	const gone = stayNotes(old.filter((manifest) => !there.has(keyOf$2(idOf(manifest)))), "the chart no longer has");
	if (policy === "CreateReplace") return {
		before: adding(bare, old.filter((manifest) => there.has(keyOf$2(idOf(manifest))))),
		after: adding(full, now),
		notes: gone
	};
	const left = policy === "Create" ? changed : [...created, ...changed];
	return {
		before: bare,
		after: policy === "Create" ? adding(full, created) : full,
		notes: [...gone, ...left.length === 0 ? [] : [`The chart's definitions ${listed$1(left)} are new or change, and are not applied: upgrade.crds of the release is ${policy}. With CreateReplace they are.`]]
	};
}
function releaseOf$1(side) {
	if (!side || !("rendered" in side) || !side.release) return void 0;
	const { definitions, release } = side;
	return {
		side,
		release,
		crds: async () => (await definitions?.())?.manifests ?? []
	};
}
function without(side, crds) {
	const keys = new Set(crds.map((manifest) => keyOf$2(idOf(manifest))));
	const manifests = side.rendered.manifests.filter((manifest) => manifest.kind !== "CustomResourceDefinition" || !keys.has(keyOf$2(idOf(manifest))));
	return {
		...side,
		rendered: {
			...side.rendered,
			manifests
		}
	};
}
function adding(side, crds) {
	const own = new Set(side.rendered.manifests.map((manifest) => keyOf$2(idOf(manifest))));
	const added = crds.filter((manifest) => !own.has(keyOf$2(idOf(manifest))));
	return {
		...side,
		rendered: {
			...side.rendered,
			manifests: [...added, ...side.rendered.manifests]
		}
	};
}
function stayNotes(crds, reason) {
	if (crds.length === 0) return [];
	return [`${listed$1(crds)} ${crds.length === 1 ? "stays" : "stay"} in the cluster, with all objects of ${crds.length === 1 ? "its kind" : "these kinds"}: Flux deletes no definitions of crds/ (${reason}${reason.endsWith("has") ? " them" : ""}).`];
}
const MOST$3 = 5;
function listed$1(crds) {
	const names = crds.map(({ name }) => name);
	return names.slice(0, MOST$3).join(", ") + (names.length > MOST$3 ? ` and ${names.length - MOST$3} more` : "");
}

// src/diff/declared-twice.ts
const DECLARED_TWICE_RULE = {
	id: "declared-twice",
	level: "high",
	description: "Two objects of one kind, namespace and name are declared for one control plane: there is only one, and which of the two it is changes with each sync."
};
function declaredTwice(app, before, after) {
	const now = declarationsOf(app, after);
	if (app.kind === "Convention" || now.length < 2) return {
		risks: [],
		notes: []
	};
	const text = sentence$1(app, now);
	return declarationsOf(app, before).length >= now.length ? {
		risks: [],
		notes: [`Before and after the change: ${text}`]
	} : {
		risks: [{
			rule: DECLARED_TWICE_RULE.id,
			level: DECLARED_TWICE_RULE.level,
			reason: text
		}],
		notes: []
	};
}
function declarationsOf(app, named) {
	const byPlace = /* @__PURE__ */ new Map();
	for (const one of named(app.kind, app.name)) if (identityOf(one) === identityOf(app)) byPlace.set(placeOf(one), one);
	return [...byPlace.values()];
}
function placeOf(app) {
	const { declaredAt, generatedBy, overlaidBy, parent } = app;
	return JSON.stringify([
		declaredAt,
		generatedBy,
		overlaidBy,
		parent && [
			parent.kind,
			parent.name,
			parent.declaredAt
		]
	]);
}
function sentence$1(app, all) {
	const places = all.map(describe);
	const listed = `${places.slice(0, -1).join(", ")} and ${places.at(-1) ?? ""}`;
	return `${app.kind} ${app.name} is declared ${all.length === 2 ? "twice" : `${all.length} times`} for one control plane (${app.controlPlane ?? ""}): ${listed}. ${consequence(app, all)} Give each a name of its own; where these are two control planes, say so in fairlead.yaml (controlPlanes).`;
}
function describe({ declaredAt, generatedBy, parent, kind }) {
	const by = generatedBy === void 0 ? "" : ` by the ApplicationSet ${generatedBy}`;
	const above = kind === "Application" || !parent ? "" : ` in the Kustomization ${parent.name}`;
	return `${declaredAt.file}:${declaredAt.line}${by}${above}`;
}
function consequence(app, all) {
	const sets = new Set(all.flatMap(({ generatedBy }) => generatedBy ?? []));
	if (app.kind === "Application") {
		if (sets.size > 1) return "Argo CD leaves the Application to the ApplicationSet that owns it; the other one reports an error and deploys nothing under this name.";
		if (sets.size === 1) return "The ApplicationSet takes the Application over and writes its own template into it; whatever applies the file writes that back.";
		return "Where one Argo CD app deploys both, the last one wins (RepeatedResourceWarning); a kustomization of both does not build (may not add resource with an already registered id); otherwise each sync overwrites the other.";
	}
	const parents = new Set(all.map(({ parent }) => parent && identityOf(parent)));
	return parents.size > 1 || parents.has(void 0) ? "Whichever Kustomization is applied last wins: the object and its labels of the owner go back and forth, and with prune one deletes what the other deploys." : "Flux cannot build the Kustomization (may not add resource with an already registered id) and applies nothing of it.";
}

// src/kube/schema.ts
function asSchema(value) {
	return isObject(value) ? value : void 0;
}

// src/kube/definitions.ts
const SHIPPED = [[/^argoproj\.io$/, "argoproj"], [/^(helm|image|kustomize|notification|source)\.toolkit\.fluxcd\.io$/, "fluxcd"]];
const shipped = /* @__PURE__ */ new Map();
var Definitions = class {
	#own;
	constructor(objects) {
		this.#own = byKind(objects);
	}
	get isEmpty() {
		return this.#own.size === 0;
	}
	find(apiVersion, kind) {
		const slash = apiVersion.lastIndexOf("/");
		if (slash < 0) return void 0;
		const [group, version] = [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
		const own = this.#own.get(`${group}/${kind}`);
		if (own) return {
			schema: schemaOf(own, version),
			isShipped: false
		};
		const name = SHIPPED.find(([pattern]) => pattern.test(group))?.[1];
		const other = name === void 0 ? void 0 : shippedBy(name).get(`${group}/${kind}`);
		const schema = other === void 0 ? void 0 : schemaOf(other, version);
		return schema && {
			schema,
			isShipped: true
		};
	}
};
function shippedBy(name) {
	let found = shipped.get(name);
	if (!found) {
		found = byKind(artifact(name));
		shipped.set(name, found);
	}
	return found;
}
function byKind(objects) {
	const found = /* @__PURE__ */ new Map();
	for (const object of objects) {
		if (textAt(object, "kind") !== "CustomResourceDefinition") continue;
		if (textAt(object, "apiVersion") !== "apiextensions.k8s.io/v1") continue;
		const kind = textAt(object, "spec", "names", "kind");
		found.set(`${textAt(object, "spec", "group") ?? ""}/${kind ?? ""}`, object);
	}
	return found;
}
function schemaOf(definition, version) {
	const found = listAt(definition, "spec", "versions").find((one) => textAt(one, "name") === version && valueAt(one, "served") !== false);
	if (found === void 0) return void 0;
	const schema = asSchema(valueAt(found, "schema", "openAPIV3Schema"));
	const keeps = valueAt(definition, "spec", "preserveUnknownFields") === true;
	return schema && isObject(schema) && !keeps ? schema : { "x-kubernetes-preserve-unknown-fields": true };
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
	if (isDeployed(known.after, affected)) return sides;
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
function isDeployed(app, affected) {
	if (app.parent) return true;
	const { file } = app.declaredAt;
	const deploys = (other) => other !== void 0 && other.kind !== "Convention" && other.declaredAt.file !== file && isInput(other.inputs, file);
	return affected.some((pair) => deploys(pair.before) || deploys(pair.after));
}
function ownDeclarations({ declarations, known }, affected) {
	const [before, after] = [declarations.before, declarations.after].map((object) => isObject(object) && textAt(object, "kind") !== void 0 ? manifestOf(object) : void 0);
	return known.after !== void 0 && !isDeployed(known.after, affected) ? {
		before,
		after
	} : {
		before: void 0,
		after: void 0
	};
}
function strippedOf(object) {
	if (!isObject(object)) return void 0;
	const hidden = RENDERED[textAt(object, "kind") ?? ""];
	const { apiVersion, kind, metadata, spec } = object;
	if (!hidden || apiVersion === void 0 || kind === void 0 || metadata === void 0) return void 0;
	const rest = isObject(spec) ? Object.entries(spec).filter(([key]) => !hidden.has(key)) : [];
	return manifestOf({
		apiVersion,
		kind,
		metadata,
		spec: Object.fromEntries(rest)
	});
}

// src/diff/repo-definitions.ts
const MOST$2 = 500;
async function definitionsInFiles(files, wanted) {
	if (wanted.length === 0 || files.costly) return [];
	const groups = [...new Set(wanted.map(({ group }) => group))];
	const paths = files.entries.map(({ path }) => path).filter((path) => /\.(ya?ml|json)$/.test(path) && (/crd|customresourcedefinition/i.test(path) || groups.some((group) => path.includes(group)))).slice(0, MOST$2);
	await files.load(paths);
	const found = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const text = files.text(path) ?? "";
		if (!text.includes("CustomResourceDefinition") || !groups.some((group) => text.includes(group))) continue;
		for (const definition of definitionsIn(files, path)) {
			const key = keyOf$1(definition);
			if (!wanted.some(({ group, kind }) => key === `${group}/${kind}`)) continue;
			const known = found.get(key);
			const isOther = found.has(key) && (!known || specOf(known) !== specOf(definition));
			found.set(key, isOther ? void 0 : definition);
		}
	}
	return [...found.values()].filter((definition) => definition !== void 0);
}
function definitionsIn(files, path) {
	const file = files.yaml(path);
	if (!file) return [];
	return objectsOf(file).filter(({ kind }) => kind === "CustomResourceDefinition").map(({ node }) => evaluate(node));
}
function keyOf$1(definition) {
	return `${textAt(definition, "spec", "group") ?? ""}/${textAt(definition, "spec", "names", "kind") ?? ""}`;
}
function specOf(definition) {
	return stableText(valueAt(definition, "spec"));
}

// src/diff/apis.ts
function targetOf(object, app, config) {
	return clusterKey(destinationOf((...path) => textAt(object, ...path), app.kind, config), app, config);
}
async function apisOf(pairs, config, declared) {
	const brought = /* @__PURE__ */ new Map();
	const keyOf = ({ app, declarations }) => JSON.stringify(targetOf(declarations.after ?? declarations.before, app, config));
	for (const pair of pairs) for (const side of ["before", "after"]) for (const { kind, content } of siblingsOf(pair[side])) if (kind === "CustomResourceDefinition") {
		const own = brought.get(keyOf(pair)) ?? {
			before: [],
			after: []
		};
		brought.set(keyOf(pair), own);
		own[side].push(content);
	}
	const wanted = wantedKinds(pairs, (pair, side) => new Definitions(brought.get(keyOf(pair))?.[side] ?? []));
	const inFiles = {
		before: await definitionsInFiles(declared.before.context.files, wanted),
		after: await definitionsInFiles(declared.after.context.files, wanted)
	};
	const of = (side, own = []) => new Definitions([...inFiles[side], ...own]);
	const definitions = new Map([...brought].map(([key, { before, after }]) => [key, {
		before: of("before", before),
		after: of("after", after)
	}]));
	const none = {
		before: of("before"),
		after: of("after")
	};
	return (pair) => {
		const own = definitions.get(keyOf(pair)) ?? none;
		const version = versionOf(pair, config);
		const api = (side) => ({
			...version,
			definitions: own[side],
			isOpen: hasPlaceholder
		});
		return {
			before: api("before"),
			after: api("after"),
			app: pair.declarations.after ?? pair.declarations.before,
			declared: ownDeclarations(pair, declared.affected)
		};
	};
}
function wantedKinds(pairs, definitions) {
	const kubernetes = BuiltIn.newest();
	const wanted = /* @__PURE__ */ new Map();
	for (const pair of pairs) {
		const seen = /* @__PURE__ */ new Set();
		let known;
		for (const { apiVersion, kind } of siblingsOf(pair.after)) {
			const group = groupOf(apiVersion);
			const key = `${apiVersion}/${kind}`;
			if (seen.has(key) || kubernetes.ownsGroup(group)) continue;
			seen.add(key);
			known ??= definitions(pair, "after");
			if (!known.find(apiVersion, kind)) wanted.set(`${group}/${kind}`, {
				group,
				kind
			});
		}
	}
	return [...wanted.values()];
}
function clusterOfPair({ app, declarations }, config) {
	const object = declarations.after ?? declarations.before;
	const isNamed = app.cluster !== void 0 && Object.hasOwn(config.clusters, app.cluster);
	return clusterIn(config, {
		cluster: isNamed ? app.cluster : textAt(object, "spec", "destination", "name"),
		server: textAt(object, "spec", "destination", "server"),
		namespace: app.namespace,
		paths: app.declaredAt === void 0 ? [] : [app.declaredAt.file]
	});
}
function versionOf(pair, config) {
	const { known } = clusterOfPair(pair, config);
	const version = versionIn(pair.after) ?? versionIn(pair.before) ?? kubeVersionOf(known?.kubeVersion ?? "1.34.0");
	return {
		version,
		isCertain: known?.kubeVersion !== void 0 || version !== "1.34.0"
	};
}
function versionIn(side) {
	return side && "capabilities" in side ? side.capabilities?.kubeVersion : void 0;
}

// src/diff/asked-apis.ts
const API = /^[a-z0-9][a-z0-9.-]*\/v\d\w*(\/[A-Z]\w*)?$/;
function askedApisNote(sides, cluster) {
	const asked = [...new Set(sides.flatMap(unknownApis))].toSorted();
	if (asked.length === 0) return [];
	const name = /^[A-Za-z][\w.-]*$/.test(cluster) ? cluster : JSON.stringify(cluster);
	return [`its templates ask for ${asked.join(", ")}, which nothing says that the cluster has: they are rendered as where it is not there. If it is, say so in fairlead.yaml: clusters: {${name}: {apiVersions: [${asked.join(", ")}]}}`];
}
function unknownApis(side) {
	if (!side || !("rendered" in side) || !side.capabilities) return [];
	const { kubeVersion, apiVersions } = side.capabilities;
	const [first] = builtInApis(kubeVersion);
	if (first !== void 0 && !apiVersions.includes(first)) return [];
	const version = BuiltIn.of(kubeVersion);
	return (side.rendered.dependences ?? []).flatMap(({ api }) => api !== void 0 && API.test(api) && !apiVersions.includes(api) && !version.ownsGroup(groupIn(api)) ? [api] : []);
}
function groupIn(api) {
	return groupOf(api.split("/").slice(0, 2).join("/"));
}

// src/diff/conditions.ts
function conditionsOf(side, versions) {
	if (!side || "error" in side) return void 0;
	const tools = side.tools.flatMap((tool) => {
		const version = versions.get(tool);
		return version === void 0 ? [] : [[tool, version]];
	});
	const hasCharts = tools.some(([tool]) => tool === "helm");
	return {
		tools: Object.fromEntries(tools),
		kubernetes: hasCharts ? side.capabilities?.kubeVersion : void 0,
		apiVersions: hasCharts && side.capabilities ? furtherApis(side.capabilities) : [],
		time: hasCharts ? RENDER_TIME : void 0
	};
}
function furtherApis({ kubeVersion, apiVersions }) {
	const own = new Set(builtInApis(kubeVersion));
	return apiVersions.filter((api) => !own.has(api));
}

// src/diff/risks/moving.ts
const MOVING_RULE = {
	id: "production-follows-branch",
	level: "medium",
	description: "Production is made of a branch of another repository: every merge there deploys, without a pull request in the infra repo."
};
async function movingRisks({ sources }, isOwn, git) {
	const found = await Promise.all(sources.map(async ({ repoURL, path, chart, targetRevision = "", inThisRepository }) => {
		const isOfGit = chart === void 0 || path !== void 0 || chart.includes("/");
		if (repoURL === void 0 || inThisRepository || !isOfGit || /^oci:/i.test(repoURL) || isOwn(repoURL)) return [];
		const ref = await git(repoURL, targetRevision || "HEAD").then((answer) => answer.ref, () => void 0);
		if (ref !== "HEAD" && ref?.startsWith("refs/heads/") !== true) return [];
		const reason = `It follows ${ref === "HEAD" ? "the default branch" : `the branch ${ref.slice(11)}`} of ${mask(repoURL)}: every merge there deploys to production, without a change that is reviewed here. A tag or commit as its revision holds it.`;
		return [{
			rule: MOVING_RULE.id,
			level: MOVING_RULE.level,
			reason
		}];
	}));
	return [...new Map(found.flat().map((risk) => [risk.reason, risk])).values()];
}

// src/diff/jq-path.ts
const LONGEST = 2e3;
function jqPath(expression) {
	if (expression.length > LONGEST) return void 0;
	const reader = new Reader(tokensOf(expression));
	const alternatives = reader.alternatives();
	if (!alternatives || !reader.isAtEnd()) return void 0;
	return (object) => alternatives.flatMap((run) => run([{
		way: [],
		value: object
	}]).map(({ way }) => way));
}
const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*|-?\d+(?:\.\d+)?|==|!=|[.[\]()|,?]|(.)/gy;
function tokensOf(text) {
	return [...text.matchAll(TOKEN)].map(([token]) => token).filter((token) => token.trim() !== "");
}
var Reader = class {
	#tokens;
	#at = 0;
	constructor(tokens) {
		this.#tokens = tokens;
	}
	isAtEnd() {
		return this.#at === this.#tokens.length;
	}
	alternatives() {
		const all = [];
		do {
			const pipe = this.#pipe();
			if (!pipe) return void 0;
			all.push(pipe);
		} while (this.#take(","));
		return all;
	}
	#pipe() {
		const steps = [];
		do {
			const step = this.#peek() === "select" ? this.#select() : this.#path();
			if (!step) return void 0;
			steps.push(step);
		} while (this.#take("|"));
		return (ways) => steps.reduce((found, step) => step(found), [...ways]);
	}
	#path() {
		if (this.#peek() !== ".") return void 0;
		const steps = [];
		for (;;) {
			const dotted = this.#take(".");
			const next = this.#peek();
			if (next === "[") {
				const step = this.#brackets();
				if (!step) return void 0;
				steps.push(step);
			} else if (dotted && next !== void 0 && (/^[A-Za-z_]/.test(next) || next.startsWith("\""))) {
				const name = this.#name();
				if (name === void 0) return void 0;
				steps.push(child(name));
			} else if (dotted && (steps.length > 0 || next === ".")) return void 0;
			else break;
			this.#take("?");
		}
		return (ways) => steps.reduce((found, step) => step(found), [...ways]);
	}
	#brackets() {
		this.#take("[");
		if (this.#take("]")) return each;
		const token = this.#peek() ?? "";
		let step;
		if (token.startsWith("\"")) {
			const name = this.#name();
			step = name === void 0 ? void 0 : child(name);
		} else if (/^-?\d+$/.test(token)) {
			this.#at += 1;
			step = child(Number(token));
		}
		return step && this.#take("]") ? step : void 0;
	}
	#name() {
		const token = this.#tokens[this.#at++] ?? "";
		return token.startsWith("\"") ? textOf(token) : token;
	}
	#select() {
		this.#at += 1;
		if (!this.#take("(")) return void 0;
		const condition = this.#condition();
		if (!condition || !this.#take(")")) return void 0;
		return (ways) => ways.filter(({ value }) => condition(value));
	}
	#condition() {
		const all = [[]];
		for (;;) {
			const test = this.#test();
			if (!test) return void 0;
			all.at(-1)?.push(test);
			if (this.#take("or")) all.push([]);
			else if (!this.#take("and")) break;
		}
		return (value) => all.some((tests) => tests.every((test) => test(value)));
	}
	#test() {
		const path = this.#path();
		if (!path) return void 0;
		const valuesOf = (value) => path([{
			way: [],
			value
		}]).map((found) => found.value);
		if (this.#take("|")) {
			const name = this.#tokens[this.#at++];
			const text = this.#take("(") ? this.#literal() : void 0;
			if (name !== "startswith" && name !== "endswith" || typeof text !== "string" || !this.#take(")")) return void 0;
			return (value) => valuesOf(value).some((one) => typeof one === "string" && (name === "startswith" ? one.startsWith(text) : one.endsWith(text)));
		}
		const operator = this.#peek();
		if (operator !== "==" && operator !== "!=") return (value) => valuesOf(value).some((one) => one !== null && one !== false);
		this.#at += 1;
		const wanted = this.#literal();
		if (wanted === void 0) return void 0;
		return (value) => (valuesOf(value)[0] ?? null) === wanted === (operator === "==");
	}
	#literal() {
		const token = this.#tokens[this.#at++] ?? "";
		if (token.startsWith("\"")) return textOf(token);
		if (token === "true" || token === "false") return token === "true";
		if (token === "null") return null;
		return /^-?\d/.test(token) ? Number(token) : void 0;
	}
	#peek() {
		return this.#tokens[this.#at];
	}
	#take(token) {
		if (this.#peek() !== token) return false;
		this.#at += 1;
		return true;
	}
};
function textOf(token) {
	if (token.includes(String.raw`\(`)) return void 0;
	try {
		return JSON.parse(token);
	} catch {
		return;
	}
}
function child(key) {
	return (ways) => ways.flatMap(({ way, value }) => {
		if (typeof key === "number") {
			if (!Array.isArray(value)) return [];
			const at = key < 0 ? value.length + key : key;
			return at in value ? [{
				way: [...way, at],
				value: value[at]
			}] : [];
		}
		return isObject(value) && Object.hasOwn(value, key) ? [{
			way: [...way, key],
			value: value[key]
		}] : [];
	});
}
const each = (ways) => ways.flatMap(({ way, value }) => Array.isArray(value) ? value.map((item, i) => ({
	way: [...way, i],
	value: item
})) : isObject(value) ? Object.entries(value).map(([key, item]) => ({
	way: [...way, key],
	value: item
})) : []);

// src/diff/ignored-fields.ts
function withIgnored(before, after, ignored) {
	if (!ignored || ignored.entries.length === 0) return {
		after,
		count: 0,
		notes: []
	};
	const entries = ignored.entries.map((entry) => new Entry(entry));
	const old = new Map(before.manifests.map((manifest) => [keyOf$2(idOf(manifest)), manifest]));
	const told = [];
	const notes = /* @__PURE__ */ new Set();
	const generated = new Map(after.generated);
	const manifests = after.manifests.map((manifest) => {
		const was = old.get(keyOf$2(idOf(manifest)));
		if (!was || isEqual(was.content, manifest.content)) return manifest;
		const own = entries.filter((entry) => entry.isFor(manifest));
		let { content } = manifest;
		for (const entry of own) {
			const { changed, result } = leftAlone(was.content, content, entry.waysIn);
			for (const note of entry.notesOf(manifest)) notes.add(note);
			for (const way of changed) told.push({
				field: fieldText(way),
				object: describeId(idOf(manifest)),
				file: entry.file
			});
			if (ignored.isRespected) content = result;
		}
		if (content === manifest.content || !isObject(content)) return manifest;
		const changed = withContent(manifest, content);
		const pointers = generated.get(manifest);
		if (pointers) generated.set(changed, pointers);
		return changed;
	});
	return {
		after: ignored.isRespected ? {
			...after,
			manifests,
			generated
		} : after,
		count: ignored.isRespected ? told.length : 0,
		notes: [...fieldNotes(told, ignored.isRespected), ...notes]
	};
}
const MOST$1 = 5;
function fieldNotes(told, isRespected) {
	return [...groupBy(told, ({ field, file }) => JSON.stringify([field, file]))].map(([, same]) => {
		const [one] = same;
		const objects = [...new Set(same.map(({ object }) => object))];
		const named = objects.slice(0, MOST$1).join(", ") + (objects.length > MOST$1 ? ` and ${objects.length - MOST$1} more` : "");
		const by = one?.file === void 0 ? "ignoreDifferences" : `ignoreDifferences of ${one.file}`;
		return isRespected ? `Argo CD does not apply the change of ${one?.field} of ${named}: by ${by} with RespectIgnoreDifferences=true a sync leaves it as it is in the cluster. An object that is created anew gets it.` : `Argo CD does not see the change of ${one?.field} of ${named} (${by}), so it starts no sync by itself; the next sync applies it all the same.`;
	});
}
var Entry = class {
	file;
	#entry;
	#paths;
	#unread;
	#isFor;
	constructor(entry) {
		this.#entry = entry;
		this.file = entry.file;
		const [group, kind] = [gobwas(entry.group), gobwas(entry.kind)];
		this.#isFor = (one, other) => group.test(one) && kind.test(other);
		const read = entry.jqPathExpressions.map((text) => ({
			text,
			path: jqPath(text)
		}));
		this.#unread = read.flatMap(({ text, path }) => path ? [] : [text]);
		this.#paths = [...entry.jsonPointers.map((pointer) => (object) => pointed(object, pointer)), ...read.flatMap(({ path }) => path ?? [])];
	}
	isFor(manifest) {
		const { group, kind, name, namespace } = idOf(manifest);
		const own = this.#entry;
		return this.#isFor(group, kind) && (own.name === "" || own.name === name) && (own.namespace === "" || own.namespace === (namespace ?? ""));
	}
	waysIn = (object) => this.#paths.flatMap((path) => path(object));
	notesOf(manifest) {
		const object = describeId(idOf(manifest));
		const managers = this.#entry.managedFieldsManagers;
		return [...this.#unread.map((text) => `ignoreDifferences has ${JSON.stringify(text)}, which is more than a path and is not followed here: what it ignores of ${object} is shown as a change that is applied. Where such a field says nothing, list it under diff.noise in ${CONFIG_FILE}.`), ...managers.length === 0 ? [] : [`ignoreDifferences ignores what ${managers.join(", ")} manages of ${object}, which only the cluster knows: it is shown as a change that is applied.`]];
	}
};
function pointed(object, pointer) {
	if (!pointer.startsWith("/")) return [];
	const way = [];
	let value = object;
	for (const part of pointer.slice(1).split("/")) {
		const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
		if (Array.isArray(value) && /^\d+$/.test(key)) {
			way.push(Number(key));
			value = value[Number(key)];
		} else if (isObject(value) && Object.hasOwn(value, key)) {
			way.push(key);
			value = value[key];
		} else return [];
		if (value === void 0) return [];
	}
	return [way];
}
function leftAlone(before, after, waysIn) {
	const was = new Map(waysIn(before).map((way) => [keyOfWay(before, way), way]));
	const is = new Map(waysIn(after).map((way) => [keyOfWay(after, way), way]));
	const changed = [.../* @__PURE__ */ new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
		const [old, now] = [was.get(key), is.get(key)];
		return old && now && isEqual(valueOf(before, old), valueOf(after, now)) ? [] : [{
			key,
			old,
			now
		}];
	});
	let result = after;
	for (const { old, now } of changed.toSorted((a, b) => lastOf(b.now) - lastOf(a.now))) if (now) result = withValue(result, now, old ? valueOf(before, old) : void 0);
	else if (old) result = put(result, before, old);
	return {
		changed: changed.map(({ old, now }) => named$2(before, old) ?? named$2(after, now) ?? []),
		result
	};
}
function lastOf(way) {
	const last = way?.at(-1);
	return typeof last === "number" ? last : -1;
}
function keyOfWay(object, way) {
	return JSON.stringify(named$2(object, way));
}
function named$2(object, way) {
	return way?.map((part, i) => {
		const item = typeof part === "number" ? valueOf(object, way.slice(0, i + 1)) : void 0;
		return isObject(item) && typeof item["name"] === "string" ? `[${item["name"]}]` : part;
	});
}
function valueOf(object, way) {
	let value = object;
	for (const part of way) value = Array.isArray(value) ? value[Number(part)] : isObject(value) ? value[String(part)] : void 0;
	return value;
}
function withValue(object, [part, ...rest], value) {
	if (Array.isArray(object)) {
		const list = object;
		const at = Number(part);
		if (rest.length === 0 && value === void 0) return list.toSpliced(at, 1);
		return list.with(at, rest.length === 0 ? value ?? null : withValue(list[at] ?? null, rest, value));
	}
	const map = isObject(object) ? object : {};
	const key = String(part);
	if (rest.length === 0 && value === void 0) {
		const { [key]: _, ...others } = map;
		return others;
	}
	return {
		...map,
		[key]: rest.length === 0 ? value ?? null : withValue(map[key] ?? {}, rest, value)
	};
}
function put(object, from, way) {
	const own = [];
	for (const [i, part] of way.entries()) {
		const parent = valueOf(object, own);
		if (typeof part === "string") own.push(part);
		else {
			const item = valueOf(from, way.slice(0, i + 1));
			const list = Array.isArray(parent) ? parent : [];
			const name = isObject(item) ? item["name"] : void 0;
			const at = name === void 0 ? part : list.findIndex((other) => isObject(other) && other["name"] === name);
			if (i === way.length - 1 && Array.isArray(parent) && (at < 0 || at >= list.length)) return withValue(object, own, [...list, item ?? null]);
			if (at < 0 || at >= list.length) return object;
			own.push(at);
		}
	}
	return withValue(object, own, valueOf(from, way));
}
function fieldText(way) {
	return `/${way.map((part) => escapePointer(String(part))).join("/")}`;
}

// src/diff/unknown-parts.ts
function unknownParts(pair) {
	const [was, is] = [unrenderedOf(pair.before), unrenderedOf(pair.after)];
	const isReached = (part) => isMadeOf(part, pair.files) || isDeclaredAnew(pair);
	const untouched = new Set(was.filter((part) => is.some(({ message }) => message === part.message) && !isReached(part)).map(({ message }) => message));
	const failures = (side, parts) => parts.filter(({ message }) => !untouched.has(message)).map(({ message, hint }) => ({
		side,
		message,
		hint,
		at: void 0,
		isOutOfReach: true
	}));
	return [...failures("before", was), ...failures("after", is)];
}
function isKnownInPart({ before, after }, changes) {
	if (!before || !after) return siblingsOf(before ?? after).length > 0;
	const [was, is] = [before, after].map((side) => unrenderedOf(side).map(({ message }) => message));
	return changes && isEqual(was ?? [], is ?? []);
}
function leadsToApps({ app, before, after }, { failedHubs }) {
	return [before, after].some((side) => siblingsOf(side).some(({ kind, apiVersion }) => isMaker(kind, apiVersion))) || failedHubs.some((hub) => identityOf(hub.app) === identityOf(app));
}
function isMaker(kind, apiVersion) {
	return [
		"Application",
		"ApplicationSet",
		"Kustomization",
		"HelmRelease"
	].includes(kind) && [
		"argoproj.io",
		"kustomize.toolkit.fluxcd.io",
		"helm.toolkit.fluxcd.io"
	].includes(groupOf(apiVersion));
}
function unrenderedOf(side) {
	return side && "unrendered" in side ? side.unrendered ?? [] : [];
}
function isMadeOf({ folders }, files) {
	if (!folders) return true;
	return files.some((file) => folders.some((folder) => folder === "" || file.startsWith(`${folder}/`)));
}
function isDeclaredAnew({ declarations: { before, after } }) {
	return !isEqual(before ?? null, after ?? null);
}

// src/diff/values-said.ts
const MOST = 200;
const LENGTH = 200;
const IMAGE_KEY = /(^|[.\]_-])(images?|tag|digest)($|[.[_-])|Image|Tag$/;
async function saidOf(pair, failures, declared, text) {
	if (isBrokenByChange({ failures })) return {
		images: [],
		values: [],
		notes: []
	};
	const { before: old, after: now } = pair.known;
	const images = pair.before && !old || pair.after && !now ? [] : declaredImageChanges(old ? await declared.before.images(old) : [], now ? await declared.after.images(now) : []);
	const { values, more } = await valuesSaid(pair, declared, text);
	return {
		images,
		values,
		notes: more > 0 ? [`${more} more keys of its values files change, which are not listed`] : []
	};
}
async function valuesSaid(pair, { before, after }, maskText) {
	const { known, declarations } = pair;
	const changes = [];
	const compare = (old, now, file) => {
		if (!old || !now) return;
		for (const key of /* @__PURE__ */ new Set([...old.keys(), ...now.keys()])) {
			const [from, to] = [old.get(key), now.get(key)];
			if (from?.real !== to?.real) changes.push({
				file,
				key,
				from: shownOf(from, maskText),
				to: shownOf(to, maskText)
			});
		}
	};
	const changed = new Set(pair.files);
	for (const file of new Set([known.before, known.after].flatMap((app) => app?.valuesFiles ?? []))) if (changed.has(file)) compare(await leavesOfFile(before, file), await leavesOfFile(after, file), file);
	const declaredAt = (known.after ?? known.before)?.declaredAt.file;
	const [old, now] = [declarations.before, declarations.after].map((object) => valueAt(object, "spec"));
	if (declaredAt !== void 0 && old !== void 0 && now !== void 0) compare(leavesOf(old, ["spec"]), leavesOf(now, ["spec"]), declaredAt);
	const sorted = changes.toSorted((a, b) => Number(IMAGE_KEY.test(b.key)) - Number(IMAGE_KEY.test(a.key)));
	return {
		values: sorted.slice(0, MOST),
		more: Math.max(0, sorted.length - MOST)
	};
}
async function leavesOfFile({ context: { files } }, file) {
	if (!files.has(file)) return /* @__PURE__ */ new Map();
	await files.load([file]);
	const documents = files.yaml(file)?.documents;
	return attempted(() => documents && new Map(documents.flatMap(({ root }) => [...leavesOf(evaluate(root), [])])), () => void 0);
}
function leavesOf(value, path, into = /* @__PURE__ */ new Map()) {
	if (Array.isArray(value) && value.length > 0) for (const [i, item] of value.entries()) leavesOf(item, [...path, i], into);
	else if (isObject(value) && Object.keys(value).length > 0) for (const [key, inner] of Object.entries(value)) leavesOf(inner, [...path, key], into);
	else if (path.length > 0) into.set(formatKeyPath(path), leafOf(value, path));
	return into;
}
function leafOf(value, path) {
	const real = typeof value === "string" ? value : JSON.stringify(value);
	return {
		shown: path.some((part) => typeof part === "string" && isSecretName(part)) ? "***" : real.startsWith("ENC[") ? "(encrypted)" : mask(real),
		real
	};
}
function shownOf(leaf, maskText) {
	if (!leaf) return void 0;
	const text = maskText(leaf.shown);
	return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
}

// src/diff/app-notes.ts
function keptNotes(objects, reasonOf) {
	const kept = objects.flatMap((object) => {
		const reason = object.action === "removed" ? reasonOf(object.before) : void 0;
		return reason === void 0 ? [] : [{
			object,
			reason
		}];
	});
	return [...groupBy(kept, ({ reason }) => reason)].map(([reason, group]) => `Stays in the cluster, since ${reason}: ${listed$2(group.map(({ object }) => object))}`);
}
function appliedOf({ action, id, before, after }) {
	return {
		action,
		label: [id.kind, [id.namespace, id.name].filter((part) => part !== void 0).join("/")].join(" "),
		before,
		after
	};
}
function movedNote({ known: { before, after } }) {
	if (!before || !after || before.controlPlane === after.controlPlane) return [];
	if (before.declaredAt.file === after.declaredAt.file) return [];
	return [`its object was declared in ${before.declaredAt.file} and is now in ${after.declaredAt.file}; it is taken for the same one, since nothing else has its name. Where these are two control planes, say so in fairlead.yaml (controlPlanes)`];
}
function unlistedNotes({ known: { before, after } }) {
	const app = after ?? before;
	const note = app && unlistedNote(app);
	return note === void 0 ? [] : [note];
}

// src/diff/app-change.ts
const NO_SECRETS = {
	before: /* @__PURE__ */ new Map(),
	after: /* @__PURE__ */ new Map()
};
async function changeOf$1(original, parts) {
	const { config, declared, owners, ids, versions } = parts;
	const crds = await withCrds(original);
	const pair = {
		...original,
		before: crds.before,
		after: crds.after
	};
	const moves = parts.moves.get(original.app) ?? NO_MOVES;
	const secrets = parts.secrets.get(original) ?? NO_SECRETS;
	const { app, files } = pair;
	const [before, after] = [renderedOf$1(pair.before), renderedOf$1(pair.after)];
	const { text } = masker(secrets);
	const failures = [...failureOf$1("before", pair.before), ...failureOf$1("after", pair.after)].map((failure) => ({
		...failure,
		message: text(failure.message)
	}));
	const [was, is] = [releaseOf(pair.before), releaseOf(pair.after)];
	const rollout = was && is ? rolloutNotes(was, is, files) : [];
	const twice = pair.known.after ? declaredTwice(app, declared.before.named, declared.after.named) : {
		risks: [],
		notes: []
	};
	const notes = [.../* @__PURE__ */ new Set([
		...movedNote(pair),
		...unlistedNotes(pair),
		...twice.notes,
		...rollout,
		...crds.notes,
		...notesOf(pair.before),
		...notesOf(pair.after),
		...askedApisNote([pair.before, pair.after], clusterOfPair(pair, config).name)
	])];
	const { declarations } = pair;
	const stays = parts.removals.get(original)?.stays;
	const sideBefore = sideOf(pair, "before", stays);
	const common = {
		app,
		files
	};
	const charts = chartChanges({
		object: declarations.before,
		release: was
	}, {
		object: declarations.after,
		release: is
	});
	const failed = async (why) => {
		const risks = [...appRisks(sideBefore, sideOf(pair, "after"), false), ...twice.risks];
		const said = await saidOf(pair, why, declared, text);
		return {
			...common,
			...said,
			notes: [...withoutFailures(notes, why), ...said.notes],
			failures: why,
			status: "failed",
			...leadsToApps(pair, declared) ? { hidesApps: true } : {},
			objects: [],
			restarts: [],
			risks,
			images: [...charts, ...said.images],
			noise: 0,
			digest: void 0,
			conditions: void 0
		};
	};
	const unreached = unreachedChange(pair, failures, ids);
	if (unreached) return unreached;
	if (failures.length > 0) return failed(failures);
	const [old, declaredAfter] = before && after ? withDeclarations([before, after], pair, declared.affected) : [before, after];
	const ignored = old && declaredAfter && withIgnored(old, declaredAfter, ignoredOf(pair.after));
	const next = ignored?.after ?? declaredAfter;
	const keptBecause = (object) => pair.after ? keptWhenPruned(declarations.after, object) : stays ?? keptWithoutApp(declarations.before, object);
	const found = compareApp(old, next, {
		production: app.production,
		controller: app.kind === "Application" ? "argocd" : app.kind === "Convention" ? "none" : "flux",
		registries: declared.registries,
		noise: config.diff?.noise ?? [],
		secrets,
		api: parts.apiOf(original),
		stays: (object) => keptBecause(object) !== void 0,
		moves,
		movesTo: (id) => moves.to.get(keyOf$2(id))?.app.name
	});
	const unknown = unknownParts(pair);
	if (unknown.length > 0 && !isKnownInPart(pair, found.objects.length + found.restarts.length > 0)) return failed(unknown);
	const status = !pair.before ? "added" : !pair.after ? "removed" : found.objects.length + found.restarts.length > 0 ? "changed" : found.noise + (ignored?.count ?? 0) > 0 ? "noise" : "rerendered";
	const { objects, restarts } = found;
	const noise = found.noise + (ignored?.count ?? 0);
	const isSame = isQuiet({ status });
	const digest = joinedDigest([found.digest, isSame ? inputDigest(pair, ids) : codeDigest(pair, ids)]);
	const images = [...charts, ...found.images];
	const applied = [...keptNotes(objects.map(appliedOf), keptBecause), ...pair.after ? applyNotes(declarations.after, objects.map(appliedOf)) : []];
	const isKept = objects.some(({ action, before: old }) => action === "removed" && keptBecause(old) !== void 0);
	const own = appRisks(sideBefore, sideOf(pair, "after"), !isSame).map((risk) => risk.rule === "app-removed" ? {
		...risk,
		reason: removedReason(app.name, moves.to.size > 0, isKept)
	} : risk);
	const { git } = parts;
	const moving = git && app.production && !isSame && pair.after && pair.known.after ? await movingRisks(pair.known.after, (url) => isThisRepository(declared.after.context, url) === true, git) : [];
	const hiding = pair.after ? hidingOf(pair, parts) : [];
	const risks = [
		...own,
		...moving,
		...hiding,
		...twice.risks,
		...found.risks,
		...owners.get(app) ?? []
	];
	const conditions = conditionsOf(pair.after ?? pair.before, versions);
	return {
		...common,
		failures: unknown,
		values: [],
		notes: [
			...withoutFailures(notes, unknown),
			...moveNotes(app, moves),
			...found.notes,
			...ignored?.notes ?? [],
			...applied
		],
		status,
		objects,
		restarts,
		risks,
		images,
		noise,
		digest: unknown.length > 0 ? void 0 : digest,
		conditions
	};
}
function uncompared({ app, files }, error) {
	return {
		app,
		files,
		failures: failureOf$1("after", { error }),
		status: "failed",
		notes: [],
		objects: [],
		restarts: [],
		risks: [],
		images: [],
		values: [],
		noise: 0,
		digest: void 0,
		conditions: void 0
	};
}
function removedReason(name, isMoved, isKept) {
	const rest = [...isMoved ? ["what moves to other apps"] : [], ...isKept ? ["what stays by itself"] : []];
	return rest.length === 0 ? `${name} is removed, and all that it deployed is deleted, too.` : `${name} is removed with what it deployed, but for ${rest.join(" and ")}.`;
}
function withoutFailures(notes, failures) {
	const told = new Set(failures.map(({ message }) => message));
	return notes.filter((note) => !told.has(note));
}
function renderedOf$1(side) {
	return side && "rendered" in side ? side.rendered : void 0;
}
function hidingOf({ app, before, after, declarations }, { isKnown }) {
	const dependences = (side) => renderedOf$1(side)?.dependences ?? [];
	const outside = (side) => side && "outside" in side ? side.outside : [];
	return [...hidingRisks(dependences(before), dependences(after), {
		isKnown: (file) => !before && isKnown(file),
		fromHelm: app.kind === "Application"
	}), ...outsideRisks(outside(before), outside(after), declarations)];
}
function releaseOf(side) {
	return side && "release" in side ? side.release : void 0;
}
function ignoredOf(side) {
	return side && "ignored" in side ? side.ignored : void 0;
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
function sideOf(pair, which, stays) {
	if (!pair[which]) return void 0;
	const object = pair.declarations[which];
	return {
		ref: which === "before" ? pair.was ?? pair.app : pair.app,
		release: textAt(object, "spec", "releaseName") ?? textAt(object, "spec", "source", "helm", "releaseName"),
		targetNamespace: textAt(object, "spec", "destination", "namespace") ?? (textAt(object, "kind") === "Kustomization" ? void 0 : textAt(object, "spec", "targetNamespace")),
		kept: keptWithoutApp(object),
		stays,
		isKnown: object !== void 0
	};
}

// src/diff/collisions.ts
const COLLISION_RULE = {
	id: "owned-twice",
	level: "high",
	description: "Two apps that the change touches deploy the same object: each sync undoes the other, and with prune one deletes it."
};
function collisions(owners, apart) {
	const clusters = new Clusters(owners, apart);
	const byObject = /* @__PURE__ */ new Map();
	for (const owner of owners) for (const manifest of owner.manifests) {
		if (isShared(manifest)) continue;
		const id = idOf(manifest);
		const key = keyOf$2(id);
		const entry = byObject.get(key) ?? {
			text: describeId(id),
			owners: /* @__PURE__ */ new Map()
		};
		byObject.set(key, entry);
		const cluster = clusters.keyOf(owner);
		entry.owners.set(cluster, (entry.owners.get(cluster) ?? /* @__PURE__ */ new Set()).add(owner));
	}
	const found = /* @__PURE__ */ new Map();
	for (const { text, owners: byCluster } of byObject.values()) {
		const near = clusters.nearIn([...byCluster.keys()]);
		for (const [cluster, own] of byCluster) {
			const others = (near.get(cluster) ?? []).flatMap((other) => [...byCluster.get(other) ?? []]);
			if (own.size + others.length < 2) continue;
			for (const { app } of own) for (const { app: other } of [...own, ...others]) {
				if (other === app || identityOf(other) === identityOf(app)) continue;
				const told = found.get(app) ?? /* @__PURE__ */ new Map();
				told.set(other, [...told.get(other) ?? [], text]);
				found.set(app, told);
			}
		}
	}
	return new Map([...found].map(([app, others]) => [app, [...others].map(([other, objects]) => ({
		rule: COLLISION_RULE.id,
		level: COLLISION_RULE.level,
		reason: `${nameAndPlace(other)} deploys ${some(objects.toSorted())}, too.`
	}))]));
}
var Clusters = class {
	#named;
	#unnamed;
	#apart;
	#near = /* @__PURE__ */ new Map();
	constructor(owners, apart) {
		this.#named = new Set(owners.flatMap(({ target }) => "cluster" in target ? [target.cluster] : []));
		this.#unnamed = new Map(owners.filter((owner) => !this.#isNamed(owner)).map((owner) => [this.keyOf(owner), owner.app]));
		this.#apart = apart;
	}
	keyOf(owner) {
		const { target, app } = owner;
		const name = "cluster" in target ? target.cluster : target.controlPlane;
		return this.#isNamed(owner) ? JSON.stringify([name]) : JSON.stringify([name, app.environment ?? ""]);
	}
	nearIn(keys) {
		if (keys.length < 2) return /* @__PURE__ */ new Map();
		const text = keys.join("\0");
		const known = this.#near.get(text);
		if (known) return known;
		const places = keys.flatMap((key) => {
			const app = this.#unnamed.get(key);
			return app ? [{
				key,
				app
			}] : [];
		});
		const near = new Map(places.map(({ key, app }) => [key, places.filter((other) => other.key !== key && !this.#apart.areApart(app, other.app)).map((other) => other.key)]));
		this.#near.set(text, near);
		return near;
	}
	#isNamed({ target }) {
		return "cluster" in target || this.#named.has(target.controlPlane);
	}
};
function nameAndPlace({ name, toldApartBy }) {
	return toldApartBy === void 0 ? name : `${name} (${toldApartBy})`;
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
const MOST_FILES$1 = 3;
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
function submoduleWarnings({ differences }, unclaimed) {
	const changed = new Set(unclaimed);
	return differences.filter(({ path, entry }) => entry?.mode === "160000" && changed.has(path)).map(({ path }) => `Not looked at: the submodule ${path}, which changes. No app that is known here reads it.`);
}
function sentence(same) {
	const files = [...new Set(same.map(({ file }) => file))];
	const shown = files.slice(0, MOST_FILES$1).join(", ");
	const where = files.length > MOST_FILES$1 ? `${shown} and ${files.length - MOST_FILES$1} more` : shown;
	const [one] = same;
	if (one?.isTemplate) return `Not looked at: what the templates of charts that no app of this repo deploys would declare (${where}). Where something else deploys such a chart, its Application as a file in this repo makes it known.`;
	return `Not looked at: ${same.length === 1 ? `${one?.kind ?? ""} ${one?.name ?? ""}`.trim() : `${same.length} objects`} (${where}): ${one?.reason ?? ""}`;
}

// src/diff/merge-facts.ts
function mergeFacts(pair, removed, { among, config }) {
	return {
		onMerge: pair.pinned ? void 0 : pair.after ? effectOf(pair, among) : removed,
		url: pair.before ? addressOf$1(pair.app, config) : void 0
	};
}
function effectOf(pair, among) {
	const { known, declarations, before, files } = pair;
	const isOn = isApplied(declarations.after) ?? known.after?.autoSync;
	const isSame = before !== void 0 && isEqual(declarations.before, declarations.after);
	if (known.after) {
		const { generatedBy, declaredAt } = known.after;
		const isDeclarationChanged = generatedBy === void 0 ? !isSame : files.includes(declaredAt.file);
		return onMerge(known.after, {
			isDeclarationChanged,
			isOn,
			among
		});
	}
	if (!isSame || isOn === void 0) return void 0;
	return isOn ? "deploys" : declarations.after && kindOf(declarations.after) === "Application" ? "manual" : "suspended";
}
function isApplied(object) {
	if (!isObject(object)) return void 0;
	const { spec } = object;
	if (!isObject(spec)) return void 0;
	if (kindOf(object) !== "Application") return spec["suspend"] !== true;
	const policy = spec["syncPolicy"];
	const automated = isObject(policy) ? policy["automated"] : void 0;
	return isObject(automated) && automated["enabled"] !== false;
}
function kindOf(object) {
	return textAt(object, "kind");
}
function addressOf$1({ kind, name, ownNamespace, toldApartBy }, { argocd }) {
	if (argocd?.url === void 0 || kind !== "Application" || toldApartBy !== void 0) return void 0;
	if (!/^https?:\/\//.test(argocd.url)) return void 0;
	const parts = [ownNamespace ?? argocd.namespace ?? "argocd", name].map(encodeURIComponent);
	return `${argocd.url.replace(/(?<!\/)\/+$/, "")}/applications/${parts.join("/")}`;
}

// src/diff/pair-secrets.ts
const APPS$1 = /* @__PURE__ */ new Set([
	"Application",
	"HelmRelease",
	"Kustomization"
]);
async function secretsOfPairs(pairs) {
	const own = /* @__PURE__ */ new Map();
	const byApp = /* @__PURE__ */ new Map();
	for (const pair of pairs) {
		own.set(pair, {
			before: await valuesOf(pair.before),
			after: await valuesOf(pair.after)
		});
		const key = keyOf(pair.app);
		byApp.set(key, [...byApp.get(key) ?? [], pair]);
	}
	return new Map(pairs.map((pair) => {
		const all = [pair, ...new Set([pair.before, pair.after].flatMap((side) => (renderedOf(side)?.manifests ?? []).filter(({ kind }) => APPS$1.has(kind))).flatMap((manifest) => byApp.get(keyOf(manifest)) ?? []))].flatMap((one) => own.get(one) ?? []);
		return [pair, {
			before: merged(all, "before"),
			after: merged(all, "after")
		}];
	}));
}
async function valuesOf(side) {
	const rendered = renderedOf(side);
	if (!rendered) return /* @__PURE__ */ new Map();
	const found = secretsIn(rendered.manifests.map(({ content }) => content));
	if (found.texts.length > 0 && side && "given" in side && side.given) addGiven(found, await side.given());
	return found.values;
}
function merged(all, side) {
	if (all.length === 1 && all[0]) return all[0][side];
	return new Map(all.flatMap((one) => [...one[side]]));
}
function renderedOf(side) {
	return side && "rendered" in side ? side.rendered : void 0;
}
function keyOf({ kind, name }) {
	return `${kind}/${name}`;
}

// src/diff/risks/config.ts
const COMPARED = [
	{
		id: "renderer-replaced",
		level: "high",
		description: "Jobs come to run another Helm or kustomize, or one from another place: a version, a checksum or the mirror in `render` changes.",
		find: (before, after) => keyChanges("render", before.render ?? {}, after.render ?? {})
	},
	{
		id: "credentials-widened",
		level: "high",
		description: "A host in `fetch.hosts` comes to get the job's credentials, or gets them for more paths, or may have private addresses.",
		find: (before, after) => hostChanges(before, after, widenings)
	},
	{
		id: "host-listed",
		level: "medium",
		description: "A host is new in `fetch.hosts`: jobs may ask it over http and through a proxy.",
		find: (before, after) => hostChanges(before, after, (was) => was === void 0 ? ["may be asked over http"] : [])
	},
	{
		id: "review-relaxed",
		level: "high",
		description: "An environment is no longer production, or allows more than a reviewed pull request (`allow: [push, auto-merge]`).",
		find: relaxations
	},
	{
		id: "environments-changed",
		level: "medium",
		description: "Which apps belong to which environment changes, and with it which of them are production.",
		find: (before, after) => {
			const rules = ({ environments }) => JSON.stringify(Object.entries(environments).map(([name, { paths, labels, clusters }]) => [
				name,
				paths,
				labels,
				clusters
			]));
			return rules(before) === rules(after) ? [] : ["The rules of environments change."];
		}
	},
	{
		id: "noise-widened",
		level: "medium",
		description: "A field comes to count as noise (`diff.noise`): no later change of it is shown.",
		find: ({ diff: before }, { diff: after }) => (after?.noise ?? []).filter((field) => before?.noise?.includes(field) !== true).map((field) => `A change of ${field} is no longer shown.`)
	}
];
const INVALID = {
	id: "config-invalid",
	level: "high",
	description: "`fairlead.yaml` cannot be read after the change: every later job fails."
};
const CONFIG_RULES = [...COMPARED, INVALID];
async function configRisks({ head, changed }, before) {
	if (!changed.includes("fairlead.yaml")) return [];
	try {
		return risksBetween(before, await configOf(head.tree));
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		return [{
			rule: INVALID.id,
			level: INVALID.level,
			reason: `It cannot be read after the change: ${error.faults[0].message}.`
		}];
	}
}
function risksBetween(before, after) {
	return COMPARED.flatMap(({ id, level, find }) => find(before, after).map((reason) => ({
		rule: id,
		level,
		reason
	})));
}
function keyChanges(where, before, after) {
	const [was, is] = [before, after].map((one) => new Map(Object.entries(one)));
	return [.../* @__PURE__ */ new Set([...was?.keys() ?? [], ...is?.keys() ?? []])].flatMap((key) => {
		const [from, to] = [was?.get(key), is?.get(key)];
		const shown = (value) => value === void 0 ? "not set" : mask(value);
		return from === to ? [] : [`${where}.${key} goes from ${shown(from)} to ${shown(to)}.`];
	});
}
function hostChanges(before, after, find) {
	const old = new Map(Object.entries(before.fetch?.hosts ?? {}));
	return Object.entries(after.fetch?.hosts ?? {}).flatMap(([name, is]) => find(old.get(name), is).map((what) => `The host ${name} ${what}.`));
}
function widenings(was, is) {
	const { credentials, paths } = is;
	const isNew = credentials === true && was?.credentials !== true;
	const more = credentials === true && !isNew && was?.paths !== void 0 ? (paths ?? ["all paths"]).filter((path) => was.paths?.includes(path) !== true) : [];
	const where = paths === void 0 ? "" : ` for ${paths.join(", ")}`;
	return [
		...isNew ? [`gets the job's credentials${where}`] : [],
		...more.length > 0 ? [`gets the job's credentials for ${more.join(", ")}, too`] : [],
		...is.private === true && was?.private !== true ? ["may have private addresses"] : []
	];
}
function relaxations(before, after) {
	return [.../* @__PURE__ */ new Set([...Object.keys(before.environments), ...Object.keys(after.environments)])].flatMap((name) => {
		const allowed = ({ environments }) => environments[name]?.allow ?? [];
		const more = allowed(after).filter((way) => !allowed(before).includes(way));
		return [...isProduction(name, before) && !isProduction(name, after) ? [`The environment ${name} is no longer production.`] : [], ...more.length > 0 ? [`The environment ${name} allows ${more.join(" and ")}.`] : []];
	});
}

// src/diff/unread.ts
async function unreadChanges({ declared, sides, config, unclaimed }, apps) {
	const { before, after } = declared;
	const changed = new Set(sides.changed);
	const told = [];
	const changes = [];
	for (const one of after.unresolved) {
		if (one.isTemplate || one.isPatch) continue;
		const isSaid = apps.some(({ failures }) => failures.some((failure) => isAbout(failure, one)));
		const old = before.unresolved.find((other) => isSameObject(other, one));
		if (!isSaid && (old?.reason !== one.reason || await isAnotherObject(one, declared, changed))) {
			changes.push(changeOf(one, old, config));
			told.push(one);
		}
	}
	return {
		changes: [...changes, ...hiddenHubs(declared, unclaimed, apps)],
		told
	};
}
function hiddenHubs({ failedHubs }, unclaimed, apps) {
	if (!unclaimed.some(mayBeDeployed)) return [];
	const known = new Set(apps.map(({ app }) => identityOf(app)));
	return failedHubs.filter(({ app }) => !known.has(identityOf(app))).map(({ app, messages: [before, after] }) => notKnown(refOf(app), [...before === void 0 ? [] : [failure("before", before, app.declaredAt)], ...after === void 0 ? [] : [failure("after", after, app.declaredAt)]], []));
}
function isAbout({ at, message }, { file, reason }) {
	return at?.file === file && message.startsWith(reason);
}
function isSameObject(a, b) {
	return a.file === b.file && a.kind === b.kind && a.name === b.name;
}
async function isAnotherObject({ file, kind, name }, { before, after }, changed) {
	if (!changed.has(file) || kind === "file") return false;
	const content = async ({ context: { files } }) => {
		if (!files.has(file)) return void 0;
		await files.load([file]);
		const yaml = files.yaml(file);
		const object = yaml && objectsOf(yaml).find((one) => one.kind === kind && one.name === name);
		return object && evaluate(object.node);
	};
	return !isEqual(await content(before), await content(after));
}
function changeOf(one, old, config) {
	const { file, line, kind, reason } = one;
	const name = one.name ?? file;
	const environment = environmentOf({
		labels: {},
		cluster: void 0,
		server: void 0,
		namespace: void 0,
		name,
		paths: [file]
	}, void 0, config);
	const at = {
		file,
		...line === void 0 ? {} : { line }
	};
	return notKnown({
		name,
		kind,
		controlPlane: void 0,
		ownNamespace: void 0,
		toldApartBy: void 0,
		namespace: void 0,
		cluster: void 0,
		environment,
		production: isProduction(environment, config),
		declaredAt: {
			file,
			line: line ?? 1
		}
	}, [...old ? [failure("before", old.reason, at)] : [], failure("after", reason, at)], [file]);
}
function failure(side, message, at) {
	return {
		side,
		message,
		hint: void 0,
		at,
		isOutOfReach: true
	};
}
function notKnown(app, failures, files) {
	return {
		app,
		status: "failed",
		hidesApps: true,
		failures,
		files,
		objects: [],
		restarts: [],
		risks: [],
		images: [],
		values: [],
		notes: [],
		noise: 0,
		digest: void 0,
		conditions: void 0
	};
}

// src/diff/no-apps.ts
const MOST_FILES = 5;
function foldersWithoutApp({ declared, config, unclaimed }) {
	if (declared.before.size + declared.after.size > 0) return [];
	const paths = pathsOf(declared);
	const ofTools = new Set([...filesOfTools(unclaimed, paths).values()].flat());
	const files = unclaimed.filter((file) => mayBeDeployed(file) || ofTools.has(file));
	const there = new Set(paths);
	return [...groupBy(files, (file) => folderOf(file, there))].map(([folder, own]) => folderWithoutApp(folder, own, paths, config));
}
function folderWithoutApp(folder, files, paths, config) {
	const name = folder === "." ? "the root of the repo" : folder;
	const environment = environmentOf({
		labels: {},
		cluster: void 0,
		server: void 0,
		namespace: void 0,
		name: "",
		paths: files
	}, void 0, config);
	const tools = [...filesOfTools(files, paths).keys()];
	const what = `No app was found in this repo, so nobody knows what deploys ${listed(files)}`;
	const message = tools.length === 0 ? what : `${what}. ${listed(tools)} may, which Fairlead does not read`;
	const quoted = [posix.basename(folder) === "." ? "NAME" : posix.basename(folder), folder].map((text) => /^[A-Za-z][\w./-]*$/.test(text) ? text : JSON.stringify(text));
	const failure = (side) => ({
		side,
		message,
		hint: `Where an Application or a Kustomization that is not in this repo deploys the folder, say so in ${CONFIG_FILE} of the base branch: folders: [{app: ${quoted[0]}, path: ${quoted[1]}${environment === void 0 ? "" : `, environment: ${environment}`}}].`,
		at: void 0,
		isOutOfReach: true
	});
	return notKnown({
		name,
		kind: "folder",
		controlPlane: void 0,
		ownNamespace: void 0,
		toldApartBy: void 0,
		namespace: void 0,
		cluster: void 0,
		environment,
		production: isProduction(environment, config),
		declaredAt: {
			file: files[0] ?? folder,
			line: 1
		}
	}, [failure("before"), failure("after")], files);
}
function folderOf(file, paths) {
	const markers = ["Chart.yaml", ...KUSTOMIZATION_FILES];
	for (let folder = posix.dirname(file);; folder = posix.dirname(folder)) {
		if (markers.some((marker) => paths.has(posix.join(folder, marker)))) return folder;
		if (folder === ".") return posix.dirname(file);
	}
}
function noAppWarnings({ before, after }) {
	if (before.size + after.size > 0) return [];
	const tools = toolsAmong(pathsOf({
		before,
		after
	})).map(({ tool, file }) => `${tool} (${file})`);
	return [`No app was found in this repo, so nothing is compared. ${tools.length === 0 ? "Run fairlead inventory to see why." : `It has files of ${listed(tools)}, which Fairlead does not read.`}`];
}
function otherToolWarnings({ declared, unclaimed }) {
	if (unclaimed.length === 0 || declared.before.size + declared.after.size === 0) return [];
	return [...filesOfTools(unclaimed, pathsOf(declared))].map(([tool, files]) => `Not looked at: ${listed(files)}, which ${tool} may deploy. Fairlead does not read ${files.length === 1 ? "such a file" : "such files"}.`);
}
function pathsOf({ before, after }) {
	const all = [before, after].flatMap(({ context }) => context.files.entries.map(({ path }) => path));
	return [...new Set(all)];
}
function listed(all) {
	const shown = all.slice(0, MOST_FILES);
	if (all.length > MOST_FILES) return `${shown.join(", ")} and ${all.length - MOST_FILES} more`;
	return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

// src/diff/removal.ts
async function removalOf(app, object, { after, among }) {
	if (app.controller === "none") return {
		stays: void 0,
		effect: void 0
	};
	const set = app.generatedBy === void 0 ? void 0 : await setOf(app, app.generatedBy, after);
	if (set !== void 0) {
		const stays = keptBySet(set, app.generatedBy ?? "");
		return {
			stays,
			effect: stays === void 0 ? "deleted" : "stays"
		};
	}
	const [applier] = appliersOf(app, among);
	if (!applier || object === void 0) return {
		stays: void 0,
		effect: whenGone(app, among)
	};
	const now = after.named(applier.kind, applier.name).find((one) => identityOf(one) === identityOf(applier));
	const reason = now ? keptWhenPruned(await now.declaration(), object) : keptWithoutApp(await applier.declaration(), object);
	if (reason === void 0) return {
		stays: void 0,
		effect: whenGone(app, among)
	};
	return {
		stays: `${applier.name}, which declared it, does not delete it: ${reason}`,
		effect: "stays"
	};
}
async function setOf({ declaredAt: { file } }, name, { context: { files } }) {
	if (!files.has(file)) return void 0;
	await files.load([file]);
	const yaml = files.yaml(file);
	const set = yaml && objectsOf(yaml).find((one) => one.kind === "ApplicationSet" && one.name === name);
	return set && evaluate(set.node);
}
function keptBySet(set, name) {
	const policy = textAt(set, "spec", "syncPolicy", "applicationsSync");
	return policy === "create-only" || policy === "create-update" ? `the ApplicationSet ${name}, which made it, does not delete it: its applicationsSync is ${policy}` : void 0;
}

// src/diff/build.ts
async function buildReport(found, parts) {
	const { declared, config } = parts;
	const namesakes = (kind, name) => [declared.before, declared.after].flatMap((side) => side.named(kind, name));
	const refs = toldApart(found.map(({ app }) => app), namesakes);
	const pairs = found.map((pair, i) => ({
		...pair,
		app: refs[i] ?? pair.app
	}));
	const owners = collisions(pairs.map(({ app, after, declarations }) => ({
		app,
		target: targetOf(declarations.after, app, config),
		manifests: renderedOf$1(after)?.manifests ?? []
	})), declared.apart);
	const moves = movesBetween(pairs.map((pair) => {
		const { app, declarations } = pair;
		return {
			app,
			target: JSON.stringify(targetOf(declarations.after ?? declarations.before, app, config)),
			...manifestsOf(pair)
		};
	}));
	const among = pairs.flatMap(({ known: { before, after } }) => [before, after].filter((app) => app !== void 0));
	const removals = await removalsOf(pairs, {
		after: declared.after,
		among
	});
	const world = {
		...parts,
		removals,
		owners,
		moves,
		ids: await idsOf(parts.sides),
		isKnown: await unchangedFiles(parts.sides),
		secrets: await secretsOfPairs(pairs),
		apiOf: await apisOf(pairs, config, declared)
	};
	const changes = await Promise.all(pairs.map(async (pair) => {
		const facts = mergeFacts(pair, removals.get(pair)?.effect, {
			among,
			config
		});
		try {
			const change = await changeOf$1(pair, world);
			return {
				...change,
				...facts,
				...isBrokenByChange(change) ? { onMerge: void 0 } : {}
			};
		} catch (error) {
			return {
				...uncompared(pair, contained(error)),
				...facts
			};
		}
	}));
	const { sides } = parts;
	const unread = await unreadChanges(parts, changes);
	const told = [...changes, ...unread.changes];
	const named = new Set(told.flatMap(({ files }) => files));
	const without = foldersWithoutApp({
		...parts,
		unclaimed: parts.unclaimed.filter((file) => !named.has(file))
	});
	const apps = [...told, ...without].toSorted(compareApps);
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
		told: void 0,
		risks: await configRisks(sides, config),
		apps,
		digests: digestsOf(apps),
		unclaimed: parts.unclaimed,
		warnings: await warningsOf(parts, unread.told),
		versions: Object.fromEntries(parts.versions),
		took: parts.took,
		shard: parts.shard
	};
}
async function removalsOf(pairs, parts) {
	const gone = pairs.flatMap((pair) => {
		const { known, declarations, after } = pair;
		return known.before && !after ? [{
			pair,
			app: known.before,
			object: declarations.before
		}] : [];
	});
	return new Map(await Promise.all(gone.map(async ({ pair, app, object }) => [pair, await removalOf(app, object, parts)])));
}
function manifestsOf(pair) {
	if (unknownParts(pair).length > 0) return {
		before: void 0,
		after: void 0
	};
	const { before, after } = pair;
	return {
		before: before ? renderedOf$1(before)?.manifests : [],
		after: after ? renderedOf$1(after)?.manifests : []
	};
}
function digestsOf(apps) {
	const environments = [...new Set(apps.map(({ app }) => app.environment ?? ""))].toSorted();
	return Object.fromEntries(environments.flatMap((environment) => {
		const digest = digestOf(environment, apps);
		return digest === void 0 ? [] : [[environment, digest]];
	}));
}
async function warningsOf({ declared, sides, config, versions, unclaimed, warnings = [] }, told) {
	const flux = await declaredFluxVersions(declared.after.context.files);
	return [
		...sides.warnings,
		...noAppWarnings(declared),
		...rendererNotes(config, versions, flux),
		...sides.changed.includes("fairlead.yaml") ? [`${CONFIG_FILE} changes; what it says on the base was used, as always.`] : [],
		...warnings,
		...submoduleWarnings(sides, unclaimed),
		...otherToolWarnings({
			declared,
			unclaimed
		}),
		...declared.undiscovered,
		...unresolvedWarnings(declared.after.unresolved.filter((one) => !told.includes(one)), new Set(sides.changed))
	];
}

// src/diff/source-change.ts
var SourceChange = class {
	#parts;
	#addresses;
	#following = /* @__PURE__ */ new Set();
	#others = /* @__PURE__ */ new Map();
	constructor(parts) {
		this.#parts = parts;
		this.#addresses = new Set(parts.identities.map(plainAddress));
	}
	around(elsewhere, side) {
		const { sides, branch } = this.#parts;
		const { tree, commit, treeId } = sides[side];
		return {
			...elsewhere,
			git: async (url, revision) => this.#isOwn(url) && this.#follows(revision) ? {
				tree,
				commit: commit ?? treeId,
				ref: `refs/heads/${branch}`,
				isChanged: true
			} : elsewhere.git(url, revision)
		};
	}
	reaches({ name, sources }) {
		const own = sources.filter(({ repoURL }) => repoURL !== void 0 && this.#isOwn(repoURL));
		const following = own.filter(({ targetRevision }) => this.#follows(targetRevision ?? ""));
		if (following.length > 0) {
			this.#following.add(name);
			return filesBelow(this.#parts.sides.changed, following);
		}
		for (const { targetRevision = "HEAD" } of own.slice(0, 1)) this.#others.set(targetRevision, (this.#others.get(targetRevision) ?? /* @__PURE__ */ new Set()).add(name));
	}
	warnings(infra) {
		const { branch, identities } = this.#parts;
		if (this.#following.size + this.#others.size === 0) throw inputError(`no app of ${infra} is known to be made of this repository (${identities.join(", ")})`, { hint: `The inventory of the infra repo tells what its apps are made of: run fairlead inventory there. Where no object names the chart, ${CONFIG_FILE} can (charts).` });
		return [...this.#others].map(([revision, names]) => {
			const one = names.size === 1;
			return `${few([...names])} ${one ? "is" : "are"} at ${revision || "HEAD"} of this repository and not at ${branch}, so the change does not reach ${one ? "it" : "them"} by itself.`;
		});
	}
	#isOwn(url) {
		return this.#addresses.has(plainAddress(url));
	}
	#follows(revision) {
		const { branch, isDefaultBranch } = this.#parts;
		if (revision === "" || revision === "HEAD") return isDefaultBranch;
		return revision === branch || revision === `refs/heads/${branch}`;
	}
};
function isTouched({ before, after, files }) {
	const [was, is] = [renderedOf$1(before), renderedOf$1(after)];
	if (!was || !is || files.length > 0) return true;
	const text = ({ manifests }) => stableText(manifests.map(({ content }) => content));
	return text(was) !== text(is);
}
function unchangedSides(side, branch) {
	return {
		base: side,
		head: side,
		differences: [],
		changed: [],
		branch,
		conflict: void 0,
		warnings: []
	};
}
function filesBelow(changed, sources) {
	const folders = sources.filter(({ type, path }) => type !== "ref" || path !== void 0).map(({ path, chart }) => joinPath("", path ?? chart ?? ".") ?? "");
	return changed.filter((file) => folders.some((folder) => folder === "" || file === folder || file.startsWith(`${folder}/`)));
}
function few(names) {
	const shown = names.toSorted().slice(0, 5).join(", ");
	return names.length > 5 ? `${shown} and ${names.length - 5} more apps` : shown;
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

// src/report/markdown/escape.ts
const NAME_LENGTH = 160;
const SENTENCE_LENGTH = 600;
function prose(text) {
	return escapeMarkdown(shorten(visibleLine(text), SENTENCE_LENGTH)).replaceAll("$", "&#36;").replaceAll(/(?:\\[!~]|%|&#36;|&amp;)(?=\w)/g, "$&&#8203;").replace(/^[-=]/, String.raw`\$&`).replace(/^(\d+)([.)])/, String.raw`$1\$2`);
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
function blocksOf(sections) {
	const blocks = /* @__PURE__ */ new Map();
	return sections.flatMap((section) => section.parts.map((part) => {
		const sameAs = part.sameAs && blocks.get(part.sameAs);
		const { risks } = part.places[0].object;
		const block = {
			section,
			part,
			level: gravest(risks.map((risk) => risk.level)),
			text: partText(section, part),
			sameAs
		};
		blocks.set(part.places[0], block);
		return block;
	})).toSorted((a, b) => RISK_LEVELS.indexOf(b.level) - RISK_LEVELS.indexOf(a.level) || weight(a.part.places[0].object.id) - weight(b.part.places[0].object.id));
}
function partText(section, { places, sameAs }) {
	const [{ object }] = places;
	const { id, renamedFrom, action, diff, risks } = object;
	const was = renamedFrom === void 0 ? "" : `, was ${name(objectName(renamedFrom))}`;
	const noise = places.reduce((sum, place) => sum + place.object.noise, 0);
	const hidden = noise === 0 ? "" : ` (and ${count(noise, "field")} of noise)`;
	const more = places.length === 1 ? "" : ` and ${thousands(places.length - 1)} more`;
	const head = `**${action}** ${name(objectName(id))}${was}${more}${whereOf(section, places)}${hidden}`;
	const reasons = risks.map(({ level, rule, reason }) => `- ${RISK_MARKS[level]} **${level}** ${name(rule)}: ${prose(reason)}`);
	const same = sameAs && `The same lines as ${name(objectName(sameAs.object.id))} of ${name(appName(sameAs.change.app))}.`;
	return [
		head,
		...reasons.length > 0 ? [reasons.join("\n")] : [],
		same ?? (diff === "" ? "No field differs." : fence(diff, "diff"))
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
			risk.reason
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
	return section("**Risks**", [...found.values()].toSorted((a, b) => RISK_LEVELS.indexOf(b.risk.level) - RISK_LEVELS.indexOf(a.risk.level)).map(({ risk: { level, rule, reason }, places }) => `- ${RISK_MARKS[level]} **${level}** ${name(rule)}: ${firstOf(places)}: ${prose(reason)}`), room, (left) => `- and ${count(left, "more risk")}`);
}
function nameList(all, most = APPS) {
	return firstOf(all.map((one) => name(one)), most);
}
function firstOf(all, most = APPS) {
	const left = all.length - most;
	return `${all.slice(0, most).join(", ")}${left > 0 ? ` and ${thousands(left)} more` : ""}`;
}
function warningList(warnings, room) {
	return section("**Warnings**", warnings.map((warning) => `- ${prose(warning)}`), room, (left) => `- and ${count(left, "more warning")}`);
}
function failureList(changes, room) {
	const all = changes.flatMap((change) => toldFailures(change).map((failure) => ({
		change,
		failure
	})));
	return section("**Could not be compared**", [...groupBy(all, ({ change, failure }) => causeOf(change, failure)).values()].flatMap((some) => {
		const [first] = some;
		if (!first) return [];
		const { when, message, hint } = first.failure;
		const places = [...new Set(some.map(({ failure }) => placeText(failure.at)))].filter((place) => place !== "");
		const where = places.length === 0 ? "" : `, at ${nameList(places)}`;
		const apps = [...new Set(some.map(({ change }) => appName(change.app)))];
		const head = `${apps.length > 1 ? `${count(apps.length, "app")}, one cause: ` : ""}${nameList(apps)}, ${when}${where}:`;
		const rest = message.length - MESSAGE_LENGTH;
		const cut = rest > 0 ? `\n\n(${count(rest, "more character")} in the report)` : "";
		const help = hint === void 0 || hint === "" ? "" : `\n\n${prose(hint)}`;
		return [`${head}\n\n${fence(shorten(message, MESSAGE_LENGTH), "text")}${cut}${help}`];
	}), room, (left) => `And ${count(left, "more failure")}.`, "\n\n");
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
	return section("**What the files say by themselves**", [...found.values()].flatMap(({ file, changes: all, apps }) => all.map((text) => `- ${nameList(apps)}, ${name(file)}: ${name(text)}`)), room, (left) => `- and ${count(left, "more key")}`);
}
function noteList(changes, room) {
	return section("**Notes**", [...notedApps(changes)].map(([note, apps]) => `- ${nameList(apps)}: ${prose(note)}`), room, (left) => `- and ${count(left, "more note")}`);
}
function restartList(changes, room) {
	const found = /* @__PURE__ */ new Map();
	for (const { app, restarts } of changes) for (const text of restartLines(restarts)) found.set(text, [...found.get(text) ?? [], appName(app)]);
	return section("**Restarts**", [...found].map(([text, apps]) => `- ${nameList(apps)}: ${prose(text)}`), room, (left) => `- and ${count(left, "more line")}`);
}
function mergeList(changes, room) {
	return section("**When this is merged**", mergeSayingsOf(changes).map(({ environment, isWhole, apps, effect }) => {
		const where = environment === void 0 ? "" : ` in ${name(environment)}`;
		return `- ${isWhole ? name(environment ?? "") : `${nameList(apps)}${where}`} ${mergeWords(effect, isWhole || apps.length === 1)}.`;
	}), room, (left) => `- and ${count(left, "more line")}`);
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
	return inline("Charts whose new version changes nothing else: ", quietCharts(changes).map(([chart, apps]) => `${name(chart)} in ${count(apps, "app")}`), room);
}
function noiseLine(changes, room) {
	const fields = changes.reduce((sum, change) => sum + change.noise, 0);
	if (fields === 0) return "";
	const apps = changes.filter(({ noise }) => noise > 0).map(({ app }) => name(appName(app)));
	return inline(`Noise, not shown: ${count(fields, "field")} of `, apps, room);
}
function unclaimedLine(files, room) {
	const shown = files.map((file) => name(file));
	return inline(`Changed files that are no app's input (${thousands(files.length)}): `, shown, room);
}
function digestTable(report, room) {
	const digests = Object.entries(report.digests).map(([environment, digest]) => [environment, name(digest, "table")]);
	const none = withoutDigest(report).map(([environment, why]) => [environment, prose(`no digest, ${why}`)]);
	return section("| Environment | Digest of what changes |\n| --- | --- |", [...digests, ...none].toSorted(([a], [b]) => a < b ? -1 : 1).map(([environment, cell]) => `| ${environment === "" ? digestName(environment) : name(environment, "table")} | ${cell} |`), room, (left) => `| and ${thousands(left)} more | |`, "\n", "\n");
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
	const word = status === "added" ? " (new)" : status === "removed" ? " (removed)" : isQuiet(change) ? " (re-rendered)" : "";
	return `| ${[
		[linked(name(app.name, "table"), change.url), kindWord(app)].filter((part) => part !== "").join(" ") + word,
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
function linked(shown, url) {
	return url !== void 0 && isPlainAddress(url) ? `[${shown}](${url})` : shown;
}
function riskCell(change) {
	const level = appRisk(change);
	const word = level === "high" ? "**high**" : level;
	const what = change.status === "failed" ? `${word}, not compared` : isUnknown(change) ? `${word}, compared only in part` : word;
	return [RISK_MARKS[level], what].filter((part) => part !== "").join(" ");
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
	const sections = sectionsOf(listed);
	const blocks = blocksOf(sections);
	const named = roomOfLists(size) * NAMED.share;
	const note = leftOutNote(blocks, options, named);
	const room = {
		first: size - (named + [
			...before,
			note,
			...after
		].reduce((sum, part) => sum + part.length + "\n\n".length, 0)),
		further: size - further(report, options, most, most).length - "\n\n".length
	};
	const packed = pack(blocks, room, most);
	return packed.comments.map((own, index) => {
		const folded = foldedApps(sections, own);
		if (index > 0) return join$1([further(report, options, index + 1, packed.comments.length), folded]);
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
		`### ${title(options.request, report)}`,
		`${headline(report, options.request)}${risk === "none" ? "" : ` The gravest risk is **${risk}**.`}`,
		options.isForeign === true ? `A job without rights has rendered this from the files of the ${options.request}: what it says, the digests too, is that job's word.` : report.told ?? "",
		warningList([...report.comparedInstead === void 0 ? [] : [report.comparedInstead], ...report.warnings], lists * .05),
		listed.length === 0 ? lookedAt(report) : appTable(listed, lists * .22),
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
	return `**${count(places.length, "object")} of ${count(apps, "app")} did not fit and ${places.length === 1 ? "is" : "are"} only in ${where}**: ${names}. Highest risk among them: ${level}.${also.join("")}`;
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
function takeReports(parts, digestsOf) {
	const [first] = parts;
	if (!first) throw inputError("reports names no report");
	const told = parts.length === 1 ? "Another job has rendered this: what it says, the commits and digests too, is the word of that job." : `${parts.length} other jobs have rendered this: what it says, the commits and digests too, is the word of those jobs.`;
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
	if (!first) throw inputError("there is no part of a report to merge");
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
		if (own !== count) throw inputError(`one part is of ${count}, another of ${own}`, { hint: SAME_RUN });
		if (seen.has(index)) throw inputError(`part ${index} of ${count} is there twice`, { hint: SAME_RUN });
		seen.add(index);
		for (const side of ["base", "head"]) if (!isDeepStrictEqual(part[side], first[side])) throw inputError(`part ${index} of ${count} compares another commit as ${side}`, { hint: SAME_RUN });
		if (part.comparedInstead !== first.comparedInstead) throw inputError(`part ${index} of ${count} says something else of what was compared`, { hint: SAME_RUN });
	}
	const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !seen.has(index));
	if (missing.length > 0) throw inputError(`of ${count} parts ${missing.slice(0, 10).join(", ")} ${missing.length === 1 ? "is" : "are"} missing`, { hint: "Merge only when all jobs of the matrix have succeeded." });
}
function appsOf(parts) {
	const known = /* @__PURE__ */ new Map();
	for (const { apps, shard } of parts) for (const change of apps) {
		const other = known.get(appKey(change));
		if (other && !isDeepStrictEqual(other.change, change)) throw inputError(`the parts ${other.index} and ${shard?.index} both name the app ${JSON.stringify(change.app.name)}, and do not say the same of it`, { hint: SAME_RUN });
		if (!other) known.set(appKey(change), {
			change,
			index: shard?.index
		});
	}
	return [...known.values()].map(({ change }) => change);
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

// src/commands/diff-sides.ts
async function compared(base, ports) {
	const own = await ports.sides(base);
	const branch = own.branch ?? ports.base ?? "main";
	const isDefaultBranch = own.branch === void 0 || ports.isDefaultBranch(own.branch);
	if (!ports.source) return {
		identity: ports.identity,
		sides: own,
		shown: own,
		branch,
		isDefaultBranch,
		source: void 0,
		warnings: () => []
	};
	const infra = await ports.source.infra();
	const { identities } = ports.source;
	const source = new SourceChange({
		identities,
		branch,
		isDefaultBranch,
		sides: own
	});
	return {
		identity: infra.identity,
		sides: unchangedSides(infra.side, infra.branch),
		shown: {
			...own,
			changed: own.changed.filter((path) => path !== CONFIG_FILE)
		},
		branch: infra.branch,
		isDefaultBranch: true,
		source,
		warnings: () => source.warnings(infra.identity)
	};
}

// src/commands/comment.ts
async function writeComment(mode, find, name, bodies) {
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
		if (target === void 0) return mode === "required" ? missing(inputError("comment is required, and this job runs for no pull request")) : { warnings: [] };
		const { to, request, noun, head, base } = target;
		const state = await to.stateOf(request);
		if (!state.isOpen) return { warnings: [`No comment was written: the ${noun} ${request} is no longer open.`] };
		if (head !== void 0 && state.head !== head) return { warnings: [`No comment was written: the ${noun} ${request} has a newer commit (${state.head.slice(0, 12)}) than this job (${head.slice(0, 12)}). The job of that commit comments.`] };
		if (base !== void 0 && state.base !== base) return { warnings: [`No comment was written: the ${noun} ${request} goes into ${state.base}, and this job has compared it with ${base}. Start the job anew, or name the branch with base.`] };
		await to.put(request, markOf(name, target.id), bodies(target), name);
		return { warnings: [] };
	} catch (error) {
		return missing(contained(error));
	}
}

// src/commands/diff-verdict.ts
function brokenBy({ apps }) {
	const broken = apps.filter(isBrokenByChange);
	if (broken.length === 0) return void 0;
	return inputError(`after the change ${counted(broken)} cannot be rendered: ${named(broken)}`, { hint: "The report has the renderer's message." });
}
function failureOf(words, report) {
	const broken = brokenBy(report);
	if (broken || words.includes("never")) return broken;
	const changing = report.apps.filter((change) => !isQuiet(change)).length;
	const unknown = report.apps.filter(isUnknown);
	const risk = reportRisk(report);
	const level = RISK_LEVELS.find((one) => one !== "none" && words.some((word) => word === one));
	const asked = `fail-on is ${words.join(", ")}. The report says what it is.`;
	const [first, ...others] = [
		...unknown.length > 0 ? [{
			message: `${counted(unknown)} could not be compared, so nobody knows what changes there: ${named(unknown)}`,
			hint: "The report says why, and what to do about it. With fail-on: never, and only with it, such a run passes."
		}] : [],
		...words.includes("change") && changing > 0 ? [{
			message: `${changing} app${changing === 1 ? "" : "s"} would change`,
			hint: asked
		}] : [],
		...level !== void 0 && RISK_LEVELS.indexOf(risk) >= RISK_LEVELS.indexOf(level) ? [{
			message: `the change has a risk of level ${risk}`,
			hint: asked
		}] : []
	];
	return first && new FairleadError("refused", [first, ...others]);
}
function counted({ length }) {
	return length === 1 ? "an app" : `${length} apps`;
}
function named(apps) {
	const names = [...new Set(apps.map(({ app }) => app.name))];
	return `${names.slice(0, 5).join(", ")}${names.length > 5 ? " …" : ""}`;
}

// src/commands/diff.ts
const diffCommand = {
	name: "diff",
	title: "Fairlead diff",
	summary: "Renders every app that a change of the infra repo touches, before and after, and shows what changes in the cluster and what is dangerous about it.",
	inputs: {
		...pick(inputs, "path", "base", "head", "forge", "repository", "comment", "pull-request", "infra-repository", "infra-token", "comment-token", "comment-id", "comment-limit", "source-token", "fail-on", "report-path", "reports", "shard", "helm-path", "helm-version", "helm-sha256", "kustomize-path", "kustomize-version", "kustomize-sha256", "renderer-mirror", "lanes", "cache-path", "output"),
		base: bases.change,
		repository: requestOf
	},
	outputs: pick(outputs, "changed", "apps", "digest", "risk", "report-path")
};
async function runDiff(values, ports) {
	const { report, setUp } = values.reports.length > 0 ? {
		report: await readReports(values, ports),
		setUp: void 0
	} : await compare(values, ports);
	const folder = await writeReport(values, report, ports);
	const changing = report.apps.filter((change) => !isQuiet(change));
	const risk = reportRisk(report);
	const outputs = {
		changed: String(changing.length > 0),
		apps: String(changing.length),
		risk,
		digest: JSON.stringify(report.digests),
		"report-path": folder ?? ""
	};
	const failure = setUp ?? failureOf(values["fail-on"], report);
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
			return summary(report, ports.noun);
		},
		warnings: report.warnings,
		afterwards: values.comment === "never" || report.shard !== void 0 ? void 0 : () => writeComment(values.comment, () => ports.comments(), "diff", (target) => comments(report, {
			limit: target.to.limit,
			most: Math.max(1, values["comment-limit"] ?? 3),
			request: target.noun,
			isForeign: target.isForeign === true,
			whole: ports.runUrl === void 0 ? void 0 : {
				text: "the report of this run",
				url: ports.runUrl
			}
		})),
		...failure ? { failure } : {}
	};
}
async function compare(values, ports) {
	const started = ports.now();
	const base = values.base ?? ports.base;
	if (base === void 0) throw inputError("base is missing, and nothing tells which branch the change goes into", { hint: "Name it: fairlead diff --base main." });
	const shard = readShard(values.shard);
	const { sides, shown, identity, branch, isDefaultBranch, ...change } = await compared(base, ports);
	await listingOf(sides.base.tree);
	const config = await configOf(sides.base.tree);
	const { renderer, elsewhere } = await ports.rendering(config);
	const worldOf = (side, context) => ({
		tree: sides[side].tree,
		context,
		branch,
		isDefaultBranch,
		elsewhere: change.source?.around(elsewhere, side) ?? elsewhere
	});
	const declared = await declaredSides(sides, {
		identity,
		config,
		store: ports.inventories,
		discover: (both) => discover(both.map(({ open }, i) => ({
			open,
			world: worldOf(i === 0 ? "base" : "head", open.context)
		})), {
			renderer,
			hide: (message, rendered) => maskerOf(...rendered).text(message)
		}),
		reaches: change.source && ((app) => change.source?.reaches(app))
	});
	const { affected, before, after } = declared;
	const warnings = change.warnings();
	const read = ports.now();
	const rendered = await renderPairs(affected, {
		before: {
			declarations: before,
			world: worldOf("base", before.context)
		},
		after: {
			declarations: after,
			world: worldOf("head", after.context)
		},
		renderer,
		plannerFor,
		planConvention,
		shard,
		progress: ports.progress
	});
	const done = ports.now();
	return {
		report: await buildReport(change.source ? rendered.filter(isTouched) : rendered, {
			sides: shown,
			declared,
			unclaimed: change.source ? [] : unclaimed(affected, sides.changed),
			config,
			versions: renderer.versions,
			shard,
			took: {
				inventory: read - started,
				rendering: done - read,
				total: done - started
			},
			warnings,
			git: (change.source?.around(elsewhere, "head") ?? elsewhere).git
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
	return takeReports(parts, digestsOf);
}
async function writeReport(values, report, ports) {
	const folder = values["report-path"];
	if (folder === void 0) return void 0;
	const { html } = await import("../chunks/html.js");
	const files = /* @__PURE__ */ new Map([
		["report.json", toJson(report)],
		["report.html", html(report, "pull request")],
		["report.md", summary(report, "pull request")]
	]);
	return ports.writeReport(folder, files);
}

// src/entries/wire/comments.ts
async function commentsFor(inputs, wiring) {
	const { context, say } = wiring;
	const named = inputs["pull-request"] ?? context.request?.number;
	if (inputs.forge === "local") return localTarget(inputs, wiring);
	if (named === void 0 && !context.finishedRun) return void 0;
	if (named !== void 0 && !/^[1-9]\d{0,9}$/.test(named)) throw inputError(`${JSON.stringify(named)} is no number of a pull request`);
	const token = inputs["comment-token"];
	if (token === void 0) {
		if (inputs["pull-request"] !== void 0 || inputs.comment === "required") throw inputError("comment-token is missing, so no comment can be written", { hint: "Give a token that may write comments, or set comment: never." });
		say("There is no comment-token, so no comment is written.");
		return;
	}
	const { environment, serverUrl, apiUrl, graphqlUrl } = context;
	if (inputs.forge === "gitlab") {
		const repository = inputs.repository ?? context.request?.repository ?? context.job.repository;
		if (repository === void 0 || named === void 0) return void 0;
		const { openGitLabComments } = await import("../chunks/comments2.js");
		const server = await findGitlab(repository, context);
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
			...ofJob(inputs, wiring)
		};
	}
	const origin = repositoryOf(await identityOf$1(gitIn(inputs.path, wiring.context)).catch(() => void 0), serverUrl);
	const repository = inputs.repository ?? context.request?.repository ?? context.job.repository ?? origin;
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
	const [{ openGitHubComments }, { pullRequestOfRun }] = await Promise.all([import("../chunks/comments.js"), import("../chunks/finished-run.js")]);
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
		isForeign,
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
		cure: readsOnly ? `The token of a run ${isDependabot ? "that Dependabot started" : "of a fork"} only reads, whatever its workflow allows. Comment from a second workflow: see "Pull requests from forks" in actions/diff/README.md.` : void 0
	};
}
async function localTarget(inputs, wiring) {
	const request = inputs["pull-request"];
	if (request === void 0) return void 0;
	const { context } = wiring;
	const repository = inputs.repository ?? await openCheckout(inputs.path, context.environment).origin();
	if (repository === void 0) throw inputError("repository is missing, and the checkout has no remote \"origin\"", { hint: "Give the path or address of the git repository that holds the pull request." });
	const [forge, { localComments }] = await Promise.all([openLocal({
		repository,
		token: void 0
	}, wiring), import("../chunks/comments3.js")]);
	return {
		to: localComments(forge),
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
	const identities = await addressesOf(inputs, checkout, wiring);
	const address = addressOf(name, inputs.forge, wiring);
	if (isOneOf(identities, address)) throw inputError(`infra-repository names ${name}, which is what is checked out`, { hint: "Leave it out: it is for the jobs of an app repo." });
	if (!ADDRESS.test(address) && await isFolder(resolve(wiring.context.workspace, address))) return {
		source: {
			identities,
			infra: () => ofFolder(address, wiring)
		},
		around: (rendering) => rendering
	};
	let opened;
	const open = () => opened ??= openAt(address, inputs["infra-token"], wiring);
	return {
		source: {
			identities,
			infra: () => ofServer(address, inputs["infra-token"], open)
		},
		around: ({ elsewhere, renderer }) => ({
			renderer,
			elsewhere: {
				...elsewhere,
				git: async (url, revision) => (plainAddress(url) === plainAddress(address) ? await open() : elsewhere).git(url, revision)
			}
		})
	};
}
async function ofServer(address, token, open) {
	try {
		const { tree, commit, ref } = await (await open()).git(address, "HEAD");
		const branch = /^refs\/heads\/(.+)$/.exec(ref ?? "")?.[1] ?? "main";
		return {
			identity: address,
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
		const hint = token === void 0 ? "Give infra-token: a token that may read the infra repo. The jobs of forks get no secrets, so they cannot." : "infra-token needs the right to read the infra repo (GitHub: contents: read; GitLab: Reporter, read_repository), and no other.";
		throw inputError(`the infra repo cannot be read: ${fault.message}`, { hint });
	}
}
async function ofFolder(path, { context }) {
	refuseLink("infra-repository", path, context);
	const folder = await realpath(resolve(context.workspace, path));
	if (await isTracked(folder, context.environment) === true) throw inputError(`infra-repository is the folder ${path}, which the repository around it has files in`, { hint: "Clone the infra repo to a folder that is in no other repository." });
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
		identity: await originOf(git) ?? path,
		side: {
			...side,
			name: branch
		},
		branch
	};
}
async function openAt(address, token, wiring) {
	const { context, atEnd, hide, say } = wiring;
	const { openElsewhere } = await import("../chunks/elsewhere2.js");
	const { environment } = context;
	const known = token ?? (address.startsWith(`${context.gitlab.serverUrl}/`) ? environment["CI_JOB_TOKEN"] : void 0);
	const authorization = authorizationFor(address, known, wiring);
	const opened = openElsewhere({
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
	if (forge === "local" || ADDRESS.test(name)) return name.replace(/(?<!\/)\/+$/, "");
	if (forge === "gitlab") {
		const { serverUrl, path } = gitlabServer(name, context);
		if (/^\d+$/.test(path)) throw inputError(`infra-repository is ${path}, an id`, { hint: "Give the path of the project with all its groups: it is how the apps may name it." });
		return `${serverUrl}/${path}.git`;
	}
	if (!/^\w[\w.-]*\/[\w.-]+$/.test(name)) throw inputError(`infra-repository is ${JSON.stringify(name)}, and not owner/name`);
	return `${context.serverUrl}/${name}.git`;
}
async function addressesOf({ repository, forge }, { git, identities }, { context }) {
	const { gitlab, serverUrl } = context;
	const named = repository !== void 0 && forge !== "local" && /^[\w.-]+(\/[\w.-]+)+$/.test(repository) ? `${forge === "gitlab" ? gitlab.serverUrl : serverUrl}/${repository}` : repository;
	const known = [...identities, ...named === void 0 ? [] : [named]];
	const origin = known.length > 0 ? void 0 : await originOf(git);
	const all = origin === void 0 ? known : [origin];
	if (all.length > 0) return [...new Set(all)];
	throw inputError("nothing tells the address of this repository, which the apps of the infra repo name it by", { hint: "Give the clone a remote \"origin\", or name the repository: repository: owner/name." });
}
async function isFolder(path) {
	return (await stat(path).catch(() => void 0))?.isDirectory() === true;
}

// src/entries/wire/diff.ts
const command = defineCommand(diffCommand, async (values, wiring) => {
	const { context } = wiring;
	const isOnlyReports = values.reports.length > 0;
	const folder = await folderOf$1(values.path, context);
	const git = gitIn(folder, context);
	const own = isOnlyReports ? void 0 : await jobCheckout(git, context);
	const identity = own && identityIn(own);
	const branch = own?.defaultBranch;
	const wanted = own ? wantedSides(values, own) : values;
	const cache = isOnlyReports ? void 0 : await cacheFor(values["cache-path"], {
		folder,
		identity
	}, wiring);
	const app = own && await appRepositoryFor(values, {
		git,
		identities: own.identity
	}, wiring);
	const asked = {
		...values,
		base: wanted.base
	};
	return runDiff(asked, {
		identity,
		source: app?.source,
		base: own?.change?.base ?? branch,
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
				identity,
				folder
			});
			return app?.around(opened) ?? opened;
		},
		inventories: inventoriesFor(cache, wiring),
		noun: values.forge === "gitlab" ? "merge request" : "pull request",
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
	const text = `Not compared: ${files.slice(0, 3).join(", ")}${files.length > 3 ? ` and ${files.length - 3} more` : ""}, which this job has changed and not committed. In a job commits are compared: let a step commit them (git commit) to see what they would change.`;
	return {
		...sides,
		warnings: [...sides.warnings, text]
	};
}
function intoOf(own) {
	return own?.change?.isRequest === true ? own.change.base : void 0;
}
function inventoriesFor(folder, { atEnd }) {
	if (folder === void 0) return void 0;
	const cache = new FolderCache(join(folder, "inventory"), 64);
	return {
		version,
		get: (key) => cache.get(key),
		put: async (key, text) => {
			await cache.put(key, text);
			atEnd(() => cache.trim());
		}
	};
}
async function readReport(path, context) {
	const hint = "It is the report.json that a job of diff has written, as its artifact.";
	const read = await readNamed(path, JSON_LIMITS.bytes, context);
	if ("fault" in read) throw inputError(`the report ${path} cannot be read: ${read.fault}`, { hint });
	if (await isTracked(read.path, context.environment) === true) throw inputError(`the report ${path} is a file of the repository, and not one that a job has written`, { hint });
	return read.content.toString("utf8");
}

export { command };