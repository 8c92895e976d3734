import { FairleadError, inputError, remoteError } from "./errors.js";
import { isObjectId } from "./git-object-id.js";
import { visibleLine } from "./text.js";
import { cureOfUnreachable, reasonOfUnreachable } from "./net-unreachable.js";
import { short } from "./git.js";
import { array, boolean, looseObject, nonEmpty, nullish, number, object, optional, parse, pipe, record, string, transform, union, unknown as unknown$1 } from "../packages/valibot.js";
import { parseAnswer, parseJsonIfValid } from "./shapes.js";
import { isLoopback } from "./net.js";
import { isObject, textAt, valueAt } from "./yaml.js";
import { describeId, groupOf } from "./render-engine.js";

// src/kube/quantity.ts
const FACTORS = {
	n: 1e-9,
	u: 1e-6,
	m: .001,
	"": 1,
	k: 1e3,
	M: 1e6,
	G: 1e9,
	T: 0xe8d4a51000,
	P: 0x38d7ea4c68000,
	E: 0xde0b6b3a7640000,
	Ki: 1024,
	Mi: 2 ** 20,
	Gi: 2 ** 30,
	Ti: 2 ** 40,
	Pi: 2 ** 50,
	Ei: 2 ** 60
};
function quantity(value) {
	if (typeof value === "number") return value;
	if (typeof value !== "string") return void 0;
	const [, digits, suffix = ""] = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]|[KMGTPE]i)?$/.exec(value) ?? [];
	return digits === void 0 ? void 0 : Number(digits) * (FACTORS[suffix] ?? 1);
}

// src/controllers/argocd/said.ts
const MOST$1 = 600;
function oneLine(text) {
	const line = visibleLine(text.slice(0, 8 * MOST$1).replaceAll(/\s+/g, " "));
	return line.length <= MOST$1 ? line : `${line.slice(0, MOST$1).replace(/[\ud800-\udbff]$/, "")} …`;
}

// src/controllers/argocd/faults/failure.ts
var ServerRefusal = class extends Error {
	name = "ServerRefusal";
	refused;
	constructor(refused) {
		super(`${refused.status}: ${refused.message}`);
		this.refused = refused;
	}
};
var NoAnswer = class extends Error {
	name = "NoAnswer";
	isForGood = false;
};
function isHidden(error) {
	if (!(error instanceof ServerRefusal)) return false;
	const { status, isOfApi } = error.refused;
	return isOfApi === true && (status === 403 || status === 404);
}
function isPassing(error) {
	if (error instanceof NoAnswer) return true;
	return error instanceof ServerRefusal && (error.refused.status >= 500 || error.refused.status === 429);
}
function isForGood(error) {
	if (!(error instanceof NoAnswer)) return false;
	return error.isForGood || /ENOTFOUND|certificate|self[- ]signed|wrong version number/i.test(error.message);
}
function isUnauthenticated(error) {
	if (!(error instanceof ServerRefusal)) return false;
	const { status, isPage, isEmpty } = error.refused;
	return status === 401 || isPage && isEmpty !== true && status < 400;
}
function reasonOf(error) {
	if (!(error instanceof ServerRefusal)) return error instanceof Error ? error.message : String(error);
	const { status, isPage, isEmpty, isOfApi } = error.refused;
	if (isEmpty === true) return `Argo CD responds with ${status} and an empty body`;
	if (isPage && status >= 400) return `a proxy in front of Argo CD responds with ${status}`;
	if (isPage) return `Argo CD responds with ${status} and a web page instead of JSON`;
	if (status === 401 && isOfApi !== true) return "something in front of Argo CD requires authentication (401)";
	if (status === 401) return "Argo CD no longer accepts the token";
	return `Argo CD responds with ${status}: ${oneLine(error.refused.message)}`;
}

