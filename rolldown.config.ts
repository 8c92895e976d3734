import { defineConfig } from 'rolldown'
import type { PreRenderedChunk } from 'rolldown'
import { commands } from './src/entries/commands.ts'

/** One entry for each action, the command line, and one for all components of GitLab. */
const entries = [...commands.keys(), 'cli', 'gitlab']

/**
 * The rooms of `src` that become one file each, the lowest first: a file then imports only from those before
 * it. What is not listed (commands, runtime, entries) goes wherever it is needed.
 */
const rooms = [
  'errors.ts',
  'net/unreachable.ts',
  'git/paths.ts',
  'git/inherited.ts',
  'files/',
  'net/',
  'yaml/',
  'config/',
  'images/',
  'registry/',
  'git/',
  'tree/',
  'inventory/',
  'bump/',
  'policy/',
  'proposal/',
  'forge/local/',
  'forge/github/',
  'forge/gitlab/',
  'doctor/check.ts',
  'doctor/github/',
  'doctor/local/',
  'doctor/',
]

/** Parts of @actions/core and @actions/github that nobody here uses (OIDC tokens, clients) want these; unused, they can go. */
const harmless =
  /\/node_modules\/(@actions\/(core|exec|github|io|http-client)|@octokit\/[^/]+|tunnel|undici)\//

/** `node_modules/@octokit/core/…` -> `packages/octokit-core`, wherever the module stands. */
function packageName(id: string): string | null {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(forward(id)) ?? []
  return name === undefined ? null : `packages/${name.replace('@', '').replace('/', '-')}`
}

/** `src/entries/wire/bump.ts` -> `commands/bump`; all else by the name that it has. */
function chunkName({ name, facadeModuleId }: PreRenderedChunk): string {
  if (name.includes('/')) return `${name}.js`
  return forward(facadeModuleId ?? '').includes('/src/entries/wire/')
    ? `commands/${name}.js`
    : `chunks/${name}.js`
}

function forward(id: string): string {
  return id.replaceAll('\\', '/')
}

/**
 * ES modules for Node, readable and the same on every build: each package and each room is a file of its own,
 * named after it, so that a change of one shows as a change of one file.
 */
export default defineConfig({
  input: Object.fromEntries(entries.map((name) => [name, `src/entries/${name}.ts`])),
  platform: 'node',
  tsconfig: false,
  transform: { target: 'node20' },
  treeshake: { moduleSideEffects: (id) => !harmless.test(forward(id)) },
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: chunkName,
    minify: false,
    minifyInternalExports: false,
    comments: { legal: true, annotation: false, jsdoc: false },
    codeSplitting: {
      groups: [
        {
          name: packageName,
          debugName: 'packages',
          test: /[\\/]node_modules[\\/]/,
          priority: rooms.length + 1,
        },
        ...rooms.map((room, depth) => ({
          name: `rooms/${room.replace(/(\/|\.ts)$/, '').replace('/', '-')}`,
          test: (id: string) => forward(id).includes(`/src/${room}`),
          priority: rooms.length - depth,
        })),
      ],
    },
  },
})
