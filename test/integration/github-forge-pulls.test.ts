import { describe, expect, it } from 'vitest'
import { faults } from '../fakes/github/index.ts'
import { failing, passing, request, useHub } from './github-forge.setup.ts'

const hub = useHub()

const everything = {
  labels: ['deploy', 'web'],
  assignees: ['alice'],
  reviewers: ['bob'],
  teamReviewers: ['acme/ops'],
}

async function makeBranch(branch: string): Promise<void> {
  await hub.forge.moveBranch({ branch, from: undefined, to: await hub.commit(branch) })
}

describe('openPullRequest', () => {
  it('asks for what is given, one request for each kind', async () => {
    const { forge, infra } = hub
    await makeBranch('bump/web')
    const wanted = request('bump/web', { ...everything, milestone: 'Later', draft: true })
    const [pull, made] = await hub.counting(() => forge.openPullRequest(wanted))
    expect(made).toEqual([
      'issues/list-milestones',
      'pulls/create',
      'issues/add-assignees',
      'pulls/request-reviewers',
      'issues/update',
      'issues/add-labels',
    ])
    expect(pull).toMatchObject({ labels: ['deploy', 'web'], draft: true, body: 'to 1.1.0', warnings: [] })
    expect(infra.pull(1)).toMatchObject({ ...everything, teamReviewers: ['ops'], milestone: 2, draft: true })
  })

  it('gives back the one that is open', async () => {
    const { forge, infra } = hub
    const first = await hub.propose('bump/web')
    const again = await forge.openPullRequest(request('bump/web', { title: 'Other' }))
    expect(again).toEqual(first)
    const racers = Array.from({ length: 20 }, () => hub.open().openPullRequest(request('bump/web')))
    expect(new Set((await Promise.all(racers)).map(({ number }) => number))).toEqual(new Set(['1']))
    await makeBranch('bump/api')
    const opening = Array.from({ length: 20 }, () => hub.open().openPullRequest(request('bump/api')))
    expect(new Set((await Promise.all(opening)).map(({ number }) => number))).toEqual(new Set(['2']))
    expect(infra.pulls.length).toBe(2)
  })

  it.each(passing)('opens one in spite of %s, with all that belongs to it', async (_, fault) => {
    const { forge, infra } = hub
    await makeBranch('bump/web')
    const operations = [
      'pulls/create',
      'issues/add-labels',
      'issues/add-assignees',
      'pulls/request-reviewers',
    ]
    for (const operation of [...operations, 'issues/update', 'issues/list-milestones'])
      hub.breaks(operation, fault)
    const { warnings } = await forge.openPullRequest(request('bump/web', { ...everything, milestone: '1' }))
    expect(infra.pulls).toHaveLength(1)
    expect(infra.pull(1)).toMatchObject({ ...everything, teamReviewers: ['ops'], milestone: 1 })
    expect(warnings).toEqual([])
  })

  it('waits until GitHub knows the branch and the pull request', async () => {
    const { forge, infra } = hub
    await makeBranch('bump/web')
    const head = [{ resource: 'PullRequest', field: 'head', code: 'invalid' }]
    hub.breaks('pulls/create', {
      answer: { status: 422, body: { message: 'Validation Failed', errors: head } },
    })
    const node = [{ message: "Could not resolve to a node with the global id of 'PR_1'." }]
    hub.breaks('pulls/request-reviewers', {
      answer: { status: 422, body: { message: 'Validation Failed', errors: node } },
    })
    hub.breaks('issues/add-labels', { answer: { status: 404, body: { message: 'Not Found' } } }, 2)
    await forge.openPullRequest(request('bump/web', { labels: ['deploy'], reviewers: ['bob'] }))
    expect(infra.pull(1)).toMatchObject({ labels: ['deploy'], reviewers: ['bob'] })
  })

  it('finds the open one although the first look is stale', async () => {
    const { forge, infra } = hub
    await makeBranch('bump/web')
    hub.breaks('pulls/create', faults.lostAnswer)
    hub.breaks('pulls/list', faults.staleRead)
    expect(await forge.openPullRequest(request('bump/web'))).toMatchObject({ number: '1' })
    expect(infra.pulls).toHaveLength(1)
  })

  it('warns of people and labels that cannot be, and keeps the others', async () => {
    const { forge, infra } = hub
    await makeBranch('bump/web')
    hub.breaks('issues/add-labels', { answer: { status: 403, body: { message: 'No labels today' } } })
    const pull = await forge.openPullRequest(
      request('bump/web', {
        labels: ['deploy'],
        assignees: ['alice', 'nobody'],
        reviewers: ['bob', 'stranger'],
        teamReviewers: ['ops', 'nobodies'],
      }),
    )
    expect(pull.labels).toEqual([])
    expect(infra.pull(1)).toMatchObject({ assignees: ['alice'], reviewers: ['bob'], teamReviewers: ['ops'] })
    expect(pull.warnings).toEqual([
      'nobody was not assigned: not a collaborator of acme/infra, or no such user',
      expect.stringContaining('no review was requested from stranger: Reviews may only be'),
      expect.stringContaining('no review was requested from nobodies'),
      'labels not added: deploy: No labels today',
    ])
  })

  it('tells of a milestone that is not open, which holds no release back', async () => {
    await makeBranch('bump/web')
    const { warnings } = await hub.forge.openPullRequest(request('bump/web', { milestone: 'Nxt' }))
    expect(warnings).toEqual([
      'the milestone "Nxt" was not set: acme/infra has no open milestone with this title or number. Did you mean "Next"?',
    ])
    expect(hub.infra.pulls).toMatchObject([{ state: 'open', milestone: null }])
  })

  it('opens it as ready where GitHub knows no drafts', async () => {
    await makeBranch('bump/web')
    const message = 'Draft pull requests are not supported in this repository.'
    const refusal = {
      message: 'Validation Failed',
      errors: [{ resource: 'PullRequest', code: 'custom', message }],
    }
    hub.breaks('pulls/create', { answer: { status: 422, body: refusal } })
    expect(await hub.forge.openPullRequest(request('bump/web', { draft: true }))).toMatchObject({
      draft: false,
      warnings: [expect.stringContaining('does not support draft')],
    })
  })

  it('says in the words of GitHub why there can be none', async () => {
    await hub.infra.setBranch('same', hub.infra.head())
    const fault = await failing(hub.forge.openPullRequest(request('same')))
    expect(fault.message).toContain('No commits between main and same')
  })
})

