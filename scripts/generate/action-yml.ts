import { stringify } from 'yaml'
import type { CommandDescription, Input } from '../../src/commands/describe.ts'
import { isOn, outputsOf } from '../../src/commands/describe.ts'

const AUTHOR = 'The Fairlead developers'

/**
 * The maximum length of a description in GitHub's Marketplace:
 * https://docs.github.com/en/actions/how-tos/create-and-publish-actions/publish-in-github-marketplace
 */
const LONGEST = 125

/**
 * Returns the text of an `action.yml`.
 *
 * @param main the bundle, relative to the folder of the file
 * @param name the action's name in the Marketplace, if it differs from the command's title
 * @throws Error if the description is longer than the Marketplace allows
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

/** Returns the inputs of an action: all except those that only the command line has. */
export function actionInputs({ inputs }: CommandDescription): [name: string, input: Input][] {
  return Object.entries(inputs).filter(([, input]) => isOn(input, 'actions'))
}

/** Returns the default of an action's input as a string, or undefined if it has no default. */
export function actionDefault(input: Input): string | undefined {
  if (input.actionDefault !== undefined) return input.actionDefault
  if (input.type === 'list' || input.type === 'number') return undefined
  return input.default === undefined ? undefined : String(input.default)
}

/** Returns an input, and its other names as separate inputs. */
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
 * Returns the other names of an input, each with its description.
 *
 * @throws Error if the input has a default or is required: its own name then always has a value, and a value under
 * another name would conflict with it
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
