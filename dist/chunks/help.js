import "./rolldown-runtime.js";
import { isOn } from "./describe.js";
import { wrap } from "../rooms/text.js";
import { secretVariable } from "./variables.js";

// src/commands/examples.ts
const examples = {
	update: [
		{
			what: "Open the pull request for a new image in prod",
			command: "update --repository acme/infra --app web --environment prod --image ghcr.io/acme/web --image-tag 1.2.3"
		},
		{
			what: "Preview the change without writing anything",
			command: "update --repository acme/infra --app web --environment prod --image ghcr.io/acme/web:1.2.3 --dry-run"
		},
		{
			what: "Do the same for a GitLab project",
			command: "update --forge gitlab --repository https://gitlab.example.com/acme/infra --app web --environment prod --image ghcr.io/acme/web:1.2.3"
		}
	],
	bump: [
		{
			what: "Set a new image in the infra repo in this folder",
			command: "bump --app web --environment dev --image ghcr.io/acme/web --image-tag 1.2.3"
		},
		{
			what: "Set one key of one file",
			command: "bump --values-file apps/web/values-dev.yaml --key image.tag --image-tag 1.2.3"
		},
		{
			what: "Preview the lines that would change",
			command: "bump --app web --environment dev --image ghcr.io/acme/web:1.2.3 --dry-run"
		}
	],
	"pull-request": [{
		what: "Open a pull request for the changes in this checkout",
		command: "pull-request --repository acme/infra --title \"Raise the limits of web\""
	}, {
		what: "Include only the changes in one folder",
		command: "pull-request --repository acme/infra --add-paths apps/web --branch fairlead/web-limits"
	}],
	inventory: [
		{
			what: "List all apps of the infra repo in this folder",
			command: "inventory"
		},
		{
			what: "List the apps of one environment as JSON",
			command: "inventory --environment prod --output json"
		},
		{
			what: "See which values an app gets, and why",
			command: "inventory --environment prod --explain web"
		}
	],
	diff: [
		{
			what: "See what this branch changes in the cluster",
			command: "diff --base main"
		},
		{
			what: "Look at a single app",
			command: "diff --base main --app web --environment prod"
		},
		{
			what: "Write the report, and fail on a high risk",
			command: "diff --base main --report-path report --fail-on high"
		}
	],
	render: [{
		what: "Write the manifests of all apps",
		command: "render --output-dir manifests"
	}, {
		what: "Write the manifests of one app at the tip of main",
		command: "render --app web --environment prod --revision main --output-dir manifests"
	}],
	sync: [{
		what: "Wait until the last commit is live and healthy",
		command: "sync --argocd-server https://argocd.example.com"
	}, {
		what: "Wait for one app, ten minutes at most",
		command: "sync --argocd-server https://argocd.example.com --app web --environment prod --timeout 600"
	}],
	gate: [{
		what: "See what would be approved, and its digest",
		command: "gate --base main --environment prod --plan"
	}, {
		what: "Check that the repository is set up for the gate",
		command: "gate --repository acme/infra --environment prod --check-setup"
	}],
	doctor: [{
		what: "Check the infra repo in this folder and its settings on the forge",
		command: "doctor --repository acme/infra"
	}, {
		what: "Check a GitLab project",
		command: "doctor --forge gitlab --repository acme/infra --path infra"
	}],
	show: [{
		what: "Show the open pull request of a plain git remote",
		command: "show --repository /srv/git/infra.git"
	}],
	renderers: [{
		what: "Install helm and kustomize",
		command: "renderers --bin-dir /usr/local/bin"
	}, {
		what: "Install one version of Helm",
		command: "renderers --bin-dir /usr/local/bin --helm-version 3.19.4"
	}]
};

// src/commands/groups.ts
const groups = [
	{
		title: "Which files and apps",
		names: [
			"path",
			"app",
			"environment",
			"cluster",
			"base",
			"head",
			"revision",
			"shard",
			"reports",
			"unresolved",
			"explain",
			"add-paths"
		]
	},
	{
		title: "The new version",
		names: [
			"image",
			"image-tag",
			"digest",
			"values-file",
			"key",
			"document",
			"changes",
			"image-policy",
			"create"
		]
	},
	{
		title: "Checks before anything is written",
		names: [
			"verify-image",
			"pin-digest",
			"verify-render",
			"allow-downgrade",
			"allow-floating",
			"allow-shared",
			"allow-unpin"
		]
	},
	{
		title: "The repository",
		names: [
			"forge",
			"repository",
			"token",
			"source-repository",
			"source-commit",
			"source-token",
			"infra-repository",
			"infra-token"
		]
	},
	{
		title: "The pull request",
		names: [
			"pull-request",
			"method",
			"group",
			"branch",
			"title",
			"body",
			"body-path",
			"commit-message",
			"labels",
			"assignees",
			"reviewers",
			"team-reviewers",
			"milestone",
			"draft",
			"auto-merge",
			"merge-method",
			"delete-branch"
		]
	},
	{
		title: "Argo CD",
		names: [
			"argocd-server",
			"argocd-app",
			"argocd-token",
			"argocd-audience",
			"argocd-dex-connector",
			"argocd-headers",
			"argocd-ca",
			"trigger",
			"timeout",
			"settle",
			"refresh-limit",
			"unrelated"
		]
	},
	{
		title: "The decision",
		names: [
			"approval",
			"protected-environment",
			"plan",
			"report-job",
			"plan-digest",
			"plan-job",
			"report",
			"check-setup",
			"merge",
			"settings-token",
			"approvals",
			"author",
			"pusher",
			"now"
		]
	},
	{
		title: "The comment",
		names: [
			"comment",
			"comment-token",
			"comment-id",
			"comment-limit",
			"page-url"
		]
	},
	{
		title: "Helm and kustomize",
		names: [
			"helm-path",
			"helm-version",
			"helm-sha256",
			"kustomize-path",
			"kustomize-version",
			"kustomize-sha256",
			"renderer-mirror",
			"bin-dir",
			"concurrency",
			"cache-path"
		]
	},
	{
		title: "The result",
		names: [
			"dry-run",
			"fail-on",
			"record",
			"output",
			"output-dir",
			"report-path"
		]
	}
];
function sectionsOf(inputs) {
	const has = (name) => Object.hasOwn(inputs, name);
	const grouped = new Set(groups.flatMap(({ names }) => names));
	const others = {
		title: "Other",
		names: Object.keys(inputs).filter((name) => !grouped.has(name))
	};
	return [...groups.map(({ title, names }) => ({
		title,
		names: names.filter(has)
	})), others].filter(({ names }) => names.length > 0);
}

