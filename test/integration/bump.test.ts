import type { FairleadError } from '../../src/errors.ts'
import { describeFault } from '../../src/errors.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bumpIn, bumpText, folderWith } from '../support/bump.ts'

const digest = (letter: string) => `sha256:${letter.repeat(64)}`

describe('a new key in JSON', () => {
  it.each([
    ['{"web": {"name": "web"}}\n', '{"web": {"name": "web", "tag": "2.0.0"}}\n'],
    ['{"web": {}}\n', '{"web": {"tag": "2.0.0"}}\n'],
    ['{}\r\n', '{"web": {"tag": "2.0.0"}}\r\n'],
  ])('is written as JSON: %j', async (before, after) => {
    const folder = folderWith({ 'v.json': before })
    const given = { 'values-file': 'v.json', key: 'web.tag', 'image-tag': '2.0.0', create: 'true' }
    const text = (await bumpIn(folder, given)).read('v.json')
    expect(text).toBe(after)
    expect(JSON.parse(text)).toMatchObject({ web: { tag: '2.0.0' } })
  })
})

describe('an item of a list', () => {
  const text =
    'releases:\n  - name: web\n    version: 1.0.0 # CI\n  - {name: "docs", version: 1.0.0}\n  - name: api\n    labels: {app.kubernetes.io/name: api}\n    version: 1.0.0\n'
  it.each([
    ['releases[name=docs].version', 'version: 1.0.0}', 'version: 2.0.0}'],
    ['releases[name="web"].version', '1.0.0 # CI', '2.0.0 # CI'],
    [
      String.raw`releases[labels.app\.kubernetes\.io/name=api].version`,
      '    version: 1.0.0\n$',
      '    version: 2.0.0\n',
    ],
  ])('is picked by a field: %s', async (key, from, to) => {
    const expected = from.endsWith('$') ? text.slice(0, -from.length + 1) + to : text.replace(from, to)
    expect(await bumpText(text, { key, 'image-tag': '2.0.0' })).toBe(expected)
  })

  it('that is not there, or there twice, is told', async () => {
    const given = (key: string) => ({ key, 'image-tag': '2.0.0' })
    await expect(bumpText(text, given('releases[name=doc].version'))).rejects.toThrow(
      'no item of releases has name: doc\n  Did you mean "docs"?',
    )
    await expect(bumpText(text, given('releases[version=1.0.0].version'))).rejects.toThrow(
      'Select one by its position: releases[0], releases[1], releases[2].',
    )
    await expect(bumpText(text, given('releases.name[a=b]'))).rejects.toThrow('is not a list')
  })
})

