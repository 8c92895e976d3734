/** What the gates of both forges share: an infra repo, its policy, the attacks on it, and what a gate answers. */
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect } from 'vitest'
import { command as diff } from '../../src/entries/wire/diff.ts'
import { gateRules } from '../../src/gate/table.ts'
import { approvalRules } from '../../src/gate/who.ts'
import { git, temporaryFolder } from './git.ts'
import { realTools } from './helm.ts'
import { runWired } from './wired.ts'

export const app = (name: string, environment: string, tag = '1') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd, labels: {env: ${environment}}}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, targetRevision: main, path: charts/web, helm: {valuesObject: {tag: "${tag}"}}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
`

export const policy = (gate = '{approvals: 1, from: {users: [bob, cid]}}') =>
  `environments: {prod: {gate: ${gate}}, staging: {}}\n`

/** Returns the files that change the policy. */
export const policyOf = (gate: string) => ({ files: { 'fairlead.yaml': policy(gate) } })

/** The files of the infra repo, with two apps in production. */
export const gatedFiles = {
  'fairlead.yaml': policy(),
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/templates/map.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {tag: "{{ .Values.tag }}"}\n',
  'argocd/web.yaml': app('web', 'prod'),
  'argocd/api.yaml': app('api', 'prod'),
}

export interface Answer {
  readonly decision: string
  readonly digest: string | null
  readonly missing: string
  /** The commit of the merge. */
  readonly merged: string | null
  readonly merge: {
    readonly outcome: 'merged' | 'failed'
    readonly already: boolean
    readonly lock: string | null
    readonly firstParent: string | null
    readonly tip: string | null
    readonly reason: string | null
  } | null
  /** The reason why the step fails; undefined if it succeeds. */
  readonly failure: string | undefined
  /** All output that a person sees. */
  readonly text: string
  readonly reasons: readonly {
    readonly rule: string
    readonly satisfied: boolean
    readonly message: string
  }[]
  readonly approvals: readonly { readonly by: string; readonly at: string; readonly atFrom: string | null }[]
}

/** Returns the answer of a gate. */
export function answerOf({ data, failure, text, warnings }: Awaited<ReturnType<typeof runWired>>): Answer {
  const answer = data as Omit<Answer, 'missing' | 'failure' | 'text'>
  const missing = answer.reasons.filter(({ satisfied }) => !satisfied).map(({ message }) => message)
  const all = [...text, ...warnings].join('\n')
  return { ...answer, missing: missing.join('\n'), failure: failure?.message, text: all }
}

/** Runs `diff` for the branch `change` of a clone, in a separate job, and returns the path of its report. */
export async function reportOf(folder: string): Promise<string> {
  const out = temporaryFolder()
  git(folder, 'checkout', '--quiet', '--detach', 'origin/change')
  const usual = { base: 'origin/main', comment: 'never', 'report-path': 'fairlead-report' }
  await runWired(diff, folder, { ...usual, 'helm-path': realTools(4).helm })
  git(folder, 'checkout', '--quiet', 'main')
  renameSync(join(folder, 'fairlead-report', 'report.json'), join(out, 'report.json'))
  return join(out, 'report.json')
}

/** Returns a list without the element with an ID. */
export function except<T extends { readonly id: string }>(id: string, all: readonly T[]): T[] {
  return all.filter((one) => one.id !== id)
}

/** Returns the rules of the gate without the one with an ID. */
export function rulesExcept(id: string) {
  return { gate: except(id, gateRules), approvals: except(id, approvalRules) }
}

/** An attack on a gate; `play` returns what the gate is then asked with. */
export interface Attack<World, Options, Played> {
  readonly options?: Options
  play(world: World): Promise<Played>
  readonly says: RegExp
}

/** Returns the rows of a table of attacks, which are grouped by the defense that stops them. */
export function rowsOf<A extends object>(attacks: Readonly<Record<string, Readonly<Record<string, A>>>>) {
  return Object.entries(attacks).flatMap(([defence, own]) =>
    Object.entries(own).map(([name, attack]) => ({ defence, name, ...attack })),
  )
}

interface World extends AsyncDisposable {
  readonly fake: { readonly violations: readonly unknown[] }
}

/**
 * Returns a function that starts a world for a test. After the test the world is closed, and the fake must have had
 * no request that the forge does not know.
 */
export function oneEach<W extends World, Options extends object>(
  start: (options: Options) => Promise<W>,
): (options?: Options) => Promise<W> {
  let open: W | undefined
  afterEach(async () => {
    expect(open?.fake.violations ?? []).toEqual([])
    await open?.[Symbol.asyncDispose]()
    open = undefined
  })
  return async (options = {} as Options) => (open = await start(options))
}
