import { remoteError } from '../../errors.ts'
import { blobId } from '../../tree/blob-id.ts'
import type { FileMode, TreeFile } from '../../tree/tree.ts'
import { inParallel as workInParallel } from '../parallel.ts'
import type { FileNode } from './nodes.ts'
import type { Repository } from './repository.ts'

/** The fields that are requested of each file; they go below `Commit.file(path:)`. */
export const fileFields = 'mode type object { ... on Blob { oid text isTruncated } }'

/**
 * Returns the files of a GraphQL response. A text is used only if it matches the blob's id: GitHub returns no text
 * for binary files, truncates long files, and converts content that is not UTF-8. Those blobs are read again.
 *
 * @returns undefined for each path that is not a file
 */
export async function filesOf(
  repository: Repository,
  nodes: ReadonlyMap<string, FileNode>,
): Promise<Map<string, TreeFile | undefined>> {
  const files = await inParallel([...nodes], async ([path, node]) => {
    const mode = node === null ? undefined : fileMode(node.mode)
    const { oid, text, isTruncated } = node?.object ?? {}
    if (mode === undefined || mode === '160000' || oid === undefined) return [path, undefined] as const
    const content = typeof text === 'string' && isTruncated !== true ? Buffer.from(text) : undefined
    const isWhole = content !== undefined && blobId(content) === oid
    return [path, { mode, content: isWhole ? content : await readBlob(repository, oid, path) }] as const
  })
  return new Map(files)
}

async function readBlob(repository: Repository, oid: string, path: string): Promise<Uint8Array> {
  const { data } = await repository.client.rest.git.getBlob({ ...repository.at, file_sha: oid })
  const content = Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8')
  if (blobId(content) === oid) return content
  throw remoteError(`the content that GitHub returned for ${path} does not match its blob ${oid}`, {
    hint: 'Try again.',
  })
}

const modes: Readonly<Record<number, FileMode>> = {
  0o100644: '100644',
  // The mode of old commits; git reads it as the one above.
  0o100664: '100644',
  0o100755: '100755',
  0o120000: '120000',
  0o160000: '160000',
}

/** Returns the mode of a file, or undefined for a folder. */
export function fileMode(mode: number): FileMode | undefined {
  return modes[mode]
}

/** Works on all items, at most four at the same time, because GitHub recommends few concurrent requests. */
export const inParallel = <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> =>
  workInParallel(items, 4, work)
