import "../chunks/rolldown-runtime.js";
import { version } from "../chunks/version.js";
import { CONFIG_FILE, configOf } from "../rooms/config.js";
import { FairleadError, inputError, refusal } from "../rooms/errors.js";
import { broughtBy, decide, decisionEntry, digestsNow, gatedChange, lockOfSetup, mergeApproved, mergeDraft, mergeGuards, policyOf, readApprovals, recordedMerge, recordedName, timeOf, touchesNothing, unknownIn, verifiedIn } from "../rooms/gate.js";
import { changeCommits, commitSides, commits, fetchTip, isTracked, isWithin, mergeOf, originOf, resolveBase, resolveSides, short } from "../rooms/git.js";
import { isProduction, isSameEnvironment, openInventory } from "../rooms/inventory.js";
import { listingOf, once } from "../rooms/tree.js";
import { review } from "../rooms/review.js";
import { bases, defineCommand, gateReads, inputs, pick, programInputs } from "../chunks/define.js";
import { keep, ownPace, recordText, runOf as runOf$1 } from "../chunks/records.js";
import { code, escapeMarkdown, visibleLine, wrap } from "../rooms/text.js";
import { shortCommit } from "../chunks/rerendered.js";
import { outputs } from "../chunks/outputs.js";
import { isObjectId } from "../rooms/git-object-id.js";
import { JSON_LIMITS, fromJson } from "../chunks/json.js";
import { progress } from "../chunks/terminal.js";
import { cacheFor, renderingFor } from "../chunks/rendering.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { forgeOf } from "../chunks/forges.js";
import { RECORDS_BRANCH } from "../rooms/records.js";
import { connectToGithub, connectToGitlab, connectToLocal } from "../chunks/connect.js";
import { outputVariable } from "../chunks/dotenv.js";
import { readNamed } from "../rooms/files.js";
import { reachOf } from "../rooms/forge-local.js";
import { inventoriesFor } from "../chunks/inventories.js";
import { addressesIn, eventSides, jobCheckout, wantedSides } from "../chunks/job.js";
import { registries } from "../chunks/registry.js";
import { readReport } from "../chunks/reports.js";
import { randomUUID } from "node:crypto";

// src/commands/gate-merge.ts
async function refuseUnlocked(step, ports) {
	const merging = await ports.merging(step.branch);
	const { request, base } = merging;
	const { lock: lockOf } = ports.guards ?? mergeGuards;
	const lock = lockOf(await merging.rules(), {
		hasBase: step.hasBase,
		request,
		base
	});
	if (lock.by !== "none" || !lock.isSetup) return merging;
	throw inputError(`merge: true is not possible: ${lock.message.replace(/\.$/, "")}`, { hint: lock.cure });
}
async function mergeStep(step, merging, { decision, others, recorded, ports, run, ledger, pace }) {
	const { sides, hasBase, environment, branch } = step;
	const { request, base } = merging;
	const judged = judgedIn(sides);
	const obstacle = obstacleOf(request, {
		others,
		recorded: recorded?.decision
	});
	const options = {
		hasBase,
		guards: ports.guards,
		pause: ports.pause
	};
	const result = obstacle === void 0 ? await mergeApproved(judged, merging, options).catch((error) => {
		if (error instanceof FairleadError) return notTried(error);
		throw error;
	}) : notTried(obstacle);
	if (recorded === void 0) return {
		result,
		request,
		base,
		recorded: {}
	};
	const facts = {
		run,
		environment,
		branch,
		now: await merging.now().catch(() => Date.now()),
		digest: decision.digest,
		decision: recorded.decision.entry
	};
	const draft = mergeDraft(judged, result, {
		id: ports.uuid(),
		...facts
	});
	const title = `merge of ${short(judged.head)} for ${environment} ${result.outcome === "merged" ? "is done" : "has failed"}`;
	return {
		result,
		request,
		base,
		recorded: await keep(draft, title, {
			ledger,
			pace
		})
	};
}
function obstacleOf(request, { others: [other, ...more], recorded }) {
	if (other !== void 0) return refusal(`${request} was approved but not merged: it also touches ${[other, ...more].join(", ")}, which this gate does not judge`, { hint: "Split it into one request per environment, or merge it manually once all of its gates have approved it." });
	if (recorded?.reason !== void 0) return refusal(`${request} was approved but not merged, because the decision is ${recorded.reason}`, { hint: "If records are on, the gate merges only what is recorded. See docs/records.md for the required permissions." });
}
function notTried(failure) {
	return {
		commit: void 0,
		firstParent: void 0,
		tip: void 0,
		lock: void 0,
		outcome: "failed",
		isAlready: false,
		failure
	};
}
function judgedIn({ base, head }) {
	if (base.commit === void 0 || head.commit === void 0) throw inputError("the change is not committed, so it cannot be merged");
	return {
		base: base.commit,
		head: head.commit,
		tree: head.treeId
	};
}
async function otherGates(environment, { config, alsoChanges, changeOf }) {
	const found = [];
	for (const name of /* @__PURE__ */ new Set([...Object.keys(config.environments), ...alsoChanges])) {
		if (!(config.environments[name]?.gate !== void 0 || isProduction(name, config)) || isSameEnvironment(name, environment)) continue;
		if (!touchesNothing(await changeOf(name))) found.push(name);
	}
	return found;
}
async function mergedBefore({ environment, sides, branch }, ledger) {
	const { commit: head } = sides.head;
	if (head === void 0) return void 0;
	const found = await recordedMerge(ledger, {
		environment,
		head
	});
	if (found === void 0) return void 0;
	const { merged, digest } = found.entry;
	return {
		merged,
		decision: {
			decision: "approved",
			digest,
			reasons: [{
				rule: "merged-before",
				satisfied: true,
				word: "approved",
				message: `This gate has already merged the change into ${branch}, as ${short(merged)} (entry ${found.sequence} of the records).`,
				cure: void 0
			}],
			approvals: [],
			override: void 0
		}
	};
}
function lastEntry(...all) {
	return all.findLast((one) => one?.entry !== void 0)?.entry;
}

