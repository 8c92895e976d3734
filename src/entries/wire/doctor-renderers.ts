import { emptyConfig } from '../../config/config.ts'
import type { FilesPorts } from '../../doctor/files/ports.ts'
import type { RendererPorts } from '../../doctor/here/ports.ts'
import { FairleadError } from '../../errors.ts'
import { declaredFluxVersions } from '../../render/flux/version.ts'
import { rendererNotes } from '../../render/versions.ts'
import type { Wiring } from '../define.ts'
import type { ProgramInputs } from '../../render/programs/wanted.ts'
import { supplyWithoutKeeping } from './programs.ts'

/**
 * The renderers that `diff` and `render` would use. Nothing is kept.
 *
 * @param files of the infra repo; undefined where there are none
 */
export async function rendererPorts(
  files: FilesPorts | undefined,
  inputs: ProgramInputs,
  wiring: Wiring,
): Promise<RendererPorts> {
  // What is wrong with the files is told where they are looked at.
  const config = (await files?.config().catch(unlessBug)) ?? emptyConfig
  const tree = await files?.files().catch(unlessBug)
  const flux = tree === undefined ? [] : await declaredFluxVersions(tree)
  const supply = supplyWithoutKeeping(config, inputs, wiring)
  return { ...supply, notes: (versions) => rendererNotes(config, versions, flux) }
}

function unlessBug(error: unknown): undefined {
  if (!(error instanceof FairleadError)) throw error
}
