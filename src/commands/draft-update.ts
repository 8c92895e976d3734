import { createHash } from 'node:crypto'
import type { BumpPlan, Move } from '../bump/request.ts'
import type { FileChange } from '../forge/forge.ts'
import { compareTags } from '../images/tag-order.ts'
import type { Group } from '../proposal/group.ts'
import type { Pending } from '../proposal/pending.ts'
import { carryOver, isSameSubject, sharesPlace } from '../proposal/pending.ts'
import type { Draft } from '../proposal/propose.ts'
import { bodyOf, messageOf, titleOf } from '../proposal/text.ts'
import type { RecordedChange } from '../proposal/trailers.ts'
import { formatTrailers } from '../proposal/trailers.ts'
import type { Tree } from '../tree/tree.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import { parseYaml } from '../yaml/parse.ts'
import { setValues } from '../yaml/set.ts'
import { decodeText, encodeText } from '../yaml/text.ts'
import type { ProposalPorts } from './proposals.ts'
import type { UpdateValues } from './update.ts'

/** What one pull request of an update should hold. */
export interface UpdateDraft {
  readonly group: Pick<Group, 'key' | 'label'>
  /** The moves of the group on a tree. */
  readonly movesOn: (tree: Tree) => Promise<{ plan: BumpPlan; moves: readonly Move[] }>
  /** Refuses what production does not allow, judged by the base. */
  readonly police: (base: Tree, moves: readonly Move[], files: readonly string[]) => Promise<void>
  readonly values: UpdateValues
  readonly intro: string | undefined
  readonly ports: ProposalPorts
}

/**
 * Computes it: what is to be written comes from the tree that it goes onto, what is decided and told from the
 * base, also where the branch has people's commits.
 *
 * @param from the tip of the base; or of the branch, where people's commits are kept
 */
export async function draftUpdate(
  given: UpdateDraft,
  from: Tree,
  pending: Pending | undefined,
  base: Tree,
): Promise<Draft> {
  const { values, ports } = given
  const { plan, moves } = await given.movesOn(from)
  const onBase = from === base ? moves : (await given.movesOn(base)).moves
  const told = (move: Move) =>
    onBase.find((other) => other.file === move.file && other.key === move.key && other.app === move.app) ??
    move
  const warnings: string[] = []

  const wanted = moves.filter((move) => {
    if (values['allow-downgrade']) return true
    const there = pending?.changes.find((change) => isAbout(change, recordOf(plan, move, given)))
    const order = there && compareTags(move.to, there.to)
    if (told(move).order === 'older' || move.order === 'older' || order === -1) return false
    if (!there || order !== undefined || told(move).order !== 'same') return true
    warnings.push(
      `the base has ${move.to} already, and ${there.to} is pending; which is newer cannot be told from the tags, so the pull request was left alone`,
    )
    return false
  })
  const leftAlone = moves.length > 0 && wanted.length === 0 && warnings.length > 0
  const superseded = moves.length > 0 && wanted.length === 0 && !leftAlone
  const records = wanted.map((move) => recordOf(plan, move, given)).filter((record) => record.set.length > 0)
  const { carried, dropped } = pending
    ? await carryOver(pending, records, base)
    : { carried: [], dropped: [] }
  // On a branch with people's commits what is pending stands already.
  const written = from === base ? [...carried, ...records] : records
  const all = [...carried, ...records]
  const changes = superseded ? [] : await filesWith(from, written)
  if (!superseded)
    await given.police(base, wanted, [
      ...new Set(all.flatMap((record) => record.set.map((value) => value.file))),
    ])

  const shown = (wanted.length > 0 ? wanted : moves).map(told)
  const title = values.title ?? titleOf([...shown, ...carried.map(asMove)])
  const state = stateOf(changes)
  const trailers = formatTrailers(all, state)
  return {
    changes,
    state,
    superseded,
    leftAlone,
    title,
    message: messageOf(values['commit-message'] ?? title, [...shown, ...carried.map(asMove)], trailers),
    body: superseded
      ? ''
      : bodyOf({
          group: { ...given.group, moves: shown },
          intro: given.intro,
          carried,
          origin: { ...ports.origin, ...sourceOf(given) },
          commits: await commitsOf(shown, given),
          notes: [...plan.notes, ...dropped],
          limit: ports.forge.bodyLimit,
        }),
    warnings: [...warnings, ...dropped],
  }
}

function isAbout(change: RecordedChange, record: RecordedChange): boolean {
  return sharesPlace(change, record) || isSameSubject(change, record)
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

function sourceOf({ values, ports }: UpdateDraft): {
  repository: string | undefined
  commit: string | undefined
} {
  return {
    repository: values['source-repository'] ?? ports.origin.repository,
    commit: values['source-commit'] ?? ports.origin.commit,
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

/** The app's commits between the old version and the one that was built. */
async function commitsOf(
  moves: readonly Move[],
  given: UpdateDraft,
): ReturnType<ProposalPorts['sourceCommits']> {
  const { repository, commit } = sourceOf(given)
  const from = moves.find((move) => move.from !== undefined && move.from !== move.to)?.from
  if (repository === undefined || commit === undefined || from === undefined) return undefined
  return given.ports.sourceCommits(repository, refsOf(from), commit)
}

/** The Git refs that a tag may mean in the app repo: a tag of that name, or a commit id in it. */
function refsOf(tag: string): string[] {
  const commit = /(?:^|[-_.])(?:g|sha-?)?([0-9a-f]{7,40})(?:$|[-_.])/.exec(tag)?.[1]
  const named = /^\d+(\.\d+)+/.test(tag) ? [`v${tag}`, tag] : [tag]
  return commit !== undefined && /[0-9]/.test(commit) ? [commit, ...named] : named
}
