import { copyFile, lstat, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keepCopy } from '../../cache/keep-file.ts'
import type { Git } from '../../git/git.ts'

const PACK = /^pack-[0-9a-f]{40,64}\.pack$/

/**
 * The packs of a repository that are kept between runs, without any settings of git and without the locations of
 * objects. Git reads each pack again and computes the ids of its objects, so that no content can have the id of
 * another. Other files in the folder are ignored.
 */
export class KeptPacks {
  readonly #folder: string | undefined
  readonly #kept = new Set<string>()

  /** @param folder the folder of the packs; undefined if nothing is kept */
  constructor(folder: string | undefined) {
    this.#folder = folder
  }

  /** Copies the kept packs into an empty repository. Damaged packs are left out and removed. */
  async restore(git: Git): Promise<void> {
    const folder = this.#folder
    if (folder === undefined) return
    for (const name of await packsIn(folder)) {
      const kept = join(folder, name)
      const pack = join(packFolder(git), name)
      if ((await lstat(kept).catch(() => undefined))?.isFile() !== true) continue
      const isCopied = await copyFile(kept, pack).then(
        () => true,
        () => false,
      )
      if (isCopied && (await git.attempt(['index-pack', pack])).ok) {
        // The server has the objects that are missing in the pack.
        await writeFile(pack.replace(/pack$/, 'promisor'), '')
        this.#kept.add(name)
      } else {
        await rm(pack, { force: true })
        await rm(kept, { force: true }).catch(() => undefined)
      }
    }
  }

  /** Stores the packs that were fetched since. */
  async keep(git: Git): Promise<void> {
    if (this.#folder === undefined) return
    for (const name of await packsIn(packFolder(git)))
      if (!this.#kept.has(name)) {
        this.#kept.add(name)
        await keepCopy(join(this.#folder, name), join(packFolder(git), name))
      }
  }
}

function packFolder({ directory }: Git): string {
  return join(directory, 'objects', 'pack')
}

async function packsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => PACK.test(name))
}
