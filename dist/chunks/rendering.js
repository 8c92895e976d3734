import { inputError } from "../rooms/errors.js";
import { statusOf } from "../rooms/files.js";
import { isTracked } from "../rooms/git.js";
import { addressesOf } from "../rooms/net.js";
import { openRenderer } from "../rooms/render-engine.js";
import { openShelf, supplyFor } from "./programs.js";
import { openRemoteSourcesFor } from "./remote-sources.js";
import { dirname, join, resolve } from "node:path";
import { realpath, stat } from "node:fs/promises";

// src/entries/wire/cache.ts
async function cacheFor(path, repository, { context, warn }) {
	if (path === void 0) return void 0;
	const { workspace, environment, job } = context;
	const shelf = await openShelf(resolve(workspace, path), {
		checkouts: [...repository.folder === void 0 ? [] : [repository.folder], ...job.present || repository.folder === void 0 ? [workspace] : []],
		mayBeInCheckout: environment["GITLAB_CI"] === "true",
		repository: JSON.stringify(job.present ? [
			job.serverUrl,
			job.repository,
			...addressesOf(repository.addresses)
		] : [addressesOf(repository.addresses)[0] ?? repository.folder ?? ""]),
		isTracked: (place) => isTracked(place, environment)
	});
	if ("folder" in shelf) return shelf.folder;
	warn(`cache-path ${path} is not used, and nothing is cached: ${shelf.unusable}.`);
}

// src/entries/wire/rendering.ts
async function renderingFor(config, inputs, wiring, own) {
	const { context, atEnd } = wiring;
	const remoteSources = openRemoteSourcesFor(config, inputs, wiring, own);
	const { cache, bringsOnlyAsked = false } = inputs;
	const [helm, kustomize] = await Promise.all(["helm-path", "kustomize-path"].map((name) => programOf(name, inputs[name], context)));
	const renderer = openRenderer({
		environment: context.environment,
		helm,
		kustomize,
		supply: supplyFor(bringsOnlyAsked ? withoutVersions(config) : config, inputs, wiring, own.folder),
		bringsOnlyAsked,
		remembers: inputs.remembers,
		lanes: inputs.concurrency,
		fetching: remoteSources,
		dependencies: remoteSources.dependencies,
		kustomizeHelm: true,
		...cache === void 0 ? {} : { cache: { folder: join(cache, "rendered") } }
	});
	atEnd(() => renderer.close());
	return {
		renderer,
		remoteSources
	};
}
function withoutVersions(config) {
	const { mirror } = config.render ?? {};
	return {
		...config,
		render: mirror === void 0 ? {} : { mirror }
	};
}
async function programOf(name, path, context) {
	if (path === void 0) return void 0;
	const program = resolve(context.workspace, path);
	if (!(await stat(program).catch(() => void 0))?.isFile()) throw inputError(`${name}: the program ${path} does not exist`, { hint: "Set its path relative to the current folder, or remove the input to use the program on PATH." });
	if (context.job.present && await isOfChange(program, context)) throw inputError(`${name}: the program ${path} is inside the repository, so a change may replace it`, { hint: `Move it outside the repository, or set ${name.replace("path", "version")} to a version, which is downloaded and verified.` });
	return program;
}
async function isOfChange(program, { environment }) {
	const links = [];
	for (let at = program; at !== dirname(at); at = dirname(at)) if (statusOf(at)?.isSymbolicLink()) links.push(at);
	for (const path of [await realpath(program), ...links]) if (await isTracked(path, environment) === true) return true;
	return false;
}

export { cacheFor, renderingFor };