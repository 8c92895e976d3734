import { describe, expect, it } from 'vitest'
import { imagesOf, inventoryOf } from '../../support/inventory.ts'

/** Returns an ApplicationSet with the given spec. */
function applicationSet(spec: string, name = 'shop'): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: ${name}\n  namespace: argocd\nspec:\n${spec}`
}

/** Returns a template for charts/web with the values file of an environment. */
const template = (name: string, valuesFile: string, more = '') => `  template:
    metadata:
      name: '${name}'
    spec:
      project: default
      destination: {server: https://kubernetes.default.svc, namespace: web}
      source:
        repoURL: https://github.com/acme/infra.git
        targetRevision: HEAD
        path: charts/web
        helm:
          valueFiles: ['${valuesFile}']
${more}`

const chart = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 0.1.0\n',
  'charts/web/values.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: ""\n',
}

const values = (tag: string) => `image:\n  tag: ${tag}\n`

async function namesOf(files: Readonly<Record<string, string>>, identity?: string): Promise<string[]> {
  return (await inventoryOf(files, identity)).apps.map((app) => app.name)
}

const git = (what: string) =>
  `  generators:\n    - git:\n        repoURL: https://github.com/acme/infra.git\n        revision: HEAD\n${what}`

describe('a list generator', () => {
  const files = {
    ...chart,
    'env/web-dev.yaml': values('1.1.0'),
    'env/web-prod.yaml': values('1.0.0'),
    'set.yaml': applicationSet(
      `  generators:\n    - list:\n        elements:\n          - env: dev\n            url: https://dev.example.com\n          - env: prod\n            url: https://prod.example.com\n${template('web-{{env}}', '/env/web-{{ env }}.yaml')}`,
    ),
  }

  it('makes an app of each element, declared by the set', async () => {
    const { apps, unresolved } = await inventoryOf(files)
    expect(unresolved).toEqual([])
    expect(apps).toMatchObject([
      {
        name: 'web-dev',
        kind: 'Application',
        generatedBy: 'shop',
        environment: 'dev',
        production: false,
        declaredAt: { file: 'set.yaml', line: 1 },
        valuesFiles: ['env/web-dev.yaml'],
      },
      { name: 'web-prod', environment: 'prod', production: true, valuesFiles: ['env/web-prod.yaml'] },
    ])
  })

  it('leaves the tag where it is: in the values file of each', async () => {
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'web-dev dev': ['ghcr.io/acme/web:1.1.0 env/web-dev.yaml:2 image.tag'],
      'web-prod prod': ['ghcr.io/acme/web:1.0.0 env/web-prod.yaml:2 image.tag'],
    })
  })

  it('takes elementsYaml, and elements with more than texts, with Go templates', async () => {
    const set = (go: boolean) =>
      applicationSet(
        `  goTemplate: ${go}\n  generators:\n    - list:\n        elements:\n          - {name: a, replicas: 2}\n        elementsYaml: |\n          - name: b\n            replicas: 3\n${template(go ? 'web-{{.name}}-{{.replicas}}' : 'web-{{name}}', 'values.yaml')}`,
      )
    expect(await namesOf({ ...chart, 'set.yaml': set(true) })).toEqual(['web-a-2', 'web-b-3'])
    const { unresolved } = await inventoryOf({ ...chart, 'set.yaml': set(false) })
    expect(unresolved.map(({ reason }) => reason)).toEqual([
      'replicas in its list generator is not a string, which only goTemplate: true allows',
    ])
  })
})

