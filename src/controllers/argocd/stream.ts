import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { NoAnswer, ServerRefusal } from './failure.ts'
import { parsed } from './items.ts'
import { brokeOff, readAs } from './requests.ts'
import { StreamLine } from './shapes.ts'
import type { Application } from './shapes.ts'

/** A change of an Application: `ADDED` also for each that is there when the stream begins. */
export interface Change {
  readonly type: string
  readonly application: Application
}

/**
 * The changes in the body of a stream, one a line.
 *
 * @throws ServerRefusal and NoAnswer
 */
export async function* changesIn(response: Response, signal: AbortSignal): AsyncGenerator<Change> {
  if (response.body === null) throw new NoAnswer('the stream has no content')
  const lines = createInterface({
    input: Readable.fromWeb(response.body as ReadableStream, { signal }),
    crlfDelay: Infinity,
  })
  try {
    for await (const line of lines) {
      if (line.trim() === '') continue
      const { result, error } = readAs(StreamLine, parsed(line), response.status)
      if (error !== undefined)
        throw new ServerRefusal({
          status: error.http_code ?? 500,
          code: error.grpc_code ?? error.code ?? undefined,
          message: error.message,
          isPage: false,
        })
      if (result !== undefined) yield result
    }
  } catch (error) {
    if (error instanceof ServerRefusal || error instanceof NoAnswer || signal.aborted) throw error
    throw brokeOff('the stream', error)
  } finally {
    lines.close()
  }
}