// src/controllers/argocd/access/token.ts
const Payload = object({
	iss: nullish(string(), ""),
	sub: nullish(string(), ""),
	aud: nullish(union([array(string()), string()]), () => []),
	exp: nullish(number()),
	iat: nullish(number()),
	federated_claims: nullish(object({ user_id: nullish(string(), "") }))
});
function claimsOf(token) {
	const [, payload, signature] = token.split(".");
	if (payload === void 0 || signature === void 0) return void 0;
	try {
		const { iss, sub, aud, exp, iat, federated_claims: federated } = parse(Payload, JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
		return {
			issuer: iss,
			subject: iss === "argocd" ? sub.replace(/:(apiKey|login)$/, "") : federated?.user_id || sub,
			audience: typeof aud === "string" ? [aud] : aud,
			expires: exp == null ? void 0 : exp * 1e3,
			lifetime: exp == null || iat == null ? void 0 : (exp - iat) * 1e3
		};
	} catch {
		return;
	}
}
function projectOf(claims) {
	return /^proj:([^:]+):/.exec(claims?.subject ?? "")?.[1];
}
function refuseExpired(token, now) {
	if (/[^\x21-\x7e]/.test(token)) throw inputError("the Argo CD token has invalid characters, such as a space or a line break", { hint: "Set the secret again, without quotes." });
	const claims = claimsOf(token);
	if (claims?.expires === void 0 || now === void 0 || claims.expires > now) return;
	const at = new Date(claims.expires).toISOString();
	throw inputError(`the Argo CD token expired at ${at}; the server time is ${new Date(now).toISOString()}`, { hint: claims.issuer === "argocd" || claims.issuer === "" ? "Create a new one, e.g. with: argocd proj role create-token PROJECT ROLE." : `It is an ID token of ${oneLine(claims.issuer)}, which is valid for one job: use the ID token of this job, not a stored secret.` });
}

// src/controllers/argocd/access/credential.ts
var NoToken = class extends NoAnswer {
	name = "NoToken";
	isForGood;
	error;
	constructor(error) {
		super(error.faults[0].message, { cause: error });
		this.error = error;
		this.isForGood = error.kind === "input";
	}
};
function givenToken(token) {
	return {
		token: () => Promise.resolve(token),
		giveUp: () => false
	};
}
const SPENT = .5;
const AGAIN = 3e4;
var MintedToken = class {
	#mint;
	#monotonic;
	#kept;
	#made = "";
	#lifetime;
	#gaveUpAt = Number.NEGATIVE_INFINITY;
	constructor(mint, monotonic) {
		this.#mint = mint;
		this.#monotonic = monotonic;
	}
	token() {
		const now = this.#monotonic();
		const isSpent = this.#kept && this.#lifetime && now - this.#kept.at >= this.#lifetime * SPENT;
		if (this.#kept !== void 0 && !isSpent) return this.#kept.token;
		const token = this.#next(this.#kept?.token);
		this.#kept = {
			token,
			at: now
		};
		return token;
	}
	async #next(last) {
		try {
			const token = await this.#mint();
			this.#made = token;
			this.#lifetime = claimsOf(token)?.lifetime;
			return token;
		} catch (error) {
			if (!(error instanceof FairleadError)) throw error;
			if (last !== void 0) return last;
			this.#kept = void 0;
			throw new NoToken(error);
		}
	}
	giveUp(token) {
		if (token !== this.#made) return true;
		const now = this.#monotonic();
		if (now - this.#gaveUpAt < AGAIN) return false;
		this.#gaveUpAt = now;
		this.#kept = void 0;
		return true;
	}
};

// src/controllers/argocd/faults/explain.ts
function explain(error, asked) {
	if (error instanceof FairleadError) return error;
	if (error instanceof NoToken) return error.error;
	const { server } = asked;
	if (error instanceof NoAnswer) return remoteError(`Argo CD at ${server} does not respond: ${error.message}`);
	if (!(error instanceof ServerRefusal)) throw error;
	asked = {
		...asked,
		claims: asked.claims && plainClaims(asked.claims),
		trust: plainTrust(asked.trust)
	};
	const { refused } = error;
	return (refused.isOfApi === true ? void 0 : ofSomethingInFront(refused, server)) ?? (answers[refused.status] ?? otherwise)(refused, asked);
}
function ofSomethingInFront(refused, server) {
	const { status, location, type = "", message, isPage } = refused;
	if (location !== void 0) return redirected(location, status, server);
	if (type.startsWith("application/grpc")) return inputError(`${server} speaks gRPC and not REST (${status}, ${oneLine(type)})`, { hint: "If the Argo CD CLI uses its own address, set the address of the web UI instead." });
	if (/HTTPS (port|server)/i.test(message)) return inputError(`${server} expects https on this port, but the request used http`, { hint: "Set argocd-server to an address with https://." });
	if (status >= 502 && status <= 530) return remoteError(`a proxy in front of Argo CD at ${server} responds with ${status}: it cannot reach argocd-server`, { hint: "Check that argocd-server is up and that the Ingress points to it. If the Ingress terminates TLS, argocd-server needs server.insecure (argocd-cmd-params-cm)." });
	if (status === 401 || status === 407) return inputError(`something in front of Argo CD at ${server} requires authentication (${status})${quoted(message)}`, { hint: IN_FRONT });
	if (status === 403) return inputError(`something in front of Argo CD at ${server} denies access to this job (403)${quoted(message)}`, { hint: `${IN_FRONT} If it allows only certain IP addresses, run the job on a runner with one of them.` });
	if (status === 404) return inputError(`no Argo CD API was found at ${server} (404)${quoted(message)}`, { hint: "Set argocd-server to the address of Argo CD itself, with its root path, e.g. https://example.com/argocd." });
	if (isPage) return inputError(`${server} responds with a web page instead of Argo CD's JSON (${status})`, { hint: `Set argocd-server to the address of Argo CD itself, with its root path. If a proxy asks people to log in there: ${IN_FRONT}` });
}
const IN_FRONT = "allow requests with a header of your own there, and set that header in argocd-headers.";
function redirected(location, status, server) {
	const to = URL.canParse(location, `https://${server}`) ? new URL(location, `https://${server}`) : void 0;
	const message = `${server} redirects this request to ${to === void 0 ? "elsewhere" : `${to.origin}${to.pathname}`} (${status}), and the token is sent to argocd-server only`;
	if (to?.host === server && !/login|auth|sso|saml|oauth/i.test(to.pathname)) return inputError(message, { hint: "Set argocd-server to the address that the redirect leads to, with https:// and its root path." });
	return inputError(message, { hint: `A proxy that asks people to log in redirects like this: ${IN_FRONT} If Argo CD has moved, change argocd-server.` });
}
function quoted(message) {
	return message.trim() === "" ? "" : `: ${oneLine(message)}`;
}
function plainClaims(claims) {
	const { issuer, subject, audience } = claims;
	return {
		...claims,
		issuer: oneLine(issuer),
		subject: oneLine(subject),
		audience: audience.map(oneLine)
	};
}
function plainTrust(trust) {
	const { issuer, clientId } = trust ?? {};
	return trust && {
		...trust,
		issuer: issuer && oneLine(issuer),
		clientId: clientId && oneLine(clientId)
	};
}
const answers = {
	400: ({ message }, { what, server }) => inputError(`Argo CD at ${server} rejects the request for ${what}: ${oneLine(message)}`, { hint: "Check that Fairlead supports its version (docs/argocd.md)." }),
	401: unauthenticated,
	403: forbidden,
	404: (_, { what, server }) => inputError(`${what} was not found on ${server}`, { hint: "Check that argocd-server names the Argo CD of its control plane, and that argocd-app, if set, is its name there. Argo CD gives the same answer for an Application in another project that the token may not read." }),
	413: ({ status }, asked) => tooLarge(status, asked),
	414: ({ status }, asked) => tooLarge(status, asked),
	415: ({ message }, { server }) => remoteError(`Argo CD at ${server} rejects the content type of a request (415): ${oneLine(message)}`, { hint: "Check whether a proxy in between removes the Content-Type header." }),
	429: ({ message, code }, asked) => code === 8 ? tooLarge(429, asked) : remoteError(`${asked.server} is limiting the rate of requests (429)${quoted(message)}`, { hint: "Lower refresh-limit, or allow more requests in the proxy in front of Argo CD." }),
	431: ({ status }, asked) => tooLarge(status, asked)
};
function otherwise({ status, message }, { what, server }) {
	return remoteError(`Argo CD at ${server} responds with ${status} for ${what}: ${oneLine(message)}`, { hint: "See the log of argocd-server." });
}
function tooLarge(status, { what, server }) {
	return remoteError(`Argo CD at ${server} rejects the request or the response as too large (${status}): ${what}`, { hint: "Raise the limit. For argocd-server: --repo-server-grpc-max-size, ARGOCD_GRPC_MAX_SIZE_MB; for a proxy, its limit on headers." });
}
function unauthenticated({ message }, { server, claims, trust }) {
	const refuse = (why, hint) => inputError(`Argo CD at ${server} rejects the token: ${why}`, { hint });
	if (claims === void 0) return refuse(`it is not an Argo CD token (${oneLine(message)})`, "Set argocd-token to the output of argocd proj role create-token PROJECT ROLE, without quotes.");
	const { issuer, audience, subject } = claims;
	if (issuer === "argocd" || issuer === "") return refuse(oneLine(message), `Its subject is ${JSON.stringify(subject)}. It may have been deleted, or issued by another server. Create a new token and set argocd-token.`);
	const whose = `its issuer is ${issuer}`;
	if (trust?.issuer === void 0) return trust?.hasDex === true ? refuse(`${whose}, but this server accepts tokens of its own Dex`, "Set argocd-dex-connector to the connector for that issuer in dex.config (docs/argocd.md).") : refuse(`${whose}, but this server ${trust === void 0 ? "does not say which issuer it accepts" : "has no oidc.config"}`, "Set oidc.config or dex.config in argocd-cm (docs/argocd.md), or use a token of a project role.");
	if (withoutSlash(trust.issuer) !== withoutSlash(issuer)) return refuse(`${whose}, but its oidc.config has ${trust.issuer}`, "Argo CD accepts one issuer. For a second issuer use Dex, or a token of a project role (docs/argocd.md).");
	const isForClient = trust.clientId !== void 0 && audience.includes(trust.clientId);
	return refuse(`${whose}, as expected; its audience is ${audience.join(", ") || "(none)"}, and its subject is ${subject}`, isForClient ? `Either allowedAudiences of its oidc.config lacks ${trust.clientId}, or argocd-server cannot fetch the keys of ${trust.issuer}: see its log.` : `Its oidc.config accepts the audience ${trust.clientId ?? "clientID"} or those in allowedAudiences. Add the audience of the token there, or set argocd-audience (GitHub) or aud of id_tokens (GitLab).`);
}
function withoutSlash(issuer) {
	return issuer.replace(/\/$/, "");
}
function forbidden({ message }, { what, server, claims }) {
	const subject = claims?.subject || "ROLE";
	const project = projectOf(claims);
	const policy = `p, ${subject}, applications, get, ${project ?? "PROJECT"}/*, allow`;
	const where = project === void 0 ? "policy.csv of argocd-rbac-cm" : `spec.roles of the AppProject ${project}`;
	const said = /^permission denied$/i.test(message.trim()) ? "" : `: ${oneLine(message)}`;
	return inputError(`the token${claims?.subject ? ` of ${JSON.stringify(claims.subject)}` : ""} has no permission to read ${what} on ${server}, or it does not exist${said}`, { hint: `Add to ${where}: ${policy} (docs/argocd.md). If the Application is in its own namespace, its object in Git must set it.` });
}

// src/controllers/argocd/faults/diagnosis.ts
async function diagnose(server, failure, what, name) {
	const token = await server.token().catch(() => "");
	const claims = claimsOf(token);
	const asked = {
		what,
		server: server.host,
		claims
	};
	const isOfApi = failure instanceof ServerRefusal && failure.refused.isOfApi === true;
	if (isOfApi && failure.refused.status === 401) return explain(failure, {
		...asked,
		trust: await server.trust()
	});
	const project = projectOf(claims);
	if (!isOfApi || !isHidden(failure) || !name || name.project !== void 0 || project === void 0) return explain(failure, asked);
	const again = await server.application({
		...name,
		project
	}).catch((other) => other);
	return explain(again instanceof ServerRefusal ? again : failure, asked);
}

// src/controllers/argocd/verdict/facts.ts
function hasCommit(relation) {
	return relation === "same" || relation === "descendant";
}
const LASTS = {
	settling: 5,
	comparing: 15,
	operating: 30,
	scheduling: 45,
	measuring: 90
};
const waits = (reason, more = {}) => ({
	word: "waits",
	reason,
	...more
});
const failed = (reason, more = {}) => ({
	word: "failed",
	reason,
	...more
});
const unknown = (reason, more = {}) => ({
	word: "unknown",
	reason,
	...more
});

// src/controllers/argocd/verdict/same.ts
function missing(wanted, live, place) {
	if (isEmpty(wanted)) return isEmpty(live) ? void 0 : place;
	if (Array.isArray(wanted)) {
		if (!Array.isArray(live) || live.length !== wanted.length) return place;
		return firstOf(wanted.map((one, i) => missing(one, live[i], `${place}[${i}]`)));
	}
	if (typeof wanted === "object" && wanted !== null) {
		if (typeof live !== "object" || live === null) return place;
		const record = live;
		return firstOf(Object.entries(wanted).map(([key, value]) => missing(value, record[key], `${place}.${key}`)));
	}
	return wanted === live ? void 0 : place;
}
function leftOver(before, wanted, live, place) {
	if (Array.isArray(before) && Array.isArray(wanted) && Array.isArray(live)) {
		if (before.length !== wanted.length || wanted.length !== live.length) return void 0;
		return firstOf(before.map((one, i) => leftOver(one, wanted[i], live[i], `${place}[${i}]`)));
	}
	if (![
		before,
		wanted,
		live
	].every(isRecord)) return void 0;
	const [was, is, has] = [
		before,
		wanted,
		live
	];
	return firstOf(Object.entries(was ?? {}).map(([key, value]) => {
		const [will, now] = [is?.[key] ?? void 0, has?.[key] ?? void 0];
		if (will !== void 0) return leftOver(value, will, now, `${place}.${key}`);
		return now !== void 0 && (isRecord(value) || !isEmpty(value)) && plain(value) === plain(now) ? `${place}.${key}` : void 0;
	}));
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function firstOf(places) {
	return places.find((place) => place !== void 0);
}
function isEmpty(value) {
	if (value === void 0 || value === null || value === "" || value === false || value === 0) return true;
	return typeof value === "object" && Object.values(value).every(isEmpty);
}
function plain(value) {
	return JSON.stringify(value, (_, inner) => {
		if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return isEmpty(inner) ? void 0 : inner;
		return Object.fromEntries(Object.entries(inner).filter(([, one]) => !isEmpty(one)).toSorted(([a], [b]) => a < b ? -1 : 1));
	});
}

// src/controllers/argocd/verdict/commit.ts
function sourcesOf({ spec }) {
	if (spec.sources.length > 0) return spec.sources;
	if (spec.sourceHydrator?.drySource != null) return [spec.sourceHydrator.drySource];
	return spec.source == null ? [] : [spec.source];
}
function comparedOf({ live, isOurs }, isChanged) {
	const { sync } = live.status ?? {};
	const revisions = sync?.revisions ?? [];
	return sourcesOf(live).flatMap((source, i) => {
		if (!isOurs(source.repoURL ?? "", source.targetRevision ?? "")) return [];
		const own = live.spec.sourceHydrator == null ? sync?.revision ?? "" : dryRevision(live, isChanged);
		return [{
			source,
			revision: revisions.length > 0 ? revisions[i] ?? "" : own
		}];
	});
}
function dryRevision({ status }, isChanged) {
	const { lastSuccessfulOperation: last, lastComparedDryRevision: compared } = status?.sourceHydrator ?? {};
	const hydrated = last?.drySHA ?? "";
	return isChanged ? hydrated : compared || hydrated;
}
function observedAt(facts) {
	return comparedOf(facts, facts.expected?.isChanged ?? true).map(({ revision }) => revision);
}
function isAtCommit(facts, synced) {
	const { revision, revisions } = synced;
	const { live, isOurs, relationOf } = facts;
	const isThere = (one) => hasCommit(relationOf(one)) || facts.isAsGood?.(one) === true;
	if (live.spec.sourceHydrator != null) {
		const { drySHA, hydratedSHA } = live.status?.sourceHydrator?.lastSuccessfulOperation ?? {};
		const isHydrated = revision === hydratedSHA || facts.isPromoted?.(revision ?? "") === true;
		return Boolean(hydratedSHA) && isHydrated && isThere(drySHA ?? "");
	}
	const sources = sourcesOf(live);
	const isOfCommit = (source) => isOurs(source?.repoURL ?? "", source?.targetRevision ?? "");
	if (!sources.some(isOfCommit)) {
		const was = synced.sources?.length ? synced.sources : [synced.source];
		return plain(was) === plain(sources);
	}
	if (revisions.length === 0 || revisions.length !== sources.length) return (revisions.length > 0 ? revisions : [revision ?? ""]).some(isThere);
	const ours = revisions.filter((_, i) => isOfCommit(sources[i]));
	return ours.length > 0 && ours.every(isThere);
}
function otherCommits({ status }) {
	const { operationState, history = [] } = status ?? {};
	const { syncResult, operation } = operationState ?? {};
	return [{
		revision: syncResult?.revision || operation?.sync?.revision,
		revisions: syncResult?.revisions ?? []
	}, ...history.slice(-3)].flatMap(({ revision, revisions }) => revisions.length > 0 ? revisions : [revision ?? ""]);
}
function notFollowing({ live, isOurs }, branches) {
	const ours = sourcesOf(live).filter(({ repoURL }) => isOurs(repoURL ?? ""));
	const followed = ours.map(({ targetRevision }) => targetRevision || "HEAD");
	if (ours.length === 0 || followed.some((one) => branches.includes(one))) return void 0;
	return `it follows ${[...new Set(followed)].join(" and ")}, not the branch of this commit`;
}

// src/controllers/argocd/versions.ts
const KNOWN = {
	oldest: "2.14",
	newest: "3.6"
};
const DIFFERENCES = {
	"status-updates-ignored": {
		since: "3.0",
		what: "Argo CD does not store a change that affects only an object’s `status`, unless its health changes. The state that it shows of a workload may be outdated, so Fairlead asks for another comparison."
	},
	"cronjob-health": {
		since: "3.2",
		what: "A CronJob whose last job failed makes its app Degraded until the next job ends. If that was already so before the sync, the outcome is `unknown`, not `failed`."
	},
	"dry-commits-without-changes": {
		since: "3.3",
		what: "A dry commit that changes no manifest creates no hydrated commit, only a note in Git. The previous hydrated commit counts."
	},
	"missing-is-out-of-sync": {
		since: "3.4",
		what: "An app that lacks some of its objects is no longer Missing. It may be Healthy, but is OutOfSync. Fairlead checks both."
	},
	"compared-dry-revision": {
		since: "3.5",
		what: "The status has the dry commit that was compared last, even if nothing was hydrated for it. It counts only if the commit changes no object."
	},
	"impersonated-reads": {
		since: "3.5",
		what: "If impersonation is on, logs, events and live objects are read with the permissions of the project’s service account. Fairlead reports what it could not read."
	},
	"refresh-timestamps": {
		since: "3.6",
		what: "There are annotations with a timestamp next to `refresh` and `hydrate`. They change nothing here: what counts is the commit that was compared."
	}
};
function versionOf(text) {
	const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d.])/.exec(text.trim()) ?? [];
	return major === void 0 ? void 0 : {
		major: Number(major),
		minor: Number(minor),
		patch: Number(patch ?? 0)
	};
}
function has(version, difference) {
	return version === void 0 || !isBefore(version, DIFFERENCES[difference].since);
}
function mayPassOver(version) {
	return version === void 0 || isBefore(version, "3.4.5") || !isBefore(version, "3.6");
}
function versionNote(text) {
	const version = versionOf(text);
	const { oldest, newest } = KNOWN;
	if (version === void 0) return `Argo CD does not report a known version (${JSON.stringify(text.slice(0, 40))}), so it is treated like ${newest}.`;
	const [, said = ""] = /^v?([\w.+-]+)/.exec(text) ?? [];
	if (isBefore(version, oldest)) return `Argo CD ${said} is older than ${oldest}, the oldest version that the rules were verified with.`;
	const [major = 0, minor = 0] = newest.split(".").map(Number);
	return version.major > major || version.major === major && version.minor > minor ? `Argo CD ${said} is newer than ${newest}, the newest version that the rules were verified with.` : void 0;
}
function isBefore({ major, minor, patch }, other) {
	const [a = 0, b = 0, c = 0] = other.split(".").map(Number);
	return major !== a ? major < a : minor !== b ? minor < b : patch < c;
}

// src/controllers/argocd/verdict/objects.ts
function isNamed(ids, { group, kind, namespace, name }) {
	return ids.some((id) => id.group === (group ?? "") && id.kind === kind && id.name === name && (!id.namespace || !namespace || id.namespace === namespace));
}
function isChanged({ changed }, shown) {
	return isNamed(changed, shown);
}
function isCustom({ group }) {
	return group?.includes(".") === true && !group.endsWith(".k8s.io");
}
function mayRefer({ group, kind }) {
	return group === "argoproj.io" && kind === "Rollout";
}
function withReferring(expected, { managed }) {
	const referring = managed.filter((one) => {
		if (!mayRefer(one)) return false;
		const rollout = readState(one.liveState) ?? readState(one.targetState);
		const at = (key) => rollout === void 0 ? void 0 : textAt(rollout, "spec", "workloadRef", key);
		const [kind, name] = [at("kind"), at("name")];
		if (kind === void 0 || name === void 0) return false;
		return isChanged(expected, {
			...one,
			group: groupOf(at("apiVersion") ?? ""),
			kind,
			name
		});
	});
	return referring.length === 0 ? expected : {
		...expected,
		changed: [...expected.changed, ...referring.map(idOf)]
	};
}
function readState(text) {
	try {
		const value = JSON.parse(text ?? "");
		return isObject(value) ? value : void 0;
	} catch {
		return;
	}
}
function idOf({ group, kind, namespace, name }) {
	return {
		group: group ?? "",
		kind: kind ?? "",
		namespace: namespace || void 0,
		name: name ?? ""
	};
}
function rootsIn({ tree: { nodes } }) {
	const byId = new Map(nodes.filter(({ uid }) => uid !== "").map((node) => [node.uid, node]));
	const above = (one) => one.parentRefs.flatMap(({ uid }) => byId.get(uid) ?? [])[0];
	return (node) => {
		let at = node;
		for (let i = 0; i < 10; i++) {
			const parent = above(at);
			if (parent === void 0) return at;
			at = parent;
		}
		return at;
	};
}
function ownNodes({ tree: { nodes }, managed }) {
	const keys = new Set(managed.map(keyOf));
	return nodes.filter((node) => node.parentRefs.length === 0 || keys.has(keyOf(node)));
}
function keyOf({ group, kind, namespace, name }) {
	return JSON.stringify([
		group ?? "",
		kind,
		namespace ?? "",
		name
	]);
}
function nodesBelow(objects, resource) {
	const key = keyOf(resource);
	const rootOf = rootsIn(objects);
	return objects.tree.nodes.filter((node) => keyOf(node) !== key && keyOf(rootOf(node)) === key);
}

// src/controllers/argocd/verdict/deleting.ts
function isBeingDeleted(objects) {
	if (objects === void 0) return () => false;
	const { tree, managed } = objects;
	const keys = /* @__PURE__ */ new Set([...managed.filter(({ liveState }) => isMarked(readState(liveState))).map(keyOf), ...tree.nodes.filter(isPending).map(keyOf)]);
	return (shown) => keys.has(keyOf(shown));
}
function finalizersOf(objects, shown) {
	const found = objects?.managed.find((one) => keyOf(one) === keyOf(shown));
	const metadata = valueAt(readState(found?.liveState) ?? {}, "metadata");
	const finalizers = isObject(metadata) ? metadata["finalizers"] : void 0;
	return Array.isArray(finalizers) && finalizers.length > 0 ? oneLine(finalizers.map(String).join(", ")) : void 0;
}
function isMarked(object) {
	return object !== void 0 && textAt(object, "metadata", "deletionTimestamp") !== void 0;
}
function isPending({ health }) {
	return health?.status === "Progressing" && health.message === "Pending deletion";
}

// src/controllers/argocd/verdict/target.ts
const rightTarget = {
	id: "target",
	phase: "sync",
	description: "The desired state in Argo CD contains each object that the commit changes, and none of them as it was before: Argo CD has rendered them again and omits none.",
	judge(facts) {
		const { expected, objects, live } = facts;
		if (objects === void 0) return void 0;
		const stale = (expected.contents ?? []).find((one) => compare(one, objects.managed, "targetState") === "before");
		if (stale === void 0) return unwanted(facts, objects.managed);
		const why = whyOld(live);
		return waits(`the desired state in Argo CD still has ${describeId(stale.id)} as it was before the commit${why}`, {
			needsRefresh: true,
			object: stale.id
		});
	}
};
function whyOld({ metadata }) {
	return metadata.annotations?.["argocd.argoproj.io/manifest-generate-paths"] === void 0 ? "" : ". Check that its annotation argocd.argoproj.io/manifest-generate-paths names all folders that it is built from";
}
function unwanted({ expected, live }, managed) {
	const left = (expected.contents ?? []).find(({ id, after }) => {
		if (after === void 0 || isHook(after) || id.name.endsWith("*")) return false;
		return !managed.some((one) => isNamed([id], one) && readState(one.targetState) !== void 0);
	});
	if (left === void 0) return void 0;
	const excluded = (live.status?.conditions ?? []).find(({ type, message }) => type === "ExcludedResourceWarning" && ` ${message} `.includes(`${left.id.kind} ${left.id.name} `));
	return excluded === void 0 ? unknown(`the desired state in Argo CD lacks ${describeId(left.id)}, which the commit declares, so it is not applied${whyOld(live)}`, {
		mayPass: LASTS.comparing,
		needsRefresh: true,
		object: left.id
	}) : unknown(`Argo CD does not apply ${describeId(left.id)}: ${oneLine(excluded.message ?? "")}`, {
		mayPass: LASTS.settling,
		object: left.id
	});
}
const applied = {
	id: "applied",
	phase: "sync",
	description: "In the cluster, no object that the commit changes is still as it was before, and no object that it removes still exists.",
	judge({ expected, objects, live }) {
		if (objects === void 0) return void 0;
		const stale = (expected.contents ?? []).filter((one) => compare(one, objects.managed, "liveState") === "before");
		const changed = stale.find(({ after }) => after !== void 0);
		if (changed !== void 0) return waits(`${describeId(changed.id)} is still as it was before the commit. Check whether ignoreDifferences covers the changed fields`, {
			needsRefresh: true,
			object: changed.id
		});
		const left = stale.find((one) => compare(one, objects.managed, "targetState") === "after");
		return left !== void 0 && live.status?.sync?.status === "Synced" ? leftBehind(left, objects.managed) : void 0;
	}
};
function leftBehind({ id, before }, managed) {
	const name = describeId(id);
	const live = readState(managed.find((one) => isNamed([id], one))?.liveState);
	if (live !== void 0 && valueAt(live, "metadata", "deletionTimestamp") !== void 0) return waits(`${name} is being deleted`, {
		needsRefresh: true,
		object: id
	});
	const isKept = [before, live].some((one) => /\bPrune=false\b/.test(one !== void 0 && textAt(one, "metadata", "annotations", "argocd.argoproj.io/sync-options") || ""));
	return unknown(`${name}, which the commit removes, is still in the cluster${isKept ? ", because its sync option Prune=false keeps it" : ". Check whether its annotation argocd.argoproj.io/compare-options has IgnoreExtraneous"}`, {
		mayPass: LASTS.comparing,
		needsRefresh: true,
		object: id
	});
}
function alreadyThere({ expected, objects }) {
	const { contents = [], changed, removed } = expected;
	if (objects === void 0 || contents.length < changed.length + removed.length) return false;
	const { managed } = objects;
	return contents.every((one) => isHook(one.after ?? one.before) || ["targetState", "liveState"].every((state) => compare(one, managed, state) === "after"));
}
function changedHooks({ contents = [] }) {
	return contents.flatMap(({ id, after }) => after !== void 0 && isHook(after) ? [id] : []);
}
function isHook(object) {
	const annotations = object === void 0 ? void 0 : valueAt(object, "metadata", "annotations");
	if (!isObject(annotations)) return false;
	return ["argocd.argoproj.io/hook", "helm.sh/hook"].some((name) => typeof annotations[name] === "string");
}
function compare({ id, before, after }, managed, state) {
	if (id.kind === "Secret" && id.group === "" || isHook(after ?? before)) return void 0;
	const found = managed.filter((one) => isNamed([id], one));
	const [only] = found;
	if (found.length > 1) return void 0;
	const target = readState(only?.[state]);
	if (after === void 0) return target === void 0 ? "after" : "before";
	if (target === void 0) return void 0;
	if (before === void 0) return "after";
	const places = differing(before, after, []).filter((place) => state === "targetState" || isKept(at(before, place), at(after, place)));
	const sides = places.map((place) => {
		const [is, was, will] = [
			target,
			before,
			after
		].map((one) => at(one, place));
		return isSame(is, will) ? "after" : isSame(is, was) ? "before" : void 0;
	});
	if (places.length === 0) return void 0;
	if (sides.every((side) => side === "after")) return "after";
	return sides.every((side) => side === "before") ? "before" : void 0;
}
function isKept(before, after) {
	if (plain(after) === void 0) return false;
	return !isQuantity(before) && !isQuantity(after) ? true : !isSame(before, after);
}
function isQuantity(value) {
	return typeof value === "string" && /^\d+(?:\.\d+)?(?:m|[kKMGTPE]i?)$/.test(value);
}
function isSame(one, other) {
	if (plain(one) === plain(other)) return true;
	if (!isQuantity(one) && !isQuantity(other)) return false;
	const [a, b] = [one, other].map(quantity);
	return a !== void 0 && b !== void 0 && Math.abs(a - b) <= 1e-9 * Math.abs(a);
}
function differing(one, other, place) {
	if (plain(one) === plain(other)) return [];
	if (isObject(one) && isObject(other)) return [.../* @__PURE__ */ new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) => differing(one[key] ?? null, other[key] ?? null, [...place, key]));
	if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) return one.flatMap((item, i) => differing(item, other[i] ?? null, [...place, i]));
	return ![one, other].some((value) => /\*\*\*|\((?:encrypted|generated)\)/.test(JSON.stringify(value))) ? [place] : [];
}
function at(value, place) {
	let found = value;
	for (const key of place) {
		if (found === null || typeof found !== "object") return void 0;
		found = found[key];
	}
	return found;
}

