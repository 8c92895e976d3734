import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { withMemoryLimit } from './wasm.ts'

/**
 * Where the compressed program may stand, seen from the file that this code is in: an entry of the bundles
 * (`dist/cli.js`), a part of them (`dist/rooms/gotemplate.js`, `dist/chunks/…`), or the sources
 * (`src/gotemplate/artifact.ts`). One list for all three, as no build step rewrites it.
 */
const places = ['gotemplate.wasm.br', '../gotemplate.wasm.br', '../../dist/gotemplate.wasm.br']

const modules = new Map<number, Promise<WebAssembly.Module>>()

/**
 * The renderer, compiled: read from disk on the first call only.
 *
 * @param memoryMiB the most memory that an instance can have
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
