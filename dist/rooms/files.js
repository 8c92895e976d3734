import { FairleadError, FaultCollector, inputError, remoteError } from "./errors.js";
import { isGitFolder, pathFault } from "./tree.js";
import { closeSync, constants, existsSync, fchmodSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, readlinkSync, realpathSync, renameSync, rmSync, rmdirSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join, parse, relative, resolve, sep } from "node:path";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

// src/files/way.ts
function wayTo(path, checkouts) {
	const target = resolve(path);
	const { root } = parse(target);
	const parts = target.slice(root.length).split(sep).filter(Boolean);
	const known = checkouts.flatMap((folder) => realPath(folder) ?? []);
	if (parts.find(isGitFolder) !== void 0) throw inputError(`${path} is inside git's own folder, where nothing is written`, { hint: "Use a separate folder." });
	const links = [];
	let folder = root;
	let base;
	for (const [index, part] of parts.entries()) {
		const next = join(folder, part);
		const status = statusOf(next);
		const rest = parts.slice(index);
		const isInCheckout = liesInCheckout(folder, known) || known.includes(next);
		if (liesInCheckout(folder, known)) base ??= folder;
		if (!status) return {
			base: base ?? folder,
			folder,
			rest,
			obstacle: void 0,
			links,
			isInCheckout
		};
		const real = status.isSymbolicLink() && !isInCheckout ? realPath(next) : void 0;
		if (status.isDirectory()) folder = next;
		else if (real !== void 0 && statusOf(real)?.isDirectory()) {
			links.push(next);
			folder = real;
		} else {
			const what = status.isSymbolicLink() ? "a link" : "not a folder";
			return {
				base: base ?? folder,
				folder,
				rest,
				obstacle: {
					path: next,
					what
				},
				links,
				isInCheckout
			};
		}
	}
	const isInCheckout = liesInCheckout(folder, known);
	return {
		base: base ?? folder,
		folder,
		rest: [],
		obstacle: void 0,
		links,
		isInCheckout
	};
}
function checkoutAround(folder) {
	for (let at = folder;; at = dirname(at)) {
		if (statusOf(join(at, ".git"))) return at;
		if (dirname(at) === at) return void 0;
	}
}
function statusOf(file) {
	try {
		return lstatSync(file, { throwIfNoEntry: false });
	} catch (error) {
		const { code, message } = error;
		if (code === "ENOENT" || code === "ENOTDIR") return void 0;
		throw remoteError(`cannot read ${file}: ${message}`, { cause: error });
	}
}
function liesInCheckout(folder, known) {
	return known.some((other) => isBelow(folder, other)) || checkoutAround(folder) !== void 0;
}
function isBelow(folder, other) {
	const way = relative(other, folder);
	return way === "" || way !== ".." && !way.startsWith(`..${sep}`) && !parse(way).root;
}
function realPath(path) {
	try {
		return realpathSync(path);
	} catch {
		return;
	}
}

// src/files/folders.ts
const OPEN = "/proc/self/fd";
var Folders = class {
	#root;
	#known = /* @__PURE__ */ new Map();
	#open = [];
	#made = [];
	#hasHandles = existsSync(OPEN);
	constructor(root) {
		this.#root = realpathSync(root);
	}
	of(path) {
		const folder = dirname(path);
		return folder === "." ? this.#enter("", this.#root) : this.#below(folder);
	}
	takeBack() {
		for (const { at, name } of this.#made.toReversed()) try {
			rmdirSync(join(at, name));
		} catch {}
	}
	close() {
		for (const handle of this.#open) closeSync(handle);
	}
	#below(folder) {
		const known = this.#known.get(folder);
		if (known !== void 0) return known;
		const at = this.of(folder);
		const name = folder.slice(folder.lastIndexOf("/") + 1);
		const path = join(at, name);
		if (!lstatSync(path, { throwIfNoEntry: false })) {
			mkdirSync(path);
			this.#made.push({
				at,
				name
			});
		}
		return this.#enter(folder, path);
	}
	#enter(folder, path) {
		const known = this.#known.get(folder);
		if (known !== void 0) return known;
		const place = this.#hasHandles ? `${OPEN}/${this.#hold(path)}` : path;
		if (!this.#hasHandles && (!lstatSync(path).isDirectory() || realpathSync(path) !== path)) throw noFolder(path);
		this.#known.set(folder, place);
		return place;
	}
	#hold(path) {
		try {
			const handle = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
			this.#open.push(handle);
			return handle;
		} catch (error) {
			const { code } = error;
			throw code === "ELOOP" || code === "ENOTDIR" ? noFolder(path) : error;
		}
	}
};
function noFolder(path) {
	return inputError(`${path.slice(path.lastIndexOf("/") + 1)} is a link or a file, but a folder was expected`);
}

