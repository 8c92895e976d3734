import { __toESM } from "../chunks/rolldown-runtime.js";
import { FairleadError, inputError, remoteError, suggestion } from "./errors.js";
import { inFolder, memoryTree } from "./tree.js";
import { cureOfUnreachable, reasonOfUnreachable } from "./net-unreachable.js";
import { absentObjects, createGit, fetchBlobs, makeTemporary, mask, promisorSettings, quietFetch, readDefaultBranch, removeTemporary, revisionTree } from "./git.js";
import { object, pipe, regex, string } from "../packages/valibot.js";
import { parseJsonIfValid } from "./shapes.js";
import { bodyUpTo, isLoopback, isPublicAddress, plainPath, proxyOf, withAuthorities } from "./net.js";
import { decodeText, evaluate, isObject, parseYaml, textAt, valueAt } from "./yaml.js";
import { isDigest, isTag } from "./images.js";
import { CONFIG_FILE } from "./config.js";
import { FAILSAFE_SCHEMA, load } from "../packages/js-yaml.js";
import { require_semver } from "../packages/semver.js";
import { keepCopy, keepFile, openPackage, unpack } from "./render-engine.js";
import { addressOf, openArtifacts } from "./registry.js";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isIP } from "node:net";
import { createHash } from "node:crypto";
import { copyFile, lstat, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { devNull } from "node:os";
import { lookup } from "node:dns/promises";

// src/render/remote-sources/versions.ts
var import_semver = /* @__PURE__ */ __toESM(require_semver(), 1);
function readVersion(text) {
	const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.exec(text);
	if (!match) return void 0;
	const [, major, minor = "0", patch = "0", pre = "", build = ""] = match;
	return import_semver.default.parse(`${major}.${minor}.${patch}${pre}${build}`) ?? void 0;
}
const LONGEST = 1e3;
function readRange(text) {
	if (text.length > LONGEST) return void 0;
	const groups = text.split("||").map(readGroup);
	const known = groups.filter((group) => group !== void 0);
	return known.length === groups.length ? (version) => known.some((fits) => fits(version)) : void 0;
}
const condition = /\s*(=|==|!=|>=|=>|<=|=<|>|<|~|~>|\^)?\s*(v?[0-9xX*][0-9A-Za-z.*+-]*)\s*,?/y;
function readGroup(text) {
	const plain = text.trim().replaceAll(/(\S+)\s+-\s+(\S+)/g, ">=$1 <=$2");
	const conditions = [];
	condition.lastIndex = 0;
	while (condition.lastIndex < plain.length) {
		const match = condition.exec(plain);
		if (!match) return void 0;
		const fits = readCondition(match[1] ?? "", match[2] ?? "");
		if (!fits) return void 0;
		conditions.push(fits);
	}
	return conditions.length === 0 ? void 0 : (version) => conditions.every((fits) => fits(version));
}
function readCondition(operator, text) {
	const bare = text.replace(/^v/, "").replaceAll(/[xX](?=\.|$)/g, "*");
	if (!/^(\*|\d+)(\.(\*|\d+)){0,2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(bare)) return void 0;
	const hasPre = bare.includes("-");
	const same = {
		"=>": ">=",
		"=<": "<=",
		"==": "=",
		"~>": "~",
		"!=": "="
	};
	let range;
	try {
		range = new import_semver.default.Range(`${same[operator] ?? operator}${bare}`, { includePrerelease: true });
	} catch {
		return;
	}
	const isNot = operator === "!=";
	return (version) => (hasPre || version.prerelease.length === 0) && range.test(version) !== isNot;
}
function newest(versions, range) {
	const fits = readRange(range);
	if (!fits) return void 0;
	let best;
	for (const name of versions) {
		const version = readVersion(name);
		if (!version || !fits(version)) continue;
		if (!best || version.compare(best.version) > 0) best = {
			name,
			version
		};
	}
	return best?.name;
}

// src/render/remote-sources/fetcher.ts
const MAX_REDIRECTS = 5;
const MAX_TRIES = 3;
var Fetcher = class {
	#options;
	#dispatchers = /* @__PURE__ */ new Map();
	constructor(options) {
		this.#options = options;
	}
	async get(url, question) {
		for (let attempt = 1;; attempt++) {
			let failure;
			try {
				const answer = await this.#follow(url, question);
				if (answer.status < 500 && answer.status !== 429) return answer;
				failure = remoteError(`${question.subject}: ${answer.url.host} returned ${answer.status}`, { hint: "Try again later." });
			} catch (error) {
				if (error instanceof FairleadError) throw error;
				failure = unreachable(url, question.subject, error);
			}
			if (attempt === MAX_TRIES) throw failure;
			await new Promise((resolve) => setTimeout(resolve, this.#options.pause * attempt));
		}
	}
	fetchFor(subject) {
		const fetch = (input, init = {}) => this.#ask(new URL(input), subject, init);
		return fetch;
	}
	async close() {
		const made = [...this.#dispatchers.values()];
		await Promise.all(made.map(async (dispatcher) => (await dispatcher).destroy()));
	}
	async #follow(url, { subject, limit, headers, authorization }) {
		let at = url;
		for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
			const secret = (at === url || at.origin === url.origin && this.#options.hosts.mayHaveCredentials(at)) && authorization !== void 0 ? { authorization } : {};
			const answer = await this.#ask(at, subject, {
				headers: {
					...headers,
					...secret
				},
				signal: AbortSignal.timeout(this.#options.deadline)
			});
			const location = answer.headers.get("location");
			if (![
				301,
				302,
				303,
				307,
				308
			].includes(answer.status) || location === null) return {
				status: answer.status,
				headers: answer.headers,
				body: await bodyOf(answer, limit, subject, at),
				url: at
			};
			await answer.body?.cancel();
			if (!URL.canParse(location, at.href)) throw remoteError(`${subject}: ${at.host} redirects the request to an invalid address`);
			const next = new URL(location, at);
			if (at.protocol === "https:" && next.protocol !== "https:") throw inputError(`${subject}: ${at.host} redirects the request to an address without https, which is not followed`);
			next.hash = "";
			at = next;
		}
		throw remoteError(`${subject}: ${url.host} redirects the request too many times`, { hint: "Check the address." });
	}
	async #ask(url, subject, init) {
		this.#options.hosts.check(url, subject);
		try {
			const { fetch } = await import("../chunks/undici.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
			const dispatcher = await this.#dispatcherFor(url, subject);
			return await fetch(url.href, {
				...init,
				redirect: "manual",
				dispatcher
			});
		} catch (error) {
			throw error.cause instanceof FairleadError ? error.cause : error;
		}
	}
	#dispatcherFor(url, subject) {
		const known = this.#dispatchers.get(url.origin) ?? this.#dispatcherTo(url, subject);
		this.#dispatchers.set(url.origin, known);
		return known;
	}
	async #dispatcherTo(url, subject) {
		const { certificates = [], environment, hosts } = this.#options;
		const { Agent, ProxyAgent } = await import("../chunks/undici.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
		const tls = await withAuthorities(certificates);
		const proxy = proxyOf(url, environment);
		const lookup = (_host, { all }, done) => {
			hosts.addresses(url, subject).then((found) => all === true ? done(null, found) : done(null, found[0]?.address, found[0]?.family), (error) => done(error));
		};
		return proxy === void 0 ? new Agent({ connect: {
			...tls,
			lookup
		} }) : new ProxyAgent({
			uri: proxy,
			requestTls: tls
		});
	}
};
async function bodyOf(answer, limit, subject, { host }) {
	const body = await bodyUpTo(answer, limit);
	if (body !== void 0) return body;
	throw remoteError(`${subject}: the response of ${host} is larger than ${Math.max(1, Math.round(limit / 1024 / 1024))} MiB`, { hint: "Check the address." });
}
function unreachable({ host }, subject, error) {
	const why = error instanceof Error && error.name === "TimeoutError" ? "the request timed out" : reasonOfUnreachable(error);
	return remoteError(`${subject}: ${host} cannot be reached: ${why}`, {
		cause: error,
		hint: cureOfUnreachable(why)
	});
}

// src/render/remote-sources/hosts.ts
var Hosts = class {
	#options;
	#listed;
	constructor(options) {
		this.#options = options;
		this.#listed = new Map(Object.entries(options.hosts).map(([name, host]) => [name.toLowerCase().replace(/\.$/, ""), host]));
	}
	find(url) {
		const host = hostOf(url);
		const port = url.port || {
			"https:": "443",
			"http:": "80",
			"ssh:": "22"
		}[url.protocol];
		return this.#listed.get(`${host}:${port}`) ?? this.#listed.get(host);
	}
	mayHaveCredentials(url) {
		const isSecret = url.protocol !== "http:" || isLoopback(url.hostname);
		const { credentials, paths } = this.find(url) ?? {};
		const path = paths && plainPath(url);
		const isMeant = paths?.some((own) => path !== void 0 && isAtOrBelow(path, own.replaceAll(/^\/+|(?<!\/)\/+$/g, "")));
		return isSecret && isMeant !== false && credentials === true;
	}
	check(url, subject) {
		const host = this.find(url);
		if (url.protocol !== "https:" && url.protocol !== "http:" && url.protocol !== "ssh:") throw inputError(`${subject}: ${url.protocol}// is not supported`, { hint: "Use an address that begins with https://, oci:// or ssh://." });
		if (url.password !== "") throw inputError(`${subject}: the address contains a password`, { hint: "Remove it: a password in Git is no longer a secret." });
		if (url.protocol === "http:" && host === void 0) throw this.#denied(url, {}, `${subject}: ${url.host} would be contacted over http, which anyone can modify in transit`);
		if (url.protocol === "ssh:" && !this.mayHaveCredentials(url)) throw inputError(`${subject}: ssh needs a key or token of the job, which ${url.host} is not allowed to receive`, { hint: this.accessHint(url, false) });
		if ((url.protocol === "ssh:" ? void 0 : proxyOf(url, this.#options.environment)) !== void 0 && host === void 0) throw this.#denied(url, {}, `${subject}: ${url.host} is reached through a proxy, so its address cannot be checked`);
		if (host?.private !== true && isIP(hostOf(url)) !== 0) this.#checkAddress(url, hostOf(url), subject);
	}
	async addresses(url, subject) {
		const host = hostOf(url);
		const family = isIP(host);
		if (family !== 0) {
			if (this.find(url)?.private !== true) this.#checkAddress(url, host, subject);
			return [{
				address: host,
				family
			}];
		}
		const found = await this.#lookup(host, subject);
		if (this.find(url)?.private !== true) for (const { address } of found) this.#checkAddress(url, address, subject);
		return found;
	}
	accessHint(url, hasToken) {
		const right = "read access to this repository and no other permission (GitHub: contents: read; GitLab: Reporter, read_repository)";
		if (this.mayHaveCredentials(url)) return hasToken ? `The token that was sent (source-token) needs ${right}.` : `If it is private, set source-token to a token with ${right}.`;
		const listed = this.find(url)?.paths ?? [];
		const own = (plainPath(url) ?? "").replace(/\.git$/, "");
		const paths = own === "" ? {} : { paths: [.../* @__PURE__ */ new Set([...listed, own])] };
		return `Check the address. If it is private, set source-token to a token with ${right}. ${allowing(url, {
			...this.find(url),
			credentials: true,
			...paths
		})}`;
	}
	isProxied(url) {
		return proxyOf(url, this.#options.environment) !== void 0;
	}
	#denied(url, entry, message) {
		return inputError(message, { hint: allowing(url, {
			...this.find(url),
			...entry
		}) });
	}
	#checkAddress(url, address, subject) {
		if (isPublicAddress(address)) return;
		const where = address === hostOf(url) ? url.host : `${url.host} leads to ${address}, which`;
		throw this.#denied(url, { private: true }, `${subject}: ${where} is not a public address`);
	}
	async #lookup(host, subject) {
		try {
			const found = await this.#options.lookup(host);
			if (found.length > 0) return found;
		} catch (error) {
			throw remoteError(`${subject}: the host ${host} is unknown`, {
				cause: error,
				hint: "Check the address, the network and the proxy."
			});
		}
		throw remoteError(`${subject}: the host ${host} has no address`, { hint: "Check the address." });
	}
};
function isAtOrBelow(path, own) {
	return path === own || path === `${own}.git` || path.startsWith(`${own}/`);
}
function allowing(url, entry) {
	const keys = Object.entries(entry).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
	const line = `fetch: {hosts: {${JSON.stringify(url.host)}: {${keys.join(", ")}}}}`;
	return `If this is intended, allow it with this line in ${CONFIG_FILE} on the base branch: ${line}`;
}
function hostOf(url) {
	return url.hostname.toLowerCase().replace(/^\[|\]$/g, "").replace(/\.$/, "");
}
function readUrl(text, subject) {
	if (!URL.canParse(text)) throw inputError(`${subject}: ${JSON.stringify(mask(text))} is not a valid address`, { hint: "Use an address such as https://charts.example.com." });
	return new URL(text);
}

// src/render/remote-sources/publishers.ts
const doors = {
	check(url, subject) {
		if (url.protocol !== "https:") throw inputError(`${subject}: ${url.host} would be contacted without TLS, which is not allowed`);
	},
	addresses: (url) => lookup(hostOf(url), { all: true }),
	mayHaveCredentials: () => false
};
function fetchPublished(options) {
	return new Fetcher({
		hosts: doors,
		...options
	});
}

// src/render/remote-sources/dependencies.ts
async function fetchDependencies(remoteSources, chart, missing) {
	const locked = await readLocks(chart);
	return Promise.all(missing.map(async (dependency) => {
		const { name, version, repository } = dependency;
		checkRepository(dependency);
		const lock = locked.get(name);
		const parsed = lock === void 0 ? void 0 : readVersion(lock);
		const wanted = parsed !== void 0 && (version === "" || readRange(version)?.(parsed) === true) && lock !== void 0 ? lock : version;
		return {
			tree: (await remoteSources.chart(repository, name, wanted)).tree,
			path: ""
		};
	}));
}
async function readLocks({ tree, path }) {
	const paths = ["requirements.lock", "Chart.lock"].map((name) => inFolder(path, name));
	const files = await tree.read(paths);
	const locks = /* @__PURE__ */ new Map();
	for (const name of paths) {
		const file = files.get(name);
		const root = file && parseYaml(decodeText(file.content, name), name).documents[0]?.root;
		const list = root && valueAt(evaluate(root), "dependencies");
		for (const one of Array.isArray(list) ? list : []) {
			const [dependency, version] = [textAt(one, "name"), textAt(one, "version")];
			if (dependency !== void 0 && version !== void 0) locks.set(dependency, version);
		}
	}
	return locks;
}
function checkRepository({ name, repository, file, line }) {
	const at = {
		file,
		line
	};
	if (repository === "") throw inputError(`the dependency ${name} has no repository and is not in charts/`, {
		at,
		hint: "Commit it to charts/, or set its repository."
	});
	if (/^(@|alias:)/.test(repository)) throw inputError(`the dependency ${name} uses ${repository}, a name that is known only on the machine where it was added (helm repo add)`, {
		at,
		hint: "Use the address of the repository instead, or commit the chart to charts/."
	});
}

// src/render/remote-sources/environment.ts
const harmless = /* @__PURE__ */ new Set([
	"ALL_PROXY",
	"GIT_EXEC_PATH",
	"GIT_SSL_CAINFO",
	"GIT_SSL_CAPATH",
	"HTTPS_PROXY",
	"HTTP_PROXY",
	"LD_LIBRARY_PATH",
	"NO_PROXY",
	"PATH",
	"PATHEXT",
	"SSL_CERT_DIR",
	"SSL_CERT_FILE",
	"SYSTEMROOT",
	"TEMP",
	"TMP",
	"TMPDIR"
]);
function gitEnvironmentFor(environment, trusted, home) {
	if (trusted) return environment;
	return {
		...Object.fromEntries(Object.entries(environment).filter(([name]) => harmless.has(name.toUpperCase()))),
		GIT_CONFIG_GLOBAL: devNull,
		GIT_CONFIG_NOSYSTEM: "1",
		HOME: home,
		XDG_CONFIG_HOME: home
	};
}

// src/render/remote-sources/kept-packs.ts
const PACK = /^pack-[0-9a-f]{40,64}\.pack$/;
var KeptPacks = class {
	#folder;
	#kept = /* @__PURE__ */ new Set();
	constructor(folder) {
		this.#folder = folder;
	}
	async restore(git) {
		const folder = this.#folder;
		if (folder === void 0) return;
		for (const name of await packsIn(folder)) {
			const kept = join(folder, name);
			const pack = join(packFolder(git), name);
			if ((await lstat(kept).catch(() => void 0))?.isFile() !== true) continue;
			if (await copyFile(kept, pack).then(() => true, () => false) && (await git.attempt(["index-pack", pack])).ok) {
				await writeFile(pack.replace(/pack$/, "promisor"), "");
				this.#kept.add(name);
			} else {
				await rm(pack, { force: true });
				await rm(kept, { force: true }).catch(() => void 0);
			}
		}
	}
	async keep(git) {
		if (this.#folder === void 0) return;
		for (const name of await packsIn(packFolder(git))) if (!this.#kept.has(name)) {
			this.#kept.add(name);
			await keepCopy(join(this.#folder, name), join(packFolder(git), name));
		}
	}
};
function packFolder({ directory }) {
	return join(directory, "objects", "pack");
}
async function packsIn(folder) {
	return (await readdir(folder).catch(() => [])).filter((name) => PACK.test(name));
}

// src/render/remote-sources/revision.ts
function readRefs(output) {
	const refs = /* @__PURE__ */ new Map();
	for (const line of output.split("\n")) {
		const match = /^([0-9a-f]{40}|[0-9a-f]{64})\t(\S+?)(\^\{\})?$/.exec(line);
		if (match) refs.set(match[2] ?? "", match[1] ?? "");
	}
	return refs;
}
function isCommit(revision) {
	return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision);
}
function resolveRevision(refs, revision, subject) {
	if (isCommit(revision)) return {
		commit: revision,
		ref: void 0
	};
	const named = (ref) => {
		const commit = refs.get(ref);
		return commit === void 0 ? void 0 : {
			commit,
			ref
		};
	};
	const name = revision === "" ? "HEAD" : revision;
	const tags = [...refs.keys()].filter((ref) => ref.startsWith(TAGS)).map((ref) => ref.slice(TAGS.length));
	const version = readVersion(name) ? void 0 : newest(tags, name);
	const found = (version === void 0 ? void 0 : named(`${TAGS}${version}`)) ?? named(name) ?? named(`refs/heads/${name}`) ?? named(`${TAGS}${name}`) ?? named(`refs/${name}`) ?? startingWith(refs, name);
	if (found) return found;
	const branches = [...refs.keys()].filter((ref) => ref.startsWith(HEADS)).map((ref) => ref.slice(HEADS.length));
	const isStart = /^[0-9a-f]{7,}$/.test(name);
	throw inputError(`${subject}: there is no ${JSON.stringify(revision)}`, { hint: isStart ? "Use the full commit ID: git servers do not find abbreviated ones." : `Use a branch, a tag, a commit or a version range. ${suggestion(name, [...branches, ...tags])}` });
}
const TAGS = "refs/tags/";
const HEADS = "refs/heads/";
function startingWith(refs, start) {
	if (!/^[0-9a-f]{7,}$/.test(start)) return void 0;
	for (const [ref, commit] of refs) if (commit.startsWith(start)) return {
		commit,
		ref
	};
}

// src/render/remote-sources/repository.ts
const REMOTE = "origin";
var Moved = class extends Error {};
var Repository = class {
	#git;
	#packs;
	#limits;
	#trees = /* @__PURE__ */ new Map();
	#refs;
	#ready;
	#turn = Promise.resolve();
	constructor(git, packs, limits) {
		this.#git = git;
		this.#packs = packs;
		this.#limits = limits;
	}
	async open(revision, subject) {
		const listed = isCommit(revision) ? void 0 : await this.#list();
		const resolved = listed ? resolveRevision(listed.refs, revision, subject) : {
			commit: revision,
			ref: void 0
		};
		const { commit } = resolved;
		const tree = this.#trees.get(commit) ?? this.#inTurn(() => this.#bring(resolved, subject));
		this.#trees.set(commit, tree);
		const ref = resolved.ref === "HEAD" ? listed?.defaultBranch ?? "HEAD" : resolved.ref;
		return {
			tree: await tree,
			commit,
			ref
		};
	}
	#list() {
		this.#refs ??= this.#ask([
			"ls-remote",
			"--quiet",
			"--symref",
			"--",
			REMOTE
		]).then((output) => ({
			refs: readRefs(output),
			defaultBranch: readDefaultBranch(output)
		}));
		return this.#refs;
	}
	async #bring({ commit, ref }, subject) {
		this.#ready ??= this.#prepare();
		await this.#ready;
		if (!await this.#has(commit)) {
			const refspec = `+${commit}:refs/fairlead/seen/${commit}`;
			const fetched = await this.#fetch(refspec);
			if (!fetched.ok && ref !== void 0 && /unadvertised object|not our ref/.test(fetched.stderr)) this.#check(["fetch"], await this.#fetch(`+${ref}:refs/fairlead/seen/${commit}`));
			else this.#check(["fetch"], fetched);
			await this.#packs.keep(this.#git);
		}
		return revisionTree(this.#git, commit, {
			name: subject,
			ensureBlobs: (ids) => this.#inTurn(() => this.#bringBlobs(ids))
		});
	}
	#fetch(refspec) {
		const args = [
			"fetch",
			...quietFetch,
			"--depth=1",
			"--filter=blob:none",
			"--stdin",
			REMOTE
		];
		return this.#watched((signal) => this.#git.attempt(args, {
			input: `${refspec}\n`,
			settings: promisorSettings(REMOTE),
			signal
		}));
	}
	async #bringBlobs(ids) {
		const absent = await absentObjects(this.#git, ids);
		if (absent.length === 0) return;
		await this.#watched((signal) => fetchBlobs(withSignal(this.#git, signal), REMOTE, absent));
		await this.#packs.keep(this.#git);
	}
	async #prepare() {
		const { directory } = this.#git;
		await this.#git.run([
			"init",
			"--quiet",
			"--bare",
			"--template=",
			"--initial-branch=none",
			directory
		]);
		await this.#packs.restore(this.#git);
	}
	async #has(commit) {
		return (await this.#git.attempt([
			"cat-file",
			"-e",
			`${commit}^{tree}`
		])).ok;
	}
	async #ask(args) {
		const result = await this.#git.attempt(args);
		this.#check(args, result);
		return result.stdout;
	}
	#check(args, result) {
		if (result.ok) return;
		if (/returned error: 30[1278]|redirect/i.test(result.stderr)) throw new Moved();
		throw this.#git.explain(args, result);
	}
	#inTurn(step) {
		const result = this.#turn.then(step);
		this.#turn = result.catch(() => {});
		return result;
	}
	async #watched(fetch) {
		const controller = new AbortController();
		const folder = join(this.#git.directory, "objects", "pack");
		const before = await sizeOf(folder);
		const checkSize = async () => {
			if (await sizeOf(folder) - before > this.#limits.repository) controller.abort(/* @__PURE__ */ new Error(`it sends more than ${this.#limits.repository / 1024 / 1024} MiB`));
		};
		const watch = setInterval(() => void checkSize(), 250);
		try {
			return await fetch(controller.signal);
		} finally {
			clearInterval(watch);
		}
	}
};
function withSignal(git, signal) {
	const run = (args, options) => git.run(args, {
		...options,
		signal
	});
	return {
		...git,
		run
	};
}
async function sizeOf(folder) {
	const names = await readdir(folder).catch(() => []);
	return (await Promise.all(names.map(async (name) => {
		return (await stat(join(folder, name)).catch(() => void 0))?.size ?? 0;
	}))).reduce((sum, size) => sum + size, 0);
}

