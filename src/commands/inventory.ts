import type { ImageUse, Place } from '../images/place.ts'
import type { Inventory } from '../inventory/model.ts'
import type { Identity } from '../inventory/context.ts'
import { namedRevisions } from '../inventory/follows.ts'
import type { OtherTool } from '../inventory/other-tools.ts'
import { otherTools } from '../inventory/other-tools.ts'
import { readInventory } from '../inventory/read.ts'
import type { Completion } from '../inventory/read.ts'
import type { Tree } from '../tree/tree.ts'
import { assumedRoots, assumedText } from './assumptions.ts'
import { inputs, outputs, parentInputs, pick } from './catalogue.ts'
import type { CommandDescription, Result, Values } from './describe.ts'

export const inventoryCommand = {
  name: 'inventory',
  title: 'Fairlead inventory',
  summary:
    'Lists the apps of an infra repo: where each runs, from which files, and which line sets each image.',
  inputs: { ...pick(inputs, 'path'), ...parentInputs(), ...pick(inputs, 'output') },
  outputs: pick(outputs, 'apps', 'unresolved', 'inventory'),
} as const satisfies CommandDescription

export interface InventoryPorts {
  /** The tree of the folder that `path` names. */
  readonly tree: Tree
  /** The repo's own address, where it is known. */
  readonly identity: Identity
  /** Adds what only the output of apps declares. */
  readonly completion?: Completion | undefined
}

/** Lists the apps of a tree. */
export async function runInventory(
  _values: Values<typeof inventoryCommand.inputs>,
  ports: InventoryPorts,
): Promise<Result<typeof inventoryCommand.outputs>> {
  const inventory = await readInventory(ports.tree, ports)
  const data = toData(inventory)
  const others = inventory.apps.length === 0 ? await otherTools(ports.tree) : []
  return {
    outputs: {
      apps: String(inventory.apps.length),
      unresolved: String(inventory.unresolved.length),
      inventory: jsonWithin(data, 1_000_000),
    },
    data,
    // Made only where it is shown.
    get text() {
      return toText(inventory, others)
    },
    summary: `${inventory.apps.length} apps, ${inventory.unresolved.length} objects not resolved.`,
    warnings: [],
  }
}

/** The inventory as JSON, or nothing where it is longer; a large one is not made in vain. Unit: UTF-16 units. */
function jsonWithin(data: ReturnType<typeof toData>, limit: number): string {
  let length = 0
  for (const app of data.apps) {
    length += JSON.stringify(app).length
    if (length > limit) return ''
  }
  const json = JSON.stringify(data)
  return json.length <= limit ? json : ''
}

/** The inventory as it is published: what a person or a script needs, and nothing of how it was read. */
function toData(inventory: Inventory) {
  return {
    apps: inventory.apps.map((app) => ({
      name: app.name,
      environment: app.environment ?? null,
      production: app.production,
      controlPlane: app.controlPlane ?? null,
      ownNamespace: app.ownNamespace ?? null,
      cluster: app.cluster ?? null,
      namespace: app.namespace ?? null,
      controller: app.controller,
      kind: app.kind,
      project: app.project ?? null,
      autoSync: app.autoSync ?? null,
      assumed: app.assumed ?? null,
      declaredAt: app.declaredAt,
      sources: app.sources.map((source) => ({
        type: source.type,
        repoURL: source.repoURL ?? null,
        path: source.path ?? null,
        chart: source.chart ?? null,
        targetRevision: source.targetRevision ?? null,
        inThisRepository: source.inThisRepository,
      })),
      valuesFiles: app.valuesFiles,
      images: app.images.map(imageData),
      notes: app.notes,
    })),
    projects: inventory.projects,
    assumedRoots: assumedRoots(inventory),
    unresolved: inventory.unresolved.map(({ file, line, kind, name, reason }) => ({
      file,
      line: line ?? null,
      kind,
      name: name ?? null,
      reason,
    })),
  }
}

