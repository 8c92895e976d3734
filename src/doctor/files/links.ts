import { posix } from 'node:path'
import type { Check } from '../check.ts'
import { atMost, fault, note, ok, orOk } from '../check.ts'
import type { FilesPorts } from './ports.ts'

/** Rule: argo-cd util/app/path/path.go, CheckOutOfBoundsSymlinks: one such link makes every app of the repo fail. */
export const linksStayInside: Check<FilesPorts> = {
  id: 'files/links',
  title: 'Symbolic links that leave the repo',
  level: 'fault',
  description:
    'A symbolic link points outside the repo: Argo CD then renders no app from it. This is a note if the repo contains no Application.',
  async run({ files, tree, inventory }) {
    const links = (await files()).entries.filter(({ mode }) => mode === '120000').map(({ path }) => path)
    if (links.length === 0) return [ok('There are no symbolic links.')]
    const targets = await tree.read(links)
    const usesArgo = (await inventory()).apps.some(({ controller }) => controller === 'argocd')
    const found = links.flatMap((file) => {
      const target = new TextDecoder().decode(targets.get(file)?.content)
      if (!leaves(file, target)) return []
      return usesArgo
        ? [
            fault(
              `This link points outside the repo (${target}): Argo CD renders no app from a repo with such a link.`,
              'Remove it, or point it to a file in the repo with a relative path.',
              { file },
            ),
          ]
        : [
            note(
              `This link points outside the repo (${target}).`,
              'Argo CD would render no app from this repo.',
              {
                file,
              },
            ),
          ]
    })
    return orOk(atMost(found), 'Every symbolic link stays inside the repo.')
  },
}

function leaves(file: string, target: string): boolean {
  const end = posix.normalize(posix.join(posix.dirname(file), target))
  return target.startsWith('/') || end === '..' || end.startsWith('../')
}
