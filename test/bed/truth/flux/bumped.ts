/** Apps of Flux. Each sets an image with the app's name, in a different location. */
import type { Piece } from './corpus.ts'
import { configMap, deployment, kustomization } from './corpus.ts'

const web = (name: string, tag: string) => deployment(name, `ghcr.io/acme/${name}:${tag}`)
const images = (name: string, tag: string) => `images: [{name: ghcr.io/acme/${name}, newTag: ${tag}}]\n`

/** The effective image of each app is at `1.0.0`. Other tags are overridden. */
export const bumped: readonly Piece[] = [
  { name: 'manifest', files: { 'web.yaml': web('manifest', '1.0.0') } },
  {
    name: 'outer-overlay',
    spec: 'path: ./apps/outer-overlay/prod',
    files: {
      'base/kustomization.yaml': kustomization(`resources: [web.yaml]\n${images('outer-overlay', '0.8.0')}`),
      'base/web.yaml': web('outer-overlay', '0.9.0'),
      'prod/kustomization.yaml': kustomization(`resources: [../base]\n${images('outer-overlay', '1.0.0')}`),
    },
  },
  {
    name: 'component',
    files: {
      'kustomization.yaml': kustomization('resources: [web.yaml]\ncomponents: [release]\n'),
      'web.yaml': web('component', '0.9.0'),
      'release/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${images('component', '1.0.0')}`,
    },
  },
  {
    name: 'patch-file',
    files: {
      'kustomization.yaml': kustomization('resources: [web.yaml]\npatches: [{path: image.yaml}]\n'),
      'web.yaml': web('patch-file', '0.9.0'),
      'image.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: patch-file}
spec:
  template:
    spec:
      containers:
        - name: main
          image: ghcr.io/acme/patch-file:1.0.0
`,
    },
  },
  {
    // The tag and the digest of an image are one setting, and the one in the spec takes precedence.
    name: 'spec-over-own',
    spec: images('spec-over-own', '1.0.0'),
    files: {
      'kustomization.yaml': kustomization(`resources: [web.yaml]\n${images('spec-over-own', '0.9.0')}`),
      'web.yaml': web('spec-over-own', '0.8.0'),
    },
  },
  {
    name: 'variable-of-map',
    spec: 'postBuild: {substituteFrom: [{kind: ConfigMap, name: versions}]}',
    files: { 'web.yaml': web('variable-of-map', '${tag}') },
    beside: {
      'clusters/staging/versions.yaml': configMap('versions', { tag: '1.0.0', other: '1.0.0' }).replace(
        '"name":"versions"',
        '"name":"versions","namespace":"flux-system"',
      ),
    },
  },
  {
    name: 'variable-default',
    spec: 'postBuild: {substitute: {name: variable-default}}',
    files: { 'web.yaml': deployment('variable-default', 'ghcr.io/acme/${name}:${tag:=1.0.0}') },
  },
  {
    name: 'variable-whole',
    spec: 'postBuild: {substitute: {image: "ghcr.io/acme/variable-whole:1.0.0"}}',
    files: { 'web.yaml': deployment('variable-whole', '${image}') },
  },
  {
    // This Kustomization creates the Kustomization that sets the image.
    name: 'parent',
    spec: 'targetNamespace: none\npostBuild: {substitute: {child: child}}',
    files: {
      'child.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: "\${child}", namespace: flux-system}
spec:
  interval: 1h
  retryInterval: 10s
  prune: true
  path: ./child
  targetNamespace: parent
  sourceRef: {kind: GitRepository, name: flux-system}
  images:
    - name: ghcr.io/acme/child
      newTag: 1.0.0
`,
    },
    beside: { 'child/web.yaml': web('child', '0.9.0') },
  },
]
