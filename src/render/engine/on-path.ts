import { access, constants, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Environment } from '../../git/environment.ts'

/** The first program of this name on PATH; undefined where there is none. */
export async function onPath(name: string, environment: Environment): Promise<string | undefined> {
  const windows = process.platform === 'win32'
  const path = environment['PATH'] ?? environment['Path'] ?? ''
  // A folder that is relative is one of the checkout, in which a change may have put anything.
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const file = join(folder, windows ? `${name}.exe` : name)
    try {
      await access(file, constants.X_OK)
      if ((await stat(file)).isFile()) return file
    } catch {
      // Not in this folder.
    }
  }
  return undefined
}
