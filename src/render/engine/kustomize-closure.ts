import { posix } from 'node:path'
import { inputError } from '../../errors.ts'
import type { Location } from '../../errors.ts'
import { mask } from '../../git/mask.ts'
import type { FileMode } from '../../tree/tree.ts'
import { resolve } from '../../yaml/nodes.ts'
import type { YamlFile, YamlNode } from '../../yaml/nodes.ts'
import { parseYaml } from '../../yaml/parse.ts'
import { locate } from '../../yaml/position.ts'
import { SubmoduleNeeded } from '../submodule-needed.ts'
import { vendoredRoot } from './vendored-tree.ts'
import type { VendoredTree, Reference, Wanted } from './vendored-tree.ts'
import { remotesOf } from './remote.ts'
import type { Resolved, Snapshot, SourceFiles } from './snapshot.ts'
import { inFolder, isBelow } from '../../tree/paths.ts'

/** YAML of a file or of a text inside a kustomization, and the folder that its paths are relative to. */
export interface Source {
  readonly folder: string
  readonly yaml: YamlFile
}

/**
 * Everything that kustomize will read, by real path. Links are recreated in the stage and point only to these files.
 * The YAML that is parsed here to find them is passed on in canonical form, because kustomize's YAML parser could
 * otherwise find other paths in it.
 */
export class Closure {
  readonly files: SourceFiles = new Map()
  readonly links = new Map<string, string>()
  /** Folders of charts that kustomize inflates. */
  readonly charts = new Set<string>()
  /** Files that are used byte for byte, such as those of a ConfigMap. */
  readonly verbatim = new Map<string, Location>()
  /** Files with lines `key=value`, of generators. */
  readonly environments = new Map<string, Location>()
  /** Sources that must be fetched before all files are known; stays empty if nothing may be fetched. */
  readonly wanted: Wanted[] = []
  readonly snapshot: Snapshot
  readonly #vendored: VendoredTree | undefined
  readonly #rewritten = new Map<string, string>()
  readonly #allowOutside: boolean
  readonly #limit: number

  /** @param vendored the sources that are already fetched; undefined if nothing may be fetched */
  constructor(snapshot: Snapshot, allowOutside: boolean, limit: number, vendored: VendoredTree | undefined) {
    this.snapshot = snapshot
    this.#vendored = vendored
    this.#allowOutside = allowOutside
    this.#limit = limit
  }

