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

/** Shared by all reports: words, counts, and untrusted text with its invisible characters made visible. */

export { visible, visibleLine }

/** Returns a number with its noun: `1 app`, `2 apps`, `1,200 apps`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${thousands(n)} ${n === 1 ? noun : plural}`
}

/** Returns a number with separators, 1200 -> `1,200`, regardless of the machine's language. */
export function thousands(n: number): string {
  return String(n).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

/** Returns a duration: `812 ms`, `3.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Returns the name of an object, such as `Deployment shop/web`. The text is not escaped. */
export function objectName(id: ObjectId): string {
  return `${id.kind} ${id.namespace === undefined ? '' : `${id.namespace}/`}${id.name}`
}

/**
 * Returns the name of an app, `shop (prod, eu-1)` or `HelmRelease shop (prod, eu-1)`, with the text that
 * distinguishes it from other apps of that name, if there are any. The text is not escaped.
 */
export function appName(app: AppRef): string {
  const kind = kindWord(app)
  const name = kind === '' ? app.name : `${kind} ${app.name}`
  const more = words(app.environment, calledCluster(app), app.toldApartBy)
  return more.length > 0 ? `${name} (${more.join(', ')})` : name
}

/**
 * Returns the cluster of an app, with the text that distinguishes it from others of its name: `eu-1`, or
 * `eu-1, east`. The text is not escaped.
 */
export function whereText(app: AppRef): string {
  return words(calledCluster(app), app.toldApartBy).join(', ')
}

/** Returns the words that are not empty, without duplicates. */
export function words(...all: (string | undefined)[]): string[] {
  return [...new Set(all.filter((part) => part !== undefined && part !== ''))] as string[]
}

/** The kinds that are shown. A Kustomization and the HelmRelease that it contains usually have the same name. */
const TOLD_KINDS = new Set([
  'Kustomization',
  'HelmRelease',
  'ApplicationSet',
  'ResourceSet',
  'file',
  'folder',
])

/** Returns the kind of an app, if it is shown; otherwise nothing. It is never untrusted text. */
export function kindWord({ kind }: AppRef): string {
  return TOLD_KINDS.has(kind) ? kind : ''
}

/** Returns the objects that a report shows. An object that only moves to or from another app is counted in a note. */
export function shownObjects({ objects }: AppChange): readonly ObjectChange[] {
  return objects.filter(({ moved, risks }) => moved?.isSame !== true || risks.length > 0)
}

/** Returns the effects of a merge on the apps of a report, by environment. Apps that do not change are omitted. */
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

/** Returns the name of an environment in a list of digests. The text is not escaped. */
export function digestName(environment: string): string {
  return environment === '' ? 'apps without an environment' : environment
}

/** The purpose of a digest. */
export const DIGEST_MEANING =
  'An approval is bound to the digest of its environment. The digest stays the same as long as the changes in that environment do.'

/**
 * The mark next to the level of a risk, which is easier to find in a column. The level is always also shown as a
 * word.
 */
export const RISK_MARKS: Readonly<Record<RiskLevel, string>> = {
  none: '',
  low: '🔵',
  medium: '🟡',
  high: '🔴',
}

/** Returns how many objects of some apps are added, changed and removed, without those that move to another app. */
export function tally(changes: readonly AppChange[]): { added: number; changed: number; removed: number } {
  const sums = { added: 0, changed: 0, removed: 0 }
  for (const { objects } of changes) for (const { action, moved } of objects) if (!moved) sums[action] += 1
  return sums
}

/** The effects on pods, for one workload and for several. */
const EFFECTS: Readonly<Record<RestartEffect, readonly [one: string, more: string]>> = {
  restart: ['restarts', 'restart'],
  recreate: ['stops, then restarts (Recreate)', 'stop, then restart (Recreate)'],
  partition: ['partly restarts (partition)', 'partly restart (partition)'],
  'on-delete': ['does not restart by itself (OnDelete)', 'do not restart by themselves (OnDelete)'],
  paused: ['restarts when its rollout is resumed', 'restart when their rollouts are resumed'],
  'job-runs': ['runs again', 'run again'],
  'job-fails': ['cannot be changed', 'cannot be changed'],
  'next-run': ['changes on its next run; no pods restart', 'change on their next runs; no pods restart'],
}

/** The maximum number of workloads that are named in one line. */
const NAMED = 8

/**
 * Returns one line for each kind and reason, such as `12 Deployments restart: api, web … (label helm.sh/chart)`. The
 * text is not escaped.
 */
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

/** Returns the changes in the files of an app, by file: `replicaCount 2 → 0`. The text is not escaped. */
export function valueLines({ values }: AppChange): { file: string; changes: string[] }[] {
  const text = (value: string | undefined) =>
    value === undefined ? '(not set)' : value === '' ? '(empty)' : value
  return [...groupBy(values, ({ file }) => file)].map(([file, all]) => ({
    file,
    changes: all.map(({ key, from, to }) => `${key} ${text(from)} → ${text(to)}`),
  }))
}

/** The maximum number of apps that are named as the reason. More would add no information. */
const APPS_WITHOUT_DIGEST = 3

/**
 * Returns why environments have no digest, by environment:
 * `because web could not be compared; this environment cannot be approved`.
 */
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

/** Returns the number of workloads that get new pods. */
export function restartCount(changes: readonly AppChange[]): number {
  const effects: readonly RestartEffect[] = ['restart', 'recreate', 'partition']
  return changes.reduce(
    (sum, { restarts }) => sum + restarts.filter(({ effect }) => effects.includes(effect)).length,
    0,
  )
}

/** The text for a failure that is the same on both sides. */
export const BOTH = 'before and after the change'

/** The reason why an app could not be rendered. A reason that is the same on both sides is shown once. */
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

/** Returns a location such as `charts/web/values.yaml:3:1`; empty if it is not known. */
export function placeText(at: SideFailure['at']): string {
  return at ? [at.file, at.line, at.column].filter((part) => part !== undefined).join(':') : ''
}

/** Reports whether a report lists an app: it differs in more than its inputs, or it could not be compared. */
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

/** Reports whether no change of an app is known, except that it may be a different app in the cluster. */
function isOnlySuspect({ status, risks }: AppChange): boolean {
  return isQuiet({ status }) && risks.every(({ rule }) => isHidingRule(rule))
}

/**
 * Returns the charts whose new version changes nothing relevant, such as `app-template 4.1.0 → 4.1.1`, with the
 * number of their apps.
 */
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

/** Returns `chart `, or nothing for an image. */
export function artifactWord({ artifact }: ImageChange): string {
  return artifact === 'image' ? '' : `${artifact} `
}

/** Returns an image without its registry, which the diffs contain: `web`. */
export function lastPart(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1)
}

/** Returns a version change, such as `1.2.0 → 1.3.0`. Digests are shortened. */
export function imageMove({ from, to }: ImageChange): string {
  return `${shortVersion(from)} → ${shortVersion(to)}`
}

function shortVersion(version: string | undefined): string {
  if (version === undefined || version === '') return '(none)'
  return version.replace(/(sha256:[0-9a-f]{12})[0-9a-f]+/, '$1')
}

/** Returns the first twelve digits of a commit. The text is not escaped. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 12)
}

/**
 * Returns a name and its commit, `main (0123456789ab)`, or only the commit if the name is its hash. The text is not
 * escaped.
 */
export function sideName({ name, commit }: Review['base']): string {
  if (commit === undefined) return name
  return commit.startsWith(name) ? shortCommit(commit) : `${name} (${shortCommit(commit)})`
}

/**
 * Returns a summary of a whole report.
 *
 * @param request the forge's term: `pull request` or `merge request`
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
