import { describe, expect, it } from 'vitest'
import { addressesIn } from '../../../src/render/submodules.ts'

describe('.gitmodules', () => {
  it('tells the addresses by path, as git reads them', () => {
    const text = `# submodules
[submodule "a"]
	path = vendor/a/
	url = https://github.com/acme/a.git # the charts
[submodule "b b"] path = "vendor/b; b"
	URL = ../b.git
	branch = main
[submodule "lost"]
	path = vendor/c
`
    expect([...addressesIn(text)]).toEqual([
      ['vendor/a', 'https://github.com/acme/a.git'],
      ['vendor/b; b', '../b.git'],
    ])
  })
})
