import { REPORT_AT, describeLocation } from "../rooms/errors.js";
import { code, markdownHint, prose } from "../rooms/text.js";

// src/report/failure.ts
function failureSummary(title, faults) {
	const items = faults.map(({ message, at, hint = "" }) => {
		return `- ${at ? `${code(describeLocation(at))}: ` : ""}${prose(message)}${hint === "" ? "" : `<br>${markdownHint(hint, [REPORT_AT])}`}`;
	});
	return [
		`### ${title} failed`,
		"",
		...items,
		""
	].join("\n");
}

export { failureSummary };