describe('a git generator of directories', () => {
  const tree = {
    ...chart,
    'apps/web/values.yaml': values('1.0.0'),
    'apps/api/values.yaml': values('2.0.0'),
    'apps/api/nested/values.yaml': '',
    'apps/old/values.yaml': '',
    'apps/.hidden/values.yaml': '',
  }
  const set = (go: string, name: string, file: string) =>
    applicationSet(
      `${go}${git('        directories:\n          - path: apps/*\n          - path: apps/old\n            exclude: true\n')}${template(name, file)}`,
    )

  it('makes an app of each folder that a pattern fits and none excludes', async () => {
    const files = { ...tree, 'set.yaml': set('', '{{path.basename}}', '/{{path}}/values.yaml') }
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'api -': ['ghcr.io/acme/web:2.0.0 apps/api/values.yaml:2 image.tag'],
      'web -': ['ghcr.io/acme/web:1.0.0 apps/web/values.yaml:2 image.tag'],
    })
  })

  it('gives Go templates the path as an object', async () => {
    const files = {
      ...tree,
      'set.yaml': set(
        '  goTemplate: true\n',
        '{{index .path.segments 0}}-{{.path.basenameNormalized}}',
        '/{{.path.path}}/values.yaml',
      ),
    }
    expect(await namesOf(files)).toEqual(['apps-api', 'apps-web'])
  })

  it('says so where it reads another repository', async () => {
    const files = { ...tree, 'set.yaml': set('', '{{path.basename}}', 'values.yaml') }
    const elsewhere = files['set.yaml'].replace('acme/infra.git', 'acme/other.git')
    const { apps, unresolved } = await inventoryOf(
      { ...files, 'set.yaml': elsewhere },
      'github.com/acme/infra',
    )
    // An app that no object declares is inferred from the layout.
    expect(apps.filter(({ kind }) => kind !== 'Convention')).toEqual([])
    expect(unresolved).toMatchObject([
      {
        kind: 'ApplicationSet',
        name: 'shop',
        reason: 'its git generator reads another repository, https://github.com/acme/other.git',
      },
    ])
  })
})

