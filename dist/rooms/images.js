import { __toESM } from "../chunks/rolldown-runtime.js";
import { evaluatePlain, formatKeyPath, keyText, parseKeyPath, position, resolve } from "./yaml.js";
import { require_parse } from "../packages/semver.js";

// src/images/reference.ts
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;
const REGISTRY = /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
function isTag(text) {
	return TAG.test(text);
}
function isDigest(text) {
	return DIGEST.test(text) && (!text.startsWith("sha256:") || text.length === 71);
}
function isRepository(text) {
	const parts = text.split("/");
	const [first = "", ...rest] = parts;
	const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost" || /[A-Z]/.test(first));
	const path = hasRegistry ? rest : parts;
	return path.length > 0 && path.every((part) => PATH_COMPONENT.test(part)) && (!hasRegistry || REGISTRY.test(first));
}
function parseReference(text) {
	const [name = "", digest, ...more] = text.split("@");
	if (more.length > 0 || digest !== void 0 && !isDigest(digest)) return void 0;
	const colon = name.indexOf(":", name.lastIndexOf("/") + 1);
	const repository = colon < 0 ? name : name.slice(0, colon);
	const tag = colon < 0 ? void 0 : name.slice(colon + 1);
	if (!isRepository(repository) || tag !== void 0 && !isTag(tag)) return void 0;
	return {
		repository,
		...tag === void 0 ? {} : { tag },
		...digest === void 0 ? {} : { digest }
	};
}
function formatReference({ repository, tag, digest }) {
	return `${repository}${tag === void 0 ? "" : `:${tag}`}${digest === void 0 ? "" : `@${digest}`}`;
}
function canonicalRepository(repository) {
	const bare = repository.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/^git@([^:]+):/, "$1/").replace(/(?<!\/)\/+$/, "").replace(/\.git$/, "");
	const [first = "", ...rest] = bare.split("/");
	if (!(rest.length > 0 && (/[.:]/.test(first) || first === "localhost"))) return `docker.io/${rest.length === 0 ? `library/${first}` : bare}`;
	const registry = first.toLowerCase().replace(/^(index|registry-1)\.docker\.io$/, "docker.io");
	return `${registry}/${registry === "docker.io" && rest.length === 1 ? `library/${rest[0]}` : rest.join("/")}`;
}
function isSameRepository(a, b) {
	return canonicalRepository(a) === canonicalRepository(b);
}

