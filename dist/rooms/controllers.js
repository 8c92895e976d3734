import { FairleadError, inputError, remoteError } from "./errors.js";
import { visibleLine } from "./text.js";
import { cureOfUnreachable, reasonOfUnreachable } from "./net-unreachable.js";
import { short } from "./git.js";
import { array, boolean, looseObject, nullish, number, object, optional, parse, pipe, record, string, transform, unknown as unknown$1 } from "../packages/valibot.js";
import { held, ifHeld } from "./shapes.js";
import { valueAt } from "./yaml.js";
import { isLoopback } from "./net.js";
import { describeId } from "./render-engine.js";
import { Readable } from "node:stream";
import { createInterface } from "node:readline";

// src/controllers/argocd/said.ts
const MOST = 600;
function oneLine(text) {
	return visibleLine(text.replaceAll(/\s+/g, " ")).slice(0, MOST);
}

// src/controllers/argocd/failure.ts
var ServerRefusal = class extends Error {
	name = "ServerRefusal";
	refused;
	constructor(refused) {
		super(`${refused.status}: ${refused.message}`);
		this.refused = refused;
	}
};
var NoAnswer = class extends Error {
	name = "NoAnswer";
};
function isHidden(error) {
	return error instanceof ServerRefusal && [403, 404].includes(error.refused.status);
}
function isPassing(error) {
	if (error instanceof NoAnswer) return true;
	return error instanceof ServerRefusal && (error.refused.status >= 500 || error.refused.status === 429);
}
function isUnauthenticated(error) {
	return error instanceof ServerRefusal && (error.refused.status === 401 || error.refused.isPage);
}
function reasonOf(error) {
	if (!(error instanceof ServerRefusal)) return error instanceof Error ? error.message : String(error);
	const { status, isPage } = error.refused;
	if (isPage) return `Argo CD answers with ${status} and a page instead of JSON`;
	if (status === 401) return "Argo CD does not take the token any more";
	return `Argo CD answers with ${status}: ${oneLine(error.refused.message)}`;
}
function explain(error, what, server) {
	if (error instanceof FairleadError) return error;
	if (error instanceof NoAnswer) return remoteError(`Argo CD at ${server} gives no answer: ${error.message}`);
	if (!(error instanceof ServerRefusal)) throw error;
	const { refused } = error;
	const { status, isPage } = refused;
	const said = oneLine(refused.message);
	if (isPage) return inputError(`${server} answers with a page instead of Argo CD's JSON (${status})`, { hint: "Is argocd-server the address of Argo CD itself, with its root path? If a proxy asks people to log in there, let requests with a header of your own pass, and give it in argocd-headers." });
	switch (status) {
		case 400: return inputError(`Argo CD at ${server} does not take the request for ${what}: ${said}`);
		case 401: return inputError(`Argo CD at ${server} does not take the token`, { hint: `It says: ${said}. Was the token made for this server, and has it been deleted or expired since? Set argocd-token again.` });
		case 403: return inputError(`the token may not read ${what} on ${server}, or it is not there`, { hint: "Give the token's role: p, ROLE, applications, get, PROJECT/*, allow (actions/sync/README.md). Where the Application is in a namespace of its own, its object in Git has to say so." });
		case 404: return inputError(`${what} is not on ${server}`, { hint: "Does argocd-server name the Argo CD of its control plane, and is argocd-app, where it is given, its name there?" });
		case 415: return remoteError(`Argo CD at ${server} refuses the form of a request (415): ${said}`, { hint: "Does a proxy on the way drop the header Content-Type?" });
		default: return remoteError(`Argo CD at ${server} answers with ${status} for ${what}: ${said}`);
	}
}

// src/controllers/argocd/verdict/facts.ts
const waits = (reason, more = {}) => ({
	word: "waits",
	reason,
	...more
});
const failed = (reason, more = {}) => ({
	word: "failed",
	reason,
	...more
});
const unknown = (reason, more = {}) => ({
	word: "unknown",
	reason,
	...more
});

