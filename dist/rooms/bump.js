import { FairleadError, FaultCollector, inputError, refusal, suggestion } from "./errors.js";
import { once } from "./tree.js";
import { aliasesOf, decodeText, entryValue, findValues, formatKeyPath, keyText, locateKey, lookUp, parseKeyParts, parseYaml, pathOfKey, position, resolve, wholeFile } from "./yaml.js";
import { DIGEST_KEYS, FLOATING_TAGS, formatReference, isDigest, isFloating, isHost, isRepository, isSameRepository, isTag, lastPart, nameIn, parseReference, placeId, tagFamily } from "./images.js";
import { UNKNOWN_BRANCH, assumedNote, calledCluster, collisions, followedFolders, followsOtherBranch, groupBy, isOnCluster, isSameEnvironment, onMerge, openInventory, passedOver } from "./inventory.js";
import { orderOf } from "./moves.js";
import { bumpByKey } from "./bump-by-key.js";

// src/bump/version.ts
function checkVersion(version) {
	const { tag, digest } = version;
	if (tag !== void 0 && !isTag(tag)) throw inputError(`${JSON.stringify(tag)} is not a valid image tag`, { hint: "A tag has at most 128 letters, digits, dots, dashes and underscores, and does not start with a dot or dash." });
	if (digest !== void 0 && !isDigest(digest)) throw inputError(`${JSON.stringify(digest)} is not a valid digest`, { hint: "A digest is sha256: followed by 64 hexadecimal digits." });
}
function refuseFloating(tag, allow) {
	if (tag === void 0 || allow.floating || !isFloating(tag)) return;
	throw refusal(`${tag} is a floating tag: the manifest does not change when a new image is pushed, so nothing would be deployed`, { hint: `Use a tag that identifies this build, or set allow-floating: true. Floating tags: ${FLOATING_TAGS.join(", ")}.` });
}
function parseVersion(text, form) {
	if (form === "tag") {
		const [tag = "", digest] = text.split("@");
		return {
			form,
			prefix: "",
			suffix: "",
			repository: void 0,
			tag: tag === "" || tag === "~" ? void 0 : tag,
			digest
		};
	}
	const equals = form === "kustomize-argument" ? text.indexOf("=") : -1;
	const reference = parseReference(text.slice(equals + 1));
	return {
		form,
		prefix: text.slice(0, equals + 1),
		suffix: "",
		repository: reference?.repository ?? text.slice(equals + 1),
		tag: reference?.tag,
		digest: reference?.digest
	};
}
function parsePlace({ text, around }, form) {
	if (!around) return parseVersion(text, form);
	const [prefix, suffix] = around;
	return {
		...parseVersion(text.slice(prefix.length, text.length - suffix.length), form),
		prefix,
		suffix
	};
}
function formOf(text, key) {
	const reference = parseReference(text);
	if (!reference) return "tag";
	const isImageKey = /image$/i.test(key);
	return text.includes("/") || isImageKey && (reference.tag !== void 0 || reference.digest !== void 0) || isImageKey && !/\d/.test(text) ? "reference" : "tag";
}
function newTexts({ parsed, separateDigest }, version, { allow, at }) {
	const pinnedBeside = separateDigest !== void 0 && separateDigest !== "";
	const pinned = parsed.digest !== void 0 || pinnedBeside;
	const tag = version.tag ?? parsed.tag;
	if (version.digest === void 0) {
		const same = tag === parsed.tag;
		if (pinned && !same && !allow.unpin) throw refusePinned(parsed.digest ?? separateDigest ?? "", at, ", or set allow-unpin: true to remove the digest");
		return {
			text: compose(parsed, tag, same ? parsed.digest : void 0),
			separateDigest: pinnedBeside && !same ? "" : void 0,
			unpinned: pinned && !same,
			digestLost: false
		};
	}
	const inPlace = parsed.digest !== void 0 || parsed.form !== "tag" && separateDigest === void 0;
	const digest = /^[0-9a-f]{64}$/.test(separateDigest ?? "") ? version.digest.replace(/^sha256:/, "") : version.digest;
	return {
		text: compose(parsed, tag, inPlace ? version.digest : void 0),
		separateDigest: separateDigest !== void 0 && (pinnedBeside || !inPlace) ? digest : void 0,
		unpinned: false,
		digestLost: !inPlace && separateDigest === void 0
	};
}
function compose(parsed, tag, digest) {
	if (parsed.form === "tag") return `${parsed.prefix}${tag ?? ""}${digest === void 0 ? "" : `@${digest}`}${parsed.suffix}`;
	const reference = {
		repository: parsed.repository ?? "",
		...tag === void 0 ? {} : { tag },
		...digest === void 0 ? {} : { digest }
	};
	return parsed.prefix + formatReference(reference) + parsed.suffix;
}
function refusePinned(digest, at, more = "") {
	return refusal(`the image is pinned by the digest ${shorten$1(digest)}, which would still take precedence`, {
		at,
		hint: `Set "digest" to the digest of the new image${more}.`
	});
}
function shorten$1(digest) {
	return digest.length > 22 ? `${digest.slice(0, 19)}…` : digest;
}

