import "../chunks/rolldown-runtime.js";
import { FairleadError, inputError } from "../rooms/errors.js";
import { CONFIG_FILE, emptyConfig, readConfig } from "../rooms/config.js";
import { environmentOf, isProduction, plainAddress } from "../rooms/inventory.js";
import { refuseForProduction } from "../rooms/policy.js";
import { code, groupMark, link, propose } from "../rooms/proposal.js";
import { decodeText, parseYaml } from "../rooms/yaml.js";
import { defineCommand, folderOf, inputs, outputs, pick } from "../chunks/folder.js";
import { describeProposed, introOf, lookAgain, metadataOf, proposalOutputs, proposalPorts, pullRequestInputs, pullRequestOutputs } from "../chunks/proposal.js";
import { openCheckout } from "../rooms/git.js";

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
	const branch = values.branch ?? DEFAULT_BRANCH;
	const intro = await introOf(values, ports);
	const changes = await checkout.changes(values["add-paths"]);
	const paths = changes.map((change) => change.path);
	const look = await forge.look({
		base: values.base,
		branches: [branch],
		files: [CONFIG_FILE, ...paths]
	});
	if (values["auto-merge"]) await refuseAutoMerge(forge.tree(look.base.commit), paths);
	const draft = async (from) => {
		const merged = await onto(from, changes, checkout);
		const title = values.title ?? (paths.length === 1 ? `Update ${paths[0]}` : `Update ${paths.length} files`);
		const list = paths.slice(0, 200).map((path) => `- ${code(path)}`).join("\n");
		const made = ports.origin.runUrl ? `Made by ${link("this run", ports.origin.runUrl)}.` : "";
		const body = [
			intro ?? list,
			made,
			groupMark(`branch ${branch}`)
		].filter((part) => part !== "").join("\n\n");
		return {
			changes: merged,
			records: [],
			message: values["commit-message"] ?? title,
			title,
			body: body.slice(0, forge.bodyLimit),
			superseded: false
		};
	};
	if (values["dry-run"]) {
		const { title } = await draft(forge.tree(look.base.commit));
		return {
			outputs: {
				changed: "false",
				"files-updated": "",
				outcome: "dry-run",
				...proposalOutputs([])
			},
			data: {
				outcome: "dry-run",
				branch,
				title,
				files: paths
			},
			text: [`Would open a pull request on ${branch}, "${title}", with:`, ...paths.map((path) => `  ${path}`)],
			summary: "",
			warnings: []
		};
	}
	const proposal = {
		key: `branch ${branch}`,
		branch,
		draft,
		metadata: metadataOf(values),
		asDraft: values.draft,
		deleteBranch: values["delete-branch"],
		autoMerge: values["auto-merge"] ? values["merge-method"] : void 0
	};
	const result = await propose(forge, proposal, look, lookAgain(forge, look, [branch], [CONFIG_FILE, ...paths]), ports.pace);
	const changed = result.operation === "created" || result.operation === "updated";
	const warnings = [
		...result.warnings,
		...changed ? ports.tokenWarnings : [],
		...forge.warnings
	];
	return {
		outputs: {
			changed: String(changed),
			"files-updated": result.draft.changes.map((change) => change.path).join("\n"),
			outcome: changed ? "updated" : "unchanged",
			...proposalOutputs([result])
		},
		data: {
			outcome: changed ? "updated" : "unchanged",
			operation: result.operation ?? null,
			number: result.pullRequest?.number ?? null,
			url: result.pullRequest?.url ?? null,
			branch,
			headSha: result.head ?? null,
			title: result.draft.title,
			body: result.draft.body,
			warnings
		},
		text: [describeProposed(result, `${paths.length} changed ${paths.length === 1 ? "file" : "files"}`)],
		summary: describeProposed(result, `${paths.length} changed files`),
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
function isSame(a, b) {
	if (!a || !b) return a === b;
	return Buffer.compare(a, b) === 0;
}
async function refuseAutoMerge(base, paths) {
	const file = (await base.read([CONFIG_FILE])).get(CONFIG_FILE);
	const config = file ? readConfig(parseYaml(decodeText(file.content, CONFIG_FILE), CONFIG_FILE)) : emptyConfig;
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
	refuseForProduction(places, "auto-merge", config);
}

// src/entries/wire/pull-request.ts
const command = defineCommand(pullRequestCommand, async (values, wiring) => {
	const { forge, token } = values;
	const { serverUrl } = wiring.context;
	const checkout = openCheckout(await folderOf(values.path, wiring.context));
	const origin = await checkout.origin();
	const repository = values.repository ?? (forge === "local" ? origin : repositoryOf(origin, serverUrl));
	if (repository === void 0) throw inputError("repository is missing, and the checkout does not tell", { hint: forge === "local" ? "The checkout has no remote \"origin\". Give the address of the infra repo." : `The checkout's remote "origin" is none of ${serverUrl}. Give owner/name of the infra repo.` });
	const ports = await proposalPorts({
		forge,
		repository,
		token,
		sourceToken: void 0
	}, wiring);
	return runPullRequest(values, Object.assign(ports, { checkout }));
});
function repositoryOf(address, serverUrl) {
	if (address === void 0) return void 0;
	const server = plainAddress(`${serverUrl}/`);
	const [host, ...path] = plainAddress(address).split("/");
	if (host !== server || path.length !== 2) return void 0;
	return /([^/:]+\/[^/:]+?)(\.git)?\/*$/.exec(address.trim())?.[1];
}

export { command };