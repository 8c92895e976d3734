import type { KeyPath } from '../yaml/keys.ts'
import type { Layer, Merged, MergedMap, MergedValue } from './layers.ts'
import { itemsOf, noteUnending, placeOfMerged, textOf as rawText } from './layers.ts'
import { isGitRepository, isOfGit } from './git-repository.ts'
import type { ImageUse } from './place.ts'
import { imageUse, placeId } from './place.ts'
import type { Globals, ImageName, TextAt } from './names.ts'
import { behindRegistry, nameIn, PARTS_OF_NAMES } from './names.ts'
import { isDigest, isRepository, parseReference } from './reference.ts'

/**
 * The shapes in which charts take images. There is no standard; these are the shapes that charts use in practice, and
 * only this file contains their rules:
 *
 * 1. a string below a key that ends with `image`, or in a list or map of `images`: `image: repository:tag@digest`
 * 2. a map with a tag and a name, which `names.ts` joins:
 *    `{registry?, repository|repo|name|image, tag|version|imageTag, digest|sha?}`; or a map below such a key that
 *    contains the whole reference: `image: {uri: repository:tag}`
 * 3. flat keys with a common prefix: `webImageTag` beside `webImageRepository`, `webTag` beside `webImage`,
 *    `image_tag` beside `image`
 * 4. a name without a tag, if `global` has one tag for all images
 * 5. a single `tag` (its repository is the chart's default, which may be elsewhere)
 */

const IMAGE_KEY = /image$/i
const IMAGES_KEY = /images?$/i
const TAG_KEYS = ['tag', 'imageTag', 'image_tag', 'version', 'imageVersion', 'image_version'] as const
/** The keys among them that are a tag only if a name is beside them. */
const VERSION_KEYS: readonly string[] = ['version', 'imageVersion', 'image_version']
/** Keys of a map below `image` that may contain a whole reference. */
const WHOLE_KEYS = /^(?:uri|url|ref|reference|full|full_?name|repository|repo|name)$/i
/** Keys of a digest beside a tag. */
export const DIGEST_KEYS: readonly string[] = ['digest', 'sha', 'sha256', 'imageDigest', 'hash']
const PARTNERS = ['Repository', 'repository', 'Repo', 'repo', 'Name', 'name', 'Image', 'image'] as const
const FLAT_TAG = /^(.+?)([_-]?)tag$/i
/** The end of every key that FLAT_TAG matches. It is tested first, because most keys do not have it. */
const TAG_END = /tag$/i
const DEPTH = 40

/**
 * Finds all images that merged values set, in the order of the values.
 *
 * @param notes receives a note if not all of the values were read
 * @param fill returns a text with the variables that are substituted before the chart reads it
 */
