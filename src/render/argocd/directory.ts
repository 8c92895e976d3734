import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, textAt, valueAt } from '../../yaml/value.ts'
import type { Files } from '../../yaml/files.ts'
import { gobwas } from '../../patterns/gobwas.ts'
import type { DirectoryJob } from '../model.ts'
import type { Place } from '../places.ts'
import type { Unrendered } from '../plan.ts'

/**
 * Returns the job for a source of plain manifests.
 *
 * Rules: argo-cd reposerver/repository/repository.go (findManifests, getPotentiallyValidManifestFile,
 * getObjsFromYAMLOrJSON)
 *
 * @returns the job, and the parts of the source that cannot be rendered
 */
export async function directoryJob(
  source: Json,
  place: Place,
  path: string,
): Promise<{ job: DirectoryJob; unrendered: readonly Unrendered[] }> {
  const { files } = place
  const directory = valueAt(source, 'directory')
  const include = textAt(directory, 'include')
  const exclude = textAt(directory, 'exclude')
  const wanted = include ? gobwas(include) : undefined
  const unwanted = exclude ? gobwas(exclude) : undefined
  const all =
    valueAt(directory, 'recurse') === true
      ? files.below(path)
      : files.children(path).filter((child) => files.has(child))
  const candidates = all.filter((file) => {
    const relative = path === '' ? file : file.slice(path.length + 1)
    const anyName = valueAt(directory, 'disableExtensionFilter') === true
    if (!anyName && !/\.(yaml|yml|json|jsonnet)$/.test(relative)) return false
    return !unwanted?.test(relative) && (wanted?.test(relative) ?? true)
  })
  const jsonnet = candidates.filter((file) => file.endsWith('.jsonnet'))
  const manifests = candidates.filter((file) => !file.endsWith('.jsonnet'))
  await files.load(manifests)
  return {
    job: {
      kind: 'directory',
      tree: place.tree,
      files: manifests.filter((file) => isManifest(files, file)).toSorted(bySegments),
    },
    unrendered:
      jsonnet.length === 0
        ? []
        : [
            {
              message: `Jsonnet is not rendered, so the output of ${jsonnet.join(', ')} is not compared`,
              hint: 'Fairlead does not run Jsonnet. Review the changed files directly, or let a job commit their output (jsonnet -y). Plain manifests are compared.',
              // A Jsonnet file may import files from anywhere.
              folders: [''],
            },
          ],
  }
}

/** Sorts in the order of Go's walk: by the names of folders and files, level by level. */
function bySegments(a: string, b: string): number {
  const [one, two] = [a.split('/'), b.split('/')]
  const apart = one.findIndex((name, i) => name !== two[i])
  return (one[apart] ?? '') < (two[apart] ?? '') ? -1 : 1
}

/**
 * Reports whether Argo CD reads a file as a manifest. It skips a file with the marker, and one that does not begin
 * with an object, such as values or a configuration, unless its text looks like an object.
 */
function isManifest(files: Files, file: string): boolean {
  const text = files.text(file)
  if (text === undefined) return true
  if (text.includes('+argocd:skip-file-rendering')) return false
  if (file.endsWith('.json')) return true
  if (['apiVersion:', 'kind:', 'metadata:'].every((word) => text.includes(word))) return true
  const documents = files.yaml(file)?.documents.map(({ root }) => evaluate(root)) ?? []
  const first = documents.find((value) => value !== null)
  return isObject(first) && textAt(first, 'kind') !== undefined
}
