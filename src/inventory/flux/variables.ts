import type { ImageUse, Place } from '../../images/place.ts'
import { placeOf } from '../../images/place.ts'
import { parseReference } from '../../images/reference.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import { keyText } from '../../yaml/nodes.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { objectsOf } from '../../kube/objects.ts'
import { at, isTrueAt, itemsAt, recordAt, stringAt } from '../../yaml/at.ts'
import type { Sources } from './sources.ts'

/**
 * The variables that a Kustomization substitutes into what it builds (`spec.postBuild`), and where each of them is
 * set.
 *
 * Rules: https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution and fluxcd/pkg
 * envsubst
 */

/** A variable with its value. */
export interface Variable {
  readonly value: string
  /** The location that sets it; undefined if it is composed of several values. */
  readonly place: Place | undefined
}

export interface Variables {
  readonly known: ReadonlyMap<string, Variable>
  /** The objects that may hold variables that Git does not contain, such as `the Secret cluster-secrets`. */
  readonly untold: readonly string[]
}

/**
 * Reads the variables of a Kustomization: those of `substituteFrom`, where the last one wins, overridden by those of
 * `substitute`.
 *
 * @param layers the object and the patches that reach it, innermost first
 * @param outer those that the parent Kustomization substitutes into it
 * @param above the files of the Kustomizations that lead to it, the innermost first
 * @returns undefined if it substitutes nothing
 */
export function* variablesOf(
  files: Files,
  sources: Sources,
  layers: readonly KubeObject[],
  outer: Variables | undefined,
  above: readonly string[],
): Reading<Variables | undefined> {
  const inPost = layers.filter((layer) => at(layer.node, 'spec', 'postBuild') !== undefined)
  if (inPost.length === 0) return undefined
  const known = new Map<string, Variable>()
  const untold: string[] = []
  const from = inPost.findLast((layer) => at(layer.node, 'spec', 'postBuild', 'substituteFrom'))
  for (const reference of itemsAt(from?.node, 'spec', 'postBuild', 'substituteFrom')) {
    const [kind = '', name = ''] = [stringAt(reference, 'kind'), stringAt(reference, 'name')]
    const found =
      from && kind === 'ConfigMap' ? yield* configMap(files, sources, reference, from, above) : undefined
    if (found) for (const [key, variable] of found) known.set(key, variable)
    else if (!isTrueAt(reference, 'optional') || kind === 'Secret') untold.push(`the ${kind} ${name}`)
  }
  for (const layer of inPost)
    for (const [name, variable] of scalarsOf(layer, 'spec', 'postBuild', 'substitute')) {
      const filled = outer && variable.value.includes('${') ? expand(variable.value, outer) : undefined
      const [only, ...more] = filled?.segments ?? []
      known.set(
        name,
        filled
          ? { value: filled.text, place: more.length === 0 ? only?.variable?.place : undefined }
          : variable,
      )
    }
  return { known, untold }
}

/** Returns the variables that a ConfigMap of the repo sets. If several have that name, the nearest one is used. */
function* configMap(
  files: Files,
  sources: Sources,
  reference: YamlNode,
  from: KubeObject,
  above: readonly string[],
): Reading<[string, Variable][] | undefined> {
  const paths = sources.filesOf(reference)
  yield paths
  const name = stringAt(reference, 'name')
  const objects = paths
    .flatMap((path) => {
      const yaml = files.has(path) ? files.yaml(path) : undefined
      return yaml ? objectsOf(yaml) : []
    })
    .filter((object) => object.kind === 'ConfigMap' && object.name === name)
  const object = sources.nearest(from, objects, above)
  return object && scalarsOf(object, 'data')
}

function scalarsOf(object: KubeObject, ...path: string[]): [string, Variable][] {
  const map = at(object.node, ...path)
  if (map?.kind !== 'map') return []
  return map.entries.flatMap((entry): [string, Variable][] => {
    const name = keyText(entry.key)
    const value = at(entry.value)
    if (name === undefined || value?.kind !== 'scalar') return []
    const aliases = entry.value.kind === 'alias' ? [entry.value] : []
    const place = placeOf(object.scope, object.document, value, [...object.path, ...path, name], aliases)
    return [[name, { value: value.value.trim(), place: { ...place, text: value.value } }]]
  })
}

/** A part of an expanded text. */
interface Segment {
  readonly text: string
  /** The variable that it comes from; undefined for the text itself. */
  readonly variable: Variable | undefined
  /** The offset in the text that was expanded; undefined for a variable's value. */
  readonly from: number | undefined
}

interface Expanded {
  readonly text: string
  readonly segments: readonly Segment[]
}

const VARIABLE = /\$\$|\$\{([A-Za-z_]\w*)(?:(:?[-=])([^{}]*))?\}/g

