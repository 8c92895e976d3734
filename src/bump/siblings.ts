import type { ImageName } from '../images/names.ts'
import { nameIn } from '../images/names.ts'
import { isSameRepository } from '../images/reference.ts'
import { DIGEST_KEYS } from '../images/shapes.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { lookUp, wholeFile } from '../yaml/lookup.ts'
import type { YamlFile } from '../yaml/nodes.ts'

/** What stands beside a key that a person named: its digest and its repository. */

/** The line of a key, or of the map that lacks it. */
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

/** The digest that stands beside a key, if there is such a key. */
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

/** Where kustomize reads a digest beside a `newTag`, whether there is one yet or not. */
export function newSiblingDigest(
  parsed: { readonly digest: string | undefined },
  version: { readonly digest: string | undefined },
  path: KeyPath,
): { path: KeyPath; text: string; create: true } | undefined {
  const isNeeded = version.digest !== undefined && parsed.digest === undefined
  if (!isNeeded || path.at(-1) !== 'newTag' || path.at(-3) !== 'images') return undefined
  return { path: [...path.slice(0, -1), 'digest'], text: '', create: true }
}

/** The name of the image whose tag stands at a key, as what stands beside it tells. */
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

/** The name of the image whose version stands at a key: in the value itself, or beside it. */
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
 * Whether a name that a file tells can be that of an image. A single word has its registry elsewhere, such as in
 * another key or in the chart.
 */
export function canBe(name: ImageName, repository: string): boolean {
  return [name.repository, ...name.alsoKnownAs].some(
    (known) =>
      isSameRepository(known, repository) || (!known.includes('/') && repository.endsWith(`/${known}`)),
  )
}
