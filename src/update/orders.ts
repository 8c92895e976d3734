import type { VersionMove } from '../moves/move.ts'
import type { FileCommit, Forge } from '../forge/forge.ts'
import { vouchesFor } from '../forge/provenance.ts'
import type { Order } from '../moves/order.ts'
import { orderOf } from '../moves/order.ts'
import { judge } from '../proposal/order.ts'
import type { Build, Standing, Verdict } from '../proposal/order.ts'
import type { Pending } from '../proposal/pending.ts'
import { isSameSubject, sharesPlace } from '../proposal/pending.ts'
import type { RecordedChange } from '../proposal/trailers.ts'
import { readTrailers } from '../proposal/trailers.ts'
import { FairleadError } from '../errors.ts'
import type { AppRepo } from '../forge/app-repo.ts'
import type { BuiltFrom } from './request.ts'

/** A requested move. */
export interface Candidate {
  /** On the tree that it is applied to. */
  readonly move: VersionMove
  /** The same move on the base. */
  readonly told: VersionMove
  /** The record that it would get. */
  readonly record: RecordedChange
}

/** The order of a move relative to everything that it could replace. */
export interface Judged {
  /** Relative to the current version on the base. */
  readonly order: Order
  /** Why an existing version is newer, as sentences; empty if none is newer. */
  readonly older: readonly string[]
  /** Set if the base already has this version, and it is not known whether the pending version is newer. */
  readonly leftAlone: string | undefined
  /** What cannot be determined, as sentences. */
  readonly untold: readonly string[]
  /** Builds whose histories have diverged, as sentences. */
  readonly diverged: readonly string[]
}

/** The sources that determine the order of builds. */
export interface OrderParts {
  readonly build: BuiltFrom
  /** Whether a rollback is allowed, so that no error of the app repo ends the run. */
  readonly mayGoBack: boolean
  /** The app repo. */
  readonly appRepo: AppRepo
  readonly forge: Pick<Forge, 'historyOf' | 'words'>
  /** The tip of the base. */
  readonly commit: string
}

/** The order of builds in one attempt: relative to the tip of the base, and to what is pending at this moment. */
export class Orders {
  readonly #parts: OrderParts
  readonly #histories = new Map<string, Promise<readonly FileCommit[]>>()
  readonly #answers = new Map<string, Verdict>()

  constructor(parts: OrderParts) {
    this.#parts = parts
  }