describe('a git generator of files', () => {
  const set = (go: boolean, pattern: string, more: string, name: string) =>
    applicationSet(
      `  goTemplate: ${go}\n${git(`        files:\n          - path: "${pattern}"\n`)}${template(name, 'values.yaml', more)}`,
    )

  it("crosses folders with *, as git's pathspecs do", async () => {
    const files = {
      ...chart,
      'cfg/a/config.yaml': 'name: a\n',
      'cfg/b/deep/config.yaml': 'name: b\n',
      'set.yaml': set(false, 'cfg/*/config.yaml', '', '{{name}}'),
    }
    expect(await namesOf(files)).toEqual(['a', 'b'])
  })

  it.each([
    ['cfg/*', ['a', 'b']],
    ['cfg', ['a', 'b']],
    ['./cfg/a/config.yaml', ['a']],
    ['cfg/[!a]*', ['b']],
    [':(glob)cfg/*/config.yaml', ['a']],
    [':(glob)cfg/**/config.yaml', ['a', 'b']],
    ['cfg/{a,b}/config.yaml', []],
  ])('with %s fits what git ls-files does', async (pattern, names) => {
    const files = {
      ...chart,
      'cfg/a/config.yaml': 'name: a\n',
      'cfg/b/deep/config.yaml': 'name: b\n',
      'set.yaml': set(false, pattern, '', '{{name}}'),
    }
    expect(await namesOf(files)).toEqual(names)
  })

  const globbing = { 'fairlead.yaml': 'argocd: {newGitFileGlobbing: true}\n' }

  // The files that doublestar v4 matches in these folders; git's pathspecs match other files.
  it.each([
    ['cfg/*/config.yaml', ['a']],
    ['cfg/**/config.yaml', ['a', 'b']],
    ['**/config.yaml', ['a', 'b']],
    ['cfg/{a,b/*}/config.yaml', ['a', 'b']],
    ['{cfg/**,other}/config.yaml', ['a', 'b']],
    ['cfg/[!a]/**/*.yaml', ['b']],
    ['/cfg/./a/config.yaml', ['a']],
    ['cfg/**.yaml', []],
    [':(glob)cfg/**/config.yaml', []],
  ])('with the new globbing, %s fits what doublestar does', async (pattern, names) => {
    const files = {
      ...chart,
      ...globbing,
      'cfg/a/config.yaml': 'name: a\n',
      'cfg/b/deep/config.yaml': 'name: b\n',
      'set.yaml': set(false, pattern, '', '{{name}}'),
    }
    expect(await namesOf(files)).toEqual(names)
  })

  it.each([
    [
      'cfg/*',
      'its git generator names cfg/*, which matches the folder cfg/a, and Argo CD cannot read a folder as a file',
    ],
    ['cfg/{a', 'its git generator names cfg/{a, which is not a valid pattern'],
    ['cfg/[a', 'its git generator names cfg/[a, which is not a valid pattern'],
  ])('with the new globbing, %s is told', async (pattern, reason) => {
    const files = {
      ...globbing,
      'cfg/a/x.yaml': 'name: a\n',
      'set.yaml': set(false, pattern, '', '{{name}}'),
    }
    expect((await inventoryOf(files)).unresolved.map((one) => one.reason)).toEqual([reason])
  })

  it('reads a list of objects as several sets, and JSON', async () => {
    const files = {
      ...chart,
      'cfg/all.json': '[{"name": "a", "on": {"x": 1}}, {"name": "b", "on": {"x": 2}}]\n',
      'set.yaml': set(false, 'cfg/*.json', '', '{{name}}-{{on.x}}-{{path.filenameNormalized}}'),
    }
    expect(await namesOf(files)).toEqual(['a-1-all.json', 'b-2-all.json'])
  })

  it('prints numbers as Go does', async () => {
    const files = {
      ...chart,
      'cfg/a.yaml': 'small: 123456\nlarge: 20261123\n',
      'set.yaml': set(false, 'cfg/a.yaml', '', 'a-{{small}}.{{large}}x'),
    }
    const { unresolved } = await inventoryOf(files)
    expect(unresolved.map(({ reason }) => reason)).toEqual([
      'it generates an Application with the name "a-123456.2.0261123e+07x", which is not valid',
    ])
  })

  it.each([
    ['a parameter', '          parameters:\n            - {name: image.tag, value: "{{.image.tag}}"}\n'],
    ['values', '          values: |\n            image:\n              tag: {{ .image.tag | quote }}\n'],
    ['valuesObject', '          valuesObject: {image: {tag: "{{.image.tag}}"}}\n'],
  ])('finds the tag in the file that the generator reads, where %s takes it from there', async (_, helm) => {
    const files = {
      ...chart,
      'apps/web/config.json': '{\n  "name": "web",\n  "image": {"tag": "1.2.3"}\n}\n',
      'set.yaml': set(true, 'apps/*/config.json', helm, '{{.name}}'),
    }
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'web -': ['ghcr.io/acme/web:1.2.3 apps/web/config.json:3 image.tag'],
    })
  })

  it('finds it behind a matrix whose second generator takes it from the first', async () => {
    const files = {
      ...chart,
      'apps/web/config.yaml':
        'name: web\ntargets:\n  - {env: dev, version: 1.3.0}\n  - {env: prod, version: 1.2.0}\n',
      'set.yaml': applicationSet(
        `  goTemplate: true\n  generators:\n    - matrix:\n        generators:\n          - git:\n              repoURL: https://github.com/acme/infra.git\n              revision: HEAD\n              files: [{path: apps/*/config.yaml}]\n          - list:\n              elements: []\n              elementsYaml: "{{ .targets | toJson }}"\n${template('{{.name}}-{{.env}}', 'values.yaml', '          parameters: [{name: image.tag, value: "{{.version}}"}]\n')}`,
      ),
    }
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'web-dev dev': ['ghcr.io/acme/web:1.3.0 apps/web/config.yaml:3 targets[0].version'],
      'web-prod prod': ['ghcr.io/acme/web:1.2.0 apps/web/config.yaml:4 targets[1].version'],
    })
  })

  it('takes the tag of a kustomize image apart', async () => {
    const files = {
      'app/kustomization.yaml': 'resources: [deployment.yaml]\n',
      'app/deployment.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: web}]}}}\n',
      'cfg/web.yaml': 'version: 1.2.3\n',
      'set.yaml': applicationSet(
        `  goTemplate: true\n${git('        files: [{path: cfg/*.yaml}]\n')}  template:\n    metadata: {name: web}\n    spec:\n      source:\n        repoURL: https://github.com/acme/infra.git\n        path: app\n        kustomize:\n          images: ['web=ghcr.io/acme/web:{{.version}}']\n`,
      ),
    }
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'web -': ['ghcr.io/acme/web:1.2.3 cfg/web.yaml:1 version'],
    })
  })

  it('leaves the place out where a template makes the tag of several values', async () => {
    const helm = '          parameters: [{name: image.tag, value: "{{.major}}.{{.minor}}"}]\n'
    const files = {
      ...chart,
      'apps/web/config.json': '{"name": "web", "major": "1", "minor": "2"}\n',
      'set.yaml': set(true, 'apps/*/config.json', helm, '{{.name}}'),
    }
    const { apps } = await inventoryOf(files)
    expect(apps[0]?.images).toMatchObject([{ tag: '1.2', place: undefined }])
    expect(apps[0]?.notes).toContain(
      'the tag of ghcr.io/acme/web comes from the ApplicationSet shop, but not from a single value there',
    )
  })
})

