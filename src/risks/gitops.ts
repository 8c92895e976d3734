import type { Json } from '../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../yaml/value.ts'
import { isEqual } from '../compare/equal.ts'
import { keptWithoutApp } from '../compare/kept.ts'
import { gained } from './gained.ts'
import type { Change, Rule } from './rule.ts'

const CONTROLLERS = ['Application', 'ApplicationSet', 'HelmRelease', 'Kustomization']

/** Returns the spec of an Application. An ApplicationSet has it in its template. */
function appSpec(content: Json | undefined): Json | undefined {
  return textAt(content, 'kind') === 'ApplicationSet'
    ? valueAt(content, 'spec', 'template', 'spec')
    : valueAt(content, 'spec')
}

/** Reports whether a controller deletes what is no longer in Git. */
function prunes(content: Json | undefined): boolean {
  const spec = appSpec(content)
  return valueAt(spec, 'syncPolicy', 'automated', 'prune') === true || valueAt(spec, 'prune') === true
}

/** Reports whether an app is removed. A Kustomization of kustomize itself is not an app. */
function isAppRemoved({ action, id }: Change): boolean {
  return action === 'removed' && (id.kind !== 'Kustomization' || id.group.endsWith('fluxcd.io'))
}

const removed: Rule = {
  id: 'app-object-removed',
  level: 'high',
  description:
    'An Application, ApplicationSet, HelmRelease or Flux Kustomization is removed: what it deployed is deleted as well.',
  kinds: CONTROLLERS,
  find: (change) =>
    isAppRemoved(change) && keptWithoutApp(change.before) === undefined
      ? ['What it deployed is deleted as well.']
      : [],
}

const orphaned: Rule = {
  id: 'app-object-orphaned',
  level: 'medium',
  description:
    'An Application, ApplicationSet, HelmRelease or Flux Kustomization is removed, and what it deployed stays in the cluster without an owner.',
  kinds: CONTROLLERS,
  find: (change) => {
    const reason = isAppRemoved(change) ? keptWithoutApp(change.before) : undefined
    return reason === undefined ? [] : [`What it deployed stays without an owner: ${reason}.`]
  },
}

const automated: Rule = {
  id: 'prune-on',
  level: 'medium',
  description:
    'A controller starts to delete what is no longer in Git (`prune`), or to revert manual changes (`selfHeal`).',
  kinds: CONTROLLERS,
  find: (change) =>
    change.action === 'changed'
      ? gained(change, (content) => [
          ...(prunes(content) ? ['What is no longer in Git is deleted (prune).'] : []),
          ...(valueAt(appSpec(content), 'syncPolicy', 'automated', 'selfHeal') === true
            ? ['Manual changes are reverted (selfHeal).']
            : []),
        ])
      : [],
}

const unpruned: Rule = {
  id: 'prune-off',
  level: 'low',
  description:
    'A controller no longer deletes what is removed from Git (`prune`): it stays in the cluster and keeps running.',
  kinds: CONTROLLERS,
  find: ({ action, before, after }) =>
    action === 'changed' && prunes(before) && !prunes(after)
      ? ['What is no longer in Git stays in the cluster (prune is off).']
      : [],
}

const cascade: Rule = {
  id: 'cascade-on',
  level: 'medium',
  description: 'An Application gets the finalizer that deletes its resources together with it.',
  kinds: ['Application'],
  find: ({ action, before, after }) =>
    action === 'changed' && keptWithoutApp(before) !== undefined && keptWithoutApp(after) === undefined
      ? ['Its resources will be deleted together with it.']
      : [],
}

const moved: Rule = {
  id: 'revision-moved',
  level: 'low',
  description:
    'A controller follows another revision of its source: the resulting changes are not in this repo.',
  kinds: CONTROLLERS,
  find: ({ action, before, after }) => {
    if (action !== 'changed') return []
    const [was, is] = [before, after].map(revisions)
    return was !== is ? [`Its revision changes from ${was || 'none'} to ${is || 'none'}.`] : []
  },
}

function revisions(content: Json | undefined): string {
  const spec = appSpec(content)
  const sources = [valueAt(spec, 'source') ?? null, ...listAt(spec, 'sources')]
  const all = sources.map((source) => textAt(source, 'targetRevision'))
  return [...all, textAt(spec, 'chart', 'spec', 'version')].filter((text) => text !== undefined).join(', ')
}

/**
 * Fields whose change creates another release, so that Helm or the controller removes the old one. A change of
 * `targetNamespace`, `namePrefix` or `nameSuffix` of a Flux Kustomization affects only the objects whose id changes,
 * and these are compared as the Kustomization's own: fluxcd/kustomize-controller
 * internal/controller/kustomization_controller.go (reconcile: what is no longer in the inventory is pruned).
 */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  Application: ['destination', 'source.helm.releaseName'],
  HelmRelease: ['releaseName', 'targetNamespace', 'storageNamespace'],
  Kustomization: ['kubeConfig'],
}

