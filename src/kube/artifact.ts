import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

/**
 * The files that scripts/schemas.ts generates: all versions of Kubernetes itself, and the controllers' definitions.
 */
export type ArtifactName = 'kubernetes' | 'argoproj' | 'fluxcd'

/**
 * The folders that may contain the files, relative to a bundle, to a part of a bundle, and to the source: see
 * `gotemplate/artifact.ts`.
 */
const folders = ['.', '..', '../../dist']

const known = new Map<ArtifactName, unknown>()

/** Returns one of the shipped files. It is read and parsed on first use, which takes about 5 ms. */
export function artifact(name: ArtifactName): unknown {
  const kept = known.get(name)
  if (kept !== undefined) return kept
  const files = folders.map((folder) =>
    fileURLToPath(new URL(`${folder}/schemas-${name}.json.br`, import.meta.url)),
  )
  const file = files.find((path) => existsSync(path))
  if (file === undefined) throw new Error(`The schemas of ${name} are missing: ${files.join(', ')}`)
  const content: unknown = JSON.parse(brotliDecompressSync(readFileSync(file)).toString())
  known.set(name, content)
  return content
}