// src/render/remote-sources/git.ts
const MAX_MOVES = 3;
const untidy = [
	"badDate",
	"badEmail",
	"badName",
	"badTimezone",
	"missingEmail",
	"missingNameBeforeEmail",
	"missingSpaceBeforeDate",
	"missingSpaceBeforeEmail",
	"missingTaggerEntry",
	"zeroPaddedFilemode"
];
const PINNING = [2, 37];
var GitRepositories = class {
	#options;
	#repositories = /* @__PURE__ */ new Map();
	#version;
	constructor(options) {
		this.#options = options;
	}
	async open(address, revision) {
		const subject = `${mask(address)} at ${revision || "HEAD"}`;
		if (/[\0-\x1f\x7f]/.test(revision) || revision.startsWith("-")) throw inputError(`${mask(address)} at ${JSON.stringify(revision)}: this is not a valid revision`);
		const first = readAddress(address, subject);
		let url = this.#webAddress(first) ?? first;
		for (let moves = 0; moves <= MAX_MOVES; moves++) {
			const key = `${url.href} ${url.origin === first.origin}`;
			const repository = this.#repositories.get(key) ?? this.#connect(url, first, mask(address));
			this.#repositories.set(key, repository);
			try {
				return await (await repository).open(revision, subject);
			} catch (error) {
				if (!(error instanceof Moved)) throw error;
				url = await this.#movedTo(url, first, subject);
			}
		}
		throw remoteError(`${subject}: ${first.host} redirects git too many times`, { hint: "Check the address." });
	}
	async #connect(url, first, subject) {
		const { hosts, environment, home, limits } = this.#options;
		hosts.check(url, subject);
		const trusted = this.#isTrusted(url, first);
		const value = this.#authorizationFor(url, first);
		const clean = new URL(url);
		if (url.protocol !== "ssh:" && (!trusted || value !== void 0)) clean.username = "";
		const { cache, folder } = this.#options;
		const name = createHash("sha256").update(clean.href).digest("hex").slice(0, 32);
		const directory = join(folder, trusted ? `${name}-own` : name);
		const packs = new KeptPacks(trusted || cache === void 0 ? void 0 : join(cache, name));
		await mkdir(directory, { recursive: true });
		const git = createGit({
			directory,
			bare: true,
			subject: `${clean.host}${clean.pathname}`,
			access: hosts.accessHint(url, value !== void 0),
			limits: {
				deadline: limits.deadline,
				output: limits.repository
			},
			environment: gitEnvironmentFor(environment, trusted, home),
			...value === void 0 ? {} : { authorization: {
				url: `${clean.origin}/`,
				value
			} },
			settings: [
				[`remote.${REMOTE}.url`, clean.href],
				["protocol.version", "2"],
				["fetch.fsckObjects", "true"],
				...untidy.map((fault) => [`fetch.fsck.${fault}`, "ignore"]),
				["http.followRedirects", "false"],
				["http.lowSpeedLimit", "1000"],
				["http.lowSpeedTime", String(Math.ceil(Math.min(limits.deadline, 3e4) / 1e3))],
				...await this.#pins(url, subject)
			]
		});
		return new Repository(git, packs, limits);
	}
	#webAddress(url) {
		if (url.protocol !== "ssh:" || url.port !== "") return void 0;
		const web = new URL(`https://${url.hostname}${url.pathname}`);
		const { hosts, credentials } = this.#options;
		return hosts.mayHaveCredentials(web) && credentials(web) !== void 0 ? web : void 0;
	}
	#isTrusted(url, first) {
		return url.host === first.host && this.#options.hosts.mayHaveCredentials(url);
	}
	#authorizationFor(url, first) {
		return this.#isTrusted(url, first) && url.protocol !== "ssh:" ? this.#options.credentials(url) : void 0;
	}
	async #movedTo(url, first, subject) {
		const { fetcher, limits } = this.#options;
		const probe = new URL(url);
		probe.username = "";
		probe.pathname = `${url.pathname.replace(/\/$/, "")}/info/refs`;
		probe.search = "?service=git-upload-pack";
		const authorization = this.#authorizationFor(url, first);
		const answer = await fetcher.get(probe, {
			subject,
			limit: limits.index,
			authorization
		});
		const moved = new URL(answer.url);
		if (moved.href === probe.href || !moved.pathname.endsWith("/info/refs")) throw remoteError(`${subject}: ${url.host} redirects git to ${moved.host}${moved.pathname}, which is not a repository`, { hint: "Check the address; some servers want it to end with .git." });
		moved.pathname = moved.pathname.slice(0, -10);
		moved.search = "";
		return moved;
	}
	async #pins(url, subject) {
		const { hosts } = this.#options;
		if (url.protocol !== "ssh:" && hosts.isProxied(url)) return [];
		const found = await hosts.addresses(url, subject);
		if (url.protocol === "ssh:") return [];
		if (hosts.find(url)?.private !== true) await this.#checkVersion(subject);
		const port = url.port || (url.protocol === "http:" ? "80" : "443");
		const addresses = found.map(({ address }) => address.includes(":") ? `[${address}]` : address);
		return [["http.curloptResolve", `${url.hostname}:${port}:${addresses.join(",")}`]];
	}
	async #checkVersion(subject) {
		const { home, environment } = this.#options;
		this.#version ??= createGit({
			directory: home,
			bare: true,
			environment
		}).run(["--version"]);
		const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(await this.#version) ?? [];
		if (Number(major) < PINNING[0] || Number(major) === PINNING[0] && Number(minor) < PINNING[1]) throw inputError(`${subject}: git ${major}.${minor} cannot be restricted to the addresses that were checked`, { hint: `Install git ${PINNING.join(".")} or newer.` });
	}
};
function readAddress(address, subject) {
	const scp = /^(?:([^@/:\s]+)@)?([^@:/\s]+):(?!\/\/|:)\/?(\S+)$/.exec(address);
	const user = scp?.[1] === void 0 ? "" : `${scp[1]}@`;
	const url = readUrl(scp ? `ssh://${user}${scp[2]}/${scp[3]}` : address, subject);
	url.hash = "";
	if (url.hostname.startsWith("-") || url.username.startsWith("-") || url.pathname.startsWith("/-")) throw inputError(`${subject}: this is not the address of a repository`);
	return url;
}

