import type { ImageUse, Place } from '../../images/place.ts'
import { imageUse, placeOf } from '../../images/place.ts'
import { formatReference, parseReference } from '../../images/reference.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import { entryValue, resolve } from '../../yaml/nodes.ts'
import type { State } from './state.ts'
import type { Holder } from '../../kube/objects.ts'
import { stringAt } from '../../yaml/at.ts'

/**
 * Applies one entry of `images`: it renames, retags and pins every container whose image matches its name.
 *
 * Rule: kustomize api/filters/imagetag/updater.go (SetImageValue): a new tag or digest replaces both.
 */
export function applyImage(entry: YamlNode, holder: Holder, state: State): void {
  const name = stringAt(entry, 'name')
  if (name === undefined) return
  const { fits, change } = readImage(entry, holder, name, state.notes)
  let used = false
  for (const draft of state.drafts)
    draft.images = draft.images.map((use) => {
      if (!fits?.(use)) return use
      used = true
      return change(use)
    })
  if (!used) {
    const reference = parseReference(name) ?? { repository: name }
    state.unused.push(change({ ...imageUse(reference, undefined), form: 'tag', setBy: 'kustomize images' }))
  }
}

/**
 * Applies an images entry outside of a kustomization, such as in a post-renderer, and returns the resulting images.
 */
export function withImage(
  uses: readonly ImageUse[],
  entry: Holder,
  notes: Set<string>,
): { readonly images: readonly ImageUse[]; readonly isUsed: boolean } {
  const name = stringAt(entry.node, 'name')
  if (name === undefined) return { images: uses, isUsed: true }
  const { fits, change } = readImage(entry.node, entry, name, notes)
  const isUsed = uses.some((use) => fits?.(use))
  return { images: uses.map((use) => (fits?.(use) ? change(use) : use)), isUsed }
}

function readImage(entry: YamlNode, holder: Holder, name: string, notes: Set<string>) {
  const fits = matcher(name)
  if (!fits)
    notes.add(
      `the images entry ${name} at ${holder.scope.file.path} is a pattern that is not supported; it may change more`,
    )
  return { fits, change: changeOf(entry, holder, parseReference(name)?.repository ?? name) }
}

/** Returns the function that applies an entry to an image. */
function changeOf(entry: YamlNode, holder: Holder, name: string): (use: ImageUse) => ImageUse {
  const place = (key: string): Place | undefined => {
    const node = resolve(entryValue(entry, key))
    return node?.kind === 'scalar'
      ? placeOf(holder.scope, holder.document, node, [...holder.path, key])
      : undefined
  }
  const newName = stringAt(entry, 'newName')
  const suffix = stringAt(entry, 'tagSuffix')
  const newTag = place('newTag')
  const digest = place('digest')
  const isSet = (one: Place | undefined) => one !== undefined && one.text !== ''
  return (use) => {
    const renamed = { ...use, repository: newName ?? use.repository, alsoKnownAs: [...use.alsoKnownAs, name] }
    if (!isSet(newTag) && !isSet(digest) && suffix !== undefined)
      return {
        ...renamed,
        tag: `${use.tag ?? ''}${suffix}`,
        digest: undefined,
        place: undefined,
        digestPlace: undefined,
        withoutPlace: `${holder.scope.file.path} adds the suffix ${suffix} to its tag`,
      }
    if (!newTag && !digest) return renamed
    const [tag = '', inline] = (newTag?.text ?? '').split('@')
    return {
      ...renamed,
      tag: tag === '' ? (isSet(digest) ? undefined : use.tag) : tag,
      digest: inline ?? (isSet(digest) ? digest?.text : isSet(newTag) ? undefined : use.digest),
      place: newTag,
      form: 'tag',
      digestPlace: digest,
      digestPath: [...holder.path, 'digest'],
      setBy: 'kustomize images',
      addPath: [...holder.path, 'newTag'],
    }
  }
}

/**
 * Returns a function that reports whether an image matches the name of an entry: as a whole, without its digest, or
 * without its tag and digest. kustomize treats the name as a regular expression. Only dots and `.*` are supported
 * here, because other patterns from a repo could take forever to match.
 *
 * Rule: kustomize api/internal/image/image.go (IsImageMatched)
 *
 * @returns undefined for another pattern
 */
function matcher(name: string): ((use: ImageUse) => boolean) | undefined {
  const literal = name
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replaceAll(String.raw`\.`, '.')
  const parts = literal.split('.*')
  if (parts.some((part) => /[\\^$*+?()[\]|]/.test(part))) return undefined
  return ({ repository, tag, digest, template }) => {
    // A variable does not match what kustomize accepts as a tag.
    if (repository === undefined || template) return false
    const whole = {
      repository,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    }
    const { digest: _, ...tagged } = whole
    return [repository, formatReference(tagged), formatReference(whole)].some((text) =>
      fitsParts(parts, text),
    )
  }
}

/** Reports whether a text consists of the parts in their order, with any text between them. */
function fitsParts(parts: readonly string[], text: string): boolean {
  const [start = '', ...more] = parts
  const end = more.pop()
  if (end === undefined) return text === start
  if (text.length < start.length + end.length || !text.startsWith(start) || !text.endsWith(end)) return false
  let at = start.length
  for (const part of more) {
    const found = text.slice(0, text.length - end.length).indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - end.length
}
