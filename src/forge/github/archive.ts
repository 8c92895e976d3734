import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { readTar } from '../../tree/tar.ts'
import { blobId } from '../../tree/blob-id.ts'
import type { Repository } from './repository.ts'

/** Bytes of a blob that is kept for a later read; a larger one is no manifest. */
const mostKept = 1024 * 1024

/** Milliseconds for the whole of an archive; the requests for files do it in the worst of cases, too. */
const patience = 60_000

/** What a commit holds, as its listing tells. */
export interface Extent {
  /** Of all files and links. */
  readonly blobs: ReadonlySet<string>
  /** Bytes of all of them. */
  readonly size: number
}

/**
 * Whether one archive is better than many requests. It holds all of the repository, so it has to be small beside
 * the number of files that are wanted: a request gives a hundred of them and takes about as long as 10 MB of text
 * do, which are 1 to 2 MB when they are packed.
 */
export function isArchiveBetter({ archiveFrom }: Repository, wanted: number, { size }: Extent): boolean {
  return wanted >= archiveFrom && size <= wanted * 100_000
}

/**
 * The blobs of a commit by their ids, from the archive that GitHub packs of it, in two requests: the API leads to
 * another server with an address that holds a token of its own, so `fetch` sends ours no further.
 *
 * The archive says less than git: `export-ignore` and `export-subst` in `.gitattributes`, and large files kept
 * elsewhere, make it hold other files or other contents. So nothing but the blobs whose ids are listed is taken,
 * and paths are not looked at.
 *
 * @returns what could be read; nothing, and a word to the log, where the archive could not be read to its end
 */
export async function readArchive(
  { client, at, name }: Repository,
  commit: string,
  { blobs, size }: Extent,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  // Each entry has a header of 512 bytes, more with a long path, and is filled up to the next 512; what
  // `export-subst` adds is little.
  const limit = 2 * size + 4096 * (blobs.size + 1000) * 2
  try {
    const { data } = await client.rest.repos.downloadTarballArchive({
      ...at,
      ref: commit,
      // No retries: there is another way.
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
