import { describeFault } from '../errors.ts'
import type { Fault } from '../errors.ts'

/** An annotation of GitHub Actions: the text, and the location at which it is shown. */
export interface Annotation {
  readonly text: string
  readonly file?: string
  readonly startLine?: number
  readonly startColumn?: number
}

/**
 * Returns an error as an annotation. The text also contains the location, because GitHub shows the location only if
 * the file is in this checkout.
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
