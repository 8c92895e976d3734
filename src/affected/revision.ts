import type { Config } from '../config/config.ts'
import type { Side } from '../git/sides.ts'
import { openInventory } from '../inventory/read.ts'
import { ControlPlanesApart } from '../inventory/control-planes/identity.ts'
import type { DeclaredApp } from '../inventory/model.ts'
import type { RepositoryAddresses } from '../net/repositories.ts'
import type { Standing } from '../parents/complete.ts'
import { discover } from '../parents/discover.ts'
import { Renders } from '../parents/renders.ts'
import type { SideResult } from '../render/render-side.ts'
import type { Rendering } from '../render/plan.ts'
import type { AppRef } from './app-ref.ts'
import type { Declarations } from './declared.ts'
import { declarationsOf } from './declared.ts'
import { renderPairs } from './render-pairs.ts'
import { toldApart } from './told-apart.ts'

/** One revision of an infra repo, and facts about the repo. */
export interface Revision {
  readonly side: Side
  /** All addresses that the infra repo is known by. */
  readonly addresses: RepositoryAddresses
  /** The branch that the revision is the tip of, or will be. */
  readonly standing: Standing
}

/** The settings for reading and rendering a revision. */
export interface RevisionParts {
  /** The configuration to use. */
  readonly config: Config
  readonly rendering: Rendering
  /** Selects the apps to render; their child apps are also rendered. Default: all apps. */
  chosen?(apps: readonly DeclaredApp[]): readonly DeclaredApp[]
  progress?(done: number, total: number): void
}

/** An app of a revision with its render result, which may be an error. */
export interface RenderedApp {
  readonly app: AppRef
  readonly result: SideResult
}

/** The render results of the apps of a revision. */
export interface RenderedRevision {
  readonly declarations: Declarations
  readonly apps: readonly RenderedApp[]
}

/**
 * Renders apps of one revision as their controllers would.
 *
 * @throws FairleadError (input) and (remote) if the revision cannot be read; if an app cannot be rendered, the error
 *   is its result
 */
export async function renderRevision(
  { side, addresses, standing }: Revision,
  { config, rendering: { renderer, remoteSources }, chosen, progress }: RevisionParts,
): Promise<RenderedRevision> {
  const open = await openInventory(side.tree, { addresses, config })
  const repo = { tree: side.tree, context: open.context, ...standing, remoteSources }
  const renders = new Renders(repo, renderer)
  const {
    sides: [found],
  } = await discover([{ open, renders }])
  if (!found) throw new Error('a revision is one side')
  const declarations = declarationsOf(found.open)
  const { apps } = found.open.inventory
  const pairs = await renderPairs(
    (chosen?.(apps) ?? apps).map((app) => ({ before: undefined, after: app, files: [] })),
    {
      before: undefined,
      after: { declarations, renders },
      apart: new ControlPlanesApart(),
      shard: undefined,
      ...(progress && { progress }),
    },
  )
  const refs = toldApart(
    pairs.map(({ app }) => app),
    declarations.named,
  )
  return {
    declarations,
    apps: pairs.flatMap(({ app, after }, i) => (after ? [{ app: refs[i] ?? app, result: after }] : [])),
  }
}
