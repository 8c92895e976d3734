/**
 * An event as Flux's controllers post it, and what the notification controller makes of it before any alert is looked
 * at. Read in the source of notification-controller (internal/server/event_server.go) and of fluxcd/pkg/apis/event,
 * at 1.9.
 */

/** The group whose prefix marks metadata that a user has put on an object. */
export const eventGroup = 'event.toolkit.fluxcd.io'

export interface FluxEvent {
  readonly involvedObject: {
    readonly apiVersion: string
    readonly kind: string
    readonly namespace: string
    readonly name: string
    readonly uid?: string
  }
  readonly severity: 'info' | 'error' | 'trace'
  readonly reason: string
  readonly message: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly reportingController?: string
  readonly [field: string]: unknown
}

/** The API group of the object that an event is about. */
export function groupOf({ involvedObject }: FluxEvent): string {
  return involvedObject.apiVersion.split('/', 1)[0] ?? ''
}

/** Only metadata of the two groups counts, and no digests; the token is for telling duplicates and nobody sees it. */
export function cleaned(event: FluxEvent): FluxEvent {
  const group = groupOf(event)
  const dropped = [`${group}/checksum`, `${group}/digest`].map((name) => name.toLowerCase())
  const entries = Object.entries(event.metadata ?? {}).filter(
    ([name]) =>
      !dropped.includes(name.toLowerCase()) &&
      (name.startsWith(`${eventGroup}/`) || name.startsWith(`${group}/`)),
  )
  return { ...event, metadata: Object.fromEntries(entries) }
}

/** What makes two events the same: the second within the interval is answered 429 and goes nowhere. */
export function duplicateKey(event: FluxEvent): string {
  const { name, namespace, kind } = event.involvedObject
  const group = groupOf(event)
  const of = (key: string) => event.metadata?.[`${group}/${key}`]
  return JSON.stringify([
    name,
    namespace,
    kind,
    event.message,
    of('originRevision'),
    of('revision'),
    of('token'),
  ])
}

/** For the notification, the prefixes are taken off; an alert's own metadata lies between the two groups. */
export function combined(event: FluxEvent, alertMetadata: Readonly<Record<string, string>> = {}): FluxEvent {
  const without = (prefix: string) =>
    Object.fromEntries(
      Object.entries(event.metadata ?? {})
        .filter(([name]) => name.startsWith(`${prefix}/`))
        .map(([name, value]) => [name.slice(prefix.length + 1), value]),
    )
  const { token: _, ...ofObject } = without(groupOf(event))
  return { ...event, metadata: { ...without(eventGroup), ...alertMetadata, ...ofObject } }
}

/** The revision that a combined event is about: `main@sha1:…`, or a bare id. */
export function revisionOf({ metadata }: FluxEvent): string | undefined {
  return metadata?.['commit'] ?? metadata?.['originRevision'] ?? metadata?.['revision']
}
