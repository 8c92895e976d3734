import { isObject } from '../yaml/value.ts'
import type { Json } from '../yaml/value.ts'
import { isLabelValue, isQualifiedName, isQuantity } from './names.ts'
import { below, mustBe } from './words.ts'

/** The checks of the API server besides the schemas of Kubernetes, by name of the definition. */

export const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'
const SELECTOR = 'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector'
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity'

/**
 * Fields that the schemas mark as required but the API server does not enforce: it sets a default, or treats a
 * missing value as empty.
 *
 * Source: kubernetes pkg/apis/rbac/v1/defaults.go, pkg/apis/networking/validation, pkg/apis/apps/validation,
 * pkg/apis/scheduling/validation, pkg/apis/discovery/validation
 */
const NOT_ENFORCED = new Set([
  'RoleRef.apiGroup',
  'Role.rules',
  'ClusterRole.rules',
  'NetworkPolicySpec.podSelector',
  'StatefulSetSpec.serviceName',
  'PriorityClass.value',
  'EndpointSlice.endpoints',
  'ControllerRevision.revision',
  'LimitRangeSpec.limits',
  'CSIDriver.spec',
  'CSINode.spec',
])

/** Reports whether the API server rejects an object without a field that its schema marks as required. */
export function isEnforced(definition: string | undefined, field: string): boolean {
  return (
    definition === undefined ||
    !NOT_ENFORCED.has(`${definition.slice(definition.lastIndexOf('.') + 1)}.${field}`)
  )
}

/** Reports whether a definition is checked by rules of its own instead of its schema. */
export function isQuantityType(definition: string | undefined): boolean {
  return definition === QUANTITY
}

/**
 * Returns the errors of a value whose definition has rules of its own.
 *
 * @param isOpen reports whether a text is a placeholder for a value that is not known here
 */
export function ownFaults(
  definition: string,
  value: Json,
  path: string,
  isOpen: (text: string) => boolean,
): string[] {
  if (definition === QUANTITY) return quantityFaults(value, path)
  if (!isObject(value)) return []
  if (definition === SELECTOR) return labelFaults(value['matchLabels'], below(path, 'matchLabels'), isOpen)
  if (definition !== META) return []
  return [
    ...labelFaults(value['labels'], below(path, 'labels'), isOpen),
    ...keyFaults(value['annotations'], below(path, 'annotations'), isOpen, (key) => key.toLowerCase()),
  ]
}

function quantityFaults(value: Json, path: string): string[] {
  if (typeof value === 'number') return []
  if (typeof value !== 'string') return [`${path} ${mustBe(['string', 'number'], value)}`]
  return isQuantity(value) ? [] : [`${path} is not a valid quantity (such as 500m, 2 or 1Gi)`]
}

/** Returns the errors of labels. The schema already checks that the values are strings. */
function labelFaults(labels: Json | undefined, path: string, isOpen: (text: string) => boolean): string[] {
  if (!isObject(labels)) return []
  const values = Object.entries(labels).flatMap(([key, value]) =>
    typeof value === 'string' && !isLabelValue(value) && !isOpen(value)
      ? [
          `the value of ${below(path, key)} is not a valid label value: use at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit`,
        ]
      : [],
  )
  return [...keyFaults(labels, path, isOpen), ...values]
}

/** @param asJudged returns the form of a key that the API server checks: for annotations, the key in lower case */
function keyFaults(
  map: Json | undefined,
  path: string,
  isOpen: (text: string) => boolean,
  asJudged = (key: string) => key,
): string[] {
  if (!isObject(map)) return []
  return Object.keys(map).flatMap((key) =>
    isQualifiedName(asJudged(key)) || isOpen(key)
      ? []
      : [
          `${below(path, key)} is not a valid key: use a name of at most 63 letters, digits, "-", "_" and ".", optionally prefixed with a domain and "/"`,
        ],
  )
}
