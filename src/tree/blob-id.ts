import { createHash } from 'node:crypto'

/** Returns the id that git computes for a content. */
export function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}
