import type { ProgramInputs } from '../../render/programs/wanted.ts'

/**
 * The inputs if none is set. They have a file of their own, because a command that may not need a renderer starts
 * without loading one.
 */
export const noProgramInputs: ProgramInputs = {
  'helm-path': undefined,
  'helm-version': undefined,
  'helm-sha256': [],
  'kustomize-path': undefined,
  'kustomize-version': undefined,
  'kustomize-sha256': [],
  'renderer-mirror': undefined,
}
