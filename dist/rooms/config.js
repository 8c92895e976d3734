import { decodeText, parseKeyParts, parseYaml } from "./yaml.js";
import { FairleadError, FaultCollector, inputError } from "./errors.js";
import { count, flag$1 as flag, formed, list$1 as list, map$1 as map, object$1 as object, oneOf$1 as oneOf, optional$1 as optional, readYaml, text$1 as text } from "./shapes.js";
import { check, pipe, rawCheck } from "../packages/valibot.js";

// src/config/forms.ts
const WHOLE_VERSION = {
	pattern: /^v?\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.]{1,40})?$/,
	words: "a full version with three numbers, such as 3.19.4"
};
const CHECKSUMS = {
	pattern: /^[0-9A-Fa-f]{64}(?:[ ,]{1,3}[0-9A-Fa-f]{64}){0,20}$/,
	words: "a SHA-256 of 64 hexadecimal digits, or several, separated by commas"
};
const HTTPS_FOLDER = {
	pattern: /^https:\/\/[^\s/@?#]+(?:\/[^\s@?#]*)?$/,
	words: "an address that starts with https:// and has no user, password or query"
};
const SPAN = {
	pattern: /^(?:\d{1,5}[smhdw]){1,5}$/,
	words: "a time span such as 30m, 2h or 7d"
};
const TIME_OF_DAY = {
	pattern: /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
	words: "a time of day such as \"08:00\", in quotes"
};
const DAYS = {
	pattern: /^(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?(?: ?, ?(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?){0,6}$/,
	words: "days such as mon-fri or mon,wed,sat"
};
const CALENDAR_DAY = {
	pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
	words: "a day such as 2026-12-20"
};

// src/config/gate-shape.ts
const zone = (of) => pipe(text(`The time zone ${of}, such as Europe/Berlin. Default: UTC.`), check(isZone, (issue) => `${JSON.stringify(issue.input)} is not a valid time zone\nUse a name such as Europe/Berlin.`));
const day = (description) => pipe(formed(description, CALENDAR_DAY), check(isCalendarDay, (issue) => `${JSON.stringify(issue.input)} is not a valid date`));
const windows = list("The windows in which changes are allowed. Default: at any time.", pipe(object("One window of each week.", {
	days: optional(formed("The days on which it opens. Default: all.", DAYS)),
	from: formed("The time at which it opens.", TIME_OF_DAY),
	to: formed("The time at which it closes (exclusive). A time earlier than from is on the next day.", TIME_OF_DAY),
	timeZone: optional(zone("of days and times"))
}), check(({ from, to }) => from !== to && !(from === "24:00" && to === "00:00"), ({ input: { from, to } }) => `the window from ${from} to ${to} is never open\nFor a whole day, use from "00:00" to "24:00".`)));
const freezes = list("Periods in which no changes are allowed.", pipe(object("One freeze.", {
	from: day("Its first day."),
	to: day("Its last day, which is included."),
	timeZone: optional(zone("of its days"))
}), check(({ from, to }) => from <= to, ({ input: { from, to } }) => `the freeze from ${from} to ${to} ends before it begins`)));
const people = object("The people and the teams whose approvals count.", {
	users: optional(list("People, by their user names on the forge.", text("A name."))),
	teams: optional(list("Teams, as organization/team; on GitLab, groups.", text("A team.")))
});
const gate = object("The requirements for a change to this environment. Only the fairlead.yaml of the base branch is used.", {
	approvals: count("The number of people who have to approve.", 1),
	from: people,
	codeOwners: optional(flag("Whether the owners of the changed files (CODEOWNERS of the base branch) also have to approve. Default: false.")),
	bots: optional(list("Bot accounts, in addition to those that the forge marks as bots. Their approvals never count.", text("A name."))),
	after: optional(object("Another environment in which the same images and charts must have been verified first (sync with record).", {
		environment: text("Its name."),
		soak: optional(formed("How long they must have been live there without an error. Default: no minimum.", SPAN))
	})),
	windows: optional(windows),
	freezes: optional(freezes),
	maxAge: optional(formed("The maximum age of an approval. Default: no limit.", SPAN)),
	immutable: optional(list("What must be pinned in the change: images by digest, charts by a full version, bases (other repositories) by commit.", oneOf("What is pinned.", [
		"images",
		"charts",
		"bases"
	]))),
	allow: optional(list("What the change may contain although its result cannot be reviewed: templates that depend on the time, on randomness, on objects in the cluster, or on whether it is an upgrade.", oneOf("What is allowed.", [
		"time",
		"chance",
		"lookup",
		"release"
	]))),
	override: optional(object("The people who can override all other requirements with a reason, which is recorded.", {
		by: list("People.", text("A name.")),
		reviewWithin: optional(formed("The time within which the override has to be reviewed. Default: 3d.", SPAN))
	}))
});
function isZone(name) {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}
function isCalendarDay(text) {
	const date = /* @__PURE__ */ new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

// src/config/config-shape.ts
const glob = "Patterns for paths from the root of the repo: * matches within a folder name, ** across folders.";
const environments = map("The environments, by name. An app belongs to the first environment with a matching rule.", object("One environment. An app belongs to it if a path, all labels, or a cluster matches.", {
	production: optional(flag("Whether it is production. Default: true for prod, production, prd and live.")),
	paths: optional(list(`The paths where its apps are declared or have their values. ${glob}`, text("A pattern."))),
	labels: optional(map("Labels of the controller objects of its apps.", text("The label's value."))),
	clusters: optional(list("The clusters that its apps run in.", text("The name of a cluster."))),
	allow: optional(list("What production allows besides a reviewed pull request.", oneOf("A way to change production without a review.", ["push", "auto-merge"]))),
	method: optional(oneOf("How update changes it if the input method is environment: with a push to the base branch, or with a pull request. For production, push also requires allow: [push]. Default: pull-request.", ["push", "pull-request"])),
	gate: optional(gate)
}));
const clusters = map("The clusters, by name.", object("One cluster.", {
	server: optional(text("Its API server, as destinations name it (destination.server).")),
	labels: optional(map("The labels of its Argo CD cluster secret. The cluster generator selects by them.", text("The label's value."))),
	annotations: optional(map("The annotations of its Argo CD cluster secret. Templates may use them.", text("The annotation's value."))),
	project: optional(text("The AppProject that its Argo CD cluster secret is bound to.")),
	paths: optional(list(`The paths that are deployed to it. ${glob}`, text("A pattern."))),
	kubeVersion: optional(text("Its Kubernetes version, which charts see, such as 1.34.")),
	apiVersions: optional(list("Its API versions in addition to those of Kubernetes, which charts see.", text("An API version such as monitoring.coreos.com/v1 or …/v1/ServiceMonitor.")))
}));
const controlPlanes = map("The clusters and Argo CD instances that controller objects are applied to, by name, if they cannot be inferred from the layout of the repo. Objects that an app deploys belong to the control plane that the app deploys to.", object("One control plane: the API server that Application, Kustomization or HelmRelease objects are in.", {
	paths: optional(list(`The files that declare its objects; the first match is used. ${glob}`, text("A pattern."))),
	cluster: optional(text("The cluster that it runs in, which in-cluster destinations refer to. Two Argo CD instances in one cluster have the same value. Default: its own cluster, or the cluster of the same name in clusters."))
}));
const argocd = object("The settings of Argo CD itself, which are not in Git.", {
	version: optional(text("The Argo CD version, such as 3.5. Default: the newest known one.")),
	kustomizeBuildOptions: optional(text("kustomize.buildOptions in the settings of Argo CD, such as --enable-helm.")),
	newGitFileGlobbing: optional(flag("applicationsetcontroller.enable.new.git.file.globbing: whether * in the files of a git generator matches only within a folder. Default: false.")),
	url: optional(text("The address of the Argo CD UI, such as https://argocd.example.com. Reports then link to each app.")),
	namespace: optional(text("The namespace that Argo CD runs in. Default: the namespace of each Application."))
});
const flux = object("The settings of Flux itself, which are not in Git.", {
	version: optional(text("The Flux version, such as 2.9. Default: the version in the nearest gotk-components.yaml, else the newest known one.")),
	strictSubstitution: optional(flag("Whether a variable without a value fails a build (StrictPostBuildSubstitutions). Default: true from 2.9 on."))
});
const images = list("Locations of images that the inventory does not find automatically.", object("One location.", {
	app: text("The app's name."),
	environment: optional(text("The environment. Without it, the location applies to every environment, and {environment} in the file is replaced by its name.")),
	image: text("The image's repository, such as ghcr.io/acme/web."),
	file: text("The file that sets it; {app} and {environment} are replaced."),
	key: pipe(text("The key in that file, such as web.version or apps[name=web].tag; {app} and {environment} are replaced."), rawCheck(({ dataset, addIssue }) => {
		const fault = dataset.typed ? faultOfKey(dataset.value) : void 0;
		if (fault !== void 0) addIssue({ message: fault });
	}))
}));
const charts = list("The charts of apps whose values are in this repo, but which no object in it declares and whose chart is elsewhere. The first match is used. {app} and {environment} are replaced in repo, path, chart and revision.", pipe(object("One chart: path in a Git repository, or chart in a Helm repository or an OCI registry.", {
	app: text("The app's name; * is a wildcard."),
	environment: optional(text("The environment. Default: every environment.")),
	repo: optional(text("The address of the Git repository, Helm repository (https://…) or OCI registry (oci://…) with the chart. Default: this repo.")),
	path: optional(text("The chart's folder, from the root of the Git repository.")),
	chart: optional(text("The chart's name in the Helm repository or the OCI registry.")),
	revision: optional(text("A branch, tag or commit of the Git repository, or the version of the chart, which may be a range such as 1.x. Default: the default branch, or the newest version.")),
	version: optional(text("The same as revision."))
}), check(({ chart, repo }) => chart === void 0 || repo !== void 0, aboutChart("is in a repository, but repo is missing")), check(({ path, chart }) => path === void 0 !== (chart === void 0), aboutChart("needs either a path or a chart")), check(({ revision, version }) => revision === void 0 || version === void 0, aboutChart("has both a revision and a version"))));
const folders = list("Folders of this repo that are deployed by something that no file in the repo declares, such as an Application that exists only in the cluster. Each folder is an app; put an app of apps under roots.", object("One app: its folder is a chart, a kustomization, or contains plain manifests.", {
	app: text("The app's name."),
	path: text("The folder from the root of the repo; . is the root."),
	environment: optional(text("Its environment.")),
	values: optional(list("The values files of a chart, from the root of the repo; the last one wins.", text("A file.")))
}));
const roots = list("Argo CD apps of apps that are not in this repo (created by Terraform, a script or a person) and point into it.", object("One app of apps. A chart that is deployed three times has three entries.", {
	path: text("The folder that it deploys: a chart, a kustomization or plain manifests."),
	values: optional(list("The chart's values files, relative to that folder or to the root of the repo; the last one wins.", text("A file."))),
	parameters: optional(map("Parameters of the chart, by key.", text("The value."))),
	name: optional(text("The Application's name. Default: the name of the folder.")),
	namespace: optional(text("The namespace of its Applications that do not set one. Default: argocd.namespace, else argocd.")),
	controlPlane: optional(text("The control plane that its Applications are in, as named in controlPlanes. Default: its cluster, else its environment.")),
	cluster: optional(text("The cluster that in-cluster refers to in its Applications.")),
	environment: optional(text("The environment of its apps that do not set one."))
}));
const artifacts = list("Folders of this repo that something outside the cluster pushes, such as flux push artifact in a CI job. Paths in objects that read such a source are relative to that folder.", object("One artifact.", {
	source: text("The source that serves it (OCIRepository, GitRepository, Bucket), as namespace/name or its name alone."),
	path: text("The folder from the root of the repo; . is the root.")
}));
const diff = object("Settings of diff.", { noise: optional(list("Fields whose changes are ignored, in addition to those that Fairlead knows (chart labels, checksums, fields that controllers write).", text("The name of a label or annotation, with * as a wildcard; or a JSON pointer that starts with a slash, such as /spec/replicas, in which * matches one key."))) });
const render = object("The programs that diff and render use. Inputs of the same names take precedence. Only the fairlead.yaml of the base branch is used.", {
	helmVersion: optional(formed("The version of Helm, such as 3.19.4. It is downloaded if PATH has another version. Default: the version on PATH, else the version in the controller release that argocd.version or flux.version names, else the newest known one.", WHOLE_VERSION)),
	helmSha256: optional(formed("The SHA-256 of the Helm archive of this version, for each platform in use, comma-separated. Default: taken from the publisher's checksum file.", CHECKSUMS)),
	kustomizeVersion: optional(formed("The version of kustomize, such as 5.8.1; handled like helmVersion.", WHOLE_VERSION)),
	kustomizeSha256: optional(formed("The SHA-256 of the kustomize archive of this version; handled like helmSha256.", CHECKSUMS)),
	mirror: optional(formed("A mirror for the archives, instead of get.helm.sh and the kustomize releases on GitHub. It uses the same names and has the publisher's checksum files: https://…/helm-v3.19.4-linux-amd64.tar.gz and https://…/kustomize/v5.8.1/kustomize_v5.8.1_linux_amd64.tar.gz.", HTTPS_FOLDER))
});
const fetch = object("The hosts that charts and other repositories may be fetched from. Public hosts may be used over https, without credentials, and do not have to be listed. Only the fairlead.yaml of the base branch is used.", { hosts: optional(map("Hosts with more permissions, by name, with a port if only that port is meant. A listed host may also be used over http and through a proxy.", object("One host.", {
	private: optional(flag("Whether it may have private, loopback and link-local addresses.")),
	credentials: optional(flag("Whether the job's credentials for it are used: tokens, docker logins, git credential helpers and ssh keys.")),
	paths: optional(list("The repositories that the credentials may be used for, since a change may name any repository: the path of a repository or of a group of repositories, such as acme/charts. Default: all.", text("A path from the root of the host, made of whole path segments.")))
}))) });
const configShape = object("Settings for what cannot be inferred from the layout of an infra repo.", {
	environments: optional(environments),
	clusters: optional(clusters),
	controlPlanes: optional(controlPlanes),
	argocd: optional(argocd),
	flux: optional(flux),
	images: optional(images),
	charts: optional(charts),
	folders: optional(folders),
	roots: optional(roots),
	artifacts: optional(artifacts),
	diff: optional(diff),
	render: optional(render),
	fetch: optional(fetch),
	records: optional(flag("Whether sync records the result for each commit on the branch fairlead-records (docs/records.md). In a job, it only applies if it is also set on the base branch. Default: false."))
});
function faultOfKey(key) {
	try {
		parseKeyParts(key);
		return;
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		return error.message;
	}
}
function aboutChart(message) {
	return ({ input }) => `the chart of ${input.app} in charts ${message}`;
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
	const [root, ...others] = file.documents.flatMap((document) => document.root ?? []);
	if (!root) return emptyConfig;
	if (others.length > 0) throw inputError(`${CONFIG_FILE} has several documents, and only one can apply`, { hint: "Merge them into one: remove the lines that are only ---." });
	const faults = new FaultCollector();
	const read = readYaml(configShape, {
		file,
		start: root,
		root: "the file"
	}, faults);
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

export { CONFIG_FILE, HTTPS_FOLDER, WHOLE_VERSION, configOf, emptyConfig, isCalendarDay, withoutMirror };