import { createHash } from 'node:crypto'
import type { BumpPlan, Move } from '../bump/request.ts'
import { FairleadError } from '../errors.ts'
import type { FileChange } from '../forge/forge.ts'
import type { SourceComparison, SourceQuestion, SourceUnknown } from '../forge/source.ts'
import { commitIn } from '../images/tag-fields.ts'
import { isRepositoryOf } from '../inventory/followed.ts'
import type { ChartCommits } from '../proposal/chart-commits.ts'
import { crossingIntoProduction } from '../policy/production.ts'
import type { Group } from '../proposal/group.ts'
import type { MoveProof } from '../proof/model.ts'
import type { Pending } from '../proposal/pending.ts'
import { goingBack, isBackward } from '../proposal/going-back.ts'
import { carryOver, isSameSubject, sharesPlace } from '../proposal/pending.ts'
import type { Draft } from '../proposal/propose.ts'
import { revertOf } from '../proposal/reverted.ts'
import { asTitle, bodyOf, messageOf, titleOf } from '../proposal/text.ts'
import type { RecordedChange } from '../proposal/trailers.ts'
import { formatTrailers } from '../proposal/trailers.ts'
import type { Tree } from '../tree/tree.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import { parseYaml } from '../yaml/parse.ts'
import { setValues } from '../yaml/set.ts'
import { decodeText, encodeText } from '../yaml/text.ts'
import { Orders, sourceOf } from './orders.ts'
import { givenMessage, givenTitle } from './proposals.ts'
import type { ProposalPorts } from './proposals.ts'
import { proofLines } from '../proof/proofs.ts'
import type { UpdateValues } from './update.ts'

/** What one pull request of an update should hold. */
export interface UpdateDraft {
  readonly group: Pick<Group, 'key' | 'label'>
  /** The moves of the group on a tree. */
  readonly movesOn: (tree: Tree) => Promise<{ plan: BumpPlan; moves: readonly Move[] }>
  /** Whether the places of a pending change are found on the base: see `PlannedTrees.finds`. */
  readonly isFound: (base: Tree, change: RecordedChange, vouched: boolean) => Promise<boolean>
  /** Refuses what production does not allow, judged by the base. */
  readonly police: (base: Tree, moves: readonly Move[], files: readonly string[]) => Promise<void>
  /**
   * What rendering tells of the moves.
   *
   * @throws FairleadError as `proofsOf`
   */
  readonly proofs: (
    from: Tree,
    moves: readonly Move[],
    changes: readonly FileChange[],
    carried: readonly RecordedChange[],
  ) => Promise<readonly MoveProof[]>
  readonly values: UpdateValues
  readonly intro: string | undefined
  readonly ports: ProposalPorts
}

/** What one pull request of an update holds, and how its builds stand to what is there. */
export interface UpdateDrafted extends Draft {
  /** The moves as the base sees them, with their order as far as tags and commits tell it. */
  readonly moves: readonly Move[]
  /** What is not known of the order, as sentences without a stop. */
  readonly untold: readonly string[]
  readonly proofs: readonly MoveProof[]
}

/**
 * Computes it: what is to be written comes from the tree that it goes onto, what is decided and told from the
 * base, also where the branch has people's commits.
 *
 * @param from the tip of the base; or of the branch, where people's commits are kept
 * @param commit the tip of the base
 */
