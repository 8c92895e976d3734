/** Notes of merge requests: those of people, and those that GitLab writes itself. */
import { accessLevels } from '../accounts.ts'
import { badParameter, badRequest, forbidden, notFound } from '../errors.ts'
import { nextId, now } from '../ids.ts'
import { parseQuickActions, runQuickActions } from '../quick-actions.ts'
import type { Note } from '../state.ts'
import {
  actor,
  type Call,
  mergeRequestOf,
  operation,
  paginate,
  type Paging,
  type RestOperations,
} from './operation.ts'
import { userById } from './shapes.ts'

const longestBody = 1_000_000

function noteShape(call: Call, note: Note) {
  return {
    id: note.id,
    type: null,
    body: note.body,
    author: userById(call, note.author),
    created_at: note.createdAt,
    updated_at: note.updatedAt,
    system: note.system,
    noteable_id: mergeRequestOf(call, note.mergeRequest).id,
    noteable_type: 'MergeRequest',
    project_id: call.project.id,
    resolvable: false,
    confidential: false,
    internal: false,
    imported: false,
    imported_from: 'none',
    noteable_iid: note.mergeRequest,
    commands_changes: {},
  }
}

interface Path {
  readonly noteable_id: number
  readonly note_id: number
}

function noteOf(call: Call, { noteable_id: iid, note_id: id }: Path): Note {
  mergeRequestOf(call, iid)
  const found = call.project.state.notes.find((note) => note.id === id && note.mergeRequest === iid)
  if (found === undefined) throw notFound('Note')
  return found
}

function checkBody(body: string): void {
  if (body.trim() === '') throw badRequest('Note {:note=>["can\'t be blank"]}')
  if (body.length > longestBody) {
    throw badRequest({ note: [`is too long (maximum is ${longestBody} characters)`] })
  }
}

interface ListInput extends Paging {
  readonly noteable_id: number
  readonly sort?: 'asc' | 'desc'
  readonly order_by?: 'created_at' | 'updated_at'
  readonly activity_filter?: 'all_notes' | 'only_comments' | 'only_activity'
}

/** Only the author of a note may change it; a maintainer may only delete it. */
const mine = (call: Call, note: Note) => !note.system && note.author === actor(call).id

export const noteOperations: RestOperations = {
  'GET /projects/{id}/merge_requests/{noteable_id}/notes': operation(
    { level: 'reporter', job: true },
    (call, input: ListInput) => {
      mergeRequestOf(call, input.noteable_id)
      const { activity_filter: filter = 'all_notes', order_by: order = 'created_at' } = input
      const timeOf = (note: Note) => (order === 'updated_at' ? note.updatedAt : note.createdAt)
      const found = call.project.state.notes
        .filter((note) => note.mergeRequest === input.noteable_id)
        .filter((note) => filter === 'all_notes' || note.system === (filter === 'only_activity'))
        .toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)) || a.id - b.id)
      const sorted = input.sort === 'asc' ? found : found.toReversed()
      const page = paginate(call, sorted, input)
      return { status: 200, headers: page.headers, body: page.items.map((note) => noteShape(call, note)) }
    },
  ),

  'POST /projects/{id}/merge_requests/{noteable_id}/notes': operation(
    { level: 'reporter', signedIn: true },
    (call, input: { noteable_id: number; body: string }) =>
      call.project.write(() => {
        const mergeRequest = mergeRequestOf(call, input.noteable_id)
        checkBody(input.body)
        const { text, commands } = parseQuickActions(input.body)
        runQuickActions(call.project, mergeRequest, actor(call).id, commands)
        if (text.trim() === '') return { status: 202, body: { commands_changes: {}, summary: commands } }
        const at = now()
        const note: Note = {
          id: nextId(),
          mergeRequest: mergeRequest.iid,
          author: actor(call).id,
          system: false,
          createdAt: at,
          updatedAt: at,
          body: text,
        }
        call.project.state.notes.push(note)
        mergeRequest.updatedAt = at
        return { status: 201, body: noteShape(call, note) }
      }),
  ),

  'GET /projects/{id}/merge_requests/{noteable_id}/notes/{note_id}': operation(
    { level: 'reporter', job: true },
    (call, input: Path) => ({ status: 200, body: noteShape(call, noteOf(call, input)) }),
  ),

  'PUT /projects/{id}/merge_requests/{noteable_id}/notes/{note_id}': operation(
    { level: 'reporter', signedIn: true },
    (call, input: Path & { body?: string }) =>
      call.project.write(() => {
        const note = noteOf(call, input)
        if (!mine(call, note)) throw forbidden()
        if (input.body === undefined) throw badParameter('body is missing')
        checkBody(input.body)
        note.body = input.body
        note.updatedAt = now()
        return { status: 200, body: noteShape(call, note) }
      }),
  ),

  'DELETE /projects/{id}/merge_requests/{noteable_id}/notes/{note_id}': operation(
    { level: 'reporter', signedIn: true },
    (call, input: Path) =>
      call.project.write(() => {
        const note = noteOf(call, input)
        const mayDelete = mine(call, note) || (!note.system && call.level >= accessLevels.maintainer)
        if (!mayDelete) throw forbidden()
        const { notes } = call.project.state
        notes.splice(notes.indexOf(note), 1)
        return { status: 204 }
      }),
  ),
}
