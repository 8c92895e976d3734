/** Further addresses of a server on loopback. Argo CD treats each as a cluster of its own. */
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** An address that forwards to another. `close` closes the address and its connections. */
export interface Forward {
  /** `https://127.0.0.1:41234` */
  readonly server: string
  close(): void
}

/** @param server `https://127.0.0.1:6443` */
export async function forwardTo(server: string): Promise<Forward> {
  const { hostname, port } = new URL(server)
  const open = new Set<Socket>()
  const listener = createServer((socket) => {
    const target = connect(Number(port), hostname)
    for (const one of [socket, target]) {
      open.add(one)
      one.on('close', () => open.delete(one))
      // The other end detects a closed connection by itself.
      one.on('error', () => one.destroy())
    }
    socket.pipe(target).pipe(socket)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  return {
    server: `https://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    close() {
      listener.close()
      for (const socket of open) socket.destroy()
    },
  }
}
