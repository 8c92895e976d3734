import { posix } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { contained, FairleadError } from '../errors.ts'
import type { Followed } from '../tree/links.ts'
import { followLinks } from '../tree/links.ts'
import type { Listing, Tree, TreeEntry, TreeFile } from '../tree/tree.ts'
import { isLfsPointer, lfsError } from '../tree/lfs.ts'
import { listingOf } from '../tree/listing.ts'
import type { YamlFile } from './nodes.ts'
import { parseYaml } from './parse.ts'
import { decodeText } from './text.ts'

/**
 * A generator that yields the files that it needs next and continues when they are loaded. Many readings run side by
 * side, and the files that they need in each round are read in one batch, which reduces the requests to a forge's
 * API.
 */
export type Reading<T> = Generator<readonly string[], T, void>

/** Another revision, and the paths that differ from it. */
export interface KnownFiles {
  readonly files: Files
  readonly changed: ReadonlySet<string>
}

/** The files of a tree, read in batches and parsed once. */
export class Files {
  /** Whether reading needs requests. */
  readonly costly: boolean
  readonly #tree: Tree
  readonly #listing: Listing
  /** The target texts of all links. */
  readonly #links: ReadonlyMap<string, string>
  readonly #followed = new Map<string, Followed>()
  readonly #texts = new Map<string, string | FairleadError>()
  readonly #parsed = new Map<string, YamlFile | FairleadError>()

  readonly #known: KnownFiles | undefined
  #submodules: readonly string[] | undefined
  /** The files to read next. Concurrent loads share one request. */
  #batch: { readonly paths: Set<string>; readonly done: Promise<void> } | undefined

  private constructor(tree: Tree, listing: Listing, links: ReadonlyMap<string, string>, known?: KnownFiles) {
    this.#tree = tree
    this.#listing = listing
    this.#links = links
    this.#known = known
    this.costly = tree.costly === true
  }

  /**
   * @param known the files of another revision, so that files that are the same in both are read and parsed only once
   */
  static async open(tree: Tree, known?: KnownFiles): Promise<Files> {
    const listing = await listingOf(tree)
    return new Files(tree, listing, await readLinks(tree, listing, known), known)
  }

  /** All entries, including links and submodules. */
  get entries(): readonly TreeEntry[] {
    return this.#listing.all()
  }

  /** Whether the tree has symbolic links. They are followed inside the tree: a path through a link is valid. */
  get hasLinks(): boolean {
    return this.#links.size > 0
  }

