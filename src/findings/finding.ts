import { describeLocation } from '../errors.ts'
import type { Fault } from '../errors.ts'

/** A rule: something that is looked for, whatever it is looked for in. */
export interface RuleInfo<Level extends string = string> {
  /** Stable, for scripts: `pvc-deleted`, `github/token`. */
  readonly id: string
  /** How grave what it finds is; of a rule with several levels the gravest. */
  readonly level: Level
  /** What it looks for, as a sentence for the documents. */
  readonly description: string
}

/**
 * What a rule has to say: of a change (a risk), or of a set-up (doctor). Its message is one sentence of what is, and
 * holds no value of a Secret. Which object it is about says what holds it: a risk stands with its object or app.
 */
export interface Finding<Level extends string = string> extends Omit<Fault, 'isNotFound'> {
  /** The id of the rule. */
  readonly rule: string
  readonly level: Level
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
