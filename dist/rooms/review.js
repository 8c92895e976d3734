import { FairleadError, contained } from "./errors.js";
import { isBelow, joinPath, listingOf } from "./tree.js";
import { mask } from "./git.js";
import { evaluate, formatKeyPath, isObject, listAt, textAt, valueAt } from "./yaml.js";
import { CONFIG_FILE } from "./config.js";
import { KUSTOMIZATION_FILES, appliersOf, attempted, clusterKey, destinationOf, environmentOf, filesOfTools, groupBy, identityOf, isInput, isThisRepository, mayBeDeployed, objectsOf, onMerge, readByPlugin, toolsAmong, unlistedNote, whenGone } from "./inventory.js";
import { addGiven, isSecretName, masker, maskerOf, secretsIn, valuesOf as valuesOf$1 } from "./secrets.js";
import { RENDER_TIME, describeId, groupOf, idIn, keyOf as keyOf$2, manifestOf, rendererNotes } from "./render-engine.js";
import { BuiltIn, DEFAULT_KUBE_VERSION, applyNotes, artifact, builtInApis, clusterIn, clusterScope, declaredFluxVersions, hasPlaceholder, idOf as idOf$1, kubeVersionOf, listed as listed$3, renderedOf, rolloutNotes, siblingsOf } from "./render.js";
import { declareBoth, isTouched, refOf as refOf$1, renderBoth, shownSides, toldApart, unclaimed, undeclaredRef } from "./affected.js";
import { aligned, cutLongLines, declaredImageChanges, differingNoise, findPairs, imageChanges, isEqual, isSame, keptWhenPruned, keptWithoutApp, noiseFilter, prepare, restartedAtEachSync, restartsOf, selectedLabels, stableText, toYaml, unified, withIgnored } from "./compare.js";
import { RISK_LEVELS, appRisks, byGravity, collisions, configRisks, declaredTwice, hidingRisks, maskedRisks, movingRisks, outsideRisks, refusedObjects, risksOf, risksOfAll, unpinnedIn } from "./risks.js";
import { posix } from "node:path";
import { createHash, scryptSync } from "node:crypto";

// src/review/environments.ts
function environmentsOf({ app, leaves }) {
	return leaves === void 0 ? [app.environment] : [leaves.environment, app.environment];
}
function leftBy({ app, known: { before } }) {
	if (before === void 0) return void 0;
	const { environment, production } = refOf$1(before);
	return environment === app.environment ? void 0 : {
		environment,
		production
	};
}

// src/review/failures.ts
function isUnknown({ status, failures }) {
	return status === "failed" || failures.length > 0;
}
function unknownIn(environment, apps) {
	return apps.filter((change) => isUnknown(change) && (environmentsOf(change).some((one) => (one ?? "") === environment) || change.app.environment === void 0 && change.hidesApps === true));
}
function isBrokenByChange({ failures }) {
	return failures.filter((failure) => failure.isOutOfReach !== true).some(({ side }) => side === "after") && !failures.some(({ side }) => side === "before");
}

// src/review/digest.ts
const SCRYPT = {
	N: 2 ** 15,
	r: 8,
	p: 1,
	maxmem: 2 ** 26
};
function digestOfApp(objects, restarts = []) {
	if (objects.length + restarts.length === 0) return void 0;
	const sorted = objects.toSorted((a, b) => keyOf$2(a.id) < keyOf$2(b.id) ? -1 : 1);
	const texts = (side) => stableText([...sorted.map((object) => [keyOf$2(object.id), ...object[side].map((json) => json ?? null)]), ...restarts]);
	const shown = texts("shown");
	return sealed(shown, sorted.every(({ shown: all, real: own }) => all.every((side, i) => isEqual(side, own[i]))) ? shown : texts("real"));
}
function digestOfDeclarations(sides, hide) {
	const real = sides.filter(([before, after]) => !isEqual(before, after)).map((two) => two.map(orNull));
	if (real.length === 0) return void 0;
	return sealed(stableText(hidden$1(real, hide)), stableText(real));
}
function hidden$1(value, hide) {
	if (Array.isArray(value)) return value.map((item) => hidden$1(item, hide));
	if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden$1(inner, hide)]));
	if (typeof value !== "string" && typeof value !== "number") return value;
	const text = hide(String(value));
	return text === String(value) ? value : text;
}
function orNull(value) {
	return value ?? null;
}
function sealed(shown, real) {
	const open = sha256(shown);
	return sha256(shown === real ? open : `${open}${scryptSync(real, open, 32, SCRYPT).toString("hex")}`);
}
function digestOfInputs(inputs) {
	return sha256(JSON.stringify(inputs.toSorted(([a], [b]) => a < b ? -1 : 1)));
}
function joinedDigest(parts) {
	const [first, ...more] = parts.filter((part) => part !== void 0);
	return more.length === 0 ? first : sha256(JSON.stringify([first, ...more]));
}
function digestOf(environment, apps) {
	if (unknownIn(environment, apps).length > 0) return void 0;
	return digestOfGroup(environment, apps.filter((change) => environmentsOf(change).some((one) => (one ?? "") === environment)));
}
function digestOfGroup(name, own) {
	const parts = own.map(({ app, leaves, status, digest }) => JSON.stringify([
		identityOf(app),
		app.cluster ?? "",
		app.namespace ?? "",
		status,
		digest ?? "",
		...leaves === void 0 ? [] : [leaves.environment ?? "", app.environment ?? ""]
	]));
	return parts.length === 0 ? void 0 : sha256(JSON.stringify([name, ...parts.toSorted()]));
}
function sha256(text) {
	return createHash("sha256").update(text).digest("hex");
}
function digestsOf(apps) {
	const all = apps.flatMap((change) => environmentsOf(change).map((one) => one ?? ""));
	const environments = [...new Set(all)].toSorted();
	return Object.fromEntries(environments.flatMap((environment) => {
		const digest = digestOf(environment, apps);
		return digest === void 0 ? [] : [[environment, digest]];
	}));
}

// src/review/object-moves.ts
const NO_MOVES = {
	to: /* @__PURE__ */ new Map(),
	from: /* @__PURE__ */ new Map()
};
function movesBetween(movers) {
	const leaving = /* @__PURE__ */ new Map();
	const coming = /* @__PURE__ */ new Map();
	for (const mover of movers) {
		if (!mover.before || !mover.after) continue;
		const [old, next] = [placesOf(mover, mover.before), placesOf(mover, mover.after)];
		for (const [place, manifest] of old) if (!next.has(place)) add$1(leaving, place, {
			mover,
			manifest
		});
		for (const [place, manifest] of next) if (!old.has(place)) add$1(coming, place, {
			mover,
			manifest
		});
	}
	const found = /* @__PURE__ */ new Map();
	const movesOf = (app) => {
		const own = found.get(app) ?? {
			to: /* @__PURE__ */ new Map(),
			from: /* @__PURE__ */ new Map()
		};
		found.set(app, own);
		return own;
	};
	for (const [place, [from, ...others]] of leaving) {
		const [to, ...more] = coming.get(place) ?? [];
		if (!from || !to || others.length + more.length > 0) continue;
		const isSame = isEqual(withoutNamespace(from.manifest), withoutNamespace(to.manifest));
		movesOf(from.mover.app).to.set(keyOf$2(idOf$1(from.manifest)), {
			app: to.mover.app,
			isSame
		});
		movesOf(to.mover.app).from.set(keyOf$2(idOf$1(to.manifest)), {
			app: from.mover.app,
			isSame
		});
	}
	return found;
}
function add$1(map, key, item) {
	const items = map.get(key);
	if (items) items.push(item);
	else map.set(key, [item]);
}
function placesOf({ app, target }, manifests) {
	const isClusterWide = clusterScope(manifests);
	return new Map(manifests.map((manifest) => {
		const id = idOf$1(manifest);
		const namespace = isClusterWide(manifest) ? void 0 : id.namespace ?? app.namespace;
		return [JSON.stringify([target, keyOf$2({
			...id,
			namespace
		})]), manifest];
	}));
}
function withoutNamespace({ content }) {
	const { metadata, ...rest } = content;
	if (!isObject(metadata)) return content;
	const { namespace: _namespace, ...own } = metadata;
	return {
		...rest,
		metadata: own
	};
}
function moveNotes(app, { to, from }) {
	return [...grouped(to).map(([other, moves]) => `${amount(moves)} from ${app.name} to ${other.name}. If ${app.name} syncs first, they are deleted and recreated; if ${other.name} syncs first, they stay as they are.`), ...grouped(from).map(([other, moves]) => `${amount(moves)} here from ${other.name}.`)];
}
function grouped(moves) {
	const groups = /* @__PURE__ */ new Map();
	for (const move of moves.values()) groups.set(move.app, [...groups.get(move.app) ?? [], move]);
	return [...groups];
}
function amount(moves) {
	const same = moves.filter(({ isSame }) => isSame).length;
	const changed = moves.length - same;
	const text = moves.length === 1 ? "1 object moves" : `${moves.length} objects move`;
	return changed === 0 ? `${text} unchanged` : `${text} (${changed} of them changed)`;
}

// src/review/level.ts
function gravest(levels) {
	let most = 0;
	for (const level of levels) most = Math.max(most, RISK_LEVELS.indexOf(level));
	return RISK_LEVELS[most] ?? "none";
}
function isQuiet({ status }) {
	return status === "rerendered" || status === "noise";
}
function appRisk(change) {
	const { risks, objects } = change;
	if (isUnknown(change)) return "high";
	return gravest([...risks, ...objects.flatMap((object) => object.risks)].map(({ level }) => level));
}
function reportRisk({ apps, risks }) {
	return gravest([...risks.map(({ level }) => level), ...apps.map(appRisk)]);
}

