import type { DeclaredApp } from '../inventory/model.ts'
import type { Manifest } from '../kube/manifests.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'

/** The object of an app as its controller sees it, with the other objects of its parent's output. */
export interface SeenObject {
  readonly object: Json
  readonly siblings: readonly Manifest[]
}

/**
 * Returns the object of an app from the objects that its parent renders, with the changes of the parent's build.
 *
 * @param declared the object in its file; returned if the parent renders no object of that name
 */
export function seenAmong(
  siblings: readonly Manifest[],
  app: Pick<DeclaredApp, 'kind' | 'name'>,
  declared: Json,
): SeenObject {
  const same = siblings.filter(({ kind, name }) => kind === app.kind && name === app.name)
  const namespace = textAt(declared, 'metadata', 'namespace')
  const found = same.find((manifest) => manifest.namespace === namespace) ?? same[0]
  return { object: found?.content ?? declared, siblings }
}
