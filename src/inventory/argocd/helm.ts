import { applyLayer, applyParameter, emptyValues } from '../../images/layers.ts'
import type { MergedMap } from '../../images/layers.ts'
import type { ImageUse } from '../../images/place.ts'
import { findImages } from '../../images/shapes.ts'
import type { ScalarNode, YamlNode } from '../../yaml/nodes.ts'
import { keyText, resolve } from '../../yaml/nodes.ts'
import type { Context } from '../context.ts'
import { isThisRepository } from '../context.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import { joinPath } from '../../tree/paths.ts'
import { doublestar, filesFirst } from '../../patterns/doublestar.ts'
import { applyDefaults, fileLayers, inlineLayer, readDefaults, withAppVersion } from '../helm/layers.ts'
import type { Holder, KubeObject } from '../../kube/objects.ts'
import { at, isTrueAt, itemsAt, stringAt, stringsAt } from '../../yaml/at.ts'

/** A source of an Application that Helm renders. */
export interface HelmSource {
  readonly application: KubeObject
  /** The source with the overrides next to the chart; the layer with the highest precedence comes first. */
  readonly layers: readonly Holder[]
  readonly path: string | undefined
  readonly chart: string | undefined
  /** Whether the chart is in this repo. */
  readonly here: boolean
  /** The sources of the Application by their `ref`. */
  readonly refs: ReadonlyMap<string, Holder>
  /** Receives notes for the user. */
  readonly notes: Set<string>
}

/**
 * Reads Helm's part of an Application: its values in Argo CD's order. Values are parsed and merged only when `images`
 * is called, which also adds to the notes: callers that only need the inputs of an app do not pay for it.
 *
 * Rules: argo-cd reposerver/repository/repository.go (helmTemplate, getResolvedValueFiles).
 */
export function* readHelm(
  context: Context,
  source: HelmSource,
): Reading<{ valuesFiles: string[]; images: () => ImageUse[] }> {
  const { files } = context
  const { layers, path, chart, here, notes } = source
  const defaults = here && path !== undefined ? yield* readDefaults(files, path) : undefined
  if (!defaults) notes.add(`the defaults of its chart ${chart ?? path ?? ''} are not in this repo`)

  // An override replaces a list as a whole, as a JSON merge patch does.
  const holderOf = (key: string) => layers.find((layer) => at(layer.node, 'helm', key) !== undefined)
  const filesHolder = holderOf('valueFiles')
  const entries = stringsAt(filesHolder?.node, 'helm', 'valueFiles').flatMap(
    (name) => fileNamed(context, source, name, 'values file') ?? [],
  )
  const parameters = holderOf('fileParameters')
  const parameterFiles = itemsAt(parameters?.node, 'helm', 'fileParameters').flatMap(
    (item) => fileNamed(context, source, stringAt(item, 'path') ?? '', 'file of a parameter') ?? [],
  )
  const named = expandPatterns(files, entries)
  yield [...named, ...parameterFiles]
  const ignoreMissing = layers.some((layer) => isTrueAt(layer.node, 'helm', 'ignoreMissingValueFiles'))
  const valuesFiles = named.filter((file) => {
    if (!files.has(file) && !ignoreMissing) notes.add(`the values file ${file} does not exist`)
    return files.has(file)
  })
  return { valuesFiles, images }

  function images(): ImageUse[] {
    const values = emptyValues()
    applyDefaults(files, defaults ?? [], values, notes)
    for (const file of valuesFiles) {
      if (files.yaml(file) === undefined)
        notes.add(`the values file ${file} cannot be read: ${files.fault(file)?.message}`)
      for (const layer of fileLayers(files, file, 'values file')) applyLayer(values, layer, notes)
    }
    applyInline(holderOf, values, notes)
    return withAppVersion(findImages(values, notes), files, here ? path : undefined, notes)
  }
}

/** Applies the values and parameters that are written in the Application itself. */
function applyInline(
  holderOf: (key: string) => Holder | undefined,
  values: MergedMap,
  notes: Set<string>,
): void {
  const objectHolder = holderOf('valuesObject')
  const textHolder = objectHolder ? undefined : holderOf('values')
  const holder = objectHolder ?? textHolder
  if (holder) {
    const key = objectHolder ? 'valuesObject' : 'values'
    const inline = inlineLayer(holder, at(holder.node, 'helm', key), [...holder.path, 'helm', key])
    if (inline) applyLayer(values, inline, notes)
  }
  const parameters = holderOf('parameters')
  if (parameters) applyParameters(parameters, values, notes)
}

