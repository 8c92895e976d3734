import "./rolldown-runtime.js";
import { FairleadError, inputError } from "../rooms/errors.js";
import { promisify } from "node:util";
import { delimiter, isAbsolute, join } from "node:path";
import { access, constants, stat, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";

// src/render/engine/tools.ts
function findTools(options, folder, ask) {
	const { environment, supply } = options;
	const versions = /* @__PURE__ */ new Map();
	const faults = [];
	let helm;
	let kustomize;
	const fetched = (name) => options.bringsOnlyAsked === true ? `, or have one fetched with ${name}-version` : "";
	const helmAt = async (path) => ({
		path,
		version: versionIn(await ask(path, [
			"version",
			"--template",
			"{{.Version}}"
		]), path)
	});
	async function kustomizeAt(path) {
		const isKubectl = /(^|[\\/])kubectl(\.exe)?$/.test(path);
		return {
			path,
			version: versionIn((isKubectl ? /^Kustomize Version: (.+)$/m.exec(await ask(path, ["version", "--client"]))?.[1] : await ask(path, ["version"])) ?? "", path),
			program: isKubectl ? "kubectl" : "kustomize"
		};
	}
	async function find(name, open, others = []) {
		const wanted = supply?.[name];
		if (wanted?.isAsked !== true) for (const program of [name, ...others]) {
			const path = await onPath(program, environment);
			if (path !== void 0) return open(path);
		}
		else if (wanted.sha256.length === 0) {
			const path = await onPath(name, environment);
			const there = path === void 0 ? void 0 : await open(path).catch(() => void 0);
			if (there?.version === wanted.version) return there;
		}
		if (!supply || !wanted || options.bringsOnlyAsked === true && !wanted.isAsked) return void 0;
		const path = join(folder, `${name}-${wanted.version}`);
		await writeFile(path, await supply.bring(name), {
			flag: "wx",
			mode: 448
		});
		const brought = await open(path);
		if (brought.version === wanted.version) return brought;
		throw inputError(`what was fetched as ${name} ${wanted.version} says that it is ${brought.version}`, { hint: "Look at the mirror that it comes from." });
	}
	async function findHelm() {
		const found = options.helm === void 0 ? await find("helm", helmAt) : await helmAt(options.helm);
		if (found === void 0) throw inputError("there is no helm on PATH, which is needed to render charts", { hint: `Install the version that your controller runs (on GitHub by a step with azure/setup-helm before this one), or name one with helm-path${fetched("helm")}.` });
		versions.set("helm", found.version);
		return found;
	}
	async function findKustomize() {
		const found = options.kustomize === void 0 ? await find("kustomize", kustomizeAt, ["kubectl"]) : await kustomizeAt(options.kustomize);
		if (found === void 0) throw inputError("there is neither kustomize nor kubectl on PATH, one of which is needed to build kustomizations", { hint: `Install the version of kustomize that your controller runs before this step, or name one with kustomize-path${fetched("kustomize")}.` });
		versions.set("kustomize", found.version);
		return found;
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