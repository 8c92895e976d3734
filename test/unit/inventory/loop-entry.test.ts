import { describe, expect, it } from 'vitest'
import { loopEntryOf } from '../../../src/inventory/leading/loop-entry.ts'
import { parseYaml } from '../../../src/yaml/parse.ts'

const keyOf = (text: string, name: string) => loopEntryOf(parseYaml(text, 'values.yaml'), name)?.key

describe('the entry that a template made an app of', () => {
  const twice = 'apps:\n  - {name: web, env: dev}\n  - {name: web, env: prod}\n  - {name: api, env: prod}\n'

  it('is the one that tells most of its name', () => {
    expect(keyOf(twice, 'web-dev')).toBe('apps[0]')
    expect(keyOf(twice, 'web-prod')).toBe('apps[1]')
    expect(keyOf(twice, 'api-prod')).toBe('apps[2]')
    expect(keyOf('apps:\n  web: {}\n  web-admin: {}\n', 'web-admin-prod')).toBe('apps.web-admin')
    expect(keyOf('apps: [web, api]\n', 'api')).toBe('apps[1]')
  })

  it('is none where two fit as well as each other, or none does', () => {
    expect(keyOf(twice, 'web')).toBeUndefined()
    expect(keyOf(twice, 'shop')).toBeUndefined()
  })
})
