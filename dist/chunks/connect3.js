import { connectGitLab } from "../rooms/forge-gitlab.js";

export { connectGitLab };