import { inputError } from '../../errors.ts'
import type { Closure } from './kustomize-closure.ts'

/**
 * Checks the files of `envs`. If a line has no `=`, kustomize takes the value from its own environment. That is empty
 * here, but not in the controller, so the deployed value is unknown; and a text that was intended as a value would be
 * shown as a key.
 *
 * Rule: kustomize api/kv/kv.go (keyValuesFromLine)
 *
 * @throws FairleadError (input) with the file and the line
 */
export async function checkEnvironments({ snapshot, environments }: Closure): Promise<void> {
  if (environments.size === 0) return
  const contents = await snapshot.read([...environments.keys()])
  for (const path of environments.keys()) {
    const lines = Buffer.from(contents.get(path) ?? '')
      .toString()
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
    const wrong = lines.findIndex((line) => /^\s*[^\s#]/.test(line) && !line.includes('='))
    if (wrong >= 0)
      throw inputError('this line has no "=", so kustomize would read its value from its environment', {
        at: { file: path, line: wrong + 1 },
        hint: 'Write key=value.',
      })
  }
}
