import * as v from 'valibot'
import type { RootConfig } from '../config/config.ts'
import { any, map, maybe } from '../shapes/json.ts'
import type { DeepReadonly } from '../shapes/readonly.ts'
import type { DeclaredApp, Source, Unresolved } from './model.ts'

/**
 * How an inventory is kept: the first line of its text, and one line for each app. What is read is of these shapes, or
 * it is not taken; and since the shapes have to name every key of the types, none that is added there is forgotten here.
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

/** What goes for all apps. */
export const keptHead = v.object({
  identity: v.nullable(texts),
  apps: line,
  unresolved: v.array(unresolved),
  /** Files that ApplicationSets are made of. */
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

/** What of an app is kept as it is. */
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
  /** Only where no file holds it as it is. */
  declaration: v.exactOptional(any('The object.')),
  /** The line of the app that brings it into the cluster. */
  parent: v.exactOptional(line),
})

/** Those keys of an app that are kept as they are. */
export function keptAsItIs(app: DeclaredApp): Pick<DeclaredApp, keyof typeof asItIs> {
  const keys = Object.keys(asItIs) as (keyof typeof asItIs)[]
  return Object.fromEntries(keys.map((key) => [key, app[key]])) as Pick<DeclaredApp, keyof typeof asItIs>
}
