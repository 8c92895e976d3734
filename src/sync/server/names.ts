import type { ApplicationName, Wanted } from '../../controllers/argocd/api/application-name.ts'

/** The most names for which an unparsed text is searched before it is parsed. */
const MANY = 60

/** The name and namespace in an Application's metadata. */
interface Named {
  readonly name: string
  readonly namespace: string
}

/**
 * The awaited Applications of one server. If the namespace of one is not known, it is in the namespace of Argo CD
 * itself, which the first answer shows. An Application of the same name in a team's namespace is a different one.
 */
export class Names implements Wanted {
  readonly #all: readonly ApplicationName[]
  /** The names, encoded as JSON strings. */
  readonly #quoted: readonly Buffer[]
  /** The namespace that Argo CD runs in. */
  #home: string | undefined

  constructor(all: readonly ApplicationName[]) {
    this.#all = all
    this.#quoted = [...new Set(all.map(({ name }) => name))].map((name) => Buffer.from(JSON.stringify(name)))
  }

  /**
   * Returns the projects that the Applications are in or will be in; undefined if the project of one is not known.
   *
   * @param now returns the current project of an Application that exists
   */
  projects(now: (name: ApplicationName) => string | undefined): readonly string[] | undefined {
    const projects = this.#all.map((name) => [name.project, now(name)].filter((one) => one !== undefined))
    return projects.some((some) => some.length === 0) ? undefined : [...new Set(projects.flat())]
  }

  get all(): readonly ApplicationName[] {
    return this.#all
  }

  /**
   * Learns the namespace of Argo CD from an answer: without a namespace in the request, the server looks in its own.
   */
  learn({ namespace }: ApplicationName, found: Named): void {
    if (namespace === undefined) this.#home = found.namespace
  }

  /**
   * Reports whether the namespace of Argo CD must be known before this Application can be recognized in an answer.
   */
  isUnsure({ namespace }: ApplicationName): boolean {
    return namespace === undefined && this.#home === undefined
  }

  isOf({ name, namespace = this.#home }: ApplicationName, found: Named): boolean {
    return name === found.name && namespace === found.namespace
  }

  isWanted(found: Named): boolean {
    return this.#all.some((name) => this.isOf(name, found))
  }

  /**
   * Reports whether a raw JSON text may contain an awaited Application. Names contain no characters that JSON
   * escapes. For many names, parsing the text costs no more than this search.
   */
  mayHold(json: Uint8Array): boolean {
    if (this.#quoted.length > MANY) return true
    const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength)
    return this.#quoted.some((name) => bytes.includes(name))
  }

  /** Returns the awaited Applications that this name and namespace identify. */
  wanted(found: Named): readonly ApplicationName[] {
    return this.#all.filter((name) => this.isOf(name, found))
  }
}

/** Returns the key of an Application's name for maps. */
export function keyOf({ name, namespace }: ApplicationName): string {
  return `${namespace ?? ''}/${name}`
}