  /** Resolves all links in a path, which need not exist; undefined if a link leads out of the tree. */
  real(path: string): string | undefined {
    if (this.#links.size === 0) return path
    const followed = this.follow(path)
    return followed.kind === 'inside' ? followed.path : undefined
  }

  /** Resolves a path, with the links that it passes through. */
  follow(path: string): Followed {
    let followed = this.#followed.get(path)
    if (!followed) {
      followed = followLinks(this.#links, path)
      this.#followed.set(path, followed)
    }
    return followed
  }

  /** Returns the target of a link as it is written. */
  textOfLink(path: string): string | undefined {
    return this.#links.get(path)
  }

  /** Returns all links at any depth below a real folder. */
  linksBelow(folder: string): string[] {
    return [...this.#links.keys()].filter((link) => folder === '' || link.startsWith(`${folder}/`))
  }

  /** Reports whether a file exists at this path. */
  has(path: string): boolean {
    const real = this.real(path)
    return real !== undefined && this.#listing.get(real) !== undefined
  }

  /** Returns the submodule that a path is, or is in. */
  submoduleOf(path: string): string | undefined {
    const all = this.#submodulePaths()
    if (all.length === 0) return undefined
    const real = this.real(path) ?? path
    return all.find((submodule) => real === submodule || real.startsWith(`${submodule}/`))
  }

  /** Returns the submodules at any depth below a folder. */
  submodulesBelow(folder: string): string[] {
    const real = this.real(folder) ?? folder
    return this.#submodulePaths().filter((path) => real === '' || path.startsWith(`${real}/`))
  }

  #submodulePaths(): readonly string[] {
    this.#submodules ??= this.#listing.all().flatMap(({ path, mode }) => (mode === '160000' ? [path] : []))
    return this.#submodules
  }

  /** Reports whether a file was loaded, so that `text` and `yaml` can return it. */
  isLoaded(path: string): boolean {
    return this.#texts.has(this.real(path) ?? path)
  }

  isFolder(path: string): boolean {
    const real = this.real(path)
    return real !== undefined && this.#listing.isFolder(real)
  }

  /** Reports whether the last part of a path is a link. */
  isLink(path: string): boolean {
    if (this.#links.size === 0) return false
    const folder = this.real(posix.dirname(path))
    return folder !== undefined && this.#links.has(posix.join(folder, posix.basename(path)))
  }

  /** Returns the paths of the files and folders directly in a folder. */
  children(folder: string): readonly string[] {
    const real = this.real(folder)
    const children = real === undefined ? [] : this.#listing.children(real)
    return real === folder ? children : children.map((child) => posix.join(folder, posix.basename(child)))
  }

  /** Returns the paths of all folders except the root. */
  folders(): readonly string[] {
    return this.#listing.folders()
  }

  /** Returns the folders whose path ends with these folder names. */
  foldersEnding(path: string): string[] {
    return this.#listing.folders().filter((folder) => folder.endsWith(`/${path}`))
  }

  /** Returns all files at any depth below a folder. Folders behind links are not entered. */
  below(folder: string): string[] {
    return this.children(folder).flatMap((child) => {
      if (this.has(child)) return [child]
      return this.isLink(child) ? [] : this.below(child)
    })
  }

  /** Loads files that are not loaded yet, all in one batch. */
  async load(paths: Iterable<string>): Promise<void> {
    const real = [...paths].flatMap((path) => (this.has(path) ? (this.real(path) ?? []) : []))
    const wanted = [...new Set(real)].filter((path) => !this.#texts.has(path) && !this.#share(path))
    if (wanted.length === 0) return
    this.#batch ??= { paths: new Set(), done: this.#loadBatch() }
    for (const path of wanted) this.#batch.paths.add(path)
    await this.#batch.done
  }

  /** Reads all files requested so far, by any caller. */
  async #loadBatch(): Promise<void> {
    await setImmediate()
    const wanted = [...(this.#batch?.paths ?? [])]
    this.#batch = undefined
    const atOnce = this.#tree.atOnce ?? wanted.length
    for (let start = 0; start < wanted.length; start += atOnce) {
      const part = wanted.slice(start, start + atOnce)
      const contents = await this.#tree.read(part)
      for (const path of part) {
        const file = contents.get(path)
        this.#texts.set(path, file ? attempt(() => textOf(file, path)) : missing(path))
      }
    }
  }

  /** Takes over a file from the other revision, if it is loaded there and unchanged. */
  #share(path: string): boolean {
    if (!this.#known) return false
    const { files, changed } = this.#known
    const text = files.#texts.get(path)
    if (text === undefined || changed.has(path)) return false
    this.#texts.set(path, text)
    const parsed = files.#parsed.get(path)
    if (parsed) this.#parsed.set(path, parsed)
    return true
  }

  /** Returns the text of a loaded file; undefined if there is none. */
  text(path: string): string | undefined {
    const text = this.#texts.get(this.real(path) ?? path)
    if (text === undefined && this.has(path)) throw new Error(`${path} was not loaded`)
    return typeof text === 'string' ? text : undefined
  }

  /**
   * Returns a loaded file, parsed; undefined if there is none or it is not YAML (`fault` returns the reason). Its
   * path is the real one, so that edits are made to the file and not to a link.
   */
  yaml(path: string): YamlFile | undefined {
    const real = this.real(path) ?? path
    let parsed = this.#parsed.get(real)
    if (!parsed) {
      const text = this.text(path)
      if (text === undefined) return undefined
      parsed = attempt(() => parseYaml(text, real))
      this.#parsed.set(real, parsed)
    }
    return parsed instanceof FairleadError ? undefined : parsed
  }

  /** Returns why a loaded file cannot be read, as a sentence. */
  fault(path: string): { message: string; line: number | undefined } | undefined {
    const real = this.real(path) ?? path
    const fault = [this.#texts.get(real), this.#parsed.get(real)].find((f) => f instanceof FairleadError)
      ?.faults[0]
    return fault && { message: fault.message, line: fault.at?.line }
  }

  /** Runs readings side by side. The files that they need in each round are read in one batch. */
  async run<T>(readings: readonly Reading<T>[]): Promise<T[]> {
    const results: T[] = Array.from({ length: readings.length })
    let active = readings.map((reading, i) => ({ reading, i }))
    while (active.length > 0) {
      const wishes: string[] = []
      active = active.filter(({ reading, i }) => {
        // A reading continues as long as all the files that it needs are loaded.
        for (;;) {
          const step = reading.next()
          if (step.done) {
            results[i] = step.value
            return false
          }
          const lacking = step.value.filter((path) => !this.isLoaded(path) && this.has(path))
          if (lacking.length > 0) {
            for (const path of lacking) wishes.push(path)
            return true
          }
        }
      })
      await this.load(wishes)
    }
    return results
  }
}

/** Runs readings side by side inside another one, so that their files are also read in one batch. */
export function* sideBySide<T>(readings: readonly Reading<T>[]): Reading<T[]> {
  const results: T[] = Array.from({ length: readings.length })
  let active = readings.map((reading, i) => ({ reading, i }))
  while (active.length > 0) {
    const wishes: string[] = []
    active = active.filter(({ reading, i }) => {
      const step = reading.next()
      if (step.done) results[i] = step.value
      else for (const path of step.value) wishes.push(path)
      return !step.done
    })
    if (wishes.length > 0) yield wishes
  }
  return results
}

/** Returns the target texts of a tree's links. Those that are unchanged are taken from the other revision. */
async function readLinks(
  tree: Tree,
  listing: Listing,
  known: KnownFiles | undefined,
): Promise<Map<string, string>> {
  const links = new Map<string, string>()
  const unknown: string[] = []
  for (const { path } of listing.links()) {
    const text = known?.changed.has(path) ? undefined : known?.files.textOfLink(path)
    if (text === undefined) unknown.push(path)
    else links.set(path, text)
  }
  if (unknown.length === 0) return links
  for (const [path, { content, mode }] of await tree.read(unknown))
    if (mode === '120000') links.set(path, new TextDecoder().decode(content))
  return links
}

function textOf({ content, mode }: TreeFile, path: string): string {
  if (mode !== '120000' && isLfsPointer(content)) throw lfsError({ file: path })
  return decodeText(content, path)
}

function attempt<T>(step: () => T): T | FairleadError {
  try {
    return step()
  } catch (error) {
    return contained(error)
  }
}

function missing(path: string): FairleadError {
  return new FairleadError('input', [{ message: 'the file cannot be read', at: { file: path } }])
}
