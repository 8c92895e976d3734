import {
  isHidden,
  isPassing,
  isUnauthenticated,
  reasonOf,
  ServerRefusal,
} from '../controllers/argocd/failure.ts'
import type { Application } from '../controllers/argocd/shapes.ts'
import type { Facts } from '../controllers/argocd/verdict/facts.ts'
import { operationEnd } from '../controllers/argocd/verdict/operation.ts'
import { notFollowing, observedAt } from '../controllers/argocd/verdict/revision.ts'
import { objectionsTo } from '../controllers/argocd/verdict/table.ts'
import type { Found } from '../controllers/argocd/verdict/table.ts'
import { short } from '../git/find-commit.ts'
import { Asking } from './asking.ts'
import { Course } from './course.ts'
import { detailsOf } from './details.ts'
import { isReverted, untouched } from './expected.ts'
import type { ExpectedApp } from './expected.ts'
import { isGood } from './model.ts'
import type { AppOutcome, Outcome } from './model.ts'
import { PACE } from './ports.ts'
import type { Awaited, FollowPorts } from './ports.ts'

/** Since times are cut to whole seconds, a state may be up to a second younger than its time says. */
const CUT = 1000

/** Follows one app until its outcome is certain, or the wait ends. Nothing is thrown: what fails is its outcome. */
export class Follower {
  readonly #awaited: Awaited
  readonly #ports: FollowPorts
  readonly #asking: Asking
  readonly #course = new Course()
  readonly #started: number
  /** What counts now: of the commit, or up to a later one that is there. */
  #expected: ExpectedApp
  #supersededBy: string | undefined
  #isReverted = false
  /** When the first comparison ended that showed what counts. */
  #firstSeen: number | undefined
  #told = ''
  #fault: string | undefined
  #last: readonly Found[] = []

  constructor(awaited: Awaited, ports: FollowPorts) {
    this.#awaited = awaited
    this.#ports = ports
    this.#asking = new Asking(awaited, ports)
    this.#expected = awaited.expected
    this.#started = ports.monotonic()
  }

  async follow(): Promise<AppOutcome> {
    const outcome = await this.#until()
    return isGood(outcome.outcome) ? outcome : { ...outcome, ...(await this.#detailed(outcome)) }
  }

  /** What the cluster says beside an outcome that is no good one; what it says may hold values of Secrets. */
  async #detailed({ reason, notes }: AppOutcome): Promise<Pick<AppOutcome, 'reason' | 'notes' | 'details'>> {
    const { watch, name } = this.#awaited
    const { mask, signal } = this.#ports
    const patience = signal.aborted ? PACE.detailsAtEnd : PACE.details
    const objects = this.#asking.lastObjects
    const about = this.#last.find(({ object }) => object !== undefined)?.object
    const parts = { server: watch.server, name, mask, signal: AbortSignal.timeout(patience) }
    const details = objects === undefined ? [] : await detailsOf(about, objects, parts)
    return { reason: mask(reason), notes: notes.map((note) => mask(note)), details }
  }

  async #until(): Promise<AppOutcome> {
    const { watch, name } = this.#awaited
    const { signal } = this.#ports
    while (!signal.aborted) {
      const live = this.#live
      const ended = await this.#look(live).catch((error: unknown) => this.#troubled(error))
      if (ended !== undefined) return ended
      await watch.next(name, this.#pause(live), signal)
      const gone = signal.aborted ? undefined : await this.#readIfQuiet()
      if (gone !== undefined) return gone
    }
    return this.#ranOut()
  }

  get #live(): Application | undefined {
    return this.#awaited.watch.latest(this.#awaited.name)?.live
  }

