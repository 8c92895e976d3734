import { describeFaults, update, web } from '../support/faults.ts'

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
  name: 'an update on a branch with the commit of a person',
  async start(world) {
    const { outputs } = await update(web('1.2.0'))(world)
    await world.infra.push(outputs['pull-request-branch'] ?? '', { 'by-hand.yaml': 'x: 1\n' })
  },
  step: update(web('1.3.0')),
})