// src/report/gate/json.ts
function gateJson({ decision, digest, reasons, approvals, override }, environment, recorded) {
	return {
		decision,
		environment,
		digest: digest ?? null,
		reasons: reasons.map(({ rule, satisfied, message, cure }) => ({
			rule,
			satisfied,
			message,
			cure: cure ?? null
		})),
		approvals: approvals.map(({ approval, why }) => ({
			by: approval.by.name,
			at: new Date(approval.at).toISOString(),
			atFrom: approval.atFrom ?? null,
			head: approval.head ?? null,
			digest: approval.digest,
			counts: why === void 0,
			why: why ?? null
		})),
		override: override ? {
			by: override.by,
			reason: override.reason,
			reviewUntil: new Date(override.reviewUntil).toISOString()
		} : null,
		recorded: recorded ?? null
	};
}

// src/report/gate/markdown.ts
const MARKS$1 = {
	approved: "✅",
	pending: "⏳",
	denied: "⛔"
};
function gateMarkdown({ decision, digest, reasons }, environment) {
	return `${`${MARKS$1[decision]} ${escapeMarkdown(environment)}: **${decision}**${digest === void 0 ? "" : ` of ${code(digest)}`}`}\n\n| | Rule | Result | How to satisfy it |\n| --- | --- | --- | --- |\n${reasons.map(({ word, rule, message, cure }) => `| ${MARKS$1[word]} | ${code(rule)} | ${escapeMarkdown(message)} | ${escapeMarkdown(cure ?? "")} |`).join("\n")}\n`;
}

// src/report/gate/merge.ts
function mergeText({ result, request, base }) {
	const { outcome, isAlready, commit, firstParent, lock, failure, tip } = result;
	if (outcome === "failed") {
		const [{ message }] = failure?.faults ?? [{ message: "the reason is not known" }];
		return [visibleLine(`Not merged as approved: ${message}.${tip === void 0 ? "" : ` ${base} is at ${shortCommit(tip)}.`}`)];
	}
	const how = lock?.by === "up-to-date" ? "by the forge, which merges only branches that contain the latest commit" : "by a merge commit that the gate created";
	return [visibleLine(isAlready ? `Nothing to merge: ${request} was already merged into ${base} as ${shortCommit(commit ?? "")}: exactly what was approved.` : `Merged ${request} into ${base} as ${shortCommit(commit ?? "")}, ${how}. Read back: its first parent is ${shortCommit(firstParent ?? "")}, and its files are those that were approved.`)];
}
function mergeJson({ result: { outcome, isAlready, lock, firstParent, tip, failure } }) {
	return {
		outcome,
		already: isAlready,
		lock: lock?.by ?? null,
		firstParent: firstParent ?? null,
		tip: tip ?? null,
		reason: failure?.faults[0].message ?? null
	};
}

// src/report/gate/marked.ts
function marked(mark, sentences, { column, width }) {
	const indent = column + 3;
	const text = sentences.filter((part) => part !== void 0).map(visibleLine).join(" ");
	const [first = "", ...more] = wrap(text, Math.max(20, width - indent));
	return [`  ${mark.padEnd(column + 1)}${first}`, ...more.map((line) => `${" ".repeat(indent)}${line}`)];
}

// src/report/gate/text.ts
function gateText({ decision, digest, reasons }, environment, width) {
	const missing = reasons.filter(({ satisfied }) => !satisfied);
	const met = reasons.filter(({ satisfied }) => satisfied);
	return [`${visibleLine(environment)}: ${decision}${digest === void 0 ? "" : ` (${digest})`}`, ...[...missing, ...met].flatMap((reason) => linesOf(reason, width))];
}
function linesOf({ word, message, cure }, width) {
	const mark = {
		approved: "yes",
		pending: "not yet",
		denied: "no"
	}[word];
	return marked(mark, [message, cure], {
		column: 8,
		width
	});
}

// src/report/gate/setup.ts
const MARKS = {
	yes: "✅",
	no: "⛔",
	unread: "❔"
};
function setupText(found, environment, width) {
	const missing = found.filter(({ word }) => word !== "yes").length;
	const lines = found.flatMap(({ word, message, cure }) => marked(word, [message, cure], {
		column: 7,
		width
	}));
	const head = missing === 0 ? "the gate is set up correctly" : `${missing} of ${found.length} checks not satisfied`;
	return [`${visibleLine(environment)}: ${head}`, ...lines];
}
function setupMarkdown(found, environment) {
	const rows = found.map(({ id, word, message, cure }) => `| ${MARKS[word]} ${word} | ${code(id)} | ${escapeMarkdown(message)} | ${escapeMarkdown(cure ?? "")} |`);
	return `The gate of ${escapeMarkdown(environment)}\n\n| | Check | Result | How to fix it |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`;
}

