import type { ApplicationName, Wanted } from '../../controllers/argocd/api/application-name.ts'

/** More names than this are not looked for before a text is parsed. */
const MANY = 60

/** What an Application says of its name. */
interface Named {
  readonly name: string
  readonly namespace: string
}

/**
 * The Applications of one server that are waited for. One whose namespace is not known is in that of Argo CD itself, which
 * the first answer tells: an Application of the same name in a team's namespace is another one.
 */
export class Names implements Wanted {
  readonly #all: readonly ApplicationName[]
  /** The names as JSON has them. */
  readonly #quoted: readonly Buffer[]
  /** The namespace that Argo CD runs in. */
  #home: string | undefined

  constructor(all: readonly ApplicationName[]) {
    this.#all = all
    this.#quoted = [...new Set(all.map(({ name }) => name))].map((name) => Buffer.from(JSON.stringify(name)))
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

  get all(): readonly ApplicationName[] {
    return this.#all
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

  isWanted(found: Named): boolean {
    return this.#all.some((name) => this.isOf(name, found))
  }

  /** Names have no characters that JSON would write in another way; of many of them parsing is no more work. */
  mayHold(json: Uint8Array): boolean {
    if (this.#quoted.length > MANY) return true
    const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength)
    return this.#quoted.some((name) => bytes.includes(name))
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
