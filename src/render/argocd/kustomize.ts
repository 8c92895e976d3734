import { inputError } from '../../errors.ts'
import type { Config } from '../../config/config.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../../yaml/value.ts'
import type { Capabilities } from '../cluster.ts'
import type { Kustomization, KustomizeImage } from '../kustomization.ts'
import { isImage, kustomizationText, listOf, readKustomization } from '../kustomization.ts'
import { textMap } from '../../kube/manifests.ts'
import type { KustomizeJob } from '../model.ts'
import type { Place } from '../places.ts'
import type { BuildEnvironment } from './environment.ts'
import { expand } from './environment.ts'
import { capabilities } from './helm.ts'
import { addComponents } from './kustomize-components.ts'

/** The location of a kustomize source, and the settings of its build. */
export interface KustomizeParts {
  readonly place: Place
  /** The folder of the kustomization. */
  readonly path: string
  readonly environment: BuildEnvironment
  readonly cluster: Capabilities
  readonly config: Config
  /** Receives notes for the reviewer. */
  readonly notes: Set<string>
}

/**
 * Returns the job for a kustomize source: the kustomization after the `kustomize edit` commands that Argo CD runs.
 *
 * Rules: argo-cd util/kustomize/kustomize.go (Build); kustomize commands/edit of 5.8
 *
 * @throws FairleadError (input) if an edit would fail
 */
export async function kustomizeJob(
  source: Json,
  { place, path, environment, cluster, config, notes }: KustomizeParts,
): Promise<KustomizeJob> {
  const options = valueAt(source, 'kustomize')
  const kustomization = await readKustomization(place.files, path)
  if (!kustomization)
    throw inputError(`there is no kustomization in ${path || 'the root'}`, {
      at: { file: path || '.' },
    })
  const edited = edit({ ...kustomization }, options, environment)
  addComponents(edited, options, place.files, path)
  const version = textAt(options, 'version')
  if (version)
    notes.add(`Argo CD renders it with kustomize ${version} from its own settings, which is not used here`)
  const build = buildOptions(config.argocd?.kustomizeBuildOptions ?? '', notes)
  return {
    kind: 'kustomize',
    source: { tree: place.tree, path },
    kustomization:
      JSON.stringify(edited) === JSON.stringify(kustomization) ? undefined : kustomizationText(edited),
    allowOutside: build.allowOutside,
    helm: build.helm ? capabilities(source, cluster) : undefined,
  }
}

/** Parses the supported options of `kustomize build`. Unsupported ones are noted. */
function buildOptions(text: string, notes: Set<string>): { allowOutside: boolean; helm: boolean } {
  const words = text.split(/\s+/).filter((word) => word !== '')
  let [allowOutside, helm] = [false, false]
  for (let i = 0; i < words.length; i++) {
    const [name = '', given] = (words[i] ?? '').split('=')
    if (name === '--enable-helm') helm = given !== 'false'
    else if (name === '--load-restrictor') {
      allowOutside = (given ?? words[++i]) === 'LoadRestrictionsNone'
    } else notes.add(`the option ${name} of argocd.kustomizeBuildOptions is not supported`)
  }
  return { allowOutside, helm }
}

/** Applies each edit in Argo CD's order. */
function edit(
  kustomization: Kustomization,
  options: Json | undefined,
  environment: BuildEnvironment,
): Kustomization {
  const set = (key: string, value: string | undefined) => {
    if (value) kustomization[key] = value
  }
  set('namePrefix', textAt(options, 'namePrefix'))
  set('nameSuffix', textAt(options, 'nameSuffix'))
  const images = listAt(options, 'images').filter((image) => typeof image === 'string')
  if (images.length > 0)
    setImages(
      kustomization,
      images.map((image) => expand(image, environment)),
    )
  setReplicas(kustomization, listAt(options, 'replicas'))
  addLabels(kustomization, options, environment)
  const annotations = textMap(valueAt(options, 'commonAnnotations'))
  const substituted = valueAt(options, 'commonAnnotationsEnvsubst') === true
  addTo(
    kustomization,
    'commonAnnotations',
    Object.entries(annotations).map(([name, value]) => [
      name,
      substituted ? expand(value, environment) : value,
    ]),
    valueAt(options, 'forceCommonAnnotations') === true,
  )
  set('namespace', textAt(options, 'namespace'))
  const patches = listAt(options, 'patches')
  if (patches.length > 0) kustomization['patches'] = [...listOf(kustomization, 'patches'), ...patches]
  return kustomization
}

/**
 * Applies `edit set image`: an entry of the same name is replaced, and `*` preserves the existing value.
 *
 * Rule: kustomize commands/edit/set/setimage.go, commands/internal/util (SplitImageName)
 */
