import { FairleadError, refusal, remoteError } from "./errors.js";
import { isObjectId } from "./git-object-id.js";
import { code, escapeMarkdown, isTrailerBlock, link, oneLine } from "./text.js";
import { isOurs, vouchesFor } from "./forge-github.js";
import { array, boolean, exactOptional, integer, is, minLength, number, object, pipe, string, union } from "../packages/valibot.js";
import { commitIn, isOnlyDigits } from "./images.js";
import { mergeSayings, mergeWords } from "./inventory.js";
import { isRevert, isSamePlace, movesTable, orderOf, subjectOf, valueAt } from "./moves.js";
import { obstructedBy } from "./forge-local.js";
import { createHash } from "node:crypto";

// src/proposal/group.ts
function groupMoves(moves, grouping, scope) {
	const suffix = scope.base === void 0 ? "" : ` base ${scope.base}`;
	if (grouping === "all" && moves.length > 0) {
		const labels = groupMoves(moves, "app-environment", scope).map((group) => group.label);
		const label = labels.length <= 3 ? labels.join(", ") : `${labels.slice(0, 2).join(", ")} and ${labels.length - 2} more`;
		return [{
			key: `all of ${scope.source ?? "this"}${suffix}`,
			label,
			moves: [...moves]
		}];
	}
	const groups = /* @__PURE__ */ new Map();
	for (const move of moves) {
		const { key, label } = groupOf(move, grouping, moves);
		const group = groups.get(key + suffix) ?? {
			label,
			moves: []
		};
		group.moves.push(move);
		groups.set(key + suffix, group);
	}
	return [...groups].map(([key, group]) => ({
		key,
		...group
	}));
}
function groupOf(move, grouping, all) {
	const { app, environment } = move;
	if (grouping === "environment" && environment !== void 0) return {
		key: `environment ${environment}`,
		label: environment
	};
	if (app !== void 0) return {
		key: `app ${app} environment ${environment ?? ""}`,
		label: environment === void 0 ? app : `${app} in ${environment}`
	};
	const files = [...new Set(all.filter((other) => other.app === void 0 && other.environment === environment).map((other) => other.file))].toSorted();
	return {
		key: `files ${files.join(" ")}`,
		label: files.join(", ")
	};
}
function branchOf(key) {
	const words = toldBy(key).split("-").filter((word) => word !== "");
	return `fairlead/${[...new Set(words)].join("-").slice(0, 60).replace(/-$/, "")}-${digestOf(key)}`;
}
function formerBranchOf(key) {
	return `fairlead/${toldBy(key).slice(0, 60).replaceAll(/^-+|(?<!-)-+$/g, "")}-${digestOf(key)}`;
}
function toldBy(key) {
	return key.replaceAll(/^(app|files) | environment /g, " ").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
function digestOf(key) {
	return createHash("sha256").update(key).digest("hex").slice(0, 8);
}
function hasGroupMark(body, key) {
	return body.trimEnd().split(/\r?\n/).at(-1)?.trim() === groupMark(key);
}
function groupMark(key) {
	return `<!-- fairlead-group: ${createHash("sha256").update(key).digest("hex").slice(0, 16)} -->`;
}

// src/proposal/onto.ts
async function onto(tree, changes, checkout) {
	const current = await tree.read(changes.map((change) => change.path));
	const faults = [];
	const result = [];
	for (const { path, content, mode, before } of changes) {
		const theirs = current.get(path)?.content;
		const untouched = isSame(theirs, before);
		if (isSame(theirs, content) && (content === void 0 || current.get(path)?.mode === mode)) continue;
		if (untouched) {
			result.push({
				path,
				content,
				mode
			});
			continue;
		}
		const merged = content && theirs ? await checkout.merge({
			before: before ?? /* @__PURE__ */ new Uint8Array(),
			ours: content,
			theirs
		}) : void 0;
		if (!merged) faults.push({
			message: "the same part of this file has changed on the base branch since the checkout",
			at: { file: path },
			hint: "Check out the latest base branch and make the change again."
		});
		else if (!isSame(merged, theirs)) result.push({
			path,
			content: merged,
			mode
		});
	}
	const [first, ...others] = faults;
	if (first) throw new FairleadError("input", [first, ...others]);
	return result;
}
async function ontoBranch(tree, changes, own, checkout) {
	const brought = await own.read(changes.map((change) => change.path));
	return onto(tree, changes.map((change) => ({
		...change,
		before: brought.get(change.path)?.content
	})), checkout);
}
function isSame(a, b) {
	if (!a || !b) return a === b;
	return Buffer.compare(a, b) === 0;
}

// src/proposal/branch-name.ts
async function commitTo(forge, base, request) {
	try {
		return await forge.commit(request);
	} catch (error) {
		if (!(error instanceof FairleadError) || request.from !== void 0) throw error;
		const parts = request.branch.split("/");
		const above = parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("/"));
		if (above.length === 0) throw error;
		const { branches } = await forge.snapshot({
			base,
			branches: above,
			files: []
		}).catch(() => ({ branches: /* @__PURE__ */ new Map() }));
		const obstacle = above.find((name) => branches.has(name));
		if (obstacle === void 0) throw error;
		throw obstructedBy(request.branch, obstacle);
	}
}