// src/controllers/argocd/verdict/operation.ts
function isAutomated({ spec: { syncPolicy } }) {
	return syncPolicy?.automated != null && syncPolicy.automated.enabled !== false;
}
function isOurs(facts, { syncResult, operation }) {
	const { sync } = operation ?? {};
	const { revision, revisions = [], ...sources } = syncResult ?? {};
	return isAtCommit(facts, {
		...sources,
		revision: revision || (sync?.revision ?? ""),
		revisions: revisions.length > 0 ? revisions : sync?.revisions ?? []
	});
}
function isWhole({ operation }) {
	const { sync } = operation ?? {};
	return sync?.dryRun !== true && (sync?.resources ?? []).length === 0;
}
function isDone(facts) {
	const state = facts.live.status?.operationState;
	return state != null && state.phase === "Succeeded" && isWhole(state) && isOurs(facts, state);
}
function operationEnd({ status }) {
	return status?.operationState?.finishedAt;
}
const noneRunning = {
	id: "no-operation",
	phase: "sync",
	description: "No operation is running, requested, or waiting for a retry.",
	judge(facts) {
		const { live } = facts;
		const state = live.status?.operationState;
		if (state != null && (state.phase === "Running" || state.phase === "Terminating")) {
			const goesOn = isWhole(state) && isOurs(facts, state);
			return waits(`${whichSync(state, goesOn)}: ${oneLine(state.message ?? "") || "it has just started"}`, { goesOn });
		}
		return live.operation == null ? void 0 : waits("a sync is about to start");
	}
};
function whichSync({ phase, finishedAt, retryCount, operation, syncResult }, isOfCommit) {
	const of = syncResult?.revision || operation?.sync?.revision || "";
	const other = isOfCommit || !isObjectId(of) ? "" : ` of ${short(of)}, which is not the commit,`;
	if (phase === "Terminating") return `a sync${other} is being terminated`;
	const tries = (retryCount ?? 0) > 0 ? ` (retry ${retryCount} of ${operation?.retry?.limit ?? 0})` : "";
	return finishedAt === void 0 ? `a sync${other} is running${tries}` : `a sync${other} has failed and is being retried${tries}`;
}
const notFailed = {
	id: "operation-result",
	phase: "sync",
	description: "The last operation at the commit has not failed, hooks included.",
	judge(facts) {
		const { live } = facts;
		const state = live.status?.operationState;
		if (state == null || !["Failed", "Error"].includes(state.phase ?? "")) return void 0;
		if (!isOurs(facts, state) || state.operation?.sync?.dryRun === true) return void 0;
		if (!isWhole(state) && live.status?.sync?.status === "Synced") return void 0;
		const results = state.syncResult?.resources ?? [];
		const hook = results.find(({ hookPhase, hookType }) => hookType !== "" && ["Failed", "Error"].includes(hookPhase ?? ""));
		const which = hook === void 0 ? "" : `the ${hook.hookType} hook ${hook.kind} ${hook.name} failed (${oneLine(hook.message ?? "")}): `;
		const refused = results.find(({ status }) => status === "SyncFailed");
		const what = refused === void 0 ? "" : ` (${refused.kind} ${refused.name}: ${oneLine(refused.message ?? "")})`;
		const about = hook ?? refused;
		const isUnrelated = !isWhole(state) && refused !== void 0 && areOthers(facts.expected, [refused]);
		return failed(`${which}the sync ended in the phase ${state.phase}: ${oneLine(state.message ?? "")}${hook === void 0 ? what : ""}`, about && {
			object: idOf(about),
			isUnrelated
		});
	}
};
const allowed = {
	id: "allowed",
	phase: "sync",
	description: "No sync window blocks the sync, and its ApplicationSet has reached the step of the app.",
	judge({ heldBy, live }) {
		if (heldBy === void 0) return void 0;
		const isBlocked = /sync window/i.test(live.status?.operationState?.message ?? "");
		const isRunning = live.status?.operationState?.phase === "Running" || live.operation != null;
		const isSynced = live.status?.sync?.status === "Synced";
		return isBlocked || !isRunning && !isSynced ? waits(heldBy) : void 0;
	}
};
const operated = {
	id: "synced-by-operation",
	phase: "sync",
	description: "If the commit changes objects of the app: a full sync at the commit, not a dry run, has succeeded; or the cluster already matched, which the desired state in Argo CD must show.",
	judge(facts) {
		const { expected, live } = facts;
		if (!expected.isChanged || isDone(facts)) return void 0;
		if ((live.status?.history ?? []).some((one) => isAtCommit(facts, one))) return void 0;
		return live.status?.sync?.status === "Synced" ? unneeded(facts) : waits(notSynced(live));
	}
};
function unneeded(facts) {
	const state = facts.live.status?.operationState;
	if (state != null && !isWhole(state) && isOurs(facts, state)) return unknown(`the last sync at the commit was ${state.operation?.sync?.dryRun === true ? "a dry run" : "a partial sync"}, which hides how the commit’s own sync ended. Sync the whole app once manually`, { mayPass: LASTS.settling });
	const [hook] = changedHooks(facts.expected);
	if (hook !== void 0) return unknown(`Argo CD does not sync if only hooks change, so ${hook.kind} ${hook.name} of the commit has not run`, {
		mayPass: LASTS.comparing,
		needsRefresh: true,
		object: hook
	});
	return alreadyThere(facts) ? void 0 : waits("it is Synced, but no sync at the commit has finished", { needsRefresh: true });
}
function notSynced(live) {
	if (isAutomated(live)) return "no sync at the commit has finished yet";
	const set = live.metadata.ownerReferences.find(({ kind }) => kind === "ApplicationSet");
	return set === void 0 ? "Argo CD does not sync it automatically, so it waits for a manual sync" : `Argo CD does not sync it automatically; its ApplicationSet ${set.name} may sync it in a later step`;
}
const notSkipped = {
	id: "not-skipped",
	phase: "sync",
	description: "Argo CD has not skipped the commit: if automated sync is on and the app is OutOfSync, a sync was started for the commit.",
	judge(facts) {
		const { live, expected, version } = facts;
		const { sync, operationState, conditions = [] } = live.status ?? {};
		if (sync?.status !== "OutOfSync" || !isAutomated(live)) return void 0;
		if (operationState != null && isOurs(facts, operationState)) return void 0;
		const { off, going } = outOfSync(facts);
		if (off.length === 0 && going.length > 0) return void 0;
		const slowly = {
			mayPass: LASTS.comparing,
			needsRefresh: true,
			isUnrelated: !expected.isChanged
		};
		const said = conditions.find(({ type }) => type === "SyncError")?.message;
		if (said) return failed(`Argo CD does not sync it: ${oneLine(said)}`, slowly);
		const extra = off.filter(({ requiresPruning }) => requiresPruning);
		const [first] = extra;
		if (first !== void 0 && extra.length === off.length && live.spec.syncPolicy?.automated?.prune !== true) return failed(`${first.kind} ${first.name}${more(extra.length - 1)} should be deleted, but Argo CD keeps it because automated.prune is off`, {
			...slowly,
			isUnrelated: !extra.some((one) => isNamed(expected.removed, one))
		});
		if (!expected.isChanged && live.spec.syncPolicy?.automated?.selfHeal === true) return void 0;
		const of = operationState?.syncResult?.revision ?? "";
		return failed(`it is OutOfSync at ${short(sync.revision || (sync.revisions[0] ?? ""))}, no sync is running, and the last one is older${of === "" ? "" : ` (${short(of)})`}: Argo CD has skipped the commit${mayPassOver(version) ? ", which can happen if a commit arrives during a sync" : ""}. Sync the app once manually`, slowly);
	}
};
const comparedAfter = {
	id: "compared-after",
	phase: "sync",
	description: "The comparison is newer than the last operation. Because times are whole seconds, its time must be strictly later.",
	judge({ live }) {
		const end = operationEnd(live);
		const { reconciledAt } = live.status ?? {};
		if (end === void 0 || reconciledAt !== void 0 && reconciledAt > end) return void 0;
		return waits("Argo CD has not compared it since the sync ended", { needsRefresh: true });
	}
};
const inSync = {
	id: "synced",
	phase: "sync",
	description: "The cluster matches the commit: Synced.",
	judge(facts) {
		const { live, expected } = facts;
		const { sync } = live.status ?? {};
		if (sync?.status === "Synced") return void 0;
		if (sync?.status !== "OutOfSync") return waits(`Argo CD does not know whether it is in sync (${sync?.status || "no comparison yet"})`, { needsRefresh: true });
		const { off, going } = outOfSync(facts);
		const which = `${off.slice(0, 3).map(({ kind, name }) => `${kind} ${name}`).join(", ")}${more(off.length - 3)}`;
		const isUnrelated = (ones) => areOthers(expected, ones);
		if (!isDone(facts)) return waits(`it is OutOfSync${which === "" ? "" : `: ${which}`}`, { isUnrelated: isUnrelated(off) });
		if (off.length === 0 && going.length > 0) return waits(`it is OutOfSync until the deletion is complete: ${goingOf(facts, going)}`, {
			needsRefresh: true,
			isUnrelated: isUnrelated(going)
		});
		const isPruneOnly = off.length > 0 && off.every(({ requiresPruning }) => requiresPruning);
		const { selfHeal, prune: prunes } = isAutomated(live) && live.spec.syncPolicy?.automated || {};
		if (selfHeal === true && (prunes === true || !isPruneOnly)) return waits(`it is OutOfSync, and Argo CD will correct it (selfHeal): ${which}`, { isUnrelated: isUnrelated(off) });
		const prune = off.some(({ requiresPruning }) => requiresPruning) ? ", which includes something to delete, and the sync did not prune" : "";
		return failed(`it is still OutOfSync after the sync at ${short(sync.revision || (sync.revisions[0] ?? ""))} succeeded: ${which}${prune}. ${selfHeal === true ? "Argo CD deletes nothing automatically unless automated.prune is on" : "Argo CD does not retry the same commit unless selfHeal is on"}`, {
			mayPass: LASTS.comparing,
			needsRefresh: true,
			isUnrelated: isUnrelated(off)
		});
	}
};
function outOfSync({ live, objects }) {
	const all = (live.status?.resources ?? []).filter(({ status }) => status === "OutOfSync");
	const isDeleted = isBeingDeleted(objects);
	const going = all.filter((one) => one.requiresPruning === true && isDeleted(one));
	return {
		off: all.filter((one) => !going.includes(one)),
		going
	};
}
function areOthers({ changed, removed }, ones) {
	return ones.length > 0 && !ones.some((one) => isNamed([...changed, ...removed], one));
}
function goingOf({ objects }, [first, ...others]) {
	const finalizers = first === void 0 ? void 0 : finalizersOf(objects, first);
	const why = finalizers === void 0 ? "" : ` (waiting for ${finalizers})`;
	return `${first?.kind} ${first?.name}${why}${more(others.length)}`;
}
function more(count) {
	return count > 0 ? ` and ${count} more` : "";
}