// src/bump/old-value.ts
const VERSION_KEY = /(?:tags?|versions?|revision|images?|ref|release|build|commit|sha|digest|semver)$/i;
const OTHER_KEY = /(?:^|[a-z_-])(?:replicas?|count|ports?|ip|hosts?|hostname|addr|address|url|uri|endpoint|domain|email|cidr|path|size|cpu|memory|limits?|requests?|weight|priority|timeout|interval|seconds|minutes|days|percent(?:age)?|threshold|mode|user|group|uid|gid|name|namespace|kind|type|policy|level|enabled|secrets?)$|^(?:max|min|runAs|fs)[A-Z]|^(?:hpa|ttl|apiVersion)$/i;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}$/;
const QUANTITY = /^\d+(?:\.\d+)?(?:m|[kKMGTPE]i?|ms|s|min|h|d|%)$/;
const DOMAIN = /^(?!v?\d)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/i;
const BOOLEAN = /^(?:true|false|yes|no|on|off|null|~)$/i;
function oldAtKey(text, place) {
	const value = text.replace(/\r?\n$/, "");
	if ([
		"",
		"null",
		"~"
	].includes(value)) return parseVersion("", "tag");
	if (/[\r\n]/.test(value)) throw refuseOld(place, "a multi-line string");
	refuseTemplate(value, place);
	return partOf(value, place) ?? whole(value, place);
}
function checkOld(parsed, text, place) {
	refuseTemplate(text.slice(parsed.prefix.length, text.length - parsed.suffix.length), place);
	const { form, tag, digest, repository } = parsed;
	if (form === "tag" && tag !== void 0 && !TAG.test(tag)) throw refuseOld(place, describe(tag));
	if (form !== "tag" && !isRepository(repository ?? "")) throw refuseOld(place, describe(text));
	if (digest !== void 0 && digest !== "" && !isDigest(digest)) throw refuseOld(place, describe(text));
}
function refuseTemplate(text, place) {
	if (/\{\{|\$\{|\$\(/.test(text)) throw refuseOld(place, "a template, which is filled in from another value");
}
function partOf(value, place) {
	const ref = /^([^\s]*[?&]ref=)([^&#\s]+)(\S*)$/.exec(value);
	if (ref) {
		const [, prefix = "", text = "", suffix = ""] = ref;
		if (!TAG.test(text)) throw refuseOld(place, `the reference ${text}, which is not a tag`);
		return {
			...parseVersion(text, "tag"),
			prefix,
			suffix
		};
	}
	const scheme = /^(oci|docker):\/\//i.exec(value)?.[0];
	if (scheme !== void 0) {
		const parsed = parseVersion(value.slice(scheme.length), "reference");
		if (parsed.tag === void 0 && parsed.digest === void 0) throw refuseOld(place, "an address");
		return {
			...parsed,
			prefix: scheme
		};
	}
	const [, name = "", rest = ""] = /^(-{0,2}[A-Za-z_][\w.-]*=)(\S*)$/.exec(value) ?? [];
	if (name === "") return void 0;
	const parsed = whole(rest, {
		...place,
		path: [name.slice(0, -1).replaceAll(/[-.]/g, "_")]
	}, () => refuseOld(place, "a different kind of setting"));
	return {
		...parsed,
		prefix: name + parsed.prefix
	};
}
function whole(value, place, fault = (what) => refuseOld(place, what)) {
	const { path, repository } = place;
	const last = String(path.at(-1));
	const isVersionKey = VERSION_KEY.test(last) || VERSION_KEY.test(String(path.at(-2))) && !OTHER_KEY.test(last);
	const isImageKey = path.slice(-2).some((key) => /images?$/i.test(String(key)));
	if (isDigest(value)) return {
		...parseVersion("", "tag"),
		digest: value
	};
	const reference = parseReference(value);
	const isGiven = reference !== void 0 && repository !== void 0 && (isSameRepository(reference.repository, repository) || repository.endsWith(`/${reference.repository}`));
	if (isTagText(value) && !(isGiven && reference.tag === void 0) && !(isImageKey && !/\d/.test(value) && /image$/i.test(last))) {
		if (BOOLEAN.test(value)) throw fault("true or false");
		if (!isVersionKey && OTHER_KEY.test(last)) throw fault(describe(value));
		if (!isVersionKey && (QUANTITY.test(value) || DOMAIN.test(value))) throw fault(describe(value));
		if (!isVersionKey && !/\d/.test(value) && !FLOATING_TAGS.includes(value.toLowerCase())) throw fault(`the word ${JSON.stringify(value)}`);
		return parseVersion(value, "tag");
	}
	if (!reference) throw fault(describe(value));
	const isVersioned = reference.tag !== void 0 || reference.digest !== void 0;
	if (reference.tag !== void 0 && /^\d{2,5}$/.test(reference.tag) && !value.includes("/") && !isImageKey && !isGiven) throw fault("an address");
	if (!isVersioned && !isImageKey && !isGiven) throw fault(describe(value));
	return parseVersion(value, "reference");
}
function isTagText(value) {
	const [tag = "", digest, ...more] = value.split("@");
	return TAG.test(tag) && more.length === 0 && (digest === void 0 || isDigest(digest));
}
function describe(value) {
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value) || isHost(value) || DOMAIN.test(value)) return "an address";
	if (/^\d+(?:\.\d+)?$/.test(value)) return "a number that is not a version";
	if (/^[<>=^~*!]/.test(value)) return "a version range";
	return "something else";
}
function refuseOld({ path, at }, what) {
	return refusal(`the key ${formatKeyPath(path)} holds ${what}, not a tag, digest or image`, {
		at,
		hint: "Set key to the key of the tag. Set other values with \"changes\"."
	});
}

// src/bump/family.ts
function ofOneFamily(name, uses, image) {
	const { tag } = image;
	const told = uses.filter((use) => use.tag !== void 0);
	const families = new Set(told.map((use) => tagFamily(use.tag ?? "")));
	const wanted = tag === void 0 ? void 0 : tagFamily(tag);
	if (wanted === void 0 || families.size === 0) return atOneVersion(name, uses, image).map(sure);
	if (families.size > 1 && !families.has(wanted)) throw refusal(`${name} uses several kinds of tags of ${image.repository}, and ${tag} matches none of them: ${list(uses)}`, { hint: howToName(uses) });
	const others = families.size > 1 ? told.filter((use) => tagFamily(use.tag ?? "") !== wanted) : [];
	const own = atOneVersion(name, uses.filter((use) => !others.includes(use)), image);
	const isScheme = !families.has(wanted) && distinct(own).length > 1;
	const unsure = others.length > 0 ? `other kinds of tags of ${image.repository} were not changed: ${list(others)}` : isScheme ? `the format of the tags of ${image.repository} changes from ${own[0]?.tag} to ${tag} at every location: ${list(own)}` : void 0;
	return own.map((use) => ({
		use,
		unsure
	}));
}
function sure(use) {
	return {
		use,
		unsure: void 0
	};
}
function atOneVersion(name, uses, image) {
	if (new Set(uses.map((use) => use.tag ?? use.digest).filter((version) => version !== void 0)).size < 2) return uses;
	throw refusal(`${name} uses several versions of ${image.repository}, and all of them would be set to the same one: ${list(uses)}`, { hint: howToName(uses) });
}
function distinct(uses) {
	const seen = /* @__PURE__ */ new Set();
	return uses.filter((use) => {
		const place = use.place ?? use.digestPlace;
		const id = place ? placeId(place) : "";
		return !seen.has(id) && seen.add(id);
	});
}
function list(uses) {
	return distinct(uses).map(({ place, digestPlace, tag, digest }) => {
		const at = place ?? digestPlace;
		const version = tag ?? (digest === void 0 ? "no tag" : `${digest.slice(0, 19)}…, pinned by digest`);
		return at ? `${at.file}:${at.line} (${version})` : version;
	}).join(", ");
}
function howToName(uses) {
	const places = distinct(uses).flatMap(({ place, digestPlace }) => place ?? digestPlace ?? []);
	const [first] = places;
	if (!first) return "Select the value to change with \"values-file\" and \"key\".";
	const all = places.every(({ file, document }) => file === first.file && document === first.document) ? `; to change all of them: key: ${places.map(({ key }) => key).join(", ")}` : "";
	const document = first.document > 0 ? `, document: ${first.document}` : "";
	return `Select the one to change, without "app", such as values-file: ${first.file}, key: ${first.key}${document}${all}.`;
}

// src/bump/select.ts
function select(inventory, target) {
	const apps = selectApps(inventory, target);
	const selected = [];
	const without = [];
	const found = /* @__PURE__ */ new Set();
	for (const app of apps) {
		const before = selected.length;
		for (const image of target.images) {
			const uses = matching(app, image);
			if (uses.length > 0) found.add(image);
			for (const { use, unsure } of uses) selected.push({
				app,
				use,
				image,
				unsure
			});
		}
		if (selected.length === before) without.push(app);
	}
	const wrong = without.find((app) => target.apps.length > 0 && !selected.some((one) => one.app.name === app.name && one.app.environment === app.environment));
	if (wrong) throw mismatch(wrong, target.images);
	for (const [{ declaredAt }, sentence] of collisions(selected.map(({ app }) => app))) throw refusal(sentence, {
		at: declaredAt,
		hint: "In fairlead.yaml (roots), set which of them is deployed, and in which control plane."
	});
	const lost = target.images.find((image) => !found.has(image));
	if (lost) {
		const known = apps.flatMap((app) => app.images.flatMap((use) => use.repository ?? []));
		throw inputError(`no app ${describeScope(target)} uses the image ${lost.repository}`, {
			isNotFound: true,
			hint: suggestion(lost.repository, known)
		});
	}
	return selected;
}
function selectApps(inventory, target) {
	const { apps } = inventory;
	const environments = [...new Set(apps.flatMap((app) => app.environment ?? []))];
	for (const wanted of target.environments) if (!environments.some((name) => isSameEnvironment(name, wanted))) throw inputError(`there is no environment ${JSON.stringify(wanted)}`, {
		isNotFound: true,
		hint: environments.length > 0 ? suggestion(wanted, environments) : "No environments were found in the infra repo. Define them in fairlead.yaml."
	});
	const clusters = apps.flatMap((app) => calledCluster(app) ?? []);
	for (const wanted of target.clusters) if (!apps.some((app) => isOnCluster(app, wanted))) throw inputError(`there is no cluster ${JSON.stringify(wanted)}`, {
		isNotFound: true,
		hint: suggestion(wanted, clusters)
	});
	const inScope = apps.filter((app) => (target.environments.length === 0 || target.environments.some((wanted) => app.environment !== void 0 && isSameEnvironment(app.environment, wanted))) && (target.clusters.length === 0 || target.clusters.some((wanted) => isOnCluster(app, wanted))));
	if (target.apps.length === 0) return inScope.filter((app) => target.images.some((image) => app.images.some((use) => usesImage(use, image))));
	return target.apps.flatMap((wanted) => {
		const named = byName(inScope, wanted);
		if (named.length === 0) throw unknownApp(inventory, target, wanted);
		const where = [...new Set(named.map((app) => app.environment))];
		if (target.environments.length === 0 && where.length > 1) throw inputError(`the app ${wanted} is in several environments: ${where.map((name) => name ?? "(none)").join(", ")}`, { hint: "Set \"environment\" to one of them." });
		return named;
	});
}
function byName(apps, wanted) {
	const exact = apps.filter((app) => app.name === wanted);
	if (exact.length > 0) {
		const withImages = exact.filter((app) => app.images.length > 0);
		return withImages.length > 0 ? withImages : exact;
	}
	return apps.filter((app) => [
		app.environment,
		calledCluster(app),
		app.namespace
	].some((part) => part !== void 0 && [`${wanted}-${part}`, `${part}-${wanted}`].includes(app.name)));
}
function namesOf(app) {
	const parts = [
		app.environment,
		calledCluster(app),
		app.namespace
	].filter((part) => part !== void 0);
	return [app.name, ...parts.flatMap((part) => [app.name.replace(new RegExp(`-${escapeExpression(part)}$`), "")])];
}
function escapeExpression(text) {
	return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
function unknownApp(inventory, target, wanted) {
	const elsewhere = byName(inventory.apps, wanted);
	const scope = describeScope({
		...target,
		apps: []
	});
	if (elsewhere.length > 0) return inputError(`there is no app ${JSON.stringify(wanted)} ${scope}`, {
		isNotFound: true,
		hint: `It exists in: ${[...new Set(elsewhere.map((app) => app.environment ?? "(no environment)"))].join(", ")}.`
	});
	const unrendered = new Set(inventory.unresolved.flatMap(({ isUnrendered, reason }) => isUnrendered ? [` Apps may be missing: ${reason}.`] : []));
	const unresolved = inventory.unresolved.length > 0 ? ` ${inventory.unresolved.length === 1 ? "1 object" : `${inventory.unresolved.length} objects`} could not be resolved; run "fairlead inventory" to see ${inventory.unresolved.length === 1 ? "it" : "them"}.` : "";
	return inputError(`there is no app ${JSON.stringify(wanted)} ${scope}`, {
		isNotFound: true,
		hint: `${suggestion(wanted, inventory.apps.flatMap(namesOf))}${[...unrendered].join("")}${unresolved}`.trim()
	});
}
function describeScope(target) {
	const parts = [
		target.apps.length > 0 ? `named ${target.apps.join(", ")}` : "",
		target.environments.length > 0 ? `in ${target.environments.join(", ")}` : "",
		target.clusters.length > 0 ? `on ${target.clusters.join(", ")}` : ""
	].filter((part) => part !== "");
	return parts.length > 0 ? parts.join(" ") : "in the infra repo";
}
function usesImage(use, image) {
	return [use.repository, ...use.alsoKnownAs].some((name) => name !== void 0 && isSameRepository(name, image.repository));
}
function matching(app, image) {
	const sure = app.images.filter((use) => usesImage(use, image));
	if (sure.length > 0) return ofOneFamily(app.name, sure, image);
	const unknown = app.images.filter((use) => use.repository === void 0 && use.place && isMainKey(use, app, image));
	const [only] = unknown;
	if (!only?.place || unknown.length > 1) return [];
	if (app.images.some(({ artifact, repository }) => artifact === "image" && repository !== void 0 && lastPart(repository) === lastPart(image.repository))) return [];
	const missing = app.sources.find(({ isMissing }) => isMissing === true);
	if (missing) throw refusal(`${app.name} deploys nothing: its path ${missing.path ?? ""} does not exist in this repo`, {
		at: {
			file: app.declaredAt.file,
			line: app.declaredAt.line
		},
		hint: "Fix the path first. In an ApplicationSet, look for a parameter that no generator provides."
	});
	return [{
		use: only,
		unsure: `${only.place.file}:${only.place.line} holds only a tag, and the chart that sets its repository is not in this repo, so it could not be verified that the image is ${image.repository}`
	}];
}
function isMainKey(use, app, image) {
	const names = /* @__PURE__ */ new Set([
		app.name,
		image.repository.split("/").pop() ?? "",
		"image",
		"global",
		"app",
		"main"
	]);
	const path = (use.addPath ?? []).map(String);
	return /^(tag|imageTag|image_tag)$/.test(path.at(-1) ?? "") && path.slice(0, -1).every((segment) => names.has(segment));
}
function mismatch(app, images) {
	const wanted = images.map((image) => image.repository).join(", ");
	const at = {
		file: app.declaredAt.file,
		line: app.declaredAt.line
	};
	const there = app.images.map(({ repository, template, place, withoutPlace }) => `${repository ?? template?.text ?? "(repository unknown)"}${place ? ` at ${place.file}:${place.line} (${place.key})` : withoutPlace === void 0 ? "" : ` (${withoutPlace})`}`);
	if (there.length === 0) return inputError(`the app ${app.name} sets no image in this repo`, {
		at,
		hint: [...app.notes, "Set \"values-file\" and \"key\", or add the location under \"images\" in fairlead.yaml."].join(". ")
	});
	return inputError(`the app ${app.name} does not use the image ${wanted}`, {
		at,
		hint: `It uses: ${[...new Set(there)].slice(0, 10).join("; ")}. ${suggestion(wanted, app.images.flatMap((use) => use.repository ?? []))}`.trim()
	});
}

// src/bump/sharing.ts
function alsoMoved(inventory, selected, environments, clusters = []) {
	const own = [selected.use.place, selected.use.digestPlace].filter((place) => place !== void 0).map(placeId);
	if (own.length === 0) return [];
	return inventory.apps.filter((app) => !(environments.some((name) => name === app.environment || name !== void 0 && app.environment !== void 0 && isSameEnvironment(name, app.environment)) && (clusters.length === 0 || clusters.some((wanted) => isOnCluster(app, wanted)))) && app.images.some((use) => [use.place, use.digestPlace].some((place) => place && own.includes(placeId(place)))));
}
function companions({ app, use }, images) {
	const { place } = use;
	if (!place) return [];
	return app.images.filter((other) => other.place && placeId(other.place) === placeId(place) && other.repository !== void 0 && other.repository !== use.repository && !images.some((image) => usesImage(other, image)));
}
function neighbours(inventory, selected) {
	const { app, use } = selected;
	if (!use.place) return [];
	const own = placeId(use.place);
	return inventory.apps.filter((other) => other.environment === app.environment && other.name !== app.name).flatMap((other) => other.images.filter((candidate) => candidate.place && placeId(candidate.place) === own).map((candidate) => ({
		app: other,
		use: candidate
	})));
}
function refuseMisled(selected, others) {
	const names = [...new Set(others.map(({ app, use }) => `${app.name} (${use.repository})`))];
	const { place } = selected.use;
	return refusal(`${place?.file} also sets the tag of other images: ${shorten(names)}`, {
		at: {
			file: place?.file ?? "",
			line: place?.line ?? 1
		},
		hint: "They would be set to a tag that may not exist for them. Give this app its own value, or set allow-shared: true to update all of them."
	});
}
function refuseShared(selected, others, own) {
	const { place } = selected.use;
	const isElsewhere = others.every((app) => app.environment === selected.app.environment);
	const noun = isElsewhere ? "cluster" : "environment";
	const names = [...new Set(others.map((app) => `${app.name} (${isElsewhere ? app.cluster ?? "no cluster" : app.environment ?? "no environment"})`))];
	const cure = own === void 0 ? `Give this ${noun} its own value (a patch, an images entry or a values file)` : `Set create: true to give this ${noun} its own value`;
	return refusal(`${place?.file} is also used by other ${noun}s. Changing it would update them too: ${shorten(names)}`, {
		at: {
			file: place?.file ?? "",
			line: place?.line ?? 1
		},
		hint: `${cure}, or set allow-shared: true to update all of them.`
	});
}
function shorten(names) {
	return `${names.slice(0, 10).join(", ")}${names.length > 10 ? ` and ${names.length - 10} more` : ""}`;
}

// src/bump/app.ts
function planSelected(builder, inventory, one, asked) {
	const { app, use, image } = one;
	const { target } = asked;
	const { allow } = builder;
	refuseFloating(image.tag, allow);
	const others = alsoMoved(inventory, one, target.environments.length > 0 ? target.environments : [app.environment], target.clusters);
	const besides = neighbours(inventory, one);
	const misled = [...besides.filter((other) => other.use.repository !== void 0 && !isSameRepository(other.use.repository, image.repository)), ...companions(one, target.images).map((other) => ({
		app,
		use: other
	}))];
	if (misled.length > 0 && !allow.shared) throw refuseMisled(one, misled);
	const notes = [...notesOf(one, target), ...besidesNote(one, besides)];
	const place = use.place ?? (use.tag === void 0 || image.tag === use.tag || !allow.create ? use.digestPlace : void 0);
	const spot = {
		one,
		asked,
		notes,
		others,
		inventory
	};
	if (place && (others.length === 0 || allow.shared)) planAt(builder, place, spot);
	else planOwn(builder, spot);
}
function notesOf({ app, unsure }, target) {
	const isByAnother = target.environments.length > 0 && app.environmentBy !== void 0;
	return [
		unsure,
		assumedNote(app),
		isByAnother ? `${app.name} is in ${app.environment ?? ""} only because ${app.environmentBy} is; to confirm the environment, add a label "environment" to it` : void 0
	].flatMap((text) => text === void 0 ? [] : [{ text }]);
}
function besidesNote({ use }, besides) {
	if (besides.length === 0) return [];
	const names = besides.map((other) => `${other.app.name} (${other.use.repository ?? "repository unknown"})`);
	return [{
		text: `this change of ${use.place?.file} also updates other apps of the same environment: ${[...new Set(names)].join(", ")}`,
		isWarning: true
	}];
}
function baseOf({ app, image }) {
	return {
		app: app.name,
		environment: app.environment,
		cluster: app.cluster,
		production: app.production,
		follows: followedFolders(app),
		image: image.repository
	};
}
function planAt(builder, place, { one, asked, notes, others, inventory }) {
	const { app, use, image } = one;
	const { file, key, document, line } = place;
	const names = others.map((other) => `${other.name} (${other.environment ?? "no environment"})`);
	const text = `this change of ${file} also updates: ${[...new Set(names)].join(", ")}`;
	const shared = names.length > 0 ? [{
		text,
		isWarning: true
	}] : [];
	const allowShared = builder.allow.shared || isMovedAsWhole(builder.files.get(file), place, asked.all);
	const where = {
		path: place.path,
		document,
		allowShared
	};
	const base = {
		...baseOf(one),
		alsoMoves: others.map((other) => ({
			app: other.name,
			environment: other.environment,
			production: other.production,
			onMerge: effectOf(other, file, inventory, builder.branch)
		})),
		onMerge: effectOf(app, file, inventory, builder.branch),
		file,
		key,
		document,
		line,
		notes: [
			...notes,
			...shared,
			...otherBranchNote(builder, app, file)
		]
	};
	if (!use.place) return builder.addDigest(place.text, image, where, base);
	const parsed = parsePlace(place, use.form);
	checkOld(parsed, place.text, {
		path: place.path,
		at: {
			file,
			line
		},
		repository: image.repository
	});
	const separateDigest = use.digestPlace ?? (use.digestPath && image.digest !== void 0 && parsed.digest === void 0 ? {
		path: use.digestPath,
		text: "",
		create: true
	} : void 0);
	builder.addVersion(image, {
		parsed: {
			...parsed,
			tag: parsed.tag ?? use.tag
		},
		where,
		separateDigest
	}, base);
}
function planOwn(builder, { one, asked, notes, others, inventory }) {
	const { app, use, image } = one;
	const { create } = builder.allow;
	const own = ownPlace(inventory, app, use, asked.target.clusters);
	if (!use.place && !(create && own)) throw setNowhere(one, own?.file);
	const file = own && builder.files.get(own.file);
	if (!own || !file || !create) throw refuseShared(one, others, own?.file);
	const { digestPlace } = use;
	const last = digestPlace?.path.at(-1);
	const separateDigest = digestPlace && last !== void 0 ? {
		path: [...own.path.slice(0, -1), last],
		text: digestPlace.text,
		create: true
	} : void 0;
	const parsed = {
		form: "tag",
		prefix: "",
		suffix: "",
		repository: void 0,
		tag: use.tag,
		digest: separateDigest ? void 0 : use.digest
	};
	const document = file.documents[0]?.index ?? 0;
	const where = {
		path: own.path,
		document,
		create: true
	};
	builder.addVersion(image, {
		parsed,
		where,
		separateDigest
	}, {
		...baseOf(one),
		alsoMoves: [],
		onMerge: effectOf(app, own.file, inventory, builder.branch),
		file: own.file,
		key: formatKeyPath(own.path),
		document,
		line: 1,
		notes: [...notes, ...otherBranchNote(builder, app, own.file)]
	});
}
function effectOf(app, file, { apps }, branch) {
	if (followsOtherBranch(app, file, branch) !== void 0) return void 0;
	return onMerge(app, {
		isDeclarationChanged: file === app.declaredAt.file,
		among: apps
	});
}
function otherBranchNote({ branch }, app, file) {
	const revision = followsOtherBranch(app, file, branch);
	if (revision === void 0) return [];
	const [only, ...more] = branch === UNKNOWN_BRANCH ? [] : branch.names;
	const here = only === void 0 || more.length > 0 ? "another branch" : only;
	const name = revision === "HEAD" ? "the default branch" : revision;
	return [{
		text: `${app.name} follows ${name} of this repo: a change of ${file} in ${here} does not reach it until the change is also on ${name}. To change that branch, run update ${revision === "HEAD" ? "without base" : `with base: ${revision}`}`,
		isWarning: true
	}];
}
function setNowhere({ app, use, image }, own) {
	const version = use.withoutPlace ?? app.notes.find((note) => note.startsWith(`the tag of ${use.repository ?? "its image"} is not set`));
	return inputError(`the tag of ${image.repository} is not set for ${app.name}`, {
		at: {
			file: app.declaredAt.file,
			line: app.declaredAt.line
		},
		hint: `${version ? `${version}. ` : ""}${own === void 0 ? "Set" : `Set create: true to add it to ${own}, or set`} "values-file" and "key".`
	});
}
function ownPlace(inventory, app, use, clusters) {
	const file = app.valuesFiles.findLast((path) => {
		const readers = inventory.apps.filter((other) => other.valuesFiles.includes(path));
		const isElsewhere = (other) => clusters.length > 0 && !clusters.some((wanted) => isOnCluster(other, wanted));
		return new Set(readers.map((other) => other.environment)).size <= 1 && !readers.some(isElsewhere);
	});
	return file !== void 0 && use.addPath ? {
		file,
		path: use.addPath
	} : void 0;
}
function isMovedAsWhole(file, place, all) {
	const document = file?.documents.find((candidate) => candidate.index === place.document);
	if (!file || !document) return false;
	const lookup = lookUp(wholeFile(file, document), place.path);
	if (lookup.found !== "scalar") return false;
	const readers = all.flatMap(({ use }) => use.place ?? use.digestPlace ?? []).filter((other) => other.file === place.file && other.key === place.key);
	const moved = new Set(readers.flatMap(({ aliases }) => aliases.map((alias) => alias.start)));
	return aliasesOf(lookup).every((alias) => moved.has(alias.start));
}

// src/bump/sops.ts
function refuseSealed(file) {
	for (const { root } of file.documents) {
		const sops = entryValue(root, "sops");
		const mac = entryValue(sops, "mac");
		if (!sops || !mac || textOf(entryValue(sops, "mac_only_encrypted")) === "true") continue;
		throw refusal("SOPS protects all values of this file with a MAC, so it could not be decrypted after an edit", {
			at: {
				file: file.path,
				line: position(file.text, mac.start).line
			},
			hint: "Move the tag to a file that is not encrypted, or set mac_only_encrypted: true in .sops.yaml and encrypt this file again."
		});
	}
}
function isEncrypted(text) {
	return text !== void 0 && /^ENC\[[A-Z0-9_]+,data:/.test(text);
}
function textOf(node) {
	const scalar = resolve(node);
	return scalar?.kind === "scalar" ? scalar.value : void 0;
}

// src/bump/builder.ts
var PlanBuilder = class {
	files;
	allow;
	branch;
	#moves = [];
	constructor(files, allow, branch = UNKNOWN_BRANCH) {
		this.files = files;
		this.allow = allow;
		this.branch = branch;
	}
	addVersion(version, { parsed, where, separateDigest }, base) {
		const at = {
			file: base.file,
			line: base.line
		};
		const written = newTexts({
			parsed,
			separateDigest: separateDigest?.text
		}, version, {
			allow: this.allow,
			at
		});
		const fromDigest = parsed.digest ?? (separateDigest?.text || void 0);
		const wanted = [this.#want(where, written.text, base.file)];
		if (separateDigest && written.separateDigest !== void 0) {
			const { path, document = where.document ?? 0, create = false, file = base.file } = separateDigest;
			wanted.push(this.#want({
				path,
				document,
				create
			}, written.separateDigest, file));
		}
		const digest = version.digest ?? (written.unpinned ? void 0 : fromDigest);
		const move = {
			...base,
			from: parsed.tag ?? parsed.digest,
			to: version.tag ?? parsed.tag ?? version.digest ?? "",
			fromDigest,
			digest: written.digestLost ? void 0 : digest,
			order: orderOf(parsed.tag, fromDigest, version),
			notes: [...base.notes, ...this.#notesOf(base, written)]
		};
		this.#moves.push({
			move,
			wanted
		});
	}
	#notesOf(base, written) {
		const place = `${base.file}:${base.line}`;
		return [
			...written.unpinned ? [`the digest at ${place} was removed: the image is no longer pinned`] : [],
			...written.digestLost ? [`${place} (${base.key}) cannot hold a digest; only the tag is written`] : [],
			...base.app !== void 0 && this.#hasMarker(base) ? [`${place} has a marker of Flux image automation, which also writes this value. Let only one of the two write it`] : []
		].map((text) => ({ text }));
	}
	addDigest(text, version, where, base) {
		const { digest, tag } = version;
		if (digest === void 0) throw refusePinned(text, {
			file: base.file,
			line: base.line
		});
		const value = /^[0-9a-f]{64}$/.test(text) ? digest.replace(/^sha256:/, "") : digest;
		const from = text === "" ? void 0 : text;
		const order = orderOf(void 0, from, version);
		const note = { text: `${`${base.file}:${base.line} (${base.key})`} selects the image by digest only; the tag is not written` };
		const notes = tag === void 0 ? base.notes : [...base.notes, note];
		const move = {
			...base,
			from,
			to: digest,
			fromDigest: from,
			digest,
			order,
			notes
		};
		this.#moves.push({
			move,
			wanted: [this.#want(where, value, base.file)]
		});
	}
	addValue(where, move) {
		this.#moves.push({
			move,
			wanted: [this.#want(where, where.value, move.file)]
		});
	}
	#hasMarker({ file, line }) {
		return this.files.get(file)?.text.split("\n")[line - 1]?.includes("\"$imagepolicy\"") === true;
	}
	#want(where, value, file) {
		return {
			allowShared: this.allow.shared,
			...where,
			value,
			file
		};
	}
	build(faults) {
		const all = this.#moves.flatMap(({ wanted }) => wanted);
		const found = /* @__PURE__ */ new Map();
		for (const path of new Set(all.map((one) => one.file))) {
			const file = this.files.get(path);
			if (!file) continue;
			const own = all.filter((one) => one.file === path);
			faults.attempt(() => {
				for (const [i, change] of changesOf(file, own).entries()) {
					const wanted = own[i];
					if (wanted) found.set(wanted, change);
				}
			});
		}
		return {
			moves: this.#moves.map(({ move, wanted }) => ({
				...move,
				set: wanted.flatMap((one) => found.get(one) ?? [])
			})),
			files: this.files
		};
	}
};
function changesOf(file, wanted) {
	const { assigned, isChange } = findValues(file, wanted);
	if (isChange) refuseSealed(file);
	const sealed = assigned.find(({ before }) => isEncrypted(before));
	if (sealed) throw refusal("the value is encrypted by SOPS", {
		at: {
			file: file.path,
			line: sealed.line
		},
		hint: "Edit it with sops."
	});
	return wanted.map(({ path, document, value }, i) => {
		const was = assigned[i]?.before;
		return {
			file: file.path,
			document: assigned[i]?.document ?? document ?? 0,
			key: formatKeyPath(path),
			value,
			...was === void 0 ? {} : { was }
		};
	});
}

