import { runUpdate, updateCommand } from '../../src/commands/update.ts'
import { readInputs } from '../../src/runtime/inputs.ts'
import { describeFaults } from '../support/faults.ts'
import type { Step } from '../support/faults.ts'

/** `update` with the inputs as texts. */
const update =
  (given: Record<string, string>): Step =>
  (world, fetch) => {
    const texts = new Map(
      Object.entries({ repository: 'acme/infra', ...given }).map(([name, value]) => [name, [value]]),
    )
    const values = readInputs(updateCommand.inputs, { texts, faults: [], label: (name) => name })
    return runUpdate(values, world.ports(fetch))
  }

const web = (tag: string, more: Record<string, string> = {}) => ({
  'values-file': 'apps/web/values.yaml',
  key: 'image.tag',
  'image-tag': tag,
  ...more,
})

describeFaults({
  name: 'an update that opens a pull request with the commits of the app in it',
  async start({ fake, token }) {
    const app = await fake.addRepository('acme/web', {
      files: { 'a.txt': '0' },
      permissions: { [token]: { contents: 'read' } },
    })
    await app.push('v1.0.0', { 'a.txt': '0' }, { message: 'Release' })
    await app.push('main', { 'a.txt': '1' }, { message: 'Fix the cart' })
  },
  step: (world, fetch) =>
    update(web('1.2.0', { 'source-commit': world.fake.repository('acme/web').head() }))(world, fetch),
})

describeFaults({
  name: 'an update that refreshes its pull request on a moved base',
  async start(world) {
    await update(web('1.2.0'))(world)
    await world.infra.push('main', { 'README.md': 'new\n' }, { message: 'Elsewhere' })
  },
  step: update(web('1.3.0')),
})

describeFaults({
  name: 'an update that carries over another image',
  async start(world) {
    await update(web('1.0.1', { key: 'proxy.tag' }))(world)
    await world.infra.push('main', { 'README.md': 'new\n' }, { message: 'Elsewhere' })
  },
  step: update(web('1.2.0')),
})

describeFaults({
  name: 'an update that the base has',
  gaps: [
    {
      why: 'the branch of a pull request that is closed already is not deleted any more',
      cases: / (pulls\/update|moveRef)$/,
      parts: /^then branches\.fairlead\/apps-web/,
    },
  ],
  async start(world) {
    await update(web('1.2.0'))(world)
    const text = await world.infra.read('apps/web/values.yaml')
    await world.infra.push('main', { 'apps/web/values.yaml': text?.replace('1.0.0', '1.2.0') ?? '' })
  },
  step: update(web('1.2.0', { 'delete-branch': 'true' })),
})

describeFaults({
  name: 'an update that replaces an older pull request',
  gaps: [
    {
      why: 'the branch of a pull request that is closed already is not deleted any more',
      cases: / (pulls\/update|moveRef)$/,
      parts: /^then branches\.bump\/web/,
    },
  ],
  start: async (world) => void (await update(web('1.2.0', { branch: 'bump/web' }))(world)),
  step: update(web('1.3.0', { 'delete-branch': 'true' })),
})

describeFaults({
  name: 'an update on a branch with the commit of a person',
  gaps: [
    {
      why: 'the text of the next run tells of the change from the branch, which has it, and not from the base',
      cases: /./,
      parts: /^then pulls\.1\.body/,
    },
  ],
  async start(world) {
    const { outputs } = await update(web('1.2.0'))(world)
    await world.infra.push(outputs['pull-request-branch'] ?? '', { 'by-hand.yaml': 'x: 1\n' })
  },
  step: update(web('1.3.0')),
})