// src/controllers/argocd/verdict/revision.ts
function sourcesOf({ spec }) {
	if (spec.sources.length > 0) return spec.sources;
	if (spec.sourceHydrator?.drySource != null) return [spec.sourceHydrator.drySource];
	return spec.source == null ? [] : [spec.source];
}
function comparedOf({ live, isOurs }) {
	const { sync, sourceHydrator } = live.status ?? {};
	const revisions = sync?.revisions ?? [];
	return sourcesOf(live).flatMap((source, i) => {
		if (!isOurs(source.repoURL ?? "")) return [];
		const dry = sourceHydrator?.lastSuccessfulOperation?.drySHA ?? "";
		const own = live.spec.sourceHydrator == null ? sync?.revision ?? "" : dry;
		return [{
			source,
			revision: revisions.length > 0 ? revisions[i] ?? "" : own
		}];
	});
}
function observedAt(facts) {
	return comparedOf(facts).map(({ revision }) => revision);
}
function isAtCommit(facts, revision, revisions) {
	return (revisions.length > 0 ? revisions : [revision]).some((one) => ["same", "descendant"].includes(facts.relationOf(one)));
}
const beingDeleted = {
	id: "stays",
	phase: "commit",
	description: "The Application is not being deleted.",
	judge: ({ live: { metadata } }) => metadata.deletionTimestamp === void 0 ? void 0 : waits("the Application is being deleted")
};
const rightSpec = {
	id: "spec",
	phase: "commit",
	description: "The Application has the spec that the commit declares, where the commit changes it.",
	judge({ expected, live }) {
		const place = expected.spec === void 0 ? void 0 : missing(expected.spec, live.spec, "spec");
		return place === void 0 ? void 0 : waits(`the Application is not yet as the commit declares it: ${place} is another one`);
	}
};
const comparedWithSpec = {
	id: "compared-with-spec",
	phase: "commit",
	description: "The controller has compared the present spec, not the one before.",
	judge({ live }) {
		const { comparedTo } = live.status?.sync ?? {};
		if (live.spec.sourceHydrator != null) return void 0;
		if (comparedTo == null) return waits("Argo CD has not compared it yet", { needsRefresh: true });
		return plain(comparedTo.sources.length > 0 ? comparedTo.sources : [comparedTo.source]) === plain(sourcesOf(live)) && plain(comparedTo.destination) === plain(live.spec.destination) ? void 0 : waits("Argo CD has not compared its present spec yet", { needsRefresh: true });
	}
};
const renders = {
	id: "renders",
	phase: "commit",
	description: "The controller can render the app at the commit.",
	judge({ live, renderFault }) {
		const condition = (live.status?.conditions ?? []).find(({ type }) => type !== null && ERRORS.has(type ?? ""));
		if (renderFault !== void 0) return failed(`Argo CD cannot render it at the commit: ${renderFault}`);
		if (condition === void 0) return void 0;
		const reason = `Argo CD reports ${condition.type}: ${oneLine(condition.message ?? "")}`;
		if (condition.type === "InvalidSpecError") return failed(reason, { mayPass: true });
		return waits(reason, { needsRefresh: true });
	}
};
const ERRORS = /* @__PURE__ */ new Set([
	"ComparisonError",
	"InvalidSpecError",
	"UnknownError"
]);
const atCommit = {
	id: "at-commit",
	phase: "commit",
	description: "Each of its sources in the infra repo was compared at the commit or at a descendant of it.",
	judge(facts) {
		for (const { revision } of comparedOf(facts)) {
			const relation = facts.relationOf(revision);
			if (relation === "same" || relation === "descendant") continue;
			const at = short(revision);
			if (revision === "") return waits("Argo CD has not compared it yet", { needsRefresh: true });
			if (relation === "ancestor") return waits(`Argo CD still has ${at}, which is older than the commit`, { needsRefresh: true });
			if (relation === "unknown") return waits(`Argo CD has ${at}, of which this checkout does not know how it stands to the commit`, { needsRefresh: true });
			return waits(`Argo CD has ${at}, which does not contain the commit`, { needsRefresh: true });
		}
	}
};
const hydrated = {
	id: "hydrated",
	phase: "commit",
	description: "Where manifests are hydrated: those of the commit are hydrated, and the comparison is with them.",
	judge(facts) {
		const { live } = facts;
		if (live.spec.sourceHydrator == null) return void 0;
		const { currentOperation: current, lastSuccessfulOperation: last } = live.status?.sourceHydrator ?? {};
		if (current != null && current.phase === "Failed" && isAtCommit(facts, current.drySHA ?? "", [])) return failed(`the commit cannot be hydrated: ${oneLine(current.message ?? "")}`, { mayPass: true });
		if (current != null && current.phase === "Hydrating") return waits("the commit is being hydrated");
		if (last == null || last.hydratedSHA === "") return waits("nothing is hydrated yet");
		return live.status?.sync?.revision === last.hydratedSHA ? void 0 : waits(`Argo CD has not compared the hydrated commit ${short(last.hydratedSHA ?? "")} yet`, { needsRefresh: true });
	}
};
function notFollowing({ live, isOurs }, branches) {
	const ours = sourcesOf(live).filter(({ repoURL }) => isOurs(repoURL ?? ""));
	const followed = ours.map(({ targetRevision }) => targetRevision || "HEAD");
	if (ours.length === 0 || followed.some((one) => branches.includes(one))) return void 0;
	return `it follows ${[...new Set(followed)].join(" and ")}, not the branch of this commit`;
}
function missing(wanted, live, place) {
	if (isEmpty(wanted)) return isEmpty(live) ? void 0 : place;
	if (Array.isArray(wanted)) {
		if (!Array.isArray(live) || live.length !== wanted.length) return place;
		return firstOf(wanted.map((one, i) => missing(one, live[i], `${place}[${i}]`)));
	}
	if (typeof wanted === "object" && wanted !== null) {
		if (typeof live !== "object" || live === null) return place;
		const record = live;
		return firstOf(Object.entries(wanted).map(([key, value]) => missing(value, record[key], `${place}.${key}`)));
	}
	return wanted === live ? void 0 : place;
}
function firstOf(places) {
	return places.find((place) => place !== void 0);
}
function isEmpty(value) {
	if (value === void 0 || value === null || value === "" || value === false || value === 0) return true;
	return typeof value === "object" && Object.values(value).every(isEmpty);
}
function plain(value) {
	return JSON.stringify(value, (_, inner) => {
		if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return isEmpty(inner) ? void 0 : inner;
		return Object.fromEntries(Object.entries(inner).filter(([, one]) => !isEmpty(one)).toSorted(([a], [b]) => a < b ? -1 : 1));
	});
}