// src/commands/gate-setup.ts
async function checkSetup(environment, ports) {
	const { base, config, setup, rules, merges, width } = ports;
	if (setup === void 0) throw inputError("check-setup supports GitHub and GitLab only: plain git does not block changes", { hint: "Set the forge, e.g. forge: github." });
	if (base === void 0) throw inputError("base is not set, and the target branch of changes is not known", { hint: "Set it: fairlead gate --check-setup --base main." });
	const policy = gatePolicy(environment, await config(base));
	const lock = rules === void 0 ? [] : [lockOfSetup(await rules(base), {
		base,
		merges
	})];
	return setupResult([...await setup(policy, base), ...lock], policy.environment, width);
}
function gatePolicy(environment, config) {
	const policy = policyOf(environment, config);
	if (policy.after !== void 0 && config.records !== true) throw inputError(`environments.${policy.environment}.gate in ${CONFIG_FILE} sets after, but records are off, so nothing records what was verified`, { hint: "Set records: true there, and run sync for that environment." });
	return policy;
}
function setupResult(found, environment, width) {
	const failure = failureOf(found.filter(({ word }) => word !== "yes"));
	return {
		outputs: {
			decision: "",
			digest: "",
			recorded: "",
			merged: "",
			"plan-digest": ""
		},
		data: {
			environment,
			setup: found.map(({ id, word, message, cure }) => ({
				check: id,
				word,
				message,
				cure: cure ?? null
			}))
		},
		text: setupText(found, environment, width),
		summary: setupMarkdown(found, environment),
		warnings: [],
		...failure && { failure }
	};
}
function failureOf(unmet) {
	const [first, ...others] = unmet.map(({ message, cure }) => ({
		message: message.replace(/\.$/, ""),
		...cure !== void 0 && { hint: cure }
	}));
	return first && new FairleadError("refused", [first, ...others]);
}

// src/commands/gate-result.ts
function resultOf(decision, environment, width, { recorded = {}, outcome, unkept = [], isLeft = false, merged = outcome?.result.outcome === "merged" ? outcome.result.commit : void 0 }) {
	const unmet = decision.decision === "approved" ? [] : decision.reasons.filter((one) => !one.satisfied);
	const failure = failureOf(unmet) ?? outcome?.result.failure;
	const all = [recorded, ...outcome ? [outcome.recorded] : []];
	const last = lastEntry(...all);
	const told = (escape) => [
		...recordText(recorded.entry),
		...outcome ? mergeText(outcome).map(escape) : [],
		...isLeft ? ["It needs no approval, so the gate does not merge it. Merge it as you would without a gate."] : [],
		...recordText(outcome?.recorded.entry)
	];
	return {
		outputs: {
			decision: decision.decision,
			digest: decision.digest ?? "",
			recorded: last?.commit ?? "",
			merged: merged ?? "",
			"plan-digest": ""
		},
		data: {
			...gateJson(decision, environment, last?.commit),
			merged: merged ?? null,
			merge: outcome ? mergeJson(outcome) : null
		},
		text: [...gateText(decision, environment, width), ...told((text) => text)],
		summary: [gateMarkdown(decision, environment), ...told(escapeMarkdown)].join("\n"),
		warnings: [...all.flatMap(({ entry, reason }) => [...entry?.warnings ?? [], ...reason === void 0 ? [] : [reason]]), ...new Set(unkept.filter((text) => text !== void 0))],
		...failure && { failure }
	};
}

// src/report/gate/plan.ts
function planJson(change, environment) {
	const { digest, apps, ruleFiles, conflict } = change;
	return {
		environment,
		digest: digest ?? null,
		apps: apps.map(({ app, status }) => ({
			name: app.name,
			status
		})),
		ruleFiles: [...ruleFiles],
		conflict: conflict ?? null
	};
}
function planText(change, environment, width) {
	return sentences(change, environment).flatMap((sentence) => wrap(visibleLine(sentence), width));
}
function planMarkdown(change, environment) {
	const [first = "", ...more] = sentences(change, environment);
	return `${[change.digest === void 0 ? escapeMarkdown(first) : escapeMarkdown(first).replace(change.digest, code(change.digest)), ...more.map(escapeMarkdown)].join("\n\n")}\n`;
}
function sentences(change, environment) {
	const { digest, apps, ruleFiles, conflict } = change;
	if (touchesNothing(change)) return [`Nothing to approve: the change does not touch ${environment}.`];
	const unknown = unknownIn(change, environment);
	if (digest === void 0 || unknown !== void 0) return [unknown ?? `The effect of the change on ${environment} is not known.`, "Therefore it cannot be approved."];
	const names = [...new Set(apps.map(({ app }) => app.name))];
	return [
		`Whoever approves this for ${environment} approves the result ${digest}.`,
		...names.length > 0 ? [`It changes ${names.slice(0, 10).join(", ")}${names.length > 10 ? ` and ${names.length - 10} more` : ""}.`] : [],
		...ruleFiles.length > 0 ? [`It also changes rules or jobs: ${ruleFiles.slice(0, 10).join(", ")}.`] : [],
		...conflict === void 0 ? [] : ["It conflicts with its base."]
	];
}

