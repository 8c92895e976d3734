/**
 * Decides which alerts match an event, and what is sent to a provider: the rules of notification-controller 1.9, from
 * its internal/server/event_handlers.go, provider_commit_status.go and internal/notifier/github.go.
 */
import type { KubeObject } from '../kube.ts'
import { eventGroup, groupOf } from './event.ts'
import type { FluxEvent } from './event.ts'

/** The providers that set the status of a commit. */
const commitStatusTypes = ['github', 'gitlab', 'gitea', 'bitbucketserver', 'bitbucket', 'azuredevops']
const genericTypes = ['generic', 'generic-hmac']

/** Reports whether an alert matches an event. `labels` are those of the object that the event is about. */
export function wants(
  alert: KubeObject,
  event: FluxEvent,
  labels: Readonly<Record<string, string>>,
): boolean {
  const { spec } = alert
  if (spec.suspend === true) return false
  const severity = spec.eventSeverity ?? 'info'
  const { kind, name, namespace } = event.involvedObject
  const isFrom = (spec.eventSources as Source[]).some(
    (source) =>
      (source.namespace ?? alert.metadata.namespace) === namespace &&
      source.kind === kind &&
      (event.severity === severity || severity === 'info') &&
      (source.name === '*' || source.name === name) &&
      Object.entries(source.matchLabels ?? {}).every(([key, value]) => labels[key] === value),
  )
  const matches = (patterns: readonly string[]) => patterns.some((one) => new RegExp(one).test(event.message))
  const { inclusionList = [], exclusionList = [] } = spec
  return isFrom && (inclusionList.length === 0 || matches(inclusionList)) && !matches(exclusionList)
}

interface Source {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly matchLabels?: Readonly<Record<string, string>>
}

/** Reports whether a provider receives an event that matches one of its alerts. */
export function takes(provider: KubeObject, event: FluxEvent): boolean {
  const { type, suspend } = provider['spec']
  if (suspend === true) return false
  const isUpdate = event.metadata?.[`${groupOf(event)}/commit_status`] === 'update'
  if (!commitStatusTypes.includes(type)) return genericTypes.includes(type) || !isUpdate
  const hasCommit = (event.metadata?.[`${eventGroup}/commit`] ?? '') !== ''
  return hasCommit || isUpdate || event.severity === 'error'
}

/** A commit status in the format of GitHub. */
export interface CommitStatus {
  readonly state: 'success' | 'failure'
  readonly context: string
  readonly description: string
}

/** Returns the status to send to GitHub; undefined for an event about an unfinished reconciliation. */
export function githubStatus(provider: KubeObject, event: FluxEvent): CommitStatus | undefined {
  if (event.reason === 'Progressing') return undefined
  if (event.severity === 'trace') throw new Error('a trace is no state of GitHub')
  const { kind, name } = event.involvedObject
  const [uid = ''] = (provider.metadata.uid ?? '').split('-')
  return {
    state: event.severity === 'info' ? 'success' : 'failure',
    context: `${kind}/${name}/${uid}`.toLowerCase(),
    description: inWords(event.reason),
  }
}

/** Reports whether the newest status of that context is the same. */
export function isRepeated(
  statuses: readonly CommitStatus[],
  { context, state, description }: CommitStatus,
): boolean {
  const newest = statuses.find((one) => one.context === context)
  return newest?.state === state && newest.description === description
}

/** Converts `ReconciliationSucceeded` to `reconciliation succeeded`. */
function inWords(reason: string): string {
  return reason
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
}

/** Returns the commit of a revision: `main@sha1:<id>`, `<id>`. */
export function commitOf(revision: string): string {
  const found = /(?:^|[:/])([0-9a-f]{64}|[0-9a-f]{40})$/.exec(revision)?.[1]
  if (found === undefined) throw new Error(`failed to extract commit hash from '${revision}' revision`)
  return found
}
