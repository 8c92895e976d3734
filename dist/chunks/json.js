import { FairleadError, inputError } from "../rooms/errors.js";
import { MERGE_EFFECTS, identityOf } from "../rooms/inventory.js";
import { RISK_LEVELS } from "../rooms/risks.js";
import { RESTART_EFFECTS } from "../rooms/compare.js";
import { any, flag, list, map, maybe, number, object, oneOf, optional, readJson, text, whole } from "../rooms/shapes.js";

// src/report/json/limits.ts
const JSON_LIMITS = {
	bytes: 67108864,
	depth: 250,
	values: 4e6
};
function checkSize(text, limits = JSON_LIMITS) {
	if (text.length > limits.bytes || Buffer.byteLength(text) > limits.bytes) throw inputError(`it is larger than ${limits.bytes} bytes`);
	let depth = 0;
	let values = 0;
	let quoted = false;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (quoted) {
			if (unit === BACKSLASH) i++;
			else if (unit === QUOTE) quoted = false;
		} else if (unit === QUOTE) quoted = true;
		else if (unit === COMMA) values++;
		else if (unit === OPEN_LIST || unit === OPEN_MAP) {
			values++;
			if (++depth > limits.depth) throw inputError(`it is deeper than ${limits.depth} levels`);
		} else if (unit === CLOSE_LIST || unit === CLOSE_MAP) depth--;
		if (values > limits.values) throw inputError(`it holds more than ${limits.values} values`);
	}
}
const [QUOTE, BACKSLASH, COMMA] = [
	34,
	92,
	44
];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [
	91,
	93,
	123,
	125
];

// src/report/json/report-shape.ts
const GRAVE = RISK_LEVELS.filter((level) => level !== "none");
const risk = object("Something that a reviewer must not miss.", {
	rule: text("The rule's id."),
	level: oneOf("How grave it is.", GRAVE),
	reason: text("One sentence.")
});
const objectId = (description) => object(description, {
	group: text("The API group; empty for the core group."),
	kind: text("Such as Deployment."),
	namespace: maybe(text("Lacks where there is none.")),
	name: text("The name.")
});
const objectChange = object("An object that is not as it was. Values of Secrets are masked.", {
	id: objectId("What tells objects apart."),
	renamedFrom: maybe(objectId("The id before, where it was renamed.")),
	action: oneOf("What happens to it.", [
		"added",
		"removed",
		"changed"
	]),
	before: maybe(any("The object before; lacks where it is new.")),
	after: maybe(any("The object after; lacks where it is removed.")),
	diff: text("A unified diff of both as YAML, without file headers."),
	risks: list("What is dangerous about it.", risk),
	noise: whole("How many fields changed that say nothing."),
	moved: maybe(object("Set where it moves between two apps.", {
		app: text("The name of the other app."),
		isSame: flag("Whether it stays the same.")
	})),
	stays: optional(flag("Set where nothing deletes it from the cluster, although it is removed; the notes of its app say why."))
});
const restart = object("A workload whose pod template changes.", {
	id: objectId("The workload."),
	effect: oneOf("What becomes of its pods.", RESTART_EFFECTS),
	because: list("What differs in the pod template.", text("Such as `label helm.sh/chart`.")),
	isShown: flag("Whether more of it differs, so that it is among the objects.")
});
const app = object("The app.", {
	name: text("Its name."),
	kind: text("Such as Application, HelmRelease or Kustomization."),
	controlPlane: maybe(text("The cluster or Argo CD instance that its object is applied to: as fairlead.yaml calls it, or a folder from the root of the repository. With kind, ownNamespace and name it tells the app from all others.")),
	ownNamespace: maybe(text("The namespace of its own object.")),
	toldApartBy: maybe(text("For people: what tells it from others of its kind and name; lacks where there are none.")),
	namespace: maybe(text("The namespace that it deploys into.")),
	cluster: maybe(text("The cluster that it deploys to.")),
	environment: maybe(text("Such as prod.")),
	production: flag("Whether the environment counts as production."),
	declaredAt: maybe(object("Where it is declared.", {
		file: text("From the root of the repository."),
		line: whole("From 1.", 1)
	}))
});
const image = object("An image, or a chart from elsewhere, whose version changes.", {
	artifact: oneOf("Which of the two.", ["image", "chart"]),
	repository: text("Without tag and digest."),
	from: maybe(text("The tag or digest before.")),
	to: maybe(text("The tag or digest after."))
});
const failure = object("A side that could not be rendered.", {
	side: oneOf("Which one.", ["before", "after"]),
	message: text("The renderer's message."),
	hint: maybe(text("What to try.")),
	at: maybe(object("Where it failed.", {
		file: text("The file."),
		line: optional(whole("From 1.", 1)),
		column: optional(whole("From 1.", 1))
	})),
	isOutOfReach: optional(flag("Whether it cannot be rendered here whoever tries (a plugin of the controller, a chart that nothing names), so that the change is not at fault."))
});
const renderConditions = object("What it was rendered with; lacks where it could not be rendered.", {
	tools: map("The programs that rendered it.", text("A version.")),
	kubernetes: maybe(text("The version that charts saw; lacks where it has no chart.")),
	apiVersions: list("The API versions that charts saw beside Helm's own.", text("Such as apps/v1.")),
	time: maybe(text("The time that `now` gave in charts (RFC 3339); lacks where it has no chart."))
});
const appChange = object("What a change does to one app.", {
	app,
	leaves: optional(object("The environment that it was in, where the change takes it to another one.", {
		environment: maybe(text("Lacks where none was known.")),
		production: flag("Whether that counts as production.")
	})),
	status: oneOf("What happens to it.", [
		"added",
		"removed",
		"changed",
		"noise",
		"rerendered",
		"failed"
	]),
	objects: list("The objects that change, the gravest first.", objectChange),
	digest: maybe(text("Over what is before and after of its changed objects, and the ids of those changed inputs whose effect need not show in them; lacks where nothing is known.")),
	conditions: maybe(renderConditions),
	restarts: list("The workloads whose pod template changes.", restart),
	risks: list("Risks of the app as a whole.", risk),
	images: list("Images and charts whose version changes.", image),
	noise: whole("How many fields changed that say nothing."),
	failures: list("Why it, or a part of it, could not be compared.", failure),
	notes: list("What a reviewer should know.", text("A sentence.")),
	files: list("The files whose change touches it.", text("From the root of the repository.")),
	values: list("Of an app that is not compared: what changes in its values files and its own object, the images first.", object("A value. What is named like a secret is masked.", {
		file: text("From the root of the repository."),
		key: text("Such as image.tag."),
		from: maybe(text("Lacks where it was not set.")),
		to: maybe(text("Lacks where it is not set any more."))
	})),
	hidesApps: optional(flag("Set where apps of any environment may be hidden with it: what makes apps and is not known.")),
	onMerge: optional(oneOf("What a merge does to it: it deploys by itself, waits for a manual sync, stays since it is suspended, or waits until its own declaration is applied, which nothing in the repository does. An app that is taken from the repository is deleted by itself or by hand, stays, or is left since nothing in the repository applied it. Lacks where nothing tells.", MERGE_EFFECTS)),
	url: optional(text("Its page in Argo CD, where fairlead.yaml gives Argo CD's address. Not shown where another job wrote the report."))
});
const side = (description) => object(description, {
	name: text("The branch or revision."),
	commit: maybe(text("The full hash."))
});
const milliseconds = (description) => number(description);
const reportShape = object("What a change of an infra repo does, app by app.", {
	version: whole("The version of this shape.", 1),
	base: side("What the change goes into."),
	head: side("The change."),
	comparedInstead: maybe(text("Set where the two conflict and so the merge base was compared.")),
	told: maybe(text("Whose word it is, as a sentence; lacks where the job that wrote it has rendered it. Who reads a report of another job sets it anew.")),
	risks: optional(list("Risks of the change itself, whatever apps it touches: of what it makes of fairlead.yaml. Lacks in a report of an older Fairlead.", risk)),
	apps: list("The gravest first, then by environment and name.", appChange),
	digests: map("Digests over what is before and after, by environment.", text("A digest.")),
	unclaimed: list("Changed files that are no app's input.", text("From the root of the repository.")),
	warnings: list("What to know about the whole.", text("A sentence.")),
	versions: map("The versions of the programs that rendered.", text("A version.")),
	took: object("Milliseconds.", {
		inventory: milliseconds("To find the apps."),
		rendering: milliseconds("To render them."),
		total: milliseconds("In all.")
	}),
	shard: maybe(object("Which part of a matrix this is.", {
		index: whole("From 1.", 1),
		count: whole("How many parts there are.", 1)
	}))
});

