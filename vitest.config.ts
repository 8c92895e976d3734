import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Tests must not see the developer's or the runner's own git and CI settings. */
const isolated = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GITHUB_ACTIONS: '',
  GITHUB_TOKEN: '',
}

const project = (name: string, timeout: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    env: isolated,
    testTimeout: timeout,
    hookTimeout: timeout,
  },
})

export default defineConfig({
  test: {
    // By itself vitest leaves one processor idle, which is half of a small machine. Tests that wait for git, a renderer
    // or a server leave theirs, too: a quarter of the time, so that one more has something to do.
    maxWorkers: availableParallelism() + 1,
    projects: [
      project('unit', 60_000),
      project('integration', 240_000),
      project('security', 240_000),
      project('e2e', 400_000),
      // One bed at a time: each takes a gigabyte or two, and its times are those of a quiet machine.
      { test: { ...project('bed', 300_000).test, fileParallelism: false } },
      // Those of its tests that do more rounds there (test/bed/soak.ts): they take the time that they take.
      {
        test: {
          ...project('bed', 0).test,
          name: 'soak',
          include: ['test/bed/**/*.soak.test.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
})