// src/bump/files.ts
async function readFiles(tree, paths, faults) {
	const safe = [...new Set(paths)].filter((path) => {
		const unsafe = path === "" || /^([\\/]|[A-Za-z]:)|\\|(^|\/)\.\.?(\/|$)|\0/.test(path);
		if (unsafe) faults.keep(inputError(`the path ${JSON.stringify(path)} leads outside the infra repo or is not a valid path in it`, { hint: "Write the path relative to the root of the infra repo, with forward slashes." }));
		return !unsafe;
	});
	const files = /* @__PURE__ */ new Map();
	if (safe.length === 0) return files;
	const contents = await tree.read(safe);
	const lost = safe.filter((path) => !contents.has(path));
	if (lost.length > 0) await explainLost(tree, lost, faults);
	for (const [path, { content, mode }] of contents) faults.attempt(() => {
		if (mode === "120000") throw inputError("the file is a symbolic link, which is not followed", {
			at: { file: path },
			hint: `Use the file that it points to: ${JSON.stringify(new TextDecoder().decode(content))}.`
		});
		const file = parseYaml(decodeText(content, path), path);
		if (file.documents.length === 0) throw inputError("the file is empty", { at: { file: path } });
		files.set(path, file);
	});
	return files;
}
async function explainLost(tree, lost, faults) {
	const entries = await tree.list();
	const links = entries.filter((entry) => entry.mode === "120000").map((entry) => entry.path);
	const paths = entries.map((entry) => entry.path);
	for (const path of lost) {
		const link = links.find((candidate) => path.startsWith(`${candidate}/`));
		const isFolder = paths.some((candidate) => candidate.startsWith(`${path}/`));
		const name = path.split("/").pop();
		const elsewhere = paths.filter((candidate) => candidate.split("/").pop() === name);
		if (link !== void 0) faults.keep(inputError(`the path leads through the symbolic link ${link}, which is not followed`, { at: { file: path } }));
		else if (isFolder) faults.keep(inputError("this is a folder, not a file", { at: { file: path } }));
		else faults.keep(inputError("the file does not exist", {
			at: { file: path },
			hint: suggestion(path, elsewhere.length > 0 ? elsewhere : paths.filter((candidate) => /\.ya?ml$/.test(candidate)))
		}));
	}
}
async function readOptionalFiles(tree, paths, files) {
	const wanted = [...new Set(paths)].filter((path) => !files.has(path));
	if (wanted.length === 0) return;
	const ignored = new FaultCollector();
	for (const [path, { content, mode }] of await tree.read(wanted)) if (mode !== "120000") ignored.attempt(() => files.set(path, parseYaml(decodeText(content, path), path)));
}

