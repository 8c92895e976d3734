import { bringTrees, revisionTree } from "../rooms/git.js";
import { isOneOf } from "../rooms/net.js";
import { userFor } from "./tokens.js";
import { ownAuthorities } from "./gitlab.js";
import { join } from "node:path";

// src/entries/wire/remote-sources.ts
function openRemoteSourcesFor(config, inputs, wiring, own) {
	let opened;
	const open = () => opened ??= openNow(config, inputs, wiring);
	wiring.atEnd(async () => (await opened)?.close());
	return {
		git: async (url, revision) => await ownRevision(own, url, revision) ?? (await open()).git(url, revision),
		chart: async (...question) => (await open()).chart(...question),
		artifact: async (...question) => (await open()).artifact(...question),
		file: async (url) => (await open()).file(url),
		dependencies: async (...question) => (await open()).dependencies(...question)
	};
}
async function ownRevision({ git, addresses }, url, revision) {
	if (git === void 0 || !isOneOf(addresses, url)) return void 0;
	const isId = /^[0-9a-f]{7,64}$/.test(revision);
	const [, kind, short = revision] = /^refs\/(heads|tags)\/(.+)$/.exec(revision) ?? [];
	const names = isId ? [revision] : [...kind === "tags" ? [] : [`refs/remotes/origin/${short}`], ...kind === "heads" ? [] : [`refs/tags/${short}`]];
	for (const name of names) {
		const found = await git.attempt([
			"rev-parse",
			"--verify",
			"--quiet",
			`${name}^{commit}`
		]);
		const commit = found.stdout.trim();
		if (!found.ok) continue;
		const prepare = () => bringTrees(git, [commit]);
		const ref = isId ? void 0 : name.replace("refs/remotes/origin/", "refs/heads/");
		return {
			tree: revisionTree(git, commit, {
				name: `${short} of ${url}`,
				prepare
			}),
			commit,
			ref
		};
	}
}
async function openNow(config, inputs, { context, hide, say }) {
	const { openRemoteSources } = await import("./remote-sources2.js");
	const { environment, job, serverUrl } = context;
	const own = new URL(job.serverUrl ?? serverUrl);
	const token = inputs["source-token"] ?? (environment["GITLAB_CI"] === "true" ? environment["CI_JOB_TOKEN"] : void 0);
	const { cache } = inputs;
	return openRemoteSources({
		hosts: config.fetch?.hosts ?? {},
		environment,
		credentials: (url) => token === void 0 || url.host !== own.host ? void 0 : `Basic ${Buffer.from(`${userFor(token, context)}:${token}`).toString("base64")}`,
		cache: cache === void 0 ? void 0 : join(cache, "fetched"),
		certificates: await ownAuthorities(environment),
		hide,
		log: say
	});
}

export { openRemoteSourcesFor };