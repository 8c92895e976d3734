import "../chunks/rolldown-runtime.js";
import { visible, visibleLine } from "../rooms/text.js";
import { defineCommand, inputs, pick } from "../chunks/define.js";
import { described } from "../chunks/describe.js";
import { inputError } from "../rooms/errors.js";
import { openCheckout } from "../rooms/git.js";
import { connectToLocal } from "../chunks/connect.js";

// src/commands/show.ts
const showCommand = {
	name: "show",
	title: "Fairlead show",
	summary: "Shows a pull request of a plain git remote (forge: local) with its comments, as a forge would show it.",
	inputs: described(pick(inputs, "path", "repository", "pull-request", "output"), {
		path: "A checkout of the repository. Its remote \"origin\" is used if repository is not set.",
		repository: "The path or address of the git repository that holds the pull request. Default: the repository of path.",
		"pull-request": "The branch of the pull request. Default: the only open one."
	}),
	outputs: {}
};
async function runShow(values, ports) {
	const request = await ports.read(values["pull-request"]);
	return {
		outputs: {},
		data: request,
		text: lines(request),
		summary: request.title,
		warnings: []
	};
}
function lines(request) {
	const { title, state, draft, branch, base, head, labels, body, comments, createdAt } = request;
	const word = state === "closed" ? "closed" : draft ? "draft" : "open";
	return [
		`Pull request: ${visibleLine(title)}`,
		`${word}: ${visibleLine(branch)}${head === void 0 ? "" : ` (${head.slice(0, 12)})`} into ${visibleLine(base)}, opened ${visibleLine(createdAt)}`,
		...labels.length > 0 ? [`Labels: ${labels.map(visibleLine).join(", ")}`] : [],
		"",
		...indented(body),
		...comments.flatMap((comment) => [
			"",
			`Comment of ${visibleLine(comment.at)}:`,
			"",
			...indented(comment.body)
		])
	];
}
function indented(markdown) {
	const shown = markdown.replaceAll(/^<!-- fairlead-[^\n]{0,500} -->\n/gm, "");
	return visible(shown.trimEnd()).split("\n").map((text) => text === "" ? "" : `  ${text}`);
}

// src/entries/wire/show.ts
const command = defineCommand(showCommand, async (values, wiring) => {
	const { environment } = wiring.context;
	const repository = values.repository ?? await openCheckout(values.path, environment).origin();
	if (repository === void 0) throw inputError("repository is missing, and the checkout has no remote \"origin\"", { hint: "Set repository to the path or address of the git repository that contains the pull request." });
	return runShow(values, { async read(branch) {
		return (await (await connectToLocal({
			repository,
			token: void 0
		}, wiring)).pulls()).show(branch);
	} });
});

export { command };