// src/render/versions.ts
const ARGOCD = [
	{
		version: "3.6",
		helm: "4.2",
		kustomize: "5.8"
	},
	{
		version: "3.5",
		helm: "4.2",
		kustomize: "5.8"
	},
	{
		version: "3.4",
		helm: "3.19",
		kustomize: "5.8"
	},
	{
		version: "3.3",
		helm: "3.19",
		kustomize: "5.8"
	},
	{
		version: "3.2",
		helm: "3.18",
		kustomize: "5.7"
	},
	{
		version: "3.1",
		helm: "3.18",
		kustomize: "5.7"
	},
	{
		version: "3.0",
		helm: "3.17",
		kustomize: "5.6"
	}
];
const FLUX = [
	{
		version: "2.9",
		helm: "4.2",
		kustomize: "5.8"
	},
	{
		version: "2.8",
		helm: "4.1",
		kustomize: "5.8"
	},
	{
		version: "2.7",
		helm: "3.19",
		kustomize: "5.7"
	},
	{
		version: "2.6",
		helm: "3.17",
		kustomize: "5.6"
	},
	{
		version: "2.5",
		helm: "3.17",
		kustomize: "5.6"
	}
];
const PATCHES = {
	helm: {
		"4.2": "4.2.3",
		"4.1": "4.1.4",
		"3.19": "3.19.4",
		"3.18": "3.18.6",
		"3.17": "3.17.4"
	},
	kustomize: {
		"5.8": "5.8.1",
		"5.7": "5.7.1",
		"5.6": "5.6.0"
	}
};
const NAMES = {
	argocd: "Argo CD",
	flux: "Flux"
};
function controllerVersion(controller, config) {
	const given = config[controller]?.version;
	const newest = controller === "argocd" ? "3.5" : "2.9";
	return (given === void 0 ? void 0 : minorOf(given)) ?? newest;
}
function pinnedVersion(tool, config) {
	const [row = ARGOCD[0]] = ["argocd", "flux"].flatMap((controller) => rowOf(controller, config) ?? []);
	const patches = PATCHES[tool];
	const known = row && patches[row[tool]];
	if (known === void 0) throw new Error(`no release of ${tool} is known for ${row?.[tool]}`);
	return known;
}
function isAtLeast(version, other) {
	const [a, b] = [version, other].map((text) => text.replace(/^v/, "").split(".").map(Number));
	const [major = 0, minor = 0] = a ?? [];
	const [otherMajor = 0, otherMinor = 0] = b ?? [];
	return major > otherMajor || major === otherMajor && minor >= otherMinor;
}
function rendererNote(controller, config, versions) {
	const version = config[controller]?.version;
	if (version === void 0) return void 0;
	const row = rowOf(controller, config);
	if (!row) return `it is not known which Helm and kustomize are in ${NAMES[controller]} ${version} (argocd.version and flux.version of fairlead.yaml)`;
	const others = ["helm", "kustomize"].flatMap((tool) => {
		const used = versions.get(tool);
		const minor = used === void 0 ? void 0 : minorOf(used);
		return minor === void 0 || minor === row[tool] ? [] : [`${tool} ${used?.replace(/^v/, "")} instead of ${row[tool]}`];
	});
	return others.length === 0 ? void 0 : `rendered with ${others.join(" and ")}, which is in ${NAMES[controller]} ${version}; its output may differ`;
}
function rendererNotes(config, versions, declared = []) {
	const withFlux = (version) => ({
		...config,
		flux: {
			...config.flux,
			version
		}
	});
	const known = declared.map(withFlux).filter((one) => rowOf("flux", one) !== void 0);
	return [rendererNote("argocd", config, versions), ...(config.flux?.version === void 0 ? known : [config]).map((one) => rendererNote("flux", one, versions))].flatMap((note) => note === void 0 ? [] : [`${note.charAt(0).toUpperCase()}${note.slice(1)}.`]);
}
function rowOf(controller, config) {
	const version = config[controller]?.version;
	const minor = version === void 0 ? void 0 : minorOf(version);
	return (controller === "argocd" ? ARGOCD : FLUX).find((row) => row.version === minor);
}
function minorOf(version) {
	return /^v?(\d+\.\d+)/.exec(version.trim())?.[1];
}

export { controllerVersion, isAtLeast, pinnedVersion, rendererNotes };