import { finding } from '../findings/finding.ts'
import type { Fault } from '../kube/judge.ts'
import type { Json } from '../yaml/value.ts'
import { listAt, textAt } from '../yaml/value.ts'
import type { Risk } from './risk.ts'
import { capitalised } from '../text/capitalised.ts'

/** The rules about the API server's validation of an object, for the table in the documentation. */
export const API_RULES = [
  {
    id: 'api-refuses',
    level: 'high',
    description:
      'The API server rejects an object: a value has the wrong type (a number as a label, as an environment variable or in a ConfigMap), a name, label or quantity is invalid, a required field is missing, or this version of Kubernetes does not have the API. Checked against the schemas of the version in `clusters.<name>.kubeVersion`, the definitions in the repo, and those of Argo CD, Argo Rollouts and Flux.',
  },
  {
    id: 'unknown-field',
    level: 'high',
    description:
      'An object has a field that its API does not define, such as a misspelled one. Server-side apply (Flux; Argo CD with `ServerSideApply=true`) rejects the object; otherwise the API server drops the field.',
  },
] as const

/** The consequences of an invalid object, as ends of sentences. */
export interface Consequences {
  readonly refused: string
  readonly unknown: string
}

/**
 * Returns the consequences of an invalid object, which depend on the controller that applies it.
 *
 * Rules: fluxcd/pkg ssa (dry-run of all objects before any is applied; "field not declared in schema");
 * fluxcd/helm-controller docs/spec/v2 (`serverSideApply`), helm pkg/kube/client.go (FieldValidationDirective);
 * argo-cd docs/user-guide/sync-options.md (`Validate`), gitops-engine pkg/utils/kube/resource_ops.go (newApplyOptions
 * requests strict validation by the client, which kubectl leaves to servers that can validate, and not by the server:
 * argo-cd#16817)
 *
 * @param app the object that declares the app
 */
export function consequencesFor(app: Json | undefined, object: Json): Consequences {
  const kind = textAt(app, 'kind')
  if (kind === 'Kustomization')
    return {
      refused: 'so Flux applies nothing of this app until this is fixed',
      unknown: 'Flux (server-side apply) rejects it and applies nothing of this app until this is fixed',
    }
  if (kind === 'HelmRelease')
    return {
      refused: 'so the release fails',
      unknown:
        'if Helm applies server-side (Flux 2.8 and later, releases installed by it), the release fails; otherwise the field is dropped and has no effect',
    }
  if (kind !== 'Application')
    return {
      refused: 'so applying it fails',
      unknown: 'server-side apply rejects it; otherwise the field is dropped and has no effect',
    }
  const has = (option: string) => isSet(app, object, option)
  if (has('ServerSideApply=true'))
    return { refused: 'so the sync fails', unknown: 'server-side apply rejects it, so the sync fails' }
  if (has('Replace=true') && !has('Validate=false'))
    return {
      refused: 'so the sync fails',
      unknown: 'Argo CD replaces the object with strict validation, so the sync fails',
    }
  return {
    refused: 'so the sync fails',
    unknown: has('Validate=false')
      ? 'because of Validate=false the API server drops the field, and it has no effect'
      : 'the sync fails, or the API server silently drops the field; it has no effect either way',
  }
}

/** Reports whether a sync option is set for the app or for the object. */
function isSet(app: Json | undefined, object: Json, option: string): boolean {
  const own = textAt(object, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options') ?? ''
  return (
    listAt(app, 'spec', 'syncPolicy', 'syncOptions').includes(option) ||
    own.split(',').some((one) => one.trim() === option)
  )
}

/** Returns some errors of one object as one risk. */
export function riskOf(kind: Fault['kind'], faults: string, consequences: Consequences): Risk {
  const [refuses, unknown] = API_RULES
  return kind === 'unknown'
    ? finding(unknown, `${capitalised(faults)}: ${consequences.unknown}.`)
    : finding(refuses, `The API server rejects it, ${consequences.refused}: ${faults}.`)
}
