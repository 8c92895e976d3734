import { groupBy } from '../../group-by.ts'
import { calledAs } from '../../images/called.ts'
import type { ImageUse } from '../../images/place.ts'
import { namedRevisions } from '../../inventory/follows.ts'
import { guessesOf } from '../../inventory/guesses.ts'
import type { App, Inventory, Unresolved } from '../../inventory/model.ts'
import { inventoryNotes } from '../../inventory/unseen/unlisted.ts'
import { visibleLine } from '../../text/visible.ts'
import { folderOf } from '../../tree/paths.ts'

/**
 * Returns the inventory as lines, by environment. Each app is below its parent.
 *
 * @param parents the parent of each app
 */
export function inventoryText({ apps }: Pick<Inventory, 'apps'>, parents: ReadonlyMap<App, App>): string[] {
  const planes = planesByName(apps)
  const lines: string[] = []
  for (const [environment, own] of groupBy(apps, (app) => app.environment ?? 'environment unknown')) {
    const production = own.filter(({ production }) => production).length
    const all = production === own.length
    const words =
      production === 0 ? '' : all ? ' (production)' : ` (${production} of ${own.length} production)`
    lines.push(...(lines.length === 0 ? [] : ['']), visibleLine(`${environment}${words}`))
    lines.push(...treeOf(own, parents, planes))
  }
  return lines
}

/**
 * Returns the lines of the apps of one environment. An app is below its parent if that is in the same environment.
 */
function treeOf(
  apps: readonly App[],
  parents: ReadonlyMap<App, App>,
  planes: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const own = new Set(apps)
  const children = groupBy(
    apps.filter((app) => own.has(parents.get(app) ?? app) && parents.get(app) !== undefined),
    (app) => parents.get(app),
  )
  const shown = new Set<App>()
  const lines: string[] = []
  const show = (app: App, depth: number): void => {
    if (shown.has(app)) return
    shown.add(app)
    const indent = '  '.repeat(depth + 1)
    const parent = parents.get(app)
    const from =
      parent && !own.has(parent)
        ? [`from ${parent.name}${parent.environment === undefined ? '' : ` in ${parent.environment}`}`]
        : []
    lines.push(...appLines(app, planes, from).map((line) => visibleIndented(indent, line)))
    for (const child of children.get(app) ?? []) show(child, depth + 1)
  }
  for (const app of apps) if (!own.has(parents.get(app) ?? app) || !parents.has(app)) show(app, 0)
  // The remaining apps are parents of each other.
  for (const app of apps) show(app, 0)
  return lines
}

/** Returns `cluster eu-1`, or `cluster eu-1 (https://…)` if the cluster is known by its address and has a name. */
export function clusterText({ cluster, clusterName }: Pick<App, 'cluster' | 'clusterName'>): string {
  if (cluster === undefined) return ''
  return clusterName === undefined ? `cluster ${cluster}` : `cluster ${clusterName} (${cluster})`
}

function visibleIndented(indent: string, line: string): string {
  const inner = /^ */.exec(line)?.[0] ?? ''
  return `${indent}${inner}${visibleLine(line)}`
}

function appLines(
  app: App,
  planes: ReadonlyMap<string, ReadonlySet<string>>,
  from: readonly string[],
): string[] {
  const facts = [
    app.controller === 'none' ? 'by convention' : app.kind,
    (planes.get(namedAs(app))?.size ?? 0) > 1 ? `control plane ${app.controlPlane ?? ''}` : '',
    clusterText(app),
    app.namespace === undefined ? '' : `namespace ${app.namespace}`,
    app.autoSync === undefined ? '' : app.autoSync ? 'auto-sync' : 'manual sync',
    ...namedRevisions(app).map((revision) => `follows ${revision} of this repo`),
    app.assumed ? 'assumed' : '',
    ...from,
  ].filter((fact) => fact !== '')
  const guessed = new Set(guessesOf(app))
  const { madeFrom } = app
  const entry = madeFrom === undefined ? '' : `, of ${madeFrom.file}:${madeFrom.line} ${madeFrom.key}`
  return [
    `${app.name} (${facts.join(', ')}) ${app.declaredAt.file}:${app.declaredAt.line}${entry}`,
    ...app.images.map((use) => `  ${imageText(use)}`),
    ...notesBeside(app).map((note) => `  ${guessed.has(note) ? 'guess' : 'note'}: ${note}`),
  ]
}

