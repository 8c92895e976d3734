import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { wayFrom } from './outputs.ts'
import type { Workspace } from './outputs.ts'
import { statusOf } from './way.ts'

/** The content of a file, or the reason why it cannot be read, as the end of a sentence. */
export type FileRead = { readonly path: string; readonly content: Buffer } | { readonly fault: string }

/**
 * Reads a file that an input names. In a checkout no link is followed: a change may have added it, and the content of
 * its target would be shown as part of the change.
 *
 * @param limit in bytes
 */
export async function readNamed(name: string, limit: number, workspace: Workspace): Promise<FileRead> {
  const { folder, rest, obstacle } = wayFrom(dirname(name), workspace)
  const path = join(folder, ...rest, basename(name))
  if (obstacle) return { fault: `${obstacle.path} is ${obstacle.what}` }
  const status = statusOf(path)
  if (!status) return { fault: 'it does not exist' }
  if (status.isSymbolicLink()) return { fault: 'it is a link, and links in a checkout are not followed' }
  if (!status.isFile()) return { fault: 'it is not a file' }
  if (status.size > limit) return { fault: `it has ${status.size} bytes; the maximum is ${limit}` }
  try {
    return { path, content: await readFile(path) }
  } catch (error) {
    return { fault: (error as Error).message }
  }
}
