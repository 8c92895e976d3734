import "../chunks/rolldown-runtime.js";
import { FairleadError, inputError, remoteError } from "./errors.js";
import { canonicalRepository, isDigest, isRepository, isTag } from "./images.js";
import { MUST_BE, entries, parseJsonAnswer, parseJsonIfValid, some } from "./shapes.js";
import { array, check, fallback, nullable, nullish, number, object, optional, pipe, regex, string, transform } from "../packages/valibot.js";
import { inheritedVariables, variablesOfHelper } from "./git-inherited.js";
import { bodyUpTo, fetchFor, isLoopback, plainPath } from "./net.js";
import { cureOfUnreachable, reasonOfUnreachable } from "./net-unreachable.js";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { spawn } from "node:child_process";

// src/registry/answers.ts
const ManifestAnswer = object({
	schemaVersion: number(),
	layers: nullish(array(object({
		mediaType: string(),
		digest: string(),
		size: number()
	})), [])
});
const TagsAnswer = object({ tags: nullable(array(string())) });
const token = pipe(string(), regex(/^[\x21-\x7e]+$/, "contains characters that are not valid in a token"));
const TokenAnswer = pipe(object({
	token: nullish(token),
	access_token: nullish(token)
}), transform(({ token: own, access_token: other }) => own ?? other), check((found) => found !== void 0 && found !== null, "has neither token nor access_token"), transform(String));
const words = fallback(nullish(string()), void 0);
const ErrorsAnswer = object({
	errors: fallback(optional(array(object({
		message: words,
		code: words
	})), []), []),
	details: words
});
const HelperAnswer = object({
	Username: string(),
	Secret: string()
});
const text = nullish(string(MUST_BE.text), "");
const named = (values) => nullish(entries(values), () => /* @__PURE__ */ new Map());
const Login = nullish(some({
	auth: text,
	username: text,
	password: text,
	identitytoken: text,
	registrytoken: text
}), {});
const LoginsFile = some({
	auths: named(Login),
	credHelpers: named(text),
	credsStore: text
});
function readAnswer(shape, body, { registry, what }) {
	const answer = parseJsonAnswer(shape, body);
	if ("data" in answer) return answer.data;
	throw remoteError(`the response of ${registry} is not ${what}: ${answer.fault}`, { hint: "Check the name of the registry, and whether a proxy answers instead of it." });
}

// src/registry/challenge.ts
const scheme = /[\s,]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?=\s|,|$)(?!\s*=)/y;
const parameter = /[\s,]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y;
function parseChallenges(header) {
	const challenges = [];
	let at = 0;
	const next = (pattern) => {
		pattern.lastIndex = at;
		const match = pattern.exec(header);
		if (match) at = pattern.lastIndex;
		return match;
	};
	for (;;) {
		const given = next(parameter);
		const last = challenges.at(-1);
		if (given && !last) return [];
		if (given && last) {
			const [, name = "", quoted, token = ""] = given;
			last.parameters[name.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, "$1") ?? token;
			continue;
		}
		const found = next(scheme);
		if (!found) return challenges;
		challenges.push({
			scheme: (found[1] ?? "").toLowerCase(),
			parameters: {}
		});
	}
}

