/** Free ports on loopback. */
import { createServer } from 'node:net'

/**
 * The next port to try. It is below the range that the system uses for outgoing connections, so that the system does
 * not take a port between the check and the start of a part. If vitest runs several files at once, each has a range
 * of 1000 ports.
 */
let next = 20_000 + 1000 * (Number(process.env['VITEST_POOL_ID'] ?? 1) - 1)

/**
 * Returns a number of unused ports, each of them only once. No other program takes them, because the bed is alone in
 * its network.
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

/** @throws Error if listening on the port fails for another reason than that it is in use */
function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
