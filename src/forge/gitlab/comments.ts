import { inputError } from '../../errors.ts'
import { planComments } from '../comments.ts'
import type { Comments, PutComment } from '../comments.ts'
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
        () => putNotes(project, Number(request), { mark, former }, bodies.map(withoutCommands)),
        true,
      ),
  }
}

async function putNotes(
  project: Project,
  number: number,
  { mark, former }: { readonly mark: string; readonly former: string | undefined },
  bodies: readonly string[],
): Promise<PutComment[]> {
  const path = `${project.at}/merge_requests/${number}/notes`
  const { placed, surplus } = planComments(await ownNotes(project, number), mark, bodies, former)
  if (placed.some(({ body }) => body.length > limit))
    throw inputError(`a note is longer than the ${limit} characters that GitLab allows`)
  const done: PutComment[] = []
  for (const [i, { body, present, differs }] of placed.entries()) {
    if (present === undefined) {
      const { id } = await create(project, number, { mark, body, index: i })
      done.push({ id: String(id), url: undefined, operation: 'created' })
    } else {
      if (differs) await project.client.request('PUT', `${path}/${present.id}`, anything, { body: { body } })
      done.push({ id: String(present.id), url: undefined, operation: differs ? 'updated' : 'unchanged' })
    }
  }
  for (const { id } of surplus) await remove(project, `${path}/${id}`)
  return done
}

/** One of the notes with a mark. */
interface NewNote {
  readonly mark: string
  readonly body: string
  /** The position among these notes. If the response is lost, the note is found by it. */
  readonly index: number
}

function create(project: Project, number: number, { mark, body, index }: NewNote): Promise<Note> {
  const { client, at } = project
  return client.retry<Note>(
    async () => {
      const path = `${at}/merge_requests/${number}/notes`
      return (await client.request('POST', path, Note, { body: { body }, once: true })).data
    },
    {
      async find() {
        const bodies = Array.from({ length: index + 1 }, () => '')
        return planComments(await ownNotes(project, number), mark, bodies).placed[index]?.present
      },
      again: isLost,
    },
  )
}

/** Deletes a note. A note that is already deleted is not an error. */
async function remove({ client }: Project, path: string): Promise<void> {
  try {
    await client.request('DELETE', path, anything)
  } catch (error) {
    if (!(error instanceof GitlabFailure) || error.status !== 404) throw error
  }
}
