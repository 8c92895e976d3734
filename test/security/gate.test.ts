/**
 * Attacks of a change on the gate of plain git, with the whole command: real git, real helm. The table of rules and
 * approvals, each with its defense disabled, is in test/unit/gate/decide.test.ts.
 */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { connectLocal } from '../../src/forge/local/connect.ts'
import { append } from '../../src/records/append.ts'
import { gateEntry } from '../../src/records/gate-entry.ts'
import { allEntries } from '../../src/records/read.ts'
import { verifyChain } from '../../src/records/verify.ts'
import { RECORDS_BRANCH } from '../../src/records/place.ts'
import { command } from '../../src/entries/wire/gate.ts'
import { changedRepo, commitAll, diffIn } from '../support/diff.ts'
import type { Edits } from '../support/diff.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { draft, quickly } from '../support/records.ts'
import { runWired } from '../support/wired.ts'

interface Answer {
  readonly decision: string
  readonly digest: string | null
  readonly reasons: readonly {
    readonly rule: string
    readonly satisfied: boolean
    readonly message: string
  }[]
}

const usual = { base: 'main', environment: 'prod', forge: 'local', now: '2026-11-27T11:00:00Z' }
const ann = { author: 'ann', pusher: 'ann' }

/** Runs the gate and returns its result, and the messages of the reasons that are not satisfied. */
async function gate(folder: string, inputs: Readonly<Record<string, string>> = {}) {
  const { data } = await runWired(command, folder, {
    ...usual,
    ...ann,
    'helm-path': realTools(4).helm,
    ...inputs,
  })
  const answer = data as Answer
  const missing = answer.reasons.filter(({ satisfied }) => !satisfied)
  return { ...answer, missing: missing.map(({ message }) => message).join('\n') }
}

/** Writes a file of approvals outside of the checkout. */
function approvals(
  folder: string,
  digest: string | null,
  more: Readonly<Record<string, string>> = {},
): string {
  const head = git(folder, 'rev-parse', 'HEAD')
  const file = join(temporaryFolder(), 'approvals.json')
  const entry = { by: 'bob', digest: digest ?? '', at: '2026-11-27T10:00:00Z', head, ...more }
  writeFileSync(file, JSON.stringify([entry]))
  return file
}

const policy = (more = '') =>
  `environments: {prod: {gate: {approvals: 1, from: {users: [bob]}${more}}}, staging: {}}\n`

