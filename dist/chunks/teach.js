import "./rolldown-runtime.js";
import { selectApps, usesImage } from "../rooms/bump.js";
import { imageUse, isSameRepository, placeId, placeOf } from "../rooms/images.js";
import { ControlPlanesApart, isInput, withFields } from "../rooms/inventory.js";
import { filesWith } from "../rooms/moves.js";
import { declarationsOf, renderPairs } from "../rooms/affected.js";
import { inputError } from "../rooms/errors.js";
import { Renders, likelyBranch } from "../rooms/parents.js";
import { keyText, wholeFile } from "../rooms/yaml.js";
import { isSameImage, judge, renderTouched, seenIn } from "./touched.js";

// src/proof/candidates.ts
const MOST_FILES = 500;
async function candidates(files, app, repository, version) {
	const apps = [app];
	for (let above = app.lineage?.madeBy ?? app.parent; above && !apps.includes(above); above = above.parent) apps.push(above);
	const paths = files.entries.map(({ path }) => path).filter((path) => /\.(ya?ml|json)$/i.test(path) && !/(^|\/)(templates\/.*|Chart\.yaml|[^/]*\.schema\.json|fairlead\.yaml)$/.test(path) && apps.some((one) => one.declaredAt.file === path || isInput(one.inputs, path)));
	if (paths.length > MOST_FILES) return [];
	await files.load(paths);
	return paths.flatMap((path) => {
		if (files.text(path)?.includes(version) !== true) return [];
		const yaml = files.yaml(path);
		return (yaml?.documents ?? []).flatMap((document) => yaml ? scalars(wholeFile(yaml, document), document.root, [], {
			repository,
			version
		}) : []);
	}).toSorted((a, b) => Number(a.place?.around !== void 0) - Number(b.place?.around !== void 0));
}
function scalars(scope, node, path, wanted) {
	if (node.kind === "map") return node.entries.flatMap(({ key, value }) => scalars(scope, value, [...path, keyText(key) ?? ""], wanted));
	if (node.kind === "sequence") return node.items.flatMap((item, i) => scalars(scope, item, [...path, i], wanted));
	if (node.kind !== "scalar" || node.value.includes("\n")) return [];
	const { repository, version } = wanted;
	const at = wordAt(node.value, version);
	if (at < 0) return [];
	const around = [node.value.slice(0, at), node.value.slice(at + version.length)];
	const place = {
		...placeOf(scope, scope.document.index, node, path),
		...around.every((part) => part === "") ? {} : { around }
	};
	return [{
		...imageUse({
			repository,
			tag: version
		}, place),
		form: "tag",
		setBy: "trial"
	}];
}
function wordAt(text, version) {
	for (let at = text.indexOf(version); at >= 0; at = text.indexOf(version, at + 1)) {
		const [before = "", after = ""] = [text[at - 1], text[at + version.length]];
		if (!/[\w.-]/.test(before) && !/[\w-]/.test(after) && !/^\.\w/.test(text.slice(at + version.length))) return at;
	}
	return -1;
}

