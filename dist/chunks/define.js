import { readInputs } from "./inputs.js";

// src/commands/inputs/which.ts
const whichInputs = {
	path: {
		type: "text",
		default: ".",
		description: "The folder of the infra repo: any folder for bump, inventory and doctor, a git checkout for pull-request."
	},
	output: {
		type: "choice",
		options: ["text", "json"],
		default: "text",
		surface: "command line",
		description: "How the result is printed."
	},
	app: {
		type: "list",
		description: "Apps, by name. Without it all of the environments; for a bump, all of them that use the image."
	},
	environment: {
		type: "list",
		description: "Environments. For a bump it may be left out where an app has only one."
	},
	cluster: {
		type: "list",
		description: "Only the apps on these clusters."
	}
};

// src/commands/inputs/edit.ts
const editInputs = {
	image: {
		type: "list",
		description: "The images to bump, by repository (ghcr.io/acme/web). Each may carry a tag and digest of its own (ghcr.io/acme/web:1.2.3@sha256:…); otherwise image-tag and digest count. Must be what the app uses. For inventory: only the apps that use them; * stands for anything there."
	},
	"image-tag": {
		type: "text",
		description: "The new tag."
	},
	digest: {
		type: "text",
		description: "The digest of the new image (sha256:…). Needed where the image is pinned by digest."
	},
	"verify-image": {
		type: "flag",
		default: false,
		description: "Ask the registry whether it has the new version, before anything is written. Credentials are those of docker login."
	},
	"verify-render": {
		type: "choice",
		options: [
			"auto",
			"always",
			"never"
		],
		default: "auto",
		description: "Render the apps that the new version touches, before and after, and refuse it where the new image is not in what they render, or where something else would move with it. auto: only with a helm, kustomize or kubectl that is on PATH or that an input names; what cannot be proved is told and written. always: fail where it cannot be proved. never: write without it."
	},
	"pin-digest": {
		type: "flag",
		default: false,
		description: "Ask the registry for the digest of the new tag, and write it with the tag, where the place can hold one. Verifies the image, too."
	},
	"values-file": {
		type: "list",
		alias: "values-files",
		description: "Files to edit, from the root of the infra repo. With key; needs no inventory."
	},
	key: {
		type: "list",
		alias: "keys",
		description: String.raw`Keys to set in each values-file: image.tag, images[0].tag, images.0.tag, releases[name=docs].version; \. is a dot that belongs to a name.`
	},
	document: {
		type: "number",
		description: "Which document of a file with several, counted from 0."
	},
	changes: {
		type: "text",
		description: "Any values to set, as JSON: {\"file\": {\"key\": \"value\"}}."
	},
	"image-policy": {
		type: "list",
		description: "Flux image policies (namespace:name): every line with the marker # {\"$imagepolicy\": \"namespace:name\"} is set."
	},
	create: {
		type: "flag",
		default: false,
		description: "Add a key that is missing, in the style of its neighbours; for an app, to its environment's own values file."
	},
	"allow-unpin": {
		type: "flag",
		default: false,
		description: "Drop the digest of an image that is pinned, where no new digest is given."
	},
	"allow-shared": {
		type: "flag",
		default: false,
		description: "Edit a place that other environments, or YAML aliases, share."
	},
	"allow-downgrade": {
		type: "flag",
		default: false,
		description: "Write a version that is lower than the one that is there, or a build that is older."
	},
	"allow-floating": {
		type: "flag",
		default: false,
		description: "Write a tag that names no fixed build, such as latest or main."
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
		description: "Where the infra repo lives: github, gitlab, or local for any git remote without pull requests (they become pushed branches)."
	},
	repository: {
		type: "text",
		description: "The infra repo: owner/name; on GitLab the path with all groups, the id, or the whole address of the project; with forge: local a path or address of a git remote."
	},
	"infra-repository": {
		type: "text",
		description: "For a pull request of an app repo, whose checkout path then is: the infra repo whose apps are made of it, at its default branch. Written like repository, which then is the app repo and gets the comment. It says what the change of the chart does to each of these apps; the fairlead.yaml of the infra repo counts. What is rendered is shown to everybody who may read the pull request."
	},
	"infra-token": {
		type: "text",
		secret: true,
		description: "A token that may read the infra repo that infra-repository names (contents: read; on GitLab the role Reporter and the scope read_repository), and needs no other right."
	},
	token: {
		type: "text",
		secret: true,
		actionDefault: "${{ github.token }}",
		description: "A token that may write contents and pull requests of the infra repo. On GitHub the job's own token reaches only its own repository: for another one use a GitHub App's token. On GitLab it takes an access token with the role Developer and the scope api: CI_JOB_TOKEN cannot open merge requests."
	},
	"source-token": {
		type: "text",
		secret: true,
		actionDefault: "${{ github.token }}",
		description: "A token that may read the app repo, for the order of builds whose tags do not tell it, for the list of commits, and for the charts and manifests in it that diff renders. Without that right such a build goes ahead, and the list is left out."
	},
	base: {
		type: "text",
		description: "The branch that is changed; its fairlead.yaml counts. Default: that of the infra repo."
	},
	branch: {
		type: "text",
		description: "The branch of the pull request. Default: a name that follows from what is bumped, so that a rerun finds its own."
	},
	"commit-message": {
		type: "text",
		description: "The commit message. Default: what moves, from and to."
	},
	title: {
		type: "text",
		description: "The pull request's title. Default: what moves, from and to."
	},
	body: {
		type: "text",
		description: "Text at the top of the pull request's body."
	},
	"body-path": {
		type: "text",
		description: "A file with that text."
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
		description: "People to ask for a review."
	},
	"team-reviewers": {
		type: "list",
		description: "Teams to ask for a review, by slug."
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
		description: "Delete the branch of a pull request that is closed because nothing is left to change, or because a newer one replaces it; on GitLab also when it is merged."
	},
	"auto-merge": {
		type: "flag",
		default: false,
		description: "Let the pull request merge itself when its checks pass. Refused for production unless fairlead.yaml on the base branch allows it, and where nothing is required before a merge."
	},
	"merge-method": {
		type: "choice",
		options: [
			"merge",
			"squash",
			"rebase"
		],
		default: "squash",
		description: "How auto-merge merges."
	},
	"dry-run": {
		type: "flag",
		default: false,
		description: "Show what would be done, and write nothing."
	},
	method: {
		type: "choice",
		options: [
			"environment",
			"pull-request",
			"push"
		],
		default: "environment",
		description: "Open a pull request, or push to the base branch. environment: as fairlead.yaml on the base branch says of each environment (environments.<name>.method), else pull-request. push is refused for production unless that file allows it."
	},
	group: {
		type: "choice",
		options: [
			"app-environment",
			"environment",
			"all"
		],
		default: "app-environment",
		description: "How many pull requests one step opens: one for each app and environment, one for each environment, or one."
	},
	"add-paths": {
		type: "list",
		description: "Only the changes of these files and folders. Default: everything that git status shows."
	}
};

