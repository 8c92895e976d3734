import { execFileSync } from 'node:child_process'

import { describe, expect, it } from 'vitest'

import { faults } from '../fakes/gitlab/index.ts'
import {
  type Answer,
  call,
  change,
  commit,
  fake,
  get,
  openMergeRequest,
  path,
  project,
  values,
} from './fake-gitlab.setup.ts'

describe('the project', () => {
  it('is found by its path and by its number, and not by strangers', async () => {
    const byPath = await get('')
    expect(byPath.body).toMatchObject({ id: project.id, path_with_namespace: path, default_branch: 'main' })
    expect(byPath.body.permissions.project_access.access_level).toBe(30)
    expect((await get(`!/projects/${project.id}`)).body).toEqual(byPath.body)
    fake.addUser('stranger')
    fake.addToken('glpat-stranger', { username: 'stranger' })
    expect(await get('', 'glpat-stranger')).toMatchObject({
      status: 404,
      body: { message: '404 Project Not Found' },
    })
    expect(await get('', 'unknown')).toMatchObject({ status: 401, body: { message: '401 Unauthorized' } })
    expect(fake.violations).toEqual([])
  })

  it('lists its tree by page and by key, with modes', async () => {
    const paged = await get('/repository/tree?recursive=true&per_page=2')
    expect(paged.headers.get('x-next-page')).toBe('2')
    expect(paged.headers.get('x-total')).toBe('5')
    const keyed = []
    let next: string | undefined = '/repository/tree?recursive=true&pagination=keyset&per_page=2'
    while (next !== undefined) {
      const page: Answer = await get(next)
      keyed.push(...page.body)
      const link: string | undefined = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
      next = link === undefined ? undefined : `!${link.slice(fake.apiUrl.length)}`
    }
    expect(keyed.map((entry) => [entry.path, entry.mode])).toEqual([
      ['apps', '040000'],
      ['apps/web', '040000'],
      [values, '100644'],
      ['current', '120000'],
      ['deploy.sh', '100755'],
    ])
    expect(fake.violations).toEqual([])
  })

  it('answers files with their last commit, raw and in headers', async () => {
    const first = project.head()
    const second = await project.push('main', { 'README.md': 'hello\n' })
    const where = `/repository/files/${encodeURIComponent(values)}`
    const file = await get(`${where}?ref=main`)
    expect(file.body).toMatchObject({ last_commit_id: first, commit_id: second, execute_filemode: false })
    expect(Buffer.from(file.body.content, 'base64').toString()).toContain('1.0.0')
    const head = await call('HEAD', `${where}?ref=main`)
    expect(head.headers.get('x-gitlab-last-commit-id')).toBe(first)
    expect((await get(`${where}/raw?ref=main`)).body).toContain('1.0.0')
    const script = await call('HEAD', '/repository/files/deploy.sh?ref=main')
    expect(script.headers.get('x-gitlab-execute-filemode')).toBe('true')
    expect(await get('/repository/files/nothing?ref=main')).toMatchObject({
      status: 404,
      body: { message: '404 File Not Found' },
    })
    expect(fake.violations).toEqual([])
  })
})

