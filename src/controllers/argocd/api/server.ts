import { CanI, Settings, Version } from './answers.ts'
import { pathOf, queryOf } from './application-name.ts'
import type { ApplicationName, Wanted } from './application-name.ts'
import type { Credential } from '../access/credential.ts'
import type { Trust } from '../faults/explain.ts'
import { itemsOf } from './items.ts'
import { ObjectsApi } from './objects-api.ts'
import { bodyOf, dateOf, gotOf, PATIENCE, readAs, Requests, withLimit } from './requests.ts'
import type { Answer, ServerOptions } from './requests.ts'
import { Application, NameOf } from './shapes.ts'
import { changesIn } from './stream.ts'
import type { Change } from './stream.ts'

export type { ApplicationName } from './application-name.ts'
export type { Answer } from './requests.ts'

/**
 * The part of the REST API of Argo CD that is read. Nothing here changes anything in the cluster: a refresh makes the
 * controller compare again.
 *
 * Source: https://github.com/argoproj/argo-cd/blob/v3.5.7/assets/swagger.json
 */
export class ArgocdServer extends ObjectsApi {
  readonly #requests: Requests
  readonly #credential: Credential

  constructor(options: ServerOptions) {
    const requests = new Requests(options)
    super(requests)
    this.#requests = requests
    this.#credential = options.credential
  }

  /**
   * Returns the token that requests currently send.
   *
   * @throws NoToken if none is available
   */
  token(): Promise<string> {
    return this.#credential.token()
  }

  /** The host, to show to users. */
  get host(): string {
    return this.#requests.url.host
  }

  /** Returns the address of an Application in the web UI. */
  pageOf({ name, namespace }: ApplicationName): string {
    const { url } = this.#requests
    return `${url.origin}${url.pathname.replace(/\/$/, '')}/applications/${namespace === undefined ? '' : `${encodeURIComponent(namespace)}/`}${encodeURIComponent(name)}`
  }

  /** Returns the version, such as `v3.5.7+a1b2c3d`. It needs no token. */
  async version(signal?: AbortSignal): Promise<Answer<string>> {
    const { data, date } = await this.#requests.get(Version, '/api/version', {}, { signal })
    return { data: data.Version, date }
  }

  /**
   * Returns an Application.
   *
   * @throws ServerRefusal and NoAnswer
   */
  application(name: ApplicationName, signal?: AbortSignal): Promise<Answer<Application>> {
    const { project } = name
    const query = { ...queryOf(name), ...(project !== undefined && { project }) }
    return this.#requests.get(Application, pathOf(name), query, { signal })
  }

  /** Returns the same after the controller has compared it again. An answer may still be from an older comparison. */
  refreshed(name: ApplicationName, signal?: AbortSignal): Promise<Answer<Application>> {
    const query = { ...queryOf(name), refresh: 'normal' }
    return this.#requests.get(Application, pathOf(name), query, { signal, patience: PATIENCE.refresh })
  }

  /**
   * Reports whether the token may read an Application of that name, whether or not it exists. Returns true if the
   * server does not answer or the project is unknown.
   */
  async mayRead({ name, namespace, project }: ApplicationName, signal?: AbortSignal): Promise<boolean> {
    if (project === undefined) return true
    const object = [project, ...(namespace === undefined ? [] : [namespace]), name]
    const path = `/api/v1/account/can-i/applications/get/${object.map(encodeURIComponent).join('/')}`
    const answer = await this.#requests.get(CanI, path, {}, { signal }).catch(() => undefined)
    return answer?.data.value !== 'no'
  }

  /** Returns the issuers whose tokens the server accepts; undefined if it does not report them. */
  async trust(): Promise<Trust | undefined> {
    try {
      const { data } = await this.#requests.get(Settings, '/api/v1/settings', {}, {})
      const { issuer, clientID } = data.oidcConfig ?? {}
      return { issuer: issuer || undefined, clientId: clientID || undefined, hasDex: data.dexConfig != null }
    } catch {
      return undefined
    }
  }

  /**
   * Returns the Applications that the token may read, read one by one as they arrive. The server omits others without
   * notice, so request a missing one by its name.
   *
   * @param projects undefined for those of all projects
   * @param wanted which of them to read; undefined for all
   * @throws ServerRefusal and NoAnswer
   */
  async applications(
    projects: readonly string[] | undefined,
    signal?: AbortSignal,
    wanted?: Wanted,
  ): Promise<Answer<readonly Application[]>> {
    const query = projects === undefined ? {} : { projects }
    const limit = withLimit({ signal, patience: PATIENCE.list })
    const response = await this.#requests.send('/api/v1/applications', query, limit)
    const data: Application[] = []
    const mayHold = wanted && ((json: Uint8Array) => wanted.mayHold(json))
    for await (const item of itemsOf(bodyOf(response), gotOf(response), mayHold)) {
      const { metadata } = readAs(NameOf, item)
      if (wanted?.isWanted(metadata) ?? true) data.push(readAs(Application, item))
    }
    return { data, date: dateOf(response) }
  }

  /**
   * Yields changes of Applications as they happen, the existing Applications first. It ends when the server ends the
   * stream. The server drops changes if there are too many, so Applications without changes must also be read.
   *
   * Source: server/broadcast/broadcaster.go
   *
   * @param which one Application, or those of some projects; undefined for all that the token may read
   * @param wanted the Applications whose changes are read
   * @throws ServerRefusal and NoAnswer
   */
  async *changes(
    which: ApplicationName | readonly string[] | undefined,
    signal: AbortSignal,
    wanted?: Wanted,
  ): AsyncGenerator<Change> {
    const query =
      which === undefined
        ? {}
        : 'name' in which
          ? { ...queryOf(which), name: which.name }
          : { projects: which }
    const response = await this.#requests.send('/api/v1/stream/applications', query, signal)
    yield* changesIn(response, signal, wanted)
  }
}
