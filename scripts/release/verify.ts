import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { extract } from './build.ts'
import type { Artifacts } from './build.ts'
import { readDockerfile } from './dockerfile.ts'

/** Runs a step in a temporary folder, which is removed afterwards. */
function inFolder(step: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'release-'))
  try {
    step(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function expectThat(condition: boolean, message: string): void {
  if (!condition) throw new Error(message)
}

/** The only environment variables that reach the tested commands. */
const environment = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }

function run(folder: string, command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8', env: environment, stdio: 'pipe' })
}

/** Tests a command line: its version, its help, and whether it finds the apps of the example. */
function tryCommand(
  root: string,
  folder: string,
  version: string,
  command: readonly [string, ...string[]],
): void {
  const [program, ...args] = command
  expectThat(run(folder, program, ...args, '--version').trim() === version, `${program} is not at ${version}`)
  expectThat(
    run(folder, program, ...args, '--help').startsWith('Usage: fairlead'),
    '--help does not print the help',
  )
  const inventory = run(folder, program, ...args, 'inventory', '--path', join(root, 'examples/infra'))
  expectThat(inventory.includes('ghcr.io/acme/web'), 'the inventory of the example lacks its image')
}

/**
 * Installs the package only from its file, and runs it.
 *
 * @throws Error if a file is missing or unexpected, or if the installed command does not work
 */
export function verifyPackage(root: string, { tarball }: Artifacts, version: string): void {
  const files = run(root, 'tar', '-tzf', tarball).trim().split('\n')
  const wanted = ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'dist/cli.js']
  for (const file of [
    ...wanted,
    'dist/licenses.txt',
    'dist/gotemplate-licenses.txt',
    'dist/schemas-licenses.txt',
  ])
    expectThat(files.includes(`package/${file}`), `the package lacks ${file}`)
  const foreign = files.filter((file) => !/^package\/(dist\/|[A-Z]+(\.md)?$|package\.json$)/.test(file))
  expectThat(foreign.length === 0, `the package contains unexpected files: ${foreign.join(', ')}`)
  inFolder((folder) => {
    const quiet = ['--no-audit', '--no-fund', '--silent', '--ignore-scripts', '--offline']
    run(folder, 'npm', 'install', ...quiet, '--cache', join(folder, '.npm'), '--prefix', folder, tarball)
    expectThat(
      globSync('node_modules/*', { cwd: folder }).length === 1,
      'the package installs other packages',
    )
    tryCommand(root, folder, version, [join(folder, 'node_modules/.bin/fairlead')])
  })
}

/** Unpacks the archive, runs its command line, and checks that the bundle of each action exists. */
export function verifyArchive(root: string, { archive }: Artifacts, version: string): void {
  inFolder((folder) => {
    run(folder, 'tar', '-xzf', archive, '--strip-components=1')
    tryCommand(root, folder, version, [process.execPath, 'dist/cli.js'])
    for (const path of ['action.yml', ...globSync('actions/*/action.yml', { cwd: folder })]) {
      const { runs } = parse(readFileSync(join(folder, path), 'utf8')) as { runs: { main: string } }
      expectThat(
        existsSync(join(folder, dirname(path), runs.main)),
        `${path} names a file that is not in the archive`,
      )
    }
  })
}

/**
 * Follows the Dockerfile without a container: copies the files of the commit to their paths in the image, and runs
 * its entry point. RUN lines are ignored.
 */
export function verifyImage(root: string, commit: string, version: string): void {
  const { copies, entrypoint, user } = readDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'))
  expectThat(copies.length > 0, 'the Dockerfile copies nothing')
  expectThat(user !== undefined && user !== 'root', 'the image runs as root')
  inFolder((folder) => {
    for (const { source, target } of copies) {
      const staging = join(folder, 'context')
      // git reports a file that the commit does not have.
      extract(root, commit, [source], staging)
      const place = join(folder, 'image', target)
      mkdirSync(dirname(place), { recursive: true })
      run(folder, 'cp', '-R', join(staging, source), place)
    }
    const [program = '', ...args] = entrypoint
    expectThat(program === 'node', 'the entry point is not node')
    const paths = args.map((arg) => (arg.startsWith('/') ? join(folder, 'image', arg) : arg))
    tryCommand(root, folder, version, [process.execPath, ...paths])
  })
}
