/**
 * The events that Flux's controllers post, and how the notification controller processes them before it looks at
 * alerts. From the source of notification-controller (internal/server/event_server.go) and of fluxcd/pkg/apis/event,
 * at 1.9.
 */

/** The group whose prefix marks metadata that a user has set on an object. */
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

/** Returns the API group of the object that an event is about. */
export function groupOf({ involvedObject }: FluxEvent): string {
  return involvedObject.apiVersion.split('/', 1)[0] ?? ''
}

/**
 * Removes all metadata except that of the two groups, and also removes digests. The token only identifies duplicates
 * and is not sent to anyone.
 */
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

/**
 * Returns the key that identifies duplicates. The second event within the interval gets status 429 and is dropped.
 */
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

/**
 * Returns the event for a notification, with the prefixes removed. An alert's own metadata overrides that of the
 * event group, and the metadata of the object's group overrides both.
 */
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

/** Returns the revision of a combined event: `main@sha1:…`, or a bare commit id. */
export function revisionOf({ metadata }: FluxEvent): string | undefined {
  return metadata?.['commit'] ?? metadata?.['originRevision'] ?? metadata?.['revision']
}
