import { putComments } from '../comments.ts'
import type { Comments, OwnComments } from '../comments.ts'
import { Note } from './api.ts'
import { anything } from '../../shapes/answer.ts'
import { GitlabFailure, isLost } from './failures.ts'
import { readMergeRequest } from './merge-requests.ts'
import { ownNotes } from './notes.ts'
import { withoutCommands } from './quick-actions.ts'
import { explained } from './project.ts'
import type { Project } from './project.ts'
import { commenterNeed, refuseToken } from './token.ts'

/**
 * Source:
 * https://docs.gitlab.com/administration/instance_limits/#size-of-comments-and-descriptions-of-issues-merge-requests-and-epics
 */
const limit = 1_000_000

/**
 * Opens the notes of a project's merge requests. It sends no request.
 *
 * @throws FairleadError (input) if the token cannot write notes; the role Reporter is enough
 */
export function openGitLabComments(project: Project): Comments {
  refuseToken(project, commenterNeed)
  const attempt = (doing: string) => ({ doing, role: 'Reporter', scope: 'api' }) as const
  return {
    limit,
    stateOf: (request) =>
      explained(
        project,
        attempt('read merge requests'),
        async () => {
          const { state, sha, target_branch } = await readMergeRequest(project, Number(request))
          return { isOpen: state === 'opened', head: sha ?? '', base: target_branch }
        },
        true,
      ),
    put: (request, mark, bodies, former) =>
      explained(
        project,
        attempt('write notes'),
        () => putComments(notesOf(project, Number(request)), mark, bodies.map(withoutCommands), former),
        true,
      ),
  }
}

function notesOf(project: Project, number: number): OwnComments<Note> {
  const { client, at } = project
  const path = `${at}/merge_requests/${number}/notes`
  return {
    limit,
    tooLong: `a note is longer than the ${limit} characters that GitLab allows`,
    read: () => ownNotes(project, number),
    create: (body, find) =>
      client.retry<Note>(
        async () => (await client.request('POST', path, Note, { body: { body }, once: true })).data,
        { find, again: isLost },
      ),
    async update(id, body) {
      await client.request('PUT', `${path}/${id}`, anything, { body: { body } })
    },
    remove: (id) => remove(project, `${path}/${id}`),
    urlOf: () => undefined,
  }
}

/** Deletes a note. A note that is already deleted is not an error. */
async function remove({ client }: Project, path: string): Promise<void> {
  try {
    await client.request('DELETE', path, anything)
  } catch (error) {
    if (!(error instanceof GitlabFailure) || error.status !== 404) throw error
  }
}
