import { isObject } from '../yaml/value.ts'
import type { Json } from '../yaml/value.ts'

/**
 * A schema in the form that Kubernetes uses in OpenAPI and in CustomResourceDefinitions.
 *
 * Source: k8s.io/apiextensions-apiserver pkg/apis/apiextensions/v1/types_jsonschema.go (JSONSchemaProps)
 */
export interface Schema {
  /** The name of a definition of Kubernetes itself. */
  readonly $ref?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: boolean | Schema
  readonly required?: readonly string[]
  readonly enum?: readonly Json[]
  readonly pattern?: string
  readonly format?: string
  readonly nullable?: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly not?: Schema
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[]
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-embedded-resource'?: boolean
}

export interface GroupVersionKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** Returns a value of a manifest as a schema; undefined if it is not a map. */
export function asSchema(value: Json | undefined): Schema | undefined {
  return isObject(value) ? (value as Schema) : undefined
}
