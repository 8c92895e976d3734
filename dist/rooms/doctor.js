import { __toESM } from "../chunks/rolldown-runtime.js";
import { FairleadError, describeLocation } from "./errors.js";
import { once } from "./tree.js";
import { mask } from "./git.js";
import { anything } from "./forge-github.js";
import { productionIn } from "./doctor-github.js";
import { atMost, count, fault, few, note, ok, orOk, orOkOf, part, sentence, unknown, warning } from "./doctor-check.js";
import { array } from "../packages/valibot.js";
import { ApprovalRule, Branch, GitlabFailure, MergeRequest, ProjectInfo, TokenFacts, User, Version, noJobToken, noToken, writerNeed } from "./forge-gitlab.js";
import { Files, recordAt, stringAt } from "./yaml.js";
import { calledAs, isFloating } from "./images.js";
import { CONFIG_FILE, configOf } from "./config.js";
import { build, deployedBy, doublestar, groupBy, identityOf, isThisRepository, objectsOf, openInventory, passedOver, unbuilt, unusedConfig } from "./inventory.js";
import { require_semver } from "../packages/semver.js";
import { code, escapeMarkdown, oneLine } from "./text.js";
import { placed } from "./risks.js";
import { posix } from "node:path";

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
	async run(ports) {
		const answer = await ask(ports, "/version", Version);
		if (!answer.given) return open("GitLab's version", answer);
		const [major = 0, minor = 0] = answer.data.version.split(".").map(Number);
		return [major > COMPONENTS[0] || major === COMPONENTS[0] && minor >= COMPONENTS[1] ? ok(`GitLab is ${answer.data.version}.`) : warning(`GitLab is ${answer.data.version}, and the components take ${COMPONENTS.join(".")} or newer.`, "docs/gitlab.md says how a mirror of them is changed for an older one.")];
	}
};

