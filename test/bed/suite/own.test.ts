/** Tests the guarantees of a bed for its machine, and for users who have other clusters configured. */
import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../support/git.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import { buildsFolder } from '../build.ts'
import type { Cluster } from '../cluster.ts'
import { runIsolated } from '../namespace.ts'
import { run } from '../run.ts'
import { waitFor } from '../wait.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** Starts a bed that ends with the test. */
async function testBed(): Promise<Bed> {
  const bed = await startBed()
  onTestFinished(() => bed.close())
  return bed
}

const list = ({ kube }: Cluster) => kube.list({ apiVersion: 'v1', kind: 'Namespace' })

it('each part is paused, stopped and started alone', async () => {
  const bed = await testBed()
  const cluster = await bed.startCluster('a')
  const apiserver = cluster.part('apiserver')
  apiserver.pause()
  const late = list(cluster)
  const first = await Promise.race([late, new Promise((resolve) => setTimeout(resolve, 500, 'no answer'))])
  expect(first).toBe('no answer')
  apiserver.resume()
  // A paused server received the request, and answers it when it resumes.
  expect((await late).length).toBeGreaterThan(0)

  await apiserver.stop()
  expect(apiserver.state).toBe('stopped')
  await expect(list(cluster)).rejects.toThrow('ECONNREFUSED')
  expect(cluster.part('etcd').state).toBe('running')
  await apiserver.start()
  expect((await list(cluster)).length).toBeGreaterThan(0)

  // A kubelet that was stopped finds the pods that were created in the meantime.
  await cluster.part('kubelet').stop()
  const pod = { apiVersion: 'v1', kind: 'Pod' }
  const spec = { containers: [{ name: 'main', image: 'example.com/app:1' }] }
  await cluster.kube.create({ ...pod, metadata: { name: 'patient', namespace: 'default' }, spec })
  await cluster.part('kubelet').start()
  await waitFor('the pod', async () =>
    (await cluster.kube.get({ ...pod, namespace: 'default' }, 'patient'))['status'].phase === 'Running'
      ? true
      : undefined,
  )
})

it('two clusters of one bed know nothing of each other', async () => {
  const bed = await testBed()
  const [a, b] = await Promise.all([bed.startCluster('a'), bed.startCluster('b')])
  await a.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'only-in-a' } })
  const names = async (cluster: Cluster) => (await list(cluster)).map(({ metadata }) => metadata.name)
  expect(await names(a)).toContain('only-in-a')
  expect(await names(b)).not.toContain('only-in-a')
})

it('what is configured for other clusters is not touched, nor seen by any part', async () => {
  const asked: string[] = []
  const production = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(500).end()
  })
  await new Promise<void>((resolve) => production.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void production.close())
  const address = `127.0.0.1:${(production.address() as AddressInfo).port}`
  const home = temporaryFolder()
  const config = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'production', cluster: { server: `http://${address}` } }],
    users: [{ name: 'me', user: { token: 'of-production' } }],
    contexts: [{ name: 'production', context: { cluster: 'production', user: 'me' } }],
    'current-context': 'production',
  })
  mkdirSync(join(home, '.kube'))
  writeFileSync(join(home, '.kube/config'), config)
  // The path of the builds does not depend on the home folder.
  vi.stubEnv('XDG_CACHE_HOME', dirname(buildsFolder(process.env)))
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('HOME', home)
  vi.stubEnv('KUBECONFIG', join(home, '.kube/config'))
  for (const name of ['ARGOCD_SERVER', 'ARGOCD_REPO_SERVER_LISTEN_ADDRESS', 'REDIS_SERVER'])
    vi.stubEnv(name, address)
  vi.stubEnv('KUBERNETES_MASTER', `http://${address}`)
  vi.stubEnv('HTTP_PROXY', `http://${address}`)

  const bed = await testBed()
  const cluster = await bed.startCluster('a')
  await Promise.all([bed.startArgocd(cluster), bed.startFlux(cluster)])
  expect(bed.parts.length).toBeGreaterThan(8)
  for (const { pid } of bed.parts) {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
    expect(environment).not.toContain(address)
    expect(environment).not.toContain(home)
  }
  expect(asked).toEqual([])
})