// src/review/order.ts
function compareApps(a, b) {
	const level = (change) => RISK_LEVELS.indexOf(appRisk(change));
	const key = ({ app }) => [
		app.environment ?? "",
		app.name,
		app.cluster ?? "",
		app.controlPlane ?? "",
		app.declaredAt?.file ?? "",
		app.namespace ?? "",
		app.kind
	];
	const [left, right] = [key(a), key(b)];
	const at = left.findIndex((part, index) => part !== right[index]);
	return level(b) - level(a) || (at === -1 ? 0 : (left[at] ?? "") < (right[at] ?? "") ? -1 : 1);
}
function weight({ kind }) {
	return kind === "CustomResourceDefinition" ? 1 : 0;
}

// src/review/compare.ts
function compareApp(before, after, options) {
	const filter = noiseFilter(options.noise);
	const secrets = masker(options.secrets ?? {
		before: valuesOf$1(before),
		after: valuesOf$1(after)
	});
	const selected = selectedLabels([before, after].flatMap((side) => side?.manifests.map(({ content }) => content) ?? []));
	const [old, next] = [prepare(before, filter, selected), prepare(after, filter, selected)];
	const pairs = findPairs(old, next);
	const found = restartsOf(pairs, options.declaration);
	const all = {
		before: pairs.flatMap((pair) => pair.before?.content ?? []),
		after: pairs.flatMap((pair) => pair.after?.content ?? []),
		restarts: found
	};
	const refused = refusedIn(before, after, pairs, options.api);
	let noise = 0;
	const changes = [];
	const objects = [];
	const digested = [];
	const masked = [];
	for (const pair of pairs) {
		const quiet = noiseIn(pair);
		noise += quiet;
		if (pair.before && pair.after && isSame(pair.before.content, pair.after.content)) {
			digested.push(...digestedOf(pair, secrets, options));
			continue;
		}
		const change = changeOf$2(pair);
		const pairShown = secrets.pair(change.before, change.after);
		const moved = movedOf(change, options.moves);
		const own = moved?.isSame === true ? [] : refused.get(keyOf$2(change.id)) ?? [];
		refused.delete(keyOf$2(change.id));
		const shown = {
			...shownChange(change, quiet, pairShown, reasoned([...own, ...risksOf(change, all, options)], secrets, [pairShown])),
			moved
		};
		masked.push(pairShown);
		changes.push(change);
		objects.push(shown);
		digested.push(...digestedOf(pair, secrets, options, {
			change,
			shown: pairShown
		}));
	}
	return {
		objects: objects.toSorted((a, b) => byGravity(a.risks, b.risks) || weight(a.id) - weight(b.id) || (keyOf$2(a.id) < keyOf$2(b.id) ? -1 : 1)),
		images: imageChanges(all.before, all.after),
		noise,
		restarts: found.map(({ digested: _digested, ...restart }) => restart),
		notes: eachSyncNotes(old, next),
		risks: reasoned([...refusedUnshown(refused), ...risksOfAll(changes, all, options)], secrets, masked),
		digest: objects.length + found.length === 0 ? void 0 : digestOfApp(digested, found.filter(({ isShown }) => !isShown).map((one) => [
			keyOf$2(one.id),
			one.effect,
			one.digested
		])),
		mask: secrets.text
	};
}
function refusedIn(before, after, pairs, api) {
	if (!api || !after) return /* @__PURE__ */ new Map();
	const renamed = pairs.flatMap((pair) => pair.before && pair.after ? [[keyOf$2(pair.after.id), keyOf$2(pair.before.id)]] : []);
	return refusedObjects(before?.manifests ?? [], after.manifests, api, new Map(renamed));
}
function refusedUnshown(refused) {
	return [...refused].flatMap(([key, risks]) => risks.map((risk) => ({
		...risk,
		message: `${describeId(idIn(key))}: ${risk.message}`
	})));
}
function eachSyncNotes(before, after) {
	const known = new Set(restartedAtEachSync(before).map(({ key }) => key));
	return restartedAtEachSync(after).map(({ key, name }) => `${name} restarts on each sync: its pod template has a value that changes on each run${known.has(key) ? " (this was already the case before)" : ""}.`);
}
function digestedOf({ before, after }, secrets, { stays }, told) {
	const id = after?.id ?? before?.id;
	const [old, next] = [before?.quiet.content, after?.quiet.content];
	const noise = [before, after].map((side) => Object.fromEntries(side?.quiet.noise ?? []));
	const isQuiet = isEqual(noise[0], noise[1]);
	if (!id || isEqual(old, next) && isQuiet) return [];
	const shown = told && isEqual(told.change.before, old) && isEqual(told.change.after, next) ? told.shown : secrets.pair(old, next);
	const more = [...isQuiet ? [] : noise, ...old && !next && stays?.(old) === true ? ["stays"] : []];
	return [{
		id,
		shown: [
			shown.before,
			shown.after,
			...more.map((part) => id.kind === "Secret" ? null : hidden$1(part, secrets.text))
		],
		real: [
			old,
			next,
			...more
		]
	}];
}
function noiseIn({ before, after, hashes }) {
	if (!before || !after) return 0;
	const isReordered = isSame(before.content, after.content) && !isEqual(before.content, after.content);
	return differingNoise(before.quiet, after.quiet) + hashes + (isReordered ? 1 : 0);
}
function changeOf$2({ before, after }) {
	const id = after?.id ?? before?.id;
	if (!id) throw new Error("a pair has at least one side");
	return {
		id,
		renamedFrom: before && after && keyOf$2(before.id) !== keyOf$2(after.id) ? before.id : void 0,
		action: before ? after ? "changed" : "removed" : "added",
		before: before?.content,
		after: before && after ? aligned(before.content, after.content) : after?.content
	};
}
function movedOf({ action, id }, moves = NO_MOVES) {
	const move = action === "removed" ? moves.to.get(keyOf$2(id)) : moves.from.get(keyOf$2(id));
	return action === "changed" || !move ? void 0 : {
		app: move.app.name,
		isSame: move.isSame
	};
}
function shownChange(change, noise, shown, risks) {
	const { before, after, origins } = shown;
	return {
		id: change.id,
		renamedFrom: change.renamedFrom,
		action: change.action,
		before,
		after,
		diff: cutLongLines(unified(toYaml(before), toYaml(after))),
		risks: [...risks, ...maskedRisks(origins)],
		noise
	};
}
function reasoned(risks, secrets, shown) {
	return risks.map((risk) => ({
		...risk,
		message: secrets.reason(risk.message, shown)
	}));
}

// src/review/declaration.ts
const RENDERED = {
	Application: /* @__PURE__ */ new Set(["source", "sources"]),
	HelmRelease: /* @__PURE__ */ new Set([
		"chart",
		"chartRef",
		"values",
		"valuesFrom",
		"postRenderers"
	]),
	Kustomization: /* @__PURE__ */ new Set([
		"commonMetadata",
		"components",
		"images",
		"namePrefix",
		"nameSuffix",
		"patches",
		"patchesJson6902",
		"patchesStrategicMerge",
		"path",
		"postBuild",
		"sourceRef"
	])
};
function withDeclarations(sides, { declarations, known }, affected) {
	if (!known.before || !known.after || known.before.parent || known.after.parent) return sides;
	const [before, after] = [strippedOf(declarations.before), strippedOf(declarations.after)];
	if (!before || !after || isEqual(before.content, after.content)) return sides;
	if (isDeployed(known.after, affected)) return sides;
	if (keyOf$2(idOf$1(before)) !== keyOf$2(idOf$1(after))) return sides;
	const [old, next] = sides;
	const isOwn = (manifest) => keyOf$2(idOf$1(manifest)) === keyOf$2(idOf$1(before));
	if (old.manifests.some(isOwn) || next.manifests.some(isOwn)) return sides;
	return [{
		...old,
		manifests: [...old.manifests, before]
	}, {
		...next,
		manifests: [...next.manifests, after]
	}];
}
function isDeployed(app, affected) {
	if (app.parent) return true;
	const { file } = app.declaredAt;
	const deploys = (other) => other !== void 0 && other.kind !== "Convention" && other.declaredAt.file !== file && isInput(other.inputs, file);
	return affected.some((pair) => deploys(pair.before) || deploys(pair.after));
}
function ownDeclarations({ declarations, known }, affected) {
	const [before, after] = [declarations.before, declarations.after].map((object) => isObject(object) && textAt(object, "kind") !== void 0 ? manifestOf(object) : void 0);
	return known.after !== void 0 && !isDeployed(known.after, affected) ? {
		before,
		after
	} : {
		before: void 0,
		after: void 0
	};
}
function strippedOf(object) {
	if (!isObject(object)) return void 0;
	const hidden = RENDERED[textAt(object, "kind") ?? ""];
	const { apiVersion, kind, metadata, spec } = object;
	if (!hidden || apiVersion === void 0 || kind === void 0 || metadata === void 0) return void 0;
	const rest = isObject(spec) ? Object.entries(spec).filter(([key]) => !hidden.has(key)) : [];
	return manifestOf({
		apiVersion,
		kind,
		metadata,
		spec: Object.fromEntries(rest)
	});
}

// src/review/facts/conditions.ts
function conditionsOf(side, versions) {
	if (!side || "error" in side) return void 0;
	const tools = side.tools.flatMap((tool) => {
		const version = versions.get(tool);
		return version === void 0 ? [] : [[tool, version]];
	});
	const hasCharts = tools.some(([tool]) => tool === "helm");
	return {
		tools: Object.fromEntries(tools),
		kubernetes: hasCharts ? side.capabilities?.kubeVersion : void 0,
		apiVersions: hasCharts && side.capabilities ? furtherApis(side.capabilities) : [],
		time: hasCharts ? RENDER_TIME : void 0
	};
}
function furtherApis({ kubeVersion, apiVersions }) {
	const own = new Set(builtInApis(kubeVersion));
	return apiVersions.filter((api) => !own.has(api));
}

