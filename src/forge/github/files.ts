import { remoteError } from '../../errors.ts'
import { blobId } from '../../tree/blob-id.ts'
import type { FileMode, TreeFile } from '../../tree/tree.ts'
import { inParallel as workInParallel } from '../parallel.ts'
import type { FileNode } from './nodes.ts'
import type { Repository } from './repository.ts'

/** What is asked of each file; it goes below `Commit.file(path:)`. */
export const fileFields = 'mode type object { ... on Blob { oid text isTruncated } }'

/**
 * The files of a GraphQL answer. A text is taken as it is only where it has the blob's id: GitHub gives none for
 * binary files, cuts long ones, and turns what is not UTF-8 into something that is. Those blobs are read again.
 *
 * @returns undefined for each path that is no file
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
  // Of old commits; git reads it as the one above.
  0o100664: '100644',
  0o100755: '100755',
  0o120000: '120000',
  0o160000: '160000',
}

/** The mode of a file, or undefined where it is a folder's. */
export function fileMode(mode: number): FileMode | undefined {
  return modes[mode]
}

/** Works on all items, on at most four at the same time: GitHub asks for few requests at once. */
export const inParallel = <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> =>
  workInParallel(items, 4, work)
