import { checkoutAround, statusOf, wayTo, writeFiles } from "../rooms/files.js";
import { isTracked } from "../rooms/git.js";
import { once } from "../rooms/tree.js";
import { FairleadError, inputError, remoteError } from "../rooms/errors.js";
import { unpack } from "./archive.js";
import { Fetcher, hostOf, keepFile } from "./hosts.js";
import { CONFIG_FILE, HTTPS_FOLDER, WHOLE_VERSION } from "../rooms/config.js";
import { pinnedVersion } from "./versions.js";
import { ownAuthorities } from "./gitlab.js";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { lstat, lutimes, readFile, readdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { lookup } from "node:dns/promises";

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
	if (links[0] !== void 0) return `${links[0]} is a link: name the folder by its real path`;
	if (!isInCheckout) return void 0;
	if (!options.mayBeInCheckout) return "it lies in the checkout, where a pull request can put what it likes: name a folder outside of it";
	const checkout = checkoutAround(folder);
	if (checkout === void 0 || checkout === join(folder, ...rest)) return "it is no folder of the project alone";
	if (checkoutAround(dirname(checkout)) !== void 0) return `it lies in ${checkout}, a repository in another repository`;
	const isIn = await options.isTracked(join(folder, ...rest.slice(0, 1)));
	if (isIn === true) return "git tracks files of it, which a merge request can change";
	return isIn === void 0 ? "git cannot say whether it tracks files of it" : void 0;
}
function makeFolder(folder) {
	try {
		mkdirSync(folder, {
			recursive: true,
			mode: 448
		});
		return;
	} catch (error) {
		return `it cannot be made: ${error.message}`;
	}
}
function faultOfOwner(folder) {
	const status = statusOf(folder);
	if (!status?.isDirectory()) return `${folder} is no folder`;
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
		} else if (!entry.isFile()) return `it holds ${path}, which is ${entry.isSymbolicLink() ? "a link" : "no file"}`;
	}
}

// src/render/programs/releases.ts
const LISTS = {
	helm: "https://github.com/helm/helm/releases",
	kustomize: "https://github.com/kubernetes-sigs/kustomize/releases"
};
const SHA256 = /^[0-9a-f]{64}$/i;
const ARCHITECTURES = {
	x64: "amd64",
	arm64: "arm64",
	ppc64: "ppc64le",
	s390x: "s390x"
};
function releaseOf(name, version, machine = process) {
	const { platform, arch } = machine;
	const architecture = platform === "linux" || platform === "darwin" && (arch === "x64" || arch === "arm64") ? ARCHITECTURES[arch] : void 0;
	if (architecture === void 0) throw inputError(`${name} cannot be fetched for ${platform} ${arch}`, { hint: `Put ${name} on PATH, or name it with ${name}-path.` });
	const subject = `${name} ${version} for ${platform}-${architecture}`;
	if (name === "helm") {
		const file = `helm-v${version}-${platform}-${architecture}.tar.gz`;
		return {
			subject,
			file,
			path: file,
			checksums: `${file}.sha256sum`,
			publisher: "https://get.helm.sh"
		};
	}
	const file = `kustomize_v${version}_${platform}_${architecture}.tar.gz`;
	const folder = `kustomize/v${version}`;
	return {
		subject,
		file,
		path: `${folder}/${file}`,
		checksums: `${folder}/checksums.txt`,
		publisher: "https://github.com/kubernetes-sigs/kustomize/releases/download"
	};
}
function checksumIn(text, file) {
	const [only, ...others] = new Set(text.split("\n").flatMap((line) => {
		const [sum = "", named = "", ...more] = line.trim().split(/\s+/);
		return more.length === 0 && named.replace(/^\*?(\.\/)?/, "") === file && SHA256.test(sum) ? [sum.toLowerCase()] : [];
	}));
	return others.length === 0 ? only : void 0;
}

