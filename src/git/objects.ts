import type { Setting } from './environment.ts'
import type { Git } from './git.ts'
import type { Asked } from './object-process.ts'

/**
 * Reads blobs, all with one query.
 *
 * @returns the contents by object id; ids that are missing or not blobs are left out
 */
export async function readBlobs(git: Git, ids: Iterable<string>): Promise<Map<string, Buffer>> {
  const wanted = [...new Set(ids)]
  const blobs = new Map<string, Buffer>()
  if (wanted.length === 0) return blobs
  const output = await askFor(git, 'contents', wanted)
  let position = 0
  for (const id of wanted) {
    const start = output.indexOf(10, position) + 1
    // `<id> blob 123`, or `<id> missing`
    const [, type, size] = output.toString('latin1', position, start - 1).split(' ')
    const end = start + Number(size ?? 0)
    if (type === 'blob') blobs.set(id, output.subarray(start, end))
    position = size === undefined ? start : end + 1
  }
  return blobs
}

/** Returns the ids of the objects that are missing here. */
export async function absentObjects(git: Git, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const listed = await askFor(git, 'info', ids)
  return listed
    .toString()
    .split('\n')
    .flatMap((line) => (line.endsWith(' missing') ? [line.slice(0, -' missing'.length)] : []))
}

async function askFor(git: Git, asked: Asked, names: readonly string[]): Promise<Buffer> {
  const told = await git.objects(asked, names)
  if ('failed' in told) throw git.explain(['cat-file'], told.failed)
  return told.output
}

/** Fetches objects by their ids from the remote of a partial clone, all in one request. */
export async function fetchBlobs(git: Git, remote: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await git.run(['fetch', ...quietFetch, '--filter=blob:none', '--stdin', remote], {
    input: `${ids.join('\n')}\n`,
    // Without the no-op negotiation, the server leaves out objects that the commits in this clone imply.
    settings: [...promisorSettings(remote), ['fetch.negotiationAlgorithm', 'noop']],
  })
}

/**
 * Returns the settings that make a remote the source of missing objects. Without them, a missing object is an error.
 */
export function promisorSettings(remote: string): Setting[] {
  return [
    [`remote.${remote}.promisor`, 'true'],
    [`remote.${remote}.partialclonefilter`, 'blob:none'],
  ]
}

/** The options of a fetch that brings objects and changes nothing else. */
export const quietFetch = [
  '--no-tags',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--no-progress',
] as const
