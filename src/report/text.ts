import { calledCluster } from '../inventory/on-cluster.ts'
import { isDocument, mayBeDeployed } from '../inventory/unseen/deployable.ts'
import { isUnknown, unknownIn } from '../review/failures.ts'
import { isHidingRule } from '../risks/hiding.ts'
import { isQuiet } from '../review/level.ts'
import type { AppChange, Review, ObjectChange, SideFailure } from '../review/model.ts'
import type { RiskLevel } from '../risks/risk.ts'
import type { ImageChange } from '../compare/images.ts'
import type { Restart, RestartEffect } from '../compare/restarts.ts'
import type { AppRef } from '../affected/app-ref.ts'
import type { ObjectId } from '../kube/ids.ts'
import { groupBy } from '../group-by.ts'
import type { MergeSaying } from '../inventory/on-merge.ts'
import { mergeSayings } from '../inventory/on-merge.ts'
import { visible, visibleLine } from '../text/visible.ts'

/** What the texts of every report have in common: words, counts and foreign text that shows all that it holds. */

export { visible, visibleLine }

/** `1 app`, `2 apps`, `1,200 apps`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${thousands(n)} ${n === 1 ? noun : plural}`
}

/** 1200 -> `1,200`, whatever the machine's language is. */
export function thousands(n: number): string {
  return String(n).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

/** `812 ms`, `3.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `apps/Deployment shop/web`, foreign text as it is. */
export function objectName(id: ObjectId): string {
  return `${id.kind} ${id.namespace === undefined ? '' : `${id.namespace}/`}${id.name}`
}

/**
 * `shop (prod, eu-1)`, or `HelmRelease shop (prod, eu-1)`; with what tells it from others of its name, where there are
 * any. Foreign text as it is.
 */
export function appName(app: AppRef): string {
  const kind = kindWord(app)
  const name = kind === '' ? app.name : `${kind} ${app.name}`
  const more = words(app.environment, calledCluster(app), app.toldApartBy)
  return more.length > 0 ? `${name} (${more.join(', ')})` : name
}

/** `eu-1`, or with what tells the app from others of its name `eu-1, east`; foreign text as it is. */
export function whereText(app: AppRef): string {
  return words(calledCluster(app), app.toldApartBy).join(', ')
}

/** What is there, each word once. */
export function words(...all: (string | undefined)[]): string[] {
  return [...new Set(all.filter((part) => part !== undefined && part !== ''))] as string[]
}

/** Kinds that the name alone does not tell: a Kustomization and the HelmRelease that it brings mostly have one name. */
const TOLD_KINDS = new Set([
  'Kustomization',
  'HelmRelease',
  'ApplicationSet',
  'ResourceSet',
  'file',
  'folder',
])

/** The kind where it is told; no foreign text. */
export function kindWord({ kind }: AppRef): string {
  return TOLD_KINDS.has(kind) ? kind : ''
}

/** The objects that a report shows: one that only moves to or from another app is counted in a note. */
export function shownObjects({ objects }: AppChange): readonly ObjectChange[] {
  return objects.filter(({ moved, risks }) => moved?.isSame !== true || risks.length > 0)
}

/** What a merge does to the apps of a report, by environment; what stays as it is is left out. */
export function mergeSayingsOf(changes: readonly AppChange[]): MergeSaying[] {
  return mergeSayings(
    changes
      .filter((change) => isListed(change))
      .map(({ app, onMerge: effect }) => ({
        environment: app.environment,
        production: app.production,
        name: app.environment === undefined ? appName(app) : appName({ ...app, environment: undefined }),
        effect,
      })),
  )
}

/** Whose digest it is, as a report calls it; foreign text as it is. */
export function digestName(environment: string): string {
  return environment === '' ? 'apps without an environment' : environment
}

/** What a digest is for. */
export const DIGEST_MEANING =
  'An approval is bound to the digest of its environment. The digest stays the same as long as the changes in that environment do.'

/** A mark beside the word of a risk, for who looks down a column; the word tells it without colours. */
export const RISK_MARKS: Readonly<Record<RiskLevel, string>> = {
  none: '',
  low: '🔵',
  medium: '🟡',
  high: '🔴',
}

/** How many objects of an app come, change and go; those that move from one app to another do none of these. */
export function tally(changes: readonly AppChange[]): { added: number; changed: number; removed: number } {
  const sums = { added: 0, changed: 0, removed: 0 }
  for (const { objects } of changes) for (const { action, moved } of objects) if (!moved) sums[action] += 1
  return sums
}

/** What becomes of pods, of one workload and of several. */
const EFFECTS: Readonly<Record<RestartEffect, readonly [one: string, more: string]>> = {
  restart: ['restarts', 'restart'],
  recreate: ['stops, then restarts (Recreate)', 'stop, then restart (Recreate)'],
  partition: ['restarts up to its partition', 'restart up to their partitions'],
  'on-delete': ['does not restart by itself (OnDelete)', 'do not restart by themselves (OnDelete)'],
  paused: ['restarts when its rollout is resumed', 'restart when their rollouts are resumed'],
  'job-runs': ['runs again', 'run again'],
  'job-fails': ['cannot be changed', 'cannot be changed'],
  'next-run': ['changes on its next run; no pods restart', 'change on their next runs; no pods restart'],
}

/** Names of workloads in one line. */
const NAMED = 8

/** `12 Deployments restart: api, web … (label helm.sh/chart)`, a line for each kind and reason; foreign text as it is. */
export function restartLines(restarts: readonly Restart[]): string[] {
  const groups = groupBy(restarts, ({ id, effect, because }) => JSON.stringify([id.kind, effect, because]))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const names = group.map(({ id }) => (id.namespace === undefined ? id.name : `${id.namespace}/${id.name}`))
    const rest = names.length > NAMED ? ` and ${thousands(names.length - NAMED)} more` : ''
    const [one, more] = EFFECTS[first.effect]
    const reasons = first.because.filter((reason) => reason !== 'pod template')
    const why =
      reasons.length === 0 ? '' : ` (${reasons.slice(0, 4).join(', ')}${reasons.length > 4 ? ' …' : ''})`
    return [
      `${count(group.length, first.id.kind)} ${group.length === 1 ? one : more}: ${names.slice(0, NAMED).join(', ')}${rest}${why}`,
    ]
  })
}

