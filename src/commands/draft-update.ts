import type { BumpPlan, Move, RecordedAssignment } from '../bump/request.ts'
import type { FileChange } from '../forge/forge.ts'
import { compareTags } from '../images/tags.ts'
import type { Group, Grouping } from '../proposal/group.ts'
import { groupMoves } from '../proposal/group.ts'
import type { Pending } from '../proposal/pending.ts'
import { placeOf, stillPending } from '../proposal/pending.ts'
import type { Draft } from '../proposal/propose.ts'
import { bodyOf, messageOf, titleOf } from '../proposal/text.ts'
import type { RecordedChange } from '../proposal/trailers.ts'
import { formatTrailers, recordOf } from '../proposal/trailers.ts'
import type { Tree } from '../tree/tree.ts'
import { parseKeyPath } from '../yaml/keys.ts'
import { parseYaml } from '../yaml/parse.ts'
import { setValues } from '../yaml/set.ts'
import { decodeText, encodeText } from '../yaml/text.ts'
import type { ProposalPorts } from './proposals.ts'
import type { UpdateValues } from './update.ts'

/** What one pull request of an update should hold, computed on a tree. */
export async function draftUpdate(given: {
  /** The tip of the base; or of the branch, where people's commits are kept. */
  readonly from: Tree
  readonly pending: Pending | undefined
  readonly group: Group
  readonly grouping: Grouping
  readonly plans: (tree: Tree) => Promise<BumpPlan>
  readonly values: UpdateValues
  readonly intro: string | undefined
  readonly ports: ProposalPorts
}): Promise<Draft> {
  const { from, pending, values, ports } = given
  const plan = await given.plans(from)
  const moves =
    groupMoves(plan.moves, given.grouping).find((group) => group.key === given.group.key)?.moves ?? []
  const downgrade = values['allow-downgrade']
  const recorded = (move: Move): RecordedChange[] =>
    assignmentsOf(plan, move).map((assignment) => recordOf(move, assignment, sourceOf(ports, values)))
  const isOvertaken = (move: Move) =>
    !downgrade && (move.order === 'older' || recorded(move).some((change) => isOlder(change, pending)))
  const current = moves.filter((move) => !isOvertaken(move))
  const records = current.flatMap(recorded)
  const superseded = moves.length > 0 && current.length === 0

  const foreign = pending !== undefined && pending.foreign.length > 0
  const carried = pending && !foreign ? await stillPending(pending, records, from) : []
  const all = [...carried, ...records]
  const changes = superseded ? [] : await filesWith(from, all, values)
  const shown: Group = { ...given.group, moves: current.length > 0 ? current : moves }
  const title = values.title ?? titleOf([...shown.moves, ...carried.map(asMove)])
  const subject = values['commit-message'] ?? title
  return {
    changes,
    records: all,
    superseded,
    title,
    message: messageOf(subject, [...shown.moves, ...carried.map(asMove)], formatTrailers(all)),
    body: superseded
      ? ''
      : bodyOf({
          group: shown,
          intro: given.intro,
          carried,
          origin: ports.origin,
          commits: await commitsOf(shown.moves, values, ports),
          notes: plan.notes,
          limit: ports.forge.bodyLimit,
        }),
  }
}

function assignmentsOf(plan: BumpPlan, move: Move): RecordedAssignment[] {
  const index = plan.moves.indexOf(move)
  return plan.assignments.filter((assignment) => assignment.move === index)
}

function sourceOf(ports: ProposalPorts, values: UpdateValues): RecordedChange['source'] {
  const repository = values['source-repository'] ?? ports.origin.repository
  const commit = values['source-commit'] ?? ports.origin.commit
  return repository === undefined ? undefined : { repository, ...(commit === undefined ? {} : { commit }) }
}

/** Whether something newer than this is pending at the same place. */
function isOlder(change: RecordedChange, pending: Pending | undefined): boolean {
  const there = pending?.changes.find((other) => placeOf(other) === placeOf(change))
  return there !== undefined && compareTags(change.to, there.to) === -1
}

/** The files of a tree with all values set, as far as that changes them. */
async function filesWith(
  tree: Tree,
  records: readonly RecordedChange[],
  values: UpdateValues,
): Promise<FileChange[]> {
  const paths = [...new Set(records.map((record) => record.file))]
  if (paths.length === 0) return []
  const files = await tree.read(paths)
  return paths.flatMap((path) => {
    const file = files.get(path)
    if (!file) return []
    const parsed = parseYaml(decodeText(file.content, path), path)
    const own = records.filter((record) => record.file === path)
    // What was allowed when it was recorded stays allowed: the rules were applied by the plan.
    const assignments = own.map((record) => ({
      path: parseKeyPath(record.key),
      document: record.document,
      value: record.value,
      create: values.create,
      allowShared: true,
    }))
    const { text } = setValues(parsed, assignments)
    return text === parsed.text ? [] : [{ path, content: encodeText(text), mode: file.mode }]
  })
}

function asMove(change: RecordedChange): Move {
  return {
    app: change.app,
    environment: change.environment,
    production: false,
    alsoMoves: [],
    image: change.image,
    file: change.file,
    key: change.key,
    document: change.document,
    line: 1,
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
  values: UpdateValues,
  ports: ProposalPorts,
): ReturnType<ProposalPorts['sourceCommits']> {
  const repository = values['source-repository'] ?? ports.origin.repository
  const to = values['source-commit'] ?? ports.origin.commit
  const from = moves.find((move) => move.from !== undefined && move.from !== move.to)?.from
  if (repository === undefined || to === undefined || from === undefined) return undefined
  return ports.sourceCommits(repository, refsOf(from), to)
}

/** The Git refs that a tag may mean in the app repo: a tag of that name, or a commit id in it. */
function refsOf(tag: string): string[] {
  const commit = /(?:^|[-_.])(?:g|sha-?)?([0-9a-f]{7,40})(?:$|[-_.])/.exec(tag)?.[1]
  const named = /^\d+(\.\d+)+/.test(tag) ? [`v${tag}`, tag] : [tag]
  return commit !== undefined && /[0-9]/.test(commit) ? [commit, ...named] : named
}
