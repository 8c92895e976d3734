import { __toESM } from "../chunks/rolldown-runtime.js";
import { FairleadError, describeLocation, suggestion } from "./errors.js";
import { capitalised, code, escapeMarkdown, markdownHint, name, oneLine, prose } from "./text.js";
import { once } from "./tree.js";
import { mask } from "./git.js";
import { array } from "../packages/valibot.js";
import { anything } from "./shapes.js";
import { Files, recordAt, stringAt } from "./yaml.js";
import { calledAs, isFloating } from "./images.js";
import { CONFIG_FILE, configOf } from "./config.js";
import { build, deployedBy, groupBy, identityOf, isManifest, isThisRepository, objectsOf, openInventory, passedOver, unbuilt, unusedConfig } from "./inventory.js";
import { require_semver } from "../packages/semver.js";
import { OWNERS_FILES, readCodeOwners } from "./policy.js";
import { placed } from "./risks.js";
import { atMost, count, fault, few, note, ok, orOk, orOkOf, part, sentence, unknown, warning } from "./doctor-check.js";
import { gatedEnvironments, lockOfSetup, policyOf } from "./gate.js";
import { ApprovalRule, Branch, GitlabFailure, MergeRequest, ProjectInfo, TokenFacts, User, Version, mergeRulesOf, noJobToken, noToken, writerNeed } from "./forge-gitlab.js";
import { posix } from "node:path";

// src/findings/markdown.ts
function markdownRow({ message, hint = "", at }, level) {
	return `| ${level} | ${at ? `${code(describeLocation(at))} ` : ""}${escapeMarkdown(message)} | ${markdownHint(hint)} |`;
}
function markdownItem({ level, rule, message }, mark, where = "") {
	const place = where === "" ? "" : `${where}: `;
	return `- ${mark} **${level}** ${name(rule)}: ${place}${prose(message)}`;
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
	fault: "error",
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
		counts.fault === 0 ? "no errors" : count(counts.fault, "error"),
		count(counts.warning, "warning"),
		`${counts.unknown} not checked`
	].join(", ")}; ${counts.ok} passed, ${count(counts.note, "note")}.`;
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
			"| | Finding | What to do |",
			"| --- | --- | --- |",
			...open.map((one) => markdownRow(one, words[one.level]))
		],
		"",
		"<details><summary>Passed checks</summary>",
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
	description: "A Flux object has an API version that newer releases of Flux no longer serve.",
	async run({ objects }) {
		const own = (await objects()).filter(({ apiVersion }) => /\.fluxcd\.io\//.test(apiVersion));
		const found = own.flatMap(({ apiVersion, kind, name, file, line }) => {
			const [group, version = ""] = apiVersion.split("/");
			const removal = removals.find((one) => one.group === group && one.versions.includes(version));
			if (!removal) return [];
			return [warning(`${kind} ${name} uses the version ${apiVersion}, which was removed in Flux ${removal.removedIn}.`, `Set apiVersion: ${group}/${removal.use}; \`flux migrate -f .\` does this for a whole repo.`, {
				file,
				line
			})];
		});
		return orOkOf(own.length, atMost(found), {
			right: "No object uses a version that Flux has removed.",
			nothing: "No Flux objects found, so no versions were checked."
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
		if (!await isThere(ports)) return [note(`There is no ${CONFIG_FILE}: environments, clusters and images are inferred from the layout alone.`)];
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
	description: "`fairlead.yaml` names apps, clusters, folders or files that do not exist.",
	async run(ports) {
		if (!await isThere(ports)) return [unknown(`There is no ${CONFIG_FILE}, so its content was not checked.`)];
		const [config, { apps }] = [await ports.config(), await ports.inventory()];
		const at = { file: CONFIG_FILE };
		const files = await ports.files();
		await files.load([...(await ports.texts()).keys()]);
		const found = unusedConfig({
			config,
			files
		}, apps).map(({ message, hint }) => warning(sentence(message), hint, at));
		return orOk(found, `Everything that ${CONFIG_FILE} names exists.`);
	}
};

// src/doctor/files/ports.ts
function filesPorts(tree, { base, git, addresses, completion }) {
	const files = once(() => Files.open(tree));
	const texts = once(async () => readTexts(await files()));
	const open = once(async () => {
		const told = await openInventory(tree, { addresses });
		return completion ? await completion(told, tree) : told;
	});
	return {
		tree,
		base,
		addresses: addresses === void 0 ? void 0 : [addresses],
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
async function readTexts(files) {
	const paths = files.entries.map(({ path }) => path).filter(isManifest);
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
	title: "Suspended production apps",
	level: "note",
	description: "A production app that Flux deploys is suspended.",
	async run({ inventory }) {
		const own = (await inventory()).apps.filter(({ production, controller }) => production && controller === "flux");
		const found = own.filter(({ autoSync }) => autoSync === false).map((app) => note(`${nameOf(app)} is suspended: merged changes have no effect on it until somebody resumes it.`, "spec.suspend is true in it or in a Kustomization above it.", app.declaredAt));
		return orOkOf(own.length, atMost(found), {
			right: "No production app that Flux deploys is suspended.",
			nothing: "Flux deploys no production apps, so none were checked."
		});
	}
};
const revisionsAreTheBase = {
	id: "files/revisions",
	title: "The revision that each app follows",
	level: "warning",
	description: "An app follows a branch other than the base branch: a merge does not reach it.",
	async run({ inventory, base }) {
		const { apps } = await inventory();
		if (base === void 0) {
			const named = [...new Set(apps.flatMap(revisionsOf))];
			if (!apps.some(isHere)) return [unknown(NONE_HERE)];
			return named.length === 0 ? [ok("Every app with files in this repo follows HEAD.")] : [unknown(`Apps follow ${named.join(", ")} of this repo, but the branch that changes are merged into is not known.`, "Set base or repository to compare the two.")];
		}
		const found = apps.flatMap((app) => revisionsOf(app).filter((revision) => revision.replace(/^refs\/heads\//, "") !== base).map((revision) => warning(`${nameOf(app)} follows the revision ${revision} of this repo: a merge into ${base} does not reach it.`, `Set targetRevision to HEAD or ${base}, or change that branch instead: base: ${revision}.`, app.declaredAt)));
		return orOkOf(apps.filter(isHere).length, atMost(found), {
			right: `Every app with files in this repo follows ${base}.`,
			nothing: NONE_HERE
		});
	}
};
const NONE_HERE = "No app has its files in this repo, so no revisions were checked.";
function isHere({ sources }) {
	return sources.some(({ inThisRepository }) => inThisRepository);
}
function revisionsOf({ sources }) {
	const named = sources.flatMap(({ inThisRepository, targetRevision }) => inThisRepository && targetRevision !== void 0 && !["", "HEAD"].includes(targetRevision) ? [targetRevision] : []);
	return [...new Set(named)];
}
const overrides = {
	id: "files/overrides",
	title: "Overrides in .argocd-source files",
	level: "note",
	description: "A `.argocd-source` file overrides an Application.",
	async run({ files, inventory }) {
		const argo = (await inventory()).apps.filter(({ controller }) => controller === "argocd");
		const found = (await files()).entries.filter(({ path }) => /(^|\/)\.argocd-source[^/]*\.yaml$/.test(path)).map(({ path: file }) => note("This file overrides the Application: its lists of parameters and images replace the whole list.", "argocd-image-updater writes such files. If this is not intended, move the content into the Application.", { file }));
		return orOkOf(argo.length, atMost(found), {
			right: "No .argocd-source file overrides an Application.",
			nothing: "No Applications found, so no overrides were checked."
		});
	}
};

// src/doctor/files/images.ts
const tagsAreFixed = {
	id: "files/floating-tags",
	title: "Floating tags",
	level: "warning",
	description: "A floating tag such as `latest` is deployed without a digest. Outside production this is a note.",
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
			return (apps.some(({ production }) => production) ? warning : note)(`${few(names)} ${names.length === 1 ? "runs" : "run"} ${calledAs(use)}:${use.tag ?? ""}, which is a floating tag.`, "Set a version, or pin the digest. With a floating tag, the running image changes without a commit, and a rollback in Git has no effect.", at);
		});
		return orOkOf(tags, atMost(found), {
			right: "Every known tag identifies a build.",
			nothing: "No image tags are known, so none were checked."
		});
	}
};
const productionStandsAlone = {
	id: "files/shared-places",
	title: "Values that production shares",
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
			const who = others.length === 0 ? `Production environments (${environments.join(", ")}) share the value ${place}` : `Production shares the value ${place} with ${others.length === 1 ? "another environment" : "other environments"} (${others.join(", ")})`;
			return [warning(`${who}: one bump updates all of them.`, "Set it in the values file of each environment; create: true adds it there. Until then a bump requires allow-shared.", { file })];
		});
		const production = [...users.values()].filter((apps) => apps.some((app) => app.production));
		return orOkOf(production.length, atMost(found), {
			right: "Production shares no image value with another environment.",
			nothing: "No image locations of production are known, so none were checked."
		});
	}
};