// src/render/programs/kept.ts
const UNUSED_MS = 7776e6;
var KeptArchives = class {
	#folder;
	constructor(folder, origin) {
		const key = createHash("sha256").update(origin).digest("hex").slice(0, 16);
		this.#folder = join(folder, key);
	}
	async read({ file }, good) {
		const path = join(this.#folder, file);
		try {
			const content = await readFile(path);
			if (!(good.length > 0 ? good : [checksumIn(await readFile(`${path}.sha256sum`, "utf8"), file)]).includes(sha256(content))) return void 0;
			const now = /* @__PURE__ */ new Date();
			for (const used of [path, `${path}.sha256sum`]) await lutimes(used, now, now).catch(() => void 0);
			return content;
		} catch {
			return;
		}
	}
	async keep({ file }, content, isPublishers) {
		const path = join(this.#folder, file);
		await keepFile(path, content);
		if (isPublishers) await keepFile(`${path}.sha256sum`, `${sha256(content)}  ${file}\n`);
		await this.#trim();
	}
	async #trim() {
		const oldest = Date.now() - UNUSED_MS;
		for (const name of await readdir(this.#folder).catch(() => [])) {
			const path = join(this.#folder, name);
			const status = await lstat(path).catch(() => void 0);
			if (status?.isFile() && status.mtimeMs < oldest) await rm(path, { force: true }).catch(() => void 0);
		}
	}
};
function sha256(content) {
	return createHash("sha256").update(content).digest("hex");
}

// src/render/programs/supply.ts
const ARCHIVE_BYTES = 268435456;
const CHECKSUM_BYTES = 1048576;
const DEADLINE = 12e4;
const doors = {
	check(url, subject) {
		if (url.protocol !== "https:") throw inputError(`${subject}: ${url.host} is to be asked without TLS, which is not done`);
	},
	addresses: (url) => lookup(hostOf(url), { all: true }),
	mayHaveCredentials: () => false
};
function openSupply(wanted, options) {
	const { environment, pause = 500 } = options;
	let opened;
	const fetcher = () => opened ??= options.certificates().then((certificates) => new Fetcher({
		hosts: doors,
		environment,
		certificates,
		deadline: DEADLINE,
		pause
	}));
	const originOf = ({ publisher }) => wanted.mirror ?? publisher;
	async function get(address, subject, limit) {
		const { status, body, url } = await (await fetcher()).get(new URL(address), {
			subject,
			limit
		});
		if (status === 200) return body;
		if (status === 404 || status === 403 || status === 410) throw inputError(`${url.host} has no ${address} (${status})`);
		throw remoteError(`${url.host} answers ${status} to ${address}`);
	}
	async function fetchArchive(release, good) {
		const sums = good.length > 0 ? good : [await publishersChecksum(release)];
		const address = `${originOf(release)}/${release.path}`;
		options.say(`Fetching ${release.subject} from ${address}`);
		const content = await get(address, release.subject, ARCHIVE_BYTES);
		const found = sha256(content);
		if (sums.includes(found)) return content;
		if (good.length > 0) throw inputError(`${address} has the SHA-256 ${found}, and ${good.join(" or ")} is given`, { hint: "Nothing of it was used or kept. Compare the two with what the publisher says of this version and platform." });
		throw remoteError(`${address} has the SHA-256 ${found}, and its publisher's file says ${sums.join(" or ")}`, { hint: "Nothing of it was used or kept: it was damaged or changed on the way. Try again, and else look at the mirror." });
	}
	async function publishersChecksum(release) {
		const address = `${originOf(release)}/${release.checksums}`;
		const text = await get(address, release.subject, CHECKSUM_BYTES);
		const found = checksumIn(text.toString("utf8"), release.file);
		if (found === void 0) throw remoteError(`${address} gives no single checksum for ${release.file}`);
		return found;
	}
	async function bring(name) {
		const { version, sha256: good } = wanted[name];
		const release = releaseOf(name, version);
		const folder = await options.folder();
		const archives = folder === void 0 ? void 0 : new KeptArchives(folder, originOf(release));
		const kept = await archives?.read(release, good);
		if (kept) return programIn(kept, name, release);
		const content = await fetchArchive(release, good).catch((error) => {
			throw notFetched(error, name, release, wanted[name]);
		});
		const program = await programIn(content, name, release);
		await archives?.keep(release, content, good.length === 0);
		return program;
	}
	return {
		helm: wanted.helm,
		kustomize: wanted.kustomize,
		bring,
		origin: (name) => originOf(releaseOf(name, wanted[name].version)),
		async tryOut(name) {
			const release = releaseOf(name, wanted[name].version);
			await publishersChecksum(release).catch((error) => {
				throw notFetched(error, name, release, wanted[name]);
			});
		},
		close: async () => (await opened)?.close()
	};
}
async function programIn(content, name, { file }) {
	const found = [...await unpack(content, file, {
		files: 100,
		size: 512
	})].filter(([path]) => path === name || /^[\w-]{1,40}\/[^/]+$/.test(path) && path.endsWith(`/${name}`));
	const [only, ...others] = found;
	if (!only || others.length > 0) throw inputError(`${file} holds ${only ? `${found.length} files that could be` : "no"} ${name}`);
	return only[1];
}
function notFetched(error, name, { subject }, { isAsked }) {
	if (!(error instanceof FairleadError)) return error;
	const [{ message, hint }] = error.faults;
	const why = message.replace(`${subject}: `, "");
	const begin = isAsked ? "" : `there is no ${name} on PATH, and `;
	const ways = `The versions are listed at ${LISTS[name]}. Without a way to it, put ${name} on PATH, name it with ${name}-path, or name a mirror with renderer-mirror (render.mirror in fairlead.yaml).`;
	return new FairleadError(error.kind, [{
		message: `${begin}${subject} cannot be fetched: ${why}`,
		hint: hint === void 0 ? ways : `${hint} ${ways}`
	}], { cause: error });
}

// src/render/programs/wanted.ts
function wantedPrograms(config, inputs) {
	return {
		helm: wanted("helm", config, inputs),
		kustomize: wanted("kustomize", config, inputs),
		mirror: mirrorOf(config, inputs)
	};
}
function wanted(name, config, inputs) {
	const given = inputs[`${name}-version`];
	const sums = inputs[`${name}-sha256`];
	if (inputs[`${name}-path`] !== void 0 && given !== void 0) throw inputError(`${name}-path and ${name}-version are both given`, { hint: `Give ${name}-version to have it fetched, or ${name}-path for one that is there already.` });
	const own = config.render?.[`${name}Version`];
	const ownSums = config.render?.[`${name}Sha256`]?.split(/[\s,]+/).filter(Boolean) ?? [];
	const asked = given === void 0 ? void 0 : wholeVersion(`${name}-version`, given, name);
	const declared = own === void 0 ? void 0 : wholeVersion(`${CONFIG_FILE}: render.${name}Version`, own, name);
	const version = asked ?? declared;
	const checksums = sums.length > 0 ? sums : asked === void 0 || asked === declared ? ownSums : [];
	for (const sum of checksums) if (!SHA256.test(sum)) throw inputError(`${name}-sha256: ${JSON.stringify(sum)} is no SHA-256`, { hint: "It has 64 hexadecimal digits; the publisher gives it for each archive." });
	if (version === void 0 && checksums.length > 0) throw inputError(`a checksum of ${name} is given, and no version that it belongs to`, { hint: `Give ${name}-version too (render.${name}Version in ${CONFIG_FILE}).` });
	return {
		version: version ?? pinnedVersion(name, config),
		isAsked: version !== void 0,
		sha256: checksums.map((sum) => sum.toLowerCase())
	};
}
function wholeVersion(where, text, name) {
	const version = text.trim();
	if (WHOLE_VERSION.pattern.test(version)) return version.replace(/^v/, "");
	throw inputError(`${where}: ${JSON.stringify(text)} is not ${WHOLE_VERSION.words}`, { hint: `All versions: ${LISTS[name]}` });
}
function mirrorOf({ render }, inputs) {
	const address = inputs["renderer-mirror"] ?? render?.mirror;
	if (address === void 0) return void 0;
	if (!HTTPS_FOLDER.pattern.test(address) || !URL.canParse(address)) throw inputError(`renderer-mirror is not ${HTTPS_FOLDER.words}`, { hint: "Programs are fetched over TLS only; NODE_EXTRA_CA_CERTS names certificate authorities of your own. The job must be able to read the folder without credentials." });
	const { origin, pathname } = new URL(address);
	return `${origin}${pathname.replace(/(?<!\/)\/+$/, "")}`;
}

// src/entries/wire/programs.ts
function supplyFor(config, inputs, wiring, checkout) {
	return opened(config, inputs, wiring, once(async () => {
		const shelf = await programShelf(wiring.context, checkout);
		if ("folder" in shelf) return shelf.folder;
		wiring.warn(`Fetched renderers are not kept for the next run: ${shelf.unusable}.`);
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
const noProgramInputs = {
	"helm-path": void 0,
	"helm-version": void 0,
	"helm-sha256": [],
	"kustomize-path": void 0,
	"kustomize-version": void 0,
	"kustomize-sha256": [],
	"renderer-mirror": void 0
};
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

export { noProgramInputs, openShelf, supplyFor, supplyWithoutKeeping };