function imageData(use: ImageUse) {
  return {
    kind: use.artifact,
    repository: use.repository ?? null,
    tag: use.tag ?? null,
    digest: use.digest ?? null,
    container: use.container ?? null,
    setBy: use.setBy,
    place: use.place ? placeData(use.place) : null,
    digestPlace: use.digestPlace ? placeData(use.digestPlace) : null,
  }
}

function placeData({ file, document, key, line, column }: Place) {
  return { file, document, key, line, column }
}

/** The control planes that have an app of a kind and name: only where there are several is it worth a word. */
function planesByName({ apps }: Inventory): Map<string, Set<string>> {
  const planes = new Map<string, Set<string>>()
  for (const app of apps)
    if (app.controlPlane !== undefined)
      planes.set(namedAs(app), (planes.get(namedAs(app)) ?? new Set()).add(app.controlPlane))
  return planes
}

function namedAs({ kind, name }: Inventory['apps'][number]): string {
  return `${kind}/${name}`
}

/** Environment by environment, app by app. */
/** Where there are no apps: what is there instead, and what works all the same. */
function nothingFound(others: readonly OtherTool[]): string[] {
  if (others.length === 0) return ['No apps found. Is this the root of the infra repo?']
  const seen = others.map(
    ({ tool, file, count }) => `  ${tool}: ${file}${count > 1 ? ` and ${count - 1} more` : ''}`,
  )
  return [
    'No apps found. These files are of tools that Fairlead does not read:',
    ...seen,
    'A bump by file and key works all the same:',
    '  fairlead bump --values-file FILE --key image.tag --image-tag 1.2.3',
  ]
}

function toText(inventory: Inventory, others: readonly OtherTool[]): string[] {
  const lines: string[] = []
  let heading: string | undefined
  const planes = planesByName(inventory)
  for (const app of inventory.apps) {
    const environment = app.environment ?? 'no environment known'
    if (environment !== heading)
      lines.push(
        ...(heading === undefined ? [] : ['']),
        `${environment}${app.production ? ' (production)' : ''}`,
      )
    heading = environment
    const facts = [
      app.controller === 'none' ? 'by convention' : app.kind,
      (planes.get(namedAs(app))?.size ?? 0) > 1 ? `control plane ${app.controlPlane ?? ''}` : '',
      app.cluster === undefined ? '' : `cluster ${app.cluster}`,
      app.namespace === undefined ? '' : `namespace ${app.namespace}`,
      app.autoSync === undefined ? '' : app.autoSync ? 'auto-sync' : 'manual sync',
      ...namedRevisions(app).map((revision) => `follows ${revision} of this repo`),
      app.assumed ? 'assumed' : '',
    ].filter((fact) => fact !== '')
    lines.push(`  ${app.name} (${facts.join(', ')}) ${app.declaredAt.file}:${app.declaredAt.line}`)
    for (const use of app.images) {
      const version = [use.tag ?? '', use.digest ? `@${use.digest.slice(0, 19)}` : ''].join('')
      const place = use.place ?? use.digestPlace
      const where = place
        ? `${place.file}:${place.line} ${place.key}`
        : (use.withoutPlace ?? 'set nowhere in this repo')
      lines.push(
        `    ${use.repository ?? use.template?.text ?? '(repository unknown)'}${version ? `:${version}` : ''}  ${where}`,
      )
    }
    for (const note of app.notes) lines.push(`    note: ${note}`)
  }
  if (inventory.unresolved.length > 0) {
    lines.push('', `${inventory.unresolved.length} not resolved:`)
    for (const { kind, name, file, line, reason } of inventory.unresolved)
      lines.push(
        `  ${[kind, name].filter(Boolean).join(' ')} ${file}${line === undefined ? '' : `:${line}`}: ${reason}`,
      )
  }
  lines.push(...assumedText(inventory))
  if (lines.length === 0) lines.push(...nothingFound(others))
  return lines
}
