import { Note } from './api.ts'
import { anything } from '../../shapes/answer.ts'
import { isLost } from './failures.ts'
import type { Project } from './project.ts'
import { currentUser } from './project.ts'

/** Returns all notes that this token's user has written, oldest first. */
export async function ownNotes(project: Project, number: number): Promise<Note[]> {
  const { id } = await currentUser(project)
  const path = `${project.at}/merge_requests/${number}/notes`
  const notes = await project.client.list(path, Note, { sort: 'asc', order_by: 'created_at' })
  return notes.filter(({ system, author }) => !system && author.id === id)
}

/**
 * Adds a note, but not twice: it first looks for the same note from an earlier run that was interrupted, and after a
 * lost response for its own.
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
