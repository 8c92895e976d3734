/**
 * What the API server takes as names, labels and quantities.
 *
 * Rules: k8s.io/apimachinery pkg/util/validation/validation.go, pkg/api/validation, pkg/api/resource/quantity.go
 */

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/
const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)(([numkMGTPE]|[KMGTPE]i)|[eE][+-]?\d+)?$/

/** Kinds whose names may hold anything that a path segment may. */
const SEGMENT_KINDS = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'APIService'])
/** Kinds whose names are one label of a DNS name. */
const LABEL_KINDS = new Set(['Namespace', 'Service'])
const RBAC = 'rbac.authorization.k8s.io'

/** Why a name is none, as the end of a sentence (`is no name: …`); undefined where it is one. */
export function nameFault(group: string, kind: string, name: string): string | undefined {
  if (SEGMENT_KINDS.has(kind) && (group === RBAC || group === 'apiregistration.k8s.io'))
    return name === '.' || name === '..' || /[/%]/.test(name) ? 'it must not contain "/" or "%"' : undefined
  if (LABEL_KINDS.has(kind) && group === '')
    return name.length <= 63 && LABEL.test(name)
      ? undefined
      : 'use at most 63 lowercase letters, digits and "-", beginning and ending with a letter or digit'
  if (kind === 'CronJob' && group === 'batch' && name.length > 52) return 'use at most 52 characters'
  return isDomain(name)
    ? undefined
    : 'use at most 253 lowercase letters, digits, "-" and ".", beginning and ending with a letter or digit'
}

/** Whether a text is the key of a label or an annotation. */
export function isQualifiedName(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').toReversed()
  return (
    more.length === 0 &&
    (prefix === undefined || isDomain(prefix)) &&
    name.length <= 63 &&
    QUALIFIED.test(name)
  )
}

/** Whether a text is the value of a label. */
export function isLabelValue(value: string): boolean {
  return value.length <= 63 && VALUE.test(value)
}

/** Whether a text is a key of a ConfigMap or Secret. */
export function isDataKey(key: string): boolean {
  return key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..')
}

/** Whether a text is a quantity: `500m`, `1Gi`, `1e3`. */
export function isQuantity(value: string): boolean {
  return QUANTITY.test(value)
}

function isDomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => LABEL.test(part))
}
