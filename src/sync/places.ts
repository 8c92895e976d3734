import { diagnose } from '../controllers/argocd/diagnosis.ts'
import { isHidden } from '../controllers/argocd/failure.ts'
import type { ApplicationName } from '../controllers/argocd/server.ts'
import type { Application } from '../controllers/argocd/shapes.ts'
import { sourcesOf } from '../controllers/argocd/verdict/commit.ts'
import { FaultCollector, inputError } from '../errors.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import type { ExpectedApp } from './expected.ts'
import { lookedFor, matching } from './match.ts'
import type { Candidate } from './match.ts'
import { fullName } from './named.ts'
import type { NamedApplications } from './named.ts'
import type { Awaited } from './ports.ts'
import { nameOf, serverOf } from './reach.ts'
import type { Reached } from './reach.ts'

/** Where each app is waited for, and why some cannot be. */
export interface Places {
  readonly open: readonly Awaited[]
  readonly unknown: readonly { readonly expected: ExpectedApp; readonly reason: string }[]
}

/** What finding the Applications of apps needs. */
export interface PlacePorts {
  readonly servers: readonly Reached[]
  /** Those that the inputs name. */
  readonly named: NamedApplications
  isOurs(repoURL: string): boolean
  /** Reads Applications of servers as if the repo declared them, each in its place of the list. */
  read(applications: readonly Application[]): Promise<readonly (DeclaredApp | undefined)[]>
  /** What the commit does to apps by the Applications of servers that deploy them, each in its place of the list. */
  expect(apps: readonly ExpectedApp[]): Promise<readonly ExpectedApp[]>
  readonly signal: AbortSignal
}

/** An Application with the server that has it. */
interface Found extends Candidate {
  readonly reached: Reached
}

/** Whether the name of an app's Application is not in the repo. */
export function isLookedUp({ app }: ExpectedApp, named: NamedApplications): boolean {
  return app.kind === 'Convention' || (app.kind === 'Application' && named.has(app.name))
}

/**
 * Finds the Application of each app: as its object in the repo is called, as the inputs name it, or among all that the
 * servers show.
 *
 * @throws FairleadError (input) for an Application that the inputs name and that is not there or not made of this
 *   repository, (remote) where a server does not answer
 */
export async function placesOf(all: readonly ExpectedApp[], ports: PlacePorts): Promise<Places> {
  const { servers, named } = ports
  const open: Awaited[] = []
  const unknown: { expected: ExpectedApp; reason: string }[] = []
  const lookedUp = all.filter((one) => isLookedUp(one, named))
  for (const expected of all) {
    if (lookedUp.includes(expected)) continue
    const { kind } = expected.app
    const server =
      kind === 'Application'
        ? serverOf(expected.app, servers)
        : `it is a ${kind} of Flux, which sync does not wait for yet`
    if (typeof server === 'string') unknown.push({ expected, reason: server })
    else open.push({ expected, name: nameOf(expected), watch: server.watch })
  }
  const pairs = await lookUp(lookedUp, ports)
  const matched = pairs.flatMap(({ expected, found }) => found.map((one) => ({ expected, one })))
  const expected = await ports.expect(matched.map((pair) => servedBy(pair.expected, pair.one)))
  for (const [i, { one }] of matched.entries()) {
    const { name, namespace } = one.application.metadata
    const { project } = one.application.spec
    const own = expected[i]
    if (own)
      open.push({
        expected: own,
        name: { name, namespace: namespace || undefined, ...(project && { project }) },
        watch: one.reached.watch,
      })
  }
  for (const pair of pairs)
    if (pair.found.length === 0)
      unknown.push({ expected: pair.expected, reason: whyNone(pair.expected, ports) })
  return { open, unknown }
}

/** The app as it is told: by our name, and by that of the Application. */
function servedBy(expected: ExpectedApp, { application, reached }: Found): ExpectedApp {
  const { app } = expected
  const { name, namespace } = application.metadata
  const controlPlane = reached.address.controlPlane ?? app.controlPlane
  const place = {
    ...app,
    controlPlane,
    ownNamespace: namespace || undefined,
    toldApartBy: `Application ${name}`,
  }
  return app.kind === 'Convention' ? { ...expected, app: place, served: application } : expected
}