describe('the template', () => {
  const list = (elements: string) => `  generators:\n    - list:\n        elements: ${elements}\n`

  it('holds a tag that all its apps share', async () => {
    const files = {
      ...chart,
      'set.yaml': applicationSet(
        `${list('[{env: dev}, {env: prod}]')}${template('web-{{env}}', 'values.yaml', '          values: |\n            image:\n              tag: 1.0.0 # one for all\n')}`,
      ),
    }
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'web-dev dev': ['ghcr.io/acme/web:1.0.0 set.yaml:24 spec.template.spec.source.helm.values.image.tag'],
      'web-prod prod': ['ghcr.io/acme/web:1.0.0 set.yaml:24 spec.template.spec.source.helm.values.image.tag'],
    })
  })

  it("is filled up from the set's where a generator has its own", async () => {
    const own = `          template:\n            metadata: {}\n            spec:\n              source:\n                repoURL: ''\n                helm: {parameters: [{name: image.tag, value: 2.0.0}]}\n`
    const files = {
      ...chart,
      'set.yaml': applicationSet(
        `  generators:\n    - list:\n          elements: [{env: dev}]\n${own}    - list:\n          elements: [{env: prod}]\n${template('web-{{env}}', 'values.yaml', '          parameters: [{name: image.tag, value: 1.0.0}]\n')}`,
      ),
    }
    expect(imagesOf(await inventoryOf(files))).toEqual({
      'web-dev dev': [
        'ghcr.io/acme/web:2.0.0 set.yaml:15 spec.generators[0].list.template.spec.source.helm.parameters[0].value',
      ],
      'web-prod prod': [
        'ghcr.io/acme/web:1.0.0 set.yaml:30 spec.template.spec.source.helm.parameters[0].value',
      ],
    })
  })

  it('is changed by the patch, but not its project', async () => {
    const files = {
      ...chart,
      'env/prod.yaml': values('1.0.0'),
      'set.yaml': applicationSet(
        `  goTemplate: true\n${list('[{env: dev, auto: true}, {env: prod, auto: false}]')}${template('web-{{.env}}', 'values.yaml')}  templatePatch: |\n    spec:\n      project: other\n      {{- if .auto }}\n      syncPolicy: {automated: {}}\n      {{- else }}\n      source: {helm: {valueFiles: [/env/prod.yaml]}}\n      {{- end }}\n`,
      ),
    }
    expect((await inventoryOf(files)).apps).toMatchObject([
      { name: 'web-dev', project: 'default', autoSync: true, valuesFiles: ['charts/web/values.yaml'] },
      { name: 'web-prod', project: 'default', autoSync: false, valuesFiles: ['env/prod.yaml'] },
    ])
  })

  it('tells what is wrong with it, in the words of Go', async () => {
    const files = {
      ...chart,
      'set.yaml': applicationSet(
        `  goTemplate: true\n  goTemplateOptions: ["missingkey=error"]\n${list('[{env: dev}]')}${template('web-{{.nev}}', 'values.yaml')}`,
      ),
    }
    const { apps, unresolved } = await inventoryOf(files)
    expect(apps).toEqual([])
    expect(unresolved[0]?.reason).toContain('map has no entry for key "nev"')
  })

  it('makes one Application of a name', async () => {
    const files = {
      ...chart,
      'set.yaml': applicationSet(`${list('[{env: a}, {env: b}]')}${template('web', 'values.yaml')}`),
    }
    const { apps, unresolved } = await inventoryOf(files)
    expect(apps).toHaveLength(1)
    expect(unresolved).toEqual([])
    expect(apps[0]?.fault).toBe(
      'the ApplicationSet shop generates two Applications with the name web: Argo CD reports an error and leaves the Application of that name unchanged',
    )
    expect(apps[0]?.notes).toContain(apps[0]?.fault)
  })
})

