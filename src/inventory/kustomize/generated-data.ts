import { joinPath } from '../../tree/paths.ts'
import { itemsAt, stringsAt } from '../../yaml/at.ts'
import type { Files } from '../../yaml/files.ts'
import { KUSTOMIZATION_FILES } from './kustomization.ts'

const NAMES: ReadonlySet<string> = new Set(KUSTOMIZATION_FILES)
const GENERATES = /^(?:configMap|secret)Generator:/m

/**
 * The files that kustomizations put into ConfigMaps and Secrets and that none of them takes as resources: an object that
 * stands in one is data for a program, and not deployed. Only what was read already is looked at.
 */
export function generatedData(files: Files): ReadonlySet<string> {
  const data = new Set<string>()
  const resources = new Set<string>()
  for (const { path } of files.entries) {
    if (!NAMES.has(path.slice(path.lastIndexOf('/') + 1)) || !files.isLoaded(path)) continue
    const root = files.yaml(path)?.documents[0]?.root
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    const named = (name: string) => joinPath(folder, name) ?? []
    for (const name of stringsAt(root, 'resources').flatMap(named)) resources.add(name)
    if (!GENERATES.test(files.text(path) ?? '')) continue
    for (const field of ['configMapGenerator', 'secretGenerator'])
      for (const generator of itemsAt(root, field))
        for (const entry of stringsAt(generator, 'files'))
          for (const file of [entry.slice(entry.indexOf('=') + 1)].flatMap(named)) data.add(file)
  }
  return new Set([...data].filter((file) => !resources.has(file)))
}
