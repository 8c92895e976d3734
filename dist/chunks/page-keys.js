import { isPlainAddress } from "../rooms/text.js";
import { FairleadError, inputError } from "../rooms/errors.js";
import { MERGE_EFFECTS, identityOf } from "../rooms/inventory.js";
import { RESTART_EFFECTS, RISK_LEVELS } from "../rooms/diff.js";
import { createHash } from "node:crypto";

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
const text = (description) => ({
	type: "string",
	description
});
const oneOf = (description, options) => ({
	type: "string",
	description,
	options
});
const whole = (description, least = 0) => ({
	type: "integer",
	description,
	least
});
const list = (description, items) => ({
	type: "list",
	description,
	items
});
const object = (description, keys, optional = []) => ({
	type: "object",
	description,
	keys,
	optional
});
const risk = object("Something that a reviewer must not miss.", {
	rule: text("The rule's id."),
	level: oneOf("How grave it is.", RISK_LEVELS.filter((level) => level !== "none")),
	reason: text("One sentence.")
});
const objectId = (description) => object(description, {
	group: text("The API group; empty for the core group."),
	kind: text("Such as Deployment."),
	namespace: text("Lacks where there is none."),
	name: text("The name.")
}, ["namespace"]);
const objectChange = object("An object that is not as it was. Values of Secrets are masked.", {
	id: objectId("What tells objects apart."),
	renamedFrom: objectId("The id before, where it was renamed."),
	action: oneOf("What happens to it.", [
		"added",
		"removed",
		"changed"
	]),
	before: {
		type: "any",
		description: "The object before; lacks where it is new."
	},
	after: {
		type: "any",
		description: "The object after; lacks where it is removed."
	},
	diff: text("A unified diff of both as YAML, without file headers."),
	risks: list("What is dangerous about it.", risk),
	noise: whole("How many fields changed that say nothing."),
	moved: object("Set where it moves between two apps.", {
		app: text("The name of the other app."),
		isSame: {
			type: "boolean",
			description: "Whether it stays the same."
		}
	})
}, [
	"renamedFrom",
	"before",
	"after",
	"moved"
]);
const restart = object("A workload whose pod template changes.", {
	id: objectId("The workload."),
	effect: oneOf("What becomes of its pods.", RESTART_EFFECTS),
	because: list("What differs in the pod template.", text("Such as `label helm.sh/chart`.")),
	isShown: {
		type: "boolean",
		description: "Whether more of it differs, so that it is among the objects."
	}
});
const app = object("The app.", {
	name: text("Its name."),
	kind: text("Such as Application, HelmRelease or Kustomization."),
	controlPlane: text("The cluster or Argo CD instance that its object is applied to: as fairlead.yaml calls it, or a folder from the root of the repository. With kind, ownNamespace and name it tells the app from all others."),
	ownNamespace: text("The namespace of its own object."),
	toldApartBy: text("For people: what tells it from others of its kind and name; lacks where there are none."),
	namespace: text("The namespace that it deploys into."),
	cluster: text("The cluster that it deploys to."),
	environment: text("Such as prod."),
	production: {
		type: "boolean",
		description: "Whether the environment counts as production."
	},
	declaredAt: object("Where it is declared.", {
		file: text("From the root of the repository."),
		line: whole("From 1.", 1)
	})
}, [
	"controlPlane",
	"ownNamespace",
	"toldApartBy",
	"namespace",
	"cluster",
	"environment",
	"declaredAt"
]);
const image = object("An image, or a chart from elsewhere, whose version changes.", {
	artifact: oneOf("Which of the two.", ["image", "chart"]),
	repository: text("Without tag and digest."),
	from: text("The tag or digest before."),
	to: text("The tag or digest after.")
}, ["from", "to"]);
const failure = object("A side that could not be rendered.", {
	side: oneOf("Which one.", ["before", "after"]),
	message: text("The renderer's message."),
	hint: text("What to try."),
	at: object("Where it failed.", {
		file: text("The file."),
		line: whole("From 1.", 1),
		column: whole("From 1.", 1)
	}, ["line", "column"]),
	isOutOfReach: {
		type: "boolean",
		description: "Whether it cannot be rendered here whoever tries (a plugin of the controller, a chart that nothing names), so that the change is not at fault."
	}
}, [
	"hint",
	"at",
	"isOutOfReach"
]);
const renderConditions = object("What it was rendered with; lacks where it could not be rendered.", {
	tools: {
		type: "map",
		description: "The programs that rendered it.",
		values: text("A version.")
	},
	kubernetes: text("The version that charts saw; lacks where it has no chart."),
	apiVersions: list("The API versions that charts saw beside Helm's own.", text("Such as apps/v1.")),
	time: text("The time that `now` gave in charts (RFC 3339); lacks where it has no chart.")
}, ["kubernetes", "time"]);
const appChange = object("What a change does to one app.", {
	app,
	status: oneOf("What happens to it.", [
		"added",
		"removed",
		"changed",
		"noise",
		"rerendered",
		"failed"
	]),
	objects: list("The objects that change, the gravest first.", objectChange),
	digest: text("Over what is before and after of its changed objects, and the ids of those changed inputs whose effect need not show in them; lacks where nothing is known."),
	conditions: renderConditions,
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
		from: text("Lacks where it was not set."),
		to: text("Lacks where it is not set any more.")
	}, ["from", "to"])),
	hidesApps: {
		type: "boolean",
		description: "Set where apps of any environment may be hidden with it: what makes apps and is not known."
	},
	onMerge: oneOf("What a merge does to it: it deploys by itself, waits for a manual sync, stays since it is suspended, or waits until its own declaration is applied, which nothing in the repository does. An app that is taken from the repository is deleted by itself or by hand, stays, or is left since nothing in the repository applied it. Lacks where nothing tells.", MERGE_EFFECTS),
	url: text("Its page in Argo CD, where fairlead.yaml gives Argo CD's address. Not shown where another job wrote the report.")
}, [
	"digest",
	"conditions",
	"hidesApps",
	"onMerge",
	"url"
]);
const side = (description) => object(description, {
	name: text("The branch or revision."),
	commit: text("The full hash.")
}, ["commit"]);
const milliseconds = (description) => ({
	type: "number",
	description,
	least: 0
});
const reportShape = object("What a change of an infra repo does, app by app.", {
	version: whole("The version of this shape.", 1),
	base: side("What the change goes into."),
	head: side("The change."),
	comparedInstead: text("Set where the two conflict and so the merge base was compared."),
	told: text("Whose word it is, as a sentence; lacks where the job that wrote it has rendered it. Who reads a report of another job sets it anew."),
	risks: list("Risks of the change itself, whatever apps it touches: of what it makes of fairlead.yaml. Lacks in a report of an older Fairlead.", risk),
	apps: list("The gravest first, then by environment and name.", appChange),
	digests: {
		type: "map",
		description: "Digests over what is before and after, by environment.",
		values: text("A digest.")
	},
	unclaimed: list("Changed files that are no app's input.", text("From the root of the repository.")),
	warnings: list("What to know about the whole.", text("A sentence.")),
	versions: {
		type: "map",
		description: "The versions of the programs that rendered.",
		values: text("A version.")
	},
	took: object("Milliseconds.", {
		inventory: milliseconds("To find the apps."),
		rendering: milliseconds("To render them."),
		total: milliseconds("In all.")
	}),
	shard: object("Which part of a matrix this is.", {
		index: whole("From 1.", 1),
		count: whole("How many parts there are.", 1)
	})
}, [
	"comparedInstead",
	"told",
	"risks",
	"shard"
]);

