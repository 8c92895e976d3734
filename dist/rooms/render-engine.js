import { __toESM } from "../chunks/rolldown-runtime.js";
import { KeptBlobs, makeTemporary, mask, removeTemporary } from "./git.js";
import { array, boolean, custom, exactOptional, nullable, number, object, string } from "../packages/valibot.js";
import { parseJsonIfValid } from "./shapes.js";
import { canonicalYaml, entryValue, evaluate, evaluatePlain, isObject, locate as locate$1, parseJson, parseYaml, position, resolve as resolve$1, textAt } from "./yaml.js";
import { FairleadError, inputError, remoteError } from "./errors.js";
import { BadTar, TooLarge, blobId, followLinks, inFolder, isBelow, isGitFolder, isLfsPointer, lfsError, listingOf, memoryTree, pathFault, readTar } from "./tree.js";
import { GO_PHRASES, capitalised, latin1, phrase, reduced } from "./text.js";
import { KUSTOMIZATION_FILES, NO_PATTERN, goPath } from "./inventory.js";
import { Lanes } from "./forge-local.js";
import { constants, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, posix, relative } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { createHash, randomBytes } from "node:crypto";
import { access, constants as constants$1, copyFile, lstat, lutimes, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { execFile, spawn } from "node:child_process";

// src/kube/ids.ts
function groupOf(apiVersion) {
	const slash = apiVersion.lastIndexOf("/");
	return slash < 0 ? "" : apiVersion.slice(0, slash);
}
function keyOf$2({ group, kind, namespace, name }) {
	return JSON.stringify([
		group,
		kind,
		namespace ?? "",
		name
	]);
}
function idIn(key) {
	const [group, kind, namespace, name] = JSON.parse(key);
	return {
		group,
		kind,
		namespace: namespace === "" ? void 0 : namespace,
		name
	};
}
function describeId({ kind, namespace, name }) {
	return `${kind} ${namespace === void 0 ? "" : `${namespace}/`}${name}`;
}
function isOfControllers(apiVersion) {
	const group = groupOf(apiVersion);
	return group === "argoproj.io" || group.endsWith(".toolkit.fluxcd.io");
}

// src/render/engine/vendored-tree.ts
const ROOT = ".fairlead-remote";
const MAX_REMOTES = 100;
function vendoredRoot(path) {
	const [root, name] = path.split("/");
	return root === ROOT && name !== void 0 ? `${root}/${name}` : void 0;
}
var VendoredTree = class {
	notes = /* @__PURE__ */ new Set();
	fetched = [];
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
		if (this.#count > MAX_REMOTES) throw inputError(`there are more than ${MAX_REMOTES} remote sources to render`);
		const paths = await Promise.all(wanted.map((one) => this.#bring(one)));
		for (const [i, path] of paths.entries()) {
			const one = wanted[i];
			if (one) this.#paths.set(keyOf$1(one.from), path);
		}
		this.#tree = withSubtrees(this.#base, this.#trees);
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
		const { tree, commit, ref } = await at(from, () => this.#fetching.git(url, revision || "HEAD"));
		this.fetched.push({
			url,
			revision,
			ref
		});
		if (!(/^[0-9a-f]{40}$/.test(revision) || /^v?\d+(\.\d+)+/.test(revision))) this.notes.add(`${mask(url)} is rendered at ${commit.slice(0, 8)}, the current commit of ${revision || "its default branch"}: it can change without a change here`);
		const name = url.replace(/^[a-z+]+:\/\//i, "").replaceAll(/[^A-Za-z0-9.]+/g, "-").slice(-60);
		const root = `${ROOT}/${name}-${hashOf(`${url} ${commit}`)}`;
		this.#trees.set(root, tree);
		return path === "" ? root : posix.join(root, path);
	}
	async #bringFile({ url, isAny }, from) {
		const content = await at(from, () => this.#fetching.file(url));
		if (isAny !== true && Buffer.from(content.subarray(0, 200)).toString().trimStart().startsWith("<")) throw inputError(`${mask(url)} is a web page, not a manifest`, { at: from.at });
		this.fetched.push({
			url,
			revision: void 0,
			ref: void 0
		});
		if (/\/(main|master|HEAD|latest)\//.test(url)) this.notes.add(`${mask(url)} is rendered in its current state: it can change without a change here`);
		const name = posix.basename(new URL(url).pathname).replaceAll(/[^A-Za-z0-9._-]/g, "-") || "file";
		const root = posix.join(from.folder, `${ROOT}-${hashOf(url)}`);
		const file = isAny === true || /\.(ya?ml|json)$/i.test(name) ? name : `${name}.yaml`;
		this.#trees.set(root, memoryTree(mask(url), /* @__PURE__ */ new Map([[file, content]])));
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
			message: `${JSON.stringify(mask(text))} cannot be fetched: ${message}`,
			...fault,
			at: place
		}, ...others], { cause: error });
	}
}
function withSubtrees(base, trees) {
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

// src/render/submodule-needed.ts
var SubmoduleNeeded = class extends FairleadError {
	path;
	constructor(path, wanted, tree, at) {
		super("input", [{
			message: `${wanted} is in the submodule ${path} of ${tree}, which is not read`,
			hint: "Only submodules of the infra repo are fetched. Use a submodule of another repository as a separate source.",
			...at === void 0 ? {} : { at }
		}]);
		this.path = path;
	}
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
const PATCHES = {
	helm: {
		"4.2": "4.2.3",
		"4.1": "4.1.4",
		"3.19": "3.19.4",
		"3.18": "3.18.6",
		"3.17": "3.17.4"
	},
	kustomize: {
		"5.8": "5.8.1",
		"5.7": "5.7.1",
		"5.6": "5.6.0"
	}
};
const NAMES = {
	argocd: "Argo CD",
	flux: "Flux"
};
function controllerVersion(controller, config) {
	const given = config[controller]?.version;
	const newest = controller === "argocd" ? "3.5" : "2.9";
	return (given === void 0 ? void 0 : minorOf(given)) ?? newest;
}
function pinnedVersion(tool, config) {
	const [row = ARGOCD[0]] = ["argocd", "flux"].flatMap((controller) => rowOf(controller, config) ?? []);
	const patches = PATCHES[tool];
	const known = row && patches[row[tool]];
	if (known === void 0) throw new Error(`no release of ${tool} is known for ${row?.[tool]}`);
	return known;
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
	const row = rowOf(controller, config);
	if (!row) return `it is unknown which versions of Helm and kustomize are in ${NAMES[controller]} ${version} (argocd.version and flux.version of fairlead.yaml)`;
	const others = ["helm", "kustomize"].flatMap((tool) => {
		const used = versions.get(tool);
		const minor = used === void 0 ? void 0 : minorOf(used);
		return minor === void 0 || minor === row[tool] ? [] : [`${tool} ${used?.replace(/^v/, "")} instead of ${row[tool]}`];
	});
	return others.length === 0 ? void 0 : `rendered with ${others.join(" and ")}, the version in ${NAMES[controller]} ${version}; its output may differ`;
}
function rendererNotes(config, versions, declared = []) {
	const withFlux = (version) => ({
		...config,
		flux: {
			...config.flux,
			version
		}
	});
	const known = declared.map(withFlux).filter((one) => rowOf("flux", one) !== void 0);
	return [rendererNote("argocd", config, versions), ...(config.flux?.version === void 0 ? known : [config]).map((one) => rendererNote("flux", one, versions))].flatMap((note) => note === void 0 ? [] : [`${capitalised(note)}.`]);
}
function rowOf(controller, config) {
	const version = config[controller]?.version;
	const minor = version === void 0 ? void 0 : minorOf(version);
	return (controller === "argocd" ? ARGOCD : FLUX).find((row) => row.version === minor);
}
function minorOf(version) {
	return /^v?(\d+\.\d+)/.exec(version.trim())?.[1];
}

// src/render/engine/staged-paths.ts
const MAX_NAME = 255;
const MAX_PATH = 1024;
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i;
function stagedPathFault(path) {
	const fault = pathFault(path);
	if (fault !== void 0) return fault;
	if (Buffer.byteLength(path) > MAX_PATH) return `${shown(path.slice(0, 100))}… is too long`;
	for (const name of path.split("/")) {
		const what = nameFault(name);
		if (what !== void 0) return `${shown(path)} ${what}`;
	}
}
function nameFault(name) {
	if (name.includes("\\")) return "has a backslash, which some programs treat as a slash";
	if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name)) return "has a control character";
	if (!name.isWellFormed() || name.includes("�")) return "is not valid text";
	if (/^[a-z]:/i.test(name)) return "begins with a Windows drive letter";
	if (/[. ]$/.test(name)) return "has a name that ends with a dot or a space, which Windows removes";
	if (DEVICE.test(name)) return "has a name that is a Windows device";
	const plain = sameName(name);
	if (plain === "." || plain === "..") return "has a name that reads as \".\" or \"..\"";
	if (plain.includes("/") || plain.includes("\\")) return "has a character that reads as a slash";
	if (isGitFolder(plain.split(":")[0] ?? "")) return "is inside git's own folder";
	if (Buffer.byteLength(name) > MAX_NAME) return "has a name that is too long";
}
function sameName(name) {
	return name.normalize("NFKC").replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "").toUpperCase().toLowerCase().normalize("NFKC");
}
function checkStaged(paths, where) {
	const folders = /* @__PURE__ */ new Map();
	const spellings = /* @__PURE__ */ new Map();
	function take(path, isFolder) {
		const slash = path.lastIndexOf("/");
		const key = `${slash < 0 ? "" : folder(path.slice(0, slash))}/${sameName(path.slice(slash + 1))}`;
		const known = spellings.get(key);
		if (known && (known.path !== path || !isFolder || !known.isFolder)) throw inputError(clash(known.path, path, known.isFolder !== isFolder, where), { hint: "Rename or remove one of them: the rendered output must not depend on the file system." });
		spellings.set(key, {
			path,
			isFolder
		});
		return key;
	}
	function folder(path) {
		const known = folders.get(path);
		if (known !== void 0) return known;
		const key = take(path, true);
		folders.set(path, key);
		return key;
	}
	for (const path of paths) {
		const fault = stagedPathFault(path);
		if (fault !== void 0) throw inputError(`${where} contain a path that is not allowed: ${fault}`);
		take(path, false);
	}
}
function clash(one, other, areTwoKinds, where) {
	if (one !== other) return `${shown(one)} and ${shown(other)} in ${where} have the same name on some file systems`;
	return areTwoKinds ? `${shown(one)} is a file and a folder in ${where}` : `${shown(one)} appears twice in ${where}`;
}
function shown(path) {
	return /[^\x20-\x7e]/.test(path) ? JSON.stringify(path) : path;
}

// src/render/engine/archive.ts
const zip = promisify(gzip);
async function openPackage(content, name, limits) {
	let folder;
	const files = await read(content, name, limits, (path) => {
		const fault = stagedPathFault(path);
		if (fault !== void 0) throw broken(name, `contains a path that is not allowed: ${fault}`);
		const slash = path.indexOf("/");
		if (slash < 0) throw broken(name, `contains ${path} outside the folder of its chart`);
		folder ??= path.slice(0, slash);
		if (path.slice(0, slash) !== folder) throw broken(name, `contains two folders, ${folder} and ${path.slice(0, slash)}, but a chart must be a single folder`);
		return path.slice(slash + 1);
	});
	checkStaged(files.keys(), `the files of the package ${name}`);
	return files;
}
async function packChart(files) {
	checkStaged(files.keys(), "the files of a chart");
	const { pack } = await import("../chunks/tar-stream.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const archive = pack();
	for (const [path, data] of files) archive.entry({ name: `chart/${path}` }, Buffer.from(data));
	archive.finalize();
	const chunks = [];
	for await (const chunk of archive) chunks.push(chunk);
	return zip(Buffer.concat(chunks), { level: 1 });
}
function unpack(content, name, limits) {
	return read(content, name, limits, (path) => {
		const clean = path.replace(/^(\.\/)+/, "");
		const fault = pathFault(clean);
		if (fault !== void 0) throw broken(name, `contains a path that is not allowed: ${fault}`);
		return clean;
	});
}
async function read(content, name, limits, place) {
	const files = /* @__PURE__ */ new Map();
	try {
		await readTar(Readable.from([content]), limits.size * 1024 * 1024, (entry) => {
			if (entry.type !== "file") throw broken(name, `contains ${entry.path}, a ${entry.type}`);
			const path = place(entry.path);
			const known = files.get(path);
			if (known && !entry.content.equals(known)) throw broken(name, `contains two files with the name ${path}`);
			if (files.size >= limits.files) throw broken(name, `contains more than ${limits.files} files`);
			files.set(path, entry.content);
		});
	} catch (error) {
		if (error instanceof FairleadError) throw error;
		if (error instanceof TooLarge) throw broken(name, `unpacks to more than ${Math.ceil(limits.size * 10) / 10} MiB`);
		if (error instanceof BadTar) throw broken(name, error.message);
		throw broken(name, "is not a valid gzip file");
	}
	return files;
}
function broken(name, what) {
	return inputError(`the package ${name} ${what}`, { at: { file: name } });
}

// src/render/engine/limits.ts
const defaultLimits = {
	deadline: 6e4,
	memory: 1024,
	output: 64,
	files: 2e4,
	size: 256
};

// src/render/engine/refused-yaml.ts
function refuseText(text, name) {
	refuseHidden(text, name);
	refuseDirectives(text, name);
}
function refuseHidden(text, name) {
	for (const { index } of text.matchAll(/^\.\.\.(?=\s|$)|(?<=\r)(?:---|\.\.\.)/gm)) {
		const rest = text.slice(text.indexOf("\n", index) + 1 || text.length);
		if (!(text[index] === "." && text[index - 1] !== "\r" && /^(?:[ \t]*(?:#.*)?\r?\n)*(?:---|$)/.test(rest))) throw inputError("controllers do not read the text after the end of this document", {
			at: {
				file: name,
				line: position(text, index).line
			},
			hint: "Separate documents with a line that contains only \"---\"."
		});
	}
}
function refuseDirectives(text, name) {
	for (const { index } of text.matchAll(/^%/gm)) {
		let start = index;
		let before = "";
		while (start > 0 && /^\s*(?:#|$)/.test(before)) {
			const end = start - 1;
			start = text.lastIndexOf("\n", end - 1) + 1;
			before = text.slice(start, end);
		}
		if (/^(?:---|\s*(?:#|$))/.test(before)) throw inputError("controllers cannot read a document that begins with a directive", {
			at: {
				file: name,
				line: position(text, index).line
			},
			hint: "Remove the line that begins with \"%\"."
		});
	}
}
function refuseKeys(node, where) {
	if (node.kind === "sequence") for (const item of node.items) refuseKeys(item, where);
	if (node.kind !== "map") return;
	for (const { key, value } of node.entries) {
		const known = resolve$1(key);
		if (known?.kind !== "scalar" || known.style === "plain" && known.tag === void 0 && evaluatePlain(known.value) === null) throw inputError("controllers cannot read a map with a key that is null or not a scalar", {
			at: where(key),
			hint: "Put the key in quotes."
		});
		refuseKeys(value, where);
	}
}

// src/render/engine/manifests.ts
function readManifests(text, name, origin) {
	refuseText(text, name);
	const manifests = [];
	for (const { root } of parseTolerantly(text, name).documents) {
		const place = (node) => {
			const { line } = position(text, "start" in node ? node.start : 0);
			return origin(line) ?? {
				file: name,
				line
			};
		};
		refuseKeys(root, place);
		const large = [];
		const value = evaluate(root, (found, node, path) => {
			const exact = wholeText(found, node.value);
			if (exact !== void 0) large.push(path);
			return exact ?? found;
		});
		if (value !== null) flatten({
			value,
			large
		}, manifests, () => place(root));
	}
	return manifests;
}
function wholeText(value, written) {
	if (typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value)) return void 0;
	const [, sign, digits = ""] = /^([-+]?)(.*)$/.exec(written.replaceAll("_", "")) ?? [];
	const whole = /^0[0-7]/.test(digits) ? digits.replace("0", "0o") : digits;
	if (!/^(?:[0-9]+|0[xob][0-9a-f]+)$/i.test(whole)) return void 0;
	const number = sign === "-" ? -BigInt(whole) : BigInt(whole);
	return BigInt.asIntN(64, number) === number ? String(number) : void 0;
}
function flatten({ value, large, isItem = false }, into, where) {
	if (!isObject(value)) throw inputError(`this document is ${Array.isArray(value) ? "a list" : typeof value === "string" ? "a text" : `a ${typeof value}`}, not a Kubernetes object`, { at: where() });
	if (Object.keys(value).length === 0) return;
	const kind = textAt(value, "kind");
	const apiVersion = textAt(value, "apiVersion");
	if (!kind || !apiVersion) throw inputError(`this document is not a Kubernetes object: it has no ${kind ? "apiVersion" : "kind"}`, { at: where() });
	const items = value["items"];
	if (Array.isArray(items)) {
		if (isItem) throw inputError(`this ${kind} is in a nested list, which controllers do not unpack`, {
			at: where(),
			hint: "Move its items to the outer list."
		});
		for (const [i, item] of items.entries()) flatten({
			value: item,
			large: large.filter(([key, index]) => key === "items" && index === i).map((path) => path.slice(2)),
			isItem: true
		}, into, where);
		return;
	}
	const manifest = manifestOf(value);
	if (!manifest && isNullList(value)) return;
	if (!manifest) throw inputError(`this ${kind} has no name`, {
		at: where(),
		...apiVersion.startsWith("kustomize.config.k8s.io/") ? { hint: PLAIN_KUSTOMIZATION } : {}
	});
	into.push({
		...manifest,
		...isOfControllers(apiVersion) && { template: where().file },
		...large.length > 0 && { large }
	});
}
const PLAIN_KUSTOMIZATION = "It is read as a plain manifest. Argo CD does the same, and its sync then fails. Exclude it (directory: {exclude: \"**/kustomization.yaml\"}), or let kustomize build the folder (no directory in the source).";
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
const FIXED = "(toDate \"2006-01-02\" \"2026-01-01\")";
const OTHER = "(toDate \"2006-01-02 15:04:05\" \"2101-02-05 13:14:15\")";
function atFixedTime(template) {
	const text = latin1(template);
	if (!text.includes("now")) return template;
	let result = "";
	let end = 0;
	for (const { tokens } of lexTemplate(text).actions) for (const token of tokens) {
		if (token.kind !== "word" || token.value !== "now") continue;
		result += text.slice(end, token.start) + FIXED;
		end = token.end;
	}
	return end === 0 ? template : Buffer.from(result + text.slice(end), "latin1");
}
function atAnotherTime(template) {
	const text = latin1(template);
	return text.includes(FIXED) ? Buffer.from(text.replaceAll(FIXED, OTHER), "latin1") : template;
}

// src/cache/keep-file.ts
function keepFile(file, content) {
	return keep(file, (temporary) => writeFile(temporary, content, { flag: "wx" }));
}
function keepCopy(file, of) {
	return keep(file, (temporary) => copyFile(of, temporary, constants.COPYFILE_EXCL));
}
async function keep(file, write) {
	const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
	try {
		await mkdir(dirname(file), { recursive: true });
		await write(temporary);
		await rename(temporary, file);
	} catch {
		await rm(temporary, { force: true }).catch(() => void 0);
	}
}

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

// src/render/engine/tool-cache.ts
function cachedAsk(ask, cache) {
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
const FORMAT = "render-7";
var RenderCache = class {
	#entries;
	constructor(entries) {
		this.#entries = entries;
	}
	async get(key) {
		const text = await this.#entries.get(ownKey(key));
		return text === void 0 ? void 0 : decode$1(text);
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
		large: manifests.map(({ large }) => large ?? null),
		generated: manifests.map((manifest) => [...generated.get(manifest) ?? []])
	};
}
const KeptUse = object({
	on: custom((value) => typeof value === "string"),
	what: string(),
	api: exactOptional(string()),
	file: string(),
	line: number(),
	decides: boolean(),
	key: string()
});
const Kept = object({
	objects: array(custom((value) => isObject(value))),
	warnings: array(string()),
	dependences: array(KeptUse),
	templates: array(nullable(string())),
	large: array(nullable(array(custom((value) => Array.isArray(value))))),
	generated: array(array(string()))
});
function decode$1(text) {
	const kept = parseJsonIfValid(Kept, text);
	if (!kept) return void 0;
	const manifests = [];
	const generated = /* @__PURE__ */ new Map();
	for (const [i, content] of kept.objects.entries()) {
		const plain = manifestOf(content);
		if (!plain) return void 0;
		const template = kept.templates[i] ?? void 0;
		const large = kept.large[i] ?? void 0;
		const manifest = {
			...plain,
			...template !== void 0 && { template },
			...large && { large }
		};
		manifests.push(manifest);
		const pointers = kept.generated[i] ?? [];
		if (pointers.length > 0) generated.set(manifest, pointers);
	}
	return {
		manifests,
		warnings: kept.warnings,
		generated,
		dependences: kept.dependences
	};
}

// src/render/engine/blobs.ts
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
						if (chain.length > 10 || [...chain, entry.path].some((place) => isBelow(place, found.path))) throw inputError(`the link ${entry.path} points to a folder that contains it`, { at: { file: entry.path } });
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
		if (files.size >= this.#limits.files) throw inputError(`there are more than ${this.#limits.files} files to render from`, { hint: "Move files that do not belong to the chart out of its folder." });
		files.set(staged, file);
	}
};
function linkError(path, target, tree) {
	return inputError(`the link ${path} points to ${JSON.stringify(target)}, which is not a file in ${tree}`, {
		at: { file: path },
		hint: "Links are followed only to tracked files of the same repository."
	});
}
function resolveOrThrow(snapshot, path, what, details = {}) {
	const found = snapshot.resolve(path);
	if (found.kind === "file" || found.kind === "folder") return found;
	if (found.kind === "submodule") throw new SubmoduleNeeded(found.path, `${what} ${path}`, snapshot.tree.name, details.at);
	if (found.kind === "missing") throw inputError(`${what} ${path} does not exist in ${snapshot.tree.name}`, details);
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
		if (size > limits.size * 1024 * 1024) throw inputError(`the files to render from are larger than ${limits.size} MiB`, {
			at: { file: path },
			hint: "Move files that do not belong to the chart out of its folder."
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
			warnings.push(`${path} is a broken link and is skipped, as in Argo CD`);
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
				warnings.push(`${path} is JSON but not a Kubernetes object and is skipped, as in Argo CD`);
				continue;
			}
			for (const one of readManifests(found, path, (line) => ({
				file: path,
				line
			}))) manifests.push(one);
		} catch (error) {
			if (!(error instanceof FairleadError) || path.endsWith(".json") || !isIgnored(text, path, error)) throw error;
			warnings.push(`${path} is not valid YAML and is skipped, as in Argo CD`);
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
const GENERATORS = /(?<![\w$."'/-])(rand(?:AlphaNum|Alpha|Ascii|Numeric|Bytes|Int)|gen(?:PrivateKey|CA|CAWithKey|SelfSignedCert|SelfSignedCertWithKey|SignedCert|SignedCertWithKey)|uuidv4|now|ago|durationRound|date(?:InZone|_in_zone)?|htmlDate(?:InZone)?|htpasswd|bcrypt|shuffle|encryptAES|keys|values)(?![\w"'/:-])/g;
function usesGenerators(content) {
	return generatorsIn(latin1(content)).next().done !== true;
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
	time: "now ago durationRound date dateInZone date_in_zone htmlDate htmlDateInZone",
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
	}, {
		on: "release",
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
				what: "composed text"
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
		return "something that cannot be read because it is not valid JSON";
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
				const own = stagedContent(shown, path, content);
				if (own) kept.set(path, own);
			}
		}
		return kept;
	}
	function stagedContent(shown, path, content) {
		if (/(^|\/)values\.schema\.json$/i.test(path)) {
			const reference = foreignReference(content);
			if (reference === void 0) return content;
			warnings.push(`${name}: the values are not validated against ${shown}, because it refers to ${reference}: a schema may only refer to itself`);
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
			line: locate$1({
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
	if (line.includes("**")) throw inputError(`${file} has a rule with "**", which Helm rejects`, { at: { file } });
	const negated = line.startsWith("!");
	const named = negated ? line.slice(1) : line;
	const onlyFolders = named.endsWith("/");
	const rule = onlyFolders ? named.slice(0, -1) : named;
	const pattern = goPath(rule.replace(/^\//, ""));
	if (pattern === NO_PATTERN) throw inputError(`${file} has the rule ${JSON.stringify(line)}, which Helm rejects`, { at: { file } });
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
	if (!files.has("Chart.yaml")) throw inputError(`${name} is not a chart: it has no Chart.yaml`, { at: { file: inFolder(found.path, "Chart.yaml") } });
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
			const path = inFolder(folder, dependency.repository.slice(7));
			parts.push(besides(snapshot, path, dependency.name, {
				file,
				line: dependency.line
			}));
		}
	}
	const [first] = missing;
	if (!first) return parts;
	const fetched = await engine.dependencies?.(at, missing);
	if (!fetched) throw inputError(`charts/ lacks dependencies of ${first.file}: ${missing.map(({ name, version }) => `${name} ${version}`.trim()).join(", ")}`, {
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
	if (fault !== void 0) throw inputError(`the dependency has a name that is not valid for a chart: ${fault}`, { at: {
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
	if (missing !== void 0) return inputError(`charts/ lacks dependencies of the chart ${chart.name}: ${missing}`, { hint: "Run \"helm dependency build\" and commit charts/." });
	const staged = [...names, [target, chart.name]].map(([path, name]) => named(path, name));
	const said = /execution error at/.test(message) ? await sayings(target, limits) : [];
	const text = reduced(message, [
		...staged,
		...said,
		...HELM_PHRASES
	]);
	const at = locate(text, chart);
	const shown = text.replace(/^(execution error at \([^)]*\): )…$/, "$1the template fails with its own message, which may contain values and is not shown").replaceAll(/[\w.-]+\/(?:[\w.-]+\/)*[\w.-]+\.(?:yaml|yml|tpl|txt|json)(?=[:)\s"]|$)/g, (path) => chart.locate(path) ?? path).trim();
	return inputError(`Helm cannot render the chart ${chart.name}: ${shown || "it gave no reason"}`, {
		...at ? { at } : {},
		...text.includes("…") ? { hint: `"${"…"}" replaces text that may be a value. Run "helm template" to see the full message.` } : {}
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
		helm.id,
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
	return [`${subject} uses ${asks.join(", ")}: Flux renders it in the cluster with the state of the cluster, so it may deploy something different from what is shown.`];
}
function checkRelease(release) {
	if (release.length > 53 || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(release)) throw inputError(`${JSON.stringify(release)} is not a valid Helm release name`, { hint: "Use at most 53 lowercase letters, digits, \"-\" and \".\", beginning and ending with a letter or digit." });
}
function checkSetName(name) {
	const rest = name.replaceAll(/\\[^]/g, "");
	if (name === "" || /[,=\\]/.test(rest)) throw inputError(`${JSON.stringify(name)} is not a valid name for a value that is read from a file`, { hint: String.raw`Escape a comma as \, and an equals sign as \=.` });
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
var Closure = class {
	files = /* @__PURE__ */ new Map();
	links = /* @__PURE__ */ new Map();
	charts = /* @__PURE__ */ new Set();
	verbatim = /* @__PURE__ */ new Map();
	environments = /* @__PURE__ */ new Map();
	wanted = [];
	snapshot;
	#vendored;
	#rewritten = /* @__PURE__ */ new Map();
	#allowOutside;
	#limit;
	constructor(snapshot, allowOutside, limit, vendored) {
		this.snapshot = snapshot;
		this.#vendored = vendored;
		this.#allowOutside = allowOutside;
		this.#limit = limit;
	}
	take(from, what, isFetched = false) {
		const { text, at, folder } = from;
		const named = nameOf(from, what);
		if (isRemote(text)) throw inputError(`${named} is not in this repository and is not fetched`, {
			at,
			hint: "Copy it into the repository, or render it there and commit the result."
		});
		if (text.startsWith("/") || /^[a-z]:|\\/i.test(text)) throw outside(named, at);
		const found = this.snapshot.resolve(joined(folder, text));
		if (found.kind === "outside") throw outside(named, at);
		if (found.kind === "submodule") throw new SubmoduleNeeded(found.path, named, this.snapshot.tree.name, at);
		if (found.kind === "missing") throw inputError(`${named} does not exist`, { at });
		const vendoredAt = vendoredRoot(folder);
		const real = found.kind === "file" ? found.file.path : found.path;
		if (vendoredAt !== void 0 && !isFetched && !isBelow(real, vendoredAt)) throw outside(named, at);
		for (const link of found.links) this.links.set(link.path, link.target);
		if (found.kind === "file") {
			if ((!this.#allowOutside || vendoredAt !== void 0) && !isBelow(found.file.path, folder)) throw inputError(`${named} is outside the kustomization's folder`, {
				at,
				hint: "kustomize only reads files of its own folder, unless the controller allows more (Flux does)."
			});
			this.add(found.file.path, found.file);
		}
		return found;
	}
	fetched(from, isFolder) {
		if (!this.#vendored || !isRemote(from.text)) return void 0;
		const path = this.#vendored.pathOf(from);
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
		if (!this.#vendored || !URL.canParse(from.text)) return void 0;
		const path = this.#vendored.pathOf(from);
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
		if (!this.#vendored || this.snapshot.resolve(path).kind !== "missing") return false;
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
			if (at) throw inputError(`${path} is read by kustomize itself and is also the content of an object`, {
				at,
				hint: "Use a copy of the file for one of them."
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
	return posix.normalize(inFolder(folder, text));
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
		at: locate$1(source.yaml, node.start),
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
		if (wrong >= 0) throw inputError("this line has no \"=\", so kustomize would read its value from its environment", {
			at: {
				file: path,
				line: wrong + 1
			},
			hint: "Write key=value."
		});
	}
}

// src/render/engine/kustomize-phrases.ts
const PATH = String.raw`(?:\/?[\w.@+~-]+(?:\/[\w.@+~-]+)*\/?|\/)`;
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
	if (stderr.includes("unknown shorthand flag: 'c' in -c")) return inputError(`this version of kustomize cannot build ${name} with this version of Helm`, { hint: "Install a newer kustomize, or Helm 3, for kustomizations with helmCharts." });
	const text = `${stderr.includes("cycle detected") ? "cycle detected, a kustomization refers back to itself: " : ""}${reduced(message, KUSTOMIZE_PHRASES)}`;
	return inputError(`kustomize cannot build ${name}: ${text || "it gave no reason"}`, text.includes("…") ? { hint: `"${"…"}" replaces text that may be a value. Run "kustomize build" to see the full message.` } : {});
}

// src/render/engine/kustomize-charts.ts
function takeCharts(root, source, closure, enabled, only) {
	const charts = only ? [only] : [...items(root, "helmCharts"), ...items(root, "helmChartInflationGenerator")];
	const globals = [...fields(root, "helmGlobals"), ...only ? [only] : []];
	for (const home of globals.flatMap((node) => fields(node, "configHome"))) {
		const at = reference(home, source)?.at;
		throw inputError("the Helm settings folder (configHome) is not used", at ? { at } : {});
	}
	const homes = globals.flatMap((node) => fields(node, "chartHome")).map((node) => reference(node, source));
	for (const chart of charts) {
		const text = (name) => fields(chart, name).flatMap((node) => reference(node, source) ?? [])[0];
		const name = text("name") ?? text("chartName");
		const at = name?.at ?? { file: source.yaml.path };
		if (!enabled) throw inputError("this kustomization inflates charts (helmCharts), which is not enabled", {
			at,
			hint: "Argo CD requires --enable-helm in its kustomize options (kustomize.buildOptions in argocd-cm). If it is set there, also set it in fairlead.yaml: argocd: {kustomizeBuildOptions: \"--enable-helm\"}. Flux does not support it: use a HelmRelease to install the chart."
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
		]) if (text(field)?.text.startsWith("-")) throw inputError(`${field} begins with "-", so Helm would treat it as an option`, { at });
		const template = text("nameTemplate");
		if (template?.text.includes("{{")) throw inputError("nameTemplate is a template, which Helm allows to read the environment and query DNS", {
			at: template.at,
			hint: "Set the name of the release (releaseName)."
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
		const [kind = "an object without a kind"] = kinds;
		if (kinds.length !== 1 || !BUILTIN.has(kind) || apiVersion.join() !== "builtin" || isFunction) throw inputError(`${kind} is a kustomize plugin, and plugins are not run`, {
			at: from.at,
			hint: "Only the built-in generators and transformers of kustomize are rendered."
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
	if (other !== void 0) throw inputError(`the configurations in ${from.text} are generated by a kustomization with ${other}`, {
		at: from.at,
		hint: "Their content is unknown before they are used. List their files instead."
	});
}

// src/render/engine/kustomize.ts
async function prepareKustomize(job, engine) {
	const { closure, folder: root, override, notes, fetched } = await gather(job, engine);
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
		tool.id,
		tool.program,
		helm?.id,
		hash,
		root,
		options
	];
	const name = source.path === "" ? source.tree.name : source.path;
	const subject = `the kustomization ${name}`;
	return {
		subject,
		key: createHash("sha256").update(JSON.stringify(inputs)).digest("hex"),
		fetched,
		async stage() {
			const folder = await engine.stage.folder(hash, () => fill(closure, chartFiles, engine));
			const args = tool.program === "kubectl" ? ["kustomize"] : ["build"];
			if (job.allowOutside) args.push("--load-restrictor=LoadRestrictionsNone");
			if (helm) {
				args.push("--enable-helm", `--helm-command=${helm.path}`);
				if (job.helm && isAtLeast(tool.version, "5.3")) {
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
	const vendored = engine.fetching && new VendoredTree(job.source.tree, engine.fetching);
	for (let round = 0;; round++) {
		const snapshot = await engine.snapshot(vendored?.tree ?? job.source.tree);
		const found = resolveOrThrow(snapshot, job.source.path, "the folder");
		if (found.kind === "file") throw inputError(`${job.source.path} is a file, not a folder with a kustomization`);
		const closure = new Closure(snapshot, job.allowOutside, engine.limits.files, vendored);
		const override = await findOverride(job, found.path, snapshot);
		await collect(found.path, closure, override, engine.kustomizeHelm && job.helm !== void 0);
		const [first] = closure.wanted;
		if (!first || !vendored) {
			const { notes = [], fetched = [] } = vendored ?? {};
			return {
				closure,
				folder: found.path,
				override,
				notes,
				fetched
			};
		}
		if (round === MAX_ROUNDS) throw inputError(`repositories refer to other repositories more than ${MAX_ROUNDS} levels deep`, { at: first.from.at });
		await vendored.add(closure.wanted);
	}
}
async function findOverride(job, folder, snapshot) {
	if (job.kustomization === void 0) return void 0;
	const name = KUSTOMIZATION_FILES.find((name) => snapshot.resolve(inFolder(folder, name)).kind === "file");
	return {
		path: inFolder(folder, name ?? KUSTOMIZATION_FILES[0]),
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
		const names = KUSTOMIZATION_FILES.map((name) => inFolder(folder, name)).filter((path) => path === override?.path || closure.snapshot.resolve(path).kind === "file");
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
		const chart = new Map([...members.keys()].map((path) => [path, files.get(inFolder(folder, path)) ?? /* @__PURE__ */ new Uint8Array()]));
		const clean = await cleanse(chart, folder, engine.limits);
		generates ||= clean.generates;
		runsTexts ||= clean.runsTexts;
		warnings.push(...clean.warnings);
		dependences.push(...clean.dependences.map((one) => ({
			...one,
			file: inFolder(folder, one.file)
		})));
		for (const path of members.keys()) files.delete(inFolder(folder, path));
		for (const [path, content] of await packed(clean.files)) files.set(inFolder(folder, path), content);
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

// src/render/engine/run.ts
const MAX_STDERR = 65536;
const RESERVED = 1024;
const running = /* @__PURE__ */ new Set();
const endAll = () => running.forEach((end) => end());
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
	const end = () => kill();
	if (running.size === 0) process.on("exit", endAll);
	running.add(end);
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
		if (signal === "SIGXCPU" || signal === "SIGKILL") throw exceeded(request.subject, "was killed by the system while rendering");
		return {
			ok: code === 0,
			stdout: Buffer.concat(stdout).toString(),
			stderr: message
		};
	} catch (error) {
		if (error instanceof Error && "syscall" in error) throw remoteError(`${program} cannot be started: ${error.message}`, { cause: error });
		throw error;
	} finally {
		clearTimeout(timer);
		running.delete(end);
		if (running.size === 0) process.off("exit", endAll);
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
var PassedLimit = class extends FairleadError {};
function exceeded(subject, what) {
	return new PassedLimit("input", [{
		message: `${subject} ${what}`,
		hint: "A template may loop endlessly. In a controller, rendering also takes only seconds."
	}]);
}

// src/render/engine/on-path.ts
async function onPath(name, environment) {
	const windows = process.platform === "win32";
	const path = environment["PATH"] ?? environment["Path"] ?? "";
	for (const folder of path.split(delimiter).filter(isAbsolute)) {
		const file = join(folder, windows ? `${name}.exe` : name);
		try {
			await access(file, constants$1.X_OK);
			if ((await stat(file)).isFile()) return file;
		} catch {}
	}
}

// src/render/engine/sandbox.ts
const PATIENCE = 5e3;
async function sandboxesOf(environment) {
	if (process.platform !== "linux") return [];
	const [unshare, bwrap] = await Promise.all([onPath("unshare", environment), onPath("bwrap", environment)]);
	const isRoot = process.getuid?.() === 0;
	const candidates = [];
	if (unshare !== void 0) for (const options of isRoot ? [["-n"], ["-U", "-n"]] : [["-U", "-n"]]) candidates.push({
		name: "unshare",
		command: [
			unshare,
			...options,
			"--"
		]
	});
	if (bwrap !== void 0) candidates.push({
		name: "bwrap",
		command: [
			bwrap,
			"--unshare-net",
			"--die-with-parent",
			"--dev-bind",
			"/",
			"/",
			"--"
		]
	});
	return candidates;
}
async function findSandbox(environment) {
	for (const candidate of await sandboxesOf(environment)) if (await works(candidate)) return candidate;
}
async function works({ command: [program = "", ...options] }) {
	try {
		await promisify(execFile)(program, [
			...options,
			"/bin/sh",
			"-c",
			":"
		], {
			env: { PATH: "" },
			timeout: PATIENCE,
			killSignal: "SIGKILL"
		});
		return true;
	} catch {
		return false;
	}
}
function failedIn({ name }, stderr) {
	return stderr.startsWith(`${name}: `);
}

// src/render/engine/sandboxed.ts
function runInSandbox(environment, limits) {
	let left;
	return async (request) => {
		const sandboxes = await (left ??= sandboxesOf(environment));
		for (;;) {
			const [sandbox] = sandboxes;
			const result = await run({
				...request,
				sandbox
			}, limits);
			if (!sandbox || result.ok || !failedIn(sandbox, result.stderr)) return result;
			if (await works(sandbox)) return run(request, limits);
			if (sandboxes[0] === sandbox) sandboxes.shift();
		}
	};
}

// src/render/engine/tools.ts
function findTools(options, folder, ask) {
	const { environment, supply } = options;
	const versions = /* @__PURE__ */ new Map();
	const faults = [];
	let helm;
	let kustomize;
	const fetched = (name) => options.bringsOnlyAsked === true ? `, or download one with ${name}-version` : "";
	const helmAt = async (path) => toolAt(path, await ask(path, [
		"version",
		"--template",
		"{{.Version}}"
	]));
	async function kustomizeAt(path) {
		const isKubectl = /(^|[\\/])kubectl(\.exe)?$/.test(path);
		return {
			...await toolAt(path, (isKubectl ? /^Kustomize Version: (.+)$/m.exec(await ask(path, ["version", "--client"]))?.[1] : await ask(path, ["version"])) ?? ""),
			program: isKubectl ? "kubectl" : "kustomize"
		};
	}
	async function find(name, open, others = []) {
		const wanted = supply?.[name];
		if (wanted?.isAsked !== true) for (const program of [name, ...others]) {
			const path = await onPath(program, environment);
			if (path !== void 0) return open(path);
		}
		else if (wanted.sha256.length === 0) {
			const path = await onPath(name, environment);
			const there = path === void 0 ? void 0 : await open(path).catch(() => void 0);
			if (there?.version === wanted.version) return there;
		}
		if (!supply || !wanted || options.bringsOnlyAsked === true && !wanted.isAsked) return void 0;
		const path = join(folder, `${name}-${wanted.version}`);
		await writeFile(path, await supply.bring(name), {
			flag: "wx",
			mode: 448
		});
		const brought = await open(path);
		if (brought.version === wanted.version) return brought;
		throw inputError(`the program downloaded as ${name} ${wanted.version} reports version ${brought.version}`, { hint: "Check the mirror that it was downloaded from." });
	}
	async function findHelm() {
		const found = options.helm === void 0 ? await find("helm", helmAt) : await helmAt(options.helm);
		if (found === void 0) throw inputError("helm, which is needed to render charts, is not on PATH", { hint: `Install the version that your controller runs (on GitHub with azure/setup-helm in an earlier step), or set helm-path${fetched("helm")}.` });
		versions.set("helm", found.version);
		return found;
	}
	async function findKustomize() {
		const found = options.kustomize === void 0 ? await find("kustomize", kustomizeAt, ["kubectl"]) : await kustomizeAt(options.kustomize);
		if (found === void 0) throw inputError("neither kustomize nor kubectl is on PATH, and one of them is needed to build kustomizations", { hint: `Install the version of kustomize that your controller runs in an earlier step, or set kustomize-path${fetched("kustomize")}.` });
		versions.set("kustomize", found.version);
		return found;
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
async function toolAt(path, text) {
	const [, version, patch] = /v?(\d+\.\d+(\.\d+[-+.\w]*)?)/.exec(text) ?? [];
	if (version === void 0) throw inputError(`${path} does not report its version: ${text.trim().slice(0, 200)}`);
	if (patch !== void 0) return {
		path,
		version,
		id: version
	};
	return {
		path,
		version,
		id: `${version} ${createHash("sha256").update(await readFile(path)).digest("hex")}`
	};
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
	const tools = findTools(options, root, entries ? cachedAsk(ask, entries) : ask);
	const sandboxed = runInSandbox(options.environment, limits);
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
		run: (request) => lanes.run(() => sandboxed({
			...request,
			environment,
			directory
		}))
	};
	const underWay = /* @__PURE__ */ new Map();
	async function renderByTool(job) {
		const prepared = await (job.kind === "helm" ? prepareHelm(job, engine) : prepareKustomize(job, engine));
		const rendered = underWay.get(prepared.key) ?? begin(prepared);
		return prepared.fetched === void 0 ? rendered : {
			...await rendered,
			fetched: prepared.fetched
		};
	}
	function begin(prepared) {
		const rendered = renderPrepared(prepared);
		underWay.set(prepared.key, rendered);
		const forget = () => void underWay.delete(prepared.key);
		rendered.then(options.remembers === true ? void 0 : forget, forget);
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
	return [`${subject} renders differently on each run, or at another time: ${unstable.slice(0, 5).join(", ")}${more}. The result shown is one of several; the cluster may get a different one.`];
}

export { FolderCache, PassedLimit, RENDER_TIME, SubmoduleNeeded, controllerVersion, defaultLimits, describeId, failedIn, findSandbox, groupOf, idIn, isAtLeast, isOfControllers, keepCopy, keepFile, keyOf$2 as keyOf, manifestOf, onPath, openPackage, openRenderer, pinnedVersion, rendererNotes, sandboxesOf, unpack, withSubtrees, works };