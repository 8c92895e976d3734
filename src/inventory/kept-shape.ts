import * as v from 'valibot'
import type { RootConfig } from '../config/config.ts'
import { any, map, maybe } from '../shapes/json.ts'
import type { DeepReadonly } from '../shapes/readonly.ts'
import type { DeclaredApp, Source, Unresolved } from './model.ts'

/**
 * The stored form of an inventory: one line for the head, then one line for each app. Text that does not match these
 * shapes is rejected. The shapes must contain every key of the types, so a key that is added there cannot be missed
 * here.
 */

type Keys<T, Without extends keyof T = never> = Readonly<
  Record<Exclude<keyof T, Without>, v.GenericSchema<unknown, unknown>>
>

const text = v.string()
const texts = v.array(text)
const line = v.pipe(v.number(), v.integer())
const yes = v.literal(true)
const place = v.object({ file: text, line })

const unresolved = v.object({
  file: text,
  line: maybe(line),
  kind: text,
  name: maybe(text),
  reason: text,
  count: v.exactOptional(line),
  hint: v.exactOptional(text),
  isTemplate: v.exactOptional(yes),
  isPatch: v.exactOptional(yes),
  isUnrendered: v.exactOptional(yes),
} satisfies Keys<Unresolved>)

/** The fields that apply to all apps. */
export const keptHead = v.object({
  identity: v.nullable(texts),
  apps: line,
  unresolved: v.array(unresolved),
  /** Files that ApplicationSet generators read. */
  generating: texts,
  registries: texts,
  /** See `ControlPlanesApart`. */
  apart: v.array(texts),
})
export type KeptHead = DeepReadonly<v.InferOutput<typeof keptHead>>

const root = v.object({
  path: text,
  values: v.exactOptional(texts),
  parameters: v.exactOptional(map('By key.', text)),
  name: v.exactOptional(text),
  namespace: v.exactOptional(text),
  controlPlane: v.exactOptional(text),
  cluster: v.exactOptional(text),
  environment: v.exactOptional(text),
} satisfies Keys<RootConfig>)

const source = v.object({
  type: v.picklist(['helm', 'kustomize', 'directory', 'plugin', 'ref', 'unknown']),
  repoURL: maybe(text),
  path: maybe(text),
  chart: maybe(text),
  targetRevision: maybe(text),
  inThisRepository: v.boolean(),
  isMissing: v.exactOptional(yes),
} satisfies Keys<Source>)

/** The fields of an app that are stored unchanged. */
const asItIs = {
  name: text,
  kind: v.picklist(['Application', 'HelmRelease', 'Kustomization', 'Convention']),
  controller: v.picklist(['argocd', 'flux', 'none']),
  declaredAt: place,
  madeFrom: v.exactOptional(v.object({ ...place.entries, key: text })),
  generatedBy: v.exactOptional(text),
  overlaidBy: v.exactOptional(text),
  unlistedBy: v.exactOptional(text),
  inValues: v.exactOptional(yes),
  controlPlane: maybe(text),
  isControlPlaneKnown: v.boolean(),
  ownNamespace: maybe(text),
  namespace: maybe(text),
  cluster: maybe(text),
  clusterName: v.exactOptional(text),
  environment: maybe(text),
  production: v.boolean(),
  environmentBy: v.exactOptional(text),
  contradiction: v.exactOptional(text),
  assumed: v.exactOptional(root),
  project: maybe(text),
  autoSync: maybe(v.boolean()),
  sources: v.array(source),
  valuesFiles: texts,
  fault: v.exactOptional(text),
} satisfies Keys<DeclaredApp, 'inputs' | 'declaration' | 'parent'>

/** One app. */
export const keptApp = v.object({
  ...asItIs,
  inputs: v.object({ files: texts, folders: texts }),
  /** Only if no file contains the object in this form. */
  declaration: v.exactOptional(any('The object.')),
  /** The index of the app that brings it into the cluster. */
  parent: v.exactOptional(line),
})

/** Returns the fields of an app that are stored unchanged. */
export function keptAsItIs(app: DeclaredApp): Pick<DeclaredApp, keyof typeof asItIs> {
  const keys = Object.keys(asItIs) as (keyof typeof asItIs)[]
  return Object.fromEntries(keys.map((key) => [key, app[key]])) as Pick<DeclaredApp, keyof typeof asItIs>
}
