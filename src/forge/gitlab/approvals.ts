import type { Approvals } from '../approvals.ts'
import { openProject } from './open.ts'
import type { GitLabProjectOptions } from './open.ts'

interface Answer {
  readonly approved: boolean
  readonly approved_by: readonly {
    readonly user: { readonly username: string }
    readonly approved_at?: string | null
  }[]
}

/**
 * Opens the approvals of a project's merge requests. Reading them is free; rules that ask for them are Premium.
 * Source: https://docs.gitlab.com/api/merge_request_approvals/
 */
export function openGitLabApprovals(options: GitLabProjectOptions): Approvals {
  const project = openProject(options)
  const { client, at } = project
  return {
    read: (request) =>
      project.explained({ doing: 'read approvals', role: 'Reporter', scope: 'read_api' }, async () => {
        const path = `${at}/merge_requests/${Number(request)}`
        const { approved, approved_by } = await client.get<Answer>(`${path}/approvals`)
        // Read after them: a head that has moved since is not what they were given for.
        const { sha } = await client.get<{ readonly sha: string | null }>(path)
        return {
          head: sha ?? '',
          approvals: approved_by.map(({ user, approved_at }) => ({
            user: user.username,
            at: approved_at ?? undefined,
          })),
          isApproved: approved,
        }
      }),
  }
}
