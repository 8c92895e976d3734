import { FolderCache } from "../rooms/render-engine.js";
import { version } from "./version.js";
import { join } from "node:path";

// src/entries/wire/inventories.ts
function inventoriesFor(folder, { atEnd }) {
	if (folder === void 0) return void 0;
	const cache = new FolderCache(join(folder, "inventory"), 64);
	return {
		version,
		get: (key) => cache.get(key),
		put: async (key, text) => {
			await cache.put(key, text);
			atEnd(() => cache.trim());
		}
	};
}

export { inventoriesFor };