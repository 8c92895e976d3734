/** An app repo with a chart, and an infra repo with apps that use it, for tests. */
import { realTools } from './helm.ts'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { command } from '../../src/entries/wire/diff.ts'
import type { Review } from '../../src/review/model.ts'
import { readContext } from '../../src/runtime/context.ts'
import type { Edits } from './diff.ts'
import { changedRepo, commitAll } from './diff.ts'
import { git, temporaryFolder } from './git.ts'

export const appUrl = 'https://github.com/acme/shop'

/** Returns an Application of the chart in the app repo, with values of the infra repo. */
export const shopApp = (
  environment: string,
  revision: string,
  url = appUrl,
) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop-${environment}, namespace: argocd}
spec:
  project: default
  sources:
    - {repoURL: '${url}', targetRevision: ${revision}, path: deploy/chart, helm: {valueFiles: [$values/envs/${environment}.yaml]}}
    - {repoURL: https://github.com/acme/infra, targetRevision: HEAD, ref: values}
  destination: {server: https://kubernetes.default.svc, namespace: shop-${environment}}
`

export const chartFiles = {
  'deploy/chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
  'deploy/chart/templates/map.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: shop}
data: {size: '{{ .Values.size }}', mode: quiet}
`,
  'src/main.go': 'package main\n',
}

/** Creates a checkout of the app repo with `change` on top of `main`, and with `origin` as its remote. */
export function appRepo(edits: Edits, origin = appUrl): string {
  const folder = changedRepo(chartFiles, edits)
  git(folder, 'tag', 'v1.0.0', 'main')
  git(folder, 'remote', 'add', 'origin', origin)
  return folder
}

export function infraRepo(files: Edits): string {
  const folder = temporaryFolder()
  git(folder, 'init', '--quiet', '--initial-branch=main')
  const values = Object.fromEntries(
    ['dev', 'staging', 'prod'].map((name) => [`envs/${name}.yaml`, `size: ${name}\n`]),
  )
  commitAll(folder, { ...values, ...files }, 'Begin')
  git(folder, 'remote', 'add', 'origin', 'https://github.com/acme/infra')
  return folder
}

/**
 * Runs `diff` as the command line runs it in the app repo.
 *
 * @param workspace the folder that relative paths start from
 */
export async function diffOfApp(
  folder: string,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
  workspace = temporaryFolder(),
) {
  const { helm, kubectl } = realTools(4)
  const given = {
    path: folder,
    base: 'main',
    forge: 'local',
    comment: 'never',
    'helm-path': helm,
    'kustomize-path': kubectl,
    ...inputs,
  }
  const texts = new Map(Object.entries(given).map(([name, value]) => [name, [value]]))
  const closing: (() => Promise<void>)[] = []
  onTestFinished(async () => {
    for (const close of closing.toReversed()) await close()
  })
  const home = temporaryFolder()
  const result = await command.run(
    { texts, faults: [], label: (name) => name },
    {
      context: readContext(
        { ...process.env, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), ...environment },
        workspace,
      ),
      say: () => undefined,
      warn: () => undefined,
      width: 100,
      progress: () => undefined,
      hide: () => undefined,
      atEnd: (close) => closing.push(close),
    },
  )
  const report = result.data as Review
  return {
    ...result,
    report,
    statuses: Object.fromEntries(report.apps.map(({ app, status }) => [app.name, status])),
  }
}
