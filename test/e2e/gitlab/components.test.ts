import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import { commands, otherNames } from '../../../src/entries/commands.ts'
import { inputVariable } from '../../../src/runtime/variables.ts'
import { bareRepository, git, showRecord, temporaryFolder } from '../../support/git.ts'
import { infra } from '../bundle.ts'
import { put } from '../../support/job-events.ts'
import { linesOf, plainHost, project, runPipeline } from './pipeline.ts'

const templates = fileURLToPath(new URL('../../../templates', import.meta.url))
const place = { 'values-file': 'charts/web/values-dev.yaml', key: 'image.tag' }

/** Returns a pipeline that includes components of this commit, with additional jobs. */
function pipelineOf(
  components: readonly (readonly [name: string, inputs: Readonly<Record<string, unknown>>])[],
  jobs: object = {},
): Record<string, string> {
  const include = components.map(([name, inputs]) => ({
    component: `$CI_SERVER_FQDN/$CI_PROJECT_PATH/${name}@$CI_COMMIT_SHA`,
    inputs,
  }))
  return { '.gitlab-ci.yml': stringify({ include, ...jobs }), ...infra }
}

describe('the components', () => {
  const names = readdirSync(templates).map((file) => file.replace('.yml', ''))
  const read = (name: string) => {
    const text = readFileSync(join(templates, `${name}.yml`), 'utf8')
    const [header, body] = parseAllDocuments(text).map((document) => document.toJS() as Record<string, any>)
    return { text, spec: header?.['spec'] as Record<string, any>, body: body ?? {} }
  }

  it('are there for every command, by the names of GitLab', () => {
    const gitlabNames = new Map([...otherNames].map(([other, name]) => [name, other]))
    expect(names.toSorted()).toEqual(
      [...commands.keys()].map((name) => gitlabNames.get(name) ?? name).toSorted(),
    )
    expect(names).toContain('merge-request')
  })

  it.each(names)('%s: one job and no global keyword, with every input used once', (name) => {
    const { text, spec, body } = read(name)
    expect(Object.keys(body)).toEqual(['$[[ inputs.job-name ]]'])
    const used = [...text.matchAll(/\$\[\[ inputs\.([a-z0-9-]+) \]\]/g)].map(([, input]) => input ?? '')
    expect(used.toSorted()).toEqual(Object.keys(spec['inputs']).toSorted())
    for (const { description } of Object.values<{ description?: string }>(spec['inputs']))
      expect(description).toMatch(/\S/)
  })

  it.each(names)('%s: speaks the words of GitLab', (name) => {
    const { spec } = read(name)
    const inputs = Object.entries<{ description: string }>(spec['inputs'])
    const foreign = inputs.filter(([, { description }]) =>
      /pull request|workflow|\bmatrix\b|owner\/name/i.test(description),
    )
    expect(foreign.map(([input, { description }]) => `${input}: ${description}`)).toEqual([])
  })

  it('have every name of an input that the command line has', () => {
    const inputs = (name: string) => Object.keys(read(name).spec['inputs'])
    expect(inputs('update')).toEqual(
      expect.arrayContaining(['env', 'tag', 'repo', 'apps', 'values-files', 'keys']),
    )
    expect(inputs('diff')).toEqual(expect.arrayContaining(['merge-request', 'concurrency', 'lanes', 'env']))
    expect(read('update').spec['inputs']['method'].options).toContain('merge-request')
  })

  it.each(names)('%s: nothing is pasted into the script, and no input is a secret', (name) => {
    const { spec, body } = read(name)
    const { script, variables } = body['$[[ inputs.job-name ]]']
    expect(JSON.stringify(script)).not.toContain('$[[')
    for (const variable of Object.values<unknown>(variables))
      if (JSON.stringify(variable).includes('inputs.')) expect(variable).toMatchObject({ expand: false })
    expect(Object.keys(spec['inputs']).filter((input) => input.includes('token'))).toEqual([])
  })
})