const chart = (name: string) => ({
  [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
  [`charts/${name}/templates/map.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {tag: "{{ .Values.tag }}"}\n`,
})

const app = (name: string, environment: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd, labels: {env: ${environment}}}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, targetRevision: main, path: charts/web, helm: {valuesObject: {tag: "1"}}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
`

const before: Edits = {
  'fairlead.yaml': policy(),
  ...chart('web'),
  'argocd/web.yaml': app('web', 'prod'),
  'argocd/api.yaml': app('api', 'prod'),
}
const bump: Edits = { 'argocd/web.yaml': app('web', 'prod').replace('tag: "1"', 'tag: "2"') }

describe.skipIf(!hasTools)('the gate of plain git', () => {
  it('approves exactly what was approved, by the digest that diff shows', async () => {
    const folder = changedRepo(before, bump)
    const { report } = await diffIn(folder)
    const first = await gate(folder)
    expect(first).toMatchObject({ decision: 'pending', digest: report.digests['prod'] })
    const { decision } = await gate(folder, { approvals: approvals(folder, first.digest) })
    expect(decision).toBe('approved')
  })

  it('says what changed since an approval', async () => {
    const folder = changedRepo(before, bump)
    const file = approvals(folder, (await gate(folder)).digest)
    commitAll(folder, { 'argocd/api.yaml': app('api', 'prod').replace('tag: "1"', 'tag: "3"') })
    const { decision, missing } = await gate(folder, { approvals: file })
    expect(decision).toBe('pending')
    expect(missing).toContain('because api changed since')
  })

  it('holds an approval over a rebase that leaves the result as it was', async () => {
    const folder = changedRepo(before, bump)
    const file = approvals(folder, (await gate(folder)).digest)
    git(folder, 'checkout', '--quiet', 'main')
    commitAll(folder, { 'README.md': 'Something else\n' })
    git(folder, 'checkout', '--quiet', 'change')
    git(folder, 'rebase', '--quiet', 'main')
    expect(await gate(folder, { approvals: file })).toMatchObject({ decision: 'approved' })
  })

  it('voids an approval where the merge of another request changes the result', async () => {
    const folder = changedRepo(before, bump)
    const file = approvals(folder, (await gate(folder)).digest)
    git(folder, 'checkout', '--quiet', 'main')
    commitAll(folder, {
      'charts/web/templates/map.yaml': `${chart('web')['charts/web/templates/map.yaml']}# {{ .Values.tag }}\nimmutable: true\n`,
    })
    git(folder, 'checkout', '--quiet', 'change')
    const { decision, missing } = await gate(folder, { approvals: file })
    expect(decision).toBe('pending')
    expect(missing).toContain('the base has moved since')
  })

  it('needs nobody for what touches nothing of the environment', async () => {
    const folder = changedRepo(
      { ...before, 'argocd/stage.yaml': app('stage', 'staging') },
      {
        'argocd/stage.yaml': app('stage', 'staging').replace('tag: "1"', 'tag: "2"'),
        'README.md': 'Read me\n',
      },
    )
    const { decision, missing } = await gate(folder)
    expect({ decision, missing }).toEqual({ decision: 'approved', missing: '' })
  })
})