// src/commands/gate-plan.ts
function sameCommits(told, { base, head }) {
	const hint = "Render again and judge the new report: start a new run.";
	if (told.shard !== void 0) throw inputError("the report is only a part of a report", { hint });
	for (const [side, was, is] of [[
		"the base",
		told.base.commit,
		base.commit
	], [
		"the change",
		told.head.commit,
		head.commit
	]]) if (was === void 0 || was !== is) throw refusal(`the report was created with ${side} at ${was?.slice(0, 12) ?? "no commit"}, which is now at ${is?.slice(0, 12) ?? "no commit"}`, { hint });
	return told;
}
function nothingIn(policy, change) {
	if (!touchesNothing(change)) return void 0;
	return decide({
		policy,
		change,
		people: {
			author: void 0,
			starter: void 0,
			pushers: void 0,
			teams: []
		},
		protections: [],
		approvals: [],
		verified: [],
		pinned: /* @__PURE__ */ new Map(),
		since: /* @__PURE__ */ new Map(),
		now: 0
	});
}
function planResult(change, environment, width) {
	const { digest = "" } = change;
	return {
		outputs: {
			decision: touchesNothing(change) ? "approved" : "pending",
			digest,
			recorded: "",
			merged: "",
			"plan-digest": digest
		},
		data: planJson(change, environment),
		text: planText(change, environment, width),
		summary: planMarkdown(change, environment),
		warnings: []
	};
}

// src/commands/gate-witness.ts
async function sealed({ entry }, witness, seal) {
	if (entry === void 0 || witness === void 0) return void 0;
	const { hash, sequence, commit } = entry;
	const place = `Entry ${sequence} of the records (${hash}), in ${commit} on fairlead-records.`;
	try {
		await witness.keep({
			...seal,
			hash,
			lines: [...seal.lines, place]
		});
		return;
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		const [{ message, hint }] = error.faults;
		return [`the hash of the record is stored in the records only: ${message}`, hint].filter(Boolean).join(". ");
	}
}
function sealDecision(recorded, witness, { environment, head, digest, decision }) {
	return sealed(recorded, witness, {
		name: `fairlead gate (${environment})`,
		commit: head,
		isGood: decision === "approved",
		title: `${environment}: ${decision}`,
		lines: [`The decision is ${decision}.`, ...digest === void 0 ? [] : [`Digest: ${digest}.`]]
	});
}
function sealMerge({ recorded, result: { outcome, commit, failure } }, witness, { environment, head, digest }) {
	return sealed(recorded, witness, {
		name: `fairlead merge (${environment})`,
		commit: head,
		isGood: outcome === "merged",
		title: `${environment}: ${outcome}`,
		lines: [
			commit === void 0 ? "It was not merged." : `It was merged as ${commit}.`,
			...failure === void 0 ? [] : [`${failure.faults[0].message}.`],
			...digest === void 0 ? [] : [`Digest: ${digest}.`]
		]
	});
}

