import { describe, expect, it } from 'vitest'
import { compareApp } from '../../../src/review/compare.ts'
import { keptWhenPruned, keptWithoutApp } from '../../../src/compare/kept.ts'
import { objectOf, rendered } from '../../support/world.ts'

const app = (kind: string, spec = '{}', metadata = '{}') =>
  objectOf(`{kind: ${kind}, metadata: ${metadata}, spec: ${spec}}`)
const object = (metadata: string, kind = 'PersistentVolumeClaim') =>
  objectOf(`{kind: ${kind}, metadata: ${metadata}}`)
const annotated = (annotation: string) => object(`{annotations: {${annotation}}}`)
const FLUX = 'kustomize.toolkit.fluxcd.io'
const KEEP = 'helm.sh/resource-policy: keep'
const finalizer = '{finalizers: [resources-finalizer.argocd.argoproj.io/background]}'
const kustomization = (spec: string) => app('Kustomization', spec)
const application = (policy: string) => app('Application', `{syncPolicy: ${policy}}`, finalizer)
const PRUNES = kustomization('{prune: true}')
const SYNCS = application('{automated: {prune: true}}')

describe('an object that its app no longer renders', () => {
  it.each([
    ['is deleted where the Kustomization prunes', PRUNES, object('{}'), undefined],
    ['stays where it does not', kustomization('{prune: false}'), object('{}'), /prune is off/],
    ['stays where an annotation says so', PRUNES, annotated(`${FLUX}/prune: disabled`), /marked/],
    ['stays where a label says so', PRUNES, object(`{labels: {${FLUX}/prune: disabled}}`), /marked/],
    ['stays where Flux leaves it alone', PRUNES, annotated(`${FLUX}/reconcile: disabled`), /marked/],
    ['stays where Flux does not apply it', PRUNES, annotated(`${FLUX}/ssa: Ignore`), /marked/],
    ['is deleted where Flux only creates it', PRUNES, annotated(`${FLUX}/ssa: IfNotPresent`), undefined],
    ['is deleted with a release', app('HelmRelease'), annotated(`${FLUX}/prune: disabled`), undefined],
    ['stays of a release where Helm keeps it', app('HelmRelease'), annotated(KEEP), /resource-policy/],
    ['stays while all is suspended', app('HelmRelease', '{suspend: true}'), object('{}'), /suspended/],
    ['is deleted where Argo CD prunes', SYNCS, object('{}'), undefined],
    ['is deleted by a person who prunes', application('{}'), object('{}'), undefined],
    [
      'stays where Argo CD syncs without pruning',
      application('{automated: {}}'),
      object('{}'),
      /without pruning/,
    ],
    [
      'may be deleted where automation is off',
      application('{automated: {enabled: false}}'),
      object('{}'),
      undefined,
    ],
    [
      'stays with Prune=false',
      SYNCS,
      annotated('argocd.argoproj.io/sync-options: "Replace=true, Prune=false"'),
      /Prune=false/,
    ],
    [
      'waits for a person with Prune=confirm',
      SYNCS,
      annotated('argocd.argoproj.io/sync-options: Prune=confirm'),
      /confirm/,
    ],
    [
      "stays by the app's own default",
      application('{automated: {prune: true}, syncOptions: [Prune=false]}'),
      object('{}'),
      /Prune=false/,
    ],
    ['is pruned by Argo CD whatever Helm would keep', SYNCS, annotated(KEEP), undefined],
    ['is no matter of Flux elsewhere', SYNCS, annotated(`${FLUX}/ssa: Ignore`), undefined],
  ])('%s', (_, owner, removed, reason) => {
    const kept = keptWhenPruned(owner, removed)
    if (reason === undefined) expect(kept).toBeUndefined()
    else expect(kept).toMatch(reason)
  })

  it('is no danger where it stays', () => {
    const claim = rendered('apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n')
    const rest = rendered('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')
    const both = { ...claim, manifests: [...claim.manifests, ...rest.manifests] }
    const rules = (owner: ReturnType<typeof app>) =>
      compareApp(both, rest, {
        production: false,
        stays: (removed) => keptWhenPruned(owner, removed) !== undefined,
      }).objects.map(({ risks }) => risks.map(({ rule }) => rule))
    expect(rules(PRUNES)).toEqual([['pvc-deleted']])
    expect(rules(kustomization('{prune: false}'))).toEqual([[]])
  })
})

describe('an object of an app that is removed', () => {
  it.each([
    ['stays without a finalizer', app('Application'), object('{}'), /no finalizer/],
    ['goes with one', SYNCS, object('{}'), undefined],
    [
      'stays with Delete=false',
      SYNCS,
      annotated('argocd.argoproj.io/sync-options: Delete=false'),
      /Delete=false/,
    ],
    ['stays where Helm keeps it, under Argo CD, too', SYNCS, annotated(KEEP), /resource-policy/],
    [
      'is a CRD, which Argo CD does not delete',
      SYNCS,
      object('{}', 'CustomResourceDefinition'),
      /does not delete CRDs/,
    ],
    ['goes with an ApplicationSet', app('ApplicationSet'), undefined, undefined],
    [
      'stays with preserveResourcesOnDeletion',
      app('ApplicationSet', '{syncPolicy: {preserveResourcesOnDeletion: true}}'),
      undefined,
      /preserve/,
    ],
    ['goes where a Kustomization prunes', PRUNES, object('{}'), undefined],
    ['stays where it does not prune', kustomization('{prune: false}'), undefined, /prune is off/],
    ['stays as an orphan', kustomization('{prune: true, deletionPolicy: Orphan}'), undefined, /Orphan/],
    ['goes by deletionPolicy', kustomization('{prune: false, deletionPolicy: Delete}'), undefined, undefined],
    [
      'stays while the Kustomization is suspended',
      kustomization('{prune: true, suspend: true}'),
      undefined,
      /suspended/,
    ],
    [
      'stays while the release is suspended',
      app('HelmRelease', '{suspend: true}'),
      undefined,
      /not uninstalled/,
    ],
    ['goes with a release', app('HelmRelease'), object('{}'), undefined],
    ['stays of a release where Helm keeps it', app('HelmRelease'), annotated(KEEP), /resource-policy/],
  ])('%s', (_, owner, removed, reason) => {
    const kept = keptWithoutApp(owner, removed)
    if (reason === undefined) expect(kept).toBeUndefined()
    else expect(kept).toMatch(reason)
  })
})
