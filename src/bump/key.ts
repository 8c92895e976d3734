import { inputError } from '../errors.ts'
import type { ImageName } from '../images/names.ts'
import { isDigest } from '../images/reference.ts'
import { DIGEST_KEYS } from '../images/shapes.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { formatKeyPath } from '../yaml/keys.ts'
import type { ScalarValue } from '../yaml/edit.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { pathOfKey } from '../yaml/select.ts'
import { locateKey } from '../yaml/locate.ts'
import type { MoveBase, PlanBuilder, Where } from './builder.ts'
import { oldAtKey } from './old-value.ts'
import type { KeyTarget, Target } from './request.ts'
import { canBe, lineOf, nameAt, newSiblingDigest, siblingDigest } from './siblings.ts'
import { orderOf } from '../moves/order.ts'
import { formOf, refuseFloating, parseVersion, newTexts } from './version.ts'

/** Keys whose values are versions, so that the rules for versions apply to them. */
const VERSION_KEYS = /(tag|version|revision|image|ref)$/i

/**
 * Returns the name of the image whose version a key holds: from the value itself, or from a key beside it; undefined
 * if the file does not contain it.
 *
 * @param create whether the key may be missing
 * @throws FairleadError (input) if the key does not exist
 */
export function imageAtKey(file: YamlFile, target: KeyTarget, create: boolean): ImageName | undefined {
  const { document: given } = target
  const path = pathOfKey(file, target.key, given)
  const { lookup, document } = locateKey(file, {
    path,
    ...(given === undefined ? {} : { document: given }),
    create,
  })
  const text = lookup.found === 'scalar' ? lookup.node.value : ''
  const at = { file: file.path, line: lineOf(file, document, path) }
  const repository = 'version' in target.value ? target.value.version.repository : undefined
  return nameAt(oldAtKey(text, { path, at, repository }), file, document, path)
}

/** Adds the move of a file and a key that the user named. */
export function planKey(builder: PlanBuilder, target: KeyTarget, targets: readonly Target[]): void {
  const { allow } = builder
  const file = builder.files.get(target.file)
  if (!file) return // its error is already collected
  const path = pathOfKey(file, target.key, target.document)
  const wanted = {
    path,
    ...(target.document === undefined ? {} : { document: target.document }),
    create: allow.create,
  }
  const { lookup, document } = locateKey(file, wanted)
  const text = lookup.found === 'scalar' ? lookup.node.value : undefined
  const where: Where = { ...wanted, document }
  const base: MoveBase = {
    app: undefined,
    environment: undefined,
    cluster: undefined,
    production: false,
    alsoMoves: [],
    image: undefined,
    file: file.path,
    key: target.key,
    document,
    line: lineOf(file, document, path),
    notes: [],
  }
  if ('raw' in target.value) return planRaw(builder, { file, where, text, base }, target.value.raw, targets)

  const { version } = target.value
  refuseFloating(version.tag, allow)
  const last = String(path.at(-1))
  if (/repository$|^repo$|^registry$/i.test(last))
    throw inputError(`the key ${target.key} holds a repository, not a version`, {
      at: { file: file.path, line: base.line },
      hint: 'Set key to the key of the tag, or set other values with "changes".',
    })
  if (DIGEST_KEYS.includes(last) || isDigest(text ?? '')) {
    if (version.digest === undefined)
      throw inputError(`the key ${target.key} holds a digest`, {
        at: { file: file.path, line: base.line },
        hint: 'Set "digest" to the new digest, or set key to the key of the tag.',
      })
    const { digest } = version
    const order = text === digest ? 'same' : 'unknown'
    const move = {
      ...base,
      image: version.repository,
      from: undefined,
      to: digest,
      fromDigest: text,
      digest,
      order,
    } as const
    return builder.addValue({ ...where, value: digest }, move)
  }
  const at = { file: file.path, line: base.line }
  const parsed = oldAtKey(text ?? '', { path, at, repository: version.repository })
  const name = nameAt(parsed, file, document, path)
  const repository = name?.repository
  if (version.repository !== undefined && name && !canBe(name, version.repository))
    throw inputError(`the key ${target.key} holds the image ${repository}, not ${version.repository}`, {
      at: { file: file.path, line: base.line },
      hint: 'Check the file and the key, or the image.',
    })
  const separateDigest = siblingDigest(file, document, path) ?? newSiblingDigest(parsed, version, path)
  builder.addVersion(
    version,
    { parsed, where, separateDigest },
    {
      ...base,
      image: repository?.includes('/') ? repository : (version.repository ?? repository),
    },
  )
}

/** A location that the user named. */
interface NamedPlace {
  readonly file: YamlFile
  readonly where: Where
  /** The current value; undefined if the key is new. */
  readonly text: string | undefined
  readonly base: MoveBase
}

/**
 * Adds a value of `changes`. It is written unchanged, but if the key is one of a version, the rules for versions
 * apply.
 */
function planRaw(
  builder: PlanBuilder,
  { file, where, text, base }: NamedPlace,
  value: ScalarValue,
  targets: readonly Target[],
): void {
  const to = String(value)
  const isVersion = VERSION_KEYS.test(String(where.path.at(-1)))
  const next = parseVersion(to, formOf(to, base.key))
  const parsed = text === undefined ? undefined : parseVersion(text, formOf(text, base.key))
  if (isVersion) refuseFloating(next.tag, builder.allow)
  if (isVersion && parsed && text !== to && next.digest === undefined) {
    const separateDigest = siblingDigest(file, base.document, where.path)
    const isSetToo =
      separateDigest !== undefined &&
      targets.some((target) => target.kind === 'key' && isSamePlace(target, file, separateDigest.path))
    // Only the checks matter here: the result of `newTexts` is not what was requested.
    if (!isSetToo)
      newTexts(
        { parsed, separateDigest: separateDigest?.text },
        { tag: next.tag ?? to, digest: undefined },
        { allow: builder.allow, at: { file: file.path, line: base.line } },
      )
  }
  const order = isVersion ? orderOf(parsed?.tag, parsed?.digest, next) : text === to ? 'same' : 'none'
  builder.addValue(
    { ...where, value },
    { ...base, from: text, to, fromDigest: parsed?.digest, digest: next.digest, order },
  )
}

function isSamePlace(target: KeyTarget, file: YamlFile, path: KeyPath): boolean {
  if (target.file !== file.path) return false
  return formatKeyPath(pathOfKey(file, target.key, target.document)) === formatKeyPath(path)
}
