/** Compares what Flux has applied with what `fairlead render` renders. */
import type { Cluster } from '../../cluster.ts'
import type { KubeObject } from '../../kube.ts'
import { wouldChange } from '../live.ts'
import { nameOf } from '../objects.ts'
import type { PlainObject } from '../objects.ts'
import type { RenderedApp } from '../rendered.ts'

export const kustomizations = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' }

/**
 * Returns the differences by object: objects that only the inventory of the Kustomization or only the rendered
 * manifests have, and for each rendered object the changes that applying it instead of Flux's object would make in
 * the cluster.
 */
export async function differencesOf(
  { kube }: Cluster,
  kustomization: KubeObject,
  app: RenderedApp,
): Promise<Map<string, readonly string[]>> {
  const entries = (kustomization.status?.inventory?.entries ?? []) as { id: string; v: string }[]
  const theirs = entries.map(({ id, v }) => `${id} ${v}`)
  const ours = app.objects.map(inventoryEntry)
  const objects = await Promise.all(
    app.objects.map(async (object) => {
      const lines = await wouldChange(kube, marked(object, kustomization), 'kustomize-controller').catch(
        (error: Error) => [error.message],
      )
      return [nameOf(object), lines] as const
    }),
  )
  return new Map<string, readonly string[]>([
    ...theirs.filter((id) => !ours.includes(id)).map((id) => [id, ['only Flux has it']] as const),
    ...ours.filter((id) => !theirs.includes(id)).map((id) => [id, ['only Fairlead has it']] as const),
    ...objects.filter(([, lines]) => lines.length > 0),
  ])
}

/**
 * Returns the ID and version of an object, as the inventory of a Kustomization writes them.
 *
 * Rule: fluxcd/cli-utils pkg/object/objmetadata.go (String); fluxcd/pkg ssa/changeset.go
 */
function inventoryEntry({ apiVersion, kind, metadata }: PlainObject): string {
  const [version = '', group = ''] = String(apiVersion).split('/').toReversed()
  const name = String(metadata.name).replaceAll(':', '__')
  return `${metadata.namespace ?? ''}_${name}_${group}_${kind} ${version}`
}

/**
 * Returns the object as Flux sends it: with the labels of its Kustomization, and with `stringData` of a Secret moved
 * to `data`.
 */
function marked(object: PlainObject, { metadata: owner }: KubeObject): PlainObject {
  const labels = {
    ...object['metadata'].labels,
    'kustomize.toolkit.fluxcd.io/name': owner.name,
    'kustomize.toolkit.fluxcd.io/namespace': owner.namespace,
  }
  const { stringData, ...rest } = object
  const data = Object.entries((stringData ?? {}) as Record<string, string>).map(
    ([key, value]) => [key, Buffer.from(value).toString('base64')] as const,
  )
  return {
    ...rest,
    metadata: { ...object['metadata'], labels },
    ...(data.length > 0 && { data: { ...object['data'], ...Object.fromEntries(data) } }),
  }
}
