import { inputError } from '../../errors.ts'

/** What kustomize's failure means, in paths of the repository. */
export function explainKustomize(stderr: string, name: string, stage: string): Error {
  const text = stderr
    .split('\n')
    .filter((line) => !/^# Warning|^Warning:/.test(line))
    .join('\n')
    .replace(/^[Ee]rror: /, '')
    .replaceAll(`${stage}/`, '')
    .replaceAll(stage, 'the repository')
    // Go's addresses say nothing and differ at each run.
    .replaceAll(/&\{0x[0-9a-f]+ [^}]*\}/g, 'it')
    .trim()
  if (text.includes("unknown shorthand flag: 'c' in -c"))
    return inputError(
      `this version of kustomize, which is to build ${name}, does not work with this version of Helm`,
      {
        hint: 'Install a newer kustomize, or Helm 3, for kustomizations with helmCharts.',
      },
    )
  return inputError(`kustomize cannot build ${name}: ${text || 'it gave no reason'}`)
}
