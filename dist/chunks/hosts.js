import { __toESM } from "./rolldown-runtime.js";
import { require_undici } from "../packages/undici.js";
import { FairleadError, inputError, remoteError } from "../rooms/errors.js";
import { isGitFolder, pathFault } from "../rooms/git-paths.js";
import { cureOfUnreachable, reasonOfUnreachable } from "../rooms/net-unreachable.js";
import { mask } from "../rooms/git.js";
import { isLoopback, isPublicAddress, proxyOf } from "../rooms/net.js";
import { BadTar, TooLarge, readTar } from "../rooms/tree.js";
import { CONFIG_FILE } from "../rooms/config.js";
import { isIP } from "node:net";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { rootCertificates } from "node:tls";
import { gzip } from "node:zlib";
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { dirname } from "node:path";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";

// src/cache/keep-file.ts
function keepFile(file, content) {
	return keep(file, (temporary) => writeFile(temporary, content, { flag: "wx" }));
}
function keepCopy(file, of) {
	return keep(file, (temporary) => copyFile(of, temporary, constants.COPYFILE_EXCL));
}
async function keep(file, write) {
	const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
	try {
		await mkdir(dirname(file), { recursive: true });
		await write(temporary);
		await rename(temporary, file);
	} catch {
		await rm(temporary, { force: true }).catch(() => void 0);
	}
}

// src/render/engine/staged-paths.ts
const MAX_NAME = 255;
const MAX_PATH = 1024;
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i;
function stagedPathFault(path) {
	const fault = pathFault(path);
	if (fault !== void 0) return fault;
	if (Buffer.byteLength(path) > MAX_PATH) return `${shown(path.slice(0, 100))}… is too long`;
	for (const name of path.split("/")) {
		const what = nameFault(name);
		if (what !== void 0) return `${shown(path)} ${what}`;
	}
}
function nameFault(name) {
	if (name.includes("\\")) return "has a backslash, which some programs take for a slash";
	if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name)) return "has a control character";
	if (!name.isWellFormed() || name.includes("�")) return "is no valid text";
	if (/^[a-z]:/i.test(name)) return "begins with a drive of Windows";
	if (/[. ]$/.test(name)) return "has a name that ends with a dot or a blank, which Windows drops";
	if (DEVICE.test(name)) return "has a name that is a device on Windows";
	const plain = sameName(name);
	if (plain === "." || plain === "..") return "has a name that reads as \".\" or \"..\"";
	if (plain.includes("/") || plain.includes("\\")) return "has a character that reads as a slash";
	if (isGitFolder(plain.split(":")[0] ?? "")) return "is inside git's own folder";
	if (Buffer.byteLength(name) > MAX_NAME) return "has a name that is too long";
}
function sameName(name) {
	return name.normalize("NFKC").replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "").toUpperCase().toLowerCase().normalize("NFKC");
}
function checkStaged(paths, where) {
	const folders = /* @__PURE__ */ new Map();
	const spellings = /* @__PURE__ */ new Map();
	function take(path, isFolder) {
		const slash = path.lastIndexOf("/");
		const key = `${slash < 0 ? "" : folder(path.slice(0, slash))}/${sameName(path.slice(slash + 1))}`;
		const known = spellings.get(key);
		if (known && (known.path !== path || !isFolder || !known.isFolder)) throw inputError(clash(known.path, path, known.isFolder !== isFolder, where), { hint: "Rename or remove one of them: what is rendered must not depend on the disk." });
		spellings.set(key, {
			path,
			isFolder
		});
		return key;
	}
	function folder(path) {
		const known = folders.get(path);
		if (known !== void 0) return known;
		const key = take(path, true);
		folders.set(path, key);
		return key;
	}
	for (const path of paths) {
		const fault = stagedPathFault(path);
		if (fault !== void 0) throw inputError(`${where} hold a path that is not allowed: ${fault}`);
		take(path, false);
	}
}
function clash(one, other, areTwoKinds, where) {
	if (one !== other) return `${shown(one)} and ${shown(other)} in ${where} have the same name on some file systems`;
	return areTwoKinds ? `${shown(one)} is a file and a folder in ${where}` : `${shown(one)} is there twice in ${where}`;
}
function shown(path) {
	return /[^\x20-\x7e]/.test(path) ? JSON.stringify(path) : path;
}

