/**
 * Tests the complete life of a change against the real Argo CD. Dev syncs automatically and is verified. Production
 * waits for an approval of exactly the rendered change. Then the change is merged, deployed and verified, and every
 * step is recorded. Commits that are pushed after the approval are not merged.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectLocal } from '../../../src/forge/local/connect.ts'
import type { SyncEntry } from '../../../src/records/entry.ts'
import { RECORDS_BRANCH } from '../../../src/records/place.ts'
import { readChain } from '../../../src/records/verify.ts'
import { fairlead } from '../../e2e/bundle.ts'
import { git } from '../../support/git-commits.ts'
import type { Repository } from '../git.ts'
import type { KubeObject } from '../kube.ts'
import { waitFor } from '../wait.ts'
import { deployment, Stage, syncIn } from '../sync/stage.ts'

/** The number of seconds that an image must run in dev. */
const SOAK = 15

let stage: Stage
let repository: Repository
let folder: string

const image = (version: string) =>
  `example.com/web:${version}@sha256:${version.replaceAll(/\D/g, '').padEnd(64, '0')}`
const file = (environment: string) => `apps/web/${environment}/web.yaml`

const application = (environment: string): KubeObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: `web-${environment}`, namespace: 'argocd', labels: { env: environment } },
  spec: {
    project: 'default',
    source: { repoURL: repository.url, targetRevision: 'main', path: `apps/web/${environment}` },
    destination: { server: 'https://kubernetes.default.svc', namespace: environment },
    syncPolicy: { automated: {}, syncOptions: ['CreateNamespace=true'] },
  },
})

