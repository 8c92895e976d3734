import { hasGate, lockFound } from '../lock.ts'
import { policyOf } from '../../gate/policy.ts'
import type { Check, Found } from '../check.ts'
import { ok, orOk, unknown, warning } from '../check.ts'
import type { GitHubPorts } from './ports.ts'
import { baseOf } from './ports.ts'

/** What `fairlead gate --check-setup` looks at, for every environment that has a gate. */
export const gateHolds: Check<GitHubPorts> = {
  id: 'github/gate',
  title: 'Whether the gate holds',
  level: 'warning',
  description:
    "An environment with a `gate` in `fairlead.yaml`: its GitHub environment of the same name is not there, has no reviewers, lets people approve their own runs or administrators through, or is for any branch; the base can be pushed to, its rules can be bypassed or only evaluate; teams cannot be read, or no reviewer is one of the policy's people (all of them warnings).",
  async run(ports) {
    const { api, files } = ports
    if (files === undefined)
      return [unknown("Without the infra repo's files nothing tells which environments have a gate.")]
    const config = await files.config()
    const gated = Object.keys(config.environments).filter((name) => config.environments[name]?.gate)
    if (gated.length === 0) return [ok('No environment has a gate.')]
    const base = await baseOf(ports)
    if (base === undefined) return [unknown('The infra repo is not seen, so this could not be looked at.')]
    const found: Found[] = []
    for (const name of gated) {
      const policy = policyOf(name, config)
      for (const { id, word, message, cure } of await api.gateSetup({ base, environments: [name], policy })) {
        // The token of doctor is the one that writes; that of the gate is another one.
        if (id === 'token' || word === 'yes') continue
        found.push(word === 'no' ? warning(message, cure) : unknown(message, cure))
      }
    }
    return orOk(found, `The gate of ${gated.join(', ')} holds.`)
  },
}

/** What keeps the base as a gate has judged it until the request is merged. */
export const baseIsLocked: Check<GitHubPorts> = {
  id: 'github/lock',
  title: 'What locks the base during a merge',
  level: 'warning',
  description:
    "An environment has a `gate`, and nothing keeps the base as it was judged until the merge: no rule demands up-to-date branches of this token, there is no merge queue, and the token cannot push the gate's own merge commit either (warning); a note where only the gate's own merge would be locked.",
  async run(ports) {
    const { api, files } = ports
    if (files === undefined)
      return [unknown("Without the infra repo's files nothing tells which environments have a gate.")]
    if (!hasGate(await files.config())) return [ok('No environment has a gate.')]
    const base = await baseOf(ports)
    if (base === undefined) return [unknown('The infra repo is not seen, so this could not be looked at.')]
    return [lockFound(await api.mergeRules(base), base)]
  },
}
