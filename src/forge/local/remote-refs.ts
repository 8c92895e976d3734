import type { Git } from '../../git/git.ts'
import { remoteName } from './store.ts'
import { recordBranch } from './record.ts'

/** The remote's refs, all read at the same moment. */
export interface RemoteRefs {
  /** The branch that HEAD points to; undefined if HEAD is detached or its branch does not exist. */
  readonly defaultBranch: string | undefined
  /** The tips by branch. */
  readonly branches: ReadonlyMap<string, string>
  /** The ids of the blobs with the records of pull requests, by branch. */
  readonly records: ReadonlyMap<string, string>
}

const heads = 'refs/heads/'

/** Lists the remote's refs: opens one connection and fetches no objects. */
export async function listRemote(git: Git): Promise<RemoteRefs> {
  const listed = await git.run(['ls-remote', '--symref', remoteName])
  const branches = new Map<string, string>()
  const records = new Map<string, string>()
  let head: string | undefined
  for (const line of listed.split('\n')) {
    const [id = '', ref = ''] = line.split('\t')
    if (id.startsWith('ref: ')) {
      if (ref === 'HEAD') head = id.slice(`ref: ${heads}`.length)
      continue
    }
    const branch = recordBranch(ref)
    if (branch !== undefined) records.set(branch, id)
    else if (ref.startsWith(heads)) branches.set(ref.slice(heads.length), id)
  }
  return { defaultBranch: head !== undefined && branches.has(head) ? head : undefined, branches, records }
}
