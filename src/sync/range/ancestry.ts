import { performance } from 'node:perf_hooks'
import type { Relation } from '../../controllers/argocd/verdict/facts.ts'
import { commits, isSameFolder, isShallow, isWithin } from '../../git/commits.ts'
import { findCommit } from '../../git/find-commit.ts'
import type { Git } from '../../git/git.ts'
import { isObjectId } from '../../git/object-id.ts'
import { fetchFromOrigin } from '../../git/partial.ts'

/** The milliseconds after which a commit that could not be fetched is requested again. */
const AGAIN = 10_000

/** The relations of commits to the awaited one. Missing commits are fetched from `origin`; no ref is moved. */
export class Ancestry {
  readonly #git: Git
  readonly #commit: string
  readonly #replaced: string | undefined
  readonly #known = new Map<string, Relation>()
  readonly #asked = new Map<string, { readonly at: number; readonly answer: Promise<void> }>()

  /**
   * @param replaced the commit that the branch was at before a push to the awaited one. If it contains the awaited
   *   commit, the push took commits off the branch. They are descendants, but no later ones.
   */
  constructor(git: Git, commit: string, replaced?: string) {
    this.#git = git
    this.#commit = commit
    this.#replaced = replaced === commit ? undefined : replaced
    this.#known.set(commit, 'same')
  }

  /** Returns the known relation of a commit: `unknown` until `learn` has found it. */
  relationOf(commit: string): Relation {
    return this.#known.get(commit) ?? 'unknown'
  }

  /**
   * Finds the relations of commits to the awaited one. A commit that could not be fetched is requested again after a
   * while, because the network may have recovered. All apps that name the same commit share one request.
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
    // Argo CD reports the branch's name if it could not resolve it, and the version of a chart.
    const isCommit = isObjectId(name)
    // If the repository does not answer, the app is not at fault: the relation of the commit is not known.
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
    if (await isWithin(this.#git, this.#commit, commit))
      return (await this.#isTakenOff(commit)) ? 'apart' : 'descendant'
    return (await isWithin(this.#git, commit, this.#commit)) ? 'ancestor' : 'apart'
  }

  /** Reports whether a descendant is one of the commits that the push took off the branch. */
  async #isTakenOff(commit: string): Promise<boolean> {
    const replaced = this.#replaced
    if (replaced === undefined || !(await isWithin(this.#git, commit, replaced))) return false
    return isWithin(this.#git, this.#commit, replaced)
  }
}

/** Reports whether a folder is identical at two commits; undefined if one of them cannot be fetched. */
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

/** Returns the first parent of a commit; the commit itself if it has no parent. */
export async function firstParent(git: Git, commit: string): Promise<string> {
  const found = await findCommit(git, `${commit}^1`, { fetch: true, event: undefined })
  return found?.commit ?? (await commits(git, [commit])).get(commit)?.commit ?? commit
}
