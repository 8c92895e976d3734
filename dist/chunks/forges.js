import { inputError } from "../rooms/errors.js";
import { mergeRequestWords, pullRequestWords } from "../rooms/forge-local.js";
import { connectToGithub, connectToGitlab, connectToLocal } from "./connect.js";
import { gitlabServer } from "./gitlab.js";
import { githubName, repositoryOf } from "./origin.js";

// src/entries/wire/forges.ts
const forges = {
	github: {
		words: pullRequestWords,
		naming: "owner/name of the infra repo",
		serverUrl: ({ serverUrl }) => serverUrl,
		nameOf: (address, { serverUrl }) => repositoryOf(address, serverUrl),
		addressOf(name, input, { serverUrl }) {
			if (/^\w[\w.-]*\/[\w.-]+$/.test(name)) return `${serverUrl}/${name}.git`;
			throw inputError(`${input} is ${JSON.stringify(name)}, which is not of the form owner/name`);
		},
		connect: connectToGithub,
		called: (name, { serverUrl }) => githubName(name, serverUrl)
	},
	gitlab: {
		words: mergeRequestWords,
		naming: "the path of the project",
		serverUrl: (context) => context.gitlab.serverUrl,
		nameOf: (address, context) => repositoryOf(address, context.gitlab.serverUrl, true),
		addressOf(name, input, context) {
			const { serverUrl, path } = gitlabServer(name, context);
			if (!/^\d+$/.test(path)) return `${serverUrl}/${path}.git`;
			throw inputError(`${input} is ${path}, an id`, { hint: "Use the path of the project with all groups, since apps may refer to it by this path." });
		},
		connect: connectToGitlab,
		called: (name) => name
	},
	local: {
		words: pullRequestWords,
		naming: "the address of the infra repo",
		serverUrl: () => void 0,
		nameOf: (address) => address,
		addressOf: (name) => name,
		connect: connectToLocal,
		called: (name) => name
	}
};
function forgeOf(name) {
	const kind = forges[name];
	if (kind === void 0) throw new Error(`"${name}" is not a supported forge`);
	return kind;
}
function connect(forge, reach, wiring) {
	return forgeOf(forge).connect(reach, wiring);
}

export { connect, forgeOf };