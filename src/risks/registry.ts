import { deletionAppRules, deletionRules } from './deletion.ts'
import { exposureRules } from './exposure.ts'
import { generatedRules } from './generated.ts'
import { gitopsRules } from './gitops.ts'
import { imageRules } from './images.ts'
import { immutableRules } from './immutable.ts'
import { rbacRules } from './rbac.ts'
import { referenceRules } from './references.ts'
import { restartAppRules, restartRules } from './restarts.ts'
import type { AppRule, Rule } from './rule.ts'
import { scalingRules } from './scaling.ts'
import { securityRules } from './security.ts'

/** Every rule about one object. */
export const rules: readonly Rule[] = [
  ...deletionRules,
  ...immutableRules,
  ...imageRules,
  ...scalingRules,
  ...referenceRules,
  ...restartRules,
  ...securityRules,
  ...generatedRules,
  ...rbacRules,
  ...exposureRules,
  ...gitopsRules,
]

/** Every rule about all objects of an app together. */
export const appRules: readonly AppRule[] = [...deletionAppRules, ...restartAppRules]
