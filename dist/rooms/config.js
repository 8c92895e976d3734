import { decodeText, parseKeyParts, parseYaml } from "./yaml.js";
import { FairleadError, FaultCollector } from "./errors.js";
import { count, flag$1 as flag, formed, list$1 as list, map$1 as map, object$1 as object, oneOf$1 as oneOf, optional$1 as optional, readYaml, text$1 as text } from "./shapes.js";
import { check, pipe, rawCheck } from "../packages/valibot.js";

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
const zone = (of) => pipe(text(`The time zone ${of}, such as Europe/Berlin. Default: UTC.`), check(isZone, (issue) => `${JSON.stringify(issue.input)} is no time zone\nIt is one such as Europe/Berlin.`));
const day = (description) => pipe(formed(description, CALENDAR_DAY), check(isDay, (issue) => `${JSON.stringify(issue.input)} is no day of the calendar`));
const windows = list("When a change may go ahead: in any of these. Default: at any time.", pipe(object("One window of each week.", {
	days: optional(formed("The days on which it opens. Default: all.", DAYS)),
	from: formed("The time at which it opens.", TIME_OF_DAY),
	to: formed("The time at which it closes; what comes at this very minute is too late. One that is earlier than from is of the next day.", TIME_OF_DAY),
	timeZone: optional(zone("of days and times"))
}), check(({ from, to }) => from !== to, ({ input: { from } }) => `the window from ${from} to ${from} is never open\nA whole day is from "00:00" to "24:00".`)));
const freezes = list("When no change goes ahead.", pipe(object("One freeze.", {
	from: day("Its first day."),
	to: day("Its last day, which counts as a whole."),
	timeZone: optional(zone("of its days"))
}), check(({ from, to }) => from <= to, ({ input: { from, to } }) => `the freeze from ${from} to ${to} ends before it begins`)));
const people = object("Whose approvals count: those of these people, and of the members of these teams.", {
	users: optional(list("People, by the names that the forge has for them.", text("A name."))),
	teams: optional(list("Teams, as organisation/team; groups of GitLab.", text("A team.")))
});
const gate = object("What a change of this environment needs to go ahead. Only what the base branch says counts.", {
	approvals: count("How many people have to approve.", 1),
	from: people,
	codeOwners: optional(flag("Whether the owners of the changed files (CODEOWNERS of the base branch) have to approve, too. Default: false.")),
	bots: optional(list("Accounts that are programs, beside those that the forge marks so: their approvals never count.", text("A name."))),
	after: optional(object("Another environment in which the same images and charts must have been verified before (sync with record).", {
		environment: text("Its name."),
		soak: optional(formed("For how long they must have been live there without a fault. Default: no time.", SPAN))
	})),
	windows: optional(windows),
	freezes: optional(freezes),
	maxAge: optional(formed("How old an approval may be. Default: as old as it likes.", SPAN)),
	immutable: optional(list("What the change brings must be pinned: images by digest, charts by a whole version, bases (other repositories) by commit.", oneOf("A kind of thing.", [
		"images",
		"charts",
		"bases"
	]))),
	allow: optional(list("What the change may bring although nobody can review what becomes of it: templates that depend on the time, on chance, on objects of the cluster, or on whether it is an upgrade.", oneOf("What is allowed.", [
		"time",
		"chance",
		"lookup",
		"release"
	]))),
	override: optional(object("Who may let a change pass without the rest of this, with a reason, which is recorded.", {
		by: list("People.", text("A name.")),
		reviewWithin: optional(formed("Within what time the override has to be reviewed. Default: 3d.", SPAN))
	}))
});
function isZone(name) {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}
function isDay(text) {
	const date = /* @__PURE__ */ new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

// src/config/config-shape.ts
const glob = "Patterns over paths from the root of the repo: * within a folder name, ** across folders.";
const environments = map("The environments, by name. An app belongs to the first one that one of its rules fits.", object("One environment. An app belongs to it where a path, all labels, or a cluster fits.", {
	production: optional(flag("Whether it is production. Default: true for prod, production, prd and live.")),
	paths: optional(list(`Where its apps are declared or have their values. ${glob}`, text("A pattern."))),
	labels: optional(map("Labels of the controller objects of its apps.", text("The label's value."))),
	clusters: optional(list("The clusters that its apps run in.", text("The name of a cluster."))),
	allow: optional(list("What production allows beside a reviewed pull request.", oneOf("A way round the review.", ["push", "auto-merge"]))),
	method: optional(oneOf("How update changes it, where the input method does not say so: by a push to the base branch, or by a pull request. For production push needs allow: [push], too. Default: pull-request.", ["push", "pull-request"])),
	gate: optional(gate)
}));
const clusters = map("The clusters, by name.", object("One cluster.", {
	server: optional(text("Its API server, as destinations name it (destination.server).")),
	labels: optional(map("The labels of Argo CD's secret for it, which the cluster generator selects by.", text("The label's value."))),
	annotations: optional(map("The annotations of Argo CD's secret for it, which templates may use.", text("The annotation's value."))),
	project: optional(text("The AppProject that Argo CD's secret binds it to.")),
	paths: optional(list(`What is deployed to it. ${glob}`, text("A pattern."))),
	kubeVersion: optional(text("Its version of Kubernetes, which charts see, such as 1.34.")),
	apiVersions: optional(list("The APIs that it has beside those of Kubernetes, which charts see.", text("As in monitoring.coreos.com/v1 or …/v1/ServiceMonitor.")))
}));
const controlPlanes = map("The clusters and Argo CD instances that controller objects are applied to, by name, where the layout of the repo does not tell them. What an app leads to is where the app deploys.", object("One control plane: the API server that Application, Kustomization or HelmRelease objects are in.", {
	paths: optional(list(`The files that declare its objects; the first that fits counts. ${glob}`, text("A pattern."))),
	cluster: optional(text("The cluster that it runs in, which in-cluster destinations mean; the same for two Argo CDs of one cluster. Default: one of its own, or the one of the same name in clusters."))
}));
const argocd = object("Argo CD's own settings, which are not in Git.", {
	version: optional(text("Its version, such as 3.5. Default: the newest known one.")),
	kustomizeBuildOptions: optional(text("kustomize.buildOptions of its settings, such as --enable-helm.")),
	newGitFileGlobbing: optional(flag("Its applicationsetcontroller.enable.new.git.file.globbing: whether * in the files of a git generator stays within a folder. Default: false.")),
	url: optional(text("The address of its pages, such as https://argocd.example.com: reports then link to each app.")),
	namespace: optional(text("The namespace that it runs in. Default: that of each Application."))
});
const flux = object("Flux's own settings, which are not in Git.", {
	version: optional(text("Its version, such as 2.9. Default: that of the nearest gotk-components.yaml, otherwise the newest known one.")),
	strictSubstitution: optional(flag("Whether a variable without a value fails a build (StrictPostBuildSubstitutions). Default: true from 2.9 on."))
});
const images = list("Places of images that the inventory does not find by itself.", object("One place.", {
	app: text("The app's name."),
	environment: optional(text("The environment; without it the place is one of every environment, and {environment} in the file stands for its name.")),
	image: text("The image's repository, such as ghcr.io/acme/web."),
	file: text("The file that sets it; {app} and {environment} are replaced."),
	key: pipe(text("The key in that file, such as web.version or apps[name=web].tag; {app} and {environment} are replaced."), rawCheck(({ dataset, addIssue }) => {
		const fault = dataset.typed ? faultOfKey(dataset.value) : void 0;
		if (fault !== void 0) addIssue({ message: fault });
	}))
}));
const charts = list("The charts of apps whose values are in this repo and that no object in it declares, where the chart is elsewhere. The first entry that fits counts. In repo, path, chart and revision {app} and {environment} are replaced.", pipe(object("One chart: path in a Git repository, or chart in a Helm repository or an OCI registry.", {
	app: text("The app's name, in which * stands for anything."),
	environment: optional(text("The environment; without it every one.")),
	repo: optional(text("Where the chart is: the address of a Git repository, a Helm repository (https://…) or an OCI registry (oci://…). Without it, in this repo.")),
	path: optional(text("The chart's folder, from the root of the Git repository.")),
	chart: optional(text("The chart's name in the Helm repository or the OCI registry.")),
	revision: optional(text("A branch, tag or commit of the Git repository, or the version of the chart (a range such as 1.x, too). Default: the default branch, or the newest version.")),
	version: optional(text("The same as revision."))
}), check(({ chart, repo }) => chart === void 0 || repo !== void 0, aboutChart("is one of a repository, and repo is missing")), check(({ path, chart }) => path === void 0 !== (chart === void 0), aboutChart("needs either a path or a chart")), check(({ revision, version }) => revision === void 0 || version === void 0, aboutChart("has both a revision and a version"))));
const folders = list("Folders of this repo that something deploys which no file of the repo declares, such as an Application that is only in the cluster. Each is an app; an app of apps is one of roots.", object("One app: its folder is a chart, a kustomization, or has plain manifests.", {
	app: text("The app's name."),
	path: text("The folder from the root of the repo; . is the root."),
	environment: optional(text("Its environment.")),
	values: optional(list("The values files of a chart, from the root of the repo; the last one wins.", text("A file.")))
}));
const roots = list("Apps of apps of Argo CD that stand outside of this repo (Terraform, a script or a person made them) and lead into it.", object("One of them; a chart that is deployed three times has three.", {
	path: text("The folder that it deploys: a chart, a kustomization or plain manifests."),
	values: optional(list("The chart's values files, from that folder or from the root of the repo; the last wins.", text("A file."))),
	parameters: optional(map("Parameters of the chart, by key.", text("The value."))),
	name: optional(text("The Application's name. Default: that of the folder.")),
	namespace: optional(text("The namespace of its Applications that say none. Default: argocd.namespace, else argocd.")),
	controlPlane: optional(text("The control plane that its Applications are in, as controlPlanes name it. Default: its cluster, else its environment.")),
	cluster: optional(text("The cluster that in-cluster means for its Applications.")),
	environment: optional(text("The environment of the apps that it leads to and that say none themselves."))
}));
const artifacts = list("Folders of this repo that something outside of the cluster pushes, such as flux push artifact in a CI job: the paths of what reads such a source count from that folder.", object("One artifact.", {
	source: text("The source that serves it (OCIRepository, GitRepository, Bucket), as namespace/name or its name alone."),
	path: text("The folder from the root of the repo; . is the root.")
}));
const diff = object("What a diff shows.", { noise: optional(list("Fields whose change says nothing, beside those that Fairlead knows (chart labels, checksums, what controllers write).", text("The name of a label or annotation, in which * stands for anything; or with a slash in front a JSON pointer in which * stands for one key, such as /spec/replicas."))) });
const render = object("The programs that diff and render use. Inputs of the same names come first. Only what the base branch says counts.", {
	helmVersion: optional(formed("The version of Helm, such as 3.19.4. It is fetched where PATH has not this very one. Default: the one on PATH, whatever it is; without one, that of the controller whose version is given, else the newest known one.", WHOLE_VERSION)),
	helmSha256: optional(formed("The SHA-256 of Helm's archive of this version, for each platform that is used, by commas. Default: what the publisher's own file says.", CHECKSUMS)),
	kustomizeVersion: optional(formed("The version of kustomize, such as 5.8.1, in the same way.", WHOLE_VERSION)),
	kustomizeSha256: optional(formed("The SHA-256 of kustomize's archive of this version, in the same way.", CHECKSUMS)),
	mirror: optional(formed("Where the archives are instead of at get.helm.sh and kustomize's releases on GitHub, under the same names, with the publisher's checksum files: https://…/helm-v3.19.4-linux-amd64.tar.gz and https://…/kustomize/v5.8.1/kustomize_v5.8.1_linux_amd64.tar.gz.", HTTPS_FOLDER))
});
const fetch = object("Where charts and other repositories may be fetched from. Public hosts may be asked over https, without credentials, unlisted. Only what the base branch says counts.", { hosts: optional(map("Hosts that may be more than that, by name, with a port where only that one is meant. One that is listed may be asked over http and through a proxy.", object("One host.", {
	private: optional(flag("Whether it may have private, loopback and link-local addresses.")),
	credentials: optional(flag("Whether it gets the job's credentials for it: tokens, docker's logins, git's helpers and ssh keys.")),
	paths: optional(list("What on it the credentials may be used for, since a change may name any repository: the path of a repository or of a group of them, such as acme/charts. Without it, all.", text("A path from the root of the host, by whole names.")))
}))) });
const configShape = object("What Fairlead cannot know from the layout of an infra repo.", {
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
	records: optional(flag("Whether sync records what became of each commit, on the branch fairlead-records (docs/records.md). In a job it counts only where the base branch has it, too. Default: false."))
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
	const root = file.documents[0]?.root;
	if (!root) return emptyConfig;
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

export { CONFIG_FILE, HTTPS_FOLDER, WHOLE_VERSION, configOf, emptyConfig, withoutMirror };