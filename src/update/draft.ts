import type { VersionMove } from '../moves/move.ts'
import { filesWith } from '../moves/values.ts'
import type { FileChange } from '../forge/forge.ts'
import { crossingIntoProduction } from '../policy/production.ts'
import type { Arrival } from '../policy/unreviewed.ts'
import type { Group } from '../proposal/group.ts'
import type { MoveProof } from '../proof/model.ts'
import { proofLines } from '../proof/proofs.ts'
import { carryOver } from '../proposal/pending.ts'
import type { Draft, Ground } from '../proposal/proposal.ts'
import { stateOf } from '../proposal/state.ts'
import { asTitle, bodyOf, messageOf, titleOf } from '../proposal/text.ts'
import type { RecordedChange } from '../proposal/trailers.ts'
import { formatTrailers } from '../proposal/trailers.ts'
import type { Tree } from '../tree/tree.ts'
import type { Choice } from './choice.ts'
import { choose } from './choice.ts'
import { chartCommitsOf, commitsOf } from './commits.ts'
import { Orders } from './orders.ts'
import { namedMove, recordOf } from '../proposal/records.ts'
import type { BuiltFrom, GivenTexts, UpdatePorts } from './request.ts'

/** The inputs of one pull request of an update. */
export interface UpdateDraft {
  readonly group: Pick<Group, 'key' | 'label'>
  readonly build: BuiltFrom
  readonly texts: GivenTexts
  /** A rollback is requested, so a move is not held back by a newer version or a revert. */
  readonly mayGoBack: boolean
  readonly ports: Pick<UpdatePorts, 'forge' | 'appRepo' | 'origin'>
  /** Returns the moves of the group on a tree. */
  movesOn(tree: Tree): Promise<readonly VersionMove[]>
  /** Reports whether the locations of a pending change are found on the base: see `PlannedTrees.finds`. */
  isFound(base: Tree, change: RecordedChange, vouched: boolean): Promise<boolean>
  /** Refuses changes that production does not allow, according to the base. */
  checkProduction(arrival: Arrival): Promise<void>
  /**
   * Returns what rendering shows about the moves.
   *
   * @throws FairleadError as `proofsOf`
   */
  proofs(edit: Edit): Promise<readonly MoveProof[]>
}

/** The changes that would be written. */
export interface Edit {
  /** The tree that they are applied to. */
  readonly from: Tree
  readonly moves: readonly VersionMove[]
  readonly changes: readonly FileChange[]
  /** The changes that are carried over from an open request. */
  readonly carried: readonly RecordedChange[]
}

/** The content of one pull request of an update, and the order of its builds relative to the existing versions. */
export interface UpdateDrafted extends Draft {
  /** The moves on the base, with their order if tags or commits determine it. */
  readonly moves: readonly VersionMove[]
  /** What is not known about the order, as sentences without a period. */
  readonly untold: readonly string[]
  readonly proofs: readonly MoveProof[]
}

/**
 * Computes the content of a pull request. The changes are computed from the tree that they are applied to. Decisions
 * and texts are based on the base, even if the branch has commits by people.
 */
export async function draftUpdate(given: UpdateDraft, on: Ground): Promise<UpdateDrafted> {
  const { from, base } = on
  const { build, texts, mayGoBack, group } = given
  const moves = await given.movesOn(from)
  const onBase = from === base ? moves : await given.movesOn(base)
  const order = new Orders({ ...given.ports, build, mayGoBack, commit: on.commit })
  const candidates = moves.map((move) => ({
    move,
    told: onBase.find((other) => isSameMove(other, move)) ?? move,
    record: recordOf(move, build),
  }))
  const choice = await choose(candidates, {
    order,
    base,
    pending: on.pending,
    group,
    noun: given.ports.forge.words.request,
    texts,
    mayGoBack,
  })
  const content = await contentOf(choice, given, on, order)
  const wanted = choice.going.map(({ move }) => move)
  const proofs =
    choice.superseded || choice.leftAlone ? [] : await given.proofs({ from, moves: wanted, ...content })
  const told = await tell({ choice, content, proofs, order }, given)
  return {
    ...told,
    changes: content.changes,
    state: content.state,
    superseded: choice.superseded,
    leftAlone: choice.leftAlone,
    reasons: choice.reasons,
    moves: choice.judged.map(asTold),
    untold: choice.going.flatMap((one) => one.untold),
    proofs,
    warnings: [
      ...choice.left,
      ...choice.going.flatMap((one) => one.diverged),
      ...notesOf(wanted, true),
      ...content.dropped,
      ...new Set(proofs.flatMap(({ warnings }) => warnings)),
    ],
  }
}

