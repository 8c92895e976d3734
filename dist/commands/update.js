import "../chunks/rolldown-runtime.js";
import { CONFIG_FILE, configOf, emptyConfig } from "../rooms/config.js";
import { FairleadError, FaultCollector, inputError } from "../rooms/errors.js";
import { branchOf, groupMoves, movesTable, propose, pushToBase, tagOf } from "../rooms/proposal.js";
import { defineCommand, inputs, parentInputs, pick } from "../chunks/define.js";
import { outputs } from "../chunks/outputs.js";
import { describeProposed, draftUpdate, introOf, lookAgain, metadataOf, proposalOutputs, proposalPorts, pullRequestInputs, pullRequestOutputs, stateOf } from "../chunks/proposal.js";
import { proofData, proofLines, proofsOf, teacherOf } from "../chunks/registry.js";
import { PlannedTree, describeMove, readTargets, targetInputs, verificationOf, versionOutputs } from "../chunks/bump.js";
import { escapeMarkdown, oneLine } from "../rooms/text.js";
import { environmentOfFile, isProduction, isSameEnvironment } from "../rooms/inventory.js";
import { planBump } from "../rooms/bump.js";
import { isTag } from "../rooms/images.js";
import { readersOf, refuseForProduction } from "../rooms/policy.js";
import { standingFor } from "../chunks/parents.js";

// src/commands/update-report.ts
function reportUpdate(values, results, ports, found = []) {
	const dryRun = values["dry-run"];
	const written = results.filter(({ result }) => result.draft.changes.length > 0 && !result.draft.superseded && result.operation !== "unchanged");
	const files = [...new Set(written.flatMap(({ result }) => result.draft.changes.map((change) => change.path)))];
	const superseded = results.length > 0 && results.every(({ result }) => result.draft.superseded);
	const changed = written.length > 0;
	const outcome = dryRun ? "dry-run" : superseded ? "superseded" : changed ? "updated" : "unchanged";
	const moves = results.flatMap(({ result }) => result.draft.moves);
	const warnings = [.../* @__PURE__ */ new Set([
		...found,
		...values["pin-digest"] ? moves.filter(({ digest }) => digest === void 0).map(notPinned) : [],
		...results.flatMap(({ result }) => result.warnings),
		...aboutToken(results, ports),
		...ports.forge.warnings
	])];
	const lines = results.map(({ result, label }) => describeProposed(result, label, ports.forge.words, dryRun));
	lines.push(...new Set(results.flatMap(({ result }) => [...result.draft.superseded ? [] : result.draft.reasons.map((reason) => oneLine(`Left as it is: ${reason}.`)), ...result.draft.untold.map((why) => oneLine(`${why}; it ${dryRun ? "would go" : "went"} ahead.`))])));
	const proofs = results.flatMap(({ result }) => result.draft.proofs);
	lines.push(...proofLines(proofs));
	const outputs = {
		...versionOutputs(moves),
		changed: String(changed),
		"files-updated": files.join("\n"),
		outcome,
		...proposalOutputs(results.map(({ result }) => result))
	};
	return {
		outputs,
		data: {
			outputs,
			outcome,
			changed,
			files,
			moves,
			proof: proofData(proofs),
			pullRequests: results.map(proposalData),
			warnings
		},
		text: dryRun ? [...moves.map((move) => `Would set ${describeMove(move)}`), ...lines] : lines,
		summary: [movesTable(moves), ...lines.map(escapeMarkdown)].filter((part) => part !== "").join("\n\n"),
		warnings
	};
}
function notPinned({ file, line, key }) {
	return `${file}:${line} (${key}) has no place for a digest; only the tag is written`;
}
function proposalData({ result, label }) {
	const { operation, pullRequest, branch, head, verified, draft } = result;
	return {
		label,
		operation: operation ?? null,
		number: pullRequest?.number ?? null,
		url: pullRequest?.url ?? null,
		branch,
		headSha: head ?? null,
		verified: verified ?? null,
		title: draft.title,
		body: draft.body
	};
}
function aboutToken(results, ports) {
	const unsigned = results.some(({ result }) => result.verified === false);
	const opened = results.some(({ result }) => result.operation === "created" || result.operation === "updated");
	return [...unsigned ? ["the commit is not verified: GitHub signs what a GitHub App or the job's own token makes, not what a personal access token makes"] : [], ...opened ? ports.tokenWarnings : []];
}