// src/commands/inputs/change.ts
const changeInputs = {
	"source-repository": {
		type: "text",
		description: "The app repo, for the order of builds, links and the list of commits: owner/name, or the path or address of any git repository. Default: the repository that the job runs for."
	},
	"source-commit": {
		type: "text",
		description: "The commit of the app repo that the image was built from. Default: the one whose id is in the tag, else the commit that the job runs for."
	},
	head: {
		type: "text",
		description: "The change to look at: a branch, tag or commit. Default: in a job the commit that is checked out, elsewhere also what is not committed."
	},
	comment: {
		type: "choice",
		options: [
			"auto",
			"required",
			"never"
		],
		default: "auto",
		description: "Whether the result becomes a comment on the pull request. auto: if the job runs for one; a comment that cannot be written is a warning. required: the step fails without it, after its results. never: no comment."
	},
	"comment-id": {
		type: "text",
		description: "What tells the comment of this job from those of other jobs on the same pull request: each id has a comment of its own. Default: the names of workflow and job. Jobs of one matrix need an id each."
	},
	"pull-request": {
		type: "text",
		description: "The number of the pull request. Default: the one that the job runs for. With forge: local, the name of its branch."
	},
	"comment-token": {
		type: "text",
		secret: true,
		actionDefault: "${{ github.token }}",
		description: "A token that may write comments on pull requests (pull-requests: write; on GitLab the role Reporter and the scope api), and needs no other right."
	},
	"comment-limit": {
		type: "number",
		description: "How many comments a long result may take; what does not fit is counted, and in the report. Default: 3."
	},
	"page-url": {
		type: "text",
		description: "The address that report.html is published at, such as a page of the job on GitLab ($CI_JOB_URL/artifacts/file/.fairlead/report/report.html). The comment then links each app and object to its place on the page."
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
		description: "Fail (exit code 1) where an app could not be compared (unknown, which also holds beside the other words), where anything changes (change), or where a risk is of this level or graver. Only never lets pass what is not known; what the change itself broke fails all the same (exit code 2)."
	},
	"report-path": {
		type: "text",
		description: "A folder for the report: report.html, report.json and report.md. What is there under these names is removed when the run begins. On the command line none is written without it.",
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
		description: "Reports (report.json) to comment on instead of rendering anything: the parts of a matrix, or the one of a job without rights. They are checked, and taken for foreign text."
	},
	shard: {
		type: "text",
		description: "Renders one part of the apps, as i/n: for a matrix of jobs. reports puts the parts together."
	}
};

