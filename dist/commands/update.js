import "../chunks/rolldown-runtime.js";
import { proofLines } from "../rooms/proof-proofs.js";
import { describeMove, movesTable } from "../rooms/moves.js";
import { mask } from "../rooms/git.js";
import { changedLines } from "../chunks/changed-lines.js";
import { oneLine } from "../rooms/text.js";
import { builtFrom, update } from "../rooms/update.js";
import { defineCommand, inputs, parentInputs, pick } from "../chunks/define.js";
import { described } from "../chunks/describe.js";
import { bumpOutputs, settingOutputs } from "../chunks/outputs.js";
import { describeProposed, openingOf, proposalOutputs, proposalPorts, proposedMarkdown, pullRequestInputs, pullRequestOutputs, silentChecks, textsOf } from "../chunks/proposal.js";
import { readTargets, targetInputs, verificationOf } from "../chunks/targets.js";
import { inputError } from "../rooms/errors.js";
import { standingFor } from "../chunks/parents.js";

// src/commands/update.ts
const updateCommand = {
	name: "update",
	title: "Fairlead update",
	summary: "Bumps an image in the GitOps repository of an app and opens the pull request, in one step and without a clone.",
	inputs: {
		...targetInputs,
		...pick(inputs, "forge", "repository", "token", "source-token", "source-repository", "source-commit", "method", "group"),
		...pullRequestInputs,
		...parentInputs(),
		...described(pick(inputs, "source-token"), { "source-token": "A token with read access to the app repo. Used to order builds by commit if their tags do not show the order, to list commits in the pull request, and to read charts and manifests in it. Without this access, such a build is written without checking the order, and the list of commits is omitted." }),
		...pick(inputs, "dry-run", "output")
	},
	outputs: {
		...bumpOutputs,
		...pullRequestOutputs
	}
};
async function runUpdate(values, ports) {
	const bump = readTargets(values);
	const texts = await textsOf(values, ports);
	const verified = verificationOf(values, ports.registry);
	const named = {
		repository: values["source-repository"],
		commit: values["source-commit"]
	};
	const request = {
		bump,
		resolve: verified?.resolve,
		verify: values["verify-render"],
		step: stepOf(values, ports),
		build: builtFrom(named, ports.origin),
		texts,
		opening: openingOf(values, values["dry-run"])
	};
	const { done, faults } = await update(request, ports);
	faults.add(...done.map(({ result, label }) => `Completed despite the error: ${describeProposed(result, label, ports.forge.words)}`));
	faults.throwIfAny();
	const lines = values["dry-run"] ? await linesOf(done) : [];
	return reportUpdate(values, done, {
		...ports,
		lines,
		found: verified?.warnings
	});
}
function stepOf(values, { origin }) {
	const method = values.method === "environment" ? void 0 : values.method;
	const base = values.base?.replace(/^refs\/heads\//, "");
	const source = values["source-repository"] ?? origin.repository;
	return {
		base,
		method,
		grouping: values.group,
		scope: {
			base,
			source: source === void 0 || /^ssh:/i.test(source) ? source : mask(source)
		},
		branch: method === "push" ? void 0 : values.branch?.replace(/^refs\/heads\//, "")
	};
}
async function linesOf(done) {
	return (await Promise.all(done.filter(({ result }) => !result.draft.superseded && result.operation !== "unchanged").map(({ result }) => changedLines(result.from, result.draft.changes)))).flat();
}
function reportUpdate(values, results, { forge, lines: changedText, found = [] }) {
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
		...aboutToken(results)
	])];
	const proposed = results.map(({ result }) => result);
	const lines = results.map(({ result, label }) => describeProposed(result, label, forge.words, dryRun));
	lines.push(...new Set(results.flatMap(({ result }) => [...result.draft.superseded ? [] : result.draft.reasons.map((reason) => oneLine(`Not changed: ${reason}.`)), ...result.draft.untold.map((why) => oneLine(`${why}. The update ${dryRun ? "would be" : "was"} made anyway.`))])));
	const proofs = results.flatMap(({ result }) => result.draft.proofs);
	lines.push(...proofLines(proofs));
	const set = settingOutputs({
		outcome,
		changed,
		files,
		moves,
		proofs
	});
	const outputs = {
		...set.outputs,
		...proposalOutputs(results)
	};
	return {
		outputs,
		data: {
			outputs,
			...set.data,
			pullRequests: results.map(proposalData),
			warnings
		},
		text: dryRun ? [
			...moves.map((move) => `Would set ${describeMove(move)}`),
			...changedText,
			...lines
		] : lines,
		summary: [movesTable(moves), ...lines.map((line) => proposedMarkdown(line, proposed))].filter((part) => part !== "").join("\n\n"),
		warnings
	};
}
function notPinned({ file, line, key }) {
	return `${file}:${line} (${key}) cannot hold a digest; only the tag is written`;
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
function aboutToken(results) {
	return [...results.some(({ result }) => result.verified === false) ? ["the commit is not verified: GitHub signs commits created with the token of a GitHub App or the job's own token, but not with a personal access token"] : [], ...silentChecks(results.map(({ result }) => result))];
}

// src/entries/wire/update.ts
const command = defineCommand(updateCommand, async (values, wiring) => {
	if (values.repository === void 0) throw inputError("repository is missing", { hint: "Set it to the infra repo: owner/name on GitHub, group/project on GitLab, or its path or address with forge: local." });
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
	return runUpdate(values, {
		...ports,
		standingFor: standingFor(values, ports.addresses, wiring)
	});
});

export { command };