// src/proposal/never-carried.ts
const folders = [
	".github",
	".gitea",
	".forgejo",
	".gitlab",
	".circleci",
	".tekton",
	".buildkite",
	".woodpecker"
];
const files = /* @__PURE__ */ new Set([
	".gitattributes",
	".gitmodules",
	".travis.yml",
	".drone.yml",
	".woodpecker.yml",
	".woodpecker.yaml",
	"appveyor.yml",
	"bitbucket-pipelines.yml",
	"codeowners",
	"cloudbuild.yaml",
	"cloudbuild.yml",
	"fairlead.yaml",
	"fairlead.yml",
	"jenkinsfile"
]);
function isNeverCarried(path) {
	const parts = path.toLowerCase().split("/");
	const name = parts.at(-1) ?? "";
	return parts.slice(0, -1).some((folder) => folders.includes(folder) || folder === ".git") || files.has(name) || /^\.gitlab-ci.*\.ya?ml$|\.gitlab-ci\.ya?ml$|^azure-pipelines.*\.ya?ml$|^jenkinsfile\b/.test(name);
}

// src/proposal/trailers.ts
const TREE_TRAILER = "Fairlead-Tree";
const CHANGE_TRAILER = "Fairlead-Change";
const STATE_TRAILER = "Fairlead-State";
function formatTrailers(changes, state) {
	const distinct = (name, values) => [...new Set(values.filter((value) => value !== void 0))].map((value) => `${name}: ${oneLine(value)}`);
	return [
		...distinct("Fairlead-App", changes.map((change) => change.app)),
		...distinct("Fairlead-Environment", changes.map((change) => change.environment)),
		...distinct("Fairlead-Source-Repository", changes.map((change) => change.source?.repository)),
		...distinct("Fairlead-Source-Commit", changes.map((change) => change.source?.commit)),
		...changes.map((change) => `${CHANGE_TRAILER}: ${folded(change)}`),
		`${STATE_TRAILER}: ${state}`
	].join("\n");
}
const MESSAGE_WIDTH = 100;
function folded(change) {
	const parts = JSON.stringify(change, null, 1).split("\n").map((line) => line.trim().replace(/^("(?:[^"\\]|\\.)*"): /, "$1:"));
	const lines = [];
	for (const part of parts) {
		const last = lines.at(-1);
		const width = 100 - (lines.length > 1 ? 1 : 17);
		if (last === void 0 || last.length + part.length > width) lines.push(part);
		else lines.splice(-1, 1, last + part);
	}
	return lines.join("\n ");
}
function splitTrailers(text) {
	const paragraphs = text.replaceAll("\r\n", "\n").trimEnd().split(/\n[ \t]*\n/);
	const last = paragraphs.at(-1) ?? "";
	if (!isTrailerBlock(last)) return {
		text,
		trailers: ""
	};
	return {
		text: paragraphs.slice(0, -1).join("\n\n").trimEnd(),
		trailers: last
	};
}
function readTrailers(message) {
	const block = (message.trimEnd().split(/\n\s*\n/).at(-1) ?? "").replaceAll(/\r?\n[ \t]+/g, " ");
	let tree;
	let state;
	const changes = [];
	for (const line of block.split("\n")) {
		const match = /^([A-Za-z-]+): (.*)$/.exec(line.trimEnd());
		if (match?.[1] === "Fairlead-Tree") tree = match[2];
		if (match?.[1] === STATE_TRAILER) state = match[2];
		const change = match?.[1] === CHANGE_TRAILER ? parseChange(match[2] ?? "") : void 0;
		if (change) changes.push(change);
	}
	return {
		tree,
		state,
		changes
	};
}
const recordedChange = object({
	app: exactOptional(string()),
	environment: exactOptional(string()),
	cluster: exactOptional(string()),
	image: exactOptional(string()),
	from: exactOptional(string()),
	to: string(),
	digest: exactOptional(string()),
	set: pipe(array(object({
		file: string(),
		document: pipe(number(), integer()),
		key: string(),
		value: union([
			string(),
			number(),
			boolean()
		]),
		was: exactOptional(string())
	})), minLength(1)),
	source: exactOptional(object({
		repository: string(),
		commit: exactOptional(string())
	}))
});
function parseChange(text) {
	try {
		const change = JSON.parse(text);
		return is(recordedChange, change) ? change : void 0;
	} catch {
		return;
	}
}

// src/proposal/pending.ts
async function readPending(forge, base, tip) {
	const { commits, complete } = await forge.commitsAhead(base, tip);
	let changes = [];
	const foreign = [];
	let own;
	let state;
	let vouched = true;
	for (const commit of commits) {
		const recorded = readTrailers(commit.message);
		if (!(commit.provenance !== "unvouched" && recorded.tree !== void 0 && recorded.tree === commit.tree && commit.parents.length === 1)) {
			foreign.push(commit);
			continue;
		}
		own = commit;
		vouched &&= vouchesFor(commit);
		state = vouched ? recorded.state : void 0;
		const told = vouchesFor(commit) ? recorded.changes : await asInFiles(forge, commit, recorded.changes);
		for (const change of told) changes = [...changes.filter((other) => !sharesPlace(other, change)), change];
	}
	const unread = complete ? [] : [{
		sha: tip,
		message: "",
		tree: void 0,
		parents: [],
		author: "unknown",
		provenance: "unvouched"
	}];
	return {
		tip,
		own,
		vouched,
		state,
		changes,
		foreign: [...foreign, ...unread]
	};
}
async function asInFiles(forge, commit, told) {
	const [parent] = commit.parents;
	if (parent === void 0 || told.length === 0) return [];
	const paths = [...new Set(told.flatMap(({ set }) => set.map(({ file }) => file)))];
	const [after, before] = await Promise.all([forge.tree(commit.sha).read(paths), forge.tree(parent).read(paths)]);
	return told.flatMap((change) => {
		const set = change.set.map(({ file, document, key, value }) => {
			const place = {
				file,
				document,
				key,
				value
			};
			const was = valueAt(before.get(file)?.content, place);
			return was === void 0 ? place : {
				...place,
				was
			};
		});
		const stands = set.every((place) => valueAt(after.get(place.file)?.content, place) === String(place.value));
		const isOfVersion = set.some(({ value }) => [String(value), tagOf(String(value))].includes(change.to));
		return stands && isOfVersion ? [without(change, set)] : [];
	});
}
function without(change, set) {
	const { source, ...rest } = change;
	return source === void 0 ? {
		...change,
		set
	} : {
		...rest,
		set
	};
}
function sharesPlace(a, b) {
	return a.set.some((one) => b.set.some((other) => isSamePlace(one, other)));
}
function isSameSubject(a, b) {
	return a.app !== void 0 && a.image !== void 0 && a.app === b.app && a.environment === b.environment && a.cluster === b.cluster && a.image === b.image;
}
async function carryOver(pending, wanted, base, { isNewer, isFound }) {
	const others = pending.changes.filter((change) => !wanted.some((other) => sharesPlace(other, change)));
	const files = await base.read([...new Set(others.flatMap((change) => change.set.map((value) => value.file)))]);
	const carried = [];
	const dropped = [];
	for (const change of others) {
		const current = change.set.map((value) => valueAt(files.get(value.file)?.content, value));
		if (current.some((text, i) => text === void 0 && change.set[i]?.was !== void 0) && wanted.some((other) => isSameSubject(other, change))) continue;
		if (change.set.every((value, i) => current[i] === String(value.value))) continue;
		const [only, ...more] = change.set;
		const now = current[0];
		const drop = (why) => dropped.push(`the pending update of ${change.image ?? only?.key} to ${change.to} was dropped: ${only?.file} ${why}`);
		const isAsItWas = change.set.every((value, i) => current[i] === value.was);
		const isNewerThanNow = async () => only !== void 0 && now !== void 0 && more.length === 0 && await isNewer(change, tagOf(now));
		if (change.set.some(({ file }) => isNeverCarried(file))) drop("is a file that Fairlead never changes in this way");
		else if (!isAsItWas && !await isNewerThanNow()) drop(`now has ${now ?? "no such key"}`);
		else if (!await isFound(change)) drop("has no location for it that the inventory finds for this group");
		else if (isAsItWas || !only || now === void 0) carried.push(change);
		else carried.push({
			...change,
			from: tagOf(now),
			set: [{
				...only,
				was: now
			}]
		});
	}
	return {
		carried,
		dropped
	};
}
function tagOf(text) {
	const name = text.split("@")[0] ?? "";
	const colon = name.indexOf(":", name.lastIndexOf("/") + 1);
	return colon < 0 ? name : name.slice(colon + 1);
}

// src/proposal/own-text.ts
const BEGIN = "<!-- fairlead-begin -->";
const WISH = /^<!-- fairlead-wish: ([0-9a-f]{16}) -->$/m;
const RUN_LINK = /Made by \[this run\]\([^)\n]*\)\./g;
const PROOF_LINES = /^(?:Rendered|Not verified): .*\n*/gm;
function wishOf(title, body, metadata) {
	const { labels, assignees, reviewers, teamReviewers, milestone = "" } = metadata;
	const lists = [
		labels,
		assignees,
		reviewers,
		teamReviewers
	].map((list) => list.map((text) => text.toLowerCase()).toSorted());
	const all = JSON.stringify([
		title,
		body.replaceAll(PROOF_LINES, "").replaceAll(RUN_LINK, ""),
		lists,
		milestone
	]);
	return createHash("sha256").update(all).digest("hex").slice(0, 16);
}
function hasMetadata(metadata) {
	const { labels, assignees, reviewers, teamReviewers, milestone = "" } = metadata;
	return labels.length + assignees.length + reviewers.length + teamReviewers.length > 0 || milestone !== "";
}
function wishIn(body) {
	return WISH.exec(body.replaceAll("\r\n", "\n"))?.[1];
}
function withMarks(body, wish) {
	const lines = body.trimEnd().split("\n");
	const mark = lines.pop() ?? "";
	const done = wish === void 0 ? [] : [`<!-- fairlead-wish: ${wish} -->`];
	return [
		BEGIN,
		...lines,
		...done,
		mark,
		""
	].join("\n");
}
function renewed(present, fresh, limit) {
	const text = present.replaceAll("\r\n", "\n");
	const begin = text.indexOf(BEGIN);
	if (begin < 0) return fresh;
	const end = /^<!-- fairlead-group: [0-9a-f]{16} -->$/m.exec(text.slice(begin));
	const after = end ? text.slice(begin + end.index + end[0].length) : "";
	const body = [...[text.slice(0, begin), after].map((part) => part.trim()).filter((part) => part !== ""), fresh].join("\n\n");
	return body.length > limit ? fresh : body;
}

