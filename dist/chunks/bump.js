import { FairleadError, FaultCollector, inputError } from "../rooms/errors.js";
import { UNKNOWN_BRANCH, openInventory, passedOver } from "../rooms/inventory.js";
import { crossingIntoProduction } from "../rooms/policy.js";
import { movesTable } from "../rooms/proposal.js";
import { oneLine } from "../rooms/text.js";
import { encodeText } from "../rooms/yaml.js";
import { inputs, parentInputs, pick } from "./define.js";
import { outputs } from "./outputs.js";
import { planBump, verification } from "../rooms/bump.js";
import { once } from "../rooms/tree.js";
import { bumpByKey } from "./bump-by-key.js";
import { proofData, proofLines, proofsOf, teacherOf } from "./registry.js";
import { parseReference } from "../rooms/images.js";

// src/commands/not-found.ts
const MOST_NAMED = 3;
async function namingWhatIsNotRead(work, request, open) {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof FairleadError) || !error.faults.some(({ isNotFound }) => isNotFound)) throw error;
		const opened = await open();
		const seen = await passedOver(opened);
		const hasNoApps = opened.inventory.apps.length === 0;
		if (seen.length === 0 && !hasNoApps) throw error;
		const { files } = opened.context;
		const wanted = request.targets.flatMap((target) => target.kind === "app" ? target.images : []);
		const images = wanted.map(({ repository }) => repository);
		const isAbout = ({ file }) => files.isLoaded(file) && images.some((image) => files.text(file)?.includes(image) === true);
		const first = seen.toSorted((a, b) => Number(isAbout(b)) - Number(isAbout(a)));
		const named = first.slice(0, MOST_NAMED).map(({ kind, file, reason, count = 1 }) => {
			return `${kind} ${file}${count > 1 ? ` and ${count - 1} more` : ""}: ${reason}`;
		});
		const left = first.length - named.length;
		const byKey = hasNoApps ? ` A bump by file and key works all the same: ${bumpByKey(opened.context, {
			images,
			tag: wanted[0]?.tag
		})}` : "";
		const words = (named.length === 0 ? "" : ` Not read here: ${named.join("; ")}${left > 0 ? `; and ${left} more, which "fairlead inventory --unresolved" lists` : ""}.`) + byKey;
		const [fault, ...others] = error.faults.map((one) => one.isNotFound ? {
			...one,
			hint: `${one.hint ?? ""}${words}`.trim()
		} : one);
		throw fault ? new FairleadError(error.kind, [fault, ...others], { cause: error }) : error;
	}
}

// src/commands/planned-tree.ts
var PlannedTree = class {
	#tree;
	#planning;
	#known;
	open;
	#completed;
	plan;
	constructor(tree, planning) {
		this.#tree = tree;
		this.#planning = planning;
		const { identity, completion } = planning;
		this.open = once(() => openInventory(tree, { identity }));
		this.#completed = once(async () => {
			const open = await this.open();
			return completion ? completion(open, tree) : open;
		});
		this.plan = once(() => this.#plan());
	}
	async inventory() {
		this.#known ??= (await this.#completed()).inventory;
		return this.#known;
	}
	get known() {
		return this.#known;
	}
	#plan() {
		return namingWhatIsNotRead(() => this.#tried(), this.#planning.request, async () => ({
			...await this.open(),
			inventory: await this.inventory()
		}));
	}
	async #tried() {
		const { request, resolve, teacher } = this.#planning;
		const plan = () => planBump(this.#tree, request, () => this.inventory(), resolve);
		try {
			return await plan();
		} catch (error) {
			if (!(error instanceof FairleadError && error.kind === "input") || !teacher || !request.targets.some(({ kind }) => kind === "app")) throw error;
			const lesson = await teacher(request, this.#tree, await this.#completed(), this.open);
			if (!lesson) throw error;
			this.#known = lesson.inventory;
			return lesson.told(await plan());
		}
	}
};

