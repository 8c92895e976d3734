import { describe, expect, it } from 'vitest'
import { addressOf } from '../../../src/registry/name.ts'

describe('addressOf', () => {
  it.each([
    ['nginx', 'docker.io', 'library/nginx', 'https://registry-1.docker.io'],
    ['acme/web', 'docker.io', 'acme/web', 'https://registry-1.docker.io'],
    ['index.docker.io/acme/web', 'docker.io', 'acme/web', 'https://registry-1.docker.io'],
    ['ghcr.io/acme/web', 'ghcr.io', 'acme/web', 'https://ghcr.io'],
    ['oci://ghcr.io/acme/charts/web', 'ghcr.io', 'acme/charts/web', 'https://ghcr.io'],
    ['registry.corp:8443/web', 'registry.corp:8443', 'web', 'https://registry.corp:8443'],
    // Plain HTTP is used only for this machine; a similar name is another machine.
    ['localhost:5000/web', 'localhost:5000', 'web', 'http://localhost:5000'],
    ['127.0.0.1:5000/web', '127.0.0.1:5000', 'web', 'http://127.0.0.1:5000'],
    ['[::1]:5000/web', '[::1]:5000', 'web', 'http://[::1]:5000'],
    ['127.0.0.1.evil.example/web', '127.0.0.1.evil.example', 'web', 'https://127.0.0.1.evil.example'],
    ['127.evil.example/web', '127.evil.example', 'web', 'https://127.evil.example'],
    ['localhost.evil.example/web', 'localhost.evil.example', 'web', 'https://localhost.evil.example'],
  ])('finds %s', (repository, registry, path, origin) => {
    expect(addressOf(repository)).toEqual({ registry, path, origin })
  })

  it.each(['https://charts.example.com/web', 'ghcr.io/a/../b', 'ghcr.io/a b', 'ghcr.io/a?x', ''])(
    'refuses %j',
    (repository) => {
      expect(() => addressOf(repository)).toThrow('is not a valid repository of a container registry')
    },
  )
})