// src/render/remote-sources/store.ts
const Noted = object({
	etag: string(),
	digest: pipe(string(), regex(/^[0-9a-f]{64}$/))
});
var Store = class {
	#folder;
	constructor(folder) {
		this.#folder = folder;
	}
	async get(digest) {
		const content = await readFile(join(this.#folder, "packages", digest)).catch(() => void 0);
		return content !== void 0 && sha256(content) === digest ? content : void 0;
	}
	put(content) {
		return keepFile(join(this.#folder, "packages", sha256(content)), content);
	}
	async recall(address) {
		try {
			const file = join(this.#folder, "indexes", `${sha256(address)}.json`);
			const noted = parseJsonIfValid(Noted, await readFile(file, "utf8"));
			const content = noted && await this.get(noted.digest);
			return content && {
				etag: noted.etag,
				content
			};
		} catch {
			return;
		}
	}
	async remember(address, { etag, content }) {
		await this.put(content);
		await keepFile(join(this.#folder, "indexes", `${sha256(address)}.json`), JSON.stringify({
			etag,
			digest: sha256(content)
		}));
	}
};
function sha256(content) {
	return createHash("sha256").update(content).digest("hex");
}

// src/render/remote-sources/helm-repository.ts
var HelmRepositories = class {
	#options;
	#indexes = /* @__PURE__ */ new Map();
	constructor(options) {
		this.#options = options;
	}
	async pull(repository, name, version) {
		const subject = `the chart ${name} ${version} of ${repository}`;
		const url = readUrl(repository.endsWith("/") ? repository : `${repository}/`, subject);
		const known = this.#indexes.get(url.href) ?? this.#readIndex(url, `the index of ${repository}`);
		this.#indexes.set(url.href, known);
		const index = await known;
		const entries = index.get(name);
		if (!entries) throw inputError(`${url.host}${url.pathname} has no chart ${name}`, { hint: suggestion(name, index.keys()) });
		const versions = entries.flatMap((entry) => textAt(entry, "version") ?? []);
		const found = versions.includes(version) ? version : newest(versions, version);
		const entry = entries.find((candidate) => textAt(candidate, "version") === found);
		if (found === void 0 || entry === void 0) throw inputError(`${url.host}${url.pathname} has no version ${version} of ${name}`, { hint: suggestion(version, versions) });
		return {
			content: await this.#download(url, entry, subject),
			version: found
		};
	}
	async #readIndex(repository, subject) {
		const { fetcher, store, limits, authorization } = this.#options;
		const url = below(repository, "index.yaml");
		const secret = authorization(url);
		const before = secret === void 0 ? await store.recall(url.href) : void 0;
		const answer = await fetcher.get(url, {
			subject,
			limit: limits.index,
			headers: before ? { "if-none-match": before.etag } : {},
			authorization: secret
		});
		if (before && answer.status === 304) return readIndex(before.content, url);
		const content = contentOf(answer, subject, "index.yaml", secret !== void 0);
		const index = readIndex(content, url);
		const etag = answer.headers.get("etag");
		if (etag !== null && secret === void 0) await store.remember(url.href, {
			etag,
			content
		});
		return index;
	}
	async #download(repository, entry, subject) {
		const { fetcher, store, limits, authorization } = this.#options;
		const urls = isObject(entry) ? entry["urls"] : void 0;
		const [address] = Array.isArray(urls) ? urls : [];
		if (typeof address !== "string" || !URL.canParse(address, repository.href)) throw remoteError(`${subject}: the index has no URL for it`, { hint: "Rebuild the index of the repository." });
		const digest = textAt(entry, "digest")?.replace(/^sha256:/i, "").toLowerCase();
		const isKnown = digest !== void 0 && /^[0-9a-f]{64}$/.test(digest);
		const kept = isKnown ? await store.get(digest) : void 0;
		if (kept) return kept;
		const url = /^[a-z][a-z0-9+.-]*:/i.test(address) ? new URL(address) : below(repository, address);
		const secret = url.origin === repository.origin ? authorization(url) : void 0;
		const content = contentOf(await fetcher.get(url, {
			subject,
			limit: limits.download,
			authorization: secret
		}), subject, url.pathname, secret !== void 0);
		const actual = sha256(content);
		if (digest !== void 0 && digest !== "" && actual !== digest) throw remoteError(`${subject}: its digest in the index is ${digest}, but the actual digest is ${actual}`, { hint: "It was changed after it was published. Ask the owner of the repository." });
		if (isKnown && secret === void 0) await store.put(content);
		return content;
	}
};
function below(repository, path) {
	const url = new URL(path, repository);
	if (url.search === "") url.search = repository.search;
	return url;
}
function contentOf({ status, body, url }, subject, what, hadSecret) {
	if (status === 200) return body;
	if (status === 401 || status === 403) throw inputError(`${subject}: ${url.host} denied access to ${what} (${status})`, { hint: hadSecret ? "Check that the credentials are valid and have read access." : "No credentials were sent: none are configured for the host, or fairlead.yaml on the base branch does not list the host with credentials: true (fetch.hosts)." });
	if (status === 404) throw inputError(`${subject}: ${url.host} has no ${what}`, { hint: "Check the address." });
	throw remoteError(`${subject}: ${url.host} returned ${status} for ${what}`, { hint: "Try again later." });
}
function readIndex(content, url) {
	let entries;
	try {
		const root = load(content.toString("utf8"), { schema: FAILSAFE_SCHEMA });
		entries = isObject(root) ? root["entries"] : void 0;
	} catch (error) {
		throw remoteError(`${url.host}${url.pathname} is not valid YAML`, {
			cause: error,
			hint: "Check the address."
		});
	}
	if (!isObject(entries)) throw remoteError(`${url.host}${url.pathname} is not the index of a Helm repository`, { hint: "Check the address." });
	return new Map(Object.entries(entries).map(([name, list]) => [name, Array.isArray(list) ? list : []]));
}

// src/render/remote-sources/limits.ts
const MIB = 1048576;
const defaultLimits = {
	deadline: 12e4,
	download: 64 * MIB,
	index: 64 * MIB,
	repository: 256 * MIB,
	files: 2e4,
	size: 256
};

// src/render/remote-sources/oci.ts
const CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const FLUX = "application/vnd.cncf.flux.content.v1.tar+gzip";
var OciRegistries = class {
	#options;
	#registries = /* @__PURE__ */ new Map();
	constructor(options) {
		this.#options = options;
	}
	async chart(repository, reference) {
		return this.#pull(repository, reference, (layers) => layers.find(({ mediaType }) => mediaType === CHART));
	}
	async artifact(repository, reference, mediaType) {
		const wanted = mediaType === void 0 ? [FLUX, CHART] : [mediaType];
		return this.#pull(repository, reference, (layers) => {
			const named = wanted.flatMap((type) => layers.find((layer) => layer.mediaType === type) ?? []);
			const packed = layers.find((layer) => /tar(\+|\.)gzip$/.test(layer.mediaType));
			return named[0] ?? (mediaType === void 0 ? packed : void 0);
		});
	}
	async #pull(repository, reference, choose) {
		const { limits } = this.#options;
		const registry = this.#registryOf(repository);
		const store = this.#isTrusted(repository) ? void 0 : this.#options.store;
		const { name, artifact } = await resolve$1(registry, repository, reference);
		const layer = choose(artifact.layers);
		if (!layer) {
			const types = artifact.layers.map(({ mediaType }) => mediaType);
			throw inputError(`${repository} at ${name} does not contain such a package`, { hint: `Its layers are: ${types.slice(0, 10).join(", ") || "none"}.` });
		}
		const hex = layer.digest.replace(/^sha256:/i, "").toLowerCase();
		const kept = /^[0-9a-f]{64}$/.test(hex) ? await store?.get(hex) : void 0;
		const content = kept ?? await registry.layer(repository, layer, limits.download);
		if (!kept) await store?.put(content);
		return {
			content,
			reference: name,
			digest: artifact.digest
		};
	}
	#registryOf(repository) {
		const { registry } = addressOf(repository);
		const { hosts, fetcher, environment, ...others } = this.#options;
		const trusted = this.#isTrusted(repository);
		const key = `${registry} ${trusted}`;
		const known = this.#registries.get(key);
		if (known) return known;
		const opened = openArtifacts({
			...others,
			environment: trusted ? environment : {},
			fetchFor: () => fetcher.fetchFor(registry),
			trusts: (server) => server.host === registry || registry === "docker.io" && server.host === "auth.docker.io" || hosts.mayHaveCredentials(server)
		});
		this.#registries.set(key, opened);
		return opened;
	}
	#isTrusted(repository) {
		const { registry, origin, path } = addressOf(repository);
		return this.#options.hosts.mayHaveCredentials(new URL(`${new URL(origin).protocol}//${registry}/${path}`));
	}
};
async function resolve$1(registry, repository, reference) {
	const find = async (name) => {
		const tag = isDigest(name) ? name : name.replaceAll("+", "_");
		const artifact = isDigest(tag) || isTag(tag) ? await registry.manifest(repository, tag) : void 0;
		return artifact && {
			name,
			artifact
		};
	};
	const versions = async () => (await registry.tags(repository)).map((tag) => tag.replaceAll("_", "+"));
	const isVersion = readVersion(reference) !== void 0;
	const range = isVersion || isDigest(reference) ? void 0 : newestIn(reference);
	const first = range && range(await versions());
	const found = (first === void 0 ? await find(reference) : await find(first)) ?? (isVersion ? await find(newest(await versions(), reference) ?? "") : void 0);
	if (found) return found;
	const hint = isDigest(reference) ? "Check the digest." : suggestion(reference, await versions().catch(() => []));
	throw inputError(`${repository} has no ${reference}`, { hint });
}
function newestIn(range) {
	return readRange(range) && ((versions) => newest(versions, range));
}

