import { __toESM } from "../chunks/rolldown-runtime.js";
import { FairleadError, inputError, remoteError } from "./errors.js";
import { isGitFolder, listingOf, pathFault } from "./git.js";
import { randomBytes } from "node:crypto";
import { lstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { chmod, mkdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

// src/tree/links.ts
const MAX_HOPS = 40;
function followLinks(links, path) {
	if (path.startsWith("/") || path.includes("\0")) return {
		kind: "outside",
		link: void 0
	};
	const ahead = path.split("/").toReversed();
	const done = [];
	const open = [];
	const followed = [];
	let hops = 0;
	let blame;
	for (let part = ahead.pop(); part !== void 0; part = ahead.pop()) {
		if (part === "..") {
			if (done.pop() === void 0) return {
				kind: "outside",
				link: blame
			};
		} else if (part !== "" && part !== ".") {
			done.push(part);
			const current = done.join("/");
			const target = links.get(current);
			if (target !== void 0) {
				if (++hops > MAX_HOPS) return { kind: "endless" };
				if (target.startsWith("/") || target.includes("\0")) return {
					kind: "outside",
					link: current
				};
				done.pop();
				blame = current;
				open.push({
					path: current,
					left: ahead.length
				});
				ahead.push(...target.split("/").toReversed());
			}
		}
		for (let last = open.at(-1); last && ahead.length <= last.left; last = open.at(-1)) {
			followed.push({
				path: last.path,
				target: done.join("/")
			});
			open.pop();
		}
	}
	return {
		kind: "inside",
		path: done.join("/"),
		links: followed
	};
}

// src/tree/worktree.ts
function worktree(dir) {
	const root = resolve(dir);
	const folders = /* @__PURE__ */ new Set();
	return {
		name: dir,
		async list() {
			return [...listFolder(root, "")].toSorted((a, b) => a.path < b.path ? -1 : 1);
		},
		async read(paths) {
			const contents = /* @__PURE__ */ new Map();
			for (const path of new Set(paths)) {
				const content = readEntry(root, path, folders);
				if (content) contents.set(path, content);
			}
			return contents;
		}
	};
}
async function writeFiles(dir, changes) {
	const root = resolve(dir);
	for (const change of changes) checkChange(root, change);
	if (new Set(changes.map(({ path }) => path)).size < changes.length) throw inputError("a file is to be written twice at once");
	const staged = [];
	const folders = [];
	const done = [];
	try {
		for (const change of changes) {
			const temporary = change.content && temporaryName(root, change.path);
			staged.push({
				path: change.path,
				temporary
			});
			if (temporary !== void 0) await stage(root, change, temporary, folders);
		}
		for (const { path, temporary } of staged) {
			if (temporary === void 0) await rm(join(root, path), { force: true });
			else await rename(temporary, join(root, path));
			done.push(path);
		}
	} catch (error) {
		const left = staged.slice(done.length);
		for (const { temporary } of left) if (temporary !== void 0) await rm(temporary, { force: true });
		for (const folder of folders.toReversed()) await rmdir(folder).catch(() => void 0);
		if (error instanceof FairleadError) throw error;
		const written = done.length === 0 ? "nothing was changed" : `already written: ${done.join(", ")}`;
		throw remoteError(`cannot write to ${dir}: ${error.message}; ${written}`, { cause: error });
	}
}
function* listFolder(root, folder) {
	let entries;
	try {
		entries = readdirSync(join(root, folder), { withFileTypes: true });
	} catch (error) {
		throw unreadable(join(root, folder), error);
	}
	for (const entry of entries) {
		if (isLeftOut(entry.name)) continue;
		const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
		if (entry.isSymbolicLink()) yield {
			path,
			mode: "120000"
		};
		else if (entry.isDirectory()) yield* listFolder(root, path);
		else if (entry.isFile()) yield {
			path,
			mode: modeOf(lstatSync(join(root, path)))
		};
	}
}
function isLeftOut(name) {
	return name === "node_modules" || isGitFolder(name);
}
function modeOf(status) {
	return process.platform !== "win32" && status.mode & 64 ? "100755" : "100644";
}
function readEntry(root, path, folders) {
	if (path.split("/").some(isLeftOut)) return void 0;
	checkInside(root, path, folders);
	const file = join(root, path);
	const status = statusOf(file);
	if (status?.isSymbolicLink()) return {
		content: Buffer.from(readlinkSync(file).replaceAll("\\", "/")),
		mode: "120000"
	};
	if (!status?.isFile()) return void 0;
	try {
		return {
			content: readFileSync(file),
			mode: modeOf(status)
		};
	} catch (error) {
		throw unreadable(file, error);
	}
}
function checkInside(root, path, known = /* @__PURE__ */ new Set()) {
	const fault = pathFault(path) ?? windowsFault(path);
	if (fault !== void 0) throw inputError(`this path is not allowed: ${fault}`);
	const parts = path.split("/");
	for (let depth = 1; depth < parts.length; depth++) {
		const folder = parts.slice(0, depth).join("/");
		if (known.has(folder)) continue;
		if (statusOf(join(root, folder))?.isSymbolicLink()) throw inputError(`${path} goes through the link ${folder}`, { hint: "Name the file by its real path." });
		known.add(folder);
	}
}
function windowsFault(path) {
	return process.platform === "win32" && /[\\:]/.test(path) ? `${path} has a backslash or colon` : void 0;
}
function checkChange(root, { path, mode, content }) {
	checkInside(root, path);
	if (content && mode !== "100644" && mode !== "100755") throw inputError(`${path} is a link or a submodule, and only files can be written`);
	const status = statusOf(join(root, path));
	if (status?.isSymbolicLink()) throw inputError(`${path} is a link`, { hint: "Name the file that it points to." });
	if (status && !status.isFile()) throw inputError(`${path} is no file`);
}
async function stage(root, change, temporary, folders) {
	const file = join(root, change.path);
	const status = statusOf(file);
	folders.push(...await makeFolders(dirname(file)));
	await writeFile(temporary, change.content ?? "", {
		flag: "wx",
		mode: change.mode === "100755" ? 511 : 438
	});
	if (!status || process.platform === "win32") return;
	const readable = (status.mode & 292) >> 2;
	const rights = change.mode === "100755" ? status.mode | readable : status.mode & -74;
	await chmod(temporary, rights & 511);
}
async function makeFolders(folder) {
	const first = await mkdir(folder, { recursive: true });
	if (first === void 0) return [];
	const made = [folder];
	while (made[0] !== void 0 && made[0].length > first.length) made.unshift(dirname(made[0]));
	return made;
}
function temporaryName(root, path) {
	return join(root, dirname(path), `.fairlead-${randomBytes(6).toString("hex")}.tmp`);
}
function statusOf(file) {
	try {
		return lstatSync(file, { throwIfNoEntry: false });
	} catch (error) {
		const { code } = error;
		if (code === "ENOENT" || code === "ENOTDIR") return void 0;
		throw unreadable(file, error);
	}
}
function unreadable(file, error) {
	const { code, message } = error;
	if (code === "ENOENT" || code === "ENOTDIR") return inputError(`there is no folder ${file}`);
	return remoteError(`cannot read ${file}: ${message}`, { cause: error });
}

// src/tree/memory.ts
function memoryTree(name, files) {
	const entries = [...files.keys()].toSorted().map((path) => ({
		path,
		mode: "100644"
	}));
	return {
		name,
		list: () => Promise.resolve(entries),
		read(paths) {
			const found = /* @__PURE__ */ new Map();
			for (const path of paths) {
				const content = files.get(path);
				if (content) found.set(path, {
					content,
					mode: "100644"
				});
			}
			return Promise.resolve(found);
		}
	};
}

// src/tree/filtered.ts
function filteredTree(tree, isKept, isFolderKept) {
	let listing;
	const filtered = () => listing ??= listingOf(tree).then((other) => new FilteredListing(other, isKept, isFolderKept));
	return {
		name: tree.name,
		...tree.costly === void 0 ? {} : { costly: tree.costly },
		list: async () => (await filtered()).all(),
		listing: filtered,
		async read(paths) {
			const known = await filtered();
			return tree.read(paths.filter((path) => known.get(path) !== void 0));
		}
	};
}
var FilteredListing = class {
	#other;
	#isKept;
	#isFolderKept;
	#all;
	constructor(other, isKept, isFolderKept) {
		this.#other = other;
		this.#isKept = isKept;
		this.#isFolderKept = isFolderKept;
	}
	get(path) {
		const entry = this.#other.get(path);
		return entry && this.#isKept(entry) ? entry : void 0;
	}
	isFolder(path) {
		if (!this.#other.isFolder(path)) return false;
		return path === "" || this.#isFolderKept(path) || this.#other.below(path).some(this.#isKept);
	}
	children(folder) {
		return this.#other.children(folder).filter((child) => this.#other.get(child) ? this.get(child) !== void 0 : this.isFolder(child));
	}
	below(folder) {
		return this.#other.below(folder).filter(this.#isKept);
	}
	folders() {
		return this.#other.folders().filter((folder) => this.isFolder(folder));
	}
	all() {
		return this.#all ??= this.#other.all().filter(this.#isKept);
	}
	links() {
		return this.#other.links().filter(this.#isKept);
	}
};

// src/tree/tar.ts
var TooLarge = class extends Error {};
async function readTar(packed, limit, see) {
	const [{ createGunzip }, { extract }] = await Promise.all([import("node:zlib"), import("../chunks/tar-stream.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1))]);
	const reader = extract();
	reader.on("entry", ({ name, type, linkname }, stream, next) => {
		const chunks = [];
		stream.on("data", (chunk) => chunks.push(chunk));
		stream.on("error", next);
		stream.on("end", () => {
			try {
				if (type === "symlink" || type === "link") see({
					path: name,
					type,
					content: Buffer.from(linkname ?? "")
				});
				else if (type !== "directory") see({
					path: name,
					type: type ?? "file",
					content: joined(chunks)
				});
				next();
			} catch (error) {
				next(error);
			}
		});
	});
	let size = 0;
	const limited = async function* (unpacked) {
		for await (const chunk of unpacked) {
			size += chunk.length;
			if (size > limit) throw new TooLarge(`the archive unpacks to more than ${limit} bytes`);
			yield chunk;
		}
	};
	await pipeline(packed, createGunzip({ chunkSize: 262144 }), limited, reader);
}
function joined(chunks) {
	const [first] = chunks;
	return chunks.length === 1 && first ? first : Buffer.concat(chunks);
}

export { TooLarge, filteredTree, followLinks, memoryTree, readTar, worktree, writeFiles };