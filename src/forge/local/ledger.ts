import type { Environment } from '../../git/environment.ts'
import { readBlobs } from '../../git/objects.ts'
import { pushRefs } from '../../git/push.ts'
import { branchRef } from '../../git/refs.ts'
import { once } from '../../once.ts'
import type { Ledger } from '../ledger.ts'
import { committerOf, writeCommit } from './commit.ts'
import type { Committer } from './commit.ts'
import { remoteName } from './store.ts'
import type { Store } from './store.ts'

/** The parts of a ledger of a plain git remote: its temporary store, and the committer. */
export interface LocalLedgerParts {
  readonly repository: string
  readonly branch: string
  readonly store: Store
  readonly author: Committer | undefined
}

/** Returns a ledger for a branch of any git remote. */
export function openLocalLedger({ repository, branch, store, author }: LocalLedgerParts): Ledger {
  const { git } = store
  const ref = branchRef(branch)
  const committer = once((): Promise<Environment> => committerOf(git, author))
  const move = async (from: string | undefined, to: string) =>
    (await pushRefs(git, remoteName, [{ ref, from, to }])) === 'moved'
  return {
    branch,
    repository,
    async tip() {
      const listed = await git.run(['ls-remote', remoteName, ref])
      return listed
        .split('\n')
        .find((line) => line.endsWith(`\t${ref}`))
        ?.split('\t')[0]
    },
    async names(commit, folder) {
      await store.bring([commit])
      const found = await git.attempt(['ls-tree', '-z', '--name-only', `${commit}:${folder}`])
      return found.ok ? found.stdout.split('\0').filter(Boolean) : []
    },
    async read(commit, paths) {
      await store.bring([commit])
      const listed = await git.run(['ls-tree', '-z', commit, '--', ...paths])
      const blobs = listed.split('\0').flatMap((line) => {
        const [, id, path] = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []
        return id === undefined || path === undefined ? [] : [[path, id] as const]
      })
      await store.ensureBlobs?.(blobs.map(([, id]) => id))
      const contents = await readBlobs(
        git,
        blobs.map(([, id]) => id),
      )
      return new Map(
        blobs.flatMap(([path, id]) => {
          const content = contents.get(id)
          return content === undefined ? [] : [[path, content] as const]
        }),
      )
    },
    async begin({ path, content }, message) {
      const root = { parent: undefined, changes: [{ path, content, mode: '100644' as const }], message }
      const { sha } = await writeCommit(git, root, await committer())
      return (await move(undefined, sha)) ? 'begun' : 'lost'
    },
    async add({ from, path, content, message }) {
      await store.bring([from])
      const changes = [{ path, content, mode: '100644' as const }]
      const created = await writeCommit(git, { parent: from, changes, message }, await committer())
      if (!(await move(from, created.sha))) return 'lost'
      store.keep(created.sha)
      return { ...created, verified: undefined, warnings: [] }
    },
  }
}
