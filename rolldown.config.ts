import { defineConfig } from 'rolldown'
import type { PreRenderedChunk } from 'rolldown'
import { rooms } from './scripts/rooms.ts'
import { commands } from './src/entries/commands.ts'

/** The entries: one for each action, one for the command line, and one for all GitLab components. */
const entries = [...commands.keys(), 'cli', 'gitlab']

/** The parts that become one file each, lowest first, so that a file only imports from those before it. */
const parts = rooms
  .toReversed()
  .flatMap(({ name, chunks = [] }) =>
    chunks.map((part) =>
      part === '' && !name.endsWith('.ts') ? `${name}/` : `${name}${part && `/${part}`}`,
    ),
  )

/** Modules that only unused parts of @actions/core and @actions/github need: OIDC tokens, clients. They are dropped. */
const harmless =
  /\/node_modules\/(@actions\/(core|exec|github|io|http-client)|@octokit\/[^/]+|tunnel|undici)\//

/** `node_modules/@octokit/core/…` -> `packages/octokit-core`, wherever the module is. */
function packageName(id: string): string | null {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(forward(id)) ?? []
  return name === undefined ? null : `packages/${name.replace('@', '').replace('/', '-')}`
}

/** `src/entries/wire/bump.ts` -> `commands/bump`; other chunks keep their name. */
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
 * Builds ES modules for Node that are readable and identical on every build. Each package and each room is a separate
 * file named after it, so that a change of one shows up as a change of one file.
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
          priority: parts.length + 1,
        },
        ...parts.map((room, depth) => ({
          name: `rooms/${room.replace(/(\/|\.ts)$/, '').replaceAll('/', '-')}`,
          test: (id: string) => forward(id).includes(`/src/${room}`),
          priority: parts.length - depth,
        })),
      ],
    },
  },
})
