import { plainAddress } from "../rooms/net.js";

// src/entries/wire/origin.ts
function repositoryOf(address, serverUrl, deep = false) {
	if (address === void 0) return void 0;
	const server = plainAddress(`${serverUrl}/`);
	const plain = plainAddress(address);
	if (!plain.startsWith(`${server}/`)) return void 0;
	const path = plain.slice(server.length + 1);
	const depth = path.split("/").length;
	if (depth < 2 || depth > 2 && !deep) return void 0;
	return address.trim().replace(/(?<!\/)\/+$/, "").replace(/\.git$/, "").slice(-path.length);
}

export { repositoryOf };