import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pullRequestCommand, runPullRequest } from '../../src/commands/pull-request.ts'
import { openCheckout } from '../../src/git/checkout.ts'
import type { Checkout } from '../../src/git/checkout.ts'
import { describeFaults } from '../support/faults.ts'
import type { Scenario, Step } from '../support/faults.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { valuesOf } from '../support/ports.ts'

const files = { 'a.yaml': 'a: 1\nb: 2\nc: 3\n', 'old.yaml': 'x: 1\n' }

/** Returns a checkout of these files with a change. It is read only once, because all cases use the same. */
function changed(tag: number): () => Promise<Checkout> {
  let checkout: Promise<Checkout> | undefined
  const read = async () => {
    const folder = temporaryFolder()
    git(folder, 'init', '--quiet')
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
    git(folder, 'add', '.')
    git(folder, 'commit', '--quiet', '--message=Begin')
    writeFileSync(join(folder, 'a.yaml'), files['a.yaml'].replace('a: 1', `a: ${tag}`))
    writeFileSync(join(folder, 'icon.png'), Buffer.from([0x89, 0x50, 0, 0xff, tag]))
    const opened = openCheckout(folder, process.env)
    const changes = await opened.changes([])
    return { ...opened, changes: () => Promise.resolve(changes) }
  }
  return () => (checkout ??= read())
}

/** Runs `pull-request` with the inputs as texts. */
const pullRequest =
  (checkout: () => Promise<Checkout>, given: Record<string, string> = {}): Step =>
  async (world, fetch) => {
    const values = valuesOf(pullRequestCommand.inputs, { repository: 'acme/infra', ...given })
    return runPullRequest(values, { ...world.ports(fetch), checkout: await checkout() })
  }

const [first, second] = [changed(10), changed(11)]
const repository: Scenario['repository'] = { files }

describeFaults({ name: 'a pull request for a checkout', repository, step: pullRequest(first) })

describeFaults({
  name: 'a pull request for a checkout that is refreshed on a moved base',
  repository,
  async start(world) {
    await pullRequest(first)(world)
    await world.infra.push('main', { 'a.yaml': 'a: 1\nb: 2\nc: 30\n' }, { message: 'Elsewhere' })
    await world.infra.push('people/notes', { 'notes.md': 'More.\n' })
  },
  step: pullRequest(second, { title: 'Another title' }),
})
