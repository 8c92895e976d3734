/**
 * The rooms of `src/`, from top to bottom: a file imports only from its own room and from rooms below it, including
 * types. This is the only list of them: test/unit/rooms.test.ts checks the code against it, the bundler splits
 * `dist/` by it, and the README's table is generated from it.
 */
export interface Room {
  /** A folder of `src/`, or a file at its top. */
  readonly name: string
  /** A description of its content, as Markdown. */
  readonly what: string
  /**
   * Its files and folders that become one file each in `dist/rooms`, the lowest first. Without any, its code is
   * bundled with the code that uses it.
   */
  readonly chunks?: readonly string[]
}

export const rooms: readonly Room[] = [
  {
    name: 'entries',
    what: 'one short file per action, the command line and the GitLab components; `wire/` gives each command its ports',
  },
  {
    name: 'runtime',
    what: 'inputs, outputs and the events of a job: together with `entries/` the only code that reads the environment',
  },
  {
    name: 'commands',
    what: 'one file per command: inputs in, result out; `action.yml`, `--help` and the tables are generated from its description',
  },
  {
    name: 'doctor',
    what: 'checks of a setup: [list of all checks](docs/doctor.md); `registry.ts` lists them',
    chunks: ['check.ts', 'github/github-api.ts', ''],
  },
  { name: 'report', what: 'the result of a diff as comment, summary, terminal text, JSON and one HTML page' },
  {
    name: 'update',
    what: 'from version changes to pull requests: their groups and branches, whether a build is newer than the current one, which pending changes are carried over',
    chunks: [''],
  },
  {
    name: 'sync',
    what: 'waits for a commit: which apps it affects and how (`range/`), where each app is (`places/`), what the server reports (`server/`), following each app until its result is certain (`follow/`), and recording the result (`record/`)',
    chunks: [''],
  },
  {
    name: 'gate',
    what: 'whether a change is allowed: the policy of an environment, who approved exactly what, and the rules with what would satisfy each',
    chunks: [''],
  },
  {
    name: 'proof',
    what: 'whether an edit has its intended effect: the affected apps, rendered without and with it; finds locations by trial',
    chunks: ['proofs.ts'],
  },
  {
    name: 'review',
    what: 'the effect of a change, as one result: apps, objects, restarts, images, levels, digests; `unknown/` is what cannot be determined, `api/` what the API server would answer, `facts/` other information for the reader',
    chunks: [''],
  },
  {
    name: 'risks',
    what: 'the rules for dangerous changes: [list of all rules](docs/risks.md)',
    chunks: [''],
  },
  {
    name: 'affected',
    what: 'which apps a change affects and why; the declarations of both sides, paired and rendered',
    chunks: [''],
  },
  {
    name: 'parents',
    what: 'apps that declare other apps: each is rendered once per side, and its output is read like files, level by level, so that an app is found however it is declared',
    chunks: [''],
  },
  {
    name: 'compare',
    what: 'objects before and after: which ones match, what is noise, how lists and long lines differ, which pods restart',
    chunks: [''],
  },
  {
    name: 'secrets',
    what: 'values that must not be shown: found in rendered objects, hidden in all output',
    chunks: [''],
  },
  {
    name: 'controllers',
    what: 'what controllers report about apps in their clusters: the Argo CD API (`api/`), access to it (`access/`), the meaning of its errors (`faults/`), and the rules of the verdict (`verdict/`)',
    chunks: [''],
  },
  {
    name: 'render',
    what: 'rendering as a controller does it (`argocd/`, `flux/`), the engine that runs Helm and kustomize on staged files within limits, and fetching from other servers (`remote-sources/`)',
    chunks: ['engine/', 'remote-sources/', ''],
  },
  {
    name: 'bump',
    what: 'from targets to a plan: which value changes in which location, and the rules',
    chunks: ['by-key.ts', ''],
  },
  {
    name: 'records',
    what: '[records of what was verified](docs/records.md), append-only, on a branch of the infra repo: entries, their chain, concurrent writers',
    chunks: [''],
  },
  { name: 'proposal', what: 'pull requests by compare-and-swap, and their text', chunks: [''] },
  { name: 'policy', what: 'what production allows', chunks: [''] },
  {
    name: 'moves',
    what: 'version changes: what is reported of each, how it compares with the current version, and the values to set for it, planned, recorded and written',
    chunks: [''],
  },
  {
    name: 'forge',
    what: 'the connection to a repository, with its pull requests, their comments and the history of builds: GitHub, GitLab, any git remote',
    chunks: ['local/', 'github/', 'gitlab/'],
  },
  { name: 'registry', what: 'container registries and the credentials for them', chunks: [''] },
  { name: 'inventory', what: 'from a tree of files to apps', chunks: [''] },
  { name: 'config', what: '`fairlead.yaml`', chunks: [''] },
  {
    name: 'git',
    what: 'the git program: revisions as trees, partial clones, a repository of our own that borrows the objects of an untrusted one',
    chunks: ['object-id.ts', 'inherited.ts', ''],
  },
  { name: 'cache', what: 'data that is kept between runs, and whether a folder can be trusted with it' },
  {
    name: 'files',
    what: 'a folder as a tree, and the only code that writes to a folder with untrusted content: no link is followed, and what a run will write is cleared first',
    chunks: [''],
  },
  { name: 'temporary', what: 'temporary folders of a run, and the cleanup of those of killed runs' },
  {
    name: 'net',
    what: 'proxies, addresses of repositories, and messages for servers that cannot be reached',
    chunks: ['unreachable.ts', ''],
  },
  {
    name: 'findings',
    what: 'findings of rules, about a change or a setup: one form, shown in a terminal, in Markdown and in JSON',
  },
  {
    name: 'kube',
    what: "Kubernetes objects, in files and rendered: their ids, scopes and pods; what the API server accepts: the schemas of Kubernetes in each version and of the controllers' own kinds (from `scripts/schemas.ts`), names, definitions",
  },
  { name: 'images', what: 'references, tags, the shapes of values, layers', chunks: [''] },
  {
    name: 'gotemplate',
    what: "Go's own template engine in WebAssembly (from `tools/gotemplate`), for the templates of ApplicationSets; a lexer of templates, and what they depend on apart from their inputs",
  },
  {
    name: 'patterns',
    what: 'the dialects of patterns (gobwas, doublestar, git, Go, shells, `fairlead.yaml`), followed without backtracking',
  },
  { name: 'text', what: 'untrusted text made safe for Markdown, logs and errors', chunks: [''] },
  {
    name: 'shapes',
    what: 'validation of external data with valibot schemas, with readable errors: YAML nodes with their positions, JSON',
    chunks: [''],
  },
  {
    name: 'yaml',
    what: 'YAML with positions, edits by byte range, and a reader that takes many files of a tree at once and parses each once',
    chunks: [''],
  },
  {
    name: 'tree',
    what: 'files by path, wherever they are stored: the interface, listings, archives, links',
    chunks: [''],
  },
  { name: 'once.ts', what: 'work that is only done once' },
  { name: 'group-by.ts', what: 'grouping of lists' },
  { name: 'lanes.ts', what: 'limited concurrency' },
  { name: 'errors.ts', what: 'the one error type for people: kind, errors, locations, hints', chunks: [''] },
]
