/**
 * How a command describes itself, once: from this come the parsing and checking of inputs on every surface,
 * `action.yml`, `--help`, and the tables of the documentation.
 */

import type { FairleadError } from '../errors.ts'

interface Described {
  readonly description: string
  /** Where the input makes sense; everywhere if it is not said. */
  readonly surface?: 'actions' | 'command line'
  /** Never printed, always masked. */
  readonly secret?: boolean
  /** Other names of the same input, on every surface. */
  readonly aliases?: readonly string[]
  /** What it was called in the release before: still understood, with a warning. */
  readonly formerNames?: readonly string[]
  /** The default in an `action.yml`, where it is an expression such as `${{ github.token }}`. */
  readonly actionDefault?: string
  /** The default in a component of GitLab, where it is another one. */
  readonly componentDefault?: string
  /** It names a folder: the files that the command writes into it. What is there of them goes before the run begins. */
  readonly writes?: readonly string[] | 'everything'
  /** It names files that the command reads. */
  readonly reads?: boolean
}

/** One line of text; an empty one counts as not given. */
export interface TextInput extends Described {
  readonly type: 'text'
  readonly default?: string
  readonly required?: boolean
}
/** One of a few words. */
export interface ChoiceInput extends Described {
  readonly type: 'choice'
  readonly options: readonly string[]
  /** Other words for some of them, such as GitLab's own. */
  readonly otherOptions?: Readonly<Record<string, string>>
  readonly default: string
}

/** All words that a choice takes. */
export function optionsOf({ options, otherOptions = {} }: ChoiceInput): string[] {
  return [...options, ...Object.keys(otherOptions)]
}
/** Some of a few words, by commas or lines; on the command line also by giving the option again. */
export interface ChoicesInput extends Described {
  readonly type: 'choices'
  readonly options: readonly string[]
  readonly default: string
  /** One that no other may stand beside. */
  readonly alone?: string
}
/** `true` or `false`. */
export interface FlagInput extends Described {
  readonly type: 'flag'
  readonly default: false
}
/** Several texts, by commas or lines; on the command line also by giving the option again. */
export interface ListInput extends Described {
  readonly type: 'list'
}
/** A whole number from 0. */
export interface NumberInput extends Described {
  readonly type: 'number'
}

export type Input = TextInput | ChoiceInput | ChoicesInput | FlagInput | ListInput | NumberInput
export type InputDescriptions = Readonly<Record<string, Input>>

/** What every command says of how it ended, where it has no words of its own for that. */
const outcome: Output = { description: 'done, or failed if the step fails.' }

/** The outputs of a command, with the one that all of them have. */
export function outputsOf({ outputs }: Pick<CommandDescription, 'outputs'>): OutputDescriptions {
  return Object.hasOwn(outputs, 'outcome') ? outputs : { ...outputs, outcome }
}

/** The outputs of a result as the surfaces hand them on: `outcome` is among them. */
export function givenOutputs({
  outputs,
  failure,
}: Pick<Result, 'outputs' | 'failure'>): Readonly<Record<string, string>> {
  return { ...outputs, outcome: failure ? FAILED : (outputs['outcome'] ?? 'done') }
}

/** The outcome of a command that fails. */
export const FAILED = 'failed'

/** Every name that an input goes by: its own, its aliases, its former ones. */
export function namesOf(
  name: string,
  { aliases = [], formerNames = [] }: Input,
): readonly [string, ...string[]] {
  return [name, ...aliases, ...formerNames]
}

/** Each name that some inputs go by, with their own name. */
export function ownNames(inputs: InputDescriptions): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(inputs).flatMap(([name, input]) =>
      namesOf(name, input).map((other) => [other, name] as const),
    ),
  )
}

/** Inputs or outputs of the catalogue as one command means them: with its own descriptions, and all else as it is. */
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
  /** A list or a whole document: no variable of GitLab holds it, so there it is in the JSON artifact alone. */
  readonly long?: boolean
}
export type OutputDescriptions = Readonly<Record<string, Output>>

export interface CommandDescription<
  I extends InputDescriptions = InputDescriptions,
  O extends OutputDescriptions = OutputDescriptions,
> {
  /** The verb: the name of the action, the component and the subcommand. */
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

/** What a command gives back; the runtime of each surface prints it in that surface's way. */
export interface Result<O extends OutputDescriptions = OutputDescriptions> {
  /** For the next step; all text, as CI systems know nothing else. */
  readonly outputs: { readonly [K in keyof O]: string }
  /** The whole result as data, for `--output json`. */
  readonly data: unknown
  /** For a terminal or a log: plain lines, complete sentences. */
  readonly text: readonly string[]
  /** The same with colours, for a terminal that shows them; everything foreign in it is without any. */
  readonly coloured?: readonly string[]
  /** For a step summary: GitHub-flavoured markdown with everything foreign escaped. */
  readonly summary: string
  /** Sentences that a person should not miss. */
  readonly warnings: readonly string[]
  /**
   * Where the answer is a negative one: it is reported like any other, and the run then ends with the exit code
   * of this error. `text` and `summary` tell its faults already.
   */
  readonly failure?: FairleadError
  /**
   * What depends on somebody else, such as a comment on a forge: done once all of the above is reported, so that it is
   * there whatever becomes of this.
   */
  readonly afterwards?: (() => Promise<Afterwards>) | undefined
}

/** What came of the work behind a result. */
export interface Afterwards {
  /** Sentences that a person should not miss. */
  readonly warnings: readonly string[]
  /** The run ends with the exit code of this error, unless the result itself is a negative one. */
  readonly failure?: FairleadError
}
