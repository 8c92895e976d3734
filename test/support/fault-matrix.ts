/**
 * Injects every fault at every request of a scenario, on any forge. The scenario runs once without faults to record
 * its requests. Then it runs again for each of them with a fault there, so that new requests are covered
 * automatically.
 */
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FairleadError } from '../../src/errors.ts'
import { connectionReset, staleRead } from '../fakes/faults.ts'
import type { Fault } from '../fakes/faults.ts'
import type { RecordedRequest, RequestHandler } from '../fakes/recording.ts'

export type Fetch = typeof globalThis.fetch
export type Outputs = Readonly<Record<string, string>>

export interface Branch {
  /** The commit of the initial base that the branch starts from. */
  readonly onto: string | undefined
  /** Newest first. */
  readonly commits: readonly unknown[]
}

export interface State {
  readonly branches: Readonly<Record<string, Branch>>
  readonly pulls: Readonly<Record<string, unknown>>
  readonly comments: Readonly<Record<string, number>>
}

/** One forge for one case. */
export interface MatrixWorld extends AsyncDisposable {
  readonly fake: {
    readonly serverUrl: string
    readonly requests: readonly RecordedRequest[]
    readonly violations: readonly string[]
    onRequest(handler: RequestHandler): () => void
  }
  readonly token: string
  /**
   * Returns everything of the infra repo that a person can see, without IDs and times, which differ from run to run.
   */
  state(): Promise<State>
  /** Returns the commit of a branch. */
  tip(branch: string): string | undefined
  pull(number: string): { readonly state: 'open' | 'closed'; readonly branch: string } | undefined
}

export interface MatrixScenario<W> {
  readonly name: string
  readonly step: (world: W, fetch?: Fetch) => Promise<{ readonly outputs: Outputs }>
}

/** The functions and faults that the matrix needs for a kind of forge. */
export interface Kit<W extends MatrixWorld, S extends MatrixScenario<W>, F extends AsyncDisposable> {
  /** Creates the initial state of a scenario. */
  make(scenario: S): Promise<F>
  /** Creates a separate world that starts from it. */
  begin(scenario: S, from: F): Promise<W>
  /** Faults that happen once. The client handles all faults of one kind in the same code path. */
  readonly single: readonly Kind[]
  /** Faults that all requests from one on get, in addition to connections that are reset. */
  readonly lasting: readonly Kind[]
  isRead(request: Asked): boolean
}

/** Faults that a client handles in the same way, by description. */
export type Kind = Readonly<Record<string, Fault>>

type Asked = Pick<RecordedRequest, 'method' | 'operation' | 'kind' | 'body'>

/** The run of the scenario without a fault. */
interface Reference<F> {
  readonly from: F
  readonly requests: readonly Asked[]
  readonly start: State
  readonly end: State
  readonly outputs: Outputs
}

/**
 * Defines the tests of a scenario: one for each fault, each with a case for every request that the fault may affect
 * differently. Every request gets every kind of fault; the faults of a kind take turns.
 */
