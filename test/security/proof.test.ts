/** The renderer for a bump gets no secrets of the job, and its output cannot issue commands to its readers. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command as bump } from '../../src/entries/wire/bump.ts'
import { command as update } from '../../src/entries/wire/update.ts'
import { folderWith } from '../support/bump.ts'
import { bareRepository, temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { runWired } from '../support/wired.ts'

const files = (pod: string) => ({
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'chart/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: 1.4.1}\n',
  'chart/templates/pod.yaml': pod,
  'apps/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://git.example.test/acme/infra.git, targetRevision: main, path: chart}
  destination: {server: https://kubernetes.default.svc, namespace: prod}
`,
})
const image = '{{ .Values.image.repository }}:{{ .Values.image.tag }}'
const pod = (containers: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [${containers}]}\n`
const asked = { app: 'web', image: 'ghcr.io/acme/web', 'image-tag': '1.4.2' }

describe.skipIf(!hasTools)('what renders for a bump', () => {
  const { helm } = hasTools ? realTools(4) : { helm: '' }

  it('gets no token of the job, neither in its environment nor as an argument or a file', async () => {
    const work = temporaryFolder()
    const log = join(work, 'log')
    const spy = join(work, 'helm')
    writeFileSync(
      spy,
      `#!/bin/sh\n{ env; echo "$@"; cat "$HOME"/* 2>/dev/null; cat .git-credentials .netrc 2>/dev/null; } >> ${log}\nexec ${helm} "$@"\n`,
      { mode: 0o755 },
    )
    const secrets = {
      GITHUB_TOKEN: 'ghs_ofTheJob',
      ACTIONS_RUNTIME_TOKEN: 'eyOfTheRun',
      AWS_SECRET_ACCESS_KEY: 'awsOfTheJob',
    }
    const repository = bareRepository(files(pod(`{name: web, image: "${image}"}`)))
    const given = { forge: 'local', repository, token: 'ghp_given', 'source-token': 'ghp_source' }
    const environment = { PATH: process.env['PATH'], ...secrets }
    const { text } = await runWired(
      update,
      temporaryFolder(),
      { ...given, ...asked, 'helm-path': spy },
      { environment },
    )
    expect(text.join('\n')).toContain('Rendered: web in prod runs 1.4.2.')
    const seen = readFileSync(log, 'utf8')
    expect(seen).toContain('template')
    for (const secret of [...Object.values(secrets), given.token, given['source-token']])
      expect(seen).not.toContain(secret)
  })

  it('tells nothing of a Secret, and no name that it renders begins a line', async () => {
    const hostile = `${pod(`{name: "a\\n::stop-commands::x", image: "ghcr.io/acme/web:1.4.1"}`)}---
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {image: "ghcr.io/acme/web:hunter2", other: "x {{ .Values.image.tag }}"}
`
    const folder = folderWith(files(hostile))
    const inputs = { path: folder, 'helm-path': helm, ...asked }
    const error = await runWired(bump, folder, inputs).then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    )
    expect(error?.message).toContain('would continue to run ghcr.io/acme/web:1.4.1')
    expect(error?.message).not.toContain('hunter2')
    expect(error?.message.split('\n').filter((line) => line.trim().startsWith('::'))).toEqual([])
  })
})