// src/render/engine/archive.ts
const zip = promisify(gzip);
async function openPackage(content, name, limits) {
	let folder;
	const files = await read(content, name, limits, (path) => {
		const fault = stagedPathFault(path);
		if (fault !== void 0) throw broken(name, `holds a path that is not allowed: ${fault}`);
		const slash = path.indexOf("/");
		if (slash < 0) throw broken(name, `holds ${path} beside the folder of its chart`);
		folder ??= path.slice(0, slash);
		if (path.slice(0, slash) !== folder) throw broken(name, `holds two folders, ${folder} and ${path.slice(0, slash)}, and a chart is one`);
		return path.slice(slash + 1);
	});
	checkStaged(files.keys(), `the files of the package ${name}`);
	return files;
}
async function packChart(files) {
	checkStaged(files.keys(), "the files of a chart");
	const { pack } = await import("./tar-stream.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const archive = pack();
	for (const [path, data] of files) archive.entry({ name: `chart/${path}` }, Buffer.from(data));
	archive.finalize();
	const chunks = [];
	for await (const chunk of archive) chunks.push(chunk);
	return zip(Buffer.concat(chunks), { level: 1 });
}
function unpack(content, name, limits) {
	return read(content, name, limits, (path) => {
		const clean = path.replace(/^(\.\/)+/, "");
		const fault = pathFault(clean);
		if (fault !== void 0) throw broken(name, `holds a path that is not allowed: ${fault}`);
		return clean;
	});
}
async function read(content, name, limits, place) {
	const files = /* @__PURE__ */ new Map();
	try {
		await readTar(Readable.from([content]), limits.size * 1024 * 1024, (entry) => {
			if (entry.type !== "file") throw broken(name, `holds ${entry.path}, a ${entry.type}`);
			const path = place(entry.path);
			const known = files.get(path);
			if (known && !entry.content.equals(known)) throw broken(name, `holds two files with the name ${path}`);
			if (files.size >= limits.files) throw broken(name, `holds more than ${limits.files} files`);
			files.set(path, entry.content);
		});
	} catch (error) {
		if (error instanceof FairleadError) throw error;
		if (error instanceof TooLarge) throw broken(name, `unpacks to more than ${Math.ceil(limits.size * 10) / 10} MiB`);
		if (error instanceof BadTar) throw broken(name, error.message);
		throw broken(name, "is no gzip file, or a damaged one");
	}
	return files;
}
function broken(name, what) {
	return inputError(`the package ${name} ${what}`, { at: { file: name } });
}

// src/render/elsewhere/fetcher.ts
var import_undici = require_undici();
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
				failure = remoteError(`${question.subject}: ${answer.url.host} fails with ${answer.status}`, { hint: "Try again later." });
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
		await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
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
			if (!URL.canParse(location, at.href)) throw remoteError(`${subject}: ${at.host} sends the request to an address that is none`);
			const next = new URL(location, at);
			if (at.protocol === "https:" && next.protocol !== "https:") throw inputError(`${subject}: ${at.host} sends the request on without https, which is not followed`);
			next.hash = "";
			at = next;
		}
		throw remoteError(`${subject}: ${url.host} sends the request on and on`, { hint: "Check the address." });
	}
	async #ask(url, subject, init) {
		this.#options.hosts.check(url, subject);
		try {
			return await (0, import_undici.fetch)(url.href, {
				...init,
				redirect: "manual",
				dispatcher: this.#dispatcherFor(url, subject)
			});
		} catch (error) {
			throw error.cause instanceof FairleadError ? error.cause : error;
		}
	}
	#dispatcherFor(url, subject) {
		const known = this.#dispatchers.get(url.origin);
		if (known) return known;
		const { certificates = [], environment, hosts } = this.#options;
		const tls = certificates.length === 0 ? {} : { ca: [...rootCertificates, ...certificates] };
		const proxy = proxyOf(url, environment);
		const lookup = (_host, { all }, done) => {
			hosts.addresses(url, subject).then((found) => all === true ? done(null, found) : done(null, found[0]?.address, found[0]?.family), (error) => done(error));
		};
		const dispatcher = proxy === void 0 ? new import_undici.Agent({ connect: {
			...tls,
			lookup
		} }) : new import_undici.ProxyAgent({
			uri: proxy,
			requestTls: tls
		});
		this.#dispatchers.set(url.origin, dispatcher);
		return dispatcher;
	}
};
async function bodyOf(answer, limit, subject, { host }) {
	const chunks = [];
	let length = 0;
	for await (const chunk of answer.body ?? []) {
		length += chunk.length;
		if (length > limit) throw remoteError(`${subject}: the answer of ${host} is longer than ${limit / 1024 / 1024} MiB`, { hint: "Check the address." });
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
function unreachable({ host }, subject, error) {
	const why = error instanceof Error && error.name === "TimeoutError" ? "it takes too long" : reasonOfUnreachable(error);
	return remoteError(`${subject}: ${host} cannot be reached: ${why}`, {
		cause: error,
		hint: cureOfUnreachable(why)
	});
}

// src/render/elsewhere/hosts.ts
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
		if (url.protocol !== "https:" && url.protocol !== "http:" && url.protocol !== "ssh:") throw inputError(`${subject}: ${url.protocol}// is not fetched from`, { hint: "Addresses begin with https://, oci:// or ssh://." });
		if (url.password !== "") throw inputError(`${subject}: the address holds a password`, { hint: "Take it out: what is in Git is no secret any more." });
		if (url.protocol === "http:" && host === void 0) throw this.#denied(url, {}, `${subject}: ${url.host} is to be asked over http, which anybody can change on the way`);
		if (url.protocol === "ssh:" && !this.mayHaveCredentials(url)) throw inputError(`${subject}: ssh needs a key or token of the job, which ${url.host} is not to have`, { hint: this.accessHint(url, false) });
		if ((url.protocol === "ssh:" ? void 0 : proxyOf(url, this.#options.environment)) !== void 0 && host === void 0) throw this.#denied(url, {}, `${subject}: ${url.host} is reached through a proxy, so that its address cannot be checked`);
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
		const right = "the right to read this repository and no other right (GitHub: contents: read; GitLab: Reporter, read_repository)";
		if (this.mayHaveCredentials(url)) return hasToken ? `The token that was sent (source-token) needs ${right}.` : `Where it is private, give source-token: a token with ${right}.`;
		const listed = this.find(url)?.paths ?? [];
		const own = (plainPath(url) ?? "").replace(/\.git$/, "");
		const paths = own === "" ? {} : { paths: [.../* @__PURE__ */ new Set([...listed, own])] };
		return `Check the address. Where it is private, give source-token: a token with ${right}. ${allowing(url, {
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
		throw this.#denied(url, { private: true }, `${subject}: ${where} is no public address`);
	}
	async #lookup(host, subject) {
		try {
			const found = await this.#options.lookup(host);
			if (found.length > 0) return found;
		} catch (error) {
			throw remoteError(`${subject}: the host ${host} is not known`, {
				cause: error,
				hint: "Check the address, the network and the proxy."
			});
		}
		throw remoteError(`${subject}: the host ${host} has no address`, { hint: "Check the address." });
	}
};
function plainPath(url) {
	const isOfGit = url.search === "?service=git-upload-pack" && url.pathname.endsWith("/info/refs");
	if (url.search !== "" && !isOfGit) return void 0;
	let path;
	try {
		path = decodeURIComponent(url.pathname);
	} catch {
		return;
	}
	if (/%(2f|5c|2e|3b|25|23|3f)/i.test(url.pathname) || /[\\;%?#\0-\x1f\x7f]|\/\/|\/\.\.?(\/|$)/.test(path)) return void 0;
	return path.slice(1);
}
function isAtOrBelow(path, own) {
	return path === own || path === `${own}.git` || path.startsWith(`${own}/`);
}
function allowing(url, entry) {
	const keys = Object.entries(entry).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
	const line = `fetch: {hosts: {${JSON.stringify(url.host)}: {${keys.join(", ")}}}}`;
	return `Where that is meant, allow it by this line of ${CONFIG_FILE} on the base branch: ${line}`;
}
function hostOf(url) {
	return url.hostname.toLowerCase().replace(/^\[|\]$/g, "").replace(/\.$/, "");
}
function readUrl(text, subject) {
	if (!URL.canParse(text)) throw inputError(`${subject}: ${JSON.stringify(mask(text))} is no address`, { hint: "It is written like https://charts.example.com." });
	return new URL(text);
}

export { Fetcher, Hosts, checkStaged, hostOf, keepCopy, keepFile, openPackage, packChart, readUrl, stagedPathFault, unpack };