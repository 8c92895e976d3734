import { describe, expect, it } from 'vitest'
import { githubName } from '../../../src/entries/wire/origin.ts'

describe('a repository of GitHub that an input names', () => {
  it.each([
    ['acme/infra', 'acme/infra'],
    ['Acme/Infra.js', 'Acme/Infra.js'],
    ['https://github.com/Acme/infra', 'Acme/infra'],
    ['https://github.com/acme/infra.git', 'acme/infra'],
    ['http://GitHub.com/acme/infra/', 'acme/infra'],
    ['https://x-access-token:s3cret@github.com/acme/infra', 'acme/infra'],
    ['git@github.com:acme/infra.git', 'acme/infra'],
    ['ssh://git@ssh.github.com:443/acme/infra.git', 'acme/infra'],
    ['github.com/acme/infra', 'acme/infra'],
  ])('%s is %s', (text, name) => {
    expect(githubName(text, 'https://github.com')).toBe(name)
  })

  it('is on the server of the job', () => {
    expect(githubName('git@ghe.acme.dev:acme/infra.git', 'https://ghe.acme.dev')).toBe('acme/infra')
    expect(() => githubName('https://github.com/acme/infra', 'https://ghe.acme.dev')).toThrow(
      'repository is on github.com, but forge is github, which is https://ghe.acme.dev here',
    )
  })

  it.each([
    'https://github.com.evil.example/acme/infra',
    'https://evil.example/github.com/acme/infra',
    'https://github.com@evil.example/acme/infra',
    'git@evil.example:github.com/acme/infra',
  ])('%s is on another server', (text) => {
    expect(() => githubName(text, 'https://github.com')).toThrow('repository is on evil.example'.slice(0, 16))
    expect(() => githubName(text, 'https://github.com')).toThrow(/forge is github/)
  })
})
