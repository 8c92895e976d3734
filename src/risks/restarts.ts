import type { Json } from '../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../yaml/value.ts'
import { isEqual } from '../compare/equal.ts'
import type { Restart } from '../compare/restarts.ts'
import { containersOf, podSpec, podTemplate } from '../kube/workload.ts'
import { some } from './gained.ts'
import type { AppRule, Rule } from './rule.ts'
import { once } from './rule.ts'

const labelOf = ({ id }: Restart) => `${id.kind} ${id.name}`

function restarting(
  id: string,
  level: Rule['level'],
  texts: {
    readonly description: string
    readonly is: (restart: Restart) => boolean
    readonly sentence: (names: string, isOne: boolean) => string
  },
): AppRule {
  return {
    id,
    level,
    description: texts.description,
    find: (_, { restarts }) => {
      const found = restarts.filter(texts.is)
      return found.length === 0 ? [] : [texts.sentence(some(found.map(labelOf)), found.length === 1)]
    },
  }
}

export const restartAppRules: readonly AppRule[] = [
  restarting('job-template-changed', 'high', {
    description:
      'Labels or annotations in the pod template of a Job change, which Kubernetes does not allow: the apply fails until the Job is deleted.',
    // Other changes in it are shown with its diff.
    is: ({ effect, isShown }) => effect === 'job-fails' && !isShown,
    sentence: (names, isOne) =>
      `The pod template of ${names} cannot be changed: the apply fails until ${isOne ? 'it is' : 'they are'} deleted.`,
  }),
  restarting('restart-on-delete', 'medium', {
    description:
      'A pod template changes, but the pods stay as they are until someone deletes them (OnDelete).',
    is: ({ effect }) => effect === 'on-delete',
    sentence: (names) => `${names}: the pods keep the old template until someone deletes them.`,
  }),
  restarting('restart-with-downtime', 'low', {
    description: 'A Deployment with the strategy Recreate restarts: all its pods stop before new ones start.',
    is: ({ effect }) => effect === 'recreate',
    sentence: (names) => `${names}: all pods stop before the new ones start (Recreate).`,
  }),
  restarting('restart-statefulset', 'low', {
    description: 'The pods of a StatefulSet are replaced, one after the other.',
    is: ({ effect, id }) => id.kind === 'StatefulSet' && (effect === 'restart' || effect === 'partition'),
    sentence: (names) => `${names}: the pods are replaced one after the other.`,
  }),
]

// --- the consumers of a ConfigMap or Secret

type Way = 'env' | 'mount'

interface Reader {
  readonly label: string
  readonly way: Way
  readonly content: Json
}

const KEYS = {
  ConfigMap: { env: ['configMapRef', 'configMapKeyRef'], volume: 'configMap', name: 'name' },
  Secret: { env: ['secretRef', 'secretKeyRef'], volume: 'secret', name: 'secretName' },
} as const

/**
 * Workloads that keep running. A Job has already read what it needs, and the next run of a CronJob reads it again.
 */
const RUNNING = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout']

const workloads = once(({ after }) =>
  after.filter((object) => RUNNING.includes(textAt(object, 'kind') ?? '') && podSpec(object) !== undefined),
)

/** Returns how the pods of a workload read an object. A mount with `subPath` is not updated, like a variable. */
function wayOf(workload: Json, kind: keyof typeof KEYS, name: string): Way | undefined {
  const { env, volume, name: key } = KEYS[kind]
  const containers = containersOf(workload).map(({ content }) => content)
  const isVariable = containers.some((container) =>
    [
      ...listAt(container, 'env').map((item) => valueAt(item, 'valueFrom')),
      ...listAt(container, 'envFrom'),
    ].some((from) => env.some((ref) => textAt(from, ref, 'name') === name)),
  )
  if (isVariable) return 'env'
  const volumes = listAt(podSpec(workload), 'volumes').flatMap((item) => {
    const own = textAt(item, volume, key) === name
    const projected = listAt(item, 'projected', 'sources').some(
      (from) => textAt(from, volume, 'name') === name,
    )
    return own || projected ? (textAt(item, 'name') ?? []) : []
  })
  const mounts = containers
    .flatMap((container) => listAt(container, 'volumeMounts'))
    .filter((mount) => volumes.includes(textAt(mount, 'name') ?? ''))
  if (mounts.length === 0) return undefined
  return mounts.some((mount) => isObject(mount) && (mount['subPath'] ?? mount['subPathExpr']) !== undefined)
    ? 'env'
    : 'mount'
}

