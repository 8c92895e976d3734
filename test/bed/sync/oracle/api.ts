/** A client of the Kubernetes API for the second program. It changes nothing. */

/** An object of the API, as plain data. */
// The fields of an object depend on its kind.
// eslint-disable-next-line typescript/no-explicit-any
export type Thing = Record<string, any>

/** A resource of the API server. */
interface Resource {
  readonly path: string
  readonly kind: string
  readonly isNamespaced: boolean
}

/** Reads the API server. NODE_EXTRA_CA_CERTS contains the trusted authorities. */
export class Api {
  readonly #server: string
  readonly #token: string

  constructor(server: string, token: string) {
    this.#server = server
    this.#token = token
  }

  #ask(path: string, more: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, this.#server), {
      ...more,
      headers: { authorization: `Bearer ${this.#token}`, ...more.headers },
    })
  }

  /** Returns the JSON of an answer; undefined if the object does not exist. */
  async read(path: string): Promise<Thing | undefined> {
    const response = await this.#ask(path)
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Thing
  }

  /** Returns the path of an object; undefined if the server does not have its kind. */
  async pathOf(object: Thing, namespace: string): Promise<string | undefined> {
    const version = String(object['apiVersion'])
    const root = version.includes('/') ? `/apis/${version}` : `/api/${version}`
    const found = await this.read(root)
    const resource = ((found?.['resources'] ?? []) as Thing[]).find(
      (one) => one['kind'] === object['kind'] && !String(one['name']).includes('/'),
    )
    if (resource === undefined) return undefined
    const within = resource['namespaced'] ? `/namespaces/${object['metadata'].namespace ?? namespace}` : ''
    return `${root}${within}/${resource['name']}/${object['metadata'].name}`
  }

  /** Returns the error with which the server rejects an object in a dry run; undefined if it accepts the object. */
  async refusalOf(object: Thing, namespace: string): Promise<string | undefined> {
    const path = await this.pathOf(object, namespace)
    if (path === undefined) return `there is no kind ${object['kind']}`
    const response = await this.#ask(`${path}?fieldManager=second&force=true&dryRun=All`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body: JSON.stringify(object),
    })
    if (response.ok) return undefined
    return String(((await response.json()) as Thing)['message'])
  }

  /**
   * Reports all current objects of a kind, and then each change, forever. If the watch ends, reports all objects
   * again.
   *
   * @param take receives each object; `isGone` is true if the object was deleted
   */
  async follow({ path, kind }: Resource, take: (object: Thing, isGone: boolean) => void): Promise<never> {
    const here = new Map<string, Thing>()
    const tell = (object: Thing, isGone: boolean) => {
      const key = `${object['metadata'].namespace}/${object['metadata'].name}`
      if (isGone) here.delete(key)
      else here.set(key, object)
      take(object, isGone)
    }
    for (;;) {
      try {
        const list = await this.read(path)
        // The items of a list have neither, unlike the objects of a watch.
        const { apiVersion } = (list ?? {}) as { apiVersion?: string }
        const items = ((list?.['items'] ?? []) as Thing[]).map(
          (item) => ({ ...item, apiVersion, kind }) as Thing,
        )
        const uids = new Set(items.map((item) => item['metadata'].uid))
        for (const object of here.values()) if (!uids.has(object['metadata'].uid)) tell(object, true)
        for (const item of items) tell(item, false)
        // Bookmarks arrive every minute, so that a watch without changes still receives data.
        const from = `resourceVersion=${list?.['metadata']?.resourceVersion ?? ''}`
        const response = await this.#ask(`${path}?watch=1&allowWatchBookmarks=true&${from}`)
        for await (const line of linesOf(response)) {
          const { type, object } = JSON.parse(line) as { type: string; object: Thing }
          if (type === 'ERROR') break
          if (type !== 'BOOKMARK') tell(object, type === 'DELETED')
        }
      } catch {
        // The next list contains the missed changes.
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    }
  }
}

/** The resources that are followed from the beginning. Others are read when a question needs them. */
export const FOLLOWED: readonly Resource[] = [
  ['/api/v1/pods', 'Pod'],
  ['/api/v1/configmaps', 'ConfigMap'],
  ['/api/v1/secrets', 'Secret'],
  ['/api/v1/services', 'Service'],
  ['/apis/apps/v1/deployments', 'Deployment'],
  ['/apis/apps/v1/replicasets', 'ReplicaSet'],
  ['/apis/apps/v1/statefulsets', 'StatefulSet'],
  ['/apis/apps/v1/daemonsets', 'DaemonSet'],
  ['/apis/batch/v1/jobs', 'Job'],
  ['/apis/argoproj.io/v1alpha1/applications', 'Application'],
].map(([path = '', kind = '']) => ({ path, kind, isNamespaced: true }))

async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter((line) => line !== '')
  }
}