// src/doctor/gitlab/gitlab-part.ts
const checks$2 = [
	tokenIsValid,
	projectIsThere,
	serverIsNewEnough,
	baseIsProtected,
	mergeSettings,
	approvalsAreRequired,
	environmentsAreProtected,
	branchesHaveMergeRequests
];
function gitlabPart(ports) {
	return part(`${ports.project.name} on GitLab`, checks$2, ports);
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

// src/findings/markdown.ts
function markdownRow({ message, hint = "", at }, level) {
	return `| ${level} | ${at ? `${code(describeLocation(at))} ` : ""}${escapeMarkdown(message)} | ${cell(hint)} |`;
}
function cell(hint) {
	return hint.split("\n").map((line) => `${"&nbsp;".repeat(/^ */.exec(line)?.[0].length ?? 0)}${escapeMarkdown(line.trim())}`).join("<br>");
}

// src/findings/terminal.ts
function terminalLines({ message, hint, at }, { head, indent }) {
	return [`${indent}${head} ${oneLine(placed({
		message,
		at
	}))}`, ...hint ? hint.split("\n").map((line) => `${indent}    ${indented(line)}`) : []];
}
function indented(line) {
	return `${/^ */.exec(line)?.[0] ?? ""}${oneLine(line)}`;
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

// src/doctor/here/job.ts
const fromForks = [
	"pull_request",
	"pull_request_review",
	"pull_request_review_comment"
];
const job = {
	id: "here/job",
	title: "The job",
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
	run: ({ version }) => [ok(`Fairlead ${version}.`)]
};
const nodeVersion = {
	id: "here/node",
	title: "Node",
	run: ({ node }) => [import_semver.default.gte(node, "20.19.0") ? ok(`Node ${node}.`) : fault(`Node ${node} is too old for Fairlead.`, `Use Node ${OLDEST_NODE} or newer; in GitHub Actions the runner brings the right one, once it is up to date.`)]
};
const gitVersion = {
	id: "here/git",
	title: "git",
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

// src/doctor/here/here-part.ts
const checks$1 = [
	fairleadVersion,
	nodeVersion,
	gitVersion,
	renderers,
	sandbox,
	job,
	checkout
];
function herePart(ports) {
	return part("This machine", checks$1, ports);
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

// src/doctor/files/code-owners.ts
const OWNERS_FILES = [
	".github/CODEOWNERS",
	"CODEOWNERS",
	"docs/CODEOWNERS",
	".gitlab/CODEOWNERS"
];
function readCodeOwners(text) {
	const rules = [];
	let section = "";
	let defaults = [];
	for (const raw of text.split(/\r?\n/)) {
		const line = withoutComment(raw).trim();
		if (line === "") continue;
		const [, optional, name, rest = ""] = /^(\^?)\[([^\]]+)\](?:\[\d+\])?(.*)$/.exec(line) ?? [];
		if (name !== void 0) {
			section = name.toLowerCase();
			defaults = optional === "^" ? [] : wordsOf(rest);
			continue;
		}
		const [pattern = "", ...owners] = wordsOf(line);
		if (pattern.startsWith("!")) continue;
		rules.push({
			fits: patternOf(pattern),
			owners: owners.length > 0 ? owners : defaults,
			section
		});
	}
	return { ownersOf(path) {
		const last = /* @__PURE__ */ new Map();
		for (const { fits, owners, section: own } of rules) if (fits.test(path)) last.set(own, owners);
		return [...new Set([...last.values()].flat())];
	} };
}
function withoutComment(line) {
	const at = /^\s*#|\s#/.exec(line);
	return at ? line.slice(0, at.index) : line;
}
function wordsOf(line) {
	return (line.match(/(?:\\.|[^\s\\])+/g) ?? []).map((word) => word.replaceAll(/\\(.)/g, "$1"));
}
function patternOf(text) {
	const name = text.replace(/^\//, "");
	const isAnchored = text.startsWith("/") || name.replace(/\/$/, "").includes("/");
	const whole = `${isAnchored ? "" : "**/"}${name}`;
	const folder = whole.replace(/\/$/, "");
	const below = doublestar(`${folder}/**`);
	if (text.endsWith("/")) return below;
	const own = doublestar(whole);
	if (isAnchored && /(?:^|\/)\*$/.test(name)) return own;
	return { test: (path) => own.test(path) || below.test(path) };
}

// src/doctor/files/owners.ts
const MOST_NAMED = 10;
const productionHasOwners = {
	id: "files/owners",
	title: "Owners of production",
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
	async run(ports) {
		const objects = await ports.objects();
		const found = objects.flatMap((object) => [...annotated(object), ...updater(object)]);
		const automations = objects.filter(({ kind }) => kind === "ImageUpdateAutomation");
		const texts = [...await ports.texts()];
		const marked = texts.flatMap(([path, text]) => text.includes("\"$imagepolicy\"") ? [path] : []);
		for (const automation of automations) found.push(ofFlux(automation, marked));
		const made = texts.flatMap(([file, text]) => SETS.every((word) => word.test(text)) && !automations.some((one) => one.file === file) ? [file] : []);
		for (const file of made) found.push({
			...unknown("A ResourceSet makes an ImageUpdateAutomation in the cluster; what it writes is not known here.", hint),
			at: { file }
		});
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
	if (path.includes("${")) return {
		...unknown(`${what} writes below ${path}, which what applies it fills in; whether ${marked[0]} or another of ${count(marked.length, "file")} with markers ($imagepolicy) is there is not known.`, hint),
		at
	};
	if (own.length === 0) return {
		...ok(`${what} finds no marker below ${path || "the root"} of this repo.`),
		at
	};
	return warning(`${what} writes every line with a marker ($imagepolicy) in ${own.length === 1 ? "a file" : `${own.length} files`} below ${path || "the root"}, such as ${own[0]}.`, hint, at);
}

// src/doctor/files/files-part.ts
const checks = [
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
];
function filesPart(ports) {
	return part(`The files of ${ports.tree.name}`, checks, ports);
}

export { filesPart, filesPorts, flatten, gitlabPart, herePart, tally$1 as tally, toData, toMarkdown, toText };