describe('commits', () => {
  it('makes a branch with a commit, keeping modes', async () => {
    const actions = [
      change('1.1.0'),
      {
        action: 'create',
        file_path: 'run.sh',
        content: Buffer.from('#!/bin/sh\n').toString('base64'),
        encoding: 'base64',
      },
      { action: 'chmod', file_path: 'run.sh', execute_filemode: true },
      { action: 'move', file_path: 'scripts/deploy.sh', previous_path: 'deploy.sh' },
    ]
    const made = await commit('bump/web', { start_sha: project.head(), actions })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ parent_ids: [project.head()], stats: { additions: 2, deletions: 1 } })
    expect(project.head('bump/web')).toBe(made.body.id)
    expect((await project.file('run.sh', 'bump/web'))?.mode).toBe('100755')
    expect((await project.file('scripts/deploy.sh', 'bump/web'))?.mode).toBe('100755')
    expect(await project.read(values, 'bump/web')).toContain('1.1.0')
    expect(fake.violations).toEqual([])
  })

  it('refuses as GitLab does', async () => {
    const refusal = async (more: object, branch = 'x') =>
      (await commit(branch, { start_branch: 'main', ...more })).body.message
    const action = (name: string, file: string) => ({
      actions: [{ action: name, file_path: file, content: '' }],
    })
    await project.setBranch('taken', project.head())
    expect(await refusal(action('create', values))).toBe('A file with this name already exists')
    expect(await refusal(action('update', 'nothing'))).toBe("A file with this name doesn't exist")
    expect(await refusal(action('create', 'apps'))).toBe('A directory with this name already exists')
    expect(await refusal(action('create', '../x'))).toBe('Path cannot include directory traversal')
    expect(await refusal({}, 'taken')).toBe(
      "A branch called 'taken' already exists. Switch to that branch in order to make changes",
    )
    expect(await refusal({ start_branch: undefined, start_sha: 'f'.repeat(40) })).toBe(
      `Cannot find start_sha '${'f'.repeat(40)}'`,
    )
    expect((await commit('x', { start_branch: 'main', start_sha: project.head() })).body).toEqual({
      error: 'start_branch, start_sha are mutually exclusive',
    })
    expect(await commit('main')).toMatchObject({
      status: 403,
      body: { message: '403 Forbidden - You are not allowed to push into this branch' },
    })
    expect((await commit('main', {}, 'maintainer')).status).toBe(201)
    expect(fake.violations).toEqual([])
  })

  it('locks each file by its last commit', async () => {
    const last = project.head()
    const locked = (id: string) => ({ actions: [{ ...change('1.2.0'), last_commit_id: id }] })
    await project.push('work', { 'other.txt': 'x\n' })
    expect((await commit('work', locked(last))).status).toBe(201)
    expect(await commit('work', locked(last))).toMatchObject({
      status: 400,
      body: { message: `The file has changed since you started editing it: ${values}` },
    })
    // With a start commit, GitLab compares with the default branch.
    await project.push('main', { [values]: 'image:\n  tag: 9.9.9\n' })
    expect((await commit('new', { start_sha: last, ...locked(last) })).status).toBe(400)
    expect((await commit('new', { start_sha: last })).status).toBe(201)
    expect(fake.violations).toEqual([])
  })

  it('lets one of two racing commits win', async () => {
    await project.setBranch('work', project.head())
    const answers = await Promise.all([commit('work'), commit('work', { actions: [change('2.0.0')] })])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 400])
    expect(answers.find(({ status }) => status === 400)?.body).toEqual({
      message: '9:Could not update refs/heads/work. Please refresh and try again..',
    })
  })

  it('overwrites what comes between the look at the files and the commit', async () => {
    const last = await project.push('work', { 'other.txt': 'x\n' })
    let between = ''
    project.betweenLookAndCommit(async () => {
      between = await project.push('work', { [values]: 'image:\n  tag: 9.9.9\n' })
    })
    const made = await commit('work', { actions: [{ ...change('1.2.0'), last_commit_id: last }] })
    expect(made).toMatchObject({ status: 201, body: { parent_ids: [between] } })
  })

  it('overwrites a branch by force', async () => {
    const start = project.head()
    await commit('bump/web', { start_sha: start })
    const again = await commit('bump/web', { start_sha: start, force: true, actions: [change('1.3.0')] })
    expect(again.body.parent_ids).toEqual([start])
    expect(project.head('bump/web')).toBe(again.body.id)
    await project.push('main', { 'README.md': 'hello\n' })
    const onMain = await commit('main', { start_sha: start, force: true }, 'maintainer')
    expect(onMain).toMatchObject({ status: 400, body: { message: expect.stringContaining('force push') } })
  })

  it('signs its own commits where an administrator says so, and then takes no other author', async () => {
    fake.settings.signsCommits = true
    const made = await commit('signed', { start_branch: 'main' })
    const signature = await get(`/repository/commits/${made.body.id}/signature`)
    expect(signature.body).toMatchObject({ verification_status: 'verified_system' })
    expect((await get(`/repository/commits/${project.head()}/signature`)).status).toBe(404)
    expect((await commit('other', { start_branch: 'main', author_email: 'a@example.com' })).status).toBe(400)
    expect(fake.violations).toEqual([])
  })
})

