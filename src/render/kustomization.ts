import { inputError } from '../errors.ts'
import { joinPath } from '../tree/paths.ts'
import type { Files } from '../yaml/files.ts'
import { kustomizationOf } from '../inventory/kustomize/kustomization.ts'
import type { Json } from '../yaml/value.ts'
import { evaluate, isObject } from '../yaml/value.ts'

/** A kustomization that a controller changes before it builds it. */
export type Kustomization = { [key: string]: Json }

/** An entry of `images`. */
export interface KustomizeImage {
  readonly name: string
  readonly newName?: string
  readonly newTag?: string
  readonly digest?: string
}

/**
 * Reads the kustomization of a folder; undefined if the folder has none.
 *
 * @throws FairleadError (input) if it cannot be read
 */
export async function readKustomization(files: Files, folder: string): Promise<Kustomization | undefined> {
  const path = kustomizationOf(files, folder)
  if (path === undefined) return undefined
  await files.load([path])
  const yaml = files.yaml(path)
  if (!yaml) {
    const fault = files.fault(path)
    throw inputError(fault?.message ?? 'the file cannot be read', {
      at: { file: path, ...(fault?.line === undefined ? {} : { line: fault.line }) },
    })
  }
  const root = yaml.documents[0]?.root
  const value = root ? evaluate(root) : {}
  if (!isObject(value)) throw inputError('a kustomization is a map', { at: { file: path } })
  return { ...value }
}

/** Formats a kustomization as JSON, which is YAML without values whose type depends on the reader. */
export function kustomizationText(kustomization: Kustomization): string {
  return `${JSON.stringify(kustomization, undefined, 2)}\n`
}

/** Returns a list of a kustomization; empty if it has none. */
export function listOf(kustomization: Kustomization, key: string): readonly Json[] {
  const list = kustomization[key]
  return Array.isArray(list) ? (list as readonly Json[]) : []
}

/** Reports whether a folder or file that a kustomization names exists. */
export function isThere(files: Files, folder: string, path: string): boolean {
  const target = joinPath(folder, path)
  return target !== undefined && (files.has(target) || files.isFolder(target))
}

/** Reports whether an entry of `images` has this name. */
export function isImage(entry: Json, name: string): entry is { readonly [key: string]: Json } {
  return isObject(entry) && entry['name'] === name
}
