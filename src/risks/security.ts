import type { Json } from '../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../yaml/value.ts'
import type { Container } from '../kube/workload.ts'
import { containersOf, podSpec } from '../kube/workload.ts'
import { gained } from './gained.ts'
import type { Rule } from './rule.ts'

/** Returns a rule about the settings of single containers. */
function perContainer(
  id: string,
  level: Rule['level'],
  description: string,
  find: (container: Container, pod: Json | undefined) => readonly string[],
): Rule {
  return {
    id,
    level,
    description,
    find: (change) =>
      gained(change, (content) =>
        containersOf(content).flatMap((container) => find(container, podSpec(content))),
      ),
  }
}

const containers: readonly Rule[] = [
  perContainer(
    'privileged',
    'high',
    'A container becomes privileged: it can do everything that its node can.',
    ({ name, content }) =>
      valueAt(content, 'securityContext', 'privileged') === true ? [`${name} is privileged.`] : [],
  ),
  perContainer(
    'privilege-escalation',
    'medium',
    'A container sets `allowPrivilegeEscalation: true`.',
    ({ name, content }) =>
      valueAt(content, 'securityContext', 'allowPrivilegeEscalation') === true
        ? [`${name} may gain privileges.`]
        : [],
  ),
  perContainer('capabilities-added', 'medium', 'A container gets Linux capabilities.', ({ name, content }) =>
    listAt(content, 'securityContext', 'capabilities', 'add').map(
      (item) => `${name} gets the capability ${String(item)}.`,
    ),
  ),
  perContainer(
    'runs-as-root',
    'medium',
    'A container runs as user 0, or no longer has to run as a different user.',
    ({ name, content }, pod) => {
      const user =
        valueAt(content, 'securityContext', 'runAsUser') ?? valueAt(pod, 'securityContext', 'runAsUser')
      const other =
        valueAt(content, 'securityContext', 'runAsNonRoot') ?? valueAt(pod, 'securityContext', 'runAsNonRoot')
      return [
        ...(user === 0 ? [`${name} runs as root.`] : []),
        ...(other === false ? [`${name} may run as root.`] : []),
      ]
    },
  ),
]

const host: Rule = {
  id: 'host-access',
  level: 'high',
  description:
    'Pods get access to the network, processes or files of their node (`hostNetwork`, `hostPID`, `hostIPC`, `hostPath`).',
  find: (change) =>
    gained(change, (content) => {
      const pod = podSpec(content)
      const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => valueAt(pod, key) === true)
      const paths = listAt(pod, 'volumes').flatMap((volume) =>
        isObject(volume) && isObject(volume['hostPath']) ? [textAt(volume, 'hostPath', 'path') ?? ''] : [],
      )
      return [
        ...shared.map((key) => `Pods set ${key}.`),
        ...paths.map((path) => `Pods mount ${path} of their node.`),
      ]
    }),
}

const lost: Rule = {
  id: 'security-context-lost',
  level: 'medium',
  description:
    'A container loses `runAsNonRoot`, `readOnlyRootFilesystem` or `allowPrivilegeEscalation: false`.',
  find: ({ before, after }) =>
    containersOf(after).flatMap(({ list, name, content }) => {
      const old = containersOf(before).find((other) => other.list === list && other.name === name)
      const effective = (side: Json | undefined, pod: Json | undefined, key: string) =>
        valueAt(side, 'securityContext', key) ?? valueAt(pod, 'securityContext', key)
      const guards = [
        ['runAsNonRoot', true],
        ['readOnlyRootFilesystem', true],
        ['allowPrivilegeEscalation', false],
      ] as const
      return guards.flatMap(([key, safe]) =>
        old &&
        effective(old.content, podSpec(before), key) === safe &&
        effective(content, podSpec(after), key) === undefined
          ? [`${name} loses ${key}: ${safe}.`]
          : [],
      )
    }),
}

export const securityRules: readonly Rule[] = [...containers, host, lost]
