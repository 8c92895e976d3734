import { namesOf, ownNames } from "./describe.js";
import { FairleadError, REPORT_AT, exitCodeOf } from "../rooms/errors.js";
import { clearOutputs, isBelow } from "../rooms/files.js";
import { splitList } from "./inputs.js";
import { resolve } from "node:path";
import process from "node:process";

// src/runtime/clean.ts
const invisible = /(?![\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const lineBreaks = /\r\n?|[\u0085\u2028\u2029]/g;
function clean(text) {
	return text.replace(lineBreaks, "\n").replace(invisible, "").replace(/^([^\S\n\r\u2028\u2029]*:)(?=:)/gm, "$1 ").replace(/##(?=\[)/g, "# #");
}
function cleanColoured(text) {
	return text.split(/(\u001B\[[0-9;]*m)/).map((part, i) => i % 2 === 1 ? part : clean(part)).join("");
}
function cleanLine(text) {
	return clean(text.replace(/[\r\n\u0085\u2028\u2029]+/g, " "));
}
function safeJson(value) {
	const text = JSON.stringify(value, void 0, 2) ?? "null";
	const visible = Buffer.byteLength(text) === text.length && !text.includes("") ? text : text.replace(invisible, escapeUnits).replace(/[\u2028\u2029]/g, escapeUnits);
	return visible.includes("##[") ? visible.replace(/##(?=\[)/g, String.raw`#\u0023`) : visible;
}
const ITEMS_AT_ONCE = 100;
function* safeJsonPieces(value) {
	if (typeof value !== "object" || value === null || Array.isArray(value) || "toJSON" in value) return yield safeJson(value);
	let lead = "{\n  ";
	for (const [key, field] of Object.entries(value)) {
		if (field === void 0 || typeof field === "function") continue;
		yield `${lead}${safeJson(key)}: `;
		lead = ",\n  ";
		if (Array.isArray(field) && field.length > ITEMS_AT_ONCE) yield* piecesOf(field);
		else yield safeJson([field]).slice(4, -2);
	}
	yield lead.startsWith("{") ? "{}" : "\n}";
}
function* piecesOf(list) {
	for (let start = 0; start < list.length; start += ITEMS_AT_ONCE) {
		const items = safeJson([list.slice(start, start + ITEMS_AT_ONCE)]);
		yield `${start === 0 ? "[" : ","}\n${items.slice(6, -6)}`;
	}
	yield "\n  ]";
}
function escapeUnits(text) {
	return text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// src/runtime/secrets.ts
const userAndPassword = /\b[a-z][a-z0-9+.-]{0,30}:\/\/([^\s/:@]*):([^\s/?#'"]+)@/gi;
const passwordInUrl = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/:@]*:[^\s/?#'"]+@/gi;
const knownToken = /\b(?:gh[a-z]_|github_pat_|glpat-|gl[a-z]{2,4}-)[\w.-]{16,}/g;
function secretsIn(inputs, texts) {
	const secrets = /* @__PURE__ */ new Set();
	const names = ownNames(inputs);
	for (const [name, values] of texts) {
		const isSecret = inputs[names.get(name) ?? ""]?.secret === true;
		for (const text of values) {
			if (isSecret) secrets.add(text.trim());
			for (const [, user = "", password = ""] of text.matchAll(userAndPassword)) {
				secrets.add(password).add(decode(password));
				if (user.length >= 20) secrets.add(user);
			}
			for (const [token] of text.matchAll(knownToken)) secrets.add(token);
		}
	}
	secrets.delete("");
	return [...secrets];
}
function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
var Mask = class {
	#secrets = /* @__PURE__ */ new Set();
	hide(secrets) {
		for (const secret of secrets) if (secret.length > 3) this.#secrets.add(secret);
	}
	text(text) {
		let masked = text.includes("@") ? text.replace(passwordInUrl, "$1***@") : text;
		for (const secret of this.#secrets) masked = masked.replaceAll(secret, "***");
		return masked;
	}
	data(value) {
		if (typeof value === "string") return this.text(value);
		if (typeof value !== "object" || value === null) return value;
		if (Array.isArray(value)) {
			let masked;
			for (const [i, item] of value.entries()) {
				const own = this.data(item);
				if (own !== item) masked ??= value.slice(0, i);
				masked?.push(own);
			}
			return masked ?? value;
		}
		const keys = Object.keys(value);
		let masked;
		for (const [i, key] of keys.entries()) {
			const item = value[key];
			const [name, own] = [this.text(key), this.data(item)];
			if (name !== key || own !== item) masked ??= Object.entries(value).slice(0, i);
			masked?.push([name, own]);
		}
		return masked ? Object.fromEntries(masked) : value;
	}
};

// src/runtime/surface.ts
function failureOf(error, debug) {
	const exitCode = exitCodeOf(error);
	if (error instanceof FairleadError) return {
		kind: error.kind,
		exitCode,
		faults: error.faults
	};
	const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	const stack = error instanceof Error ? error.stack : void 0;
	return {
		kind: "bug",
		exitCode,
		faults: [{
			message: `this is a bug in Fairlead: ${message}`,
			hint: debug ? `Please report it with the lines below: ${REPORT_AT}` : `Please report it: ${REPORT_AT}. Debug logging (FAIRLEAD_DEBUG=1, or "Enable debug logging" for a rerun) shows where it happened.`
		}],
		...debug && stack !== void 0 ? { stack } : {}
	};
}

// src/entries/run.ts
async function run(load, surface) {
	await guard(surface, async () => {
		if (surface.leaves) await clearOutputs([surface.leaves], clearing(surface));
		await runCommand(await load(), surface);
	});
}
async function guard(surface, work) {
	const fail = (error) => {
		const failure = failureOf(error, surface.context.debug);
		process.exitCode = failure.exitCode;
		surface.fail(failure);
	};
	process.once("uncaughtException", (error) => {
		fail(error);
		process.exit();
	});
	try {
		await work();
	} catch (error) {
		fail(error);
	}
}
async function runCommand(command, surface) {
	const closers = [];
	try {
		const raw = surface.read(command.description);
		await clearOutputs(...outputsOf(command.description, raw, surface));
		const result = await command.run(raw, {
			context: surface.context,
			say: (message) => surface.say(message),
			warn: (message) => surface.warn(message),
			width: surface.width ?? 100,
			progress: (lines) => surface.progress?.(lines),
			screen: () => surface.screen?.(),
			hide: (secrets) => surface.hide(secrets),
			atEnd: (close) => closers.push(close)
		});
		await surface.report(result);
		if (result.failure) process.exitCode = exitCodeOf(result.failure);
		const more = await result.afterwards?.();
		for (const warning of more?.warnings ?? []) surface.warn(warning);
		if (!more?.failure) return;
		const failure = failureOf(more.failure, surface.context.debug);
		surface.fail(failure);
		process.exitCode ??= failure.exitCode;
	} finally {
		await Promise.allSettled(closers.toReversed().map((close) => close()));
	}
}
function outputsOf({ inputs }, { texts }, surface) {
	const given = (name, input) => namesOf(name, input).flatMap((other) => texts.get(other) ?? []).map((text) => text.trim()).filter(Boolean);
	const outputs = Object.entries(inputs).flatMap(([name, input]) => {
		const { writes } = input;
		return writes === void 0 ? [] : given(name, input).map((folder) => ({
			folder,
			...namesIn(folder, writes, surface)
		}));
	});
	const read = Object.entries(inputs).flatMap(([name, input]) => input.reads ? given(name, input).flatMap(splitList) : []);
	return [outputs, {
		...clearing(surface),
		inputs: read
	}];
}
function namesIn(folder, writes, { leaves, context }) {
	if (writes !== "everything") return { names: writes };
	const own = leaves && resolve(context.workspace, leaves.folder);
	const real = resolve(context.workspace, folder);
	return {
		names: [],
		isOurs: own !== void 0 && real !== own && isBelow(real, own)
	};
}
function clearing(surface) {
	const { workspace, job, environment } = surface.context;
	return {
		workspace,
		job,
		inputs: [],
		isTracked: async (path) => (await import("./tracked.js")).isTracked(path, environment),
		warn: (message) => surface.warn(message)
	};
}

export { Mask, clean, cleanColoured, cleanLine, guard, run, runCommand, safeJson, safeJsonPieces, secretsIn };