import type { ImageConfig } from '../../config/config.ts'
import { CONFIG_FILE } from '../../config/config.ts'
import type { Context } from '../context.ts'
import { conventionApp, whereOf } from '../conventions/apps.ts'
import { conventionChart } from '../conventions/charts.ts'
import { environmentInPath, isSameEnvironment } from '../environments/judge.ts'
import { chartFolders, InputCollector } from '../inputs.ts'
import type { App } from '../model.ts'

/**
 * Returns the apps that only `fairlead.yaml` declares: it contains the location of their image, and nothing else in
 * the repo declares them. If the file contains `{environment}`, there is one app for each environment that has the
 * file.
 *
 * @param apps the apps that are declared otherwise
 */
export function configuredApps(context: Context, apps: readonly App[]): App[] {
  const made = new Map<string, App>()
  for (const rule of context.config.images)
    for (const { environment, file } of placesOf(context, rule)) {
      const known = apps.filter(({ name }) => name === rule.app)
      const isKnown =
        environment === undefined ? known.length > 0 : known.some((app) => isIn(app, environment))
      const key = JSON.stringify([rule.app, environment])
      if (!isKnown && !made.has(key)) made.set(key, configuredApp(context, rule.app, environment, file))
    }
  return [...made.values()]
}

function isIn(app: App, environment: string): boolean {
  return app.environment !== undefined && isSameEnvironment(app.environment, environment)
}

/** Returns the existing files that a rule refers to, each with its environment. */
function placesOf(
  { files }: Context,
  rule: ImageConfig,
): { readonly environment: string | undefined; readonly file: string }[] {
  const pattern = rule.file.replaceAll('{app}', () => rule.app)
  if (rule.environment !== undefined || !pattern.includes('{environment}')) {
    const file = pattern.replaceAll('{environment}', () => rule.environment ?? '')
    const environment = rule.environment ?? environmentInPath(file, rule.app)
    return files.has(file) ? [{ environment, file }] : []
  }
  const [before = ''] = pattern.split('{environment}')
  return files.entries.flatMap(({ path }) => {
    if (!path.startsWith(before)) return []
    // The environment may be only a part of the name of the folder or file.
    const [rest = ''] = path.slice(before.length).split('/')
    const ends = Array.from({ length: rest.length }, (_, i) => rest.slice(0, i + 1))
    const environment = ends.find((name) => pattern.replaceAll('{environment}', () => name) === path)
    return environment === undefined ? [] : [{ environment, file: path }]
  })
}

function configuredApp(context: Context, name: string, environment: string | undefined, file: string): App {
  const found = { app: name, environment }
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : ''
  const chart = conventionChart(context, whereOf(context, found, file), [folder])
  const inputs = new InputCollector()
  inputs.files.add(file)
  if (chart.folder !== undefined)
    for (const part of chartFolders(context.files, chart.folder)) inputs.folders.add(part)
  return conventionApp(context, found, file, {
    source: chart.source,
    valuesFiles: [file],
    images: [],
    inputs,
    notes: new Set(chart.note === undefined ? [] : [chart.note]),
    by: `no controller object declares it; ${CONFIG_FILE} names a location of its image (images)`,
  })
}
