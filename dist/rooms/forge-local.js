import "../chunks/rolldown-runtime.js";
import { FairleadError, inputError, refusal, remoteError, suggestion } from "./errors.js";
import { isObjectId } from "./git-object-id.js";
import { withTrailer } from "./text.js";
import { once, pathFault } from "./tree.js";
import { absentObjects, addressOnHost, allowed, branchRef, commits, createGit, explainFailure, fetchBlobs, findRepository, headerSettings, isWithin, makeTemporary, mask, parentsOf, parseLocation, promisorSettings, pushRefs, quietFetch, readBlobs, removeTemporary, revisionTree, secretsOf } from "./git.js";
import { array, boolean, exactOptional, literal, object, optional, picklist, string } from "../packages/valibot.js";
import { maybe, parseJsonAnswer } from "./shapes.js";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";

// src/forge/forge.ts
function milestoneLeftOut(repository, milestone, known = "") {
	return `the milestone "${milestone}" was not set: ${repository} has no open milestone with this title or number${known === "" ? "" : `. ${known.replace(/[.]$/, "")}`}`;
}
const pullRequestWords = {
	request: "pull request",
	sigil: "#"
};
const mergeRequestWords = {
	request: "merge request",
	sigil: "!"
};

// src/lanes.ts
var Lanes = class {
	#free;
	#waiting = [];
	constructor(count) {
		this.#free = Math.max(1, count);
	}
	async run(work) {
		if (this.#free > 0) this.#free--;
		else await new Promise((resolve) => this.#waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next) next();
			else this.#free++;
		}
	}
};

// src/forge/file-change.ts
function checkFileChange({ path, mode, content }) {
	const fault = pathFault(path);
	if (fault !== void 0) throw inputError(`this path cannot be committed: ${fault}`);
	if (mode === "160000" && content) throw inputError(`${path} is a submodule, which has no content`);
}

// src/forge/local/commit.ts
const ownCommitter = {
	name: "fairlead",
	email: "fairlead@localhost"
};
async function committerOf(git, author) {
	if (!author && (await git.attempt(["var", "GIT_COMMITTER_IDENT"])).ok) return {};
	const { name, email } = author ?? ownCommitter;
	return {
		GIT_AUTHOR_NAME: name,
		GIT_AUTHOR_EMAIL: email,
		GIT_COMMITTER_NAME: name,
		GIT_COMMITTER_EMAIL: email
	};
}
async function writeCommit(git, { parent, changes, message, treeTrailer }, committer) {
	const tree = await writeTree(git, parent, changes);
	const text = treeTrailer === void 0 ? message : withTrailer(message, treeTrailer, tree);
	return {
		sha: (await git.run([
			"commit-tree",
			tree,
			...parent === void 0 ? [] : ["-p", parent]
		], {
			input: text.endsWith("\n") ? text : `${text}\n`,
			environment: committer
		})).trim(),
		tree
	};
}
async function writeTree(git, parent, changes) {
	const listed = await importing(git).run(() => git.run([
		"fast-import",
		"--quiet",
		"--force",
		"--done"
	], { input: importStream(parent, changes) }));
	const tree = /^040000 tree ([0-9a-f]+)\t/.exec(listed)?.[1];
	if (tree === void 0) throw remoteError(`git fast-import gave no tree: ${listed.slice(0, 100)}`);
	return tree;
}
const imports = /* @__PURE__ */ new WeakMap();
function importing(git) {
	const known = imports.get(git) ?? new Lanes(1);
	imports.set(git, known);
	return known;
}
function importStream(parent, changes) {
	const parts = [];
	const say = (text) => parts.push(Buffer.from(text));
	say(`commit refs/fairlead/draft\nmark :1\ncommitter ${ownCommitter.name} <${ownCommitter.email}> 0 +0000\n`);
	say("data 0\n");
	if (parent !== void 0) say(`from ${parent}\n`);
	for (const change of changes) {
		checkFileChange(change);
		const { path, mode, content } = change;
		if (!content) {
			say(`D ${quote(path)}\n`);
			continue;
		}
		say(`M ${mode} inline ${quote(path)}\ndata ${content.length}\n`);
		parts.push(content);
		say("\n");
	}
	say("\nls :1 \"\"\ndone\n");
	return Buffer.concat(parts);
}
function quote(path) {
	return `"${path.replaceAll(/[\\"]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`)}"`;
}

