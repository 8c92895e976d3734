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

  /**
   * The projects that they are in or will be in; undefined where one is not known.
   *
   * @param now that of an Application that is there
   */
  projects(now: (name: ApplicationName) => string | undefined): readonly string[] | undefined {
    const projects = this.#all.map((name) => [name.project, now(name)].filter((one) => one !== undefined))
    return projects.some((some) => some.length === 0) ? undefined : [...new Set(projects.flat())]
  }

  /** The one that is waited for alone, if it is one. */
  get only(): ApplicationName | undefined {
    return this.#all.length === 1 ? this.#all[0] : undefined
  }

  /** Learns from the answer to a name: without a namespace the server looks in its own. */
  learn({ namespace }: ApplicationName, found: Named): void {
    if (namespace === undefined) this.#home = found.namespace
  }

  /** Whether the namespace of Argo CD has to be learnt to know one by what is said of it. */
  isUnsure({ namespace }: ApplicationName): boolean {
    return namespace === undefined && this.#home === undefined
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