// src/report/json/json.ts
function toJson(report) {
	return `${JSON.stringify(readJson(reportShape, {
		version: 1,
		...withRisks(report, toldRisk)
	}, "the report"), void 0, 1)}\n`;
}
function withRisks(report, form) {
	const apps = report.apps.map((app) => ({
		...app,
		risks: app.risks.map(form),
		objects: app.objects.map((object) => ({
			...object,
			risks: object.risks.map(form)
		}))
	}));
	return {
		...report,
		risks: report.risks.map(form),
		apps
	};
}
const toldRisk = ({ rule, level, message }) => ({
	rule,
	level,
	reason: message
});
const readRisk = ({ rule, level, reason }) => ({
	rule,
	level,
	message: reason
});
function appKey({ app }) {
	const place = app.controlPlane === void 0 ? [
		app.environment,
		app.cluster,
		app.declaredAt?.file
	] : [app.toldApartBy];
	return JSON.stringify([identityOf(app), ...place.map((part) => part ?? "")]);
}
function namedTwice(apps) {
	const seen = /* @__PURE__ */ new Set();
	return apps.find((change) => seen.size === seen.add(appKey(change)).size);
}
function fromJson(text, limits) {
	try {
		checkSize(text, limits);
		const { version, risks = [], ...read } = readJson(reportShape, parse(text), "the report");
		const report = withRisks({
			...read,
			risks
		}, readRisk);
		if (version !== 1) throw inputError(`the report is of version ${version}, this Fairlead reads version ${1}`, { hint: "Let the same version of Fairlead write and read it." });
		if (report.shard && report.shard.index > report.shard.count) throw inputError(`the report is part ${report.shard.index} of ${report.shard.count}`);
		const twice = namedTwice(report.apps);
		if (twice) throw inputError(`it names the app ${JSON.stringify(twice.app.name)} twice`);
		return report;
	} catch (error) {
		if (!(error instanceof FairleadError) || error.faults[0].hint !== void 0) throw error;
		throw inputError(`this is no report of Fairlead: ${error.faults[0].message}`, { hint: "It must be the file that `fairlead diff` wrote, unchanged." });
	}
}
function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		throw inputError("it is not JSON");
	}
}

export { JSON_LIMITS, appKey, fromJson, toJson };