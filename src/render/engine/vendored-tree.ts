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
import { isBelow } from './snapshot.ts'

/** A text of a kustomization, and where it stands. */
export interface Reference {
  readonly text: string
  readonly at: Location
  /** The real folder of the kustomization. */
  readonly folder: string
  /** Whether it may be a value that is written in the wrong field, so that no message shows it. */
  readonly isSecret?: boolean
}

/** Brings what is not in the repository, within the limits that hold for all of it. */
export type Fetching = Pick<RemoteSources, 'git' | 'chart' | 'file'>

/** Something that a kustomization needs, and that is not in the tree yet. */
export type Wanted =
  | {
      readonly kind: 'remote'
      readonly from: Reference
      /** What it may mean, in the order in which it is tried. */
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

/** Where repositories are put, beside the files of the job's own. */
const ROOT = '.fairlead-remote'

/** How many remote things one app may need. */
const MAX_REMOTES = 100

/** The root of the repository from elsewhere that a path is in; undefined for the job's own. */
export function vendoredRoot(path: string): string | undefined {
  const [root, name] = path.split('/')
  return root === ROOT && name !== undefined ? `${root}/${name}` : undefined
}

/**
 * A tree with others put into it, so that kustomize itself never asks the network: repositories in folders of their
 * own, charts and files where they are looked for.
 */
export class VendoredTree {
  /** What a reviewer should know of what was brought. */
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

  /** The tree with all that was brought. */
  get tree(): Tree {
    return this.#tree
  }

  /** Where what a reference means was put; undefined where it was not brought yet. */
  pathOf(from: Reference): string | undefined {
    return this.#paths.get(keyOf(from))
  }

  /**
   * Brings all that is wanted.
   *
   * @throws FairleadError as it was thrown where it was fetched, with the place that names it
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

  /** @returns where it is now */
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
    // Kustomize reads a page of the web as YAML, too, fails, and looks for a repository.
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

/** A file is put into the folder of its kustomization, so that it is another one in each. */
function keyOf({ folder, text }: Reference): string {
  return `${folder}\0${text}`
}

/** Names the place of a reference in the errors of its fetching. */
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

/** A tree with others in some of its folders. */
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
