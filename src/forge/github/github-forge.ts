import { inputError } from '../../errors.ts'
import { pullRequestWords } from '../forge.ts'
import type {
  BranchCommitRequest,
  CreatedCommit,
  FileChange,
  Forge,
  Look,
  LookQuery,
  MergeMethod,
  NewCommit,
  NewPullRequest,
  PullRequest,
  PullRequestChange,
  Told,
  UpdatedPullRequest,
} from '../forge.ts'
import type { Tree } from '../../tree/tree.ts'
import { enableAutoMerge } from './auto-merge.ts'
import { Client } from './client.ts'
import type { ClientOptions } from './client.ts'
import { createCommit, makeTree } from './commit.ts'
import { explain, isInstallationToken } from './explain.ts'
import type { Attempt, Place } from './explain.ts'
import { GithubTree } from './github-tree.ts'
import { commitsAhead, historyOf } from './history.ts'
import { lookAt } from './look.ts'
import { closePullRequest, openPullRequest, updatePullRequest } from './pull-requests.ts'
import { deleteBranch, moveBranch } from './refs.ts'
import type { BranchMove } from './refs.ts'
import type { Repository } from './repository.ts'

/** What the four requests that run at the same time read. On loopback both ways are even from 400 to 800 files. */
const ARCHIVE_FROM = 400

export interface GitHubForgeOptions extends Omit<ClientOptions, 'token' | 'patience'> {
  /** `owner/name`. */
  readonly repository: string
  readonly token: string
  readonly graphqlUrl: string
  /** For messages: `https://github.com`. */
  readonly serverUrl: string
  /** GITHUB_TOKEN, where it is known: see `startsNoWorkflows`. */
  readonly jobToken?: string | undefined
  /** As many files as are read from an archive instead of by requests for a hundred each; 400 unless given. */
  readonly archiveFrom?: number
}

/**
 * Opens a repository on GitHub, GitHub Enterprise or ghe.com as a forge. Nothing is asked yet.
 *
 * @throws FairleadError (input) where the name, an address or the token cannot be one
 */
export function openGitHubForge(options: GitHubForgeOptions): GitHubForge {
  const { repository, token } = options
  const [owner, repo, ...rest] = repository.split('/')
  if (!owner || !repo || rest.length > 0)
    throw inputError(`"${repository}" is no repository of GitHub`, { hint: 'It looks like owner/name.' })
  if (token.trim() === '')
    throw inputError(`there is no token for ${repository}`, {
      hint: 'Give one: a GitHub App that is installed there is best. A secret is empty where a workflow may not read it, as in pull requests from forks.',
    })
  const client = new Client(options)
  const place = { repository, serverUrl: options.serverUrl, token }
  const known = {
    trees: new Map(),
    histories: new Map(),
    parents: new Map(),
    merges: new Map(),
    id: undefined,
    account: undefined,
    startsWorkflows: (author?: string) => !startsNoWorkflows(token, { jobToken: options.jobToken, author }),
  }
  const { archiveFrom = ARCHIVE_FROM } = options
  return new GitHubForge({ client, at: { owner, repo }, name: repository, archiveFrom, ...known }, place)
}

const contents = 'contents: write'
const pulls = 'pull requests: write'
const attempts = {
  look: { doing: 'read', needs: 'contents: read and pull requests: read' },
  read: { doing: 'read files', needs: 'contents: read' },
  commit: { doing: 'make a commit', needs: contents },
  move: { doing: 'move a branch', needs: contents },
  remove: { doing: 'delete a branch', needs: contents },
  open: { doing: 'open a pull request', needs: pulls },
  update: { doing: 'change a pull request', needs: pulls },
  close: { doing: 'close a pull request', needs: pulls },
  merge: { doing: 'let a pull request merge by itself', needs: `${contents} and ${pulls}` },
} as const satisfies Record<string, Attempt>

/** A repository on GitHub. What each method does is in the file of its name. */
export class GitHubForge implements Forge {
  readonly kind = 'github'
  readonly words = pullRequestWords
  readonly repository: string
  readonly bodyLimit = 65_536
  readonly opensWhole = false
  readonly #repository: Repository
  readonly #place: Omit<Place, 'isKnown'>
  readonly #trees = new Map<string, GithubTree>()
  #isArchived = false

