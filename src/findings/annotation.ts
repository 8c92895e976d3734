import { describeFault } from '../errors.ts'
import type { Fault } from '../errors.ts'

/** An annotation of GitHub Actions: the text, and where it is shown beside the lines of the files. */
export interface Annotation {
  readonly text: string
  readonly file?: string
  readonly startLine?: number
  readonly startColumn?: number
}

/**
 * What is wrong as an annotation. Its text has the place, too: a place is shown where it is one of this checkout, and
 * lost where it is not.
 */
export function annotationOf(fault: Fault): Annotation {
  const { at } = fault
  return {
    text: describeFault(fault),
    ...(at && { file: at.file }),
    ...(at?.line !== undefined && { startLine: at.line }),
    ...(at?.column !== undefined && { startColumn: at.column }),
  }
}
