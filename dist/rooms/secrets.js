import { isObject, textAt, valueAt } from "./yaml.js";

// src/secrets/finder.ts
const SHORTEST = 6;
const BASE64 = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
const MAX_DEPTH$1 = 2;
const MAX_ENCODED = 1e5;
const MOST_KNOWN = 2e4;
var Finder = class {
	#byStart = /* @__PURE__ */ new Map();
	#known = /* @__PURE__ */ new Map();
	#starts;
	constructor(values) {
		const long = [...values].filter(([text]) => text.length >= 6);
		this.#starts = new Uint8Array(long.length > 0 ? 65536 : 0);
		for (const [text, sought] of long) {
			const start = text.slice(0, 6);
			const same = this.#byStart.get(start);
			if (same) same.push({
				text,
				sought
			});
			else this.#byStart.set(start, [{
				text,
				sought
			}]);
			this.#starts[hash(text, 0)] = 1;
		}
		for (const same of this.#byStart.values()) same.sort((a, b) => b.text.length - a.text.length);
	}
	get isEmpty() {
		return this.#byStart.size === 0;
	}
	find(text) {
		if (this.isEmpty || text.length < 6) return [];
		const known = this.#known.get(text);
		if (known) return known;
		const found = this.#search(text);
		if (text.length < 100 && this.#known.size < MOST_KNOWN) this.#known.set(text, found);
		return found;
	}
	#search(text) {
		const plain = this.#plain(text);
		const encoded = this.#encoded(text, 0);
		if (encoded.length === 0) return plain;
		const both = [...plain, ...encoded].toSorted((a, b) => a.start - b.start || b.end - a.end);
		let end = 0;
		return both.filter((found) => {
			if (found.start < end) return false;
			end = found.end;
			return true;
		});
	}
	#plain(text) {
		const found = [];
		for (let i = 0; i <= text.length - 6; i++) {
			if (this.#starts[hash(text, i)] === 0) continue;
			const match = this.#byStart.get(text.slice(i, i + 6))?.find(({ text: value, sought }) => text.startsWith(value, i) && fits(text, i, value.length, sought));
			if (!match) continue;
			found.push({
				start: i,
				end: i + match.text.length,
				origin: match.sought.origin
			});
			i += match.text.length - 1;
		}
		return found;
	}
	#encoded(text, depth) {
		if (text.length < 16 || !/[A-Z]/.test(text)) return [];
		const found = [];
		for (const { index, 0: run } of text.matchAll(BASE64)) {
			if (run.length > MAX_ENCODED || !/[A-Z]/.test(run)) continue;
			const decoded = Buffer.from(run, "base64").toString();
			const inner = this.#plain(decoded)[0] ?? (depth < MAX_DEPTH$1 ? this.#encoded(decoded, depth + 1)[0] : void 0);
			if (inner) found.push({
				start: index,
				end: index + run.length,
				origin: inner.origin
			});
		}
		return found;
	}
};
function hash(text, at) {
	return text.charCodeAt(at) * 31 + text.charCodeAt(at + 2) * 1021 + text.charCodeAt(at + 5) * 7919 & 65535;
}
const isPartOfWord = (character) => character !== void 0 && /[A-Za-z0-9]/.test(character);
function fits(text, start, length, { how }) {
	if (how === "anywhere") return true;
	if (how === "whole") return text.trim().length === length;
	return !isPartOfWord(text[start - 1]) && !isPartOfWord(text[start + length]);
}

