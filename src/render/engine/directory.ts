import { FairleadError } from '../../errors.ts'
import { parseJson } from '../../yaml/json.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, textAt } from '../../yaml/value.ts'
import type { DirectoryJob, Rendered } from '../model.ts'
import type { Manifest } from '../../kube/manifests.ts'
import type { Engine } from './engine.ts'
import { readManifests } from './manifests.ts'
import { resolveOrThrow } from './snapshot.ts'
import { readFiles } from './stage.ts'

/**
 * Reads plain manifests as Argo CD does: a file with the skip marker is left out, and a file that is not valid YAML
 * is an error only if it looks like manifests. Broken links are left out.
 *
 * Rule: Argo CD's reposerver/repository/repository.go, getPotentiallyValidManifestFile.
 *
 * @throws FairleadError (input) if a file leaves the tree or contains something other than Kubernetes objects
 */
export async function renderDirectory(job: DirectoryJob, engine: Engine): Promise<Rendered> {
  const snapshot = await engine.snapshot(job.tree)
  const manifests: Manifest[] = []
  const warnings: string[] = []
  const files = new Map(
    job.files.flatMap((path) => {
      // Broken links and links to folders are skipped.
      if (snapshot.resolve(path).kind === 'missing') {
        warnings.push(`${path} is a broken link and is skipped, as in Argo CD`)
        return []
      }
      const found = resolveOrThrow(snapshot, path, 'the file')
      return found.kind === 'folder' ? [] : [[path, found.file] as const]
    }),
  )
  for (const [path, content] of await readFiles(snapshot, files, engine.limits)) {
    const text = decode(content)
    if (text.includes('+argocd:skip-file-rendering')) continue
    try {
      const found = path.endsWith('.json') ? readJson(text, path) : text
      if (found === undefined) {
        warnings.push(`${path} is JSON but not a Kubernetes object and is skipped, as in Argo CD`)
        continue
      }
      for (const one of readManifests(found, path, (line) => ({ file: path, line }))) manifests.push(one)
    } catch (error) {
      if (!(error instanceof FairleadError) || path.endsWith('.json') || !isIgnored(text, path, error))
        throw error
      warnings.push(`${path} is not valid YAML and is skipped, as in Argo CD`)
    }
  }
  return { manifests, warnings, generated: new Map() }
}

/** Decodes a file. Argo CD also reads UTF-16 if the file begins with a byte order mark. */
function decode(content: Uint8Array): string {
  const [first, second] = content
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(content)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(content)
  return Buffer.from(content).toString()
}

/**
 * Returns the text of a JSON file, which contains one object; anything after the object is an error. Returns
 * undefined if the object has no kind and its fields have the types of an OCI artifact's manifest, because such a
 * file is skipped.
 *
 * Rule: argo-cd reposerver/repository/repository.go (getObjsFromYAMLOrJSON)
 */
function readJson(text: string, path: string): string | undefined {
  return isOciManifest(parseJson(text, path) as Json) ? undefined : text
}

/**
 * Reports whether a value may be the manifest of an OCI artifact.
 *
 * Rule: https://github.com/opencontainers/image-spec/blob/main/specs-go/v1/manifest.go
 */
function isOciManifest(value: Json): boolean {
  if (!isObject(value) || textAt(value, 'kind')) return false
  const isText = (field: Json | undefined) =>
    field === undefined || field === null || typeof field === 'string'
  const isMap = (field: Json | undefined) => field === undefined || field === null || isObject(field)
  const { schemaVersion, mediaType, artifactType, config, layers, subject, annotations } = value
  return (
    (schemaVersion === undefined || schemaVersion === null || Number.isInteger(schemaVersion)) &&
    [mediaType, artifactType].every(isText) &&
    [config, subject, annotations].every(isMap) &&
    (!isObject(annotations) || Object.values(annotations).every(isText)) &&
    (layers === undefined || layers === null || (Array.isArray(layers) && (layers as Json[]).every(isMap)))
  )
}

/**
 * Reports whether a file that is not valid YAML is ignored: it does not look like manifests, and there is no valid
 * document before the error.
 */
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
