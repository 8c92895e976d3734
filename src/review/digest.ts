import { createHash, scryptSync } from 'node:crypto'
import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'
import { isEqual, stableText } from '../compare/equal.ts'
import { identityOf } from '../inventory/control-planes/identity.ts'
import { keyOf } from '../kube/ids.ts'
import { environmentsOf } from './environments.ts'
import { unknownIn } from './failures.ts'
import type { AppChange, Review } from './model.ts'
import type { ObjectId } from '../kube/ids.ts'

/** One changed object for the digest: its sides and everything else about it, as it is shown and with its real values. */
export interface Digested {
  readonly id: ObjectId
  readonly shown: readonly (Json | undefined)[]
  readonly real: readonly (Json | undefined)[]
}

/** About 100 ms and 32 MB for each guess. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 }

/**
 * Returns a digest of an app's changed objects before and after the change, independent of their order; undefined if
 * none changed.
 *
 * Restarts of pods also count: `restarts` contains the differences in the templates of workloads whose objects do not
 * differ.
 *
 * Approvals are bound to the digest, so it changes if a value of a Secret is replaced. It is shown in a public
 * comment, so it must not help to guess such a value: hidden values are added through scrypt, with everything that is
 * shown as the salt. Computing it again requires only both trees. A short secret can still be guessed by someone who
 * spends 0.1 s on each guess, but anyone who can read the repo can also read the secret there.
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
  return sealed(shown, isOpen ? shown : texts('real'))
}

/**
 * Returns a digest of the objects that declare an app, before and after the change; undefined if none differs.
 * Rendering shows only what they deploy now. Where from, with whose permissions, and when it is applied are part of
 * what is approved, also if another app, which may belong to another environment, applies these objects.
 *
 * @param sides for each object, both of its sides
 * @param hide hides secret values in a text
 */
export function digestOfDeclarations(
  sides: readonly (readonly [Json | undefined, Json | undefined])[],
  hide: (text: string) => string,
): string | undefined {
  const real = sides.filter(([before, after]) => !isEqual(before, after)).map((two) => two.map(orNull))
  if (real.length === 0) return undefined
  return sealed(stableText(hidden(real, hide)), stableText(real))
}

/** Returns a value without the secret values in its texts and numbers. */
export function hidden(value: Json, hide: (text: string) => string): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => hidden(item, hide))
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden(inner, hide)]))
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const text = hide(String(value))
  return text === String(value) ? value : text
}

function orNull(value: Json | undefined): Json {
  return value ?? null
}

function sealed(shown: string, real: string): string {
  const open = sha256(shown)
  return sha256(shown === real ? open : `${open}${scryptSync(real, open, 32, SCRYPT).toString('hex')}`)
}

/**
 * Returns a digest of the changed inputs of an app. An approval of the rendered manifests must not apply to other
 * files that render to the same manifests here and to different ones in the cluster.
 *
 * @param inputs paths, or other names, with the ids of their contents before and after the change
 */
export function digestOfInputs(inputs: readonly (readonly [name: string, ids: string])[]): string {
  return sha256(JSON.stringify(inputs.toSorted(([a], [b]) => (a < b ? -1 : 1))))
}

/** Returns one digest of several parts; undefined if there are none. */
export function joinedDigest(parts: readonly (string | undefined)[]): string | undefined {
  const [first, ...more] = parts.filter((part) => part !== undefined)
  return more.length === 0 ? first : sha256(JSON.stringify([first, ...more]))
}

/**
 * Returns the digest of an environment over its apps, independent of their order, so that the parts of a matrix can
 * be merged. Returns undefined if the change touches none of the apps, or if one of them is not known on a side,
 * because two unknown changes would have the same digest. The control plane of an app is part of its identity, so the
 * same change in another cluster is a different change. An app whose inputs changed and whose objects did not is
 * represented by the ids of these inputs. An app that leaves an environment counts in both environments.
 */
export function digestOf(environment: string, apps: readonly AppChange[]): string | undefined {
  if (unknownIn(environment, apps).length > 0) return undefined
  return digestOfGroup(
    environment,
    apps.filter((change) => environmentsOf(change).some((one) => (one ?? '') === environment)),
  )
}

/** Returns the digest over apps that are selected in another way. All of their changes must be known. */
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

/** Returns the digests of all apps, by environment. The digest of apps without an environment has the empty name. */
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
