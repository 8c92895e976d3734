/**
 * Builds the schemas of Kubernetes, Argo CD, Argo Rollouts and Flux that Fairlead validates objects against.
 *
 *   node scripts/schemas.ts            writes dist/schemas-*.json.br, their licences and the hashes of all
 *   node scripts/schemas.ts --check    exits 1 if these files were not written together
 *
 * Writing needs Python with pip, Go, and access to their packages, whose versions are pinned below and in
 * tools/schemas/go.mod. A check needs nothing: it compares the hashes of the schemas, their sources and these
 * scripts.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants } from 'node:zlib'
import { load } from 'js-yaml'
import { definitionsOf, poolOf } from './schemas/pool.ts'
import type { Json } from './schemas/pool.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const tool = join(root, 'tools/schemas')
const hashes = 'tools/schemas/SHA256SUMS'
const licences = 'dist/schemas-licenses.txt'
const artifacts = ['kubernetes', 'argoproj', 'fluxcd'].map((name) => `dist/schemas-${name}.json.br`)

/** Contains the OpenAPI definitions of each minor version of Kubernetes from 1.25 on. */
const WHEEL = 'kubernetes-validate==1.37.0'
/** Modules that include the definitions (CustomResourceDefinition) of their release. */
const ARGO = ['github.com/argoproj/argo-cd/v3@v3.6.1', 'github.com/argoproj/argo-rollouts@v1.10.2']
const FLUX = [
  'helm-controller',
  'kustomize-controller',
  'source-controller',
  'notification-controller',
  'image-automation-controller',
  'image-reflector-controller',
].map((name) => `github.com/fluxcd/${name}/api`)

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
if (values.check) check()
else write()

function write(): void {
  const folder = mkdtempSync(join(tmpdir(), 'schemas-'))
  try {
    const kubernetes = kubernetesIn(folder)
    const argo = ARGO.map(moduleFolder)
    const argoFiles = argo.flatMap((dir) => filesIn(join(dir, 'manifests/crds'), /crd\.yaml$/))
    const fluxFiles = fluxDefinitions(folder)
    compress('kubernetes', kubernetes.pool)
    compress('argoproj', definitionsOf(argoFiles.map(readYaml)))
    compress('fluxcd', definitionsOf(fluxFiles.map(readYaml)))
    const flux = FLUX.map((module) => go(['list', '-m', '-f', '{{.Path}} {{.Version}}\t{{.Dir}}', module]))
    const sections = [
      `kubernetes-validate ${WHEEL.split('==')[1] ?? ''}, with definitions of Kubernetes\t${kubernetes.licence}`,
      ...ARGO.map((module, i) => `${module.replace('@', ' ')}\t${argo[i] ?? ''}`),
      ...flux.map((line) => line.trim()),
    ]
    writeFileSync(join(root, licences), licenceText(sections))
    writeFileSync(join(root, hashes), sums())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function check(): void {
  if (readFileSync(join(root, hashes), 'utf8') === sums()) return
  process.stderr.write(
    `the schemas are not what they are made by; run node scripts/schemas.ts (${hashes} has other hashes than the files)\n`,
  )
  process.exitCode = 1
}

/** Returns the hashes of the scripts, the sources and the written files, as sha256sum writes them. */
function sums(): string {
  const sources = ['crds.go', 'go.mod', 'go.sum'].map((file) => `tools/schemas/${file}`)
  const scripts = ['scripts/schemas.ts', 'scripts/schemas/pool.ts']
  return [...scripts, ...sources, ...artifacts, licences]
    .map((file) => {
      const hash = createHash('sha256').update(readFileSync(join(root, file)))
      return `${hash.digest('hex')}  ${file}\n`
    })
    .join('')
}

function kubernetesIn(folder: string): { pool: Json; licence: string } {
  const wheel = join(folder, 'wheel')
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps']
  execFileSync('python3', [...pip, '--target', wheel, WHEEL], { stdio: ['ignore', 'ignore', 'inherit'] })
  const schemas = join(wheel, 'kubernetes_validate/kubernetes-json-schema')
  const versions = readdirSync(schemas)
    .flatMap((name) => /^v(1\.\d+)\.\d+-local$/.exec(name) ?? [])
    .filter((name) => !name.startsWith('v'))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const pool = poolOf(
    versions.map((version) => {
      const text = readFileSync(join(schemas, `v${version}.0-local/_definitions.json`), 'utf8')
      return [version, (JSON.parse(text) as { $defs: Record<string, Json> }).$defs]
    }),
  )
  const info = readdirSync(wheel).find((name) => name.endsWith('.dist-info')) ?? ''
  return { pool, licence: join(wheel, info, 'licenses') }
}

/** Generates Flux's definitions from its types, as Flux itself does. */
function fluxDefinitions(folder: string): string[] {
  const target = join(folder, 'flux')
  mkdirSync(target)
  const paths = FLUX.map((module) => `paths=${module}/...`)
  go(['tool', 'controller-gen', 'crd', ...paths, `output:crd:dir=${target}`])
  return filesIn(target, /\.yaml$/)
}

/** Returns the folder of a Go module at its version. */
function moduleFolder(module: string): string {
  return (JSON.parse(go(['mod', 'download', '-json', module])) as { Dir: string }).Dir
}

/** Runs Go, which downloads the Go version that a module requires. */
function go(args: readonly string[]): string {
  const env = { ...process.env, GOTOOLCHAIN: 'auto', GOFLAGS: '-mod=readonly', GOWORK: 'off' }
  return execFileSync('go', args, { cwd: tool, env, stdio: ['ignore', 'pipe', 'inherit'] }).toString()
}

function filesIn(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .toSorted()
    .map((name) => join(folder, name))
}

function readYaml(file: string): Json {
  return load(readFileSync(file, 'utf8')) as Json
}

function compress(name: string, value: Json): void {
  const text = Buffer.from(JSON.stringify(value))
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  }
  const packed = brotliCompressSync(text, { params })
  writeFileSync(join(root, `dist/schemas-${name}.json.br`), packed)
  process.stdout.write(`${name}: ${text.length} bytes, ${packed.length} compressed\n`)
}

/**
 * Returns the licence texts.
 *
 * @param sections titles with the folders of their licence files
 */
function licenceText(sections: readonly string[]): string {
  const line = '='.repeat(80)
  const texts = sections.map((section) => {
    const [title = '', folder = ''] = section.split('\t')
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)\b/i.test(file))
    const known = files.length > 0 ? { folder, files } : { folder: join(folder, '..'), files: ['LICENSE'] }
    const text = known.files.toSorted().map((file) => readFileSync(join(known.folder, file), 'utf8').trim())
    return `${line}\n${title}\n${line}\n\n${text.join('\n\n').replaceAll('\r\n', '\n')}\n`
  })
  return `dist/schemas-*.json.br hold definitions of these, shortened: without descriptions, and each once for several
versions. Their licences:\n\n${texts.join('\n')}`
}
