import { describeFaults, update, web } from '../support/faults.ts'
import type { Scenario, World } from '../support/faults.ts'

const app = (world: World) => world.fake.repository('acme/web')

/** An app with two commits. The first one is deployed on the base. */
const start =
  (tag: (commit: string) => string): NonNullable<Scenario['start']> =>
  async (world) => {
    const { fake, token } = world
    const repository = await fake.addRepository('acme/web', {
      files: { 'a.txt': '0' },
      permissions: { [token]: { contents: 'read' } },
    })
    const first = repository.head()
    await repository.push('main', { 'a.txt': '1' }, { message: 'Fix the cart' })
    await update(web(tag(first), { method: 'push', 'source-commit': first }))(world)
    // A stale read does not include the last write, which must not be the one above.
    await world.infra.push('people/notes', { 'notes.md': 'Mine, too.\n' }, { message: 'Notes' })
  }

const withId = (commit: string) => `main-${commit.slice(0, 12)}`

describeFaults({
  name: 'an update whose order the commits in the tags tell',
  start: start(withId),
  step: (world, fetch) =>
    update(web(withId(app(world).head()), { 'source-commit': app(world).head() }))(world, fetch),
})

describeFaults({
  name: 'an update whose order the trailers on the base tell',
  start: start(() => 'blue'),
  step: (world, fetch) => update(web('green', { 'source-commit': app(world).head() }))(world, fetch),
})
