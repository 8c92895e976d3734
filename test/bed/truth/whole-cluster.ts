/**
 * Reads the state of a cluster: all objects that controllers have deployed, and the pods of each workload. It reads
 * the API server and shares no code with Fairlead.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kube, KubeObject } from '../kube.ts'
import { KubeError } from '../kube.ts'
import { waitFor } from '../wait.ts'
import type { PlainObject } from './objects.ts'
import { withoutArgocd, withoutFlux, withoutServer } from './objects.ts'

/** The state of a cluster at one moment. */
export interface Live {
  /** The objects that controllers deployed, by name: `apps/Deployment shop/web`. */
  readonly objects: ReadonlyMap<string, PlainObject>
  /** The UIDs of the pods of each workload that has pods, by the name of the workload. */
  readonly pods: ReadonlyMap<string, ReadonlySet<string>>
}

/** A kind that the API server can list. */
interface Listed {
  readonly group: string
  readonly apiVersion: string
  readonly kind: string
}

/**
 * Kinds that users do not deploy, or whose objects copy the labels of the object that they were created for:
 * Endpoints of a Service.
 */
const made = new Set(['Event', 'Endpoints', 'EndpointSlice', 'Lease', 'ControllerRevision'])

/** Reads the state of a cluster. */
export async function liveOf(kube: Kube): Promise<Live> {
  const kinds = await listedKinds(kube)
  const lists = await Promise.all(
    kinds.map(async (kind) => (await listed(kube, kind)).map((o) => ({ kind, o }))),
  )
  const all = lists.flat()
  const objects = new Map<string, PlainObject>()
  for (const { kind, o } of all) if (isDeployed(o)) objects.set(nameIn(kind.group, o), asDeployed(o))
  return { objects, pods: podsOf(all.map(({ kind, o }) => ({ name: nameIn(kind.group, o), object: o }))) }
}

/** Returns each kind of each group once, in the version that the API server prefers. */
async function listedKinds(kube: Kube): Promise<Listed[]> {
  const { groups } = (await kube.request('GET', '/apis')) as {
    groups: { name: string; preferredVersion: { groupVersion: string } }[]
  }
  const versions = [
    { group: '', apiVersion: 'v1' },
    ...groups.map(({ name, preferredVersion }) => ({
      group: name,
      apiVersion: preferredVersion.groupVersion,
    })),
  ]
  const found = await Promise.all(
    versions.map(async ({ group, apiVersion }) => {
      const path = group === '' ? `/api/${apiVersion}` : `/apis/${apiVersion}`
      // A group may be removed between the two requests.
      const { resources } = (await kube.request('GET', path).catch(unlessGone({ resources: [] }))) as {
        resources: { name: string; kind: string; verbs: string[] }[]
      }
      return resources
        .filter(({ name, kind, verbs }) => !name.includes('/') && verbs.includes('list') && !made.has(kind))
        .map(({ kind }) => ({ group, apiVersion, kind }))
    }),
  )
  return found.flat()
}

function listed(kube: Kube, { apiVersion, kind }: Listed): Promise<KubeObject[]> {
  return kube.list({ apiVersion, kind }).catch(unlessGone([]))
}

function unlessGone<T>(nothing: T) {
  return (error: unknown): T => {
    if (error instanceof KubeError && error.status === 404) return nothing
    throw error
  }
}

/** Reports whether a GitOps controller deployed an object: it has their label or annotation, and no owner. */
function isDeployed({ kind, metadata }: KubeObject): boolean {
  if ((metadata.ownerReferences ?? []).length > 0) return false
  // Argo CD does not track any of them: argo-cd reposerver/repository/repository.go (GenerateManifests).
  if (kind === 'CustomResourceDefinition') return true
  return (
    metadata.annotations?.['argocd.argoproj.io/tracking-id'] !== undefined ||
    metadata.labels?.['kustomize.toolkit.fluxcd.io/name'] !== undefined
  )
}

/**
 * Returns an object as it was deployed: without the fields that the API server, the controllers of Kubernetes and the
 * GitOps controllers add.
 */
function asDeployed(live: KubeObject): PlainObject {
  const { apiVersion: _, ...object } = withoutFlux(withoutArgocd(withoutServer(live)))
  const {
    annotations = {},
    ownerReferences: _owners,
    finalizers: _finalizers,
    ...metadata
  } = object['metadata']
  const kept = Object.entries(annotations).filter(([name]) => !ofServers.has(name))
  if (object['kind'] === 'Job') withoutRun(object)
  return {
    ...object,
    metadata: { ...metadata, ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }) },
  }
}

