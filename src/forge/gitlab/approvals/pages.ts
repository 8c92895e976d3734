import type { GateFacts } from './facts.ts'

/** Returns the pages of a project's settings, for messages on how to fix a problem. */
export async function pages(facts: GateFacts) {
  const { path_with_namespace: path } = await facts.itself()
  const own = `${facts.project.serverUrl}/${path}`
  return {
    cicd: `${own}/-/settings/ci_cd`,
    environments: `${own}/-/settings/ci_cd#js-protected-environments-settings`,
    variables: `${own}/-/settings/ci_cd#js-cicd-variables-settings`,
    branches: `${own}/-/settings/repository#js-protected-branches-settings`,
    pipelines: `${own}/-/pipelines`,
    members: `${own}/-/project_members`,
  }
}

/** Returns the page of a group's members. */
export const groupPage = ({ project: { serverUrl } }: GateFacts, group: string) =>
  `${serverUrl}/groups/${group}/-/group_members`
