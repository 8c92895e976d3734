import type { AppChange } from './model.ts'
import type { ObjectId } from '../kube/ids.ts'
import { RISK_LEVELS } from '../risks/risk.ts'
import { appRisk } from './level.ts'

/** Compares two apps for sorting, in the order of every report: highest risk first, then by environment and name. */
export function compareApps(a: AppChange, b: AppChange): number {
  const level = (change: AppChange) => RISK_LEVELS.indexOf(appRisk(change))
  const key = ({ app }: AppChange) => [
    app.environment ?? '',
    app.name,
    app.cluster ?? '',
    app.controlPlane ?? '',
    app.declaredAt?.file ?? '',
    app.namespace ?? '',
    app.kind,
  ]
  const [left, right] = [key(a), key(b)]
  const at = left.findIndex((part, index) => part !== right[index])
  return level(b) - level(a) || (at === -1 ? 0 : (left[at] ?? '') < (right[at] ?? '') ? -1 : 1)
}

/**
 * Returns the rank of an object among those with the same risk. Definitions come last, because they are long and not
 * very useful to a reviewer.
 */
export function weight({ kind }: ObjectId): number {
  return kind === 'CustomResourceDefinition' ? 1 : 0
}