/** What the files of an app say, by file: `replicaCount 2 → 0`. Foreign text as it is. */
export function valueLines({ values }: AppChange): { file: string; changes: string[] }[] {
  const text = (value: string | undefined) =>
    value === undefined ? '(not set)' : value === '' ? '(empty)' : value
  return [...groupBy(values, ({ file }) => file)].map(([file, all]) => ({
    file,
    changes: all.map(({ key, from, to }) => `${key} ${text(from)} → ${text(to)}`),
  }))
}

/** More apps say nothing more about why. */
const APPS_WITHOUT_DIGEST = 3

/** Why environments have no digest, by environment: `since web could not be compared; it cannot be approved`. */
export function withoutDigest({ apps }: Review): [environment: string, why: string][] {
  const environments = [...new Set(apps.map(({ app }) => app.environment ?? ''))].toSorted()
  return environments.flatMap((environment): [string, string][] => {
    const all = unknownIn(environment, apps)
    if (all.length === 0) return []
    const names = [...new Set(all.map(({ app }) => app.name))]
    const more = names.length - APPS_WITHOUT_DIGEST
    const shown = names.slice(0, APPS_WITHOUT_DIGEST)
    const listed = more > 0 ? `${shown.join(', ')} and ${thousands(more)} more` : listOf(shown)
    return [[environment, `because ${listed} could not be compared; this environment cannot be approved`]]
  })
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** How many workloads get new pods. */
export function restartCount(changes: readonly AppChange[]): number {
  const effects: readonly RestartEffect[] = ['restart', 'recreate', 'partition']
  return changes.reduce(
    (sum, { restarts }) => sum + restarts.filter(({ effect }) => effects.includes(effect)).length,
    0,
  )
}

/** Of a failure that is the same on both sides. */
export const BOTH = 'before and after the change'

/** Why an app could not be rendered: what is the same on both sides is said once. */
export interface ToldFailure extends Omit<SideFailure, 'side'> {
  /** `before the change`, `after the change`, or {@link BOTH}. */
  readonly when: string
}

export function toldFailures({ failures }: AppChange): ToldFailure[] {
  const told = new Map<string, ToldFailure>()
  for (const { side, ...failure } of failures) {
    const key = JSON.stringify(failure)
    told.set(key, { ...failure, when: told.has(key) ? BOTH : `${side} the change` })
  }
  return [...told.values()]
}

/** `charts/web/values.yaml:3:1`; empty where it is not known. */
export function placeText(at: SideFailure['at']): string {
  return at ? [at.file, at.line, at.column].filter((part) => part !== undefined).join(':') : ''
}

/** Whether an app is more than touched: its objects differ, or it could not be compared. */
export function isListed({ status, objects, restarts, risks, images, failures }: AppChange): boolean {
  return !(
    isQuiet({ status }) &&
    failures.length === 0 &&
    objects.length === 0 &&
    restarts.length === 0 &&
    risks.length === 0 &&
    images.every(({ artifact }) => artifact === 'chart')
  )
}

/** Whether nothing is known to change of an app, but that it may be another one in the cluster. */
function isOnlySuspect({ status, risks }: AppChange): boolean {
  return isQuiet({ status }) && risks.every(({ rule }) => isHidingRule(rule))
}

/** The charts whose new version changes nothing that counts: `app-template 4.1.0 → 4.1.1`, with how many apps. */
export function quietCharts(changes: readonly AppChange[]): [chart: string, apps: number][] {
  const found = new Map<string, number>()
  for (const change of changes.filter((one) => !isListed(one)))
    for (const image of change.images) {
      const name = image.repository.slice(image.repository.lastIndexOf('/') + 1)
      const chart = `${name} ${imageMove(image)}`
      found.set(chart, (found.get(chart) ?? 0) + 1)
    }
  return [...found]
}

/** `chart `, or nothing where it is an image. */
export function artifactWord({ artifact }: ImageChange): string {
  return artifact === 'image' ? '' : `${artifact} `
}

/** An image without its registry, which the diffs have: `web`. */
export function lastPart(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1)
}

