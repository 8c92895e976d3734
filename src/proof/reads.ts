import { isInput } from '../inventory/inputs.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import { listingOf } from '../tree/listing.ts'
import type { Tree } from '../tree/tree.ts'
import type { KeyPath } from '../yaml/keys.ts'

const MOST_TEMPLATES = 2000

/**
 * Reports whether the templates of an app's charts may read a value: a template contains the last names of its key,
 * or uses the values as a whole. The result is true in doubt: if no chart is in the repo, or if there are too many
 * templates.
 *
 * @param path the key of the value, from the root of the values
 */
export async function mayRead(tree: Tree, app: DeclaredApp, path: KeyPath): Promise<boolean> {
  const charts = app.sources.filter(({ type }) => type === 'helm')
  if (charts.length === 0 || charts.some(({ inThisRepository }) => !inThisRepository)) return true
  const entries = (await listingOf(tree)).all().filter(({ path: file }) => isInput(app.inputs, file))
  const filesLike = (pattern: RegExp) =>
    entries.flatMap(({ path: file }) => (pattern.test(file) ? [file] : []))
  const textsOf = async (files: readonly string[]) =>
    [...(await tree.read(files)).values()].map(({ content }) => Buffer.from(content).toString())
  // Packaged charts and charts elsewhere are not searched.
  if (filesLike(/\.(tgz|tar\.gz)$/).length > 0) return true
  const declared = await textsOf(filesLike(/(^|\/)(Chart|requirements)\.yaml$/))
  if (declared.some((text) => /\brepository['"]?:\s*['"]?(https?|oci|@|alias:)/.test(text))) return true
  const templates = filesLike(/(^|\/)templates\//)
  if (templates.length === 0 || templates.length > MOST_TEMPLATES) return true
  const names = path.filter((part): part is string => typeof part === 'string').slice(-2)
  const texts = await textsOf(templates)
  return texts.some((text) => isWhole(text) || names.some((name) => hasName(text, name)))
}

/** Reports whether a template uses `.Values` itself, as in `toYaml .Values` or `with .Values`. */
function isWhole(text: string): boolean {
  return /\.Values(?![\w.])/.test(text)
}

/** Reports whether a template contains a name as a field (`.tag`) or as a string (`"tag"`). */
function hasName(text: string, name: string): boolean {
  return ['.', '"', "'", '`'].some((before) => {
    for (let at = text.indexOf(before + name); at >= 0; at = text.indexOf(before + name, at + 1)) {
      const next = text[at + before.length + name.length] ?? ''
      if (!/[\w-]/.test(next)) return true
    }
    return false
  })
}
