import { configOf, withoutMirror } from "../rooms/config.js";
import { isTold, once, withLeadingTemplates } from "../rooms/inventory.js";
import { eventSides, wantedSides } from "./job.js";

// src/entries/wire/parents.ts
function completionFor(inputs, around, wiring) {
	const loaded = once(async () => {
		const { completeWith } = await import("../commands/parents-rendering.js");
		return completeWith(inputs, around, wiring);
	});
	return async (known, tree) => {
		const open = await withLeadingTemplates(known);
		return isTold(open) ? open : (await loaded())(open, tree);
	};
}
function aroundCheckout(git, folder, own, { context }) {
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
			const [branch, ...alsoFollowed] = [
				head.ok ? head.stdout.trim() : "",
				base,
				defaultBranch
			].filter((name) => name);
			return branch === void 0 ? void 0 : {
				branch,
				isDefaultBranch: true,
				alsoFollowed
			};
		},
		async config(tree) {
			if (base === void 0) return withoutMirror(await configOf(tree));
			const { resolveBase } = await import("./sides.js");
			const event = eventSides(wantedSides({ base: void 0 }, own), own, context);
			return configOf((await resolveBase(git, {
				base,
				fetch: context.job.present,
				event
			})).tree);
		}
	};
}

export { aroundCheckout, completionFor };