// src/images/names.ts
const REGISTRY_KEYS = [
	"registry",
	"imageRegistry",
	"hub",
	"dockerRegistry",
	"containerRegistry"
];
const REPOSITORY_KEYS = [
	"repository",
	"repo",
	"imageRepository",
	"imageRepo"
];
const NAME_KEYS = ["image", "imageName"];
const PARTS_OF_NAMES = [
	...REGISTRY_KEYS,
	...REPOSITORY_KEYS,
	...NAME_KEYS,
	"name"
];
function nameIn(text, isImageKey, globals) {
	const registryKey = REGISTRY_KEYS.find((key) => isPrefix(text(key)));
	const registry = registryKey === void 0 ? void 0 : text(registryKey);
	const part = (keys) => keys.find((key) => {
		const value = text(key);
		return value !== void 0 && isRepository(value);
	});
	const repositoryKey = part(REPOSITORY_KEYS) ?? REPOSITORY_KEYS.find((key) => isHost(text(key)));
	const nameKey = part(NAME_KEYS) ?? (isImageKey || repositoryKey !== void 0 || registry !== void 0 ? part(["name"]) : void 0);
	const [first, second] = [valueOf(text, repositoryKey), valueOf(text, nameKey)];
	const keys = [
		repositoryKey,
		nameKey,
		registryKey
	].filter((key) => key !== void 0);
	const [main, ...others] = keys;
	const found = joined(first, second, nameKey === "name" && !isImageKey);
	if (main === void 0 || !found) return void 0;
	const own = found.from !== "second" ? [main, ...others] : [nameKey ?? main, ...keys];
	const spellings = [found.name, ...found.others].flatMap((name) => withRegistries(name, registry, globals));
	const [repository = found.name, ...rest] = [...new Set(spellings)];
	return {
		repository,
		alsoKnownAs: rest,
		keys: own
	};
}
function behindRegistry(name, text, globals) {
	const registryKey = [...REGISTRY_KEYS, ...REPOSITORY_KEYS].find((key) => isPrefix(text(key)));
	return [...new Set(withRegistries(name, valueOf(text, registryKey), globals))];
}
function valueOf(text, key) {
	return key === void 0 ? void 0 : text(key);
}
function joined(first, second, isUnsure) {
	if (first === void 0) return second === void 0 ? void 0 : {
		name: second,
		others: [],
		from: "second"
	};
	if (second === void 0) return {
		name: first,
		others: [],
		from: "first"
	};
	const both = `${withoutEnd(first)}/${second}`;
	if (isHost(first)) return {
		name: hasHost(second) ? second : both,
		others: [],
		from: "both"
	};
	if (hasHost(second) || second.startsWith(`${first}/`)) return {
		name: second,
		others: [first],
		from: "second"
	};
	if (first === second || first.endsWith(`/${second}`)) return {
		name: first,
		others: [],
		from: "first"
	};
	if (isUnsure) return {
		name: first,
		others: [both],
		from: "first"
	};
	return {
		name: both,
		others: [first],
		from: "both"
	};
}
function withRegistries(name, registry, { forced, fallback }) {
	return [
		forced,
		registry ?? (hasHost(name) ? void 0 : fallback),
		""
	].flatMap((host) => host === void 0 ? [] : [withRegistry(host, name)]);
}
function withRegistry(registry, repository) {
	return registry === "" || repository.startsWith(`${withoutEnd(registry)}/`) ? repository : `${withoutEnd(registry)}/${repository}`;
}
function withoutEnd(text) {
	return text.replace(/(?<!\/)\/+$/, "");
}
function isPrefix(text) {
	return text !== void 0 && text !== "" && (isHost(text) || isRepository(withoutEnd(text)));
}
function isHost(text) {
	return text !== void 0 && /^(?:localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9.-]+:\d+)(?::\d+)?\/?$/i.test(text);
}
function hasHost(name) {
	const [first = "", ...rest] = name.split("/");
	return rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
}
function lastPart(repository) {
	return repository.split("/").pop() ?? repository;
}

// src/images/tags.ts
const FLOATING_TAGS = [
	"latest",
	"main",
	"master",
	"trunk",
	"head",
	"develop",
	"development",
	"dev",
	"test",
	"testing",
	"qa",
	"staging",
	"stage",
	"prod",
	"production",
	"release",
	"stable",
	"unstable",
	"edge",
	"nightly",
	"canary",
	"snapshot",
	"beta",
	"alpha",
	"rc",
	"next",
	"current",
	"lts",
	"rolling"
];
function isFloating(tag) {
	return FLOATING_TAGS.includes(tag.toLowerCase());
}

// src/images/place.ts
function placeOf(scope, document, node, path, aliases = []) {
	return {
		file: scope.file.path,
		document,
		path,
		key: formatKeyPath(path),
		text: node.value,
		aliases,
		...scopePosition(scope, node)
	};
}
function scopePosition(scope, node) {
	return position(scope.outerText, scope.outwardOffset(node.start));
}
function placeId(place) {
	return `${place.file}#${place.document}#${place.key}`;
}
function imageUse(reference, place) {
	return {
		artifact: "image",
		repository: reference.repository,
		alsoKnownAs: [],
		tag: reference.tag,
		digest: reference.digest,
		place,
		form: "reference",
		digestPlace: void 0,
		setBy: "manifest",
		addPath: void 0
	};
}

