import { applyLayer, emptyValues, findImages, lastPart } from "./images.js";
import { fileLayers } from "./inventory.js";

// src/bump/by-key.ts
function bumpByKey({ files }, { images, tag }) {
	const names = new Set(images.map((image) => lastPart(image.split(/[:@]/)[0] ?? image)));
	const uses = files.entries.flatMap(({ path, mode }) => {
		if (mode === "120000" || !/\.ya?ml$/.test(path) || path.split("/").some((part) => part.startsWith("."))) return [];
		if (!files.isLoaded(path)) return [];
		const values = emptyValues();
		const notes = /* @__PURE__ */ new Set();
		for (const layer of fileLayers(files, path, "values file")) applyLayer(values, layer, notes);
		return findImages(values, notes).filter((use) => use.place !== void 0 && use.tag !== void 0);
	});
	const use = uses.find(({ repository }) => repository !== void 0 && names.has(lastPart(repository))) ?? uses.find(({ repository }) => repository !== void 0) ?? uses[0];
	const { file, key, document = 0 } = use?.place ?? {
		file: "FILE",
		key: "image.tag"
	};
	const where = document > 0 ? ` --document ${document}` : "";
	return `fairlead bump --values-file ${quoted(file)} --key ${quoted(key)}${where} --image-tag ${quoted(tag ?? use?.tag ?? "1.2.3")}`;
}
function quoted(text) {
	return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

export { bumpByKey };