import * as v from 'valibot'
import { ApprovalRule, ProjectInfo } from '../../forge/gitlab/api.ts'
import { anything } from '../../shapes/answer.ts'
import type { Check, Found } from '../check.ts'
import { note, ok, orOk, unknown, warning } from '../check.ts'
import { productionIn } from '../files/production.ts'
import type { GitLabPorts } from './ports.ts'
import { ask, notSeen, open } from './ports.ts'

export const mergeSettings: Check<GitLabPorts> = {
  id: 'gitlab/merge',
  title: 'Merge settings',
  level: 'note',
  description: 'Merge requests can be merged with a failed pipeline, or merged branches are not deleted.',
  async run(ports) {
    const project = await ask(ports, ports.project.at, ProjectInfo)
    if (!project.given) return open('The settings', project)
    const place = 'Settings > Merge requests'
    const { only_allow_merge_if_pipeline_succeeds: waits, remove_source_branch_after_merge: removes } =
      project.data
    const found: Found[] = []
    if (waits === false)
      found.push(
        note(
          'A merge request may be merged with a failed pipeline, or without one.',
          `Select "Pipelines must succeed" at ${place}. Without it, auto-merge is refused.`,
        ),
      )
    if (removes === false)
      found.push(
        note(
          'Branches are not deleted after their merge request is merged.',
          `Select "Enable 'Delete source branch' option by default" at ${place}.`,
        ),
      )
    return orOk(found, 'Pipelines must succeed, and merged branches are deleted.')
  },
}

export const approvalsAreRequired: Check<GitLabPorts> = {
  id: 'gitlab/approvals',
  title: 'Required approvals',
  level: 'warning',
  description:
    'No approval is required for a merge request. This is a note if the token cannot see approval rules, as on GitLab Free.',
  async run(ports) {
    const rules = await ask(ports, `${ports.project.at}/approval_rules`, v.array(ApprovalRule))
    if (!rules.given && (rules.status === 404 || rules.status === 403))
      return [
        note(
          'The token can see no approval rules in this project. Approval rules require GitLab Premium.',
          'On GitLab Free, protect production with a protected branch that only Maintainers may merge into, and with a job with when: manual.',
        ),
      ]
    if (!rules.given) return open('The approval rules', rules)
    const asking = rules.data.filter((rule) => rule.approvals_required > 0)
    return asking.length > 0
      ? [
          ok(
            `Approvals are required: ${asking.map(({ name, approvals_required: n }) => `${name} (${n})`).join(', ')}.`,
          ),
        ]
      : [
          warning(
            'No approval is required for a merge request.',
            'Require at least one approval at Settings > Merge requests > Merge request approvals.',
          ),
        ]
  },
}

export const environmentsAreProtected: Check<GitLabPorts> = {
  id: 'gitlab/environments',
  title: "GitLab's environments for production",
  level: 'note',
  description: 'A production environment on GitLab is not protected.',
  async run(ports) {
    if (ports.files === undefined)
      return [unknown('Without the files of the infra repo, production environments are not known.')]
    const names = await productionIn(ports.files)
    if (names.length === 0) return [ok('No environment is production, so none requires protection.')]
    const found: Found[] = []
    for (const name of names) {
      const answer = await ask(
        ports,
        `${ports.project.at}/protected_environments/${encodeURIComponent(name)}`,
        anything,
      )
      if (answer.given) found.push(ok(`The environment ${name} is protected.`))
      else if (answer.status === 404)
        found.push(
          note(
            `The environment ${name} is not protected on GitLab.`,
            'With GitLab Premium, protect it at Settings > CI/CD > Protected environments. It is optional if you only use merge requests.',
          ),
        )
      else found.push(notSeen(`The environment ${name}`, answer))
    }
    return orOk(found, '')
  },
}
