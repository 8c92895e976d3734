import { FairleadError, inputError } from '../../errors.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { DirectoryJob, Manifest, Rendered } from '../model.ts'
import type { Engine } from './engine.ts'
import { readManifests } from './manifests.ts'
import { resolveOrThrow } from './snapshot.ts'
import { readFiles } from './stage.ts'

/**
 * Reads plain manifests as Argo CD does: a file with the skip marker is left out, and one that is no YAML is an
 * error only where it looks like manifests. Links to nothing are left out.
 *
 * Rule: Argo CD's reposerver/repository/repository.go, getPotentiallyValidManifestFile.
 *
 * @throws FairleadError (input) where a file leaves the tree or holds what is no object
 */
export async function renderDirectory(job: DirectoryJob, engine: Engine): Promise<Rendered> {
  const snapshot = await engine.snapshot(job.tree)
  const manifests: Manifest[] = []
  const warnings: string[] = []
  const files = new Map(
    job.files.flatMap((path) => {
      // Links to nowhere and to folders are passed over.
      if (snapshot.resolve(path).kind === 'missing') {
        warnings.push(`${path} is a link to nothing and is left out, as Argo CD does`)
        return []
      }
      const found = resolveOrThrow(snapshot, path, 'the file')
      return found.kind === 'folder' ? [] : [[path, found.file] as const]
    }),
  )
  for (const [path, content] of await readFiles(snapshot, files, engine.limits)) {
    const text = Buffer.from(content).toString()
    if (text.includes('+argocd:skip-file-rendering')) continue
    try {
      const found = path.endsWith('.json') ? readJson(text, path) : text
      manifests.push(...readManifests(found, path, (line) => ({ file: path, line })))
    } catch (error) {
      if (!(error instanceof FairleadError) || path.endsWith('.json') || !isIgnored(text, path, error))
        throw error
      warnings.push(`${path} is no YAML and is left out, as Argo CD does`)
    }
  }
  return { manifests, warnings, generated: new Map() }
}

/** A JSON file holds one object; what follows it is an error. */
function readJson(text: string, path: string): string {
  try {
    JSON.parse(text)
    return text
  } catch (error) {
    throw inputError(`this is not valid JSON: ${(error as Error).message}`, { at: { file: path } })
  }
}

/** Whether a file that is no YAML is ignored: it does not look like manifests, and no document before is one. */
function isIgnored(text: string, path: string, { faults: [{ at }] }: FairleadError): boolean {
  if (['apiVersion:', 'kind:', 'metadata:'].every((word) => text.includes(word))) return false
  if (isYaml(text, path)) return false
  const before = text.split('\n').slice(0, (at?.line ?? 1) - 1)
  const last = before.findLastIndex((line) => line.startsWith('---'))
  const whole = before.slice(0, Math.max(last, 0)).join('\n')
  return !(isYaml(whole, path) && parseYaml(whole, path).documents.length > 0)
}

function isYaml(text: string, path: string): boolean {
  try {
    parseYaml(text, path)
    return true
  } catch {
    return false
  }
}
