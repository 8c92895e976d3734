// src/runtime/dotenv.ts
const SIZE_LIMIT = 5e3;
const COUNT_LIMIT = 20;
function dotenvOf(outputs) {
	const lines = [];
	const leftOut = [];
	let size = 0;
	const given = outputs.filter(([, value]) => value !== "");
	for (const [name, value] of given.toSorted(([, a], [, b]) => a.length - b.length)) {
		const line = `${outputVariable(name)}=${value}\n`;
		const reason = unfit(value, size + Buffer.byteLength(line), lines.length);
		if (reason === void 0) {
			lines.push(line);
			size += Buffer.byteLength(line);
		} else leftOut.push({
			name,
			reason
		});
	}
	return {
		text: lines.join(""),
		leftOut
	};
}
function outputVariable(name) {
	return `FAIRLEAD_${name.toUpperCase().replaceAll("-", "_")}`;
}
function unfit(value, size, count) {
	if (/[\p{Cc}\u2028\u2029]/u.test(value)) return "it has more than one line";
	if (value.trim() !== value) return "it begins or ends with a space";
	if (value.includes("$")) return "GitLab would expand the $ in it";
	if (size > SIZE_LIMIT) return "a dotenv report cannot be longer than 5 KB";
	return count >= COUNT_LIMIT ? `a dotenv report cannot have more than ${COUNT_LIMIT} variables` : void 0;
}

export { dotenvOf, outputVariable };