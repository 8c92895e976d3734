import { describe, expect, it } from 'vitest'
import { load } from 'js-yaml'
import { imagesOf } from '../../../src/compare/images.ts'
import type { Json } from '../../../src/yaml/value.ts'

const seen = (...texts: readonly string[]) =>
  Object.fromEntries(
    [...imagesOf(texts.map((text) => load(text) as Json))].map(([name, all]) => [name, [...all]]),
  )

describe('the images of objects', () => {
  it('are those of containers and of volumes', () => {
    const pod = `
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      initContainers: [{name: a, image: ghcr.io/acme/init:1}]
      containers: [{name: b, image: "ghcr.io/acme/web@sha256:${'0'.repeat(64)}"}]
      volumes: [{name: model, image: {reference: ghcr.io/acme/model:v3}}, {name: tmp, emptyDir: {}}]
`
    expect(seen(pod)).toEqual({
      'ghcr.io/acme/init': ['1'],
      'ghcr.io/acme/web': [`sha256:${'0'.repeat(64)}`],
      'ghcr.io/acme/model': ['v3'],
    })
  })

  it('are those that an operator is told to run', () => {
    const cluster = `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
spec: {imageName: "ghcr.io/cloudnative-pg/postgresql:16.2"}
`
    const prometheus = `
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
spec: {image: "quay.io/prometheus/prometheus:v3.1.0", containers: [{name: more, image: "ghcr.io/acme/more:2"}]}
`
    expect(seen(cluster, prometheus)).toEqual({
      'ghcr.io/cloudnative-pg/postgresql': ['16.2'],
      'quay.io/prometheus/prometheus': ['v3.1.0'],
      'ghcr.io/acme/more': ['2'],
    })
  })

  it('are not what is called so elsewhere', () => {
    const others = [
      'apiVersion: v1\nkind: ConfigMap\ndata: {image: "ghcr.io/acme/web:1"}\n',
      'apiVersion: example.com/v1\nkind: Page\nspec: {image: banner}\n',
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {images: [{name: a, image: "a:1"}]}\n',
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {image: "a/b:1"}\n',
    ]
    expect(seen(...others)).toEqual({})
  })
})
