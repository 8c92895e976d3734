import { GitLabForge, openGitLabForge } from "../rooms/forge-gitlab.js";

export { openGitLabForge };