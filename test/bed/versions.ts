/**
 * The versions of all that the bed is made of: the one place where they are changed.
 *
 * The locks in `go/` (go.mod, go.sum) must name the same: `build.ts` refuses to build from others. Neighbouring
 * versions are often not served by Go's module proxy or need a newer Go, so try each before it is pinned here.
 */

/** A Go module, and the programs that are built of it. */
export interface Pinned {
  /** The module whose version counts. */
  readonly module: string
  /** Its version with the `v`. */
  readonly version: string
  /** The folder below `go/` whose go.mod requires it. */
  readonly lock: string
  /** Packages to build, by the name of the program that each becomes. */
  readonly programs: Readonly<Record<string, string>>
  /**
   * Built apart from the others. The rest is one workspace, which settles on one version of what they share: that
   * halves what has to be compiled, but not everything goes with the newest.
   */
  readonly apart?: true
  /** Tags of Go that its programs are built with. */
  readonly tags?: string
  /** Some of it is written in C, so that it takes a C compiler. */
  readonly cgo?: true
}

/** The least Go that the modules below ask for. */
export const leastGo = '1.26.4'

/** In the order in which they are built: what takes little comes first. */
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
  // The proxy serves the types of these controllers, of which their definitions are made, and not the controllers.
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
  // What Argo CD's image brings: `compile.ts` compares with the list in its module and tells a difference. Helm's lock
  // has the versions of its own release, as some of them (sprig, cast, mergo, yaml) are seen in what it renders.
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
  // Of newer releases the proxy does not serve all modules that they are made of.
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

/** The name of a program that is built. */
export type Program = UnionKeys<(typeof pinned)[number]['programs']>

/** The name of a module that is pinned. */
export type Module = (typeof pinned)[number]['module']

/** What is pinned of a module. */
export function pinnedOf(module: Module): Pinned {
  const found = pinned.find((one) => one.module === module)
  // The type allows no other.
  if (found === undefined) throw new Error(`${module} is not pinned`)
  return found
}
