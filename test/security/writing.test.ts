/**
 * Versions, keys, paths and names that an attacker writes in an app repo or an infra repo, so that `bump` writes to
 * another file, a later job gets variables, a program gets options, or others can read a temporary file.
 *
 * The comments show whether an attack broke be0c4d6; it was tried on that commit with these same tests.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createGit } from '../../src/git/git.ts'
import { dotenvOf } from '../../src/runtime/dotenv.ts'
import { bumpIn, folderWith } from '../support/bump.ts'
import { changedRepo, diffIn } from '../support/diff.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { attempt, helmJob, kustomizeJob, rendererOf, treeOf } from '../support/render.ts'

const VALUES = 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.0.0\n'

describe('bump writes nowhere but to the named key of a file of the repository', () => {
  // Did not break be0c4d6.
  test.each([
    '../outside.yaml',
    '.git/config',
    '.GIT/config',
    'a/../../outside.yaml',
    'a/.git/x.yaml',
    './.git/config',
    'a\\..\\..\\outside.yaml',
  ])('not to %s', async (path) => {
    const parent = folderWith({
      'outside.yaml': VALUES,
      'repo/a/values.yaml': VALUES,
      'repo/.git/config': VALUES,
    })
    const bumped = bumpIn(join(parent, 'repo'), {
      'values-file': path,
      key: 'image.tag',
      'image-tag': '2.0.0',
    })
    await expect(bumped).rejects.toThrow()
    expect(readFileSync(join(parent, 'outside.yaml'), 'utf8')).toBe(VALUES)
    expect(readFileSync(join(parent, 'repo/.git/config'), 'utf8')).toBe(VALUES)
  })

  // Did not break be0c4d6.
  test.each([
    ['a file', 'values.yaml', '../outside.yaml'],
    ['a folder', 'apps', '..'],
    ['a file by an absolute name', 'values.yaml', '/tmp/fairlead-none.yaml'],
    ['the repository of git', 'values.yaml', '.git/config'],
  ])('not through a link to %s', async (_, name, target) => {
    const parent = folderWith({ 'outside.yaml': VALUES, 'repo/.git/config': VALUES })
    symlinkSync(target, join(parent, 'repo', name))
    const file = name === 'apps' ? 'apps/outside.yaml' : name
    const bumped = bumpIn(join(parent, 'repo'), {
      'values-file': file,
      key: 'image.tag',
      'image-tag': '2.0.0',
    })
    await expect(bumped).rejects.toThrow()
    expect(readFileSync(join(parent, 'outside.yaml'), 'utf8')).toBe(VALUES)
    expect(readFileSync(join(parent, 'repo/.git/config'), 'utf8')).toBe(VALUES)
  })

  // Did not break be0c4d6.
  test.each([
    '1\nreplicas: 100',
    '1\r\nevil: 1',
    '1.0"}',
    '${{ secrets.TOKEN }}',
    '$(id)',
    '`id`',
    '--help',
    'a b',
    '1.0.0 # {"$imagepolicy": "x:y"}',
    '*alias',
    '&anchor',
    '!!binary',
    '<<',
    '1\u20282',
    '1\u0000',
    '\u0661.0',
    'a'.repeat(129),
    '@sha256:' + 'a'.repeat(64),
  ])('no tag like %j', async (tag) => {
    const folder = folderWith({ 'values.yaml': VALUES })
    await expect(
      bumpIn(folder, { 'values-file': 'values.yaml', key: 'image.tag', 'image-tag': tag }),
    ).rejects.toThrow()
    expect(readFileSync(join(folder, 'values.yaml'), 'utf8')).toBe(VALUES)
  })

  // Did not break be0c4d6.
  test.each(
    [
      '__proto__.tag',
      'constructor.prototype.tag',
      'image.tag\nevil',
      'image[999999999].tag',
      'image["tag\\n"]',
      `${'a.'.repeat(50_000)}a`,
    ].map((key) => [key.slice(0, 40), key] as const),
  )('no key like %j', async (_, key) => {
    const folder = folderWith({ 'values.yaml': VALUES })
    await expect(
      bumpIn(folder, { 'values-file': 'values.yaml', key, 'image-tag': '2.0.0' }),
    ).rejects.toThrow()
    expect(readFileSync(join(folder, 'values.yaml'), 'utf8')).toBe(VALUES)
    expect(({} as Record<string, unknown>)['tag']).toBeUndefined()
  })

  // Did not break be0c4d6.
  test.each([
    ['a line that other readers see', `image:\n  tag: 1.0.0\nnote: "a\u2028image:\u2028  tag: 3"\n`],
    ['a key twice', `image:\n  tag: 1.0.0\nimage:\n  tag: 1.0.0\n`],
    ['a value that others share', `shared: &t 1.0.0\nproduction: {tag: *t}\nimage: {tag: *t}\n`],
    ['a merged map', `defaults: &d {tag: 1.0.0}\nproduction: {<<: *d}\nimage: {<<: *d}\n`],
  ])('nothing beside the key, with %s', async (_, text) => {
    const folder = folderWith({ 'values.yaml': text })
    const given = { 'values-file': 'values.yaml', key: 'image.tag', 'image-tag': '2.0.0' }
    const done = await bumpIn(folder, given).then(
      ({ read }) => read('values.yaml'),
      () => text,
    )
    expect(done.match(/2\.0\.0/g)?.length ?? 0).toBeLessThanOrEqual(1)
    expect(done).not.toMatch(/(&t|production: \{tag:|&d \{tag:) 2/)
  })
})

describe("GitLab's report of variables", () => {
  /** Parses the variables like GitLab: one per line, trimmed, and `$NAME` is expanded in the job that receives it. */
  function variablesOf(text: string): Record<string, string> {
    return Object.fromEntries(
      text
        .split(/\r\n|\r|\n|\u0085|\u2028|\u2029/)
        .filter((line) => line.trim() !== '')
        .map((line) => {
          const [name = '', ...rest] = line.split('=')
          return [
            name.trim(),
            rest
              .join('=')
              .trim()
              .replaceAll(/\$\{?\w+\}?/g, ''),
          ]
        }),
    )
  }

  // Did not break be0c4d6.
  test.each([
    '1\nNODE_OPTIONS=--require=./evil.cjs',
    '1\r\nLD_PRELOAD=x',
    '1\rPATH=x',
    '1\u0085PATH=x',
    '1\u2028PATH=x',
    '1\u2029PATH=x',
    '1\u000BPATH=x',
    '1\u000CPATH=x',
    '$CI_JOB_TOKEN',
    '${CI_JOB_TOKEN}',
    '$$CI_JOB_TOKEN',
    '%CI_JOB_TOKEN%',
    '"a',
    "'a'",
    ' a ',
    'a=b=c',
    '#a',
    '`id`',
    'export X=1',
  ])('hands over %j as it is, or not at all', (value) => {
    const found = variablesOf(
      dotenvOf([
        ['new-tag', value],
        ['changed', 'true'],
      ]).text,
    )
    expect(
      Object.keys(found).filter((name) => !['FAIRLEAD_NEW_TAG', 'FAIRLEAD_CHANGED'].includes(name)),
    ).toEqual([])
    expect(found['FAIRLEAD_CHANGED']).toBe('true')
    expect([undefined, value]).toContain(found['FAIRLEAD_NEW_TAG'])
  })
})

