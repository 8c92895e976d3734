import type { RootConfig } from '../config/config.ts'
import type { ImageUse } from '../images/place.ts'
import type { Json } from '../yaml/value.ts'
import type { Destination } from './control-planes/destination.ts'

import type { LoopEntry } from './leading/loop-entry.ts'
import type { Inputs } from './inputs.ts'

/** The content of an infra repo, which all commands are based on. */
export interface Inventory {
  readonly apps: readonly App[]
  readonly projects: readonly Project[]
  /** Objects that could not be resolved, each with a reason. */
  readonly unresolved: readonly Unresolved[]
}

export type Controller = 'argocd' | 'flux' | 'none'

/** An app as the objects and paths of the repo declare it, without the data that only its values contain. */
export interface DeclaredApp {
  readonly name: string
  /** `Convention` if no object declares the app and it was found by the layout of the repo. */
  readonly kind: 'Application' | 'HelmRelease' | 'Kustomization' | 'Convention'
  readonly controller: Controller
  /** The file and line that declare the object, or the file or folder that the convention found. */
  readonly declaredAt: { readonly file: string; readonly line: number }
  /** The values entry from which a template created it, if it is one of several. */
  readonly madeFrom?: LoopEntry
  /** The ApplicationSet that generates it; `declaredAt` is then that of the set. */
  readonly generatedBy?: string
  /** The folder of the kustomization whose patches or prefixes change the object: it then differs from its file. */
  readonly overlaidBy?: string
  /** The kustomization next to its file that does not list it, if nothing else in the repo applies the file. */
  readonly unlistedBy?: string | undefined
  /** Whether the object is declared in the values of a chart, so that no manifest contains it. */
  readonly inValues?: true
  /**
   * The cluster or Argo CD instance that its object is applied to, by a name that does not depend on the rest of the
   * repo: its name in `fairlead.yaml`, the folder that a Flux root builds, or the cluster that its applying app
   * deploys to. If none of these is known, the folder that declares it, relative to the root of the repo (`.`).
   * Undefined if no object declares the app.
   */
  readonly controlPlane: string | undefined
  /**
   * Whether that name is more than the folder of its file: only then does a different name mean a different control
   * plane.
   */
  readonly isControlPlaneKnown: boolean
  /** The namespace of the object itself, if known; not the one that the app deploys into. */
  readonly ownNamespace: string | undefined
  /** The namespace that it deploys into. */
  readonly namespace: string | undefined
  /** The cluster that it deploys to. */
  readonly cluster: string | undefined
  /** The cluster name in the generator element, if `cluster` is an address: for display only, never for decisions. */
  readonly clusterName?: string
  readonly environment: string | undefined
  readonly production: boolean
  /** The source of its environment, if that is not the app itself: its parent or its cluster. */
  readonly environmentBy?: string
  /** A contradiction in the data about its environment, as a sentence. */
  readonly contradiction?: string
  /**
   * The root that is assumed to deploy it, if nothing in the repo does: the entry to add to `fairlead.yaml` to
   * confirm it.
   */
  readonly assumed?: RootConfig
  readonly project: string | undefined
  /** Whether the controller applies a change automatically; undefined if no controller is known. */
  readonly autoSync: boolean | undefined
  readonly sources: readonly Source[]
  /** Values files of this repo in the order in which they apply; the last one wins. */
  readonly valuesFiles: readonly string[]
  /** The files and folders of this repo that it depends on. */
  readonly inputs: Inputs
  /**
   * Returns the object as it is declared in Git; undefined if there is none. The result does not include changes that
   * a surrounding kustomization makes: see `parent`.
   */
  declaration(): Json | undefined | Promise<Json | undefined>
  /** The app that brings the object into the cluster, if it is in this repo. */
  readonly parent?: DeclaredApp
  /** The reason why its controller does not update it, whatever is declared, as a sentence. */
  readonly fault?: string
}

/**
 * A controller object that renders to manifests, or, if the repo declares none, an app found by the layout of the
 * repo.
 */
export interface App extends DeclaredApp {
  readonly parent?: App
  readonly images: readonly ImageUse[]
  /** Facts about this app that cannot be determined, as sentences. */
  readonly notes: readonly string[]
  /** The data that its control plane is determined from; undefined if no object declares it. */
  readonly lineage?: Lineage
}

/** Controller objects that an app applies, either by building one folder or unchanged. */
export interface Applied {
  /** The folder whose kustomization was built; undefined if the files are applied unchanged. */
  readonly folder: string | undefined
  /** The locations of the objects: see `standsAt`. */
  readonly places: ReadonlySet<string>
}

/** The path by which an app's object reaches its cluster. Control planes are determined from it. */
export interface Lineage {
  /** The location of the object that declares or generates it. */
  readonly place: string
  /** The namespace that the object itself sets. */
  readonly ownNamespace: string | undefined
  /** The folder of the outermost kustomization that includes it; otherwise the folder of its file. */
  readonly folder: string
  /** The folder of that kustomization if it includes the object unchanged. */
  readonly takenBy: string | undefined
  /** The folder of that kustomization if it changes the object. */
  readonly overlay: string | undefined
  /** The folder that its cluster is built from, if the object sets it: a root of Flux. */
  readonly root?: string
  /** The paths to match with the rules of `fairlead.yaml`, highest precedence first. */
  readonly paths: readonly string[]
  readonly applies: readonly Applied[]
  /** The cluster and namespace that it deploys to. */
  readonly destination: Destination
  /** The app whose output declares it, or the ApplicationSet that generates it. */
  readonly madeBy?: App
}

export type SourceType = 'helm' | 'kustomize' | 'directory' | 'plugin' | 'ref' | 'unknown'

/** A source of an app's manifests. */
export interface Source {
  readonly type: SourceType
  readonly repoURL: string | undefined
  readonly path: string | undefined
  readonly chart: string | undefined
  readonly targetRevision: string | undefined
  /** Whether the path is in this repo. */
  readonly inThisRepository: boolean
  /** Whether the path should be in this revision but the folder does not exist: then nothing is deployed. */
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
  /** The number of files of the same kind and folder that this entry represents; `file` is the first of them. */
  readonly count?: number
  /** A hint to resolve it, in one or more lines. */
  readonly hint?: string
  /** Whether it is a chart template, which can be resolved only after the chart is rendered. */
  readonly isTemplate?: true
  /** Whether it can only be a patch of an ApplicationSet in another file: it generates no apps on its own. */
  readonly isPatch?: true
  /** Whether it is unresolved only because its parent could not be rendered; the reason contains the cause. */
  readonly isUnrendered?: true
}
