import { refusal } from '../errors.ts'
import type { Location } from '../errors.ts'
import { isHost } from '../images/names.ts'
import { isDigest, isRepository, isSameRepository, parseReference } from '../images/reference.ts'
import { FLOATING_TAGS } from '../images/tags.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { formatKeyPath } from '../yaml/keys.ts'
import type { ParsedVersion } from './version.ts'
import { parseVersion } from './version.ts'

/**
 * The rules for values that a new version may replace. A new version only replaces an old one: a mistyped key, or a
 * marker on the wrong line, would otherwise silently break something else. Only this file decides which old values
 * are allowed, and which part of a value is the version.
 */

/** Keys whose values are versions, by their own name or by the name of the surrounding map. */
const VERSION_KEY = /(?:tags?|versions?|revision|images?|ref|release|build|commit|sha|digest|semver)$/i
/** Keys whose values look like versions but are not. */
const OTHER_KEY =
  /(?:^|[a-z_-])(?:replicas?|count|ports?|ip|hosts?|hostname|addr|address|url|uri|endpoint|domain|email|cidr|path|size|cpu|memory|limits?|requests?|weight|priority|timeout|interval|seconds|minutes|days|percent(?:age)?|threshold|mode|user|group|uid|gid|name|namespace|kind|type|policy|level|enabled|secrets?)$|^(?:max|min|runAs|fs)[A-Z]|^(?:hpa|ttl|apiVersion)$/i
/** An older version of a chart may have build metadata. */
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}$/
const QUANTITY = /^\d+(?:\.\d+)?(?:m|[kKMGTPE]i?|ms|s|min|h|d|%)$/
const DOMAIN = /^(?!v?\d)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/i
const BOOLEAN = /^(?:true|false|yes|no|on|off|null|~)$/i

/** The facts about a location beyond its text. */
export interface OldPlace {
  readonly path: KeyPath
  readonly at: Location
  /** The repository of the new version, if it is given. */
  readonly repository: string | undefined
}

/**
 * Parses the old value at a key that the user named.
 *
 * @throws FairleadError (refused) if it holds no version
 */
export function oldAtKey(text: string, place: OldPlace): ParsedVersion {
  const value = text.replace(/\r?\n$/, '')
  // An empty or null value can be replaced by a version, like a missing one.
  if (['', 'null', '~'].includes(value)) return parseVersion('', 'tag')
  if (/[\r\n]/.test(value)) throw refuseOld(place, 'a multi-line string')
  refuseTemplate(value, place)
  return partOf(value, place) ?? whole(value, place)
}

/**
 * Checks that the value at a location of a known form is a version of an image.
 *
 * @param text the whole text, for messages
 * @throws FairleadError (refused) if it is not
 */
export function checkOld(parsed: ParsedVersion, text: string, place: OldPlace): void {
  refuseTemplate(text.slice(parsed.prefix.length, text.length - parsed.suffix.length), place)
  const { form, tag, digest, repository } = parsed
  if (form === 'tag' && tag !== undefined && !TAG.test(tag)) throw refuseOld(place, describe(tag))
  if (form !== 'tag' && !isRepository(repository ?? '')) throw refuseOld(place, describe(text))
  if (digest !== undefined && digest !== '' && !isDigest(digest)) throw refuseOld(place, describe(text))
}

function refuseTemplate(text: string, place: OldPlace): void {
  if (/\{\{|\$\{|\$\(/.test(text)) throw refuseOld(place, 'a template, which is filled in from another value')
}

/** Parses a version that is a part of a value: `NAME=1.2.3`, `…?ref=v1.2.3`, `oci://…:1.2.3`. */
function partOf(value: string, place: OldPlace): ParsedVersion | undefined {
  const ref = /^([^\s]*[?&]ref=)([^&#\s]+)(\S*)$/.exec(value)
  if (ref) {
    const [, prefix = '', text = '', suffix = ''] = ref
    if (!TAG.test(text)) throw refuseOld(place, `the reference ${text}, which is not a tag`)
    return { ...parseVersion(text, 'tag'), prefix, suffix }
  }
  const scheme = /^(oci|docker):\/\//i.exec(value)?.[0]
  if (scheme !== undefined) {
    const parsed = parseVersion(value.slice(scheme.length), 'reference')
    if (parsed.tag === undefined && parsed.digest === undefined) throw refuseOld(place, 'an address')
    return { ...parsed, prefix: scheme }
  }
  const [, name = '', rest = ''] = /^(-{0,2}[A-Za-z_][\w.-]*=)(\S*)$/.exec(value) ?? []
  if (name === '') return undefined
  const parsed = whole(rest, { ...place, path: [name.slice(0, -1).replaceAll(/[-.]/g, '_')] }, () =>
    refuseOld(place, 'a different kind of setting'),
  )
  return { ...parsed, prefix: name + parsed.prefix }
}

function whole(
  value: string,
  place: OldPlace,
  fault = (what: string) => refuseOld(place, what),
): ParsedVersion {
  const { path, repository } = place
  const last = String(path.at(-1))
  // The surrounding map's name has less weight: `image.pullPolicy` is not a version.
  const isVersionKey =
    VERSION_KEY.test(last) || (VERSION_KEY.test(String(path.at(-2))) && !OTHER_KEY.test(last))
  const isImageKey = path.slice(-2).some((key) => /images?$/i.test(String(key)))
  if (isDigest(value)) return { ...parseVersion('', 'tag'), digest: value }
  const reference = parseReference(value)
  const isGiven =
    reference !== undefined &&
    repository !== undefined &&
    (isSameRepository(reference.repository, repository) || repository.endsWith(`/${reference.repository}`))
  if (
    isTagText(value) &&
    !(isGiven && reference.tag === undefined) &&
    !(isImageKey && !/\d/.test(value) && /image$/i.test(last))
  ) {
    if (BOOLEAN.test(value)) throw fault('true or false')
    if (!isVersionKey && OTHER_KEY.test(last)) throw fault(describe(value))
    if (!isVersionKey && (QUANTITY.test(value) || DOMAIN.test(value))) throw fault(describe(value))
    if (!isVersionKey && !/\d/.test(value) && !FLOATING_TAGS.includes(value.toLowerCase()))
      throw fault(`the word ${JSON.stringify(value)}`)
    return parseVersion(value, 'tag')
  }
  if (!reference) throw fault(describe(value))
  const isVersioned = reference.tag !== undefined || reference.digest !== undefined
  // `db:5432` is an address, `release/1.2` a branch.
  const isPort = reference.tag !== undefined && /^\d{2,5}$/.test(reference.tag) && !value.includes('/')
  if (isPort && !isImageKey && !isGiven) throw fault('an address')
  if (!isVersioned && !isImageKey && !isGiven) throw fault(describe(value))
  return parseVersion(value, 'reference')
}

function isTagText(value: string): boolean {
  const [tag = '', digest, ...more] = value.split('@')
  return TAG.test(tag) && more.length === 0 && (digest === undefined || isDigest(digest))
}

function describe(value: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value) || isHost(value) || DOMAIN.test(value)) return 'an address'
  if (/^\d+(?:\.\d+)?$/.test(value)) return 'a number that is not a version'
  if (/^[<>=^~*!]/.test(value)) return 'a version range'
  return 'something else'
}

function refuseOld({ path, at }: OldPlace, what: string) {
  return refusal(`the key ${formatKeyPath(path)} holds ${what}, not a tag, digest or image`, {
    at,
    hint: 'Set key to the key of the tag. Set other values with "changes".',
  })
}
