import { CONFIG_FILE } from '../../config/config.ts'
import { matchesGlob } from '../../patterns/own.ts'
import { joinPath } from '../../tree/paths.ts'
import type { Context } from '../context.ts'
import { IN_CLUSTER_NAME, isSameEnvironment } from '../environments/judge.ts'
import type { App } from '../model.ts'
import type { Unused } from './slip.ts'
import { unusedArtifacts } from './unused-artifacts.ts'

/** The configuration of `fairlead.yaml`, and the files of the repo. */
type Named = Pick<Context, 'config' | 'files'>

/** Reports whether an Application deploys to the cluster that Argo CD runs in, which is the entry `in-cluster`. */
function isDeployedHome({ kind, lineage }: App): boolean {
  return kind === 'Application' && lineage !== undefined && lineage.destination.cluster === undefined
}

/** Returns entries of `fairlead.yaml` that match no app of the repo. They are usually typos and have no effect. */
export function unusedConfig({ config, files }: Named, apps: readonly App[]): Unused[] {
  const hasApp = (name: string) =>
    apps.some(({ environment }) => environment !== undefined && isSameEnvironment(environment, name))
  const unused: Unused[] = []
  for (const name of Object.keys(config.environments))
    if (!hasApp(name))
      unused.push({
        message: `the environment ${name} has no apps`,
        hint: 'Compare its paths, labels and clusters with the output of `fairlead inventory`.',
      })
  for (const name of Object.keys(config.clusters))
    if (!apps.some((app) => app.cluster === name || (name === IN_CLUSTER_NAME && isDeployedHome(app))))
      unused.push({
        message: `the cluster ${name} is not the destination of any app`,
        hint: 'Compare its server and paths with the destinations of the apps.',
      })
  for (const { app, environment, file } of config.images)
    if (!apps.some(({ name }) => name === app))
      unused.push({
        message: `images names the app ${app}, but there is no such app`,
        hint: `Check its name, or its file ${file}: if the file exists, the app is known.`,
      })
    else if (environment !== undefined && !hasApp(environment))
      unused.push({
        message: `images names the environment ${environment}, but there is no such environment`,
        hint: 'Check its name.',
      })
  for (const { app } of config.charts)
    if (!apps.some(({ kind, name }) => kind === 'Convention' && matchesGlob(name, app)))
      unused.push({
        message: `charts names the app ${app}, but no app without a controller object has that name`,
        hint: `Only name charts in ${CONFIG_FILE} for apps that no object declares; an Application names its own chart.`,
      })
  return [...unused, ...unusedRoots({ config, files }), ...unusedArtifacts({ config, files })]
}

/** Returns the roots and folders with missing parts. A missing folder of `folders` is reported where it is read. */
function unusedRoots({ config, files }: Named): Unused[] {
  const { roots = [], folders = [] } = config
  const isThere = (path: string, folder: string) =>
    [joinPath(folder, path), joinPath('', path)].some((file) => file !== undefined && files.has(file))
  const unused: Unused[] = []
  for (const { path, values = [] } of roots) {
    const folder = joinPath('', path.replace(/^\//, '')) ?? path
    if (!files.isFolder(folder))
      unused.push({
        message: `roots names the path ${path}, but there is no such folder`,
        hint: 'Check the path. It is relative to the root of the repo.',
      })
    else
      for (const file of values)
        if (!isThere(file, folder))
          unused.push({
            message: `roots names the values file ${file} for ${path}, but there is no such file`,
            hint: 'Check its path. It is relative to the root of the repo, or to the folder of the root.',
          })
  }
  for (const { app, path, values = [] } of folders) {
    const folder = joinPath('', path)
    if (folder === undefined || !files.isFolder(folder) || values.length === 0) continue
    if (!files.has(joinPath(folder, 'Chart.yaml') ?? ''))
      unused.push({
        message: `folders names values files for ${app}, but ${path} is not a chart`,
        hint: 'Remove them, or set the folder of the chart.',
      })
    else
      for (const file of values)
        if (!isThere(file, ''))
          unused.push({
            message: `folders names the values file ${file} for ${app}, but there is no such file`,
            hint: 'Check its path. It is relative to the root of the repo.',
          })
  }
  return unused
}
