import "../chunks/rolldown-runtime.js";
import { defineCommand, inputs, pick, programInputs } from "../chunks/define.js";
import { closedPart, filesPart, filesPorts, flatten, githubPart, gitlabPart, herePart, localPart, tally, toData, toMarkdown, toText } from "../rooms/doctor.js";
import { FairleadError, describeFault, unlessBug } from "../rooms/errors.js";
import { outputs } from "../chunks/outputs.js";
import { described } from "../chunks/describe.js";
import { inheritedVariables } from "../rooms/git-inherited.js";
import { version } from "../chunks/version.js";
import { sentence } from "../rooms/doctor-check.js";
import { configOf, emptyConfig } from "../rooms/config.js";
import { once } from "../rooms/tree.js";
import { worktree } from "../rooms/files.js";
import { openRemoteSourcesFor } from "../chunks/remote-sources.js";
import { folderOf, gitIn, originAddress } from "../chunks/folder.js";
import { connect, forgeOf } from "../chunks/forges.js";
import { jobCheckout, warnOfFolder } from "../chunks/job.js";
import { aroundCheckout, completionFor, renderingAround } from "../chunks/parents.js";
import { trustedConfig } from "../chunks/trusted-config.js";
import { connectToGithub, connectToGitlab, connectToLocal } from "../chunks/connect.js";
import { isOfGithub } from "../chunks/tokens.js";
import { promisify } from "node:util";
import process from "node:process";
import { readdir } from "node:fs/promises";
import { execFile } from "node:child_process";

// src/commands/doctor.ts
const doctorCommand = {
	name: "doctor",
	title: "Fairlead doctor",
	summary: "Checks tokens, branch protection, environments, controllers and versions, and reports what is missing and how to fix it.",
	inputs: described(pick(inputs, "forge", "repository", "token", "base", "path", "source-repository", "source-token", ...programInputs, "output"), {
		path: "The folder of the infra repo. It does not have to be a git checkout. If there is no such folder and repository is set, the files are read from the forge.",
		base: "The branch that changes are merged into. Default: the default branch of the infra repo.",
		token: "The token to check: the one that you give to the other commands. Checks that it has no permission for are reported as not checked.",
		"source-repository": "The app repo to check. Default: the repository that the job runs for.",
		"source-token": "The token for the app repo to check."
	}),
	outputs: pick(outputs, "healthy", "faults", "warnings", "unchecked", "report")
};
async function runDoctor(_values, { parts }) {
	const examined = [];
	for (const part of parts) examined.push({
		title: part.title,
		reports: await part.run()
	});
	const failure = failureOf(examined);
	const counts = tally(examined);
	const healthy = failure === void 0;
	const checked = toData(examined);
	const json = JSON.stringify(checked);
	return {
		outputs: {
			healthy: String(healthy),
			faults: String(counts.fault),
			warnings: String(counts.warning),
			unchecked: String(counts.unknown),
			report: json.length <= 1e6 ? json : ""
		},
		data: {
			healthy,
			faults: counts.fault,
			warnings: counts.warning,
			unchecked: counts.unknown,
			parts: checked
		},
		text: toText(examined),
		summary: toMarkdown(examined),
		warnings: [],
		...failure ? { failure } : {}
	};
}
function failureOf(parts) {
	const all = flatten(parts);
	const faults = all.filter(({ finding }) => finding.level === "fault");
	const remote = all.filter(({ report }) => report.failure === "remote");
	const [first, ...others] = new Map((faults.length > 0 ? faults : remote).map(({ finding }) => [describeFault(finding), faultOf(finding)])).values();
	return first && new FairleadError(faults.length > 0 ? "refused" : "remote", [first, ...others]);
}
function faultOf({ message, hint, at }) {
	return {
		message,
		hint,
		at
	};
}

