import { groupBy } from '../../group-by.ts'
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

  /** @param groups control planes, and environments as `env:prod`, none of which is another of its group */
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
    const areOthers = (one: string, other: string) => this.#others.get(one)?.has(other) === true
    return areOthers(a.controlPlane ?? '', b.controlPlane ?? '') || areOthers(environment(a), environment(b))
  }
}

type Place = Pick<DeclaredApp, 'controlPlane' | 'environment'>

function environment(app: Place): string {
  return app.environment === undefined ? 'env:' : `env:${app.environment}`
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
    const perPlane = planes.length === environments.length ? environments : []
    const group = [...planes, ...perPlane].toSorted()
    groups.set(group.join('\0'), group)
  }
  return [...groups.values()]
}