// src/images/tag-fields.ts
const date = String.raw`(?:19|20)\d\d(?<d>-?)(?:0[1-9]|1[0-2])\k<d>(?:0[1-9]|[12]\d|3[01])`;
const clock = String.raw`(?:[01]\d|2[0-3])[-.:]?[0-5]\d(?:[-.:]?[0-5]\d)?Z?`;
const time = new RegExp(String.raw`^(?:${date}(?:[T_.-]?${clock})?|1[4-9]\d{8}(?:\d{3})?)(?![0-9a-zA-Z])`);
const commit = /^(?:g|sha)?[0-9a-f]{7,64}(?![0-9a-zA-Z])/;
const version = /^\d{1,15}(?:\.\d{1,15})+(?![0-9]|\.[0-9])/;
function fieldsOf(tag) {
	const fields = [];
	let text = "";
	const add = (field) => {
		if (text !== "") fields.push({
			kind: "text",
			text
		});
		text = "";
		fields.push(field);
	};
	for (let at = 0; at < tag.length;) {
		const rest = tag.slice(at);
		const found = at === 0 || !/[0-9a-zA-Z]/.test(tag[at - 1] ?? "") ? time.exec(rest) ?? commit.exec(rest) : null;
		if (found) {
			const [word] = found;
			add(time.test(rest) ? {
				kind: "time",
				form: word.replaceAll(/\d/g, "0"),
				digits: word.replaceAll(/\D/g, "")
			} : {
				kind: "commit",
				text: word
			});
			at += word.length;
			continue;
		}
		const number = version.exec(rest)?.[0] ?? /^\d+/.exec(rest)?.[0];
		if (number === void 0) {
			text += tag[at];
			at += 1;
			continue;
		}
		if (number.includes(".")) add({
			kind: "version",
			numbers: number.split(".").map(Number)
		});
		else if (number.length < 7) add({
			kind: "number",
			number: Number(number)
		});
		else add({
			kind: "commit",
			text: number
		});
		at += number.length;
	}
	if (text !== "") fields.push({
		kind: "text",
		text
	});
	return fields;
}
function commitIn(tag) {
	const words = tag.split(/[^0-9A-Za-z]+/);
	const ids = fieldsOf(tag).flatMap((field) => field.kind === "commit" ? field.text.replace(/^(g|sha)/, "") : []).filter((id) => id.length <= 40);
	return ids.findLast((id) => !isOnlyDigits(id)) ?? ids.findLast((id) => words.some((word) => word.replace(/^(g|sha)/, "") === id));
}
function isOnlyDigits(id) {
	return /^\d+$/.test(id);
}

