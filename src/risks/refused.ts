import type { Fault } from '../kube/judge.ts'
import type { Api } from '../kube/faults.ts'
import { objectFaults } from '../kube/faults.ts'
import type { Manifest } from '../kube/manifests.ts'
import type { Json } from '../yaml/value.ts'
import { isEqual } from '../compare/equal.ts'
import { keyOf } from '../kube/ids.ts'
import { idOf } from '../kube/manifests.ts'
import type { Risk } from './risk.ts'
import type { Consequences } from './api.ts'
import { consequencesFor, riskOf } from './api.ts'

/** The API before and after a change, and the object that declares the app. */
export interface AppApi {
  readonly before: Api
  readonly after: Api
  readonly app: Json | undefined
  /** That object itself, complete and by side, if no app deploys it. */
  readonly declared: { readonly before: Manifest | undefined; readonly after: Manifest | undefined }
}

/** The maximum number of errors of one object that are reported. */
const TOLD = 10

/**
 * Returns what the API server, or the controller that applies an object, would reject, by the key of the object.
 * Objects are checked as they are rendered, including noise. An error that existed before the change is not reported.
 *
 * @param renamed the previous keys of objects, by their current keys
 */
export function refusedObjects(
  before: readonly Manifest[],
  after: readonly Manifest[],
  { app, declared, ...api }: AppApi,
  renamed: ReadonlyMap<string, string>,
): Map<string, Risk[]> {
  const [old, now] = [byKey(before, declared.before), byKey(after, declared.after)]
  const found = new Map<string, Risk[]>()
  for (const [key, manifest] of now) {
    const [was, is] = [
      old.get(renamed.get(key) ?? key)?.content as Json | undefined,
      manifest.content as Json,
    ]
    if (was !== undefined && isEqual(was, is) && hasSameSchema(manifest, api)) continue
    const faults = objectFaults(is, api.after)
    if (faults.length === 0) continue
    const had = new Set((was === undefined ? [] : objectFaults(was, api.before)).map(({ text }) => text))
    const brought = faults.filter(({ text }) => !had.has(text))
    if (brought.length > 0)
      found.set(key, risksOf(brought, consequencesFor(manifest === declared.after ? undefined : app, is)))
  }
  return found
}

function byKey(manifests: readonly Manifest[], declared: Manifest | undefined): Map<string, Manifest> {
  const all = declared ? [...manifests, declared] : manifests
  return new Map(all.map((manifest) => [keyOf(idOf(manifest)), manifest]))
}

function risksOf(faults: readonly Fault[], consequences: Consequences): Risk[] {
  return (['refused', 'unknown'] as const).flatMap((kind) => {
    const texts = faults.filter((fault) => fault.kind === kind).map(({ text }) => text)
    if (texts.length === 0) return []
    const more = texts.length > TOLD ? `; and ${texts.length - TOLD} more` : ''
    return [riskOf(kind, texts.slice(0, TOLD).join('; ') + more, consequences)]
  })
}

/**
 * Reports whether the schema of an object is the same on both sides. A change may include a new definition for an
 * object that does not change.
 */
function hasSameSchema(
  { apiVersion, kind }: Manifest,
  { before, after }: Pick<AppApi, 'before' | 'after'>,
): boolean {
  if (after.definitions.isEmpty && before.definitions.isEmpty) return true
  const [was, is] = [before, after].map(({ definitions }) => definitions.find(apiVersion, kind)?.schema)
  return was === is || isEqual((was ?? null) as Json, (is ?? null) as Json)
}
