/**
 * The description of a command, which is defined once. It determines how inputs are parsed and checked on every
 * surface, `action.yml`, `--help`, and the tables of the documentation.
 */

import type { FairleadError } from '../errors.ts'

/** A surface that some inputs belong to: GitHub Actions, GitLab's components, or a terminal. */
export type InputSurface = 'actions' | 'components' | 'command line'

interface Described {
  readonly description: string
  /** The only surface that has the input. Default: all surfaces. */
  readonly surface?: InputSurface
  /** Whether the value is always masked and never printed. */
  readonly secret?: boolean
  /** Other names of the same input, on every surface. */
  readonly aliases?: readonly string[]
  /** Names from the previous release: they still work, with a warning. */
  readonly formerNames?: readonly string[]
  /** The default in an `action.yml`, if it is an expression such as `${{ github.token }}`. */
  readonly actionDefault?: string
  /** The default in a GitLab component, if it is different. */
  readonly componentDefault?: string
  /**
   * The files that the command writes to the folder that this input names. Existing files with these names are
   * removed before the run starts.
   */
  readonly writes?: readonly string[] | 'everything'
  /** Whether the input names files that the command reads. */
  readonly reads?: boolean
}

/** A line of text; an empty one counts as not given. */
export interface TextInput extends Described {
  readonly type: 'text'
  readonly default?: string
  readonly required?: boolean
}
/** One of several words. */
export interface ChoiceInput extends Described {
  readonly type: 'choice'
  readonly options: readonly string[]
  /** Synonyms for some of the options, such as GitLab's terms. */
  readonly otherOptions?: Readonly<Record<string, string>>
  readonly default: string
}

/** Reports whether a surface has an input. */
export function isOn({ surface }: Pick<Described, 'surface'>, on: InputSurface): boolean {
  return surface === undefined || surface === on
}

/** Returns all words that a choice accepts. */
export function optionsOf({ options, otherOptions = {} }: ChoiceInput): string[] {
  return [...options, ...Object.keys(otherOptions)]
}
/** Some of several words, comma- or newline-separated. On the command line the option can also be repeated. */
export interface ChoicesInput extends Described {
  readonly type: 'choices'
  readonly options: readonly string[]
  readonly default: string
  /** The option that cannot be combined with others. */
  readonly alone?: string
}
/** `true` or `false`. */
export interface FlagInput extends Described {
  readonly type: 'flag'
  readonly default: false
}
/** Several texts, comma- or newline-separated. On the command line the option can also be repeated. */
export interface ListInput extends Described {
  readonly type: 'list'
}
/** A whole number from 0. */
export interface NumberInput extends Described {
  readonly type: 'number'
}

export type Input = TextInput | ChoiceInput | ChoicesInput | FlagInput | ListInput | NumberInput
export type InputDescriptions = Readonly<Record<string, Input>>

/** The output `outcome` of commands that do not define their own. */
const outcome: Output = { description: 'done, or failed if the step fails.' }

/** Returns the outputs of a command, including the one that all commands have. */
export function outputsOf({ outputs }: Pick<CommandDescription, 'outputs'>): OutputDescriptions {
  return Object.hasOwn(outputs, 'outcome') ? outputs : { ...outputs, outcome }
}

/** Returns the outputs of a result as the surfaces pass them on, including `outcome`. */
export function givenOutputs({
  outputs,
  failure,
}: Pick<Result, 'outputs' | 'failure'>): Readonly<Record<string, string>> {
  return { ...outputs, outcome: failure ? FAILED : (outputs['outcome'] ?? 'done') }
}

/** The outcome of a command that fails. */
export const FAILED = 'failed'

/** Returns every name of an input: its own, its aliases, and its former names. */
export function namesOf(
  name: string,
  { aliases = [], formerNames = [] }: Input,
): readonly [string, ...string[]] {
  return [name, ...aliases, ...formerNames]
}

/** Returns every name of some inputs, with the proper name of its input. */
export function ownNames(inputs: InputDescriptions): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(inputs).flatMap(([name, input]) =>
      namesOf(name, input).map((other) => [other, name] as const),
    ),
  )
}

/**
 * Returns inputs or outputs of the catalogue with the descriptions of one command. Everything else stays the same.
 */
export function described<T extends Readonly<Record<string, { readonly description: string }>>>(
  all: T,
  descriptions: { readonly [K in keyof T]?: string },
): T {
  const entries = Object.entries(all).map(([name, one]) => {
    const description = descriptions[name]
    return [name, description === undefined ? one : { ...one, description }]
  })
  return Object.fromEntries(entries) as T
}

export interface Output {
  readonly description: string
  /**
   * Whether the output is a list or a whole document. No variable of GitLab can hold it, so there it is only in the
   * JSON artifact.
   */
  readonly long?: boolean
}
export type OutputDescriptions = Readonly<Record<string, Output>>

export interface CommandDescription<
  I extends InputDescriptions = InputDescriptions,
  O extends OutputDescriptions = OutputDescriptions,
> {
  /** The name of the action, the component and the subcommand. */
  readonly name: string
  /** The action's name in the marketplace. */
  readonly title: string
  /** One sentence. */
  readonly summary: string
  readonly inputs: I
  readonly outputs: O
}

type ValueOf<T extends Input> = T extends FlagInput
  ? boolean
  : T extends ListInput
    ? readonly string[]
    : T extends NumberInput
      ? number | undefined
      : T extends ChoiceInput
        ? T['options'][number]
        : T extends ChoicesInput
          ? readonly T['options'][number][]
          : T extends { readonly required: true } | { readonly default: string }
            ? string
            : string | undefined

/** The checked values of a command's inputs. */
export type Values<I extends InputDescriptions> = { readonly [K in keyof I]: ValueOf<I[K]> }

/** The result of a command. The runtime of each surface prints it in the form of that surface. */
export interface Result<O extends OutputDescriptions = OutputDescriptions> {
  /** The outputs for the next step. All values are text, because CI systems support nothing else. */
  readonly outputs: { readonly [K in keyof O]: string }
  /** The whole result as data, for `--output json`. */
  readonly data: unknown
  /** The text for a terminal or a log: plain lines, complete sentences. */
  readonly text: readonly string[]
  /** The same text with colours, for a terminal that supports them. Untrusted parts have no colours. */
  readonly coloured?: readonly string[]
  /** The text for a step summary: GitHub-flavoured Markdown with all untrusted text escaped. */
  readonly summary: string
  /** Sentences that a person should not miss. */
  readonly warnings: readonly string[]
  /**
   * Set if the result is negative: it is reported like any other, and the run then ends with the exit code of this
   * error. `text` and `summary` already contain its messages.
   */
  readonly failure?: FairleadError
  /**
   * Work that depends on other systems, such as a comment on a forge. It runs after everything above is reported, so
   * that the report does not depend on its success.
   */
  readonly afterwards?: (() => Promise<Afterwards>) | undefined
}

/** The result of the work after a result is reported. */
export interface Afterwards {
  /** Sentences that a person should not miss. */
  readonly warnings: readonly string[]
  /** The error whose exit code the run ends with, unless the result itself is negative. */
  readonly failure?: FairleadError
}
