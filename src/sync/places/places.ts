import { keptWithoutApp } from '../../compare/kept.ts'
import type { ExpectedApp } from '../range/expected.ts'
import { lookUp } from './lookup.ts'
import type { Found, LookupPorts } from './lookup.ts'
import { lookedFor } from './match.ts'
import { fullName } from './named.ts'
import type { NamedApplications } from './named.ts'
import type { Awaited } from '../ports.ts'
import { nameOf, serverOf } from '../server/reach.ts'

/** The Applications at which each app is awaited, and the reasons why some apps cannot be awaited. */
export interface Places {
  readonly open: readonly Awaited[]
  /** Apps that the commit adds and whose Application does not exist yet. */
  readonly coming: readonly { readonly expected: ExpectedApp; readonly reason: string }[]
  readonly unknown: readonly { readonly expected: ExpectedApp; readonly reason: string }[]
}

/** The dependencies of the search for Applications. */
export interface PlacePorts extends LookupPorts {
  /**
   * Returns what the commit does to apps, by the Applications of servers that deploy them. The result has the order
   * of the list.
   */
  expect(apps: readonly ExpectedApp[]): Promise<readonly ExpectedApp[]>
}

/** Reports whether the name of an app's Application is not in the repo. */
export function isLookedUp({ app }: ExpectedApp, named: NamedApplications): boolean {
  return app.kind === 'Convention' || (app.kind === 'Application' && named.has(app.name))
}

/**
 * Finds the Application of each app: by the name of its object in the repo, by the name in the inputs, or among all
 * Applications that the servers show.
 *
 * @throws FairleadError (input) for an Application that the inputs name and that does not exist or is not built from
 *   this repository, (remote) if a server does not answer
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
        : `it is a Flux ${kind}, which sync does not support yet`
    if (typeof server === 'string') unknown.push({ expected, reason: server })
    else {
      // A server that is named for the control plane is the right one.
      const { siblings, ...known } = expected
      const isNamed = server.address.controlPlane !== undefined || siblings === undefined
      open.push({ expected: isNamed ? known : expected, name: nameOf(expected), watch: server.watch })
    }
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
  const none = pairs
    .filter(({ found }) => found.length === 0)
    .map((pair) => ({ expected: pair.expected, reason: whyNone(pair.expected, ports) }))
  const isComing = (one: (typeof none)[number]) => one.expected.status === 'added'
  return {
    open,
    coming: none.filter(isComing),
    unknown: [...unknown, ...none.filter((one) => !isComing(one))],
  }
}

/** Returns the app with the Application that deploys it: reports show both names. */
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
  if (app.kind !== 'Convention') return expected
  const set = application.metadata.ownerReferences.find(({ kind }) => kind === 'ApplicationSet')?.name
  if (expected.status !== 'removed' || !set) return { ...expected, app: place, served: application }
  const { finalizers } = application.metadata
  return {
    ...expected,
    app: place,
    by: `the ApplicationSet ${set} has to delete it`,
    kept: keptWithoutApp({ kind: 'Application', metadata: { finalizers } }),
  }
}

function whyNone({ app, declared }: ExpectedApp, { named, servers }: PlacePorts): string {
  const what = declared === undefined ? 'its files' : lookedFor(declared)
  const hosts = servers.map(({ watch }) => watch.server.host).join(', ')
  const given = named.get(app.name)
  const which =
    given === undefined
      ? `no Application that the token can read on ${hosts} deploys ${what} of this repository`
      : `none of ${given.map(fullName).join(', ')} deploys ${what} of this repository`
  return `no object in the repo declares it, and ${which}; set argocd-app to ${app.name}=APPLICATION`
}