describe('a pipeline', () => {
  it('includes a component at its commit, and its outputs reach the next job', async () => {
    const files = pipelineOf([['inventory', { stage: 'build' }]], {
      next: { script: ['echo "$FAIRLEAD_APPS apps, $FAIRLEAD_UNRESOLVED open"', 'ls .fairlead'] },
    })
    const pipeline = await runPipeline(await project(files))
    expect(pipeline.jobs).toEqual({ 'fairlead-inventory': 'passed', next: 'passed' })
    expect(linesOf(pipeline, 'next')).toEqual([
      '2 apps, 0 open',
      'inventory.env',
      'inventory.json',
      'inventory.md',
    ])
    expect(JSON.parse(pipeline.artifacts('fairlead-inventory')['inventory.json'] ?? '')).toHaveProperty(
      'apps',
    )
  })

  it.each([
    [
      'update',
      { method: 'merge' },
      '`merge` cannot be used because it is not in the list of allowed options',
    ],
    ['update', { 'dry-run': 'yes' }, 'provided value is not a boolean'],
    ['bump', { document: 'x' }, 'does not match required regex'],
  ])('is refused where %s has the inputs %j', async (name, inputs, message) => {
    const pipeline = await runPipeline(await project(pipelineOf([[name, inputs]])))
    expect(pipeline.exitCode).toBe(1)
    expect(pipeline.log).toContain(message)
    expect(pipeline.jobs).toEqual({})
  })

  it('says what to do where the program cannot be fetched', async () => {
    const files = pipelineOf([['inventory', { 'fairlead-project': 'fairlead-dev/fairlead' }]])
    const pipeline = await runPipeline(await project(files), { variables: { CI_JOB_TOKEN: 'wrong' } })
    expect(pipeline.jobs).toEqual({ 'fairlead-inventory': 'failed' })
    expect(linesOf(pipeline, 'fairlead-inventory').join('\n')).toContain(
      'is the input fairlead-project the project',
    )
  })

  it('reports every fault of the inputs, and leaves it as an artifact', async () => {
    const files = pipelineOf([
      ['bump', { ...place, 'image-tag': '$NO_SUCH_TAG', digest: '${FAIRLEAD_TOKEN}' }],
    ])
    const pipeline = await runPipeline(await project(files), {
      variables: { FAIRLEAD_TOKEN: 'glpat-secretsecretsecret' },
    })
    expect(pipeline.jobs).toEqual({ 'fairlead-bump': 'failed' })
    expect(pipeline.log).toContain(
      'error: image-tag refers to the variable $NO_SUCH_TAG, which does not exist in this job',
    )
    expect(pipeline.log).not.toContain('secretsecret')
    expect(JSON.parse(pipeline.artifacts('fairlead-bump')['bump.json'] ?? '')).toMatchObject({
      error: { kind: 'input', exitCode: 2 },
    })
  })

  it('runs a manual job only where a person starts it', async () => {
    const files = pipelineOf([['inventory', { 'job-rules': [{ when: 'manual' }] }]], {
      other: { script: ['true'] },
    })
    const made = await project(files)
    expect((await runPipeline(made)).jobs).toEqual({ other: 'passed' })
    expect((await runPipeline(made, { args: ['--manual', 'fairlead-inventory'] })).jobs).toEqual({
      'fairlead-inventory': 'passed',
      other: 'passed',
    })
  })

  it('takes the program from the image where it is there', async () => {
    const made = await project(pipelineOf([['inventory', {}]]))
    const variables = { FAIRLEAD_HOME: made.folder, CI_JOB_TOKEN: 'wrong' }
    expect((await runPipeline(made, { variables })).jobs).toEqual({ 'fairlead-inventory': 'passed' })
  })
})

