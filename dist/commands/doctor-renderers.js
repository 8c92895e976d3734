import "../chunks/rolldown-runtime.js";
import { emptyConfig } from "../rooms/config.js";
import { unlessBug } from "../rooms/errors.js";
import { declaredFluxVersions } from "../rooms/render.js";
import { rendererNotes } from "../rooms/render-engine.js";
import { supplyWithoutKeeping } from "../chunks/programs.js";

// src/entries/wire/doctor-renderers.ts
async function rendererPorts({ ports, trusted }, inputs, wiring) {
	const config = await trusted().catch(unlessBug) ?? emptyConfig;
	const tree = await ports?.files().catch(unlessBug);
	const flux = tree === void 0 ? [] : await declaredFluxVersions(tree);
	return {
		...supplyWithoutKeeping(config, inputs, wiring),
		notes: (versions) => rendererNotes(config, versions, flux)
	};
}

export { rendererPorts };