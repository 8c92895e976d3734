import { hasCommit } from '../../controllers/argocd/verdict/facts.ts'
import type { Relation } from '../../controllers/argocd/verdict/facts.ts'
import { short } from '../../git/find-commit.ts'
import { isReverted, untouched } from '../range/expected.ts'
import type { ExpectedApp } from '../range/expected.ts'
import type { FollowPorts } from '../ports.ts'

/** What counts of an app: what the commit does to it, or what the range does up to a later commit that is there. */
export class Counted {
  readonly #first: ExpectedApp
  readonly #ports: FollowPorts
  #now: ExpectedApp
  #later: string | undefined
  #isReverted = false
  readonly #same = new Map<string, boolean>()

  constructor(first: ExpectedApp, ports: FollowPorts) {
    this.#first = first
    this.#ports = ports
    this.#now = first
  }

  get expected(): ExpectedApp {
    return this.#now
  }

  /** The later commit that counts; undefined where it is the one that is waited for. */
  get supersededBy(): string | undefined {
    return this.#later
  }

  /** The commit that counts. */
  get commit(): string {
    return this.#later ?? this.#ports.revision
  }

  /** Whether the later commit has taken back all that the commit does to the app. */
  get isReverted(): boolean {
    return this.#isReverted
  }

  /**
   * How a commit stands to the one that counts: a sync of the commit that is waited for is an older one where a later
   * commit is there.
   */
  relationOf(commit: string): Relation {
    return this.#ancestry.relationOf(commit)
  }

  /** Whether another commit is known to be the one that counts, or a descendant of it. */
  isThere(commit: string): boolean {
    return hasCommit(this.relationOf(commit))
  }

  get #ancestry(): FollowPorts['ancestry'] {
    const { ancestry, ancestryOf } = this.#ports
    return this.#later === undefined ? ancestry : ancestryOf(this.#later)
  }

  /** Whether the app is the same at an older commit, as far as that was asked. */
  isAsGood(commit: string): boolean {
    return this.#same.get(commit) === true
  }

  /** Finds out at which of some older commits the app is made of the very same. */
  async compareWith(commits: readonly string[]): Promise<void> {
    const { isSameAt } = this.#ports
    for (const one of new Set(commits)) {
      if (this.#same.has(one) || this.relationOf(one) !== 'ancestor') continue
      // What cannot be compared is not known to be the same.
      this.#same.set(one, await isSameAt(one, this.commit, this.#first).catch(() => false))
    }
  }

  /**
   * Has a later commit count where one is there.
   *
   * @param observed the commits that the controller has compared
   * @param others all others whose relations will be asked for
   * @returns what is to be told where another commit counts from now on
   */
  async look(observed: readonly string[], others: readonly string[]): Promise<string | undefined> {
    const names = [...observed, ...others].filter((one) => one !== '')
    await this.#ports.ancestry.learn(names)
    const told = await this.#choose(observed)
    await this.#ancestry.learn(names)
    return told
  }

  async #choose(observed: readonly string[]): Promise<string | undefined> {
    const { ancestry, expectedAt, revision } = this.#ports
    const later = observed.find((one) => ancestry.relationOf(one) === 'descendant')
    // Where a comparison fails, a branch's name stands there for a while.
    const isOwn = observed.some((one) => ancestry.relationOf(one) === 'same')
    if (later === this.#later || (later === undefined && !isOwn)) return undefined
    const expected = later === undefined ? this.#first : await expectedAt(later, this.#first)
    this.#later = later
    this.#same.clear()
    this.#isReverted = later !== undefined && isReverted(this.#first, expected)
    this.#now = expected ?? untouched(this.#first)
    return later === undefined
      ? `Argo CD is at ${short(revision)} again`
      : `Argo CD is now at ${short(later)}, a later commit than ${short(revision)}`
  }
}
