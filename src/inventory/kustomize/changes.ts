import jsonPatch from 'fast-json-patch'
import type { Operation } from 'fast-json-patch'
import { FairleadError, inputError } from '../../errors.ts'
import type { Change, KubeObject } from '../../kube/objects.ts'
import type { Scope } from '../../yaml/lookup.ts'
import { evaluate, isObject, listAt, textAt } from '../../yaml/value.ts'
import type { Json, ScalarHook } from '../../yaml/value.ts'

/** Returns the hook that receives the scalars of a document while they are evaluated. */
export type DocumentHook = (scope: Scope, document: number) => ScalarHook

/** Returns the name of a patch in a quoted text of a file. No file has this name, and nothing in it can be edited. */
export function quotedIn(file: string): string {
  return `${file}\0quoted`
}

/** Returns the file that contains a patch. */
export function fileOf(change: Change): string {
  const path = change.kind === 'merge' ? change.patch.file : change.list.scope.file.path
  return path.split('\0')[0] ?? path
}

/**
 * Returns an object as it is deployed, with the patches of its kustomizations; undefined if a patch deletes it.
 * kustomize knows the list keys only of the kinds of Kubernetes itself. For other kinds a merge patch replaces a
 * whole list.
 *
 * Rule: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/
 *
 * @param changes innermost first
 * @throws FairleadError (input) if an operation does not apply, as kustomize does
 */
export function changedContent(
  object: KubeObject,
  changes: readonly Change[],
  hook?: DocumentHook,
): Json | undefined {
  const written = evaluate(object.node, hook?.(object.scope, object.document), object.path)
  let content: Json = object.inValues?.made?.(written) ?? written
  for (const change of changes) {
    if (change.kind === 'operations') {
      const { scope, document, node, path } = change.list
      content = operated(content, evaluate(node, hook?.(scope, document), path), object, fileOf(change))
      continue
    }
    const { patch, mayRename } = change
    const by = evaluate(patch.node, hook?.(patch.scope, patch.document), patch.path)
    if (isObject(by) && by['$patch'] === 'delete') return undefined
    const merged = mergePatch(content, by)
    content = mayRename ? merged : named(merged, nameOf(content))
  }
  return content
}

function operated(content: Json, operations: Json, { kind, name }: KubeObject, file: string): Json {
  try {
    let copied = 0
    let result = content
    for (const operation of listAt(operations)) {
      // Each copy of the whole document doubles it, so a chain of copies grows exponentially.
      if (textAt(operation, 'op') === 'copy')
        copied += sizeOf(jsonPatch.getValueByPointer(result, textAt(operation, 'from') ?? '') as Json)
      if (copied > MOST_COPIED) throw inputError(`its patches copy more than ${MOST_COPIED} characters`)
      result = jsonPatch.applyOperation(result, operation as unknown as Operation, true, false).newDocument
    }
    return result
  } catch (error) {
    if (error instanceof FairleadError)
      throw inputError(`a patch of the ${kind} ${name} is rejected: ${error.faults[0].message}`, {
        at: { file },
      })
    // After its first line the message repeats the whole document.
    const [reason = ''] = error instanceof Error ? error.message.split('\n') : []
    throw inputError(`a patch does not apply to the ${kind} ${name}: ${reason}`, { at: { file } })
  }
}

/** Ten times the maximum size of an object in a cluster. */
const MOST_COPIED = 16_000_000

/** Returns the approximate number of characters of a value as JSON. */
function sizeOf(value: Json | undefined): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return 5
  let size = 2
  for (const [key, inner] of Object.entries(value)) size += key.length + 4 + sizeOf(inner as Json)
  return size
}

function mergePatch(base: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const { $patch: directive, ...rest } = patch
  const merged = new Map<string, Json>(isObject(base) && directive !== 'replace' ? Object.entries(base) : [])
  for (const [key, value] of Object.entries(rest)) {
    if (value === null || (isObject(value) && value['$patch'] === 'delete')) merged.delete(key)
    else merged.set(key, mergePatch(merged.get(key), value))
  }
  return Object.fromEntries(merged)
}

function nameOf(content: Json): Json | undefined {
  const metadata = isObject(content) ? content['metadata'] : undefined
  return isObject(metadata) ? metadata['name'] : undefined
}

/** Returns the content with another name. */
export function named(content: Json, name: Json | undefined): Json {
  if (!isObject(content) || name === undefined) return content
  const metadata = content['metadata']
  return { ...content, metadata: { ...(isObject(metadata) ? metadata : {}), name } }
}
