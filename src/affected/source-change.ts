import { CONFIG_FILE } from '../config/config.ts'
import { inputError } from '../errors.ts'
import type { Sides } from '../git/sides.ts'
import { plainAddress } from '../net/repositories.ts'
import { joinPath } from '../tree/paths.ts'
import type { DeclaredApp, Source } from '../inventory/model.ts'
import type { RemoteSources } from '../render/plan.ts'
import { renderedOf } from '../render/render-side.ts'
import { stableText } from '../compare/equal.ts'
import type { RenderedPair } from './rendered-pair.ts'

/** A change of an app repo. */
export interface SourceParts {
  /** The addresses that it is known by; at least one. */
  readonly addresses: readonly string[]
  /** The branch that the change goes into. */
  readonly branch: string
  /** Whether that is the default branch, which sources without a revision follow. */
  readonly isDefaultBranch: boolean
  readonly sides: Sides
  /** The infra repo, for people. */
  readonly infra: string
}

/**
 * A change of an app repo, as the infra repo sees it: the same declarations on both sides, and at the branch that the
 * change goes into other files.
 */
export class SourceChange {
  readonly #parts: SourceParts
  readonly #addresses: ReadonlySet<string>
  readonly #following = new Set<string>()
  /** The apps at other revisions, by these. */
  readonly #others = new Map<string, Set<string>>()

  constructor(parts: SourceParts) {
    this.#parts = parts
    this.#addresses = new Set(parts.addresses.map(plainAddress))
  }

  /** The sides of the app repo. The configuration is the infra repo's: a file of that name in an app repo is nobody's. */
  get shown(): Sides {
    const { sides } = this.#parts
    return { ...sides, changed: sides.changed.filter((path) => path !== CONFIG_FILE) }
  }

  /** What is outside of the infra repo, where the branch of the app repo is as one side of the change has it. */
  around<T extends Pick<RemoteSources, 'git'>>(remoteSources: T, side: 'base' | 'head'): T {
    const { sides, branch } = this.#parts
    const { tree, commit, treeId } = sides[side]
    return {
      ...remoteSources,
      git: async (url: string, revision: string) =>
        this.#isOwn(url) && this.#follows(revision)
          ? { tree, commit: commit ?? treeId, ref: `refs/heads/${branch}`, isChanged: true as const }
          : remoteSources.git(url, revision),
    }
  }

  /**
   * The changed files that an app of the infra repo is made of, as far as the folders of its sources tell; undefined
   * for an app that does not follow the branch.
   */
  reaches({ name, sources }: DeclaredApp): readonly string[] | undefined {
    const own = sources.filter(({ repoURL }) => repoURL !== undefined && this.#isOwn(repoURL))
    const following = own.filter(({ targetRevision }) => this.#follows(targetRevision ?? ''))
    if (following.length > 0) {
      this.#following.add(name)
      return filesBelow(this.#parts.sides.changed, following)
    }
    for (const { targetRevision = 'HEAD' } of own.slice(0, 1))
      this.#others.set(targetRevision, (this.#others.get(targetRevision) ?? new Set()).add(name))
    return undefined
  }

  /**
   * What the change does not reach, as sentences, once all apps were asked for.
   *
   * @throws FairleadError (input) where none is made of this repository: nothing would be told as no change
   */
  warnings(): string[] {
    const { branch, addresses, infra } = this.#parts
    if (this.#following.size + this.#others.size === 0)
      throw inputError(`no known app of ${infra} uses this repository (${addresses.join(', ')})`, {
        hint: `Run fairlead inventory in the infra repo to see which sources its apps use. If no object names the chart, add it to ${CONFIG_FILE} (charts).`,
      })
    return [...this.#others].map(([revision, names]) => {
      const one = names.size === 1
      return `${few([...names])} ${one ? 'is' : 'are'} at ${revision || 'HEAD'} of this repository, not at ${branch}, so the change does not reach ${one ? 'it' : 'them'} automatically.`
    })
  }

  #isOwn(url: string): boolean {
    return this.#addresses.has(plainAddress(url))
  }

  #follows(revision: string): boolean {
    const { branch, isDefaultBranch } = this.#parts
    if (revision === '' || revision === 'HEAD') return isDefaultBranch
    return revision === branch || revision === `refs/heads/${branch}`
  }
}

/**
 * Whether a pair is worth telling: most changes of an app repo are of its code, which no manifest is made of. What
 * could not be rendered is always told.
 */
export function isTouched({ before, after, files }: RenderedPair): boolean {
  const [was, is] = [renderedOf(before), renderedOf(after)]
  if (!was || !is || files.length > 0) return true
  const text = ({ manifests }: typeof was) => stableText(manifests.map(({ content }) => content))
  return text(was) !== text(is)
}

/** The infra repo compared with itself: nothing of its own changes. */
export function unchangedSides(side: Sides['base'], branch: string): Sides {
  return { base: side, head: side, differences: [], changed: [], branch, conflict: undefined, warnings: [] }
}

/** The changed files in the folders of sources; one that only lends its files to another source has no folder. */
function filesBelow(changed: readonly string[], sources: readonly Source[]): string[] {
  // A chart in Git is named by its folder with Flux.
  const folders = sources
    .filter(({ type, path }) => type !== 'ref' || path !== undefined)
    .map(({ path, chart }) => joinPath('', path ?? chart ?? '.') ?? '')
  return changed.filter((file) =>
    folders.some((folder) => folder === '' || file === folder || file.startsWith(`${folder}/`)),
  )
}

function few(names: readonly string[]): string {
  const shown = names.toSorted().slice(0, 5).join(', ')
  return names.length > 5 ? `${shown} and ${names.length - 5} more apps` : shown
}
