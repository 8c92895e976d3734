import type { RootConfig } from '../config/config.ts'
import type { ImageUse } from '../images/place.ts'
import type { Json } from '../yaml/value.ts'
import type { Destination } from './control-planes/destination.ts'

import type { LoopEntry } from './leading/loop-entry.ts'
import type { Inputs } from './inputs.ts'

/** What an infra repo declares: the one thing that every command is a view of. */
export interface Inventory {
  readonly apps: readonly App[]
  readonly projects: readonly Project[]
  /** What could not be known, each with its reason. */
  readonly unresolved: readonly Unresolved[]
}

export type Controller = 'argocd' | 'flux' | 'none'

/** An app as far as the objects and paths of the repo declare it, without what only its values tell. */
export interface DeclaredApp {
  readonly name: string
  /** `Convention` where no object declares the app and the layout of the repo does. */
  readonly kind: 'Application' | 'HelmRelease' | 'Kustomization' | 'Convention'
  readonly controller: Controller
  /** Where the object is declared, or the file or folder that the convention found. */
  readonly declaredAt: { readonly file: string; readonly line: number }
  /** The entry of the values that a template made it of, where it is one of several. */
  readonly madeFrom?: LoopEntry
  /** The ApplicationSet that makes it; `declaredAt` then is the set's. */
  readonly generatedBy?: string
  /** The folder of the kustomization whose patches or prefixes change the object, so that it is not as its file has it. */
  readonly overlaidBy?: string
  /** The kustomization beside its file that does not list it, where nothing else of the repo applies it either. */
  readonly unlistedBy?: string | undefined
  /** Whether the object stands in the values of a chart, so that no manifest holds it. */
  readonly inValues?: true
  /**
   * The cluster or Argo CD instance that its object is applied to, by a name that does not depend on what else is in
   * the repo: as `fairlead.yaml` calls it, the folder that a root of Flux builds, the cluster that what applies it
   * deploys to; and where none of these is known, the folder that declares it, from the root of the repo (`.`).
   * Undefined where no object declares the app.
   */
  readonly controlPlane: string | undefined
  /** Whether that name is more than the folder of its file: only then another one is another control plane. */
  readonly isControlPlaneKnown: boolean
  /** The namespace of the object itself, as far as it is told; not the one that the app deploys into. */
  readonly ownNamespace: string | undefined
  /** The namespace that it deploys into. */
  readonly namespace: string | undefined
  /** The cluster that it deploys to. */
  readonly cluster: string | undefined
  /** What the element that made it calls that cluster, where `cluster` is an address: for people, never to trust. */
  readonly clusterName?: string
  readonly environment: string | undefined
  readonly production: boolean
  /** What tells its environment, where that is not the app itself: what leads to it, or its cluster. */
  readonly environmentBy?: string
  /** What of its environment contradicts itself, as a sentence. */
  readonly contradiction?: string
  /** The root that is assumed to lead to it, where nothing in the repo does: the entry that makes it certain. */
  readonly assumed?: RootConfig
  readonly project: string | undefined
  /** Whether the controller applies a change by itself; undefined where no controller is known. */
  readonly autoSync: boolean | undefined
  readonly sources: readonly Source[]
  /** Values files of this repo in the order in which they apply, the last wins. */
  readonly valuesFiles: readonly string[]
  /** What of this repo it is made of. */
  readonly inputs: Inputs
  /**
   * The object as it is declared in Git; undefined where there is none. What a kustomization around it changes
   * is not in it: see `parent`.
   */
  declaration(): Json | undefined | Promise<Json | undefined>
  /** The app that brings the object into the cluster, where one of this repo does. */
  readonly parent?: DeclaredApp
  /** Why its controller leaves it as it is, whatever is declared, as a sentence. */
  readonly fault?: string
}

/** One controller object that renders to manifests; or, where the repo declares none, what its layout tells. */
export interface App extends DeclaredApp {
  readonly parent?: App
  readonly images: readonly ImageUse[]
  /** What cannot be known of this app, as sentences. */
  readonly notes: readonly string[]
  /** What its control plane is found by; undefined where no object declares it. */
  readonly lineage?: Lineage
}

/** Controller objects that an app applies as it builds one folder, or as they stand. */
export interface Applied {
  /** The folder whose kustomization was built; undefined where the files are applied as they stand. */
  readonly folder: string | undefined
  /** Where the objects stand: see `standsAt`. */
  readonly places: ReadonlySet<string>
}

/** How an app's object comes to where it is: what control planes are found by. */
export interface Lineage {
  /** Where the object stands that declares it, or that makes it. */
  readonly place: string
  /** The namespace that the object itself says. */
  readonly ownNamespace: string | undefined
  /** The folder of the outermost kustomization that takes it; otherwise that of its file. */
  readonly folder: string
  /** The folder of that kustomization where it takes the object as it stands. */
  readonly takenBy: string | undefined
  /** The folder of that kustomization where it changes the object. */
  readonly overlay: string | undefined
  /** The folder that its cluster is built from, where the object says so: a root of Flux. */
  readonly root?: string
  /** The paths that rules of `fairlead.yaml` are matched with, the strongest first. */
  readonly paths: readonly string[]
  readonly applies: readonly Applied[]
  /** Where it deploys to. */
  readonly destination: Destination
  /** The app whose output declares it, or the ApplicationSet that makes it. */
  readonly madeBy?: App
}

export type SourceType = 'helm' | 'kustomize' | 'directory' | 'plugin' | 'ref' | 'unknown'

/** Where an app's manifests come from. */
export interface Source {
  readonly type: SourceType
  readonly repoURL: string | undefined
  readonly path: string | undefined
  readonly chart: string | undefined
  readonly targetRevision: string | undefined
  /** Whether the path is one of this very repo. */
  readonly inThisRepository: boolean
  /** Whether it should be one of this revision, and there is no such folder: then nothing is deployed. */
  readonly isMissing?: true
}

/** An Argo CD `AppProject`. */
export interface Project {
  readonly name: string
  readonly declaredAt: { readonly file: string; readonly line: number }
  readonly sourceRepos: readonly string[]
  readonly destinations: readonly {
    readonly server?: string
    readonly name?: string
    readonly namespace?: string
  }[]
}

export interface Unresolved {
  readonly file: string
  readonly line: number | undefined
  readonly kind: string
  readonly name: string | undefined
  readonly reason: string
  /** How many files of its kind and folder it stands for; `file` is the first of them. */
  readonly count?: number
  /** What to do about it, in one or more lines. */
  readonly hint?: string
  /** Whether it is a template of a chart, which tells once the chart is rendered. */
  readonly isTemplate?: true
  /** Whether it can only be a patch of an ApplicationSet that stands elsewhere: it makes no apps by itself. */
  readonly isPatch?: true
  /** Whether it is not known only because what leads to it could not be rendered; the reason says why. */
  readonly isUnrendered?: true
}
