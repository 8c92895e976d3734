import { coldStart } from './cold-start.ts'
import { diff } from './diff.ts'
import { fluxLocal } from './flux-local.ts'
import { inventory } from './inventory.ts'
import { parents } from './parents.ts'
import { proof } from './proof.ts'
import type { Subject } from './subject.ts'
import { sync } from './sync.ts'
import { traffic } from './traffic.ts'
import { updateTime } from './update-time.ts'

/** All benchmarks, in the order of the document. */
export const subjects: readonly Subject[] = [
  traffic,
  updateTime,
  coldStart,
  inventory,
  parents,
  proof,
  diff,
  fluxLocal,
  sync,
]
