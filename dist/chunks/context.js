import { isObjectId } from "../rooms/git-object-id.js";

// src/runtime/job-change.ts
function commitOf(id) {
	return typeof id === "string" && isObjectId(id) && !/^0+$/.test(id) ? id : void 0;
}
function branchOf(ref) {
	return typeof ref === "string" && ref.startsWith("refs/heads/") ? ref.slice(11) : void 0;
}
function fromPush(before, after) {
	return before === void 0 ? [] : [before, ...after === void 0 ? [] : [`${after}^1`]];
}
const nothingKnown = {
	base: void 0,
	from: [],
	before: void 0,
	baseWas: [],
	trialMerge: void 0,
	head: void 0,
	headAt: void 0,
	headName: void 0,
	headRefs: [],
	isRequest: false,
	checkedOut: void 0,
	defaultBranch: void 0,
	into: void 0,
	source: void 0,
	own: void 0
};

// src/runtime/gitlab-event.ts
function gitlabChange(read) {
	const commit = commitOf(read("CI_COMMIT_SHA"));
	const defaultBranch = read("CI_DEFAULT_BRANCH");
	const own = addressOf(read, "CI_PROJECT_PATH", "CI_PROJECT_URL");
	const common = {
		...nothingKnown,
		defaultBranch,
		base: defaultBranch,
		into: own,
		own,
		checkedOut: commit
	};
	if (read("CI_MERGE_REQUEST_IID") !== void 0) return mergeRequestChange(read, common);
	if (read("CI_EXTERNAL_PULL_REQUEST_IID") !== void 0) return {
		...common,
		kind: "external-request",
		base: read("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME") ?? defaultBranch,
		baseWas: [commitOf(read("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA"))].filter((id) => id !== void 0),
		head: commitOf(read("CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA")) ?? commit,
		headName: read("CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME"),
		isRequest: true
	};
	if (read("CI_COMMIT_TAG") !== void 0) return {
		...common,
		kind: "tag"
	};
	const branch = read("CI_COMMIT_BRANCH");
	if (branch === void 0 || read("CI_PIPELINE_SOURCE") !== "push") {
		const isOther = branch !== void 0 && branch !== defaultBranch;
		return {
			...common,
			kind: isOther ? "other-branch" : "other"
		};
	}
	const before = commitOf(read("CI_COMMIT_BEFORE_SHA"));
	const named = {
		head: commit,
		before,
		headName: branch,
		headRefs: [`refs/heads/${branch}`]
	};
	if (branch !== defaultBranch) return {
		...common,
		...named,
		kind: "other-branch"
	};
	return {
		...common,
		...named,
		kind: "default-branch",
		from: fromPush(before, commit)
	};
}
function mergeRequestChange(read, common) {
	const iid = read("CI_MERGE_REQUEST_IID");
	const commit = common.checkedOut;
	const type = read("CI_MERGE_REQUEST_EVENT_TYPE");
	const request = {
		...common,
		base: read("CI_MERGE_REQUEST_TARGET_BRANCH_NAME") ?? common.defaultBranch,
		baseWas: [commitOf(read("CI_MERGE_REQUEST_DIFF_BASE_SHA"))].filter((id) => id !== void 0),
		headName: read("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"),
		isRequest: true,
		into: addressOf(read, "CI_MERGE_REQUEST_PROJECT_PATH", "CI_MERGE_REQUEST_PROJECT_URL") ?? common.into,
		source: addressOf(read, "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", "CI_MERGE_REQUEST_SOURCE_PROJECT_URL")
	};
	if ((type === "merged_result" || type === "merge_train") && commit !== void 0) return {
		...request,
		kind: type === "merge_train" ? "merge-train" : "merged-results",
		from: [.../* @__PURE__ */ new Set([commitOf(read("CI_MERGE_REQUEST_TARGET_BRANCH_SHA")), `${commit}^1`])].filter((id) => id !== void 0),
		head: commit,
		headRefs: [`refs/merge-requests/${iid}/${type === "merge_train" ? "train" : "merge"}`]
	};
	return {
		...request,
		kind: "merge-request",
		head: commitOf(read("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")) ?? commit,
		headRefs: [`refs/merge-requests/${iid}/head`]
	};
}
function addressOf(read, pathName, urlName) {
	const path = read(pathName);
	if (path === void 0) return void 0;
	const server = read("CI_SERVER_URL")?.replace(/(?<!\/)\/+$/, "");
	const url = read(urlName) ?? (server === void 0 ? void 0 : `${server}/${path}`);
	return url === void 0 ? void 0 : {
		path,
		url: url.replace(/(?<!\/)\/+$/, "")
	};
}

