import { describe, expect, it } from 'vitest'
import { readContext } from '../../../src/runtime/context.ts'

const job = {
  GITHUB_ACTIONS: 'true',
  GITHUB_REPOSITORY: 'acme/web',
  GITHUB_SHA: 'a'.repeat(40),
  GITHUB_RUN_ID: '7',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_ACTOR: 'jo',
}

describe('readContext', () => {
  it('knows the job and its server', () => {
    const enterprise = {
      GITHUB_SERVER_URL: 'https://ghe.example/',
      GITHUB_API_URL: 'https://ghe.example/api/v3',
      GITHUB_GRAPHQL_URL: 'https://ghe.example/api/graphql',
    }
    expect(readContext({ ...job, ...enterprise }, '/w')).toMatchObject({
      job: {
        present: true,
        repository: 'acme/web',
        commit: 'a'.repeat(40),
        runUrl: 'https://ghe.example/acme/web/actions/runs/7',
        eventName: 'push',
        actor: 'jo',
      },
      serverUrl: 'https://ghe.example',
      apiUrl: 'https://ghe.example/api/v3',
      graphqlUrl: 'https://ghe.example/api/graphql',
      workspace: '/w',
      debug: false,
    })
  })

  it('takes nothing of a job from the variables of a laptop', () => {
    const context = readContext({ ...job, GITHUB_ACTIONS: '', GITHUB_TOKEN: 't' }, '/w')
    expect(context.job).toEqual({ present: false })
    expect(context).toMatchObject({
      serverUrl: 'https://github.com',
      apiUrl: 'https://api.github.com',
      graphqlUrl: 'https://api.github.com/graphql',
      githubToken: 't',
    })
  })

  it.each([{ RUNNER_DEBUG: '1' }, { FAIRLEAD_DEBUG: 'yes' }])('debugs with %j', (environment) => {
    expect(readContext(environment, '/w').debug).toBe(true)
  })

  const gitlab = {
    GITLAB_CI: 'true',
    CI_SERVER_URL: 'https://git.example/sub/',
    CI_PROJECT_PATH: 'acme/shop/web',
    CI_COMMIT_SHA: 'a'.repeat(40),
    CI_PIPELINE_URL: 'https://git.example/sub/acme/shop/web/-/pipelines/7',
    CI_PIPELINE_SOURCE: 'push',
    GITLAB_USER_LOGIN: 'jo',
  }

  it('knows the job of a GitLab', () => {
    expect(readContext(gitlab, '/w')).toMatchObject({
      job: {
        present: true,
        serverUrl: 'https://git.example/sub',
        repository: 'acme/shop/web',
        commit: 'a'.repeat(40),
        runUrl: 'https://git.example/sub/acme/shop/web/-/pipelines/7',
        eventName: 'push',
        actor: 'jo',
      },
    })
    const merged = { ...gitlab, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: 'b'.repeat(40) }
    expect(readContext(merged, '/w').job.commit).toBe('b'.repeat(40))
    expect(readContext({ ...gitlab, GITLAB_CI: '' }, '/w').job).toEqual({ present: false })
  })
})
