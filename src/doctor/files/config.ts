import { CONFIG_FILE } from '../../config/config.ts'
import { FairleadError } from '../../errors.ts'
import { unusedConfig } from '../../inventory/configured/unused.ts'
import type { Check } from '../check.ts'
import { fault, note, ok, orOk, sentence, unknown, warning } from '../check.ts'
import type { FilesPorts } from './ports.ts'

const isThere = async (ports: FilesPorts) => (await ports.files()).has(CONFIG_FILE)

export const configIsValid: Check<FilesPorts> = {
  id: 'files/config',
  title: CONFIG_FILE,
  level: 'fault',
  description: '`fairlead.yaml` is invalid.',
  async run(ports) {
    if (!(await isThere(ports)))
      return [
        note(
          `There is no ${CONFIG_FILE}: environments, clusters and images are inferred from the layout alone.`,
        ),
      ]
    try {
      await ports.config()
    } catch (error) {
      if (!(error instanceof FairleadError) || error.kind !== 'input') throw error
      return orOk(
        error.faults.map(({ message, hint, at }) => fault(sentence(message), hint, at)),
        '',
      )
    }
    return [ok(`${CONFIG_FILE} is valid.`)]
  },
}

/**
 * An entry of `fairlead.yaml` that matches nothing is usually a mistake: then a rule for production applies to no
 * app.
 */
export const configIsUsed: Check<FilesPorts> = {
  id: 'files/config-used',
  title: `What ${CONFIG_FILE} names`,
  level: 'warning',
  description: '`fairlead.yaml` names apps, clusters, folders or files that do not exist.',
  async run(ports) {
    if (!(await isThere(ports)))
      return [unknown(`There is no ${CONFIG_FILE}, so its content was not checked.`)]
    const [config, { apps }] = [await ports.config(), await ports.inventory()]
    const at = { file: CONFIG_FILE }
    const files = await ports.files()
    // Entries that name files are compared with the content of the files.
    await files.load([...(await ports.texts()).keys()])
    const found = unusedConfig({ config, files }, apps).map(({ message, hint }) =>
      warning(sentence(message), hint, at),
    )
    return orOk(found, `Everything that ${CONFIG_FILE} names exists.`)
  },
}
