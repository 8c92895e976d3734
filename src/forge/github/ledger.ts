import { inputError } from '../../errors.ts'
import type { Ledger } from '../ledger.ts'
import { vouchesFor } from '../provenance.ts'
import { historyOf } from './history.ts'
import { createCommit } from './commit.ts'
import type { Attempt } from './explain.ts'
import { GithubTree } from './github-tree.ts'
import { moveBranch, readBranch } from './refs.ts'
import { explained, treeOf } from './repository.ts'
import type { Repository } from './repository.ts'

const attempts = {
  read: { doing: 'read the records', needs: 'contents: read' },
  write: { doing: 'write a record', needs: 'contents: write' },
} as const satisfies Record<string, Attempt>

/**
 * Opens a branch of a repository on GitHub as a ledger that files are added to.
 *
 * @throws FairleadError (input) if there is no token
 */
export function openGitHubLedger(repository: Repository, branch: string): Ledger {
  if (repository.token === undefined || repository.token.trim() === '')
    throw inputError(`there is no token for ${repository.name}`, {
      hint: 'Set a token with the permission contents: write.',
    })
  const { client, at } = repository
  const folders = new Map<string, Promise<readonly Listed[]>>()
  const folder = (tree: string) => {
    const known = folders.get(tree) ?? listFolder(repository, tree)
    folders.set(tree, known)
    known.catch(() => folders.delete(tree))
    return known
  }
  return {
    branch,
    repository: repository.name,
    tip: () => explained(repository, attempts.read, () => readBranch(repository, branch)),
    names: (commit, path) =>
      explained(repository, attempts.read, async () => {
        let tree = await treeOf(repository, commit)
        for (const part of path.split('/')) {
          const below = (await folder(tree)).find((entry) => entry.path === part && entry.type === 'tree')
          if (below === undefined) return []
          tree = below.sha
        }
        return (await folder(tree)).map((entry) => entry.path)
      }),
    read: (commit, paths) =>
      explained(repository, attempts.read, async () => {
        const files = await new GithubTree(repository, commit, branch).read(paths)
        return new Map([...files].map(([path, { content }]) => [path, content]))
      }),
    vouched: (commit, paths) =>
      explained(repository, attempts.read, async () => {
        const found = new Set<string>()
        for (const path of paths) {
          const [added, ...more] = await historyOf(repository, commit, path)
          if (added !== undefined && more.length === 0 && vouchesFor(added)) found.add(path)
        }
        return found
      }),
    // Only a commit with a parent can be signed for every kind of token. This one contains only an explanation.
    begin: ({ path, content }, message) =>
      explained(repository, attempts.write, async () => {
        const entry = {
          path,
          mode: '100644',
          type: 'blob',
          content: Buffer.from(content).toString(),
        } as const
        const { data: tree } = await client.rest.git.createTree({ ...at, tree: [entry] })
        const { data } = await client.rest.git.createCommit({ ...at, message, tree: tree.sha, parents: [] })
        const moved = await moveBranch(repository, { branch, from: undefined, to: data.sha })
        return moved === 'moved' ? 'begun' : 'lost'
      }),
    add: ({ from, path, content, message }) =>
      explained(repository, attempts.write, async () => {
        const changes = [{ path, content, mode: '100644' as const }]
        const created = await createCommit(repository, { parent: from, changes, message })
        const moved = await moveBranch(repository, { branch, from, to: created.sha })
        return moved === 'lost' ? 'lost' : created
      }),
  }
}

interface Listed {
  readonly path: string
  readonly type: string
  readonly sha: string
}

async function listFolder({ client, at }: Repository, tree: string): Promise<readonly Listed[]> {
  return (await client.rest.git.getTree({ ...at, tree_sha: tree })).data.tree
}
