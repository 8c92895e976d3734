// src/git/object-id.ts
function isObjectId(text) {
	return /^[0-9a-f]{40,64}$/.test(text);
}

export { isObjectId };