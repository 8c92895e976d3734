import type { ImageName } from '../images/names.ts'
import { nameIn } from '../images/names.ts'
import { isSameRepository } from '../images/reference.ts'
import { DIGEST_KEYS } from '../images/shapes.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { lookUp, wholeFile } from '../yaml/lookup.ts'
import type { YamlFile } from '../yaml/nodes.ts'

/** The keys beside a key that the user named: its digest and its repository. */

/** Returns the line of a key, or of the map that lacks it. */
export function lineOf(file: YamlFile, document: number, path: KeyPath): number {
  const found = file.documents.find((candidate) => candidate.index === document)
  if (!found) return 1
  const lookup = lookUp(wholeFile(file, found), path)
  const node =
    lookup.found === 'scalar' || lookup.found === 'collection'
      ? lookup.node
      : lookup.found === 'missing'
        ? lookup.parent
        : undefined
  return node ? file.text.slice(0, lookup.scope.outwardOffset(node.start)).split('\n').length : 1
}

/** Returns the digest beside a key, if there is one. */
export function siblingDigest(
  file: YamlFile,
  document: number,
  path: KeyPath,
): { path: KeyPath; text: string } | undefined {
  const found = file.documents.find((candidate) => candidate.index === document)
  const stem = /^(.+?)[_-]?tag$/i.exec(String(path.at(-1)))?.[1]
  const flat = stem === undefined ? [] : [`${stem}Digest`, `${stem}_digest`, `${stem}-digest`]
  for (const key of [...DIGEST_KEYS, ...flat]) {
    const beside = [...path.slice(0, -1), key]
    const lookup = found && lookUp(wholeFile(file, found), beside)
    const isDigest =
      lookup?.found === 'scalar' &&
      (/digest$/i.test(key) || /^(sha256:)?[0-9a-f]{64}$/.test(lookup.node.value))
    if (isDigest && String(path.at(-1)) !== key) return { path: beside, text: lookup.node.value }
  }
  return undefined
}

/** Returns where kustomize reads a digest beside a `newTag`, if a new one is needed. */
export function newSiblingDigest(
  parsed: { readonly digest: string | undefined },
  version: { readonly digest: string | undefined },
  path: KeyPath,
): { path: KeyPath; text: string; create: true } | undefined {
  const isNeeded = version.digest !== undefined && parsed.digest === undefined
  if (!isNeeded || path.at(-1) !== 'newTag' || path.at(-3) !== 'images') return undefined
  return { path: [...path.slice(0, -1), 'digest'], text: '', create: true }
}

/** Returns the name of the image whose tag a key holds, from the keys beside it. */
function siblingName(file: YamlFile, document: number, path: KeyPath): ImageName | undefined {
  const found = file.documents.find((candidate) => candidate.index === document)
  const value = (key: string) => {
    const lookup = found && lookUp(wholeFile(file, found), [...path.slice(0, -1), key])
    return lookup?.found === 'scalar' && lookup.node.value !== '' ? lookup.node.value : undefined
  }
  if (String(path.at(-1)) === 'newTag') {
    const repository = value('newName') ?? value('name')
    return repository === undefined ? undefined : { repository, alsoKnownAs: [], keys: ['name'] }
  }
  const isImageKey = /images?$/i.test(String(path.at(-2)))
  return nameIn(value, isImageKey, { forced: undefined, fallback: undefined })
}

/** Returns the name of the image whose version a key holds: from the value itself, or from a key beside it. */
export function nameAt(
  parsed: { readonly repository: string | undefined },
  file: YamlFile,
  document: number,
  path: KeyPath,
): ImageName | undefined {
  const { repository } = parsed
  if (repository !== undefined) return { repository, alsoKnownAs: [], keys: [String(path.at(-1))] }
  return siblingName(file, document, path)
}

/**
 * Reports whether a name in a file can be that of an image. The registry of a single word is elsewhere, such as in
 * another key or in the chart.
 */
export function canBe(name: ImageName, repository: string): boolean {
  return [name.repository, ...name.alsoKnownAs].some(
    (known) =>
      isSameRepository(known, repository) || (!known.includes('/') && repository.endsWith(`/${known}`)),
  )
}
