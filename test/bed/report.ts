/** What the bed tells while it works. */

/** Takes one line about what happened. */
export type Say = (line: string) => void

/** To standard error, so that a command that runs inside of the bed keeps its output for itself. */
export const toStandardError: Say = (line) => {
  process.stderr.write(`bed: ${line}\n`)
}

/** Does a piece of work and tells how long it took: `etcd 0.3 s`. */
export async function timed<T>(say: Say, what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  say(`${what} ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return result
}
