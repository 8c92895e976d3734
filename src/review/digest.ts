import { createHash, scryptSync } from 'node:crypto'
import type { Json } from '../yaml/value.ts'
import { isEqual, stableText } from '../compare/equal.ts'
import { identityOf } from '../inventory/control-planes/identity.ts'
import { keyOf } from '../kube/ids.ts'
import { environmentsOf } from './environments.ts'
import { unknownIn } from './failures.ts'
import type { AppChange, Review } from './model.ts'
import type { ObjectId } from '../kube/ids.ts'

/** One changed object for the digest: as it is shown, and as it is. */
export interface Digested {
  readonly id: ObjectId
  readonly shown: readonly [Json | undefined, Json | undefined]
  readonly real: readonly [Json | undefined, Json | undefined]
}

/** About 100 ms and 32 MB for one guess. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 }

/**
 * A digest over what is before and after of an app's changed objects, in no order; undefined where none changed.
 *
 * Pods that restart count, too: `restarts` holds what differs in the templates of those whose objects do not.
 *
 * Approvals are bound to it, so a swapped value of a Secret changes it. It stands in a public comment, so it must
 * not help to guess one: what is hidden goes in through scrypt, with all that is shown as its salt. Whoever
 * computes it later needs nothing but both trees. A short secret can still be guessed by somebody who takes the
 * time of 0.1 s a guess; whoever can read the repo can read it there anyway.
 */
export function digestOfApp(
  objects: readonly Digested[],
  restarts: readonly Json[] = [],
): string | undefined {
  if (objects.length + restarts.length === 0) return undefined
  const sorted = objects.toSorted((a, b) => (keyOf(a.id) < keyOf(b.id) ? -1 : 1))
  const texts = (side: 'shown' | 'real') =>
    stableText([
      ...sorted.map((object) => [keyOf(object.id), ...object[side].map((json) => json ?? null)]),
      ...restarts,
    ])
  const shown = texts('shown')
  const isOpen = sorted.every(({ shown: all, real: own }) => all.every((side, i) => isEqual(side, own[i])))
  const real = isOpen ? shown : texts('real')
  const open = sha256(shown)
  return sha256(shown === real ? open : `${open}${scryptSync(real, open, 32, SCRYPT).toString('hex')}`)
}

/**
 * A digest over the changed inputs of an app: an approval of what was rendered must not hold for other files that
 * render to the same here, and to something else in the cluster.
 *
 * @param inputs paths, or other names, with the ids of what is there before and after
 */
export function digestOfInputs(inputs: readonly (readonly [name: string, ids: string])[]): string {
  return sha256(JSON.stringify(inputs.toSorted(([a], [b]) => (a < b ? -1 : 1))))
}

/** One digest of several parts; undefined where there is none. */
export function joinedDigest(parts: readonly (string | undefined)[]): string | undefined {
  const [first, ...more] = parts.filter((part) => part !== undefined)
  return more.length === 0 ? first : sha256(JSON.stringify([first, ...more]))
}

/**
 * The digest of an environment over its apps, in no order: parts of a matrix can be put together. Undefined where
 * the change touches none of them, and where one of them is not known on a side: two changes of which nothing is known
 * would have the same. An app counts with its control plane: the same change of another cluster is another one. One whose inputs changed and whose
 * objects did not counts by the ids of these inputs, and one that leaves an environment in both.
 */
export function digestOf(environment: string, apps: readonly AppChange[]): string | undefined {
  if (unknownIn(environment, apps).length > 0) return undefined
  return digestOfGroup(
    environment,
    apps.filter((change) => environmentsOf(change).some((one) => (one ?? '') === environment)),
  )
}

/** The same over apps that are chosen by something else. All that is done to them has to be known. */
export function digestOfGroup(name: string, own: readonly AppChange[]): string | undefined {
  const parts = own.map(({ app, leaves, status, digest }) =>
    JSON.stringify([
      identityOf(app),
      app.cluster ?? '',
      app.namespace ?? '',
      status,
      digest ?? '',
      ...(leaves === undefined ? [] : [leaves.environment ?? '', app.environment ?? '']),
    ]),
  )
  return parts.length === 0 ? undefined : sha256(JSON.stringify([name, ...parts.toSorted()]))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The digests of all apps, by environment; those without one are under the empty name. */
export function digestsOf(apps: readonly AppChange[]): Review['digests'] {
  const all = apps.flatMap((change) => environmentsOf(change).map((one) => one ?? ''))
  const environments = [...new Set(all)].toSorted()
  return Object.fromEntries(
    environments.flatMap((environment) => {
      const digest = digestOf(environment, apps)
      return digest === undefined ? [] : [[environment, digest]]
    }),
  )
}
