import { milestoneLeftOut } from '../forge.ts'
import type { PullRequestMetadata, Told } from '../forge.ts'
import { Milestone, Person } from './api.ts'
import type { MergeRequest } from './api.ts'
import { inParallel } from './project.ts'
import type { Project } from './project.ts'

/** The people of a merge request; those who could not be found or asked for a review are warnings. */
export interface People extends Told {
  readonly assignees: readonly Person[]
  readonly reviewers: readonly Person[]
}

/**
 * Returns the ids of people, because GitLab's requests identify people by id. A person who is not a member of the
 * project becomes a warning.
 */
export async function peopleOf(
  project: Project,
  { assignees = [], reviewers = [], teamReviewers = [] }: Partial<PullRequestMetadata>,
): Promise<People> {
  const names = [...new Set([...assignees, ...reviewers].map(plainName))]
  const found = new Map(
    await inParallel(names, async (name) => [name, await findMember(project, name)] as const),
  )
  const warnings = names
    .filter((name) => found.get(name) === undefined)
    .map((name) => `${name} was not added: not a member of ${project.name}, or no such user`)
  if (teamReviewers.length > 0)
    warnings.push(
      `no review was requested from ${teamReviewers.join(', ')}: GitLab requests reviews from groups by its approval rules and code owners, not by name`,
    )
  const pick = (wanted: readonly string[]) => wanted.flatMap((name) => found.get(plainName(name)) ?? [])
  return { assignees: pick(assignees), reviewers: pick(reviewers), warnings }
}

async function findMember({ client, at }: Project, username: string): Promise<Person | undefined> {
  const members = await client.list(`${at}/members/all`, Person, { query: username }, 100)
  return members.find((member) => member.username.toLowerCase() === username)
}

/**
 * Returns warnings for requested metadata that was not set: GitLab silently ignores an unknown milestone, and on its
 * Free tier all people after the first.
 */
export function leftOut(
  project: Project,
  made: MergeRequest,
  wanted: Partial<PullRequestMetadata>,
  people: People,
): readonly string[] {
  const warnings: string[] = []
  const missing = (present: MergeRequest['assignees'], some: readonly Person[]) =>
    some.filter(({ id }) => !(present ?? []).some((one) => one.id === id)).map(({ username }) => username)
  const assignees = missing(made.assignees, people.assignees)
  if (assignees.length > 0)
    warnings.push(`not assigned: ${assignees.join(', ')}. GitLab Free allows only one assignee`)
  const reviewers = missing(made.reviewers, people.reviewers)
  if (reviewers.length > 0)
    warnings.push(
      `no review was requested from ${reviewers.join(', ')}: GitLab Free allows only one reviewer`,
    )
  const { milestone } = wanted
  if (milestone !== undefined && milestone !== '' && made.milestone?.title !== milestone)
    warnings.push(milestoneLeftOut(project.name, milestone))
  const labels = (wanted.labels ?? []).filter((label) => !made.labels.includes(label))
  if (labels.length > 0) warnings.push(`labels not added: ${labels.join(', ')}`)
  return warnings
}

/**
 * Returns the metadata with the title of the milestone, which GitLab's requests need, also if it was given by number.
 *
 * Rule: https://docs.gitlab.com/api/milestones/ (`iids[]`)
 */
export async function withMilestoneTitle<T extends { readonly milestone?: string | undefined }>(
  { client, at }: Project,
  wanted: T,
): Promise<T> {
  const { milestone } = wanted
  if (milestone === undefined || !/^\d+$/.test(milestone)) return wanted
  const find = (query: Record<string, string>) =>
    client.list(`${at}/milestones`, Milestone, { ...query, state: 'active' }, 1)
  const [found] = [...(await find({ title: milestone })), ...(await find({ 'iids[]': milestone }))]
  return found ? { ...wanted, milestone: found.title } : wanted
}

function plainName(name: string): string {
  return name.replace(/^@/, '').toLowerCase()
}
