import { described } from "./describe.js";
import { formerNotes, readInputs } from "./inputs.js";

// src/commands/inputs/which.ts
const whichInputs = {
	path: {
		type: "text",
		default: ".",
		description: "The checkout of the infra repo."
	},
	output: {
		type: "choice",
		options: ["text", "json"],
		default: "text",
		surface: "command line",
		description: "The output format."
	},
	app: {
		type: "list",
		aliases: ["apps"],
		description: "Select only these apps, by name: web in prod also matches web-prod. Default: all."
	},
	environment: {
		type: "list",
		aliases: ["env"],
		description: "Environments, such as prod."
	},
	cluster: {
		type: "list",
		description: "Select only the apps on these clusters."
	}
};

// src/commands/inputs/edit.ts
const editInputs = {
	image: {
		type: "list",
		description: "The images to bump, by repository (ghcr.io/acme/web). Each may include its own tag and digest (ghcr.io/acme/web:1.2.3@sha256:…); otherwise image-tag and digest apply. Must be the image that the app uses."
	},
	"image-tag": {
		type: "text",
		aliases: ["tag"],
		description: "The new tag."
	},
	digest: {
		type: "text",
		description: "The digest of the new image (sha256:…). Required if the image is pinned by digest."
	},
	"verify-image": {
		type: "flag",
		default: false,
		description: "Check that the new version exists in the registry before anything is written. Uses the credentials of docker login."
	},
	"verify-render": {
		type: "choice",
		options: [
			"auto",
			"always",
			"never"
		],
		default: "auto",
		description: "Render the affected apps before and after the change. The change is refused if the new image is not in the rendered output, or if anything else would change. auto: only with a helm, kustomize or kubectl on PATH or set by an input; a change that cannot be verified is written and reported. always: fail if the change cannot be verified. never: write without rendering."
	},
	"pin-digest": {
		type: "flag",
		default: false,
		description: "Look up the digest of the new tag in the registry and write it with the tag, if the location can hold a digest. Includes verify-image."
	},
	"values-file": {
		type: "list",
		aliases: ["values-files"],
		description: "Files to edit, relative to the root of the infra repo. Use with key; does not use the inventory."
	},
	key: {
		type: "list",
		aliases: ["keys"],
		description: "Keys to set in each values-file, such as image.tag, images[0].tag, images.0.tag or releases[name=docs].version. Put a backslash before a dot that is part of a name."
	},
	document: {
		type: "number",
		description: "The document to edit in a file with several documents, counted from 0."
	},
	changes: {
		type: "text",
		description: "Arbitrary values to set, as JSON: {\"file\": {\"key\": \"value\"}}."
	},
	"image-policy": {
		type: "list",
		description: "Flux image policies (namespace:name): every line with the marker # {\"$imagepolicy\": \"namespace:name\"} is set."
	},
	create: {
		type: "flag",
		default: false,
		description: "Add a missing key, in the style of the keys around it. For an app, the key is added to the values file of its environment."
	},
	"allow-unpin": {
		type: "flag",
		default: false,
		description: "Remove the digest of a pinned image if no new digest is given."
	},
	"allow-shared": {
		type: "flag",
		default: false,
		description: "Edit a value that is shared with other environments or by YAML aliases."
	},
	"allow-downgrade": {
		type: "flag",
		default: false,
		description: "Write a version or build that is older than the current one."
	},
	"allow-floating": {
		type: "flag",
		default: false,
		description: "Write a floating tag, such as latest or main."
	}
};

