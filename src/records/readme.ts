/** What stands at the root of the branch: for whoever comes upon it. */
export const README = `# Records

Fairlead writes here what became of each commit that it waited for (\`fairlead sync\`), and what it decided and merged (\`fairlead gate\`); nothing else. The branch has no code, and is merged nowhere.

Each file below \`entries/\` is one entry, named by its number. Entries are only ever added: each has the SHA-256 of the one before, so that a change shows. Do not edit, delete or rebase anything here.

What the fields mean, how to read and check them, and how to protect this branch: https://github.com/fairlead-dev/fairlead/blob/main/docs/records.md
`
