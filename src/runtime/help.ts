import { wrap } from '../text/wrap.ts'
import type { CommandDescription, Input } from '../commands/describe.ts'

const WIDTH = 100
const MARGIN = 24

/** The text of `fairlead --help`. */
export function generalHelp(commands: readonly Pick<CommandDescription, 'name' | 'summary'>[]): string[] {
  return [
    'Usage: fairlead <command> [--option value …]',
    '',
    'Commands:',
    ...commands.flatMap(({ name, summary }) => entry(name, summary)),
    '',
    'Options:',
    ...entry('--help, -h', 'Show this help; behind a command, its options.'),
    ...entry('--version', 'Show the version.'),
    '',
    'Exit codes: 0 done, 1 refused, 2 a fault of the input, 3 a remote or internal fault.',
  ]
}

/** The text of `fairlead <command> --help`. */
export function commandHelp({ name, summary, inputs }: CommandDescription): string[] {
  const options = Object.entries(inputs).filter(([, input]) => input.surface !== 'actions')
  return [
    `Usage: fairlead ${name} [--option value …]`,
    '',
    ...wrap(summary, WIDTH),
    '',
    'Options:',
    ...options.flatMap(([option, input]) => entry(usage(option, input), describe(option, input))),
  ]
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
  const parts = [input.description]
  if (input.type === 'choice') parts.push(`One of ${input.options.join(', ')}; default ${input.default}.`)
  if (input.type === 'choices') parts.push(`Any of ${input.options.join(', ')}; default ${input.default}.`)
  if (input.type === 'text' && input.default !== undefined)
    parts.push(`Default ${JSON.stringify(input.default)}.`)
  if (input.type === 'text' && input.required === true) parts.push('Required.')
  if (input.alias !== undefined) parts.push(`Also --${input.alias}.`)
  if (input.secret === true) parts.push(`Better given in the environment variable ${variables(name, input)}.`)
  return parts.join(' ')
}

function variables(name: string, { actionDefault }: Input): string {
  return actionDefault === undefined ? secretVariable(name) : `${secretVariable(name)} or GITHUB_TOKEN`
}

/** The environment variable that holds a secret input: `token` is FAIRLEAD_TOKEN. */
export function secretVariable(name: string): string {
  return `FAIRLEAD_${name.toUpperCase().replaceAll('-', '_')}`
}

/** `  name   text`, the text wrapped beside the name, or below a long one. */
function entry(name: string, text: string): string[] {
  const [first = '', ...more] = wrap(text, WIDTH - MARGIN)
  const head = `  ${name}`
  const rest = more.map((line) => ' '.repeat(MARGIN) + line)
  return head.length < MARGIN
    ? [head.padEnd(MARGIN) + first, ...rest]
    : [head, ' '.repeat(MARGIN) + first, ...rest]
}
