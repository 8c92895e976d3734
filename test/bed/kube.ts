/** A client of the Kubernetes API: objects by their kind, as plain JSON. */
import { Agent, request } from 'undici'

/** An object of the API. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid?: string
    readonly resourceVersion?: string
    readonly generation?: number
    readonly creationTimestamp?: string
    readonly deletionTimestamp?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly ownerReferences?: readonly {
      readonly kind: string
      readonly name: string
      readonly uid: string
    }[]
    readonly finalizers?: readonly string[]
  }
  // What else an object holds differs by its kind; tests look at what they know.
  // eslint-disable-next-line typescript/no-explicit-any
  readonly [field: string]: any
}

/** Where an API server is, and who asks. */
export interface KubeConnection {
  /** `https://127.0.0.1:6443` */
  readonly server: string
  /** The certificates, in PEM, of who may have signed the server's; those of the system where it is not given. */
  readonly ca?: string
  /** A bearer token. */
  readonly token?: string
  /** A certificate of the client, in PEM, in place of a token or beside it. */
  readonly client?: { readonly cert: string; readonly key: string }
}

/** What tells where objects are: their kind, and a namespace for those that live in one. */
export interface KubeKind {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
}

/** An answer other than 2xx. */
export class KubeError extends Error {
  override readonly name = 'KubeError'
  /** The status of HTTP. */
  readonly status: number
  /** Kubernetes' own word for it: `NotFound`, `Invalid`, `Forbidden`. */
  readonly reason: string

  constructor(status: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.reason = reason
  }
}

/** One change that a watch tells of. */
export interface KubeEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: KubeObject
}

const contentTypes = {
  apply: 'application/apply-patch+yaml',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
}

/** A client for one API server. `close` ends its connections. */
export class Kube {
  readonly connection: KubeConnection
  readonly #agent: Agent
  /** The resources of each group and version, once asked. */
  readonly #resources = new Map<string, Promise<ReadonlyMap<string, { name: string; namespaced: boolean }>>>()

