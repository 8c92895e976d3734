import type { AppChange } from './model.ts'
import type { ObjectId } from '../kube/ids.ts'
import { RISK_LEVELS } from '../risks/risk.ts'
import { appRisk } from './level.ts'

/** The gravest first, then by environment and name, as every report has its apps. */
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

/** Of two objects that are equally grave, definitions come last: they are long, and say little to a reviewer. */
export function weight({ kind }: ObjectId): number {
  return kind === 'CustomResourceDefinition' ? 1 : 0
}
