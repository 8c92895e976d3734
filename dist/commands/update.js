import "../chunks/rolldown-runtime.js";
import { planBump } from "../rooms/bump.js";
import { CONFIG_FILE, emptyConfig, readConfig } from "../rooms/config.js";
import { clusterOf, environmentOf, isProduction, readInventory } from "../rooms/inventory.js";
import { refuseForProduction } from "../rooms/policy.js";
import { bodyOf, branchOf, formatTrailers, groupMoves, messageOf, movesTable, placeOf, propose, pushToBase, recordOf, stillPending, titleOf } from "../rooms/proposal.js";
import { decodeText, encodeText, parseKeyPath, parseYaml, setValues } from "../rooms/yaml.js";
import { readTargets, targetInputs, versionOutputs } from "../chunks/bump.js";
import { defineCommand, inputs, outputs, pick } from "../chunks/folder.js";
import { compareTags } from "../rooms/images.js";
import { describeProposed, introOf, lookAgain, metadataOf, proposalOutputs, proposalPorts, pullRequestInputs, pullRequestOutputs } from "../chunks/proposal.js";
import { inputError } from "../rooms/errors.js";

// src/commands/draft-update.ts
async function draftUpdate(given) {
	const { from, pending, values, ports } = given;
	const plan = await given.plans(from);
	const moves = groupMoves(plan.moves, given.grouping).find((group) => group.key === given.group.key)?.moves ?? [];
	const downgrade = values["allow-downgrade"];
	const recorded = (move) => assignmentsOf(plan, move).map((assignment) => recordOf(move, assignment, sourceOf(ports, values)));
	const isOvertaken = (move) => !downgrade && (move.order === "older" || recorded(move).some((change) => isOlder(change, pending)));
	const current = moves.filter((move) => !isOvertaken(move));
	const records = current.flatMap(recorded);
	const superseded = moves.length > 0 && current.length === 0;
	const foreign = pending !== void 0 && pending.foreign.length > 0;
	const carried = pending && !foreign ? await stillPending(pending, records, from) : [];
	const all = [...carried, ...records];
	const changes = superseded ? [] : await filesWith(from, all, values);
	const shown = {
		...given.group,
		moves: current.length > 0 ? current : moves
	};
	const title = values.title ?? titleOf([...shown.moves, ...carried.map(asMove)]);
	const subject = values["commit-message"] ?? title;
	return {
		changes,
		records: all,
		superseded,
		title,
		message: messageOf(subject, [...shown.moves, ...carried.map(asMove)], formatTrailers(all)),
		body: superseded ? "" : bodyOf({
			group: shown,
			intro: given.intro,
			carried,
			origin: ports.origin,
			commits: await commitsOf(shown.moves, values, ports),
			notes: plan.notes,
			limit: ports.forge.bodyLimit
		})
	};
}
function assignmentsOf(plan, move) {
	const index = plan.moves.indexOf(move);
	return plan.assignments.filter((assignment) => assignment.move === index);
}
function sourceOf(ports, values) {
	const repository = values["source-repository"] ?? ports.origin.repository;
	const commit = values["source-commit"] ?? ports.origin.commit;
	return repository === void 0 ? void 0 : {
		repository,
		...commit === void 0 ? {} : { commit }
	};
}
function isOlder(change, pending) {
	const there = pending?.changes.find((other) => placeOf(other) === placeOf(change));
	return there !== void 0 && compareTags(change.to, there.to) === -1;
}
async function filesWith(tree, records, values) {
	const paths = [...new Set(records.map((record) => record.file))];
	if (paths.length === 0) return [];
	const files = await tree.read(paths);
	return paths.flatMap((path) => {
		const file = files.get(path);
		if (!file) return [];
		const parsed = parseYaml(decodeText(file.content, path), path);
		const assignments = records.filter((record) => record.file === path).map((record) => ({
			path: parseKeyPath(record.key),
			document: record.document,
			value: record.value,
			create: values.create,
			allowShared: true
		}));
		const { text } = setValues(parsed, assignments);
		return text === parsed.text ? [] : [{
			path,
			content: encodeText(text),
			mode: file.mode
		}];
	});
}
function asMove(change) {
	return {
		app: change.app,
		environment: change.environment,
		production: false,
		image: change.image,
		file: change.file,
		key: change.key,
		document: change.document,
		line: 1,
		from: change.from,
		to: change.to,
		fromDigest: void 0,
		digest: change.digest,
		order: "unknown"
	};
}
async function commitsOf(moves, values, ports) {
	const repository = values["source-repository"] ?? ports.origin.repository;
	const to = values["source-commit"] ?? ports.origin.commit;
	const from = moves.find((move) => move.from !== void 0 && move.from !== move.to)?.from;
	if (repository === void 0 || to === void 0 || from === void 0) return void 0;
	return ports.sourceCommits(repository, refsOf(from), to);
}
function refsOf(tag) {
	const commit = /(?:^|[-_.])(?:g|sha-?)?([0-9a-f]{7,40})(?:$|[-_.])/.exec(tag)?.[1];
	const named = /^\d+(\.\d+)+/.test(tag) ? [`v${tag}`, tag] : [tag];
	return commit !== void 0 && /[0-9]/.test(commit) ? [commit, ...named] : named;
}