function isSameMove(a: VersionMove, b: VersionMove): boolean {
  return a.file === b.file && a.key === b.key && a.app === b.app
}

/** Returns a move on the base, with the order that is known from tags and commits. */
function asTold({ told, order }: Choice['judged'][number]): VersionMove {
  return { ...told, order }
}

/** The content of a commit. */
interface Content {
  readonly changes: readonly FileChange[]
  readonly state: string
  readonly records: readonly RecordedChange[]
  readonly carried: readonly RecordedChange[]
  /** What is no longer pending, and why, as sentences without a period. */
  readonly dropped: readonly string[]
}

async function contentOf(
  { going, superseded }: Choice,
  given: UpdateDraft,
  { from, pending, base }: Ground,
  order: Orders,
): Promise<Content> {
  const records = going.map(({ record }) => record).filter((record) => record.set.length > 0)
  const { carried, dropped } = pending
    ? await carryOver(pending, records, base, {
        isNewer: async (change, tag) => (await order.against(change, tag)) === 'newer',
        isFound: (change) => given.isFound(base, change, pending.vouched),
      })
    : { carried: [], dropped: [] }
  const all = [...carried, ...records]
  // A branch with commits by people already contains what is pending.
  const written = (from === base ? all : records).flatMap(({ set }) => set)
  const changes = superseded ? [] : await filesWith(from, written)
  if (!superseded)
    await given.checkProduction({
      base,
      moves: going.map(({ move }) => move),
      files: [...new Set(all.flatMap((record) => record.set.map((value) => value.file)))],
    })
  return { changes, state: stateOf(changes), records: all, carried, dropped }
}

/** The inputs of the texts of a draft. */
interface Telling {
  readonly choice: Choice
  readonly content: Content
  readonly proofs: readonly MoveProof[]
  readonly order: Orders
}

async function tell(
  { choice, content, proofs, order }: Telling,
  { group, texts, build, ports }: UpdateDraft,
): Promise<Pick<Draft, 'title' | 'message' | 'body'>> {
  const { judged, going, superseded } = choice
  const { carried, records, state, dropped } = content
  const shown = (going.length > 0 ? going : judged).map(asTold)
  const all = [...shown, ...carried.map(namedMove)]
  const title = asTitle(texts.title ?? titleOf(all))
  const message = messageOf(texts.message ?? title, all, formatTrailers(records, state))
  if (superseded) return { title, message, body: '' }
  const { origin, appRepo, forge } = ports
  const asked = { build, appRepo, origin }
  const body = bodyOf({
    group: { ...group, moves: shown },
    intro: texts.intro,
    carried,
    proof: proofLines(proofs, true),
    origin: { ...origin, repository: build.repository, commit: build.commit },
    commits: await commitsOf(shown, asked, (move) => order.answerFor(move)),
    charts: await chartCommitsOf(shown, asked),
    notes: [...notesOf(judged.map(({ move }) => move)), ...dropped],
    limit: forge.bodyLimit,
  })
  return { title, message, body }
}

/** Returns notes about these moves for the user; only the warnings, if only they are requested. */
function notesOf(moves: readonly VersionMove[], warnings = false): string[] {
  const own = moves.flatMap(({ notes }) => notes).filter((note) => !warnings || note.isWarning === true)
  const crossing = crossingIntoProduction(moves.flatMap((move) => [move, ...move.alsoMoves]))
  return [...(crossing === undefined ? [] : [crossing]), ...new Set(own.map((note) => note.text))]
}
