import { inputError } from "../rooms/errors.js";
import { readFile } from "node:fs/promises";

// src/entries/wire/gitlab.ts
async function findGitlab(repository, context) {
	const told = gitlabServer(repository, context);
	if (told.serverUrl === context.gitlab.serverUrl || told.path.split("/").length < 3) return told;
	const { environment } = context;
	const { findServer } = await import("./find-server.js");
	const certificates = await ownAuthorities(environment);
	const { serverUrl, path } = await findServer(told.serverUrl, told.path, {
		environment,
		certificates
	});
	return {
		serverUrl,
		path,
		apiUrl: `${serverUrl}/api/v4`
	};
}
function gitlabServer(repository, { gitlab: own }) {
	if (!/^https?:\/\//i.test(repository)) return {
		...own,
		path: repository
	};
	if (repository.toLowerCase().startsWith(`${own.serverUrl.toLowerCase()}/`)) return {
		...own,
		path: plainPath(repository.slice(own.serverUrl.length))
	};
	if (!URL.canParse(repository)) throw inputError(`"${repository}" is no address of a project`, { hint: "It looks like https://gitlab.example.com/group/project." });
	const { origin, pathname } = new URL(repository);
	return {
		serverUrl: origin,
		apiUrl: `${origin}/api/v4`,
		path: plainPath(decodeURIComponent(pathname))
	};
}
async function ownAuthorities(environment) {
	const files = [environment["CI_SERVER_TLS_CA_FILE"], environment["NODE_EXTRA_CA_CERTS"]];
	const named = [...new Set(files.filter((file) => file !== void 0 && file !== ""))];
	return Promise.all(named.map(async (file) => {
		try {
			return await readFile(file, "utf8");
		} catch (error) {
			throw inputError(`the certificates in ${file} cannot be read: ${error.message}`);
		}
	}));
}
function plainPath(path) {
	return path.replaceAll(/^\/+|(?<!\/)\/+$/g, "").replace(/\.git$/, "");
}

export { findGitlab, gitlabServer, ownAuthorities };