describe('what lies between commits', () => {
  it('lists, compares and takes back', async () => {
    const start = project.head()
    const made = await commit('work', { start_branch: 'main' })
    await project.push('main', { 'README.md': 'hello\n' })
    const range = await get(`/repository/commits?ref_name=main..work`)
    expect(range.body.map(({ id }: { id: string }) => id)).toEqual([made.body.id])
    const touching = await get(
      `/repository/commits?ref_name=work&path=${encodeURIComponent(values)}&per_page=1`,
    )
    expect(touching.body).toMatchObject([{ id: made.body.id }])
    expect(touching.headers.get('x-next-page')).toBe('2')
    const compared = await get('/repository/compare?from=main&to=work')
    expect(compared.body.diffs).toMatchObject([{ new_path: values, new_file: false, b_mode: '100644' }])
    expect(compared.body.diffs[0].diff).toMatch(/^@@ -1,2 \+1,2 @@\n image:\n-  tag: 1\.0\.0\n/)
    expect((await get('/repository/merge_base?refs[]=main&refs[]=work')).body.id).toBe(start)
    const where = `/repository/commits/${made.body.id}/revert`
    expect((await call('POST', where, { branch: 'work' })).status).toBe(201)
    expect(await project.read(values, 'work')).toContain('1.0.0')
    expect(await call('POST', where, { branch: 'work' })).toMatchObject({
      status: 400,
      body: { error_code: 'conflict' },
    })
    expect(fake.violations).toEqual([])
  })

  it('shows what became of each file', async () => {
    const long = 'a line\n'.repeat(20)
    const before = await project.push('main', {
      'old.txt': long,
      'bytes.bin': Buffer.from([0, 1, 2]),
      gone: 'x\n',
    })
    const edits = {
      'old.txt': null,
      'new.txt': `${long}more\n`,
      'bytes.bin': Buffer.from([0, 3]),
      gone: null,
    }
    const after = await project.push('main', { ...edits, 'deploy.sh': '#!/bin/sh\n' })
    const { diffs } = (await get(`/repository/compare?from=${before}&to=${after}`)).body
    const shown = diffs.map((one: Record<string, unknown>) => [
      one.old_path,
      one.new_path,
      one.a_mode,
      one.b_mode,
      one.new_file,
      one.deleted_file,
      one.renamed_file,
      String(one.diff).split('\n')[0],
    ])
    expect(shown).toEqual([
      [
        'bytes.bin',
        'bytes.bin',
        '100644',
        '100644',
        false,
        false,
        false,
        'Binary files a/bytes.bin and b/bytes.bin differ',
      ],
      ['deploy.sh', 'deploy.sh', '100755', '100644', false, false, false, ''],
      ['gone', 'gone', '100644', '0', false, true, false, '@@ -1 +0,0 @@'],
      ['old.txt', 'new.txt', '100644', '100644', false, false, true, '@@ -18,3 +18,4 @@ a line'],
    ])
    expect((await get(`/repository/commits/${after}/diff`)).body).toEqual(diffs)
    expect(fake.violations).toEqual([])
  })

  it('makes and deletes branches', async () => {
    const made = await call('POST', '/repository/branches', { branch: 'feature/x', ref: 'main' })
    expect(made).toMatchObject({ status: 201, body: { name: 'feature/x', protected: false, can_push: true } })
    expect(
      (await call('POST', '/repository/branches', { branch: 'feature/x', ref: 'main' })).body.message,
    ).toBe('Branch already exists')
    expect((await get('/repository/branches/main')).body).toMatchObject({ protected: true, can_push: false })
    expect((await call('HEAD', '/repository/branches/feature%2Fx')).status).toBe(204)
    expect((await call('DELETE', '/repository/branches/feature%2Fx')).status).toBe(204)
    expect((await call('DELETE', '/repository/branches/main', undefined, 'maintainer')).status).toBe(405)
    expect(project.branches()).toEqual(['main'])
    expect(fake.violations).toEqual([])
  })

  it('packs an archive of a commit', async () => {
    const tar = await fetch(
      `${fake.apiUrl}/projects/${project.id}/repository/archive?sha=${project.head()}&format=tar.gz`,
      { headers: { 'private-token': 'developer' } },
    )
    expect(tar.headers.get('content-disposition')).toBe(
      `attachment; filename="infra-${project.head()}.tar.gz"`,
    )
    const listed = execFileSync('tar', ['-tzf', '-'], {
      input: Buffer.from(await tar.arrayBuffer()),
    }).toString()
    expect(listed.split('\n')).toContain(`infra-${project.head()}/${values}`)
    expect((await get('/repository/archive?sha=nothing')).status).toBe(404)
    expect(fake.violations).toEqual([])
  })
})

