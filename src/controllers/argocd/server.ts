import * as v from 'valibot'
import { ifHeld } from '../../shapes/answer.ts'
import type { ObjectId } from '../../kube/ids.ts'
import type { Credential } from './credential.ts'
import { itemsOf, parsed } from './items.ts'
import { bodyOf, dateOf, gotOf, PATIENCE, readAs, Requests, textOf, withLimit } from './requests.ts'
import type { Trust } from './explain.ts'
import type { Answer, Query, ServerOptions } from './requests.ts'
import {
  Application,
  CanI,
  ApplicationSet,
  Events,
  LiveObject,
  LogLine,
  ManagedResource,
  NameOf,
  ResourceTree,
  Settings,
  SyncWindows,
  Version,
} from './shapes.ts'
import { changesIn } from './stream.ts'
import type { Change } from './stream.ts'

export type { Answer } from './requests.ts'

/** What names an Application on its server. */
export interface ApplicationName {
  readonly name: string
  /** Of its own object; undefined where it is the one that Argo CD runs in. */
  readonly namespace: string | undefined
  /** Its project, as far as it is known: with it the server tells what is not there from what may not be seen. */
  readonly project?: string | undefined
}

/**
 * The REST API of Argo CD, as far as it is read. Nothing here changes anything in the cluster: a refresh has the
 * controller look again.
 *
 * Source: https://github.com/argoproj/argo-cd/blob/v3.5.7/assets/swagger.json
 */
export class ArgocdServer {
  readonly #requests: Requests

  readonly #credential: Credential

  constructor(options: ServerOptions) {
    this.#requests = new Requests(options)
    this.#credential = options.credential
  }

  /**
   * The token that requests show now.
   *
   * @throws NoToken where none is to be had
   */
  token(): Promise<string> {
    return this.#credential.token()
  }

  /** The host, for people. */
  get host(): string {
    return this.#requests.url.host
  }

  /** Where a person sees an Application. */
  pageOf({ name, namespace }: ApplicationName): string {
    const { url } = this.#requests
    return `${url.origin}${url.pathname.replace(/\/$/, '')}/applications/${namespace === undefined ? '' : `${encodeURIComponent(namespace)}/`}${encodeURIComponent(name)}`
  }

  /** The version, such as `v3.5.7+a1b2c3d`. It needs no token. */
  async version(signal?: AbortSignal): Promise<Answer<string>> {
    const { data, date } = await this.#requests.get(Version, '/api/version', {}, { signal })
    return { data: data.Version, date }
  }

  /**
   * An Application.
   *
   * @throws ServerRefusal and NoAnswer
   */
  application(name: ApplicationName, signal?: AbortSignal): Promise<Answer<Application>> {
    const { project } = name
    const query = { ...queryOf(name), ...(project !== undefined && { project }) }
    return this.#requests.get(Application, pathOf(name), query, { signal })
  }

  /** The same, after the controller has compared it anew; an answer may still be an older comparison's. */
  refreshed(name: ApplicationName, signal?: AbortSignal): Promise<Answer<Application>> {
    const query = { ...queryOf(name), refresh: 'normal' }
    return this.#requests.get(Application, pathOf(name), query, { signal, patience: PATIENCE.refresh })
  }

  /**
   * Whether the token may read an Application of that name, whether or not it is there. Where the server does not say, or
   * its project is not known, it may.
   */
  async mayRead({ name, namespace, project }: ApplicationName, signal?: AbortSignal): Promise<boolean> {
    if (project === undefined) return true
    const object = [project, ...(namespace === undefined ? [] : [namespace]), name]
    const path = `/api/v1/account/can-i/applications/get/${object.map(encodeURIComponent).join('/')}`
    const answer = await this.#requests.get(CanI, path, {}, { signal }).catch(() => undefined)
    return answer?.data.value !== 'no'
  }

  /** Whose tokens the server accepts; undefined where it does not say. */
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
   * The Applications that the token may see, read one by one as they arrive. Those that it may not see are left out in
   * silence: what is missing has to be asked for by its name.
   *
   * @param projects undefined for those of all projects
   * @param isWanted of which Applications to keep what is read; undefined for all
   * @throws ServerRefusal and NoAnswer
   */
  async applications(
    projects: readonly string[] | undefined,
    signal?: AbortSignal,
    isWanted?: (metadata: NameOf['metadata']) => boolean,
  ): Promise<Answer<readonly Application[]>> {
    const query = projects === undefined ? {} : { projects }
    const limit = withLimit({ signal, patience: PATIENCE.list })
    const response = await this.#requests.send('/api/v1/applications', query, limit)
    const data: Application[] = []
    for await (const item of itemsOf(bodyOf(response), gotOf(response))) {
      const { metadata } = readAs(NameOf, item, gotOf(response))
      if (isWanted?.(metadata) ?? true) data.push(readAs(Application, item, gotOf(response)))
    }
    return { data, date: dateOf(response) }
  }

  /** The objects of an Application, and those that these made, with the health of each. */
  tree(name: ApplicationName, signal?: AbortSignal): Promise<Answer<ResourceTree>> {
    return this.#requests.get(ResourceTree, `${pathOf(name)}/resource-tree`, queryOf(name), { signal })
  }