// src/bump/siblings.ts
function lineOf(file, document, path) {
	const found = file.documents.find((candidate) => candidate.index === document);
	if (!found) return 1;
	const lookup = lookUp(wholeFile(file, found), path);
	const node = lookup.found === "scalar" || lookup.found === "collection" ? lookup.node : lookup.found === "missing" ? lookup.parent : void 0;
	return node ? file.text.slice(0, lookup.scope.outwardOffset(node.start)).split("\n").length : 1;
}
function siblingDigest(file, document, path) {
	const found = file.documents.find((candidate) => candidate.index === document);
	const stem = /^(.+?)[_-]?tag$/i.exec(String(path.at(-1)))?.[1];
	const flat = stem === void 0 ? [] : [
		`${stem}Digest`,
		`${stem}_digest`,
		`${stem}-digest`
	];
	for (const key of [...DIGEST_KEYS, ...flat]) {
		const beside = [...path.slice(0, -1), key];
		const lookup = found && lookUp(wholeFile(file, found), beside);
		if (lookup?.found === "scalar" && (/digest$/i.test(key) || /^(sha256:)?[0-9a-f]{64}$/.test(lookup.node.value)) && String(path.at(-1)) !== key) return {
			path: beside,
			text: lookup.node.value
		};
	}
}
function newSiblingDigest(parsed, version, path) {
	if (!(version.digest !== void 0 && parsed.digest === void 0) || path.at(-1) !== "newTag" || path.at(-3) !== "images") return void 0;
	return {
		path: [...path.slice(0, -1), "digest"],
		text: "",
		create: true
	};
}
function siblingName(file, document, path) {
	const found = file.documents.find((candidate) => candidate.index === document);
	const value = (key) => {
		const lookup = found && lookUp(wholeFile(file, found), [...path.slice(0, -1), key]);
		return lookup?.found === "scalar" && lookup.node.value !== "" ? lookup.node.value : void 0;
	};
	if (String(path.at(-1)) === "newTag") {
		const repository = value("newName") ?? value("name");
		return repository === void 0 ? void 0 : {
			repository,
			alsoKnownAs: [],
			keys: ["name"]
		};
	}
	const isImageKey = /images?$/i.test(String(path.at(-2)));
	return nameIn(value, isImageKey, {
		forced: void 0,
		fallback: void 0
	});
}
function nameAt(parsed, file, document, path) {
	const { repository } = parsed;
	if (repository !== void 0) return {
		repository,
		alsoKnownAs: [],
		keys: [String(path.at(-1))]
	};
	return siblingName(file, document, path);
}
function canBe(name, repository) {
	return [name.repository, ...name.alsoKnownAs].some((known) => isSameRepository(known, repository) || !known.includes("/") && repository.endsWith(`/${known}`));
}

