import type { Sides } from '../git/sides.ts'
import { listingOf } from '../tree/listing.ts'
import { digestOfInputs } from './digest.ts'
import { stableText } from '../compare/equal.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'

/** Gives the ids of a changed file on both sides of a change, as one text. */
export type IdsOf = (file: string) => string

/** The ids by which git knows the changed files: equal ids are equal contents. */
export async function idsOf({ base, differences }: Sides): Promise<IdsOf> {
  const before = await listingOf(base.tree)
  const after = new Map(differences.map(({ path, entry }) => [path, idOf(entry)]))
  return (file) => `${idOf(before.get(file))}..${after.get(file) ?? ''}`
}

/** Says of a file, also one in a package (`charts/a.tgz: b.yaml`), whether the change leaves it as it is. */
export async function unchangedFiles({ base, changed }: Sides): Promise<(file: string) => boolean> {
  const listing = await listingOf(base.tree)
  const touched = new Set(changed)
  return (file) => {
    const [own = ''] = file.split(': ')
    return listing.get(own) !== undefined && !touched.has(own)
  }
}

/** With its mode: a file that becomes a link leads elsewhere. */
function idOf(entry: { readonly mode: string; readonly oid?: string } | undefined): string {
  return entry ? `${entry.mode} ${entry.oid ?? ''}` : ''
}

/**
 * A digest of what an app is made of, as far as the change touches it: its changed files, or the object that declares
 * it, where no file of its own changed.
 */
export function inputDigest({ files, declarations }: RenderedPair, ids: IdsOf): string {
  if (files.length > 0) return digestOfInputs(files.map((file) => [file, ids(file)]))
  const { before, after } = declarations
  return digestOfInputs([['', stableText([before ?? null, after ?? null])]])
}

/** The same of those files that are code, see {@link isCode}; undefined where the change touches none. */
export function codeDigest({ files }: RenderedPair, ids: IdsOf): string | undefined {
  const code = files.filter(isCode)
  return code.length === 0 ? undefined : digestOfInputs(code.map((file) => [file, ids(file)]))
}

/**
 * Whether a file is code of a chart: a template, or a package that may hold some. What code is for need not show
 * where it is rendered, so approvals are bound to it as it is.
 */
export function isCode(file: string): boolean {
  return /(^|\/)templates\/|\.(tpl|tgz|tar\.gz)$/i.test(file)
}
