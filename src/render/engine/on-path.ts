import { access, constants, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Environment } from '../../git/environment.ts'

/** Returns the first program of this name on PATH; undefined if there is none. */
export async function onPath(name: string, environment: Environment): Promise<string | undefined> {
  const windows = process.platform === 'win32'
  const path = environment['PATH'] ?? environment['Path'] ?? ''
  // A relative folder is inside the checkout, where a change may have added any program.
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