// src/commands/inputs/request.ts
const requestInputs = {
	forge: {
		type: "choice",
		options: [
			"github",
			"gitlab",
			"local"
		],
		default: "github",
		componentDefault: "gitlab",
		description: "Where the infra repo is hosted: github, gitlab, or local for any git remote without pull requests (pushed branches take their place)."
	},
	repository: {
		type: "text",
		aliases: ["repo"],
		description: "The infra repo: owner/name or its address; on GitLab the path with all groups, the id or the address of the project; with forge: local the path or address of a git remote."
	},
	"infra-repository": {
		type: "text",
		description: "For a pull request of an app repo: the infra repo whose apps are built from it, read at its default branch. Written like repository, which then is the app repo and gets the comment; path is the checkout of the app repo. The comment shows what a change of the chart does to each of these apps. The fairlead.yaml of the infra repo is used. The rendered manifests are visible to everyone who can read the pull request."
	},
	"infra-token": {
		type: "text",
		secret: true,
		description: "A token with read access to the infra repo that infra-repository names (contents: read; on GitLab the role Reporter and the scope read_repository). It needs no other permission."
	},
	token: {
		type: "text",
		secret: true,
		actionDefault: "${{ github.token }}",
		description: "A token with permission to write contents and pull requests of the infra repo. On GitHub the job's own token only works for its own repository; for another repository, use the token of a GitHub App. On GitLab, use an access token with the role Developer and the scope api: CI_JOB_TOKEN cannot open merge requests."
	},
	"source-token": {
		type: "text",
		secret: true,
		actionDefault: "${{ github.token }}",
		description: "A token with read access to the app repo, for charts and manifests in it that apps use."
	},
	base: {
		type: "text",
		description: "The branch to change. Its fairlead.yaml is used. Default: the default branch of the infra repo."
	},
	branch: {
		type: "text",
		description: "The branch of the pull request. Default: a name derived from what is bumped, so that a rerun finds its own branch."
	},
	"commit-message": {
		type: "text",
		description: "The commit message. Default: what is updated, with the old and the new version."
	},
	title: {
		type: "text",
		description: "The title of the pull request. Default: what is updated, with the old and the new version."
	},
	body: {
		type: "text",
		description: "Text for the top of the pull request description."
	},
	"body-path": {
		type: "text",
		description: "A file with the text for body."
	},
	labels: {
		type: "list",
		description: "Labels for the pull request."
	},
	assignees: {
		type: "list",
		description: "People to assign."
	},
	reviewers: {
		type: "list",
		description: "People to request a review from."
	},
	"team-reviewers": {
		type: "list",
		description: "Teams to request a review from, by slug."
	},
	milestone: {
		type: "text",
		description: "A milestone, by title or number."
	},
	draft: {
		type: "flag",
		default: false,
		description: "Open the pull request as a draft."
	},
	"delete-branch": {
		type: "flag",
		default: false,
		description: "Delete the branch of a pull request that is closed because nothing is left to change or a newer one replaces it; on GitLab also when it is merged."
	},
	"auto-merge": {
		type: "flag",
		default: false,
		description: "Enable auto-merge: the pull request merges when its checks pass. Refused for production unless fairlead.yaml on the base branch allows it, and refused if nothing is required before a merge."
	},
	"merge-method": {
		type: "choice",
		options: [
			"merge",
			"squash",
			"rebase"
		],
		default: "squash",
		description: "The merge method of auto-merge."
	},
	"dry-run": {
		type: "flag",
		default: false,
		description: "Show the lines that would change, and write nothing."
	},
	method: {
		type: "choice",
		options: [
			"environment",
			"pull-request",
			"push"
		],
		otherOptions: { "merge-request": "pull-request" },
		default: "environment",
		description: "Open a pull request, or push to the base branch. environment: as set for each environment in fairlead.yaml on the base branch (environments.<name>.method), else pull-request. push is refused for production unless that file allows it."
	},
	group: {
		type: "choice",
		options: [
			"app-environment",
			"environment",
			"all"
		],
		default: "app-environment",
		description: "How to group changes into pull requests: one per app and environment, one per environment, or one for all."
	},
	"add-paths": {
		type: "list",
		description: "Include only the changes of these files and folders. Default: everything that git status shows."
	}
};

