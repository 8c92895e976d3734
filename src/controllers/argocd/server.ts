import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import * as v from 'valibot'
import type { Shape } from '../../shapes/answer.ts'
import { held, ifHeld } from '../../shapes/answer.ts'
import { cureOfUnreachable, reasonOfUnreachable } from '../../net/unreachable.ts'
import { NoAnswer, ServerRefusal } from './failure.ts'
import {
  Application,
  ApplicationList,
  Events,
  LogLine,
  ManagedResources,
  Refusal,
  ResourceTree,
  StreamLine,
  Version,
} from './shapes.ts'
import type { ManagedResource } from './shapes.ts'

/**
 * An answer, and the server's time when it gave it: in milliseconds since 1970, cut to whole seconds. Undefined where it
 * does not say: the time of this machine is no substitute.
 */
export interface Answer<T> {
  readonly data: T
  readonly date: number | undefined
}

/** What names an Application on its server. */
export interface ApplicationName {
  readonly name: string
  /** Of its own object; undefined where it is the one that Argo CD runs in. */
  readonly namespace: string | undefined
  /** Its project, as far as it is known: with it the server tells what is not there from what may not be seen. */
  readonly project?: string | undefined
}

export interface ServerOptions {
  /** With the root path, if there is one. */
  readonly url: URL
  readonly token: string
  /** Of each request, beside our own: for servers behind a proxy that knows people. */
  readonly headers?: Readonly<Record<string, string>>
  readonly fetch: typeof globalThis.fetch
  readonly userAgent?: string
}

/** Milliseconds until an answer must be there; a refresh renders first. */
const PATIENCE = { read: 15_000, refresh: 60_000, log: 5_000 }

/**
 * The REST API of Argo CD, as far as it is read. Nothing here changes anything in the cluster: a refresh has the
 * controller look again.
 *
 * Source: https://github.com/argoproj/argo-cd/blob/v3.5.7/assets/swagger.json
 */
export class ArgocdServer {
  readonly #options: ServerOptions

  constructor(options: ServerOptions) {
    this.#options = options
  }

  /** The host, for people. */
  get host(): string {
    return this.#options.url.host
  }

  /** Where a person sees an Application. */
  pageOf({ name, namespace }: ApplicationName): string {
    const { url } = this.#options
    return `${url.origin}${url.pathname.replace(/\/$/, '')}/applications/${namespace === undefined ? '' : `${encodeURIComponent(namespace)}/`}${encodeURIComponent(name)}`
  }

  /** The version, such as `v3.5.7+a1b2c3d`. It needs no token. */
  async version(signal?: AbortSignal): Promise<Answer<string>> {
    const { data, date } = await this.#get(Version, '/api/version', {}, { signal })
    return { data: data.Version, date }
  }

  /**
   * An Application.
   *
   * @throws ServerRefusal and NoAnswer
   */
  application(name: ApplicationName, signal?: AbortSignal): Promise<Answer<Application>> {
    return this.#get(Application, pathOf(name), queryOf(name), { signal })
  }

  /** The same, after the controller has compared it anew; an answer may still be an older comparison's. */
  refreshed(name: ApplicationName, signal?: AbortSignal): Promise<Answer<Application>> {
    const query = { ...queryOf(name), refresh: 'normal' }
    return this.#get(Application, pathOf(name), query, { signal, patience: PATIENCE.refresh })
  }

  /** All Applications of some projects that the token may see; of all projects where none is named. */
  async applications(
    projects: readonly string[],
    signal?: AbortSignal,
  ): Promise<Answer<readonly Application[]>> {
    const { data, date } = await this.#get(ApplicationList, '/api/v1/applications', { projects }, { signal })
    return { data: data.items, date }
  }

  /** The objects of an Application, and those that these made, with the health of each. */
  tree(name: ApplicationName, signal?: AbortSignal): Promise<Answer<ResourceTree>> {
    return this.#get(ResourceTree, `${pathOf(name)}/resource-tree`, queryOf(name), { signal })
  }

