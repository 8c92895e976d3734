import { posix } from 'node:path'
import type { Tree } from '../tree/tree.ts'
import { isDocument } from './deployable.ts'

/** A file of a tool that deploys by itself, and that Fairlead does not read. */
export interface OtherTool {
  readonly tool: string
  /** One of its files. */
  readonly file: string
  /** How many of its files there are. */
  readonly count: number
}

interface Tool {
  readonly tool: string
  /** The files by which it is known. */
  readonly file: RegExp
  /** What else it reads in the folder of such a file and below it; without it nothing is taken to be its own. */
  readonly reads?: RegExp
}

const VALUES = /\.(?:ya?ml|json|gotmpl|tpl|properties|env)$/
const CODE = /\.(?:[cm]?[jt]sx?|py|go|cs|fs|java|kts?|ya?ml|json)$/

const TOOLS: readonly Tool[] = [
  {
    tool: 'Helmfile',
    file: /(?:^|\/)(?:helmfile(?:\.d\/[^/]+)?\.ya?ml(?:\.gotmpl)?|helmfile\.d\/[^/]+\.ya?ml(?:\.gotmpl)?)$/,
    reads: VALUES,
  },
  { tool: 'Fleet', file: /(?:^|\/)fleet\.ya?ml$/, reads: VALUES },
  { tool: 'Jsonnet', file: /\.(?:jsonnet|libsonnet)$/ },
  { tool: 'Tanka', file: /(?:^|\/)jsonnetfile\.json$/, reads: VALUES },
  { tool: 'Helmwave', file: /(?:^|\/)helmwave\.ya?ml(?:\.tpl)?$/, reads: VALUES },
  { tool: 'Skaffold', file: /(?:^|\/)skaffold\.ya?ml$/, reads: VALUES },
  {
    tool: 'Terraform',
    file: /\.(?:tf|tofu|tfvars|tf\.json|tfvars\.json)$/,
    reads: /\.(?:hcl|tftpl|tpl|ya?ml)$/,
  },
  { tool: 'Terragrunt', file: /(?:^|\/)terragrunt\.hcl$/, reads: /\.hcl$/ },
  { tool: 'Pulumi', file: /(?:^|\/)Pulumi\.ya?ml$/, reads: CODE },
  { tool: 'CDK8s', file: /(?:^|\/)cdk8s\.ya?ml$/, reads: CODE },
  { tool: 'Kluctl', file: /(?:^|\/)\.kluctl\.ya?ml$/, reads: VALUES },
  { tool: 'Timoni', file: /\.cue$/ },
  { tool: 'KCL', file: /(?:^|\/)kcl\.mod$/, reads: /\.k$/ },
  { tool: 'Pkl', file: /\.pkl$/ },
  { tool: 'Ansible', file: /(?:^|\/)ansible\.cfg$/, reads: /\.(?:ya?ml|j2|ini)$/ },
]

/** The other tools that a tree has files of. */
export async function otherTools(tree: Tree): Promise<OtherTool[]> {
  return toolsAmong((await tree.list()).map(({ path }) => path))
}

/** The same of a list of paths. */
export function toolsAmong(paths: readonly string[]): OtherTool[] {
  return TOOLS.flatMap(({ tool, file: pattern }) => {
    const own = paths.filter((path) => pattern.test(path))
    const [file] = own
    return file === undefined ? [] : [{ tool, file, count: own.length }]
  })
}

/**
 * The files among some that another tool may deploy, by tool: its own, and what stands in a folder of one of its files
 * or below it. A file is the tool's whose own file is nearest.
 *
 * @param paths all files of the repo
 */
export function filesOfTools(
  files: readonly string[],
  paths: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const homes = TOOLS.map((one) => ({
    ...one,
    folders: new Set(one.reads ? paths.filter((path) => one.file.test(path)).map(posix.dirname) : []),
  }))
  for (const file of files) {
    const tool =
      TOOLS.find((one) => one.file.test(file))?.tool ?? (isDocument(file) ? undefined : nearest(file, homes))
    if (tool !== undefined) found.set(tool, [...(found.get(tool) ?? []), file])
  }
  return found
}

function nearest(
  file: string,
  homes: readonly (Tool & { readonly folders: ReadonlySet<string> })[],
): string | undefined {
  for (let folder = posix.dirname(file); ; folder = posix.dirname(folder)) {
    const home = homes.find(({ folders, reads }) => folders.has(folder) && reads?.test(file))
    if (home) return home.tool
    if (folder === '.' || folder === '/') return undefined
  }
}