// src/files/write.ts
function writeFiles(dir, changes) {
	for (const change of changes) checkChange(resolve(dir), change);
	if (new Set(changes.map(({ path }) => path)).size < changes.length) throw inputError("a file would be written twice at the same time");
	const staged = [];
	const done = [];
	let folders;
	try {
		folders = new Folders(resolve(dir));
		for (const change of changes) staged.push(stage(folders, change));
		for (const { path, file, temporary } of staged) {
			if (temporary !== void 0) renameSync(temporary, file);
			else if (statusOf(file)) unlinkSync(file);
			done.push(path);
		}
	} catch (error) {
		for (const { temporary } of staged.slice(done.length)) if (temporary !== void 0) discard(temporary);
		folders?.takeBack();
		if (error instanceof FairleadError) throw error;
		const written = done.length === 0 ? "nothing was changed" : `already written: ${done.join(", ")}`;
		throw remoteError(`cannot write to ${dir}: ${error.message}; ${written}`, { cause: error });
	} finally {
		folders?.close();
	}
}
function checkInside(root, path, known = /* @__PURE__ */ new Set()) {
	const fault = pathFault(path) ?? windowsFault(path);
	if (fault !== void 0) throw inputError(`this path is not allowed: ${fault}`);
	const parts = path.split("/");
	for (let depth = 1; depth < parts.length; depth++) {
		const folder = parts.slice(0, depth).join("/");
		if (known.has(folder)) continue;
		if (statusOf(join(root, folder))?.isSymbolicLink()) throw inputError(`${path} leads through the link ${folder}`, { hint: "Use the real path of the file." });
		known.add(folder);
	}
}
function windowsFault(path) {
	return process.platform === "win32" && /[\\:]/.test(path) ? `${path} has a backslash or colon` : void 0;
}
function checkChange(root, { path, mode, content }) {
	checkInside(root, path);
	if (content && mode !== "100644" && mode !== "100755") throw inputError(`${path} is a link or a submodule; only files can be written`);
	const status = statusOf(join(root, path));
	if (status?.isSymbolicLink()) throw inputError(`${path} is a link`, { hint: "Use the file that it points to." });
	if (status && !status.isFile()) throw inputError(`${path} is not a file`);
}
function stage(folders, { path, mode, content }) {
	const folder = folders.of(path);
	const file = join(folder, basename(path));
	if (content === void 0) return {
		path,
		file,
		temporary: void 0
	};
	const status = statusOf(file);
	const temporary = join(folder, `.fairlead-${randomBytes(6).toString("hex")}.tmp`);
	const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
	const handle = openSync(temporary, flags, mode === "100755" ? 511 : 438);
	try {
		writeFileSync(handle, content);
		if (status && process.platform !== "win32") fchmodSync(handle, rightsOf(status, mode));
	} catch (error) {
		discard(temporary);
		throw error;
	} finally {
		closeSync(handle);
	}
	return {
		path,
		file,
		temporary
	};
}
function rightsOf({ mode: rights }, mode) {
	return (mode === "100755" ? rights | (rights & 292) >> 2 : rights & -74) & 511;
}
function discard(file) {
	try {
		unlinkSync(file);
	} catch {}
}

