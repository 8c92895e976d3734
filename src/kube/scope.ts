import { textAt } from '../yaml/value.ts'
import { groupOf } from './ids.ts'
import type { Manifest } from './manifests.ts'

/**
 * The cluster-scoped kinds of Kubernetes itself, by group.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/ (`kubectl api-resources --namespaced=false`)
 */
const CLUSTER_SCOPED: Readonly<Record<string, readonly string[]>> = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'authentication.k8s.io': ['SelfSubjectReview', 'TokenReview'],
  'authorization.k8s.io': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'internal.apiserver.k8s.io': ['StorageVersion'],
  'networking.k8s.io': ['IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  policy: ['PodSecurityPolicy'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'storagemigration.k8s.io': ['StorageVersionMigration'],
}

const CORE = new Set(
  Object.entries(CLUSTER_SCOPED).flatMap(([group, kinds]) => kinds.map((kind) => `${group}/${kind}`)),
)

/**
 * Returns a check for whether objects of a kind are cluster-scoped: by the list for Kubernetes itself, and by the
 * definitions (CustomResourceDefinition) among some manifests. Unknown kinds count as namespaced, as in Argo CD.
 *
 * Rule: argo-cd gitops-engine pkg/utils/kube/kube.go (IsNamespacedOrUnknown)
 */
export function clusterScope(
  manifests: readonly Manifest[],
): (object: Pick<Manifest, 'apiVersion' | 'kind'>) => boolean {
  const defined = new Set(
    manifests
      .filter(
        ({ kind, content }) =>
          kind === 'CustomResourceDefinition' && textAt(content, 'spec', 'scope') === 'Cluster',
      )
      .map(
        ({ content }) => `${textAt(content, 'spec', 'group')}/${textAt(content, 'spec', 'names', 'kind')}`,
      ),
  )
  return ({ apiVersion, kind }) => {
    const key = `${groupOf(apiVersion)}/${kind}`
    return CORE.has(key) || defined.has(key)
  }
}
