import { inParallel as workInParallel } from '../parallel.ts'
import type { Client } from './client.ts'
import type { GitlabTree } from './gitlab-tree.ts'
import type { Lease } from './lease.ts'

/** What GitLab says of a project, as far as it is needed here. */
export interface ProjectInfo {
  readonly id: number
  readonly path_with_namespace: string
  readonly default_branch: string | null
  readonly archived: boolean
  readonly empty_repo?: boolean
  readonly merge_method?: string
  readonly only_allow_merge_if_pipeline_succeeds?: boolean
}

/** The project that a forge works on, and what is known of it so far. */
export interface Project {
  readonly client: Client
  /** As people name it: a path, or an id. */
  readonly name: string
  /** `/projects/acme%2Finfra`. */
  readonly at: string
  /** The trees of the commits that were asked for. */
  readonly trees: Map<string, GitlabTree>
  /** Moves and deletes branches as the Commits API cannot. */
  readonly lease: Lease
  info: ProjectInfo | undefined
  /** Whose token it is, once it was asked. */
  user: User | undefined
}

export interface User {
  readonly id: number
  readonly username: string
  readonly name: string
  readonly email?: string
  readonly commit_email?: string | null
}

/** The tip of a branch, as GitLab gives it. */
export interface Commit {
  readonly id: string
  readonly parent_ids: readonly string[]
  readonly message: string
  readonly author_name: string
  readonly author_email: string
}

/** Asked once: its name and settings do not change while a command runs. */
export async function projectInfo(project: Project): Promise<ProjectInfo> {
  project.info ??= await project.client.get<ProjectInfo>(project.at)
  return project.info
}

/** Whose token it is. */
export async function currentUser(project: Pick<Project, 'client' | 'user'>): Promise<User> {
  project.user ??= await project.client.get<User>('/user')
  return project.user
}

/** Works on all items, on at most eight at the same time. */
export const inParallel = <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> =>
  workInParallel(items, 8, work)