export function describeMatrix<W extends MatrixWorld, S extends MatrixScenario<W>, F extends AsyncDisposable>(
  kit: Kit<W, S, F>,
  scenario: S,
): void {
  const isRead = (request: Asked | undefined) => request === undefined || kit.isRead(request)
  describe(scenario.name, () => {
    let reference: Reference<F>
    beforeAll(async () => {
      reference = await record(kit, scenario)
    })
    afterAll(() => reference.from[Symbol.asyncDispose]())
    const everywhere = (indices: readonly number[], run: (index: number) => Promise<string[]>) =>
      collect(indices, run).then((failures) => expect(failures).toEqual([]))
    const all = () => reference.requests.map((_, i) => i)
    /**
     * The requests that get a fault, of faults that take turns. The first fault depends on the scenario, because many
     * scenarios start with the same requests.
     */
    const turnsOf = (fault: Fault, faults: readonly Fault[], indices: readonly number[]) => {
      const turn = faults.indexOf(fault)
      return indices.filter((_, i) => (i + scenario.name.length) % faults.length === turn)
    }
    // A read whose answer is lost does not differ from one that was not carried out. All other faults of a read lead
    // to the same retry, so they are spread over the reads: each read gets one, and some read gets each fault.
    const where = ({ kind, fault }: Named, kinds: readonly Kind[]) => {
      const ofReads = faultsOf(kinds).filter(({ carriedOut }) => carriedOut !== true)
      const [reads, writes] = [true, false].map((is) =>
        all().filter((index) => isRead(reference.requests[index]) === is),
      )
      return [
        ...turnsOf(fault, ofReads, reads ?? []),
        ...turnsOf(fault, Object.values(kind), writes ?? []),
      ].toSorted((a, b) => a - b)
    }
    const named = (index: number) => `${index + 1} ${reference.requests[index]?.operation ?? ''}`

    it.each(namesOf(kit.single))('ends the same in spite of $what', async (one) => {
      await everywhere(where(one, kit.single), (index) =>
        tryFault(kit, scenario, reference, `${one.what} at ${named(index)}`, (i) =>
          i === index ? one.fault : undefined,
        ),
      )
    })

    it('ends the same, or at the next run, in spite of a stale read', async () => {
      await everywhere(
        all().filter((index) => isRead(reference.requests[index])),
        (index) =>
          tryFault(
            kit,
            scenario,
            reference,
            `a stale read at ${named(index)}`,
            (i) => (i === index ? staleRead : undefined),
            reference.requests.slice(0, index).every(isRead),
          ),
      )
    })

    const lasts = ({ what, fault }: Named, index: number) =>
      tryFault(kit, scenario, reference, `${what} from ${named(index)}`, (i) =>
        i >= index ? fault : undefined,
      )

    it.each(namesOf(kit.lasting))(
      'says so where $what do not end, and the next run heals it',
      async (one) => {
        await everywhere(where(one, kit.lasting), (index) => lasts(one, index))
      },
    )

    // To the forge, a killed process looks like one that cannot reach it: the next run starts from the same state.
    it('is done by the next run where the process was killed or cut off before any request, and says so', async () => {
      const one = { what: 'reset connections', fault: connectionReset, kind: {} }
      await everywhere(all(), (index) => lasts(one, index))
    })
  })
}

interface Named {
  readonly what: string
  readonly fault: Fault
  readonly kind: Kind
}

const namesOf = (kinds: readonly Kind[]): Named[] =>
  kinds.flatMap((kind) => Object.entries(kind).map(([what, fault]) => ({ what, fault, kind })))

const faultsOf = (kinds: readonly Kind[]): Fault[] => namesOf(kinds).map(({ fault }) => fault)

/** Runs the scenario twice without a fault and checks that the second run has nothing to do. */
async function record<W extends MatrixWorld, S extends MatrixScenario<W>, F extends AsyncDisposable>(
  kit: Kit<W, S, F>,
  scenario: S,
): Promise<Reference<F>> {
  const from = await kit.make(scenario)
  await using world = await kit.begin(scenario, from)
  const start = await world.state()
  const before = world.fake.requests.length
  const { outputs } = await scenario.step(world)
  const requests = world.fake.requests.slice(before)
  const end = await world.state()
  expect(requests.length).toBeGreaterThan(0)
  expect(end).not.toEqual(start)
  expect(untrue(outputs, world)).toEqual([])
  const again = complainer('without a fault')
  await scenario.step(world)
  again.about(between(end, await world.state(), end).map((one) => `then ${one}`))
  expect(again.sentences).toEqual([])
  expect(world.fake.violations).toEqual([])
  return { from, requests, start, end, outputs: shown(outputs, world) }
}

/**
 * Runs a scenario with faults, and again without faults if that did not reach the end. Returns the problems as
 * sentences.
 */
async function tryFault<W extends MatrixWorld, S extends MatrixScenario<W>, F extends AsyncDisposable>(
  kit: Kit<W, S, F>,
  scenario: S,
  reference: Reference<F>,
  name: string,
  faultAt: (index: number) => Fault | undefined,
  isBehind = false,
): Promise<string[]> {
  await using world = await kit.begin(scenario, reference.from)
  let index = 0
  const stop = world.fake.onRequest(() => faultAt(index++))
  const complain = complainer(name)
  const result = await scenario.step(world).catch((thrown: unknown) => ({ thrown }))
  stop()
  const state = await world.state()
  complain.about(world.fake.violations)
  if ('thrown' in result) {
    // The client waits for a single fault to pass. Only a lasting fault may end the run.
    if (faultAt(Infinity) === undefined) complain.about([`it failed: ${String(result.thrown)}`])
    complain.about(notClear(result.thrown, world.token))
    complain.about(between(reference.start, withoutTemporary(state), reference.end))
  } else {
    complain.about(untrue(result.outputs, world))
    const differences = between(reference.end, state, reference.end)
    // A run that has not seen the last write of others does what was right before that write.
    if (!isBehind || differences.length === 0) {
      complain.about(differences)
      if (complain.sentences.length === 0)
        complain.about(between(reference.outputs, shown(result.outputs, world), reference.outputs))
      return complain.sentences
    }
    complain.about(between(loose(reference.start), loose(state), loose(reference.end)))
  }
  complain.about(await heal(scenario, reference, world, isBehind))
  return complain.sentences
}