it("this repository's own pipeline passes", async () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const paths = ['.gitlab-ci.yml', ...globSync('examples/**/*.yaml', { cwd: root })]
  const files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
  const jobs = ['assert-inventory', 'assert-bump', 'assert-update']
  // These tests are part of `.ci/run`, so it is replaced.
  const made = await project({ ...files, '.ci/run': 'true\n' })
  const pipeline = await runPipeline(made, { args: ['--needs', 'tag', ...jobs] })
  expect(pipeline.jobs, pipeline.log).toMatchObject(Object.fromEntries(jobs.map((job) => [job, 'passed'])))
  const list = async (tag: string) =>
    (await runPipeline(made, { args: ['--list-csv'], variables: { CI_COMMIT_TAG: tag } })).log
  expect(await list('1.2.3')).toMatch(/^release;/m)
  expect(await list('v1')).not.toMatch(/^release;/m)
})

describe('update and merge-request, on a plain git remote', () => {
  const build = (tag: string) => ({
    build: {
      stage: 'build',
      script: [`echo "TAG=${tag}" > build.env`],
      artifacts: { reports: { dotenv: 'build.env' } },
    },
  })

  it('opens a merge request with the tag of an earlier job, and a second pipeline refreshes it', async () => {
    const repository = bareRepository(infra)
    const update = ['update', { ...place, forge: 'local', repository, 'image-tag': '$TAG' }] as const
    const next = {
      next: { stage: '.post', script: ['echo "$FAIRLEAD_CHANGED $FAIRLEAD_PULL_REQUEST_OPERATION"'] },
    }
    const made = await project(pipelineOf([update], { ...build('1.1.0'), ...next }))
    const first = await runPipeline(made)
    expect(first.jobs).toEqual({ build: 'passed', 'fairlead-update': 'passed', next: 'passed' })
    expect(linesOf(first, 'next')).toEqual(['true created'])
    expect(first.artifacts('fairlead-update')['update.md']).toContain('1.1.0')

    writeFileSync(
      join(made.folder, '.gitlab-ci.yml'),
      pipelineOf([update], { ...build('1.2.0'), ...next })['.gitlab-ci.yml'] ?? '',
    )
    await made.commit()
    expect(linesOf(await runPipeline(made), 'next')).toEqual(['true updated'])
    const branches = git(
      repository,
      'for-each-ref',
      '--format=%(refname:short)',
      'refs/heads/fairlead',
    ).split('\n')
    expect(branches).toHaveLength(1)
    expect(showRecord(repository, branches[0] ?? '')).toMatchObject({ state: 'open' })
    expect(git(repository, 'show', `${branches[0]}:charts/web/values-dev.yaml`)).toContain('tag: 1.2.0 # dev')
  })

  it('hands the changes of a bump to the job that opens the merge request, and nothing else', async () => {
    const repository = bareRepository(infra)
    const files = pipelineOf(
      [
        ['bump', { ...place, 'image-tag': '1.1.0', stage: 'build' }],
        ['merge-request', { forge: 'local', repository }],
      ],
      { 'fairlead-bump': { artifacts: { paths: ['.fairlead/', 'charts/'] } } },
    )
    const made = await project(files)
    // The checkout must be one of the infra repo, which contains the components here.
    git(made.folder, 'push', '--quiet', repository, '+HEAD:main')
    const pipeline = await runPipeline(made)
    expect(pipeline.jobs).toEqual({ 'fairlead-bump': 'passed', 'fairlead-merge-request': 'passed' })
    const [branch = ''] = git(
      repository,
      'for-each-ref',
      '--format=%(refname:short)',
      'refs/heads/fairlead',
    ).split('\n')
    expect(git(repository, 'diff', '--name-only', 'main', branch)).toBe('charts/web/values-dev.yaml')
  })

  it('is no part of the pipeline of a merge request, where protected variables are absent', async () => {
    const repository = bareRepository(infra)
    const components = [
      ['update', { ...place, forge: 'local', repository, 'image-tag': '1.1.0' }],
      ['inventory', {}],
    ] as const
    const pipeline = await runPipeline(await project(pipelineOf(components)), {
      variables: {
        CI_PIPELINE_SOURCE: 'merge_request_event',
        CI_MERGE_REQUEST_IID: '7',
        CI_COMMIT_BRANCH: '',
      },
    })
    expect(pipeline.jobs).toEqual({ 'fairlead-inventory': 'passed' })
    expect(git(repository, 'for-each-ref', 'refs/heads/fairlead')).toBe('')
  })
})

