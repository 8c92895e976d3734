import { isPassing, ServerRefusal } from '../../controllers/argocd/faults/failure.ts'
import type { Application } from '../../controllers/argocd/api/shapes.ts'
import { versionNote, versionOf } from '../../controllers/argocd/versions.ts'
import { notFollowing, observedAt, otherCommits } from '../../controllers/argocd/verdict/commit.ts'
import type { Facts } from '../../controllers/argocd/verdict/facts.ts'
import { operated } from '../../controllers/argocd/verdict/operation.ts'
import { restartsIn } from '../../controllers/argocd/verdict/pods.ts'
import { objectionsTo } from '../../controllers/argocd/verdict/table.ts'
import type { Found } from '../../controllers/argocd/verdict/table.ts'
import { aborted } from '../aborted.ts'
import { short } from '../../git/find-commit.ts'
import { Asking } from './asking.ts'
import { Counted } from './counted.ts'
import { Course } from './course.ts'
import { detailsOf } from './details.ts'
import { decision, outcomeOf, ranOut, success } from './ending.ts'
import type { Ending } from './ending.ts'
import { absent, leaving } from './leaving.ts'
import { MaskedOnce } from './masked.ts'
import { isGood } from '../model.ts'
import type { AppOutcome } from '../model.ts'
import { PACE } from '../ports.ts'
import type { Awaited, FollowPorts } from '../ports.ts'
import { Promotion } from './promotion.ts'
import { Quiet } from './quiet.ts'
import { goodState, Settling } from './settling.ts'

/** More milliseconds than a read takes, with all that it waits for. */
const LONGEST_READ = 120_000

/**
 * Follows one app until its outcome is certain, or the wait ends. Errors of the server and the network are not
 * thrown: they become part of the outcome.
 */
export class Follower {
  readonly #awaited: Awaited
  readonly #ports: FollowPorts
  readonly #asking: Asking
  readonly #course = new Course()
  readonly #settling = new Settling()
  readonly #quiet: Quiet
  readonly #counted: Counted
  readonly #promotion: Promotion
  readonly #started: number
  /** The time of the first comparison that showed the commit that counts. */
  #firstSeen: number | undefined
  readonly #masked = new MaskedOnce<Application>()
  /** The read of the Application that goes on. */
  #reading: Promise<Ending | undefined> | undefined
  #told = ''
  #last: readonly Found[] = []

  /** @param started when the wait began, in milliseconds of this process: the start of the phases */
  constructor(awaited: Awaited, ports: FollowPorts, started: number) {
    this.#awaited = awaited
    this.#ports = ports
    this.#asking = new Asking(awaited, ports)
    this.#quiet = new Quiet(awaited, ports)
    this.#counted = new Counted(awaited.expected, ports)
    this.#promotion = new Promotion(ports)
    this.#started = started
  }

