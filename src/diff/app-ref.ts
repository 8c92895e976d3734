import type { DeclaredApp } from '../inventory/model.ts'
import type { Manifest } from '../render/model.ts'
import { textAt } from '../yaml/value.ts'
import type { AppRef } from './model.ts'

/** An app as reports name it. */
export function refOf(app: DeclaredApp): AppRef {
  const { name, kind, namespace, cluster, environment, production, declaredAt } = app
  return { name, kind, namespace, cluster, environment, production, declaredAt }
}

/** A child that only the output of its parent declares: it is where the parent is, unless it says otherwise. */
export function childRef(child: Manifest, parent: AppRef): AppRef {
  const { content } = child
  const namespace =
    textAt(content, 'spec', 'destination', 'namespace') ??
    textAt(content, 'spec', 'targetNamespace') ??
    child.namespace
  return {
    name: child.name,
    kind: child.kind,
    namespace,
    cluster: textAt(content, 'spec', 'destination', 'name') ?? parent.cluster,
    environment: parent.environment,
    production: parent.production,
    declaredAt: undefined,
  }
}

/** Whether two references mean one app, wherever it is declared. */
export function isSameApp(a: AppRef, b: AppRef): boolean {
  return (['kind', 'name', 'environment', 'cluster', 'namespace'] as const).every((key) => a[key] === b[key])
}
