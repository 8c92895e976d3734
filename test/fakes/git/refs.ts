/** The refs on disk: read after a push, written in one transaction otherwise. */
import { git } from './process.ts'

export interface RefChange {
  readonly name: string
  /** No object id deletes the ref. */
  readonly to: string | undefined
}

export async function readRefs(directory: string): Promise<Map<string, string>> {
  const listing = await git(directory, ['for-each-ref', '--format=%(refname) %(objectname)'])
  const lines = listing
    .toString()
    .split('\n')
    .filter((line) => line !== '')
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(-40)]))
}

export async function writeRefs(directory: string, changes: readonly RefChange[]): Promise<void> {
  const commands = changes.map(({ name, to }) =>
    to === undefined ? `delete ${name}\n` : `update ${name} ${to}\n`,
  )
  await git(directory, ['update-ref', '--stdin'], commands.join(''))
}
