import type { Json } from '../../../yaml/value.ts'
import { isObject, textAt, valueAt } from '../../../yaml/value.ts'
import type { TreeNode } from '../api/shapes.ts'
import { oneLine } from '../said.ts'
import type { Objects } from './facts.ts'
import { keyOf, readState } from './objects.ts'
import type { Shown } from './objects.ts'

/** Objects that were deleted and are still there: a finalizer may hold them for minutes. */

/**
 * Says of an object whether it is being deleted. Argo CD counts such an object as extra, and so as OutOfSync, until it
 * is gone. Of what the commit touches the object itself shows it; of the rest its health does, which is the same for
 * every kind then.
 *
 * Source: gitops-engine/pkg/health/health.go, GetResourceHealth; controller/state.go, CompareAppState
 *
 * @returns never true where the objects were not read
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

/** What an object that is being deleted waits for, for people; undefined where it is not known. */
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
