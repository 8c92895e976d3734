import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { constants } from "node:fs";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";

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

export { keepCopy, keepFile };