function setImages(kustomization: Kustomization, args: readonly string[]): void {
  const given = new Map(args.map((arg) => [parseImage(arg).name, parseImage(arg)]))
  const known = listOf(kustomization, 'images')
  const kept = (image: KustomizeImage, key: 'newName' | 'newTag' | 'digest') => {
    const value = image[key]
    if (value !== '*') return value ? { [key]: value } : {}
    const before = textAt(known.find((entry) => isImage(entry, image.name)) ?? null, key)
    return before ? { [key]: before } : {}
  }
  const others = known.filter((entry) => isObject(entry) && !given.has(textAt(entry, 'name') ?? ''))
  const set = [...given.values()].map((image) => ({
    name: image.name,
    ...kept(image, 'newName'),
    ...kept(image, 'newTag'),
    ...kept(image, 'digest'),
  }))
  kustomization['images'] = [...others, ...set].toSorted(byName)
}

/** The order in which kustomize writes the entries, which is also the order in which it applies them. */
function byName(a: Json, b: Json): number {
  return (textAt(a, 'name') ?? '') < (textAt(b, 'name') ?? '') ? -1 : 1
}

function parseImage(argument: string): KustomizeImage {
  const equals = argument.indexOf('=')
  const value = argument.slice(equals + 1)
  const at = value.indexOf('@')
  const named = at < 0 ? value : value.slice(0, at)
  const digest = at < 0 ? '' : value.slice(at + 1)
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  const name = colon < 0 ? named : named.slice(0, colon)
  const newTag = colon < 0 ? '' : named.slice(colon + 1)
  if (name === argument)
    throw inputError(`"${argument}" is not a valid image for kustomize`, {
      hint: 'Write it as name:tag, name@digest, or name=other:tag.',
    })
  return equals < 0
    ? { name, newTag, digest }
    : { name: argument.slice(0, equals), newName: name, newTag, digest }
}

/** Applies `edit set replicas`. Rule: kustomize commands/edit/set/setreplicas.go */
function setReplicas(kustomization: Kustomization, replicas: readonly Json[]): void {
  if (replicas.length === 0) return
  const given = new Map(
    replicas.map((entry) => [textAt(entry, 'name') ?? '', Number(valueAt(entry, 'count') ?? 0)]),
  )
  const wrong = [...given].find(([name, count]) => name === '' || !Number.isInteger(count))
  if (wrong) throw inputError(`the replicas of "${wrong[0]}" are not an integer`)
  const others = listOf(kustomization, 'replicas').filter((entry) => !given.has(textAt(entry, 'name') ?? ''))
  kustomization['replicas'] = [...others, ...[...given].map(([name, count]) => ({ name, count }))].toSorted(
    byName,
  )
}

/** Applies `edit add label`. Rule: kustomize commands/edit/add/addmetadata.go */
function addLabels(
  kustomization: Kustomization,
  options: Json | undefined,
  environment: BuildEnvironment,
): void {
  const labels = Object.entries(textMap(valueAt(options, 'commonLabels'))).map(
    ([name, value]): [string, string] => [name, expand(value, environment)],
  )
  if (labels.length === 0) return
  const flag = (name: string) => valueAt(options, name) === true
  const [force, withoutSelector, includeTemplates] = [
    flag('forceCommonLabels'),
    flag('labelWithoutSelector'),
    flag('labelIncludeTemplates'),
  ]
  if (!withoutSelector) {
    if (includeTemplates)
      throw inputError('kustomize allows labelIncludeTemplates only with labelWithoutSelector')
    return addTo(kustomization, 'commonLabels', labels, force)
  }
  const known = listOf(kustomization, 'labels')
  const fits = (entry: Json) =>
    valueAt(entry, 'includeSelectors') !== true &&
    (valueAt(entry, 'includeTemplates') === true) === includeTemplates
  const index = known.findIndex(fits)
  const entry = known[index]
  const holder: Kustomization = isObject(entry) ? { ...entry } : includeTemplates ? { includeTemplates } : {}
  addTo(holder, 'pairs', labels, force)
  kustomization['labels'] = index < 0 ? [...known, holder] : known.with(index, holder)
}

/** Adds entries to a map. A name that already exists is an error unless forced. */
function addTo(
  holder: Kustomization,
  key: string,
  added: readonly (readonly [string, string])[],
  force: boolean,
): void {
  if (added.length === 0) return
  const own = holder[key]
  const known = isObject(own) ? own : {}
  const taken = added.find(([name]) => Object.hasOwn(known, name))
  if (taken && !force)
    throw inputError(`${key} of the kustomization already has ${taken[0]}`, {
      hint: 'Set forceCommonLabels or forceCommonAnnotations to let the Application replace it.',
    })
  holder[key] = { ...known, ...Object.fromEntries(added) }
}
