/** What a round of the soak is made of: apps, each in a situation that is drawn. */
import type { Argocd } from '../../argocd.ts'
import type { Cluster } from '../../cluster.ts'
import type { KubeObject } from '../../kube.ts'
import { ChangingApp } from '../../truth/changing-app.ts'
import type { Form } from '../../truth/changing-app.ts'
import type { PlainObject } from '../../truth/objects.ts'
import type { Random } from '../../truth/random.ts'
import type { Source } from '../oracle/manifests.ts'

/** One kind of thing that happens around a commit. */
export interface Situation {
  readonly name: string
  /** The layouts that it is for; all where it names none. */
  readonly forms?: readonly Form[]
  /** Gives an app what it needs. */
  prepare(app: SoakApp, random: Random): void
  /** A commit before the one that is waited for, which is not to come up: what is degraded already. */
  spoil?(app: SoakApp): void
  /** Just before the commit. */
  before?(scene: Scene): Promise<void>
  /** What the commit does. */
  change(app: SoakApp, random: Random): void
  /** What happens while it is waited for. */
  meanwhile?(scene: Scene, random: Random): Promise<void>
  /** Whether what runs does not keep on running, so that a short settling time would not show it. */
  readonly needsSettling?: boolean
  /** Whether nothing will come of it: the wait ends by its time. */
  readonly isEndless?: boolean
}

/** What a situation can do beside committing. */
export interface Scene {
  readonly app: SoakApp
  readonly cluster: Cluster
  readonly argocd: Argocd
  /** Says that what happens now is somebody else's doing: a verdict from before does not answer for it. */
  touch(): void
  /** Commits the app as it is now. */
  commit(): void
}

/** An app of a round. */
export class SoakApp extends ChangingApp {
  readonly situation: Situation
  /** Files beside its manifests, by their paths. */
  readonly more = new Map<string, string>()
  /** What its Application has beside the usual: merged into `spec`. */
  readonly spec: PlainObject = {}
  /** Further sources, by their paths. */
  readonly sources: string[] = []
  /** Apps that this one declares. */
  readonly children: SoakApp[] = []
  /** Those that the commit takes away. */
  readonly leaving = new Set<SoakApp>()

  constructor(name: string, form: Form, situation: Situation) {
    super(name, 'argocd', form)
    this.situation = situation
  }

  /** All its files, with those of its children and what declares them. */
  filesAt(url: string): Record<string, string> {
    for (const child of this.children)
      if (this.leaving.has(child)) this.objects.delete(child.name)
      else this.objects.set(child.name, withFinalizer(child.declaration(url)))
    const own = { ...this.files(), ...Object.fromEntries(this.more) }
    return Object.assign(own, ...this.children.map((child) => child.files())) as Record<string, string>
  }

  override declaration(url: string): PlainObject {
    const object = super.declaration(url)
    const { source, ...spec } = { ...object['spec'], ...this.spec } as PlainObject
    const paths = [this.path, ...this.sources]
    const from = paths.length === 1 ? { source } : { sources: paths.map((path) => ({ ...source, path })) }
    return { ...object, spec: { ...spec, ...from } }
  }

  /** Where the second program finds what a commit makes of it. */
  sourcesAt(repository: string, commit: string): Source[] {
    const { name, form } = this
    const tool = form === 'shared' ? 'chart' : form
    const common = { repository, commit, name, namespace: name }
    return [
      { ...common, path: this.path, tool },
      ...this.sources.map((path) => ({ ...common, path, tool: 'plain' as const })),
    ]
  }
}

/** So that what it deployed goes with it. */
function withFinalizer(application: PlainObject): PlainObject {
  const finalizers = ['resources-finalizer.argocd.argoproj.io']
  return { ...application, metadata: { ...application['metadata'], finalizers } }
}

export const applicationKind = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  namespace: 'argocd',
}

export function namespaceOf(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}
