import { hasCommit } from '../../controllers/argocd/verdict/facts.ts'
import type { Relation } from '../../controllers/argocd/verdict/facts.ts'
import { short } from '../../git/find-commit.ts'
import { isReverted, untouched } from '../range/expected.ts'
import type { ExpectedApp } from '../range/expected.ts'
import type { FollowPorts } from '../ports.ts'

/** The expected effect on an app: that of the commit, or that of the range up to a later commit that is live. */
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

  /** The later commit that counts; undefined if the awaited commit counts. */
  get supersededBy(): string | undefined {
    return this.#later
  }

  /** The commit that counts. */
  get commit(): string {
    return this.#later ?? this.#ports.revision
  }

  /** Whether the later commit has reverted everything that the commit does to the app. */
  get isReverted(): boolean {
    return this.#isReverted
  }

  /**
   * Returns the relation of a commit to the one that counts. If a later commit is live, the awaited commit is an
   * older one.
   */
  relationOf(commit: string): Relation {
    return this.#ancestry.relationOf(commit)
  }

  /** Reports whether another commit is known to be the one that counts, or a descendant of it. */
  isThere(commit: string): boolean {
    return hasCommit(this.relationOf(commit))
  }

  get #ancestry(): FollowPorts['ancestry'] {
    const { ancestry, ancestryOf } = this.#ports
    return this.#later === undefined ? ancestry : ancestryOf(this.#later)
  }

  /** Reports whether the app is the same at an older commit, as far as that was checked. */
  isAsGood(commit: string): boolean {
    return this.#same.get(commit) === true
  }

  /** Checks at which of some older commits the app is built from exactly the same content. */
  async compareWith(commits: readonly string[]): Promise<void> {
    const { isSameAt } = this.#ports
    for (const one of new Set(commits)) {
      if (this.#same.has(one) || this.relationOf(one) !== 'ancestor') continue
      // If the comparison fails, the content is not assumed to be the same.
      this.#same.set(one, await isSameAt(one, this.commit, this.#first).catch(() => false))
    }
  }

  /**
   * Makes a later commit count if one is live.
   *
   * @param observed the commits that the controller has compared
   * @param others all other commits whose relations are needed later
   * @returns the message to report if another commit counts from now on
   */
  async check(observed: readonly string[], others: readonly string[]): Promise<string | undefined> {
    const names = [...observed, ...others].filter((one) => one !== '')
    await this.#ports.ancestry.learn(names)
    const told = await this.#choose(observed)
    await this.#ancestry.learn(names)
    return told
  }

  async #choose(observed: readonly string[]): Promise<string | undefined> {
    const { ancestry, expectedAt, revision } = this.#ports
    const later = observed.find((one) => ancestry.relationOf(one) === 'descendant')
    // If a comparison fails, Argo CD temporarily reports a branch's name here.
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
