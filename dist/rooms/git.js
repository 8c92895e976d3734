import "../chunks/rolldown-runtime.js";
import { FairleadError, inputError, nearest, refusal, remoteError } from "./errors.js";
import { isObjectId } from "./git-object-id.js";
import { EditedListing, EntryListing, LONGEST_PATH, fileMode, listingOf, pathFault, refuseLong } from "./tree.js";
import { checkoutAround, statusOf } from "./files.js";
import { cureOfUnreachable } from "./net-unreachable.js";
import { inheritedVariables, namedVariables, variablesOfHelper } from "./git-inherited.js";
import { O, wo } from "../packages/simple-git.js";
import { constants, existsSync, lstatSync, mkdtempSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { createHash, randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { copyFile, lstat, mkdir, open, readFile, readdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { devNull, homedir, hostname, tmpdir } from "node:os";
import { spawn } from "node:child_process";

// src/git/mask.ts
const userInUrl = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@'"]*(?:@[^\s/@'"]*)*@/gi;
function mask(text, secrets = []) {
	let masked = text.replace(userInUrl, "$1***@");
	for (const secret of secrets) if (secret.length > 3) masked = masked.replaceAll(secret, "***");
	return masked;
}

// src/git/pushed.ts
async function changeCommits(git, base, head) {
	const lines = (await git.run([
		"rev-list",
		"--parents",
		head,
		`^${base}`
	])).split("\n").filter((line) => line !== "");
	const own = new Set(lines.map((line) => line.slice(0, line.indexOf(" ") < 0 ? void 0 : line.indexOf(" "))));
	const found = [];
	for (const line of lines) {
		const [commit = "", ...parents] = line.split(" ");
		const [first, second, ...more] = parents;
		const isPlainMerge = first !== void 0 && second !== void 0 && more.length === 0 && [first, second].some((one) => !own.has(one)) && await isWhatGitMakes(git, commit, [first, second]);
		found.push({
			commit,
			parents,
			isPlainMerge
		});
	}
	return found;
}
async function isWhatGitMakes(git, commit, parents) {
	const made = await git.attempt([
		"merge-tree",
		"--write-tree",
		"--no-messages",
		...parents
	]);
	if (!made.ok) return false;
	const tree = (await git.run([
		"rev-parse",
		"--verify",
		`${commit}^{tree}`
	])).trim();
	return made.stdout.trim() === tree;
}
function pushersOf(commits, pushes) {
	const all = new Map(commits.map((commit) => [commit.commit, commit]));
	const told = /* @__PURE__ */ new Set();
	const seen = /* @__PURE__ */ new Set();
	const found = /* @__PURE__ */ new Set();
	for (const { by, before, after, isElsewhere = false } of pushes) {
		const old = reachable(before, all);
		const moved = [...reachable(after, all)].filter((id) => !old.has(id));
		const brought = isElsewhere ? moved.filter((id) => !seen.has(id)) : moved;
		for (const id of moved) seen.add(id);
		if (!isElsewhere) for (const id of moved) told.add(id);
		if (brought.some((id) => all.get(id)?.isPlainMerge === false)) found.add(by);
	}
	return commits.every(({ commit, isPlainMerge }) => isPlainMerge || told.has(commit)) ? [...found] : void 0;
}
function reachable(from, all) {
	const seen = /* @__PURE__ */ new Set();
	const open = [from];
	for (let id = open.pop(); id !== void 0; id = open.pop()) {
		const commit = all.get(id);
		if (commit === void 0 || seen.has(id)) continue;
		seen.add(id);
		open.push(...commit.parents);
	}
	return seen;
}

// src/git/config.ts
function parseConfig(output, start) {
	const parts = output.split("\0");
	const entries = [];
	for (let i = 0; i + 2 < parts.length; i += 3) {
		const [scope = "", origin = "", text = ""] = parts.slice(i, i + 3);
		const end = text.indexOf("\n");
		const key = end < 0 ? text : text.slice(0, end);
		const file = origin.startsWith("file:") ? resolve(start, origin.slice(5)) : void 0;
		entries.push({
			key,
			value: end < 0 ? "true" : text.slice(end + 1),
			scope,
			file
		});
	}
	return entries;
}
function allowedSettings(entries, where) {
	return entries.filter((entry) => isAllowed(entry, where)).map(({ key, value }) => [key, value]);
}
function safeDirectories(entries) {
	return entries.flatMap(({ key, value, scope }) => key === "safe.directory" && isOfUser(scope) ? [value] : []);
}
function settingOf(entries, key) {
	return entries.findLast((entry) => entry.key === key)?.value;
}
function isOfUser(scope) {
	return scope === "system" || scope === "global" || scope === "command";
}
function isAllowed(entry, where) {
	const { key, scope, file } = entry;
	const section = key.slice(0, key.indexOf("."));
	const name = key.slice(key.lastIndexOf(".") + 1);
	const place = file === void 0 || !where ? "outside" : placeOf(file, where);
	if (place === "checkout") return false;
	const isOutside = place === "outside";
	switch (section) {
		case "http": return isHttpAllowed(name, entry, isOutside, where);
		case "credential": return isOutside && (name !== "helper" || !leadsInto(entry.value, where));
		case "url": return name === "insteadof" || name === "pushinsteadof";
		case "user":
		case "author":
		case "committer": return isOfUser(scope) && ["name", "email"].includes(name);
		case "ssh": return key === "ssh.variant" && isOutside;
		case "core":
			if (name === "sshcommand") return isOutside ? !leadsInto(entry.value, where) : isOfCheckoutAction(entry.value);
			if (name === "excludesfile") return isOfUser(scope);
			return facts[name]?.test(entry.value) === true;
		default: return false;
	}
}
const yesOrNo = /^(true|false|yes|no|on|off|0|1)?$/i;
const facts = {
	autocrlf: /^(true|false|yes|no|on|off|0|1|input)$/i,
	eol: /^(lf|crlf|native)$/i,
	filemode: yesOrNo,
	ignorecase: yesOrNo,
	longpaths: yesOrNo,
	precomposeunicode: yesOrNo,
	sparsecheckout: yesOrNo,
	sparsecheckoutcone: yesOrNo,
	symlinks: yesOrNo,
	trustctime: yesOrNo
};
function isHttpAllowed(name, { value }, isOutside, where) {
	if (name === "savecookies") return false;
	if (name === "cookiefile" && !isOutside) return false;
	return !/^(cookiefile|(proxy)?ssl(cainfo|capath|cert|key))$/.test(name) || value === "" || isAbsolute(expandHome(value)) && !leadsInto(value, where);
}
function isOfCheckoutAction(command) {
	return /^"(?:\/|[A-Z]:\\)[^"$`!;|&<>\n]*[\\/]ssh(?:\.exe)?" -i "\$RUNNER_TEMP\/[\w-]+"(?: -o StrictHostKeyChecking=yes -o CheckHostIP=no)? -o "UserKnownHostsFile=\$RUNNER_TEMP\/[\w-]+"$/.test(command);
}
function placeOf(file, { top, commonDir }) {
	const real = realpathOf(file);
	if (isBelow(real, commonDir)) return "repository";
	return top !== void 0 && isBelow(real, top) ? "checkout" : "outside";
}
function leadsInto(command, where) {
	const top = where?.top;
	if (top === void 0) return false;
	return [command, ...command.split(/[\s"'`;|&()=]+/)].some((word) => {
		const path = expandHome(word);
		return isAbsolute(path) && isBelow(realpathOf(path), top);
	});
}
function realpathOf(path) {
	try {
		return realpathSync(path);
	} catch {
		return resolve(path);
	}
}
function isBelow(path, folder) {
	return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
function expandHome(path) {
	return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}
function programOf(helper) {
	return helper.replace(/^!\s*/, "").split(/\s/, 1)[0] ?? "";
}
function variablesForHelpers(settings, environment, scripts) {
	const commands = settings.flatMap(([key, value]) => key === "core.sshcommand" || key.startsWith("credential.") && key.endsWith(".helper") ? [value] : []);
	const lines = [
		...commands,
		environment["GIT_SSH_COMMAND"] ?? "",
		...scripts
	];
	const named = new Set(lines.flatMap((line) => [...namedVariables(line)]));
	const known = commands.map((command) => variablesOfHelper(basename(programOf(command))));
	return (name) => named.has(name) || known.some((isKnown) => isKnown(name));
}
const usable = /* @__PURE__ */ new Set([
	"https",
	"http",
	"ssh",
	"git",
	"file"
]);
function protocolOf(address, settings, way) {
	const name = rewritten(address, settings, way);
	const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(name)?.[1]?.toLowerCase();
	if (/^[a-z0-9+.-]+::/i.test(name)) return void 0;
	if (scheme === "git+ssh" || scheme === "ssh+git") return "ssh";
	if (scheme !== void 0) return usable.has(scheme) ? scheme : void 0;
	return /^[^/\\:]{2,}:/.test(name) ? "ssh" : "file";
}
function rewritten(address, settings, way) {
	const rules = (wanted) => settings.filter(([key, prefix]) => key.startsWith("url.") && key.endsWith(wanted) && address.startsWith(prefix));
	const own = way === "push" ? rules(".pushinsteadof") : [];
	const wanted = own.length > 0 ? ".pushinsteadof" : ".insteadof";
	const [first] = (own.length > 0 ? own : rules(wanted)).toSorted(([, a], [, b]) => b.length - a.length);
	if (!first) return address;
	const [key, prefix] = first;
	return `${key.slice(4, -wanted.length)}${address.slice(prefix.length)}`;
}

// src/git/objects.ts
async function readBlobs(git, ids) {
	const wanted = [...new Set(ids)];
	const blobs = /* @__PURE__ */ new Map();
	if (wanted.length === 0) return blobs;
	const output = await askFor(git, "contents", wanted);
	let position = 0;
	for (const id of wanted) {
		const start = output.indexOf(10, position) + 1;
		const [, type, size] = output.toString("latin1", position, start - 1).split(" ");
		const end = start + Number(size ?? 0);
		if (type === "blob") blobs.set(id, output.subarray(start, end));
		position = size === void 0 ? start : end + 1;
	}
	return blobs;
}
async function absentObjects(git, ids) {
	if (ids.length === 0) return [];
	return (await askFor(git, "info", ids)).toString().split("\n").flatMap((line) => line.endsWith(" missing") ? [line.slice(0, -8)] : []);
}
async function askFor(git, asked, names) {
	const told = await git.objects(asked, names);
	if ("failed" in told) throw git.explain(["cat-file"], told.failed);
	return told.output;
}
async function fetchBlobs(git, remote, ids) {
	if (ids.length === 0) return;
	await git.run([
		"fetch",
		...quietFetch,
		"--filter=blob:none",
		"--stdin",
		remote
	], {
		input: `${ids.join("\n")}\n`,
		settings: [...promisorSettings(remote), ["fetch.negotiationAlgorithm", "noop"]]
	});
}
function promisorSettings(remote) {
	return [[`remote.${remote}.promisor`, "true"], [`remote.${remote}.partialclonefilter`, "blob:none"]];
}
const quietFetch = [
	"--no-tags",
	"--no-write-fetch-head",
	"--no-auto-maintenance",
	"--no-progress"
];

// src/git/partial.ts
const ORIGIN = "origin";
const thinned = /* @__PURE__ */ new WeakSet();
async function mayLack(git) {
	return thinned.has(git) || (await git.about()).isPartial;
}
function allowed(address) {
	const protocol = protocolOf(address, [], "fetch");
	return protocol === void 0 ? [] : [[`protocol.${protocol}.allow`, "always"]];
}
async function fetchFromOrigin(git, { options, wanted, thin = false, address }) {
	const isPartial = address === void 0 && (thin || await mayLack(git));
	const quiet = quietFetch.filter((option) => thin || option !== "--no-write-fetch-head");
	const filter = isPartial ? ["--filter=blob:none"] : [];
	const args = [
		"fetch",
		...quiet,
		...filter,
		...options,
		"--",
		address ?? ORIGIN,
		...wanted
	];
	const result = await git.attempt(args, { settings: [...isPartial ? promisorSettings(ORIGIN) : [], ...address === void 0 ? [] : allowed(address)] });
	if (thin && result.ok) thinned.add(git);
	return result;
}
async function bringObjects(git, ids) {
	if (ids.length === 0 || !await mayLack(git)) return;
	await fetch(git, await absentObjects(git, ids));
}
async function bringTrees(git, treeishes) {
	if (treeishes.length === 0 || !await mayLack(git)) return;
	for (let round = 0; round < 3; round++) {
		const missing = await missingTrees(git, await Promise.all(treeishes.map((name) => rootOf(git, name))));
		if (missing.length === 0) return;
		await fetch(git, missing);
	}
}
async function rootOf(git, name) {
	const log = await git.attempt([
		"log",
		"--no-walk",
		"--format=%T",
		name,
		"--"
	]);
	return log.ok && log.stdout.trim() !== "" ? log.stdout.trim() : name;
}
async function missingTrees(git, roots) {
	const absent = new Set(await absentObjects(git, roots));
	const here = roots.filter((root) => !absent.has(root));
	if (here.length > 0) {
		const args = [
			"rev-list",
			"--objects",
			"--missing=print",
			"--no-object-names",
			"--filter=blob:none",
			...here
		];
		for (const line of (await git.run([...args, "--"])).split("\n")) if (line.startsWith("?")) absent.add(line.slice(1));
	}
	return [...absent];
}
async function fetch(git, ids) {
	if (ids.length === 0) return;
	try {
		await fetchBlobs(git, ORIGIN, ids);
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		const [fault] = error.faults;
		throw remoteError(`${ids.length} ${ids.length === 1 ? "object is" : "objects are"} missing in this partial clone and could not be fetched from the remote "${ORIGIN}": ${fault.message}`, {
			cause: error,
			hint: error.kind === "input" ? git.cure("contents") : fault.hint ?? git.cure("contents")
		});
	}
}

// src/git/commits.ts
async function commits(git, revisions, mayBring = true) {
	const names = revisions.flatMap((revision) => [`${revision}^{commit}`, `${revision}^{tree}`]);
	const asked = await git.objects("info", names);
	if ("failed" in asked && /not a git repository/i.test(asked.failed.stderr)) throw inputError(`${git.directory} is not a git checkout`, { hint: git.cure("checkout") });
	if ("failed" in asked) throw git.explain(["cat-file"], asked.failed);
	const lines = asked.output.toString().split("\n");
	const id = (line = "") => /^([0-9a-f]{40,64}) (?:commit|tree) /.exec(line)?.[1];
	const found = /* @__PURE__ */ new Map();
	const treeless = [];
	for (const [i, revision] of revisions.entries()) {
		const [commit, tree] = [id(lines[2 * i]), id(lines[2 * i + 1])];
		if (commit !== void 0 && tree !== void 0) found.set(revision, {
			commit,
			tree
		});
		else if (commit !== void 0) treeless.push(revision);
	}
	if (treeless.length === 0 || !mayBring) return found;
	await bringTrees(git, treeless);
	return new Map([...found, ...await commits(git, treeless, false)]);
}
function refuseOption(revision) {
	if (revision.startsWith("-") || revision === "" || revision.includes("\n")) throw inputError(`the revision ${JSON.stringify(revision)} does not exist in this checkout`, { hint: "A revision is a branch, a tag or a commit." });
}
async function parentsOf(git, commit) {
	const found = await git.attempt([
		"cat-file",
		"commit",
		commit
	]);
	return [...(found.ok ? found.stdout.split("\n\n", 1)[0] ?? "" : "").matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, id = ""]) => id);
}
async function isWithin(git, commit, other) {
	return (await git.attempt([
		"merge-base",
		"--is-ancestor",
		commit,
		other
	])).ok;
}
async function isSameFolder(git, path, [one, other]) {
	await bringTrees(git, [one, other]);
	const folder = path.split("/").filter((part) => part !== "" && part !== ".");
	const idOf = async (commit) => (await git.attempt([
		"rev-parse",
		"--verify",
		"--quiet",
		`${commit}:${folder.join("/")}`
	])).stdout.trim();
	const [a, b] = await Promise.all([idOf(one), idOf(other)]);
	return a !== "" && a === b;
}
async function mergeOf(git, commit, tip) {
	const listed = await git.attempt([
		"rev-list",
		"--first-parent",
		"--parents",
		`${commit}..${tip}`,
		"--"
	]);
	if (!listed.ok) return void 0;
	const [merge, onto, second] = listed.stdout.trim().split("\n").at(-1)?.split(" ") ?? [];
	return merge !== void 0 && onto !== void 0 && second === commit ? {
		merge,
		onto
	} : void 0;
}
async function isShallow(git) {
	return (await git.run(["rev-parse", "--is-shallow-repository"])).trim() === "true";
}
async function branchesWith(git, commit) {
	const listed = await git.attempt([
		"for-each-ref",
		`--contains=${commit}`,
		"--format=%(refname)",
		...["refs/heads", "refs/remotes/origin"]
	]);
	if (!listed.ok) return [];
	const names = listed.stdout.split("\n").flatMap((ref) => /^refs\/(?:heads|remotes\/origin)\/(.+)$/.exec(ref)?.[1] ?? []);
	return [...new Set(names)].filter((name) => name !== "HEAD");
}

