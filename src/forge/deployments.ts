/** The forge's own book of what was deployed where. */
export interface Deployments {
  /** Undefined where there is no environment of this name. */
  environment(name: string): Promise<Environment | undefined>
  /** The newest deployments to an environment, newest first. */
  list(environment: string, most: number): Promise<readonly Deployment[]>
  /** Writes down that something is being deployed; the environment is made where it is not there. */
  start(deployment: NewDeployment): Promise<Deployment>
  /** Writes down how it ended. */
  finish(id: string, state: 'success' | 'failed' | 'canceled'): Promise<void>
}

export interface Environment {
  readonly id: string
  readonly name: string
  /** Such as `production`. */
  readonly tier: string | undefined
  readonly url: string | undefined
}

export interface NewDeployment {
  readonly environment: string
  readonly commit: string
  readonly ref: string
}

export interface Deployment {
  readonly id: string
  readonly commit: string
  readonly ref: string
  /** In the forge's own word, such as `success`. */
  readonly state: string
  readonly at: string
}