  /**
   * The objects of an Application as they should be and as they are, read one by one as they arrive. Values of Secrets
   * are masked by the server.
   *
   * @param isWanted of which objects to keep both states; of the others it is only known that the app has them
   */
  async managed(
    name: ApplicationName,
    signal?: AbortSignal,
    isWanted?: (object: ManagedResource) => boolean,
  ): Promise<readonly ManagedResource[]> {
    const limit = withLimit({ signal, patience: PATIENCE.read })
    const response = await this.#requests.send(`${pathOf(name)}/managed-resources`, queryOf(name), limit)
    const found: ManagedResource[] = []
    for await (const item of itemsOf(bodyOf(response), gotOf(response))) {
      const one = readAs(ManagedResource, item, gotOf(response))
      found.push((isWanted?.(one) ?? true) ? one : { ...one, liveState: '', targetState: '' })
    }
    return found
  }

  /** The sync windows of an Application. */
  async windows(name: ApplicationName, signal?: AbortSignal): Promise<SyncWindows> {
    const path = `${pathOf(name)}/syncwindows`
    return (await this.#requests.get(SyncWindows, path, queryOf(name), { signal })).data
  }

  /** The ApplicationSet that made an Application, which is in the same namespace. It takes a right of its own. */
  async applicationSet(
    set: string,
    { namespace }: ApplicationName,
    signal?: AbortSignal,
  ): Promise<ApplicationSet> {
    const path = `/api/v1/applicationsets/${encodeURIComponent(set)}`
    const query = namespace === undefined ? {} : { appsetNamespace: namespace }
    return (await this.#requests.get(ApplicationSet, path, query, { signal })).data
  }

  /**
   * An object of an Application as it is in the cluster, those included that its own objects made, such as a pod. Values
   * of Secrets are masked by the server.
   *
   * @param version of its API, as the tree has it: `v1`
   * @throws ServerRefusal and NoAnswer
   */
  async resource(
    name: ApplicationName,
    object: ObjectId & { readonly version: string },
    signal?: AbortSignal,
  ): Promise<unknown> {
    const query = {
      ...queryOf(name),
      resourceName: object.name,
      namespace: object.namespace ?? '',
      group: object.group,
      version: object.version,
      kind: object.kind,
    }
    const path = `${pathOf(name)}/resource`
    return parsed((await this.#requests.get(LiveObject, path, query, { signal })).data.manifest)
  }

  /**
   * Has the server render an Application at a revision: whether that can be done at all.
   *
   * @throws ServerRefusal with what is wrong with it
   */
  async render(name: ApplicationName, revision: string, signal?: AbortSignal): Promise<void> {
    const query = { ...queryOf(name), revision }
    await this.#requests.get(v.unknown(), `${pathOf(name)}/manifests`, query, {
      signal,
      patience: PATIENCE.refresh,
    })
  }

  /** The events of an object, the newest last. */
  async events(
    name: ApplicationName,
    object: { uid: string; name: string; namespace: string },
    signal?: AbortSignal,
  ) {
    const query = {
      ...queryOf(name),
      resourceUID: object.uid,
      resourceName: object.name,
      resourceNamespace: object.namespace,
    }
    const { data } = await this.#requests.get(Events, `${pathOf(name)}/events`, query, { signal })
    return data.items.toSorted(
      (a, b) => (a.lastTimestamp ?? a.eventTime ?? 0) - (b.lastTimestamp ?? b.eventTime ?? 0),
    )
  }

  /**
   * The last lines of a pod's log; none where there are none, or they may not be read: that takes a right of its own.
   *
   * @param isPrevious whether the log of the container before it restarted is wanted
   */
  async logs(
    name: ApplicationName,
    pod: { readonly name: string; readonly namespace: string },
    {
      lines,
      isPrevious,
      signal,
    }: { readonly lines: number; readonly isPrevious: boolean; readonly signal?: AbortSignal },
  ): Promise<string[]> {
    const query = {
      ...queryOf(name),
      podName: pod.name,
      namespace: pod.namespace,
      tailLines: String(lines),
      previous: String(isPrevious),
    }
    const limit = withLimit({ signal, patience: PATIENCE.log })
    const response = await this.#requests.send(`${pathOf(name)}/logs`, query, limit)
    return (await textOf(response)).split('\n').flatMap((line) => {
      const { content = '', timeStampStr = '' } = ifHeld(LogLine, line)?.result ?? {}
      // Where the log cannot be had, the server gives its error as a line, which alone has no time.
      // Source: server/application/application.go, PodLogs
      const isLine = content !== '' && timeStampStr !== '' && !timeStampStr?.startsWith('0001-')
      return isLine ? [content ?? ''] : []
    })
  }

  /**
   * Changes of Applications as they happen, those that are there first. It ends when the server ends it; the server
   * drops changes where it has too many, so what is quiet has to be read, too.
   *
   * Source: server/broadcast/broadcaster.go
   *
   * @param which one Application, or those of some projects; undefined for all that the token may see
   * @param isWanted of which Applications to read what is told
   * @throws ServerRefusal and NoAnswer
   */
  async *changes(
    which: ApplicationName | readonly string[] | undefined,
    signal: AbortSignal,
    isWanted?: (metadata: NameOf['metadata']) => boolean,
  ): AsyncGenerator<Change> {
    const query =
      which === undefined
        ? {}
        : 'name' in which
          ? { ...queryOf(which), name: which.name }
          : { projects: which }
    const response = await this.#requests.send('/api/v1/stream/applications', query, signal)
    yield* changesIn(response, signal, isWanted)
  }
}

function pathOf({ name }: ApplicationName): string {
  return `/api/v1/applications/${encodeURIComponent(name)}`
}

/** Without its project: that of an Application may be another one by now, and then the server would not find it. */
function queryOf({ namespace }: ApplicationName): Query {
  return namespace === undefined ? {} : { appNamespace: namespace }
}
