import { remoteError } from "./errors.js";
import { decodeText, lookUp, parseKeyPath, parseYaml, wholeFile } from "./yaml.js";
import { compareTags } from "./images.js";
import { createHash } from "node:crypto";

// src/proposal/markdown.ts
function escapeMarkdown(text) {
	return oneLine$1(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(/[\\`*_{}[\]()#+!|~]/g, String.raw`\$&`).replaceAll("@", "&#64;").replaceAll(/(https?|ftp):\/\//gi, "$1:&#8203;//").replaceAll(/\bwww\./gi, "www&#8203;.").replaceAll(/\b(GH-)(?=\d)/gi, "$1&#8203;");
}
function code(text) {
	const clean = oneLine$1(text);
	if (clean === "") return "";
	const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map((run) => run[0].length));
	const fence = "`".repeat(longest + 1);
	const pad = clean.startsWith("`") || clean.endsWith("`") ? " " : "";
	return `${fence}${pad}${clean.replaceAll("|", String.raw`\|`)}${pad}${fence}`;
}
function link(text, url) {
	const shown = escapeMarkdown(text);
	return url !== void 0 && /^https?:\/\/[^\s()<>"|\\]+$/.test(url) ? `[${shown}](${url})` : shown;
}
function oneLine$1(text) {
	return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ").trim();
}
function movesTable(moves) {
	if (moves.length === 0) return "";
	return [
		"| App | Environment | Image | From | To | Place |",
		"| --- | --- | --- | --- | --- | --- |",
		...moves.map((move) => [
			move.app ?? "",
			move.environment ?? "",
			move.image ?? "",
			version(move.from, move.fromDigest),
			version(move.to, move.digest),
			`${move.file}:${move.line}`
		].map(code).join(" | ")).map((row) => `| ${row} |`)
	].join("\n");
}
function version(tag, digest) {
	if (digest === void 0 || digest === tag) return tag ?? "";
	return `${tag ?? ""}@${digest.slice(0, 19)}`;
}

// src/proposal/group.ts
function groupMoves(moves, grouping) {
	if (grouping === "all" && moves.length > 0) {
		const labels = groupMoves(moves, "app-environment").map((group) => group.label);
		return [{
			key: "all",
			label: labels.length <= 3 ? labels.join(", ") : `${labels.slice(0, 2).join(", ")} and ${labels.length - 2} more`,
			moves
		}];
	}
	const groups = /* @__PURE__ */ new Map();
	for (const move of moves) {
		const { key, label } = groupOf(move, grouping, moves);
		const group = groups.get(key) ?? {
			label,
			moves: []
		};
		group.moves.push(move);
		groups.set(key, group);
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
	return `fairlead/${key.replaceAll(/^(app|files) | environment /g, " ").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").slice(0, 60).replaceAll(/^-+|-+$/g, "")}-${createHash("sha256").update(key).digest("hex").slice(0, 8)}`;
}
function groupMark(key) {
	return `<!-- fairlead-group: ${createHash("sha256").update(key).digest("hex").slice(0, 16)} -->`;
}

// src/proposal/trailers.ts
const TREE_TRAILER = "Fairlead-Tree";
const CHANGE_TRAILER = "Fairlead-Change";
function formatTrailers(changes) {
	const distinct = (name, values) => [...new Set(values.filter((value) => value !== void 0))].map((value) => `${name}: ${oneLine(value)}`);
	return [
		...distinct("Fairlead-App", changes.map((change) => change.app)),
		...distinct("Fairlead-Environment", changes.map((change) => change.environment)),
		...distinct("Fairlead-Source-Repository", changes.map((change) => change.source?.repository)),
		...distinct("Fairlead-Source-Commit", changes.map((change) => change.source?.commit)),
		...changes.map((change) => `${CHANGE_TRAILER}: ${JSON.stringify(change)}`)
	].join("\n");
}
function readTrailers(message) {
	const block = message.trimEnd().split(/\n\s*\n/).at(-1) ?? "";
	let tree;
	const changes = [];
	for (const line of block.split("\n")) {
		const match = /^([A-Za-z-]+): (.*)$/.exec(line.trimEnd());
		if (match?.[1] === "Fairlead-Tree") tree = match[2];
		const change = match?.[1] === CHANGE_TRAILER ? parseChange(match[2] ?? "") : void 0;
		if (change) changes.push(change);
	}
	return {
		tree,
		changes
	};
}
function parseChange(text) {
	try {
		const value = JSON.parse(text);
		return typeof value.file === "string" && typeof value.key === "string" && typeof value.to === "string" && [
			"string",
			"number",
			"boolean"
		].includes(typeof value.value) && Number.isInteger(value.document) ? value : void 0;
	} catch {
		return;
	}
}
function recordOf(move, place, source) {
	return {
		...move.app === void 0 ? {} : { app: move.app },
		...move.environment === void 0 ? {} : { environment: move.environment },
		...move.image === void 0 ? {} : { image: move.image },
		file: place.file,
		document: place.document,
		key: place.key,
		value: place.value,
		...move.from === void 0 ? {} : { from: move.from },
		to: move.to,
		...move.digest === void 0 ? {} : { digest: move.digest },
		...source === void 0 ? {} : { source }
	};
}
function oneLine(text) {
	return text.replaceAll(/\s+/g, " ").trim();
}

// src/proposal/pending.ts
async function readPending(forge, base, tip) {
	const { commits, complete } = await forge.commitsAhead(base, tip);
	const changes = /* @__PURE__ */ new Map();
	const foreign = [];
	for (const commit of commits) {
		const { tree, changes: recorded } = readTrailers(commit.message);
		if (tree !== commit.tree || commit.parents.length !== 1) foreign.push(commit);
		for (const change of recorded) changes.set(placeOf(change), change);
	}
	const unread = complete ? [] : [{
		sha: tip,
		message: "",
		tree: "",
		parents: [],
		author: "unknown"
	}];
	return {
		tip,
		changes: [...changes.values()],
		foreign: [...foreign, ...unread]
	};
}
function placeOf(change) {
	return `${change.file}#${change.document}#${change.key}`;
}
async function stillPending(pending, wanted, base) {
	const replaced = (change) => wanted.some((other) => placeOf(other) === placeOf(change) || change.image !== void 0 && other.image === change.image && other.app === change.app && other.environment === change.environment);
	const others = pending.changes.filter((change) => !replaced(change));
	if (others.length === 0) return [];
	const files = await base.read([...new Set(others.map((change) => change.file))]);
	return others.filter((change) => {
		const content = files.get(change.file)?.content;
		const current = content && valueAt(content, change);
		if (current === void 0) return false;
		if (current === String(change.value)) return false;
		return compareTags(change.to, tagOf(current)) !== -1;
	});
}
function valueAt(content, change) {
	try {
		const file = parseYaml(decodeText(content, change.file), change.file);
		const document = file.documents.find((candidate) => candidate.index === change.document);
		const lookup = document && lookUp(wholeFile(file, document), parseKeyPath(change.key));
		return lookup?.found === "scalar" ? lookup.node.value : void 0;
	} catch {
		return;
	}
}
function tagOf(text) {
	const name = text.split("@")[0] ?? "";
	const colon = name.indexOf(":", name.lastIndexOf("/") + 1);
	return colon < 0 ? name : name.slice(colon + 1);
}

// src/proposal/propose.ts
const MAX_TRIES = 60;
async function untilWon(pace, look, again, step) {
	let current = look;
	for (let tries = 1;; tries++) {
		const result = await step(current);
		if (result !== "lost") return result;
		if (tries >= MAX_TRIES) throw remoteError(`the branch was moved by others ${tries} times in a row`, { hint: "Nothing was written. Run the step again." });
		await pace.sleep(pace.random() * 400 * Math.min(tries, 10));
		current = await again();
	}
}
async function propose(forge, proposal, look, again, pace) {
	return untilWon(pace, look, again, (current) => proposeOnce(forge, proposal, current));
}
async function pushToBase(forge, proposal, look, again, pace) {
	return untilWon(pace, look, again, async ({ base }) => {
		const draft = await proposal.draft(forge.tree(base.commit), void 0);
		const result = {
			operation: void 0,
			pullRequest: void 0,
			branch: base.name,
			draft,
			warnings: []
		};
		if (draft.superseded || draft.changes.length === 0) return {
			...result,
			head: base.commit,
			verified: void 0
		};
		const commit = await forge.createCommit({
			parent: base.commit,
			changes: draft.changes,
			message: draft.message,
			treeTrailer: TREE_TRAILER
		});
		return await forge.moveBranch({
			branch: base.name,
			from: base.commit,
			to: commit.sha
		}) === "lost" ? "lost" : {
			...result,
			head: commit.sha,
			verified: commit.verified
		};
	});
}
async function proposeOnce(forge, proposal, look) {
	const { branch } = proposal;
	const { base } = look;
	const warnings = [];
	const tip = look.branches.get(branch);
	const open = look.pullRequests.find((candidate) => candidate.branch === branch);
	const pending = tip !== void 0 && (open !== void 0 || !look.finished.has(branch)) ? await readPending(forge, base.commit, tip) : void 0;
	const foreign = pending !== void 0 && pending.foreign.length > 0;
	const draft = await proposal.draft(forge.tree(foreign ? pending.tip : base.commit), pending);
	const result = {
		branch,
		draft,
		warnings
	};
	if (draft.superseded) return {
		...result,
		operation: "superseded",
		pullRequest: open,
		head: tip,
		verified: void 0
	};
	if (foreign) {
		const authors = [...new Set(pending.foreign.map((commit) => commit.author))].join(", ");
		warnings.push(`the branch ${branch} has commits by ${authors}; they were kept, and the change was put on top of them`);
	}
	if (draft.changes.length === 0 && !foreign) {
		if (!open) return {
			...result,
			operation: void 0,
			pullRequest: void 0,
			head: void 0,
			verified: void 0
		};
		await forge.closePullRequest(open.number, `${base.name} has all of this already, so nothing is left to change here.`);
		if (proposal.deleteBranch) await forge.deleteBranch(branch, open.head);
		return {
			...result,
			operation: "closed",
			pullRequest: open,
			head: open.head,
			verified: void 0
		};
	}
	let head = tip;
	let verified;
	if (tip === void 0 || !pending || draft.changes.length > 0 && !await standsAlready(forge, pending, draft, foreign)) {
		const parent = foreign ? pending.tip : base.commit;
		const commit = await forge.createCommit({
			parent,
			changes: draft.changes,
			message: draft.message,
			treeTrailer: TREE_TRAILER
		});
		if (await forge.moveBranch({
			branch,
			from: tip,
			to: commit.sha
		}) === "lost") return "lost";
		head = commit.sha;
		verified = commit.verified;
	}
	const { pullRequest, operation } = await settle(forge, proposal, look, draft, head ?? "", open, head !== tip);
	await closeOlder(forge, proposal, look, pullRequest);
	if (proposal.autoMerge) await forge.enableAutoMerge(pullRequest, proposal.autoMerge);
	return {
		...result,
		operation,
		pullRequest,
		head,
		verified
	};
}
async function standsAlready(forge, pending, draft, foreign) {
	if (foreign) return false;
	const places = (changes) => changes.map((change) => `${placeOf(change)} ${String(change.value)}`).toSorted().join("\n");
	if (places(pending.changes) !== places(draft.records)) return false;
	const files = await forge.tree(pending.tip).read(draft.changes.map((change) => change.path));
	return draft.changes.every((change) => {
		const file = files.get(change.path);
		return file && change.content ? Buffer.compare(file.content, change.content) === 0 : !file && !change.content;
	});
}
async function settle(forge, proposal, look, draft, head, open, moved) {
	const { title, body } = draft;
	const pullRequest = open ?? await forge.openPullRequest({
		...proposal.metadata,
		title,
		body,
		branch: proposal.branch,
		base: look.base.name,
		draft: proposal.asDraft
	});
	const isOurs = open !== void 0 || pullRequest.head === head;
	const differs = pullRequest.title !== title || pullRequest.body.trim() !== body.trim();
	if (isOurs && differs) await forge.updatePullRequest(pullRequest.number, {
		title,
		body,
		...open ? proposal.metadata : {}
	});
	const operation = !open && isOurs && !differs ? "created" : moved || differs ? "updated" : "unchanged";
	return {
		pullRequest: {
			...pullRequest,
			head,
			title,
			body
		},
		operation
	};
}
async function closeOlder(forge, proposal, look, current) {
	const mark = groupMark(proposal.key);
	for (const older of look.pullRequests) {
		if (older.branch === proposal.branch || !older.body.includes(mark)) continue;
		await forge.closePullRequest(older.number, `Replaced by ${current.url}.`);
		if (proposal.deleteBranch) await forge.deleteBranch(older.branch, older.head);
	}
}

// src/proposal/text.ts
function titleOf(moves) {
	const names = [...new Set(moves.map((move) => oneLine$1(move.app ?? lastPart(move.image) ?? move.file)))];
	const environments = [...new Set(moves.flatMap((move) => move.environment ?? []))];
	const versions = [...new Set(moves.map((move) => oneLine$1(move.to)))];
	return `Bump ${names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`}${environments.length > 0 ? ` in ${environments.map(oneLine$1).join(", ")}` : ""}${versions.length === 1 ? ` to ${versions[0]}` : ""}`.slice(0, 240);
}
function messageOf(subject, moves, trailers) {
	const lines = moves.map((move) => `- ${oneLine$1(move.image ?? move.key)}: ${oneLine$1(move.from ?? "new")} -> ${oneLine$1(move.to)} (${move.file}:${move.line})`);
	return [
		oneLine$1(subject.split("\n")[0] ?? "") || "Update",
		subject.split("\n").slice(1).join("\n").trim(),
		lines.join("\n"),
		trailers
	].filter((part) => part !== "").join("\n\n");
}
function bodyOf(parts) {
	const { group, origin, commits, limit } = parts;
	const mark = groupMark(group.key);
	const made = origin.runUrl ? `Made by ${link("this run", origin.runUrl)}.` : "";
	const from = origin.repository ? `Built from ${sourceLink(origin)}.` : "";
	const unknown = group.moves.some((move) => move.order === "unknown" && move.from !== void 0 && move.from !== move.to) ? "Which of the two versions is newer cannot be told from the tags alone." : "";
	const carried = parts.carried.length > 0 ? `Also pending here from earlier runs:\n\n${parts.carried.map(carriedLine).join("\n")}` : "";
	const notes = parts.notes.map((note) => `- ${escapeMarkdown(note)}`).join("\n");
	const fixed = [
		movesTable(group.moves),
		carried,
		unknown,
		[from, made].filter(Boolean).join(" "),
		notes
	].filter((part) => part !== "");
	const tail = `\n\n${mark}\n`;
	const room = limit - tail.length - 200;
	const body = cut([parts.intro ?? "", ...fixed].filter((part) => part !== "").join("\n\n"), room);
	const list = commits ? commitList(commits, room - body.length) : "";
	return `${body}${list ? `\n\n${list}` : ""}${tail}`;
}
function cut(text, room) {
	if (text.length <= room) return text;
	const kept = text.slice(0, room).replace(/\n[^\n]*$/, "");
	return `${kept}\n\n… and ${text.slice(kept.length).split("\n").length - 1} more lines, cut for length.`;
}
function commitList(commits, room) {
	const head = `<details><summary>${commits.total} ${commits.total === 1 ? "commit" : "commits"} of the app</summary>\n`;
	const foot = "\n</details>";
	const lines = [];
	let length = head.length + 11 + 120;
	for (const commit of commits.list) {
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
	const base = origin.serverUrl && origin.repository ? `${origin.serverUrl}/${origin.repository}` : void 0;
	const repository = link(origin.repository ?? "", base);
	if (origin.commit === void 0) return repository;
	return `${repository} at ${link(origin.commit.slice(0, 7), base && `${base}/commit/${origin.commit}`)}`;
}
function carriedLine(change) {
	return `- ${code(change.image ?? change.key)}: ${code(change.from ?? "")} to ${code(change.to)} (${code(change.file)})`;
}
function lastPart(repository) {
	return repository?.split("/").pop();
}

export { bodyOf, branchOf, code, formatTrailers, groupMark, groupMoves, link, messageOf, movesTable, placeOf, propose, pushToBase, recordOf, stillPending, titleOf };