// src/commands/update-trees.ts
var PlannedTrees = class {
	#planning;
	#trees = /* @__PURE__ */ new WeakMap();
	#plans = /* @__PURE__ */ new WeakMap();
	constructor(planning) {
		this.#planning = planning;
	}
	plan(tree) {
		return remembered(this.#plans, tree, async () => {
			const [plan, config] = [await this.#of(tree).plan(), await configOf(tree)];
			return {
				...plan,
				moves: plan.moves.map((move) => move.app === void 0 ? withEnvironment(move, config) : move)
			};
		});
	}
	async finds(tree, change, vouched) {
		if (vouched && change.app === void 0) {
			const named = (await this.plan(tree)).moves.filter(({ app }) => app === void 0);
			if (change.set.every(({ file }) => named.some((move) => move.file === file))) return true;
		}
		const { apps } = await this.inventory(tree);
		const places = apps.flatMap(({ images }) => images.flatMap(({ place, digestPlace }) => [place, digestPlace])).filter((place) => place !== void 0);
		const planned = await this.#planAnew(tree, change);
		return change.set.every((value) => planned.some((other) => isSamePlace(other, value) && other.value === value.value) || places.some((place) => isSamePlace(place, value) && isSameImage(place.text, String(value.value))));
	}
	async #planAnew(tree, { app, environment, cluster, image, to, digest }) {
		if (app === void 0 || image === void 0) return [];
		const target = {
			kind: "app",
			apps: [app],
			environments: environment === void 0 ? [] : [environment],
			clusters: cluster === void 0 ? [] : [cluster],
			images: [{
				repository: image,
				tag: to === digest ? void 0 : to,
				digest
			}]
		};
		const allow = {
			unpin: true,
			downgrade: true,
			floating: true,
			create: true
		};
		const plans = [true, false].map(async (shared) => {
			try {
				const request = {
					targets: [target],
					allow: {
						...allow,
						shared
					}
				};
				return (await planBump(tree, request, () => this.inventory(tree))).assignments;
			} catch (error) {
				if (error instanceof FairleadError && error.kind !== "remote") return [];
				throw error;
			}
		});
		return (await Promise.all(plans)).flat();
	}
	inventory(tree) {
		return this.#of(tree).inventory();
	}
	open(tree) {
		return this.#of(tree).open();
	}
	#of(tree) {
		const known = this.#trees.get(tree) ?? new PlannedTree(tree, this.#planning);
		this.#trees.set(tree, known);
		return known;
	}
};
function isSamePlace(a, b) {
	return a.file === b.file && a.document === b.document && a.key === b.key;
}
function isSameImage(a, b) {
	const [one, other] = [a, b].map((text) => {
		const end = text.lastIndexOf(tagOf(text));
		return {
			head: text.slice(0, end),
			tag: tagOf(text)
		};
	});
	return one?.head === other?.head && other !== void 0 && isTag(other.tag);
}
function remembered(known, tree, work) {
	const made = known.get(tree) ?? work();
	known.set(tree, made);
	return made;
}
async function refuseUnreviewed(way, trees, base, moves, files) {
	if (way === void 0) return;
	const config = await configOf(base);
	const known = moves.filter((move) => move.app !== void 0);
	const others = files.filter((file) => !known.some((move) => move.file === file));
	const reached = [
		...moves,
		...moves.flatMap((move) => move.alsoMoves),
		...others.length > 0 ? readersOf(await trees.inventory(base), others) : []
	];
	refuseForProduction(reached, files, way, config);
}
function withEnvironment(move, config) {
	const environment = environmentOfFile(move.file, config);
	return {
		...move,
		environment,
		production: isProduction(environment, config)
	};
}

