import "./rolldown-runtime.js";
import { configOf } from "../rooms/config.js";
import { FairleadError } from "../rooms/errors.js";
import { readDefaultBranch, resolveBase } from "../rooms/git.js";
import { repositoryOf } from "./origin.js";
import { eventSides } from "./job.js";

// src/entries/wire/trusted-config.ts
async function trustedConfig(own, checked, wiring) {
	if (!wiring.context.job.present) return own;
	const { render: _render, fetch: _fetch, records: _records, ...harmless } = own;
	const { config, reason } = await configOfBase(checked, wiring);
	if (config) {
		const { render, fetch, records } = config;
		return {
			...harmless,
			...render && { render },
			...fetch && { fetch },
			...records && { records }
		};
	}
	if (own.render !== void 0 || own.fetch !== void 0 || own.records === true) wiring.warn(`${own.records === true ? "fetch, render and records" : "fetch and render"} in fairlead.yaml are ignored because ${reason}: the checkout may be a change that nobody has reviewed.`);
	return harmless;
}
async function configOfBase({ git, job, base }, { context }) {
	if (job.change === void 0 && await isOfStranger(git, context)) return { reason: `the repository of the checkout and ${context.job.repository} have different owners` };
	const branch = base ?? job.change?.base ?? job.defaultBranch ?? await defaultBranchOfOrigin(git);
	if (branch === void 0) return { reason: "the default branch is not known" };
	try {
		const event = eventSides({ base: branch }, job, context);
		const side = await resolveBase(git, {
			base: branch,
			fetch: true,
			event
		});
		return {
			config: await configOf(side.tree),
			reason: ""
		};
	} catch (error) {
		if (!(error instanceof FairleadError) || job.change?.isRequest === true) throw error;
		return { reason: `the fairlead.yaml of the branch ${JSON.stringify(branch)} cannot be read (${error.faults[0].message})` };
	}
}
async function isOfStranger(git, { job, serverUrl, gitlab, environment }) {
	const isGitlab = environment["GITLAB_CI"] === "true";
	const origin = (await git.tryAbout())?.origin;
	const path = repositoryOf(origin, isGitlab ? gitlab.serverUrl : serverUrl, isGitlab);
	const ownerOf = (name) => name?.split("/", 1)[0]?.toLowerCase();
	return path !== void 0 && ownerOf(path) !== ownerOf(job.repository);
}
async function defaultBranchOfOrigin(git) {
	const asked = await git.attempt([
		"ls-remote",
		"--symref",
		"--",
		"origin",
		"HEAD"
	]);
	return asked.ok ? readDefaultBranch(asked.stdout)?.replace("refs/heads/", "") : void 0;
}

export { trustedConfig };