// src/render/remote-sources/remote-sources.ts
function openRemoteSources(options) {
	const { environment, hide, log, second = 1e3 } = options;
	const limits = {
		...defaultLimits,
		...options.limits
	};
	const temporary = makeTemporary(options.temporary);
	const folder = options.cache ?? join(temporary, "cache");
	const home = join(temporary, "home");
	mkdirSync(home);
	const lookup$1 = options.lookup ?? ((host) => lookup(host, { all: true }));
	const hosts = new Hosts({
		hosts: options.hosts,
		environment,
		lookup: lookup$1
	});
	const { certificates } = options;
	const fetcher = new Fetcher({
		hosts,
		environment,
		certificates,
		deadline: limits.deadline,
		pause: second
	});
	const store = new Store(folder);
	const credentials = (url) => hosts.mayHaveCredentials(url) ? options.credentials?.(url) : void 0;
	const git = new GitRepositories({
		hosts,
		fetcher,
		limits,
		environment,
		cache: options.cache === void 0 ? void 0 : join(options.cache, "git"),
		folder: join(temporary, "git"),
		home,
		credentials
	});
	const helm = new HelmRepositories({
		fetcher,
		store,
		limits,
		authorization: credentials
	});
	const oci = new OciRegistries({
		hosts,
		fetcher,
		store,
		limits,
		environment,
		hide,
		log,
		second
	});
	const known = /* @__PURE__ */ new Map();
	function once(question, ask) {
		const key = JSON.stringify(question);
		const answer = known.get(key) ?? ask();
		known.set(key, answer);
		return answer;
	}
	const remoteSources = {
		git: (url, revision) => once([
			"git",
			url,
			revision
		], () => git.open(url, revision)),
		chart: (repository, name, version) => once([
			"chart",
			repository,
			name,
			version
		], async () => {
			checkName(name);
			const wanted = version === "" ? "*" : version;
			if (!/^oci:\/\//i.test(repository) && /^[a-z][a-z0-9+.-]*:\/\//i.test(repository)) {
				const pulled = await helm.pull(repository, name, wanted);
				return {
					tree: await chartTree(pulled.content, `${name} ${pulled.version}`, limits),
					version: pulled.version
				};
			}
			const place = `${repository.replace(/^oci:\/\//i, "").replace(/(?<!\/)\/+$/, "")}/${name}`;
			const pulled = await oci.chart(place, wanted);
			return {
				tree: await chartTree(pulled.content, `${name} ${pulled.reference}`, limits),
				version: pulled.reference
			};
		}),
		artifact: (url, reference, mediaType) => once([
			"artifact",
			url,
			reference,
			mediaType
		], async () => {
			const place = url.replace(/^oci:\/\//i, "");
			const pulled = await oci.artifact(place, reference, mediaType);
			const name = `${place} ${pulled.reference}`;
			return {
				tree: memoryTree(name, await unpack(pulled.content, name, limits)),
				digest: pulled.digest
			};
		}),
		file: (address) => once(["file", address], async () => {
			const subject = mask(address);
			const url = readUrl(address, subject);
			url.hash = "";
			const answer = await fetcher.get(url, {
				subject,
				limit: limits.download
			});
			return contentOf(answer, subject, url.pathname, false);
		}),
		dependencies: (chart, missing) => fetchDependencies(remoteSources, chart, missing),
		async close() {
			await fetcher.close();
			await removeTemporary(temporary);
		}
	};
	return remoteSources;
}
function checkName(name) {
	if (!/^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/.test(name) || name.includes("..")) throw inputError(`${JSON.stringify(mask(name))} is not a valid chart name`);
}
async function chartTree(content, name, limits) {
	const files = await openPackage(content, name, limits);
	if (!files.has("Chart.yaml")) throw inputError(`the package ${name} is not a chart: it has no Chart.yaml`);
	return memoryTree(name, files);
}

export { fetchPublished, openRemoteSources, readVersion };