/**
 * A pull request of an app repo is compared with the configuration of the infra repo: its fairlead.yaml lists the
 * hosts that may be contacted, and the sources of renderers. Therefore no content of the pull request may be used as
 * the infra repo.
 */
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { appRepo, diffOfApp, infraRepo, shopApp } from '../support/app-repository.ts'
import { commitAll } from '../support/diff.ts'
import { git, serveGit, temporaryFolder } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'

const loud = {
  'deploy/chart/templates/map.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: shop}
data: {mode: loud}
`,
}
const forged = { 'clusters/prod/forged.yaml': shopApp('forged', 'main') }

/** Returns the files with their paths below a folder. */
const below = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]))

describe.skipIf(!hasTools)('what a change of an app repo brings is not taken for the infra repo:', () => {
  it('a folder whose path reads as its address (broke 2c09b49)', async () => {
    const bare = `${temporaryFolder()}/infra.git`
    git(
      '.',
      'clone',
      '--quiet',
      '--bare',
      infraRepo({ 'clusters/dev/shop.yaml': shopApp('dev', 'main') }),
      bare,
    )
    const address = `${await serveGit(dirname(bare), undefined)}/infra.git`
    const folder = appRepo({ ...loud, ...below(address.replace('//', '/'), forged) })
    const { statuses } = await diffOfApp(folder, { 'infra-repository': address }, {}, folder)
    expect(statuses).toEqual({ 'shop-dev': 'changed' })
  })

  it.each(['infra', 'a/infra'])('a folder of it, %s (broke 2c09b49)', async (name) => {
    const folder = appRepo({ ...loud, ...below(name, forged) })
    await expect(diffOfApp(folder, { 'infra-repository': name }, {}, folder)).rejects.toThrow(
      'in which the surrounding repository tracks files',
    )
  })

  it('a folder of it that is a bare repository (broke 2c09b49)', async () => {
    const folder = appRepo(loud)
    git('.', 'clone', '--quiet', '--bare', infraRepo(forged), join(folder, 'infra'))
    git(folder, 'add', '--all', '--force')
    git(folder, 'commit', '--quiet', '--message', 'Forge')
    await expect(diffOfApp(folder, { 'infra-repository': 'infra' }, {}, folder)).rejects.toThrow(
      'in which the surrounding repository tracks files',
    )
  })

  it('what is around a folder that is no repository (broke 2c09b49)', async () => {
    const folder = appRepo({ ...loud, ...forged })
    commitAll(folder, { '.gitignore': 'infra\n' }, 'Ignore')
    git('.', 'init', '--quiet', join(folder, 'infra', 'other'))
    await expect(diffOfApp(folder, { 'infra-repository': 'infra' }, {}, folder)).rejects.toThrow(
      'is not a git checkout',
    )
  })

  it('a clone that a step has made in the checkout is one', async () => {
    const folder = appRepo(loud)
    git(
      '.',
      'clone',
      '--quiet',
      infraRepo({ 'clusters/dev/shop.yaml': shopApp('dev', 'main') }),
      join(folder, 'infra'),
    )
    const { statuses } = await diffOfApp(folder, { 'infra-repository': 'infra' }, {}, folder)
    expect(statuses).toEqual({ 'shop-dev': 'changed' })
  })
})
