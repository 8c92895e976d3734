/** What the ApplicationSets of the corpus are made of. */

/** One ApplicationSet, and the files that it is about. */
export interface SetCase {
  /** Its name, which no other has. */
  readonly name: string
  /** Its object, as YAML. */
  readonly yaml: string
  /** The names of the Applications that it makes. */
  readonly makes: readonly string[]
  /** What the controller says against it: then some of its Applications are missing. */
  readonly refused?: RegExp
}

/** The address that stands for that of the repository. */
export const REPO = 'https://git.example.test/acme/infra.git'

/** Lines below a key. */
export function indent(text: string, spaces: number): string {
  return text.trim().replaceAll(/^(?=.)/gm, ' '.repeat(spaces))
}

/** An ApplicationSet from its spec. */
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
 * A template whose Application shows what it is given: in an annotation, and in the values of a chart that writes them
 * into a ConfigMap.
 *
 * @param name of the Application
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
