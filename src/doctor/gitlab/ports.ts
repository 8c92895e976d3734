import { GitlabFailure } from '../../forge/gitlab/failures.ts'
import { ProjectInfo } from '../../forge/gitlab/api.ts'
import type { Shape } from '../../shapes/answer.ts'
import type { Project } from '../../forge/gitlab/project.ts'
import type { Found, Findings } from '../check.ts'
import { unknown } from '../check.ts'
import type { FilesPorts } from '../files/ports.ts'

/** What the checks of a project on GitLab look at. */
export interface GitLabPorts {
  readonly project: Pick<Project, 'client' | 'name' | 'at' | 'token' | 'isJobToken'>
  /** The branch to change; undefined: the default branch. */
  readonly base: string | undefined
  /** The infra repo's files, for what production is; undefined where they are not read. */
  readonly files: FilesPorts | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What a question gave: an answer, or why there is none. */
export type Answer<T> =
  | { readonly given: true; readonly data: T }
  | { readonly given: false; readonly status: number | undefined; readonly reason: string }

/** Asks GitLab; what it refuses is an answer, too. */
export async function ask<T>(
  { project: { client } }: GitLabPorts,
  path: string,
  shape: Shape<T>,
  query: Readonly<Record<string, string | number>> = {},
): Promise<Answer<T>> {
  try {
    return { given: true, data: await client.get(path, shape, query) }
  } catch (error) {
    if (!(error instanceof GitlabFailure)) throw error
    return { given: false, status: error.status, reason: error.reason }
  }
}

/** The base branch: the input, else the default branch. */
export async function baseOf(ports: GitLabPorts): Promise<string | undefined> {
  if (ports.base !== undefined) return ports.base.replace(/^refs\/heads\//, '')
  const project = await ask(ports, ports.project.at, ProjectInfo)
  return project.given ? (project.data.default_branch ?? undefined) : undefined
}

/** What stays open, with GitLab's own reason. */
export function notSeen(what: string, answer: Answer<unknown> & { readonly given: false }): Found {
  const because = [answer.status, answer.reason].filter((part) => part !== undefined && part !== '')
  return unknown(`${what} could not be checked: ${because.join(' ') || 'GitLab did not answer'}.`)
}

/** The same, as all that a check found. */
export function open(what: string, answer: Answer<unknown> & { readonly given: false }): Findings {
  return [notSeen(what, answer)]
}
