import { configOf, withoutMirror } from "../rooms/config.js";
import { isTold, withLeadingTemplates } from "../rooms/inventory.js";
import { noProgramInputs } from "./program-inputs.js";

// src/entries/wire/parents.ts
function renderingAround(inputs, around, wiring) {
	let opened;
	const open = async (tree) => {
		const { openRendering } = await import("../commands/parents-rendering.js");
		return openRendering(inputs, around, tree, wiring);
	};
	return (tree) => opened ??= open(tree);
}
function completionFor(rendering, around) {
	return async (known, tree) => {
		const open = await withLeadingTemplates(known);
		if (isTold(open)) return open;
		const { complete } = await import("./complete.js");
		return complete(open, tree, await rendering(tree), await around.standing());
	};
}
function standingFor(inputs, addresses, wiring) {
	return (standing) => {
		const around = {
			addresses,
			standing: () => Promise.resolve(standing),
			config: configOf
		};
		const rendering = renderingAround(inputs, around, wiring);
		return {
			completion: completionFor(rendering, around),
			proving: provingWith(inputs, rendering, around, wiring)
		};
	};
}
const onlyOnPath = {
	...noProgramInputs,
	"source-token": void 0
};
function provingWith(inputs, rendering, around, { context }) {
	return {
		addresses: around.addresses,
		rendering,
		standing: () => around.standing(),
		async isAtHand() {
			if ([
				"helm-path",
				"helm-version",
				"kustomize-path",
				"kustomize-version"
			].some((name) => inputs[name] !== void 0)) return true;
			const { onPath } = await import("./on-path.js");
			const programs = [
				"helm",
				"kustomize",
				"kubectl"
			].map((name) => onPath(name, context.environment));
			return (await Promise.all(programs)).some((path) => path !== void 0);
		}
	};
}
function aroundCheckout(git, folder, own, wiring) {
	const { context } = wiring;
	const { defaultBranch, change } = own;
	const base = change?.isRequest === true ? change.base : void 0;
	return {
		clone: {
			git,
			folder
		},
		async standing() {
			const head = await git.attempt([
				"symbolic-ref",
				"--short",
				"--quiet",
				"HEAD"
			]);
			const into = defaultBranch === void 0 ? ["main", "master"] : [defaultBranch];
			const [branch, ...alsoFollowed] = [
				head.ok ? head.stdout.trim() : "",
				base,
				...into
			].filter((name) => name);
			return branch === void 0 ? void 0 : {
				branch,
				isDefaultBranch: true,
				alsoFollowed
			};
		},
		async config(tree) {
			const config = await configOf(tree);
			if (!context.job.present) return withoutMirror(config);
			const { trustedConfig } = await import("../commands/trusted-config.js");
			return trustedConfig(config, {
				git,
				job: own
			}, wiring);
		}
	};
}

export { aroundCheckout, completionFor, onlyOnPath, provingWith, renderingAround, standingFor };