export async function draftUpdate(
  given: UpdateDraft,
  from: Tree,
  pending: Pending | undefined,
  base: Tree,
  commit: string,
): Promise<UpdateDrafted> {
  const { values, ports } = given
  const { plan, moves } = await given.movesOn(from)
  const onBase = from === base ? moves : (await given.movesOn(base)).moves
  const toldByBase = (move: Move) =>
    onBase.find((other) => other.file === move.file && other.key === move.key && other.app === move.app) ??
    move
  const order = new Orders(given, commit)
  const mayGoBack = values['allow-downgrade']
  const judged = await inTurn(moves, async (move) => {
    const told = toldByBase(move)
    const record = recordOf(plan, move, given)
    const one = { move, ...(await order.of(move, told, record, pending)) }
    // Who goes back on purpose is not held, but it is told.
    if (mayGoBack) return { ...one, older: [], leftAlone: undefined, untold: [], diverged: [] }
    const revert = one.older.length > 0 ? undefined : await revertFor(told, record, given, order)
    return revert === undefined ? one : { ...one, leftAlone: revert }
  })
  // Where nobody vouches for what stands on the branch, it counts only at the places that are asked about.
  const own = moves.map((move) => recordOf(plan, move, given))
  const counting = pending && {
    ...pending,
    changes: pending.changes.filter(
      (change) => pending.vouched || own.some((record) => sharesPlace(change, record)),
    ),
  }
  const back = await goingBack(counting, base, (change, tag) => order.against(change, tag))
  const isHeld = back.some(
    (change) => !judged.some(({ move, order: own }) => isBackward({ ...move, order: own }, change)),
  )
  const refused = judged.filter((one) => one.older.length > 0)
  const unsure = judged.filter((one) => one.older.length === 0 && one.leftAlone !== undefined)
  const wanted = moves.filter((move) => !isHeld && ![...refused, ...unsure].some((one) => one.move === move))
  const told = (move: Move): Move => ({
    ...toldByBase(move),
    order: judged.find((one) => one.move === move)?.order ?? toldByBase(move).order,
  })
  const going = judged.filter((one) => wanted.includes(one.move))

  const leftAlone = moves.length > 0 && wanted.length === 0 && (isHeld || unsure.length > 0)
  const superseded = moves.length > 0 && wanted.length === 0 && !leftAlone
  const records = wanted.map((move) => recordOf(plan, move, given)).filter((record) => record.set.length > 0)
  const { carried, dropped } = pending
    ? await carryOver(pending, records, base, {
        isNewer: async (change, tag) => (await order.against(change, tag)) === 'newer',
        isFound: (change) => given.isFound(base, change, pending.vouched),
      })
    : { carried: [], dropped: [] }
  // On a branch with people's commits what is pending stands already.
  const written = from === base ? [...carried, ...records] : records
  const all = [...carried, ...records]
  const changes = superseded ? [] : await filesWith(from, written)
  if (!superseded)
    await given.police(base, wanted, [
      ...new Set(all.flatMap((record) => record.set.map((value) => value.file))),
    ])

  const proofs = superseded || leftAlone ? [] : await given.proofs(from, wanted, changes, carried)

  const shown = (wanted.length > 0 ? wanted : moves).map(told)
  const title = asTitle(givenTitle(values) ?? titleOf([...shown, ...carried.map(asMove)]))
  const state = stateOf(changes)
  const trailers = formatTrailers(all, state)
  return {
    changes,
    state,
    superseded,
    leftAlone,
    reasons: refused.flatMap((one) => one.older),
    moves: moves.map(told),
    untold: going.flatMap((one) => one.untold),
    proofs,
    title,
    message: messageOf(givenMessage(values) ?? title, [...shown, ...carried.map(asMove)], trailers),
    body: superseded
      ? ''
      : bodyOf({
          group: { ...given.group, moves: shown },
          intro: given.intro,
          carried,
          proof: proofLines(proofs, true),
          origin: { ...ports.origin, ...sourceOf(given) },
          commits: await commitsOf(shown, given, order),
          charts: await chartCommitsOf(shown, given),
          notes: [...notesOf(plan, moves), ...dropped],
          limit: ports.forge.bodyLimit,
        }),
    warnings: [
      ...(isHeld ? [heldBy(back, given)] : []),
      ...unsure.flatMap((one) => one.leftAlone ?? []),
      ...going.flatMap((one) => one.diverged),
      ...notesOf(plan, wanted, true),
      ...dropped,
      ...new Set(proofs.flatMap(({ warnings }) => warnings)),
    ],
  }
}

/** Why a move waits: what it brings was taken back, and nobody has put it there again. */
async function revertFor(
  told: Move,
  record: RecordedChange,
  given: UpdateDraft,
  order: Orders,
): Promise<string | undefined> {
  const file = record.set[0]?.file
  if (file === undefined || told.from === undefined || told.from === told.to) return undefined
  const { values } = given
  const [first = ''] = (givenMessage(values) ?? givenTitle(values) ?? '').split('\n')
  const subjects = [first, titleOf([told]), asTitle(givenTitle(values) ?? '')]
  const revert = revertOf(await order.historyOf(file), {
    isOfBuild: (change) =>
      (sharesPlace(change, record) || isSameSubject(change, record)) &&
      change.to === record.to &&
      (change.digest === undefined || record.digest === undefined || change.digest === record.digest),
    // Only one that names the version is of this build.
    subjects: subjects.filter((subject) => subject.includes(told.to)),
  })
  return (
    revert &&
    `${told.to} was taken back by the revert ${revert.sha.slice(0, 12)} (${revert.subject}), so ${told.file} stays at ${told.from}. To put it there again, revert that commit, or set allow-downgrade: true`
  )
}

function heldBy(back: readonly RecordedChange[], { group, ports }: UpdateDraft): string {
  const versions = [...new Set(back.map(({ to }) => to))].join(', ')
  return `the open ${ports.forge.words.request} takes ${group.label} back to ${versions} on purpose, so it was left alone: merge or close it, and run this again`
}

/** One after another: the first question may answer the others. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}

/** What a person should know of these moves; only the warnings among it, where these alone are wanted. */
function notesOf(plan: BumpPlan, moves: readonly Move[], warnings = false): string[] {
  const own = plan.notes.filter((note) => {
    const move = plan.moves[note.move]
    return move !== undefined && moves.includes(move) && (!warnings || note.isWarning === true)
  })
  const crossing = crossingIntoProduction(moves.flatMap((move) => [move, ...move.alsoMoves]))
  return [...(crossing === undefined ? [] : [crossing]), ...new Set(own.map((note) => note.text))]
}

