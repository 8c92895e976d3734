import { posix } from 'node:path'
import { inputError } from '../../errors.ts'
import { canonicalYaml } from '../../yaml/canonical.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import { resolve } from '../../yaml/nodes.ts'
import { takeCharts } from './kustomize-charts.ts'
import type { Closure, Source } from './kustomize-closure.ts'
import type { Reference } from './vendored-tree.ts'
import { fieldNames, fields, fold, inline, isRemote, items, nameOf, reference } from './kustomize-closure.ts'

/** The files and folders that a kustomization refers to and that have references themselves. */
export interface Further {
  /** Folders with kustomizations, and the references to them. */
  readonly folders: { readonly path: string; readonly from: Reference }[]
  /** Files with configurations of generators and transformers. */
  readonly configs: { readonly path: string; readonly from: Reference }[]
  /** Folders whose kustomizations may only list resources, because their result is unknown before kustomize runs. */
  readonly plain: { readonly path: string; readonly from: Reference }[]
}

/** Kinds that are built into kustomize. */
const BUILTIN = new Set(
  [
    'AnnotationsTransformer ConfigMapGenerator HashTransformer HelmChartInflationGenerator IAMPolicyGenerator',
    'ImageTagTransformer LabelTransformer LegacyOrderTransformer NamespaceTransformer PatchJson6902Transformer',
    'PatchStrategicMergeTransformer PatchTransformer PrefixTransformer PrefixSuffixTransformer',
    'ReplacementTransformer ReplicaCountTransformer SecretGenerator SortOrderTransformer SuffixTransformer',
    'ValueAddTransformer',
  ].flatMap((line) => line.split(' ')),
)

/** Fields in the kustomization of a folder of configurations that do not change the content of its files. */
const PLAIN = new Set(['apiversion', 'kind', 'metadata', 'resources'])

/**
 * Adds everything that one kustomization refers to.
 *
 * Rule: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 *
 * @param helm whether charts may be inflated
 * @param user the entry that uses the files of the kustomization as configurations of plugins; undefined if they are
 *   resources
 * @param instead receives the texts that replace addresses and inline configurations in the kustomization
 * @throws FairleadError (input) if a reference leaves the tree or does not exist, and for plugins
 */
export function takeReferences(
  root: YamlNode,
  source: Source,
  closure: Closure,
  helm: boolean,
  user: Reference | undefined,
  instead: Map<YamlNode, string>,
): Further {
  if (user) checkPlain(root, user)
  const further: Further = { folders: [], configs: [], plain: [] }

  for (const [field, what] of [
    ['resources', 'the resource'],
    ['bases', 'the base'],
    ['components', 'the component'],
  ] as const)
    for (const item of items(root, field)) {
      const node = resolve(item)
      const from = reference(item, source)
      if (!node || !from) continue
      const fetched = user ? undefined : closure.fetched(from, field === 'components')
      if (fetched === 'wanted') continue
      if (fetched) instead.set(node, fetched.path)
      const found = closure.take(
        fetched ? { ...from, text: fetched.path } : from,
        what,
        fetched !== undefined,
      )
      if (found.kind === 'folder')
        further[user ? 'plain' : 'folders'].push({ path: found.path, from: user ?? from })
      else if (user) further.configs.push({ path: found.file.path, from: user })
    }
  for (const [field, what] of [
    ['crds', 'the file of CRDs'],
    ['configurations', 'the configuration'],
  ] as const)
    for (const item of items(root, field)) takeNode(item, what, source, closure, instead)
  for (const openapi of fields(root, 'openapi'))
    for (const path of fields(openapi, 'path')) takeNode(path, 'the schema', source, closure, instead)
  takePaths(root, source, closure, instead)
  for (const field of ['generators', 'transformers', 'validators']) {
    for (const item of items(root, field)) {
      const node = resolve(item)
      const from = reference(item, source)
      if (!node || !from) continue
      const text = isRemote(from.text) ? undefined : inline(from)
      if (text) {
        instead.set(node, canonicalYaml(text.yaml))
        checkConfigs(text, closure, helm, from)
      } else {
        const found = closure.take(from, `the entry of ${field}`)
        if (found.kind === 'folder') further.plain.push({ path: found.path, from })
        else further.configs.push({ path: found.file.path, from })
      }
    }
  }
  takeCharts(root, source, closure, helm)
  return further
}

/** Adds the files of generators, patches and replacements: fields that built-in transformers also have. */
function takePaths(root: YamlNode, source: Source, closure: Closure, instead: Instead): void {
  for (const field of ['configMapGenerator', 'secretGenerator'])
    for (const generator of items(root, field))
      takeGenerator(generator, source, closure, field === 'secretGenerator', instead)
  for (const field of ['patches', 'patchesJson6902', 'replacements', 'patchesStrategicMerge'])
    for (const item of items(root, field)) {
      const text = reference(item, source)
      if (text && isWeb(text.text)) takeNode(item, 'the patch', source, closure, instead)
      else if (text) takePatch(text, closure)
      for (const path of fields(item, 'path')) takeNode(path, 'the file', source, closure, instead)
    }
}

/** The texts that replace nodes of a kustomization; undefined if nothing is fetched. */
type Instead = Map<YamlNode, string> | undefined