// src/files/outputs.ts
async function clearOutputs(outputs, options) {
	const faults = new FaultCollector();
	for (const { folder, names, isOurs } of outputs) try {
		const real = await clearWay(folder, options);
		if (isOurs === true && await options.isTracked(real) === true) rmSync(real, {
			recursive: true,
			force: true
		});
		for (const name of names) {
			if (name !== basename(name)) throw inputError(`${JSON.stringify(name)} is not a valid file name`);
			if (name === ".gitignore" && await isOwnIgnore(join(real, name), options)) continue;
			await clearFile(join(real, name), options);
		}
	} catch (error) {
		faults.keep(error);
	}
	faults.throwIfAny();
}
function writeOutputs(folder, texts, workspace) {
	const { base, folder: real, rest, obstacle } = wayFrom(folder, workspace);
	if (obstacle) throw inTheWay(folder, obstacle);
	const below = [...relative(base, real).split(sep).filter(Boolean), ...rest];
	const changes = [...texts].map(([name, text]) => ({
		path: [...below, name].join("/"),
		content: Buffer.from(text),
		mode: "100644"
	}));
	writeFiles(base, changes);
	return resolve(workspace.workspace, folder);
}
function wayFrom(name, { workspace, job }) {
	return wayTo(resolve(workspace, name), job.present ? [workspace] : []);
}
async function clearWay(folder, options) {
	for (;;) {
		const { obstacle, ...way } = wayFrom(folder, options);
		if (!obstacle) return join(way.folder, ...way.rest);
		if (await options.isTracked(obstacle.path) !== true) throw inTheWay(folder, obstacle);
		unlinkSync(obstacle.path);
		options.warn(`${obstacle.path} is ${obstacle.what}, but ${folder} has to be a folder: the one from the repository was removed.`);
	}
}
async function isOwnIgnore(file, { isTracked }) {
	if (statusOf(file)?.isFile() !== true || await isTracked(file) === true) return false;
	return readFileSync(file, "utf8").trim() === "*";
}
async function clearFile(file, { workspace, inputs, isTracked }) {
	const status = statusOf(file);
	if (!status) return;
	if (inputs.some((input) => realPlace(resolve(workspace, input)) === file) && await isTracked(file) !== true) return;
	if (!status.isDirectory()) return unlinkSync(file);
	if (await isTracked(file) !== true) throw inputError(`${file} is a folder, but a file with this name has to be written`, { hint: "Remove it, or use another folder." });
	rmSync(file, {
		recursive: true,
		force: true
	});
}
function realPlace(file) {
	try {
		return join(realpathSync(dirname(file)), basename(file));
	} catch {
		return file;
	}
}
function inTheWay(folder, { path, what }) {
	return inputError(`nothing was written to ${folder}: ${path} is ${what}`, { hint: what === "a link" ? "Links in a checkout are not followed. Use the real path of the folder." : "Use another folder, or remove it." });
}

// src/files/worktree.ts
function worktree(dir) {
	const root = resolve(dir);
	const folders = /* @__PURE__ */ new Set();
	return {
		name: dir,
		atOnce: 200,
		async list() {
			const entries = [];
			listFolder(root, "", entries);
			return entries.toSorted((a, b) => a.path < b.path ? -1 : 1);
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
function listFolder(root, folder, found) {
	let entries;
	try {
		entries = readdirSync(join(root, folder), { withFileTypes: true });
	} catch (error) {
		throw unreadable(join(root, folder), error);
	}
	for (const entry of entries) {
		if (isLeftOut(entry.name)) continue;
		const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
		if (entry.isSymbolicLink()) found.push({
			path,
			mode: "120000"
		});
		else if (entry.isDirectory()) listFolder(root, path, found);
		else if (entry.isFile()) found.push({
			path,
			mode: modeOf(lstatSync(join(root, path)))
		});
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
function unreadable(file, error) {
	const { code, message } = error;
	if (code === "ENOENT" || code === "ENOTDIR") return inputError(`there is no folder ${file}`);
	return remoteError(`cannot read ${file}: ${message}`, { cause: error });
}

// src/files/read.ts
async function readNamed(name, limit, workspace) {
	const { folder, rest, obstacle } = wayFrom(dirname(name), workspace);
	const path = join(folder, ...rest, basename(name));
	if (obstacle) return { fault: `${obstacle.path} is ${obstacle.what}` };
	const status = statusOf(path);
	if (!status) return { fault: "it does not exist" };
	if (status.isSymbolicLink()) return { fault: "it is a link, and links in a checkout are not followed" };
	if (!status.isFile()) return { fault: "it is not a file" };
	if (status.size > limit) return { fault: `it has ${status.size} bytes; the maximum is ${limit}` };
	try {
		return {
			path,
			content: await readFile(path)
		};
	} catch (error) {
		return { fault: error.message };
	}
}

export { checkoutAround, clearOutputs, isBelow, readNamed, statusOf, wayFrom, wayTo, worktree, writeFiles, writeOutputs };