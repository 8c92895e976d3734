import "./rolldown-runtime.js";
import { UNKNOWN_BRANCH, followsOtherBranch, isInput } from "../rooms/inventory.js";
import { parseKeyPath } from "../rooms/yaml.js";
import { judge, renderTouched } from "./touched.js";
import { listingOf } from "../rooms/tree.js";

// src/proof/reads.ts
const MOST_TEMPLATES = 2e3;
async function mayRead(tree, app, path) {
	const charts = app.sources.filter(({ type }) => type === "helm");
	if (charts.length === 0 || charts.some(({ inThisRepository }) => !inThisRepository)) return true;
	const entries = (await listingOf(tree)).all().filter(({ path: file }) => isInput(app.inputs, file));
	const filesLike = (pattern) => entries.flatMap(({ path: file }) => pattern.test(file) ? [file] : []);
	const textsOf = async (files) => [...(await tree.read(files)).values()].map(({ content }) => Buffer.from(content).toString());
	if (filesLike(/\.(tgz|tar\.gz)$/).length > 0) return true;
	if ((await textsOf(filesLike(/(^|\/)(Chart|requirements)\.yaml$/))).some((text) => /\brepository['"]?:\s*['"]?(https?|oci|@|alias:)/.test(text))) return true;
	const templates = filesLike(/(^|\/)templates\//);
	if (templates.length === 0 || templates.length > MOST_TEMPLATES) return true;
	const names = path.filter((part) => typeof part === "string").slice(-2);
	return (await textsOf(templates)).some((text) => isWhole(text) || names.some((name) => hasName(text, name)));
}
function isWhole(text) {
	return /\.Values(?![\w.])/.test(text);
}
function hasName(text, name) {
	return [
		".",
		"\"",
		"'",
		"`"
	].some((before) => {
		for (let at = text.indexOf(before + name); at >= 0; at = text.indexOf(before + name, at + 1)) {
			const next = text[at + before.length + name.length] ?? "";
			if (!/[\w-]/.test(next)) return true;
		}
		return false;
	});
}

// src/proof/prove.ts
async function prove(question, parts) {
	const { declared, pairs, tooMany } = await renderTouched(question, parts);
	if (tooMany !== void 0) return question.moves.map((move) => ({
		move,
		verdict: "not-proved",
		saying: `the change affects ${tooMany} apps, which are too many to render automatically; set verify-render: always to render all of them`,
		warnings: [],
		fault: void 0
	}));
	const known = pairs.flatMap(({ known: { before } }) => before ?? []);
	const uses = question.inventory ? question.inventory.apps.flatMap(({ images }) => images) : (await Promise.all(known.map((app) => declared.before.images(app)))).flat();
	return judge(pairs, {
		...question,
		setUp: parts.rendering.renderer.faults,
		use: (move) => uses.find(({ place }) => place?.file === move.file && place.document === move.document && place.key === move.key),
		usesOf: (app) => declared.before.images(app),
		elsewhere: (app, { file }) => followsOtherBranch(app, file, branchOf(parts.standing)),
		mayRead: (app, { key }) => mayRead(question.tree, app, parseKeyPath(key))
	});
}
function branchOf(standing) {
	if (!standing) return UNKNOWN_BRANCH;
	const { branch, alsoFollowed = [], isDefaultBranch } = standing;
	return {
		names: [branch, ...alsoFollowed],
		isDefault: isDefaultBranch
	};
}

export { prove };