// src/commands/inputs/rendering.ts
const renderingInputs = {
	"helm-path": {
		type: "text",
		description: "The helm to render with. Default: the one on PATH; diff and render fetch one where there is none."
	},
	"helm-version": {
		type: "text",
		description: "The version of Helm to render with, such as 3.19.4. It is fetched over TLS and checked where PATH has not this very one. Default: render.helmVersion of the base's fairlead.yaml, else the one on PATH; without one, diff and render fetch that of the controller whose version fairlead.yaml gives, else the newest known one. The other commands fetch none unless it is given here."
	},
	"helm-sha256": {
		type: "list",
		description: "The SHA-256 of Helm's archive of that version, for each platform that is used. Default: what the publisher's own checksum file says."
	},
	"kustomize-path": {
		type: "text",
		description: "The kustomize, or kubectl, to build with. Default: the one on PATH; diff and render fetch one where there is none."
	},
	"kustomize-version": {
		type: "text",
		description: "The version of kustomize to build with, such as 5.8.1, in the same way. Default: render.kustomizeVersion, else the kustomize or kubectl on PATH."
	},
	"kustomize-sha256": {
		type: "list",
		description: "The SHA-256 of kustomize's archive of that version, in the same way."
	},
	"renderer-mirror": {
		type: "text",
		description: "The address (https://…) of a mirror to fetch helm and kustomize from, with the publishers' file names and checksum files. Default: render.mirror of the base's fairlead.yaml, else get.helm.sh and kustomize's releases on GitHub."
	},
	"bin-dir": {
		type: "text",
		required: true,
		description: "The folder for the programs, such as /usr/local/bin. What has their names there is replaced."
	},
	lanes: {
		type: "number",
		description: "How many renderers run at the same time. Default: as many as there are processors."
	},
	"cache-path": {
		type: "text",
		description: "A folder outside of the checkout where what was fetched, rendered and read is kept, for the cache of the CI system; on GitLab a folder of the project that git tracks nothing of. Default: nothing is kept."
	},
	revision: {
		type: "text",
		description: "The revision to render. Default: what is checked out, with what is not committed."
	},
	"output-dir": {
		type: "text",
		required: true,
		componentDefault: ".fairlead/manifests",
		writes: "everything",
		description: "The folder for the manifests, new or empty: one file an app, in folders by environment."
	}
};

