import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Dependence } from '../../gotemplate/dependence.ts'
import { inputError, remoteError } from '../../errors.ts'
import type { RenderLimits } from './limits.ts'
import { checkStaged } from './staged-paths.ts'
import type { Snapshot, SourceFiles } from './snapshot.ts'

/** The content of a folder in a stage. */
export interface StageContent {
  /** Contents by path. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Links by path, with the paths in the same stage that they point to. */
  readonly links?: ReadonlyMap<string, string>
  /** Whether a template in it may have a different result on each run. */
  readonly generates: boolean
  /** Dependences of its templates on more than their inputs, with the files of its chart that contain them. */
  readonly dependences?: readonly Dependence[]
  /** Whether its templates run texts of values as templates. */
  readonly runsTexts?: boolean
  /** Warnings about files that were left out. */
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
 * Folders that renderers read from, by the hash of their content: many apps use the same chart, and it is written
 * once. Everything that is written to a disk for a renderer goes through here. Only regular files and links to them
 * are written. Their final paths are checked (`checkStaged`), no matter how they were composed.
 */
export class Stage {
  readonly #root: string
  readonly #folders = new Map<string, Promise<StagedFolder>>()

  constructor(root: string) {
    this.#root = root
  }

  /** Returns the folder with this hash; `fill` returns its content if the folder does not exist yet. */
  folder(hash: string, fill: () => Promise<StageContent>): Promise<StagedFolder> {
    let folder = this.#folders.get(hash)
    if (!folder) {
      folder = fill().then((content) => this.#write(hash, content))
      this.#folders.set(hash, folder)
      // Callers that are already waiting get the error; the next call tries again.
      folder.catch(() => this.#folders.delete(hash))
    }
    return folder
  }

  /** Stages one file, under a name that is derived only from its id. */
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
    // Remove the remains of a failed attempt.
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
      // No file is overwritten: a disk that does not distinguish A from a could otherwise contain an unchecked file.
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
 * Reads the files of a stage from their tree, within the size limit.
 *
 * @param isLfsRefused whether a Git LFS pointer is an error; a chart may contain files that nothing reads
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
