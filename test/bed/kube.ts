/** A client for the Kubernetes API: objects by kind, as plain JSON. */
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
  // The other fields depend on the kind. Tests read the fields that they know.
  // eslint-disable-next-line typescript/no-explicit-any
  readonly [field: string]: any
}

/** The address of an API server, and the credentials of the client. */
export interface KubeConnection {
  /** `https://127.0.0.1:6443` */
  readonly server: string
  /** The certificates of the accepted authorities, in PEM. Default: those of the system. */
  readonly ca?: string
  /** A bearer token. */
  readonly token?: string
  /** A client certificate, in PEM. It can be used instead of a token or with one. */
  readonly client?: { readonly cert: string; readonly key: string }
}

/** A kind of objects, and a namespace if the kind is namespaced. */
export interface KubeKind {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
}

/** An answer other than 2xx. */
export class KubeError extends Error {
  override readonly name = 'KubeError'
  /** The HTTP status. */
  readonly status: number
  /** The reason that Kubernetes reports: `NotFound`, `Invalid`, `Forbidden`. */
  readonly reason: string

  constructor(status: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.reason = reason
  }
}

/** One change that a watch reports. */
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
  /** The resources of each group and version that were requested so far. */
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
   * Sends one request by path, for everything that the methods below do not cover. The answer is parsed if it is
   * JSON.
   *
   * @throws KubeError for any answer other than 2xx
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

  /** Returns the path of a kind's objects, or of one object. */
  async path(kind: KubeKind, name?: string): Promise<string> {
    const root = kind.apiVersion.includes('/') ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`
    let resource = (await this.#resourcesOf(root)).get(kind.kind)
    if (resource === undefined) {
      // The definition may have been created since.
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

  /** Returns an object, or undefined if it does not exist. */
  async find(kind: KubeKind, name: string): Promise<KubeObject | undefined> {
    return this.get(kind, name).catch((error: unknown) => {
      if (error instanceof KubeError && error.status === 404) return undefined
      throw error
    })
  }

  /** Returns all objects of a kind, or those of one namespace if the kind has one. */
  async list(kind: KubeKind, query = ''): Promise<KubeObject[]> {
    return (await this.listAt(kind, query)).items
  }

  /** Returns all objects of a kind, and the resource version from which a watch continues. */
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

  /** Applies an object by server-side apply, and takes over fields from other managers. */
  async apply(object: KubeObject): Promise<KubeObject> {
    const path = await this.path(kindOf(object), object.metadata.name)
    const query = 'fieldManager=bed&force=true'
    return (await this.request('PATCH', `${path}?${query}`, object, contentTypes.apply)) as KubeObject
  }

  /** Changes some fields of an object. `below` is a subresource, such as `status`. */
  async patch(
    kind: KubeKind,
    name: string,
    change: unknown,
    { below, type = 'merge' }: { below?: string; type?: 'merge' | 'strategic' } = {},
  ): Promise<KubeObject> {
    const path = `${await this.path(kind, name)}${below === undefined ? '' : `/${below}`}`
    return (await this.request('PATCH', path, change, contentTypes[type])) as KubeObject
  }

  /** Deletes an object, which is gone when its finalizers are. Does nothing if it does not exist. */
  async delete(kind: KubeKind, name: string): Promise<void> {
    const options = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' }
    await this.request('DELETE', await this.path(kind, name), options).catch((error: unknown) => {
      if (!(error instanceof KubeError && error.status === 404)) throw error
    })
  }

  /**
   * Yields the changes to objects of a kind after a resource version, until the server ends the watch or `signal`
   * aborts.
   */
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

/** Returns the kind of an object, and its namespace. */
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
