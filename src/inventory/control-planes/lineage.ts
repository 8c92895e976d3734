import { posix } from 'node:path'
import type { Destination } from './destination.ts'
import type { App } from '../model.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { standsAt } from '../../kube/objects.ts'

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

/** What the place of an object tells of its lineage. */
export function lineageOf(
  object: KubeObject,
  { applies, destination }: Pick<Lineage, 'applies' | 'destination'>,
): Lineage {
  const taken = object.overlay?.folder ?? object.takenBy
  const kustomization = taken === undefined ? [] : [posix.join(taken, 'kustomization.yaml')]
  return {
    place: standsAt(object),
    ownNamespace: object.namespace,
    folder: taken ?? folderOf(object.file),
    takenBy: object.takenBy,
    overlay: object.overlay?.folder,
    paths: [...kustomization, object.file],
    applies,
    destination,
  }
}

/** The folder of a file; empty for the root of the repo. */
export function folderOf(file: string): string {
  const folder = posix.dirname(file)
  return folder === '.' ? '' : folder
}

/** The objects among those that lead to apps. */
export function leadsAmong(objects: Iterable<KubeObject>): ReadonlySet<string> {
  const places = new Set<string>()
  for (const object of objects) if (leads(object)) places.add(standsAt(object))
  return places
}

function leads({ apiVersion, kind }: KubeObject): boolean {
  return (
    (apiVersion.startsWith('argoproj.io/') && (kind === 'Application' || kind === 'ApplicationSet')) ||
    (/^(kustomize|helm)\.toolkit\.fluxcd\.io\//.test(apiVersion) &&
      (kind === 'Kustomization' || kind === 'HelmRelease'))
  )
}
