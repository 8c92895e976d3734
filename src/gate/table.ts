import { verifiedBefore } from './rules/before.ts'
import { immutable, reproducible } from './rules/fixed.ts'
import { approved, codeOwners, writersKnown } from './rules/people.ts'
import { protectedThere } from './rules/protected.ts'
import type { GateRule } from './rules/rule.ts'
import { known, merges } from './rules/state.ts'
import { freeze, window } from './rules/time.ts'

/** Everything that has to hold before a change goes ahead, in the order in which it is told. */
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
