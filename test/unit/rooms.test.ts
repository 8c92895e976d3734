import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { rooms } from '../../scripts/rooms.ts'

const src = fileURLToPath(new URL('../../src', import.meta.url))
const names = rooms.map(({ name }) => name)
const files = globSync('**/*.ts', { cwd: src }).map((file) => file.replaceAll('\\', '/'))
const depthOf = (file: string) => names.indexOf(file.split('/')[0] ?? '')

/** Returns all relative imports of a file: of values, of types, dynamic ones, and re-exports. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8')
  return [...text.matchAll(/(?:\bfrom|\bimport\(?)\s*'(\.[^']+\.ts)'/g)].map(([, path = '']) =>
    normalize(join(dirname(file), path)).replaceAll('\\', '/'),
  )
}

it('every file of src is in a room of the list, and every room has files', () => {
  expect(files.filter((file) => depthOf(file) === -1)).toEqual([])
  expect(names.filter((_, depth) => !files.some((file) => depthOf(file) === depth))).toEqual([])
})

it('imports point downwards', () => {
  const found = files.flatMap((file) => importsOf(file).map((imported) => ({ file, imported })))
  expect(found.length).toBeGreaterThan(2000)
  const upwards = found.filter(({ file, imported }) => depthOf(imported) < depthOf(file))
  expect(upwards.map(({ file, imported }) => `${file} imports ${imported}`)).toEqual([])
})

it('no files import each other in a circle, not even types', () => {
  const open = new Map(files.map((file) => [file, importsOf(file)]))
  // Removes files that import only removed files; the files that remain are part of a cycle or depend on one.
  for (let size = -1; size !== open.size;) {
    size = open.size
    for (const [file, imported] of open) if (!imported.some((one) => open.has(one))) open.delete(file)
  }
  expect([...open.keys()]).toEqual([])
})
