/**
 * The rooms of `src/`, from top to bottom: a file imports only from its own room and from those below it, types
 * included. The one list of them: test/unit/rooms.test.ts holds the code to it, the bundler cuts `dist/` along it, and
 * the README's table is made from it.
 */
export interface Room {
  /** A folder of `src/`, or a file at its top. */
  readonly name: string
  /** What is in it, as Markdown. */
  readonly what: string
  /**
   * Its files and folders that become one file each in `dist/rooms`, the lowest first. Without any it goes wherever it
   * is needed.
   */
  readonly chunks?: readonly string[]
}

export const rooms: readonly Room[] = [
  {
    name: 'entries',
    what: 'one short file per action, the command line and the components of GitLab; `wire/` gives each command what it needs from outside',
  },
  {
    name: 'runtime',
    what: 'inputs, outputs and the events of a job: with `entries/` the only reader of the environment',
  },
  {
    name: 'commands',
    what: 'one file per verb: inputs in, result out; each describes itself once, and from that come `action.yml`, `--help` and the tables',
  },
  {
    name: 'doctor',
    what: 'checks of a set-up: [all of them](docs/doctor.md); `registry.ts` lists them',
    chunks: ['check.ts', 'github/github-api.ts', ''],
  },
  { name: 'report', what: "a diff's result as comment, summary, terminal text, JSON and one HTML page" },
  {
    name: 'update',
    what: 'moves to pull requests: in which groups, onto which branch, whether a build is newer than what is there, what is carried over',
    chunks: [''],
  },
  {
    name: 'sync',
    what: 'waits for a commit: what it does to which apps (`range/`), where each is (`places/`), what a server tells of them (`server/`), each followed until it is certain what became of it (`follow/`), and what is kept of that (`record/`)',
    chunks: [''],
  },
  {
    name: 'gate',
    what: 'whether a change may go ahead: the policy of an environment, who approved exactly what, and the rules with what would satisfy each',
    chunks: [''],
  },
  {
    name: 'proof',
    what: 'whether an edit does what it is for: the apps that it touches, rendered without and with it; finds places by trial',
    chunks: ['proofs.ts'],
  },
  {
    name: 'review',
    what: 'what a change does, as one result: apps, objects, restarts, images, levels, digests; `unknown/` is what nobody can tell of it, `api/` what the API server would say, `facts/` what else a reader should know',
    chunks: [''],
  },
  {
    name: 'risks',
    what: 'the rules about what is dangerous: [all of them](docs/risks.md)',
    chunks: [''],
  },
  {
    name: 'affected',
    what: 'which apps a change touches and why; what both sides declare, paired and rendered',
    chunks: [''],
  },
  {
    name: 'parents',
    what: 'apps that lead to others: each rendered once a side, and what is in their output read as what stands in files, level by level, so that an app is known whatever declares it',
    chunks: [''],
  },
  {
    name: 'compare',
    what: 'objects before and after: which are one, what is noise, how lists and long lines differ, which pods restart',
    chunks: [''],
  },
  {
    name: 'secrets',
    what: 'values that must not be shown: found in rendered objects, hidden in whatever is told',
    chunks: [''],
  },
  {
    name: 'controllers',
    what: "what controllers tell of apps in their clusters: Argo CD's API (`api/`), who may ask it (`access/`), what its refusals mean (`faults/`), and the table of rules of its verdict (`verdict/`)",
    chunks: [''],
  },
  {
    name: 'render',
    what: 'what a controller would render (`argocd/`, `flux/`), the engine that runs Helm and kustomize on staged files within limits, and what is fetched from other servers (`remote-sources/`)',
    chunks: ['engine/', 'remote-sources/', ''],
  },
  {
    name: 'bump',
    what: 'targets to a plan: which value moves where, and the rules',
    chunks: ['by-key.ts', ''],
  },
  {
    name: 'records',
    what: '[what was verified](docs/records.md), append-only, on a branch of the infra repo: its entries, their chain, who is first',
    chunks: [''],
  },
  { name: 'proposal', what: 'pull requests by compare-and-swap, and their text', chunks: [''] },
  { name: 'policy', what: 'what production allows', chunks: [''] },
  {
    name: 'moves',
    what: 'versions that move: what is told of each, how it stands to what is there, and the values that are set for it, planned, recorded and written',
    chunks: [''],
  },
  {
    name: 'forge',
    what: 'one connection to a repository, from which its pull requests, their comments and the history of builds are taken: GitHub, GitLab, any git remote',
    chunks: ['local/', 'github/', 'gitlab/'],
  },
  { name: 'registry', what: 'container registries and the credentials for them', chunks: [''] },
  { name: 'inventory', what: 'a tree of files to apps', chunks: [''] },
  { name: 'config', what: '`fairlead.yaml`', chunks: [''] },
  {
    name: 'git',
    what: 'git as a program: revisions as trees, partial clones, an own repository that borrows the objects of a foreign one',
    chunks: ['object-id.ts', 'inherited.ts', ''],
  },
  { name: 'cache', what: 'what is kept over runs, and whether a folder can be trusted with it' },
  {
    name: 'files',
    what: 'a folder as a tree, and the only place that writes below one that a stranger may shape: no link is followed, and what a run will write is cleared first',
    chunks: [''],
  },
  { name: 'temporary', what: 'folders of one run, and what becomes of those of killed runs' },
  {
    name: 'net',
    what: 'proxies, addresses of repositories, and words for servers that are not reached',
    chunks: ['unreachable.ts', ''],
  },
  {
    name: 'findings',
    what: 'what rules have to say, of a change or of a set-up: one form, and how a terminal, Markdown and JSON show it',
  },
  {
    name: 'kube',
    what: "objects of Kubernetes: as they stand in files, as they are rendered, their ids, scopes and pods; what the API server takes: the schemas of Kubernetes in each version and of the controllers' own kinds (from `scripts/schemas.ts`), names, definitions",
  },
  { name: 'images', what: 'references, tags, the shapes of values, layers', chunks: [''] },
  {
    name: 'gotemplate',
    what: "Go's own template engine in WebAssembly (from `tools/gotemplate`), for the templates of ApplicationSets; a lexer of templates, and what they depend on beside their inputs",
  },
  {
    name: 'patterns',
    what: 'the dialects of patterns (gobwas, doublestar, git, Go, shells, `fairlead.yaml`), followed without backtracking',
  },
  { name: 'text', what: 'foreign text made safe for Markdown, logs and errors', chunks: [''] },
  {
    name: 'shapes',
    what: 'data from outside held to schemas of valibot, and what is wrong with it in words: nodes of YAML with their places, JSON',
    chunks: [''],
  },
  {
    name: 'yaml',
    what: 'YAML with positions, edits by byte range, and a reader that takes many files of a tree at once and parses each once',
    chunks: [''],
  },
  {
    name: 'tree',
    what: 'files by their paths, wherever they are: the interface, listings, archives, links',
    chunks: [''],
  },
  { name: 'once.ts', what: 'work that is done once' },
  { name: 'group-by.ts', what: 'lists in groups' },
  { name: 'lanes.ts', what: 'so much work at a time' },
  { name: 'errors.ts', what: 'the one error for people: kind, faults, places, hints', chunks: [''] },
]
