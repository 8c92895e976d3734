import { oneLine } from "../rooms/text.js";
import { overlayTree } from "../rooms/tree.js";
import { isObject, textAt } from "../rooms/yaml.js";
import { isSameRepository, isTag, parseReference } from "../rooms/images.js";
import { configOf } from "../rooms/config.js";
import { openInventory } from "../rooms/inventory.js";
import { PassedLimit } from "../rooms/render-engine.js";
import { plannerFor, siblingsOf } from "../rooms/render.js";
import { likelyBranch } from "../rooms/parents.js";
import { declareBoth, renderBoth } from "../rooms/affected.js";
import { containersOf, isEqual, templatePath } from "../rooms/compare.js";

// src/proof/sightings.ts
const LISTS = {
	containers: "container",
	initContainers: "init container",
	ephemeralContainers: "ephemeral container"
};
const REPOSITORY_KEYS = [
	"image",
	"repository",
	"repo",
	"imageName"
];
const VERSION_KEYS = [
	"tag",
	"imageTag",
	"version",
	"newTag"
];
function sightings(manifests) {
	return manifests.flatMap(({ kind, name, content }) => {
		if (plannerFor(content) || kind === "Secret") return [];
		const subject = oneLine(`${kind} ${name}`);
		const containers = containersOf(content).flatMap(({ list, name: container, content: own }) => {
			const reference = parseReference(textAt(own, "image") ?? "");
			return reference ? [{
				...reference,
				where: oneLine(`${subject}, ${LISTS[list]} ${container}`),
				kind: "container"
			}] : [];
		});
		const isWorkload = templatePath(kind) !== void 0;
		return [...containers, ...mentions(content, subject, isWorkload)];
	});
}
function mentions(content, subject, isWorkload) {
	const found = [];
	const visit = (value, path) => {
		if (typeof value === "string") {
			for (const one of inText(value, `${subject}, ${path}`)) found.push(one);
			return;
		}
		if (Array.isArray(value)) return void value.forEach((item, i) => visit(item, `${path}[${i}]`));
		if (!isObject(value)) return;
		const split = splitReference(value);
		if (split) found.push({
			...split,
			where: `${subject}, ${path || "its fields"}`,
			kind: "field"
		});
		for (const [key, item] of Object.entries(value)) {
			const below = oneLine(path === "" ? key : `${path}.${key}`);
			if (typeof item !== "string" || !/image$/i.test(key)) visit(item, below);
			else if (!(isWorkload && key === "image")) {
				const reference = parseReference(item);
				if (reference) found.push({
					...reference,
					where: `${subject}, ${below}`,
					kind: "field"
				});
			}
		}
	};
	visit(content, "");
	return found;
}
function inText(text, where) {
	if (text.length > 1e5 || !/[:@]/.test(text)) return [];
	return text.split(/[\s"'=,;()[\]{}]+/).flatMap((word) => {
		const reference = /[:@]/.test(word) ? parseReference(word) : void 0;
		return reference && (reference.tag ?? reference.digest) !== void 0 ? [{
			...reference,
			where,
			kind: "text"
		}] : [];
	});
}
function splitReference(value) {
	const textOf = (keys) => keys.map((key) => value[key]).find((text) => typeof text === "string");
	const [name, tag] = [textOf(REPOSITORY_KEYS), textOf(VERSION_KEYS)];
	const reference = name === void 0 ? void 0 : parseReference(name);
	if (!reference || tag === void 0 || !isTag(tag) || reference.tag !== void 0) return void 0;
	const registry = value["registry"];
	return {
		repository: typeof registry === "string" ? `${registry}/${reference.repository}` : reference.repository,
		tag
	};
}
function isSameImage(a, b) {
	if (isSameRepository(a, b)) return true;
	const [one, other] = [pathOf(a), pathOf(b)];
	return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`);
}
function looksLike(a, b) {
	const [one, other] = [a, b].map((repository) => repository.split("/").at(-1) ?? repository);
	return one !== void 0 && other !== void 0 && (one.includes(other) || other.includes(one));
}
function pathOf(repository) {
	const [first = "", ...rest] = repository.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").split("/");
	return rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? rest.join("/") : [first, ...rest].join("/");
}
function versionOf({ tag, digest }) {
	return tag ?? digest?.slice(0, 19) ?? "latest";
}

// src/proof/seen.ts
function seenIn(pair, setUp) {
	const { app, before, after } = pair;
	const [was, is] = [siblingsOf(before), siblingsOf(after)];
	const isBroken = before && after && "rendered" in before && "error" in after && after.error.kind === "input" && !(after.error instanceof PassedLimit);
	return {
		pair,
		name: nameOf(app),
		unknown: unknownIn(pair, setUp),
		broken: isBroken ? after.error : void 0,
		leads: is.some(({ content }) => plannerFor(content) !== void 0),
		isSame: was.length === is.length && was.every(({ content }, i) => isEqual(content, is[i]?.content)),
		before: sightings(was),
		after: sightings(is)
	};
}
function nameOf(app) {
	return oneLine(app.environment === void 0 ? app.name : `${app.name} in ${app.environment}`);
}
function unknownIn({ app, before, after }, setUp) {
	const name = nameOf(app);
	if (!before || !after) return `${name} exists only on one side of the change`;
	if ("error" in before && setUp.includes(before.error)) return messageOf(before.error);
	if ("error" in before) return `${name} cannot be rendered here, even without the change: ${messageOf(before.error)}`;
	if ("error" in after) return `${name} cannot be rendered with the change: ${messageOf(after.error)}`;
	const [partly] = [before, after].flatMap(unrenderedOf);
	return partly === void 0 ? void 0 : `${name} cannot be completely rendered here: ${partly}`;
}
function unrenderedOf(side) {
	return "rendered" in side ? (side.unrendered ?? []).map(({ message }) => message) : [];
}
function messageOf(error) {
	return error.faults[0].message;
}
function movedIn({ name, before, after }) {
	return after.flatMap((to) => {
		if (to.kind !== "container") return [];
		const from = before.find((one) => one.kind === "container" && one.where === to.where);
		return !from || from.repository === to.repository && from.tag === to.tag && from.digest === to.digest ? [] : [{
			name,
			from,
			to
		}];
	});
}

// src/proof/texts.ts
const SKIP = "To write it anyway, set verify-render: never.";
function twoLines(move, rendered) {
	const { repository, tag, digest, where } = rendered;
	const version = digest === void 0 ? `:${versionOf(rendered)}` : `${tag === void 0 ? "" : `:${tag}`}@${digest}`;
	return [
		`written:  ${move.file}:${move.line} ${move.key}: ${move.from ?? move.fromDigest ?? "(nothing)"} -> ${move.to}`,
		`rendered: ${where}: ${repository}${version}`,
		""
	].join("\n  ");
}

// src/proof/strayed.ts
function strayed(all, moves, images) {
	const [move] = moves;
	if (images.length === 0 || !move || moves.some(({ app }) => app === void 0)) return void 0;
	const isAsked = ({ to }) => images.some((image) => isSameImage(to.repository, image));
	for (const one of all) {
		const moved = movedIn(one);
		const other = moved.find((each) => !isAsked(each));
		if (other && (!isTarget(one, moves) || moved.some(isAsked))) return otherImage(move, other);
		const [first] = moved;
		if (first && !moves.some((each) => isCovered(one, each))) return otherApp(move, first);
	}
}
function otherImage(move, { name, to }) {
	return {
		message: `${name} would move ${to.repository} to ${versionOf(to)} as well, which was not requested`,
		at: {
			file: move.file,
			line: move.line
		},
		hint: `${twoLines(move, to)}If that image is built with the same version, add it to image, or set allow-shared: true. ${SKIP}`
	};
}
function otherApp(move, { name, to }) {
	return {
		message: `${name} would move to ${to.repository}:${versionOf(to)} as well, which was not requested`,
		at: {
			file: move.file,
			line: move.line
		},
		hint: `${twoLines(move, to)}Give this app or environment a separate value, or set allow-shared: true to update them all. ${SKIP}`
	};
}
function isTarget({ pair: { app } }, moves) {
	return moves.some((move) => move.app === app.name && move.environment === app.environment);
}
function isCovered({ pair: { app } }, move) {
	return app.environment === move.environment || move.alsoMoves.some((other) => other.app === app.name && other.environment === app.environment);
}

// src/proof/judge.ts
async function judge(pairs, wanted) {
	const seen = pairs.map((pair) => seenIn(pair, wanted.setUp));
	const proofs = await Promise.all(wanted.moves.map((move) => new Judge(move, seen, wanted).proof()));
	const fault = wanted.moves.every((move) => (wanted.use(move)?.artifact ?? "image") === "image") && !wanted.allowShared ? strayed(seen, wanted.moves, wanted.images) : void 0;
	if (!fault) return proofs;
	return proofs.map((proof) => proof.verdict === "disproved" ? proof : {
		...proof,
		verdict: "disproved",
		saying: fault.message,
		fault
	});
}
var Judge = class {
	#move;
	#wanted;
	#own;
	#use;
	constructor(move, all, wanted) {
		this.#move = move;
		this.#wanted = wanted;
		this.#own = targetsOf(move, all);
		this.#use = wanted.use(move);
	}
	async proof() {
		const move = this.#move;
		const own = this.#own;
		if (this.#use && this.#use.artifact !== "image") return this.#unproved(`${move.image ?? move.key} is not a container image but is itself deployed`);
		if (own.length === 0) return this.#unproved(move.app === void 0 ? `no known app uses ${move.file}` : `${nameOf({
			name: move.app,
			environment: move.environment
		})} is not known to use ${move.file}`);
		const broken = own.find((one) => one.broken);
		if (broken?.broken && (this.#use ?? move.image) !== void 0) return this.#disproved(`${broken.name} can no longer be rendered with ${move.to}: ${messageOf(broken.broken)}`, `Check the version and the location. ${SKIP}`);
		if (move.image === void 0) return this.#unnamed();
		const runs = own.flatMap((one) => this.#newOnes(one.name, one.after, move.image ?? ""));
		if (runs.length > 0) return this.#proved(runs);
		const unknown = own.find((one) => one.unknown !== void 0)?.unknown;
		return unknown === void 0 ? this.#notThere(move.image) : this.#unproved(unknown);
	}
	#newOnes(name, after, repository) {
		const found = after.filter((one) => isSameImage(one.repository, repository) && hasVersion(one, this.#move));
		const first = found.find(({ kind }) => kind === "container") ?? found[0];
		return first ? [{
			name,
			one: first
		}] : [];
	}
	#proved(runs) {
		const shown = runs.map(({ name, one }) => one.kind === "container" ? `${name} runs ${versionOf(one)}` : `${name} has ${versionOf(one)} (${one.where})`);
		return this.#provedAs([...new Set(shown)].join("; "));
	}
	#provedAs(saying) {
		const { from, fromDigest } = this.#move;
		const stale = this.#own.flatMap(({ name, after }) => after.filter((one) => one.kind === "container" && this.#isOfIt(one) && isOld(one, this.#move)).map(({ where, repository }) => `${name}: ${where} still has ${repository}${from === void 0 ? `@${fromDigest ?? ""}` : `:${from}`}`));
		return {
			move: this.#move,
			verdict: "proved",
			saying,
			warnings: [...new Set(stale)],
			fault: void 0
		};
	}
	#unnamed() {
		const moved = this.#own.flatMap(({ name, before, after }) => after.filter((one) => one.kind !== "text" && hasVersion(one, this.#move) && !before.some((old) => old.where === one.where && hasVersion(old, this.#move))).map((one) => `${name} runs ${one.repository}:${versionOf(one)}`));
		if (moved.length > 0) return this.#provedAs([...new Set(moved)].join("; "));
		return this.#unproved(this.#own.find((one) => one.unknown !== void 0)?.unknown ?? `it is unknown which image ${this.#move.key} of ${this.#move.file} belongs to, and no image changes to ${this.#move.to}`);
	}
	async #notThere(repository) {
		const moved = this.#own.flatMap(movedIn);
		const [ofIt] = moved.filter(({ to }) => this.#isOfIt(to));
		if (ofIt) return this.#otherForm(ofIt);
		for (const { name, pair } of this.#own) {
			const app = pair.known.before ?? pair.known.after;
			const revision = app && this.#wanted.elsewhere(app, this.#move);
			if (revision !== void 0) return this.#unproved(`${name} follows ${revision} of this repo, which the change is not on yet`);
		}
		for (const seen of this.#own) {
			const kept = seen.after.find((one) => one.kind !== "text" && this.#isOfIt(one));
			if (kept) return this.#overridden(seen, kept);
		}
		const [other] = moved;
		if (other) return this.#another(other, repository);
		const [own] = this.#own;
		return (own && await this.#unread(own, repository)) ?? this.#unproved(nowhere(own, repository));
	}
	async #overridden({ name, pair }, kept) {
		const move = this.#move;
		const app = pair.known.before ?? pair.known.after;
		const uses = (app ? await this.#wanted.usesOf(app) : []).filter(({ place, repository }) => place && repository !== void 0 && this.#isOfIt({
			...kept,
			repository
		}));
		const isOwn = ({ place }) => place?.file === move.file && place.key === move.key;
		const others = uses.filter((use) => !isOwn(use));
		if (uses.some(isOwn) && others.length > 0) return this.#unproved(`nothing in the rendered output of ${name} changes with ${move.key}; what reads it may be disabled`);
		const places = others.map(({ place }) => `${place?.file}:${place?.line} ${place?.key}`);
		const cure = places.length > 0 ? `The effective location is ${[...new Set(places)].slice(0, 5).join(", ")}. Change it there, or set app and environment to find it automatically.` : "Change the effective location: an overlay, a parameter or a patch above it, or the value that the chart reads.";
		return this.#disproved(`${name} would continue to run ${kept.repository}:${versionOf(kept)}: the written value does not reach it`, `${twoLines(move, kept)}${cure} ${SKIP}`);
	}
	#otherForm({ name, from, to }) {
		const move = this.#move;
		const [old, now] = [from.tag, to.tag];
		const at = old !== void 0 && move.from ? old.indexOf(move.from) : -1;
		if (old !== void 0 && now !== void 0 && move.from !== void 0 && at >= 0) {
			const [head, tail] = [old.slice(0, at), old.slice(at + move.from.length)];
			const isTwice = head !== "" && move.to.startsWith(head) || tail !== "" && move.to.endsWith(tail);
			if (now === head + move.to + tail) return isTwice ? this.#disproved(`${name} would run ${to.repository}:${now}, not ${move.to}: ${head || tail} is added to the written value`, `${twoLines(move, to)}Set the version in the form used in ${move.key}, without ${head || tail}. ${SKIP}`) : this.#provedAs(`${name} runs ${now}`);
		}
		return this.#unproved(`${name} runs ${to.repository}:${versionOf(to)} then, which is not ${move.to}`);
	}
	#another({ name, to }, repository) {
		if (hasVersion(to, this.#move) && looksLike(to.repository, repository)) return this.#provedAs(`${name} runs ${to.repository}:${versionOf(to)}`);
		return this.#disproved(`${name} would move ${to.repository} to ${versionOf(to)}, not ${repository}`, `${twoLines(this.#move, to)}Set the image that the app runs, or its location with "values-file" and "key". ${SKIP}`);
	}
	async #unread({ isSame, name, pair }, repository) {
		const app = pair.known.before ?? pair.known.after;
		if (!isSame || !app || this.#own.length > 1 || await this.#wanted.mayRead(app, this.#move)) return void 0;
		const { file, line, key, from, to } = this.#move;
		const runs = pair.after && this.#own[0]?.after.find(({ kind }) => kind === "container");
		const rendered = runs ? `${runs.where}: ${runs.repository}:${versionOf(runs)}` : `nothing that names ${repository}`;
		return this.#disproved(`no template of ${name} reads ${key}`, `written:  ${file}:${line} ${key}: ${from ?? "(nothing)"} -> ${to}
  rendered: ${rendered}
  Check which value the chart reads. ${SKIP}`);
	}
	#isOfIt({ repository }) {
		return this.#move.image !== void 0 && isSameImage(repository, this.#move.image);
	}
	#unproved(saying) {
		return {
			move: this.#move,
			verdict: "not-proved",
			saying,
			warnings: [],
			fault: void 0
		};
	}
	#disproved(message, hint) {
		const { file, line } = this.#move;
		const fault = {
			message,
			at: {
				file,
				line
			},
			hint
		};
		return {
			move: this.#move,
			verdict: "disproved",
			saying: message,
			warnings: [],
			fault
		};
	}
};
function nowhere(own, repository) {
	return `nothing in the rendered output of ${own?.name ?? "the app"} names ${repository}`;
}
function targetsOf(move, all) {
	if (move.app === void 0) return all;
	const named = all.filter(({ pair: { app } }) => app.name === move.app && app.environment === move.environment);
	const exact = named.filter(({ pair: { app } }) => app.cluster === move.cluster);
	const own = exact.length > 0 ? exact : named;
	if (!own.some(({ leads }) => leads)) return own;
	return [...own, ...all.filter((one) => !own.includes(one) && one.pair.app.environment === move.environment)];
}
function hasVersion({ tag, digest }, move) {
	const wantedTag = move.to === move.digest ? void 0 : move.to;
	if (digest !== void 0 && (move.digest !== void 0 || digest === move.fromDigest)) return digest.toLowerCase() === move.digest?.toLowerCase();
	return wantedTag !== void 0 && tag === wantedTag;
}
function isOld(one, move) {
	if (hasVersion(one, move)) return false;
	return one.digest === void 0 ? move.from !== void 0 && one.tag === move.from : one.digest === move.fromDigest;
}

// src/proof/touched.ts
async function renderTouched(edit, parts) {
	const { rendering, addresses, most } = parts;
	const { tree } = edit;
	const config = await configOf(tree);
	const open = parts.open ? await parts.open() : await openInventory(tree, {
		addresses,
		config
	});
	const standing = parts.standing ?? likelyBranch(open);
	const change = {
		sides: sidesOf(edit),
		addresses,
		standing
	};
	const declared = await declareBoth(change, {
		config,
		rendering,
		read: open
	});
	const { length } = declared.affected;
	if (most !== void 0 && length > most) return {
		declared,
		pairs: [],
		tooMany: length
	};
	return {
		declared,
		pairs: await renderBoth(declared),
		tooMany: void 0
	};
}
function sidesOf({ tree, changes }) {
	const changed = [...changes.keys()];
	const side = {
		commit: void 0,
		treeId: ""
	};
	return {
		base: {
			...side,
			name: tree.name,
			tree
		},
		head: {
			...side,
			name: tree.name,
			tree: overlayTree(tree, changes)
		},
		differences: changed.map((path) => ({
			path,
			entry: {
				path,
				mode: "100644",
				oid: ""
			},
			isEdited: true
		})),
		changed,
		branch: void 0,
		conflict: void 0,
		warnings: []
	};
}

export { isSameImage, judge, renderTouched, seenIn };