beforeAll(async () => {
  stage = await Stage.open()
  folder = mkdtempSync(join(tmpdir(), 'story-'))
  repository = stage.bed.git.create('infra', {
    'fairlead.yaml': `records: true
environments:
  dev: {}
  prod:
    production: true
    gate:
      approvals: 1
      from: {users: [bob]}
      after: {environment: dev, soak: ${SOAK}s}
      immutable: [images]
`,
  })
  const apps = ['dev', 'prod'].map((environment) => [environment, application(environment)] as const)
  repository.commit(
    Object.fromEntries(
      apps.flatMap(([environment, object]) => [
        [`argocd/web-${environment}.yaml`, JSON.stringify(object, undefined, 2)],
        [file(environment), deployment(image('1.0.0'))],
      ]),
    ),
  )
  for (const [, object] of apps) await stage.cluster.kube.apply(object)
  for (const [environment] of apps) await running(environment, image('1.0.0'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await stage.close()
})

/** Waits until an environment runs one image and no other. */
function running(environment: string, wanted: string): Promise<true> {
  return waitFor(`${wanted} in ${environment}`, async (seen) => {
    const images = await imagesIn(environment)
    seen(images)
    return images.length === 1 && images[0] === wanted ? true : undefined
  })
}

async function imagesIn(namespace: string): Promise<string[]> {
  const pods = await stage.cluster.kube.list({ apiVersion: 'v1', kind: 'Pod', namespace })
  return [...new Set(pods.flatMap(({ spec }) => spec.containers.map((one: { image: string }) => one.image)))]
}

interface Answer {
  readonly code: number | null
  readonly decision: string
  readonly digest: string
  /** The merge commit; null if nothing was merged. */
  readonly merged: string | null
  /** The unsatisfied rules, each with its message. */
  readonly missing: readonly string[]
}

/**
 * The branch of a change, and the job that runs on it. The job runs the gate in its own checkout; with `merge: true`
 * the gate merges what was approved.
 */
class Change {
  readonly branch: string
  readonly #checkout: string

  constructor(branch: string, files: Readonly<Record<string, string>>) {
    this.branch = branch
    this.#checkout = join(folder, branch)
    git(repository.folder, 'branch', branch, 'main')
    this.push(files)
    git(folder, 'clone', '-q', repository.url, this.#checkout)
  }

  push(files: Readonly<Record<string, string>>): string {
    return repository.commit(files, this.branch)
  }

  /** Writes a file with one approval, outside of the checkout, and returns its path. */
  approval(digest: string, at: string): string {
    const head = git(repository.folder, 'rev-parse', this.branch)
    const path = join(folder, `${this.branch}.json`)
    writeFileSync(path, JSON.stringify([{ by: 'bob', digest, at, head }]))
    return path
  }

  async gate(...more: string[]): Promise<Answer> {
    git(this.#checkout, 'fetch', '-q', 'origin')
    git(this.#checkout, 'checkout', '-q', '--detach', `origin/${this.branch}`)
    git(this.#checkout, 'fetch', '-q', 'origin', `+${RECORDS_BRANCH}:${RECORDS_BRANCH}`, '+main:main')
    const people = ['--forge=local', '--author=ann', '--pusher=ann']
    const args = ['gate', '--base=main', '--environment=prod', '--output=json', ...people, ...more]
    const { exitCode, stdout, stderr } = await fairlead(this.#checkout, args)
    git(this.#checkout, 'push', '-q', 'origin', RECORDS_BRANCH)
    if (stdout.trim() === '') throw new Error(stderr)
    const { decision, digest, merged, reasons } = JSON.parse(stdout) as Omit<Answer, 'code' | 'missing'> & {
      readonly reasons: readonly { rule: string; satisfied: boolean; message: string }[]
    }
    const missing = reasons.filter((one) => !one.satisfied).map((one) => `${one.rule}: ${one.message}`)
    return { code: exitCode, decision, digest, merged, missing }
  }

  /** Has the gate merge the change if it approves it. */
  deploy(...more: string[]): Promise<Answer> {
    return this.gate('--merge', ...more)
  }
}

/** Returns all entries of the records, after it has checked that the chain is complete. */
async function records() {
  const connection = connectLocal({ repository: repository.folder, environment: process.env })
  const { entries, faults } = await readChain(await connection.ledger(RECORDS_BRANCH))
  await connection.close()
  expect(faults).toEqual([])
  return entries.map(({ content }) => JSON.parse(content.toString()) as Record<string, unknown>)
}

describe('a change on its way to production', () => {
  it('dev syncs by itself, production waits, is approved, merged and verified, and each step is recorded', async () => {
    const base = repository.head()
    const revision = repository.commit({ [file('dev')]: deployment(image('2.0.0')) })
    const dev = await syncIn(repository, stage.argocd, { base, revision })
    expect(dev.app, dev.said).toMatchObject({ app: 'web-dev', environment: 'dev', outcome: 'verified' })
    expect(dev.code).toBe(0)
    const [first] = (await records()) as unknown as SyncEntry[]
    const verified = first?.apps[0]?.ended ?? ''
    const after = (seconds: number) => new Date(Date.parse(verified) + 1000 * seconds).toISOString()

    const change = new Change('bump', { [file('prod')]: deployment(image('2.0.0')) })
    const main = repository.head()
    const asked = await change.deploy(`--now=${after(SOAK + 1)}`)
    expect(asked).toMatchObject({ code: 1, decision: 'pending' })
    expect(asked.missing.join('\n')).toMatch(/^approved: /)
    expect(asked.missing).toHaveLength(1)

    const approvals = `--approvals=${change.approval(asked.digest, verified)}`
    const early = await change.deploy(approvals, `--now=${after(SOAK - 1)}`)
    expect(early).toMatchObject({ code: 1, decision: 'pending' })
    expect(early.missing.join('\n')).toMatch(/^verified-before: .* was verified in dev .* has to stay there/)
    expect(repository.head()).toBe(main)
    expect(await imagesIn('prod')).toEqual([image('1.0.0')])

    await sleep(Math.max(0, Date.parse(after(SOAK + 1)) - Date.now()))
    const approved = await change.deploy(approvals)
    expect(approved, approved.missing.join('\n')).toMatchObject({ code: 0, decision: 'approved' })
    const merged = repository.head()
    expect(approved.merged).toBe(merged)
    expect(git(repository.folder, 'rev-parse', `${merged}^1`)).toBe(main)
    const prod = await syncIn(repository, stage.argocd, { base: main, revision: merged })
    expect(prod.json.apps, prod.said).toMatchObject([
      { app: 'web-prod', environment: 'prod', outcome: 'verified', images: [image('2.0.0')] },
    ])
    expect(await imagesIn('prod')).toEqual([image('2.0.0')])

    const [, gated, merge, deployed, ...others] = await records()
    expect(others).toEqual([])
    expect(gated).toMatchObject({
      kind: 'gate',
      decision: 'approved',
      environment: 'prod',
      base: main,
      head: git(repository.folder, 'rev-parse', change.branch),
      digest: asked.digest,
      approvals: [{ by: { name: 'bob' }, counts: true }],
    })
    expect(merge).toMatchObject({ kind: 'merge', outcome: 'merged', merged, digest: asked.digest })
    const digest = image('2.0.0').replace(/^.*@/, '')
    expect(deployed).toMatchObject({
      kind: 'sync',
      commit: merged,
      outcome: 'verified',
      apps: [{ app: 'web-prod', environment: 'prod', images: [{ image: image('2.0.0'), digest }] }],
    })
  })

  it('what is pushed after the approval voids it: nothing is merged, and production stays as it is', async () => {
    const scaled = (replicas: number) => ({ [file('prod')]: deployment(image('2.0.0'), { replicas }) })
    const change = new Change('scale', scaled(2))
    const { digest } = await change.gate()
    const approvals = `--approvals=${change.approval(digest, new Date().toISOString())}`
    expect(await change.gate(approvals)).toMatchObject({ code: 0, decision: 'approved' })
    const [main, before] = [repository.head(), (await records()).length]
    change.push(scaled(50))
    const answer = await change.deploy(approvals)
    expect(answer).toMatchObject({ code: 1, decision: 'pending' })
    expect(answer.digest).not.toBe(digest)
    expect(answer.missing.join('\n')).toMatch(/^approved: .*web-prod changed since/s)
    expect(repository.head()).toBe(main)
    expect(await records()).toHaveLength(before)
    await stage.argocd.request('GET', '/api/v1/applications/web-prod?refresh=normal')
    const kind = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod' }
    expect((await stage.cluster.kube.find(kind, 'web'))?.['spec'].replicas).toBe(1)
  })
})
