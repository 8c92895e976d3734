/** The elements of a round of the soak: apps, each in a situation that is drawn at random. */
import type { Argocd } from '../../argocd.ts'
import type { Cluster } from '../../cluster.ts'
import type { KubeObject } from '../../kube.ts'
import { ChangingApp } from '../../truth/changing-app.ts'
import type { Form } from '../../truth/changing-app.ts'
import type { PlainObject } from '../../truth/objects.ts'
import type { Random } from '../../truth/random.ts'
import type { Source } from '../oracle/manifests.ts'

/** A kind of event around a commit. */
export interface Situation {
  readonly name: string
  /** The layouts for which it can be used. Default: all. */
  readonly forms?: readonly Form[]
  /** Adds the objects that the situation needs to an app. */
  prepare(app: SoakApp, random: Random): void
  /** Breaks the app in a commit before the awaited one, so that it is already degraded. */
  spoil?(app: SoakApp): void
  /** Runs directly before the commit. */
  before?(scene: Scene): Promise<void>
  /** Makes the change of the commit. */
  change(app: SoakApp, random: Random): void
  /** Runs during the wait. */
  meanwhile?(scene: Scene, random: Random): Promise<void>
  /** True if the pods do not keep running, so that a short settling time would not show the error. */
  readonly needsSettling?: boolean
  /** True if the app never becomes live: the wait ends by its timeout. */
  readonly isEndless?: boolean
}

/** The actions of a situation, in addition to commits. */
export interface Scene {
  readonly app: SoakApp
  readonly cluster: Cluster
  readonly argocd: Argocd
  /**
   * Records that another party changes the app now. An earlier verdict is not checked against the state after this
   * time.
   */
  touch(): void
  /** Commits the current files of the app. */
  commit(): void
}

/** An app of a round. */
export class SoakApp extends ChangingApp {
  readonly situation: Situation
  /** Other files than its manifests, by their paths. */
  readonly more = new Map<string, string>()
  /** Additional fields of its Application, merged into `spec`. */
  readonly spec: PlainObject = {}
  /** Further sources, by their paths. */
  readonly sources: string[] = []
  /** The apps that this one declares. */
  readonly children: SoakApp[] = []
  /** The children that the commit removes. */
  readonly leaving = new Set<SoakApp>()

  constructor(name: string, form: Form, situation: Situation) {
    super(name, 'argocd', form)
    this.situation = situation
  }

  /** Returns all its files, with the files and the declarations of its children. */
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

  /** Returns the sources from which the second program renders the app at a commit. */
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

/** Adds the finalizer that deletes an Application's resources with it. */
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
