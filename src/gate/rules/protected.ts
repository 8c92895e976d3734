import { denied, holds } from './rule.ts'
import type { GateRule } from './rule.ts'

/** The rule that nobody can bypass the gate. */

export const protectedThere: GateRule = {
  id: 'protected',
  description:
    'The protections that block the change on its forge are in place: the settings are read, and what cannot be read counts as missing.',
  isHard: true,
  judge({ protections }) {
    if (protections.length === 0) return []
    const faults = protections.filter(({ word }) => word !== 'yes')
    if (faults.length === 0) return [holds(protections.map(({ message }) => message).join(' '))]
    return faults.map(({ message, cure }) =>
      denied(message, cure ?? 'fairlead gate --check-setup shows all checks.'),
    )
  },
}