// src/forge/own-merge.ts
function reachOf(address, header, environment) {
	return {
		to: address,
		settings: [...allowed(address), ...headerSettings(header)],
		environment,
		secrets: secretsOf(header)
	};
}
function ownMerge({ git, reach, branch, message, author }) {
	return {
		async createCommit({ tree, parents }) {
			const committer = await committerOf(git, await author?.());
			const args = [
				"commit-tree",
				tree,
				...parents.flatMap((parent) => ["-p", parent])
			];
			return (await git.run(args, {
				input: `${await message()}\n`,
				environment: committer
			})).trim();
		},
		async push(commit, from) {
			const there = await reach();
			return pushRefs(reaching(git, there), there.to, [{
				ref: branchRef(branch),
				from,
				to: commit
			}]);
		}
	};
}
function reaching(git, { settings, environment, secrets }) {
	const attempt = async (args, options = {}) => {
		const { ok, stdout, stderr } = await git.attempt(args, {
			...options,
			settings: [...settings, ...options.settings ?? []],
			environment: {
				...environment,
				...options.environment
			}
		});
		return {
			ok,
			stdout: mask(stdout, secrets),
			stderr: mask(stderr, secrets)
		};
	};
	return {
		...git,
		attempt,
		async run(args, options) {
			const result = await attempt(args, options);
			if (!result.ok) throw git.explain(args, result);
			return result.stdout;
		}
	};
}

