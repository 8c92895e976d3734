/**
 * The versions of everything that the bed is built from. Change them only in this file.
 *
 * The locks in `go/` (go.mod, go.sum) must contain the same versions, or `build.ts` refuses to build. Go's module
 * proxy often does not serve neighbouring versions, or they need a newer Go, so try each version before you pin it
 * here.
 */

/** A Go module, and the programs that are built from it. */
export interface Pinned {
  /** The module that has the version. */
  readonly module: string
  /** Its version, with the `v`. */
  readonly version: string
  /** The folder below `go/` whose go.mod requires it. */
  readonly lock: string
  /** The packages to build, by the name of the program that each becomes. */
  readonly programs: Readonly<Record<string, string>>
  /**
   * Built separately from the others. The others share one workspace, which selects one version of each shared
   * module. That halves the code to compile, but not every program works with the newest versions.
   */
  readonly apart?: true
  /** The Go build tags of its programs. */
  readonly tags?: string
  /** Some of it is written in C, so the build requires a C compiler. */
  readonly cgo?: true
}

/** The lowest Go version that all modules below accept. */
export const leastGo = '1.26.4'

/** The modules in build order. Those that build quickly come first. */
export const pinned = [
  {
    module: 'go.etcd.io/etcd/server/v3',
    version: 'v3.6.16',
    lock: 'tools',
    programs: { etcd: 'go.etcd.io/etcd/server/v3' },
  },
  {
    module: 'k8s.io/kubernetes',
    version: 'v1.36.3',
    lock: 'k8s',
    programs: { kube: './k8s' },
  },
  {
    module: 'github.com/argoproj/argo-cd/v3',
    version: 'v3.5.7',
    lock: 'argocd',
    programs: { argocd: 'github.com/argoproj/argo-cd/v3/cmd' },
  },
  {
    module: 'github.com/fluxcd/source-controller',
    version: 'v1.9.6',
    lock: 'flux-source',
    programs: { 'source-controller': 'github.com/fluxcd/source-controller' },
  },
  {
    module: 'github.com/fluxcd/kustomize-controller',
    version: 'v1.9.5',
    lock: 'flux-kustomize',
    programs: { 'kustomize-controller': 'github.com/fluxcd/kustomize-controller' },
  },
  {
    module: 'github.com/argoproj/argo-rollouts',
    version: 'v1.10.0',
    lock: 'rollouts',
    programs: { 'rollouts-controller': 'github.com/argoproj/argo-rollouts/cmd/rollouts-controller' },
    apart: true,
  },
  // The proxy serves the API types of these controllers, from which the definitions are generated, but not the
  // controllers.
  {
    module: 'github.com/fluxcd/helm-controller/api',
    version: 'v1.6.5',
    lock: 'flux-apis',
    programs: {},
    apart: true,
  },
  {
    module: 'github.com/fluxcd/notification-controller/api',
    version: 'v1.9.4',
    lock: 'flux-apis',
    programs: {},
    apart: true,
  },
  {
    module: 'sigs.k8s.io/controller-tools',
    version: 'v0.20.1',
    lock: 'flux-apis',
    programs: { 'controller-gen': 'sigs.k8s.io/controller-tools/cmd/controller-gen' },
    apart: true,
  },
  {
    module: 'github.com/fluxcd/flagger',
    version: 'v1.36.1',
    lock: 'flagger',
    programs: { flagger: 'github.com/fluxcd/flagger/cmd/flagger' },
    apart: true,
  },
  // The renderers of Argo CD's image. `compile.ts` compares them with the list in Argo CD's module and reports a
  // difference. Helm's lock has the versions of Helm's own release, because some of its libraries (sprig, cast,
  // mergo, yaml) affect the rendered manifests.
  {
    module: 'helm.sh/helm/v4',
    version: 'v4.2.1',
    lock: 'helm',
    programs: { helm: 'helm.sh/helm/v4/cmd/helm' },
    apart: true,
  },
  {
    module: 'sigs.k8s.io/kustomize/kustomize/v5',
    version: 'v5.8.1',
    lock: 'tools',
    programs: { kustomize: 'sigs.k8s.io/kustomize/kustomize/v5' },
  },
  // The proxy does not serve all modules that newer releases depend on.
  {
    module: 'code.gitea.io/gitea',
    version: 'v1.26.0',
    lock: 'gitea',
    programs: { gitea: 'code.gitea.io/gitea' },
    apart: true,
    tags: 'sqlite sqlite_unlock_notify',
    cgo: true,
  },
] as const satisfies readonly Pinned[]

type UnionKeys<T> = T extends unknown ? keyof T : never

/** The name of a program that the bed builds. */
export type Program = UnionKeys<(typeof pinned)[number]['programs']>

/** The name of a pinned module. */
export type Module = (typeof pinned)[number]['module']

/** Returns the pinned data of a module. */
export function pinnedOf(module: Module): Pinned {
  const found = pinned.find((one) => one.module === module)
  // Cannot happen: the type of `module` allows only pinned modules.
  if (found === undefined) throw new Error(`${module} is not pinned`)
  return found
}
