import { describe, expect, it } from 'vitest'
import { Definitions } from '../../../src/kube/definitions.ts'
import type { Api } from '../../../src/kube/faults.ts'
import { objectFaults } from '../../../src/kube/faults.ts'
import { parseYaml } from '../../../src/yaml/parse.ts'
import type { Json } from '../../../src/yaml/value.ts'
import { evaluate } from '../../../src/yaml/value.ts'

function all(text: string): Json[] {
  return parseYaml(text, 'x.yaml').documents.flatMap(({ root }) => (root ? [evaluate(root)] : []))
}

function faults(text: string, api: Partial<Api> & { definitions?: Definitions } = {}): string[] {
  const known: Api = {
    version: '1.34',
    isCertain: true,
    definitions: new Definitions([]),
    isOpen: () => false,
    ...api,
  }
  return all(text).flatMap((object) => objectFaults(object, known).map((fault) => fault.text))
}

const deployment = (more = '', container = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx
          ${container}
  ${more}
`

describe('values that must be text', () => {
  it.each([
    ['labels', 'apiVersion: v1\nkind: Service\nmetadata: {name: a, labels: {v: 1.0}}', 'metadata.labels.v'],
    [
      'annotations',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {x.io/on: true}}\nspec: {containers: [{name: a, image: b}]}',
      'metadata.annotations["x.io/on"]',
    ],
    [
      'data of ConfigMaps',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {port: 80}',
      'data.port',
    ],
    [
      'stringData of Secrets',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {pin: 1234}',
      'stringData.pin',
    ],
    [
      'variables',
      deployment('', 'env: [{name: DEBUG, value: false}]'),
      'spec.template.spec.containers[web].env[DEBUG].value',
    ],
    [
      'labels of kinds that nobody knows',
      'apiVersion: x.io/v1\nkind: X\nmetadata: {name: a, labels: {v: 2}}',
      'metadata.labels.v',
    ],
  ])('%s', (_, text, path) => {
    expect(faults(text)).toEqual([
      expect.stringMatching(
        new RegExp(`^${path.replaceAll(/[[\].]/g, String.raw`\$&`)} must be text but is `),
      ),
    ])
  })

  it('takes them in quotes, and empty ones', () => {
    expect(
      faults(
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {v: "1.0", w: ""}}\ndata: {a: "80", b: }',
      ),
    ).toEqual([])
  })
})

describe('fields', () => {
  it('names one that the API does not know, at any depth, and what is meant', () => {
    expect(faults(deployment('replcas: 2', 'imagePulPolicy: Always'))).toEqual([
      'unknown field spec.template.spec.containers[web].imagePulPolicy; is imagePullPolicy meant?',
      'unknown field spec.replcas; is replicas meant?',
    ])
  })

  it('names what is required and what has another type', () => {
    expect(
      faults('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: "2"}'),
    ).toEqual([
      'spec.replicas must be a whole number but is text (in quotes?)',
      'spec.selector is required and missing',
      'spec.template is required and missing',
    ])
  })

  it('takes numbers and names of ports, and quantities as text and number', () => {
    expect(
      faults(
        deployment(
          '',
          'resources: {limits: {cpu: 1, memory: 1Gi}}\n          livenessProbe: {httpGet: {port: http}}',
        ),
      ),
    ).toEqual([])
    expect(faults(deployment('', 'resources: {limits: {memory: 1Gb}}'))).toEqual([
      'spec.template.spec.containers[web].resources.limits.memory is not a valid quantity (such as 500m, 2 or 1Gi)',
    ])
  })

  it('leaves alone what the schemas call required and the API server does not', () => {
    expect(
      faults(
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: "a:b"}\nroleRef: {kind: Role, name: b}',
      ),
    ).toEqual([])
  })

  it('does not judge encrypted objects', () => {
    expect(
      faults(
        'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: "ENC[AES256_GCM,data:x]"}\nsops: {mac: x}',
      ),
    ).toEqual([])
  })

  it('does not judge what stands for a value that is not known', () => {
    expect(
      faults(deployment('replicas: (configmap a/b)'), { isOpen: (text) => text.startsWith('(') }),
    ).toEqual([])
  })
})

describe('names and labels', () => {
  it.each([
    [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: My_Map}',
      'metadata.name is not valid for a ConfigMap',
    ],
    ['apiVersion: v1\nkind: Namespace\nmetadata: {name: a.b}', 'metadata.name is not valid for a Namespace'],
    ['apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {}}', 'metadata.name is required and missing'],
    [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {v: "a b"}}',
      'the value of metadata.labels.v is not a valid label value',
    ],
    [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {"a/b/c": x}}',
      'metadata.labels["a/b/c"] is not a valid key',
    ],
    [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {"a/b": x}',
      'data["a/b"] is not a valid key',
    ],
    ['apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: plain}', 'data.a must be base64'],
  ])('%s', (text, fault) => {
    expect(faults(text)).toEqual([expect.stringContaining(fault)])
  })

  it('takes upper case in the keys of annotations, and not in those of labels', () => {
    const map = (kind: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, ${kind}: {Example.com/A: b}}`
    expect(faults(map('annotations'))).toEqual([])
    expect(faults(map('labels'))).toEqual([expect.stringContaining('is not a valid key')])
  })

  it('takes a name that is generated, and those of RBAC', () => {
    expect(
      faults(
        'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-}\nspec: {template: {spec: {containers: [{name: a}]}}}',
      ),
    ).toEqual([])
    expect(
      faults(
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: "system:Node_a"}',
      ),
    ).toEqual([])
  })
})

