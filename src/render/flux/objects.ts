import type { Files } from '../../yaml/files.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { objectsOf } from '../../kube/objects.ts'
import { at } from '../../yaml/at.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, listAt, textAt } from '../../yaml/value.ts'
import { joinPath } from '../../tree/paths.ts'
import { groupOf } from '../../kube/ids.ts'
import { generatedNamed } from './generated.ts'
import type { Manifest } from '../../kube/manifests.ts'
import type { InfraRepo } from '../plan.ts'
import { isManifest } from '../../inventory/manifest-files.ts'

/** Lookup of the objects that a Flux object refers to: sources, ConfigMaps, Secrets. */

export interface Wanted {
  readonly kind: string
  readonly name: string
  readonly namespace: string | undefined
}

const SOURCES = 'source.toolkit.fluxcd.io'

/** The field that an object of a kind must have. An object without it is a patch of another one. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  GitRepository: ['spec', 'url'],
  OCIRepository: ['spec', 'url'],
  HelmRepository: ['spec', 'url'],
  HelmChart: ['spec', 'chart'],
  Bucket: ['spec', 'bucketName'],
  ArtifactGenerator: ['spec', 'artifacts'],
}

const APPLIED_AS_TEXT = /fluxcd\.io\/|kind:\s*["']?(ConfigMap|Secret)/

const indexes = new WeakMap<Files, Promise<ReadonlyMap<string, KubeObject[]>>>()

/**
 * Finds an object by name: first among the siblings, the objects that the same parent applies; otherwise as declared
 * in the repo or generated there. Of several, those in the namespace are preferred, then the one whose file is
 * nearest to `declaredAt`.
 */
export async function findObject(
  repo: InfraRepo,
  siblings: readonly Manifest[],
  wanted: Wanted,
  declaredAt: string | undefined,
): Promise<Manifest | undefined> {
  const same = siblings.filter((object) => isWanted(object, wanted))
  const sibling =
    same.find(({ namespace }) => namespace === wanted.namespace) ??
    same.find(({ namespace }) => namespace === undefined)
  if (sibling) return sibling
  const index = await indexOf(repo.context.files)
  const declared = index.get(`${wanted.kind}/${wanted.name}`) ?? []
  const ofNamespace = declared.filter(({ namespace }) => namespace === wanted.namespace)
  const unplaced = declared.filter(({ namespace }) => namespace === undefined)
  const [found] = nearestFirst(ofNamespace.length > 0 ? ofNamespace : unplaced, declaredAt)
  return found ? manifestOf(found) : findGenerated(repo, wanted, declaredAt)
}

/** Finds an object that a kustomization elsewhere in the repo generates. */
async function findGenerated(
  repo: InfraRepo,
  { kind, name, namespace }: Wanted,
  declaredAt: string | undefined,
): Promise<Manifest | undefined> {
  if (kind !== 'ConfigMap' && kind !== 'Secret') return undefined
  const generated = await generatedNamed(repo.context.files, kind, name)
  const ofNamespace = generated.filter((object) => object.namespace === namespace)
  const unplaced = generated.filter((object) => object.namespace === undefined)
  const [found] = nearestFirst(ofNamespace.length > 0 ? ofNamespace : unplaced, declaredAt)
  return found?.manifest()
}

/** Reports whether the values of an object must not be read: those of a Secret, and those encrypted by SOPS. */
export function isClosed({ kind, content }: Manifest): boolean {
  return kind === 'Secret' || isObject(content['sops'])
}

/** Returns all objects of a kind: the siblings, then those of the repo, the nearest first. */
export async function objectsOfKind(
  repo: InfraRepo,
  siblings: readonly Manifest[],
  kind: string,
  declaredAt: string | undefined,
): Promise<Manifest[]> {
  const index = await indexOf(repo.context.files)
  const declared = [...index].flatMap(([key, objects]) => (key.startsWith(`${kind}/`) ? objects : []))
  return [
    ...siblings.filter((object) => object.kind === kind),
    ...nearestFirst(declared, declaredAt).map(manifestOf),
  ]
}

/** A path in the files of another source. */
export interface CopiedFrom {
  /** In the form of a `sourceRef`. */
  readonly reference: Json
  readonly path: string
}

