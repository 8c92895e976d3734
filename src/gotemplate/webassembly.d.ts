/** What is used of WebAssembly here; neither the library of TypeScript for ES nor that of Node declares it. */
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
