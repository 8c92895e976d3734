import { FairleadError, describeLocation } from "./errors.js";
import { capitalised } from "./text.js";
import { mask } from "./git.js";
import { isObject, listAt, textAt, valueAt } from "./yaml.js";
import { compareTags, isFloating, parseReference } from "./images.js";
import { CONFIG_FILE, configOf } from "./config.js";
import { groupBy, haveClusterFolders, identityOf, isProduction } from "./inventory.js";
import { describeId, groupOf, keyOf } from "./render-engine.js";
import { BuiltIn, idOf } from "./render.js";
import { GENERATED, containersOf, imagesOf, isEqual, isForced, isHook, keptWithoutApp, podSpec, podTemplate, registryOf } from "./compare.js";
import { quantity } from "./controllers.js";

// src/risks/risk.ts
const RISK_LEVELS = [
	"none",
	"low",
	"medium",
	"high"
];

// src/findings/finding.ts
function finding({ id, level }, message) {
	return {
		rule: id,
		level,
		message
	};
}
function placed({ message, at }) {
	return at ? `${describeLocation(at)}: ${message}` : message;
}

// src/risks/api.ts
const API_RULES = [{
	id: "api-refuses",
	level: "high",
	description: "The API server rejects an object: a value has the wrong type (a number as a label, as an environment variable or in a ConfigMap), a name, label or quantity is invalid, a required field is missing, or this version of Kubernetes does not have the API. Checked against the schemas of the version in `clusters.<name>.kubeVersion`, the definitions in the repo, and those of Argo CD, Argo Rollouts and Flux."
}, {
	id: "unknown-field",
	level: "high",
	description: "An object has a field that its API does not define, such as a misspelled one. Server-side apply (Flux; Argo CD with `ServerSideApply=true`) rejects the object; otherwise the API server drops the field."
}];
function consequencesFor(app, object) {
	const kind = textAt(app, "kind");
	if (kind === "Kustomization") return {
		refused: "so Flux applies nothing of this app until this is fixed",
		unknown: "Flux (server-side apply) rejects it and applies nothing of this app until this is fixed"
	};
	if (kind === "HelmRelease") return {
		refused: "so the release fails",
		unknown: "if Helm applies server-side (Flux 2.8 and later, releases installed by it), the release fails; otherwise the field is dropped and has no effect"
	};
	if (kind !== "Application") return {
		refused: "so applying it fails",
		unknown: "server-side apply rejects it; otherwise the field is dropped and has no effect"
	};
	const has = (option) => isSet(app, object, option);
	if (has("ServerSideApply=true")) return {
		refused: "so the sync fails",
		unknown: "server-side apply rejects it, so the sync fails"
	};
	if (has("Replace=true") && !has("Validate=false")) return {
		refused: "so the sync fails",
		unknown: "Argo CD replaces the object with strict validation, so the sync fails"
	};
	return {
		refused: "so the sync fails",
		unknown: has("Validate=false") ? "because of Validate=false the API server drops the field, and it has no effect" : "the sync fails, or the API server silently drops the field; it has no effect either way"
	};
}
function isSet(app, object, option) {
	const own = textAt(object, "metadata", "annotations", "argocd.argoproj.io/sync-options") ?? "";
	return listAt(app, "spec", "syncPolicy", "syncOptions").includes(option) || own.split(",").some((one) => one.trim() === option);
}
function riskOf(kind, faults, consequences) {
	const [refuses, unknown] = API_RULES;
	return kind === "unknown" ? finding(unknown, `${capitalised(faults)}: ${consequences.unknown}.`) : finding(refuses, `The API server rejects it, ${consequences.refused}: ${faults}.`);
}

// src/risks/app.ts
const APP_SIDE_RULES = [
	{
		id: "app-removed",
		level: "high",
		description: "An app is removed: the controller also deletes what it deployed."
	},
	{
		id: "app-orphaned",
		level: "medium",
		description: "An app is removed or no longer declared, and what it deployed stays in the cluster without an owner."
	},
	{
		id: "app-renamed",
		level: "high",
		description: "An app gets another name: it is uninstalled and reinstalled."
	},
	{
		id: "app-reinstalled",
		level: "high",
		description: "The release, namespace or cluster of an app changes: it is uninstalled and reinstalled."
	},
	{
		id: "production-left",
		level: "high",
		description: "A production app moves to another environment because its labels, path or cluster change."
	},
	{
		id: "production",
		level: "low",
		description: "The change affects production."
	}
];
function risk(rule, message) {
	const level = APP_SIDE_RULES.find(({ id }) => id === rule)?.level ?? "high";
	return finding({
		id: rule,
		level
	}, message);
}
function appRisks(before, after, changes) {
	const risks = [];
	if (before?.isKnown === true && !after && before.isStillDeclared !== true) risks.push(before.stays !== void 0 ? risk("app-orphaned", `${before.ref.name} is no longer declared, but stays in the cluster with what it deployed: ${before.stays}.`) : before.kept === void 0 ? risk("app-removed", `${before.ref.name} is removed, and everything it deployed is also deleted.`) : risk("app-orphaned", `${before.ref.name} is removed; what it deployed stays without an owner: ${before.kept}.`));
	if (before?.isKnown === true && after?.isKnown === true) {
		const old = `What was deployed${before.kept === void 0 ? " is deleted" : " stays without an owner"}, and the app is reinstalled`;
		if (before.ref.name !== after.ref.name) risks.push(risk("app-renamed", `${before.ref.name} becomes ${after.ref.name}. ${old}.`));
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
		for (const [what, was, is] of moves) if (was !== is) risks.push(risk("app-reinstalled", `Its ${what} changes from ${was ?? "none"} to ${is ?? "none"}. ${old}.`));
	}
	const [was, is] = [before?.ref, after?.ref];
	if (was?.production === true && is?.production === false) risks.push(risk("production-left", `It moves from ${was.environment ?? "production"} to ${is.environment ?? "no environment"}: the rules that protect production no longer apply to it.`));
	const ref = is?.production === true ? is : was ?? is;
	if (changes && ref?.production === true) risks.push(risk("production", `Affects the production environment${ref.environment === void 0 ? "" : ` ${ref.environment}`}.`));
	return risks;
}