// src/report/json/shape.ts
function readData(shape, value, where) {
	const wrong = (what) => inputError(`${where} must be ${what}`);
	switch (shape.type) {
		case "any": return value;
		case "string":
			if (typeof value !== "string") throw wrong("a text");
			if (shape.options && !shape.options.includes(value)) throw wrong(`one of ${shape.options.map((option) => `"${option}"`).join(", ")}`);
			return value;
		case "integer":
		case "number":
			if (!(shape.type === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value)) || value < shape.least) throw wrong(`a number of at least ${shape.least}`);
			return value;
		case "boolean":
			if (typeof value !== "boolean") throw wrong("true or false");
			return value;
		case "list":
			if (!Array.isArray(value)) throw wrong("a list");
			return value.map((item, index) => readData(shape.items, item, `${where}[${index}]`));
		case "map":
			if (!isRecord(value)) throw wrong("a map");
			return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, item]) => [key, readData(shape.values, item, `${where}[${JSON.stringify(key)}]`)]));
		case "object": {
			if (!isRecord(value)) throw wrong("a map");
			const unknown = Object.keys(value).find((key) => !Object.hasOwn(shape.keys, key));
			if (unknown !== void 0) throw inputError(`${where} has no key ${JSON.stringify(unknown.slice(0, 100))}`);
			return Object.fromEntries(Object.entries(shape.keys).flatMap(([key, inner]) => {
				const item = Object.hasOwn(value, key) ? value[key] : void 0;
				if (item !== void 0) return [[key, readData(inner, item, `${where}.${key}`)]];
				if (shape.optional?.includes(key)) return [];
				throw inputError(`${where} lacks the key "${key}"`);
			}));
		}
	}
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/report/json/undefined.ts
const MISSING = /* @__PURE__ */ new Set([
	"line",
	"column",
	"isOutOfReach",
	"hidesApps",
	"onMerge",
	"url"
]);
function withUndefined(shape, value) {
	if (shape.type === "list" && Array.isArray(value)) return value.map((item) => withUndefined(shape.items, item));
	if (shape.type !== "object" || typeof value !== "object" || value === null) return value;
	const from = value;
	return Object.fromEntries(Object.entries(shape.keys).flatMap(([key, inner]) => {
		if (Object.hasOwn(from, key)) return [[key, withUndefined(inner, from[key])]];
		return shape.optional?.includes(key) && !MISSING.has(key) ? [[key, void 0]] : [];
	}));
}

// src/report/json/json.ts
function toJson(report) {
	return `${JSON.stringify(readData(reportShape, {
		version: 1,
		...report
	}, "the report"), void 0, 1)}\n`;
}
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
		const { version, ...report } = readData(reportShape, parse(text), "the report");
		if (version !== 1) throw inputError(`the report is of version ${version}, this Fairlead reads version ${1}`, { hint: "Let the same version of Fairlead write and read it." });
		if (report.shard && report.shard.index > report.shard.count) throw inputError(`the report is part ${report.shard.index} of ${report.shard.count}`);
		const twice = namedTwice(report.apps);
		if (twice) throw inputError(`it names the app ${JSON.stringify(twice.app.name)} twice`);
		const whole = withUndefined(reportShape, report);
		return {
			...whole,
			risks: whole.risks ?? []
		};
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

// src/report/page-keys.ts
function keyOf(change, object) {
	const own = object && [
		object.id.group,
		object.id.kind,
		object.id.namespace ?? "",
		object.id.name
	];
	return short([appKey(change), ...own ?? []]);
}
function short(parts) {
	return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
}
function pageLink(page, change, object) {
	if (page === void 0 || !isPlainAddress(page)) return void 0;
	return `${page.replace(/#.*$/, "")}#${object ? "o" : "a"}-${keyOf(change, object)}`;
}

export { JSON_LIMITS, appKey, fromJson, keyOf, pageLink, short, toJson };