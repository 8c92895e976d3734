import { expect, it } from 'vitest'
import { remotesOf } from '../../../src/render/engine/remote.ts'

const git = (url: string, path = '', revision = '') => ({ kind: 'git', url, revision, path })
const file = (url: string) => ({ kind: 'file', url })

// The cases of kustomize's own tests of these addresses: api/internal/git/repospec_test.go.
it.each([
  [
    'github.com/acme/web//deploy/base?ref=v1.2.0',
    [git('https://github.com/acme/web', 'deploy/base', 'v1.2.0')],
  ],
  ['github.com/acme/web/deploy', [git('https://github.com/acme/web', 'deploy')]],
  ['https://github.com/acme/web', [git('https://github.com/acme/web')]],
  [
    'https://github.com/acme/web.git/deploy?ref=main',
    [git('https://github.com/acme/web.git', 'deploy', 'main')],
  ],
  ['https://github.com/acme/web?version=v1&timeout=9', [git('https://github.com/acme/web', '', 'v1')]],
  ['git@github.com:acme/web.git//a?ref=b', [git('git@github.com:acme/web.git', 'a', 'b')]],
  ['ssh://git@github.com/acme/web//a', [git('git@github.com:acme/web', 'a')]],
  ['ssh://git@git.acme.dev:7999/acme/web.git//a', [git('ssh://git@git.acme.dev:7999/acme/web.git', 'a')]],
  ['git@gitlab.acme.dev:group/sub/web.git//a', [git('git@gitlab.acme.dev:group/sub/web.git', 'a')]],
  ['git::https://git.acme.dev/acme/web//a', [git('https://git.acme.dev/acme/web', 'a')]],
  ['https://dev.azure.com/acme/p/_git/web/a/b', [git('https://dev.azure.com/acme/p/_git/web', 'a/b')]],
  ['https://raw.acme.dev/acme/web/v1/install.yaml', [file('https://raw.acme.dev/acme/web/v1/install.yaml')]],
  [
    'https://github.com/acme/web/releases/download/v1/install.yaml',
    [
      file('https://github.com/acme/web/releases/download/v1/install.yaml'),
      git('https://github.com/acme/web', 'releases/download/v1/install.yaml'),
    ],
  ],
  [
    'https://git.acme.dev/acme/web',
    [file('https://git.acme.dev/acme/web'), git('https://git.acme.dev/acme/web')],
  ],
  ['https://acme.dev/install', [file('https://acme.dev/install')]],
  ['github.com/acme/web//../x', []],
  ['github.com/acme', []],
  ['gitlab.com/acme/web//deploy', []],
  ['/github.com/acme/web', []],
  ['../base', []],
])('%s', (text, remotes) => {
  expect(remotesOf(text, false)).toEqual(remotes)
})

it('takes no file for a component', () => {
  expect(remotesOf('https://git.acme.dev/acme/web/a.yaml', true)).toEqual([
    git('https://git.acme.dev/acme/web', 'a.yaml'),
  ])
  expect(remotesOf('https://acme.dev/a.yaml', true)).toEqual([])
})
