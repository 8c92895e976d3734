import type { KeyPath } from '../yaml/keys.ts'
import type { Layer, Merged, MergedMap, MergedValue } from './layers.ts'
import { itemsOf, noteUnending, placeOfMerged, textOf } from './layers.ts'
import type { ImageUse } from './place.ts'
import { imageUse } from './place.ts'
import { isDigest, isRepository, parseReference } from './reference.ts'

/**
 * The shapes in which charts take images. There is no standard; these are the ones that charts really use,
 * and the rule for each is in this file alone:
 *
 * 1. a string below a key that ends in `image`: `image: repository:tag@digest`
 * 2. a map with a tag and a repository: `{registry?, repository|repo|name|image, tag|version|imageTag, digest|sha?}`
 * 3. flat keys with one beginning: `webImageTag` beside `webImageRepository`, `image_tag` beside `image`
 * 4. a lone `tag` (its repository is the chart's default, which may be elsewhere)
 */

const IMAGE_KEY = /image$/i
const IMAGES_KEY = /images?$/i
const REPOSITORY_KEYS = ['repository', 'repo', 'image', 'name'] as const
const TAG_KEYS = ['tag', 'imageTag', 'image_tag', 'version'] as const
/** Keys of a digest beside a tag. */
export const DIGEST_KEYS: readonly string[] = ['digest', 'sha', 'sha256', 'imageDigest']
const FLAT_TAG = /^(.+?)([_-]?)tag$/i
const DEPTH = 40

/**
 * All images that merged values set, in the order of the values.
 *
 * @param notes is added to where not all of the values were followed
 */
