import { API_RULES } from './api.ts'
import { APP_SIDE_RULES } from './app.ts'
import { COLLISION_RULE } from './collisions.ts'
import { CONFIG_RULES } from './config.ts'
import { DECLARED_TWICE_RULE } from './declared-twice.ts'
import { HIDING_RULES, OUTSIDE_RULES } from './hiding.ts'
import { MASKED_RULE } from './masked.ts'
import { MOVING_RULE } from './moving.ts'
import type { RuleInfo } from '../findings/finding.ts'
import type { Risk } from './risk.ts'
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

/** All rules of risks, by subject. The page in the documentation is generated from them. */
export const riskRules = {
  object: [...API_RULES, ...rules, MASKED_RULE],
  app: [...appRules, ...APP_SIDE_RULES, COLLISION_RULE, DECLARED_TWICE_RULE, MOVING_RULE, ...OUTSIDE_RULES],
  change: CONFIG_RULES,
  hiding: HIDING_RULES,
} as const satisfies Readonly<Record<string, readonly RuleInfo<Risk['level']>[]>>
