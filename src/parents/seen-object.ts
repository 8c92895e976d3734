import type { DeclaredApp } from '../inventory/model.ts'
import type { Manifest } from '../kube/manifests.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'

/** The object of an app as its controller sees it, with the other objects of what brings it. */
export interface SeenObject {
  readonly object: Json
  readonly siblings: readonly Manifest[]
}

/**
 * The object of an app among those that its parent renders to: with what the parent's build makes of it.
 *
 * @param declared as it stands in its file, which it is where the parent renders none of that name
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
