/**
 * Builds the renderer of Go templates (tools/gotemplate) for WASI.
 *
 *   node scripts/gotemplate.ts            writes dist/gotemplate.wasm.br, its licences and the hashes of both and
 *                                         of the sources
 *   node scripts/gotemplate.ts --check    exits 1 if these do not match the sources
 *
 * A build needs exactly the version of Go that go.mod sets as its toolchain. Without it, a check only compares the
 * hashes. With it, a check builds again and compares the programs byte for byte (not their compressed forms, because
 * versions of Node may compress differently).
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'tools/gotemplate')
const artifact = 'dist/gotemplate.wasm.br'
const licences = 'dist/gotemplate-licenses.txt'
const hashes = 'tools/gotemplate/SHA256SUMS'
const flags = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid=']

interface Built {
  readonly wasm: Buffer
  readonly licences: string
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const go = findGo()
if (values.check) check()
else write()

function write(): void {
  if (go === undefined) throw new Error(`this needs ${toolchain()} and the modules of go.mod`)
  const built = build(go)
  const options = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: built.wasm.length,
  }
  writeFileSync(join(root, artifact), brotliCompressSync(built.wasm, { params: options }))
  writeFileSync(join(root, licences), built.licences)
  writeFileSync(join(root, hashes), sums())
}

/** Reports the stale files. */
function check(): void {
  const stale = new Set(
    readFileSync(join(root, hashes), 'utf8') === sums() ? [] : [`${hashes} does not match the files`],
  )
  if (go !== undefined) {
    const built = build(go)
    if (!brotliDecompressSync(readFileSync(join(root, artifact))).equals(built.wasm)) stale.add(artifact)
    if (readFileSync(join(root, licences), 'utf8') !== built.licences) stale.add(licences)
  }
  if (stale.size === 0) return
  process.stderr.write(
    `the renderer of Go templates does not match its sources; run node scripts/gotemplate.ts:\n${[...stale]
      .map((what) => `  ${what}\n`)
      .join('')}`,
  )
  process.exitCode = 1
}

/** Returns the hashes of the sources and of the built files, as sha256sum writes them. */
function sums(): string {
  const sources = readdirSync(source)
    .filter((file) => /\.go$|^go\.(mod|sum)$/.test(file))
    .toSorted()
    .map((file) => `tools/gotemplate/${file}`)
  return [...sources, artifact, licences]
    .map((file) => {
      const hash = createHash('sha256').update(readFileSync(join(root, file)))
      return `${hash.digest('hex')}  ${file}\n`
    })
    .join('')
}

/** Returns the version of Go that the sources are pinned to. */
function toolchain(): string {
  const [, version] = /^toolchain (\S+)$/m.exec(readFileSync(join(source, 'go.mod'), 'utf8')) ?? []
  if (version === undefined) throw new Error('go.mod names no toolchain')
  return version
}

/** Finds a Go command of the pinned version that has the modules or can download them. */
function findGo(): string | undefined {
  return ['go', '/usr/local/go/bin/go'].find((command) => {
    try {
      if (run(command, ['env', 'GOVERSION']).toString().trim() !== toolchain()) return false
      run(command, ['list', '-deps', '.'])
      return true
    } catch {
      return false
    }
  })
}

function build(go: string): Built {
  const folder = mkdtempSync(join(tmpdir(), 'gotemplate-'))
  try {
    const file = join(folder, 'gotemplate.wasm')
    run(go, ['build', ...flags, '-o', file, '.'])
    return { wasm: readFileSync(file), licences: licencesOf(go) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs Go for WASI, without user settings that would change the build. */
function run(go: string, args: readonly string[]): Buffer {
  const target = { GOOS: 'wasip1', GOARCH: 'wasm', GOWASM: '', CGO_ENABLED: '0' }
  const settings = { GOEXPERIMENT: '', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local', GOWORK: 'off' }
  const env = { ...process.env, ...target, ...settings }
  return execFileSync(go, args, { cwd: source, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Returns the licence texts of Go, whose library is a part of the program, and of all modules in it. */
function licencesOf(go: string): string {
  const format = '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}'
  const modules = new Set(
    run(go, ['list', '-deps', '-f', format, '.']).toString().split('\n').filter(Boolean),
  )
  const goFolder = run(go, ['env', 'GOROOT']).toString().trim()
  const line = '='.repeat(80)
  const sections = [`Go ${toolchain().replace('go', '')}\t${goFolder}`, ...[...modules].toSorted()].map(
    (entry) => {
      const [title = '', folder = ''] = entry.split('\t')
      return `${line}\n${title}\n${line}\n\n${licenceTexts(folder, title)}\n`
    },
  )
  return `dist/gotemplate.wasm.br holds code of Go and of these Go modules, all unchanged; their source is that of
the modules by these names and versions. Their licences:\n\n${sections.join('\n')}`
}

function licenceTexts(folder: string, title: string): string {
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file))
    .toSorted()
  if (files.length === 0) throw new Error(`${title} has no licence file`)
  return files
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n')
}
