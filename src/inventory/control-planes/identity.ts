import { groupBy } from '../../group-by.ts'
import { childOf, CLUSTER_FOLDERS } from '../environments/judge.ts'
import type { DeclaredApp } from '../model.ts'

/** The fields that identify an app. */
export interface Named extends Pick<DeclaredApp, 'name' | 'controlPlane' | 'ownNamespace'> {
  readonly kind: string
}

/** The default namespace of Argo CD and of its Applications. */
const ARGOCD_NAMESPACE = 'argocd'

/**
 * Returns the name of an object in its control plane: kind, own namespace and name. An Application without a
 * namespace is in that of Argo CD.
 */
export function nameIn({ kind, name, ownNamespace }: Named): string {
  return JSON.stringify([kind, ownNamespace ?? (kind === 'Application' ? ARGOCD_NAMESPACE : ''), name])
}

/** Returns the identity of an app: its control plane and its name there. */
export function identityOf(app: Named): string {
  return JSON.stringify([app.controlPlane ?? '', nameIn(app)])
}

/**
 * Returns a key that identifies an app. Objects cannot be compared, because adding configured images creates a new
 * object for the same app.
 */
export function placeOf(app: DeclaredApp): string {
  const { cluster, environment, namespace, declaredAt } = app
  return JSON.stringify([identityOf(app), cluster, environment, namespace, declaredAt])
}

/**
 * The control planes that are certainly different: the same object (kind, namespace and name) exists in each of them.
 * Without such an object it is not known, because two folders can belong to one cluster.
 */
export class ControlPlanesApart {
  readonly #others = new Map<string, Set<string>>()

  /** @param groups groups of labels (see `labelsOf`); the labels of a group stand for different control planes */
  constructor(groups: readonly (readonly string[])[] = []) {
    for (const group of groups)
      for (const one of group) {
        const others = this.#others.get(one) ?? new Set()
        for (const other of group) if (other !== one) others.add(other)
        this.#others.set(one, others)
      }
  }

  /** @param sides the apps of one or more revisions; a difference in one of them is enough */
  static of(sides: readonly (readonly DeclaredApp[])[]): ControlPlanesApart {
    return new ControlPlanesApart(sides.flatMap(groupsApart))
  }

  /** Reports whether two apps are certainly in different control planes. */
  areApart(a: Place, b: Place): boolean {
    if (a.controlPlane === b.controlPlane) return false
    const labels = labelsOf(b)
    return labelsOf(a).some((label) => {
      const others = this.#others.get(label)
      return others !== undefined && labels.some((other) => others.has(other))
    })
  }
}

type Place = Pick<DeclaredApp, 'controlPlane' | 'environment'>

/** Each folder below `clusters/` is a cluster; a folder below `cluster/` is usually a part of the only one. */
const CLUSTERS = /(?:^|\/)clusters\//i

/**
 * Reports whether the folders of two control planes are named after two clusters, as `clusters/a` and `clusters/b`
 * are. This is valid within one revision only, because a change may rename the folder of a cluster.
 */
export function haveClusterFolders(a: Place, b: Place): boolean {
  const [one, other] = [a, b].map(({ controlPlane = '' }) =>
    CLUSTERS.test(controlPlane) ? childOf(`${controlPlane}/`, CLUSTER_FOLDERS) : undefined,
  )
  return one !== undefined && other !== undefined && one !== other
}

/**
 * Returns the labels that can distinguish two control planes: the control plane, the folders above it, the
 * environment.
 */
function labelsOf(place: Place): string[] {
  const folders = (place.controlPlane ?? '').split('/')
  const below = folders.map((_, i) => `below:${folders.slice(0, i + 1).join('/')}`)
  return [place.controlPlane ?? '', ...below, environment(place)]
}

/** The label of an app whose environment is not known; it distinguishes nothing. */
const NOWHERE = 'env:'

function environment(app: Place): string {
  return `${NOWHERE}${app.environment ?? ''}`
}

/** Returns the groups for {@link ControlPlanesApart}, without duplicates. */
export function groupsApart(apps: readonly DeclaredApp[]): string[][] {
  const groups = new Map<string, string[]>()
  for (const same of groupBy(
    apps.filter(({ controlPlane }) => controlPlane !== undefined),
    nameIn,
  ).values()) {
    const planes = [...new Set(same.map(({ controlPlane }) => controlPlane ?? ''))]
    if (planes.length < 2) continue
    const environments = [...new Set(same.map(environment))]
    const each = planes.length === environments.length && !environments.includes(NOWHERE) ? environments : []
    for (const group of [planes, branches(planes), each])
      if (group.length > 1) groups.set(JSON.stringify(group.toSorted()), group.toSorted())
  }
  return [...groups.values()]
}

/**
 * Returns the folders at which the paths of some control planes diverge: `clusters/a/apps` and `clusters/b/apps` are
 * different, and so is everything else below `clusters/a` and `clusters/b`.
 */
function branches(planes: readonly string[]): string[] {
  const parts = planes.map((plane) => plane.split('/'))
  const [first = []] = parts
  const shared = first.findIndex((folder, i) => parts.some((folders) => folders[i] !== folder))
  const ends = parts.map((folders) =>
    folders.length > shared ? folders.slice(0, shared + 1).join('/') : undefined,
  )
  return shared < 0 || ends.includes(undefined) ? [] : [...new Set(ends)].map((folder) => `below:${folder}`)
}