// src/forge/local/store.ts
const remoteName = "origin";
async function createStore(directory, location, environment) {
	const lender = location.path === void 0 ? void 0 : await findLender(location.path, environment);
	const authorization = location.authorization === void 0 ? void 0 : {
		url: location.address,
		value: location.authorization
	};
	const git = createGit({
		directory,
		bare: true,
		subject: location.display,
		settings: remoteSettings(location),
		authorization,
		environment
	});
	await git.run([
		"init",
		"--bare",
		"--template=",
		"--initial-branch=none",
		directory
	]);
	if (lender === void 0) return fetchingStore(git);
	const alternates = join(directory, "objects", "info", "alternates");
	await mkdir(dirname(alternates), { recursive: true });
	await writeFile(alternates, `${lender}\n`);
	return {
		git,
		ensureBlobs: void 0,
		async bring() {},
		keep() {},
		async deepen() {}
	};
}
function remoteSettings(location) {
	const settings = [
		[`remote.${remoteName}.url`, location.address],
		["fastimport.unpackLimit", "1"],
		["core.fsync", "none"]
	];
	if (location.username !== void 0) settings.push([`credential.${location.address}.username`, location.username]);
	return settings;
}
async function findLender(path, environment) {
	const found = await findRepository({
		directory: path,
		isNamed: true,
		environment
	});
	if ("failed" in found) throw explainFailure(found.failed.stderr, {
		command: "rev-parse",
		subject: path
	});
	const objects = join(found.commonDir, "objects");
	if (/^["#]|[\r\n]/.test(objects) || existsSync(join(found.commonDir, "shallow"))) return void 0;
	return (await readdir(join(objects, "pack")).catch(() => [])).some((name) => name.endsWith(".promisor")) ? void 0 : objects;
}
function fetchingStore(git) {
	const present = /* @__PURE__ */ new Set();
	return {
		git,
		async ensureBlobs(ids) {
			const unknown = ids.filter((id) => !present.has(id));
			await fetchBlobs(git, remoteName, await absentObjects(git, unknown));
			for (const id of unknown) present.add(id);
		},
		async bring(commits, blobs = []) {
			const newCommits = [...new Set(commits)].filter((id) => !present.has(id));
			const newBlobs = [...new Set(blobs)].filter((id) => !present.has(id));
			if (newCommits.length + newBlobs.length === 0) return;
			await fetch(git, newCommits, 1, newBlobs);
			for (const id of [...newCommits, ...newBlobs]) present.add(id);
		},
		keep: (commit) => void present.add(commit),
		async deepen(commits, depth) {
			await fetch(git, commits, depth);
		}
	};
}
async function fetch(git, commits, depth, blobs = []) {
	const wanted = [...commits.map((id) => `+${id}:refs/fairlead/seen/${id}`), ...blobs];
	const args = [
		"fetch",
		...quietFetch,
		`--depth=${depth}`,
		"--filter=blob:none",
		"--stdin",
		remoteName
	];
	await git.run(args, {
		input: `${wanted.join("\n")}\n`,
		settings: promisorSettings(remoteName)
	});
}

// src/forge/obstacle.ts
function obstructedBy(branch, obstacle) {
	return refusal(`the branch ${branch} cannot be created because the branch ${obstacle} exists`, { hint: "Rename that branch, or set \"branch\" to another name." });
}

// src/forge/comments.ts
function markOf(name, id) {
	if (id === void 0) return name;
	const slug = id.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
	const hash = createHash("sha256").update(id).digest("hex").slice(0, 8);
	return [
		name,
		slug.slice(0, 40),
		hash
	].filter((part) => part !== "").join("-");
}
function commentMark(mark) {
	if (!/^[a-z0-9-]+$/.test(mark)) throw new Error(`"${mark}" is not a valid comment marker`);
	return `<!-- fairlead-comment: ${mark} -->`;
}
function planComments(own, mark, bodies, former) {
	const line = commentMark(mark);
	const withMark = (name) => own.filter(({ body }) => body.startsWith(commentMark(name)));
	const ours = withMark(mark);
	const marked = ours.length > 0 || former === void 0 ? ours : withMark(former);
	return {
		placed: bodies.map((text, i) => {
			const body = `${line}\n${text}`;
			const present = marked[i];
			return {
				body,
				present,
				differs: present === void 0 || plain(present.body) !== plain(body)
			};
		}),
		surplus: marked.slice(bodies.length)
	};
}
async function putComments(own, mark, bodies, former) {
	const { placed, surplus } = planComments(await own.read(), mark, bodies, former);
	if (placed.some(({ body }) => body.length > own.limit)) throw inputError(own.tooLong);
	const find = async (index) => {
		const all = Array.from({ length: index + 1 }, () => "");
		return planComments(await own.read(), mark, all).placed[index]?.present;
	};
	const done = [];
	for (const [i, { body, present, differs }] of placed.entries()) {
		if (present && differs) await own.update(present.id, body);
		const comment = present ?? await own.create(body, () => find(i));
		const operation = present === void 0 ? "created" : differs ? "updated" : "unchanged";
		done.push({
			id: String(comment.id),
			url: own.urlOf(comment),
			operation
		});
	}
	for (const { id } of surplus) await own.remove(id);
	return done;
}
function plain(text) {
	return text.replaceAll("\r\n", "\n").trimEnd();
}

// src/forge/app-repo.ts
function isRevision(text) {
	return text !== "" && !text.startsWith("-") && !/\.\.|\s/.test(text);
}
async function compareFirst({ from, to }, compare) {
	let answer = {
		order: "unknown",
		reason: "no commit to compare with is known"
	};
	for (const candidate of isRevision(to) ? from.filter(isRevision) : []) {
		const result = await compare(candidate);
		if (result.order !== "unknown") return result;
		answer = result;
	}
	return answer;
}

// src/forge/local/comments.ts
const limit$1 = 1e6;
function localComments(forge) {
	return {
		limit: limit$1,
		async stateOf(branch) {
			const { state, head = "", base } = await forge.show(branch);
			return {
				isOpen: state === "open",
				head,
				base
			};
		},
		async put(branch, mark, bodies, former) {
			let done = [];
			await forge.changeComments(branch, (present, at) => {
				const own = present.map((comment, index) => ({
					...comment,
					index
				}));
				const { placed, surplus } = planComments(own, mark, bodies, former);
				const gone = new Set(surplus.map(({ index }) => index));
				const changed = new Map(placed.map((item) => [item.present?.index, item]));
				const kept = own.filter(({ index }) => !gone.has(index)).map(({ index, ...comment }) => {
					const item = changed.get(index);
					return item?.differs === true ? {
						at,
						body: item.body
					} : comment;
				});
				const added = placed.filter((item) => item.present === void 0).map(({ body }) => ({
					at,
					body
				}));
				done = placed.map(({ present: old, differs }, i) => ({
					id: String(old?.index ?? own.length + i),
					url: void 0,
					operation: old === void 0 ? "created" : differs ? "updated" : "unchanged"
				}));
				return [...kept, ...added];
			});
			return done;
		}
	};
}

// src/forge/local/history.ts
const limit = 250;
const depths = [
	50,
	500,
	5e3,
	2 ** 31 - 1
];
async function commitsAhead(store, base, head) {
	if (base === head) return {
		commits: [],
		mergeBase: base,
		complete: true
	};
	await store.bring([base, head]);
	for (const depth of depths) {
		if (!await endsEarly(store.git, base, head)) break;
		await store.deepen([base, head], depth);
	}
	const [mergeBase, log] = await Promise.all([store.git.attempt([
		"merge-base",
		base,
		head
	]), store.git.run([
		"log",
		"-z",
		"--topo-order",
		`--max-count=251`,
		`--format=${format}`,
		`${base}..${head}`,
		"--"
	])]);
	if (!mergeBase.ok) throw inputError(`${head.slice(0, 12)} and ${base.slice(0, 12)} have no commit in common`, { hint: "Recreate the branch from its base." });
	const commits = log.split("\0").filter(Boolean).map(parseCommit);
	return {
		commits: commits.slice(0, limit).toReversed(),
		mergeBase: mergeBase.stdout.trim(),
		complete: commits.length <= limit
	};
}
async function shallowEnds(git) {
	const shallow = await readFile(join(git.directory, "shallow"), "utf8").catch(() => "");
	return new Set(shallow.split("\n").filter(Boolean));
}
async function endsEarly(git, base, head) {
	const ends = await shallowEnds(git);
	if (ends.size === 0) return false;
	return (await git.run([
		"rev-list",
		`${base}...${head}`,
		"--"
	])).split("\n").some((id) => ends.has(id));
}
const format = "%H%n%T%n%P%n%an <%ae>%n%B";
function parseCommit(record) {
	const [sha = "", tree = "", parents = "", author = "", ...message] = record.split("\n");
	return {
		sha,
		tree,
		parents: parents.split(" ").filter(Boolean),
		author,
		message: message.join("\n"),
		provenance: "untold"
	};
}
async function historyOf(store, commit, path) {
	await store.deepen([commit], 50);
	return (await store.git.run([
		"log",
		"-z",
		"--max-count=20",
		`--format=${format}`,
		commit,
		"--",
		`:(literal)${path}`
	])).split("\0").filter(Boolean).map(parseCommit);
}

// src/forge/local/record.ts
const prefix = "refs/fairlead/pull-requests/";
function recordRef(branch) {
	return `${prefix}${branch}`;
}
function recordBranch(ref) {
	return ref.startsWith(prefix) ? ref.slice(28) : void 0;
}
function newRecord(request, now) {
	const { title, body, labels, assignees, reviewers, teamReviewers, milestone, base, draft } = request;
	const at = now.toISOString();
	return {
		version: 1,
		state: "open",
		title,
		body,
		labels,
		assignees,
		reviewers,
		teamReviewers,
		milestone,
		base,
		draft,
		createdAt: at,
		updatedAt: at,
		comments: []
	};
}
function changedRecord(record, change, now) {
	const changed = {
		...record,
		title: change.title ?? record.title,
		body: change.body ?? record.body,
		base: change.base ?? record.base,
		milestone: change.milestone ?? record.milestone,
		labels: union(record.labels, change.labels),
		assignees: union(record.assignees, change.assignees),
		reviewers: union(record.reviewers, change.reviewers),
		teamReviewers: union(record.teamReviewers, change.teamReviewers)
	};
	if (JSON.stringify(changed) === JSON.stringify(record)) return record;
	return {
		...changed,
		updatedAt: now.toISOString()
	};
}
function closedRecord(record, head, comment, now) {
	const at = now.toISOString();
	const comments = comment === void 0 ? record.comments : [...record.comments, {
		at,
		body: comment
	}];
	return {
		...record,
		state: "closed",
		...head === void 0 ? {} : { closedHead: head },
		updatedAt: at,
		comments
	};
}
function commentedRecord(record, comments, now) {
	if (JSON.stringify(comments) === JSON.stringify(record.comments)) return record;
	return {
		...record,
		comments,
		updatedAt: now.toISOString()
	};
}
function formatRecord(record) {
	return `${JSON.stringify(record, void 0, 2)}\n`;
}
const names = optional(array(string()), []);
const Stored = object({
	version: literal(1),
	state: picklist(["open", "closed"]),
	title: string(),
	body: string(),
	base: string(),
	draft: optional(boolean(), false),
	labels: names,
	assignees: names,
	reviewers: names,
	teamReviewers: names,
	milestone: maybe(string()),
	createdAt: optional(string(), ""),
	updatedAt: optional(string(), ""),
	closedHead: exactOptional(string()),
	comments: optional(array(object({
		at: string(),
		body: string()
	})), [])
});
function parseRecord(content, branch) {
	const record = parseJsonAnswer(Stored, content, "the record");
	if ("data" in record) return record.data;
	throw remoteError(`the ref ${recordRef(branch)} does not contain a pull request that this version can read: ${record.fault}`, { hint: `Delete it to start over: git push <repository> :${recordRef(branch)}` });
}
function toPullRequest(record, place) {
	const { repository, branch, head } = place;
	const { title, body, draft, labels } = record;
	return {
		number: branch,
		url: `${repository}#${branch}`,
		branch,
		head,
		title,
		body,
		draft,
		labels,
		own: true,
		startsWorkflows: true
	};
}
function union(present, added) {
	return [.../* @__PURE__ */ new Set([...present, ...added ?? []])];
}

// src/forge/local/remote-refs.ts
const heads = "refs/heads/";
async function listRemote(git) {
	const listed = await git.run([
		"ls-remote",
		"--symref",
		remoteName
	]);
	const branches = /* @__PURE__ */ new Map();
	const records = /* @__PURE__ */ new Map();
	let head;
	for (const line of listed.split("\n")) {
		const [id = "", ref = ""] = line.split("	");
		if (id.startsWith("ref: ")) {
			if (ref === "HEAD") head = id.slice(`ref: ${heads}`.length);
			continue;
		}
		const branch = recordBranch(ref);
		if (branch !== void 0) records.set(branch, id);
		else if (ref.startsWith(heads)) branches.set(ref.slice(11), id);
	}
	return {
		defaultBranch: head !== void 0 && branches.has(head) ? head : void 0,
		branches,
		records
	};
}

// src/forge/local/pull-requests.ts
const attempts = 10;
var PullRequests = class {
	#repository;
	#store;
	#records = /* @__PURE__ */ new Map();
	constructor(repository, store) {
		this.#repository = repository;
		this.#store = store;
	}
	async openInto(base, refs, commits) {
		const recorded = [...refs.records].filter(([branch]) => refs.branches.has(branch));
		await this.#store.bring(commits, this.#unread(recorded.map(([, id]) => id)));
		await this.#read(recorded, (error) => {
			if (!(error instanceof FairleadError)) throw error;
		});
		return recorded.flatMap(([branch, id]) => {
			const record = this.#records.get(id);
			const head = refs.branches.get(branch);
			if (head === void 0 || record?.state !== "open" || record.base !== base) return [];
			return [{
				record,
				branch,
				head
			}];
		}).toSorted((a, b) => a.record.createdAt < b.record.createdAt ? 1 : -1).slice(0, 100).map(({ record, branch, head }) => this.#show(record, branch, head));
	}
	intoOtherBases(base, branches, refs) {
		return new Map([...branches].flatMap(([branch, head]) => {
			const record = this.#records.get(refs.records.get(branch) ?? "");
			if (record?.state !== "open" || record.base === base) return [];
			return [[branch, {
				...this.#show(record, branch, head),
				base: record.base
			}]];
		}));
	}
	finished(branches, refs) {
		const done = [...branches].filter(([branch, tip]) => {
			const record = this.#records.get(refs.records.get(branch) ?? "");
			return record?.state === "closed" && record.closedHead === tip;
		});
		return new Set(done.map(([branch]) => branch));
	}
	async open(request) {
		const { branch, base } = request;
		return this.#retry(branch, async ({ head, record, recordId }) => {
			if (head === void 0) throw inputError(`${this.#repository} has no branch "${branch}" to open a pull request from`);
			if (record?.state === "open" && record.base !== base) throw inputError(`the pull request of "${branch}" targets "${record.base}", not "${base}"`, { hint: "Close it first, or use another branch: a plain git remote has one pull request per branch." });
			if (record?.state === "open") return this.#show(record, branch, head);
			const fresh = newRecord(request, /* @__PURE__ */ new Date());
			return await this.#push([await this.#recordMove(branch, recordId, fresh)]) === "moved" ? this.#show(fresh, branch, head) : void 0;
		});
	}
	async update(branch, change) {
		let state = "open";
		await this.#rewrite(branch, (record) => {
			state = record.state;
			return record.state === "closed" ? record : changedRecord(record, change, /* @__PURE__ */ new Date());
		});
		return state;
	}
	async changeComments(branch, change) {
		await this.#rewrite(branch, (record) => {
			const now = /* @__PURE__ */ new Date();
			return commentedRecord(record, change(record.comments, now.toISOString()), now);
		});
	}
	async read(branch) {
		branchRef(branch);
		return this.#current(branch);
	}
	async close(branch, comment) {
		await this.#rewrite(branch, (record, head) => record.state === "closed" ? record : closedRecord(record, head, comment, /* @__PURE__ */ new Date()));
	}
	async deleteBranch(branch, from, comment) {
		return this.#retry(branch, async ({ head, record, recordId }) => {
			if (head !== void 0 && head !== from) return "lost";
			const moves = head === void 0 ? [] : [{
				ref: branchRef(branch),
				from,
				to: void 0
			}];
			if (record?.state === "open") moves.push(await this.#recordMove(branch, recordId, closedRecord(record, head, comment, /* @__PURE__ */ new Date())));
			return moves.length === 0 || await this.#push(moves) === "moved" ? "deleted" : void 0;
		});
	}
	async #rewrite(branch, change) {
		await this.#retry(branch, async ({ head, record, recordId }) => {
			if (!record) throw inputError(`${this.#repository} has no pull request for "${branch}"`);
			const changed = change(record, head);
			if (changed === record) return true;
			return await this.#push([await this.#recordMove(branch, recordId, changed)]) === "moved" ? true : void 0;
		});
	}
	async #retry(branch, work) {
		branchRef(branch);
		for (let attempt = 0; attempt < attempts; attempt++) {
			const result = await work(await this.#current(branch));
			if (result !== void 0) return result;
		}
		throw remoteError(`the pull request of "${branch}" keeps being changed by others`, { hint: "Try again later." });
	}
	async #current(branch) {
		const refs = await listRemote(this.#store.git);
		const head = refs.branches.get(branch);
		const recordId = refs.records.get(branch);
		if (recordId === void 0) return {
			head,
			record: void 0,
			recordId
		};
		await this.#store.bring([], this.#unread([recordId]));
		await this.#read([[branch, recordId]], (error) => {
			throw error;
		});
		return {
			head,
			record: this.#records.get(recordId),
			recordId
		};
	}
	#unread(ids) {
		return ids.filter((id) => !this.#records.has(id));
	}
	async #read(recorded, failed) {
		const blobs = await readBlobs(this.#store.git, this.#unread(recorded.map(([, id]) => id)));
		for (const [branch, id] of recorded) {
			if (this.#records.has(id)) continue;
			try {
				this.#records.set(id, parseRecord(blobs.get(id) ?? /* @__PURE__ */ new Uint8Array(), branch));
			} catch (error) {
				failed(error);
			}
		}
	}
	async #recordMove(branch, from, record) {
		const written = await this.#store.git.run([
			"hash-object",
			"-w",
			"--stdin"
		], { input: formatRecord(record) });
		return {
			ref: recordRef(branch),
			from,
			to: written.trim()
		};
	}
	#push(moves) {
		return pushRefs(this.#store.git, remoteName, moves);
	}
	#show(record, branch, head) {
		return toPullRequest(record, {
			repository: this.#repository,
			branch,
			head
		});
	}
};

