// src/entries/wire/program-inputs.ts
const noProgramInputs = {
	"helm-path": void 0,
	"helm-version": void 0,
	"helm-sha256": [],
	"kustomize-path": void 0,
	"kustomize-version": void 0,
	"kustomize-sha256": [],
	"renderer-mirror": void 0
};

export { noProgramInputs };