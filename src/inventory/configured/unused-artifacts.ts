import { CONFIG_FILE } from '../../config/config.ts'
import { objectsOf } from '../../kube/objects.ts'
import { joinPath } from '../../tree/paths.ts'
import { at, stringAt } from '../../yaml/at.ts'
import type { Context } from '../context.ts'
import { attempted } from '../guarded.ts'
import { CONTROLLER_WORDS } from '../leading/templates.ts'
import type { Unused } from './slip.ts'

/** Returns entries of `artifacts` in `fairlead.yaml` whose folder is missing, or whose source is not referenced. */
export function unusedArtifacts({ files, config }: Pick<Context, 'files' | 'config'>): Unused[] {
  const { artifacts = [] } = config
  if (artifacts.length === 0) return []
  const names = sourceNames(files)
  return artifacts.flatMap(({ source, path }): Unused[] => {
    const folder = joinPath('', path.replace(/^\/+/, '') || '.')
    if (folder === undefined || !files.isFolder(folder))
      return [
        {
          message: `artifacts names the path ${path} for ${source}, but there is no such folder`,
          hint: 'Check the path. It is relative to the root of the repo.',
        },
      ]
    if (names.has(source.split('/').at(-1) ?? source)) return []
    return [
      {
        message: `artifacts names the source ${source}, but no Flux object references it`,
        hint: `Name an OCIRepository or Bucket in ${CONFIG_FILE}, as in the sourceRef of a Kustomization.`,
      },
    ]
  })
}

/** Returns the names of the sources that the repo declares or refers to. */
function sourceNames(files: Context['files']): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { path } of files.entries) {
    if (!/\.ya?ml$/.test(path) || !files.isLoaded(path)) continue
    if (!CONTROLLER_WORDS.test(files.text(path) ?? '')) continue
    const yaml = files.yaml(path)
    const objects = yaml
      ? attempted(
          () => objectsOf(yaml),
          () => [],
        )
      : []
    for (const object of objects) {
      if (object.kind === 'OCIRepository' || object.kind === 'Bucket') names.add(object.name)
      // By default, the Flux Operator names the source that it syncs from after its namespace.
      if (object.kind === 'FluxInstance')
        names.add(stringAt(object.node, 'spec', 'sync', 'name') ?? 'flux-system')
      const name = stringAt(at(object.node, 'spec', 'sourceRef'), 'name')
      if (name !== undefined) names.add(name)
    }
  }
  return names
}
