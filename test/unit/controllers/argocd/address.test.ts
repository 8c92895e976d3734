import { describe, expect, it } from 'vitest'
import { readServers } from '../../../../src/controllers/argocd/access/address.ts'

const read = (...given: string[]) =>
  readServers(given).map(({ controlPlane, url }) => [controlPlane, url.href])

describe('the addresses of servers', () => {
  it.each([
    ['https://argocd.example.com', [undefined, 'https://argocd.example.com/']],
    ['argocd.example.com:8443/argo/', [undefined, 'https://argocd.example.com:8443/argo']],
    ['prod=argocd.example.com', ['prod', 'https://argocd.example.com/']],
    // If a control plane has no name, it is identified by the folder that declares its apps.
    ['clusters/prod=https://argocd.example.com/a=b', ['clusters/prod', 'https://argocd.example.com/a=b']],
    ['.=http://127.0.0.1:8080', ['.', 'http://127.0.0.1:8080/']],
  ])('%s', (text, server) => {
    expect(read(text)).toEqual([server])
  })
})