// src/entries/wire/doctor-files.ts
async function infraFiles(setup, defaultBranch) {
	try {
		return setup.readsFolder ? await ofFolder(setup, defaultBranch) : await ofBase(setup);
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		const [{ message, hint }] = error.faults;
		return closed(`The files of ${setup.repository}`, sentence(`They could not be read: ${message}`), hint);
	}
}
async function ofFolder(setup, defaultBranch) {
	const { values, wiring, folder, origin } = setup;
	if ((await readdir(folder)).every((name) => name === ".git")) return closed("The files", "The files of the infra repo are not available, so they were not checked.", "Set repository and token, or check out the infra repo and set path.");
	const base = values.base ?? await defaultBranch().catch(unlessBug);
	const tree = worktree(folder);
	const git = gitIn(folder, wiring.context);
	const job = await jobCheckout(git, wiring.context);
	const trusted = once(async () => trustedConfig(await configOf(tree), {
		git,
		job,
		base: values.base
	}, wiring));
	const around = {
		addresses: origin,
		...aroundCheckout(git, folder, job, wiring)
	};
	const completion = completionFor(renderingAround(values, around, wiring), around);
	const known = {
		base,
		addresses: origin,
		git: reader(setup, trusted),
		completion
	};
	return opened(filesPorts(tree, known), trusted);
}
async function ofBase(setup) {
	const { values, wiring, repository = "" } = setup;
	const connection = await connect(values.forge, {
		repository,
		token: values.token
	}, wiring);
	const forge = await connection.pulls();
	const addresses = await connection.address();
	const { base, defaultBranch } = await forge.snapshot({
		base: values.base,
		branches: [],
		files: []
	});
	const tree = forge.tree(base.commit);
	const trusted = once(() => configOf(tree));
	const standing = {
		branch: base.name,
		isDefaultBranch: base.name === defaultBranch
	};
	const around = {
		addresses,
		standing: () => Promise.resolve(standing),
		config: configOf
	};
	const completion = completionFor(renderingAround(values, around, wiring), around);
	const known = {
		base: base.name,
		addresses,
		git: reader(setup, trusted),
		completion
	};
	return opened(filesPorts(tree, known), trusted);
}
function reader({ values, wiring, folder }, trusted) {
	const open = once(async () => openRemoteSourcesFor(await trusted(), {
		...values,
		cache: void 0
	}, wiring, {
		git: gitIn(folder, wiring.context),
		addresses: void 0
	}));
	return async (url, revision) => (await open()).git(url, revision);
}
function opened(ports, trusted) {
	return {
		part: filesPart(ports),
		ports,
		trusted
	};
}
function closed(title, reason, hint) {
	return {
		part: closedPart("files", {
			title,
			reason,
			hint
		}),
		ports: void 0,
		trusted: () => Promise.resolve(emptyConfig)
	};
}