// src/commands/update-groups.ts
function stepOf(values, ports) {
	const method = values.method === "environment" ? void 0 : values.method;
	const base = values.base?.replace(/^refs\/heads\//, "");
	return {
		base,
		method,
		grouping: values.group,
		scope: {
			base,
			source: values["source-repository"] ?? ports.origin.repository
		},
		branch: method === "push" ? void 0 : values.branch?.replace(/^refs\/heads\//, "")
	};
}
function groupsOf(moves, step, config) {
	const isPushed = (move) => methodOf(move, step, config) === "push";
	const grouped = (method, some) => groupMoves(some, groupingOf(method, step), step.scope).map((group) => ({
		...group,
		method
	}));
	return [...grouped("push", moves.filter(isPushed)), ...grouped("pull-request", moves.filter((move) => !isPushed(move)))];
}
function groupingOf(method, step) {
	return method === "push" ? "all" : step.grouping;
}
function methodOf(move, step, config) {
	if (step.method !== void 0) return step.method;
	return [move, ...move.alsoMoves].every(({ environment }) => ownMethod(environment, config) === "push") ? "push" : "pull-request";
}
function ownMethod(environment, config) {
	return (environment === void 0 ? void 0 : Object.entries(config.environments).find(([name]) => isSameEnvironment(name, environment))?.[1])?.method ?? "pull-request";
}
function branchFor(group, wish, step, look) {
	const fresh = branchOf(group.key);
	if (wish.base === void 0) return fresh;
	const [former] = groupMoves(group.moves, step.grouping, {
		...step.scope,
		base: step.scope.base === void 0 ? wish.base : void 0
	});
	const old = former && branchOf(former.key);
	const isOpen = (branch) => look.pullRequests.some((request) => request.own && request.branch === branch);
	return old !== void 0 && isOpen(old) && !isOpen(fresh) ? old : fresh;
}
function isOfGroup(change, group, step) {
	const { app, environment, set } = change;
	const files = set.map(({ file }) => file);
	const grouping = groupingOf(group.method, step);
	const [own] = groupMoves([{
		app,
		environment,
		file: files[0] ?? ""
	}], grouping, step.scope);
	const named = group.moves.filter((move) => move.app === void 0).map((move) => move.file);
	return own?.key === group.key || app === void 0 && files.every((file) => named.includes(file));
}
function guessBranches(request, step) {
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
	const scope = step.base === "main" || step.base === "master" ? {
		...step.scope,
		base: void 0
	} : step.scope;
	return groupMoves(places, step.grouping, scope).map((group) => branchOf(group.key));
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
		...parentInputs(),
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
	const wish = stepOf(values, ports);
	const named = [...new Set(request.targets.flatMap((target) => target.kind === "key" ? [target.file] : []))];
	const files = [CONFIG_FILE, ...named];
	const guessed = wish.branch === void 0 ? guessBranches(request, wish) : [wish.branch];
	const look = await forge.look({
		base: wish.base,
		branches: guessed,
		files,
		histories: named
	});
	const step = look.base.name === look.defaultBranch ? {
		...wish,
		scope: {
			...wish.scope,
			base: void 0
		}
	} : wish;
	const verified = verificationOf(values, ports.registry);
	const branch = {
		names: [look.base.name],
		isDefault: look.base.name === look.defaultBranch
	};
	const standings = ports.standingFor?.({
		branch: look.base.name,
		isDefaultBranch: branch.isDefault
	});
	const verify = values["verify-render"];
	const trees = new PlannedTrees({
		request: {
			...request,
			branch
		},
		resolve: verified?.resolve,
		identity: ports.identity,
		completion: standings?.completion,
		teacher: teacherOf(verify, standings?.proving)
	});
	const onBase = forge.tree(look.base.commit);
	const config = await configOf(onBase);
	const groups = groupsOf((await trees.plan(onBase)).moves, step, config);
	const requests = groups.filter(({ method }) => method === "pull-request");
	if (step.branch !== void 0 && requests.length > 1) throw inputError(`the input branch names one branch, but there are ${requests.length} ${forge.words.request}s: ${requests.map((group) => group.label).join("; ")}`, { hint: "Leave branch out, or set group: all." });
	const branchIn = (group, now) => step.branch ?? branchFor(group, wish, step, now);
	const branches = requests.map((group) => branchIn(group, look));
	const again = lookAgain(forge, look, branches, files, named);
	let current = branches.every((branch) => guessed.includes(branch)) ? look : void 0;
	const results = [];
	const proven = remembering();
	const faults = new FaultCollector();
	for (const group of groups) {
		const given = {
			group,
			values,
			intro,
			ports,
			async movesOn(tree) {
				const plan = await trees.plan(tree);
				return {
					plan,
					moves: groupsOf(plan.moves, step, config).find((other) => isSameGroup(other, group))?.moves ?? []
				};
			},
			isFound: async (base, change, vouched) => (step.branch !== void 0 || isOfGroup(change, group, step)) && trees.finds(base, change, vouched),
			proofs: (from, moves, changes, carried) => proven(JSON.stringify([moves, stateOf(changes)]), async () => proofsOf(verify, {
				tree: from,
				moves,
				changes: contentsOf(changes),
				images: carried.flatMap(({ image }) => image ?? []),
				allowShared: request.allow.shared,
				open: () => trees.open(from),
				inventory: moves.some(({ app }) => app !== void 0) ? await trees.inventory(from) : void 0
			}, standings?.proving)),
			police: (base, moves, touched) => refuseUnreviewed(wayOf(group, values), trees, base, moves, touched)
		};
		const proposal = {
			key: group.key,
			branch: branchIn(group, look),
			draft: (from, pending, base, commit) => draftUpdate(given, from, pending, base, commit),
			isOfGroup: (change) => isOfGroup(change, group, step),
			metadata: metadataOf(values),
			asDraft: values.draft,
			deleteBranch: values["delete-branch"],
			autoMerge: values["auto-merge"] ? values["merge-method"] : void 0,
			dryRun: values["dry-run"]
		};
		try {
			const result = await (group.method === "push" ? pushToBase : propose)(forge, proposal, current ?? await again(), again, pace);
			results.push({
				result,
				label: group.label
			});
		} catch (error) {
			faults.keep(error);
		}
		if (!values["dry-run"]) current = void 0;
	}
	if (results.length > 0) faults.add(...results.map(({ result, label }) => `Done all the same: ${describeProposed(result, label, forge.words)}`));
	faults.throwIfAny();
	return reportUpdate(values, results, ports, verified?.warnings);
}
function isSameGroup(a, b) {
	return a.method === b.method && a.key === b.key;
}
function remembering() {
	const known = /* @__PURE__ */ new Map();
	return (key, work) => {
		const made = known.get(key) ?? work();
		known.set(key, made);
		return made;
	};
}
function contentsOf(changes) {
	return new Map(changes.flatMap(({ path, content }) => content === void 0 ? [] : [[path, content]]));
}
function wayOf({ method }, values) {
	if (method === "push") return "push";
	return values["auto-merge"] ? "auto-merge" : void 0;
}

// src/entries/wire/update.ts
const command = defineCommand(updateCommand, async (values, wiring) => {
	if (values.repository === void 0) throw inputError("repository is missing", { hint: "It is the infra repo: owner/name on GitHub, group/project on GitLab, or with forge: local its path or address." });
	const { forge, repository, token } = values;
	const source = {
		repository: values["source-repository"],
		token: values["source-token"]
	};
	const ports = await proposalPorts({
		forge,
		repository,
		token,
		source
	}, wiring);
	return runUpdate(values, Object.assign(ports, { standingFor: standingFor(values, ports.identity, wiring) }));
});

export { command };