import { decodeText, evaluatePlain, keyText, locate, parseKeyParts, parseYaml, resolve } from "./yaml.js";
import { FaultCollector, inputError, suggestion } from "./errors.js";

// src/config/forms.ts
const WHOLE_VERSION = {
	pattern: /^v?\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.]{1,40})?$/,
	words: "a whole version with all three numbers, such as 3.19.4"
};
const CHECKSUMS = {
	pattern: /^[0-9A-Fa-f]{64}(?:[ ,]{1,3}[0-9A-Fa-f]{64}){0,20}$/,
	words: "a SHA-256 in 64 hexadecimal digits, or several with commas between them"
};
const HTTPS_FOLDER = {
	pattern: /^https:\/\/[^\s/@?#]+(?:\/[^\s@?#]*)?$/,
	words: "an address that begins with https:// and holds no name, password or query"
};

// src/config/config-shape.ts
const glob = "Patterns over paths from the root of the repo: * within a folder name, ** across folders.";
const configShape = {
	type: "object",
	description: "What Fairlead cannot know from the layout of an infra repo.",
	keys: {
		environments: {
			type: "map",
			description: "The environments, by name. An app belongs to the first one that one of its rules fits.",
			values: {
				type: "object",
				description: "One environment. An app belongs to it where a path, all labels, or a cluster fits.",
				keys: {
					production: {
						type: "boolean",
						description: "Whether it is production. Default: true for prod, production, prd and live."
					},
					paths: {
						type: "list",
						description: `Where its apps are declared or have their values. ${glob}`,
						items: {
							type: "string",
							description: "A pattern."
						}
					},
					labels: {
						type: "map",
						description: "Labels of the controller objects of its apps.",
						values: {
							type: "string",
							description: "The label's value."
						}
					},
					clusters: {
						type: "list",
						description: "The clusters that its apps run in.",
						items: {
							type: "string",
							description: "The name of a cluster."
						}
					},
					allow: {
						type: "list",
						description: "What production allows beside a reviewed pull request.",
						items: {
							type: "string",
							description: "A way round the review.",
							options: ["push", "auto-merge"]
						}
					},
					method: {
						type: "string",
						description: "How update changes it, where the input method does not say so: by a push to the base branch, or by a pull request. For production push needs allow: [push], too. Default: pull-request.",
						options: ["push", "pull-request"]
					}
				}
			}
		},
		clusters: {
			type: "map",
			description: "The clusters, by name.",
			values: {
				type: "object",
				description: "One cluster.",
				keys: {
					server: {
						type: "string",
						description: "Its API server, as destinations name it (destination.server)."
					},
					labels: {
						type: "map",
						description: "The labels of Argo CD's secret for it, which the cluster generator selects by.",
						values: {
							type: "string",
							description: "The label's value."
						}
					},
					annotations: {
						type: "map",
						description: "The annotations of Argo CD's secret for it, which templates may use.",
						values: {
							type: "string",
							description: "The annotation's value."
						}
					},
					project: {
						type: "string",
						description: "The AppProject that Argo CD's secret binds it to."
					},
					paths: {
						type: "list",
						description: `What is deployed to it. ${glob}`,
						items: {
							type: "string",
							description: "A pattern."
						}
					},
					kubeVersion: {
						type: "string",
						description: "Its version of Kubernetes, which charts see, such as 1.34."
					},
					apiVersions: {
						type: "list",
						description: "The APIs that it has beside those of Kubernetes, which charts see.",
						items: {
							type: "string",
							description: "As in monitoring.coreos.com/v1 or …/v1/ServiceMonitor."
						}
					}
				}
			}
		},
		controlPlanes: {
			type: "map",
			description: "The clusters and Argo CD instances that controller objects are applied to, by name, where the layout of the repo does not tell them. What an app leads to is where the app deploys.",
			values: {
				type: "object",
				description: "One control plane: the API server that Application, Kustomization or HelmRelease objects are in.",
				keys: {
					paths: {
						type: "list",
						description: `The files that declare its objects; the first that fits counts. ${glob}`,
						items: {
							type: "string",
							description: "A pattern."
						}
					},
					cluster: {
						type: "string",
						description: "The cluster that it runs in, which in-cluster destinations mean; the same for two Argo CDs of one cluster. Default: one of its own, or the one of the same name in clusters."
					}
				}
			}
		},
		argocd: {
			type: "object",
			description: "Argo CD's own settings, which are not in Git.",
			keys: {
				version: {
					type: "string",
					description: "Its version, such as 3.5. Default: the newest known one."
				},
				kustomizeBuildOptions: {
					type: "string",
					description: "kustomize.buildOptions of its settings, such as --enable-helm."
				},
				newGitFileGlobbing: {
					type: "boolean",
					description: "Its applicationsetcontroller.enable.new.git.file.globbing: whether * in the files of a git generator stays within a folder. Default: false."
				},
				url: {
					type: "string",
					description: "The address of its pages, such as https://argocd.example.com: reports then link to each app."
				},
				namespace: {
					type: "string",
					description: "The namespace that it runs in. Default: that of each Application."
				}
			}
		},
		flux: {
			type: "object",
			description: "Flux's own settings, which are not in Git.",
			keys: {
				version: {
					type: "string",
					description: "Its version, such as 2.9. Default: that of the nearest gotk-components.yaml, otherwise the newest known one."
				},
				strictSubstitution: {
					type: "boolean",
					description: "Whether a variable without a value fails a build (StrictPostBuildSubstitutions). Default: true from 2.9 on."
				}
			}
		},
		images: {
			type: "list",
			description: "Places of images that the inventory does not find by itself.",
			items: {
				type: "object",
				description: "One place.",
				required: [
					"app",
					"image",
					"file",
					"key"
				],
				keys: {
					app: {
						type: "string",
						description: "The app's name."
					},
					environment: {
						type: "string",
						description: "The environment; without it the place is one of every environment, and {environment} in the file stands for its name."
					},
					image: {
						type: "string",
						description: "The image's repository, such as ghcr.io/acme/web."
					},
					file: {
						type: "string",
						description: "The file that sets it; {app} and {environment} are replaced."
					},
					key: {
						type: "string",
						description: "The key in that file, such as web.version or apps[name=web].tag; {app} and {environment} are replaced."
					}
				}
			}
		},
		charts: {
			type: "list",
			description: "The charts of apps whose values are in this repo and that no object in it declares, where the chart is elsewhere. The first entry that fits counts. In repo, path, chart and revision {app} and {environment} are replaced.",
			items: {
				type: "object",
				description: "One chart: path in a Git repository, or chart in a Helm repository or an OCI registry.",
				required: ["app"],
				keys: {
					app: {
						type: "string",
						description: "The app's name, in which * stands for anything."
					},
					environment: {
						type: "string",
						description: "The environment; without it every one."
					},
					repo: {
						type: "string",
						description: "Where the chart is: the address of a Git repository, a Helm repository (https://…) or an OCI registry (oci://…). Without it, in this repo."
					},
					path: {
						type: "string",
						description: "The chart's folder, from the root of the Git repository."
					},
					chart: {
						type: "string",
						description: "The chart's name in the Helm repository or the OCI registry."
					},
					revision: {
						type: "string",
						description: "A branch, tag or commit of the Git repository, or the version of the chart (a range such as 1.x, too). Default: the default branch, or the newest version."
					},
					version: {
						type: "string",
						description: "The same as revision."
					}
				}
			}
		},
		folders: {
			type: "list",
			description: "Folders of this repo that something deploys which no file of the repo declares, such as an Application that is only in the cluster. Each is an app; an app of apps is one of roots.",
			items: {
				type: "object",
				description: "One app: its folder is a chart, a kustomization, or has plain manifests.",
				required: ["app", "path"],
				keys: {
					app: {
						type: "string",
						description: "The app's name."
					},
					path: {
						type: "string",
						description: "The folder from the root of the repo; . is the root."
					},
					environment: {
						type: "string",
						description: "Its environment."
					},
					values: {
						type: "list",
						description: "The values files of a chart, from the root of the repo; the last one wins.",
						items: {
							type: "string",
							description: "A file."
						}
					}
				}
			}
		},
		roots: {
			type: "list",
			description: "Apps of apps of Argo CD that stand outside of this repo (Terraform, a script or a person made them) and lead into it.",
			items: {
				type: "object",
				description: "One of them; a chart that is deployed three times has three.",
				required: ["path"],
				keys: {
					path: {
						type: "string",
						description: "The folder that it deploys: a chart, a kustomization or plain manifests."
					},
					values: {
						type: "list",
						description: "The chart's values files, from that folder or from the root of the repo; the last wins.",
						items: {
							type: "string",
							description: "A file."
						}
					},
					parameters: {
						type: "map",
						description: "Parameters of the chart, by key.",
						values: {
							type: "string",
							description: "The value."
						}
					},
					name: {
						type: "string",
						description: "The Application's name. Default: that of the folder."
					},
					namespace: {
						type: "string",
						description: "The namespace of its Applications that say none. Default: argocd.namespace, else argocd."
					},
					controlPlane: {
						type: "string",
						description: "The control plane that its Applications are in, as controlPlanes name it. Default: its cluster, else its environment."
					},
					cluster: {
						type: "string",
						description: "The cluster that in-cluster means for its Applications."
					},
					environment: {
						type: "string",
						description: "The environment of the apps that it leads to and that say none themselves."
					}
				}
			}
		},
		artifacts: {
			type: "list",
			description: "Folders of this repo that something outside of the cluster pushes, such as flux push artifact in a CI job: the paths of what reads such a source count from that folder.",
			items: {
				type: "object",
				description: "One artifact.",
				required: ["source", "path"],
				keys: {
					source: {
						type: "string",
						description: "The source that serves it (OCIRepository, GitRepository, Bucket), as namespace/name or its name alone."
					},
					path: {
						type: "string",
						description: "The folder from the root of the repo; . is the root."
					}
				}
			}
		},
		diff: {
			type: "object",
			description: "What a diff shows.",
			keys: { noise: {
				type: "list",
				description: "Fields whose change says nothing, beside those that Fairlead knows (chart labels, checksums, what controllers write).",
				items: {
					type: "string",
					description: "The name of a label or annotation, in which * stands for anything; or with a slash in front a JSON pointer in which * stands for one key, such as /spec/replicas."
				}
			} }
		},
		render: {
			type: "object",
			description: "The programs that diff and render use. Inputs of the same names come first. Only what the base branch says counts.",
			keys: {
				helmVersion: {
					type: "string",
					form: WHOLE_VERSION,
					description: "The version of Helm, such as 3.19.4. It is fetched where PATH has not this very one. Default: the one on PATH, whatever it is; without one, that of the controller whose version is given, else the newest known one."
				},
				helmSha256: {
					type: "string",
					form: CHECKSUMS,
					description: "The SHA-256 of Helm's archive of this version, for each platform that is used, by commas. Default: what the publisher's own file says."
				},
				kustomizeVersion: {
					type: "string",
					form: WHOLE_VERSION,
					description: "The version of kustomize, such as 5.8.1, in the same way."
				},
				kustomizeSha256: {
					type: "string",
					form: CHECKSUMS,
					description: "The SHA-256 of kustomize's archive of this version, in the same way."
				},
				mirror: {
					type: "string",
					form: HTTPS_FOLDER,
					description: "Where the archives are instead of at get.helm.sh and kustomize's releases on GitHub, under the same names, with the publisher's checksum files: https://…/helm-v3.19.4-linux-amd64.tar.gz and https://…/kustomize/v5.8.1/kustomize_v5.8.1_linux_amd64.tar.gz."
				}
			}
		},
		fetch: {
			type: "object",
			description: "Where charts and other repositories may be fetched from. Public hosts may be asked over https, without credentials, unlisted. Only what the base branch says counts.",
			keys: { hosts: {
				type: "map",
				description: "Hosts that may be more than that, by name, with a port where only that one is meant. One that is listed may be asked over http and through a proxy.",
				values: {
					type: "object",
					description: "One host.",
					keys: {
						private: {
							type: "boolean",
							description: "Whether it may have private, loopback and link-local addresses."
						},
						credentials: {
							type: "boolean",
							description: "Whether it gets the job's credentials for it: tokens, docker's logins, git's helpers and ssh keys."
						},
						paths: {
							type: "list",
							description: "What on it the credentials may be used for, since a change may name any repository: the path of a repository or of a group of them, such as acme/charts. Without it, all.",
							items: {
								type: "string",
								description: "A path from the root of the host, by whole names."
							}
						}
					}
				}
			} }
		}
	}
};

// src/config/shape.ts
function readShape(shape, node, where, file, faults) {
	const target = resolve(node);
	const fault = (message, hint, at = node) => faults.keep(inputError(message, {
		at: locate(file, at.start),
		...hint ? { hint } : {}
	}));
	if (!target) return void 0;
	switch (shape.type) {
		case "string":
			if (target.kind !== "scalar" || target.empty) return void fault(`${where} must be a text`);
			if (shape.options && !shape.options.includes(target.value)) return void fault(`${where} cannot be "${target.value}"`, suggestion(target.value, shape.options));
			if (shape.form && !shape.form.pattern.test(target.value)) return void fault(`${where} must be ${shape.form.words}`);
			return target.value;
		case "boolean": {
			const value = target.kind === "scalar" && target.style === "plain" ? evaluatePlain(target.value) : void 0;
			return typeof value === "boolean" ? value : void fault(`${where} must be true or false`);
		}
		case "list":
			if (target.kind !== "sequence") return void fault(`${where} must be a list`);
			return target.items.map((item, i) => readShape(shape.items, item, `${where}[${i}]`, file, faults)).filter((item) => item !== void 0);
		case "map":
		case "object": {
			if (target.kind === "scalar" && target.empty) return {};
			if (target.kind !== "map") return void fault(`${where} must be a map`);
			const result = {};
			for (const { key, value } of target.entries) {
				const name = keyText(key) ?? "";
				const inner = shape.type === "map" ? shape.values : Object.hasOwn(shape.keys, name) ? shape.keys[name] : void 0;
				if (!inner) fault(`${where} has no key "${name}"`, suggestion(name, Object.keys(shape.type === "object" ? shape.keys : {})), key);
				else if (Object.hasOwn(result, name)) fault(`${where} has the key "${name}" twice`, void 0, key);
				else {
					const read = readShape(inner, value, where === "the file" ? name : `${where}.${name}`, file, faults);
					if (read !== void 0) Object.defineProperty(result, name, {
						value: read,
						enumerable: true
					});
				}
			}
			if (shape.type === "object") {
				for (const name of shape.required ?? []) if (!Object.hasOwn(result, name)) fault(`${where} lacks the key "${name}"`);
			}
			return result;
		}
	}
}

// src/config/config.ts
const CONFIG_FILE = "fairlead.yaml";
const emptyConfig = {
	environments: {},
	clusters: {},
	controlPlanes: {},
	images: [],
	charts: []
};
function readConfig(file) {
	const root = file.documents[0]?.root;
	if (!root) return emptyConfig;
	const faults = new FaultCollector();
	const read = readShape(configShape, root, "the file", file, faults);
	for (const image of read?.images ?? []) faults.attempt(() => parseKeyParts(image.key ?? "missing"));
	for (const { app, repo, path, chart, revision, version } of read?.charts ?? []) {
		const fault = (message) => faults.keep(inputError(`the chart of ${app} in charts ${message}`, { at: { file: file.path } }));
		if (chart !== void 0 && repo === void 0) fault("is one of a repository, and repo is missing");
		if (path === void 0 === (chart === void 0)) fault("needs either a path or a chart");
		if (revision !== void 0 && version !== void 0) fault("has both a revision and a version");
	}
	faults.throwIfAny();
	return {
		...emptyConfig,
		...read
	};
}

// src/config/read.ts
async function configOf(tree) {
	const file = (await tree.read([CONFIG_FILE])).get(CONFIG_FILE);
	return file ? readConfig(parseYaml(decodeText(file.content, CONFIG_FILE), CONFIG_FILE)) : emptyConfig;
}
function withoutMirror(config) {
	if (config.render?.mirror === void 0) return config;
	const { mirror: _mirror, ...render } = config.render;
	return {
		...config,
		render
	};
}

export { CONFIG_FILE, HTTPS_FOLDER, WHOLE_VERSION, configOf, emptyConfig, withoutMirror };