// src/images/tag-family.ts
const STAGE = /#[-._]?(?:alpha|beta|rc|cr|preview|pre|milestone|dev|snapshot)(?:[-._]?#)?$/;
function tagFamily(tag) {
	return fieldsOf(tag).map((field) => field.kind === "text" ? field.text.toLowerCase() : "#").join("").replaceAll(/#(?:[-._+]g?#)+/g, "#").replace(/^v#/, "#").replace(STAGE, "#");
}

// src/images/tag-order.ts
var import_parse = /* @__PURE__ */ __toESM(require_parse(), 1);
const LONGEST = 128;
function compareTags(a, b) {
	if (a === b) return 0;
	if (Math.max(a.length, b.length) > LONGEST) return void 0;
	return compareStrict(a, b) ?? compareByForm(a, b);
}
const STRICT = /^v?\d{1,7}\.\d{1,15}\.\d{1,15}(?:-(?:alpha|beta|rc)(?:\.\d{1,6})*)?$/;
function compareStrict(a, b) {
	if (!STRICT.test(a) || !STRICT.test(b)) return void 0;
	const [one, other] = [(0, import_parse.default)(a), (0, import_parse.default)(b)];
	return one && other ? one.compare(other) : void 0;
}
function compareByForm(a, b) {
	const versions = [asVersion(a), asVersion(b)];
	if (versions[0] && versions[1]) return compareVersions(versions[0], versions[1]);
	if (versions[0] || versions[1]) return void 0;
	return compareShapes(fieldsOf(a), fieldsOf(b));
}
function asVersion(tag) {
	const match = /^((?:[A-Za-z]+[-_])*)(v?)(\d{1,15}(?:\.\d{1,15})*)((?:[-_]|\.?(?=[A-Za-z]))[^+]*)?(?:\+(.*))?$/.exec(tag);
	if (!match) return void 0;
	const [, prefix = "", v, core = "", rest = "", build = ""] = match;
	if (!core.includes(".") && (v === "" || /^[A-Za-z]/.test(rest))) return void 0;
	if (/(^|[-_])(pr|mr|pull|merge)[-_]/i.test(prefix)) return void 0;
	if (prefix !== "" && fieldsOf(rest).some((field) => field.kind === "version")) return void 0;
	return {
		prefix,
		numbers: core.split(".").map(Number),
		rest,
		build
	};
}
function compareVersions(a, b) {
	if (a.prefix !== b.prefix) return void 0;
	const order = compareNumbers(a.numbers, b.numbers);
	if (order !== 0) return isDate(a.numbers[0]) === isDate(b.numbers[0]) ? order : void 0;
	const rest = compareRests(a.rest, b.rest);
	return rest === 0 && a.build !== b.build ? void 0 : rest;
}
function compareNumbers(a, b) {
	for (let i = 0; i < Math.max(a.length, b.length); i++) {
		const difference = (a[i] ?? 0) - (b[i] ?? 0);
		if (difference !== 0) return difference < 0 ? -1 : 1;
	}
	return 0;
}
function isDate(number = 0) {
	return number >= 19000101;
}
function compareRests(a, b) {
	if (a === b) return 0;
	const known = [asKnownRest(a), asKnownRest(b)];
	if (known[0] && known[1]) {
		const order = comparePreReleases(known[0].preRelease, known[1].preRelease);
		if (order !== 0) return order;
		const commits = known[0].commits - known[1].commits;
		if (commits !== 0) return commits < 0 ? -1 : 1;
		return known[0].commits === 0 ? 0 : void 0;
	}
	if (known[0] || known[1]) return void 0;
	return compareShapes(fieldsOf(a), fieldsOf(b));
}
const stages = {
	a: "alpha",
	b: "beta",
	c: "rc",
	cr: "rc",
	m: "milestone",
	pre: "preview"
};
const stageOrder = [
	"alpha",
	"beta",
	"rc"
];
function asKnownRest(rest) {
	const described = /^(.*?)-(\d{1,6})-g[0-9a-f]{4,40}$/.exec(rest);
	const [before, commits] = described ? [described[1] ?? "", Number(described[2])] : [rest, 0];
	if (before === "") return {
		preRelease: void 0,
		commits
	};
	const match = /^(?:[-_.]?(alpha|beta|rc|cr|preview|pre|milestone|dev|snapshot)|[-_.](m)|([abc])(?=\d))((?:[-_.]?\d{1,15}(?!\d))*)((?:[-_.](?:g|sha)?[0-9a-f]{7,40})?)$/i.exec(before);
	if (!match) return void 0;
	const [, long, milestone, short, numbers = "", commit = ""] = match;
	const own = (long ?? milestone ?? short ?? "").toLowerCase();
	const counted = numbers.match(/\d+/g) ?? [];
	if (fieldsOf(numbers).some((field) => field.kind === "commit")) return void 0;
	return {
		preRelease: {
			word: stages[own] ?? own,
			numbers: counted.map(Number),
			commit
		},
		commits
	};
}
function comparePreReleases(a, b) {
	if (!a || !b) return a === b ? 0 : a ? -1 : 1;
	if (a.word !== b.word) {
		const [first, second] = [stageOrder.indexOf(a.word), stageOrder.indexOf(b.word)];
		return first < 0 || second < 0 ? void 0 : first < second ? -1 : 1;
	}
	if (!(a.commit === "" === (b.commit === ""))) return void 0;
	if (a.commit !== "" && a.numbers.length !== b.numbers.length) return void 0;
	return compareNumbers(a.numbers, b.numbers) || compareNumbers([a.numbers.length], [b.numbers.length]) || (a.commit === b.commit ? 0 : void 0);
}
const buildWords = /* @__PURE__ */ new Set([
	...FLOATING_TAGS,
	"build",
	"b",
	"ci",
	"run",
	"r",
	"rev",
	"revision",
	"v"
]);
function compareShapes(a, b) {
	if (a.length !== b.length) return void 0;
	let order = 0;
	let isByNumber = false;
	let isSame = true;
	for (const [i, one] of a.entries()) {
		const other = b[i];
		const difference = other && compareFields(one, other);
		if (difference === void 0) return void 0;
		if (difference === "unordered") isSame = false;
		else if (difference !== 0) {
			if (one.kind === "number" && !countsBuilds(a[i - 1])) return void 0;
			if (order === 0) {
				order = difference;
				isByNumber = one.kind === "number";
			} else if (isByNumber && one.kind === "time" && difference !== order) return void 0;
		}
	}
	if (order !== 0) return order;
	return isSame ? 0 : void 0;
}
function compareFields(a, b) {
	if (a.kind === "text" && b.kind === "text") return a.text === b.text ? 0 : void 0;
	if (a.kind === "commit" && b.kind === "commit") return a.text === b.text ? 0 : "unordered";
	if (a.kind === "number" && b.kind === "number") return compareNumbers([a.number], [b.number]);
	if (a.kind === "version" && b.kind === "version") return compareNumbers(a.numbers, b.numbers) === 0 ? 0 : void 0;
	if (a.kind === "time" && b.kind === "time") {
		if (a.form !== b.form) return void 0;
		return a.digits === b.digits ? 0 : a.digits < b.digits ? -1 : 1;
	}
}
function countsBuilds(before) {
	if (before?.kind !== "text") return true;
	const word = /(?<![A-Za-z0-9])([A-Za-z0-9]*)[-_.]?$/.exec(before.text)?.[1] ?? "";
	return word === "" || buildWords.has(word.toLowerCase());
}

// src/images/layers.ts
function emptyValues() {
	return {
		kind: "map",
		entries: /* @__PURE__ */ new Map()
	};
}
const MAX_NODES = 2e5;
const MAX_DEPTH = 100;
function noteUnending(file, notes) {
	notes.add(`the aliases (*) in ${file} expand to too much data, so not all of its values are read; images in it may be missing here`);
}
function applyLayer(base, layer, notes) {
	const merging = new Merging(layer);
	const top = merging.of(layer.node, layer.path);
	if (merging.isPassed) noteUnending(layer.scope.file.path, notes);
	if (top?.kind === "map") mergeInto(base, top);
}
function applyParameter(base, name, value, origin) {
	let path;
	try {
		path = parseKeyPath(name);
	} catch {
		return false;
	}
	const leaf = {
		kind: "value",
		node: value,
		layer: {
			...origin,
			node: value
		},
		path: origin.path,
		aliases: []
	};
	const last = path.at(-1);
	const index = path.findIndex((segment) => typeof segment === "number");
	if (index > 0) {
		let holder = base;
		for (const segment of path.slice(0, index - 1)) holder = holder?.kind === "map" ? holder.entries.get(String(segment)) : void 0;
		if (holder?.kind === "map") holder.entries.delete(String(path[index - 1]));
		return false;
	}
	if (last === void 0) return false;
	let map = base;
	for (const segment of path.slice(0, -1)) {
		const next = map.entries.get(String(segment));
		const inner = next?.kind === "map" ? next : emptyValues();
		map.entries.set(String(segment), inner);
		map = inner;
	}
	map.entries.set(String(last), leaf);
	return true;
}
function mergeInto(base, top) {
	for (const [key, value] of top.entries) {
		const below = base.entries.get(key);
		if (value.kind === "map" && below?.kind === "map") mergeInto(below, value);
		else if (value.kind === "value" && isNull(value)) {
			if (!below) base.entries.set(key, value);
			else if (below.kind !== "map") base.entries.set(key, value);
		} else base.entries.set(key, value);
	}
}
function isNull(value) {
	const { node } = value;
	return node.kind === "scalar" && node.style === "plain" && evaluatePlain(node.value) === null;
}
var Merging = class {
	#layer;
	#left = MAX_NODES;
	isPassed = false;
	constructor(layer) {
		this.#layer = layer;
	}
	of(raw, path, via = [], depth = 0) {
		const layer = this.#layer;
		const node = resolve(raw);
		if (!node) return void 0;
		if (depth > MAX_DEPTH || --this.#left < 0) {
			this.isPassed = true;
			return;
		}
		const aliases = raw.kind === "alias" ? [...via, raw] : via;
		if (node.kind === "scalar") return {
			kind: "value",
			node,
			layer,
			path,
			aliases
		};
		if (node.kind === "sequence") return {
			kind: "list",
			node,
			layer,
			path,
			aliases
		};
		const map = emptyValues();
		const ownKeys = new Set(node.entries.map((entry) => keyText(entry.key)));
		for (const entry of node.entries) {
			const key = keyText(entry.key);
			if (key === void 0) continue;
			if (key === "<<" && entry.key.kind === "scalar" && entry.key.style === "plain") {
				for (const source of entry.value.kind === "sequence" ? entry.value.items : [entry.value]) {
					const merged = this.of(source, path, aliases, depth + 1);
					if (merged?.kind !== "map") continue;
					for (const [name, value] of merged.entries) if (!ownKeys.has(name) && !map.entries.has(name)) map.entries.set(name, value);
				}
				continue;
			}
			const value = this.of(entry.value, path.concat(key), aliases, depth + 1);
			if (value) map.entries.set(key, value);
		}
		return map;
	}
};
function itemsOf(list, notes) {
	if (list.node.kind !== "sequence") return [];
	const merging = new Merging(list.layer);
	const items = list.node.items.flatMap((item, i) => merging.of(item, list.path.concat(i), list.aliases) ?? []);
	if (merging.isPassed) noteUnending(list.layer.scope.file.path, notes);
	return items;
}
function textOf(merged) {
	if (merged?.kind !== "value" || merged.node.kind !== "scalar") return void 0;
	return isNull(merged) && !merged.node.empty && merged.node.value !== "" ? void 0 : merged.node.value;
}
function placeOfMerged(merged) {
	if (merged?.kind !== "value" || merged.node.kind !== "scalar") return void 0;
	const { layer, node, aliases } = merged;
	if (layer.notEditable !== void 0) return void 0;
	const anchored = aliases.length > 0 ? pathOfNode(layer.scope.document.root, node) : void 0;
	const path = anchored ? [...layer.block, ...anchored] : merged.path;
	return placeOf(layer.scope, layer.document, node, path, aliases);
}
function pathOfNode(root, wanted) {
	if (root === wanted) return [];
	if (root.kind === "map") for (const entry of root.entries) {
		const key = keyText(entry.key);
		const found = key === void 0 ? void 0 : pathOfNode(entry.value, wanted);
		if (found && key !== void 0) return [key, ...found];
	}
	if (root.kind === "sequence") for (const [i, item] of root.items.entries()) {
		const found = pathOfNode(item, wanted);
		if (found) return [i, ...found];
	}
}

// src/images/git-repository.ts
const HOSTS = /* @__PURE__ */ new Set([
	"github.com",
	"gitlab.com",
	"bitbucket.org",
	"codeberg.org",
	"gitea.com",
	"git.sr.ht",
	"dev.azure.com"
]);
function isGitRepository(text) {
	const [, scheme = "", rest = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/i.exec(text.trim()) ?? [];
	if (/^(?:git|ssh|git\+[a-z]+)$/i.test(scheme)) return true;
	if (scheme === "" && /^[\w.-]+@[\w.-]+:/.test(rest)) return true;
	const [host = ""] = rest.replace(/^[^/@]*@/, "").split("/");
	return /\.git\/?$/i.test(rest) || HOSTS.has(host.toLowerCase().replace(/^(?:www\.|ssh\.)/, ""));
}
const GIT_KEY = /^git(?:[-_]?(?:repo|repository|source))?$/i;
const NAMES = [
	"repository",
	"repo",
	"gitRepository",
	"gitRepo",
	"repoURL",
	"repositoryURL"
];
const ADDRESSES = ["url", "uri"];
const IMAGES = [
	"image",
	"imageName",
	"imageRepository",
	"imageRepo"
];
function isOfGit(key, text) {
	const there = (keys) => keys.map(text).filter((name) => name !== void 0 && name !== "");
	if (there(IMAGES).length > 0) return false;
	const names = there(NAMES);
	if (names.length === 0) return there(ADDRESSES).some(isGitRepository);
	return names.every((name) => isGitRepository(name) || GIT_KEY.test(key) && !hasHost(name));
}

// src/images/shapes.ts
const IMAGE_KEY = /image$/i;
const IMAGES_KEY = /images?$/i;
const TAG_KEYS = [
	"tag",
	"imageTag",
	"image_tag",
	"version",
	"imageVersion",
	"image_version"
];
const VERSION_KEYS = [
	"version",
	"imageVersion",
	"image_version"
];
const WHOLE_KEYS = /^(?:uri|url|ref|reference|full|full_?name|repository|repo|name)$/i;
const DIGEST_KEYS = [
	"digest",
	"sha",
	"sha256",
	"imageDigest",
	"hash"
];
const PARTNERS = [
	"Repository",
	"repository",
	"Repo",
	"repo",
	"Name",
	"name",
	"Image",
	"image"
];
const FLAT_TAG = /^(.+?)([_-]?)tag$/i;
const TAG_END = /tag$/i;
const DEPTH = 40;
function findImages(values, notes, fill = (text) => text) {
	const textOf$1 = (merged) => {
		const text = textOf(merged);
		return text === void 0 ? void 0 : fill(text);
	};
	const textIn = (map) => (key) => textOf$1(map.entries.get(key));
	const hasGlobals = values.entries.has("global");
	const globals = hasGlobals ? globalsOf((...path) => textOf$1(at(values, ...path)) || void 0) : NO_GLOBALS;
	const globalTag = hasGlobals ? globalTagOf(values) : void 0;
	const globalPlace = placeOfMerged(globalTag);
	const uses = [];
	let budget = 2e5;
	walk(values, "", [], 0);
	const isGlobal = ({ place }) => globalPlace !== void 0 && place !== void 0 && placeId(place) === placeId(globalPlace);
	return uses.some((one) => one.repository !== void 0 && isGlobal(one)) ? uses.filter((one) => one.repository !== void 0 || !isGlobal(one)) : uses;
	function walk(node, key, path, depth) {
		if (--budget < 0 && node.kind !== "map") noteUnending(node.layer.scope.file.path, notes);
		if (depth > DEPTH || budget < 0) return;
		if (node.kind !== "map") {
			for (const [i, item] of itemsOf(node, notes).entries()) {
				const inline = item.kind === "value" && /images$/i.test(key) ? inlineImage(item, () => void 0) : void 0;
				if (inline) uses.push(inline);
				walk(item, key, path.concat(i), depth + 1);
			}
			return;
		}
		const taken = /* @__PURE__ */ new Set();
		const mapImage = imageOfMap(node, key, path, taken);
		if (mapImage) uses.push(mapImage);
		for (const flat of flatImages(node, path, taken)) uses.push(flat);
		for (const [name, value] of node.entries) {
			if (taken.has(name)) continue;
			const isImage = IMAGE_KEY.test(name) || /images$/i.test(key) || IMAGE_KEY.test(key) && WHOLE_KEYS.test(name) || key === "tags" && /images$/i.test(String(path.at(-2)));
			const inline = value.kind === "value" && isImage ? inlineImage(value, textIn(node)) : void 0;
			if (inline) uses.push(inline);
			walk(value, name, path.concat(name), depth + 1);
		}
	}
	function imageOfMap(map, key, path, taken) {
		if (!hasPart(map)) return void 0;
		if (isOfGit(key, textIn(map))) {
			for (const candidate of TAG_KEYS) taken.add(candidate);
			return;
		}
		const isImageKey = IMAGES_KEY.test(key);
		const name = nameIn(textIn(map), isImageKey, globals);
		const tagKey = TAG_KEYS.find((candidate) => {
			const entry = map.entries.get(candidate);
			if (entry?.kind !== "value" || entry.node.kind !== "scalar") return false;
			return VERSION_KEYS.includes(candidate) ? name !== void 0 : true;
		});
		const digestKey = DIGEST_KEYS.find((candidate) => isDigestLike(textOf$1(map.entries.get(candidate))));
		const [main] = name?.keys ?? [];
		const isNamed = main !== void 0 && (main === "repository" || isImageKey || tagKey !== void 0);
		const takesGlobal = globalTag !== void 0 && (isNamed || main === "image");
		if (!tagKey && !takesGlobal && !(isNamed && (isImageKey || digestKey || map.entries.has("pullPolicy")))) return void 0;
		for (const part of [
			...name?.keys ?? [],
			tagKey,
			digestKey
		]) if (part) taken.add(part);
		const entry = (part) => part === void 0 ? void 0 : map.entries.get(part);
		return use({
			name,
			tag: tagKey || !takesGlobal || digestKey ? entry(tagKey) : globalTag,
			digest: entry(digestKey),
			fallback: entry(main),
			addPath: path.concat("tag")
		});
	}
	function* flatImages(map, path, taken) {
		for (const [name, value] of map.entries) {
			const match = taken.has(name) || !TAG_END.test(name) ? void 0 : FLAT_TAG.exec(name);
			const [, stem = "", separator = ""] = match ?? [];
			if (!match || value.kind !== "value" || value.node.kind !== "scalar") continue;
			const partner = [...PARTNERS, ""].map((end) => end ? stem + separator + end : stem).find((candidate) => isRepository(textOf$1(map.entries.get(candidate)) ?? "/"));
			if (!partner && !IMAGE_KEY.test(stem)) continue;
			taken.add(name);
			if (partner && isGitRepository(textOf$1(map.entries.get(partner)) ?? "")) continue;
			if (partner) taken.add(partner);
			const digestName = [`${stem}${separator}Digest`, `${stem}${separator}digest`].find((candidate) => isDigestLike(textOf$1(map.entries.get(candidate))));
			const registry = textOf$1(map.entries.get(`${stem}${separator}Registry`) ?? map.entries.get(`${stem}${separator}registry`));
			const own = partner ? textOf$1(map.entries.get(partner)) : void 0;
			const beside = (part) => part === "registry" ? registry : part === "repository" ? own : void 0;
			yield use({
				name: nameIn(beside, true, globals),
				tag: value,
				digest: digestName ? map.entries.get(digestName) : void 0,
				fallback: void 0,
				addPath: path.concat(name)
			});
		}
	}
	function use(parts) {
		const [tag = "", inlineDigest] = (textOf$1(parts.tag) ?? "").split("@");
		const place = placeOfMerged(parts.tag);
		return {
			...withoutPlaceIn(layerOf(parts.tag)),
			artifact: "image",
			repository: parts.name?.repository,
			alsoKnownAs: parts.name?.alsoKnownAs ?? [],
			tag: tag === "" ? void 0 : tag,
			digest: inlineDigest ?? (textOf$1(parts.digest) || void 0),
			place,
			form: "tag",
			digestPlace: placeOfMerged(parts.digest),
			setBy: layerOf(parts.tag ?? parts.fallback)?.kind ?? "values file",
			addPath: parts.addPath
		};
	}
	function inlineImage(value, beside) {
		const reference = parseReference(textOf$1(value) ?? "");
		if (!reference || reference.tag === void 0 && reference.digest === void 0) return void 0;
		if (isGitRepository(reference.repository)) return void 0;
		const [repository = reference.repository, ...alsoKnownAs] = behindRegistry(reference.repository, beside, globals);
		return {
			...imageUse(reference, placeOfMerged(value)),
			...withoutPlaceIn(value.layer),
			repository,
			alsoKnownAs,
			setBy: value.layer.kind
		};
	}
}
const NO_GLOBALS = {
	forced: void 0,
	fallback: void 0
};
function globalsOf(text) {
	const fallback = [
		["global", "hub"],
		["global", "registry"],
		[
			"global",
			"image",
			"registry"
		]
	].map((path) => text(...path));
	return {
		forced: text("global", "imageRegistry"),
		fallback: fallback.find((one) => one !== void 0)
	};
}
function globalTagOf(values) {
	return [
		["global", "tag"],
		["global", "imageTag"],
		[
			"global",
			"image",
			"tag"
		]
	].map((path) => at(values, ...path)).find((one) => one?.kind === "value" && one.node.kind === "scalar" && textOf(one));
}
const PARTS = /* @__PURE__ */ new Set([
	...PARTS_OF_NAMES,
	...TAG_KEYS,
	...DIGEST_KEYS
]);
function hasPart({ entries }) {
	for (const key of entries.keys()) if (PARTS.has(key)) return true;
	return false;
}
function isDigestLike(value) {
	return value !== void 0 && (isDigest(value) || /^[0-9a-f]{64}$/.test(value));
}
function withoutPlaceIn(layer) {
	return layer?.notEditable === void 0 ? {} : { withoutPlace: layer.notEditable };
}
function layerOf(merged) {
	return merged && merged.kind !== "map" ? merged.layer : void 0;
}
function at(map, ...path) {
	let node = map;
	for (const key of path) node = node?.kind === "map" ? node.entries.get(key) : void 0;
	return node;
}

// src/images/called.ts
function calledAs({ repository, template, place, digestPlace, addPath }) {
	if (repository !== void 0) return repository;
	if (template) return template.text;
	const key = addPath?.join(".") ?? place?.key ?? digestPlace?.key ?? "";
	const named = key.replace(/\.?(?:tag|imageTag|image_tag|version|digest|sha|sha256)$/i, "");
	return named === "" ? key || "an image" : named;
}

export { DIGEST_KEYS, FLOATING_TAGS, applyLayer, applyParameter, calledAs, canonicalRepository, commitIn, compareTags, emptyValues, findImages, formatReference, imageUse, isDigest, isFloating, isHost, isOnlyDigits, isRepository, isSameRepository, isTag, lastPart, nameIn, noteUnending, parseReference, placeId, placeOf, tagFamily };