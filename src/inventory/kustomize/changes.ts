import jsonPatch from 'fast-json-patch'
import type { Operation } from 'fast-json-patch'
import { FairleadError, inputError } from '../../errors.ts'
import type { Change, KubeObject } from '../../kube/objects.ts'
import type { Scope } from '../../yaml/lookup.ts'
import { evaluate, isObject, listAt, textAt } from '../../yaml/value.ts'
import type { Json, ScalarHook } from '../../yaml/value.ts'

/** Sees the scalars of a document while they are evaluated. */
export type DocumentHook = (scope: Scope, document: number) => ScalarHook

/** The name of a patch that stands in a quoted text of a file: no file has it, and nothing in it can be edited. */
export function quotedIn(file: string): string {
  return `${file}\0quoted`
}

/** The file that a patch stands in. */
export function fileOf(change: Change): string {
  const path = change.kind === 'merge' ? change.patch.file : change.list.scope.file.path
  return path.split('\0')[0] ?? path
}

/**
 * An object as it is deployed, with the patches of its kustomizations; undefined where one deletes it. Of kinds whose lists kustomize
 * does not know, which are all but those of Kubernetes itself, a merge patch replaces lists as a whole.
 *
 * Rule: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/
 *
 * @param changes innermost first
 * @throws FairleadError (input) where an operation fits nothing, as kustomize does
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
      // A row of copies of the whole doubles it with each.
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
    // Behind its first line the message repeats the whole document.
    const [reason = ''] = error instanceof Error ? error.message.split('\n') : []
    throw inputError(`a patch does not apply to the ${kind} ${name}: ${reason}`, { at: { file } })
  }
}

/** Ten times what an object in a cluster may have. */
const MOST_COPIED = 16_000_000

/** About how many characters a value has as JSON. */
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

/** The content with another name. */
export function named(content: Json, name: Json | undefined): Json {
  if (!isObject(content) || name === undefined) return content
  const metadata = content['metadata']
  return { ...content, metadata: { ...(isObject(metadata) ? metadata : {}), name } }
}
