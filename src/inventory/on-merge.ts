import { isInput } from './inputs.ts'
import type { DeclaredApp } from './model.ts'

/**
 * What a merge does to an app, as far as the repo tells:
 *
 * - `deploys`: its controller applies it by itself; `manual`: it waits for somebody who syncs it (Argo CD)
 * - `suspended`: its controller leaves it until it is resumed (Flux)
 * - `applied`: what changes is the object that declares the app, and nothing in the repo applies that
 *
 * Of an app that the change takes from the repo:
 *
 * - `deleted`: what applied its object deletes it by itself; `deleted-by-hand`: it waits for a sync with pruning (Argo CD)
 * - `stays`: what applied its object does not delete it; `left`: nothing in the repo applied it, so nothing deletes it
 *
 * Argo CD: `spec.syncPolicy.automated` without `enabled: false` (controller/appcontroller.go, autoSync). Flux:
 * `spec.suspend`. Sync windows and a controller that waits for something else are not looked at.
 */
export const MERGE_EFFECTS = [
  'deploys',
  'manual',
  'suspended',
  'applied',
  'deleted',
  'deleted-by-hand',
  'stays',
  'left',
] as const
export type MergeEffect = (typeof MERGE_EFFECTS)[number]

/** What a merge brings to an app, and by whom. */
export interface Merge {
  /** Whether the object that declares it changes, which what applies it has to bring. */
  readonly isDeclarationChanged: boolean
  /** Whether its controller applies it by itself, where that is better known than from the repo. */
  readonly isOn?: boolean | undefined
  /** The apps among which those are that apply the file which declares it. */
  readonly among: readonly DeclaredApp[]
  /** Whether an app was declared before, so that it is taken to be in its cluster; by default each is. */
  readonly isThere?: (app: DeclaredApp) => boolean
}

/** What a merge does to an app; undefined where nothing tells. */
export function onMerge(app: DeclaredApp, merge: Merge): MergeEffect | undefined {
  const isOn = merge.isOn ?? app.autoSync
  if (isOn === undefined || app.controller === 'none') return undefined
  const own = isOn ? 'deploys' : heldBy(app)
  // Its object mostly has its values, so that a release comes with what applies it.
  if (!merge.isDeclarationChanged && !(app.kind === 'HelmRelease' && app.parent)) return own
  // A root that is new, such as that of a cluster which is yet to be bootstrapped, brings nothing by itself.
  const root = appliersOf(app, merge.among).at(-1)
  if (root && merge.isThere?.(root) === false) return 'applied'
  const above = onMergeAbove(app, merge.among)
  return above === undefined ? 'applied' : above === 'deploys' ? own : above
}

/** What a merge does to the object that declares an app; undefined where the repo does not tell what applies it. */
export function onMergeAbove(app: DeclaredApp, among: readonly DeclaredApp[]): MergeEffect | undefined {
  const parents = appliersOf(app, among)
  const held = parents.find(({ autoSync }) => autoSync !== true)
  return parents.length === 0 ? undefined : held ? heldBy(held) : 'deploys'
}

/** What a merge does to an app that it takes from the repo, as far as what applied its object would delete it. */
export function whenGone(app: DeclaredApp, among: readonly DeclaredApp[]): MergeEffect {
  switch (onMergeAbove(app, among)) {
    case undefined:
      return 'left'
    case 'deploys':
      return 'deleted'
    case 'manual':
      return 'deleted-by-hand'
    default:
      return 'stays'
  }
}

/** What applies the object of an app, the nearest first; none where the repo does not tell. */
export function appliersOf(app: DeclaredApp, among: readonly DeclaredApp[]): readonly DeclaredApp[] {
  return app.parent ? parentsOf(app) : among.filter((one) => applies(one, app))
}

function parentsOf(app: DeclaredApp): DeclaredApp[] {
  const found = new Set<DeclaredApp>()
  for (let above = app.parent; above && !found.has(above); above = above.parent) found.add(above)
  return [...found]
}

/** Argo CD: an Application of files of this repo applies those that are its inputs, but for the one that declares it. */
function applies({ controller, inputs, declaredAt }: DeclaredApp, app: DeclaredApp): boolean {
  const { file } = app.declaredAt
  return controller === 'argocd' && declaredAt.file !== file && isInput(inputs, file)
}

function heldBy({ controller }: DeclaredApp): MergeEffect {
  return controller === 'flux' ? 'suspended' : 'manual'
}

/** Of apps that the change takes from the repo. */
const GOING = new Set<MergeEffect>(['deleted', 'deleted-by-hand', 'stays', 'left'])

const WORDS: Readonly<Record<MergeEffect, readonly [one: string, more: string]>> = {
  deploys: ['deploys as soon as this is merged', 'deploy as soon as this is merged'],
  manual: ['waits for a manual sync', 'wait for a manual sync'],
  suspended: [
    'is suspended: it stays as it is until it is resumed',
    'are suspended: they stay as they are until they are resumed',
  ],
  applied: [
    'waits until its declaration is applied, which nothing in this repo does',
    'wait until their declarations are applied, which nothing in this repo does',
  ],
  deleted: ['is deleted as soon as this is merged', 'are deleted as soon as this is merged'],
  'deleted-by-hand': [
    'is deleted when its parent is synced manually with pruning',
    'are deleted when their parents are synced manually with pruning',
  ],
  stays: [
    'stays in the cluster, although nothing declares it any longer',
    'stay in the cluster, although nothing declares them any longer',
  ],
  left: [
    'stays until someone deletes it, because nothing in this repo applied its declaration',
    'stay until someone deletes them, because nothing in this repo applied their declarations',
  ],
}

/** `deploys as soon as this is merged`, of one or of several. */
export function mergeWords(effect: MergeEffect, isOne: boolean): string {
  return WORDS[effect][isOne ? 0 : 1]
}

/** An app for which something is known of a merge. */
export interface Merging {
  readonly environment: string | undefined
  readonly production: boolean
  /** As people read it. */
  readonly name: string
  readonly effect: MergeEffect | undefined
}

/** What a merge does to some apps of one environment, or to all of them that are concerned. */
export interface MergeSaying {
  readonly environment: string | undefined
  readonly isWhole: boolean
  readonly apps: readonly string[]
  readonly effect: MergeEffect
}

/** By environment, production first, what a merge does; what is unknown is not said, and is no part of a whole. */
export function mergeSayings(all: readonly Merging[]): MergeSaying[] {
  const ordered = all.toSorted((a, b) => Number(b.production) - Number(a.production))
  const environments = [...new Set(ordered.map(({ environment }) => environment))]
  return environments.flatMap((environment) => {
    const own = ordered.filter((one) => one.environment === environment)
    const effects = [...new Set(own.map(({ effect }) => effect))]
    return MERGE_EFFECTS.filter((effect) => effects.includes(effect)).map((effect) => ({
      environment,
      // That an environment is deleted nobody shall read where an app is.
      isWhole: environment !== undefined && effects.length === 1 && !GOING.has(effect),
      apps: [...new Set(own.filter((one) => one.effect === effect).map(({ name }) => name))],
      effect,
    }))
  })
}
