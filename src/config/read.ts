import type { Tree } from '../tree/tree.ts'
import { parseYaml } from '../yaml/parse.ts'
import { decodeText } from '../yaml/text.ts'
import type { Config } from './config.ts'
import { CONFIG_FILE, emptyConfig, readConfig } from './config.ts'

/**
 * The configuration of a tree; the empty one where it has none.
 *
 * @throws FairleadError (input) with every fault of the file
 */
export async function configOf(tree: Tree): Promise<Config> {
  const file = (await tree.read([CONFIG_FILE])).get(CONFIG_FILE)
  return file ? readConfig(parseYaml(decodeText(file.content, CONFIG_FILE), CONFIG_FILE)) : emptyConfig
}

/**
 * What is rendered may be somebody's change, checked out to look at it: where no base is known, its own file does not
 * say where programs come from that are run here. The input renderer-mirror does.
 */
export function withoutMirror(config: Config): Config {
  if (config.render?.mirror === undefined) return config
  const { mirror: _mirror, ...render } = config.render
  return { ...config, render }
}