  constructor(connection: KubeConnection) {
    this.connection = connection
    const connect = { ...(connection.ca !== undefined && { ca: connection.ca }), ...connection.client }
    this.#agent = new Agent({ connect, bodyTimeout: 0, headersTimeout: 60_000 })
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  /**
   * One request by path, for what the methods below do not cover. The answer is parsed if it is JSON.
   *
   * @throws KubeError for any answer but 2xx.
   */
  async request(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): Promise<unknown> {
    const response = await request(new URL(path, this.connection.server), {
      method,
      dispatcher: this.#agent,
      headers: { ...this.#headers(), ...(body !== undefined && { 'content-type': contentType }) },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await response.body.text()
    if (response.statusCode >= 300) throw kubeError(response.statusCode, text)
    return String(response.headers['content-type']).includes('json') ? JSON.parse(text) : text
  }

  #headers() {
    const { token } = this.connection
    return {
      accept: 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    }
  }

  /** The path of a kind's objects, or of one of them. */
  async path(kind: KubeKind, name?: string): Promise<string> {
    const root = kind.apiVersion.includes('/') ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`
    let resource = (await this.#resourcesOf(root)).get(kind.kind)
    if (resource === undefined) {
      // A definition may have come since.
      this.#resources.delete(root)
      resource = (await this.#resourcesOf(root)).get(kind.kind)
    }
    if (resource === undefined) {
      throw new KubeError(404, 'NoKind', `the API server has no ${kind.apiVersion} ${kind.kind}`)
    }
    const namespace =
      resource.namespaced && kind.namespace !== undefined ? `/namespaces/${kind.namespace}` : ''
    return `${root}${namespace}/${resource.name}${name === undefined ? '' : `/${name}`}`
  }

  #resourcesOf(root: string): Promise<ReadonlyMap<string, { name: string; namespaced: boolean }>> {
    const known = this.#resources.get(root)
    if (known !== undefined) return known
    const asked = this.request('GET', root).then((answer) => {
      const { resources } = answer as { resources: { name: string; kind: string; namespaced: boolean }[] }
      return new Map(
        resources
          .filter(({ name }) => !name.includes('/'))
          .map((resource) => [resource.kind, resource] as const),
      )
    })
    asked.catch(() => this.#resources.delete(root))
    this.#resources.set(root, asked)
    return asked
  }

  async get(kind: KubeKind, name: string): Promise<KubeObject> {
    return (await this.request('GET', await this.path(kind, name))) as KubeObject
  }

  /** An object, or undefined where there is none. */
  async find(kind: KubeKind, name: string): Promise<KubeObject | undefined> {
    return this.get(kind, name).catch((error: unknown) => {
      if (error instanceof KubeError && error.status === 404) return undefined
      throw error
    })
  }

  /** All objects of a kind, of one namespace where one is given. */
  async list(kind: KubeKind, query = ''): Promise<KubeObject[]> {
    return (await this.listAt(kind, query)).items
  }

  /** All objects of a kind, and the version from which a watch goes on. */
  async listAt(kind: KubeKind, query = ''): Promise<{ items: KubeObject[]; resourceVersion: string }> {
    const list = (await this.request('GET', `${await this.path(kind)}?${query}`)) as {
      items: Omit<KubeObject, 'apiVersion' | 'kind'>[]
      metadata: { resourceVersion: string }
    }
    const { apiVersion, kind: name } = kind
    const items = list.items.map((item) => ({ ...item, apiVersion, kind: name }) as KubeObject)
    return { items, resourceVersion: list.metadata.resourceVersion }
  }

  async create(object: KubeObject): Promise<KubeObject> {
    return (await this.request('POST', await this.path(kindOf(object)), object)) as KubeObject
  }

  /** Server-side apply, which takes fields over from other managers. */
  async apply(object: KubeObject): Promise<KubeObject> {
    const path = await this.path(kindOf(object), object.metadata.name)
    const query = 'fieldManager=bed&force=true'
    return (await this.request('PATCH', `${path}?${query}`, object, contentTypes.apply)) as KubeObject
  }

  /** Changes some fields. `below` is a subresource, such as `status`. */
  async patch(
    kind: KubeKind,
    name: string,
    change: unknown,
    { below, type = 'merge' }: { below?: string; type?: 'merge' | 'strategic' } = {},
  ): Promise<KubeObject> {
    const path = `${await this.path(kind, name)}${below === undefined ? '' : `/${below}`}`
    return (await this.request('PATCH', path, change, contentTypes[type])) as KubeObject
  }

  /** Deletes an object; it is gone when its finalizers are. Does nothing where there is none. */
  async delete(kind: KubeKind, name: string): Promise<void> {
    const options = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' }
    await this.request('DELETE', await this.path(kind, name), options).catch((error: unknown) => {
      if (!(error instanceof KubeError && error.status === 404)) throw error
    })
  }

  /** What happens to objects of a kind after a version, until the server ends the watch or `signal` does. */
  async *watch(kind: KubeKind, resourceVersion: string, signal?: AbortSignal): AsyncGenerator<KubeEvent> {
    const query = `watch=1&allowWatchBookmarks=true&resourceVersion=${resourceVersion}`
    const response = await request(new URL(`${await this.path(kind)}?${query}`, this.connection.server), {
      dispatcher: this.#agent,
      headers: this.#headers(),
      ...(signal && { signal }),
    })
    if (response.statusCode >= 300) throw kubeError(response.statusCode, await response.body.text())
    let rest = ''
    response.body.setEncoding('utf8')
    for await (const chunk of response.body) {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield JSON.parse(line) as KubeEvent
    }
  }
}

/** The kind of an object, and its namespace. */
export function kindOf(object: KubeObject): KubeKind {
  const { apiVersion, kind, metadata } = object
  return { apiVersion, kind, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }) }
}

function kubeError(status: number, text: string): KubeError {
  let answer: { reason?: string; message?: string } = {}
  try {
    answer = JSON.parse(text) as typeof answer
  } catch {
    // Some answers, such as those of a proxy, are plain text.
  }
  return new KubeError(status, answer.reason ?? '', answer.message ?? text)
}
