import { groupBy } from '../../group-by.ts'
import { childOf, CLUSTER_FOLDERS } from '../environments/judge.ts'
import type { DeclaredApp } from '../model.ts'

/** What of an app tells it from all others. */
export interface Named extends Pick<DeclaredApp, 'name' | 'controlPlane' | 'ownNamespace'> {
  readonly kind: string
}

/** The namespace that Argo CD runs in unless it is told otherwise, where its Applications are. */
const ARGOCD_NAMESPACE = 'argocd'

/**
 * What an object is called in its control plane: kind, own namespace and name. Without a namespace an Application is
 * where Argo CD is.
 */
export function nameIn({ kind, name, ownNamespace }: Named): string {
  return JSON.stringify([kind, ownNamespace ?? (kind === 'Application' ? ARGOCD_NAMESPACE : ''), name])
}

/** What tells an app from all others: its control plane and what it is called there. */
export function identityOf(app: Named): string {
  return JSON.stringify([app.controlPlane ?? '', nameIn(app)])
}

/**
 * Which control planes are not one: those that one object, by kind, namespace and name, is in more than once. Of
 * those that no such object tells apart nobody knows it, as a folder may be as good as another of one cluster.
 */
export class ControlPlanesApart {
  readonly #others = new Map<string, Set<string>>()

  /** @param groups labels of places (see `labelsOf`), none of which is another of its group */
  constructor(groups: readonly (readonly string[])[] = []) {
    for (const group of groups)
      for (const one of group) {
        const others = this.#others.get(one) ?? new Set()
        for (const other of group) if (other !== one) others.add(other)
        this.#others.set(one, others)
      }
  }

  /** @param sides the apps of one or more revisions; what is so in one of them counts */
  static of(sides: readonly (readonly DeclaredApp[])[]): ControlPlanesApart {
    return new ControlPlanesApart(sides.flatMap(groupsApart))
  }

  /** Whether two apps are surely in different control planes. */
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

/** Below `clusters/` each folder is a cluster; below `cluster/` mostly a part of the only one. */
const CLUSTERS = /(?:^|\/)clusters\//i

/**
 * Whether the folders of two control planes are named after two clusters, as `clusters/a` and `clusters/b` are. So says
 * the repo as it is; of a change it tells nothing, as the folder of a cluster may get another name.
 */
export function haveClusterFolders(a: Place, b: Place): boolean {
  const [one, other] = [a, b].map(({ controlPlane = '' }) =>
    CLUSTERS.test(controlPlane) ? childOf(`${controlPlane}/`, CLUSTER_FOLDERS) : undefined,
  )
  return one !== undefined && other !== undefined && one !== other
}

/** What may tell a place from another one: the control plane, a folder that it is below of, the environment. */
function labelsOf(place: Place): string[] {
  const folders = (place.controlPlane ?? '').split('/')
  const below = folders.map((_, i) => `below:${folders.slice(0, i + 1).join('/')}`)
  return [place.controlPlane ?? '', ...below, environment(place)]
}

/** The label of an app whose environment is not known: it tells nothing. */
const NOWHERE = 'env:'

function environment(app: Place): string {
  return `${NOWHERE}${app.environment ?? ''}`
}

/** The groups for {@link ControlPlanesApart}, each once. */
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
 * The folders in which the ways to some control planes part: `clusters/a/apps` and `clusters/b/apps` are apart, and so
 * is all else below `clusters/a` and `clusters/b`.
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
