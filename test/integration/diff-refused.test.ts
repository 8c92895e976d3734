import { describe, expect, it } from 'vitest'
import { valueAt } from '../../src/yaml/value.ts'
import type { Edits } from '../support/diff.ts'
import { changedRepo, diffIn } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'

/** Changes that the API server would reject. */

const url = 'https://github.com/acme/infra'
const diff = (before: Edits, edits: Edits) => diffIn(changedRepo(before, edits))

const application = (name: string, spec = '') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: ${url}, targetRevision: HEAD, path: ${name}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
  ${spec}
`
const service = (more: string, name = 'web') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}${more}}\nspec: {ports: [{port: 80}]}\n`
const definition = (size: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.x.io}
spec:
  group: x.io
  scope: Namespaced
  names: {kind: Thing, plural: things, singular: thing, listKind: ThingList}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: ${size}}}}}}}
`
const thing = (spec: string) => `apiVersion: x.io/v1\nkind: Thing\nmetadata: {name: a}\nspec: ${spec}\n`

describe.skipIf(!hasTools)('what the API server would refuse', () => {
  it('is told for what the change brings, and not for what stood there', async () => {
    const { app } = await diff(
      {
        'apps/web.yaml': application('web'),
        'web/a.yaml': service(', labels: {old: 1}'),
        'web/b.yaml': service(', labels: {old: 1}', 'same'),
      },
      { 'web/a.yaml': service(', labels: {old: 1}, annotations: {x.io/new: false}') },
    )
    const [object, ...others] = app('web').objects
    expect(others).toEqual([])
    expect(object?.risks).toEqual([
      {
        rule: 'api-refuses',
        level: 'high',
        message:
          'The API server rejects it, so the sync fails: metadata.annotations["x.io/new"] must be text but is a boolean (put it in quotes).',
      },
    ])
  })

  it('is told where only what counts as noise changes', async () => {
    const label = (version: string) => service(`, labels: {app.kubernetes.io/version: ${version}}`)
    const { app, everything } = await diff(
      { 'apps/web.yaml': application('web'), 'web/a.yaml': label('"1.0"') },
      { 'web/a.yaml': label('1.1') },
    )
    expect(app('web')).toMatchObject({ objects: [] })
    expect(app('web').risks[0]).toMatchObject({
      rule: 'api-refuses',
      message: expect.stringContaining('Service web/web'),
    })
    expect(everything).toContain('so the sync fails')
  })

  it('says of an unknown field what the controller does', async () => {
    const flux = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web, namespace: flux-system}
spec: {interval: 1h, path: ./web, prune: true, sourceRef: {kind: GitRepository, name: infra}}
`
    const wrong = service('').replace('spec: {', 'spec: {sesionAffinity: None, ')
    const reasons = async (declaration: string) => {
      const { app } = await diff(
        { 'apps/web.yaml': declaration, 'web/a.yaml': service('') },
        { 'web/a.yaml': wrong },
      )
      return app('web').objects[0]?.risks.map(({ rule, level, message }) => `${rule} ${level} ${message}`)
    }
    const start = 'unknown-field high Unknown field spec.sesionAffinity; is sessionAffinity meant?:'
    expect(await reasons(application('web'))).toEqual([
      `${start} the sync fails, or the API server silently drops the field; it has no effect either way.`,
    ])
    expect(await reasons(application('web', 'syncPolicy: {syncOptions: [ServerSideApply=true]}'))).toEqual([
      `${start} server-side apply rejects it, so the sync fails.`,
    ])
    expect(await reasons(flux)).toEqual([
      `${start} Flux (server-side apply) rejects it and applies nothing of this app until this is fixed.`,
    ])
  })

  it('is judged by the version of Kubernetes of the cluster', async () => {
    const budget =
      'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {minAvailable: 1}\n'
    const rules = async (version: string) => {
      const { app } = await diff(
        {
          'apps/web.yaml': application('web'),
          'web/a.yaml': service(''),
          'fairlead.yaml': `clusters: {in-cluster: {kubeVersion: "${version}"}}\n`,
        },
        { 'web/b.yaml': budget },
      )
      return app('web').objects[0]?.risks.map(({ rule, message }) => `${rule}: ${message}`)
    }
    expect(await rules('1.29')).toEqual([
      'api-refuses: The API server rejects it, so the sync fails: Kubernetes 1.29 has no PodDisruptionBudget of policy/v1beta1; it has policy/v1.',
    ])
    expect(await rules('1.24')).toEqual([])
  })

  it('is judged by definitions that another app of the cluster brings, in the same change, too', async () => {
    const files = {
      'apps/web.yaml': application('web'),
      'apps/crds.yaml': application('crds'),
      'crds/a.yaml': definition('string'),
      'web/a.yaml': thing('{size: large}'),
    }
    const { app } = await diff(files, {
      'crds/a.yaml': definition('integer'),
      'web/a.yaml': thing('{size: huge}'),
    })
    expect(app('web').objects[0]?.risks[0]?.message).toContain('spec.size must be a whole number but is text')
  })
})

