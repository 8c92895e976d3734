import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pullRequestCommand, runPullRequest } from '../../src/commands/pull-request.ts'
import { openLocalForge } from '../../src/forge/local/local-forge.ts'
import type { LocalForge } from '../../src/forge/local/local-forge.ts'
import { openCheckout } from '../../src/git/checkout.ts'
import { bareRepository, commitFiles, git, show, showRecord, temporaryFolder } from '../support/git.ts'
import { portsOf, valuesOf } from '../support/ports.ts'

const open: LocalForge[] = []
afterEach(async () => {
  for (const forge of open.splice(0)) await forge.close()
})

const lines = (...values: string[]) => `${values.join('\n')}\n`
const start = lines('a: 1', 'b: 2', 'c: 3', 'd: 4', 'e: 5', 'f: 6')

/** Creates a bare repository and a checkout of it. */
function setUp(files: Record<string, string> = { 'values.yaml': start, 'run.sh': '#!/bin/sh\n' }) {
  const repository = bareRepository(files)
  const checkout = join(temporaryFolder(), 'checkout')
  git('/', 'clone', '--quiet', repository, checkout)
  return {
    repository,
    checkout,
    write: (path: string, text: string) => writeFileSync(join(checkout, path), text),
  }
}

/** Runs `pull-request` like a step, with the inputs as texts. */
async function pullRequest(
  { repository, checkout }: { repository: string; checkout: string },
  given: Record<string, string> = {},
) {
  const forge = await openLocalForge({ environment: process.env, repository })
  open.push(forge)
  const values = valuesOf(pullRequestCommand.inputs, { forge: 'local', repository, ...given })
  return runPullRequest(values, {
    ...portsOf(forge, {
      origin: {
        repository: undefined,
        commit: undefined,
        serverUrl: undefined,
        runUrl: 'https://ci.example.com/7',
      },
      readText: (path) => Promise.resolve(`text of ${path}`),
    }),
    checkout: openCheckout(checkout, process.env),
  })
}

const branch = 'fairlead/changes'

