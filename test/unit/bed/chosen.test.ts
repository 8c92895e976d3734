/**
 * The cluster that a bed writes to. Tests that used whatever cluster was configured have deleted data in live
 * clusters.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { chosen } from '../../bed/chosen.ts'
import { scrubbed } from '../../bed/environment.ts'
import { temporaryFolder } from '../../support/git.ts'

const production = 'https://k8s.example.com:6443'

/** Writes a kubeconfig with a cluster, and optionally a second cluster that is not the current one. */
function kubeconfig(server: string, more: Record<string, string> = {}, other?: string): string {
  const path = join(temporaryFolder(), 'config')
  const clusters = [{ name: 'here', cluster: { server, ...more } }]
  if (other !== undefined) clusters.push({ name: 'there', cluster: { server: other } })
  const config = {
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'me' } }],
    users: [{ name: 'me', user: { token: 't' } }],
    clusters,
  }
  writeFileSync(path, JSON.stringify(config))
  return path
}

it('what a platform engineer has set chooses nothing', () => {
  const set = {
    KUBECONFIG: kubeconfig(production),
    ARGOCD_SERVER: 'argocd.example.com',
    ARGOCD_AUTH_TOKEN: 't',
    ARGOCD_OPTS: '--insecure',
    HOME: '/home/engineer',
  }
  expect(chosen(set)).toEqual({ cluster: undefined, argocd: undefined })
  const seen = scrubbed({ ...set, AWS_PROFILE: 'production', PATH: '/usr/bin' }, '/tmp/bed', '/cache')
  expect(seen).toEqual({
    PATH: '/usr/bin',
    HOME: '/tmp/bed/home',
    TMPDIR: '/tmp/bed/tmp',
    XDG_CACHE_HOME: '/cache',
  })
})

it.each(['https://127.0.0.1:6443', 'https://127.8.9.10', 'https://localhost:6443', 'https://[::1]:6443'])(
  'a cluster at %s is taken by the variable of the bed',
  (server) => {
    const path = kubeconfig(server)
    const { cluster } = chosen({ FAIRLEAD_BED_KUBECONFIG: path })
    expect(cluster).toEqual({ kubeconfig: path, server, token: 't' })
  },
)

it.each([
  production,
  'https://127.0.0.1.example.com',
  'https://localhost.example.com',
  'https://10.0.0.1:6443',
  'https://user:127.0.0.1@example.com',
  'https://0.0.0.0:6443',
  'https://[::]:6443',
])('a cluster at %s is refused until it is named once more', (server) => {
  const path = kubeconfig(server)
  const { hostname } = new URL(server)
  expect(() => chosen({ FAIRLEAD_BED_KUBECONFIG: path })).toThrow(`FAIRLEAD_BED_ALLOW=${hostname}`)
  expect(() => chosen({ FAIRLEAD_BED_KUBECONFIG: path, FAIRLEAD_BED_ALLOW: 'example' })).toThrow(
    'not on this',
  )
  const allowed = { FAIRLEAD_BED_KUBECONFIG: path, FAIRLEAD_BED_ALLOW: `other, ${hostname}` }
  expect(chosen(allowed).cluster?.server).toBe(server)
})

it('a proxy, and a second cluster in the file, count as well', () => {
  const local = 'https://127.0.0.1:6443'
  const proxy = kubeconfig(local, { 'proxy-url': 'http://proxy.example.com' })
  expect(() => chosen({ FAIRLEAD_BED_KUBECONFIG: proxy })).toThrow('proxy.example.com')
  expect(() => chosen({ FAIRLEAD_BED_KUBECONFIG: kubeconfig(local, {}, production) })).toThrow(
    'k8s.example.com',
  )
})

it('an Argo CD elsewhere is refused, and half a choice is', () => {
  const given = { FAIRLEAD_BED_KUBECONFIG: kubeconfig('https://127.0.0.1:6443') }
  const url = { FAIRLEAD_BED_ARGOCD: 'https://argocd.example.com' }
  const token = { FAIRLEAD_BED_ARGOCD_TOKEN: 't' }
  expect(() => chosen({ ...given, ...url, ...token })).toThrow('FAIRLEAD_BED_ALLOW=argocd.example.com')
  expect(() => chosen({ ...url, ...token })).toThrow('needs FAIRLEAD_BED_KUBECONFIG')
  expect(() => chosen({ ...given, ...url })).toThrow('needs FAIRLEAD_BED_ARGOCD_TOKEN')
  expect(chosen({ ...given, FAIRLEAD_BED_ARGOCD: 'http://127.0.0.1:8080/', ...token }).argocd).toEqual({
    url: 'http://127.0.0.1:8080',
    token: 't',
  })
})
