import { refusal } from '../errors.ts'
import type { ImageUse } from '../images/place.ts'
import { placeId } from '../images/place.ts'
import { tagFamily } from '../images/tag-family.ts'
import type { NewImage } from './request.ts'

/** A location of an image, and a note for the user about the choice, as a sentence. */
export interface Chosen {
  readonly use: ImageUse
  readonly unsure: string | undefined
}

/**
 * Chooses the locations of one image in one app that a new version is for.
 *
 * - The tag must be of the same family as the new one: `app-1.5.0` updates `app-1.4.0` and does not change
 *   `helper-1.4.0`. If no location has the new family and all have the same one, a team is changing its tag format,
 *   and all are updated.
 * - The locations must have the same version. A catalogue of versions, a sidecar that is pinned separately or a
 *   location at `latest` is intentional, and one bump would overwrite it.
 *
 * @param name the app's name, for messages
 * @throws FairleadError (refused) if the choice is ambiguous
 */
export function ofOneFamily(name: string, uses: readonly ImageUse[], image: NewImage): Chosen[] {
  const { tag } = image
  const told = uses.filter((use) => use.tag !== undefined)
  const families = new Set(told.map((use) => tagFamily(use.tag ?? '')))
  const wanted = tag === undefined ? undefined : tagFamily(tag)
  if (wanted === undefined || families.size === 0) return atOneVersion(name, uses, image).map(sure)
  if (families.size > 1 && !families.has(wanted))
    throw refusal(
      `${name} uses several kinds of tags of ${image.repository}, and ${tag} matches none of them: ${list(uses)}`,
      { hint: howToName(uses) },
    )
  const others = families.size > 1 ? told.filter((use) => tagFamily(use.tag ?? '') !== wanted) : []
  const own = atOneVersion(
    name,
    uses.filter((use) => !others.includes(use)),
    image,
  )
  const isScheme = !families.has(wanted) && distinct(own).length > 1
  const unsure =
    others.length > 0
      ? `other kinds of tags of ${image.repository} were not changed: ${list(others)}`
      : isScheme
        ? `the format of the tags of ${image.repository} changes from ${own[0]?.tag} to ${tag} at every location: ${list(own)}`
        : undefined
  return own.map((use) => ({ use, unsure }))
}

function sure(use: ImageUse): Chosen {
  return { use, unsure: undefined }
}

/** @throws FairleadError (refused) if the locations have several versions */
function atOneVersion(name: string, uses: readonly ImageUse[], image: NewImage): readonly ImageUse[] {
  const versions = new Set(
    uses.map((use) => use.tag ?? use.digest).filter((version) => version !== undefined),
  )
  if (versions.size < 2) return uses
  throw refusal(
    `${name} uses several versions of ${image.repository}, and all of them would be set to the same one: ${list(uses)}`,
    { hint: howToName(uses) },
  )
}

function distinct(uses: readonly ImageUse[]): ImageUse[] {
  const seen = new Set<string>()
  return uses.filter((use) => {
    const place = use.place ?? use.digestPlace
    const id = place ? placeId(place) : ''
    return !seen.has(id) && seen.add(id)
  })
}

/** Formats locations with their versions: `web/values.yaml:3 (1.0.0), web/values.yaml:8 (latest)`. */
function list(uses: readonly ImageUse[]): string {
  return distinct(uses)
    .map(({ place, digestPlace, tag, digest }) => {
      const at = place ?? digestPlace
      const version = tag ?? (digest === undefined ? 'no tag' : `${digest.slice(0, 19)}…, pinned by digest`)
      return at ? `${at.file}:${at.line} (${version})` : version
    })
    .join(', ')
}

/** Returns a hint how to change one of several locations, or all of them. */
function howToName(uses: readonly ImageUse[]): string {
  const places = distinct(uses).flatMap(({ place, digestPlace }) => place ?? digestPlace ?? [])
  const [first] = places
  if (!first) return 'Select the value to change with "values-file" and "key".'
  const isOneFile = places.every(({ file, document }) => file === first.file && document === first.document)
  const all = isOneFile ? `; to change all of them: key: ${places.map(({ key }) => key).join(', ')}` : ''
  const document = first.document > 0 ? `, document: ${first.document}` : ''
  return `Select the one to change, without "app", such as values-file: ${first.file}, key: ${first.key}${document}${all}.`
}
