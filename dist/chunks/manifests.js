import { isObject, textAt } from "../rooms/yaml.js";

// src/render/manifests.ts
function groupOf(apiVersion) {
	const slash = apiVersion.lastIndexOf("/");
	return slash < 0 ? "" : apiVersion.slice(0, slash);
}
function objectKey(manifest) {
	const { kind, namespace, name } = manifest;
	return [
		groupOf(manifest.apiVersion),
		kind,
		namespace ?? "",
		name
	].join("\0");
}
function describeObject({ apiVersion, kind, namespace, name }) {
	const group = groupOf(apiVersion);
	return `${group === "" ? "" : `${group}/`}${kind} ${namespace === void 0 ? "" : `${namespace}/`}${name}`;
}
function withContent(manifest, content) {
	const name = textAt(content, "metadata", "name");
	return {
		apiVersion: textAt(content, "apiVersion") ?? manifest.apiVersion,
		kind: textAt(content, "kind") ?? manifest.kind,
		name: name ?? manifest.name,
		namespace: textAt(content, "metadata", "namespace") || void 0,
		content
	};
}
function inNamespace(manifest, namespace) {
	const metadata = isObject(manifest.content["metadata"]) ? manifest.content["metadata"] : {};
	const { namespace: _, ...others } = metadata;
	const placed = namespace === void 0 ? others : {
		...metadata,
		namespace
	};
	return {
		...manifest,
		namespace,
		content: {
			...manifest.content,
			metadata: placed
		}
	};
}
function withMetadata(manifest, labels, annotations) {
	const metadata = isObject(manifest.content["metadata"]) ? manifest.content["metadata"] : {};
	const merged = (key, added) => {
		const own = metadata[key];
		if (Object.keys(added).length === 0) return {};
		return { [key]: {
			...isObject(own) ? own : {},
			...added
		} };
	};
	const content = {
		...manifest.content,
		metadata: {
			...metadata,
			...merged("labels", labels),
			...merged("annotations", annotations)
		}
	};
	return {
		...manifest,
		content
	};
}
function annotation(manifest, name) {
	return textAt(manifest.content, "metadata", "annotations", name);
}
function textMap(value) {
	if (!isObject(value)) return {};
	return Object.fromEntries(Object.entries(value).flatMap(([key, text]) => typeof text === "string" ? [[key, text]] : []));
}

export { annotation, describeObject, groupOf, inNamespace, objectKey, textMap, withContent, withMetadata };