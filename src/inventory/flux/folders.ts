import { nearest } from '../../errors.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import type { SourceName } from './artifacts.ts'
import { artifactHint } from './artifacts.ts'
import type { Context } from '../context.ts'
import { isThisRepository } from '../context.ts'
import { joinPath } from '../../tree/paths.ts'
import type { Files } from '../../yaml/files.ts'
import { starred } from '../../patterns/own.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { at, stringAt } from '../../yaml/at.ts'
import type { Sources } from './sources.ts'

/**
 * Returns `spec.path` with the variables that its parents substitute; the outermost patch takes precedence. Returns
 * undefined if a variable stays unknown. Without a path it is the root of the source.
 */
export function pathOf(
  layers: readonly KubeObject[],
  substitutions: Readonly<Record<string, string>>,
): string | undefined {
  const raw =
    layers.map((layer) => stringAt(layer.node, 'spec', 'path')).find((path) => path !== undefined) ?? ''
  const filled = substitute(raw, substitutions)
  return filled.includes('${') ? undefined : joinPath('', filled.replace(/^\/+/, ''))
}

/**
 * Returns a function that finds the folder of a file among those that a path with unknown variables may mean. Each
 * variable stands for any text without a slash. Returns undefined if the path is known.
 */
export function pathPattern(
  layers: readonly KubeObject[],
  substitutions: Readonly<Record<string, string>>,
): ((file: string) => string | undefined) | undefined {
  const raw =
    layers.map((layer) => stringAt(layer.node, 'spec', 'path')).find((path) => path !== undefined) ?? ''
  const filled = substitute(raw, substitutions)
  const path = filled
    .replaceAll(/\$\{[^{}]*\}/g, '*')
    .split('/')
    .filter((name) => name !== '' && name !== '.')
  if (!path.some((name) => name.includes('*'))) return undefined
  const fits = starred(path.join('/'), false)
  return (file) => {
    const folders = file.split('/').slice(0, -1)
    const folder = folders.slice(0, path.length).join('/')
    return folders.length >= path.length && fits.test(folder) ? folder : undefined
  }
}

/** Substitutes `${name}` and `${name:=default}`, as far as the values are known. Rule: fluxcd/pkg envsubst. */
export function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\{(\w+)(?::?[-=]([^{}]*))?\}/g,
    (whole, name: string, fallback: string | undefined) => values[name] ?? fallback ?? whole,
  )
}

/**
 * Returns the folder of this repo that a Kustomization builds, or a note that explains why it is not known. A path in
 * an artifact is found through the ArtifactGenerator that copies it there, otherwise through the only folder whose
 * path ends with it.
 *
 * @param above the files of the Kustomizations that lead to it, the innermost first
 */
export function folderBuilt(
  context: Context,
  sources: Sources,
  object: KubeObject,
  declared: string | undefined,
  above: readonly string[] = [],
): { path?: string; source?: KubeObject; note?: string } {
  const written = stringAt(object.node, 'spec', 'path') ?? '(none)'
  if (declared === undefined)
    return { note: `its path ${written} has a variable that cannot be determined from Git alone` }
  const raw = written.includes('${') ? `./${declared}` : written
  const reference = at(object.node, 'spec', 'sourceRef')
  const source = sources.find(reference, object, above)
  const slip = sources.slipOf(reference)
  const found = { ...(source ? { source } : {}), ...(slip === undefined ? {} : { note: slip }) }
  const named = sourceName(reference, object)
  const artifact = sources.artifact(context.config, named)
  if (artifact) {
    const { folder: root, guess } = artifact
    const path = joinPath(root, declared || '.')
    if (path !== undefined && context.files.isFolder(path))
      return { ...found, path, ...(guess === undefined ? {} : { note: guess }) }
    return { ...found, note: `its path ${raw} is not in ${root || 'the root'}, which is its source` }
  }
  const generated = sources.generatedFrom(reference, object, declared)
  if (generated !== undefined && context.files.isFolder(generated)) return { ...found, path: generated }
  const url = stringAt(source?.node, 'spec', 'url')
  // Nothing identifies the owner of an artifact if its root is built.
  const isForeign = declared === '' && source?.kind === 'OCIRepository'
  const isHere =
    isThisRepository(context, url) !== false && !isForeign && !sources.isElsewhere(source, declared)
  if (isHere && context.files.isFolder(declared)) return { ...found, path: declared }
  // The source of a copied path may itself be an artifact.
  const isArtifact = (source?.kind ?? stringAt(reference, 'kind')) === 'OCIRepository'
  const wanted = generated ?? (isArtifact ? declared : undefined)
  if (wanted?.includes('/')) {
    const folders = context.files.foldersEnding(wanted)
    const [only] = folders
    if (only !== undefined && folders.length === 1)
      return {
        ...found,
        path: only,
        note: `its path ${raw}${url === undefined ? '' : ` of ${url}`} is assumed to be ${only} in this repo`,
      }
  }
  const isOwn = isThisRepository(context, url) === true || sources.isHome(source)
  const near =
    isOwn || (source === undefined && !isArtifact) ? nearestFolder(context.files, declared) : undefined
  const meant = near === undefined ? '' : `. Is ./${near} meant?`
  const elsewhere = url === undefined || isOwn ? '' : ` but in ${url}`
  return {
    ...found,
    note: `${slip === undefined ? '' : `${slip}, and `}its path ${raw} is not in this repo${elsewhere}; the objects that it deploys are not read${isArtifact ? `. ${artifactHint(named)}` : meant}`,
  }
}

/** Returns the folder that a path with a typo in one of its names may mean. */
function nearestFolder(files: Files, path: string): string | undefined {
  const names = path.split('/')
  const first = names.findIndex((_, i) => !files.isFolder(names.slice(0, i + 1).join('/')))
  if (first < 0) return undefined
  const above = names.slice(0, first).join('/')
  const beside = files
    .children(above)
    .filter((child) => files.isFolder(child))
    .map((child) => child.slice(child.lastIndexOf('/') + 1))
  const near = nearest(names[first] ?? '', beside)
  const meant = near === undefined ? undefined : joinPath(above, [near, ...names.slice(first + 1)].join('/'))
  return meant !== undefined && files.isFolder(meant) ? meant : undefined
}

/** Returns the source that a reference names. */
export function sourceName(reference: YamlNode | undefined, from: KubeObject): SourceName {
  return {
    name: stringAt(reference, 'name') ?? '',
    namespace: stringAt(reference, 'namespace') ?? from.namespace,
  }
}
