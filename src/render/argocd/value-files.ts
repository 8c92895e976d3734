import { inputError } from '../../errors.ts'
import { mask } from '../../git/mask.ts'
import { joinPath } from '../../tree/paths.ts'
import { doublestar, filesFirst } from '../../patterns/doublestar.ts'
import type { TreePath } from '../model.ts'
import type { Place } from '../places.ts'
import type { BuildEnvironment } from './environment.ts'
import { checkSubmodule } from '../submodules.ts'
import { expand } from './environment.ts'

/** The name under which a file from the web is stored. */
export const WEB_FILE = 'file.yaml'

/** The roots in which the values files of a source are looked up. */
export interface ValueRoots {
  /** The source's own files. */
  readonly place: Place
  /** The path of the source in `place`. */
  readonly path: string
  /** The files of the sources by `ref`; undefined if the app does not have several sources. */
  readonly refs: ReadonlyMap<string, () => Promise<Place>> | undefined
  /** Returns a place that contains a file from the web, under the name `WEB_FILE`. */
  readonly web: (url: string) => Promise<Place>
  readonly environment: BuildEnvironment
  /** Whether patterns are supported and repeated files are used only once: Argo CD 3.4 and later. */
  readonly patterns: boolean
}

/** A file that an entry refers to. It may not exist. */
export interface Named {
  readonly entry: string
  readonly place: Place
  readonly path: string
}

/**
 * Returns the values files of a Helm source in the order in which they apply.
 *
 * Rule: argo-cd reposerver/repository/repository.go (getResolvedValueFiles), util/io/path/resolved.go
 *
 * @throws FairleadError (input) if one is missing or leaves its repository; any error from fetching one
 */
export async function resolveValueFiles(
  entries: readonly string[],
  roots: ValueRoots,
  ignoreMissing: boolean,
): Promise<TreePath[]> {
  const named: Named[] = []
  for (const entry of entries) named.push(await resolveFile(entry, roots))
  const isPattern = ({ path }: Named) => roots.patterns && /[*?[]/.test(path)
  const same = (a: Named, b: Named) => a.place.tree === b.place.tree && a.path === b.path
  const explicit = named.filter((name) => !isPattern(name))
  const found: Named[] = []
  for (const name of named) {
    const { files } = name.place
    checkSubmodule(name.place, name.path.replace(/(?<![^/])[^/*?[{]*[*?[{][^]*$/, '').replace(/\/$/, ''))
    if (isPattern(name)) {
      const fits = doublestar(name.path)
      const folder = files.folders().find((path) => fits.test(path))
      if (folder !== undefined)
        throw inputError(`its values files ${name.entry} match the folder ${folder}, which Helm cannot read`)
      const matches = files.entries.map((file) => file.path).filter((path) => fits.test(path))
      if (matches.length === 0 && !ignoreMissing)
        throw inputError(`its values files ${name.entry} match no file`, {
          hint: 'To allow this, set ignoreMissingValueFiles.',
        })
      const others = matches.toSorted(filesFirst).map((path) => ({ ...name, path }))
      found.push(...others.filter((match) => !explicit.some((file) => same(file, match))))
    } else if (files.has(name.path)) found.push(name)
    else if (!ignoreMissing)
      throw inputError(`its values file ${name.entry} does not exist (${name.path})`, {
        hint: 'To allow this, set ignoreMissingValueFiles.',
      })
  }
  const kept = roots.patterns
    ? found.filter((file, i) => found.findIndex((other) => same(file, other)) === i)
    : found
  return kept.map(({ place, path }) => ({ tree: place.tree, path }))
}

/**
 * Returns the file that an entry refers to. `$name/…` is in the source of that name, `/…` is at the root of the
 * repository, and all others are relative to the source's path.
 *
 * @throws FairleadError (input) if it leaves its repository or names an unknown source; any error from fetching it
 */
export async function resolveFile(entry: string, roots: ValueRoots): Promise<Named> {
  const [head = '', ...rest] = entry.split('/')
  if (head.startsWith('$') && roots.refs) {
    const ref = roots.refs.get(head.slice(1))
    if (ref) {
      const path = inside(`/${expand(rest.join('/'), roots.environment)}`, '', entry)
      return { entry, place: await ref(), path }
    }
    if (!/^\$\{?ARGOCD_/.test(head)) {
      const known = [...roots.refs.keys()].map((name) => `$${name}`)
      throw inputError(`its values file ${entry} names the unknown source ${head}`, {
        hint: known.length > 0 ? `There is: ${known.join(', ')}.` : 'None of its sources has a ref.',
      })
    }
  }
  const expanded = expand(entry, roots.environment)
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(expanded)?.[1]
  if (scheme !== undefined) {
    if (!/^https?$/i.test(scheme))
      throw inputError(`its values file ${mask(expanded)} is at ${scheme}:, which Argo CD does not read`)
    return { entry, place: await roots.web(expanded), path: WEB_FILE }
  }
  return { entry, place: roots.place, path: inside(expanded, roots.path, entry) }
}

function inside(path: string, folder: string, entry: string): string {
  const joined = path.startsWith('/') ? joinPath('', path.replace(/^\/+/, '') || '.') : joinPath(folder, path)
  if (joined === undefined) throw inputError(`its values file ${entry} leaves the repository`)
  if (joined === '') throw inputError(`its values file ${entry} is the root of the repository`)
  return joined
}