// src/commands/inputs/change.ts
const COMMENT_LIMIT = 3;
const changeInputs = {
	"source-repository": {
		type: "text",
		description: "The app repo, used to order builds, for links and for the list of commits: owner/name, or the path or address of any git repository. Default: the repository that the job runs for."
	},
	"source-commit": {
		type: "text",
		description: "The commit of the app repo that the image was built from. Default: the commit whose id is in the tag, else the commit that the job runs for."
	},
	head: {
		type: "text",
		description: "The change to compare: a branch, tag or commit. Default: in a job the commit that is checked out; elsewhere the checkout including uncommitted changes."
	},
	comment: {
		type: "choice",
		options: [
			"auto",
			"required",
			"never"
		],
		default: "auto",
		description: "Whether to post the result as a comment on the pull request. auto: if the job runs for one; a comment that cannot be written is a warning. required: the step fails if the comment cannot be written, after writing its results. never: no comment."
	},
	"comment-id": {
		type: "text",
		description: "Distinguishes the comment of this job from those of other jobs on the same pull request: each id has its own comment. Default: the names of workflow and job. Jobs of one matrix need an id each."
	},
	"pull-request": {
		type: "text",
		aliases: ["merge-request"],
		description: "The number of the pull request. Default: the one that the job runs for. With forge: local, the name of its branch."
	},
	"comment-token": {
		type: "text",
		secret: true,
		actionDefault: "${{ github.token }}",
		description: "A token with permission to write comments on pull requests (pull-requests: write; on GitLab the role Reporter and the scope api). It needs no other permission."
	},
	"comment-limit": {
		type: "number",
		description: `The maximum number of comments for a long result. What does not fit is counted in the comment and shown in the report. Default: ${3}.`
	},
	"page-url": {
		type: "text",
		description: "The address that report.html is published at, such as a page of the job on GitLab ($CI_JOB_URL/artifacts/file/.fairlead/report/report.html). The comment then links each app and object to its section of that page."
	},
	"fail-on": {
		type: "choices",
		options: [
			"never",
			"unknown",
			"change",
			"low",
			"medium",
			"high"
		],
		default: "unknown",
		alone: "never",
		description: "Fail (exit code 1) if an app could not be compared (unknown; the other values include it), on any change (change), or on a risk of this level or higher. Only never passes when an app could not be compared. An app that the change itself breaks always fails (exit code 2)."
	},
	"report-path": {
		type: "text",
		description: "The folder for the report: report.html, report.json and report.md. Existing files with these names are removed when the run starts. On the command line, no report is written without this option.",
		actionDefault: "fairlead-report",
		componentDefault: ".fairlead/report",
		writes: [
			"report.json",
			"report.html",
			"report.md"
		]
	},
	reports: {
		type: "list",
		reads: true,
		description: "report.json files to comment on, instead of rendering: the parts of a matrix, or the report of an unprivileged job. They are validated and treated as untrusted input."
	},
	shard: {
		type: "text",
		description: "Render one part of the apps, as i/n: for a matrix of jobs. Combine the parts with reports."
	}
};

// src/commands/inputs/rendering.ts
const renderingInputs = {
	"helm-path": {
		type: "text",
		description: "The helm binary to render with. Default: helm on PATH; if there is none, it is downloaded."
	},
	"helm-version": {
		type: "text",
		description: "The version of Helm to render with, such as 3.19.4. If PATH has another version, this one is downloaded over TLS and its checksum is verified. Default: render.helmVersion in the fairlead.yaml of the base, else the version on PATH, else the version in the controller release that fairlead.yaml names, else the newest known one."
	},
	"helm-sha256": {
		type: "list",
		description: "The SHA-256 of the Helm archive of that version, for each platform in use. Default: taken from the publisher's checksum file."
	},
	"kustomize-path": {
		type: "text",
		description: "The kustomize or kubectl binary to build with. Default: the one on PATH; if there is none, kustomize is downloaded."
	},
	"kustomize-version": {
		type: "text",
		description: "The version of kustomize to build with, such as 5.8.1; downloaded and verified like helm-version. Default: render.kustomizeVersion, else the kustomize or kubectl on PATH."
	},
	"kustomize-sha256": {
		type: "list",
		description: "The SHA-256 of the kustomize archive of that version, for each platform in use. Default: taken from the publisher's checksum file."
	},
	"renderer-mirror": {
		type: "text",
		description: "The address (https://…) of a mirror to download helm and kustomize from, with the publishers' file names and checksum files. Default: render.mirror in the fairlead.yaml of the base, else get.helm.sh and the kustomize releases on GitHub."
	},
	"bin-dir": {
		type: "text",
		required: true,
		description: "The folder for the programs, such as /usr/local/bin. Existing files with their names are replaced."
	},
	concurrency: {
		type: "number",
		formerNames: ["lanes"],
		description: "The maximum number of Helm and kustomize processes that run in parallel. Default: the number of processors."
	},
	"cache-path": {
		type: "text",
		description: "A folder outside the checkout to keep fetched, rendered and parsed data in, for the cache of the CI system; on GitLab a folder of the project in which git tracks no files. Default: no cache."
	},
	revision: {
		type: "text",
		description: "The revision to render. Default: the checkout, including uncommitted changes."
	},
	"output-dir": {
		type: "text",
		required: true,
		componentDefault: ".fairlead/manifests",
		writes: "everything",
		description: "The folder for the manifests, new or empty: one file per app, in one folder per environment."
	}
};