// src/controllers/argocd/verdict/pods.ts
const podsRun = {
	id: "pods-run",
	phase: "health",
	description: "No pod of a workload that the commit changes fails to start because of its image, its node or its program.",
	judge(facts) {
		const { objects, expected } = facts;
		if (objects === void 0) return void 0;
		const all = withReferring(expected, objects);
		const found = objects.managed.filter((one) => isChanged(all, one)).flatMap((one) => newestPods(facts, objects, one).flatMap((pod) => fault(pod) ?? homeless(pod, objects) ?? []));
		return found.find(({ word }) => word === "failed") ?? found[0];
	}
};
const LEFT = /^(?:Evicted|NodeLost|Terminat(?:ed|ing)|Shutdown|NodeShutdown|Preempt(?:ing|ed)|Node(?:Affinity|Ports)|OutOf\w+|UnexpectedAdmissionError|ContainerStatusUnknown|Unknown)$/;
const ENDED = /^(?:Init:)?(?:CrashLoopBackOff|Error|OOMKilled|Completed|ExitCode:\d+|Signal:\d+|ContainerCannotRun)$/;
const LACKS = /CreateContainerConfigError$/;
const HICCUP = /time(?:d )?out|deadline exceeded|connection re(?:set|fused)|TLS handshake|unexpected EOF|no such host|temporar|unavailable|too ?many ?requests|\b(?:429|50[0234])\b/i;
function fault(pod) {
	if (pod.health?.status !== "Degraded") return void 0;
	const word = infoOf(pod, "Status Reason") ?? "";
	if (LEFT.test(word)) return void 0;
	const why = [word, oneLine(pod.health.message ?? "")].filter(Boolean).join(": ");
	const reason = `${describeId(idOf(pod))} does not run: ${why || "it is Degraded"}`;
	const object = idOf(pod);
	const restarts = Number(infoOf(pod, "Restart Count") || 0);
	if (word === "Running") return waits(`${reason}; not ready, restarted ${times(restarts)}`, { object });
	if (!ENDED.test(word)) {
		const isPassing = LACKS.test(word) || HICCUP.test(pod.health.message ?? "");
		return failed(reason, {
			object,
			mayPass: isPassing ? LASTS.operating : LASTS.settling
		});
	}
	const again = `${reason}; restarted ${times(restarts)}`;
	if (restarts < 2) return waits(again, { object });
	return failed(again, {
		object,
		...restarts < 3 && { mayPass: LASTS.settling }
	});
}
function restartsIn({ nodes }) {
	return nodes.flatMap((node) => {
		const count = node.kind === "Pod" ? infoOf(node, "Restart Count") : void 0;
		return count ? [`${node.uid}:${count}`] : [];
	});
}
function infoOf({ info }, name) {
	return info.find((one) => one.name === name)?.value;
}
function hasNoNode({ kind, info, health }) {
	const node = info.find(({ name }) => name === "Node");
	return kind === "Pod" && health?.status === "Progressing" && node !== void 0 && !node.value;
}
function homeless(pod, { homeless: told }) {
	if (!hasNoNode(pod)) return void 0;
	const object = idOf(pod);
	const { message = "it is waiting to be scheduled", isScaling = false } = told?.get(pod.uid ?? "") ?? {};
	const said = oneLine(message);
	return isScaling ? waits(`${describeId(object)} is waiting for a node from an autoscaler: ${said}`, { object }) : failed(`${describeId(object)} cannot be scheduled on any node: ${said}`, {
		object,
		mayPass: LASTS.scheduling
	});
}
function times(count) {
	return count === 1 ? "once" : `${count} times`;
}
function newestPods(facts, objects, resource) {
	const below = nodesBelow(objects, resource);
	const newest = below.filter((node) => node.kind === "ReplicaSet").toSorted((a, b) => revisionOf(b) - revisionOf(a))[0];
	const since = syncStart(facts, newest !== void 0);
	const ended = new Set(objects.tree.nodes.filter(isWellEnded).map(({ uid }) => uid));
	const rootOf = rootsIn(objects);
	return below.filter((node) => node.kind === "Pod" && ![...node.parentRefs, rootOf(node)].some(({ uid }) => ended.has(uid)) && (newest === void 0 || node.parentRefs.some(({ uid }) => uid === newest.uid)) && (since === void 0 || node.createdAt === void 0 || node.createdAt >= since));
}
function isWellEnded({ group, kind, uid, health }) {
	return group === "batch" && /^(?:Cron)?Job$/.test(kind ?? "") && uid !== "" && health?.status === "Healthy";
}
function syncStart(facts, hasSets) {
	const state = facts.live.status?.operationState;
	if (state == null || !facts.expected.isChanged || !isOurs(facts, state)) return void 0;
	return hasSets && state.phase !== "Running" ? void 0 : state.startedAt;
}
function revisionOf({ info }) {
	const said = info.find(({ name }) => name === "Revision")?.value ?? "";
	return Number(/^Rev:(\d+)$/.exec(said)?.[1] ?? 0);
}

