import type { Ledger } from '../ledger.ts'
import { readBranch } from './branches.ts'
import { commit } from './commit.ts'
import { committerOf } from './committer.ts'
import type { Attempt } from './explain.ts'
import { treeOf } from './gitlab-tree.ts'
import { pushedByUs } from './own-pushes.ts'
import { explained } from './project.ts'
import type { Project } from './project.ts'
import { refuseToken } from './token.ts'
import type { TokenNeed } from './token.ts'

const attempts = {
  read: { doing: 'read the records', role: 'Reporter', scope: 'read_api' },
  write: { doing: 'write a record', role: 'Developer', scope: 'api' },
} as const satisfies Record<string, Attempt>

const need: TokenNeed = { input: 'token', doing: 'write records', role: 'Developer' }

/** Opens a branch of a project on GitLab as a ledger that files are added to. */
export function openGitLabLedger(project: Project, branch: string): Ledger {
  const write = <T>(work: () => Promise<T>) => {
    refuseToken(project, need)
    return explained(project, attempts.write, work)
  }
  return {
    branch,
    repository: project.name,
    tip: () => explained(project, attempts.read, async () => (await readBranch(project, branch))?.id),
    names: (commit, folder) =>
      explained(project, attempts.read, async () =>
        (await treeOf(project, commit).folder(folder)).map(({ name }) => name),
      ),
    read: (commit, paths) =>
      explained(project, attempts.read, async () => {
        const files = await treeOf(project, commit).read(paths)
        return new Map([...files].map(([path, { content }]) => [path, content]))
      }),
    // GitLab's Commits API accepts any author (provenance.ts), so the account that pushed counts.
    vouched: (commit, paths) =>
      explained(project, attempts.read, () => pushedByUs(project, branch, commit, paths)),
    // The Commits API creates no commit without a parent in a project that has commits.
    begin: ({ path, content }, message) =>
      write(async () => {
        const root = { parent: undefined, changes: [{ path, content, mode: '100644' as const }], message }
        const { sha } = await project.lease.commit(root, await committerOf(project))
        const tip = async () => (await readBranch(project, branch))?.id
        const moved = await project.lease.move({ branch, from: undefined, to: sha }, tip)
        return moved === 'moved' ? 'begun' : 'lost'
      }),
    add: ({ from, path, content, message }) =>
      write(() => {
        const changes = [{ path, content, mode: '100644' as const }]
        return commit(project, { branch, from, parent: from, changes, message })
      }),
  }
}
