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
 * Returns the dependencies that a Chart.yaml or requirements.yaml declares.
 *
 * @throws FairleadError (input) if the file is not valid YAML
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

/**
 * Reports whether `charts/` contains a chart of this name: a folder, or a package with or without a version in its
 * name.
 *
 * @param names the names of charts by folder, if they differ from the folder names
 */
export function isThere(
  files: Iterable<string>,
  name: string,
  names: ReadonlyMap<string, string> = new Map(),
): boolean {
  for (const file of files) {
    if (!file.startsWith('charts/')) continue
    const [, folder = '', ...rest] = file.split('/')
    if (rest.length > 0 && (names.get(folder) ?? folder) === name) return true
    if (
      rest.length === 0 &&
      folder.endsWith('.tgz') &&
      [`${name}.tgz`, `${name}-`].some((start) => folder.startsWith(start))
    )
      return true
  }
  return false
}

/** Returns the names of the charts in the folders of `charts/` by folder, from their Chart.yaml files. */
export function namesOf(texts: ReadonlyMap<string, string>): Map<string, string> {
  const names = new Map<string, string>()
  for (const [path, text] of texts) {
    const folder = path.split('/').at(-2) ?? ''
    const name = /^name:\s*["']?([^"'\s#]+)/m.exec(text)?.[1]
    if (name !== undefined) names.set(folder, name)
  }
  return names
}
