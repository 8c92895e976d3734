import { CONFIG_FILE } from '../../config/config.ts'
import { InputCollector, isInput } from '../inputs.ts'
import type { Unresolved } from '../model.ts'
import { otherTools } from './other-tools.ts'
import type { OpenInventory } from '../open.ts'
import { unreached, unreachedFiles } from './unreached.ts'
import { unreadValues } from './unread-values.ts'
import { unusedConfig } from '../configured/unused.ts'

/**
 * Finds parts of a repo that may be deployed but belong to no app: files of other tools, objects that nothing
 * includes, values files that no app reads, and unused entries of `fairlead.yaml`. It is separate from the inventory
 * because a diff does not need it and it takes time.
 */
export async function passedOver({ inventory, context }: OpenInventory): Promise<Unresolved[]> {
  const { files } = context
  const { apps } = inventory
  // One set for all apps, because a repo may have thousands of apps and files.
  const inputs = new InputCollector()
  for (const app of apps) inputs.add(app.inputs)
  const isRead = (path: string) => isInput(inputs, path)
  const tools = await otherTools(files, isRead)
  const lost = unreachedFiles(files, inventory, isRead)
  // Values files beside an object that nothing includes are reported with it.
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
