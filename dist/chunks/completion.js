import "./rolldown-runtime.js";
import { isOn, optionsOf } from "./describe.js";

// src/runtime/completion.ts
const SHELLS = [
	"bash",
	"zsh",
	"fish"
];
const PATHS = /(^|-)(path|dir|file|ca)$|^(report|reports|approvals|add-paths)$/;
function completionScript(shell, commands, bare) {
	const all = [...commands.map(({ name, summary, inputs }) => ({
		name,
		summary,
		words: [],
		options: optionsIn(inputs)
	})), ...bare.map((one) => ({
		...one,
		options: []
	}))];
	return {
		bash,
		zsh,
		fish
	}[shell](all);
}
function optionsIn(inputs) {
	return [...Object.entries(inputs).filter(([, input]) => isOn(input, "command line")).map(([name, input]) => optionOf(name, input)), {
		name: "help",
		description: "Show the options and examples.",
		takes: false,
		words: [],
		isPath: false
	}];
}
function optionOf(name, input) {
	return {
		name,
		description: firstSentence(input.description),
		takes: input.type !== "flag",
		words: input.type === "choice" ? optionsOf(input) : input.type === "choices" ? input.options : [],
		isPath: PATHS.test(name)
	};
}
function firstSentence(text) {
	const [sentence = ""] = /^[\s\S]*?(?=[.:;] |[.]?$)/.exec(text.replaceAll(/ \([^()]*\)/g, "")) ?? [];
	return sentence.length > 80 ? `${sentence.slice(0, 79)}…` : sentence;
}
function bash(words) {
	return [
		"# fairlead completion bash: source it, or put it where bash-completion looks for it.",
		"_fairlead() {",
		"  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} options= values=",
		"  COMPREPLY=()",
		"  if [[ $current == = ]]; then current=; elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi",
		"  if (( COMP_CWORD == 1 )); then",
		`    COMPREPLY=($(compgen -W '${words.map(({ name }) => name).join(" ")} --help --version' -- "$current"))`,
		"    return",
		"  fi",
		"  case $command in",
		...words.flatMap(({ name, words: bare, options }) => [
			`    ${name})`,
			...bare.length > 0 ? [`      values='${bare.join(" ")}'`] : [],
			...options.length > 0 ? [
				`      options='${options.map((option) => `--${option.name}`).join(" ")}'`,
				"      case $previous in",
				...options.flatMap((option) => bashValues(option)),
				"      esac"
			] : [],
			"      ;;"
		]),
		"  esac",
		"  if [[ -n $values && $current != -* ]]; then COMPREPLY=($(compgen -W \"$values\" -- \"$current\"))",
		"  elif [[ -n $options ]]; then COMPREPLY=($(compgen -W \"$options\" -- \"$current\")); fi",
		"}",
		"complete -F _fairlead fairlead"
	];
}
function bashValues({ name, takes, words, isPath }) {
	if (!takes) return [];
	if (words.length > 0) return [`        --${name}) COMPREPLY=($(compgen -W '${words.join(" ")}' -- "$current")); return ;;`];
	if (isPath) return [`        --${name}) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); return ;;`];
	return [`        --${name}) return ;;`];
}
function zsh(words) {
	return [
		"#compdef fairlead",
		"# fairlead completion zsh: source it, or save it as _fairlead in a folder of $fpath.",
		"_fairlead() {",
		"  local -a commands",
		"  commands=(",
		...words.map(({ name, summary }) => `    ${quoted(`${name}:${firstSentence(summary)}`)}`),
		"  )",
		"  if (( CURRENT == 2 )); then _describe command commands; return; fi",
		"  local command=$words[2]",
		"  shift words; (( CURRENT-- ))",
		"  case $command in",
		...words.flatMap(({ name, words: bare, options }) => [
			`    ${name})`,
			`      _arguments ${[...options.map((option) => quoted(zshOption(option))), ...bare.length > 0 ? [quoted(`1:word:(${bare.join(" ")})`)] : []].join(" \\\n        ")}`,
			"      ;;"
		]),
		"  esac",
		"}",
		"if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _fairlead \"$@\"; else compdef _fairlead fairlead; fi"
	];
}
function zshOption({ name, description, takes, words, isPath }) {
	const what = description.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
	const value = !takes ? "" : `:value:${words.length > 0 ? `(${words.join(" ")})` : isPath ? "_files" : " "}`;
	return `*--${name}${takes ? "=" : ""}[${what}]${value}`;
}
function fish(words) {
	const first = "__fish_use_subcommand";
	return [
		"# fairlead completion fish: save it as ~/.config/fish/completions/fairlead.fish.",
		"complete -c fairlead -f",
		...words.flatMap(({ name, summary, words: bare, options }) => {
			const inside = quoted(`__fish_seen_subcommand_from ${name}`);
			return [
				`complete -c fairlead -n ${first} -a ${name} -d ${quoted(firstSentence(summary))}`,
				...bare.length > 0 ? [`complete -c fairlead -n ${inside} -a ${quoted(bare.join(" "))}`] : [],
				...options.map((option) => {
					const value = !option.takes ? "" : option.words.length > 0 ? ` -x -a ${quoted(option.words.join(" "))}` : option.isPath ? " -r -F" : " -x";
					return `complete -c fairlead -n ${inside} -l ${option.name}${value} -d ${quoted(option.description)}`;
				})
			];
		})
	];
}
function quoted(text) {
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

export { SHELLS, completionScript };