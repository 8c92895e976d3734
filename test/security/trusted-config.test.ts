/**
 * The sources of programs, and the recipients of credentials, are decided by reviewed content: in a job with a change
 * checked out, whatever started it, fairlead.yaml is read from the base or the default branch. Before, doctor
 * contacted the mirror of the change in every job, and render contacted its hosts in jobs without a pull request.
 */
import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { command as doctorCommand } from '../../src/entries/wire/doctor.ts'
import { command as renderCommand } from '../../src/entries/wire/render.ts'
import { readContext } from '../../src/runtime/context.ts'
import { githubEvent } from '../../src/runtime/github-event.ts'
import { application } from '../support/infra.ts'
import { checkOut, Server } from '../support/jobs.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { serveMirror } from '../support/mirror.ts'
import { hasTools, realTools } from '../support/helm.ts'

const repository = { full_name: 'acme/infra', default_branch: 'main' }
/** The events of jobs that may have a change checked out. */
const events = {
  pull_request: {
    repository,
    pull_request: { number: 7, base: { ref: 'main', repo: repository }, head: { ref: 'change' } },
  },
  issue_comment: { repository, issue: { number: 7, pull_request: {} } },
  workflow_dispatch: { repository },
} as const
type EventName = keyof typeof events

/** Runs a command in a checkout, like a job of GitHub. */
async function inJob(
  command: typeof doctorCommand | typeof renderCommand,
  folder: string,
  eventName: EventName | undefined,
  inputs: Record<string, string>,
  more: Record<string, string> = {},
) {
  const job: Record<string, string> =
    eventName === undefined
      ? {}
      : { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'acme/infra', GITHUB_EVENT_NAME: eventName }
  const environment = { PATH: process.env['PATH'], HOME: temporaryFolder(), ...job, ...more }
  const event = eventName === undefined ? {} : githubEvent(events[eventName], environment)
  const told: string[] = []
  const closers: (() => Promise<void>)[] = []
  const texts = new Map(Object.entries({ path: folder, ...inputs }).map(([name, value]) => [name, [value]]))
  const result = await command
    .run(
      { texts, faults: [], label: (name) => `--${name}` },
      {
        context: readContext(environment, folder, event),
        say: (message) => told.push(message),
        warn: (message) => told.push(message),
        width: 100,
        progress: () => undefined,
        hide: () => undefined,
        atEnd: (close) => closers.push(close),
      },
    )
    .finally(() => Promise.all(closers.map((close) => close())))
  return { told: told.join('\n'), text: result.text.join('\n'), result }
}

/** Creates the checkout of a change, in a clone of a server whose `main` has its own configuration. */
function changeWith(files: Record<string, string>, base: Record<string, string> = {}): string {
  const server = new Server({ 'README.md': 'infra\n', ...base })
  server.push('change', files, 'main')
  const folder = checkOut(server.folder, server.id('change'))
  git(folder, 'remote', 'set-url', 'origin', 'https://github.com/acme/infra')
  git(folder, 'config', `url.${server.folder}.insteadOf`, 'https://github.com/acme/infra')
  return folder
}

describe('doctor', () => {
  const mirrored = (address: string) => `render: {helmVersion: 4.1.4, mirror: "${address}"}\n`

  test.each(Object.keys(events) as EventName[])(
    'asks no mirror that only the change names (%s)',
    async (event) => {
      const mirror = await serveMirror()
      const folder = changeWith({ 'fairlead.yaml': mirrored(mirror.address) })
      const more = { PATH: gitAlone(), NODE_EXTRA_CA_CERTS: mirror.authority }
      await inJob(doctorCommand, folder, event, {}, more)
      expect(mirror.asked).toEqual([])
    },
  )

  test('asks the mirror of the base, and on a laptop the one that is checked out', async () => {
    const mirror = await serveMirror()
    const more = { PATH: gitAlone(), NODE_EXTRA_CA_CERTS: mirror.authority }
    const folder = changeWith({ 'a.yaml': 'a: 1\n' }, { 'fairlead.yaml': mirrored(mirror.address) })
    await inJob(doctorCommand, folder, 'pull_request', {}, more)
    expect(mirror.asked).toHaveLength(1)
    await inJob(doctorCommand, folder, undefined, {}, more)
    expect(mirror.asked).toHaveLength(2)
  })
})

describe.skipIf(!hasTools)('render', () => {
  /** Starts a Helm repository in the job's own network. */
  async function serveCharts() {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization ?? ''}`)
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
  }
  const files = (host: string) => ({
    'clusters/prod/web.yaml': application('web', 'prod').replace(
      /source:[^]*?(?=\n  destination)/,
      `source: {repoURL: 'http://${host}', chart: web, targetRevision: 1.0.0}`,
    ),
  })
  const listing = (host: string) => `fetch: {hosts: {"${host}": {private: true, credentials: true}}}\n`
  const render = (folder: string, event: EventName | undefined) =>
    inJob(renderCommand, folder, event, {
      'output-dir': join(temporaryFolder(), 'out'),
      'helm-path': realTools(4).helm,
    })

  test.each(Object.keys(events) as EventName[])(
    'asks no host that only the change lists (%s)',
    async (event) => {
      const { host, asked } = await serveCharts()
      const folder = changeWith({ ...files(host), 'fairlead.yaml': listing(host) })
      const { text } = await render(folder, event)
      expect(asked).toEqual([])
      expect(text).toContain('web-prod in prod could not be rendered')
    },
  )

  test.each([...(Object.keys(events) as EventName[]), undefined])(
    'asks a host that the base lists (%s)',
    async (event) => {
      const { host, asked } = await serveCharts()
      const folder = changeWith(files(host), { 'fairlead.yaml': listing(host) })
      await render(folder, event)
      expect(asked.length).toBeGreaterThan(0)
    },
  )

  test('asks no host, and says why, where the default branch cannot be had', async () => {
    const { host, asked } = await serveCharts()
    const folder = changeWith({ ...files(host), 'fairlead.yaml': listing(host) })
    git(folder, 'config', '--unset-all', 'remote.origin.url')
    git(folder, 'update-ref', '-d', 'refs/remotes/origin/main')
    const { told } = await render(folder, 'workflow_dispatch')
    expect(asked).toEqual([])
    expect(told).toContain('fetch and render in fairlead.yaml are ignored')
  })

  test('asks no host that the default branch of a fork lists, where the job has that checked out', async () => {
    const { host, asked } = await serveCharts()
    const folder = changeWith(files(host), { 'fairlead.yaml': listing(host) })
    // The clone's copy of the fork's branch lists the host. It must not be used.
    git(folder, 'config', '--unset-all', `url.${serverOf(folder)}.insteadOf`)
    git(folder, 'remote', 'set-url', 'origin', 'https://github.com/mallory/infra')
    const { told } = await render(folder, 'workflow_dispatch')
    expect(asked).toEqual([])
    expect(told).toContain('and acme/infra have different owners')
  })
})

/** Returns the folder that is used as the server of a checkout. */
function serverOf(folder: string): string {
  return /^url\.(.*)\.insteadof /m.exec(git(folder, 'config', '--get-regexp', '^url'))?.[1] ?? ''
}

/** Returns a PATH with git and without a renderer. */
function gitAlone(): string {
  const folder = temporaryFolder()
  const program = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  symlinkSync(program, join(folder, 'git'))
  return folder
}
