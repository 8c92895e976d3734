/** The actions of a commit, applied one after the other to an index, as Gitaly does. */
import type { ObjectStore } from '../git/objects.ts'
import { editTree, findEntry } from '../git/trees.ts'
import { badParameter, badRequest } from './errors.ts'

export interface Action {
  readonly action: 'create' | 'update' | 'delete' | 'move' | 'chmod'
  readonly file_path: string
  readonly previous_path?: string
  readonly content?: string
  readonly encoding?: 'text' | 'base64'
  readonly last_commit_id?: string
  readonly execute_filemode?: boolean
}

/**
 * Returns the new tree.
 *
 * @throws ApiError 400 if a file exists that must not exist, or does not exist but must
 */
export async function applyActions(
  store: ObjectStore,
  base: string | undefined,
  actions: readonly Action[],
): Promise<string> {
  let tree = base
  for (const [index, action] of actions.entries()) tree = await apply(store, tree, action, index)
  return tree ?? store.writeTree([])
}

async function apply(
  store: ObjectStore,
  tree: string | undefined,
  action: Action,
  index: number,
): Promise<string> {
  const path = cleanPath(action.file_path)
  const edit = (edits: Readonly<Record<string, { mode: string; oid: string } | null>>) =>
    editTree(store, tree, new Map(Object.entries(edits)))
  const entryAt = (name: string) => (tree === undefined ? undefined : findEntry(store, tree, name))
  const existing = async (name: string) => {
    const found = await entryAt(name)
    if (found === undefined || found.mode === '040000')
      throw badRequest("A file with this name doesn't exist")
    return found
  }
  const refuseExisting = async () => {
    const found = await entryAt(path)
    if (found === undefined) return
    const what = found.mode === '040000' ? 'directory' : 'file'
    throw badRequest(`A ${what} with this name already exists`)
  }
  switch (action.action) {
    case 'create':
      await refuseExisting()
      return edit({ [path]: { mode: '100644', oid: await writeContent(store, action, index) } })
    case 'update': {
      const { mode } = await existing(path)
      return edit({ [path]: { mode, oid: await writeContent(store, action, index) } })
    }
    case 'delete':
      await existing(path)
      return edit({ [path]: null })
    case 'move': {
      const previous = cleanPath(action.previous_path ?? '')
      const { mode, oid } = await existing(previous)
      await refuseExisting()
      const moved = action.content === undefined ? oid : await writeContent(store, action, index)
      return edit({ [previous]: null, [path]: { mode, oid: moved } })
    }
    case 'chmod': {
      const { oid } = await existing(path)
      if (action.execute_filemode === undefined) throw missing(index, 'execute_filemode')
      return edit({ [path]: { mode: action.execute_filemode ? '100755' : '100644', oid } })
    }
  }
}

const missing = (index: number, name: string) => badParameter(`actions[${index}][${name}] is missing`)

async function writeContent(store: ObjectStore, action: Action, index: number): Promise<string> {
  if (action.content === undefined) throw missing(index, 'content')
  return store.write('blob', Buffer.from(action.content, action.encoding === 'base64' ? 'base64' : 'utf8'))
}

function cleanPath(path: string): string {
  if (path === '') throw badRequest('You must provide a file path')
  const clean = path.replace(/^\/+/, '')
  if (clean.split('/').includes('..')) throw badRequest('Path cannot include directory traversal')
  if (clean.split('/').some((segment) => segment === '' || segment.toLowerCase() === '.git')) {
    throw badRequest(`invalid path: '${path}'`)
  }
  return clean
}
