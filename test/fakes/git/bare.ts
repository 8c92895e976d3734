/** Bare repositories as forges store them. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Any commit can be fetched, and pushes are accepted over HTTP: the forge checks permissions, not git. Git does not
 * run maintenance after a push and does not sync to disk, because no repository of a test lives long enough.
 */
const config = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tfsync = none
[uploadpack]
\tallowAnySHA1InWant = true
\tallowFilter = true
[http]
\treceivepack = true
[receive]
\tautogc = false
`

/** Creates the same files as `git init --bare`, without starting a process. */
export async function createBareRepository(directory: string, defaultBranch: string): Promise<void> {
  await mkdir(join(directory, 'objects', 'info'), { recursive: true })
  await mkdir(join(directory, 'objects', 'pack'))
  await mkdir(join(directory, 'refs', 'heads'), { recursive: true })
  await writeFile(join(directory, 'config'), config)
  await writeFile(join(directory, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`)
}
