/** What the real Argo CD makes of an Application. */
import type { Argocd } from '../argocd.ts'
import { Kube, KubeError } from '../kube.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import { exactJson, nameOf, withoutArgocd } from './objects.ts'
import type { PlainObject } from './objects.ts'

/** An Argo CD, and the cluster that an app of it is deployed to. */
export interface Place {
  readonly argocd: Argocd
  readonly kube: Kube
}

/**
 * What the repo server renders for an Application at a revision (`GET …/manifests`), without the marks of Argo CD,
 * each object as the controller places it: in the destination's namespace where it has none, in none where its kind
 * has none, and of several of one name the last. The API shows stars instead of the values of Secrets.
 *
 * Rule for the placing: argo-cd controller/state.go (NormalizeTargetObjects). Whether a kind is in a namespace is
 * asked of the cluster; a kind that it does not have is in one, unless a definition among the objects says otherwise.
 *
 * @param revision a commit; sources that follow `main` are taken at it
 * @throws Error with Argo CD's answer where it cannot be rendered
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
    // An empty one is left as it is where there is to be none.
    const namespace = wanted || (own === '' ? own : undefined)
    const one = { ...object, metadata: { ...metadata, ...(namespace !== undefined && { namespace }) } }
    // One with `generateName` is another one each time. The version of an API tells no objects apart.
    const id = metadata.name === undefined ? String(i) : nameOf(one)
    placed.delete(id)
    placed.set(id, one)
  }
  return [...placed.values()]
}

/**
 * What the controller has to bring about, as its API shows it (`GET …/managed-resources`): it has placed the objects
 * itself. Hooks are not among them. The API shows stars instead of the values of Secrets.
 *
 * Waits until the controller has compared this revision.
 *
 * @throws Error where it does not come to that
 */
export async function controllerTargets(
  { argocd }: Place,
  name: string,
  revision: string,
): Promise<PlainObject[]> {
  await waitFor(`the comparison of ${name}`, async (seen) => {
    // What failed for another reason, such as a busy machine, is tried again only if it is asked for.
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

/** Those of its sources that follow `main` are taken at the revision; all others as they are. */
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
 * Whether it is a hook of a phase that Argo CD does not have, such as a test: the repo server renders it, and the
 * controller passes it over. That this is so is seen in what a sync does.
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
