import { inputError } from "../rooms/errors.js";
import { findGitlab, ownAuthorities } from "./gitlab.js";
import { githubName } from "./origin.js";
import { authorizationFor, isOfGithub } from "./tokens.js";

// src/entries/wire/connect.ts
async function connectToGithub(reach, { context, say }) {
	const { connectGitHub } = await import("./connect2.js");
	const { serverUrl, apiUrl, graphqlUrl, userAgent, environment } = context;
	const jobToken = context.job.present ? context.githubToken : void 0;
	const server = {
		serverUrl,
		apiUrl,
		graphqlUrl,
		userAgent,
		environment
	};
	const repository = githubName(reach.repository, serverUrl);
	return connectGitHub({
		...reach,
		...server,
		repository,
		jobToken,
		log: say
	});
}
async function connectToGitlab(reach, wiring) {
	const { context, say, atEnd } = wiring;
	const { connectGitLab } = await import("./connect3.js");
	if (reach.token !== void 0 && isOfGithub(reach.token, context)) throw inputError("the token is a GitHub token, which is never sent to GitLab", { hint: "Use an access token of the GitLab project instead (for write access: role Developer, scope api)." });
	const { serverUrl, apiUrl, path } = await findGitlab(reach.repository, context);
	const { environment } = context;
	const connection = connectGitLab({
		...reach,
		repository: path,
		serverUrl,
		apiUrl,
		jobToken: environment["CI_JOB_TOKEN"],
		certificates: await ownAuthorities(environment),
		environment,
		log: say
	});
	atEnd(() => connection.close());
	return connection;
}
async function connectToLocal(reach, wiring) {
	const { connectLocal } = await import("./connect4.js");
	const { repository, token } = reach;
	const authorization = authorizationFor(repository, token, wiring);
	const { environment } = wiring.context;
	const connection = connectLocal({
		repository,
		authorization,
		environment
	});
	wiring.atEnd(() => connection.close());
	return connection;
}

export { connectToGithub, connectToGitlab, connectToLocal };