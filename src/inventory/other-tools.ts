import type { Tree } from '../tree/tree.ts'

/** A file of a tool that deploys by itself, and that Fairlead does not read. */
export interface OtherTool {
  readonly tool: string
  /** One of its files. */
  readonly file: string
  /** How many of its files there are. */
  readonly count: number
}

/** The files by which other tools are known. */
const TOOLS: readonly (readonly [tool: string, file: RegExp])[] = [
  [
    'Helmfile',
    /(?:^|\/)(?:helmfile(?:\.d\/[^/]+)?\.ya?ml(?:\.gotmpl)?|helmfile\.d\/[^/]+\.ya?ml(?:\.gotmpl)?)$/,
  ],
  ['Fleet', /(?:^|\/)fleet\.ya?ml$/],
  ['Jsonnet', /\.(?:jsonnet|libsonnet)$/],
  ['Tanka', /(?:^|\/)jsonnetfile\.json$/],
  ['Helmwave', /(?:^|\/)helmwave\.ya?ml$/],
  ['Skaffold', /(?:^|\/)skaffold\.ya?ml$/],
  ['Terraform', /\.tf$/],
  ['Pulumi', /(?:^|\/)Pulumi\.ya?ml$/],
  ['Kluctl', /(?:^|\/)\.kluctl\.ya?ml$/],
  ['Timoni', /\.cue$/],
]

/** The other tools that a tree has files of. */
export async function otherTools(tree: Tree): Promise<OtherTool[]> {
  const paths = (await tree.list()).map(({ path }) => path)
  return TOOLS.flatMap(([tool, pattern]) => {
    const own = paths.filter((path) => pattern.test(path))
    const [file] = own
    return file === undefined ? [] : [{ tool, file, count: own.length }]
  })
}
