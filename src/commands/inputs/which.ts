import type { InputDescriptions } from '../describe.ts'

/** Which apps a command is about, and where the infra repo is. */
export const whichInputs = {
  path: {
    type: 'text',
    default: '.',
    description: 'The checkout of the infra repo.',
  },
  output: {
    type: 'choice',
    options: ['text', 'json'],
    default: 'text',
    surface: 'command line',
    description: 'How the result is printed.',
  },
  app: {
    type: 'list',
    aliases: ['apps'],
    description: 'Only these apps, by name: web in prod also finds web-prod. Default: all.',
  },
  environment: {
    type: 'list',
    aliases: ['env'],
    description: 'Environments, such as prod.',
  },
  cluster: {
    type: 'list',
    description: 'Only the apps on these clusters.',
  },
} as const satisfies InputDescriptions