/** Creates a wrapper of a program: it records its arguments, its environment and the permissions of its folders. */
function recorded(program: string): { path: string; notes: () => string } {
  const folder = temporaryFolder()
  const [path, notes] = [join(folder, basename(program)), join(folder, 'notes')]
  writeFileSync(
    path,
    `#!/bin/sh
( /usr/bin/env | /bin/sed 's/^/ENV /'; PATH=/usr/bin:/bin
for d in "$@"; do printf 'ARG %s\\n' "$d"; done
for i in 1 2 3 4 5 6; do stat -c 'MODE %a %n' -- "$d"; d=$(dirname -- "$d"); done ) >> '${notes}' 2>/dev/null
exec '${program}' "$@"
`,
  )
  chmodSync(path, 0o755)
  return { path, notes: () => (existsSync(notes) ? readFileSync(notes, 'utf8') : '') }
}

describe.skipIf(!hasTools)('names are no options of a program', () => {
  const OPTIONS = [
    '--post-renderer=/bin/false',
    '--help',
    '-f/etc/passwd',
    '--set=a=b',
    '--kubeconfig=/etc/passwd',
    '--registry-config=x',
    '--',
  ]

  // Did not break be0c4d6.
  test.each(OPTIONS)('a release called %s', async (option) => {
    const tree = await treeOf({
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
      'c/templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {r: {{ .Release.Name | quote }}}\n',
    })
    const { helm } = realTools(4)
    const before = recorded(helm)
    const shown = await attempt(
      rendererOf(4, { helm: before.path }),
      helmJob(tree, 'c', { release: option, namespace: 'x' }),
    )
    expect(shown).not.toMatch(/Usage|post-renderer.*(fail|error)|root:x/)
    const given = before
      .notes()
      .split('\n')
      .filter((line) => line === `ARG ${option}`)
    // If Helm runs at all, the name is the value of an option, or follows the end of the options.
    const args = before
      .notes()
      .split('\n')
      .filter((line) => line.startsWith('ARG '))
      .map((line) => line.slice(4))
    if (given.length > 0 && option !== '--') expect(args.indexOf('--')).toBeGreaterThanOrEqual(0)
  })

  // Did not break be0c4d6.
  test.each(['--enable-exec', '--enable-alpha-plugins', '--load-restrictor=x', '-o=/tmp/x', '--help'])(
    'a folder called %s',
    async (option) => {
      const tree = await treeOf({
        [`${option}/kustomization.yaml`]: 'resources: [a.yaml]\n',
        [`${option}/a.yaml`]: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      })
      const { kubectl } = realTools(4)
      const before = recorded(kubectl)
      const shown = await attempt(rendererOf(4, { kustomize: before.path }), kustomizeJob(tree, option))
      expect(shown).toContain('ConfigMap')
      expect(before.notes().split('\n')).not.toContain(`ARG ${option}`)
    },
  )

  // Did not break be0c4d6.
  test('a renderer gets no token, and its folders are closed to others', async () => {
    const tree = await treeOf({
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
      'c/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    })
    const { helm } = realTools(4)
    const before = recorded(helm)
    const temporary = temporaryFolder()
    chmodSync(temporary, 0o777)
    const environment = {
      ...process.env,
      GITHUB_TOKEN: 'ghp_secretsecretsecretsecret',
      'INPUT_INFRA-TOKEN': 'ghp_othersecretothersecret',
    }
    await attempt(rendererOf(4, { helm: before.path, environment, temporary }), helmJob(tree, 'c'))
    expect(before.notes()).toContain('ARG template')
    expect(before.notes()).not.toMatch(/secretsecret|INPUT_|GITHUB_/)
    const own = before
      .notes()
      .split('\n')
      .filter((line) => line.startsWith('MODE ') && line.includes(`${temporary}/`))
    if (own.length === 0) throw new Error(before.notes())
    // The permissions of the outermost folder of a run protect everything in it from others.
    expect(own.at(-1)).toMatch(/^MODE 700 /)
    const names = own.map(
      (line) => line.slice(line.indexOf(temporary) + temporary.length + 1).split('/')[0] ?? '',
    )
    expect(names[0]).toMatch(/^fairlead-(?:render-)?[\w-]{6}$/)
  })
})

describe('names are no options of git', () => {
  const repo = () => changedRepo({ 'a.yaml': 'a: 1\n' }, { 'a.yaml': 'a: 2\n' })

  // Did not break be0c4d6.
  test.each(['--output=pwned', '--upload-pack=touch pwned', '-c', '--exec=touch pwned', '--ext-diff'])(
    'a head called %s',
    async (head) => {
      const folder = repo()
      await expect(diffIn(folder, { head })).rejects.toThrow()
      expect(existsSync(join(folder, 'pwned'))).toBe(false)
    },
  )

  // Did not break be0c4d6.
  test('a credential is in no argument of git', async () => {
    const folder = repo()
    const real = execFileSync('sh', ['-c', 'command -v git']).toString().trim()
    const before = recorded(real)
    const bin = join(temporaryFolder(), 'bin')
    mkdirSync(bin)
    symlinkSync(before.path, join(bin, 'git'))
    const git = createGit({
      environment: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
      directory: folder,
      authorization: { url: 'https://github.com', value: 'Basic c2VjcmV0OnNlY3JldA==' },
    })
    await git.run(['rev-parse', 'HEAD'])
    expect(before.notes()).toContain('ARG rev-parse')
    const args = before
      .notes()
      .split('\n')
      .filter((line) => line.startsWith('ARG '))
      .join('\n')
    expect(args).not.toContain('c2VjcmV0OnNlY3JldA')
  })
})
