import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Tree } from '../../src/tree/tree.ts'
import { remoteSources, serveFiles } from '../support/remote-sources.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { memoryTree } from '../support/memory-tree.ts'
import { attempt, chart, helmJob, rendererOf } from '../support/render.ts'
import { END, pax, rawTar, unpackedTar } from '../support/tar.ts'
import type { RawEntry } from '../support/tar.ts'

/**
 * An archive must have only one interpretation: a package that a controller passes to Helm unchanged is shown as Helm
 * renders it, or the package is refused. `broke` is true if the attack broke commit be0c4d6: Helm rendered a Pod that
 * was not shown, or reading the package never ended. If it is false, Helm and Fairlead read the same, but another
 * reader may not.
 */

const META = { name: 'web/Chart.yaml', content: 'apiVersion: v2\nname: web\nversion: 1.0.0\n' }
const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`
const GOOD = { name: 'web/templates/good.yaml', content: pod('good') }
const EVIL = { name: 'web/templates/evil.yaml', content: pod('evil') }

const UNLESS_HIDDEN = { ...EVIL, content: `{{ if not .Values.hide }}\n${pod('evil')}{{ end }}\n` }
const PACKED = 'web/charts/sub.tgz'
const sub = (template: RawEntry) =>
  rawTar({ ...META, content: 'apiVersion: v2\nname: sub\nversion: 1.0.0\n' }, template).toString('latin1')

/** Returns the chart that a HelmRelease of a Helm repository would get. */
async function fetched(content: Buffer): Promise<Tree> {
  const index = 'apiVersion: v1\nentries: {web: [{version: 1.0.0, urls: [web.tgz]}]}\n'
  const server = await serveFiles({ 'index.yaml': index, 'web.tgz': content })
  return (await remoteSources().chart(server.url, 'web', '1.0.0')).tree
}

const reason = (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`

/** Returns the rendered output of a package: as a release that Flux installs, and as a packed subchart in Git. */
async function shown(major: 3 | 4, content: Buffer): Promise<{ release: string; subchart: string }> {
  const renderer = rendererOf(major)
  const release = await fetched(content).then(
    (tree) => attempt(renderer, helmJob(tree, '', { packed: true })),
    reason,
  )
  const files = chart('charts/app', { 'charts/web.tgz': content.toString('latin1') }, 'app')
  const subchart = await attempt(renderer, helmJob(memoryTree(files), 'charts/app'))
  return { release, subchart }
}

/** Returns the Pods that Helm itself renders from a package. */
function rendered(major: 3 | 4, content: Buffer): string[] {
  const file = join(temporaryFolder(), 'web.tgz')
  writeFileSync(file, content)
  return podsIn(execFileSync(realTools(major).helm, ['template', 'web', file], { encoding: 'utf8' }))
}