describe('merge requests', () => {
  it('opens one, finds it and refuses a second', async () => {
    const opened = await openMergeRequest('bump/web', { labels: 'deploy,web', remove_source_branch: true })
    expect(opened.status).toBe(201)
    expect(opened.body).toMatchObject({
      iid: 1,
      state: 'opened',
      sha: project.head('bump/web'),
      labels: ['deploy', 'web'],
      detailed_merge_status: 'mergeable',
      force_remove_source_branch: true,
      changes_count: '1',
    })
    const found = await get(
      '/merge_requests?state=opened&source_branch=bump/web&target_branch=main&labels=web',
    )
    expect(found.body.map(({ iid }: { iid: number }) => iid)).toEqual([1])
    expect((await get('/merge_requests?labels=nothing')).body).toEqual([])
    const again = { source_branch: 'bump/web', target_branch: 'main', title: 'Again' }
    expect(await call('POST', '/merge_requests', again)).toMatchObject({
      status: 409,
      body: { message: ['Another open merge request already exists for this source branch: !1'] },
    })
    expect(fake.violations).toEqual([])
  })

  it('changes, closes and reopens one', async () => {
    await openMergeRequest()
    const alice = (await get('!/users?username=alice')).body[0].id
    const milestone = project.state.milestones[0]?.id
    const changed = await call('PUT', '/merge_requests/1', {
      title: 'Draft: Bump web',
      add_labels: 'deploy',
      reviewer_ids: [alice],
      assignee_ids: [alice],
      milestone_id: milestone,
    })
    expect(changed.body).toMatchObject({
      draft: true,
      detailed_merge_status: 'draft_status',
      labels: ['deploy'],
      reviewers: [{ username: 'alice' }],
      milestone: { title: 'Next' },
    })
    expect((await call('PUT', '/merge_requests/1', { remove_labels: 'deploy' })).body.labels).toEqual([])
    expect((await call('PUT', '/merge_requests/1', { state_event: 'close' })).body.state).toBe('closed')
    expect((await call('PUT', '/merge_requests/1', { state_event: 'reopen' })).body.state).toBe('opened')
    expect(await call('PUT', '/merge_requests/1', {})).toMatchObject({ status: 400 })
    expect(fake.violations).toEqual([])
  })

  it('follows its source branch', async () => {
    await openMergeRequest()
    await commit('bump/web', { actions: [change('1.2.0')] })
    expect(project.mergeRequest(1)).toMatchObject({ sha: project.head('bump/web'), versions: { length: 2 } })
    await project.deleteBranch('bump/web')
    expect(project.mergeRequest(1).state).toBe('closed')
  })

  it('looks at a new one behind the scenes first', async () => {
    project.settings.preparedAfterReads = 2
    await openMergeRequest()
    const states = []
    for (let i = 0; i < 3; i++) {
      const { body } = await get('/merge_requests/1')
      states.push([body.detailed_merge_status, body.prepared_at === null, body.diff_refs === null])
    }
    expect(states).toEqual([
      ['preparing', true, true],
      ['preparing', true, true],
      ['mergeable', false, false],
    ])
    expect(fake.violations).toEqual([])
  })
})

