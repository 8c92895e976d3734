import { expect, it, onTestFinished, vi } from 'vitest'

it('takes the addresses of its server from the runner, and tells GitHub whose run asks', async () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('GITHUB_ACTIONS', 'true')
  vi.stubEnv('GITHUB_SERVER_URL', 'https://ghe.example')
  vi.stubEnv('GITHUB_API_URL', 'https://ghe.example/api/v3/')
  vi.stubEnv('GITHUB_GRAPHQL_URL', 'https://ghe.example/api/graphql')
  vi.stubEnv('ACTIONS_ORCHESTRATION_ID', 'run 7/job')
  const { actionsSurface } = await import('../../../src/runtime/actions.ts')
  expect((await actionsSurface()).context).toMatchObject({
    serverUrl: 'https://ghe.example',
    apiUrl: 'https://ghe.example/api/v3',
    graphqlUrl: 'https://ghe.example/api/graphql',
    userAgent: 'fairlead actions_orchestration_id/run_7_job',
  })
})
