import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { hasTools, realTools } from '../test/support/helm.ts'
import { appName, fluxLocalCharts, fluxReleaseFile, localRelease, writeFolder } from './infra.ts'
import { measure, median, run } from './measure.ts'
import type { Part, Times } from './measure.ts'
import { fairlead } from './program.ts'
import type { Subject } from './subject.ts'
import { count, seconds, times } from './table.ts'

/** The measured release of flux-local, and the oldest Python that it runs with, regardless of its metadata. */
const VERSION = '7.11.0'
const PYTHON = [3, 12] as const

/**
 * `diff` compared with flux-local (https://github.com/allenporter/flux-local), on a Flux repo with its own charts.
 */
export const fluxLocal: Subject = {
  name: 'flux-local',
  async measure(scale, say) {
    const peer = findPeer()
    if (typeof peer === 'string') {
      say(`skipped: ${peer}`)
      return []
    }
    const root = mkdtempSync(join(tmpdir(), 'bench-flux-local-'))
    try {
      const rows: string[][] = []
      for (const releases of scale.smoke ? [4] : scale.sizes(20, 100)) {
        say(`${releases} releases`)
        const folder = makeRepo(join(root, String(releases)), releases)
        const [cold, cached] = [undefined, join(root, `cache-${releases}`)].map((cache) =>
          ours(folder, peer, cache),
        )
        if (!cold || !cached) throw new Error('there are two ways')
        const parts = [theirs(folder, peer), cold, cached]
        for (const part of parts) check(part)
        await run(cached)
        const found = await measure(parts, scale.rounds)
        const first = found.get(parts[0]?.name ?? '')
        for (const { name } of parts) {
          const own = found.get(name)
          const [processor, wall] = (['processor', 'wall'] as const).map((unit) => middle(own, unit))
          rows.push([
            name,
            count(releases),
            seconds(processor ?? Number.NaN),
            seconds(wall ?? Number.NaN),
            times((processor ?? Number.NaN) / middle(first, 'processor')),
            times((wall ?? Number.NaN) / middle(first, 'wall')),
          ])
        }
      }
      return [
        {
          title: 'One HelmRelease changed, compared with flux-local',
          about: `One release of a cluster changes. Each release has a chart of five templates in the repo. flux-local ${VERSION} (\`flux-local diff hr --all-namespaces\`) renders every release on both sides and compares the output of Helm. Fairlead renders what the change affects, and also shows the HelmRelease itself. Both use the same Helm.`,
          columns: [
            'way',
            'releases',
            'processor time',
            'time',
            'processor vs. flux-local',
            'time vs. flux-local',
          ],
          rows,
        },
      ]
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  },
}

interface Peer {
  readonly program: string
  readonly helm: string
  /** The PATH with `flux`, `helm` and `kustomize`. */
  readonly path: string
}

/** Installs flux-local with pip, into a folder that Git ignores. Returns the reason if that is not possible. */
function findPeer(): Peer | string {
  // The benchmark's renderer is available for Linux x86-64 only.
  if (!hasTools) return 'there is no Helm for the benchmark on this system'
  const missing = ['flux', 'kustomize'].filter((program) => !answers(program, '--help'))
  if (missing.length > 0)
    return `flux-local calls ${missing.join(' and ')}, which ${missing.length > 1 ? 'are' : 'is'} not on PATH (https://fluxcd.io/flux/installation/#install-the-flux-cli, https://kubectl.docs.kubernetes.io/installation/kustomize/)`
  const { helm } = realTools(4)
  const path = [dirname(helm), process.env['PATH'] ?? ''].join(delimiter)
  const folder = join(import.meta.dirname, `../.cache/flux-local-${VERSION}`)
  const program = join(folder, 'bin/flux-local')
  if (!existsSync(program)) {
    const python = ['python3.14', 'python3.13', 'python3.12', 'python3'].find((name) =>
      answers(name, '-c', `import sys, venv; sys.exit(sys.version_info < (${PYTHON.join(', ')}))`),
    )
    if (python === undefined)
      return `flux-local ${VERSION} needs Python ${PYTHON.join('.')} or newer with venv`
    try {
      mkdirSync(dirname(folder), { recursive: true })
      execFileSync(python, ['-m', 'venv', '--clear', folder], { stdio: 'pipe' })
      execFileSync(join(folder, 'bin/pip'), ['install', '--quiet', `flux-local==${VERSION}`], {
        stdio: 'pipe',
      })
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      return `pip cannot install flux-local ${VERSION}: ${String(error).split('\n')[0] ?? ''}`
    }
  }
  return { program, helm, path }
}

function answers(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function makeRepo(folder: string, releases: number): string {
  writeFolder(folder, fluxLocalCharts(releases))
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    })
  git('init', '--quiet', '--initial-branch=main')
  git('remote', 'add', 'origin', 'https://github.com/acme/infra')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Base')
  git('checkout', '--quiet', '-b', 'change')
  writeFolder(folder, { [fluxReleaseFile(appName(0))]: localRelease(appName(0), 3) })
  git('commit', '--quiet', '--all', '--message', 'Change')
  return folder
}

function theirs(folder: string, { program, path }: Peer): Part {
  const cluster = join(folder, 'clusters/prod')
  return {
    name: 'flux-local',
    command: [program, 'diff', 'hr', '--all-namespaces', '--path', cluster, '--branch-orig', 'main'],
    cwd: folder,
    environment: { PATH: path },
  }
}

function ours(folder: string, { helm, path }: Peer, cache: string | undefined): Part {
  const more = cache === undefined ? [] : ['--cache-path', cache]
  return {
    name: `fairlead, ${cache === undefined ? 'cold' : 'cached'}`,
    command: fairlead('diff', '--base', 'main', '--helm-path', helm, ...more),
    cwd: folder,
    environment: { PATH: path },
  }
}

/** Checks that a command finds the change. */
function check({ name, command, cwd, environment }: Part): void {
  // flux-local opens /dev/stdout, which works only if it is a pipe of a shell.
  const text = execFileSync('bash', ['-c', 'set -o pipefail; "$@" | cat', 'bash', ...command], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    ...(cwd === undefined ? {} : { cwd }),
  })
  const found = text.match(/^[\s│|]*\+ +replicas: 3$/gm)?.length ?? 0
  if (found < 5) throw new Error(`${name} shows ${found} of 5 changed Deployments: ${text.slice(0, 2000)}`)
}

function middle(found: readonly Times[] | undefined, unit: keyof Times): number {
  return median((found ?? []).map((one) => one[unit]))
}
