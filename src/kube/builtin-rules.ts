import { isObject } from '../yaml/value.ts'
import type { Json } from '../yaml/value.ts'
import { isLabelValue, isQualifiedName, isQuantity } from './names.ts'
import { below, mustBe } from './words.ts'

/** What the API server checks beside the schemas of Kubernetes, by the name of the definition. */

export const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'
const SELECTOR = 'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector'
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity'

/**
 * Fields that the schemas call required and the API server does without: it has a default for them, or takes nothing
 * for an empty one.
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

/** Whether the API server refuses an object without a field that its schema calls required. */
export function isEnforced(definition: string | undefined, field: string): boolean {
  return (
    definition === undefined ||
    !NOT_ENFORCED.has(`${definition.slice(definition.lastIndexOf('.') + 1)}.${field}`)
  )
}

/** Whether a definition has rules of its own in place of its schema. */
export function isQuantityType(definition: string | undefined): boolean {
  return definition === QUANTITY
}

/**
 * What is wrong with a value of a definition that has rules of its own.
 *
 * @param isOpen whether a text stands for a value that is not known here
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

/** That the values are texts the schema says. */
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

/** @param asJudged what the API server judges in place of a key: of annotations, it in lower case */
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