/** Runs the scenario again, from the beginning and without a fault. Returns the problems. */
async function heal<W extends MatrixWorld, F>(
  scenario: MatrixScenario<W>,
  reference: Reference<F>,
  world: W,
  isBehind: boolean,
): Promise<string[]> {
  const { outputs } = await scenario.step(world)
  const state = await world.state()
  const made = isBehind
    ? between(loose(reference.end), loose(state), loose(reference.end))
    : between(reference.end, state, reference.end)
  return [...made, ...untrue(outputs, world), ...world.fake.violations].map((one) => `then ${one}`)
}

/** Returns the problems of an error: it must report a remote error, in words, and without the token. */
export function notClear(thrown: unknown, secret: string): string[] {
  if (!(thrown instanceof FairleadError)) return [`it is no error for people: ${String(thrown)}`]
  const { kind, message } = thrown
  return [
    ...(kind === 'remote' ? [] : [`the error is of kind ${kind}: ${message}`]),
    ...(/\w+ \w+/.test(message) ? [] : ['the error says nothing']),
    ...(message.includes(secret) ? ['the error holds the token'] : []),
  ]
}

/** Returns the outputs of a step that do not match the repository. */
function untrue(outputs: Outputs, world: MatrixWorld): string[] {
  const {
    'pull-request-branch': branch = '',
    'pull-request-head-sha': head = '',
    'pull-request-number': number = '',
    'pull-request-operation': operation = '',
  } = outputs
  const found: string[] = []
  const tip = world.tip(branch)
  if (head !== '' && operation !== 'closed' && tip !== head)
    found.push(`the output says that ${branch} is at ${head}, and it is at ${tip}`)
  if (number === '') return found
  const pull = world.pull(number)
  const expected = operation === 'closed' ? 'closed' : 'open'
  if (pull?.state !== expected || pull.branch !== branch)
    found.push(
      `the output says that ${number} of ${branch} is ${expected}, and it is ${pull?.state} of ${pull?.branch}`,
    )
  return found
}

/** Returns the outputs without the parts that differ from run to run. */
function shown(outputs: Outputs, { fake }: MatrixWorld): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      value.replaceAll(fake.serverUrl, 'https://forge').replaceAll(/\b[0-9a-f]{40}\b/g, '#'),
    ]),
  )
}

/**
 * Compares a state part by part. Each part must be as at the start or as at the end. Returns the paths of the parts
 * that are neither.
 */
export function between(start: unknown, state: unknown, end: unknown, place = ''): string[] {
  if (isDeepStrictEqual(state, start) || isDeepStrictEqual(state, end)) return []
  const isParted = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isParted(state) || !isParted(end))
    return [`${place} is ${JSON.stringify(state)} instead of ${JSON.stringify(end)}`]
  const before = isParted(start) ? start : {}
  const keys = new Set([...Object.keys(before), ...Object.keys(state), ...Object.keys(end)])
  return [...keys].flatMap((key) =>
    between(before[key], state[key], end[key], place === '' ? key : `${place}.${key}`),
  )
}

/**
 * Returns a state without the commits that branches start from: if a run has not seen the writes of others, an older
 * base is also correct.
 */
function loose(state: State): unknown {
  const branches = Object.entries(state.branches).map(([name, { commits }]) => [name, commits])
  return { ...state, branches: Object.fromEntries(branches) as object }
}

/** Returns a state without temporary branches. A killed process cannot clean up, so the next run has to. */
function withoutTemporary(state: State): State {
  const branches = Object.entries(state.branches).filter(([name]) => !name.startsWith('fairlead/tmp-'))
  return { ...state, branches: Object.fromEntries(branches) }
}

/** Collects the problems of a case, as sentences. */
export function complainer(name: string) {
  const sentences: string[] = []
  return {
    sentences,
    about(found: readonly string[]) {
      for (const one of found) sentences.push(`${name}: ${one}`)
    },
  }
}

/** Processes all items, ten at a time, because Octokit limits the concurrent requests of a process. */
export async function collect<T>(
  items: readonly T[],
  work: (item: T) => Promise<string[]>,
): Promise<string[]> {
  const results: string[][] = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await work(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: 10 }, worker))
  return results.flat()
}
