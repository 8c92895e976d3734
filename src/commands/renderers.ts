import type { FileWrite } from '../files/write.ts'
import type { Supply } from '../render/programs/supply.ts'
import { inputs, pick } from './catalogue.ts'
import type { CommandDescription, Result, Values } from './describe.ts'

export const renderersCommand = {
  name: 'renderers',
  title: 'Fairlead renderers',
  summary:
    'Installs helm and kustomize into a folder, downloaded and verified in the same way as diff and render do: for container images and machines without internet access.',
  inputs: {
    ...pick(inputs, 'bin-dir', 'helm-sha256', 'kustomize-sha256', 'output'),
    // No fairlead.yaml is read, because it would be that of the current folder, which may be any folder.
    'helm-version': {
      type: 'text',
      description: 'The version of Helm, such as 3.19.4. Default: the newest known one.',
    },
    'kustomize-version': {
      type: 'text',
      description: 'The version of kustomize, such as 5.8.1. Default: the newest known one.',
    },
    'renderer-mirror': {
      type: 'text',
      description:
        'The address (https://…) of a mirror to download both from. Default: get.helm.sh and the kustomize releases on GitHub.',
    },
  },
  outputs: {},
} as const satisfies CommandDescription

export interface RenderersPorts {
  readonly supply: Supply
  /**
   * Writes files to a folder, which is created if it does not exist.
   *
   * @throws FairleadError (input) if something is in the way
   */
  write(folder: string, files: readonly FileWrite[]): Promise<void>
}

/**
 * Installs both programs. Nothing is written unless both are available and verified.
 *
 * @throws FairleadError (input) and (remote) as `Supply.bring`
 */
export async function runRenderers(
  values: Values<typeof renderersCommand.inputs>,
  { supply, write }: RenderersPorts,
): Promise<Result<typeof renderersCommand.outputs>> {
  const names = ['helm', 'kustomize'] as const
  const contents = await Promise.all(names.map((name) => supply.bring(name)))
  const folder = values['bin-dir']
  await write(
    folder,
    names.map((name, i) => ({ path: name, content: contents[i], mode: '100755' as const })),
  )
  const programs = names.map((name) => ({ name, version: supply[name].version, from: supply.origin(name) }))
  const text = programs.map(({ name, version, from }) => `${name} ${version} from ${from} is in ${folder}.`)
  return { outputs: {}, data: { folder, programs }, text, summary: text.join(' '), warnings: [] }
}
