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

describeFaults({ name: 'an update that opens a pull request', step: update(web('1.2.0')) })

describeFaults({
  name: 'an update that refreshes its pull request on a moved base',
  async start(world) {
    await update(web('1.2.0'))(world)
    await world.infra.push('main', { 'README.md': 'new\n' }, { message: 'Elsewhere' })
  },
  step: update(web('1.3.0')),
})

describeFaults({ name: 'an update that pushes', step: update(web('1.2.0', { method: 'push' })) })
