import { inputError, refusal } from '../errors.ts'
import type { Location } from '../errors.ts'
import type { Place, PlaceForm } from '../images/place.ts'
import { formatReference, isDigest, isTag, parseReference } from '../images/reference.ts'
import { FLOATING_TAGS, isFloating } from '../images/tags.ts'
import type { Version } from '../moves/order.ts'
import type { Allowances } from './request.ts'

/** The parsed value of a location. */
export interface ParsedVersion {
  readonly form: PlaceForm
  /** The text before a tag or reference: `name=`, or a part with variables. */
  readonly prefix: string
  /** The text after it. */
  readonly suffix: string
  readonly repository: string | undefined
  readonly tag: string | undefined
  readonly digest: string | undefined
}

/** Checks the version that a user gives, before anything is read. */
export function checkVersion(version: Version): void {
  const { tag, digest } = version
  if (tag !== undefined && !isTag(tag))
    throw inputError(`${JSON.stringify(tag)} is not a valid image tag`, {
      hint: 'A tag has at most 128 letters, digits, dots, dashes and underscores, and does not start with a dot or dash.',
    })
  if (digest !== undefined && !isDigest(digest))
    throw inputError(`${JSON.stringify(digest)} is not a valid digest`, {
      hint: 'A digest is sha256: followed by 64 hexadecimal digits.',
    })
}

/** Refuses a tag that identifies no fixed build, unless it is allowed. */
export function refuseFloating(tag: string | undefined, allow: Allowances): void {
  if (tag === undefined || allow.floating || !isFloating(tag)) return
  throw refusal(
    `${tag} is a floating tag: the manifest does not change when a new image is pushed, so nothing would be deployed`,
    {
      hint: `Use a tag that identifies this build, or set allow-floating: true. Floating tags: ${FLOATING_TAGS.join(', ')}.`,
    },
  )
}

/** Parses the value of a location with a known form. */
export function parseVersion(text: string, form: PlaceForm): ParsedVersion {
  if (form === 'tag') {
    const [tag = '', digest] = text.split('@')
    const whole = { prefix: '', suffix: '', repository: undefined }
    return { form, ...whole, tag: tag === '' || tag === '~' ? undefined : tag, digest }
  }
  const equals = form === 'kustomize-argument' ? text.indexOf('=') : -1
  const reference = parseReference(text.slice(equals + 1))
  return {
    form,
    prefix: text.slice(0, equals + 1),
    suffix: '',
    repository: reference?.repository ?? text.slice(equals + 1),
    tag: reference?.tag,
    digest: reference?.digest,
  }
}

/** Parses the part of a location's value that is the version. */
export function parsePlace({ text, around }: Place, form: PlaceForm): ParsedVersion {
  if (!around) return parseVersion(text, form)
  const [prefix, suffix] = around
  return { ...parseVersion(text.slice(prefix.length, text.length - suffix.length), form), prefix, suffix }
}

/** Returns how to parse the text at a key that a user named: as a reference, or as a tag alone. */
export function formOf(text: string, key: string): PlaceForm {
  const reference = parseReference(text)
  if (!reference) return 'tag'
  const isImageKey = /image$/i.test(key)
  return text.includes('/') ||
    (isImageKey && (reference.tag !== undefined || reference.digest !== undefined)) ||
    (isImageKey && !/\d/.test(text))
    ? 'reference'
    : 'tag'
}

/** The texts to write: at the location itself, and at the digest beside it (undefined: do not change it). */
export interface NewTexts {
  readonly text: string
  readonly separateDigest: string | undefined
  /** The digest was removed. */
  readonly unpinned: boolean
  /** The new digest cannot be written here. */
  readonly digestLost: boolean
}

/** The current version. */
export interface CurrentVersion {
  readonly parsed: ParsedVersion
  /** The digest that is written beside the location; undefined if there is no such key. */
  readonly separateDigest: string | undefined
}

/**
 * Returns the texts for a new version.
 *
 * @throws FairleadError (refused) if a digest would become stale, or would be removed without permission
 */
export function newTexts(
  { parsed, separateDigest }: CurrentVersion,
  version: Version,
  { allow, at }: { readonly allow: Allowances; readonly at: Location },
): NewTexts {
  const pinnedBeside = separateDigest !== undefined && separateDigest !== ''
  const pinned = parsed.digest !== undefined || pinnedBeside
  const tag = version.tag ?? parsed.tag
  if (version.digest === undefined) {
    const same = tag === parsed.tag
    if (pinned && !same && !allow.unpin)
      throw refusePinned(
        parsed.digest ?? separateDigest ?? '',
        at,
        ', or set allow-unpin: true to remove the digest',
      )
    const inline = same ? parsed.digest : undefined
    return {
      text: compose(parsed, tag, inline),
      separateDigest: pinnedBeside && !same ? '' : undefined,
      unpinned: pinned && !same,
      digestLost: false,
    }
  }
  const inPlace = parsed.digest !== undefined || (parsed.form !== 'tag' && separateDigest === undefined)
  const digest = /^[0-9a-f]{64}$/.test(separateDigest ?? '')
    ? version.digest.replace(/^sha256:/, '')
    : version.digest
  return {
    text: compose(parsed, tag, inPlace ? version.digest : undefined),
    separateDigest: separateDigest !== undefined && (pinnedBeside || !inPlace) ? digest : undefined,
    unpinned: false,
    digestLost: !inPlace && separateDigest === undefined,
  }
}

function compose(parsed: ParsedVersion, tag: string | undefined, digest: string | undefined): string {
  if (parsed.form === 'tag')
    return `${parsed.prefix}${tag ?? ''}${digest === undefined ? '' : `@${digest}`}${parsed.suffix}`
  const reference = {
    repository: parsed.repository ?? '',
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
  return parsed.prefix + formatReference(reference) + parsed.suffix
}

/** Returns the error for a new tag if a digest would still take precedence. */
export function refusePinned(digest: string, at: Location, more = '') {
  return refusal(`the image is pinned by the digest ${shorten(digest)}, which would still take precedence`, {
    at,
    hint: `Set "digest" to the digest of the new image${more}.`,
  })
}

function shorten(digest: string): string {
  return digest.length > 22 ? `${digest.slice(0, 19)}…` : digest
}
