import { inputError } from '../../errors.ts'
import { planComments } from '../comments.ts'
import type { Comments, PutComment } from '../comments.ts'
import { GitlabFailure, isLost } from './failures.ts'
import { ownNotes } from './notes.ts'
import type { Note } from './notes.ts'
import { openProject } from './open.ts'
import type { GitLabProjectOptions, OpenedProject } from './open.ts'
import { commenterNeed } from './token.ts'

/** Source: https://docs.gitlab.com/administration/instance_limits/#size-of-comments-and-descriptions-of-issues-merge-requests-and-epics */
const limit = 1_000_000

/**
 * Opens the notes of a project's merge requests. Nothing is asked yet.
 *
 * @param options its token may be one that does no more than this: the role Reporter is enough
 * @throws FairleadError (input) where the token cannot be one
 */
export function openGitLabComments(options: GitLabProjectOptions): Comments {
  const project = openProject(options, commenterNeed)
  return {
    limit,
    stateOf: (request) =>
      project.explained({ doing: 'read merge requests', role: 'Reporter', scope: 'api' }, async () => {
        const path = `${project.at}/merge_requests/${Number(request)}`
        const { data } = await project.client.request<{ state: string; sha: string; target_branch: string }>(
          'GET',
          path,
        )
        return { isOpen: data.state === 'opened', head: data.sha, base: data.target_branch }
      }),
    put: (request, mark, bodies, former) =>
      project.explained({ doing: 'write notes', role: 'Reporter', scope: 'api' }, () =>
        putNotes(project, Number(request), { mark, former }, bodies.map(withoutCommands)),
      ),
  }
}

async function putNotes(
  project: OpenedProject,
  number: number,
  { mark, former }: { readonly mark: string; readonly former: string | undefined },
  bodies: readonly string[],
): Promise<PutComment[]> {
  const path = `${project.at}/merge_requests/${number}/notes`
  const { placed, surplus } = planComments(await ownNotes(project, number), mark, bodies, former)
  if (placed.some(({ body }) => body.length > limit))
    throw inputError(`a note is longer than the ${limit} characters that GitLab takes`)
  const done: PutComment[] = []
  for (const [i, { body, present, differs }] of placed.entries()) {
    if (present === undefined) {
      const { id } = await create(project, number, mark, body, i)
      done.push({ id: String(id), url: undefined, operation: 'created' })
    } else {
      if (differs) await project.client.request('PUT', `${path}/${present.id}`, { body: { body } })
      done.push({ id: String(present.id), url: undefined, operation: differs ? 'updated' : 'unchanged' })
    }
  }
  for (const { id } of surplus) await remove(project, `${path}/${id}`)
  return done
}

/** @param index which of the notes with the mark it is: where its answer is lost, it is found there */
function create(
  project: OpenedProject,
  number: number,
  mark: string,
  body: string,
  index: number,
): Promise<Note> {
  const { client, at } = project
  return client.persist<Note>(
    async () => {
      const path = `${at}/merge_requests/${number}/notes`
      return (await client.request<Note>('POST', path, { body: { body }, once: true })).data
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

/** Whoever was first: it shall be gone. */
async function remove({ client }: OpenedProject, path: string): Promise<void> {
  try {
    await client.request('DELETE', path)
  } catch (error) {
    if (!(error instanceof GitlabFailure) || error.status !== 404) throw error
  }
}

/**
 * A line that begins with a slash is a command to GitLab, such as `/approve`: outside of code, nothing that comes
 * from a diff or a branch may give one. Code is only what every reader takes for it: GitLab's own search for commands
 * knows no indented, longer or open fences, and ends one at the next line of three backticks.
 * Source: https://docs.gitlab.com/user/project/quick_actions/
 */
export function withoutCommands(body: string): string {
  const lines = body.split('\n')
  let end = -1
  return lines
    .map((line, i) => {
      if (i > end && /^```[^`]*$/.test(line)) {
        let next = i + 1
        while (next < lines.length && lines[next]?.startsWith('```') !== true) next++
        if (lines[next] === '```') end = next
      }
      return i <= end ? line : line.replace(/^(\s*)\/(?=[a-z])/i, String.raw`$1\/`)
    })
    .join('\n')
}
