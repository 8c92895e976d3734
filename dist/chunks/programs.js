import { checkoutAround, statusOf, wayTo, writeFiles } from "../rooms/files.js";
import { isTracked } from "../rooms/git.js";
import { once } from "../rooms/tree.js";
import { openSupply, wantedPrograms } from "../rooms/render.js";
import { ownAuthorities } from "./gitlab.js";
import { mkdirSync, readdirSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { createHash } from "node:crypto";
import { homedir } from "node:os";

// src/cache/shelf.ts
async function openShelf(path, options) {
	try {
		const reason = await faultOfPlace(path, options) ?? makeFolder(path) ?? strangerBelow(path, 1);
		if (reason !== void 0) return { unusable: reason };
		if (wayTo(path, options.checkouts).isInCheckout && !statusOf(join(path, ".gitignore"))) writeFiles(path, [{
			path: ".gitignore",
			content: Buffer.from("*\n"),
			mode: "100644"
		}]);
		const key = createHash("sha256").update(options.repository).digest("hex").slice(0, 32);
		const folder = join(path, key);
		const fault = makeFolder(folder) ?? faultOfOwner(folder) ?? strangerBelow(folder);
		return fault === void 0 ? { folder } : { unusable: fault };
	} catch (error) {
		return { unusable: `it cannot be used: ${error.message}` };
	}
}
async function faultOfPlace(path, options) {
	const { folder, rest, obstacle, links, isInCheckout } = wayTo(path, options.checkouts);
	if (obstacle) return `${obstacle.path} is ${obstacle.what}`;
	if (links[0] !== void 0) return `${links[0]} is a link: use the real path of the folder`;
	if (!isInCheckout) return void 0;
	if (!options.mayBeInCheckout) return "it is inside the checkout, where a change can put any file: use a folder outside the checkout";
	const checkout = checkoutAround(folder);
	if (checkout === void 0 || checkout === join(folder, ...rest)) return "it is not a folder of this project alone";
	if (checkoutAround(dirname(checkout)) !== void 0) return `it is inside ${checkout}, a repository in another repository`;
	const isIn = await options.isTracked(join(folder, ...rest.slice(0, 1)));
	if (isIn === true) return "git tracks files in it, which a merge request can change";
	return isIn === void 0 ? "git cannot determine whether it tracks files in it" : void 0;
}
function makeFolder(folder) {
	try {
		mkdirSync(folder, {
			recursive: true,
			mode: 448
		});
		return;
	} catch (error) {
		return `it cannot be created: ${error.message}`;
	}
}
function faultOfOwner(folder) {
	const status = statusOf(folder);
	if (!status?.isDirectory()) return `${folder} is not a folder`;
	const own = process.getuid?.();
	if (own === void 0) return void 0;
	if (status.uid !== own) return `${folder} belongs to another user`;
	return (status.mode & 18) === 0 ? void 0 : `other users can write to ${folder}`;
}
function strangerBelow(folder, depth = Infinity) {
	const folders = [{
		path: folder,
		depth
	}];
	for (let at = folders.pop(); at; at = folders.pop()) for (const entry of readdirSync(at.path, { withFileTypes: true })) {
		const path = join(at.path, entry.name);
		if (entry.isDirectory()) {
			if (at.depth > 1) folders.push({
				path,
				depth: at.depth - 1
			});
		} else if (!entry.isFile()) return `it contains ${path}, which is ${entry.isSymbolicLink() ? "a link" : "not a file"}`;
	}
}

// src/entries/wire/programs.ts
function supplyFor(config, inputs, wiring, checkout) {
	return opened(config, inputs, wiring, once(async () => {
		const shelf = await programShelf(wiring.context, checkout);
		if ("folder" in shelf) return shelf.folder;
		wiring.warn(`Downloaded renderers are not kept for the next run: ${shelf.unusable}.`);
	}));
}
function supplyWithoutKeeping(config, inputs, wiring) {
	return opened(config, inputs, wiring, () => Promise.resolve(void 0));
}
function opened(config, inputs, { context: { environment }, say, atEnd }, folder) {
	const certificates = () => ownAuthorities(environment);
	const supply = openSupply(wantedPrograms(config, inputs), {
		environment,
		certificates,
		folder,
		say
	});
	atEnd(() => supply.close());
	return supply;
}
async function programShelf({ environment, workspace, job }, checkout) {
	const checkouts = [...checkout === void 0 ? [] : [checkout], ...job.present ? [workspace] : []];
	const { folder, rest, obstacle } = wayTo(cacheFolder(environment), checkouts);
	if (obstacle) return { unusable: `${obstacle.path} is ${obstacle.what}` };
	return openShelf(join(folder, ...rest, "fairlead", "programs"), {
		checkouts,
		mayBeInCheckout: false,
		repository: "all",
		isTracked: (path) => isTracked(path, environment)
	});
}
function cacheFolder(environment) {
	const named = [environment["GITHUB_ACTIONS"] === "true" ? environment["RUNNER_TOOL_CACHE"] : void 0, environment["XDG_CACHE_HOME"]].find((path) => path !== void 0 && isAbsolute(path));
	if (named !== void 0) return named;
	const home = environment["HOME"] || homedir();
	return process.platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}

export { openShelf, supplyFor, supplyWithoutKeeping };