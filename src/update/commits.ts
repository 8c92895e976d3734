import type { VersionMove } from '../moves/move.ts'
import { FairleadError } from '../errors.ts'
import type { AppRepo, SourceComparison, SourceQuestion, SourceUnknown } from '../forge/app-repo.ts'
import { commitIn } from '../images/tag-fields.ts'
import { isRepositoryOf } from '../inventory/followed.ts'
import type { ChartCommits } from '../proposal/chart-commits.ts'
import type { Verdict } from '../proposal/order.ts'
import type { Origin } from '../proposal/text.ts'
import type { BuiltFrom } from './request.ts'

/** The app repo, and the build that was created from it. */
export interface Asked {
  readonly build: BuiltFrom
  readonly appRepo: AppRepo
  readonly origin: Origin
}

/**
 * Returns the app's commits between the old version and the build. They are optional, so no error ends the run.
 *
 * @param answerFor returns the answer that the app repo already gave about a move and the base
 */
export async function commitsOf(
  moves: readonly VersionMove[],
  { build, appRepo }: Asked,
  answerFor: (move: VersionMove) => Verdict | undefined,
): Promise<SourceComparison | undefined> {
  const { repository, commit } = build
  const move = moves.find((one) => one.from !== undefined && one.from !== one.to)
  if (repository === undefined || commit === undefined || move?.from === undefined) return undefined
  const known = answerFor(move)
  if (known) return known.comparison
  try {
    const question = { repository, from: refsOf(move.from), to: commit, isNeeded: false }
    const answer = await appRepo.compare(question)
    return answer.order === 'unknown' ? undefined : answer
  } catch (error) {
    if (error instanceof FairleadError) return undefined
    throw error
  }
}

/**
 * Returns the commits between the old version and the build that change what an app follows on a branch of the app
 * repo, such as its chart. They are deployed already, or when they are merged, regardless of the version.
 */
export async function chartCommitsOf(
  moves: readonly VersionMove[],
  { build, appRepo, origin }: Asked,
): Promise<ChartCommits[]> {
  const { repository, commit } = build
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
      answer: await appRepo.compare(question).catch((error: unknown): SourceUnknown => {
        if (!(error instanceof FairleadError)) throw error
        return { order: 'unknown', reason: 'the app repo did not respond' }
      }),
    })),
  )
}

/** Returns the Git refs that a tag may refer to in the app repo: a commit id in it, or a tag of that name. */
function refsOf(tag: string): string[] {
  const commit = commitIn(tag)
  const named = /^\d+(\.\d+)+/.test(tag) ? [`v${tag}`, tag] : [tag]
  return commit === undefined ? named : [commit, ...named]
}