describe('a lagging merge request', () => {
  it('shows the new head of its branch some time after a push', async () => {
    await openMergeRequest()
    const before = project.head('bump/web')
    project.settings.preparedAfterReads = 1
    await commit('bump/web', { actions: [change('1.2.0')] })
    const states = []
    for (let i = 0; i < 2; i++) {
      const { body } = await get('/merge_requests/1')
      states.push([body.sha, body.detailed_merge_status])
    }
    expect(states).toEqual([
      [before, 'checking'],
      [project.head('bump/web'), 'mergeable'],
    ])
  })
})

describe('notes', () => {
  const notes = '/merge_requests/1/notes'

  it('lists them by page, those of the system too, and changes only its own', async () => {
    await openMergeRequest()
    const written = []
    for (const body of ['one', 'two', 'three']) written.push(await call('POST', notes, { body }, 'reporter'))
    await commit('bump/web')
    const newest = await get(`${notes}?per_page=1`)
    expect(newest.body[0]).toMatchObject({ body: 'added 1 commit', system: true })
    expect(newest.headers.get('link')).toContain('page=2')
    const all = await get(`${notes}?sort=asc&activity_filter=only_comments`)
    expect(all.body.map(({ body }: { body: string }) => body)).toEqual(['one', 'two', 'three'])
    const mine = `${notes}/${written[0]?.body.id}`
    expect((await call('PUT', mine, { body: 'changed' }, 'developer')).status).toBe(403)
    expect((await call('PUT', mine, { body: 'changed' }, 'reporter')).body.body).toBe('changed')
    expect((await call('DELETE', mine, undefined, 'reporter')).status).toBe(204)
    expect(project.notesOf(1).map(({ body }) => body)).toEqual(['two', 'three'])
    const long = await call('POST', notes, { body: 'x'.repeat(1_000_001) })
    expect(long).toMatchObject({
      status: 400,
      body: { message: { note: [expect.stringContaining('too long')] } },
    })
    expect(fake.violations).toEqual([])
  })
})

describe('quick actions', () => {
  it('are carried out where a text begins a line with one, and not in a code block', async () => {
    await openMergeRequest('bump/web', { description: 'Bump\n\n/draft\n```\n/close\n```' })
    expect(project.mergeRequest(1)).toMatchObject({
      title: 'Draft: Bump web',
      state: 'opened',
      description: 'Bump\n\n```\n/close\n```',
    })
    const note = await call('POST', '/merge_requests/1/notes', { body: 'Look: /close\n/unknown' })
    expect(note.body.body).toBe('Look: /close\n/unknown')
    expect((await call('POST', '/merge_requests/1/notes', { body: '/close' })).status).toBe(202)
    expect(project.mergeRequest(1).state).toBe('closed')
    expect(fake.violations).toEqual([])
  })
})

describe('the contract', () => {
  it('counts what a client may not send', async () => {
    await call('POST', '/merge_requests', { source_branch: 'a', target_branch: 'b' })
    expect(fake.violations.at(-1)).toContain("must have required property 'title'")
    await get('/repository/tree?recursiv=true')
    expect(fake.violations.at(-1)).toContain('"additionalProperty":"recursiv"')
    await call('POST', '/merge_requests/1/notes', { body: 'x', marker: 'y' })
    expect(fake.violations.at(-1)).toContain('/marker is not documented')
    await get('/nothing')
    expect(fake.violations.at(-1)).toContain('no operation of the fake')
    expect(fake.violations).toHaveLength(4)
  })
})

describe('faults', () => {
  it('loses answers and reads stale', async () => {
    await openMergeRequest()
    const notes = '/merge_requests/1/notes'
    let stop = fake.onRequest(({ method }) => (method === 'POST' ? faults.lostAnswer : undefined))
    await expect(call('POST', notes, { body: 'lost' })).rejects.toThrow('fetch failed')
    stop()
    expect(project.notesOf(1)).toHaveLength(1)
    stop = fake.onRequest(() => faults.staleRead)
    expect((await get(notes)).body).toEqual([])
    stop()
    expect((await get(notes)).body).toHaveLength(1)
  })
})
