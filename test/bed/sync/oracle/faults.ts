/** Finds the errors in a namespace, only by the objects of Kubernetes. */
import type { Thing } from './api.ts'
import type { Moment } from './history.ts'

const WAITING = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
])

/** Returns the errors of objects that do not run and will not recover automatically. */
export function faultsIn({ objects }: Moment): string[] {
  return objects.flatMap((object) => {
    const of = FAULTS[object['kind']]
    return of === undefined
      ? []
      : of(object).map((fault) => `${object['kind']} ${object['metadata'].name}: ${fault}`)
  })
}

const FAULTS: Readonly<Record<string, (object: Thing) => string[]>> = {
  Pod({ metadata, status = {}, spec }) {
    if (metadata.deletionTimestamp !== undefined) return []
    const containers = [
      ...(status.initContainerStatuses ?? []),
      ...(status.containerStatuses ?? []),
    ] as Thing[]
    const bad = containers.flatMap(({ state = {}, lastState = {} }) => {
      if (WAITING.has(state.waiting?.reason)) return [String(state.waiting.reason)]
      const code = state.terminated?.exitCode ?? lastState.terminated?.exitCode ?? 0
      return code === 0 ? [] : [`it ended with ${code}`]
    })
    const unscheduled = ((status.conditions ?? []) as Thing[]).some(
      (one) => one['type'] === 'PodScheduled' && one['status'] === 'False' && spec.nodeName === undefined,
    )
    return unscheduled ? [...bad, 'no node takes it'] : bad
  },
  Deployment: ({ status = {} }) =>
    conditionsOf(status, (type, value) => type === 'Progressing' && value === 'False'),
  Job: ({ status = {} }) => conditionsOf(status, (type, value) => type === 'Failed' && value === 'True'),
}

function conditionsOf(status: Thing, isBad: (type: string, value: string) => boolean): string[] {
  return ((status['conditions'] ?? []) as Thing[])
    .filter((one) => isBad(one['type'], one['status']))
    .map((one) => `${one['reason']}: ${one['message']}`)
}