// src/controllers/argocd/verdict/operation.ts
function isAutomated({ spec: { syncPolicy } }) {
	return syncPolicy?.automated != null && syncPolicy.automated.enabled !== false;
}
function isOurs(facts, { syncResult, operation }) {
	const asked = operation?.sync?.revision ?? "";
	return isAtCommit(facts, syncResult?.revision || asked, syncResult?.revisions ?? []);
}
function isWhole({ operation }) {
	const { sync } = operation ?? {};
	return sync?.dryRun !== true && (sync?.resources ?? []).length === 0;
}
function operationEnd({ status }) {
	return status?.operationState?.finishedAt;
}
const noneRunning = {
	id: "no-operation",
	phase: "sync",
	description: "No operation runs, is asked for, or waits to be tried again.",
	judge({ live }) {
		const state = live.status?.operationState;
		if (state != null && (state.phase === "Running" || state.phase === "Terminating")) {
			const tries = (state.retryCount ?? 0) > 0 ? ` (retry ${state.retryCount} of ${state.operation?.retry?.limit ?? 0})` : "";
			return waits(`a sync is running${tries}: ${oneLine(state.message ?? "") || "it has just begun"}`);
		}
		return live.operation == null ? void 0 : waits("a sync is about to begin");
	}
};
const notFailed = {
	id: "operation-result",
	phase: "sync",
	description: "The last operation at the commit has not failed, hooks included.",
	judge(facts) {
		const state = facts.live.status?.operationState;
		if (state == null || !["Failed", "Error"].includes(state.phase ?? "")) return void 0;
		if (!isOurs(facts, state)) return void 0;
		const hook = (state.syncResult?.resources ?? []).find(({ hookPhase, hookType }) => hookType !== "" && ["Failed", "Error"].includes(hookPhase ?? ""));
		const which = hook === void 0 ? "" : `the ${hook.hookType} hook ${hook.kind} ${hook.name} failed (${oneLine(hook.message ?? "")}): `;
		const refused = (state.syncResult?.resources ?? []).find(({ status }) => status === "SyncFailed");
		const what = refused === void 0 ? "" : ` (${refused.kind} ${refused.name}: ${oneLine(refused.message ?? "")})`;
		return failed(`${which}the sync ended as ${state.phase}: ${oneLine(state.message ?? "")}${hook === void 0 ? what : ""}`);
	}
};
const operated = {
	id: "synced-by-operation",
	phase: "sync",
	description: "Where the commit changes its objects: a whole sync at the commit, no dry run, has succeeded.",
	judge(facts) {
		const { expected, live } = facts;
		if (!expected.isChanged) return void 0;
		const state = live.status?.operationState;
		if (state != null && state.phase === "Succeeded" && isWhole(state) && isOurs(facts, state)) return void 0;
		const { history = [] } = live.status ?? {};
		if (history.some(({ revision, revisions }) => isAtCommit(facts, revision ?? "", revisions))) return void 0;
		return waits(notSynced(facts));
	}
};
function notSynced({ live }) {
	if (!isAutomated(live)) {
		const set = live.metadata.ownerReferences.find(({ kind }) => kind === "ApplicationSet");
		return set === void 0 ? "Argo CD does not sync it by itself, so it waits for somebody who does" : `Argo CD does not sync it by itself; its ApplicationSet ${set.name} may in a later step`;
	}
	const condition = (live.status?.conditions ?? []).find(({ type }) => type === "SyncError");
	return condition === void 0 ? "no sync at the commit has ended yet" : `no sync at the commit has ended yet: ${oneLine(condition.message ?? "")}`;
}
const comparedAfter = {
	id: "compared-after",
	phase: "sync",
	description: "The comparison is newer than the last operation: since times are whole seconds, its time is strictly later.",
	judge({ live }) {
		const end = operationEnd(live);
		const { reconciledAt } = live.status ?? {};
		if (end === void 0 || reconciledAt !== void 0 && reconciledAt > end) return void 0;
		return waits("Argo CD has not compared it since the sync ended", { needsRefresh: true });
	}
};
const inSync = {
	id: "synced",
	phase: "sync",
	description: "The cluster is as the commit wants it: Synced.",
	judge(facts) {
		const { live, expected } = facts;
		const { sync, resources = [] } = live.status ?? {};
		if (sync?.status === "Synced") return void 0;
		if (sync?.status !== "OutOfSync") return waits(`Argo CD does not know whether it is in sync (${sync?.status || "no comparison yet"})`, { needsRefresh: true });
		const off = resources.filter(({ status }) => status === "OutOfSync");
		const [first] = off;
		const named = off.slice(0, 3).map(({ kind, name }) => `${kind} ${name}`).join(", ");
		const more = off.length > 3 ? ` and ${off.length - 3} more` : "";
		const state = live.status?.operationState;
		if (!(state != null && state.phase === "Succeeded" && isWhole(state) && isOurs(facts, state))) return waits(`it is OutOfSync${named === "" ? "" : `: ${named}${more}`}`);
		if (live.spec.syncPolicy?.automated?.selfHeal === true) return waits(`it is OutOfSync, and Argo CD will heal it: ${named}${more}`);
		const ids = new Set([...expected.changed, ...expected.removed].map(({ group, kind, name }) => `${group}/${kind}/${name}`));
		const isUnrelated = off.length > 0 && !off.some(({ group, kind, name }) => ids.has(`${group}/${kind}/${name}`));
		const prune = first?.requiresPruning === true ? ", which should be deleted, and the sync did not prune" : "";
		return failed(`it is still OutOfSync after the sync at ${short(sync.revision ?? "")} succeeded: ${named}${more}${prune}. Argo CD does not try again at the same commit unless selfHeal is on`, {
			mayPass: true,
			isUnrelated
		});
	}
};

