import type { ChartConfig } from '../../config/config.ts'
import { CONFIG_FILE } from '../../config/config.ts'
import { matchesGlob } from '../../patterns/own.ts'
import type { Context } from '../context.ts'
import { isThisRepository } from '../context.ts'
import { isSameEnvironment } from '../environments/judge.ts'
import type { Files } from '../../yaml/files.ts'
import { joinPath } from '../../tree/paths.ts'
import type { Source } from '../model.ts'

/** The chart of an app that no object declares. */
export interface ConventionChart {
  readonly source: Source
  /** Its folder, if it is in this repo. */
  readonly folder: string | undefined
  /** How it was found, as a sentence, if the location of the values does not show it. */
  readonly note: string | undefined
}

/** The usual folders of charts, relative to the folder of the values or to a folder above it. */
const PLACES = ['helm/{app}', 'charts/{app}', 'chart', 'deploy/{app}'] as const

/**
 * Finds the chart of an app that only its values files declare: the one in `fairlead.yaml`, otherwise one next to the
 * values, otherwise one in a usual folder, the nearest first. If there is none, the source contains no chart.
 *
 * @param beside the folders of the values files
 */
export function conventionChart(
  context: Context,
  app: { readonly name: string; readonly environment: string | undefined },
  beside: readonly string[],
): ConventionChart {
  const named = context.config.charts.find(
    (rule) =>
      matchesGlob(app.name, rule.app) &&
      (rule.environment === undefined ||
        (app.environment !== undefined && isSameEnvironment(rule.environment, app.environment))),
  )
  if (named) return configured(context, named, app)
  const { files } = context
  const own = beside.find((folder) => hasChart(files, folder))
  if (own !== undefined) return { source: local(own), folder: own, note: undefined }
  const places = PLACES.map((place) => fill(place, app))
  const found = [...new Set(beside.flatMap(foldersAbove))]
    .flatMap((folder) => places.map((place) => joinPath(folder, place) ?? folder))
    .find((folder) => hasChart(files, folder))
  if (found === undefined) return { source: local(beside[0] ?? ''), folder: undefined, note: undefined }
  const note = `its chart is assumed to be ${found}, from the layout of the repo; to use another one, set it in ${CONFIG_FILE} (charts)`
  return { source: local(found), folder: found, note }
}

function configured(
  context: Context,
  rule: ChartConfig,
  app: { readonly name: string; readonly environment: string | undefined },
): ConventionChart {
  const [repoURL, path, chart, targetRevision] = [
    rule.repo,
    rule.path,
    rule.chart,
    rule.revision ?? rule.version,
  ].map((text) => (text === undefined ? undefined : fill(text, app)))
  const isHere = repoURL === undefined || isThisRepository(context, repoURL) === true
  const source: Source = { type: 'helm', repoURL, path, chart, targetRevision, inThisRepository: isHere }
  const folder = isHere ? joinPath('', path ?? '.') : undefined
  return {
    source,
    folder: folder !== undefined && hasChart(context.files, folder) ? folder : undefined,
    note: `${CONFIG_FILE} names its chart: ${[repoURL, path ?? chart, targetRevision].filter((part) => part !== undefined).join(' ')}`,
  }
}

function local(path: string): Source {
  return {
    type: 'helm',
    repoURL: undefined,
    path,
    chart: undefined,
    targetRevision: undefined,
    inThisRepository: true,
  }
}

function fill(
  text: string,
  app: { readonly name: string; readonly environment: string | undefined },
): string {
  return text.replaceAll('{app}', () => app.name).replaceAll('{environment}', () => app.environment ?? '')
}

function hasChart(files: Files, folder: string): boolean {
  return files.has(joinPath(folder, 'Chart.yaml') ?? '')
}

/** Returns a folder and those above it, the root last. */
function foldersAbove(folder: string): string[] {
  const above: string[] = []
  for (let path = folder; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/'))))
    above.push(path)
  return [...above, '']
}
