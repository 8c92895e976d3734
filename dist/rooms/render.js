import { FairleadError, contained, inputError, remoteError } from "./errors.js";
import { filteredTree, inFolder, isBelow, joinPath, listingOf, memoryTree } from "./tree.js";
import { mask } from "./git.js";
import { plainAddress } from "./net.js";
import { Files, at, doubleQuoted, evaluate, isObject, isTyped, listAt, parseYaml, singleQuoted, textAt, valueAt } from "./yaml.js";
import { CONFIG_FILE, HTTPS_FOLDER, WHOLE_VERSION } from "./config.js";
import { GENERATES, IN_CLUSTER_NAME, KUSTOMIZATION_FILES, artifactFolder, artifactHint, checkedPattern, clusterOf, doublestar, endsOf, filesFirst, generatedObjects, goPath, gobwas, isInCluster, isManifest as isManifest$1, isThisRepository, kustomizationOf, literal as literal$1, matchesGlob, objectsOf, readByPlugin, saysNothing, tokensOf, toolsAmong } from "./inventory.js";
import { SubmoduleNeeded, controllerVersion, defaultLimits, groupOf, isAtLeast, keepFile, keyOf, openPackage, pinnedVersion, unpack, withSubtrees } from "./render-engine.js";
import { readVersion } from "./render-remote-sources.js";
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { lstat, lutimes, readFile, readdir, rm } from "node:fs/promises";

// src/render/definitions.ts
function definitionsIn(job, result, release) {
	if (job.kind !== "helm") return result;
	const kind = "CustomResourceDefinition";
	const own = new Set(release?.manifests.flatMap((one) => one.kind === kind ? one.name : []));
	return {
		...result,
		manifests: result.manifests.filter((one) => one.kind === kind && !own.has(one.name))
	};
}

// src/render/given.ts
const MOST$1 = 2e4;
async function givenValues(jobs) {
	const given = [];
	for (const job of jobs) if (job.kind === "helm") given.push(...await ofHelm(job));
	return given;
}
async function ofHelm({ chart, values, set }) {
	const own = {
		tree: chart.tree,
		path: chart.path === "" ? "values.yaml" : `${chart.path}/values.yaml`
	};
	const given = (await Promise.all([own, ...values].map(textOf$1))).flatMap(readValues);
	for (const entry of set) if (entry.how !== "set-file") given.push({
		key: entry.name,
		value: entry.value.replaceAll(/\\([^])/g, "$1")
	});
	return given;
}
async function textOf$1(source) {
	if ("text" in source) return source.text;
	const file = (await source.tree.read([source.path])).get(source.path);
	return file?.mode === "120000" ? "" : Buffer.from(file?.content ?? "").toString();
}
function readValues(text) {
	try {
		const given = [];
		for (const { root } of parseYaml(text, "values").documents) collect(evaluate(root), "", given);
		return given;
	} catch (error) {
		if (error instanceof FairleadError) return [];
		throw error;
	}
}
function collect(value, key, into) {
	if (into.length >= MOST$1) return;
	if (typeof value === "string" || typeof value === "number") into.push({
		key,
		value: String(value)
	});
	else if (typeof value === "object" && value !== null) for (const [name, inner] of Object.entries(value)) collect(inner, Array.isArray(value) ? key : key === "" ? name : `${key}.${name}`, into);
}

// src/render/submodules.ts
const MAX_SUBMODULES = 20;
function checkSubmodule({ files, tree }, path) {
	const submodule = files.submoduleOf(path);
	if (submodule !== void 0) throw new SubmoduleNeeded(submodule, path, tree.name);
}
async function withSubmodules(repo, notes, step) {
	let current = repo;
	for (let count = 0;; count++) try {
		return await step(current);
	} catch (error) {
		if (!(error instanceof SubmoduleNeeded) || count === MAX_SUBMODULES) throw error;
		const entry = (await listingOf(current.tree)).get(error.path);
		if (entry?.mode !== "160000") throw error;
		current = await mount(current, error.path, entry.oid, notes);
	}
}
const mounts = /* @__PURE__ */ new WeakMap();
async function mount(repo, path, commit, notes) {
	const known = mounts.get(repo.tree) ?? /* @__PURE__ */ new Map();
	mounts.set(repo.tree, known);
	const mounted = known.get(path) ?? bring(repo, path, commit);
	known.set(path, mounted);
	const { tree, files, url } = await mounted;
	notes.add(`its submodule ${path} is rendered from ${mask(url)} at ${(commit ?? "").slice(0, 8)}`);
	return {
		...repo,
		tree,
		context: {
			...repo.context,
			files
		},
		submodules: new Map([...repo.submodules ?? [], [path, url]])
	};
}
async function bring(repo, path, commit) {
	const url = await addressOf(repo, path);
	const named = `the submodule ${path} (${mask(url)} at ${(commit ?? "?").slice(0, 8)})`;
	if (commit === void 0) throw inputError(`${named} cannot be fetched: its commit is unknown`);
	try {
		const found = await repo.remoteSources.git(url, commit);
		const tree = withSubtrees(repo.tree, /* @__PURE__ */ new Map([[path, found.tree]]));
		const { files } = repo.context;
		return {
			tree,
			files: await Files.open(tree, {
				files,
				changed: /* @__PURE__ */ new Set()
			}),
			url
		};
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		const [{ message, ...fault }] = error.faults;
		throw new FairleadError(error.kind, [{
			...fault,
			message: `${named} cannot be fetched: ${message}`,
			at: { file: ".gitmodules" }
		}], { cause: error });
	}
}
async function addressOf({ context, submodules }, path) {
	const { files, addresses } = context;
	const names = path.split("/");
	for (let end = names.length - 1; end >= 0; end--) {
		const folder = names.slice(0, end).join("/");
		const file = folder === "" ? ".gitmodules" : `${folder}/.gitmodules`;
		if (!files.has(file)) continue;
		await files.load([file]);
		const url = addressesIn(files.text(file) ?? "").get(names.slice(end).join("/"));
		if (url === void 0) continue;
		return /^\.\.?\//.test(url) ? relativeTo(folder === "" ? addresses?.[0] : submodules?.get(folder), url) : url;
	}
	throw inputError(`the submodule ${path} has no address in .gitmodules`, { at: { file: ".gitmodules" } });
}
function addressesIn(text) {
	const sections = [];
	for (const line of text.split(/\r?\n/)) {
		if (/^\s*\[/.test(line)) sections.push({});
		const [, key = "", raw = ""] = /^\s*(?:\[[^\]]*\]\s*)?([A-Za-z][A-Za-z0-9-]*)\s*=\s*(.*)$/.exec(line) ?? [];
		const section = sections.at(-1);
		const name = key.toLowerCase();
		if (section && (name === "path" || name === "url")) section[name] = valueOf(raw);
	}
	return new Map(sections.flatMap(({ path, url }) => path === void 0 || url === void 0 ? [] : [[path.replace(/(?<!\/)\/+$/, ""), url]]));
}
function valueOf(raw) {
	let value = "";
	let isQuoted = false;
	for (let i = 0; i < raw.length; i++) {
		const character = raw[i] ?? "";
		if (character === "\\") value += raw[++i] ?? "";
		else if (character === "\"") isQuoted = !isQuoted;
		else if (!isQuoted && (character === "#" || character === ";")) break;
		else value += character;
	}
	return value.trim();
}
function relativeTo(address, relative) {
	if (address === void 0) throw inputError(`the address of a submodule, ${relative}, is relative to the address of this repository, which is unknown`, {
		at: { file: ".gitmodules" },
		hint: "Run Fairlead in a checkout that has the remote origin."
	});
	let base = (/^[a-z][a-z0-9+.-]*:\/\/|^[^/@]+@[^/:]+:/i.test(address) ? address : `https://${address}`).replace(/(?<!\/)\/+$/, "");
	let rest = relative;
	for (;;) if (rest.startsWith("./")) rest = rest.slice(2);
	else if (rest.startsWith("../")) {
		rest = rest.slice(3);
		base = base.replace(/[/:][^/:]*$/, "");
	} else return `${base}/${rest}`;
}

