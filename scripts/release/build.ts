import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { git } from './git.ts'
import type { ReleasePlan } from './plan.ts'

/** The paths of the files that users download. */
export interface Artifacts {
  /** The npm package. */
  readonly tarball: string
  /** The actions and the command line, for environments without access to GitHub and npm. */
  readonly archive: string
  readonly checksums: string
  /** The text of the release. */
  readonly notes: string
}

/**
 * The fields of package.json that users of the package need. Dependencies are not among them, because the bundle
 * contains them.
 */
const publishedFields = [
  'name',
  'description',
  'keywords',
  'license',
  'homepage',
  'repository',
  'bugs',
  'bin',
  'type',
  'engines',
] as const

/**
 * Builds the files of a release into a folder, from the commit and never from the files of the checkout. The same
 * commit results in the same bytes.
 */
export function buildArtifacts(folder: string, plan: ReleasePlan, output: string): Artifacts {
  rmSync(output, { recursive: true, force: true })
  mkdirSync(output, { recursive: true })
  const artifacts = {
    tarball: packPackage(folder, plan, output),
    archive: archive(folder, plan, output),
    checksums: join(output, 'SHA256SUMS'),
    notes: join(output, 'notes.md'),
  }
  writeFileSync(artifacts.checksums, [artifacts.tarball, artifacts.archive].map(checksum).join(''))
  writeFileSync(artifacts.notes, `${plan.notes}\n`)
  return artifacts
}

function packPackage(folder: string, { commit, version }: ReleasePlan, output: string): string {
  const stage = mkdtempSync(join(tmpdir(), 'package-'))
  try {
    extract(folder, commit, ['dist', 'LICENSE', 'README.md', 'CHANGELOG.md', 'package.json'], stage)
    const path = join(stage, 'package.json')
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    const published = publishedFields.map((field) => [field, manifest[field]])
    writeFileSync(path, `${JSON.stringify({ version, ...Object.fromEntries(published) }, undefined, 2)}\n`)
    const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', output]
    const name = execFileSync('npm', args, { cwd: stage, encoding: 'utf8' }).trim()
    return join(output, name)
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

function archive(folder: string, { commit, version }: ReleasePlan, output: string): string {
  const name = `fairlead-${version}`
  const path = join(output, `${name}.tar.gz`)
  const wanted = ['action.yml', 'actions', 'dist', 'LICENSE', 'README.md', 'CHANGELOG.md']
  const options = [`--prefix=${name}/`, `--output=${path}`]
  git(folder, '-c', 'tar.umask=0022', 'archive', ...options, commit, '--', ...wanted)
  return path
}

/** Writes files of a commit into a folder. */
export function extract(folder: string, commit: string, paths: readonly string[], target: string): void {
  const tar = execFileSync('git', ['archive', '--format=tar', commit, '--', ...paths], {
    cwd: folder,
    maxBuffer: 1 << 30,
  })
  mkdirSync(target, { recursive: true })
  execFileSync('tar', ['-x', '-C', target], { input: tar })
}

/** Returns a line as sha256sum writes it. */
function checksum(path: string): string {
  return `${createHash('sha256').update(readFileSync(path)).digest('hex')}  ${basename(path)}\n`
}
