import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Dependence } from '../../gotemplate/dependence.ts'
import { inputError, remoteError } from '../../errors.ts'
import type { RenderLimits } from './limits.ts'
import { checkStaged } from './staged-paths.ts'
import type { Snapshot, SourceFiles } from './snapshot.ts'

/** What is written to a stage. */
export interface StageContent {
  /** Contents by path. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Paths, and the paths in the same stage that links there lead to. */
  readonly links?: ReadonlyMap<string, string>
  /** Whether a template in it may give something else at each run. */
  readonly generates: boolean
  /** What its templates depend on beside their inputs, by the files of its chart. */
  readonly dependences?: readonly Dependence[]
  /** Whether they run texts of values as templates. */
  readonly runsTexts?: boolean
  /** What was done to it. */
  readonly warnings: readonly string[]
}

export interface StagedFolder {
  readonly path: string
  readonly generates: boolean
  readonly dependences: readonly Dependence[]
  readonly runsTexts: boolean
  readonly warnings: readonly string[]
}

/**
 * Folders that renderers read from, each by the hash of what it holds: many apps use one chart, and it is
 * written once. All that is put on a disk for a renderer goes through here. Only regular files are written, and
 * links to them; their paths are checked when they are final (`checkStaged`), however they were composed.
 */
export class Stage {
  readonly #root: string
  readonly #folders = new Map<string, Promise<StagedFolder>>()

  constructor(root: string) {
    this.#root = root
  }

  /** The folder with this hash; `fill` gives what it holds where it is not there yet. */
  folder(hash: string, fill: () => Promise<StageContent>): Promise<StagedFolder> {
    let folder = this.#folders.get(hash)
    if (!folder) {
      folder = fill().then((content) => this.#write(hash, content))
      this.#folders.set(hash, folder)
      // A failure belongs to those who wait for it; the next one tries again.
      folder.catch(() => this.#folders.delete(hash))
    }
    return folder
  }

  /** One file, under a name that is made of its id alone. */
  async file(id: string, content: () => Promise<Uint8Array>): Promise<string> {
    const { path } = await this.folder(`file-${id}`, async () => ({
      files: new Map([['content.yaml', await content()]]),
      generates: false,
      warnings: [],
    }))
    return join(path, 'content.yaml')
  }

  #write(
    hash: string,
    { files, links, generates, dependences = [], runsTexts = false, warnings }: StageContent,
  ): StagedFolder {
    const root = join(this.#root, hash)
    checkStaged([hash], 'the stage')
    for (const target of links?.values() ?? [])
      if (target !== '') checkStaged([target], 'the links to render from')
    checkStaged([...files.keys(), ...(links?.keys() ?? [])], 'the files to render from')
    // What a failed attempt left is in the way.
    rmSync(root, { recursive: true, force: true })
    const folders = new Set<string>()
    const place = (path: string): string => {
      const file = join(root, path)
      const folder = dirname(file)
      if (!folders.has(folder)) {
        mkdirSync(folder, { recursive: true })
        folders.add(folder)
      }
      return file
    }
    mkdirSync(root, { recursive: true })
    try {
      // Nothing is written twice: a disk that takes A for a could otherwise hold what was not looked at.
      for (const [path, content] of files) writeFileSync(place(path), content, { flag: 'wx' })
      for (const [path, target] of links ?? []) {
        const link = place(path)
        symlinkSync(relative(dirname(link), join(root, target)) || '.', link)
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR')
        throw inputError('two of the files to render from have the same name on this disk', {
          hint: 'Their names differ in case only, or one is a folder where the other is a file.',
        })
      throw remoteError(`cannot write to ${this.#root}: ${(error as Error).message}`, { cause: error })
    }
    return { path: root, generates, dependences, runsTexts, warnings }
  }
}

/**
 * Reads the files of a stage from their tree, within the limit of size.
 *
 * @param isLfsRefused whether a pointer of Git LFS is an error; a chart holds files that nothing reads
 */
export async function readFiles(
  snapshot: Snapshot,
  files: SourceFiles,
  limits: RenderLimits,
  isLfsRefused = true,
): Promise<Map<string, Uint8Array>> {
  const paths = new Set([...files.values()].map(({ path }) => path))
  const contents = await (isLfsRefused ? snapshot.read(paths) : snapshot.readAny(paths))
  const result = new Map<string, Uint8Array>()
  let size = 0
  for (const [staged, { path }] of files) {
    const content = contents.get(path) ?? new Uint8Array()
    size += content.length
    if (size > limits.size * 1024 * 1024)
      throw inputError(`the files to render from are larger than ${limits.size} MiB`, {
        at: { file: path },
        hint: 'Move files that do not belong to the chart out of its folder.',
      })
    result.set(staged, content)
  }
  return result
}
