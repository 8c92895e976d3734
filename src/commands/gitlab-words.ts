/**
 * Replacements of GitHub's terms by GitLab's, for texts that are shown on GitLab. They apply only to Fairlead's own
 * texts; texts of others stay as they are.
 */
const WORDS: readonly (readonly [github: RegExp, gitlab: string])[] = [
  [/pull request/g, 'merge request'],
  [/Pull request/g, 'Merge request'],
  [/, else pull-request\./g, ', else merge-request.'],
  [/the names of workflow and job/g, 'the name of the job'],
  [/Jobs of one matrix need/g, 'Parallel jobs need'],
  [/a matrix of jobs/g, 'parallel jobs'],
  [/the parts of a matrix/g, 'the parts of parallel jobs'],
  [
    /owner\/name or (?:as )?its address; on GitLab (?:as )?the path with all groups, the id or the address of the project/g,
    'the path of the project with all groups, its id or its address',
  ],
  [
    /: owner\/name, or the path or address/g,
    ': the path of a project with all groups, or the path or address',
  ],
  [/ and GitHub makes one for the job/g, ' and the job has one'],
]

export function inGitlabsWords(text: string): string {
  return WORDS.reduce((told, [github, gitlab]) => told.replaceAll(github, gitlab), text)
}
