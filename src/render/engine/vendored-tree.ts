import type { Location } from '../../errors.ts'
import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { FairleadError, inputError } from '../../errors.ts'
import { mask } from '../../git/mask.ts'
import { memoryTree } from '../../tree/memory.ts'
import type { Tree, TreeFile } from '../../tree/tree.ts'
import type { Fetched } from '../model.ts'
import type { RemoteSources } from '../plan.ts'

import type { Remote } from './remote.ts'
import { isBelow } from '../../tree/paths.ts'

/** A text of a kustomization and its location. */
export interface Reference {
  readonly text: string
  readonly at: Location
  /** The real folder of the kustomization. */
  readonly folder: string
  /** Whether it may be a value that was written in the wrong field, so that no message may show it. */
  readonly isSecret?: boolean
}

/** The functions that fetch remote sources, within common limits. */
export type Fetching = Pick<RemoteSources, 'git' | 'chart' | 'file'>

/** A source that a kustomization needs and that is not in the tree yet. */
export type Wanted =
  | {
      readonly kind: 'remote'
      readonly from: Reference
      /** The sources that it may refer to, in the order in which they are tried. */
      readonly remotes: readonly Remote[]
    }
  | {
      readonly kind: 'chart'
      readonly from: Reference
      readonly repository: string
      readonly name: string
      readonly version: string
      /** The folder where kustomize looks for it. */
      readonly path: string
    }

/** The folder of fetched repositories, next to the job's own files. */
const ROOT = '.fairlead-remote'

/** Maximum number of remote sources of one app. */
const MAX_REMOTES = 100

/** Returns the root of the fetched repository that a path is in; undefined for the job's own repository. */
export function vendoredRoot(path: string): string | undefined {
  const [root, name] = path.split('/')
  return root === ROOT && name !== undefined ? `${root}/${name}` : undefined
}

/**
 * A tree with other trees added to it, so that kustomize itself never uses the network: repositories in their own
 * folders, charts where kustomize looks for them, and files in a folder next to their kustomization.
 */
export class VendoredTree {
  /** Notes for reviewers about the fetched sources. */
  readonly notes = new Set<string>()
  /** See `Rendered`. */
  readonly fetched: Fetched[] = []
  readonly #base: Tree
  readonly #fetching: Fetching
  readonly #trees = new Map<string, Tree>()
  readonly #paths = new Map<string, string>()
  #tree: Tree
  #count = 0

  constructor(base: Tree, fetching: Fetching) {
    this.#base = base
    this.#tree = base
    this.#fetching = fetching
  }

  /** The tree with all fetched sources. */
  get tree(): Tree {
    return this.#tree
  }

  /** Returns the path of what a reference refers to; undefined if it is not fetched yet. */
  pathOf(from: Reference): string | undefined {
    return this.#paths.get(keyOf(from))
  }