  /**
   * Adds what a reference refers to.
   *
   * @param what the description of the reference in messages
   * @param isFetched whether it is the path of a fetched source
   * @throws FairleadError (input) if it is an address, leaves the tree, or does not exist
   */
  take(from: Reference, what: string, isFetched = false): Resolved & { kind: 'file' | 'folder' } {
    const { text, at, folder } = from
    const named = nameOf(from, what)
    if (isRemote(text))
      throw inputError(`${named} is not in this repository and is not fetched`, {
        at,
        hint: 'Copy it into the repository, or render it there and commit the result.',
      })
    if (text.startsWith('/') || /^[a-z]:|\\/i.test(text)) throw outside(named, at)
    const found = this.snapshot.resolve(joined(folder, text))
    if (found.kind === 'outside') throw outside(named, at)
    if (found.kind === 'submodule') throw new SubmoduleNeeded(found.path, named, this.snapshot.tree.name, at)
    if (found.kind === 'missing') throw inputError(`${named} does not exist`, { at })
    // Kustomize does not let a fetched repository refer to anything outside of itself, or read files outside of its
    // own folder.
    const vendoredAt = vendoredRoot(folder)
    const real = found.kind === 'file' ? found.file.path : found.path
    if (vendoredAt !== undefined && !isFetched && !isBelow(real, vendoredAt)) throw outside(named, at)
    for (const link of found.links) this.links.set(link.path, link.target)
    if (found.kind === 'file') {
      if ((!this.#allowOutside || vendoredAt !== undefined) && !isBelow(found.file.path, folder))
        throw inputError(`${named} is outside the kustomization's folder`, {
          at,
          hint: 'kustomize only reads files of its own folder, unless the controller allows more (Flux does).',
        })
      this.add(found.file.path, found.file)
    }
    return found
  }

  /**
   * Returns the path of what an address refers to, relative to its kustomization.
   *
   * @param isFolder whether it cannot be a file
   * @returns `wanted` if it must be fetched first; undefined if it is not an address, or nothing may be fetched
   */
  fetched(from: Reference, isFolder: boolean): { readonly path: string } | 'wanted' | undefined {
    if (!this.#vendored || !isRemote(from.text)) return undefined
    const path = this.#vendored.pathOf(from)
    if (path !== undefined) return { path: posix.relative(from.folder, path) || '.' }
    const remotes = remotesOf(from.text, isFolder)
    if (remotes.length === 0) return undefined
    this.wanted.push({ kind: 'remote', from, remotes })
    return 'wanted'
  }

  /** Does the same for an address that can only be a file, with any content. */
  fetchedFile(from: Reference): { readonly path: string } | 'wanted' | undefined {
    if (!this.#vendored || !URL.canParse(from.text)) return undefined
    const path = this.#vendored.pathOf(from)
    if (path !== undefined) return { path: posix.relative(from.folder, path) || '.' }
    this.wanted.push({ kind: 'remote', from, remotes: [{ kind: 'file', url: from.text, isAny: true }] })
    return 'wanted'
  }

  /**
   * Adds a chart that is not in the tree to the sources to fetch.
   *
   * @returns whether it will be fetched
   */
  wantsChart(from: Reference, repository: string, version: string, folder: string): boolean {
    const path = joined(from.folder, folder)
    if (!this.#vendored || this.snapshot.resolve(path).kind !== 'missing') return false
    this.wanted.push({ kind: 'chart', from, repository, name: from.text, version, path })
    return true
  }

  /** Reports whether a text, read as a path, exists in the tree or leads outside of it. */
  names({ text, folder }: Reference): boolean {
    return text.startsWith('/') || this.snapshot.resolve(joined(folder, text)).kind !== 'missing'
  }

  /**
   * Passes on a file that determines what kustomize reads in canonical form, which kustomize cannot interpret
   * differently.
   */
  rewrite(path: string, text: string): void {
    this.#rewritten.set(path, text)
  }

  /**
   * Returns the files that are passed on in canonical form.
   *
   * @throws FairleadError (input) if the bytes of one of them are also used
   */
  rewritten(): ReadonlyMap<string, string> {
    for (const path of this.#rewritten.keys()) {
      const at = this.verbatim.get(path)
      if (at)
        throw inputError(`${path} is read by kustomize itself and is also the content of an object`, {
          at,
          hint: 'Use a copy of the file for one of them.',
        })
    }
    return this.#rewritten
  }

  add(path: string, file: { readonly path: string; readonly mode: FileMode }): void {
    if (this.files.size >= this.#limit)
      throw inputError(`there are more than ${this.#limit} files to render from`)
    this.files.set(path, file)
  }
}

/**
 * Reports whether kustomize would fetch a text as an address, even if the tree has a file with that name.
 *
 * Rule: kustomize's api/internal/git/repospec.go and api/internal/loader/fileloader.go.
 */
export function isRemote(text: string): boolean {
  return (
    /^\s*([a-z][a-z0-9+.-]*:\/\/|git::|gh:|[^/\s@]*@[^/\s:]*[:/]|(www\.)?github\.com[/:])/i.test(text) ||
    /[?&](ref|version|submodules|timeout)=/.test(text)
  )
}

/**
 * Joins and cleans a path as Go does before it opens a file: `a/..` is the folder itself, even if `a` does not exist.
 */
function joined(folder: string, text: string): string {
  return posix.normalize(inFolder(folder, text))
}

/**
 * Returns the name of a reference for messages. A text that is not a path is not shown, because it may contain
 * values, such as a broken patch.
 */
export function nameOf({ text, isSecret }: Reference, what: string): string {
  const isPath = text.length <= 300 && /^[^\s{}[\]"'`]+$/.test(text)
  return isPath && isSecret !== true ? `${what} ${JSON.stringify(mask(text))}` : `${what} that is named here`
}

function outside(named: string, at: Location): Error {
  return inputError(`${named} leaves the repository`, {
    at,
    hint: 'Only tracked files of the same repository are rendered.',
  })
}

/**
 * Returns the values of a field. Go matches field names in any case, and a field may occur twice.
 *
 * Rule: encoding/json, foldName.
 */
export function fields(raw: YamlNode | undefined, name: string): YamlNode[] {
  const node = raw && resolve(raw)
  if (node?.kind !== 'map') return []
  const found: YamlNode[] = []
  for (const { key, value } of node.entries) {
    const scalar = resolve(key)
    if (scalar?.kind !== 'scalar') continue
    if (scalar.value === '<<') {
      const merged = resolve(value)
      for (const source of merged?.kind === 'sequence' ? merged.items : [value])
        found.push(...fields(source, name))
    } else if (fold(scalar.value) === fold(name)) found.push(value)
  }
  return found
}

/** Returns the names of all fields in the form in which they are compared. */
export function fieldNames(raw: YamlNode | undefined): string[] {
  const node = raw && resolve(raw)
  if (node?.kind !== 'map') return []
  return node.entries.map(({ key }) => {
    const scalar = resolve(key)
    return scalar?.kind === 'scalar' ? fold(scalar.value) : ''
  })
}

/** Folds the case of a name. The long s and the Kelvin sign become `s` and `k`. */
export function fold(name: string): string {
  return name.toUpperCase().toLowerCase()
}

/** Returns the items of a field that is a list (or a single value, which some fields allow). */
export function items(raw: YamlNode | undefined, name: string): YamlNode[] {
  return fields(raw, name).flatMap((value) => {
    const node = resolve(value)
    return node?.kind === 'sequence' ? [...node.items] : node ? [node] : []
  })
}

/** Returns a text with its location; undefined if the node is not a text. */
export function reference(raw: YamlNode | undefined, source: Source): Reference | undefined {
  const node = raw && resolve(raw)
  if (node?.kind !== 'scalar' || node.value === '') return undefined
  return { text: node.value, at: locate(source.yaml, node.start), folder: source.folder }
}

/** Parses a YAML text inside a kustomization; undefined if it is not a map or a list. */
export function inline({ text, at, folder }: Reference): Source | undefined {
  try {
    const yaml = parseYaml(text, at.file)
    const kinds = yaml.documents.map(({ root }) => root.kind)
    return kinds.length > 0 && kinds.every((kind) => kind === 'map' || kind === 'sequence')
      ? { folder, yaml }
      : undefined
  } catch {
    return undefined
  }
}