/** Applies parameters: `--set` first, then `--set-string` (forceString), regardless of the order of the list. */
function applyParameters(holder: Holder, values: MergedMap, notes: Set<string>): void {
  const items = itemsAt(holder.node, 'helm', 'parameters').map((item, i) => ({
    item,
    i,
    forced: isForced(item),
  }))
  for (const { item, i } of items.toSorted((a, b) => Number(a.forced) - Number(b.forced))) {
    const name = stringAt(item, 'name')
    const value = at(item, 'value')
    if (name === undefined || value?.kind !== 'scalar') continue
    const path = [...holder.path, 'helm', 'parameters', i, 'value']
    const followed = applyParameter(values, name, value satisfies ScalarNode, {
      kind: 'parameters',
      scope: holder.scope,
      document: holder.document,
      path,
      block: [],
    })
    if (!followed)
      notes.add(
        `the parameter ${name} sets a list item, which is not supported; the images in that list are unknown`,
      )
  }
}

/**
 * Reports whether a parameter is forced to be a string. Go reads JSON keys in any case, and the image updater writes
 * `forcestring`.
 */
function isForced(item: YamlNode): boolean {
  const map = resolve(item)
  if (map?.kind !== 'map') return false
  return map.entries.some(
    (entry) => keyText(entry.key)?.toLowerCase() === 'forcestring' && stringAt(entry.value) === 'true',
  )
}

/**
 * Expands patterns to the matching files that are not listed themselves. Each file counts once, at its first
 * position. Rule: argo-cd 3.4 and later, reposerver/repository/repository.go (getResolvedValueFiles).
 */
function expandPatterns(files: Files, entries: readonly string[]): string[] {
  const isPattern = (entry: string) => /[*?[]/.test(entry)
  const named = entries.flatMap((entry) => {
    if (!isPattern(entry)) return [entry]
    const pattern = doublestar(entry)
    return files.entries
      .flatMap(({ path }) => (pattern.test(path) && !entries.includes(path) ? [path] : []))
      .toSorted(filesFirst)
  })
  return [...new Set(named)]
}

/** Returns the path in this repo of an entry of `valueFiles` or `fileParameters`; it may be a pattern. */
function fileNamed(context: Context, source: HelmSource, name: string, what: string): string | undefined {
  const { application, path, here, refs, notes } = source
  const [head = '', ...rest] = name.split('/')
  const expand = (text: string) =>
    text.replaceAll(
      /\$\{?(\w+)\}?/g,
      (_, variable: string) => environmentVariable(application, variable) ?? '',
    )
  let target: string | undefined
  if (head.startsWith('$') && refs.size > 0) {
    const ref = refs.get(head.slice(1))
    if (!ref) {
      notes.add(`the ${what} ${name} names the unknown source ${head}`)
      return undefined
    }
    target = joinPath('', expand(rest.join('/')))
    if (isThisRepository(context, stringAt(ref.node, 'repoURL')) === false) {
      notes.add(`the ${what} ${name} is in ${stringAt(ref.node, 'repoURL')}`)
      return undefined
    }
  } else if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) {
    notes.add(`the ${what} ${name} is not in this repo`)
    return undefined
  } else if (here && path !== undefined) {
    const expanded = expand(name)
    target = expanded.startsWith('/') ? joinPath('', expanded.slice(1)) : joinPath(path, expanded)
  } else {
    notes.add(`the ${what} ${name} is not in this repo`)
    return undefined
  }
  if (target === undefined) notes.add(`the ${what} ${name} leaves the repo`)
  return target
}

/**
 * Returns a variable of Argo CD's build environment, if Git contains it: reposerver/repository/repository.go
 * (newEnv).
 */
function environmentVariable(object: KubeObject, name: string): string | undefined {
  if (name === 'ARGOCD_APP_NAME') return object.name
  if (name === 'ARGOCD_APP_NAMESPACE') return stringAt(object.node, 'spec', 'destination', 'namespace')
  if (name === 'ARGOCD_APP_PROJECT_NAME') return stringAt(object.node, 'spec', 'project') ?? 'default'
  return undefined
}
