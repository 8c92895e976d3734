import { inputError } from "./errors.js";
import { posix } from "node:path";
import { createHash } from "node:crypto";

// src/tree/paths.ts
function pathFault(path) {
	if (path === "") return "the path is empty";
	if (path.includes("\0")) return "the path contains a NUL";
	if (path.startsWith("/")) return `${path} is absolute`;
	for (const part of path.split("/")) {
		if (part === "") return `${path} has an empty part`;
		if (part === "." || part === "..") return `${path} contains "${part}"`;
		if (isGitFolder(part)) return `${path} is inside git's own folder`;
	}
}
function isGitFolder(name) {
	return /^(\.git|git~1)[. ]*$/i.test(name);
}
const UNUSUAL = /(^|\/)\.{0,2}(\/|$)/;
function joinPath(folder, path) {
	if (!UNUSUAL.test(path) && (folder === "" || !UNUSUAL.test(folder))) return folder === "" ? path : `${folder}/${path}`;
	const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, "");
	if (joined === ".." || joined.startsWith("../") || joined.startsWith("/")) return void 0;
	return joined === "." ? "" : joined;
}
function folderOf(path) {
	return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
function inFolder(folder, name) {
	return folder === "" ? name : `${folder}/${name}`;
}
function isBelow(path, folder) {
	return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

// src/once.ts
function once(work) {
	let done;
	return () => (done ??= { value: work() }).value;
}
function onceEach(work) {
	const done = /* @__PURE__ */ new Map();
	return (key) => {
		const known = done.get(key) ?? { value: work(key) };
		done.set(key, known);
		return known.value;
	};
}

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

// src/tree/lfs.ts
const LONGEST = 1024;
const BEGINNINGS = ["version https://git-lfs.github.com/spec/v1\n", "version https://hawser.github.com/spec/v1\n"];
function isLfsPointer(content) {
	if (content.length >= LONGEST || content[0] !== 118) return false;
	const text = Buffer.from(content).toString("latin1").replaceAll("\r\n", "\n");
	return BEGINNINGS.some((beginning) => text.startsWith(beginning)) && /^oid sha256:[0-9a-f]{64}$/m.test(text);
}
function lfsError(at) {
	return inputError(`${at.file} is stored in Git LFS: Git only has a pointer to its content, which is not fetched here`, {
		at,
		hint: "Store the files of an app in Git itself: remove the file from .gitattributes, then run \"git lfs migrate export --include=FILE --no-rewrite\"."
	});
}

// src/tree/listing.ts
const LONGEST_PATH = 4096;
async function listingOf(tree) {
	return tree.listing ? tree.listing() : new EntryListing(await tree.list());
}
function refuseLong(path) {
	if (path.length > 4096) throw inputError(`the path "${path.slice(0, 40)}…" has ${path.length} characters; the limit is ${LONGEST_PATH}, because no system supports longer paths`);
}
var EntryListing = class {
	#sorted;
	#byPath;
	#children;
	constructor(entries) {
		for (const { path } of entries) refuseLong(path);
		this.#sorted = isSorted(entries) ? entries : entries.toSorted((a, b) => a.path < b.path ? -1 : 1);
	}
	get(path) {
		this.#byPath ??= new Map(this.#sorted.map((entry) => [entry.path, entry]));
		return this.#byPath.get(path);
	}
	isFolder(path) {
		return path === "" || this.#folders().has(path);
	}
	children(folder) {
		return this.#folders().get(folder) ?? [];
	}
	below(folder) {
		if (folder === "") return this.#sorted;
		const prefix = `${folder}/`;
		const start = firstFrom(this.#sorted.length, (i) => (this.#sorted[i]?.path ?? "") >= prefix);
		const end = firstFrom(this.#sorted.length, (i) => (this.#sorted[i]?.path ?? "") >= `${folder}0`);
		return this.#sorted.slice(start, end);
	}
	folders() {
		return [...this.#folders().keys()].filter((folder) => folder !== "");
	}
	all() {
		return this.#sorted;
	}
	links() {
		return this.#sorted.filter(({ mode }) => mode === "120000");
	}
	#folders() {
		if (this.#children) return this.#children;
		const children = /* @__PURE__ */ new Map();
		for (const { path } of this.#sorted) {
			let child = path;
			for (let folder = folderOf(path);; folder = folderOf(folder)) {
				const known = children.get(folder);
				if (known) {
					known.push(child);
					break;
				}
				children.set(folder, [child]);
				if (folder === "") break;
				child = folder;
			}
		}
		return this.#children = children;
	}
};
var EditedListing = class {
	#other;
	#edited;
	#all;
	constructor(other, edited) {
		this.#other = other;
		this.#edited = new Map(edited.map((entry) => [entry.path, entry]));
	}
	get(path) {
		return this.#edited.get(path) ?? this.#other.get(path);
	}
	isFolder(path) {
		return this.#other.isFolder(path);
	}
	children(folder) {
		return this.#other.children(folder);
	}
	below(folder) {
		return this.#other.below(folder).map((entry) => this.#edited.get(entry.path) ?? entry);
	}
	folders() {
		return this.#other.folders();
	}
	all() {
		return this.#all ??= this.#other.all().map((entry) => this.#edited.get(entry.path) ?? entry);
	}
	links() {
		return this.#other.links();
	}
};
function firstFrom(length, isSo) {
	let [low, high] = [0, length];
	while (low < high) {
		const middle = low + high >> 1;
		if (isSo(middle)) high = middle;
		else low = middle + 1;
	}
	return low;
}
function isSorted(entries) {
	return entries.every((entry, i) => i === 0 || (entries[i - 1]?.path ?? "") < entry.path);
}

// src/tree/file-mode.ts
const modes = /* @__PURE__ */ new Set([
	"100644",
	"100755",
	"120000",
	"160000"
]);
function fileMode(mode) {
	return modes.has(mode) ? mode : "100644";
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

// src/tree/tar.ts
var TooLarge = class extends Error {};
var BadTar = class extends Error {};
const BLOCK = 512;
const MAX_EXTENSION = 65536;
const HARMLESS = /^(atime|ctime|mtime|comment|uid|gid|uname|gname|SCHILY\.(dev|ino|nlink|fflags)|(SCHILY|LIBARCHIVE)\.(xattr|acl|creationtime)\b.*)$/;
async function readTar(packed, limit, see) {
	const [{ createGunzip }, { pipeline }] = await Promise.all([import("node:zlib"), import("node:stream/promises")]);
	await pipeline(packed, createGunzip({ chunkSize: 262144 }), async (unpacked) => {
		await readBlocks(new Blocks(unpacked, limit), see);
	});
}
async function readBlocks(blocks, see) {
	let names;
	for (;;) {
		const block = await blocks.next();
		if (!block || isZero(block)) {
			if (names) throw new BadTar("ends where a file should follow");
			if (block) await blocks.expectEnd();
			return;
		}
		const { name, type, size, link, mode } = readHeader(block);
		switch (type) {
			case "x":
			case "L":
			case "K": {
				const said = extension(type, await blocks.content(size, MAX_EXTENSION));
				if (names && (type === "x" || names.isPax || Object.keys(said).some((key) => key in (names ?? {})))) throw new BadTar("contains the name of a file twice");
				names = {
					...names,
					...said,
					...type === "x" ? { isPax: true } : {}
				};
				break;
			}
			case "g":
				if (names) throw new BadTar("contains the name of a file twice");
				for (const key of records(await blocks.content(size, MAX_EXTENSION)).keys()) if (key !== "comment") throw new BadTar(`has a setting for all files (${shown(key)})`);
				break;
			default: {
				const path = names?.path ?? name;
				const target = names?.link ?? link;
				names = void 0;
				const kind = kindOf(type, path);
				if (kind !== "file" && size !== 0) throw new BadTar(`holds ${shown(path)}, a ${kind} with content`);
				const fileType = mode & 61440;
				if (kind !== "symlink" && fileType !== 0 && fileType !== (kind === "folder" ? 16384 : 32768)) throw new BadTar(`holds ${shown(path)}, a ${kind} whose mode says otherwise`);
				const content = kind === "file" ? await blocks.content(size) : Buffer.from(target);
				if (kind !== "folder") see({
					path,
					type: kind,
					content
				});
			}
		}
	}
}
function kindOf(type, path) {
	if (type === "1") return "link";
	if (type === "2") return "symlink";
	if (type === "5") return "folder";
	if (type !== "0" && type !== "\0") throw new BadTar(`holds ${shown(path)}, which is not a regular file`);
	if (path.endsWith("/")) throw new BadTar(`holds ${shown(path)}, a file with the name of a folder`);
	return "file";
}
function readHeader(block) {
	const magic = block.toString("latin1", 257, 265);
	const isGnu = magic === "ustar  \0";
	if (!isGnu && !magic.startsWith("ustar\0") || block.toString("latin1", 508) === "tar\0") throw new BadTar("is not a tar file");
	let sum = 256;
	for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += block[i] ?? 0;
	if (sum !== number(block, 148, 8)) throw new BadTar("has a header with a wrong checksum");
	for (const [at, length] of [
		[108, 8],
		[116, 8],
		[136, 12],
		[329, 8],
		[337, 8]
	]) if (((block[at] ?? 0) & 128) === 0) number(block, at, length);
	if (isGnu && !isZero(block.subarray(345, 500))) throw new BadTar("is part of an incremental archive");
	const prefix = isGnu ? "" : text(block.subarray(345, 500));
	const name = text(block.subarray(0, 100));
	return {
		name: prefix === "" ? name : `${prefix}/${name}`,
		type: String.fromCharCode(block[156] ?? 0),
		size: number(block, 124, 12),
		mode: number(block, 100, 8),
		link: text(block.subarray(157, 257))
	};
}
function number(block, at, length) {
	const field = block.toString("latin1", at, at + length);
	const [, digits] = /^ *([0-7]*)[ \0]*$/.exec(field) ?? [];
	if (digits === void 0) throw new BadTar("has a header with an invalid number");
	return digits === "" ? 0 : Number.parseInt(digits, 8);
}
function text(field) {
	const end = field.indexOf(0);
	try {
		return new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(end < 0 ? field : field.subarray(0, end));
	} catch {
		throw new BadTar("has a name that is not valid UTF-8");
	}
}
function extension(type, content) {
	if (type === "L") return { path: text(content) };
	if (type === "K") return { link: text(content) };
	const said = records(content);
	for (const key of said.keys()) if (key !== "path" && key !== "linkpath" && !HARMLESS.test(key)) throw new BadTar(`has an extension that is not supported (${shown(key)})`);
	const [path, link] = [said.get("path"), said.get("linkpath")];
	return {
		...path === void 0 ? {} : { path },
		...link === void 0 ? {} : { link }
	};
}
function records(content) {
	const found = /* @__PURE__ */ new Map();
	for (let at = 0; at < content.length;) {
		const space = content.indexOf(32, at);
		const digits = content.toString("latin1", at, Math.max(space, at));
		const end = at + Number(digits);
		const equals = content.indexOf(61, space);
		if (!/^[1-9]\d{0,5}$/.test(digits) || end > content.length || content[end - 1] !== 10 || equals < 0 || equals >= end) throw new BadTar("has a broken extended header");
		const key = text(content.subarray(space + 1, equals));
		const bytes = content.subarray(equals + 1, end - 1);
		const value = HARMLESS.test(key) || bytes.includes(0) ? "" : text(bytes);
		if (/^([acm]time|[ug]id)$/.test(key) && !/^(-?\d+(\.\d+)?)?$/.test(bytes.toString("latin1"))) throw new BadTar("has a broken extended header");
		if (found.has(key)) throw new BadTar(`has an extended header with ${shown(key)} twice`);
		if (value === "" && !HARMLESS.test(key)) throw new BadTar(`has an extended header with no ${shown(key)}`);
		found.set(key, value);
		at = end;
	}
	return found;
}
var Blocks = class {
	#source;
	#limit;
	#buffer = Buffer.alloc(0);
	#size = 0;
	constructor(source, limit) {
		this.#source = source[Symbol.asyncIterator]();
		this.#limit = limit;
	}
	async next() {
		const block = await this.#take(BLOCK);
		if (block.length === 0) return void 0;
		if (block.length < BLOCK) throw new BadTar("ends in the middle");
		return block;
	}
	async content(size, most = Infinity) {
		if (size > this.#limit) throw new TooLarge(`the archive unpacks to more than ${this.#limit} bytes`);
		if (size > most) throw new BadTar("has an extended header that is too long");
		const padded = Math.ceil(size / BLOCK) * BLOCK;
		const content = await this.#take(padded);
		if (content.length < padded) throw new BadTar("ends in the middle");
		return content.subarray(0, size);
	}
	async expectEnd() {
		for (let rest = await this.#take(BLOCK); rest.length > 0; rest = await this.#take(BLOCK)) if (!isZero(rest)) throw new BadTar("has data after its end");
	}
	async #take(size) {
		if (this.#buffer.length < size) {
			const chunks = [this.#buffer];
			for (let length = this.#buffer.length; length < size;) {
				const { value, done } = await this.#source.next();
				if (done === true) break;
				this.#size += value.length;
				if (this.#size > this.#limit) throw new TooLarge(`the archive unpacks to more than ${this.#limit} bytes`);
				chunks.push(value);
				length += value.length;
			}
			this.#buffer = Buffer.concat(chunks);
		}
		const taken = this.#buffer.subarray(0, size);
		this.#buffer = this.#buffer.subarray(taken.length);
		return taken;
	}
};
const ZEROS = Buffer.alloc(BLOCK);
function isZero(bytes) {
	for (let at = 0; at < bytes.length; at += BLOCK) {
		const part = bytes.subarray(at, at + BLOCK);
		if (!part.equals(ZEROS.subarray(0, part.length))) return false;
	}
	return true;
}
function shown(name) {
	return /[\p{Cc}\p{Cf}]/u.test(name) ? JSON.stringify(name) : name;
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

// src/tree/blob-id.ts
function blobId(content) {
	return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

// src/tree/overlay.ts
function overlayTree(tree, edits) {
	const listing = once(async () => {
		const other = await listingOf(tree);
		const entries = [...edits.keys()].map((path) => ({
			path,
			mode: other.get(path)?.mode ?? "100644"
		}));
		if (entries.every(({ path }) => other.get(path) !== void 0)) return new EditedListing(other, entries);
		return new EntryListing([...other.all().filter(({ path }) => !edits.has(path)), ...entries]);
	});
	return {
		name: `${tree.name} with the change`,
		...tree.costly === void 0 ? {} : { costly: tree.costly },
		list: async () => (await listing()).all(),
		listing,
		async read(paths) {
			const others = paths.filter((path) => !edits.has(path));
			const found = new Map(others.length > 0 ? await tree.read(others) : []);
			const own = paths.filter((path) => edits.has(path));
			if (own.length === 0) return found;
			const known = await listing();
			for (const path of own) {
				const content = edits.get(path);
				const mode = known.get(path)?.mode ?? "100644";
				if (content) found.set(path, {
					content,
					mode
				});
			}
			return found;
		}
	};
}

export { BadTar, EditedListing, EntryListing, LONGEST_PATH, TooLarge, blobId, fileMode, filteredTree, folderOf, followLinks, inFolder, isBelow, isGitFolder, isLfsPointer, joinPath, lfsError, listingOf, memoryTree, once, onceEach, overlayTree, pathFault, readTar, refuseLong };