import type { Tree } from '../tree/tree.ts'
import { parseYaml } from '../yaml/parse.ts'
import { decodeText } from '../yaml/text.ts'
import type { Config } from './config.ts'
import { CONFIG_FILE, emptyConfig, readConfig } from './config.ts'

/**
 * Returns the configuration of a tree; the empty configuration if the tree has none.
 *
 * @throws FairleadError (input) with every error of the file
 */
export async function configOf(tree: Tree): Promise<Config> {
  const file = (await tree.read([CONFIG_FILE])).get(CONFIG_FILE)
  return file ? readConfig(parseYaml(decodeText(file.content, CONFIG_FILE), CONFIG_FILE)) : emptyConfig
}

/**
 * Returns the configuration without `render.mirror`. The rendered tree may be an untrusted change that somebody
 * checked out to look at it. If no base is known, the file of that tree must not decide where to download programs
 * that are run here. The input `renderer-mirror` can.
 */
export function withoutMirror(config: Config): Config {
  if (config.render?.mirror === undefined) return config
  const { mirror: _mirror, ...render } = config.render
  return { ...config, render }
}
