import { __toESM } from "./rolldown-runtime.js";
import { FairleadError, inputError } from "../rooms/errors.js";
import { BadTar, TooLarge, isGitFolder, pathFault, readTar } from "../rooms/tree.js";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

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
	if (name.includes("\\")) return "has a backslash, which some programs take for a slash";
	if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name)) return "has a control character";
	if (!name.isWellFormed() || name.includes("�")) return "is no valid text";
	if (/^[a-z]:/i.test(name)) return "begins with a drive of Windows";
	if (/[. ]$/.test(name)) return "has a name that ends with a dot or a blank, which Windows drops";
	if (DEVICE.test(name)) return "has a name that is a device on Windows";
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
		if (known && (known.path !== path || !isFolder || !known.isFolder)) throw inputError(clash(known.path, path, known.isFolder !== isFolder, where), { hint: "Rename or remove one of them: what is rendered must not depend on the disk." });
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
		if (fault !== void 0) throw inputError(`${where} hold a path that is not allowed: ${fault}`);
		take(path, false);
	}
}
function clash(one, other, areTwoKinds, where) {
	if (one !== other) return `${shown(one)} and ${shown(other)} in ${where} have the same name on some file systems`;
	return areTwoKinds ? `${shown(one)} is a file and a folder in ${where}` : `${shown(one)} is there twice in ${where}`;
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
		if (fault !== void 0) throw broken(name, `holds a path that is not allowed: ${fault}`);
		const slash = path.indexOf("/");
		if (slash < 0) throw broken(name, `holds ${path} beside the folder of its chart`);
		folder ??= path.slice(0, slash);
		if (path.slice(0, slash) !== folder) throw broken(name, `holds two folders, ${folder} and ${path.slice(0, slash)}, and a chart is one`);
		return path.slice(slash + 1);
	});
	checkStaged(files.keys(), `the files of the package ${name}`);
	return files;
}
async function packChart(files) {
	checkStaged(files.keys(), "the files of a chart");
	const { pack } = await import("./tar-stream.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
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
		if (fault !== void 0) throw broken(name, `holds a path that is not allowed: ${fault}`);
		return clean;
	});
}
async function read(content, name, limits, place) {
	const files = /* @__PURE__ */ new Map();
	try {
		await readTar(Readable.from([content]), limits.size * 1024 * 1024, (entry) => {
			if (entry.type !== "file") throw broken(name, `holds ${entry.path}, a ${entry.type}`);
			const path = place(entry.path);
			const known = files.get(path);
			if (known && !entry.content.equals(known)) throw broken(name, `holds two files with the name ${path}`);
			if (files.size >= limits.files) throw broken(name, `holds more than ${limits.files} files`);
			files.set(path, entry.content);
		});
	} catch (error) {
		if (error instanceof FairleadError) throw error;
		if (error instanceof TooLarge) throw broken(name, `unpacks to more than ${Math.ceil(limits.size * 10) / 10} MiB`);
		if (error instanceof BadTar) throw broken(name, error.message);
		throw broken(name, "is no gzip file, or a damaged one");
	}
	return files;
}
function broken(name, what) {
	return inputError(`the package ${name} ${what}`, { at: { file: name } });
}

export { checkStaged, openPackage, packChart, stagedPathFault, unpack };