describe.skipIf(!hasTools)('does not pass the gate of plain git:', () => {
  it('a policy that the change itself loosens', async () => {
    const folder = changedRepo(before, { ...bump, 'fairlead.yaml': policy().replace('[bob]', '[ann, bob]') })
    const file = approvals(folder, (await gate(folder)).digest, { by: 'ann' })
    expect(await gate(folder, { approvals: file })).toMatchObject({ decision: 'pending' })
  })

  it.each([
    ['the policy', { 'fairlead.yaml': policy(', maxAge: 1h') }],
    ['what runs as a job', { '.github/workflows/gate.yml': 'on: push\n' }],
    ['who owns what', { CODEOWNERS: '* @eve\n' }],
  ])('a change of %s that renders to nothing, without an approval of it', async (_, edits) => {
    const folder = changedRepo(before, edits)
    const first = await gate(folder)
    expect(first).toMatchObject({ decision: 'pending' })
    expect(first.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(await gate(folder, { approvals: approvals(folder, first.digest) })).toMatchObject({
      decision: 'approved',
    })
  })

  it('an approval that the change brings along', async () => {
    const folder = changedRepo(before, bump)
    const { digest } = await gate(folder)
    commitAll(folder, {
      'approvals.json': JSON.stringify([{ by: 'bob', digest, at: '2026-11-27T10:00:00Z' }]),
    })
    await expect(gate(folder, { approvals: join(folder, 'approvals.json') })).rejects.toThrow(
      'is inside the repository',
    )
  })

  it('an app that the change takes out of production by its label', async () => {
    const folder = changedRepo(before, {
      'argocd/web.yaml': app('web', 'dev').replace('tag: "1"', 'tag: "6"'),
    })
    expect(await gate(folder)).toMatchObject({ decision: 'pending' })
  })

  it('an app that the change brings into a cluster of production under another label', async () => {
    const config = policy().replace('gate:', 'clusters: [eu], gate:')
    const evil = app('evil', 'staging').replace('server: https://kubernetes.default.svc', 'name: eu')
    const folder = changedRepo({ ...before, 'fairlead.yaml': config }, { 'argocd/evil.yaml': evil })
    expect(await gate(folder)).toMatchObject({ decision: 'pending' })
  })

  it.each([
    [
      'with another label',
      app('evil', 'sandbox').replace('https://kubernetes.default.svc', 'https://prod.example.com'),
    ],
    [
      'by its address with a slash',
      app('evil', 'sandbox').replace('https://kubernetes.default.svc', 'https://PROD.example.com:443/'),
    ],
    [
      'without any label',
      app('evil', 'x')
        .replace(', labels: {env: x}', '')
        .replace('https://kubernetes.default.svc', 'https://other.example.com'),
    ],
  ])('an app that the change brings where only production is, %s', async (_, evil) => {
    const base = {
      ...before,
      'argocd/web.yaml': app('web', 'prod').replace(
        'https://kubernetes.default.svc',
        'https://prod.example.com',
      ),
    }
    const folder = changedRepo(base, { 'argocd/evil.yaml': evil })
    expect(await gate(folder)).toMatchObject({ decision: 'pending' })
  })

  it.each([
    [
      'a file that the pipeline includes',
      { '.gitlab-ci.yml': 'include: [{local: /ci/deploy.yml}]\n', 'ci/deploy.yml': 'a: {script: [x]}\n' },
      { 'ci/deploy.yml': 'a: {script: [y]}\n' },
    ],
    [
      'how git changes the files that a controller checks out',
      {},
      { 'charts/web/.gitattributes': '* text eol=crlf\n' },
    ],
    [
      'a file that an included file includes',
      {
        '.gitlab-ci.yml': 'include: ci/**/all.yml\n',
        'ci/x/all.yml': 'include: [{local: "/ci/a job.yml"}]\n',
        'ci/a job.yml': 'a: {script: [x]}\n',
      },
      { 'ci/a job.yml': 'a: {script: [y]}\n' },
    ],
    [
      'the code of an action of the repository',
      { 'tools/act/action.yml': 'runs: {using: node24, main: lib/a.js}\n', 'tools/act/lib/a.js': 'x\n' },
      { 'tools/act/lib/a.js': 'y\n' },
    ],
    [
      'an action of the repository',
      { 'tools/act/action.yml': 'runs: {using: node24, main: a.js}\n' },
      { 'tools/act/action.yml': 'runs: {using: node24, main: b.js}\n' },
    ],
    [
      "a manifest that is no known app's",
      {},
      { 'extra/role.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' },
    ],
  ])('%s', async (_, more, edits) => {
    expect(await gate(changedRepo({ ...before, ...more }, edits))).toMatchObject({ decision: 'pending' })
  })

  it('a CODEOWNERS that is a link', async () => {
    const folder = changedRepo(
      { ...before, 'fairlead.yaml': policy(', codeOwners: true'), 'owners.txt': '* @bob\n' },
      bump,
    )
    git(folder, 'checkout', '--quiet', 'main')
    symlinkSync('owners.txt', join(folder, 'CODEOWNERS'))
    commitAll(folder, {})
    git(folder, 'checkout', '--quiet', 'change')
    git(folder, 'rebase', '--quiet', 'main')
    const file = approvals(folder, (await gate(folder)).digest)
    const { decision, missing } = await gate(folder, { approvals: file })
    expect(decision).toBe('denied')
    expect(missing).toContain('CODEOWNERS of the base is a symbolic link')
  })

  it('an app that cannot be rendered, whoever approves it', async () => {
    const folder = changedRepo(before, { ...bump, 'charts/web/templates/map.yaml': '{{ fail "no" }}\n' })
    const { decision, digest } = await gate(folder)
    expect({ decision, digest }).toEqual({ decision: 'denied', digest: null })
    const file = approvals(folder, '0'.repeat(64))
    expect(await gate(folder, { approvals: file })).toMatchObject({ decision: 'denied' })
  })

  it('a change that conflicts with its base', async () => {
    const folder = changedRepo(before, bump)
    git(folder, 'checkout', '--quiet', 'main')
    commitAll(folder, { 'argocd/web.yaml': app('web', 'prod').replace('tag: "1"', 'tag: "9"') })
    git(folder, 'checkout', '--quiet', 'change')
    const { decision, missing } = await gate(folder)
    expect(decision).toBe('denied')
    expect(missing).toContain('conflicts with its base')
  })

  it.each([
    ['the time', '{{ if gt (now | unixEpoch | int) 1999999999 }}evil{{ end }}', 'allow: [time]'],
    ['chance', '{{ randAlphaNum 8 }}', 'allow: [chance]'],
    ['the cluster', '{{ (lookup "v1" "Secret" "a" "b").data }}', 'allow: [lookup]'],
    ['the release', '{{ if .Release.IsUpgrade }}evil{{ end }}', 'allow: [release]'],
    ['the release in all of the context', '{{ toJson $ | sha256sum }}', 'allow: [release]'],
  ])('a template that depends on %s, though it was approved', async (_, template, cure) => {
    const map =
      `${chart('web')['charts/web/templates/map.yaml']}  more: "${template.replaceAll('"', '`')}"\n`.replace(
        'data: {tag: "{{ .Values.tag }}"}\n',
        'data:\n  tag: "{{ .Values.tag }}"\n',
      )
    const folder = changedRepo(before, { 'charts/web/templates/map.yaml': map })
    const first = await gate(folder)
    const answer = await gate(folder, { approvals: approvals(folder, first.digest) })
    expect(answer.decision).toBe('denied')
    const cures = answer.reasons.map((reason) => (reason as unknown as { cure: string | null }).cure ?? '')
    expect(cures.join('\n')).toContain(cure)
  })

  it('a change that is merged already', async () => {
    const folder = changedRepo(before, bump)
    git(folder, 'branch', '--quiet', '--force', 'main', 'change')
    await expect(gate(folder)).rejects.toThrow('after the merge cannot stop anything')
  })

  it('an environment that is misspelt, or has no gate', async () => {
    const folder = changedRepo(before, bump)
    await expect(gate(folder, { environment: 'porduction' })).rejects.toThrow('has no gate in')
    await expect(gate(folder, { environment: 'staging' })).rejects.toThrow('has no gate in')
  })

  it.each([
    ['no author', { author: '' }],
    ['no pusher', { pusher: '' }],
  ])('an approval where there is %s', async (_, people) => {
    const folder = changedRepo(before, bump)
    const file = approvals(folder, (await gate(folder)).digest)
    expect(await gate(folder, { ...people, approvals: file })).toMatchObject({ decision: 'denied' })
  })
})

