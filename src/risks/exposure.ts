import type { Json } from '../yaml/value.ts'
import { listAt, textAt } from '../yaml/value.ts'
import { gained } from './gained.ts'
import type { Rule } from './rule.ts'

const exposed: Rule = {
  id: 'service-exposed',
  level: 'medium',
  description: 'A Service becomes reachable from outside the cluster (LoadBalancer, NodePort, externalIPs).',
  kinds: ['Service'],
  find: (change) =>
    gained(change, (content) => {
      const type = textAt(content, 'spec', 'type') ?? ''
      return [
        ...(type === 'LoadBalancer' || type === 'NodePort' ? [`Its type is ${type}.`] : []),
        ...listAt(content, 'spec', 'externalIPs').map((ip) => `It receives the traffic to ${String(ip)}.`),
      ]
    }),
}

const webhook: Rule = {
  id: 'webhook-fails-closed',
  level: 'medium',
  description:
    'A webhook starts to reject requests when it does not respond (`failurePolicy: Fail`, the default).',
  kinds: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  find: (change) =>
    gained(change, (content) =>
      listAt(content, 'webhooks')
        .filter((item) => (textAt(item, 'failurePolicy') ?? 'Fail') === 'Fail')
        .map((item) => `Requests are rejected while ${textAt(item, 'name') ?? 'it'} does not respond.`),
    ),
}

const open: Rule = {
  id: 'webhook-fails-open',
  level: 'medium',
  description: 'A webhook starts to be skipped when it does not respond (`failurePolicy: Ignore`).',
  kinds: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  find: (change) =>
    change.action === 'changed'
      ? gained(change, (content) =>
          listAt(content, 'webhooks')
            .filter((item) => textAt(item, 'failurePolicy') === 'Ignore')
            .map((item) => `${textAt(item, 'name') ?? 'It'} is skipped while it does not respond.`),
        )
      : [],
}

const storage: Rule = {
  id: 'storage-class-changed',
  level: 'medium',
  description: 'The default storage class or the reclaim policy of a volume changes.',
  kinds: ['StorageClass', 'PersistentVolume'],
  find: ({ before, after, action }) => {
    if (action !== 'changed') return []
    const isDefault = (side: Json | undefined) =>
      textAt(side, 'metadata', 'annotations', 'storageclass.kubernetes.io/is-default-class') === 'true'
    const policy = (side: Json | undefined) => textAt(side, 'spec', 'persistentVolumeReclaimPolicy')
    return [
      ...(isDefault(before) !== isDefault(after)
        ? ['It becomes, or no longer is, the default storage class.']
        : []),
      ...(policy(before) !== policy(after) && policy(after) === 'Delete'
        ? ['Its data is deleted together with its claim.']
        : []),
    ]
  },
}

export const exposureRules: readonly Rule[] = [exposed, webhook, open, storage]