// src/proposal/settle.ts
function openedByOthers({ branch, number, url }, { request, sigil }) {
	return refusal(`the branch ${branch} has the ${request} ${sigil}${number}, which was not opened by the account of the token: ${url}`, { hint: `Close it and run the step again, use the token of the account that opened it, or set "branch" to another name.` });
}
async function settle(forge, proposal, draft, { snapshot, open, head, isPushed }) {
	const { title } = draft;
	const wish = wishOf(title, draft.body, proposal.metadata);
	const own = withMarks(draft.body, wish);
	const body = open ? renewed(open.body, own, forge.bodyLimit) : own;
	const first = hasMetadata(proposal.metadata) && !forge.opensWhole ? withMarks(draft.body, void 0) : own;
	const { warnings: left, ...pullRequest } = open ? {
		...open,
		warnings: []
	} : await forge.openPullRequest({
		...proposal.metadata,
		title,
		body: first,
		branch: proposal.branch,
		base: snapshot.base.name,
		draft: proposal.asDraft,
		deleteBranch: proposal.deleteBranch
	});
	const warnings = [...left];
	if (!isOurs(pullRequest)) throw openedByOthers(pullRequest, forge.words);
	const isOfThis = open !== void 0 || pullRequest.head === head;
	const differs = wishIn(pullRequest.body) !== wish;
	const isMoved = open !== void 0 && snapshot.intoOtherBases.get(open.branch)?.number === open.number;
	if (isOfThis && (differs || isMoved)) {
		const updated = await forge.updatePullRequest(pullRequest.number, {
			...differs ? {
				title,
				body
			} : {},
			...isMoved ? { base: snapshot.base.name } : {},
			...open && differs ? proposal.metadata : {}
		});
		if (updated.state === "closed") return "lost";
		warnings.push(...updated.warnings);
	}
	const operation = !open && isOfThis && (!differs || pullRequest.body.trim() === first.trim()) ? "created" : isPushed || differs || isMoved ? "updated" : "unchanged";
	const shown = differs ? {
		title,
		body
	} : {};
	return {
		pullRequest: {
			...pullRequest,
			head,
			...shown
		},
		operation,
		warnings
	};
}
async function closeOlder(forge, proposal, snapshot, current) {
	for (const older of snapshot.pullRequests) {
		if (older.branch === proposal.branch || !isOurs(older) || !hasGroupMark(older.body, proposal.key)) continue;
		const { own, foreign, changes } = await readPending(forge, snapshot.base.commit, older.head);
		const isOfGroup = changes.length > 0 && changes.every((change) => proposal.isOfGroup(change));
		if (own === void 0 || !isOfGroup) continue;
		await forge.closePullRequest(older.number, `Replaced by ${current.url}.`, proposal.deleteBranch && foreign.length === 0 ? {
			branch: older.branch,
			from: older.head
		} : void 0);
	}
}

