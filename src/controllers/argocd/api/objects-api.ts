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

/** What the API says of one Application beside itself: its objects, and what holds it. */
export class ObjectsApi {
  readonly #requests: Requests

  constructor(requests: Requests) {
    this.#requests = requests
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
      const { content = '', timeStampStr = '' } = parseJsonIfValid(LogLine, line)?.result ?? {}
      // Where the log cannot be had, the server gives its error as a line, which alone has no time.
      // Source: server/application/application.go, PodLogs
      const isLine = content !== '' && timeStampStr !== '' && !timeStampStr?.startsWith('0001-')
      return isLine ? [content ?? ''] : []
    })
  }
}