// src/commands/gate.ts
const gateCommand = {
	name: "gate",
	title: "Fairlead gate",
	summary: "Decides whether a change may reach an environment: only if the right people have approved its exact effect there.",
	inputs: {
		...pick(inputs, "path", "base", "environment", "forge", "approval", "protected-environment", "plan", "report", "report-job", "plan-digest", "plan-job", "check-setup", "merge", "settings-token", "approvals", "author", "pusher", "now", "source-token", ...programInputs, "concurrency", "cache-path", "output"),
		base: bases.change,
		...gateReads
	},
	outputs: {
		decision: { description: "approved, pending (something is missing that can still be provided) or denied." },
		...pick(outputs, "digest", "recorded", "merged"),
		"plan-digest": { description: "With plan: true the same digest, named like the input of the job that judges." }
	}
};
async function runGate(values, ports) {
	const environment = oneOf(values.environment);
	if (values["check-setup"]) {
		const base = values.base ?? ports.base;
		const { setup, tip, width, merge } = ports;
		return checkSetup(environment, {
			base,
			setup,
			width,
			config: async (branch) => configOf((await tip(branch)).tree),
			rules: merge.rules,
			merges: values.merge
		});
	}
	if (values.merge && values.plan) throw inputError("merge and plan cannot be combined: a plan merges nothing");
	const { isMerged, hasBase, ...change } = await judgedChange(values.base ?? ports.base, ports);
	const { sides, standing } = change;
	const config = await configOf(sides.base.tree);
	const policy = gatePolicy(environment, config);
	const step = {
		sides,
		hasBase,
		branch: standing.branch,
		environment: policy.environment
	};
	if (isMerged) return alreadyThere(step, values, ports);
	const merging = values.merge ? await refuseUnlocked(step, ports.merge) : void 0;
	const { inventories, addresses } = ports;
	const { inventory } = await openInventory(sides.base.tree, { addresses });
	const reviewOf = async (two) => {
		const rendering = await ports.rendering(config);
		const parts = {
			config,
			rendering,
			inventories,
			progress: ports.progress.bind(ports)
		};
		return review({
			...change,
			sides: two
		}, parts);
	};
	const gated = async (two, reviewed, name = policy.environment) => gatedChange(name, {
		review: reviewed,
		sides: two,
		config,
		apps: inventory.apps
	});
	const told = ports.report && await ports.report();
	const reviewed = told === void 0 ? await reviewOf(sides) : sameCommits(told, sides);
	const judged = await gated(sides, reviewed);
	if (values.plan) return planResult(judged, policy.environment, ports.width);
	const isRecorded = values.record || config.records === true;
	const finish = async (decision, recorded) => {
		const told = {
			environment: policy.environment,
			head: sides.head.commit ?? "",
			digest: decision.digest
		};
		const unkept = [await sealDecision(recorded, ports.witness, {
			...told,
			decision: decision.decision
		})];
		if (merging === void 0 || decision.decision !== "approved") return resultOf(decision, policy.environment, ports.width, {
			recorded,
			unkept
		});
		const changeOf = (name) => gated(sides, reviewed, name);
		const outcome = await mergeStep(step, merging, {
			decision,
			others: await otherGates(policy.environment, {
				config,
				alsoChanges: judged.alsoChanges,
				changeOf
			}),
			recorded: isRecorded ? { decision: recorded } : void 0,
			ports: ports.merge,
			run: ports.run,
			ledger: () => ports.ledger(),
			pace: ports.pace
		});
		unkept.push(await sealMerge(outcome, ports.witness, told));
		return resultOf(decision, policy.environment, ports.width, {
			recorded,
			outcome,
			unkept
		});
	};
	const nothing = nothingIn(policy, judged);
	if (nothing) return resultOf(nothing, policy.environment, ports.width, { isLeft: values.merge });
	const source = await ports.source(policy);
	const approvals = await source.approvals();
	const since = await changesSince(approvals, judged.digest, async (commit) => {
		if (commit === sides.head.commit) return [];
		const between = told === void 0 ? await ports.sidesSince(commit) : void 0;
		if (between === void 0) return void 0;
		const { apps } = await gated(between, await reviewOf(between));
		return [...new Set(apps.map(({ app }) => app.name))];
	});
	const now = await source.now();
	const pinned = policy.after === void 0 ? /* @__PURE__ */ new Map() : await pinsOf(judged, ports);
	const facts = {
		policy,
		change: judged,
		people: await source.people(askedOf(policy, judged)),
		protections: await source.protections(),
		approvals,
		pinned,
		verified: await verifiedBefore(policy, {
			change: judged,
			pinned
		}, ports),
		since,
		now,
		...source.freezes && { forgeFreezes: await source.freezes(now) }
	};
	const decision = decide(facts, ports.rules);
	return finish(decision, isRecorded ? await recordDecision(decision, facts, {
		change,
		ports
	}) : {});
}
async function alreadyThere(step, values, ports) {
	const before = values.merge ? await mergedBefore(step, await ports.ledger()) : void 0;
	if (before === void 0) throw inputError(`${step.branch} already contains this change: a gate after the merge cannot stop anything`, { hint: values.merge ? "No record shows that this gate has merged it. Run gate for the change before it is merged; with record: true a second run recognizes the first." : "Run gate for the change before it is merged." });
	const { decision, merged } = before;
	return resultOf(decision, step.environment, ports.width, { merged });
}
async function recordDecision(decision, facts, { change: { sides, standing }, ports }) {
	const { base, head } = sides;
	const draft = decisionEntry(decision, facts, {
		...ports.run,
		base: base.commit ?? "",
		head: head.commit ?? "",
		branch: standing.branch,
		policy: (await listingOf(base.tree)).get(CONFIG_FILE)?.oid
	});
	if (draft === void 0) return {};
	return keep(draft, `gate of ${short(draft.head)} for ${draft.environment} is ${draft.decision}`, ports);
}
async function verifiedBefore({ after }, { change, pinned }, ports) {
	if (after === void 0) return [];
	const names = broughtBy(change.apps).flatMap((one) => recordedName(one, pinned) ?? []);
	return verifiedIn(after.environment, await ports.ledger(), new Set(names));
}
async function pinsOf({ apps }, ports) {
	const registry = once(() => ports.registry());
	return digestsNow(apps, async (repository, tag) => (await (await registry()).find(repository, tag))?.digest);
}
function askedOf({ users, teams, codeOwners, override }, { owned }) {
	const owners = codeOwners && !("fault" in owned) ? owned.flatMap((file) => file.owners).map((owner) => owner.replace(/^@/, "")) : [];
	const isTeam = (owner) => owner.includes("/");
	const people = owners.filter((owner) => !isTeam(owner) && !owner.includes("@"));
	return {
		users: [.../* @__PURE__ */ new Set([...users, ...override?.by ?? []])],
		owners: [...new Set(people)],
		teams: [.../* @__PURE__ */ new Set([...teams, ...owners.filter(isTeam)])]
	};
}
function oneOf([wanted, ...others]) {
	if (wanted !== void 0 && others.length === 0) return wanted;
	throw inputError("environment must name exactly one environment", { hint: "Run gate once per environment." });
}
async function judgedChange(base, ports) {
	if (base === void 0) throw inputError("base is not set, and the target branch of the change is not known", { hint: "Set it: fairlead gate --base main." });
	const { isMerged, hasBase, ...sides } = await ports.sides(base);
	const branch = sides.branch ?? ports.base ?? "main";
	const isDefaultBranch = sides.branch === void 0 || ports.isDefaultBranch(branch);
	return {
		sides,
		addresses: ports.addresses,
		standing: {
			branch,
			isDefaultBranch
		},
		isMerged,
		hasBase
	};
}
async function changesSince(approvals, digest, appsSince) {
	const other = approvals.filter(({ digest: seen }) => digest?.startsWith(seen.toLowerCase()) === false);
	const heads = [...new Set(other.flatMap(({ head }) => head ?? []))].slice(-3);
	const found = /* @__PURE__ */ new Map();
	for (const head of heads) {
		const apps = await appsSince(head);
		if (apps !== void 0) found.set(head, apps);
	}
	return found;
}