// src/review/inputs.ts
async function idsOf({ base, differences }) {
	const before = await listingOf(base.tree);
	const after = new Map(differences.map(({ path, entry }) => [path, idOf(entry)]));
	return (file) => `${idOf(before.get(file))}..${after.get(file) ?? ""}`;
}
async function unchangedFiles({ base, changed }) {
	const listing = await listingOf(base.tree);
	const touched = new Set(changed);
	return (file) => {
		const [own = ""] = file.split(": ");
		return listing.get(own) !== void 0 && !touched.has(own);
	};
}
function idOf(entry) {
	return entry ? `${entry.mode} ${entry.oid ?? ""}` : "";
}
function inputDigest({ files, declarations }, ids) {
	if (files.length > 0) return digestOfInputs(files.map((file) => [file, ids(file)]));
	const { before, after } = declarations;
	return digestOfInputs([["", stableText([before ?? null, after ?? null])]]);
}
function codeDigest({ files, known }, ids) {
	const isOfSet = (file) => [known.before, known.after].some((app) => app?.generatedBy !== void 0 && (app.declaredAt.file === file || app.overlaidBy !== void 0 && file.startsWith(`${app.overlaidBy}/`)));
	const code = files.filter((file) => isCode(file) || isOfSet(file));
	return code.length === 0 ? void 0 : digestOfInputs(code.map((file) => [file, ids(file)]));
}
function isCode(file) {
	return /(^|\/)templates\/|\.(tpl|tgz|tar\.gz)$/i.test(file);
}

// src/review/unknown/parts.ts
function unknownParts(pair) {
	const [was, is] = [unrenderedOf(pair.before), unrenderedOf(pair.after)];
	const isReached = (part) => isMadeOf(part, pair.files) || isDeclaredAnew(pair);
	const untouched = new Set(was.filter((part) => is.some(({ message }) => message === part.message) && !isReached(part)).map(({ message }) => message));
	const failures = (side, parts) => parts.filter(({ message }) => !untouched.has(message)).map(({ message, hint }) => ({
		side,
		message,
		hint,
		at: void 0,
		isOutOfReach: true
	}));
	return [...failures("before", was), ...failures("after", is)];
}
function isKnownInPart({ before, after }, changes) {
	if (!before || !after) return siblingsOf(before ?? after).length > 0;
	const [was, is] = [before, after].map((side) => unrenderedOf(side).map(({ message }) => message));
	return changes && isEqual(was ?? [], is ?? []);
}
function leadsToApps({ app, before, after }, { failedParents }) {
	return app.kind === "ApplicationSet" || [before, after].some((side) => siblingsOf(side).some(({ kind, apiVersion }) => isMaker(kind, apiVersion))) || failedParents.some((parent) => identityOf(parent.app) === identityOf(app));
}
function isMaker(kind, apiVersion) {
	return [
		"Application",
		"ApplicationSet",
		"Kustomization",
		"HelmRelease"
	].includes(kind) && [
		"argoproj.io",
		"kustomize.toolkit.fluxcd.io",
		"helm.toolkit.fluxcd.io"
	].includes(groupOf(apiVersion));
}
function unrenderedOf(side) {
	return side && "unrendered" in side ? side.unrendered ?? [] : [];
}
function isMadeOf({ folders }, files) {
	if (!folders) return true;
	return files.some((file) => folders.some((folder) => isBelow(file, folder)));
}
function isDeclaredAnew({ declarations: { before, after } }) {
	return !isEqual(before ?? null, after ?? null);
}

// src/review/unknown/unreached.ts
function unreachedChange(pair, failures, ids) {
	const { app, files, pinned } = pair;
	const of = (side) => failures.filter((failure) => failure.side === side).map(({ message }) => message);
	if (!pinned || failures.length === 0 || !isEqual(of("before"), of("after"))) return void 0;
	return {
		app,
		files,
		status: "rerendered",
		failures: [],
		objects: [],
		restarts: [],
		risks: [],
		images: [],
		values: [],
		notes: [`its source is pinned to ${pinned.join(", ")}, which a merge does not change; it could not be rendered: ${of("after").join("; ")}`],
		noise: 0,
		digest: inputDigest(pair, ids),
		conditions: void 0
	};
}