export function findImages(
  values: MergedMap,
  notes: Set<string>,
  fill: (text: string) => string = (text) => text,
): ImageUse[] {
  const textOf = (merged: Merged | undefined): string | undefined => {
    const text = rawText(merged)
    return text === undefined ? undefined : fill(text)
  }
  const textIn =
    (map: MergedMap): TextAt =>
    (key) =>
      textOf(map.entries.get(key))
  const hasGlobals = values.entries.has('global')
  const globals = hasGlobals ? globalsOf((...path) => textOf(at(values, ...path)) || undefined) : NO_GLOBALS
  const globalTag = hasGlobals ? globalTagOf(values) : undefined
  const globalPlace = placeOfMerged(globalTag)
  const uses: ImageUse[] = []
  // Nested lists, and aliases in them, are expanded here: see MAX_NODES in layers.ts.
  let budget = 200_000
  walk(values, '', [], 0)
  // A global tag is not an image of its own if known images use it.
  const isGlobal = ({ place }: ImageUse) =>
    globalPlace !== undefined && place !== undefined && placeId(place) === placeId(globalPlace)
  const isTaken = uses.some((one) => one.repository !== undefined && isGlobal(one))
  return isTaken ? uses.filter((one) => one.repository !== undefined || !isGlobal(one)) : uses

  function walk(node: Merged, key: string, path: KeyPath, depth: number): void {
    if (--budget < 0 && node.kind !== 'map') noteUnending(node.layer.scope.file.path, notes)
    if (depth > DEPTH || budget < 0) return
    if (node.kind !== 'map') {
      for (const [i, item] of itemsOf(node, notes).entries()) {
        const inline =
          item.kind === 'value' && /images$/i.test(key) ? inlineImage(item, () => undefined) : undefined
        if (inline) uses.push(inline)
        walk(item, key, path.concat(i), depth + 1)
      }
      return
    }
    const taken = new Set<string>()
    const mapImage = imageOfMap(node, key, path, taken)
    if (mapImage) uses.push(mapImage)
    for (const flat of flatImages(node, path, taken)) uses.push(flat)
    for (const [name, value] of node.entries) {
      if (taken.has(name)) continue
      const isImage =
        IMAGE_KEY.test(name) ||
        /images$/i.test(key) ||
        (IMAGE_KEY.test(key) && WHOLE_KEYS.test(name)) ||
        // All charts of OpenStack use this shape.
        (key === 'tags' && /images$/i.test(String(path.at(-2))))
      const inline = value.kind === 'value' && isImage ? inlineImage(value, textIn(node)) : undefined
      if (inline) uses.push(inline)
      walk(value, name, path.concat(name), depth + 1)
    }
  }

  function imageOfMap(map: MergedMap, key: string, path: KeyPath, taken: Set<string>): ImageUse | undefined {
    if (!hasPart(map)) return undefined
    if (isOfGit(key, textIn(map))) {
      for (const candidate of TAG_KEYS) taken.add(candidate)
      return undefined
    }
    const isImageKey = IMAGES_KEY.test(key)
    const name = nameIn(textIn(map), isImageKey, globals)
    const tagKey = TAG_KEYS.find((candidate) => {
      const entry = map.entries.get(candidate)
      if (entry?.kind !== 'value' || entry.node.kind !== 'scalar') return false
      return VERSION_KEYS.includes(candidate) ? name !== undefined : true
    })
    const digestKey = DIGEST_KEYS.find((candidate) => isDigestLike(textOf(map.entries.get(candidate))))
    const [main] = name?.keys ?? []
    const isNamed = main !== undefined && (main === 'repository' || isImageKey || tagKey !== undefined)
    const takesGlobal = globalTag !== undefined && (isNamed || main === 'image')
    if (!tagKey && !takesGlobal && !(isNamed && (isImageKey || digestKey || map.entries.has('pullPolicy'))))
      return undefined
    for (const part of [...(name?.keys ?? []), tagKey, digestKey]) if (part) taken.add(part)
    const entry = (part: string | undefined) => (part === undefined ? undefined : map.entries.get(part))
    return use({
      name,
      tag: tagKey || !takesGlobal || digestKey ? entry(tagKey) : globalTag,
      digest: entry(digestKey),
      fallback: entry(main),
      addPath: path.concat('tag'),
    })
  }

  function* flatImages(map: MergedMap, path: KeyPath, taken: Set<string>): Generator<ImageUse> {
    for (const [name, value] of map.entries) {
      const match = taken.has(name) || !TAG_END.test(name) ? undefined : FLAT_TAG.exec(name)
      const [, stem = '', separator = ''] = match ?? []
      if (!match || value.kind !== 'value' || value.node.kind !== 'scalar') continue
      const partners = [...PARTNERS, ''].map((end) => (end ? stem + separator + end : stem))
      const partner = partners.find((candidate) => isRepository(textOf(map.entries.get(candidate)) ?? '/'))
      if (!partner && !IMAGE_KEY.test(stem)) continue
      taken.add(name)
      if (partner && isGitRepository(textOf(map.entries.get(partner)) ?? '')) continue
      if (partner) taken.add(partner)
      const digestName = [`${stem}${separator}Digest`, `${stem}${separator}digest`].find((candidate) =>
        isDigestLike(textOf(map.entries.get(candidate))),
      )
      const registry = textOf(
        map.entries.get(`${stem}${separator}Registry`) ?? map.entries.get(`${stem}${separator}registry`),
      )
      const own = partner ? textOf(map.entries.get(partner)) : undefined
      const beside: TextAt = (part) =>
        part === 'registry' ? registry : part === 'repository' ? own : undefined
      yield use({
        name: nameIn(beside, true, globals),
        tag: value,
        digest: digestName ? map.entries.get(digestName) : undefined,
        fallback: undefined,
        addPath: path.concat(name),
      })
    }
  }

  function use(parts: {
    name: ImageName | undefined
    tag: Merged | undefined
    digest: Merged | undefined
    fallback: Merged | undefined
    addPath: KeyPath
  }): ImageUse {
    const tagText = textOf(parts.tag) ?? ''
    const [tag = '', inlineDigest] = tagText.split('@')
    const place = placeOfMerged(parts.tag)
    return {
      ...withoutPlaceIn(layerOf(parts.tag)),
      artifact: 'image',
      repository: parts.name?.repository,
      alsoKnownAs: parts.name?.alsoKnownAs ?? [],
      tag: tag === '' ? undefined : tag,
      digest: inlineDigest ?? (textOf(parts.digest) || undefined),
      place,
      form: 'tag',
      digestPlace: placeOfMerged(parts.digest),
      setBy: layerOf(parts.tag ?? parts.fallback)?.kind ?? 'values file',
      addPath: parts.addPath,
    }
  }

  /**
   * Reads a string that is a whole reference, below a key such as `image` or `initImage`, or in a list of `images`.
   */
  function inlineImage(value: MergedValue, beside: TextAt): ImageUse | undefined {
    const reference = parseReference(textOf(value) ?? '')
    if (!reference || (reference.tag === undefined && reference.digest === undefined)) return undefined
    if (isGitRepository(reference.repository)) return undefined
    const [repository = reference.repository, ...alsoKnownAs] = behindRegistry(
      reference.repository,
      beside,
      globals,
    )
    const use = imageUse(reference, placeOfMerged(value))
    return { ...use, ...withoutPlaceIn(value.layer), repository, alsoKnownAs, setBy: value.layer.kind }
  }
}

