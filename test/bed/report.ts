/** The messages that the bed prints while it works. */

/** Receives one line about a step. */
export type Say = (line: string) => void

/** Writes to standard error, so that standard output only has the output of the command that runs in the bed. */
export const toStandardError: Say = (line) => {
  process.stderr.write(`bed: ${line}\n`)
}

/** Does a piece of work and reports how long it took: `etcd 0.3 s`. */
export async function timed<T>(say: Say, what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  say(`${what} ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return result
}
