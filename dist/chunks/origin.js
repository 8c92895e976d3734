import { inputError } from "../rooms/errors.js";
import { mask } from "../rooms/git.js";
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
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/|[^/@\s]+@[^/:\s]+:|[\w-]+(?:\.[\w-]+)+\/[^/]+\/[^/]+\/?$)/i;
function isAddress(text) {
	return ADDRESS.test(text);
}
function githubName(text, serverUrl, input = "repository") {
	if (!isAddress(text)) return text;
	const name = repositoryOf(text, serverUrl);
	if (name !== void 0) return name;
	const [host = ""] = plainAddress(text).split("/");
	const [own = ""] = plainAddress(serverUrl).split("/");
	if (host === own) throw inputError(`${input} is ${mask(text)}, which is not the address of a repository`, { hint: `Write it like ${serverUrl}/owner/name.` });
	throw inputError(`${input} is on ${host}, but forge is github, which is ${serverUrl} here`, { hint: "Set forge to gitlab for a GitLab project, or to local for any other git remote." });
}

export { githubName, repositoryOf };