import { isObject, listAt, textAt, valueAt } from '../yaml/value.ts'
import type { Json } from '../yaml/value.ts'

/** The path of the pod template (`metadata`, `spec`) in each kind with pods; empty for a Pod itself. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  // argoproj.io
  Rollout: ['spec', 'template'],
}

export interface Container {
  readonly list: 'containers' | 'initContainers' | 'ephemeralContainers'
  readonly name: string
  readonly content: Json
}

/** Returns the path to the pod template of a kind; undefined if it has none. */
export function templatePath(kind: string): readonly string[] | undefined {
  return Object.hasOwn(TEMPLATES, kind) ? TEMPLATES[kind] : undefined
}

/** Returns the pod template of an object, with `metadata` and `spec`; undefined if it has none. */
export function podTemplate(content: Json | undefined): Json | undefined {
  const path = templatePath(textAt(content, 'kind') ?? '')
  return path ? valueAt(content, ...path) : undefined
}

/** Returns the pod spec of an object; undefined if it has none. */
export function podSpec(content: Json | undefined): Json | undefined {
  return valueAt(podTemplate(content), 'spec')
}

/** Returns all containers of an object's pods. */
export function containersOf(content: Json | undefined): Container[] {
  const pod = podSpec(content)
  return (['containers', 'initContainers', 'ephemeralContainers'] as const).flatMap((list) =>
    listAt(pod, list).flatMap((item) =>
      isObject(item) ? { list, name: textAt(item, 'name') ?? '', content: item } : [],
    ),
  )
}