/** Removes the ID by which a Job finds its pods. A Job that is created again gets another one. */
function withoutRun({ spec, metadata }: PlainObject): void {
  delete spec.selector
  for (const { labels = {} } of [metadata, spec.template.metadata ?? {}])
    for (const name of Object.keys(labels))
      if (/(^|\/)(controller-uid|job-name)$/.test(name)) delete labels[name]
}

/** Annotations that the controller manager or client-side apply sets. */
const ofServers = new Set([
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
  'kubectl.kubernetes.io/last-applied-configuration',
])

/** The name of an object: `apps/Deployment shop/web`. */
export function nameIn(group: string, { kind, metadata }: Pick<KubeObject, 'kind' | 'metadata'>): string {
  const namespace = metadata.namespace === undefined ? '' : `${metadata.namespace}/`
  return `${group === '' ? '' : `${group}/`}${kind} ${namespace}${metadata.name}`
}

/** Returns the UIDs of pods by the topmost object that owns them. */
function podsOf(all: readonly { name: string; object: KubeObject }[]): Map<string, Set<string>> {
  const byUid = new Map(all.map((one) => [one.object.metadata.uid, one]))
  const pods = new Map<string, Set<string>>()
  for (const { name, object } of all) {
    if (object.kind !== 'Pod') continue
    let top = { name, object }
    for (;;) {
      const uid = top.object.metadata.ownerReferences?.[0]?.uid
      const owner = uid === undefined ? undefined : byUid.get(uid)
      if (owner === undefined) break
      top = owner
    }
    pods.set(top.name, (pods.get(top.name) ?? new Set()).add(object.metadata.uid ?? ''))
  }
  return pods
}

/**
 * Waits until the controllers of Kubernetes have finished: no pod is being deleted, and each workload has the pods
 * that it should have.
 */
export async function settled(kube: Kube): Promise<void> {
  await waitFor(
    'the workloads',
    async (seen) => {
      const waiting = await unsettled(kube)
      seen(waiting)
      await sleep(400)
      return waiting.length === 0 ? true : undefined
    },
    300_000,
  )
}

async function unsettled(kube: Kube): Promise<string[]> {
  const [deployments = [], sets = [], daemons = [], jobs = [], pods = []] = await Promise.all(
    [
      ['apps/v1', 'Deployment'],
      ['apps/v1', 'StatefulSet'],
      ['apps/v1', 'DaemonSet'],
      ['batch/v1', 'Job'],
      ['v1', 'Pod'],
    ].map(([apiVersion = '', kind = '']) => kube.list({ apiVersion, kind })),
  )
  const bad = (objects: readonly KubeObject[], isDone: (object: KubeObject) => boolean) =>
    objects.filter((object) => !isDone(object)).map((object) => nameIn('', object))
  const isSeen = ({ metadata, status }: KubeObject) => status?.observedGeneration === metadata.generation
  return [
    ...bad(deployments, (object) => isSeen(object) && isRolledOut(object)),
    ...bad(sets, (object) => isSeen(object) && isReplaced(object)),
    ...bad(daemons, (object) => {
      const { status, spec } = object
      const updated = spec.updateStrategy.type === 'OnDelete' || status.updatedNumberScheduled === 1
      return isSeen(object) && updated && status.numberReady === 1
    }),
    ...bad(jobs, ({ status }) => status?.completionTime !== undefined),
    ...bad(pods, ({ metadata }) => metadata.deletionTimestamp === undefined),
  ]
}

function isRolledOut({ spec, status }: KubeObject): boolean {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  const isComplete = spec.paused === true || updatedReplicas === spec.replicas
  return isComplete && replicas === spec.replicas && availableReplicas === spec.replicas
}

function isReplaced({ spec, status }: KubeObject): boolean {
  const { replicas = 0, readyReplicas = 0, updatedReplicas = 0, updateRevision, currentRevision } = status
  if (replicas !== spec.replicas || readyReplicas !== spec.replicas) return false
  if (spec.updateStrategy.type === 'OnDelete') return true
  const partition: number = spec.updateStrategy.rollingUpdate?.partition ?? 0
  return updateRevision === currentRevision || updatedReplicas >= spec.replicas - partition
}
