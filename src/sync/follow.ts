import {
  isHidden,
  isPassing,
  isUnauthenticated,
  reasonOf,
  ServerRefusal,
} from '../controllers/argocd/failure.ts'
import type { ApplicationName } from '../controllers/argocd/server.ts'
import type { Application } from '../controllers/argocd/shapes.ts'
import type { Facts, Objects } from '../controllers/argocd/verdict/facts.ts'
import { operationEnd } from '../controllers/argocd/verdict/operation.ts'
import { notFollowing, observedAt, short } from '../controllers/argocd/verdict/revision.ts'
import { objectionsTo } from '../controllers/argocd/verdict/table.ts'
import type { Found } from '../controllers/argocd/verdict/table.ts'
import type { Ancestry } from './ancestry.ts'
import { detailsOf } from './details.ts'
import { isReverted } from './expected.ts'
import type { ExpectedApp } from './expected.ts'
import { isGood } from './model.ts'
import type { AppOutcome, Outcome, Phases } from './model.ts'
import type { Watch } from './watch.ts'

/** An app that is waited for, and where. */
export interface Awaited {
  readonly expected: ExpectedApp
  readonly name: ApplicationName
  readonly watch: Watch
}

/** What following an app needs from outside. */
export interface FollowPorts {
  /** The commit that is waited for. */
  readonly revision: string
  /** The branches whose tip the commit was made for; `HEAD` among them where that is the default one. */
  readonly branches: readonly string[]
  /** Whether the controller is asked to look again. */
  readonly refreshes: boolean
  /** Whether a fault of what the commit does not touch decides. */
  readonly unrelated: 'fail' | 'warn'
  /** Milliseconds for which a state has to stand. */
  readonly settle: number
  isOurs(repoURL: string): boolean
  /** How commits stand to the one that is waited for. */
  readonly ancestry: Pick<Ancestry, 'relationOf' | 'learn'>
  /** What the range up to a later commit does to the app; undefined where it touches it no more. */
  expectedAt(commit: string, expected: ExpectedApp): Promise<ExpectedApp | undefined>
  /** Hides the values of the Secrets that are known. */
  mask(text: string): string
  /** Runs at most so many refreshes at once. */
  limited<T>(work: () => Promise<T>): Promise<T>
  /** Milliseconds of this process, of a clock that nobody sets. */
  monotonic(): number
  /** Tells a person that an app's state is another one. */
  tell(expected: ExpectedApp, state: string): void
  /** Ends the wait: its reason says why. */
  readonly signal: AbortSignal
}

/** Milliseconds between two looks, by why one looks again. */
const PACE = {
  objects: 1000,
  quiet: 10_000,
  withoutStream: 2000,
  refresh: 2000,
  lastRefresh: 15_000,
  render: 10_000,
  details: 4000,
  detailsAtEnd: 1500,
}
/** Since times are cut to whole seconds, a state may be up to a second younger than its time says. */
const CUT = 1000

/** Follows one app until its outcome is certain, or the wait ends. Nothing is thrown: what fails is its outcome. */
export class Follower {
  readonly #awaited: Awaited
  readonly #ports: FollowPorts
  readonly #started: number
  #expected: ExpectedApp
  #supersededBy: string | undefined
  #isReverted = false
  #firstSeen: number | undefined
  /** Since when a rule has the same to say, on the server's clock. */
  readonly #standing = new Map<string, number>()
  #objects: { readonly of: string; readonly at: number; readonly objects: Objects } | undefined
  #renderFault: { readonly at: number; readonly fault: string | undefined } | undefined
  #refresh = { at: Number.NEGATIVE_INFINITY, pause: PACE.refresh, running: false }
  #phases: Omit<Phases, 'ended'> = {}
  #told = ''
  #fault: string | undefined
  #last: readonly Found[] = []

  constructor(awaited: Awaited, ports: FollowPorts) {
    this.#awaited = awaited
    this.#ports = ports
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
    const objects = this.#objects?.objects
    const about = this.#last.find(({ object }) => object !== undefined)?.object
    const parts = { server: watch.server, name, mask, signal: AbortSignal.timeout(patience) }
    const details = objects === undefined ? [] : await detailsOf(about, objects, parts)
    return { reason: mask(reason), notes: notes.map((note) => mask(note)), details }
  }

  async #until(): Promise<AppOutcome> {
    const { watch, name } = this.#awaited
    const { signal } = this.#ports
    while (!signal.aborted) {
      const { live } = watch.latest(name) ?? { live: undefined }
      const ended = await this.#look(live).catch((error: unknown) => this.#troubled(error))
      if (ended !== undefined) return ended
      await watch.next(name, this.#pause(live), signal)
      if (!signal.aborted) await this.#readIfQuiet()
    }
    return this.#ranOut()
  }

