import type { Check } from '../check.ts'
import { note, ok } from '../check.ts'
import type { HerePorts } from './ports.ts'

export const sandbox: Check<HerePorts> = {
  id: 'here/sandbox',
  title: 'The network of renderers',
  level: 'note',
  description: 'Helm and kustomize cannot be run without network access on this machine.',
  async run({ findSandbox }) {
    const found = await findSandbox()
    if (found !== undefined)
      return [ok(`Helm and kustomize run without network access here, using ${found}.`)]
    return [
      note(
        'Helm and kustomize run with a proxy that rejects every request; this system has no way to run them without network access.',
        'Anything they could fetch is refused before they start. For a second layer of protection, use a Linux runner that allows unshare or bwrap (user namespaces).',
      ),
    ]
  },
}
