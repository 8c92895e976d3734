import semver from 'semver'
import { FairleadError } from '../../errors.ts'
import type { ProgramName } from '../../render/programs/releases.ts'
import type { Check, Found } from '../check.ts'
import { note, ok, sentence, warning } from '../check.ts'
import type { HerePorts, RendererPorts } from './ports.ts'

/** A program on PATH that can be a renderer. */
interface OnPath {
  readonly program: string
  readonly version: string
}

/**
 * Reports which helm and kustomize diff and render use, and their source. It downloads nothing but checksum files.
 */
export const renderers: Check<HerePorts> = {
  id: 'here/renderers',
  title: 'helm and kustomize',
  level: 'warning',
  description:
    'The helm and kustomize that `diff` and `render` use, and their source: the versions in `fairlead.yaml` are not available, or differ from those of the controllers.',
  async run(ports) {
    const wanted = await ports.renderers()
    const helm = await lookUp('helm', ports, wanted)
    const kustomize = await lookUp('kustomize', ports, wanted)
    const versions = new Map([
      ['helm', helm.version],
      ['kustomize', kustomize.version],
    ])
    const notes = wanted
      .notes(versions)
      .map((text) =>
        note(
          text.replace(/^Rendered/, 'Apps would be rendered'),
          'Set the versions with render in fairlead.yaml.',
        ),
      )
    return [helm.finding, kustomize.finding, ...notes]
  },
}

async function lookUp(
  name: ProgramName,
  { probe }: HerePorts,
  wanted: RendererPorts,
): Promise<{ version: string; finding: Found }> {
  const { version, isAsked, sha256 } = wanted[name]
  const there = await onPath(name, probe, !isAsked)
  if (there && (!isAsked || (there.version === version && sha256.length === 0)))
    return { version: there.version, finding: ok(`${name} ${there.version}, from ${there.program} on PATH.`) }
  try {
    const origin = wanted.origin(name)
    const why = there
      ? sha256.length > 0
        ? 'a checksum is set for it'
        : `PATH has ${there.version}`
      : 'PATH has none'
    const text = `${name} ${version} is downloaded from ${origin} when diff or render needs it: ${why}.`
    // If no version is set, the renderer may not be needed, so no server is contacted.
    if (isAsked && sha256.length === 0) await wanted.tryOut(name)
    return { version, finding: isAsked ? ok(text) : note(text) }
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    const [{ message, hint }] = error.faults
    const text = isAsked ? message : `${name} is not on PATH, and ${message}`
    return {
      version,
      finding: (isAsked ? warning : note)(sentence(text), hint),
    }
  }
}

async function onPath(
  name: ProgramName,
  probe: HerePorts['probe'],
  alsoKubectl: boolean,
): Promise<OnPath | undefined> {
  const own = await probe(name, name === 'helm' ? ['version', '--short'] : ['version'])
  const version = own === undefined ? undefined : semver.coerce(own)?.version
  if (version !== undefined) return { program: name, version }
  if (name === 'helm' || !alsoKubectl) return undefined
  const told = await probe('kubectl', ['version', '--client'])
  const inside = semver.coerce(/^Kustomize Version: (.+)$/m.exec(told ?? '')?.[1])?.version
  return inside === undefined ? undefined : { program: 'kubectl', version: inside }
}
