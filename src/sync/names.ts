import type { ApplicationName } from '../controllers/argocd/server.ts'

/** What an Application says of its name. */
interface Named {
  readonly name: string
  readonly namespace: string
}

/**
 * The Applications of one server that are waited for. One whose namespace is not known is in that of Argo CD itself, which
 * the first answer tells: an Application of the same name in a team's namespace is another one.
 */
export class Names {
  readonly #all: readonly ApplicationName[]
  /** The namespace that Argo CD runs in. */
  #home: string | undefined

  constructor(all: readonly ApplicationName[]) {
    this.#all = all
  }

  /** The projects of all of them; undefined where one is not known. */
  get projects(): readonly string[] | undefined {
    const projects = this.#all.map(({ project }) => project)
    return projects.includes(undefined) ? undefined : [...new Set(projects as string[])]
  }

  /** The one that is waited for alone, if it is one. */
  get only(): ApplicationName | undefined {
    return this.#all.length === 1 ? this.#all[0] : undefined
  }

  /** Learns from the answer to a name: without a namespace the server looks in its own. */
  learn({ namespace }: ApplicationName, found: Named): void {
    if (namespace === undefined) this.#home = found.namespace
  }

  isOf({ name, namespace = this.#home }: ApplicationName, found: Named): boolean {
    return name === found.name && namespace === found.namespace
  }

  /** Those that are waited for by what is said of one. */
  wanted(found: Named): readonly ApplicationName[] {
    return this.#all.filter((name) => this.isOf(name, found))
  }
}

/** A name as a key of maps. */
export function keyOf({ name, namespace }: ApplicationName): string {
  return `${namespace ?? ''}/${name}`
}
