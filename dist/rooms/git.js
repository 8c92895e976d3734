import { FairleadError, inputError, refusal, remoteError } from "./errors.js";
import { O, wo } from "../packages/simple-git.js";
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";

// src/git/mask.ts
const userInUrl = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]*(?:@[^\s/@'"]*)*@/gi;
function mask(text, secrets = []) {
	let masked = text.replace(userInUrl, "$1***@");
	for (const secret of secrets) if (secret.length > 3) masked = masked.replaceAll(secret, "***");
	return masked;
}

// src/tree/listing.ts
async function listingOf(tree) {
	return tree.listing ? tree.listing() : new EntryListing(await tree.list());
}
var EntryListing = class {
	#sorted;
	#byPath;
	#children;
	constructor(entries) {
		this.#sorted = isSorted(entries) ? entries : entries.toSorted((a, b) => a.path < b.path ? -1 : 1);
	}
	get(path) {
		this.#byPath ??= new Map(this.#sorted.map((entry) => [entry.path, entry]));
		return this.#byPath.get(path);
	}
	isFolder(path) {
		return path === "" || this.#folders().has(path);
	}
	children(folder) {
		return this.#folders().get(folder) ?? [];
	}
	below(folder) {
		if (folder === "") return this.#sorted;
		const prefix = `${folder}/`;
		const start = firstFrom(this.#sorted.length, (i) => (this.#sorted[i]?.path ?? "") >= prefix);
		const end = firstFrom(this.#sorted.length, (i) => (this.#sorted[i]?.path ?? "") >= `${folder}0`);
		return this.#sorted.slice(start, end);
	}
	folders() {
		return [...this.#folders().keys()].filter((folder) => folder !== "");
	}
	all() {
		return this.#sorted;
	}
	links() {
		return this.#sorted.filter(({ mode }) => mode === "120000");
	}
	#folders() {
		if (this.#children) return this.#children;
		const children = /* @__PURE__ */ new Map();
		for (const { path } of this.#sorted) {
			let child = path;
			for (let folder = parentOf(path);; folder = parentOf(folder)) {
				const known = children.get(folder);
				if (known) {
					known.push(child);
					break;
				}
				children.set(folder, [child]);
				if (folder === "") break;
				child = folder;
			}
		}
		return this.#children = children;
	}
};
var EditedListing = class {
	#other;
	#edited;
	#all;
	constructor(other, edited) {
		this.#other = other;
		this.#edited = new Map(edited.map((entry) => [entry.path, entry]));
	}
	get(path) {
		return this.#edited.get(path) ?? this.#other.get(path);
	}
	isFolder(path) {
		return this.#other.isFolder(path);
	}
	children(folder) {
		return this.#other.children(folder);
	}
	below(folder) {
		return this.#other.below(folder).map((entry) => this.#edited.get(entry.path) ?? entry);
	}
	folders() {
		return this.#other.folders();
	}
	all() {
		return this.#all ??= this.#other.all().map((entry) => this.#edited.get(entry.path) ?? entry);
	}
	links() {
		return this.#other.links();
	}
};
function firstFrom(length, isSo) {
	let [low, high] = [0, length];
	while (low < high) {
		const middle = low + high >> 1;
		if (isSo(middle)) high = middle;
		else low = middle + 1;
	}
	return low;
}
function parentOf(path) {
	return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
function isSorted(entries) {
	return entries.every((entry, i) => i === 0 || (entries[i - 1]?.path ?? "") < entry.path);
}

// src/git/paths.ts
function pathFault(path) {
	if (path === "") return "the path is empty";
	if (path.includes("\0")) return "the path contains a NUL";
	if (path.startsWith("/")) return `${path} is absolute`;
	for (const part of path.split("/")) {
		if (part === "") return `${path} has an empty part`;
		if (part === "." || part === "..") return `${path} contains "${part}"`;
		if (isGitFolder(part)) return `${path} is inside git's own folder`;
	}
}
function isGitFolder(name) {
	return /^(\.git|git~1)[. ]*$/i.test(name);
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
			if (length > (this.#limits?.output ?? Number.POSITIVE_INFINITY)) this.#controller.abort(/* @__PURE__ */ new Error(`it printed more than ${this.#limits?.output} bytes`));
		});
	}
};

// src/git/environment.ts
const inherited = /* @__PURE__ */ new Set([
	"GIT_ASKPASS",
	"GIT_AUTHOR_EMAIL",
	"GIT_AUTHOR_NAME",
	"GIT_COMMITTER_EMAIL",
	"GIT_COMMITTER_NAME",
	"GIT_CONFIG_GLOBAL",
	"GIT_CONFIG_NOSYSTEM",
	"GIT_CONFIG_SYSTEM",
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
const dropped = /* @__PURE__ */ new Set([
	"EDITOR",
	"VISUAL",
	"PAGER",
	"PREFIX",
	"SSH_ASKPASS"
]);
const always = [
	["core.hooksPath", "/dev/null"],
	["core.askPass", ""],
	["credential.interactive", "false"],
	["gc.auto", "0"],
	["maintenance.auto", "false"],
	["fetch.writeCommitGraph", "false"],
	["fetch.recurseSubmodules", "false"],
	["fetch.prune", "false"],
	["push.recurseSubmodules", "no"],
	["push.followTags", "false"],
	["push.gpgSign", "false"],
	["user.useConfigOnly", "true"]
];
const silent = {
	LC_ALL: "C",
	GIT_TERMINAL_PROMPT: "0",
	GIT_OPTIONAL_LOCKS: "0",
	GCM_INTERACTIVE: "never",
	SSH_ASKPASS: "false",
	SSH_ASKPASS_REQUIRE: "force"
};
function gitEnvironment(base, settings, extra) {
	const result = {};
	for (const [key, value] of Object.entries(base)) {
		const name = key.toUpperCase();
		if (value === void 0 || dropped.has(name)) continue;
		if (name.startsWith("GIT_") && !inherited.has(name)) continue;
		result[key] = value;
	}
	result["GIT_ASKPASS"] ??= "";
	const all = [
		...inheritedSettings(base),
		...always,
		...settings
	];
	result["GIT_CONFIG_COUNT"] = String(all.length);
	for (const [index, [key, value]] of all.entries()) {
		result[`GIT_CONFIG_KEY_${index}`] = key;
		result[`GIT_CONFIG_VALUE_${index}`] = value;
	}
	for (const [key, value] of Object.entries({
		...silent,
		...extra
	})) if (value !== void 0) result[key] = value;
	return result;
}
function inheritedSettings(base) {
	const count = Number.parseInt(base["GIT_CONFIG_COUNT"] ?? "0", 10);
	const settings = [];
	for (let index = 0; index < count; index++) {
		const key = base[`GIT_CONFIG_KEY_${index}`];
		const value = base[`GIT_CONFIG_VALUE_${index}`];
		if (key !== void 0 && value !== void 0) settings.push([key, value]);
	}
	return settings;
}

// src/git/failures.ts
const explanations = [
	{
		pattern: /spawn git ENOENT/,
		kind: "input",
		message: () => "git is not installed, or not on the PATH",
		hint: "Install git 2.31 or newer."
	},
	{
		pattern: /dubious ownership/,
		kind: "input",
		message: (subject) => `${subject} belongs to another user, and git refuses to use it`,
		hint: "If you trust it: git config --global --add safe.directory <its path>."
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
		message: (subject) => `${subject} refuses this change`,
		hint: "A hook or a branch protection of the server forbids it."
	},
	{
		pattern: /Could not resolve host|Name or service not known|Temporary failure in name resolution/i,
		kind: "remote",
		message: (subject) => `the host of ${subject} is not known`,
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
		message: (subject) => `${subject} does not accept the credentials, or none were given`,
		hint: "Check the token or key and its rights: it must read and write the repository."
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
		message: (subject) => `there is no git repository at ${subject}, or the credentials may not see it`,
		hint: "Check the path or URL, and the rights of the credentials."
	},
	{
		pattern: /Permission denied|insufficient permission|unpacker error|unable to create temporary|Read-only file system|No space left|Disk quota/i,
		kind: "remote",
		message: (subject) => `the disk refuses to read or write ${subject}`,
		hint: "Check the rights of the folder and the free space."
	},
	{
		pattern: /Failed to connect|Couldn't connect|Connection (refused|reset|timed out|closed)|timed out|RPC failed/i,
		kind: "remote",
		message: (subject) => `${subject} cannot be reached`,
		hint: "Check the network and the proxy, or try again later."
	}
];
function explainFailure(stderr, { command, subject }) {
	const words = essence(stderr);
	const found = explanations.find(({ pattern }) => pattern.test(stderr));
	if (!found) return new FairleadError("remote", [{ message: `git ${command} failed at ${subject}: ${words}` }]);
	const message = words === "" ? found.message(subject) : `${found.message(subject)} (${words})`;
	return new FairleadError(found.kind, [{
		message,
		hint: found.hint
	}]);
}
function essence(stderr) {
	const text = stderr.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line !== "" && !/^(hint:|To |From |at |Please make sure|and the repository exists)/.test(line)).join("; ");
	return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

// src/git/git.ts
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
function createGit(options) {
	const secrets = secretsOf(options);
	const lasting = [...options.settings ?? [], ...headerSettings(options)];
	const place = options.bare === true ? { GIT_DIR: options.directory } : {};
	function prepare({ input, environment, settings = [] }, bounds) {
		const inherited = options.environment;
		const env = gitEnvironment(inherited, [...lasting, ...settings], {
			...place,
			...environment
		});
		const guarded = Object.keys(env).filter((name) => /^(GIT_|SSH_ASKPASS$)/i.test(name));
		const bytes = input === void 0 ? void 0 : Buffer.from(input);
		const opened = openSimpleGit({
			baseDir: options.directory,
			allowEnvironment: guarded,
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
		}).env(env);
		return bounds.isCounting ? opened.outputHandler((_command, output) => bounds.count(output)) : opened;
	}
	async function attempt(args, runOptions = {}) {
		const bounds = new Bounds(options.limits, runOptions.signal);
		try {
			return {
				ok: true,
				stdout: await prepare(runOptions, bounds).raw([...args]),
				stderr: ""
			};
		} catch (error) {
			if (bounds.passed !== void 0) return {
				ok: false,
				stdout: "",
				stderr: bounds.passed
			};
			if (error instanceof Failure) return error.result;
			throw error;
		}
	}
	function explain(args, result) {
		return explainFailure(result.stderr, {
			command: args[0] ?? "",
			subject: options.subject ?? options.directory
		});
	}
	return {
		directory: options.directory,
		attempt,
		explain,
		async run(args, runOptions) {
			const result = await attempt(args, runOptions);
			if (!result.ok) throw explain(args, result);
			return result.stdout;
		},
		async catFile(args, input) {
			const bounds = new Bounds(options.limits);
			try {
				return Buffer.from(await prepare({ input }, bounds).binaryCatFile([...args]));
			} catch (error) {
				if (bounds.passed !== void 0) throw explain(["cat-file"], {
					ok: false,
					stdout: "",
					stderr: bounds.passed
				});
				throw error instanceof Failure ? explain(["cat-file"], error.result) : error;
			}
		}
	};
}
function openSimpleGit(options) {
	try {
		return wo(options);
	} catch (error) {
		if (error instanceof O) throw inputError(`there is no folder ${options.baseDir}`);
		throw error;
	}
}
function headerSettings({ authorization }) {
	if (!authorization) return [];
	const key = `http.${authorization.url}.extraheader`;
	return [[key, ""], [key, `Authorization: ${authorization.value}`]];
}
function secretsOf({ authorization }) {
	if (!authorization) return [];
	const credentials = authorization.value.replace(/^\S+\s+/, "");
	const decoded = Buffer.from(credentials, "base64").toString();
	return [
		authorization.value,
		credentials,
		decoded,
		decoded.replace(/^[^:]*:/, "")
	];
}

// src/git/objects.ts
async function readBlobs(git, ids) {
	const wanted = [...new Set(ids)];
	const blobs = /* @__PURE__ */ new Map();
	if (wanted.length === 0) return blobs;
	const output = await git.catFile(["--batch", "--buffer"], `${wanted.join("\n")}\n`);
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
	return (await git.run([
		"cat-file",
		"--batch-check",
		"--buffer"
	], { input: `${ids.join("\n")}\n` })).split("\n").flatMap((line) => line.endsWith(" missing") ? [line.slice(0, -8)] : []);
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

// src/git/checkout.ts
function openCheckout(directory, inherited) {
	const git = createGit({
		directory,
		environment: inherited
	});
	const root = async () => (await git.run(["rev-parse", "--show-toplevel"])).trim();
	return {
		async origin() {
			const result = await git.attempt([
				"remote",
				"get-url",
				"origin"
			]);
			return result.ok ? result.stdout.trim().replace(/^(https?:\/\/)[^@/]*@/, "$1") : void 0;
		},
		async changes(paths) {
			const top = await root();
			const folder = await mkdtemp(join(tmpdir(), "fairlead-index-"));
			try {
				const environment = { GIT_INDEX_FILE: join(folder, "index") };
				await git.run(["read-tree", "HEAD"], { environment });
				await git.run([
					"add",
					"--all",
					"--",
					...paths.length > 0 ? paths : [top]
				], { environment });
				const output = await git.run([
					"diff",
					"--cached",
					"--raw",
					"-z",
					"--no-renames",
					"--no-abbrev",
					"HEAD"
				], { environment });
				return await readChanges(git, output);
			} finally {
				await rm(folder, {
					recursive: true,
					force: true
				});
			}
		},
		async merge({ before, ours, theirs }) {
			const folder = await mkdtemp(join(tmpdir(), "fairlead-merge-"));
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
				await rm(folder, {
					recursive: true,
					force: true
				});
			}
		}
	};
}
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
	if (submodule) throw inputError("the change of a submodule cannot be brought into a pull request", {
		at: { file: submodule.path },
		hint: "Leave it out with add-paths."
	});
	const isNone = (id) => /^0+$/.test(id);
	const blobs = await readBlobs(git, new Set(rows.flatMap(({ ids }) => ids).filter((id) => !isNone(id))));
	return rows.map(({ path, modes: [before, after], ids: [from, to] }) => ({
		path,
		content: isNone(to) ? void 0 : blobs.get(to),
		mode: isNone(to) ? before : after,
		before: isNone(from) ? void 0 : blobs.get(from)
	}));
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

// src/git/listing.ts
function listingOfText(output) {
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
const modes = /* @__PURE__ */ new Set([
	"100644",
	"100755",
	"120000",
	"160000"
]);
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
function fileMode(mode) {
	return modes.has(mode) ? mode : "100644";
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
		await options.ensureBlobs?.(absent);
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
				if (!content) throw remoteError(`the content of ${path} is missing in the repository (blob ${oid})`);
				return [path, {
					content,
					mode
				}];
			}));
		}
	};
}

// src/git/sides.ts
async function resolveSides(git, options) {
	for (const revision of [options.base, options.head ?? "HEAD"]) refuseOption(revision);
	const { base, head, branch } = await tips(git, options);
	const shown = head.isCommitted ? head.commit : void 0;
	const merged = await trialMerge(git, base, head, options.fetch);
	if (merged.conflict === void 0) return twoSides(git, {
		name: options.base,
		commit: base.commit,
		tree: base.tree
	}, {
		name: head.name,
		commit: shown,
		tree: merged.tree
	}, branch);
	const left = (await commits(git, [merged.mergeBase])).get(merged.mergeBase);
	if (!left) throw remoteError(`git does not find the commit ${merged.mergeBase}`);
	return {
		...await twoSides(git, {
			name: `${options.base}, where the change left it`,
			...left
		}, {
			name: head.name,
			commit: shown,
			tree: head.tree
		}, branch),
		conflict: merged.conflict
	};
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
async function twoSides(git, before, after, branch) {
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
		branch,
		conflict: void 0
	};
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
	const { base } = await tips(git, {
		...options,
		head: "HEAD"
	});
	return sideOf(git, {
		name: options.base,
		...base
	});
}
function refuseOption(revision) {
	if (revision.startsWith("-") || revision === "" || revision.includes("\n")) throw inputError(`there is no revision ${JSON.stringify(revision)} in this checkout`, { hint: "A revision is a branch, a tag or a commit." });
}
async function commits(git, revisions) {
	const input = revisions.map((revision) => `${revision}^{commit}\n${revision}^{tree}\n`).join("");
	const result = await git.attempt(["cat-file", "--batch-check"], { input });
	if (!result.ok && !/ENOENT/.test(result.stderr) && !(await git.attempt(["rev-parse", "--git-dir"])).ok) throw inputError("this folder is no git checkout, so there is nothing to compare", { hint: "It takes a clone of the infra repo: in a workflow, let actions/checkout run first." });
	if (!result.ok) throw git.explain(["cat-file"], result);
	const lines = result.stdout.split("\n");
	const id = (line = "") => /^([0-9a-f]{40,64}) (?:commit|tree) /.exec(line)?.[1];
	return new Map(revisions.flatMap((revision, i) => {
		const [commit, tree] = [id(lines[2 * i]), id(lines[2 * i + 1])];
		return commit !== void 0 && tree !== void 0 ? [[revision, {
			commit,
			tree
		}]] : [];
	}));
}
async function tips(git, options) {
	const base = options.base.replace(/^(refs\/heads\/|(refs\/remotes\/)?origin\/)/, "");
	const { fetch } = options;
	const names = [
		`refs/remotes/origin/${base}`,
		`refs/heads/${base}`,
		base
	];
	const revision = options.head ?? "HEAD";
	const find = async () => {
		const found = await commits(git, [...names, revision]);
		const first = names.find((name) => found.has(name));
		const branch = first === base || /[~^:]|@\{/.test(base) ? void 0 : base;
		return {
			base: first === void 0 ? void 0 : found.get(first),
			head: found.get(revision),
			branch
		};
	};
	let found = await find();
	if (!found.base && fetch) {
		const refspec = `+refs/heads/${base}:refs/remotes/origin/${base}`;
		await git.attempt([
			"fetch",
			...quietFetch,
			"--depth=1",
			"--",
			"origin",
			refspec
		]);
		found = await find();
	}
	if (!found.base) throw inputError(`the base ${JSON.stringify(base)} is not in this checkout`, { hint: `Fetch it: git fetch origin ${base}:refs/remotes/origin/${base}; in a workflow, let actions/checkout have fetch-depth: 0. Or name another base.` });
	return {
		base: found.base,
		head: await headOf(git, options.head, found.head),
		branch: found.branch
	};
}
async function headOf(git, revision, head) {
	if (!head) throw inputError(`there is no revision ${JSON.stringify(revision ?? "HEAD")} in this checkout`, { hint: "It is the commit or branch to look at; without it, what is checked out." });
	if (revision !== void 0) return {
		name: revision,
		...head,
		isCommitted: true
	};
	const uncommitted = await commitWorktree(git, head.commit);
	return uncommitted === void 0 ? {
		name: "what is checked out",
		...head,
		isCommitted: true
	} : {
		name: "the working tree",
		...uncommitted,
		isCommitted: false
	};
}
async function commitWorktree(git, head) {
	if ((await git.run([
		"status",
		"--porcelain",
		"--untracked-files=all",
		"--ignore-submodules"
	])).trim() === "") return void 0;
	const folder = await mkdtemp(join(tmpdir(), "fairlead-index-"));
	try {
		const environment = {
			GIT_INDEX_FILE: join(folder, "index"),
			...["AUTHOR", "COMMITTER"].reduce((all, who) => ({
				...all,
				[`GIT_${who}_NAME`]: "fairlead",
				[`GIT_${who}_EMAIL`]: "fairlead@localhost",
				[`GIT_${who}_DATE`]: "2000-01-01T00:00:00Z"
			}), {})
		};
		await git.run(["read-tree", head], { environment });
		await git.run([
			"add",
			"--all",
			"--",
			":/"
		], { environment });
		const tree = (await git.run(["write-tree"], { environment })).trim();
		const args = [
			"commit-tree",
			tree,
			"-p",
			head,
			"-m",
			"the working tree"
		];
		return {
			commit: (await git.run(args, { environment })).trim(),
			tree
		};
	} finally {
		await rm(folder, {
			recursive: true,
			force: true
		});
	}
}
async function trialMerge(git, base, head, fetch) {
	const mergeBase = await findMergeBase(git, base.commit, head.commit, fetch);
	if (mergeBase === base.commit) return {
		tree: head.tree,
		conflict: void 0
	};
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
	if (!/^[0-9a-f]{40,64}$/.test(tree)) throw git.explain(["merge-tree"], result);
	return {
		mergeBase,
		conflict: `The change conflicts with the base in ${files.slice(0, 5).join(", ")}${files.length > 5 ? ` and ${files.length - 5} more files` : ""}, so it was compared with where it left the base.`
	};
}
async function findMergeBase(git, base, head, fetch) {
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
	const isShallow = (await git.run(["rev-parse", "--is-shallow-repository"])).trim() === "true";
	if (isShallow && fetch) for (const depth of [
		"--deepen=50",
		"--deepen=500",
		"--unshallow"
	]) {
		await git.attempt([
			"fetch",
			...quietFetch,
			"--filter=blob:none",
			depth,
			"origin",
			base,
			head
		]);
		const found = await find();
		if (found !== void 0) return found;
	}
	throw inputError("the change and its base have no common history in this checkout", { hint: isShallow ? "The clone is shallow: git fetch --unshallow; in a job, let actions/checkout have fetch-depth: 0, or GitLab GIT_DEPTH: 0." : "Is the right base named?" });
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

// src/git/refs.ts
function branchRef(branch) {
	if (branch === "" || branch.startsWith("-") || /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\.$|^\/|\/$|(^|\/)\.|\.lock(\/|$)|^@$/.test(branch)) throw inputError(`"${branch}" is no name that git takes for a branch`);
	return `refs/heads/${branch}`;
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
	if (repository === "" || repository.startsWith("-") || /[\0\n\r]/.test(repository)) throw inputError(`"${mask(repository)}" is no repository`, { hint: "Give a path or a URL." });
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(repository)) return parseUrl(repository);
	if (/^[a-z0-9+.-]+::/i.test(repository)) throw inputError(`"${mask(repository)}" names a transport helper, which is not supported`, { hint: "Give a path, or a URL with https, ssh or file." });
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
		throw inputError(`"${mask(repository)}" is no valid URL`);
	}
	if (!protocols.has(url.protocol)) throw inputError(`"${mask(repository)}": ${url.protocol.slice(0, -1)} is not supported`, { hint: "Give a path, or a URL with https, ssh or file." });
	if (url.protocol === "file:") fileURLToPath(url);
	if (url.protocol !== "http:" && url.protocol !== "https:") {
		if (url.password !== "") throw inputError(`"${mask(repository)}" carries a password, which ${url.protocol}// cannot use`);
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
	const said = result.stderr.split("\n").filter((line) => /^(remote: |error: remote )/.test(line)).map((line) => line.replace(/^(remote|error): /, "").trim()).filter(Boolean);
	const summary = own?.summary.replace(/^\[(remote )?rejected\] /, "") ?? "";
	if (summary === "(non-fast-forward)") return refusal(`${own?.ref} may only move forward: the server refuses to replace commits`, { hint: "There: git config receive.denyNonFastForwards false. Or delete the branch and try again." });
	return git.explain(args, {
		...result,
		stderr: [`${own?.ref}: ${summary}`, ...said].join("\n")
	});
}

export { KeptBlobs, absentObjects, branchRef, createGit, fetchBlobs, isGitFolder, listingOf, mask, openCheckout, parseLocation, pathFault, promisorSettings, pushRefs, quietFetch, readBlobs, resolveBase, resolveSide, resolveSides, revisionTree };