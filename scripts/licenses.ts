import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
}

/**
 * Returns the licence texts of all packages in a bundle, sorted by name.
 *
 * @param moduleIds the files of the bundle, as the bundler names them
 * @throws Error if a package has no licence file: a person must then find and review its terms
 */
export function licencesOf(moduleIds: Iterable<string>): string {
  const folders = new Set([...moduleIds].flatMap((id) => packageFolder(id) ?? []))
  const packages = [...folders].map((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    return { title: `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`, folder }
  })
  const sections = packages
    .toSorted((a, b) => (a.title < b.title ? -1 : 1))
    .map(
      ({ title, folder }) =>
        `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${licenceTexts(folder, title)}\n`,
    )
  return `Fairlead contains code of these packages. Their licences:\n\n${sections.join('\n')}`
}

/** Returns the folder of a module's package. The bundler's own helpers belong to rolldown. */
function packageFolder(id: string): string | undefined {
  if (id.startsWith('\0rolldown/')) return join(import.meta.dirname, '../node_modules/rolldown')
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0]
}

function licenceTexts(folder: string, title: string): string {
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file))
    .toSorted()
  if (files.length === 0) throw new Error(`${title} has no licence file in ${folder}`)
  return files
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n')
}