describe('diff in the pipeline of a merge request', () => {
  it('compares it with its target branch, which the pipeline does not check out', async () => {
    const host = await plainHost()
    const files = pipelineOf([['diff', { comment: 'never' }]])
    const made = await project({ ...files, ...put('a', 1), ...put('b', 1) }, host)
    git(made.folder, 'push', '--quiet', host.remote, 'HEAD:stable')
    const before = git(made.folder, 'rev-parse', 'HEAD')
    for (const [path, text] of Object.entries(put('b', 2))) writeFileSync(join(made.folder, path), text)
    await made.commit()
    const pipeline = await runPipeline(made, {
      variables: {
        CI_PIPELINE_SOURCE: 'merge_request_event',
        CI_MERGE_REQUEST_IID: '7',
        CI_MERGE_REQUEST_EVENT_TYPE: 'detached',
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'stable',
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'main',
        CI_MERGE_REQUEST_DIFF_BASE_SHA: before,
        CI_COMMIT_BRANCH: '',
      },
    })
    expect(pipeline.jobs).toEqual({ 'fairlead-diff': 'passed' })
    const told = linesOf(pipeline, 'fairlead-diff').join('\n')
    expect(told).toContain('ghcr.io/acme/b:1.0.2')
    expect(told).not.toContain('ghcr.io/acme/a:')
  })
})

describe('hostile inputs', () => {
  const hostile = {
    app: '$(touch canary)',
    environment: '`touch canary`',
    cluster: '"; touch canary; "',
    image: "'; touch canary; '",
    'image-tag': '\n  touch canary\n',
    digest: '${PATH} and $PATH and $$PATH',
    changes: '${IFS}`touch${IFS}canary`',
    repository: '"]\nscript:\n  - touch canary\nx: ["',
    'commit-message': "'\nevil:\n  script: [touch canary]\n",
    title: '| # comment: {a: [b}',
    body: '*anchor &anchor !!js/function',
    labels: String.raw`\\0 \1 \n $& \"`,
    branch: '--help',
    milestone: '%0A::error::x',
    'body-path': '\u001B[2J\u202E\t é 🙂',
  }

  it('arrive as they are, and nothing of them runs', async () => {
    const made = await project(pipelineOf([['update', hostile]]))
    // Replaces the program and records its environment.
    const record = join(temporaryFolder(), 'record')
    writeFileSync(
      join(made.folder, 'dist', 'gitlab.js'),
      `import { writeFileSync } from 'node:fs'
       writeFileSync(${JSON.stringify(record)}, JSON.stringify(process.env))`,
    )
    await made.commit()
    const pipeline = await runPipeline(made)
    expect(pipeline.jobs).toEqual({ 'fairlead-update': 'passed' })
    const seen = JSON.parse(readFileSync(record, 'utf8')) as Record<string, string>
    for (const [name, text] of Object.entries(hostile)) expect(seen[inputVariable(name)]).toBe(text)
    expect(globSync('**/canary', { cwd: made.folder })).toEqual([])
  })

  it('are one fault each at most, for the program', async () => {
    const pipeline = await runPipeline(
      await project(pipelineOf([['update', { ...hostile, forge: 'local' }]])),
    )
    expect(pipeline.jobs).toEqual({ 'fairlead-update': 'failed' })
    expect(pipeline.log).toContain('error: ')
    expect(pipeline.log).not.toContain('this is a bug in Fairlead')
  })
})