// src/proof/find.ts
const MOST_TRIALS = 20;
async function findByTrial(search, parts) {
	const { open, app, image } = search;
	const wanted = image.tag ?? image.digest;
	const running = await runningVersion(search, parts);
	if (running === void 0 || wanted === void 0) return void 0;
	const { version } = running;
	const to = version === wanted ? otherThan(image) : wanted;
	const found = [];
	const all = await candidates(open.context.files, app, image.repository, version);
	for (const use of all.slice(0, MOST_TRIALS)) if (use.place && await moves(search, use.place, {
		from: version,
		to
	}, parts)) found.push(use);
	if (found.length > 1) {
		const places = found.map(({ place }) => `${place?.file}:${place?.line} ${place?.key}`);
		throw inputError(`several locations set ${image.repository} of ${app.name}: ${places.join(", ")}`, {
			at: app.declaredAt,
			hint: "Set the one to change with \"values-file\" and \"key\"."
		});
	}
	const [only] = found;
	return only !== void 0 && app.images.some((use) => isKnownOtherwise(use, only)) && !running.isExact ? void 0 : only;
}
function isKnownOtherwise({ place, repository }, found) {
	return place !== void 0 && found.place !== void 0 && placeId(place) === placeId(found.place) && repository !== void 0 && isSameImage(repository, found.repository ?? "");
}
async function runningVersion({ tree, open, app, image }, { rendering: { renderer, remoteSources }, standing }) {
	const repo = {
		tree,
		context: open.context,
		...standing ?? likelyBranch(open),
		remoteSources
	};
	const side = {
		declarations: declarationsOf(open),
		renders: new Renders(repo, renderer)
	};
	const [pair] = await renderPairs([{
		before: app,
		after: app,
		files: []
	}], {
		before: side,
		after: side,
		apart: new ControlPlanesApart(),
		shard: void 0
	});
	const same = (pair ? seenIn(pair, []).after : []).filter(({ kind, repository }) => kind !== "text" && isSameImage(repository, image.repository));
	const [version, ...more] = new Set(same.map(({ tag, digest }) => digest ?? tag ?? ""));
	if (version === void 0 || version === "" || more.length > 0) return void 0;
	return {
		version,
		isExact: same.some(({ repository }) => isSameRepository(repository, image.repository))
	};
}
function otherThan({ tag, digest }) {
	const wanted = tag ?? digest ?? "";
	return `${wanted.slice(0, -1)}${wanted.endsWith("1") ? "2" : "1"}`;
}
async function moves({ tree, app, image, allowShared }, place, { from, to }, parts) {
	const [before, after] = place.around ?? ["", ""];
	const { file, key, document, text } = place;
	const value = {
		file,
		document,
		key,
		value: `${before}${to}${after}`,
		was: text
	};
	const files = await filesWith(tree, [value]);
	if (files.length === 0) return false;
	const changes = new Map(files.map(({ path, content }) => [path, content]));
	const { pairs, tooMany } = await renderTouched({
		tree,
		changes
	}, parts);
	if (tooMany !== void 0) return false;
	const move = {
		app: app.name,
		environment: app.environment,
		cluster: app.cluster,
		alsoMoves: [],
		image: image.repository,
		file: place.file,
		key: place.key,
		document,
		line: place.line,
		from,
		to,
		fromDigest: void 0,
		digest: image.tag === void 0 ? to : void 0
	};
	const [proof] = await judge(pairs, {
		moves: [move],
		images: [image.repository],
		allowShared,
		setUp: [],
		use: () => void 0,
		usesOf: () => Promise.resolve([]),
		elsewhere: () => void 0,
		mayRead: () => Promise.resolve(true)
	});
	return proof?.verdict === "proved";
}

// src/proof/teach.ts
async function teach(request, tree, open, parts) {
	const found = [];
	const targets = request.targets.filter((target) => target.kind === "app");
	for (const target of targets.filter(({ apps }) => apps.length > 0)) for (const app of selectApps(open.inventory, target)) for (const image of target.images) {
		if (app.images.some((use) => use.place && usesImage(use, image))) continue;
		const search = {
			tree,
			open,
			app,
			image,
			allowShared: request.allow.shared
		};
		const use = await findByTrial(search, parts);
		if (use) found.push({
			app,
			use
		});
	}
	if (found.length === 0) return void 0;
	const apps = open.inventory.apps.map((app) => {
		const own = found.filter((one) => one.app === app).map(({ use }) => use);
		if (own.length === 0) return app;
		const others = app.images.filter((known) => own.every((use) => known.place ? !isKnownOtherwise(known, use) : use.repository !== known.repository));
		return withFields(app, { images: [...own, ...others] });
	});
	return {
		inventory: {
			...open.inventory,
			apps
		},
		found
	};
}
function withTrials(plan, { found }) {
	return {
		...plan,
		moves: plan.moves.map((move) => {
			if (!found.some(({ use: { place } }) => place && placeId(place) === placeId(move))) return move;
			const text = `${move.file}:${move.line} ${move.key} was found by trial rendering: no other value changes ${move.image ?? ""} of ${move.app ?? ""}`;
			return {
				...move,
				notes: [...move.notes, { text }]
			};
		})
	};
}

export { teach, withTrials };