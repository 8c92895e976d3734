import "../chunks/rolldown-runtime.js";
import { isInput, isTemplate } from "../rooms/inventory.js";
import { cacheFor, discover, renderingFor } from "../chunks/rendering.js";

// src/parents/complete.ts
async function complete(open, tree, { renderer, elsewhere }, standing) {
	const world = {
		tree,
		context: open.context,
		...standing ?? likelyBranch(open),
		elsewhere
	};
	const { sides: [side] } = await discover([{
		open,
		world
	}], { renderer });
	if (!side) throw new Error("an inventory is one side");
	return withReasons(side.open, side.rendered);
}
function likelyBranch({ inventory }) {
	const counts = /* @__PURE__ */ new Map();
	for (const { sources } of inventory.apps) for (const { inThisRepository, targetRevision = "HEAD" } of sources) if (inThisRepository && targetRevision !== "HEAD") counts.set(targetRevision, (counts.get(targetRevision) ?? 0) + 1);
	const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
	return {
		branch: most?.[0] ?? "main",
		isDefaultBranch: true
	};
}
function withReasons(open, rendered) {
	const failed = [...rendered].flatMap(([hub, result]) => "error" in result ? [{
		hub,
		fault: result.error.faults[0],
		templates: 0
	}] : []);
	if (failed.length === 0) return open;
	const unresolved = open.inventory.unresolved.map((one) => {
		const leading = isTemplate(one) ? failed.filter(({ hub }) => isInput(hub.inputs, one.file)) : [];
		for (const each of leading) each.templates += 1;
		const [first] = leading;
		return first ? {
			...one,
			reason: reasonOf(first),
			isUnrendered: true
		} : one;
	});
	const others = failed.filter(({ templates }) => templates === 0).map((one) => ({
		...one.hub.declaredAt,
		kind: one.hub.kind,
		name: one.hub.name,
		reason: reasonOf(one),
		isUnrendered: true
	}));
	return {
		...open,
		inventory: {
			...open.inventory,
			unresolved: [...unresolved, ...others]
		}
	};
}
function reasonOf({ hub, fault: { message, hint } }) {
	const cure = hint === void 0 ? "" : `. ${hint.replace(/\.$/, "")}`;
	return `${hub.name}, which leads to other apps, could not be rendered: ${message}${cure}`;
}

// src/entries/wire/parents-rendering.ts
function completeWith(inputs, around, wiring) {
	const { identity, clone } = around;
	let opened;
	const openRendering = async (tree) => {
		const cache = await cacheFor(inputs["cache-path"], {
			folder: clone?.folder,
			identity
		}, wiring);
		return renderingFor(await around.config(tree), {
			...inputs,
			cache,
			lanes: void 0,
			bringsOnlyAsked: true
		}, wiring, {
			git: clone?.git,
			identity,
			folder: clone?.folder
		});
	};
	return async (open, tree) => {
		opened ??= openRendering(tree);
		return complete(open, tree, await opened, await around.standing());
	};
}

export { completeWith };