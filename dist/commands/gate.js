import "../chunks/rolldown-runtime.js";
import { version } from "../chunks/version.js";
import { CONFIG_FILE, configOf } from "../rooms/config.js";
import { FairleadError, inputError, refusal } from "../rooms/errors.js";
import { broughtBy, decide, decisionEntry, digestsNow, gatedChange, policyOf, readApprovals, recordedName, timeOf, touchesNothing, verifiedIn } from "../rooms/gate.js";
import { changeCommits, commitSides, commits, isTracked, isWithin, originOf, resolveBase, resolveSides, short } from "../rooms/git.js";
import { code, escapeMarkdown, visibleLine, wrap } from "../rooms/text.js";
import { keep, ownPace, recordText, runOf as runOf$1 } from "../chunks/records.js";
import { openInventory } from "../rooms/inventory.js";
import { listingOf, once } from "../rooms/tree.js";
import { review } from "../rooms/review.js";
import { bases, defineCommand, gateReads, inputs, pick, programInputs } from "../chunks/define.js";
import { outputs } from "../chunks/outputs.js";
import { isObjectId } from "../rooms/git-object-id.js";
import { fromJson } from "../chunks/json.js";
import { progress } from "../chunks/terminal.js";
import { cacheFor, renderingFor } from "../chunks/rendering.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { RECORDS_BRANCH } from "../rooms/records.js";
import { connectToGithub, connectToLocal } from "../chunks/connect.js";
import { forgeOf } from "../chunks/forges.js";
import { readNamed } from "../rooms/files.js";
import { inventoriesFor } from "../chunks/inventories.js";
import { eventSides, identityIn, jobCheckout, wantedSides } from "../chunks/job.js";
import { registries } from "../chunks/registry.js";
import { readReport } from "../chunks/reports.js";
import { randomUUID } from "node:crypto";

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
	return `${`${MARKS$1[decision]} ${escapeMarkdown(environment)}: **${decision}**${digest === void 0 ? "" : ` of ${code(digest)}`}`}\n\n| | Rule | What is so | What would satisfy it |\n| --- | --- | --- | --- |\n${reasons.map(({ word, rule, message, cure }) => `| ${MARKS$1[word]} | ${code(rule)} | ${escapeMarkdown(message)} | ${escapeMarkdown(cure ?? "")} |`).join("\n")}\n`;
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
	if (touchesNothing(change)) return [`Nothing to approve: the change touches nothing of ${environment}.`];
	if (digest === void 0) return [`Nobody can tell what the change does to ${environment}, so it cannot be approved.`];
	const names = [...new Set(apps.map(({ app }) => app.name))];
	return [
		`Whoever approves this for ${environment} approves the result ${digest}.`,
		...names.length > 0 ? [`It changes ${names.slice(0, 10).join(", ")}${names.length > 10 ? ` and ${names.length - 10} more` : ""}.`] : [],
		...ruleFiles.length > 0 ? [`It changes rules or jobs, too: ${ruleFiles.slice(0, 10).join(", ")}.`] : [],
		...conflict === void 0 ? [] : ["It conflicts with its base."]
	];
}

// src/commands/gate-plan.ts
function sameCommits(told, { base, head }) {
	const hint = "Render again, and judge that: a new run does both.";
	if (told.shard !== void 0) throw inputError("the report is a part of one", { hint });
	for (const [side, was, is] of [[
		"the base",
		told.base.commit,
		base.commit
	], [
		"the change",
		told.head.commit,
		head.commit
	]]) if (was === void 0 || was !== is) throw refusal(`the report was made with ${side} at ${was?.slice(0, 12) ?? "no commit"}, which is at ${is?.slice(0, 12) ?? "none"} now`, { hint });
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
			recorded: ""
		},
		data: planJson(change, environment),
		text: planText(change, environment, width),
		summary: planMarkdown(change, environment),
		warnings: []
	};
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
	const head = missing === 0 ? "the gate holds" : `${missing} of ${found.length} are missing`;
	return [`${visibleLine(environment)}: ${head}`, ...lines];
}
function setupMarkdown(found, environment) {
	const rows = found.map(({ id, word, message, cure }) => `| ${MARKS[word]} ${word} | ${code(id)} | ${escapeMarkdown(message)} | ${escapeMarkdown(cure ?? "")} |`);
	return `The gate of ${escapeMarkdown(environment)}\n\n| | Check | What is so | What mends it |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`;
}