describe('a key in a values file', () => {
  it.each([
    ['plain', 'image:\n  tag: 1.0.0 # keep\n', 'image:\n  tag: 1.2.0 # keep\n'],
    ['single quotes', "image:\n  tag: '1.0.0'\n", "image:\n  tag: '1.2.0'\n"],
    ['double quotes', 'image: {tag: "1.0.0", x: 1}\n', 'image: {tag: "1.2.0", x: 1}\n'],
    [
      'CRLF, byte order mark, no last line break',
      '\uFEFFimage:\r\n    tag: 1.0.0\r\n# end',
      '\uFEFFimage:\r\n    tag: 1.2.0\r\n# end',
    ],
    ['an empty value', 'image:\n  tag:\n  x: 1\n', 'image:\n  tag: 1.2.0\n  x: 1\n'],
    ['an empty value with a comment', 'image:\n  tag:   # by CI\n', 'image:\n  tag: 1.2.0   # by CI\n'],
    ['an empty text', 'image:\n  tag: ""\n', 'image:\n  tag: "1.2.0"\n'],
    ['a literal block', 'image:\n  tag: |-\n    1.0.0\n  x: 1\n', 'image:\n  tag: |-\n    1.2.0\n  x: 1\n'],
    ['duplicate keys elsewhere', 'x: 1\nx: 2\nimage:\n  tag: 1.0.0\n', 'x: 1\nx: 2\nimage:\n  tag: 1.2.0\n'],
    [
      'another document without the key',
      'x: 1\n---\nimage:\n  tag: 1.0.0\n',
      'x: 1\n---\nimage:\n  tag: 1.2.0\n',
    ],
    ['a flow map closed at its key', 'image: {\n  tag: 1.0.0\n}\n', 'image: {\n  tag: 1.2.0\n}\n'],
    [
      'tabs before a comment, umlauts',
      'ü: "ß"\nimage:\n  tag: 1.0.0\t# ÄÖ 日本\n',
      'ü: "ß"\nimage:\n  tag: 1.2.0\t# ÄÖ 日本\n',
    ],
  ])('%s', async (_, before, after) => {
    expect(await bumpText(before, { 'image-tag': '1.2.0' })).toBe(after)
  })

  it.each([
    '1.10',
    '0123',
    '1e3',
    '20240115',
    '12345678',
    '2024-01-15',
    'on',
    'no',
    '0x1f',
    '123e4567',
    '0o17',
    '1_000',
    '0X1F',
    '71e3_',
    '1e_2',
  ])('quotes %s, which YAML 1.1 would read as something else', async (tag) => {
    expect(await bumpText('image:\n  tag: abc\n', { 'image-tag': tag })).toBe(`image:\n  tag: "${tag}"\n`)
    expect(await bumpText("image:\n  tag: 'abc'\n", { 'image-tag': tag })).toBe(`image:\n  tag: '${tag}'\n`)
  })

  it.each([
    ['images[1].tag', 'images:\n  - tag: a\n  - tag: b\n', 'images:\n  - tag: a\n  - tag: 1.2.0\n'],
    ['images.1.tag', 'images:\n  - tag: a\n  - tag: b\n', 'images:\n  - tag: a\n  - tag: 1.2.0\n'],
    [
      String.raw`labels.app\.kubernetes\.io/version`,
      'labels:\n  app.kubernetes.io/version: a\n',
      'labels:\n  app.kubernetes.io/version: 1.2.0\n',
    ],
    ['web.image', 'web:\n  image: ghcr.io/acme/web:1.0.0\n', 'web:\n  image: ghcr.io/acme/web:1.2.0\n'],
    ['web.image', 'web:\n  image: localhost:5000/web\n', 'web:\n  image: localhost:5000/web:1.2.0\n'],
    [
      'spec.values.image.tag',
      'spec:\n  values: |\n    # inner\n    image:\n      tag: a # b\n  z: 1\n',
      'spec:\n  values: |\n    # inner\n    image:\n      tag: 1.2.0 # b\n  z: 1\n',
    ],
  ])('finds the key %s', async (key, before, after) => {
    expect(await bumpText(before, { key, 'image-tag': '1.2.0' })).toBe(after)
  })

  it('adds a missing key only with create, in the style of its neighbours', async () => {
    const before = 'web:\n    image:\n        repository: "ghcr.io/acme/web"   # here\n\n# tail\nz: 1\n'
    await expect(bumpText(before, { key: 'web.image.tag', 'image-tag': '1.2.0' })).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('create: true'),
    })
    expect(await bumpText(before, { key: 'web.image.tag', 'image-tag': '1.2.0', create: 'true' })).toBe(
      'web:\n    image:\n        repository: "ghcr.io/acme/web"   # here\n        tag: "1.2.0"\n\n# tail\nz: 1\n',
    )
    expect(await bumpText('image: {}\n', { 'image-tag': '1.2.0', create: 'true' })).toBe(
      'image: {tag: 1.2.0}\n',
    )
    expect(await bumpText('image: { a: b }\n', { 'image-tag': '1.2.0', create: 'true' })).toBe(
      'image: { a: b, tag: 1.2.0 }\n',
    )
    expect(await bumpText('a: 1\nimage:\n', { 'image-tag': '1.2.0', create: 'true' })).toBe(
      'a: 1\nimage:\n  tag: 1.2.0\n',
    )
    expect(await bumpText('resources: {}', { 'image-tag': '1.2.0', create: 'true' })).toBe(
      'resources: {}\nimage:\n  tag: 1.2.0',
    )
    expect(await bumpText('a: 1', { key: 'x.y', 'image-tag': '1.2.0', create: 'true' })).toBe(
      'a: 1\nx:\n  y: 1.2.0',
    )
  })

  it('leaves no digest stale, and drops none silently', async () => {
    const inline = `image:\n  tag: 1.0.0@${digest('a')}\n`
    const beside = `image:\n  tag: 1.0.0\n  digest: "${digest('a')}"\n`
    for (const text of [inline, beside]) {
      await expect(bumpText(text, { 'image-tag': '1.2.0' })).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('pinned'),
      })
      expect(await bumpText(text, { 'image-tag': '1.2.0', digest: digest('b') })).toBe(
        text.replace('1.0.0', '1.2.0').replace(digest('a'), digest('b')),
      )
    }
    expect(await bumpText(inline, { 'image-tag': '1.2.0', 'allow-unpin': 'true' })).toBe(
      'image:\n  tag: 1.2.0\n',
    )
    expect(await bumpText(beside, { 'image-tag': '1.2.0', 'allow-unpin': 'true' })).toBe(
      'image:\n  tag: 1.2.0\n  digest: ""\n',
    )
    expect(
      await bumpText(`image: ghcr.io/acme/web@${digest('a')}\n`, {
        key: 'image',
        'image-tag': '1.2.0',
        digest: digest('b'),
      }),
    ).toBe(`image: ghcr.io/acme/web:1.2.0@${digest('b')}\n`)
    // The same version again is not a change, even if a digest pins it.
    expect(await bumpText(inline, { 'image-tag': '1.0.0' })).toBe(inline)
  })

  it('refuses a lower version and a floating tag, unless they are allowed', async () => {
    const text = 'image:\n  tag: v1.10.0\n'
    await expect(bumpText(text, { 'image-tag': 'v1.9.0' })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('allow-downgrade'),
    })
    expect(await bumpText(text, { 'image-tag': 'v1.9.0', 'allow-downgrade': 'true' })).toBe(
      'image:\n  tag: v1.9.0\n',
    )
    await expect(bumpText(text, { 'image-tag': 'Latest' })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('allow-floating'),
    })
    expect(await bumpText(text, { 'image-tag': 'latest', 'allow-floating': 'true' })).toBe(
      'image:\n  tag: latest\n',
    )
    expect(await bumpText(text, { 'image-tag': 'main-1a2b3c4' })).toBe('image:\n  tag: main-1a2b3c4\n')
  })
})

