/** What the cluster has, against what should be applied to it. */
import type { Kube } from '../kube.ts'
import { kindOf } from '../kube.ts'
import type { KubeObject } from '../kube.ts'
import { valueDifferences, withoutServer } from './objects.ts'
import type { PlainObject } from './objects.ts'

/**
 * What would change if an object were applied again by the field manager that applied it: nothing where it is what
 * was applied. The API server itself compares, by a dry run of a server-side apply, so that its defaults and ways to
 * write a quantity make no difference, and a field that the object lacks is one that would go.
 *
 * @param object with the marks of its controller
 * @param manager `kustomize-controller`, or `argocd-controller` for an app with `ServerSideApply=true`
 * @returns differences of the live object (first) and what would become of it (second)
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
