import { folderOf, joinPath } from '../../tree/paths.ts'
import { itemsAt, stringsAt } from '../../yaml/at.ts'
import type { Files } from '../../yaml/files.ts'
import { KUSTOMIZATION_FILES } from './kustomization.ts'

const NAMES: ReadonlySet<string> = new Set(KUSTOMIZATION_FILES)
const GENERATES = /^(?:configMap|secret)Generator:/m

/**
 * Returns the files that kustomizations put into ConfigMaps and Secrets and that none of them includes as resources.
 * An object in such a file is data for a program and is not deployed. Only files that were already read are
 * considered.
 */
export function generatedData(files: Files): ReadonlySet<string> {
  const kustomizations = files.entries.flatMap(({ path }) =>
    NAMES.has(path.slice(path.lastIndexOf('/') + 1)) && files.isLoaded(path) ? [path] : [],
  )
  const data = new Set<string>()
  for (const path of kustomizations.filter((one) => GENERATES.test(files.text(one) ?? ''))) {
    const root = files.yaml(path)?.documents[0]?.root
    for (const field of ['configMapGenerator', 'secretGenerator'])
      for (const generator of itemsAt(root, field))
        for (const entry of stringsAt(generator, 'files'))
          for (const file of named(path, entry.slice(entry.indexOf('=') + 1))) data.add(file)
  }
  // Most repos have no such files and need no second pass.
  for (const path of data.size > 0 ? kustomizations : [])
    for (const name of stringsAt(files.yaml(path)?.documents[0]?.root, 'resources'))
      for (const file of named(path, name)) data.delete(file)
  return data
}

function named(kustomization: string, name: string): string[] {
  const path = joinPath(folderOf(kustomization), name)
  return path === undefined ? [] : [path]
}
