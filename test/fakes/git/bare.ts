/** Bare repositories as forges keep them. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Any commit can be fetched, and pushes come in over HTTP: who may is a matter of the forge, not of git. Nothing is
 * tidied up behind a push or forced to the disk: no repository of a test lives that long.
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

/** What `git init --bare` makes, without a process for it. */
export async function createBareRepository(directory: string, defaultBranch: string): Promise<void> {
  await mkdir(join(directory, 'objects', 'info'), { recursive: true })
  await mkdir(join(directory, 'objects', 'pack'))
  await mkdir(join(directory, 'refs', 'heads'), { recursive: true })
  await writeFile(join(directory, 'config'), config)
  await writeFile(join(directory, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`)
}