// src/bump/key.ts
const VERSION_KEYS = /(tag|version|revision|image|ref)$/i;
function imageAtKey(file, target, create) {
	const { document: given } = target;
	const path = pathOfKey(file, target.key, given);
	const { lookup, document } = locateKey(file, {
		path,
		...given === void 0 ? {} : { document: given },
		create
	});
	const text = lookup.found === "scalar" ? lookup.node.value : "";
	const at = {
		file: file.path,
		line: lineOf(file, document, path)
	};
	const repository = "version" in target.value ? target.value.version.repository : void 0;
	return nameAt(oldAtKey(text, {
		path,
		at,
		repository
	}), file, document, path);
}
function planKey(builder, target, targets) {
	const { allow } = builder;
	const file = builder.files.get(target.file);
	if (!file) return;
	const path = pathOfKey(file, target.key, target.document);
	const wanted = {
		path,
		...target.document === void 0 ? {} : { document: target.document },
		create: allow.create
	};
	const { lookup, document } = locateKey(file, wanted);
	const text = lookup.found === "scalar" ? lookup.node.value : void 0;
	const where = {
		...wanted,
		document
	};
	const base = {
		app: void 0,
		environment: void 0,
		cluster: void 0,
		production: false,
		alsoMoves: [],
		image: void 0,
		file: file.path,
		key: target.key,
		document,
		line: lineOf(file, document, path),
		notes: []
	};
	if ("raw" in target.value) return planRaw(builder, {
		file,
		where,
		text,
		base
	}, target.value.raw, targets);
	const { version } = target.value;
	refuseFloating(version.tag, allow);
	const last = String(path.at(-1));
	if (/repository$|^repo$|^registry$/i.test(last)) throw inputError(`the key ${target.key} holds a repository, not a version`, {
		at: {
			file: file.path,
			line: base.line
		},
		hint: "Set key to the key of the tag, or set other values with \"changes\"."
	});
	if (DIGEST_KEYS.includes(last) || isDigest(text ?? "")) {
		if (version.digest === void 0) throw inputError(`the key ${target.key} holds a digest`, {
			at: {
				file: file.path,
				line: base.line
			},
			hint: "Set \"digest\" to the new digest, or set key to the key of the tag."
		});
		const { digest } = version;
		const order = text === digest ? "same" : "unknown";
		const move = {
			...base,
			image: version.repository,
			from: void 0,
			to: digest,
			fromDigest: text,
			digest,
			order
		};
		return builder.addValue({
			...where,
			value: digest
		}, move);
	}
	const at = {
		file: file.path,
		line: base.line
	};
	const parsed = oldAtKey(text ?? "", {
		path,
		at,
		repository: version.repository
	});
	const name = nameAt(parsed, file, document, path);
	const repository = name?.repository;
	if (version.repository !== void 0 && name && !canBe(name, version.repository)) throw inputError(`the key ${target.key} holds the image ${repository}, not ${version.repository}`, {
		at: {
			file: file.path,
			line: base.line
		},
		hint: "Check the file and the key, or the image."
	});
	const separateDigest = siblingDigest(file, document, path) ?? newSiblingDigest(parsed, version, path);
	builder.addVersion(version, {
		parsed,
		where,
		separateDigest
	}, {
		...base,
		image: repository?.includes("/") ? repository : version.repository ?? repository
	});
}
function planRaw(builder, { file, where, text, base }, value, targets) {
	const to = String(value);
	const isVersion = VERSION_KEYS.test(String(where.path.at(-1)));
	const next = parseVersion(to, formOf(to, base.key));
	const parsed = text === void 0 ? void 0 : parseVersion(text, formOf(text, base.key));
	if (isVersion) refuseFloating(next.tag, builder.allow);
	if (isVersion && parsed && text !== to && next.digest === void 0) {
		const separateDigest = siblingDigest(file, base.document, where.path);
		if (!(separateDigest !== void 0 && targets.some((target) => target.kind === "key" && isSamePlace(target, file, separateDigest.path)))) newTexts({
			parsed,
			separateDigest: separateDigest?.text
		}, {
			tag: next.tag ?? to,
			digest: void 0
		}, {
			allow: builder.allow,
			at: {
				file: file.path,
				line: base.line
			}
		});
	}
	const order = isVersion ? orderOf(parsed?.tag, parsed?.digest, next) : text === to ? "same" : "none";
	builder.addValue({
		...where,
		value
	}, {
		...base,
		from: text,
		to,
		fromDigest: parsed?.digest,
		digest: next.digest,
		order
	});
}
function isSamePlace(target, file, path) {
	if (target.file !== file.path) return false;
	return formatKeyPath(pathOfKey(file, target.key, target.document)) === formatKeyPath(path);
}

