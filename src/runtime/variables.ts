import type { InputDescriptions } from '../commands/describe.ts'
import { namesOf, ownNames } from '../commands/describe.ts'
import type { Fault } from '../errors.ts'
import { nearest } from '../errors.ts'

/** The inputs of a component, as they stand in the variables of its job. */

type Environment = Readonly<Record<string, string | undefined>>
type Texts = Map<string, readonly string[]>

/** The variable that carries an input of a component: `image-tag` is FAIRLEAD_INPUT_IMAGE_TAG. */
export function inputVariable(name: string): string {
  return `FAIRLEAD_INPUT_${name.toUpperCase().replaceAll('-', '_')}`
}

/** The environment variable that holds a secret input: `token` is FAIRLEAD_TOKEN. */
export function secretVariable(name: string): string {
  return `FAIRLEAD_${name.toUpperCase().replaceAll('-', '_')}`
}

/** The inputs that a component has, under all of their names: secrets are variables of the project, never inputs. */
export function componentInputs(inputs: InputDescriptions): string[] {
  return Object.entries(inputs).flatMap(([name, input]) =>
    input.surface === 'command line' || input.secret === true ? [] : namesOf(name, input),
  )
}

/**
 * Secrets that are the name of a variable and not its value, as sentences: GitLab leaves the text where the pipeline
 * does not have that variable, and a server would only say that the token is wrong.
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

/** Of a shell and GitLab, of GitHub's expressions, and of other CI systems: `$NAME`, `${NAME}`, `${{ … }}`, `$(NAME)`. */
function isUnexpanded(text: string): boolean {
  return /^\s*\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}|\{\{[^{}]*\}\}|\([A-Za-z_][\w.]*\))\s*$/.test(text)
}

/**
 * Leaves out secrets that were given as an input or option and are the name of a variable, with a sentence for each.
 *
 * @param label how an input is written here
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

/** Secret inputs that are set as FAIRLEAD_TOKEN and the like, with what `standard` gives for the others. */
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
 * Reads the inputs of a component. An input that is nothing but `$NAME` or `${NAME}` has the value of that variable
 * of the job, such as one that the dotenv report of an earlier job set: GitLab itself does not expand what comes
 * through `expand: false`, and a shell never sees it. All other text stays as it is, dollar signs included (a note
 * says so), and what a variable holds is not looked at again.
 *
 * @param secrets texts that no input may be made of: a title with the token in it would be published
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

/** The variables that a text seems to speak of. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name)
}