  /**
   * Returns the order of a move relative to the version on the base, and to what is pending.
   *
   * @throws FairleadError (remote) if the app repo does not answer: see `judge`
   */
  async of({ move, told, record }: Candidate, pending: Pending | undefined): Promise<Judged> {
    const onBase = await this.#judge(move, {
      tag: told.from,
      digest: told.fromDigest,
      recorded: () => this.#recorded(record, told.from, told.fromDigest),
    })
    this.#answers.set(placeOf(told), onBase)
    // Only Fairlead's own pending changes are used; otherwise anyone with push access could hold back every update.
    const there = pending?.changes.find(
      (change) => sharesPlace(change, record) || (pending.vouched && isSameSubject(change, record)),
    )
    const inPending = there && (await this.#judge(move, standingOf(there)))
    const standings = [
      { tag: told.from, verdict: onBase, where: 'is the current version' },
      { tag: there?.to, verdict: inPending, where: 'is pending' },
    ]
    const sentences = (
      fits: (verdict: Verdict) => boolean,
      say: (tag: string, verdict: Verdict, where: string) => string,
    ) => [
      ...new Set(
        standings.flatMap(({ tag, verdict, where }) =>
          verdict && tag !== undefined && fits(verdict) ? say(tag, verdict, where) : [],
        ),
      ),
    ]
    const isUnsure = inPending?.order === 'unknown' && told.order === 'same'
    return {
      order: onBase.order,
      older: sentences(
        ({ order }) => order === 'older',
        (tag, { why }, where) => `${tag} ${where} and newer than ${move.to}: ${why}`,
      ),
      leftAlone: isUnsure
        ? `the base already has ${move.to}, and ${there?.to} is pending; could not determine which is newer (${inPending.why}), so the ${this.#parts.forge.words.request} was not changed`
        : undefined,
      untold: sentences(
        ({ order, hasDiverged }) => order === 'unknown' && !hasDiverged,
        (tag, { why }) =>
          `Could not determine ${tag === move.to ? `whether the new image of ${tag} is newer than the current one` : `whether ${move.to} is newer than ${tag}`} from the tags, and ${why}`,
      ),
      diverged: sentences(
        ({ hasDiverged }) => hasDiverged,
        (tag, { why }) =>
          `${move.to} is neither newer nor older than ${tag}: ${why}, because of a force push or a build of another branch. The update is made anyway`,
      ),
    }
  }

  /** Returns the order of a pending change relative to the tag that the base has in its location. */
  async against(change: RecordedChange, tag: string): Promise<Order> {
    // Only the app repo from the inputs is asked, whatever a record contains.
    const { repository } = this.#parts.build
    const isOfAnother = change.source !== undefined && change.source.repository !== repository
    const build = {
      tag: change.to,
      digest: change.digest,
      repository: isOfAnother ? undefined : repository,
      namedCommit: undefined,
      jobCommit: change.source?.commit,
    }
    const recorded = () => this.#recorded(change, tag, undefined)
    return (await this.#ask(build, { tag, digest: undefined, recorded })).order
  }

  /** Returns the answer of the app repo about a move and the base; undefined if it was not asked. */
  answerFor(move: VersionMove): Verdict | undefined {
    const verdict = this.#answers.get(placeOf(move))
    return verdict?.wasAsked === true ? verdict : undefined
  }

  /** Returns the newest commits of the base that changed a file. */
  historyOf(file: string): Promise<readonly FileCommit[]> {
    const history = this.#histories.get(file) ?? this.#parts.forge.historyOf(this.#parts.commit, file)
    this.#histories.set(file, history)
    return history
  }

  #judge(move: VersionMove, standing: Standing): Promise<Verdict> {
    const { repository, namedCommit, jobCommit } = this.#parts.build
    return this.#ask(
      {
        tag: move.to === move.digest ? undefined : move.to,
        digest: move.digest,
        repository,
        namedCommit,
        jobCommit,
      },
      standing,
    )
  }

  async #ask(build: Build, standing: Standing): Promise<Verdict> {
    try {
      return await judge(build, standing, this.#parts.appRepo)
    } catch (error) {
      if (!(error instanceof FairleadError)) throw error
      const [fault] = error.faults
      if (this.#parts.mayGoBack) {
        // Here the order only affects texts.
        const order = orderOf(standing.tag, standing.digest, build)
        return { order, why: fault.message, hasDiverged: false, comparison: undefined, wasAsked: false }
      }
      const message = `could not check whether ${build.tag ?? build.digest} is newer than ${standing.tag ?? standing.digest}: ${fault.message}`
      const hint = 'Run the step again. With allow-downgrade: true the update is made without this check.'
      throw new FairleadError(error.kind, [{ message, hint }], { cause: error })
    }
  }

  /** Returns the source that the commit on the base recorded when it wrote this version. */
  async #recorded(
    record: RecordedChange,
    tag: string | undefined,
    digest: string | undefined,
  ): Promise<RecordedChange['source']> {
    const file = record.set[0]?.file
    if (file === undefined) return undefined
    return (await this.historyOf(file))
      .filter(vouchesFor)
      .flatMap(({ message }) => readTrailers(message).changes.toReversed())
      .find(
        (change) =>
          sharesPlace(change, record) &&
          change.to === tag &&
          (digest === undefined || change.digest === undefined || change.digest === digest),
      )?.source
  }
}

function standingOf(change: RecordedChange): Standing {
  return { tag: change.to, digest: change.digest, recorded: () => Promise.resolve(change.source) }
}

function placeOf(move: VersionMove): string {
  return [move.app, move.file, move.document, move.key].join('\0')
}
