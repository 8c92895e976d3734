import { inputError } from '../../errors.ts'
import type { Files } from '../../yaml/files.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import type { Kustomization } from '../kustomization.ts'
import { isImage, isThere, kustomizationText, listOf, readKustomization } from '../kustomization.ts'
import { annotation, describeObject, textMap, withMetadata } from '../../kube/manifests.ts'
import type { Manifest } from '../../kube/manifests.ts'
import type { AppPlan, Planner } from '../plan.ts'
import type { Place } from '../places.ts'
import { generateKustomization } from './generate.ts'
import { locateSource, securePath } from './source-files.ts'
import { planSubstitution } from './substitution.ts'

/**
 * Creates the plan of a Flux `Kustomization`.
 *
 * Rules: fluxcd/kustomize-controller internal/controller/kustomization_controller.go; fluxcd/pkg kustomize
 * (kustomize_generator.go, kustomize_varsub.go)
 */
export const planKustomization: Planner = async (object, repo, siblings, declaredAt) => {
  const notes = new Set<string>()
  const outside = new Set<string>()
  const spec = valueAt(object, 'spec')
  const namespace = textAt(object, 'metadata', 'namespace')
  if (valueAt(spec, 'suspend') === true) notes.add('it is suspended: nothing is applied until it is resumed')
  const from = { repo, siblings, namespace, declaredAt, notes, outside }
  const declared = textAt(spec, 'path') ?? ''
  const { place, path, source } = await locateSource(valueAt(spec, 'sourceRef'), securePath(declared), from)
  const ignoring = `the spec.ignore of its source${source ? `, the ${source.kind} ${source.name},` : ''} or a .sourceignore`
  const leftOut = place.here ? leftOutBelow(repo.context.files, place, path) : []
  if (leftOut.length > 0 && !place.files.isFolder(path))
    throw inputError(`its path ${declared || '.'} is not in the artifact: ${ignoring} excludes it`, {
      hint: `Add a line "!/${path}" to it, after the line that excludes the path.`,
      ...(declaredAt === undefined ? {} : { at: { file: declaredAt } }),
    })
  if (leftOut.length > 0)
    notes.add(
      `${listOfSome(leftOut)} of its folder ${leftOut.length === 1 ? 'is' : 'are'} not in the artifact (excluded by ${ignoring}): changes there do not reach the cluster`,
    )
  if (!place.files.isFolder(path))
    throw inputError(
      `its path ${declared || '.'} is not a folder in ${place.tree.name}`,
      declaredAt === undefined ? {} : { at: { file: declaredAt } },
    )
  const own = await readKustomization(place.files, path)
  const kustomization = own ? knownFields(own) : await generateKustomization(place.files, path)
  // kustomize rejects an empty kustomization; with this field it is not empty.
  if (own && listOf(own, 'resources').length === 0) kustomization['buildMetadata'] = ['originAnnotations']
  applySpec(kustomization, spec, place, path)
  for (const field of ['patchesStrategicMerge', 'patchesJson6902'])
    if (listAt(spec, field).length > 0) notes.add(`its ${field} has no effect: Flux only supports patches`)
  const substitute = await planSubstitution(spec, from)
  const labels = textMap(valueAt(spec, 'commonMetadata', 'labels'))
  const annotations = textMap(valueAt(spec, 'commonMetadata', 'annotations'))
  const isEmpty = !own && ['resources', 'components'].every((key) => listOf(kustomization, key).length === 0)
  const plan: AppPlan = {
    jobs: isEmpty
      ? []
      : [
          {
            kind: 'kustomize',
            source: { tree: place.tree, path },
            kustomization: kustomizationText(kustomization),
            allowOutside: true,
            helm: undefined,
          },
        ],
    finish(results) {
      const manifests = results.flatMap((result) => result.manifests)
      if (!isObject(valueAt(spec, 'decryption')))
        for (const manifest of manifests.filter(isEncrypted))
          notes.add(
            `${describeObject(manifest)} is encrypted by SOPS, and the Kustomization has no decryption: ${isOfType(manifest) ? 'Flux applies the encrypted texts' : 'Flux rejects it'}`,
          )
      return manifests.map(substitute).map((manifest) => withMetadata(manifest, labels, annotations))
    },
    get notes() {
      return [...notes]
    },
    outside: [...outside],
  }
  return plan
}

/**
 * Returns the manifests below a folder of this repo that are not in the artifact, except settings of tools
 * (`.sops.yaml`). Empty for the root, where excluded manifests are not unusual.
 */
function leftOutBelow(files: Files, place: Place, folder: string): string[] {
  if (folder === '') return []
  const isManifest = (path: string) => /\.(ya?ml|json)$/.test(path) && !/(^|\/)\./.test(path)
  return files.below(folder).filter((path) => isManifest(path) && !place.files.has(path))
}

const MOST = 3

function listOfSome(paths: readonly string[]): string {
  return paths.slice(0, MOST).join(', ') + (paths.length > MOST ? ` and ${paths.length - MOST} more` : '')
}

