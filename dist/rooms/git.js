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
	function prepare({ input, environment, settings = [] }) {
		const inherited = options.environment ?? process.env;
		const env = gitEnvironment(inherited, [...lasting, ...settings], {
			...place,
			...environment
		});
		const guarded = Object.keys(env).filter((name) => /^(GIT_|SSH_ASKPASS$)/i.test(name));
		const bytes = input === void 0 ? void 0 : Buffer.from(input);
		return openSimpleGit({
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
			...bytes ? { input: () => bytes } : {}
		}).env(env);
	}
	async function attempt(args, runOptions = {}) {
		try {
			return {
				ok: true,
				stdout: await prepare(runOptions).raw([...args]),
				stderr: ""
			};
		} catch (error) {
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
			try {
				return Buffer.from(await prepare({ input }).binaryCatFile([...args]));
			} catch (error) {
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
function openCheckout(directory) {
	const git = createGit({ directory });
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
		const output = await git.run(args, { environment: { GIT_LITERAL_PATHSPECS: "1" } });
		return new Map(output.split("\0").filter(Boolean).map(parseEntry));
	}
	function prepare() {
		prepared ??= options.prepare?.() ?? Promise.resolve();
		return prepared;
	}
	async function find(paths) {
		const wanted = [...new Set(paths)].filter((path) => pathFault(path) === void 0);
		if (wanted.length === 0) return [];
		if (wanted.length > 50) listing ??= listFiles(["-r"], []);
		const files = await (listing ?? listFiles([], wanted));
		return wanted.flatMap((path) => {
			const entry = files.get(path);
			return entry?.type === "blob" ? [entry] : [];
		});
	}
	return {
		name: options.name ?? revision.slice(0, 12),
		async list() {
			listing ??= listFiles(["-r"], []);
			return [...(await listing).values()].map(({ path, mode, id }) => ({
				path,
				mode,
				oid: id
			}));
		},
		async read(paths) {
			const found = await find(paths);
			const ids = [...new Set(found.map(({ id }) => id))];
			await options.ensureBlobs?.(ids);
			const blobs = await readBlobs(git, ids);
			return new Map(found.map(({ path, mode, id }) => {
				const content = blobs.get(id);
				if (!content) throw remoteError(`the content of ${path} is missing in the repository (blob ${id})`);
				return [path, {
					content,
					mode
				}];
			}));
		}
	};
}
const modes = /* @__PURE__ */ new Set([
	"100644",
	"100755",
	"120000",
	"160000"
]);
function parseEntry(record) {
	const tab = record.indexOf("	");
	const [mode = "", type = "", id = ""] = record.slice(0, tab).split(" ");
	const path = record.slice(tab + 1);
	return [path, {
		path,
		type,
		id,
		mode: isMode(mode) ? mode : "100644"
	}];
}
function isMode(mode) {
	return modes.has(mode);
}

export { absentObjects, branchRef, createGit, fetchBlobs, isGitFolder, mask, openCheckout, parseLocation, pathFault, promisorSettings, pushRefs, quietFetch, readBlobs, revisionTree };