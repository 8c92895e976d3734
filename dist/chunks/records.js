import { FairleadError, inputError } from "../rooms/errors.js";
import { once } from "../rooms/tree.js";
import { version } from "./version.js";
import { originOf, short } from "../rooms/git.js";
import { shortCommit } from "./rerendered.js";
import { connect, forgeOf } from "./forges.js";
import { RECORDS_BRANCH, append, recentSyncs } from "../rooms/records.js";
import { recordOf } from "../rooms/sync.js";
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";

// src/commands/recording.ts
async function record(result, ports, isCancelled) {
	if (isCancelled) return { reason: "not recorded: the wait was interrupted, so the next run waits for these commits again" };
	const draft = recordOf(result, ports.facts);
	return draft === void 0 ? {} : keep(draft, `sync of ${short(draft.commit)} is ${draft.outcome}`, ports);
}
async function keep(draft, title, { ledger, pace }) {
	try {
		return { entry: await append(await ledger(), draft, pace, title) };
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		return { reason: `not recorded: ${told(error)}` };
	}
}
function told({ kind, faults: [{ message, hint }] }) {
	return [message, kind === "refused" ? "Allow the identity of the job, and nobody else, to write to the branch fairlead-records. See docs/records.md." : hint].filter(Boolean).join(". ");
}

// src/report/record.ts
function recordText(entry) {
	if (entry === void 0) return [];
	return [`Recorded as entry ${entry.sequence} (${entry.hash}) in ${shortCommit(entry.commit)} on ${RECORDS_BRANCH}.`];
}

// src/entries/wire/records.ts
function recordsFor(inputs, checkout, wiring) {
	return {
		ledger: once(() => ledgerOf(inputs, checkout, wiring)),
		pace: ownPace,
		facts: {
			id: randomUUID(),
			version,
			branch: checkout.branch,
			selection: {
				apps: inputs.app.toSorted(),
				environments: inputs.environment.toSorted(),
				clusters: inputs.cluster.toSorted()
			},
			run: runOf(wiring.context)
		}
	};
}
const ownPace = {
	sleep: (milliseconds) => setTimeout(milliseconds),
	random: Math.random
};
function runOf({ job }) {
	return job.present ? {
		url: job.runUrl,
		actor: job.actor,
		event: job.eventName
	} : void 0;
}
const NONE_RECORDED = {
	recorded: [],
	warnings: []
};
const RECENT = 50;
async function recordedIn({ ledger, facts }) {
	const { branch, selection } = facts;
	let recent;
	try {
		recent = await recentSyncs(await ledger(), RECENT);
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		return {
			recorded: [],
			warnings: [`The records cannot be read, so the start of the range is not taken from them: ${error.faults[0].message}.`]
		};
	}
	const { faults, syncs } = recent;
	if (faults.length > 0) return {
		recorded: [],
		warnings: faults.map((fault) => `The records are not intact, so the start of the range is not taken from them: ${fault}.`)
	};
	const own = JSON.stringify(selection);
	const covers = (one) => [own, EVERYTHING].includes(JSON.stringify(one.selection));
	return {
		recorded: syncs.filter((one) => one.branch === branch && covers(one)).map(({ commit }) => commit),
		warnings: []
	};
}
const EVERYTHING = JSON.stringify({
	apps: [],
	environments: [],
	clusters: []
});
async function ledgerOf({ forge, repository, token }, { git, own }, wiring) {
	const { context } = wiring;
	const origin = await originOf(git);
	const name = forge === "auto" ? forgeFor(origin, own, context) : forge;
	const kind = forgeOf(name);
	const told = kind.serverUrl(context) === void 0 ? void 0 : own.change?.into?.path;
	const place = repository ?? kind.nameOf(origin, context) ?? told ?? (name === "local" ? git.directory : void 0);
	if (place === void 0) throw inputError("repository is missing and cannot be read from the checkout", { hint: `Set repository to ${kind.naming}.` });
	return (await connect(name, {
		repository: place,
		token
	}, wiring)).ledger(RECORDS_BRANCH);
}
function forgeFor(origin, { change }, context) {
	const { environment } = context;
	const name = environment["GITHUB_ACTIONS"] === "true" ? "github" : environment["GITLAB_CI"] === "true" ? "gitlab" : void 0;
	if (name === void 0) return "local";
	return change?.into !== void 0 || forgeOf(name).nameOf(origin, context) !== void 0 ? name : "local";
}

export { NONE_RECORDED, keep, ownPace, record, recordText, recordedIn, recordsFor, runOf };