import { posix } from 'node:path'
import { inputError } from '../../errors.ts'
import type { Files } from '../../yaml/files.ts'
import { kustomizationOf } from '../../inventory/kustomize/kustomization.ts'
import { evaluate, isObject, textAt } from '../../yaml/value.ts'
import type { Kustomization } from '../kustomization.ts'

/**
 * Returns the kustomization that Flux generates for a folder without one: all manifests below it. A subfolder with a
 * kustomization is included as a whole.
 *
 * Rule: fluxcd/pkg kustomize/kustomize_generator.go (findOrGenerateKustomization, scanManifests)
 *
 * @param files the files of the source's artifact
 * @throws FairleadError (input) if a YAML file is not a Kubernetes object, because it breaks the build
 */
export async function generateKustomization(files: Files, folder: string): Promise<Kustomization> {
  const resources: string[] = []
  const manifests: string[] = []
  const walk = (current: string): void => {
    const names = files.children(current).toSorted()
    for (const path of names) {
      if (files.isFolder(path)) {
        if (kustomizationOf(files, path) === undefined) walk(path)
        else resources.push(path)
      } else if (/\.ya?ml$/.test(path)) {
        manifests.push(path)
        resources.push(path)
      }
    }
  }
  walk(folder)
  await files.load(manifests)
  for (const path of manifests) checkManifests(files, path)
  const head = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' }
  if (resources.length === 0) return { ...head, namespace: '_placeholder' }
  return { ...head, resources: resources.map((path) => `./${posix.relative(folder || '.', path)}`) }
}

function checkManifests(files: Files, path: string): void {
  const yaml = files.yaml(path)
  const fault = files.fault(path)
  if (!yaml)
    throw inputError(fault?.message ?? 'the file cannot be read', {
      at: { file: path, ...(fault?.line === undefined ? {} : { line: fault.line }) },
    })
  for (const { root } of yaml.documents) {
    const value = evaluate(root)
    if (value === null || (isObject(value) && textAt(value, 'kind') !== undefined)) continue
    throw inputError('it is not a Kubernetes object, so the Flux build fails', {
      at: { file: path },
      hint: 'Move it out of the path, list it in a .sourceignore file, or add a kustomization.yaml.',
    })
  }
}
