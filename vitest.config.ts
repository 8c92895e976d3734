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
    // By default vitest leaves one processor idle, which is half of a small machine. Tests also leave theirs idle about
    // a quarter of the time, while they wait for git, a renderer or a server, so one more worker is useful.
    maxWorkers: availableParallelism() + 1,
    projects: [
      project('unit', 60_000),
      project('integration', 240_000),
      project('security', 240_000),
      project('e2e', 400_000),
      // One bed at a time: each needs one or two gigabytes of memory, and its time limits assume no other load.
      { test: { ...project('bed', 300_000).test, fileParallelism: false } },
      // The tests that do more rounds as a soak (test/bed/soak.ts). They have no time limit.
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