  /** One look at what is known now: the outcome, where it is certain. */
  async #look(live: Application | undefined): Promise<AppOutcome | undefined> {
    if (live === undefined) {
      if (this.#expected.status !== 'removed')
        this.#tell(`its Application is not there yet${also(this.#expected.by)}`)
      return undefined
    }
    if (this.#expected.status === 'removed') return this.#lookAway(live)
    const facts = await this.#facts(live)
    const { branches, unrelated } = this.#ports
    const elsewhere = notFollowing(facts, branches)
    if (elsewhere !== undefined) return this.#end('nothing', elsewhere)
    const first = objectionsTo(facts)
    const isBefore = first.some(({ word, phase }) => word === 'waits' && phase !== 'health')
    const all = isBefore ? first : objectionsTo({ ...facts, objects: await this.#asking.objects(live) })
    const counting = unrelated === 'warn' ? all.filter(({ isUnrelated }) => isUnrelated !== true) : all
    this.#last = all
    this.#course.mark(counting, this.#seconds)
    this.#asking.refreshIf(counting)
    await this.#asking.renderIf(counting, live, this.#supersededBy ?? this.#ports.revision)
    return this.#judge(counting, live)
  }

  /** Everything that is known, with how each commit that is named stands to ours. */
  async #facts(live: Application): Promise<Facts> {
    const { ancestry, isOurs } = this.#ports
    const base = {
      live,
      isOurs: (url: string) => isOurs(url),
      relationOf: (commit: string) => ancestry.relationOf(commit),
      renderFault: this.#asking.renderFault,
      objects: undefined,
    }
    const observed = observedAt(base)
    await ancestry.learn([...observed, ...otherCommits(live)].filter((one) => one !== ''))
    await this.#supersede(observed)
    const isThere = (one: string) => ['same', 'descendant'].includes(ancestry.relationOf(one))
    if (observed.length > 0 && observed.every(isThere)) this.#firstSeen ??= live.status?.reconciledAt
    return { ...base, expected: this.#expected }
  }

  /** Where a later commit is there, what it does counts from now on. */
  async #supersede(observed: readonly string[]): Promise<void> {
    const { ancestry, expectedAt, revision } = this.#ports
    const later = observed.find((one) => ancestry.relationOf(one) === 'descendant')
    if (later === this.#supersededBy) return
    const first = this.#awaited.expected
    const expected = later === undefined ? first : await expectedAt(later, first)
    this.#supersededBy = later
    this.#isReverted = later !== undefined && isReverted(first, expected)
    this.#expected = expected ?? untouched(first)
    this.#course.restart()
    this.#firstSeen = undefined
    if (later !== undefined) this.#tell(`${short(later)} has come after ${short(revision)}`)
  }

  #judge(counting: readonly Found[], live: Application): AppOutcome | undefined {
    const { settle } = this.#ports
    const now = this.#awaited.watch.now()
    const decided = this.#course.decided(counting, now, settle)
    if (decided !== undefined)
      return this.#end(decided.word === 'failed' ? 'failed' : 'unknown', told(decided), decided)
    const [first] = counting
    if (first === undefined && now - this.#goodSince(live) >= settle + CUT) return this.#success()
    this.#tell(first?.reason ?? 'everything holds; it has to stand for a moment')
    return undefined
  }

  #success(): AppOutcome {
    const { doubt, isChanged } = this.#expected
    // Argo CD is content; which objects had to change, and whether they are those, nobody can say.
    if (doubt !== undefined)
      return this.#end(
        'unknown',
        `it is Synced and Healthy, but what the commit does to it is not known: ${doubt}`,
      )
    const later = this.#supersededBy === undefined ? undefined : short(this.#supersededBy)
    if (later === undefined)
      return this.#end(
        'verified',
        isChanged
          ? 'it is live and healthy'
          : 'it is compared at the commit, which changes none of its objects',
      )
    return this.#isReverted
      ? this.#end('reverted', `${later} is live, and what this commit changed is as it was before`)
      : this.#end('superseded', `${later}, which contains this commit, is live and healthy`)
  }

  /** Since when a good state stands: the latest of all that may still be on its way. */
  #goodSince(live: Application): number {
    const times = [live.status?.health?.lastTransitionTime, operationEnd(live), this.#firstSeen]
    return Math.max(...times.filter((time) => time !== undefined))
  }