  /**
   * Fetches all requested sources.
   *
   * @throws FairleadError the error of the fetch, with the location of the reference
   */
  async add(wanted: readonly Wanted[]): Promise<void> {
    this.#count += wanted.length
    if (this.#count > MAX_REMOTES)
      throw inputError(`there are more than ${MAX_REMOTES} remote sources to render`)
    const paths = await Promise.all(wanted.map((one) => this.#bring(one)))
    for (const [i, path] of paths.entries()) {
      const one = wanted[i]
      if (one) this.#paths.set(keyOf(one.from), path)
    }
    this.#tree = withSubtrees(this.#base, this.#trees)
  }

  /** @returns the path of the fetched source */
  async #bring(wanted: Wanted): Promise<string> {
    const { from } = wanted
    if (wanted.kind === 'chart') {
      const { repository, name, version, path } = wanted
      const found = await at(from, () => this.#fetching.chart(repository, name, version || '*'))
      this.#trees.set(path, found.tree)
      return path
    }
    let failure: unknown
    for (const remote of wanted.remotes) {
      try {
        return await (remote.kind === 'git' ? this.#bringGit(remote, from) : this.#bringFile(remote, from))
      } catch (error) {
        failure ??= error
      }
    }
    throw failure
  }

  async #bringGit(remote: Extract<Remote, { kind: 'git' }>, from: Reference): Promise<string> {
    const { url, revision, path } = remote
    const { tree, commit, ref } = await at(from, () => this.#fetching.git(url, revision || 'HEAD'))
    this.fetched.push({ url, revision, ref })
    const isFixed = /^[0-9a-f]{40}$/.test(revision) || /^v?\d+(\.\d+)+/.test(revision)
    if (!isFixed)
      this.notes.add(
        `${mask(url)} is rendered at ${commit.slice(0, 8)}, the current commit of ${revision || 'its default branch'}: it can change without a change here`,
      )
    const name = url
      .replace(/^[a-z+]+:\/\//i, '')
      .replaceAll(/[^A-Za-z0-9.]+/g, '-')
      .slice(-60)
    const root = `${ROOT}/${name}-${hashOf(`${url} ${commit}`)}`
    this.#trees.set(root, tree)
    return path === '' ? root : posix.join(root, path)
  }

  async #bringFile({ url, isAny }: Extract<Remote, { kind: 'file' }>, from: Reference): Promise<string> {
    const content = await at(from, () => this.#fetching.file(url))
    // Kustomize also reads a web page as YAML, fails, and then looks for a repository.
    if (isAny !== true && Buffer.from(content.subarray(0, 200)).toString().trimStart().startsWith('<'))
      throw inputError(`${mask(url)} is a web page, not a manifest`, { at: from.at })
    this.fetched.push({ url, revision: undefined, ref: undefined })
    if (/\/(main|master|HEAD|latest)\//.test(url))
      this.notes.add(`${mask(url)} is rendered in its current state: it can change without a change here`)
    const name = posix.basename(new URL(url).pathname).replaceAll(/[^A-Za-z0-9._-]/g, '-') || 'file'
    const root = posix.join(from.folder, `${ROOT}-${hashOf(url)}`)
    const file = isAny === true || /\.(ya?ml|json)$/i.test(name) ? name : `${name}.yaml`
    this.#trees.set(root, memoryTree(mask(url), new Map([[file, content]])))
    return posix.join(root, file)
  }
}

/**
 * Returns the key of a reference. It contains the folder, because a file is stored in the folder of its
 * kustomization.
 */
function keyOf({ folder, text }: Reference): string {
  return `${folder}\0${text}`
}

/** Runs a fetch, and adds the location of the reference to its errors. */
async function at<T>({ at: place, text }: Reference, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof FairleadError) || error.faults[0].at) throw error
    const [{ message, ...fault }, ...others] = error.faults
    throw new FairleadError(
      error.kind,
      [
        { message: `${JSON.stringify(mask(text))} cannot be fetched: ${message}`, ...fault, at: place },
        ...others,
      ],
      { cause: error },
    )
  }
}

/** Returns a tree that contains other trees in some of its folders. */
export function withSubtrees(base: Tree, trees: ReadonlyMap<string, Tree>): Tree {
  const inside = new Map(trees)
  const folderOf = (path: string) => [...inside.keys()].find((folder) => isBelow(path, folder))
  return {
    name: base.name,
    ...(base.costly === undefined ? {} : { costly: base.costly }),
    async list() {
      const own = (await base.list()).filter(({ path }) => folderOf(path) === undefined)
      const others = await Promise.all(
        [...inside].map(async ([folder, tree]) =>
          (await tree.list()).map((entry) => ({ ...entry, path: `${folder}/${entry.path}` })),
        ),
      )
      return [...own, ...others.flat()].toSorted((a, b) => (a.path < b.path ? -1 : 1))
    },
    async read(paths) {
      const found = new Map<string, TreeFile>()
      const groups = new Map<string | undefined, string[]>()
      for (const path of paths) groups.set(folderOf(path), [...(groups.get(folderOf(path)) ?? []), path])
      for (const [folder, group] of groups) {
        const tree = folder === undefined ? base : inside.get(folder)
        const cut = folder === undefined ? 0 : folder.length + 1
        const read = await tree?.read(group.map((path) => path.slice(cut)))
        for (const [path, file] of read ?? [])
          found.set(folder === undefined ? path : `${folder}/${path}`, file)
      }
      return found
    },
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