// src/commands/gate-setup.ts
async function checkSetup(environment, ports) {
	const { base, config, setup, width } = ports;
	if (setup === void 0) throw inputError("check-setup is for GitHub and GitLab: plain git holds nothing back", { hint: "Say which forge it is: forge: github." });
	if (base === void 0) throw inputError("base is missing, and nothing tells which branch changes go into", { hint: "Name it: fairlead gate --check-setup --base main." });
	const policy = gatePolicy(environment, await config(base));
	return setupResult(await setup(policy, base), policy.environment, width);
}
function gatePolicy(environment, config) {
	const policy = policyOf(environment, config);
	if (policy.after !== void 0 && config.records !== true) throw inputError(`environments.${policy.environment}.gate in ${CONFIG_FILE} has after, and nothing records what was verified`, { hint: "Say records: true there, and let sync run for that environment." });
	return policy;
}
function setupResult(found, environment, width) {
	const failure = failureOf(found.filter(({ word }) => word !== "yes"));
	return {
		outputs: {
			decision: "",
			digest: "",
			recorded: ""
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

// src/commands/gate.ts
const gateCommand = {
	name: "gate",
	title: "Fairlead gate",
	summary: "Decides whether a change of an environment may go ahead: only if the right people approved exactly what it does to the cluster.",
	inputs: {
		...pick(inputs, "path", "base", "environment", "forge", "approval", "protected-environment", "plan", "report", "plan-digest", "check-setup", "settings-token", "approvals", "author", "pusher", "now", "source-token", ...programInputs, "lanes", "cache-path", "output"),
		base: bases.change,
		...gateReads
	},
	outputs: {
		decision: { description: "approved, pending (what is missing can still come) or denied." },
		...pick(outputs, "digest", "recorded")
	}
};
async function runGate(values, ports) {
	const environment = oneOf(values.environment);
	if (values["check-setup"]) {
		const base = values.base ?? ports.base;
		const { setup, tip, width } = ports;
		return checkSetup(environment, {
			base,
			setup,
			width,
			config: async (branch) => configOf((await tip(branch)).tree)
		});
	}
	const change = await unmerged(values.base ?? ports.base, ports);
	const { sides } = change;
	const config = await configOf(sides.base.tree);
	const policy = gatePolicy(environment, config);
	const { inventories, identity } = ports;
	const { inventory } = await openInventory(sides.base.tree, { identity });
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
	const gated = async (two, reviewed) => gatedChange(policy.environment, {
		review: reviewed,
		sides: two,
		config,
		apps: inventory.apps
	});
	const told = ports.report && await ports.report();
	const judged = await gated(sides, told === void 0 ? await reviewOf(sides) : sameCommits(told, sides));
	if (values.plan) return planResult(judged, policy.environment, ports.width);
	const nothing = nothingIn(policy, judged);
	if (nothing) return resultOf(nothing, policy.environment, ports.width);
	const source = await ports.source(policy);
	const approvals = await source.approvals();
	const since = await changesSince(approvals, judged.digest, async (commit) => {
		if (commit === sides.head.commit) return [];
		const between = told === void 0 ? await ports.sidesSince(commit) : void 0;
		if (between === void 0) return void 0;
		const { apps } = await gated(between, await reviewOf(between));
		return [...new Set(apps.map(({ app }) => app.name))];
	});
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
		now: await source.now()
	};
	const decision = decide(facts, ports.rules);
	const recorded = values.record || config.records === true ? await recordDecision(decision, facts, {
		change,
		ports
	}) : {};
	return resultOf(decision, policy.environment, ports.width, recorded);
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
	throw inputError("environment has to name one environment", { hint: "Run gate once for each of them." });
}
async function unmerged(base, ports) {
	if (base === void 0) throw inputError("base is missing, and nothing tells which branch the change goes into", { hint: "Name it: fairlead gate --base main." });
	const { isMerged, ...sides } = await ports.sides(base);
	if (isMerged) throw inputError(`${base} has this change already: a gate behind the merge stops nothing`, { hint: "Run gate for the change before it is merged." });
	const branch = sides.branch ?? ports.base ?? "main";
	const isDefaultBranch = sides.branch === void 0 || ports.isDefaultBranch(branch);
	return {
		sides,
		identity: ports.identity,
		standing: {
			branch,
			isDefaultBranch
		}
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
function resultOf(decision, environment, width, { entry, reason } = {}) {
	const unmet = decision.decision === "approved" ? [] : decision.reasons.filter((one) => !one.satisfied);
	const failure = failureOf(unmet);
	return {
		outputs: {
			decision: decision.decision,
			digest: decision.digest ?? "",
			recorded: entry?.commit ?? ""
		},
		data: gateJson(decision, environment, entry?.commit),
		text: [...gateText(decision, environment, width), ...recordText(entry)],
		summary: [gateMarkdown(decision, environment), ...recordText(entry)].join("\n"),
		warnings: [...entry?.warnings ?? [], ...reason === void 0 ? [] : [reason]],
		...failure && { failure }
	};
}

// src/entries/wire/gate-forge.ts
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
		hint: "Leave it out: the forge tells that."
	}]);
	if (first !== void 0) throw new FairleadError("input", [first, ...others]);
}