  /** The objects of an Application as they should be and as they are. Values of Secrets are masked by the server. */
  async managed(name: ApplicationName, signal?: AbortSignal): Promise<readonly ManagedResource[]> {
    const path = `${pathOf(name)}/managed-resources`
    return (await this.#get(ManagedResources, path, queryOf(name), { signal })).data.items
  }

  /**
   * Has the server render an Application at a revision: whether that can be done at all.
   *
   * @throws ServerRefusal with what is wrong with it
   */
  async render(name: ApplicationName, revision: string, signal?: AbortSignal): Promise<void> {
    const query = { ...queryOf(name), revision }
    await this.#get(v.unknown(), `${pathOf(name)}/manifests`, query, { signal, patience: PATIENCE.refresh })
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
    const { data } = await this.#get(Events, `${pathOf(name)}/events`, query, { signal })
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
    const limit = AbortSignal.timeout(PATIENCE.log)
    const response = await this.#send(
      `${pathOf(name)}/logs`,
      query,
      signal ? AbortSignal.any([limit, signal]) : limit,
    )
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
   * @param name of the one that is wanted; undefined for all that the token may see
   * @throws ServerRefusal and NoAnswer
   */
  async *changes(
    name: ApplicationName | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly type: string; readonly application: Application }> {
    const query = name === undefined ? {} : { ...queryOf(name), name: name.name }
    const response = await this.#send('/api/v1/stream/applications', query, signal)
    if (response.body === null) throw new NoAnswer('the stream has no content')
    const lines = createInterface({
      input: Readable.fromWeb(response.body as ReadableStream, { signal }),
      crlfDelay: Infinity,
    })
    try {
      for await (const line of lines) {
        if (line.trim() === '') continue
        const { result, error } = readAs(StreamLine, parsed(line), response.status)
        if (error !== undefined)
          throw new ServerRefusal({
            status: 500,
            code: error.grpc_code ?? error.code ?? undefined,
            message: error.message,
            isPage: false,
          })
        if (result !== undefined) yield result
      }
    } catch (error) {
      if (error instanceof ServerRefusal || signal.aborted) throw error
      throw new NoAnswer(`the stream broke off: ${reasonOfUnreachable(error)}`, { cause: error })
    } finally {
      lines.close()
    }
  }

  async #get<T>(
    shape: Shape<T>,
    path: string,
    query: Query,
    { signal, patience = PATIENCE.read }: { signal?: AbortSignal | undefined; patience?: number },
  ): Promise<Answer<T>> {
    const limit = AbortSignal.timeout(patience)
    const response = await this.#send(path, query, signal ? AbortSignal.any([limit, signal]) : limit)
    const text = await textOf(response)
    return { data: readAs(shape, parsed(text), response.status), date: dateOf(response) }
  }

  async #send(path: string, query: Query, signal: AbortSignal): Promise<Response> {
    const { url, token, headers, fetch, userAgent = 'fairlead' } = this.#options
    const at = new URL(url)
    at.pathname = `${url.pathname.replace(/\/$/, '')}${path}`
    for (const [key, value] of Object.entries(query))
      for (const one of typeof value === 'string' ? [value] : value) at.searchParams.append(key, one)
    let response: Response
    try {
      response = await fetch(at.href, {
        headers: {
          ...headers,
          accept: 'application/json',
          'user-agent': userAgent,
          authorization: `Bearer ${token}`,
        },
        // A page of a login is elsewhere, and the token must not follow.
        redirect: 'manual',
        signal,
      })
    } catch (error) {
      if (signal.aborted && !(signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'))
        throw error
      const reason = signal.aborted ? 'it takes too long' : reasonOfUnreachable(error)
      throw new NoAnswer(
        `${reason}. ${signal.aborted ? 'Is it the right address?' : cureOfUnreachable(reason)}`,
        { cause: error },
      )
    }
    if (response.ok) return response
    throw new ServerRefusal(refusedBy(response.status, await textOf(response).catch(() => '')))
  }
}

type Query = Readonly<Record<string, string | readonly string[]>>

function pathOf({ name }: ApplicationName): string {
  return `/api/v1/applications/${encodeURIComponent(name)}`
}

function queryOf({ namespace, project }: ApplicationName): Query {
  return {
    ...(namespace !== undefined && { appNamespace: namespace }),
    ...(project !== undefined && { project }),
  }
}

async function textOf(response: Response): Promise<string> {
  try {
    return await response.text()
  } catch (error) {
    throw new NoAnswer(`the answer broke off: ${reasonOfUnreachable(error)}`, { cause: error })
  }
}

/** JSON, or undefined for what is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readAs<T>(shape: Shape<T>, data: unknown, status: number): T {
  if (data === undefined) throw new ServerRefusal({ status, code: undefined, message: '', isPage: true })
  const read = held(shape, data, 'its answer')
  if ('data' in read) return read.data
  throw new NoAnswer(read.fault)
}

function refusedBy(status: number, text: string) {
  const said = ifHeld(Refusal, text)
  if (said === undefined) {
    // A bare word, such as of a load balancer, is no page.
    const isPage = status < 400 || /<html|<!doctype/i.test(text.slice(0, 1000))
    return { status, code: undefined, message: isPage ? '' : text.slice(0, 500), isPage }
  }
  const { code, message, error } = said
  return { status, code: code ?? undefined, message: message || error || 'no reason', isPage: false }
}

function dateOf(response: Response): number | undefined {
  const date = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : date
}