// src/forge/local/ledger.ts
function openLocalLedger({ repository, branch, store, author }) {
	const { git } = store;
	const ref = branchRef(branch);
	const committer = once(() => committerOf(git, author));
	const move = async (from, to) => await pushRefs(git, remoteName, [{
		ref,
		from,
		to
	}]) === "moved";
	return {
		branch,
		repository,
		async tip() {
			return (await git.run([
				"ls-remote",
				remoteName,
				ref
			])).split("\n").find((line) => line.endsWith(`\t${ref}`))?.split("	")[0];
		},
		async names(commit, folder) {
			await store.bring([commit]);
			const found = await git.attempt([
				"ls-tree",
				"-z",
				"--name-only",
				`${commit}:${folder}`
			]);
			return found.ok ? found.stdout.split("\0").filter(Boolean) : [];
		},
		async read(commit, paths) {
			await store.bring([commit]);
			const blobs = (await git.run([
				"ls-tree",
				"-z",
				commit,
				"--",
				...paths
			])).split("\0").flatMap((line) => {
				const [, id, path] = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
				return id === void 0 || path === void 0 ? [] : [[path, id]];
			});
			await store.ensureBlobs?.(blobs.map(([, id]) => id));
			const contents = await readBlobs(git, blobs.map(([, id]) => id));
			return new Map(blobs.flatMap(([path, id]) => {
				const content = contents.get(id);
				return content === void 0 ? [] : [[path, content]];
			}));
		},
		async begin({ path, content }, message) {
			const { sha } = await writeCommit(git, {
				parent: void 0,
				changes: [{
					path,
					content,
					mode: "100644"
				}],
				message
			}, await committer());
			return await move(void 0, sha) ? "begun" : "lost";
		},
		async add({ from, path, content, message }) {
			await store.bring([from]);
			const created = await writeCommit(git, {
				parent: from,
				changes: [{
					path,
					content,
					mode: "100644"
				}],
				message
			}, await committer());
			if (!await move(from, created.sha)) return "lost";
			store.keep(created.sha);
			return {
				...created,
				verified: void 0,
				warnings: []
			};
		}
	};
}

