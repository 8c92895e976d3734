import { gatedIn, lockFound } from '../lock.ts'
import { policyOf } from '../../gate/policy.ts'
import type { Check, Found } from '../check.ts'
import { orOk, unknown, warning } from '../check.ts'
import type { GitHubPorts } from './ports.ts'
import { baseOf } from './ports.ts'

/** Checks what `fairlead gate --check-setup` checks, for every environment that has a gate. */
export const gateHolds: Check<GitHubPorts> = {
  id: 'github/gate',
  title: 'Setup of the gate',
  level: 'warning',
  description:
    'An environment has a `gate` in `fairlead.yaml`, and the GitHub environment of the same name does not exist, has no required reviewers, allows self-review or bypassing by administrators, or accepts any branch; the base branch can be pushed to, its rules can be bypassed or are only in evaluate mode; teams cannot be read, or no reviewer is one of the people of the policy (all warnings).',
  async run(ports) {
    const { api, files } = ports
    const known = await gatedIn(files)
    if ('none' in known) return [known.none]
    const { config, gated } = known
    const base = await baseOf(ports)
    if (base === undefined)
      return [unknown('The infra repo is not accessible, so this could not be checked.')]
    const found: Found[] = []
    for (const name of gated) {
      const policy = policyOf(name, config)
      for (const { id, word, message, cure } of await api.gateSetup({ base, environments: [name], policy })) {
        // doctor has the token that writes; the gate uses another token.
        if (id === 'token' || word === 'yes') continue
        found.push(word === 'no' ? warning(message, cure) : unknown(message, cure))
      }
    }
    return orOk(found, `The gate of ${gated.join(', ')} is set up correctly.`)
  },
}

/** Checks that the base stays as the gate judged it until the pull request is merged. */
export const baseIsLocked: Check<GitHubPorts> = {
  id: 'github/lock',
  title: 'Lock on the base branch during a merge',
  level: 'warning',
  description:
    "An environment has a `gate`, but nothing guarantees that the base branch does not change between the decision and the merge: no rule requires up-to-date branches from this token, there is no merge queue, and the token cannot push the gate's own merge commit (warning). It is a note if only the gate's own merge would be locked.",
  async run(ports) {
    const { api, files } = ports
    const known = await gatedIn(files)
    if ('none' in known) return [known.none]
    const base = await baseOf(ports)
    if (base === undefined)
      return [unknown('The infra repo is not accessible, so this could not be checked.')]
    return [lockFound(await api.mergeRules(base), base)]
  },
}