  constructor(repository: Repository, place: Omit<Place, 'isKnown'>) {
    this.repository = repository.name
    this.#repository = repository
    this.#place = place
  }

  look(query: LookQuery): Promise<Look> {
    return this.#explained(attempts.look, async () => {
      const { isArchived, files, ...look } = await lookAt(this.#repository, query)
      this.#isArchived = isArchived
      const { name, commit } = look.base
      this.#tree(commit, `${name} at ${commit.slice(0, 7)}`).keep(files)
      return look
    })
  }

  tree(commit: string): Tree {
    const tree = this.#tree(commit, commit.slice(0, 7))
    return {
      name: tree.name,
      list: () => this.#explained(attempts.read, () => tree.list()),
      read: (paths) => this.#explained(attempts.read, () => tree.read(paths)),
    }
  }

  commitsAhead(base: string, head: string): ReturnType<typeof commitsAhead> {
    return this.#explained(attempts.read, () => commitsAhead(this.#repository, base, head))
  }

  historyOf(commit: string, path: string): ReturnType<Forge['historyOf']> {
    return this.#explained(attempts.read, () => historyOf(this.#repository, commit, path))
  }

  treeWith(commit: string, changes: readonly FileChange[]): Promise<string> {
    return this.#explained(attempts.commit, () => makeTree(this.#repository, commit, changes))
  }

  async commit({ branch, from, ...commit }: BranchCommitRequest): Promise<CreatedCommit | 'lost'> {
    const created = await this.createCommit(commit)
    return (await this.moveBranch({ branch, from, to: created.sha })) === 'lost' ? 'lost' : created
  }

  /** Makes a commit that no branch has yet. */
  createCommit(commit: NewCommit): Promise<CreatedCommit> {
    return this.#write(attempts.commit, () => createCommit(this.#repository, commit))
  }

  /** Moves a branch by compare-and-swap, to any commit. */
  moveBranch(move: BranchMove): Promise<'moved' | 'lost'> {
    return this.#write(attempts.move, () => moveBranch(this.#repository, move))
  }

  deleteBranch(branch: string, from: string): Promise<'deleted' | 'lost'> {
    return this.#write(attempts.remove, () => deleteBranch(this.#repository, branch, from))
  }

  openPullRequest(request: NewPullRequest): Promise<PullRequest & Told> {
    return this.#write(attempts.open, () => openPullRequest(this.#repository, request))
  }

  updatePullRequest(number: string, change: PullRequestChange): Promise<UpdatedPullRequest> {
    return this.#write(attempts.update, () => updatePullRequest(this.#repository, Number(number), change))
  }

  closePullRequest(
    number: string,
    comment: string,
    remove?: { readonly branch: string; readonly from: string },
  ): Promise<void> {
    return this.#write(attempts.close, () =>
      closePullRequest(this.#repository, Number(number), comment, remove),
    )
  }

  enableAutoMerge(pullRequest: PullRequest, method: MergeMethod): Promise<void> {
    return this.#write(attempts.merge, () => enableAutoMerge(this.#repository, pullRequest, method))
  }

  #tree(commit: string, name: string): GithubTree {
    const tree = this.#trees.get(commit) ?? new GithubTree(this.#repository, commit, name)
    this.#trees.set(commit, tree)
    return tree
  }

  /** An archived repository is refused before anything is made in vain. */
  #write<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    return this.#explained(attempt, () => {
      if (!this.#isArchived) return work()
      throw inputError(`${this.repository} is archived, so nothing can be changed in it`, {
        hint: 'Unarchive it in its settings, or use the repository that has taken its place.',
      })
    })
  }

  async #explained<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw explain(error, { ...this.#place, isKnown: this.#repository.id !== undefined }, attempt)
    }
  }
}

/**
 * Whether a pull request starts no workflow, because a job's own token (GITHUB_TOKEN) made it: then required checks
 * wait for ever. An App's token looks the same, so that one of these has to be known too.
 *
 * @param known the job's own token, or who opened the pull request
 */
function startsNoWorkflows(
  token: string,
  known: { jobToken?: string | undefined; author?: string | undefined },
): boolean {
  if (!isInstallationToken(token)) return false
  return token === known.jobToken || known.author === 'github-actions[bot]'
}
