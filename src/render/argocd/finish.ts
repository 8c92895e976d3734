import { keyOf } from '../../kube/ids.ts'
import { annotation, describeObject, idOf, inNamespace } from '../../kube/manifests.ts'
import type { Manifest } from '../../kube/manifests.ts'
import { clusterScope } from '../../kube/scope.ts'
import type { Rendered } from '../model.ts'

/**
 * Combines the manifests of all sources: namespaced objects without a namespace get that of the destination,
 * cluster-scoped objects lose theirs, and of several manifests of one object, the last one is used.
 *
 * Rule: argo-cd controller/state.go (NormalizeTargetObjects)
 *
 * @param namespace the namespace of the destination; empty if it has none
 */
export function finish(
  results: readonly Rendered[],
  namespace: string,
  notes: Set<string>,
): readonly Manifest[] {
  const all = results.flatMap((result) => result.manifests)
  const isInCluster = clusterScope(all)
  const placed = new Map<string, Manifest>()
  for (const manifest of all.filter((object) => !isIgnoredHook(object))) {
    const wanted = isInCluster(manifest) ? undefined : manifest.namespace || namespace || undefined
    const object = wanted === manifest.namespace ? manifest : inNamespace(manifest, wanted)
    const generated = manifest.content['metadata'] && isGenerated(manifest)
    const key = generated ? `${keyOf(idOf(object))}\0${placed.size}` : keyOf(idOf(object))
    if (placed.has(key))
      notes.add(`${describeObject(object)} is rendered more than once; the last one counts`)
    placed.delete(key)
    placed.set(key, object)
  }
  return [...placed.values()]
}

function isGenerated({ content }: Manifest): boolean {
  const { metadata } = content
  return typeof metadata === 'object' && metadata !== null && !('name' in metadata)
}

/** The hooks that Argo CD applies before, during and after a sync, and before and after it deletes the app. */
const HOOKS = new Set(['PreSync', 'Sync', 'PostSync', 'SyncFail', 'Skip', 'PreDelete', 'PostDelete'])
const HELM_HOOKS = new Set(
  'pre-install pre-upgrade post-upgrade post-install pre-delete post-delete'.split(' '),
)

/**
 * Reports whether an object is a hook that is never applied, because Argo CD has no phase for it, such as tests and
 * rollback hooks.
 *
 * Rules: argo-cd gitops-engine pkg/sync/ignore/ignore.go, pkg/sync/hook/hook.go (Types), controller/hook.go (deletion
 * hooks)
 */
function isIgnoredHook(manifest: Manifest): boolean {
  const own = annotation(manifest, 'argocd.argoproj.io/hook')
  const helm = annotation(manifest, 'helm.sh/hook')
  if (own === undefined && (helm === undefined || helm === 'crd-install')) return false
  const isOne = (text: string | undefined, known: ReadonlySet<string>) =>
    text?.split(',').some((type) => known.has(type.trim())) === true
  return !isOne(own, HOOKS) && !isOne(helm, HELM_HOOKS)
}
