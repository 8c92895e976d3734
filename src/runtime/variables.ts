import type { InputDescriptions } from '../commands/describe.ts'
import { isOn, namesOf, ownNames } from '../commands/describe.ts'
import type { Fault } from '../errors.ts'
import { nearest } from '../errors.ts'

/** The inputs of a component, which are passed in the variables of its job. */

type Environment = Readonly<Record<string, string | undefined>>
type Texts = Map<string, readonly string[]>

/** Returns the variable that contains an input of a component: `image-tag` is FAIRLEAD_INPUT_IMAGE_TAG. */
export function inputVariable(name: string): string {
  return `FAIRLEAD_INPUT_${name.toUpperCase().replaceAll('-', '_')}`
}

/** Returns the environment variable that holds a secret input: `token` is FAIRLEAD_TOKEN. */
export function secretVariable(name: string): string {
  return `FAIRLEAD_${name.toUpperCase().replaceAll('-', '_')}`
}

/**
 * Returns the inputs of a component, under all of their names. Secrets are variables of the project, never inputs.
 */
export function componentInputs(inputs: InputDescriptions): string[] {
  return Object.entries(inputs).flatMap(([name, input]) =>
    !isOn(input, 'components') || input.secret === true ? [] : namesOf(name, input),
  )
}

/**
 * Returns a sentence for each secret whose value is a variable reference that was not expanded. GitLab keeps the text
 * if the pipeline does not have that variable, and a server would only report that the token is wrong.
 */
export function missedSecrets(inputs: InputDescriptions, environment: Environment): string[] {
  return Object.keys(inputs).flatMap((name) => {
    const variable = secretVariable(name)
    const value = inputs[name]?.secret === true ? environment[variable] : undefined
    return value === undefined || !isUnexpanded(value)
      ? []
      : [
          `${variable} is the text ${value.trim()}, not a token, so it is treated as not set: this job does not have that variable. Protected variables are only available in pipelines for protected branches and tags, and never in pipelines of a fork.`,
        ]
  })
}

/**
 * Reports whether a text is a variable reference of a shell or GitLab, of GitHub's expressions, or of another CI
 * system: `$NAME`, `${NAME}`, `${{ … }}`, `$(NAME)`.
 */
function isUnexpanded(text: string): boolean {
  return /^\s*\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}|\{\{[^{}]*\}\}|\([A-Za-z_][\w.]*\))\s*$/.test(text)
}

/**
 * Leaves out secrets that were given as an input or option and are a variable reference that was not expanded. Adds a
 * sentence for each.
 *
 * @param label returns the name of an input as it is written here
 * @param cure what to do, as a sentence
 */
export function withoutReferences(
  inputs: InputDescriptions,
  texts: ReadonlyMap<string, readonly string[]>,
  { label, cure }: { readonly label: (name: string) => string; readonly cure: string },
): { readonly texts: ReadonlyMap<string, readonly string[]>; readonly notes: readonly string[] } {
  const own = ownNames(inputs)
  const found = [...texts].filter(
    ([name, values]) => inputs[own.get(name) ?? '']?.secret === true && values.some(isUnexpanded),
  )
  const names = new Set(found.map(([name]) => name))
  return {
    texts: new Map([...texts].filter(([name]) => !names.has(name))),
    notes: found.map(
      ([name, values]) =>
        `${label(name)} is the text ${values.join(', ').trim()}, not a token, so it is treated as not set. ${cure}`,
    ),
  }
}

/** Returns the secret inputs that are set as FAIRLEAD_TOKEN and so on. `standard` returns the value of the others. */
export function secretTexts(
  inputs: InputDescriptions,
  environment: Environment,
  standard: (name: string) => string | undefined = () => undefined,
): Texts {
  const names = Object.keys(inputs).filter((name) => inputs[name]?.secret === true)
  return new Map(
    names.flatMap((name) => {
      const given = environment[secretVariable(name)]
      const value = (given !== undefined && isUnexpanded(given) ? undefined : given) || standard(name)
      return value ? [[name, [value]] as const] : []
    }),
  )
}

/**
 * Reads the inputs of a component. An input that consists only of `$NAME` or `${NAME}` has the value of that variable
 * of the job, such as one that the dotenv report of an earlier job set. GitLab itself does not expand values that
 * pass through `expand: false`, and no shell sees them. All other text stays as it is, including dollar signs (a note
 * reports them). The value of a variable is not expanded again.
 *
 * @param secrets texts that must not become the value of an input, because a title with the token in it would be
 *   published
 */
export function readVariables(
  names: readonly string[],
  environment: Environment,
  secrets: ReadonlySet<string>,
): { readonly texts: Texts; readonly faults: readonly Fault[]; readonly notes: readonly string[] } {
  const texts: Texts = new Map()
  const faults: Fault[] = []
  const notes: string[] = []
  for (const name of names) {
    const text = environment[inputVariable(name)] ?? ''
    const [, bare, braced] = /^\s*\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})\s*$/.exec(text) ?? []
    const variable = bare ?? braced
    const value = variable === undefined ? text : environment[variable]
    if (value === undefined) {
      const near = nearest(variable ?? '', Object.keys(environment))
      faults.push({
        message: `${name} refers to the variable $${variable}, which does not exist in this job`,
        hint:
          near === undefined
            ? 'If the dotenv report of another job sets it, this job must depend on that job (needs: or an earlier stage).'
            : `Did you mean $${near}?`,
      })
    } else if (variable !== undefined && secrets.has(value.trim()))
      faults.push({
        message: `${name} refers to the variable $${variable}, which is a secret`,
        hint: 'Inputs are visible to everyone who can read the log or the merge request.',
      })
    else texts.set(name, [value])
    const inside =
      variable === undefined ? namesIn(text).find((found) => environment[found] !== undefined) : undefined
    if (inside !== undefined)
      notes.push(
        `$${inside} in ${name} is not expanded: an input refers to a variable only if it is nothing but the name of the variable. Put the whole text into a pipeline variable and use that.`,
      )
  }
  return { texts, faults, notes }
}

/** Returns the variables that a text seems to refer to. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name)
}