// src/render/render-side.ts
async function renderSide(plan, repo, renderer) {
	const notes = /* @__PURE__ */ new Set();
	try {
		const result = await withSubmodules(repo, notes, async (whole) => follow(await plan(whole), renderer));
		return "rendered" in result && notes.size > 0 ? {
			...result,
			notes: [...notes, ...result.notes]
		} : result;
	} catch (error) {
		return { error: contained(error) };
	}
}
async function follow(first, renderer) {
	const notes = [];
	const warnings = [];
	const jobs = [];
	const dependences = [];
	const fetched = [];
	let rendered;
	let released;
	for (let plan = first; plan;) {
		const results = await Promise.all(plan.jobs.map((job) => renderer.render(job)));
		jobs.push(...plan.jobs);
		released ??= results[0];
		const manifests = plan.finish(results);
		const generated = carried(rendered ? [rendered, ...results] : results, manifests);
		warnings.push(...results.flatMap((result) => result.warnings));
		notes.push(...plan.notes);
		dependences.push(...results.flatMap((result) => result.dependences ?? []));
		fetched.push(...results.flatMap((result) => result.fetched ?? []));
		rendered = {
			manifests,
			generated,
			warnings,
			dependences,
			fetched
		};
		plan = plan.next?.(manifests);
	}
	if (!rendered) throw new Error("a plan gave nothing");
	return {
		rendered,
		notes: [.../* @__PURE__ */ new Set([...notes, ...warnings])],
		unrendered: first.unrendered ?? [],
		release: first.release,
		outside: first.outside ?? [],
		ignored: first.ignored,
		definitions: definitionsOf$1(first, renderer, released),
		given: () => givenValues(first.jobs),
		capabilities: jobs.map(seenBy).find((seen) => seen !== void 0),
		tools: ["helm", "kustomize"].filter((tool) => jobs.some((job) => uses(job, tool)))
	};
}
function definitionsOf$1({ definitions }, renderer, release) {
	return definitions && (async () => definitionsIn(definitions, await renderer.render(definitions), release));
}
function seenBy(job) {
	if (job.kind === "directory") return void 0;
	return job.kind === "helm" ? {
		kubeVersion: job.kubeVersion,
		apiVersions: job.apiVersions
	} : job.helm;
}
function uses(job, tool) {
	return job.kind === tool || tool === "helm" && job.kind === "kustomize" && job.helm !== void 0;
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
function renderedOf(side) {
	return side && "rendered" in side ? side.rendered : void 0;
}

// src/render/argocd/directory.ts
async function directoryJob(source, place, path) {
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
	const manifests = candidates.filter((file) => !file.endsWith(".jsonnet"));
	await files.load(manifests);
	return {
		job: {
			kind: "directory",
			tree: place.tree,
			files: manifests.filter((file) => isManifest(files, file)).toSorted(bySegments)
		},
		unrendered: jsonnet.length === 0 ? [] : [{
			message: `Jsonnet is not rendered, so the output of ${jsonnet.join(", ")} is not compared`,
			hint: "Fairlead does not run Jsonnet. Review the changed files directly, or let a job commit their output (jsonnet -y). Plain manifests are compared.",
			folders: [""]
		}]
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

// src/render/places.ts
const opened$1 = /* @__PURE__ */ new WeakMap();
function thisPlace(repo) {
	return {
		tree: repo.tree,
		files: repo.context.files,
		here: true,
		revision: void 0
	};
}
async function placeOf(tree, revision) {
	const files = opened$1.get(tree) ?? Files.open(tree);
	opened$1.set(tree, files);
	return {
		tree,
		files: await files,
		here: false,
		revision
	};
}
async function gitPlace(repo, source, notes) {
	const { url, revision, ref = revision, follows, path } = source;
	const known = isThisRepository(repo.context, url);
	const folder = joinPath("", path || ".");
	if (known ?? (folder !== void 0 && repo.context.files.isFolder(folder))) {
		if (follows) return thisPlace(repo);
		notes.add(`its source is pinned to ${revision}: a merge into ${repo.branch} does not affect it`);
	} else notes.add(`it is rendered from ${url} at ${revision}`);
	const found = await repo.remoteSources.git(url, ref);
	const place = await placeOf(found.tree, found.commit);
	return found.isChanged ? {
		...place,
		isChanged: true
	} : place;
}

// src/render/argocd/application-source.ts
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
function followsBranch(repo, revision) {
	if (revision === "" || revision === "HEAD") return repo.isDefaultBranch;
	const branch = revision.replace(/^refs\/heads\//, "");
	return branch === repo.branch || repo.alsoFollowed?.includes(branch) === true;
}
async function locate(repo, source, notes) {
	const url = textAt(source, "repoURL") ?? "";
	const revision = textAt(source, "targetRevision") ?? "";
	const chart = textAt(source, "chart");
	if (url === "" && repo.context.addresses !== void 0) throw inputError("its source has no repoURL, so its files are not known", { hint: "Set repoURL, also if the chart that creates the Application has a default for it." });
	if (url.startsWith("oci://") && !chart) {
		const found = await repo.remoteSources.artifact(url, revision || "latest");
		notes.add(`it is rendered from ${url} at ${revision || "latest"}`);
		return placeOf(found.tree, found.digest);
	}
	if (chart) {
		const repository = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `oci://${url}`;
		const found = await repo.remoteSources.chart(repository, chart, revision || "*");
		return placeOf(found.tree, found.version);
	}
	return gitPlace(repo, {
		url,
		revision: revision || "HEAD",
		follows: followsBranch(repo, revision),
		path: textAt(source, "path") ?? ""
	}, notes);
}
function pathIn(place, source) {
	if (textAt(source, "chart")) return "";
	const path = textAt(source, "path") ?? "";
	if (path.startsWith("/")) throw inputError(`its path ${path} is absolute, which Argo CD rejects`, { hint: "Remove the leading slash." });
	const joined = joinPath("", path || ".");
	if (joined === void 0) throw inputError(`its path ${path} leaves the repository`);
	checkSubmodule(place, joined);
	if (!place.files.isFolder(joined)) throw inputError(`its path ${path} is not a folder in ${place.tree.name}`);
	return joined;
}
function toolOf(source, place, path) {
	const explicit = [
		"kustomize",
		"helm",
		"directory",
		"plugin"
	].filter((type) => isObject(valueAt(source, type)) && !saysNothing(type, valueAt(source, type)));
	const [tool, second] = explicit;
	if (second !== void 0) throw inputError(`its source is both ${explicit.join(" and ")}, which Argo CD rejects`, { hint: "Keep one of these blocks." });
	if (tool !== void 0) return tool;
	if (place.files.isLink(path)) return "directory";
	const last = place.files.children(path).filter((child) => place.files.has(child)).map((child) => child.split("/").pop() ?? "").filter((name) => name.endsWith("Chart.yaml") || KUSTOMIZATIONS.has(name)).toSorted().pop();
	if (last === void 0) return "directory";
	return KUSTOMIZATIONS.has(last) ? "kustomize" : "helm";
}
const KUSTOMIZATIONS = new Set(KUSTOMIZATION_FILES);
function checkSameRevision(repo, source, ref) {
	const [one, two] = [source, ref].map((part) => plainAddress(textAt(part, "repoURL") ?? ""));
	if (one !== two || textAt(source, "chart")) return;
	const [a, b] = [source, ref].map((part) => textAt(part, "targetRevision") ?? "");
	if (a === b || a === void 0 || b === void 0) return;
	const here = isThisRepository(repo.context, textAt(source, "repoURL")) !== false;
	if (here && followsBranch(repo, a) === followsBranch(repo, b)) return;
	if (!here && [a, b].every((revision) => revision === "" || revision === "HEAD")) return;
	throw inputError(`its sources name ${textAt(ref, "repoURL")} at ${a || "HEAD"} and at ${b || "HEAD"}; Argo CD rejects two revisions of one repository`);
}

// src/kube/artifact.ts
const folders$1 = [
	".",
	"..",
	"../../dist"
];
const known$3 = /* @__PURE__ */ new Map();
function artifact(name) {
	const kept = known$3.get(name);
	if (kept !== void 0) return kept;
	const files = folders$1.map((folder) => fileURLToPath(new URL(`${folder}/schemas-${name}.json.br`, import.meta.url)));
	const file = files.find((path) => existsSync(path));
	if (file === void 0) throw new Error(`The schemas of ${name} are missing: ${files.join(", ")}`);
	const content = JSON.parse(brotliDecompressSync(readFileSync(file)).toString());
	known$3.set(name, content);
	return content;
}

// src/kube/builtin.ts
const LATER = /v\d+(alpha|beta)\d+$/;
const SERVED_BETAS = /^(flowcontrol\.apiserver\.k8s\.io|autoscaling)\/|^storage\.k8s\.io\/v1beta1\/CSIStorageCapacity$/;
const GONE_GROUPS = ["extensions"];
let index;
function pool() {
	return artifact("kubernetes");
}
function namesByKind() {
	index ??= new Map(Object.entries(pool().definitions).flatMap(([name, runs]) => {
		const [found] = runs.flatMap(([, schema]) => schema?.["x-kubernetes-group-version-kind"] ?? []);
		const kinds = runs.flatMap(([, schema]) => schema?.["x-kubernetes-group-version-kind"]?.length ?? []);
		if (!found || kinds.some((count) => count > 1)) return [];
		const { group, version, kind } = found;
		return [[`${group === "" ? "" : `${group}/`}${version}/${kind}`, name]];
	}));
	return index;
}
var BuiltIn = class BuiltIn {
	version;
	isKnown;
	isOlder;
	#at;
	#definitions = /* @__PURE__ */ new Map();
	constructor(version, at, isKnown) {
		this.version = version;
		this.#at = at;
		this.isKnown = isKnown;
		this.isOlder = !isKnown && at === 0;
	}
	static of(version) {
		const minor = /^\d+\.\d+/.exec(version)?.[0] ?? version;
		const { versions } = pool();
		const exact = versions.indexOf(minor);
		if (exact >= 0) return new BuiltIn(minor, exact, true);
		const [, number = "0"] = minor.split(".");
		const [, oldest = "0"] = versions[0]?.split(".") ?? [];
		return new BuiltIn(minor, Number(number) < Number(oldest) ? 0 : versions.length - 1, false);
	}
	static newest() {
		return BuiltIn.of(pool().versions.at(-1) ?? "");
	}
	definition(name) {
		if (this.#definitions.has(name)) return this.#definitions.get(name);
		const found = (Object.hasOwn(pool().definitions, name) ? pool().definitions[name] : void 0)?.findLast(([first]) => first <= this.#at)?.[1] ?? void 0;
		this.#definitions.set(name, found);
		return found;
	}
	schema(apiVersion, kind) {
		const name = namesByKind().get(`${apiVersion}/${kind}`);
		return name === void 0 ? void 0 : this.definition(name);
	}
	ownsGroup(group) {
		return GONE_GROUPS.includes(group) || groups().has(group);
	}
	lastWith(apiVersion, kind) {
		const name = namesByKind().get(`${apiVersion}/${kind}`);
		const gone = (name === void 0 ? [] : pool().definitions[name] ?? []).findLast(([, schema]) => schema === null)?.[0];
		return gone === void 0 ? void 0 : pool().versions[gone - 1];
	}
	versionsOf(group, kind) {
		return [...namesByKind()].flatMap(([api, name]) => {
			const [own, version, ofGroup] = api.split("/").toReversed();
			return own === kind && (ofGroup ?? "") === group && version !== void 0 && this.definition(name) ? [api.slice(0, -kind.length - 1)] : [];
		});
	}
	apis() {
		const kinds = [...namesByKind()].filter(([api, name]) => this.definition(name) && isServed(api)).map(([api]) => api);
		const versions = kinds.map((api) => api.slice(0, api.lastIndexOf("/")));
		return [.../* @__PURE__ */ new Set([...versions, ...kinds])].toSorted();
	}
};
function isServed(api) {
	const version = api.slice(0, api.lastIndexOf("/"));
	return (!LATER.test(version) || SERVED_BETAS.test(api) && !/alpha/.test(version)) && !api.endsWith("List");
}
let known$2;
function groups() {
	known$2 ??= new Set([...namesByKind().keys()].map((api) => api.split("/").slice(0, -2).join("/")));
	return known$2;
}

// src/render/cluster.ts
const DEFAULT_KUBE_VERSION = "1.34.0";
function capabilitiesOf(config, app) {
	const { known } = clusterIn(config, app);
	const kubeVersion = kubeVersionOf(known?.kubeVersion ?? "1.34.0");
	const declared = (known?.apiVersions ?? []).flatMap((api) => {
		const [version = api] = /^[^/]+\/[^/]+(?=\/)/.exec(api) ?? [];
		return [version, api];
	});
	return {
		kubeVersion,
		apiVersions: [.../* @__PURE__ */ new Set([...builtInApis(kubeVersion), ...declared])]
	};
}
const builtIn = /* @__PURE__ */ new Map();
function builtInApis(kubeVersion) {
	const known = builtIn.get(kubeVersion);
	if (known) return known;
	const version = BuiltIn.of(kubeVersion);
	const apis = version.isOlder ? [] : version.apis();
	builtIn.set(kubeVersion, apis);
	return apis;
}
function clusterIn(config, app) {
	const { clusters } = config;
	const { cluster, server } = app;
	const blank = {
		labels: {},
		paths: [],
		cluster: void 0,
		server: void 0,
		namespace: void 0
	};
	const has = (name) => name !== void 0 && Object.hasOwn(clusters, name) && clusters[name] !== void 0;
	const named = has(cluster) ? cluster : clusterOf({
		...blank,
		name: "",
		cluster,
		server,
		...app
	}, config);
	const isOwn = (cluster === void 0 || cluster === "in-cluster") && isInCluster(server);
	const name = has(named) || !isOwn ? named : ownCluster(config, app.paths ?? []) ?? named;
	return {
		name: name ?? (isOwn ? "in-cluster" : cluster ?? server ?? "in-cluster"),
		known: has(name) ? clusters[name] : void 0
	};
}
function ownCluster(config, paths) {
	const plane = Object.values(config.controlPlanes).find((one) => one.paths?.some((pattern) => paths.some((path) => matchesGlob(path, pattern))));
	const all = Object.entries(config.clusters);
	const [only] = all;
	return plane?.cluster ?? (Object.hasOwn(config.clusters, "in-cluster") ? "in-cluster" : void 0) ?? all.find(([, { server }]) => server !== void 0 && isInCluster(server))?.[0] ?? (only && all.length === 1 && only[1].server === void 0 && !only[1].paths ? only[0] : void 0);
}
function kubeVersionOf(version) {
	const numbers = /^\s*v?(\d+(?:\.\d+)+)/.exec(version)?.[1];
	if (numbers === void 0) throw inputError(`"${version}" is not a valid Kubernetes version`, { hint: "Use a version such as 1.34 or 1.34.2." });
	return numbers;
}

// src/render/convention.ts
function planConvention(app) {
	return async (_object, repo) => {
		const notes = /* @__PURE__ */ new Set();
		const [source] = app.sources;
		const made = source ? await jobOf(app, source, repo, notes) : missing(app);
		return {
			jobs: "job" in made ? [made.job] : [],
			finish: (results) => results.flatMap((result) => result.manifests),
			notes: [...notes],
			unrendered: made.unrendered ?? []
		};
	};
}
async function jobOf(app, source, repo, notes) {
	const { tree } = repo;
	const { files } = repo.context;
	const path = source.path ?? "";
	switch (source.type) {
		case "helm": {
			const chart = await chartOf$1(source, repo, notes);
			if (!chart) return missing(app);
			if (source.repoURL === void 0 && !app.declaredAt.file.startsWith(`${path}/`) && path !== "") notes.add(`its chart is assumed to be ${path}; to use another one, set it in ${CONFIG_FILE} (charts)`);
			return { job: {
				kind: "helm",
				chart,
				release: app.name.toLowerCase(),
				namespace: app.namespace,
				values: app.valuesFiles.filter((file) => files.has(file)).map((file) => ({
					tree,
					path: file
				})),
				set: [],
				...capabilitiesOf(repo.context.config, {
					name: app.name,
					cluster: app.cluster,
					namespace: app.namespace,
					paths: [app.declaredAt.file]
				}),
				includeCrds: true,
				skipTests: true,
				skipSchemaValidation: false
			} };
		}
		case "kustomize": return { job: {
			kind: "kustomize",
			source: {
				tree,
				path
			},
			kustomization: void 0,
			allowOutside: true,
			helm: void 0
		} };
		case "directory": return directoryJob(null, thisPlace(repo), path);
		default: return missing(app);
	}
}
async function chartOf$1(source, repo, notes) {
	const { repoURL, path, chart, targetRevision } = source;
	const { files } = repo.context;
	if (repoURL === void 0) {
		const folder = joinPath("", path ?? ".");
		return folder !== void 0 && files.has(joinPath(folder, "Chart.yaml") ?? "") ? {
			tree: repo.tree,
			path: folder
		} : void 0;
	}
	const declared = {
		repoURL,
		...path === void 0 ? {} : { path },
		...chart === void 0 ? {} : { chart },
		...targetRevision === void 0 ? {} : { targetRevision }
	};
	const place = chart === void 0 && isThisRepository(repo.context, repoURL) !== true ? await foreignPlace(repo, repoURL, targetRevision ?? "HEAD", notes) : await locate(repo, declared, notes);
	const folder = pathIn(place, declared);
	if (!place.files.has(joinPath(folder, "Chart.yaml") ?? "")) throw inputError(`${CONFIG_FILE} names ${path ?? chart ?? ""} of ${repoURL} as its chart, but there is no Chart.yaml`, { hint: "Set path to the folder of the chart, relative to the root of the repository." });
	return {
		tree: place.tree,
		path: folder
	};
}
async function foreignPlace(repo, url, revision, notes) {
	const found = await repo.remoteSources.git(url, revision);
	notes.add(`it is rendered from ${url} at ${revision}`);
	return placeOf(found.tree, found.commit);
}
function missing({ name }) {
	const app = /^[A-Za-z][\w-]*$/.test(name) ? name : JSON.stringify(name);
	return { unrendered: [{
		message: "its chart is not in this repo, so it is not rendered",
		hint: `Name its chart in ${CONFIG_FILE} of the base branch. One in a Git repository: charts: [{app: ${app}, repo: "https://github.com/OWNER/REPO", path: chart, revision: main}]; one in a Helm repository or an OCI registry: charts: [{app: ${app}, repo: "oci://ghcr.io/OWNER/charts", chart: ${app}, revision: 1.2.3}]`
	}] };
}

// src/kube/manifests.ts
function idOf(manifest) {
	const { apiVersion, kind, namespace, name } = manifest;
	return {
		group: groupOf(apiVersion),
		kind,
		namespace: namespace === "" ? void 0 : namespace,
		name
	};
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
		...manifest.large && { large: manifest.large },
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
	const end = text.lastIndexOf("}") + 1;
	const filled = (part) => part.replaceAll(/\$(?:\{([*#$@!?\-0-9])\}|\{([^}]+)\}|\{\}|\{|([*#$@!?\-0-9])|([A-Za-z_][A-Za-z0-9_]*))/g, (_, special, braced, sign, name) => value(special ?? braced ?? sign ?? name ?? ""));
	return filled(text.slice(0, end)) + filled(text.slice(end).replaceAll("${", "${}"));
}

// src/kube/scope.ts
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
function finish(results, namespace, notes) {
	const all = results.flatMap((result) => result.manifests);
	const isInCluster = clusterScope(all);
	const placed = /* @__PURE__ */ new Map();
	for (const manifest of all.filter((object) => !isIgnoredHook(object))) {
		const wanted = isInCluster(manifest) ? void 0 : manifest.namespace || namespace || void 0;
		const object = wanted === manifest.namespace ? manifest : inNamespace(manifest, wanted);
		const key = manifest.content["metadata"] && isGenerated(manifest) ? `${keyOf(idOf(object))}\0${placed.size}` : keyOf(idOf(object));
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
		checkSubmodule(name.place, name.path.replace(/(?<![^/])[^/*?[{]*[*?[{][^]*$/, "").replace(/\/$/, ""));
		if (isPattern(name)) {
			const fits = doublestar(name.path);
			const folder = files.folders().find((path) => fits.test(path));
			if (folder !== void 0) throw inputError(`its values files ${name.entry} match the folder ${folder}, which Helm cannot read`);
			const matches = files.entries.map((file) => file.path).filter((path) => fits.test(path));
			if (matches.length === 0 && !ignoreMissing) throw inputError(`its values files ${name.entry} match no file`, { hint: "To allow this, set ignoreMissingValueFiles." });
			const others = matches.toSorted(filesFirst).map((path) => ({
				...name,
				path
			}));
			found.push(...others.filter((match) => !explicit.some((file) => same(file, match))));
		} else if (files.has(name.path)) found.push(name);
		else if (!ignoreMissing) throw inputError(`its values file ${name.entry} does not exist (${name.path})`, { hint: "To allow this, set ignoreMissingValueFiles." });
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
			throw inputError(`its values file ${entry} names the unknown source ${head}`, { hint: known.length > 0 ? `There is: ${known.join(", ")}.` : "None of its sources has a ref." });
		}
	}
	const expanded = expand(entry, roots.environment);
	const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(expanded)?.[1];
	if (scheme !== void 0) {
		if (!/^https?$/i.test(scheme)) throw inputError(`its values file ${mask(expanded)} is at ${scheme}:, which Argo CD does not read`);
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
async function helmJob(source, app, { roots, cluster, notes }) {
	const helm = valueAt(source, "helm");
	const version = textAt(helm, "version");
	if (version && !["v3", "v4"].includes(version)) throw inputError(`Argo CD does not support Helm version ${version}`, { hint: "Remove helm.version." });
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
		set: await settings$1(helm, roots, notes),
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
async function settings$1(helm, roots, notes) {
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
		...settingsOf$1("set", plain),
		...settingsOf$1("set-string", forced),
		...sets
	];
}
function settingsOf$1(how, values) {
	return [...values].map(([name, value]) => ({
		how,
		name,
		value
	}));
}
function warnOfOverlaps(names, notes) {
	for (const name of names) {
		const other = names.find((longer) => longer.startsWith(`${name}.`) || longer.startsWith(`${name}[`));
		if (other !== void 0) notes.add(`its parameters ${name} and ${other} set the same value; in Argo CD it is random which one wins`);
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

// src/render/argocd/ignore-differences.ts
async function ignoredOf(application, files) {
	return {
		isRespected: listAt(application, "spec", "syncPolicy", "syncOptions").includes("RespectIgnoreDifferences=true"),
		entries: [...listAt(application, "spec", "ignoreDifferences").map((entry) => fieldsOf(entry, (key) => textAt(entry, key) ?? "", void 0)), ...await settingsOf(files)]
	};
}
function fieldsOf(entry, text, file) {
	const texts = (key) => listAt(entry, key).filter((item) => typeof item === "string");
	return {
		group: text("group"),
		kind: text("kind"),
		name: text("name"),
		namespace: text("namespace"),
		jsonPointers: texts("jsonPointers"),
		jqPathExpressions: texts("jqPathExpressions"),
		managedFieldsManagers: texts("managedFieldsManagers"),
		file
	};
}
const KEY = "resource.customizations.ignoreDifferences.";
const MAY_DECLARE = /argo[^]*\.ya?ml$/i;
const settings = /* @__PURE__ */ new WeakMap();
function settingsOf(files) {
	const known = settings.get(files) ?? readSettings(files);
	settings.set(files, known);
	return known;
}
async function readSettings(files) {
	const paths = files.entries.map(({ path }) => path).filter((path) => MAY_DECLARE.test(path));
	if (!files.costly) await files.load(paths);
	return paths.filter((path) => files.isLoaded(path) && files.text(path)?.includes(KEY) === true).flatMap((path) => (files.yaml(path)?.documents ?? []).flatMap(({ root }) => entriesIn(evaluate(root), path)));
}
function entriesIn(object, file) {
	if (textAt(object, "kind") !== "ConfigMap" || textAt(object, "metadata", "name") !== "argocd-cm") return [];
	const data = valueAt(object, "data");
	return Object.entries(isObject(data) ? data : {}).flatMap(([key, value]) => {
		if (!key.startsWith(KEY) || typeof value !== "string") return [];
		const name = key.slice(42);
		const cut = name.indexOf("_");
		const [group, kind] = name === "all" ? ["*", "*"] : cut < 0 ? ["", name] : [name.slice(0, cut), name.slice(cut + 1)];
		return [fieldsOf(readText(value), (part) => ({
			group,
			kind,
			name: "",
			namespace: ""
		})[part], file)];
	});
}
function readText(text) {
	try {
		const root = parseYaml(text, "argocd-cm").documents[0]?.root;
		return root && evaluate(root);
	} catch {
		return;
	}
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
function isThere(files, folder, path) {
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
		if (ignoreMissing && !isThere(files, folder, entry)) continue;
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
async function kustomizeJob$1(source, { place, path, environment, cluster, config, notes }) {
	const options = valueAt(source, "kustomize");
	const kustomization = await readKustomization(place.files, path);
	if (!kustomization) throw inputError(`there is no kustomization in ${path || "the root"}`, { at: { file: path || "." } });
	const edited = edit({ ...kustomization }, options, environment);
	addComponents(edited, options, place.files, path);
	const version = textAt(options, "version");
	if (version) notes.add(`Argo CD renders it with kustomize ${version} from its own settings, which is not used here`);
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
		else notes.add(`the option ${name} of argocd.kustomizeBuildOptions is not supported`);
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
	if (name === argument) throw inputError(`"${argument}" is not a valid image for kustomize`, { hint: "Write it as name:tag, name@digest, or name=other:tag." });
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
	if (wrong) throw inputError(`the replicas of "${wrong[0]}" are not an integer`);
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
		if (includeTemplates) throw inputError("kustomize allows labelIncludeTemplates only with labelWithoutSelector");
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
	if (taken && !force) throw inputError(`${key} of the kustomization already has ${taken[0]}`, { hint: "Set forceCommonLabels or forceCommonAnnotations to let the Application replace it." });
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
		if (!isObject(patch)) throw inputError("it contains no overrides of a source, so Argo CD cannot render the app", {
			at: { file },
			hint: "Add the overrides, such as \"helm: {releaseName: web}\", or delete the file."
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

// src/render/argocd/application.ts
const planApplication = async (application, repo, _siblings, declaredAt) => {
	const notes = /* @__PURE__ */ new Set();
	const unrendered = [];
	const byTools = [];
	const app = factsOf$1(application, repo);
	const sources = sourcesOf(application);
	if (sources.length === 0) throw inputError(`the Application ${app.name} has no source`);
	if (isObject(valueAt(application, "spec", "sourceHydrator"))) notes.add("its manifests are hydrated: the diff shows what the hydrator will commit to the synced branch");
	const refs = refsOf(application, repo, notes);
	const jobs = [];
	const web = filesOfWeb(repo);
	for (const source of sources) {
		const job = await planSource(source, {
			application,
			app,
			repo,
			refs,
			declaredAt,
			notes,
			unrendered,
			byTools,
			web
		});
		if (job) jobs.push(job);
	}
	if (JSON.stringify(jobs.map(textsOf)).includes(UNKNOWN_COMMIT.slice(0, 8))) notes.add("it uses its commit ID, which is unknown before the merge and shown as zeros");
	return {
		jobs,
		ignored: await ignoredOf(application, repo.context.files),
		finish(results) {
			const manifests = finish(results, app.namespace, notes);
			if (manifests.length === 0) unrendered.push(...byTools);
			return manifests;
		},
		get notes() {
			return [.../* @__PURE__ */ new Set([...unrendered.map(({ message }) => message), ...notes])];
		},
		unrendered
	};
};
async function planSource(declared, parts) {
	const { application, app, repo, refs, notes } = parts;
	const [path, chart, url] = [
		"path",
		"chart",
		"repoURL"
	].map((key) => textAt(declared, key) ?? "");
	if (textAt(declared, "ref") && !path && !chart) return void 0;
	const place = await locate(repo, declared, notes);
	const folder = pathIn(place, declared);
	const source = await withOverrides(declared, place, folder, app.instance);
	const revision = textAt(source, "targetRevision") ?? "";
	const environment = buildEnvironment(app, {
		url: url ?? "",
		path: path ?? "",
		revision
	}, place.revision);
	const cluster = capabilitiesOf(repo.context.config, {
		name: app.name,
		labels: textMap(valueAt(application, "metadata", "labels")),
		cluster: textAt(application, "spec", "destination", "name"),
		server: textAt(application, "spec", "destination", "server"),
		namespace: app.namespace,
		paths: [...parts.declaredAt === void 0 ? [] : [parts.declaredAt], folder]
	});
	const { config } = repo.context;
	const tool = toolOf(source, place, folder);
	checkSubmodulesBelow(place, folder, tool, source);
	switch (tool) {
		case "helm": {
			const roots = {
				place,
				path: folder,
				environment,
				web: parts.web,
				patterns: isAtLeast(controllerVersion("argocd", config), "3.4"),
				refs: refs && new Map([...refs].map(([name, ref]) => [name, () => {
					checkSameRevision(repo, source, ref.source);
					return ref.place();
				}]))
			};
			return helmJob(source, app, {
				roots,
				cluster,
				notes
			});
		}
		case "kustomize": return kustomizeJob$1(source, {
			place,
			path: folder,
			environment,
			cluster,
			config,
			notes
		});
		case "directory":
			if (!place.files.isLink(folder)) {
				const { job, unrendered } = await directoryJob(source, place, folder);
				parts.unrendered.push(...unrendered);
				parts.byTools.push(...toolsIn(place, folder));
				return job;
			}
			notes.add(`its path ${path} is a link, and Argo CD finds no manifests below a link`);
			return;
		case "plugin":
			parts.unrendered.push({
				message: `the plugin ${textAt(source, "plugin", "name") ?? ""} renders ${folder || "the root"}, and only Argo CD can run it: changes there are not compared`,
				hint: PLUGIN_HINT,
				folders: place.here ? await readHere(place, folder) : []
			});
			return;
	}
}
function toolsIn({ files, here }, folder) {
	return toolsAmong(files.below(folder)).map(({ tool, file }) => ({
		message: `${folder || "the root"} contains no manifests, and ${file} is a file of ${tool}: if an Argo CD plugin renders it, changes there are not compared`,
		hint: PLUGIN_HINT,
		folders: here ? [folder] : []
	}));
}
async function readHere({ files }, folder) {
	const [inputs] = await files.run([readByPlugin(files, folder)]);
	return [
		folder,
		...inputs?.folders ?? [],
		...inputs?.files ?? []
	];
}
const PLUGIN_HINT = "Fairlead does not run programs named in a repository. Review the changed files directly, or let a job run the plugin and commit its output to a folder or branch that the Application uses without a plugin. That output is compared.";
function checkSubmodulesBelow(place, folder, tool, source) {
	const [first] = tool === "helm" || tool === "directory" && valueAt(source, "directory", "recurse") === true ? place.files.submodulesBelow(folder) : [];
	if (first !== void 0) checkSubmodule(place, first);
}
function refsOf(application, repo, notes) {
	if (!hasManySources(application)) return void 0;
	const refs = /* @__PURE__ */ new Map();
	for (const source of sourcesOf(application)) {
		const name = textAt(source, "ref");
		if (!name) continue;
		if (!/^[a-zA-Z0-9_-]+$/.test(name)) throw inputError(`"${name}" is not the ref of a source`);
		if (refs.has(name)) throw inputError(`two of its sources have the ref ${name}`);
		if (textAt(source, "chart")) throw inputError(`its source ${name} has both a ref and a chart`);
		let place;
		refs.set(name, {
			source,
			place: () => place ??= locate(repo, source, notes)
		});
	}
	return refs;
}
function filesOfWeb({ remoteSources }) {
	const known = /* @__PURE__ */ new Map();
	const bring = async (url) => {
		const content = await remoteSources.file(url);
		return placeOf(memoryTree(mask(url), /* @__PURE__ */ new Map([[WEB_FILE, content]])), url);
	};
	return (url) => {
		const place = known.get(url) ?? bring(url);
		known.set(url, place);
		return place;
	};
}
function factsOf$1(application, repo) {
	const name = textAt(application, "metadata", "name") ?? "";
	const namespace = textAt(application, "metadata", "namespace");
	const own = repo.context.config.argocd?.namespace;
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

// src/render/flux/placeholder.ts
function placeholder(kind, name, key) {
	return `(${kind.toLowerCase()} ${name}/${key})`;
}
const PLACEHOLDER = /\((secret|configmap) ([^()/\s]*)\/([^()\s]*)\)/g;
function hasPlaceholder(text) {
	return text.search(PLACEHOLDER) >= 0;
}
function withNames(manifest) {
	const content = named(manifest.content, false);
	return isObject(content) ? withContent(manifest, content) : manifest;
}
function named(value, isName) {
	if (typeof value === "string") return isName ? nameOf(value) : value;
	if (Array.isArray(value)) return value.map((item) => named(item, isName));
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [nameOf(key), named(inner, /^(?:name|namespace|generateName)$|Name$/.test(key) && typeof inner === "string")]));
}
function nameOf(text) {
	return text.replaceAll(PLACEHOLDER, (_, ...parts) => parts.slice(0, 3).join("-").toLowerCase().replaceAll(/[^a-z0-9.-]/g, "-"));
}

// src/render/trees.ts
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
const indexes = /* @__PURE__ */ new WeakMap();
async function findObject(repo, siblings, wanted, declaredAt) {
	const same = siblings.filter((object) => isWanted(object, wanted));
	const sibling = same.find(({ namespace }) => namespace === wanted.namespace) ?? same.find(({ namespace }) => namespace === void 0);
	if (sibling) return sibling;
	const declared = (await indexOf(repo.context.files)).get(`${wanted.kind}/${wanted.name}`) ?? [];
	const ofNamespace = declared.filter(({ namespace }) => namespace === wanted.namespace);
	const unplaced = declared.filter(({ namespace }) => namespace === void 0);
	const [found] = nearestFirst(ofNamespace.length > 0 ? ofNamespace : unplaced, declaredAt);
	return found ? manifestOf(found) : findGenerated(repo, wanted, declaredAt);
}
async function findGenerated(repo, { kind, name, namespace }, declaredAt) {
	if (kind !== "ConfigMap" && kind !== "Secret") return void 0;
	const generated = await generatedNamed(repo.context.files, kind, name);
	const ofNamespace = generated.filter((object) => object.namespace === namespace);
	const unplaced = generated.filter((object) => object.namespace === void 0);
	const [found] = nearestFirst(ofNamespace.length > 0 ? ofNamespace : unplaced, declaredAt);
	return found?.manifest();
}
function isClosed({ kind, content }) {
	return kind === "Secret" || isObject(content["sops"]);
}
async function objectsOfKind(repo, siblings, kind, declaredAt) {
	const declared = [...await indexOf(repo.context.files)].flatMap(([key, objects]) => key.startsWith(`${kind}/`) ? objects : []);
	return [...siblings.filter((object) => object.kind === kind), ...nearestFirst(declared, declaredAt).map(manifestOf)];
}
async function generatedFrom(repo, siblings, artifact, path, declaredAt) {
	const isMade = (entry) => textAt(entry, "name") === artifact;
	const generator = (await objectsOfKind(repo, siblings, "ArtifactGenerator", declaredAt)).find(({ content }) => listAt(content, "spec", "artifacts").some(isMade));
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
	const paths = files.entries.map((entry) => entry.path).filter(isManifest$1);
	if (!files.costly) await files.load(paths);
	const index = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const text = files.isLoaded(path) ? files.text(path) : void 0;
		if (text === void 0 || !APPLIED_AS_TEXT.test(text)) continue;
		const yaml = files.yaml(path);
		for (const object of yaml ? objectsOf(yaml) : []) {
			const needed = NEEDED[object.kind];
			if (!(object.apiVersion === "v1" && ["ConfigMap", "Secret"].includes(object.kind)) && !(needed && at(object.node, ...needed))) continue;
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
	const domain = namesOf(folder);
	return text.split("\n").map((line) => line.replace(/\r$/, "")).filter((line) => !line.startsWith("#") && line.trim() !== "").map((line) => {
		const isInclusion = line.startsWith("!");
		const bare = isInclusion ? line.slice(1) : line;
		const trimmed = bare.endsWith("\\ ") ? bare : bare.replace(/(?<! ) +$/, "");
		const onlyFolders = trimmed.endsWith("/");
		const parts = (onlyFolders ? trimmed.slice(0, -1) : trimmed).split("/");
		return {
			domain,
			parts: parts.map((part) => ({
				text: part,
				fits: goPath(part)
			})),
			isInclusion,
			onlyFolders
		};
	});
}
function isLeftOut(patterns, path, isFolder) {
	const names = namesOf(path);
	const last = patterns.findLast((pattern) => fits(pattern, names, isFolder));
	return last !== void 0 && !last.isInclusion;
}
function fits(pattern, path, isFolder) {
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
function namesOf(path) {
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
	const isWhole = valueAt(spec, "recurseSubmodules") === true;
	const key = JSON.stringify([
		ignore,
		sparse,
		includes,
		isWhole
	]);
	const known = artifacts.get(place.tree) ?? /* @__PURE__ */ new Map();
	artifacts.set(place.tree, known);
	const artifact = known.get(key) ?? make(place, {
		ignore,
		sparse,
		includes,
		include,
		isWhole
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
	const packed = filteredTree(tree, ({ path, mode }) => mode !== "120000" && (options.isWhole || mode !== "160000") && !(alone && isOut(path)) && !isIgnored(path, false), (path) => !(alone && isOut(path)) && !isIgnored(path, true));
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
	if (entries.length === 0) throw inputError(`its source includes ${from || "the root"} of the GitRepository ${name}, which has no files there`);
	const moved = new Map(entries.map((item) => {
		const path = from === "" ? item.path : item.path.slice(from.length + 1);
		return [inFolder(to, path), item];
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

// src/render/flux/source-files.ts
async function locateSource(reference, path, from) {
	const { repo, siblings, declaredAt, notes } = from;
	const kind = textAt(reference, "kind") ?? "GitRepository";
	const name = textAt(reference, "name") ?? "";
	const namespace = textAt(reference, "namespace") ?? from.namespace;
	if (kind === "ExternalArtifact") {
		const made = await generatedFrom(repo, siblings, name, path, declaredAt);
		if (made) return locateSource(made.reference, made.path, from);
	}
	const source = await findObject(repo, siblings, {
		kind,
		name,
		namespace
	}, declaredAt);
	const pushed = artifactFolder(repo.context.config, {
		name,
		namespace
	});
	if (pushed !== void 0) {
		const inside = joinPath(pushed, path || ".") ?? pushed;
		return {
			place: await packed(await folderOnly(thisPlace(repo), pushed), source && ignoreOf(source)),
			path: inside,
			source
		};
	}
	if (!source) {
		const only = kind === "OCIRepository" ? folderOfArtifact(repo.context.files, path) : void 0;
		if (only !== void 0) {
			notes.add(`its path ${path} of the ${kind} ${name} is assumed to be ${only} in this repo`);
			return {
				place: await packed(thisPlace(repo)),
				path: only,
				source
			};
		}
		if (!repo.context.files.isFolder(path)) throw inputError(`its source, the ${kind} ${name}, is not in this repo, and neither is its path ${path}`, { hint: `Declare the ${kind} in Git. ${artifactHint({
			name,
			namespace
		})}` });
		notes.add(`its source, the ${kind} ${name}, is not declared in this repo; it is assumed to be this repo`);
		return {
			place: await packed(thisPlace(repo)),
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
		default: throw inputError(`its source is a ${kind}, which can only be read from the cluster`, { hint: artifactHint({
			name,
			namespace
		}) });
	}
}
function folderOnly(place, folder) {
	const of = folders.get(place.tree) ?? /* @__PURE__ */ new Map();
	folders.set(place.tree, of);
	const known = of.get(folder) ?? only(place, folder);
	of.set(folder, known);
	return known;
}
const folders = /* @__PURE__ */ new WeakMap();
async function only({ tree, files, ...place }, folder) {
	const isInside = (path) => isBelow(path, folder);
	const part = filteredTree(tree, ({ path }) => isInside(path), isInside);
	return {
		...place,
		tree: part,
		files: await Files.open(part, {
			files,
			changed: /* @__PURE__ */ new Set()
		})
	};
}
function folderOfArtifact(files, path) {
	const found = path === "" ? [] : files.isFolder(path) ? [path] : path.includes("/") ? files.foldersEnding(path) : [];
	return found.length === 1 ? found[0] : void 0;
}
function packed(place, spec) {
	return artifactOf(place, spec, async (name) => {
		throw inputError(`its source includes the GitRepository ${name}, which only a GitRepository can do`);
	});
}
const MAX_INCLUDES = 8;
async function gitSource(source, path, from, depth = 0) {
	const { repo, siblings, declaredAt, notes } = from;
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
	const follows = key === "name" ? revision === `refs/heads/${repo.branch}` : (key === void 0 || key === "branch") && revision === repo.branch;
	const place = await gitPlace(repo, {
		url,
		revision,
		ref: refOf(key, revision),
		follows,
		path
	}, notes);
	const [submodule] = [place.files.submoduleOf(path) ?? [], place.files.submodulesBelow(path)].flat();
	const isWhole = valueAt(source.content, "spec", "recurseSubmodules") === true;
	if (submodule !== void 0 && isWhole) checkSubmodule(place, submodule);
	if (place.files.submoduleOf(path) !== void 0) throw inputError(`its path ${path} is in the submodule ${submodule}, which the GitRepository ${source.name} does not include`, { hint: "Set recurseSubmodules: true in its spec." });
	return artifactOf(place, source.content["spec"], async (name, fromPath) => {
		const wanted = {
			kind: "GitRepository",
			name,
			namespace: source.namespace ?? from.namespace
		};
		const other = await findObject(repo, siblings, wanted, declaredAt);
		if (!other) throw inputError(`its source includes the GitRepository ${name}, which is not in this repo`);
		return gitSource(other, fromPath, from, depth + 1);
	});
}
function refOf(key, value) {
	if (key === "tag") return `refs/tags/${value}`;
	if (key === "semver") return readVersion(value) ? `=${value}` : value;
	return key === void 0 || key === "branch" ? `refs/heads/${value}` : value;
}
async function artifactSource(source, path, { repo, notes }) {
	const { files } = repo.context;
	const url = textAt(source.content, "spec", "url") ?? "";
	const ref = valueAt(source.content, "spec", "ref");
	const only = folderOfArtifact(files, path);
	if (only !== void 0) {
		notes.add(`its path ${path} of ${url} is assumed to be ${only} in this repo`);
		return {
			place: await packed(thisPlace(repo), ignoreOf(source)),
			path: only
		};
	}
	const reference = textAt(ref, "digest") ?? textAt(ref, "semver") ?? textAt(ref, "tag") ?? "latest";
	notes.add(`it is rendered from ${url} at ${reference}`);
	const mediaType = textAt(source.content, "spec", "layerSelector", "mediaType");
	const found = await repo.remoteSources.artifact(url, reference, mediaType);
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
const MAX_ITEMS = 2e5;
const MAX_NESTED = 30;
function setValues(tree, text, asText) {
	const parser = new Parser$1(text, asText);
	while (parser.key(tree, 0) === "goes on");
}
function isTree(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
var Parser$1 = class {
	#text;
	#asText;
	#at = 0;
	#room = MAX_ITEMS;
	constructor(text, asText) {
		this.#text = text;
		this.#asText = asText;
	}
	key(into, depth) {
		const { token, stop } = this.#until("=[,.");
		if (token === "__proto__") throw bad$1(this.#text, "a key cannot be __proto__");
		const known = Object.hasOwn(into, token) ? into[token] : void 0;
		switch (stop) {
			case void 0:
				if (token === "") return "ended";
				throw bad$1(this.#text, "a key has no value");
			case "[": {
				const index = this.#index();
				if (index === void 0) return "ended";
				if (known !== void 0 && !Array.isArray(known)) throw bad$1(this.#text, "a key with an index is not a list");
				const items = known ?? [];
				const outcome = this.#item(items, index, depth);
				set(into, token, items);
				return outcome;
			}
			case "=": {
				const value = this.#value();
				set(into, token, value === void 0 ? "" : value);
				return value === void 0 ? "ended" : "goes on";
			}
			case ".": {
				if (depth >= MAX_NESTED) throw bad$1(this.#text, "it is nested too deeply");
				const inner = known === void 0 ? {} : known;
				if (!isTree(inner)) throw bad$1(this.#text, "a key with keys below it is not a map");
				const outcome = this.key(inner, depth + 1);
				const isEmpty = Object.keys(inner).length === 0;
				if (isEmpty && outcome === "goes on") throw bad$1(this.#text, "a key has no value");
				if (!isEmpty) set(into, token, inner);
				return outcome;
			}
			default: throw bad$1(this.#text, "a key has no value");
		}
	}
	#item(items, index, depth) {
		const { token, stop } = this.#until("[.=");
		if (token !== "") throw bad$1(this.#text, "an index must be followed by a key or a value");
		const known = items[index];
		if (stop === void 0) return "ended";
		if (stop === "=") {
			const value = this.#value();
			this.#put(items, index, value === void 0 ? "" : value);
		} else if (stop === "[") {
			const next = this.#index();
			if (next === void 0) return "ended";
			if (known !== void 0 && known !== null && !Array.isArray(known)) throw bad$1(this.#text, "an item with an index is not a list");
			const inner = known ?? [];
			if (this.#item(inner, next, depth) === "ended") return "ended";
			this.#put(items, index, inner);
		} else {
			const inner = isTree(known) ? known : {};
			if (known !== void 0) items[index] = inner;
			if (this.key(inner, depth) === "ended") return "ended";
			this.#put(items, index, inner);
		}
		return "goes on";
	}
	#put(items, index, value) {
		if (index > MAX_INDEX) throw bad$1(this.#text, `an index is larger than ${MAX_INDEX}`);
		this.#room -= Math.max(0, index + 1 - items.length);
		if (this.#room < 0) throw bad$1(this.#text, `its lists have more than ${MAX_ITEMS} items`);
		while (items.length <= index) items.push(null);
		items[index] = value;
	}
	#index() {
		const { token, stop } = this.#until("]");
		if (stop === void 0) return void 0;
		const index = Number(token);
		if (!/^[-+]?\d+$/.test(token) || index < 0) throw bad$1(this.#text, "an index is not a number from 0 to 65536");
		return index;
	}
	#value() {
		if (this.#at >= this.#text.length) return void 0;
		if (this.#text[this.#at] !== "{") return this.#typed(this.#until(",").token);
		this.#at++;
		const items = [];
		for (;;) {
			const { token, stop } = this.#until(",}");
			if (stop === void 0) throw bad$1(this.#text, "a list is not closed");
			items.push(this.#typed(token));
			if (stop === "}") break;
		}
		if (this.#text[this.#at] === ",") this.#at++;
		return items;
	}
	#typed(token) {
		if (this.#asText) return token;
		if (/^true$/iu.test(token)) return true;
		if (/^false$/iu.test(token)) return false;
		if (/^null$/iu.test(token)) return null;
		if (token === "0") return 0;
		if (/^(?:[-+]\d+|[1-9]\d*)$/.test(token) && Number.isSafeInteger(Number(token))) return Number(token) + 0;
		return token;
	}
	#until(stops) {
		let token = "";
		while (this.#at < this.#text.length) {
			const character = this.#text[this.#at++] ?? "";
			if (stops.includes(character)) return {
				token,
				stop: character
			};
			token += character === "\\" ? this.#text[this.#at++] ?? "" : character;
		}
		return {
			token,
			stop: void 0
		};
	}
};
function set(into, key, value) {
	if (key !== "") into[key] = value;
}
function bad$1(text, why) {
	const name = /^(?:\\[^]|[^\\=])*/.exec(text)?.[0].slice(0, 80) ?? "";
	return inputError(`the setting ${name}=… is not valid for Helm: ${why}`, { hint: "Escape each comma, bracket and equals sign in the value with a backslash." });
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
	const { repo, siblings, namespace, declaredAt, notes, outside } = from;
	const [kind = "", name = ""] = ["kind", "name"].map((key) => textAt(reference, key));
	const key = textAt(reference, "valuesKey") || "values.yaml";
	const isOptional = valueAt(reference, "optional") === true;
	const object = await findObject(repo, siblings, {
		kind,
		name,
		namespace
	}, declaredAt);
	if (!object || kind === "Secret" || isClosed(object)) outside?.add(`the ${kind} ${name}`);
	if (kind === "Secret" || object && isClosed(object)) {
		notes.add(`the values of the ${kind} ${name} are not read${isSingle ? "; its name is shown instead" : ", so they are missing in the rendered output"}`);
		return isSingle ? placeholder(kind, name, key) : void 0;
	}
	if (!object) {
		const isNamed = isSingle && !isOptional;
		notes.add(`the ${isOptional ? "optional " : ""}${kind} ${name} is not in Git${isNamed ? "; its name is shown instead of its value" : ", so its values are missing in the rendered output"}`);
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
	if (isQuoted("'") || isQuoted("\"")) return setValues(tree, `${path}=${text.replaceAll(/^['"]+|(?<!['"])['"]+$/g, "")}`, true);
	return setValues(tree, `${path}=${text}`, false);
}
function valuesOf(text, reference) {
	const name = `${textAt(reference, "kind")} ${textAt(reference, "name")}`;
	const root = parseYaml(text, name).documents[0]?.root;
	const value = root ? evaluate(root) : {};
	if (!isObject(value)) throw inputError(`the values of the ${name} are not a map`);
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
		const chart = await findObject(from.repo, from.siblings, {
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
	if (artifactFolder(from.repo.context.config, {
		name,
		namespace
	}) !== void 0) {
		const { place, path } = await locateSource(reference, "", from);
		return {
			...await describe(place, path, void 0),
			packed: true
		};
	}
	const source = await findObject(from.repo, from.siblings, {
		kind,
		name,
		namespace
	}, from.declaredAt);
	if (!source) throw inputError(`its source, the OCIRepository ${name}, is not in this repo`, { hint: `Declare it in Git. ${artifactHint({
		name,
		namespace
	})}` });
	const url = textAt(source.content, "spec", "url") ?? "";
	const ref = valueAt(source.content, "spec", "ref");
	const version = textAt(ref, "digest") ?? textAt(ref, "semver") ?? textAt(ref, "tag") ?? "latest";
	const slash = url.lastIndexOf("/");
	const found = await from.repo.remoteSources.chart(url.slice(0, slash), url.slice(slash + 1), version);
	return fetched(await placeOf(found.tree, found.version));
}
async function chartOf(spec, from) {
	const name = textAt(spec, "chart") ?? "";
	const reference = valueAt(spec, "sourceRef");
	const kind = textAt(reference, "kind") ?? "";
	if (name === "") throw inputError("the HelmRelease does not name a chart");
	if (kind !== "HelmRepository") {
		const { place, path } = await locateSource(reference, securePath(name), from);
		return withValuesFiles(await describe(place, path, textAt(spec, "reconcileStrategy")), spec);
	}
	const repository = await findObject(from.repo, from.siblings, {
		kind,
		name: textAt(reference, "name") ?? "",
		namespace: textAt(reference, "namespace") ?? from.namespace
	}, from.declaredAt);
	const url = textAt(repository?.content ?? null, "spec", "url");
	if (url === void 0) throw inputError(`its HelmRepository ${textAt(reference, "name")} is not in this repo`, { hint: "Declare it in Git." });
	const found = await from.repo.remoteSources.chart(url, name, textAt(spec, "version") || "*");
	return withValuesFiles(await fetched(await placeOf(found.tree, found.version)), spec);
}
async function fetched(place) {
	return {
		...await describe(place, "", void 0),
		packed: true
	};
}
async function describe(source, named, strategy) {
	const reconcileStrategy = strategy === "Revision" ? "Revision" : "ChartVersion";
	const packed = source.files.has(named);
	const place = packed ? await opened(source.tree, named) : source;
	const path = packed ? "" : named;
	const file = joinPath(path, "Chart.yaml") ?? "";
	if (!place.files.has(file)) throw inputError(`there is no chart in ${named || source.tree.name}`);
	await place.files.load([file]);
	const root = place.files.yaml(file)?.documents[0]?.root;
	const meta = root ? evaluate(root) : null;
	return {
		at: {
			tree: place.tree,
			path
		},
		place,
		source,
		name: textAt(meta, "name") ?? named,
		version: textAt(meta, "version"),
		reconcileStrategy,
		packed,
		files: source.here || source.isChanged ? [named] : []
	};
}
const packages = /* @__PURE__ */ new WeakMap();
function opened(tree, path) {
	const known = packages.get(tree) ?? /* @__PURE__ */ new Map();
	packages.set(tree, known);
	const place = known.get(path) ?? open$1(tree, path);
	known.set(path, place);
	return place;
}
async function open$1(tree, path) {
	const file = (await tree.read([path])).get(path);
	if (!file || file.mode === "120000") throw inputError(`the chart ${path} is a link, which Flux does not follow`);
	return placeOf(memoryTree(path, await openPackage(file.content, path, defaultLimits)), "");
}
async function withValuesFiles(chart, spec) {
	const names = listAt(spec, "valuesFiles").filter((name) => typeof name === "string");
	if (names.length === 0) return chart;
	const { files } = chart.source;
	const paths = names.map((name) => securePath(name));
	const missing = paths.filter((file) => !files.has(file));
	if (missing.length > 0 && valueAt(spec, "ignoreMissingValuesFiles") !== true) throw inputError(`its values file ${missing.join(", ")} does not exist`, { hint: "To allow this, set ignoreMissingValuesFiles." });
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
	const { tree, path } = chart.at;
	return {
		...chart,
		at: {
			tree: overlay(tree, { [joinPath(path, "values.yaml") ?? ""]: text }),
			path
		},
		files: chart.source.here || chart.source.isChanged ? [...chart.files, ...there] : []
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
		if (known.has(key)) throw inputError(`the chart renders ${describeObject(manifest)} twice, which Flux rejects`);
		if (valueAt(content, "metadata", "name") === void 0) throw inputError(`the chart renders ${kind} ${name} without a name, which Flux rejects`);
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
	const output = manifests.map(({ content }) => `---\n${JSON.stringify(content)}\n`).join("");
	const files = /* @__PURE__ */ new Map([["helm-output.yaml", Buffer.from(output)], ["kustomization.yaml", Buffer.from(text)]]);
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

// src/render/flux/version.ts
const known = /* @__PURE__ */ new WeakMap();
async function fluxVersion(repo, declaredAt) {
	const { files, config } = repo.context;
	if (config.flux?.version === void 0) {
		const all = known.get(files) ?? readVersions(files);
		known.set(files, all);
		const [nearest] = nearestFirst(await all, declaredAt);
		if (nearest) return nearest.version;
	}
	return controllerVersion("flux", config);
}
async function declaredFluxVersions(files) {
	const all = known.get(files) ?? readVersions(files);
	known.set(files, all);
	return [...new Set((await all).map(({ version }) => version))].toSorted();
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

// src/render/flux/helmrelease.ts
const planHelmRelease = async (object, repo, siblings, declaredAt) => {
	const notes = /* @__PURE__ */ new Set();
	const outside = /* @__PURE__ */ new Set();
	const spec = valueAt(object, "spec");
	const name = textAt(object, "metadata", "name") ?? "";
	const namespace = textAt(object, "metadata", "namespace");
	if (valueAt(spec, "suspend") === true) notes.add("it is suspended: nothing is released until it is resumed");
	const from = {
		repo,
		siblings,
		namespace,
		declaredAt,
		notes,
		outside
	};
	const chart = await locateChart(spec, from);
	const values = await composeValues(spec, from);
	const valuesText = JSON.stringify(values);
	const target = textAt(spec, "targetNamespace") || namespace || "default";
	const facts = factsOf(spec, name, namespace ?? "default", target, chart);
	if (facts.name === "") throw inputError("the HelmRelease has no name");
	const job = {
		kind: "helm",
		inCluster: true,
		...chart.packed ? { packed: true } : {},
		chart: chart.at,
		release: facts.name,
		namespace: target,
		values: Object.keys(values).length > 0 ? [{ text: valuesText }] : [],
		set: [],
		...capabilitiesOf(repo.context.config, {
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
	const all = definitionsOf(chart, job);
	const definitions = facts.replacesCrds ? all : void 0;
	const labels = textMap(valueAt(spec, "commonMetadata", "labels"));
	const annotations = textMap(valueAt(spec, "commonMetadata", "annotations"));
	const strategy = strategyOf(spec, isAtLeast(await fluxVersion(repo, declaredAt), "2.9"));
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
			crds = others.flatMap((result) => all ? definitionsIn(all, result, release).manifests : []);
			const own = release?.manifests ?? [];
			const manifests = (hasPlaceholder(valuesText) ? own.map(withNames) : own).filter((manifest) => !skipsHooks || annotation(manifest, "helm.sh/hook") === void 0);
			return next ? manifests : done(manifests, crds);
		},
		...next ? { next } : {},
		get notes() {
			return [...notes];
		},
		outside: [...outside],
		release: facts,
		...all ? { definitions: all } : {}
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
		name: shortened(textAt(spec, "releaseName") || (prefix ? `${prefix}-${name}` : name)),
		namespace: target,
		storageNamespace: textAt(spec, "storageNamespace") || namespace,
		chart: chart.name,
		chartVersion: chart.version,
		chartFiles: chart.files,
		reconcileStrategy: chart.reconcileStrategy,
		replacesCrds: textAt(spec, "upgrade", "crds") === "CreateReplace",
		installsCrds: crdPolicy(spec, "install", "Create") !== "Skip",
		upgradesCrds: crdPolicy(spec, "upgrade", "Skip")
	};
}
function crdPolicy(spec, action, otherwise) {
	const policy = textAt(spec, action, "crds");
	if (policy === "Skip" || policy === "Create" || policy === "CreateReplace") return policy;
	return valueAt(spec, action, "skipCRDs") === true ? "Skip" : otherwise;
}
function shortened(name) {
	if (name.length <= 53) return name;
	const digest = createHash("sha256").update(name).digest("hex");
	return `${name.slice(0, 40)}-${digest.slice(0, 12)}`;
}
function definitionsOf({ at, place }, release) {
	const prefix = at.path === "" ? "" : `${at.path}/`;
	const files = place.files.below(at.path).map((path) => path.slice(prefix.length));
	const isOfSubchart = (path) => /^charts\/(?:.+\/)?[^/]+\.tgz$/.test(path) || /^(?:charts\/[^/]+\/)+crds\/.+\.(?:ya?ml|json)$/.test(path);
	if (!files.some((path) => path.startsWith("charts/")) && /^[ \t]*repository:/m.test(["Chart.yaml", "requirements.yaml"].map((name) => textOf(place, `${prefix}${name}`)).join("\n")) || files.some(isOfSubchart)) return {
		...release,
		includeCrds: true
	};
	const own = files.filter((path) => /^crds\/.+\.(?:ya?ml|json)$/.test(path));
	return own.length > 0 ? {
		kind: "directory",
		tree: place.tree,
		files: own.map((path) => `${prefix}${path}`)
	} : void 0;
}
function textOf({ files }, path) {
	return files.isLoaded(path) ? files.text(path) ?? "" : "";
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
		throw inputError("it is not a Kubernetes object, so the Flux build fails", {
			at: { file: path },
			hint: "Move it out of the path, list it in a .sourceignore file, or add a kustomization.yaml."
		});
	}
}

// src/patterns/shell.ts
function shellPrefixes(pattern, text) {
	const tokens = tokensOf(checkedPattern(pattern), /\*+|\?|\\[^]|\[\^?(?:\\[^]|[^\]\\])+\]|[^]/gu);
	if (!tokens) return void 0;
	const ends = endsOf(tokens.map(partOf), text);
	return [...ends.keys()].filter((i) => ends[i] === 1);
}
function partOf(token) {
	if (token.startsWith("*")) return {
		kind: "any",
		crosses: true
	};
	if (token === "?") return {
		kind: "one",
		fits: () => true
	};
	return token.length > 1 && token.startsWith("[") ? {
		kind: "one",
		fits: classOf(token)
	} : literal$1(token);
}
function classOf(token) {
	const negated = token.startsWith("[^") && token.length > 3;
	const ranges = [...token.slice(negated ? 2 : 1, -1).matchAll(/(\\[^]|[^])(?:-(\\[^]|[^]))?/gu)];
	const plain = (text) => text.replace(/^\\/, "");
	return (character) => ranges.some(([, low = "", high = low]) => character >= plain(low) && character <= plain(high)) !== negated;
}

// src/render/flux/envsubst-functions.ts
var Budget = class {
	#left = MOST_CHARACTERS;
	spend(characters) {
		this.#left -= characters;
		if (this.#left < 0) throw inputError(`its variables expand to more than ${MOST_CHARACTERS / 1e6} million characters, which is the limit`, { hint: "Kubernetes does not accept objects of that size. Look for nested replacements." });
	}
};
const MOST_CHARACTERS = 16e6;
const STEPS = 16;
function apply(operator, value, args, budget) {
	const [first, second] = args;
	switch (operator) {
		case ",": return firstCharacter(value, (character) => character.toLowerCase());
		case ",,": return value.toLowerCase();
		case "^": return firstCharacter(value, (character) => character.toUpperCase());
		case "^^": return value.toUpperCase();
		case "#": return first === void 0 ? String(Buffer.byteLength(value)) : trimStart(value, first, "shortest", budget);
		case "##": return trimStart(value, first ?? "", "longest", budget);
		case "%": return reversed(trimStart(reversed(value), reversed(first ?? ""), "shortest", budget));
		case "%%": return reversed(trimStart(reversed(value), reversed(first ?? ""), "longest", budget));
		case ":": return part(value, first ?? "", second);
		case "/": return value.replace(first ?? "", () => second ?? "");
		case "//": return replaced(value, first ?? "", second ?? "", budget);
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
function trimStart(value, pattern, which, budget) {
	const characters = [...value];
	budget.spend(pattern.length * characters.length / STEPS);
	const ends = shellPrefixes(pattern, characters)?.filter((length) => length > 0);
	const end = which === "longest" ? ends?.at(-1) : ends?.[0];
	return end === void 0 ? value : characters.slice(end).join("");
}
function replaced(value, text, by, budget) {
	let count = text === "" ? [...value].length + 1 : 0;
	if (text !== "") for (let at = value.indexOf(text); at >= 0; at = value.indexOf(text, at + text.length)) count++;
	budget.spend(count * by.length);
	return value.replaceAll(text, () => by);
}
function reversed(text) {
	return [...text].toReversed().join("");
}

// src/render/flux/envsubst.ts
function substitute(text, lookup) {
	return evaluateAll(new Parser(text).all(), lookup, new Budget());
}
function evaluateAll(nodes, lookup, budget) {
	return nodes.map((node) => evaluateNode(node, lookup, budget)).join("");
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
function evaluateNode(node, lookup, budget) {
	if ("text" in node) return node.text;
	const args = node.args.map((argument) => evaluateNode(argument, lookup, budget));
	const value = lookup(node.name, DEFAULTS.has(node.operator));
	if (value === void 0 && !DEFAULTS.has(node.operator)) throw inputError(`the variable ${node.name} is not set`, { hint: "Set it in postBuild, give it a default as in ${name:=value}, or escape it as $${name} if it is not a variable." });
	const result = apply(node.operator, value ?? "", args, budget);
	budget.spend(result.length);
	return result;
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
		const name = this.#expect(isName, "the name of a variable is not valid");
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
function bad(message = "the syntax of a variable is not valid") {
	return inputError(message, { hint: "Escape text that is not a variable as $${…}." });
}

// src/render/flux/go-yaml.ts
function goYaml(value) {
	return isObject(value) && Object.keys(value).length > 0 ? map(value, 0) : `${inline(value, 0)}\n`;
}
function map(value, indent) {
	return Object.entries(value).map(([key, item]) => `${" ".repeat(indent)}${text(key, indent, true)}:${below(item, indent)}`).join("");
}
function below(value, indent) {
	if (Array.isArray(value) && value.length > 0) return `\n${list(value, indent + 2)}`;
	if (isObject(value) && Object.keys(value).length > 0) return `\n${map(value, indent + 2)}`;
	return ` ${inline(value, indent)}\n`;
}
function list(items, indent) {
	return items.map((item) => {
		const dash = `${" ".repeat(indent)}-`;
		if (isObject(item) && Object.keys(item).length > 0) return `${dash} ${map(item, indent + 2).slice(indent + 2)}`;
		return `${dash}${below(item, indent)}`;
	}).join("");
}
function inline(value, indent) {
	if (typeof value === "string") return text(value, indent, false);
	if (Array.isArray(value)) return "[]";
	return isObject(value) ? "{}" : String(value);
}
function text(value, indent, isKey) {
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
	const [, ends = ""] = /(?<!\n)(\n*)$/.exec(value) ?? [];
	return `|${hint}${ends === "" ? "-" : ends.length > 1 || value === "\n" ? "+" : ""}\n${(ends === "" ? value : value.slice(0, -1)).split("\n").map((line) => line === "" ? "" : " ".repeat(indent) + line).join("\n")}`;
}

// src/render/flux/substitution.ts
const OPT_OUT = "kustomize.toolkit.fluxcd.io/substitute";
const NAME = /^[_A-Za-z][_A-Za-z0-9]*$/;
async function planSubstitution(spec, from) {
	const postBuild = valueAt(spec, "postBuild");
	if (!isObject(postBuild)) return (manifest) => manifest;
	const { variables, unknown } = await loadVariables(postBuild, from);
	const wrong = [...variables.keys()].find((name) => !NAME.test(name));
	const always = textAt(postBuild, "substituteStrategy") === "Always";
	if (variables.size === 0 && unknown.length === 0 && !always) return (manifest) => manifest;
	const { config } = from.repo.context;
	const strict = config.flux?.strictSubstitution ?? isAtLeast(await fluxVersion(from.repo, from.declaredAt), "2.9");
	const [source] = unknown;
	const lookup = (name, hasDefault) => {
		const value = variables.get(name);
		if (value !== void 0) return value;
		if (source !== void 0) return hasDefault ? void 0 : placeholder(source.kind, source.name, name);
		return strict ? void 0 : "";
	};
	return (manifest) => {
		if (wrong !== void 0) throw inputError(`"${wrong}" is not a valid variable name, which Flux rejects`, { hint: "Use letters, digits and underscores." });
		return inObject(manifest, lookup);
	};
}
async function loadVariables(postBuild, from) {
	const { repo, siblings, namespace, declaredAt, notes, outside } = from;
	const variables = /* @__PURE__ */ new Map();
	const unknown = [];
	for (const reference of listAt(postBuild, "substituteFrom")) {
		const [kind = "", name = ""] = ["kind", "name"].map((key) => textAt(reference, key));
		const object = await findObject(repo, siblings, {
			kind,
			name,
			namespace
		}, declaredAt);
		if (!object || isClosed(object)) outside?.add(`the ${kind} ${name}`);
		if (!object) {
			unknown.push({
				kind,
				name
			});
			const optional = valueAt(reference, "optional") === true ? "optional " : "";
			notes.add(`the ${optional}${kind} ${name} is not in Git; the names of its variables are shown instead of their values`);
		} else if (isClosed(object)) {
			const keys = ["data", "stringData"].flatMap((key) => Object.keys(textMap(object.content[key])));
			for (const key of keys) variables.set(key, placeholder(kind, name, key));
			notes.add(`the values of the ${kind} ${name} are not read; the names of its variables are shown instead`);
		} else for (const [key, value] of Object.entries(textMap(object.content["data"]))) variables.set(key, value.replaceAll("\n", ""));
	}
	const own = valueAt(postBuild, "substitute");
	for (const [key, value] of isObject(own) ? Object.entries(own) : []) {
		if (typeof value !== "string") throw inputError(`the variable ${key} is not set to a string, which Flux rejects`, { hint: "Put the value in quotes." });
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
		const filled = substitute(text, lookup);
		const root = parseYaml(filled, describeObject(manifest)).documents[0]?.root;
		const content = root ? evaluate(root) : null;
		if (!isObject(content)) throw inputError("after variable substitution it is not an object");
		const found = withContent(manifest, content);
		return hasPlaceholder(filled) ? withNames(found) : found;
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		const [{ message, hint }] = error.faults;
		throw inputError(`${describeObject(manifest)}: ${message}`, hint === void 0 ? {} : { hint });
	}
}

// src/render/flux/kustomization.ts
const planKustomization = async (object, repo, siblings, declaredAt) => {
	const notes = /* @__PURE__ */ new Set();
	const outside = /* @__PURE__ */ new Set();
	const spec = valueAt(object, "spec");
	const namespace = textAt(object, "metadata", "namespace");
	if (valueAt(spec, "suspend") === true) notes.add("it is suspended: nothing is applied until it is resumed");
	const from = {
		repo,
		siblings,
		namespace,
		declaredAt,
		notes,
		outside
	};
	const declared = textAt(spec, "path") ?? "";
	const { place, path, source } = await locateSource(valueAt(spec, "sourceRef"), securePath(declared), from);
	const ignoring = `the spec.ignore of its source${source ? `, the ${source.kind} ${source.name},` : ""} or a .sourceignore`;
	const leftOut = place.here ? leftOutBelow(repo.context.files, place, path) : [];
	if (leftOut.length > 0 && !place.files.isFolder(path)) throw inputError(`its path ${declared || "."} is not in the artifact: ${ignoring} excludes it`, {
		hint: `Add a line "!/${path}" to it, after the line that excludes the path.`,
		...declaredAt === void 0 ? {} : { at: { file: declaredAt } }
	});
	if (leftOut.length > 0) notes.add(`${listOfSome(leftOut)} of its folder ${leftOut.length === 1 ? "is" : "are"} not in the artifact (excluded by ${ignoring}): changes there do not reach the cluster`);
	if (!place.files.isFolder(path)) throw inputError(`its path ${declared || "."} is not a folder in ${place.tree.name}`, declaredAt === void 0 ? {} : { at: { file: declaredAt } });
	const own = await readKustomization(place.files, path);
	const kustomization = own ? knownFields(own) : await generateKustomization(place.files, path);
	if (own && listOf(own, "resources").length === 0) kustomization["buildMetadata"] = ["originAnnotations"];
	applySpec(kustomization, spec, place, path);
	for (const field of ["patchesStrategicMerge", "patchesJson6902"]) if (listAt(spec, field).length > 0) notes.add(`its ${field} has no effect: Flux only supports patches`);
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
			if (!isObject(valueAt(spec, "decryption"))) for (const manifest of manifests.filter(isEncrypted)) notes.add(`${describeObject(manifest)} is encrypted by SOPS, and the Kustomization has no decryption: ${isOfType(manifest) ? "Flux applies the encrypted texts" : "Flux rejects it"}`);
			return manifests.map(substitute).map((manifest) => withMetadata(manifest, labels, annotations));
		},
		get notes() {
			return [...notes];
		},
		outside: [...outside]
	};
};
function leftOutBelow(files, place, folder) {
	if (folder === "") return [];
	const isManifest = (path) => /\.(ya?ml|json)$/.test(path) && !/(^|\/)\./.test(path);
	return files.below(folder).filter((path) => isManifest(path) && !place.files.has(path));
}
const MOST = 3;
function listOfSome(paths) {
	return paths.slice(0, MOST).join(", ") + (paths.length > MOST ? ` and ${paths.length - MOST} more` : "");
}
function isEncrypted(manifest) {
	const isOptedOut = annotation(manifest, "kustomize.toolkit.fluxcd.io/decrypt")?.toLowerCase() === "disabled";
	return manifest.kind === "Secret" && isObject(manifest.content["sops"]) && !isOptedOut;
}
function isOfType({ content }) {
	const base64 = /^(?:[A-Za-z0-9+/\s]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\s*$/;
	return Object.values(textMap(content["data"])).every((value) => base64.test(value.replaceAll(/\s/g, "")));
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
	const remote = components.find(isRemote);
	if (remote !== void 0) throw inputError(`its component ${remote} is not a path in its source, which Flux rejects`);
	const ignoreMissing = valueAt(spec, "ignoreMissingComponents") === true;
	append("components", components.filter((component) => !ignoreMissing || isThere(place.files, path, component)));
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
function isRemote(path) {
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

// src/render/flux/applied.ts
const GROUP = "kustomize.toolkit.fluxcd.io";
function applyNotes(app, objects) {
	const notes = [];
	const note = (found, text) => {
		if (found.length > 0) notes.push(text(listed(found)));
	};
	if (textAt(app, "kind") !== "Kustomization") return notes;
	note(objects.filter(({ action, after }) => action !== "removed" && isLeftAlone(after)), (names) => `Flux is configured to ignore these objects, so they are not applied: ${names}`);
	note(objects.filter(({ action, after }) => action === "changed" && mark(after, "ssa") === "IfNotPresent"), (names) => `Flux only creates these objects if they do not exist, so nothing changes in the cluster: ${names}`);
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
	if (moved !== void 0) notes.push(`the release is uninstalled and reinstalled: its ${WORDS[moved]} changes from ${before[moved]} to ${after[moved]}`);
	return notes;
}
const WORDS = {
	name: "name",
	namespace: "namespace",
	storageNamespace: "storage namespace",
	chart: "chart"
};

// src/render/programs/releases.ts
const LISTS = {
	helm: "https://github.com/helm/helm/releases",
	kustomize: "https://github.com/kubernetes-sigs/kustomize/releases"
};
const SHA256 = /^[0-9a-f]{64}$/i;
const ARCHITECTURES = {
	x64: "amd64",
	arm64: "arm64",
	ppc64: "ppc64le",
	s390x: "s390x"
};
function releaseOf(name, version, machine = process) {
	const { platform, arch } = machine;
	const architecture = platform === "linux" || platform === "darwin" && (arch === "x64" || arch === "arm64") ? ARCHITECTURES[arch] : void 0;
	if (architecture === void 0) throw inputError(`${name} cannot be downloaded for ${platform} ${arch}`, { hint: `Put ${name} on PATH, or set ${name}-path.` });
	const subject = `${name} ${version} for ${platform}-${architecture}`;
	if (name === "helm") {
		const file = `helm-v${version}-${platform}-${architecture}.tar.gz`;
		return {
			subject,
			file,
			path: file,
			checksums: `${file}.sha256sum`,
			publisher: "https://get.helm.sh"
		};
	}
	const file = `kustomize_v${version}_${platform}_${architecture}.tar.gz`;
	const folder = `kustomize/v${version}`;
	return {
		subject,
		file,
		path: `${folder}/${file}`,
		checksums: `${folder}/checksums.txt`,
		publisher: "https://github.com/kubernetes-sigs/kustomize/releases/download"
	};
}
function checksumIn(text, file) {
	const [only, ...others] = new Set(text.split("\n").flatMap((line) => {
		const [sum = "", named = "", ...more] = line.trim().split(/\s+/);
		return more.length === 0 && named.replace(/^\*?(\.\/)?/, "") === file && SHA256.test(sum) ? [sum.toLowerCase()] : [];
	}));
	return others.length === 0 ? only : void 0;
}

// src/render/programs/kept.ts
const UNUSED_MS = 7776e6;
var KeptArchives = class {
	#folder;
	constructor(folder, origin) {
		const key = createHash("sha256").update(origin).digest("hex").slice(0, 16);
		this.#folder = join(folder, key);
	}
	async read({ file }, good) {
		const path = join(this.#folder, file);
		try {
			const content = await readFile(path);
			if (!(good.length > 0 ? good : [checksumIn(await readFile(`${path}.sha256sum`, "utf8"), file)]).includes(sha256(content))) return void 0;
			const now = /* @__PURE__ */ new Date();
			for (const used of [path, `${path}.sha256sum`]) await lutimes(used, now, now).catch(() => void 0);
			return content;
		} catch {
			return;
		}
	}
	async keep({ file }, content, isPublishers) {
		const path = join(this.#folder, file);
		await keepFile(path, content);
		if (isPublishers) await keepFile(`${path}.sha256sum`, `${sha256(content)}  ${file}\n`);
		await this.#trim();
	}
	async #trim() {
		const oldest = Date.now() - UNUSED_MS;
		for (const name of await readdir(this.#folder).catch(() => [])) {
			const path = join(this.#folder, name);
			const status = await lstat(path).catch(() => void 0);
			if (status?.isFile() && status.mtimeMs < oldest) await rm(path, { force: true }).catch(() => void 0);
		}
	}
};
function sha256(content) {
	return createHash("sha256").update(content).digest("hex");
}

// src/render/programs/supply.ts
const ARCHIVE_BYTES = 268435456;
const CHECKSUM_BYTES = 1048576;
const DEADLINE = 12e4;
function openSupply(wanted, options) {
	const { environment, pause = 500 } = options;
	let opened;
	const fetcher = () => opened ??= options.certificates().then(async (certificates) => {
		const { fetchPublished } = await import("../chunks/publishers.js");
		return fetchPublished({
			environment,
			certificates,
			deadline: DEADLINE,
			pause
		});
	});
	const originOf = ({ publisher }) => wanted.mirror ?? publisher;
	async function get(address, subject, limit) {
		const { status, body, url } = await (await fetcher()).get(new URL(address), {
			subject,
			limit
		});
		if (status === 200) return body;
		if (status === 404 || status === 403 || status === 410) throw inputError(`${url.host} has no ${address} (${status})`);
		throw remoteError(`${url.host} answers ${status} to ${address}`);
	}
	async function fetchArchive(release, good) {
		const sums = good.length > 0 ? good : [await publishersChecksum(release)];
		const address = `${originOf(release)}/${release.path}`;
		options.say(`Fetching ${release.subject} from ${address}`);
		const content = await get(address, release.subject, ARCHIVE_BYTES);
		const found = sha256(content);
		if (sums.includes(found)) return content;
		if (good.length > 0) throw inputError(`${address} has the SHA-256 ${found}, but ${good.join(" or ")} is set`, { hint: "The download was not used or kept. Compare both checksums with the publisher's for this version and platform." });
		throw remoteError(`${address} has the SHA-256 ${found}, but its publisher's checksum file has ${sums.join(" or ")}`, { hint: "The download was not used or kept: it was corrupted or changed in transit. Try again. If that does not help, check the mirror." });
	}
	async function publishersChecksum(release) {
		const address = `${originOf(release)}/${release.checksums}`;
		const text = await get(address, release.subject, CHECKSUM_BYTES);
		const found = checksumIn(text.toString("utf8"), release.file);
		if (found === void 0) throw remoteError(`${address} does not contain exactly one checksum for ${release.file}`);
		return found;
	}
	async function bring(name) {
		const { version, sha256: good } = wanted[name];
		const release = releaseOf(name, version);
		const folder = await options.folder();
		const archives = folder === void 0 ? void 0 : new KeptArchives(folder, originOf(release));
		const kept = await archives?.read(release, good);
		if (kept) return programIn(kept, name, release);
		const content = await fetchArchive(release, good).catch((error) => {
			throw notFetched(error, name, release, wanted[name]);
		});
		const program = await programIn(content, name, release);
		await archives?.keep(release, content, good.length === 0);
		return program;
	}
	return {
		helm: wanted.helm,
		kustomize: wanted.kustomize,
		bring,
		origin: (name) => originOf(releaseOf(name, wanted[name].version)),
		async tryOut(name) {
			const release = releaseOf(name, wanted[name].version);
			await publishersChecksum(release).catch((error) => {
				throw notFetched(error, name, release, wanted[name]);
			});
		},
		close: async () => (await opened)?.close()
	};
}
async function programIn(content, name, { file }) {
	const found = [...await unpack(content, file, {
		files: 100,
		size: 512
	})].filter(([path]) => path === name || /^[\w-]{1,40}\/[^/]+$/.test(path) && path.endsWith(`/${name}`));
	const [only, ...others] = found;
	if (!only || others.length > 0) throw inputError(`${file} contains ${only ? `${found.length} files that could be` : "no"} ${name}`);
	return only[1];
}
function notFetched(error, name, { subject }, { isAsked }) {
	if (!(error instanceof FairleadError)) return error;
	const [{ message, hint }] = error.faults;
	const why = message.replace(`${subject}: `, "");
	const begin = isAsked ? "" : `there is no ${name} on PATH, and `;
	const ways = `See ${LISTS[name]} for the versions. Without access to it, put ${name} on PATH, set ${name}-path, or set a mirror with renderer-mirror (render.mirror in fairlead.yaml).`;
	return new FairleadError(error.kind, [{
		message: `${begin}${subject} cannot be downloaded: ${why}`,
		hint: hint === void 0 ? ways : `${hint} ${ways}`
	}], { cause: error });
}

// src/render/programs/wanted.ts
function wantedPrograms(config, inputs) {
	return {
		helm: wanted("helm", config, inputs),
		kustomize: wanted("kustomize", config, inputs),
		mirror: mirrorOf(config, inputs)
	};
}
function wanted(name, config, inputs) {
	const given = inputs[`${name}-version`];
	const sums = inputs[`${name}-sha256`];
	if (inputs[`${name}-path`] !== void 0 && given !== void 0) throw inputError(`${name}-path and ${name}-version are both set`, { hint: `Set ${name}-version to download it, or ${name}-path to use an installed one.` });
	const own = config.render?.[`${name}Version`];
	const ownSums = config.render?.[`${name}Sha256`]?.split(/[\s,]+/).filter(Boolean) ?? [];
	const asked = given === void 0 ? void 0 : wholeVersion(`${name}-version`, given, name);
	const declared = own === void 0 ? void 0 : wholeVersion(`${CONFIG_FILE}: render.${name}Version`, own, name);
	const version = asked ?? declared;
	const checksums = sums.length > 0 ? sums : asked === void 0 || asked === declared ? ownSums : [];
	for (const sum of checksums) if (!SHA256.test(sum)) throw inputError(`${name}-sha256: ${JSON.stringify(sum)} is not a SHA-256`, { hint: "It must have 64 hexadecimal digits. The publisher lists it for each archive." });
	if (version === void 0 && checksums.length > 0) throw inputError(`a checksum of ${name} is set without its version`, { hint: `Also set ${name}-version (render.${name}Version in ${CONFIG_FILE}).` });
	return {
		version: version ?? pinnedVersion(name, config),
		isAsked: version !== void 0,
		sha256: checksums.map((sum) => sum.toLowerCase())
	};
}
function wholeVersion(where, text, name) {
	const version = text.trim();
	if (WHOLE_VERSION.pattern.test(version)) return version.replace(/^v/, "");
	throw inputError(`${where}: ${JSON.stringify(text)} is not ${WHOLE_VERSION.words}`, { hint: `All versions: ${LISTS[name]}` });
}
function mirrorOf({ render }, inputs) {
	const address = inputs["renderer-mirror"] ?? render?.mirror;
	if (address === void 0) return void 0;
	if (!HTTPS_FOLDER.pattern.test(address) || !URL.canParse(address)) throw inputError(`renderer-mirror is not ${HTTPS_FOLDER.words}`, { hint: "Programs are downloaded over TLS only; use NODE_EXTRA_CA_CERTS for your own certificate authorities. The job must be able to read the folder without credentials." });
	const { origin, pathname } = new URL(address);
	return `${origin}${pathname.replace(/(?<!\/)\/+$/, "")}`;
}

export { BuiltIn, DEFAULT_KUBE_VERSION, applyNotes, artifact, builtInApis, clusterIn, clusterScope, declaredFluxVersions, followsBranch, hasPlaceholder, idOf, isLeftAlone, kubeVersionOf, listed, mark, openSupply, planConvention, plannerFor, renderSide, renderedOf, rolloutNotes, siblingsOf, wantedPrograms, withContent };