describe('versions', () => {
  const budget = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}'
  const scaler =
    'apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: {maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: a}}'

  it('names an API that is gone, and what there is in its place', () => {
    expect(faults(budget, { version: '1.25' })).toEqual([
      'Kubernetes 1.25 has no PodDisruptionBudget of policy/v1beta1; it has policy/v1',
    ])
    expect(faults(scaler, { version: '1.25.3' })).toEqual([])
    expect(faults(scaler, { version: '1.26' })).toEqual([
      'Kubernetes 1.26 has no HorizontalPodAutoscaler of autoscaling/v2beta2 any more (1.25 was the last version with it); it has autoscaling/v1 and autoscaling/v2',
    ])
  })

  it('says nothing of APIs of a version that it does not know', () => {
    expect(faults(budget, { version: '1.19' })).toEqual([])
    expect(faults(deployment('newField: 1'), { version: '1.99' })).toEqual([])
  })

  it('takes a field of a later version where the version of the cluster is not told', () => {
    const later = deployment('', 'resources: {}\n          restartPolicyRules: [{action: Restart}]')
    expect(faults(later, { version: '1.30', isCertain: true })).toHaveLength(1)
    expect(faults(later, { version: '1.30', isCertain: false })).toEqual([])
  })
})

describe('definitions', () => {
  it.each([
    [
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {destination: {}, source: {repoURL: x}}',
      'spec.project is required and missing',
    ],
    [
      'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: a}\nspec: {strategy: {canary: {steps: [{setWeigth: 5}]}}}',
      'unknown field spec.strategy.canary.steps[0].setWeigth; is setWeight meant?',
    ],
    [
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\nspec: {interval: 5 min, chartRef: {kind: OCIRepository, name: x}, values: {any: [thing]}}',
      'spec.interval must match',
    ],
  ])('of the controllers are known: %s', (text, fault) => {
    expect(faults(text)).toEqual([expect.stringContaining(fault)])
  })

  const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.x.io}
spec:
  group: x.io
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              required: [size]
              properties:
                size: {type: integer, minimum: 1}
                port: {anyOf: [{type: integer}, {type: string}], x-kubernetes-int-or-string: true}
                mode: {type: string, enum: [fast, slow]}
                evil: {type: string, pattern: "^(a+)+$"}
                free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                closed: {type: object}
                maybe: {type: string, nullable: true}
                template: {type: object, x-kubernetes-embedded-resource: true, properties: {spec: {type: object, properties: {a: {type: string}}}}}
                one: {type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}
    - {name: v1alpha1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
`
  const definitions = new Definitions(all(definition))
  const thing = (spec: string, version = 'v1') =>
    faults(`apiVersion: x.io/${version}\nkind: Thing\nmetadata: {name: a}\nspec: {size: 1, ${spec}}`, {
      definitions,
    })

  it.each([
    ['port: 80'],
    ['port: http'],
    ['free: {a: {b: 1}}'],
    ['maybe: null'],
    ['one: {a: x}'],
    ['template: {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {a: b}}'],
    [`evil: ${'a'.repeat(60)}b`],
  ])('of the repo take %s', (spec) => {
    expect(thing(spec)).toEqual([])
  })

  it.each([
    ['port: true', 'spec.port must be a whole number or text but is a boolean'],
    ['mode: faster', 'spec.mode must be one of "fast", "slow"'],
    ['closed: {a: 1}', 'unknown field spec.closed.a'],
    ['mode: null', 'spec.mode must be text but is empty (null)'],
    ['one: {a: x, b: z}', 'spec.one must match exactly one of the forms that its definition allows'],
    ['template: {metadata: {labels: {a: 1}}, spec: {b: 1}}', 'spec.template.metadata.labels.a must be text'],
    ['sise: 2', 'unknown field spec.sise'],
  ])('of the repo refuse %s', (spec, fault) => {
    expect(thing(spec)[0]).toContain(fault)
  })

  it('say which versions there are', () => {
    expect(thing('', 'v1alpha1')).toEqual(['the definition of Thing has no version x.io/v1alpha1'])
  })
})
