import { isOn } from '../commands/describe.ts'
import type { CommandDescription, Input } from '../commands/describe.ts'
import { examples } from '../commands/examples.ts'
import { sectionsOf } from '../commands/groups.ts'
import { wrap } from '../text/wrap.ts'
import { secretVariable } from './variables.ts'

const WIDTH = 100
const MARGIN = 24

type Named = Pick<CommandDescription, 'name' | 'summary'>

/** The words of the command line that are not commands but are used as a first word. */
export const HELPERS: readonly Named[] = [
  { name: 'help', summary: 'Show this help, or the options and examples of a command.' },
  {
    name: 'completion',
    summary: 'Print the shell completion script: fairlead completion bash, zsh or fish.',
  },
]

/** The groups in which the commands are shown. Commands without a group come last. */
const TOPICS: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  { title: 'Change the infra repo', names: ['update', 'bump', 'pull-request'] },
  { title: 'Review a change', names: ['inventory', 'diff', 'render', 'gate'] },
  { title: 'Follow a change into the cluster', names: ['sync'] },
]

/** Returns the text of `fairlead --help`. */
export function generalHelp(commands: readonly Named[]): string[] {
  const all = [...commands, ...HELPERS]
  const told = new Set(TOPICS.flatMap(({ names }) => names))
  const topics = [
    ...TOPICS,
    { title: 'Set up', names: all.map(({ name }) => name).filter((name) => !told.has(name)) },
  ]
  return [
    'Usage: fairlead <command> [--option value …]',
    '',
    ...topics.flatMap(({ title, names }) => [
      `${title}:`,
      ...all.filter(({ name }) => names.includes(name)).flatMap(({ name, summary }) => entry(name, summary)),
      '',
    ]),
    'Options:',
    ...entry('--help, -h', 'Show this help; after a command, show its options and examples.'),
    ...entry('--version', 'Show the version.'),
    '',
    'Examples:',
    ...['update', 'diff'].flatMap((name) => shown((examples[name] ?? []).slice(0, 1))),
    '',
    'Exit codes: 0 success, 1 blocked by a rule or check, 2 invalid input or configuration, 3 remote or',
    'internal error.',
  ]
}

/** Returns the text of `fairlead <command> --help`. */
export function commandHelp({ name, summary, inputs }: CommandDescription): string[] {
  const options = Object.fromEntries(
    Object.entries(inputs).filter(([, input]) => isOn(input, 'command line')),
  )
  return [
    `Usage: fairlead ${name} [--option value …]`,
    '',
    ...wrap(summary, WIDTH),
    ...sectionsOf(options).flatMap((section) => [
      '',
      `${section.title}:`,
      ...section.names.flatMap((option) => {
        const input = options[option] as Input
        return entry(usage(option, input), describe(option, input))
      }),
    ]),
    '',
    'Examples:',
    ...shown(examples[name] ?? []),
    '',
    ...wrap(
      'You can abbreviate an option if the abbreviation is unambiguous: --environ for --environment.',
      WIDTH,
    ),
  ]
}

/** Returns examples as they are typed, each below its description. Long examples continue on a second line. */
function shown(some: (typeof examples)[string]): string[] {
  return some.flatMap(({ what, command }) => {
    const [first = '', ...more] = wrap(`fairlead ${command}`, WIDTH - 8)
    const lines = [`    ${first}`, ...more.map((line) => `      ${line}`)]
    return [`  # ${what}`, ...lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line))]
  })
}

function usage(name: string, input: Input): string {
  switch (input.type) {
    case 'flag':
      return `--${name}`
    case 'list':
    case 'choices':
      return `--${name} <a,b>`
    case 'number':
      return `--${name} <number>`
    case 'choice':
    case 'text':
      return `--${name} <${input.type === 'choice' ? 'word' : 'text'}>`
  }
}

function describe(name: string, input: Input): string {
  const { aliases = [] } = input
  const parts = [input.description]
  if (input.type === 'choice') parts.push(`One of ${input.options.join(', ')}; default ${input.default}.`)
  if (input.type === 'choices') parts.push(`Any of ${input.options.join(', ')}; default ${input.default}.`)
  if (input.type === 'text' && input.default !== undefined)
    parts.push(`Default ${JSON.stringify(input.default)}.`)
  if (input.type === 'text' && input.required === true) parts.push('Required.')
  if (aliases.length > 0) parts.push(`Also ${aliases.map((alias) => `--${alias}`).join(', ')}.`)
  if (input.secret === true)
    parts.push(`Preferably set the environment variable ${variables(name, input)} instead.`)
  return parts.join(' ')
}

function variables(name: string, { actionDefault }: Input): string {
  return actionDefault === undefined ? secretVariable(name) : `${secretVariable(name)} or GITHUB_TOKEN`
}

/** Returns `  name   text`, with the text wrapped beside the name, or below it if the name is long. */
function entry(name: string, text: string): string[] {
  const [first = '', ...more] = wrap(text, WIDTH - MARGIN)
  const head = `  ${name}`
  const rest = more.map((line) => ' '.repeat(MARGIN) + line)
  return head.length < MARGIN
    ? [head.padEnd(MARGIN) + first, ...rest]
    : [head, ' '.repeat(MARGIN) + first, ...rest]
}
