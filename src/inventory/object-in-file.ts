import { objectsOf } from '../kube/objects.ts'
import type { Files } from '../yaml/files.ts'
import type { Json } from '../yaml/value.ts'
import { evaluate } from '../yaml/value.ts'
import type { DeclaredApp } from './model.ts'

/** The object of an app as its file has it; undefined where no object declares it, or it is not there. */
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
  // A kustomization around it may have given it another name.
  const object = there.find((one) => one.name === name) ?? (there.length === 1 ? there[0] : undefined)
  return object && evaluate(object.node)
}
