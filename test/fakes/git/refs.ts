/** The refs on disk: read after a push, otherwise written in one transaction. */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

import { git } from './process.ts'

export interface RefChange {
  readonly name: string
  /** Undefined deletes the ref. */
  readonly to: string | undefined
}

/**
 * Returns the refs that `git for-each-ref` prints, without starting a process: the files below `refs`, which take
 * precedence over packed refs.
 *
 * Source: gitrepository-layout(5), git-pack-refs(1)
 */
export async function readRefs(directory: string): Promise<Map<string, string>> {
  const packed = await readFile(join(directory, 'packed-refs'), 'utf8').catch(() => '')
  const refs = new Map<string, string>()
  for (const [, oid = '', name = ''] of packed.matchAll(/^([0-9a-f]{40}) (\S.*)$/gm)) refs.set(name, oid)
  const below = await readdir(join(directory, 'refs'), { recursive: true, withFileTypes: true })
  for (const file of below) {
    if (!file.isFile() || file.name.endsWith('.lock')) continue
    const path = join(file.parentPath, file.name)
    refs.set(relative(directory, path), (await readFile(path, 'utf8')).trim())
  }
  return new Map([...refs].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

export async function writeRefs(directory: string, changes: readonly RefChange[]): Promise<void> {
  const commands = changes.map(({ name, to }) =>
    to === undefined ? `delete ${name}\n` : `update ${name} ${to}\n`,
  )
  await git(directory, ['update-ref', '--stdin'], commands.join(''))
}
