import type { Json } from '../yaml/value.ts'
import { listAt, textAt } from '../yaml/value.ts'
import { gained } from './gained.ts'
import type { Rule } from './rule.ts'

const ROLES = ['Role', 'ClusterRole']

function grants(content: Json): { verbs: string[]; resources: string[]; groups: string[] }[] {
  const texts = (rule: Json, key: string) => listAt(rule, key).map(String)
  return listAt(content, 'rules').map((rule) => ({
    verbs: texts(rule, 'verbs'),
    resources: texts(rule, 'resources'),
    groups: texts(rule, 'apiGroups'),
  }))
}

const wildcard: Rule = {
  id: 'rbac-wildcard',
  level: 'high',
  description: 'A Role or ClusterRole allows all verbs, resources or API groups (`*`).',
  kinds: ROLES,
  find: (change) =>
    gained(change, (content) =>
      grants(content).flatMap(({ verbs, resources, groups }) => [
        ...(verbs.includes('*') ? [`It allows every verb on ${resources.join(', ') || 'some URLs'}.`] : []),
        ...(resources.includes('*') ? [`It allows ${verbs.join(', ')} on every resource.`] : []),
        ...(groups.includes('*') ? [`It applies to ${resources.join(', ')} of every API group.`] : []),
      ]),
    ),
}

const escalation: Rule = {
  id: 'rbac-escalation',
  level: 'high',
  description:
    'A Role or ClusterRole allows `escalate`, `bind` or `impersonate`: this allows privilege escalation to any permission.',
  kinds: ROLES,
  find: (change) =>
    gained(change, (content) =>
      grants(content).flatMap(({ verbs, resources }) =>
        verbs
          .filter((verb) => ['escalate', 'bind', 'impersonate'].includes(verb))
          .map((verb) => `It allows ${verb} on ${resources.join(', ')}.`),
      ),
    ),
}

const secrets: Rule = {
  id: 'rbac-secrets',
  level: 'high',
  description: 'A ClusterRole allows reading Secrets.',
  kinds: ['ClusterRole'],
  find: (change) =>
    gained(change, (content) =>
      grants(content).some(
        ({ verbs, resources, groups }) =>
          resources.some((name) => name === 'secrets' || name === '*') &&
          groups.some((name) => name === '' || name === '*') &&
          verbs.some((verb) => ['get', 'list', 'watch', '*'].includes(verb)),
      )
        ? ['It allows reading Secrets; if bound cluster-wide, those of the whole cluster.']
        : [],
    ),
}

const bound: Rule = {
  id: 'rbac-cluster-admin',
  level: 'high',
  description: 'A binding to `cluster-admin` (or to `admin` for the whole cluster) is new or gets a subject.',
  kinds: ['ClusterRoleBinding', 'RoleBinding'],
  find: (change) =>
    gained(change, (content) => {
      const role = textAt(content, 'roleRef', 'name') ?? ''
      const isAdmin =
        role === 'cluster-admin' || (role === 'admin' && change.id.kind === 'ClusterRoleBinding')
      if (!isAdmin) return []
      return listAt(content, 'subjects').map(
        (subject) =>
          `${textAt(subject, 'kind') ?? 'Subject'} ${textAt(subject, 'name') ?? ''} becomes ${role}.`,
      )
    }),
}

const everyone: Rule = {
  id: 'rbac-everyone',
  level: 'high',
  description: 'A binding grants permissions to all users, all service accounts or unauthenticated users.',
  kinds: ['ClusterRoleBinding', 'RoleBinding'],
  find: (change) =>
    gained(change, (content) =>
      listAt(content, 'subjects')
        .map((subject) => textAt(subject, 'name') ?? '')
        .filter((name) => /^system:(authenticated|unauthenticated|anonymous|serviceaccounts)$/.test(name))
        .map((name) => `${name} gets ${textAt(content, 'roleRef', 'name') ?? 'a role'}.`),
    ),
}

export const rbacRules: readonly Rule[] = [wildcard, escalation, secrets, bound, everyone]