// src/commands/inputs/gate.ts
const gateInputs = {
	approval: {
		type: "choice",
		options: ["environment"],
		default: "environment",
		description: "How people approve on GitHub and GitLab. environment: by approving a job that waits for an environment."
	},
	"protected-environment": {
		type: "list",
		description: "The protected environments of the forge whose jobs wait for approval, by name, each in its own job. Default: the value of environment."
	},
	plan: {
		type: "flag",
		default: false,
		description: "Only print what is to be approved, with its digest, and check no approvals: for the job that runs before people approve."
	},
	report: {
		type: "text",
		reads: true,
		description: "The report.json that diff wrote for the same two commits in a job without secrets. This job, which has a token, then renders nothing."
	},
	"plan-digest": {
		type: "text",
		description: "The digest that the approvers have seen: the output digest of the job with plan: true (on GitLab $FAIRLEAD_PLAN_DIGEST). Required on GitHub and GitLab."
	},
	"report-job": {
		type: "text",
		surface: "components",
		description: "The job of this pipeline whose artifacts contain report. The gate reads it from GitLab, so that its own job needs no artifacts (artifacts: false): a dotenv report in them could set the job's variables."
	},
	"plan-job": {
		type: "text",
		surface: "components",
		description: "The job of this pipeline that ran with plan: true. The gate reads the digest from its artifacts in GitLab; use it instead of plan-digest."
	},
	"check-setup": {
		type: "flag",
		default: false,
		description: "Check the setup instead of a change: print each requirement of the gate as yes, no or unread, with the settings page that fixes it. Exit code 1 if any is not yes."
	},
	merge: {
		type: "flag",
		default: false,
		description: "Merge the request once the decision is approved, with the base locked to the commit that was judged (docs/gate.md#merging). The token then also needs permission to write contents and pull requests."
	},
	"settings-token": {
		type: "text",
		secret: true,
		description: "A second token, to read what only administrators and members can read: a GitHub App with administration: read and members: read; on GitLab the role Maintainer with the scope read_api. GitHub shows who can bypass a ruleset only to a token with administration: write. Default: token."
	},
	approvals: {
		type: "text",
		reads: true,
		description: "With forge: local: a file with the approvals, as [{\"by\": \"bob\", \"digest\": \"…\", \"at\": \"2026-11-27T10:00:00Z\", \"head\": \"…\"}]. The note \"override: REASON\" overrides the policy, if the policy allows that person to override it."
	},
	author: {
		type: "text",
		description: "With forge: local: the author of the change."
	},
	pusher: {
		type: "list",
		description: "With forge: local: everyone who pushed a commit of the change."
	},
	now: {
		type: "text",
		description: "With forge: local: the time to evaluate the policy at, such as 2026-11-27T11:00:00Z. Default: now."
	}
};
const gateReads = {
	repository: {
		type: "text",
		aliases: ["repo"],
		description: "The infra repo: owner/name or its address; on GitLab the path with all groups, the id or the address of the project. Default: the repository of the checkout."
	},
	token: {
		type: "text",
		secret: true,
		actionDefault: "${{ github.token }}",
		description: "A token that can read who approved a change. On GitHub: the job's own token with actions: read, contents: read, deployments: read and pull-requests: read, and no other permission; to record the decision also contents: write, to merge also pull-requests: write. On GitLab: an access token with the role Maintainer and the scope read_api; to record or merge, the scope api."
	},
	record: {
		type: "flag",
		default: false,
		description: "Record the decision on the branch fairlead-records of the infra repo (docs/records.md). The token then also needs permission to write contents. Default: records in fairlead.yaml on the base branch, else false."
	},
	"pull-request": {
		type: "text",
		aliases: ["merge-request"],
		description: "The number of the pull request to judge. Default: the one that the job runs for."
	}
};