function takeGenerator(
  generator: YamlNode,
  source: Source,
  closure: Closure,
  isSecret: boolean,
  instead: Instead,
): void {
  for (const item of items(generator, 'files')) {
    const from = reference(item, source)
    if (!from) continue
    const [, key, file = ''] = /^(?:([^=/]*)=)?([^]*)$/.exec(from.text) ?? []
    // If a literal was intended, the text is a value.
    const named = {
      ...from,
      text: isWeb(file) ? file : from.text.slice(from.text.indexOf('=') + 1),
      isSecret,
    }
    const name = key ?? posix.basename(URL.canParse(file) ? new URL(file).pathname : file)
    const path = broughtFile(named, item, closure, instead, (path) => `${name}=${path}`)
    if (path !== 'wanted') takeFile(path ?? named, 'the file', closure, true, path !== undefined)
  }
  for (const field of ['envs', 'env'])
    for (const item of items(generator, field)) {
      const from = reference(item, source)
      if (from) closure.environments.set(takeFile(from, 'the file', closure), from.at)
    }
}

/**
 * Adds the file of a patch. A patch is a path or the patch itself; kustomize first looks for a file with that name,
 * whatever the text is.
 */
function takePatch(from: Reference, closure: Closure): void {
  if (isRemote(from.text) || !inline(from) || closure.names(from)) takeFile(from, 'the patch', closure)
}

function takeNode(
  node: YamlNode,
  what: string,
  source: Source,
  closure: Closure,
  instead: Instead = undefined,
): void {
  const from = reference(node, source)
  if (!from) return
  const brought = broughtFile(from, node, closure, instead, (path) => path)
  if (brought !== 'wanted') takeFile(brought ?? from, what, closure, false, brought !== undefined)
}

/**
 * Reports whether a text is a web address. Rule: kustomize api/internal/loader/fileloader.go (Load): a file from the
 * web is read like any other file.
 */
function isWeb(text: string): boolean {
  return /^https?:\/\//i.test(text)
}

/**
 * Replaces an address by the path of the fetched file.
 *
 * @param written returns the text that replaces the address
 * @returns the path; `wanted` if it must be fetched first; undefined if it is not an address, or nothing is fetched
 */
function broughtFile(
  from: Reference,
  item: YamlNode,
  closure: Closure,
  instead: Instead,
  written: (path: string) => string,
): Reference | 'wanted' | undefined {
  const node = resolve(item)
  if (!node || !instead || !isWeb(from.text)) return undefined
  const fetched = closure.fetchedFile(from)
  if (fetched === 'wanted' || fetched === undefined) return fetched
  instead.set(node, written(fetched.path))
  return { ...from, text: fetched.path }
}

/** @returns the real path of the file */
function takeFile(
  from: Reference,
  what: string,
  closure: Closure,
  isVerbatim = false,
  isFetched = false,
): string {
  const found = closure.take(from, what, isFetched)
  if (found.kind === 'folder') throw inputError(`${nameOf(from, what)} is a folder`, { at: from.at })
  if (isVerbatim) closure.verbatim.set(found.file.path, from.at)
  return found.file.path
}

/**
 * Checks configurations of generators, transformers and validators, and adds the files that they refer to.
 *
 * @throws FairleadError (input) if one is not built into kustomize, because kustomize would run it as a program
 */
export function checkConfigs(source: Source, closure: Closure, helm: boolean, from: Reference): void {
  for (const { root } of source.yaml.documents) {
    const apiVersion = fields(root, 'apiVersion').flatMap((node) => reference(node, source)?.text ?? [])
    const kinds = fields(root, 'kind').flatMap((node) => reference(node, source)?.text ?? [])
    const annotations = fields(root, 'metadata').flatMap((node) => fields(node, 'annotations'))
    const isFunction = annotations.some((node) => fieldNames(node).some((name) => name.endsWith('/function')))
    const [kind = 'an object without a kind'] = kinds
    if (kinds.length !== 1 || !BUILTIN.has(kind) || apiVersion.join() !== 'builtin' || isFunction)
      throw inputError(`${kind} is a kustomize plugin, and plugins are not run`, {
        at: from.at,
        hint: 'Only the built-in generators and transformers of kustomize are rendered.',
      })
    if (kind === 'HelmChartInflationGenerator') takeCharts(root, source, closure, helm, root)
    takeGenerator(root, source, closure, kind === 'SecretGenerator', undefined)
    takePaths(root, source, closure, undefined)
    for (const path of fields(root, 'path')) takeNode(path, 'the file', source, closure)
    for (const item of items(root, 'paths')) {
      const text = reference(item, source)
      if (text) takePatch(text, closure)
    }
  }
}

/**
 * Checks that a kustomization only lists resources.
 *
 * @throws FairleadError (input) if it does more
 */
function checkPlain(root: YamlNode, from: Reference): void {
  const node = resolve(root)
  const other = fieldNames(node).find((name) => !PLAIN.has(fold(name)))
  if (other !== undefined)
    throw inputError(`the configurations in ${from.text} are generated by a kustomization with ${other}`, {
      at: from.at,
      hint: 'Their content is unknown before they are used. List their files instead.',
    })
}
