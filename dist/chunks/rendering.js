import { __toESM } from "./rolldown-runtime.js";
import { FairleadError, contained, inputError, remoteError } from "../rooms/errors.js";
import { pathFault } from "../rooms/git-paths.js";
import { KeptBlobs, isTracked, listingOf, makeTemporary, mask, removeTemporary } from "../rooms/git.js";
import { canonicalYaml, doubleQuoted, entryValue, evaluate, isObject, isTyped, listAt, locate as locate$2, parseJson, parseYaml, position, resolve as resolve$1, singleQuoted, textAt, valueAt } from "../rooms/yaml.js";
import { Files, GO_PHRASES, IN_CLUSTER_NAME, NO_PATTERN, addressesOf, artifactFolder, artifactHint, checkedPattern, clusterOf, doublestar, endsOf, filesFirst, goPath, gobwas, hasUnledTemplates, hubsOf, identityOf, isInCluster, isThisRepository, joinPath, kustomizationOf, literal as literal$1, matchesGlob, phrase, plainAddress, reduced, tokensOf, withAssumedRoots, withLeadingTemplates, withRendered } from "../rooms/inventory.js";
import { filteredTree, followLinks, isLfsPointer, lfsError, memoryTree as memoryTree$1 } from "../rooms/tree.js";
import { checkStaged, keepFile, openPackage, packChart, stagedPathFault, unpack } from "./hosts.js";
import { annotation, describeObject, groupOf, inNamespace, objectKey, textMap, withContent, withMetadata } from "./manifests.js";
import { controllerVersion, isAtLeast, openShelf, supplyFor } from "./programs.js";
import { findObject, fluxVersion, generatedFrom, isClosed } from "./version2.js";
import { require_semver } from "../packages/semver.js";
import { failedIn, findSandbox, findTools } from "./sandbox.js";
import { openElsewhereFor } from "./elsewhere.js";
import { brotliDecompressSync } from "node:zlib";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve } from "node:path";
import { lstat, lutimes, readFile, readdir, rm, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
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
		await lutimes(file, now, now).catch(() => void 0);
		return body;
	}
	put(key, body) {
		return keepFile(this.#file(key), `${checksum(key, body)}\n${body}`);
	}
	async trim() {
		const entries = [];
		for (const folder of await foldersIn(this.#folder)) for (const name of await readdir(folder).catch(() => [])) {
			const file = join(folder, name);
			const status = await lstat(file).catch(() => void 0);
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
async function foldersIn(folder) {
	if (!(await lstat(folder).catch(() => void 0))?.isDirectory()) return [];
	return (await readdir(folder, { withFileTypes: true }).catch(() => [])).flatMap((entry) => entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name) ? [join(folder, entry.name)] : []);
}
function checksum(key, body) {
	return createHash("sha256").update(`${key}\n${body}`).digest("hex");
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

// src/kube/artifact.ts
const folders$1 = [
	".",
	"..",
	"../../dist"
];
const known$1 = /* @__PURE__ */ new Map();
function artifact(name) {
	const kept = known$1.get(name);
	if (kept !== void 0) return kept;
	const files = folders$1.map((folder) => fileURLToPath(new URL(`${folder}/schemas-${name}.json.br`, import.meta.url)));
	const file = files.find((path) => existsSync(path));
	if (file === void 0) throw new Error(`The schemas of ${name} are missing: ${files.join(", ")}`);
	const content = JSON.parse(brotliDecompressSync(readFileSync(file)).toString());
	known$1.set(name, content);
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
let known;
function groups() {
	known ??= new Set([...namesByKind().keys()].map((api) => api.split("/").slice(0, -2).join("/")));
	return known;
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
	if (numbers === void 0) throw inputError(`"${version}" is no version of Kubernetes`, { hint: "It looks like 1.34 or 1.34.2." });
	return numbers;
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
	const content = named$1(manifest.content, false);
	return isObject(content) ? withContent(manifest, content) : manifest;
}
function named$1(value, isName) {
	if (typeof value === "string") return isName ? nameOf$1(value) : value;
	if (Array.isArray(value)) return value.map((item) => named$1(item, isName));
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [nameOf$1(key), named$1(inner, /^(?:name|namespace|generateName)$|Name$/.test(key) && typeof inner === "string")]));
}
function nameOf$1(text) {
	return text.replaceAll(PLACEHOLDER, (_, ...parts) => parts.slice(0, 3).join("-").toLowerCase().replaceAll(/[^a-z0-9.-]/g, "-"));
}

// src/render/given.ts
const MOST$3 = 2e4;
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
	const given = (await Promise.all([own, ...values].map(textOf$2))).flatMap(readValues);
	for (const entry of set) if (entry.how !== "set-file") given.push({
		key: entry.name,
		value: entry.value.replaceAll(/\\([^])/g, "$1")
	});
	return given;
}
async function textOf$2(source) {
	if ("text" in source) return source.text;
	const file = (await source.tree.read([source.path])).get(source.path);
	return file?.mode === "120000" ? "" : Buffer.from(file?.content ?? "").toString();
}
function readValues(text) {
	try {
		const given = [];
		for (const { root } of parseYaml(text, "values").documents) collect$1(evaluate(root), "", given);
		return given;
	} catch (error) {
		if (error instanceof FairleadError) return [];
		throw error;
	}
}
function collect$1(value, key, into) {
	if (into.length >= MOST$3) return;
	if (typeof value === "string" || typeof value === "number") into.push({
		key,
		value: String(value)
	});
	else if (typeof value === "object" && value !== null) for (const [name, inner] of Object.entries(value)) collect$1(inner, Array.isArray(value) ? key : key === "" ? name : `${key}.${name}`, into);
}

// src/render/submodule-needed.ts
var SubmoduleNeeded = class extends FairleadError {
	path;
	constructor(path, wanted, tree, at) {
		super("input", [{
			message: `${wanted} is in the submodule ${path} of ${tree}, which is not read`,
			hint: "Submodules of the infra repo are fetched; name one of another repository as a source of its own.",
			...at === void 0 ? {} : { at }
		}]);
		this.path = path;
	}
};

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
	#submodules;
	constructor(tree, listing, links, limits, kept) {
		this.tree = tree;
		this.#limits = limits;
		this.#listing = listing;
		this.#links = links;
		this.#submodules = listing.all().flatMap(({ path, mode }) => mode === "160000" ? [path] : []);
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
		const submodule = this.#submodules.find((one) => isBelow(real, one));
		if (submodule !== void 0) return {
			kind: "submodule",
			path: submodule
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
		const contents = await this.readAny(paths);
		for (const [path, content] of contents) if (isLfsPointer(content)) throw lfsError({ file: path });
		return contents;
	}
	async readAny(paths) {
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
	if (found.kind === "submodule") throw new SubmoduleNeeded(found.path, `${what} ${path}`, snapshot.tree.name, details.at);
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

// src/render/engine/grafts.ts
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
		return this.#paths.get(keyOf$1(from));
	}
	async add(wanted) {
		this.#count += wanted.length;
		if (this.#count > MAX_REMOTES) throw inputError(`more than ${MAX_REMOTES} things from elsewhere are to be rendered`);
		const paths = await Promise.all(wanted.map((one) => this.#bring(one)));
		for (const [i, path] of paths.entries()) {
			const one = wanted[i];
			if (one) this.#paths.set(keyOf$1(one.from), path);
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
			return await (remote.kind === "git" ? this.#bringGit(remote, from) : this.#bringFile(remote, from));
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
	async #bringFile({ url, isAny }, from) {
		const content = await at(from, () => this.#fetching.file(url));
		if (isAny !== true && Buffer.from(content.subarray(0, 200)).toString().trimStart().startsWith("<")) throw inputError(`${mask(url)} is a page of the web, and no manifest`, { at: from.at });
		if (/\/(main|master|HEAD|latest)\//.test(url)) this.notes.add(`${mask(url)} is rendered as it is now: it may change without a change here`);
		const name = posix.basename(new URL(url).pathname).replaceAll(/[^A-Za-z0-9._-]/g, "-") || "file";
		const root = posix.join(from.folder, `${ROOT}-${hashOf(url)}`);
		const file = isAny === true || /\.(ya?ml|json)$/i.test(name) ? name : `${name}.yaml`;
		this.#trees.set(root, memoryTree$1(mask(url), /* @__PURE__ */ new Map([[file, content]])));
		return posix.join(root, file);
	}
};
function keyOf$1({ folder, text }) {
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

// src/render/submodules.ts
const MAX_SUBMODULES = 20;
function checkSubmodule({ files, tree }, path) {
	const submodule = files.submoduleOf(path);
	if (submodule !== void 0) throw new SubmoduleNeeded(submodule, path, tree.name);
}
async function withSubmodules(world, notes, step) {
	let current = world;
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
async function mount(world, path, commit, notes) {
	const known = mounts.get(world.tree) ?? /* @__PURE__ */ new Map();
	mounts.set(world.tree, known);
	const mounted = known.get(path) ?? bring(world, path, commit);
	known.set(path, mounted);
	const { tree, files, url } = await mounted;
	notes.add(`its submodule ${path} is rendered from ${mask(url)} at ${(commit ?? "").slice(0, 8)}`);
	return {
		...world,
		tree,
		context: {
			...world.context,
			files
		},
		submodules: new Map([...world.submodules ?? [], [path, url]])
	};
}
async function bring(world, path, commit) {
	const url = await addressOf(world, path);
	const named = `the submodule ${path} (${mask(url)} at ${(commit ?? "?").slice(0, 8)})`;
	if (commit === void 0) throw inputError(`${named} is not to be had: its commit is not known here`);
	try {
		const found = await world.elsewhere.git(url, commit);
		const tree = grafted(world.tree, /* @__PURE__ */ new Map([[path, found.tree]]));
		const { files } = world.context;
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
			message: `${named} is not to be had: ${message}`,
			at: { file: ".gitmodules" }
		}], { cause: error });
	}
}
async function addressOf({ context, submodules }, path) {
	const { files, identity } = context;
	const names = path.split("/");
	for (let end = names.length - 1; end >= 0; end--) {
		const folder = names.slice(0, end).join("/");
		const file = folder === "" ? ".gitmodules" : `${folder}/.gitmodules`;
		if (!files.has(file)) continue;
		await files.load([file]);
		const url = addressesIn(files.text(file) ?? "").get(names.slice(end).join("/"));
		if (url === void 0) continue;
		return /^\.\.?\//.test(url) ? relativeTo(folder === "" ? identity?.[0] : submodules?.get(folder), url) : url;
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
	if (address === void 0) throw inputError(`the address of a submodule, ${relative}, counts from that of this repository, which is not known`, {
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

// src/render/carry-out.ts
async function carryOut(plan, world, renderer) {
	const notes = /* @__PURE__ */ new Set();
	try {
		const result = await withSubmodules(world, notes, async (whole) => follow(await plan(whole), renderer));
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
	let rendered;
	for (let plan = first; plan;) {
		const results = await Promise.all(plan.jobs.map((job) => renderer.render(job)));
		jobs.push(...plan.jobs);
		const manifests = plan.finish(results);
		const generated = carried(rendered ? [rendered, ...results] : results, manifests);
		warnings.push(...results.flatMap((result) => result.warnings));
		notes.push(...plan.notes);
		dependences.push(...results.flatMap((result) => result.dependences ?? []));
		rendered = {
			manifests,
			generated,
			warnings,
			dependences
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
		definitions: definitionsOf$1(first, renderer),
		given: () => givenValues(first.jobs),
		capabilities: jobs.map(seenBy).find((seen) => seen !== void 0),
		tools: ["helm", "kustomize"].filter((tool) => jobs.some((job) => uses(job, tool)))
	};
}
function definitionsOf$1({ definitions }, renderer) {
	return definitions && (() => renderer.render(definitions));
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
	if (!isObject(value)) throw inputError(`this document is ${Array.isArray(value) ? "a list" : typeof value === "string" ? "a text" : `a ${typeof value}`}, and no Kubernetes object`, { at: where() });
	if (Object.keys(value).length === 0) return;
	const kind = textAt(value, "kind");
	const apiVersion = textAt(value, "apiVersion");
	if (!kind || !apiVersion) throw inputError(`this document is no Kubernetes object: it has no ${kind ? "apiVersion" : "kind"}`, { at: where() });
	const items = value["items"];
	if (Array.isArray(items)) {
		for (const item of items) flatten(item, into, where);
		return;
	}
	const manifest = manifestOf(value);
	if (!manifest && isNullList(value)) return;
	if (!manifest) throw inputError(`this ${kind} has no name`, { at: where() });
	into.push(apiVersion.startsWith("argoproj.io/") ? {
		...manifest,
		template: where().file
	} : manifest);
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
function manifestOf(content) {
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

// src/gotemplate/lexer.ts
const WORD = String.raw`[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*`;
const TOKEN = new RegExp([
	String.raw`\s+`,
	String.raw`("(?:[^"\\\n]|\\.)*")`,
	"(`[^`]*`)",
	String.raw`('(?:[^'\\\n]|\\.)*'|[+-]?\.?\d[\w.]*)`,
	`(\\$(?:${WORD})?)`,
	`(\\.${WORD})`,
	`(${WORD})`,
	"(:=|[^])"
].join("|"), "y");
const COMMENT = /\{\{(?:-\s)?\s*\/\*/y;
function lexTemplate(text) {
	const actions = [];
	for (let at = text.indexOf("{{"); at >= 0;) {
		COMMENT.lastIndex = at;
		const end = COMMENT.test(text) ? endOfComment(text, COMMENT.lastIndex) : void 0;
		const action = end === void 0 ? lexAction(text, at) : void 0;
		if (action) actions.push(action);
		const next = action?.end ?? end;
		if (next === void 0 || next < 0) return {
			actions,
			open: at
		};
		at = text.indexOf("{{", next);
	}
	return {
		actions,
		open: void 0
	};
}
function endOfComment(text, from) {
	const end = text.indexOf("*/", from);
	const close = end < 0 ? -1 : text.indexOf("}}", end);
	return close < 0 ? -1 : close + 2;
}
function lexAction(text, start) {
	const tokens = [];
	let at = /^-\s/.test(text.slice(start + 2, start + 4)) ? start + 3 : start + 2;
	while (at < text.length) {
		if (text.startsWith("}}", at)) return {
			start,
			end: at + 2,
			tokens
		};
		TOKEN.lastIndex = at;
		const found = TOKEN.exec(text);
		if (!found) return void 0;
		const end = TOKEN.lastIndex;
		const token = tokenOf(found);
		if (token?.kind === "mark" && /["'`{}]/.test(token.value)) return void 0;
		if (token && !(token.value === "-" && text.startsWith("}}", end))) tokens.push({
			...token,
			start: at,
			end
		});
		at = end;
	}
}
function tokenOf(found) {
	const [, double, raw, number, variable, field, word, mark] = found;
	if (word !== void 0) return {
		kind: "word",
		value: word
	};
	if (field !== void 0) return {
		kind: "field",
		value: field
	};
	if (mark !== void 0) return {
		kind: "mark",
		value: mark
	};
	if (double !== void 0) return {
		kind: "string",
		value: unquoted$1(double)
	};
	if (variable !== void 0) return {
		kind: "variable",
		value: variable
	};
	if (raw !== void 0) return {
		kind: "string",
		value: raw.slice(1, -1)
	};
	return number === void 0 ? void 0 : {
		kind: "number",
		value: number
	};
}
const ESCAPES = {
	n: "\n",
	t: "	",
	r: "\r",
	a: "\x07",
	b: "\b",
	f: "\f",
	v: "\v"
};
function unquoted$1(text) {
	if (!text.includes("\\")) return text.slice(1, -1);
	return text.slice(1, -1).replaceAll(/\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|([0-7]{3})|([^]))/g, (_, byte, unit, long, octal, other = "") => {
		const hex = byte ?? unit ?? long;
		if (hex === void 0 && octal === void 0) return ESCAPES[other] ?? other;
		const point = hex === void 0 ? parseInt(octal ?? "", 8) : parseInt(hex, 16);
		return point > 1114111 ? "�" : String.fromCodePoint(point);
	});
}

// src/render/engine/clock.ts
const RENDER_TIME = "2026-01-01T00:00:00Z";
const FIXED$1 = "(toDate \"2006-01-02\" \"2026-01-01\")";
const OTHER = "(toDate \"2006-01-02 15:04:05\" \"2101-02-05 13:14:15\")";
function atFixedTime(template) {
	const text = textOf$1(template);
	if (!text.includes("now")) return template;
	let result = "";
	let end = 0;
	for (const { tokens } of lexTemplate(text).actions) for (const token of tokens) {
		if (token.kind !== "word" || token.value !== "now") continue;
		result += text.slice(end, token.start) + FIXED$1;
		end = token.end;
	}
	return end === 0 ? template : Buffer.from(result + text.slice(end), "latin1");
}
function atAnotherTime(template) {
	const text = textOf$1(template);
	return text.includes(FIXED$1) ? Buffer.from(text.replaceAll(FIXED$1, OTHER), "latin1") : template;
}
function textOf$1(content) {
	return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("latin1");
}

// src/render/places.ts
const opened$1 = /* @__PURE__ */ new WeakMap();
function thisPlace(world) {
	return {
		tree: world.tree,
		files: world.context.files,
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
async function gitPlace(world, source, notes) {
	const { url, revision, follows, path } = source;
	const known = isThisRepository(world.context, url);
	const folder = joinPath("", path || ".");
	if (known ?? (folder !== void 0 && world.context.files.isFolder(folder))) {
		if (follows) return thisPlace(world);
		notes.add(`its source is pinned to ${revision}: what a merge brings into ${world.branch} does not reach it`);
	} else notes.add(`it is rendered from ${url} at ${revision}`);
	const found = await world.elsewhere.git(url, revision);
	const place = await placeOf(found.tree, found.commit);
	return found.isChanged ? {
		...place,
		isChanged: true
	} : place;
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
			message: `Jsonnet is not rendered, so what ${jsonnet.join(", ")} makes is not in the comparison`,
			hint: "Fairlead runs no Jsonnet. Read the changed files by themselves; or let a job commit what it makes of them (jsonnet -y): plain manifests are compared.",
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
		checkSubmodule(name.place, name.path.replace(/(?<![^/])[^/*?[{]*[*?[{][^]*$/, "").replace(/\/$/, ""));
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
	const branch = revision.replace(/^refs\/heads\//, "");
	return branch === world.branch || world.alsoFollowed?.includes(branch) === true;
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
	checkSubmodule(place, joined);
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
	const unrendered = [];
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
		ignored: await ignoredOf(application, world.context.files),
		finish: (results) => finish$1(results, app.namespace, notes),
		get notes() {
			return [.../* @__PURE__ */ new Set([...unrendered.map(({ message }) => message), ...notes])];
		},
		unrendered
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
	const cluster = capabilitiesOf(world.context.config, {
		name: app.name,
		labels: textMap(valueAt(application, "metadata", "labels")),
		cluster: textAt(application, "spec", "destination", "name"),
		server: textAt(application, "spec", "destination", "server"),
		namespace: app.namespace,
		paths: [...parts.declaredAt === void 0 ? [] : [parts.declaredAt], folder]
	});
	const { config } = world.context;
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
					checkSameRevision(world, source, ref.source);
					return ref.place();
				}]))
			};
			return helmJob(source, app, roots, cluster, notes);
		}
		case "kustomize": return kustomizeJob$1(source, place, folder, environment, cluster, config, notes);
		case "directory":
			if (!place.files.isLink(folder)) {
				const { job, unrendered } = await directoryJob(source, place, folder);
				parts.unrendered.push(...unrendered);
				return job;
			}
			notes.add(`its path ${path} is a link, below which Argo CD finds no manifests`);
			return;
		case "plugin":
			parts.unrendered.push({
				message: `the plugin ${textAt(source, "plugin", "name") ?? ""} renders ${folder || "the root"}, which only Argo CD can run: what changes there is not in the comparison`,
				hint: PLUGIN_HINT,
				folders: place.here ? [folder] : []
			});
			return;
	}
}
const PLUGIN_HINT = "Fairlead runs no program that a repository names. Read the changed files by themselves; or let a job run the plugin and commit what it renders to a folder or branch that the Application names without a plugin: that is compared.";
function checkSubmodulesBelow(place, folder, tool, source) {
	const [first] = tool === "helm" || tool === "directory" && valueAt(source, "directory", "recurse") === true ? place.files.submodulesBelow(folder) : [];
	if (first !== void 0) checkSubmodule(place, first);
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

// src/render/engine/limits.ts
const defaultLimits = {
	deadline: 6e4,
	memory: 1024,
	output: 64,
	files: 2e4,
	size: 256
};

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

// src/render/flux/gitignore.ts
function ignorePatterns(text, folder) {
	const domain = namesOf$1(folder);
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
	const names = namesOf$1(path);
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
	const pushed = artifactFolder(world.context.config, {
		name,
		namespace
	});
	if (pushed !== void 0) {
		const inside = joinPath(pushed, path || ".") ?? pushed;
		return {
			place: await packed$1(await folderOnly(thisPlace(world), pushed), source && ignoreOf(source)),
			path: inside,
			source
		};
	}
	if (!source) {
		const only = kind === "OCIRepository" ? folderOfArtifact(world.context.files, path) : void 0;
		if (only !== void 0) {
			notes.add(`its path ${path} of the ${kind} ${name} is taken to be ${only} of this repo`);
			return {
				place: await packed$1(thisPlace(world)),
				path: only,
				source
			};
		}
		if (!world.context.files.isFolder(path)) throw inputError(`its source, the ${kind} ${name}, is not in this repo, and its path ${path} neither`, { hint: `Declare the ${kind} in Git. ${artifactHint({
			name,
			namespace
		})}` });
		notes.add(`its source, the ${kind} ${name}, is not declared in this repo; it is taken to be this repo`);
		return {
			place: await packed$1(thisPlace(world)),
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
		default: throw inputError(`its source is a ${kind}, which cannot be read without the cluster`, { hint: artifactHint({
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
	const isInside = (path) => folder === "" || path === folder || path.startsWith(`${folder}/`);
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
function packed$1(place, spec) {
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
	const [submodule] = [place.files.submoduleOf(path) ?? [], place.files.submodulesBelow(path)].flat();
	const isWhole = valueAt(source.content, "spec", "recurseSubmodules") === true;
	if (submodule !== void 0 && isWhole) checkSubmodule(place, submodule);
	if (place.files.submoduleOf(path) !== void 0) throw inputError(`its path ${path} is in the submodule ${submodule}, which the GitRepository ${source.name} leaves out`, { hint: "Set recurseSubmodules: true in its spec." });
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
	const only = folderOfArtifact(files, path);
	if (only !== void 0) {
		notes.add(`its path ${path} of ${url} is taken to be ${only} of this repo`);
		return {
			place: await packed$1(thisPlace(world), ignoreOf(source)),
			path: only
		};
	}
	const reference = textAt(ref, "digest") ?? textAt(ref, "semver") ?? textAt(ref, "tag") ?? "latest";
	notes.add(`it is rendered from ${url} at ${reference}`);
	const mediaType = textAt(source.content, "spec", "layerSelector", "mediaType");
	const found = await world.elsewhere.artifact(url, reference, mediaType);
	return {
		place: await packed$1(await placeOf(found.tree, found.digest), ignoreOf(source)),
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
	while (!parser.done) parser.key(tree, 0);
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
	get done() {
		return this.#at >= this.#text.length;
	}
	key(into, depth) {
		if (depth > MAX_NESTED) throw bad$1(this.#text, "it is nested too deeply");
		const { token, stop } = this.#until("=[,.");
		if (token === "__proto__") throw bad$1(this.#text, "a key cannot be __proto__");
		if (stop === void 0) {
			if (token === "") return;
			throw bad$1(this.#text, "a key has no value");
		}
		if (stop === "[") {
			const index = this.#index();
			const known = into[token] ?? (Object.hasOwn(into, token) ? null : []);
			if (!Array.isArray(known)) throw bad$1(this.#text, "a key with an index is no list");
			into[token] = this.#item(known, index, depth);
		} else if (stop === "=") into[token] = this.#value();
		else if (stop === ",") {
			into[token] = "";
			throw bad$1(this.#text, "a key has no value");
		} else {
			const inner = Object.hasOwn(into, token) ? into[token] : {};
			if (!isTree(inner)) throw bad$1(this.#text, "a key with keys below it is no map");
			this.key(inner, depth + 1);
			into[token] = inner;
		}
	}
	#item(items, index, depth) {
		const { token, stop } = this.#until("[.=");
		if (token !== "") throw bad$1(this.#text, "an index is followed by something else than a key or a value");
		this.#room -= Math.max(0, index + 1 - items.length);
		if (this.#room < 0) throw bad$1(this.#text, `its lists have more than ${MAX_ITEMS} items`);
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
		if (stop !== "]" || !/^\d+$/.test(token) || index > MAX_INDEX) throw bad$1(this.#text, "an index is no number from 0 to 65536");
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
	const name = /^(?:\\[^]|[^\\=])*/.exec(text)?.[0].slice(0, 80) ?? "";
	return inputError(`the setting ${name}=… is none that Helm takes: ${why}`, { hint: "Write a backslash before each comma, bracket and equals sign that belongs to the value." });
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
	const { world, siblings, namespace, declaredAt, notes, outside } = from;
	const [kind = "", name = ""] = ["kind", "name"].map((key) => textAt(reference, key));
	const key = textAt(reference, "valuesKey") || "values.yaml";
	const isOptional = valueAt(reference, "optional") === true;
	const object = await findObject(world, siblings, {
		kind,
		name,
		namespace
	}, declaredAt);
	if (!object || kind === "Secret" || isClosed(object)) outside?.add(`the ${kind} ${name}`);
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
	if (isQuoted("'") || isQuoted("\"")) return setValues(tree, `${path}=${text.replaceAll(/^['"]+|(?<!['"])['"]+$/g, "")}`, true);
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
	if (artifactFolder(from.world.context.config, {
		name,
		namespace
	}) !== void 0) {
		const { place, path } = await locateSource(reference, "", from);
		return {
			...await describe(place, path, void 0),
			packed: true
		};
	}
	const source = await findObject(from.world, from.siblings, {
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
	const found = await from.world.elsewhere.chart(url.slice(0, slash), url.slice(slash + 1), version);
	return fetched(await placeOf(found.tree, found.version));
}
async function chartOf(spec, from) {
	const name = textAt(spec, "chart") ?? "";
	const reference = valueAt(spec, "sourceRef");
	const kind = textAt(reference, "kind") ?? "";
	if (name === "") throw inputError("the HelmRelease names no chart");
	if (kind !== "HelmRepository") {
		const { place, path } = await locateSource(reference, securePath(name), from);
		return withValuesFiles(await describe(place, path, textAt(spec, "reconcileStrategy")), spec);
	}
	const repository = await findObject(from.world, from.siblings, {
		kind,
		name: textAt(reference, "name") ?? "",
		namespace: textAt(reference, "namespace") ?? from.namespace
	}, from.declaredAt);
	const url = textAt(repository?.content ?? null, "spec", "url");
	if (url === void 0) throw inputError(`its HelmRepository ${textAt(reference, "name")} is not in this repo`, { hint: "Declare it in Git." });
	const found = await from.world.elsewhere.chart(url, name, textAt(spec, "version") || "*");
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
	return placeOf(memoryTree$1(path, await openPackage(file.content, path, defaultLimits)), "");
}
async function withValuesFiles(chart, spec) {
	const names = listAt(spec, "valuesFiles").filter((name) => typeof name === "string");
	if (names.length === 0) return chart;
	const { files } = chart.source;
	const paths = names.map((name) => securePath(name));
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
function split$1(manifests, strategy) {
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
		const { groups, left } = split$1(manifests, strategy);
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
	const outside = /* @__PURE__ */ new Set();
	const spec = valueAt(object, "spec");
	const name = textAt(object, "metadata", "name") ?? "";
	const namespace = textAt(object, "metadata", "namespace");
	if (valueAt(spec, "suspend") === true) notes.add("it is suspended: nothing of this is released before it is resumed");
	const from = {
		world,
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
		...capabilitiesOf(world.context.config, {
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
	const all = definitionsOf(chart);
	const definitions = facts.replacesCrds ? all : void 0;
	const labels = textMap(valueAt(spec, "commonMetadata", "labels"));
	const annotations = textMap(valueAt(spec, "commonMetadata", "annotations"));
	const strategy = strategyOf(spec, isAtLeast(await fluxVersion(world, declaredAt), "2.9"));
	const done = (manifests, crds) => {
		const { groups, left } = split$1(manifests, strategy);
		const labelled = groups.flat().map((manifest) => withMetadata(manifest, labels, annotations));
		return [...crds, ...placed([...labelled, ...left], target)];
	};
	let crds = [];
	const next = postRenderer(listAt(spec, "postRenderers"), strategy, (manifests) => done(manifests, crds));
	return {
		jobs: definitions ? [job, definitions] : [job],
		finish([release, ...others]) {
			crds = others.flatMap((result) => result.manifests);
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
		name: shortened$1(textAt(spec, "releaseName") || (prefix ? `${prefix}-${name}` : name)),
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
		if (this.#left < 0) throw inputError(`its variables expand to more than ${MOST_CHARACTERS / 1e6} million characters, which is the limit`, { hint: "Kubernetes takes no object of that size. Look for replacements that are nested in each other." });
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
const DEFAULTS$1 = /* @__PURE__ */ new Set([
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
	const value = lookup(node.name, DEFAULTS$1.has(node.operator));
	if (value === void 0 && !DEFAULTS$1.has(node.operator)) throw inputError(`the variable ${node.name} is not set`, { hint: "Set it in postBuild, give it a default as in ${name:=value}, or write $${name} for a text that is no variable." });
	const result = apply(node.operator, value ?? "", args, budget);
	budget.spend(result.length);
	return result;
}
const IDENT = 1;
const OPEN = 2;
const CLOSE = 4;
const ESCAPE = 8;
const MAX_DEPTH$1 = 200;
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
		if (++this.#depth > MAX_DEPTH$1) throw inputError("variables are nested too deeply");
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
	return isObject(value) && Object.keys(value).length > 0 ? map(value, 0) : `${inline$1(value, 0)}\n`;
}
function map(value, indent) {
	return Object.entries(value).map(([key, item]) => `${" ".repeat(indent)}${text(key, indent, true)}:${below$1(item, indent)}`).join("");
}
function below$1(value, indent) {
	if (Array.isArray(value) && value.length > 0) return `\n${list(value, indent + 2)}`;
	if (isObject(value) && Object.keys(value).length > 0) return `\n${map(value, indent + 2)}`;
	return ` ${inline$1(value, indent)}\n`;
}
function list(items, indent) {
	return items.map((item) => {
		const dash = `${" ".repeat(indent)}-`;
		if (isObject(item) && Object.keys(item).length > 0) return `${dash} ${map(item, indent + 2).slice(indent + 2)}`;
		return `${dash}${below$1(item, indent)}`;
	}).join("");
}
function inline$1(value, indent) {
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
	const { world, siblings, namespace, declaredAt, notes, outside } = from;
	const variables = /* @__PURE__ */ new Map();
	const unknown = [];
	for (const reference of listAt(postBuild, "substituteFrom")) {
		const [kind = "", name = ""] = ["kind", "name"].map((key) => textAt(reference, key));
		const object = await findObject(world, siblings, {
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
		const filled = substitute(text, lookup);
		const root = parseYaml(filled, describeObject(manifest)).documents[0]?.root;
		const content = root ? evaluate(root) : null;
		if (!isObject(content)) throw inputError("what the variables make of it is no object");
		const found = withContent(manifest, content);
		return hasPlaceholder(filled) ? withNames(found) : found;
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		const [{ message, hint }] = error.faults;
		throw inputError(`${describeObject(manifest)}: ${message}`, hint === void 0 ? {} : { hint });
	}
}

// src/render/flux/kustomization.ts
const planKustomization = async (object, world, siblings, declaredAt) => {
	const notes = /* @__PURE__ */ new Set();
	const outside = /* @__PURE__ */ new Set();
	const spec = valueAt(object, "spec");
	const namespace = textAt(object, "metadata", "namespace");
	if (valueAt(spec, "suspend") === true) notes.add("it is suspended: nothing of this is applied before it is resumed");
	const from = {
		world,
		siblings,
		namespace,
		declaredAt,
		notes,
		outside
	};
	const declared = textAt(spec, "path") ?? "";
	const { place, path, source } = await locateSource(valueAt(spec, "sourceRef"), securePath(declared), from);
	const ignoring = `the spec.ignore of its source${source ? `, the ${source.kind} ${source.name},` : ""} or a .sourceignore`;
	const leftOut = place.here ? leftOutBelow(world.context.files, place, path) : [];
	if (leftOut.length > 0 && !place.files.isFolder(path)) throw inputError(`its path ${declared || "."} is not in the artifact: ${ignoring} leaves it out`, {
		hint: `Take a line "!/${path}" into it, behind the line that leaves it out.`,
		...declaredAt === void 0 ? {} : { at: { file: declaredAt } }
	});
	if (leftOut.length > 0) notes.add(`${listOfSome(leftOut)} of its folder ${leftOut.length === 1 ? "is" : "are"} not in the artifact (${ignoring} leaves ${leftOut.length === 1 ? "it" : "them"} out): what changes there does not reach the cluster`);
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
		},
		outside: [...outside]
	};
};
function leftOutBelow(files, place, folder) {
	if (folder === "") return [];
	const isManifest = (path) => /\.(ya?ml|json)$/.test(path) && !/(^|\/)\./.test(path);
	return files.below(folder).filter((path) => isManifest(path) && !place.files.has(path));
}
const MOST$2 = 3;
function listOfSome(paths) {
	return paths.slice(0, MOST$2).join(", ") + (paths.length > MOST$2 ? ` and ${paths.length - MOST$2} more` : "");
}
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

// src/parents/discover.ts
const MOST_LEVELS = 20;
async function discover(sides, parts) {
	const faults = /* @__PURE__ */ new Map();
	const hubsFailed = /* @__PURE__ */ new Map();
	const states = sides.map(({ open, world }) => ({
		open,
		world,
		seen: /* @__PURE__ */ new Set(),
		rendered: /* @__PURE__ */ new Map()
	}));
	for (let level = 0; level < MOST_LEVELS; level += 1) {
		const done = await Promise.all(states.map(async (state) => {
			const { world, seen, rendered } = state;
			state.open = await withLeadingTemplates(state.open);
			const newHubs = () => hubsOf(state.open).filter((hub) => isNew(hub, seen));
			let hubs = newHubs();
			if (hubs.length === 0 && hasUnledTemplates(state.open)) {
				state.open = await withAssumedRoots(state.open);
				hubs = newHubs();
			}
			const results = await Promise.all(hubs.map((hub) => renderHub(hub, world, parts.renderer)));
			for (const { hub, result } of results) rendered.set(hub, result);
			return hubs;
		}));
		if (done.flat().length === 0) break;
		const failed = /* @__PURE__ */ new Set();
		for (const [i, { rendered }] of states.entries()) for (const [hub, result] of rendered) {
			if (!("error" in result)) continue;
			failed.add(identityOf(hub));
			const others = states.flatMap((state) => renderedOf(state.rendered, identityOf(hub)));
			const [fault] = result.error.faults;
			const message = parts.hide ? parts.hide(fault.message, others) : fault.message;
			faults.set(message, (faults.get(message) ?? /* @__PURE__ */ new Set()).add(hub.name));
			const one = hubsFailed.get(identityOf(hub)) ?? {
				app: hub,
				messages: states.map(() => void 0)
			};
			hubsFailed.set(identityOf(hub), one);
			one.messages[i] = message;
		}
		await Promise.all(states.map(async (state, i) => {
			const hubs = (done[i] ?? []).filter((hub) => !failed.has(identityOf(hub)));
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
		failed: [...hubsFailed.values()],
		faults: [...faults].map(([message, names]) => `${[...names].join(", ")} could not be rendered to find the apps that ${names.size === 1 ? "it declares" : "they declare"}, so only what their files say is known: ${message}`)
	};
}
function isNew(hub, seen) {
	const key = hub.lineage ?? hub;
	return !seen.has(key) && seen.add(key) !== void 0;
}
function renderedOf(results, id) {
	return [...results].flatMap(([hub, result]) => "rendered" in result && identityOf(hub) === id ? [result.rendered] : []);
}
function argoObjects(result) {
	if (!result || !("rendered" in result)) return [];
	return result.rendered.manifests.filter(({ apiVersion }) => groupOf(apiVersion) === "argoproj.io").map(({ content, template }) => ({
		content,
		template
	}));
}
async function renderHub(hub, world, renderer) {
	const object = await hub.declaration() ?? null;
	const planner = plannerFor(object);
	if (!planner) throw new Error(`${hub.kind} ${hub.name} has no planner`);
	return {
		hub,
		result: await carryOut((whole) => planner(object, whole, [], hub.declaredAt.file), world, renderer)
	};
}

// src/entries/wire/cache.ts
async function cacheFor(path, repository, { context, warn }) {
	if (path === void 0) return void 0;
	const { workspace, environment, job } = context;
	const shelf = await openShelf(resolve(workspace, path), {
		checkouts: [...repository.folder === void 0 ? [] : [repository.folder], ...job.present || repository.folder === void 0 ? [workspace] : []],
		mayBeInCheckout: environment["GITLAB_CI"] === "true",
		repository: JSON.stringify(job.present ? [
			job.serverUrl,
			job.repository,
			...addressesOf(repository.identity)
		] : [addressesOf(repository.identity)[0] ?? repository.folder ?? ""]),
		isTracked: (place) => isTracked(place, environment)
	});
	if ("folder" in shelf) return shelf.folder;
	warn(`cache-path ${path} is not used, and nothing is kept: ${shelf.unusable}.`);
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
const FORMAT = "render-6";
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
function encode({ manifests, warnings, generated, dependences }) {
	return {
		objects: manifests.map(({ content }) => content),
		warnings: [...warnings],
		dependences: (dependences ?? []).map((one) => ({ ...one })),
		templates: manifests.map(({ template }) => template ?? null),
		generated: manifests.map((manifest) => [...generated.get(manifest) ?? []])
	};
}
function decode$1(value) {
	if (!isObject(value)) return void 0;
	const { objects, warnings, generated, dependences, templates } = value;
	if (!Array.isArray(dependences) || !Array.isArray(objects) || !Array.isArray(warnings) || !Array.isArray(templates) || !Array.isArray(generated)) return void 0;
	const manifests = [];
	const pointers = /* @__PURE__ */ new Map();
	for (const [i, content] of objects.entries()) {
		const manifest = isObject(content) ? manifestOf(content) : void 0;
		if (!manifest) return void 0;
		const template = templates[i];
		const kept = typeof template === "string" ? {
			...manifest,
			template
		} : manifest;
		manifests.push(kept);
		const own = generated[i];
		if (Array.isArray(own) && own.length > 0) pointers.set(kept, own);
	}
	return {
		manifests,
		warnings,
		generated: pointers,
		dependences
	};
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
	#write(hash, { files, links, generates, dependences = [], runsTexts = false, warnings }) {
		const root = join(this.#root, hash);
		checkStaged([hash], "the stage");
		for (const target of links?.values() ?? []) if (target !== "") checkStaged([target], "the links to render from");
		checkStaged([...files.keys(), ...links?.keys() ?? []], "the files to render from");
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
			dependences,
			runsTexts,
			warnings
		};
	}
};
async function readFiles(snapshot, files, limits, isLfsRefused = true) {
	const paths = new Set([...files.values()].map(({ path }) => path));
	const contents = await (isLfsRefused ? snapshot.read(paths) : snapshot.readAny(paths));
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
	return isOciManifest(parseJson(text, path)) ? void 0 : text;
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
	const others = queues(second, keyOf);
	const left = [];
	for (const manifest of first) {
		const other = others.get(keyOf(manifest))?.next();
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
function keyOf({ apiVersion, kind, namespace, name }) {
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

// src/gotemplate/uses.ts
const FUNCTIONS = new Map(Object.entries({
	time: "now ago date dateInZone date_in_zone htmlDate htmlDateInZone",
	chance: "randAlphaNum randAlpha randAscii randNumeric randBytes randInt genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey uuidv4 htpasswd bcrypt shuffle encryptAES",
	lookup: "lookup getHostByName"
}).flatMap(([on, names]) => names.split(" ").map((name) => [name, on])));
const UNORDERED = /* @__PURE__ */ new Set(["keys", "values"]);
const PICKING = /* @__PURE__ */ new Set([
	"first",
	"last",
	"index",
	"initial",
	"rest",
	"slice",
	"join",
	"toString",
	"until"
]);
const CHOOSING = new Set("eq ne lt le gt ge and not ternary contains has hasKey hasPrefix hasSuffix regexMatch mustRegexMatch empty semverCompare index get dig slice mod until untilStep seq repeat fail".split(" "));
const DECODING = new Set("b64dec b32dec decryptAES replace regexReplaceAll regexReplaceAllLiteral mustRegexReplaceAll nospace trunc substr abbrev swapcase lower upper title untitle trimAll trimPrefix trimSuffix fromJson fromYaml".split(" "));
const WRITING = new Set("toJson toPrettyJson toRawJson toYaml toToml toString print printf println cat quote".split(" "));
const HANDING = new Set("include template tpl dict list set merge mergeOverwrite deepCopy".split(" "));
function mayUse(text) {
	return text.includes("{{") && INTERESTING.test(text);
}
const INTERESTING = new RegExp(String.raw`\b(?:${[
	...FUNCTIONS.keys(),
	...UNORDERED,
	"tpl",
	"Capabilities",
	"Release",
	"IsInstall",
	"IsUpgrade"
].join("|")})\b|\$\s*[|)}]|\$ *\)`);
function decides({ tokens }) {
	const [first, second] = tokens;
	const keyword = first?.value === "else" ? second : first;
	if (keyword?.kind === "word" && [
		"if",
		"with",
		"range"
	].includes(keyword.value)) return true;
	return tokens.some(({ kind, value }) => kind === "word" && CHOOSING.has(value));
}
const MOST_CALLS = 20;
function usesOf({ tokens }) {
	if (!tokens.some(isInteresting)) return [];
	const uses = [];
	let calls = 0;
	const words = new Set(tokens.flatMap(({ kind, value }) => kind === "word" ? value : []));
	const has = (names) => [...words].some((word) => names.has(word));
	const isKeyed = has(KEYED);
	const isOpened = isKeyed || has(WRITING) && !has(HANDING);
	for (const [i, { kind, value }] of tokens.entries()) if (kind === "word") {
		const on = FUNCTIONS.get(value);
		if (on !== void 0 && (value === "now" || on !== "time" || !words.has("now"))) uses.push({
			on,
			what: value
		});
		if (UNORDERED.has(value) && !words.has("sortAlpha") && has(PICKING)) uses.push({
			on: "chance",
			what: `the order of ${value}`
		});
		if (value === "tpl") uses.push(...++calls > MOST_CALLS ? [{
			on: "composed",
			what: "tpl"
		}] : tplUses(tokens, i + 1));
	} else if (kind === "field") uses.push(...fieldUses(tokens, i, isOpened));
	else if (kind === "string") uses.push(...isKeyed ? nameUses(value) : []);
	else if (value === "$" && !isField(tokens, i + 1) && has(WRITING) && !has(HANDING)) uses.push({
		on: "capabilities",
		what: "all of $"
	});
	return distinct$1(uses);
}
function distinct$1(uses) {
	return [...new Map(uses.map((use) => [`${use.on} ${use.what} ${use.api ?? ""}`, use])).values()];
}
function isInteresting({ kind, value }) {
	if (kind === "word") return FUNCTIONS.has(value) || UNORDERED.has(value) || value === "tpl";
	if (kind === "variable") return value === "$";
	return (kind === "field" || kind === "string") && CONTEXT.has(kind === "field" ? value.slice(1) : value);
}
const CONTEXT = /* @__PURE__ */ new Set([
	"Capabilities",
	"Release",
	"IsInstall",
	"IsUpgrade"
]);
function isField(tokens, i) {
	const [before, token] = [tokens[i - 1], tokens[i]];
	return token?.kind === "field" && before?.end === token.start;
}
const KEYED = /* @__PURE__ */ new Set([
	"index",
	"get",
	"dig",
	"pluck",
	"pick",
	"hasKey",
	"omit"
]);
function nameUses(value) {
	if (value === "Capabilities") return [{
		on: "capabilities",
		what: "\"Capabilities\""
	}];
	return value === "IsInstall" || value === "IsUpgrade" ? [{
		on: "release",
		what: `"${value}"`
	}] : [];
}
function fieldUses(tokens, i, isOpened) {
	const value = tokens[i]?.value ?? "";
	if (value === ".IsInstall" || value === ".IsUpgrade") return [{
		on: "release",
		what: tokens[i - 1]?.value === ".Release" && isField(tokens, i) ? `.Release${value}` : value
	}];
	if (value !== ".Release" && value !== ".Capabilities") return [];
	for (let at = i; at > i - 20 && isField(tokens, at); at--) if (tokens[at - 1]?.value === ".Values") return [];
	const next = isField(tokens, i + 1) ? tokens[i + 1]?.value : void 0;
	if (next === void 0 && !isOpened) return [];
	if (value === ".Capabilities") return [{
		on: "capabilities",
		what: value + (next ?? ""),
		...next === ".APIVersions" ? apiAsked(tokens, i) : {}
	}];
	if (next === void 0) return [{
		on: "release",
		what: value
	}];
	return next === ".Revision" ? [{
		on: "release",
		what: value + next
	}] : [];
}
function apiAsked(tokens, i) {
	const isCall = isField(tokens, i + 2) && tokens[i + 2]?.value === ".Has";
	let first = i;
	while (first > i - 20 && isField(tokens, first)) first--;
	const isHas = tokens[first - 2]?.kind === "word" && tokens[first - 2]?.value === "has";
	const argument = isCall ? tokens[i + 3] : isHas ? tokens[first - 1] : void 0;
	return argument?.kind === "string" ? { api: argument.value } : {};
}
function tplUses(tokens, from) {
	const first = tokens[from];
	if (first?.kind === "string") return usesInText(first.value);
	return (first?.value === "(" ? tokens.slice(from, closing(tokens, from)) : tokens.slice(from, from + 1)).some(isPiece) ? [{
		on: "composed",
		what: "tpl"
	}] : [{
		on: "tpl",
		what: `tpl ${first?.value === "(" ? "(…)" : first?.value ?? ""}`
	}];
}
function isPiece(token) {
	const { kind, value } = token;
	if (kind === "word") return DECODING.has(value);
	if (kind !== "string") return false;
	const known = PIECES.get(token) ?? (isOpen(value) || /^[^{]*\}\}/.test(value));
	PIECES.set(token, known);
	return known;
}
function isOpen(text) {
	const { open } = lexTemplate(text);
	return open !== void 0 && !text.includes("}}", open);
}
const PIECES = /* @__PURE__ */ new WeakMap();
function closing(tokens, from) {
	let depth = 0;
	for (let i = from; i < Math.min(tokens.length, from + 1e4); i++) if (tokens[i]?.value === "(" && tokens[i]?.kind === "mark") depth++;
	else if (tokens[i]?.value === ")" && tokens[i]?.kind === "mark" && --depth === 0) return i;
	return tokens.length;
}
function usesInText(text) {
	if (!text.includes("{{")) return [];
	const { actions, open } = lexTemplate(text);
	return [...actions.flatMap(usesOf), ...open !== void 0 && isOpen(text) ? [{
		on: "composed",
		what: "{{"
	}] : []];
}

// src/gotemplate/dependence.ts
const MOST$1 = 2e3;
const MOST_HASHED = 4194304;
function dependencesOf(templates) {
	const candidates = [...templates].filter(([, text]) => mayUse(text));
	if (candidates.length === 0) return [];
	const parsed = new Map(candidates.map(([file, text]) => [file, parse$1(file, text)]));
	const defined = definitions([...parsed.values()]);
	if (defined.size > 0) {
		for (const [file, text] of templates) if (!parsed.has(file) && /\b(?:include|template)\b/.test(text)) parsed.set(file, parse$1(file, text));
	}
	return few([...parsed.values()].flatMap((one) => inFile(one, defined)));
}
function dependencesInTexts(texts) {
	const found = [];
	for (const [file, text] of texts) for (const use of usesInText(text)) found.push({
		...use,
		file,
		line: 1,
		decides: mayDecide(text),
		key: hash(use.on, use.what, text)
	});
	return few(found);
}
function mayDecide(text) {
	const { actions } = lexTemplate(text);
	const [first] = actions;
	return actions.some(decides) || actions.length < 2 && (!first || first.end - first.start === text.trim().length);
}
function few(all) {
	const [first] = all;
	if (all.length <= MOST$1 || !first) return [...all];
	const rest = all.slice(MOST$1);
	const key = hash(rest.map((one) => one.key).join(" "));
	return [...all.slice(0, MOST$1), {
		...first,
		on: "composed",
		what: `${rest.length} more`,
		decides: true,
		key
	}];
}
function parse$1(file, text) {
	return {
		file,
		text,
		actions: lexTemplate(text).actions
	};
}
function definitions(files) {
	const own = /* @__PURE__ */ new Map();
	for (const { actions } of files) {
		const open = [];
		for (const action of actions) {
			const [keyword, name] = action.tokens;
			const word = keyword?.kind === "word" ? keyword.value : "";
			if (word === "end") open.pop();
			if (BLOCKS.has(word)) open.push(DEFINING.has(word) ? name?.value : open.at(-1));
			const inside = open.at(-1);
			if (inside === void 0) continue;
			const known = own.get(inside) ?? {
				uses: [],
				includes: /* @__PURE__ */ new Set()
			};
			own.set(inside, known);
			known.uses.push(...usesOf(action).filter(({ on }) => on !== "tpl"));
			for (const included of includesOf(action)) known.includes.add(included);
		}
	}
	const includers = /* @__PURE__ */ new Map();
	for (const [name, { includes }] of own) for (const included of includes) {
		const known = includers.get(included) ?? [];
		known.push(name);
		includers.set(included, known);
	}
	const result = /* @__PURE__ */ new Map();
	const pending = [...own].flatMap(([name, { uses }]) => uses.map((use) => ({
		name,
		use
	})));
	for (let next = pending.pop(); next; next = pending.pop()) {
		const { name, use } = next;
		const known = result.get(name) ?? /* @__PURE__ */ new Map();
		if (known.has(use.on)) continue;
		result.set(name, known.set(use.on, use));
		for (const includer of includers.get(name) ?? []) pending.push({
			name: includer,
			use
		});
	}
	return new Map([...result].map(([name, uses]) => [name, [...uses.values()]]));
}
const DEFINING = /* @__PURE__ */ new Set(["define", "block"]);
const BLOCKS = /* @__PURE__ */ new Set([
	"if",
	"with",
	"range",
	...DEFINING
]);
function includesOf({ tokens }) {
	return tokens.flatMap(({ kind, value }, i) => {
		const name = tokens[i + 1];
		return kind === "word" && (value === "include" || value === "template") && name?.kind === "string" ? [name.value] : [];
	});
}
function distinct(uses) {
	return [...new Map(uses.map((use) => [use.on, use])).values()];
}
function inFile({ file, text, actions }, defined) {
	const direct = actions.map((action) => [...usesOf(action), ...includesOf(action).flatMap((name) => (defined.get(name) ?? []).map(({ on, what }) => ({
		on,
		what: `include "${name}" (${what})`
	})))]);
	const variables = taints(actions, direct);
	const ends = blockEnds(actions);
	const whole = hash(text);
	let hashed = 0;
	let line = 1;
	let counted = 0;
	return actions.flatMap((action, i) => {
		const all = asksOf(action, variables);
		if (all.length === 0 && direct[i]?.length === 0) return [];
		const chooses = decides(action);
		const asked = all.filter(({ on }) => chooses || on === "composed");
		const uses = [...new Map([...direct[i] ?? [], ...asked].map((use) => [`${use.on} ${use.what} ${use.api ?? ""}`, use])).values()];
		if (uses.length === 0) return [];
		for (; counted < action.start; counted++) if (text.codePointAt(counted) === 10) line++;
		const end = ends[i] ?? action.end;
		hashed += end - action.start;
		const content = hashed > MOST_HASHED ? whole : text.slice(action.start, end);
		return uses.map(({ on, what, api }) => ({
			on,
			what,
			...api === void 0 ? {} : { api },
			file,
			line,
			decides: chooses,
			key: hash(on, what, content)
		}));
	});
}
function blockEnds(actions) {
	const ends = actions.map(() => void 0);
	const open = [];
	for (const [i, { tokens, end }] of actions.entries()) {
		const [first] = tokens;
		const word = first?.kind === "word" ? first.value : "";
		if (word === "end") for (const opener of open.pop() ?? []) ends[opener] = end;
		else if (word === "else") open.at(-1)?.push(i);
		else if (BLOCKS.has(word)) open.push(DEFINING.has(word) ? [] : [i]);
	}
	return ends;
}
function taints(actions, direct) {
	const known = /* @__PURE__ */ new Map();
	const sets = actions.flatMap((action, i) => {
		const names = assignedBy(action);
		return names.length > 0 ? [{
			action,
			names,
			own: direct[i] ?? []
		}] : [];
	});
	for (let round = 0, grows = true; grows && round < 5; round++) {
		grows = false;
		for (const { action, names, own } of sets) {
			const pieces = action.tokens.some(isPiece) ? [{
				on: "composed",
				what: "text that is put together"
			}] : [];
			const uses = distinct([
				...own.filter(({ on }) => on !== "tpl"),
				...pieces,
				...asksOf(action, known, names)
			]);
			for (const name of names) {
				const all = distinct([...known.get(name) ?? [], ...uses]);
				if (all.length > (known.get(name)?.length ?? 0)) grows = true;
				if (all.length > 0) known.set(name, all);
			}
		}
	}
	return known;
}
function assignedBy({ tokens }) {
	const at = tokens.findIndex(({ kind, value }) => kind === "mark" && (value === ":=" || value === "="));
	const [before, comma, variable] = [
		tokens[at - 3],
		tokens[at - 2],
		tokens[at - 1]
	];
	if (variable?.kind !== "variable") return [];
	return comma?.value === "," && before?.kind === "variable" ? [before.value, variable.value] : [variable.value];
}
function asksOf({ tokens }, variables, assigned = []) {
	if (!tokens.some(({ kind, value }) => kind === "variable" && variables.has(value))) return [];
	const runs = assigned.length > 0 || tokens.some(({ kind, value }) => kind === "word" && value === "tpl");
	return tokens.flatMap(({ kind, value }) => kind === "variable" && !assigned.includes(value) ? (variables.get(value) ?? []).filter(({ on }) => on !== "composed" || runs).map(({ on, what }) => ({
		on,
		what: what.startsWith("$") ? what : `${value} (${what})`
	})) : []);
}
function hash(...parts) {
	return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 20);
}

// src/render/engine/dependences.ts
var ChartTexts = class {
	#templates = /* @__PURE__ */ new Map();
	#others = /* @__PURE__ */ new Map();
	add(shown, path, content) {
		const isTemplate = /(^|\/)templates\//.test(path);
		if (path.endsWith("NOTES.txt")) return;
		const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString();
		if (text.includes("{{")) (isTemplate ? this.#templates : this.#others).set(shown, text);
	}
	get runsTexts() {
		return [...this.#templates.values()].some((text) => /\btpl\b/.test(text));
	}
	dependences() {
		const templates = dependencesOf(this.#templates);
		if (!this.runsTexts) return templates;
		const texts = [...this.#others].flatMap(([file, text]) => /(^|\/|: )values[^/]*\.ya?ml$/.test(file) ? scalars(file, text) : [[file, text]]);
		return [...templates, ...dependencesInTexts(texts)];
	}
};
function dependencesOfValues(values) {
	const texts = [...values].flatMap(({ file, content }) => scalars(file, Buffer.from(content).toString()));
	return dependencesInTexts(texts);
}
function scalars(file, text) {
	if (!text.includes("{{") && !text.includes(String.raw`\x7b`) && !text.includes(String.raw`\u007`)) return [];
	const found = [];
	const pending = [];
	try {
		pending.push(...parseYaml(text, file).documents.map(({ root }) => root));
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		return [[file, text]];
	}
	for (let node = pending.pop(); node; node = pending.pop()) if (node.kind === "scalar") found.push([file, node.value]);
	else if (node.kind === "sequence") for (const item of node.items) pending.push(item);
	else if (node.kind === "map") for (const { key, value } of node.entries) pending.push(key, value);
	return found;
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
				if (!(key === "$schema" ? DRAFTS.test(item) : !REFERENCES.has(key) || item.startsWith("#"))) return JSON.stringify(mask(item));
			}
			pending.push(item);
		}
	}
}

// src/render/engine/chart-files.ts
const MAX_DEPTH = 5;
const PACKED = /^(charts\/[^/]+\/)*charts\/[^/_.][^/]*\.tgz$/;
async function cleanse(files, name, limits) {
	const warnings = [];
	const texts = new ChartTexts();
	let generates = false;
	const budget = {
		files: limits.files,
		size: limits.size
	};
	return {
		files: await keep(files, "", 0),
		generates,
		warnings,
		dependences: texts.dependences(),
		runsTexts: texts.runsTexts
	};
	async function keep(members, at, depth) {
		if (depth > MAX_DEPTH) throw inputError(`${name}/${at}: it is packed more than ${MAX_DEPTH} times`);
		const kept = /* @__PURE__ */ new Map();
		for (const [path, content] of members) {
			const shown = at === "" ? path : `${at}: ${path}`;
			if (!(content instanceof Uint8Array)) kept.set(path, await keep(content, shown, depth + 1));
			else if (PACKED.test(path)) {
				const inner = await openPackage(content, `${name}/${shown}`, budget);
				budget.files -= inner.size;
				for (const data of inner.values()) budget.size -= data.length / 1024 / 1024;
				kept.set(path, await keep(inner, shown, depth + 1));
			} else {
				const own = look(shown, path, content);
				if (own) kept.set(path, own);
			}
		}
		return kept;
	}
	function look(shown, path, content) {
		if (/(^|\/)values\.schema\.json$/i.test(path)) {
			const reference = foreignReference(content);
			if (reference === void 0) return content;
			warnings.push(`${name}: the values are not checked by ${shown}, which refers to ${reference}: a schema may only refer to itself`);
			return;
		}
		generates ||= usesGenerators(content);
		texts.add(shown, path, content);
		return /(^|\/)templates\//.test(path) ? atFixedTime(content) : content;
	}
}
async function packed(files, change = (_, content) => content) {
	const result = /* @__PURE__ */ new Map();
	for (const [path, content] of files) result.set(path, content instanceof Uint8Array ? change(path, content) : await packChart(await packed(content, change)));
	return result;
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

// src/render/engine/helmignore.ts
const DEFAULTS = "templates/.?*";
function helmIgnore(text, file) {
	const rules = [...text.replace(/^\ufeff/, "").split(/\r?\n/), DEFAULTS].flatMap((line) => {
		const rule = line.trim();
		return rule === "" || rule.startsWith("#") ? [] : [readRule(rule, file)];
	});
	const isIgnored = (path, isFolder) => {
		for (const { negated, onlyFolders, fits } of rules) {
			if (negated && (onlyFolders && !isFolder || !fits(path))) return true;
			if (!negated && (!onlyFolders || isFolder) && fits(path)) return true;
		}
		return false;
	};
	return (path) => {
		for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) if (isIgnored(path.slice(0, slash), true)) return true;
		return isIgnored(path, false);
	};
}
function readRule(line, file) {
	if (line.includes("**")) throw inputError(`${file} has a rule with "**", which Helm refuses`, { at: { file } });
	const negated = line.startsWith("!");
	const named = negated ? line.slice(1) : line;
	const onlyFolders = named.endsWith("/");
	const rule = onlyFolders ? named.slice(0, -1) : named;
	const pattern = goPath(rule.replace(/^\//, ""));
	if (pattern === NO_PATTERN) throw inputError(`${file} has the rule ${JSON.stringify(line)}, which Helm refuses`, { at: { file } });
	return {
		negated,
		onlyFolders,
		fits: (path) => pattern.test(rule.includes("/") ? path : path.slice(path.lastIndexOf("/") + 1))
	};
}

// src/render/engine/chart.ts
const PACKAGE = "chart.tgz";
const FIRST = "chart";
const AGAIN = "again";
async function planChart(at, engine, isPacked = false) {
	const snapshot = await engine.snapshot(at.tree);
	const found = resolveOrThrow(snapshot, at.path, "the chart");
	if (found.kind === "file") {
		const files = /* @__PURE__ */ new Map([[PACKAGE, found.file]]);
		return finish(found.file.path, [{
			snapshot,
			files,
			isPackage: true
		}], [], engine, true);
	}
	const name = found.path === "" ? snapshot.tree.name : found.path;
	const submodules = [];
	const files = snapshot.filesBelow(found.path, submodules);
	if (!files.has("Chart.yaml")) throw inputError(`${name} is no chart: it has no Chart.yaml`, { at: { file: joined$1(found.path, "Chart.yaml") } });
	const others = isPacked ? [] : await missingParts(at, found.path, snapshot, files, engine);
	const warnings = submodules.map((path) => `${path} is a submodule, whose files are not rendered`);
	return finish(name, [{
		snapshot,
		files
	}, ...others], warnings, engine, isPacked);
}
async function missingParts(at, folder, snapshot, files, engine) {
	const declaring = ["Chart.yaml", "requirements.yaml"].flatMap((name) => files.get(name)?.path ?? []);
	const texts = await snapshot.read(declaring);
	const parts = [];
	const missing = [];
	const names = declaring.length > 0 ? await vendored(snapshot, files) : /* @__PURE__ */ new Map();
	for (const file of declaring) for (const dependency of dependenciesOf(Buffer.from(texts.get(file) ?? "").toString(), file)) {
		checkName(dependency, file);
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
	for (const [i, chart] of fetched.entries()) {
		const { name, file, line } = missing[i] ?? first;
		const part = besides(await engine.snapshot(chart.tree), chart.path, name, {
			file,
			line
		});
		parts.push({
			...part,
			isFetched: true
		});
	}
	return parts;
}
function checkName({ name, line }, file) {
	const fault = name.includes("/") ? `${JSON.stringify(name)} is a path` : stagedPathFault(name);
	if (fault !== void 0) throw inputError(`the dependency has a name that no chart can have: ${fault}`, { at: {
		file,
		line
	} });
}
async function vendored(snapshot, files) {
	const paths = [...files].flatMap(([staged, file]) => /^charts\/[^/]+\/Chart\.yaml$/.test(staged) ? [[staged, file.path]] : []);
	if (paths.length === 0) return /* @__PURE__ */ new Map();
	const contents = await snapshot.read(paths.map(([, path]) => path));
	return namesOf(new Map(paths.map(([staged, path]) => [staged, Buffer.from(contents.get(path) ?? "").toString()])));
}
function besides(snapshot, path, dependency, at) {
	const found = resolveOrThrow(snapshot, path, `the dependency ${dependency},`, { at });
	return {
		snapshot,
		files: found.kind === "file" ? /* @__PURE__ */ new Map([[PACKAGE, found.file]]) : snapshot.filesBelow(found.path),
		dependency,
		isPackage: found.kind === "file"
	};
}
async function finish(name, parts, warnings, engine, isPacked) {
	const hashes = await Promise.all(parts.map(async ({ snapshot, files, dependency }) => JSON.stringify([dependency, hashFiles(files, await snapshot.ids(files.values()))])));
	const hash = createHash("sha256").update([isPacked ? PACKAGE : "", ...hashes].join("\n")).digest("hex");
	const places = new Map(parts.flatMap(({ files, dependency }) => [...files].map(([staged, { path }]) => [inChart(staged, dependency), path])));
	return {
		name,
		hash,
		entry: isPacked ? PACKAGE : "",
		locate(path) {
			const slash = path.indexOf("/");
			return slash < 0 ? void 0 : places.get(path.slice(slash + 1));
		},
		shown(file) {
			const [own = "", ...inner] = file.split(": ");
			const path = places.get(own);
			return [path === void 0 || path === own ? `${name}: ${own}` : path, ...inner].join(": ");
		},
		stage: () => engine.stage.folder(hash, async () => {
			const clean = await cleanse(await gather$1(parts, name, engine), name, engine.limits);
			const files = /* @__PURE__ */ new Map();
			const write = async (folder, change) => {
				const contents = await packed(clean.files, change);
				if (isPacked) files.set(`${folder}/${PACKAGE}`, await packChart(contents));
				else for (const [path, content] of contents) files.set(`${folder}/${path}`, content);
			};
			await write(FIRST);
			if (clean.generates) await write(AGAIN, (path, content) => path.includes("templates/") ? atAnotherTime(content) : content);
			return {
				files,
				generates: clean.generates,
				dependences: clean.dependences,
				runsTexts: clean.runsTexts,
				warnings: [...warnings, ...clean.warnings]
			};
		})
	};
}
function inChart(staged, dependency) {
	return dependency === void 0 ? staged : `charts/${dependency}/${staged}`;
}
async function gather$1(parts, name, engine) {
	const chart = /* @__PURE__ */ new Map();
	for (const { snapshot, files, dependency, isPackage, isFetched } of parts) {
		const contents = await readFiles(snapshot, files, engine.limits, isPackage === true);
		if (isPackage !== true) refuseLfs(contents, files);
		const content = isPackage === true ? contents.get(PACKAGE) : void 0;
		const own = content ? await openPackage(content, files.get(PACKAGE)?.path ?? name, engine.limits) : contents;
		if (dependency === void 0) for (const [path, file] of own) chart.set(path, file);
		else chart.set(freeName(chart, dependency), content || isFetched === true ? own : packedByHelm(own, files));
	}
	return chart;
}
const READ = /(^|\/)(Chart\.(yaml|lock)|values\.yaml|values\.schema\.json|requirements\.(yaml|lock))$|(^|\/)(templates|crds)\/|^charts\//;
function refuseLfs(contents, files) {
	const pointers = [...contents].filter(([, content]) => isLfsPointer(content)).map(([path]) => path);
	if (pointers.length === 0) return;
	const asks = [...contents].some(([path, content]) => path.includes("templates/") && Buffer.from(content).includes(".Files"));
	const read = pointers.find((path) => asks || READ.test(path));
	if (read !== void 0) throw lfsError({ file: files.get(read)?.path ?? read });
}
function packedByHelm(files, sources) {
	const rules = files.get(".helmignore");
	const text = rules === void 0 ? "" : Buffer.from(rules).toString();
	const isIgnored = helmIgnore(text, sources.get(".helmignore")?.path ?? ".helmignore");
	return new Map([...files].filter(([path]) => !isIgnored(path)));
}
function freeName(chart, name) {
	for (let i = 1;; i++) {
		const path = `charts/${i === 1 ? name : `${name}-${i}`}.tgz`;
		if (!chart.has(path)) return path;
	}
}
function joined$1(folder, path) {
	return folder === "" ? path : `${folder}/${path}`;
}

// src/render/engine/helm-phrases.ts
const PATH$1 = String.raw`[\w.@+-]+(?:\/[\w.@+-]+)*\.(?:yaml|yml|tpl|txt|json|tgz)`;
const QUOTED = String.raw`(?:'[^'\n]*'|"[^"\n]*")`;
const LIST = `${QUOTED}(?:, ${QUOTED})*`;
const KEYS = String.raw`'[\w./-]{1,100}'(?:, '[\w./-]{1,100}')*`;
const HELM_PHRASES = [
	phrase(String.raw`(?:parse error|execution error) at \(${PATH$1}:\d+(?::\d+)?\):`),
	phrase(String.raw`unclosed action started at ${PATH$1}:\d+`),
	phrase(String.raw`(?:template: )?\(?${PATH$1}(?::\d+(?::\d+)?)?\)?:?`),
	phrase(String.raw`chart requires kubeVersion: [\w<>=~^|&,. *-]+ which is incompatible with Kubernetes v?[\w.+-]+`),
	phrase(String.raw`chart\.metadata\.\w+(?: "[\w.+-]{1,60}")?`),
	phrase(String.raw`(?:dependency|alias|condition path) ["'][\w.-]{1,60}["']`),
	phrase(String.raw`values don't meet the specifications of the schema\(s\) in the following chart\(s\):(?:\n[\w.-]+:(?=\n))?`),
	phrase(String.raw`invalid kube version '[\w.+-]+'`),
	phrase(String.raw`failed parsing --set-json data\b`),
	...GO_PHRASES,
	phrase(String.raw`- at '[\w/.~-]*':`),
	phrase(String.raw`- (?:\(root\)|[\w.[\]-]+):(?: [\w.-]+(?= must be one of| does not match: ))?`),
	phrase(`'(?:all|any|one)Of' failed`),
	phrase(`additional properties ${KEYS} not allowed`),
	phrase(`missing propert(?:y|ies):? ${KEYS}`),
	phrase(String.raw`Additional property [\w.-]+ is not allowed`),
	phrase(String.raw`[\w.-]+ is required`),
	phrase(`does not match pattern ${QUOTED}`),
	phrase(`value must be (?:one of )?${LIST}`),
	phrase(`must be one of the following: ${LIST}`),
	phrase(`(?:does not match|format): ${QUOTED}`),
	phrase(`Does not match (?:pattern|format) ${QUOTED}`),
	phrase(String.raw`(?:max|min)(?:Items|Properties): got \d+, want \d+`),
	phrase(String.raw`(\w+): got [\d.,e+-]+, want ([\d.,e+-]+)`, ([, keyword, want]) => `${keyword}: got ${"…"}, want ${want}`),
	phrase(String.raw`got \w+, want \w+(?: or \w+)*`),
	phrase(String.raw`Expected: \w+, given: \w+`),
	phrase(String.raw`(?:than or equal to|than|multiple of|at most|at least) -?[\d.]+`)
];

// src/render/engine/sayings.ts
const MOST = 2e3;
const LONGEST = 400;
const TEXT = String.raw`("(?:[^"\\\n]|\\.)*"|\x60[^\x60]*\x60)`;
const SAID = new RegExp(String.raw`\b(?:fail|required|printf|print|println|cat)\s+${TEXT}|${TEXT}\s*\|\s*(?:fail|required)\b`, "g");
async function sayings(target, limits) {
	const found = /* @__PURE__ */ new Set();
	for await (const [path, text] of templatesOf(target, limits)) for (const saying of sayingsIn(text, path.endsWith(".tpl"))) found.add(saying);
	return [...found].toSorted((a, b) => b.length - a.length).slice(0, MOST).map((text) => phrase(text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)));
}
function* sayingsIn(text, isHelper) {
	const { actions, prose } = split(text);
	for (const action of actions) {
		if (!/\b(?:fail|required)\b/.test(action)) continue;
		for (const [, before, behind] of action.matchAll(SAID)) yield* cut(unquoted(before ?? behind ?? ""));
	}
	if (!isHelper) return;
	for (const line of prose.map((part) => part.trim())) if (line.length <= LONGEST && /^(?:[A-Za-z][\w',.()"-]*\s+){3}[A-Za-z]/.test(line) && !/^[\w."-]+:\s/.test(line)) yield line;
}
function split(text) {
	const actions = [];
	const prose = [];
	let at = 0;
	for (;;) {
		const open = text.indexOf("{{", at);
		const close = open < 0 ? -1 : text.indexOf("}}", open);
		prose.push(...text.slice(at, open < 0 ? void 0 : open).split("\n"));
		if (close < 0) return {
			actions,
			prose
		};
		actions.push(text.slice(open + 2, close));
		at = close + 2;
	}
}
function cut(text) {
	return text.split(/%[-+# 0]*(?:[1-9.][\d.]*)?[a-zA-Z]|%%|\n/).map((part) => part.trim()).filter((part) => part.length <= LONGEST && /[A-Za-z]{2}/.test(part));
}
function unquoted(text) {
	if (text.startsWith("`")) return text.slice(1, -1);
	return text.slice(1, -1).replaceAll(/\\([^])/g, (_, character) => ({
		n: "\n",
		t: "	"
	})[character] ?? character);
}
async function* templatesOf(target, limits) {
	if (/\.(tgz|tar\.gz)$/i.test(target)) {
		yield* packedTemplates(await readFile(target), limits);
		return;
	}
	for (const entry of await readdir(target, {
		withFileTypes: true,
		recursive: true
	})) {
		if (!entry.isFile()) continue;
		const path = join(entry.parentPath, entry.name);
		if (/\.(tgz|tar\.gz)$/i.test(path)) yield* packedTemplates(await readFile(path), limits);
		else if (isTemplate(path)) yield [path, await readFile(path, "utf8")];
	}
}
async function* packedTemplates(content, limits) {
	for (const [path, data] of await unpack(content, "a chart", limits)) if (/\.(tgz|tar\.gz)$/i.test(path)) yield* packedTemplates(data, limits);
	else if (isTemplate(path)) yield [path, Buffer.from(data).toString()];
}
function isTemplate(path) {
	return /(^|[\\/])templates[\\/].+\.(ya?ml|tpl|txt|json)$/.test(path);
}

// src/render/engine/helm-failures.ts
async function explainHelm(stderr, input, limits) {
	const { chart, names, target } = input;
	const message = shortened(errorOf(stderr));
	const missing = /missing in charts\/ directory: (.+)$/m.exec(message)?.[1];
	if (missing !== void 0) return inputError(`charts/ lacks what the chart ${chart.name} depends on: ${missing}`, { hint: "Run \"helm dependency build\" and commit charts/." });
	const staged = [...names, [target, chart.name]].map(([path, name]) => named(path, name));
	const said = /execution error at/.test(message) ? await sayings(target, limits) : [];
	const text = reduced(message, [
		...staged,
		...said,
		...HELM_PHRASES
	]);
	const at = locate(text, chart);
	const shown = text.replace(/^(execution error at \([^)]*\): )…$/, "$1the template fails with a message of its own, which may hold values and is not shown").replaceAll(/[\w.-]+\/(?:[\w.-]+\/)*[\w.-]+\.(?:yaml|yml|tpl|txt|json)(?=[:)\s"]|$)/g, (path) => chart.locate(path) ?? path).trim();
	return inputError(`Helm cannot render the chart ${chart.name}: ${shown || "it gave no reason"}`, {
		...at ? { at } : {},
		...text.includes("…") ? { hint: `Where the message has "${"…"}", values may stand: "helm template" shows all of it.` } : {}
	});
}
function errorOf(stderr) {
	const start = /^Error: /m.exec(stderr);
	return (start ? stderr.slice(start.index + start[0].length) : "").split("\n").filter((line) => !/^(level=|time=|Use --debug flag|walk\.go:)/.test(line)).join("\n").trim();
}
function named(path, name) {
	return phrase(path.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), () => name);
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
	const chart = await planChart(job.chart, engine, job.packed);
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
			const all = given.map((content, i) => ({
				file: values[i]?.name ?? sets[i - values.length]?.name ?? "",
				content
			}));
			const dependences = [...folder.dependences.map((one) => ({
				...one,
				file: chart.shown(one.file)
			})), ...folder.runsTexts ? dependencesOfValues(all) : []];
			async function runIn(part) {
				const target = join(folder.path, part, chart.entry);
				const args = await helmArguments(job, target, files, sets, engine);
				const run = await engine.run({
					program: helm.path,
					args,
					subject
				});
				if (!run.ok) throw await explainHelm(run.stderr, {
					chart,
					names,
					target
				}, engine.limits);
				return {
					text: run.stdout,
					name: `the output of ${subject}`,
					origin: helmOrigin(run.stdout, chart)
				};
			}
			return {
				generates,
				dependences,
				warnings: [...folder.warnings, ...job.inCluster === true ? askingWarning(subject, dependences) : []],
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
function askingWarning(subject, dependences) {
	const asked = dependences.filter(({ on }) => on === "lookup" || on === "release");
	const asks = [...new Set(asked.map(({ what }) => what))].toSorted();
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

// src/render/engine/remote.ts
var import_semver = /* @__PURE__ */ __toESM(require_semver(), 1);
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
	environments = /* @__PURE__ */ new Map();
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
	take(from, what, isFetched = false) {
		const { text, at, folder } = from;
		const named = nameOf(from, what);
		if (isRemote(text)) throw inputError(`${named} is not in this repository, and is not fetched`, {
			at,
			hint: "Copy it into the repository, or render it there and commit the result."
		});
		if (text.startsWith("/") || /^[a-z]:|\\/i.test(text)) throw outside(named, at);
		const found = this.snapshot.resolve(joined(folder, text));
		if (found.kind === "outside") throw outside(named, at);
		if (found.kind === "submodule") throw new SubmoduleNeeded(found.path, named, this.snapshot.tree.name, at);
		if (found.kind === "missing") throw inputError(`${named} is not there`, { at });
		const graft = graftOf(folder);
		const real = found.kind === "file" ? found.file.path : found.path;
		if (graft !== void 0 && !isFetched && !isBelow(real, graft)) throw outside(named, at);
		for (const link of found.links) this.links.set(link.path, link.target);
		if (found.kind === "file") {
			if ((!this.#allowOutside || graft !== void 0) && !isBelow(found.file.path, folder)) throw inputError(`${named} is outside of the kustomization's folder`, {
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
	fetchedFile(from) {
		if (!this.#grafts || !URL.canParse(from.text)) return void 0;
		const path = this.#grafts.pathOf(from);
		if (path !== void 0) return { path: posix.relative(from.folder, path) || "." };
		this.wanted.push({
			kind: "remote",
			from,
			remotes: [{
				kind: "file",
				url: from.text,
				isAny: true
			}]
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
	return /^\s*([a-z][a-z0-9+.-]*:\/\/|git::|gh:|[^/\s@]*@[^/\s:]*[:/]|(www\.)?github\.com[/:])/i.test(text) || /[?&](ref|version|submodules|timeout)=/.test(text);
}
function joined(folder, text) {
	return posix.normalize(folder === "" ? text : `${folder}/${text}`);
}
function nameOf({ text, isSecret }, what) {
	return text.length <= 300 && /^[^\s{}[\]"'`]+$/.test(text) && isSecret !== true ? `${what} ${JSON.stringify(mask(text))}` : `${what} that is named here`;
}
function outside(named, at) {
	return inputError(`${named} leaves the repository`, {
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

// src/render/engine/kustomize-environments.ts
async function checkEnvironments({ snapshot, environments }) {
	if (environments.size === 0) return;
	const contents = await snapshot.read([...environments.keys()]);
	for (const path of environments.keys()) {
		const wrong = Buffer.from(contents.get(path) ?? "").toString().replace(/^\uFEFF/, "").split(/\r?\n/).findIndex((line) => /^\s*[^\s#]/.test(line) && !line.includes("="));
		if (wrong >= 0) throw inputError("this line has no \"=\", so kustomize would take its value from the environment it runs in", {
			at: {
				file: path,
				line: wrong + 1
			},
			hint: "Write key=value."
		});
	}
}

// src/render/engine/kustomize-phrases.ts
const PATH = String.raw`(?:[\w.@+~-]+|\/)(?:\/?[\w.@+~-]+)*\/?`;
const ID = String.raw`[A-Z]\w*(?:\.(?:[\w-]+|\[no\w+\]))+\/[\w.:*-]+\.(?:[\w-]+|\[no\w+\])`;
const FIELD = String.raw`[\w.\/[\]*=:-]{1,200}`;
const KUSTOMIZE_PHRASES = [
	phrase(String.raw`node contents:[^]*`, () => "…"),
	phrase(String.raw`trouble configuring builtin (\w+) with config: \x60[^]*?\n\x60:`, ([, what]) => `trouble configuring builtin ${what}:`),
	phrase(String.raw`resid\.ResId\{[^\n]*?Kind:"(\w+)"[^\n]*?Name:"([\w.-]+)"[^}\n]*\}`, ([, kind, name]) => `${kind} ${name}`),
	phrase(`(?:from|on|path|root|lstat|open|stat|definition from) '?${PATH}'?(?=[\\s:')\\]]|$)`),
	phrase(String.raw`'${PATH}\.(?:ya?ml|json)':?`),
	phrase(String.raw`(?:in File: |env source files: \[|CRDs \[)${PATH}\]?`),
	phrase(`"?${ID}"?(?::${FIELD})?`),
	phrase(String.raw`(?:field|fieldPath) ['"\x60]${FIELD}['"\x60]`),
	phrase(String.raw`(?:missing path|missing key|testing value):? "?\/[\w\/~.-]*"?`),
	phrase(String.raw`illegally repeats the key \x60[\w.-]{1,100}\x60`),
	phrase(String.raw`(?:configmap|secret|resource with name) [\w.-]+(?= (?:illegally|does))`),
	phrase(String.raw`(?:expected kind|got) '(?:Kustomization|Component)'`),
	phrase(String.raw`missing metadata\.name in object`),
	phrase(String.raw`missing Resource metadata`),
	phrase(String.raw`plugin \w+\.builtin`),
	phrase(String.raw`options\.index -?\d{1,6}`),
	phrase(String.raw`expected key=value`),
	phrase(String.raw`(?:Mapping|Sequence|Scalar)Node`),
	phrase(String.raw`kustomization\.ya?ml|KV pairs|SM or JSON`),
	phrase(String.raw`must be one of \[[a-z, ]+\]`),
	...HELM_PHRASES
];

// src/render/engine/kustomize-failures.ts
function explainKustomize(stderr, name, stage) {
	const message = stderr.replace(/^[^]*?^[Ee]rror: /m, "").replaceAll(`${stage}/`, "").replaceAll(stage, ".").replace(/accumulation err='([^]*?)': must build at directory: [^]*$/, "$1").slice(0, 6e3).trim();
	if (stderr.includes("unknown shorthand flag: 'c' in -c")) return inputError(`this version of kustomize, which is to build ${name}, does not work with this version of Helm`, { hint: "Install a newer kustomize, or Helm 3, for kustomizations with helmCharts." });
	const text = `${stderr.includes("cycle detected") ? "cycle detected, a kustomization leads back to itself: " : ""}${reduced(message, KUSTOMIZE_PHRASES)}`;
	return inputError(`kustomize cannot build ${name}: ${text || "it gave no reason"}`, text.includes("…") ? { hint: `Where the message has "${"…"}", values may stand: "kustomize build" shows all of it.` } : {});
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
			hint: "It needs --enable-helm among the kustomize options of Argo CD (kustomize.buildOptions in argocd-cm). If it is set there, tell Fairlead in fairlead.yaml: argocd: {kustomizeBuildOptions: \"--enable-helm\"}."
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
	for (const [field, what] of [["crds", "the file of CRDs"], ["configurations", "the configuration"]]) for (const item of items(root, field)) takeNode(item, what, source, closure, instead);
	for (const openapi of fields(root, "openapi")) for (const path of fields(openapi, "path")) takeNode(path, "the schema", source, closure, instead);
	takePaths(root, source, closure, instead);
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
function takePaths(root, source, closure, instead) {
	for (const field of ["configMapGenerator", "secretGenerator"]) for (const generator of items(root, field)) takeGenerator(generator, source, closure, field === "secretGenerator", instead);
	for (const field of [
		"patches",
		"patchesJson6902",
		"replacements",
		"patchesStrategicMerge"
	]) for (const item of items(root, field)) {
		const text = reference(item, source);
		if (text && isWeb(text.text)) takeNode(item, "the patch", source, closure, instead);
		else if (text) takePatch(text, closure);
		for (const path of fields(item, "path")) takeNode(path, "the file", source, closure, instead);
	}
}
function takeGenerator(generator, source, closure, isSecret, instead) {
	for (const item of items(generator, "files")) {
		const from = reference(item, source);
		if (!from) continue;
		const [, key, file = ""] = /^(?:([^=/]*)=)?([^]*)$/.exec(from.text) ?? [];
		const named = {
			...from,
			text: isWeb(file) ? file : from.text.slice(from.text.indexOf("=") + 1),
			isSecret
		};
		const name = key ?? posix.basename(URL.canParse(file) ? new URL(file).pathname : file);
		const path = broughtFile(named, item, closure, instead, (path) => `${name}=${path}`);
		if (path !== "wanted") takeFile(path ?? named, "the file", closure, true, path !== void 0);
	}
	for (const field of ["envs", "env"]) for (const item of items(generator, field)) {
		const from = reference(item, source);
		if (from) closure.environments.set(takeFile(from, "the file", closure), from.at);
	}
}
function takePatch(from, closure) {
	if (isRemote(from.text) || !inline(from) || closure.names(from)) takeFile(from, "the patch", closure);
}
function takeNode(node, what, source, closure, instead = void 0) {
	const from = reference(node, source);
	if (!from) return;
	const brought = broughtFile(from, node, closure, instead, (path) => path);
	if (brought !== "wanted") takeFile(brought ?? from, what, closure, false, brought !== void 0);
}
function isWeb(text) {
	return /^https?:\/\//i.test(text);
}
function broughtFile(from, item, closure, instead, written) {
	const node = resolve$1(item);
	if (!node || !instead || !isWeb(from.text)) return void 0;
	const fetched = closure.fetchedFile(from);
	if (fetched === "wanted" || fetched === void 0) return fetched;
	instead.set(node, written(fetched.path));
	return {
		...from,
		text: fetched.path
	};
}
function takeFile(from, what, closure, isVerbatim = false, isFetched = false) {
	const found = closure.take(from, what, isFetched);
	if (found.kind === "folder") throw inputError(`${nameOf(from, what)} is a folder`, { at: from.at });
	if (isVerbatim) closure.verbatim.set(found.file.path, from.at);
	return found.file.path;
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
		takeGenerator(root, source, closure, kind === "SecretGenerator", void 0);
		takePaths(root, source, closure, void 0);
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
	await checkEnvironments(closure);
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
				dependences: folder.dependences,
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
	const dependences = [];
	let generates = false;
	let runsTexts = false;
	const isInChart = (path) => [...charts.keys()].some((folder) => path.startsWith(`${folder}/`));
	for (const [folder, members] of charts) {
		const chart = new Map([...members.keys()].map((path) => [path, files.get(below(folder, path)) ?? /* @__PURE__ */ new Uint8Array()]));
		const clean = await cleanse(chart, folder, engine.limits);
		generates ||= clean.generates;
		runsTexts ||= clean.runsTexts;
		warnings.push(...clean.warnings);
		dependences.push(...clean.dependences.map((one) => ({
			...one,
			file: below(folder, one.file)
		})));
		for (const path of members.keys()) files.delete(below(folder, path));
		for (const [path, content] of await packed(clean.files)) files.set(below(folder, path), content);
	}
	if (runsTexts) dependences.push(...dependencesOfValues([...files].filter(([path]) => /\.ya?ml$|(^|\/)Kustomization$/.test(path) && !isInChart(path)).map(([file, content]) => ({
		file,
		content
	}))));
	return {
		files,
		links: closure.links,
		generates,
		warnings,
		dependences
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

// src/render/engine/run.ts
const MAX_STDERR = 65536;
const RESERVED = 1024;
async function run(request, limits) {
	const { program, args, environment, directory, sandbox } = request;
	const posix = process.platform !== "win32";
	const [file, parameters] = process.platform === "linux" ? bounded([
		...sandbox?.command ?? [],
		program,
		...args
	], limits) : [program, args];
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
function bounded(command, limits) {
	return ["/bin/sh", [
		"-c",
		`ulimit -c 0; ulimit -v ${Math.ceil((limits.memory + RESERVED) * 1024)}; ulimit -t ${Math.ceil(limits.deadline / 1e3) * 4}; exec "$@"`,
		"sh",
		...command
	]];
}
function isOutOfMemory(message) {
	return /^(runtime: out of memory|fatal error: .*(out of memory|cannot allocate)|runtime: cannot allocate)/m.test(message);
}
function exceeded(subject, what) {
	return inputError(`${subject} ${what}`, { hint: "A template may loop without end. What is rendered here needs seconds in a controller too." });
}

// src/render/engine/renderer.ts
function openRenderer(options) {
	const limits = {
		...defaultLimits,
		...options.limits
	};
	const root = makeTemporary(options.temporary);
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
		run: (request) => lanes.run(() => runInSandbox({
			...request,
			environment,
			directory
		}))
	};
	let sandbox;
	async function runInSandbox(request) {
		sandbox ??= findSandbox(options.environment);
		const found = await sandbox;
		const result = await run({
			...request,
			sandbox: found
		}, limits);
		return found && !result.ok && failedIn(found, result.stderr) ? run(request, limits) : result;
	}
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
			generated: compared?.generated ?? /* @__PURE__ */ new Map(),
			dependences: staged.dependences
		};
		await cache?.put(prepared.key, rendered);
		return rendered;
	}
	return {
		versions: tools.versions,
		faults: tools.faults,
		render: (job) => job.kind === "directory" ? renderDirectory(job, engine) : renderByTool(job),
		async close() {
			await removeTemporary(root);
			await entries?.trim();
		}
	};
}
function unstableWarning(subject, unstable) {
	if (unstable.length === 0) return [];
	const more = unstable.length > 5 ? ` and ${unstable.length - 5} more` : "";
	return [`${subject} renders to something else at each run, or at another time: ${unstable.slice(0, 5).join(", ")}${more}. What is shown is one result of several; the cluster may get another.`];
}

// src/entries/wire/rendering.ts
async function renderingFor(config, inputs, wiring, own) {
	const { context, atEnd } = wiring;
	const elsewhere = openElsewhereFor(config, inputs, wiring, own);
	const { cache, bringsOnlyAsked = false } = inputs;
	const [helm, kustomize] = await Promise.all(["helm-path", "kustomize-path"].map((name) => programOf(name, inputs[name], context)));
	const renderer = openRenderer({
		environment: context.environment,
		helm,
		kustomize,
		supply: supplyFor(bringsOnlyAsked ? withoutVersions(config) : config, inputs, wiring, own.folder),
		bringsOnlyAsked,
		lanes: inputs.lanes,
		fetching: elsewhere,
		dependencies: elsewhere.dependencies,
		kustomizeHelm: true,
		...cache === void 0 ? {} : { cache: { folder: join(cache, "rendered") } }
	});
	atEnd(() => renderer.close());
	return {
		renderer,
		elsewhere
	};
}
function withoutVersions(config) {
	const { mirror } = config.render ?? {};
	return {
		...config,
		render: mirror === void 0 ? {} : { mirror }
	};
}
async function programOf(name, path, { workspace }) {
	if (path === void 0) return void 0;
	const program = resolve(workspace, path);
	if (!(await stat(program).catch(() => void 0))?.isFile()) throw inputError(`${name}: there is no program ${path}`, { hint: "Give its path, from the current folder; without one, the program on PATH is taken." });
	return program;
}

export { BuiltIn, DEFAULT_KUBE_VERSION, FolderCache, RENDER_TIME, artifact, builtInApis, cacheFor, capabilitiesOf, carryOut, clusterIn, clusterScope, directoryJob, discover, hasPlaceholder, kubeVersionOf, locate$1 as locate, manifestOf, pathIn, placeOf, plannerFor, renderingFor, siblingsOf, thisPlace };