import type { Json } from '../../../yaml/value.ts'
import { isObject, textAt, valueAt } from '../../../yaml/value.ts'
import type { TreeNode } from '../api/shapes.ts'
import { oneLine } from '../said.ts'
import type { Objects } from './facts.ts'
import { keyOf, readState } from './objects.ts'
import type { Shown } from './objects.ts'

/** Finds objects that are deleted but still exist, because a finalizer may block the deletion for minutes. */

/**
 * Returns a function that reports whether an object is being deleted. Argo CD counts such an object as extra, and so
 * as OutOfSync, until it is gone. For objects that the commit changes, the object itself shows it. For others their
 * health shows it, which is then the same for every kind.
 *
 * Source: gitops-engine/pkg/health/health.go, GetResourceHealth; controller/state.go, CompareAppState
 *
 * @returns a function that returns false for every object if the objects were not read
 */
export function isBeingDeleted(objects: Objects | undefined): (shown: Shown) => boolean {
  if (objects === undefined) return () => false
  const { tree, managed } = objects
  const keys = new Set([
    ...managed.filter(({ liveState }) => isMarked(readState(liveState))).map(keyOf),
    ...tree.nodes.filter(isPending).map(keyOf),
  ])
  return (shown) => keys.has(keyOf(shown))
}

/** Returns the finalizers that a deletion waits for, to show to users; undefined if they are not known. */
export function finalizersOf(objects: Objects | undefined, shown: Shown): string | undefined {
  const found = objects?.managed.find((one) => keyOf(one) === keyOf(shown))
  const metadata = valueAt(readState(found?.liveState) ?? {}, 'metadata')
  const finalizers = isObject(metadata) ? metadata['finalizers'] : undefined
  return Array.isArray(finalizers) && finalizers.length > 0
    ? oneLine(finalizers.map(String).join(', '))
    : undefined
}

function isMarked(object: Json | undefined): boolean {
  return object !== undefined && textAt(object, 'metadata', 'deletionTimestamp') !== undefined
}

function isPending({ health }: TreeNode): boolean {
  return health?.status === 'Progressing' && health.message === 'Pending deletion'
}