describe.skipIf(!hasTools)('two effects never have one digest:', () => {
  const web = app('web', 'prod')
  const bumpedTo = (text: string) => text.replace('tag: "1"', 'tag: "2"')
  const synced = '  syncPolicy: {automated: {prune: true}}\n'
  const root: Edits = {
    'bootstrap/root.yaml': app('root', 'mgmt')
      .replace('path: charts/web, helm: {valuesObject: {tag: "1"}}', 'path: argocd')
      .replace('namespace: root', 'namespace: argocd'),
  }
  const set = (tag: string, more = '') => ({
    'argocd/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: web, namespace: argocd}
spec:
  generators: [{list: {elements: [{name: web}]}}]
${more}  template:
    metadata: {name: "{{name}}", labels: {env: prod}}
    spec:${bumpedTo(app('{{name}}', 'prod'))
      .split('spec:')[1]
      ?.replaceAll('\n', '\n    ')
      .replace('tag: "2"', `tag: "${tag}"`)}
`,
  })
  const plain = app('web', 'prod').replace('path: charts/web, helm: {valuesObject: {tag: "1"}}', 'path: k8s')
  const respects =
    '  ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]\n  syncPolicy: {syncOptions: [RespectIgnoreDifferences=true]}\n'
  const deployment = (image: string, replicas = 2, meta = '') => ({
    'k8s/web.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web${meta}}\nspec:\n  replicas: ${replicas}\n  selector: {matchLabels: {a: b}}\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: "${image}"}]}}\n`,
  })
  const folder: Edits = { 'fairlead.yaml': policy(), 'argocd/web.yaml': plain, ...deployment('a:1') }

  it.each<[string, Edits, Edits, Edits]>([
    [
      'the same change from another revision',
      before,
      bump,
      { 'argocd/web.yaml': bumpedTo(web).replace('targetRevision: main', 'targetRevision: HEAD') },
    ],
    [
      'a new app, and one in another project',
      before,
      { 'argocd/new.yaml': app('new', 'prod') },
      { 'argocd/new.yaml': app('new', 'prod').replace('project: default', 'project: admin') },
    ],
    [
      'settings of an app that an app of another environment deploys',
      { ...before, ...root },
      bump,
      { 'argocd/web.yaml': bumpedTo(web) + synced },
    ],
    [
      'settings of the ApplicationSet that generates an app',
      { ...before, ...set('1') },
      set('2'),
      set('2', '  syncPolicy: {applicationsSync: create-only}\n'),
    ],
    [
      'a field that counts as noise',
      { ...folder, 'fairlead.yaml': `${policy()}diff: {noise: [/spec/replicas]}\n` },
      deployment('a:2'),
      deployment('a:2', 0),
    ],
    [
      'a label that counts as noise',
      folder,
      deployment('a:2'),
      deployment('a:2', 2, ', labels: {app.kubernetes.io/managed-by: x}'),
    ],
    [
      'a field that Argo CD ignores until the object is created anew',
      { ...folder, 'argocd/web.yaml': plain + respects },
      deployment('a:2'),
      deployment('a:2', 0),
    ],
  ])('%s', async (_, base, one, other) => {
    const digests: (string | null)[] = []
    for (const edits of [one, other]) digests.push((await gate(changedRepo(base, edits))).digest)
    expect(digests).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ])
    expect(digests[0]).not.toBe(digests[1])
  })
})