// src/commands/inputs/gate.ts
const gateInputs = {
	approval: {
		type: "choice",
		options: ["environment"],
		default: "environment",
		description: "How people approve on GitHub and GitLab. environment: by letting go a job of a protected environment."
	},
	"protected-environment": {
		type: "list",
		description: "The forge's own environments whose reviewers approve, as the workflow names them, each in a job of its own. Default: that of environment."
	},
	plan: {
		type: "flag",
		default: false,
		description: "Only say what would be judged, with its digest, and ask nobody: for the job before that people approve."
	},
	report: {
		type: "text",
		reads: true,
		description: "The report.json that diff has written of the same two commits in a job without secrets: then nothing is rendered here, where there is a token."
	},
	"plan-digest": {
		type: "text",
		description: "What those who approve have seen: the output digest of the job with plan: true. Needed on GitHub and GitLab."
	},
	"check-setup": {
		type: "flag",
		default: false,
		description: "Judge no change: print what has to be so for the gate to hold, each as yes, no or unread, with the page that mends it. Exit code 1 where one is not yes."
	},
	"settings-token": {
		type: "text",
		secret: true,
		description: "A second token, for what administrators and members alone may read: administration: read and members: read of a GitHub App. Who may bypass a ruleset GitHub tells only to a token with administration: write. Default: token."
	},
	approvals: {
		type: "text",
		reads: true,
		description: "With forge: local: a file with the approvals, as [{\"by\": \"bob\", \"digest\": \"…\", \"at\": \"2026-11-27T10:00:00Z\", \"head\": \"…\"}]. A note of \"override: REASON\" overrides the policy, where it lets that person do so."
	},
	author: {
		type: "text",
		description: "With forge: local: who wrote the change."
	},
	pusher: {
		type: "list",
		description: "With forge: local: everybody who pushed a commit of the change."
	},
	now: {
		type: "text",
		description: "With forge: local: the time that counts, such as 2026-11-27T11:00:00Z. Default: now."
	}
};
const gateReads = {
	repository: {
		type: "text",
		description: "The infra repo: owner/name; on GitLab the path with all groups, the id, or the whole address of the project. Default: that of the checkout."
	},
	token: {
		type: "text",
		secret: true,
		actionDefault: "${{ github.token }}",
		description: "A token that may read who approved a change: on GitHub the job's own with actions: read, contents: read, deployments: read and pull-requests: read, and no other right; to record the decision contents: write."
	},
	record: {
		type: "flag",
		default: false,
		description: "Record what was decided, on the branch fairlead-records of the infra repo (docs/records.md): then token has to write contents, too. Default: records of fairlead.yaml on the base, else false."
	},
	"pull-request": {
		type: "text",
		description: "The number of the pull request that is judged. Default: the one that the job runs for."
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
		description: "Where the infra repo lives, for the records: github, gitlab, or local for any git remote. auto: the forge that runs the job, if the checkout is from there, else local."
	},
	repository: {
		type: "text",
		description: "The infra repo, for the records: owner/name; on GitLab the path with all groups, the id, or the whole address of the project; with forge: local a path or address of a git remote. Default: that of the checkout."
	},
	token: {
		type: "text",
		secret: true,
		actionDefault: "${{ github.token }}",
		description: "A token that may write contents of the infra repo (contents: write; on GitLab an access token with the role Developer and the scope api), for the records, and for nothing else. Without that right the verdict stands, and is not recorded."
	}
};
const syncInputs = {
	"argocd-server": {
		type: "list",
		description: "The address of the API server of Argo CD, with its root path if there is one; for several control planes name=address for each, with the names that fairlead inventory shows. Default: ARGOCD_SERVER."
	},
	"argocd-app": {
		type: "list",
		description: "What the Applications of apps are called in Argo CD, where no object in the repo says it and their sources do not tell: app=application, with namespace/ before the application where its object is in a namespace of its own. Where one app is waited for, the application alone will do. Several of one app are all waited for."
	},
	"argocd-token": {
		type: "text",
		secret: true,
		description: "A token for Argo CD that may get applications, and needs no other right (docs/argocd.md). For several control planes name=token on a line each. Default: ARGOCD_AUTH_TOKEN, else an ID token of the job, which takes id-token: write on GitHub."
	},
	"argocd-audience": {
		type: "list",
		description: "The audience of the job's ID token, where argocd-token is not given and GitHub makes one for the job. For several control planes name=audience for each. Default: the address of Argo CD."
	},
	"argocd-dex-connector": {
		type: "text",
		description: "The id of the connector in Argo CD's dex.config that knows the issuer of the job's ID token: the token is exchanged there first (docs/argocd.md)."
	},
	"argocd-headers": {
		type: "text",
		secret: true,
		description: "Headers for each request to Argo CD, one a line, such as those that a proxy in front of it asks for: Name: value."
	},
	"argocd-ca": {
		type: "text",
		description: "A file with the certificate (PEM) of the authority that signed that of Argo CD, beside the public ones."
	},
	trigger: {
		type: "choice",
		options: [
			"refresh",
			"none",
			"sync"
		],
		default: "refresh",
		description: "Whether Argo CD is asked to look at the commit now (refresh), or is only watched (none). Neither changes anything in the cluster. sync is not there yet, and refused."
	},
	timeout: {
		type: "number",
		description: "How many seconds are waited at most. What is not certain then is unknown. Default: 600."
	},
	settle: {
		type: "number",
		description: "How many seconds everything must have been good, or a fault have stood, before it counts. Default: 5."
	},
	"refresh-limit": {
		type: "number",
		description: "How many apps are refreshed at the same time. Default: 10."
	},
	record: {
		type: "flag",
		default: false,
		description: "Record what became of the commit, on the branch fairlead-records of the infra repo (docs/records.md). Default: records of fairlead.yaml, else false."
	},
	unrelated: {
		type: "choice",
		options: ["fail", "warn"],
		default: "fail",
		description: "What a fault does of an object that the commit does not change: the app has failed, or it is told and does not count."
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
		description: "What the change is compared with: the branch that it goes into, or any revision; its fairlead.yaml counts. Default: what the job's event tells (docs/jobs.md), else the default branch of the infra repo."
	},
	request: {
		type: "text",
		description: "The branch that is changed; its fairlead.yaml counts. Default: that of the pull request that the job runs for, where it is one of the infra repo, else the default branch of the infra repo."
	}
};
const range = {
	base: {
		type: "text",
		description: "The commit before those that are waited for: what lies between it and revision tells which apps are touched. Default: the older of the commit that the branch was at before the push of this job and the last commit with a record (record); without either the first parent of revision."
	},
	revision: {
		type: "text",
		description: "The commit that is waited for; its fairlead.yaml counts. Default: the one that the job runs for, else HEAD."
	}
};
const requestOf = {
	type: "text",
	description: "The repository whose pull request gets the comment, and whose checkout path is: the infra repo, or, where infra-repository names that, the app repo. Written as owner/name; on GitLab as the path with all groups, the id, or the whole address of the project; with forge: local as a path or address of a git remote. Default: the one that the job runs for."
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
	return pick(inputs, ...programInputs, "source-token", "cache-path");
}
const inventoryFilters = {
	...pick(inputs, "app", "environment", "cluster", "image"),
	unresolved: {
		type: "flag",
		default: false,
		description: "Only what could not be resolved, and what no app is made of."
	},
	explain: {
		type: "list",
		description: "Apps to explain: who declares each, its values in their order, which of them sets each image, what is assumed."
	}
};
function pick(all, ...names) {
	return Object.fromEntries(names.map((name) => [name, all[name]]));
}

// src/entries/define.ts
function defineCommand(description, run) {
	return {
		description,
		run: async (raw, wiring) => run(readInputs(description.inputs, raw), wiring)
	};
}

export { bases, defineCommand, gateReads, inputs, inventoryFilters, parentInputs, pick, programInputs, range, recordsAt, requestOf };