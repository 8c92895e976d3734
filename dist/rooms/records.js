import { FairleadError, refusal, remoteError } from "./errors.js";
import { description, literal, nullable, object, pipe, regex, string } from "../packages/valibot.js";
import { list, maybe, oneOf, parseJsonAnswer, text, whole } from "./shapes.js";
import { createHash } from "node:crypto";

// src/records/parts.ts
const part = (description$3, entries) => pipe(object(entries), description(description$3));
const commit = (description$1) => pipe(string(), regex(/^[0-9a-f]{40,64}$/, "must be a full commit id"), description(description$1));
const hash = (description$2) => pipe(string(), regex(/^sha256:[0-9a-f]{64}$/, "must be a SHA-256"), description(description$2));
const envelope = {
	version: whole("Version of this format. It increases if an older reader would misunderstand an entry.", 1),
	id: text("Unique id of this entry: a UUID, generated before the first attempt to write it."),
	sequence: whole("Its number: 1 for the first entry, then increasing by 1. Also the name of its file.", 1),
	previous: pipe(nullable(hash("sha256: and the SHA-256 of the bytes of the previous entry, in hex.")), description("sha256: and the SHA-256 of the bytes of the previous entry, in hex; null for the first."))
};
const maker = {
	run: maybe(part("The run, as reported by the CI system to its job; missing outside of CI.", {
		url: maybe(text("The page of the run.")),
		actor: maybe(text("Who started it.")),
		event: maybe(text("The event that started it."))
	})),
	tool: part("The program that wrote this.", {
		name: text("fairlead"),
		version: text("Its version.")
	})
};

// src/records/entry.ts
const OUTCOMES = [
	"failed",
	"reverted",
	"unknown",
	"superseded",
	"verified"
];
const chainLink = object({
	...envelope,
	kind: string()
});
const image = part("An image that the app runs.", {
	image: text("As the controller lists it, with the tag and digest as written."),
	digest: maybe(hash("The digest of the running image. Missing if it is not known: the tag may then have meant another image.")),
	from: maybe(oneOf("Where the digest comes from: the reference itself, or the status of a pod that runs it.", ["reference", "pod"]))
});
const chart = part("A chart that the app is built from.", {
	name: text("Its name."),
	version: text("Its version, as resolved by the controller."),
	repository: text("The address of its repository.")
});
const app = part("Outcome of the commit in one app.", {
	app: text("Its name."),
	kind: text("E.g. Application."),
	namespace: maybe(text("The namespace of its object, if the repository sets it.")),
	environment: maybe(text("Its environment.")),
	controlPlane: maybe(text("Its control plane, if that has a name.")),
	cluster: maybe(text("The cluster that it deploys to.")),
	application: maybe(part("The object that was requested from the controller; missing if there was none.", {
		name: text("Its name."),
		namespace: maybe(text("Its namespace; missing if it is the namespace of the controller."))
	})),
	controller: maybe(part("The controller that was asked; missing if none was.", {
		name: text("E.g. argocd."),
		version: maybe(text("As the controller reports it.")),
		host: text("The host that was asked.")
	})),
	outcome: oneOf("Outcome of the commit there. nothing: the app does not follow the commit.", [...OUTCOMES, "nothing"]),
	reason: text("One sentence, without values of Secrets."),
	rule: maybe(text("The rule of the verdict that decided, if one did.")),
	observed: maybe(text("The commit that the controller reported.")),
	supersededBy: maybe(commit("The later commit that was verified instead.")),
	images: list("The running images.", image),
	charts: list("The charts that it is built from, if its source is a chart repository.", chart),
	ended: maybe(text("When the outcome was certain, by the controller's clock (RFC 3339)."))
});
const syncEntry = part("A record entry: the outcome of a commit.", {
	...envelope,
	kind: pipe(literal("sync"), description("Kind of the entry: sync, a commit that was waited for.")),
	commit: commit("The commit that was waited for."),
	base: commit("The commit before the range. Sync waited for the commits between it and commit."),
	branch: maybe(text("The branch that the commit is on.")),
	outcome: oneOf("The worst outcome of all apps.", OUTCOMES),
	selection: part("The selection of the run; empty lists mean everything.", {
		apps: list("Apps.", text("A name.")),
		environments: list("Environments.", text("A name.")),
		clusters: list("Clusters.", text("A name."))
	}),
	apps: list("Outcome in each app that the range touches.", app),
	begun: maybe(text("When the wait started, by the controller's clock (RFC 3339); missing if no controller was asked.")),
	ended: maybe(text("When the wait ended, by the controller's clock.")),
	...maker
});