// src/commands/update.ts
const updateCommand = {
	name: "update",
	title: "Fairlead update",
	summary: "Bumps an image where an app's desired state sets it and opens the pull request in the infra repo, in one step and without a clone.",
	inputs: {
		...targetInputs,
		...pick(inputs, "forge", "repository", "token", "source-token", "source-repository", "source-commit", "method", "group"),
		...pullRequestInputs,
		...pick(inputs, "dry-run", "output")
	},
	outputs: {
		...pick(outputs, "changed", "files-updated", "old-tag", "new-tag", "digest", "outcome"),
		...pullRequestOutputs
	}
};
async function runUpdate(values, ports) {
	const { forge, pace } = ports;
	const request = readTargets(values);
	const intro = await introOf(values, ports);
	const grouping = values.group;
	const files = [CONFIG_FILE, ...new Set(request.targets.flatMap((target) => target.kind === "key" ? [target.file] : []))];
	const guessed = values.branch === void 0 ? guessBranches(request, grouping) : [values.branch];
	const look = await forge.look({
		base: values.base,
		branches: guessed,
		files
	});
	const tree = forge.tree(look.base.commit);
	const config = await configOf(tree);
	const plans = planner(request, config, ports.identity);
	const plan = await plans(tree);
	const push = values.method === "push";
	const groups = groupMoves(plan.moves, push ? "all" : grouping);
	if (values.branch !== void 0 && groups.length > 1 && !push) throw inputError(`the input branch names one branch, but there are ${groups.length} pull requests: ${groups.map((group) => group.label).join("; ")}`, { hint: "Leave branch out, or set group: all." });
	if (push) refuseForProduction(plan.moves, "push", config);
	if (values["auto-merge"]) refuseForProduction(plan.moves, "auto-merge", config);
	if (values["dry-run"]) return dryRun(plan, values);
	const results = [];
	const branches = groups.map((group) => values.branch ?? branchOf(group.key));
	let current = branches.every((branch) => guessed.includes(branch)) || push ? look : void 0;
	for (const [i, group] of groups.entries()) {
		const branch = branches[i] ?? branchOf(group.key);
		const again = lookAgain(forge, look, branches, files);
		const proposal = {
			key: group.key,
			branch,
			draft: (from, pending) => draftUpdate({
				from,
				pending,
				group,
				grouping: push ? "all" : grouping,
				plans,
				values,
				intro,
				ports
			}),
			metadata: metadataOf(values),
			asDraft: values.draft,
			deleteBranch: values["delete-branch"],
			autoMerge: values["auto-merge"] ? values["merge-method"] : void 0
		};
		const result = await (push ? pushToBase : propose)(forge, proposal, current ?? await again(), again, pace);
		results.push({
			result,
			label: group.label,
			moves: group.moves
		});
		current = void 0;
	}
	return report(results, plan, ports);
}
function planner(request, config, identity) {
	const known = /* @__PURE__ */ new WeakMap();
	const plan = async (tree) => {
		const inventory = () => readInventory(tree, { identity });
		const made = await planBump(tree, request, inventory);
		return {
			...made,
			moves: made.moves.map((move) => move.app === void 0 ? withEnvironment(move, config) : move)
		};
	};
	return (tree) => {
		const made = known.get(tree) ?? plan(tree);
		known.set(tree, made);
		return made;
	};
}
function withEnvironment(move, config) {
	const where = {
		labels: {},
		paths: [move.file],
		cluster: void 0,
		server: void 0,
		namespace: void 0,
		name: ""
	};
	const environment = environmentOf(where, clusterOf(where, config), config);
	return {
		...move,
		environment,
		production: isProduction(environment, config)
	};
}
function guessBranches(request, grouping) {
	const places = request.targets.flatMap((target) => {
		if (target.kind === "key") return [withEnvironment({
			app: void 0,
			file: target.file
		}, emptyConfig)];
		if (target.kind === "app") return target.apps.flatMap((app) => target.environments.map((environment) => ({
			app,
			environment,
			file: ""
		})));
		return [];
	});
	return groupMoves(places, grouping).map((group) => branchOf(group.key));
}
async function configOf(tree) {
	const file = (await tree.read([CONFIG_FILE])).get(CONFIG_FILE);
	return file ? readConfig(parseYaml(decodeText(file.content, CONFIG_FILE), CONFIG_FILE)) : emptyConfig;
}
function dryRun(plan, values) {
	const groups = groupMoves(plan.moves, values.method === "push" ? "all" : values.group);
	return {
		outputs: {
			...versionOutputs(plan.moves),
			changed: "false",
			"files-updated": "",
			outcome: "dry-run",
			...proposalOutputs([])
		},
		data: {
			outcome: "dry-run",
			moves: plan.moves,
			groups: groups.map((group) => ({
				label: group.label,
				branch: values.branch ?? branchOf(group.key)
			})),
			notes: plan.notes
		},
		text: groups.flatMap((group) => [`Would ${values.method === "push" ? "push" : `open a pull request on ${values.branch ?? branchOf(group.key)}`} for ${group.label}:`, ...group.moves.map((move) => `  ${move.file}:${move.line} ${move.key}: ${move.from ?? "(nothing)"} -> ${move.to}${move.order === "older" ? " (older than what is there)" : ""}`)]),
		summary: movesTable(plan.moves),
		warnings: plan.notes
	};
}
function report(results, plan, ports) {
	const written = results.filter(({ result }) => result.draft.changes.length > 0 && !result.draft.superseded);
	const files = [...new Set(written.flatMap(({ result }) => result.draft.changes.map((change) => change.path)))];
	const superseded = results.length > 0 && results.every(({ result }) => result.draft.superseded);
	const moved = written.some(({ result }) => result.operation !== "unchanged");
	const outcome = superseded ? "superseded" : moved ? "updated" : "unchanged";
	const unsigned = results.some(({ result }) => result.verified === false);
	const opened = results.some(({ result }) => result.operation === "created" || result.operation === "updated");
	const warnings = [
		...plan.notes,
		...results.flatMap(({ result }) => result.warnings),
		...unsigned ? ["the commit is not verified: GitHub signs what a GitHub App or the job's own token makes, not what a personal access token makes"] : [],
		...opened ? ports.tokenWarnings : [],
		...ports.forge.warnings
	];
	const unknown = plan.moves.filter((move) => move.order === "unknown" && move.from !== void 0 && move.from !== move.to);
	const lines = results.map(({ result, label }) => describeProposed(result, label));
	if (unknown.length > 0 && !superseded) lines.push(`Which is newer, ${[...new Set(unknown.map((move) => `${move.from} or ${move.to}`))].join("; ")}, cannot be told from the tags; it went ahead.`);
	return {
		outputs: {
			...versionOutputs(plan.moves),
			changed: String(moved),
			"files-updated": files.join("\n"),
			outcome,
			...proposalOutputs(results.map(({ result }) => result))
		},
		data: {
			outcome,
			changed: moved,
			files,
			moves: plan.moves,
			pullRequests: results.map(({ result, label }) => ({
				label,
				operation: result.operation ?? null,
				number: result.pullRequest?.number ?? null,
				url: result.pullRequest?.url ?? null,
				branch: result.branch,
				headSha: result.head ?? null,
				verified: result.verified ?? null,
				title: result.draft.title,
				body: result.draft.body
			})),
			warnings
		},
		text: lines,
		summary: [movesTable(plan.moves), ...results.map(({ result, label }) => describeProposed(result, label))].filter((part) => part !== "").join("\n\n"),
		warnings
	};
}

// src/entries/wire/update.ts
const command = defineCommand(updateCommand, async (values, wiring) => {
	if (values.repository === void 0) throw inputError("repository is missing", { hint: "It is the infra repo: owner/name on GitHub, or with forge: local its path or address." });
	const { forge, repository, token } = values;
	const ports = await proposalPorts({
		forge,
		repository,
		token,
		sourceToken: values["source-token"]
	}, wiring);
	return runUpdate(values, ports);
});

export { command };