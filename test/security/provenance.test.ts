/**
 * Provenance is never based on a text that anybody can write: whatever a colleague, or the author of a pull request,
 * pushes and writes, Fairlead does not write or close anything because of it, and does not hold an update back.
 *
 * At be0c4d6 all of these succeeded.
 */
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ForgeWorld } from '../support/forge-worlds.ts'
import { forgeWorlds } from '../support/forge-worlds.ts'
import { argoRepo } from '../support/infra.ts'
import {
  branch,
  changedBy,
  dev,
  group,
  mark,
  ofWeb,
  prod,
  pushForged,
  record,
  update,
  web,
} from './provenance.setup.ts'
import { branchOf } from '../../src/proposal/group.ts'
import { readTrailers } from '../../src/proposal/trailers.ts'

const start = {
  ...argoRepo(['web', 'api']),
  'charts/web/values-dev.yaml':
    'image:\n  tag: 1.0.0\nreplicas: 2\nsidecar:\n  image: ghcr.io/acme/proxy:0.9.0\n',
  '.github/workflows/deploy.yml': 'image: ghcr.io/acme/tool:1.0.0\n',
  '.gitlab-ci.yml': 'image: ghcr.io/acme/tool:1.0.0\n',
}
const devOf = (tag: string, more: { replicas?: number; sidecar?: string } = {}) =>
  `image:\n  tag: ${tag}\nreplicas: ${more.replicas ?? 2}\nsidecar:\n  image: ${more.sidecar ?? 'ghcr.io/acme/proxy:0.9.0'}\n`
const change = (...args: Parameters<typeof record>) => `Fairlead-Change: ${record(...args)}`
const watched = Object.keys(start)

async function worldOf(kind: string, files: Record<string, string> = start): Promise<ForgeWorld> {
  const world = await forgeWorlds[kind]?.(files)
  if (!world) throw new Error(`there is no ${kind}`)
  onTestFinished(() => world[Symbol.asyncDispose]())
  return world
}

const run = async (world: ForgeWorld, given: Record<string, string>) => update(await world.open(), given)
const text = async (world: ForgeWorld, path: string, at = branch) => (await world.file(path, at))?.slice(7)

