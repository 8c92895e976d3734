import "./rolldown-runtime.js";
import { discover, plannerFor, siblingsOf } from "./discover.js";
import { containersOf, declaredSides, planConvention, renderPairs, templatePath } from "./convention.js";
import { isSameRepository, isTag, parseReference } from "../rooms/images.js";
import { isObject, textAt } from "../rooms/yaml.js";
import { configOf } from "../rooms/config.js";
import { maskerOf } from "./compare.js";
import { openInventory } from "../rooms/inventory.js";
import { likelyBranch } from "./complete.js";
import { overlayTree } from "../rooms/tree.js";

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
		if (plannerFor(content)) return [];
		const subject = `${kind} ${name}`;
		const containers = containersOf(content).flatMap(({ list, name: container, content: own }) => {
			const reference = parseReference(textAt(own, "image") ?? "");
			return reference ? [{
				...reference,
				where: `${subject}, ${LISTS[list]} ${container}`,
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
		if (typeof value === "string") return void found.push(...inText(value, `${subject}, ${path}`));
		if (Array.isArray(value)) return void value.forEach((item, i) => visit(item, `${path}[${i}]`));
		if (!isObject(value)) return;
		const split = splitReference(value);
		if (split) found.push({
			...split,
			where: `${subject}, ${path || "its fields"}`,
			kind: "field"
		});
		for (const [key, item] of Object.entries(value)) {
			const below = path === "" ? key : `${path}.${key}`;
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
function pathOf(repository) {
	const [first = "", ...rest] = repository.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").split("/");
	return rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? rest.join("/") : [first, ...rest].join("/");
}
function versionOf({ tag, digest }) {
	return tag ?? digest?.slice(0, 19) ?? "latest";
}

// src/proof/judge.ts
function judge(pairs, wanted) {
	const seen = pairs.map((pair) => seenIn(pair, wanted.setUp));
	const proofs = wanted.moves.map((move) => judgeMove(move, seen, wanted));
	const fault = wanted.moves.every((move) => (wanted.use(move)?.artifact ?? "image") === "image") ? strayed(seen, wanted) : void 0;
	if (!fault) return proofs;
	return proofs.map((proof) => proof.verdict === "disproved" ? proof : {
		...proof,
		verdict: "disproved",
		saying: fault.message,
		fault
	});
}
function seenIn(pair, setUp) {
	const { app, before, after } = pair;
	const [was, is] = [siblingsOf(before), siblingsOf(after)];
	const broken = before && after && "rendered" in before && "error" in after && after.error.kind === "input" ? after.error : void 0;
	return {
		pair,
		name: nameOf(app),
		unknown: unknownIn(pair, setUp),
		broken,
		leads: is.some(({ content }) => plannerFor(content) !== void 0),
		before: sightings(was),
		after: sightings(is)
	};
}
function unknownIn({ app, before, after }, setUp) {
	const name = nameOf(app);
	if (!before || !after) return `${name} is there only on one side of the change`;
	if ("error" in before && setUp.includes(before.error)) return messageOf(before.error);
	if ("error" in before) return `${name} cannot be rendered here, without the change either: ${messageOf(before.error)}`;
	if ("error" in after) return `${name} cannot be rendered with the change: ${messageOf(after.error)}`;
	const partly = [before, after].flatMap(unrenderedOf)[0];
	return partly === void 0 ? void 0 : `not all of ${name} can be rendered here: ${partly}`;
}
function unrenderedOf(side) {
	return "rendered" in side ? (side.unrendered ?? []).map(({ message }) => message) : [];
}
function messageOf(error) {
	return error.faults[0].message;
}
function nameOf({ name, environment }) {
	return environment === void 0 ? name : `${name} in ${environment}`;
}
function judgeMove(move, all, wanted) {
	const base = {
		move,
		warnings: [],
		fault: void 0
	};
	const unproved = (saying) => ({
		...base,
		verdict: "not-proved",
		saying
	});
	const use = wanted.use(move);
	if (use && use.artifact !== "image") return unproved(`${move.image ?? move.key} is no image of a container, but what is deployed itself`);
	const own = targetsOf(move, all);
	if (own.length === 0) return unproved(move.app === void 0 ? `no app that is known here is made of ${move.file}` : `${nameOf({
		name: move.app,
		environment: move.environment
	})} is not known to be made of ${move.file}`);
	const broken = own.find((one) => one.broken);
	if (broken?.broken) return refused(move, `${broken.name} can no longer be rendered with ${move.to}: ${messageOf(broken.broken)}`, { hint: "Nothing was written. Check the version and the place; with verify-render: never it is written as it is." });
	const repository = move.image;
	if (repository === void 0) return unnamed(move, own, unproved);
	const proved = own.flatMap(({ name, after }) => ({
		name,
		found: newOnes(move, repository, after)
	})).filter(({ found }) => found.length > 0);
	if (proved.length > 0) return provedBy(move, repository, own, proved);
	const unknown = own.find((one) => one.unknown !== void 0)?.unknown;
	if (unknown !== void 0) return unproved(unknown);
	return notThere(move, repository, own, {
		use,
		unproved
	});
}
function targetsOf(move, all) {
	if (move.app === void 0) return [...all];
	const named = all.filter(({ pair: { app } }) => app.name === move.app && app.environment === move.environment);
	const exact = named.filter(({ pair: { app } }) => app.cluster === move.cluster);
	const own = exact.length > 0 ? exact : named;
	if (!own.some(({ leads }) => leads)) return own;
	return [...own, ...all.filter((one) => !own.includes(one) && one.pair.app.environment === move.environment)];
}
function newOnes(move, repository, after) {
	return after.filter((one) => isSameImage(one.repository, repository) && hasVersion(one, move));
}
function hasVersion({ tag, digest }, move) {
	const wantedTag = move.to === move.digest ? void 0 : move.to;
	if (digest !== void 0 && (move.digest !== void 0 || digest === move.fromDigest)) return digest.toLowerCase() === move.digest?.toLowerCase();
	return wantedTag !== void 0 && tag === wantedTag;
}
function provedBy(move, repository, own, proved) {
	const shown = proved.map(({ name, found }) => {
		const container = found.find(({ kind }) => kind === "container");
		const [first] = found;
		return container || !first ? `${name} runs ${versionOf(container ?? { tag: move.to })}` : `${name} has ${versionOf(first)} (${first.where})`;
	});
	const stale = own.flatMap(({ name, after }) => after.filter((one) => one.kind === "container" && isSameImage(one.repository, repository) && isOld(one, move)).map(({ where }) => `${name}: ${where} still has ${repository}:${move.from ?? move.fromDigest ?? ""}`));
	return {
		move,
		verdict: "proved",
		saying: [...new Set(shown)].join("; "),
		warnings: [...new Set(stale)],
		fault: void 0
	};
}
function isOld(one, move) {
	if (hasVersion(one, move)) return false;
	return one.digest === void 0 ? move.from !== void 0 && one.tag === move.from : one.digest === move.fromDigest;
}
function unnamed(move, own, unproved) {
	const moved = own.flatMap(({ name, before, after }) => after.filter((one) => one.kind !== "text" && hasVersion(one, move) && !before.some((old) => old.where === one.where && hasVersion(old, move))).map((one) => `${name} runs ${one.repository}:${versionOf(one)}`));
	if (moved.length > 0) return {
		move,
		verdict: "proved",
		saying: [...new Set(moved)].join("; "),
		warnings: [],
		fault: void 0
	};
	return unproved(own.find((one) => one.unknown !== void 0)?.unknown ?? `which image ${move.key} of ${move.file} is of is not known, and none moves to ${move.to}`);
}
function notThere(move, repository, own, { use, unproved }) {
	const moved = own.flatMap((one) => movedIn(one));
	const same = own.flatMap(({ name, after }) => after.filter((one) => one.kind !== "text" && isSameImage(one.repository, repository)).map((one) => ({
		name,
		one
	})));
	const [first] = moved.filter(({ to }) => isSameImage(to.repository, repository));
	if (first) return otherForm(move, first, unproved);
	const [kept] = same;
	if (kept) return refused(move, `${kept.name} would go on running ${repository}:${versionOf(kept.one)}: what is written does not reach it`, { hint: `${lines(move, kept.one)}Change the place that decides: an overlay, a parameter or a patch above it, or the value that the chart reads. With verify-render: never it is written all the same.` });
	const [other] = moved;
	if (other && use?.repository !== void 0 && new Set(moved.map(({ to }) => to.repository)).size === 1) return hasVersion(other.to, move) ? {
		move,
		verdict: "proved",
		saying: `${other.name} runs ${other.to.repository}:${versionOf(other.to)}`,
		warnings: [],
		fault: void 0
	} : unproved(`${other.name} runs ${other.to.repository}:${versionOf(other.to)} then`);
	if (other && move.app !== void 0 && use && use.repository === void 0) return refused(move, `what is written moves ${other.to.repository}, not ${repository}`, { hint: `${lines(move, other.to)}Name the image that the app runs, or its place with "values-file" and "key". With verify-render: never it is written all the same.` });
	return unproved(`nothing that ${own[0]?.name ?? "it"} renders to here names ${repository}`);
}
function otherForm(move, { name, from, to }, unproved) {
	const [old, now] = [from.tag, to.tag];
	const at = old !== void 0 && move.from !== void 0 ? old.indexOf(move.from) : -1;
	if (old !== void 0 && now !== void 0 && move.from !== void 0 && at >= 0) {
		const [head, tail] = [old.slice(0, at), old.slice(at + move.from.length)];
		const isTwice = head !== "" && move.to.startsWith(head) || tail !== "" && move.to.endsWith(tail);
		if (now === head + move.to + tail && !isTwice) return {
			move,
			verdict: "proved",
			saying: `${name} runs ${now}`,
			warnings: [],
			fault: void 0
		};
		if (now === head + move.to + tail) return refused(move, `${name} would run ${to.repository}:${now}, not ${move.to}: ${head || tail} is added to what is written`, { hint: `${lines(move, to)}Give the version as ${move.key} holds it, without ${head || tail}.` });
	}
	return unproved(`${name} runs ${to.repository}:${versionOf(to)} then, which is not ${move.to}`);
}
function movedIn({ name, before, after, unknown }) {
	if (unknown !== void 0 && before.length === 0) return [];
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
function strayed(all, wanted) {
	const { images, moves, allowShared } = wanted;
	const [move] = moves;
	if (allowShared || images.length === 0 || !move || moves.some(({ app }) => app === void 0)) return void 0;
	const isAsked = ({ to }) => images.some((image) => isSameImage(to.repository, image));
	for (const one of all) {
		const moved = movedIn(one);
		const other = moved.find((each) => !isAsked(each));
		if (other && (!isTarget(one, moves) || moved.some(isAsked))) return strayFault(move, other, "image");
		const [first] = moved;
		if (first && !moves.some((each) => isCovered(one, each))) return strayFault(move, first, "app");
	}
}
function strayFault(move, { name, to }, what) {
	const cure = what === "image" ? "If that image is built with the same version, name it with image, too, or set allow-shared: true." : "Give this app or environment a value of its own, or set allow-shared: true to move them all.";
	return {
		message: `${name} would move ${what === "image" ? `${to.repository} to ${versionOf(to)}` : `to ${to.repository}:${versionOf(to)}`}, too, which nobody asked for`,
		at: {
			file: move.file,
			line: move.line
		},
		hint: `${lines(move, to)}${cure} With verify-render: never it is written as it is.`
	};
}
function isTarget({ pair: { app } }, moves) {
	return moves.some((move) => move.app === app.name && move.environment === app.environment);
}
function isCovered({ pair: { app } }, move) {
	return app.environment === move.environment || move.alsoMoves.some((other) => other.app === app.name && other.environment === app.environment);
}
function refused(move, message, { hint }) {
	return {
		move,
		verdict: "disproved",
		saying: message,
		warnings: [],
		fault: {
			message,
			at: {
				file: move.file,
				line: move.line
			},
			hint
		}
	};
}
function lines(move, rendered) {
	const version = rendered.digest === void 0 ? `:${versionOf(rendered)}` : `:${rendered.tag ?? ""}@${rendered.digest}`;
	return [
		`written:  ${move.file}:${move.line} ${move.key}: ${move.from ?? move.fromDigest ?? "(nothing)"} -> ${move.to}`,
		`rendered: ${rendered.where}: ${rendered.repository}${version}`,
		""
	].join("\n  ");
}

// src/proof/touched.ts
async function renderTouched(edit, parts) {
	const { rendering, identity, most } = parts;
	const { tree } = edit;
	const config = await configOf(tree);
	const open = parts.open ? await parts.open() : await openInventory(tree, {
		identity,
		config
	});
	const standing = parts.standing ?? likelyBranch(open);
	const sides = sidesOf(edit);
	const worldOf = (side, context) => ({
		tree: sides[side].tree,
		context,
		...standing,
		elsewhere: rendering.elsewhere
	});
	const declared = await declaredSides(sides, {
		identity,
		config,
		store: void 0,
		read: open,
		discover: (both) => discover(both.map(({ open: one }, i) => ({
			open: one,
			world: worldOf(i === 0 ? "base" : "head", one.context)
		})), {
			renderer: rendering.renderer,
			hide: (message, rendered) => maskerOf(...rendered).text(message)
		})
	});
	const { affected, before, after } = declared;
	if (most !== void 0 && affected.length > most) return {
		declared,
		pairs: [],
		tooMany: affected.length
	};
	return {
		declared,
		pairs: await renderPairs(affected, {
			before: {
				declarations: before,
				world: worldOf("base", before.context)
			},
			after: {
				declarations: after,
				world: worldOf("head", after.context)
			},
			renderer: rendering.renderer,
			plannerFor,
			planConvention,
			shard: void 0
		}),
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

// src/proof/prove.ts
async function prove(question, parts) {
	const { pairs, tooMany } = await renderTouched(question, parts);
	if (tooMany !== void 0) return question.moves.map((move) => ({
		move,
		verdict: "not-proved",
		saying: `the change touches ${tooMany} apps, of which none is rendered by itself; verify-render: always renders all`,
		warnings: [],
		fault: void 0
	}));
	const uses = (question.inventory?.apps ?? []).flatMap(({ images }) => images);
	return judge(pairs, {
		...question,
		setUp: parts.rendering.renderer.faults,
		use: (move) => uses.find(({ place }) => place?.file === move.file && place.document === move.document && place.key === move.key)
	});
}

export { prove };