describe('a cluster generator', () => {
  const config = `clusters:
  eu-1:
    server: https://10.0.0.1:6443
    labels: {tier: prod, region: eu}
  us-1:
    server: https://10.0.0.2:6443
    labels: {tier: dev}
`
  const set = (selector: string, go = false) =>
    applicationSet(
      `  goTemplate: ${go}\n  generators:\n    - clusters:\n        selector: ${selector}\n        values: {tag: "1.${go ? '{{len .name}}' : '{{name}}'}"}\n${template(go ? 'web-{{.name}}-{{.metadata.labels.tier}}' : 'web-{{name}}-{{metadata.labels.tier}}', 'values.yaml').replace('server: https://kubernetes.default.svc', go ? "server: '{{.server}}'" : "server: '{{server}}'")}`,
    )

  it.each([false, true])(
    'takes the clusters of fairlead.yaml that its selector fits (goTemplate: %s)',
    async (go) => {
      const files = { ...chart, 'fairlead.yaml': config, 'set.yaml': set('{matchLabels: {tier: prod}}', go) }
      expect((await inventoryOf(files)).apps).toMatchObject([{ name: 'web-eu-1-prod', cluster: 'eu-1' }])
    },
  )

  it('adds the cluster that Argo CD runs in only where there is no selector', async () => {
    const files = {
      ...chart,
      'fairlead.yaml': config,
      'set.yaml': set('{}').replace('-{{metadata.labels.tier}}', ''),
    }
    expect(await namesOf(files)).toEqual(['web-eu-1', 'web-in-cluster', 'web-us-1'])
  })

  it('takes the cluster that Argo CD runs in for one without a secret, though its version is named', async () => {
    const files = { ...chart, 'fairlead.yaml': `${config}  in-cluster: {kubeVersion: 1.36.0}\n` }
    const all = set('{}').replace('-{{metadata.labels.tier}}', '')
    expect(await namesOf({ ...files, 'set.yaml': all })).toEqual(['web-eu-1', 'web-in-cluster', 'web-us-1'])
    const chosen = set('{matchExpressions: [{key: tier, operator: NotIn, values: [dev]}]}')
    expect(await namesOf({ ...files, 'set.yaml': chosen })).toEqual(['web-eu-1-prod'])
  })

  it('fits expressions as Kubernetes does', async () => {
    const expression =
      '{matchExpressions: [{key: tier, operator: In, values: [prod, dev]}, {key: region, operator: DoesNotExist}]}'
    const files = { ...chart, 'fairlead.yaml': config, 'set.yaml': set(expression) }
    expect(await namesOf(files)).toEqual(['web-us-1-dev'])
  })

  it('says what to do where fairlead.yaml names no clusters', async () => {
    const { unresolved } = await inventoryOf({ ...chart, 'set.yaml': set('{}') })
    expect(unresolved).toMatchObject([
      {
        reason:
          'its apps come from the clusters registered in Argo CD; list them in fairlead.yaml (clusters, with server and labels)',
      },
    ])
  })
})

