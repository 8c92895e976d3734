import type { Part, Report } from './check.ts'
import { part, unknown } from './check.ts'
import type { PartId, PortsOf } from './registry.ts'
import { doctorRules } from './registry.ts'

/** Returns the part for this machine and this job. */
export const herePart = (ports: PortsOf['here']): Part => part('This machine', doctorRules.here, ports)

/** Returns the part for the files of the infra repo: its configuration, and the controllers' objects. */
export const filesPart = (ports: PortsOf['files']): Part =>
  part(`The files of ${ports.tree.name}`, doctorRules.files, ports)

/**
 * Returns the part for a repository on GitHub: token permissions, settings, protections, environments. It only reads.
 */
export const githubPart = (ports: PortsOf['github']): Part =>
  part(`${ports.api.repository} on GitHub`, doctorRules.github, ports)

/**
 * Returns the part for a project on GitLab: token permissions, settings, protections, environments. It only reads.
 */
export const gitlabPart = (ports: PortsOf['gitlab']): Part =>
  part(`${ports.project.name} on GitLab`, doctorRules.gitlab, ports)

/** Returns the part for a plain git remote, without pull requests. */
export const localPart = (ports: PortsOf['local']): Part =>
  part(`The git remote ${ports.repository}`, doctorRules.local, ports)

/** Returns a part that cannot be checked: it has one `unknown` finding, whose rule is the part itself. */
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
