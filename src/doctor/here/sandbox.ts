import type { Check } from '../check.ts'
import { note, ok } from '../check.ts'
import type { HerePorts } from './ports.ts'

export const sandbox: Check<HerePorts> = {
  id: 'here/sandbox',
  title: 'The network of renderers',
  level: 'note',
  description: 'Helm and kustomize cannot be run without a network on this machine.',
  async run({ findSandbox }) {
    const found = await findSandbox()
    if (found !== undefined) return [ok(`Helm and kustomize run without a network here, by ${found}.`)]
    return [
      note(
        'Helm and kustomize run beside a proxy that answers nothing; this system has no way to run them without a network.',
        'What they could fetch is refused before they start. For a second wall, use a runner on Linux that allows unshare or bwrap (user namespaces).',
      ),
    ]
  },
}