  async follow(): Promise<AppOutcome> {
    const outcome = this.#outcomeOf(await this.#until())
    return isGood(outcome.outcome) ? outcome : { ...outcome, ...(await this.#detailed(outcome)) }
  }

  /**
   * Returns details from the cluster for an unsuccessful outcome. Everything is masked, because it may contain values
   * of Secrets.
   */
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

  async #until(): Promise<Ending> {
    const { watch, name } = this.#awaited
    const { signal } = this.#ports
    // A check may hang in git or a renderer, which have no timeout.
    const over = aborted(signal)
    while (!signal.aborted) {
      const live = this.#live
      const checked = this.#check(live).catch((error: unknown) => this.#troubled(error))
      const ended = await Promise.race([checked, over])
      if (ended !== undefined) return ended
      await watch.next(name, this.#pause(live), signal)
      const gone = signal.aborted ? undefined : await this.#read()
      if (gone !== undefined) return gone
    }
    const { reason } = signal as { reason: unknown }
    const unheard = this.#quiet.fault ?? (this.#last.length === 0 ? this.#asking.refreshFault : undefined)
    // No rule checks an Application that does not exist, or is to be removed.
    const isUnjudged = this.#live === undefined || this.#awaited.expected.status === 'removed'
    const stood = unheard ?? (isUnjudged ? this.#told || 'Argo CD has reported nothing about it' : undefined)
    return ranOut(String(reason), this.#countingOf(this.#last), stood)
  }

  /**
   * Reads the Application again if it is due. A read may wait for a list of all Applications, which may take long.
   * Meanwhile the stream may report the app, and then it is checked without the read, which goes on.
   */
  async #read(): Promise<Ending | undefined> {
    const { watch, name } = this.#awaited
    const reading = (this.#reading ??= this.#quiet.read(this.#course.isClose))
    const ended = new AbortController()
    const told = watch.next(name, LONGEST_READ, AbortSignal.any([this.#ports.signal, ended.signal]))
    const read = await Promise.race([reading.then((gone) => ({ gone })), told])
    ended.abort()
    if (read === undefined) return undefined
    this.#reading = undefined
    return read.gone
  }

  /** Returns the objections that decide: not those about other objects, if these are only reported. */
  #countingOf(all: readonly Found[]): readonly Found[] {
    return this.#ports.unrelated === 'warn' ? all.filter(({ isUnrelated }) => isUnrelated !== true) : all
  }

  /** The newest known state, without anything that must not be shown. */
  get #live(): Application | undefined {
    const live = this.#awaited.watch.latest(this.#awaited.name)?.live
    return live && this.#masked.of(live, (text) => this.#ports.mask(text))
  }

  /** Looks once at what is known now. Returns the end if it is certain. */
  async #check(live: Application | undefined): Promise<Ending | undefined> {
    if (live === undefined) {
      const { status, by } = this.#awaited.expected
      if (status !== 'removed') this.#tell(this.#quiet.fault ?? absent(by, this.#quiet.wasThere))
      return undefined
    }
    this.#quiet.wasThere = true
    if (this.#awaited.expected.status === 'removed') {
      return this.#lookAtLeaving(live)
    }
    const facts = await this.#facts(live)
    const { branches } = this.#ports
    // If the commit changes the branch that the app follows, the commit affects the app in any case.
    const { spec } = this.#counted.expected
    const elsewhere = spec === undefined ? notFollowing(this.#repoOf(live), branches) : undefined
    if (elsewhere !== undefined) return this.#elsewhere(elsewhere, live)
    const first = objectionsTo(await this.#withOlder(facts))
    const isBefore = first.some(({ word, phase }) => word === 'waits' && phase === 'commit')
    const isEarly = first.some(({ word, phase }) => word === 'waits' && phase === 'sync')
    const about = { expected: facts.expected, isEarly, isSettling: this.#settling.isRunning }
    const all = isBefore
      ? first
      : objectionsTo({ ...facts, objects: await this.#asking.objects(live, about) })
    const counting = this.#countingOf(all)
    this.#last = all
    this.#course.mark(counting, this.#seconds)
    this.#asking.refreshIf(counting)
    await this.#asking.holdIf(counting, live)
    await this.#asking.renderIf(counting, live, this.#counted.commit)
    return this.#judge(counting, live)
  }

  /**
   * Handles an app that follows another branch than the ones that the commit is known to be on. The outcome is
   * `nothing` only if that branch is known not to contain the commit.
   */
  #elsewhere(reason: string, live: Application): Ending {
    const isThere = observedAt(this.#repoOf(live)).some((one) => this.#counted.isThere(one))
    if (this.#ports.isBranchKnown && !isThere) return { outcome: 'nothing', reason }
    const why = isThere
      ? 'Argo CD has compared it at the commit anyway'
      : 'the branch of this commit is not known'
    return { outcome: 'unknown', reason: `${reason}, and ${why}: run sync with that branch checked out` }
  }

  /** Handles an existing app that the commit removes: a later commit may have restored it. */
  async #lookAtLeaving(live: Application): Promise<Ending | undefined> {
    const observed = observedAt(this.#repoOf(live))
    await this.#counted.check(observed, [])
    const { supersededBy, expected } = this.#counted
    if (supersededBy !== undefined && expected.status !== 'removed')
      return {
        outcome: 'reverted',
        reason: `${short(supersededBy)} declares it again, and its Application still exists`,
      }
    if (live.metadata.deletionTimestamp === undefined && !observed.every((one) => this.#counted.isThere(one)))
      this.#asking.refreshIf([{ needsRefresh: true }])
    this.#tell(leaving(live, this.#awaited.expected.by))
    return undefined
  }

  #repoOf(live: Application): Pick<Facts, 'live' | 'isOurs'> {
    return { live, isOurs: (url) => this.#ports.isOurs(url) }
  }

  /**
   * If everything is in sync and nothing was synced at the commit, an older sync may already have the desired
   * content.
   */
  async #withOlder(facts: Facts): Promise<Facts> {
    const { live } = facts
    if (
      live.status?.sync?.status === 'Synced' &&
      objectionsTo(facts).some(({ rule }) => rule === operated.id)
    )
      await this.#counted.compareWith(otherCommits(live))
    return facts
  }

  /** Collects all known facts, with the relation of each named commit to ours. */
  async #facts(live: Application): Promise<Facts> {
    const { branches } = this.#ports
    const base = {
      live,
      expected: this.#counted.expected,
      isOurs: (url: string, targetRevision = '') =>
        this.#ports.isOurs(url) && branches.includes(targetRevision || 'HEAD'),
      relationOf: (commit: string) => this.#counted.relationOf(commit),
      isAsGood: (commit: string) => this.#counted.isAsGood(commit),
      isPromoted: (commit: string) => this.#promotion.has(commit),
      renderFault: this.#asking.renderFaultAt(this.#counted.commit),
      objects: undefined,
      heldBy: this.#asking.heldBy,
      version: versionOf(this.#awaited.watch.version ?? ''),
    }
    await this.#promotion.check(live)
    const observed = observedAt(base)
    const another = await this.#counted.check(observed, otherCommits(live))
    if (another !== undefined) {
      this.#course.restart()
      this.#settling.interrupt()
      this.#firstSeen = undefined
      this.#tell(another)
    }
    if (observed.length > 0 && observed.every((one) => this.#counted.isThere(one)))
      this.#firstSeen ??= live.status?.reconciledAt
    return { ...base, expected: this.#counted.expected }
  }

  #judge(counting: readonly Found[], live: Application): Ending | undefined {
    const { settle, monotonic } = this.#ports
    const now = monotonic()
    const decided = this.#course.decided(counting, now, settle)
    if (decided !== undefined) {
      const { supersededBy, expected } = this.#counted
      return decision(decided, { supersededBy, doubt: expected.doubt })
    }
    const [first] = counting
    if (first !== undefined) this.#settling.interrupt()
    else if (this.#age(live, now) >= settle) return success(this.#counted)
    this.#tell(first?.reason ?? 'all rules hold; waiting until they have held for long enough')
    return undefined
  }

  /** Returns the milliseconds for which everything has been good. */
  #age(live: Application, monotonic: number): number {
    const objects = this.#asking.lastObjects
    const restarts = objects === undefined ? [] : restartsIn(objects.tree)
    const state = goodState(live, this.#firstSeen, { commit: this.#counted.commit, restarts })
    return this.#settling.age(state, { monotonic, server: this.#awaited.watch.now() })
  }

  #pause(live: Application | undefined): number {
    const { watch, name } = this.#awaited
    if (live === undefined) return PACE.withoutStream
    if (this.#course.isClose || this.#asking.lastObjects !== undefined) {
      const { settle, monotonic } = this.#ports
      return Math.min(PACE.objects / 2, Math.max(20, this.#settling.left(settle, monotonic()) ?? Infinity))
    }
    if (this.#last.some(({ needsRefresh }) => needsRefresh) && this.#ports.refreshes) return PACE.objects
    return watch.isTold(name) ? PACE.quiet : PACE.withoutStream
  }

  #troubled(error: unknown): Ending | undefined {
    if (!this.#ports.signal.aborted && !(error instanceof ServerRefusal) && !isPassing(error)) throw error
    const ended = this.#quiet.troubled(error)
    if (this.#quiet.fault !== undefined) this.#tell(this.#quiet.fault)
    return ended
  }

  get #seconds(): number {
    return (this.#ports.monotonic() - this.#started) / 1000
  }

  #tell(state: string): void {
    if (state === this.#told) return
    this.#told = state
    this.#ports.tell(this.#counted.expected, this.#ports.mask(state))
  }

  #outcomeOf(ending: Ending): AppOutcome {
    return outcomeOf(ending, {
      awaited: this.#awaited,
      counted: this.#counted,
      live: this.#live,
      found: this.#last,
      phases: { ...this.#course.phases, ended: this.#seconds },
      notes: [versionNote(this.#awaited.watch.version ?? '')].filter((note) => note !== undefined),
      isOurs: (url) => this.#ports.isOurs(url),
    })
  }
}
