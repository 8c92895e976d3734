import { inputError } from '../../errors.ts'
import { LEFT_OUT, reduced } from '../../text/reduced.ts'
import { KUSTOMIZE_PHRASES } from './kustomize-phrases.ts'

/** Explains an error of kustomize with paths of the repository. Values in the message are left out. */
export function explainKustomize(stderr: string, name: string, stage: string): Error {
  const message = stderr
    .replace(/^[^]*?^[Ee]rror: /m, '')
    .replaceAll(`${stage}/`, '')
    .replaceAll(stage, '.')
    // Kustomize then tries the file as a folder, and reports that it is not one.
    .replace(/accumulation err='([^]*?)': must build at directory: [^]*$/, '$1')
    .slice(0, 6000)
    .trim()
  if (stderr.includes("unknown shorthand flag: 'c' in -c"))
    return inputError(`this version of kustomize cannot build ${name} with this version of Helm`, {
      hint: 'Install a newer kustomize, or Helm 3, for kustomizations with helmCharts.',
    })
  // Kustomize reports a cycle only after the errors of all files that lead to it.
  const circle = stderr.includes('cycle detected')
    ? 'cycle detected, a kustomization refers back to itself: '
    : ''
  const text = `${circle}${reduced(message, KUSTOMIZE_PHRASES)}`
  return inputError(
    `kustomize cannot build ${name}: ${text || 'it gave no reason'}`,
    text.includes(LEFT_OUT)
      ? {
          hint: `"${LEFT_OUT}" replaces text that may be a value. Run "kustomize build" to see the full message.`,
        }
      : {},
  )
}