/** `1.2.0 → 1.3.0`; digests shortened. */
export function imageMove({ from, to }: ImageChange): string {
  return `${shortVersion(from)} → ${shortVersion(to)}`
}

function shortVersion(version: string | undefined): string {
  if (version === undefined || version === '') return '(none)'
  return version.replace(/(sha256:[0-9a-f]{12})[0-9a-f]+/, '$1')
}

/** The first twelve digits of a commit; foreign text as it is. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 12)
}

/** `main (0123456789ab)`, foreign text as it is; of a commit that is named by its hash the hash alone. */
export function sideName({ name, commit }: Review['base']): string {
  if (commit === undefined) return name
  return commit.startsWith(name) ? shortCommit(commit) : `${name} (${shortCommit(commit)})`
}

/**
 * The one sentence on a whole report.
 *
 * @param request what the forge calls it: `pull request` or `merge request`
 */
export function headline(report: Review, request: string): string {
  const listed = report.apps.filter((change) => isListed(change) && !isOnlySuspect(change))
  const failed = listed.filter(({ status }) => status === 'failed').length
  const partly = listed.filter((change) => change.status !== 'failed' && isUnknown(change)).length
  const changed = listed.length - failed
  const sums = tally(report.apps)
  const quiet = report.apps.filter(isQuiet).length
  // If inputs changed, the cluster may change in a way that rendering does not show.
  const none =
    quiet === 0
      ? 'No changes'
      : `No changes to rendered manifests${report.apps.some((change) => change.noise > 0) ? ', apart from ignored fields' : ''}`
  const restarting = restartCount(report.apps)
  const removed = report.apps.flatMap(({ objects }) => objects).filter(({ action }) => action === 'removed')
  const moving = removed.filter(({ moved }) => moved).length
  const staying = removed.filter(({ moved, stays }) => !moved && stays).length
  const kept =
    staying === 0 ? '' : `, of which ${thousands(staying)} ${staying === 1 ? 'stays' : 'stay'} in the cluster`
  const parts = [
    changed > 0
      ? `This ${request} changes ${count(changed, 'app')}: ${thousands(sums.added)} added, ${thousands(sums.changed)} changed, ${count(sums.removed, 'removed object', 'removed objects')}${kept}.`
      : failed > 0
        ? ''
        : report.only !== undefined
          ? `${none} in the selected apps.`
          : report.unclaimed.length > 0 && report.warnings.length > 0
            ? `${none} in the apps that were checked. See the warnings for what was not checked.`
            : report.unclaimed.some(mayBeDeployed)
              ? `${none} in the apps that this repo declares. It is unknown what else may deploy the changed files.`
              : quiet > 0
                ? `${none}.`
                : report.unclaimed.every(isDocument)
                  ? 'No changes in any cluster.'
                  : `${none} in the apps that this repo declares.`,
    quiet > 0
      ? `${count(quiet, 'app has', 'apps have')} changed inputs; ${quiet === 1 ? 'its' : 'their'} manifests do not change.`
      : '',
    moving > 0 ? `${count(moving, 'object moves', 'objects move')} from one app to another.` : '',
    restarting > 0 ? `${count(restarting, 'workload restarts', 'workloads restart')}.` : '',
    failed > 0 ? `${count(failed, 'app')} could not be compared.` : '',
    partly > 0 ? `${count(partly, 'app')} could only be partly compared.` : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}
