import "../chunks/rolldown-runtime.js";
import { cacheFor, renderingFor } from "../chunks/rendering.js";

// src/entries/wire/parents-rendering.ts
async function openRendering(inputs, around, tree, wiring) {
	const { addresses, clone } = around;
	const cache = await cacheFor(inputs["cache-path"], {
		folder: clone?.folder,
		addresses
	}, wiring);
	return renderingFor(await around.config(tree), {
		...inputs,
		cache,
		concurrency: void 0,
		bringsOnlyAsked: true,
		remembers: true
	}, wiring, {
		git: clone?.git,
		addresses,
		folder: clone?.folder
	});
}

export { openRendering };