describe('generators of generators', () => {
  const nested = (kind: string, generators: string, more = '') =>
    `  generators:\n    - ${kind}:\n${more}        generators:\n${generators}`

  it('matrix: every combination; a value that differs in both is an error without Go templates', async () => {
    const lists =
      '          - list: {elements: [{a: x}, {a: z}]}\n          - list: {elements: [{b: "1"}, {b: "2"}]}\n'
    const files = (generators: string) => ({
      ...chart,
      'set.yaml': applicationSet(`${nested('matrix', generators)}${template('{{a}}-{{b}}', 'values.yaml')}`),
    })
    expect(await namesOf(files(lists))).toEqual(['x-1', 'x-2', 'z-1', 'z-2'])
    const { unresolved } = await inventoryOf(files(lists.replaceAll('b:', 'a:')))
    expect(unresolved).toMatchObject([{ reason: 'its matrix generator has two values for a' }])
  })

  it("matrix: the first generator's values win with Go templates, and the second may use them", async () => {
    const generators =
      '          - list: {elements: [{a: x, m: {p: 1}}]}\n          - list: {elements: [{a: "z-{{.a}}", b: "b-{{.a}}", m: {q: 2}}]}\n'
    const files = {
      ...chart,
      'set.yaml': applicationSet(
        `  goTemplate: true\n${nested('matrix', generators)}${template('{{.a}}-{{.b}}-{{.m.p}}{{.m.q}}', 'values.yaml')}`,
      ),
    }
    expect(await namesOf(files)).toEqual(['x-b-x-12'])
  })

  it('merge: later generators override those of the first with the same keys', async () => {
    const generators =
      '          - list: {elements: [{env: dev, tag: "1"}, {env: prod, tag: "1"}]}\n          - list: {elements: [{env: prod, tag: "2"}, {env: gone, tag: "3"}]}\n'
    const set = (list: string) => ({
      ...chart,
      'set.yaml': applicationSet(
        `${nested('merge', list, '        mergeKeys: [env]\n')}${template('web-{{env}}-{{tag}}', 'values.yaml')}`,
      ),
    })
    expect(await namesOf(set(generators))).toEqual(['web-dev-1', 'web-prod-2'])
    const { unresolved } = await inventoryOf(set(generators.replace('env: gone', 'env: prod')))
    expect(unresolved).toMatchObject([
      { reason: 'its merge generator gets two sets of parameters for the same env' },
    ])
  })

  it('filters by the selector of a generator', async () => {
    const files = {
      ...chart,
      'set.yaml': applicationSet(
        `  generators:\n    - list: {elements: [{env: dev}, {env: prod}]}\n      selector: {matchLabels: {env: prod}}\n${template('web-{{env}}', 'values.yaml')}`,
      ),
    }
    expect(await namesOf(files)).toEqual(['web-prod'])
  })

  it('lists what one generator gives, and why another cannot be known', async () => {
    const files = {
      ...chart,
      'set.yaml': applicationSet(
        `  generators:\n    - list: {elements: [{env: dev}]}\n    - pullRequest: {github: {owner: acme, repo: web}}\n${template('web-{{env}}', 'values.yaml')}`,
      ),
    }
    const { apps, unresolved } = await inventoryOf(files)
    expect(apps.map((app) => app.name)).toEqual(['web-dev'])
    expect(unresolved).toMatchObject([
      { reason: 'its apps come from open pull requests (pullRequest), which is not in Git' },
    ])
  })
})

describe('an ApplicationSet that nobody can expand', () => {
  const bomb = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]']
  for (const [name, below] of ['ba', 'cb', 'dc', 'ed', 'fe'].map((pair) => [...pair]))
    bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${below}`).join(', ')}]`)
  const good = applicationSet(
    `  generators: [{list: {elements: [{env: dev}]}}]\n${template('web-{{env}}', '/env/web-{{env}}.yaml')}`,
    'good',
  )
  const elements = (key: string) =>
    JSON.stringify(Array.from({ length: 1000 }, (_, i) => ({ [key]: `${key}${i}` })))

  it.each([
    [
      'two long lists in a matrix',
      `  generators: [{matrix: {generators: [{list: {elements: ${elements('a')}}}, {list: {elements: ${elements('b')}}}]}}]\n`,
      /more than 50,000 sets of parameters/,
    ],
    [
      'elements that are no YAML',
      `  generators: [{list: {elements: [], elementsYaml: "a: [\\n b"}}]\n`,
      /one of its generators cannot be read: .*not valid YAML/,
    ],
    [
      'aliases that multiply',
      `  generators: [{list: {elements: []}}]\n  more: {${bomb.join(', ')}}\n`,
      /because of its aliases/,
    ],
  ])('costs its own apps only: %s', async (_, spec, reason) => {
    const bad = applicationSet(`${spec}${template('{{a}}-{{b}}', '/env/{{a}}.yaml')}`, 'bad')
    const { apps, unresolved } = await inventoryOf({ ...chart, 'bad.yaml': bad, 'good.yaml': good })
    expect(apps.map((app) => app.name)).toEqual(['web-dev'])
    expect(unresolved).toMatchObject([{ name: 'bad', reason: expect.stringMatching(reason) }])
  })
})