function podsIn(text: string): string[] {
  return [
    ...new Set([...text.matchAll(/"?name"?: ?"?(good|evil)\b/g)].map(([, name = '']) => name)),
  ].toSorted()
}

const REFUSED: readonly [broke: boolean, title: string, content: Buffer, why: string][] = [
  [
    true,
    'a file behind a backslash',
    rawTar(META, GOOD, { ...EVIL, name: String.raw`web\templates\evil.yaml` }),
    'has a backslash',
  ],
  [
    true,
    'a package that is there twice: Helm takes the first',
    rawTar(META, GOOD, { name: PACKED, content: sub(EVIL) }, { name: PACKED, content: sub(GOOD) }),
    'two files with the name charts/sub.tgz',
  ],
  [
    false,
    'a template that is there twice',
    rawTar(META, GOOD, EVIL, { ...EVIL, content: pod('good') }),
    'two files with the name templates/evil.yaml',
  ],
  [
    false,
    'files of a second folder',
    rawTar(META, GOOD, { ...EVIL, name: 'other/templates/evil.yaml' }),
    'contains two folders, web and other',
  ],
  [
    true,
    'files behind the end of the archive',
    gzipSync(unpackedTar(META, EVIL, END, { ...EVIL, content: pod('good') }, END)),
    'has data after its end',
  ],
  [
    true,
    'a setting for all files that renames them',
    rawTar(META, EVIL, pax({ path: 'web/README.md' }, 'g'), pax({ comment: 'x' }), GOOD),
    'has a setting for all files (path)',
  ],
  [
    true,
    'values that their mode calls a folder: Helm does not see them',
    rawTar(META, GOOD, UNLESS_HIDDEN, { name: 'web/values.yaml', content: 'hide: true\n', mode: 0o040644 }),
    'whose mode says otherwise',
  ],
  [
    false,
    'a file of an unknown type, which is empty for others',
    rawTar(META, GOOD, { ...EVIL, type: 'S' }),
    'which is not a regular file',
  ],
  [
    true,
    'a folder with a content that is files itself',
    rawTar(META, GOOD, { name: 'web/x/', type: '5', content: unpackedTar(EVIL).toString('latin1') }),
    'a folder with content',
  ],
  [
    false,
    'a file with the name of a folder',
    rawTar(META, GOOD, { ...EVIL, name: 'web/templates/evil.yaml/' }),
    'a file with the name of a folder',
  ],
  [
    false,
    'a hard link',
    rawTar(META, GOOD, { name: 'web/values.yaml', type: '1', link: GOOD.name }),
    'a link',
  ],
  [
    false,
    'a name in another case',
    rawTar(META, GOOD, { ...EVIL, name: 'web/templates/GOOD.yaml' }),
    'have the same name on some file systems',
  ],
  [
    false,
    'a name in another form of Unicode',
    rawTar(
      META,
      pax({ path: 'web/templates/\u00e9.yaml' }),
      GOOD,
      pax({ path: 'web/templates/e\u0301.yaml' }),
      EVIL,
    ),
    'have the same name on some file systems',
  ],
  [
    false,
    'a path with ..',
    rawTar(META, GOOD, { ...EVIL, name: 'web/x/../templates/evil.yaml' }),
    'contains ".."',
  ],
  [
    false,
    'a path with . before it',
    rawTar({ ...META, name: './web/Chart.yaml' }, META, GOOD),
    'contains "."',
  ],
  [
    false,
    'a name that is no UTF-8',
    rawTar(META, GOOD, { ...EVIL, name: 'web/templates/\xff.yaml' }),
    'has a name that is not valid UTF-8',
  ],
  [
    false,
    'a size that is said twice',
    rawTar(META, GOOD, pax({ size: '0' }), { ...EVIL, name: 'web/values.yaml', content: 'a: b' }),
    'an extension that is not supported (size)',
  ],
  [
    false,
    'a sparse file with another name',
    rawTar(META, pax({ 'GNU.sparse.name': 'web/templates/evil.yaml', 'GNU.sparse.major': '1' }), GOOD),
    'an extension that is not supported (GNU.sparse.name)',
  ],
  [
    false,
    'garbage behind the archive',
    Buffer.concat([rawTar(META, GOOD, EVIL), Buffer.from('garbage')]),
    'is not a valid gzip file',
  ],
]

/** Packages that all readers interpret in the same way are shown unchanged. */
const SHOWN: readonly [broke: boolean, title: string, content: Buffer][] = [
  [true, 'a hidden file in templates/', rawTar(META, GOOD, { ...EVIL, name: 'web/templates/.evil.yaml' })],
  [
    true,
    'a .helmignore in the package',
    rawTar(META, GOOD, EVIL, { name: 'web/.helmignore', content: 'evil.yaml\n' }),
  ],
  [
    false,
    'a name in an extended header',
    rawTar(META, GOOD, pax({ path: EVIL.name }), { ...EVIL, name: 'web/README' }),
  ],
  [
    false,
    "a long name in GNU's way",
    rawTar(
      META,
      GOOD,
      { name: '././@LongLink', type: 'L', content: `${EVIL.name}\0`, magic: 'ustar  \0' },
      EVIL,
    ),
  ],
  [false, 'the same file twice', rawTar(META, GOOD, EVIL, EVIL)],
  [
    false,
    'two gzip files behind each other',
    Buffer.concat([gzipSync(unpackedTar(META, GOOD)), gzipSync(unpackedTar(EVIL, END))]),
  ],
]

describe.skipIf(!hasTools).each([3, 4] as const)('a package that Helm %i loads', (major) => {
  test.each(REFUSED)('broke %s: %s', async (_, __, content, why) => {
    const seen = await shown(major, content)
    expect(seen.release).toMatch(/^FairleadError: /)
    expect(seen.release).toContain(why)
    expect(seen.subchart).toContain(why)
  })

  test.each(SHOWN)('broke %s: %s', async (_, __, content) => {
    const pods = rendered(major, content)
    expect(pods).toEqual(['evil', 'good'])
    const seen = await shown(major, content)
    expect(podsIn(seen.release)).toEqual(pods)
    expect(podsIn(seen.subchart)).toEqual(pods)
  })
})

describe.skipIf(!hasTools)('an honest package', () => {
  test.each([3, 4] as const)('of helm package %i renders as Helm renders it', async (major) => {
    const folder = temporaryFolder()
    const { helm } = realTools(major)
    const run = (...args: string[]) => execFileSync(helm, args, { cwd: folder, encoding: 'utf8' })
    run('create', 'web')
    run('create', 'web/charts/sub')
    const long = join(folder, 'web', 'files', 'a'.repeat(90), 'b'.repeat(90))
    execFileSync('mkdir', ['-p', long])
    writeFileSync(join(long, 'é und (ü).txt'), 'x')
    writeFileSync(join(folder, 'web/templates/.hidden.yaml'), pod('evil'))
    writeFileSync(join(folder, 'web/templates/good.yaml'), pod('good'))
    run('package', 'web')
    const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
    const seen = await shown(major, readFileSync(join(folder, name)))
    for (const text of [seen.release, seen.subchart]) {
      expect(podsIn(text)).toEqual(['good'])
      expect(text.match(/"kind":"Deployment"/g)).toHaveLength(2)
    }
  })

  test('and a folder of Git leave out what Helm leaves out of a folder', async () => {
    const files = {
      'templates/good.yaml': pod('good'),
      'templates/.evil.yaml': pod('evil'),
      'templates/ignored.yaml': pod('evil'),
      '.helmignore': 'ignored.yaml\n',
    }
    const seen = await attempt(rendererOf(4), helmJob(memoryTree(chart('charts/web', files)), 'charts/web'))
    expect(podsIn(seen)).toEqual(['good'])
  })
})
