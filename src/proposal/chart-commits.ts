import type { SourceCommit, SourceComparison, SourceUnknown } from '../forge/app-repo.ts'
import { code, escapeMarkdown, link } from '../text/markdown.ts'

/** A folder that apps follow on a branch of the app repo, with the commits since the last version that change it. */
export interface ChartCommits {
  /** Relative to the root of the app repo. */
  readonly folder: string
  /** Undefined for the default branch. */
  readonly branch: string | undefined
  readonly apps: readonly string[]
  readonly answer: SourceComparison | SourceUnknown
}

/** The maximum numbers of commits and apps in a list; the others are only counted. */
const COMMITS = 20
const APPS = 5

/**
 * Returns a Markdown paragraph for each folder. If it is not known which commits change the folder, it contains the
 * reason.
 */
export function chartCommitsText(charts: readonly ChartCommits[]): string {
  return charts.flatMap((chart) => paragraph(chart) ?? []).join('\n\n')
}

function paragraph({ folder, branch, apps, answer }: ChartCommits): string | undefined {
  const more = apps.length - APPS
  const names = `${apps.slice(0, APPS).map(code).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const where = branch === undefined ? 'the default branch' : `the branch ${code(branch)}`
  const follows = `${names} ${apps.length === 1 ? 'follows' : 'follow'} ${code(folder)} at ${where} of the app repo`
  if (answer.order === 'unknown')
    return `${follows}. Could not determine which commits since the last version change it: ${escapeMarkdown(answer.reason)}.`
  if (answer.order === 'identical') return undefined
  // For a rollback, the comparison lists no commits.
  if (answer.order === 'behind') return undefined
  if (answer.total === 0) return `${follows}. No commit since the last version changes it.`
  const listed = answer.commits.slice(-COMMITS)
  const left = answer.total - listed.length
  const head = `${follows}. ${answer.total === 1 ? '1 commit' : `${answer.total} commits`} since the last version ${answer.total === 1 ? 'changes' : 'change'} it; changes merged there are deployed without this repo:`
  return [head, '', ...listed.map(commitLine), ...(left > 0 ? [`- … and ${left} more`] : [])].join('\n')
}

function commitLine({ sha, url, title, author }: SourceCommit): string {
  return `- ${link(sha.slice(0, 7), url)} ${escapeMarkdown(title).slice(0, 300)} (${escapeMarkdown(author)})`
}