// src/runtime/context.ts
const USER_AGENT = "fairlead";
function readContext(environment, workspace, event = {}, runner = {}) {
	const read = (name) => environment[name]?.trim() || void 0;
	const plain = (address) => address.replace(/(?<!\/)\/+$/, "");
	const serverUrl = plain(runner.serverUrl || (read("GITHUB_SERVER_URL") ?? "https://github.com"));
	return {
		job: jobOf(read, serverUrl, event.commit),
		request: event.request ?? mergeRequestOf(read),
		finishedRun: event.finishedRun,
		change: event.change ?? (read("GITLAB_CI") === "true" ? gitlabChange(read) : void 0),
		serverUrl,
		apiUrl: plain(runner.apiUrl || (read("GITHUB_API_URL") ?? "https://api.github.com")),
		graphqlUrl: plain(runner.graphqlUrl || (read("GITHUB_GRAPHQL_URL") ?? "https://api.github.com/graphql")),
		userAgent: runner.userAgent ?? "fairlead",
		gitlab: gitlabOf(read),
		workspace,
		githubToken: read("GITHUB_TOKEN"),
		debug: read("RUNNER_DEBUG") === "1" || read("FAIRLEAD_DEBUG") !== void 0,
		environment
	};
}
function gitlabOf(read) {
	const address = (name) => read(name)?.replace(/(?<!\/)\/+$/, "") || void 0;
	const apiUrl = address("CI_API_V4_URL");
	const serverUrl = address("CI_SERVER_URL") ?? apiUrl?.replace(/\/api\/v4$/, "") ?? "https://gitlab.com";
	return {
		serverUrl,
		apiUrl: apiUrl ?? `${serverUrl}/api/v4`
	};
}
function mergeRequestOf(read) {
	const number = read("GITLAB_CI") === "true" ? read("CI_MERGE_REQUEST_IID") : void 0;
	if (number === void 0) return void 0;
	return {
		number,
		base: read("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
		repository: read("CI_MERGE_REQUEST_PROJECT_PATH"),
		head: read("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") ?? read("CI_COMMIT_SHA"),
		isFork: read("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH") !== read("CI_MERGE_REQUEST_PROJECT_PATH")
	};
}
function jobOf(read, githubUrl, commit) {
	if (read("GITHUB_ACTIONS") === "true") {
		const repository = read("GITHUB_REPOSITORY");
		const run = read("GITHUB_RUN_ID");
		return {
			present: true,
			serverUrl: githubUrl,
			repository,
			commit: commit ?? read("GITHUB_SHA"),
			runUrl: repository && run && `${githubUrl}/${repository}/actions/runs/${run}`,
			eventName: read("GITHUB_EVENT_NAME"),
			name: [read("GITHUB_WORKFLOW"), read("GITHUB_JOB")].filter((part) => part !== void 0).join("/") || void 0,
			actor: read("GITHUB_ACTOR")
		};
	}
	if (read("GITLAB_CI") === "true") return {
		present: true,
		serverUrl: read("CI_SERVER_URL")?.replace(/(?<!\/)\/+$/, ""),
		repository: read("CI_PROJECT_PATH"),
		commit: commit ?? read("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") ?? read("CI_COMMIT_SHA"),
		runUrl: read("CI_PIPELINE_URL"),
		eventName: read("CI_PIPELINE_SOURCE"),
		name: read("CI_JOB_NAME"),
		actor: read("GITLAB_USER_LOGIN")
	};
	return {
		present: false,
		serverUrl: void 0,
		repository: void 0,
		commit: void 0,
		runUrl: void 0,
		eventName: void 0,
		name: void 0,
		actor: void 0
	};
}

export { USER_AGENT, branchOf, commitOf, fromPush, nothingKnown, readContext };