function recordOf(plan: BumpPlan, move: Move, given: UpdateDraft): RecordedChange {
  const index = plan.moves.indexOf(move)
  const { repository, commit } = sourceOf(given)
  return {
    ...(move.app === undefined ? {} : { app: move.app }),
    ...(move.environment === undefined ? {} : { environment: move.environment }),
    ...(move.cluster === undefined ? {} : { cluster: move.cluster }),
    ...(move.image === undefined ? {} : { image: move.image }),
    ...(move.from === undefined ? {} : { from: move.from }),
    to: move.to,
    ...(move.digest === undefined ? {} : { digest: move.digest }),
    set: plan.assignments
      .filter((assignment) => assignment.move === index)
      .map(({ file, document, key, value, before }) => ({
        file,
        document,
        key,
        value,
        ...(before === undefined ? {} : { was: before }),
      })),
    ...(repository === undefined
      ? {}
      : { source: { repository, ...(commit === undefined ? {} : { commit }) } }),
  }
}

/** The files of a tree with all values set, as far as that changes them. */
async function filesWith(tree: Tree, records: readonly RecordedChange[]): Promise<FileChange[]> {
  const values = records.flatMap((record) => record.set)
  const paths = [...new Set(values.map((value) => value.file))]
  if (paths.length === 0) return []
  const files = await tree.read(paths)
  return paths.flatMap((path) => {
    const file = files.get(path)
    if (!file) return []
    const parsed = parseYaml(decodeText(file.content, path), path)
    // The plan that made a record has applied the rules to it: a new key was allowed, and so was a shared anchor.
    const assignments = values
      .filter((value) => value.file === path)
      .map(({ key, document, value, was }) => ({
        path: parseKeyPath(key),
        document,
        value,
        create: was === undefined,
        allowShared: true,
      }))
    const { text } = setValues(parsed, assignments)
    return text === parsed.text ? [] : [{ path, content: encodeText(text), mode: file.mode }]
  })
}

/** A digest of what changes bring: paths, modes and contents. */
export function stateOf(changes: readonly FileChange[]): string {
  const hash = createHash('sha256')
  for (const { path, mode, content } of changes.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
    hash.update(
      `${path}\0${mode}\0${content === undefined ? 'deleted' : createHash('sha256').update(content).digest('hex')}\0`,
    )
  return hash.digest('hex').slice(0, 32)
}

function asMove(change: RecordedChange): Move {
  const [first] = change.set
  return {
    app: change.app,
    environment: change.environment,
    cluster: change.cluster,
    production: false,
    alsoMoves: [],
    image: change.image,
    file: first?.file ?? '',
    key: first?.key ?? '',
    document: first?.document ?? 0,
    line: 0,
    from: change.from,
    to: change.to,
    fromDigest: undefined,
    digest: change.digest,
    order: 'unknown',
  }
}

/** The app's commits between the old version and the one that was built: nice to have, so no fault ends the run. */
async function commitsOf(
  moves: readonly Move[],
  given: UpdateDraft,
  order: Orders,
): Promise<SourceComparison | undefined> {
  const { repository, commit } = sourceOf(given)
  const move = moves.find((one) => one.from !== undefined && one.from !== one.to)
  if (repository === undefined || commit === undefined || move?.from === undefined) return undefined
  const known = order.answerFor(move)
  if (known) return known.comparison
  try {
    const question = { repository, from: refsOf(move.from), to: commit, isNeeded: false }
    const answer = await given.ports.source.compare(question)
    return answer.order === 'unknown' ? undefined : answer
  } catch (error) {
    if (error instanceof FairleadError) return undefined
    throw error
  }
}

/**
 * The commits between the old version and the one that was built that change what an app follows at a branch of the app
 * repo, such as its chart: these are deployed already, or are with their merge, whatever the version is.
 */
async function chartCommitsOf(moves: readonly Move[], given: UpdateDraft): Promise<ChartCommits[]> {
  const { repository, commit } = sourceOf(given)
  const { source, origin } = given.ports
  if (repository === undefined || commit === undefined) return []
  const wanted = new Map<string, { question: SourceQuestion; chart: Omit<ChartCommits, 'answer'> }>()
  for (const { app, from, to, follows = [] } of moves)
    for (const { repoURL, folder, branch } of follows) {
      if (app === undefined || from === undefined || from === to) continue
      if (!isRepositoryOf(repoURL, repository, origin.serverUrl)) continue
      const key = JSON.stringify([folder, branch, from])
      const known = wanted.get(key)?.chart.apps ?? []
      const question = { repository, from: refsOf(from), to: commit, isNeeded: false, path: folder }
      wanted.set(key, { question, chart: { folder, branch, apps: [...new Set([...known, app])] } })
    }
  return Promise.all(
    [...wanted.values()].map(async ({ question, chart }) => ({
      ...chart,
      answer: await source.compare(question).catch((error: unknown): SourceUnknown => {
        if (!(error instanceof FairleadError)) throw error
        return { order: 'unknown', reason: 'the app repo did not answer' }
      }),
    })),
  )
}

/** The Git refs that a tag may mean in the app repo: a commit id in it, or a tag of that name. */
function refsOf(tag: string): string[] {
  const commit = commitIn(tag)
  const named = /^\d+(\.\d+)+/.test(tag) ? [`v${tag}`, tag] : [tag]
  return commit === undefined ? named : [commit, ...named]
}
