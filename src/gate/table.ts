import { verifiedBefore } from './rules/before.ts'
import { immutable, reproducible } from './rules/fixed.ts'
import { approved, codeOwners, writersKnown } from './rules/people.ts'
import { protectedThere } from './rules/protected.ts'
import type { GateRule } from './rules/rule.ts'
import { known, merges } from './rules/state.ts'
import { freeze, window } from './rules/time.ts'

/** All rules that must hold before a change is allowed, in the order in which they are reported. */
export const gateRules: readonly GateRule[] = [
  protectedThere,
  merges,
  known,
  writersKnown,
  approved,
  codeOwners,
  window,
  freeze,
  verifiedBefore,
  immutable,
  reproducible,
]
