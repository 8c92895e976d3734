import { emptyConfig } from '../../config/config.ts'
import type { RendererPorts } from '../../doctor/here/ports.ts'
import { unlessBug } from '../../errors.ts'
import { declaredFluxVersions } from '../../render/flux/version.ts'
import { rendererNotes } from '../../render/versions.ts'
import type { Wiring } from '../define.ts'
import type { ProgramInputs } from '../../render/programs/wanted.ts'
import type { InfraFiles } from './doctor-files.ts'
import { supplyWithoutKeeping } from './programs.ts'

/** Returns the renderers that `diff` and `render` would use. Downloads are not kept. */
export async function rendererPorts(
  { ports, trusted }: Pick<InfraFiles, 'ports' | 'trusted'>,
  inputs: ProgramInputs,
  wiring: Wiring,
): Promise<RendererPorts> {
  // Errors in the files are reported by the part that checks them.
  const config = (await trusted().catch(unlessBug)) ?? emptyConfig
  const tree = await ports?.files().catch(unlessBug)
  const flux = tree === undefined ? [] : await declaredFluxVersions(tree)
  const supply = supplyWithoutKeeping(config, inputs, wiring)
  return { ...supply, notes: (versions) => rendererNotes(config, versions, flux) }
}
