import type { Inventory } from '../inventory/model.ts'
import { readInventory } from '../inventory/read.ts'
import type { Tree } from '../tree/tree.ts'
import { inputs, outputs, pick } from './catalogue.ts'
import type { CommandDescription, Result, Values } from './describe.ts'

export const inventoryCommand = {
  name: 'inventory',
  title: 'Fairlead inventory',
  summary:
    'Lists the apps of an infra repo: where each runs, from which files, and which line sets each image.',
  inputs: pick(inputs, 'path', 'output'),
  outputs: pick(outputs, 'apps', 'unresolved', 'inventory'),
} as const satisfies CommandDescription

export interface InventoryPorts {
  /** The tree of the folder that `path` names. */
  readonly tree: Tree
  /** The repo's own address, where it is known. */
  readonly identity: string | undefined
}

/** Lists the apps of a tree. */
export async function runInventory(
  _values: Values<typeof inventoryCommand.inputs>,
  ports: InventoryPorts,
): Promise<Result<typeof inventoryCommand.outputs>> {
  const inventory = await readInventory(ports.tree, { identity: ports.identity })
  const data = toData(inventory)
  const json = JSON.stringify(data)
  return {
    outputs: {
      apps: String(inventory.apps.length),
      unresolved: String(inventory.unresolved.length),
      inventory: json.length <= 1_000_000 ? json : '',
    },
    data,
    text: toText(inventory),
    summary: '',
    warnings: [],
  }
}

/** The inventory as it is published: places without what only the program needs. */
export function toData(inventory: Inventory) {
  return inventory
}

function toText(inventory: Inventory): string[] {
  return inventory.apps.map((app) => app.name)
}
