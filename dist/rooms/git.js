import { FairleadError, inputError, refusal, remoteError } from "./errors.js";
import { inheritedVariables, namedVariables, variablesOfHelper } from "./registry.js";
import { O, wo } from "../packages/simple-git.js";
import { fileURLToPath } from "node:url";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { existsSync, lstatSync, realpathSync, rmSync, statSync } from "node:fs";
import { copyFile, lstat, mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { devNull, homedir, tmpdir } from "node:os";

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
const explanations = [
	{
		pattern: /spawn git ENOENT/,
		kind: "input",
		message: () => "git is not installed, or not on the PATH",
		hint: "Install git 2.32 or newer."
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

// src/git/mask.ts
const userInUrl = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@'"]*(?:@[^\s/@'"]*)*@/gi;
function mask(text, secrets = []) {
	let masked = text.replace(userInUrl, "$1***@");
	for (const secret of secrets) if (secret.length > 3) masked = masked.replaceAll(secret, "***");
	return masked;
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
	const opened = open({
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
function open(options) {
	try {
		return wo(options);
	} catch (error) {
		if (error instanceof O) throw inputError(`there is no folder ${options.baseDir}`);
		throw error;
	}
}

// src/git/temporary.ts
const folders = /* @__PURE__ */ new Set();
const signals = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
async function makeTemporary() {
	const folder = await mkdtemp(join(await realpath(tmpdir()), "fairlead-"));
	if (folders.size === 0) {
		process.on("exit", removeAll);
		for (const signal of signals) process.on(signal, endBySignal);
	}
	folders.add(folder);
	return folder;
}
function removeTemporary(folder) {
	rmSync(folder, {
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
async function findRepository(place) {
	const { directory, environment } = place;
	const start = startOf(place);
	const result = await read([
		"rev-parse",
		"--path-format=absolute",
		"--git-dir",
		"--git-common-dir",
		"--show-object-format"
	], start ?? directory, environment);
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
	for (let folder = resolve(directory);; folder = dirname(folder)) {
		if (existsSync(join(folder, ".git"))) return folder;
		if (isNamed === true || folder === dirname(folder)) return void 0;
	}
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
	const found = await findRepository(place);
	if ("failed" in found) return found;
	const entries = await readConfig(found.start, place.environment);
	const own = await makeTemporary();
	await borrow(found, own, settingOf(entries, "extensions.refstorage"));
	const origin = settingOf(entries, "remote.origin.url");
	const address = origin === void 0 ? [] : [["remote.origin.url", absolute(origin, found.start)]];
	return {
		directory: own,
		index: join(own, "index"),
		top: found.top,
		settings: [...allowedSettings(entries, found), ...address],
		safeDirectories: safeDirectories(entries),
		isPartial: entries.some(({ key, value }) => key === "extensions.partialclone" || /^remote\..*\.promisor$/.test(key) && value === "true"),
		filters: new Set(entries.flatMap(({ key }) => /^filter\.(.+)\.(?:clean|process)$/.exec(key)?.[1] ?? []))
	};
}
function absolute(address, start) {
	return !/^[a-z0-9+.-]+::?/i.test(address) && !/^[^/\\:]{2,}:/.test(address) && !isAbsolute(address) ? resolve(start, address) : address;
}
async function borrow(found, own, refStorage) {
	const { gitDir, commonDir, objectFormat } = found;
	const objects = join(commonDir, "objects");
	if (/[\r\n]/.test(objects)) throw inputError(`${JSON.stringify(objects)} cannot be used: there is a line end in it`);
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

// src/git/git.ts
function createGit(options) {
	const lasting = [...options.settings ?? [], ...headerSettings(options)];
	let opened;
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
			const ready = await open();
			const ended = "failed" in ready ? ready : await runCatFile(args, processOf(ready, { input }, new Bounds(options.limits)));
			if ("failed" in ended) throw explain(["cat-file"], ended.failed);
			return ended.output;
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
		filters: /* @__PURE__ */ new Set(),
		index: join(directory, "index")
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
	const { directory, user, safe, top, isPartial, filters, index } = found;
	const all = [...user, ...lasting];
	const scripts = await Promise.all(["GIT_ASKPASS", "GIT_SSH"].map((name) => textOfScript(options.environment[name])));
	const protocols = protocolsFor(all);
	return {
		top,
		isPartial,
		filters,
		index,
		directory,
		user,
		protocols,
		place: {
			GIT_DIR: directory,
			...safe.length > 0 && protocols.some(([key]) => key === "protocol.file.allow") ? { GIT_CONFIG_GLOBAL: await writeSafeDirectories(directory, safe) } : {}
		},
		isWanted: variablesForHelpers(user, options.environment, scripts),
		secrets: [...secretsOf(options), ...all.flatMap(secretOfSetting)]
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
function headerSettings({ authorization }) {
	if (!authorization) return [];
	const key = `http.${authorization.url}.extraheader`;
	return [[key, ""], [key, `Authorization: ${authorization.value}`]];
}
function secretsOf({ authorization }) {
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

// src/git/partial.ts
const ORIGIN = "origin";
const thinned = /* @__PURE__ */ new WeakSet();
async function mayLack(git) {
	return thinned.has(git) || (await git.about()).isPartial;
}
async function fetchFromOrigin(git, { options, wanted, thin = false }) {
	const isPartial = thin || await mayLack(git);
	const quiet = quietFetch.filter((option) => thin || option !== "--no-write-fetch-head");
	const filter = isPartial ? ["--filter=blob:none"] : [];
	const result = await git.attempt([
		"fetch",
		...quiet,
		...filter,
		...options,
		"--",
		ORIGIN,
		...wanted
	], { settings: isPartial ? promisorSettings(ORIGIN) : [] });
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
		throw remoteError(`this partial clone lacks ${ids.length} ${ids.length === 1 ? "object" : "objects"}, and the remote "${ORIGIN}" does not give them: ${fault.message}`, {
			cause: error,
			hint: fault.hint ?? "Clone the infra repo as a whole: without --filter."
		});
	}
}

// src/git/checkout.ts
async function originOf(git) {
	const result = await git.attempt([
		"remote",
		"get-url",
		"origin"
	]);
	return result.ok ? result.stdout.trim().replace(/^(https?:\/\/)[^@/]*@/, "$1") : void 0;
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
			if (top === void 0) throw inputError(`${directory} is a bare repository, which has no files to look at`);
			const folder = await mkdtemp(join(tmpdir(), "fairlead-index-"));
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
				await git.run([
					"add",
					"--all",
					"--",
					...paths.length > 0 ? paths : [top]
				], {
					environment,
					inWorktree: true
				});
				const output = await git.run([
					"diff",
					"--cached",
					"--raw",
					"-z",
					"--no-renames",
					"--no-abbrev",
					"HEAD"
				], { environment });
				const changes = await readChanges(git, output);
				await refuseFiltered(git, changes, {
					environment,
					filters
				});
				return changes;
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
async function refuseFiltered(git, changes, { environment, filters }) {
	const written = changes.filter(({ content }) => content !== void 0);
	if (written.length === 0) return;
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
	for (let i = 0; i + 2 < told.length; i += 3) {
		const [file = "", attribute, filter = ""] = told.slice(i, i + 3);
		if (attribute === "filter" && (filter === "lfs" || filters.has(filter))) throw inputError(`the filter "${filter}" keeps this file (.gitattributes), and Fairlead runs no filters`, {
			at: { file },
			hint: filter === "lfs" ? "Commit and push it with git, which uploads its content to Git LFS, or leave it out with add-paths." : "Commit and push it with git, or leave it out with add-paths."
		});
	}
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
				if (!content) throw remoteError(`the content of ${path} is missing in the repository (blob ${oid})`, { hint: "The clone is damaged: clone it anew." });
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
async function commits(git, revisions, mayBring = true) {
	const input = revisions.map((revision) => `${revision}^{commit}\n${revision}^{tree}\n`).join("");
	const result = await git.attempt(["cat-file", "--batch-check"], { input });
	if (!result.ok && /not a git repository/i.test(result.stderr)) throw inputError("this folder is no git checkout, so there is nothing to compare", { hint: "It takes a clone of the infra repo: in a workflow, let actions/checkout run first." });
	if (!result.ok) throw git.explain(["cat-file"], result);
	const lines = result.stdout.split("\n");
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
		if ((await fetchFromOrigin(git, {
			options: ["--depth=1"],
			wanted: [`refs/heads/${base}`]
		})).ok) names.unshift("FETCH_HEAD");
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
	const { top, index: known } = await git.about();
	if (top === void 0) return void 0;
	if ((await git.run([
		"status",
		"--porcelain",
		"--untracked-files=all",
		"--ignore-submodules"
	], { inWorktree: true })).trim() === "") return void 0;
	const folder = await mkdtemp(join(tmpdir(), "fairlead-index-"));
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
	if (!/^[0-9a-f]{40,64}$/.test(tree)) throw git.explain(["merge-tree"], result);
	return {
		mergeBase,
		conflict: `The change conflicts with the base in ${files.slice(0, 5).join(", ")}${files.length > 5 ? ` and ${files.length - 5} more files` : ""}, so it was compared with where it left the base.`
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
		await fetchFromOrigin(git, {
			options: [depth],
			wanted: [base, head],
			thin: true
		});
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

export { KeptBlobs, absentObjects, branchRef, bringTrees, createGit, explainFailure, fetchBlobs, findRepository, isGitFolder, isTracked, listingOf, makeTemporary, mask, openCheckout, originOf, parseLocation, pathFault, promisorSettings, pushRefs, quietFetch, readBlobs, removeTemporary, resolveBase, resolveSide, resolveSides, revisionTree };