/**
 * The behaviour of a container of the played kubelet. The tag of its image defines it, or an annotation of its pod.
 */

/**
 * - `ready`: runs and is ready at once; if its pod does not restart, as in a Job, it succeeds
 * - `late`: the same, after a number of seconds
 * - `never-ready`: runs, and its readiness probe fails
 * - `crash`: is ready and exits with 1 after a number of seconds, repeatedly
 * - `oom`: the same, but it is killed because it is out of memory
 * - `fails`: exits with 1 at once
 * - `pull-fails`: its image cannot be pulled
 * - `unschedulable`: its pod cannot be scheduled on any node
 */
export type BehaviourKind =
  | 'ready'
  | 'late'
  | 'never-ready'
  | 'crash'
  | 'oom'
  | 'fails'
  | 'pull-fails'
  | 'unschedulable'

export interface Behaviour {
  readonly kind: BehaviourKind
  /** Seconds, for the kinds that wait. */
  readonly after: number
}

/** The annotation that sets the behaviour of all containers of a pod: `late 5s`, `never-ready`. */
export const annotation = 'bed/behaviour'

/** The default number of seconds. */
const defaultAfter: Partial<Record<BehaviourKind, number>> = { late: 5, crash: 3, oom: 3 }

const words = /(late|never-ready|crash|oom|fails|pull-fails|unschedulable)(?:[- ](\d+(?:\.\d+)?)s)?$/

/**
 * Returns the behaviour of a container.
 *
 * @param image its image; the end of the tag counts: `app:1.4.0-late-8s`, `app:oom`
 * @param annotations the annotations of its pod
 * @throws Error if the annotation exists and its value is unknown
 */
export function behaviourOf(image: string, annotations: Readonly<Record<string, string>> = {}): Behaviour {
  const said = annotations[annotation]
  if (said !== undefined) {
    const behaviour = said === 'ready' ? ready : parse(said, /^/)
    if (behaviour === undefined) throw new Error(`the annotation ${annotation} says ${JSON.stringify(said)}`)
    return behaviour
  }
  const tag = /:([\w.-]+)(?:@.*)?$/.exec(image)?.[1] ?? ''
  return parse(tag, /(?:^|[-_.])/) ?? ready
}

const ready: Behaviour = { kind: 'ready', after: 0 }

function parse(text: string, before: RegExp): Behaviour | undefined {
  const [, found, seconds] = new RegExp(before.source + words.source).exec(text) ?? []
  if (found === undefined) return undefined
  const kind = found as BehaviourKind
  return { kind, after: seconds === undefined ? (defaultAfter[kind] ?? 0) : Number(seconds) }
}
