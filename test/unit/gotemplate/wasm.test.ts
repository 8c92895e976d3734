import { describe, expect, test } from 'vitest'
import { withMemoryLimit } from '../../../src/gotemplate/wasm.ts'

const preamble = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
/** A custom section named `x`, for use before and after other sections. */
const custom = [0, 2, 1, 0x78]

/** Returns a module with these sections. */
function wasm(...sections: number[][]): Uint8Array {
  return Uint8Array.from([...preamble, ...sections.flat()])
}

describe('withMemoryLimit', () => {
  test('sets the limit of a memory that has none and leaves the rest as it is', () => {
    const limited = withMemoryLimit(wasm(custom, [5, 4, 1, 0, 0x82, 1], custom), 4096)
    expect([...limited]).toEqual([...wasm(custom, [5, 6, 1, 1, 0x82, 1, 0x80, 0x20], custom)])
  })

  test('refuses a memory that has a limit', () => {
    expect(() => withMemoryLimit(wasm([5, 4, 1, 1, 1, 2]), 4096)).toThrow('not one memory without a limit')
  })

  test('refuses a module without a memory', () => {
    expect(() => withMemoryLimit(wasm(custom), 4096)).toThrow('not a module with a memory')
  })
})
