import type { Config } from '../../config/config.ts'
import { CONFIG_FILE } from '../../config/config.ts'
import { matchesGlob } from '../../patterns/own.ts'
import { isSameEnvironment } from '../environments/judge.ts'
import type { App } from '../model.ts'

/** What stands in `fairlead.yaml` and fits nothing. */
export interface Unused {
  /** A sentence without its full stop. */
  readonly message: string
  readonly hint: string
}

/** What `fairlead.yaml` names and no app of the repo has: mostly a slip, and then a rule holds for nobody. */
export function unusedConfig(config: Config, apps: readonly App[]): Unused[] {
  const hasApp = (name: string) =>
    apps.some(({ environment }) => environment !== undefined && isSameEnvironment(environment, name))
  const unused: Unused[] = []
  for (const name of Object.keys(config.environments))
    if (!hasApp(name))
      unused.push({
        message: `the environment ${name} has no app`,
        hint: 'Check its paths, labels and clusters against what `fairlead inventory` lists.',
      })
  for (const name of Object.keys(config.clusters))
    if (!apps.some(({ cluster }) => cluster === name))
      unused.push({
        message: `the cluster ${name} is the destination of no app`,
        hint: 'Check its server and paths against the destinations of the apps.',
      })
  for (const { app, environment, file } of config.images)
    if (!apps.some(({ name }) => name === app))
      unused.push({
        message: `images names the app ${app}, and there is none`,
        hint: `Check its name, or its file ${file}: one that is there makes the app known.`,
      })
    else if (environment !== undefined && !hasApp(environment))
      unused.push({
        message: `images names the environment ${environment}, and there is none`,
        hint: 'Check its name.',
      })
  for (const { app } of config.charts)
    if (!apps.some(({ kind, name }) => kind === 'Convention' && matchesGlob(name, app)))
      unused.push({
        message: `charts names the app ${app}, and no app without a controller object has that name`,
        hint: `${CONFIG_FILE} names charts for apps that no object declares; an Application names its own.`,
      })
  return unused
}
