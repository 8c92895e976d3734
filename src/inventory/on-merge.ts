import { isInput } from './inputs.ts'
import type { DeclaredApp } from './model.ts'

/**
 * The effects of a merge on an app, if the repo shows them:
 *
 * - `deploys`: its controller applies it automatically; `manual`: it waits for a manual sync (Argo CD)
 * - `suspended`: its controller does not update it until it is resumed (Flux)
 * - `applied`: the change affects the object that declares the app, and nothing in the repo applies that object
 *
 * For an app that the change removes from the repo:
 *
 * - `deleted`: its parent deletes it automatically; `deleted-by-hand`: it waits for a sync with pruning (Argo CD)
 * - `stays`: its parent does not delete it; `left`: nothing in the repo applied it, so nothing deletes it
 *
 * Argo CD: `spec.syncPolicy.automated` without `enabled: false` (controller/appcontroller.go, autoSync). Flux:
 * `spec.suspend`. Sync windows and controllers that wait for something else are not considered.
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

/** The change that a merge makes to an app, and the apps that apply it. */
export interface Merge {
  /** Whether the object that declares the app changes; its parent then has to apply the object. */
  readonly isDeclarationChanged: boolean
  /** Whether its controller applies it automatically, if that is known from a better source than the repo. */
  readonly isOn?: boolean | undefined
  /** The apps to search for those that apply the file that declares it. */
  readonly among: readonly DeclaredApp[]
  /** Reports whether an app was declared before, and so is assumed to be in its cluster. Default: always true. */
  readonly isThere?: (app: DeclaredApp) => boolean
}

/** Returns the effect of a merge on an app; undefined if it is not known. */
export function onMerge(app: DeclaredApp, merge: Merge): MergeEffect | undefined {
  const isOn = merge.isOn ?? app.autoSync
  if (isOn === undefined || app.controller === 'none') return undefined
  const own = isOn ? 'deploys' : heldBy(app)
  // A HelmRelease usually contains its own values, so a change is deployed through its parent.
  if (!merge.isDeclarationChanged && !(app.kind === 'HelmRelease' && app.parent)) return own
  // A new root, such as that of a cluster that is not bootstrapped yet, deploys nothing on its own.
  const root = appliersOf(app, merge.among).at(-1)
  if (root && merge.isThere?.(root) === false) return 'applied'
  const above = onMergeAbove(app, merge.among)
  return above === undefined ? 'applied' : above === 'deploys' ? own : above
}

/**
 * Returns the effect of a merge on the object that declares an app; undefined if nothing in the repo applies the
 * object.
 */
export function onMergeAbove(app: DeclaredApp, among: readonly DeclaredApp[]): MergeEffect | undefined {
  const parents = appliersOf(app, among)
  const held = parents.find(({ autoSync }) => autoSync !== true)
  return parents.length === 0 ? undefined : held ? heldBy(held) : 'deploys'
}

/** Returns the effect of a merge on an app that it removes from the repo: whether the app's parent deletes it. */
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

/** Returns the apps that apply the object of an app, the nearest first; empty if the repo does not show them. */
export function appliersOf(app: DeclaredApp, among: readonly DeclaredApp[]): readonly DeclaredApp[] {
  return app.parent ? parentsOf(app) : among.filter((one) => applies(one, app))
}

function parentsOf(app: DeclaredApp): DeclaredApp[] {
  const found = new Set<DeclaredApp>()
  for (let above = app.parent; above && !found.has(above); above = above.parent) found.add(above)
  return [...found]
}

/**
 * Reports whether an Application applies the file that declares another app. In Argo CD, it applies all files of this
 * repo that are its inputs, except the file that declares it.
 */
function applies({ controller, inputs, declaredAt }: DeclaredApp, app: DeclaredApp): boolean {
  const { file } = app.declaredAt
  return controller === 'argocd' && declaredAt.file !== file && isInput(inputs, file)
}

function heldBy({ controller }: DeclaredApp): MergeEffect {
  return controller === 'flux' ? 'suspended' : 'manual'
}

/** Effects on apps that the change removes from the repo. */
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

/** Returns the effect in words, such as `deploys as soon as this is merged`, for one app or for several. */
export function mergeWords(effect: MergeEffect, isOne: boolean): string {
  return WORDS[effect][isOne ? 0 : 1]
}

/** An app with the effect that a merge has on it. */
export interface Merging {
  readonly environment: string | undefined
  readonly production: boolean
  /** The display name. */
  readonly name: string
  readonly effect: MergeEffect | undefined
}

/** The effect of a merge on some apps of one environment, or on all apps concerned. */
export interface MergeSaying {
  readonly environment: string | undefined
  readonly isWhole: boolean
  readonly apps: readonly string[]
  readonly effect: MergeEffect
}

/**
 * Returns the effects of a merge by environment, production first. An unknown effect is omitted, and its environment
 * is then not reported as a whole.
 */
export function mergeSayings(all: readonly Merging[]): MergeSaying[] {
  const ordered = all.toSorted((a, b) => Number(b.production) - Number(a.production))
  const environments = [...new Set(ordered.map(({ environment }) => environment))]
  return environments.flatMap((environment) => {
    const own = ordered.filter((one) => one.environment === environment)
    const effects = [...new Set(own.map(({ effect }) => effect))]
    return MERGE_EFFECTS.filter((effect) => effects.includes(effect)).map((effect) => ({
      environment,
      // Removed apps are always listed by name, so that nobody reads that the environment is deleted.
      isWhole: environment !== undefined && effects.length === 1 && !GOING.has(effect),
      apps: [...new Set(own.filter((one) => one.effect === effect).map(({ name }) => name))],
      effect,
    }))
  })
}
