import { inputError } from "../rooms/errors.js";
import { branchOf, commitOf, fromPush, nothingKnown } from "./context.js";
import { existsSync, readFileSync } from "node:fs";

// src/runtime/repository-address.ts
function addressAt(serverUrl, path) {
	return typeof path === "string" && path !== "" && serverUrl !== void 0 ? {
		path,
		url: `${serverUrl}/${path}`
	} : void 0;
}

// src/runtime/github-event.ts
function readPayload(environment) {
	const path = environment["GITHUB_ACTIONS"] === "true" ? environment["GITHUB_EVENT_PATH"] : void 0;
	if (path === void 0 || path === "" || !existsSync(path)) return {};
	try {
		return { payload: JSON.parse(readFileSync(path, "utf8")) };
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		return { fault: inputError(`the event of this job cannot be read: ${reason}`, {
			at: { file: path },
			hint: "The runner writes it to the file in GITHUB_EVENT_PATH. Make sure that no step changes the file or the variable."
		}) };
	}
}
function githubEvent(payload, environment) {
	const event = objectOf(payload);
	const pull = event["pull_request"] === void 0 ? void 0 : objectOf(event["pull_request"]);
	const finishedRun = finishedRunOf(objectOf(event["workflow_run"]));
	return {
		commit: textOf(at(pull, "head", "sha")) ?? finishedRun?.headCommit,
		request: pull ? requestOf(pull) : requestOfComment(event, environment),
		finishedRun,
		change: environment["GITHUB_ACTIONS"] === "true" ? changeOf(event, environment) : void 0
	};
}
function requestOf(pull) {
	const { number } = pull;
	if (typeof number !== "number") return void 0;
	return {
		number: String(number),
		base: textOf(at(pull, "base", "ref")),
		repository: textOf(at(pull, "base", "repo", "full_name")),
		head: textOf(at(pull, "head", "sha")),
		isFork: at(pull, "head", "repo", "full_name") !== at(pull, "base", "repo", "full_name")
	};
}
function requestOfComment(event, environment) {
	const number = commentedPull(event, environment);
	if (number === void 0) return void 0;
	const repository = textOf(at(event, "repository", "full_name"));
	return {
		number: String(number),
		base: void 0,
		repository
	};
}
function commentedPull(event, environment) {
	if (environment["GITHUB_EVENT_NAME"] !== "issue_comment") return void 0;
	const number = at(event, "issue", "number");
	return at(event, "issue", "pull_request") !== void 0 && typeof number === "number" ? number : void 0;
}
function finishedRunOf(run) {
	const headRepository = textOf(at(run, "head_repository", "full_name"));
	const [headBranch, headCommit] = [textOf(run["head_branch"]), textOf(run["head_sha"])];
	if (headRepository === void 0 || headBranch === void 0 || headCommit === void 0) return void 0;
	return {
		headRepository,
		headBranch,
		headCommit
	};
}
function changeOf(event, environment) {
	const eventName = environment["GITHUB_EVENT_NAME"];
	const server = (environment["GITHUB_SERVER_URL"] || "https://github.com").replace(/(?<!\/)\/+$/, "");
	const defaultBranch = textOf(at(event, "repository", "default_branch"));
	const own = addressAt(server, environment["GITHUB_REPOSITORY"] || at(event, "repository", "full_name"));
	const checkedOut = commitOf(environment["GITHUB_SHA"]);
	const common = {
		...nothingKnown,
		defaultBranch,
		base: defaultBranch,
		into: own,
		own,
		checkedOut
	};
	const pull = event["pull_request"] === void 0 ? void 0 : objectOf(event["pull_request"]);
	if (pull) return {
		...common,
		kind: eventName === "pull_request_target" ? "pull-request-target" : "pull-request",
		base: textOf(at(pull, "base", "ref")) ?? defaultBranch,
		baseWas: listOf(commitOf(at(pull, "base", "sha"))),
		trialMerge: eventName === "pull_request_target" ? void 0 : checkedOut,
		head: commitOf(at(pull, "head", "sha")),
		headName: textOf(at(pull, "head", "ref")),
		headRefs: typeof pull["number"] === "number" ? [`refs/pull/${pull["number"]}/head`] : [],
		isRequest: true,
		into: addressAt(server, at(pull, "base", "repo", "full_name")) ?? own,
		source: addressAt(server, at(pull, "head", "repo", "full_name"))
	};
	const commented = commentedPull(event, environment);
	if (commented !== void 0) {
		const ref = `refs/pull/${commented}/head`;
		return {
			...common,
			kind: "comment",
			headAt: ref,
			headName: ref,
			isRequest: true
		};
	}
	const run = objectOf(event["workflow_run"]);
	if (eventName === "workflow_run" && commitOf(run["head_sha"]) !== void 0) {
		const [request] = (Array.isArray(run["pull_requests"]) ? run["pull_requests"] : []).map(objectOf);
		return {
			...common,
			kind: "finished-run",
			base: textOf(at(request, "base", "ref")) ?? defaultBranch,
			baseWas: listOf(commitOf(at(request, "base", "sha"))),
			head: commitOf(run["head_sha"]),
			headName: textOf(run["head_branch"]),
			headRefs: typeof request?.["number"] === "number" ? [`refs/pull/${request["number"]}/head`] : [],
			isRequest: run["event"] !== "push" || textOf(run["head_branch"]) !== defaultBranch,
			source: addressAt(server, at(run, "head_repository", "full_name"))
		};
	}
	const group = objectOf(event["merge_group"]);
	if (eventName === "merge_group") return {
		...common,
		kind: "merge-group",
		base: branchOf(group["base_ref"]) ?? textOf(group["base_ref"]) ?? defaultBranch,
		from: listOf(commitOf(group["base_sha"])),
		head: commitOf(group["head_sha"]) ?? checkedOut,
		headName: branchOf(group["head_ref"]) ?? textOf(group["head_ref"]),
		headRefs: listOf(textOf(group["head_ref"])),
		isRequest: true
	};
	if (eventName === "push") return {
		...common,
		...pushOf(event, defaultBranch)
	};
	return {
		...common,
		kind: "other"
	};
}
function pushOf(event, defaultBranch) {
	const { ref } = event;
	const branch = branchOf(ref);
	const [before, after] = [commitOf(event["before"]), commitOf(event["after"])];
	if (branch === void 0) return { kind: "tag" };
	const named = {
		head: after,
		before,
		headName: branch,
		headRefs: listOf(textOf(ref))
	};
	if (branch !== defaultBranch) return {
		kind: "other-branch",
		...named
	};
	return {
		kind: "default-branch",
		...named,
		from: fromPush(before, after)
	};
}
function objectOf(value) {
	return typeof value === "object" && value !== null ? value : {};
}
function textOf(value) {
	return typeof value === "string" && value !== "" ? value : void 0;
}
function at(value, ...keys) {
	let current = value;
	for (const key of keys) current = objectOf(current)[key];
	return current;
}
function listOf(value) {
	return value === void 0 ? [] : [value];
}

export { githubEvent, readPayload };