const NO_GLOBALS: Globals = { forced: undefined, fallback: undefined }

/** Returns the values for all images of a chart, as in the charts of Bitnami, Istio and others. */
function globalsOf(text: (...path: string[]) => string | undefined): Globals {
  const fallback = [
    ['global', 'hub'],
    ['global', 'registry'],
    ['global', 'image', 'registry'],
  ].map((path) => text(...path))
  return { forced: text('global', 'imageRegistry'), fallback: fallback.find((one) => one !== undefined) }
}

/** Returns the tag for images that have none of their own. */
function globalTagOf(values: MergedMap): MergedValue | undefined {
  const found = [
    ['global', 'tag'],
    ['global', 'imageTag'],
    ['global', 'image', 'tag'],
  ].map((path) => at(values, ...path))
  return found.find((one) => one?.kind === 'value' && one.node.kind === 'scalar' && rawText(one)) as
    | MergedValue
    | undefined
}

/** The keys of image maps: a map without any of them is not an image. */
const PARTS: ReadonlySet<string> = new Set([...PARTS_OF_NAMES, ...TAG_KEYS, ...DIGEST_KEYS])

/** Reports whether a map may be an image. Most maps are not, and need no further checks. */
function hasPart({ entries }: MergedMap): boolean {
  for (const key of entries.keys()) if (PARTS.has(key)) return true
  return false
}

function isDigestLike(value: string | undefined): boolean {
  return value !== undefined && (isDigest(value) || /^[0-9a-f]{64}$/.test(value))
}

function withoutPlaceIn(layer: Layer | undefined): Pick<ImageUse, 'withoutPlace'> {
  return layer?.notEditable === undefined ? {} : { withoutPlace: layer.notEditable }
}

function layerOf(merged: Merged | undefined): Layer | undefined {
  return merged && merged.kind !== 'map' ? merged.layer : undefined
}

function at(map: MergedMap, ...path: string[]): Merged | undefined {
  let node: Merged | undefined = map
  for (const key of path) node = node?.kind === 'map' ? node.entries.get(key) : undefined
  return node
}
