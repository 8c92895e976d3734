/**
 * `render` and `diff` as they are copied from the documentation, on a machine without a renderer: both are downloaded
 * automatically.
 */
import {
  chmodSync,
  existsSync,
  globSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command as diffCommand } from '../../src/entries/wire/diff.ts'
import { command as inventoryCommand } from '../../src/entries/wire/inventory.ts'
import { command as renderCommand } from '../../src/entries/wire/render.ts'
import { command as renderersCommand } from '../../src/entries/wire/renderers.ts'
import type { RequestContext } from '../../src/runtime/job-event.ts'
import { readContext } from '../../src/runtime/context.ts'
import { changedRepo, commitAll } from '../support/diff.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { packed, publish, serveMirror } from '../support/mirror.ts'
import type { Mirror } from '../support/mirror.ts'

const application = (name: string, path: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, targetRevision: HEAD, path: ${path}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
`
const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {value: "1"}\n'
const files = {
  'clusters/prod/web.yaml': application('web', 'apps/web'),
  'clusters/prod/queue.yaml': application('queue', 'apps/queue'),
  'apps/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'apps/web/templates/map.yaml': map.replace('1', '{{ .Capabilities.HelmVersion.Version }}'),
  'apps/queue/kustomization.yaml': 'resources: [map.yaml]\nnamePrefix: q-\n',
  'apps/queue/map.yaml': map,
}

/** Returns a PATH that contains only git. */
function onlyGit(): string {
  const folder = temporaryFolder()
  symlinkSync(execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim(), join(folder, 'git'))
  return folder
}

/**
 * Starts a mirror with Helm 4 and kubectl's kustomize. Kustomize is not available as a separate package, so a script
 * provides its command line.
 */
async function mirrorOfBoth(): Promise<Mirror> {
  const { helm, kubectl } = realTools(4)
  const mirror = await serveMirror()
  publish(mirror, 'helm', '4.1.4', packed('helm', readFileSync(helm)))
  const script = `#!/bin/sh\nif [ "$1" = version ]; then echo v5.7.1; else shift; exec ${kubectl} kustomize "$@"; fi\n`
  publish(mirror, 'kustomize', '5.7.1', packed('kustomize', Buffer.from(script)))
  return mirror
}

type Runnable = typeof inventoryCommand | typeof renderCommand | typeof diffCommand | typeof renderersCommand

async function run(
  command: Runnable,
  folder: string,
  inputs: Record<string, string>,
  environment: Record<string, string>,
  request?: RequestContext,
) {
  git(folder, 'config', 'remote.origin.url', 'https://github.com/acme/infra')
  const texts = new Map(
    Object.entries({ ...('path' in command.description.inputs ? { path: folder } : {}), ...inputs }).map(
      ([name, value]) => [name, [value]],
    ),
  )
  const told: string[] = []
  const closers: (() => Promise<void>)[] = []
  const result = await command
    .run(
      { texts, faults: [], label: (name) => `--${name}` },
      {
        context: readContext({ PATH: onlyGit(), ...environment }, folder, request ? { request } : {}),
        say: (message) => told.push(message),
        warn: (message) => told.push(`warning: ${message}`),
        width: 100,
        progress: () => undefined,
        hide: () => undefined,
        atEnd: (close) => closers.push(close),
      },
    )
    .finally(() => Promise.all(closers.map((close) => close())))
  return { ...result, told }
}

const settings = (mirror: Mirror, helm = '4.1.4') =>
  `render: {helmVersion: ${helm}, kustomizeVersion: v5.7.1, mirror: ${mirror.address}}\n`