/** Substitutes the variables of a text. Returns undefined if a value is unknown or a form is not supported. */
export function expand(text: string, { known, untold }: Variables): Expanded | undefined {
  const segments: Segment[] = []
  let end = 0
  const literal = (to: number) => {
    if (to > end) segments.push({ text: text.slice(end, to), variable: undefined, from: end })
  }
  for (const match of text.matchAll(VARIABLE)) {
    const [whole, name, sign = '', fallback] = match
    if (name === undefined) return undefined // an escaped dollar sign
    literal(match.index)
    end = match.index + whole.length
    const variable = known.get(name)
    const isSet = variable !== undefined && (variable.value !== '' || !sign.startsWith(':'))
    if (variable && (isSet || fallback === undefined)) {
      segments.push({ text: variable.value, variable, from: undefined })
      continue
    }
    // A value that is set elsewhere takes precedence over a default.
    if (fallback === undefined || untold.length > 0) return undefined
    segments.push({ text: fallback, variable: undefined, from: end - 1 - fallback.length })
  }
  literal(text.length)
  const filled = segments.map((segment) => segment.text).join('')
  return filled.includes('${') ? undefined : { text: filled, segments }
}

/** Returns a function that substitutes the variables of a text if all of them are known. */
export function filling(variables: Variables): (text: string) => string {
  return (text) => (text.includes('${') ? (expand(text, variables)?.text ?? text) : text)
}

/** Reports whether variables are substituted in an object, that is, if it does not disable the substitution. */
export function isSubstituted({ node }: KubeObject): boolean {
  const key = 'kustomize.toolkit.fluxcd.io/substitute'
  return !['labels', 'annotations'].some((field) => recordAt(node, 'metadata', field)[key] === 'disabled')
}

/**
 * Returns an image after the substitution, with the location that really sets its version: a variable, or a part of
 * the text itself.
 */
export function substituted(use: ImageUse, variables: Variables): ImageUse {
  const raw = use.template ?? (use.place?.text.includes('${') ? use.place : undefined)
  const digestPlace = use.digestPlace?.text.includes('${')
    ? wholePlace(use.digestPlace, variables)
    : use.digestPlace
  if (!raw) return digestPlace === use.digestPlace ? use : { ...use, digestPlace }
  const expanded = expand(raw.text, variables)
  const isTag = use.template === undefined && use.form === 'tag'
  const [tag = '', digest] = expanded?.text.split('@') ?? []
  const reference = expanded && !isTag ? parseReference(expanded.text) : undefined
  if (!expanded || (!isTag && !reference))
    return { ...use, place: undefined, withoutPlace: why(raw, variables) }
  const { template, ...known } = use
  const filled = isTag
    ? { ...known, tag: tag === '' ? undefined : tag, digest: digest ?? use.digest }
    : {
        ...known,
        repository: template ? reference?.repository : use.repository,
        tag: reference?.tag,
        digest: reference?.digest,
        setBy: template ? 'manifest' : use.setBy,
      }
  const start = isTag ? 0 : versionStart(expanded.text)
  const found = start === undefined ? undefined : placeWithin(raw, expanded, start)
  return found
    ? { ...filled, ...found, digestPlace }
    : {
        ...filled,
        place: undefined,
        digestPlace,
        withoutPlace: `${raw.text} is composed of several values`,
      }
}

function why({ text }: Place, { untold }: Variables): string {
  const held = untold.length > 0 ? `, which ${untold.join(' and ')} may set` : ''
  return `${text} has variables that cannot be determined from Git alone${held}`
}

function wholePlace(place: Place, variables: Variables): Place | undefined {
  const [only, ...more] = expand(place.text, variables)?.segments ?? []
  return more.length === 0 ? only?.variable?.place : undefined
}

/** Returns the offset of the version in a reference; undefined if it has none. */
function versionStart(reference: string): number | undefined {
  const colon = reference.split('@')[0]?.indexOf(':', reference.lastIndexOf('/') + 1) ?? -1
  return colon < 0 ? undefined : colon + 1
}

/** Returns the location that contains all of an expanded text from an offset on. */
function placeWithin(
  raw: Place,
  { text, segments }: Expanded,
  start: number,
): Pick<ImageUse, 'place' | 'form'> | undefined {
  let offset = 0
  for (const segment of segments) {
    const end = offset + segment.text.length
    if (start >= offset && start < end && end === text.length) {
      const before = segment.text.slice(0, start - offset)
      if (segment.variable) {
        const { place } = segment.variable
        if (!place) return undefined
        return before === '' ? { place, form: 'tag' } : { place, form: 'reference' }
      }
      const from = (segment.from ?? 0) + before.length
      const to = (segment.from ?? 0) + segment.text.length
      return { place: { ...raw, around: [raw.text.slice(0, from), raw.text.slice(to)] }, form: 'tag' }
    }
    offset = end
  }
  return undefined
}
