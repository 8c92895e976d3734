import { describeLocation } from '../errors.ts'
import type { Location } from '../errors.ts'
import type { ObjectId } from '../kube/ids.ts'

/** A rule: something that is looked for, whatever it is looked for in. */
export interface RuleInfo<Level extends string = string> {
  /** Stable, for scripts: `pvc-deleted`, `github/token`. */
  readonly id: string
  readonly level: Level
  /** What it looks for, as a sentence for the documents. */
  readonly description: string
}

/** What a rule has to say: of a change (a risk), or of a set-up (doctor). */
export interface Finding<Level extends string = string> {
  /** The id of the rule. */
  readonly rule: string
  readonly level: Level
  /** One sentence of what is; holds no value of a Secret. */
  readonly message: string
  /** What to do: the setting's place, the input's name. */
  readonly hint?: string | undefined
  /** The object that it is about. */
  readonly object?: ObjectId | undefined
  readonly at?: Location | undefined
}

/** What a rule found, by its own level. */
export function finding<Level extends string>(
  { id, level }: Pick<RuleInfo<Level>, 'id' | 'level'>,
  message: string,
): Finding<Level> {
  return { rule: id, level, message }
}

/** `apps/web.yaml:3: What is.`: the place, where there is one, and the sentence. */
export function placed({ message, at }: Pick<Finding, 'message' | 'at'>): string {
  return at ? `${describeLocation(at)}: ${message}` : message
}
