/** Building blocks for the ApplicationSets of the corpus. */

/** One ApplicationSet, with its expected result. */
export interface SetCase {
  /** Its name, which is unique. */
  readonly name: string
  /** Its object, as YAML. */
  readonly yaml: string
  /** The names of the Applications that it generates. */
  readonly makes: readonly string[]
  /** The error that the controller reports. Some of its Applications are missing then. */
  readonly refused?: RegExp
}

/** A placeholder for the address of the repository. */
export const REPO = 'https://git.example.test/acme/infra.git'

/** Indents a text so that it can follow a key. */
export function indent(text: string, spaces: number): string {
  return text.trim().replaceAll(/^(?=.)/gm, ' '.repeat(spaces))
}

/** Returns an ApplicationSet with a spec. */
export function set(name: string, makes: readonly string[], spec: string, refused?: RegExp): SetCase {
  const yaml = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: ${name}, namespace: argocd}
spec:
${indent(spec, 2)}
`
  return { name, yaml, makes, ...(refused && { refused }) }
}

/**
 * Returns a template whose Application shows the parameters: in an annotation, and in the values of a chart that
 * writes them into a ConfigMap.
 *
 * @param name the name of the Application
 * @param shown a template, in one line
 */
export function template(name: string, shown: string, more: Partial<Template> = {}): string {
  const { path = 'charts/echo', labels = '', server = 'https://kubernetes.default.svc', rest = '' } = more
  return `template:
  metadata:
    name: ${quoted(name)}
    ${labels === '' ? '' : `labels: {${labels}}`}
    annotations: {shown: ${quoted(shown)}}
  spec:
    project: default
    source:
      repoURL: ${REPO}
      targetRevision: main
      path: ${quoted(path)}
      helm:
        parameters: [{name: shown, value: ${quoted(shown)}, forceString: true}]
    destination: {server: ${quoted(server)}, namespace: ${quoted(more.namespace ?? 'apps')}}
${indent(rest, 4)}`
}

interface Template {
  readonly path: string
  readonly labels: string
  readonly server: string
  readonly namespace: string
  /** More fields of the spec. */
  readonly rest: string
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