// src/commands/inputs/sync.ts
const recordsAt = {
	forge: {
		type: "choice",
		options: [
			"auto",
			"github",
			"gitlab",
			"local"
		],
		default: "auto",
		description: "Where the infra repo is hosted, for the records: github, gitlab, or local for any git remote. auto: the forge that runs the job, if the checkout comes from there, else local."
	},
	repository: {
		type: "text",
		aliases: ["repo"],
		description: "The infra repo, for the records: owner/name or its address; on GitLab the path with all groups, the id or the address of the project; with forge: local the path or address of a git remote. Default: the repository of the checkout."
	},
	token: {
		type: "text",
		secret: true,
		actionDefault: "${{ github.token }}",
		description: "A token with permission to write contents of the infra repo (contents: write; on GitLab an access token with the role Developer and the scope api). It is used only for the records. Without this permission the verdict is still reported, but not recorded."
	}
};
const waitDefaults = {
	timeout: 600,
	settle: 5,
	refreshLimit: 10
};
const syncInputs = {
	"argocd-server": {
		type: "list",
		description: "The address of the Argo CD API server, including its root path if it has one. For several control planes, name=address for each, with the names that fairlead inventory shows. Default: ARGOCD_SERVER."
	},
	"argocd-app": {
		type: "list",
		description: "The names of the Applications in Argo CD, for apps whose Application is not declared in the repo and cannot be found by its sources: app=application. If the Application is in its own namespace, put namespace/ before its name. If sync waits for a single app, the application name alone is enough. If an app has several Applications, sync waits for all of them."
	},
	"argocd-token": {
		type: "text",
		secret: true,
		description: "A token for Argo CD with permission to get applications. It needs no other permission (docs/argocd.md). For several control planes, one name=token per line. Default: ARGOCD_AUTH_TOKEN, else an ID token of the job, which requires id-token: write on GitHub."
	},
	"argocd-audience": {
		type: "list",
		description: "The audience of the job's ID token, if argocd-token is not set and GitHub issues an ID token for the job. For several control planes, name=audience for each. Default: the address of Argo CD."
	},
	"argocd-dex-connector": {
		type: "text",
		description: "The id of the connector in the dex.config of Argo CD that trusts the issuer of the job's ID token. The token is exchanged there first (docs/argocd.md)."
	},
	"argocd-headers": {
		type: "text",
		secret: true,
		description: "Headers for each request to Argo CD, one per line as Name: value, such as headers that a proxy in front of it requires."
	},
	"argocd-ca": {
		type: "text",
		description: "A file with the certificate (PEM) of the certificate authority that signed the certificate of Argo CD. It is trusted in addition to the public ones."
	},
	trigger: {
		type: "choice",
		options: [
			"refresh",
			"none",
			"sync"
		],
		default: "refresh",
		description: "Whether to ask Argo CD to look at the commit now (refresh), or only to watch it (none). Neither changes anything in the cluster. sync is not supported yet and is refused."
	},
	timeout: {
		type: "number",
		description: `The maximum time to wait, in seconds. Apps that are not decided by then are unknown. Default: ${waitDefaults.timeout}.`
	},
	settle: {
		type: "number",
		description: `How many seconds everything must be healthy, or an error must persist, before it counts. Default: ${waitDefaults.settle}.`
	},
	"refresh-limit": {
		type: "number",
		description: `The number of apps that are refreshed at the same time. Default: ${waitDefaults.refreshLimit}.`
	},
	record: {
		type: "flag",
		default: false,
		description: "Record the result for the commit on the branch fairlead-records of the infra repo (docs/records.md). Default: records in fairlead.yaml, else false."
	},
	unrelated: {
		type: "choice",
		options: ["fail", "warn"],
		default: "fail",
		description: "What happens if an object that the commit does not change is unhealthy: the app fails, or the problem is only reported."
	}
};