// src/entries/wire/doctor.ts
const command = defineCommand(doctorCommand, async (values, wiring) => {
	const { context } = wiring;
	const folder = await folderOf(values.path, context);
	const git = gitIn(folder, context);
	const origin = await originAddress(git);
	const kind = forgeOf(values.forge);
	const told = kind.serverUrl(context) === void 0 ? void 0 : kind.nameOf(origin, context);
	const setup = {
		values,
		wiring,
		folder,
		origin,
		repository: values.repository === void 0 ? told : kind.called(values.repository, context),
		readsFolder: values.repository === void 0 || values.path !== inputs.path.default
	};
	if (setup.readsFolder) await warnOfFolder(git, wiring.warn);
	const { files, others } = await subjects[values.forge](setup);
	return runDoctor(values, { parts: [
		await machinePart(setup, files),
		files.part,
		...others
	] });
});
const subjects = {
	github: githubParts,
	gitlab: gitlabParts,
	local: localParts
};
async function machinePart({ values, wiring, folder, readsFolder }, files) {
	const { context } = wiring;
	return herePart({
		version,
		node: process.versions.node,
		probe: (program, args) => probe(program, args, context),
		renderers: async () => {
			const { rendererPorts } = await import("./doctor-renderers.js");
			return rendererPorts(files, values, wiring);
		},
		findSandbox: async () => {
			const { findSandbox } = await import("../chunks/sandbox.js");
			return (await findSandbox(context.environment))?.name;
		},
		job: context.job,
		isShallow: readsFolder ? await isShallow(folder, context) : void 0,
		needsGit: values.forge === "local"
	});
}
async function localParts(setup) {
	const { values, wiring, repository } = setup;
	const files = await infraFiles(setup, () => Promise.resolve(void 0));
	if (repository === void 0) return {
		files,
		others: [closedPart("local", {
			title: "The git remote",
			reason: "The repository is not known, so no remote was checked.",
			hint: "Set repository to a path or to the address of a git remote."
		})]
	};
	const open = async () => (await connectToLocal({
		repository,
		token: values.token
	}, wiring)).pulls();
	return {
		files,
		others: [localPart({
			repository,
			base: values.base,
			open
		})]
	};
}
async function gitlabParts(setup) {
	const { values, wiring, repository = wiring.context.job.repository } = setup;
	const { token, base } = values;
	const { context } = wiring;
	const files = await infraFiles(setup, () => Promise.resolve(base));
	if (repository === void 0) return {
		files,
		others: [closedPart("gitlab", {
			title: "The project on GitLab",
			reason: "The project is not known, so GitLab was not checked.",
			hint: "Set repository to the path of the project with all groups."
		})]
	};
	const own = token !== void 0 && isOfGithub(token, context) ? void 0 : token;
	const connection = await connectToGitlab({
		repository,
		token: own
	}, wiring).catch((error) => {
		if (error instanceof FairleadError) return error;
		throw error;
	});
	if (connection instanceof FairleadError) {
		const [{ message: reason, hint = "Check the address of the project." }] = connection.faults;
		return {
			files,
			others: [closedPart("gitlab", {
				title: "The project on GitLab",
				reason,
				hint
			})]
		};
	}
	const ports = {
		project: connection.project,
		base,
		files: files.ports,
		now: Date.now()
	};
	return {
		files,
		others: [gitlabPart(ports)]
	};
}
async function githubParts(setup) {
	const { values, wiring, repository } = setup;
	const { context } = wiring;
	const { token, base } = values;
	if (repository === void 0 || token === void 0 && values.repository === void 0) {
		const files = await infraFiles(setup, () => Promise.resolve(void 0));
		const reason = repository === void 0 ? "The repository is not known, so GitHub was not checked." : `No token is set, so ${repository} on GitHub was not checked.`;
		return {
			files,
			others: [closedPart("github", {
				title: "GitHub",
				reason,
				hint: "Set repository (owner/name) and token."
			})]
		};
	}
	const { GitHubApi } = await import("../chunks/github-api.js");
	const patience = {
		tries: 1,
		seconds: 30
	};
	const open = async (name, secret) => new GitHubApi((await connectToGithub({
		repository: name,
		token: secret,
		patience
	}, wiring)).repository);
	const api = await open(repository, token);
	const files = await infraFiles(setup, async () => {
		const answer = await api.getRepository();
		return answer.given ? answer.data.default_branch : void 0;
	});
	const sourceName = values["source-repository"] ?? context.job.repository;
	const sourceToken = values["source-token"];
	const ports = {
		api,
		token,
		base,
		job: context.job,
		jobToken: context.job.present ? context.githubToken : void 0,
		files: files.ports,
		source: sourceName === void 0 || sourceToken === void 0 ? void 0 : await open(sourceName, sourceToken),
		now: Date.now()
	};
	return {
		files,
		others: [githubPart(ports)]
	};
}
async function probe(program, args, { environment, workspace }) {
	try {
		const { stdout } = await promisify(execFile)(program, [...args], {
			cwd: workspace,
			env: inheritedVariables(environment),
			timeout: 2e4
		});
		return stdout;
	} catch {
		return;
	}
}
async function isShallow(folder, context) {
	const result = await gitIn(folder, context).attempt(["rev-parse", "--is-shallow-repository"]);
	return result.ok ? result.stdout.trim() === "true" : void 0;
}

export { command };