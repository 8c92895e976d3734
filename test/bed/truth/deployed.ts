/** Deploys apps, and a commit of them, with the controllers of the bed. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../cluster.ts'
import type { Repository } from '../git.ts'
import type { Kube, KubeKind, KubeObject } from '../kube.ts'
import { kindOf } from '../kube.ts'
import { waitFor } from '../wait.ts'
import type { ChangingApp } from './changing-app.ts'
import { settled } from './whole-cluster.ts'

/** Returns the GitRepository that the Kustomizations of an infra repo use. Its name is `infra`. */
export const gitRepository = (url: string): KubeObject => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name: 'infra', namespace: 'flux-system' },
  spec: { url, ref: { branch: 'main' }, interval: '1h' },
})

/**
 * Applies the declarations of apps to the cluster as the repository has them, and creates a namespace for each app.
 */
export async function declare(cluster: Cluster, repository: Repository, apps: readonly ChangingApp[]) {
  await Promise.all(
    apps.map(({ name }) => cluster.kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  )
  const objects = [gitRepository(repository.url), ...apps.map((app) => app.declaration(repository.url))]
  await Promise.all(objects.map((object) => cluster.kube.apply(object as KubeObject)))
}

/** Has the controllers fetch a commit, and waits until they and Kubernetes have finished with it. */
export async function reach(cluster: Cluster, apps: readonly ChangingApp[], commit: string): Promise<void> {
  const { kube } = cluster
  const declarations = apps.map((app) => app.declaration('') as KubeObject)
  const refresh = (objects: readonly KubeObject[]) =>
    Promise.all(
      objects
        .filter(({ kind }) => kind === 'Application')
        .map((object) => annotate(kube, object, refreshed, 'normal')),
    )
  await annotate(kube, gitRepository(''), 'reconcile.fluxcd.io/requestedAt', commit)
  await refresh(declarations)
  await waitFor(
    `all apps at ${commit}`,
    async (seen) => {
      // One list for each kind, instead of a request for each object, keeps the load on the API server low.
      const live = (await Promise.all(kindsOf(declarations).map((kind) => kube.list(kind)))).flat()
      const isThere = ({ kind, metadata: { name } }: KubeObject) =>
        live.some((object) => object.kind === kind && object.metadata.name === name && isAt(object, commit))
      // On a slow machine an app may have waited for something in vain, and would retry only after a minute.
      await refresh(live.filter(isStuck))
      const late = declarations.filter((object) => !isThere(object)).map(({ metadata }) => metadata.name)
      seen(live.flatMap(({ metadata: { name }, status }) => (late.includes(name) ? { name, status } : [])))
      await sleep(400)
      return late.length === 0 ? true : undefined
    },
    400_000,
  )
  await settled(kube)
}

function kindsOf(objects: readonly KubeObject[]): KubeKind[] {
  return [...new Map(objects.map((object) => [object.kind, kindOf(object)])).values()]
}

function isAt(object: KubeObject, commit: string): boolean {
  return object.kind === 'Application' ? isSynced(object, commit) : isApplied(object, commit)
}

const refreshed = 'argocd.argoproj.io/refresh'

function annotate(kube: Kube, object: KubeObject, name: string, value: string) {
  const annotations = { [name]: value }
  return kube.patch(kindOf(object), object.metadata.name, { metadata: { annotations } })
}

/**
 * Reports whether an Application will not refresh by itself for a while. Either its comparison failed, or it has
 * synced and not noticed that: Argo CD gets no events for objects without its tracking annotation (definitions).
 */
function isStuck({ metadata, operation, status = {} }: KubeObject): boolean {
  if (metadata.annotations?.[refreshed] !== undefined || operation !== undefined) return false
  const { conditions = [], sync, operationState } = status
  const isUnseen = sync?.status === 'OutOfSync' && operationState?.phase === 'Succeeded'
  return isUnseen || conditions.some(({ type }: { type: string }) => type === 'ComparisonError')
}

/** A running sync may still change the objects. */
function isSynced({ metadata, operation, status = {} }: KubeObject, commit: string): boolean {
  const { sync, operationState } = status
  return (
    metadata.annotations?.[refreshed] === undefined &&
    operation === undefined &&
    sync?.revision === commit &&
    sync.status === 'Synced' &&
    (operationState === undefined || operationState.phase === 'Succeeded')
  )
}

function isApplied({ metadata, status = {} }: KubeObject, commit: string): boolean {
  const ready = (status.conditions ?? []).find(({ type }: { type: string }) => type === 'Ready')
  return (
    status.observedGeneration === metadata.generation &&
    status.lastAppliedRevision === `main@sha1:${commit}` &&
    ready?.status === 'True'
  )
}