// src/proposal/propose.ts
const MAX_TRIES = 60;
async function untilWon({ pace, snapshot, again }, step) {
	let current = snapshot;
	for (let tries = 1;; tries++) {
		const result = await step(current);
		if (result !== "lost") return result;
		if (tries >= MAX_TRIES) throw remoteError(`somebody else updated the branch ${tries} times in a row`, { hint: "Nothing was written. Run the step again." });
		await pace.sleep(pace.random() * 400 * Math.min(tries, 10));
		current = await again();
	}
}
async function propose(proposal, to) {
	return untilWon(to, (snapshot) => proposeOnce(to.forge, proposal, snapshot));
}
async function pushToBase(proposal, to) {
	const { forge } = to;
	return untilWon(to, async ({ base }) => {
		const tree = forge.tree(base.commit);
		const draft = await proposal.draft({
			from: tree,
			pending: void 0,
			base: tree,
			commit: base.commit
		});
		const result = {
			operation: void 0,
			pullRequest: void 0,
			branch: base.name,
			draft,
			from: tree,
			warnings: draft.warnings
		};
		if (draft.superseded || draft.changes.length === 0 || proposal.dryRun) return {
			...result,
			head: base.commit,
			verified: void 0
		};
		const { changes, message } = draft;
		const place = {
			branch: base.name,
			from: base.commit,
			parent: base.commit
		};
		const commit = await forge.commit({
			...place,
			changes,
			message,
			treeTrailer: TREE_TRAILER
		});
		if (commit === "lost") return "lost";
		const warnings = [...result.warnings, ...commit.warnings];
		return {
			...result,
			warnings,
			head: commit.sha,
			verified: commit.verified
		};
	});
}
async function proposeOnce(forge, proposal, snapshot) {
	const { branch } = proposal;
	const { base } = snapshot;
	if (branch === base.name) throw refusal(`the branch of a ${forge.words.request} cannot be its base branch, ${base.name}`, { hint: "Remove \"branch\", or set it to another name." });
	const tip = snapshot.branches.get(branch);
	const moved = movedFrom(proposal, snapshot);
	const open = snapshot.pullRequests.find((candidate) => candidate.branch === branch) ?? moved;
	if (open && !isOurs(open)) throw openedByOthers(open, forge.words);
	const found = tip !== void 0 && (open !== void 0 || !snapshot.finished.has(branch)) ? await readPending(forge, base.commit, tip) : void 0;
	const pending = found && {
		...found,
		isOpen: open !== void 0
	};
	if (pending && !open && pending.own === void 0) throw notOurs(branch, forge.words);
	const foreign = pending !== void 0 && pending.foreign.length > 0;
	const baseTree = forge.tree(base.commit);
	const from = foreign ? forge.tree(pending.tip) : baseTree;
	const draft = await proposal.draft({
		from,
		pending,
		base: baseTree,
		commit: base.commit
	});
	const holds = foreign && proposal.autoMerge ? [noAutoMerge(branch, forge.words)] : [];
	const result = {
		branch,
		draft,
		from,
		warnings: [
			...draft.warnings,
			...besidesBase(open, snapshot, branch, forge.words),
			...foreign && !draft.superseded ? [keptCommits(branch, pending), ...holds] : []
		]
	};
	if (draft.superseded || draft.leftAlone && open) {
		if (moved && !proposal.dryRun) {
			const { state, warnings } = await forge.updatePullRequest(moved.number, { base: base.name });
			if (state === "closed") return "lost";
			result.warnings.push(...warnings);
		}
		const operation = draft.superseded ? "superseded" : "unchanged";
		return {
			...result,
			operation,
			pullRequest: open,
			head: tip,
			verified: void 0
		};
	}
	if (draft.changes.length === 0 && !foreign) {
		const nothing = {
			...result,
			pullRequest: open,
			head: open?.head,
			verified: void 0
		};
		if (!open || proposal.dryRun) return {
			...nothing,
			operation: open ? "closed" : void 0
		};
		await forge.closePullRequest(open.number, `${base.name} already contains all of these changes, so nothing is left to change here.`, proposal.deleteBranch ? {
			branch,
			from: open.head
		} : void 0);
		return {
			...nothing,
			operation: "closed"
		};
	}
	const stands = pending !== void 0 && (foreign ? draft.changes.length === 0 : await holdsJust(forge, pending, draft));
	if (proposal.dryRun) {
		const operation = !open ? "created" : stands ? "unchanged" : "updated";
		return {
			...result,
			operation,
			pullRequest: open,
			head: tip,
			verified: void 0
		};
	}
	let head = tip;
	let verified;
	const told = [];
	if (!stands) {
		const parent = foreign ? pending.tip : base.commit;
		const { changes, message } = draft;
		const place = {
			branch,
			from: tip,
			parent
		};
		const commit = await commitTo(forge, base.name, {
			...place,
			changes,
			message,
			treeTrailer: TREE_TRAILER
		});
		if (commit === "lost") return "lost";
		head = commit.sha;
		verified = commit.verified;
		told.push(...commit.warnings);
	}
	const settled = await settle(forge, proposal, draft, {
		snapshot,
		open,
		head: head ?? "",
		isPushed: head !== tip
	});
	if (settled === "lost") return "lost";
	const { pullRequest, operation } = settled;
	const warnings = [
		...result.warnings,
		...told,
		...settled.warnings
	];
	await closeOlder(forge, proposal, snapshot, pullRequest);
	if (proposal.autoMerge && !foreign) await forge.enableAutoMerge(pullRequest, proposal.autoMerge);
	return {
		...result,
		warnings,
		operation,
		pullRequest,
		head,
		verified
	};
}
function movedFrom({ branch, isGivenBranch }, snapshot) {
	const other = snapshot.intoOtherBases.get(branch);
	const isDefault = snapshot.base.name === snapshot.defaultBranch;
	return other && !isGivenBranch && isDefault && isOurs(other) ? other : void 0;
}
function besidesBase(open, { base, intoOtherBases }, branch, { request, sigil }) {
	const other = intoOtherBases.get(branch);
	if (!other) return [];
	const name = `the ${request} ${sigil}${other.number}`;
	return open?.number === other.number ? [`${name} targeted ${other.base}; the default branch is now ${base.name}, so its target is changed to that`] : [`${name} is also open for the branch ${branch}, with the target ${other.base}: ${other.url}`];
}
async function holdsJust(forge, pending, draft) {
	const { own, vouched, state } = pending;
	if (own === void 0) return false;
	if (vouched) return state === draft.state;
	const [parent] = own.parents;
	return parent !== void 0 && own.tree === await forge.treeWith(parent, draft.changes);
}
function noAutoMerge(branch, { request }) {
	return `auto-merge was not enabled: the branch ${branch} has commits by other people, so somebody has to review the ${request}`;
}
function notOurs(branch, { request }) {
	return refusal(`the branch ${branch} already exists, has no ${request}, and was not created by Fairlead`, { hint: "Delete it, or set \"branch\" to another name." });
}
function keptCommits(branch, pending) {
	return `the branch ${branch} has commits by ${[...new Set(pending.foreign.map((commit) => commit.author))].join(", ")}. They were kept, and the change was added on top of them`;
}