it('a bed that is chosen by its variables is used, and not ended', async () => {
  const own = await testBed()
  const cluster = await own.startCluster('a')
  vi.stubEnv('FAIRLEAD_BED_KUBECONFIG', cluster.kubeconfig)
  onTestFinished(() => void vi.unstubAllEnvs())
  const guest = await startBed()
  const chosen = await guest.startCluster('a')
  expect(guest.parts.map(({ name }) => name)).toEqual(['git'])
  expect(() => chosen.part('etcd')).toThrow('has no part a/etcd')
  await chosen.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'of-guest' } })
  expect(() => guest.startCluster('b')).toThrow('gives one cluster')
  await guest.close()
  expect((await list(cluster)).map(({ metadata }) => metadata.name)).toContain('of-guest')
})

/** Runs `main.ts` with a command, as a person does. Returns its output and its exit code. */
function runBed(command: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [main, ...command], {
    env: { ...process.env, ...env },
    detached: true,
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (said.out += chunk))
  child.stderr.on('data', (chunk) => (said.err += chunk))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, said, ended }
}

it('two beds run at once, tell the time of each part, and leave nothing behind', async () => {
  const place = temporaryFolder()
  const guest = fileURLToPath(new URL('guest.ts', import.meta.url))
  const names = ['left', 'right']
  const runs = names.map((name) => runBed([process.execPath, guest, name], { TMPDIR: place }))
  const codes = await Promise.all(runs.map(({ ended }) => ended))
  expect(runs.map(({ said }) => said.err).join('\n')).not.toContain('rror')
  expect(codes).toEqual([0, 0])
  const [left, right] = runs.map(({ said }) => said)
  expect(left?.out).toContain('left')
  expect(left?.out).not.toContain('right')
  expect(right?.out).toContain('right')
  for (const part of ['etcd', 'apiserver', 'controller-manager', 'kubelet', 'argocd-server'])
    expect(left?.err).toMatch(new RegExp(`^bed: a/${part} [\\d.]+ s$`, 'm'))
  expect(readdirSync(place)).toEqual([])
  expect(processesWith(realpathSync(place))).toEqual([])
})

it('a bed alone tells how it is entered, and Ctrl-C ends it', async () => {
  const place = temporaryFolder()
  const { child, said, ended } = runBed([], { TMPDIR: place })
  await waitFor('the bed', async () => (said.out.includes('Ctrl-C ends it') ? true : undefined))
  const [, enter = ''] = /(nsenter --target .*) bash$/m.exec(said.out) ?? []
  const [, kubeconfig = ''] = /export KUBECONFIG=(.*)/.exec(said.out) ?? []
  const guest = fileURLToPath(new URL('guest.ts', import.meta.url))
  const command = `KUBECONFIG=${kubeconfig} ${enter} ${process.execPath} ${guest} of-neighbour`
  const env = { PATH: process.env['PATH'] }
  expect(await run('bash', ['-c', command], { env })).toContain('of-neighbour')
  // The terminal sends the signal to all processes in the foreground.
  process.kill(-(child.pid ?? 0), 'SIGINT')
  expect(await ended).toBe(0)
  expect(readdirSync(place)).toEqual([])
  expect(processesWith(place)).toEqual([])
})

it('a bed whose first process alone is told to end does so', async () => {
  const place = temporaryFolder()
  const { child, said, ended } = runBed(['sleep', '1000'], { TMPDIR: place })
  await waitFor('its parts', async () => (said.err.includes('a/kubelet') ? true : undefined))
  child.kill('SIGTERM')
  expect(await ended).not.toBe(0)
  expect(readdirSync(place)).toEqual([])
  expect(processesWith(place)).toEqual([])
})

