import { openGitLabComments, withoutCommands } from "../rooms/forge-gitlab.js";

export { openGitLabComments };