// src/doctor/files/inventory.ts
const appsAreFound = {
	id: "files/apps",
	title: "The apps",
	level: "warning",
	description: "No apps are found, or none in production.",
	async run({ inventory }) {
		const { apps } = await inventory();
		if (apps.length === 0) return [warning("No apps found.", "Check that this is the root of the infra repo. Apps are Argo CD Applications, Flux HelmReleases and Kustomizations, or charts and overlays in a common layout.")];
		const found = [];
		const byController = tally(apps, ({ controller }) => controllers[controller]);
		found.push(ok(`${count(apps.length, "app")} found: ${byController}.`));
		found.push(ok(`By environment: ${tally(apps, ({ environment }) => environment ?? "none")}.`));
		if (!apps.some(({ production }) => production)) found.push(note("No app is in production, so the rules for production apply to none.", "If some are in production, set it in fairlead.yaml: environments: {<name>: {production: true, paths: […]}}."));
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
	title: "Unresolved objects",
	level: "warning",
	description: "An Argo CD or Flux object is not resolved, so its apps are not known; or another tool deploys (Helmfile, Jsonnet, values files that no app reads …).",
	async run({ inventory, passedOver }) {
		const [{ apps, unresolved }, passed] = [await inventory(), await passedOver()];
		const lost = [...groupBy(unresolved, ({ kind, reason }) => JSON.stringify([kind, reason])).values()].flatMap((same) => {
			const [first] = same;
			if (!first) return [];
			const { file, line, kind, reason, hint } = first;
			const names = [...new Set(same.map(({ name, file: own }) => name ?? own))];
			const one = same.length === 1;
			const named = [kind, one ? first.name : few(names)].filter((part) => part !== void 0).join(" ");
			const isOneName = names.length === 1;
			const what = isOneName && !one ? `${named} (${same.length} objects)` : named;
			return [warning(sentence(`${what} ${isOneName ? "is" : "are"} not resolved: ${reason}`), `${hint === void 0 ? "" : `${sentence(hint)} `}${one ? "Its" : "Their"} apps are not listed. Bump their images by values-file and key.`, {
				file,
				...line === void 0 ? {} : { line }
			})];
		});
		const others = passed.filter(({ file }) => file !== CONFIG_FILE).map(({ file, line, kind, reason, count: files = 1, hint }) => note(sentence(`${capitalised(kind)}${files > 1 ? ` (${files} files)` : ""}: ${reason}`), hint ?? "Bump images that are set there by values-file and key.", {
			file,
			...line === void 0 ? {} : { line }
		}));
		const declared = apps.filter(({ kind }) => kind !== "Convention");
		return orOkOf(declared.length, [...atMost(lost), ...atMost(others)], {
			right: "Every controller object is resolved, and no other deployment tools were found.",
			nothing: "No Argo CD or Flux objects found, so none were resolved."
		});
	}
};
const environmentsAreKnown = {
	id: "files/environments",
	title: "The environment of each app",
	level: "warning",
	description: "The environment of an app is not known, so the rules for production do not apply to it.",
	async run({ inventory }) {
		const { apps } = await inventory();
		const unknown = apps.filter(({ environment }) => environment === void 0);
		const found = [...groupBy(unknown, ({ declaredAt }) => topFolder(declaredAt.file)).values()].flatMap((same) => {
			const [first] = same;
			const names = [...new Set(same.map(({ name }) => name))];
			const rules = names.length === 1 ? "it" : "any of them";
			return first ? [warning(`The environment of ${few(names)} is not known, so the rules for production do not apply to ${rules}.`, "Set it in fairlead.yaml (environments: {<name>: {paths: […]}}), or with a label \"environment\" on the object.", first.declaredAt)] : [];
		});
		return orOkOf(apps.length, atMost(found), {
			right: "Every app has an environment.",
			nothing: "There are no apps, so no environments were checked."
		});
	}
};
function topFolder(file) {
	return file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
}
const appsAreDeclaredOnce = {
	id: "files/duplicates",
	title: "Apps declared twice",
	level: "warning",
	description: "Two objects in one control plane have the same kind, namespace and name.",
	async run({ inventory }) {
		const seen = /* @__PURE__ */ new Map();
		const found = [];
		for (const app of (await inventory()).apps) {
			if (app.kind === "Convention") continue;
			const key = identityOf(app);
			const first = seen.get(key);
			if (first === void 0) seen.set(key, app);
			else if (isElsewhere(first, app)) found.push(warning(`${app.kind} ${nameOf(app)} is declared a second time; the first is at ${first.declaredAt.file}:${first.declaredAt.line}.`, `Objects with the same name overwrite each other in one control plane (${app.controlPlane ?? ""}). Remove one, or, if these are two control planes, define them in fairlead.yaml (controlPlanes).`, app.declaredAt));
		}
		for (const { fault, declaredAt } of (await inventory()).apps) if (fault !== void 0) found.push(warning(`${capitalised(fault)}.`, "Give each Application a unique name.", declaredAt));
		return orOkOf(seen.size, atMost(found), {
			right: "Every app is declared once.",
			nothing: "No object declares an app, so none were checked."
		});
	}
};
function isElsewhere(a, b) {
	return a.declaredAt.file !== b.declaredAt.file || a.declaredAt.line !== b.declaredAt.line;
}

// src/doctor/files/links.ts
const linksStayInside = {
	id: "files/links",
	title: "Symbolic links that leave the repo",
	level: "fault",
	description: "A symbolic link points outside the repo: Argo CD then renders no app from it. This is a note if the repo contains no Application.",
	async run({ files, tree, inventory }) {
		const links = (await files()).entries.filter(({ mode }) => mode === "120000").map(({ path }) => path);
		if (links.length === 0) return [ok("There are no symbolic links.")];
		const targets = await tree.read(links);
		const usesArgo = (await inventory()).apps.some(({ controller }) => controller === "argocd");
		const found = links.flatMap((file) => {
			const target = new TextDecoder().decode(targets.get(file)?.content);
			if (!leaves(file, target)) return [];
			return usesArgo ? [fault(`This link points outside the repo (${target}): Argo CD renders no app from a repo with such a link.`, "Remove it, or point it to a file in the repo with a relative path.", { file })] : [note(`This link points outside the repo (${target}).`, "Argo CD would render no app from this repo.", { file })];
		});
		return orOk(atMost(found), "Every symbolic link stays inside the repo.");
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
	description: "CODEOWNERS leaves production files without an owner. This is a note if there is no such file.",
	async run(ports) {
		const { apps } = await ports.inventory();
		const production = apps.filter((app) => app.production);
		if (production.length === 0) return [unknown("No app is in production, so the owners of its files were not checked.")];
		const tree = await ports.files();
		const files = filesOf(production, tree);
		const file = OWNERS_FILES.find((place) => tree.has(place));
		if (file === void 0) return [note("There is no CODEOWNERS file, so changes to production do not require the review of a particular person.", `Add .github/CODEOWNERS (on GitLab .gitlab/CODEOWNERS) with these lines, and require the review of code owners for the base branch: ${linesFor(files, files, "@OWNER")}`)];
		await tree.load([file]);
		const { ownersOf } = readCodeOwners(tree.text(file) ?? "");
		const owned = files.filter((path) => ownersOf(path).length > 0);
		const open = files.filter((path) => ownersOf(path).length === 0);
		const covered = `${file} covers ${owned.length} of ${count(files.length, "production file")}.`;
		if (open.length === 0) return [ok(covered)];
		const owner = mostOften(owned.flatMap(ownersOf)) ?? "@OWNER";
		const named = open.slice(0, MOST_NAMED).join(", ");
		return [warning(`${covered} These have no owner: ${named}${open.length > MOST_NAMED ? ` and ${open.length - MOST_NAMED} more` : ""}.`, `Add to ${file}: ${linesFor(open, files, owner)}`, { file })];
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
	description: "A Git repository that an app uses cannot be read with the credentials of this job.",
	async run({ inventory, config, files, addresses, git }) {
		const context = {
			files: await files(),
			config: await config(),
			addresses
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
		if (wanted.size === 0) return [(await inventory()).apps.length === 0 ? unknown("There are no apps, so the repositories they use were not checked.") : ok("No app uses another Git repository.")];
		if (git === void 0) return [unknown("Access to the repositories that apps use was not checked.")];
		const asked = [...wanted.values()].slice(0, MOST_ASKED);
		const found = await Promise.all(asked.map(async ({ url, revision, app }) => {
			try {
				await git(url, revision);
				return [];
			} catch (error) {
				if (!(error instanceof FairleadError)) throw error;
				const [{ message, hint }] = error.faults;
				return [warning(sentence(`diff and render cannot render ${app}: ${message}`), hint)];
			}
		}));
		const left = wanted.size - asked.length;
		const rest = left > 0 ? [unknown(`${left} more repositories and revisions were not checked.`)] : [];
		const names = [...new Set(asked.map(({ url }) => mask(url)))];
		return orOk([...atMost(found.flat()), ...rest], `${names.length === 1 ? `The repository ${names[0]}` : `Each of ${names.length} repositories`} that apps use can be read.`);
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
		if (controllers.size === 0) return [unknown("No Argo CD or Flux objects found, so what they deploy was not compared.")];
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
		return orOk(atMost([...found.values()]), "No object in a kustomization or a manifest is deployed by both Argo CD and Flux; objects from charts were not compared.");
	}
};
function overlap(first, app, { object, name }) {
	return warning(`The ${object.kind} ${name} in ${object.file} is deployed by both ${app.kind} ${nameOf(app)} and ${first.kind} ${nameOf(first)} of the other controller.`, `Deploy it with only one of the two; the other is at ${first.declaredAt.file}:${first.declaredAt.line}.`, app.declaredAt);
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
const hint = "Let only one of the two write an image: either do not bump in CI what the updater updates, or remove the updater from what CI bumps.";
const oneWriter = {
	id: "files/writers",
	title: "Other tools that write images",
	level: "warning",
	description: "Argo CD Image Updater or Flux image automation also writes images.",
	async run(ports) {
		const objects = await ports.objects();
		const found = objects.flatMap((object) => [...annotated(object), ...updater(object)]);
		const automations = objects.filter(({ kind }) => kind === "ImageUpdateAutomation");
		const texts = [...await ports.texts()];
		const marked = texts.flatMap(([path, text]) => text.includes("\"$imagepolicy\"") ? [path] : []);
		for (const automation of automations) found.push(ofFlux(automation, marked));
		const made = texts.flatMap(([file, text]) => SETS.every((word) => word.test(text)) && !automations.some((one) => one.file === file) ? [file] : []);
		for (const file of made) found.push(unknown("A ResourceSet creates an ImageUpdateAutomation in the cluster; what it writes is not known here.", hint, { file }));
		if (automations.length === 0 && made.length === 0 && marked.length > 0) found.push(note(`${marked.length === 1 ? "A file has" : `${marked.length} files have`} markers of Flux image automation ($imagepolicy), but this repo contains no ImageUpdateAutomation; the first is ${marked[0]}.`, "If none runs elsewhere, the markers have no effect; bump can use them with image-policy."));
		return orOkOf(objects.length, atMost(found), {
			right: "No Argo CD or Flux image updater is set up in this repo.",
			nothing: "No Argo CD or Flux objects found outside charts, so image updaters were not checked."
		});
	}
};
function annotated(object) {
	if (object.kind !== "Application" && object.kind !== "ApplicationSet") return [];
	const annotations = { ...recordAt(object.node, "metadata", "annotations") };
	const images = annotations[`${PREFIX}/image-list`];
	if (images === void 0) return [];
	const where = (annotations[`${PREFIX}/write-back-method`] ?? "argocd").startsWith("git") ? `commits to this repo (${annotations[`${PREFIX}/write-back-target`] ?? "an .argocd-source file"})` : "sets the image in the live Application, so Git does not show what runs";
	return [warning(`argocd-image-updater updates images of ${object.kind} ${object.name}: ${images}. It ${where}.`, hint, {
		file: object.file,
		line: object.line
	})];
}
function updater(object) {
	if (object.kind !== "ImageUpdater" || !object.apiVersion.startsWith(`${PREFIX}/`)) return [];
	return [warning(`The ImageUpdater ${object.name} updates images of Applications.`, hint, {
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
		...ok(`${what} finds no markers in this repo.`),
		at
	};
	if (path.includes("${")) return unknown(`${what} writes below ${path}, which is filled in when it is applied. It is not known whether ${marked[0]} or another of ${count(marked.length, "file")} with markers ($imagepolicy) is there.`, hint, at);
	if (own.length === 0) return {
		...ok(`${what} finds no markers below ${path || "the root"} of this repo.`),
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
	return [unknown(sentence(`This could not be checked: ${answer.fault.message}`), answer.fault.hint)];
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
	description: "The base branch does not exist; this is a note if it is not the default branch.",
	async run(ports) {
		const { api } = ports;
		const repository = await api.getRepository();
		const base = await baseOf$1(ports);
		if (!repository.given || base === void 0) return [noRepository];
		const answer = await api.getBranch(base);
		if (!answer.given && answer.status === 404) {
			const branches = await api.listBranches();
			const known = branches.given ? branches.data.map(({ name }) => name) : [];
			return [known.length === 0 ? fault(`${api.repository} has no branches.`, "Push a first commit to it.") : fault(`${api.repository} has no branch "${base}".`, `Set base. ${suggestion(base, known)}`)];
		}
		if (!answer.given) return openBecause(answer);
		const { default_branch: standard } = repository.data;
		return [base === standard ? ok(`The base branch ${base} exists; it is the default branch.`) : note(`The base branch ${base} exists; the default branch is ${standard}.`, "Apps whose targetRevision is HEAD follow the default branch.")];
	}
};
const noRepository = unknown("The infra repo is not accessible, so this could not be checked.");
const baseIsProtected$1 = {
	id: "github/protection",
	title: "Requirements for merging",
	level: "fault",
	description: "The requirements for merging into the base branch: no review required (warning); no status check required, signed commits or a merge queue required (note); a linear history required that the merge settings make impossible (error).",
	async run(ports) {
		const { api } = ports;
		const base = await baseOf$1(ports);
		if (base === void 0) return [noRepository];
		const [rules, branch] = [await api.getRules(base), await api.getBranch(base)];
		if (!branch.given) return [unknown(`The branch ${base} is not accessible, so its protection could not be checked.`)];
		const isClassic = branch.data.protected;
		if (!rules.given && !isClassic) return [unknown(sentence(`The rulesets of ${base} could not be read: ${rules.fault.message}`), "See Settings > Rules > Rulesets. The plan of a private repository may not include rulesets.")];
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
	if (most > 0 || found.some((parameters) => parameters?.require_code_owner_review === true)) return ok(`Merging into ${base} requires a review (${most} ${most === 1 ? "approval" : "approvals"}).`);
	if (classic === void 0) return note(`${base} is protected, but no ruleset requires a review. Only administrators can see whether a classic branch protection does.`, "See Settings > Branches: \"Require approvals\". A token with administration: read can read it.");
	return warning(found.length > 0 ? `Changes to ${base} require a pull request, but no approval.` : `${base} does not require a review: anyone with write access can push to it, or merge immediately.`, `Add the rule "Require a pull request before merging" with 1 approval at ${rulesets}.`);
}
function checks(rules, classic, isClassic, base) {
	const contexts = rules.flatMap((rule) => rule.type === "required_status_checks" ? (rule.parameters?.required_status_checks ?? []).map(({ context }) => context) : []);
	const all = [.../* @__PURE__ */ new Set([...contexts, ...classic])];
	if (all.length > 0) return ok(`Merging into ${base} requires the status checks ${all.join(", ")}.`);
	return note(isClassic ? `${base} is protected, but no required status check is known.` : `Merging into ${base} requires no status checks.`, `With auto-merge, something must be required: a review, or a status check at ${rulesets}.`);
}
async function special(ports, rules) {
	const types = new Set(rules.map(({ type }) => type));
	const found = [];
	if (types.has("required_signatures")) found.push([
		"fine-grained",
		"classic",
		"oauth"
	].includes(kindOf(ports)) ? note("Commits must be signed. With the token of a user, Fairlead lets GitHub sign them, which takes three more requests.") : ok("Commits must be signed. GitHub signs the commits of an App."));
	if (types.has("merge_queue")) found.push(note("Merges go through a merge queue: auto-merge adds the pull request to it."));
	if (types.has("required_linear_history")) {
		const repository = await ports.api.getRepository();
		const onlyMerges = repository.given && repository.data.allow_squash_merge === false && repository.data.allow_rebase_merge === false;
		found.push(onlyMerges ? fault("A linear history is required, but the repository allows only merge commits: nothing can be merged.", "Allow squash merging in Settings > General > Pull Requests.") : note("A linear history is required: with auto-merge, use merge-method squash or rebase."));
	}
	return found;
}
const branchesMayBeMade = {
	id: "github/branches",
	title: "Permission to create branches",
	level: "warning",
	description: "A ruleset may prevent Fairlead from creating or updating branches `fairlead/**`.",
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
			commit_author_email_pattern: "a pattern for the author email",
			committer_email_pattern: "a pattern for the committer email"
		};
		const hint = "Exclude fairlead/** from the ruleset (\"Exclude by pattern\"), or allow the App to bypass it (\"Bypass list\"). GitHub does not report whether the App already can.";
		const found = [...new Set(answer.data.map(({ type }) => type))].flatMap((type) => {
			const [stops, hinders] = [stopping[type], hindering[type]];
			if (stops !== void 0) return [warning(`A ruleset for fairlead/** may prevent Fairlead from creating branches: ${stops}.`, hint)];
			return hinders === void 0 ? [] : [note(`A ruleset for fairlead/** may cause problems: ${hinders}.`, hint)];
		});
		return orOk(found, "No ruleset prevents Fairlead from creating branches (fairlead/**).");
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
	description: "A production environment on GitHub has no required reviewers (warning); it does not exist, or any branch may use it (note).",
	async run({ api, files }) {
		if (files === void 0) return [unknown("Without the files of the infra repo, production environments are not known.")];
		const names = await productionIn(files);
		if (names.length === 0) return [ok("No environment is production, so none requires protection.")];
		const found = [];
		for (const name of names) found.push(...await environment(api, name));
		return orOk(found, "");
	}
};
async function environment(api, name) {
	const answer = await api.getEnvironment(name);
	const place = `Settings > Environments > ${name}`;
	if (!answer.given && answer.status === 404) return [note(`${api.repository} has no GitHub environment "${name}".`, "An environment with required reviewers lets people approve a job. It is optional if you only use pull requests. Settings > Environments > New environment.")];
	if (!answer.given) return [unknown(sentence(`The GitHub environment "${name}" could not be read: ${answer.fault.message}`), "Reading it requires actions: read.")];
	const { protection_rules: rules = [], deployment_branch_policy: policy } = answer.data;
	const reviewers = rules.find((rule) => rule.type === "required_reviewers");
	const found = [];
	if (reviewers === void 0 || !("reviewers" in reviewers) || (reviewers.reviewers ?? []).length === 0) found.push(warning(`The GitHub environment "${name}" has no required reviewers: its jobs run without approval.`, `Select "Required reviewers" at ${place}. For private repositories this requires GitHub Enterprise.`));
	else if (!("prevent_self_review" in reviewers) || reviewers.prevent_self_review !== true) found.push(note(`The person who starts a job for the GitHub environment "${name}" may also approve it.`, `Select "Prevent self-review" at ${place}.`));
	if (policy === null || policy === void 0) found.push(note(`Jobs on any branch may use the GitHub environment "${name}".`, `Choose "Protected branches only" under "Deployment branches and tags" at ${place}.`));
	return found.length > 0 ? found : [ok(`The GitHub environment "${name}" has required reviewers and a deployment branch rule.`)];
}

// src/doctor/lock.ts
async function gatedIn(files) {
	if (files === void 0) return { none: unknown("Without the files of the infra repo, environments with a gate are not known.") };
	const config = await files.config();
	const gated = gatedEnvironments(config);
	return gated.length === 0 ? { none: ok("No environment has a gate.") } : {
		config,
		gated
	};
}
function lockFound(rules, base) {
	const people = lockOfSetup(rules, {
		base,
		merges: false
	});
	if (people.word === "yes") return ok(people.message);
	const gate = lockOfSetup(rules, {
		base,
		merges: true
	});
	if (gate.word === "no") return warning(gate.message, gate.cure);
	if (people.word === "unread") return unknown(people.message, people.cure);
	return note(`${people.message} ${gate.word === "yes" ? gate.message : `A gate with merge: true may be able to lock it. ${gate.message}`}`, people.cure);
}

// src/doctor/github/gate.ts
const gateHolds = {
	id: "github/gate",
	title: "Setup of the gate",
	level: "warning",
	description: "An environment has a `gate` in `fairlead.yaml`, and the GitHub environment of the same name does not exist, has no required reviewers, allows self-review or bypassing by administrators, or accepts any branch; the base branch can be pushed to, its rules can be bypassed or are only in evaluate mode; teams cannot be read, or no reviewer is one of the people of the policy (all warnings).",
	async run(ports) {
		const { api, files } = ports;
		const known = await gatedIn(files);
		if ("none" in known) return [known.none];
		const { config, gated } = known;
		const base = await baseOf$1(ports);
		if (base === void 0) return [unknown("The infra repo is not accessible, so this could not be checked.")];
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
		return orOk(found, `The gate of ${gated.join(", ")} is set up correctly.`);
	}
};
const baseIsLocked$1 = {
	id: "github/lock",
	title: "Lock on the base branch during a merge",
	level: "warning",
	description: "An environment has a `gate`, but nothing guarantees that the base branch does not change between the decision and the merge: no rule requires up-to-date branches from this token, there is no merge queue, and the token cannot push the gate's own merge commit (warning). It is a note if only the gate's own merge would be locked.",
	async run(ports) {
		const { api, files } = ports;
		const known = await gatedIn(files);
		if ("none" in known) return [known.none];
		const base = await baseOf$1(ports);
		if (base === void 0) return [unknown("The infra repo is not accessible, so this could not be checked.")];
		return [lockFound(await api.mergeRules(base), base)];
	}
};

// src/doctor/github/leftovers.ts
const MOST$1 = 30;
const branchesHavePullRequests = {
	id: "github/leftovers",
	title: "Leftover branches",
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
			if (pulls.data.length === 0) found.push(note(`The branch ${branch} has no open pull request.`, "The next run of the same bump uses it again; otherwise delete it. To delete such branches automatically, set delete-branch: true or select \"Automatically delete head branches\"."));
		}
		const rest = branches.length - MOST$1;
		if (rest > 0) found.push(note(`${rest} more branches fairlead/** were not checked.`));
		return orOk(atMost(found), "Every branch fairlead/** has an open pull request.");
	}
};

// src/doctor/github/rights.ts
const appHint = "For a GitHub App: change it in the settings of the App under Permissions, then accept the change for the installation. For the job's own token: set permissions: {contents: write, pull-requests: write} in the job.";
const tokenMayPush = {
	id: "github/push",
	title: "Permission to push",
	level: "fault",
	description: "The token has no permission to push.",
	async run({ api, token }) {
		const answer = await api.getRepository();
		if (token === void 0) return [unknown("No token is set, so the permission to push was not checked.")];
		if (!answer.given) return openBecause(answer);
		if (answer.data.archived) return [unknown("The repository is archived, so nobody can push to it.")];
		const refusal = await api.refusesPush(answer.data.full_name);
		if (refusal === void 0) return [ok("The token may push (contents: write).")];
		const { status, reason } = refusal;
		if (status !== 401 && status !== 403 && status !== 404) return [unknown(`The permission to push could not be determined: GitHub responded with ${status}.`, "Run fairlead update with dry-run first, then without it.")];
		return [fault(sentence(`The token has no permission to push to ${api.repository}${reason === "" ? "" : `: ${reason}`}`), `Give it contents: write. ${appHint}`)];
	}
};
const tokenMayOpenPullRequests = {
	id: "github/pull-requests",
	title: "Permission to open pull requests",
	level: "fault",
	description: "The token has no permission for pull requests. GitHub often does not report this before one is opened; then it is not checked.",
	async run(ports) {
		const { api, token } = ports;
		const repository = await api.getRepository();
		if (token === void 0) return [unknown("No token is set, so its permissions were not checked.")];
		if (!repository.given) return openBecause(repository);
		const pulls = await api.listPullRequests();
		if (!pulls.given && pulls.status === 403) return [fault(`The token has no permission to read the pull requests of ${api.repository}.`, `Give it pull requests: write. ${appHint}`)];
		if (!pulls.given) return openBecause(pulls);
		const scopes = scopesIn(repository.headers) ?? [];
		if (scopes.includes("repo") && repository.data.permissions?.push === true) return [ok("The token may open pull requests (scope repo, and its owner has push access).")];
		if (kindOf(ports) === "classic" && scopes.includes("public_repo") && !repository.data.private) return [ok("The token may open pull requests (scope public_repo).")];
		return [unknown("Not verified: GitHub has no API to check the permission to open pull requests.", `The token needs pull requests: write. ${appHint}`)];
	}
};
const workflowsMayOpenPullRequests = {
	id: "github/workflow-pull-requests",
	title: "Workflow permission to open pull requests",
	level: "fault",
	description: "\"Allow GitHub Actions to create and approve pull requests\" is off, and the token is the job's own.",
	async run(ports) {
		const { api } = ports;
		if (kindOf(ports) !== "job") return [ok("The token is not this job's own, so this setting does not apply.")];
		const place = "The setting is \"Allow GitHub Actions to create and approve pull requests\" in Settings > Actions > General. The organization may have disabled it for all repositories.";
		const answer = await api.getWorkflowPermissions();
		if (!answer.given) return [unknown("Only the token of an administrator can read whether workflows may open pull requests with their own token.", place)];
		return [answer.data.can_approve_pull_request_reviews ? ok("Workflows may open pull requests with their own token.") : fault(`Workflows of ${api.repository} are not allowed to open pull requests with their own token.`, `Enable it. ${place}`)];
	}
};

// src/doctor/github/settings.ts
const place = "Settings > General > Pull Requests";
const mergeSettings$1 = {
	id: "github/merge-settings",
	title: "Merge settings",
	level: "note",
	description: "Auto-merge is not allowed, or merged branches are not deleted.",
	async run({ api }) {
		const answer = await api.getRepository();
		if (!answer.given) return openBecause(answer);
		const { allow_auto_merge: autoMerge, delete_branch_on_merge: deletes } = answer.data;
		const found = [];
		if (autoMerge === void 0 || deletes === void 0) return [unknown("GitHub shows the merge settings only to accounts with push access.", `See ${place}.`)];
		found.push(autoMerge ? ok("Auto-merge is allowed.") : note("Auto-merge is not allowed, so auto-merge: true fails.", `Select "Allow auto-merge" at ${place}.`), deletes ? ok("Branches are deleted after the merge.") : note("Branches are not deleted when their pull request is merged.", `Select "Automatically delete head branches" at ${place}.`));
		return orOk(found, "");
	}
};

// src/doctor/github/app-repo.ts
const sourceIsReadable = {
	id: "github/source",
	title: "The app repo",
	level: "warning",
	description: "The commits of the app repo cannot be listed.",
	async run({ source }) {
		if (source === void 0) return [unknown("The app repo is not known, so access to its commits was not checked.", "Set source-repository and source-token, or run doctor in a job of the app repo.")];
		const hint = "Give source-token the permission contents: read there; for the job's own repository: permissions: {contents: read} in the job.";
		const repository = await source.getRepository();
		if (!repository.given) return [warning(sentence(`The commits of the app repo cannot be listed: ${repository.fault.message}`), hint)];
		const commit = await source.getCommit(repository.data.default_branch);
		if (commit.given) return [ok(`The commits of ${source.repository} can be listed.`)];
		return commit.status === 409 ? [ok(`${source.repository} is accessible, but has no commits yet.`)] : [warning(sentence(`The commits of ${source.repository} cannot be listed: ${commit.fault.message}`), hint)];
	}
};

// src/doctor/github/token.ts
const names = {
	job: "the job's own token (GITHUB_TOKEN)",
	app: "an installation token of a GitHub App (or another job's GITHUB_TOKEN)",
	"fine-grained": "a fine-grained personal access token",
	classic: "a classic personal access token",
	oauth: "a token of an OAuth or GitHub App on behalf of a user",
	unknown: "of unknown type"
};
const SOON$1 = 14;
const tokenIsValid$1 = {
	id: "github/token",
	title: "The token",
	level: "fault",
	description: "The token is missing, not accepted, or lacks a required scope (error); it is the job's own, or expires soon (warning).",
	async run(ports) {
		const { api, token, now } = ports;
		if (token === void 0) return [fault(`There is no token for ${api.repository}.`, "Set token, preferably the token of a GitHub App that is installed there. A secret is empty if the workflow has no access to it, as in pull requests from forks.")];
		const answer = await api.getRepository();
		if (!answer.given && answer.status === 401) return [fault(sentence(answer.fault.message), answer.fault.hint)];
		if (!answer.given && answer.isSaml) return [fault(sentence(answer.fault.message), answer.fault.hint)];
		const kind = kindOf(ports);
		const found = [ok(`The token is accepted; it is ${await describe(ports, kind)}.`)];
		if (kind === "job") found.push(warning("Pull requests that are opened with the job's own token start no workflows, so required checks never run.", "Use the token of a GitHub App: actions/create-github-app-token creates one."));
		if (kind === "app" && ports.job.present) found.push(note("If it is the job's own token, the pull requests that it opens start no workflows.", "Set the environment variable GITHUB_TOKEN to ${{ github.token }} for this step, so that the two can be distinguished."));
		if (kind === "classic") {
			const scopes = scopesIn(answer.headers) ?? [];
			const enough = scopes.includes("repo") || scopes.includes("public_repo") && isPublic(answer);
			found.push(enough ? note(`It has the scopes ${scopes.join(", ")}, which give access to every repository of its owner.`, "The token of a GitHub App can be limited to one repository and expires after an hour.") : fault(`It lacks the scope repo; its scopes are ${scopes.join(", ") || "(none)"}.`, "Give it the scope repo at Settings > Developer settings > Personal access tokens, or use a GitHub App."));
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
	const message = `The token expires on ${header.slice(0, 10)}, in ${days} ${days === 1 ? "day" : "days"}.`;
	return days <= SOON$1 ? warning(message, "Create a new one before that day. Tokens of a GitHub App do not need this.") : note(message);
}
const repositoryIsThere = {
	id: "github/repository",
	title: "The infra repo",
	level: "fault",
	description: "The repository is not found, archived or disabled, or the token has no access to it (error); it was renamed (warning).",
	async run(ports) {
		const { api, job } = ports;
		if (kindOf(ports) === "job" && job.repository?.toLowerCase() !== api.repository.toLowerCase()) return [fault(`The token is the job's own and only works for ${job.repository}; the infra repo is ${api.repository}.`, `Create a GitHub App with contents: write and pull requests: write, install it on ${api.repository}, and use its token: actions/create-github-app-token creates one.`)];
		const answer = await api.getRepository();
		if (!answer.given) return answer.status === 404 ? [fault(sentence(answer.fault.message), answer.fault.hint)] : openBecause(answer);
		const { archived, disabled = false, full_name: name } = answer.data;
		const found = [];
		if (archived) found.push(fault(`${name} is archived, so nothing can be changed in it.`, "Unarchive it in its Settings > General, or use the repository that replaces it."));
		if (disabled) found.push(fault(`${name} is disabled by GitHub.`, "Contact its owners or GitHub Support."));
		if (name.toLowerCase() !== api.repository.toLowerCase()) found.push(warning(`${api.repository} was renamed to ${name}.`, `Set repository to ${name}. The old name only works until somebody else uses it.`));
		return orOk(found, `${name} exists, and the token has access to it.`);
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
		if (version === void 0) return [ok(`${api.serverUrl} is not a GitHub Enterprise Server, so its version is not checked.`)];
		const [major = 0, minor = 0] = String(version).replace(/^[^\d]*/, "").split(".").map(Number);
		return [major < OLDEST_SERVER[0] || major === OLDEST_SERVER[0] && minor < OLDEST_SERVER[1] ? fault(`${api.serverUrl} is GitHub Enterprise Server ${version}, but Fairlead requires ${OLDEST_SERVER.join(".")} or newer.`, "Upgrade it. Until then use forge: local with its address, which only needs git.") : ok(`${api.serverUrl} is GitHub Enterprise Server ${version}.`)];
	}
};

// src/doctor/gitlab/ports.ts
function ask({ project: { client } }, path, shape, query = {}) {
	return answered(client.get(path, shape, query));
}
function askAll({ project: { client } }, path, shape, query = {}) {
	return answered(client.list(path, shape, query));
}
async function answered(asked) {
	try {
		return {
			given: true,
			data: await asked
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
	return unknown(`${what} could not be checked: ${because.join(" ") || "GitLab did not respond"}.`);
}
function open(what, answer) {
	return [notSeen(what, answer)];
}

// src/doctor/gitlab/branch.ts
const baseIsProtected = {
	id: "gitlab/base",
	title: "The base branch",
	level: "fault",
	description: "The base branch does not exist (error); it is not protected, or Developers can push to it (warning).",
	async run(ports) {
		const base = await baseOf(ports);
		if (base === void 0) return [fault("The base branch is not known.", "Set base.")];
		const answer = await ask(ports, `${ports.project.at}/repository/branches/${encodeURIComponent(base)}`, Branch);
		if (!answer.given && answer.status === 404) return [fault(`There is no branch ${base}.`, "Set base to the branch that Argo CD or Flux watches.")];
		if (!answer.given) return open(`The branch ${base}`, answer);
		const place = "Settings > Repository > Protected branches";
		const { protected: isProtected, developers_can_push: mayPush } = answer.data;
		if (!isProtected) return [warning(`${base} is not protected: anyone with push access can deploy without a merge request.`, `Protect it at ${place}: "Allowed to push and merge": No one; "Allowed to merge": Maintainers.`)];
		return mayPush ? [warning(`Developers, and therefore the token, may push to ${base} without a merge request.`, `Set "Allowed to push and merge" to no one, or to Maintainers, at ${place}.`)] : [ok(`${base} is protected, and changes require a merge request.`)];
	}
};
const MOST = 30;
const branchesHaveMergeRequests = {
	id: "gitlab/leftovers",
	title: "Leftover branches",
	level: "note",
	description: "A branch `fairlead/**` has no open merge request.",
	async run(ports) {
		const branches = await askAll(ports, `${ports.project.at}/repository/branches`, Branch, { search: "^fairlead/" });
		if (!branches.given) return open("The branches fairlead/**", branches);
		const requests = await askAll(ports, `${ports.project.at}/merge_requests`, MergeRequest, { state: "opened" });
		if (!requests.given) return open("The merge requests", requests);
		const opened = new Set(requests.data.map(({ source_branch: branch }) => branch));
		const found = branches.data.filter(({ name }) => !opened.has(name)).map(({ name }) => note(`The branch ${name} has no open merge request.`, "The next run of the same bump uses it again; otherwise delete it. To delete such branches automatically, set delete-branch: true."));
		return orOk(atMost(found, MOST), "Every branch fairlead/** has an open merge request.");
	}
};

// src/doctor/gitlab/gate.ts
const baseIsLocked = {
	id: "gitlab/lock",
	title: "Lock on the base branch during a merge",
	level: "warning",
	description: "An environment has a `gate`, but nothing guarantees that the base branch does not change between the decision and the merge: the merge method accepts branches that are behind it, there are no merge trains, and the token cannot push the gate's own merge commit (warning). It is a note if only the gate's own merge would be locked.",
	async run(ports) {
		const known = await gatedIn(ports.files);
		if ("none" in known) return [known.none];
		const base = await baseOf(ports);
		if (base === void 0) return [unknown("The base branch is not known, so this could not be checked.")];
		try {
			return [lockFound(await mergeRulesOf(ports.project, base), base)];
		} catch (error) {
			if (!(error instanceof GitlabFailure)) throw error;
			return open("The merge settings", {
				given: false,
				status: error.status,
				reason: error.reason
			});
		}
	}
};

// src/doctor/gitlab/settings.ts
const mergeSettings = {
	id: "gitlab/merge",
	title: "Merge settings",
	level: "note",
	description: "Merge requests can be merged with a failed pipeline, or merged branches are not deleted.",
	async run(ports) {
		const project = await ask(ports, ports.project.at, ProjectInfo);
		if (!project.given) return open("The settings", project);
		const place = "Settings > Merge requests";
		const { only_allow_merge_if_pipeline_succeeds: waits, remove_source_branch_after_merge: removes } = project.data;
		const found = [];
		if (waits === false) found.push(note("A merge request may be merged with a failed pipeline, or without one.", `Select "Pipelines must succeed" at ${place}. Without it, auto-merge is refused.`));
		if (removes === false) found.push(note("Branches are not deleted after their merge request is merged.", `Select "Enable 'Delete source branch' option by default" at ${place}.`));
		return orOk(found, "Pipelines must succeed, and merged branches are deleted.");
	}
};
const approvalsAreRequired = {
	id: "gitlab/approvals",
	title: "Required approvals",
	level: "warning",
	description: "No approval is required for a merge request. This is a note if the token cannot see approval rules, as on GitLab Free.",
	async run(ports) {
		const rules = await ask(ports, `${ports.project.at}/approval_rules`, array(ApprovalRule));
		if (!rules.given && (rules.status === 404 || rules.status === 403)) return [note("The token can see no approval rules in this project. Approval rules require GitLab Premium.", "On GitLab Free, protect production with a protected branch that only Maintainers may merge into, and with a job with when: manual.")];
		if (!rules.given) return open("The approval rules", rules);
		const asking = rules.data.filter((rule) => rule.approvals_required > 0);
		return asking.length > 0 ? [ok(`Approvals are required: ${asking.map(({ name, approvals_required: n }) => `${name} (${n})`).join(", ")}.`)] : [warning("No approval is required for a merge request.", "Require at least one approval at Settings > Merge requests > Merge request approvals.")];
	}
};
const environmentsAreProtected = {
	id: "gitlab/environments",
	title: "GitLab's environments for production",
	level: "note",
	description: "A production environment on GitLab is not protected.",
	async run(ports) {
		if (ports.files === void 0) return [unknown("Without the files of the infra repo, production environments are not known.")];
		const names = await productionIn(ports.files);
		if (names.length === 0) return [ok("No environment is production, so none requires protection.")];
		const found = [];
		for (const name of names) {
			const answer = await ask(ports, `${ports.project.at}/protected_environments/${encodeURIComponent(name)}`, anything);
			if (answer.given) found.push(ok(`The environment ${name} is protected.`));
			else if (answer.status === 404) found.push(note(`The environment ${name} is not protected on GitLab.`, "With GitLab Premium, protect it at Settings > CI/CD > Protected environments. It is optional if you only use merge requests."));
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
	description: "The token is missing, not accepted, or lacks the scope `api` (error); it expires soon (warning).",
	async run(ports) {
		const { project, now } = ports;
		const { token, name: repository, isJobToken } = project;
		if (token === void 0 || isJobToken) {
			const [{ message, hint }] = (token === void 0 ? noToken : noJobToken)(repository, writerNeed).faults;
			return [fault(sentence(message), hint)];
		}
		const user = await ask(ports, "/user", User);
		if (!user.given && user.status === 401) return [fault("GitLab does not accept the token: it may be expired, revoked, or issued by another GitLab instance.", `Create a new one in ${repository} at Settings > Access tokens, with the role Developer and the scope api.`)];
		if (!user.given) return open("The token", user);
		const found = [ok(`The token is accepted; it is ${user.data.username}'s.`)];
		const facts = await ask(ports, "/personal_access_tokens/self", TokenFacts);
		if (!facts.given) return [...found, notSeen("The permissions of the token", facts)];
		const { scopes, expires_at: end } = facts.data;
		if (!scopes.includes("api")) found.push(fault(`The token lacks the scope api; its scopes are ${scopes.join(", ") || "(none)"}.`, "Commits and merge requests require the scope api. Create another token."));
		const days = end === null ? void 0 : Math.ceil((Date.parse(end) - now) / 864e5);
		if (days !== void 0 && days <= SOON) found.push(warning(`The token expires on ${end}${days >= 0 ? `, in ${days} day${days === 1 ? "" : "s"}` : ""}.`, "Rotate it at Settings > Access tokens, and store the new token in the variable."));
		return found;
	}
};
const DEVELOPER = 30;
const projectIsThere = {
	id: "gitlab/project",
	title: "The project",
	level: "fault",
	description: "The project is not found, archived or empty, or the role of the token is below Developer.",
	async run(ports) {
		const { name: repository, at } = ports.project;
		const project = await ask(ports, at, ProjectInfo);
		if (!project.given && project.status === 404) return [fault(`Project ${repository} was not found, or the token has no access to it.`, "Set repository to the path with all groups, such as group/subgroup/infra. The token must belong to that project, or to a group above it.")];
		if (!project.given) return open("The project", project);
		const { archived, empty_repo: isEmpty, permissions } = project.data;
		const found = [];
		if (archived) found.push(fault(`${repository} is archived, so nothing can be written.`, "Unarchive it at Settings > General > Advanced."));
		if (isEmpty === true) found.push(fault(`${repository} has no commits yet.`, "Push the infra repo to it."));
		const level = Math.max(permissions?.project_access?.access_level ?? 0, permissions?.group_access?.access_level ?? 0);
		if (permissions !== void 0 && level < DEVELOPER) found.push(fault(`The role of the token in ${repository} is below Developer, so it cannot open merge requests.`, "Create an access token of the project with the role Developer."));
		return orOk(found, `${project.data.path_with_namespace} exists, and the role of the token is sufficient to open merge requests.`);
	}
};
const COMPONENTS = [18, 7];
const serverIsNewEnough = {
	id: "gitlab/version",
	title: "GitLab's version",
	level: "warning",
	description: "GitLab is older than the components require.",
	async run(ports) {
		const answer = await ask(ports, "/version", Version);
		if (!answer.given) return open("GitLab's version", answer);
		const [major = 0, minor = 0] = answer.data.version.split(".").map(Number);
		return [major > COMPONENTS[0] || major === COMPONENTS[0] && minor >= COMPONENTS[1] ? ok(`GitLab ${answer.data.version}.`) : warning(`GitLab is ${answer.data.version}, but the components require ${COMPONENTS.join(".")} or newer.`, "See docs/gitlab.md for how to change a mirror of them for an older GitLab.")];
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
	description: "The job runs for a pull request from a fork: secrets are empty, and its own token is read-only.",
	run({ job: { present, repository, eventName = "unknown" } }) {
		if (!present) return [ok("This is not a GitHub Actions job.")];
		const where = `This is a GitHub Actions job in ${repository ?? "an unknown repository"}, started by ${eventName}.`;
		if (!fromForks.includes(eventName)) return [ok(where)];
		return [warning(`${where} For a pull request from a fork, secrets are empty and the job's own token is read-only.`, "Make changes from a job that runs on push, workflow_dispatch or a schedule.")];
	}
};
const checkout = {
	id: "here/checkout",
	title: "The checkout",
	level: "note",
	description: "The clone is shallow.",
	run({ isShallow }) {
		if (isShallow === void 0) return [ok("The files do not come from a clone, so its depth does not matter.")];
		if (!isShallow) return [ok("The clone has the full history.")];
		return [note("The clone is shallow: it contains only the newest commits.", "This is sufficient for update, bump and pull-request. If you need the history, set fetch-depth: 0 for actions/checkout, or GIT_DEPTH: 0 on GitLab.")];
	}
};

// src/doctor/here/renderers.ts
var import_semver = /* @__PURE__ */ __toESM(require_semver(), 1);
const renderers = {
	id: "here/renderers",
	title: "helm and kustomize",
	level: "warning",
	description: "The helm and kustomize that `diff` and `render` use, and their source: the versions in `fairlead.yaml` are not available, or differ from those of the controllers.",
	async run(ports) {
		const wanted = await ports.renderers();
		const helm = await lookUp("helm", ports, wanted);
		const kustomize = await lookUp("kustomize", ports, wanted);
		const versions = /* @__PURE__ */ new Map([["helm", helm.version], ["kustomize", kustomize.version]]);
		const notes = wanted.notes(versions).map((text) => note(text.replace(/^Rendered/, "Apps would be rendered"), "Set the versions with render in fairlead.yaml."));
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
		const text = `${name} ${version} is downloaded from ${wanted.origin(name)} when diff or render needs it: ${there ? sha256.length > 0 ? "a checksum is set for it" : `PATH has ${there.version}` : "PATH has none"}.`;
		if (isAsked && sha256.length === 0) await wanted.tryOut(name);
		return {
			version,
			finding: isAsked ? ok(text) : note(text)
		};
	} catch (error) {
		if (!(error instanceof FairleadError)) throw error;
		const [{ message, hint }] = error.faults;
		const text = isAsked ? message : `${name} is not on PATH, and ${message}`;
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
	description: "Helm and kustomize cannot be run without network access on this machine.",
	async run({ findSandbox }) {
		const found = await findSandbox();
		if (found !== void 0) return [ok(`Helm and kustomize run without network access here, using ${found}.`)];
		return [note("Helm and kustomize run with a proxy that rejects every request; this system has no way to run them without network access.", "Anything they could fetch is refused before they start. For a second layer of protection, use a Linux runner that allows unshare or bwrap (user namespaces).")];
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
	description: "Node is older than Fairlead requires.",
	run: ({ node }) => [import_semver.default.gte(node, "20.19.0") ? ok(`Node ${node}.`) : fault(`Node ${node} is too old for Fairlead.`, `Use Node ${OLDEST_NODE} or newer. In GitHub Actions, update the runner, which includes the right version.`)]
};
const gitVersion = {
	id: "here/git",
	title: "git",
	level: "fault",
	description: "git is missing or too old. An error with `forge: local`, which needs it; otherwise a warning.",
	async run({ probe, needsGit }) {
		const level = needsGit ? fault : warning;
		const use = "It is required by the forge \"local\" and by pull-request, but not by update on GitHub.";
		const text = await probe("git", ["--version"]);
		if (text === void 0) return [level("git is not on PATH.", `Install git ${OLDEST_GIT} or newer. ${use}`)];
		const version = import_semver.default.coerce(text);
		if (version === null) return [unknown(`the version of git is not known: ${text.trim()}`, use)];
		return [import_semver.default.gte(version, OLDEST_GIT) ? ok(`git ${version.version}.`) : level(`git ${version.version} is too old.`, `Install git ${OLDEST_GIT} or newer. ${use}`)];
	}
};

// src/doctor/local/remote.ts
const remoteIsThere = {
	id: "local/remote",
	title: "The git remote",
	level: "fault",
	description: "The git remote or its base branch does not exist.",
	async run({ open, base, repository }) {
		let snapshot;
		try {
			snapshot = await (await open()).snapshot({
				base,
				branches: [],
				files: []
			});
		} catch (error) {
			if (!(error instanceof FairleadError) || error.kind !== "input") throw error;
			return orOk(error.faults.map(({ message, hint }) => fault(sentence(message), hint)), "");
		}
		return [ok(`${repository} exists, with the base branch ${snapshot.base.name}.`)];
	}
};
const pushing = {
	id: "local/push",
	title: "Permission to push with git",
	level: "unknown",
	description: "The permission to push: with a plain git remote it is only known after a push.",
	run: () => [unknown("Not verified: with a plain git remote, the permission to push is only known after a push.", "Run fairlead update once, and check its branch.")]
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
		baseIsLocked$1,
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
		baseIsLocked,
		branchesHaveMergeRequests
	],
	local: [remoteIsThere, pushing]
};

// src/doctor/parts.ts
const herePart = (ports) => part("This machine", doctorRules.here, ports);
const filesPart = (ports) => part(`The files of ${ports.tree.name}`, doctorRules.files, ports);
const githubPart = (ports) => part(`${ports.api.repository} on GitHub`, doctorRules.github, ports);
const gitlabPart = (ports) => part(`${ports.project.name} on GitLab`, doctorRules.gitlab, ports);
const localPart = (ports) => part(`The git remote ${ports.repository}`, doctorRules.local, ports);
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