/** The input of the worker: the compiled program and its standard input. */
export interface GuestData {
  readonly module: WebAssembly.Module
  readonly input: Uint8Array
}

/**
 * A message from the worker: bytes that the program wrote to its standard output or error, and at the end its exit
 * code, or the error that ended it early.
 */
export type GuestMessage =
  | { readonly kind: 'output' | 'log'; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly code: number }
  | { readonly kind: 'crash'; readonly fault: string }

/**
 * Runs a WASI program inside a worker.
 *
 * The source text of this function is the entire program of the worker, so that the bundles need no separate file for
 * it. It must therefore not use anything from outside of the function, not even imports.
 *
 * `node:wasi` provides the program with a clock and randomness. The program has no folders, no environment and no
 * arguments, and its reads and writes go to memory and messages, never to the files that the process has open.
 */
export function guest(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads')
  const { WASI } = process.getBuiltinModule('node:wasi')
  const { module, input } = workerData as GuestData
  const [success, badDescriptor] = [0, 8]
  let read = 0

  const post = (message: GuestMessage): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    parentPort?.postMessage(message)
  }

  /** Returns the buffers in the program's memory that one of its calls refers to. */
  function buffers(pointer: number, count: number): Uint8Array[] {
    const view = new DataView(memory.buffer)
    return Array.from({ length: count }, (_, i) => {
      const at = (pointer >>> 0) + i * 8
      return new Uint8Array(memory.buffer, view.getUint32(at, true), view.getUint32(at + 4, true))
    })
  }

  function setLength(pointer: number, length: number): number {
    new DataView(memory.buffer).setUint32(pointer >>> 0, length, true)
    return success
  }

  function readInput(descriptor: number, pointer: number, count: number, length: number): number {
    if (descriptor !== 0) return badDescriptor
    const from = read
    for (const buffer of buffers(pointer, count)) {
      const part = input.subarray(read, read + buffer.length)
      buffer.set(part)
      read += part.length
    }
    return setLength(length, read - from)
  }

  function writeOutput(descriptor: number, pointer: number, count: number, length: number): number {
    if (descriptor !== 1 && descriptor !== 2) return badDescriptor
    let written = 0
    for (const buffer of buffers(pointer, count)) {
      post({ kind: descriptor === 1 ? 'output' : 'log', bytes: buffer.slice() })
      written += buffer.length
    }
    return setLength(length, written)
  }

  const wasi = new WASI({ version: 'preview1', returnOnExit: true })
  const instance = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: { ...wasi.wasiImport, fd_read: readInput, fd_write: writeOutput },
  })
  const memory = instance.exports['memory'] as WebAssembly.Memory
  try {
    post({ kind: 'end', code: wasi.start(instance) as number })
  } catch (error) {
    post({ kind: 'crash', fault: String(error) })
  }
}