// src/registry/helper.ts
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const none = /credentials not found/i;
const outputLimit = 1048576;
async function askHelper(name, server, { environment, source, timeout = 3e4 }) {
	if (!NAME.test(name)) throw inputError(`${source} names an invalid credential helper: ${JSON.stringify(name)}`, { hint: "Use the last part of the program name: ecr-login for docker-credential-ecr-login." });
	const program = `docker-credential-${name}`;
	const { code, stdout, failure } = await run(program, server, environment, timeout);
	if (failure !== void 0) throw inputError(`cannot run ${program}, which ${source} names for ${server}: ${failure}`, { hint: "Install it, or log in without it." });
	if (code !== 0) {
		if (none.test(stdout)) return void 0;
		const words = stdout.replaceAll(/\s+/g, " ").trim().slice(0, 200);
		throw inputError(`${program}, which ${source} names for ${server}, failed${words && `: ${words}`}`, { hint: "Log in again." });
	}
	return read(stdout, program, source);
}
function read(stdout, program, source) {
	const answer = parseJsonAnswer(HelperAnswer, stdout);
	if ("fault" in answer) throw inputError(`the credentials from ${program}, which ${source} names, cannot be read: ${answer.fault}`, { hint: "Its answer must be JSON with Username and Secret." });
	const { Username: username, Secret: secret } = answer.data;
	if (secret === "") return void 0;
	const from = `${program} (${source})`;
	return username === "<token>" ? {
		identityToken: secret,
		source: from
	} : {
		username,
		password: secret,
		source: from
	};
}
function run(program, input, environment, timeout) {
	return new Promise((resolve) => {
		const child = spawn(program, ["get"], {
			env: inheritedVariables(environment, variablesOfHelper(program.replace(/^docker-credential-/, ""))),
			stdio: [
				"pipe",
				"pipe",
				"ignore"
			],
			windowsHide: true
		});
		let stdout = "";
		let failure;
		const stop = (why) => {
			failure ??= why;
			child.kill("SIGKILL");
			child.stdout.destroy();
		};
		const timer = setTimeout(() => stop(`it took longer than ${timeout / 1e3} s`), timeout);
		const end = (code) => {
			clearTimeout(timer);
			resolve({
				code,
				stdout,
				failure
			});
		};
		child.stdout.setEncoding("utf8").on("data", (text) => {
			stdout += text;
			if (stdout.length > outputLimit) stop("its output is too long");
		});
		child.once("error", (error) => {
			failure ??= error.code === "ENOENT" ? "it is not on the PATH" : error.message;
			end(null);
		});
		child.once("close", end);
		child.stdin.once("error", () => {});
		child.stdin.end(input);
	});
}

