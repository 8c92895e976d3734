/** Reads the manifests that the real Argo CD renders for an Application. */
import type { Argocd } from '../argocd.ts'
import { Kube, KubeError } from '../kube.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import { exactJson, nameOf, withoutArgocd } from './objects.ts'
import type { PlainObject } from './objects.ts'

/** An Argo CD, and the cluster that it deploys an app to. */
export interface Place {
  readonly argocd: Argocd
  readonly kube: Kube
}

/**
 * Returns the objects that the repo server renders for an Application at a revision (`GET …/manifests`), without the
 * tracking annotations of Argo CD. The namespaces are those that the controller sets: an object without a namespace
 * gets the namespace of the destination, and an object of a cluster-scoped kind has none. If several objects have the
 * same name, only the last one is returned. The API shows stars instead of the values of Secrets.
 *
 * Rule for the namespaces: argo-cd controller/state.go (NormalizeTargetObjects). The cluster reports whether a kind
 * is namespaced. A kind that it does not have is namespaced, unless a definition among the objects is cluster-scoped.
 *
 * @param revision a commit; sources that follow `main` are rendered at it
 * @throws Error with Argo CD's answer if the Application cannot be rendered
 */
export async function repoServerRenders(
  { argocd, kube }: Place,
  application: KubeObject,
  revision: string,
): Promise<PlainObject[]> {
  const { name } = application.metadata
  const path = `/api/v1/applications/${name}/manifests?${queryOf(application, revision)}`
  const { status, body } = await argocd.request('GET', path)
  if (status !== 200) throw new Error(`${name}: ${body.message ?? JSON.stringify(body)}`)
  const rendered = ((body.manifests ?? []) as string[]).map((text) => withoutArgocd(exactJson(text)))
  const placed = new Map<string, PlainObject>()
  for (const [i, object] of rendered.entries()) {
    if (isNeverApplied(object)) continue
    const { namespace: own, ...metadata } = object['metadata']
    const isPlaced = await isNamespaced(kube, object, rendered)
    const wanted = isPlaced ? own || application['spec'].destination.namespace : undefined
    // An empty namespace of a cluster-scoped object is kept.
    const namespace = wanted || (own === '' ? own : undefined)
    const one = { ...object, metadata: { ...metadata, ...(namespace !== undefined && { namespace }) } }
    // Two objects with `generateName` are never the same object. Objects that differ only in the API version are the
    // same.
    const id = metadata.name === undefined ? String(i) : nameOf(one)
    placed.delete(id)
    placed.set(id, one)
  }
  return [...placed.values()]
}

/**
 * Returns the target objects of the controller, as its API shows them (`GET …/managed-resources`), with the
 * namespaces that the controller sets. Hooks are not among them. The API shows stars instead of the values of
 * Secrets.
 *
 * Waits until the controller has compared this revision.
 *
 * @throws Error if the controller does not compare it in time
 */
export async function controllerTargets(
  { argocd }: Place,
  name: string,
  revision: string,
): Promise<PlainObject[]> {
  await waitFor(`the comparison of ${name}`, async (seen) => {
    // Argo CD retries a comparison that failed for another reason, such as a busy machine, only on a refresh.
    const { body } = await argocd.request('GET', `/api/v1/applications/${name}?refresh=normal`)
    const { sync, conditions } = body.status ?? {}
    seen({ sync, conditions })
    const compared = [sync?.revision, ...(sync?.revisions ?? [])]
    return sync?.status !== 'Unknown' && compared.includes(revision) ? true : undefined
  })
  const { status, body } = await argocd.request('GET', `/api/v1/applications/${name}/managed-resources`)
  if (status !== 200) throw new Error(`${name}: ${JSON.stringify(body)}`)
  return ((body.items ?? []) as { targetState?: string }[]).flatMap(({ targetState = 'null' }) =>
    targetState === 'null' ? [] : [withoutArgocd(exactJson(targetState))],
  )
}

/**
 * Returns the query that renders an Application at the revision. Of several sources, only those that follow `main`
 * are set to it; the others keep their own revision.
 */
function queryOf({ spec }: KubeObject, revision: string): string {
  if (spec.sources === undefined) return `revision=${revision}`
  return (spec.sources as { targetRevision?: string }[])
    .flatMap(({ targetRevision }, i) =>
      targetRevision === 'main' ? [`revisions=${revision}&sourcePositions=${i + 1}`] : [],
    )
    .join('&')
}

async function isNamespaced(kube: Kube, object: PlainObject, all: readonly PlainObject[]): Promise<boolean> {
  const { apiVersion, kind } = object as KubeObject
  const [group] = apiVersion.includes('/') ? apiVersion.split('/') : ['']
  const definition = all.find(({ spec }) => spec?.names?.kind === kind && spec.group === group)
  if (definition !== undefined) return definition['spec'].scope === 'Namespaced'
  try {
    return (await kube.path({ apiVersion, kind, namespace: 'x' })).includes('/namespaces/x/')
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return true
    throw error
  }
}

/**
 * Reports whether an object is a hook of a phase that Argo CD does not have, such as a test. The repo server renders
 * it, but a sync does not apply it.
 *
 * Rule: gitops-engine pkg/sync/ignore/ignore.go, pkg/sync/hook/hook.go
 */
function isNeverApplied({ metadata }: PlainObject): boolean {
  const { 'argocd.argoproj.io/hook': own, 'helm.sh/hook': helm } = metadata.annotations ?? {}
  if (own === undefined && (helm === undefined || helm === 'crd-install')) return false
  const types = `${own ?? ''},${helm ?? ''}`.split(',').map((type) => type.trim())
  return !types.some((type) => phases.has(type))
}

const phases = new Set(
  'PreSync Sync PostSync SyncFail Skip PreDelete PostDelete pre-install pre-upgrade post-install post-upgrade pre-delete post-delete'.split(
    ' ',
  ),
)
