import type { FairleadError, Location } from '../errors.ts'
import { inputError } from '../errors.ts'

/**
 * Pointers of Git LFS: git stores a pointer for a file whose content is stored elsewhere.
 *
 * Rule: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md (The Pointer)
 */

/** The limit of a pointer's length in bytes; every pointer is shorter. */
const LONGEST = 1024

const BEGINNINGS = [
  'version https://git-lfs.github.com/spec/v1\n',
  'version https://hawser.github.com/spec/v1\n',
]

/** Reports whether the bytes of a file are a Git LFS pointer instead of its content. */
export function isLfsPointer(content: Uint8Array): boolean {
  if (content.length >= LONGEST || content[0] !== 0x76) return false
  const text = Buffer.from(content).toString('latin1').replaceAll('\r\n', '\n')
  return BEGINNINGS.some((beginning) => text.startsWith(beginning)) && /^oid sha256:[0-9a-f]{64}$/m.test(text)
}

/** Returns the error for a file that must be read, but is a pointer. */
export function lfsError(at: Location): FairleadError {
  return inputError(
    `${at.file} is stored in Git LFS: Git only has a pointer to its content, which is not fetched here`,
    {
      at,
      hint: 'Store the files of an app in Git itself: remove the file from .gitattributes, then run "git lfs migrate export --include=FILE --no-rewrite".',
    },
  )
}
