import { inputError } from "../rooms/errors.js";
import { readFile } from "node:fs/promises";

// src/entries/wire/gitlab.ts
async function findGitlab(repository, context) {
	const told = gitlabServer(repository, context);
	if (new URL(told.serverUrl).host === new URL(context.serverUrl).host) throw inputError(`repository is on ${new URL(told.serverUrl).host}, which is GitHub, but forge is gitlab`, { hint: "Set forge to github." });
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
const SSH = /^(?:ssh:\/\/(?:[^/@]+@)?([^/:]+)(?::\d+)?\/|[^/@\s]+@([^/:\s]+):)(.+)$/i;
function gitlabServer(repository, { gitlab: own }) {
	const [, sshHost, scpHost, sshPath = ""] = SSH.exec(repository) ?? [];
	const host = sshHost ?? scpHost;
	if (host !== void 0) return gitlabServer(`${new URL(own.serverUrl).hostname === host.toLowerCase() ? own.serverUrl : `https://${host}`}/${sshPath}`, { gitlab: own });
	if (!/^https?:\/\//i.test(repository)) return {
		...own,
		path: repository
	};
	if (repository.toLowerCase().startsWith(`${own.serverUrl.toLowerCase()}/`)) return {
		...own,
		path: plainPath(repository.slice(own.serverUrl.length))
	};
	if (!URL.canParse(repository)) throw inputError(`"${repository}" is not a valid project address`, { hint: "Write it like https://gitlab.example.com/group/project." });
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