import type { Config } from '../config/config.ts'
import type { MergeRules } from '../forge/merging.ts'
import { lockOfSetup } from '../gate/merge/lock.ts'
import type { Found } from './check.ts'
import { note, ok, unknown, warning } from './check.ts'
import { gatedEnvironments } from '../gate/policy.ts'

/** Returns the environments with a gate; a finding instead if there are none, or if they are not known. */
export async function gatedIn(
  files: { config(): Promise<Config> } | undefined,
): Promise<{ readonly config: Config; readonly gated: readonly string[] } | { readonly none: Found }> {
  if (files === undefined)
    return { none: unknown('Without the files of the infra repo, environments with a gate are not known.') }
  const config = await files.config()
  const gated = gatedEnvironments(config)
  return gated.length === 0 ? { none: ok('No environment has a gate.') } : { config, gated }
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
