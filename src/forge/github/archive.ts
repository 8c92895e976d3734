import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { readTar } from '../../tree/tar.ts'
import { blobId } from '../../tree/blob-id.ts'
import type { Repository } from './repository.ts'

/** The largest blob in bytes that is kept for a later read; a larger one is not a manifest. */
const mostKept = 1024 * 1024

/** The timeout for a whole archive in milliseconds. If it fails, the files are requested instead. */
const patience = 60_000

/** The contents of a commit, according to its listing. */
export interface Extent {
  /** The ids of all files and links. */
  readonly blobs: ReadonlySet<string>
  /** Their total size in bytes. */
  readonly size: number
}

/**
 * Reports whether one archive is better than many requests. It contains the whole repository, so it must be small
 * compared with the number of wanted files: a request returns a hundred files and takes about as long as 10 MB of
 * text, which are 1 to 2 MB compressed.
 */
export function isArchiveBetter({ archiveFrom }: Repository, wanted: number, { size }: Extent): boolean {
  return wanted >= archiveFrom && size <= wanted * 100_000
}

/**
 * Reads the blobs of a commit by their ids from GitHub's archive of the commit, in two requests: the API redirects to
 * another server, with an address that contains a token of its own, and `fetch` does not send the access token to
 * that server.
 *
 * The archive can differ from git: because of `export-ignore` and `export-subst` in `.gitattributes`, and of large
 * files that are stored elsewhere, it may contain other files or other contents. So only blobs with a listed id are
 * used, and paths are ignored.
 *
 * @returns the blobs that could be read; if the archive could not be read to its end, the log has a message
 */
export async function readArchive(
  { client, at, name }: Repository,
  commit: string,
  { blobs, size }: Extent,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  // Each entry has a header of 512 bytes, more for a long path, and is padded to a multiple of 512; `export-subst`
  // adds little.
  const limit = 2 * size + 4096 * (blobs.size + 1000) * 2
  try {
    const { data } = await client.rest.repos.downloadTarballArchive({
      ...at,
      ref: commit,
      // No retries, because the files can also be read one by one.
      request: { retries: 0, parseSuccessResponseBody: false, signal: AbortSignal.timeout(patience) },
    })
    await readTar(Readable.fromWeb(data as ReadableStream<Uint8Array>), limit, ({ type, content }) => {
      if ((type !== 'file' && type !== 'symlink') || content.length > mostKept) return
      const id = blobId(content)
      if (blobs.has(id)) found.set(id, content)
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    client.say(`The archive of ${name} could not be read (${reason}); reading its files one by one instead`)
  }
  return found
}