/** Returns the notes of an app, except those that are already shown with its images. */
export function notesBeside(app: App): string[] {
  const told = new Set(
    app.images.map((use) => ((use.place ?? use.digestPlace) ? undefined : use.withoutPlace)),
  )
  return inventoryNotes(app).filter((note) => !told.has(note))
}

/** Returns an image with its version and the location that sets it. */
export function imageText(use: ImageUse): string {
  const version = [use.tag ?? '', use.digest ? `@${use.digest.slice(0, 19)}` : ''].join('')
  const place = use.place ?? use.digestPlace
  const where = place
    ? `${place.file}:${place.line} ${place.key}`
    : (use.withoutPlace ?? 'not set in this repo')
  if (use.artifact === 'git') return `git repository ${calledAs(use)} at ${version}  ${where}`
  const mark = use.tag === undefined || use.tag === '' ? '' : ':'
  return `${calledAs(use)}${mark}${version}  ${where}`
}

/**
 * The maximum number of folders with the same reason that are shown as one line each. More are listed below the
 * reason.
 */
const MOST_LINES = 2

/** Returns the unresolved objects as lines. Files in one folder with the same reason share a line. */
export function unresolvedText(unresolved: readonly Unresolved[]): string[] {
  if (unresolved.length === 0) return []
  const advised = new Set<string>()
  const lines = [
    ...groupBy(unresolved, ({ kind, reason }) => JSON.stringify([kind, reason])).values(),
  ].flatMap((alike) => {
    const [first] = alike
    if (!first) return []
    const { kind, reason } = first
    // The hint is the same for all objects of a kind.
    const hint = advised.has(kind) ? undefined : alike.find((one) => one.hint !== undefined)?.hint
    if (hint !== undefined) advised.add(kind)
    const below = hint?.split('\n').map((text) => visibleIndented('      ', text)) ?? []
    const folders = [...groupBy(alike, ({ file }) => folderOf(file)).values()].map(inFolder)
    if (folders.length > MOST_LINES)
      return [
        `  ${visibleLine(`${kind} (${countOf(alike)}): ${reason}`)}`,
        ...below,
        ...folders.map((where) => `    ${visibleLine(where)}`),
      ]
    return [...folders.map((where) => `  ${visibleLine(`${kind} ${where}: ${reason}`)}`), ...below]
  })
  return [`${countOf(unresolved)} not resolved:`, ...lines]
}

function countOf(unresolved: readonly Unresolved[]): number {
  return unresolved.reduce((sum, { count = 1 }) => sum + count, 0)
}

/** Returns the location of the first of several files in a folder, and the number of the others. */
function inFolder(same: readonly Unresolved[]): string {
  const [one] = same
  const more = countOf(same) - 1
  const place = `${one?.file ?? ''}${one?.line === undefined ? '' : `:${one.line}`}`
  return more === 0
    ? [one?.name, place].filter((part) => part !== undefined).join(' ')
    : `${place} and ${more} more in its folder`
}

/** Returns the control planes by kind and name of their apps. A control plane is shown only if there are several. */
function planesByName(apps: readonly App[]): Map<string, Set<string>> {
  const planes = new Map<string, Set<string>>()
  for (const app of apps)
    if (app.controlPlane !== undefined)
      planes.set(namedAs(app), (planes.get(namedAs(app)) ?? new Set()).add(app.controlPlane))
  return planes
}

function namedAs({ kind, name }: App): string {
  return `${kind}/${name}`
}
