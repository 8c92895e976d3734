import { describe, expect, it } from 'vitest'
import { bumpIn, bumpText, folderWith } from '../support/bump.ts'

const at = (key: string, more: Record<string, string> = {}) => ({ key, 'image-tag': '1.9.1', ...more })

describe('an old value that is no version', () => {
  it.each([
    ['an address', 'db: "redis:6379"\n', 'db'],
    ['an address', 'host: db.internal\n', 'host'],
    ['an address', 'source: https://example.com/v1.9.0/app.yaml\n', 'source'],
    ['a number', 'replicas: 3\n', 'replicas'],
    ['a number', 'service: {port: 8080}\n', 'service.port'],
    ['a quantity', 'web: {memory: 256Mi}\n', 'web.memory'],
    ['a name', 'service: {name: web}\n', 'service.name'],
    ['a word', 'mode: cluster\n', 'mode'],
    ['a word beside an image', 'image: {pullPolicy: Always}\n', 'image.pullPolicy'],
    ['a name beside an image', 'image: {pullSecret: registry1}\n', 'image.pullSecret'],
    ['a flag', 'web: {enabled: true}\n', 'web.enabled'],
    ['a range', 'version: ">=1.2.0"\n', 'version'],
    ['a multi-line string', 'script: |\n  echo 1.9.0\n  exit 0\n', 'script'],
    ['a template', 'tag: "{{ .Values.tag }}"\n', 'tag'],
    ['a variable', 'tag: ${web_tag}\n', 'tag'],
    ['another setting', 'env: ["LOG_LEVEL=debug"]\n', 'env[0]'],
    ['a branch', 'source: {targetRevision: release/1.9}\n', 'source.targetRevision'],
    ['a branch in an address', 'base: "https://github.com/acme/base?ref=release/1"\n', 'base'],
    ['what SOPS encrypts', 'tag: ENC[AES256_GCM,data:abcd,iv:ef==,tag:gh==,type:str]\n', 'tag'],
  ])('is not changed: %s', async (_, text, key) => {
    await expect(bumpText(text, at(key))).rejects.toMatchObject({
      kind: 'refused',
      faults: [{ hint: expect.stringContaining('changes') }],
    })
  })

  it.each([
    ['env: ["WEB_VERSION=1.9.0"]\n', 'env[0]', 'env: ["WEB_VERSION=1.9.1"]\n'],
    ['args: ["--image=ghcr.io/acme/web:1.9.0"]\n', 'args[0]', 'args: ["--image=ghcr.io/acme/web:1.9.1"]\n'],
    [
      'resources:\n  - https://github.com/acme/base//prod?ref=v1.9.0&depth=1 # CI\n',
      'resources[0]',
      'resources:\n  - https://github.com/acme/base//prod?ref=1.9.1&depth=1 # CI\n',
    ],
    ['url: oci://ghcr.io/acme/web:1.9.0\n', 'url', 'url: oci://ghcr.io/acme/web:1.9.1\n'],
    ['images: {web: "web:1.9.0"}\n', 'images.web', 'images: {web: "web:1.9.1"}\n'],
    ['tag:\n', 'tag', 'tag: 1.9.1\n'],
    ['tag: ""\n', 'tag', 'tag: "1.9.1"\n'],
    ['tag: null # chart\n', 'tag', 'tag: 1.9.1 # chart\n'],
    ['tag: ~\n', 'tag', 'tag: 1.9.1\n'],
    ['apps: {web: 12}\n', 'apps.web', 'apps: {web: 1.9.1}\n'],
    ['tag: main\n', 'tag', 'tag: 1.9.1\n'],
    ['version: 1.9.0+build.5\n', 'version', 'version: 1.9.1\n'],
    ['values: |\n  image:\n    tag: 1.9.0\n', 'values.image.tag', 'values: |\n  image:\n    tag: 1.9.1\n'],
  ])('moves its part, or as a whole: %j', async (text, key, moved) => {
    expect(await bumpText(text, at(key))).toBe(moved)
  })

  it('takes what changes tells, all the same', async () => {
    const folder = folderWith({ 'v.yaml': 'replicas: 3\n' })
    const { read } = await bumpIn(folder, { changes: '{"v.yaml": {"replicas": 5}}' })
    expect(read('v.yaml')).toBe('replicas: 5\n')
  })

  it.each([
    'port: 8080 # {"$imagepolicy": "flux-system:web:tag"}\n',
    'addr: db.internal:5432 # {"$imagepolicy": "flux-system:web"}\n',
  ])('is not changed where a marker stands behind it: %s', async (text) => {
    const folder = folderWith({ 'v.yaml': text })
    await expect(
      bumpIn(folder, { 'image-policy': 'flux-system:web', 'image-tag': '1.9.1' }),
    ).rejects.toMatchObject({ kind: 'refused' })
  })
})

describe('a file of SOPS', () => {
  const sealed = (more: string) =>
    `image:\n  tag: 1.9.0\npassword: ENC[AES256_GCM,data:abcd,type:str]\nsops:\n  mac: ENC[AES256_GCM,data:efgh,type:str]\n${more}  version: 3.9.0\n`

  it('is not edited where its code covers all values, whatever names the value', async () => {
    await expect(bumpText(sealed(''), at('image.tag'))).rejects.toMatchObject({ kind: 'refused' })
    const folder = folderWith({ 'v.yaml': sealed('') })
    await expect(bumpIn(folder, { changes: '{"v.yaml": {"image.tag": "2"}}' })).rejects.toThrow(
      'SOPS protects',
    )
    expect(await bumpText(sealed('  mac_only_encrypted: true\n'), at('image.tag'))).toContain('tag: 1.9.1')
  })
})

describe('a marker behind a part of a value', () => {
  it('moves that part', async () => {
    const text = 'args:\n  - --image=ghcr.io/acme/web:1.9.0 # {"$imagepolicy": "flux-system:web"}\n'
    const folder = folderWith({ 'v.yaml': text })
    const given = { 'image-policy': 'flux-system:web', 'image-tag': '1.9.1' }
    expect((await bumpIn(folder, given)).read('v.yaml')).toBe(text.replace('1.9.0', '1.9.1'))
  })
})