export function findImages(values: MergedMap, notes: Set<string>): ImageUse[] {
  const globalRegistry = text(values, 'global', 'imageRegistry')
  const uses: ImageUse[] = []
  // Lists in lists are expanded here, aliases in them too: see MAX_NODES of the layers.
  let budget = 200_000
  walk(values, '', [], 0)
  return uses

  function walk(node: Merged, key: string, path: KeyPath, depth: number): void {
    if (--budget < 0 && node.kind !== 'map') noteUnending(node.layer.scope.file.path, notes)
    if (depth > DEPTH || budget < 0) return
    if (node.kind !== 'map') {
      for (const [i, item] of itemsOf(node, notes).entries()) walk(item, key, [...path, i], depth + 1)
      return
    }
    const taken = new Set<string>()
    const mapImage = imageOfMap(node, key, path, taken)
    if (mapImage) uses.push(mapImage)
    for (const flat of flatImages(node, path, taken)) uses.push(flat)
    for (const [name, value] of node.entries) {
      if (taken.has(name)) continue
      const inline = value.kind === 'value' ? inlineImage(name, value) : undefined
      if (inline) uses.push(inline)
      walk(value, name, [...path, name], depth + 1)
    }
  }

  function imageOfMap(map: MergedMap, key: string, path: KeyPath, taken: Set<string>): ImageUse | undefined {
    const isImageKey = IMAGES_KEY.test(key)
    const repositoryKey = REPOSITORY_KEYS.find((name) => {
      const value = textOf(map.entries.get(name))
      if (value === undefined || !isRepository(value)) return false
      return name === 'name' ? isImageKey : true
    })
    const tagKey = TAG_KEYS.find((name) => {
      const entry = map.entries.get(name)
      if (entry?.kind !== 'value' || entry.node.kind !== 'scalar') return false
      return name === 'version' ? repositoryKey !== undefined : true
    })
    const digestKey = DIGEST_KEYS.find((name) => isDigestLike(textOf(map.entries.get(name))))
    const named =
      repositoryKey !== undefined && (repositoryKey === 'repository' || isImageKey || tagKey !== undefined)
    if (!tagKey && !(named && (isImageKey || digestKey || map.entries.has('pullPolicy')))) return undefined
    for (const name of [repositoryKey, tagKey, digestKey]) if (name) taken.add(name)
    const registry = textOf(map.entries.get('registry'))
    return use({
      repository: repositoryKey ? textOf(map.entries.get(repositoryKey)) : undefined,
      registry,
      tag: tagKey ? map.entries.get(tagKey) : undefined,
      digest: digestKey ? map.entries.get(digestKey) : undefined,
      fallback: repositoryKey ? map.entries.get(repositoryKey) : undefined,
      addPath: [...path, 'tag'],
    })
  }

  function* flatImages(map: MergedMap, path: KeyPath, taken: Set<string>): Generator<ImageUse> {
    for (const [name, value] of map.entries) {
      const match = taken.has(name) ? undefined : FLAT_TAG.exec(name)
      const [, stem = '', separator = ''] = match ?? []
      if (!match || value.kind !== 'value' || value.node.kind !== 'scalar') continue
      const partners = ['Repository', 'repository', 'Repo', 'repo', 'Name', 'name', ''].map((end) =>
        end ? stem + separator + end : stem,
      )
      const partner = partners.find((candidate) => isRepository(textOf(map.entries.get(candidate)) ?? '/'))
      if (!partner && !IMAGE_KEY.test(stem)) continue
      taken.add(name)
      if (partner) taken.add(partner)
      const digestName = [`${stem}${separator}Digest`, `${stem}${separator}digest`].find((candidate) =>
        isDigestLike(textOf(map.entries.get(candidate))),
      )
      yield use({
        repository: partner ? textOf(map.entries.get(partner)) : undefined,
        registry: textOf(
          map.entries.get(`${stem}${separator}Registry`) ?? map.entries.get(`${stem}${separator}registry`),
        ),
        tag: value,
        digest: digestName ? map.entries.get(digestName) : undefined,
        fallback: undefined,
        addPath: [...path, name],
      })
    }
  }

  function use(parts: {
    repository: string | undefined
    registry: string | undefined
    tag: Merged | undefined
    digest: Merged | undefined
    fallback: Merged | undefined
    addPath: KeyPath
  }): ImageUse {
    const { repository, registry } = parts
    const spellings =
      repository === undefined
        ? []
        : [
            ...new Set(
              [globalRegistry, registry, ''].flatMap((host) =>
                host === undefined ? [] : [withRegistry(host, repository)],
              ),
            ),
          ]
    const tagText = textOf(parts.tag) ?? ''
    const [tag = '', inlineDigest] = tagText.split('@')
    const place = placeOfMerged(parts.tag)
    return {
      artifact: 'image',
      repository: spellings[0],
      alsoKnownAs: spellings.slice(1),
      tag: tag === '' ? undefined : tag,
      digest: inlineDigest ?? (textOf(parts.digest) || undefined),
      place,
      form: 'tag',
      digestPlace: placeOfMerged(parts.digest),
      setBy: layerOf(parts.tag ?? parts.fallback)?.kind ?? 'values file',
      addPath: parts.addPath,
    }
  }
}

/** A string that is a whole reference, below a key such as `image` or `initImage`. */
function inlineImage(key: string, value: MergedValue): ImageUse | undefined {
  if (!IMAGE_KEY.test(key)) return undefined
  const reference = parseReference(textOf(value) ?? '')
  if (!reference || (reference.tag === undefined && reference.digest === undefined)) return undefined
  return { ...imageUse(reference, placeOfMerged(value)), setBy: value.layer.kind }
}

/** A repository behind its registry, where it is not written with it already. */
export function withRegistry(registry: string, repository: string): string {
  return registry === '' || repository.startsWith(`${registry}/`)
    ? repository
    : `${registry.replace(/(?<!\/)\/+$/, '')}/${repository}`
}

function isDigestLike(value: string | undefined): boolean {
  return value !== undefined && (isDigest(value) || /^[0-9a-f]{64}$/.test(value))
}

function layerOf(merged: Merged | undefined): Layer | undefined {
  return merged && merged.kind !== 'map' ? merged.layer : undefined
}

function text(map: MergedMap, ...path: string[]): string | undefined {
  let node: Merged | undefined = map
  for (const key of path) node = node?.kind === 'map' ? node.entries.get(key) : undefined
  return textOf(node) || undefined
}
