import { dump } from 'js-yaml'
import { CONFIG_FILE } from '../../config/config.ts'
import type { ImageUse } from '../../images/place.ts'
import { guessesOf } from '../../inventory/guesses.ts'
import type { App, Source } from '../../inventory/model.ts'
import { chainOf } from '../../inventory/leading/parents.ts'
import type { Json } from '../../yaml/value.ts'
import { listAt, valueAt } from '../../yaml/value.ts'
import { visibleLine } from '../../text/visible.ts'
import { clusterText, imageText, notesBeside } from './text.ts'

/** The data that is needed to explain an app. */
export interface Explaining {
  /** The parent of each app. */
  readonly parents: ReadonlyMap<App, App>
  /** Reports whether there is a file at a path. */
  has(path: string): boolean
}

/**
 * Returns everything that is known about an app, and why: what declares it, up to the root; its values in the order
 * in which they apply; which of them sets each image; what was assumed or guessed.
 */
export async function explained(app: App, { parents, has }: Explaining): Promise<string[]> {
  const chain = chainOf(app, parents)
  const values = valuesOf(app, (await app.declaration()) ?? null, has)
  const guesses = guessesOf(app)
  const notes = notesBeside(app).filter((note) => !guesses.includes(note))
  return [
    `${app.name} (${facts(app).join(', ')})`,
    ...section('Declared', [
      `${at(app)}${made(app)}`,
      ...chain.map((one) => `by ${one.kind} ${one.name} ${at(one)}${made(one)}`),
      end(app, chain),
    ]),
    ...section('Environment', environmentOf(app)),
    ...section('Sources', app.sources.map(sourceText)),
    ...section(
      'Values (the last one wins)',
      values.map((text, i) => `${i + 1}. ${text}`),
    ),
    ...section('Images', app.images.map(imageLine)),
    ...section(
      'Assumed',
      app.assumed
        ? [
            `nothing in this repo deploys ${app.assumed.path}; add these lines to ${CONFIG_FILE} to confirm it:`,
            ...dump({ roots: [app.assumed] }, { flowLevel: 2, lineWidth: -1 })
              .trimEnd()
              .split('\n'),
          ]
        : [],
    ),
    ...section('Guessed', guesses),
    ...section('Notes', notes),
  ].map((line) => `${/^ */.exec(line)?.[0] ?? ''}${visibleLine(line)}`)
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}:`, ...lines.map((line) => `    ${line}`)]
}

function facts({
  kind,
  controller,
  cluster,
  clusterName,
  namespace,
  production,
  project,
  autoSync,
}: App): string[] {
  return [
    controller === 'none' ? 'by convention' : kind,
    clusterText({ cluster, ...(clusterName !== undefined && { clusterName }) }),
    namespace === undefined ? '' : `namespace ${namespace}`,
    project === undefined ? '' : `project ${project}`,
    production ? 'production' : '',
    autoSync === undefined ? '' : autoSync ? 'auto-sync' : 'manual sync',
  ].filter((fact) => fact !== '')
}

function at({ declaredAt: { file, line } }: App): string {
  return `at ${file}:${line}`
}

/** Returns how the object of an app is generated or changed, if it is not in its file as it is. */
function made({ generatedBy, overlaidBy, inValues, madeFrom }: App): string {
  const ways = [
    generatedBy === undefined ? '' : `made by the ApplicationSet ${generatedBy}`,
    madeFrom === undefined ? '' : `of ${madeFrom.file}:${madeFrom.line} ${madeFrom.key}`,
    overlaidBy === undefined ? '' : `changed by the kustomization in ${overlaidBy || '.'}`,
    inValues === undefined ? '' : 'in the values of a chart',
  ].filter((way) => way !== '')
  return ways.length === 0 ? '' : `, ${ways.join(', ')}`
}

function end(app: App, chain: readonly App[]): string {
  const root = chain.at(-1) ?? app
  if (root.kind === 'Convention') return 'not declared by a controller object'
  const plane = root.isControlPlaneKnown ? ` (control plane ${root.controlPlane ?? ''})` : ''
  return `not declared by anything else in this repo: ${root === app ? 'it' : root.name} is a root${plane}`
}

function environmentOf({ environment, environmentBy, production, contradiction }: App): string[] {
  if (environment === undefined) return ['unknown']
  const by = environmentBy === undefined ? '' : `, by ${environmentBy}`
  return [
    `${environment}${production ? ' (production)' : ''}${by}`,
    ...(contradiction === undefined ? [] : [contradiction]),
  ]
}

function sourceText({ type, path, chart, repoURL, targetRevision, inThisRepository }: Source): string {
  const what = chart ?? path ?? (type === 'ref' ? 'values files' : '(no path)')
  const where = inThisRepository ? 'this repo' : (repoURL ?? 'an unknown location')
  return `${type} ${what} of ${where}${targetRevision === undefined ? '' : ` at ${targetRevision}`}`
}

/** Returns the layers of values, lowest priority first. */
function valuesOf(app: App, declaration: Json, has: (path: string) => boolean): string[] {
  const charts = app.sources
    .filter(({ type }) => type === 'helm')
    .map(({ path, chart, inThisRepository }) => {
      const file = `${path === undefined || path === '' ? '' : `${path}/`}values.yaml`
      if (inThisRepository && path !== undefined && has(file)) return `${file} (chart defaults)`
      return `the defaults of the chart ${chart ?? path ?? ''}, which ${inThisRepository ? 'it does not have' : 'are not in this repo'}`
    })
  if (charts.length === 0) return []
  const spec = valueAt(declaration, 'spec')
  const sources = [valueAt(spec, 'source') ?? null, ...listAt(spec, 'sources')]
  const own = sources.flatMap((source) =>
    [
      ['values', 'values of the Application itself'],
      ['valuesObject', 'valuesObject of the Application itself'],
      ['parameters', 'parameters of the Application itself'],
    ].flatMap(([key = '', text = '']) => (valueAt(source, 'helm', key) === undefined ? [] : [text])),
  )
  const inline = valueAt(spec, 'values') === undefined ? [] : ['values of the HelmRelease itself']
  const files = app.valuesFiles.map((file) => `${file} (values file)`)
  return [
    ...charts,
    ...files.filter((file) => !charts.includes(file.replace('values file', 'chart defaults'))),
    ...own,
    ...inline,
  ]
}

function imageLine(use: ImageUse): string {
  return `${imageText(use)} (${use.setBy})`
}
