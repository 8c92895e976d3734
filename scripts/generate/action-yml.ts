import { stringify } from 'yaml'
import type { CommandDescription, Input } from '../../src/commands/describe.ts'

const AUTHOR = 'The Fairlead developers'

/**
 * The text of an `action.yml`.
 *
 * @param main the bundle, from the folder of the file
 */
export function actionYml(command: CommandDescription, main: string): string {
  const content = {
    name: command.title,
    description: command.summary,
    author: AUTHOR,
    branding: { icon: 'anchor', color: 'blue' },
    inputs: Object.fromEntries(actionInputs(command).flatMap(([name, input]) => entries(name, input))),
    outputs: Object.fromEntries(
      Object.entries(command.outputs).map(([name, { description }]) => [name, { description }]),
    ),
    runs: { using: 'node24', main },
  }
  return `# Made by \`npm run generate\` from src/commands; do not edit.\n${stringify(content, { lineWidth: 0 })}`
}

/** The inputs that an action has: all but those of the command line. */
export function actionInputs({ inputs }: CommandDescription): [name: string, input: Input][] {
  return Object.entries(inputs).filter(([, input]) => input.surface !== 'command line')
}

/** The default that an action's input has, as text; undefined where it has none. */
export function actionDefault(input: Input): string | undefined {
  if (input.actionDefault !== undefined) return input.actionDefault
  if (input.type === 'list' || input.type === 'number') return undefined
  return input.default === undefined ? undefined : String(input.default)
}

/** An input, and its second name as an input of its own. */
function entries(name: string, input: Input): [string, object][] {
  const { description, alias } = input
  const standard = actionDefault(input)
  // With a default, the runner would always give the input, and a value under the second name would clash.
  if (alias !== undefined && standard !== undefined)
    throw new Error(`the input ${name} has a second name, so it cannot have a default in action.yml`)
  const own = {
    description,
    required: input.type === 'text' && input.required === true,
    ...(standard === undefined ? {} : { default: standard }),
  }
  const second = { description: `The same as ${name}.`, required: false }
  return alias === undefined
    ? [[name, own]]
    : [
        [name, own],
        [alias, second],
      ]
}
