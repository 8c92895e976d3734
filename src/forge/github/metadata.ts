import { suggestion } from '../../errors.ts'
import { milestoneLeftOut } from '../forge.ts'
import type { PullRequestMetadata, Told } from '../forge.ts'
import { failureOf, isLag, isLost, reasonFor } from './failures.ts'
import type { Failure } from './failures.ts'
import type { Repository } from './repository.ts'

export type Metadata = Partial<Omit<PullRequestMetadata, 'milestone'>> & {
  readonly milestone: number | undefined
}

/**
 * Adds labels, people and a milestone to a pull request, with one request for each kind that is given. A refusal of
 * GitHub becomes a warning, because the pull request itself exists and is correct.
 *
 * @returns all labels that it has now; undefined if none were added
 * @throws the errors of the client if GitHub fails
 */
export async function addMetadata(
  { client, at, name }: Repository,
  number: number,
  { labels = [], assignees = [], reviewers = [], teamReviewers = [], milestone }: Metadata,
): Promise<Told & { readonly labels: readonly string[] | undefined }> {
  const warnings: string[] = []
  const subject: Subject = { client, at, name, number, warnings }
  const issue = { ...at, issue_number: number }
  if (assignees.length > 0) await assign(subject, assignees)
  if (reviewers.length + teamReviewers.length > 0)
    await requestReviews(subject, [
      ...reviewers.map((login) => ({ reviewers: [login] })),
      // A team is identified by its slug, without the organization.
      ...teamReviewers.map((team) => ({ team_reviewers: [team.replace(/^.*\//, '')] })),
    ])
  if (milestone !== undefined)
    await attempt(subject, `the milestone ${milestone} was not set`, () =>
      client.rest.issues.update({ ...issue, milestone }),
    )
  // Labels are last: if they are present, everything else is too.
  const added =
    labels.length === 0
      ? undefined
      : await attempt(subject, `labels not added: ${labels.join(', ')}`, () =>
          client.rest.issues.addLabels({ ...issue, labels: [...labels] }),
        )
  return { labels: added?.data.map((label) => label.name), warnings }
}

/** A pull request, and the warnings about it. */
interface Subject extends Pick<Repository, 'client' | 'at' | 'name'> {
  readonly number: number
  readonly warnings: string[]
}

/** Assigns people. GitHub silently ignores those whom it cannot assign. */
async function assign(subject: Subject, logins: readonly string[]): Promise<void> {
  const { client, at, warnings, name, number } = subject
  const answer = await attempt(subject, `not assigned: ${logins.join(', ')}`, () =>
    client.rest.issues.addAssignees({ ...at, issue_number: number, assignees: [...logins] }),
  )
  if (answer === undefined) return
  const assigned = new Set((answer.data.assignees ?? []).map(({ login }) => login.toLowerCase()))
  for (const login of logins)
    if (!assigned.has(login.toLowerCase()))
      warnings.push(`${login} was not assigned: not a collaborator of ${name}, or no such user`)
}

type Reviewer = { reviewers: string[] } | { team_reviewers: string[] }

/** Requests reviews. GitHub refuses all reviewers if it does not accept one: then each is requested separately. */
async function requestReviews(subject: Subject, wanted: readonly Reviewer[]): Promise<void> {
  const { client, at, number } = subject
  const ask = (some: readonly Reviewer[]) =>
    whenThere(subject, () =>
      client.rest.pulls.requestReviewers({
        ...at,
        pull_number: number,
        reviewers: some.flatMap((one) => ('reviewers' in one ? one.reviewers : [])),
        team_reviewers: some.flatMap((one) => ('team_reviewers' in one ? one.team_reviewers : [])),
      }),
    )
  try {
    await ask(wanted)
  } catch (error) {
    if (!isRefusal(failureOf(error))) throw error
    for (const one of wanted) {
      const [who] = Object.values(one).flat()
      if (wanted.length === 1) warn(subject, `no review was requested from ${who}`, error)
      else await attempt(subject, `no review was requested from ${who}`, () => ask([one]))
    }
  }
}

/**
 * Finds the number of a milestone by its title or number; undefined if none is given. A milestone that is not open
 * becomes a warning and does not stop a release, because milestones are closed while pipelines still use them.
 */
export async function milestoneNumber(
  { client, at, name }: Repository,
  wanted: string | undefined,
): Promise<Told & { readonly milestone: number | undefined }> {
  if (wanted === undefined || wanted === '') return { milestone: undefined, warnings: [] }
  const { data } = await client.rest.issues.listMilestones({ ...at, state: 'open', per_page: 100 })
  const found =
    data.find(({ title }) => title === wanted) ?? data.find(({ number }) => String(number) === wanted)
  if (found) return { milestone: found.number, warnings: [] }
  const known = suggestion(
    wanted,
    data.map(({ title }) => title),
  )
  return { milestone: undefined, warnings: [milestoneLeftOut(name, wanted, known)] }
}

/** Runs an operation, and adds a warning if GitHub refuses. */
async function attempt<T>(
  subject: Subject,
  otherwise: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await whenThere(subject, work)
  } catch (error) {
    if (!isRefusal(failureOf(error))) throw error
    warn(subject, otherwise, error)
    return undefined
  }
}

function warn({ warnings }: Subject, what: string, error: unknown): void {
  warnings.push(`${what}: ${reasonFor(error)}`)
}

function isRefusal(failure: Failure | undefined): boolean {
  return failure !== undefined && !isLost(failure) && !failure.isRateLimit && failure.status !== 401
}

/** Repeats an operation, because a new pull request may not be available everywhere yet. */
function whenThere<T>({ client }: Subject, work: () => Promise<T>): Promise<T> {
  return client.retry(work, { again: (failure) => failure.status === 404 || isLag(failure) })
}
