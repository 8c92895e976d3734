import { FairleadError } from '../../errors.ts'
import type { ImageUse } from '../../images/place.ts'
import { imageUse, placeOf } from '../../images/place.ts'
import { parseReference } from '../../images/reference.ts'
import { enterBlock, wholeFile } from '../../yaml/lookup.ts'
import type { YamlFile, YamlNode } from '../../yaml/nodes.ts'
import { entryValue, resolve } from '../../yaml/nodes.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Files } from '../../yaml/files.ts'
import { joinPath } from '../../tree/paths.ts'
import { quotedIn } from './changes.ts'
import type { State, Draft } from './state.ts'
import { isTarget, namesOf } from './target.ts'
import { containersOf } from '../manifests.ts'
import type { Holder, KubeObject } from '../../kube/objects.ts'
import { objectsInBlock, objectsOf } from '../../kube/objects.ts'
import { at, isTrueAt, stringAt } from '../../yaml/at.ts'

/** The options of an entry of `patches`, besides the patch itself. */
interface PatchOptions {
  readonly target: YamlNode | undefined
  readonly mayRename: boolean
}

export const noOptions: PatchOptions = { target: undefined, mayRename: false }

/** Applies one entry of `patches` or of `patchesJson6902`. */
export function applyPatch(
  files: Files,
  folder: string,
  patch: YamlNode,
  holder: Holder,
  state: State,
): void {
  const target = at(patch, 'target')
  const options = { target, mayRename: isTrueAt(patch, 'options', 'allowNameChange') }
  const path = stringAt(patch, 'path')
  const inline = at(patch, 'patch')
  if (path !== undefined) {
    const file = joinPath(folder, path)
    const yaml = file !== undefined && files.has(file) ? files.yaml(file) : undefined
    const root = yaml?.documents[0]
    if (!yaml || !root) return
    if (root.root.kind === 'sequence') {
      const scope = wholeFile(yaml, root)
      applyOperations(
        root.root.items,
        { scope, document: root.index, node: root.root, path: [] },
        target,
        state,
      )
    } else mergePatches(objectsOf(yaml), options, state)
  } else if (inline?.kind === 'scalar') {
    const block = enterBlock(holder.scope, inline)
    const where = [...holder.path, 'patch']
    if (!block) applyQuoted(inline.value, holder, options, state)
    else if (block.document.root.kind === 'sequence')
      applyOperations(
        block.document.root.items,
        { scope: block, document: holder.document, node: block.document.root, path: where },
        target,
        state,
      )
    else mergePatches(objectsInBlock(holder, inline, where), options, state)
  }
}

/** Applies a patch in a quoted text. Its changes are known, but nothing in it can be edited. */
function applyQuoted(text: string, holder: Holder, options: PatchOptions, state: State): void {
  const file = readQuoted(text, holder, state)
  const document = file?.documents[0]
  if (!file || !document) return
  const list = { scope: wholeFile(file, document), document: document.index, node: document.root, path: [] }
  const patches = document.root.kind === 'sequence' ? [] : objectsOf(file)
  for (const draft of state.drafts) {
    if (document.root.kind === 'sequence' && options.target && isTarget(draft, options.target))
      draft.changes.push({ kind: 'operations', list })
    for (const patch of patches) if (isMeant(draft, patch, options)) reach(draft, patch, options)
  }
}

function readQuoted(text: string, { scope }: Holder, state: State): YamlFile | undefined {
  try {
    return parseYaml(text, quotedIn(scope.file.path))
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    state.notes.add(`a patch in ${scope.file.path} cannot be read: ${error.faults[0].message}`)
    return undefined
  }
}

/** Applies strategic merge patches. They name their object, unless a target does. */
export function mergePatches(patches: readonly KubeObject[], options: PatchOptions, state: State): void {
  for (const patch of patches)
    for (const draft of state.drafts) {
      if (!isMeant(draft, patch, options)) continue
      draft.patches.push(patch)
      reach(draft, patch, options)
      for (const image of containersOf(patch, state.notes)) {
        const same = draft.images.findIndex((known) => known.container === image.container)
        if (same >= 0) draft.images[same] = { ...image, setBy: 'kustomize patch' }
        else draft.images.push({ ...image, setBy: 'kustomize patch' })
      }
    }
}

function isMeant(draft: Draft, patch: KubeObject, { target }: PatchOptions): boolean {
  if (target) return isTarget(draft, target)
  return draft.object.kind === patch.kind && namesOf(draft).includes(patch.name)
}

function reach(draft: Draft, patch: KubeObject, { mayRename }: PatchOptions): void {
  draft.changes.push({ kind: 'merge', patch, mayRename })
  if (stringAt(patch.node, '$patch') === 'delete') {
    draft.isDeleted = true
    draft.images = []
  }
  if (mayRename && patch.name !== '') draft.name = patch.name
}

/** Applies JSON patches (RFC 6902) that replace an image or, in a HelmRelease, a value. */
function applyOperations(
  operations: readonly YamlNode[],
  holder: Holder,
  target: YamlNode | undefined,
  state: State,
): void {
  for (const draft of state.drafts)
    if (target && isTarget(draft, target)) draft.changes.push({ kind: 'operations', list: holder })
  for (const [i, operation] of operations.entries()) {
    const pointer = stringAt(operation, 'path') ?? ''
    const value = resolve(entryValue(operation, 'value'))
    if (
      !/^(replace|add)$/.test(stringAt(operation, 'op') ?? '') ||
      value?.kind !== 'scalar' ||
      !pointer.endsWith('/image')
    )
      continue
    const reference = parseReference(value.value)
    if (!reference) continue
    for (const draft of state.drafts) {
      if (!target || !isTarget(draft, target)) continue
      const index = draft.images.findIndex(
        (use) => use.place && `/${use.place.path.join('/')}`.endsWith(pointer),
      )
      const place = placeOf(holder.scope, holder.document, value, [...holder.path, i, 'value'])
      const use: ImageUse = {
        ...imageUse(reference, place),
        setBy: 'kustomize patch',
        container: draft.images[index]?.container,
      }
      if (index >= 0) draft.images[index] = use
      else draft.images.push(use)
    }
  }
}