// src/entries/wire/gate-github.ts
async function githubGate(values, { git, own }, wiring, checks) {
	const { context } = wiring;
	const { token, "settings-token": second } = values;
	if (token === void 0) throw inputError("token is missing, so nobody can be asked who approved the change", { hint: "Give the job's own token: token: ${{ github.token }}, with permissions: {contents: read, actions: read, deployments: read, pull-requests: read}." });
	const repository = values.repository ?? context.request?.repository ?? own.change?.into?.path ?? forgeOf("github").nameOf(await originOf(git), context) ?? context.job.repository;
	if (repository === void 0) throw inputError("repository is missing, and the checkout does not tell it", { hint: `Give ${forgeOf("github").naming}.` });
	const connection = await connectToGithub({
		repository,
		token
	}, wiring);
	const settings = second === void 0 ? void 0 : (await connectToGithub({
		repository,
		token: second
	}, wiring)).repository;
	const approvals = connection.approvals(settings, checks);
	const environmentsOf = (policy) => values["protected-environment"].length > 0 ? values["protected-environment"] : [policy.environment];
	const setup = (policy, base) => approvals.setup({
		base,
		environments: environmentsOf(policy),
		policy
	});
	const ledger = () => connection.ledger(RECORDS_BRANCH);
	if (values["check-setup"]) return {
		base: own.defaultBranch,
		event: void 0,
		setup,
		ledger,
		source: noSource
	};
	const number = values["pull-request"] ?? context.request?.number;
	if (number === void 0) throw inputError("pull-request is missing, and the job runs for none", { hint: "Give its number." });
	const request = await approvals.request(number);
	if (values.base !== void 0 && values.base !== request.base) throw inputError(`base is ${values.base}, and the pull request #${number} goes into ${request.base}`, { hint: "Leave base out." });
	return {
		base: request.base,
		event: eventOf(request.head, number, own),
		setup,
		ledger,
		async source(policy, judged) {
			const environments = environmentsOf(policy);
			refuseFew(policy, environments);
			return approvals.source({
				request: number,
				run: runOf(wiring),
				environments,
				digest: plannedIn(values),
				head: own.change?.isRequest === true ? own.change.head : void 0,
				judged,
				commits: () => changeCommits(git, judged.base, judged.head)
			});
		}
	};
}
const noSource = () => Promise.reject(/* @__PURE__ */ new Error("no change is judged"));
function eventOf(head, number, { change, baseAt }) {
	return {
		from: [],
		baseWas: [],
		trialMerge: void 0,
		head,
		headAt: void 0,
		headName: change?.head === head ? change.headName : `#${number}`,
		headRefs: [`refs/pull/${number}/head`],
		isRequest: true,
		checkedOut: void 0,
		baseAt
	};
}
function refuseFew({ environment, approvals }, environments) {
	if (environments.length >= approvals) return;
	throw inputError(`the gate of ${environment} asks for ${approvals} approvals, and the run waits for ${environments.length}: one reviewer is all that an environment of GitHub asks`, { hint: `Let the run wait for ${approvals} environments, each in a job of its own, and name them in protected-environment.` });
}
function runOf({ context }) {
	const [, id] = /\/actions\/runs\/(\d{1,15})$/.exec(context.job.runUrl ?? "") ?? [];
	if (id === void 0) throw inputError("this is no run of GitHub Actions, so no environment has held it back", { hint: "Let a workflow run the gate: actions/gate/README.md has one to paste." });
	return Number(id);
}
function plannedIn({ "plan-digest": digest = "" }) {
	if (/^[0-9a-f]+$/i.test(digest) && digest.length >= 32) return digest.toLowerCase();
	throw inputError(digest === "" ? "plan-digest is missing: what those who approved this run have seen" : `plan-digest is ${JSON.stringify(digest.slice(0, 80))}, and no digest`, { hint: "Give the output digest of the job with plan: true: plan-digest: ${{ needs.plan.outputs.digest }}." });
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
		setup: void 0
	};
}
function localSource(values, context) {
	const now = values.now === void 0 ? Date.now() : timeOf(values.now, "now");
	return {
		approvals: () => approvalsIn(values.approvals, context),
		people: async () => peopleIn(values),
		protections: async () => [],
		now: async () => now
	};
}
const MOST = 1048576;
async function approvalsIn(path, context) {
	if (path === void 0) return [];
	const read = await readNamed(path, MOST, context);
	if ("fault" in read) throw inputError(`the file of approvals ${path} cannot be read: ${read.fault}`);
	if (await isTracked(read.path, context.environment) === true) throw inputError(`the file of approvals ${path} is a file of the repository, so the change may have written it`, { hint: "Keep it outside of the checkout." });
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
async function gate(values, wiring, { checks, rules }) {
	const { context } = wiring;
	const folder = await folderOf(values.path, context);
	const git = gitIn(folder, context);
	const own = await jobCheckout(git, context);
	const identity = identityIn(own);
	const branch = own.defaultBranch;
	const cache = await cacheFor(values["cache-path"], {
		folder,
		identity
	}, wiring);
	const forge = await forgeFor(values, {
		git,
		own
	}, wiring, checks);
	const { event } = forge;
	const fetch = context.job.present || event !== void 0;
	let judged;
	return runGate(values, {
		identity,
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
				isMerged: false
			};
			judged = {
				base: tip,
				head
			};
			return {
				...sides,
				isMerged: await isWithin(git, head, tip)
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
		report: values.report === void 0 ? void 0 : async () => fromJson(await readReport(values.report ?? "", context)),
		rendering: (config) => renderingFor(config, {
			...values,
			cache
		}, wiring, {
			git,
			identity,
			folder
		}),
		inventories: inventoriesFor(cache, wiring),
		source: async (policy) => {
			if (judged === void 0) throw inputError("the change is not committed, so nobody can have approved it");
			return forge.source(policy, judged);
		},
		setup: forge.setup,
		ledger: () => forge.ledger(),
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
async function forgeFor(values, checkout, wiring, checks) {
	if (values.forge === "local") return localGate(values, checkout, wiring);
	refuseTold(values);
	if (values.plan) return plannedGate(values, checkout.own, wiring.context);
	if (values.forge === "github") return githubGate(values, checkout, wiring, checks);
	throw inputError("gate is there for forge: github and forge: local", { hint: "It does not ask GitLab yet who approved a change." });
}
function plannedGate(values, own, context) {
	const event = eventSides(wantedSides({ base: values.base }, own), own, context);
	const none = () => Promise.reject(/* @__PURE__ */ new Error("a plan is not judged"));
	return {
		base: own.change?.base,
		event,
		source: none,
		ledger: none,
		setup: void 0
	};
}

export { command };