import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

/** What scripts/schemas.ts makes: Kubernetes itself in all its versions, and the definitions of the controllers. */
export type ArtifactName = 'kubernetes' | 'argoproj' | 'fluxcd'

/** Where it may stand, seen from the bundles, from a part of them, and from the sources: see `gotemplate/artifact.ts`. */
const folders = ['.', '..', '../../dist']

const known = new Map<ArtifactName, unknown>()

/** One of the shipped files, read and parsed when it is first asked for: some 5 ms each. */
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
