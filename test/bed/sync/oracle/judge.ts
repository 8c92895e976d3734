/** Checks the cluster at the time of a verdict on an app, and for some time after it. */
import type { Api, Thing } from './api.ts'
import { FOLLOWED } from './api.ts'
import { faultsIn } from './faults.ts'
import type { History, Moment } from './history.ts'
import { difference, isHook, lacking } from './live.ts'
import { manifestsOf } from './manifests.ts'
import type { Rendered, Source, Tools } from './manifests.ts'

/** A question about an app. Everything in it is known before any verdict. */
export interface Question {
  /** The app's sources in the commit. Several sources are applied together. */
  readonly sources: readonly Source[]
  /** The sources that were applied before. Objects that exist only in these must be deleted. */
  readonly before: readonly Source[]
  readonly namespace: string
  /** The time of the verdict, in milliseconds since 1970. */
  readonly at: number
  /** The time for which the state must last after the verdict, in milliseconds. */
  readonly stands: number
}

/** The state of the cluster. */
export interface Answer {
  /** The reasons why the commit is not live and running at that time; empty if it is. */
  readonly lacks: readonly string[]
  /** The time since which everything is well, in milliseconds since 1970; null if it is not. */
  readonly goodSince: number | null
  /** The first deviation while the state had to last. */
  readonly lapse: string | null
  /** The errors at that time, or up to three seconds before. */
  readonly faults: readonly string[]
  /** True if everything is well at the end of the time for which the state must last. */
  readonly mended: boolean
  /** True if the manifests are the same as before. */
  readonly isAsBefore: boolean
}

/**
 * The time before a verdict that is also checked, in milliseconds, because a container in a crash loop runs for short
 * times.
 */
const BACK = 3000

export class Judge {
  readonly #api: Api
  readonly #history: History
  readonly #tools: Tools

  constructor(api: Api, history: History, tools: Tools) {
    this.#api = api
    this.#history = history
    this.#tools = tools
  }

  /** Answers after the time for which the state must last. */
  async answer(question: Question): Promise<Answer> {
    const { sources, before, namespace, at, stands } = question
    const [now, was] = await Promise.all([this.#objectsOf(sources), this.#objectsOf(before)])
    const until = at + stands
    if (until > Date.now()) await new Promise((resolve) => setTimeout(resolve, until - Date.now()))
    const isAsBefore = now.fault === was.fault && JSON.stringify(now.objects) === JSON.stringify(was.objects)
    if (now.fault !== undefined)
      return {
        lacks: [now.fault],
        goodSince: null,
        lapse: null,
        faults: [now.fault],
        mended: false,
        isAsBefore,
      }
    const keys = new Set(now.objects.map(keyOf))
    const gone = was.objects.filter((object) => !keys.has(keyOf(object)) && !isHook(object))
    const unseen = await this.#unseen(now.objects, gone, namespace)
    const places = [
      ...new Set([
        namespace,
        ...[...now.objects, ...gone].map(({ metadata }) => metadata.namespace ?? namespace),
      ]),
    ] as string[]
    const lacksAt = (moment: Moment) => [
      ...unseen,
      ...now.objects.filter(isFollowed).flatMap((object) => lacking(object, moment, namespace)),
      ...gone
        .filter(({ kind, metadata }) => moment.find(kind, metadata.name, metadata.namespace ?? namespace))
        .map(({ kind, metadata }) => `${kind} ${metadata.name} is still there`),
    ]
    const moment = (time: number) => this.#history.at(time, places)
    const after = this.#history.changes(places, at, until).map(moment)
    const lacks = lacksAt(moment(at))
    const lapse = after.find((one) => lacksAt(one).length > 0)
    const faults = [at, ...this.#history.changes(places, at - BACK, at)].flatMap((time) =>
      faultsIn(moment(time)),
    )
    return {
      lacks,
      goodSince:
        lacks.length > 0 ? null : this.#goodSince(places, at, (time) => lacksAt(moment(time)).length === 0),
      lapse:
        lapse === undefined
          ? null
          : `after ${((lapse.at - at) / 1000).toFixed(1)} s: ${lacksAt(lapse).join('; ')}`,
      faults: [...new Set([...faults, ...(await this.#refusals(now.objects, moment(at), namespace))])],
      mended: lacksAt(moment(until)).length === 0,
      isAsBefore,
    }
  }

  #goodSince(places: readonly string[], at: number, isGood: (time: number) => boolean): number {
    let since = at
    for (const time of this.#history.changes(places, 0, at).toReversed()) {
      if (!isGood(time)) break
      since = time
    }
    return since
  }

  async #objectsOf(sources: readonly Source[]): Promise<Rendered> {
    const all = await Promise.all(sources.map((source) => manifestsOf(source, this.#tools)))
    const fault = all.find((one) => one.fault !== undefined)?.fault
    return { objects: all.flatMap((one) => one.objects), fault }
  }

  /** Checks objects of kinds that are not followed. It reads them once. */
  async #unseen(objects: readonly Thing[], gone: readonly Thing[], namespace: string): Promise<string[]> {
    const read = async (object: Thing) => {
      const path = await this.#api.pathOf(object, namespace)
      return path === undefined ? undefined : this.#api.read(path)
    }
    const lines = await Promise.all([
      ...objects.map(async (object) => {
        if (isFollowed(object)) return []
        const live = await read(object)
        const title = `${object['kind']} ${object['metadata'].name}`
        if (live === undefined) return [`${title} is not there`]
        const place = difference(object, live, '')
        return place === undefined ? [] : [`${title} is not as rendered: ${place}`]
      }),
      ...gone.map(async (object) =>
        isFollowed(object) || (await read(object)) === undefined
          ? []
          : [`${object['kind']} ${object['metadata'].name} is still there`],
      ),
    ])
    return lines.flat()
  }

  /** Returns the errors of the API server for objects that are not live as rendered. */
  async #refusals(objects: readonly Thing[], moment: Moment, namespace: string): Promise<string[]> {
    const off = objects.filter((object) => {
      const live = moment.find(
        object['kind'],
        object['metadata'].name,
        object['metadata'].namespace ?? namespace,
      )
      return !isHook(object) && (live === undefined || difference(object, live, '') !== undefined)
    })
    const said = await Promise.all(off.map((object) => this.#api.refusalOf(object, namespace)))
    return said.filter((one) => one !== undefined)
  }
}

function isFollowed({ kind }: Thing): boolean {
  return FOLLOWED.some((one) => one.kind === kind)
}

function keyOf({ apiVersion, kind, metadata }: Thing): string {
  return `${String(apiVersion).replace(/\/?[^/]*$/, '')}/${kind}/${metadata.name}`
}
