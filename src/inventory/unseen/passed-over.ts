import { CONFIG_FILE } from '../../config/config.ts'
import { InputCollector, isInput } from '../inputs.ts'
import type { Unresolved } from '../model.ts'
import { otherTools } from './other-tools.ts'
import type { OpenInventory } from '../open.ts'
import { unreached, unreachedFiles } from './unreached.ts'
import { unreadValues } from './unread-values.ts'
import { unusedConfig } from '../configured/unused.ts'

/**
 * What a repo has that may deploy and that no app is made of: files of other tools, objects that nothing takes, values
 * files that no app reads, and what `fairlead.yaml` names in vain. It is apart from the inventory itself, since a diff need not know it and it costs
 * to look.
 */
export async function passedOver({ inventory, context }: OpenInventory): Promise<Unresolved[]> {
  const { files } = context
  const { apps } = inventory
  // One set for all apps: a repo may have thousands of both.
  const inputs = new InputCollector()
  for (const app of apps) inputs.add(app.inputs)
  const isRead = (path: string) => isInput(inputs, path)
  const tools = await otherTools(files, isRead)
  const lost = unreachedFiles(files, inventory, isRead)
  // What lies beside an object that nothing takes is told with it.
  const beside = [...lost.values()].flat().map((file) => file.slice(0, file.lastIndexOf('/') + 1))
  return [
    ...tools.map(({ tool, file, count, reason }) => ({
      file,
      line: undefined,
      kind: tool,
      name: undefined,
      reason,
      ...(count > 1 ? { count } : {}),
    })),
    ...unreached(lost),
    ...unreadValues(context, apps, isRead).filter(
      ({ file }) => !beside.some((folder) => folder !== '' && file.startsWith(folder)),
    ),
    ...unusedConfig(context, apps).map(({ message, hint }) => ({
      file: CONFIG_FILE,
      line: undefined,
      kind: 'entry',
      name: undefined,
      reason: message,
      hint,
    })),
  ]
}