// src/controllers/argocd/verdict/health.ts
function isChanged({ changed }, { group, kind, name }) {
	return changed.some((id) => id.group === (group ?? "") && id.kind === kind && id.name === name);
}
function idOf({ group, kind, namespace, name }) {
	return {
		group: group ?? "",
		kind: kind ?? "",
		namespace: namespace || void 0,
		name: name ?? ""
	};
}
function rootsIn({ tree: { nodes } }) {
	const byId = new Map(nodes.filter(({ uid }) => uid !== "").map((node) => [node.uid, node]));
	const above = (one) => one.parentRefs.flatMap(({ uid }) => byId.get(uid) ?? [])[0];
	return (node) => {
		let at = node;
		for (let i = 0; i < 10; i++) {
			const parent = above(at);
			if (parent === void 0) return at;
			at = parent;
		}
		return at;
	};
}
const healthy = {
	id: "healthy",
	phase: "health",
	description: "The app is Healthy. A fault of an object that the commit changes fails; what else is at fault is judged by `unrelated`.",
	judge(facts) {
		const { health } = facts.live.status ?? {};
		const status = health?.status ?? "";
		if (status === "Healthy" || status === "") return void 0;
		const { objects } = facts;
		const said = health?.message ? `: ${oneLine(health.message)}` : "";
		if (objects === void 0) return waits(`it is ${status}${said}`);
		return worst(facts, objects) ?? waits(`it is ${status}${said}`);
	}
};
function worst(facts, objects) {
	const found = objects.tree.nodes.filter(({ parentRefs }) => parentRefs.length === 0).flatMap((node) => {
		const status = node.health?.status ?? "";
		if (status === "" || status === "Healthy") return [];
		const id = idOf(node);
		const isUnrelated = !isChanged(facts.expected, node);
		const reason = `${describeId(id)} is ${status}${node.health?.message ? `: ${oneLine(node.health.message)}` : ""}`;
		const more = {
			object: id,
			isUnrelated
		};
		return [status === "Degraded" ? failed(reason, {
			...more,
			mayPass: true
		}) : waits(reason, more)];
	});
	const rank = ({ word, isUnrelated }) => (word === "failed" ? 0 : 2) + (isUnrelated ? 1 : 0);
	return found.toSorted((a, b) => rank(a) - rank(b))[0];
}