describe('changes', () => {
  it('sets many values in many files at once', async () => {
    const folder = folderWith({
      'a.yaml': 'image:\n  tag: 1.0.0\nreplicas: 2\non: true\n',
      'b/c.yaml': 'x: "1"\n',
    })
    const changes = JSON.stringify({
      'a.yaml': { 'image.tag': '1.2.0', replicas: 3, on: false },
      './b/c.yaml': { x: '2' },
    })
    const result = await bumpIn(folder, { changes })
    expect(result.read('a.yaml')).toBe('image:\n  tag: 1.2.0\nreplicas: 3\non: false\n')
    expect(result.read('b/c.yaml')).toBe('x: "2"\n')
    expect(result.outputs).toMatchObject({
      changed: 'true',
      'files-updated': 'a.yaml\nb/c.yaml',
      outcome: 'updated',
    })
  })
})

describe('Flux markers', () => {
  it('sets the part that each marker names, in every file', async () => {
    const folder = folderWith({
      'apps/web.yaml': `spec:\n  image: ghcr.io/acme/web:1.0.0 # {"$imagepolicy": "flux-system:web"}\n  # image: ghcr.io/acme/web:0.1.0 # {"$imagepolicy": "flux-system:web"}\n  other: a:1 # {"$imagepolicy": "flux-system:other"}\n`,
      'values.yml': `image:\n  repository: ghcr.io/acme/web # {"$imagepolicy": "flux-system:web:name"}\n  tag: 1.0.0 #{"$imagepolicy": "flux-system:web:tag"}\n`,
    })
    const result = await bumpIn(folder, { 'image-policy': 'flux-system:web', 'image-tag': '1.2.0' })
    expect(result.read('apps/web.yaml')).toBe(
      `spec:\n  image: ghcr.io/acme/web:1.2.0 # {"$imagepolicy": "flux-system:web"}\n  # image: ghcr.io/acme/web:0.1.0 # {"$imagepolicy": "flux-system:web"}\n  other: a:1 # {"$imagepolicy": "flux-system:other"}\n`,
    )
    expect(result.read('values.yml')).toContain('tag: 1.2.0 #{')
    await expect(
      bumpIn(folder, { 'image-policy': 'flux-system:nope', 'image-tag': '1.2.0' }),
    ).rejects.toMatchObject({ kind: 'input' })
  })
})

describe('a marker behind several values on its line', () => {
  const marker = '# {"$imagepolicy": "flux-system:web:tag"}'
  it('means the one that holds its part', async () => {
    const folder = folderWith({
      'values.yaml': `web: {image: ghcr.io/acme/web, tag: 1.9.0, replicas: 3} ${marker}\n`,
    })
    const result = await bumpIn(folder, { 'image-policy': 'flux-system:web', 'image-tag': '1.9.1' })
    expect(result.read('values.yaml')).toBe(
      `web: {image: ghcr.io/acme/web, tag: 1.9.1, replicas: 3} ${marker}\n`,
    )
  })

  it('is refused where it cannot be told, and nothing is written', async () => {
    const text =
      'args: ["--log=info", "--image=ghcr.io/acme/web:1.9.0"] # {"$imagepolicy": "flux-system:web"}\n'
    const folder = folderWith({ 'values.yaml': text })
    await expect(
      bumpIn(folder, { 'image-policy': 'flux-system:web', 'image-tag': '1.9.1' }),
    ).rejects.toMatchObject({ kind: 'refused' })
    expect(readFileSync(`${folder}/values.yaml`, 'utf8')).toBe(text)
  })
})