// src/entries/wire/gate-forge.ts
function requestRef(forge, number) {
	if (!/^[1-9]\d{0,9}$/.test(number)) throw inputError(`${JSON.stringify(number)} is not the number of a ${forgeOf(forge).words.request}`);
	return forge === "gitlab" ? `refs/merge-requests/${number}/head` : `refs/pull/${number}/head`;
}
function requestEvent(head, { ref, name }, { change, baseAt }) {
	return {
		from: [],
		baseWas: [],
		trialMerge: void 0,
		head,
		headAt: void 0,
		headName: change?.head === head ? change.headName : name,
		headRefs: [ref],
		isRequest: true,
		checkedOut: void 0,
		baseAt
	};
}
function plannedIn({ "plan-digest": digest = "" }, job) {
	if (/^[0-9a-f]+$/i.test(digest) && digest.length >= 32) return digest.toLowerCase();
	throw inputError(digest === "" ? "plan-digest is missing: what those who approved have seen" : `plan-digest is ${JSON.stringify(digest.slice(0, 80))}, which is not a valid digest`, { hint: `Set it to the output digest of the job with plan: true: ${job}.` });
}
function environmentsOf(values, { environment }) {
	const named = values["protected-environment"];
	return named.length > 0 ? named : [environment];
}
async function gateReach(values, { git, own }, context, { tokenHint, known }) {
	const { token } = values;
	if (token === void 0) throw inputError("token is missing, so nothing can be read from the forge", { hint: tokenHint });
	const kind = forgeOf(values.forge);
	const repository = values.repository ?? known ?? own.change?.into?.path ?? kind.nameOf(await originOf(git), context) ?? context.job.repository;
	if (repository === void 0) throw inputError("repository is missing and cannot be read from the checkout", { hint: `Set repository to ${kind.naming}.` });
	return {
		repository,
		token
	};
}
const nothing = () => Promise.reject(/* @__PURE__ */ new Error("no change is judged"));
async function gateOfRequest(values, own, context, gate) {
	const { setup, ledger, mergeRules } = gate;
	const always = {
		setup,
		ledger,
		mergeRules
	};
	if (values["check-setup"]) return {
		base: own.defaultBranch,
		event: void 0,
		...always,
		source: nothing,
		merging: nothing
	};
	const { request, sigil } = forgeOf(values.forge).words;
	const number = values["pull-request"] ?? context.request?.number;
	if (number === void 0) throw inputError(`pull-request is missing, and the job does not run for a ${request}`, { hint: gate.requestHint });
	const ref = requestRef(values.forge, number);
	const name = `${sigil}${number}`;
	const { base, head } = await gate.request(number);
	if (values.base !== void 0 && values.base !== base) throw inputError(`base is ${values.base}, but the ${request} ${name} targets ${base}`, { hint: "Remove base." });
	return {
		base,
		event: requestEvent(head, {
			ref,
			name
		}, own),
		...always,
		...gate.change(number)
	};
}
function refuseTold(values) {
	const { approvals, author, pusher, now } = values;
	const told = {
		approvals,
		author,
		pusher: pusher[0],
		now
	};
	const [first, ...others] = Object.entries(told).flatMap(([name, value]) => value === void 0 ? [] : [{
		message: `${name} is for forge: local, and the forge is ${values.forge}`,
		hint: "Remove it: the forge provides this."
	}]);
	if (first !== void 0) throw new FairleadError("input", [first, ...others]);
}

// src/entries/wire/gate-github.ts
async function githubGate(values, checkout, wiring, checks) {
	const { context } = wiring;
	const { git, own } = checkout;
	const { repository, token } = await gateReach(values, checkout, context, {
		tokenHint: "Use the job's own token: token: ${{ github.token }}, with permissions: {contents: read, actions: read, deployments: read, pull-requests: read}. On your machine, set the environment variable FAIRLEAD_TOKEN.",
		known: context.request?.repository
	});
	const second = values["settings-token"];
	const connection = await connectToGithub({
		repository,
		token
	}, wiring);
	const settings = second === void 0 ? void 0 : (await connectToGithub({
		repository,
		token: second
	}, wiring)).repository;
	const approvals = connection.approvals(settings, checks);
	return gateOfRequest(values, own, context, {
		setup: (policy, base) => approvals.setup({
			base,
			environments: environmentsOf(values, policy),
			policy,
			merges: values.merge
		}),
		ledger: () => connection.ledger(RECORDS_BRANCH),
		mergeRules: (base) => connection.mergeRules(base, settings),
		requestHint: "Set pull-request to its number.",
		request: (number) => approvals.request(number),
		change: (number) => ({
			witness: connection.witness(),
			merging: async (base) => connection.merging({
				number,
				base,
				git
			}, settings),
			async source(policy, judged) {
				const environments = environmentsOf(values, policy);
				refuseFew(policy, environments);
				return approvals.source({
					request: number,
					run: runOf(wiring),
					environments,
					digest: plannedIn(values, "plan-digest: ${{ needs.plan.outputs.digest }}"),
					head: own.change?.isRequest === true ? own.change.head : void 0,
					judged,
					commits: () => changeCommits(git, judged.base, judged.head)
				});
			}
		})
	});
}
function refuseFew({ environment, approvals }, environments) {
	if (environments.length >= approvals) return;
	throw inputError(`the gate of ${environment} requires ${approvals} approvals, but the run waits for only ${environments.length}: a GitHub environment requires only one reviewer`, { hint: `Let the run wait for ${approvals} environments, each in its own job, and list them in protected-environment.` });
}
function runOf({ context }) {
	const [, id] = /\/actions\/runs\/(\d{1,15})$/.exec(context.job.runUrl ?? "") ?? [];
	if (id === void 0) throw inputError("this is not a GitHub Actions run, so it did not wait for an environment", { hint: "Run the gate in a workflow: see actions/gate/README.md for an example." });
	return Number(id);
}

