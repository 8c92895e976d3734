import { posix } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { contained, FairleadError } from '../errors.ts'
import type { Followed } from '../tree/links.ts'
import { followLinks } from '../tree/links.ts'
import type { Listing } from '../tree/tree.ts'
import { isLfsPointer, lfsError } from '../tree/lfs.ts'
import { listingOf } from '../tree/listing.ts'
import type { Tree, TreeEntry, TreeFile } from '../tree/tree.ts'
import type { YamlFile } from './nodes.ts'
import { parseYaml } from './parse.ts'
import { decodeText } from './text.ts'

/**
 * A reading is a generator that yields the files that it needs next and goes on when they are there. Many
 * readings run side by side, and each round of their wishes is one batch: that is what keeps the requests to
 * a forge's API few.
 */
export type Reading<T> = Generator<readonly string[], T, void>

/** Another revision, and the paths that differ from it. */
export interface KnownFiles {
  readonly files: Files
  readonly changed: ReadonlySet<string>
}

/** The files of a tree, read in batches and parsed once. */
export class Files {
  /** Whether reading costs requests. */
  readonly costly: boolean
  readonly #tree: Tree
  readonly #listing: Listing
  /** The texts of all links. */
  readonly #links: ReadonlyMap<string, string>
  readonly #followed = new Map<string, Followed>()
  readonly #texts = new Map<string, string | FairleadError>()
  readonly #parsed = new Map<string, YamlFile | FairleadError>()

  readonly #known: KnownFiles | undefined
  #submodules: readonly string[] | undefined
  /** What is about to be read: what many ask for at the same time is one request. */
  #batch: { readonly paths: Set<string>; readonly done: Promise<void> } | undefined

  private constructor(tree: Tree, listing: Listing, links: ReadonlyMap<string, string>, known?: KnownFiles) {
    this.#tree = tree
    this.#listing = listing
    this.#links = links
    this.#known = known
    this.costly = tree.costly === true
  }

  /** @param known the files of another revision, so that what is the same in both is read and parsed once */
  static async open(tree: Tree, known?: KnownFiles): Promise<Files> {
    const listing = await listingOf(tree)
    return new Files(tree, listing, await readLinks(tree, listing, known), known)
  }

  /** All of them, links and submodules too. */
  get entries(): readonly TreeEntry[] {
    return this.#listing.all()
  }

  /** Whether the tree has symbolic links. They are followed inside of the tree: a path through one is as good as any. */
  get hasLinks(): boolean {
    return this.#links.size > 0
  }

