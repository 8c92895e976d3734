import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { FLOATING_TAGS } from '../../src/images/tags.ts'
import { parseYaml } from '../../src/yaml/parse.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

it('documents every floating tag', () => {
  const list = /<!-- floating:start -->([^]*?)<!-- floating:end -->/.exec(readme)?.[1] ?? ''
  expect([...list.matchAll(/`([^`]+)`/g)].map((match) => match[1])).toEqual(FLOATING_TAGS)
})

it('shows a fairlead.yaml that is valid', () => {
  const example = /```yaml\n(# yaml-language-server[^]*?)```/.exec(readme)?.[1] ?? ''
  expect(readConfig(parseYaml(example, 'README.md'))).toMatchObject({
    environments: { east: { allow: ['auto-merge'] } },
  })
})