/**
 * Returns the source of a path in an artifact that an `ArtifactGenerator` creates from other sources.
 *
 * Rule: fluxcd/source-watcher docs/spec/v1beta1/artifactgenerators.md (sources, copy operations)
 */
export async function generatedFrom(
  repo: InfraRepo,
  siblings: readonly Manifest[],
  artifact: string,
  path: string,
  declaredAt: string | undefined,
): Promise<CopiedFrom | undefined> {
  const isMade = (entry: Json) => textAt(entry, 'name') === artifact
  const generators = await objectsOfKind(repo, siblings, 'ArtifactGenerator', declaredAt)
  const generator = generators.find(({ content }) => listAt(content, 'spec', 'artifacts').some(isMade))
  if (!generator) return undefined
  const made = listAt(generator.content, 'spec', 'artifacts').find(isMade)
  for (const copy of listAt(made, 'copy')) {
    const [, alias, from] = /^@([^/]+)\/(.*?)\/?(?:\*\*)?$/.exec(textAt(copy, 'from') ?? '') ?? []
    const to = /^@artifact\/(.*?)\/?$/.exec(textAt(copy, 'to') ?? '')?.[1]
    if (from === undefined || to === undefined) continue
    if (to !== '' && path !== to && !path.startsWith(`${to}/`)) continue
    const source = listAt(generator.content, 'spec', 'sources').find(
      (entry) => textAt(entry, 'alias') === alias,
    )
    const inside = joinPath(from, path.slice(to.length).replace(/^\//, '') || '.')
    if (!source || inside === undefined) continue
    const [kind = '', name = ''] = ['kind', 'name'].map((key) => textAt(source, key))
    const namespace = textAt(source, 'namespace') ?? generator.namespace
    return { reference: { kind, name, ...(namespace === undefined ? {} : { namespace }) }, path: inside }
  }
  return undefined
}

function isWanted(object: Manifest, { kind, name }: Wanted): boolean {
  const group = groupOf(object.apiVersion)
  return object.kind === kind && object.name === name && (group === '' || group.startsWith(SOURCES))
}

async function indexOf(files: Files): Promise<ReadonlyMap<string, KubeObject[]>> {
  const known = indexes.get(files)
  if (known) return known
  const index = makeIndex(files)
  indexes.set(files, index)
  return index
}

async function makeIndex(files: Files): Promise<ReadonlyMap<string, KubeObject[]>> {
  const paths = files.entries.map((entry) => entry.path).filter(isManifest)
  // If reading costs requests, the files that the inventory has read are enough.
  if (!files.costly) await files.load(paths)
  const index = new Map<string, KubeObject[]>()
  for (const path of paths) {
    const text = files.isLoaded(path) ? files.text(path) : undefined
    if (text === undefined || !APPLIED_AS_TEXT.test(text)) continue
    const yaml = files.yaml(path)
    for (const object of yaml ? objectsOf(yaml) : []) {
      const needed = NEEDED[object.kind]
      const isPlain = object.apiVersion === 'v1' && ['ConfigMap', 'Secret'].includes(object.kind)
      if (!isPlain && !(needed && at(object.node, ...needed))) continue
      const key = `${object.kind}/${object.name}`
      index.set(key, [...(index.get(key) ?? []), object])
    }
  }
  return index
}

function manifestOf(object: KubeObject): Manifest {
  const content = evaluate(object.node)
  const { apiVersion, kind, name, namespace } = object
  return { apiVersion, kind, name, namespace, content: isObject(content) ? content : {} }
}

/** Sorts objects by how much of the beginning of their file's path matches `declaredAt`, the longest match first. */
export function nearestFirst<T extends { readonly file: string }>(
  objects: readonly T[],
  declaredAt: string | undefined,
): T[] {
  if (declaredAt === undefined) return [...objects]
  const own = declaredAt.split('/')
  const shared = (file: string) => {
    const names = file.split('/')
    const end = names.findIndex((name, i) => name !== own[i])
    return end < 0 ? names.length : end
  }
  return objects.toSorted((a, b) => shared(b.file) - shared(a.file))
}
