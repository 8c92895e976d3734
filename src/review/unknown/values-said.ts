import { mask } from '../../git/mask.ts'
import { attempted } from '../../inventory/guarded.ts'
import { formatKeyPath } from '../../yaml/keys.ts'
import type { KeyPath } from '../../yaml/keys.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, valueAt } from '../../yaml/value.ts'
import type { Declarations, DeclaredSides } from '../../affected/declared.ts'
import { isBrokenByChange } from '../failures.ts'
import { declaredImageChanges } from '../../compare/images.ts'
import type { AppChange, ValueChange } from '../model.ts'
import { isSecretName } from '../../secrets/values.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'

/**
 * The maximum number of values. More would not help a reader, and a file with only keys is visible in the change
 * itself.
 */
const MOST = 200
/** The maximum length of a value. Longer values are texts, such as certificates. */
const LENGTH = 200
/** Matches a key of an image, or a key in an image. */
const IMAGE_KEY = /(^|[.\]_-])(images?|tag|digest)($|[.[_-])|Image|Tag$/

/** A value as it is shown, and the real value. */
interface Leaf {
  readonly shown: string
  readonly real: string
}

/** Returns what the files show about an app that is not compared. */
export async function saidOf(
  pair: RenderedPair,
  failures: AppChange['failures'],
  declared: DeclaredSides,
  text: (text: string) => string,
): Promise<Pick<AppChange, 'images' | 'values' | 'notes'>> {
  // If the change broke the app, it is not known what the values would have resulted in.
  if (isBrokenByChange({ failures })) return { images: [], values: [], notes: [] }
  const { before: old, after: now } = pair.known
  // Something that cannot be found on a side is not necessarily removed there.
  const isLost = (pair.before && !old) || (pair.after && !now)
  const images = isLost
    ? []
    : declaredImageChanges(
        old ? await declared.before.images(old) : [],
        now ? await declared.after.images(now) : [],
      )
  const { values, more } = await valuesSaid(pair, declared, text)
  return {
    images,
    values,
    notes: more > 0 ? [`${more} more keys of its values files change and are not listed`] : [],
  }
}

/**
 * Returns the changes in the files of an app that could not be rendered: each key that differs in its values files
 * and in its own object, image keys first. The effect of the values on the chart is not known.
 *
 * @param maskText hides values that are known to be secret
 * @returns at most 200 changes, and the number of further ones
 */
async function valuesSaid(
  pair: RenderedPair,
  { before, after }: DeclaredSides,
  maskText: (text: string) => string,
): Promise<{ values: ValueChange[]; more: number }> {
  const { known, declarations } = pair
  const changes: ValueChange[] = []
  const compare = (old: Leaves | undefined, now: Leaves | undefined, file: string) => {
    if (!old || !now) return
    for (const key of new Set([...old.keys(), ...now.keys()])) {
      const [from, to] = [old.get(key), now.get(key)]
      if (from?.real !== to?.real)
        changes.push({ file, key, from: shownOf(from, maskText), to: shownOf(to, maskText) })
    }
  }
  const changed = new Set(pair.files)
  const valuesFiles = new Set([known.before, known.after].flatMap((app) => app?.valuesFiles ?? []))
  for (const file of valuesFiles)
    if (changed.has(file)) compare(await leavesOfFile(before, file), await leavesOfFile(after, file), file)
  const declaredAt = declaredIn(pair, valuesFiles)
  const [old, now] = [declarations.before, declarations.after].map((object) => valueAt(object, 'spec'))
  if (declaredAt !== undefined && old !== undefined && now !== undefined)
    compare(leavesOf(old, ['spec']), leavesOf(now, ['spec']), declaredAt)
  const sorted = changes.toSorted((a, b) => Number(IMAGE_KEY.test(b.key)) - Number(IMAGE_KEY.test(a.key)))
  return { values: sorted.slice(0, MOST), more: Math.max(0, sorted.length - MOST) }
}

/**
 * Returns the file of an app's own object that a change of its spec is reported in. The object can be patched: then
 * the patch has changed, not the file that declares the object.
 */
function declaredIn({ files, known }: RenderedPair, valuesFiles: ReadonlySet<string>): string | undefined {
  const declaredAt = (known.after ?? known.before)?.declaredAt.file
  if (declaredAt === undefined || files.includes(declaredAt)) return declaredAt
  const others = files.filter((file) => !valuesFiles.has(file))
  return others.length === 1 ? others[0] : declaredAt
}

type Leaves = ReadonlyMap<string, Leaf>

/** Returns the values of a file by key; empty if the file does not exist, undefined if it cannot be read. */
async function leavesOfFile({ context: { files } }: Declarations, file: string): Promise<Leaves | undefined> {
  if (!files.has(file)) return new Map()
  await files.load([file])
  const documents = files.yaml(file)?.documents
  return attempted(
    () => documents && new Map(documents.flatMap(({ root }) => [...leavesOf(evaluate(root), [])])),
    () => undefined,
  )
}

function leavesOf(value: Json, path: KeyPath, into = new Map<string, Leaf>()): Map<string, Leaf> {
  if (Array.isArray(value) && value.length > 0)
    for (const [i, item] of (value as readonly Json[]).entries()) leavesOf(item, [...path, i], into)
  else if (isObject(value) && Object.keys(value).length > 0)
    for (const [key, inner] of Object.entries(value)) leavesOf(inner as Json, [...path, key], into)
  else if (path.length > 0) into.set(formatKeyPath(path), leafOf(value, path))
  return into
}

function leafOf(value: Json, path: KeyPath): Leaf {
  const real = typeof value === 'string' ? value : JSON.stringify(value)
  const isHidden = path.some((part) => typeof part === 'string' && isSecretName(part))
  const shown = isHidden ? '***' : real.startsWith('ENC[') ? '(encrypted)' : mask(real)
  return { shown, real }
}

function shownOf(leaf: Leaf | undefined, maskText: (text: string) => string): string | undefined {
  if (!leaf) return undefined
  const text = maskText(leaf.shown)
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text
}