// src/controllers/argocd/verdict/health.ts
const healthy = {
	id: "healthy",
	phase: "health",
	description: "The app is Healthy. An unhealthy object that the commit changes fails the app; for other objects `unrelated` decides.",
	judge(facts) {
		const { health } = facts.live.status ?? {};
		const status = health?.status ?? "";
		if (status === "Healthy" || status === "") return void 0;
		const { objects } = facts;
		const said = waits(`it is ${status}${health?.message ? `: ${oneLine(health.message)}` : ""}`);
		if (objects === void 0) return said;
		const found = worst(facts, objects);
		return found.length > 0 || status === "Suspended" ? found : said;
	}
};
function worst(facts, objects) {
	const expected = withReferring(facts.expected, objects);
	const ranked = ownNodes(objects).flatMap((node) => ofNode({
		...facts,
		expected
	}, node) ?? []).toSorted((a, b) => Number(a.word === "waits") - Number(b.word === "waits"));
	return [false, true].flatMap((which) => ranked.find(({ isUnrelated }) => isUnrelated === which) ?? []);
}
function ofNode(facts, node) {
	const status = node.health?.status ?? "";
	if (status === "" || status === "Healthy") return void 0;
	const id = idOf(node);
	const isUnrelated = !isChanged(facts.expected, node);
	const reason = `${describeId(id)} is ${status}${node.health?.message ? `: ${oneLine(node.health.message)}` : ""}`;
	const more = {
		object: id,
		isUnrelated
	};
	if (status === "Suspended") return isUnrelated || IDLES.has(node.kind ?? "") ? void 0 : waits(reason, more);
	if (status !== "Degraded") return waits(reason, {
		...more,
		isUnrelated: isUnrelated && !isNamed(facts.expected.removed, node)
	});
	if (node.kind === "HorizontalPodAutoscaler") return failed(`${reason}. New pods have no metrics at first`, {
		...more,
		mayPass: LASTS.measuring
	});
	if (!isFromBefore(facts)) {
		const isRetried = isCustom(node) && !mayRefer(node);
		return failed(reason, {
			...more,
			mayPass: isRetried ? LASTS.operating : LASTS.settling
		});
	}
	const before = `${reason}; it was already Degraded before the sync`;
	if (node.kind === "CronJob" && has(facts.version, "cronjob-health")) return unknown(`${before}, and the result of its next job decides`, {
		...more,
		mayPass: LASTS.operating
	});
	return failed(before, {
		...more,
		mayPass: LASTS.operating
	});
}
const IDLES = /* @__PURE__ */ new Set([
	"Deployment",
	"CronJob",
	"Job"
]);
function isFromBefore({ live: { status }, expected }) {
	const since = status?.health?.lastTransitionTime;
	const end = status?.operationState?.finishedAt;
	return expected.isChanged && status?.health?.status === "Degraded" && since !== void 0 && end !== void 0 && since < end;
}

// src/controllers/argocd/verdict/hooks.ts
const ENDING = /^(?:Job|Pod|Workflow)$/;
const hooksEnded = {
	id: "hooks-ended",
	phase: "health",
	description: "The jobs that are hooks of the sync at the commit have also succeeded in the cluster, if they still exist: Argo CD may have mistaken a job of the previous sync for one of them.",
	judge(facts) {
		const { live, objects } = facts;
		const state = live.status?.operationState;
		if (objects === void 0 || state?.phase !== "Succeeded" || !isOurs(facts, state)) return void 0;
		const found = (state.syncResult?.resources ?? []).filter(({ hookType }) => hookType !== "").flatMap((hook) => {
			const node = objects.tree.nodes.find((one) => keyOf(one) === keyOf(hook));
			const status = node?.health?.status ?? "";
			if (node === void 0 || !ENDING.test(node.kind ?? "") || !/^(?:Degraded|Progressing)$/.test(status)) return [];
			const said = node.health?.message ? `: ${oneLine(node.health.message)}` : "";
			const reason = `the ${hook.hookType} hook ${describeId(idOf(node))} is ${status} in the cluster${said}`;
			const more = { object: idOf(node) };
			return [status === "Degraded" ? failed(reason, {
				...more,
				mayPass: LASTS.settling
			}) : waits(reason, more)];
		});
		return found.find(({ word }) => word === "failed") ?? found[0];
	}
};

// src/controllers/argocd/verdict/revision.ts
const beingDeleted = {
	id: "stays",
	phase: "commit",
	description: "The Application is not being deleted.",
	judge: ({ live: { metadata } }) => metadata.deletionTimestamp === void 0 ? void 0 : waits("the Application is being deleted")
};
const rightSpec = {
	id: "spec",
	phase: "commit",
	description: "If the commit changes the spec of the Application, the Application has the new spec.",
	judge({ expected, live }) {
		const { spec, specBefore } = expected;
		if (spec === void 0) return void 0;
		const place = missing(spec, live.spec, "spec");
		if (place !== void 0) return waits(`the Application does not match the commit yet: ${place} differs`);
		const was = isObject(specBefore) && {
			...specBefore,
			project: null
		};
		const left = leftOver(was, spec, live.spec, "spec");
		return left === void 0 ? void 0 : waits(`the Application does not match the commit yet: it still has ${left}`);
	}
};
const comparedWithSpec = {
	id: "compared-with-spec",
	phase: "commit",
	description: "The controller has compared the current spec, not the previous one.",
	judge({ live }) {
		const { comparedTo } = live.status?.sync ?? {};
		if (live.spec.sourceHydrator != null) return void 0;
		if (comparedTo == null) return waits("Argo CD has not compared it yet", { needsRefresh: true });
		const was = comparedTo.sources.length > 0 ? comparedTo.sources : [comparedTo.source];
		return plain(was) === plain(sourcesOf(live)) && plain(comparedTo.destination) === plain(live.spec.destination) && plain(comparedTo["ignoreDifferences"] ?? []) === plain(live.spec["ignoreDifferences"] ?? []) ? void 0 : waits("Argo CD has not compared its current spec yet", { needsRefresh: true });
	}
};
const renders = {
	id: "renders",
	phase: "commit",
	description: "The controller can render the app at the commit.",
	judge({ live, renderFault }) {
		const condition = (live.status?.conditions ?? []).find(({ type }) => type !== null && ERRORS.has(type ?? ""));
		if (renderFault !== void 0 && condition !== void 0) return failed(`Argo CD cannot render it ${atWhat(live)}: ${renderFault}`, { mayPass: LASTS.settling });
		if (condition === void 0) return void 0;
		const reason = `Argo CD reports ${condition.type}: ${oneLine(condition.message ?? "")}`;
		if (condition.type === "InvalidSpecError") return failed(reason, { mayPass: LASTS.settling });
		return waits(reason, { needsRefresh: true });
	}
};
function atWhat({ spec: { sources } }) {
	return sources.length > 0 ? "at the current revisions of its sources" : "at the commit";
}
const ERRORS = /* @__PURE__ */ new Set([
	"ComparisonError",
	"InvalidSpecError",
	"UnknownError"
]);
const atCommit = {
	id: "at-commit",
	phase: "commit",
	description: "Each of its sources in the infra repo was compared at the commit or at a descendant of it.",
	judge(facts) {
		const { live, isOurs, expected } = facts;
		const sources = sourcesOf(live);
		if (expected.spec === void 0 && !sources.some(({ repoURL, targetRevision }) => isOurs(repoURL ?? "", targetRevision ?? ""))) return unknown(`none of its sources is known to be this repo, so Fairlead cannot determine whether it has the commit: ${sources.map(({ repoURL }) => oneLine(repoURL ?? "")).join(", ") || "it has none"}`, { mayPass: LASTS.settling });
		for (const { revision } of comparedOf(facts, facts.expected.isChanged)) {
			const relation = facts.relationOf(revision);
			if (hasCommit(relation)) continue;
			const at = short(revision);
			if (/^(?:1|t|true)$/i.test(live.metadata.annotations?.["argocd.argoproj.io/skip-reconcile"] ?? "")) return unknown(`Argo CD has ${at || "no comparison"} and does not process the Application, because its annotation argocd.argoproj.io/skip-reconcile is set`, { mayPass: LASTS.comparing });
			if (revision === "") return waits("Argo CD has not compared it yet", { needsRefresh: true });
			if (relation === "ancestor") return waits(`Argo CD still has ${at}, which is older than the commit`, { needsRefresh: true });
			if (relation === "unknown") return waits(`Argo CD has ${at}, and this checkout does not show how that relates to the commit`, { needsRefresh: true });
			return waits(`Argo CD has ${at}, which does not contain the commit`, { needsRefresh: true });
		}
	}
};
const hydrated = {
	id: "hydrated",
	phase: "commit",
	description: "If manifests are hydrated: those of the commit are hydrated and compared, also if they were promoted to another branch (`hydrateTo`).",
	judge(facts) {
		const { live } = facts;
		if (live.spec.sourceHydrator == null) return void 0;
		const isThere = (one) => hasCommit(facts.relationOf(one));
		const hydrator = live.status?.sourceHydrator ?? void 0;
		const { currentOperation: current, lastSuccessfulOperation: last } = hydrator ?? {};
		if (current != null && current.phase === "Failed") {
			const reason = `the commit cannot be hydrated: ${oneLine(current.message ?? "")}`;
			const of = current.drySHA || hydrator?.lastComparedDryRevision || "";
			return isThere(of) ? failed(reason, { mayPass: LASTS.settling }) : waits(`the hydration of ${of === "" ? "a commit" : short(of)} has failed: ${oneLine(current.message ?? "")}`);
		}
		if (current != null && current.phase === "Hydrating") return waits("the commit is being hydrated");
		if (last == null || last.hydratedSHA === "") return waits("nothing is hydrated yet");
		const at = live.status?.sync?.revision ?? "";
		const hydratedAt = short(last.hydratedSHA ?? "");
		if (at === last.hydratedSHA || facts.isPromoted?.(at) === true) return void 0;
		const { hydrateTo } = live.spec.sourceHydrator;
		if (hydrateTo != null) return waits(`the hydrated commit ${hydratedAt} on ${oneLine(hydrateTo.targetBranch || "its branch")} is waiting for its promotion: Argo CD has ${short(at)}, which has different manifests`, { needsRefresh: true });
		return waits(`Argo CD has not compared the hydrated commit ${hydratedAt} yet`, { needsRefresh: true });
	}
};

