import { describeLocation } from '../errors.ts'
import type { Fault } from '../errors.ts'

/** A rule: something that Fairlead looks for, in whatever input. */
export interface RuleInfo<Level extends string = string> {
  /** A stable id, for scripts: `pvc-deleted`, `github/token`. */
  readonly id: string
  /** The level of its findings; for a rule with several levels, the highest. */
  readonly level: Level
  /** A sentence for the documentation that describes what the rule finds. */
  readonly description: string
}

/**
 * The result of a rule, about a change (a risk) or about a set-up (doctor). Its message is one sentence that
 * describes the state, and contains no value of a Secret. The message does not have to name the object: a risk is
 * stored with its object or app.
 */
export interface Finding<Level extends string = string> extends Omit<Fault, 'isNotFound'> {
  /** The id of the rule. */
  readonly rule: string
  readonly level: Level
}

/** Returns a finding of a rule, with the level of the rule. */
export function finding<Level extends string>(
  { id, level }: Pick<RuleInfo<Level>, 'id' | 'level'>,
  message: string,
): Finding<Level> {
  return { rule: id, level, message }
}

/** Returns the message, after its location if there is one: `apps/web.yaml:3: The message.` */
export function placed({ message, at }: Pick<Finding, 'message' | 'at'>): string {
  return at ? `${describeLocation(at)}: ${message}` : message
}
