/**
 * The names, labels and quantities that the API server accepts.
 *
 * Rules: k8s.io/apimachinery pkg/util/validation/validation.go, pkg/api/validation, pkg/api/resource/quantity.go
 */

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/
const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)(([numkMGTPE]|[KMGTPE]i)|[eE][+-]?\d+)?$/

/** Kinds whose names may contain every character of a path segment. */
const SEGMENT_KINDS = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'APIService'])
/** Kinds whose names must be a DNS label. */
const LABEL_KINDS = new Set(['Namespace', 'Service'])
const RBAC = 'rbac.authorization.k8s.io'

/** Returns why a name is not valid, as the end of a sentence (`… is not valid: …`); undefined if it is valid. */
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

/** Reports whether a text is a valid key of a label or an annotation. */
export function isQualifiedName(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').toReversed()
  return (
    more.length === 0 &&
    (prefix === undefined || isDomain(prefix)) &&
    name.length <= 63 &&
    QUALIFIED.test(name)
  )
}

/** Reports whether a text is a valid label value. */
export function isLabelValue(value: string): boolean {
  return value.length <= 63 && VALUE.test(value)
}

/** Reports whether a text is a valid key of a ConfigMap or Secret. */
export function isDataKey(key: string): boolean {
  return key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..')
}

/** Reports whether a text is a quantity: `500m`, `1Gi`, `1e3`. */
export function isQuantity(value: string): boolean {
  return QUANTITY.test(value)
}

function isDomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => LABEL.test(part))
}