// src/controllers/argocd/verdict/workloads.ts
const replaced = {
	id: "pods-replaced",
	phase: "health",
	description: "Each workload that the commit changes has its generation observed, and all its pods are of the new template and ready.",
	judge(facts) {
		for (const resource of facts.objects?.managed ?? []) {
			if (!isChanged(facts.expected, resource)) continue;
			const live = parsed$1(resource.liveState ?? "");
			if (live === void 0) continue;
			const found = RULES[resource.kind ?? ""]?.(describeId(idOf(resource)), live);
			if (found !== void 0) return {
				...found,
				object: idOf(resource)
			};
		}
	}
};
const RULES = {
	Deployment(name, live) {
		const number = numbers(live);
		if (!isObserved(number)) return waits(`${name}: its controller has not seen the change yet`);
		const wanted = number("spec", "replicas") ?? 1;
		const updated = number("status", "updatedReplicas") ?? 0;
		const all = number("status", "replicas") ?? 0;
		if (updated >= wanted && all <= updated) return availableOf(name, number, updated);
		if (valueAt(live, "spec", "paused") === true) return unknown(`${name}: pods are not replaced, since its rollout is paused`);
		return waits(`${name}: ${updated} of ${wanted} pods are of the new template, ${Math.max(0, all - updated)} old ones are left`);
	},
	StatefulSet(name, live) {
		const number = numbers(live);
		if (!isObserved(number)) return waits(`${name}: its controller has not seen the change yet`);
		const wanted = number("spec", "replicas") ?? 1;
		const updated = valueAt(live, "status", "currentRevision") === valueAt(live, "status", "updateRevision") ? wanted : number("status", "updatedReplicas") ?? 0;
		if (updated < wanted) {
			if (valueAt(live, "spec", "updateStrategy", "type") === "OnDelete") return unknown(`${name}: pods are not replaced, since its updateStrategy is OnDelete`);
			const partition = number("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
			if (partition > 0 && updated >= wanted - partition) return unknown(`${name}: pods below ${partition} are not replaced, since its updateStrategy has a partition`);
			return waits(`${name}: ${updated} of ${wanted} pods are of the new template`);
		}
		const ready = number("status", "readyReplicas") ?? 0;
		return ready >= wanted ? void 0 : waits(`${name}: ${ready} of ${wanted} pods are ready`);
	},
	DaemonSet(name, live) {
		const number = numbers(live);
		if (!isObserved(number)) return waits(`${name}: its controller has not seen the change yet`);
		const wanted = number("status", "desiredNumberScheduled") ?? 0;
		const updated = number("status", "updatedNumberScheduled") ?? 0;
		if (updated < wanted) {
			if (valueAt(live, "spec", "updateStrategy", "type") === "OnDelete") return unknown(`${name}: pods are not replaced, since its updateStrategy is OnDelete`);
			return waits(`${name}: ${updated} of ${wanted} pods are of the new template`);
		}
		const available = number("status", "numberAvailable") ?? 0;
		return available >= wanted ? void 0 : waits(`${name}: ${available} of ${wanted} pods are available`);
	}
};
function isObserved(number) {
	return (number("status", "observedGeneration") ?? 0) >= (number("metadata", "generation") ?? 1);
}
function availableOf(name, number, updated) {
	const available = number("status", "availableReplicas") ?? 0;
	return available >= updated ? void 0 : waits(`${name}: ${available} of ${updated} pods are available`);
}
const podsRun = {
	id: "pods-run",
	phase: "health",
	description: "No pod of a workload that the commit changes fails to start: its image, its node, its program.",
	judge(facts) {
		for (const resource of facts.objects?.managed ?? []) {
			const found = isChanged(facts.expected, resource) ? fault(facts, resource) : void 0;
			if (found) return found;
		}
	}
};
function fault({ objects }, resource) {
	if (objects === void 0) return void 0;
	for (const pod of newestPods(objects, resource)) {
		if (pod.health?.status !== "Degraded") continue;
		const why = [pod.info.find(({ name }) => name === "Status Reason")?.value, oneLine(pod.health.message ?? "")].filter(Boolean).join(": ");
		return failed(`${describeId(idOf(pod))} does not run: ${why || "it is Degraded"}`, {
			object: idOf(pod),
			mayPass: true
		});
	}
}
function newestPods(objects, { group, kind, name, namespace }) {
	const { nodes } = objects.tree;
	const isIt = (node) => node.kind === kind && node.group === group && node.name === name && (namespace === "" || node.namespace === namespace);
	const rootOf = rootsIn(objects);
	const below = nodes.filter((node) => !isIt(node) && isIt(rootOf(node)));
	const newest = below.filter((node) => node.kind === "ReplicaSet").toSorted((a, b) => revisionOf(b) - revisionOf(a))[0];
	return below.filter((node) => node.kind === "Pod" && (newest === void 0 || node.parentRefs.some(({ uid }) => uid === newest.uid)));
}
function revisionOf({ info }) {
	const said = info.find(({ name }) => name === "Revision")?.value ?? "";
	return Number(/^Rev:(\d+)$/.exec(said)?.[1] ?? 0);
}
function numbers(live) {
	return (...path) => {
		const value = valueAt(live, ...path);
		return typeof value === "number" ? value : void 0;
	};
}
function parsed$1(text) {
	try {
		const value = JSON.parse(text);
		return typeof value === "object" && value !== null ? value : void 0;
	} catch {
		return;
	}
}

// src/controllers/argocd/verdict/table.ts
const verdictRules = [
	beingDeleted,
	rightSpec,
	comparedWithSpec,
	renders,
	atCommit,
	hydrated,
	noneRunning,
	notFailed,
	operated,
	comparedAfter,
	inSync,
	healthy,
	replaced,
	podsRun
];
function objectionsTo(facts, rules = verdictRules) {
	const found = [];
	for (const rule of rules) {
		const objection = rule.judge(facts);
		if (objection === void 0) continue;
		found.push({
			...objection,
			rule: rule.id,
			phase: rule.phase
		});
		if (objection.word === "waits" && isBarrier(rule)) break;
	}
	return found;
}
function isBarrier(rule) {
	return rule.phase !== "health" && rule !== inSync;
}

// src/controllers/argocd/token.ts
const Payload = object({
	sub: nullish(string(), ""),
	exp: nullish(number())
});
function claimsOf(token) {
	const [, payload, signature] = token.split(".");
	if (payload === void 0 || signature === void 0) return void 0;
	try {
		const read = parse(Payload, JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
		return {
			subject: read.sub,
			expires: read.exp == null ? void 0 : read.exp * 1e3
		};
	} catch {
		return;
	}
}
function refuseExpired(token, now) {
	if (/[^\x21-\x7e]/.test(token)) throw inputError("the token of Argo CD has characters that no token has, such as a space or a line break", { hint: "Set the secret again, without quotes around it." });
	const expires = claimsOf(token)?.expires;
	if (expires !== void 0 && expires <= now) throw inputError(`the token of Argo CD expired at ${new Date(expires).toISOString()}`, { hint: "Make a new one, such as by: argocd proj role create-token PROJECT ROLE." });
}

// src/controllers/argocd/address.ts
function readServers(given) {
	const servers = given.map(readServer);
	const names = servers.map(({ controlPlane }) => controlPlane);
	if (servers.length > 1 && names.includes(void 0)) throw inputError("several servers of Argo CD are given, and not each has the name of its control plane", { hint: "Write each as name=address, such as prod=https://argocd.example.com; fairlead inventory shows the names." });
	const twice = names.find((name, i) => names.indexOf(name) !== i);
	if (twice !== void 0) throw inputError(`two servers of Argo CD are given for ${JSON.stringify(twice)}`);
	return servers;
}
function readServer(text) {
	const [, name, rest = text] = /^([^=:/?#]+)=(.+)$/s.exec(text) ?? [];
	const address = rest.trim();
	const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`;
	const hint = "It looks like https://argocd.example.com, or argocd.example.com:8443.";
	if (!URL.canParse(whole)) throw inputError(`${JSON.stringify(address)} is no address of Argo CD`, { hint });
	const url = new URL(whole);
	if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") throw inputError("the address of Argo CD holds more than a host and a path", { hint: `${hint} The token goes into argocd-token.` });
	if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) throw inputError(`Argo CD at ${url.host} is not reached by https, so anybody on the way could read the token`, { hint });
	url.pathname = url.pathname.replace(/(?<!\/)\/+$/, "");
	return {
		controlPlane: name?.trim(),
		url
	};
}

// src/controllers/argocd/shapes.ts
const text = () => nullish(string(), "");
const list = (items) => nullish(array(items), () => []);
const time = () => pipe(nullish(string()), transform((value) => {
	const read = value == null ? NaN : Date.parse(value);
	return Number.isNaN(read) ? void 0 : read;
}));
const Source = looseObject({
	repoURL: text(),
	path: text(),
	chart: text(),
	ref: text(),
	targetRevision: text()
});
const Health = looseObject({
	status: text(),
	message: text(),
	lastTransitionTime: time()
});
const Destination = looseObject({
	server: text(),
	name: text(),
	namespace: text()
});
const Synced = object({
	group: text(),
	kind: text(),
	namespace: text(),
	name: text(),
	status: text(),
	message: text(),
	hookType: text(),
	hookPhase: text(),
	syncPhase: text()
});
const OperationState = object({
	phase: text(),
	message: text(),
	startedAt: time(),
	finishedAt: time(),
	retryCount: nullish(number(), 0),
	operation: nullish(object({
		initiatedBy: nullish(object({
			username: text(),
			automated: nullish(boolean(), false)
		})),
		retry: nullish(object({ limit: nullish(number(), 0) })),
		sync: nullish(object({
			revision: text(),
			dryRun: nullish(boolean(), false),
			resources: list(unknown$1()),
			autoHealAttemptsCount: nullish(number(), 0)
		}))
	})),
	syncResult: nullish(object({
		revision: text(),
		revisions: list(string()),
		resources: list(Synced)
	}))
});
const Hydrated = object({
	drySHA: text(),
	hydratedSHA: text(),
	phase: text(),
	message: text()
});
const Application = object({
	metadata: object({
		name: string(),
		namespace: text(),
		uid: text(),
		resourceVersion: text(),
		deletionTimestamp: time(),
		finalizers: list(string()),
		annotations: nullish(record(string(), string()), () => ({})),
		ownerReferences: list(object({
			kind: text(),
			name: text()
		}))
	}),
	spec: looseObject({
		project: text(),
		source: nullish(Source),
		sources: list(Source),
		sourceHydrator: nullish(looseObject({ drySource: nullish(Source) })),
		destination: Destination,
		syncPolicy: nullish(looseObject({ automated: nullish(looseObject({
			enabled: nullish(boolean()),
			prune: nullish(boolean(), false),
			selfHeal: nullish(boolean(), false)
		})) }))
	}),
	operation: nullish(unknown$1()),
	status: nullish(object({
		reconciledAt: time(),
		sync: nullish(object({
			status: text(),
			revision: text(),
			revisions: list(string()),
			comparedTo: nullish(looseObject({
				source: nullish(Source),
				sources: list(Source),
				destination: nullish(Destination)
			}))
		})),
		health: nullish(Health),
		operationState: nullish(OperationState),
		conditions: list(object({
			type: text(),
			message: text(),
			lastTransitionTime: time()
		})),
		summary: nullish(object({ images: list(string()) })),
		history: list(object({
			revision: text(),
			revisions: list(string()),
			deployedAt: time()
		})),
		resources: list(object({
			group: text(),
			kind: text(),
			namespace: text(),
			name: text(),
			status: text(),
			requiresPruning: nullish(boolean(), false)
		})),
		sourceHydrator: nullish(object({
			currentOperation: nullish(Hydrated),
			lastSuccessfulOperation: nullish(Hydrated)
		}))
	}))
});
const ApplicationList = object({
	metadata: nullish(object({ resourceVersion: text() })),
	items: list(Application)
});
const StreamLine = object({
	result: optional(object({
		type: text(),
		application: Application
	})),
	error: optional(object({
		message: text(),
		code: nullish(number()),
		grpc_code: nullish(number())
	}))
});
const NodeRef = {
	group: text(),
	kind: text(),
	namespace: text(),
	name: text(),
	uid: text()
};
const Node = object({
	...NodeRef,
	parentRefs: list(object(NodeRef)),
	images: list(string()),
	info: list(object({
		name: text(),
		value: text()
	})),
	health: nullish(Health),
	createdAt: time()
});
const ResourceTree = object({
	nodes: list(Node),
	orphanedNodes: list(unknown$1())
});
const ManagedResource = object({
	group: text(),
	kind: text(),
	namespace: text(),
	name: text(),
	hook: nullish(boolean(), false),
	liveState: text(),
	targetState: text()
});
const ManagedResources = object({ items: list(ManagedResource) });
const Version = object({ Version: text() });
const Events = object({ items: list(object({
	reason: text(),
	message: text(),
	type: text(),
	lastTimestamp: time(),
	eventTime: time()
})) });
const LogLine = object({ result: optional(object({
	content: text(),
	timeStampStr: text(),
	last: nullish(boolean(), false)
})) });
const Refusal = object({
	code: nullish(number()),
	message: text(),
	error: text()
});

// src/controllers/argocd/server.ts
const PATIENCE = {
	read: 15e3,
	refresh: 6e4,
	log: 5e3
};
var ArgocdServer = class {
	#options;
	constructor(options) {
		this.#options = options;
	}
	get host() {
		return this.#options.url.host;
	}
	pageOf({ name, namespace }) {
		const { url } = this.#options;
		return `${url.origin}${url.pathname.replace(/\/$/, "")}/applications/${namespace === void 0 ? "" : `${encodeURIComponent(namespace)}/`}${encodeURIComponent(name)}`;
	}
	async version(signal) {
		const { data, date } = await this.#get(Version, "/api/version", {}, { signal });
		return {
			data: data.Version,
			date
		};
	}
	application(name, signal) {
		return this.#get(Application, pathOf(name), queryOf(name), { signal });
	}
	refreshed(name, signal) {
		const query = {
			...queryOf(name),
			refresh: "normal"
		};
		return this.#get(Application, pathOf(name), query, {
			signal,
			patience: PATIENCE.refresh
		});
	}
	async applications(projects, signal) {
		const { data, date } = await this.#get(ApplicationList, "/api/v1/applications", { projects }, { signal });
		return {
			data: data.items,
			date
		};
	}
	tree(name, signal) {
		return this.#get(ResourceTree, `${pathOf(name)}/resource-tree`, queryOf(name), { signal });
	}
	async managed(name, signal) {
		const path = `${pathOf(name)}/managed-resources`;
		return (await this.#get(ManagedResources, path, queryOf(name), { signal })).data.items;
	}
	async render(name, revision, signal) {
		const query = {
			...queryOf(name),
			revision
		};
		await this.#get(unknown$1(), `${pathOf(name)}/manifests`, query, {
			signal,
			patience: PATIENCE.refresh
		});
	}
	async events(name, object, signal) {
		const query = {
			...queryOf(name),
			resourceUID: object.uid,
			resourceName: object.name,
			resourceNamespace: object.namespace
		};
		const { data } = await this.#get(Events, `${pathOf(name)}/events`, query, { signal });
		return data.items.toSorted((a, b) => (a.lastTimestamp ?? a.eventTime ?? 0) - (b.lastTimestamp ?? b.eventTime ?? 0));
	}
	async logs(name, pod, { lines, isPrevious, signal }) {
		const query = {
			...queryOf(name),
			podName: pod.name,
			namespace: pod.namespace,
			tailLines: String(lines),
			previous: String(isPrevious)
		};
		const limit = AbortSignal.timeout(PATIENCE.log);
		return (await textOf(await this.#send(`${pathOf(name)}/logs`, query, signal ? AbortSignal.any([limit, signal]) : limit))).split("\n").flatMap((line) => {
			const { content = "", timeStampStr = "" } = ifHeld(LogLine, line)?.result ?? {};
			return content !== "" && timeStampStr !== "" && !timeStampStr?.startsWith("0001-") ? [content ?? ""] : [];
		});
	}
	async *changes(name, signal) {
		const query = name === void 0 ? {} : {
			...queryOf(name),
			name: name.name
		};
		const response = await this.#send("/api/v1/stream/applications", query, signal);
		if (response.body === null) throw new NoAnswer("the stream has no content");
		const lines = createInterface({
			input: Readable.fromWeb(response.body, { signal }),
			crlfDelay: Infinity
		});
		try {
			for await (const line of lines) {
				if (line.trim() === "") continue;
				const { result, error } = readAs(StreamLine, parsed(line), response.status);
				if (error !== void 0) throw new ServerRefusal({
					status: 500,
					code: error.grpc_code ?? error.code ?? void 0,
					message: error.message,
					isPage: false
				});
				if (result !== void 0) yield result;
			}
		} catch (error) {
			if (error instanceof ServerRefusal || signal.aborted) throw error;
			throw new NoAnswer(`the stream broke off: ${reasonOfUnreachable(error)}`, { cause: error });
		} finally {
			lines.close();
		}
	}
	async #get(shape, path, query, { signal, patience = PATIENCE.read }) {
		const limit = AbortSignal.timeout(patience);
		const response = await this.#send(path, query, signal ? AbortSignal.any([limit, signal]) : limit);
		return {
			data: readAs(shape, parsed(await textOf(response)), response.status),
			date: dateOf(response)
		};
	}
	async #send(path, query, signal) {
		const { url, token, headers, fetch, userAgent = "fairlead" } = this.#options;
		const at = new URL(url);
		at.pathname = `${url.pathname.replace(/\/$/, "")}${path}`;
		for (const [key, value] of Object.entries(query)) for (const one of typeof value === "string" ? [value] : value) at.searchParams.append(key, one);
		let response;
		try {
			response = await fetch(at.href, {
				headers: {
					...headers,
					accept: "application/json",
					"user-agent": userAgent,
					authorization: `Bearer ${token}`
				},
				redirect: "manual",
				signal
			});
		} catch (error) {
			if (signal.aborted && !(signal.reason instanceof DOMException && signal.reason.name === "TimeoutError")) throw error;
			const reason = signal.aborted ? "it takes too long" : reasonOfUnreachable(error);
			throw new NoAnswer(`${reason}. ${signal.aborted ? "Is it the right address?" : cureOfUnreachable(reason)}`, { cause: error });
		}
		if (response.ok) return response;
		throw new ServerRefusal(refusedBy(response.status, await textOf(response).catch(() => "")));
	}
};
function pathOf({ name }) {
	return `/api/v1/applications/${encodeURIComponent(name)}`;
}
function queryOf({ namespace, project }) {
	return {
		...namespace !== void 0 && { appNamespace: namespace },
		...project !== void 0 && { project }
	};
}
async function textOf(response) {
	try {
		return await response.text();
	} catch (error) {
		throw new NoAnswer(`the answer broke off: ${reasonOfUnreachable(error)}`, { cause: error });
	}
}
function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function readAs(shape, data, status) {
	if (data === void 0) throw new ServerRefusal({
		status,
		code: void 0,
		message: "",
		isPage: true
	});
	const read = held(shape, data, "its answer");
	if ("data" in read) return read.data;
	throw new NoAnswer(read.fault);
}
function refusedBy(status, text) {
	const said = ifHeld(Refusal, text);
	if (said === void 0) {
		const isPage = status < 400 || /<html|<!doctype/i.test(text.slice(0, 1e3));
		return {
			status,
			code: void 0,
			message: isPage ? "" : text.slice(0, 500),
			isPage
		};
	}
	const { code, message, error } = said;
	return {
		status,
		code: code ?? void 0,
		message: message || error || "no reason",
		isPage: false
	};
}
function dateOf(response) {
	const date = Date.parse(response.headers.get("date") ?? "");
	return Number.isNaN(date) ? Math.floor(Date.now() / 1e3) * 1e3 : date;
}

export { ArgocdServer, ServerRefusal, explain, idOf, isHidden, isPassing, isUnauthenticated, notFollowing, objectionsTo, observedAt, oneLine, operationEnd, readServers, reasonOf, refuseExpired, rootsIn };