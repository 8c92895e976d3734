// src/entries/wire/tokens.ts
function authorizationFor(repository, token, { context, hide }) {
	if (token === void 0 || !/^https?:/i.test(repository) || !URL.canParse(repository)) return void 0;
	const url = new URL(repository);
	if (url.username !== "" || url.password !== "") return void 0;
	if (isOfGithub(token, context) && url.origin !== new URL(context.serverUrl).origin) return void 0;
	const pair = Buffer.from(`${userFor(token, context)}:${token}`).toString("base64");
	hide([pair]);
	return `Basic ${pair}`;
}
function userFor(token, { environment }) {
	return token === environment["CI_JOB_TOKEN"] ? "gitlab-ci-token" : "x-access-token";
}
function isOfGithub(token, { githubToken }) {
	return /^(gh[a-z]|github_pat)_/.test(token) || token !== "" && token === githubToken;
}

export { authorizationFor, isOfGithub, userFor };