// src/secrets/parts.ts
const MAX_LENGTH = 2e5;
const MAX_DEPTH = 3;
const IN_URL = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"']*:([^\s/?#'"]+)@/gi;
const PAIR = /(?:^|[\s;&?,{])["']?([A-Za-z][\w.-]{0,80})["']?[ \t]*[=:][ \t]*("[^"\n]*"|'[^'\n]*'|[^\s;&,"'{}]+)/g;
function* partsOf(text, depth = 0) {
	if (text.length > MAX_LENGTH || depth > MAX_DEPTH) return;
	for (const [, password = ""] of text.matchAll(IN_URL)) {
		yield {
			key: "password",
			value: password
		};
		yield {
			key: "password",
			value: decoded(password)
		};
	}
	const json = jsonOf(text);
	if (json !== void 0) {
		for (const part of leavesOf(json, "")) {
			yield part;
			yield* partsOf(part.value, depth + 1);
			if (part.key === "auth") yield* partsOf(Buffer.from(part.value, "base64").toString(), depth + 1);
		}
		return;
	}
	for (const [, key = "", quoted = ""] of text.matchAll(PAIR)) {
		const value = /^["']/.test(quoted) ? quoted.slice(1, -1) : quoted;
		yield {
			key,
			value
		};
		if (value.includes("%")) yield {
			key,
			value: decoded(value)
		};
	}
	const pair = /^[^\s:/]{1,100}:([^\s/]+)$/.exec(text.trim())?.[1];
	if (pair !== void 0) yield {
		key: "password",
		value: pair
	};
}
function jsonOf(text) {
	if (!/^\s*[[{]/.test(text)) return void 0;
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function* leavesOf(value, key) {
	if (typeof value === "string") yield {
		key,
		value
	};
	else if (typeof value === "number") yield {
		key,
		value: String(value)
	};
	else if (Array.isArray(value)) for (const item of value) yield* leavesOf(item, key);
	else if (isObject(value)) for (const [name, inner] of Object.entries(value)) yield* leavesOf(inner, name);
}
function decoded(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

// src/secrets/values.ts
const PLAIN_KEY = /^(.*[._-])?(url|uri|host|hostname|port|user|username|login|name|type|project|db|database|dbname|schema|sslmode|region|bucket|endpoint|server|insecure|enableoci|namespace|email|realm|tenant|env|environment|stage|mode|level|role|cluster|zone|driver|provider|issuer|audience|scope|domain)$/i;
const SECRET_KEY = /(pass(word|wd|phrase)?|pwd|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|secret[-_]?key|credentials?|auth|signature|\bsig)$/i;
const COMMON = new Set([
	"default production staging development testing preview sandbox enabled disabled always never require required",
	"optional allow prefer preferred verify-full verify-ca changeme change-me placeholder example localhost cluster",
	"cluster.local internal external public private primary replica secondary master worker server client frontend",
	"backend database postgres postgresql mariadb mongodb rabbitmq password secret username administrator service",
	"system kubernetes docker latest stable release warning warnings notice information verbose standard premium basic",
	"global region eu-west-1 eu-west-2 eu-central-1 us-east-1 us-east-2 us-west-1 us-west-2 opaque undefined 123456",
	"ifnotpresent loadbalancer clusterip nodeport readwriteonce recreate rollingupdate application application/json",
	"https:// http:// 127.0.0.1 0.0.0.0 1000000 100000"
].flatMap((line) => line.split(" ")));
function secretsIn(objects) {
	const values = /* @__PURE__ */ new Map();
	const texts = [];
	const names = /* @__PURE__ */ new Set();
	const secrets = [];
	for (const object of objects) gather(object, secrets, names);
	for (const secret of secrets) for (const field of ["data", "stringData"]) for (const [key, inner] of leaves(secret[field], field)) {
		const written = String(inner);
		if (written.startsWith("ENC[")) continue;
		const plain = field === "data" ? Buffer.from(written, "base64").toString("utf8") : written;
		const origin = `Secret ${[textAt(secret, "metadata", "namespace"), textAt(secret, "metadata", "name")].filter(Boolean).join("/")} (key ${key})`;
		texts.push([plain, origin]);
		if (!(PLAIN_KEY.test(key) && !/:\/\/[^/\s:]*:[^/\s@]*@/.test(plain))) {
			add(values, plain, origin, names);
			if (field === "data") addForm(values, written, origin, "anywhere");
		}
		for (const part of partsOf(plain)) if (isSecretPart(part.key, part.value)) add(values, part.value, origin, names);
	}
	return {
		values,
		texts
	};
}
function addGiven({ values, texts }, given) {
	if (texts.length === 0) return;
	const candidates = /* @__PURE__ */ new Map();
	const named = [];
	for (const { key, value } of given) {
		const name = key.slice(key.lastIndexOf(".") + 1);
		const plain = value.trim();
		if (!isSecretPart(name, plain)) continue;
		candidates.set(plain, {
			origin: key,
			how: "anywhere"
		});
		if (SECRET_KEY.test(name) && plain.length >= 8) named.push({
			key,
			value: plain
		});
	}
	const finder = new Finder(candidates);
	for (const [text, origin] of texts) for (const { start, end } of finder.find(text)) add(values, text.slice(start, end), origin, /* @__PURE__ */ new Set());
	for (const { key, value } of named) add(values, value, `the value ${key}`, /* @__PURE__ */ new Set());
}
function isSecretName(key) {
	return SECRET_KEY.test(key.replace(/s$/i, ""));
}
function isSecretPart(key, value) {
	if (PLAIN_KEY.test(key)) return false;
	return SECRET_KEY.test(key) || isRandom(value);
}
function isRandom(value) {
	return value.length >= 10 && /^[^\s./:]+$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && !/^[a-z]+(-[a-z0-9]+)+$/.test(value);
}
function isSecret(value) {
	return value["kind"] === "Secret" && value["apiVersion"] === "v1";
}
function gather(value, into, names) {
	if (Array.isArray(value)) for (const item of value) gather(item, into, names);
	if (!isObject(value)) return;
	if (isSecret(value)) into.push(value);
	for (const key of ["name", "namespace"]) {
		const name = textAt(value, "metadata", key);
		if (name !== void 0) names.add(name);
	}
	for (const inner of Object.values(value)) if (typeof inner === "object") gather(inner, into, names);
}
function* leaves(value, key) {
	if (value === void 0 || value === null) return;
	if (typeof value !== "object") yield [key, value];
	else for (const [name, inner] of Object.entries(value)) yield* leaves(inner, name);
}
function add(into, value, origin, names) {
	const trimmed = value.trim();
	if (trimmed.length < 6 || COMMON.has(trimmed.toLowerCase()) || names.has(trimmed)) return;
	const how = howOf(trimmed);
	for (const form of [
		trimmed,
		JSON.stringify(trimmed).slice(1, -1),
		...urlForms(trimmed)
	]) addForm(into, form, origin, how);
	for (const line of trimmed.split("\n").filter((text) => /^[A-Za-z0-9+/=_-]{40,}$/.test(text))) addForm(into, line, origin, "anywhere");
}
function addForm(into, form, origin, how) {
	if (form.length >= 6 && !into.has(form)) into.set(form, {
		origin,
		how
	});
}
function howOf(value) {
	if (value.length < 10 && /^([A-Za-z]?[a-z]+|[A-Z]+|\d+)$/.test(value)) return "whole";
	return value.length < 12 && /^[A-Za-z0-9]+$/.test(value) ? "word" : "anywhere";
}
function urlForms(value) {
	if (/^[\w.~-]*$/.test(value)) return [];
	const bytes = (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
	const escaped = (safe) => [...value].map((character) => safe.test(character) ? character : bytes(character)).join("");
	const forms = [
		/[\w.~-]/,
		/[\w.~!'()*-]/,
		/[\w.~$&+=:@-]/,
		/[\w.~!$&'()*+,;=:@-]/
	].map(escaped);
	const all = [...forms, ...forms.map((form) => form.replaceAll("%20", "+"))];
	return [...all, ...all.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

// src/secrets/masker.ts
const SECRET = "***";
const ENCRYPTED = "(encrypted)";
const SHOWN = new Set(["apiVersion kind name namespace image serviceAccountName", "securityContext capabilities hostPath rules roleRef subjects aggregationRule"].flatMap((line) => line.split(" ")));
const RUNS = new Set("command args script entrypoint cmd commands exec".split(" "));
function masker({ before, after }) {
	const finders = {
		all: new Finder(new Map([...after, ...before])),
		hidden: new Finder(before),
		fresh: new Finder(new Map([...after].filter(([value]) => !before.has(value))))
	};
	return {
		text: (text) => replaced(text, finders.all.find(text)),
		reason(text, shown) {
			const isShown = ({ start, end }) => {
				const value = JSON.stringify(text.slice(start, end)).slice(1, -1);
				return shown.some((pair) => [pair.before, pair.after].some((side) => JSON.stringify(side ?? null).includes(value)));
			};
			return replaced(text, finders.all.find(text).filter((found) => !isShown(found)));
		},
		pair(old, next) {
			const origins = /* @__PURE__ */ new Set();
			const sides = new Masking(finders, origins).pair(old, next, START);
			return {
				before: sides[0],
				after: sides[1],
				origins
			};
		}
	};
}
const START = {
	key: "",
	closed: void 0,
	inSecret: false,
	isShown: false,
	ran: void 0
};
function replaced(text, found) {
	if (found.length === 0) return text;
	let result = "";
	let end = 0;
	for (const one of found) {
		result += text.slice(end, one.start) + "***";
		end = one.end;
	}
	return result + text.slice(end);
}
var Masking = class {
	#finders;
	#origins;
	constructor(finders, origins) {
		this.#finders = finders;
		this.#origins = origins;
	}
	pair(before, after, way) {
		if (before === void 0 && after === void 0) return [void 0, void 0];
		if (Array.isArray(before) || Array.isArray(after)) {
			if (isObject(before) || isObject(after)) return this.#alone(before, after, way);
			const [a, b] = [before, after].map((side) => Array.isArray(side) ? side : []);
			const items = Array.from({ length: Math.max(a?.length ?? 0, b?.length ?? 0) }, (_, i) => this.pair(a?.[i], b?.[i], way));
			const list = (side, which) => Array.isArray(side) ? items.slice(0, side.length).map((item) => item[which]) : this.#leaves(...alone(side, which), way)[which];
			return [list(before, 0), list(after, 1)];
		}
		if (isObject(before) || isObject(after)) return this.#maps(before, after, way);
		const [a, b] = this.#leaves(before, after, way);
		return before !== void 0 && after !== void 0 && before !== after && a === b ? [marked(a, "before"), marked(b, "after")] : [a, b];
	}
	#alone(before, after, way) {
		return [this.pair(before, void 0, way)[0], this.pair(void 0, after, way)[1]];
	}
	#maps(before, after, way) {
		const [a, b] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
		const isEncrypted = [a, b].some((side) => valueAt(side, "sops", "mac") !== void 0);
		const inSecret = way.inSecret || [a, b].some(isSecret);
		const keys = /* @__PURE__ */ new Set([...Object.keys(a), ...Object.keys(b)]);
		const sides = [{}, {}];
		const shown = /* @__PURE__ */ new Map();
		for (const key of keys) {
			const pair = [own(a, key), own(b, key)];
			const inner = {
				key,
				closed: way.closed ?? closedBelow([a, b], key, isEncrypted),
				inSecret,
				isShown: way.isShown || SHOWN.has(key),
				ran: way.ran ?? (RUNS.has(key) ? new Set(textsIn(pair[0])) : void 0)
			};
			shown.set(key, this.pair(pair[0], pair[1], inner));
		}
		for (const [i, side] of [a, b].entries()) for (const key of Object.keys(side)) put(sides[i], key, shown.get(key)?.[i]);
		return [isObject(before) ? sides[0] : this.#leaves(before, void 0, way)[0], isObject(after) ? sides[1] : this.#leaves(void 0, after, way)[1]];
	}
	#leaves(before, after, way) {
		const [old, next] = [before, after].map((value) => fixed(value, way));
		if (way.closed !== void 0 || way.isShown) return [old ?? before, next ?? after];
		const a = old ?? this.#masked(before, way);
		if (next !== void 0) return [a, next];
		if (way.ran && !(typeof after === "string" && way.ran.has(after))) return [a, after];
		return [a, this.#rotated(before, after, a) ?? this.#masked(after, way)];
	}
	#masked(value, way) {
		const text = textOf(value);
		if (text === void 0) return value;
		const found = (way.inSecret ? this.#finders.all : this.#finders.hidden).find(text);
		if (found.length === 0) return value;
		if (!way.inSecret) for (const { origin } of found) this.#origins.add(origin);
		return replaced(text, found);
	}
	#rotated(before, after, masked) {
		const [old, next] = [textOf(before), textOf(after)];
		if (old === void 0 || next === void 0 || old === next || masked === before) return void 0;
		const [was, is] = [this.#finders.hidden.find(old), this.#finders.all.find(next)];
		const isSame = was.length === is.length && was.every(({ origin }, i) => is[i]?.origin === origin);
		const text = replaced(next, is);
		return isSame && text === masked ? text : void 0;
	}
};
function alone(side, which) {
	return which === 0 ? [side, void 0] : [void 0, side];
}
function fixed(value, { closed }) {
	if (value === void 0 || value === "(generated)") return value;
	if (typeof value === "string" && value.startsWith("ENC[")) return ENCRYPTED;
	return closed;
}
function textOf(value) {
	return typeof value === "string" ? value : typeof value === "number" ? String(value) : void 0;
}
function* textsIn(value) {
	if (typeof value === "string") yield value;
	else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner);
}
function put(map, key, value) {
	if (key === "__proto__") Object.defineProperty(map, key, {
		value,
		enumerable: true,
		writable: true,
		configurable: true
	});
	else map[key] = value;
}
function own(map, key) {
	return Object.hasOwn(map, key) ? map[key] : void 0;
}
function closedBelow(sides, key, isEncrypted) {
	if (isEncrypted && key === "sops") return ENCRYPTED;
	if ((key === "data" || key === "stringData") && sides.some(isSecret)) return "***";
	if (key === "encryptedData") return ENCRYPTED;
}
function marked(value, side) {
	return value === "(encrypted)" ? `(encrypted, ${side})` : `${String(value)} (${side})`;
}
function maskerOf(...sides) {
	return masker({
		before: new Map(sides.flatMap((side) => [...valuesOf(side)])),
		after: /* @__PURE__ */ new Map()
	});
}
function valuesOf(side) {
	return secretsIn(side?.manifests.map(({ content }) => content) ?? []).values;
}

export { addGiven, isSecretName, masker, maskerOf, secretsIn, valuesOf };