describe('updatePullRequest', () => {
  it('changes what is given, and adds', async () => {
    const { forge, infra } = hub
    await hub.propose('bump/web', { labels: ['first'] })
    const [, made] = await hub.counting(() => forge.updatePullRequest('1', { title: 'New', body: '' }))
    expect(made).toEqual(['pulls/update'])
    expect(infra.pull(1)).toMatchObject({ title: 'New', body: '' })
    await forge.updatePullRequest('1', { ...everything, milestone: 'Next' })
    expect(infra.pull(1)).toMatchObject({ title: 'New', labels: ['first', 'deploy', 'web'], milestone: 1 })
    expect((await hub.counting(() => forge.updatePullRequest('1', {})))[1]).toEqual([])
  })

  it.each(passing)('survives %s', async (_, fault) => {
    await hub.propose('bump/web')
    hub.breaks('pulls/update', fault)
    await hub.forge.updatePullRequest('1', { title: 'New' })
    expect(hub.infra.pull(1).title).toBe('New')
  })
})

describe('closePullRequest', () => {
  it('comments and closes, once', async () => {
    const { forge, infra } = hub
    await hub.propose('bump/web')
    await forge.closePullRequest('1', 'Superseded.')
    await forge.closePullRequest('1', 'Superseded.')
    expect(infra.pull(1).state).toBe('closed')
    expect(infra.comments.map(({ body }) => body)).toEqual(['Superseded.'])
  })

  it.each(passing)('comments once in spite of %s', async (_, fault) => {
    const { forge, infra } = hub
    await hub.propose('bump/web')
    for (const operation of ['pulls/get', 'issues/create-comment', 'pulls/update'])
      hub.breaks(operation, fault)
    await forge.closePullRequest('1', 'Superseded.')
    expect(infra.pull(1).state).toBe('closed')
    expect(infra.comments.map(({ body }) => body)).toEqual(['Superseded.'])
  })
})
