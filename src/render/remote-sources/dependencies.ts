import { inputError } from '../../errors.ts'
import { parseYaml } from '../../yaml/parse.ts'
import { decodeText } from '../../yaml/text.ts'
import { evaluate, textAt, valueAt } from '../../yaml/value.ts'
import type { MissingDependency } from '../engine/dependencies.ts'
import type { TreePath } from '../model.ts'
import type { RemoteSources } from '../plan.ts'
import { readRange, readVersion } from './versions.ts'
import { inFolder } from '../../tree/paths.ts'

/**
 * Fetches the charts that a chart depends on: in the version of its lock file if that matches the declared version,
 * otherwise the newest matching version.
 *
 * Rule: helm pkg/downloader/manager.go (Build, Update)
 *
 * @returns the charts, in the order of `missing`
 * @throws FairleadError (input) if Git does not contain the address of a repository; otherwise as
 *   `RemoteSources.chart`
 */
export async function fetchDependencies(
  remoteSources: Pick<RemoteSources, 'chart'>,
  chart: TreePath,
  missing: readonly MissingDependency[],
): Promise<readonly TreePath[]> {
  const locked = await readLocks(chart)
  return Promise.all(
    missing.map(async (dependency) => {
      const { name, version, repository } = dependency
      checkRepository(dependency)
      const lock = locked.get(name)
      const parsed = lock === undefined ? undefined : readVersion(lock)
      const isFitting = parsed !== undefined && (version === '' || readRange(version)?.(parsed) === true)
      const wanted = isFitting && lock !== undefined ? lock : version
      return { tree: (await remoteSources.chart(repository, name, wanted)).tree, path: '' }
    }),
  )
}

/** Returns the versions of Chart.lock, or of requirements.lock of Helm 2, by name. */
async function readLocks({ tree, path }: TreePath): Promise<ReadonlyMap<string, string>> {
  const paths = ['requirements.lock', 'Chart.lock'].map((name) => inFolder(path, name))
  const files = await tree.read(paths)
  const locks = new Map<string, string>()
  for (const name of paths) {
    const file = files.get(name)
    const root = file && parseYaml(decodeText(file.content, name), name).documents[0]?.root
    const list = root && valueAt(evaluate(root), 'dependencies')
    for (const one of Array.isArray(list) ? list : []) {
      const [dependency, version] = [textAt(one, 'name'), textAt(one, 'version')]
      if (dependency !== undefined && version !== undefined) locks.set(dependency, version)
    }
  }
  return locks
}

function checkRepository({ name, repository, file, line }: MissingDependency): void {
  const at = { file, line }
  if (repository === '')
    throw inputError(`the dependency ${name} has no repository and is not in charts/`, {
      at,
      hint: 'Commit it to charts/, or set its repository.',
    })
  if (/^(@|alias:)/.test(repository))
    throw inputError(
      `the dependency ${name} uses ${repository}, a name that is known only on the machine where it was added (helm repo add)`,
      { at, hint: 'Use the address of the repository instead, or commit the chart to charts/.' },
    )
}
