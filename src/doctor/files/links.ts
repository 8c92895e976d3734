import { posix } from 'node:path'
import type { Check } from '../check.ts'
import { atMost, fault, note, ok, orOk } from '../check.ts'
import type { FilesPorts } from './ports.ts'

/** Rule: argo-cd util/app/path/path.go, CheckOutOfBoundsSymlinks: one such link fails every app of the repo. */
export const linksStayInside: Check<FilesPorts> = {
  id: 'files/links',
  title: 'Links that leave the repo',
  level: 'fault',
  description:
    'A symbolic link leads out of the repo: Argo CD then renders no app of it. A note where no Application is in the repo.',
  async run({ files, tree, inventory }) {
    const links = (await files()).entries.filter(({ mode }) => mode === '120000').map(({ path }) => path)
    if (links.length === 0) return [ok('There is no symbolic link.')]
    const targets = await tree.read(links)
    const usesArgo = (await inventory()).apps.some(({ controller }) => controller === 'argocd')
    const found = links.flatMap((file) => {
      const target = new TextDecoder().decode(targets.get(file)?.content)
      if (!leaves(file, target)) return []
      return usesArgo
        ? [
            fault(
              `This link leads out of the repo (${target}): Argo CD renders no app of a repo that has such a link.`,
              'Remove it, or let it lead to a file of the repo by a relative path.',
              { file },
            ),
          ]
        : [
            note(`This link leads out of the repo (${target}).`, 'Argo CD would render no app of it.', {
              file,
            }),
          ]
    })
    return orOk(atMost(found), 'Every symbolic link stays in the repo.')
  },
}

function leaves(file: string, target: string): boolean {
  const end = posix.normalize(posix.join(posix.dirname(file), target))
  return target.startsWith('/') || end === '..' || end.startsWith('../')
}
