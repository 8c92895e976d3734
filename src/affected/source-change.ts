import { CONFIG_FILE } from '../config/config.ts'
import { inputError } from '../errors.ts'
import type { Sides } from '../git/sides.ts'
import { plainAddress } from '../net/repositories.ts'
import { isBelow, joinPath } from '../tree/paths.ts'
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
  /** The name of the infra repo, for display. */
  readonly infra: string
}

/**
 * A change of an app repo, as the infra repo sees it: the declarations are the same on both sides, but the files at
 * the branch that the change goes into differ.
 */
export class SourceChange {
  readonly #parts: SourceParts
  readonly #addresses: ReadonlySet<string>
  readonly #following = new Set<string>()
  /** The names of the apps at other revisions, by revision. */
  readonly #others = new Map<string, Set<string>>()

  constructor(parts: SourceParts) {
    this.#parts = parts
    this.#addresses = new Set(parts.addresses.map(plainAddress))
  }

  /**
   * The sides of the app repo, without `fairlead.yaml`: the configuration is that of the infra repo, so a file of
   * that name in an app repo is not used.
   */
  get shown(): Sides {
    const { sides } = this.#parts
    return { ...sides, changed: sides.changed.filter((path) => path !== CONFIG_FILE) }
  }

  /**
   * Returns the sources outside of the infra repo, with the branch of the app repo as it is on one side of the
   * change.
   */
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
   * Returns the changed files that an app of the infra repo depends on, according to the folders of its sources;
   * undefined for an app that does not follow the branch.
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
   * Returns warnings about apps that the change does not reach, as sentences. Call it after `reaches` for all apps.
   *
   * @throws FairleadError (input) if no app uses this repository: the result would otherwise look like no change
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
 * Reports whether a pair is worth reporting: most changes of an app repo affect its code, which no manifest depends
 * on. Apps that could not be rendered are always reported.
 */
export function isTouched({ before, after, files }: RenderedPair): boolean {
  const [was, is] = [renderedOf(before), renderedOf(after)]
  if (!was || !is || files.length > 0) return true
  const text = ({ manifests }: typeof was) => stableText(manifests.map(({ content }) => content))
  return text(was) !== text(is)
}

/** Returns the infra repo compared with itself: nothing of its own changes. */
export function unchangedSides(side: Sides['base'], branch: string): Sides {
  return { base: side, head: side, differences: [], changed: [], branch, conflict: undefined, warnings: [] }
}

/**
 * Returns the changed files in the folders of sources; a source that only provides files for another one has no
 * folder.
 */
function filesBelow(changed: readonly string[], sources: readonly Source[]): string[] {
  // Flux identifies a chart in Git by its folder.
  const folders = sources
    .filter(({ type, path }) => type !== 'ref' || path !== undefined)
    .map(({ path, chart }) => joinPath('', path ?? chart ?? '.') ?? '')
  return changed.filter((file) => folders.some((folder) => isBelow(file, folder)))
}

function few(names: readonly string[]): string {
  const shown = names.toSorted().slice(0, 5).join(', ')
  return names.length > 5 ? `${shown} and ${names.length - 5} more apps` : shown
}