  /** One look at what is known now: the outcome, where it is certain. */
  async #look(live: Application | undefined): Promise<AppOutcome | undefined> {
    if (this.#expected.status === 'removed') return this.#lookAway(live)
    if (live === undefined) {
      this.#tell('its Application is not there yet')
      return undefined
    }
    const { ports, facts } = await this.#facts(live)
    const elsewhere = notFollowing(facts, ports.branches)
    if (elsewhere !== undefined) return this.#end('nothing', elsewhere, live)
    const first = objectionsTo(facts)
    const isBefore = first.some(({ word, rule }) => word === 'waits' && !OF_OBJECTS.has(rule))
    const objects = isBefore ? undefined : await this.#readObjects(live)
    const all = objects === undefined ? first : objectionsTo({ ...facts, objects })
    const counting = ports.unrelated === 'warn' ? all.filter(({ isUnrelated }) => isUnrelated !== true) : all
    this.#last = counting
    this.#markPhases(counting)
    this.#refreshIf(counting)
    await this.#renderIf(counting, live)
    return this.#judge(counting, all, live)
  }

  /** Everything that is known, with how each commit that is named stands to ours. */
  async #facts(live: Application): Promise<{ ports: FollowPorts; facts: Facts }> {
    const { settle, ancestry, isOurs } = this.#ports
    const { operationState, history = [] } = live.status ?? {}
    const named = (revision: string | null | undefined, revisions: readonly string[] | null | undefined) =>
      (revisions ?? []).length > 0 ? (revisions ?? []) : [revision ?? '']
    const base = {
      expected: this.#expected,
      live,
      now: this.#awaited.watch.now(),
      settle,
      isOurs: (url: string) => isOurs(url),
      relationOf: (commit: string) => ancestry.relationOf(commit),
      firstSeen: this.#firstSeen,
      renderFault: this.#renderFault?.fault,
      objects: undefined,
    }
    const observed = observedAt(base)
    const { syncResult, operation } = operationState ?? {}
    const others = [
      ...named(syncResult?.revision || operation?.sync?.revision, syncResult?.revisions),
      ...history.slice(-3).flatMap(({ revision, revisions }) => named(revision, revisions)),
    ]
    await ancestry.learn([...observed, ...others].filter((one) => one !== ''))
    await this.#supersede(observed)
    const isThere =
      observed.length > 0 &&
      observed.every((one) => ['same', 'descendant'].includes(ancestry.relationOf(one)))
    if (isThere) this.#firstSeen ??= live.status?.reconciledAt
    return { ports: this.#ports, facts: { ...base, expected: this.#expected, firstSeen: this.#firstSeen } }
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
    this.#expected = expected ?? {
      ...first,
      isChanged: false,
      changed: [],
      removed: [],
      spec: undefined,
      doubt: undefined,
    }
    this.#standing.clear()
    this.#firstSeen = undefined
    if (later !== undefined) this.#tell(`${short(later)} has come after ${short(revision)}`)
  }

  #judge(counting: readonly Found[], all: readonly Found[], live: Application): AppOutcome | undefined {
    const now = this.#awaited.watch.now()
    const keys = new Set(counting.map(({ rule, word }) => `${rule} ${word}`))
    for (const key of this.#standing.keys()) if (!keys.has(key)) this.#standing.delete(key)
    for (const found of counting.filter(({ word }) => word !== 'waits')) {
      const stands = found.mayPass === true || found.word === 'unknown'
      const since = this.#since(`${found.rule} ${found.word}`, now)
      if (!stands || now - since >= this.#ports.settle)
        return this.#end(found.word === 'failed' ? 'failed' : 'unknown', told(found), live, all, found)
    }
    const [first] = counting
    if (first !== undefined) {
      this.#tell(first.reason)
      return undefined
    }
    if (now - this.#goodSince(live) < this.#ports.settle + CUT) {
      this.#tell('everything holds; it has to stand for a moment')
      return undefined
    }
    return this.#success(live, all)
  }

  #success(live: Application, all: readonly Found[]): AppOutcome {
    const later = this.#supersededBy
    const { doubt } = this.#expected
    // Argo CD is content; which objects had to change, and whether they are those, nobody can say.
    if (doubt !== undefined)
      return this.#end(
        'unknown',
        `it is Synced and Healthy, but what the commit does to it is not known: ${doubt}`,
        live,
        all,
      )
    if (later === undefined)
      return this.#end(
        'verified',
        this.#expected.isChanged
          ? 'it is live and healthy'
          : 'it is compared at the commit, which changes none of its objects',
        live,
        all,
      )
    return this.#isReverted
      ? this.#end(
          'reverted',
          `${short(later)} is live, and what this commit changed is as it was before`,
          live,
          all,
        )
      : this.#end('superseded', `${short(later)}, which contains this commit, is live and healthy`, live, all)
  }

  /** Since when a good state stands: the latest of all that may still be on its way. */
  #goodSince(live: Application): number {
    const times = [live.status?.health?.lastTransitionTime, operationEnd(live), this.#firstSeen]
    return Math.max(...times.filter((time) => time !== undefined))
  }

  #since(key: string, now: number): number {
    const since = this.#standing.get(key) ?? now
    this.#standing.set(key, since)
    return since
  }

  /** An app that the commit takes away is verified once it is gone. */
  #lookAway(live: Application | undefined): AppOutcome | undefined {
    if (live === undefined) return this.#end('verified', 'its Application is gone', undefined)
    const { deletionTimestamp, finalizers } = live.metadata
    this.#tell(
      deletionTimestamp === undefined
        ? 'its Application is still there'
        : `its Application is being deleted; what is waited for: ${finalizers.join(', ') || 'the API server'}`,
    )
    return undefined
  }

  /** The objects, read anew with each version of the Application, and at most once a second. */
  async #readObjects(live: Application): Promise<Objects> {
    const { watch, name } = this.#awaited
    const { monotonic, signal } = this.#ports
    const of = live.metadata.resourceVersion ?? ''
    const kept = this.#objects
    if (kept !== undefined && kept.of === of && monotonic() - kept.at < PACE.objects) return kept.objects
    const [tree, managed] = await Promise.all([
      watch.server.tree(name, signal),
      watch.server.managed(name, signal),
    ])
    watch.heard(tree.date)
    const objects = { tree: tree.data, managed }
    this.#objects = { of, at: monotonic(), objects }
    return objects
  }

  /** Has the controller look again where that may change what is known. */
  #refreshIf(objections: readonly Found[]): void {
    const { refreshes, monotonic, limited, signal } = this.#ports
    const state = this.#refresh
    if (!refreshes || state.running || !objections.some(({ needsRefresh }) => needsRefresh)) return
    if (monotonic() - state.at < state.pause) return
    this.#refresh = { at: monotonic(), pause: Math.min(state.pause * 1.5, PACE.lastRefresh), running: true }
    const { watch, name } = this.#awaited
    void limited(() => watch.server.refreshed(name, signal))
      .then(
        (answer) => void watch.took(name, answer),
        (error: unknown) => void (this.#fault = reasonOf(error)),
      )
      .finally(() => (this.#refresh = { ...this.#refresh, at: monotonic(), running: false }))
  }

  /** Where the comparison fails, the server is asked whether it is our commit that cannot be rendered. */
  async #renderIf(objections: readonly Found[], live: Application): Promise<void> {
    if (!objections.some(({ rule, word }) => rule === 'renders' && word === 'waits')) {
      this.#renderFault = undefined
      return
    }
    const { monotonic, revision, signal } = this.#ports
    if (this.#renderFault !== undefined && monotonic() - this.#renderFault.at < PACE.render) return
    const { watch, name } = this.#awaited
    try {
      await watch.server.render(
        name,
        live.spec.sources.length > 0 ? '' : (this.#supersededBy ?? revision),
        signal,
      )
      this.#renderFault = { at: monotonic(), fault: undefined }
    } catch (error) {
      if (!(error instanceof ServerRefusal) || isHidden(error) || isUnauthenticated(error)) throw error
      const said = error.refused.message
      this.#renderFault = {
        at: monotonic(),
        fault: isOfServer(said) ? undefined : said.replaceAll(/\s+/g, ' ').slice(0, 600),
      }
    }
  }

  async #readIfQuiet(): Promise<void> {
    const { watch, name } = this.#awaited
    const { monotonic, signal } = this.#ports
    const age = monotonic() - (watch.latest(name)?.at ?? Number.NEGATIVE_INFINITY)
    const isClose = this.#standing.size > 0
    const limit = watch.isStreaming && !isClose ? PACE.quiet : isClose ? PACE.objects : PACE.withoutStream
    if (age < limit - 50) return
    try {
      watch.took(name, await watch.server.application(name, signal))
      this.#fault = undefined
    } catch (error) {
      // Gone, not made yet, or not to be seen: the server does not tell apart what was never shown.
      if (isHidden(error)) watch.took(name, { data: undefined, date: watch.now() })
      else this.#fault = reasonOf(error)
    }
  }

  #pause(live: Application | undefined): number {
    if (live === undefined) return PACE.withoutStream
    if (this.#standing.size > 0 || this.#objects !== undefined) return PACE.objects / 2
    if (this.#last.some(({ needsRefresh }) => needsRefresh) && this.#ports.refreshes) return PACE.objects
    return this.#awaited.watch.isStreaming ? PACE.quiet : PACE.withoutStream
  }

  /** What a server does not answer is asked again, but for a token that it will not take any more. */
  #troubled(error: unknown): AppOutcome | undefined {
    if (this.#ports.signal.aborted) return undefined
    if (!(error instanceof ServerRefusal) && !isPassing(error)) throw error
    this.#fault = reasonOf(error)
    this.#tell(this.#fault)
    return isUnauthenticated(error)
      ? this.#end('unknown', this.#fault, this.#awaited.watch.latest(this.#awaited.name)?.live)
      : undefined
  }

  #ranOut(): AppOutcome {
    const { live } = this.#awaited.watch.latest(this.#awaited.name) ?? { live: undefined }
    const [first] = this.#last
    const stood = this.#fault ?? first?.reason ?? (this.#told || 'nothing was heard of it')
    const { reason } = this.#ports.signal as { reason: unknown }
    return this.#end('unknown', `${String(reason)}; what stood there: ${stood}`, live, this.#last, first)
  }

  #tell(state: string): void {
    if (state === this.#told) return
    this.#told = state
    this.#ports.tell(this.#expected, this.#ports.mask(state))
  }

  #markPhases(objections: readonly Found[]): void {
    const seconds = (this.#ports.monotonic() - this.#started) / 1000
    const isOver = (rules: readonly string[]) => !objections.some(({ rule }) => rules.includes(rule))
    const barrier = objections.find(({ word }) => word === 'waits')?.rule
    if (barrier !== undefined && BEFORE_COMMIT.includes(barrier)) return
    const noticed = this.#phases.noticed ?? seconds
    const synced = this.#phases.synced ?? (isOver(OF_SYNC) ? seconds : undefined)
    const healthy = this.#phases.healthy ?? (objections.length === 0 ? seconds : undefined)
    this.#phases = {
      noticed,
      ...(synced !== undefined && { synced }),
      ...(healthy !== undefined && { healthy }),
    }
  }

  #end(
    outcome: Outcome,
    reason: string,
    live: Application | undefined,
    all: readonly Found[] = [],
    by?: Found,
  ): AppOutcome {
    const { watch, name } = this.#awaited
    const { status } = live ?? {}
    const observed =
      live === undefined
        ? undefined
        : observedAt({ ...NO_FACTS, live, isOurs: (url) => this.#ports.isOurs(url) })[0]
    return {
      app: this.#awaited.expected.app,
      outcome,
      reason,
      rule: by?.rule,
      observed: observed === '' ? undefined : observed,
      supersededBy: this.#supersededBy,
      sync: status?.sync?.status || undefined,
      health: status?.health?.status || undefined,
      images: (status?.summary?.images ?? []).toSorted(),
      phases: { ...this.#phases, ended: (this.#ports.monotonic() - this.#started) / 1000 },
      url:
        live === undefined
          ? undefined
          : watch.server.pageOf({ name: name.name, namespace: live.metadata.namespace ?? undefined }),
      notes: all
        .filter((found) => found !== by && found.isUnrelated === true)
        .map(({ reason: why }) => `The commit has no part in this: ${why}.`),
      details: [],
    }
  }
}

/** Rules that need the objects of the app, or say more with them. */
const OF_OBJECTS = new Set(['healthy', 'pods-replaced', 'pods-run'])
const BEFORE_COMMIT = ['stays', 'spec', 'compared-with-spec', 'renders', 'at-commit', 'hydrated']
const OF_SYNC = ['no-operation', 'operation-result', 'synced-by-operation', 'compared-after', 'synced']

const NO_FACTS = { expected: undefined, now: 0 } as never as Facts

function told({ reason, isUnrelated }: Found): string {
  return isUnrelated === true
    ? `${reason}; the commit does not touch it (unrelated: warn lets that pass)`
    : reason
}

/** Whether a rendering failed for a reason that has nothing to do with what is rendered. */
function isOfServer(message: string): boolean {
  return /code = (Unavailable|DeadlineExceeded|Canceled)|connection refused|unable to resolve|context deadline|failed to (list refs|fetch)/i.test(
    message,
  )
}