// src/registry/credentials.ts
const dockerHub = "https://index.docker.io/v1/";
async function findCredentials(registry, path, environment) {
	for await (const configuration of configurations(environment)) {
		const found = await credentialsIn(configuration, registry, path, environment);
		if (found) return found;
	}
}
async function* configurations(environment) {
	const get = (name) => environment[name] || void 0;
	const text = get("DOCKER_AUTH_CONFIG");
	if (text !== void 0) yield readConfiguration(text, "DOCKER_AUTH_CONFIG");
	const named = get("REGISTRY_AUTH_FILE");
	if (named !== void 0) yield await readNamed(named);
	const home = get("HOME") ?? get("USERPROFILE");
	const docker = get("DOCKER_CONFIG") ?? (home === void 0 ? void 0 : join(home, ".docker"));
	const runtime = get("XDG_RUNTIME_DIR");
	const files = [docker === void 0 ? void 0 : join(docker, "config.json"), runtime === void 0 ? void 0 : join(runtime, "containers", "auth.json")];
	for (const file of files) {
		const content = file === void 0 ? void 0 : await readIfThere(file);
		if (file !== void 0 && content !== void 0) yield readConfiguration(content, file);
	}
}
async function readNamed(file) {
	const content = await readIfThere(file);
	if (content === void 0) throw inputError(`the file ${JSON.stringify(file)} of REGISTRY_AUTH_FILE does not exist`, { hint: "Log in with podman login, or unset the variable." });
	return readConfiguration(content, file);
}
async function readIfThere(file) {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		const { code, message } = error;
		if (code === "ENOENT" || code === "ENOTDIR") return void 0;
		throw unusable(file, message);
	}
}
function readConfiguration(text, source) {
	const content = parseJsonAnswer(LoginsFile, text, "the whole");
	if ("fault" in content) throw unusable(source, content.fault);
	return {
		source,
		...content.data
	};
}
async function credentialsIn({ source, auths, credHelpers, credsStore }, registry, path, environment) {
	const server = registry === "docker.io" ? dockerHub : registry;
	const own = [...credHelpers].find(([key]) => nameOf(key) === registry);
	const helper = own?.[1] ?? credsStore;
	if (helper !== "") {
		const found = await askHelper(helper, own?.[0] ?? server, {
			environment,
			source
		});
		if (found) return found;
	}
	for (const name of namesFor(registry, path)) {
		const entry = [...auths].find(([key]) => nameOf(key) === name);
		const found = entry && readEntry(entry[1], source, entry[0]);
		if (found) return found;
	}
}
function namesFor(registry, path) {
	const parts = path.split("/");
	return [...parts.keys()].map((i) => `${registry}/${parts.slice(0, parts.length - i).join("/")}`).concat(registry);
}
function nameOf(key) {
	return key.replace(/^https?:\/\//i, "").replace(/\/(v[12]\/?)?$/, "").replace(/^(index|registry-1)\.docker\.io(?=\/|$)/, "docker.io");
}
function readEntry(entry, source, key) {
	const auth = entry.auth || void 0;
	const [identityToken, registryToken] = [entry.identitytoken || void 0, entry.registrytoken || void 0];
	const decoded = auth === void 0 ? void 0 : Buffer.from(auth, "base64").toString("utf8");
	const colon = decoded?.indexOf(":") ?? -1;
	if (decoded !== void 0 && colon < 1) throw unusable(source, `"auth" of ${JSON.stringify(key)} is not base64 of user:password`);
	const username = colon < 1 ? entry.username || void 0 : decoded?.slice(0, colon);
	const password = colon < 1 ? entry.password : decoded?.slice(colon + 1).replace(/(?<!\0)\0+$/, "");
	if (identityToken === void 0 && registryToken === void 0 && !password) return void 0;
	return {
		username,
		password: password || void 0,
		identityToken,
		registryToken,
		source
	};
}
function unusable(source, why) {
	return inputError(`the registry credentials of ${source} cannot be read: ${why}`, { hint: "Log in again to rewrite them." });
}

// src/registry/explain.ts
function explainDenial({ registry, path }, status, body, credentials) {
	const words = wordsIn(body);
	const used = credentials ? `The credentials of ${credentials.source} were used${credentials.username ? ` (${credentials.username})` : ""}: check that they are still valid and have read access to this repository.` : `There are no credentials for ${registry}: log in before this step, with docker/login-action or docker login.`;
	return inputError(`${registry} denied read access to ${path} (${status}${words === void 0 ? "" : `: ${words}`})`, { hint: `${used} Many registries give the same answer for a repository that does not exist, so check its name as well.` });
}
function wordsIn(body) {
	const { errors: [first] = [], details } = parseJsonIfValid(ErrorsAnswer, body) ?? {};
	const words = first?.message ?? first?.code ?? details ?? "";
	return words === "" ? void 0 : words.replaceAll(/\s+/g, " ").slice(0, 200);
}

// src/registry/transport.ts
const patience = {
	tries: 4,
	seconds: 60
};
const timeout = 3e4;
const redirectLimit = 5;
var Transport = class {
	#options;
	#fetches = /* @__PURE__ */ new Map();
	#second;
	#waited = 0;
	constructor(options) {
		this.#options = options;
		this.#second = options.second ?? 1e3;
	}
	async send(url, request) {
		for (let attempt = 1;; attempt++) {
			let answer;
			let failure;
			try {
				answer = await this.#follow(url, request);
				if (answer.status !== 429 && answer.status < 500) return answer;
			} catch (error) {
				if (error instanceof FairleadError) throw error;
				if (isFinal(error)) throw unreachable(url, error);
				failure = error;
			}
			const seconds = retryAfter(answer) ?? 2 ** (attempt - 2) * (.5 + Math.random());
			if (!(attempt < patience.tries && this.#waited + seconds <= patience.seconds)) {
				if (answer) throw failed(url, answer.status);
				throw unreachable(url, failure);
			}
			await answer?.body?.cancel();
			if (answer?.status === 429) this.#options.log?.(`${url.host} asks to retry later: waiting ${Math.ceil(seconds)} s`);
			this.#waited += seconds;
			await new Promise((resolve) => setTimeout(resolve, seconds * this.#second));
		}
	}
	async #follow(url, request) {
		let at = url;
		for (let i = 0; i <= redirectLimit; i++) {
			const { authorization, ...others } = request.headers;
			const headers = authorization !== void 0 && isMeant(at, url) ? request.headers : others;
			const answer = await this.#fetchOf(at)(at.href, {
				method: request.method,
				headers: {
					"user-agent": "fairlead",
					...headers
				},
				redirect: "manual",
				signal: AbortSignal.timeout(timeout),
				...request.body === void 0 ? {} : { body: request.body }
			});
			const location = answer.headers.get("location");
			if (![
				301,
				302,
				303,
				307,
				308
			].includes(answer.status) || location === null) return answer;
			await answer.body?.cancel();
			const next = URL.canParse(location, at.href) ? new URL(location, at) : void 0;
			if (request.method === "POST" || !next || !isSafe(next, url)) throw remoteError(`${at.host} redirects the request to an address that is not followed`, { hint: "Check the name of the registry. A redirect from https to http is not followed." });
			at = next;
		}
		throw remoteError(`too many redirects from ${url.host}`, { hint: "Check the name of the registry." });
	}
	#fetchOf(url) {
		const known = this.#fetches.get(url.origin) ?? this.#options.fetchFor?.(url) ?? fetchFor(url, this.#options.environment);
		this.#fetches.set(url.origin, known);
		return known;
	}
};
function isMeant(at, url) {
	if (at === url) return true;
	const repository = /^\/v2\/.+\/(?=(?:blobs|manifests|tags|referrers)\/)/.exec(url.pathname)?.[0].slice(1);
	return at.origin === url.origin && repository !== void 0 && plainPath(new URL(at.pathname, at))?.startsWith(repository) === true;
}
function isSafe(url, from) {
	if (url.username !== "" || url.password !== "") return false;
	return url.protocol === "https:" || url.protocol === "http:" && isLoopback(from.hostname);
}
async function bodyOf(answer, limit) {
	let body;
	try {
		body = await bodyUpTo(answer, limit);
	} catch (error) {
		throw remoteError(`the response of ${hostOf(answer)} was interrupted`, {
			cause: error,
			hint: "Try again later."
		});
	}
	if (body === void 0) throw remoteError(`the response of ${hostOf(answer)} is longer than ${limit} bytes`, { hint: "Check that this is a container registry." });
	return body;
}
function hostOf({ url }) {
	return URL.canParse(url) ? new URL(url).host : "the registry";
}
function retryAfter(answer) {
	const text = answer?.headers.get("retry-after");
	if (text === null || text === void 0) return void 0;
	const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1e3;
	return Number.isFinite(seconds) ? Math.max(0, seconds) : void 0;
}
function isFinal(error) {
	const { code = "" } = error.cause ?? {};
	return code === "ENOTFOUND" || /CERT|^ERR_TLS|UNABLE_TO_(GET_ISSUER|VERIFY)/.test(code);
}
function failed({ host }, status) {
	return status === 429 ? remoteError(`the rate limit of ${host} is reached (429)`, { hint: "Log in, which raises the limit of most registries, or try again later." }) : remoteError(`${host} fails with ${status}`, { hint: "Try again later." });
}
function unreachable({ host }, error) {
	const why = reasonOfUnreachable(error);
	return remoteError(`the registry ${host} cannot be reached: ${why}`, {
		cause: error,
		hint: cureOfUnreachable(why)
	});
}

