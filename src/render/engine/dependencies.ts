import { locate } from '../../yaml/position.ts'
import { parseYaml } from '../../yaml/parse.ts'
import { entryValue, resolve } from '../../yaml/nodes.ts'
import { evaluate, textAt } from '../../yaml/value.ts'

/** A dependency that a chart declares. */
export interface Dependency {
  readonly name: string
  readonly version: string
  readonly repository: string
  /** The line where it is declared. */
  readonly line: number
}

/** A dependency that is not in `charts/`, and the file that declares it. */
export interface MissingDependency extends Dependency {
  readonly file: string
}

/**
 * The dependencies that a Chart.yaml or requirements.yaml declares.
 *
 * @throws FairleadError (input) where the file is no YAML
 */
export function dependenciesOf(text: string, path: string): Dependency[] {
  const root = parseYaml(text, path).documents[0]?.root
  const list = root && resolve(entryValue(root, 'dependencies'))
  if (list?.kind !== 'sequence') return []
  return list.items.flatMap((item) => {
    const value = evaluate(item)
    const name = textAt(value, 'name')
    const target = resolve(item)
    if (name === undefined || !target) return []
    return {
      name,
      version: textAt(value, 'version') ?? '',
      repository: textAt(value, 'repository') ?? '',
      line: locate({ path, text }, target.start).line ?? 1,
    }
  })
}

/** Whether `charts/` holds a chart of this name: a folder, or a package with a version in its name. */
export function isThere(files: Iterable<string>, name: string): boolean {
  for (const file of files) {
    if (!file.startsWith('charts/')) continue
    if (file.startsWith(`charts/${name}/`)) return true
    if (file.startsWith(`charts/${name}-`) && /^charts\/[^/]+\.tgz$/.test(file)) return true
  }
  return false
}
