import { objectsOf } from '../kube/objects.ts'
import type { Files } from '../yaml/files.ts'
import type { Json } from '../yaml/value.ts'
import { evaluate } from '../yaml/value.ts'
import type { DeclaredApp } from './model.ts'

/**
 * Returns the object of an app as it is in its file; undefined if no object declares the app or the object is
 * missing.
 */
export async function objectInFile(
  files: Files,
  { kind, name, declaredAt }: Pick<DeclaredApp, 'kind' | 'name' | 'declaredAt'>,
): Promise<Json | undefined> {
  if (kind === 'Convention') return undefined
  await files.load([declaredAt.file])
  const yaml = files.yaml(declaredAt.file)
  const there = (yaml ? objectsOf(yaml) : []).filter(
    (one) => one.kind === kind && one.line === declaredAt.line,
  )
  // A surrounding kustomization may have renamed it.
  const object = there.find((one) => one.name === name) ?? (there.length === 1 ? there[0] : undefined)
  return object && evaluate(object.node)
}