describe.skipIf(!hasTools)('what has to be verified in staging before', () => {
  const digest = `sha256:${'1'.repeat(64)}`
  const pod = (image: string) => ({
    'charts/web/templates/pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: "${image}"}]}\n`,
  })
  const config = `records: true\n${policy(', after: {environment: staging, soak: 1h}')}`
  const staging = draft('one').apps.map((one) => ({ ...one, environment: 'staging' }))

  /** Creates a change with a new image, in a checkout whose records have some entries. */
  async function changed(image: string, entries: readonly Parameters<typeof draft>[1][]) {
    const folder = changedRepo({ ...before, 'fairlead.yaml': config }, pod(image))
    const connection = connectLocal({ repository: folder, environment: process.env })
    const ledger = await connection.ledger(RECORDS_BRANCH)
    for (const [i, more] of entries.entries())
      await append(ledger, draft(`entry ${i}`, { ended: '2026-11-27T09:00:00Z', ...more }), quickly)
    await connection.close()
    const first = await gate(folder)
    return { folder, approval: approvals(folder, first.digest) }
  }

  /** Returns an entry whose apps ended at the given time. */
  const at = (time: string, outcome: 'verified' | 'failed' = 'verified') => ({
    outcome,
    apps: staging.map((one) => ({ ...one, outcome, ended: `2026-11-27T${time}:00Z` })),
  })

  /** Removes the images and times from an entry, as if nothing was live that could report them. */
  const blind = (entry: ReturnType<typeof at>) => ({
    ...entry,
    ended: undefined,
    begun: undefined,
    apps: entry.apps.map((one) => ({ ...one, images: [], ended: undefined })),
  })

  it('passes where the records have it by its digest, for long enough', async () => {
    const { folder, approval } = await changed(`example.com/web:2@${digest}`, [at('09:00')])
    expect(await gate(folder, { approvals: approval })).toMatchObject({ decision: 'approved' })
  })

  it.each([
    ['there is no record', []],
    ['it has not stood for long enough', [at('10:30')]],
    ['it has failed since', [at('08:00'), at('09:30', 'failed')]],
    ['it has failed since, and nobody knows with which digest', [at('08:00'), blind(at('09:30', 'failed'))]],
    ['it was another environment', [{ ...at('09:00'), apps: draft('x').apps }]],
  ])('waits where %s', async (_, entries) => {
    const { folder, approval } = await changed(`example.com/web:2@${digest}`, entries)
    expect(await gate(folder, { approvals: approval })).toMatchObject({ decision: 'pending' })
  })

  it('does not pass by a tag that nobody can tell the meaning of', async () => {
    const { folder, approval } = await changed('example.invalid/web:1', [at('09:00')])
    const { decision, missing } = await gate(folder, { approvals: approval })
    expect(decision).toBe('denied')
    expect(missing).toContain('has no digest')
  })

  it('does not pass where an entry of the records was changed by hand', async () => {
    const { folder, approval } = await changed(`example.com/web:2@${digest}`, [
      at('08:00', 'failed'),
      at('09:00'),
    ])
    const worktree = join(temporaryFolder(), 'records')
    git(folder, 'worktree', 'add', '--quiet', worktree, RECORDS_BRANCH)
    const file = join(worktree, 'entries/00000/00000001.json')
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('failed', 'verified'))
    git(worktree, 'commit', '--quiet', '--all', '--message', 'Forge')
    const { decision, missing } = await gate(folder, { approvals: approval })
    expect(decision).toBe('denied')
    expect(missing).toContain('the records are not intact')
  })

  it('is a fault of the set-up where nothing is recorded', async () => {
    const folder = changedRepo({ ...before, 'fairlead.yaml': config.replace('records: true\n', '') }, bump)
    await expect(gate(folder)).rejects.toThrow('nothing records what was verified')
  })
})

