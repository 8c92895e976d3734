import { stringify } from 'yaml'
import type { CommandDescription, Input } from '../../src/commands/describe.ts'
import { outputsOf } from '../../src/commands/describe.ts'

const AUTHOR = 'The Fairlead developers'

/** GitHub's Marketplace takes no longer description: https://docs.github.com/en/actions/how-tos/create-and-publish-actions/publish-in-github-marketplace */
const LONGEST = 125

/**
 * The text of an `action.yml`.
 *
 * @param main the bundle, from the folder of the file
 * @param name of the action in the Marketplace, where it is not the command's
 * @throws Error where the description is longer than the Marketplace takes
 */
export function actionYml(command: CommandDescription, main: string, name = command.title): string {
  if (command.summary.length > LONGEST)
    throw new Error(
      `the summary of ${command.name} has ${command.summary.length} characters, and the Marketplace takes ${LONGEST}`,
    )
  const content = {
    name,
    description: command.summary,
    author: AUTHOR,
    branding: { icon: 'anchor', color: 'blue' },
    inputs: Object.fromEntries(actionInputs(command).flatMap(([name, input]) => entries(name, input))),
    outputs: Object.fromEntries(
      Object.entries(outputsOf(command)).map(([name, { description }]) => [name, { description }]),
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

/** An input, and its other names as inputs of their own. */
function entries(name: string, input: Input): [string, object][] {
  const { description } = input
  const standard = actionDefault(input)
  const own = {
    description,
    required: input.type === 'text' && input.required === true,
    ...(standard === undefined ? {} : { default: standard }),
  }
  return [[name, own], ...otherNames(name, input).map(([other, what]): [string, object] => [other, what])]
}

/**
 * The other names of an input, each with its description.
 *
 * @throws Error where the input has a default or is required: a surface then always gives it under its own name, and a
 *   value under another name would clash with that
 */
export function otherNames(name: string, input: Input): [name: string, { description: string }][] {
  const { aliases = [], formerNames = [] } = input
  const isOptional = actionDefault(input) === undefined && !(input.type === 'text' && input.required === true)
  if (aliases.length + formerNames.length > 0 && !isOptional)
    throw new Error(`the input ${name} has other names, so it can neither have a default nor be required`)
  return [
    ...aliases.map((alias): [string, { description: string }] => [
      alias,
      { description: `The same as ${name}.` },
    ]),
    ...formerNames.map((former): [string, { description: string }] => [
      former,
      { description: `The former name of ${name}. It is removed in the next release.` },
    ]),
  ]
}