  /** An app that the commit takes away is still there. */
  #lookAway({ metadata: { deletionTimestamp, finalizers } }: Application): undefined {
    this.#tell(
      deletionTimestamp === undefined
        ? `its Application is still there${also(this.#expected.by)}`
        : `its Application is being deleted; what is waited for: ${finalizers.join(', ') || 'the API server'}`,
    )
  }

  /** @returns the outcome where an app that the commit takes away is gone */
  async #readIfQuiet(): Promise<AppOutcome | undefined> {
    const { watch, name } = this.#awaited
    const { monotonic, signal } = this.#ports
    const age = monotonic() - (watch.latest(name)?.at ?? Number.NEGATIVE_INFINITY)
    const isClose = this.#course.isClose
    const limit = watch.isTold(name) && !isClose ? PACE.quiet : isClose ? PACE.objects : PACE.withoutStream
    const isLeaving = this.#expected.status === 'removed' && this.#live === undefined
    if (age < limit - 50 && !isLeaving) return undefined
    // With its project the server says 404 of what is gone; without, it says 403 of that, too.
    const project = name.project ?? this.#project
    try {
      const { spec } = await watch.read({ ...name, project }, signal)
      this.#project = spec.project || undefined
      this.#fault = undefined
    } catch (error) {
      if (!isHidden(error)) this.#fault = reasonOf(error)
      else if (this.#expected.status !== 'removed') watch.took(name, { data: undefined, date: watch.now() })
      else if (error instanceof ServerRefusal && error.refused.status === 404)
        return this.#end('verified', `its Application is gone${left(this.#expected.kept)}`)
      else
        this.#fault =
          'Argo CD does not say whether its Application is gone, or the token may not read it (403): its project is not known'
    }
    return undefined
  }

  /** That of the Application, once it was seen. */
  #project: string | undefined

  #pause(live: Application | undefined): number {
    const { watch, name } = this.#awaited
    if (live === undefined) return PACE.withoutStream
    if (this.#course.isClose || this.#asking.lastObjects !== undefined) return PACE.objects / 2
    if (this.#last.some(({ needsRefresh }) => needsRefresh) && this.#ports.refreshes) return PACE.objects
    return watch.isTold(name) ? PACE.quiet : PACE.withoutStream
  }

  /** What a server does not answer is asked again, but for a token that it will not take any more. */
  #troubled(error: unknown): AppOutcome | undefined {
    if (this.#ports.signal.aborted) return undefined
    if (!(error instanceof ServerRefusal) && !isPassing(error)) throw error
    this.#fault = reasonOf(error)
    this.#tell(this.#fault)
    return isUnauthenticated(error) ? this.#end('unknown', this.#fault) : undefined
  }

  #ranOut(): AppOutcome {
    const [first] = this.#last
    const fault = this.#fault ?? (this.#last.length === 0 ? undefined : this.#asking.refreshFault)
    const stood = fault ?? first?.reason ?? (this.#told || 'nothing was heard of it')
    const { reason } = this.#ports.signal as { reason: unknown }
    return this.#end('unknown', `${String(reason)}; what stood there: ${stood}`, first)
  }

  get #seconds(): number {
    return (this.#ports.monotonic() - this.#started) / 1000
  }

  #tell(state: string): void {
    if (state === this.#told) return
    this.#told = state
    this.#ports.tell(this.#expected, this.#ports.mask(state))
  }

  #end(outcome: Outcome, reason: string, by?: Found): AppOutcome {
    const { watch, name, expected } = this.#awaited
    const live = this.#live
    const { sync, health, summary } = live?.status ?? {}
    const isOurs = (url: string) => this.#ports.isOurs(url)
    const [observed] = live === undefined ? [] : observedAt({ live, isOurs })
    const namespace = live?.metadata.namespace ?? undefined
    return {
      app: expected.app,
      application: name.name,
      outcome,
      reason,
      rule: by?.rule,
      observed: observed || undefined,
      supersededBy: this.#supersededBy,
      sync: sync?.status || undefined,
      health: health?.status || undefined,
      images: (summary?.images ?? []).toSorted(),
      phases: { ...this.#course.phases, ended: this.#seconds },
      url: live === undefined ? undefined : watch.server.pageOf({ name: name.name, namespace }),
      notes: this.#last.filter((found) => found !== by && found.isUnrelated === true).map(noteOf),
      details: [],
    }
  }
}

/** The commits that an Application names beside those that it was compared at. */
function otherCommits({ status }: Application): string[] {
  const { operationState, history = [] } = status ?? {}
  const { syncResult, operation } = operationState ?? {}
  const last = {
    revision: syncResult?.revision || operation?.sync?.revision,
    revisions: syncResult?.revisions ?? [],
  }
  return [last, ...history.slice(-3)].flatMap(({ revision, revisions }) =>
    revisions.length > 0 ? revisions : [revision ?? ''],
  )
}

function also(by: string | undefined): string {
  return by === undefined ? '' : `; ${by}`
}

/** What is left of an app whose Application is gone. */
function left(kept: string | undefined): string {
  return kept === undefined ? '' : `; its resources stay in the cluster, since ${kept}`
}

function told({ reason, isUnrelated }: Found): string {
  return isUnrelated === true
    ? `${reason}; the commit does not touch it (unrelated: warn lets that pass)`
    : reason
}

function noteOf({ reason }: Found): string {
  return `The commit has no part in this: ${reason}.`
}
