import { describe, expect, it } from 'vitest'
import { forgeWorlds } from '../support/forge-worlds.ts'
import { formerBranchOf } from '../../src/proposal/group.ts'
import type { ForgeWorld } from '../support/forge-worlds.ts'
import { argoRepo } from '../support/infra.ts'
import { updateOn, web } from '../support/update.ts'

const values = 'charts/web/values-dev.yaml'
const back = { 'allow-downgrade': 'true' }

describe.each(Object.keys(forgeWorlds))('update on %s', (kind) => {
  const inWorld = async (work: (world: ForgeWorld) => Promise<void>) => {
    const make = forgeWorlds[kind]
    if (!make) throw new Error(`no world ${kind}`)
    await using world = await make(argoRepo())
    await work(world)
  }
  const run = async (world: ForgeWorld, given: Record<string, string>) => updateOn(await world.open(), given)

  it('leaves a request that rolls back alone, until it is merged', () =>
    inWorld(async (world) => {
      const { outputs } = await run(world, { ...web('0.9.0'), ...back })
      const number = outputs['pull-request-number']
      const branch = outputs['pull-request-branch']
      const head = world.head(branch)
      expect(world.request(number)).toMatchObject({ title: 'Roll back web-dev in dev to 0.9.0' })
      for (const more of [{}, back, { title: 'Release of web' }]) {
        const next = await run(world, { ...web('1.1.0'), ...more })
        expect(next.outputs).toMatchObject({
          outcome: 'unchanged',
          'pull-request-operation': 'unchanged',
          'pull-request-number': number,
        })
        expect(next.warnings.join()).toMatch(/rolls web-dev in dev back to 0\.9\.0 on purpose/)
        expect(world.head(branch)).toBe(head)
      }
      await world.merge(number)
      const after = await run(world, web('1.1.0'))
      expect(after.outputs['pull-request-operation']).toBe('created')
      expect(await world.file(values, after.outputs['pull-request-branch'])).toContain('tag: 1.1.0 ')
    }))

  it('refreshes a request that is open under the name that earlier versions gave its branch', () =>
    inWorld(async (world) => {
      const old = formerBranchOf('app web-dev environment dev')
      const first = await run(world, { ...web('1.1.0'), branch: old })
      const next = await run(world, web('1.2.0'))
      expect(next.outputs).toMatchObject({
        'pull-request-operation': 'updated',
        'pull-request-number': first.outputs['pull-request-number'],
        'pull-request-branch': old,
      })
      await world.merge(next.outputs['pull-request-number'])
      const after = await run(world, web('1.3.0'))
      expect(after.outputs).toMatchObject({
        'pull-request-operation': 'created',
        'pull-request-branch': expect.stringMatching(/^fairlead\/web-dev-[0-9a-f]{8}$/),
      })
    }))

  it('holds a build that was reverted, and lets the next one through', () =>
    inWorld(async (world) => {
      const before = (await world.file(values))?.slice('100644 '.length) ?? ''
      const { outputs } = await run(world, web('1.1.0'))
      const bump = world.head(outputs['pull-request-branch'])
      await world.merge(outputs['pull-request-number'])
      expect(await world.file(values)).toContain('tag: 1.1.0 ')
      const message = `Revert "Bump web-dev in dev to 1.1.0"\n\nThis reverts commit ${bump}.`
      const revert = await world.push('main', { [values]: before }, message)
      for (const more of [{}, { method: 'push' }]) {
        const again = await run(world, { ...web('1.1.0'), ...more })
        expect(again.outputs.outcome).toBe('unchanged')
        expect(again.warnings.join()).toContain(`1.1.0 was reverted by ${revert.slice(0, 12)}`)
        expect(await world.file(values)).toContain('tag: 1.0.0 ')
      }
      const next = await run(world, web('1.2.0'))
      expect(next.outputs['pull-request-operation']).toBe('created')
    }))

  it.each([
    ['is renamed', false],
    ['is another one now, beside the old one', true],
  ])('follows where the default branch %s', (_, oldStays) =>
    inWorld(async (world) => {
      const first = await run(world, web('1.1.0'))
      await world.renameDefault('trunk', oldStays)
      const dry = await run(world, { ...web('1.2.0'), 'dry-run': 'true' })
      expect(dry.outputs['pull-request-operation']).toBe('updated')
      const next = await run(world, web('1.2.0'))
      const number = first.outputs['pull-request-number']
      expect(next.outputs).toMatchObject({
        'pull-request-operation': 'updated',
        'pull-request-number': number,
        'pull-request-branch': first.outputs['pull-request-branch'],
      })
      // GitHub retargets pull requests when a branch is renamed.
      const isBroughtAlong = kind === 'github' && !oldStays
      const told = /targeted main; the default branch is now trunk/
      if (isBroughtAlong) expect(next.warnings.join()).not.toMatch(told)
      else expect(next.warnings.join()).toMatch(told)
      expect(world.request(number)).toMatchObject({
        state: 'open',
        base: 'trunk',
        title: 'Bump web-dev in dev to 1.2.0',
      })
      const again = await run(world, web('1.2.0'))
      expect(again.outputs['pull-request-operation']).toBe('unchanged')
      expect(again.warnings.join()).not.toContain('went into')
    }),
  )

  it.each([
    ['a rollback that is held', '0.9.0', back, 'unchanged'],
    ['a newer build', '1.3.0', {}, 'superseded'],
  ])(
    'brings %s along to a new default branch, and leaves it as it is otherwise',
    (_, tag, given, operation) =>
      inWorld(async (world) => {
        const first = await run(world, { ...web(tag), ...given })
        const number = first.outputs['pull-request-number']
        const { title } = world.request(number) ?? {}
        const head = world.head(first.outputs['pull-request-branch'])
        await world.renameDefault('trunk', true)
        const dry = await run(world, { ...web('1.1.0'), 'dry-run': 'true' })
        expect(dry.outputs['pull-request-operation']).toBe(operation)
        expect(world.request(number)).toMatchObject({ base: 'main' })
        const next = await run(world, web('1.1.0'))
        expect(next.outputs).toMatchObject({
          'pull-request-operation': operation,
          'pull-request-number': number,
        })
        expect(next.warnings.join()).toMatch(/targeted main; the default branch is now trunk/)
        expect(world.request(number)).toMatchObject({ state: 'open', base: 'trunk', title })
        expect(world.head(first.outputs['pull-request-branch'])).toBe(head)
        const again = await run(world, web('1.1.0'))
        expect(again.outputs['pull-request-operation']).toBe(operation)
        expect(again.warnings.join()).not.toContain('went into')
      }),
  )

  it('tells of a request of the same branch into another base, where the branch was named', () =>
    inWorld(async (world) => {
      const given = { ...web('1.1.0'), branch: 'bump/web' }
      const { outputs } = await run(world, given)
      await world.renameDefault('trunk', true)
      const next = run(world, { ...web('1.2.0'), branch: 'bump/web' })
      // A plain git remote has one request per branch.
      if (kind === 'local') await expect(next).rejects.toThrow(/targets "main", not "trunk"/)
      else
        expect((await next).warnings.join()).toMatch(
          /is also open for the branch bump\/web, with the target main: http/,
        )
      expect(world.request(outputs['pull-request-number'])).toMatchObject({ state: 'open', base: 'main' })
    }))
})
