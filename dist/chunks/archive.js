import { __toESM } from "./rolldown-runtime.js";
import { FairleadError, inputError } from "../rooms/errors.js";
import { pathFault } from "../rooms/git.js";
import { TooLarge, readTar } from "../rooms/tree.js";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";

// src/cache/keep-file.ts
async function keepFile(file, content) {
	const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
	try {
		await mkdir(dirname(file), { recursive: true });
		await writeFile(temporary, content, { flag: "wx" });
		await rename(temporary, file);
	} catch {
		await rm(temporary, { force: true }).catch(() => void 0);
	}
}

// src/render/engine/archive.ts
const zip = promisify(gzip);
const MAX_DEPTH = 5;
async function repack(content, name, budget, see, depth = 0) {
	if (depth > MAX_DEPTH) throw inputError(`${name} is packed more than ${MAX_DEPTH} times`);
	const { pack } = await import("./tar-stream.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const archive = pack();
	const files = await unpack(content, name, budget);
	budget.files -= files.size;
	for (const data of files.values()) budget.size -= data.length / 1024 / 1024;
	for (const [path, data] of files) {
		const inner = path.slice(path.indexOf("/") + 1);
		if (/\.(tgz|tar\.gz)$/i.test(inner)) {
			const packed = await repack(data, `${name}: ${inner}`, budget, see, depth + 1);
			archive.entry({ name: path }, Buffer.from(packed));
		} else if (see(inner, data)) archive.entry({ name: path }, Buffer.from(data));
	}
	archive.finalize();
	const chunks = [];
	for await (const chunk of archive) chunks.push(chunk);
	return zip(Buffer.concat(chunks), { level: 1 });
}
async function unpack(content, name, limits) {
	const broken = (what) => inputError(`the package ${name} ${what}`, { at: { file: name } });
	const files = /* @__PURE__ */ new Map();
	try {
		await readTar(Readable.from([content]), limits.size * 1024 * 1024, (entry) => {
			const { path, type } = entry;
			if (type !== "file" && type !== "contiguous-file") throw broken(`holds ${path}, a ${type}`);
			const clean = path.replace(/^\.\//, "");
			const fault = pathFault(clean);
			if (fault !== void 0) throw broken(`holds a path that is not allowed: ${fault}`);
			if (files.size >= limits.files) throw broken(`holds more than ${limits.files} files`);
			files.set(clean, entry.content);
		});
	} catch (error) {
		if (error instanceof FairleadError) throw error;
		if (error instanceof TooLarge) throw broken(`unpacks to more than ${Math.ceil(limits.size * 10) / 10} MiB`);
		throw broken(!error.code?.startsWith("Z_") ? "is no tar file" : "is no gzip file");
	}
	return files;
}

export { keepFile, repack, unpack };