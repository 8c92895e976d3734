import type { CommitStatus, Statuses } from '../statuses.ts'
import { part } from './client.ts'
import { GitlabFailure, isLost } from './failures.ts'
import { openProject } from './open.ts'
import type { GitLabProjectOptions } from './open.ts'
import { writerNeed } from './token.ts'

interface Listed {
  readonly name: string
  readonly status: string
  readonly description: string | null
  readonly target_url: string | null
}

/**
 * Opens the commit statuses of a project: jobs of an external stage, on every tier. For a merge request the commit
 * is one of its source branch.
 * Source: https://docs.gitlab.com/api/commits/#set-commit-pipeline-status
 *
 * @throws FairleadError (input) where the token cannot be one
 */
export function openGitLabStatuses(options: GitLabProjectOptions): Statuses {
  const project = openProject(options, { ...writerNeed, doing: 'set the status of a commit' })
  const { client, at } = project
  const find = async ({ commit, name, state, description, url }: CommitStatus) => {
    const path = `${at}/repository/commits/${part(commit)}/statuses`
    const known = await client.list<Listed>(path, { name })
    const isSame = ({ status, description: text, target_url }: Listed) =>
      status === state && (text ?? '') === description && (target_url ?? undefined) === url
    return known.some(isSame) ? true : undefined
  }
  return {
    put: (status) =>
      project.explained(
        { doing: 'set the status of a commit', role: 'Developer', scope: 'api' },
        async () => {
          const { commit, name, state, description, url } = status
          const body = { state, name, description, ...(url !== undefined && { target_url: url }) }
          await client
            .persist(
              async () => {
                await client.request('POST', `${at}/statuses/${part(commit)}`, { body, once: true })
                return true
              },
              {
                find: () => find(status),
                // Two at a time; and what it is already it cannot become.
                again: (failure) => isLost(failure) || failure.status === 409,
              },
            )
            .catch((error: unknown) => {
              if (!(error instanceof GitlabFailure) || !/cannot transition status/i.test(error.reason))
                throw error
            })
        },
      ),
  }
}
