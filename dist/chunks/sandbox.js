import "./rolldown-runtime.js";
import { FairleadError, inputError, remoteError } from "../rooms/errors.js";
import { unpack } from "./archive.js";
import { promisify } from "node:util";
import { createHash, randomBytes } from "node:crypto";
import { delimiter, isAbsolute, join } from "node:path";
import { access, chmod, constants, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";

// src/render/engine/pinned.ts
const MAX_BYTES = 268435456;
const DOWNLOAD_MS = 12e4;
async function bringPinned(name, pin, target, options) {
	if (!/^\d+\.\d+\.\d+[-+.\w]*$/.test(pin.version) || !/^[0-9a-f]{64}$/i.test(pin.sha256)) throw inputError(`${name} ${pin.version} with the checksum ${JSON.stringify(pin.sha256)} cannot be pinned`, { hint: "Give a version such as 3.19.4, and the SHA-256 of the publisher for this platform." });
	const { file, address } = published(name, pin.version);
	const kept = join(options.folder, "fairlead", file);
	let packed = await readFile(kept).catch(() => void 0);
	if (!packed || !matches(packed, pin)) {
		const url = options.mirror === void 0 ? address : `${options.mirror.replace(/\/$/, "")}/${file}`;
		packed = await download(url, options.fetch ?? fetch);
		if (!matches(packed, pin)) throw inputError(`${url} is not the file that is pinned: its SHA-256 is ${digest(packed)}`, { hint: "Compare it with the checksum that the publisher gives for this version and platform." });
		await keep(kept, packed);
	}
	for (const [path, content] of await unpack(packed, file, {
		files: 100,
		size: 512
	})) if (path === name || path.endsWith(`/${name}`)) {
		const program = join(target, `${name}-${pin.version}`);
		await writeFile(program, content, { flag: "wx" });
		await chmod(program, 448);
		return program;
	}
	throw inputError(`${file} holds no ${name}`);
}
function published(name, version) {
	const architecture = {
		x64: "amd64",
		arm64: "arm64"
	}[process.arch];
	if (architecture === void 0 || process.platform !== "linux" && process.platform !== "darwin") throw inputError(`there is no pinned ${name} for ${process.platform} ${process.arch}`, { hint: `Put ${name} on PATH instead.` });
	const platform = [process.platform, architecture];
	if (name === "helm") {
		const file = `helm-v${version}-${platform.join("-")}.tar.gz`;
		return {
			file,
			address: `https://get.helm.sh/${file}`
		};
	}
	const file = `kustomize_v${version}_${platform.join("_")}.tar.gz`;
	return {
		file,
		address: `https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv${version}/${file}`
	};
}
async function download(url, fetch) {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_MS) });
		if (!response.ok || !response.body) throw new Error(`the server answers ${response.status}`);
		const chunks = [];
		let size = 0;
		for await (const chunk of response.body) {
			size += chunk.length;
			if (size > MAX_BYTES) throw new Error("it is too large");
			chunks.push(chunk);
		}
		return Buffer.concat(chunks);
	} catch (error) {
		const { message, cause } = error;
		throw remoteError(`cannot fetch ${url}: ${cause instanceof Error ? cause.message : message}`, {
			cause: error,
			hint: "Put the program on PATH instead, or name a mirror that this job can reach."
		});
	}
}
async function keep(file, content) {
	const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
	try {
		await mkdir(join(file, ".."), { recursive: true });
		await writeFile(temporary, content, { flag: "wx" });
		await rename(temporary, file);
	} catch {}
}
function matches(content, { sha256 }) {
	return digest(content) === sha256.toLowerCase();
}
function digest(content) {
	return createHash("sha256").update(content).digest("hex");
}

// src/render/engine/tools.ts
function findTools(options, folder, ask) {
	const versions = /* @__PURE__ */ new Map();
	const faults = [];
	let helm;
	let kustomize;
	async function pinned(name) {
		const pin = options.pins?.[name];
		return pin && options.pins ? bringPinned(name, pin, folder, options.pins) : void 0;
	}
	async function findHelm() {
		const path = options.helm ?? await pinned("helm") ?? await onPath("helm", options.environment);
		if (path === void 0) throw inputError("there is no helm on PATH, which is needed to render charts", { hint: "Install the version that your controller runs (on GitHub by a step with azure/setup-helm before this one), or name one with helm-path." });
		const version = versionIn(await ask(path, [
			"version",
			"--template",
			"{{.Version}}"
		]), path);
		versions.set("helm", version);
		return {
			path,
			version
		};
	}
	async function findKustomize() {
		const path = options.kustomize ?? await pinned("kustomize") ?? await onPath("kustomize", options.environment) ?? await onPath("kubectl", options.environment);
		if (path === void 0) throw inputError("there is neither kustomize nor kubectl on PATH, one of which is needed to build kustomizations", { hint: "Install the version of kustomize that your controller runs before this step, or name one with kustomize-path." });
		const isKubectl = /(^|[\\/])kubectl(\.exe)?$/.test(path);
		const version = versionIn((isKubectl ? /^Kustomize Version: (.+)$/m.exec(await ask(path, ["version", "--client"]))?.[1] : await ask(path, ["version"])) ?? "", path);
		versions.set("kustomize", version);
		return {
			path,
			version,
			program: isKubectl ? "kubectl" : "kustomize"
		};
	}
	async function noting(found) {
		try {
			return await found;
		} catch (error) {
			if (error instanceof FairleadError) faults.push(error);
			throw error;
		}
	}
	return {
		versions,
		faults,
		helm: () => helm ??= noting(findHelm()),
		kustomize: () => kustomize ??= noting(findKustomize())
	};
}
function versionIn(text, path) {
	const version = /v?(\d+\.\d+\.\d+[-+.\w]*)/.exec(text)?.[1];
	if (version === void 0) throw inputError(`${path} does not tell its version: ${text.trim().slice(0, 200)}`);
	return version;
}
async function onPath(name, environment) {
	const windows = process.platform === "win32";
	const path = environment["PATH"] ?? environment["Path"] ?? "";
	for (const folder of path.split(delimiter).filter(isAbsolute)) {
		const file = join(folder, windows ? `${name}.exe` : name);
		try {
			await access(file, constants.X_OK);
			if ((await stat(file)).isFile()) return file;
		} catch {}
	}
}

// src/render/engine/sandbox.ts
const PATIENCE = 5e3;
async function findSandbox(environment) {
	if (process.platform !== "linux") return void 0;
	const [unshare, bwrap] = await Promise.all([onPath("unshare", environment), onPath("bwrap", environment)]);
	const isRoot = process.getuid?.() === 0;
	const candidates = [];
	if (unshare !== void 0) for (const options of isRoot ? [["-n"], ["-U", "-n"]] : [["-U", "-n"]]) candidates.push({
		name: "unshare",
		command: [
			unshare,
			...options,
			"--"
		]
	});
	if (bwrap !== void 0) candidates.push({
		name: "bwrap",
		command: [
			bwrap,
			"--unshare-net",
			"--die-with-parent",
			"--dev-bind",
			"/",
			"/",
			"--"
		]
	});
	for (const candidate of candidates) if (await works(candidate)) return candidate;
}
async function works({ command: [program = "", ...options] }) {
	try {
		await promisify(execFile)(program, [
			...options,
			"/bin/sh",
			"-c",
			":"
		], {
			env: { PATH: "" },
			timeout: PATIENCE,
			killSignal: "SIGKILL"
		});
		return true;
	} catch {
		return false;
	}
}
function failedIn({ name }, stderr) {
	return stderr.startsWith(`${name}: `);
}

export { failedIn, findSandbox, findTools };