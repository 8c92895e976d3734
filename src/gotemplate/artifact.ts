import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { withMemoryLimit } from './wasm.ts'

/**
 * The possible locations of the compressed program, relative to the file that contains this code: an entry of the
 * bundles (`dist/cli.js`), a part of them (`dist/rooms/gotemplate.js`, `dist/chunks/…`), or the sources
 * (`src/gotemplate/artifact.ts`). There is one list for all three, because no build step rewrites it.
 */
const places = ['gotemplate.wasm.br', '../gotemplate.wasm.br', '../../dist/gotemplate.wasm.br']

const modules = new Map<number, Promise<WebAssembly.Module>>()

/**
 * Returns the compiled renderer. It is read from disk once for each memory limit.
 *
 * @param memoryMiB the maximum memory of an instance
 */
export async function goTemplateModule(memoryMiB: number): Promise<WebAssembly.Module> {
  const known = modules.get(memoryMiB)
  if (known !== undefined) return await known
  const compiling = compile(memoryMiB)
  modules.set(memoryMiB, compiling)
  return await compiling
}

async function compile(memoryMiB: number): Promise<WebAssembly.Module> {
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const file = files.find((file) => existsSync(file))
  if (file === undefined) throw new Error(`The renderer of Go templates is missing: ${files.join(', ')}`)
  const wasm = await promisify(brotliDecompress)(await readFile(file))
  return await WebAssembly.compile(withMemoryLimit(wasm, memoryMiB * 16))
}
