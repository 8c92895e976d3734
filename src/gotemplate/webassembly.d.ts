/**
 * The parts of WebAssembly that are used here. Neither TypeScript's library for ES nor that of Node declares them.
 */
declare namespace WebAssembly {
  /** A compiled program; it can be posted to a worker. */
  interface Module {
    readonly [Symbol.toStringTag]: string
  }

  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>)
    readonly exports: Readonly<Record<string, unknown>>
  }

  interface Memory {
    readonly buffer: ArrayBuffer
  }

  function compile(bytes: Uint8Array): Promise<Module>
}