// src/bump/markers.ts
const MARKER = /#\s*(\{\s*"\$imagepolicy"\s*:\s*"([^"]+)"[^}]*\})/;
async function findMarkers(tree, policies) {
	const paths = (await tree.list()).filter(({ path, mode }) => /\.ya?ml$/.test(path) && mode !== "120000" && mode !== "160000").map(({ path }) => path);
	const found = new Map(policies.map((policy) => [policy, []]));
	for (const [path, { content }] of await tree.read(paths)) {
		const text = new TextDecoder().decode(content);
		if (!text.includes("\"$imagepolicy\"") || !policies.some((policy) => text.includes(policy))) continue;
		let file;
		try {
			file = parseYaml(decodeText(content, path), path);
		} catch (error) {
			if (error instanceof FairleadError) continue;
			throw error;
		}
		for (const marked of markedScalars(file)) found.get(marked.policy)?.push(marked);
	}
	return found;
}
function markedScalars(file) {
	const marked = [];
	const walk = (node, path, document) => {
		if (node.kind === "map") for (const entry of node.entries) walk(entry.value, [...path, keyText(entry.key) ?? ""], document);
		if (node.kind === "sequence") for (const [i, item] of node.items.entries()) walk(item, [...path, i], document);
		if (node.kind !== "scalar" || node.style === "literal" || node.style === "folded") return;
		const end = file.text.indexOf("\n", node.end);
		const match = MARKER.exec(file.text.slice(node.end, end < 0 ? void 0 : end));
		if (!match) return;
		const { line } = position(file.text, node.end);
		const [namespace, name, part] = match?.[2]?.split(":") ?? [];
		if (namespace === void 0 || name === void 0) return;
		const kind = part === void 0 ? "reference" : [
			"name",
			"tag",
			"digest"
		].find((known) => known === part);
		if (kind) marked.push({
			policy: `${namespace}:${name}`,
			file,
			document,
			path,
			text: node.value,
			line,
			part: kind
		});
	};
	for (const document of file.documents) walk(document.root, [], document.index);
	return marked;
}
function repositoryAtMarker({ file, document, path, text, part }) {
	if (part === "name") return text;
	const parsed = part === "reference" ? parseVersion(text, part) : { repository: void 0 };
	return nameAt(parsed, file, document, path)?.repository;
}
function onePerLine(marked, image) {
	return [...groupBy(marked, ({ file, line, part }) => JSON.stringify([
		file.path,
		line,
		part
	])).values()].flatMap((group) => {
		const [first] = group;
		if (!first || group.length === 1) return group;
		const fitting = group.filter((one) => holdsPart(one, image));
		if (fitting.length === 1) return fitting;
		throw refusal("the marker on this line is next to several values, so its value is ambiguous", {
			at: {
				file: first.file.path,
				line: first.line
			},
			hint: "Put the value on its own line, followed by the marker."
		});
	});
}
function holdsPart({ part, path, text }, image) {
	const key = String(path.at(-1));
	const reference = parseReference(text);
	switch (part) {
		case "tag": return /(?:tag|version)$/i.test(key);
		case "digest": return /digest$/i.test(key) || text.startsWith("sha256:");
		case "name": return /(?:name|image|repository|repo)$/i.test(key) && reference?.tag === void 0;
		case "reference": return reference?.tag !== void 0 && (/image$/i.test(key) || text.includes("/")) && (image === void 0 || isSameRepository(image, reference.repository));
	}
}
function planMarkers(builder, target, marked) {
	const { image, policy } = target;
	refuseFloating(image.tag, builder.allow);
	if (marked.length === 0) throw inputError(`no file has a marker for the policy ${policy}`, { hint: "Markers look like # {\"$imagepolicy\": \"namespace:name\"}." });
	for (const { file, document, path, text, part, line } of onePerLine(marked, image.repository)) {
		if (!builder.files.has(file.path)) builder.files.set(file.path, file);
		const base = {
			app: void 0,
			environment: void 0,
			cluster: void 0,
			production: false,
			alsoMoves: [],
			image: image.repository,
			file: file.path,
			key: formatKeyPath(path),
			document,
			line,
			notes: []
		};
		if (part === "reference" || part === "tag") {
			const place = {
				path,
				at: {
					file: file.path,
					line
				},
				repository: image.repository
			};
			const parsed = part === "reference" && (text === "" || text.includes("/") && parseReference(text) !== void 0) ? parseVersion(text, part) : oldAtKey(text, place);
			if (text !== "") checkOld(parsed, text, place);
			const name = nameAt(parsed, file, document, path);
			if (image.repository !== void 0 && name && !canBe(name, image.repository)) throw inputError(`the marker on this line is for the image ${name.repository}, not ${image.repository}`, { at: {
				file: file.path,
				line
			} });
			const separateDigest = siblingDigest(file, document, path);
			const own = marked.some((other) => other.file === file && other.document === document && separateDigest && formatKeyPath(other.path) === formatKeyPath(separateDigest.path)) ? void 0 : separateDigest;
			builder.addVersion(image, {
				parsed,
				where: {
					path,
					document
				},
				separateDigest: own
			}, base);
			continue;
		}
		const value = part === "digest" ? image.digest : image.repository;
		if (value === void 0 && part === "digest") throw inputError("the marker on this line requires a digest", {
			at: {
				file: file.path,
				line
			},
			hint: "Set \"digest\" to the new digest."
		});
		if (value === void 0) continue;
		const order = text === value ? "same" : "unknown";
		builder.addValue({
			path,
			document,
			value
		}, {
			...base,
			from: text,
			to: value,
			fromDigest: void 0,
			digest: image.digest,
			order
		});
	}
}

