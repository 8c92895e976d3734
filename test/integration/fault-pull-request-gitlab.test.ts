import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pullRequestCommand, runPullRequest } from '../../src/commands/pull-request.ts'
import { openCheckout } from '../../src/git/checkout.ts'
import type { Checkout } from '../../src/git/checkout.ts'
import { git, temporaryFolder } from '../support/git.ts'
import { describeFaults } from '../support/gitlab-faults.ts'
import type { Step } from '../support/gitlab-faults.ts'
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

/** Runs `merge-request` with the inputs as texts. */
const mergeRequest =
  (checkout: () => Promise<Checkout>, given: Record<string, string> = {}): Step =>
  async (world, fetch) => {
    const values = valuesOf(pullRequestCommand.inputs, {
      forge: 'gitlab',
      repository: world.infra.path,
      ...given,
    })
    return runPullRequest(values, { ...world.ports(fetch), checkout: await checkout() })
  }

const [first, second] = [changed(10), changed(11)]

describeFaults({ name: 'a merge request for a checkout', project: { files }, step: mergeRequest(first) })

describeFaults({
  name: 'a merge request for a checkout that is refreshed on a moved base',
  project: { files },
  async start(world) {
    await mergeRequest(first)(world)
    await world.infra.push('main', { 'a.yaml': 'a: 1\nb: 2\nc: 30\n' }, { message: 'Elsewhere' })
    await world.infra.push('people/notes', { 'notes.md': 'More.\n' })
  },
  step: mergeRequest(second, { title: 'Another title' }),
})