// src/risks/gained.ts
function gained(change, find) {
	if (change.after === void 0) return [];
	const old = new Set(change.before === void 0 ? [] : find(change.before));
	return [...new Set(find(change.after))].filter((reason) => !old.has(reason));
}
function some(names) {
	const more = names.length - 5;
	return names.slice(0, 5).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

// src/risks/collisions.ts
const COLLISION_RULE = {
	id: "owned-twice",
	level: "high",
	description: "Two apps that the change affects deploy the same object: each sync reverts the other, and with prune one deletes it."
};
function collisions(owners, apart) {
	const clusters = new Clusters(owners, apart);
	const byObject = /* @__PURE__ */ new Map();
	for (const owner of owners) for (const manifest of owner.manifests) {
		if (isShared(manifest)) continue;
		const id = idOf(manifest);
		const key = keyOf(id);
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
	return new Map([...found].map(([app, others]) => [app, [...others].map(([other, objects]) => finding(COLLISION_RULE, `${nameAndPlace(other)} also deploys ${some(objects.toSorted())}.${ifTwoClusters(app, other, clusters)}`))]));
}
var Clusters = class {
	#named;
	#unnamed;
	#guessed;
	#apart;
	#near = /* @__PURE__ */ new Map();
	constructor(owners, apart) {
		this.#named = new Set(owners.flatMap(({ target }) => "cluster" in target ? [target.cluster] : []));
		this.#unnamed = new Map(owners.filter((owner) => !this.#isNamed(owner)).map((owner) => [this.keyOf(owner), owner.app]));
		this.#guessed = new Set(owners.filter((owner) => !this.#isNamed(owner)).map(({ app }) => app));
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
		const near = new Map(places.map(({ key, app }) => [key, places.filter((other) => other.key !== key && !this.#apart.areApart(app, other.app) && !haveClusterFolders(app, other.app)).map((other) => other.key)]));
		this.#near.set(text, near);
		return near;
	}
	isGuess(a, b) {
		return a.controlPlane !== b.controlPlane && [a, b].every((app) => this.#guessed.has(app));
	}
	#isNamed({ target }) {
		return "cluster" in target || this.#named.has(target.controlPlane);
	}
};
function ifTwoClusters(app, other, clusters) {
	if (!clusters.isGuess(app, other)) return "";
	return ` If ${[app, other].map(({ controlPlane = "." }) => controlPlane === "." ? "the root of the repo" : controlPlane).join(" and ")} are applied to two clusters, declare them in fairlead.yaml: controlPlanes: {<name>: {paths: […], cluster: <name>}}.`;
}
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

// src/risks/config.ts
const COMPARED = [
	{
		id: "renderer-replaced",
		level: "high",
		description: "Jobs will run a different Helm or kustomize, or one from a different location: a version, a checksum or the mirror in `render` changes.",
		find: (before, after) => keyChanges("render", before.render ?? {}, after.render ?? {})
	},
	{
		id: "credentials-widened",
		level: "high",
		description: "A host in `fetch.hosts` receives the job's credentials, receives them for more paths, or may have private addresses.",
		find: (before, after) => hostChanges(before, after, widenings)
	},
	{
		id: "host-listed",
		level: "medium",
		description: "A host is new in `fetch.hosts`: jobs may contact it over http and through a proxy.",
		find: (before, after) => hostChanges(before, after, (was) => was === void 0 ? ["may be contacted over http"] : [])
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
		description: "The assignment of apps to environments changes, and with it which apps are production.",
		find: (before, after) => {
			const rules = ({ environments }) => JSON.stringify(Object.entries(environments).map(([name, { paths, labels, clusters }]) => [
				name,
				paths,
				labels,
				clusters
			]));
			return rules(before) === rules(after) ? [] : ["The rules of the environments change."];
		}
	},
	{
		id: "noise-widened",
		level: "medium",
		description: "A field becomes an ignored field (`diff.noise`): later changes to it are not shown.",
		find: ({ diff: before }, { diff: after }) => (after?.noise ?? []).filter((field) => before?.noise?.includes(field) !== true).map((field) => `Changes to ${field} are no longer shown.`)
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
		return [finding(INVALID, `It cannot be read after the change: ${error.faults[0].message}.`)];
	}
}
function risksBetween(before, after) {
	return COMPARED.flatMap((rule) => rule.find(before, after).map((message) => finding(rule, message)));
}
function keyChanges(where, before, after) {
	const [was, is] = [before, after].map((one) => new Map(Object.entries(one)));
	return [.../* @__PURE__ */ new Set([...was?.keys() ?? [], ...is?.keys() ?? []])].flatMap((key) => {
		const [from, to] = [was?.get(key), is?.get(key)];
		const shown = (value) => value === void 0 ? "not set" : mask(value);
		return from === to ? [] : [`${where}.${key} changes from ${shown(from)} to ${shown(to)}.`];
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
		...isNew ? [`receives the job's credentials${where}`] : [],
		...more.length > 0 ? [`also receives the job's credentials for ${more.join(", ")}`] : [],
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

// src/risks/declared-twice.ts
const DECLARED_TWICE_RULE = {
	id: "declared-twice",
	level: "high",
	description: "Two objects of the same kind, namespace and name are declared for one control plane. Only one can exist, and each sync can switch between the two."
};
function declaredTwice(app, before, after) {
	const now = declarationsOf(app, after);
	if (app.kind === "Convention" || now.length < 2) return {
		risks: [],
		notes: []
	};
	const text = sentence(app, now);
	return declarationsOf(app, before).length >= now.length ? {
		risks: [],
		notes: [`Before and after the change: ${text}`]
	} : {
		risks: [finding(DECLARED_TWICE_RULE, text)],
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
function sentence(app, all) {
	const places = all.map(describe);
	const listed = `${places.slice(0, -1).join(", ")} and ${places.at(-1) ?? ""}`;
	return `${app.kind} ${app.name} is declared ${all.length === 2 ? "twice" : `${all.length} times`} for one control plane (${app.controlPlane ?? ""}): ${listed}. ${consequence(app, all)} Give each its own name. If these are two control planes, declare them in fairlead.yaml (controlPlanes).`;
}
function describe({ declaredAt, generatedBy, parent, kind }) {
	const by = generatedBy === void 0 ? "" : ` by the ApplicationSet ${generatedBy}`;
	const above = kind === "Application" || !parent ? "" : ` in the Kustomization ${parent.name}`;
	return `${declaredAt.file}:${declaredAt.line}${by}${above}`;
}
function consequence(app, all) {
	const sets = new Set(all.flatMap(({ generatedBy }) => generatedBy ?? []));
	if (app.kind === "Application") {
		if (sets.size > 1) return "Argo CD leaves the Application to the ApplicationSet that owns it; the other ApplicationSet reports an error and deploys nothing under this name.";
		if (sets.size === 1) return "The ApplicationSet takes over the Application and applies its own template; whatever applies the file reverts it.";
		return "If one Argo CD app deploys both, the last one wins (RepeatedResourceWarning); a kustomization with both does not build (may not add resource with an already registered id); otherwise each sync overwrites the other.";
	}
	const parents = new Set(all.map(({ parent }) => parent && identityOf(parent)));
	return parents.size > 1 || parents.has(void 0) ? "The Kustomization that is applied last wins: the object and its owner labels switch back and forth, and with prune one deletes what the other deploys." : "Flux cannot build the Kustomization (may not add resource with an already registered id) and applies nothing of it.";
}

// src/risks/hiding.ts
const HIDING_RULES = [
	{
		id: "depends-on-time",
		on: "time",
		level: "medium",
		description: "A template uses the time (`now`, `ago`, `date` …): it can render differently on another day.",
		because: "it may render differently at another time"
	},
	{
		id: "depends-on-chance",
		on: "chance",
		level: "medium",
		description: "A template uses randomness (`randInt`, `shuffle`, `genCA`, the order of `keys` …): it can render differently on each run.",
		because: "it may render differently on each run"
	},
	{
		id: "depends-on-cluster",
		on: "lookup",
		level: "medium",
		description: "A template queries the cluster or DNS (`lookup`, `getHostByName`), which return nothing here. They return nothing in Argo CD either, but they do in Flux.",
		because: "it finds nothing here, but may find something in the cluster"
	},
	{
		id: "depends-on-release",
		on: "release",
		level: "medium",
		description: "A template checks whether it is installed or upgraded (`.Release.IsInstall`, `.IsUpgrade`, `.Revision`). Here it is always a first installation, as in Argo CD but not in Flux.",
		because: "here it is rendered as a first installation"
	},
	{
		id: "depends-on-capabilities",
		on: "capabilities",
		level: "low",
		description: "A template checks the cluster's APIs or the version of Kubernetes or Helm (`.Capabilities`): it can render differently in a cluster that does not match `fairlead.yaml`.",
		because: "it may render differently with other API versions, or another version of Kubernetes or Helm"
	},
	{
		id: "composed-template",
		on: "composed",
		level: "medium",
		description: "A template runs text that it concatenates or decodes (`tpl` over `b64dec`, over parts of an action …): what it uses cannot be determined.",
		because: "what it runs is concatenated or decoded first, so its dependencies cannot be determined"
	},
	{
		id: "template-in-values",
		on: "tpl",
		level: "low",
		description: "A template runs text from values or files as a template (`tpl`): they determine what it does.",
		because: "what it runs is in values or files"
	}
];
const OUTSIDE_RULES = [{
	id: "values-from-cluster",
	level: "low",
	description: "A Flux app starts to use values or variables from a ConfigMap or Secret that is not in Git, or not readable there (`valuesFrom`, `substituteFrom`): they are known only in the cluster."
}, {
	id: "depends-on-commit",
	level: "low",
	description: "An app starts to use the commit (`$ARGOCD_APP_REVISION`), which is unknown before the merge and shown as zeros here."
}];
function outsideRisks(before, after, declarations) {
	const had = new Set(before);
	const [values, commit] = OUTSIDE_RULES;
	const taken = after.filter((one) => !had.has(one));
	const asks = (object) => (JSON.stringify(object ?? null).match(COMMIT) ?? []).length;
	return [...taken.length === 0 ? [] : [finding(values, `It uses values from ${taken.join(", ")}, which are known only in the cluster.`)], ...asks(declarations.after) > asks(declarations.before) ? [finding(commit, "It uses the commit that the merge creates ($ARGOCD_APP_REVISION), which is shown as zeros here.")] : []];
}
const COMMIT = /\$\{?ARGOCD_APP_REVISION/g;
function isHidingRule(rule) {
	return [...HIDING_RULES, ...OUTSIDE_RULES].some(({ id }) => id === rule);
}
const FILES = 3;
function hidingRisks(before, after, { isKnown, fromHelm }) {
	if (before === after) return [];
	const had = /* @__PURE__ */ new Map();
	for (const { key } of before) had.set(key, (had.get(key) ?? 0) + 1);
	const brought = after.filter(({ key }) => {
		const left = had.get(key) ?? 0;
		if (left > 0) had.set(key, left - 1);
		return left === 0;
	});
	return HIDING_RULES.flatMap((rule) => {
		const own = brought.filter(({ on }) => on === rule.on);
		const isAsHere = fromHelm && (rule.on === "lookup" || rule.on === "release");
		return ["medium", "low"].flatMap((level) => {
			const uses = own.filter(({ decides, file }) => (decides && !isAsHere && !isKnown(file) ? rule.level : "low") === level);
			return uses.length === 0 ? [] : [finding({
				id: rule.id,
				level
			}, reasonOf(uses, rule))];
		});
	});
}
function reasonOf(uses, { because }) {
	const files = [...groupBy(uses, ({ file }) => file)].map(([file, own]) => `${file} (${[...new Set(own.map(({ what, line }) => `${what} in line ${line}`))].slice(0, 3).join(", ")})`);
	const more = files.length > FILES ? ` and ${files.length - FILES} more files` : "";
	return `${files.slice(0, FILES).join(", ")}${more}: ${because}.`;
}

// src/risks/masked.ts
const MASKED_RULE = {
	id: "value-hidden",
	level: "low",
	description: "A value outside a Secret is hidden because a Secret contained it before the change. The reason names the Secret and its key."
};
function maskedRisks(origins) {
	if (origins.size === 0) return [];
	const message = `Hides the value of ${some([...origins].toSorted())}.`;
	return [finding(MASKED_RULE, message)];
}

// src/risks/moving.ts
const MOVING_RULE = {
	id: "production-follows-branch",
	level: "medium",
	description: "Production follows a branch of another repository: every merge there deploys, without a pull request in the infra repo."
};
async function unpinnedIn({ sources }, fetched, isOwn, git) {
	const named = sources.flatMap(({ repoURL, path, chart, targetRevision = "", inThisRepository }) => {
		const isOfGit = chart === void 0 || path !== void 0 || chart.includes("/");
		if (repoURL === void 0 || inThisRepository || !isOfGit || /^oci:/i.test(repoURL) || isOwn(repoURL)) return [];
		return [{
			url: repoURL,
			revision: targetRevision
		}];
	});
	const found = [...await Promise.all(named.map(async ({ url, revision }) => {
		return {
			url,
			revision,
			ref: (await git(url, revision || "HEAD").catch(() => void 0))?.ref
		};
	})), ...fetched].flatMap(({ url, revision, ref }) => {
		if (isOwn(url)) return [];
		const source = mask(url);
		if (revision === void 0) return [{
			source,
			revision: "",
			by: "address"
		}];
		const [, kind, name = ""] = /^(?:HEAD|refs\/(heads|tags)\/(.*))$/s.exec(ref ?? "") ?? [];
		if (ref === "HEAD") return [{
			source,
			revision: "",
			by: "branch"
		}];
		if (kind === void 0) return [];
		return [{
			source,
			revision: name,
			by: kind === "heads" ? "branch" : "tag"
		}];
	});
	return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}
function movingRisks(unpinned) {
	return unpinned.filter(({ by }) => by === "branch").map(({ source, revision }) => {
		const branch = revision === "" ? "the default branch" : `the branch ${revision}`;
		return finding(MOVING_RULE, `It follows ${branch} of ${source}: every merge there deploys to production without a review here. To pin it, set its revision to a tag or commit.`);
	});
}

// src/risks/deletion.ts
const LOSSES = [
	{
		kind: "PersistentVolumeClaim",
		id: "pvc-deleted",
		what: "its volume and the data on it are also deleted, unless the volume is retained"
	},
	{
		kind: "PersistentVolume",
		id: "pv-deleted",
		what: "its data can be lost"
	},
	{
		kind: "StatefulSet",
		id: "statefulset-deleted",
		what: "its pods stop; claims with the retention policy Delete are also deleted"
	},
	{
		kind: "Namespace",
		id: "namespace-deleted",
		what: "everything in it is also deleted"
	},
	{
		kind: "CustomResourceDefinition",
		id: "crd-deleted",
		what: "every object of its kind in the cluster is also deleted"
	}
];
const losses = LOSSES.map(({ kind, id, what }) => ({
	id,
	level: "high",
	description: `A ${kind} is removed: ${what}.`,
	kinds: [kind],
	find: ({ action, id }, _all, options) => action === "removed" && movesTo(id, options) === void 0 ? [`The ${kind} is removed: ${what}.`] : []
}));
function movesTo(id, { movesTo: target }) {
	return target?.(id);
}
const moved$1 = {
	id: "object-moved",
	level: "high",
	description: `A ${LOSSES.map(({ kind }) => kind).join(", ")} moves to another app: the app that syncs first determines whether it is deleted and recreated.`,
	kinds: LOSSES.map(({ kind }) => kind),
	find: ({ action, id }, _all, options) => {
		const target = action === "removed" ? movesTo(id, options) : void 0;
		if (target === void 0) return [];
		return [`It moves to ${target}. If ${target} syncs first, it stays; otherwise it is deleted and recreated: ${LOSSES.find(({ kind }) => kind === id.kind)?.what ?? ""}.`];
	}
};
const renamed = {
	id: "object-renamed",
	level: "low",
	description: "An object gets another name or namespace: the old object is deleted and a new one is created.",
	find: ({ renamedFrom, id }) => renamedFrom && !/-[bcdfghkmt2456789]{10}$/.test(id.name) ? [`${id.kind} ${renamedFrom.name} is deleted and ${id.name} is created in its place.`] : []
};
const others = [{
	id: "pdb-removed",
	level: "medium",
	description: "A PodDisruptionBudget is removed: a node drain can evict all pods at the same time.",
	kinds: ["PodDisruptionBudget"],
	find: ({ action, id }, _all, options) => action === "removed" && movesTo(id, options) === void 0 ? ["Without a PodDisruptionBudget, a node drain can evict all pods at the same time."] : []
}, {
	id: "network-policy-removed",
	level: "high",
	description: "A NetworkPolicy is removed: traffic that it denied is now allowed.",
	kinds: [
		"NetworkPolicy",
		"CiliumNetworkPolicy",
		"CiliumClusterwideNetworkPolicy"
	],
	find: ({ action, id }, _all, options) => action === "removed" && movesTo(id, options) === void 0 ? ["Traffic that it denied is now allowed."] : []
}];
const MANY = 10;
const FEW = 3;
const manyDeleted = {
	id: "many-deleted",
	level: "high",
	description: `At least ${MANY} objects are removed at once, or at least ${FEW} that make up half of the app.`,
	find: (changes, { before, after }, options) => {
		const count = changes.filter(({ action, id }) => action === "removed" && movesTo(id, options) === void 0).length;
		const isMany = count >= MANY || count >= FEW && count * 2 >= before.length;
		const share = Math.round(count / before.length * 100);
		return isMany && after.length > 0 ? [`${count} of ${before.length} objects are removed (${share} %).`] : [];
	}
};
const deletionRules = [
	...losses,
	moved$1,
	...others,
	renamed
];
const deletionAppRules = [manyDeleted];

// src/risks/exposure.ts
const exposed = {
	id: "service-exposed",
	level: "medium",
	description: "A Service becomes reachable from outside the cluster (LoadBalancer, NodePort, externalIPs).",
	kinds: ["Service"],
	find: (change) => gained(change, (content) => {
		const type = textAt(content, "spec", "type") ?? "";
		return [...type === "LoadBalancer" || type === "NodePort" ? [`Its type is ${type}.`] : [], ...listAt(content, "spec", "externalIPs").map((ip) => `It receives the traffic to ${String(ip)}.`)];
	})
};
const webhook = {
	id: "webhook-fails-closed",
	level: "medium",
	description: "A webhook starts to reject requests when it does not respond (`failurePolicy: Fail`, the default).",
	kinds: ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
	find: (change) => gained(change, (content) => listAt(content, "webhooks").filter((item) => (textAt(item, "failurePolicy") ?? "Fail") === "Fail").map((item) => `Requests are rejected while ${textAt(item, "name") ?? "it"} does not respond.`))
};
const open = {
	id: "webhook-fails-open",
	level: "medium",
	description: "A webhook starts to be skipped when it does not respond (`failurePolicy: Ignore`).",
	kinds: ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
	find: (change) => change.action === "changed" ? gained(change, (content) => listAt(content, "webhooks").filter((item) => textAt(item, "failurePolicy") === "Ignore").map((item) => `${textAt(item, "name") ?? "It"} is skipped while it does not respond.`)) : []
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
		return [...isDefault(before) !== isDefault(after) ? ["It becomes, or no longer is, the default storage class."] : [], ...policy(before) !== policy(after) && policy(after) === "Delete" ? ["Its data is deleted together with its claim."] : []];
	}
};
const exposureRules = [
	exposed,
	webhook,
	open,
	storage
];

// src/risks/generated.ts
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
	description: "An image, a command, a security context or a permission changes on each run, so it cannot be reviewed.",
	find: (change) => gained(change, (content) => placesOf(content).map((place) => `${place} has a different value on each run, so it cannot be reviewed.`))
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

// src/risks/gitops.ts
const CONTROLLERS = [
	"Application",
	"ApplicationSet",
	"HelmRelease",
	"Kustomization"
];
function appSpec(content) {
	return textAt(content, "kind") === "ApplicationSet" ? valueAt(content, "spec", "template", "spec") : valueAt(content, "spec");
}
function prunes(content) {
	const spec = appSpec(content);
	return valueAt(spec, "syncPolicy", "automated", "prune") === true || valueAt(spec, "prune") === true;
}
function isAppRemoved({ action, id }) {
	return action === "removed" && (id.kind !== "Kustomization" || id.group.endsWith("fluxcd.io"));
}
const removed = {
	id: "app-object-removed",
	level: "high",
	description: "An Application, ApplicationSet, HelmRelease or Flux Kustomization is removed: what it deployed is deleted as well.",
	kinds: CONTROLLERS,
	find: (change) => isAppRemoved(change) && keptWithoutApp(change.before) === void 0 ? ["What it deployed is deleted as well."] : []
};
const orphaned = {
	id: "app-object-orphaned",
	level: "medium",
	description: "An Application, ApplicationSet, HelmRelease or Flux Kustomization is removed, and what it deployed stays in the cluster without an owner.",
	kinds: CONTROLLERS,
	find: (change) => {
		const reason = isAppRemoved(change) ? keptWithoutApp(change.before) : void 0;
		return reason === void 0 ? [] : [`What it deployed stays without an owner: ${reason}.`];
	}
};
const automated = {
	id: "prune-on",
	level: "medium",
	description: "A controller starts to delete what is no longer in Git (`prune`), or to revert manual changes (`selfHeal`).",
	kinds: CONTROLLERS,
	find: (change) => change.action === "changed" ? gained(change, (content) => [...prunes(content) ? ["What is no longer in Git is deleted (prune)."] : [], ...valueAt(appSpec(content), "syncPolicy", "automated", "selfHeal") === true ? ["Manual changes are reverted (selfHeal)."] : []]) : []
};
const unpruned = {
	id: "prune-off",
	level: "low",
	description: "A controller no longer deletes what is removed from Git (`prune`): it stays in the cluster and keeps running.",
	kinds: CONTROLLERS,
	find: ({ action, before, after }) => action === "changed" && prunes(before) && !prunes(after) ? ["What is no longer in Git stays in the cluster (prune is off)."] : []
};
const cascade = {
	id: "cascade-on",
	level: "medium",
	description: "An Application gets the finalizer that deletes its resources together with it.",
	kinds: ["Application"],
	find: ({ action, before, after }) => action === "changed" && keptWithoutApp(before) !== void 0 && keptWithoutApp(after) === void 0 ? ["Its resources will be deleted together with it."] : []
};
const moved = {
	id: "revision-moved",
	level: "low",
	description: "A controller follows another revision of its source: the resulting changes are not in this repo.",
	kinds: CONTROLLERS,
	find: ({ action, before, after }) => {
		if (action !== "changed") return [];
		const [was, is] = [before, after].map(revisions);
		return was !== is ? [`Its revision changes from ${was || "none"} to ${is || "none"}.`] : [];
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
	Kustomization: ["kubeConfig"]
};
const reinstalled = {
	id: "app-moved",
	level: "high",
	description: "The release name, namespace or cluster of an app changes: it is uninstalled and reinstalled.",
	kinds: [
		"Application",
		"HelmRelease",
		"Kustomization"
	],
	find: (change) => identityChanges(change).map((path) => `${path} changes: the app is uninstalled and reinstalled.`)
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
	description: "A Flux object or a CronJob is suspended: nothing happens until someone resumes it.",
	find: (change) => gained(change, (content) => valueAt(content, "spec", "suspend") === true ? ["It is suspended."] : [])
};
const CLUSTER_WIDE = /^(Namespace|Node|PersistentVolume|StorageClass|CustomResourceDefinition|IngressClass|PriorityClass|RuntimeClass|APIService|CSIDriver|CSINode|VolumeAttachment|FlowSchema|PriorityLevelConfiguration|GatewayClass|CertificateSigningRequest|ClusterTrustBundle|DeviceClass|Cluster.*|.*Webhook(Configuration)?|ValidatingAdmissionPolicy(Binding)?|MutatingAdmissionPolicy(Binding)?)$/;
const BUILT_IN = /^$|^(apps|batch|autoscaling|policy)$|\.k8s\.io$/;
const namespaceless = {
	id: "namespace-missing",
	level: "low",
	description: "In a Flux app, a namespaced object has no namespace: the apply fails, or the object is created in the default namespace.",
	find: ({ action, id }, _all, { controller }) => controller === "flux" && action === "added" && id.namespace === void 0 && BUILT_IN.test(id.group) && !CLUSTER_WIDE.test(id.kind) ? [`${id.kind} ${id.name} has no namespace.`] : []
};
const LEFTOVER = /<no value>|\{\{[^{}]*\}\}|\$\{[A-Za-z_][A-Za-z0-9_]*(?::?[=-][^{}]*)?\}/;
const unresolved = {
	id: "unresolved-text",
	level: "medium",
	description: "Names, labels, images, hosts or addresses contain text that a template should have replaced: `{{ }}`, `<no value>`, `${VAR}`.",
	find: (change) => gained(change, (content) => {
		const found = [];
		const visit = (value, path, key) => {
			if (Array.isArray(value)) for (const item of value) visit(item, path, key);
			else if (isObject(value)) for (const [name, inner] of Object.entries(value).filter(([key]) => !isGivenToHelm(`${path}.${key}`, change.id.kind))) visit(inner, `${path}.${name}`, name);
			else if (typeof value === "string" && (value.includes("<no value>") || isPlain$1(path, key) && LEFTOVER.test(value))) found.push(`${path.slice(1)} contains text that was not replaced.`);
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
	orphaned,
	reinstalled,
	automated,
	unpruned,
	cascade,
	unresolved,
	moved,
	suspended,
	namespaceless
];

// src/risks/rule.ts
function once(find) {
	const known = /* @__PURE__ */ new WeakMap();
	return (all) => {
		const found = known.get(all) ?? { value: find(all) };
		known.set(all, found);
		return found.value;
	};
}

// src/risks/images.ts
const lower = {
	id: "image-lower",
	level: "medium",
	description: "A container gets an older version of its image, judging by the tags.",
	find: ({ before, after }) => containersOf(after).flatMap(({ list, name, content }) => {
		const [was, is] = [containersOf(before).find((other) => other.list === list && other.name === name)?.content, content].map((side) => parseReference(textAt(side, "image") ?? ""));
		if (!was?.tag || !is?.tag || was.repository !== is.repository) return [];
		return compareTags(is.tag, was.tag) === -1 ? [`${is.repository} is downgraded from ${was.tag} to ${is.tag} in ${name}.`] : [];
	})
};
const floating = {
	id: "image-floating",
	level: "medium",
	description: "In production, a container gets an image without a tag or with a floating tag (`latest`, `main` …).",
	find: (change, _all, { production }) => production ? gained(change, (content) => containersOf(content).flatMap(({ name, content: container }) => {
		const image = textAt(container, "image") ?? "";
		const reference = parseReference(image);
		if (!reference || reference.digest !== void 0) return [];
		return reference.tag === void 0 || isFloating(reference.tag) ? [`${image} in ${name} is not pinned to a fixed build.`] : [];
	})) : []
};
const registry = {
	id: "registry-new",
	level: "medium",
	description: "An image comes from a registry that no image of the app used before.",
	find: (change, all, { registries }) => {
		const own = registriesBefore(all);
		return gained(change, (content) => [...registriesOf([content])].filter((name) => !own.has(name)).filter((name) => {
			const others = registries?.() ?? /* @__PURE__ */ new Set();
			return own.size + others.size > 0 && !others.has(name);
		}).map((name) => `Images come from ${name}, a registry that is new for this app.`));
	}
};
const registriesBefore = once(({ before }) => registriesOf(before));
function registriesOf(objects) {
	return new Set([...imagesOf(objects).keys()].map(registryOf));
}
const exponent = {
	id: "image-tag-number",
	level: "high",
	description: "YAML parsed a tag as a number and wrote it in another form (`1.234567e+06`): put the tag in quotes.",
	find: (change) => gained(change, (content) => containersOf(content).flatMap(({ name, content: container }) => {
		const image = textAt(container, "image") ?? "";
		return /:\d(\.\d+)?e\+\d+$/.test(image) ? [`The tag of ${image} in ${name} was parsed as a number: put it in quotes.`] : [];
	}))
};
const invalid = {
	id: "image-invalid",
	level: "high",
	description: "A container has no image, or its image reference is invalid: its pods cannot start.",
	find: (change) => gained(change, (content) => containersOf(content).flatMap(({ name, content: container }) => {
		const image = textAt(container, "image") ?? "";
		if (parseReference(image) || /:\d(\.\d+)?e\+\d+$/.test(image)) return [];
		return [image === "" ? `${name} has no image.` : `${image} in ${name} is not a valid image reference.`];
	}))
};
const imageRules = [
	exponent,
	invalid,
	lower,
	floating,
	registry
];

// src/risks/immutable.ts
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
const fields = {
	id: "immutable-field",
	level: "high",
	description: `An immutable field changes; the apply fails: ${Object.entries(IMMUTABLE).map(([kind, paths]) => `${kind} ${paths.join(", ")}`).join("; ")}; all data of a ConfigMap or Secret that is \`immutable\`.`,
	find: (change, _all, { declaration }) => {
		if (!isSameObject(change) || isHook(change.after, declaration)) return [];
		const force = isForced(change.after, declaration);
		if (force && change.id.kind === "Job") return [];
		return (Object.hasOwn(IMMUTABLE, change.id.kind) && IMMUTABLE[change.id.kind] || []).filter((path) => differs(change, path)).map((path) => force ? `${path} cannot be changed: the ${change.id.kind} is deleted and recreated.` : `${path} cannot be changed: the apply fails until the ${change.id.kind} is deleted.`);
	}
};
const data = {
	id: "immutable-data",
	level: "high",
	description: "The data of a ConfigMap or Secret with `immutable: true` changes; the apply fails.",
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
	description: "A PersistentVolumeClaim, or the template of one, requests less storage than before; the apply fails.",
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
function isSameObject({ action, renamedFrom }) {
	return action === "changed" && renamedFrom === void 0;
}
const DEFAULTS = {
	StatefulSet: {
		"spec.podManagementPolicy": "OrderedReady",
		"spec.serviceName": ""
	},
	Job: { "spec.completionMode": "NonIndexed" },
	StorageClass: {
		parameters: {},
		reclaimPolicy: "Delete",
		volumeBindingMode: "Immediate"
	},
	PersistentVolumeClaim: { "spec.volumeMode": "Filesystem" },
	PriorityClass: {
		value: 0,
		preemptionPolicy: "PreemptLowerPriority"
	},
	Secret: { type: "Opaque" }
};
function differs({ id, before, after }, path) {
	const [was, is] = [before, after].map((side) => valueAt(side, ...path.split(".")));
	if (path === "spec.clusterIP") return addressDiffers(before, was, is);
	if (path === "spec.clusterIPs" && (was === void 0 || is === void 0)) return false;
	if (path === "spec.volumeClaimTemplates") return !isEqual(asGiven(was), asGiven(is));
	const standard = Object.hasOwn(DEFAULTS, id.kind) ? DEFAULTS[id.kind]?.[path] : void 0;
	return !isEqual(asServer(path, was) ?? standard, asServer(path, is) ?? standard);
}
function addressDiffers(before, was, is) {
	if (is === void 0 || is === null || is === "") return false;
	if (was !== void 0 && was !== null && was !== "") return was !== is;
	return is === "None" && valueAt(before, "spec", "type") !== "ExternalName";
}
function asServer(path, value) {
	if (value === null) return void 0;
	if (path === "roleRef" && isObject(value)) return {
		apiGroup: "rbac.authorization.k8s.io",
		...value
	};
	if (!path.endsWith("selector") || !isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).filter(([, inner]) => !isEmpty(inner)));
}
function isEmpty(value) {
	return value === null || typeof value === "object" && Object.keys(value).length === 0;
}
function asGiven(templates) {
	if (!Array.isArray(templates)) return [];
	return templates.map((item) => {
		if (!isObject(item)) return item;
		const { apiVersion: _version, kind: _kind, status: _status, ...rest } = item;
		return rest;
	});
}
const immutableRules = [
	fields,
	data,
	shrunk
];

// src/risks/rbac.ts
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
		...verbs.includes("*") ? [`It allows every verb on ${resources.join(", ") || "some URLs"}.`] : [],
		...resources.includes("*") ? [`It allows ${verbs.join(", ")} on every resource.`] : [],
		...groups.includes("*") ? [`It applies to ${resources.join(", ")} of every API group.`] : []
	]))
};
const escalation = {
	id: "rbac-escalation",
	level: "high",
	description: "A Role or ClusterRole allows `escalate`, `bind` or `impersonate`: this allows privilege escalation to any permission.",
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
	description: "A ClusterRole allows reading Secrets.",
	kinds: ["ClusterRole"],
	find: (change) => gained(change, (content) => grants(content).some(({ verbs, resources, groups }) => resources.some((name) => name === "secrets" || name === "*") && groups.some((name) => name === "" || name === "*") && verbs.some((verb) => [
		"get",
		"list",
		"watch",
		"*"
	].includes(verb))) ? ["It allows reading Secrets; if bound cluster-wide, those of the whole cluster."] : [])
};
const bound = {
	id: "rbac-cluster-admin",
	level: "high",
	description: "A binding to `cluster-admin` (or to `admin` for the whole cluster) is new or gets a subject.",
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
	description: "A binding grants permissions to all users, all service accounts or unauthenticated users.",
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

// src/risks/references.ts
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
const namespaceOf = (content) => textAt(content, "metadata", "namespace") ?? "";
const nameOf = (content) => `${textAt(content, "kind") ?? ""} ${textAt(content, "metadata", "name") ?? ""}`;
const place = (kind, namespace, name) => JSON.stringify([
	kind,
	namespace,
	name
]);
const usersOf = once(({ after }) => {
	const users = /* @__PURE__ */ new Map();
	for (const object of after) for (const kind of ["ConfigMap", "Secret"]) for (const name of referredTo(object, kind)) {
		const key = place(kind, namespaceOf(object), name);
		users.set(key, [...users.get(key) ?? [], object]);
	}
	return users;
});
const missing = {
	id: "reference-removed",
	level: "high",
	description: "A ConfigMap or Secret that a workload of the app still uses is removed or renamed: its pods cannot start.",
	kinds: ["ConfigMap", "Secret"],
	find: ({ id, renamedFrom, action }, all, { movesTo }) => {
		const gone = action === "removed" ? id : renamedFrom;
		if (!gone || movesTo?.(gone) !== void 0) return [];
		const users = usersOf(all).get(place(gone.kind, gone.namespace ?? "", gone.name)) ?? [];
		return users.length > 0 ? [`${some(users.map(nameOf))} still uses ${gone.kind} ${gone.name}.`] : [];
	}
};
function selects(service, objects) {
	const selector = valueAt(service, "spec", "selector");
	if (!isObject(selector) || Object.keys(selector).length === 0) return void 0;
	return objects.some((object) => namespaceOf(object) === namespaceOf(service) && podTemplate(object) !== void 0 && Object.entries(selector).every(([key, value]) => valueAt(podTemplate(object), "metadata", "labels", key) === value));
}
const cutOff = once(({ before, after }) => {
	const services = (objects) => objects.filter((object) => textAt(object, "kind") === "Service");
	const id = (service) => place("Service", namespaceOf(service), textAt(service, "metadata", "name") ?? "");
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
	description: "A Service that selected pods of a workload of the app no longer selects any.",
	find: ({ id, before }, all) => cutOff(all).filter(({ was, name }) => id.kind === "Service" && id.name === name || before !== void 0 && selects(was, [before]) === true).map(({ name }) => `Service ${name} no longer selects any pods.`)
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
	find: ({ id, renamedFrom, action, before }, all, { movesTo }) => {
		const gone = action === "removed" ? id : renamedFrom;
		if (!gone || movesTo?.(gone) !== void 0) return [];
		const users = routesIn(all).filter((object) => namespaceOf(object) === namespaceOf(before) && backends(object, textAt(object, "kind") ?? "").has(gone.name));
		return users.length > 0 ? [`${some(users.map(nameOf))} still sends traffic to ${gone.name}.`] : [];
	}
};
const unknown = {
	id: "route-to-unknown-service",
	level: "low",
	description: "An Ingress or route gets a backend that is not a Service of the app.",
	kinds: ROUTES,
	find: ({ id, before, after }, all) => {
		const services = servicesIn(all);
		const old = backends(before, id.kind);
		return [...backends(after, id.kind)].filter((name) => !old.has(name) && !services.has(name)).map((name) => `It sends traffic to ${name}, which is not a Service of the app.`);
	}
};
const referenceRules = [
	missing,
	endpoints,
	routes,
	unknown
];

// src/risks/restarts.ts
const labelOf = ({ id }) => `${id.kind} ${id.name}`;
function restarting(id, level, texts) {
	return {
		id,
		level,
		description: texts.description,
		find: (_, { restarts }) => {
			const found = restarts.filter(texts.is);
			return found.length === 0 ? [] : [texts.sentence(some(found.map(labelOf)), found.length === 1)];
		}
	};
}
const restartAppRules = [
	restarting("job-template-changed", "high", {
		description: "Labels or annotations in the pod template of a Job change, which Kubernetes does not allow: the apply fails until the Job is deleted.",
		is: ({ effect, isShown }) => effect === "job-fails" && !isShown,
		sentence: (names, isOne) => `The pod template of ${names} cannot be changed: the apply fails until ${isOne ? "it is" : "they are"} deleted.`
	}),
	restarting("restart-on-delete", "medium", {
		description: "A pod template changes, but the pods stay as they are until someone deletes them (OnDelete).",
		is: ({ effect }) => effect === "on-delete",
		sentence: (names) => `${names}: the pods keep the old template until someone deletes them.`
	}),
	restarting("restart-with-downtime", "low", {
		description: "A Deployment with the strategy Recreate restarts: all its pods stop before new ones start.",
		is: ({ effect }) => effect === "recreate",
		sentence: (names) => `${names}: all pods stop before the new ones start (Recreate).`
	}),
	restarting("restart-statefulset", "low", {
		description: "The pods of a StatefulSet are replaced, one after the other.",
		is: ({ effect, id }) => id.kind === "StatefulSet" && (effect === "restart" || effect === "partition"),
		sentence: (names) => `${names}: the pods are replaced one after the other.`
	})
];
const KEYS = {
	ConfigMap: {
		env: ["configMapRef", "configMapKeyRef"],
		volume: "configMap",
		name: "name"
	},
	Secret: {
		env: ["secretRef", "secretKeyRef"],
		volume: "secret",
		name: "secretName"
	}
};
const RUNNING = [
	"Deployment",
	"StatefulSet",
	"DaemonSet",
	"ReplicaSet",
	"Rollout"
];
const workloads = once(({ after }) => after.filter((object) => RUNNING.includes(textAt(object, "kind") ?? "") && podSpec(object) !== void 0));
function wayOf(workload, kind, name) {
	const { env, volume, name: key } = KEYS[kind];
	const containers = containersOf(workload).map(({ content }) => content);
	if (containers.some((container) => [...listAt(container, "env").map((item) => valueAt(item, "valueFrom")), ...listAt(container, "envFrom")].some((from) => env.some((ref) => textAt(from, ref, "name") === name)))) return "env";
	const volumes = listAt(podSpec(workload), "volumes").flatMap((item) => {
		const own = textAt(item, volume, key) === name;
		const projected = listAt(item, "projected", "sources").some((from) => textAt(from, volume, "name") === name);
		return own || projected ? textAt(item, "name") ?? [] : [];
	});
	const mounts = containers.flatMap((container) => listAt(container, "volumeMounts")).filter((mount) => volumes.includes(textAt(mount, "name") ?? ""));
	if (mounts.length === 0) return void 0;
	return mounts.some((mount) => isObject(mount) && (mount["subPath"] ?? mount["subPathExpr"]) !== void 0) ? "env" : "mount";
}
function isReloaded(workload, object, kind, name) {
	const annotations = [valueAt(workload, "metadata", "annotations"), valueAt(podTemplate(workload), "metadata", "annotations")];
	const read = (key) => annotations.map((map) => textAt(map, `${key}`)).find((value) => value !== void 0);
	const word = kind.toLowerCase();
	const isNamed = (key) => (read(key) ?? "").split(",").some((item) => item.trim() === name);
	return read("reloader.stakater.com/auto") === "true" || read(`${word}.reloader.stakater.com/auto`) === "true" || isNamed(`${word}.reloader.stakater.com/reload`) || read("reloader.stakater.com/search") === "true" && textAt(object, "metadata", "annotations", "reloader.stakater.com/match") === "true";
}
function readersLeft(way) {
	return ({ id, renamedFrom, action, before, after }, all) => {
		if (action !== "changed" || renamedFrom !== void 0) return [];
		const kind = id.kind;
		if ([
			"data",
			"binaryData",
			"stringData"
		].every((key) => isEqual(valueAt(before, key) ?? null, valueAt(after, key) ?? null))) return [];
		const restarted = new Set(all.restarts.map(labelOf));
		const left = workloads(all).flatMap((content) => {
			const label = `${textAt(content, "kind") ?? ""} ${textAt(content, "metadata", "name") ?? ""}`;
			const found = (textAt(content, "metadata", "namespace") ?? "") === (id.namespace ?? "") ? wayOf(content, kind, id.name) : void 0;
			return found === void 0 ? [] : [{
				label,
				way: found,
				content
			}];
		}).filter((reader) => reader.way === way && !restarted.has(reader.label) && !isReloaded(reader.content, after, kind, id.name));
		if (left.length === 0) return [];
		const [names, isOne] = [some(left.map(({ label }) => label)), left.length === 1];
		return [way === "env" ? `${names} ${isOne ? "reads" : "read"} it at startup and ${isOne ? "does" : "do"} not restart: the old value stays until the pods are replaced.` : `${names} ${isOne ? "mounts" : "mount"} it and ${isOne ? "does" : "do"} not restart: the files change within about a minute.`];
	};
}
const restartRules = [{
	id: "config-without-restart",
	level: "medium",
	description: "A ConfigMap or Secret changes, but its consumers read it only at startup (variables, `subPath`) and do not restart: they keep the old value.",
	kinds: Object.keys(KEYS),
	find: readersLeft("env")
}, {
	id: "config-reread",
	level: "low",
	description: "A ConfigMap or Secret that running pods mount changes: they get the new files within about a minute, without a restart.",
	kinds: Object.keys(KEYS),
	find: readersLeft("mount")
}];

// src/risks/scaling.ts
const SCALED = [
	"Deployment",
	"StatefulSet",
	"ReplicaSet",
	"Rollout"
];
const zero = {
	id: "replicas-zero",
	level: "high",
	description: "A workload is scaled to 0 replicas, or its autoscaler may scale it to 0.",
	kinds: [...SCALED, "HorizontalPodAutoscaler"],
	find: (change) => change.action === "added" ? [] : gained(change, (content) => valueAt(content, "spec", "replicas") === 0 || valueAt(content, "spec", "minReplicas") === 0 ? ["Scaled to 0 replicas: no pods will run."] : [])
};
const fewer = {
	id: "scaled-down",
	level: "low",
	description: "A workload gets fewer replicas, or its autoscaler gets a lower limit.",
	kinds: [...SCALED, "HorizontalPodAutoscaler"],
	find: ({ before, after }) => [
		"replicas",
		"minReplicas",
		"maxReplicas"
	].flatMap((key) => {
		const [was, is] = [before, after].map((side) => valueAt(side, "spec", key));
		return typeof was === "number" && typeof is === "number" && is < was && is > 0 ? [`${key} changes from ${was} to ${is}.`] : [];
	})
};
const scaled = once(({ after }) => new Set(after.filter((object) => textAt(object, "kind") === "HorizontalPodAutoscaler").map((object) => valueAt(object, "spec", "scaleTargetRef")).map((target) => `${textAt(target, "kind") ?? ""} ${textAt(target, "name") ?? ""}`)));
const both = {
	id: "hpa-and-replicas",
	level: "low",
	description: "A workload sets `replicas` and has an autoscaler: each apply reverts the scaling of the autoscaler.",
	kinds: SCALED,
	find: (change, all) => {
		return scaled(all).has(`${change.id.kind} ${change.id.name}`) && typeof valueAt(change.after, "spec", "replicas") === "number" ? ["It sets replicas and has an autoscaler: each apply reverts the scaling of the autoscaler."] : [];
	}
};
const budget = {
	id: "pdb-blocks",
	level: "medium",
	description: "A PodDisruptionBudget allows no pod to be evicted: nodes cannot be drained.",
	kinds: ["PodDisruptionBudget"],
	find: (change) => gained(change, (content) => [
		0,
		"0",
		"0%"
	].includes(valueAt(content, "spec", "maxUnavailable")) || valueAt(content, "spec", "minAvailable") === "100%" ? ["No pod may be evicted: nodes cannot be drained."] : [])
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
	description: "A container loses a request or limit, or its memory is lowered: it may be evicted or killed when resources run out.",
	find: (change) => sides(change).flatMap(({ name, was, is }) => ["requests", "limits"].flatMap((group) => ["memory", "cpu"].flatMap((what) => {
		const [old, next] = [was, is].map((side) => valueAt(side, "resources", group, what));
		if (old === void 0) return [];
		if (next === void 0 || next === null) return [`${name} loses its ${what} ${group.slice(0, -1)}.`];
		const [a, b] = [quantity(old), quantity(next)];
		return what === "memory" && a !== void 0 && b !== void 0 && b < a ? [`The memory ${group.slice(0, -1)} of ${name} changes from ${String(old)} to ${String(next)}.`] : [];
	})))
};
const probes = {
	id: "probe-removed",
	level: "medium",
	description: "A container loses a probe: it receives traffic before it is ready, or nothing restarts it.",
	find: (change) => sides(change).flatMap(({ name, was, is }) => [
		"readinessProbe",
		"livenessProbe",
		"startupProbe"
	].filter((probe) => isObject(valueAt(was, probe)) && !isObject(valueAt(is, probe))).map((probe) => `${name} loses its ${probe}.`))
};
const quota = {
	id: "quota-lowered",
	level: "medium",
	description: "A ResourceQuota allows less than before: new pods may be rejected.",
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

// src/risks/security.ts
function perContainer(id, level, description, find) {
	return {
		id,
		level,
		description,
		find: (change) => gained(change, (content) => containersOf(content).flatMap((container) => find(container, podSpec(content))))
	};
}
const containers = [
	perContainer("privileged", "high", "A container becomes privileged: it can do everything that its node can.", ({ name, content }) => valueAt(content, "securityContext", "privileged") === true ? [`${name} is privileged.`] : []),
	perContainer("privilege-escalation", "medium", "A container sets `allowPrivilegeEscalation: true`.", ({ name, content }) => valueAt(content, "securityContext", "allowPrivilegeEscalation") === true ? [`${name} may gain privileges.`] : []),
	perContainer("capabilities-added", "medium", "A container gets Linux capabilities.", ({ name, content }) => listAt(content, "securityContext", "capabilities", "add").map((item) => `${name} gets the capability ${String(item)}.`)),
	perContainer("runs-as-root", "medium", "A container runs as user 0, or no longer has to run as a different user.", ({ name, content }, pod) => {
		const user = valueAt(content, "securityContext", "runAsUser") ?? valueAt(pod, "securityContext", "runAsUser");
		const other = valueAt(content, "securityContext", "runAsNonRoot") ?? valueAt(pod, "securityContext", "runAsNonRoot");
		return [...user === 0 ? [`${name} runs as root.`] : [], ...other === false ? [`${name} may run as root.`] : []];
	})
];
const host = {
	id: "host-access",
	level: "high",
	description: "Pods get access to the network, processes or files of their node (`hostNetwork`, `hostPID`, `hostIPC`, `hostPath`).",
	find: (change) => gained(change, (content) => {
		const pod = podSpec(content);
		const shared = [
			"hostNetwork",
			"hostPID",
			"hostIPC"
		].filter((key) => valueAt(pod, key) === true);
		const paths = listAt(pod, "volumes").flatMap((volume) => isObject(volume) && isObject(volume["hostPath"]) ? [textAt(volume, "hostPath", "path") ?? ""] : []);
		return [...shared.map((key) => `Pods set ${key}.`), ...paths.map((path) => `Pods mount ${path} of their node.`)];
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

// src/risks/registry.ts
const rules = [
	...deletionRules,
	...immutableRules,
	...imageRules,
	...scalingRules,
	...referenceRules,
	...restartRules,
	...securityRules,
	...generatedRules,
	...rbacRules,
	...exposureRules,
	...gitopsRules
];
const appRules = [...deletionAppRules, ...restartAppRules];
const riskRules = {
	object: [
		...API_RULES,
		...rules,
		MASKED_RULE
	],
	app: [
		...appRules,
		...APP_SIDE_RULES,
		COLLISION_RULE,
		DECLARED_TWICE_RULE,
		MOVING_RULE,
		...OUTSIDE_RULES
	],
	change: CONFIG_RULES,
	hiding: HIDING_RULES
};

// src/risks/run.ts
function risksOf$1(change, all, options) {
	if (isKept(change, options)) return [];
	return rules.filter(({ kinds }) => !kinds || kinds.includes(change.id.kind)).flatMap((rule) => rule.find(change, all, options).map((message) => finding(rule, message))).toSorted(gravestFirst);
}
function risksOfAll(changes, all, options) {
	const real = changes.filter((change) => !isKept(change, options));
	return appRules.flatMap((rule) => rule.find(real, all, options).map((message) => finding(rule, message))).toSorted(gravestFirst);
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
	return rank(b.level) - rank(a.level);
}
function rank(level) {
	return RISK_LEVELS.indexOf(level);
}

// src/kube/names.ts
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const QUANTITY$1 = /^[+-]?(\d+(\.\d*)?|\.\d+)(([numkMGTPE]|[KMGTPE]i)|[eE][+-]?\d+)?$/;
const SEGMENT_KINDS = /* @__PURE__ */ new Set([
	"Role",
	"ClusterRole",
	"RoleBinding",
	"ClusterRoleBinding",
	"APIService"
]);
const LABEL_KINDS = /* @__PURE__ */ new Set(["Namespace", "Service"]);
const RBAC = "rbac.authorization.k8s.io";
function nameFault(group, kind, name) {
	if (SEGMENT_KINDS.has(kind) && (group === RBAC || group === "apiregistration.k8s.io")) return name === "." || name === ".." || /[/%]/.test(name) ? "it must not contain \"/\" or \"%\"" : void 0;
	if (LABEL_KINDS.has(kind) && group === "") return name.length <= 63 && LABEL.test(name) ? void 0 : "use at most 63 lowercase letters, digits and \"-\", beginning and ending with a letter or digit";
	if (kind === "CronJob" && group === "batch" && name.length > 52) return "use at most 52 characters";
	return isDomain(name) ? void 0 : "use at most 253 lowercase letters, digits, \"-\" and \".\", beginning and ending with a letter or digit";
}
function isQualifiedName(key) {
	const [name = "", prefix, ...more] = key.split("/").toReversed();
	return more.length === 0 && (prefix === void 0 || isDomain(prefix)) && name.length <= 63 && QUALIFIED.test(name);
}
function isLabelValue(value) {
	return value.length <= 63 && VALUE.test(value);
}
function isDataKey(key) {
	return key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== "." && !key.startsWith("..");
}
function isQuantity(value) {
	return QUANTITY$1.test(value);
}
function isDomain(text) {
	return text.length <= 253 && text.split(".").every((part) => LABEL.test(part));
}

// src/kube/words.ts
const WORDS = {
	string: "text",
	integer: "a whole number",
	number: "a number",
	boolean: "true or false",
	array: "a list",
	object: "a map",
	null: "empty (null)"
};
function typeOf(value) {
	if (value === null) return "null";
	if (Array.isArray(value)) return "array";
	if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
	return typeof value;
}
function mustBe(expected, value) {
	const type = typeOf(value);
	const words = expected.map((name) => WORDS[name] ?? name).join(" or ");
	const quotes = expected.includes("string") && [
		"integer",
		"number",
		"boolean"
	].includes(type) ? " (put it in quotes)" : "";
	const unquoted = type === "string" && !expected.includes("string") && isPlain(value) ? " (in quotes?)" : "";
	return `must be ${words} but is ${type === "boolean" ? "a boolean" : type === "object" ? "a map" : WORDS[type] ?? type}${quotes}${unquoted}`;
}
function isPlain(value) {
	return typeof value === "string" && /^(\d+|true|false)$/.test(value);
}
const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;
function below(path, key) {
	if (!PLAIN_KEY.test(key)) return `${path}[${JSON.stringify(key)}]`;
	return path === "" ? key : `${path}.${key}`;
}
function item(path, index, value) {
	const name = typeof value === "object" && value !== null && !Array.isArray(value) ? value["name"] : void 0;
	return typeof name === "string" && /^[\w.-]{1,63}$/.test(name) ? `${path}[${name}]` : `${path}[${index}]`;
}
function nearest(wrong, known) {
	if (wrong.length > 64) return void 0;
	return known.map((name) => ({
		name,
		distance: distance(wrong.toLowerCase(), name.toLowerCase())
	})).filter(({ name, distance: d }) => d <= Math.min(2, Math.floor(Math.min(name.length, wrong.length) / 3))).toSorted((a, b) => a.distance - b.distance)[0]?.name;
}
function distance(a, b) {
	if (Math.abs(a.length - b.length) > 2) return 3;
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
		row = next;
	}
	return row[b.length] ?? 0;
}

// src/kube/builtin-rules.ts
const META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
const SELECTOR = "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector";
const QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
const NOT_ENFORCED = /* @__PURE__ */ new Set([
	"RoleRef.apiGroup",
	"Role.rules",
	"ClusterRole.rules",
	"NetworkPolicySpec.podSelector",
	"StatefulSetSpec.serviceName",
	"PriorityClass.value",
	"EndpointSlice.endpoints",
	"ControllerRevision.revision",
	"LimitRangeSpec.limits",
	"CSIDriver.spec",
	"CSINode.spec"
]);
function isEnforced(definition, field) {
	return definition === void 0 || !NOT_ENFORCED.has(`${definition.slice(definition.lastIndexOf(".") + 1)}.${field}`);
}
function isQuantityType(definition) {
	return definition === QUANTITY;
}
function ownFaults(definition, value, path, isOpen) {
	if (definition === QUANTITY) return quantityFaults(value, path);
	if (!isObject(value)) return [];
	if (definition === SELECTOR) return labelFaults(value["matchLabels"], below(path, "matchLabels"), isOpen);
	if (definition !== "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta") return [];
	return [...labelFaults(value["labels"], below(path, "labels"), isOpen), ...keyFaults(value["annotations"], below(path, "annotations"), isOpen, (key) => key.toLowerCase())];
}
function quantityFaults(value, path) {
	if (typeof value === "number") return [];
	if (typeof value !== "string") return [`${path} ${mustBe(["string", "number"], value)}`];
	return isQuantity(value) ? [] : [`${path} is not a valid quantity (such as 500m, 2 or 1Gi)`];
}
function labelFaults(labels, path, isOpen) {
	if (!isObject(labels)) return [];
	const values = Object.entries(labels).flatMap(([key, value]) => typeof value === "string" && !isLabelValue(value) && !isOpen(value) ? [`the value of ${below(path, key)} is not a valid label value: use at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit`] : []);
	return [...keyFaults(labels, path, isOpen), ...values];
}
function keyFaults(map, path, isOpen, asJudged = (key) => key) {
	if (!isObject(map)) return [];
	return Object.keys(map).flatMap((key) => isQualifiedName(asJudged(key)) || isOpen(key) ? [] : [`${below(path, key)} is not a valid key: use a name of at most 63 letters, digits, "-", "_" and ".", optionally prefixed with a domain and "/"`]);
}

// src/kube/judge.ts
const MAX_MATCHED = 253;
const MAX_DEPTH = 100;
const MAX_VISITS = 2e5;
const MAX_FAULTS = 100;
function judge(value, schema, path, judging) {
	const faults = [];
	visit(value, schema, path, {
		...judging,
		faults,
		depth: 0,
		budget: { left: MAX_VISITS }
	});
	return faults;
}
function visit(value, declared, path, state) {
	if (state.depth > MAX_DEPTH || --state.budget.left < 0 || state.faults.length > MAX_FAULTS) return;
	if (typeof value === "string" && state.isOpen(value)) return;
	const { $ref } = declared;
	const schema = $ref === void 0 ? declared : state.builtIn.definition($ref);
	if (!schema) return;
	const inner = {
		...state,
		depth: state.depth + 1
	};
	if (value === null) {
		if (state.isCustom && schema.type !== void 0 && schema.nullable !== true) refuse(typeFault([schema.type]));
		return;
	}
	if ($ref !== void 0) for (const text of ownFaults($ref, value, path, state.isOpen)) refuse(text);
	if (isQuantityType($ref)) return;
	const types = typesOf(schema);
	if (types.length > 0 && !types.some((type) => fits(value, type))) return refuse(typeFault(types));
	for (const text of limitFaults(value, schema, path, state)) refuse(text);
	if (isObject(value)) visitMap(value, schema, path, $ref, inner);
	else if (Array.isArray(value) && schema.items) for (const [i, entry] of value.entries()) visit(entry, schema.items, item(path, i, entry), inner);
	for (const text of combinedFaults(value, schema, path, inner)) refuse(text);
	function refuse(text) {
		state.faults.push({
			kind: "refused",
			text
		});
	}
	function typeFault(expected) {
		return `${path} ${mustBe(expected, value)}`;
	}
}
const OBJECT_FIELDS = [
	"apiVersion",
	"kind",
	"metadata"
];
function visitMap(value, schema, path, name, state) {
	const { properties = {}, additionalProperties, required = [] } = schema;
	const isWhole = state.isCustom && (path === "" || schema["x-kubernetes-embedded-resource"] === true);
	const isOpen = schema["x-kubernetes-preserve-unknown-fields"] === true || additionalProperties === true || !state.isCustom && !schema.properties && additionalProperties === void 0 || state.isCustom && schema.type === void 0 && !schema.properties;
	for (const [key, entry] of Object.entries(value)) {
		const way = below(path, key);
		const known = Object.hasOwn(properties, key) ? properties[key] : void 0;
		if (isWhole && OBJECT_FIELDS.includes(key)) {
			if (key === "metadata") visit(entry, { $ref: META }, way, {
				...state,
				isCustom: false
			});
		} else if (path === "" && key === "status") continue;
		else if (known) visit(entry, known, way, state);
		else if (typeof additionalProperties === "object") visit(entry, additionalProperties, way, state);
		else if (!isOpen && entry !== null && !state.isOpen(key) && state.faults.length < MAX_FAULTS) {
			const meant = state.faults.length < 5 ? nearest(key, Object.keys(properties)) : void 0;
			const hint = meant === void 0 || Object.hasOwn(value, meant) ? "" : `; is ${meant} meant?`;
			state.faults.push({
				kind: "unknown",
				text: `unknown field ${way}${hint}`
			});
		}
	}
	for (const key of required) if (!Object.hasOwn(value, key) || value[key] === null && !state.isCustom) {
		if (isEnforced(name, key)) state.faults.push({
			kind: "refused",
			text: `${below(path, key)} is required and missing`
		});
	}
}
function typesOf(schema) {
	if (schema["x-kubernetes-int-or-string"] === true) return ["integer", "string"];
	if (schema.type !== void 0) return [schema.type];
	const types = (schema.oneOf ?? schema.anyOf ?? []).map(({ type }) => type);
	return types.every((type) => type !== void 0) ? types : [];
}
function fits(value, type) {
	const own = typeOf(value);
	return own === type || type === "number" && own === "integer";
}
function limitFaults(value, schema, path, state) {
	const found = [];
	const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = schema;
	if (schema.enum && !schema.enum.some((one) => JSON.stringify(one) === JSON.stringify(value))) found.push(`${path} must be one of ${schema.enum.map((one) => JSON.stringify(one)).join(", ")}`);
	if (typeof value === "number") {
		if (minimum !== void 0 && value < minimum) found.push(`${path} must be at least ${minimum}`);
		if (maximum !== void 0 && value > maximum) found.push(`${path} must be at most ${maximum}`);
	}
	if (typeof value === "string") {
		const length = [...value].length;
		if (minLength !== void 0 && length < minLength) found.push(minLength === 1 ? `${path} must not be empty` : `${path} must have ${minLength} characters`);
		if (maxLength !== void 0 && length > maxLength) found.push(`${path} must have at most ${maxLength} characters`);
		if (pattern !== void 0 && state.hasPatterns && length <= MAX_MATCHED && !matches(value, pattern)) found.push(`${path} must match ${pattern}`);
		if (schema.format === "byte" && !isBase64(value)) found.push(`${path} must be base64`);
	}
	if (Array.isArray(value)) {
		if (minItems !== void 0 && value.length < minItems) found.push(`${path} must have ${minItems} entries`);
		if (maxItems !== void 0 && value.length > maxItems) found.push(`${path} must have at most ${maxItems} entries`);
	}
	return found;
}
function matches(value, pattern) {
	try {
		return new RegExp(pattern, "u").test(value);
	} catch {
		return true;
	}
}
function isBase64(value) {
	const plain = value.replaceAll(/[\r\n]/g, "");
	return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
}
function combinedFaults(value, schema, path, state) {
	if (!state.isCustom || schema["x-kubernetes-int-or-string"] === true) return [];
	const refused = (one) => {
		const part = {
			...state,
			faults: []
		};
		visit(value, {
			...one,
			"x-kubernetes-preserve-unknown-fields": true
		}, path, part);
		return part.faults.filter(({ kind }) => kind === "refused").map(({ text }) => text);
	};
	const fitting = (list) => list.filter((one) => refused(one).length === 0).length;
	const found = (schema.allOf ?? []).flatMap(refused);
	if (schema.anyOf && fitting(schema.anyOf) === 0) found.push(`${path} does not match any of the forms that its definition allows`);
	if (schema.oneOf && fitting(schema.oneOf) !== 1) found.push(`${path} must match exactly one of the forms that its definition allows`);
	if (schema.not && refused(schema.not).length === 0) found.push(`${path} is forbidden by its definition`);
	return found;
}

// src/kube/faults.ts
function objectFaults(object, api) {
	if (isObject(valueAt(object, "sops"))) return [];
	const faults = faultsIn(object, BuiltIn.of(api.version), api);
	if (faults.length === 0 || api.isCertain) return faults;
	const later = new Set(faultsIn(object, BuiltIn.newest(), api).map(withoutVersion));
	return faults.filter((fault) => later.has(withoutVersion(fault)));
}
function withoutVersion({ kind, text }) {
	return `${kind} ${text.replaceAll(/\b1\.\d+\b/g, "")}`;
}
function faultsIn(object, builtIn, api) {
	const [apiVersion, kind] = [textAt(object, "apiVersion") ?? "", textAt(object, "kind") ?? ""];
	const group = groupOf(apiVersion);
	const { isOpen } = api;
	if (isOpen(apiVersion) || isOpen(kind) || kind.endsWith("List")) return [];
	const rest = [...nameFaults(object, group, kind, isOpen), ...dataFaults(object, group, kind, isOpen)].map((text) => ({
		kind: "refused",
		text
	}));
	const judging = {
		builtIn,
		isOpen,
		hasPatterns: true
	};
	const own = builtIn.schema(apiVersion, kind);
	if (own) return [...rest, ...known(judge(object, own, "", {
		...judging,
		isCustom: false
	}), builtIn)];
	if (builtIn.ownsGroup(group)) return builtIn.isKnown ? [goneFault(apiVersion, kind, builtIn)] : rest;
	const defined = api.definitions.find(apiVersion, kind);
	if (defined && !defined.schema) return [{
		kind: "refused",
		text: `the definition of ${kind} has no version ${apiVersion}`
	}];
	const faults = defined?.schema ? judge(object, defined.schema, "", {
		...judging,
		isCustom: true,
		hasPatterns: defined.isShipped
	}) : judge(valueAt(object, "metadata") ?? null, { $ref: META }, "metadata", {
		...judging,
		isCustom: false
	});
	return [...rest, ...faults];
}
function known(faults, { isKnown }) {
	return isKnown ? faults : faults.filter(({ kind }) => kind === "refused");
}
function goneFault(apiVersion, kind, builtIn) {
	const last = builtIn.lastWith(apiVersion, kind);
	const others = builtIn.versionsOf(groupOf(apiVersion), kind);
	const now = others.length > 0 ? `; it has ${others.join(" and ")}` : "";
	return {
		kind: "refused",
		text: last === void 0 ? `Kubernetes ${builtIn.version} has no ${kind} of ${apiVersion}${now}` : `Kubernetes ${builtIn.version} has no ${kind} of ${apiVersion} any more (${last} was the last version with it)${now}`
	};
}
function nameFaults(object, group, kind, isOpen) {
	const metadata = valueAt(object, "metadata");
	const [name, generated] = [valueAt(metadata, "name"), valueAt(metadata, "generateName")];
	if (typeof name === "string" && name !== "") {
		const fault = isOpen(name) ? void 0 : nameFault(group, kind, name);
		return fault === void 0 ? [] : [`metadata.name is not valid for a ${kind}: ${fault}`];
	}
	if (name !== void 0 && name !== null && name !== "") return [];
	return typeof generated === "string" && generated !== "" ? [] : ["metadata.name is required and missing"];
}
function dataFaults(object, group, kind, isOpen) {
	if (group !== "" || kind !== "ConfigMap" && kind !== "Secret") return [];
	return [
		"data",
		"stringData",
		"binaryData"
	].flatMap((part) => {
		const map = valueAt(object, part);
		return Object.keys(isObject(map) ? map : {}).flatMap((key) => isDataKey(key) || isOpen(key) ? [] : [`${below(part, key)} is not a valid key: use letters, digits, "-", "_" and "."`]);
	});
}

// src/risks/refused.ts
const TOLD = 10;
function refusedObjects(before, after, { app, declared, ...api }, renamed) {
	const [old, now] = [byKey(before, declared.before), byKey(after, declared.after)];
	const found = /* @__PURE__ */ new Map();
	for (const [key, manifest] of now) {
		const [was, is] = [old.get(renamed.get(key) ?? key)?.content, manifest.content];
		if (was !== void 0 && isEqual(was, is) && hasSameSchema(manifest, api)) continue;
		const faults = objectFaults(is, api.after);
		if (faults.length === 0) continue;
		const had = new Set((was === void 0 ? [] : objectFaults(was, api.before)).map(({ text }) => text));
		const brought = faults.filter(({ text }) => !had.has(text));
		if (brought.length > 0) found.set(key, risksOf(brought, consequencesFor(manifest === declared.after ? void 0 : app, is)));
	}
	return found;
}
function byKey(manifests, declared) {
	const all = declared ? [...manifests, declared] : manifests;
	return new Map(all.map((manifest) => [keyOf(idOf(manifest)), manifest]));
}
function risksOf(faults, consequences) {
	return ["refused", "unknown"].flatMap((kind) => {
		const texts = faults.filter((fault) => fault.kind === kind).map(({ text }) => text);
		if (texts.length === 0) return [];
		const more = texts.length > TOLD ? `; and ${texts.length - TOLD} more` : "";
		return [riskOf(kind, texts.slice(0, TOLD).join("; ") + more, consequences)];
	});
}
function hasSameSchema({ apiVersion, kind }, { before, after }) {
	if (after.definitions.isEmpty && before.definitions.isEmpty) return true;
	const [was, is] = [before, after].map(({ definitions }) => definitions.find(apiVersion, kind)?.schema);
	return was === is || isEqual(was ?? null, is ?? null);
}

export { RISK_LEVELS, appRisks, byGravity, collisions, configRisks, declaredTwice, hidingRisks, isHidingRule, maskedRisks, movingRisks, outsideRisks, placed, refusedObjects, risksOf$1 as risksOf, risksOfAll, unpinnedIn };