it('says nothing of versions where changes set other values', async () => {
  const folder = folderWith({ 'values.yaml': 'replicas: 2\nport: 80\n' })
  const { text } = await bumpIn(folder, { changes: '{"values.yaml": {"replicas": 3, "port": "8000"}}' })
  expect(text.join()).toContain('replicas: 2 -> 3')
  expect(text.join()).not.toContain('newer')
})

it('names the key with dots that was meant, and proposes to create none', async () => {
  const folder = folderWith({ 'm.yaml': 'labels:\n  app: web\n  app.kubernetes.io/version: "1.0.0"\n' })
  const error = await bumpIn(folder, {
    'values-file': 'm.yaml',
    key: 'labels.app.kubernetes.io/version',
    'image-tag': '1.1.0',
  }).catch((thrown: unknown) => describeFault((thrown as FairleadError).faults[0]))
  expect(error).toContain(String.raw`labels.app\.kubernetes\.io/version`)
  expect(error).not.toContain('create')
})

describe('bad input', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
    .split('')
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
    .join('\n')}\nimage:\n  tag: 1.0.0\n`
  it.each<[string, string | Uint8Array, Record<string, string>, string]>([
    [
      'a key that is not there',
      'image:\n  tga: 1\n',
      {},
      'values.yaml:2:3: there is no key image.tag\n  Did you mean "tga"?',
    ],
    ['a key that is a map', 'image:\n  tag: {a: b}\n', {}, 'values.yaml:2:8: the key image.tag is a map'],
    ['a file that is no YAML', 'image: [1\n', {}, 'values.yaml:2:1: this is not valid YAML'],
    ['a template', '{{ if .x }}\nimage:\n  tag: 1\n{{ end }}\n', {}, 'It looks like a template'],
    ['a binary file', new Uint8Array([105, 0, 1]), {}, 'values.yaml: the file is binary'],
    [
      'a file in another encoding',
      new Uint8Array([105, 58, 32, 0xe4]),
      {},
      'values.yaml: the file is not UTF-8',
    ],
    ['an empty file', '', {}, 'values.yaml: the file is empty'],
    ['a file of comments', '# nothing\n', {}, 'values.yaml: the file is empty'],
    [
      'a key in two documents',
      'image:\n  tag: 1\n---\nimage:\n  tag: 2\n',
      {},
      'in more than one document (0, 1',
    ],
    [
      'a key that is there twice',
      'image:\n  tag: 1\n  tag: 2\n',
      {},
      'values.yaml:2:3: the key image.tag exists 2 times\n  Lines 2, 3',
    ],
    [
      'an alias',
      'x: &v 1.0.0\nimage:\n  tag: *v\n',
      {},
      'values.yaml:3:8: the key image.tag is not set here: it comes from the alias *v',
    ],
    ['a merged key', 'x: &v\n  tag: 1.0.0\nimage:\n  <<: *v\n', {}, 'it comes from the alias *v'],
    ['a document that is not there', 'image:\n  tag: 1\n', { document: '3' }, 'the file has no document 3'],
    [
      'a path that leaves the folder',
      'image:\n  tag: 1\n',
      { 'values-file': '../values.yaml' },
      'leads outside the infra repo',
    ],
    [
      'an absolute path',
      'image:\n  tag: 1\n',
      { 'values-file': '/etc/passwd' },
      'leads outside the infra repo',
    ],
    [
      'a file that is not there',
      'image:\n  tag: 1\n',
      { 'values-file': 'valeus.yaml' },
      'valeus.yaml: the file does not exist\n  Did you mean "values.yaml"?',
    ],
    ['an explicit tag', 'image:\n  tag: !!int 1\n', {}, 'the explicit tag !!int'],
    ['a map that merges itself', 'image: &a\n  <<: *a\n', {}, 'there is no key image.tag'],
    ['no version', 'image:\n  tag: 1\n', { 'image-tag': '' }, 'image-tag is missing'],
    ['an empty key', 'image:\n  tag: 1\n', { key: 'image..tag' }, 'has an empty name'],
    ['changes that are no JSON', 'x: 1\n', { changes: '{x' }, 'changes:1:2: this is not valid JSON'],
    ['changes without keys', 'x: 1\n', { changes: '{"values.yaml": 1}' }, '["values.yaml"] must be a map'],
    ['changes as a list', 'x: 1\n', { changes: '["values.yaml"]' }, 'changes: the whole must be a map'],
    [
      'changes to what is no single value',
      'x: 1\n',
      { changes: '{"values.yaml": {"x": [1], "y": 1e999, "constructor": null}}' },
      [
        '["values.yaml"].x must be a string, a number, true or false',
        '["values.yaml"].y must be a string, a number, true or false',
        '["values.yaml"].constructor must be a string, a number, true or false',
      ].join('\n  Write it as {"file": {"key": "value"}}.\nchanges: '),
    ],
    [
      'a digest that is none',
      'image:\n  tag: 1\n',
      { digest: 'sha256:1' },
      '"sha256:1" is not a valid digest',
    ],
    [
      'another image',
      'image:\n  repository: ghcr.io/acme/web\n  tag: 1\n',
      { image: 'ghcr.io/acme/api' },
      'holds the image ghcr.io/acme/web, not ghcr.io/acme/api',
    ],
  ])('%s is a clear error, and nothing is written', async (_, text, given, message) => {
    const folder = folderWith({ 'values.yaml': text })
    const run = bumpIn(folder, {
      'values-file': 'values.yaml',
      key: 'image.tag',
      'image-tag': '1.2.0',
      ...given,
    })
    await expect(run).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining(message) })
    expect(readFileSync(join(folder, 'values.yaml'))).toEqual(Buffer.from(text))
  })

  it('an anchor that others read is refused, unless that is allowed', async () => {
    const text = 'image:\n  tag: &v 1.0.0\nx: *v\n'
    await expect(bumpText(text, { 'image-tag': '2.0.0' })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('belongs to the anchor &v, which line 3 also reads'),
    })
    expect(await bumpText(text, { 'image-tag': '2.0.0', 'allow-shared': 'true' })).toBe(
      text.replace('1.0.0', '2.0.0'),
    )
  })

  it.each([
    '1 2',
    'a"b',
    "a'b",
    'a\nb',
    '$(id)',
    '`id`',
    '::set-output name=x::y',
    '[a](b)',
    'a|b',
    '-x',
    '.x',
    'a:b',
    'ä',
    'x'.repeat(129),
  ])('the tag %j', async (tag) => {
    await expect(bumpText('image:\n  tag: 1.0.0\n', { 'image-tag': tag })).rejects.toMatchObject({
      kind: 'input',
    })
  })

  it('a link is not followed, in whatever part of the path', async () => {
    const folder = folderWith({
      'real/values.yaml': 'image:\n  tag: 1\n',
      'link.yaml': '-> real/values.yaml',
      way: '-> real',
      out: '-> /etc',
    })
    for (const file of ['link.yaml', 'way/values.yaml', 'out/passwd'])
      await expect(
        bumpIn(folder, { 'values-file': file, key: 'image.tag', 'image-tag': '1.2.0' }),
      ).rejects.toMatchObject({ kind: 'input', message: expect.stringMatching(/link/) })
  })

  it('a YAML bomb does no harm', async () => {
    expect(await bumpText(bomb, { 'image-tag': '1.2.0' })).toBe(bomb.replace('1.0.0', '1.2.0'))
  })

  it('all faults are told at once, and no file is written', async () => {
    const folder = folderWith({ 'a.yaml': 'image:\n  tag: 1.0.0\n', 'b.yaml': 'x: 1\n' })
    const run = bumpIn(folder, {
      'values-file': 'a.yaml,b.yaml,c.yaml',
      key: 'image.tag',
      'image-tag': '1.2.0',
    })
    await expect(run).rejects.toMatchObject({
      message: expect.stringMatching(/c\.yaml: the file does not exist[^]*b\.yaml:1:1: there is no key/),
    })
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('image:\n  tag: 1.0.0\n')
  })
})

describe('changes to several keys', () => {
  it('may need the same new parent', async () => {
    const folder = folderWith({ 'v.yaml': 'a: 1\n' })
    const result = await bumpIn(folder, {
      changes: JSON.stringify({ 'v.yaml': { 'image.tag': '1.2.0', 'image.repository': 'acme/web', a: 2 } }),
      create: 'true',
    })
    expect(result.read('v.yaml')).toBe('a: 2\nimage:\n  tag: 1.2.0\n  repository: acme/web\n')
  })
})