/**
 * Reports whether Reloader restarts a workload when an object changes.
 *
 * Rules: https://github.com/stakater/Reloader, README "How to use"
 */
function isReloaded(workload: Json, object: Json | undefined, kind: string, name: string): boolean {
  const annotations = [
    valueAt(workload, 'metadata', 'annotations'),
    valueAt(podTemplate(workload), 'metadata', 'annotations'),
  ]
  const read = (key: string) =>
    annotations.map((map) => textAt(map, `${key}`)).find((value) => value !== undefined)
  const word = kind.toLowerCase()
  const isNamed = (key: string) => (read(key) ?? '').split(',').some((item) => item.trim() === name)
  return (
    read('reloader.stakater.com/auto') === 'true' ||
    read(`${word}.reloader.stakater.com/auto`) === 'true' ||
    isNamed(`${word}.reloader.stakater.com/reload`) ||
    (read('reloader.stakater.com/search') === 'true' &&
      textAt(object, 'metadata', 'annotations', 'reloader.stakater.com/match') === 'true')
  )
}

function readersLeft(way: Way): Rule['find'] {
  return ({ id, renamedFrom, action, before, after }, all) => {
    if (action !== 'changed' || renamedFrom !== undefined) return []
    const kind = id.kind as keyof typeof KEYS
    if (
      ['data', 'binaryData', 'stringData'].every((key) =>
        isEqual(valueAt(before, key) ?? null, valueAt(after, key) ?? null),
      )
    )
      return []
    const restarted = new Set(all.restarts.map(labelOf))
    const readers = workloads(all).flatMap((content): Reader[] => {
      const label = `${textAt(content, 'kind') ?? ''} ${textAt(content, 'metadata', 'name') ?? ''}`
      const isHere = (textAt(content, 'metadata', 'namespace') ?? '') === (id.namespace ?? '')
      const found = isHere ? wayOf(content, kind, id.name) : undefined
      return found === undefined ? [] : [{ label, way: found, content }]
    })
    const left = readers.filter(
      (reader) =>
        reader.way === way &&
        !restarted.has(reader.label) &&
        !isReloaded(reader.content, after, kind, id.name),
    )
    if (left.length === 0) return []
    const [names, isOne] = [some(left.map(({ label }) => label)), left.length === 1]
    return [
      way === 'env'
        ? `${names} ${isOne ? 'reads' : 'read'} it at startup and ${isOne ? 'does' : 'do'} not restart: the old value stays until the pods are replaced.`
        : `${names} ${isOne ? 'mounts' : 'mount'} it and ${isOne ? 'does' : 'do'} not restart: the files change within about a minute.`,
    ]
  }
}

export const restartRules: readonly Rule[] = [
  {
    id: 'config-without-restart',
    level: 'medium',
    description:
      'A ConfigMap or Secret changes, but its consumers read it only at startup (variables, `subPath`) and do not restart: they keep the old value.',
    kinds: Object.keys(KEYS),
    find: readersLeft('env'),
  },
  {
    id: 'config-reread',
    level: 'low',
    description:
      'A ConfigMap or Secret that running pods mount changes: they get the new files within about a minute, without a restart.',
    kinds: Object.keys(KEYS),
    find: readersLeft('mount'),
  },
]
