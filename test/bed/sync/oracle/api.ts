/** A client of the Kubernetes API of the second program: it reads, and nothing else. */

/** An object of the API, as plain data. */
// What an object holds differs by its kind.
// eslint-disable-next-line typescript/no-explicit-any
export type Thing = Record<string, any>

/** One resource that the API server has. */
interface Resource {
  readonly path: string
  readonly kind: string
  readonly isNamespaced: boolean
}

/** Reads the API server. Whom it trusts is said by NODE_EXTRA_CA_CERTS. */
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

  /** An answer's JSON; undefined where there is no such thing. */
  async read(path: string): Promise<Thing | undefined> {
    const response = await this.#ask(path)
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Thing
  }

  /** The path of an object; undefined where the server knows no such kind. */
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

  /** What the server has against an object that would be applied; undefined where it has nothing. */
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
   * Tells of all objects of a kind as they are, and then of each change, for ever; where the watch breaks off, of all
   * again.
   *
   * @param take gets each object; of one that is gone, `isGone` is true
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
        const items = ((list?.['items'] ?? []) as Thing[]).map((item) => ({ ...item, kind }) as Thing)
        const uids = new Set(items.map((item) => item['metadata'].uid))
        for (const object of here.values()) if (!uids.has(object['metadata'].uid)) tell(object, true)
        for (const item of items) tell(item, false)
        // Bookmarks come every minute, so that a quiet watch is no silent one.
        const from = `resourceVersion=${list?.['metadata']?.resourceVersion ?? ''}`
        const response = await this.#ask(`${path}?watch=1&allowWatchBookmarks=true&${from}`)
        for await (const line of linesOf(response)) {
          const { type, object } = JSON.parse(line) as { type: string; object: Thing }
          if (type === 'ERROR') break
          if (type !== 'BOOKMARK') tell(object, type === 'DELETED')
        }
      } catch {
        // The next list tells what was missed.
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    }
  }
}

/** The resources that are followed from the beginning; others are read when they are asked about. */
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
