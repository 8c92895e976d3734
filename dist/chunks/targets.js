import { boolean, finite, number, pipe, safeParse, string, union } from "../packages/valibot.js";
import { verification } from "../rooms/bump.js";
import { FaultCollector, inputError } from "../rooms/errors.js";
import { parseReference } from "../rooms/images.js";
import { entries, shapeFault } from "../rooms/shapes.js";
import { parseJson } from "../rooms/yaml.js";
import { inputs, pick } from "./define.js";
import { described } from "./describe.js";

// src/commands/targets.ts
const picked = pick(inputs, "app", "environment", "cluster", "image", "image-tag", "digest", "verify-image", "pin-digest", "verify-render", "values-file", "key", "document", "changes", "image-policy", "create", "allow-unpin", "allow-shared", "allow-downgrade", "allow-floating");
const targetInputs = described(picked, {
	app: "The apps to bump, by name: web in prod also matches web-prod. Default: every app in the environments that uses the image.",
	environment: "The environments to bump. Optional if an app has only one."
});
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
	if (byApp && byKey) faults.keep(inputError("app and values-file are both set", { hint: "Set app, environment and image to find the location with the inventory, or values-file and key to name it." }));
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
	return inputError("verify-image and pin-digest cannot be combined with changes: no registry can be queried for arbitrary values", { hint: "With verify-image and pin-digest, set app and environment, or values-file and key." });
}
function nothingToDo() {
	throw inputError("no target to bump is set", { hint: "Set app, environment, image and image-tag; or values-file, key and image-tag; or changes; or image-policy and image-tag." });
}
function appTargets(values) {
	if (values.image.length === 0) throw inputError("the input image is missing", { hint: "Set it to the repository of the image you built, such as ghcr.io/acme/web. It must be the image that the app already uses." });
	const images = values.image.map((text) => readImage(text, values));
	refuseUnused(values, images);
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
	if (!reference) throw inputError(`${JSON.stringify(text)} is not a valid image`, { hint: "Write it like ghcr.io/acme/web or ghcr.io/acme/web:1.2.3." });
	const step = reference.tag === void 0 && reference.digest === void 0 || values.image.length === 1 ? values : void 0;
	const tag = reference.tag ?? step?.["image-tag"];
	const digest = reference.digest ?? step?.digest;
	if (tag === void 0 && digest === void 0) throw inputError(`no new version is set for ${reference.repository}`, { hint: "Set image-tag or digest, or add it to the image (ghcr.io/acme/web:1.2.3)." });
	return {
		repository: reference.repository,
		tag,
		digest
	};
}
function refuseUnused(values, written) {
	for (const [name, part] of [["image-tag", "tag"], ["digest", "digest"]]) {
		const given = values[name];
		if (given !== void 0 && !written.some((version) => version[part] === given)) throw inputError(`${name} is ${JSON.stringify(given)}, but the version in image is different`, { hint: `Remove ${name}, or write image without a tag and digest.` });
	}
}
function stepVersion(values) {
	const [image, ...more] = values.image.map((text) => values["image-tag"] === void 0 && values.digest === void 0 ? readImage(text, values) : parseReference(text));
	if (more.length > 0) throw inputError("several images are set for the same locations", { hint: "With values-file and key, or with image-policy, set at most one image." });
	const tag = image?.tag ?? values["image-tag"];
	const digest = image?.digest ?? values.digest;
	refuseUnused(values, [{
		tag,
		digest
	}]);
	if (tag === void 0 && digest === void 0) throw inputError("the input image-tag is missing", { hint: "Set image-tag to the new tag, or set digest." });
	return {
		repository: image?.repository,
		tag,
		digest
	};
}
function keyTargets(values) {
	const files = values["values-file"];
	if (files.length === 0) throw inputError("key is set without values-file", { hint: "Set values-file to the file that contains the key." });
	if (values.key.length === 0) throw inputError("values-file is set without key", { hint: "Set key to the key to change, such as image.tag." });
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
		if (!/^[^:\s]+:[^:\s]+$/.test(policy)) throw inputError(`${JSON.stringify(policy)} is not a valid image policy`, { hint: "Write it as namespace:name, such as flux-system:web." });
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
const ONE_VALUE = "must be a string, a number, true or false";
const Changes = entries(entries(union([
	string(),
	pipe(number(), finite(ONE_VALUE)),
	boolean()
], ONE_VALUE)));
function readChanges(text, document) {
	const read = safeParse(Changes, parseJson(text, "changes"));
	const faults = new FaultCollector();
	for (const issue of read.issues ?? []) faults.keep(inputError(`changes: ${shapeFault(issue, "the whole").message}`, { hint: "Write it as {\"file\": {\"key\": \"value\"}}." }));
	faults.throwIfAny();
	if (!read.success) return [];
	return [...read.output].flatMap(([file, keys]) => [...keys].map(([key, raw]) => ({
		kind: "key",
		file: cleanPath(file),
		key,
		document,
		value: { raw }
	})));
}
function cleanPath(path) {
	return path.trim().replace(/^(\.\/)+/, "");
}

export { readTargets, targetInputs, verificationOf };