import "../chunks/rolldown-runtime.js";
import { CONFIG_FILE } from "../rooms/config.js";
import { readInventory } from "../rooms/inventory.js";
import { refuseUnreviewed } from "../rooms/policy.js";
import { changedLines } from "../chunks/changed-lines.js";
import { asTitle, cutMarkdown, formatTrailers, groupMark, messageOf, onto, ontoBranch, propose, stateOf } from "../rooms/proposal.js";
import { code, link } from "../rooms/text.js";
import { bases, defineCommand, inputs, pick } from "../chunks/define.js";
import { outputs } from "../chunks/outputs.js";
import { described } from "../chunks/describe.js";
import { describeProposed, openingOf, proposalOutputs, proposalPorts, proposedMarkdown, pullRequestInputs, pullRequestOutputs, silentChecks, textsOf } from "../chunks/proposal.js";
import { inputError } from "../rooms/errors.js";
import { mask, openCheckout } from "../rooms/git.js";
import { checkoutAround } from "../rooms/files.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { forgeOf } from "../chunks/forges.js";
import { jobCheckout } from "../chunks/job.js";
import { onlyOnPath, standingFor } from "../chunks/parents.js";
import { realpathSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

// src/commands/pull-request.ts
const pullRequestCommand = {
	name: "pull-request",
	title: "Fairlead pull request",
	summary: "Opens one pull request for the changes in a checkout of the infra repo, and updates it on the next run.",
	inputs: {
		...described(pick(inputs, "path", "add-paths", "forge", "repository", "token"), {
			path: "The git checkout of the infra repo, with uncommitted changes.",
			repository: "The infra repo: owner/name or its address; on GitLab the path with all groups, the id or the address of the project; with forge: local the path or address of a git remote. Default: the repository of the checkout."
		}),
		...pullRequestInputs,
		base: bases.request,
		...pick(inputs, "dry-run", "output")
	},
	outputs: {
		...pick(outputs, "changed", "files-updated", "outcome"),
		...pullRequestOutputs
	}
};
const DEFAULT_BRANCH = "fairlead/changes";
async function runPullRequest(values, ports) {
	const { forge, checkout } = ports;
	const [branch, base] = [values.branch ?? DEFAULT_BRANCH, values.base].map((name) => name?.replace(/^refs\/heads\//, ""));
	if (branch === void 0) throw new Error("there is a default branch");
	const dryRun = values["dry-run"];
	const texts = await textsOf(values, ports);
	const found = await checkout.changes(values["add-paths"]);
	const credentials = found.flatMap(({ path }) => {
		const why = ports.credentialOf?.(path);
		return why === void 0 ? [] : [`${path} was left out: ${why}`];
	});
	const changes = found.filter(({ path }) => ports.credentialOf?.(path) === void 0);
	const paths = changes.map((change) => change.path);
	const asked = {
		branches: [branch],
		files: [CONFIG_FILE, ...paths]
	};
	const snapshot = await forge.snapshot({
		base,
		...asked
	});
	const key = `branch ${branch}`;
	const isDefaultBranch = snapshot.base.name === snapshot.defaultBranch;
	const completion = ports.standingFor?.({
		branch: snapshot.base.name,
		isDefaultBranch
	}).completion;
	const draft = async ({ from, pending, base: baseTree }) => {
		if (values["auto-merge"]) await refuseUnreviewed("auto-merge", {
			base: baseTree,
			moves: [],
			files: paths
		}, () => readInventory(baseTree, {
			addresses: ports.addresses,
			completion
		}));
		const onBase = await onto(baseTree, changes, checkout);
		const own = pending?.own === void 0 ? baseTree : forge.tree(pending.own.sha);
		const merged = from === baseTree ? onBase : await ontoBranch(from, onBase, own, checkout);
		const title = asTitle(texts.title ?? (paths.length === 1 ? `Update ${paths[0]}` : `Update ${paths.length} files`));
		const state = stateOf(onBase);
		const tail = [ports.origin.runUrl ? `Made by ${link("this run", ports.origin.runUrl)}.` : "", groupMark(key)].filter((part) => part !== "").join("\n\n");
		const list = paths.slice(0, 200).map((path) => `- ${code(path)}`);
		const text = cutMarkdown(texts.intro ?? list.join("\n"), forge.bodyLimit - tail.length - 200);
		return {
			changes: merged,
			state,
			message: messageOf(texts.message ?? title, [], formatTrailers([], state)),
			title,
			body: `${text}\n\n${tail}`,
			superseded: false,
			leftAlone: false,
			reasons: [],
			warnings: []
		};
	};
	const proposal = {
		key,
		branch,
		isGivenBranch: values.branch !== void 0,
		draft,
		isOfGroup: () => false,
		...openingOf(values, dryRun)
	};
	const again = () => forge.snapshot({
		base: snapshot.base.name,
		...asked
	});
	const result = await propose(proposal, {
		forge,
		pace: ports.pace,
		snapshot,
		again
	});
	const changed = result.operation === "created" || result.operation === "updated";
	const outcome = dryRun ? "dry-run" : changed ? "updated" : "unchanged";
	const updated = changed ? result.draft.changes.map((change) => change.path) : [];
	const warnings = [
		...credentials,
		...unproposed(await checkout.ahead()),
		...result.warnings,
		...dryRun ? [] : silentChecks([result])
	];
	const label = `${paths.length} changed ${paths.length === 1 ? "file" : "files"}`;
	const line = paths.length === 0 && result.operation === void 0 ? `Nothing to do: ${values["add-paths"].length > 0 ? "the files of add-paths have" : "the checkout has"} no changes.` : describeProposed(result, label, forge.words, dryRun);
	const outputs = {
		changed: String(changed),
		"files-updated": updated.join("\n"),
		outcome,
		...proposalOutputs([{
			result,
			label
		}])
	};
	return {
		outputs,
		data: {
			outputs,
			outcome,
			operation: result.operation ?? null,
			number: result.pullRequest?.number ?? null,
			url: result.pullRequest?.url ?? null,
			branch,
			headSha: result.head ?? null,
			title: result.draft.title,
			body: result.draft.body,
			files: updated,
			warnings
		},
		text: dryRun && changed ? [line, ...await changedLines(result.from, result.draft.changes)] : [line],
		summary: proposedMarkdown(line, [result]),
		warnings
	};
}
function unproposed(commits) {
	if (commits === 0) return [];
	return [`${commits === 1 ? "1 commit of this checkout is" : `${commits} commits of this checkout are`} on no branch of its remote and not part of the pull request: it contains only uncommitted changes. Remove the step that commits, or undo the commit with git reset --soft.`];
}

// src/runtime/credential-files.ts
const FILES = [
	"AWS_SHARED_CREDENTIALS_FILE",
	"AWS_WEB_IDENTITY_TOKEN_FILE",
	"AZURE_FEDERATED_TOKEN_FILE",
	"CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE",
	"GOOGLE_APPLICATION_CREDENTIALS",
	"GOOGLE_GHA_CREDS_PATH",
	"KUBECONFIG",
	"NETRC",
	"NPM_CONFIG_USERCONFIG",
	"REGISTRY_AUTH_FILE",
	"SOPS_AGE_KEY_FILE",
	"TF_CLI_CONFIG_FILE",
	"VAULT_TOKEN_PATH"
];
const FOLDERS = [
	"AWS_CONFIG_DIR",
	"AZURE_CONFIG_DIR",
	"CLOUDSDK_CONFIG",
	"DOCKER_CONFIG",
	"GNUPGHOME",
	"HELM_REGISTRY_CONFIG"
];
const SOUNDS_SECRET = /^(?!INPUT_|FAIRLEAD_|GITHUB_|RUNNER_|CI_)(?!.*PUBLIC)(?=.*(?:CRED|TOKEN|SECRET|PASSW|PRIVATE|AUTH|KEY|KUBECONFIG|NETRC|PGPASS))(?:.*(?:FILE|PATH|CONFIG|CREDS?|CREDENTIALS))$/i;
const NAMES = [[/^gha-creds-[0-9a-f]{8,}\.json$/, "google-github-actions/auth"]];
function credentialPlaces(environment, folder) {
	const top = checkoutAround(resolve(folder)) ?? folder;
	const places = [];
	const known = /* @__PURE__ */ new Set([...FILES, ...FOLDERS]);
	const others = Object.keys(environment).filter((name) => !known.has(name.toUpperCase()) && SOUNDS_SECRET.test(name) && isFile(top, environment[name]));
	for (const variable of [...known, ...others]) for (const text of (environment[variable] ?? environment[variable.toLowerCase()] ?? "").split(delimiter)) {
		if (text === "") continue;
		const path = relative(realOf(top), realOf(resolve(top, text)));
		if (path === "" || path.startsWith("..") || isAbsolute(path)) continue;
		places.push({
			path: path.split(sep).join("/"),
			variable
		});
	}
	return places;
}
function credentialOf(path, places) {
	const place = places.find((one) => path === one.path || path.startsWith(`${one.path}/`));
	if (place) return `${place.variable} points to it as credentials of this job`;
	const name = path.slice(path.lastIndexOf("/") + 1);
	const whose = NAMES.find(([pattern]) => pattern.test(name))?.[1];
	return whose === void 0 ? void 0 : `it has the name of the credentials file that ${whose} creates for a job`;
}
function isFile(top, path) {
	if (path === void 0 || path === "" || path.length > 4096) return false;
	return statSync(resolve(top, path), { throwIfNoEntry: false })?.isFile() === true;
}
function realOf(path) {
	try {
		return realpathSync(path);
	} catch {
		const parent = dirname(path);
		return parent === path ? path : join(realOf(parent), path.slice(parent.length).replace(/^[\\/]/, ""));
	}
}

// src/entries/wire/pull-request.ts
const command = defineCommand(pullRequestCommand, async (values, wiring) => {
	const { forge, token } = values;
	const { context } = wiring;
	const kind = forgeOf(forge);
	const serverUrl = kind.serverUrl(context);
	const folder = await folderOf(values.path, context);
	const checkout = openCheckout(folder, context.environment);
	const git = gitIn(folder, context);
	const refusal = await git.refusal();
	if (refusal) throw refusal;
	if (await git.tryAbout() === void 0) throw inputError(`${folder} is not a git checkout, so there are no changes for a pull request`, { hint: git.cure("checkout") });
	const { change } = await jobCheckout(git, context);
	const origin = await checkout.origin();
	const repository = (values.repository === void 0 ? void 0 : kind.called(values.repository, context)) ?? kind.nameOf(origin, context) ?? (serverUrl === void 0 ? void 0 : change?.into?.path);
	if (repository === void 0) throw inputError("repository is missing and cannot be read from the checkout", { hint: serverUrl === void 0 ? "The checkout has no remote \"origin\". Set repository to the address of the infra repo." : `The checkout's remote "origin" is ${origin === void 0 ? "not set" : mask(origin)}, which is not on ${serverUrl}. Set repository to ${kind.naming}.` });
	const ports = await proposalPorts({
		forge,
		repository,
		token,
		source: {
			repository: void 0,
			token: void 0
		}
	}, wiring);
	const credentials = credentialPlaces(context.environment, folder);
	const isOfRequest = change?.isRequest === true && (values.repository === void 0 || repository === change.into?.path);
	const base = values.base ?? (isOfRequest ? change.base : void 0);
	return runPullRequest({
		...values,
		base
	}, {
		...ports,
		checkout,
		credentialOf: (path) => credentialOf(path, credentials),
		standingFor: standingFor(onlyOnPath, ports.addresses, wiring)
	});
});

export { command };