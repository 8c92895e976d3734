import { diagnose } from '../../controllers/argocd/faults/diagnosis.ts'
import { isHidden } from '../../controllers/argocd/faults/failure.ts'
import type { ApplicationName } from '../../controllers/argocd/api/server.ts'
import type { Application } from '../../controllers/argocd/api/shapes.ts'
import { sourcesOf } from '../../controllers/argocd/verdict/commit.ts'
import { FaultCollector, inputError } from '../../errors.ts'
import type { DeclaredApp } from '../../inventory/model.ts'
import type { ExpectedApp } from '../range/expected.ts'
import { matching } from './match.ts'
import type { Candidate } from './match.ts'
import { fullName } from './named.ts'
import type { NamedApplications } from './named.ts'
import type { Reached } from '../server/reach.ts'

/** An Application with its server. */
export interface Found extends Candidate {
  readonly reached: Reached
}

/** The dependencies of the lookup of Applications. */
export interface LookupPorts {
  readonly servers: readonly Reached[]
  /** The Applications that the inputs name. */
  readonly named: NamedApplications
  isOurs(repoURL: string): boolean
  /** Reads Applications of servers as if the repo declared them on a side. The result has the order of the list. */
  read(
    applications: readonly Application[],
    side: 'base' | 'head',
  ): Promise<readonly (DeclaredApp | undefined)[]>
  readonly signal: AbortSignal
}

/** Finds the Applications of apps whose Application name is not in the repo; `found` is empty if there is none. */
export async function lookUp(
  apps: readonly ExpectedApp[],
  ports: LookupPorts,
): Promise<{ expected: ExpectedApp; found: readonly Found[] }[]> {
  if (apps.length === 0) return []
  const { named } = ports
  const isNamed = ({ app }: ExpectedApp) => named.has(app.name)
  const wanted = new Map([...named].filter(([name]) => apps.some(({ app }) => app.name === name)))
  const mayLack = (name: string) =>
    apps.some(({ app, status }) => app.name === name && (status === 'added' || status === 'removed'))
  const [given, others] = await Promise.all([
    namedOnes(wanted, mayLack, ports),
    apps.every(isNamed) ? [] : allOnes(ports),
  ])
  const ours = [...[...given.values()].flat(), ...others]
  // The Application of a removed app is built from the files before the commit.
  const isGone = ({ status }: ExpectedApp) => status === 'removed'
  const [head, base] = await Promise.all([
    readAs(ours, 'head', ports),
    apps.some(isGone) ? readAs(ours, 'base', ports) : [],
  ])
  return apps.map((expected) => {
    const { app, declared } = expected
    const candidates = isGone(expected) ? base : head
    const own = isNamed(expected)
      ? candidates.filter(({ application }) =>
          given.get(app.name)?.some((one) => one.application === application),
        )
      : candidates
    const isOnly = apps.filter((other) => other.app.name === app.name).length === 1
    // A name that the user sets takes precedence over what Fairlead can infer.
    if (isNamed(expected) && isOnly) return { expected, found: own }
    return { expected, found: declared === undefined ? [] : (matching(declared, own) as Found[]) }
  })
}

type Unread = Omit<Found, 'read'>

async function readAs(
  all: readonly Unread[],
  side: 'base' | 'head',
  ports: Pick<LookupPorts, 'read'>,
): Promise<Found[]> {
  const read = await ports.read(
    all.map(({ application }) => application),
    side,
  )
  return all.flatMap((one, i) => {
    const app = read[i]
    return app === undefined ? [] : [{ ...one, read: app }]
  })
}

/** Reads all Applications of this repository that the tokens can read. */
async function allOnes({ servers, isOurs, signal }: LookupPorts): Promise<Unread[]> {
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

/**
 * Reads the Applications that the inputs name, by app, from each server that has them.
 *
 * @param mayLack whether an app's Application may not exist yet, or not any more
 */
async function namedOnes(
  named: NamedApplications,
  mayLack: (app: string) => boolean,
  { servers, isOurs, signal }: LookupPorts,
): Promise<ReadonlyMap<string, readonly Unread[]>> {
  const faults = new FaultCollector()
  const found = await Promise.all(
    [...named].map(async ([app, names]) => {
      const ones = await Promise.all(
        names.map(async (name) => {
          try {
            const all = await anywhere(name, servers, { signal, mayLack: mayLack(app) })
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
  { signal, mayLack }: { readonly signal: AbortSignal; readonly mayLack: boolean },
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
  const fault = tried.find((one) => 'fault' in one && (!one.isHidden || (found.length === 0 && !mayLack)))
  if (fault?.fault) throw fault.fault
  return found
}

function refuseForeign(application: Application, isOurs: (url: string) => boolean): void {
  if (isOfRepo(application, isOurs)) return
  const urls = sourcesOf(application).map(({ repoURL }) => repoURL || '(none)')
  throw inputError(
    `argocd-app: the Application ${JSON.stringify(application.metadata.name)} is built from ${[...new Set(urls)].join(' and ')}, not from this repository`,
    {
      hint: 'Fairlead cannot determine whether a commit of this repository is live there. Name an Application with a source in this repository.',
    },
  )
}

function isOfRepo(application: Application, isOurs: (url: string) => boolean): boolean {
  return sourcesOf(application).some(({ repoURL }) => isOurs(repoURL ?? ''))
}