/** Rule: fluxcd/kustomize-controller internal/decryptor (IsEncryptedSecret, IsDecryptionDisabled) */
function isEncrypted(manifest: Manifest): boolean {
  const isOptedOut = annotation(manifest, 'kustomize.toolkit.fluxcd.io/decrypt')?.toLowerCase() === 'disabled'
  return manifest.kind === 'Secret' && isObject(manifest.content['sops']) && !isOptedOut
}

/**
 * Reports whether a Secret is valid by its fields: the values of `data` must be base64, but values encrypted by SOPS
 * are not. Flux reads it into the Secret type first, which drops the field `sops` that reveals the encryption.
 *
 * Rule: fluxcd/kustomize-controller internal/controller/kustomization_controller.go (apply); fluxcd/pkg
 * ssa/normalize/normalize.go (UnstructuredList)
 */
function isOfType({ content }: Manifest): boolean {
  const base64 = /^(?:[A-Za-z0-9+/\s]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\s*$/
  return Object.values(textMap(content['data'])).every((value) => base64.test(value.replaceAll(/\s/g, '')))
}

/**
 * Removes unknown fields. Flux reads a kustomization into its Go type and writes it again, so a field that kustomize
 * does not know, otherwise an error, is dropped.
 *
 * Rule: fluxcd/pkg kustomize/kustomize_generator.go (GenerateManifest); kustomize api/types/kustomization.go
 */
function knownFields(own: Kustomization): Kustomization {
  return Object.fromEntries(Object.entries(own).filter(([key]) => FIELDS.has(key.toLowerCase())))
}

const FIELDS = new Set(
  `apiVersion kind metadata openapi namePrefix nameSuffix namespace commonLabels labels commonAnnotations
  patchesStrategicMerge patchesJson6902 patches images imageTags replacements replicas vars sortOptions resources
  components crds bases configMapGenerator secretGenerator helmGlobals helmCharts helmChartInflationGenerator
  generatorOptions configurations generators transformers validators buildMetadata`
    .toLowerCase()
    .split(/\s+/),
)

/** Applies the fields of the spec that change the kustomization. Rule: GenerateManifest */
function applySpec(kustomization: Kustomization, spec: Json | undefined, place: Place, path: string): void {
  // An empty string is the same as an unset field: api/v1 (omitempty).
  const override = (key: string, value: string | undefined) => {
    if (value) kustomization[key] = value
  }
  const append = (key: string, added: readonly Json[]) => {
    if (added.length > 0) kustomization[key] = [...listOf(kustomization, key), ...added]
  }
  override('namespace', textAt(spec, 'targetNamespace'))
  override('namePrefix', textAt(spec, 'namePrefix'))
  override('nameSuffix', textAt(spec, 'nameSuffix'))
  append('patches', listAt(spec, 'patches').map(patchOf))
  const components = listAt(spec, 'components').filter((entry) => typeof entry === 'string')
  const remote = components.find(isRemote)
  if (remote !== undefined)
    throw inputError(`its component ${remote} is not a path in its source, which Flux rejects`)
  const ignoreMissing = valueAt(spec, 'ignoreMissingComponents') === true
  append(
    'components',
    components.filter((component) => !ignoreMissing || isThere(place.files, path, component)),
  )
  mergeImages(kustomization, listAt(spec, 'images'))
  const metadata = listAt(spec, 'buildMetadata')
  if (metadata.length > 0) kustomization['buildMetadata'] = metadata
}

/** Returns the fields of a patch that Flux supports: its text and its target. */
function patchOf(patch: Json): { readonly [key: string]: Json } {
  const target = valueAt(patch, 'target')
  const text = textAt(patch, 'patch')
  return { ...(text === undefined ? {} : { patch: text }), ...(isObject(target) ? { target } : {}) }
}

/** Merges entries of the same name. A new tag or digest replaces both the existing tag and digest. */
export function mergeImages(kustomization: Kustomization, added: readonly Json[]): void {
  let images = listOf(kustomization, 'images')
  for (const image of added) {
    const name = textAt(image, 'name') ?? ''
    const [newName, newTag, digest] = ['newName', 'newTag', 'digest'].map((key) => textAt(image, key) ?? '')
    const given = {
      ...(newName ? { newName } : {}),
      ...(newTag ? { newTag } : {}),
      ...(digest ? { digest } : {}),
    }
    const index = images.findIndex((entry) => isImage(entry, name))
    const entry = images[index]
    if (!isObject(entry)) {
      images = [...images, { name, ...given }]
      continue
    }
    const { newTag: _, digest: __, ...rest } = entry
    images = images.with(index, { ...(newTag || digest ? rest : entry), ...given })
  }
  if (images.length > 0) kustomization['images'] = images
}

/** Rule: fluxcd/pkg kustomize (IsLocalRelativePath) */
function isRemote(path: string): boolean {
  const lower = path.toLowerCase()
  const starts = ['git::', 'gh:', 'ssh://', 'https://', 'http://', 'git@', 'github.com:', 'github.com/']
  return (
    starts.some((start) => lower.length > start.length && lower.startsWith(start)) ||
    lower.replace(/^file:\/\//, '').startsWith('/')
  )
}
