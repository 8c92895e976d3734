/** Makes the programs of the bed and the files that it needs. A change here makes them anew. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GoTool } from './go-tool.ts'
import { sources, tagsOf } from './go-tool.ts'
import { timed } from './report.ts'
import type { Say } from './report.ts'
import { run } from './run.ts'
import { pinned, pinnedOf } from './versions.ts'
import type { Module, Pinned } from './versions.ts'

/**
 * Fills a folder: programs into `bin`, files of modules into `assets`. Tells the time of each part.
 *
 * @throws Error where a program cannot be built, or where a lock names another version than `versions.ts`
 */
export async function compile(folder: string, go: GoTool, say: Say): Promise<void> {
  checkLocks()
  // All at once: what one waits for is the network.
  await Promise.all(
    [...packagesByLock()].map(([name, packages]) => {
      const one = pinned.find(({ lock }) => lock === name) as Pinned
      return timed(say, `download for ${name}`, () => go.download(packages, one))
    }),
  )
  for (const one of pinned as readonly Pinned[]) {
    for (const [program, path] of Object.entries(one.programs)) {
      const args = [
        'build',
        '-trimpath',
        ...tagsOf(one),
        `-ldflags=${linkerFlags()}`,
        '-o',
        join(folder, 'bin', program),
        path,
      ]
      await timed(say, `build of ${program} ${one.version}`, () => go.run(args, one))
    }
  }
  await copyAssets(folder, go)
  for (const line of differencesToArgocd(join(folder, 'assets'))) say(line)
}

/** The packages to build of each lock. */
function packagesByLock(): Map<string, string[]> {
  const packages = new Map<string, string[]>()
  for (const { lock, programs } of pinned as readonly Pinned[])
    packages.set(lock, [...(packages.get(lock) ?? []), ...Object.values(programs)])
  return packages
}

/** @throws Error where a go.mod requires another version than the one that is pinned. */
function checkLocks(): void {
  for (const { module, version, lock } of pinned) {
    const required = readFileSync(join(sources, lock, 'go.mod'), 'utf8')
    if (!required.includes(`${module} ${version}`))
      throw new Error(`go/${lock}/go.mod does not require ${module} ${version}, which versions.ts pins`)
  }
}

/** The versions that programs tell of themselves, which their own release builds set in the same way. */
function linkerFlags(): string {
  const kubernetes = pinnedOf('k8s.io/kubernetes').version
  const [major, minor] = kubernetes.slice(1).split('.')
  const base = 'k8s.io/component-base/version'
  const argocd = pinnedOf('github.com/argoproj/argo-cd/v3').version
  const values = {
    [`${base}.gitVersion`]: kubernetes,
    [`${base}.gitMajor`]: major,
    [`${base}.gitMinor`]: minor,
    'k8s.io/client-go/pkg/version.gitVersion': kubernetes,
    'github.com/argoproj/argo-cd/v3/common.version': argocd.slice(1),
    'helm.sh/helm/v4/internal/version.version': pinnedOf('helm.sh/helm/v4').version,
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
  ['github.com/fluxcd/flagger', 'artifacts/flagger/crd.yaml', 'flagger/source/crd.yaml'],
  ['code.gitea.io/gitea', 'options', 'gitea/options'],
  ['code.gitea.io/gitea', 'templates', 'gitea/templates'],
  ['code.gitea.io/gitea', 'public', 'gitea/public'],
]

async function copyAssets(folder: string, go: GoTool): Promise<void> {
  const target = join(folder, 'assets')
  for (const [module, from, to] of assets) {
    const source = await go.run(['list', '-m', '-f', '{{.Dir}}', module], pinnedOf(module))
    cpSync(join(source, from), join(target, to), { recursive: true })
  }
  const types = ['helm-controller', 'notification-controller'].map((name) => `github.com/fluxcd/${name}/api`)
  await go.run(
    ['crd', ...types.map((module) => `paths=${module}/...`), `output:crd:dir=${join(target, 'flux/played')}`],
    pinnedOf('sigs.k8s.io/controller-tools'),
    { program: join(folder, 'bin/controller-gen') },
  )
  // The module cache is read-only, and no file in it is executable.
  const env = process.env
  await run('chmod', ['-R', 'u+w,a+rX', target], { env })
  await run('chmod', ['a+x', join(target, 'argocd/path/git-verify-wrapper.sh')], { env })
  // Flagger's are indented in a way that only Go's readers take.
  const flagger = join(target, 'flagger/source')
  writeFileSync(join(flagger, 'kustomization.yaml'), 'resources: [crd.yaml]\n')
  mkdirSync(join(target, 'flagger/crds'))
  writeFileSync(
    join(target, 'flagger/crds/crd.yaml'),
    await run(join(folder, 'bin/kustomize'), ['build', flagger], { env }),
  )
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