// src/bump/resolve.ts
async function resolveSelected(selected, resolve, faults) {
	return (await Promise.all(selected.map((one) => attempt(faults, async () => {
		const { use, image } = one;
		const repository = use.repository ?? image.repository;
		const { digest } = await resolve({
			...image,
			repository
		}, use.artifact);
		return {
			...one,
			image: {
				...image,
				digest
			}
		};
	})))).filter((one) => one !== void 0);
}
async function resolveKey(target, file, resolve, create) {
	if ("raw" in target.value || !file) return target;
	const { version } = target.value;
	const there = imageAtKey(file, target, create);
	const repository = version.repository ?? there?.repository;
	if (repository !== void 0 && there && !canBe(there, repository)) return target;
	if (repository === void 0) throw unknown(`${target.file} (${target.key})`);
	const { digest } = await resolve({
		...version,
		repository
	}, "image");
	return {
		...target,
		value: { version: {
			...version,
			digest
		} }
	};
}
async function resolveMarker(target, marked, resolve) {
	const { image } = target;
	if (marked.length === 0) return target;
	const repository = image.repository ?? marked.map(repositoryAtMarker).find((name) => name !== void 0);
	if (repository === void 0) throw unknown(`the policy ${target.policy}`);
	const { digest } = await resolve({
		...image,
		repository
	}, "image");
	return {
		...target,
		image: {
			...image,
			digest
		}
	};
}
function unknown(where) {
	return inputError(`the image of ${where} is not known, so its registry cannot be queried`, { hint: "Set \"image\", such as ghcr.io/acme/web." });
}
async function attempt(faults, step) {
	try {
		return await step();
	} catch (error) {
		faults.keep(error);
		return;
	}
}

