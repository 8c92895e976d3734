import "../chunks/rolldown-runtime.js";
import { emptyConfig } from "../rooms/config.js";
import { FairleadError } from "../rooms/errors.js";
import { declaredFluxVersions } from "../chunks/version2.js";
import { rendererNotes, supplyWithoutKeeping } from "../chunks/programs.js";

// src/entries/wire/doctor-renderers.ts
async function rendererPorts(files, inputs, wiring) {
	const config = await files?.config().catch(unlessBug) ?? emptyConfig;
	const tree = await files?.files().catch(unlessBug);
	const flux = tree === void 0 ? [] : await declaredFluxVersions(tree);
	return {
		...supplyWithoutKeeping(config, inputs, wiring),
		notes: (versions) => rendererNotes(config, versions, flux)
	};
}
function unlessBug(error) {
	if (!(error instanceof FairleadError)) throw error;
}

export { rendererPorts };