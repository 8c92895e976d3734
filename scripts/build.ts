/**
 * Builds the bundles.
 *
 *   node scripts/build.ts            writes dist
 *   node scripts/build.ts --check    exits 1 if the committed dist does not match the sources
 */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { rolldown } from 'rolldown'
import config from '../rolldown.config.ts'
import { licencesOf } from './licenses.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

/** Files in dist that other scripts build and check. */
const foreign = [
  'gotemplate.wasm.br',
  'gotemplate-licenses.txt',
  'schemas-kubernetes.json.br',
  'schemas-argoproj.json.br',
  'schemas-fluxcd.json.br',
  'schemas-licenses.txt',
]

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
if (values.check) await check()
else await build(dist)

/** Builds into a folder. Removes its previous files, except those that other scripts build. */
async function build(folder: string): Promise<void> {
  const { output: outputOptions, ...inputOptions } = config
  if (Array.isArray(outputOptions)) throw new Error('the configuration has several outputs')
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!foreign.includes(name)) rmSync(join(folder, name), { recursive: true, force: true })
  }
  const bundle = await rolldown({ ...inputOptions, cwd: root })
  const { output } = await bundle.write({ ...outputOptions, dir: folder })
  await bundle.close()
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  writeFileSync(join(folder, 'licenses.txt'), licencesOf(modules))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  chmodSync(join(folder, 'cli.js'), 0o755)
}

/** Builds into a temporary folder and lists every file that differs from the committed one. */
async function check(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dist-'))
  try {
    await build(folder)
    const fresh = filesOf(folder)
    const committed = filesOf(dist)
    const differing = [...new Set([...fresh.keys(), ...committed.keys()])]
      .filter((file) => fresh.get(file) !== committed.get(file))
      .toSorted()
    if (differing.length === 0) return
    const lines = differing.map((file) => {
      const what = !committed.has(file) ? 'is missing' : fresh.has(file) ? 'is stale' : 'is no longer built'
      return `  dist/${file} ${what}\n`
    })
    process.stderr.write(`dist does not match the sources; run npm run build:\n${lines.join('')}`)
    process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Returns the files below a folder that this script builds, with their content and whether they are executable. */
function filesOf(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !foreign.includes(entry.name),
  )
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const executable = (statSync(path).mode & 0o100) !== 0 && process.platform !== 'win32'
      return [relative(folder, path).replaceAll('\\', '/'), `${executable}\n${readFileSync(path, 'utf8')}`]
    }),
  )
}