describe.skipIf(!hasTools)('what the files of the repo define', () => {
  it('counts where the app that brings it stays as it is; not where two files differ', async () => {
    const files = {
      'apps/web.yaml': application('web'),
      'platform/crds/x.yaml': definition('integer'),
      'web/a.yaml': thing('{size: 1}'),
    }
    const risks = async (before: Edits) => {
      const { app } = await diff(before, { 'web/a.yaml': thing('{size: huge}') })
      return app('web').objects[0]?.risks.map(({ message }) => message)
    }
    expect(await risks(files)).toEqual([
      expect.stringContaining('spec.size must be a whole number but is text'),
    ])
    expect(await risks({ ...files, 'old/crds/x.yaml': definition('string') })).toEqual([])
  })
})

describe.skipIf(!hasTools)('capabilities', () => {
  const template = `apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  value: {{ .Values.value | quote }}
  budget: {{ .Capabilities.APIVersions.Has "policy/v1/PodDisruptionBudget" | quote }}
  old: {{ .Capabilities.APIVersions.Has "policy/v1beta1/PodDisruptionBudget" | quote }}
  monitor: {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" | quote }}
  route: {{ has "gateway.networking.k8s.io/v1" .Capabilities.APIVersions | quote }}
`
  const files = {
    'apps/web.yaml': application('web'),
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
    'web/values.yaml': 'value: 1\n',
    'web/templates/a.yaml': template,
  }
  const data = async (before: Edits) => {
    const { app } = await diff(before, { 'web/values.yaml': 'value: 2\n' })
    const { objects, notes, conditions } = app('web')
    return { data: valueAt(objects[0]?.after, 'data'), notes, conditions }
  }

  it('has all kinds of Kubernetes itself, and names what nothing says that the cluster has', async () => {
    const found = await data(files)
    expect(found.data).toMatchObject({ budget: 'true', old: 'false', monitor: 'false' })
    expect(found.conditions?.apiVersions).toEqual([])
    expect(
      found.notes.filter((note) => note.includes('APIVersions') || note.includes('apiVersions')),
    ).toEqual([
      'its templates check for gateway.networking.k8s.io/v1, monitoring.coreos.com/v1, which the cluster is not known to support, so they are rendered without it. If the cluster supports it, declare it in fairlead.yaml: clusters: {in-cluster: {apiVersions: [gateway.networking.k8s.io/v1, monitoring.coreos.com/v1]}}',
    ])
  })

  it.each([
    ['in-cluster: {apiVersions: [monitoring.coreos.com/v1/ServiceMonitor], kubeVersion: "1.30"}'],
    ['home: {server: "https://kubernetes.default.svc:443", apiVersions: [monitoring.coreos.com/v1]}'],
    ['home: {apiVersions: [monitoring.coreos.com/v1]}'],
  ])('has what fairlead.yaml says of the cluster that the controller runs in: %s', async (cluster) => {
    const found = await data({ ...files, 'fairlead.yaml': `clusters: {${cluster}}\n` })
    expect(found.data).toMatchObject({ budget: 'true', monitor: 'true' })
    expect(found.notes.join()).not.toContain('monitoring.coreos.com')
  })
})

describe.skipIf(!hasTools)('an Application without a project', () => {
  it('is refused', async () => {
    const { app } = await diff(
      { 'apps/web.yaml': application('web'), 'web/a.yaml': service('') },
      {
        'apps/new.yaml': application('web')
          .replace('name: web', 'name: new')
          .replace('  project: default\n', ''),
      },
    )
    expect(JSON.stringify(app('new'))).toContain('spec.project is required and missing')
  })
})
