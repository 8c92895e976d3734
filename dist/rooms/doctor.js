import { __toESM } from "../chunks/rolldown-runtime.js";
import { FairleadError, describeLocation, suggestion } from "./errors.js";
import { code, escapeMarkdown, name, oneLine, prose } from "./text.js";
import { once } from "./tree.js";
import { mask } from "./git.js";
import { array } from "../packages/valibot.js";
import { anything } from "./shapes.js";
import { Files, recordAt, stringAt } from "./yaml.js";
import { calledAs, isFloating } from "./images.js";
import { CONFIG_FILE, configOf } from "./config.js";
import { build, deployedBy, groupBy, identityOf, isThisRepository, objectsOf, openInventory, passedOver, unbuilt, unusedConfig } from "./inventory.js";
import { require_semver } from "../packages/semver.js";
import { OWNERS_FILES, readCodeOwners } from "./policy.js";
import { placed } from "./risks.js";
import { atMost, count, fault, few, note, ok, orOk, orOkOf, part, sentence, unknown, warning } from "./doctor-check.js";
import { policyOf } from "./gate.js";
import { ApprovalRule, Branch, GitlabFailure, MergeRequest, ProjectInfo, TokenFacts, User, Version, noJobToken, noToken, writerNeed } from "./forge-gitlab.js";
import { posix } from "node:path";

// src/findings/markdown.ts
function markdownRow({ message, hint = "", at }, level) {
	return `| ${level} | ${at ? `${code(describeLocation(at))} ` : ""}${escapeMarkdown(message)} | ${cell(hint)} |`;
}
function markdownItem({ level, rule, message }, mark, where = "") {
	const place = where === "" ? "" : `${where}: `;
	return `- ${mark} **${level}** ${name(rule)}: ${place}${prose(message)}`;
}
function cell(hint) {
	return hint.split("\n").map((line) => `${"&nbsp;".repeat(/^ */.exec(line)?.[0].length ?? 0)}${escapeMarkdown(line.trim())}`).join("<br>");
}

// src/findings/terminal.ts
function terminalLines({ message, hint, at }, { head, indent }) {
	return [`${indent}${head} ${oneLine(placed({
		message,
		at
	})).replaceAll("##[", "# #[")}`, ...hint ? hint.split("\n").map((line) => `${indent}    ${indented(line)}`) : []];
}
function indented(line) {
	return `${/^ */.exec(line)?.[0] ?? ""}${oneLine(line)}`;
}

// src/findings/data.ts
function findingData({ level, message, hint, at }) {
	return {
		level,
		message,
		hint: hint ?? null,
		at: at ?? null
	};
}

