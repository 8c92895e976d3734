import { posix } from 'node:path'
import { standsAt } from '../../kube/objects.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { folderOf } from '../../tree/paths.ts'
import type { Lineage } from '../model.ts'

/** Returns the part of an object's lineage that its location shows. */
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

const NOWHERE: ReadonlySet<string> = new Set()

/** Returns the locations of the objects that lead to apps. */
export function leadsAmong(objects: Iterable<KubeObject>): ReadonlySet<string> {
  const places = [...objects].filter(leads).map(standsAt)
  return places.length === 0 ? NOWHERE : new Set(places)
}

function leads({ apiVersion, kind }: KubeObject): boolean {
  return (
    (apiVersion.startsWith('argoproj.io/') && (kind === 'Application' || kind === 'ApplicationSet')) ||
    (/^(kustomize|helm)\.toolkit\.fluxcd\.io\//.test(apiVersion) &&
      (kind === 'Kustomization' || kind === 'HelmRelease'))
  )
}