const reinstalled: Rule = {
  id: 'app-moved',
  level: 'high',
  description: 'The release name, namespace or cluster of an app changes: it is uninstalled and reinstalled.',
  kinds: ['Application', 'HelmRelease', 'Kustomization'],
  find: (change) =>
    identityChanges(change).map((path) => `${path} changes: the app is uninstalled and reinstalled.`),
}

function identityChanges({ action, id, before, after }: Change): string[] {
  if (action !== 'changed') return []
  return (IDENTITY[id.kind] ?? []).filter((path) => {
    const [was, is] = [before, after].map((side) => valueAt(side, 'spec', ...path.split('.')))
    return !isEqual(was, is)
  })
}

const suspended: Rule = {
  id: 'suspended',
  level: 'low',
  description: 'A Flux object or a CronJob is suspended: nothing happens until someone resumes it.',
  find: (change) =>
    gained(change, (content) => (valueAt(content, 'spec', 'suspend') === true ? ['It is suspended.'] : [])),
}

/** Matches kinds that are not namespaced in Kubernetes. */
const CLUSTER_WIDE =
  /^(Namespace|Node|PersistentVolume|StorageClass|CustomResourceDefinition|IngressClass|PriorityClass|RuntimeClass|APIService|CSIDriver|CSINode|VolumeAttachment|FlowSchema|PriorityLevelConfiguration|GatewayClass|CertificateSigningRequest|ClusterTrustBundle|DeviceClass|Cluster.*|.*Webhook(Configuration)?|ValidatingAdmissionPolicy(Binding)?|MutatingAdmissionPolicy(Binding)?)$/

const BUILT_IN = /^$|^(apps|batch|autoscaling|policy)$|\.k8s\.io$/

const namespaceless: Rule = {
  id: 'namespace-missing',
  level: 'low',
  description:
    'In a Flux app, a namespaced object has no namespace: the apply fails, or the object is created in the default namespace.',
  find: ({ action, id }, _all, { controller }) =>
    controller === 'flux' &&
    action === 'added' &&
    id.namespace === undefined &&
    BUILT_IN.test(id.group) &&
    !CLUSTER_WIDE.test(id.kind)
      ? [`${id.kind} ${id.name} has no namespace.`]
      : [],
}

const LEFTOVER = /<no value>|\{\{[^{}]*\}\}|\$\{[A-Za-z_][A-Za-z0-9_]*(?::?[=-][^{}]*)?\}/

/** Checks only fields that need no such text, because scripts, alerts and dashboards use the same marks. */
const unresolved: Rule = {
  id: 'unresolved-text',
  level: 'medium',
  description:
    'Names, labels, images, hosts or addresses contain text that a template should have replaced: `{{ }}`, `<no value>`, `${VAR}`.',
  find: (change) =>
    gained(change, (content) => {
      const found: string[] = []
      const visit = (value: Json, path: string, key: string): void => {
        if (Array.isArray(value)) for (const item of value as readonly Json[]) visit(item, path, key)
        else if (isObject(value))
          for (const [name, inner] of Object.entries(value).filter(
            ([key]) => !isGivenToHelm(`${path}.${key}`, change.id.kind),
          ))
            visit(inner, `${path}.${name}`, name)
        else if (
          typeof value === 'string' &&
          (value.includes('<no value>') || (isPlain(path, key) && LEFTOVER.test(value)))
        )
          found.push(`${path.slice(1)} contains text that was not replaced.`)
      }
      if (!['ConfigMap', 'Secret', 'ApplicationSet'].includes(change.id.kind)) visit(content, '', '')
      return found
    }),
}

/** Reports whether a field is passed to Helm. Its values may contain templates for the chart. */
function isGivenToHelm(path: string, kind: string): boolean {
  return (
    (kind === 'HelmRelease' && path === '.spec.values') ||
    (kind === 'Application' && /^\.spec\.sources?\.helm$/.test(path))
  )
}

function isPlain(path: string, key: string): boolean {
  return (
    path.startsWith('.metadata.labels') ||
    /^(name|namespace|image|host|hosts|hostname|hostnames|serviceAccountName|secretName|repoURL|targetRevision|path|server|url)$/.test(
      key,
    )
  )
}

export const gitopsRules: readonly Rule[] = [
  removed,
  orphaned,
  reinstalled,
  automated,
  unpruned,
  cascade,
  unresolved,
  moved,
  suspended,
  namespaceless,
]