  /** The path without any link in it, which need not be there; undefined where a link leads out of the tree. */
  real(path: string): string | undefined {
    if (this.#links.size === 0) return path
    const followed = this.follow(path)
    return followed.kind === 'inside' ? followed.path : undefined
  }

  /** What a path means, with the links on the way. */
  follow(path: string): Followed {
    let followed = this.#followed.get(path)
    if (!followed) {
      followed = followLinks(this.#links, path)
      this.#followed.set(path, followed)
    }
    return followed
  }

  /** Where a link leads, in its own words. */
  textOfLink(path: string): string | undefined {
    return this.#links.get(path)
  }

  /** All links at any depth below a real folder. */
  linksBelow(folder: string): string[] {
    return [...this.#links.keys()].filter((link) => folder === '' || link.startsWith(`${folder}/`))
  }

  /** Whether there is a file of this path. */
  has(path: string): boolean {
    const real = this.real(path)
    return real !== undefined && this.#listing.get(real) !== undefined
  }

  /** The submodule that a path is, or is in. */
  submoduleOf(path: string): string | undefined {
    const all = this.#submodulePaths()
    if (all.length === 0) return undefined
    const real = this.real(path) ?? path
    return all.find((submodule) => real === submodule || real.startsWith(`${submodule}/`))
  }

  /** The submodules at any depth below a folder. */
  submodulesBelow(folder: string): string[] {
    const real = this.real(folder) ?? folder
    return this.#submodulePaths().filter((path) => real === '' || path.startsWith(`${real}/`))
  }

  #submodulePaths(): readonly string[] {
    this.#submodules ??= this.#listing.all().flatMap(({ path, mode }) => (mode === '160000' ? [path] : []))
    return this.#submodules
  }

  /** Whether a file was read, so that `text` and `yaml` know it. */
  isLoaded(path: string): boolean {
    return this.#texts.has(this.real(path) ?? path)
  }

  isFolder(path: string): boolean {
    const real = this.real(path)
    return real !== undefined && this.#listing.isFolder(real)
  }

  /** Whether the last part of a path is a link. */
  isLink(path: string): boolean {
    if (this.#links.size === 0) return false
    const folder = this.real(posix.dirname(path))
    return folder !== undefined && this.#links.has(posix.join(folder, posix.basename(path)))
  }

  /** The paths of what is directly in a folder, files and folders. */
  children(folder: string): readonly string[] {
    const real = this.real(folder)
    const children = real === undefined ? [] : this.#listing.children(real)
    return real === folder ? children : children.map((child) => posix.join(folder, posix.basename(child)))
  }

  /** The paths of all folders but the root. */
  folders(): readonly string[] {
    return this.#listing.folders()
  }

  /** The folders whose path ends with these folder names. */
  foldersEnding(path: string): string[] {
    return this.#listing.folders().filter((folder) => folder.endsWith(`/${path}`))
  }

  /** All files at any depth below a folder; folders behind links are not entered. */
  below(folder: string): string[] {
    return this.children(folder).flatMap((child) => {
      if (this.has(child)) return [child]
      return this.isLink(child) ? [] : this.below(child)
    })
  }

  /** Reads files that were not read yet, all in one batch. */
  async load(paths: Iterable<string>): Promise<void> {
    const real = [...paths].flatMap((path) => (this.has(path) ? (this.real(path) ?? []) : []))
    const wanted = [...new Set(real)].filter((path) => !this.#texts.has(path) && !this.#share(path))
    if (wanted.length === 0) return
    this.#batch ??= { paths: new Set(), done: this.#loadBatch() }
    for (const path of wanted) this.#batch.paths.add(path)
    await this.#batch.done
  }

  /** Reads what was asked for until now, by whomever. */
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

  /** Takes a file over from the other revision, if it is loaded there and the same. */
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

  /** The text of a loaded file; undefined where there is none. */
  text(path: string): string | undefined {
    const text = this.#texts.get(this.real(path) ?? path)
    if (text === undefined && this.has(path)) throw new Error(`${path} was not loaded`)
    return typeof text === 'string' ? text : undefined
  }

  /**
   * A loaded file, parsed; undefined where there is none or it is not YAML (`fault` tells why). Its own path is the
   * real one, so that edits go to the file and not to a link.
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

  /** Why a loaded file cannot be read, as a sentence. */
  fault(path: string): { message: string; line: number | undefined } | undefined {
    const real = this.real(path) ?? path
    const fault = [this.#texts.get(real), this.#parsed.get(real)].find((f) => f instanceof FairleadError)
      ?.faults[0]
    return fault && { message: fault.message, line: fault.at?.line }
  }

  /** Runs readings side by side; each round of their wishes is one batch. */
  async run<T>(readings: readonly Reading<T>[]): Promise<T[]> {
    const results: T[] = Array.from({ length: readings.length })
    let active = readings.map((reading, i) => ({ reading, i }))
    while (active.length > 0) {
      const wishes: string[] = []
      active = active.filter(({ reading, i }) => {
        // A reading goes on as long as all that it wants is there already.
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

/** Runs readings side by side inside another one, so that their wishes come in one batch too. */
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

/** The texts of a tree's links; those that are the same in the other revision are known. */
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
