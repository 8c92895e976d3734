import { FairleadError, inputError, remoteError } from "../rooms/errors.js";
import { followLinks, isLfsPointer, lfsError, listingOf, memoryTree, pathFault } from "../rooms/tree.js";
import { mask } from "../rooms/git.js";
import { createHash } from "node:crypto";
import { posix } from "node:path";

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
		this.#trees.set(root, memoryTree(mask(url), /* @__PURE__ */ new Map([[file, content]])));
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

// src/render/engine/limits.ts
const defaultLimits = {
	deadline: 6e4,
	memory: 1024,
	output: 64,
	files: 2e4,
	size: 256
};

export { Grafts, Snapshot, SubmoduleNeeded, blobId, defaultLimits, graftOf, grafted, hashFiles, isBelow, resolveOrThrow };