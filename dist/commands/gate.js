import "../chunks/rolldown-runtime.js";
import { CONFIG_FILE, configOf } from "../rooms/config.js";
import { FairleadError, inputError } from "../rooms/errors.js";
import { decide, gatedChange, policyOf, readApprovals, timeOf } from "../rooms/gate.js";
import { code, escapeMarkdown, visibleLine, wrap } from "../rooms/text.js";
import { review } from "../rooms/review.js";
import { bases, defineCommand, inputs, pick, programInputs } from "../chunks/define.js";
import { outputs } from "../chunks/outputs.js";
import { readNamed } from "../rooms/files.js";
import { commitSides, commits, isTracked, isWithin, resolveBase, resolveSides } from "../rooms/git.js";
import { progress } from "../chunks/terminal.js";
import { cacheFor, renderingFor } from "../chunks/rendering.js";
import { folderOf, gitIn } from "../chunks/folder.js";
import { inventoriesFor } from "../chunks/inventories.js";
import { identityIn, jobCheckout } from "../chunks/job.js";

// src/report/gate/json.ts
function gateJson({ decision, digest, reasons, approvals, override }, environment) {
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
			head: approval.head ?? null,
			digest: approval.digest,
			counts: why === void 0,
			why: why ?? null
		})),
		override: override ? {
			by: override.by,
			reason: override.reason,
			reviewUntil: new Date(override.reviewUntil).toISOString()
		} : null
	};
}

// src/report/gate/markdown.ts
const MARKS = {
	approved: "✅",
	pending: "⏳",
	denied: "⛔"
};
function gateMarkdown({ decision, digest, reasons }, environment) {
	return `${`${MARKS[decision]} ${escapeMarkdown(environment)}: **${decision}**${digest === void 0 ? "" : ` of ${code(digest)}`}`}\n\n| | Rule | What is so | What would satisfy it |\n| --- | --- | --- | --- |\n${reasons.map(({ word, rule, message, cure }) => `| ${MARKS[word]} | ${code(rule)} | ${escapeMarkdown(message)} | ${escapeMarkdown(cure ?? "")} |`).join("\n")}\n`;
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
	const text = [message, cure].filter((part) => part !== void 0).map(visibleLine).join(" ");
	const [first = "", ...more] = wrap(text, Math.max(20, width - 11));
	return [`  ${mark.padEnd(9)}${first}`, ...more.map((line) => `${" ".repeat(11)}${line}`)];
}

// src/commands/gate.ts
const gateCommand = {
	name: "gate",
	title: "Fairlead gate",
	summary: "Decides whether a change of an environment may go ahead: only if the right people approved exactly what it does to the cluster.",
	inputs: {
		...pick(inputs, "path", "base", "environment", "forge", "approvals", "author", "pusher", "now", "source-token", ...programInputs, "lanes", "cache-path", "output"),
		base: bases.change
	},
	outputs: {
		decision: { description: "approved, pending (what is missing can still come) or denied." },
		...pick(outputs, "digest")
	}
};
async function runGate(values, ports) {
	const environment = oneOf(values.environment);
	const change = await unmerged(values.base ?? ports.base, ports);
	const { sides } = change;
	const config = await configOf(sides.base.tree);
	const policy = gatePolicy(environment, config);
	const { inventories } = ports;
	const rendering = await ports.rendering(config);
	const gated = async (two) => {
		const parts = {
			config,
			rendering,
			inventories,
			progress: ports.progress.bind(ports)
		};
		const reviewed = await review({
			...change,
			sides: two
		}, parts);
		return gatedChange(policy.environment, {
			review: reviewed,
			sides: two,
			config
		});
	};
	const judged = await gated(sides);
	const source = await ports.source(policy);
	const approvals = await source.approvals();
	const since = await changesSince(approvals, judged.digest, async (commit) => {
		if (commit === sides.head.commit) return [];
		const between = await ports.sidesSince(commit);
		return between && [...new Set((await gated(between)).apps.map(({ app }) => app.name))];
	});
	return resultOf(decide({
		policy,
		change: judged,
		people: await source.people(teamsOf(policy, judged)),
		protections: await source.protections(),
		approvals,
		verified: policy.after === void 0 ? [] : await ports.verified(policy.after.environment, config),
		pinned: /* @__PURE__ */ new Map(),
		since,
		now: await source.now()
	}), policy.environment, ports.width);
}
function teamsOf({ teams, codeOwners }, { owned }) {
	const owners = codeOwners ? owned.flatMap((file) => file.owners).filter((owner) => owner.includes("/")) : [];
	return [.../* @__PURE__ */ new Set([...teams, ...owners.map((owner) => owner.replace(/^@/, ""))])];
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
function gatePolicy(environment, config) {
	const policy = policyOf(environment, config);
	if (policy.after !== void 0 && config.records !== true) throw inputError(`environments.${policy.environment}.gate in ${CONFIG_FILE} has after, and nothing records what was verified`, { hint: "Say records: true there, and let sync run for that environment." });
	return policy;
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
function resultOf(decision, environment, width) {
	const [first, ...others] = decision.reasons.filter(({ satisfied }) => !satisfied).map(({ message, cure }) => ({
		message: message.replace(/\.$/, ""),
		...cure && { hint: cure }
	}));
	return {
		outputs: {
			decision: decision.decision,
			digest: decision.digest ?? ""
		},
		data: gateJson(decision, environment),
		text: gateText(decision, environment, width),
		summary: gateMarkdown(decision, environment),
		warnings: [],
		...decision.decision !== "approved" && first && { failure: new FairleadError("refused", [first, ...others]) }
	};
}

// src/entries/wire/gate.ts
const command = defineCommand(gateCommand, async (values, wiring) => {
	const { context } = wiring;
	if (values.forge !== "local") throw inputError("gate is there for forge: local alone", { hint: "It does not ask GitHub or GitLab yet who approved a change." });
	const folder = await folderOf(values.path, context);
	const git = gitIn(folder, context);
	const own = await jobCheckout(git, context);
	const identity = identityIn(own);
	const branch = own.defaultBranch;
	const cache = await cacheFor(values["cache-path"], {
		folder,
		identity
	}, wiring);
	return runGate(values, {
		identity,
		base: branch,
		isDefaultBranch: (name) => branch === void 0 ? /^(main|master)$/.test(name) : name === branch,
		sides: async (base) => {
			const options = {
				base,
				head: "HEAD",
				fetch: context.job.present
			};
			const sides = await resolveSides(git, options);
			const tip = (await resolveBase(git, options)).commit;
			const head = sides.head.commit;
			const isMerged = tip !== void 0 && head !== void 0 && await isWithin(git, head, tip);
			return {
				...sides,
				isMerged
			};
		},
		sidesSince: async (commit) => {
			if ((/^[0-9a-f]{40,64}$/.test(commit) ? (await commits(git, [commit])).get(commit) : void 0) === void 0) return void 0;
			return commitSides(git, {
				base: commit,
				head: "HEAD",
				branch: void 0
			}).catch(() => void 0);
		},
		rendering: (config) => renderingFor(config, {
			...values,
			cache
		}, wiring, {
			git,
			identity,
			folder
		}),
		inventories: inventoriesFor(cache, wiring),
		source: async () => localSource(values, context),
		verified: async () => void 0,
		progress: (done, total) => wiring.progress(done < total ? progress(done, total, "apps rendered", wiring.width) : void 0),
		width: wiring.width
	});
});
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

export { command };