// src/entries/wire/gate-gitlab.ts
async function gitlabGate(values, checkout, wiring, checks) {
	const { context } = wiring;
	const { git, own } = checkout;
	const { repository, token } = await gateReach(values, checkout, context, { tokenHint: "Set the variable FAIRLEAD_TOKEN to an access token of the project (role Maintainer, scope read_api). Make the variable protected and masked, and limit it to the environment of the job that judges." });
	const reach = async (by) => by === void 0 ? void 0 : (await connectToGitlab({
		repository,
		token: by
	}, wiring)).project;
	const connection = await connectToGitlab({
		repository,
		token
	}, wiring);
	const [settings, job] = [await reach(values["settings-token"]), await reach(context.environment["CI_JOB_TOKEN"] || void 0)];
	const approvals = connection.approvals({
		settings,
		job
	}, checks);
	return gateOfRequest(values, own, context, {
		setup: (policy, base) => approvals.setup({
			base,
			environments: environmentsOf(values, policy),
			policy
		}),
		ledger: () => connection.ledger(RECORDS_BRANCH),
		mergeRules: (base) => connection.mergeRules(base),
		requestHint: "Set pull-request to its number: a pipeline of the default branch gets it as an input (docs/gate.md).",
		request: (number) => approvals.request(number),
		change: (number) => ({
			artifact: approvals.artifact,
			witness: connection.witness(Number(number)),
			merging: async (base) => connection.merging({
				number,
				base,
				git
			}),
			source: async (policy, judged) => approvals.source({
				request: number,
				environments: environmentsOf(values, policy),
				digest: await planDigest(values, approvals.artifact),
				judged,
				bots: policy.bots,
				commits: () => changeCommits(git, judged.base, judged.head)
			})
		})
	});
}
const OUTPUTS = {
	path: ".fairlead/gate.env",
	bytes: 1e5
};
async function planDigest(values, artifact) {
	const { "plan-job": job, "plan-digest": given } = values;
	const how = "set plan-job to its name, or plan-digest to $FAIRLEAD_PLAN_DIGEST from its dotenv report";
	if (job === void 0) return plannedIn(values, how);
	if (given !== void 0) throw inputError("plan-digest and plan-job are both set", { hint: "Set only plan-job." });
	const outputs = await artifact(job, OUTPUTS.path, OUTPUTS.bytes);
	const name = `${outputVariable("plan-digest")}=`;
	const line = outputs.split("\n").find((one) => one.startsWith(name));
	return plannedIn({
		...values,
		"plan-digest": line?.slice(name.length).trim()
	}, how);
}

// src/entries/wire/gate-local.ts
function localGate(values, { git }, wiring) {
	return {
		base: void 0,
		event: void 0,
		source: async () => localSource(values, wiring.context),
		ledger: async () => (await connectToLocal({
			repository: git.directory,
			token: void 0
		}, wiring)).ledger(RECORDS_BRANCH),
		setup: void 0,
		mergeRules: void 0,
		async merging(base, judged) {
			const { openLocalMerging } = await import("../chunks/merging.js");
			const head = await nameOf(git, judged.head);
			return openLocalMerging({
				git,
				reach: await reachIn(git),
				base,
				head,
				now: async () => nowOf(values)
			});
		}
	};
}
function localSource(values, context) {
	const now = nowOf(values);
	return {
		approvals: () => approvalsIn(values.approvals, context),
		people: async () => peopleIn(values),
		protections: async () => [],
		now: async () => now
	};
}
function nowOf({ now }) {
	return now === void 0 ? Date.now() : timeOf(now, "now");
}
async function reachIn(git) {
	const { origin, top } = await git.about();
	return origin === void 0 ? reachOf(top ?? git.directory) : {
		to: "origin",
		settings: [],
		secrets: []
	};
}
async function nameOf(git, commit) {
	const branches = await git.attempt([
		"for-each-ref",
		`--points-at=${commit}`,
		"--format=%(refname:short)",
		"refs/heads"
	]);
	const [branch] = branches.ok ? branches.stdout.split("\n").filter(Boolean) : [];
	return branch === void 0 ? `commit '${commit.slice(0, 12)}'` : `branch '${branch}'`;
}
const MOST = 1048576;
async function approvalsIn(path, context) {
	if (path === void 0) return [];
	const read = await readNamed(path, MOST, context);
	if ("fault" in read) throw inputError(`the approvals file ${path} cannot be read: ${read.fault}`);
	if (await isTracked(read.path, context.environment) === true) throw inputError(`the approvals file ${path} is inside the repository, so the change may have written it`, { hint: "Store it outside the checkout." });
	return readApprovals(read.content);
}
function peopleIn({ author, pusher }) {
	const account = (name) => ({
		id: name,
		name,
		isBot: false
	});
	return {
		author: author === void 0 ? void 0 : account(author),
		starter: void 0,
		pushers: pusher.length === 0 ? void 0 : pusher.map(account),
		teams: []
	};
}