// src/doctor/report.ts
const marks = {
	ok: "✓",
	note: "•",
	warning: "!",
	fault: "✗",
	unknown: "?"
};
const order = [
	"fault",
	"warning",
	"unknown",
	"note",
	"ok"
];
const words = {
	ok: "ok",
	note: "note",
	warning: "warning",
	fault: "fault",
	unknown: "not checked"
};
function tally$1(parts) {
	const counts = {
		ok: 0,
		note: 0,
		warning: 0,
		fault: 0,
		unknown: 0
	};
	for (const { finding } of flatten(parts)) counts[finding.level] += 1;
	return counts;
}
function flatten(parts) {
	return parts.flatMap(({ reports }) => reports.flatMap((report) => report.findings.map((finding) => ({
		report,
		finding
	}))));
}
function distinct(parts) {
	const found = /* @__PURE__ */ new Map();
	for (const { finding } of flatten(parts)) {
		const key = JSON.stringify([
			finding.level,
			finding.message,
			finding.hint,
			finding.at
		]);
		const known = found.get(key);
		found.set(key, {
			finding,
			times: (known?.times ?? 0) + 1
		});
	}
	return [...found.values()].map(({ finding, times }) => times === 1 ? finding : {
		...finding,
		message: `${finding.message} (${times} checks)`
	});
}
function verdict(parts) {
	const counts = tally$1(parts);
	return `${[
		counts.fault === 0 ? "no fault" : count(counts.fault, "fault"),
		count(counts.warning, "warning"),
		`${counts.unknown} not checked`
	].join(", ")}; ${counts.ok} right, ${count(counts.note, "note")}.`;
}
function toText(parts) {
	return [...parts.flatMap((part) => [
		part.title,
		...distinct([part]).flatMap(findingLines),
		""
	]), capitalised(verdict(parts))];
}
function findingLines({ level, hint, ...found }) {
	return terminalLines({
		...found,
		hint: level === "ok" ? void 0 : hint
	}, {
		head: marks[level],
		indent: "  "
	});
}
function toMarkdown(parts) {
	const all = distinct(parts).toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
	const open = all.filter(({ level }) => level !== "ok");
	const right = all.filter(({ level }) => level === "ok");
	return [
		"### Fairlead doctor",
		"",
		escapeMarkdown(capitalised(verdict(parts))),
		...open.length === 0 ? [] : [
			"",
			"| | What is | What to do |",
			"| --- | --- | --- |",
			...open.map((one) => markdownRow(one, words[one.level]))
		],
		"",
		"<details><summary>What is right</summary>",
		"",
		...right.map(({ message }) => `- ${escapeMarkdown(message)}`),
		"",
		"</details>",
		""
	].join("\n");
}
function toData(parts) {
	return parts.map(({ title, reports }) => ({
		title,
		checks: reports.map(({ check, title, findings }) => ({
			check,
			title,
			findings: findings.map((one) => ({
				check,
				...findingData(one)
			}))
		}))
	}));
}
function capitalised(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

// src/doctor/files/apis.ts
const removals = [
	{
		group: "helm.toolkit.fluxcd.io",
		versions: ["v2beta1"],
		removedIn: "2.7",
		use: "v2"
	},
	{
		group: "helm.toolkit.fluxcd.io",
		versions: ["v2beta2"],
		removedIn: "2.8",
		use: "v2"
	},
	{
		group: "kustomize.toolkit.fluxcd.io",
		versions: ["v1beta1"],
		removedIn: "2.7",
		use: "v1"
	},
	{
		group: "kustomize.toolkit.fluxcd.io",
		versions: ["v1beta2"],
		removedIn: "2.8",
		use: "v1"
	},
	{
		group: "source.toolkit.fluxcd.io",
		versions: ["v1beta1"],
		removedIn: "2.7",
		use: "v1"
	},
	{
		group: "source.toolkit.fluxcd.io",
		versions: ["v1beta2"],
		removedIn: "2.8",
		use: "v1"
	},
	{
		group: "image.toolkit.fluxcd.io",
		versions: [
			"v1alpha1",
			"v1alpha2",
			"v1beta1"
		],
		removedIn: "2.7",
		use: "v1"
	},
	{
		group: "image.toolkit.fluxcd.io",
		versions: ["v1beta2"],
		removedIn: "2.9",
		use: "v1"
	}
];
const apisAreServed = {
	id: "files/apis",
	title: "Versions of Flux objects",
	level: "warning",
	description: "A Flux object has an API version that newer releases of Flux do not serve.",
	async run({ objects }) {
		const own = (await objects()).filter(({ apiVersion }) => /\.fluxcd\.io\//.test(apiVersion));
		const found = own.flatMap(({ apiVersion, kind, name, file, line }) => {
			const [group, version = ""] = apiVersion.split("/");
			const removal = removals.find((one) => one.group === group && one.versions.includes(version));
			if (!removal) return [];
			return [warning(`${kind} ${name} has the version ${apiVersion}, which Flux ${removal.removedIn} and newer do not apply.`, `Write apiVersion: ${group}/${removal.use}; \`flux migrate -f .\` does it for a whole repo.`, {
				file,
				line
			})];
		});
		return orOkOf(own.length, atMost(found), {
			right: "No object has a version that Flux has removed.",
			nothing: "There is no object of Flux, so no version was looked at."
		});
	}
};

// src/doctor/files/config.ts
const isThere = async (ports) => (await ports.files()).has(CONFIG_FILE);
const configIsValid = {
	id: "files/config",
	title: CONFIG_FILE,
	level: "fault",
	description: "`fairlead.yaml` is invalid.",
	async run(ports) {
		if (!await isThere(ports)) return [note(`There is no ${CONFIG_FILE}: the layout alone tells environments, clusters and images.`)];
		try {
			await ports.config();
		} catch (error) {
			if (!(error instanceof FairleadError) || error.kind !== "input") throw error;
			return orOk(error.faults.map(({ message, hint, at }) => fault(sentence(message), hint, at)), "");
		}
		return [ok(`${CONFIG_FILE} is valid.`)];
	}
};
const configIsUsed = {
	id: "files/config-used",
	title: `What ${CONFIG_FILE} names`,
	level: "warning",
	description: "`fairlead.yaml` names apps, clusters, folders or files that are not there.",
	async run(ports) {
		if (!await isThere(ports)) return [unknown(`There is no ${CONFIG_FILE}, so nothing in it was looked at.`)];
		const [config, { apps }] = [await ports.config(), await ports.inventory()];
		const at = { file: CONFIG_FILE };
		const files = await ports.files();
		await files.load([...(await ports.texts()).keys()]);
		const found = unusedConfig({
			config,
			files
		}, apps).map(({ message, hint }) => warning(sentence(message), hint, at));
		return orOk(found, `All that ${CONFIG_FILE} names is there.`);
	}
};

// src/doctor/files/ports.ts
function filesPorts(tree, { base, git, identity, completion }) {
	const files = once(() => Files.open(tree));
	const texts = once(async () => readTexts(await files()));
	const open = once(async () => {
		const told = await openInventory(tree, { identity });
		return completion ? await completion(told, tree) : told;
	});
	return {
		tree,
		base,
		identity: identity === void 0 ? void 0 : [identity],
		git,
		config: once(() => configOf(tree)),
		inventory: async () => (await open()).inventory,
		passedOver: once(async () => passedOver(await open())),
		files,
		texts,
		objects: once(async () => readObjects(await files(), await texts()))
	};
}
const CONTROLLER_WORDS = /argoproj\.io\/|fluxcd\.io\//;
const NOT_READ = /(^|\/)(\.[^/]+|node_modules|crds|templates)\//;
async function readTexts(files) {
	const paths = files.entries.map(({ path }) => path).filter((path) => /\.ya?ml$/.test(path) && !NOT_READ.test(path));
	await files.load(paths);
	return new Map(paths.map((path) => [path, files.text(path) ?? ""]));
}
function readObjects(files, texts) {
	return [...texts].flatMap(([path, text]) => {
		if (!CONTROLLER_WORDS.test(text)) return [];
		const yaml = files.yaml(path);
		return yaml ? objectsOf(yaml).filter(({ apiVersion }) => CONTROLLER_WORDS.test(apiVersion)) : [];
	});
}
function nameOf({ name, environment }) {
	return environment === void 0 ? name : `${name} (${environment})`;
}

// src/doctor/files/controllers.ts
const productionSyncs = {
	id: "files/sync",
	title: "Production that is suspended",
	level: "note",
	description: "An app of production that Flux deploys is suspended.",
	async run({ inventory }) {
		const own = (await inventory()).apps.filter(({ production, controller }) => production && controller === "flux");
		const found = own.filter(({ autoSync }) => autoSync === false).map((app) => note(`${nameOf(app)} is suspended: a merge changes nothing of it until somebody resumes it.`, "Its spec.suspend is true, or that of a Kustomization above it.", app.declaredAt));
		return orOkOf(own.length, atMost(found), {
			right: "No app of production that Flux deploys is suspended.",
			nothing: "Flux deploys no app of production, so none was looked at."
		});
	}
};
const revisionsAreTheBase = {
	id: "files/revisions",
	title: "The revision that each app follows",
	level: "warning",
	description: "An app follows another branch than the base branch: a merge does not reach it.",
	async run({ inventory, base }) {
		const { apps } = await inventory();
		if (base === void 0) {
			const named = [...new Set(apps.flatMap(revisionsOf))];
			if (!apps.some(isHere)) return [unknown(NONE_HERE)];
			return named.length === 0 ? [ok("Each app whose files are here follows HEAD.")] : [unknown(`Apps follow ${named.join(", ")} of this repo, and which branch is changed is not known.`, "Give base, or repository: then the two are compared.")];
		}
		const found = apps.flatMap((app) => revisionsOf(app).filter((revision) => revision.replace(/^refs\/heads\//, "") !== base).map((revision) => warning(`${nameOf(app)} follows the revision ${revision} of this repo: a merge into ${base} does not reach it.`, `Set targetRevision to HEAD or ${base}, or change that branch: base: ${revision}.`, app.declaredAt)));
		return orOkOf(apps.filter(isHere).length, atMost(found), {
			right: `Each app whose files are here follows ${base}.`,
			nothing: NONE_HERE
		});
	}
};
const NONE_HERE = "No app has its files in this repo, so no revision was looked at.";
function isHere({ sources }) {
	return sources.some(({ inThisRepository }) => inThisRepository);
}
function revisionsOf({ sources }) {
	const named = sources.flatMap(({ inThisRepository, targetRevision }) => inThisRepository && targetRevision !== void 0 && !["", "HEAD"].includes(targetRevision) ? [targetRevision] : []);
	return [...new Set(named)];
}
const overrides = {
	id: "files/overrides",
	title: "Overrides by .argocd-source files",
	level: "note",
	description: "A `.argocd-source` file overrides what an Application says.",
	async run({ files, inventory }) {
		const argo = (await inventory()).apps.filter(({ controller }) => controller === "argocd");
		const found = (await files()).entries.filter(({ path }) => /(^|\/)\.argocd-source[^/]*\.yaml$/.test(path)).map(({ path: file }) => note("This file overrides what the Application says: its lists of parameters and images replace the whole list.", "argocd-image-updater writes such files. If nobody means to, move its content into the Application.", { file }));
		return orOkOf(argo.length, atMost(found), {
			right: "No .argocd-source file overrides an Application.",
			nothing: "There is no Application, so no override of one was looked for."
		});
	}
};

// src/doctor/files/images.ts
const tagsAreFixed = {
	id: "files/floating-tags",
	title: "Tags that name no fixed build",
	level: "warning",
	description: "A tag such as `latest` is deployed without a digest. Outside of production it is a note.",
	async run({ inventory }) {
		const floating = /* @__PURE__ */ new Map();
		let tags = 0;
		for (const app of (await inventory()).apps) for (const use of app.images) {
			const { artifact, tag, digest, repository, place } = use;
			if (artifact === "image" && tag !== void 0) tags += 1;
			if (artifact === "image" && tag !== void 0 && digest === void 0 && isFloating(tag)) {
				const key = `${place ? `${place.file} ${place.document} ${place.key}` : `${app.name} ${app.environment}`} ${repository}:${tag}`;
				const known = floating.get(key);
				if (known) known.apps.push(app);
				else floating.set(key, {
					apps: [app],
					use
				});
			}
		}
		const found = [...floating.values()].map(({ apps, use }) => {
			const names = [...new Set(apps.map(nameOf))];
			const at = use.place && {
				file: use.place.file,
				line: use.place.line,
				column: use.place.column
			};
			return (apps.some(({ production }) => production) ? warning : note)(`${few(names)} ${names.length === 1 ? "runs" : "run"} ${calledAs(use)}:${use.tag ?? ""}, which names no fixed build.`, "Set a version, or pin the digest: what runs changes without a commit, and a rollback by Git changes nothing.", at);
		});
		return orOkOf(tags, atMost(found), {
			right: "Every tag that is known names a build.",
			nothing: "No tag of an image is known, so none was looked at."
		});
	}
};
const productionStandsAlone = {
	id: "files/shared-places",
	title: "Places that production shares",
	level: "warning",
	description: "Production and another environment read the tag of an image from the same key of the same file.",
	async run({ inventory }) {
		const users = /* @__PURE__ */ new Map();
		for (const app of (await inventory()).apps) for (const { artifact, place } of app.images) {
			if (artifact !== "image" || !place) continue;
			const key = `${place.file}\u0000${place.document}\u0000${place.key}`;
			users.set(key, [...users.get(key) ?? [], app]);
		}
		const found = [...users].flatMap(([key, apps]) => {
			const environments = [...new Set(apps.map(({ environment }) => environment ?? "none"))];
			if (!apps.some(({ production }) => production) || environments.length < 2) return [];
			const [file = "", , place = ""] = key.split("\0");
			const production = new Set(apps.flatMap((app) => app.production ? [app.environment ?? "none"] : []));
			const others = environments.filter((name) => !production.has(name));
			const who = others.length === 0 ? `Environments of production (${environments.join(", ")}) share the place ${place}` : `Production shares the place ${place} with ${others.length === 1 ? "another environment" : "other environments"} (${others.join(", ")})`;
			return [warning(`${who}: one bump moves all of them.`, "Set it in each environment's own values file; create: true adds it there. Until then a bump needs allow-shared.", { file })];
		});
		const production = [...users.values()].filter((apps) => apps.some((app) => app.production));
		return orOkOf(production.length, atMost(found), {
			right: "Production shares no place of an image with another environment.",
			nothing: "No place of an image of production is known, so none was looked at."
		});
	}
};

// src/doctor/files/inventory.ts
const appsAreFound = {
	id: "files/apps",
	title: "The apps",
	level: "warning",
	description: "No app is found, or none of production.",
	async run({ inventory }) {
		const { apps } = await inventory();
		if (apps.length === 0) return [warning("No app is found.", "Is this the infra repo, from its root? Apps are Argo CD Applications, Flux HelmReleases and Kustomizations, or charts and overlays in a usual layout.")];
		const found = [];
		const byController = tally(apps, ({ controller }) => controllers[controller]);
		found.push(ok(`There are ${count(apps.length, "app")}: ${byController}.`));
		found.push(ok(`By environment: ${tally(apps, ({ environment }) => environment ?? "none")}.`));
		if (!apps.some(({ production }) => production)) found.push(note("No app is of production, so no rule for production holds for any.", "If some are: say so in fairlead.yaml with environments: {<name>: {production: true, paths: […]}}."));
		return orOk(found, "");
	}
};
const controllers = {
	argocd: "Argo CD",
	flux: "Flux",
	none: "by convention"
};
function tally(apps, key) {
	const counts = /* @__PURE__ */ new Map();
	for (const app of apps) counts.set(key(app), (counts.get(key(app)) ?? 0) + 1);
	return [...counts].map(([name, number]) => `${name} ${number}`).join(", ");
}
const objectsAreResolved = {
	id: "files/unresolved",
	title: "Objects that are not resolved",
	level: "warning",
	description: "An object of Argo CD or Flux is not resolved, so its apps are not known; or something else deploys (Helmfile, Jsonnet, values files that no app reads …).",
	async run({ inventory, passedOver }) {
		const [{ apps, unresolved }, passed] = [await inventory(), await passedOver()];
		const lost = [...groupBy(unresolved, ({ kind, reason }) => JSON.stringify([kind, reason])).values()].flatMap((same) => {
			const [first] = same;
			if (!first) return [];
			const { file, line, kind, reason, hint } = first;
			const names = [...new Set(same.map(({ name, file: own }) => name ?? own))];
			const one = same.length === 1;
			const what = [kind, one ? first.name : few(names)].filter((part) => part !== void 0).join(" ");
			return [warning(sentence(`${what} ${one ? "is" : "are"} not resolved: ${reason}`), `${hint === void 0 ? "" : `${sentence(hint)} `}${one ? "Its" : "Their"} apps are not listed: bump their images by values-file and key.`, {
				file,
				...line === void 0 ? {} : { line }
			})];
		});
		const others = passed.filter(({ file }) => file !== CONFIG_FILE).map(({ file, line, kind, reason, count: files = 1, hint }) => note(sentence(`${upperFirst(kind)}${files > 1 ? ` (${files} files)` : ""}: ${reason}`), hint ?? "Images that are set there are bumped by values-file and key.", {
			file,
			...line === void 0 ? {} : { line }
		}));
		const declared = apps.filter(({ kind }) => kind !== "Convention");
		return orOkOf(declared.length, [...atMost(lost), ...atMost(others)], {
			right: "Every controller object is resolved, and nothing else that deploys was seen.",
			nothing: "There is no object of Argo CD or Flux, so none was resolved."
		});
	}
};
const environmentsAreKnown = {
	id: "files/environments",
	title: "The environment of each app",
	level: "warning",
	description: "The environment of an app is not known, so no rule for production applies to it.",
	async run({ inventory }) {
		const { apps } = await inventory();
		const unknown = apps.filter(({ environment }) => environment === void 0);
		const found = [...groupBy(unknown, ({ declaredAt }) => topFolder(declaredAt.file)).values()].flatMap((same) => {
			const [first] = same;
			const names = [...new Set(same.map(({ name }) => name))];
			const rules = names.length === 1 ? "it" : "any of them";
			return first ? [warning(`Nothing tells the environment of ${few(names)}, so no rule for production holds for ${rules}.`, "Say it in fairlead.yaml: environments: {<name>: {paths: […]}}, or with a label \"environment\" on the object.", first.declaredAt)] : [];
		});
		return orOkOf(apps.length, atMost(found), {
			right: "Each app has an environment.",
			nothing: "There is no app, so no environment was looked at."
		});
	}
};
function topFolder(file) {
	return file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
}
const appsAreDeclaredOnce = {
	id: "files/duplicates",
	title: "Apps that are declared twice",
	level: "warning",
	description: "Two objects of one control plane have the same kind, namespace and name.",
	async run({ inventory }) {
		const seen = /* @__PURE__ */ new Map();
		const found = [];
		for (const app of (await inventory()).apps) {
			if (app.kind === "Convention") continue;
			const key = identityOf(app);
			const first = seen.get(key);
			if (first === void 0) seen.set(key, app);
			else if (isElsewhere(first, app)) found.push(warning(`${app.kind} ${nameOf(app)} is declared a second time; the first is at ${first.declaredAt.file}:${first.declaredAt.line}.`, `Two objects of one name overwrite each other in one control plane (${app.controlPlane ?? ""}): remove one, or, if these are two control planes, name them in fairlead.yaml (controlPlanes).`, app.declaredAt));
		}
		for (const { fault, declaredAt } of (await inventory()).apps) if (fault !== void 0) found.push(warning(`${upperFirst(fault)}.`, "Give each Application a name of its own.", declaredAt));
		return orOkOf(seen.size, atMost(found), {
			right: "Each app is declared once.",
			nothing: "No object declares an app, so none was looked at."
		});
	}
};
function isElsewhere(a, b) {
	return a.declaredAt.file !== b.declaredAt.file || a.declaredAt.line !== b.declaredAt.line;
}
function upperFirst(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

// src/doctor/files/links.ts
const linksStayInside = {
	id: "files/links",
	title: "Links that leave the repo",
	level: "fault",
	description: "A symbolic link leads out of the repo: Argo CD then renders no app of it. A note where no Application is in the repo.",
	async run({ files, tree, inventory }) {
		const links = (await files()).entries.filter(({ mode }) => mode === "120000").map(({ path }) => path);
		if (links.length === 0) return [ok("There is no symbolic link.")];
		const targets = await tree.read(links);
		const usesArgo = (await inventory()).apps.some(({ controller }) => controller === "argocd");
		const found = links.flatMap((file) => {
			const target = new TextDecoder().decode(targets.get(file)?.content);
			if (!leaves(file, target)) return [];
			return usesArgo ? [fault(`This link leads out of the repo (${target}): Argo CD renders no app of a repo that has such a link.`, "Remove it, or let it lead to a file of the repo by a relative path.", { file })] : [note(`This link leads out of the repo (${target}).`, "Argo CD would render no app of it.", { file })];
		});
		return orOk(atMost(found), "Every symbolic link stays in the repo.");
	}
};
function leaves(file, target) {
	const end = posix.normalize(posix.join(posix.dirname(file), target));
	return target.startsWith("/") || end === ".." || end.startsWith("../");
}

// src/doctor/files/owners.ts
const MOST_NAMED = 10;
const productionHasOwners = {
	id: "files/owners",
	title: "Owners of production",
	level: "warning",
	description: "CODEOWNERS leaves files of production without an owner. A note where there is no such file.",
	async run(ports) {
		const { apps } = await ports.inventory();
		const production = apps.filter((app) => app.production);
		if (production.length === 0) return [unknown("No app is of production, so whether its files have owners was not looked at.")];
		const tree = await ports.files();
		const files = filesOf(production, tree);
		const file = OWNERS_FILES.find((place) => tree.has(place));
		if (file === void 0) return [note("There is no CODEOWNERS file, so no particular person has to review what changes production.", `Add .github/CODEOWNERS (on GitLab .gitlab/CODEOWNERS) with these lines, and require the review of code owners for the base branch: ${linesFor(files, files, "@OWNER")}`)];
		await tree.load([file]);
		const { ownersOf } = readCodeOwners(tree.text(file) ?? "");
		const owned = files.filter((path) => ownersOf(path).length > 0);
		const open = files.filter((path) => ownersOf(path).length === 0);
		const covered = `${file} covers ${owned.length} of ${count(files.length, "file")} of production.`;
		if (open.length === 0) return [ok(covered)];
		const owner = mostOften(owned.flatMap(ownersOf)) ?? "@OWNER";
		const named = open.slice(0, MOST_NAMED).join(", ");
		return [warning(`${covered} Nobody in particular has to review ${named}${open.length > MOST_NAMED ? ` and ${open.length - MOST_NAMED} more` : ""}.`, `Add to ${file}: ${linesFor(open, files, owner)}`, { file })];
	}
};
function filesOf(apps, files) {
	const found = new Set(files.has("fairlead.yaml") ? [CONFIG_FILE] : []);
	for (const { declaredAt, valuesFiles, images, sources } of apps) {
		for (const file of [declaredAt.file, ...valuesFiles]) found.add(file);
		for (const { place, digestPlace } of images) for (const one of [place, digestPlace]) if (one) found.add(one.file);
		for (const { type, inThisRepository, path } of sources) if (inThisRepository && path !== void 0 && (type === "kustomize" || type === "directory")) for (const file of files.below(path)) found.add(file);
	}
	return [...found].filter((file) => files.has(file)).toSorted();
}
function linesFor(open, all, owner) {
	const openFiles = new Set(open);
	const places = new Set(open.map((path) => {
		const folder = path.slice(0, path.lastIndexOf("/") + 1);
		return `/${folder !== "" && all.every((other) => !other.startsWith(folder) || openFiles.has(other)) ? folder : path}`.replaceAll(" ", String.raw`\ `);
	}));
	const lines = [...places].filter((place) => ![...places].some((other) => other !== place && place.startsWith(other) && other.endsWith("/"))).map((place) => `\`${place} ${owner}\``);
	const left = lines.length - MOST_NAMED;
	return `${lines.slice(0, MOST_NAMED).join(", ")}${left > 0 ? ` and ${left} more like these` : ""}`;
}
function mostOften(names) {
	const counts = /* @__PURE__ */ new Map();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

// src/doctor/files/sources.ts
const MOST_ASKED = 20;
const sourcesAreReadable = {
	id: "files/sources",
	title: "Charts and manifests in other repositories",
	level: "warning",
	description: "A Git repository that an app is made of cannot be read with the credentials of this job.",
	async run({ inventory, config, files, identity, git }) {
		const context = {
			files: await files(),
			config: await config(),
			identity
		};
		const wanted = /* @__PURE__ */ new Map();
		for (const { name, sources } of (await inventory()).apps) for (const source of sources.filter(isOfGit)) {
			const { repoURL: url = "", targetRevision: revision = "" } = source;
			if (source.inThisRepository || isThisRepository(context, url) === true) continue;
			wanted.set(JSON.stringify([url, revision]), {
				url,
				revision,
				app: name
			});
		}
		if (wanted.size === 0) return [(await inventory()).apps.length === 0 ? unknown("There is no app, so what apps are made of was not looked at.") : ok("No app is made of another Git repository.")];
		if (git === void 0) return [unknown("Whether the repositories that apps are made of can be read was not looked at.")];
		const asked = [...wanted.values()].slice(0, MOST_ASKED);
		const found = await Promise.all(asked.map(async ({ url, revision, app }) => {
			try {
				await git(url, revision);
				return [];
			} catch (error) {
				if (!(error instanceof FairleadError)) throw error;
				const [{ message, hint }] = error.faults;
				return [warning(sentence(`${app} cannot be rendered by diff and render: ${message}`), hint)];
			}
		}));
		const left = wanted.size - asked.length;
		const rest = left > 0 ? [unknown(`${left} more repositories and revisions were not looked at.`)] : [];
		const names = [...new Set(asked.map(({ url }) => mask(url)))];
		return orOk([...atMost(found.flat()), ...rest], `${names.length === 1 ? `The repository ${names[0]}` : `Each of ${names.length} repositories`} that apps are made of can be read.`);
	}
};
function isOfGit({ repoURL, chart, path }) {
	const isFolder = chart === void 0 || path !== void 0 || chart.includes("/");
	return repoURL !== void 0 && !/^oci:/i.test(repoURL) && isFolder;
}

// src/doctor/files/two-controllers.ts
const oneController = {
	id: "files/two-controllers",
	title: "Objects that two controllers deploy",
	level: "warning",
	description: "Argo CD and Flux deploy the same object, and undo what the other does.",
	async run({ inventory, files }) {
		const apps = (await inventory()).apps.filter(({ controller }) => controller !== "none");
		const controllers = new Set(apps.map(({ controller }) => controller));
		if (controllers.size === 0) return [unknown("There is no object of Argo CD or Flux, so what they deploy was not compared.")];
		if (controllers.size === 1) return [ok(`Only ${controllers.has("argocd") ? "Argo CD" : "Flux"} deploys from this repo.`)];
		const tree = await files();
		const sources = apps.flatMap((app) => app.sources.map((source) => ({
			app,
			source
		})));
		const built = await tree.run(sources.map(({ source }) => objectsIn(tree, source)));
		const seen = /* @__PURE__ */ new Map();
		const found = /* @__PURE__ */ new Map();
		for (const [i, { app }] of sources.entries()) for (const item of built[i] ?? []) {
			const key = keyOf(app, item);
			const first = seen.get(key) ?? app;
			seen.set(key, first);
			const pair = JSON.stringify([nameOf(first), nameOf(app)]);
			if (first.controller !== app.controller && !found.has(pair)) found.set(pair, overlap(first, app, item));
		}
		return orOk(atMost([...found.values()]), "No object of a kustomization or a manifest is deployed by both Argo CD and Flux; what charts make was not compared.");
	}
};
function overlap(first, app, { object, name }) {
	return warning(`${app.kind} ${nameOf(app)} deploys the ${object.kind} ${name} of ${object.file}, and so does ${first.kind} ${nameOf(first)} of the other controller.`, `Let one of the two deploy it; the other is at ${first.declaredAt.file}:${first.declaredAt.line}.`, app.declaredAt);
}
function* objectsIn(files, { type, inThisRepository, path }) {
	if (!inThisRepository || path === void 0) return [];
	if (type === "kustomize") return deployedBy(yield* build(files, path));
	if (type !== "directory") return [];
	const manifests = files.children(path).filter((file) => files.has(file) && /\.ya?ml$/.test(file));
	yield manifests;
	return manifests.flatMap((file) => {
		const yaml = files.yaml(file);
		return yaml ? objectsOf(yaml).map(unbuilt) : [];
	});
}
function keyOf(app, { object, name, namespace }) {
	const { cluster, environment } = app;
	const [group] = object.apiVersion.split("/");
	const where = namespace ?? object.namespace ?? app.namespace;
	return JSON.stringify([
		cluster,
		environment,
		object.apiVersion.includes("/") ? group : "",
		object.kind,
		where,
		name
	]);
}

// src/doctor/files/writers.ts
const SETS = [/^kind:[ \t]*["']?ResourceSet\b/m, /^[ \t]+(?:-[ \t]+)?kind:[ \t]*["']?ImageUpdateAutomation\b/m];
const PREFIX = "argocd-image-updater.argoproj.io";
const hint = "Let one of the two write an image: leave out of CI what the updater moves, or take the updater away from what CI moves.";
const oneWriter = {
	id: "files/writers",
	title: "Others that write images",
	level: "warning",
	description: "Argo CD Image Updater or Flux's image automation also writes images.",
	async run(ports) {
		const objects = await ports.objects();
		const found = objects.flatMap((object) => [...annotated(object), ...updater(object)]);
		const automations = objects.filter(({ kind }) => kind === "ImageUpdateAutomation");
		const texts = [...await ports.texts()];
		const marked = texts.flatMap(([path, text]) => text.includes("\"$imagepolicy\"") ? [path] : []);
		for (const automation of automations) found.push(ofFlux(automation, marked));
		const made = texts.flatMap(([file, text]) => SETS.every((word) => word.test(text)) && !automations.some((one) => one.file === file) ? [file] : []);
		for (const file of made) found.push(unknown("A ResourceSet makes an ImageUpdateAutomation in the cluster; what it writes is not known here.", hint, { file }));
		if (automations.length === 0 && made.length === 0 && marked.length > 0) found.push(note(`${marked.length === 1 ? "A file has" : `${marked.length} files have`} markers of Flux's image automation ($imagepolicy), and no ImageUpdateAutomation is in this repo; the first is ${marked[0]}.`, "If none runs elsewhere, the markers do nothing; bump can use them by image-policy."));
		return orOkOf(objects.length, atMost(found), {
			right: "No image updater of Argo CD or Flux is set up in this repo.",
			nothing: "Outside of charts there is no object of Argo CD or Flux, so no image updater was looked for."
		});
	}
};
function annotated(object) {
	if (object.kind !== "Application" && object.kind !== "ApplicationSet") return [];
	const annotations = { ...recordAt(object.node, "metadata", "annotations") };
	const images = annotations[`${PREFIX}/image-list`];
	if (images === void 0) return [];
	const where = (annotations[`${PREFIX}/write-back-method`] ?? "argocd").startsWith("git") ? `commits to this repo (${annotations[`${PREFIX}/write-back-target`] ?? "an .argocd-source file"})` : "sets it in the live Application, so that Git does not tell what runs";
	return [warning(`argocd-image-updater moves images of ${object.kind} ${object.name}: ${images}. It ${where}.`, hint, {
		file: object.file,
		line: object.line
	})];
}
function updater(object) {
	if (object.kind !== "ImageUpdater" || !object.apiVersion.startsWith(`${PREFIX}/`)) return [];
	return [warning(`The ImageUpdater ${object.name} moves images of Applications.`, hint, {
		file: object.file,
		line: object.line
	})];
}
function ofFlux(automation, marked) {
	const path = (stringAt(automation.node, "spec", "update", "path") ?? "").replace(/^\.?\/+|(?<!\/)\/+$/g, "");
	const own = marked.filter((file) => path === "" || path === "." || file.startsWith(`${path}/`));
	const at = {
		file: automation.file,
		line: automation.line
	};
	const what = `The ImageUpdateAutomation ${automation.name}`;
	if (marked.length === 0) return {
		...ok(`${what} finds no marker in this repo.`),
		at
	};
	if (path.includes("${")) return unknown(`${what} writes below ${path}, which what applies it fills in; whether ${marked[0]} or another of ${count(marked.length, "file")} with markers ($imagepolicy) is there is not known.`, hint, at);
	if (own.length === 0) return {
		...ok(`${what} finds no marker below ${path || "the root"} of this repo.`),
		at
	};
	return warning(`${what} writes every line with a marker ($imagepolicy) in ${own.length === 1 ? "a file" : `${own.length} files`} below ${path || "the root"}, such as ${own[0]}.`, hint, at);
}

// src/doctor/github/ports.ts
function kindOf({ token = "", jobToken, job }) {
	if (token.startsWith("ghs_")) return job.present && token === jobToken ? "job" : "app";
	if (token.startsWith("github_pat_")) return "fine-grained";
	if (token.startsWith("ghp_")) return "classic";
	return /^gh[ou]_/.test(token) ? "oauth" : "unknown";
}
function scopesIn(headers) {
	const scopes = headers["x-oauth-scopes"];
	return typeof scopes === "string" && scopes !== "" ? scopes.split(",").map((scope) => scope.trim()) : void 0;
}
function openBecause(answer) {
	return [unknown(sentence(`This could not be looked at: ${answer.fault.message}`), answer.fault.hint)];
}
async function baseOf$1({ api, base }) {
	if (base !== void 0) return base.replace(/^refs\/heads\//, "");
	const answer = await api.getRepository();
	return answer.given ? answer.data.default_branch : void 0;
}

// src/doctor/github/branch.ts
const baseIsThere = {
	id: "github/base",
	title: "The base branch",
	level: "fault",
	description: "The base branch does not exist; a note where it is not the default branch.",
	async run(ports) {
		const { api } = ports;
		const repository = await api.getRepository();
		const base = await baseOf$1(ports);
		if (!repository.given || base === void 0) return [noRepository];
		const answer = await api.getBranch(base);
		if (!answer.given && answer.status === 404) {
			const branches = await api.listBranches();
			const known = branches.given ? branches.data.map(({ name }) => name) : [];
			return [known.length === 0 ? fault(`${api.repository} has no branch.`, "Push a first commit to it.") : fault(`${api.repository} has no branch "${base}".`, `Set base. ${suggestion(base, known)}`)];
		}
		if (!answer.given) return openBecause(answer);
		const { default_branch: standard } = repository.data;
		return [base === standard ? ok(`The base branch ${base} is there; it is the default branch.`) : note(`The base branch ${base} is there; the default branch is ${standard}.`, "Apps whose targetRevision is HEAD follow the default branch.")];
	}
};
const noRepository = unknown("The infra repo is not seen, so this could not be looked at.");
const baseIsProtected$1 = {
	id: "github/protection",
	title: "What a merge has to wait for",
	level: "fault",
	description: "What a merge into the base branch has to wait for: no review (warning), no status check, signed commits or a merge queue (note), a linear history that the settings for merges make impossible (fault).",
	async run(ports) {
		const { api } = ports;
		const base = await baseOf$1(ports);
		if (base === void 0) return [noRepository];
		const [rules, branch] = [await api.getRules(base), await api.getBranch(base)];
		if (!branch.given) return [unknown(`The branch ${base} is not seen, so its protection is not either.`)];
		const isClassic = branch.data.protected;
		if (!rules.given && !isClassic) return [unknown(sentence(`The rulesets of ${base} could not be read: ${rules.fault.message}`), "Look at Settings > Rules > Rulesets; the plan of a private repository may have none.")];
		const list = rules.given ? rules.data : [];
		const classicChecks = branch.data.protection.required_status_checks?.contexts ?? [];
		return [
			reviews(list, isClassic ? await approvalsOfProtection(api, base) : 0, base),
			checks(list, classicChecks, isClassic, base),
			...await special(ports, list)
		];
	}
};
const rulesets = "Settings > Rules > Rulesets > New branch ruleset";
async function approvalsOfProtection(api, base) {
	const answer = await api.getProtection(base);
	return answer.given ? answer.data.required_pull_request_reviews?.required_approving_review_count ?? 0 : void 0;
}
function reviews(rules, classic, base) {
	const found = rules.flatMap((rule) => rule.type === "pull_request" ? [rule.parameters] : []);
	const most = Math.max(classic ?? 0, ...found.map((parameters) => parameters?.required_approving_review_count ?? 0));
	if (most > 0 || found.some((parameters) => parameters?.require_code_owner_review === true)) return ok(`A merge into ${base} needs a review (${most} ${most === 1 ? "approval" : "approvals"}).`);
	if (classic === void 0) return note(`${base} is protected, and no ruleset asks for a review; whether a classic branch protection does, only administrators see.`, "Look at Settings > Branches: \"Require approvals\". A token with administration: read would see it.");
	return warning(found.length > 0 ? `Changes reach ${base} by pull requests, and none needs an approval.` : `Nobody has to review what reaches ${base}: who may push may push to it, and merge at once.`, `Add it at ${rulesets}: "Require a pull request before merging", with 1 approval.`);
}
function checks(rules, classic, isClassic, base) {
	const contexts = rules.flatMap((rule) => rule.type === "required_status_checks" ? (rule.parameters?.required_status_checks ?? []).map(({ context }) => context) : []);
	const all = [.../* @__PURE__ */ new Set([...contexts, ...classic])];
	if (all.length > 0) return ok(`A merge into ${base} waits for ${all.join(", ")}.`);
	return note(isClassic ? `${base} is protected, and is not known to wait for a status check.` : `A merge into ${base} waits for no status check.`, `With auto-merge something must be required: a review, or a check at ${rulesets}.`);
}
async function special(ports, rules) {
	const types = new Set(rules.map(({ type }) => type));
	const found = [];
	if (types.has("required_signatures")) found.push([
		"fine-grained",
		"classic",
		"oauth"
	].includes(kindOf(ports)) ? note("Commits must be signed; with a user's token Fairlead has GitHub sign them, by three more requests.") : ok("Commits must be signed, and GitHub signs those of an App."));
	if (types.has("merge_queue")) found.push(note("Merges go through a merge queue: auto-merge puts the pull request in it."));
	if (types.has("required_linear_history")) {
		const repository = await ports.api.getRepository();
		const onlyMerges = repository.given && repository.data.allow_squash_merge === false && repository.data.allow_rebase_merge === false;
		found.push(onlyMerges ? fault("The history must be linear, and the repository allows only merge commits: nothing can be merged.", "Allow squash merging in Settings > General > Pull Requests.") : note("The history must be linear: with auto-merge use merge-method squash or rebase."));
	}
	return found;
}
const branchesMayBeMade = {
	id: "github/branches",
	title: "Whether branches may be made",
	level: "warning",
	description: "A ruleset may keep Fairlead from creating or changing branches `fairlead/**`.",
	async run({ api }) {
		const answer = await api.getRules("fairlead/doctor");
		if (!answer.given) return openBecause(answer);
		const stopping = {
			creation: "Restrict creations",
			update: "Restrict updates",
			branch_name_pattern: "a pattern for branch names",
			pull_request: "Require a pull request before merging"
		};
		const hindering = {
			non_fast_forward: "Block force pushes",
			deletion: "Restrict deletions",
			commit_message_pattern: "a pattern for commit messages",
			commit_author_email_pattern: "a pattern for the address of the author",
			committer_email_pattern: "a pattern for the address of the committer"
		};
		const hint = "Leave fairlead/** out of the ruleset (\"Exclude by pattern\"), or let the App bypass it (\"Bypass list\"). GitHub does not tell whether it does already.";
		const found = [...new Set(answer.data.map(({ type }) => type))].flatMap((type) => {
			const [stops, hinders] = [stopping[type], hindering[type]];
			if (stops !== void 0) return [warning(`A ruleset holds for fairlead/** that may keep Fairlead from making branches: ${stops}.`, hint)];
			return hinders === void 0 ? [] : [note(`A ruleset holds for fairlead/** that may get in the way: ${hinders}.`, hint)];
		});
		return orOk(found, "No ruleset keeps Fairlead from making branches (fairlead/**).");
	}
};

// src/doctor/files/production.ts
async function productionIn(files) {
	const [config, { apps }] = [await files.config(), await files.inventory()];
	const declared = Object.entries(config.environments).flatMap(([name, { production }]) => production === true ? [name] : []);
	const used = apps.flatMap(({ production, environment: name }) => production && name !== void 0 ? [name] : []);
	return [.../* @__PURE__ */ new Set([...declared, ...used])].toSorted();
}

// src/doctor/github/environments.ts
const environmentsAreProtected$1 = {
	id: "github/environments",
	title: "GitHub's environments for production",
	level: "warning",
	description: "A GitHub environment of production has no required reviewers (warning); it is missing, or any branch may use it (note).",
	async run({ api, files }) {
		if (files === void 0) return [unknown("Without the infra repo's files nothing tells which environments are production.")];
		const names = await productionIn(files);
		if (names.length === 0) return [ok("No environment is production, so none needs protection.")];
		const found = [];
		for (const name of names) found.push(...await environment(api, name));
		return orOk(found, "");
	}
};
async function environment(api, name) {
	const answer = await api.getEnvironment(name);
	const place = `Settings > Environments > ${name}`;
	if (!answer.given && answer.status === 404) return [note(`${api.repository} has no GitHub environment "${name}".`, "One with required reviewers lets people approve a job; pull requests alone do without. Settings > Environments > New environment.")];
	if (!answer.given) return [unknown(sentence(`The GitHub environment "${name}" could not be read: ${answer.fault.message}`), "It takes actions: read.")];
	const { protection_rules: rules = [], deployment_branch_policy: policy } = answer.data;
	const reviewers = rules.find((rule) => rule.type === "required_reviewers");
	const found = [];
	if (reviewers === void 0 || !("reviewers" in reviewers) || (reviewers.reviewers ?? []).length === 0) found.push(warning(`The GitHub environment "${name}" has no required reviewers: a job for it waits for nobody.`, `Tick "Required reviewers" at ${place}; for private repositories it takes GitHub Enterprise.`));
	else if (!("prevent_self_review" in reviewers) || reviewers.prevent_self_review !== true) found.push(note(`Who starts a job for the GitHub environment "${name}" may approve it too.`, `Tick "Prevent self-review" at ${place}.`));
	if (policy === null || policy === void 0) found.push(note(`A job on any branch may use the GitHub environment "${name}".`, `Choose "Protected branches only" under "Deployment branches and tags" at ${place}.`));
	return found.length > 0 ? found : [ok(`The GitHub environment "${name}" has reviewers and a rule for branches.`)];
}

// src/doctor/github/gate.ts
const gateHolds = {
	id: "github/gate",
	title: "Whether the gate holds",
	level: "warning",
	description: "An environment with a `gate` in `fairlead.yaml`: its GitHub environment of the same name is not there, has no reviewers, lets people approve their own runs or administrators through, or is for any branch; the base can be pushed to, its rules can be bypassed or only evaluate; teams cannot be read, or no reviewer is one of the policy's people (all of them warnings).",
	async run(ports) {
		const { api, files } = ports;
		if (files === void 0) return [unknown("Without the infra repo's files nothing tells which environments have a gate.")];
		const config = await files.config();
		const gated = Object.keys(config.environments).filter((name) => config.environments[name]?.gate);
		if (gated.length === 0) return [ok("No environment has a gate.")];
		const base = await baseOf$1(ports);
		if (base === void 0) return [unknown("The infra repo is not seen, so this could not be looked at.")];
		const found = [];
		for (const name of gated) {
			const policy = policyOf(name, config);
			for (const { id, word, message, cure } of await api.gateSetup({
				base,
				environments: [name],
				policy
			})) {
				if (id === "token" || word === "yes") continue;
				found.push(word === "no" ? warning(message, cure) : unknown(message, cure));
			}
		}
		return orOk(found, `The gate of ${gated.join(", ")} holds.`);
	}
};

// src/doctor/github/leftovers.ts
const MOST$1 = 30;
const branchesHavePullRequests = {
	id: "github/leftovers",
	title: "Branches that are left over",
	level: "note",
	description: "A branch `fairlead/**` has no open pull request.",
	async run({ api }) {
		const answer = await api.listBranchesFrom("fairlead/");
		if (!answer.given) return openBecause(answer);
		const branches = answer.data.map(({ ref }) => ref.replace("refs/heads/", ""));
		const found = [];
		for (const branch of branches.slice(0, MOST$1)) {
			const pulls = await api.listPullRequests(branch);
			if (!pulls.given) return openBecause(pulls);
			if (pulls.data.length === 0) found.push(note(`The branch ${branch} has no open pull request.`, "The next run of the same bump takes it up again; otherwise delete it. With delete-branch: true, or \"Automatically delete head branches\", none stays."));
		}
		const rest = branches.length - MOST$1;
		if (rest > 0) found.push(note(`There are ${rest} more branches fairlead/**, which were not looked at.`));
		return orOk(atMost(found), "Each branch fairlead/** has an open pull request.");
	}
};

// src/doctor/github/rights.ts
const appHint = "For a GitHub App: its settings > Permissions, then accept the change where it is installed. For a job's own token: permissions: {contents: write, pull-requests: write} in the job.";
const tokenMayPush = {
	id: "github/push",
	title: "Whether the token may push",
	level: "fault",
	description: "The token has no permission to push.",
	async run({ api, token }) {
		const answer = await api.getRepository();
		if (token === void 0) return [unknown("Without a token there is no right to push to look at.")];
		if (!answer.given) return openBecause(answer);
		if (answer.data.archived) return [unknown("Nobody may push to an archived repository.")];
		const refusal = await api.refusesPush(answer.data.full_name);
		if (refusal === void 0) return [ok("The token may push (contents: write).")];
		const { status, reason } = refusal;
		if (status !== 401 && status !== 403 && status !== 404) return [unknown(`GitHub answers the question for a push with ${status}, which tells nothing.`, "Run fairlead update with dry-run first, and then without.")];
		return [fault(sentence(`The token may not push to ${api.repository}${reason === "" ? "" : `: ${reason}`}`), `Give it contents: write. ${appHint}`)];
	}
};
const tokenMayOpenPullRequests = {
	id: "github/pull-requests",
	title: "Whether the token may open pull requests",
	level: "fault",
	description: "The token has no permission for pull requests. GitHub often does not say before one is opened: then it is not checked.",
	async run(ports) {
		const { api, token } = ports;
		const repository = await api.getRepository();
		if (token === void 0) return [unknown("Without a token there is no right to look at.")];
		if (!repository.given) return openBecause(repository);
		const pulls = await api.listPullRequests();
		if (!pulls.given && pulls.status === 403) return [fault(`The token may not even read the pull requests of ${api.repository}.`, `Give it pull requests: write. ${appHint}`)];
		if (!pulls.given) return openBecause(pulls);
		const scopes = scopesIn(repository.headers) ?? [];
		if (scopes.includes("repo") && repository.data.permissions?.push === true) return [ok("The token may open pull requests (scope repo, and its owner may push).")];
		if (kindOf(ports) === "classic" && scopes.includes("public_repo") && !repository.data.private) return [ok("The token may open pull requests (scope public_repo).")];
		return [unknown("Whether the token may open pull requests shows only when it opens one: GitHub has no question for it.", `It takes pull requests: write. ${appHint}`)];
	}
};
const workflowsMayOpenPullRequests = {
	id: "github/workflow-pull-requests",
	title: "Whether workflows may open pull requests",
	level: "fault",
	description: "\"Allow GitHub Actions to create and approve pull requests\" is off, and the token is the job's own.",
	async run(ports) {
		const { api } = ports;
		if (kindOf(ports) !== "job") return [ok("The token is not this job's own, so the setting for those does not matter.")];
		const place = "It is \"Allow GitHub Actions to create and approve pull requests\" in Settings > Actions > General; the organization may have switched it off for all.";
		const answer = await api.getWorkflowPermissions();
		if (!answer.given) return [unknown("Only an administrator's token sees whether workflows may open pull requests with their own token.", place)];
		return [answer.data.can_approve_pull_request_reviews ? ok("Workflows may open pull requests with their own token.") : fault(`Workflows of ${api.repository} may not open pull requests with their own token.`, `Tick it. ${place}`)];
	}
};

// src/doctor/github/settings.ts
const place = "Settings > General > Pull Requests";
const mergeSettings$1 = {
	id: "github/merge-settings",
	title: "Settings for merges",
	level: "note",
	description: "Auto-merge is not allowed, or merged branches are not deleted.",
	async run({ api }) {
		const answer = await api.getRepository();
		if (!answer.given) return openBecause(answer);
		const { allow_auto_merge: autoMerge, delete_branch_on_merge: deletes } = answer.data;
		const found = [];
		if (autoMerge === void 0 || deletes === void 0) return [unknown("GitHub tells the settings for merges only to who may push.", `They are at ${place}.`)];
		found.push(autoMerge ? ok("Auto-merge is allowed.") : note("Auto-merge is not allowed, so auto-merge: true fails.", `Tick "Allow auto-merge" at ${place}.`), deletes ? ok("Branches are deleted when they are merged.") : note("Branches stay when their pull request is merged.", `Tick "Automatically delete head branches" at ${place}.`));
		return orOk(found, "");
	}
};

// src/doctor/github/source.ts
const sourceIsReadable = {
	id: "github/source",
	title: "The app repo",
	level: "warning",
	description: "The commits of the app repo cannot be listed.",
	async run({ source }) {
		if (source === void 0) return [unknown("No app repo is known, so whether its commits can be listed was not looked at.", "Give source-repository and source-token, or run it in a job of the app repo.")];
		const hint = "Give source-token the permission contents: read there; for the job's own repository: permissions: {contents: read} in the job.";
		const repository = await source.getRepository();
		if (!repository.given) return [warning(sentence(`The commits of the app repo cannot be listed: ${repository.fault.message}`), hint)];
		const commit = await source.getCommit(repository.data.default_branch);
		if (commit.given) return [ok(`The commits of ${source.repository} can be listed.`)];
		return commit.status === 409 ? [ok(`${source.repository} is seen, and has no commit yet.`)] : [warning(sentence(`The commits of ${source.repository} cannot be listed: ${commit.fault.message}`), hint)];
	}
};

// src/doctor/github/token.ts
const names = {
	job: "the job's own token (GITHUB_TOKEN)",
	app: "an installation token of a GitHub App (or another job's GITHUB_TOKEN)",
	"fine-grained": "a fine-grained personal access token",
	classic: "a classic personal access token",
	oauth: "a token of an OAuth or GitHub App on behalf of a user",
	unknown: "of a kind that its form does not tell"
};
const SOON$1 = 14;
const tokenIsValid$1 = {
	id: "github/token",
	title: "The token",
	level: "fault",
	description: "The token is missing, not accepted, or without the scope that it needs (fault); it is the job's own, or ends soon (warning).",
	async run(ports) {
		const { api, token, now } = ports;
		if (token === void 0) return [fault(`There is no token for ${api.repository}.`, "Give token: that of a GitHub App which is installed there is best. A secret is empty where a workflow may not read it, as in pull requests from forks.")];
		const answer = await api.getRepository();
		if (!answer.given && answer.status === 401) return [fault(sentence(answer.fault.message), answer.fault.hint)];
		if (!answer.given && answer.isSaml) return [fault(sentence(answer.fault.message), answer.fault.hint)];
		const kind = kindOf(ports);
		const found = [ok(`The token is accepted; it is ${await describe(ports, kind)}.`)];
		if (kind === "job") found.push(warning("Pull requests that the job's own token opens start no workflow, so that required checks never come.", "Use a GitHub App's token: actions/create-github-app-token makes one."));
		if (kind === "app" && ports.job.present) found.push(note("If it is the job's own token after all, the pull requests that it opens start no workflow.", "Set the environment variable GITHUB_TOKEN to ${{ github.token }} at this step: then the two can be told apart."));
		if (kind === "classic") {
			const scopes = scopesIn(answer.headers) ?? [];
			const enough = scopes.includes("repo") || scopes.includes("public_repo") && isPublic(answer);
			found.push(enough ? note(`It has the scopes ${scopes.join(", ")}, which reach every repository of its owner.`, "A GitHub App's token reaches one repository and lives an hour.") : fault(`It has the scopes ${scopes.join(", ") || "(none)"}, and repo is not among them.`, "Give it the scope repo at Settings > Developer settings > Personal access tokens, or use a GitHub App."));
		}
		const expiry = expiryOf(answer.headers["github-authentication-token-expiration"], now);
		return orOk([...found, ...expiry ? [expiry] : []], "");
	}
};
async function describe({ api }, kind) {
	if (kind === "job" || kind === "app") return names[kind];
	const user = await api.getUser();
	return user.given ? `${names[kind]} of ${user.data.login}` : names[kind];
}
function isPublic(answer) {
	return answer.given && !answer.data.private;
}
function expiryOf(header, now) {
	if (typeof header !== "string") return void 0;
	const time = Date.parse(header.replace(" UTC", "Z").replace(" ", "T"));
	if (Number.isNaN(time)) return void 0;
	const days = Math.floor((time - now) / 864e5);
	const message = `The token ends on ${header.slice(0, 10)}, in ${days} days.`;
	return days <= SOON$1 ? warning(message, "Make a new one before that day; a GitHub App's tokens need no such care.") : note(message);
}
const repositoryIsThere = {
	id: "github/repository",
	title: "The infra repo",
	level: "fault",
	description: "The repository is not found, archived or disabled, or the token does not reach it (fault); it has another name now (warning).",
	async run(ports) {
		const { api, job } = ports;
		if (kindOf(ports) === "job" && job.repository?.toLowerCase() !== api.repository.toLowerCase()) return [fault(`The token is the job's own one, and reaches only ${job.repository}; the infra repo is ${api.repository}.`, `Make a GitHub App with contents: write and pull requests: write, install it in ${api.repository}, and give its token: actions/create-github-app-token makes one.`)];
		const answer = await api.getRepository();
		if (!answer.given) return answer.status === 404 ? [fault(sentence(answer.fault.message), answer.fault.hint)] : openBecause(answer);
		const { archived, disabled = false, full_name: name } = answer.data;
		const found = [];
		if (archived) found.push(fault(`${name} is archived, so nothing can be changed in it.`, "Unarchive it in its Settings > General, or use the repository that has taken its place."));
		if (disabled) found.push(fault(`${name} is disabled by GitHub.`, "Ask its owners or the support of GitHub."));
		if (name.toLowerCase() !== api.repository.toLowerCase()) found.push(warning(`${api.repository} is called ${name} now.`, `Set repository to ${name}: the old name works only until somebody takes it.`));
		return orOk(found, `${name} is there, and the token sees it.`);
	}
};
const OLDEST_SERVER = [3, 16];
const serverIsNewEnough$1 = {
	id: "github/server",
	title: "The server",
	level: "fault",
	description: "The GitHub Enterprise Server is older than Fairlead needs.",
	async run({ api }) {
		const { headers } = await api.getRepository();
		const version = headers["x-github-enterprise-version"];
		if (version === void 0) return [ok(`${api.serverUrl} says nothing of being a GitHub Enterprise Server, so its version does not matter.`)];
		const [major = 0, minor = 0] = String(version).replace(/^[^\d]*/, "").split(".").map(Number);
		return [major < OLDEST_SERVER[0] || major === OLDEST_SERVER[0] && minor < OLDEST_SERVER[1] ? fault(`${api.serverUrl} is GitHub Enterprise Server ${version}, and Fairlead needs ${OLDEST_SERVER.join(".")} or newer.`, "Upgrade it; until then use forge: local with its address, which needs git only.") : ok(`${api.serverUrl} is GitHub Enterprise Server ${version}.`)];
	}
};

// src/doctor/gitlab/ports.ts
async function ask({ project: { client } }, path, shape, query = {}) {
	try {
		return {
			given: true,
			data: await client.get(path, shape, query)
		};
	} catch (error) {
		if (!(error instanceof GitlabFailure)) throw error;
		return {
			given: false,
			status: error.status,
			reason: error.reason
		};
	}
}
async function baseOf(ports) {
	if (ports.base !== void 0) return ports.base.replace(/^refs\/heads\//, "");
	const project = await ask(ports, ports.project.at, ProjectInfo);
	return project.given ? project.data.default_branch ?? void 0 : void 0;
}
function notSeen(what, answer) {
	const because = [answer.status, answer.reason].filter((part) => part !== void 0 && part !== "");
	return unknown(`${what} could not be looked at: ${because.join(" ") || "GitLab did not answer"}.`);
}
function open(what, answer) {
	return [notSeen(what, answer)];
}

// src/doctor/gitlab/branch.ts
const baseIsProtected = {
	id: "gitlab/base",
	title: "The base branch",
	level: "fault",
	description: "The base branch does not exist (fault); it is not protected, or Developers can push to it (warning).",
	async run(ports) {
		const base = await baseOf(ports);
		if (base === void 0) return [fault("Nothing tells the base branch.", "Give base.")];
		const answer = await ask(ports, `${ports.project.at}/repository/branches/${encodeURIComponent(base)}`, Branch);
		if (!answer.given && answer.status === 404) return [fault(`There is no branch ${base}.`, "Give base: the branch that Argo CD or Flux watches.")];
		if (!answer.given) return open(`The branch ${base}`, answer);
		const place = "Settings > Repository > Protected branches";
		const { protected: isProtected, developers_can_push: mayPush } = answer.data;
		if (!isProtected) return [warning(`${base} is not protected: whoever may push deploys, without a merge request.`, `Protect it at ${place}: allowed to push nobody, allowed to merge Maintainers.`)];
		return mayPush ? [warning(`Developers may push to ${base}, and so does the token, without a merge request.`, `Set "Allowed to push and merge" to no one, or to Maintainers, at ${place}.`)] : [ok(`${base} is protected, and changes come by merge requests.`)];
	}
};
const MOST = 30;
const branchesHaveMergeRequests = {
	id: "gitlab/leftovers",
	title: "Branches that are left over",
	level: "note",
	description: "A branch `fairlead/**` has no open merge request.",
	async run(ports) {
		const branches = await ask(ports, `${ports.project.at}/repository/branches`, array(Branch), {
			search: "^fairlead/",
			per_page: 100
		});
		if (!branches.given) return open("The branches fairlead/**", branches);
		const requests = await ask(ports, `${ports.project.at}/merge_requests`, array(MergeRequest), {
			state: "opened",
			per_page: 100
		});
		if (!requests.given) return open("The merge requests", requests);
		const opened = new Set(requests.data.map(({ source_branch: branch }) => branch));
		const found = branches.data.filter(({ name }) => !opened.has(name)).map(({ name }) => note(`The branch ${name} has no open merge request.`, "The next run of the same bump takes it up again; otherwise delete it. With delete-branch: true none stays."));
		return orOk(atMost(found, MOST), "Each branch fairlead/** has an open merge request.");
	}
};

// src/doctor/gitlab/settings.ts
const mergeSettings = {
	id: "gitlab/merge",
	title: "Settings for merging",
	level: "note",
	description: "Merge requests can be merged while their pipeline fails, or merged branches are not deleted.",
	async run(ports) {
		const project = await ask(ports, ports.project.at, ProjectInfo);
		if (!project.given) return open("The settings", project);
		const place = "Settings > Merge requests";
		const { only_allow_merge_if_pipeline_succeeds: waits, remove_source_branch_after_merge: removes } = project.data;
		const found = [];
		if (waits === false) found.push(note("A merge request may be merged while its pipeline fails, or without one.", `Tick "Pipelines must succeed" at ${place}; auto-merge is refused without it.`));
		if (removes === false) found.push(note("Branches stay after their merge request is merged.", `Tick "Enable 'Delete source branch' option by default" at ${place}.`));
		return orOk(found, "Pipelines must succeed, and merged branches go.");
	}
};
const approvalsAreRequired = {
	id: "gitlab/approvals",
	title: "Required approvals",
	level: "warning",
	description: "No approval is required for a merge request. A note where the token sees no such rules, as on GitLab Free.",
	async run(ports) {
		const rules = await ask(ports, `${ports.project.at}/approval_rules`, array(ApprovalRule));
		if (!rules.given && (rules.status === 404 || rules.status === 403)) return [note("This project has no rules for approvals that the token sees; they take GitLab Premium.", "On Free, what holds production is a protected branch that Maintainers alone may merge into, and a job with when: manual.")];
		if (!rules.given) return open("The rules for approvals", rules);
		const asking = rules.data.filter((rule) => rule.approvals_required > 0);
		return asking.length > 0 ? [ok(`Approvals are required: ${asking.map(({ name, approvals_required: n }) => `${name} (${n})`).join(", ")}.`)] : [warning("No approval is required for a merge request.", "Settings > Merge requests > Merge request approvals: require at least one.")];
	}
};
const environmentsAreProtected = {
	id: "gitlab/environments",
	title: "GitLab's environments for production",
	level: "note",
	description: "A GitLab environment of production is not protected.",
	async run(ports) {
		if (ports.files === void 0) return [unknown("Without the infra repo's files nothing tells which environments are production.")];
		const names = await productionIn(ports.files);
		if (names.length === 0) return [ok("No environment is production, so none needs protection.")];
		const found = [];
		for (const name of names) {
			const answer = await ask(ports, `${ports.project.at}/protected_environments/${encodeURIComponent(name)}`, anything);
			if (answer.given) found.push(ok(`The environment ${name} is protected.`));
			else if (answer.status === 404) found.push(note(`The environment ${name} is not protected on GitLab.`, "With Premium: Settings > CI/CD > Protected environments. Merge requests alone do without."));
			else found.push(notSeen(`The environment ${name}`, answer));
		}
		return orOk(found, "");
	}
};

// src/doctor/gitlab/token.ts
const SOON = 14;
const tokenIsValid = {
	id: "gitlab/token",
	title: "The token",
	level: "fault",
	description: "The token is missing, not accepted, or without the scope `api` (fault); it ends soon (warning).",
	async run(ports) {
		const { project, now } = ports;
		const { token, name: repository, isJobToken } = project;
		if (token === void 0 || isJobToken) {
			const [{ message, hint }] = (token === void 0 ? noToken : noJobToken)(repository, writerNeed).faults;
			return [fault(sentence(message), hint)];
		}
		const user = await ask(ports, "/user", User);
		if (!user.given && user.status === 401) return [fault("GitLab does not accept the token: it has expired, was revoked, or is of another GitLab.", `Make a new one at ${repository}: Settings > Access tokens, with the role Developer and the scope api.`)];
		if (!user.given) return open("The token", user);
		const found = [ok(`The token is accepted; it is ${user.data.username}'s.`)];
		const facts = await ask(ports, "/personal_access_tokens/self", TokenFacts);
		if (!facts.given) return [...found, notSeen("What the token may do", facts)];
		const { scopes, expires_at: end } = facts.data;
		if (!scopes.includes("api")) found.push(fault(`The token has the scopes ${scopes.join(", ") || "(none)"}, and api is not among them.`, "Commits and merge requests take the scope api: make another token."));
		const days = end === null ? void 0 : Math.ceil((Date.parse(end) - now) / 864e5);
		if (days !== void 0 && days <= SOON) found.push(warning(`The token ends on ${end}${days >= 0 ? `, in ${days} day${days === 1 ? "" : "s"}` : ""}.`, "Rotate it at Settings > Access tokens, and put the new one into the variable."));
		return found;
	}
};
const DEVELOPER = 30;
const projectIsThere = {
	id: "gitlab/project",
	title: "The project",
	level: "fault",
	description: "The project is not found, archived or empty, or the token's role is below Developer.",
	async run(ports) {
		const { name: repository, at } = ports.project;
		const project = await ask(ports, at, ProjectInfo);
		if (!project.given && project.status === 404) return [fault(`There is no project ${repository}, or the token does not see it.`, "repository is the path with all its groups, such as group/subgroup/infra. The token must be one of that project, or of a group above it.")];
		if (!project.given) return open("The project", project);
		const { archived, empty_repo: isEmpty, permissions } = project.data;
		const found = [];
		if (archived) found.push(fault(`${repository} is archived, so nothing can be written.`, "Unarchive it at Settings > General > Advanced."));
		if (isEmpty === true) found.push(fault(`${repository} has no commit yet.`, "Push the infra repo to it."));
		const level = Math.max(permissions?.project_access?.access_level ?? 0, permissions?.group_access?.access_level ?? 0);
		if (permissions !== void 0 && level < DEVELOPER) found.push(fault(`The token's role in ${repository} is below Developer, so it can open no merge request.`, "Make an access token of the project with the role Developer."));
		return orOk(found, `${project.data.path_with_namespace} is there, and the token's role is enough to open merge requests.`);
	}
};
const COMPONENTS = [18, 7];
const serverIsNewEnough = {
	id: "gitlab/version",
	title: "GitLab's version",
	level: "warning",
	description: "GitLab is older than the components need.",
	async run(ports) {
		const answer = await ask(ports, "/version", Version);
		if (!answer.given) return open("GitLab's version", answer);
		const [major = 0, minor = 0] = answer.data.version.split(".").map(Number);
		return [major > COMPONENTS[0] || major === COMPONENTS[0] && minor >= COMPONENTS[1] ? ok(`GitLab is ${answer.data.version}.`) : warning(`GitLab is ${answer.data.version}, and the components take ${COMPONENTS.join(".")} or newer.`, "docs/gitlab.md says how a mirror of them is changed for an older one.")];
	}
};

// src/doctor/here/job.ts
const fromForks = [
	"pull_request",
	"pull_request_review",
	"pull_request_review_comment"
];
const job = {
	id: "here/job",
	title: "The job",
	level: "warning",
	description: "The job is one for a pull request from a fork: secrets are empty, and its own token can only read.",
	run({ job: { present, repository, eventName = "unknown" } }) {
		if (!present) return [ok("This is no job of GitHub Actions.")];
		const where = `This is a job of GitHub Actions in ${repository ?? "an unknown repository"}, started by ${eventName}.`;
		if (!fromForks.includes(eventName)) return [ok(where)];
		return [warning(`${where} For a pull request from a fork, secrets are empty and the job's own token may only read.`, "Write from a job that runs on push, workflow_dispatch or a schedule.")];
	}
};
const checkout = {
	id: "here/checkout",
	title: "The checkout",
	level: "note",
	description: "The clone is shallow.",
	run({ isShallow }) {
		if (isShallow === void 0) return [ok("The files come from no clone, so its depth does not matter.")];
		if (!isShallow) return [ok("The clone has its whole history.")];
		return [note("The clone is shallow: only the newest commits are there.", "It is enough for update, bump and pull-request. Where history is wanted, set fetch-depth: 0 at actions/checkout.")];
	}
};

// src/doctor/here/renderers.ts
var import_semver = /* @__PURE__ */ __toESM(require_semver(), 1);
const renderers = {
	id: "here/renderers",
	title: "helm and kustomize",
	level: "warning",
	description: "Which helm and kustomize `diff` and `render` use, and where they come from: the versions that `fairlead.yaml` names cannot be had, or are others than those of the controllers.",
	async run(ports) {
		const wanted = await ports.renderers();
		const helm = await lookUp("helm", ports, wanted);
		const kustomize = await lookUp("kustomize", ports, wanted);
		const versions = /* @__PURE__ */ new Map([["helm", helm.version], ["kustomize", kustomize.version]]);
		const notes = wanted.notes(versions).map((text) => note(text.replace(/^Rendered/, "It would be rendered"), "Name the versions with render in fairlead.yaml."));
		return [
			helm.finding,
			kustomize.finding,
			...notes
		];
	}
};
async function lookUp(name, { probe }, wanted) {
	const { version, isAsked, sha256 } = wanted[name];
	const there = await onPath(name, probe, !isAsked);
	if (there && (!isAsked || there.version === version && sha256.length === 0)) return {
		version: there.version,
		finding: ok(`${name} ${there.version}, from ${there.program} on PATH.`)
	};
	try {
		const text = `${name} ${version} is fetched from ${wanted.origin(name)} when diff or render needs it: ${there ? sha256.length > 0 ? "one with a given checksum is wanted" : `PATH has ${there.version}` : "PATH has none"}.`;
		if (isAsked && sha256.length === 0) await wanted.tryOut(name);
		return {
			version,
			finding: isAsked ? ok(text) : note(text)
		};
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		const [{ message, hint }] = error.faults;
		const text = isAsked ? message : `there is no ${name} on PATH, and ${message}`;
		return {
			version,
			finding: (isAsked ? warning : note)(sentence(text), hint)
		};
	}
}
async function onPath(name, probe, alsoKubectl) {
	const own = await probe(name, name === "helm" ? ["version", "--short"] : ["version"]);
	const version = own === void 0 ? void 0 : import_semver.default.coerce(own)?.version;
	if (version !== void 0) return {
		program: name,
		version
	};
	if (name === "helm" || !alsoKubectl) return void 0;
	const told = await probe("kubectl", ["version", "--client"]);
	const inside = import_semver.default.coerce(/^Kustomize Version: (.+)$/m.exec(told ?? "")?.[1])?.version;
	return inside === void 0 ? void 0 : {
		program: "kubectl",
		version: inside
	};
}

// src/doctor/here/sandbox.ts
const sandbox = {
	id: "here/sandbox",
	title: "The network of renderers",
	level: "note",
	description: "Helm and kustomize cannot be run without a network on this machine.",
	async run({ findSandbox }) {
		const found = await findSandbox();
		if (found !== void 0) return [ok(`Helm and kustomize run without a network here, by ${found}.`)];
		return [note("Helm and kustomize run beside a proxy that answers nothing; this system has no way to run them without a network.", "What they could fetch is refused before they start. For a second wall, use a runner on Linux that allows unshare or bwrap (user namespaces).")];
	}
};

// src/doctor/here/versions.ts
const OLDEST_NODE = "20.19.0";
const OLDEST_GIT = "2.32.0";
const fairleadVersion = {
	id: "here/fairlead",
	title: "Fairlead",
	level: "ok",
	description: "The version of Fairlead that runs.",
	run: ({ version }) => [ok(`Fairlead ${version}.`)]
};
const nodeVersion = {
	id: "here/node",
	title: "Node",
	level: "fault",
	description: "Node is older than Fairlead needs.",
	run: ({ node }) => [import_semver.default.gte(node, "20.19.0") ? ok(`Node ${node}.`) : fault(`Node ${node} is too old for Fairlead.`, `Use Node ${OLDEST_NODE} or newer; in GitHub Actions the runner brings the right one, once it is up to date.`)]
};
const gitVersion = {
	id: "here/git",
	title: "git",
	level: "fault",
	description: "git is missing or too old. A fault with `forge: local`, which needs it; otherwise a warning.",
	async run({ probe, needsGit }) {
		const level = needsGit ? fault : warning;
		const use = "The forge \"local\" and pull-request need it; update on GitHub does not.";
		const text = await probe("git", ["--version"]);
		if (text === void 0) return [level("There is no git on PATH.", `Install git ${OLDEST_GIT} or newer. ${use}`)];
		const version = import_semver.default.coerce(text);
		if (version === null) return [unknown(`git does not tell its version: ${text.trim()}`, use)];
		return [import_semver.default.gte(version, OLDEST_GIT) ? ok(`git ${version.version}.`) : level(`git ${version.version} is too old.`, `Install git ${OLDEST_GIT} or newer. ${use}`)];
	}
};

// src/doctor/local/remote.ts
const remoteIsThere = {
	id: "local/remote",
	title: "The git remote",
	level: "fault",
	description: "The git remote, or its base branch, is not there.",
	async run({ open, base, repository }) {
		let look;
		try {
			look = await (await open()).look({
				base,
				branches: [],
				files: []
			});
		} catch (error) {
			if (!(error instanceof FairleadError) || error.kind !== "input") throw error;
			return orOk(error.faults.map(({ message, hint }) => fault(sentence(message), hint)), "");
		}
		return [ok(`${repository} is there, with the base branch ${look.base.name}.`)];
	}
};
const pushing = {
	id: "local/push",
	title: "Whether git may push",
	level: "unknown",
	description: "The permission to push: a plain git remote shows it only when something is pushed.",
	run: () => [unknown("Whether git may push to a plain remote shows only when it does.", "Run fairlead update once, and look at its branch.")]
};

// src/doctor/registry.ts
const doctorRules = {
	here: [
		fairleadVersion,
		nodeVersion,
		gitVersion,
		renderers,
		sandbox,
		job,
		checkout
	],
	files: [
		configIsValid,
		configIsUsed,
		appsAreFound,
		objectsAreResolved,
		environmentsAreKnown,
		appsAreDeclaredOnce,
		oneController,
		tagsAreFixed,
		productionStandsAlone,
		productionSyncs,
		revisionsAreTheBase,
		overrides,
		oneWriter,
		linksStayInside,
		apisAreServed,
		productionHasOwners,
		sourcesAreReadable
	],
	github: [
		tokenIsValid$1,
		repositoryIsThere,
		serverIsNewEnough$1,
		tokenMayPush,
		tokenMayOpenPullRequests,
		workflowsMayOpenPullRequests,
		baseIsThere,
		baseIsProtected$1,
		branchesMayBeMade,
		mergeSettings$1,
		environmentsAreProtected$1,
		gateHolds,
		branchesHavePullRequests,
		sourceIsReadable
	],
	gitlab: [
		tokenIsValid,
		projectIsThere,
		serverIsNewEnough,
		baseIsProtected,
		mergeSettings,
		approvalsAreRequired,
		environmentsAreProtected,
		branchesHaveMergeRequests
	],
	local: [remoteIsThere, pushing]
};

// src/doctor/parts.ts
const herePart = (ports) => part("This machine", doctorRules.here, ports);
const filesPart = (ports) => part(`The files of ${ports.tree.name}`, doctorRules.files, ports);
const githubPart = (ports) => part(`${ports.api.repository} on GitHub`, doctorRules.github, ports);
const gitlabPart = (ports) => part(`${ports.project.name} on GitLab`, doctorRules.gitlab, ports);
const localPart = (ports) => part(`${ports.repository} by git`, doctorRules.local, ports);
function closedPart(id, { title, reason, hint }) {
	const report = {
		check: id,
		title,
		findings: [{
			rule: id,
			...unknown(reason, hint)
		}]
	};
	return {
		title,
		run: () => Promise.resolve([report])
	};
}

export { closedPart, filesPart, filesPorts, flatten, githubPart, gitlabPart, herePart, localPart, markdownItem, tally$1 as tally, terminalLines, toData, toMarkdown, toText };