import type { Config } from '../config/config.ts'
import type { MergeRules } from '../forge/merging.ts'
import { lockOfSetup } from '../gate/merge/lock.ts'
import type { Found } from './check.ts'
import { note, ok, unknown, warning } from './check.ts'

export function hasGate({ environments }: Config): boolean {
  return Object.values(environments).some(({ gate }) => gate !== undefined)
}

/**
 * Reports whether the base is locked during a merge: for everyone who merges, or otherwise for the gate's merge only.
 */
export function lockFound(rules: MergeRules, base: string): Found {
  const people = lockOfSetup(rules, { base, merges: false })
  if (people.word === 'yes') return ok(people.message)
  const gate = lockOfSetup(rules, { base, merges: true })
  if (gate.word === 'no') return warning(gate.message, gate.cure)
  if (people.word === 'unread') return unknown(people.message, people.cure)
  return note(
    `${people.message} ${gate.word === 'yes' ? gate.message : `A gate with merge: true may be able to lock it. ${gate.message}`}`,
    people.cure,
  )
}
