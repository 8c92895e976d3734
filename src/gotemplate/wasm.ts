/** The number of the memory section in a WebAssembly module. */
const memorySection = 5

/** The number of bytes before the sections: `\0asm` and the version. */
const preamble = 8

/**
 * Returns a copy of a WebAssembly module whose memory cannot grow beyond a number of pages (64 KiB each). Go's
 * compiler sets no limit, and none can be set when a module with its own memory is instantiated.
 *
 * @throws Error if the module has no memory of its own, or already has a limit
 */
export function withMemoryLimit(wasm: Uint8Array, pages: number): Uint8Array<ArrayBuffer> {
  let at = preamble
  while (at < wasm.length) {
    const [size, content] = readNumber(wasm, at + 1)
    if (wasm[at] === memorySection) {
      if (wasm[content] !== 1 || wasm[content + 1] !== 0) throw new Error('not one memory without a limit')
      const [initial] = readNumber(wasm, content + 2)
      const limited = [1, 1, ...encodeNumber(initial), ...encodeNumber(pages)]
      const section = [memorySection, ...encodeNumber(limited.length), ...limited]
      return joined([wasm.subarray(0, at), Uint8Array.from(section), wasm.subarray(content + size)])
    }
    at = content + size
  }
  throw new Error('not a module with a memory')
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Reads a number (unsigned LEB128); returns it and its end. */
function readNumber(bytes: Uint8Array, from: number): readonly [value: number, end: number] {
  let value = 0
  for (let at = from, shift = 0; shift < 35; at++, shift += 7) {
    const byte = bytes[at] ?? 0
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return [value, at + 1]
  }
  throw new Error('not a number of WebAssembly')
}

function encodeNumber(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...encodeNumber(Math.floor(value / 0x80))]
}
