/** Events of a project. The fake supports only pushes. */
import { compareCommits, listHistory } from '../../git/history.ts'
import { accessLevels } from '../accounts.ts'
import type { Push } from '../state.ts'
import { type Call, operation, paginate, type Paging, type RestOperations } from './operation.ts'
import { userById } from './shapes.ts'

interface ListInput extends Paging {
  readonly action?: string
  readonly target_type?: string
  readonly before?: string
  readonly after?: string
  readonly sort?: 'asc' | 'desc'
}

const names: Readonly<Record<Push['action'], string>> = {
  created: 'pushed new',
  pushed: 'pushed to',
  removed: 'deleted',
}

/**
 * Returns the data of a push. If an event contains many refs, it has their number and no commit.
 *
 * Source: the description of the operation in the document.
 */
async function payloadOf(call: Call, push: Push) {
  const { store } = call.project
  const title = push.to === null ? null : (await store.commit(push.to)).message.split('\n')[0]
  return {
    commit_count: await countOf(call, push),
    action: push.action,
    ref_type: push.refType,
    commit_from: push.from,
    commit_to: push.to,
    ref: push.ref,
    commit_title: title ?? null,
    ref_count: push.refCount,
  }
}

async function countOf(call: Call, { base, to }: Push): Promise<number> {
  const { store } = call.project
  if (to === null) return 0
  if (base === null) return (await listHistory(store, to)).length
  return (await compareCommits(store, base, to)).ahead.length
}

async function eventShape(call: Call, push: Push) {
  const author = userById(call, push.author)
  return {
    id: push.id,
    project_id: call.project.id,
    action_name: names[push.action],
    target_id: null,
    target_iid: null,
    target_type: null,
    author_id: push.author,
    target_title: null,
    created_at: push.createdAt,
    author,
    imported: false,
    imported_from: 'none',
    push_data: await payloadOf(call, push),
    author_username: author?.username ?? null,
  }
}

/**
 * Everybody who sees the project may list the events. GitLab omits the pushes of a private project if the user cannot
 * read its code.
 */
function mayReadCode(call: Call): boolean {
  return call.project.settings.visibility !== 'private' || call.level >= accessLevels.reporter
}

/** Both days are exclusive. Source: app/finders/events_finder.rb */
function isBetween(push: Push, { before, after }: ListInput): boolean {
  const day = push.createdAt.slice(0, 10)
  return (
    (before === undefined || day < before.slice(0, 10)) && (after === undefined || day > after.slice(0, 10))
  )
}

export const eventOperations: RestOperations = {
  'GET /projects/{id}/events': operation({ level: 'guest' }, async (call, input: ListInput) => {
    const isAsked = (input.action ?? 'pushed') === 'pushed' && input.target_type === undefined
    const found = call.project.state.pushes.filter((push) => isAsked && isBetween(push, input))
    const page = paginate(call, input.sort === 'asc' ? found : found.toReversed(), input)
    const shown = mayReadCode(call) ? page.items : []
    const body = await Promise.all(shown.map((push) => eventShape(call, push)))
    return { status: 200, headers: page.headers, body }
  }),
}
