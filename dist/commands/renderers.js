import "../chunks/rolldown-runtime.js";
import { defineCommand, inputs, pick } from "../chunks/define.js";
import { emptyConfig } from "../rooms/config.js";
import { inputError } from "../rooms/errors.js";
import { wayFrom, writeFiles } from "../rooms/files.js";
import { noProgramInputs } from "../chunks/program-inputs.js";
import { supplyWithoutKeeping } from "../chunks/programs.js";

// src/commands/renderers.ts
const renderersCommand = {
	name: "renderers",
	title: "Fairlead renderers",
	summary: "Installs helm and kustomize into a folder, downloaded and verified in the same way as diff and render do: for container images and machines without internet access.",
	inputs: {
		...pick(inputs, "bin-dir", "helm-sha256", "kustomize-sha256", "output"),
		"helm-version": {
			type: "text",
			description: "The version of Helm, such as 3.19.4. Default: the newest known one."
		},
		"kustomize-version": {
			type: "text",
			description: "The version of kustomize, such as 5.8.1. Default: the newest known one."
		},
		"renderer-mirror": {
			type: "text",
			description: "The address (https://…) of a mirror to download both from. Default: get.helm.sh and the kustomize releases on GitHub."
		}
	},
	outputs: {}
};
async function runRenderers(values, { supply, write }) {
	const names = ["helm", "kustomize"];
	const contents = await Promise.all(names.map((name) => supply.bring(name)));
	const folder = values["bin-dir"];
	await write(folder, names.map((name, i) => ({
		path: name,
		content: contents[i],
		mode: "100755"
	})));
	const programs = names.map((name) => ({
		name,
		version: supply[name].version,
		from: supply.origin(name)
	}));
	const text = programs.map(({ name, version, from }) => `${name} ${version} from ${from} is in ${folder}.`);
	return {
		outputs: {},
		data: {
			folder,
			programs
		},
		text,
		summary: text.join(" "),
		warnings: []
	};
}

// src/entries/wire/renderers.ts
const command = defineCommand(renderersCommand, async (values, wiring) => {
	const supply = supplyWithoutKeeping(emptyConfig, {
		...noProgramInputs,
		...values
	}, wiring);
	return runRenderers(values, {
		supply,
		write: async (name, files) => {
			const { folder, rest, obstacle } = wayFrom(name, wiring.context);
			if (obstacle) throw inputError(`bin-dir ${name}: ${obstacle.path} is ${obstacle.what}`);
			writeFiles(folder, files.map((file) => ({
				...file,
				path: [...rest, file.path].join("/")
			})));
		}
	});
});

export { command };