// src/commands/targets.ts
const targetInputs = pick(inputs, "app", "environment", "cluster", "image", "image-tag", "digest", "verify-image", "pin-digest", "verify-render", "values-file", "key", "document", "changes", "image-policy", "create", "allow-unpin", "allow-shared", "allow-downgrade", "allow-floating");
function readTargets(values) {
	const faults = new FaultCollector();
	const targets = [];
	const add = (step) => targets.push(...faults.attempt(step) ?? []);
	const byKey = values["values-file"].length > 0 || values.key.length > 0;
	const byPolicy = values["image-policy"].length > 0;
	const byApp = values.app.length > 0 || values.image.length > 0 && !byKey && !byPolicy;
	if (byKey) add(() => keyTargets(values));
	if (byPolicy) add(() => markerTargets(values));
	if (values.changes !== void 0) {
		add(() => readChanges(values.changes ?? "", values.document));
		if (verifies(values)) faults.keep(notVerified());
	}
	if (byApp && byKey) faults.keep(inputError("app and values-file are both given", { hint: "Give app, environment and image, and the place is found; or values-file and key, and it is taken as it is." }));
	else if (byApp) add(() => appTargets(values));
	faults.throwIfAny();
	if (targets.length === 0) nothingToDo();
	return {
		targets,
		allow: {
			unpin: values["allow-unpin"],
			shared: values["allow-shared"],
			downgrade: values["allow-downgrade"],
			floating: values["allow-floating"],
			create: values.create
		}
	};
}
function verificationOf(values, open) {
	return verifies(values) ? verification(open, values["pin-digest"]) : void 0;
}
function verifies(values) {
	return values["verify-image"] || values["pin-digest"];
}
function notVerified() {
	return inputError("changes are written as they are: no registry can be asked for them", { hint: "With verify-image and pin-digest, name the place with app and environment, or with values-file and key." });
}
function nothingToDo() {
	throw inputError("nothing says what to bump", { hint: "Give app, environment, image and image-tag; or values-file, key and image-tag; or changes; or image-policy and image-tag." });
}
function appTargets(values) {
	if (values.image.length === 0) throw inputError("the input image is missing", { hint: "It is the repository of the image that was built, such as ghcr.io/acme/web; the place must be of that very image." });
	const images = values.image.map((text) => readImage(text, values));
	return [{
		kind: "app",
		apps: values.app,
		environments: values.environment,
		clusters: values.cluster,
		images
	}];
}
function readImage(text, values) {
	const reference = parseReference(text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, ""));
	if (!reference) throw inputError(`the image ${JSON.stringify(text)} is none`, { hint: "An image is written like ghcr.io/acme/web or ghcr.io/acme/web:1.2.3." });
	const own = reference.tag !== void 0 || reference.digest !== void 0;
	const tag = own ? reference.tag : values["image-tag"];
	const digest = own ? reference.digest : values.digest;
	if (tag === void 0 && digest === void 0) throw inputError(`there is no new version for ${reference.repository}`, { hint: "Give it with image-tag, with digest, or behind the image itself." });
	return {
		repository: reference.repository,
		tag,
		digest
	};
}
function stepVersion(values) {
	const [image, ...more] = values.image.map((text) => values["image-tag"] === void 0 && values.digest === void 0 ? readImage(text, values) : parseReference(text));
	if (more.length > 0) throw inputError("several images are given for the same places", { hint: "With values-file and key, or image-policy, give one image, or none." });
	const tag = values["image-tag"] ?? image?.tag;
	const digest = values.digest ?? image?.digest;
	if (tag === void 0 && digest === void 0) throw inputError("the input image-tag is missing", { hint: "Give the new tag, or a digest." });
	return {
		repository: image?.repository,
		tag,
		digest
	};
}
function keyTargets(values) {
	const files = values["values-file"];
	if (files.length === 0) throw inputError("key is given without values-file", { hint: "Name the file that holds the key." });
	if (values.key.length === 0) throw inputError("values-file is given without key", { hint: "Name the key to set, such as image.tag." });
	const version = stepVersion(values);
	return files.flatMap((file) => values.key.map((key) => ({
		kind: "key",
		file: cleanPath(file),
		key,
		document: values.document,
		value: { version }
	})));
}
function markerTargets(values) {
	const { repository, tag, digest } = stepVersion(values);
	return values["image-policy"].map((policy) => {
		if (!/^[^:\s]+:[^:\s]+$/.test(policy)) throw inputError(`the image policy ${JSON.stringify(policy)} is none`, { hint: "It is written namespace:name, such as flux-system:web." });
		return {
			kind: "marker",
			policy,
			image: repository === void 0 ? {
				repository: void 0,
				tag,
				digest
			} : {
				repository,
				tag,
				digest
			}
		};
	});
}
function readChanges(text, document) {
	const form = "It is written {\"file\": {\"key\": \"value\"}}.";
	let changes;
	try {
		changes = JSON.parse(text);
	} catch (error) {
		throw inputError(`changes is not JSON: ${error.message}`, { hint: form });
	}
	if (!isRecord(changes)) throw inputError("changes is no JSON object", { hint: form });
	return Object.entries(changes).flatMap(([file, keys]) => {
		if (!isRecord(keys)) throw inputError(`changes has no keys for the file ${JSON.stringify(file)}`, { hint: form });
		return Object.entries(keys).map(([key, raw]) => {
			if (typeof raw !== "string" && typeof raw !== "boolean" && !(typeof raw === "number" && Number.isFinite(raw))) throw inputError(`changes has no single value for ${JSON.stringify(key)} of ${JSON.stringify(file)}`, { hint: "A value is a text, a number, true or false." });
			return {
				kind: "key",
				file: cleanPath(file),
				key,
				document,
				value: { raw }
			};
		});
	});
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function cleanPath(path) {
	return path.trim().replace(/^(\.\/)+/, "");
}

// src/commands/bump.ts
const bumpCommand = {
	name: "bump",
	title: "Fairlead bump",
	summary: "Writes a new image tag or digest where an app's desired state sets it, in a folder, and changes no other byte.",
	inputs: {
		...pick(inputs, "path"),
		...targetInputs,
		...parentInputs(),
		...pick(inputs, "dry-run", "output")
	},
	outputs: pick(outputs, "changed", "files-updated", "old-tag", "new-tag", "digest", "outcome")
};
async function runBump(values, ports) {
	const { branches = [] } = ports;
	const given = readTargets(values);
	const request = branches.length === 0 ? given : {
		...given,
		branch: {
			names: [...branches, ...UNKNOWN_BRANCH.names],
			isDefault: true
		}
	};
	const verified = verificationOf(values, ports.registry);
	const { tree, identity, completion } = ports;
	const verify = values["verify-render"];
	const planned = new PlannedTree(tree, {
		request,
		resolve: verified?.resolve,
		identity,
		completion,
		teacher: teacherOf(verify, ports.proving)
	});
	const plan = await planned.plan();
	if (!request.allow.downgrade) refuseDowngrades(plan.moves);
	const proofs = await proofsOf(verify, {
		tree,
		moves: plan.moves,
		changes: new Map(plan.files.map(({ path, after }) => [path, encodeText(after)])),
		images: [],
		allowShared: request.allow.shared,
		open: planned.open,
		inventory: planned.known
	}, ports.proving);
	const dryRun = values["dry-run"];
	if (!dryRun && plan.files.length > 0) {
		const current = await ports.tree.read(plan.files.map((file) => file.path));
		await ports.write(plan.files.map((file) => ({
			path: file.path,
			content: encodeText(file.after),
			mode: current.get(file.path)?.mode ?? "100644"
		})));
	}
	const outcome = plan.files.length === 0 ? "unchanged" : dryRun ? "dry-run" : "updated";
	const outputs = {
		...versionOutputs(plan.moves),
		changed: String(plan.files.length > 0),
		"files-updated": plan.files.map((file) => file.path).join("\n"),
		outcome
	};
	const crossing = crossingIntoProduction(plan.moves.flatMap((move) => [move, ...move.alsoMoves]));
	const notes = [
		...crossing === void 0 ? [] : [crossing],
		...new Set(plan.notes.map((note) => note.text)),
		...new Set(proofs.flatMap(({ warnings }) => warnings))
	];
	return {
		outputs,
		data: {
			outputs,
			outcome,
			changed: plan.files.length > 0,
			files: plan.files.map((file) => file.path),
			moves: plan.moves,
			proof: proofData(proofs),
			notes
		},
		text: [...describePlan(plan, dryRun), ...proofLines(proofs)],
		summary: movesTable(plan.moves),
		warnings: [...notes, ...verified?.warnings ?? []]
	};
}
function versionOutputs(moves) {
	const distinct = (values) => [...new Set(values.filter((value) => value !== void 0))].join(",");
	return {
		"old-tag": distinct(moves.map((move) => move.from)),
		"new-tag": distinct(moves.map((move) => move.to)),
		digest: distinct(moves.map((move) => move.digest))
	};
}
function refuseDowngrades(moves) {
	const [first, ...others] = moves.filter((move) => move.order === "older").map((move) => ({
		message: `${move.to} is lower than ${move.from}, which is there`,
		at: {
			file: move.file,
			line: move.line
		},
		hint: "If going back is wanted, set allow-downgrade: true."
	}));
	if (first) throw new FairleadError("refused", [first, ...others]);
}
function describePlan(plan, dryRun) {
	if (plan.files.length === 0) return ["Nothing to change: every place has the version already."];
	return [...new Set(plan.moves.map((move) => `${dryRun ? "Would set" : "Set"} ${describeMove(move)}`))];
}
function describeMove(move) {
	const who = [move.app, move.environment].filter((part) => part !== void 0).join(" in ");
	const from = move.from ?? move.fromDigest ?? "(nothing)";
	const what = from === move.to ? `${move.to}${move.digest === void 0 ? "" : " (digest)"}` : `${from} -> ${move.to}`;
	const unknown = move.order === "unknown" && move.from !== void 0 && move.from !== move.to ? " (which of the two is newer cannot be told from the tags)" : "";
	return oneLine(`${move.file}:${move.line} ${move.key}: ${what}${who ? ` for ${who}` : ""}${unknown}`);
}

export { PlannedTree, bumpCommand, describeMove, readTargets, runBump, targetInputs, verificationOf, versionOutputs };