describe.skipIf(!hasTools)('a decision is recorded', () => {
  const config = `records: true\n${policy()}`
  const entries = async (folder: string) => {
    const connection = connectLocal({ repository: folder, environment: process.env })
    const ledger = await connection.ledger(RECORDS_BRANCH)
    const tip = await ledger.tip()
    const read = tip === undefined ? [] : await allEntries(ledger, tip)
    expect((await verifyChain(ledger)).faults).toEqual([])
    await connection.close()
    return read.map(({ content }) => v.parse(gateEntry, JSON.parse(new TextDecoder().decode(content))))
  }

  it('with who approved what, by which rules, once it is one', async () => {
    const folder = changedRepo({ ...before, 'fairlead.yaml': config }, bump)
    git(folder, 'config', 'user.name', 'Ann')
    git(folder, 'config', 'user.email', 'ann@example.com')
    const first = await gate(folder)
    expect(await entries(folder)).toEqual([])
    const answer = await gate(folder, { approvals: approvals(folder, first.digest) })
    expect(answer).toMatchObject({ decision: 'approved', recorded: git(folder, 'rev-parse', RECORDS_BRANCH) })
    const [entry, ...others] = await entries(folder)
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      kind: 'gate',
      decision: 'approved',
      environment: 'prod',
      digest: first.digest,
      base: git(folder, 'rev-parse', 'main'),
      head: git(folder, 'rev-parse', 'change'),
      policy: git(folder, 'rev-parse', 'main:fairlead.yaml'),
      apps: [{ app: 'web', status: 'changed' }],
      author: { name: 'ann' },
      approvals: [{ by: { name: 'bob' }, counts: true }],
      at: '2026-11-27T11:00:00.000Z',
    })
    expect(entry?.reasons.map(({ rule }) => rule)).toContain('approved')
  })

  it('also a denial; not where nothing asks for it', async () => {
    const edits = { ...bump, 'charts/web/templates/map.yaml': '{{ fail "no" }}\n' }
    const folder = changedRepo({ ...before, 'fairlead.yaml': config }, edits)
    await gate(folder)
    expect(await entries(folder)).toMatchObject([{ decision: 'denied' }])
    const without = changedRepo(before, edits)
    expect(await gate(without)).toMatchObject({ decision: 'denied', recorded: null })
    expect(await entries(without)).toEqual([])
  })
})
