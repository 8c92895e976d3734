import type { Part, Report } from './check.ts'
import { part, unknown } from './check.ts'
import type { PartId, PortsOf } from './registry.ts'
import { doctorRules } from './registry.ts'

/** This machine and this job. */
export const herePart = (ports: PortsOf['here']): Part => part('This machine', doctorRules.here, ports)

/** The files of the infra repo: its configuration, and the controllers' objects. */
export const filesPart = (ports: PortsOf['files']): Part =>
  part(`The files of ${ports.tree.name}`, doctorRules.files, ports)

/** A repository on GitHub: rights of the token, settings, protections, environments. It is only read. */
export const githubPart = (ports: PortsOf['github']): Part =>
  part(`${ports.api.repository} on GitHub`, doctorRules.github, ports)

/** A project on GitLab: rights of the token, settings, protections, environments. It is only read. */
export const gitlabPart = (ports: PortsOf['gitlab']): Part =>
  part(`${ports.project.name} on GitLab`, doctorRules.gitlab, ports)

/** A plain git remote, without pull requests. */
export const localPart = (ports: PortsOf['local']): Part =>
  part(`${ports.repository} by git`, doctorRules.local, ports)

/** A part that cannot be looked at: one finding `unknown`, whose rule is the part itself. */
export function closedPart(
  id: PartId,
  {
    title,
    reason,
    hint,
  }: { readonly title: string; readonly reason: string; readonly hint?: string | undefined },
): Part {
  const report: Report = { check: id, title, findings: [{ rule: id, ...unknown(reason, hint) }] }
  return { title, run: () => Promise.resolve([report]) }
}
