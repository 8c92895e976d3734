import type { CommandDescription, Input } from '../../src/commands/describe.ts'
import { outputsOf } from '../../src/commands/describe.ts'
import type { RuleInfo } from '../../src/findings/finding.ts'
import { actionDefault, actionInputs } from './action-yml.ts'

/** Returns a page with the tables of a command's inputs and outputs between their markers, if it has any. */
export function fillTables(page: string, command: CommandDescription): string {
  return fill(fill(page, 'inputs', inputTable(command)), 'outputs', outputTable(command))
}

/** Returns a page with a text between the markers of a name, if it has them. */
export function fill(page: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]
  const from = page.indexOf(start)
  const to = page.indexOf(end)
  if (from === -1 && to === -1) return page
  if (from === -1 || to < from)
    throw new Error(`a page has only one of ${start} and ${end}, or both in the wrong order`)
  return `${page.slice(0, from + start.length)}\n${table}\n${page.slice(to)}`
}

function inputTable(command: CommandDescription): string {
  const rows = actionInputs(command).map(([name, input]) => [
    nameCell(name, input),
    cell(describe(input)),
    defaultCell(input),
  ])
  return table(['Input', 'What it is', 'Default'], rows)
}

function outputTable(command: CommandDescription): string {
  return table(
    ['Output', 'What it is'],
    Object.entries(outputsOf(command)).map(([name, { description }]) => [`\`${name}\``, cell(description)]),
  )
}

function nameCell(name: string, { aliases = [] }: Input): string {
  const others = aliases.map((alias) => `\`${alias}\``).join(', ')
  return others === '' ? `\`${name}\`` : `\`${name}\` (or ${others})`
}

function describe(input: Input): string {
  if (input.type === 'list') return `${input.description} A comma- or newline-separated list.`
  if (input.type === 'choices')
    return `${input.description} Any of ${input.options.join(', ')}, comma- or newline-separated.`
  if (input.type === 'choice') return `${input.description} One of ${input.options.join(', ')}.`
  return input.description
}

function defaultCell(input: Input): string {
  if (input.type === 'text' && input.required === true) return 'required'
  const standard = actionDefault(input)
  return standard === undefined ? '' : `\`${standard}\``
}

/**
 * Returns the table of a registry of rules, in the format of all rule pages.
 *
 * @param word returns the word for the level of a rule
 */
export function rulesTable<Rule extends RuleInfo>(
  rules: readonly Rule[],
  word: (rule: Rule) => string = ({ level }) => level,
): string {
  return table(
    ['Rule', 'Level', 'What it looks for'],
    rules.map((rule) => [`\`${rule.id}\``, word(rule), rule.description.replaceAll('|', String.raw`\|`)]),
  )
}

/** Returns a Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function cell(text: string): string {
  return text.replace(/[\\|<>*_`[\]]/g, String.raw`\$&`).replaceAll('\n', ' ')
}
