import { bumpByKey } from '../bump/by-key.ts'
import { CONFIG_FILE } from '../config/config.ts'
import { withContradictions } from '../inventory/environments/contradictions.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import { filtered } from '../inventory/filter.ts'
import type { App, Inventory, Unresolved } from '../inventory/model.ts'
import { parentsOf } from '../inventory/leading/parents.ts'
import { passedOver } from '../inventory/unseen/passed-over.ts'
import { openInventory } from '../inventory/read.ts'
import type { Completion } from '../inventory/open.ts'
import { inventoryData } from '../report/inventory/data.ts'
import type { Explaining } from '../report/inventory/explain.ts'
import { explained } from '../report/inventory/explain.ts'
import { inventoryText, unresolvedText } from '../report/inventory/text.ts'
import type { Tree } from '../tree/tree.ts'
import { assumedRoots, assumedText } from '../report/inventory/assumptions.ts'
import { inputs, inventoryFilters, parentInputs, pick } from './catalogue.ts'
import { outputs } from './outputs.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import { described } from './describe.ts'

export const inventoryCommand = {
  name: 'inventory',
  title: 'Fairlead inventory',
  summary:
    'Lists the apps of an infra repo: where each app runs, its files, and the line that sets each image.',
  inputs: {
    ...described(pick(inputs, 'path'), {
      path: 'The folder of the infra repo. It does not have to be a git checkout.',
    }),
    ...inventoryFilters,
    ...parentInputs(),
    ...pick(inputs, 'output'),
  },
  outputs: described(pick(outputs, 'apps', 'unresolved', 'inventory'), {
    apps: 'The number of apps listed.',
  }),
} as const satisfies CommandDescription

export interface InventoryPorts {
  /** The tree of the folder that `path` names. */
  readonly tree: Tree
  /** The repo's own address, if it is known. */
  readonly addresses: RepositoryAddresses
  /** Adds the apps that only the output of other apps declares. */
  readonly completion?: Completion | undefined
}

/**
 * Lists the apps of a tree: all of them, or the selected ones.
 *
 * @throws FairleadError (input) if a selected name is not in the inventory
 */
export async function runInventory(
  values: Values<typeof inventoryCommand.inputs>,
  ports: InventoryPorts,
): Promise<Result<typeof inventoryCommand.outputs>> {
  const told = await openInventory(ports.tree, { addresses: ports.addresses })
  const open = ports.completion ? await ports.completion(told, ports.tree) : told
  const unresolved = [...open.inventory.unresolved, ...(await passedOver(open))]
  const whole = withContradictions({ ...open.inventory, unresolved })
  const parents = parentsOf(whole.apps)
  const inventory = { ...whole, apps: values.unresolved ? [] : chosen(whole, values) }
  const data = { ...inventoryData(inventory, parents), assumedRoots: assumedRoots(inventory) }
  const shown = isFiltered(values) ? 'part' : 'all'
  const lines =
    values.explain.length > 0
      ? await explainedAll(inventory.apps, { parents, has: (path) => open.context.files.has(path) })
      : undefined
  return {
    outputs: {
      apps: String(inventory.apps.length),
      unresolved: String(unresolved.length),
      inventory: jsonWithin(data, 1_000_000),
    },
    data,
    // The text is created only if it is shown.
    get text() {
      if (lines) return lines
      if (values.unresolved) return unresolved.length > 0 ? unresolvedText(unresolved) : [NOTHING_LEFT]
      if (whole.apps.length === 0)
        return nothingFound(unresolved, bumpByKey(open.context, { images: values.image, tag: undefined }))
      const text = inventoryText(inventory, parents)
      if (shown === 'part') return [...text, ...leftOver(unresolved)]
      return [...text, ...behind(unresolvedText(unresolved)), ...assumedText(inventory)]
    },
    summary: `${inventory.apps.length} apps, ${unresolved.length} objects not resolved.`,
    warnings: [],
  }
}

type Filters = Pick<
  Values<typeof inventoryCommand.inputs>,
  'app' | 'environment' | 'cluster' | 'image' | 'explain'
>

function isFiltered({ app, environment, cluster, image }: Filters): boolean {
  return [app, environment, cluster, image].some((names) => names.length > 0)
}

function chosen({ apps, unresolved }: Inventory, values: Filters): App[] {
  const wanted = {
    apps: [...values.app, ...values.explain],
    environments: values.environment,
    clusters: values.cluster,
    images: values.image,
  }
  return filtered(apps, wanted, unresolved.length)
}

async function explainedAll(apps: readonly App[], about: Explaining): Promise<string[]> {
  const texts = await Promise.all(apps.map((app) => explained(app, about)))
  return texts.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]))
}

const NOTHING_LEFT = 'Every object that may deploy something is resolved.'

/** Returns lines that are shown below others. */
function behind(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines]
}

/** Returns the number of objects that could not be resolved. The full list is not shown with a part of the apps. */
function leftOver(unresolved: readonly Unresolved[]): string[] {
  const total = unresolved.reduce((sum, { count = 1 }) => sum + count, 0)
  return total === 0 ? [] : ['', `${total} more could not be resolved. List them with --unresolved.`]
}

/**
 * Returns the inventory as JSON, or nothing if it is longer than the limit. A large inventory is not serialized
 * completely to find this out. Unit: UTF-16 units.
 */
function jsonWithin(data: Pick<ReturnType<typeof inventoryData>, 'apps'>, limit: number): string {
  let length = 0
  for (const app of data.apps) {
    length += JSON.stringify(app).length
    if (length > limit) return ''
  }
  const json = JSON.stringify(data)
  return json.length <= limit ? json : ''
}

/** The hint for folders that no object declares as an app. */
const FOLDERS = `If something outside the repo deploys a folder, add it to ${CONFIG_FILE}: folders: [{app: NAME, path: FOLDER, environment: prod}].`

/** Returns the text if there are no apps: the files that were found instead, and what still works. */
function nothingFound(unresolved: readonly Unresolved[], command: string): string[] {
  if (unresolved.length === 0) return ['No apps found. Is this the root of the infra repo?', FOLDERS]
  return [
    'No apps found. Fairlead does not read these files:',
    '',
    ...unresolvedText(unresolved),
    '',
    'You can still bump by file and key:',
    `  ${command}`,
    FOLDERS,
  ]
}
