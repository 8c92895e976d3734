/** Groups: one above each project, and one for each path in which somebody has a role. */
import { notFound } from './errors.ts'
import { nextId } from './ids.ts'
import type { ProtectedEnvironment } from './state.ts'
import type { World } from './world.ts'

export interface Group {
  readonly id: number
  readonly path: string
  /** By tier, not by name. Requires Premium. */
  protectedEnvironments: Readonly<Record<string, ProtectedEnvironment>>
}

export class Groups {
  readonly #groups = new Map<string, Group>()
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** @throws ApiError 404 if the group does not exist */
  get(idOrPath: string): Group {
    for (const path of this.#paths()) this.#add(path)
    const path = idOrPath.toLowerCase()
    const found = [...this.#groups.values()].find((group) => String(group.id) === path || group.path === path)
    if (found === undefined) throw notFound('Group')
    return found
  }

  #add(path: string): void {
    if (!this.#groups.has(path)) this.#groups.set(path, { id: nextId(), path, protectedEnvironments: {} })
  }

  #paths(): Set<string> {
    const { projects, accounts } = this.#world
    const paths = projects.flatMap(({ namespace }) => withParents(namespace.toLowerCase()))
    for (const path of accounts.paths()) {
      if (projects.every(({ fullPath }) => fullPath.toLowerCase() !== path)) paths.push(...withParents(path))
    }
    return new Set(paths)
  }
}

function withParents(path: string): string[] {
  const segments = path.split('/')
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'))
}
