import { describeFaults, update, web } from '../support/gitlab-faults.ts'

describeFaults({
  name: 'an update that opens a merge request with the commits of the app in it',
  async start({ fake }) {
    const app = await fake.addProject('acme/web', { files: { 'a.txt': '0' }, visibility: 'public' })
    await app.push('v1.0.0', { 'a.txt': '0' }, { message: 'Release' })
    await app.push('main', { 'a.txt': '1' }, { message: 'Fix the cart' })
  },
  step: (world, fetch) =>
    update(web('1.2.0', { 'source-commit': world.fake.project('acme/web').head() }))(world, fetch),
})

describeFaults({
  name: 'an update that refreshes its merge request on a moved base',
  async start(world) {
    await update(web('1.2.0'))(world)
    await world.infra.push('main', { 'README.md': 'new\n' }, { message: 'Elsewhere' })
  },
  step: update(web('1.3.0')),
})