// src/commands/catalogue.ts
const inputs = {
	...whichInputs,
	...editInputs,
	...requestInputs,
	...changeInputs,
	...renderingInputs,
	...syncInputs,
	...gateInputs
};
const bases = {
	change: {
		type: "text",
		description: "The revision to compare the change with: usually the target branch. Its fairlead.yaml is used. Default: taken from the job's event (docs/jobs.md), else the default branch of the infra repo."
	},
	request: {
		type: "text",
		description: "The branch to change. Its fairlead.yaml is used. Default: the target branch of the pull request that the job runs for, if it is a pull request of the infra repo, else the default branch of the infra repo."
	}
};
const range = {
	base: {
		type: "text",
		description: "The commit before the ones to wait for: the changes between it and revision determine which apps are affected. Default: the older of the commit that the branch pointed to before the push of this job and the last commit with a record (record); without either, the first parent of revision."
	},
	revision: {
		type: "text",
		description: "The commit to wait for. Its fairlead.yaml is used. Default: the commit that the job runs for, else HEAD."
	}
};
const requestOf = {
	type: "text",
	aliases: ["repo"],
	description: "The repository whose pull request gets the comment; path is its checkout. It is the infra repo or, if infra-repository is set, the app repo. Written as owner/name or as its address; on GitLab as the path with all groups, the id or the address of the project; with forge: local as the path or address of a git remote. Default: the repository that the job runs for."
};
const programInputs = [
	"helm-path",
	"helm-version",
	"helm-sha256",
	"kustomize-path",
	"kustomize-version",
	"kustomize-sha256",
	"renderer-mirror"
];
function parentInputs() {
	return described(pick(inputs, ...programInputs, "source-token", "cache-path"), {
		"helm-path": "The helm binary to render with. Default: helm on PATH.",
		"helm-version": "The version of Helm to render with, such as 3.19.4. If PATH has another version, this one is downloaded over TLS and its checksum is verified. Default: the version on PATH.",
		"kustomize-path": "The kustomize or kubectl binary to build with. Default: the one on PATH.",
		"kustomize-version": "The version of kustomize to build with, such as 5.8.1; downloaded and verified like helm-version. Default: the kustomize or kubectl on PATH."
	});
}
const ONLY_ENVIRONMENTS = "Only these environments, such as prod. Default: all.";
const inventoryFilters = {
	...described(pick(inputs, "app", "environment", "cluster", "image"), {
		app: "List only these apps, by name: web in prod also matches web-prod; * is a wildcard. Default: all.",
		environment: ONLY_ENVIRONMENTS,
		image: "List only the apps that use these images, by repository (ghcr.io/acme/web); * is a wildcard."
	}),
	unresolved: {
		type: "flag",
		default: false,
		description: "List only the objects that could not be resolved, and the files that belong to no app."
	},
	explain: {
		type: "list",
		description: "Apps to explain: the object that declares each app, its values in order of precedence, which of them sets each image, and what is assumed."
	}
};
function pick(all, ...names) {
	return Object.fromEntries(names.map((name) => [name, all[name]]));
}

// src/entries/define.ts
function defineCommand(description, run) {
	return {
		description,
		run: async (raw, wiring) => {
			for (const note of formerNotes(description.inputs, raw)) wiring.warn(note);
			return run(readInputs(description.inputs, raw), wiring);
		}
	};
}

export { ONLY_ENVIRONMENTS, bases, defineCommand, gateReads, inputs, inventoryFilters, parentInputs, pick, programInputs, range, recordsAt, requestOf, waitDefaults };