import type { Sides } from '../git/sides.ts'
import { listingOf } from '../tree/listing.ts'
import { digestOfInputs } from './digest.ts'
import { stableText } from '../compare/equal.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'

/** Function that returns the ids of a changed file on both sides of a change, as one text. */
export type IdsOf = (file: string) => string

/** Returns the git ids of the changed files. Equal ids mean equal contents. */
export async function idsOf({ base, differences }: Sides): Promise<IdsOf> {
  const before = await listingOf(base.tree)
  const after = new Map(differences.map(({ path, entry }) => [path, idOf(entry)]))
  return (file) => `${idOf(before.get(file))}..${after.get(file) ?? ''}`
}

/**
 * Returns a function that reports whether a file, which may be in a package (`charts/a.tgz: b.yaml`), is unchanged.
 */
export async function unchangedFiles({ base, changed }: Sides): Promise<(file: string) => boolean> {
  const listing = await listingOf(base.tree)
  const touched = new Set(changed)
  return (file) => {
    const [own = ''] = file.split(': ')
    return listing.get(own) !== undefined && !touched.has(own)
  }
}

/** Returns an id with the file mode, because a file that becomes a link refers to another file. */
function idOf(entry: { readonly mode: string; readonly oid?: string } | undefined): string {
  return entry ? `${entry.mode} ${entry.oid ?? ''}` : ''
}

/**
 * Returns a digest of an app's changed inputs: its changed files, or the object that declares it if none of its files
 * changed.
 */
export function inputDigest({ files, declarations }: RenderedPair, ids: IdsOf): string {
  if (files.length > 0) return digestOfInputs(files.map((file) => [file, ids(file)]))
  const { before, after } = declarations
  return digestOfInputs([['', stableText([before ?? null, after ?? null])]])
}

/**
 * Returns a digest of the changed files whose effect rendering does not show completely: code, see {@link isCode}, and
 * the files of the ApplicationSet that generates the app; undefined if there are none.
 */
export function codeDigest({ files, known }: RenderedPair, ids: IdsOf): string | undefined {
  const isOfSet = (file: string) =>
    [known.before, known.after].some(
      (app) =>
        app?.generatedBy !== undefined &&
        (app.declaredAt.file === file ||
          (app.overlaidBy !== undefined && file.startsWith(`${app.overlaidBy}/`))),
    )
  const code = files.filter((file) => isCode(file) || isOfSet(file))
  return code.length === 0 ? undefined : digestOfInputs(code.map((file) => [file, ids(file)]))
}

/**
 * Reports whether a file is code of a chart: a template, or a package that may contain templates. The effect of code
 * may not be visible in what is rendered, so approvals are bound to the code itself.
 */
export function isCode(file: string): boolean {
  return /(^|\/)templates\/|\.(tpl|tgz|tar\.gz)$/i.test(file)
}