// src/runtime/help.ts
const WIDTH = 100;
const MARGIN = 24;
const HELPERS = [{
	name: "help",
	summary: "Show this help, or the options and examples of a command."
}, {
	name: "completion",
	summary: "Print the shell completion script: fairlead completion bash, zsh or fish."
}];
const TOPICS = [
	{
		title: "Change the infra repo",
		names: [
			"update",
			"bump",
			"pull-request"
		]
	},
	{
		title: "Review a change",
		names: [
			"inventory",
			"diff",
			"render",
			"gate"
		]
	},
	{
		title: "Follow a change into the cluster",
		names: ["sync"]
	}
];
function generalHelp(commands) {
	const all = [...commands, ...HELPERS];
	const told = new Set(TOPICS.flatMap(({ names }) => names));
	return [
		"Usage: fairlead <command> [--option value …]",
		"",
		...[...TOPICS, {
			title: "Set up",
			names: all.map(({ name }) => name).filter((name) => !told.has(name))
		}].flatMap(({ title, names }) => [
			`${title}:`,
			...all.filter(({ name }) => names.includes(name)).flatMap(({ name, summary }) => entry(name, summary)),
			""
		]),
		"Options:",
		...entry("--help, -h", "Show this help; after a command, show its options and examples."),
		...entry("--version", "Show the version."),
		"",
		"Examples:",
		...["update", "diff"].flatMap((name) => shown((examples[name] ?? []).slice(0, 1))),
		"",
		"Exit codes: 0 success, 1 blocked by a rule or check, 2 invalid input or configuration, 3 remote or",
		"internal error."
	];
}
function commandHelp({ name, summary, inputs }) {
	const options = Object.fromEntries(Object.entries(inputs).filter(([, input]) => isOn(input, "command line")));
	return [
		`Usage: fairlead ${name} [--option value …]`,
		"",
		...wrap(summary, WIDTH),
		...sectionsOf(options).flatMap((section) => [
			"",
			`${section.title}:`,
			...section.names.flatMap((option) => {
				const input = options[option];
				return entry(usage(option, input), describe(option, input));
			})
		]),
		"",
		"Examples:",
		...shown(examples[name] ?? []),
		"",
		...wrap("You can abbreviate an option if the abbreviation is unambiguous: --environ for --environment.", WIDTH)
	];
}
function shown(some) {
	return some.flatMap(({ what, command }) => {
		const [first = "", ...more] = wrap(`fairlead ${command}`, 92);
		const lines = [`    ${first}`, ...more.map((line) => `      ${line}`)];
		return [`  # ${what}`, ...lines.map((line, i) => i < lines.length - 1 ? `${line} \\` : line)];
	});
}
function usage(name, input) {
	switch (input.type) {
		case "flag": return `--${name}`;
		case "list":
		case "choices": return `--${name} <a,b>`;
		case "number": return `--${name} <number>`;
		case "choice":
		case "text": return `--${name} <${input.type === "choice" ? "word" : "text"}>`;
	}
}
function describe(name, input) {
	const { aliases = [] } = input;
	const parts = [input.description];
	if (input.type === "choice") parts.push(`One of ${input.options.join(", ")}; default ${input.default}.`);
	if (input.type === "choices") parts.push(`Any of ${input.options.join(", ")}; default ${input.default}.`);
	if (input.type === "text" && input.default !== void 0) parts.push(`Default ${JSON.stringify(input.default)}.`);
	if (input.type === "text" && input.required === true) parts.push("Required.");
	if (aliases.length > 0) parts.push(`Also ${aliases.map((alias) => `--${alias}`).join(", ")}.`);
	if (input.secret === true) parts.push(`Preferably set the environment variable ${variables(name, input)} instead.`);
	return parts.join(" ");
}
function variables(name, { actionDefault }) {
	return actionDefault === void 0 ? secretVariable(name) : `${secretVariable(name)} or GITHUB_TOKEN`;
}
function entry(name, text) {
	const [first = "", ...more] = wrap(text, 76);
	const head = `  ${name}`;
	const rest = more.map((line) => " ".repeat(MARGIN) + line);
	return head.length < MARGIN ? [head.padEnd(MARGIN) + first, ...rest] : [
		head,
		" ".repeat(MARGIN) + first,
		...rest
	];
}

export { HELPERS, commandHelp, generalHelp };