import { deletionAppRules, deletionRules } from './deletion.ts'
import type { AppRule, Rule } from './rule.ts'

/** Every rule about one object. */
export const rules: readonly Rule[] = [...deletionRules]

/** Every rule about all objects of an app together. */
export const appRules: readonly AppRule[] = [...deletionAppRules]
