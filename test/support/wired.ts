import type { Command } from '../../src/entries/define.ts'
import type { JobEvent } from '../../src/runtime/job-event.ts'
import { readContext } from '../../src/runtime/context.ts'

export interface WiredOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly event?: JobEvent
  /** Receives the messages and warnings of the run. */
  readonly told?: string[]
}

/**
 * Runs a command with the wiring of the command line.
 *
 * @param folder the working directory
 * @param inputs as strings
 */
export async function runWired(
  command: Command,
  folder: string,
  inputs: Readonly<Record<string, string | readonly string[]>>,
  { environment = { PATH: process.env['PATH'] }, event = {}, told = [] }: WiredOptions = {},
) {
  const texts = new Map(Object.entries(inputs).map(([name, value]) => [name, [value].flat()]))
  const closers: (() => Promise<void>)[] = []
  const hear = (message: string) => void told.push(message)
  return command
    .run(
      { texts, faults: [], label: (name) => `--${name}` },
      {
        context: readContext(environment, folder, event),
        say: hear,
        warn: hear,
        width: 100,
        progress: () => undefined,
        hide: () => undefined,
        atEnd: (close) => closers.push(close),
      },
    )
    .finally(() => Promise.all(closers.toReversed().map((close) => close())))
}
