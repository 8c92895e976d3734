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
import { isBelow } from './snapshot.ts'
import type { Resolved, Snapshot, SourceFiles } from './snapshot.ts'

/** The names that kustomize looks for. */
export const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const

/** A file that is read as YAML; where it is not in the tree, `file` is what the plan puts in its place. */
export interface Source {
  readonly folder: string
  readonly yaml: YamlFile
}

/**
 * All that kustomize will read, by real paths: links are made anew in the stage, and lead to nothing else. What was
 * read here to find it is handed on in one spelling, as kustomize's reader of YAML could see other paths in it.
 */
export class Closure {
  readonly files: SourceFiles = new Map()
  readonly links = new Map<string, string>()
  /** Folders of charts that kustomize inflates. */
  readonly charts = new Set<string>()
  /** Files whose bytes are what counts, such as those of a ConfigMap. */
  readonly verbatim = new Map<string, Location>()
  /** Files with lines `key=value`, of generators. */
  readonly environments = new Map<string, Location>()
  /** What has to be fetched before all is known; stays empty where nothing may be. */
  readonly wanted: Wanted[] = []
  readonly snapshot: Snapshot
  readonly #vendored: VendoredTree | undefined
  readonly #rewritten = new Map<string, string>()
  readonly #allowOutside: boolean
  readonly #limit: number

  /** @param vendored what was fetched already; undefined where nothing may be */
  constructor(snapshot: Snapshot, allowOutside: boolean, limit: number, vendored: VendoredTree | undefined) {
    this.snapshot = snapshot
    this.#vendored = vendored
    this.#allowOutside = allowOutside
    this.#limit = limit
  }

  /**
   * Takes in what a reference means.
   *
   * @param what what it is called in messages
   * @param isFetched whether it is the path of what was fetched
   * @throws FairleadError (input) where it is an address, leaves the tree, or is not there
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
    // Kustomize keeps what it fetched to its own repository, and to its own folder for files.
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
   * Where what an address means was put, as a path from its kustomization.
   *
   * @param isFolder whether it can be no file
   * @returns `wanted` where it has to be fetched first; undefined where it is no address, or nothing is fetched
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

  /** The same of what can only be a file of the web, whatever is in it. */
  fetchedFile(from: Reference): { readonly path: string } | 'wanted' | undefined {
    if (!this.#vendored || !URL.canParse(from.text)) return undefined
    const path = this.#vendored.pathOf(from)
    if (path !== undefined) return { path: posix.relative(from.folder, path) || '.' }
    this.wanted.push({ kind: 'remote', from, remotes: [{ kind: 'file', url: from.text, isAny: true }] })
    return 'wanted'
  }

  /**
   * Has a chart fetched that is not in the tree.
   *
   * @returns whether it will be
   */
  wantsChart(from: Reference, repository: string, version: string, folder: string): boolean {
    const path = joined(from.folder, folder)
    if (!this.#vendored || this.snapshot.resolve(path).kind !== 'missing') return false
    this.wanted.push({ kind: 'chart', from, repository, name: from.text, version, path })
    return true
  }

  /** Whether a text, taken for a path, means something in the tree or outside of it. */
  names({ text, folder }: Reference): boolean {
    return text.startsWith('/') || this.snapshot.resolve(joined(folder, text)).kind !== 'missing'
  }

  /**
   * Has a file that decides what kustomize reads handed on as it was understood here, in a spelling that kustomize
   * cannot understand otherwise.
   */
  rewrite(path: string, text: string): void {
    this.#rewritten.set(path, text)
  }

  /**
   * The files that are handed on in another spelling.
   *
   * @throws FairleadError (input) where the bytes of one count as well
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
 * Whether kustomize would fetch it, whatever is in the tree under that name.
 *
 * Rule: kustomize's api/internal/git/repospec.go and api/internal/loader/fileloader.go.
 */
export function isRemote(text: string): boolean {
  return (
    /^\s*([a-z][a-z0-9+.-]*:\/\/|git::|gh:|[^/\s@]*@[^/\s:]*[:/]|(www\.)?github\.com[/:])/i.test(text) ||
    /[?&](ref|version|submodules|timeout)=/.test(text)
  )
}

/** Go cleans paths before it asks for them: `a/..` is nothing, whatever `a` is. */
function joined(folder: string, text: string): string {
  return posix.normalize(folder === '' ? text : `${folder}/${text}`)
}

/** What a reference is called in messages: what is no path may be a text with values, such as a broken patch. */
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
 * The values of a field: Go matches names of fields in any case, and a field may be there twice.
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

/** Names of all fields, as they are compared. */
export function fieldNames(raw: YamlNode | undefined): string[] {
  const node = raw && resolve(raw)
  if (node?.kind !== 'map') return []
  return node.entries.map(({ key }) => {
    const scalar = resolve(key)
    return scalar?.kind === 'scalar' ? fold(scalar.value) : ''
  })
}

/** The long s and the Kelvin sign are `s` and `k` as well. */
export function fold(name: string): string {
  return name.toUpperCase().toLowerCase()
}

/** The items of a field that is a list (or one value, as some fields may be). */
export function items(raw: YamlNode | undefined, name: string): YamlNode[] {
  return fields(raw, name).flatMap((value) => {
    const node = resolve(value)
    return node?.kind === 'sequence' ? [...node.items] : node ? [node] : []
  })
}

/** A text with its place; undefined where the node is none. */
export function reference(raw: YamlNode | undefined, source: Source): Reference | undefined {
  const node = raw && resolve(raw)
  if (node?.kind !== 'scalar' || node.value === '') return undefined
  return { text: node.value, at: locate(source.yaml, node.start), folder: source.folder }
}

/** A YAML text inside of a kustomization; undefined where it is not a map or a list. */
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
