import * as v from 'valibot'
import { parseJsonIfValid } from '../../../shapes/answer.ts'
import type { ObjectId } from '../../../kube/ids.ts'
import { Events, LiveObject, LogLine } from './answers.ts'
import { pathOf, queryOf } from './application-name.ts'
import type { ApplicationName } from './application-name.ts'
import { itemsOf, parsed } from './items.ts'
import { bodyOf, gotOf, PATIENCE, readAs, textOf, withLimit } from './requests.ts'
import type { Answer, Requests } from './requests.ts'
import { ApplicationSet, ManagedResource, ResourceTree, SyncWindows } from './shapes.ts'

/** The parts of the API about one Application besides its own object: its objects, and what blocks its sync. */
export class ObjectsApi {
  readonly #requests: Requests

  constructor(requests: Requests) {
    this.#requests = requests
  }

  /** Returns the objects of an Application, and those that these created, with the health of each. */
  tree(name: ApplicationName, signal?: AbortSignal): Promise<Answer<ResourceTree>> {
    return this.#requests.get(ResourceTree, `${pathOf(name)}/resource-tree`, queryOf(name), { signal })
  }

  /**
   * Returns the desired and live state of an Application's objects, read one by one as they arrive. The server masks
   * the values of Secrets.
   *
   * @param isWanted which objects keep both states; for the others it is only known that the app has them
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
      const one = readAs(ManagedResource, item)
      found.push((isWanted?.(one) ?? true) ? one : { ...one, liveState: '', targetState: '' })
    }
    return found
  }

  /** Returns the sync windows of an Application. */
  async windows(name: ApplicationName, signal?: AbortSignal): Promise<SyncWindows> {
    const path = `${pathOf(name)}/syncwindows`
    return (await this.#requests.get(SyncWindows, path, queryOf(name), { signal })).data
  }

  /**
   * Returns the ApplicationSet that generated an Application. Both have the same namespace. It needs its own
   * permission.
   */
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
   * Returns a live object of an Application, including objects that its own objects created, such as a pod. The
   * server masks the values of Secrets.
   *
   * @param version of its API, as the tree shows it: `v1`
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
   * Makes the server render an Application at a revision, to check that it can.
   *
   * @throws ServerRefusal with the reason why it cannot be rendered
   */
  async render(name: ApplicationName, revision: string, signal?: AbortSignal): Promise<void> {
    const query = { ...queryOf(name), revision }
    await this.#requests.get(v.unknown(), `${pathOf(name)}/manifests`, query, {
      signal,
      patience: PATIENCE.refresh,
    })
  }

  /** Returns the events of an object, the newest last. */
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
   * Returns the last lines of a pod's log. Returns none if there are none or if the token may not read them, because
   * logs need their own permission.
   *
   * @param isPrevious whether to read the log of the container before it restarted
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
      const { content = '', timeStampStr = '' } = parseJsonIfValid(LogLine, line)?.result ?? {}
      // If the log is not available, the server returns its error as a line, the only kind of line without a time.
      // Source: server/application/application.go, PodLogs
      const isLine = content !== '' && timeStampStr !== '' && !timeStampStr?.startsWith('0001-')
      return isLine ? [content ?? ''] : []
    })
  }
}
