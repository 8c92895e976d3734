import { Note } from './api.ts'
import { anything } from '../../shapes/answer.ts'
import { isLost } from './failures.ts'
import type { Project } from './project.ts'
import { currentUser } from './project.ts'

/** All notes that this token's user has written, oldest first. */
export async function ownNotes(project: Project, number: number): Promise<Note[]> {
  const { id } = await currentUser(project)
  const path = `${project.at}/merge_requests/${number}/notes`
  const notes = await project.client.list(path, Note, { sort: 'asc', order_by: 'created_at' })
  return notes.filter(({ system, author }) => !system && author.id === id)
}

/**
 * Adds a note. It must not stand there twice: what an earlier run that came no further has said already is looked
 * for, and the own one where its answer is lost.
 */
export async function addNote(project: Project, number: number, body: string): Promise<void> {
  const { client, at } = project
  const find = async () => {
    const notes = await ownNotes(project, number)
    return notes.some((note) => note.body === body) ? true : undefined
  }
  if (await find()) return
  await client.retry(
    async () => {
      await client.request('POST', `${at}/merge_requests/${number}/notes`, anything, {
        body: { body },
        once: true,
      })
      return true
    },
    { find, again: isLost },
  )
}