// src/controllers/argocd/verdict/workloads.ts
const replaced = {
	id: "pods-replaced",
	phase: "health",
	description: "The controller of each workload that the commit changes has observed its generation, and all its pods have the new template and are ready. Other controllers that report an observed generation have also observed it.",
	judge(facts) {
		for (const resource of facts.objects?.managed ?? []) {
			if (!isChanged(facts.expected, resource)) continue;
			const live = readState(resource.liveState);
			if (live === void 0) continue;
			const found = (isCustom(resource) ? custom : RULES[resource.kind ?? ""])?.(describeId(idOf(resource)), live);
			const isStale = facts.live.status?.health?.status === "Healthy" && has(facts.version, "status-updates-ignored");
			if (found !== void 0) return {
				...found,
				object: idOf(resource),
				needsRefresh: isStale
			};
		}
	}
};
const RULES = {
	Deployment(name, live) {
		const number = numbers(live);
		if (!isObserved(number)) return waits(`${name}: its controller has not seen the change yet`);
		const wanted = number("spec", "replicas") ?? 1;
		const updated = number("status", "updatedReplicas") ?? 0;
		const all = number("status", "replicas") ?? 0;
		if (updated >= wanted && all <= updated) return availableOf(name, number, updated);
		if (valueAt(live, "spec", "paused") === true) return unknown(`${name}: pods are not replaced because its rollout is paused`);
		return waits(`${name}: ${updated} of ${wanted} pods have the new template; old pods left: ${Math.max(0, all - updated)}`);
	},
	StatefulSet(name, live) {
		const number = numbers(live);
		if (!isObserved(number)) return waits(`${name}: its controller has not seen the change yet`);
		const wanted = number("spec", "replicas") ?? 1;
		const updated = valueAt(live, "status", "currentRevision") === valueAt(live, "status", "updateRevision") ? wanted : number("status", "updatedReplicas") ?? 0;
		if (updated < wanted) {
			if (valueAt(live, "spec", "updateStrategy", "type") === "OnDelete") return unknown(`${name}: pods are not replaced because its updateStrategy is OnDelete`);
			const partition = number("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
			if (partition > 0 && updated >= wanted - partition) return unknown(`${name}: pods below ${partition} are not replaced because its updateStrategy has a partition`);
			return waits(`${name}: ${updated} of ${wanted} pods have the new template`);
		}
		const ready = number("status", "readyReplicas") ?? 0;
		return ready >= wanted ? void 0 : waits(`${name}: ${ready} of ${wanted} pods are ready`);
	},
	DaemonSet(name, live) {
		const number = numbers(live);
		if (!isObserved(number)) return waits(`${name}: its controller has not seen the change yet`);
		const wanted = number("status", "desiredNumberScheduled") ?? 0;
		const updated = number("status", "updatedNumberScheduled") ?? 0;
		if (updated < wanted) {
			if (valueAt(live, "spec", "updateStrategy", "type") === "OnDelete") return unknown(`${name}: pods are not replaced because its updateStrategy is OnDelete`);
			return waits(`${name}: ${updated} of ${wanted} pods have the new template`);
		}
		const available = number("status", "numberAvailable") ?? 0;
		return available >= wanted ? void 0 : waits(`${name}: ${available} of ${wanted} pods are available`);
	}
};
function custom(name, live) {
	const observed = valueAt(live, "status", "observedGeneration");
	const seen = typeof observed === "string" && /^\d{1,9}$/.test(observed) ? Number(observed) : observed;
	const generation = numbers(live)("metadata", "generation");
	return typeof seen === "number" && generation !== void 0 && seen < generation ? waits(`${name}: its controller has not seen the change yet`) : void 0;
}
function isObserved(number) {
	return (number("status", "observedGeneration") ?? 0) >= (number("metadata", "generation") ?? 1);
}
function availableOf(name, number, updated) {
	const available = number("status", "availableReplicas") ?? 0;
	return available >= updated ? void 0 : waits(`${name}: ${available} of ${updated} pods are available`);
}
function numbers(live) {
	return (...path) => {
		const value = valueAt(live, ...path);
		return typeof value === "number" ? value : void 0;
	};
}

// src/controllers/argocd/verdict/table.ts
const verdictRules = [
	beingDeleted,
	rightSpec,
	comparedWithSpec,
	renders,
	atCommit,
	hydrated,
	allowed,
	noneRunning,
	notFailed,
	notSkipped,
	rightTarget,
	operated,
	comparedAfter,
	inSync,
	applied,
	healthy,
	hooksEnded,
	replaced,
	podsRun
];
function objectionsTo(facts, rules = verdictRules) {
	const found = [];
	for (const rule of rules) {
		const objections = judgedBy(rule, facts);
		found.push(...objections);
		const objection = objections.find(({ word }) => word === "waits");
		if (objection === void 0 || !isBarrier(rule)) continue;
		if (objection.goesOn === true) found.push(...podFaults(facts, rules));
		break;
	}
	return found;
}
function judgedBy(rule, facts) {
	return [rule.judge(facts) ?? []].flat().map((objection) => ({
		...objection,
		rule: rule.id,
		phase: rule.phase
	}));
}
function podFaults(facts, rules) {
	return rules.includes(podsRun) ? judgedBy(podsRun, facts).filter(({ word }) => word === "failed") : [];
}
function isBarrier(rule) {
	return rule.phase !== "health" && rule !== inSync;
}

// src/controllers/argocd/holds.ts
function windowHolds({ activeWindows, assignedWindows }) {
	const deny = activeWindows.find(({ kind }) => kind === "deny");
	if (deny !== void 0) return `a sync window blocks syncs now: it ${spanOf(deny)}. Waiting for it to end`;
	if (activeWindows.some(({ kind }) => kind === "allow")) return void 0;
	const allows = assignedWindows.filter(({ kind }) => kind === "allow");
	const spans = allows.slice(0, 3).map(spanOf).join(", or ");
	return allows.length === 0 ? void 0 : `syncs are allowed only in sync windows, and none is open now: one ${spans}`;
}
function spanOf({ schedule, duration }) {
	return `starts at ${JSON.stringify(oneLine(schedule ?? ""))} (cron, in the time zone of the window in the project) and lasts ${oneLine(duration ?? "")}`;
}
function stepHolds({ metadata, spec, status }, app) {
	const { type, rollingSync } = spec.strategy ?? {};
	if (type !== "RollingSync") return void 0;
	const name = `its ApplicationSet ${oneLine(metadata.name)}`;
	const all = status?.applicationStatus ?? [];
	const own = all.find(({ application }) => application === app);
	if (own === void 0) return `${name} has not planned a step for it yet`;
	const steps = rollingSync?.steps ?? [];
	const step = Number(own.step);
	if (!(step >= 1)) return `${name} does not have it in any step, so it is never synced automatically`;
	const { maxUpdate } = steps[step - 1] ?? {};
	if (maxUpdate === 0 || maxUpdate === "0" || maxUpdate === "0%") return `${name} has it in step ${step}, which has maxUpdate: 0, so it needs a manual sync`;
	const before = all.filter((one) => Number(one.step) < step && one.status !== "Healthy");
	if (own.status !== "Waiting" && (own.status !== "Healthy" || before.length === 0)) return void 0;
	const names = before.slice(0, 3).map(({ application, status: word }) => `${oneLine(application ?? "")} (${oneLine(word ?? "")})`);
	const more = before.length > 3 ? ` and ${before.length - 3} more` : "";
	const of = steps.length > 0 ? ` of ${steps.length}` : "";
	return before.length === 0 ? `${name} has it in step ${step}${of}, which has not been reached yet: ${oneLine(own.message ?? "")}` : `${name} has it in step ${step}${of}, and these apps of earlier steps are not healthy: ${names.join(", ")}${more}`;
}

// src/controllers/argocd/access/dex.ts
const CLIENT = "argo-cd-cli";
const PATIENCE$1 = 3e4;
const Exchanged = object({ access_token: pipe(string(), nonEmpty()) });
const Refused = object({
	error: nullish(string(), ""),
	error_description: nullish(string(), "")
});
async function exchangeAtDex(idToken, options) {
	const { url, connector, headers, fetch, userAgent } = options;
	const at = new URL(url);
	at.pathname = `${url.pathname.replace(/\/$/, "")}/api/dex/token`;
	let response;
	let text;
	try {
		response = await fetch(at.href, {
			method: "POST",
			headers: {
				...headers,
				accept: "application/json",
				"content-type": "application/x-www-form-urlencoded",
				"user-agent": userAgent,
				authorization: `Basic ${Buffer.from(`${CLIENT}:`).toString("base64")}`
			},
			body: new URLSearchParams({
				connector_id: connector,
				grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
				scope: "openid email profile federated:id",
				requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
				subject_token: idToken,
				subject_token_type: "urn:ietf:params:oauth:token-type:id_token"
			}).toString(),
			redirect: "manual",
			signal: AbortSignal.timeout(PATIENCE$1)
		});
		text = await response.text();
	} catch (error) {
		const reason = reasonOfUnreachable(error);
		throw remoteError(`Dex at ${at.host}${at.pathname} does not respond: ${reason}`, {
			cause: error,
			hint: cureOfUnreachable(reason)
		});
	}
	const token = response.ok ? parseJsonIfValid(Exchanged, text)?.access_token : void 0;
	if (token !== void 0) return token;
	throw refusalOf(response.status, text, {
		where: `${at.host}${at.pathname}`,
		connector,
		idToken
	});
}
function refusalOf(status, text, { where, connector, idToken }) {
	const refused = parseJsonIfValid(Refused, text);
	const { issuer = "an unknown issuer", subject = "", audience = [] } = claimsOf(idToken) ?? {};
	if ([404, 415].includes(status) && !refused?.error) return inputError(`Argo CD has no Dex at ${where} (${status})`, { hint: "Its argocd-cm needs a dex.config (docs/argocd.md). If it has an oidc.config instead, omit argocd-dex-connector: Fairlead then sends the ID token itself." });
	if (status === 401 && refused?.error === "access_denied") return inputError(`Dex rejects the ID token for its connector ${JSON.stringify(connector)}: issuer ${oneLine(issuer)}, audience ${oneLine(audience.join(", ")) || "(none)"}, subject ${oneLine(subject)}`, { hint: "Check that the connector in dex.config has that issuer, and that the ID token is from this job." });
	if (refused?.error === "unsupported_grant_type") return inputError(`Dex at ${where} does not exchange tokens`, { hint: "Token exchange requires Dex 2.38 or later. If dex.config sets oauth2.grantTypes, add urn:ietf:params:oauth:grant-type:token-exchange." });
	if (status === 400 && refused?.error) return inputError(`Dex rejects the request for its connector ${JSON.stringify(connector)}: ${oneLine(refused.error_description || refused.error)}`, { hint: "Set argocd-dex-connector to the id of a connector of type oidc in dex.config." });
	if (status === 401) return inputError(`Dex at ${where} does not know the client ${CLIENT}: ${oneLine(refused?.error_description ?? "")}`, { hint: "Argo CD configures that client in its own Dex. Check whether another Dex answers at /api/dex." });
	if (status >= 300 && status < 400) return remoteError(`Dex at ${where} responds with ${status}, which Argo CD returns for an error of Dex`, { hint: "See the logs of argocd-server and argocd-dex-server." });
	const page = refused?.error ? oneLine(refused.error_description || refused.error) : "its response has no token";
	return remoteError(`Dex at ${where} responds with ${status}: ${page}`, { hint: "Check that argocd-dex-server is up, and that no proxy in between blocks /api/dex." });
}

// src/controllers/argocd/access/address.ts
function readServers(given) {
	const servers = given.map(readServer);
	const names = servers.map(({ controlPlane }) => controlPlane);
	if (servers.length > 1 && names.includes(void 0)) throw inputError("argocd-server has several servers, but not every one has the name of its control plane", { hint: "Write each as name=address, e.g. prod=https://argocd.example.com. Run fairlead inventory to see the names." });
	const twice = names.find((name, i) => names.indexOf(name) !== i);
	if (twice !== void 0) throw inputError(`argocd-server has two servers for ${JSON.stringify(twice)}`);
	return servers;
}
function readServer(text) {
	const [, name, rest = text] = /^([^=:?#]+)=(.+)$/s.exec(text) ?? [];
	const address = rest.trim();
	const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`;
	const hint = "Expected an address such as https://argocd.example.com or argocd.example.com:8443.";
	if (!URL.canParse(whole)) throw inputError(`${JSON.stringify(address)} is not a valid Argo CD address`, { hint });
	const url = new URL(whole);
	if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") throw inputError("the address of Argo CD has more than a host and a path", { hint: `${hint} Set the token in argocd-token.` });
	if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) throw inputError(`Argo CD at ${url.host} is not reached over https, so anyone on the network path could read the token`, { hint });
	url.pathname = url.pathname.replace(/(?<!\/)\/+$/, "");
	return {
		controlPlane: name?.trim(),
		url
	};
}

// src/controllers/argocd/api/go-json.ts
const text = () => nullish(string(), "");
const list = (items) => nullish(array(items), () => []);
const time = () => pipe(nullish(string()), transform((value) => {
	const read = value == null ? NaN : Date.parse(value);
	return Number.isNaN(read) ? void 0 : read;
}));

// src/controllers/argocd/api/answers.ts
const LiveObject = object({ manifest: text() });
const Version = object({ Version: text() });
const Events = object({ items: list(object({
	reason: text(),
	message: text(),
	type: text(),
	lastTimestamp: time(),
	eventTime: time()
})) });
const LogLine = object({ result: optional(object({
	content: text(),
	timeStampStr: text(),
	last: nullish(boolean(), false)
})) });
const Refusal = object({
	code: nullish(number()),
	message: text(),
	error: nullish(union([string(), object({
		grpc_code: nullish(number()),
		message: text()
	})]), "")
});
const CanI = object({ value: string() });
const Settings = object({
	dexConfig: nullish(unknown$1()),
	oidcConfig: nullish(object({
		issuer: text(),
		clientID: text()
	}))
});

// src/controllers/argocd/api/application-name.ts
function pathOf({ name }) {
	return `/api/v1/applications/${encodeURIComponent(name)}`;
}
function queryOf({ namespace }) {
	return namespace === void 0 ? {} : { appNamespace: namespace };
}

// src/controllers/argocd/api/items.ts
const MOST = 67108864;
function refuseTooLarge(bytes) {
	if (bytes > MOST) throw new NoAnswer(`its response is too large: it has more than ${MOST / 1024 / 1024} MiB`);
}
const [QUOTE, BACKSLASH] = [34, 92];
const [OBJECT, ARRAY] = [123, 91];
const [OBJECT_END, ARRAY_END] = [125, 93];
async function* itemsOf(chunks, got, mayHold = () => true) {
	const scan = new Scan();
	for await (const chunk of chunks) for (const bytes of scan.take(chunk)) {
		if (!mayHold(bytes)) continue;
		const item = parsed(textOf$1(bytes));
		if (item === void 0) throw new NoAnswer("its response is not JSON");
		yield item;
	}
	if (scan.isPage) throw new ServerRefusal({
		...got,
		code: void 0,
		message: "",
		isPage: true
	});
	if (!scan.isWhole) throw new NoAnswer("its response ended before the end of the list");
}
function joined(parts) {
	const [first = /* @__PURE__ */ new Uint8Array(), ...others] = parts;
	return others.length === 0 ? first : Buffer.concat(parts);
}
function textOf$1(bytes) {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
var Scan = class {
	#open = [];
	#inString = false;
	#escaped = false;
	#seen = false;
	#parts = [];
	#size = 0;
	isPage = false;
	get isWhole() {
		return this.#seen && this.#open.length === 0;
	}
	*take(chunk) {
		let start = this.#isInItem ? 0 : -1;
		for (let i = 0; i < chunk.length && !this.isPage; i++) {
			const byte = chunk[i] ?? 0;
			if (this.#inString) this.#string(byte);
			else if (byte === QUOTE) this.#inString = true;
			else if (byte === OBJECT || byte === ARRAY) {
				this.#open.push(byte);
				if (start < 0 && this.#isInItem) start = i;
			} else if (byte === OBJECT_END || byte === ARRAY_END) {
				const was = this.#isInItem;
				this.#open.pop();
				if (was && !this.#isInItem) {
					yield joined([...this.#parts, chunk.subarray(start, i + 1)]);
					this.#parts = [];
					this.#size = 0;
					start = -1;
				}
			}
			if (!this.#seen && byte > 32) [this.#seen, this.isPage] = [true, byte !== OBJECT];
		}
		if (start < 0) return;
		this.#parts.push(chunk.subarray(start));
		this.#size += chunk.length - start;
		refuseTooLarge(this.#size);
	}
	get #isInItem() {
		const [first, second, third] = this.#open;
		return first === OBJECT && second === ARRAY && third === OBJECT;
	}
	#string(byte) {
		if (this.#escaped) this.#escaped = false;
		else if (byte === BACKSLASH) this.#escaped = true;
		else if (byte === QUOTE) this.#inString = false;
	}
};

// src/controllers/argocd/api/requests.ts
const PATIENCE = {
	read: 15e3,
	list: 3e4,
	refresh: 6e4,
	log: 5e3
};
var Requests = class {
	#options;
	constructor(options) {
		this.#options = options;
	}
	get url() {
		return this.#options.url;
	}
	async get(shape, path, query, options) {
		const response = await this.send(path, query, withLimit(options));
		return {
			data: readAs(shape, jsonIn(await textOf(response), gotOf(response))),
			date: dateOf(response)
		};
	}
	async send(path, query, signal) {
		const { url, credential } = this.#options;
		const at = new URL(url);
		at.pathname = `${url.pathname.replace(/\/$/, "")}${path}`;
		for (const [key, value] of Object.entries(query)) for (const one of typeof value === "string" ? [value] : value) at.searchParams.append(key, one);
		for (;;) {
			const token = await credential.token();
			const response = await this.#ask(at, token, signal);
			if (response.ok) return response;
			const refused = refusedBy(response, await textOf(response).catch(() => ""));
			if (refused.status !== 401 || !credential.giveUp(token)) throw new ServerRefusal(refused);
		}
	}
	async #ask(at, token, signal) {
		const { headers, fetch, userAgent = "fairlead" } = this.#options;
		try {
			return await fetch(at.href, {
				headers: {
					...headers,
					accept: "application/json",
					"user-agent": userAgent,
					authorization: `Bearer ${token}`
				},
				redirect: "manual",
				signal
			});
		} catch (error) {
			throw unanswered(error, signal);
		}
	}
};
function gotOf({ status, headers }) {
	return {
		status,
		type: headers.get("content-type") ?? void 0
	};
}
function withLimit({ signal, patience = PATIENCE.read }) {
	const limit = AbortSignal.timeout(patience);
	return signal ? AbortSignal.any([limit, signal]) : limit;
}
function unanswered(error, signal) {
	const isTooLong = signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
	if (signal.aborted && !isTooLong) return error;
	const reason = signal.aborted ? "it takes too long" : reasonOfUnreachable(error);
	const cure = signal.aborted ? "Check the address." : cureOfUnreachable(reason);
	return new NoAnswer(`${reason}. ${cure}`, { cause: error });
}
async function textOf(response) {
	const chunks = [];
	let size = 0;
	for await (const chunk of bodyOf(response)) {
		size += chunk.length;
		refuseTooLarge(size);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString("utf8");
}
async function* bodyOf(response) {
	try {
		yield* response.body ?? [];
	} catch (error) {
		throw brokeOff("the response", error);
	}
}
function brokeOff(what, error) {
	if (error instanceof NoAnswer) return error;
	if (error instanceof DOMException && error.name === "TimeoutError") return new NoAnswer(`${what} takes too long`, { cause: error });
	return new NoAnswer(`${what} was interrupted: ${reasonOfUnreachable(error)}`, { cause: error });
}
function jsonIn(text, got) {
	const data = parsed(text);
	if (data !== void 0) return data;
	if (/^\s*\{/.test(text)) throw new NoAnswer("its response was interrupted: it is not complete JSON");
	throw new ServerRefusal({
		...got,
		code: void 0,
		message: "",
		isPage: true,
		isEmpty: text.trim() === ""
	});
}
function readAs(shape, data) {
	const read = parseAnswer(shape, data, "its response");
	if ("data" in read) return read.data;
	throw new NoAnswer(read.fault);
}
function refusedBy({ status, headers }, text) {
	const about = {
		status,
		location: status >= 300 && status < 400 && headers.get("location") || void 0,
		type: headers.get("content-type") ?? void 0
	};
	const said = parseJsonIfValid(Refusal, text);
	if (said === void 0) {
		const isPage = status < 400 || /<html|<!doctype/i.test(text.slice(0, 1e3));
		const isOfApi = status === 415 && text.trim() === "Invalid content type";
		return {
			...about,
			code: void 0,
			message: isPage ? "" : text.slice(0, 500),
			isPage,
			isOfApi
		};
	}
	const { code, message, error } = said;
	const whole = typeof error === "string" ? {
		code,
		message: message || error
	} : {
		code: error.grpc_code,
		...error
	};
	const isOfApi = whole.code != null;
	return {
		...about,
		code: whole.code ?? void 0,
		message: whole.message || "no reason",
		isPage: false,
		isOfApi
	};
}
function dateOf(response) {
	const date = Date.parse(response.headers.get("date") ?? "");
	return Number.isNaN(date) ? void 0 : date;
}

// src/controllers/argocd/api/shapes.ts
const those = (items, isKept) => pipe(list(items), transform((all) => all.every(isKept) ? all : all.filter(isKept)));
const Source = looseObject({
	repoURL: text(),
	path: text(),
	chart: text(),
	ref: text(),
	targetRevision: text()
});
const Health = looseObject({
	status: text(),
	message: text(),
	lastTransitionTime: time()
});
const Destination = looseObject({
	server: text(),
	name: text(),
	namespace: text()
});
const Synced = object({
	group: text(),
	kind: text(),
	namespace: text(),
	name: text(),
	status: text(),
	message: text(),
	hookType: text(),
	hookPhase: text(),
	syncPhase: text()
});
const OperationState = object({
	phase: text(),
	message: text(),
	startedAt: time(),
	finishedAt: time(),
	retryCount: nullish(number(), 0),
	operation: nullish(object({
		initiatedBy: nullish(object({
			username: text(),
			automated: nullish(boolean(), false)
		})),
		retry: nullish(object({ limit: nullish(number(), 0) })),
		sync: nullish(object({
			revision: text(),
			revisions: list(string()),
			dryRun: nullish(boolean(), false),
			resources: list(unknown$1()),
			autoHealAttemptsCount: nullish(number(), 0)
		}))
	})),
	syncResult: nullish(object({
		revision: text(),
		revisions: list(string()),
		source: nullish(Source),
		sources: list(Source),
		resources: those(Synced, ({ status, hookType }) => status !== "Synced" || hookType !== "")
	}))
});
const Hydrated = object({
	drySHA: text(),
	hydratedSHA: text(),
	phase: text(),
	message: text()
});
const APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const Application = object({
	metadata: object({
		name: string(),
		namespace: text(),
		uid: text(),
		resourceVersion: text(),
		deletionTimestamp: time(),
		finalizers: list(string()),
		annotations: nullish(pipe(record(string(), string()), transform((all) => Object.fromEntries(Object.entries(all).filter(([name]) => name !== APPLIED)))), () => ({})),
		ownerReferences: list(object({
			kind: text(),
			name: text()
		}))
	}),
	spec: looseObject({
		project: text(),
		source: nullish(Source),
		sources: list(Source),
		sourceHydrator: nullish(looseObject({
			drySource: nullish(Source),
			syncSource: nullish(looseObject({ path: text() })),
			hydrateTo: nullish(looseObject({ targetBranch: text() }))
		})),
		destination: Destination,
		syncPolicy: nullish(looseObject({ automated: nullish(looseObject({
			enabled: nullish(boolean()),
			prune: nullish(boolean(), false),
			selfHeal: nullish(boolean(), false)
		})) }))
	}),
	operation: nullish(unknown$1()),
	status: nullish(object({
		reconciledAt: time(),
		sync: nullish(object({
			status: text(),
			revision: text(),
			revisions: list(string()),
			comparedTo: nullish(looseObject({
				source: nullish(Source),
				sources: list(Source),
				destination: nullish(Destination)
			}))
		})),
		health: nullish(Health),
		operationState: nullish(OperationState),
		conditions: list(object({
			type: text(),
			message: text(),
			lastTransitionTime: time()
		})),
		summary: nullish(object({ images: list(string()) })),
		history: list(object({
			revision: text(),
			revisions: list(string()),
			source: nullish(Source),
			sources: list(Source),
			deployedAt: time()
		})),
		resources: those(object({
			group: text(),
			kind: text(),
			namespace: text(),
			name: text(),
			status: text(),
			requiresPruning: nullish(boolean(), false)
		}), ({ status }) => status !== "Synced"),
		sourceHydrator: nullish(object({
			currentOperation: nullish(Hydrated),
			lastSuccessfulOperation: nullish(Hydrated),
			lastComparedDryRevision: text()
		}))
	}))
});
const NameOf = object({ metadata: object({
	name: string(),
	namespace: text()
}) });
const NameOfChange = object({ application: NameOf });
const StreamChange = object({ result: object({
	type: text(),
	application: Application
}) });
const StreamLine = object({
	result: optional(NameOfChange),
	error: optional(object({
		message: text(),
		code: nullish(number()),
		grpc_code: nullish(number()),
		http_code: nullish(number())
	}))
});
const NodeRef = {
	group: text(),
	kind: text(),
	namespace: text(),
	name: text(),
	uid: text()
};
const Node = object({
	...NodeRef,
	version: optional(string()),
	parentRefs: list(object(NodeRef)),
	images: list(string()),
	info: list(object({
		name: text(),
		value: text()
	})),
	health: nullish(Health),
	createdAt: time()
});
const ResourceTree = object({
	nodes: list(Node),
	orphanedNodes: list(unknown$1())
});
const ManagedResource = object({
	group: text(),
	kind: text(),
	namespace: text(),
	name: text(),
	hook: nullish(boolean(), false),
	liveState: text(),
	targetState: text()
});
const SyncWindow = object({
	kind: text(),
	schedule: text(),
	duration: text()
});
const SyncWindows = object({
	activeWindows: list(SyncWindow),
	assignedWindows: list(SyncWindow)
});
const ApplicationSet = object({
	metadata: object({ name: string() }),
	spec: object({ strategy: nullish(object({
		type: text(),
		rollingSync: nullish(object({ steps: list(object({ maxUpdate: nullish(union([number(), string()])) })) }))
	})) }),
	status: nullish(object({ applicationStatus: list(object({
		application: text(),
		status: text(),
		step: text(),
		message: text()
	})) }))
});

// src/controllers/argocd/api/objects-api.ts
var ObjectsApi = class {
	#requests;
	constructor(requests) {
		this.#requests = requests;
	}
	tree(name, signal) {
		return this.#requests.get(ResourceTree, `${pathOf(name)}/resource-tree`, queryOf(name), { signal });
	}
	async managed(name, signal, isWanted) {
		const limit = withLimit({
			signal,
			patience: PATIENCE.read
		});
		const response = await this.#requests.send(`${pathOf(name)}/managed-resources`, queryOf(name), limit);
		const found = [];
		for await (const item of itemsOf(bodyOf(response), gotOf(response))) {
			const one = readAs(ManagedResource, item);
			found.push(isWanted?.(one) ?? true ? one : {
				...one,
				liveState: "",
				targetState: ""
			});
		}
		return found;
	}
	async windows(name, signal) {
		const path = `${pathOf(name)}/syncwindows`;
		return (await this.#requests.get(SyncWindows, path, queryOf(name), { signal })).data;
	}
	async applicationSet(set, { namespace }, signal) {
		const path = `/api/v1/applicationsets/${encodeURIComponent(set)}`;
		const query = namespace === void 0 ? {} : { appsetNamespace: namespace };
		return (await this.#requests.get(ApplicationSet, path, query, { signal })).data;
	}
	async resource(name, object, signal) {
		const query = {
			...queryOf(name),
			resourceName: object.name,
			namespace: object.namespace ?? "",
			group: object.group,
			version: object.version,
			kind: object.kind
		};
		const path = `${pathOf(name)}/resource`;
		return parsed((await this.#requests.get(LiveObject, path, query, { signal })).data.manifest);
	}
	async render(name, revision, signal) {
		const query = {
			...queryOf(name),
			revision
		};
		await this.#requests.get(unknown$1(), `${pathOf(name)}/manifests`, query, {
			signal,
			patience: PATIENCE.refresh
		});
	}
	async events(name, object, signal) {
		const query = {
			...queryOf(name),
			resourceUID: object.uid,
			resourceName: object.name,
			resourceNamespace: object.namespace
		};
		const { data } = await this.#requests.get(Events, `${pathOf(name)}/events`, query, { signal });
		return data.items.toSorted((a, b) => (a.lastTimestamp ?? a.eventTime ?? 0) - (b.lastTimestamp ?? b.eventTime ?? 0));
	}
	async logs(name, pod, { lines, isPrevious, signal }) {
		const query = {
			...queryOf(name),
			podName: pod.name,
			namespace: pod.namespace,
			tailLines: String(lines),
			previous: String(isPrevious)
		};
		const limit = withLimit({
			signal,
			patience: PATIENCE.log
		});
		const response = await this.#requests.send(`${pathOf(name)}/logs`, query, limit);
		return (await textOf(response)).split("\n").flatMap((line) => {
			const { content = "", timeStampStr = "" } = parseJsonIfValid(LogLine, line)?.result ?? {};
			return content !== "" && timeStampStr !== "" && !timeStampStr?.startsWith("0001-") ? [content ?? ""] : [];
		});
	}
};

// src/controllers/argocd/api/stream.ts
const NEWLINE = 10;
async function* changesIn(response, signal, wanted) {
	try {
		for await (const line of linesOf(bodyOf(response))) {
			if (wanted !== void 0 && isApplication(line) && !wanted.mayHold(line)) continue;
			const text = textOf$1(line);
			if (text.trim() === "") continue;
			const value = jsonIn(text, gotOf(response));
			const { result: named, error } = readAs(StreamLine, value);
			if (error !== void 0) throw new ServerRefusal({
				status: error.http_code ?? 500,
				code: error.grpc_code ?? error.code ?? void 0,
				message: error.message,
				isPage: false,
				isOfApi: true
			});
			if (named === void 0 || wanted?.isWanted(named.application.metadata) === false) continue;
			yield readAs(StreamChange, value).result;
		}
	} catch (error) {
		if (error instanceof ServerRefusal || error instanceof NoAnswer || signal.aborted) throw error;
		throw brokeOff("the stream", error);
	}
}
function isApplication(line) {
	return /^\s*\{\s*"result"/.test(textOf$1(line.subarray(0, 40)));
}
async function* linesOf(chunks) {
	let parts = [];
	let size = 0;
	for await (const chunk of chunks) {
		let start = 0;
		for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
			yield joined([...parts, chunk.subarray(start, end)]);
			[parts, size, start] = [
				[],
				0,
				end + 1
			];
		}
		if (start === chunk.length) continue;
		parts.push(chunk.subarray(start));
		size += chunk.length - start;
		refuseTooLarge(size);
	}
	if (parts.length > 0) yield joined(parts);
}

// src/controllers/argocd/api/server.ts
var ArgocdServer = class extends ObjectsApi {
	#requests;
	#credential;
	constructor(options) {
		const requests = new Requests(options);
		super(requests);
		this.#requests = requests;
		this.#credential = options.credential;
	}
	token() {
		return this.#credential.token();
	}
	get host() {
		return this.#requests.url.host;
	}
	pageOf({ name, namespace }) {
		const { url } = this.#requests;
		return `${url.origin}${url.pathname.replace(/\/$/, "")}/applications/${namespace === void 0 ? "" : `${encodeURIComponent(namespace)}/`}${encodeURIComponent(name)}`;
	}
	async version(signal) {
		const { data, date } = await this.#requests.get(Version, "/api/version", {}, { signal });
		return {
			data: data.Version,
			date
		};
	}
	application(name, signal) {
		const { project } = name;
		const query = {
			...queryOf(name),
			...project !== void 0 && { project }
		};
		return this.#requests.get(Application, pathOf(name), query, { signal });
	}
	refreshed(name, signal) {
		const query = {
			...queryOf(name),
			refresh: "normal"
		};
		return this.#requests.get(Application, pathOf(name), query, {
			signal,
			patience: PATIENCE.refresh
		});
	}
	async mayRead({ name, namespace, project }, signal) {
		if (project === void 0) return true;
		const path = `/api/v1/account/can-i/applications/get/${[
			project,
			...namespace === void 0 ? [] : [namespace],
			name
		].map(encodeURIComponent).join("/")}`;
		return (await this.#requests.get(CanI, path, {}, { signal }).catch(() => void 0))?.data.value !== "no";
	}
	async trust() {
		try {
			const { data } = await this.#requests.get(Settings, "/api/v1/settings", {}, {});
			const { issuer, clientID } = data.oidcConfig ?? {};
			return {
				issuer: issuer || void 0,
				clientId: clientID || void 0,
				hasDex: data.dexConfig != null
			};
		} catch {
			return;
		}
	}
	async applications(projects, signal, wanted) {
		const query = projects === void 0 ? {} : { projects };
		const limit = withLimit({
			signal,
			patience: PATIENCE.list
		});
		const response = await this.#requests.send("/api/v1/applications", query, limit);
		const data = [];
		const mayHold = wanted && ((json) => wanted.mayHold(json));
		for await (const item of itemsOf(bodyOf(response), gotOf(response), mayHold)) {
			const { metadata } = readAs(NameOf, item);
			if (wanted?.isWanted(metadata) ?? true) data.push(readAs(Application, item));
		}
		return {
			data,
			date: dateOf(response)
		};
	}
	async *changes(which, signal, wanted) {
		const query = which === void 0 ? {} : "name" in which ? {
			...queryOf(which),
			name: which.name
		} : { projects: which };
		const response = await this.#requests.send("/api/v1/stream/applications", query, signal);
		yield* changesIn(response, signal, wanted);
	}
};

export { ArgocdServer, LASTS, MintedToken, ServerRefusal, diagnose, exchangeAtDex, givenToken, hasCommit, hasNoNode, idOf, isAutomated, isForGood, isHidden, isNamed, isPassing, isUnauthenticated, mayRefer, notFollowing, objectionsTo, observedAt, oneLine, operated, operationEnd, otherCommits, quantity, readServers, reasonOf, refuseExpired, restartsIn, rootsIn, sourcesOf, stepHolds, versionNote, versionOf, windowHolds };