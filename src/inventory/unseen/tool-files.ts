import { posix } from 'node:path'
import { isDocument, isTooling } from './deployable.ts'

interface Tool {
  readonly tool: string
  /** Matches the files that identify the tool. */
  readonly file: RegExp
  /**
   * The other files that it reads in the folder of such a file and below. Without it, no other file belongs to the
   * tool.
   */
  readonly reads?: RegExp
}

const VALUES = /\.(?:ya?ml|json|gotmpl|tpl|properties|env)$/
const CODE = /\.(?:[cm]?[jt]sx?|py|go|cs|fs|java|kts?|ya?ml|json)$/

/**
 * Tools that deploy, identified by file names alone. They show which tool may read a changed file. `otherTools` finds
 * the tools of a whole repo.
 */
const TOOLS: readonly Tool[] = [
  {
    tool: 'Helmfile',
    file: /(?:^|\/)(?:helmfile[^/]*\.ya?ml(?:\.gotmpl)?|helmfile(?:\.d)?\/[^/]+\.ya?ml(?:\.gotmpl)?)$/,
    reads: VALUES,
  },
  { tool: 'Fleet', file: /(?:^|\/)fleet\.ya?ml$/, reads: VALUES },
  { tool: 'Jsonnet', file: /\.(?:jsonnet|libsonnet)$/ },
  { tool: 'Tanka', file: /(?:^|\/)jsonnetfile\.json$/, reads: VALUES },
  { tool: 'Helmwave', file: /(?:^|\/)helmwave\.ya?ml(?:\.tpl)?$/, reads: VALUES },
  { tool: 'Skaffold', file: /(?:^|\/)skaffold\.ya?ml$/, reads: VALUES },
  { tool: 'werf', file: /(?:^|\/)werf\.ya?ml$/, reads: VALUES },
  {
    tool: 'Terraform',
    file: /\.(?:tf|tofu|tfvars|tf\.json|tfvars\.json)$/,
    reads: /\.(?:hcl|tftpl|tpl|ya?ml)$/,
  },
  { tool: 'Terragrunt', file: /(?:^|\/)terragrunt\.hcl$/, reads: /\.hcl$/ },
  { tool: 'Pulumi', file: /(?:^|\/)Pulumi\.ya?ml$/, reads: CODE },
  { tool: 'cdk8s', file: /(?:^|\/)cdk8s\.ya?ml$/, reads: CODE },
  { tool: 'Kluctl', file: /(?:^|\/)\.kluctl\.ya?ml$/, reads: VALUES },
  { tool: 'CUE', file: /\.cue$/ },
  { tool: 'KCL', file: /(?:^|\/)kcl\.mod$/, reads: /\.k$/ },
  { tool: 'Pkl', file: /\.pkl$/ },
  { tool: 'Ansible', file: /(?:^|\/)ansible\.cfg$/, reads: /\.(?:ya?ml|j2|ini)$/ },
]

/** Returns the tools that have a file of their own among the paths, each with its first file. */
export function toolsAmong(paths: readonly string[]): { readonly tool: string; readonly file: string }[] {
  return TOOLS.flatMap(({ tool, file: pattern }) => {
    const file = paths.find((path) => pattern.test(path))
    return file === undefined ? [] : [{ tool, file }]
  })
}

/**
 * Returns the files that another tool may deploy, by tool: its own files, and those in the folder of one of its files
 * or below. A file belongs to the tool whose own file is nearest.
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
      TOOLS.find((one) => one.file.test(file))?.tool ??
      (isDocument(file) || isTooling(file) ? undefined : nearest(file, homes))
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
