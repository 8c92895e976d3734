import type { RootConfig } from '../../config/config.ts'
import { CONFIG_FILE } from '../../config/config.ts'
import { groupBy } from '../../group-by.ts'
import { identityOf } from '../control-planes/identity.ts'
import type { App } from '../model.ts'

/** Returns the sentence about an app that is only assumed to exist; undefined for any other app. */
export function assumedNote({ name, environment, assumed }: App): string | undefined {
  if (!assumed) return undefined
  const where = environment === undefined ? name : `${name} in ${environment}`
  return `${where} is assumed: nothing in this repo deploys ${wayOf(assumed)}. To confirm it, add the entry ("roots") that "fairlead inventory" prints to ${CONFIG_FILE}`
}

/**
 * Returns, by app, the sentences about apps that several assumptions lead to. It is unknown which assumption is
 * right.
 */
export function collisions(apps: readonly App[]): ReadonlyMap<App, string> {
  const found = new Map<App, string>()
  for (const same of groupBy(
    apps.filter(({ assumed }) => assumed),
    identityOf,
  ).values()) {
    const ways = [...new Set(same.flatMap(({ assumed }) => (assumed ? [wayOf(assumed)] : [])))].toSorted()
    const [first] = same
    if (ways.length < 2 || !first) continue
    const where = first.environment === undefined ? first.name : `${first.name} in ${first.environment}`
    const sentence = `two assumptions lead to ${where}: ${ways.join(', and ')}`
    for (const app of same) found.set(app, sentence)
  }
  return found
}

function wayOf({ path, values = [] }: RootConfig): string {
  return values.length > 0 ? `${path} with ${values.join(', ')}` : path
}
