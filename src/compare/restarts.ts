import type { ObjectId } from '../kube/ids.ts'
import type { Json } from '../yaml/value.ts'
import { textAt, valueAt } from '../yaml/value.ts'
import { isEqual } from './equal.ts'
import { isSame } from './lists.ts'
import { GENERATED } from './generated.ts'
import { keyOf } from '../kube/ids.ts'
import { escapePointer } from './noise.ts'
import type { Pair, Side } from './pairs.ts'
import { isForced, isHook } from './remade.ts'
import { templatePath } from '../kube/workload.ts'

/**
 * The effects of a changed pod template on the pods.
 *
 * - `restart`: they are replaced; `recreate`: all stop before new ones start; `partition`: those from a number on
 * - `on-delete`: they stay until someone deletes them; `paused`: they stay until the rollout is resumed
 * - `job-runs`: the Job runs again; `job-fails`: the apply fails until the Job is deleted; `next-run`: a CronJob uses
 *   it on its next run
 */
export const RESTART_EFFECTS = [
  'restart',
  'recreate',
  'partition',
  'on-delete',
  'paused',
  'job-runs',
  'job-fails',
  'next-run',
] as const

export type RestartEffect = (typeof RESTART_EFFECTS)[number]

/** A workload whose pod template changes. */
export interface Restart {
  readonly id: ObjectId
  readonly effect: RestartEffect
  /** The differences in the pod template, such as `label helm.sh/chart`; sorted. */
  readonly because: readonly string[]
  /** Whether it has other differences, so that it is also listed among the objects. */
  readonly isShown: boolean
}

/** A restart with the data that an approval is bound to. */
export interface FoundRestart extends Restart {
  /** The noise of the pod template before and after, which is part of the digest. */
  readonly digested: Json
}

/**
 * Returns the workloads whose pods are replaced. Any difference in a pod template causes that, including a label that
 * is noise elsewhere. Values that are generated on each run are the same on both sides here.
 *
 * Source: the pod-template-hash of Deployments and the ControllerRevision of StatefulSets and DaemonSets, see
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#updating-a-deployment
 *
 * @param app the object that declares the app; without it, the annotations of any controller count
 */
export function restartsOf(pairs: readonly Pair[], app?: Json): FoundRestart[] {
  return pairs.flatMap(({ before, after }) => {
    if (!before || !after || keyOf(before.id) !== keyOf(after.id)) return []
    const path = templatePath(after.id.kind)
    if (!path || path.length === 0) return []
    const prefix = `/${path.map(escapePointer).join('/')}/`
    const quiet = quietDifferences(before, after, prefix)
    // The content before names with a hash of their content were made equal.
    const differs = !isEqual(templateOf(before, path) ?? null, templateOf(after, path) ?? null)
    if (quiet.length === 0 && !differs) return []
    const effect = effectOf(after.id.kind, before.content, after.content, app)
    if (effect === undefined) return []
    const isShown = !isSame(before.content, after.content)
    if (effect === 'next-run' && !isShown) return []
    const because = quiet.map(({ pointer }) => wordOf(pointer.slice(prefix.length)))
    if (differs) because.push(isShown ? 'pod template' : hiddenReason(before, after))
    return [
      {
        id: after.id,
        effect,
        because: [...new Set(because)].toSorted(),
        isShown,
        digested: quiet.map(({ pointer, was, is }) => [pointer, was ?? null, is ?? null]),
      },
    ]
  })
}

/**
 * Returns the workloads of a side whose pod templates contain a value that differs on each run, so that each sync
 * restarts them.
 */
export function restartedAtEachSync(
  sides: readonly Side[],
): { readonly key: string; readonly name: string }[] {
  return sides.flatMap(({ id, quiet }) => {
    const path = templatePath(id.kind)
    if (!path || path.length === 0 || ['Job', 'CronJob'].includes(id.kind)) return []
    const prefix = `/${path.map(escapePointer).join('/')}/`
    const isGenerated =
      holdsGenerated(valueAt(quiet.content, ...path)) ||
      [...quiet.noise].some(([pointer, value]) => pointer.startsWith(prefix) && value === GENERATED)
    return isGenerated ? [{ key: keyOf(id), name: `${id.kind} ${id.name}` }] : []
  })
}

function holdsGenerated(value: Json | undefined): boolean {
  if (value === GENERATED) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsGenerated)
}

function templateOf({ quiet }: Side, path: readonly string[]): Json | undefined {
  return valueAt(quiet.content, ...path)
}

interface QuietDifference {
  readonly pointer: string
  readonly was: Json | undefined
  readonly is: Json | undefined
}

function quietDifferences(before: Side, after: Side, prefix: string): QuietDifference[] {
  const pointers = new Set([...before.quiet.noise.keys(), ...after.quiet.noise.keys()])
  return [...pointers].toSorted().flatMap((pointer) => {
    // The server sets it, and ignores the value in a manifest.
    if (!pointer.startsWith(prefix) || pointer.endsWith('/metadata/creationTimestamp')) return []
    const [was, is] = [before.quiet.noise.get(pointer), after.quiet.noise.get(pointer)]
    return isEqual(was ?? null, is ?? null) ? [] : [{ pointer, was, is }]
  })
}

/** Returns the difference in a pod template whose object counts as the same. */
function hiddenReason(before: Side, after: Side): string {
  // The Deployment controller compares templates including the order of lists: apiequality.Semantic.DeepEqual in
  // https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/util/deployment_util.go
  return isSame(before.quiet.content, after.quiet.content)
    ? 'order of a list'
    : 'name of a ConfigMap or Secret'
}

/** Returns a pointer as words: `metadata/labels/helm.sh~1chart` -> `label helm.sh/chart`. */
function wordOf(pointer: string): string {
  const [, list, key] = /^metadata\/(labels|annotations)\/(.*)$/s.exec(pointer) ?? []
  if (list === undefined || key === undefined) return pointer
  return `${list.slice(0, -1)} ${key.replaceAll('~1', '/').replaceAll('~0', '~')}`
}

/** Returns the effect of a changed pod template; undefined if there are no pods to replace. */
function effectOf(kind: string, before: Json, after: Json, app: Json | undefined): RestartEffect | undefined {
  if ([before, after].some((side) => valueAt(side, 'spec', 'replicas') === 0)) return undefined
  if (kind === 'CronJob') return 'next-run'
  if (kind === 'Job') return isHook(after, app) || isForced(after, app) ? 'job-runs' : 'job-fails'
  if (kind === 'ReplicaSet' || kind === 'ReplicationController' || kind === 'PodTemplate')
    return kind === 'PodTemplate' ? undefined : 'on-delete'
  if (valueAt(after, 'spec', 'paused') === true) return 'paused'
  if (textAt(after, 'spec', 'strategy', 'type') === 'Recreate') return 'recreate'
  if (textAt(after, 'spec', 'updateStrategy', 'type') === 'OnDelete') return 'on-delete'
  const partition = valueAt(after, 'spec', 'updateStrategy', 'rollingUpdate', 'partition')
  if (kind !== 'StatefulSet' || typeof partition !== 'number' || partition <= 0) return 'restart'
  const replicas = valueAt(after, 'spec', 'replicas') ?? 1
  // None of its pods has such a high number, so all of them wait until the partition is lowered.
  return typeof replicas === 'number' && partition >= replicas ? 'paused' : 'partition'
}