// src/bump/plan.ts
async function planBump(tree, request, inventory, resolve) {
	checkRequest(request);
	const { allow, targets } = request;
	const faults = new FaultCollector();
	const keys = targets.filter((target) => target.kind === "key");
	const apps = targets.filter((target) => target.kind === "app");
	const markers = targets.filter((target) => target.kind === "marker");
	const known = apps.length > 0 ? await inventory() : void 0;
	const selections = apps.flatMap((target) => faults.attempt(() => known ? {
		target,
		selected: select(known, target)
	} : void 0) ?? []);
	const paths = selections.flatMap(({ selected }) => selected.flatMap(({ use }) => [use.place?.file, use.digestPlace?.file].filter((path) => path !== void 0)));
	const files = await readFiles(tree, [...keys.map((target) => target.file), ...paths], faults);
	const optional = allow.create ? selections.flatMap(({ selected }) => selected.flatMap(({ app }) => app.valuesFiles)) : [];
	await readOptionalFiles(tree, optional, files);
	const builder = new PlanBuilder(files, allow, request.branch);
	for (const given of keys) {
		const target = resolve ? await attempt(faults, () => resolveKey(given, files.get(given.file), resolve, allow.create)) : given;
		if (target) faults.attempt(() => planKey(builder, target, targets));
	}
	for (const { target, selected: given } of selections) {
		const selected = resolve ? await resolveSelected(given, resolve, faults) : given;
		for (const one of selected) faults.attempt(() => known && planSelected(builder, known, one, {
			target,
			all: selected
		}));
	}
	if (markers.length > 0) {
		const marked = await findMarkers(tree, markers.map((target) => target.policy));
		for (const given of markers) {
			const own = marked.get(given.policy) ?? [];
			const target = resolve ? await attempt(faults, () => resolveMarker(given, own, resolve)) : given;
			if (target) faults.attempt(() => planMarkers(builder, target, own));
		}
	}
	const plan = builder.build(faults);
	faults.throwIfAny();
	return plan;
}
function checkRequest(request) {
	const faults = new FaultCollector();
	const versions = request.targets.flatMap((target) => {
		if (target.kind === "app") return [...target.images];
		if (target.kind === "marker") return [target.image];
		return "version" in target.value ? [target.value.version] : [];
	});
	for (const version of versions) faults.attempt(() => checkVersion(version));
	for (const target of request.targets) if (target.kind === "key") faults.attempt(() => parseKeyParts(target.key));
	faults.throwIfAny();
}

// src/bump/not-found.ts
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
		const byKey = hasNoApps ? ` You can still bump by file and key: ${bumpByKey(opened.context, {
			images,
			tag: wanted[0]?.tag
		})}` : "";
		const words = (named.length === 0 ? "" : ` Not read by Fairlead: ${named.join("; ")}${left > 0 ? `; and ${left} more, which "fairlead inventory --unresolved" lists` : ""}.`) + byKey;
		const [fault, ...others] = error.faults.map((one) => one.isNotFound ? {
			...one,
			hint: `${one.hint ?? ""}${words}`.trim()
		} : one);
		throw fault ? new FairleadError(error.kind, [fault, ...others], { cause: error }) : error;
	}
}

// src/bump/planned-tree.ts
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
		const { addresses, completion } = planning;
		this.open = once(() => openInventory(tree, { addresses }));
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

// src/bump/verify.ts
function verification(open, pin) {
	const warnings = /* @__PURE__ */ new Set();
	let opened;
	const resolve = async (image, artifact) => {
		const { repository } = image;
		if (artifact === "git" || /^https?:\/\//i.test(repository)) {
			warnings.add(`${repository} is not in a container registry, so it was not verified that the new version exists`);
			return image;
		}
		const digest = await find(await (opened ??= open()), image, warnings);
		return pin ? {
			...image,
			digest: image.digest ?? digest
		} : image;
	};
	return {
		resolve,
		warnings
	};
}
async function find(registry, image, warnings) {
	const { repository, tag, digest } = image;
	const byTag = tag === void 0 ? void 0 : await registry.find(repository, tag);
	if (byTag && (digest === void 0 || byTag.digest.toLowerCase() === digest.toLowerCase())) return byTag.digest;
	if (byTag) throw refusal(`${repository}:${tag} has the digest ${byTag.digest} in the registry, not the given digest ${digest}`, { hint: "The tag was pushed again, or the digest belongs to another image or to a single platform. Use the digest of the image you pushed, and do not push a tag twice." });
	const byDigest = digest === void 0 ? void 0 : await registry.find(repository, digest);
	if (!byDigest) throw refusal(`${nameOf(image)} is not in the registry`, { hint: "Nothing was written. Push the image before this step, and check the repository and the tag for typos." });
	if (tag !== void 0) warnings.add(`${nameOf({
		...image,
		digest: void 0
	})} is not in the registry, only its digest ${digest} is`);
	return byDigest.digest;
}
function nameOf({ repository, tag, digest }) {
	return formatReference({
		repository: repository.replace(/^oci:\/\//i, ""),
		...tag === void 0 ? {} : { tag },
		...digest === void 0 ? {} : { digest }
	});
}

export { PlannedTree, planBump, selectApps, usesImage, verification };