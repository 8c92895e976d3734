import { copyFile, lstat, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keepCopy } from '../../cache/keep-file.ts'
import type { Git } from '../../git/git.ts'

const PACK = /^pack-[0-9a-f]{40,64}\.pack$/

/**
 * What is kept of a repository over runs: its packs, and nothing that says how git has to work or where objects are.
 * git reads each pack anew and computes the ids of its objects, so that no content can stand under the id of another;
 * what else lies in the folder is not looked at.
 */
export class KeptPacks {
  readonly #folder: string | undefined
  readonly #kept = new Set<string>()

  /** @param folder where they are kept; undefined where nothing is */
  constructor(folder: string | undefined) {
    this.#folder = folder
  }

  /** Takes what is kept into an empty repository. What is damaged is left out, and goes. */
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
        // Its server has what it lacks.
        await writeFile(pack.replace(/pack$/, 'promisor'), '')
        this.#kept.add(name)
      } else {
        await rm(pack, { force: true })
        await rm(kept, { force: true }).catch(() => undefined)
      }
    }
  }

  /** Keeps what has been fetched since. */
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