// src/registry/authorize.ts
const tokenLimit = 1048576;
var Authorizer = class {
	#transport;
	#options;
	#authorizations = /* @__PURE__ */ new Map();
	#credentials = /* @__PURE__ */ new Map();
	#used = /* @__PURE__ */ new Map();
	constructor(transport, options) {
		this.#transport = transport;
		this.#options = options;
	}
	usedFor(address) {
		return this.#used.get(address.registry);
	}
	async send(address, ask) {
		const key = `${address.registry}/${address.path}`;
		const known = await this.#authorizations.get(key);
		const answer = await ask(known ?? {});
		if (answer.status !== 401 || known !== void 0) return answer;
		const challenges = parseChallenges(answer.headers.get("www-authenticate") ?? "");
		await answer.body?.cancel();
		const authorization = this.#authorizations.get(key) ?? this.#authorize(address, challenges);
		this.#authorizations.set(key, authorization);
		return ask(await authorization);
	}
	async #authorize(address, challenges) {
		const credentials = await this.#credentialsFor(address);
		if (credentials) {
			this.#used.set(address.registry, credentials);
			this.#options.hide?.(secretsOf(credentials));
		}
		const bearer = challenges.find(({ scheme }) => scheme === "bearer");
		if (bearer) {
			const token = credentials?.registryToken ?? await this.#token(address, bearer, credentials);
			this.#options.hide?.([token]);
			return { authorization: `Bearer ${token}` };
		}
		return challenges.some(({ scheme }) => scheme === "basic") && credentials?.password !== void 0 ? { authorization: basicOf(credentials) } : {};
	}
	#credentialsFor({ registry, path }) {
		const key = `${registry}/${path}`;
		const found = this.#credentials.get(key) ?? findCredentials(registry, path, this.#options.environment);
		this.#credentials.set(key, found);
		return found;
	}
	async #token(address, { parameters }, credentials) {
		const { realm = "", service, scope = `repository:${address.path}:pull` } = parameters;
		const url = URL.canParse(realm) ? new URL(realm) : void 0;
		if (!url || !isSafe(url, new URL(address.origin))) throw remoteError(`the token server that ${address.registry} names is not safe: ${JSON.stringify(realm)}`, { hint: "It must be an https address; credentials are never sent to any other." });
		if (credentials && this.#options.trusts?.(url, address.registry) === false) throw inputError(`${address.registry} requests that its credentials are sent to ${url.host}, which is not allowed`, { hint: "If that host is the token server of the registry, allow credentials for that host as well." });
		const query = new URLSearchParams(service === void 0 ? {} : { service });
		for (const one of scope.split(" ")) if (one !== "") query.append("scope", one);
		const answer = credentials?.identityToken === void 0 ? await this.#getToken(url, query, credentials) : await this.#refreshToken(url, query, scope, credentials.identityToken);
		const body = await bodyOf(answer, tokenLimit);
		if (answer.status === 401 || answer.status === 403 || answer.status === 400) throw explainDenial(address, answer.status, body, credentials);
		const token = answer.status === 200 ? parseJsonAnswer(TokenAnswer, body) : { fault: `it answers ${answer.status}` };
		if ("data" in token) return token.data;
		throw remoteError(`${url.host}, the token server of ${address.registry}, returned no token: ${token.fault}`, { hint: "Try again later." });
	}
	#getToken(url, query, credentials) {
		const address = new URL(url);
		for (const [name, value] of query) address.searchParams.append(name, value);
		const authorization = credentials?.password === void 0 ? {} : { authorization: basicOf(credentials) };
		return this.#transport.send(address, {
			method: "GET",
			headers: authorization
		});
	}
	#refreshToken(url, query, scope, refreshToken) {
		const form = new URLSearchParams(query);
		form.set("scope", scope);
		form.set("grant_type", "refresh_token");
		form.set("refresh_token", refreshToken);
		form.set("client_id", "fairlead");
		return this.#transport.send(url, {
			method: "POST",
			headers: { "content-type": "application/x-www-form-urlencoded" },
			body: form.toString()
		});
	}
};
function basicOf({ username = "", password = "" }) {
	return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
function secretsOf(credentials) {
	const { password, identityToken, registryToken } = credentials;
	return [
		password,
		identityToken,
		registryToken,
		password === void 0 ? void 0 : basicOf(credentials).replace("Basic ", "")
	].filter((secret) => secret !== void 0);
}

// src/registry/name.ts
function addressOf(repository) {
	const bare = repository.replace(/^oci:\/\//i, "");
	const [registry = "", ...rest] = canonicalRepository(bare).split("/");
	const path = rest.join("/");
	const origin = originOf(registry);
	if (origin === void 0 || !isRepository(path) || /^[a-z][a-z0-9+.-]*:\/\//i.test(bare)) throw inputError(`${JSON.stringify(repository)} is not a valid repository of a container registry`, { hint: "Write it like ghcr.io/acme/web." });
	return {
		registry,
		path,
		origin
	};
}
function originOf(registry) {
	const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
	const secure = `https://${host}`;
	if (!URL.canParse(secure)) return void 0;
	const { hostname } = new URL(secure);
	return isLoopback(hostname) ? `http://${host}` : secure;
}

// src/registry/registry.ts
const accepted = [
	"application/vnd.oci.image.index.v1+json",
	"application/vnd.docker.distribution.manifest.list.v2+json",
	"application/vnd.oci.image.manifest.v1+json",
	"application/vnd.docker.distribution.manifest.v2+json"
].join(", ");
const manifestLimit = 4194304;
function openRegistry(options) {
	const transport = new Transport(options);
	const authorizer = new Authorizer(transport, options);
	const known = /* @__PURE__ */ new Map();
	return { find(repository, reference) {
		const address = addressOf(repository);
		const key = `${address.registry}/${address.path} ${reference}`;
		const answer = known.get(key) ?? fetchManifest(transport, authorizer, address, reference);
		known.set(key, answer);
		return answer;
	} };
}
async function fetchManifest(transport, authorizer, address, reference) {
	const url = new URL(`/v2/${address.path}/manifests/${reference}`, address.origin);
	const ask = (method) => authorizer.send(address, (authorization) => transport.send(url, {
		method,
		headers: {
			accept: accepted,
			...authorization
		}
	}));
	const head = await ask("HEAD");
	const told = head.headers.get("docker-content-digest");
	if (head.status === 200 && told !== null && isDigest(told)) {
		confirm(address, reference, told);
		return { digest: told };
	}
	const answer = await ask("GET");
	const body = await bodyOf(answer, manifestLimit);
	if (answer.status === 404) return void 0;
	if (answer.status === 401 || answer.status === 403) throw explainDenial(address, answer.status, body, authorizer.usedFor(address));
	if (answer.status !== 200) throw remoteError(`${address.registry} answers ${answer.status} for ${address.path}:${reference}`, { hint: "Try again later, and check that this is a container registry." });
	return { digest: digestOf(address, reference, answer.headers, body) };
}
function digestOf(address, reference, headers, body) {
	manifestOf(address, body);
	const told = headers.get("docker-content-digest") ?? void 0;
	const wanted = isDigest(reference) ? reference : told ?? "sha256:";
	const algorithm = /^sha(256|512):/.exec(wanted)?.[0].slice(0, -1);
	if (algorithm === void 0) throw inputError(`the digest ${wanted} uses an unsupported algorithm`, { hint: "Supported: sha256 and sha512." });
	const digest = `${algorithm}:${createHash(algorithm).update(body).digest("hex")}`;
	confirm(address, reference, digest);
	if (told?.startsWith(`${algorithm}:`) === true && told.toLowerCase() !== digest) throw remoteError(`${address.registry} reports the digest ${told} for a manifest, but its digest is ${digest}`, { hint: "The content was changed in transit: check the proxy." });
	return digest;
}
function confirm(address, reference, digest) {
	if (isDigest(reference) && reference.toLowerCase() !== digest.toLowerCase()) throw remoteError(`${address.registry} returned ${digest} instead of ${reference}`, { hint: "The content was changed in transit: check the registry and the proxy." });
}
function manifestOf({ registry }, body) {
	return readAnswer(ManifestAnswer, body, {
		registry,
		what: "a manifest"
	});
}

// src/registry/artifacts.ts
const tagsLimit = 4194304;
const MAX_PAGES = 100;
function openArtifacts(options) {
	const transport = new Transport(options);
	const authorizer = new Authorizer(transport, options);
	async function get(address, path, limit, accept) {
		const url = new URL(path, address.origin);
		const answer = await authorizer.send(address, (authorization) => transport.send(url, {
			method: "GET",
			headers: {
				...accept ? { accept } : {},
				...authorization
			}
		}));
		const body = await bodyOf(answer, limit);
		if (answer.status === 401 || answer.status === 403) throw explainDenial(address, answer.status, body, authorizer.usedFor(address));
		if (answer.status !== 200 && answer.status !== 404) throw remoteError(`${address.registry} answers ${answer.status} for ${address.path}`, { hint: "Try again later, and check that this is a container registry." });
		return {
			status: answer.status,
			headers: answer.headers,
			body
		};
	}
	return {
		async tags(repository) {
			const address = addressOf(repository);
			const tags = [];
			let path = `/v2/${address.path}/tags/list?n=1000`;
			for (let page = 0; path !== void 0 && page < MAX_PAGES; page++) {
				const { status, headers, body } = await get(address, path, tagsLimit);
				if (status === 404) throw inputError(`${address.registry} has no ${address.path}`, { hint: "Check the name." });
				const answer = readAnswer(TagsAnswer, body, {
					registry: address.registry,
					what: "a list of tags"
				});
				tags.push(...(answer.tags ?? []).filter(isTag));
				path = nextPage(headers, address);
			}
			return tags;
		},
		async manifest(repository, reference) {
			const address = addressOf(repository);
			const { status, headers, body } = await get(address, `/v2/${address.path}/manifests/${reference}`, manifestLimit, accepted);
			if (status === 404) return void 0;
			return {
				digest: digestOf(address, reference, headers, body),
				layers: manifestOf(address, body).layers ?? []
			};
		},
		async layer(repository, { digest, size }, limit) {
			const address = addressOf(repository);
			const algorithm = /^sha(?:256|512)(?=:)/.exec(digest)?.[0];
			if (algorithm === void 0) throw inputError(`the digest ${digest} uses an unsupported algorithm`, { hint: "Supported: sha256 and sha512." });
			const tooLarge = () => inputError(`${address.registry}/${address.path} is larger than ${limit / 1024 / 1024} MiB`);
			if (size > limit) throw tooLarge();
			const { status, body } = await get(address, `/v2/${address.path}/blobs/${digest}`, limit);
			if (status === 404) throw remoteError(`${digest}, a part of ${address.path}, is missing in ${address.registry}`);
			const actual = `${algorithm}:${createHash(algorithm).update(body).digest("hex")}`;
			if (actual !== digest.toLowerCase()) throw remoteError(`${address.registry} returned ${actual} instead of ${digest}`, { hint: "The content was changed in transit: check the registry and the proxy." });
			return body;
		}
	};
}
function nextPage(headers, { origin }) {
	const target = /<([^<>]*)>\s*;[^,]*rel="?next"?/i.exec(headers.get("link") ?? "")?.[1];
	const url = target !== void 0 && URL.canParse(target, origin) ? new URL(target, origin) : void 0;
	return url?.origin === new URL(origin).origin ? `${url.pathname}${url.search}` : void 0;
}

export { accepted, addressOf, digestOf, manifestLimit, manifestOf, openArtifacts, openRegistry };