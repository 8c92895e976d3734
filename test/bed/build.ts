/**
 * Builds the programs of the bed from Go modules, once: they are kept outside of the project, by what they are made
 * of (`versions.ts` and the locks in `go/`). A machine that has them needs no Go.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare } from 'semver'
import { timed } from './report.ts'
import type { Say } from './report.ts'
import { run } from './run.ts'
import type { RunOptions } from './run.ts'
import { Skipped } from './skipped.ts'
import { leastGo, pinned, pinnedOf } from './versions.ts'
import type { Module, Pinned, Program } from './versions.ts'

const sources = fileURLToPath(new URL('go/', import.meta.url))
const day = 24 * 60 * 60 * 1000

/** What was built. */
export interface Built {
  /** The folder of the programs: for PATH. */
  readonly bin: string
  /** The path of one program. */
  program(name: Program): string
  /** The path of a file that came with a module: `argocd/crds/application-crd.yaml`. */
  asset(name: string): string
}

/** Where builds are kept: `fairlead-bed` in the user's cache folder. */
export function buildsFolder(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'fairlead-bed')
}

/**
 * Gives the programs, and builds them where that was not done yet: about 13 minutes of two processors.
 *
 * @throws Skipped where they have to be built and there is no Go, or an old one.
 * @throws Error where the build fails, or where the locks name other versions than `versions.ts`.
 */
export async function build(env: NodeJS.ProcessEnv, say: Say): Promise<Built> {
  const builds = buildsFolder(env)
  const folder = join(builds, key())
  if (existsSync(folder)) {
    markUsed(folder)
  } else {
    await needGo(env)
    checkLocks()
    mkdirSync(builds, { recursive: true })
    // What is half built has another name, so that a killed build is not taken for a whole one.
    const unfinished = mkdtempSync(join(builds, 'unfinished-'))
    try {
      await timed(say, 'build', () => buildInto(unfinished, env, say))
      // Where another build was first, its result is as good.
      if (!existsSync(folder)) renameSync(unfinished, folder)
    } finally {
      rmSync(unfinished, { recursive: true, force: true })
    }
    removeOld(builds)
  }
  const bin = join(folder, 'bin')
  return { bin, program: (name) => join(bin, name), asset: (name) => join(folder, 'assets', name) }
}