// src/records/place.ts
const RECORDS_BRANCH = "fairlead-records";
const FOLDER = "entries";
function folderOf(sequence) {
	return `${FOLDER}/${digits(sequence).slice(0, -3)}`;
}
function pathOf(sequence) {
	return `${folderOf(sequence)}/${digits(sequence)}.json`;
}
function folderNumber(name) {
	return /^\d{5,12}$/.test(name) ? Number(name) : void 0;
}
function entryNumber(name) {
	const [, number] = /^(\d{8,15})\.json$/.exec(name) ?? [];
	return number === void 0 || digits(Number(number)) !== number ? void 0 : Number(number);
}
function digits(sequence) {
	return String(sequence).padStart(8, "0");
}
function hashOf(content) {
	return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

// src/records/chain.ts
function chainFaults(entries, known = {}) {
	const { isWhole = false, seen = [] } = known;
	const faults = [];
	const ids = /* @__PURE__ */ new Map();
	let before;
	let expected = isWhole ? 1 : entries[0]?.sequence;
	for (const entry of entries) {
		if (expected !== void 0 && expected < entry.sequence) faults.push(missing(expected, entry.sequence));
		expected = entry.sequence + 1;
		const link = linkOf(entry);
		if ("fault" in link) faults.push(faultOf("unreadable", entry, `is not a valid entry: ${link.fault}`));
		else {
			const stray = misplaced(entry, link.data, ids);
			faults.push(...stray.length > 0 ? stray : changed(before, entry, link.data));
			ids.set(link.data.id, entry.sequence);
		}
		before = entry;
	}
	const last = entries.at(-1)?.sequence ?? 0;
	const first = entries[0]?.sequence ?? 1;
	for (const { sequence, hash } of seen) {
		const entry = entries.find((one) => one.sequence === sequence);
		if (entry !== void 0 && hashOf(entry.content) !== hash) faults.push(faultOf("changed", entry, "is not the entry that was read before"));
		else if (entry === void 0 && sequence > last) faults.push(missing(sequence, sequence));
		else if (entry === void 0 && (isWhole || sequence >= first)) faults.push(missing(sequence, sequence));
	}
	return unique(faults);
}
function linkOf({ content }) {
	return parseJsonAnswer(chainLink, content, "it");
}
function misplaced(entry, link, ids) {
	const { sequence } = entry;
	if (link.sequence !== sequence) return [faultOf("misplaced", entry, `has the number ${link.sequence}`)];
	const twin = ids.get(link.id);
	return twin === void 0 ? [] : [faultOf("misplaced", entry, `has the same id as entry ${twin}`)];
}
function changed(before, entry, link) {
	if (before === void 0) return entry.sequence === 1 && link.previous !== null ? [faultOf("misplaced", entry, "is the first entry, but names a previous one")] : [];
	if (before.sequence !== entry.sequence - 1 || link.previous === hashOf(before.content)) return [];
	return [faultOf("changed", before, `is not the entry that ${pathOf(entry.sequence)} names as the previous one`)];
}
function missing(from, until) {
	return {
		kind: "missing",
		sequence: from,
		message: until - from > 1 ? `the entries from ${pathOf(from)} to ${pathOf(until - 1)} are missing` : `${pathOf(from)} is missing`
	};
}
function faultOf(kind, { sequence, path }, what) {
	return {
		kind,
		sequence,
		message: `${path} ${what}`
	};
}
function unique(faults) {
	return [...new Map(faults.map((fault) => [fault.message, fault])).values()];
}

// src/records/read.ts
async function lastEntries(ledger, commit, most) {
	const folders = await numbersIn(ledger, commit, FOLDER, folderNumber);
	const last = [];
	for (const folder of folders.toReversed()) {
		const numbers = await numbersIn(ledger, commit, `${FOLDER}/${String(folder).padStart(5, "0")}`, entryNumber);
		last.unshift(...numbers.filter((number) => Math.floor(number / 1e3) === folder));
		if (last.length >= most) break;
	}
	const wanted = last.slice(-most);
	const found = new Map((await read(ledger, commit, wanted)).map((entry) => [entry.sequence, entry]));
	return wanted.map((sequence) => found.get(sequence) ?? {
		sequence,
		path: pathOf(sequence),
		content: /* @__PURE__ */ new Uint8Array()
	});
}
function allEntries(ledger, commit) {
	return lastEntries(ledger, commit, Number.POSITIVE_INFINITY);
}
async function read(ledger, commit, numbers) {
	if (numbers.length === 0) return [];
	const contents = await ledger.read(commit, numbers.map(pathOf));
	return numbers.flatMap((sequence) => {
		const path = pathOf(sequence);
		const content = contents.get(path);
		return content === void 0 ? [] : [{
			sequence,
			path,
			content
		}];
	});
}
async function numbersIn(ledger, commit, folder, numberOf) {
	return (await ledger.names(commit, folder)).flatMap((name) => numberOf(name) ?? []).toSorted((a, b) => a - b);
}

// src/records/recent.ts
async function recentSyncs(ledger, most) {
	const tip = await ledger.tip();
	const entries = tip === void 0 ? [] : await lastEntries(ledger, tip, most);
	const faults = chainFaults(entries).map(({ message }) => message);
	const syncs = [];
	for (const entry of entries.toReversed()) {
		const read = syncOf(entry);
		if (read === void 0) continue;
		if ("data" in read) syncs.push(read.data);
		else faults.push(`${entry.path} is not a valid entry: ${read.fault}`);
	}
	return {
		syncs,
		faults
	};
}
function syncOf(entry) {
	const link = linkOf(entry);
	if ("fault" in link || link.data.kind !== "sync" || link.data.version > 1) return void 0;
	return parseJsonAnswer(syncEntry, entry.content, "it");
}

// src/records/verify.ts
async function readChain(ledger, seen = []) {
	const commit = await ledger.tip();
	const entries = commit === void 0 ? [] : await allEntries(ledger, commit);
	return {
		commit,
		entries,
		faults: chainFaults(entries, {
			isWhole: true,
			seen
		})
	};
}

// src/records/merge-entry.ts
const mergeEntry = part("A record entry: the result of a merge, read back from the forge.", {
	...envelope,
	kind: pipe(literal("merge"), description("Kind of the entry: merge, a change that the gate approved and merged.")),
	outcome: oneOf("merged: the base contains exactly what was approved. failed: it does not, or that is not known.", ["merged", "failed"]),
	environment: text("The environment whose gate merged it."),
	digest: maybe(text("The digest that was approved; missing if there was nothing to approve.")),
	base: commit("The tip of the base that was judged."),
	head: commit("The change that was judged."),
	tree: commit("The tree of the merge of both, which was reviewed."),
	branch: maybe(text("The branch that the change targets.")),
	request: maybe(text("Number of the pull request.")),
	decision: maybe(part("The entry of the decision; missing if the decision was not recorded.", {
		sequence: whole("Its number.", 1),
		hash: hash("sha256: and the SHA-256 of its bytes.")
	})),
	lock: maybe(oneOf("What guaranteed that the base had not changed since it was judged. up-to-date: the forge merged it, and merges only branches that contain the latest commit of the base. lease: a merge commit of the gate, pushed only if the base had not moved. Missing if there was no such guarantee, so no merge was attempted.", ["up-to-date", "lease"])),
	merged: maybe(commit("The merge result on the base; missing if it was not merged.")),
	firstParent: maybe(commit("The first parent of that commit, as read back.")),
	tip: maybe(commit("The tip of the base branch afterwards, if it could be read.")),
	reason: maybe(text("Why it failed.")),
	at: text("When it was read back, by the forge's clock (RFC 3339); for plain git the machine's clock."),
	...maker
});

// src/records/readme.ts
const README = `# Records

Fairlead stores here the outcome of each commit that it waited for (\`fairlead sync\`), and what it decided and merged (\`fairlead gate\`); nothing else. This branch has no code and is never merged.

Each file below \`entries/\` is one entry, named by its number. Entries are only added: each contains the SHA-256 of the previous one, so that a change is detectable. Do not edit, delete or rebase anything here.

For the fields, how to read and check the entries, and how to protect this branch, see https://github.com/fairlead-dev/fairlead/blob/main/docs/records.md
`;

// src/records/append.ts
const MAX_TRIES = 60;
const MOST = 999999999999999;
const LOOKED_AT = 5;
async function append(ledger, draft, pace, title = draft.kind) {
	const mine = new Attempts(ledger, draft, title);
	for (let tries = 1;; tries++) {
		const appended = await mine.once();
		if (appended !== "lost") return appended;
		if (tries >= MAX_TRIES) throw remoteError(`others pushed to the branch ${ledger.branch} at the same time, ${tries} times in a row`, { hint: "Run the step again." });
		await pace.sleep(pace.random() * 400 * Math.min(tries, 10));
	}
}
var Attempts = class {
	#ledger;
	#draft;
	#title;
	#tried = /* @__PURE__ */ new Set();
	constructor(ledger, draft, title) {
		this.#ledger = ledger;
		this.#draft = draft;
		this.#title = title;
	}
	async once() {
		const ledger = this.#ledger;
		const tip = await ledger.tip();
		if (tip === void 0) {
			const content = Buffer.from(README);
			await ledger.begin({
				path: "README.md",
				content
			}, "Begin the records of Fairlead\n\n[skip ci]");
			return "lost";
		}
		const last = await lastEntries(ledger, tip, LOOKED_AT);
		const number = (last.at(-1)?.sequence ?? 0) + 1;
		const found = this.#mine(tip, last) ?? await this.#found(tip, number - 1);
		if (found !== void 0) return found;
		if (number > MOST) throw refusal(`${last.at(-1)?.path} on ${ledger.branch} has an invalid number: no entry can follow it`, { hint: "Someone added it by hand. Delete it." });
		const warnings = chainFaults(last).map(({ message }) => `the records are not intact: ${message}`);
		const content = contentOf(this.#draft, number, last.at(-1));
		this.#tried.add(number);
		try {
			const message = `Record ${number}: ${this.#title}\n\nEntry ${this.#draft.id}\n\n[skip ci]`;
			const made = await ledger.add({
				from: tip,
				path: pathOf(number),
				content,
				message
			});
			if (made === "lost") return "lost";
			const told = [...warnings, ...made.warnings];
			return {
				commit: made.sha,
				sequence: number,
				hash: hashOf(content),
				warnings: told
			};
		} catch (error) {
			return await this.#afterAll(error);
		}
	}
	async #afterAll(failure) {
		if (!(failure instanceof FairleadError) || failure.kind !== "remote") throw failure;
		const found = await this.#lastAppended().catch(() => void 0);
		if (found === void 0) throw failure;
		return found;
	}
	async #lastAppended() {
		const tip = await this.#ledger.tip();
		if (tip === void 0) return void 0;
		const [last] = await lastEntries(this.#ledger, tip, 1);
		return last && this.#found(tip, last.sequence);
	}
	async #found(tip, last) {
		const numbers = [...this.#tried].filter((number) => number <= last);
		return this.#mine(tip, await read(this.#ledger, tip, numbers));
	}
	#mine(tip, entries) {
		for (const entry of entries) {
			const link = linkOf(entry);
			if ("data" in link && link.data.id === this.#draft.id) return {
				commit: tip,
				sequence: entry.sequence,
				hash: hashOf(entry.content),
				warnings: []
			};
		}
	}
};
function contentOf(draft, sequence, before) {
	const { version, kind, id, ...rest } = draft;
	const previous = before === void 0 ? null : hashOf(before.content);
	return Buffer.from(`${JSON.stringify({
		version,
		kind,
		id,
		sequence,
		previous,
		...rest
	}, void 0, 2)}\n`);
}

export { RECORDS_BRANCH, append, linkOf, mergeEntry, readChain, recentSyncs, syncOf };