function whyNone({ app, declared }: ExpectedApp, { named, servers }: PlacePorts): string {
  const what = declared === undefined ? 'its files' : lookedFor(declared)
  const hosts = servers.map(({ watch }) => watch.server.host).join(', ')
  const given = named.get(app.name)
  const which =
    given === undefined
      ? `no Application that the token may see on ${hosts} deploys ${what} of this repository`
      : `none of ${given.map(fullName).join(', ')} deploys ${what} of this repository`
  return `no object in the repo declares it, and ${which}; name it in argocd-app, as ${app.name}=APPLICATION`
}

async function lookUp(
  apps: readonly ExpectedApp[],
  ports: PlacePorts,
): Promise<{ expected: ExpectedApp; found: readonly Found[] }[]> {
  if (apps.length === 0) return []
  const { named } = ports
  const isNamed = ({ app }: ExpectedApp) => named.has(app.name)
  const wanted = new Map([...named].filter(([name]) => apps.some(({ app }) => app.name === name)))
  const [given, others] = await Promise.all([
    namedOnes(wanted, ports),
    apps.every(isNamed) ? [] : allOnes(ports),
  ])
  const ours = [...[...given.values()].flat(), ...others]
  const read = await ports.read(ours.map(({ application }) => application))
  const candidates = ours.flatMap((one, i): Found[] => {
    const app = read[i]
    return app === undefined ? [] : [{ ...one, read: app }]
  })
  return apps.map((expected) => {
    const { app, declared } = expected
    const own = isNamed(expected)
      ? candidates.filter(({ application }) =>
          given.get(app.name)?.some((one) => one.application === application),
        )
      : candidates
    const isOnly = apps.filter((other) => other.app.name === app.name).length === 1
    // Who names it knows better than we do.
    if (isNamed(expected) && isOnly) return { expected, found: own }
    return { expected, found: declared === undefined ? [] : (matching(declared, own) as Found[]) }
  })
}

type Unread = Omit<Found, 'read'>

/** All Applications of this repository that the tokens may see. */
async function allOnes({ servers, isOurs, signal }: PlacePorts): Promise<Unread[]> {
  const faults = new FaultCollector()
  const lists = await Promise.all(
    servers.map(async (reached) => {
      const { server } = reached.watch
      try {
        const { data, date } = await server.applications(undefined, signal)
        reached.watch.heard(date)
        return data.filter((one) => isOfRepo(one, isOurs)).map((application) => ({ application, reached }))
      } catch (error) {
        faults.keep(await diagnose(server, error, 'the list of Applications'))
        return []
      }
    }),
  )
  faults.throwIfAny()
  return lists.flat()
}

/** Those that the inputs name, by app: each on the server that has it. */
async function namedOnes(
  named: NamedApplications,
  { servers, isOurs, signal }: PlacePorts,
): Promise<ReadonlyMap<string, readonly Unread[]>> {
  const faults = new FaultCollector()
  const found = await Promise.all(
    [...named].map(async ([app, names]) => {
      const ones = await Promise.all(
        names.map(async (name) => {
          try {
            const all = await anywhere(name, servers, signal)
            for (const { application } of all) refuseForeign(application, isOurs)
            return all
          } catch (error) {
            faults.keep(error)
            return []
          }
        }),
      )
      return [app, ones.flat()] as const
    }),
  )
  faults.throwIfAny()
  return new Map(found)
}

async function anywhere(
  name: ApplicationName,
  servers: readonly Reached[],
  signal: AbortSignal,
): Promise<Unread[]> {
  const tried = await Promise.all(
    servers.map(async (reached) => {
      const { server } = reached.watch
      try {
        return { one: { application: (await server.application(name, signal)).data, reached } }
      } catch (error) {
        const what = `the Application ${JSON.stringify(fullName(name))} of argocd-app`
        const fault = await diagnose(server, error, what, name)
        return { fault, isHidden: isHidden(error) }
      }
    }),
  )
  const found = tried.flatMap(({ one }) => one ?? [])
  const fault = tried.find((one) => 'fault' in one && (!one.isHidden || found.length === 0))
  if (fault?.fault) throw fault.fault
  return found
}

function refuseForeign(application: Application, isOurs: (url: string) => boolean): void {
  if (isOfRepo(application, isOurs)) return
  const urls = sourcesOf(application).map(({ repoURL }) => repoURL || '(none)')
  throw inputError(
    `argocd-app: the Application ${JSON.stringify(application.metadata.name)} is made of ${[...new Set(urls)].join(' and ')}, and not of this repository`,
    { hint: 'Whether a commit of this repository is live there cannot be told.' },
  )
}

function isOfRepo(application: Application, isOurs: (url: string) => boolean): boolean {
  return sourcesOf(application).some(({ repoURL }) => isOurs(repoURL ?? ''))
}