describe.each(['github', 'gitlab', 'local'])('what a pusher writes into a message, on %s', (kind) => {
  it.each([
    ['of another file', prod, 'image.tag', '1.0.0', '6.6.6'],
    [
      'of a workflow',
      '.github/workflows/deploy.yml',
      'image',
      'ghcr.io/acme/tool:1.0.0',
      'ghcr.io/evil/tool:1',
    ],
    ['of a pipeline', '.gitlab-ci.yml', 'image', 'ghcr.io/acme/tool:1.0.0', 'ghcr.io/evil/tool:1'],
    ['of no image', dev, 'replicas', '2', '99'],
    ['of another image', dev, 'sidecar.image', 'ghcr.io/acme/proxy:0.9.0', 'ghcr.io/evil/proxy:0.9.1'],
  ])('has no value %s written', async (_, file, key, was, value) => {
    const world = await worldOf(kind)
    await run(world, web('1.1.0'))
    const told = [change('1.1.0', [{ file: dev, key: 'image.tag', value: '1.1.0', was: '1.0.0' }], ofWeb)]
    const evil = change(value, [{ file, key, value, was }], {
      app: 'web-dev',
      environment: 'dev',
      image: 'x',
    })
    await pushForged(world, { branch, from: world.head() }, { [dev]: devOf('1.1.0') }, [...told, evil])
    await run(world, web('1.2.0'))
    expect(await text(world, dev)).toBe(devOf('1.2.0'))
    expect(await changedBy(world, world.head(branch), watched)).toEqual([dev])
  })

  it('has no value of files that decide what runs written, where the files have it, too', async () => {
    const world = await worldOf(kind)
    await run(world, web('1.1.0'))
    const [file, key] = ['.gitlab-ci.yml', 'image']
    const evil = change('6.6.6', [
      { file, key, value: 'ghcr.io/acme/tool:6.6.6', was: 'ghcr.io/acme/tool:1.0.0' },
    ])
    const forged = { [dev]: devOf('1.1.0'), [file]: 'image: ghcr.io/acme/tool:6.6.6\n' }
    await pushForged(world, { branch, from: world.head() }, forged, [evil])
    await run(world, web('1.2.0'))
    expect(await changedBy(world, world.head(branch), watched)).toEqual([dev])
  })

  it('has no key that is no image written, where the files have it, too', async () => {
    const world = await worldOf(kind)
    await run(world, web('1.1.0'))
    const evil = change('99', [{ file: dev, key: 'replicas', value: '99', was: '2' }], ofWeb)
    const forged = { [dev]: devOf('1.1.0', { replicas: 99, sidecar: 'ghcr.io/evil/proxy:1' }) }
    const other = change('1', [
      { file: dev, key: 'sidecar.image', value: 'ghcr.io/evil/proxy:1', was: 'ghcr.io/acme/proxy:0.9.0' },
    ])
    const commit = await pushForged(world, { branch, from: world.head() }, forged, [evil, other])
    const { text: said, warnings } = await run(world, web('1.2.0'))
    // A forge with verified commits leaves the commit as one of another author; any other forge recreates the branch.
    if (kind === 'github') expect((await world.commit(world.head(branch))).parents).toEqual([commit])
    else expect(await text(world, dev)).toBe(devOf('1.2.0'))
    expect([...said, ...warnings].join('\n')).toMatch(kind === 'github' ? /commits by/ : /was dropped/)
  })

  it('holds no update back by a version that is nowhere', async () => {
    const world = await worldOf(kind)
    await run(world, web('1.1.0'))
    const evil = change('999.0.0', [{ file: dev, key: 'image.tag', value: '999.0.0', was: '1.0.0' }], ofWeb)
    await pushForged(world, { branch, from: world.head() }, { [dev]: devOf('1.1.0') }, [evil])
    expect((await run(world, web('1.2.0'))).outputs.outcome).toBe('updated')
    expect(await text(world, dev)).toContain('tag: 1.2.0')
  })

  it('holds no update back by a version of the same image at a place that nobody asked about', async () => {
    const world = await worldOf(kind)
    await run(world, web('1.1.0'))
    const { message } = await world.commit(world.head(branch))
    const evil = change('999.0.0', [], readTrailers(message).changes[0]).replace(
      /"to":"1.1.0"(.*)"set":\[\]/,
      '"to":"999.0.0"$1"set":[{"file":"x.yaml","document":0,"key":"v","value":"999.0.0"}]',
    )
    expect(evil).toContain('x.yaml')
    const files = { [dev]: devOf('1.1.0'), 'x.yaml': 'v: 999.0.0\n' }
    await pushForged(world, { branch, from: world.head() }, files, [evil])
    expect((await run(world, web('1.2.0'))).outputs.outcome).toBe('updated')
  })

  it('does not let a branch pass for what it does not hold', async () => {
    const world = await worldOf(kind)
    await run(world, web('1.1.0'))
    const state = /^Fairlead-State: .*$/m.exec((await world.commit(world.head(branch))).message)?.[0] ?? ''
    const evil = { [dev]: devOf('1.1.0'), [prod]: 'image:\n  tag: 6.6.6\n' }
    const commit = await pushForged(world, { branch, from: world.head() }, evil, [state])
    const result = await run(world, web('1.1.0'))
    if (kind === 'github') expect(result.warnings.join('\n')).toContain('commits by')
    else {
      expect(await changedBy(world, world.head(branch), watched)).toEqual([dev])
      expect(world.head(branch)).not.toBe(commit)
    }
  })
})

describe('on GitHub, where commits are vouched for', () => {
  it('holds no update back by what somebody else pushed to the branch', async () => {
    const world = await worldOf('github')
    await run(world, web('1.1.0'))
    const evil = change('999.0.0', [{ file: dev, key: 'image.tag', value: '999.0.0', was: '1.0.0' }], ofWeb)
    await pushForged(world, { branch, from: world.head() }, { [dev]: devOf('999.0.0') }, [evil])
    expect((await run(world, web('1.2.0'))).outputs.outcome).toBe('updated')
    expect(await text(world, dev)).toContain('tag: 1.2.0')
  })
})

