import { NoAnswer, ServerRefusal } from '../faults/failure.ts'
import type { Wanted } from './application-name.ts'
import { joined, refuseTooLarge, textOf } from './items.ts'
import { bodyOf, brokeOff, gotOf, jsonIn, readAs } from './requests.ts'
import { StreamChange, StreamLine } from './shapes.ts'
import type { Application } from './shapes.ts'

const NEWLINE = 0x0a

/** A change of an Application. The type is also `ADDED` for each one that exists when the stream begins. */
export interface Change {
  readonly type: string
  readonly application: Application
}

/**
 * Yields the changes in the body of a stream, one per line.
 *
 * @throws ServerRefusal and NoAnswer
 */
export async function* changesIn(
  response: Response,
  signal: AbortSignal,
  wanted?: Wanted,
): AsyncGenerator<Change> {
  try {
    for await (const line of linesOf(bodyOf(response))) {
      if (wanted !== undefined && isApplication(line) && !wanted.mayHold(line)) continue
      const text = textOf(line)
      if (text.trim() === '') continue
      const value = jsonIn(text, gotOf(response))
      const { result: named, error } = readAs(StreamLine, value)
      if (error !== undefined)
        throw new ServerRefusal({
          status: error.http_code ?? 500,
          code: error.grpc_code ?? error.code ?? undefined,
          message: error.message,
          isPage: false,
          isOfApi: true,
        })
      if (named === undefined || wanted?.isWanted(named.application.metadata) === false) continue
      yield readAs(StreamChange, value).result
    }
  } catch (error) {
    if (error instanceof ServerRefusal || error instanceof NoAnswer || signal.aborted) throw error
    throw brokeOff('the stream', error)
  }
}

/** Reports whether a line begins like a change. An error or a page does not. */
function isApplication(line: Uint8Array): boolean {
  return /^\s*\{\s*"result"/.test(textOf(line.subarray(0, 40)))
}

/** Yields lines. A line may arrive in many chunks, and a chunk may contain many lines. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      yield joined([...parts, chunk.subarray(start, end)])
      ;[parts, size, start] = [[], 0, end + 1]
    }
    if (start === chunk.length) continue
    parts.push(chunk.subarray(start))
    size += chunk.length - start
    refuseTooLarge(size)
  }
  if (parts.length > 0) yield joined(parts)
}
