import { boolean, finite, number, pipe, safeParse, string, union } from "../packages/valibot.js";
import { verification } from "../rooms/bump.js";
import { FaultCollector, inputError } from "../rooms/errors.js";
import { parseReference } from "../rooms/images.js";
import { entries, shapeFault } from "../rooms/shapes.js";
import { parseJson } from "../rooms/yaml.js";
import { inputs, pick } from "./define.js";

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
const ONE_VALUE = "must be a text, a number, true or false";
const Changes = entries(entries(union([
	string(),
	pipe(number(), finite(ONE_VALUE)),
	boolean()
], ONE_VALUE)));
function readChanges(text, document) {
	const read = safeParse(Changes, parseJson(text, "changes"));
	const faults = new FaultCollector();
	for (const issue of read.issues ?? []) faults.keep(inputError(`changes: ${shapeFault(issue, "the whole").message}`, { hint: "It is written {\"file\": {\"key\": \"value\"}}." }));
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