// src/proposal/state.ts
function stateOf(changes) {
	const hash = createHash("sha256");
	for (const { path, mode, content } of changes.toSorted((a, b) => a.path < b.path ? -1 : 1)) hash.update(`${path}\0${mode}\0${content === void 0 ? "deleted" : createHash("sha256").update(content).digest("hex")}\0`);
	return hash.digest("hex").slice(0, 32);
}

// src/proposal/chart-commits.ts
const APPS = 5;
function chartCommitsText(charts) {
	return charts.flatMap((chart) => paragraph(chart) ?? []).join("\n\n");
}
function paragraph({ folder, branch, apps, answer }) {
	const more = apps.length - APPS;
	const names = `${apps.slice(0, APPS).map(code).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
	const where = branch === void 0 ? "the default branch" : `the branch ${code(branch)}`;
	const follows = `${names} ${apps.length === 1 ? "follows" : "follow"} ${code(folder)} at ${where} of the app repo`;
	if (answer.order === "unknown") return `${follows}. Could not determine which commits since the last version change it: ${escapeMarkdown(answer.reason)}.`;
	if (answer.order === "identical") return void 0;
	if (answer.order === "behind") return void 0;
	if (answer.total === 0) return `${follows}. No commit since the last version changes it.`;
	const listed = answer.commits.slice(-20);
	const left = answer.total - listed.length;
	return [
		`${follows}. ${answer.total === 1 ? "1 commit" : `${answer.total} commits`} since the last version ${answer.total === 1 ? "changes" : "change"} it; changes merged there are deployed without this repo:`,
		"",
		...listed.map(commitLine),
		...left > 0 ? [`- … and ${left} more`] : []
	].join("\n");
}
function commitLine({ sha, url, title, author }) {
	return `- ${link(sha.slice(0, 7), url)} ${escapeMarkdown(title).slice(0, 300)} (${escapeMarkdown(author)})`;
}

// src/proposal/text.ts
function asTitle(text) {
	const line = inHistory(text);
	return line.length > 255 ? `${wholeStart(line, 254)}…` : line;
}
function inHistory(text) {
	return oneLine(text).replaceAll(/\[((?:skip|ci|no|actions)[ -](?:skip|ci|actions))\]/gi, "($1)");
}
function titleOf(moves) {
	const names = [...new Set(moves.map((move) => inHistory(move.app ?? lastPart(move.image) ?? move.file)))];
	const environments = [...new Set(moves.flatMap((move) => move.environment ?? []))];
	const versions = [...new Set(moves.map((move) => inHistory(move.to)))];
	const what = names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
	const where = environments.length > 0 ? ` in ${environments.map(inHistory).join(", ")}` : "";
	const to = versions.length === 1 ? ` to ${versions[0]}` : "";
	return wholeStart(`${goesBack(moves) ? "Roll back" : "Bump"} ${what}${where}${to}`, 240);
}
function goesBack(moves) {
	return moves.length > 0 && moves.every(({ order }) => order === "older");
}
function messageOf(subject, moves, trailers) {
	const lines = moves.map((move) => wrapped(`- ${inHistory(move.image ?? move.key)}: ${inHistory(move.from ?? "new")} -> ${inHistory(move.to)} (${inHistory(move.file)}${move.line === void 0 ? "" : `:${move.line}`})`));
	const [first = "", ...rest] = subject.split("\n");
	const { text, trailers: given } = splitTrailers(rest.join("\n").trim());
	return [
		oneLine(first) || "Update",
		text,
		lines.join("\n"),
		[given, trailers].filter((part) => part !== "").join("\n")
	].filter((part) => part !== "").join("\n\n");
}
function wrapped(item) {
	const lines = [];
	for (const word of item.split(" ")) {
		const last = lines.at(-1);
		if (last !== void 0 && last.length + 1 + word.length <= 100) lines.splice(-1, 1, `${last} ${word}`);
		else lines.push(last === void 0 ? word : `  ${word}`);
	}
	return lines.join("\n");
}
function bodyOf(parts) {
	const { group, origin, commits, limit } = parts;
	const mark = groupMark(group.key);
	const made = origin.runUrl ? `Made by ${link("this run", origin.runUrl)}.` : "";
	const from = origin.repository ? `Built from ${sourceLink(origin)}.` : "";
	const unknown = group.moves.some((move) => move.order === "unknown" && move.from !== void 0 && move.from !== move.to) ? "Could not determine which of the two versions is newer, neither from the tags nor from the app's commits." : "";
	const carried = parts.carried.length > 0 ? `Also pending here from earlier runs:\n\n${parts.carried.map(carriedLine).join("\n")}` : "";
	const notes = parts.notes.map((note) => `- ${escapeMarkdown(note)}`).join("\n");
	const fixed = [
		movesTable(group.moves),
		goesBack(group.moves) ? "This rolls back to an older version on purpose (`allow-downgrade`). Later builds do not change it until it is merged or closed." : "",
		(parts.proof ?? []).map(escapeMarkdown).join("  \n"),
		carried,
		unknown,
		mergeText(group.moves),
		chartCommitsText(parts.charts ?? []),
		[from, made].filter(Boolean).join(" "),
		notes
	].filter((part) => part !== "");
	const tail = `\n\n${mark}\n`;
	const room = limit - tail.length - 200;
	const facts = cutMarkdown(fixed.join("\n\n"), room);
	const body = (parts.intro === void 0 || parts.intro === "" ? "" : `${cutMarkdown(parts.intro, Math.max(0, room - facts.length - 2))}\n\n`) + facts;
	const list = commits && commits.total > 0 ? commitList(commits, room - body.length) : "";
	return `${body}${list ? `\n\n${list}` : ""}${tail}`;
}
function mergeText(moves) {
	const reached = moves.flatMap((move) => [...move.app === void 0 ? [] : [{
		...move,
		app: move.app
	}], ...move.alsoMoves]);
	const sentences = mergeSayings(reached.map(({ app, environment, production, onMerge }) => ({
		environment,
		production,
		name: app,
		effect: onMerge
	}))).map(({ environment, isWhole, apps, effect }) => {
		const where = environment === void 0 ? "" : ` in ${code(environment)}`;
		const names = apps.length > 3 ? `${apps.length} apps` : apps.map((app) => code(app)).join(", ");
		return `${isWhole ? code(environment ?? "") : `${names}${where}`} ${mergeWords(effect, isWhole || apps.length === 1)}`;
	});
	return sentences.length === 0 ? "" : `${sentences.join("; ")}.`;
}
const CUT = "\n\n… cut for length.";
function cutMarkdown(text, room) {
	if (text.length <= room) return text;
	let kept = wholeStart(text, Math.max(0, room - 19 - 5));
	const lineEnd = kept.lastIndexOf("\n");
	if (lineEnd > kept.length / 2) kept = kept.slice(0, lineEnd);
	if (kept.lastIndexOf("<!--") > kept.lastIndexOf("-->")) kept = kept.slice(0, kept.lastIndexOf("<!--"));
	const fences = kept.match(/^ {0,3}(```|~~~)/gm) ?? [];
	return `${kept}${fences.length % 2 === 1 ? `\n${fences.at(-1)?.trim()}` : ""}${CUT}`;
}
function wholeStart(text, length) {
	return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
function commitList(commits, room) {
	const head = `<details><summary>${commits.total} ${commits.total === 1 ? "commit" : "commits"} of the app</summary>\n`;
	const foot = "\n</details>";
	const lines = [];
	let length = head.length + 11 + 120;
	for (const commit of commits.commits) {
		const line = `- ${link(commit.sha.slice(0, 7), commit.url)} ${escapeMarkdown(commit.title).slice(0, 300)} (${escapeMarkdown(commit.author)})`;
		if (length + line.length + 1 > room) break;
		lines.push(line);
		length += line.length + 1;
	}
	if (lines.length === 0) return "";
	const more = commits.total - lines.length;
	const rest = more > 0 ? `\n- … and ${link(`${more} more`, commits.url)}` : "";
	return `${head}\n${lines.join("\n")}${rest}\n${foot}`;
}
function sourceLink(origin) {
	const { serverUrl, repository: name = "" } = origin;
	const base = serverUrl && /^\w[\w.-]*(\/[\w.-]+)+$/.test(name) ? `${serverUrl}/${name}` : void 0;
	const repository = link(name, base);
	if (origin.commit === void 0) return repository;
	return `${repository} at ${link(origin.commit.slice(0, 7), base && `${base}/commit/${origin.commit}`)}`;
}
function carriedLine({ image, from, to, set }) {
	const places = set.map(({ file, key, value }) => {
		const shown = String(value) === to ? "" : ` = ${code(String(value))}`;
		return `${code(`${file} ${key}`)}${shown}`;
	});
	return `- ${code(image ?? set[0]?.key ?? "")}: ${code(from ?? "")} to ${code(to)} (${places.join(", ")})`;
}
function lastPart(repository) {
	return repository?.split("/").pop();
}

// src/proposal/given-text.ts
const afterLineEnd = /(?<=\n)|(?<=\r)(?!\n)|(?<=[\v\f\u0085\u2028\u2029])/;
const markStart = /<!--\s*fairlead/gi;
const commentEnd = /--!?>/g;
function withoutRecords(text) {
	let lines = text.split(afterLineEnd);
	for (;;) {
		const taken = takenOf(lines);
		if (taken.size === 0) return lines.join("");
		lines = lines.filter((_, i) => !taken.has(i));
	}
}
function takenOf(lines) {
	const plain = lines.map(plainOf);
	const taken = /* @__PURE__ */ new Set();
	plain.forEach((line, i) => {
		if (taken.has(i - 1) && /^[ \t]+\S/.test(lines[i] ?? "") || /^\s*fairlead-/i.test(line)) taken.add(i);
	});
	const starts = [];
	let length = 0;
	for (const line of plain) {
		starts.push(length);
		length += line.length + 1;
	}
	let i = 0;
	for (const [from, to] of marksOf(plain.join("\n"))) {
		while ((starts[i + 1] ?? length) <= from) i++;
		for (; (starts[i] ?? length) < to; i++) taken.add(i);
		i--;
	}
	return taken;
}
function* marksOf(text) {
	let done = 0;
	let hasEnd = true;
	for (const { 0: found, index } of text.matchAll(markStart)) {
		if (index < done) continue;
		commentEnd.lastIndex = index + found.length;
		const end = hasEnd ? commentEnd.exec(text) : null;
		hasEnd = end !== null;
		const lineEnd = text.indexOf("\n", index + found.length);
		done = end ? end.index + end[0].length : lineEnd < 0 ? text.length : lineEnd;
		yield [index, done];
	}
}
function plainOf(line) {
	return line.normalize("NFKC").replaceAll(/[\t\v\f]/g, " ").replaceAll(/[\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu, "");
}

// src/proposal/going-back.ts
async function goingBack(pending, base, order) {
	if (!pending?.isOpen || pending.changes.length === 0) return [];
	const files = await base.read([...new Set(pending.changes.flatMap(({ set }) => set.map(({ file }) => file)))]);
	const back = [];
	for (const change of pending.changes) {
		const [place] = change.set;
		const now = place && valueAt(files.get(place.file)?.content, place);
		const tag = now === void 0 ? void 0 : tagOf(now);
		const was = place?.was === void 0 ? void 0 : tagOf(place.was);
		if (tag === void 0 || was === void 0 || [tag, was].includes(change.to)) continue;
		if (await order(change, was) === "older" && (tag === was || await order(change, tag) === "older")) back.push(change);
	}
	return back;
}
function isBackward(move, change) {
	return move.to === change.to || move.order === "older";
}

// src/proposal/reverted.ts
function revertOf(history, build) {
	for (const [i, { sha, message }] of history.entries()) {
		const subject = subjectOf(message);
		const older = history.slice(i + 1);
		if (!isRevert(message)) {
			const again = /^Reapply "(.*)"/.exec(subject)?.[1];
			if (isBuild(message, build) || again !== void 0 && isSubject(again, build)) return void 0;
			continue;
		}
		if (takesBack(message, older, build)) return {
			sha,
			subject
		};
	}
}
function takesBack(message, older, build) {
	const quoted = /^revert(?:\([^)]*\))?!?:? "?(.+?)"?(?: \([#!]\d+\))?$/i.exec(subjectOf(message))?.[1];
	if (quoted !== void 0 && isSubject(quoted, build)) return true;
	const id = /^This reverts commit ([0-9a-f]{7,64})\b/m.exec(message)?.[1];
	const named = id === void 0 ? void 0 : older.find(({ sha }) => sha.startsWith(id));
	if (named) return !isRevert(named.message) && isBuild(named.message, build);
	const isMerge = quoted !== void 0 && quoted.startsWith("Merge ");
	const newest = older.find((commit) => readTrailers(commit.message).changes.length > 0);
	return isMerge && newest !== void 0 && isBuild(newest.message, build);
}
function isBuild(message, build) {
	return readTrailers(message).changes.some(build.isOfBuild) || isSubject(subjectOf(message), build);
}
function isSubject(text, { subjects }) {
	return subjects.includes(text.replace(/ \([#!]\d+\)$/, ""));
}

// src/proposal/order.ts
async function judge(build, standing, appRepo) {
	const told = {
		hasDiverged: false,
		comparison: void 0,
		wasAsked: false
	};
	const unknown = (why, more = {}) => ({
		...told,
		order: "unknown",
		why,
		...more
	});
	const order = orderOf(standing.tag, standing.digest, build);
	if (order !== "unknown") return {
		...told,
		order,
		why: `${standing.tag} is the higher version`
	};
	const { repository } = build;
	const [to, ...others] = commitsOf(build);
	if (repository === void 0) return unknown("the app repo is not known: set source-repository");
	if (to === void 0) return unknown("the commit of the new build is not known: set source-commit");
	const isRebuilt = standing.tag === build.tag;
	const own = standing.tag === void 0 || isRebuilt ? void 0 : commitIn(standing.tag);
	const recorded = own === void 0 || isOnlyDigits(own) ? await standing.recorded() : void 0;
	const froms = [own, recorded?.repository === repository && isCommit(recorded.commit) ? recorded.commit : void 0].filter((commit) => commit !== void 0);
	const [from] = froms;
	if (from === void 0) return unknown(recorded && recorded.repository !== repository ? `the current version was built from ${recorded.repository}` : "the commit of the current version is not known: put the commit id into the tags");
	const compare = (commit) => appRepo.compare({
		repository,
		from: froms,
		to: commit,
		isNeeded: true
	});
	let answer = await compare(to);
	let chosen = to;
	for (const other of others) {
		if (answer.order !== "unknown") break;
		answer = await compare(other);
		chosen = other;
	}
	if (answer.order === "unknown") return unknown(answer.reason, { wasAsked: true });
	const asked = {
		comparison: answer,
		wasAsked: true
	};
	const base = answer.from;
	const [older, newer] = answer.order === "behind" ? [chosen, base] : [base, chosen];
	const why = `${short(older)} is an ancestor of ${short(newer)} in ${repository}`;
	if (answer.order === "ahead") return {
		...told,
		...asked,
		order: "newer",
		why
	};
	if (answer.order === "behind") return {
		...told,
		...asked,
		order: "older",
		why
	};
	if (answer.order === "identical") return unknown(`both were built from ${short(chosen)}`, asked);
	return unknown(`${short(base)} and ${short(chosen)} are on diverged branches of ${repository}`, {
		...asked,
		hasDiverged: true
	});
}
function commitsOf({ tag, namedCommit, jobCommit }) {
	if (namedCommit !== void 0) return [namedCommit];
	const inTag = tag === void 0 ? void 0 : commitIn(tag);
	const job = jobCommit === void 0 ? [] : [jobCommit];
	if (inTag === void 0 || jobCommit?.startsWith(inTag)) return job;
	return isOnlyDigits(inTag) ? [inTag, ...job] : [inTag];
}
function isCommit(text) {
	return typeof text === "string" && isObjectId(text);
}
function short(commit) {
	return /^[0-9a-f]{8,64}$/.test(commit) ? commit.slice(0, 7) : commit;
}

// src/proposal/records.ts
function recordOf({ app, environment, cluster, image, from, to, digest, set }, { repository, commit }) {
	return {
		...app === void 0 ? {} : { app },
		...environment === void 0 ? {} : { environment },
		...cluster === void 0 ? {} : { cluster },
		...image === void 0 ? {} : { image },
		...from === void 0 ? {} : { from },
		to,
		...digest === void 0 ? {} : { digest },
		set,
		...repository === void 0 ? {} : { source: {
			repository,
			...commit === void 0 ? {} : { commit }
		} }
	};
}
function namedMove({ app, environment, image, from, to, set }) {
	const [first] = set;
	return {
		app,
		environment,
		image,
		from,
		to,
		file: first?.file ?? "",
		key: first?.key ?? ""
	};
}

export { asTitle, bodyOf, branchOf, carryOver, cutMarkdown, formatTrailers, formerBranchOf, goingBack, groupMark, groupMoves, isBackward, isSameSubject, judge, messageOf, namedMove, onto, ontoBranch, propose, pushToBase, readTrailers, recordOf, revertOf, sharesPlace, stateOf, tagOf, titleOf, withoutRecords };