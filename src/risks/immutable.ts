import { isForced, isHook } from '../compare/remade.ts'
import type { Json } from '../yaml/value.ts'
import { isObject, valueAt } from '../yaml/value.ts'
import { isEqual } from '../compare/equal.ts'
import { quantity } from '../kube/quantity.ts'
import type { Change, Rule } from './rule.ts'

/**
 * Fields that the API server refuses to change, by kind.
 *
 * Source: the `Validate…Update` functions in https://github.com/kubernetes/kubernetes/tree/master/pkg/apis
 */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec.selector'],
  DaemonSet: ['spec.selector'],
  ReplicaSet: ['spec.selector'],
  StatefulSet: ['spec.selector', 'spec.serviceName', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
  Job: ['spec.selector', 'spec.template', 'spec.completionMode'],
  Service: ['spec.clusterIP', 'spec.clusterIPs'],
  RoleBinding: ['roleRef'],
  ClusterRoleBinding: ['roleRef'],
  StorageClass: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
  PersistentVolumeClaim: [
    'spec.accessModes',
    'spec.storageClassName',
    'spec.volumeName',
    'spec.volumeMode',
    'spec.selector',
    'spec.dataSource',
    'spec.dataSourceRef',
  ],
  IngressClass: ['spec.controller'],
  PriorityClass: ['value', 'preemptionPolicy'],
  CustomResourceDefinition: ['spec.group', 'spec.scope', 'spec.names.kind', 'spec.names.plural'],
  Secret: ['type'],
}

const fields: Rule = {
  id: 'immutable-field',
  level: 'high',
  description: `An immutable field changes; the apply fails: ${Object.entries(IMMUTABLE)
    .map(([kind, paths]) => `${kind} ${paths.join(', ')}`)
    .join('; ')}; all data of a ConfigMap or Secret that is \`immutable\`.`,
  find: (change, _all, { declaration }) => {
    if (!isSameObject(change) || isHook(change.after, declaration)) return []
    const force = isForced(change.after, declaration)
    // A Job is meant to run again.
    if (force && change.id.kind === 'Job') return []
    const paths = (Object.hasOwn(IMMUTABLE, change.id.kind) && IMMUTABLE[change.id.kind]) || []
    const changed = paths.filter((path) => differs(change, path))
    return changed.map((path) =>
      force
        ? `${path} cannot be changed: the ${change.id.kind} is deleted and recreated.`
        : `${path} cannot be changed: the apply fails until the ${change.id.kind} is deleted.`,
    )
  },
}

const data: Rule = {
  id: 'immutable-data',
  level: 'high',
  description: 'The data of a ConfigMap or Secret with `immutable: true` changes; the apply fails.',
  kinds: ['ConfigMap', 'Secret'],
  find: (change) => {
    if (!isSameObject(change) || valueAt(change.before, 'immutable') !== true) return []
    const changed = ['data', 'binaryData', 'stringData', 'immutable'].filter((path) => differs(change, path))
    return changed.length > 0 ? ['It is immutable: the apply fails until it is deleted.'] : []
  },
}

const shrunk: Rule = {
  id: 'pvc-shrunk',
  level: 'high',
  description:
    'A PersistentVolumeClaim, or the template of one, requests less storage than before; the apply fails.',
  kinds: ['PersistentVolumeClaim'],
  find: (change) => {
    const path = ['spec', 'resources', 'requests', 'storage']
    const [was, is] = [quantity(valueAt(change.before, ...path)), quantity(valueAt(change.after, ...path))]
    return isSameObject(change) && was !== undefined && is !== undefined && is < was
      ? ['A volume cannot shrink: the apply fails.']
      : []
  },
}

/** Reports whether the object keeps its name. Under another name it is created again, so nothing is immutable. */
function isSameObject({ action, renamedFrom }: Change): boolean {
  return action === 'changed' && renamedFrom === undefined
}

/**
 * The API server's defaults for fields that are not set.
 *
 * Source: the `SetDefaults…` functions in https://github.com/kubernetes/kubernetes/tree/master/pkg/apis
 */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  StatefulSet: { 'spec.podManagementPolicy': 'OrderedReady', 'spec.serviceName': '' },
  Job: { 'spec.completionMode': 'NonIndexed' },
  StorageClass: { parameters: {}, reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  PersistentVolumeClaim: { 'spec.volumeMode': 'Filesystem' },
  PriorityClass: { value: 0, preemptionPolicy: 'PreemptLowerPriority' },
  Secret: { type: 'Opaque' },
}

/** Reports whether a field differs for the API server, which has defaults for some fields that are not set. */
function differs({ id, before, after }: Change, path: string): boolean {
  const [was, is] = [before, after].map((side) => valueAt(side, ...path.split('.')))
  if (path === 'spec.clusterIP') return addressDiffers(before, was, is)
  // A field that is not set keeps the value that the server assigned.
  if (path === 'spec.clusterIPs' && (was === undefined || is === undefined)) return false
  if (path === 'spec.volumeClaimTemplates') return !isEqual(asGiven(was), asGiven(is))
  const standard = Object.hasOwn(DEFAULTS, id.kind) ? DEFAULTS[id.kind]?.[path] : undefined
  return !isEqual(asServer(path, was) ?? standard, asServer(path, is) ?? standard)
}

/**
 * Reports whether the address of a Service differs. An address that is not set keeps the value that the server
 * assigned. A Service has one unless its type is ExternalName.
 */
function addressDiffers(before: Json | undefined, was: Json | undefined, is: Json | undefined): boolean {
  if (is === undefined || is === null || is === '') return false
  if (was !== undefined && was !== null && was !== '') return was !== is
  return is === 'None' && valueAt(before, 'spec', 'type') !== 'ExternalName'
}

/** Returns a value as the API server stores it: without empty values, and with the fields that it adds inside. */
function asServer(path: string, value: Json | undefined): Json | undefined {
  if (value === null) return undefined
  if (path === 'roleRef' && isObject(value)) return { apiGroup: 'rbac.authorization.k8s.io', ...value }
  if (!path.endsWith('selector') || !isObject(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => !isEmpty(inner)))
}

function isEmpty(value: Json): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0)
}

/** Returns the templates as the user gave them: without the fields that the server sets itself. */
function asGiven(templates: Json | undefined): Json {
  if (!Array.isArray(templates)) return []
  return (templates as readonly Json[]).map((item) => {
    if (!isObject(item)) return item
    const { apiVersion: _version, kind: _kind, status: _status, ...rest } = item
    return rest
  })
}

export const immutableRules: readonly Rule[] = [fields, data, shrunk]
