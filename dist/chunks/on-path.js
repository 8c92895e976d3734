import { delimiter, isAbsolute, join } from "node:path";
import { access, constants, stat } from "node:fs/promises";

// src/render/engine/on-path.ts
async function onPath(name, environment) {
	const windows = process.platform === "win32";
	const path = environment["PATH"] ?? environment["Path"] ?? "";
	for (const folder of path.split(delimiter).filter(isAbsolute)) {
		const file = join(folder, windows ? `${name}.exe` : name);
		try {
			await access(file, constants.X_OK);
			if ((await stat(file)).isFile()) return file;
		} catch {}
	}
}

export { onPath };