// src/forge/local/local-forge.ts
async function openLocalForge(options) {
	const parsed = parseLocation(options.repository);
	const location = options.authorization === void 0 ? parsed : {
		...parsed,
		authorization: options.authorization
	};
	const directory = makeTemporary();
	try {
		const store = await createStore(directory, location, options.environment);
		return new LocalForge(location.display, store, options.author);
	} catch (error) {
		await removeTemporary(directory);
		throw error;
	}
}
var LocalForge = class {
	kind = "local";
	words = pullRequestWords;
	repository;
	bodyLimit = 1e6;
	opensWhole = true;
	#store;
	#git;
	#author;
	#pullRequests;
	#trees = /* @__PURE__ */ new Map();
	#tips = /* @__PURE__ */ new Map();
	#committer;
	constructor(repository, store, author) {
		this.repository = repository;
		this.#store = store;
		this.#git = store.git;
		this.#author = author;
		this.#pullRequests = new PullRequests(repository, store);
	}
	close() {
		return removeTemporary(this.#git.directory);
	}
	ledger(branch) {
		const parts = {
			repository: this.repository,
			store: this.#store,
			author: this.#author
		};
		return openLocalLedger({
			...parts,
			branch
		});
	}
	async snapshot(query) {
		const refs = await listRemote(this.#git);
		const base = this.#baseOf(refs, query.base);
		const branches = /* @__PURE__ */ new Map();
		for (const branch of query.branches) {
			refuseObstructed(branch, refs.branches);
			const tip = refs.branches.get(branch);
			if (tip !== void 0) branches.set(branch, tip);
		}
		this.#tips.set(base.commit, base.name);
		for (const [branch, tip] of branches) this.#tips.set(tip, branch);
		const pullRequests = await this.#pullRequests.openInto(base.name, refs, [base.commit, ...branches.values()]);
		const { defaultBranch } = refs;
		return {
			base,
			defaultBranch,
			branches,
			pullRequests,
			finished: this.#pullRequests.finished(branches, refs),
			intoOtherBases: this.#pullRequests.intoOtherBases(base.name, branches, refs)
		};
	}
	tree(commit) {
		const known = this.#trees.get(commit);
		if (known) return known;
		const short = commit.slice(0, 7);
		const branch = this.#tips.get(commit);
		const tree = revisionTree(this.#git, commit, {
			name: branch === void 0 ? short : `${branch} at ${short}`,
			ensureBlobs: this.#store.ensureBlobs,
			prepare: () => this.#store.bring([commit])
		});
		this.#trees.set(commit, tree);
		return tree;
	}
	commitsAhead(base, head) {
		return commitsAhead(this.#store, base, head);
	}
	historyOf(commit, path) {
		return historyOf(this.#store, commit, path);
	}
	async treeWith(commit, changes) {
		await this.#store.bring([commit]);
		return writeTree(this.#git, commit, changes);
	}
	async commit({ branch, from, ...commit }) {
		const created = await this.createCommit(commit);
		return await this.moveBranch({
			branch,
			from,
			to: created.sha
		}) === "lost" ? "lost" : created;
	}
	async createCommit(commit) {
		this.#committer ??= committerOf(this.#git, this.#author);
		const [committer] = await Promise.all([this.#committer, this.#store.bring([commit.parent])]);
		const created = await writeCommit(this.#git, commit, committer);
		this.#store.keep(created.sha);
		return {
			...created,
			verified: void 0,
			warnings: []
		};
	}
	async moveBranch(move) {
		return pushRefs(this.#git, remoteName, [{
			ref: branchRef(move.branch),
			from: move.from,
			to: move.to
		}]);
	}
	deleteBranch(branch, from) {
		return this.#pullRequests.deleteBranch(branch, from);
	}
	async openPullRequest(request) {
		return {
			...await this.#pullRequests.open(request),
			warnings: []
		};
	}
	async updatePullRequest(number, change) {
		return {
			state: await this.#pullRequests.update(number, change),
			warnings: []
		};
	}
	async closePullRequest(number, comment, remove) {
		if (remove && await this.#pullRequests.deleteBranch(number, remove.from, comment) === "deleted") return;
		await this.#pullRequests.close(number, comment);
	}
	changeComments(...change) {
		return this.#pullRequests.changeComments(...change);
	}
	async show(branch) {
		const name = branch ?? await this.#onlyOpen();
		const { record, head } = await this.#pullRequests.read(name);
		if (!record) throw inputError(`${this.repository} has no pull request for "${name}"`, { hint: suggestion(name, (await listRemote(this.#git)).records.keys()) });
		return {
			branch: name,
			head,
			...record
		};
	}
	async #onlyOpen() {
		const refs = await listRemote(this.#git);
		const open = (await Promise.all([...refs.records.keys()].map(async (name) => {
			const { record, head } = await this.#pullRequests.read(name);
			return {
				name,
				isOpen: record?.state === "open" && head !== void 0
			};
		}))).filter(({ isOpen }) => isOpen).map(({ name }) => name);
		const [only] = open;
		if (only !== void 0 && open.length === 1) return only;
		if (open.length === 0) throw inputError(`${this.repository} has no open pull request`);
		throw inputError(`${this.repository} has ${open.length} open pull requests`, { hint: `Set pull-request to the branch of one of them: ${open.join(", ")}.` });
	}
	enableAutoMerge() {
		return Promise.reject(inputError("a plain git remote has no auto-merge", { hint: "Remove auto-merge, or use a forge such as GitHub." }));
	}
	#baseOf(refs, wanted) {
		if (refs.branches.size === 0) throw inputError(`${this.repository} is empty: it has no branches`, { hint: "Push a first commit to it." });
		const name = wanted ?? refs.defaultBranch;
		if (name === void 0) throw inputError(`${this.repository} has no default branch`, { hint: `Set base to the base branch. ${suggestion("main", refs.branches.keys())}` });
		const commit = refs.branches.get(name);
		if (commit === void 0) throw inputError(`${this.repository} has no branch "${name}"`, { hint: suggestion(name, refs.branches.keys()) });
		return {
			name,
			commit
		};
	}
};
function refuseObstructed(branch, branches) {
	const obstacle = [...branches.keys()].find((other) => branch.startsWith(`${other}/`) || other.startsWith(`${branch}/`));
	if (obstacle !== void 0) throw obstructedBy(branch, obstacle);
}

// src/forge/local/app-repo.ts
function openLocalAppRepo(options) {
	return new LocalAppRepo(options);
}
var LocalAppRepo = class {
	#options;
	#directory;
	#git;
	constructor(options) {
		this.#options = options;
	}
	async compare({ from, to, path }) {
		try {
			this.#git ??= this.#open();
			if (path !== void 0 && parseLocation(this.#options.repository).path === void 0) return {
				order: "unknown",
				reason: "for a git repository on another server, only the commits are read"
			};
			return await compare(await this.#git, {
				candidates: from,
				to,
				path
			});
		} catch (error) {
			this.#git = void 0;
			if (error instanceof FairleadError && error.kind === "input") return {
				order: "unknown",
				reason: error.faults[0].message
			};
			throw error;
		}
	}
	async close() {
		if (this.#directory !== void 0) await removeTemporary(this.#directory);
		this.#directory = void 0;
	}
	async #open() {
		const { repository, authorization, environment } = this.#options;
		const parsed = parseLocation(repository);
		if (parsed.path !== void 0) {
			const git = createGit({
				directory: parsed.path,
				isNamed: true,
				environment,
				subject: parsed.display
			});
			await git.run(["rev-parse", "--git-dir"]);
			return git;
		}
		const location = authorization === void 0 ? parsed : {
			...parsed,
			authorization
		};
		this.#directory ??= makeTemporary();
		const { git } = await createStore(this.#directory, location, environment);
		const refs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];
		await git.run([
			"fetch",
			...quietFetch,
			"--filter=tree:0",
			remoteName,
			...refs
		], { settings: promisorSettings(remoteName) });
		return git;
	}
};
async function compare(git, { candidates, to, path }) {
	const resolve = async (revision) => {
		if (!isRevision(revision)) return void 0;
		const found = await git.attempt([
			"rev-parse",
			"--verify",
			"--quiet",
			"--end-of-options",
			`${revision}^{commit}`
		]);
		return found.ok ? found.stdout.trim() : void 0;
	};
	const head = await resolve(to);
	if (head === void 0) return {
		order: "unknown",
		reason: `${to} does not exist in the app repo`
	};
	for (const from of candidates) {
		const base = await resolve(from);
		if (base === void 0) continue;
		if ((await git.run(["rev-parse", "--is-shallow-repository"])).trim() === "true") return {
			order: "unknown",
			reason: "the history of the app repo is not available"
		};
		const [behind = 0, ahead = 0] = (await git.run([
			"rev-list",
			"--left-right",
			"--count",
			`${base}...${head}`,
			"--"
		])).trim().split(/\s+/).map(Number);
		const order = behind > 0 ? ahead > 0 ? "diverged" : "behind" : ahead > 0 ? "ahead" : "identical";
		const range = {
			base,
			head,
			paths: path === void 0 ? [] : [`:(literal,top)${path}`]
		};
		const total = path === void 0 ? ahead : await countOf(git, range);
		return {
			order,
			from,
			to,
			commits: await list(git, range, total),
			total,
			url: ""
		};
	}
	return {
		order: "unknown",
		reason: `${candidates.join(", ")} not found in the app repo`
	};
}
async function countOf(git, { base, head, paths }) {
	return Number((await git.run([
		"rev-list",
		"--count",
		`${base}..${head}`,
		"--",
		...paths
	])).trim());
}
async function list(git, { base, head, paths }, total) {
	if (total === 0) return [];
	const skip = Math.max(0, total - 100);
	return (await git.run([
		"log",
		"-z",
		"--topo-order",
		`--skip=${skip}`,
		"--format=%H%n%an%n%s",
		`${base}..${head}`,
		"--",
		...paths
	])).split("\0").filter(Boolean).toReversed().map((record) => {
		const [sha = "", author = "", title = ""] = record.split("\n");
		return {
			sha,
			author,
			title,
			url: ""
		};
	});
}

// src/forge/local/connect.ts
function connectLocal(options) {
	const closers = [];
	const opened = once(async () => {
		const forge = await openLocalForge(options);
		closers.push(() => forge.close());
		return forge;
	});
	return {
		address: async () => addressOnHost((await opened()).repository),
		pulls: opened,
		comments: async () => localComments(await opened()),
		ledger: async (branch) => (await opened()).ledger(branch),
		async appRepo() {
			const appRepo = openLocalAppRepo(options);
			closers.push(() => appRepo.close());
			return appRepo;
		},
		async close() {
			for (const close of closers) await close();
		}
	};
}

// src/forge/local/merging.ts
function openLocalMerging({ git, reach, base, head, now }) {
	const remote = reaching(git, reach);
	const ref = branchRef(base);
	return {
		request: "the change",
		base,
		rules: async () => ({
			queue: void 0,
			upToDate: {
				word: "no",
				message: "Plain git has no merge rules."
			},
			methods: [],
			push: {
				word: "unread",
				message: "Whether you may push is only known after a push.",
				cure: "Try it."
			}
		}),
		async standing() {
			return {
				tip: (await remote.run([
					"ls-remote",
					reach.to,
					ref
				])).split("\n").find((one) => one.endsWith(`\t${ref}`))?.split("	")[0],
				request: void 0
			};
		},
		async commit(id) {
			if (!isObjectId(id)) return void 0;
			const find = async () => (await commits(git, [id])).get(id);
			let found = await find();
			if (found === void 0) {
				await remote.run([
					"fetch",
					...quietFetch,
					"--",
					reach.to,
					ref
				]);
				found = await find();
			}
			return found && {
				id,
				tree: found.tree,
				parents: await parentsOf(git, id)
			};
		},
		contains: (tip, commit) => isWithin(git, commit, tip),
		merge: () => Promise.reject(/* @__PURE__ */ new Error("plain git has no auto-merge")),
		...ownMerge({
			git,
			reach: async () => reach,
			branch: base,
			message: async () => `Merge ${head} into ${base}`
		}),
		now
	};
}

export { Lanes, checkFileChange, commentMark, compareFirst, connectLocal, createStore, markOf, mergeRequestWords, milestoneLeftOut, obstructedBy, openLocalMerging, ownMerge, planComments, pullRequestWords, putComments, reachOf, remoteName, writeCommit };