import { loadAll } from 'js-yaml'
import type { Rendered } from '../../src/render/model.ts'
import type { Manifest } from '../../src/kube/manifests.ts'
import type { Json } from '../../src/yaml/value.ts'
import { textAt } from '../../src/yaml/value.ts'

/** Returns YAML documents as the output of a renderer. */
export function rendered(yaml: string): Rendered {
  return ofObjects(loadAll(yaml).filter((document) => document !== null) as { [key: string]: Json }[])
}

/** Returns objects as the output of a renderer. */
export function ofObjects(objects: readonly { readonly [key: string]: Json }[]): Rendered {
  return { manifests: objects.map(manifest), warnings: [], generated: new Map() }
}

function manifest(content: { readonly [key: string]: Json }): Manifest {
  return {
    apiVersion: textAt(content, 'apiVersion') ?? '',
    kind: textAt(content, 'kind') ?? '',
    name: textAt(content, 'metadata', 'name') ?? '',
    namespace: textAt(content, 'metadata', 'namespace'),
    content,
  }
}