describe('pull-request', () => {
  it('brings changed, new, deleted and executable files, but nothing that is ignored', async () => {
    const set = setUp({
      'values.yaml': start,
      'old.yaml': 'x: 1\n',
      'run.sh': '#!/bin/sh\n',
      '.gitignore': 'secret\n',
    })
    set.write('values.yaml', start.replace('b: 2', 'b: 20'))
    set.write('secret', 'x')
    mkdirSync(join(set.checkout, 'new folder'))
    set.write('new folder/ü.yaml', 'y: 1\n')
    rmSync(join(set.checkout, 'old.yaml'))
    chmodSync(join(set.checkout, 'run.sh'), 0o755)
    const result = await pullRequest(set, { title: 'My title', body: 'My body' })
    expect(result.outputs).toMatchObject({
      changed: 'true',
      outcome: 'updated',
      'pull-request-operation': 'created',
      'pull-request-branch': branch,
    })
    const names = git(set.repository, '-c', 'core.quotePath=false', 'diff', '--name-status', 'main', branch)
    expect(names.split('\n')).toEqual(['A\tnew folder/ü.yaml', 'D\told.yaml', 'M\trun.sh', 'M\tvalues.yaml'])
    expect(git(set.repository, 'ls-tree', branch, 'run.sh')).toMatch(/^100755 /)
    expect(showRecord(set.repository, branch)).toMatchObject({
      state: 'open',
      title: 'My title',
      body: expect.stringMatching(/^<!-- fairlead-begin -->\nMy body\n\nMade by \[this run\]/),
    })
  })

  it('brings only what add-paths names, and takes the text from a file', async () => {
    const set = setUp()
    set.write('values.yaml', 'a: 2\n')
    set.write('other.yaml', 'b: 1\n')
    await pullRequest(set, { 'add-paths': 'values.yaml', 'body-path': 'note.md' })
    expect(git(set.repository, 'diff', '--name-only', 'main', branch)).toBe('values.yaml')
    expect(showRecord(set.repository, branch)).toMatchObject({
      title: 'Update values.yaml',
      body: expect.stringContaining('text of note.md'),
    })
  })

  it('says that a checkout has no changes, at all or in add-paths', async () => {
    const set = setUp()
    expect(await pullRequest(set)).toMatchObject({
      text: ['Nothing to do: the checkout has no changes.'],
      outputs: { outcome: 'unchanged' },
    })
    set.write('values.yaml', 'a: 2\n')
    const { text } = await pullRequest(set, { 'add-paths': 'run.sh' })
    expect(text).toEqual(['Nothing to do: the files of add-paths have no changes.'])
  })

  it('is refreshed in place, left alone where nothing is new, and closed where nothing is left', async () => {
    const set = setUp()
    set.write('values.yaml', start.replace('b: 2', 'b: 20'))
    await pullRequest(set)
    expect((await pullRequest(set)).outputs).toMatchObject({
      'pull-request-operation': 'unchanged',
      changed: 'false',
    })
    set.write('values.yaml', start.replace('b: 2', 'b: 21'))
    expect((await pullRequest(set)).outputs).toMatchObject({ 'pull-request-operation': 'updated' })
    expect(git(set.repository, 'rev-list', '--count', `main..${branch}`)).toBe('1')
    set.write('values.yaml', start)
    expect((await pullRequest(set, { 'delete-branch': 'true' })).outputs).toMatchObject({
      'pull-request-operation': 'closed',
    })
    expect(git(set.repository, 'for-each-ref', 'refs/heads/fairlead')).toBe('')
  })

  it('says so where nothing has changed at all', async () => {
    const result = await pullRequest(setUp())
    expect(result.outputs).toMatchObject({
      changed: 'false',
      outcome: 'unchanged',
      'pull-request-operation': '',
    })
  })

  it('merges with what the base has changed in the same file since the checkout', async () => {
    const set = setUp()
    set.write('values.yaml', start.replace('a: 1', 'a: 10'))
    commitFiles(set.repository, 'main', 'Elsewhere', { 'values.yaml': start.replace('f: 6', 'f: 60') })
    await pullRequest(set)
    expect(`${show(set.repository, branch, 'values.yaml')}\n`).toBe(
      start.replace('a: 1', 'a: 10').replace('f: 6', 'f: 60'),
    )
    expect(git(set.repository, 'rev-parse', `${branch}^`)).toBe(git(set.repository, 'rev-parse', 'main'))
  })

  it('says which pattern of add-paths fits no file', async () => {
    const set = setUp()
    set.write('values.yaml', 'a: 2\n')
    const failed = pullRequest(set, { 'add-paths': 'nowhere/*.yaml' })
    await expect(failed).rejects.toThrow(/add-paths contains "nowhere\/\*\.yaml", which matches no file/)
    await expect(failed).rejects.toMatchObject({ kind: 'input' })
  })

  it('says that a pattern names what git ignores, and that commits of the job are not proposed', async () => {
    const set = setUp({ '.gitignore': '*.log\n', 'values.yaml': start })
    set.write('a.log', 'x')
    await expect(pullRequest(set, { 'add-paths': 'a.log' })).rejects.toThrow(
      /"a\.log", which \.gitignore excludes/,
    )
    const none = await pullRequest(set)
    expect(none.warnings).toEqual([])
    set.write('values.yaml', 'a: 2\n')
    git(set.checkout, 'commit', '-q', '-a', '-m', 'local')
    const { warnings, outputs } = await pullRequest(set)
    expect(outputs.changed).toBe('false')
    expect(warnings).toEqual([
      expect.stringContaining('1 commit of this checkout is on no branch of its remote'),
    ])
  })

  // elizaOS/eliza#16601: another step has created a checkout inside of the checkout.
  it.each([['with a commit'], ['without one']])(
    'names a checkout inside of the checkout, %s',
    async (kind) => {
      const set = setUp()
      const inside = join(set.checkout, 'app')
      if (kind === 'with a commit') git('/', 'clone', '--quiet', set.repository, inside)
      else git('/', 'init', '--quiet', inside)
      await expect(pullRequest(set)).rejects.toThrow(/app: this folder is a separate checkout/)
      set.write('values.yaml', 'a: 2\n')
      const { outputs } = await pullRequest(set, { 'add-paths': 'values.yaml' })
      expect(outputs['files-updated']).toBe('values.yaml')
    },
  )

  // peter-evans/create-pull-request#3809
  it('proposes no pointer of Git LFS without its content, and takes what LFS keeps for unchanged', async () => {
    const digest = createHash('sha256').update('chart').digest('hex')
    const pointer = (oid: string) => `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 5\n`
    const set = setUp({
      '.gitattributes': '*.tgz filter=lfs\n',
      'charts.tgz': pointer(digest),
      'values.yaml': start,
    })
    // The filter has left this content on the disk, in a container in which git reads it again.
    set.write('charts.tgz', 'chart')
    set.write('values.yaml', 'a: 2\n')
    expect((await pullRequest(set)).outputs['files-updated']).toBe('values.yaml')
    set.write('charts.tgz', 'other')
    await expect(pullRequest(set)).rejects.toThrow(/charts\.tgz: Git LFS stores the content[^]*git lfs push/)
    set.write('charts.tgz', 'chart')
    set.write('other.bin', pointer('1'.repeat(64)))
    await expect(pullRequest(set)).rejects.toThrow(/other\.bin: Git LFS stores the content/)
  })

  // stefanzweifel/git-auto-commit-action#378, actions/checkout#1502
  it('takes a checkout of a runner: no branch, no history, and a part of the files', async () => {
    const set = setUp({ 'apps/web.yaml': 'a: 1\n', 'docs/long.md': 'x\n' })
    const checkout = join(temporaryFolder(), 'checkout')
    git('/', 'clone', '--quiet', '--depth=1', '--sparse', `file://${set.repository}`, checkout)
    git(checkout, 'sparse-checkout', 'set', 'apps')
    git(checkout, 'checkout', '--quiet', '--detach')
    writeFileSync(join(checkout, 'apps/web.yaml'), 'a: 2\n')
    const { outputs } = await pullRequest({ ...set, checkout })
    expect(outputs['files-updated']).toBe('apps/web.yaml')
  })

  it('takes back nothing of others: the same lines changed on both sides are an error', async () => {
    const set = setUp()
    set.write('values.yaml', start.replace('a: 1', 'a: 10'))
    commitFiles(set.repository, 'main', 'The same', { 'values.yaml': start.replace('a: 1', 'a: 11') })
    await expect(pullRequest(set)).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('values.yaml: the same part of this file has changed'),
    })
    expect(git(set.repository, 'for-each-ref', 'refs/heads/fairlead')).toBe('')
  })

  it("keeps a person's commit on the branch", async () => {
    const set = setUp()
    set.write('values.yaml', start.replace('b: 2', 'b: 20'))
    await pullRequest(set)
    const human = commitFiles(set.repository, branch, 'By hand', { 'more.yaml': 'x: 1\n' })
    set.write('values.yaml', start.replace('b: 2', 'b: 21'))
    await pullRequest(set)
    expect(git(set.repository, 'merge-base', '--is-ancestor', human, branch)).toBe('')
    expect(show(set.repository, branch, 'values.yaml')).toContain('b: 21')
  })

  it('shows what it would do, and does nothing, in a dry run', async () => {
    const set = setUp()
    set.write('values.yaml', 'a: 2\n')
    const text = (await pullRequest(set, { 'dry-run': 'true' })).text.join('\n')
    expect(text).toContain('  values.yaml:1\n  - a: 1\n')
    expect(text).toContain('\n  + a: 2')
    expect(git(set.repository, 'for-each-ref', 'refs/heads/fairlead')).toBe('')
  })

  it('refuses auto-merge for files of production', async () => {
    const set = setUp({ 'apps/web/values-prod.yaml': 'a: 1\n' })
    writeFileSync(join(set.checkout, 'apps/web/values-prod.yaml'), 'a: 2\n')
    await expect(pullRequest(set, { 'auto-merge': 'true' })).rejects.toMatchObject({ kind: 'refused' })
  })

  it('refuses auto-merge for files of a cluster that fairlead.yaml says is production', async () => {
    const set = setUp({
      'k8s/eu-1/quota.yaml': 'a: 1\n',
      'fairlead.yaml': lines(
        'environments: {customers: {production: true, clusters: [eu-1]}}',
        'clusters: {eu-1: {paths: ["k8s/eu-1/**"]}}',
      ),
    })
    set.write('k8s/eu-1/quota.yaml', 'a: 2\n')
    await expect(pullRequest(set, { 'auto-merge': 'true' })).rejects.toMatchObject({ kind: 'refused' })
  })

  it('outside of a git repository is a clear error', async () => {
    const set = setUp()
    await expect(
      pullRequest({ repository: set.repository, checkout: temporaryFolder() }),
    ).rejects.toMatchObject({ kind: 'input' })
  })

  it('in a new repository, without a commit, is a clear error', async () => {
    const checkout = temporaryFolder()
    git(checkout, 'init', '--quiet')
    writeFileSync(join(checkout, 'values.yaml'), 'a: 1\n')
    await expect(pullRequest({ repository: setUp().repository, checkout })).rejects.toThrow(
      /has no commits yet, so there is nothing to compare its files with\n {2}Clone the infra repo, or commit/,
    )
  })
})