describe.skipIf(!hasTools)('renderers that are not there', () => {
  it('are fetched once, used, and kept in the home', async () => {
    const mirror = await mirrorOfBoth()
    const home = temporaryFolder()
    const folder = changedRepo({ ...files, 'fairlead.yaml': settings(mirror) }, {})
    const environment = { HOME: home, NODE_EXTRA_CA_CERTS: mirror.authority }
    const out = join(temporaryFolder(), 'out')
    const first = await run(
      renderCommand,
      folder,
      { 'output-dir': out, 'renderer-mirror': mirror.address },
      environment,
    )
    expect(first.failure).toBeUndefined()
    expect(globSync('**/*.yaml', { cwd: out }).toSorted()).toEqual(['prod/queue.yaml', 'prod/web.yaml'])
    expect(readFileSync(join(out, 'prod/web.yaml'), 'utf8')).toContain('v4.1')
    expect(readFileSync(join(out, 'prod/queue.yaml'), 'utf8')).toContain('q-settings')
    expect(first.told).toEqual(
      expect.arrayContaining([
        `Fetching helm 4.1.4 for linux-amd64 from ${mirror.address}/helm-v4.1.4-linux-amd64.tar.gz`,
      ]),
    )
    expect(existsSync(join(home, '.cache/fairlead'))).toBe(true)

    mirror.files.clear()
    const again = join(temporaryFolder(), 'out')
    expect(
      (
        await run(
          renderCommand,
          folder,
          { 'output-dir': again, 'renderer-mirror': mirror.address },
          environment,
        )
      ).outputs,
    ).toMatchObject({
      apps: '2',
      failed: '0',
    })
    expect(mirror.asked).toHaveLength(4)
  })

  it('are those that the base names: a change cannot choose what renders it', async () => {
    const mirror = await mirrorOfBoth()
    const folder = changedRepo({ ...files, 'fairlead.yaml': settings(mirror) }, {})
    commitAll(folder, {
      'fairlead.yaml': 'render: {mirror: "https://evil.invalid"}\n',
      'apps/queue/map.yaml': map.replace('1', '2'),
      'apps/web/values.yaml': 'a: 1\n',
    })
    const environment = { HOME: temporaryFolder(), NODE_EXTRA_CA_CERTS: mirror.authority }
    const { outputs, data, failure } = await run(
      diffCommand,
      folder,
      { base: 'main', comment: 'never' },
      environment,
    )
    expect([outputs, failure]).toMatchObject([{ changed: 'true', apps: '1' }, undefined])
    expect(data).toMatchObject({ versions: { helm: '4.1.4', kustomize: '5.7.1' } })
  })

  it('come from no mirror that only what is rendered names', async () => {
    const mirror = await mirrorOfBoth()
    const folder = changedRepo({ ...files, 'fairlead.yaml': settings(mirror, '4.9.9') }, {})
    const environment = { HOME: temporaryFolder(), NODE_EXTRA_CA_CERTS: mirror.authority }
    await run(renderCommand, folder, { 'output-dir': join(temporaryFolder(), 'out') }, environment).catch(
      () => undefined,
    )
    expect(mirror.asked).toEqual([])
  })

  it('come for bump, update and inventory only in a version that an input asks for', async () => {
    const mirror = await mirrorOfBoth()
    const parent = application('parent', 'apps/parent')
    const template = 'apps/parent/templates/apps.yaml'
    const folder = changedRepo(
      {
        'fairlead.yaml': settings(mirror),
        'clusters/prod/parent.yaml': parent,
        'apps/parent/Chart.yaml': files['apps/web/Chart.yaml'],
        'apps/parent/values.yaml': 'name: web\n',
        [template]: application('{{ .Values.name }}', 'apps/web').replace('name: {{', 'name: x{{'),
      },
      {},
    )
    const environment = { HOME: temporaryFolder(), NODE_EXTRA_CA_CERTS: mirror.authority }
    const names = ({ data }: { data: unknown }) =>
      (data as { apps: { name: string }[] }).apps.map(({ name }) => name)
    expect(names(await run(inventoryCommand, folder, {}, environment))).toEqual(['parent'])
    expect(mirror.asked).toEqual([])
    const asked = { 'helm-version': '4.1.4', 'renderer-mirror': mirror.address }
    expect(names(await run(inventoryCommand, folder, asked, environment))).toContain('xweb')
  })

  it('are told where they cannot be had: nothing is called unchanged', async () => {
    const mirror = await mirrorOfBoth()
    const folder = changedRepo(
      { ...files, 'fairlead.yaml': settings(mirror, '4.9.9') },
      { 'apps/web/values.yaml': 'a: 1\n' },
    )
    const environment = { HOME: temporaryFolder(), NODE_EXTRA_CA_CERTS: mirror.authority }
    const { text, failure, outputs } = await run(
      diffCommand,
      folder,
      { base: 'main', comment: 'never' },
      environment,
    )
    expect(failure?.kind).toBe('input')
    expect(outputs).toMatchObject({ changed: 'true', risk: 'high' })
    const out = join(temporaryFolder(), 'out')
    const rendered = await run(
      renderCommand,
      folder,
      { 'output-dir': out, 'renderer-mirror': mirror.address },
      environment,
    )
    expect([rendered.failure?.kind, rendered.outputs]).toMatchObject(['input', { apps: '1', failed: '1' }])
    expect(text.join('\n')).toContain('helm 4.9.9 for linux-amd64 cannot be downloaded: localhost')
  })

  it('come from PATH where it has the very version, and no checksum is given', async () => {
    const mirror = await mirrorOfBoth()
    const folder = changedRepo({ ...files, 'fairlead.yaml': settings(mirror) }, {})
    const bin = onlyGit()
    symlinkSync(realTools(4).helm, join(bin, 'helm'))
    const script = join(bin, 'kustomize')
    writeFileSync(script, `#!/bin/sh\necho v5.0.0\n`)
    chmodSync(script, 0o755)
    const environment = { PATH: bin, HOME: temporaryFolder(), NODE_EXTRA_CA_CERTS: mirror.authority }
    const render = (inputs: Record<string, string> = {}) =>
      run(
        renderCommand,
        folder,
        { 'output-dir': join(temporaryFolder(), 'out'), 'renderer-mirror': mirror.address, ...inputs },
        environment,
      )
    expect((await render()).outputs).toMatchObject({ failed: '0' })
    expect(mirror.asked.filter((path) => path.includes('helm'))).toEqual([])
    expect(mirror.asked.filter((path) => path.includes('kustomize'))).toHaveLength(2)
    const refused = await render({ 'helm-version': '4.1.4', 'helm-sha256': 'a'.repeat(64) })
    expect(refused.failure?.message).toContain(`${'a'.repeat(64)} is set`)
  })

  it('may tell a version without its last part, as one does that was built by hand', async () => {
    const folder = changedRepo(files, {})
    const bin = onlyGit()
    const script = join(bin, 'helm')
    writeFileSync(
      script,
      `#!/bin/sh\nif [ "$1" = version ]; then echo v4.1; else exec ${realTools(4).helm} "$@"; fi\n`,
    )
    chmodSync(script, 0o755)
    symlinkSync(realTools(4).kubectl, join(bin, 'kubectl'))
    const out = join(temporaryFolder(), 'out')
    const environment = { PATH: bin, HOME: temporaryFolder() }
    expect((await run(renderCommand, folder, { 'output-dir': out }, environment)).outputs).toMatchObject({
      failed: '0',
    })
  })

  it('are put into a folder for an image, and both or none', async () => {
    const mirror = await mirrorOfBoth()
    const home = temporaryFolder()
    const bin = join(temporaryFolder(), 'new/bin')
    const folder = changedRepo(files, {})
    const versions = {
      'helm-version': '4.1.4',
      'kustomize-version': '5.7.1',
      'renderer-mirror': mirror.address,
    }
    const bring = (inputs: Record<string, string>) =>
      run(
        renderersCommand,
        folder,
        { 'bin-dir': bin, ...versions, ...inputs },
        {
          HOME: home,
          NODE_EXTRA_CA_CERTS: mirror.authority,
        },
      )
    await expect(bring({ 'kustomize-version': '5.7.9' })).rejects.toThrow('kustomize 5.7.9')
    expect(existsSync(bin)).toBe(false)
    expect((await bring({})).text).toEqual([
      `helm 4.1.4 from ${mirror.address} is in ${bin}.`,
      `kustomize 5.7.1 from ${mirror.address} is in ${bin}.`,
    ])
    const told = execFileSync(join(bin, 'helm'), ['version', '--short'], { encoding: 'utf8' })
    expect([told.trim(), readdirSync(home)]).toEqual([expect.stringContaining('v4.1.4'), []])
  })
})