// src/entries/wire/gate.ts
const command = gateWith({});
function gateWith(defences) {
	return defineCommand(gateCommand, (values, wiring) => gate(values, wiring, defences));
}
async function gate(values, wiring, defences) {
	const { rules, merge } = defences;
	const { context } = wiring;
	const folder = await folderOf(values.path, context);
	const git = gitIn(folder, context);
	const own = await jobCheckout(git, context);
	const addresses = addressesIn(own);
	const branch = own.defaultBranch;
	const cache = await cacheFor(values["cache-path"], {
		folder,
		addresses
	}, wiring);
	const forge = await forgeFor(values, {
		git,
		own
	}, wiring, defences);
	const { event } = forge;
	const fetch = context.job.present || event !== void 0;
	let judged;
	return runGate(values, {
		addresses,
		base: forge.base ?? branch,
		isDefaultBranch: (name) => branch === void 0 ? /^(main|master)$/.test(name) : name === branch,
		tip: (base) => resolveBase(git, {
			base,
			fetch,
			event
		}),
		sides: async (base) => {
			const options = {
				base,
				head: event === void 0 ? "HEAD" : void 0,
				fetch,
				event
			};
			const sides = await resolveSides(git, options);
			const tip = (await resolveBase(git, options)).commit;
			const head = sides.head.commit;
			if (tip === void 0 || head === void 0) return {
				...sides,
				isMerged: false,
				hasBase: false
			};
			const compared = sides.conflict === void 0 ? sides.base.commit ?? tip : tip;
			judged = {
				base: compared,
				head
			};
			const isMerged = await isWithin(git, head, tip);
			const made = isMerged && values.merge && values.forge === "local" && await mergeOf(git, head, tip);
			if (made) {
				const again = await resolveSides(git, {
					...options,
					base: made.onto,
					fetch: false
				});
				judged = {
					base: made.onto,
					head
				};
				const hasBase = await isWithin(git, made.onto, head);
				return {
					...again,
					branch: sides.branch,
					isMerged: false,
					hasBase
				};
			}
			return {
				...sides,
				isMerged,
				hasBase: await isWithin(git, compared, head)
			};
		},
		sidesSince: async (commit) => {
			if ((isObjectId(commit) ? (await commits(git, [commit])).get(commit) : void 0) === void 0) return void 0;
			const head = judged?.head ?? "HEAD";
			return commitSides(git, {
				base: commit,
				head,
				branch: void 0
			}).catch(() => void 0);
		},
		report: reportFor(values, forge, context),
		rendering: (config) => renderingFor(config, {
			...values,
			cache
		}, wiring, {
			git,
			addresses,
			folder
		}),
		inventories: inventoriesFor(cache, wiring),
		source: async (policy) => {
			if (judged === void 0) throw inputError("the change is not committed, so it cannot have been approved");
			return forge.source(policy, judged);
		},
		setup: forge.setup,
		ledger: () => forge.ledger(),
		witness: forge.witness,
		merge: {
			merging: async (base) => {
				if (judged === void 0) throw inputError("the change is not committed, so it cannot be merged");
				return forge.merging(base, judged);
			},
			rules: forge.mergeRules,
			guards: merge,
			pause: (tries) => ownPace.sleep(500 * 2 ** (tries - 1)),
			uuid: randomUUID
		},
		pace: ownPace,
		run: {
			id: randomUUID(),
			version,
			request: values["pull-request"] ?? context.request?.number,
			run: runOf$1(context)
		},
		registry: registries(wiring),
		...rules && { rules },
		progress: (done, total) => wiring.progress(done < total ? progress(done, total, "apps rendered", wiring.width) : void 0),
		width: wiring.width
	});
}
function reportFor({ report, "report-job": job, forge: name, plan }, { artifact }, context) {
	if (job === void 0) return report === void 0 ? void 0 : async () => fromJson(await readReport(report, context));
	if (report === void 0) throw inputError("report-job is set, but report is not", { hint: "Set report to the path of the report in its artifacts: .fairlead/report/report.json." });
	if (artifact === void 0) throw inputError(`report-job is not available ${plan ? "with plan: true" : `for forge: ${name}`}`, { hint: "Remove it, and set report to a file that this job gets as an artifact." });
	return async () => fromJson(await artifact(job, report, JSON_LIMITS.bytes));
}
async function forgeFor(values, checkout, wiring, { checks, gitlabChecks }) {
	if (values.forge === "local") return localGate(values, checkout, wiring);
	refuseTold(values);
	if (values.plan) return plannedGate(values, checkout, wiring.context);
	if (values.forge === "github") return githubGate(values, checkout, wiring, checks);
	return gitlabGate(values, checkout, wiring, gitlabChecks);
}
async function plannedGate(values, { git, own }, context) {
	const refused = () => Promise.reject(/* @__PURE__ */ new Error("a plan is not judged"));
	const rest = {
		source: refused,
		ledger: refused,
		merging: refused,
		setup: void 0,
		mergeRules: void 0
	};
	const number = values["pull-request"];
	if (number === void 0 || own.change?.isRequest === true) {
		const event = eventSides(wantedSides({ base: values.base }, own), own, context);
		return {
			base: own.change?.base,
			event,
			...rest
		};
	}
	const ref = requestRef(values.forge, number);
	const { commit, reason } = await fetchTip(git, ref, own.baseAt);
	if (commit === void 0) throw inputError(`the commit of the request ${number} could not be found (${ref}): ${reason}`, { hint: "Check its number, and that the job has read access to the repository with git." });
	return {
		base: void 0,
		event: requestEvent(commit.commit, {
			ref,
			name: number
		}, own),
		...rest
	};
}

export { command };