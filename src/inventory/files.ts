import { posix } from 'node:path'
import { FairleadError } from '../errors.ts'
import type { Tree, TreeEntry } from '../tree/tree.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { parseYaml } from '../yaml/parse.ts'
import { decodeText } from '../yaml/text.ts'

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
  readonly entries: readonly TreeEntry[]
  /** Whether reading costs requests. */
  readonly costly: boolean
  readonly #tree: Tree
  readonly #paths: ReadonlyMap<string, TreeEntry>
  readonly #folders = new Map<string, string[]>()
  readonly #texts = new Map<string, string | FairleadError>()
  readonly #parsed = new Map<string, YamlFile | FairleadError>()

  readonly #known: KnownFiles | undefined

  private constructor(tree: Tree, entries: readonly TreeEntry[], known?: KnownFiles) {
    this.#tree = tree
    this.#known = known
    this.entries = entries
    this.costly = tree.costly === true
    this.#paths = new Map(entries.map((entry) => [entry.path, entry]))
    for (const { path } of entries) {
      let child = path
      for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
        const known = this.#folders.get(folder)
        if (known) {
          known.push(child)
          break
        }
        this.#folders.set(folder, [child])
        if (folder === '.') break
        child = folder
      }
    }
  }

  /** @param known the files of another revision, so that what is the same in both is read and parsed once */
  static async open(tree: Tree, known?: KnownFiles): Promise<Files> {
    return new Files(tree, await tree.list(), known)
  }

  /** Whether there is a file (or a link) of this path. */
  has(path: string): boolean {
    return this.#paths.has(path)
  }

  /** Whether a file was read, so that `text` and `yaml` know it. */
  isLoaded(path: string): boolean {
    return this.#texts.has(path)
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path === '' ? '.' : path)
  }

  /** The paths of what is directly in a folder, files and folders. */
  children(folder: string): readonly string[] {
    return this.#folders.get(folder === '' ? '.' : folder) ?? []
  }

  /** The paths of all folders but the root. */
  folders(): string[] {
    return [...this.#folders.keys()].filter((folder) => folder !== '.')
  }

  /** The folders whose path ends with these folder names. */
  foldersEnding(path: string): string[] {
    return [...this.#folders.keys()].filter((folder) => folder.endsWith(`/${path}`))
  }

  /** All files at any depth below a folder. */
  below(folder: string): string[] {
    return this.children(folder).flatMap((child) => (this.has(child) ? [child] : this.below(child)))
  }

  /** Reads files that were not read yet, all in one batch; links are followed inside the tree. */
  async load(paths: Iterable<string>): Promise<void> {
    let wanted = [...new Set(paths)].filter(
      (path) => this.has(path) && !this.#texts.has(path) && !this.#share(path),
    )
    const aliases: [link: string, target: string][] = []
    while (wanted.length > 0) {
      const contents = await this.#tree.read(wanted)
      const next: string[] = []
      for (const path of wanted) {
        const file = contents.get(path)
        if (!file) {
          this.#texts.set(path, missing(path))
        } else if (file.mode === '120000') {
          const target = posix.normalize(
            posix.join(posix.dirname(path), new TextDecoder().decode(file.content)),
          )
          if (aliases.length < 1000 && this.has(target)) {
            aliases.push([path, target])
            if (!this.#texts.has(target)) next.push(target)
          } else this.#texts.set(path, missing(path))
        } else
          this.#texts.set(
            path,
            attempt(() => decodeText(file.content, path)),
          )
      }
      wanted = [...new Set(next)].filter((path) => !aliases.some(([link]) => link === path))
    }
    for (const [link, target] of aliases.toReversed())
      this.#texts.set(link, this.#texts.get(target) ?? missing(link))
  }

  /** Takes a file over from the other revision, if it is loaded there and the same. A link may lead to another file. */
  #share(path: string): boolean {
    if (!this.#known) return false
    const { files, changed } = this.#known
    const text = files.#texts.get(path)
    if (text === undefined || changed.has(path) || this.#paths.get(path)?.mode === '120000') return false
    this.#texts.set(path, text)
    const parsed = files.#parsed.get(path)
    if (parsed) this.#parsed.set(path, parsed)
    return true
  }

  /** The text of a loaded file; undefined where there is none. */
  text(path: string): string | undefined {
    const text = this.#texts.get(path)
    if (text === undefined && this.has(path)) throw new Error(`${path} was not loaded`)
    return typeof text === 'string' ? text : undefined
  }

  /** A loaded file, parsed; undefined where there is none or it is not YAML (`fault` tells why). */
  yaml(path: string): YamlFile | undefined {
    let parsed = this.#parsed.get(path)
    if (!parsed) {
      const text = this.text(path)
      if (text === undefined) return undefined
      parsed = attempt(() => parseYaml(text, path))
      this.#parsed.set(path, parsed)
    }
    return parsed instanceof FairleadError ? undefined : parsed
  }

  /** Why a loaded file cannot be read, as a sentence. */
  fault(path: string): { message: string; line: number | undefined } | undefined {
    const fault = [this.#texts.get(path), this.#parsed.get(path)].find((f) => f instanceof FairleadError)
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
          const lacking = step.value.filter((path) => this.has(path) && !this.#texts.has(path))
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

/** Joins a folder and a path as a source names it; undefined where the result leaves the repo. */
export function joinPath(folder: string, path: string): string | undefined {
  const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, '')
  if (joined === '..' || joined.startsWith('../') || joined.startsWith('/')) return undefined
  return joined === '.' ? '' : joined
}

function attempt<T>(step: () => T): T | FairleadError {
  try {
    return step()
  } catch (error) {
    if (error instanceof FairleadError) return error
    throw error
  }
}

function missing(path: string): FairleadError {
  return new FairleadError('input', [{ message: 'the file cannot be read', at: { file: path } }])
}
