import { isPlainAddress } from "../rooms/text.js";
import { appKey } from "./json.js";
import { createHash } from "node:crypto";

// src/report/page-keys.ts
function keyOf(change, object) {
	const own = object && [
		object.id.group,
		object.id.kind,
		object.id.namespace ?? "",
		object.id.name
	];
	return short([appKey(change), ...own ?? []]);
}
function short(parts) {
	return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
}
function pageLink(page, change, object) {
	if (page === void 0 || !isPlainAddress(page)) return void 0;
	return `${page.replace(/#.*$/, "")}#${object ? "o" : "a"}-${keyOf(change, object)}`;
}

export { keyOf, pageLink, short };