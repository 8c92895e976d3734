/** Free ports of loopback. */
import { createServer } from 'node:net'

/**
 * Below those that the system gives to connections: it must not take a port between our look and a part's start. Where
 * vitest runs several files at once, each has a thousand of its own.
 */
let next = 20_000 + 1000 * (Number(process.env['VITEST_POOL_ID'] ?? 1) - 1)

/**
 * Gives that many ports on which nothing listens, each once: nobody else takes them, as the bed is alone in its
 * network.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = next
    next += 1
    if (await isFree(port)) ports.push(port)
  }
  return ports
}

/** @throws Error where it cannot be listened on for another reason than that somebody does */
function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
