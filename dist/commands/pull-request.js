import "../chunks/rolldown-runtime.js";
import { CONFIG_FILE, configOf } from "../rooms/config.js";
import { FairleadError, inputError } from "../rooms/errors.js";
import { environmentOf, isProduction, readInventory } from "../rooms/inventory.js";
import { readersOf, refuseForProduction } from "../rooms/policy.js";
import { asTitle, code, escapeMarkdown, formatTrailers, groupMark, link, messageOf, oneLine, propose } from "../rooms/proposal.js";
import { defineCommand, folderOf, inputs, outputs, pick } from "../chunks/folder.js";
import { describeProposed, introOf, lookAgain, metadataOf, proposalOutputs, proposalPorts, pullRequestInputs, pullRequestOutputs, stateOf } from "../chunks/proposal.js";
import { openCheckout } from "../rooms/git.js";
import { repositoryOf } from "../chunks/origin.js";

// src/commands/pull-request.ts
const pullRequestCommand = {
	name: "pull-request",
	title: "Fairlead pull request",
	summary: "Turns the changes of a checked-out infra repo into one pull request, and refreshes it in the next run.",
	inputs: {
		...pick(inputs, "path", "add-paths", "forge", "repository", "token"),
		...pullRequestInputs,
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
	const intro = await introOf(values, ports);
	const changes = await checkout.changes(values["add-paths"]);
	const paths = changes.map((change) => change.path);
	const files = [CONFIG_FILE, ...paths];
	const look = await forge.look({
		base,
		branches: [branch],
		files
	});
	const key = `branch ${branch}`;
	const draft = async (from, pending, baseTree) => {
		if (values["auto-merge"]) await refuseAutoMerge(baseTree, paths);
		const onBase = await onto(baseTree, changes, checkout);
		const own = pending?.own === void 0 ? baseTree : forge.tree(pending.own);
		const merged = from === baseTree ? onBase : await ontoBranch(from, onBase, own, checkout);
		const title = asTitle(values.title ?? (paths.length === 1 ? `Update ${paths[0]}` : `Update ${paths.length} files`));
		const state = stateOf(onBase);
		const tail = [ports.origin.runUrl ? `Made by ${link("this run", ports.origin.runUrl)}.` : "", groupMark(key)].filter((part) => part !== "").join("\n\n");
		const list = paths.slice(0, 200).map((path) => `- ${code(path)}`);
		const text = (intro ?? list.join("\n")).slice(0, forge.bodyLimit - tail.length - 10);
		return {
			changes: merged,
			state,
			message: messageOf(values["commit-message"] ?? title, [], formatTrailers([], state)),
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
		draft,
		metadata: metadataOf(values),
		asDraft: values.draft,
		deleteBranch: values["delete-branch"],
		autoMerge: values["auto-merge"] ? values["merge-method"] : void 0,
		dryRun
	};
	const result = await propose(forge, proposal, look, lookAgain(forge, look, [branch], files), ports.pace);
	const changed = result.operation === "created" || result.operation === "updated";
	const outcome = dryRun ? "dry-run" : changed ? "updated" : "unchanged";
	const updated = changed ? result.draft.changes.map((change) => change.path) : [];
	const warnings = [
		...result.warnings,
		...changed && !dryRun ? ports.tokenWarnings : [],
		...forge.warnings
	];
	const line = describeProposed(result, `${paths.length} changed ${paths.length === 1 ? "file" : "files"}`, forge.words, dryRun);
	const outputs = {
		changed: String(changed),
		"files-updated": updated.join("\n"),
		outcome,
		...proposalOutputs([result])
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
		text: dryRun ? [line, ...paths.map((path) => `  ${oneLine(path)}`)] : [line],
		summary: escapeMarkdown(line),
		warnings
	};
}
async function onto(tree, changes, checkout) {
	const current = await tree.read(changes.map((change) => change.path));
	const faults = [];
	const result = [];
	for (const { path, content, mode, before } of changes) {
		const theirs = current.get(path)?.content;
		const untouched = isSame(theirs, before);
		if (isSame(theirs, content) && (content === void 0 || current.get(path)?.mode === mode)) continue;
		if (untouched) {
			result.push({
				path,
				content,
				mode
			});
			continue;
		}
		const merged = content && theirs ? await checkout.merge({
			before: before ?? /* @__PURE__ */ new Uint8Array(),
			ours: content,
			theirs
		}) : void 0;
		if (!merged) faults.push({
			message: "the base branch has changed the same part of this file since the checkout",
			at: { file: path },
			hint: "Check out the newest base and make the change again."
		});
		else if (!isSame(merged, theirs)) result.push({
			path,
			content: merged,
			mode
		});
	}
	const [first, ...others] = faults;
	if (first) throw new FairleadError("input", [first, ...others]);
	return result;
}
async function ontoBranch(tree, changes, own, checkout) {
	const brought = await own.read(changes.map((change) => change.path));
	return onto(tree, changes.map((change) => ({
		...change,
		before: brought.get(change.path)?.content
	})), checkout);
}
function isSame(a, b) {
	if (!a || !b) return a === b;
	return Buffer.compare(a, b) === 0;
}
async function refuseAutoMerge(base, paths) {
	const config = await configOf(base);
	const places = paths.map((path) => {
		const environment = environmentOf({
			labels: {},
			paths: [path],
			cluster: void 0,
			server: void 0,
			namespace: void 0,
			name: ""
		}, void 0, config);
		return {
			environment,
			production: isProduction(environment, config)
		};
	});
	const readers = readersOf(await readInventory(base), paths);
	refuseForProduction([...places, ...readers], paths, "auto-merge", config);
}

// src/entries/wire/pull-request.ts
const command = defineCommand(pullRequestCommand, async (values, wiring) => {
	const { forge, token } = values;
	const { context } = wiring;
	const serverUrl = forge === "gitlab" ? context.gitlab.serverUrl : context.serverUrl;
	const checkout = openCheckout(await folderOf(values.path, context), context.environment);
	const origin = await checkout.origin();
	const repository = values.repository ?? (forge === "local" ? origin : repositoryOf(origin, serverUrl, forge === "gitlab"));
	if (repository === void 0) throw inputError("repository is missing, and the checkout does not tell", { hint: forge === "local" ? "The checkout has no remote \"origin\". Give the address of the infra repo." : `The checkout's remote "origin" is none of ${serverUrl}. Give ${forge === "gitlab" ? "the path of the project" : "owner/name of the infra repo"}.` });
	const ports = await proposalPorts({
		forge,
		repository,
		token,
		source: {
			repository: void 0,
			token: void 0
		}
	}, wiring);
	return runPullRequest(values, Object.assign(ports, { checkout }));
});

export { command };