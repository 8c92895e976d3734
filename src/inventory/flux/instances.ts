import { dump } from 'js-yaml'
import { wholeFile } from '../../yaml/lookup.ts'
import { parseYaml } from '../../yaml/parse.ts'
import type { Json } from '../../yaml/value.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { objectsOf, specOf, standsAt } from '../../kube/objects.ts'
import { at, stringAt } from '../../yaml/at.ts'

/** Reports whether an object installs Flux and syncs a repository: https://fluxoperator.dev/docs/crd/fluxinstance/ */
export function isFluxInstance({ kind, apiVersion }: Pick<KubeObject, 'kind' | 'apiVersion'>): boolean {
  return kind === 'FluxInstance' && apiVersion.startsWith('fluxcd.controlplane.io/')
}

/**
 * Returns the source and the Kustomization that the Flux Operator creates from `spec.sync` of a FluxInstance. No file
 * contains them, but other objects of the repo refer to them.
 *
 * Rule: controlplaneio-fluxcd/flux-operator internal/builder/templates.go (sync): both have the name of `sync.name`,
 * otherwise that of the namespace.
 */
export function syncOf(instance: KubeObject): KubeObject[] {
  const sync = at(specOf(instance), 'sync')
  const [url, path] = [stringAt(sync, 'url'), stringAt(sync, 'path')]
  if (!isFluxInstance(instance) || url === undefined) return []
  const namespace = instance.namespace ?? 'flux-system'
  const metadata = { name: stringAt(sync, 'name') ?? namespace, namespace }
  const kind = stringAt(sync, 'kind') ?? 'GitRepository'
  const source: Json = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind,
    metadata,
    spec: { url, bucketName: url, interval: '1m', ref: refOf(kind, stringAt(sync, 'ref') ?? '') },
  }
  const kustomization: Json = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata,
    spec: { path: path ?? './', prune: true, interval: '10m', sourceRef: { kind, name: metadata.name } },
  }
  const { file, line } = instance
  return [source, kustomization].flatMap((content) => {
    const yaml = parseYaml(dump(content, { lineWidth: -1, noRefs: true }), `${file}\0sync`)
    return objectsOf(yaml).map((object, i) => ({
      ...object,
      file,
      line,
      scope: wholeFile(yaml, yaml.documents[i] ?? yaml.documents[0] ?? never()),
      inValues: { isSpec: false },
      madeOf: `${standsAt(instance)}#sync#${object.kind}`,
    }))
  })
}

/** Returns a Git reference such as `refs/heads/main`, or the tag of an artifact. */
function refOf(kind: string, ref: string): Json {
  return kind === 'GitRepository' ? { name: ref } : { tag: ref }
}

function never(): never {
  throw new Error('an object has no document')
}