it('a bed that is killed outright takes its parts with it, and the next run its folder', async () => {
  const place = temporaryFolder()
  const killed = runBed(['sleep', '1000'], { TMPDIR: place })
  await waitFor('its parts', async () => (killed.said.err.includes('a/kubelet') ? true : undefined))
  expect(processesWith(place).length).toBeGreaterThan(2)
  killed.child.kill('SIGKILL')
  await waitFor('their end', async () => (processesWith(place).length === 0 ? true : undefined))
  expect(readdirSync(place)).toHaveLength(1)
  await runBed(['true'], { TMPDIR: place, PATH: refusing('unshare', 'sudo') }).ended
  expect(readdirSync(place)).toEqual([])
})

it('a machine that refuses is told how to help it, and that is no pass', async () => {
  const { said, ended } = runBed(['true'], { PATH: refusing('unshare', 'sudo') })
  expect(await ended).toBe(77)
  expect(said.err).toContain('bed: skipped: network namespaces are refused here')
  expect(said.err).toContain('needs root, or user namespaces, or sudo')
})

it('where only sudo may, it is asked, and the command is the user again', async () => {
  const folder = temporaryFolder()
  const script = (name: string, text: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  script('sudo', 'while [ "${1#--}" != "$1" ]; do shift; done\nAS_ROOT=1 exec "$@"')
  script('unshare', `test -n "$AS_ROOT" && exec ${whereIs('unshare')} "$@"\nexit 1`)
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` }
  const out = join(folder, 'out')
  const command = ['sh', '-c', `echo "$AS_ROOT $(id -u) $PATH" > ${out}`]
  expect(await runIsolated(command, env)).toBe(0)
  expect(readFileSync(out, 'utf8')).toContain(`1 ${process.getuid?.()} ${env.PATH}`)
})

/** Returns the path of a program. */
function whereIs(name: string): string {
  const folders = (process.env['PATH'] ?? '').split(':')
  return join(folders.find((folder) => existsSync(join(folder, name))) ?? '', name)
}

it('a machine without redis is told which package has it', async () => {
  const folder = temporaryFolder()
  for (const name of ['git', 'unshare', 'setpriv', 'flock', 'ip', 'node'])
    symlinkSync(whereIs(name), join(folder, name))
  const { said, ended } = runBed(['true'], { PATH: folder })
  expect(await ended).toBe(77)
  expect(said.err).toBe('bed: skipped: the machine lacks redis-server: apt-get install redis-server\n')
})

it('where the programs are not built and there is no Go, it says what to install', async () => {
  const env = { XDG_CACHE_HOME: temporaryFolder(), PATH: refusing('go') }
  const { said, ended } = runBed(['true'], env)
  expect(await ended).toBe(77)
  expect(said.err).toMatch(/^bed: skipped: Go is missing: install Go 1\.\d+\.\d+ or newer/)
})

/** Returns a PATH on which these programs exist and fail. */
function refusing(...names: string[]): string {
  const folder = temporaryFolder()
  for (const name of names)
    writeFileSync(join(folder, name), '#!/bin/sh\necho "operation not permitted" >&2\nexit 1\n', {
      mode: 0o755,
    })
  return `${folder}:${process.env['PATH']}`
}

/** Returns the processes that have a path of a folder among their arguments. */
function processesWith(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`))
    .map((name) => commandOf(name).replaceAll('\0', ' '))
    .filter((command) => command.includes(folder))
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    // The process has ended since it was listed.
    return ''
  }
}

it('runs with nothing around it but loopback', async () => {
  expect(existsSync(tmpdir())).toBe(true)
  await expect(fetch('http://192.0.2.1/', { signal: AbortSignal.timeout(5000) })).rejects.toThrow(
    'fetch failed',
  )
})
