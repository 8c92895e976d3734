/** Compares the objects of a cluster with those that should be applied to it. */
import type { Kube } from '../kube.ts'
import { kindOf } from '../kube.ts'
import type { KubeObject } from '../kube.ts'
import { valueDifferences, withoutServer } from './objects.ts'
import type { PlainObject } from './objects.ts'

/**
 * Returns the changes that applying an object again would make, with the field manager that applied it. The list is
 * empty if the object is the applied one. The API server makes the comparison in a dry run of a server-side apply, so
 * defaults and the notation of quantities make no difference, and a field that the object lacks is reported as
 * removed.
 *
 * @param object with the labels or annotations of its controller
 * @param manager `kustomize-controller`, or `argocd-controller` for an app with `ServerSideApply=true`
 * @returns the differences between the live object (first) and the result of the apply (second)
 */
export async function wouldChange(kube: Kube, object: PlainObject, manager: string): Promise<string[]> {
  const wanted = object as KubeObject
  const { name } = wanted.metadata
  const live = await kube.find(kindOf(wanted), name)
  if (live === undefined) return ['is not in the cluster']
  const path = await kube.path(kindOf(wanted), name)
  const query = `dryRun=All&force=true&fieldManager=${manager}`
  const after = (await kube.request(
    'PATCH',
    `${path}?${query}`,
    wanted,
    'application/apply-patch+yaml',
  )) as KubeObject
  return valueDifferences(withoutServer(live), withoutServer(after))
}
