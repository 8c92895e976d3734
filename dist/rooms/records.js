import { FairleadError, refusal, remoteError } from "./errors.js";
import { description, literal, nullable, object, pipe, regex, string } from "../packages/valibot.js";
import { heldJson, list, maybe, oneOf, text, whole } from "./shapes.js";
import { createHash } from "node:crypto";

// src/records/parts.ts
const part = (description$3, entries) => pipe(object(entries), description(description$3));
const commit = (description$1) => pipe(string(), regex(/^[0-9a-f]{40,64}$/, "must be the whole id of a commit"), description(description$1));
const hash = (description$2) => pipe(string(), regex(/^sha256:[0-9a-f]{64}$/, "must be a SHA-256"), description(description$2));
const envelope = {
	version: whole("The version of this form. It grows where an older reader would misunderstand.", 1),
	id: text("What tells this entry from all others: a UUID, made before the first try to write it."),
	sequence: whole("Its number: 1 for the first entry, and one more for each. The name of its file, too.", 1),
	previous: pipe(nullable(hash("sha256: and the SHA-256 of the bytes of the entry before, in hex.")), description("sha256: and the SHA-256 of the bytes of the entry before, in hex; null for the first."))
};
const maker = {
	run: maybe(part("Who ran it, as the CI system tells its job; lacks outside of one.", {
		url: maybe(text("The page of the run.")),
		actor: maybe(text("Who started it.")),
		event: maybe(text("What started it."))
	})),
	tool: part("What has written this.", {
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
const image = part("An image that runs in the app.", {
	image: text("As the controller lists it, with tag and digest as they are written."),
	digest: maybe(hash("The digest of what runs. Lacks where nothing tells it: then the tag may have meant another image.")),
	from: maybe(oneOf("What tells the digest: the reference itself, or the status of a pod that runs it.", ["reference", "pod"]))
});
const chart = part("A chart that the app is made of.", {
	name: text("Its name."),
	version: text("Its version, as the controller has resolved it."),
	repository: text("The address that it comes from.")
});
const app = part("What became of the commit in one app.", {
	app: text("Its name."),
	kind: text("Such as Application."),
	namespace: maybe(text("That of its object, where the repository says it.")),
	environment: maybe(text("Its environment.")),
	controlPlane: maybe(text("The control plane that it is of, where it has a name.")),
	cluster: maybe(text("The cluster that it deploys to.")),
	application: maybe(part("The object that the controller was asked for; lacks where none was.", {
		name: text("Its name."),
		namespace: maybe(text("Its namespace; lacks where it is the one of the controller."))
	})),
	controller: maybe(part("The controller that was asked; lacks where none was.", {
		name: text("Such as argocd."),
		version: maybe(text("As it says itself.")),
		host: text("Where it was asked.")
	})),
	outcome: oneOf("What became of the commit there. nothing: it does not follow the commit.", [...OUTCOMES, "nothing"]),
	reason: text("One sentence, without values of Secrets."),
	rule: maybe(text("The rule of the verdict that decided, where one did.")),
	observed: maybe(text("The commit that the controller had, as it says.")),
	supersededBy: maybe(commit("The later commit that was verified in its place.")),
	images: list("The images that run.", image),
	charts: list("The charts that it is made of, where its source is a repository of charts.", chart),
	ended: maybe(text("When this was certain, by the controller's clock (RFC 3339)."))
});
const syncEntry = part("An entry of the records: what became of a commit.", {
	...envelope,
	kind: pipe(literal("sync"), description("What the entry is about: sync, a commit that was waited for.")),
	commit: commit("The commit that was waited for."),
	base: commit("The commit before the range: what lies between it and commit was waited for."),
	branch: maybe(text("The branch that the commit is on.")),
	outcome: oneOf("The gravest of all apps.", OUTCOMES),
	selection: part("What the run was asked to look at; empty lists where it was everything.", {
		apps: list("Apps.", text("A name.")),
		environments: list("Environments.", text("A name.")),
		clusters: list("Clusters.", text("A name."))
	}),
	apps: list("What became of it in each app that the range touches.", app),
	begun: maybe(text("When the wait began, by the controller's clock (RFC 3339); lacks where none was asked.")),
	ended: maybe(text("When it was over, by the controller's clock.")),
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
		if ("fault" in link) faults.push(faultOf("unreadable", entry, `is no entry: ${link.fault}`));
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
		if (entry !== void 0 && hashOf(entry.content) !== hash) faults.push(faultOf("changed", entry, "is not the entry that was seen"));
		else if (entry === void 0 && sequence > last) faults.push(missing(sequence, sequence));
		else if (entry === void 0 && (isWhole || sequence >= first)) faults.push(missing(sequence, sequence));
	}
	return unique(faults);
}
function linkOf({ content }) {
	return heldJson(chainLink, content, "it");
}
function misplaced(entry, link, ids) {
	const { sequence } = entry;
	if (link.sequence !== sequence) return [faultOf("misplaced", entry, `says that it is entry ${link.sequence}`)];
	const twin = ids.get(link.id);
	return twin === void 0 ? [] : [faultOf("misplaced", entry, `has the id of entry ${twin}`)];
}
function changed(before, entry, link) {
	if (before === void 0) return entry.sequence === 1 && link.previous !== null ? [faultOf("misplaced", entry, "is the first, and names one before it")] : [];
	if (before.sequence !== entry.sequence - 1 || link.previous === hashOf(before.content)) return [];
	return [faultOf("changed", before, `is not the entry that ${pathOf(entry.sequence)} was written after`)];
}
function missing(from, until) {
	return {
		kind: "missing",
		sequence: from,
		message: until - from > 1 ? `${pathOf(from)} is missing, and all up to ${pathOf(until - 1)}` : `${pathOf(from)} is missing`
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
		else faults.push(`${entry.path} is no entry: ${read.fault}`);
	}
	return {
		syncs,
		faults
	};
}
function syncOf(entry) {
	const link = linkOf(entry);
	if ("fault" in link || link.data.kind !== "sync" || link.data.version > 1) return void 0;
	return heldJson(syncEntry, entry.content, "it");
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

// src/records/readme.ts
const README = `# Records

Fairlead writes here what became of each commit that it waited for (\`fairlead sync\`), and nothing else. The branch has no code, and is merged nowhere.

Each file below \`entries/\` is one entry, named by its number. Entries are only ever added: each has the SHA-256 of the one before, so that a change shows. Do not edit, delete or rebase anything here.

What the fields mean, how to read and check them, and how to protect this branch: https://github.com/fairlead-dev/fairlead/blob/main/docs/records.md
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
		if (tries >= MAX_TRIES) throw remoteError(`the branch ${ledger.branch} was moved by others ${tries} times in a row`, { hint: "Run the step again." });
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
		if (number > MOST) throw refusal(`${last.at(-1)?.path} on ${ledger.branch} has a number that none can follow`, { hint: "Somebody has put it there by hand: take it away." });
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
		const found = await this.#look().catch(() => void 0);
		if (found === void 0) throw failure;
		return found;
	}
	async #look() {
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

export { RECORDS_BRANCH, append, readChain, recentSyncs, syncOf };