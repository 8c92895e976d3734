import type { Config } from '../../config/config.ts'
import { CONFIG_FILE } from '../../config/config.ts'
import { HTTPS_FOLDER, WHOLE_VERSION } from '../../config/forms.ts'
import { inputError } from '../../errors.ts'
import { pinnedVersion } from '../versions.ts'
import type { ProgramName } from './releases.ts'
import { LISTS, SHA256 } from './releases.ts'

/** The required version of a renderer. */
export interface Wanted {
  /** The version without the leading `v`. */
  readonly version: string
  /** Whether the user set this version; otherwise it is used only if PATH has no such program. */
  readonly isAsked: boolean
  /** The accepted checksums of archives, in lowercase; if there are none, the publisher's own file is used. */
  readonly sha256: readonly string[]
}

/** The inputs of a command for renderers. */
export interface ProgramInputs {
  readonly 'helm-path': string | undefined
  readonly 'helm-version': string | undefined
  readonly 'helm-sha256': readonly string[]
  readonly 'kustomize-path': string | undefined
  readonly 'kustomize-version': string | undefined
  readonly 'kustomize-sha256': readonly string[]
  readonly 'renderer-mirror': string | undefined
}

export interface WantedPrograms {
  readonly helm: Wanted
  readonly kustomize: Wanted
  /** The address to use instead of the publishers', without a slash at the end. */
  readonly mirror: string | undefined
}

/**
 * Returns the renderers that the inputs and `fairlead.yaml` request; inputs take precedence. A checksum belongs to
 * the version beside it: if an input sets another version, the checksums of `fairlead.yaml` are not used.
 *
 * @param config the configuration of the base: a change must not choose the program that renders it
 * @throws FairleadError (input) if a version is incomplete, a checksum or the mirror's address is not valid, or two
 *   inputs contradict each other
 */
export function wantedPrograms(config: Config, inputs: ProgramInputs): WantedPrograms {
  return {
    helm: wanted('helm', config, inputs),
    kustomize: wanted('kustomize', config, inputs),
    mirror: mirrorOf(config, inputs),
  }
}

function wanted(name: ProgramName, config: Config, inputs: ProgramInputs): Wanted {
  const given = inputs[`${name}-version`]
  const sums = inputs[`${name}-sha256`]
  if (inputs[`${name}-path`] !== undefined && given !== undefined)
    throw inputError(`${name}-path and ${name}-version are both set`, {
      hint: `Set ${name}-version to download it, or ${name}-path to use an installed one.`,
    })
  const own = config.render?.[`${name}Version`]
  const ownSums = config.render?.[`${name}Sha256`]?.split(/[\s,]+/).filter(Boolean) ?? []
  const asked = given === undefined ? undefined : wholeVersion(`${name}-version`, given, name)
  const declared =
    own === undefined ? undefined : wholeVersion(`${CONFIG_FILE}: render.${name}Version`, own, name)
  const version = asked ?? declared
  const checksums = sums.length > 0 ? sums : asked === undefined || asked === declared ? ownSums : []
  for (const sum of checksums)
    if (!SHA256.test(sum))
      throw inputError(`${name}-sha256: ${JSON.stringify(sum)} is not a SHA-256`, {
        hint: 'It must have 64 hexadecimal digits. The publisher lists it for each archive.',
      })
  if (version === undefined && checksums.length > 0)
    throw inputError(`a checksum of ${name} is set without its version`, {
      hint: `Also set ${name}-version (render.${name}Version in ${CONFIG_FILE}).`,
    })
  return {
    version: version ?? pinnedVersion(name, config),
    isAsked: version !== undefined,
    sha256: checksums.map((sum) => sum.toLowerCase()),
  }
}

function wholeVersion(where: string, text: string, name: ProgramName): string {
  const version = text.trim()
  if (WHOLE_VERSION.pattern.test(version)) return version.replace(/^v/, '')
  throw inputError(`${where}: ${JSON.stringify(text)} is not ${WHOLE_VERSION.words}`, {
    hint: `All versions: ${LISTS[name]}`,
  })
}

function mirrorOf({ render }: Config, inputs: ProgramInputs): string | undefined {
  const given = inputs['renderer-mirror']
  const address = given ?? render?.mirror
  if (address === undefined) return undefined
  if (!HTTPS_FOLDER.pattern.test(address) || !URL.canParse(address))
    throw inputError(`renderer-mirror is not ${HTTPS_FOLDER.words}`, {
      hint: 'Programs are downloaded over TLS only; use NODE_EXTRA_CA_CERTS for your own certificate authorities. The job must be able to read the folder without credentials.',
    })
  const { origin, pathname } = new URL(address)
  return `${origin}${pathname.replace(/(?<!\/)\/+$/, '')}`
}