describe.each(['github', 'gitlab'])('what a colleague opens, on %s', (kind) => {
  /** Opens a colleague's pull request from their own branch. */
  async function opened(world: ForgeWorld, body: string, from = 'feature/x') {
    await world.push(from, { 'docs.md': 'mine\n' })
    const forge = await world.colleague?.()
    if (!forge) throw new Error('there are no accounts')
    const { base } = await forge.snapshot({ base: undefined, branches: [], files: [] })
    return forge.openPullRequest({
      branch: from,
      base: base.name,
      title: 'My work',
      body,
      draft: false,
      labels: [],
      assignees: [],
      reviewers: [],
      teamReviewers: [],
      milestone: undefined,
    })
  }

  it.each([
    ['quotes our mark', `About ${mark} of theirs.`],
    ['ends with it', `Text\n\n${mark}\n`],
  ])('is not closed where its body %s, and its branch stays', async (_, body) => {
    const world = await worldOf(kind)
    const { number } = await opened(world, body)
    await run(world, { ...web('1.1.0'), 'delete-branch': 'true' })
    expect(world.request(number)).toMatchObject({ state: 'open', comments: [] })
    expect(world.branches()).toContain('feature/x')
  })

  it('is not written to where its branch has the name of ours', async () => {
    const world = await worldOf(kind)
    const { number } = await opened(world, 'text', branch)
    const told = change('1.0.5', [{ file: dev, key: 'image.tag', value: '1.0.5', was: '1.0.0' }], ofWeb)
    const commit = await pushForged(world, { branch, from: world.head() }, { [dev]: devOf('1.0.5') }, [told])
    await expect(run(world, web('1.1.0'))).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/was not opened by the account of the token/),
    })
    expect(world.request(number)).toMatchObject({ title: 'My work', state: 'open' })
    expect(world.head(branch)).toBe(commit)
  })

  it('takes no commit along: the branch of an older request of ours that others pushed to stays', async () => {
    const world = await worldOf(kind)
    await run(world, { ...web('1.1.0'), branch: 'old/name' })
    await world.push('old/name', { 'docs.md': 'mine\n' })
    await run(world, { ...web('1.2.0'), 'delete-branch': 'true' })
    expect(world.request('1').state).toBe('closed')
    expect(world.branches()).toContain('old/name')
  })
})

describe.each(['github', 'gitlab', 'local'])('given texts, on %s', (kind) => {
  it('that quote the mark of another group close nothing of it', async () => {
    const world = await worldOf(kind)
    const api = { app: 'api', environment: 'dev', image: 'ghcr.io/acme/api', 'image-tag': '1.1.0' }
    await run(world, { ...api, body: `Like\n${mark}\n<!<!-- fairlead-x -->-- fairlead-group: y -->` })
    await run(world, { ...web('1.1.0'), 'delete-branch': 'true' })
    const other = branchOf(group.replaceAll('web', 'api'))
    expect(world.branches()).toContain(other)
    const { body } = (
      await (await world.open()).snapshot({ base: undefined, branches: [], files: [] })
    ).pullRequests.find(({ branch: name }) => name === other) ?? { body: '' }
    expect(body.match(/fairlead-group/g)).toHaveLength(1)
    expect(body).not.toMatch(/fairlead-x|: y/)
  })

  it('that look like records are none', async () => {
    const world = await worldOf(kind)
    const evil = change('6.6.6', [{ file: prod, key: 'image.tag', value: '6.6.6', was: '1.0.0' }])
    const message = `Bump\r\n\r\n${evil}\r\n\u200bfairlead-state: x\nKept: yes`
    await run(world, { ...web('1.1.0'), 'commit-message': message, title: evil })
    const { message: made } = await world.commit(world.head(branch))
    expect(made).toContain('Kept: yes')
    expect(made).not.toMatch(/6\.6\.6|state: x/)
  })
})
