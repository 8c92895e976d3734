// src/git/paths.ts
function pathFault(path) {
	if (path === "") return "the path is empty";
	if (path.includes("\0")) return "the path contains a NUL";
	if (path.startsWith("/")) return `${path} is absolute`;
	for (const part of path.split("/")) {
		if (part === "") return `${path} has an empty part`;
		if (part === "." || part === "..") return `${path} contains "${part}"`;
		if (isGitFolder(part)) return `${path} is inside git's own folder`;
	}
}
function isGitFolder(name) {
	return /^(\.git|git~1)[. ]*$/i.test(name);
}

export { isGitFolder, pathFault };