// src/git/bounds.ts
var Bounds = class {
	signal;
	#limits;
	#controller = new AbortController();
	constructor(limits, signal) {
		this.#limits = limits;
		const signals = [...signal ? [signal] : [], ...limits ? [AbortSignal.timeout(limits.deadline), this.#controller.signal] : []];
		this.signal = signals.length === 0 ? void 0 : AbortSignal.any(signals);
	}
	get isCounting() {
		return this.#limits !== void 0;
	}
	get passed() {
		const reason = this.signal?.aborted === true ? this.signal.reason : void 0;
		if (reason === void 0) return void 0;
		if (reason instanceof Error && reason.name !== "TimeoutError") return reason.message;
		return `timed out after ${Math.round((this.#limits?.deadline ?? 0) / 1e3)} s`;
	}
	count(output) {
		let length = 0;
		output.on("data", (chunk) => {
			length += chunk.length;
			if (length > (this.#limits?.output ?? Number.POSITIVE_INFINITY)) this.#controller.abort(/* @__PURE__ */ new Error(`its output is larger than ${this.#limits?.output} bytes`));
		});
	}
};

// src/git/ci-words.ts
function ciSystemOf(environment) {
	if (environment["GITHUB_ACTIONS"] === "true") return "github";
	return environment["GITLAB_CI"] === "true" ? "gitlab" : void 0;
}
const words = {
	history: {
		github: "Set fetch-depth: 0 for actions/checkout.",
		gitlab: "Set GIT_DEPTH: \"0\" for this job.",
		none: "Fetch the history: git fetch --unshallow."
	},
	checkout: {
		github: "Run actions/checkout before this step, and set path to the folder that it checks out to.",
		gitlab: "Do not set GIT_STRATEGY of this job to none or empty, or set path to the folder of the clone.",
		none: "Clone the infra repo first, or set path to the folder of the clone."
	},
	contents: {
		github: "Remove filter from actions/checkout (sparse-checkout sets it automatically), or let it keep its credentials (persist-credentials).",
		gitlab: "Remove --filter from GIT_FETCH_EXTRA_FLAGS and GIT_CLONE_EXTRA_FLAGS of this job.",
		none: "Clone the infra repo without --filter."
	},
	sparse: {
		github: "Remove sparse-checkout from actions/checkout, or list all folders that apps use in it.",
		gitlab: "Remove the step that sets git sparse-checkout, or list all folders that apps use in it.",
		none: "Fetch them: git sparse-checkout disable."
	}
};
function checkoutCure(missing, environment) {
	return words[missing][ciSystemOf(environment) ?? "none"];
}

// src/git/environment.ts
const inherited = /* @__PURE__ */ new Set([
	"GIT_ASKPASS",
	"GIT_AUTHOR_EMAIL",
	"GIT_AUTHOR_NAME",
	"GIT_COMMITTER_EMAIL",
	"GIT_COMMITTER_NAME",
	"GIT_EXEC_PATH",
	"GIT_PROXY_SSL_CAINFO",
	"GIT_SSH",
	"GIT_SSH_COMMAND",
	"GIT_SSH_VARIANT",
	"GIT_SSL_CAINFO",
	"GIT_SSL_CAPATH",
	"GIT_SSL_CERT",
	"GIT_SSL_KEY",
	"GIT_SSL_NO_VERIFY"
]);
const places = /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)$/;
const always = [
	["core.hooksPath", "/dev/null"],
	["core.attributesFile", "/dev/null"],
	["core.fsmonitor", "false"],
	["core.askPass", ""],
	["core.logAllRefUpdates", "false"],
	["credential.interactive", "false"],
	["gc.auto", "0"],
	["maintenance.auto", "false"],
	["fetch.writeCommitGraph", "false"],
	["fetch.recurseSubmodules", "false"],
	["fetch.prune", "false"],
	["transfer.bundleURI", "false"],
	["push.recurseSubmodules", "no"],
	["push.followTags", "false"],
	["push.gpgSign", "false"],
	["user.useConfigOnly", "true"],
	["protocol.allow", "never"]
];
const silent = {
	LC_ALL: "C",
	GIT_ATTR_NOSYSTEM: "1",
	GIT_CONFIG_NOSYSTEM: "1",
	GIT_NO_LAZY_FETCH: "1",
	GIT_NO_REPLACE_OBJECTS: "1",
	GIT_OPTIONAL_LOCKS: "0",
	GIT_TERMINAL_PROMPT: "0",
	GCM_INTERACTIVE: "never",
	SSH_ASKPASS: "false",
	SSH_ASKPASS_REQUIRE: "force"
};
function gitEnvironment(base, settings, extra, isWanted) {
	const result = inheritedVariables(base, (name) => inherited.has(name) || isWanted?.(name) === true);
	result["GIT_ASKPASS"] ??= "";
	const all = [
		...settings.user,
		...always,
		...settings.own
	];
	result["GIT_CONFIG_COUNT"] = String(all.length);
	for (const [index, [key, value]] of all.entries()) {
		result[`GIT_CONFIG_KEY_${index}`] = key;
		result[`GIT_CONFIG_VALUE_${index}`] = value;
	}
	const certain = {
		GIT_CONFIG_GLOBAL: "/dev/null",
		...silent,
		...extra
	};
	for (const [key, value] of Object.entries(certain)) if (value !== void 0) result[key] = value;
	return result;
}
function readingEnvironment(base, extra = {}) {
	const result = inheritedVariables(base, (name) => places.test(name));
	const certain = {
		...silent,
		GIT_CONFIG_NOSYSTEM: base["GIT_CONFIG_NOSYSTEM"],
		GIT_TRACE2: "0",
		GIT_TRACE2_EVENT: "0",
		GIT_TRACE2_PERF: "0",
		...extra
	};
	for (const [key, value] of Object.entries(certain)) if (value === void 0) delete result[key];
	else result[key] = value;
	return result;
}

// src/git/failures.ts
const OF_ANOTHER = /dubious ownership|unsafe repository/;
function isNoRepository(stderr) {
	return /not a git repository/i.test(stderr);
}
const explanations = [
	{
		pattern: /spawn git ENOENT/,
		kind: "input",
		message: () => "git is not installed, or not on the PATH",
		hint: "Install git 2.32 or newer."
	},
	{
		pattern: OF_ANOTHER,
		kind: "input",
		message: (subject) => `${subject} belongs to another user, so git refuses to use it`,
		hint: (_command, subject, words) => `If you trust it, as with the checkout of a job, run this first: git config --global --add safe.directory ${quoted(/repository at '([^'\n]+)'/.exec(words)?.[1] ?? subject)}`
	},
	{
		pattern: /Proxy Authentication Required|HTTP code 407|response 407/i,
		kind: "remote",
		message: (subject) => `the proxy for ${subject} responds with 407`,
		hint: cureOfUnreachable("the proxy responds with 407")
	},
	{
		pattern: /certificate verification failed|SSL certificate problem|self.signed certificate/i,
		kind: "remote",
		message: (subject) => `the certificate of ${subject} is not trusted`,
		hint: cureOfUnreachable("certificate")
	},
	{
		pattern: /refusing to update checked out branch|branch is currently checked out/,
		kind: "input",
		message: (subject) => `${subject} has this branch checked out, and git refuses to move it under its files`,
		hint: "Use a bare repository, or there: git config receive.denyCurrentBranch updateInstead."
	},
	{
		pattern: /hook declined|protected branch|GH006|GH013|denying non-fast-forward|deletion prohibited/,
		kind: "refused",
		message: (subject) => `${subject} rejected this change`,
		hint: "A hook or a branch protection of the server forbids it."
	},
	{
		pattern: /Could not resolve host|Name or service not known|Temporary failure in name resolution/i,
		kind: "remote",
		message: (subject) => `the host of ${subject} could not be resolved`,
		hint: "Check the address, the network and the proxy."
	},
	{
		pattern: /Host key verification failed/,
		kind: "input",
		message: (subject) => `the ssh host key of ${subject} is not known`,
		hint: "Add it to known_hosts (ssh-keyscan) after checking its fingerprint."
	},
	{
		pattern: /Authentication failed|could not read (Username|Password)|terminal prompts disabled|Permission denied \(|returned error: 40[13]|Invalid username or/i,
		kind: "input",
		message: (subject) => `${subject} did not accept the credentials, or none were sent`,
		hint: (command) => `Check the token or key: it must have permission to ${command === "push" ? "write to" : "read"} the repository.`,
		isAccess: true
	},
	{
		pattern: /couldn't find remote ref|Remote branch .* not found|unknown revision|not a valid object name/i,
		kind: "input",
		message: (subject) => `${subject} has no such branch or commit`,
		hint: "Check the name."
	},
	{
		pattern: /not a git repository|does not appear to be a git repository|repository .*not found|does not exist|returned error: 404/i,
		kind: "input",
		message: (subject) => `no git repository was found at ${subject}, or the credentials have no access to it`,
		hint: "Check the path or URL, and the permissions of the credentials.",
		isAccess: true
	},
	{
		pattern: /Permission denied|insufficient permission|unpacker error|unable to create temporary|Read-only file system|No space left|Disk quota/i,
		kind: "remote",
		message: (subject) => `${subject} cannot be read from or written to disk`,
		hint: "Check the permissions of the folder and the free disk space."
	},
	{
		pattern: /Failed to connect|Couldn't connect|Connection (refused|reset|timed out|closed)|timed out|RPC failed/i,
		kind: "remote",
		message: (subject) => `${subject} cannot be reached`,
		hint: "Check the network and the proxy, or try again later."
	}
];
function explainFailure(stderr, { command, subject, access }) {
	const words = essence(stderr);
	const read = stderr.slice(-1e4);
	const found = explanations.find(({ pattern }) => pattern.test(read));
	if (!found) return new FairleadError("remote", [{ message: `git ${command} failed at ${subject}: ${words}` }]);
	const message = words === "" ? found.message(subject) : `${found.message(subject)} (${words})`;
	const own = typeof found.hint === "string" ? found.hint : found.hint(command, subject, read);
	const hint = found.isAccess && access !== void 0 ? access : own;
	return new FairleadError(found.kind, [{
		message,
		hint
	}]);
}
function essence(stderr) {
	const text = stderr.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== "" && !/^(hint:|To |From |at |Please make sure|and the repository exists)/.test(line)).join("; ");
	return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
function quoted(path) {
	return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

// src/git/process.ts
const unsafe = {
	allowUnsafeAskPass: true,
	allowUnsafeConfigEnvCount: true,
	allowUnsafeConfigPaths: true,
	allowUnsafeCredentialHelper: true,
	allowUnsafeExec: true,
	allowUnsafeFsMonitor: true,
	allowUnsafeGitProxy: true,
	allowUnsafeHooksPath: true,
	allowUnsafeInclude: true,
	allowUnsafeProtocolOverride: true,
	allowUnsafeSshCommand: true,
	allowUnsafeTemplateDir: true,
	allowUnsafeUrlRewrite: true
};
var Failure = class extends O {
	result;
	constructor(result) {
		super(void 0, result.stderr);
		this.result = result;
	}
};
async function runGit(args, options) {
	const ended = await end(options.bounds, () => prepare(options).raw([...args]));
	return "failed" in ended ? ended.failed : {
		ok: true,
		stdout: ended.output,
		stderr: ""
	};
}
async function runCatFile(args, options) {
	const ended = await end(options.bounds, () => prepare(options).binaryCatFile([...args]));
	return "failed" in ended ? ended : { output: Buffer.from(ended.output) };
}
async function end(bounds, run) {
	try {
		return { output: await run() };
	} catch (error) {
		if (bounds.passed !== void 0) return { failed: {
			ok: false,
			stdout: "",
			stderr: bounds.passed
		} };
		if (error instanceof Failure) return { failed: error.result };
		throw error;
	}
}
function prepare({ directory, environment, input, bounds, secrets }) {
	const bytes = input === void 0 ? void 0 : Buffer.from(input);
	const opened = open$1({
		baseDir: directory,
		allowEnvironment: Object.keys(environment).filter((name) => /^(GIT_|SSH_ASKPASS$)/i.test(name)),
		unsafe,
		completion: {
			onClose: true,
			onExit: false
		},
		errors: (error, { exitCode, stdOut, stdErr }) => {
			if (exitCode === 0) return error;
			const stderr = mask(Buffer.concat(stdErr).toString(), secrets);
			return new Failure({
				ok: false,
				stdout: Buffer.concat(stdOut).toString(),
				stderr
			});
		},
		...bytes ? { input: () => bytes } : {},
		...bounds.signal ? { abort: bounds.signal } : {}
	}).env(environment);
	return bounds.isCounting ? opened.outputHandler((_command, output) => bounds.count(output)) : opened;
}
function open$1(options) {
	try {
		return wo(options);
	} catch (error) {
		if (error instanceof O) throw inputError(`there is no folder ${options.baseDir}`);
		throw error;
	}
}

// src/temporary/lock.ts
const LOCK = "fairlead.lock";
function ownLock() {
	const lock = {
		...here(),
		pid: process.pid,
		start: startOf$1(process.pid)
	};
	return JSON.stringify(lock);
}
function isGone(text) {
	const lock = readLock$1(text);
	const { host, boot, namespace } = here();
	if (lock?.host !== host) return false;
	if (boot !== void 0 && lock.boot !== void 0 && boot !== lock.boot) return true;
	if (lock.namespace !== namespace) return false;
	if (!isRunning(lock.pid)) return true;
	const start = startOf$1(lock.pid);
	return start !== void 0 && lock.start !== void 0 && start !== lock.start;
}
function readLock$1(text) {
	try {
		const { host, boot, namespace, pid, start } = JSON.parse(text);
		if (typeof host !== "string" || typeof pid !== "number" || !Number.isSafeInteger(pid) || pid < 1) return void 0;
		return {
			host,
			boot,
			namespace,
			pid,
			start
		};
	} catch {
		return;
	}
}
function here() {
	const boot = attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
	return {
		host: hostname(),
		boot,
		namespace: attempt(() => readlinkSync("/proc/self/ns/pid"))
	};
}
function isRunning(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code !== "ESRCH";
	}
}
function startOf$1(pid) {
	const line = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
	return line?.slice(line.lastIndexOf(")") + 2).split(" ")[19];
}
function attempt(read) {
	try {
		return read();
	} catch {
		return;
	}
}

// src/temporary/abandoned.ts
const MOST_BYTES = 1e3;
async function removeAbandoned(place) {
	for (const name of await readdir(place)) {
		if (!/^fairlead-[A-Za-z0-9-]+$/.test(name)) continue;
		const folder = join(place, name);
		if (!await isOurs(folder) || !isGone(await readLock(folder))) continue;
		const claimed = join(place, `fairlead-gone-${randomBytes(6).toString("hex")}`);
		if (await rename(folder, claimed).then(() => true, () => false) && isGone(await readLock(claimed))) await rm(claimed, {
			recursive: true,
			force: true
		});
	}
}
async function isOurs(folder) {
	const status = await lstat(folder).catch(() => void 0);
	if (!status?.isDirectory()) return false;
	const user = process.getuid?.();
	return user === void 0 || status.uid === user && (status.mode & 63) === 0;
}
async function readLock(folder) {
	const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
	const file = await open(join(folder, LOCK), flags).catch(() => void 0);
	if (!file) return "";
	try {
		const status = await file.stat();
		return status.isFile() && status.size <= MOST_BYTES ? await file.readFile("utf8") : "";
	} catch {
		return "";
	} finally {
		await file.close();
	}
}

// src/temporary/folders.ts
const folders = /* @__PURE__ */ new Set();
const cleaned = /* @__PURE__ */ new Set();
const signals = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
function makeTemporary(base = tmpdir()) {
	const [place, folder] = makeIn(base);
	if (folders.size === 0) {
		process.on("exit", removeAll);
		for (const signal of signals) process.on(signal, endBySignal);
	}
	folders.add(folder);
	writeFileSync(join(folder, LOCK), ownLock(), {
		flag: "wx",
		mode: 384
	});
	if (!cleaned.has(place)) removeAbandoned(place).catch(() => void 0);
	cleaned.add(place);
	return folder;
}
function makeIn(base) {
	try {
		const place = realpathSync(base);
		return [place, mkdtempSync(join(place, "fairlead-"))];
	} catch (error) {
		throw inputError(`cannot create a temporary folder in ${base}: ${error.message}`, { hint: "The variable TMPDIR sets the folder for temporary files. The folder must exist and be writable for the user of this job." });
	}
}
async function removeTemporary(folder) {
	await rm(folder, {
		recursive: true,
		force: true,
		maxRetries: 5
	});
	folders.delete(folder);
	if (folders.size === 0) stopListening();
}
function removeAll() {
	for (const folder of folders) rmSync(folder, {
		recursive: true,
		force: true,
		maxRetries: 5
	});
}
function stopListening() {
	process.off("exit", removeAll);
	for (const signal of signals) process.off(signal, endBySignal);
}
function endBySignal(signal) {
	removeAll();
	stopListening();
	if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

// src/git/foreign.ts
const FETCHED = "fetched";
async function findRepository(place) {
	return findFrom(place, startOf(place));
}
async function findFrom(place, start) {
	const { directory, environment } = place;
	const result = await read([
		"rev-parse",
		"--path-format=absolute",
		"--git-dir",
		"--git-common-dir",
		"--show-object-format"
	], start ?? directory, environment, ceilingOf(place));
	if (!result.ok) return { failed: result };
	const [gitDir = "", commonDir = "", objectFormat = ""] = result.stdout.split(/\r?\n/);
	return {
		start: start ?? directory,
		gitDir,
		commonDir: realpathSync(commonDir),
		top: start === void 0 ? void 0 : realpathSync(start),
		objectFormat
	};
}
function startOf({ directory, isNamed }) {
	if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw inputError(`there is no folder ${directory}`);
	if (isNamed !== true) return checkoutAround(resolve(directory));
	return statusOf(join(directory, ".git")) ? resolve(directory) : void 0;
}
function ceilingOf({ directory, isNamed }) {
	return isNamed === true ? { GIT_CEILING_DIRECTORIES: dirname(realpathSync(directory)) } : {};
}
async function readUserSettings(environment) {
	const isNowhere = (name) => environment[name] === devNull || environment[name] === "/dev/null";
	return !environment["GIT_CONFIG_NOSYSTEM"] && !isNowhere("GIT_CONFIG_SYSTEM") || !isNowhere("GIT_CONFIG_GLOBAL") || environment["GIT_CONFIG_COUNT"] !== void 0 ? readConfig("/", environment, { GIT_DIR: devNull }) : [];
}
async function readConfig(start, environment, extra) {
	const result = await read([
		"config",
		"--list",
		"--includes",
		"--show-scope",
		"--show-origin",
		"-z"
	], start, environment, extra);
	return result.ok ? parseConfig(result.stdout, start) : [];
}
function read(args, directory, environment, extra) {
	const bounds = new Bounds(void 0);
	return runGit(args, {
		directory,
		environment: readingEnvironment(environment, extra),
		bounds,
		secrets: []
	});
}
async function openForeign(place) {
	const start = startOf(place);
	const [found, entries] = await Promise.all([findFrom(place, start), readConfig(start ?? place.directory, place.environment, ceilingOf(place))]);
	if ("failed" in found) return found;
	const own = makeTemporary();
	const refStorage = settingOf(entries, "extensions.refstorage");
	await borrow(found, own, refStorage);
	const known = settingOf(entries, "remote.origin.url");
	const origin = known === void 0 ? void 0 : absolute(known, found.start);
	const settings = allowedSettings(entries, found);
	return {
		directory: own,
		index: join(own, "index"),
		fetched: join(own, FETCHED),
		top: found.top,
		settings: origin === void 0 ? settings : [...settings, ["remote.origin.url", origin]],
		origin: origin === void 0 ? void 0 : rewritten(origin, settings, "fetch"),
		defaultBranch: await defaultBranchIn(found, refStorage, place),
		safeDirectories: safeDirectories(entries),
		isPartial: entries.some(({ key, value }) => key === "extensions.partialclone" || /^remote\..*\.promisor$/.test(key) && value === "true"),
		isSparse: settingOf(entries, "core.sparsecheckout") === "true",
		filters: new Set(entries.flatMap(({ key }) => /^filter\.(.+)\.(?:clean|process)$/.exec(key)?.[1] ?? []))
	};
}
async function defaultBranchIn({ commonDir }, refStorage, place) {
	const name = "refs/remotes/origin/";
	const told = refStorage === void 0 || refStorage === "files" ? (await readFile(join(commonDir, name, "HEAD"), "utf8").catch(() => "")).replace(/^ref: */, "") : (await read([
		"symbolic-ref",
		"--quiet",
		`${name}HEAD`
	], place.directory, place.environment)).stdout;
	return told.startsWith(name) ? told.trim().slice(20) : void 0;
}
function absolute(address, start) {
	return !/^[a-z0-9+.-]+::?/i.test(address) && !/^[^/\\:]{2,}:/.test(address) && !isAbsolute(address) ? resolve(start, address) : address;
}
async function borrow(found, own, refStorage) {
	const { gitDir, commonDir, objectFormat } = found;
	const objects = join(commonDir, "objects");
	if (/[\r\n]/.test(objects)) throw inputError(`${JSON.stringify(objects)} cannot be used: it contains a line break`);
	await Promise.all([
		mkdir(join(own, "objects", "info"), { recursive: true }),
		mkdir(join(own, "info")),
		link(join(commonDir, "refs"), join(own, "refs")),
		link(join(commonDir, "logs"), join(own, "logs")),
		link(join(commonDir, "reftable"), join(own, "reftable"))
	]);
	const extensions = [...objectFormat === "" || objectFormat === "sha1" ? [] : [`objectFormat = ${objectFormat}`], ...refStorage === "reftable" ? ["refStorage = reftable"] : []];
	const config = [
		`[core]`,
		`repositoryformatversion = ${extensions.length > 0 ? 1 : 0}`,
		"bare = true",
		"[extensions]",
		...extensions
	];
	await Promise.all([
		writeFile(join(own, "config"), `${config.join("\n")}\n`),
		writeFile(join(own, "objects", "info", "alternates"), `${objects}\n`),
		copy(join(gitDir, "HEAD"), join(own, "HEAD")),
		copy(join([gitDir, commonDir].find((folder) => existsSync(join(folder, "FETCH_HEAD"))) ?? gitDir, "FETCH_HEAD"), join(own, FETCHED)),
		copy(join(commonDir, "packed-refs"), join(own, "packed-refs")),
		copy(join(commonDir, "shallow"), join(own, "shallow")),
		copy(join(commonDir, "info", "exclude"), join(own, "info", "exclude")),
		copy(join(gitDir, "info", "sparse-checkout"), join(own, "info", "sparse-checkout")),
		borrowIndex(gitDir, own)
	]);
}
async function link(target, path) {
	if (existsSync(target)) await symlink(target, path, "junction");
}
async function copy(from, to) {
	if ((await lstat(from).catch(() => void 0))?.isFile() === true) await copyFile(from, to);
}
async function borrowIndex(gitDir, own) {
	if (!await copyIndex(join(gitDir, "index"), join(own, "index"))) return;
	const parts = (await readdir(gitDir)).filter((name) => name.startsWith("sharedindex."));
	await Promise.all(parts.map((name) => copy(join(gitDir, name), join(own, name))));
}
async function copyIndex(from, to) {
	const status = await lstat(from).catch(() => void 0);
	if (status?.isFile() !== true) return false;
	await copyFile(from, to);
	const time = Math.floor(status.mtimeMs / 1e3) - 1;
	await utimes(to, time, time);
	return true;
}

// src/git/header.ts
function headerSettings(authorization) {
	if (!authorization) return [];
	const key = `http.${authorization.url}.extraheader`;
	return [[key, ""], [key, `Authorization: ${authorization.value}`]];
}
function secretsOf(authorization) {
	return authorization ? secretsOfHeader(authorization.value) : [];
}
function secretOfSetting([key, value]) {
	const header = key.endsWith(".extraheader") ? /^authorization:\s*(.+)$/i.exec(value)?.[1] : void 0;
	return header === void 0 ? [] : secretsOfHeader(header);
}
function secretsOfHeader(value) {
	const credentials = value.replace(/^\S+\s+/, "");
	const decoded = Buffer.from(credentials, "base64").toString();
	return [
		value,
		credentials,
		decoded,
		decoded.replace(/^[^:]*:/, "")
	];
}

// src/git/object-process.ts
const IDLE = 1e3;
const running = /* @__PURE__ */ new Map();
async function endAll() {
	await Promise.all([...running].map(([child, ended]) => {
		child.ref();
		child.stdin.end();
		return ended;
	}));
}
var ObjectProcess = class {
	#start;
	#child;
	#question;
	#last = Promise.resolve();
	#timer;
	#isOut = false;
	constructor(start) {
		this.#start = start;
	}
	async ask(asked, names) {
		if (names.some((name) => name.includes("\n"))) return void 0;
		const answer = this.#last.then(() => this.#ask(asked, names));
		this.#last = answer;
		return answer;
	}
	#ask(asked, names) {
		if (this.#isOut) return Promise.resolve(void 0);
		clearTimeout(this.#timer);
		const child = this.#child ??= this.#open();
		const end = `fairlead-${randomBytes(16).toString("hex")}`;
		const commands = names.map((name) => `${asked} ${name}\n`).join("");
		return new Promise((answer) => {
			hold(child, true);
			this.#question = {
				child,
				end: `${end} missing\n`,
				chunks: [],
				tail: Buffer.alloc(0),
				answer
			};
			child.stdin.write(`${commands}info ${end}\nflush\n`);
		});
	}
	#open() {
		const { directory, environment } = this.#start();
		const child = spawn("git", [
			"cat-file",
			"--batch-command",
			"--buffer"
		], {
			cwd: directory,
			env: environment,
			windowsHide: true
		});
		child.stdout.on("data", (chunk) => this.#take(chunk));
		child.stderr.resume();
		child.stdin.on("error", () => void 0);
		const ended = new Promise((resolve) => {
			const over = () => {
				running.delete(child);
				if (running.size === 0) process.off("beforeExit", endAll);
				if (this.#child === child) this.#child = void 0;
				if (this.#question?.child === child) {
					this.#isOut = true;
					this.#question.answer(void 0);
					this.#question = void 0;
				}
				resolve();
			};
			child.once("error", over);
			child.once("close", over);
		});
		if (running.size === 0) process.on("beforeExit", endAll);
		running.set(child, ended);
		return child;
	}
	#take(chunk) {
		const question = this.#question;
		if (!question) return;
		const { child, end, chunks } = question;
		chunks.push(chunk);
		question.tail = Buffer.concat([question.tail, chunk.subarray(-end.length)]).subarray(-end.length);
		if (question.tail.toString("latin1") !== end) return;
		this.#question = void 0;
		const output = Buffer.concat(chunks);
		question.answer(output.subarray(0, output.length - end.length));
		hold(child, false);
		this.#timer = setTimeout(() => {
			this.#child = void 0;
			child.stdin.end();
		}, IDLE).unref();
	}
};
function hold(child, isHeld) {
	const how = isHeld ? "ref" : "unref";
	for (const one of [
		child,
		child.stdin,
		child.stdout,
		child.stderr
	]) one[how]();
}

// src/git/git.ts
function createGit(options) {
	const lasting = [...options.settings ?? [], ...headerSettings(options.authorization)];
	let opened;
	let reader;
	const open = () => opened ??= options.bare === true ? openOwn(options, lasting) : openTheirs(options, lasting);
	function processOf(ready, runOptions, bounds) {
		const { input, environment, settings = [], inWorktree = false } = runOptions;
		const worktree = inWorktree && ready.top !== void 0 ? { GIT_WORK_TREE: ready.top } : {};
		return {
			directory: inWorktree ? options.directory : ready.directory,
			environment: gitEnvironment(options.environment, {
				user: ready.user,
				own: [
					...ready.protocols,
					...lasting,
					...settings
				]
			}, {
				...ready.place,
				...worktree,
				...environment
			}, ready.isWanted),
			input,
			bounds,
			secrets: ready.secrets
		};
	}
	async function attempt(args, runOptions = {}) {
		const ready = await open();
		if ("failed" in ready) return ready.failed;
		return runGit(args, processOf(ready, runOptions, new Bounds(options.limits, runOptions.signal)));
	}
	function explain(args, result) {
		return explainFailure(result.stderr, {
			command: args[0] ?? "",
			subject: options.subject ?? options.directory,
			access: options.access
		});
	}
	return {
		directory: options.directory,
		cure: (missing) => checkoutCure(missing, options.environment),
		attempt,
		explain,
		async run(args, runOptions) {
			const result = await attempt(args, runOptions);
			if (!result.ok) throw explain(args, result);
			return result.stdout;
		},
		async objects(asked, names) {
			const ready = await open();
			if ("failed" in ready) return ready;
			if (options.bare !== true && options.limits === void 0) {
				reader ??= new ObjectProcess(() => processOf(ready, {}, new Bounds(void 0)));
				const output = await reader.ask(asked, names);
				if (output) return { output };
			}
			const input = names.map((name) => `${name}\n`).join("");
			return runCatFile([asked === "info" ? "--batch-check" : "--batch", "--buffer"], processOf(ready, { input }, new Bounds(options.limits)));
		},
		async tryAbout() {
			const ready = await open();
			return "failed" in ready ? void 0 : ready;
		},
		async refusal() {
			const ready = await open();
			return "failed" in ready && !isNoRepository(ready.failed.stderr) ? explain(["rev-parse"], ready.failed) : void 0;
		},
		async about() {
			const ready = await open();
			if ("failed" in ready) throw explain(["rev-parse"], ready.failed);
			return ready;
		}
	};
}
async function openOwn(options, lasting) {
	const entries = await readUserSettings(options.environment);
	const { directory } = options;
	return readyOf(options, lasting, {
		directory,
		user: allowedSettings(entries),
		safe: safeDirectories(entries),
		top: void 0,
		isPartial: false,
		isSparse: false,
		filters: /* @__PURE__ */ new Set(),
		origin: void 0,
		defaultBranch: void 0,
		index: join(directory, "index"),
		fetched: join(directory, "FETCH_HEAD")
	});
}
async function openTheirs(options, lasting) {
	const foreign = await openForeign(options);
	if ("failed" in foreign) return foreign;
	return readyOf(options, lasting, {
		...foreign,
		user: foreign.settings,
		safe: foreign.safeDirectories
	});
}
async function readyOf(options, lasting, found) {
	const { directory, user, safe, top, isPartial, isSparse, filters, origin, defaultBranch, index, fetched } = found;
	const all = [...user, ...lasting];
	const scripts = await Promise.all(["GIT_ASKPASS", "GIT_SSH"].map((name) => textOfScript(options.environment[name])));
	const protocols = protocolsFor(all);
	return {
		top,
		isPartial,
		isSparse,
		filters,
		origin,
		defaultBranch,
		index,
		fetched,
		directory,
		user,
		protocols,
		place: {
			GIT_DIR: directory,
			...safe.length > 0 && protocols.some(([key]) => key === "protocol.file.allow") ? { GIT_CONFIG_GLOBAL: await writeSafeDirectories(directory, safe) } : {}
		},
		isWanted: variablesForHelpers(user, options.environment, scripts),
		secrets: [...secretsOf(options.authorization), ...all.flatMap(secretOfSetting)]
	};
}
function protocolsFor(settings) {
	const found = settings.flatMap(([key, value]) => /^remote\..*\.url$/.test(key) ? [value] : []).flatMap((address) => [protocolOf(address, settings, "fetch"), protocolOf(address, settings, "push")]);
	return [...new Set(found)].flatMap((name) => name === void 0 ? [] : [[`protocol.${name}.allow`, "always"]]);
}
async function writeSafeDirectories(directory, safe) {
	const file = join(directory, "safe-directories");
	const lines = safe.map((folder) => `directory = ${JSON.stringify(folder)}`);
	await writeFile(file, `[safe]\n${lines.join("\n")}\n`);
	return file;
}
async function textOfScript(path) {
	if (path === void 0 || path === "") return "";
	const content = await readFile(path).catch(() => void 0);
	return content !== void 0 && content.length < 65536 ? content.toString("latin1") : "";
}

// src/git/listing.ts
function listingOfText(output) {
	for (let start = 0, end = 0; (end = output.indexOf("\0", start)) >= 0; start = end + 1) if (end - start > 4096) refuseLong(output.slice(output.indexOf("	", start) + 1, end));
	return /^[\0-\x7f]*$/.test(output) ? new TextListing(output) : new EntryListing(entriesOf(output));
}
function entriesOf(output) {
	return output.split("\0").filter(Boolean).flatMap(parseEntry);
}
var TextListing = class {
	#text;
	#whole;
	#asked = 0;
	constructor(text) {
		this.#text = text;
	}
	get(path) {
		if (this.#whole || ++this.#asked > 500) return this.#entries().get(path);
		const [entry] = parseEntry(this.#recordAt(this.#find(path)));
		return entry?.path === path ? entry : void 0;
	}
	isFolder(path) {
		return path === "" || this.#pathAt(this.#find(`${path}/`))?.startsWith(`${path}/`) === true;
	}
	children(folder) {
		const prefix = folder === "" ? "" : `${folder}/`;
		const children = [];
		for (let at = this.#find(prefix);;) {
			const path = this.#pathAt(at);
			if (path === void 0 || !path.startsWith(prefix)) return children;
			const slash = path.indexOf("/", prefix.length);
			const child = slash < 0 ? path : path.slice(0, slash);
			children.push(child);
			at = slash < 0 ? this.#next(at) : this.#find(`${child}0`);
		}
	}
	below(folder) {
		const prefix = folder === "" ? "" : `${folder}/`;
		const start = this.#find(prefix);
		return entriesOf(this.#text.slice(start, folder === "" ? void 0 : this.#find(`${folder}0`)));
	}
	folders() {
		return this.#entries().folders();
	}
	all() {
		return this.#entries().all();
	}
	links() {
		const links = [];
		const mark = "120000 blob ";
		for (let at = this.#text.indexOf(mark); at >= 0; at = this.#text.indexOf(mark, at + 1)) if (at === 0 || this.#text[at - 1] === "\0") links.push(...parseEntry(this.#recordAt(at)));
		return links;
	}
	#entries() {
		return this.#whole ??= new EntryListing(entriesOf(this.#text));
	}
	#find(path) {
		let [low, high] = [0, this.#text.length];
		while (low < high) {
			const start = this.#text.lastIndexOf("\0", (low + high >> 1) - 1) + 1;
			const middle = Math.max(start, low);
			if ((this.#pathAt(middle) ?? "") < path) low = this.#next(middle);
			else high = middle;
		}
		return low;
	}
	#next(at) {
		return this.#text.indexOf("\0", at) + 1;
	}
	#recordAt(at) {
		return this.#text.slice(at, Math.max(at, this.#next(at) - 1));
	}
	#pathAt(at) {
		if (at >= this.#text.length) return void 0;
		return this.#text.slice(this.#text.indexOf("	", at) + 1, this.#next(at) - 1);
	}
};
function parseEntry(record) {
	const tab = record.indexOf("	");
	const [mode = "", type = "", oid = ""] = record.slice(0, Math.max(0, tab)).split(" ");
	const path = record.slice(tab + 1);
	return type === "tree" || oid === "" ? [] : [{
		path,
		mode: fileMode(mode),
		oid
	}];
}

// src/git/revision-tree.ts
function revisionTree(git, revision, options = {}) {
	let listing;
	let prepared;
	async function listFiles(options, paths) {
		await prepare();
		const args = [
			"ls-tree",
			...options,
			"-z",
			"--full-tree",
			revision,
			"--",
			...paths
		];
		return git.run(args, { environment: { GIT_LITERAL_PATHSPECS: "1" } });
	}
	async function listAll() {
		if (!options.like) return listingOfText(await listFiles(["-r"], []));
		const { tree, changes } = options.like;
		const other = await listingOf(tree);
		const edited = changes.flatMap(({ path, entry }) => entry && other.get(path)?.mode === entry.mode ? [entry] : []);
		if (edited.length === changes.length) return new EditedListing(other, edited);
		const entries = new Map(other.all().map((entry) => [entry.path, entry]));
		for (const { path, entry } of changes) if (entry) entries.set(path, entry);
		else entries.delete(path);
		return new EntryListing([...entries.values()]);
	}
	function prepare() {
		prepared ??= options.prepare?.() ?? Promise.resolve();
		return prepared;
	}
	async function find(paths) {
		const wanted = [...new Set(paths)].filter((path) => pathFault(path) === void 0);
		if (wanted.length === 0) return [];
		if (wanted.length > 50 || options.like) listing ??= listAll();
		const files = await (listing ?? new EntryListing(entriesOf(await listFiles([], wanted))));
		return wanted.flatMap((path) => {
			const entry = files.get(path);
			return entry && entry.mode !== "160000" ? [entry] : [];
		});
	}
	async function readContents(ids) {
		const { kept } = options;
		const contents = /* @__PURE__ */ new Map();
		for (const id of ids) {
			const content = kept?.get(id);
			if (content) contents.set(id, content);
		}
		const absent = ids.filter((id) => !contents.has(id));
		await (options.ensureBlobs ? options.ensureBlobs(absent) : bringObjects(git, absent));
		for (const [id, content] of await readBlobs(git, absent)) {
			contents.set(id, content);
			kept?.keep(id, Buffer.from(content));
		}
		return contents;
	}
	return {
		name: options.name ?? revision.slice(0, 12),
		async list() {
			listing ??= listAll();
			return (await listing).all();
		},
		listing: () => listing ??= listAll(),
		async read(paths) {
			const found = await find(paths);
			const blobs = await readContents([...new Set(found.map(({ oid }) => oid))]);
			return new Map(found.map(({ path, mode, oid }) => {
				const content = blobs.get(oid);
				if (!content) throw remoteError(`the content of ${path} is missing in the repository (blob ${oid})`, { hint: "The clone is damaged. Clone it again." });
				return [path, {
					content,
					mode
				}];
			}));
		}
	};
}

// src/git/file-history.ts
const MOST_COMMITS = 20;
const FAR = 2e3;
async function fileHistory(git, path) {
	const top = (await git.tryAbout())?.top;
	if (top === void 0) return void 0;
	const below = relative(top, realpathSync(git.directory)).split(sep).join("/");
	const name = below === "" ? path : `${below}/${path}`;
	const far = await git.attempt([
		"rev-parse",
		"--quiet",
		"--verify",
		`HEAD~${FAR}^{commit}`
	]);
	const log = await git.attempt([
		"log",
		"-z",
		`--max-count=${MOST_COMMITS}`,
		"--format=%H%n%B",
		"HEAD",
		...far.ok ? [`^${far.stdout.trim()}`] : [],
		"--",
		name
	], { environment: { GIT_LITERAL_PATHSPECS: "1" } });
	if (!log.ok) return void 0;
	return {
		commits: log.stdout.split("\0").filter(Boolean).map((record) => {
			const [sha = "", ...message] = record.split("\n");
			return {
				sha,
				message: message.join("\n")
			};
		}),
		isCut: await isShallow(git),
		async contentAt(commit, of) {
			const revision = of === "itself" ? commit : `${commit}^1`;
			if (!(await git.attempt([
				"rev-parse",
				"--quiet",
				"--verify",
				`${revision}^{commit}`
			])).ok) return void 0;
			return (await revisionTree(git, revision).read([name])).get(name)?.content;
		}
	};
}

// src/git/missing.ts
async function missingCommit(git, name) {
	return inputError(`the commit ${JSON.stringify(name)} does not exist in this checkout`, { hint: await missingCure(git, name) });
}
async function missingCure(git, name) {
	const [known, isCut, about] = await Promise.all([
		namesOf(git),
		isShallow(git),
		git.tryAbout()
	]);
	const near = nearest(name, known);
	const sentences = [
		...near === void 0 ? [] : [`Did you mean ${JSON.stringify(near)}?`],
		...mayBeBranch(name) && about?.origin !== void 0 ? [`Fetch it: git fetch origin ${name}:refs/remotes/origin/${name}.`] : [],
		...isCut ? [git.cure("history")] : []
	];
	if (sentences.length > 0) return sentences.join(" ");
	return await hasCommit(git) ? "Set it to a branch, tag or commit of this checkout." : "The checkout has no commits yet. Commit its files first.";
}
function mayBeBranch(name) {
	return !/[~^:]|@\{/.test(name) && !isObjectId(name);
}
async function hasCommit(git) {
	return (await git.attempt([
		"rev-parse",
		"--verify",
		"--quiet",
		"HEAD^{commit}"
	])).ok;
}
async function namesOf(git) {
	const listed = await git.attempt([
		"for-each-ref",
		"--format=%(refname)",
		...[
			"refs/heads",
			"refs/remotes/origin",
			"refs/tags"
		]
	]);
	if (!listed.ok) return [];
	return listed.stdout.split("\n").flatMap((ref) => /^refs\/(?:heads|tags|remotes\/origin)\/(.+)$/.exec(ref)?.[1] ?? []);
}

// src/git/checkout.ts
async function originOf(git) {
	return (await git.tryAbout())?.origin?.replace(/^(https?:\/\/)[^@/]*@/, "$1");
}
function openCheckout(directory, inherited) {
	const git = createGit({
		directory,
		environment: inherited
	});
	return {
		origin: () => originOf(git),
		async changes(paths) {
			const { top, filters, index: known } = await git.about();
			if (top === void 0) throw inputError(`${directory} is a bare repository, which has no working tree`);
			if (!await hasCommit(git)) throw inputError(`${directory} has no commits yet, so there is nothing to compare its files with`, { hint: "Clone the infra repo, or commit its files first." });
			const folder = makeTemporary();
			try {
				const index = join(folder, "index");
				await copyIndex(known, index);
				const environment = { GIT_INDEX_FILE: index };
				await git.run([
					"read-tree",
					"--reset",
					"HEAD"
				], {
					environment,
					inWorktree: true
				});
				const wanted = paths.length > 0 ? paths : [top];
				const added = await git.attempt([
					"add",
					"--all",
					"--",
					...wanted
				], {
					environment,
					inWorktree: true
				});
				if (!added.ok) throw explainAdd(git, added);
				const output = await git.run([
					"diff",
					"--cached",
					"--raw",
					"-z",
					"--no-renames",
					"--no-abbrev",
					"HEAD"
				], { environment });
				return await withoutFiltered(git, await readChanges(git, output), {
					environment,
					filters
				});
			} finally {
				await removeTemporary(folder);
			}
		},
		async ahead() {
			const known = [
				"refs/remotes",
				"refs/pipelines",
				"refs/merge-requests",
				"refs/tags"
			];
			const refs = await git.attempt([
				"for-each-ref",
				"--count=1",
				"--format=%(refname)",
				...known
			]);
			if (!refs.ok || refs.stdout.trim() === "") return 0;
			const globs = known.map((one) => `--glob=${one}`);
			const counted = await git.attempt([
				"rev-list",
				"--count",
				"HEAD",
				"--not",
				...globs
			]);
			return counted.ok ? Number(counted.stdout) : 0;
		},
		async merge({ before, ours, theirs }) {
			const folder = makeTemporary();
			try {
				const names = {
					ours: join(folder, "ours"),
					before: join(folder, "before"),
					theirs: join(folder, "theirs")
				};
				await Promise.all([
					writeFile(names.ours, ours),
					writeFile(names.before, before),
					writeFile(names.theirs, theirs)
				]);
				return (await git.attempt([
					"merge-file",
					"-q",
					names.ours,
					names.before,
					names.theirs
				])).ok ? await readFile(names.ours) : void 0;
			} finally {
				await removeTemporary(folder);
			}
		}
	};
}
async function withoutFiltered(git, changes, { environment, filters }) {
	const written = changes.filter(({ content }) => content !== void 0);
	if (written.length === 0) return [...changes];
	const options = {
		environment,
		input: written.map(({ path }) => `${path}\0`).join(""),
		inWorktree: true
	};
	const told = (await git.run([
		"check-attr",
		"--stdin",
		"-z",
		"--all"
	], options)).split("\0");
	const filterOf = /* @__PURE__ */ new Map();
	for (let i = 0; i + 2 < told.length; i += 3) {
		const [file = "", attribute, filter = ""] = told.slice(i, i + 3);
		if (attribute === "filter") filterOf.set(file, filter);
	}
	return changes.filter((change) => {
		const { path, content, before } = change;
		if (content === void 0) return true;
		const filter = filterOf.get(path);
		const isLfs = filter === "lfs" || filter === void 0 && pointerIn(content) !== void 0;
		if (!isLfs && (filter === void 0 || !filters.has(filter))) return true;
		if (isLfs && before && pointerIn(before) === createHash("sha256").update(content).digest("hex")) return false;
		throw inputError(isLfs ? "Git LFS stores the content of this file, so the pull request would contain only its pointer" : `this file uses the filter "${filter}" (.gitattributes), and Fairlead does not run filters`, {
			at: { file: path },
			hint: isLfs ? "Commit and push it with git, which uploads the content (git lfs push), or exclude it with add-paths." : "Commit and push it with git, or exclude it with add-paths."
		});
	});
}
function pointerIn(content) {
	if (content.length > 1024) return void 0;
	const text = Buffer.from(content).toString("latin1");
	return /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n/.exec(text)?.[1];
}
function checkoutInside(path) {
	return inputError("this folder is a separate checkout inside this one, and none of its changes are included", {
		at: { file: path },
		hint: "Check it out next to this one, add it to .gitignore, or select the intended folders with add-paths."
	});
}
function explainAdd(git, result) {
	const [, pattern] = /pathspec '([^\n]*)' did not match any files/.exec(result.stderr) ?? [];
	if (pattern !== void 0) return inputError(`add-paths contains ${JSON.stringify(pattern)}, which matches no file in the checkout`, { hint: "Patterns are git pathspecs (see gitglossary), relative to the root of the checkout." });
	const [, ignored] = /paths are ignored by one of your \.gitignore files:\n([^\n]+)/.exec(result.stderr) ?? [];
	if (ignored !== void 0) return inputError(`add-paths contains ${JSON.stringify(ignored)}, which .gitignore excludes`, { hint: "Remove it from .gitignore or from add-paths." });
	const line = result.stderr.split("\n").find((one) => one.includes(UNBORN));
	const quoted = line?.slice(line.indexOf("'") + 1, line.lastIndexOf(UNBORN));
	const folder = quoted?.endsWith("/") ? quoted.slice(0, -1) : quoted;
	return folder === void 0 ? git.explain(["add"], result) : checkoutInside(folder);
}
const UNBORN = "' does not have a commit checked out";
async function readChanges(git, output) {
	const parts = output.split("\0");
	const rows = parts.flatMap((row, i) => {
		const match = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) /.exec(row);
		const path = parts[i + 1];
		return match && path !== void 0 && i % 2 === 0 ? [{
			path,
			modes: [match[1], match[2]],
			ids: [match[3] ?? "", match[4] ?? ""]
		}] : [];
	});
	const submodule = rows.find(({ modes }) => modes.includes("160000"));
	if (submodule?.modes[0] === "160000" || submodule && rows.some(({ path }) => path === ".gitmodules")) throw inputError("a change of a submodule cannot be part of the pull request", {
		at: { file: submodule.path },
		hint: "Exclude it with add-paths."
	});
	if (submodule) throw checkoutInside(submodule.path);
	const isNone = (id) => /^0+$/.test(id);
	const wanted = [...new Set(rows.flatMap(({ ids }) => ids).filter((id) => !isNone(id)))];
	await bringObjects(git, wanted);
	const blobs = await readBlobs(git, wanted);
	return rows.map(({ path, modes: [before, after], ids: [from, to] }) => ({
		path,
		content: isNone(to) ? void 0 : blobs.get(to),
		mode: isNone(to) ? before : after,
		before: isNone(from) ? void 0 : blobs.get(from)
	}));
}

// src/git/location.ts
const protocols = /* @__PURE__ */ new Set([
	"http:",
	"https:",
	"ssh:",
	"git:",
	"git+ssh:",
	"ssh+git:",
	"file:"
]);
function parseLocation(repository) {
	if (repository === "" || repository.startsWith("-") || /[\0\n\r]/.test(repository)) throw inputError(`"${mask(repository)}" is not a repository`, { hint: "Use a path or a URL." });
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(repository)) return parseUrl(repository);
	if (/^[a-z0-9+.-]+::/i.test(repository)) throw inputError(`"${mask(repository)}" names a transport helper, which is not supported`, { hint: "Use a path, or a URL with https, ssh or file." });
	if (/^[^/\\:]{2,}:/.test(repository)) return {
		address: repository,
		display: repository
	};
	const path = resolve(repository);
	return {
		address: path,
		path,
		display: path
	};
}
function parseUrl(repository) {
	let url;
	try {
		url = new URL(repository);
	} catch {
		throw inputError(`"${mask(repository)}" is not a valid URL`);
	}
	if (!protocols.has(url.protocol)) throw inputError(`"${mask(repository)}": ${url.protocol.slice(0, -1)} is not supported`, { hint: "Use a path, or a URL with https, ssh or file." });
	if (url.protocol === "file:") fileURLToPath(url);
	if (url.protocol !== "http:" && url.protocol !== "https:") {
		if (url.password !== "") throw inputError(`"${mask(repository)}" contains a password, which ${url.protocol}// cannot use`);
		return {
			address: repository,
			display: repository
		};
	}
	const username = decodeURIComponent(url.username);
	const password = decodeURIComponent(url.password);
	url.username = "";
	url.password = "";
	const place = {
		address: url.href,
		display: url.href
	};
	if (password !== "") {
		const pair = Buffer.from(`${username}:${password}`).toString("base64");
		return {
			...place,
			authorization: `Basic ${pair}`
		};
	}
	return username === "" ? place : {
		...place,
		username
	};
}
function addressOnHost(address) {
	return /^(https?|ssh|git|git\+ssh|ssh\+git):\/\/|^[^/\\:]{2,}:(?!\/\/)/.test(address) ? address : void 0;
}

// src/git/tracked.ts
async function isTracked(path, environment) {
	const directory = dirname(path);
	if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return void 0;
	const git = createGit({
		directory,
		environment
	});
	const args = [
		"ls-files",
		"-z",
		"--",
		`:(icase,literal)${basename(path)}`
	];
	const listed = await git.attempt(args, { inWorktree: true });
	return listed.ok ? listed.stdout !== "" : void 0;
}

// src/git/find-commit.ts
async function findCommit(git, name, { fetch, event }, refs = []) {
	refuseOption(name);
	const [, child] = /^([0-9a-f]{40,64})\^1$/.exec(name) ?? [];
	if (child !== void 0) {
		const [parent] = await parentsOf(git, child);
		return parent === void 0 ? void 0 : findCommit(git, parent, {
			fetch,
			event
		});
	}
	const find = async () => (await commits(git, [name])).get(name);
	const here = await find();
	if (here || !fetch || !isObjectId(name)) return here;
	for (const wanted of [name, ...refs]) for (const address of /* @__PURE__ */ new Set([void 0, event?.baseAt])) {
		const found = (await fetchFromOrigin(git, {
			options: await depth(git),
			wanted: [wanted],
			address
		})).ok ? await find() : void 0;
		if (found) return found;
	}
}
async function depth(git) {
	return await isShallow(git) ? ["--depth=1"] : [];
}
async function fetchTip(git, ref, address) {
	const asking = [
		"ls-remote",
		"--",
		address ?? "origin",
		ref
	];
	const asked = await git.attempt(asking, { settings: address === void 0 ? [] : allowed(address) });
	const id = asked.stdout.split("\n").find((line) => line.endsWith(`\t${ref}`))?.split("	")[0];
	if (!asked.ok) return { reason: reasonOf(git.explain(asking, asked)) };
	if (id === void 0) return { reason: ref.startsWith("refs/heads/") ? "there is no longer a branch with this name" : "it does not exist" };
	const here = (await commits(git, [id])).get(id);
	if (here) return {
		commit: here,
		reason: ""
	};
	const wanted = {
		options: await depth(git),
		wanted: [ref],
		address
	};
	const fetched = await fetchFromOrigin(git, wanted);
	if (!fetched.ok) return { reason: reasonOf(git.explain(["fetch"], fetched)) };
	const commit = (await commits(git, ["FETCH_HEAD"])).get("FETCH_HEAD");
	return commit ? {
		commit,
		reason: ""
	} : { reason: "git fetched no commit" };
}
function reasonOf(error) {
	const [first = ""] = (error instanceof FairleadError ? error.faults[0].message : error.message).split("\n");
	return first.replace(/ \([^()]*\)$/, "");
}
function short(id = "") {
	return id.replace(/^[0-9a-f]{13,}/, (whole) => whole.slice(0, 12));
}

// src/git/kept-blobs.ts
const KEPT = 67108864;
var KeptBlobs = class {
	#contents = /* @__PURE__ */ new Map();
	#size = 0;
	get(id) {
		return this.#contents.get(id);
	}
	keep(id, content) {
		if (this.#contents.has(id) || content.length > KEPT / 8) return;
		this.#contents.set(id, content);
		this.#size += content.length;
		for (const [oldest, { length }] of this.#contents) {
			if (this.#size <= KEPT) break;
			this.#contents.delete(oldest);
			this.#size -= length;
		}
	}
};

// src/git/base-tip.ts
async function findBase(git, options) {
	const { event } = options;
	const name = options.base.replace(/^(refs\/heads\/|(refs\/remotes\/)?origin\/)/, "");
	refuseOption(name);
	for (const [i, from] of (event?.from ?? []).entries()) {
		const commit = await findCommit(git, from, options);
		if (!commit) continue;
		return {
			commit,
			branch: name,
			isExact: true,
			warnings: i === 0 ? [] : [`The commit ${short(event?.from[0])} no longer exists. The change is compared with ${short(commit.commit)}, the commit before it.`]
		};
	}
	if (event && event.from.length > 0) throw inputError(`the commit ${short(event.from[0])} that the change starts from is not in this checkout and cannot be fetched`, { hint: `${git.cure("history")} Or set base.` });
	const isBranch = mayBeBranch(name);
	const fresh = options.fetch && isBranch ? await fetchTip(git, `refs/heads/${name}`, event?.baseAt) : void 0;
	if (fresh?.commit) return {
		commit: fresh.commit,
		branch: name,
		isExact: false,
		warnings: []
	};
	return keptBase(git, name, {
		...options,
		reason: fresh?.reason
	});
}
async function keptBase(git, name, options) {
	const { event, reason } = options;
	const names = [
		`refs/remotes/origin/${name}`,
		`refs/heads/${name}`,
		name
	];
	const found = await commits(git, names);
	const first = names.find((one) => found.has(one)) ?? "";
	const kept = found.get(first) ?? await findCommit(git, name, options);
	const branch = first === name || !kept || /[~^:]|@\{/.test(name) ? void 0 : name;
	const asItIs = (commit, warnings = []) => ({
		commit,
		branch,
		isExact: false,
		warnings
	});
	if (kept && (reason === void 0 || branch === void 0)) return asItIs(kept);
	if (kept && await isOfThisJob(git, name, kept.commit, event)) return asItIs(kept);
	const why = `${JSON.stringify(name)} could not be fetched${reason === void 0 || reason === "" ? "" : ` (${reason})`}`;
	for await (const commit of knownBases(git, options)) return {
		...asItIs(commit, [`${why}, so the change is compared with ${short(commit.commit)}, the base in the event of this job.`]),
		branch: name
	};
	if (kept) return asItIs(kept, [`${why}, so the change is compared with the base in this checkout (${short(kept.commit)}), which may be old. Changes that others made since then would be shown as part of this change. ${git.cure("history")}`]);
	throw inputError(`the base ${JSON.stringify(name)} is not in this checkout${reason === void 0 || reason === "" ? "" : `, and cannot be fetched (${reason})`}`, { hint: await missingCure(git, name) });
}
async function* knownBases(git, options) {
	const { baseWas = [] } = options.event ?? {};
	const into = options.event && await baseOfTrial(git, options.event);
	for (const name of [...into === void 0 ? [] : [into], ...baseWas]) {
		const commit = await findCommit(git, name, options);
		if (commit) yield commit;
	}
}
async function baseOfTrial(git, { trialMerge, head }) {
	if (trialMerge === void 0 || trialMerge === head) return void 0;
	const [into, merged] = await parentsOf(git, trialMerge);
	if (merged === void 0 || head === void 0 || merged === head) return merged && into;
	return await isWithin(git, head, merged) ? into : void 0;
}
async function isOfThisJob(git, name, commit, event) {
	if (event?.checkedOut === void 0 || event.baseAt !== void 0) return false;
	if ((await commits(git, ["HEAD"])).get("HEAD")?.commit !== event.checkedOut) return false;
	const { fetched } = await git.about();
	const left = await readFile(fetched, "utf8").catch(() => void 0);
	if (left === void 0) return true;
	const lines = left.split("\n");
	const isLine = (line, id) => line.startsWith(`${id}\t`);
	return lines.some((line) => isLine(line, commit) && line.includes(`\tbranch '${name}' of `));
}

// src/git/working-tree.ts
async function headOf(git, revision, head) {
	if (!head) throw inputError(`the revision ${JSON.stringify(revision ?? "HEAD")} does not exist in this checkout`, { hint: "Set it to a commit or branch, or remove it to use the checkout." });
	if (revision !== void 0) return {
		name: revision,
		...head,
		isCommitted: true
	};
	const uncommitted = await commitWorktree(git, head.commit);
	return uncommitted === void 0 ? {
		name: "HEAD",
		...head,
		isCommitted: true
	} : {
		name: "the working tree",
		...uncommitted,
		isCommitted: false
	};
}
async function commitWorktree(git, head) {
	const { top, index: known } = await git.about();
	if (top === void 0) return void 0;
	if ((await git.run([
		"status",
		"--porcelain",
		"--untracked-files=all",
		"--ignore-submodules"
	], { inWorktree: true })).trim() === "") return void 0;
	const folder = makeTemporary();
	try {
		const index = join(folder, "index");
		const environment = {
			GIT_INDEX_FILE: index,
			...["AUTHOR", "COMMITTER"].reduce((all, who) => ({
				...all,
				[`GIT_${who}_NAME`]: "fairlead",
				[`GIT_${who}_EMAIL`]: "fairlead@localhost",
				[`GIT_${who}_DATE`]: "2000-01-01T00:00:00Z"
			}), {})
		};
		if (!await copyIndex(known, index)) await git.run(["read-tree", head], { environment });
		await git.run([
			"add",
			"--all",
			"--",
			":/"
		], {
			environment,
			inWorktree: true
		});
		const tree = (await git.run(["write-tree"], { environment })).trim();
		const make = [
			"commit-tree",
			tree,
			"-p",
			head,
			"-m",
			"the working tree"
		];
		return {
			commit: (await git.run(make, { environment })).trim(),
			tree
		};
	} finally {
		await removeTemporary(folder);
	}
}
async function modifiedFiles(git) {
	if ((await git.about()).top === void 0) return [];
	return (await git.run([
		"status",
		"--porcelain",
		"-z",
		"--untracked-files=no",
		"--ignore-submodules",
		"--no-renames"
	], { inWorktree: true })).split("\0").filter((line) => line !== "").map((line) => line.slice(3));
}

// src/git/head-tip.ts
async function findHead(git, base, options) {
	const { event } = options;
	const here = await headOf(git, "HEAD", (await commits(git, ["HEAD"])).get("HEAD"));
	const { isExact } = base;
	const { id, warning } = await idOfHead(git, here, options);
	const warnings = warning === void 0 ? base.warnings : [...base.warnings, warning];
	if (id === void 0 || here.commit === id) return {
		head: here,
		isExact,
		warnings
	};
	const [into, merged] = await parentsOf(git, here.commit);
	if (merged === id && event.isRequest) {
		const head = {
			...here,
			commit: id
		};
		if (into === base.commit.commit) return {
			head,
			isExact: true,
			warnings
		};
		const own = await findCommit(git, id, options, event.headRefs);
		return {
			head: own ? {
				...here,
				...own
			} : here,
			isExact,
			warnings
		};
	}
	const own = await findCommit(git, id, options, event.headRefs);
	const holds = own !== void 0 && await isWithin(git, own.commit, here.commit);
	if (!event.isRequest) {
		if (holds) return {
			head: here,
			isExact,
			warnings
		};
		const text = `The checkout (${short(here.commit)}) is compared, which is not the commit that this job runs for (${short(id)}).`;
		return {
			head: here,
			isExact,
			warnings: [...warnings, text]
		};
	}
	if (!own) throw inputError(`the commit ${short(id)} that this job runs for is not in this checkout, which is at ${short(here.commit)}, and cannot be fetched`, { hint: `Check it out: with pull_request_target and workflow_run, actions/checkout without ref checks out the base. Or set head. ${git.cure("history")}` });
	const isForges = here.commit === event.checkedOut || merged !== void 0 && into !== void 0 && await isWithin(git, own.commit, merged) && await isWithin(git, into, base.commit.commit);
	if (holds && !isForges && !await isWithin(git, here.commit, base.commit.commit)) return {
		head: here,
		isExact,
		warnings
	};
	const isElsewhere = event.checkedOut !== void 0 && here.commit !== event.checkedOut;
	const text = `The commit ${short(own.commit)} that this job runs for is compared, not the checkout (${short(here.commit)}).`;
	return {
		head: {
			name: event.headName ?? id,
			...own,
			isCommitted: true
		},
		isExact,
		warnings: isElsewhere ? [...warnings, text] : warnings
	};
}
async function idOfHead(git, here, { event, fetch }) {
	const { head, headAt, checkedOut } = event;
	if (head !== void 0 || headAt === void 0) return { id: head };
	const told = fetch ? await fetchTip(git, headAt, event.baseAt) : void 0;
	if (told?.commit) return { id: told.commit.commit };
	const why = `${headAt}, which this job runs for, could not be fetched${told ? ` (${told.reason})` : ""}`;
	if (checkedOut === void 0 || here.commit === checkedOut) throw inputError(why, { hint: `Check it out: set ref: ${headAt} for actions/checkout, or let it keep its credentials. Or set head.` });
	return { warning: `${why}, so the checkout (${short(here.commit)}) is compared.` };
}

// src/git/tips.ts
async function findTips(git, options) {
	const base = await findBase(git, options);
	const { event } = options;
	if (options.head !== void 0 || event === void 0) {
		const head = await headOf(git, options.head, await findCommit(git, options.head ?? "HEAD", options));
		return {
			...base,
			base: base.commit,
			head
		};
	}
	return {
		...base,
		...await findHead(git, base, {
			...options,
			event
		}),
		base: base.commit
	};
}

// src/git/sides.ts
async function resolveSides(git, options) {
	for (const revision of [options.base, options.head ?? "HEAD"]) refuseOption(revision);
	const tips = await findTips(git, options);
	const { base, head, branch, warnings } = tips;
	const named = {
		name: head.name,
		commit: head.isCommitted ? head.commit : void 0
	};
	const before = {
		name: options.base,
		...base
	};
	if (tips.isExact) return twoSides(git, before, {
		...named,
		tree: head.tree
	}, {
		branch,
		warnings
	});
	const merged = await trialMerge(git, base, head, options);
	if (merged.conflict === void 0) {
		const after = {
			...named,
			tree: merged.tree
		};
		const earlier = merged.tree === base.tree ? await beforeItsMerge(git, tips, options) : void 0;
		if (!earlier) return twoSides(git, before, after, {
			branch,
			warnings
		});
		const text = `${JSON.stringify(options.base)} already contains this change, so it is compared with ${earlier.base.commit.slice(0, 12)}, the base in the event of this job.`;
		return twoSides(git, {
			...before,
			...earlier.base
		}, {
			...named,
			tree: earlier.tree
		}, {
			branch,
			warnings: [...warnings, text]
		});
	}
	const left = (await commits(git, [merged.mergeBase])).get(merged.mergeBase);
	if (!left) throw remoteError(`git does not find the commit ${merged.mergeBase}`);
	return {
		...await twoSides(git, {
			name: `merge base with ${options.base}`,
			...left
		}, {
			...named,
			tree: head.tree
		}, {
			branch,
			warnings
		}),
		conflict: merged.conflict
	};
}
async function beforeItsMerge(git, { base, head }, options) {
	const { event } = options;
	if (event?.isRequest !== true) return void 0;
	for await (const was of knownBases(git, options)) {
		if (was.commit === base.commit || await isWithin(git, head.commit, was.commit)) continue;
		const merged = await trialMerge(git, was, head, options);
		if (merged.conflict === void 0 && merged.tree !== was.tree) return {
			base: was,
			tree: merged.tree
		};
	}
}
function sideOf(git, { name, commit, tree }, options = {}) {
	const label = commit === void 0 ? name : `${name} at ${commit.slice(0, 12)}`;
	return {
		name,
		commit,
		treeId: tree,
		tree: revisionTree(git, tree, {
			...options,
			name: label
		})
	};
}
async function twoSides(git, before, after, told) {
	const changes = await changedEntries(git, before.tree, after.tree);
	const kept = new KeptBlobs();
	const base = sideOf(git, before, { kept });
	return {
		base,
		head: sideOf(git, after, {
			kept,
			like: {
				tree: base.tree,
				changes
			}
		}),
		differences: changes,
		changed: changes.map(({ path }) => path),
		conflict: void 0,
		...told
	};
}
async function commitSides(git, { base, head, branch }) {
	const [before, after] = await Promise.all([base, head].map(async (name) => {
		const found = await findCommit(git, name, {
			fetch: true,
			event: void 0
		});
		if (found) return {
			name,
			...found
		};
		throw await missingCommit(git, name);
	}));
	if (!before || !after) throw new Error("two commits are compared");
	return twoSides(git, before, after, {
		branch,
		warnings: []
	});
}
async function resolveSide(git, revision) {
	const wanted = revision ?? "HEAD";
	refuseOption(wanted);
	const head = await headOf(git, revision, (await commits(git, [wanted])).get(wanted));
	return sideOf(git, {
		...head,
		commit: head.isCommitted ? head.commit : void 0
	});
}
async function resolveBase(git, options) {
	refuseOption(options.base);
	const { base } = await findTips(git, {
		...options,
		head: "HEAD"
	});
	return sideOf(git, {
		name: options.base,
		...base
	});
}
async function trialMerge(git, base, head, options) {
	const mergeBase = await findMergeBase(git, base.commit, head.commit, options);
	if (mergeBase === base.commit) return {
		tree: head.tree,
		conflict: void 0
	};
	await bringMerged(git, mergeBase, [base, head]);
	const result = await git.attempt([
		"merge-tree",
		"--write-tree",
		"--name-only",
		"-z",
		"--no-messages",
		base.commit,
		head.commit
	]);
	const [tree = "", ...files] = result.stdout.split("\0").filter((part) => part !== "");
	if (result.ok) return {
		tree,
		conflict: void 0
	};
	if (!isObjectId(tree)) throw git.explain(["merge-tree"], result);
	return {
		mergeBase,
		conflict: `The change conflicts with the base in ${files.slice(0, 5).join(", ")}${files.length > 5 ? ` and ${files.length - 5} more files` : ""}, so it was compared with the commit where it branched off.`
	};
}
async function bringMerged(git, mergeBase, sides) {
	if (!await mayLack(git)) return;
	await bringTrees(git, [mergeBase, ...sides.map(({ commit }) => commit)]);
	const wanted = /* @__PURE__ */ new Set();
	for (const { commit } of sides) {
		const args = [
			"diff-tree",
			"-r",
			"-z",
			"--raw",
			"--no-abbrev",
			"--no-renames",
			mergeBase,
			commit
		];
		for (const change of (await git.run(args)).matchAll(/:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/g)) for (const [mode, id] of [[change[1], change[3]], [change[2], change[4]]]) if (mode !== "160000" && id !== void 0 && !/^0+$/.test(id)) wanted.add(id);
	}
	await bringObjects(git, [...wanted]);
}
async function findMergeBase(git, base, head, { fetch, event }) {
	const find = async () => {
		const found = await git.attempt([
			"merge-base",
			base,
			head
		]);
		return found.ok ? found.stdout.trim() : void 0;
	};
	const known = await find();
	if (known !== void 0) return known;
	const isCut = await isShallow(git);
	if (isCut && fetch) for (const depth of [
		"--deepen=50",
		"--deepen=500",
		"--unshallow"
	]) {
		const address = event?.baseAt;
		await fetchFromOrigin(git, {
			options: [depth],
			wanted: address === void 0 ? [base, head] : [head],
			thin: true
		});
		if (address !== void 0) await fetchFromOrigin(git, {
			options: [depth],
			wanted: [base],
			address
		});
		const found = await find();
		if (found !== void 0) return found;
	}
	throw inputError("the change and its base have no common history in this checkout", { hint: isCut ? `The clone is shallow. ${git.cure("history")}` : "Check that base is correct." });
}
async function changedEntries(git, base, head) {
	const parts = (await git.run([
		"diff-tree",
		"-r",
		"-z",
		"--raw",
		"--no-abbrev",
		"--no-renames",
		base,
		head
	])).split("\0");
	const changes = [];
	for (let i = 0; i + 1 < parts.length; i += 2) {
		const [was = "", mode = "", , oid = "", state] = (parts[i] ?? "").split(" ");
		const path = parts[i + 1] ?? "";
		const isEdited = state === "M" && was === `:${mode}` && mode.startsWith("100");
		changes.push({
			path,
			isEdited,
			entry: state === "D" ? void 0 : {
				path,
				mode: fileMode(mode),
				oid
			}
		});
	}
	return changes;
}

// src/git/push.ts
const lostReasons = /stale info|fetch first|needs force|already exists|cannot lock ref|unable to lock|failed to lock|lock(ing)? fail|lock error|incorrect old value|failed to update ref|is at [0-9a-f]{7,} but expected|remote ref updated|ref .*changed|atomic transaction failed/i;
async function pushRefs(git, remote, moves) {
	const args = [
		"push",
		"--porcelain",
		"--atomic",
		"--no-thin",
		"--no-verify",
		...moves.map(({ ref, from }) => `--force-with-lease=${ref}:${from ?? ""}`),
		remote,
		...moves.map(({ ref, to }) => `${to ?? ""}:${ref}`)
	];
	const result = await git.attempt(args);
	const pushed = parsePorcelain(result.stdout);
	if (result.ok) return pushed.some((ref) => wasThere(ref, moves)) ? "lost" : "moved";
	if (/^fatal: unable to read [0-9a-f]{40,}/m.test(result.stderr)) return "lost";
	const rejected = pushed.filter(({ flag }) => flag === "!");
	if (rejected.length === 0) throw git.explain(args, result);
	if (rejected.some(({ summary }) => lostReasons.test(summary))) return "lost";
	if (await hasMoved(git, remote, moves)) return "lost";
	throw explainRejection(git, args, result, rejected);
}
function parsePorcelain(stdout) {
	return stdout.split("\n").flatMap((line) => {
		const [flag, refs, summary] = line.split("	");
		if (flag === void 0 || refs === void 0 || summary === void 0) return [];
		return [{
			flag,
			ref: refs.slice(refs.indexOf(":") + 1),
			summary
		}];
	});
}
function wasThere({ flag, ref }, moves) {
	return flag === "=" && moves.some((move) => move.ref === ref && move.from !== move.to);
}
async function hasMoved(git, remote, moves) {
	const listed = await git.run([
		"ls-remote",
		remote,
		...moves.map(({ ref }) => ref)
	]);
	const now = new Map(listed.split("\n").map((line) => line.split("	").toReversed()));
	return moves.some(({ ref, from }) => now.get(ref) !== from);
}
function explainRejection(git, args, result, rejected) {
	const own = rejected.find(({ summary }) => !/atomic push fail/i.test(summary)) ?? rejected[0];
	const said = result.stderr.split("\n").filter((line) => /^(remote: |error: remote )/.test(line)).map((line) => line.replace(/^(?:(?:remote|error):\s*)+/, "").trim()).filter(Boolean);
	const summary = own?.summary.replace(/^\[(remote )?rejected\] /, "") ?? "";
	if (summary === "(non-fast-forward)") return refusal(`${own?.ref} allows only fast-forward updates: the server refuses to replace commits`, { hint: "Run this on the server: git config receive.denyNonFastForwards false. Or delete the branch and try again." });
	return git.explain(args, {
		...result,
		stderr: [`${own?.ref}: ${summary}`, ...said].join("\n")
	});
}

// src/git/refs.ts
function branchRef(branch) {
	if (branch === "" || branch.startsWith("-") || /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\.$|^\/|\/$|(^|\/)\.|\.lock(\/|$)|^@$/.test(branch)) throw inputError(`"${branch}" is not a valid git branch name`);
	return `refs/heads/${branch}`;
}
function readDefaultBranch(output) {
	return /^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(output)?.[1];
}

export { KeptBlobs, absentObjects, addressOnHost, allowed, branchRef, branchesWith, bringObjects, bringTrees, changeCommits, checkoutCure, commitSides, commits, createGit, explainFailure, fetchBlobs, fetchFromOrigin, fetchTip, fileHistory, findCommit, findRepository, headerSettings, isSameFolder, isShallow, isTracked, isWithin, makeTemporary, mask, mergeOf, missingCommit, modifiedFiles, openCheckout, originOf, parentsOf, parseLocation, promisorSettings, pushRefs, pushersOf, quietFetch, readBlobs, readDefaultBranch, removeTemporary, resolveBase, resolveSide, resolveSides, revisionTree, secretsOf, short };