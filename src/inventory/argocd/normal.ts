import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'

/** The fields of a source that count, for the block of each tool. */
const FIELDS = {
  kustomize:
    'namePrefix nameSuffix version namespace images replicas commonLabels commonAnnotations patches components kubeVersion apiVersions ignoreMissingComponents',
  helm: 'version releaseName valueFiles parameters fileParameters values passCredentials ignoreMissingValueFiles skipCrds skipTests skipSchemaValidation kubeVersion apiVersions namespace',
  directory: 'recurse exclude include',
} as const

/**
 * Reports whether a block of a source is empty, such as `helm: {}` or `directory: {recurse: false}`. Argo CD removes
 * such a block from the Application, so that the files of the folder determine the tool.
 *
 * Rule: argo-cd util/argo/argo.go (NormalizeSource), pkg/apis/application/v1alpha1/types.go (IsZero)
 */
export function saysNothing(type: string, block: Json | undefined): boolean {
  if (!isObject(block)) return block === undefined || block === null
  if (type !== 'kustomize' && type !== 'helm' && type !== 'directory') return false
  const isSet = (value: Json | undefined) =>
    value !== undefined &&
    ![null, false, ''].includes(value as null) &&
    (typeof value !== 'object' || Object.keys(value as object).length > 0)
  // Even an empty `valuesObject` counts as set.
  if (type === 'helm' && isObject(block['valuesObject'])) return false
  const { jsonnet } = block
  if (type === 'directory' && isObject(jsonnet) && Object.values(jsonnet).some(isSet)) return false
  return !FIELDS[type].split(' ').some((field) => isSet(block[field]))
}