/** Changes whenever what is built would. */
function key(): string {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${JSON.stringify(pinned)}`)
  for (const file of ['build.ts', ...globSync('go/**', { cwd: join(sources, '..') }).toSorted()]) {
    const path = join(sources, '..', file)
    if (statSync(path).isFile()) hash.update(`\0${file}\0`).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}

/** @throws Skipped where Go is missing or too old. */
async function needGo(env: NodeJS.ProcessEnv): Promise<void> {
  const install = `install Go ${leastGo} or newer (https://go.dev/doc/install) and have it on PATH`
  const version = await run('go', ['env', 'GOVERSION'], { env }).catch(() => undefined)
  if (version === undefined) throw new Skipped(`Go is missing: ${install}`)
  if (compare(version.replace(/^go/, '').replace(/[^\d.].*$/, ''), leastGo) < 0)
    throw new Skipped(`${version} is too old: ${install}`)
}

/** @throws Error where a go.mod requires another version than the one that is pinned. */
function checkLocks(): void {
  for (const { module, version, lock } of pinned) {
    const required = readFileSync(join(sources, lock, 'go.mod'), 'utf8')
    if (!required.includes(`${module} ${version}`))
      throw new Error(`go/${lock}/go.mod does not require ${module} ${version}, which versions.ts pins`)
  }
}

async function buildInto(folder: string, env: NodeJS.ProcessEnv, say: Say): Promise<void> {
  for (const one of pinned as readonly Pinned[]) {
    for (const [program, path] of Object.entries(one.programs)) {
      const output = join(folder, 'bin', program)
      await timed(say, `build of ${program} ${one.version}`, () =>
        run(
          'go',
          ['build', '-trimpath', `-ldflags=${linkerFlags()}`, '-o', output, path],
          goOptions(one, env),
        ),
      )
    }
  }
  await copyAssets(folder, env)
  for (const line of differencesToArgocd(join(folder, 'assets'))) say(line)
}

/** Where and with what Go runs for a module. Go's own settings count (proxy, caches), and no flags beside ours. */
function goOptions({ lock, apart }: Pinned, env: NodeJS.ProcessEnv): RunOptions {
  const { GOMEMLIMIT: _, GOWORK: __, ...rest } = env
  return {
    cwd: apart ? join(sources, lock) : sources,
    env: {
      ...rest,
      GOTOOLCHAIN: 'local',
      CGO_ENABLED: '0',
      GOFLAGS: '-buildvcs=false',
      ...(apart && { GOWORK: 'off' }),
    },
  }
}

/** The versions that programs tell of themselves, which their own release builds set in the same way. */
function linkerFlags(): string {
  const kubernetes = pinnedOf('k8s.io/kubernetes').version
  const [major, minor] = kubernetes.slice(1).split('.')
  const base = 'k8s.io/component-base/version'
  const values = {
    [`${base}.gitVersion`]: kubernetes,
    [`${base}.gitMajor`]: major,
    [`${base}.gitMinor`]: minor,
    'k8s.io/client-go/pkg/version.gitVersion': kubernetes,
    'github.com/argoproj/argo-cd/v3/common.version': pinnedOf('github.com/argoproj/argo-cd/v3').version.slice(
      1,
    ),
  }
  return ['-s -w', ...Object.entries(values).map(([name, value]) => `-X ${name}=${value}`)].join(' ')
}

/** The files of modules that a bed applies or runs, so that it needs no modules once it is built. */
const assets: readonly (readonly [module: Module, from: string, to: string])[] = [
  ['github.com/argoproj/argo-cd/v3', 'manifests/crds', 'argocd/crds'],
  ['github.com/argoproj/argo-cd/v3', 'manifests/base/config', 'argocd/config'],
  ['github.com/argoproj/argo-cd/v3', 'hack/git-verify-wrapper.sh', 'argocd/path/git-verify-wrapper.sh'],
  ['github.com/argoproj/argo-cd/v3', 'hack/tool-versions.sh', 'argocd/tool-versions.sh'],
  ['github.com/fluxcd/source-controller', 'config/crd/bases', 'flux/crds'],
  ['github.com/fluxcd/kustomize-controller', 'config/crd/bases', 'flux/crds'],
  ['github.com/argoproj/argo-rollouts', 'manifests/crds', 'rollouts/crds'],
]

async function copyAssets(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const target = join(folder, 'assets')
  for (const [module, from, to] of assets) {
    const source = await run('go', ['list', '-m', '-f', '{{.Dir}}', module], goOptions(pinnedOf(module), env))
    cpSync(join(source, from), join(target, to), { recursive: true })
  }
  const types = ['helm-controller', 'notification-controller'].map((name) => `github.com/fluxcd/${name}/api`)
  await run(
    join(folder, 'bin/controller-gen'),
    ['crd', ...types.map((module) => `paths=${module}/...`), `output:crd:dir=${join(target, 'flux/played')}`],
    goOptions(pinnedOf('sigs.k8s.io/controller-tools'), env),
  )
  // The module cache is read-only, and no file in it is executable.
  await run('chmod', ['-R', 'u+w,a+rX', target], { env })
  await run('chmod', ['a+x', join(target, 'argocd/path/git-verify-wrapper.sh')], { env })
}

/** Where Argo CD's own image has another version of a renderer than the bed, a line that tells it. */
function differencesToArgocd(folder: string): string[] {
  const shipped = readFileSync(join(folder, 'argocd/tool-versions.sh'), 'utf8')
  const ours = {
    helm4_version: pinnedOf('helm.sh/helm/v4').version,
    kustomize5_version: pinnedOf('sigs.k8s.io/kustomize/kustomize/v5').version,
  }
  return Object.entries(ours).flatMap(([variable, version]) => {
    const found = new RegExp(`^${variable}=(.+)$`, 'm').exec(shipped)?.[1]
    return `v${found}` === version ? [] : [`Argo CD's image has ${variable} ${found}, the bed ${version}`]
  })
}

/** So that it is not removed as old. A cache that may only be read is nobody's to clean. */
function markUsed(folder: string): void {
  try {
    utimesSync(folder, new Date(), new Date())
  } catch (error) {
    if (!['EPERM', 'EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/** Builds of other versions, once nobody has used them for two weeks, and what killed builds left. */
function removeOld(builds: string): void {
  for (const name of readdirSync(builds)) {
    const folder = join(builds, name)
    const age = Date.now() - statSync(folder).mtimeMs
    if (age > (name.startsWith('unfinished-') ? day : 14 * day))
      rmSync(folder, { recursive: true, force: true })
  }
}