// src/review/unknown/values-said.ts
const MOST$3 = 200;
const LENGTH = 200;
const IMAGE_KEY = /(^|[.\]_-])(images?|tag|digest)($|[.[_-])|Image|Tag$/;
async function saidOf(pair, failures, declared, text) {
	if (isBrokenByChange({ failures })) return {
		images: [],
		values: [],
		notes: []
	};
	const { before: old, after: now } = pair.known;
	const images = pair.before && !old || pair.after && !now ? [] : declaredImageChanges(old ? await declared.before.images(old) : [], now ? await declared.after.images(now) : []);
	const { values, more } = await valuesSaid(pair, declared, text);
	return {
		images,
		values,
		notes: more > 0 ? [`${more} more keys of its values files change and are not listed`] : []
	};
}
async function valuesSaid(pair, { before, after }, maskText) {
	const { known, declarations } = pair;
	const changes = [];
	const compare = (old, now, file) => {
		if (!old || !now) return;
		for (const key of /* @__PURE__ */ new Set([...old.keys(), ...now.keys()])) {
			const [from, to] = [old.get(key), now.get(key)];
			if (from?.real !== to?.real) changes.push({
				file,
				key,
				from: shownOf(from, maskText),
				to: shownOf(to, maskText)
			});
		}
	};
	const changed = new Set(pair.files);
	const valuesFiles = new Set([known.before, known.after].flatMap((app) => app?.valuesFiles ?? []));
	for (const file of valuesFiles) if (changed.has(file)) compare(await leavesOfFile(before, file), await leavesOfFile(after, file), file);
	const declaredAt = declaredIn$1(pair, valuesFiles);
	const [old, now] = [declarations.before, declarations.after].map((object) => valueAt(object, "spec"));
	if (declaredAt !== void 0 && old !== void 0 && now !== void 0) compare(leavesOf(old, ["spec"]), leavesOf(now, ["spec"]), declaredAt);
	const sorted = changes.toSorted((a, b) => Number(IMAGE_KEY.test(b.key)) - Number(IMAGE_KEY.test(a.key)));
	return {
		values: sorted.slice(0, MOST$3),
		more: Math.max(0, sorted.length - MOST$3)
	};
}
function declaredIn$1({ files, known }, valuesFiles) {
	const declaredAt = (known.after ?? known.before)?.declaredAt.file;
	if (declaredAt === void 0 || files.includes(declaredAt)) return declaredAt;
	const others = files.filter((file) => !valuesFiles.has(file));
	return others.length === 1 ? others[0] : declaredAt;
}
async function leavesOfFile({ context: { files } }, file) {
	if (!files.has(file)) return /* @__PURE__ */ new Map();
	await files.load([file]);
	const documents = files.yaml(file)?.documents;
	return attempted(() => documents && new Map(documents.flatMap(({ root }) => [...leavesOf(evaluate(root), [])])), () => void 0);
}
function leavesOf(value, path, into = /* @__PURE__ */ new Map()) {
	if (Array.isArray(value) && value.length > 0) for (const [i, item] of value.entries()) leavesOf(item, [...path, i], into);
	else if (isObject(value) && Object.keys(value).length > 0) for (const [key, inner] of Object.entries(value)) leavesOf(inner, [...path, key], into);
	else if (path.length > 0) into.set(formatKeyPath(path), leafOf(value, path));
	return into;
}
function leafOf(value, path) {
	const real = typeof value === "string" ? value : JSON.stringify(value);
	return {
		shown: path.some((part) => typeof part === "string" && isSecretName(part)) ? "***" : real.startsWith("ENC[") ? "(encrypted)" : mask(real),
		real
	};
}
function shownOf(leaf, maskText) {
	if (!leaf) return void 0;
	const text = maskText(leaf.shown);
	return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
}

// src/review/facts/notes.ts
function keptNotes(objects, reasonOf) {
	const kept = objects.flatMap((object) => {
		const reason = object.action === "removed" ? reasonOf(object.before) : void 0;
		return reason === void 0 ? [] : [{
			object,
			reason
		}];
	});
	return [...groupBy(kept, ({ reason }) => reason)].map(([reason, group]) => `Stays in the cluster because ${reason}: ${listed$3(group.map(({ object }) => object))}`);
}
function appliedOf({ action, id, before, after }) {
	return {
		action,
		label: [id.kind, [id.namespace, id.name].filter((part) => part !== void 0).join("/")].join(" "),
		before,
		after
	};
}
function movedNote({ known: { before, after } }) {
	if (!before || !after || before.controlPlane === after.controlPlane) return [];
	if (before.declaredAt.file === after.declaredAt.file) return [];
	return [`its object was declared in ${before.declaredAt.file} and is now in ${after.declaredAt.file}; it is assumed to be the same app, because nothing else has its name. If these are two control planes, declare them in fairlead.yaml (controlPlanes)`];
}
function unlistedNotes({ known: { before, after } }) {
	const app = after ?? before;
	const note = app && unlistedNote(app);
	return note === void 0 ? [] : [note];
}

// src/review/facts/charts.ts
function chartChanges(before, after) {
	const [old, next] = [chartsOf(before), chartsOf(after)];
	return [...old].flatMap(([repository, from]) => {
		const to = next.get(repository);
		return to === void 0 || to === from ? [] : [{
			artifact: "chart",
			repository,
			from,
			to
		}];
	});
}
function chartsOf({ object, release }) {
	const kind = textAt(object, "kind");
	const spec = valueAt(object, "spec");
	const entries = kind === "Application" ? [valueAt(spec, "source") ?? null, ...listAt(spec, "sources")].map((source) => [chartOf(textAt(source, "repoURL"), textAt(source, "chart")), textAt(source, "targetRevision")]) : kind === "HelmRelease" ? [[release?.chart ?? textAt(spec, "chart", "spec", "chart"), release?.chartVersion ?? textAt(spec, "chart", "spec", "version")]] : [];
	return new Map(entries.flatMap(([chart, version]) => chart === void 0 || version === void 0 ? [] : [[chart, version]]));
}
function chartOf(repository, chart) {
	if (chart === void 0) return void 0;
	return repository === void 0 ? chart : `${repository.replace(/(?<!\/)\/+$/, "")}/${chart}`;
}

// src/review/api/crds.ts
async function withCrds({ before, after }) {
	const [was, is] = [releaseOf$1(before), releaseOf$1(after)];
	if (!was && !is) return {
		before,
		after,
		notes: []
	};
	if (!before && is) return {
		before,
		after: is.release.installsCrds ? adding(is.side, await is.crds()) : after,
		notes: []
	};
	if (!after && was) {
		const stays = await was.crds();
		return {
			before: without(was.side, stays),
			after,
			notes: stayNotes(stays, "the release is uninstalled")
		};
	}
	if (!was || !is) return {
		before,
		after,
		notes: []
	};
	const isSameChart = was.release.chart === is.release.chart && was.release.chartVersion === is.release.chartVersion;
	const policy = is.release.upgradesCrds;
	if (isSameChart && policy === was.release.upgradesCrds && policy === "Skip") return {
		before,
		after,
		notes: []
	};
	const [old, now] = await Promise.all([was.crds(), is.crds()]);
	const [bare, full] = [without(was.side, old), without(is.side, now)];
	const names = new Map(old.map((manifest) => [keyOf$2(idOf$1(manifest)), manifest]));
	const created = now.filter((manifest) => !names.has(keyOf$2(idOf$1(manifest))));
	const changed = now.filter((manifest) => {
		const known = names.get(keyOf$2(idOf$1(manifest)));
		return known && !isEqual(known.content, manifest.content);
	});
	const there = new Set(now.map((manifest) => keyOf$2(idOf$1(manifest))));
	const gone = stayNotes(old.filter((manifest) => !there.has(keyOf$2(idOf$1(manifest)))), "the chart no longer has");
	if (policy === "CreateReplace") return {
		before: adding(bare, old.filter((manifest) => there.has(keyOf$2(idOf$1(manifest))))),
		after: adding(full, now),
		notes: gone
	};
	const left = policy === "Create" ? changed : [...created, ...changed];
	return {
		before: bare,
		after: policy === "Create" ? adding(full, created) : full,
		notes: [...gone, ...left.length === 0 ? [] : [`The chart's definitions ${listed$2(left)} are new or change but are not applied, because upgrade.crds of the release is ${policy}. To apply them, set it to CreateReplace.`]]
	};
}
function releaseOf$1(side) {
	if (!side || !("rendered" in side) || !side.release) return void 0;
	const { definitions, release } = side;
	return {
		side,
		release,
		crds: async () => (await definitions?.())?.manifests ?? []
	};
}
function without(side, crds) {
	const keys = new Set(crds.map((manifest) => keyOf$2(idOf$1(manifest))));
	const manifests = side.rendered.manifests.filter((manifest) => manifest.kind !== "CustomResourceDefinition" || !keys.has(keyOf$2(idOf$1(manifest))));
	return {
		...side,
		rendered: {
			...side.rendered,
			manifests
		}
	};
}
function adding(side, crds) {
	const own = new Set(side.rendered.manifests.map((manifest) => keyOf$2(idOf$1(manifest))));
	const added = crds.filter((manifest) => !own.has(keyOf$2(idOf$1(manifest))));
	return {
		...side,
		rendered: {
			...side.rendered,
			manifests: [...added, ...side.rendered.manifests]
		}
	};
}
function stayNotes(crds, reason) {
	if (crds.length === 0) return [];
	return [`${listed$2(crds)} ${crds.length === 1 ? "stays" : "stay"} in the cluster, with all objects of ${crds.length === 1 ? "its kind" : "these kinds"}: Flux does not delete definitions in crds/ (${reason}${reason.endsWith("has") ? " them" : ""}).`];
}
const MOST$2 = 5;
function listed$2(crds) {
	const names = crds.map(({ name }) => name);
	return names.slice(0, MOST$2).join(", ") + (names.length > MOST$2 ? ` and ${names.length - MOST$2} more` : "");
}

// src/kube/schema.ts
function asSchema(value) {
	return isObject(value) ? value : void 0;
}

// src/kube/definitions.ts
const SHIPPED = [[/^argoproj\.io$/, "argoproj"], [/^(helm|image|kustomize|notification|source)\.toolkit\.fluxcd\.io$/, "fluxcd"]];
const shipped = /* @__PURE__ */ new Map();
var Definitions = class {
	#own;
	constructor(objects) {
		this.#own = byKind(objects);
	}
	get isEmpty() {
		return this.#own.size === 0;
	}
	find(apiVersion, kind) {
		const slash = apiVersion.lastIndexOf("/");
		if (slash < 0) return void 0;
		const [group, version] = [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
		const own = this.#own.get(`${group}/${kind}`);
		if (own) return {
			schema: schemaOf(own, version),
			isShipped: false
		};
		const name = SHIPPED.find(([pattern]) => pattern.test(group))?.[1];
		const other = name === void 0 ? void 0 : shippedBy(name).get(`${group}/${kind}`);
		const schema = other === void 0 ? void 0 : schemaOf(other, version);
		return schema && {
			schema,
			isShipped: true
		};
	}
};
function shippedBy(name) {
	let found = shipped.get(name);
	if (!found) {
		found = byKind(artifact(name));
		shipped.set(name, found);
	}
	return found;
}
function byKind(objects) {
	const found = /* @__PURE__ */ new Map();
	for (const object of objects) {
		if (textAt(object, "kind") !== "CustomResourceDefinition") continue;
		if (textAt(object, "apiVersion") !== "apiextensions.k8s.io/v1") continue;
		const kind = textAt(object, "spec", "names", "kind");
		found.set(`${textAt(object, "spec", "group") ?? ""}/${kind ?? ""}`, object);
	}
	return found;
}
function schemaOf(definition, version) {
	const found = listAt(definition, "spec", "versions").find((one) => textAt(one, "name") === version && valueAt(one, "served") !== false);
	if (found === void 0) return void 0;
	const schema = asSchema(valueAt(found, "schema", "openAPIV3Schema"));
	const keeps = valueAt(definition, "spec", "preserveUnknownFields") === true;
	return schema && isObject(schema) && !keeps ? schema : { "x-kubernetes-preserve-unknown-fields": true };
}

// src/review/api/definitions.ts
const MOST$1 = 500;
async function definitionsInFiles(files, wanted) {
	if (wanted.length === 0 || files.costly) return [];
	const groups = [...new Set(wanted.map(({ group }) => group))];
	const paths = files.entries.map(({ path }) => path).filter((path) => /\.(ya?ml|json)$/.test(path) && (/crd|customresourcedefinition/i.test(path) || groups.some((group) => path.includes(group)))).slice(0, MOST$1);
	await files.load(paths);
	const found = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const text = files.text(path) ?? "";
		if (!text.includes("CustomResourceDefinition") || !groups.some((group) => text.includes(group))) continue;
		for (const definition of definitionsIn(files, path)) {
			const key = keyOf$1(definition);
			if (!wanted.some(({ group, kind }) => key === `${group}/${kind}`)) continue;
			const known = found.get(key);
			const isOther = found.has(key) && (!known || specOf(known) !== specOf(definition));
			found.set(key, isOther ? void 0 : definition);
		}
	}
	return [...found.values()].filter((definition) => definition !== void 0);
}
function definitionsIn(files, path) {
	const file = files.yaml(path);
	if (!file) return [];
	return objectsOf(file).filter(({ kind }) => kind === "CustomResourceDefinition").map(({ node }) => evaluate(node));
}
function keyOf$1(definition) {
	return `${textAt(definition, "spec", "group") ?? ""}/${textAt(definition, "spec", "names", "kind") ?? ""}`;
}
function specOf(definition) {
	return stableText(valueAt(definition, "spec"));
}

// src/review/api/apis.ts
function targetOf(object, app, config) {
	return clusterKey(destinationOf((...path) => textAt(object, ...path), app.kind, config), app, config);
}
async function apisOf(pairs, config, declared) {
	const brought = /* @__PURE__ */ new Map();
	const keyOf = ({ app, declarations }) => JSON.stringify(targetOf(declarations.after ?? declarations.before, app, config));
	for (const pair of pairs) for (const side of ["before", "after"]) for (const { kind, content } of siblingsOf(pair[side])) if (kind === "CustomResourceDefinition") {
		const own = brought.get(keyOf(pair)) ?? {
			before: [],
			after: []
		};
		brought.set(keyOf(pair), own);
		own[side].push(content);
	}
	const wanted = wantedKinds(pairs, (pair, side) => new Definitions(brought.get(keyOf(pair))?.[side] ?? []));
	const inFiles = {
		before: await definitionsInFiles(declared.before.context.files, wanted),
		after: await definitionsInFiles(declared.after.context.files, wanted)
	};
	const of = (side, own = []) => new Definitions([...inFiles[side], ...own]);
	const definitions = new Map([...brought].map(([key, { before, after }]) => [key, {
		before: of("before", before),
		after: of("after", after)
	}]));
	const none = {
		before: of("before"),
		after: of("after")
	};
	return (pair) => {
		const own = definitions.get(keyOf(pair)) ?? none;
		const version = versionOf(pair, config);
		const api = (side) => ({
			...version,
			definitions: own[side],
			isOpen: hasPlaceholder
		});
		return {
			before: api("before"),
			after: api("after"),
			app: pair.declarations.after ?? pair.declarations.before,
			declared: ownDeclarations(pair, declared.affected)
		};
	};
}
function wantedKinds(pairs, definitions) {
	const kubernetes = BuiltIn.newest();
	const wanted = /* @__PURE__ */ new Map();
	for (const pair of pairs) {
		const seen = /* @__PURE__ */ new Set();
		let known;
		for (const { apiVersion, kind } of siblingsOf(pair.after)) {
			const group = groupOf(apiVersion);
			const key = `${apiVersion}/${kind}`;
			if (seen.has(key) || kubernetes.ownsGroup(group)) continue;
			seen.add(key);
			known ??= definitions(pair, "after");
			if (!known.find(apiVersion, kind)) wanted.set(`${group}/${kind}`, {
				group,
				kind
			});
		}
	}
	return [...wanted.values()];
}
function clusterOfPair({ app, declarations }, config) {
	const object = declarations.after ?? declarations.before;
	const isNamed = app.cluster !== void 0 && Object.hasOwn(config.clusters, app.cluster);
	return clusterIn(config, {
		cluster: isNamed ? app.cluster : textAt(object, "spec", "destination", "name"),
		server: textAt(object, "spec", "destination", "server"),
		namespace: app.namespace,
		paths: app.declaredAt === void 0 ? [] : [app.declaredAt.file]
	});
}
function versionOf(pair, config) {
	const { known } = clusterOfPair(pair, config);
	const version = versionIn(pair.after) ?? versionIn(pair.before) ?? kubeVersionOf(known?.kubeVersion ?? "1.34.0");
	return {
		version,
		isCertain: known?.kubeVersion !== void 0 || version !== "1.34.0"
	};
}
function versionIn(side) {
	return side && "capabilities" in side ? side.capabilities?.kubeVersion : void 0;
}

// src/review/api/unknown-apis.ts
const API = /^[a-z0-9][a-z0-9.-]*\/v\d\w*(\/[A-Z]\w*)?$/;
function unknownApisNote(sides, cluster) {
	const asked = [...new Set(sides.flatMap(unknownApis))].toSorted();
	if (asked.length === 0) return [];
	const name = /^[A-Za-z][\w.-]*$/.test(cluster) ? cluster : JSON.stringify(cluster);
	return [`its templates check for ${asked.join(", ")}, which the cluster is not known to support, so they are rendered without it. If the cluster supports it, declare it in fairlead.yaml: clusters: {${name}: {apiVersions: [${asked.join(", ")}]}}`];
}
function unknownApis(side) {
	if (!side || !("rendered" in side) || !side.capabilities) return [];
	const { kubeVersion, apiVersions } = side.capabilities;
	const [first] = builtInApis(kubeVersion);
	if (first !== void 0 && !apiVersions.includes(first)) return [];
	const version = BuiltIn.of(kubeVersion);
	return (side.rendered.dependences ?? []).flatMap(({ api }) => api !== void 0 && API.test(api) && !apiVersions.includes(api) && !version.ownsGroup(groupIn(api)) ? [api] : []);
}
function groupIn(api) {
	return groupOf(api.split("/").slice(0, 2).join("/"));
}

// src/review/change-subject.ts
const NO_SECRETS = {
	before: /* @__PURE__ */ new Map(),
	after: /* @__PURE__ */ new Map()
};
async function subjectOf(original, parts) {
	const { config, declared } = parts;
	const crds = await withCrds(original);
	const pair = {
		...original,
		before: crds.before,
		after: crds.after
	};
	const secrets = parts.secrets.get(original) ?? NO_SECRETS;
	const { app, declarations } = pair;
	const { text } = masker(secrets);
	const failures = [...failureOf("before", pair.before), ...failureOf("after", pair.after)].map((failure) => ({
		...failure,
		message: text(failure.message)
	}));
	const [was, is] = [releaseOf(pair.before), releaseOf(pair.after)];
	const twice = pair.known.after ? declaredTwice(app, declared.before.named, declared.after.named) : {
		risks: [],
		notes: []
	};
	const notes = /* @__PURE__ */ new Set([
		...movedNote(pair),
		...unlistedNotes(pair),
		...pair.note === void 0 ? [] : [pair.note],
		...twice.notes,
		...was && is ? rolloutNotes(was, is, pair.files) : [],
		...crds.notes,
		...notesOf(pair.before),
		...notesOf(pair.after),
		...unknownApisNote([pair.before, pair.after], clusterOfPair(pair, config).name)
	]);
	const removal = parts.removals.get(original);
	return {
		original,
		pair,
		production: app.production || leftBy(pair)?.production === true,
		failures,
		notes: [...notes],
		charts: chartChanges({
			object: declarations.before,
			release: was
		}, {
			object: declarations.after,
			release: is
		}),
		twice,
		moves: parts.moves.get(original.app) ?? NO_MOVES,
		sides: {
			before: sideOf(pair, "before", removal),
			after: sideOf(pair, "after")
		},
		stays: removal?.stays,
		secrets,
		text
	};
}
function failureOf(side, result) {
	if (!result || !("error" in result)) return [];
	return result.error.faults.map(({ message, hint, at }) => ({
		side,
		message,
		hint,
		at
	}));
}
function releaseOf(side) {
	return side && "release" in side ? side.release : void 0;
}
function notesOf(side) {
	return side && "notes" in side ? side.notes : [];
}
function sideOf(pair, which, removal) {
	if (!pair[which]) return void 0;
	const object = pair.declarations[which];
	return {
		ref: which === "before" ? pair.was ?? pair.app : pair.app,
		release: textAt(object, "spec", "releaseName") ?? textAt(object, "spec", "source", "helm", "releaseName"),
		targetNamespace: textAt(object, "spec", "destination", "namespace") ?? (textAt(object, "kind") === "Kustomization" ? void 0 : textAt(object, "spec", "targetNamespace")),
		kept: keptWithoutApp(object),
		stays: removal?.stays,
		isStillDeclared: removal?.isStillDeclared === true,
		isKnown: object !== void 0
	};
}

// src/review/app-change.ts
async function changeOf$1(original, parts) {
	const subject = await subjectOf(original, parts);
	const { pair, failures } = subject;
	const unreached = unreachedChange(pair, failures, parts.ids);
	if (unreached) return unreached;
	if (failures.length > 0) return failedChange(subject, failures, parts);
	const comparison = compareSides(subject, parts);
	const unknown = unknownParts(pair);
	if (unknown.length > 0 && !isKnownInPart(pair, comparison.isChanged)) return failedChange(subject, unknown, parts);
	return comparedChange(subject, comparison, unknown, parts);
}
async function failedChange({ pair, charts, notes, sides, twice, text }, failures, { declared }) {
	const said = await saidOf(pair, failures, declared, text);
	return {
		app: pair.app,
		files: pair.files,
		...said,
		notes: [...withoutFailures(notes, failures), ...said.notes],
		failures,
		status: "failed",
		...leadsToApps(pair, declared) ? { hidesApps: true } : {},
		objects: [],
		restarts: [],
		risks: [...appRisks(sides.before, sides.after, false), ...twice.risks],
		images: [...charts, ...said.images],
		noise: 0,
		digest: void 0,
		conditions: void 0
	};
}
function compareSides(subject, parts) {
	const { pair, moves, production, secrets, stays } = subject;
	const { config, declared } = parts;
	const { app, declarations } = pair;
	const [before, after] = [renderedOf(pair.before), renderedOf(pair.after)];
	const [old, declaredAfter] = before && after ? withDeclarations([before, after], pair, declared.affected) : [before, after];
	const ignored = old && declaredAfter && withIgnored(old, declaredAfter, ignoredOf(pair.after));
	const keptBecause = (object) => pair.after ? keptWhenPruned(declarations.after, object) : stays ?? keptWithoutApp(declarations.before, object);
	const found = compareApp(old, ignored?.after ?? declaredAfter, {
		production,
		controller: app.kind === "Application" ? "argocd" : app.kind === "Convention" ? "none" : "flux",
		declaration: declarations.after,
		registries: declared.registries,
		noise: config.diff?.noise ?? [],
		secrets,
		api: parts.apiOf(subject.original),
		stays: (object) => keptBecause(object) !== void 0,
		moves,
		movesTo: (id) => moves.to.get(keyOf$2(id))?.app.name
	});
	return {
		found,
		ignored,
		isChanged: found.objects.length + found.restarts.length > 0,
		keptBecause
	};
}
async function comparedChange(subject, { found, ignored, isChanged, keptBecause }, unknown, parts) {
	const { pair, charts, moves, notes, production, twice } = subject;
	const { app, files, declarations } = pair;
	const noise = found.noise + (ignored?.count ?? 0);
	const status = statusOf(pair, isChanged, noise);
	const isSame = isQuiet({ status });
	const isKept = ({ action, before }) => action === "removed" && keptBecause(before) !== void 0;
	const objects = found.objects.map((one) => isKept(one) ? {
		...one,
		stays: true
	} : one);
	const applied = [...keptNotes(objects.map(appliedOf), keptBecause), ...pair.after ? applyNotes(declarations.after, objects.map(appliedOf)) : []];
	const { sets } = pair;
	const isByFiles = isSame || (ignored?.count ?? 0) > 0;
	const digest = joinedDigest([
		found.digest,
		digestOfDeclarations([[declarations.before, declarations.after], ...sets ? [[sets.before, sets.after]] : []], subject.text),
		isByFiles ? inputDigest(pair, parts.ids) : codeDigest(pair, parts.ids)
	]);
	const unpinned = isSame ? [] : await unpinnedOf(pair, parts);
	return {
		app,
		files,
		failures: unknown,
		values: [],
		notes: [
			...withoutFailures(notes, unknown),
			...moveNotes(app, moves),
			...found.notes,
			...ignored?.notes ?? [],
			...applied
		],
		status,
		objects,
		restarts: found.restarts,
		risks: [
			...ownRisks(subject, !isSame, objects),
			...production ? movingRisks(unpinned) : [],
			...pair.after ? hidingOf(pair, parts) : [],
			...twice.risks,
			...found.risks,
			...parts.owners.get(app) ?? []
		],
		images: [...charts, ...found.images],
		noise,
		digest: unknown.length > 0 ? void 0 : digest,
		conditions: conditionsOf(pair.after ?? pair.before, parts.versions),
		...unpinned.length > 0 && { unpinned }
	};
}
function statusOf({ before, after }, isChanged, noise) {
	if (!before) return "added";
	if (!after) return "removed";
	if (isChanged) return "changed";
	return noise > 0 ? "noise" : "rerendered";
}
function ownRisks({ pair, moves, sides }, isChanged, objects) {
	const isKept = objects.some(({ stays }) => stays);
	return appRisks(sides.before, sides.after, isChanged).map((risk) => risk.rule === "app-removed" ? {
		...risk,
		message: removedReason(pair.app.name, moves.to.size > 0, isKept)
	} : risk);
}
async function unpinnedOf({ after, known }, { git, declared }) {
	if (!git || !after || !known.after) return [];
	return unpinnedIn(known.after, renderedOf(after)?.fetched ?? [], (url) => isThisRepository(declared.after.context, url) === true, git);
}
function uncompared({ app, files }, error) {
	return {
		app,
		files,
		failures: failureOf("after", { error }),
		status: "failed",
		notes: [],
		objects: [],
		restarts: [],
		risks: [],
		images: [],
		values: [],
		noise: 0,
		digest: void 0,
		conditions: void 0
	};
}
function removedReason(name, isMoved, isKept) {
	const rest = [...isMoved ? ["the objects that move to other apps"] : [], ...isKept ? ["the objects that are kept"] : []];
	return rest.length === 0 ? `${name} is removed, and everything it deployed is also deleted.` : `${name} is removed with everything it deployed, except ${rest.join(" and ")}.`;
}
function withoutFailures(notes, failures) {
	const told = new Set(failures.map(({ message }) => message));
	return notes.filter((note) => !told.has(note));
}
function hidingOf({ app, before, after, declarations }, { isKnown }) {
	const dependences = (side) => renderedOf(side)?.dependences ?? [];
	const outside = (side) => side && "outside" in side ? side.outside : [];
	return [...hidingRisks(dependences(before), dependences(after), {
		isKnown: (file) => !before && isKnown(file),
		fromHelm: app.kind === "Application"
	}), ...outsideRisks(outside(before), outside(after), declarations)];
}
function ignoredOf(side) {
	return side && "ignored" in side ? side.ignored : void 0;
}

// src/review/unknown/unresolved.ts
const MOST_FILES$2 = 3;
const MOST_REASONS = 5;
function unresolvedWarnings(unresolved, changed) {
	const byReason = /* @__PURE__ */ new Map();
	const isChanged = ({ file }) => Number(changed.has(file));
	const telling = unresolved.filter((one) => !one.isPatch || changed.has(one.file));
	for (const one of telling.toSorted((a, b) => isChanged(b) - isChanged(a))) byReason.set(one.reason, [...byReason.get(one.reason) ?? [], one]);
	const sentences = [...byReason.values()].map(sentence);
	const left = [...byReason.values()].slice(MOST_REASONS).flat().length;
	return [...sentences.slice(0, MOST_REASONS), ...left > 0 ? [`${left} more objects are not checked. Run fairlead inventory to list them.`] : []];
}
function submoduleWarnings({ differences }, unclaimed) {
	const changed = new Set(unclaimed);
	return differences.filter(({ path, entry }) => entry?.mode === "160000" && changed.has(path)).map(({ path }) => `Not checked: the submodule ${path}, which changes. No known app reads it.`);
}
function sentence(same) {
	const files = [...new Set(same.map(({ file }) => file))];
	const shown = files.slice(0, MOST_FILES$2).join(", ");
	const where = files.length > MOST_FILES$2 ? `${shown} and ${files.length - MOST_FILES$2} more` : shown;
	const [one] = same;
	if (one?.isTemplate) return `Not checked: the apps that templates of charts would declare, because no app of this repo deploys these charts (${where}). If something else deploys such a chart, add its Application as a file to this repo.`;
	return `Not checked: ${same.length === 1 ? `${one?.kind ?? ""} ${one?.name ?? ""}`.trim() : `${same.length} objects`} (${where}): ${one?.reason ?? ""}`;
}

// src/review/facts/removal.ts
async function removalOf(app, object, { after, among, isUnlisted = false, sets }) {
	if (app.controller === "none") return {
		stays: void 0,
		effect: void 0
	};
	const still = isUnlisted ? void 0 : declaredIn(app, after);
	if (still) return {
		stays: `${still.declaredAt.file} still declares it`,
		effect: "stays",
		isStillDeclared: true
	};
	const set = app.generatedBy === void 0 || isUnlisted ? void 0 : sets ? sets.after : await setOf(app, app.generatedBy, after);
	if (set !== void 0) {
		const stays = keptBySet(set, app.generatedBy ?? "");
		return {
			stays,
			effect: stays === void 0 ? "deleted" : "stays"
		};
	}
	const appliers = appliersOf(app, among);
	const own = appliers.length === 0 && isInput(app.inputs, app.declaredAt.file) ? [app] : [];
	const stuck = [...appliers, ...own].find((one, i) => (i >= appliers.length - 1 || declaredIn(one, after)) && isWithoutFolder(one, after));
	if (stuck) return {
		stays: `${stuck === app ? "it" : `${stuck.name}, which declared it,`} no longer finds its folder and leaves everything as it is`,
		effect: "stays"
	};
	const [applier] = appliers;
	const applied = sets?.before ?? object;
	if (!applier || applied === void 0) return {
		stays: void 0,
		effect: whenGone(app, among)
	};
	const now = declaredIn(applier, after);
	const reason = now ? keptWhenPruned(await now.declaration(), applied) : keptWithoutApp(await applier.declaration(), applied);
	if (reason === void 0) return {
		stays: void 0,
		effect: whenGone(app, among)
	};
	return {
		stays: `${applier.name}, which declared it, does not delete it: ${reason}`,
		effect: "stays"
	};
}
function declaredIn(app, side) {
	return side.named(app.kind, app.name).find((one) => identityOf(one) === identityOf(app));
}
function isWithoutFolder({ sources }, { context: { files } }) {
	return sources.some(({ path, inThisRepository }) => inThisRepository !== false && path !== void 0 && path !== "" && !files.isFolder(path));
}
async function setOf({ declaredAt: { file } }, name, { context: { files } }) {
	if (!files.has(file)) return void 0;
	await files.load([file]);
	const yaml = files.yaml(file);
	const set = yaml && objectsOf(yaml).find((one) => one.kind === "ApplicationSet" && one.name === name);
	return set && evaluate(set.node);
}
function keptBySet(set, name) {
	const policy = textAt(set, "spec", "syncPolicy", "applicationsSync");
	return policy === "create-only" || policy === "create-update" ? `the ApplicationSet ${name}, which generated it, does not delete it: its applicationsSync is ${policy}` : void 0;
}

// src/review/facts/merge.ts
function mergeFacts(pair, removed, parts) {
	return {
		onMerge: pair.pinned ? void 0 : pair.after ? effectOf(pair, parts) : removed,
		url: pair.before ? addressOf(pair.app, parts.config) : void 0
	};
}
function effectOf(pair, { among, before: declared }) {
	const { known, declarations, before, files, sets } = pair;
	const isOn = isApplied(declarations.after) ?? known.after?.autoSync;
	const isSame = before !== void 0 && isEqual(declarations.before, declarations.after);
	if (!known.after) return void 0;
	const { generatedBy, declaredAt } = known.after;
	const isDeclarationChanged = sets ? !isEqual(sets.before, sets.after) : generatedBy === void 0 ? !isSame : files.includes(declaredAt.file);
	const isThere = (app) => declaredIn(app, declared) !== void 0;
	return onMerge(known.after, {
		isDeclarationChanged,
		isOn,
		among,
		isThere
	});
}
function isApplied(object) {
	if (!isObject(object)) return void 0;
	const { spec } = object;
	if (!isObject(spec)) return void 0;
	if (kindOf(object) !== "Application") return spec["suspend"] !== true;
	const policy = spec["syncPolicy"];
	const automated = isObject(policy) ? policy["automated"] : void 0;
	return isObject(automated) && automated["enabled"] !== false;
}
function kindOf(object) {
	return textAt(object, "kind");
}
function addressOf({ kind, name, ownNamespace, toldApartBy }, { argocd }) {
	if (argocd?.url === void 0 || kind !== "Application" || toldApartBy !== void 0) return void 0;
	if (!/^https?:\/\//.test(argocd.url)) return void 0;
	const parts = [ownNamespace ?? argocd.namespace ?? "argocd", name].map(encodeURIComponent);
	return `${argocd.url.replace(/(?<!\/)\/+$/, "")}/applications/${parts.join("/")}`;
}

// src/review/pair-secrets.ts
const APPS = /* @__PURE__ */ new Set([
	"Application",
	"HelmRelease",
	"Kustomization"
]);
async function secretsOfPairs(pairs) {
	const own = /* @__PURE__ */ new Map();
	const byApp = /* @__PURE__ */ new Map();
	for (const pair of pairs) {
		own.set(pair, {
			before: await valuesOf(pair.before),
			after: await valuesOf(pair.after)
		});
		const key = keyOf(pair.app);
		byApp.set(key, [...byApp.get(key) ?? [], pair]);
	}
	return new Map(pairs.map((pair) => {
		const all = [pair, ...new Set([pair.before, pair.after].flatMap((side) => (renderedOf(side)?.manifests ?? []).filter(({ kind }) => APPS.has(kind))).flatMap((manifest) => byApp.get(keyOf(manifest)) ?? []))].flatMap((one) => own.get(one) ?? []);
		return [pair, {
			before: merged(all, "before"),
			after: merged(all, "after")
		}];
	}));
}
async function valuesOf(side) {
	const rendered = renderedOf(side);
	if (!rendered) return /* @__PURE__ */ new Map();
	const found = secretsIn(rendered.manifests.map(({ content }) => content));
	if (found.texts.length > 0 && side && "given" in side && side.given) addGiven(found, await side.given());
	return found.values;
}
function merged(all, side) {
	if (all.length === 1 && all[0]) return all[0][side];
	return new Map(all.flatMap((one) => [...one[side]]));
}
function keyOf({ kind, name }) {
	return `${kind}/${name}`;
}

// src/review/unknown/unread-sets.ts
async function filesOfSet({ file, kind, name }, { context }, { changed, unclaimed }) {
	const { files } = context;
	const nothing = {
		files: [],
		mayBeMore: true
	};
	if (!changed.some(mayBeDeployed)) return {
		files: [],
		mayBeMore: false
	};
	if (kind !== "ApplicationSet" || !files.has(file)) return nothing;
	await files.load([file]);
	const yaml = files.yaml(file);
	const set = yaml && objectsOf(yaml).find((one) => one.kind === kind && one.name === name);
	if (!set) return nothing;
	const content = evaluate(set.node);
	const spec = valueAt(content, "spec", "template", "spec");
	const isHere = (source) => {
		const url = textAt(source, "repoURL") ?? "";
		return url.includes("{{") || isThisRepository(context, url) !== false;
	};
	const sources = [valueAt(spec, "source") ?? null, ...listAt(spec, "sources")];
	const own = sources.filter(isHere).flatMap((source) => textAt(source, "path") ?? []);
	const values = sources.flatMap((source) => listAt(source, "helm", "valueFiles").flatMap((path) => /^\$[^/]+\/(.+)$/.exec(String(path))?.[1] ?? []));
	const found = /* @__PURE__ */ new Set();
	let mayBeMore = !sources.some(isObject) || textAt(content, "spec", "templatePatch") !== void 0;
	const known = writtenValues(valueAt(content, "spec", "generators") ?? null);
	for (const path of new Set([...own, ...values].flatMap((one) => filledIn(one, known)))) {
		const start = path.indexOf("{{");
		if (start < 0) {
			const folder = joinPath("", path.replace(/^\/+/, ""));
			if (folder === void 0 || folder === "") continue;
			const [inputs] = await files.run([readByPlugin(files, folder)]);
			for (const one of changed) if (inputs && (one === folder || isInput(inputs, one))) found.add(one);
			continue;
		}
		const prefix = path.slice(0, start).replace(/^(?:\.?\/)+/, "").replace(/[^/]*$/, "");
		if (prefix === "") {
			mayBeMore = true;
			continue;
		}
		for (const one of unclaimed) if (one.startsWith(prefix) && mayBeDeployed(one)) found.add(one);
	}
	return {
		files: [...found],
		mayBeMore
	};
}
const MOST = 200;
function writtenValues(generators, found = /* @__PURE__ */ new Map()) {
	if (Array.isArray(generators)) for (const item of generators) writtenValues(item, found);
	else if (isObject(generators)) for (const [key, value] of Object.entries(generators)) {
		if (key === "values") add(value, "values.", found);
		if (key === "elements" && Array.isArray(value)) for (const item of value) add(item, "", found);
		writtenValues(value, found);
	}
	return found;
}
function add(values, prefix, found) {
	if (!isObject(values)) return;
	for (const [key, value] of Object.entries(values)) {
		if (isObject(value)) add(value, `${prefix}${key}.`, found);
		if (typeof value === "string" && !value.includes("{{")) found.set(prefix + key, (found.get(prefix + key) ?? /* @__PURE__ */ new Set()).add(value));
	}
}
function filledIn(path, known) {
	const parameter = /^([^{]*)\{\{\s*\.?([\w.-]+)\s*\}\}(.*)$/s.exec(path);
	const [, before = "", name = "", rest = ""] = parameter ?? [];
	const values = parameter ? known.get(name) : void 0;
	if (!values) return [path];
	return [path, ...[...values].flatMap((value) => filledIn(before + value + rest, known))].slice(0, MOST);
}

// src/review/unknown/unread.ts
async function unreadChanges({ declared, sides, config, unclaimed }, apps) {
	const { before, after } = declared;
	const changed = new Set(sides.changed);
	const told = [];
	const changes = [];
	const reached = /* @__PURE__ */ new Set();
	for (const one of after.unresolved) {
		if (one.isTemplate || one.isPatch) continue;
		const isSaid = apps.some(({ failures }) => failures.some((failure) => isAbout(failure, one)));
		const old = before.unresolved.find((other) => isSameObject(other, one));
		if (isSaid) continue;
		if (old?.reason !== one.reason || await isAnotherObject(one, declared, changed)) {
			changes.push(changeOf(one, old, config, [one.file]));
			told.push(one);
			continue;
		}
		const { files } = await filesOfSet(one, after, {
			changed: sides.changed,
			unclaimed
		});
		const key = JSON.stringify([one.file, one.name]);
		if (files.length > 0) told.push(one);
		if (files.length > 0 && reached.size < reached.add(key).size) changes.push(changeOf(one, old, config, files));
	}
	return {
		changes: [...changes, ...hiddenParents(declared, unclaimed, apps)],
		told
	};
}
function hiddenParents({ failedParents }, unclaimed, apps) {
	if (!unclaimed.some(mayBeDeployed)) return [];
	const known = new Set(apps.map(({ app }) => identityOf(app)));
	return failedParents.filter(({ app }) => !known.has(identityOf(app))).map(({ app, messages: [before, after] }) => notKnown(refOf$1(app), [...before === void 0 ? [] : [failure("before", before, app.declaredAt)], ...after === void 0 ? [] : [failure("after", after, app.declaredAt)]], []));
}
function isAbout({ at, message }, { file, reason }) {
	return at?.file === file && message.startsWith(reason);
}
function isSameObject(a, b) {
	return a.file === b.file && a.kind === b.kind && a.name === b.name;
}
async function isAnotherObject({ file, kind, name }, { before, after }, changed) {
	if (!changed.has(file) || kind === "file") return false;
	const content = async ({ context: { files } }) => {
		if (!files.has(file)) return void 0;
		await files.load([file]);
		const yaml = files.yaml(file);
		const object = yaml && objectsOf(yaml).find((one) => one.kind === kind && one.name === name);
		return object && evaluate(object.node);
	};
	return !isEqual(await content(before), await content(after));
}
function changeOf(one, old, config, files) {
	const { file, line, kind, reason } = one;
	const name = one.name ?? file;
	const environment = environmentOf({
		labels: {},
		cluster: void 0,
		server: void 0,
		namespace: void 0,
		name,
		paths: [file]
	}, void 0, config);
	const at = {
		file,
		...line === void 0 ? {} : { line }
	};
	return notKnown(undeclaredRef({
		name,
		kind,
		environment,
		declaredAt: {
			file,
			line: line ?? 1
		}
	}, config), [...old ? [failure("before", old.reason, at)] : [], failure("after", reason, at)], files);
}
function failure(side, message, at) {
	return {
		side,
		message,
		hint: void 0,
		at,
		isOutOfReach: true
	};
}
function notKnown(app, failures, files) {
	return {
		app,
		status: "failed",
		hidesApps: true,
		failures,
		files,
		objects: [],
		restarts: [],
		risks: [],
		images: [],
		values: [],
		notes: [],
		noise: 0,
		digest: void 0,
		conditions: void 0
	};
}

// src/review/unknown/no-apps.ts
const MOST_FILES$1 = 5;
function foldersWithoutApp({ declared, config, unclaimed }) {
	if (declared.before.size + declared.after.size > 0) return [];
	const paths = pathsOf(declared);
	const ofTools = new Set([...filesOfTools(unclaimed, paths).values()].flat());
	const files = unclaimed.filter((file) => mayBeDeployed(file) || ofTools.has(file));
	const there = new Set(paths);
	return [...groupBy(files, (file) => folderOf(file, there))].map(([folder, own]) => folderWithoutApp(folder, own, paths, config));
}
function folderWithoutApp(folder, files, paths, config) {
	const name = folder === "." ? "the root of the repo" : folder;
	const environment = environmentOf({
		labels: {},
		cluster: void 0,
		server: void 0,
		namespace: void 0,
		name: "",
		paths: files
	}, void 0, config);
	const tools = [...filesOfTools(files, paths).keys()];
	const what = `No app was found in this repo, so it is unknown what deploys ${listed$1(files)}`;
	const message = tools.length === 0 ? what : `${what}. ${listed$1(tools)} may deploy it; Fairlead does not read it`;
	const quoted = [posix.basename(folder) === "." ? "NAME" : posix.basename(folder), folder].map((text) => /^[A-Za-z][\w./-]*$/.test(text) ? text : JSON.stringify(text));
	const failure = (side) => ({
		side,
		message,
		hint: `If an Application or a Kustomization outside this repo deploys the folder, add it to ${CONFIG_FILE} on the base branch: folders: [{app: ${quoted[0]}, path: ${quoted[1]}${environment === void 0 ? "" : `, environment: ${environment}`}}].`,
		at: void 0,
		isOutOfReach: true
	});
	return notKnown(undeclaredRef({
		name,
		kind: "folder",
		environment,
		declaredAt: {
			file: files[0] ?? folder,
			line: 1
		}
	}, config), [failure("before"), failure("after")], files);
}
function folderOf(file, paths) {
	const markers = ["Chart.yaml", ...KUSTOMIZATION_FILES];
	for (let folder = posix.dirname(file);; folder = posix.dirname(folder)) {
		if (markers.some((marker) => paths.has(posix.join(folder, marker)))) return folder;
		if (folder === ".") return posix.dirname(file);
	}
}
function nothingRendered(paths) {
	const tools = toolsAmong(paths);
	if (tools.length === 0 && !paths.some(mayBeDeployed)) return void 0;
	const named = listed$1(tools.map(({ tool, file }) => `${tool} (${file})`));
	return new FairleadError("refused", [{
		message: `no app was found in this repo, so nothing was rendered${named === "" ? "" : `. It has files of ${named}, which Fairlead does not read`}`,
		hint: `Run fairlead inventory to see why. If something outside the repo deploys a folder, add it to ${CONFIG_FILE}: folders: [{app: NAME, path: FOLDER}].`
	}]);
}
function noAppWarnings({ before, after }) {
	if (before.size + after.size > 0) return [];
	const tools = toolsAmong(pathsOf({
		before,
		after
	})).map(({ tool, file }) => `${tool} (${file})`);
	return [`No app was found in this repo, so nothing is compared. ${tools.length === 0 ? "Run fairlead inventory to see why." : `It has files of ${listed$1(tools)}, which Fairlead does not read.`}`];
}
function otherToolWarnings({ declared, unclaimed }) {
	if (unclaimed.length === 0 || declared.before.size + declared.after.size === 0) return [];
	return [...filesOfTools(unclaimed, pathsOf(declared))].map(([tool, files]) => `Not checked: ${listed$1(files)}, which ${tool} may deploy. Fairlead does not read ${files.length === 1 ? "such a file" : "such files"}.`);
}
function pathsOf({ before, after }) {
	const all = [before, after].flatMap(({ context }) => context.files.entries.map(({ path }) => path));
	return [...new Set(all)];
}
function listed$1(all) {
	const shown = all.slice(0, MOST_FILES$1);
	if (all.length > MOST_FILES$1) return `${shown.join(", ")} and ${all.length - MOST_FILES$1} more`;
	return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

// src/review/build.ts
async function buildReview(found, parts) {
	const { declared, config } = parts;
	const namesakes = (kind, name) => [declared.before, declared.after].flatMap((side) => side.named(kind, name));
	const refs = toldApart(found.map(({ app }) => app), namesakes);
	const pairs = found.map((pair, i) => ({
		...pair,
		app: refs[i] ?? pair.app
	}));
	const owners = collisions(pairs.map(({ app, after, declarations }) => ({
		app,
		target: targetOf(declarations.after, app, config),
		manifests: renderedOf(after)?.manifests ?? []
	})), declared.apart);
	const moves = movesBetween(pairs.map((pair) => {
		const { app, declarations } = pair;
		return {
			app,
			target: JSON.stringify(targetOf(declarations.after ?? declarations.before, app, config)),
			...manifestsOf(pair)
		};
	}));
	const among = pairs.flatMap(({ known: { before, after } }) => [before, after].filter((app) => app !== void 0));
	const removals = await removalsOf(pairs, {
		after: declared.after,
		among
	});
	const repo = {
		...parts,
		removals,
		owners,
		moves,
		ids: await idsOf(parts.sides),
		isKnown: await unchangedFiles(parts.sides),
		secrets: await secretsOfPairs(pairs),
		apiOf: await apisOf(pairs, config, declared)
	};
	const changes = await Promise.all(pairs.map(async (pair) => {
		const leaves = leftBy(pair);
		const facts = {
			...mergeFacts(pair, removals.get(pair)?.effect, {
				among,
				before: declared.before,
				config
			}),
			...leaves && { leaves }
		};
		try {
			const change = await changeOf$1(pair, repo);
			return {
				...change,
				...facts,
				...isBrokenByChange(change) ? { onMerge: void 0 } : {}
			};
		} catch (error) {
			return {
				...uncompared(pair, contained(error)),
				...facts
			};
		}
	}));
	const { sides } = parts;
	const unread = await unreadChanges(parts, changes);
	const told = [...changes, ...unread.changes];
	const named = new Set(told.flatMap(({ files }) => files));
	const without = foldersWithoutApp({
		...parts,
		unclaimed: parts.unclaimed.filter((file) => !named.has(file))
	});
	const apps = [...told, ...without].toSorted(compareApps);
	return {
		base: {
			name: sides.base.name,
			commit: sides.base.commit
		},
		head: {
			name: sides.head.name,
			commit: sides.head.commit
		},
		comparedInstead: sides.conflict,
		told: void 0,
		risks: await configRisks(sides, config),
		apps,
		digests: digestsOf(apps),
		unclaimed: parts.unclaimed,
		warnings: await warningsOf(parts, unread.told),
		versions: Object.fromEntries(parts.versions),
		took: parts.took,
		shard: parts.shard
	};
}
async function removalsOf(pairs, parts) {
	const gone = pairs.flatMap((pair) => {
		const { known, declarations, after } = pair;
		return known.before && !after ? [{
			pair,
			app: known.before,
			object: declarations.before
		}] : [];
	});
	return new Map(await Promise.all(gone.map(async ({ pair, app, object }) => [pair, await removalOf(app, object, {
		...parts,
		isUnlisted: pair.note !== void 0,
		sets: pair.sets
	})])));
}
function manifestsOf(pair) {
	if (unknownParts(pair).length > 0) return {
		before: void 0,
		after: void 0
	};
	const { before, after } = pair;
	return {
		before: before ? renderedOf(before)?.manifests : [],
		after: after ? renderedOf(after)?.manifests : []
	};
}
async function warningsOf({ declared, sides, config, versions, unclaimed, warnings = [] }, told) {
	const flux = await declaredFluxVersions(declared.after.context.files);
	return [
		...sides.warnings,
		...noAppWarnings(declared),
		...rendererNotes(config, versions, flux),
		...sides.changed.includes("fairlead.yaml") ? [`${CONFIG_FILE} changes; as always, the version on the base was used.`] : [],
		...warnings,
		...submoduleWarnings(sides, unclaimed),
		...otherToolWarnings({
			declared,
			unclaimed
		}),
		...declared.undiscovered,
		...unresolvedWarnings(declared.after.unresolved.filter((one) => !told.includes(one)), new Set(sides.changed))
	];
}

// src/review/review.ts
async function review(change, parts) {
	const { now = () => 0, config, rendering, shard, progress } = parts;
	const { source, sides } = change;
	const started = now();
	const declared = await declareBoth(change, parts);
	const warnings = source?.warnings() ?? [];
	const read = now();
	const rendered = await renderBoth(declared, {
		shard,
		...progress && { progress }
	});
	parts.sees?.(declared, rendered);
	parts.masks?.(maskerOf(...rendered.flatMap(({ before, after }) => [renderedOf(before), renderedOf(after)])));
	const done = now();
	const { renderer, remoteSources } = rendering;
	return buildReview(source ? rendered.filter(isTouched) : rendered, {
		sides: shownSides(change),
		declared,
		unclaimed: source ? [] : unclaimed(declared.affected, sides.changed),
		config,
		versions: renderer.versions,
		shard,
		took: {
			inventory: read - started,
			rendering: done - read,
			total: done - started
		},
		warnings,
		git: (source?.around(remoteSources, "head") ?? remoteSources).git
	});
}

// src/review/unknown/untold.ts
async function untold({ review, declared, sides, config }) {
	const { before, after } = declared;
	const told = new Set(review.apps.flatMap(({ files }) => files));
	const free = review.unclaimed.filter((file) => !told.has(file));
	const entries = (name, kind, message, files) => notKnown(refOf(name, kind, files, config), [{
		side: "after",
		message,
		hint: void 0,
		at: void 0
	}], files);
	const moved = sides.differences.filter(({ path, entry }) => entry?.mode === "160000" && free.includes(path));
	const paths = new Set([before, after].flatMap(({ context }) => context.files.entries.map(({ path }) => path)));
	return [
		...(await hidden(free, {
			review,
			declared,
			sides
		})).map(({ name, kind, file, reason }) => entries(name ?? file, kind, `${listed(free.filter(mayBeDeployed))} may belong to apps that it generates or generated, and it cannot be resolved: ${reason}`, [file])),
		...[...filesOfTools(free, [...paths])].map(([tool, files]) => entries(files[0] ?? tool, "file", `${tool} may deploy ${listed(files)}, which Fairlead does not read`, files)),
		...moved.map(({ path }) => entries(path, "submodule", "the submodule changes, and no known app reads it", [path]))
	];
}
async function hidden(free, { review, declared: { before, after }, sides }) {
	const isShown = (one) => review.apps.some(({ app, failures }) => app.declaredAt?.file === one.file && app.name === (one.name ?? one.file) ? true : failures.some(({ at, message }) => at?.file === one.file && message.startsWith(one.reason)));
	const found = /* @__PURE__ */ new Map();
	const keyOf = ({ file, kind, name }) => JSON.stringify([
		file,
		kind,
		name
	]);
	const left = new Set(after.unresolved.map(keyOf));
	for (const side of [before, after]) for (const one of side.unresolved) {
		if (one.isTemplate || one.isPatch || one.kind === "Convention" || isShown(one)) continue;
		const isGone = !left.has(keyOf(one)) && sides.changed.includes(one.file);
		const { mayBeMore } = await filesOfSet(one, side, {
			changed: sides.changed,
			unclaimed: free
		});
		if (isGone || mayBeMore && free.some(mayBeDeployed)) found.set(keyOf(one), one);
	}
	return [...found.values()];
}
function refOf(name, kind, files, config) {
	const environment = environmentOf({
		labels: {},
		cluster: void 0,
		server: void 0,
		namespace: void 0,
		name,
		paths: files
	}, void 0, config);
	return undeclaredRef({
		name,
		kind,
		environment,
		declaredAt: {
			file: files[0] ?? name,
			line: 1
		}
	}, config);
}
const MOST_FILES = 3;
function listed(files) {
	const more = files.length - MOST_FILES;
	return `${files.slice(0, MOST_FILES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

export { appRisk, compareApps, digestOfGroup, digestsOf, environmentsOf, gravest, idsOf, isBrokenByChange, isCode, isQuiet, isUnknown, nothingRendered, reportRisk, review, unknownIn, untold, weight };