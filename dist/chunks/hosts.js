import { __toESM } from "./rolldown-runtime.js";
import { FairleadError, inputError, remoteError } from "../rooms/errors.js";
import { cureOfUnreachable, reasonOfUnreachable } from "../rooms/net-unreachable.js";
import { mask } from "../rooms/git.js";
import { isLoopback, isPublicAddress, plainPath, proxyOf, withAuthorities } from "../rooms/net.js";
import { CONFIG_FILE } from "../rooms/config.js";
import { isIP } from "node:net";
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

// src/render/elsewhere/fetcher.ts
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
			const { fetch } = await import("./undici.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
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
		const { Agent, ProxyAgent } = await import("./undici.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
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

export { Fetcher, Hosts, hostOf, keepCopy, keepFile, readUrl };