import { performance } from 'node:perf_hooks'
import type { Relation } from '../../controllers/argocd/verdict/facts.ts'
import { commits, isSameFolder, isShallow, isWithin } from '../../git/commits.ts'
import { findCommit } from '../../git/find-commit.ts'
import type { Git } from '../../git/git.ts'
import { isObjectId } from '../../git/object-id.ts'
import { fetchFromOrigin } from '../../git/partial.ts'

/** Milliseconds after which a commit that could not be brought is asked for again. */
const AGAIN = 10_000

/** How commits stand to the one that is waited for. What is not in the checkout is brought from `origin`; no ref moves. */
export class Ancestry {
  readonly #git: Git
  readonly #commit: string
  readonly #known = new Map<string, Relation>()
  readonly #asked = new Map<string, { readonly at: number; readonly answer: Promise<void> }>()

  constructor(git: Git, commit: string) {
    this.#git = git
    this.#commit = commit
    this.#known.set(commit, 'same')
  }

  /** What is known of a commit so far: `unknown` until `learn` has asked for it. */
  relationOf(commit: string): Relation {
    return this.#known.get(commit) ?? 'unknown'
  }

  /**
   * Finds out how commits stand to the one that is waited for. What could not be brought is asked for again after a
   * while: the network may be back. All apps that name one commit wait for one answer.
   */
  async learn(names: readonly string[]): Promise<void> {
    for (const name of new Set(names)) {
      const was = this.#known.get(name)
      if (was !== undefined && was !== 'unknown') continue
      const asked = this.#asked.get(name)
      const isDue = asked === undefined || performance.now() - asked.at >= AGAIN
      const asking = isDue ? { at: performance.now(), answer: this.#ask(name) } : asked
      this.#asked.set(name, asking)
      await asking.answer
    }
  }

  async #ask(name: string): Promise<void> {
    // Argo CD shows the branch's name where it could not resolve it, and of a chart its version.
    const isCommit = isObjectId(name)
    // A repository that gives no answer is no fault of the app: how the commit stands is not known.
    this.#known.set(name, isCommit ? await this.#find(name).catch(() => 'unknown') : 'apart')
  }

  async #find(commit: string): Promise<Relation> {
    const git = this.#git
    if ((await findCommit(git, commit, { fetch: true, event: undefined })) === undefined) return 'unknown'
    const here = await this.#compare(commit)
    if (here !== 'apart' || !(await isShallow(git))) return here
    for (const depth of ['--deepen=50', '--deepen=1000', '--unshallow']) {
      await fetchFromOrigin(git, { options: [depth], wanted: [this.#commit, commit], thin: true })
      const found = await this.#compare(commit)
      if (found !== 'apart') return found
    }
    return (await isShallow(git)) ? 'unknown' : 'apart'
  }

  async #compare(commit: string): Promise<Relation> {
    if (await isWithin(this.#git, this.#commit, commit)) return 'descendant'
    return (await isWithin(this.#git, commit, this.#commit)) ? 'ancestor' : 'apart'
  }
}

/** Whether a folder is the very same at two commits; undefined where one of them cannot be brought. */
export async function isSameFolderAt(
  git: Git,
  path: string,
  both: [string, string],
): Promise<boolean | undefined> {
  for (const one of both) {
    if (!isObjectId(one)) return false
    if ((await findCommit(git, one, { fetch: true, event: undefined })) === undefined) return undefined
  }
  return isSameFolder(git, path, both)
}

/** The first parent of a commit; the commit itself where it has none. */
export async function firstParent(git: Git, commit: string): Promise<string> {
  const found = await findCommit(git, `${commit}^1`, { fetch: true, event: undefined })
  return found?.commit ?? (await commits(git, [commit])).get(commit)?.commit ?? commit
}
