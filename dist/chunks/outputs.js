import { moveData } from "../rooms/moves.js";
import { proofData } from "../rooms/proof-proofs.js";
import { pick } from "./define.js";
import { described } from "./describe.js";

// src/commands/outputs.ts
const outputs = {
	inventory: {
		long: true,
		description: "The whole inventory as JSON, if it fits into an output (1 MB)."
	},
	apps: { description: "The number of apps." },
	unresolved: { description: "The number of objects that could not be resolved." },
	changed: { description: "true if a file was changed, or in a dry run would be changed." },
	"files-updated": {
		long: true,
		description: "The changed files, one per line."
	},
	"old-tag": { description: "The previous version; several different ones are comma-separated." },
	"new-tag": { description: "The new version." },
	digest: { description: "The digest of the effect of the change. Approvals are bound to it." },
	outcome: { description: "updated, unchanged, superseded (a newer version was already there), dry-run, or failed if the step fails." },
	"pull-request-number": { description: "The number of the pull request; several are comma-separated." },
	"pull-request-url": { description: "The address of the pull request." },
	"pull-request-operation": { description: "created, updated, unchanged, closed or superseded; empty if no pull request is involved." },
	"pull-request-head-sha": { description: "The commit at the tip of the pull request branch; with method: push, of the base branch." },
	"pull-request-branch": { description: "The branch of the pull request." },
	"pull-requests": {
		long: true,
		description: "All pull requests of the step as JSON, for fromJSON: a list with label, number, url, operation, branch and headSha."
	},
	healthy: { description: "true if no errors were found and the forge answered." },
	faults: { description: "The number of errors: findings that will make a run fail." },
	warnings: { description: "The number of warnings: findings that are not as they should be." },
	unchecked: { description: "The number of checks that could not be run." },
	report: { description: "All findings as JSON, if they fit into an output (1 MB)." },
	risk: { description: "The highest risk: none, low, medium or high. An app that could not be rendered counts as high." },
	recorded: { description: "The commit on the branch fairlead-records that holds the record; empty if none was written." },
	merged: { description: "The merge commit of the change; empty if it was not merged." },
	"report-path": { description: "The folder of the report; empty if none was written." },
	manifests: { description: "The number of manifests written." }
};
const bumpOutputs = described(pick(outputs, "changed", "files-updated", "old-tag", "new-tag", "digest", "outcome"), { digest: "The digest that was written, if any." });
function settingOutputs({ outcome, changed, files, moves, proofs }, asked = moves) {
	const distinct = (values) => [...new Set(values.filter((value) => value !== void 0))].join(",");
	return {
		outputs: {
			"old-tag": distinct(asked.map((move) => move.from)),
			"new-tag": distinct(asked.map((move) => move.to)),
			digest: distinct(asked.map((move) => move.digest)),
			changed: String(changed),
			"files-updated": files.join("\n"),
			outcome
		},
		data: {
			outcome,
			changed,
			files,
			moves: moves.map(moveData),
			proof: proofData(proofs)
		}
	};
}

export { bumpOutputs, outputs, settingOutputs };