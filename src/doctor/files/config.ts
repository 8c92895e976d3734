import { CONFIG_FILE } from '../../config/config.ts'
import { FairleadError } from '../../errors.ts'
import { isSameEnvironment } from '../../inventory/environments.ts'
import type { Check, Finding } from '../check.ts'
import { fault, note, ok, orOk, sentence, warning } from '../check.ts'
import type { FilesPorts } from './ports.ts'

const isThere = async (ports: FilesPorts) => (await ports.files()).has(CONFIG_FILE)

export const configIsValid: Check<FilesPorts> = {
  id: 'files/config',
  title: CONFIG_FILE,
  async run(ports) {
    if (!(await isThere(ports)))
      return [note(`There is no ${CONFIG_FILE}: the layout alone tells environments, clusters and images.`)]
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

/** What stands in `fairlead.yaml` and fits nothing is mostly a slip: then a rule of production holds for nobody. */
export const configIsUsed: Check<FilesPorts> = {
  id: 'files/config-used',
  title: `What ${CONFIG_FILE} names`,
  async run(ports) {
    if (!(await isThere(ports))) return [ok(`There is no ${CONFIG_FILE}, so nothing in it is out of date.`)]
    const [config, { apps }] = [await ports.config(), await ports.inventory()]
    const at = { file: CONFIG_FILE }
    const hasApp = (name: string) =>
      apps.some(({ environment }) => environment !== undefined && isSameEnvironment(environment, name))
    const found: Finding[] = []
    for (const name of Object.keys(config.environments))
      if (!hasApp(name))
        found.push(
          warning(
            `The environment ${name} has no app.`,
            'Check its paths, labels and clusters against what `fairlead inventory` lists.',
            at,
          ),
        )
    for (const name of Object.keys(config.clusters))
      if (!apps.some(({ cluster }) => cluster === name))
        found.push(
          warning(
            `The cluster ${name} is the destination of no app.`,
            'Check its server and paths against the destinations of the apps.',
            at,
          ),
        )
    for (const { app, environment } of config.images)
      if (!apps.some(({ name }) => name === app))
        found.push(warning(`images names the app ${app}, and there is none.`, 'Check its name.', at))
      else if (environment !== undefined && !hasApp(environment))
        found.push(
          warning(`images names the environment ${environment}, and there is none.`, 'Check its name.', at),
        )
    return orOk(found, `All that ${CONFIG_FILE} names is there.`)
  },
}
